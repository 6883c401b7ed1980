/* SPDX-License-Identifier: MIT */
/*
 * early_res.c - the names that x86 used before memblock, over named reservations.
 *
 * Ends are exclusive. Cost: O(log n + ranges with a name that are met).
 */
#include "lib/lib.h"
#include "memblock/internal.h"

static struct span __init range(phys_addr_t start, phys_addr_t end)
{
	return (struct span){ start, max_phys(start, end) };
}

/* The first part of [from, end) that has a name; empty and at the end = none. */
static struct span __init named_part(phys_addr_t from, phys_addr_t end)
{
	const struct memblock_type *owners = &memblock_owners;
	unsigned long i;

	memblock_sync();
	i = region_find(owners, from);
	if (i == owners->cnt || owners->regions[i].base >= end)
		return (struct span){ end, end };
	return (struct span){ max_phys(from, owners->regions[i].base),
			      min_phys(end, region_end(&owners->regions[i])) };
}

void __init reserve_early(phys_addr_t start, phys_addr_t end, const char *name)
{
	struct span s = range(start, end);
	struct span met = name ? named_part(s.base, s.end) : (struct span){ s.end, s.end };

	for (; met.base < met.end; met = named_part(met.end, s.end))
		bootmem_warn("reserve_early: [%#llx, %#llx) for \"%s\" overlaps [%#llx, %#llx) of "
			     "\"%s\"",
			     PHYS(s.base), PHYS(s.end), name, PHYS(met.base), PHYS(met.end),
			     memblock_owner(met.base));
	memblock_reserve_named(s.base, span_size(s), name);
}

void __init reserve_early_overlap_ok(phys_addr_t start, phys_addr_t end, const char *name)
{
	struct span s = range(start, end);

	/* By address: each reservation moves the table of names. */
	while (s.base < s.end) {
		struct span named = named_part(s.base, s.end);

		memblock_reserve_named(s.base, named.base - s.base, name);
		s.base = named.end;
	}
}

void __init free_early(phys_addr_t start, phys_addr_t end)
{
	struct span s = range(start, end);

	memblock_phys_free(s.base, span_size(s));
}

phys_addr_t __init find_e820_area(phys_addr_t start, phys_addr_t end, phys_addr_t size,
				  phys_addr_t align)
{
	phys_addr_t base, stop;
	u64 i;

	memblock_assert_open("find_e820_area");
	if (!align)
		align = SMP_CACHE_BYTES;
	if (!size || !is_power_of_two(align))
		return PHYS_ADDR_MAX;
	/* Page 0 is never allocated. */
	start = max_phys(start, PAGE_SIZE);
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &base, &stop, NULL) {
		phys_addr_t from = max_phys(base, start), addr = phys_align_up(from, align);

		stop = min_phys(stop, end);
		/* The first test fails when aligning wrapped. */
		if (addr >= from && addr < stop && size <= stop - addr)
			return addr;
	}
	return PHYS_ADDR_MAX;
}
