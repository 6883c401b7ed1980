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
	if (nid != NUMA_NO_NODE && nid != r->nid)
		return true;
#else
	(void)nid;
#endif
	if (flags & MEMBLOCK_MIRROR && !(has & MEMBLOCK_MIRROR))
		return true;
	if (has == MEMBLOCK_NONE)
		return false;
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

static struct span __init_memblock gap_at(const struct memblock_type *type, unsigned long j)
{
	const struct memblock_region *r = type->regions;

	return (struct span){ j > 0 ? region_end(&r[j - 1]) : 0,
			      j < type->cnt ? r[j].base : PHYS_ADDR_MAX };
}

static void __init_memblock deliver(struct span s, int nid, phys_addr_t *out_start,
				    phys_addr_t *out_end, int *out_nid)
{
	if (out_start)
		*out_start = s.base;
	if (out_end)
		*out_end = s.end;
	if (out_nid)
		*out_nid = nid;
}

void __init_memblock __next_mem_range(u64 *idx, int nid, enum memblock_flags flags,
				      struct memblock_type *type_a, struct memblock_type *type_b,
				      phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid)
{
	unsigned long i = (u32)*idx, j = (u32)(*idx >> 32);

	memblock_assert_kept("__next_mem_range");
	for (; i < type_a->cnt; i++) {
		const struct memblock_region *r = &type_a->regions[i];
		phys_addr_t end = region_end(r);

		if (skipped(type_a, r, nid, flags))
			continue;
		if (!type_b) {
			deliver((struct span){ r->base, end }, memblock_get_region_node(r),
				out_start, out_end, out_nid);
			*idx = i + 1;
			return;
		}
		for (; j <= type_b->cnt; j++) {
			struct span gap = gap_at(type_b, j);
			struct span s = { max_phys(r->base, gap.base), min_phys(end, gap.end) };

			if (gap.base >= end)
				break;
			if (s.base >= s.end)
				continue;
			deliver(s, memblock_get_region_node(r), out_start, out_end, out_nid);
			/* Leave behind what ends first. */
			if (end <= gap.end)
				i++;
			else
				j++;
			*idx = i | (u64)j << 32;
			return;
		}
	}
	*idx = ~0ULL;
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
		phys_addr_t end = region_end(r);

		if (skipped(type_a, r, nid, flags))
			continue;
		if (!type_b) {
			deliver((struct span){ r->base, end }, memblock_get_region_node(r),
				out_start, out_end, out_nid);
			*idx = i - 1;
			return;
		}
		for (; j > 0; j--) {
			struct span gap = gap_at(type_b, j - 1);
			struct span s = { max_phys(r->base, gap.base), min_phys(end, gap.end) };

			if (gap.end <= r->base)
				break;
			if (s.base >= s.end)
				continue;
			deliver(s, memblock_get_region_node(r), out_start, out_end, out_nid);
			if (r->base >= gap.base)
				i--;
			else
				j--;
			*idx = i | (u64)j << 32;
			return;
		}
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
		if (nid != NUMA_NO_NODE && nid != MAX_NUMNODES && nid != node)
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

	while (*idx != ~0ULL) {
		__next_mem_range(idx, zone->node->node_id, MEMBLOCK_NONE, &memblock.memory,
				 &memblock.reserved, &start, &end, NULL);
		if (*idx == ~0ULL)
			return;
		unsigned long spfn = phys_pfn_up(start);
		unsigned long epfn = end == PHYS_ADDR_MAX ? phys_pfn_up(end) : phys_pfn_down(end);

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
