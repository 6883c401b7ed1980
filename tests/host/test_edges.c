/* SPDX-License-Identifier: MIT */
/*
 * Edges of the common API at which a caller has done less, or asked for more, than usual.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/page_alloc.h>
#include <bootmem/port.h>
#include <bootmem/setup.h>

#include <core.h>
#include <fill.h>
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
					    1UL << 20), "(huge): no room for 1 buckets of ");
}

/* Bounds and scales that say nothing. */
static void hash_without_bounds(void)
{
	unsigned int shift = 0, plain = 0;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	CHECK(alloc_large_system_hash("any", 8, 100, 0, 0, &shift, NULL, 0, ~0UL));
	CHECK_EQ(shift, 7);
	CHECK(alloc_large_system_hash("none", 1, 0, 0, 0, &plain, NULL, 0, 0));
	for (int scale = 63; scale < 66; scale++) {
		CHECK(alloc_large_system_hash("wide", 1, 0, scale, 0, &shift, NULL, 0, 0));
		CHECK_EQ(shift, scale < 64 ? (unsigned int)PAGE_SHIFT : plain);
	}
	CHECK(alloc_large_system_hash("wide", 1, 0, -1, 0, &shift, NULL, 0, 0));
	CHECK_EQ(shift, plain);
	CHECK(alloc_large_system_hash("one", 8, 100, 0, 0, &shift, NULL, 0, 1));
	CHECK_EQ(shift, 0);
}

struct hash_wish {
	unsigned long bucketsize, numentries, low, high;
	unsigned int lowest;
	int scale, flags;
};

/* Are 2^log2 buckets enough, by the header's words? */
static bool is_enough(const struct hash_wish *w, u64 ram, unsigned int log2)
{
	if (1ULL << log2 < w->low)
		return false;
	if (w->numentries)
		return 1ULL << log2 >= w->numentries;
	if (w->flags & HASH_SMALL ? log2 < w->lowest : (u64)w->bucketsize << log2 < PAGE_SIZE)
		return false;
	return 1ULL << log2 >= ram >> w->scale;
}

static bool is_too_much(const struct hash_wish *w, u64 ram, unsigned int log2)
{
	return log2 && (w->high ? 1ULL << log2 > w->high : (u64)w->bucketsize << log2 > ram / 16);
}

static unsigned int hash_by_definition(const struct hash_wish *w, u64 ram)
{
	unsigned int log2 = 0;

	while (log2 < 31 && !is_enough(w, ram, log2) && !is_too_much(w, ram, log2 + 1))
		log2++;
	return log2;
}

/* Each table of these has room. */
static struct hash_wish random_wish(u64 ram)
{
	unsigned long most;
	struct hash_wish w = {
		.bucketsize = 1 + (unsigned long)test_random_below(1ULL << test_random_below(20)),
		.low = (unsigned long)test_random_below(1ULL << test_random_below(20)),
		.lowest = (unsigned int)test_random_below(20),
		.scale = (int)test_random_below(25),
		.flags = test_random_below(2) ? HASH_SMALL : 0,
	};

	most = (unsigned long)(ram / 4) / w.bucketsize;
	w.high = test_random_below(3) ? 1 + (unsigned long)test_random_below(most) : 0;
	w.numentries = test_random_below(3) ? 0 : (unsigned long)test_random_below(2 * most);
	return w;
}

static void hash_tables_by_definition(void)
{
	for (int round = 0; round < 400; round++) {
		unsigned long pages = HOME_PAGES - (unsigned long)test_random_below(HOME_PAGES / 2);
		u64 ram = (u64)pages << PAGE_SHIFT;
		struct hash_wish w = random_wish(ram);
		unsigned int shift = w.lowest;

		test_reset();
		add_pages(0, pages, NUMA_NO_NODE);
		start_world();
		CHECK(alloc_large_system_hash("any", w.bucketsize, w.numentries, w.scale, w.flags, &shift, NULL,
					      w.low, w.high));
		if (!CHECK_EQ(shift, hash_by_definition(&w, ram)))
			return;
	}
}

/* What is said of a table, and that it is zeroed when that is asked for. */
static void hash_in_words(void)
{
	const u8 *table;

	CHECK_EQ(hashdist, MAX_NUMNODES > 1);
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	table = alloc_large_system_hash("50%d", 24, 16, 0, 0, NULL, NULL, 0, 0);
	CHECK_TEXT(test_log(), "50%d hash table: 16 buckets of 24 bytes\n");
	CHECK(table[0] && table[24 * 16 - 1]); /* garbage has no zeroes */
	table = alloc_large_system_hash("zeroed", 24, 16, 0, HASH_ZERO, NULL, NULL, 0, 0);
	CHECK(!table[0] && !table[24 * 16 - 1]);
}

/* The upper page of two that are free together cannot be touched. */
static void half_a_block_is_mapped(void)
{
	unsigned long end, free;
	char upper[64];

	mock_place(test_memory - PAGE_SIZE);
	end = phys_pfn_down(mock_base + MOCK_SIZE);
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(pfn_phys(end - 1), 2 * PAGE_SIZE, BOOT_RAM, NUMA_NO_NODE, NULL);
	start_pages(one_zone());
	free = nr_free_pages();
	CHECK(!get_free_pages(GFP_KERNEL, 1));
	CHECK(!get_free_pages(GFP_KERNEL | __GFP_ZERO, 1));
	CHECK_EQ(nr_free_pages(), free);
	CHECK(alloc_pages(GFP_KERNEL, 1) == pfn_to_page(end - 1));
	CHECK_PAGES();
	__free_pages(pfn_to_page(end - 1), 1);
	snprintf(upper, sizeof(upper), "page %#lx is to be zeroed and is not mapped", end);
	CHECK_PANIC(alloc_pages(GFP_KERNEL | __GFP_ZERO, 1), upper);
}

static void powers_of_two(void)
{
	CHECK(!is_power_of_two(0));
	CHECK(is_power_of_two(1) && is_power_of_two(2) && !is_power_of_two(3));
	CHECK(is_power_of_two(PHYS_ADDR_MAX / 2 + 1) && !is_power_of_two(PHYS_ADDR_MAX));
}

/* ---- nodes ---- */

/* RAM of no node is node 0's, also when its high part is preferred. */
static void high_memory_of_no_node(void)
{
	const u64 high = 1ULL << 32;
	u8 *got;

	if (sizeof(phys_addr_t) <= 4)
		return;
	add_pages(0, 100, NUMA_NO_NODE);
	mock_place((phys_addr_t)high);
	test_memory = (phys_addr_t)high;
	add_range(test_memory, 256 << 20, BOOT_RAM, NUMA_NO_NODE, NULL);
	memset(mock_memory, 0xa5, MOCK_SIZE);
	start_world();
	got = __alloc_bootmem_node_high(NODE_DATA(0), PAGE_SIZE, 0, 0);
	CHECK(bootmem_virt_to_phys(got) >= high);
	CHECK(!got[0] && !got[PAGE_SIZE - 1]);
}

/* Whatever free_area_init() finds this time, it has forgotten what it made before. */
static void pages_of_a_former_life(void)
{
	unsigned long leaves;

	add_pages(5, HOME_PAGES - 5, NUMA_NO_NODE);
	start_pages(one_zone());
	CHECK(pfn_valid(HOME + 5));
	CHECK_EQ(page_next_run(0).pfn, HOME + 5); /* no structs below the first page of RAM */
	leaves = page_nr_leaves;
	test_reset();
	page_nr_leaves = leaves;
	CHECK_PANIC(free_area_init(one_zone()), "found no RAM");
	CHECK(!pfn_valid(HOME + 5));
	CHECK(!page_next_run(0).pages);
}

/* The last page of RAM is the first of a leaf. */
static void last_leaf_has_a_page(void)
{
	const phys_addr_t high = (phys_addr_t)(32ULL << 30);

	if (sizeof(phys_addr_t) <= 4)
		return;
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(high, PAGE_SIZE, BOOT_RAM, NUMA_NO_NODE, NULL);
	start_pages(one_zone());
	CHECK(pfn_valid(phys_pfn_down(high)) && !pfn_valid(phys_pfn_down(high) + 1));
	CHECK_PAGES();
}

/* RAM that begins where the table of sections has its second leaf, and none below. */
static void first_leaf_is_empty(void)
{
	if (sizeof(phys_addr_t) <= 4)
		return;
	mock_place((phys_addr_t)(32ULL << 30));
	test_memory = (phys_addr_t)(32ULL << 30);
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_pages(one_zone());
	CHECK_EQ(page_next_run(0).pfn, HOME);
	CHECK_EQ(page_next_run(HOME).end, HOME + HOME_PAGES);
	CHECK(!page_next_run(HOME + HOME_PAGES).pages);
	CHECK_PAGES();
}

static void distances(void)
{
	CHECK_EQ(node_distance(0, 0), 10);
	CHECK_EQ(node_distance(0, 1), 20);
	CHECK_EQ(node_distance(-1, 0), 20);
	CHECK_EQ(node_distance(0, MAX_NUMNODES), 20);
	CHECK_EQ(node_distance(MAX_NUMNODES, MAX_NUMNODES), 10);
	set_node_distance(0, 0, 9);
	set_node_distance(0, 0, 255);
	set_node_distance(-1, 0, 30);
	set_node_distance(0, -1, 30);
	set_node_distance(MAX_NUMNODES, 0, 30);
	set_node_distance(0, MAX_NUMNODES, 30);
	CHECK(!node_distances_told());
	CHECK_EQ(node_distance(0, 0), 10);
	set_node_distance(0, 0, 254);
	CHECK(node_distances_told());
	CHECK_EQ(node_distance(0, 0), 254);
	set_node_distance(0, 0, 10);
}

static void node_placed_by_the_kernel(void)
{
	static pg_data_t theirs = { .node_start_pfn = 77, .node_id = 5 };
	pg_data_t *ours = NODE_DATA(0);

	add_pages(0, HOME_PAGES, 0);
	start_world();
	set_node_data(0, &theirs);
	CHECK(NODE_DATA(0) == &theirs);
	CHECK_EQ(theirs.node_start_pfn, 0);
	CHECK_EQ(theirs.node_id, 0);
#ifndef CONFIG_NO_BOOTMEM
	CHECK(theirs.bdata == &bootmem_node_data[0]);
#endif
	free_area_init(one_zone());
	CHECK(NODE_DATA(0) == &theirs);
	CHECK_EQ(theirs.node_start_pfn, HOME);
	free_all_bootmem();
	CHECK_PAGES();
	node_data[0] = ours;
}

#if !defined(CONFIG_NUMA) || !defined(CONFIG_NO_BOOTMEM)
static pg_data_t first_node;
static pg_data_t *first_node_data;

/* Before anything of the library has run. */
static __attribute__((constructor)) void look_at_the_start(void)
{
	first_node = contig_page_data;
	first_node_data = NODE_DATA(0);
}

static void node_0_from_the_start(void)
{
	CHECK_EQ(first_node.node_id, 0);
#ifndef CONFIG_NUMA
	CHECK(first_node_data == &contig_page_data);
#else
	CHECK(!first_node_data);
#endif
#ifndef CONFIG_NO_BOOTMEM
	CHECK(first_node.bdata == &bootmem_node_data[0]);
#endif
}
#endif

#ifdef CONFIG_NO_BOOTMEM
/* A kernel without setup_arch() and start_core(): nobody else has said where nodes are. */
static void add_by_hand(int upper_nid)
{
	memblock_add_node(test_memory, TEST_MEMORY_SIZE / 2, 0, MEMBLOCK_NONE);
	memblock_add_node(test_memory + TEST_MEMORY_SIZE / 2, TEST_MEMORY_SIZE / 2, upper_nid,
			  MEMBLOCK_NONE);
	limit_to_home();
}

static void node_placed_before_anything(void)
{
	static pg_data_t theirs;
	pg_data_t *ours = NODE_DATA(0);

	add_by_hand(0);
	set_node_data(0, &theirs);
	free_area_init(one_zone());
	CHECK(NODE_DATA(0) == &theirs);
	CHECK_EQ(theirs.node_present_pages, HOME_PAGES);
	node_data[0] = ours;
}
#endif

#if defined(CONFIG_NO_BOOTMEM) && defined(CONFIG_NUMA)
/* Nodes that were placed for one life, or by free_area_init(), are gone in the next. */
static void nodes_of_a_former_life(void)
{
	for (int placed = 0; placed < 2; placed++) {
		test_reset();
		add_by_hand(1);
		if (placed)
			start_core();
		free_area_init(one_zone());
		CHECK(NODE_DATA(1) && bootmem_virt_to_phys(NODE_DATA(1)) >= test_memory + TEST_MEMORY_SIZE / 2);
		CHECK(bootmem_virt_to_phys(NODE_DATA(0)) < test_memory + TEST_MEMORY_SIZE / 2);
		memblock_remove(0, PHYS_ADDR_MAX);
		memblock_phys_free(0, PHYS_ADDR_MAX);
		add_by_hand(0);
		free_area_init(one_zone());
		CHECK(!NODE_DATA(1));
		CHECK_EQ(NODE_DATA(0)->node_present_pages, HOME_PAGES);
	}
}
#endif

#ifdef CONFIG_NUMA
/* The second node has no memory, and the third is nearer to it than the first. */
static void neighbour_of_a_node_without_memory(void)
{
	struct page *page;

	add_pages(0, HOME_PAGES / 2, 0);
	add_pages(HOME_PAGES / 2, HOME_PAGES / 2, 2);
	set_node_distance(1, 0, 40);
	set_node_distance(1, 2, 15);
	set_node_distance(1, 3, 11); /* which has none, either */
	start_pages(one_zone());
	page = alloc_pages_node(1, GFP_KERNEL, 0);
	CHECK(page && page_to_nid(page) == 2);
	CHECK(!alloc_pages_node(1, GFP_KERNEL | __GFP_THISNODE, 0));
	set_node_distance(1, 0, 20);
	set_node_distance(1, 2, 20);
	set_node_distance(1, 3, 20);
}

#ifdef CONFIG_NO_BOOTMEM
/* Who is near is known before anybody has data, and told for one direction only. */
static void neighbours_before_there_are_nodes(void)
{
	const phys_addr_t third = 0x100000;

	for (int i = 0; i < 3; i++)
		memblock_add_node(test_memory + (phys_addr_t)i * third, third, 4 + i, MEMBLOCK_NONE);
	memblock_reserve(test_memory, third);
	set_node_distance(4, 5, 15);
	set_node_distance(4, 6, 40);
	CHECK(!NODE_DATA(4) && !NODE_DATA(5));
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, 4), test_memory + 2 * third - 64);
	set_node_distance(4, 5, 20);
	set_node_distance(4, 6, 20);
}
#endif

static void pages_before_there_are_nodes(void)
{
	CHECK(!alloc_pages(GFP_KERNEL, 0));
	CHECK(!alloc_pages_node(0, GFP_KERNEL, 0));
	CHECK_EQ(nr_free_pages(), 0);
}
#endif

/* ---- hand-over ---- */

static unsigned long received, calls;

static void receive(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	received += 1UL << order;
	calls++;
}

/* Zones know of a page when it arrives. */
static void receive_what_zones_know(unsigned long pfn, unsigned int order)
{
	receive(pfn, order);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, received);
}

static void zones_know_before_the_receiver(void)
{
	add_pages(0, HOME_PAGES, 0);
	reserve_pages(7, 3);
	start_world();
	free_area_init(one_zone());
	mock_receiver = receive_what_zones_know;
	received = 0;
	free_all_bootmem();
	CHECK(received > 0);
	memblock_free_late(pfn_phys(HOME + 8), 2 * PAGE_SIZE);
}

/* A kernel with a page allocator of its own never calls free_area_init(). */
static void late_without_zones(void)
{
	boot_handed_over = true;
	mock_receiver = receive;
	received = calls = 0;
	memblock_free_late(pfn_phys(HOME) + 1, 4 * PAGE_SIZE);
	CHECK_EQ(received, 3);
	memblock_free_late(PAGE_SIZE, 2 * PAGE_SIZE); /* more than lies below */
	CHECK_EQ(received, 5);
	if (sizeof(phys_addr_t) > sizeof(long))
		return;
	/* To the end of the address space. */
	received = calls = 0;
	memblock_free_late(PHYS_ADDR_MAX - 4 * PAGE_SIZE + 1, PHYS_ADDR_MAX);
	CHECK_EQ(received, 4);
	CHECK_EQ(calls, 1);
}

static void page_in_use_arrives(void)
{
	struct page *page;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_pages(one_zone());
	page = alloc_pages(GFP_KERNEL, 1);
	CHECK_PANIC(memblock_free_late(pfn_phys(page_to_pfn(page)), PAGE_SIZE), "handed over twice");
	CHECK_PANIC(memblock_free_late(pfn_phys(page_to_pfn(page) + 1), PAGE_SIZE),
		    "handed over twice");
}

/* More sections than a page struct can number, where page numbers go that far. */
static void page_beyond_all_sections(void)
{
	const unsigned int shift = PG_SECTION_BITS + SECTION_SIZE_BITS;
	char page[80];

	if (sizeof(phys_addr_t) == sizeof(long) || shift >= PAGE_SHIFT + 32)
		return;
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range((phys_addr_t)((u64)1 << shift), PAGE_SIZE, BOOT_RAM, NUMA_NO_NODE, NULL);
	start_world();
	snprintf(page, sizeof(page), "page %#lx is RAM above the highest section", 1UL << (shift - PAGE_SHIFT));
	CHECK_PANIC(free_area_init(one_zone()), page);
}

#ifdef CONFIG_NO_BOOTMEM
/*
 * RAM that became known too late, behind what is known: no zone counts the block, not even what
 * it knows of it.
 */
static void end_without_structs(void)
{
	memblock_set_bottom_up(true); /* so that the end is free */
	add_pages(0, HOME_PAGES - 3, NUMA_NO_NODE);
	start_world();
	free_area_init(one_zone());
	memblock_add(pfn_phys(HOME + HOME_PAGES - 3), pfn_phys(3));
	CHECK_PANIC(free_all_bootmem(), "has no page struct");
	CHECK(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages < HOME_PAGES - 3);
}

/*
 * Or in a hole, in a block in which zones meet: each page that there is counts to its own. A
 * receiver with page structs of its own does not mind.
 */
static void hole_without_structs(void)
{
	const unsigned long hole = HOME_PAGES / 4, border = hole + 2;
	unsigned long limits[MAX_NR_ZONES] = { 0 };

	add_pages(0, hole, NUMA_NO_NODE);
	add_pages(hole + 1, HOME_PAGES - hole - 1, NUMA_NO_NODE);
	limits[ZONE_DMA32] = HOME + border;
	limits[ZONE_NORMAL] = ~0UL;
	start_world();
	free_area_init(limits);
	memblock_add(pfn_phys(HOME + hole), PAGE_SIZE);
	mock_receiver = receive;
	received = 0;
	free_all_bootmem();
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_DMA32].managed_pages, border - 1);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, received - border);
}
#endif

/* ---- no room for what starts the core ---- */

#ifdef CONFIG_HAVE_MEMBLOCK
static void no_room_for_nodes(void)
{
	memblock_add_node(test_memory, 0x100000, 0, MEMBLOCK_NONE);
	memblock_reserve(test_memory, 0x100000);
#ifdef CONFIG_NUMA
	CHECK_PANIC(start_core(), "no memory for the data of node 0");
#elif !defined(CONFIG_NO_BOOTMEM)
	CHECK_PANIC(start_core(), "no room for the bitmap of node 0");
#else
	start_core(); /* needs none */
	CHECK_EQ(memblock_reserved_size(), 0x100000);
#endif
}

#if !defined(CONFIG_NO_BOOTMEM) && defined(CONFIG_NUMA)
/* The node's data fit, a page for its bitmap does not; page 0 is none, be it mapped or not. */
static void no_room_for_the_bitmap(void)
{
	const phys_addr_t base = 16 << 20, size = 1 << 20, node = phys_align_up(sizeof(pg_data_t), SMP_CACHE_BYTES);
	char text[200];

	mock_place(0);
	memblock_add_node(base, size, 0, MEMBLOCK_NONE);
	memblock_reserve(base + node, size - node);
	snprintf(text, sizeof(text), "no room for the bitmap of node 0, 1 pages for the RAM in [%#llx, %#llx): add RAM, "
		 "raise bootmem_set_current_limit(), or use memblock alone",
		 (unsigned long long)base, (unsigned long long)(base + size));
	CHECK_PANIC(start_core(), text);
}
#endif

#if !defined(CONFIG_NO_BOOTMEM) && !defined(CONFIG_NUMA)
static void bitmap_that_is_not_mapped(void)
{
	memblock_add(mock_base + MOCK_SIZE, 0x100000);
	CHECK_PANIC(start_core(), "no room for the bitmap of node 0");
}

static void bitmap_without_ram(void)
{
	start_core();
	CHECK_CORE();
	CHECK(!alloc_bootmem_nopanic(1));
}
#endif

#ifndef CONFIG_NO_BOOTMEM
static void memblock_is_closed(void)
{
	add_pages(0, HOME_PAGES, 0);
	start_world();
	CHECK_PANIC(memblock_reserve(test_memory, 1), "memblock_reserve() was called after "
		    "bootmem_init(): the bitmap owns memory now");
	CHECK_PANIC(bootmem_init(), "bootmem_init() was called after bootmem_init(): the bitmap owns memory now");
	CHECK_EQ(bootmem_get_current_limit(), test_memory + TEST_MEMORY_SIZE);
}

#ifdef CONFIG_NUMA
static void bitmaps_of_a_former_life(void)
{
	struct memblock first = memblock;
	const phys_addr_t half = TEST_MEMORY_SIZE / 2;

	memblock_add_node(test_memory, half, 0, MEMBLOCK_NONE);
	memblock_add_node(test_memory + half, half, 1, MEMBLOCK_NONE);
	start_core();
	CHECK(bootmem_node_data[1].node_bootmem_map != NULL);
	memblock.memory = first.memory;
	memblock.reserved = first.reserved;
	memblock_add_node(test_memory, half, 0, MEMBLOCK_NONE);
	start_core();
	CHECK(bootmem_node_data[0].node_bootmem_map && !bootmem_node_data[1].node_bootmem_map);
	CHECK_CORE();
}

/* Bytes of it are free, from a page's first one on, but no page is. */
static void node_of_less_than_a_page(void)
{
	memblock_add_node(test_memory, TEST_MEMORY_SIZE, 0, MEMBLOCK_NONE);
	memblock_add_node(test_memory + TEST_MEMORY_SIZE, PAGE_SIZE / 2, 1, MEMBLOCK_NONE);
	start_core();
	CHECK(!NODE_DATA(1) && !bootmem_node_data[1].node_bootmem_map);
	CHECK_CORE();
}
#endif
#endif
#endif

#ifndef CONFIG_NO_BOOTMEM
/* ---- the bitmap ---- */

/* One sentence for all pages of a call: how many they are, and the first of them. */
static void freed_in_parts(void)
{
	unsigned long first = HOME + HOME_PAGES / 2;
	char text[80];

	add_pages(0, HOME_PAGES, 0);
	start_world();
	reserve_bootmem((bootmem_addr_t)pfn_phys(first + 3), 2 * PAGE_SIZE, BOOTMEM_DEFAULT);
	test_log_clear();
	free_bootmem((bootmem_addr_t)pfn_phys(first), 10 * PAGE_SIZE);
	snprintf(text, sizeof(text), "pages that are free already: 8, from page %#lx on", first);
	CHECK_TEXT(test_log(), text);
	CHECK_CORE();
}

/* pg_data_t's that somebody filled in himself. */
static void odd_nodes(void)
{
	static pg_data_t odd;
	unsigned long first = HOME;

	odd.node_id = MAX_NUMNODES;
	CHECK_EQ(init_bootmem_node(&odd, first, first, first + 10), 0);
	CHECK_TEXT(test_log(), "there is no node of that number, raise MAX_NUMNODES");
	test_log_clear();
	odd.node_id = -1;
	CHECK_EQ(init_bootmem_node(&odd, first, first, first + 10), 0);
	CHECK_TEXT(test_log(), "there is no node of that number, raise MAX_NUMNODES");

	odd = (pg_data_t){ .node_id = 0 }; /* without a bitmap */
	CHECK_EQ(reserve_bootmem_node(&odd, (bootmem_addr_t)test_memory, 1, 0), -EINVAL);
	test_log_clear();
	free_bootmem_node(&odd, (bootmem_addr_t)test_memory, PAGE_SIZE);
	CHECK_TEXT(test_log(), "not on this node");
}

/* Addresses above all page numbers: those of 32 bits end at 16 TiB, with pages of 4 KiB. */
static void pages_without_numbers(void)
{
	phys_addr_t beyond = (phys_addr_t)((u64)1 << 32 << PAGE_SHIFT);

	if (sizeof(phys_addr_t) == sizeof(long))
		return;
	add_pages(0, HOME_PAGES, 0);
	start_world();
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)beyond, PAGE_SIZE, BOOTMEM_DEFAULT), -EINVAL);
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)test_memory, PAGE_SIZE, BOOTMEM_DEFAULT), 0);
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

/* A node that is set up again has the pages of this life only. */
static void two_lives(void)
{
	unsigned long freed;

	for (int life = 0; life < 2; life++) {
		init_bootmem_node(&contig_page_data, HOME, HOME, HOME + HOME_PAGES);
		free_bootmem((bootmem_addr_t)test_memory, (bootmem_addr_t)TEST_MEMORY_SIZE);
		free_area_init(one_zone());
		CHECK_EQ(NODE_DATA(0)->node_present_pages, HOME_PAGES);
		CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, 0);
		freed = free_all_bootmem();
		CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, freed);
		CHECK_PAGES();
	}
}

/* As many ranges of RAM as there can be: walked, joined at the end, at the start, and walked again. */
static void full_of_ranges(void)
{
	unsigned long start, end, pages = 0;
	int i, n = 0;

	for (unsigned long k = 0; k < BOOT_MAP_RANGES; k++)
		add_active_range(0, HOME + 2 * k, HOME + 2 * k + 1);
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		CHECK_EQ(start, HOME + 2 * (unsigned long)n++);
		pages += end - start;
	}
	CHECK_EQ(n, BOOT_MAP_RANGES);
	CHECK_EQ(pages, BOOT_MAP_RANGES);
	add_active_range(0, HOME + 2 * BOOT_MAP_RANGES - 3, HOME + 2 * BOOT_MAP_RANGES - 2);
	add_active_range(0, HOME + 2 * BOOT_MAP_RANGES, HOME + 2 * BOOT_MAP_RANGES + 1);
	add_active_range(0, HOME + 1, HOME + 2);
	n = 0;
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		unsigned long k = n ? (unsigned long)n + 1 : 0; /* the range that it begins with */

		CHECK_EQ(start, HOME + 2 * k);
		CHECK_EQ(end, start + (k == 0 || k == BOOT_MAP_RANGES - 2 ? 3 : 1));
		n += k == BOOT_MAP_RANGES - 2 ? 2 : 1;
	}
	CHECK_EQ(n, BOOT_MAP_RANGES);
	/* Ranges that are joined meanwhile: the walk ends. */
	n = 0;
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		if (n++ == 5)
			add_active_range(0, HOME, HOME + 2 * BOOT_MAP_RANGES);
	CHECK_EQ(n, 6);
}

/* Numbers that no node has; a caller who does not want to know all. */
static void ranges_of_no_node(void)
{
	unsigned long start = 77, end = 77;
	int i = -1, nid = 77;

	add_active_range(-1, 10, 20);
	add_active_range(MAX_NUMNODES, 20, 30);
	__next_mem_pfn_range(&i, MAX_NUMNODES, NULL, &end, &nid);
	CHECK_EQ(i, 0);
	CHECK_EQ(end, 30);
	CHECK_EQ(nid, MAX_NUMNODES > 1 ? NUMA_NO_NODE : 0);
	i = -1;
	__next_mem_pfn_range(&i, MAX_NUMNODES, &start, NULL, NULL);
	CHECK_EQ(start, 10);
	__next_mem_pfn_range(&i, MAX_NUMNODES, &start, &end, &nid);
	CHECK_EQ(i, -1);
#ifdef CONFIG_NUMA
	__next_mem_pfn_range(&i, 1, &start, &end, &nid);
	CHECK_EQ(i, -1); /* nor are they node 1's */
#endif
}

static struct boot_range told_ranges[8];
static struct boot_map told;
static struct boot_info nothing;

static void tell(unsigned int capacity, phys_addr_t base, phys_addr_t size)
{
	boot_map_init(&told, told_ranges, capacity);
	CHECK_EQ(boot_map_add(&told, base, size, BOOT_RAM, 0, NULL), 0);
	told_ranges[0].ram = true; /* as the sweep would say */
}

/* For what comes first, and how much. */
static void expect_no_room(void)
{
	unsigned long bitmap = bootmem_bootmap_pages(HOME_PAGES) * PAGE_SIZE;
	unsigned long node = (unsigned long)phys_align_up(sizeof(pg_data_t), PAGE_SIZE);
	char text[160];

	if (MAX_NUMNODES > 1)
		snprintf(text, sizeof(text), "no room for the node data of node 0, %lu bytes: add RAM, raise "
			 "bootmem_set_current_limit(), or use memblock", node);
	else
		snprintf(text, sizeof(text), "no room for the bitmap of node 0, %lu bytes: add RAM, raise "
			 "bootmem_set_current_limit(), or use memblock", bitmap);
	CHECK_PANIC(fill_core(&told, &nothing), text);
}

/* The map that is told has no entry left for what the core claims in it. */
static void full_map(void)
{
	tell(1, test_memory, TEST_MEMORY_SIZE);
	expect_no_room();
}

static void all_above_the_limit(void)
{
	tell(8, test_memory, TEST_MEMORY_SIZE);
	bootmem_set_current_limit(test_memory);
	expect_no_room();
}

static void tables_that_are_not_mapped(void)
{
	tell(8, mock_base + MOCK_SIZE, TEST_MEMORY_SIZE);
	CHECK_PANIC(fill_core(&told, &nothing), "is not mapped: bootmem_set_current_limit() said "
		    "otherwise");
#ifdef CONFIG_NUMA
	/* Only the first page of it is. */
	tell(8, mock_base + MOCK_SIZE - PAGE_SIZE, phys_align_up(sizeof(pg_data_t), PAGE_SIZE));
	CHECK(sizeof(pg_data_t) > PAGE_SIZE);
	CHECK_PANIC(fill_core(&told, &nothing), "node data of node 0 at ");
#endif
}

/* A map that was not swept: RAM without a whole page. */
static void less_than_a_page(void)
{
	tell(8, test_memory, TEST_MEMORY_SIZE);
	boot_map_add(&told, test_memory + 2 * TEST_MEMORY_SIZE + 8, 100, BOOT_RAM, 0, NULL);
	told_ranges[1].ram = true;
	fill_core(&told, &nothing);
	CHECK_EQ(bootmem_node_data[0].node_low_pfn, HOME + HOME_PAGES);
	CHECK_CORE();
}

#ifdef CONFIG_NUMA
static void ram_of_a_node_without_bitmap(void)
{
	add_pages(0, HOME_PAGES / 2, 0);
	start_world();
	CHECK_EQ(core_add_ram(test_memory, PAGE_SIZE, 1), 0);
	CHECK_EQ(core_add_ram(pfn_phys(HOME + HOME_PAGES / 2), PAGE_SIZE, 0), 0);
	CHECK_EQ(core_add_ram(pfn_phys(HOME - 1), PAGE_SIZE, 0), 0);
}
#endif
#endif

/* The sentence names what was asked for, each number in its place. */
static void no_room_in_words(void)
{
	add_pages(0, HOME_PAGES, 0);
	start_world();
	CHECK_PANIC(memblock_virt_alloc_try_nid(0x20000000, 0x40, 0x80000, test_memory + 0x400000, 0),
		    "no room for 0x20000000 bytes (alignment 0x40, goal 0x80000, limit 0x10400000, node 0): add RAM, ask for "
		    "less, or raise bootmem_set_current_limit()");
#ifndef CONFIG_NO_BOOTMEM
	test_reset(); /* no bitmap yet, and every address can be touched */
	mock_place(0);
	test_log_clear();
	CHECK(!alloc_bootmem_nopanic(1));
	CHECK_EQ(test_log()[0], 0);
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_PANIC(alloc_bootmem(1), "node -1): call bootmem_init() first, which tells the bitmap what memblock knows");
#else
	CHECK_PANIC(alloc_bootmem(1), "node -1): call init_bootmem() and free_bootmem() first");
#endif
#endif
}

/* RAM that was a hole until now, for boot and in the books. */
static void ram_in_a_hole(void)
{
	phys_addr_t hole = pfn_phys(HOME + 32), size = pfn_phys(16);

	add_pages(0, 32, 0);
	add_pages(48, HOME_PAGES - 48, 0);
	start_world();
	CHECK_EQ(free_bytes(hole, hole + size), 0);
	CHECK_EQ(core_add_ram(hole, size, 0), size);
	CHECK_EQ(free_bytes(hole, hole + size), size);
	CHECK_CORE();
}

#ifdef CONFIG_HAVE_MEMBLOCK
/* Of a page that ends where addresses end the last byte cannot be described; the page is one all the same. */
static void the_very_last_page(void)
{
	if (sizeof(long) < sizeof(phys_addr_t)) /* it has no number */
		return;
	mock_place(PHYS_ADDR_MAX - MOCK_SIZE + 1);
	memblock_add(mock_base, MOCK_SIZE);
	bootmem_set_current_limit(mock_base + MOCK_SIZE / 2); /* the core puts nothing of its own there */
	start_core();
	CHECK_EQ(free_bytes(PHYS_ADDR_MAX - PAGE_SIZE + 1, PHYS_ADDR_MAX), PAGE_SIZE - 1);
	CHECK_CORE();
#ifndef CONFIG_PHYS_ADDR_T_64BIT
	hand_over(one_zone()); /* the report has room for where it ends */
	CHECK_TEXT(test_log(), text(" [%#llx, 0x100000000) present %lu managed ", (unsigned long long)mock_base,
				    (unsigned long)(MOCK_SIZE >> PAGE_SHIFT)));
#endif
}
#endif

#ifdef CONFIG_NO_BOOTMEM
/* From home to a page below 512 GiB: with 32 bits a cell's number times the pages is no number any more. */
static void picture_of_a_wide_node(void)
{
	const phys_addr_t high = (phys_addr_t)((u64)512 << 30) - PAGE_SIZE;
	char bar[67];

	if (sizeof(phys_addr_t) <= 4)
		return;
	add_pages(0, HOME_PAGES, 0);
	add_range(high, PAGE_SIZE, BOOT_RAM, 0, NULL);
	start_world();
	hand_over(one_zone());
	memset(bar, '-', 66);
	bar[0] = bar[65] = '|';
	bar[1] = bar[64] = '.';
	bar[66] = '\0';
	CHECK_TEXT(test_log(), bar);
	CHECK_PAGES();
}
#endif

/* Number 0 says nothing about whether a node has begun: what comes behind a hole does not begin it anew. */
static void hole_behind_page_0(void)
{
	const struct zone *zone;

	mock_place(0);
	add_range(0, pfn_phys(16), BOOT_RAM, 0, NULL);
	add_range(pfn_phys(32), TEST_MEMORY_SIZE, BOOT_RAM, 0, NULL);
	start_pages(one_zone());
	zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	CHECK_EQ(zone->zone_start_pfn, 0);
	CHECK_EQ(zone->present_pages, 16 + HOME_PAGES);
	CHECK_EQ(zone->spanned_pages, 32 + HOME_PAGES);
	CHECK_EQ(NODE_DATA(0)->node_start_pfn, 0);
	CHECK_EQ(NODE_DATA(0)->node_spanned_pages, 32 + HOME_PAGES);
	CHECK_PAGES();
}

static void hand_over_in_words(void)
{
	const struct page_costs *costs = page_costs();
	const struct zone *zone;
	char line[160], map[1024];

	add_pages(0, HOME_PAGES - 20, 0);
	add_pages(HOME_PAGES - 10, 10, 0); /* a zone ends behind its holes */
	start_world();
	test_log_clear();
	bootmem_dump();
	snprintf(map, sizeof(map), "%s", test_log());
	test_log_clear();
	hand_over(one_zone());
	CHECK(map[0] && !strncmp(test_log(), map, strlen(map))); /* the map as it was */
	zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	snprintf(line, sizeof(line), "Zones:\n  node 0 %-8s [%#llx, %#llx) present %lu managed %lu pages\n"
		 "Page structs: ", zone->name, (unsigned long long)test_memory,
		 (unsigned long long)(test_memory + TEST_MEMORY_SIZE), HOME_PAGES - 10, zone->managed_pages);
	CHECK(zone->managed_pages && zone->managed_pages < HOME_PAGES - 10);
	CHECK_EQ(costs->struct_bytes, HOME_PAGES * sizeof(struct page));
	CHECK_TEXT(test_log(), line);
	snprintf(line, sizeof(line), "Page structs: %lluK in %lu sections, tables %lluK\n",
		 (unsigned long long)(costs->struct_bytes + 1023) / 1024, costs->sections,
		 (unsigned long long)(costs->table_bytes + 1023) / 1024);
	CHECK_TEXT(test_log(), line);
}

#ifdef CONFIG_NO_BOOTMEM
/* Whole K are not rounded: 4 TiB of address space have 1 KiB of leaves, each used one some K. */
static void costs_in_whole_k(void)
{
	const phys_addr_t high = (phys_addr_t)((u64)4 << 40) - PAGE_SIZE;
	char line[80];

	if (sizeof(phys_addr_t) <= 4 || sizeof(long) <= 4)
		return;
	add_pages(0, HOME_PAGES, 0);
	add_range(high, PAGE_SIZE, BOOT_RAM, 0, NULL);
	start_world();
	hand_over(one_zone());
	CHECK(page_costs()->table_bytes >= 1024 && page_costs()->table_bytes % 1024 == 0);
	snprintf(line, sizeof(line), "in 2 sections, tables %lluK\n", (unsigned long long)page_costs()->table_bytes / 1024);
	CHECK_TEXT(test_log(), line);
}
#endif

/* What free_area_init() says that it took is what it took, but for what alignment costs. */
static void costs_are_what_was_taken(void)
{
	for (int life = 0; life < 2; life++) {
		phys_addr_t before, taken, said;

		test_reset();
		add_pages(5, HOME_PAGES - 5, 0);
		start_world();
		before = free_bytes(0, PHYS_ADDR_MAX);
		free_area_init(one_zone());
		taken = before - free_bytes(0, PHYS_ADDR_MAX);
		said = page_costs()->struct_bytes + page_costs()->table_bytes;
		CHECK_EQ(page_costs()->sections, 1);
		CHECK_EQ(page_costs()->struct_bytes, (HOME_PAGES - 5) * sizeof(struct page));
		CHECK(said <= taken && taken - said < 2 * PAGE_SIZE);
	}
}

#ifndef CONFIG_NO_BOOTMEM
static void taken_in_words(void)
{
	unsigned long first = HOME + HOME_PAGES / 2;
	char line[80];

	add_pages(0, HOME_PAGES, 0);
	start_world();
	take_pages(HOME_PAGES / 2, 3);
	test_log_clear();
	bootmem_dump();
	snprintf(line, sizeof(line), "    0x%012llx-0x%012llx         3 pages taken\n",
		 (unsigned long long)pfn_phys(first), (unsigned long long)pfn_phys(first + 3) - 1);
	CHECK_TEXT(test_log(), line);
}
#endif

#if !defined(CONFIG_NO_BOOTMEM) && !defined(CONFIG_HAVE_MEMBLOCK)
/* What the bitmap tells the page allocator, and what a reset takes back. */
static void marks(void)
{
	CHECK(init_bootmem(HOME, HOME + HOME_PAGES) > 0);
	CHECK(page_nodes_placed);
	CHECK(NODE_DATA(0) == &contig_page_data);
	boot_handed_over = true;
	bootmem_reset();
	CHECK(!boot_handed_over);
}
#endif

const struct suite suite_edges = { "edges", (const struct test_case[]){
	{ "limits inside page 0", tiny_limits },
#ifndef CONFIG_NO_BOOTMEM
	{ "taken pages in words", taken_in_words },
#endif
#if !defined(CONFIG_NO_BOOTMEM) && !defined(CONFIG_HAVE_MEMBLOCK)
	{ "marks", marks },
#endif
	{ "no room, in words", no_room_in_words },
	{ "a hole behind RAM that begins at 0", hole_behind_page_0 },
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "the very last page", the_very_last_page },
#endif
#ifdef CONFIG_NO_BOOTMEM
	{ "the picture of a wide node", picture_of_a_wide_node },
#endif
	{ "hand-over in words", hand_over_in_words },
#ifdef CONFIG_NO_BOOTMEM
	{ "what page structs cost, in whole K", costs_in_whole_k },
#endif
	{ "what page structs and tables cost", costs_are_what_was_taken },
	{ "RAM in a hole", ram_in_a_hole },
	{ "a hash table whose size wraps", hash_that_wraps },
	{ "hash tables without bounds", hash_without_bounds },
	{ "hash tables by definition", hash_tables_by_definition },
	{ "hash tables in words, and zeroed", hash_in_words },
	{ "half a block is mapped", half_a_block_is_mapped },
	{ "powers of two", powers_of_two },
	{ "high memory of no node", high_memory_of_no_node },
	{ "pages of a former life", pages_of_a_former_life },
	{ "a page in the last leaf of the table of sections", last_leaf_has_a_page },
	{ "no RAM in the first leaf of the table of sections", first_leaf_is_empty },
	{ "distances", distances },
	{ "a node that the kernel placed", node_placed_by_the_kernel },
#if !defined(CONFIG_NUMA) || !defined(CONFIG_NO_BOOTMEM)
	{ "node 0 from the start", node_0_from_the_start },
#endif
#ifdef CONFIG_NO_BOOTMEM
	{ "a node that the kernel placed before anything", node_placed_before_anything },
#endif
#if defined(CONFIG_NO_BOOTMEM) && defined(CONFIG_NUMA)
	{ "nodes of a former life", nodes_of_a_former_life },
#endif
#ifdef CONFIG_NUMA
	{ "neighbours of a node without memory", neighbour_of_a_node_without_memory },
	{ "pages before there are nodes", pages_before_there_are_nodes },
#ifdef CONFIG_NO_BOOTMEM
	{ "neighbours before there are nodes", neighbours_before_there_are_nodes },
#endif
#endif
	{ "late pages without zones", late_without_zones },
	{ "zones know of pages before the receiver does", zones_know_before_the_receiver },
	{ "a page that is in use arrives", page_in_use_arrives },
	{ "a page beyond all sections", page_beyond_all_sections },
#ifdef CONFIG_NO_BOOTMEM
	{ "RAM behind all page structs", end_without_structs },
	{ "RAM in a hole without page structs", hole_without_structs },
#endif
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "no room for nodes", no_room_for_nodes },
#if !defined(CONFIG_NO_BOOTMEM) && defined(CONFIG_NUMA)
	{ "no room for the bitmap", no_room_for_the_bitmap },
#endif
#if !defined(CONFIG_NO_BOOTMEM) && !defined(CONFIG_NUMA)
	{ "a bitmap that is not mapped", bitmap_that_is_not_mapped },
	{ "a bitmap without RAM", bitmap_without_ram },
#endif
#ifndef CONFIG_NO_BOOTMEM
	{ "memblock when the bitmap owns memory", memblock_is_closed },
#ifdef CONFIG_NUMA
	{ "bitmaps of a former life", bitmaps_of_a_former_life },
	{ "a node of less than a page has no bitmap", node_of_less_than_a_page },
#endif
#endif
#endif
#ifndef CONFIG_NO_BOOTMEM
	{ "nodes that are none", odd_nodes },
	{ "pages that are freed twice, in parts", freed_in_parts },
	{ "pages that have no number", pages_without_numbers },
#endif
#if !defined(CONFIG_HAVE_MEMBLOCK)
	{ "a bitmap whose RAM nobody described", bitmap_that_nobody_described },
	{ "two lives of a node", two_lives },
	{ "ranges of no node", ranges_of_no_node },
	{ "as many ranges as there can be", full_of_ranges },
	{ "a full map", full_map },
	{ "all RAM is above the limit", all_above_the_limit },
	{ "tables that are not mapped", tables_that_are_not_mapped },
	{ "RAM that is less than a page", less_than_a_page },
#ifdef CONFIG_NUMA
	{ "RAM of a node without a bitmap", ram_of_a_node_without_bitmap },
#endif
#endif
	{ 0 },
} };
