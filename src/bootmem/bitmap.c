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
/*@ assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==> (Bit(\result, i) <==> bit % BITS <= i); */
static unsigned long __init bits_from(unsigned long bit)
{
	return ~0UL << bit % BITS_PER_LONG;
}

/*@ requires 0 < end;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==> (Bit(\result, i) <==> i <= (end - 1) % BITS); */
static unsigned long __init bits_below(unsigned long end)
{
	return ~0UL >> (BITS_PER_LONG - 1 - (end - 1) % BITS_PER_LONG);
}

/* The set bits of a long from a bit of the map on, and those below the end of a range. */
/*@ assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==>
      (Bit(\result, i) <==> bit % BITS <= i && Bit(word, i)); */
static unsigned long __init set_from(unsigned long word, unsigned long bit)
{
	return word & bits_from(bit);
}

/*@ requires 0 < end;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==>
      (Bit(\result, i) <==> i <= (end - 1) % BITS && Bit(word, i)); */
static unsigned long __init set_below(unsigned long word, unsigned long end)
{
	return word & bits_below(end);
}

/* The clear bits of a long from a bit of the map on. */
/*@ assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==>
      (Bit(\result, i) <==> bit % BITS <= i && !Bit(word, i)); */
static unsigned long __init clear_from(unsigned long word, unsigned long bit)
{
	return ~word & bits_from(bit);
}

/* The long that holds the last bit of a range that ends there; end > 0. */
/*@ requires 0 < end;
    assigns \nothing;
    ensures \result == (end - 1) / BITS; */
static unsigned long __init last_long(unsigned long end)
{
	return (end - 1) / BITS_PER_LONG;
}

/*@ assigns \nothing;
    ensures \result == LONGS(bits); */
static unsigned long __init longs_for(unsigned long bits)
{
	return bits ? last_long(bits) + 1 : 0;
}

/*@ assigns \nothing;
    ensures \result <==> Full(word); */
static bool __init is_full(unsigned long word)
{
	return word == ~0UL;
}

/*@ requires word != 0;
    assigns \nothing;
    ensures 0 <= \result < BITS && Bit(word, \result);
    ensures \forall integer i; 0 <= i < \result ==> !Bit(word, i); */
static unsigned long __init lowest_bit(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

/*@ requires word != 0;
    assigns \nothing;
    ensures 0 <= \result < BITS && Bit(word, \result);
    ensures \forall integer i; \result < i < BITS ==> !Bit(word, i); */
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

/*@ assigns \nothing;
    ensures \result == (bits < BITMAP_SUMMARY_MIN ? 0 : LONGS(LONGS(bits))); */
static unsigned long __init summary_longs(unsigned long bits)
{
	return bits < BITMAP_SUMMARY_MIN ? 0 : longs_for(longs_for(bits));
}

/*@ requires bits <= ALL_ONES / 4;
    assigns \nothing;
    ensures \result == (LONGS(bits) + (bits < BITMAP_SUMMARY_MIN ? 0 : LONGS(LONGS(bits)))) * sizeof(long); */
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

/* All bits of longs [from, to). */
/*@ requires from <= to && \valid(longs + (from .. to - 1));
    assigns longs[from .. to - 1];
    ensures AllFull(longs, from, to); */
static void __init fill_longs(unsigned long *longs, unsigned long from, unsigned long to)
{
	memset(&longs[from], 0xff, (to - from) * sizeof(long));
}

/*@ requires from <= to && \valid(longs + (from .. to - 1));
    assigns longs[from .. to - 1];
    ensures AllEmpty(longs, from, to); */
static void __init empty_longs(unsigned long *longs, unsigned long from, unsigned long to)
{
	memset(&longs[from], 0, (to - from) * sizeof(long));
}

/*@ requires Writable(map);
    assigns map->longs[0 .. LONGS(map->bits) - 1], map->full[0 .. LONGS(LONGS(map->bits)) - 1];
    ensures Sound(map) && AllSet(map->longs, 0, map->bits); */
void __init bitmap_fill(const struct bitmap *map)
{
	fill_longs(map->longs, 0, longs_for(map->bits));
	if (map->full)
		fill_longs(map->full, 0, longs_for(longs_for(map->bits)));
}

/* ---- ranges ---- */

/* One range of an array of longs; from < to. */
/*@ requires from < to && \valid(&TOUCHED(longs, from, to));
    assigns TOUCHED(longs, from, to);
    ensures \forall integer k, b; 0 <= k && 0 <= b < BITS ==>
      (Bit(longs[k], b) <==> from <= k * BITS + b < to || Bit(\at(longs[k], Pre), b)); */
static void __init set_bits(unsigned long *longs, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last = last_long(to);

	if (first == last) {
		longs[first] |= bits_from(from) & bits_below(to);
		return;
	}
	longs[first] |= bits_from(from);
	fill_longs(longs, first + 1, last);
	longs[last] |= bits_below(to);
}

/*@ requires from < to && \valid(&TOUCHED(longs, from, to));
    assigns TOUCHED(longs, from, to);
    ensures \forall integer k, b; 0 <= k && 0 <= b < BITS ==>
      (Bit(longs[k], b) <==> !(from <= k * BITS + b < to) && Bit(\at(longs[k], Pre), b));
    ensures \forall integer k; from / BITS <= k <= (to - 1) / BITS ==> !Full(longs[k]); */
static void __init clear_bits(unsigned long *longs, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last = last_long(to);

	if (first == last) {
		longs[first] &= ~(bits_from(from) & bits_below(to));
		//@ assert !Bit(longs[first], from % BITS);
		return;
	}
	longs[first] &= ~bits_from(from);
	empty_longs(longs, first + 1, last);
	longs[last] &= ~bits_below(to);
	//@ assert !Bit(longs[first], from % BITS) && !Bit(longs[last], (to - 1) % BITS);
}

/*@ requires Writable(map) && map->full != \null && i < LONGS(map->bits);
    assigns map->full[i / BITS];
    ensures \forall integer k, b; 0 <= k && 0 <= b < BITS ==>
      (Bit(map->full[k], b) <==> k * BITS + b == i && Full(map->longs[i]) || Bit(\at(map->full[k], Pre), b)); */
static void __init summarise_long(const struct bitmap *map, unsigned long i)
{
	if (is_full(map->longs[i]))
		set_bits(map->full, i, i + 1);
}

/* Of longs first, last, which may have become full, and those between, which are. */
/*@ requires Writable(map) && map->full != \null && first <= last < LONGS(map->bits);
    requires AllFull(map->longs, first + 1, last);
    assigns map->full[first / BITS .. last / BITS];
    ensures \forall integer i; 0 <= i ==> (Set(map->full, i) <==>
      first <= i <= last && Full(map->longs[i]) || Set{Pre}(map->full, i)); */
static void __init summarise(const struct bitmap *map, unsigned long first, unsigned long last)
{
	summarise_long(map, first);
	summarise_long(map, last);
	if (last - first > 1)
		set_bits(map->full, first + 1, last);
	//@ assert AllFull(map->longs, first + 1, last) && SameFull{Pre, Here}(map->longs, first, last + 1);
}

/*@ requires Writable(map) && Sound(map) && from <= to <= map->bits;
    assigns map->longs[0 .. LONGS(map->bits) - 1], map->full[0 .. LONGS(LONGS(map->bits)) - 1];
    ensures Sound(map);
    ensures \forall integer i; 0 <= i < map->bits ==>
      (Set(map->longs, i) <==> from <= i < to || Set{Pre}(map->longs, i)); */
void __init bitmap_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	if (from >= to)
		return;
	set_bits(map->longs, from, to);
	//@ assert SameFull{Pre, Here}(map->longs, 0, from / BITS);
	//@ assert SameFull{Pre, Here}(map->longs, (to - 1) / BITS + 1, LONGS(map->bits));
	//@ assert \forall integer k; 0 <= k && Full(\at(map->longs[k], Pre)) ==> Full(map->longs[k]);
	//@ assert AllFull(map->longs, from / BITS + 1, (to - 1) / BITS);
	if (!map->full)
		return;
	//@ assert AllSet(map->full, LONGS(map->bits), LONGS(LONGS(map->bits)) * BITS);
	summarise(map, from / BITS_PER_LONG, last_long(to));
	//@ assert SameFull{Pre, Here}(map->longs, 0, from / BITS);
	//@ assert SameFull{Pre, Here}(map->longs, (to - 1) / BITS + 1, LONGS(map->bits));
	//@ assert AllSet(map->longs, map->bits, LONGS(map->bits) * BITS);
	/*@ assert \forall integer i; from / BITS <= i <= (to - 1) / BITS ==>
	      (Set(map->full, i) <==> Full(map->longs[i])); */
	//@ assert Summary(map);
}

/*@ requires Writable(map) && Sound(map) && from <= to <= map->bits;
    assigns map->longs[0 .. LONGS(map->bits) - 1], map->full[0 .. LONGS(LONGS(map->bits)) - 1];
    ensures Sound(map);
    ensures \forall integer i; 0 <= i < map->bits ==>
      (Set(map->longs, i) <==> !(from <= i < to) && Set{Pre}(map->longs, i)); */
void __init bitmap_clear(const struct bitmap *map, unsigned long from, unsigned long to)
{
	if (from >= to)
		return;
	clear_bits(map->longs, from, to);
	//@ assert SameFull{Pre, Here}(map->longs, 0, from / BITS);
	//@ assert SameFull{Pre, Here}(map->longs, (to - 1) / BITS + 1, LONGS(map->bits));
	//@ assert AllSet(map->longs, map->bits, LONGS(map->bits) * BITS);
	if (!map->full)
		return;
	//@ assert AllSet(map->full, LONGS(map->bits), LONGS(LONGS(map->bits)) * BITS);
	//@ assert 0 <= (to - 1) / BITS < LONGS(map->bits);
	clear_bits(map->full, from / BITS_PER_LONG, last_long(to) + 1);
	/*@ assert \forall integer i; LONGS(map->bits) <= i < LONGS(LONGS(map->bits)) * BITS ==>
	      i / BITS * BITS + i % BITS == i && 0 <= i % BITS < BITS && 0 <= i / BITS; */
	//@ assert AllSet(map->full, LONGS(map->bits), LONGS(LONGS(map->bits)) * BITS);
	//@ assert SameFull{Pre, Here}(map->longs, 0, from / BITS);
	//@ assert SameFull{Pre, Here}(map->longs, (to - 1) / BITS + 1, LONGS(map->bits));
	//@ assert AllSet(map->longs, map->bits, LONGS(map->bits) * BITS);
	//@ assert Summary(map);
}

unsigned long __init bitmap_count(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, last, set;

	if (from >= to)
		return 0;
	last = last_long(to);
	if (first == last)
		return count_bits(set_below(set_from(map->longs[first], from), to));
	set = count_bits(set_from(map->longs[first], from));
	for (unsigned long i = first + 1; i < last; i++)
		set += count_bits(map->longs[i]);
	return set + count_bits(set_below(map->longs[last], to));
}

/* ---- the next bit ---- */

/* The first of longs [i, end) that is not full; end when all are. */
/*@ requires i <= end && \valid_read(longs + (i .. end - 1));
    assigns \nothing;
    ensures \at(i, Pre) <= \result <= end && AllFull(longs, \at(i, Pre), \result);
    ensures \result < end ==> !Full(longs[\result]); */
static unsigned long __init skip_full(const unsigned long *longs, unsigned long i, unsigned long end)
{
	/*@ loop invariant \at(i, Pre) <= i <= end && AllFull(longs, \at(i, Pre), i);
	    loop assigns i;
	    loop variant end - i; */
	while (i < end && is_full(longs[i]))
		i++;
	return i;
}

/* The same by the summary; i < end. */
/*@ requires i < end && \valid_read(full + (0 .. LONGS(end) - 1));
    assigns \nothing;
    ensures \at(i, Pre) <= \result <= end && AllSet(full, \at(i, Pre), \result);
    ensures \result < end ==> !Set(full, \result); */
static unsigned long __init skip_by_summary(const unsigned long *full, unsigned long i,
					    unsigned long end)
{
	unsigned long s = i / BITS_PER_LONG, open = clear_from(full[s], i);

	if (!open) {
		s = skip_full(full, s + 1, longs_for(end));
		if (s == longs_for(end))
			return end;
		open = clear_from(full[s], 0);
	}
	i = s * BITS_PER_LONG + lowest_bit(open);
	return i < end ? i : end;
}

/* Most often the very next long will do. */
/*@ requires Readable(map) && Sound(map) && i <= end <= LONGS(map->bits);
    assigns \nothing;
    ensures i <= \result <= end && AllFull(map->longs, i, \result);
    ensures \result < end ==> !Full(map->longs[\result]); */
static unsigned long __init next_open_long(const struct bitmap *map, unsigned long i,
					   unsigned long end)
{
	if (i >= end || !is_full(map->longs[i]))
		return i;
	return map->full ? skip_by_summary(map->full, i, end) : skip_full(map->longs, i, end);
}

/*@ requires Readable(map) && Sound(map) && to <= map->bits;
    assigns \nothing;
    ensures from >= to ==> \result == to;
    ensures from <= to ==> from <= \result <= to && AllSet(map->longs, from, \result);
    ensures \result < to ==> !Set(map->longs, \result); */
unsigned long __init bitmap_next_clear(const struct bitmap *map, unsigned long from,
				       unsigned long to)
{
	unsigned long i = from / BITS_PER_LONG, clear, end;

	if (from >= to)
		return to;
	clear = clear_from(map->longs[i], from);
	if (!clear) {
		end = longs_for(to);
		i = next_open_long(map, i + 1, end);
		if (i == end)
			return to;
		clear = clear_from(map->longs[i], 0);
	}
	from = i * BITS_PER_LONG + lowest_bit(clear);
	return from < to ? from : to;
}

/* Are eight longs, from a multiple of eight on, and below end, without a bit? */
/*@ requires i <= end && \valid_read(longs + (i .. end - 1));
    assigns \nothing;
    ensures \result ==> i + 8 <= end && AllEmpty(longs, i, i + 8); */
static bool __init eight_are_empty(const unsigned long *longs, unsigned long i, unsigned long end)
{
	const unsigned long *l = &longs[i];

	return end - i >= 8 && !(l[0] | l[1] | l[2] | l[3] | l[4] | l[5] | l[6] | l[7]);
}

/* The first of longs [i, end) with a bit set; end when none has. In large strides where it can. */
/*@ requires i <= end && \valid_read(longs + (i .. end - 1));
    assigns \nothing;
    ensures \at(i, Pre) <= \result <= end && AllEmpty(longs, \at(i, Pre), \result);
    ensures \result < end ==> longs[\result] != 0; */
static unsigned long __init skip_empty(const unsigned long *longs, unsigned long i, unsigned long end)
{
	/*@ loop invariant \at(i, Pre) <= i <= end && AllEmpty(longs, \at(i, Pre), i);
	    loop assigns i;
	    loop variant end - i; */
	while (i < end && !longs[i]) {
		i++;
		/*@ loop invariant \at(i, LoopEntry) <= i <= end && AllEmpty(longs, \at(i, Pre), i);
		    loop assigns i;
		    loop variant end - i; */
		while (i % 8 == 0 && eight_are_empty(longs, i, end))
			i += 8;
	}
	return i;
}

/*@ requires Readable(map) && to <= map->bits;
    assigns \nothing;
    ensures from >= to ==> \result == to;
    ensures from <= to ==> from <= \result <= to && AllClear(map->longs, from, \result);
    ensures \result < to ==> Set(map->longs, \result); */
unsigned long __init bitmap_next_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long i = from / BITS_PER_LONG, set, end;

	if (from >= to)
		return to;
	set = set_from(map->longs[i], from);
	if (!set) {
		end = longs_for(to);
		i = skip_empty(map->longs, i + 1, end);
		if (i == end)
			return to;
		set = set_from(map->longs[i], 0);
	}
	from = i * BITS_PER_LONG + lowest_bit(set);
	return from < to ? from : to;
}

/* The last set bit in [from, to), from < to; BITMAP_NONE when there is none. */
/*@ requires Readable(map) && from < to <= map->bits;
    assigns \nothing;
    ensures \result == ALL_ONES ==> AllClear(map->longs, from, to);
    ensures \result != ALL_ONES ==> from <= \result < to && Set(map->longs, \result) &&
      AllClear(map->longs, \result + 1, to); */
static unsigned long __init last_set(const struct bitmap *map, unsigned long from, unsigned long to)
{
	unsigned long first = from / BITS_PER_LONG, i = last_long(to);
	unsigned long set = set_below(map->longs[i], to);

	/*@ loop invariant first <= i <= (to - 1) / BITS && (set != 0 || AllClear(map->longs, i * BITS, to));
	    loop invariant \forall integer b; 0 <= b < BITS ==>
	      (Bit(set, b) <==> Bit(map->longs[i], b) && i * BITS + b < to);
	    loop invariant AllClear(map->longs, (i + 1) * BITS, to);
	    loop assigns i, set;
	    loop variant i; */
	while (!set && i > first)
		set = map->longs[--i];
	if (!set)
		return BITMAP_NONE;
	i = i * BITS_PER_LONG + highest_bit(set);
	return i >= from ? i : BITMAP_NONE;
}

/* ---- runs ---- */

/* How far from a bit on to one that is, with offset, a multiple of align? */
/*@ requires PowerOfTwo(align);
    assigns \nothing;
    ensures \result < align && Aligned(bit + \result, offset, align);
    ensures \forall integer i; bit <= i < bit + \result && i <= ALL_ONES ==> !Aligned(i, offset, align); */
static unsigned long __init padding(unsigned long bit, unsigned long offset, unsigned long align)
{
	return (0UL - (bit + offset)) & (align - 1);
}

/* The bits of any long that stand for a multiple of align, less than a long, with offset. */
/*@ requires PowerOfTwo(align) && align < BITS;
    assigns \nothing;
    ensures \forall integer i; 0 <= i <= ALL_ONES ==> (Bit(\result, i % BITS) <==> Aligned(i, offset, align)); */
static unsigned long __init aligned_bits(unsigned long align, unsigned long offset)
{
	unsigned long bits = 1;

	/*@ loop invariant align <= step <= BITS && PowerOfTwo(step) && Aligned(step, 0, align);
	    loop invariant \forall integer i; 0 <= i < BITS ==>
	      (Bit(bits, i) <==> i < step && Aligned(i, 0, align));
	    loop assigns step, bits;
	    loop variant BITS - step; */
	for (unsigned long step = align; step < BITS_PER_LONG; step *= 2) {
		//@ assert 2 * step <= BITS && PowerOfTwo(2 * step) && Aligned(2 * step, 0, align);
		/*@ assert \forall integer i; step <= i < BITS ==>
		      (Aligned(i - step, 0, align) <==> Aligned(i, 0, align)); */
		bits |= bits << step;
	}
	bits <<= padding(0, offset, align);
	//@ assert \forall integer i; 0 <= i < BITS ==> (Bit(bits, i) <==> Aligned(i, offset, align));
	return bits;
}

/*
 * The bits of low from which n bits, at most a long, are set, going on in high. Bits that
 * are shifted in above high are clear: they spoil the upper n - 1 bits of high alone, and no
 * run that starts in low reaches there.
 */
/*@ requires 0 < n <= BITS;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < BITS ==>
      (Bit(\result, i) <==> RunOfTwo(\at(low, Pre), \at(high, Pre), i, n)); */
static unsigned long __init run_starts(unsigned long low, unsigned long high, unsigned long n)
{
	/*@ loop invariant 1 <= have <= n;
	    loop invariant \forall integer i; 0 <= i < BITS ==>
	      (Bit(low, i) <==> RunOfTwo(\at(low, Pre), \at(high, Pre), i, have));
	    loop invariant \forall integer i; 0 <= i < BITS ==>
	      (Bit(high, i) <==> i + have <= BITS && Run(\at(high, Pre), i, i + have));
	    loop assigns low, high, step, have;
	    loop variant n - have; */
	for (unsigned long step, have = 1; have < n && low; have += step) {
		step = have < n - have ? have : n - have;
		low &= low >> step | high << (BITS_PER_LONG - step);
		high &= high >> step;
	}
	return low;
}

/* The bits of long i from which n bits, at most a long, are clear, all below long end. */
/*@ requires Readable(map) && i < end <= LONGS(map->bits) && 0 < n <= BITS;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < BITS ==> (Bit(\result, b) <==>
      i * BITS + b + n <= end * BITS && AllClear(map->longs, i * BITS + b, i * BITS + b + n)); */
static unsigned long __init clear_starts(const struct bitmap *map, unsigned long i, unsigned long end,
					 unsigned long n)
{
	unsigned long low = clear_from(map->longs[i], 0);
	unsigned long high = i + 1 < end ? clear_from(map->longs[i + 1], 0) : 0;

	//@ assert i + 1 == end ==> !Bit(high, 0);
	//@ assert \forall integer b; 0 <= b < BITS ==> (Bit(low, b) <==> !Set(map->longs, i * BITS + b));
	/*@ assert \forall integer p; i * BITS <= p < (i + 1) * BITS ==>
	      (Bit(low, p - i * BITS) <==> !Set(map->longs, p)); */
	/*@ assert i + 1 < end ==> (\forall integer b; 0 <= b < BITS ==>
	      (Bit(high, b) <==> !Set(map->longs, (i + 1) * BITS + b))); */
	/*@ assert i + 1 < end ==> (\forall integer p; (i + 1) * BITS <= p < (i + 2) * BITS ==>
	      (Bit(high, p - (i + 1) * BITS) <==> !Set(map->longs, p))); */
	return run_starts(low, high, n);
}

/* n <= BITS_PER_LONG, align < BITS_PER_LONG, n <= to - from. */
/*@ requires Readable(map) && Sound(map) && 0 < n <= BITS && from + n <= to <= map->bits;
    requires PowerOfTwo(align) && align < BITS;
    assigns \nothing;
    ensures FINDS(map, \at(from, Pre), to, n, align, offset); */
static unsigned long __init find_short(const struct bitmap *map, unsigned long from,
				       unsigned long to, unsigned long n, unsigned long align,
				       unsigned long offset)
{
	unsigned long i = from / BITS_PER_LONG, end = longs_for(to);
	unsigned long allowed = aligned_bits(align, offset);
	unsigned long starts = clear_starts(map, i, end, n) & allowed & bits_from(from);

	/*@ loop invariant \at(from, Pre) / BITS <= i < end;
	    loop invariant \forall integer b; 0 <= b < BITS ==> (Bit(starts, b) <==>
	      i * BITS + b + n <= end * BITS && AllClear(map->longs, i * BITS + b, i * BITS + b + n) &&
	      \at(from, Pre) <= i * BITS + b && Aligned(i * BITS + b, offset, align));
	    loop invariant \forall integer p; i * BITS <= p < (i + 1) * BITS ==>
	      (Bit(starts, p - i * BITS) <==> \at(from, Pre) <= p && FITS(map, p, end * BITS, n, align, offset));
	    loop invariant \forall integer p; \at(from, Pre) <= p < i * BITS ==>
	      !FITS(map, p, to, n, align, offset);
	    loop assigns i, starts;
	    loop variant end - i; */
	while (!starts) {
		i = next_open_long(map, i + 1, end);
		if (i == end)
			return BITMAP_NONE;
		starts = clear_starts(map, i, end, n) & allowed;
	}
	from = i * BITS_PER_LONG + lowest_bit(starts);
	return from <= to - n ? from : BITMAP_NONE;
}

/* n <= to - from. */
/*@ requires Readable(map) && Sound(map) && 0 < n && from + n <= to <= map->bits;
    requires PowerOfTwo(align);
    assigns \nothing;
    ensures FINDS(map, \at(from, Pre), to, n, align, offset); */
static unsigned long __init find_long(const struct bitmap *map, unsigned long from,
				      unsigned long to, unsigned long n, unsigned long align,
				      unsigned long offset)
{
	unsigned long known = from; /* [from, known) is clear */

	/*@ loop invariant \at(from, Pre) <= from <= to && known <= to;
	    loop invariant AllClear(map->longs, from + 1, known);
	    loop invariant known <= from + n && (from < known ==> Set(map->longs, from));
	    loop invariant \forall integer p; \at(from, Pre) <= p < from ==> !FITS(map, p, to, n, align, offset);
	    loop assigns from, known;
	    loop variant to - from; */
	for (;;) {
		unsigned long pad, spoilt;

		from = bitmap_next_clear(map, from, to);
		pad = padding(from, offset, align);
		if (from > to - n || pad > to - n - from)
			return BITMAP_NONE;
		from += pad;
		//@ assert \forall integer p; \at(from, Pre) <= p < from ==> !FITS(map, p, to, n, align, offset);
		if (known < from)
			known = from;
		spoilt = last_set(map, known, from + n);
		if (spoilt == BITMAP_NONE)
			return from;
		known = from + n;
		from = spoilt; /* passed above */
	}
}

/*@ requires Readable(map) && Sound(map) && 0 < n && to <= map->bits;
    requires PowerOfTwo(align);
    assigns \nothing;
    ensures FINDS(map, from, to, n, align, offset); */
unsigned long __init bitmap_find_clear_run(const struct bitmap *map, unsigned long from,
					   unsigned long to, unsigned long n, unsigned long align,
					   unsigned long offset)
{
	if (n > to || from > to - n)
		return BITMAP_NONE;
	if (n <= BITS_PER_LONG && align < BITS_PER_LONG)
		return find_short(map, from, to, n, align, offset);
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
