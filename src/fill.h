/* SPDX-License-Identifier: MIT */
/*
 * fill.h - from the boot map to the core that owns memory.
 *
 *	fill_memblock.c		nobootmem, both
 *	fill_bitmap.c		bootmem
 */
#ifndef BOOTMEM_FILL_H
#define BOOTMEM_FILL_H

#include <bootmem/bootmem.h>
#include <bootmem/firmware.h>

/* Tell the core what a swept map says: RAM, what is in use, nodes; claims what it needs in it. */
void fill_core(struct boot_map *swept, const struct boot_info *info);

#ifndef CONFIG_NO_BOOTMEM
/* Does the bitmap of a node have a bit for every page that a range touches? */
static inline bool bitmap_reaches(const pg_data_t *node, phys_addr_t base, phys_addr_t size)
{
	return node && phys_pfn_down(base) >= node->bdata->node_min_pfn &&
	       phys_pfn_up(base + size) <= node->bdata->node_low_pfn;
}
#endif

/* Memory that was no RAM until now. Return: bytes of it that are free now. */
u64 core_add_ram(phys_addr_t base, phys_addr_t size, int nid);

/* Where what becomes RAM later must end: by mem=, by what the kernel maps and the processor reaches. */
extern u64 setup_ram_end;

/* From the first to the last page of RAM. */
void set_page_numbers(void);

/* Everything is known: the core that hands memory over takes over, with a node's data on it. */
void start_core(void);

#endif
