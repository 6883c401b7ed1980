/* SPDX-License-Identifier: MIT */
/*
 * More words, for contracts of src/memblock/recolour.c.
 */
#ifndef PROVE_RECOLOUR_H
#define PROVE_RECOLOUR_H

/*@ // What recolouring makes of flags and of a node; is region i left alone by it?
    axiomatic NewFlags {
      logic integer NewFlags(struct recolour how, integer f) reads \nothing;
      axiom new_flags_twice: \forall struct recolour how, integer f;
        NewFlags(how, NewFlags(how, f)) == NewFlags(how, f);
    }
    logic integer NewNid(struct recolour how, integer d) = how.set_nid ? how.nid : d;
    predicate Fixed{L}(struct memblock_region *r, integer i, struct recolour how) =
      r[i].flags == NewFlags(how, r[i].flags) && r[i].nid == NewNid(how, r[i].nid);

    // Slots that it takes: [b, e) of region i get f and d; the part of region i in s is recoloured
    // when regions [i + 1, hi) have been; all of regions [lo, hi), downwards.
    logic integer WillJoin{L}(struct memblock_region *r, integer n, integer i, integer hi, integer a,
                              struct recolour how, integer f, integer d) =
      i < n && r[i].base == a && f == (i < hi ? NewFlags(how, r[i].flags) : r[i].flags) &&
      d == (i < hi ? NewNid(how, r[i].nid) : r[i].nid) ? 1 : 0;
    logic integer PartSlots{L}(struct memblock_region *r, integer n, integer i, integer hi,
                               struct span s, struct recolour how) =
      r[i].flags == NewFlags(how, r[i].flags) && r[i].nid == NewNid(how, r[i].nid) ? 0 :
      (r[i].base < s.base ? 1 :
       -JoinsBelow(r, i, r[i].base, NewFlags(how, r[i].flags), NewNid(how, r[i].nid))) +
      (s.end < r[i].base + r[i].size ? 1 :
       -WillJoin(r, n, i + 1, hi, r[i].base + r[i].size, how, NewFlags(how, r[i].flags),
                 NewNid(how, r[i].nid)));
    axiomatic RecolourSlots {
      logic integer RecolourSlots{L}(struct memblock_region *r, integer n, integer lo, integer hi,
                                     struct span s, struct recolour how)
        reads r[0 .. n - 1];
      axiom recolour_slots_none{L}: \forall struct memblock_region *r, integer n, hi, struct span s,
        struct recolour how; RecolourSlots(r, n, hi, hi, s, how) == 0;
      axiom recolour_slots_next{L}: \forall struct memblock_region *r, integer n, lo, i, hi, struct span s,
        struct recolour how; i < hi && lo == i + 1 ==> RecolourSlots(r, n, i, hi, s, how) ==
        RecolourSlots(r, n, lo, hi, s, how) + PartSlots(r, n, i, hi, s, how);
    }

    // Is a in the part of region i in s; has it f and d then, recoloured?
    predicate InPart{L}(struct memblock_region *r, integer i, struct span s, integer a) =
      r[i].base <= a < r[i].base + r[i].size && s.base <= a < s.end;
    predicate NewIn{L}(struct memblock_region *r, integer i, struct span s, struct recolour how,
                       integer a, integer f, integer d) =
      InPart(r, i, s, a) && f == NewFlags(how, r[i].flags) && d == NewNid(how, r[i].nid);
*/

/* The slots that it takes when a part of region i gets these attributes. */
#define PART_SLOTS(i, part, attr)                                                              \
	((type->regions[i].base < (part).base ? 1 :                                            \
	  -JoinsBelow(type->regions, i, (part).base, (attr).flags, (attr).nid)) +              \
	 ((part).end < type->regions[i].base + type->regions[i].size ? 1 :                     \
	  -JoinsAbove(type->regions, type->cnt, i + 1, (part).end, (attr).flags, (attr).nid)))

#endif
