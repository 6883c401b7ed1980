/* SPDX-License-Identifier: MIT */
/*
 * The words that contracts in the library's sources use. Only the prover reads this file; it
 * comes before each source. Contracts are comments that start with an @ sign.
 */
#ifndef PROVE_WORDS_H
#define PROVE_WORDS_H

#include <limits.h>

#include "lib/lib.h"
#include "memblock/internal.h"

/*
 * An array of regions is r[0] ... r[n - 1]. In words of the contracts, "a" is an address and
 * (a, f, d) an address with the flags f and the node d of its region.
 */

/*@ // Of [lo, hi), no region is empty, none reaches beyond the last address that has a name. That
    // none begins below 0 has to be said, too: in axioms, numbers in memory have no type.
    predicate Fit{L}(struct memblock_region *r, integer lo, integer hi) =
      \forall integer i; lo <= i < hi ==>
        0 <= r[i].base && 0 < r[i].size && r[i].base + r[i].size <= PHYS_ADDR_MAX;

    // Ascending, disjoint.
    predicate Sorted{L}(struct memblock_region *r, integer lo, integer hi) =
      \forall integer i, j; lo <= i < j < hi ==> r[i].base + r[i].size <= r[j].base;

    // [0, lo) lies below [hi, n).
    predicate Apart{L}(struct memblock_region *r, integer lo, integer hi, integer n) =
      \forall integer i, j; 0 <= i < lo && hi <= j < n ==> r[i].base + r[i].size <= r[j].base;

    predicate Readable{L}(struct memblock_type *t) =
      \valid_read(t) && \valid_read(t->regions + (0 .. t->cnt - 1)) &&
      Fit(t->regions, 0, t->cnt) && Sorted(t->regions, 0, t->cnt);

    predicate Attr{L}(struct memblock_region *r, integer f, integer d) =
      r->flags == f && r->nid == d;

    predicate Is{L}(struct memblock_region *r, integer i, struct span s, struct region_attr attr) =
      r[i].base == s.base && r[i].size == s.end - s.base && Attr(r + i, attr.flags, attr.nid);

    // Do region i of one state and region j of another begin, or end, at one address and agree?
    predicate SameStart{L, M}(struct memblock_type *t, integer i, integer j) =
      \at(t->regions[i].base, L) == \at(t->regions[j].base, M) &&
      \at(t->regions[i].flags, L) == \at(t->regions[j].flags, M) &&
      \at(t->regions[i].nid, L) == \at(t->regions[j].nid, M);
    predicate SameTop{L, M}(struct memblock_type *t, integer i, integer j) =
      \at(t->regions[i].base + t->regions[i].size, L) == \at(t->regions[j].base + t->regions[j].size, M) &&
      \at(t->regions[i].flags, L) == \at(t->regions[j].flags, M) &&
      \at(t->regions[i].nid, L) == \at(t->regions[j].nid, M);

    // Does the region below index i end at a, or region i start there, with these attributes?
    predicate EndsAt{L}(struct memblock_region *r, integer i, integer a, integer f, integer d) =
      i > 0 && r[i - 1].base + r[i - 1].size == a && Attr(r + (i - 1), f, d);
    predicate StartsAt{L}(struct memblock_region *r, integer n, integer i, integer a, integer f, integer d) =
      i < n && r[i].base == a && Attr(r + i, f, d);

    // Slots that change hands: a span that goes to index i joins what it touches and agrees with;
    // what remains of regions [lo, hi), cut by [b, e).
    logic integer JoinsBelow{L}(struct memblock_region *r, integer i,
                                integer a, integer f, integer d) =
      i > 0 && r[i - 1].base + r[i - 1].size == a && r[i - 1].flags == f && r[i - 1].nid == d ? 1 : 0;
    logic integer JoinsAbove{L}(struct memblock_region *r, integer n, integer i,
                                integer a, integer f, integer d) =
      i < n && r[i].base == a && r[i].flags == f && r[i].nid == d ? 1 : 0;
    logic integer CutSlots{L}(struct memblock_region *r, integer lo, integer hi, integer b, integer e) =
      lo == hi ? 0 : (r[lo].base < b ? 1 : 0) + (e < r[hi - 1].base + r[hi - 1].size ? 1 : 0) - (hi - lo);

    // A gap in [b, e) lies between what is below index lo and what is from index hi on. Slots that
    // it takes when it is filled: the gap below region i; all of those below regions [lo, hi).
    logic integer GapBase{L}(struct memblock_region *r, integer lo, integer b) =
      lo > 0 && b < r[lo - 1].base + r[lo - 1].size ? r[lo - 1].base + r[lo - 1].size : b;
    logic integer GapEnd{L}(struct memblock_region *r, integer n, integer hi, integer e) =
      hi < n && r[hi].base < e ? r[hi].base : e;
    logic integer GapSlots{L}(struct memblock_region *r, integer n, integer lo, integer hi,
                              integer b, integer e, integer f, integer d) =
      GapBase(r, lo, b) < GapEnd(r, n, hi, e) ?
      1 - JoinsBelow(r, lo, GapBase(r, lo, b), f, d) - JoinsAbove(r, n, hi, GapEnd(r, n, hi, e), f, d) : 0;
    lemma same_gap{L, M}: \forall struct memblock_type *t, integer lo, hi, b, e, f, d;
      0 <= lo && 0 <= hi && (0 < lo <==> 0 < hi) && \at(t->cnt, L) == \at(t->cnt, M) &&
      (0 < hi ==> SameTop{L, M}(t, lo - 1, hi - 1)) &&
      (hi < \at(t->cnt, L) ==> \at(t->regions[hi].base, L) == \at(t->regions[hi].base, M) &&
       \at(t->regions[hi].flags, L) == \at(t->regions[hi].flags, M) &&
       \at(t->regions[hi].nid, L) == \at(t->regions[hi].nid, M)) ==>
      GapSlots{L}(\at(t->regions, L), \at(t->cnt, L), lo, hi, b, e, f, d) ==
      GapSlots{M}(\at(t->regions, M), \at(t->cnt, M), hi, hi, b, e, f, d);
    axiomatic AddSlots {
      logic integer AddSlots{L}(struct memblock_region *r, integer n, integer lo, integer hi,
                                integer b, integer e, integer f, integer d)
        reads r[0 .. n - 1];
      axiom add_slots_none{L}: \forall struct memblock_region *r, integer n, lo, b, e, f, d;
        AddSlots(r, n, lo, lo, b, e, f, d) == 0;
      axiom add_slots_next{L}: \forall struct memblock_region *r, integer n, lo, i, hi, b, e, f, d;
        lo <= i && hi == i + 1 ==> AddSlots(r, n, lo, hi, b, e, f, d) ==
        AddSlots(r, n, lo, i, b, e, f, d) + GapSlots(r, n, i, i, b, e, f, d);
    }

    // Is there a gap around the hole [lo, hi)? How many lie below regions [lo, hi)?
    logic integer Gap{L}(struct memblock_region *r, integer n, integer lo, integer hi, integer b, integer e) =
      GapBase(r, lo, b) < GapEnd(r, n, hi, e) ? 1 : 0;
    axiomatic Gaps {
      logic integer Gaps{L}(struct memblock_region *r, integer lo, integer hi, integer b)
        reads r[0 .. hi - 1];
      axiom gaps_none{L}: \forall struct memblock_region *r, integer lo, b; Gaps(r, lo, lo, b) == 0;
      axiom gaps_next{L}: \forall struct memblock_region *r, integer lo, i, hi, b; lo <= i && hi == i + 1 ==>
        Gaps(r, lo, hi, b) == Gaps(r, lo, i, b) + (GapBase(r, i, b) < r[i].base ? 1 : 0);
      axiom gaps_kept{L, M}: \forall struct memblock_region *r, *q, integer lo, hi, b; 0 <= lo <= hi &&
        (\forall integer k; lo <= k < hi ==> \at(r[k].base, L) == \at(q[k].base, M)) &&
        (\forall integer k; 0 <= k && lo - 1 <= k < hi - 1 ==>
         \at(r[k].base + r[k].size, L) == \at(q[k].base + q[k].size, M)) ==>
        Gaps{L}(r, lo, hi, b) == Gaps{M}(q, lo, hi, b);
      axiom gaps_positive{L}: \forall struct memblock_region *r, integer lo, hi, b;
        lo <= hi ==> 0 <= Gaps(r, lo, hi, b);
    }

    // Is (a, f, d) in region i, in the array, in a region but [lo, hi), in a span?
    predicate Elt{L}(struct memblock_region *r, integer i, integer a, integer f, integer d) =
      r[i].base <= a < r[i].base + r[i].size && r[i].flags == f && r[i].nid == d;
    predicate At{L}(struct memblock_type *t, integer a, integer f, integer d) =
      \exists integer i; 0 <= i < t->cnt && Elt(t->regions, i, a, f, d);
    predicate Outside{L}(struct memblock_type *t, integer lo, integer hi, integer a, integer f, integer d) =
      \exists integer i; (0 <= i < lo || hi <= i < t->cnt) && Elt(t->regions, i, a, f, d);
    predicate Had{L}(struct memblock_type *t, integer a) =
      \exists integer i; 0 <= i < t->cnt && Elt(t->regions, i, a, t->regions[i].flags, t->regions[i].nid);
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

    // From region lo on, there is no gap between regions that end below a.
    predicate Linked{L}(struct memblock_region *r, integer n, integer lo, integer a) =
      \forall integer i; lo <= i < n ==> a <= r[i].base + r[i].size ||
        i + 1 < n && r[i + 1].base <= r[i].base + r[i].size;
    axiomatic Linked {
      axiom linked{L}: \forall struct memblock_type *t, integer i, e, a; 0 <= i < t->cnt &&
        Linked(t->regions, t->cnt, i, e) && t->regions[i].base <= a < e ==> Had(t, a);
    }

    // Two spans, either of which may be empty, lie one after the other between the regions below
    // lo and those from hi on; so many of them are not empty.
    predicate Bounded{L}(struct memblock_type *t, integer lo, integer hi, struct span low, struct span high) =
      low.end <= high.base && EndBy(t->regions, 0, lo, low.base) && EndBy(t->regions, 0, lo, high.base) &&
      StartFrom(t->regions, hi, t->cnt, high.base) && StartFrom(t->regions, hi, t->cnt, high.end);
    logic integer Parts(struct span low, struct span high) =
      (low.base < low.end ? 1 : 0) + (high.base < high.end ? 1 : 0);

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
      0 < t->max <= LONG_MAX && 0 <= Index(t->regions) <= t->max - t->cnt;

    predicate Unmoved{L, M}(struct memblock_type *t) =
      \at(t->max, M) == \at(t->max, L) && \at(t->regions, M) == \at(t->regions, L) &&
      \at(t->cnt, M) == \at(t->cnt, L);

    // Afterwards the array may lie elsewhere in its storage, or not.
    predicate SameStorage{L, M}(struct memblock_type *t) =
      \at(t->regions - Index(t->regions), M) == \at(t->regions - Index(t->regions), L);
*/

/*
 * The bytes of the regions [lo, hi). The axioms are lemmas in facts.mlw: sum_below and sum_above
 * are sum_within, from 0 on and to the last address.
 */

/*@ axiomatic Sum {
      logic integer Sum{L}(struct memblock_region *r, integer lo, integer hi)
        reads r[lo .. hi - 1].size;
      axiom sum_none{L}: \forall struct memblock_region *r, integer lo; Sum(r, lo, lo) == 0;
      axiom sum_one{L}: \forall struct memblock_region *r, integer lo, hi;
        hi == lo + 1 ==> Sum(r, lo, hi) == r[lo].size;
      axiom sum_split{L}: \forall struct memblock_region *r, integer lo, i, hi;
        lo <= i <= hi ==> Sum(r, lo, hi) == Sum(r, lo, i) + Sum(r, i, hi);
      axiom sum_kept{L, M}: \forall struct memblock_region *r, *q, integer lo, hi, from, top;
        top - from == hi - lo &&
        (\forall integer k; lo <= k < hi ==> \at(r[k].size, L) == \at(q[k - lo + from].size, M)) ==>
        Sum{L}(r, lo, hi) == Sum{M}(q, from, top);
      axiom sum_positive{L}: \forall struct memblock_region *r, integer lo, hi;
        lo <= hi && Fit(r, lo, hi) ==> 0 <= Sum(r, lo, hi);
      axiom sum_below{L}: \forall struct memblock_region *r, integer lo, hi, a;
        lo <= hi && Fit(r, lo, hi) && Sorted(r, lo, hi) && EndBy(r, lo, hi, a) && 0 <= a ==>
        Sum(r, lo, hi) <= a;
      axiom sum_above{L}: \forall struct memblock_region *r, integer lo, hi, a;
        lo <= hi && Fit(r, lo, hi) && Sorted(r, lo, hi) && StartFrom(r, lo, hi, a) &&
        a <= PHYS_ADDR_MAX ==> Sum(r, lo, hi) <= PHYS_ADDR_MAX - a;
    }

    // Good but for the slots [lo, hi), which hold nothing that counts.
    predicate Holed{L}(struct memblock_type *t, integer lo, integer hi) =
      Owned(t) && 0 <= lo <= hi <= t->cnt &&
      Fit(t->regions, 0, lo) && Fit(t->regions, hi, t->cnt) &&
      Sorted(t->regions, 0, lo) && Sorted(t->regions, hi, t->cnt) &&
      Apart(t->regions, lo, hi, t->cnt) &&
      t->total_size == Sum(t->regions, 0, lo) + Sum(t->regions, hi, t->cnt);

    // ... for all of them.
    predicate Whole{L}(struct memblock_type *t) =
      Owned(t) && Fit(t->regions, 0, t->cnt) && Sorted(t->regions, 0, t->cnt) &&
      t->total_size == Sum(t->regions, 0, t->cnt);

    lemma no_hole{L}: \forall struct memblock_type *t, integer i; Holed(t, i, i) ==> Whole(t);
    lemma linked_next{L}: \forall struct memblock_region *r, integer n, i, k, a; k == i + 1 &&
      Linked(r, n, k, a) && (a <= r[i].base + r[i].size || k < n && r[k].base <= r[i].base + r[i].size) ==>
      Linked(r, n, i, a);
    lemma at{L}: \forall struct memblock_type *t, integer i, a, f, d;
      0 <= i < t->cnt && Elt(t->regions, i, a, f, d) ==> At(t, a, f, d);
    lemma at_had{L}: \forall struct memblock_type *t, integer a, f, d; At(t, a, f, d) ==> Had(t, a);
    lemma had_at{L}: \forall struct memblock_type *t, integer a;
      Had(t, a) ==> \exists integer f, d; At(t, a, f, d);
    lemma below_had{L}: \forall struct memblock_type *t, integer i, k, b, a; 0 <= i < t->cnt && k == i + 1 &&
      t->regions[i].base < b && b <= a < GapBase(t->regions, k, b) ==> Had(t, a);
    lemma one_owner{L}: \forall struct memblock_type *t, integer a, f, d, e, g;
      Whole(t) && At(t, a, f, d) && At(t, a, e, g) ==> f == e && d == g;
    lemma outside_no_hole{L}: \forall struct memblock_type *t, integer i, a, f, d;
      0 <= i <= t->cnt ==> (Outside(t, i, i, a, f, d) <==> At(t, a, f, d));
*/

/* Of minimality, which a line of its own proves: see minimal.h. Others do not count it as proved. */
#ifndef MINIMAL
#define MINIMAL(...) minimal: 0 == 0
#endif

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

/*
 * Of region_add() and what it is made of: the slots that gaps below regions [at.lo, hi) take, and
 * the one at a hole; the gaps that are left from a region up to a hole; those below region l when a
 * function began.
 */
#define ADD_SLOTS(hi)                                                                          \
	AddSlots(type->regions, type->cnt, at.lo, hi, s.base, s.end, attr.flags, attr.nid)
#define GAP_SLOTS(hole)                                                                        \
	GapSlots(type->regions, type->cnt, (hole).lo, (hole).hi, s.base, s.end, attr.flags, attr.nid)
#define GAPS_FROM(from, hole)                                                                  \
	(Gaps(type->regions, from, (hole).lo, s.base) +                                        \
	 Gap(type->regions, type->cnt, (hole).lo, (hole).hi, s.base, s.end))
#define GAPS_BELOW(l) Gaps{Pre}(\at(type->regions, Pre), lo, l, b)

/*
 * What is below the hole has grown into gaps of the span and nowhere else. So it begins and ends
 * on the sides of the span where it did, and has the addresses that it had.
 */
#define GREW_INTO_GAPS                                                                         \
	(\forall integer to, a; to <= hole.lo && StartBelow{Pre}(type->regions, 0, to, a) ==>  \
	 StartBelow{Post}(type->regions, 0, to, a)) &&                                         \
	(StartBelow{Pre}(type->regions, 0, hole.lo, s.end) ==>                                 \
	 StartBelow{Post}(type->regions, 0, \result.lo, s.end)) &&                             \
	(\forall integer from; 0 <= from && EndAbove{Pre}(type->regions, from, hole.lo, s.base) ==> \
	 EndAbove{Post}(type->regions, from, \result.lo, s.base)) &&                           \
	(\forall integer a, f, d; Outside{Pre}(type, hole.lo, hole.hi, a, f, d) ==>            \
	 Outside{Post}(type, \result.lo, \result.hi, a, f, d)) &&                              \
	(\forall integer a, f, d; Outside{Post}(type, \result.lo, \result.hi, a, f, d) ==>     \
	 Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(s, attr, a, f, d))

#endif
