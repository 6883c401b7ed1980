/* SPDX-License-Identifier: MIT */
/*
 * What the compiler knows and Frama-C does not; included in front of every file that is
 * proved. These contracts are taken for true.
 */
#ifndef PROVE_BUILTINS_H
#define PROVE_BUILTINS_H

#include <limits.h>

#include <bootmem/types.h>

/*@ requires \valid(sum);
    assigns *sum \from a, b;
    ensures *sum == (u64)(a * b);
    ensures \result == (a * b > 0xffffffffffffffff); */
bool prove_mul_overflow(u64 a, u64 b, u64 *sum);
#define __builtin_mul_overflow(a, b, sum) prove_mul_overflow(a, b, sum)

/*@ requires \valid(sum);
    assigns *sum \from a, b;
    ensures *sum == (u64)(a + b);
    ensures \result == (a + b > 0xffffffffffffffff); */
bool prove_add_overflow(u64 a, u64 b, u64 *sum);
#define __builtin_add_overflow(a, b, sum) prove_add_overflow(a, b, sum)

/*@ requires x != 0;
    assigns \nothing;
    ensures 0 <= \result < 8 * sizeof(long);
    ensures \forall integer k; 0 <= k <= \result ==> x % (1 << k) == 0;
    ensures x % (1 << (\result + 1)) != 0; */
int prove_ctzl(unsigned long x);
#define __builtin_ctzl(x) prove_ctzl(x)

/*@ requires x != 0;
    assigns \nothing;
    ensures 0 <= \result < 8 * sizeof(long);
    ensures \forall integer k; 0 <= k < 8 * sizeof(long) - \result ==> (1 << k) <= x;
    ensures x < (1 << (8 * sizeof(long) - \result)); */
int prove_clzl(unsigned long x);
#define __builtin_clzl(x) prove_clzl(x)

#endif
