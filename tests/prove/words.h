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

    predicate Attr{L}(struct memblock_region *r, integer f, integer d) =
      r->flags == f && r->nid == d;

    // Does the region below index i end at a, or region i start there, with these attributes?
    predicate EndsAt{L}(struct memblock_region *r, integer i, integer a, integer f, integer d) =
      i > 0 && r[i - 1].base + r[i - 1].size == a && Attr(r + (i - 1), f, d);
    predicate StartsAt{L}(struct memblock_region *r, integer n, integer i, integer a, integer f, integer d) =
      i < n && r[i].base == a && Attr(r + i, f, d);

    // Is (a, f, d) in region i, in the array, in a region but [lo, hi), in a span?
    predicate Elt{L}(struct memblock_region *r, integer i, integer a, integer f, integer d) =
      r[i].base <= a < r[i].base + r[i].size && r[i].flags == f && r[i].nid == d;
    predicate At{L}(struct memblock_type *t, integer a, integer f, integer d) =
      \exists integer i; 0 <= i < t->cnt && Elt(t->regions, i, a, f, d);
    predicate Outside{L}(struct memblock_type *t, integer lo, integer hi, integer a, integer f, integer d) =
      \exists integer i; (0 <= i < lo || hi <= i < t->cnt) && Elt(t->regions, i, a, f, d);
    predicate In(struct span s, struct region_attr attr, integer a, integer f, integer d) =
      s.base <= a < s.end && f == attr.flags && d == attr.nid;

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

/*
 * An array that may change lies in a storage for max regions; regions[0] is at some index of it.
 */

/*@ axiomatic Storage {
      logic integer Index(struct memblock_region *r) reads \nothing;
      axiom index_of_neighbours:
        \forall struct memblock_region *r, integer i; Index(r + i) == Index(r) + i;
    }

    predicate Owned{L}(struct memblock_type *t) =
      \valid(t) && \valid(t->regions + (-Index(t->regions) .. t->max - Index(t->regions) - 1)) &&
      \separated(t, t->regions + (-Index(t->regions) .. t->max - Index(t->regions) - 1)) &&
      0 < t->max && 0 <= Index(t->regions) <= t->max - t->cnt;

    predicate SameStorage{L, M}(struct memblock_type *t) =
      \at(t->regions, M) == \at(t->regions, L) + (Index(\at(t->regions, M)) - Index(\at(t->regions, L)));
*/

/* In assigns: all of them. */
#define SLOTS(t) (t)->regions[-Index((t)->regions) .. (t)->max - Index((t)->regions) - 1]

/* Is region i of r in one state as region j of q in another? */
#define SAME(r, i, Now, q, j, Then) \
	(\at((r)[i].base, Now) == \at((q)[j].base, Then) && \
	 \at((r)[i].size, Now) == \at((q)[j].size, Then) && \
	 \at((r)[i].flags, Now) == \at((q)[j].flags, Then) && \
	 \at((r)[i].nid, Now) == \at((q)[j].nid, Then))

/* The same of type's array, afterwards and before. */
#define KEPT(i, j) SAME(type->regions, i, Post, type->regions, j, Pre)

/* The same, now and at the start; and of (a, f, d) in them. */
#define SAME_SINCE(i, j) SAME(type->regions, i, Here, type->regions, j, Pre)
#define ELT_NOW(i)	 Elt(type->regions, i, a, f, d)
#define ELT_BEFORE(i)	 Elt{Pre}(\at(type->regions, Pre), i, a, f, d)

#endif
