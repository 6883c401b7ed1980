/* SPDX-License-Identifier: MIT */
/*
 * The words that contracts in the library's sources use. Only the prover reads this file; it
 * comes before each source. Contracts are comments that start with an @ sign.
 */
#ifndef PROVE_WORDS_H
#define PROVE_WORDS_H

#include "lib/lib.h"
#include "memblock/internal.h"

/*
 * An array of regions is r[0] ... r[n - 1]. In words of the contracts, "a" is an address and
 * (a, f, d) an address with the flags f and the node d of its region.
 */

/*@ // No region is empty, none reaches beyond the last address that has a name.
    predicate Fit{L}(struct memblock_region *r, integer n) =
      \forall integer i; 0 <= i < n ==> 0 < r[i].size && r[i].base + r[i].size <= PHYS_ADDR_MAX;

    // Ascending, disjoint.
    predicate Sorted{L}(struct memblock_region *r, integer n) =
      \forall integer i, j; 0 <= i < j < n ==> r[i].base + r[i].size <= r[j].base;

    predicate Readable{L}(struct memblock_type *t) =
      \valid_read(t) && \valid_read(t->regions + (0 .. t->cnt - 1)) &&
      Fit(t->regions, t->cnt) && Sorted(t->regions, t->cnt);

    // Where the regions [lo, hi) lie, as seen from an address.
    predicate EndBy{L}(struct memblock_region *r, integer lo, integer hi, integer a) =
      \forall integer i; lo <= i < hi ==> r[i].base + r[i].size <= a;
    predicate EndAbove{L}(struct memblock_region *r, integer lo, integer hi, integer a) =
      \forall integer i; lo <= i < hi ==> a < r[i].base + r[i].size;
    predicate StartBelow{L}(struct memblock_region *r, integer lo, integer hi, integer a) =
      \forall integer i; lo <= i < hi ==> r[i].base < a;
    predicate StartFrom{L}(struct memblock_region *r, integer lo, integer hi, integer a) =
      \forall integer i; lo <= i < hi ==> a <= r[i].base;

    // The slice [lo, hi) is exactly what shares a byte with [b, e).
    predicate Slice{L}(struct memblock_region *r, integer n, integer lo, integer hi, integer b, integer e) =
      0 <= lo <= hi <= n && EndBy(r, 0, lo, b) && EndAbove(r, lo, n, b) &&
      StartBelow(r, lo, hi, e) && StartFrom(r, hi, n, e);
*/

#endif
