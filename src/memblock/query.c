/* SPDX-License-Identifier: MIT */
/*
 * Questions about both arrays: O(log n), unless the header says otherwise.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

phys_addr_t __init_memblock memblock_phys_mem_size(void)
{
	memblock_assert_kept("memblock_phys_mem_size");
	return memblock.memory.total_size;
}

phys_addr_t __init_memblock memblock_reserved_size(void)
{
	memblock_assert_kept("memblock_reserved_size");
	return memblock.reserved.total_size;
}

phys_addr_t __init_memblock memblock_start_of_DRAM(void)
{
	memblock_assert_kept("memblock_start_of_DRAM");
	return memblock.memory.cnt ? memblock.memory.regions[0].base : 0;
}

phys_addr_t __init_memblock memblock_end_of_DRAM(void)
{
	unsigned long n = memblock.memory.cnt;

	memblock_assert_kept("memblock_end_of_DRAM");
	return n ? region_end(&memblock.memory.regions[n - 1]) : 0;
}

unsigned long __init_memblock memblock_estimated_nr_free_pages(void)
{
	phys_addr_t start, end, free = 0;
	u64 i;

	memblock_assert_kept("memblock_estimated_nr_free_pages");
	for_each_free_mem_range(i, NUMA_NO_NODE,
				(enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_NOMAP |
						      MEMBLOCK_DRIVER_MANAGED),
				&start, &end, NULL)
		free += end - start;
	return phys_pfn_down(free);
}

bool __init_memblock memblock_is_memory(phys_addr_t addr)
{
	memblock_assert_kept("memblock_is_memory");
	return region_at(&memblock.memory, addr);
}

bool __init_memblock memblock_is_map_memory(phys_addr_t addr)
{
	const struct memblock_region *r;

	memblock_assert_kept("memblock_is_map_memory");
	r = region_at(&memblock.memory, addr);
	return r && !memblock_is_nomap(r);
}

bool __init_memblock memblock_is_reserved(phys_addr_t addr)
{
	memblock_assert_kept("memblock_is_reserved");
	return region_at(&memblock.reserved, addr);
}

bool __init_memblock memblock_covers(const struct memblock_type *type, struct span s)
{
	for (unsigned long i = region_find(type, s.base); i < type->cnt; i++) {
		if (type->regions[i].base > s.base)
			return false;
		s.base = region_end(&type->regions[i]);
		if (s.base >= s.end)
			return true;
	}
	return false;
}

bool __init_memblock memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	memblock_assert_kept("memblock_is_region_memory");
	return memblock_covers(&memblock.memory, span_of(base, size));
}

unsigned long memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
				     phys_addr_t size2)
{
	struct span a = span_of(base1, size1), b = span_of(base2, size2);

	return max_phys(a.base, b.base) < min_phys(a.end, b.end);
}

bool __init_memblock memblock_overlaps_region(struct memblock_type *type, phys_addr_t base,
					      phys_addr_t size)
{
	struct span s = span_of(base, size);
	unsigned long i;

	memblock_assert_kept("memblock_overlaps_region");
	i = region_find(type, s.base);
	return s.base < s.end && i < type->cnt && type->regions[i].base < s.end;
}

bool __init_memblock memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return memblock_overlaps_region(&memblock.reserved, base, size);
}

int __init_memblock memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn,
					    unsigned long *end_pfn)
{
	const struct memblock_region *r;

	memblock_assert_kept("memblock_search_pfn_nid");
	if (phys_pfn_down(pfn_phys(pfn)) != pfn)
		return NUMA_NO_NODE;
	r = region_at(&memblock.memory, pfn_phys(pfn));
	if (!r)
		return NUMA_NO_NODE;
	if (start_pfn)
		*start_pfn = phys_pfn_down(r->base);
	if (end_pfn)
		*end_pfn = memblock_region_memory_end_pfn(r);
	return memblock_get_region_node(r);
}

bool __init_memblock memblock_validate_numa_coverage(unsigned long threshold_bytes)
{
	const struct memblock_region *r;
	phys_addr_t without = 0;

	memblock_assert_kept("memblock_validate_numa_coverage");
	for_each_mem_region(r)
		if (memblock_get_region_node(r) == NUMA_NO_NODE)
			without += r->size;
	return without <= threshold_bytes;
}

bool __init_memblock memblock_has_mirror(void)
{
	memblock_sync();
	return memblock_mirrored;
}
