/* SPDX-License-Identifier: MIT */
/*
 * textbook_region.h - the allocator that a textbook would write, as a yardstick: two sorted
 * arrays, found by linear scan, changed by insertion with memmove and a merge pass over
 * the whole array. Same placement and same growth as memblock, so that results can be
 * compared one by one. No flags, no nodes, no owners, no errors: running out stops.
 */
#ifndef TEXTBOOK_REGION_H
#define TEXTBOOK_REGION_H

#include <bootmem/memblock.h>

extern struct memblock_type textbook_memory, textbook_reserved;

/* Both arrays empty and back in their static storage. */
void textbook_reset(void);

void textbook_add(phys_addr_t base, phys_addr_t size);
void textbook_reserve(phys_addr_t base, phys_addr_t size);
void textbook_free(phys_addr_t base, phys_addr_t size);

/* Take over memblock's state, arrays included; memblock must be reset before it is used again. */
void textbook_load(void);

/* The highest place that fits, 0 = none. */
phys_addr_t textbook_alloc(phys_addr_t size, phys_addr_t align);

bool textbook_is_memory(phys_addr_t addr);
bool textbook_is_reserved(phys_addr_t addr);
bool textbook_is_region_reserved(phys_addr_t base, phys_addr_t size);

/* Free ranges, upwards and downwards; the index counts as in memblock.h. */
void textbook_next_free(u64 *idx, phys_addr_t *start, phys_addr_t *end);
void textbook_next_free_reverse(u64 *idx, phys_addr_t *start, phys_addr_t *end);

/* Every free page to memblock_free_pages(), in the largest aligned blocks. */
void textbook_free_all(void);

#endif
