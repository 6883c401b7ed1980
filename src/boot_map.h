/* SPDX-License-Identifier: MIT */
/*
 * boot_map.h - what the files of the boot map share.
 *
 *	boot_range.c	one range: what its kind means, whose it is
 *	boot_map.c	the bag: add, remove, say which node; find
 *	boot_sweep.c	the sweep, and RAM before it
 *	boot_claim.c	free RAM of a swept map, found and taken
 */
#ifndef BOOTMEM_BOOT_MAP_PRIVATE_H
#define BOOTMEM_BOOT_MAP_PRIVATE_H

#include <bootmem/boot_map.h>

/* Does somebody read it who does not know what else is on its pages? */
bool boot_kind_is_apart(enum boot_kind kind);

/* Negative, 0, positive; a name comes before none. */
int boot_owners_compare(const char *a, const char *b);

/* Are kind, node and owner the same? */
bool boot_ranges_alike(const struct boot_range *a, const struct boot_range *b);

/* In a swept map: does one go on where the other ends? */
bool boot_range_goes_on(const struct boot_range *r, const struct boot_range *next);

/* Entries behind it move. -ENOSPC when the map is full, which is counted. */
int boot_map_insert(struct boot_map *map, unsigned int index, const struct boot_range *range);
void boot_map_delete(struct boot_map *map, unsigned int index);

/* RAM shrinks to whole pages, everything else grows. */
struct boot_range boot_range_to_pages(const struct boot_range *range);

#endif
