/* SPDX-License-Identifier: MIT */
/*
 * Recolouring: regions of a span get other flags, or another node.
 *
 * Region by region: the part in the span is taken out and put back with its new attributes,
 * which joins it with neighbours that have them.
 */
#include "lib/lib.h"
#include "memblock/internal.h"
#include "memblock/region.h"

/*@ assigns \nothing;
    ensures \result == NewFlags(how, flags); */
static enum memblock_flags new_flags(struct recolour how, enum memblock_flags flags)
{
	return (enum memblock_flags)((flags & ~how.clear) | how.set);
}

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result.flags == NewFlags(how, r->flags) && \result.nid == NewNid(how, r->nid); */
static struct region_attr __init_memblock recoloured(const struct memblock_region *r,
						     struct recolour how)
{
	struct region_attr attr = attr_of(r);

	attr.flags = new_flags(how, attr.flags);
	if (how.set_nid)
		attr.nid = how.nid;
	return attr;
}

/* Will region i, if it starts at addr, have these attributes when those below hi are recoloured? */
/*@ requires \valid_read(type) && \valid_read(type->regions + (0 .. type->cnt - 1));
    assigns \nothing;
    ensures \result == WillJoin(type->regions, type->cnt, i, hi, addr, how, attr.flags, attr.nid); */
static bool __init_memblock will_join(const struct memblock_type *type, unsigned long i,
				      unsigned long hi, phys_addr_t addr, struct recolour how,
				      struct region_attr attr)
{
	struct region_attr own;

	if (i >= type->cnt || type->regions[i].base != addr)
		return false;
	own = i < hi ? recoloured(&type->regions[i], how) : attr_of(&type->regions[i]);
	return own.flags == attr.flags && own.nid == attr.nid;
}

/*
 * Slots that region i takes, which is recoloured after those from there up to hi: what is left
 * of it on either side is a region more, a neighbour that it joins is one less.
 */
/*@ requires Readable(type) && i < hi <= type->cnt;
    assigns \nothing;
    ensures \result == PartSlots(type->regions, type->cnt, i, hi, s, how) && -2 <= \result <= 2; */
static long __init_memblock part_slots(const struct memblock_type *type, unsigned long i,
				       unsigned long hi, struct span s, struct recolour how)
{
	const struct memblock_region *r = &type->regions[i];
	struct region_attr attr = recoloured(r, how);
	phys_addr_t end = region_end(r);
	long slots = 0;

	if (has_attr(r, attr))
		return 0;
	slots += r->base < s.base ? 1 : -(long)ends_at(type, i, r->base, attr);
	slots += s.end < end ? 1 : -(long)will_join(type, i + 1, hi, end, how, attr);
	return slots;
}

/*@ requires Readable(type) && at.lo <= at.hi <= type->cnt <= LONG_MAX / 2;
    assigns \nothing;
    ensures \result == RecolourSlots(type->regions, type->cnt, at.lo, at.hi, s, how); */
long __init_memblock region_recolour_slots(const struct memblock_type *type, struct slice at,
					   struct span s, struct recolour how)
{
	long slots = 0;

	/*@ loop invariant at.lo <= i <= at.hi && -2 * (at.hi - i) <= slots <= 2 * (at.hi - i);
	    loop invariant slots == RecolourSlots(type->regions, type->cnt, i, at.hi, s, how);
	    loop assigns i, slots;
	    loop variant i; */
	for (unsigned long i = at.hi; i > at.lo; i--)
		slots += part_slots(type, i - 1, at.hi, s, how);
	return slots;
}

/* Region i gets other attributes where it is. */
/*@ requires Whole(type) && i < type->cnt;
    assigns type->regions[i];
    ensures Whole(type) && Unmoved{Pre, Post}(type);
    ensures Attr(type->regions + i, attr.flags, attr.nid) && type->regions[i].base == \old(type->regions[i].base);
    ensures type->regions[i].size == \old(type->regions[i].size);
    ensures \forall integer k; 0 <= k < type->cnt && k != i ==> KEPT(k, k);
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==> At{Pre}(type, a, f, d) &&
	    !Elt{Pre}(type->regions, i, a, f, d) || Elt{Post}(type->regions, i, a, f, d); */
static void __init_memblock set_attr(struct memblock_type *type, unsigned long i,
				     struct region_attr attr)
{
	struct memblock_region *r = &type->regions[i];

	set_region(r, (struct span){ r->base, region_end(r) }, attr);
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d; 0 <= k < type->cnt && k != l ==>
	    (ELT_NOW(k) <==> ELT_BEFORE(k)); */
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d; 0 <= k < type->cnt && k != l ==>
	    ELT_BEFORE(k) ==> !ELT_BEFORE(l); */
}

/* A part is taken out of region i. Returns the index at which it belongs. */
/*@ requires Whole(type) && i < type->cnt;
    requires type->regions[i].base <= part.base < part.end;
    requires part.end <= type->regions[i].base + type->regions[i].size;
    requires type->regions[i].base < part.base && part.end < type->regions[i].base + type->regions[i].size ==>
	    type->cnt < type->max;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures \result == i + \old(type->regions[i].base < part.base ? 1 : 0);
    ensures type->cnt == \old(type->cnt) + \result - i - 1 +
	    \old(part.end < type->regions[i].base + type->regions[i].size ? 1 : 0);
    ensures EndBy(type->regions, 0, \result, part.base);
    ensures StartFrom(type->regions, \result, type->cnt, part.end);
    ensures \forall integer k; 0 <= k < i ==> KEPT(k, k);
    ensures \let n = type->cnt - \old(type->cnt); \forall integer k; i + 1 + n <= k < type->cnt ==> KEPT(k, k - n);
    ensures \result > i ==> SameStart{Post, Pre}(type, i, i);
    ensures \result < i + 1 + type->cnt - \old(type->cnt) ==> SameTop{Post, Pre}(type, \result, i);
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    At{Pre}(type, a, f, d) && !(part.base <= a < part.end); */
static unsigned long __init_memblock take_part(struct memblock_type *type, unsigned long i,
					       struct span part)
{
	const struct memblock_region *r = &type->regions[i];
	struct span below = { r->base, part.base }, above = { part.end, region_end(r) };
	struct region_attr attr = attr_of(r);

	/*@ assert \let l = (integer)i; \forall integer a, f, d; ELT_NOW(l) && !(part.base <= a < part.end) <==>
	    In(below, attr, a, f, d) || In(above, attr, a, f, d); */
	/*@ assert \let l = (integer)i; \forall integer a, f, d; Outside(type, l, l + 1, a, f, d) ==>
	    At(type, a, f, d) && !(part.base <= a < part.end); */
	/*@ assert \let l = (integer)i; \forall integer a, f, d; At(type, a, f, d) ==>
	    Outside(type, l, l + 1, a, f, d) || ELT_NOW(l); */
	region_replace(type, (struct slice){ i, i + 1 }, below, attr, above, attr);
	/*@ assert \forall integer a, f, d; At(type, a, f, d) <==>
	    At{Pre}(type, a, f, d) && !(part.base <= a < part.end); */
	return below.base < below.end ? i + 1 : i;
}

/* The part gets other attributes, and joins the neighbours that have them. */
/*@ requires Whole(type) && i < type->cnt;
    requires !Attr(type->regions + i, attr.flags, attr.nid);
    requires type->regions[i].base <= part.base < part.end;
    requires part.end <= type->regions[i].base + type->regions[i].size;
    requires PART_SLOTS(i, part, attr) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) + \old(PART_SLOTS(i, part, attr));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    At{Pre}(type, a, f, d) && !(part.base <= a < part.end) || In(part, attr, a, f, d); */
static void __init_memblock replace_part(struct memblock_type *type, unsigned long i,
					 struct span part, struct region_attr attr)
{
	unsigned long at = take_part(type, i, part);

	/*@ assert \let l = (integer)i; at > i ==> !Attr(type->regions + l, attr.flags, attr.nid); */
	/*@ assert \let l = (integer)at; at < i + 1 + type->cnt - \at(type->cnt, Pre) ==>
	    !Attr(type->regions + l, attr.flags, attr.nid); */
	//@ assert \let l = i - 1; at == i && 0 <= l ==> SAME_SINCE(l, l);
	/*@ assert \let l = (integer)at; \let g = i + 1; l < type->cnt &&
	    !(at < i + 1 + type->cnt - \at(type->cnt, Pre)) ==> SAME_SINCE(l, g); */
	/*@ assert \let l = (integer)at; \let g = i + 1; !(at < i + 1 + type->cnt - \at(type->cnt, Pre)) ==>
	    (l < type->cnt <==> g < \at(type->cnt, Pre)); */
	/*@ assert \let l = at - 1; at > i ==> l == i && !Attr(type->regions + l, attr.flags, attr.nid); */
	/*@ assert \let l = (integer)at; at > i ==>
	    JoinsBelow(type->regions, l, part.base, attr.flags, attr.nid) == 0; */
	/*@ assert \let l = (integer)at; \let g = (integer)i; at == i ==>
	    JoinsBelow(type->regions, l, part.base, attr.flags, attr.nid) ==
	    JoinsBelow{Pre}(\at(type->regions, Pre), g, part.base, attr.flags, attr.nid); */
	/*@ assert \let l = (integer)at; \let g = (integer)i;
	    JoinsBelow(type->regions, l, part.base, attr.flags, attr.nid) ==
	    (at > i ? 0 : JoinsBelow{Pre}(\at(type->regions, Pre), g, part.base, attr.flags, attr.nid)); */
	/*@ assert \let l = (integer)at; \let g = i + 1;
	    JoinsAbove(type->regions, type->cnt, l, part.end, attr.flags, attr.nid) ==
	    (at < i + 1 + type->cnt - \at(type->cnt, Pre) ? 0 :
	     JoinsAbove{Pre}(\at(type->regions, Pre), \at(type->cnt, Pre), g, part.end, attr.flags, attr.nid)); */
	//@ assert type->max == \at(type->max, Pre);
	/*@ assert \let l = (integer)at; type->cnt + 1 -
	    JoinsBelow(type->regions, l, part.base, attr.flags, attr.nid) -
	    JoinsAbove(type->regions, type->cnt, l, part.end, attr.flags, attr.nid) ==
	    \at(type->cnt + PART_SLOTS(i, part, attr), Pre); */
	region_insert(type, at, part, attr);
}

/* ... or where they are. */
/*@ requires Whole(type) && i < type->cnt;
    requires !Attr(type->regions + i, attr.flags, attr.nid);
    requires type->regions[i].base <= part.base < part.end;
    requires part.end <= type->regions[i].base + type->regions[i].size;
    requires PART_SLOTS(i, part, attr) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) + \old(PART_SLOTS(i, part, attr));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    At{Pre}(type, a, f, d) && !(part.base <= a < part.end) || In(part, attr, a, f, d); */
static void __init_memblock recolour_part(struct memblock_type *type, unsigned long i,
					  struct span part, struct region_attr attr)
{
	const struct memblock_region *r = &type->regions[i];

	if (r->base == part.base && region_end(r) == part.end && !ends_at(type, i, part.base, attr) &&
	    !starts_at(type, i + 1, part.end, attr)) {
		/*@ assert \let l = (integer)i; \forall integer a, f, d; At(type, a, f, d) ==>
		    (ELT_NOW(l) <==> part.base <= a < part.end); */
		set_attr(type, i, attr);
		//@ assert \let l = (integer)i; \forall integer a, f, d; ELT_NOW(l) <==> In(part, attr, a, f, d);
		return;
	}
	replace_part(type, i, part, attr);
}

/* ... the part that lies in the span, which is not nothing. */
/*@ requires Whole(type) && i < type->cnt;
    requires Fixed(type->regions, i, how) || type->regions[i].base < s.end &&
	    s.base < s.end && s.base < type->regions[i].base + type->regions[i].size;
    requires PartSlots(type->regions, type->cnt, i, i + 1, s, how) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type) && type->max == \old(type->max);
    ensures type->cnt == \old(type->cnt) + \old(PartSlots(type->regions, type->cnt, i, i + 1, s, how));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    NewIn{Pre}(\old(type->regions), i, s, how, a, f, d) ||
	    At{Pre}(type, a, f, d) && !InPart{Pre}(\old(type->regions), i, s, a); */
static void __init_memblock recolour_region(struct memblock_type *type, unsigned long i,
					    struct span s, struct recolour how)
{
	const struct memblock_region *r = &type->regions[i];
	struct span part = { max_phys(r->base, s.base), min_phys(region_end(r), s.end) };
	struct region_attr attr = recoloured(r, how);

	/*@ assert \let l = (integer)i; \forall integer a, f, d; At(type, a, f, d) &&
	    type->regions[l].base <= a < type->regions[l].base + type->regions[l].size ==>
	    f == type->regions[l].flags && d == type->regions[l].nid; */
	if (!has_attr(r, attr))
		recolour_part(type, i, part, attr);
}

/* Regions of a slice, downwards. None goes on above the span. */
static void __init_memblock recolour_down(struct memblock_type *type, struct slice at,
					  struct span s, struct recolour how)
{
	for (unsigned long i = at.hi; i > at.lo; i--)
		recolour_region(type, i - 1, s, how);
}

/*
 * Only a region that goes on beyond the span can need a slot. The lowest comes after those
 * inside, one that goes on above last of all: no more slots are used on the way than in the end.
 */
void __init_memblock region_recolour(struct memblock_type *type, struct slice at, struct span s,
				     struct recolour how)
{
	unsigned long above = type->cnt - at.hi;

	if (at.lo == at.hi || region_end(&type->regions[at.hi - 1]) <= s.end) {
		recolour_down(type, at, s, how);
		return;
	}
	recolour_down(type, (struct slice){ at.lo, at.hi - 1 }, s, how);
	recolour_region(type, type->cnt - above - 1, s, how);
}
