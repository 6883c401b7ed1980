/* SPDX-License-Identifier: MIT */
/*
 * A pg_data_t for each node that has RAM, on that node.
 */
#include "lib/lib.h"
#include "memblock/internal.h"
#include "page/internal.h"

#ifdef CONFIG_NUMA

static void __init make_node(int nid)
{
	void *memory = memblock_alloc_node(sizeof(pg_data_t), SMP_CACHE_BYTES, nid);

	if (!memory)
		bootmem_die("no memory for the data of node %d, %zu bytes: add RAM, or raise "
			    "bootmem_set_current_limit()", nid, sizeof(pg_data_t));
	page_add_node(nid, memory);
}

/* An allocation changes the arrays under the walk only in that a reservation joins. */
void __init memblock_make_nodes(void)
{
	int i, nid;

	page_forget_nodes();
	for_each_mem_pfn_range(i, MAX_NUMNODES, NULL, NULL, &nid)
		if (!NODE_DATA(page_ram_node(nid)))
			make_node(page_ram_node(nid));
	page_nodes_placed = true;
}

#else

void __init memblock_make_nodes(void)
{
	page_nodes_placed = true; /* contig_page_data */
}

#endif
