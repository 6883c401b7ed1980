/* SPDX-License-Identifier: MIT */
/*
 * Words for runs of bits. Only the prover reads this file; it comes before each source.
 */
#ifndef PROVE_BITS_H
#define PROVE_BITS_H

#include "bootmem/bitmap.h"

#define BITS	 BITS_PER_LONG
/* ~0UL, whose ~ in logic would yield -1; what a search returns that finds nothing, too. */
#define ALL_ONES ((unsigned long)(-1))

/* In logic, where nothing wraps: longs for so many bits. */
#define LONGS(bits) (((bits) + BITS - 1) / BITS)

/*@ axiomatic Bits {
      // Is bit i of a long set? The facts below are all that is said of it; facts.mlw proves those named bit_of_... and the last three.
      predicate Bit(integer word, integer i) reads \nothing;

      // What comes of two longs is a long.
      axiom and_fits: \forall unsigned long a, b; 0 <= (a & b) <= ALL_ONES;
      axiom or_fits: \forall unsigned long a, b; 0 <= (a | b) <= ALL_ONES;
      axiom shift_fits: \forall unsigned long a, integer n; 0 <= n < BITS ==> 0 <= (a >> n) <= ALL_ONES;
      axiom bit_of_and: \forall unsigned long a, b, integer i; 0 <= i < BITS ==>
        (Bit(a & b, i) <==> Bit(a, i) && Bit(b, i));
      axiom bit_of_or: \forall unsigned long a, b, integer i; 0 <= i < BITS ==>
        (Bit(a | b, i) <==> Bit(a, i) || Bit(b, i));
      axiom bit_of_not: \forall unsigned long a, integer i; 0 <= i < BITS ==>
        (Bit((unsigned long)~a, i) <==> !Bit(a, i));
      axiom bit_of_left_shift: \forall unsigned long a, integer n, i; 0 <= n < BITS && 0 <= i < BITS ==>
        (Bit((unsigned long)(a << n), i) <==> n <= i && Bit(a, i - n));
      axiom bit_of_right_shift: \forall unsigned long a, integer n, i; 0 <= n < BITS && 0 <= i < BITS ==>
        (Bit(a >> n, i) <==> i + n < BITS && Bit(a, i + n));
      axiom bit_of_one: \forall integer i; 0 <= i < BITS ==> (Bit(1, i) <==> i == 0);
      axiom bit_of_zero: \forall integer i; 0 <= i < BITS ==> !Bit(0, i);
      axiom bit_of_ones: \forall integer i; 0 <= i < BITS ==> Bit(ALL_ONES, i);
      axiom no_bit: \forall unsigned long a; (\forall integer i; 0 <= i < BITS ==> !Bit(a, i)) ==> a == 0;
      axiom all_bits: \forall unsigned long a;
        (\forall integer i; 0 <= i < BITS ==> Bit(a, i)) ==> a == ALL_ONES;
      axiom or_is_empty: \forall unsigned long a, b; (a | b) == 0 <==> a == 0 && b == 0;
    }

    predicate Full(integer word) = \forall integer i; 0 <= i < BITS ==> Bit(word, i);

    // Bits of an array of longs, the lowest bit of the first one first.
    predicate Set{L}(unsigned long *longs, integer i) = Bit(longs[i / BITS], i % BITS);
    lemma place: \forall integer i; 0 <= i ==>
      i == i / BITS * BITS + i % BITS && 0 <= i % BITS < BITS && 0 <= i / BITS;
    predicate AllSet{L}(unsigned long *longs, integer from, integer to) =
      \forall integer i; from <= i < to ==> Set(longs, i);
    predicate AllClear{L}(unsigned long *longs, integer from, integer to) =
      \forall integer i; from <= i < to ==> !Set(longs, i);
    lemma first_is_clear{L}: \forall unsigned long *longs, integer from, to;
      AllClear(longs, from, to) && from < to ==> !Set(longs, from);
    predicate AllFull{L}(unsigned long *longs, integer from, integer to) =
      \forall integer i; from <= i < to ==> Full(longs[i]);
    predicate AllEmpty{L}(unsigned long *longs, integer from, integer to) =
      \forall integer i; from <= i < to ==> longs[i] == 0;

    // Are bits [from, to) of a long set, as far as it has them; n from i on in two, the lower first?
    predicate Run(integer word, integer from, integer to) =
      \forall integer k; from <= k < to && 0 <= k < BITS ==> Bit(word, k);
    predicate RunOfTwo(integer low, integer high, integer i, integer n) =
      Run(low, i, i + n) && Run(high, i - BITS, i + n - BITS);

    // Is i + offset a multiple of a power of two? What is known of them is in align.h.
    axiomatic Alignment {
      predicate PowerOfTwo(integer a) reads \nothing;
      predicate Aligned(integer i, integer offset, integer align) reads \nothing;
    }

    predicate SameFull{L, M}(unsigned long *longs, integer from, integer to) =
      \forall integer i; from <= i < to ==> (Full(\at(longs[i], L)) <==> Full(\at(longs[i], M)));

    // The longs of a map, and its summary.
    predicate Readable{L}(struct bitmap *m) =
      \valid_read(m) && 0 < m->bits && \valid_read(m->longs + (0 .. LONGS(m->bits) - 1)) &&
      (m->full != \null ==> \valid_read(m->full + (0 .. LONGS(LONGS(m->bits)) - 1)));
    predicate Writable{L}(struct bitmap *m) =
      Readable(m) && \valid(m->longs + (0 .. LONGS(m->bits) - 1)) &&
      \separated(m, m->longs + (0 .. LONGS(m->bits) - 1)) &&
      (m->full != \null ==> \valid(m->full + (0 .. LONGS(LONGS(m->bits)) - 1)) &&
        \separated(m, m->full + (0 .. LONGS(LONGS(m->bits)) - 1)) &&
        \separated(m->longs + (0 .. LONGS(m->bits) - 1), m->full + (0 .. LONGS(LONGS(m->bits)) - 1)));

    // The invariant of bitmap.h.
    predicate Summary{L}(struct bitmap *m) =
      \forall integer i; 0 <= i < LONGS(m->bits) ==> (Set(m->full, i) <==> Full(m->longs[i]));
    predicate Sound{L}(struct bitmap *m) =
      AllSet(m->longs, m->bits, LONGS(m->bits) * BITS) &&
      (m->full != \null ==> Summary(m) &&
        AllSet(m->full, LONGS(m->bits), LONGS(LONGS(m->bits)) * BITS));
*/

/* What a search is for, and what it promises. */
#define FITS(map, p, to, n, align, offset) \
	(p + n <= to && Aligned(p, offset, align) && AllClear((map)->longs, p, p + n))
#define FINDS(map, from, to, n, align, offset) \
	(\result == ALL_ONES ? (\forall integer p; from <= p ==> !FITS(map, p, to, n, align, offset)) : \
	 from <= \result && FITS(map, \result, to, n, align, offset) && \
	 (\forall integer p; from <= p < \result ==> !FITS(map, p, to, n, align, offset)))

/* The longs that hold the bits of a range; from < to. */
#define TOUCHED(longs, from, to) (longs)[(from) / BITS .. ((to) - 1) / BITS]

/*@ requires x != 0;
    assigns \nothing;
    ensures 0 <= \result < BITS && Bit(x, \result);
    ensures \forall integer i; 0 <= i < \result ==> !Bit(x, i); */
int prove_ctzl(unsigned long x);
#define __builtin_ctzl(x) prove_ctzl(x)

/*@ requires x != 0;
    assigns \nothing;
    ensures 0 <= \result < BITS && Bit(x, BITS - 1 - \result);
    ensures \forall integer i; BITS - 1 - \result < i < BITS ==> !Bit(x, i); */
int prove_clzl(unsigned long x);
#define __builtin_clzl(x) prove_clzl(x)

#endif
