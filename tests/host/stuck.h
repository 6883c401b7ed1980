/* SPDX-License-Identifier: MIT */
/*
 * stuck.h - memory with bits that cannot be cleared, or that change whenever they are used.
 *
 * A page with stuck bits is read-only for the host: each write faults, is let through for
 * one instruction with the trap flag set, and the trap forces the stuck bits and locks the
 * page again. So every store that the library does meets real broken memory. A page with bits
 * that toggle cannot be read either: they change after each load and store of their word.
 */
#ifndef STUCK_H
#define STUCK_H

#include <bootmem/types.h>

#define MAX_STUCK 300 /* enough for two moves of an array of 128 */

/* From stuck_begin() on these bits of the 8 bytes at a mock address are always 1. */
void break_word(phys_addr_t at, u64 ones);

/*
 * These bits are others after each load and each store of the 8 bytes, so many times, and as they were stored then.
 * They are among the first 32 (two loads make 64).
 */
void toggle_word(phys_addr_t at, u64 bits, unsigned int times);

void stuck_begin(void);

/* All is well again. Return: how often a page with broken words was written to, or used, when words in it toggle. */
unsigned long stuck_end(void);

#endif
