/* SPDX-License-Identifier: MIT */
/*
 * free_all.c - memblock's free memory, in runs of pages, and the end of its arrays.
 *
 * A free range counts with the pages wholly inside it. Ranges are disjoint and exact to
 * the byte, so no page lies wholly inside two of them, and none is handed over twice; a
 * page that is cut by a reservation, or by the border between two regions that differ
 * in node or flags, lies wholly inside none, and is not handed over at all.
 *
 *	range        |......free......|rr|..free..|
 *	pages    |....|....|....|....|....|....|....|
 *	handed         #### #### ####           (neither the first nor the cut ones)
 *
 * Ranges of one node that touch at a page border are one run; what has no node is of node 0.
 * Cost: O(regions + blocks).
 */
#include "core.h"
#include "lib/lib.h"
#include "memblock/internal.h"
#include "page/internal.h"

/* Pages that are free together: [start, end), all of one node. */
struct run {
	unsigned long start, end;
	int nid;
};

void __init memblock_hand_over(void)
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
		nid = page_ram_node(nid);
		if (first != run.end || nid != run.nid) {
			page_hand_over_run(run.start, run.end);
			run = (struct run){ first, first, nid };
		}
		run.end = last;
	}
	page_hand_over_run(run.start, run.end);
	memblock_seal();
	boot_handed_over = memblock_is_sealed;
}

void __init memblock_free_all(void)
{
	memblock_assert_open("memblock_free_all");
	page_hand_over_start();
	memblock_hand_over();
	if (!page_pages_handed_over())
		bootmem_warn("memblock_free_all() found no free page: call memblock_add() first");
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
	struct span home[TYPES];

	memblock_assert_kept("memblock_discard");
	if (!boot_handed_over)
		bootmem_die("memblock_discard() before hand-over: the arrays are still in use");
	for (int i = 0; i < TYPES; i++) {
		home[i] = memblock_grown_array(types[i]);
		if (!memblock_is_region_memory(home[i].base, span_size(home[i])))
			home[i] = NOWHERE; /* a limit may have cut that RAM off */
	}
	memblock_set_discarded();
	for (int i = 0; i < TYPES; i++)
		memblock_free_late(home[i].base, span_size(home[i]));
}

#endif
