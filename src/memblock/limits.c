/* SPDX-License-Identifier: MIT */
/*
 * Less memory: trim, limit, cap. None of these needs a slot: what is cut reaches to an
 * end of a region, so no region is ever split.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

void __init_memblock memblock_trim_memory(phys_addr_t align)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i = 0;

	if (!is_power_of_two(align))
		return;
	memblock_assert_open("memblock_trim_memory");
	while (i < type->cnt) {
		struct span r = span_of(type->regions[i].base, type->regions[i].size);
		phys_addr_t up = phys_align_up(r.base, align);
		phys_addr_t down = r.end == PHYS_ADDR_MAX ? r.end : phys_align_down(r.end, align);
		struct slice at = { i, i + 1 };

		/* up wrapped, or nothing is left between: the region goes. */
		if (up < r.base || up >= down) {
			region_cut(type, at, r);
			continue;
		}
		if (r.base < up)
			region_cut(type, at, (struct span){ r.base, up });
		if (down < r.end)
			region_cut(type, at, (struct span){ down, r.end });
		i++;
	}
	memblock_remember();
}

/* Where the first limit bytes of RAM end; PHYS_ADDR_MAX when there are no more. */
static phys_addr_t __init_memblock end_of_first_bytes(phys_addr_t limit)
{
	const struct memblock_region *r;

	for_each_mem_region(r) {
		if (limit <= r->size)
			return r->base + limit;
		limit -= r->size;
	}
	return PHYS_ADDR_MAX;
}

/* RAM that is marked NOMAP stays: what did not fit there may fit now. */
static void __init_memblock cut_reserved(struct span s)
{
	if (s.base >= s.end)
		return;
	region_cut(&memblock.reserved, region_slice(&memblock.reserved, s), s);
	misfit_forget_all();
	memblock_clear_owner(s);
}

void __init_memblock memblock_enforce_memory_limit(phys_addr_t limit)
{
	struct span above;

	if (!limit)
		return;
	memblock_assert_open("memblock_enforce_memory_limit");
	above = (struct span){ end_of_first_bytes(limit), PHYS_ADDR_MAX };
	if (above.base >= above.end)
		return;
	region_cut(&memblock.memory, region_slice(&memblock.memory, above), above);
	cut_reserved(above);
	memblock_remember();
}

/* Cuts everything of a span out of RAM that is not marked NOMAP. */
static void __init_memblock cut_mapped_memory(struct span s)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i = region_find(type, s.base);

	while (i < type->cnt && type->regions[i].base < s.end) {
		struct memblock_region *r = &type->regions[i];
		struct span part = { max_phys(r->base, s.base), min_phys(region_end(r), s.end) };
		unsigned long before = type->cnt;

		if (memblock_is_nomap(r)) {
			i++;
			continue;
		}
		region_cut(type, (struct slice){ i, i + 1 }, part);
		i += type->cnt == before;
	}
}

void __init_memblock memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	struct span keep = span_of(base, size);
	struct span below = { 0, keep.base }, above = { keep.end, PHYS_ADDR_MAX };

	if (!size)
		return;
	memblock_assert_open("memblock_cap_memory_range");
	cut_mapped_memory(below);
	cut_mapped_memory(above);
	cut_reserved(below);
	cut_reserved(above);
	memblock_remember();
}

void __init_memblock memblock_mem_limit_remove_map(phys_addr_t limit)
{
	if (!limit)
		return;
	memblock_assert_open("memblock_mem_limit_remove_map");
	memblock_cap_memory_range(0, end_of_first_bytes(limit));
}
