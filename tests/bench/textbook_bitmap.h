/* SPDX-License-Identifier: MIT */
/*
 * textbook_bitmap.h - the bitmap allocator that a textbook would write, as a yardstick: a bit
 * for each page, set = taken, tested, set and cleared one by one. Its two short cuts are the
 * usual ones: a search passes 8 taken pages at once, the hand-over takes a long of free
 * pages as one block; other free pages go one by one.
 *
 * One node. Next fit, and small requests packed into the page that was taken last, as the
 * library does it, so that placements can be compared one by one.
 */
#ifndef TEXTBOOK_BITMAP_H
#define TEXTBOOK_BITMAP_H

#include <bootmem/bootmem.h>

/* Take over the state of the library's node 0 (own: first page of its map); nothing is shared. */
void textbook_load(unsigned long own);

void textbook_free(phys_addr_t base, phys_addr_t size);

/* false = EXCLUSIVE was asked for and a page was taken: nothing has changed. */
bool textbook_reserve(phys_addr_t base, phys_addr_t size, int flags);

/* 0 = none. align: a power of two. */
phys_addr_t textbook_alloc(phys_addr_t size, phys_addr_t align, phys_addr_t goal);

/* Every free page to memblock_free_pages(), then the pages of the map. */
void textbook_free_all(void);

/* The bits, to be compared. */
const u8 *textbook_bits(void);

#endif
