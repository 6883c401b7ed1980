/* SPDX-License-Identifier: MIT */
/*
 * What is known of multiples of a power of two, for the functions that find them by masks; on
 * top of bits.h. facts.mlw says what they are, and proves these. Apart, because each yields more
 * of its kind without end, which keeps provers busy that don't need them.
 */
#ifndef PROVE_ALIGN_H
#define PROVE_ALIGN_H

/*@ axiomatic Multiples {
      axiom padding_aligns: \forall unsigned long x, y, a; PowerOfTwo(a) ==>
        0 <= ((unsigned long)(-(unsigned long)(x + y)) & (unsigned long)(a - 1)) < a &&
        Aligned(x + ((unsigned long)(-(unsigned long)(x + y)) & (unsigned long)(a - 1)), y, a);
      axiom padding_is_least: \forall unsigned long x, y, a, i; PowerOfTwo(a) &&
        x <= i < x + ((unsigned long)(-(unsigned long)(x + y)) & (unsigned long)(a - 1)) ==>
        !Aligned(i, y, a);
      axiom small_powers: \forall unsigned long a; a <= BITS ==> (PowerOfTwo(a) <==>
        a == 1 || a == 2 || a == 4 || a == 8 || a == 16 || a == 32 || a == 64);
      axiom multiple_of_itself: \forall unsigned long a; PowerOfTwo(a) ==>
        Aligned(0, 0, a) && Aligned(a, 0, a);
      axiom none_below: \forall unsigned long i, a; PowerOfTwo(a) && 0 < i < a ==> !Aligned(i, 0, a);
      axiom aligned_apart: \forall unsigned long x, y, o, a;
        PowerOfTwo(a) && y <= x && Aligned(y, o, a) ==> (Aligned(x - y, 0, a) <==> Aligned(x, o, a));
      axiom same_in_each_long: \forall unsigned long i, o, a; PowerOfTwo(a) && a < BITS ==>
        (Aligned(i, o, a) <==> Aligned(i % BITS, o, a));
    }
*/

#endif
