/* SPDX-License-Identifier: MIT */
/*
 * ram.c - what there is by the swept boot map, which every configuration starts from.
 *
 * Good until free_initmem(). What the core that owns memory says is for core.c.
 */
#include "kernel.h"

static bool is_mapped(const struct boot_range *r)
{
	return boot_range_is_ram(r) && r->kind != BOOT_NOMAP;
}

/* Neighbours count as one, whatever is in them. Looks the address up each time. */
bool next_ram(phys_addr_t from, phys_addr_t *start, phys_addr_t *end)
{
	bool found = false;

	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!is_mapped(r) || r->end <= from)
			continue;
		if (found && r->base != *end)
			break;
		if (!found)
			*start = r->base > from ? r->base : from;
		*end = r->end;
		found = true;
	}
	return found;
}

/* All of it, which is not empty. */
bool is_ram(phys_addr_t pa, phys_addr_t size)
{
	phys_addr_t start = 0, end = 0;

	return next_ram(pa, &start, &end) && start == pa && end - pa >= size;
}

/* Free when the boot allocator was filled, and of one node. */
bool was_free_ram(phys_addr_t pa, phys_addr_t size)
{
	int nid = node_of(pa);

	for (;;) {
		const struct boot_range *r = boot_map_find(&boot_map, pa);

		if (!r || node_of(pa) != nid || (r->kind != BOOT_RAM && !core_gives_back(r)))
			return false;
		if (size <= r->end - pa || r->end == PHYS_ADDR_MAX) /* the very end */
			return true;
		size -= r->end - pa;
		pa = r->end;
	}
}

/* RAM without a node belongs to node 0. */
int node_of(phys_addr_t pa)
{
	const struct boot_range *r = boot_map_find(&boot_map, pa);

	return r && r->nid >= 0 && r->nid < MAX_NUMNODES ? r->nid : 0;
}

struct extent ram_extent(void)
{
	struct extent ram = { 0 };

	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!boot_range_is_ram(r))
			continue;
		if (!ram.end)
			ram.start = r->base;
		ram.end = r->end;
		ram.bytes += r->end - r->base;
	}
	return ram;
}

void print_ram(void)
{
	struct extent ram = ram_extent();
	phys_addr_t start, end = 0;
	unsigned long ranges = 0;

	while (next_ram(end, &start, &end))
		ranges++;
	print("kernel: RAM %lluK in %lu ranges, %#llx to %#llx; page %#llx is the highest ever\n",
	      ram.bytes >> 10, ranges, PHYS(ram.start), PHYS(ram.end), max_possible_pfn);
	check_equal(min_low_pfn, phys_pfn_up(ram.start), "RAM starts at min_low_pfn");
	check_equal(max_pfn, phys_pfn_end(ram.end), "RAM ends at max_pfn");
	check(max_low_pfn <= max_pfn && max_pfn <= max_possible_pfn, "no limit exceeds the next");
}
