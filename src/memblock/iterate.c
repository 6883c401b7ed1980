/* SPDX-License-Identifier: MIT */
/*
 * Walks over one array, or over what is in one array and not in another.
 *
 * An index is two numbers in one: the low half counts regions of type_a, the high half
 * counts the gaps of type_b: gap j lies below region j of type_b, the last one above all.
 * A range is the overlap of a region and a gap; whichever of them ends first is left
 * behind. So each step costs O(1) and a walk visits regions + gaps.
 */
#include <bootmem/mmzone.h>
#include <bootmem/port.h>

#include "lib/lib.h"
#include "memblock/internal.h"

bool __init_memblock region_filtered_by(const struct memblock_region *r, int nid,
					enum memblock_flags flags)
{
	enum memblock_flags has = r->flags;

#ifdef CONFIG_NUMA
	if (node_exists(nid) && nid != r->nid)
		return true;
#else
	(void)nid;
#endif
	if (flags & MEMBLOCK_MIRROR && !(has & MEMBLOCK_MIRROR))
		return true;
	if (has & ~flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
		return true;
	return has & ~flags & MEMBLOCK_HOTPLUG && movable_node_is_enabled();
}

/* Only RAM has attributes to filter by. */
static bool __init_memblock skipped(const struct memblock_type *type,
				    const struct memblock_region *r, int nid,
				    enum memblock_flags flags)
{
	return type == &memblock.memory && region_filtered(r, nid, flags);
}

/* A range of a walk, and the gap that it ends with, or starts with in reverse. */
struct step {
	struct span range;
	bool region_done; /* the region ends first, or together with the gap */
};

static void __init_memblock deliver(struct span s, const struct memblock_region *r,
				    phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid)
{
	if (out_start)
		*out_start = s.base;
	if (out_end)
		*out_end = s.end;
	if (out_nid)
		*out_nid = memblock_get_region_node(r);
}

/* The overlap of a region and the first gap at or above gap j; false: it has no more. */
static bool __init_memblock step_up(const struct memblock_type *gaps, unsigned long *j,
				    struct span region, struct step *step)
{
	const struct memblock_region *above = &gaps->regions[*j];
	phys_addr_t base = *j ? region_end(above - 1) : 0, end;

	for (; *j <= gaps->cnt && base < region.end; base = region_end(above++), ++*j) {
		end = *j < gaps->cnt ? above->base : PHYS_ADDR_MAX;
		if (end <= region.base || end <= base)
			continue;
		step->range.base = max_phys(base, region.base);
		step->range.end = min_phys(end, region.end);
		step->region_done = region.end <= end;
		return true;
	}
	return false;
}

void __init_memblock __next_mem_range(u64 *idx, int nid, enum memblock_flags flags,
				      struct memblock_type *type_a, struct memblock_type *type_b,
				      phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid)
{
	unsigned long i = (u32)*idx, j = (u32)(*idx >> 32);

	memblock_assert_kept("__next_mem_range");
	for (; i < type_a->cnt; i++) {
		const struct memblock_region *r = &type_a->regions[i];
		struct step step = { { r->base, region_end(r) }, true };

		if (skipped(type_a, r, nid, flags))
			continue;
		if (type_b && !step_up(type_b, &j, step.range, &step))
			continue;
		deliver(step.range, r, out_start, out_end, out_nid);
		*idx = step.region_done ? (u64)j << 32 | (i + 1) : (u64)(j + 1) << 32 | i;
		return;
	}
	*idx = ~0ULL;
}

/* The mirror image: j gaps are left, gap j - 1 is next. */
static bool __init_memblock step_down(const struct memblock_type *gaps, unsigned long *j,
				      struct span region, struct step *step)
{
	const struct memblock_region *r = gaps->regions;

	for (; *j > 0; --*j) {
		phys_addr_t end = *j <= gaps->cnt ? r[*j - 1].base : PHYS_ADDR_MAX;
		phys_addr_t base = *j > 1 ? region_end(&r[*j - 2]) : 0;

		if (end <= region.base)
			return false;
		if (base >= region.end || end <= base)
			continue;
		step->range.base = max_phys(base, region.base);
		step->range.end = min_phys(end, region.end);
		step->region_done = base <= region.base;
		return true;
	}
	return false;
}

/* Indices count what is left below: region i - 1 and gap j - 1 are next. */
void __init_memblock __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
					  struct memblock_type *type_a, struct memblock_type *type_b,
					  phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid)
{
	unsigned long i = (u32)*idx, j = (u32)(*idx >> 32);

	memblock_assert_kept("__next_mem_range_rev");
	if (*idx == ~0ULL) {
		i = type_a->cnt;
		j = type_b ? type_b->cnt + 1 : 0;
	}
	for (; i > 0; i--) {
		const struct memblock_region *r = &type_a->regions[i - 1];
		struct step step = { { r->base, region_end(r) }, true };

		if (skipped(type_a, r, nid, flags))
			continue;
		if (type_b && !step_down(type_b, &j, step.range, &step))
			continue;
		deliver(step.range, r, out_start, out_end, out_nid);
		*idx = step.region_done ? (u64)j << 32 | (i - 1) : (u64)(j - 1) << 32 | i;
		return;
	}
	*idx = ~0ULL;
}

void __init_memblock __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
					  unsigned long *out_end_pfn, int *out_nid)
{
	const struct memblock_type *type = &memblock.memory;

	memblock_assert_kept("__next_mem_pfn_range");
	while ((unsigned long)++*idx < type->cnt) {
		const struct memblock_region *r = &type->regions[*idx];
		unsigned long start = memblock_region_memory_base_pfn(r);
		unsigned long end = memblock_region_memory_end_pfn(r);
		int node = memblock_get_region_node(r);

		if (start >= end)
			continue;
		if (node_exists(nid) && nid != node)
			continue;
		if (out_start_pfn)
			*out_start_pfn = start;
		if (out_end_pfn)
			*out_end_pfn = end;
		if (out_nid)
			*out_nid = node;
		return;
	}
	*idx = -1;
}

void __init_memblock __next_mem_pfn_range_in_zone(u64 *idx, struct zone *zone,
						  unsigned long *out_spfn, unsigned long *out_epfn)
{
	unsigned long zone_end = zone->zone_start_pfn + zone->spanned_pages;
	phys_addr_t start, end;

	for (;;) {
		__next_mem_range(idx, zone->node->node_id, MEMBLOCK_NONE, &memblock.memory,
				 &memblock.reserved, &start, &end, NULL);
		if (*idx == ~0ULL)
			return;
		unsigned long spfn = phys_pfn_up(start);
		unsigned long epfn = phys_pfn_end(end);

		if (spfn < zone->zone_start_pfn)
			spfn = zone->zone_start_pfn;
		if (epfn > zone_end)
			epfn = zone_end;
		if (spfn >= epfn)
			continue;
		if (out_spfn)
			*out_spfn = spfn;
		if (out_epfn)
			*out_epfn = epfn;
		return;
	}
}
