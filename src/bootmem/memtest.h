/* SPDX-License-Identifier: MIT */
/*
 * memtest.h - the memory test over whoever knows what is free: a core, or the boot map before
 * any core has been told.
 */
#ifndef BOOTMEM_MEMTEST_H
#define BOOTMEM_MEMTEST_H

#include <bootmem/types.h>

/* See core_next_free(), core_reserve() and core_moves(). */
struct memtest_books {
	bool (*next_free)(phys_addr_t *base, phys_addr_t *end);
	void (*reserve)(phys_addr_t base, phys_addr_t size, const char *owner);
	unsigned long (*moves)(void);
};

/* See early_memtest(). */
void memtest_with(const struct memtest_books *given, phys_addr_t start, phys_addr_t end);

#endif
