/* SPDX-License-Identifier: MIT */
/*
 * fill.h - from the boot map to the core that owns memory.
 *
 *	setup_claims.c		what is still to be placed in the map
 *	fill_memblock.c		nobootmem, both
 *	fill_bitmap.c		bootmem
 */
#ifndef BOOTMEM_FILL_H
#define BOOTMEM_FILL_H

#include <bootmem/bootmem.h>
#include <bootmem/setup.h>

/* In order: claims of the architecture, dynamic reservations, the crash kernel. What finds no room is said, with a warning. */
void place_claims(const struct setup_policy *policy);

/* Tell the core what a swept map says: RAM, what is in use, nodes; claims what it needs in it. */
void fill_core(struct boot_map *swept, const struct boot_info *info);

/* Of what firmware says in 64 bits, what lies higher than addresses go ends where they do. */
static inline phys_addr_t clamp_phys(u64 addr)
{
	return addr < PHYS_ADDR_MAX ? (phys_addr_t)addr : PHYS_ADDR_MAX;
}

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
