/* SPDX-License-Identifier: MIT */
/*
 * fill.h - from the boot map to the core that owns memory.
 *
 *	fill_memblock.c		nobootmem, both
 *	fill_bitmap.c		bootmem
 */
#ifndef BOOTMEM_FILL_H
#define BOOTMEM_FILL_H

#include <bootmem/firmware.h>

/* Tell the core what a swept map says: RAM, what is in use, nodes; claims what it needs in it. */
void fill_core(struct boot_map *map, const struct boot_info *info);

/* Memory that was no RAM until now. Return: bytes of it that are free now. */
u64 core_add_ram(phys_addr_t base, phys_addr_t size, int nid);

/* Everything is known: the core that hands memory over takes over, with a node's data on it. */
void start_core(void);

#endif
