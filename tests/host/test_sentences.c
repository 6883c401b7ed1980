/* SPDX-License-Identifier: MIT */
/*
 * What is said before the kernel stops, and in warnings: to the letter, with each number in its
 * place. The numbers differ from each other, so that none can stand for another one.
 */
#include <page/internal.h>

#include "../suites/pages.h"
#include "mock.h"

static void world(void)
{
	add_pages(0, HOME_PAGES, 0);
	start_world();
	test_log_clear();
}

/* ---- pages ---- */

#define HOLE HOME_PAGES /* behind home; RAM goes on behind it */

static void start_with_hole(void)
{
	add_pages(0, HOME_PAGES, 0);
	add_pages(HOLE + 3, 5, 0);
	reserve_pages(3, 1);
	start_pages(one_zone());
}

static void frees(void)
{
	static u8 elsewhere;
	struct page *block;
	unsigned long pfn;

	start_with_hole();
	block = alloc_pages(GFP_KERNEL, 3);
	pfn = page_to_pfn(block);
	CHECK_PANIC(__free_pages(block, MAX_ORDER + 1),
		    text("page %#lx is freed with order %u: the largest is %u", pfn, MAX_ORDER + 1, MAX_ORDER));
	CHECK_PANIC(__free_pages(block + 1, 2), text("page %#lx is freed with order 2 and is not aligned to it", pfn + 1));
	__free_pages(block + 4, 2);
	CHECK_PANIC(__free_pages(block, 3), text("page %#lx is freed with order 3: it was taken with a smaller one", pfn));
	CHECK_PANIC(__free_pages(block + 4, 2), text("page %#lx is freed twice", pfn + 4));
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + 3), 0),
		    text("page %#lx is freed and was never taken: memory of the boot allocator goes through "
			 "memblock_free_late()", HOME + 3));
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + HOLE - 1) + 1, 0),
		    text("page %#lx is freed and is no RAM", HOME + HOLE));
	if (!virt_to_page(&elsewhere))
		CHECK_PANIC(free_pages(&elsewhere, 0),
			    text("free_pages(0x%llx) is no RAM", (unsigned long long)(uintptr_t)&elsewhere));
}

static void arrivals(void)
{
	unsigned long pfn;

	CHECK_PANIC(memblock_free_late(0x1234, 0x5678), "memblock_free_late(0x1234, 0x5678) before hand-over: call "
		    "memblock_phys_free() or free_bootmem() instead");
	start_with_hole();
	CHECK_PANIC(memblock_free_late(pfn_phys(HOME + HOLE), PAGE_SIZE),
		    text("page %#lx is handed over and has no page struct: it is no RAM, or free_area_init() has not run",
			 HOME + HOLE));
	CHECK_PANIC(memblock_free_late(pfn_phys(HOME + HOLE + 4), PAGE_SIZE),
		    text("page %#lx is handed over twice", HOME + HOLE + 4));
	pfn = page_to_pfn(alloc_pages(GFP_KERNEL, 0));
	CHECK_PANIC(memblock_free_late(pfn_phys(pfn), PAGE_SIZE), text("page %#lx is handed over twice", pfn));
	CHECK_PANIC(memblock_free_pages(HOME + 1, 1),
		    text("page %#lx is freed with order 1 and is not aligned to it", HOME + 1));
	/* Each page is looked at: of two that make a block the upper one is there already. */
	test_reset();
	add_pages(0, HOME_PAGES, 0);
	reserve_pages(HOME_PAGES / 2, 1);
	start_pages(one_zone());
	pfn = HOME + HOME_PAGES / 2;
	CHECK_PANIC(memblock_free_late(pfn_phys(pfn), 2 * PAGE_SIZE), text("page %#lx is handed over twice", pfn + 1));
}

/* The page that was freed last is taken first. */
static void zeroing(void)
{
	unsigned long far = phys_pfn_down(mock_base + MOCK_SIZE) + 32;
	struct page *page;

	add_pages(0, HOME_PAGES, 0);
	add_range(pfn_phys(far), PAGE_SIZE, BOOT_RAM, 0, NULL);
	start_pages(one_zone());
	while ((page = alloc_pages(GFP_KERNEL, 0)) && page_to_pfn(page) != far)
		;
	__free_pages(page, 0);
	CHECK_PANIC(alloc_pages(GFP_KERNEL | __GFP_ZERO, 0),
		    text("page %#lx is to be zeroed and is not mapped: map all memory, or do not ask for __GFP_ZERO", far));
}

static void no_memory_for_structs(void)
{
	const unsigned long section = 1UL << (SECTION_SIZE_BITS - PAGE_SHIFT);
	unsigned long pages = 65 * HOME_PAGES, in_first = section - HOME % section;

	add_pages(0, pages, 0);
	start_world();
	take_pages(0, HOME_PAGES);
	CHECK_PANIC(free_area_init(one_zone()),
		    text("no memory for the table of sections of node -1, %zu bytes: add RAM, or raise "
			 "bootmem_set_current_limit()", sizeof(void *)));
	give_pages(0, phys_pfn_up(sizeof(pg_data_t) + 0x8000));
	CHECK_PANIC(free_area_init(one_zone()),
		    text("no memory for page structs of node 0, %zu bytes: add RAM, or raise "
			 "bootmem_set_current_limit()", sizeof(struct page) * (size_t)(pages < in_first ? pages : in_first)));
}

/* ---- allocations ---- */

static void refusals(void)
{
	world();
	CHECK_PANIC(memblock_virt_alloc_try_nid(0x30, 3, 0, 0, 0),
		    "memblock_virt_alloc_try_nid() was called with an alignment that is no power of two (0x30 bytes, "
		    "alignment 0x3)");
	CHECK(!memblock_virt_alloc_try_nid_nopanic(0x30, 3, 0, 0, 0));
	CHECK_TEXT(test_log(), "warning: memblock_virt_alloc_try_nid_nopanic() was called with an alignment that is no "
		   "power of two (0x30 bytes, alignment 0x3): refused\n");
	CHECK_PANIC(memblock_virt_alloc_try_nid(0, 8, 0, 0, 0),
		    "memblock_virt_alloc_try_nid() was called for 0 bytes (0 bytes, alignment 0x8)");
#if defined(CONFIG_PHYS_ADDR_T_64BIT) && !defined(__LP64__)
	CHECK_PANIC(memblock_virt_alloc_try_nid(0x100000010, 8, 0, 0, 0),
		    "memblock_virt_alloc_try_nid() was called for more bytes than a pointer can span (0x100000010 bytes, "
		    "alignment 0x8)");
#endif
}

/* What to do depends: the bitmap may not know yet what memblock knows. */
static void nothing_free(void)
{
#ifdef CONFIG_NO_BOOTMEM
	const char *advice = "add RAM, ask for less, or raise bootmem_set_current_limit()";
#elif defined(CONFIG_HAVE_MEMBLOCK)
	const char *advice = "call bootmem_init() first, which tells the bitmap what memblock knows";
#else
	const char *advice = "call init_bootmem() and free_bootmem() first";
#endif

	CHECK_EQ(free_all_bootmem(), 0);
	CHECK_TEXT(test_log(), text("warning: free_all_bootmem() found no free page: %s\n", advice));
}

static void hash_tables(void)
{
	world();
	CHECK_PANIC(alloc_large_system_hash("flat", 0, 1, 0, 0, NULL, NULL, 0, 0),
		    "alloc_large_system_hash(flat): a bucket of 0 bytes");
	CHECK(alloc_large_system_hash("some", 16, 1024, 0, 0, NULL, NULL, 0, 0));
	CHECK_TEXT(test_log(), "some hash table: 1024 buckets of 16 bytes\n");
	CHECK(alloc_large_system_hash("odd", 8, 500, 0, 0, NULL, NULL, 0, 0));
	CHECK_TEXT(test_log(), "odd hash table: 512 buckets of 8 bytes\n"); /* not 500 */
#ifdef __LP64__
	/* What has too many bytes for a number is not less than a page. */
	CHECK_PANIC(alloc_large_system_hash("wide", 1UL << 33, 1UL << 31, 0, 0, NULL, NULL, 0, 1UL << 31),
		    "alloc_large_system_hash(wide): no room for 1 buckets of 8589934592 bytes: add RAM");
#endif
	take_pages(0, HOME_PAGES);
	/* It would do with a page. */
	CHECK_PANIC(alloc_large_system_hash("huge", 16, 1UL << 16, 0, 0, NULL, NULL, 0, 1UL << 16),
		    text("alloc_large_system_hash(huge): no room for %lu buckets of 16 bytes: add RAM", PAGE_SIZE / 16));
}

static void late_hash_table(void)
{
	world();
	free_area_init(one_zone());
	free_all_bootmem();
	CHECK_PANIC(alloc_large_system_hash("late", 8, 64, 0, 0, NULL, NULL, 0, 0),
		    "alloc_large_system_hash(late) was called after hand-over: call it before mem_init()");
}

/* ---- the bitmap ---- */

#ifndef CONFIG_NO_BOOTMEM

static void nodes(void)
{
	static pg_data_t other; /* a call that fails does not put it in place */
	unsigned long mapped = phys_pfn_down(mock_base + MOCK_SIZE);
	const pg_data_t *there;

	world();
	there = NODE_DATA(0);
	CHECK_EQ(init_bootmem_node(&other, HOME, 9, 7), 0);
	CHECK(NODE_DATA(0) == there && !other.bdata);
	CHECK_EQ(init_bootmem_node(NODE_DATA(0), 5, 9, 7), 0);
	CHECK_TEXT(test_log(), "warning: node 0, pages [0x9, 0x7), bitmap at page 0x5, is not set up: it has no pages\n");
	/* One page of two is mapped. */
	CHECK_EQ(init_bootmem_node(NODE_DATA(0), mapped - 1, HOME, HOME + 8 * PAGE_SIZE + 1), 0);
	CHECK_TEXT(test_log(), text("warning: node 0, pages [%#lx, %#lx), bitmap at page %#lx, is not set up: its bitmap is not "
				    "mapped\n", HOME, HOME + 8 * PAGE_SIZE + 1, mapped - 1));
	test_log_clear();
	CHECK(init_bootmem_node(NODE_DATA(0), HOME, HOME, HOME + 10) != 0);
	CHECK_TEXT(test_log(), "warning: node 0 is set up again: it starts anew, with every page taken\n");
}

static void pages_in_vain(void)
{
	bootmem_addr_t base = (bootmem_addr_t)pfn_phys(HOME + 50), beyond = (bootmem_addr_t)pfn_phys(HOME + HOME_PAGES + 7);

	world();
	free_bootmem_node(NODE_DATA(0), (bootmem_addr_t)pfn_phys(HOME - 2), (HOME_PAGES + 3) * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("pages that are not on this node: 3, from page %#lx on\n", HOME - 2)); /* the lowest */
	test_reset();
	world();
	free_bootmem(base, 3 * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("warning: free_bootmem(%#llx, %#llx): pages that are free already: 3, from page %#lx on\n",
				    (unsigned long long)base, 3ULL * PAGE_SIZE, HOME + 50));
	free_bootmem_node(NODE_DATA(0), base, 4 * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("warning: free_bootmem_node(%#llx, %#llx): pages that are free already: 4, from page %#lx on\n",
				    (unsigned long long)base, 4ULL * PAGE_SIZE, HOME + 50));
	take_pages(50, 2); /* these are given back, and those behind them are free */
	free_bootmem(base, 5 * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("pages that are free already: 3, from page %#lx on\n", HOME + 52));
	free_bootmem(beyond, 5 * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("warning: free_bootmem(%#llx, %#llx): pages that are on no node: 5, from page %#lx on\n",
				    (unsigned long long)beyond, 5ULL * PAGE_SIZE, HOME + HOME_PAGES + 7));
	free_bootmem_node(NODE_DATA(0), beyond, 6 * PAGE_SIZE);
	CHECK_TEXT(test_log(), text("warning: free_bootmem_node(%#llx, %#llx): pages that are not on this node: 6, from page %#lx on\n",
				    (unsigned long long)beyond, 6ULL * PAGE_SIZE, HOME + HOME_PAGES + 7));
}

static void after_hand_over(void)
{
	world();
	free_area_init(one_zone());
	free_all_bootmem();
	CHECK_PANIC(free_bootmem(0x1000, 0x20), "free_bootmem(0x1000, 0x20) after hand-over: memory is the page "
		    "allocator's now, use free_bootmem_late() instead");
	CHECK_PANIC(free_bootmem_node(NODE_DATA(0), 0x1000, 0x20),
		    "free_bootmem_node(0x1000, 0x20) after hand-over: memory is the page allocator's now, use "
		    "free_bootmem_late() instead");
	CHECK_PANIC(reserve_bootmem(0x1000, 0x20, 0), "reserve_bootmem(0x1000, 0x20) after hand-over: memory is the page "
		    "allocator's now, use alloc_pages() instead");
	CHECK_PANIC(reserve_bootmem_node(NODE_DATA(0), 0x1000, 0x20, 0),
		    "reserve_bootmem_node(0x1000, 0x20) after hand-over: memory is the page allocator's now, use "
		    "alloc_pages() instead");
	/* Who asks for nothing is too late as well. */
	CHECK_PANIC(free_bootmem(0x1000, 0), "free_bootmem(0x1000, 0) after hand-over");
	CHECK_PANIC(free_bootmem_node(NODE_DATA(0), 0x1000, 0), "free_bootmem_node(0x1000, 0) after hand-over");
	CHECK_PANIC(reserve_bootmem(0x1000, 0, 0), "reserve_bootmem(0x1000, 0) after hand-over");
	CHECK_PANIC(reserve_bootmem_node(NODE_DATA(0), 0x1000, 0, 0),
		    "reserve_bootmem_node(0x1000, 0) after hand-over");
	test_log_clear();
	CHECK(init_bootmem_node(NODE_DATA(0), HOME, HOME, HOME + 10) != 0);
	CHECK_TEXT(test_log(), "warning: node 0 is set up after hand-over: everything starts anew, and what was handed over "
		   "is forgotten\n");
}

#ifndef CONFIG_HAVE_MEMBLOCK
static void too_many_ranges(void)
{
	for (unsigned long k = 0; k < BOOT_MAP_RANGES; k++)
		add_active_range(0, 10 * k + 5, 10 * k + 10);
	CHECK_PANIC(add_active_range(0, 1, 3), text("no room for RAM in pages [0x1, 0x3): there are more than %d ranges, raise "
						   "BOOT_MAP_RANGES", BOOT_MAP_RANGES));
	remove_all_active_ranges();
}
#endif

#endif

const struct suite suite_sentences = { "sentences", (const struct test_case[]){
	{ "pages that cannot be freed", frees },
	{ "pages that cannot arrive", arrivals },
	{ "a page that cannot be zeroed", zeroing },
	{ "no memory for page structs", no_memory_for_structs },
	{ "requests that are refused", refusals },
	{ "nothing is free", nothing_free },
	{ "hash tables", hash_tables },
	{ "a hash table too late", late_hash_table },
#ifndef CONFIG_NO_BOOTMEM
	{ "nodes that cannot be set up", nodes },
	{ "pages that are given back in vain", pages_in_vain },
	{ "the bitmap after hand-over", after_hand_over },
#ifndef CONFIG_HAVE_MEMBLOCK
	{ "more ranges of RAM than fit", too_many_ranges },
#endif
#endif
	{ 0 },
} };
