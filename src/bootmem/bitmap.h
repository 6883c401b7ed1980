/* SPDX-License-Identifier: MIT */
/*
 * bitmap.h - runs of bits: set, clear, count, find.
 *
 * A map of n bits is an array of longs, the lowest bit of the first one first. Bits of the
 * last long beyond n are set, so that a search for clear bits ends by itself. A large map
 * has a summary behind its longs: one bit for each long, set when that long is full (all
 * its bits are set). It lets a search pass 64 full longs at a time (32 where long is short).
 *
 *	longs    |1111|1111|1101|1111|0000|...   n bits
 *	summary  |  1    1    0    1    0 ...    one for each long
 *
 * Invariant: a bit of the summary is set exactly when its long is full; bits beyond the end,
 * of the longs and of the summary, are set. Pure: no allocation, no globals; nothing outside
 * the map is touched. Cost: set and clear go at memset's speed, the rest a long at a time;
 * searches for clear bits pass what is full 64 longs at a time.
 */
#ifndef BOOTMEM_BITMAP_H
#define BOOTMEM_BITMAP_H

#include <bootmem/types.h>

#define BITS_PER_LONG (8 * sizeof(long))

/* Maps with fewer bits have no summary: a search through all of it is short. */
#define BITMAP_SUMMARY_MIN (1UL << 20)

/**
 * struct bitmap - a map in storage that the caller supplies
 * @longs: the bits
 * @full: the summary, or NULL
 * @bits: number of bits, not 0
 */
struct bitmap {
	unsigned long *longs, *full;
	unsigned long bits;
};

/* No such bit: higher than every bit. */
#define BITMAP_NONE (~0UL)

/* Bytes of storage for a map: whole longs, and the summary when it has one. */
unsigned long bitmap_bytes(unsigned long bits);

/* The map that lies in storage of bitmap_bytes(bits), aligned like a long. Touches nothing. */
struct bitmap bitmap_at(void *storage, unsigned long bits);

/* Every bit set, those beyond the end included. */
void bitmap_fill(const struct bitmap *map);

/* All bits of [from, to); from <= to <= bits. */
void bitmap_set(const struct bitmap *map, unsigned long from, unsigned long to);
void bitmap_clear(const struct bitmap *map, unsigned long from, unsigned long to);

/* Number of set bits in [from, to); from <= to <= bits. */
unsigned long bitmap_count(const struct bitmap *map, unsigned long from, unsigned long to);

/* The first clear (set) bit in [from, to); to when there is none. to <= bits. */
unsigned long bitmap_next_clear(const struct bitmap *map, unsigned long from, unsigned long to);
unsigned long bitmap_next_set(const struct bitmap *map, unsigned long from, unsigned long to);

/*
 * The lowest bit p such that p + offset is a multiple of align (a power of two) and
 * [p, p + n) lies inside [from, to) and is clear; BITMAP_NONE when there is none. n > 0,
 * to <= bits. Cost: no long is looked at more than twice for all candidates together, full
 * ones 64 at a time; runs longer than a long, and wide alignments, skip most of them.
 */
unsigned long bitmap_find_clear_run(const struct bitmap *map, unsigned long from, unsigned long to,
				    unsigned long n, unsigned long align, unsigned long offset);

/* Does the invariant hold? For tests and debuggers. */
bool bitmap_is_sound(const struct bitmap *map);

#endif
