/* SPDX-License-Identifier: MIT */
/*
 * boot.h - a whole boot: what a loader left in memory, setup_arch(), mem_init(), bootmem_reclaim().
 *
 * The input is a header and two blocks. What the registers name lies FUZZ_BASE behind the first
 * byte of memory, as the translators' harnesses have it, so that their seeds serve here; the other
 * block is what the first one, or the firmware, leads to.
 *
 * A boot may end in a panic: firmware can be wrong, and memory too little. It must not end in
 * a page that is handed over twice, is not RAM by what was told, or is in use; nor in a
 * panic that blames the library itself.
 */
#ifndef BOOT_H
#define BOOT_H

#include <bootmem/setup.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* One byte each, and the length of the first block in two. */
enum {
	BOOT_MACHINE, /* which of the harness's */
	BOOT_RECLAIMED, /* a kind, reclaimed in the end */
	BOOT_WISHES, /* see boot_run() */
	BOOT_LENGTH,
	BOOT_HEADER = BOOT_LENGTH + 2,
};

/* Wishes */
#define BOOT_TRAMPOLINE 1u
#define BOOT_LOWMEM	2u /* the map of RAM ends within it */
#define BOOT_EARLY	4u /* reclaims before mem_init() */

struct boot_machine {
	u32 magic;	    /* what setup_arch() is told */
	u64 memory;	    /* where it begins */
	u64 second;	    /* where the second block lies, behind that */
	u64 hole, hole_end; /* never RAM, whatever firmware tells */
};

/* On one of n machines. Returns 0. */
int boot_run(const struct boot_machine *machines, unsigned int n, const u8 *data, size_t size);

/* The architecture's, called before setup_arch(). */
void boot_wish(unsigned int wishes);

#endif
