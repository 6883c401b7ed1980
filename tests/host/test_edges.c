/* SPDX-License-Identifier: MIT */
/*
 * Edges of the common API at which a caller has done less, or asked for more, than usual.
 */
#include <bootmem/page_alloc.h>
#include <bootmem/port.h>

#include <core.h>
#include <page/internal.h>

#include "../suites/pages.h"
#include "mock.h"

/* A limit of a byte, or of any part of page 0, is a limit like any other. */
static void tiny_limits(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	for (phys_addr_t limit = 1; limit <= PAGE_SIZE; limit = limit * 2 + 1)
		CHECK(!memblock_virt_alloc_try_nid_nopanic(16, 16, 0, limit, NUMA_NO_NODE));
	CHECK(!___alloc_bootmem_node_nopanic(NULL, 16, 16, 0, 1));
	CHECK(memblock_virt_alloc_try_nid_nopanic(16, 16, 0, BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE));
}

static void hash_that_wraps(void)
{
	unsigned int shift = 0, mask = 0;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	CHECK_PANIC(alloc_large_system_hash("huge", ~0UL / 2 + 1, 1UL << 20, 0, 0, &shift, &mask, 0,
					    1UL << 20), "huge");
}

#ifdef CONFIG_NUMA
/* The second node has no memory, and the third is nearer to it than the first. */
static void neighbour_of_a_node_without_memory(void)
{
	struct page *page;

	add_pages(0, HOME_PAGES / 2, 0);
	add_pages(HOME_PAGES / 2, HOME_PAGES / 2, 2);
	set_node_distance(1, 0, 40);
	set_node_distance(1, 2, 15);
	start_pages(one_zone());
	page = alloc_pages_node(1, GFP_KERNEL, 0);
	CHECK(page && page_to_nid(page) == 2);
	CHECK(!alloc_pages_node(1, GFP_KERNEL | __GFP_THISNODE, 0));
	set_node_distance(1, 0, 20);
	set_node_distance(1, 2, 20);
}
#endif

#if !defined(CONFIG_HAVE_MEMBLOCK)
/* Nobody called add_active_range(): what the node spans is RAM. */
static void bitmap_that_nobody_described(void)
{
	unsigned long first = phys_pfn_down(test_memory), start, end;
	unsigned int shift = 0;
	int i, nid;

	init_bootmem_node(&contig_page_data, first, first, first + HOME_PAGES);
	free_bootmem((bootmem_addr_t)test_memory, (bootmem_addr_t)TEST_MEMORY_SIZE);
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid) {
		CHECK_EQ(start, first);
		CHECK_EQ(end, first + HOME_PAGES);
	}
	CHECK(alloc_large_system_hash("plain", 8, 1024, 0, HASH_EARLY, &shift, NULL, 0, 0));
	CHECK_EQ(shift, 10);
}
#endif

const struct suite suite_edges = { "edges", (const struct test_case[]){
	{ "limits inside page 0", tiny_limits },
	{ "a hash table whose size wraps", hash_that_wraps },
#ifdef CONFIG_NUMA
	{ "neighbours of a node without memory", neighbour_of_a_node_without_memory },
#endif
#if !defined(CONFIG_HAVE_MEMBLOCK)
	{ "a bitmap whose RAM nobody described", bitmap_that_nobody_described },
#endif
	{ 0 },
} };
