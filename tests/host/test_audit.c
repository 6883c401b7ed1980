/* SPDX-License-Identifier: MIT */
/*
 * The audit notices every page that goes astray: what hand_over() does, with something
 * done to the core's books in between.
 */
#include <stdio.h>

#include <page/internal.h>

#include <bootmem/setup.h>

#include "../suites/pages.h"
#include "mock.h"

/* The bitmap alone cannot tell no-map pages from pages in use. */
#ifdef CONFIG_HAVE_MEMBLOCK
#define NOMAP_PAGES 2UL
#else
#define NOMAP_PAGES 0UL
#endif

/* Free, reserved, kernel and NOMAP pages; the rest is for page structs. */
static void build(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	reserve_pages(40, 4);
	add_range(pfn_phys(HOME + 60), pfn_phys(3) + 1, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
	setup_kernel = (struct kernel_pages){ HOME + 60, HOME + 64 };
	nomap_pages(70, 2);
	start_world();
	free_area_init(one_zone());
}

static struct page_census begin(void)
{
	struct page_census census;

	build();
	page_take_census(&census);
	CHECK_EQ(census.ram, HOME_PAGES);
	CHECK_EQ(census.pages[PAGE_CLASS_KERNEL], 4);
	CHECK_EQ(census.pages[PAGE_CLASS_NOMAP], NOMAP_PAGES);
	CHECK_EQ(census.pages[PAGE_CLASS_FREE] + census.pages[PAGE_CLASS_RESERVED],
		 HOME_PAGES - 4 - NOMAP_PAGES);
	return census;
}

/* What the audit says of a sum. */
static const char *sum(const char *what, unsigned long got, unsigned long want)
{
	static char text[160];

	snprintf(text, sizeof(text), "the sum of pages is wrong: %s %lu pages, expected %lu, that is %lu too %s: ", what, got,
		 want, got > want ? got - want : want - got, got > want ? "many" : "few");
	return text;
}

static unsigned long free_of(const struct page_census *census)
{
	return census->pages[PAGE_CLASS_FREE] + census->own;
}

/* A page is taken (1) or given (-1) meanwhile: seen in what is looked at once more, or in what arrived. */
static const char *sum_with(const struct page_census *census, int taken)
{
#ifdef CONFIG_NO_BOOTMEM
	unsigned long reserved = census->pages[PAGE_CLASS_RESERVED] + census->pages[PAGE_CLASS_KERNEL];

	return sum("reserved are", reserved + (unsigned long)taken, reserved);
#else
	return sum("handed over were", free_of(census) - (unsigned long)taken, free_of(census));
#endif
}

static void all_is_well(void)
{
	struct page_census census = begin();

	free_all_bootmem();
	CHECK_EQ(page_pages_handed_over(), census.pages[PAGE_CLASS_FREE] + census.own);
	page_audit(&census);
	page_audit(&census);
}

static void reserved_while_handing_over(void)
{
	struct page_census census = begin();

	take_pages(80, 1);
	free_all_bootmem();
	CHECK_PANIC(page_audit(&census), sum_with(&census, 1));
}

static void freed_while_handing_over(void)
{
	struct page_census census = begin();

	give_pages(41, 1);
	free_all_bootmem();
	CHECK_PANIC(page_audit(&census), sum_with(&census, -1));
}

/* Somebody keeps what was for the page allocator. */
static unsigned long kept;

static void keep_block(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	kept += 1UL << order;
}

static void zones_get_nothing(void)
{
	struct page_census census = begin();

	page_count_block = NULL;
	mock_receiver = keep_block;
	kept = 0;
	free_all_bootmem();
	CHECK_EQ(kept, census.pages[PAGE_CLASS_FREE] + census.own);
	CHECK_PANIC(page_audit(&census), "zones were given 0 pages");
}

#ifdef CONFIG_NO_BOOTMEM

static struct memblock_region *reserved_at(unsigned long page)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (r->base == pfn_phys(HOME + page))
			return r;
	return NULL;
}

/* The array changed after the walk: the page is neither reserved nor handed over. */
static void reservation_lost(void)
{
	struct page_census census = begin();

	free_all_bootmem();
	reserved_at(40)->size -= PAGE_SIZE;
	CHECK_PANIC(page_audit(&census), "reserved are");
}

/* Reserved while the walk went by, and not any more. */
static void page_stolen(void)
{
	struct page_census census = begin();

	take_pages(80, 2);
	free_all_bootmem();
	reserved_at(80)->size = 0;
	CHECK_PANIC(page_audit(&census), "handed over were ");
	CHECK_TEXT(test_panic_text(), "that is 2 too few");
}

static void memory_appears(void)
{
	struct page_census census = begin();

	free_all_bootmem();
	memblock.memory.regions[memblock.memory.cnt - 1].size += PAGE_SIZE;
	CHECK_PANIC(page_audit(&census), sum("RAM has", HOME_PAGES + 1, HOME_PAGES));
}

static void nomap_pages_appear(void)
{
	struct page_census census = begin();
	struct memblock_region *r = memblock.memory.regions;

	free_all_bootmem();
	while (!memblock_is_nomap(r))
		r++;
	r->flags = MEMBLOCK_HOTPLUG;
	CHECK_PANIC(page_audit(&census), sum("not to be mapped are", 0, 2));
}

/* Memory that free_area_init() does not know of cannot reach a zone. */
static void page_without_struct(void)
{
	build();
	memblock_add(pfn_phys(HOME + HOME_PAGES), PAGE_SIZE);
	CHECK_PANIC(free_all_bootmem(), "has no page struct");
}

#else

static unsigned long *bits_of(unsigned long page, unsigned long *bit)
{
	const bootmem_data_t *node = &bootmem_node_data[0];
	unsigned long i = HOME + page - node->node_min_pfn, width = 8 * sizeof(long);

	*bit = 1UL << i % width;
	return (unsigned long *)node->node_bootmem_map + i / width;
}

/* A stray store clears the bit of a page that is in use. */
static void bit_cleared(void)
{
	struct page_census census = begin();
	unsigned long bit, *bits = bits_of(42, &bit);

	CHECK(*bits & bit);
	*bits &= ~bit;
	free_all_bootmem();
	CHECK_PANIC(page_audit(&census), "handed over were ");
	CHECK_TEXT(test_panic_text(), "that is 1 too many");
}

static void bits_set(void)
{
	struct page_census census = begin();
	unsigned long bit, *bits = bits_of(81, &bit);

	CHECK(!(*bits & bit));
	*bits |= bit;
	free_all_bootmem();
	CHECK_PANIC(page_audit(&census), "handed over were ");
	CHECK_TEXT(test_panic_text(), "that is 1 too few");
}

/* A bit that is no RAM: it has no page struct. */
static void page_without_struct(void)
{
	unsigned long bit, *bits;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_pages(HOME_PAGES + 2, 8, NUMA_NO_NODE);
	start_world();
	free_area_init(one_zone());
	bits = bits_of(HOME_PAGES + 1, &bit);
	*bits &= ~bit;
	CHECK_PANIC(free_all_bootmem(), "has no page struct");
}

#endif

static void zone_miscounts(void)
{
	struct page_census census = begin();

	free_all_bootmem();
	NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages--;
	CHECK_PANIC(page_audit(&census), sum("zones were given", free_of(&census) - 1, free_of(&census)));
	NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages++;
	NODE_DATA(0)->node_zones[ZONE_NORMAL].present_pages++;
	CHECK_PANIC(page_audit(&census), sum("zones have", HOME_PAGES + 1, HOME_PAGES));
}

#ifdef CONFIG_NO_BOOTMEM
/* Classes by byte: which reservation a page counts to. */
static void precedence(void)
{
	struct page_census census;
	phys_addr_t base = pfn_phys(HOME);

	setup_kernel = (struct kernel_pages){ HOME + 2, HOME + 5 };
	memblock_add(base, pfn_phys(16));
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
#endif

/* Whole pages, as every core has them: which a page counts to that several touch. */
static void classes(void)
{
	struct page_census census;
	unsigned long tables;

	setup_kernel = (struct kernel_pages){ HOME + 2, HOME + 5 };
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(pfn_phys(HOME + 2), pfn_phys(3), BOOT_KERNEL, NUMA_NO_NODE, "kernel");
	add_range(pfn_phys(HOME + 4), pfn_phys(3), BOOT_INITRD, NUMA_NO_NODE, "initrd");
	reserve_pages(8, 1);
	nomap_pages(10, 1);
	add_range(pfn_phys(HOME + 12), pfn_phys(1), BOOT_MMIO, NUMA_NO_NODE, NULL);
	start_world();
	page_take_census(&census);
	/* Nodes' data and bitmaps. */
	tables = HOME_PAGES - 1 - (unsigned long)(free_bytes(0, PHYS_ADDR_MAX) >> PAGE_SHIFT);
	tables -= 3 + 2 + 1 + 1;
	CHECK(tables < 16);
	CHECK_EQ(census.pages[PAGE_CLASS_KERNEL], 3);
	CHECK_EQ(census.pages[PAGE_CLASS_RESERVED] + census.pages[PAGE_CLASS_NOMAP],
		 2 + 1 + 1 + tables);
	CHECK_EQ(census.pages[PAGE_CLASS_FREE],
		 (unsigned long)(free_bytes(0, PHYS_ADDR_MAX) >> PAGE_SHIFT));
	CHECK_EQ(census.ram, HOME_PAGES - 1);
	CHECK_EQ(census.own, core_own_pages());
}

static void kernel_is_free(void)
{
	struct page_census census;
	char image[80];

	build();
	give_pages(61, 1);
	snprintf(image, sizeof(image), "of the kernel image [%#lx, %#lx) are free", HOME + 60, HOME + 64);
	CHECK_PANIC(page_take_census(&census), image);
}

static void lose_a_page(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	(void)order;
	if (!kept++)
		NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages--;
}

/* The audit is part of the hand-over. */
static void audited_at_once(void)
{
	setup_kernel = (struct kernel_pages){ 0, 0 };
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	mock_receiver = lose_a_page;
	kept = 0;
	CHECK_PANIC(hand_over(one_zone()), "the sum of pages is wrong: zones were given ");
}

/* What firmware promised counts, to the byte. */
static void promised(void)
{
	setup_kernel = (struct kernel_pages){ 0, 0 };
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	setup_lost_bytes = 5000;
	hand_over(one_zone());
	CHECK_TEXT(test_log(), "; 5000 bytes lost to rounding\n");
	CHECK_TEXT(test_log(), "K reserved, 4K lost to rounding)\n");
	CHECK_EQ(setup_lost_bytes, 0);
}

/* Memory is tested once more, now that all of it is mapped. */
static void tested_once_more(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	early_memtest_patterns(1);
	hand_over(one_zone());
	early_memtest_patterns(0);
	CHECK_TEXT(test_log(), "memtest: [0, ");
	CHECK_TEXT(test_log(), " 1 patterns");
}

const struct suite suite_audit = { "audit", (const struct test_case[]){
	{ "nothing astray", all_is_well },
	{ "a page is reserved between census and hand-over", reserved_while_handing_over },
	{ "a page is freed between census and hand-over", freed_while_handing_over },
#ifdef CONFIG_NO_BOOTMEM
	{ "a reservation shrinks after hand-over", reservation_lost },
	{ "pages are stolen", page_stolen },
	{ "memory appears", memory_appears },
	{ "no-map pages become others", nomap_pages_appear },
	{ "the class of a page that several ranges touch to the byte", precedence },
#else
	{ "a bit is cleared by a stray store", bit_cleared },
	{ "a bit is set by a stray store", bits_set },
#endif
	{ "a zone miscounts", zone_miscounts },
	{ "zones are given nothing", zones_get_nothing },
	{ "a page has no struct", page_without_struct },
	{ "the class of a page that several ranges touch", classes },
	{ "the kernel image is free", kernel_is_free },
	{ "hand-over ends with the audit", audited_at_once },
	{ "promised bytes", promised },
	{ "memory is tested before it goes", tested_once_more },
	{ 0 },
} };
