/* SPDX-License-Identifier: MIT */
/*
 * free_all.c - free memory leaves the boot allocator in blocks of pages.
 *
 * A free range counts with the pages wholly inside it. Ranges are disjoint and exact to
 * the byte, so no page lies wholly inside two of them, and none is handed over twice; a
 * page that is cut by a reservation, or by the border between two regions that differ
 * in node or flags, lies wholly inside none, and is not handed over at all.
 *
 *	range        |......free......|rr|..free..|
 *	pages    |....|....|....|....|....|....|....|
 *	handed         XXXX XXXX XXXX           (neither the first nor the cut ones)
 *
 * Ranges of one node that touch at a page border are one run. A run goes out in naturally
 * aligned blocks, each the largest that fits: no way needs fewer calls.
 * Cost: O(regions + blocks).
 */
#include <bootmem/port.h>

#include "../lib/lib.h"
#include "../memblock/internal.h"
#include "internal.h"

/* These outlive boot: memory is given late, too. */
static unsigned long pages_handed, blocks_handed;
void (*memblock_count_block)(unsigned long pfn, unsigned int order);

unsigned long memblock_pages_handed_over(void)
{
	return pages_handed;
}

unsigned long memblock_blocks_handed_over(void)
{
	return blocks_handed;
}

/* Pages that are free together: [start, end), all of one node. */
struct run {
	unsigned long start, end;
	int nid;
};

/* The largest block that may start at start and ends by end. */
static unsigned int block_order(unsigned long start, unsigned long end)
{
	unsigned int order = MAX_ORDER;

	if (start && (unsigned int)__builtin_ctzl(start) < order)
		order = (unsigned int)__builtin_ctzl(start);
	while ((1UL << order) > end - start)
		order--;
	return order;
}

static void hand_block(unsigned long pfn, unsigned int order)
{
	pages_handed += 1UL << order;
	blocks_handed++;
	memblock_free_pages(pfn, order);
}

static void __init hand_run(const struct run *run)
{
	unsigned long pfn = run->start;

	while (pfn < run->end) {
		unsigned int order = block_order(pfn, run->end);

		if (memblock_count_block)
			memblock_count_block(pfn, order);
		hand_block(pfn, order);
		pfn += 1UL << order;
	}
}

static void __init hand_free_ranges(void)
{
	struct run run = { 0, 0, NUMA_NO_NODE };
	phys_addr_t base, end;
	int nid;
	u64 i;

	/* Hot-pluggable memory is avoided by boot allocations only: it goes over as well. */
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_HOTPLUG, &base, &end, &nid) {
		unsigned long first = phys_pfn_up(base), last = phys_pfn_end(end);

		if (first >= last)
			continue;
		if (first != run.end || nid != run.nid) {
			hand_run(&run);
			run = (struct run){ first, first, nid };
		}
		run.end = last;
	}
	hand_run(&run);
}

void __init memblock_free_all(void)
{
	memblock_assert_open("memblock_free_all");
	pages_handed = blocks_handed = 0;
	hand_free_ranges();
	if (!pages_handed)
		bootmem_warn("memblock_free_all() found no free page: call memblock_add() first");
	memblock_seal();
}

void memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	struct span span = span_of(base, size);
	unsigned long pfn = phys_pfn_up(span.base), last = phys_pfn_end(span.end);

	if (!memblock_is_sealed)
		bootmem_die("memblock_free_late(%#llx, %#llx) before hand-over: "
			    "call memblock_phys_free() instead",
			    PHYS(base), PHYS(size));
	while (pfn < last) {
		unsigned int order = block_order(pfn, last);

		/* One by one: nobody knows whether nodes or zones meet inside. */
		for (unsigned long i = 0; memblock_count_block && i < 1UL << order; i++)
			memblock_count_block(pfn + i, 0);
		hand_block(pfn, order);
		pfn += 1UL << order;
	}
}

#ifdef CONFIG_ARCH_KEEP_MEMBLOCK

void __init memblock_discard(void)
{
}

#else

/*
 * Where the arrays lie must be known before they are given up, and they must be given up
 * before their pages go: the receiver may write to them at once.
 */
void __init memblock_discard(void)
{
	struct memblock_type *types[] = {
		&memblock.memory,
		&memblock.reserved,
		&memblock_owners,
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		&physmem,
#endif
	};
	enum { TYPES = sizeof(types) / sizeof(types[0]) };
	phys_addr_t base[TYPES], size[TYPES];

	memblock_assert_kept("memblock_discard");
	if (!memblock_is_sealed)
		bootmem_die("memblock_discard() before memblock_free_all(): "
			    "the arrays are still in use");
	for (int i = 0; i < TYPES; i++)
		if (!memblock_grown_array(types[i], &base[i], &size[i]) ||
		    !memblock_is_region_memory(base[i], size[i]))
			size[i] = 0; /* a limit may have cut that RAM off */
	memblock_set_discarded();
	for (int i = 0; i < TYPES; i++)
		memblock_free_late(base[i], size[i]);
}

#endif
