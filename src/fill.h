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

/* Is it memory that the kernel owns, with RAM underneath? */
bool boot_range_is_ram(const struct boot_range *r);

/* For whom it is reserved, in words. */
const char *boot_range_owner(const struct boot_range *r);

/* Tell the core what boot_map says: RAM, what is in use, nodes. */
void fill_core(void);

/* Everything is known: the core that hands memory over takes over, with a node's data on it. */
void start_core(void);

#endif
