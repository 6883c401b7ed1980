/* SPDX-License-Identifier: MIT */
/*
 * bootmem_init.c - in configuration both: memblock collected the layout, the bitmap takes over.
 *
 * The bitmaps and the nodes' data are memblock's last allocations, so that they are taken
 * when what is free is copied. Whole pages are free in the bitmap, as at hand-over.
 */
#include "core.h"
#include "lib/lib.h"
#include "memblock/internal.h"
#include "page/internal.h"

/* Pages from the first to the last of a node's RAM; start == end: it has none. */
static void __init node_span(int nid, unsigned long *first, unsigned long *last)
{
	unsigned long start, end;
	int i, on;

	*first = *last = 0;
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &on) {
		if (page_ram_node(on) != nid)
			continue;
		if (!*last)
			*first = start;
		*last = end;
	}
}

/* Not freed here when it must move: somewhere below the limit, on the node if possible. */
static void __init start_bitmap(int nid)
{
	unsigned long first, last, pages;
	phys_addr_t map;

	node_span(nid, &first, &last);
	if (first == last)
		return;
	pages = bootmem_bootmap_pages(last - first);
	map = memblock_phys_alloc_try_nid(pfn_phys(pages), PAGE_SIZE, nid);
	if (!map || !init_bootmem_node(NODE_DATA(nid), phys_pfn_down(map), first, last))
		bootmem_die("no room for the bitmap of node %d, %lu pages for the RAM in [%#llx, %#llx): "
			    "add RAM, raise bootmem_set_current_limit(), or use memblock alone", nid,
			    pages, PHYS(pfn_phys(first)), PHYS(pfn_phys(last)));
}

static void __init free_in_bitmap(phys_addr_t base, phys_addr_t end, int nid)
{
	unsigned long first = phys_pfn_up(base), last = phys_pfn_end(end);

	if (first < last)
		free_bootmem_node(NODE_DATA(page_ram_node(nid)), (bootmem_addr_t)pfn_phys(first),
				  (bootmem_addr_t)pfn_phys(last - first));
}

void __init bootmem_init(void)
{
	phys_addr_t base, end, limit = memblock_get_current_limit();
	int nid;
	u64 i;

	memblock_assert_open("bootmem_init");
	bootmem_reset(); /* nodes of a former life */
	memblock_set_current_limit(limit);
	memblock_make_nodes();
	for_each_online_node(nid)
		start_bitmap(nid);
	/* Hot-pluggable memory as well: the bitmap does not tell it apart. */
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_HOTPLUG, &base, &end, &nid)
		free_in_bitmap(base, end, nid);
	memblock_seal();
}
