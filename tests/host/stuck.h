/* SPDX-License-Identifier: MIT */
/*
 * stuck.h - memory with bits that cannot be cleared.
 *
 * A page with stuck bits is read-only for the host: each write faults, is let through for
 * one instruction with the trap flag set, and the trap forces the stuck bits and locks the
 * page again. So every store that the library does meets real broken memory.
 */
#ifndef STUCK_H
#define STUCK_H

#include <bootmem/types.h>

#define MAX_STUCK 300 /* enough for two moves of an array of 128 */

/* From stuck_begin() on these bits of the 8 bytes at a mock address are always 1. */
void break_word(phys_addr_t at, u64 ones);

void stuck_begin(void);

/* All is well again. Return: how often a page with broken words was written to. */
unsigned long stuck_end(void);

#endif
