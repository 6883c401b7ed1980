/* SPDX-License-Identifier: MIT */
/*
 * The audit notices every page that goes astray: what hand_over() does, with something
 * done to the arrays in between.
 */
#include <page/internal.h>

#include <bootmem/setup.h>

#include "../suites/pages.h"

/* Free, reserved, kernel and NOMAP pages; the rest is for page structs. */
static void build(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	reserve_pages(4, 4);
	memblock_reserve_named(pfn_phys(HOME + 20), pfn_phys(3) + 1, "kernel");
	setup_kernel = (struct kernel_pages){ HOME + 20, HOME + 24 };
	memblock_mark_nomap(pfn_phys(HOME + 30), pfn_phys(2));
	limit_to_home();
	free_area_init(one_zone());
}

static struct memblock_region *reserved_at(unsigned long page)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (r->base == pfn_phys(HOME + page))
			return r;
	return NULL;
}

static struct page_census begin(void)
{
	struct page_census census;

	build();
	page_take_census(&census);
	CHECK_EQ(census.ram, HOME_PAGES);
	CHECK_EQ(census.pages[PAGE_CLASS_KERNEL], 4);
	CHECK_EQ(census.pages[PAGE_CLASS_NOMAP], 2);
	CHECK_EQ(census.pages[PAGE_CLASS_FREE] + census.pages[PAGE_CLASS_RESERVED], HOME_PAGES - 6);
	return census;
}

static void all_is_well(void)
{
	struct page_census census = begin();

	memblock_free_all();
	CHECK_EQ(page_pages_handed_over(), census.pages[PAGE_CLASS_FREE]);
	page_audit(&census);
	page_audit(&census);
}

static void reserved_while_handing_over(void)
{
	struct page_census census = begin();

	memblock_reserve(pfn_phys(HOME + 10), 1);
	memblock_free_all();
	CHECK_PANIC(page_audit(&census), "that is 1 too many");
}

static void freed_while_handing_over(void)
{
	struct page_census census = begin();

	memblock_phys_free(pfn_phys(HOME + 5), PAGE_SIZE);
	memblock_free_all();
	CHECK_PANIC(page_audit(&census), "that is 1 too few");
}

/* The array changed after the walk: the page is neither reserved nor handed over. */
static void reservation_lost(void)
{
	struct page_census census = begin();

	memblock_free_all();
	reserved_at(4)->size -= PAGE_SIZE;
	CHECK_PANIC(page_audit(&census), "reserved are");
}

/* Reserved while the walk went by, and not any more. */
static void page_stolen(void)
{
	struct page_census census = begin();

	memblock_reserve(pfn_phys(HOME + 10), pfn_phys(2));
	memblock_free_all();
	reserved_at(10)->size = 0;
	CHECK_PANIC(page_audit(&census), "handed over were ");
	CHECK_TEXT(test_panic_text(), "that is 2 too few");
}

static void memory_appears(void)
{
	struct page_census census = begin();

	memblock_free_all();
	memblock.memory.regions[memblock.memory.cnt - 1].size += PAGE_SIZE;
	CHECK_PANIC(page_audit(&census), "RAM has");
}

static void zone_miscounts(void)
{
	struct page_census census = begin();

	memblock_free_all();
	NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages--;
	CHECK_PANIC(page_audit(&census), "zones were given");
	NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages++;
	NODE_DATA(0)->node_zones[ZONE_NORMAL].present_pages++;
	CHECK_PANIC(page_audit(&census), "zones have");
}

/* Memory that free_area_init() does not know of cannot reach a zone. */
static void page_without_struct(void)
{
	build();
	memblock_add(pfn_phys(HOME + HOME_PAGES), PAGE_SIZE);
	CHECK_PANIC(memblock_free_all(), "has no page struct");
}

/* Classes by byte: which reservation a page counts to. */
static void precedence(void)
{
	struct page_census census;
	phys_addr_t base = pfn_phys(HOME);

	setup_kernel = (struct kernel_pages){ HOME + 2, HOME + 5 };
	add_pages(0, 16, NUMA_NO_NODE);
	memblock_reserve(base + PAGE_SIZE / 2, 8); /* page 0: two that do not touch */
	memblock_reserve(base + PAGE_SIZE / 2 + 64, 8);
	memblock_reserve(base + 2 * PAGE_SIZE + 8, PAGE_SIZE);	/* pages 2, 3 */
	memblock_reserve(base + 3 * PAGE_SIZE + 64, PAGE_SIZE); /* 3, 4 */
	memblock_reserve_named(base + 6 * PAGE_SIZE, PAGE_SIZE, "kernel"); /* only in name */
	memblock_mark_nomap(base + 10 * PAGE_SIZE, PAGE_SIZE);
	memblock_reserve(base + 10 * PAGE_SIZE, PAGE_SIZE); /* NOMAP all the same */
	memblock_reserve(base - PAGE_SIZE, PAGE_SIZE);	    /* no RAM */
	page_take_census(&census);
	CHECK_EQ(census.pages[PAGE_CLASS_KERNEL], 3);
	CHECK_EQ(census.pages[PAGE_CLASS_RESERVED], 2);
	CHECK_EQ(census.pages[PAGE_CLASS_NOMAP], 1);
	CHECK_EQ(census.pages[PAGE_CLASS_FREE], 10);
	CHECK_EQ(census.ram, 16);
}

static void kernel_is_free(void)
{
	struct page_census census;

	build();
	memblock_phys_free(pfn_phys(HOME + 21), PAGE_SIZE);
	CHECK_PANIC(page_take_census(&census), "of the kernel image ");
}

/* What firmware promised counts, to the byte. */
static void promised(void)
{
	setup_kernel = (struct kernel_pages){ 0, 0 };
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	limit_to_home();
	setup_lost_bytes = 5000;
	hand_over(one_zone());
	CHECK_TEXT(test_log(), "; 5000 bytes lost to rounding\n");
	CHECK_TEXT(test_log(), "K reserved, 4K lost to rounding)\n");
	CHECK_EQ(setup_lost_bytes, 0);
}

const struct suite suite_audit = { "audit", (const struct test_case[]){
	{ "nothing astray", all_is_well },
	{ "a page is reserved between census and hand-over", reserved_while_handing_over },
	{ "a page is freed between census and hand-over", freed_while_handing_over },
	{ "a reservation shrinks after hand-over", reservation_lost },
	{ "pages are stolen", page_stolen },
	{ "memory appears", memory_appears },
	{ "a zone miscounts", zone_miscounts },
	{ "a page has no struct", page_without_struct },
	{ "the class of a page that several ranges touch", precedence },
	{ "the kernel image is free", kernel_is_free },
	{ "promised bytes", promised },
	{ 0 },
} };
