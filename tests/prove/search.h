/* SPDX-License-Identifier: MIT */
/*
 * Words for the search for free memory, src/memblock/search.c and misfit.c. Only the prover
 * reads this file.
 */
#ifndef PROVE_SEARCH_H
#define PROVE_SEARCH_H

#include <limits.h>

#include <bootmem/port.h>

/* ---- alignment ---- */

/*@ predicate Power(integer a) = \exists integer k; 0 <= k && a == 1 << k;
    predicate Aligned(integer x, integer a) = x % a == 0;

    // Proved in facts.mlw.
    axiomatic Alignment {
      axiom power_positive: \forall integer a; Power(a) ==> 0 < a;
      axiom aligned_less: \forall integer x, a, b;
        0 <= x && Power(a) && Power(b) && a <= b && Aligned(x, b) ==> Aligned(x, a);
    }
*/

/*
 * Masks of bits, trusted: the result is the nearest multiple of align; upwards, below addr when
 * none has a name. In facts.mlw: a mask is two shifts.
 */

/*@ assigns \nothing;
    ensures \result <==> Power(x); */
static inline bool is_power_of_two(phys_addr_t x);

/*@ requires Power(align);
    assigns \nothing;
    ensures \result <= addr && Aligned(\result, align);
    ensures \forall integer x; \result < x <= addr ==> !Aligned(x, align); */
static inline phys_addr_t phys_align_down(phys_addr_t addr, phys_addr_t align);

/*@ requires Power(align);
    assigns \nothing;
    ensures Aligned(\result, align);
    ensures \result < addr ==> \forall integer x; addr <= x <= PHYS_ADDR_MAX ==> !Aligned(x, align);
    ensures \forall integer x; addr <= x < \result ==> !Aligned(x, align); */
static inline phys_addr_t phys_align_up(phys_addr_t addr, phys_addr_t align);

/* ---- which memory is wanted ---- */

/*@ axiomatic Hotplug { logic boolean movable_node reads \nothing; } */

/*@ assigns \nothing;
    ensures \result <==> movable_node == \true; */
bool movable_node_is_enabled(void);

/*@ // As documented at __next_mem_range().
    predicate Filtered{L}(struct memblock_region *r, integer nid, integer flags) =
      (0 <= nid < MAX_NUMNODES && nid != r->nid) ||
      ((flags & MEMBLOCK_MIRROR) != 0 && (r->flags & MEMBLOCK_MIRROR) == 0) ||
      (r->flags & (unsigned int)~flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED)) != 0 ||
      ((r->flags & (unsigned int)~flags & MEMBLOCK_HOTPLUG) != 0 && movable_node == \true);
*/

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> Filtered(r, nid, flags); */
bool region_filtered_by(const struct memblock_region *r, int nid, enum memblock_flags flags);

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> Filtered(r, nid, flags); */
static inline bool region_filtered(const struct memblock_region *r, int nid, enum memblock_flags flags);

/* ---- what is free ---- */

#define MEMORY	 memblock.memory.regions
#define RESERVED memblock.reserved.regions
#define END(r)	 ((r).base + (r).size)

/*@ predicate Map{L} = Readable(&memblock.memory) && Readable(&memblock.reserved);

    // No reservation shares a byte with [a, e).
    predicate Clear{L}(integer a, integer e) =
      \forall integer j; 0 <= j < memblock.reserved.cnt ==> END(RESERVED[j]) <= a || e <= RESERVED[j].base;

    // Do s bytes at a fit into region i of memory, or into any?
    predicate FitsIn{L}(integer i, integer a, integer s) =
      0 <= i < memblock.memory.cnt && MEMORY[i].base <= a && a + s <= END(MEMORY[i]) && Clear(a, a + s);
    predicate Fits{L}(integer a, integer s) = \exists integer i; FitsIn(i, a, s);

    predicate NothingFits{L}(integer from, integer to) =
      \forall integer a, s; from <= a < to && 0 < s ==> !Fits(a, s);

    predicate Unwanted{L}(integer i, integer nid, integer flags) = Filtered(MEMORY + i, nid, flags);

    // Do the reservations below index j end by a, and the others start from e on?
    predicate Between{L}(integer j, integer a, integer e) =
      0 <= j <= memblock.reserved.cnt && EndBy(RESERVED, 0, j, a) &&
      StartFrom(RESERVED, j, memblock.reserved.cnt, e);

    // Is a what was asked for? And found, does it belong at this index of the reservations?
    predicate Suits{L}(struct request *q, integer a) =
      q->start <= a && a + q->size <= q->end && Aligned(a, q->align) &&
      \exists integer i; FitsIn(i, a, q->size) && !Unwanted(i, q->nid, q->flags);
    predicate Found{L}(struct request *q, integer a, integer at) = Suits(q, a) && Between(at, a, a + q->size);

    predicate SameMap{L, M} =
      (\forall integer i, a, s; FitsIn{L}(i, a, s) <==> FitsIn{M}(i, a, s)) &&
      (\forall integer i, n, f; 0 <= i < \at(memblock.memory.cnt, L) ==> (Unwanted{L}(i, n, f) <==> Unwanted{M}(i, n, f))) &&
      (\forall integer j, a, e; Between{L}(j, a, e) <==> Between{M}(j, a, e));

    // [b, e) is free, in region i of memory and up as far as that goes; j is the first reservation above.
    predicate GapAt{L}(integer b, integer e, integer i, integer j) =
      0 <= i < memblock.memory.cnt && MEMORY[i].base <= b < e <= END(MEMORY[i]) && Between(j, b, e) &&
      (e == END(MEMORY[i]) || (j < memblock.reserved.cnt && e == RESERVED[j].base));
    // What starts in it fits into that region only, and ends in it.
    predicate FitsOnlyIn{L}(integer b, integer e, integer i) =
      \forall integer k, a, s; b <= a < e && 0 < s && FitsIn(k, a, s) ==> k == i && a + s <= e;
    // Nor does it go on downwards.
    predicate GapStarts{L}(integer b, integer i, integer j) =
      b == MEMORY[i].base || (0 < j && b == END(RESERVED[j - 1]));

    // From these indices on, or up to them, all regions lie above an address, or below.
    predicate AllFrom{L}(integer m, integer r, integer a) =
      0 <= m <= memblock.memory.cnt && StartFrom(MEMORY, m, memblock.memory.cnt, a) &&
      0 <= r <= memblock.reserved.cnt && StartFrom(RESERVED, r, memblock.reserved.cnt, a);
    predicate AllBy{L}(integer m, integer r, integer a) =
      0 <= m <= memblock.memory.cnt && EndBy(MEMORY, 0, m, a) &&
      0 <= r <= memblock.reserved.cnt && EndBy(RESERVED, 0, r, a);
*/

/* Of a gap from the top down, which has the index behind its region of memory. */
#define GAP_BELOW(g) \
	(GapAt((g).base, (g).end, (g).memory - 1, (g).reserved) && FitsOnlyIn((g).base, (g).end, (g).memory - 1))
#define GAP_ABOVE(g) \
	(GapAt((g).base, (g).end, (g).memory, (g).reserved) && FitsOnlyIn((g).base, (g).end, (g).memory))

/*
 * How many bytes are free from an address on, in the map as it is in a search, which does not
 * change it: so this does not change, either. Nothing else is known of it: what a contract
 * says about it holds for every map.
 */
/*@ axiomatic Rooms { logic integer Room(integer a) reads \nothing; }

    predicate RoomIs{L} =
      \forall integer a; (0 < Room(a) ==> Fits(a, Room(a))) &&
        \forall integer i, s; 0 < s && FitsIn(i, a, s) ==> s <= Room(a);

    // No block of so many bytes that starts in [from, to) and is aligned is free.
    predicate NoRoom(integer from, integer to, integer size, integer align) =
      \forall integer a; 0 < a && from <= a < to && Aligned(a, align) ==> Room(a) < size;

    lemma suits_room: \forall struct request *q, integer a;
      RoomIs && 0 < q->size && Suits(q, a) ==> q->size <= Room(a);
    lemma nothing_fits: \forall integer from, to, a;
      RoomIs && NothingFits(from, to) && from <= a < to ==> Room(a) <= 0;
    lemma room_in_gap: \forall integer b, e, i, a;
      RoomIs && FitsOnlyIn(b, e, i) && b <= a < e ==> Room(a) <= e - a;
    lemma room_below: \forall integer j, a;
      RoomIs && 0 <= j < memblock.reserved.cnt && a < END(RESERVED[j]) ==>
      Room(a) <= 0 || a + Room(a) <= RESERVED[j].base;
*/

/* ---- notes ---- */

/* As misfit.c has it. */
#define NOTES 128
extern struct misfit misfit_notes[NOTES];

#define NOTE_HOLDS(n) (Power((n).align) && NoRoom((n).from, (n).to, (n).size, (n).align))

/*@ // None is empty; they are disjoint and ascending.
    predicate NotesInOrder{L} =
      \valid(misfit_notes + (0 .. misfit_count - 1)) && 0 < misfit_grain <= ULONG_MAX / 2 &&
      (\forall integer i; 0 <= i < misfit_count ==> misfit_notes[i].from < misfit_notes[i].to) &&
      (\forall integer i, j; 0 <= i < j < misfit_count ==> misfit_notes[i].to <= misfit_notes[j].from);

    predicate NotesHold{L} =
      NotesInOrder && \forall integer i; 0 <= i < misfit_count ==> NOTE_HOLDS(misfit_notes[i]);
*/

/* Is note i in one state as note j in another? */
#define SAME_NOTE(i, Now, j, Then) \
	(\at(misfit_notes[i].from, Now) == \at(misfit_notes[j].from, Then) && \
	 \at(misfit_notes[i].to, Now) == \at(misfit_notes[j].to, Then) && \
	 \at(misfit_notes[i].size, Now) == \at(misfit_notes[j].size, Then) && \
	 \at(misfit_notes[i].align, Now) == \at(misfit_notes[j].align, Then))

/* ---- a search on its way ---- */

/*@ predicate Ready{L} =
      Map && RoomIs && NotesHold &&
      \separated(misfit_notes + (0 .. NOTES - 1), MEMORY + (0 .. memblock.memory.cnt - 1)) &&
      \separated(misfit_notes + (0 .. NOTES - 1), RESERVED + (0 .. memblock.reserved.cnt - 1));

    // Addresses above 0: that one means "none".
    predicate Request{L}(struct request *q) =
      \valid_read(q) && Power(q->align) && 0 < q->size && 0 < q->start &&
      \separated(q, misfit_notes + (0 .. NOTES - 1));
*/

/* In the stretch from an address to the edge of what was passed nothing is as large as this. */
#define PASSED(p, from, to, req) \
	((p).largest < (req)->size && NoRoom(from, to, (p).largest + 1, (req)->align))

#endif
