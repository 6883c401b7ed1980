/* SPDX-License-Identifier: MIT */
/*
 * e820.h - a PC's memory, entry by entry or as two sizes; for this folder's translators.
 */
#ifndef ARCH_X86_E820_H
#define ARCH_X86_E820_H

#include <bootmem/boot_map.h>

/* One range; returns whether it runs past the end of the address space, where it is cut. */
bool e820_add(struct boot_map *map, u64 base, u64 size, u32 type);

/* All that an old BIOS tells: KiB from 0 (no more than 640) and KiB from 1 MiB. */
void e820_add_sizes(struct boot_map *map, u32 lower, u32 upper);

#endif
