/* SPDX-License-Identifier: MIT */
/*
 * Runs of bits against an array of bools: every small map, and random operations on maps of
 * any length, with the summary and without. Storage is exact, so that straying is noticed.
 */
#include "../suites/test.h"

#ifndef CONFIG_NO_BOOTMEM

#include <stdlib.h>
#include <string.h>

#include "bootmem/bitmap.h"
#include "mock.h"

#define MAX_BITS   3000UL
#define ROUNDS	   3000
#define BIG_ROUNDS 400

/* ---- the map and its model ---- */

static struct bitmap map;
static bool model[MAX_BITS];

static unsigned long longs_of(unsigned long bits)
{
	return (bits + BITS_PER_LONG - 1) / BITS_PER_LONG;
}

/* Small maps have no summary of their own: a test gives them one by hand. */
static void start_map(unsigned long bits, bool summary)
{
	unsigned long n = longs_of(bits), s = summary ? longs_of(n) : 0;

	free(map.longs);
	map.longs = malloc((n + s) * sizeof(long));
	map.full = summary ? map.longs + n : NULL;
	map.bits = bits;
	memset(map.longs, 0xff, (n + s) * sizeof(long));
	memset(model, true, sizeof(model));
}

static void change(bool value, unsigned long from, unsigned long to)
{
	if (value)
		bitmap_set(&map, from, to);
	else
		bitmap_clear(&map, from, to);
	for (; from < to; from++)
		model[from] = value;
}

static bool bit(unsigned long i)
{
	return map.longs[i / BITS_PER_LONG] >> i % BITS_PER_LONG & 1;
}

static unsigned long model_next(bool value, unsigned long from, unsigned long to)
{
	while (from < to && model[from] != value)
		from++;
	return from < to ? from : to;
}

static unsigned long model_count(unsigned long from, unsigned long to)
{
	unsigned long set = 0;

	for (; from < to; from++)
		set += model[from];
	return set;
}

static unsigned long model_find(unsigned long from, unsigned long to, unsigned long n,
				unsigned long align, unsigned long offset)
{
	for (; n <= to && from <= to - n; from++)
		if ((from + offset) % align == 0 && model_next(true, from, from + n) == from + n)
			return from;
	return BITMAP_NONE;
}

static void compare_find(unsigned long from, unsigned long to, unsigned long n,
			 unsigned long align, unsigned long offset)
{
	unsigned long got = bitmap_find_clear_run(&map, from, to, n, align, offset);
	unsigned long want = model_find(from, to, n, align, offset);

	if (!CHECK_EQ(got, want))
		mock_note("bits %lu, [%lu, %lu), n %lu, align %lu, offset %lu, summary %d",
			  map.bits, from, to, n, align, offset, map.full != NULL);
}

/* All bits, the summary, the bits beyond the end. */
static void compare_map(void)
{
	bool same = true;

	for (unsigned long i = 0; i < map.bits; i++)
		same &= bit(i) == model[i];
	CHECK(same);
	CHECK(bitmap_is_sound(&map));
}

/* ---- every small map ---- */

#define SMALL 9

/* Bits of the pattern stand for grain bits each, from base on; the rest is set. */
static void paint(unsigned int pattern, unsigned long base, unsigned long grain)
{
	for (unsigned long i = 0; i < SMALL; i++)
		change(pattern >> i & 1, base + i * grain, base + (i + 1) * grain);
}

static void every_range(void)
{
	static const unsigned long bases[] = { 0, BITS_PER_LONG - 4, 2 * BITS_PER_LONG - 9 };

	for (unsigned int k = 0; k < 6; k++) {
		unsigned long base = bases[k / 2];

		start_map(base + SMALL, k % 2);
		for (unsigned int pattern = 0; pattern < 1U << SMALL; pattern++)
			for (unsigned long from = base; from <= base + SMALL; from++)
				for (unsigned long to = from; to <= base + SMALL; to++) {
					paint(pattern, base, 1);
					CHECK_EQ(bitmap_count(&map, from, to), model_count(from, to));
					CHECK_EQ(bitmap_next_clear(&map, from, to),
						 model_next(false, from, to));
					CHECK_EQ(bitmap_next_set(&map, from, to),
						 model_next(true, from, to));
					change((pattern ^ from) & 1, from, to);
					if (to == base + SMALL)
						compare_map();
				}
	}
}

static void find_everywhere(unsigned long base, unsigned long align)
{
	for (unsigned long from = base; from <= base + SMALL; from++)
		for (unsigned long to = from; to <= base + SMALL; to++)
			for (unsigned long n = 1; n <= SMALL; n++)
				compare_find(from, to, n, align, from * 5 + to * 3);
}

/* Runs shorter than a long, across the border between two, against every small map. */
static void every_short_run(void)
{
	static const unsigned long bases[] = { 0, BITS_PER_LONG - 4 };

	for (unsigned int k = 0; k < 4; k++) {
		start_map(bases[k / 2] + SMALL, k % 2);
		for (unsigned int pattern = 0; pattern < 1U << SMALL; pattern++) {
			paint(pattern, bases[k / 2], 1);
			for (unsigned long align = 1; align <= 8; align *= 2)
				find_everywhere(bases[k / 2], align);
		}
	}
}

/* The same in blocks of half a long, one bit more or less: the other way of searching. */
static void every_long_run(void)
{
	unsigned long grain = BITS_PER_LONG / 2;

	for (unsigned int summary = 0; summary < 2; summary++) {
		start_map(SMALL * grain + 3, summary);
		for (unsigned int pattern = 0; pattern < 1U << SMALL; pattern++) {
			paint(pattern, pattern % 4, grain);
			for (unsigned long n = 1; n <= SMALL; n++)
				for (unsigned long align = 1; align <= 8 * grain; align *= 4) {
					compare_find(0, map.bits, n * grain, align, n);
					compare_find(1, map.bits - 1, n * grain - 1, align, n);
					compare_find(grain - 1, map.bits, n * grain + 1, align, 0);
				}
			change(true, 0, map.bits);
		}
	}
}

/* ---- random ---- */

static unsigned long below(unsigned long n)
{
	return (unsigned long)test_random_below(n);
}

/* Often next to the border of a long, where mistakes live. */
static unsigned long random_bit(unsigned long end)
{
	unsigned long i = below(end + 1);

	if (below(2))
		i = i / BITS_PER_LONG * BITS_PER_LONG + below(3) - 1;
	return i <= end ? i : end;
}

static unsigned long random_length(unsigned long most)
{
	return 1 + below(below(3) ? BITS_PER_LONG + 2 : most);
}

static void random_change(void)
{
	unsigned long from = random_bit(map.bits), to = from + random_length(map.bits);

	change(below(2), from, to < map.bits ? to : map.bits);
}

/* Every kth bit, or blocks that are spoilt by one bit: what searches find hard. */
static void random_pattern(void)
{
	unsigned long step = 1 + below(BITS_PER_LONG * 2);

	change(below(2), 0, map.bits);
	for (unsigned long i = below(step); i < map.bits; i += step)
		change(!model[i], i, i + 1);
}

static void random_queries(void)
{
	unsigned long from = random_bit(map.bits), to = random_bit(map.bits);
	unsigned long n = random_length(map.bits);

	if (from > to) {
		unsigned long swap = from;

		from = to;
		to = swap;
	}
	CHECK_EQ(bitmap_count(&map, from, to), model_count(from, to));
	CHECK_EQ(bitmap_next_clear(&map, from, to), model_next(false, from, to));
	CHECK_EQ(bitmap_next_set(&map, from, to), model_next(true, from, to));
	compare_find(from, to, n, 1UL << below(12), test_random() >> 16 & 0xffffff);
	compare_find(0, map.bits, n, 1, 0);
}

static void random_maps(void)
{
	unsigned long rounds = mock_steps(ROUNDS);

	for (unsigned long i = 0; i < rounds && !mock_failures(); i++) {
		start_map(1 + below(below(2) ? 3 * BITS_PER_LONG : MAX_BITS), below(2));
		for (unsigned long k = below(12); k > 0; k--) {
			if (below(4))
				random_change();
			else
				random_pattern();
			random_queries();
		}
		compare_map();
	}
}

/* ---- large maps ---- */

/* The first clear bit at or above from, bit by bit over the longs. */
static unsigned long plain_next_clear(const struct bitmap *big, unsigned long from)
{
	while (from < big->bits && big->longs[from / BITS_PER_LONG] >> from % BITS_PER_LONG & 1)
		from++;
	return from;
}

/* A map that is large enough for a summary of its own; mostly full, holes that come and go. */
static void large_map(void)
{
	unsigned long bits = BITMAP_SUMMARY_MIN + 3 * BITS_PER_LONG + 5;
	unsigned long bytes = bitmap_bytes(bits), n = longs_of(bits);
	void *memory = malloc(bytes);
	struct bitmap big = bitmap_at(memory, bits);

	CHECK_EQ(bytes, (n + longs_of(n)) * sizeof(long));
	CHECK(big.full == big.longs + n);
	bitmap_fill(&big);
	CHECK(bitmap_is_sound(&big));
	CHECK_EQ(bitmap_next_clear(&big, 0, bits), bits);
	CHECK_EQ(bitmap_find_clear_run(&big, 0, bits, 1, 1, 0), BITMAP_NONE);
	CHECK_EQ(bitmap_find_clear_run(&big, 5, bits, bits / 2, 1, 0), BITMAP_NONE);
	for (unsigned int i = 0; i < BIG_ROUNDS; i++) {
		unsigned long hole = below(bits - 200), length = 1 + below(200), from, found;

		bitmap_clear(&big, hole, hole + length);
		from = below(hole + 1);
		found = bitmap_next_clear(&big, from, bits);
		CHECK_EQ(found, plain_next_clear(&big, from));
		CHECK_EQ(bitmap_find_clear_run(&big, from, bits, 1, 1, 0), found);
		found = bitmap_find_clear_run(&big, hole, bits, length, 1, 0);
		CHECK_EQ(found, hole);
		if (i % 2)
			bitmap_set(&big, found, found + length);
	}
	CHECK(bitmap_is_sound(&big));
	bitmap_set(&big, 0, bits);
	CHECK(bitmap_is_sound(&big));
	CHECK_EQ(bitmap_count(&big, 0, bits), bits);
	/* A summary that is wrong, either way, or says something of what is not there. */
	big.full[3] &= ~32UL;
	CHECK(!bitmap_is_sound(&big));
	big.full[3] |= 32;
	big.longs[3 * BITS_PER_LONG + 5] = 0;
	CHECK(!bitmap_is_sound(&big));
	big.longs[3 * BITS_PER_LONG + 5] = ~0UL;
	CHECK(bitmap_is_sound(&big));
	big.full[0] &= ~1UL;
	CHECK(!bitmap_is_sound(&big));
	big.full[0] |= 1;
	big.full[longs_of(n) - 1] &= ~0UL >> 1;
	CHECK(!bitmap_is_sound(&big));
	free(memory);
}

static void sizes(void)
{
	CHECK_EQ(bitmap_bytes(0), 0);
	CHECK_EQ(bitmap_bytes(1), sizeof(long));
	CHECK_EQ(bitmap_bytes(BITS_PER_LONG), sizeof(long));
	CHECK_EQ(bitmap_bytes(BITS_PER_LONG + 1), 2 * sizeof(long));
	CHECK_EQ(bitmap_bytes(BITMAP_SUMMARY_MIN - 1), BITMAP_SUMMARY_MIN / 8);
	CHECK_EQ(bitmap_bytes(BITMAP_SUMMARY_MIN),
		 BITMAP_SUMMARY_MIN / 8 + BITMAP_SUMMARY_MIN / BITS_PER_LONG / 8);
	/* The summary is where storage for it is. */
	CHECK(!bitmap_at(&map, BITMAP_SUMMARY_MIN - 1).full);
	CHECK(bitmap_at(&map, BITMAP_SUMMARY_MIN).full != NULL);
	/* No wrap at the end. */
	CHECK(bitmap_bytes(~0UL) >= ~0UL / 8);
	CHECK_EQ(bitmap_find_clear_run(&map, 0, 0, 1, 1, 0), BITMAP_NONE);
}

/* Requests near the end of all numbers wrap nowhere. */
static void huge_requests(void)
{
	start_map(200, false);
	change(false, 0, 200);
	CHECK_EQ(bitmap_find_clear_run(&map, 0, 200, ~0UL, 1, 0), BITMAP_NONE);
	CHECK_EQ(bitmap_find_clear_run(&map, 199, 200, ~0UL - 5, 1, 0), BITMAP_NONE);
	CHECK_EQ(bitmap_find_clear_run(&map, 1, 200, 1, ~(~0UL >> 1), 0), BITMAP_NONE);
	CHECK_EQ(bitmap_find_clear_run(&map, 1, 200, 1, ~(~0UL >> 1), ~(~0UL >> 1) - 77), 77);
	CHECK_EQ(bitmap_find_clear_run(&map, 1, 200, 100, ~(~0UL >> 1), ~0UL - 49), 50);
	CHECK_EQ(bitmap_find_clear_run(&map, 1, 200, 1, 4, ~0UL - 4), 1);
}

#endif

const struct suite suite_bitmap = {
	"bitmap",
	(const struct test_case[]){
#ifndef CONFIG_NO_BOOTMEM
		{ "how much storage a map takes", sizes },
		{ "every range of every small map", every_range },
		{ "every short run in every small map", every_short_run },
		{ "every long run in every small map of blocks", every_long_run },
		{ "random operations on maps of any length", random_maps },
		{ "large maps and their summary", large_map },
		{ "requests near the end of all numbers", huge_requests },
#endif
		{ 0 },
	},
};
