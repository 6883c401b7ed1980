/* SPDX-License-Identifier: MIT */
/*
 * region.h - what the files of one sorted array of regions share.
 *
 *	region.c	find, insert, add, cut
 *	recolour.c	other attributes for what is there
 */
#ifndef BOOTMEM_MEMBLOCK_REGION_H
#define BOOTMEM_MEMBLOCK_REGION_H

#include "memblock/internal.h"

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result.flags == r->flags && \result.nid == r->nid; */
static inline struct region_attr attr_of(const struct memblock_region *r)
{
#ifdef CONFIG_NUMA
	return (struct region_attr){ r->flags, r->nid };
#else
	return (struct region_attr){ r->flags, NUMA_NO_NODE };
#endif
}

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> Attr(r, attr.flags, attr.nid); */
static inline bool has_attr(const struct memblock_region *r, struct region_attr attr)
{
#ifdef CONFIG_NUMA
	return r->flags == attr.flags && r->nid == attr.nid;
#else
	return r->flags == attr.flags;
#endif
}

/*@ requires \valid(r) && s.base < s.end;
    assigns r->base, r->size, r->flags, r->nid;
    ensures r->base == s.base && r->size == s.end - s.base && Attr(r, attr.flags, attr.nid); */
static inline void set_region(struct memblock_region *r, struct span s, struct region_attr attr)
{
	r->base = s.base;
	r->size = span_size(s);
	r->flags = attr.flags;
#ifdef CONFIG_NUMA
	r->nid = attr.nid;
#endif
}

/* Does the region below index i end at addr, or region i start there, with these attributes? */
/*@ requires \valid_read(type) && \valid_read(type->regions + (0 .. type->cnt - 1));
    requires i <= type->cnt && (0 < i ==> Fit(type->regions, i - 1, i));
    assigns \nothing;
    ensures \result <==> EndsAt(type->regions, i, addr, attr.flags, attr.nid); */
static inline bool ends_at(const struct memblock_type *type, unsigned long i, phys_addr_t addr,
			   struct region_attr attr)
{
	return i > 0 && region_end(&type->regions[i - 1]) == addr &&
	       has_attr(&type->regions[i - 1], attr);
}

/*@ requires \valid_read(type) && \valid_read(type->regions + (0 .. type->cnt - 1));
    assigns \nothing;
    ensures \result <==> StartsAt(type->regions, type->cnt, i, addr, attr.flags, attr.nid); */
static inline bool starts_at(const struct memblock_type *type, unsigned long i, phys_addr_t addr,
			     struct region_attr attr)
{
	return i < type->cnt && type->regions[i].base == addr && has_attr(&type->regions[i], attr);
}

/* What is not empty of two spans takes the place of the regions of a slice. */
void region_replace(struct memblock_type *type, struct slice at, struct span low,
		    struct region_attr lower, struct span high, struct region_attr upper);

#endif
