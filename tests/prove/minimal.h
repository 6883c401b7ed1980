/* SPDX-License-Identifier: MIT */
/*
 * The words of minimality: neighbours that touch differ in flags or node. What contracts say of it
 * is in MINIMAL(), and is said only to the line of the table that proves it: others would lose
 * much time with what they do not need. Brings words.h.
 */
#ifndef PROVE_MINIMAL_H
#define PROVE_MINIMAL_H

#define MINIMAL(...) minimal: (__VA_ARGS__)

#include "words.h"

/*@ // Do regions i and j differ, if one ends where the other begins?
    predicate DifferFrom{L}(struct memblock_region *r, integer i, integer j) =
      r[i].base + r[i].size != r[j].base || r[i].flags != r[j].flags || r[i].nid != r[j].nid;

    // Neighbours that touch differ. (As DifferFrom(r, i - 1, i), join_gap() takes provers longer.) Do two
    // spans, or one twice, touch nothing that agrees, when they take the place of the regions [lo, hi)?
    predicate Differ{L}(struct memblock_region *r, integer i) =
      r[i - 1].base + r[i - 1].size != r[i].base || r[i - 1].flags != r[i].flags || r[i - 1].nid != r[i].nid;
    predicate Minimal{L}(struct memblock_type *t) =
      \forall integer i; 0 < i < t->cnt ==> Differ(t->regions, i);
    predicate Alone{L}(struct memblock_type *t, integer lo, integer hi, struct span low, struct region_attr lower,
                       struct span high, struct region_attr upper) =
      !EndsAt(t->regions, lo, low.base, lower.flags, lower.nid) &&
      !StartsAt(t->regions, t->cnt, hi, high.end, upper.flags, upper.nid);

    // Minimal but for a hole [lo, hi), also across it.
    predicate Tidy{L}(struct memblock_type *t, integer lo, integer hi) =
      (\forall integer i; 0 < i < lo || hi < i < t->cnt ==> Differ(t->regions, i)) &&
      (0 < lo && hi < t->cnt ==> DifferFrom(t->regions, lo - 1, hi));

    // A gap in [b, e) between what is below index lo and what is from hi on, if there is one, agrees
    // with nothing that it touches: it will have a slot. The gap below region i; those below
    // regions [from, to).
    predicate Stays{L}(struct memblock_type *t, integer lo, integer hi,
                       integer b, integer e, integer f, integer d) =
      GapBase(t->regions, lo, b) < GapEnd(t->regions, t->cnt, hi, e) ==>
        !EndsAt(t->regions, lo, GapBase(t->regions, lo, b), f, d) &&
        !StartsAt(t->regions, t->cnt, hi, GapEnd(t->regions, t->cnt, hi, e), f, d);
    predicate StaysBelow{L}(struct memblock_region *r, integer i, integer b, integer f, integer d) =
      (Attr(r + i, f, d) ==> r[i].base <= b || 0 < i && r[i].base <= r[i - 1].base + r[i - 1].size) &&
      (0 < i && Attr(r + (i - 1), f, d) && b <= r[i - 1].base + r[i - 1].size ==>
       r[i].base <= r[i - 1].base + r[i - 1].size);
    predicate AllStay{L}(struct memblock_region *r, integer from, integer to, integer b, integer f, integer d) =
      \forall integer i; from <= i < to ==> StaysBelow(r, i, b, f, d);

    // What touches as before, and has what it had, differs as before.
    lemma differ_same{L, M}: \forall struct memblock_type *t, integer i, j;
      SameTop{L, M}(t, i - 1, j - 1) && SameStart{L, M}(t, i, j) ==>
      (Differ{L}(\at(t->regions, L), i) <==> Differ{M}(\at(t->regions, M), j));
    lemma stays_same{L, M}: \forall struct memblock_type *t, integer i, j, b, f, d;
      (0 < i <==> 0 < j) && (0 < i ==> SameTop{L, M}(t, i - 1, j - 1)) && SameStart{L, M}(t, i, j) ==>
      (StaysBelow{L}(\at(t->regions, L), i, b, f, d) <==> StaysBelow{M}(\at(t->regions, M), j, b, f, d));
    lemma tidy_minimal{L}: \forall struct memblock_type *t, integer i; 0 <= i && Tidy(t, i, i) ==> Minimal(t);
*/

/* Does region i differ from the one below it, now and at the start? */
#define DIFFER_NOW(i)	 Differ(type->regions, i)
#define DIFFER_BEFORE(i) Differ{Pre}(\at(type->regions, Pre), i)

/* Does the span agree with what it touches, below index lo or from hi on? */
#define AGREES(lo, hi)	   (EndsAt(type->regions, lo, s.base, attr.flags, attr.nid) || \
			    StartsAt(type->regions, type->cnt, hi, s.end, attr.flags, attr.nid))
#define STAYS(lo, hi)	   Stays(type, lo, hi, s.base, s.end, attr.flags, attr.nid)
#define STAYS_BELOW(i)	   StaysBelow(type->regions, i, s.base, attr.flags, attr.nid)
#define ALL_STAY(from, to) AllStay(type->regions, from, to, s.base, attr.flags, attr.nid)

/* Have all gaps that are going to join done so, from region from on up to a hole? */
#define ALL_JOINED(from, hole)                                                                 \
	(Tidy(type, (hole).lo, (hole).hi) && ALL_STAY(from, (hole).lo) && STAYS((hole).lo, (hole).hi))

#endif
