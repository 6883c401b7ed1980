/* SPDX-License-Identifier: MIT */
/*
 * bitmap.c - runs of bits, see bitmap.h.
 *
 * Two ways to find a run of n clear bits:
 *
 *	n fits into a long: all starts of runs in a long at once, by shifting the clear bits
 *	over themselves, 1, 2, 4... places, log2(n) times; an alignment is a mask.
 *
 *		clear     1 1 1 0 1 1 1 1	(lowest bit first)
 *		two of    1 1 0 0 1 1 1 .
 *		three of  1 0 0 0 1 1 . .
 *
 *	n is longer, or the alignment is: look at a window of n bits from its end. The last
 *	set bit in it rules out every start up to that bit; what lies behind it is known to
 *	be clear and is not looked at again.
 *
 *		window    . . . 1 . . . .
 *		next              |. . . . ? ? ? ?
 */
#include "bootmem/bitmap.h"
#include "lib/lib.h"

/* ---- longs ---- */

/* The bits of a long from a bit of the map on, and those below the end of a range. */
static unsigned long __init bits_from(unsigned long bit)
{
	return ~0UL << bit % BITS_PER_LONG;
}

static unsigned long __init bits_below(unsigned long end)
{
	return ~0UL >> (0UL - end) % BITS_PER_LONG;
}

/* The long that holds the last bit of a range that ends there; end > 0. */
static unsigned long __init last_long(unsigned long end)
{
	return (end - 1) / BITS_PER_LONG;
}

static unsigned long __init longs_for(unsigned long bits)
{
	return bits ? last_long(bits) + 1 : 0;
}

static bool __init is_full(unsigned long word)
{
	return word == ~0UL;
}

static unsigned long __init lowest_bit(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

static unsigned long __init highest_bit(unsigned long word)
{
	return BITS_PER_LONG - 1 - (unsigned long)__builtin_clzl(word);
}

/* Sums of 1, 2 and 4 neighbouring bits side by side, then of all bytes by multiplication. */
static unsigned long __init count_bits(unsigned long word)
{
	word -= word >> 1 & ~0UL / 3;
	word = (word & ~0UL / 5) + (word >> 2 & ~0UL / 5);
	word = (word + (word >> 4)) & ~0UL / 17;
	return word * (~0UL / 255) >> (BITS_PER_LONG - 8);
}

/* ---- storage ---- */

static unsigned long __init summary_longs(unsigned long bits)
{
	return bits < BITMAP_SUMMARY_MIN ? 0 : longs_for(longs_for(bits));
}

unsigned long __init bitmap_bytes(unsigned long bits)
{
	return (longs_for(bits) + summary_longs(bits)) * sizeof(long);
}

struct bitmap __init bitmap_at(void *storage, unsigned long bits)
{
	unsigned long *longs = storage;

	return (struct bitmap){ longs, bits < BITMAP_SUMMARY_MIN ? NULL : longs + longs_for(bits),
				bits };
}

void __init bitmap_fill(const struct bitmap *map)
{
	memset(map->longs, 0xff, bitmap_bytes(map->bits));
}

/* ---- ranges ---- */

/* One range of an array of longs; from < to. */
static void __init set_bits(unsigned long *longs, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last = last_long(to);

	if (first == last) {
		longs[first] |= bits_from(from) & bits_below(to);
		return;
	}
	longs[first] |= bits_from(from);
	memset(&longs[first + 1], 0xff, (last - first - 1) * sizeof(long));
	longs[last] |= bits_below(to);
}

static void __init clear_bits(unsigned long *longs, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last = last_long(to);

	if (first == last) {
		longs[first] &= ~(bits_from(from) & bits_below(to));
		return;
	}
	longs[first] &= ~bits_from(from);
	memset(&longs[first + 1], 0, (last - first - 1) * sizeof(long));
	longs[last] &= ~bits_below(to);
}

static void __init summarise_long(const struct bitmap *map, unsigned long i)
{
	if (is_full(map->longs[i]))
		set_bits(map->full, i, i + 1);
}

void __init bitmap_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last;

	if (from >= to)
		return;
	last = last_long(to);
	set_bits(map->longs, from, to);
	if (!map->full)
		return;
	summarise_long(map, first);
	summarise_long(map, last);
	if (last - first > 1)
		set_bits(map->full, first + 1, last);
}

void __init bitmap_clear(const struct bitmap *map, unsigned long from, unsigned long to)
{
	if (from >= to)
		return;
	clear_bits(map->longs, from, to);
	if (map->full)
		clear_bits(map->full, from / BITS_PER_LONG, last_long(to) + 1);
}

unsigned long __init bitmap_count(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last, set;

	if (from >= to)
		return 0;
	last = last_long(to);
	if (first == last)
		return count_bits(map->longs[first] & bits_from(from) & bits_below(to));
	set = count_bits(map->longs[first] & bits_from(from));
	for (unsigned long i = first + 1; i < last; i++)
		set += count_bits(map->longs[i]);
	return set + count_bits(map->longs[last] & bits_below(to));
}

/* ---- the next bit ---- */

/* The first of longs [i, end) that is not full; end when all are. */
static unsigned long __init skip_full(const unsigned long *longs, unsigned long i, unsigned long end)
{
	while (i < end && is_full(longs[i]))
		i++;
	return i;
}

/* The same by the summary; i < end. */
static unsigned long __init skip_by_summary(const unsigned long *full, unsigned long i,
					    unsigned long end)
{
	unsigned long s = i / BITS_PER_LONG, open = ~full[s] & bits_from(i);

	if (!open) {
		s = skip_full(full, s + 1, longs_for(end));
		if (s == longs_for(end))
			return end;
		open = ~full[s];
	}
	i = s * BITS_PER_LONG + lowest_bit(open);
	return i < end ? i : end;
}

/* Most often the very next long will do. */
static unsigned long __init next_open_long(const struct bitmap *map, unsigned long i,
					   unsigned long end)
{
	if (i >= end || !is_full(map->longs[i]))
		return i;
	return map->full ? skip_by_summary(map->full, i, end) : skip_full(map->longs, i, end);
}

unsigned long __init bitmap_next_clear(const struct bitmap *map, unsigned long from,
				       unsigned long to)
{
	unsigned long i = from / BITS_PER_LONG, clear, end;

	if (from >= to)
		return to;
	clear = ~map->longs[i] & bits_from(from);
	if (!clear) {
		end = longs_for(to);
		i = next_open_long(map, i + 1, end);
		if (i == end)
			return to;
		clear = ~map->longs[i];
	}
	from = i * BITS_PER_LONG + lowest_bit(clear);
	return from < to ? from : to;
}

/* Are eight longs, from a multiple of eight on, and below end, without a bit? */
static bool __init eight_are_empty(const unsigned long *longs, unsigned long i, unsigned long end)
{
	const unsigned long *l = &longs[i];

	return end - i >= 8 && !(l[0] | l[1] | l[2] | l[3] | l[4] | l[5] | l[6] | l[7]);
}

/* The first of longs [i, end) with a bit set; end when none has. In large strides where it can. */
static unsigned long __init skip_empty(const unsigned long *longs, unsigned long i, unsigned long end)
{
	while (i < end && !longs[i]) {
		i++;
		while (i % 8 == 0 && eight_are_empty(longs, i, end))
			i += 8;
	}
	return i;
}

unsigned long __init bitmap_next_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long i = from / BITS_PER_LONG, set, end;

	if (from >= to)
		return to;
	set = map->longs[i] & bits_from(from);
	if (!set) {
		end = longs_for(to);
		i = skip_empty(map->longs, i + 1, end);
		if (i == end)
			return to;
		set = map->longs[i];
	}
	from = i * BITS_PER_LONG + lowest_bit(set);
	return from < to ? from : to;
}

/* The last set bit in [from, to), from < to; BITMAP_NONE when there is none. */
static unsigned long __init last_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, i = last_long(to);
	unsigned long set = map->longs[i] & bits_below(to);

	while (!set && i > first)
		set = map->longs[--i];
	if (!set)
		return BITMAP_NONE;
	i = i * BITS_PER_LONG + highest_bit(set);
	return i >= from ? i : BITMAP_NONE;
}

/* ---- runs ---- */

/* The bits of any long that stand for a multiple of align, less than a long, with offset. */
static unsigned long __init aligned_bits(unsigned long align, unsigned long offset)
{
	unsigned long bits = 1;

	for (unsigned long step = align; step < BITS_PER_LONG; step *= 2)
		bits |= bits << step;
	return bits << ((0UL - offset) & (align - 1));
}

/*
 * The bits of low from which n bits, at most a long, are set, going on in high. Bits that
 * are shifted in above high are clear: they spoil the upper n - 1 bits of high alone, and no
 * run that starts in low reaches there.
 */
static unsigned long __init run_starts(unsigned long low, unsigned long high, unsigned long n)
{
	for (unsigned long step, have = 1; have < n && low; have += step) {
		step = have < n - have ? have : n - have;
		low &= low >> step | high << (BITS_PER_LONG - step);
		high &= high >> step;
	}
	return low;
}

/* n <= BITS_PER_LONG, n <= to - from; a run may start where allowed says so. */
static unsigned long __init find_short(const struct bitmap *map, unsigned long from,
				       unsigned long to, unsigned long n, unsigned long allowed)
{
	unsigned long i = from / BITS_PER_LONG, end = longs_for(to), starts;
	unsigned long clear = ~map->longs[i] & bits_from(from);

	for (;;) {
		starts = run_starts(clear, i + 1 < end ? ~map->longs[i + 1] : 0, n) & allowed;
		if (starts)
			break;
		i = next_open_long(map, i + 1, end);
		if (i == end)
			return BITMAP_NONE;
		clear = ~map->longs[i];
	}
	from = i * BITS_PER_LONG + lowest_bit(starts);
	return from <= to - n ? from : BITMAP_NONE;
}

/* n <= to - from. */
static unsigned long __init find_long(const struct bitmap *map, unsigned long from,
				      unsigned long to, unsigned long n, unsigned long align,
				      unsigned long offset)
{
	unsigned long known = from; /* [from, known) is clear */

	for (;;) {
		unsigned long pad, spoilt;

		from = bitmap_next_clear(map, from, to);
		pad = (0UL - (from + offset)) & (align - 1);
		if (from > to - n || pad > to - n - from)
			return BITMAP_NONE;
		from += pad;
		if (known < from)
			known = from;
		spoilt = last_set(map, known, from + n);
		if (spoilt == BITMAP_NONE)
			return from;
		known = from + n;
		from = spoilt; /* passed above */
	}
}

unsigned long __init bitmap_find_clear_run(const struct bitmap *map, unsigned long from,
					   unsigned long to, unsigned long n, unsigned long align,
					   unsigned long offset)
{
	if (n > to || from > to - n)
		return BITMAP_NONE;
	if (n <= BITS_PER_LONG && align < BITS_PER_LONG)
		return find_short(map, from, to, n, aligned_bits(align, offset));
	return find_long(map, from, to, n, align, offset);
}

/* ---- check ---- */

bool __init bitmap_is_sound(const struct bitmap *map)
{
	unsigned long n = longs_for(map->bits), last = last_long(map->bits);

	if (!is_full(map->longs[last] | bits_below(map->bits)))
		return false;
	if (!map->full)
		return true;
	for (unsigned long i = 0; i < n; i++)
		if (is_full(map->longs[i]) != (map->full[i / BITS_PER_LONG] >> i % BITS_PER_LONG & 1))
			return false;
	return is_full(map->full[last_long(n)] | bits_below(n));
}
