/* SPDX-License-Identifier: MIT */
/*
 * machine.h - the port for benchmarks: physical memory from 0 on is a window of host memory,
 * of which only what is written to takes room; what lies above it cannot be touched. Pages
 * that are handed over are counted.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <bootmem/types.h>

/* Exits when there is none. */
void machine_start(phys_addr_t window_bytes);

/*
 * pages is the same for the same pages, each handed over once, whatever the blocks and their
 * order.
 */
struct handed {
	unsigned long calls, nr_pages;
	u64 pages;
};

/* What memblock_free_pages() was given since the last time that this was cleared. */
extern struct handed handed;

/* The same for a run of pages, in one call. */
void count_run(struct handed *count, unsigned long start, unsigned long end);

#endif
