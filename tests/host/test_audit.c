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

/*
 * What configurations differ in. memblock's arrays stay, so that they are looked at once more;
 * the bitmap is gone by then, and alone it cannot tell no-map pages from pages in use.
 */
static const struct {
	unsigned long nomap;	     /* pages of the class, of two */
	const char *freed, *reserved; /* what is said about a page more, a page less */
} differs = {
#ifdef CONFIG_NO_BOOTMEM
	2, "reserved are", "reserved are",
#elif defined(CONFIG_HAVE_MEMBLOCK)
	2, "handed over were", "handed over were",
#else
	0, "handed over were", "handed over were",
#endif
};

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
	CHECK_EQ(census.pages[PAGE_CLASS_NOMAP], differs.nomap);
	CHECK_EQ(census.pages[PAGE_CLASS_FREE] + census.pages[PAGE_CLASS_RESERVED],
		 HOME_PAGES - 4 - differs.nomap);
	return census;
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
	CHECK_PANIC(page_audit(&census), differs.reserved);
	CHECK_TEXT(test_panic_text(), "that is 1 too");
}

static void freed_while_handing_over(void)
{
	struct page_census census = begin();

	give_pages(41, 1);
	free_all_bootmem();
	CHECK_PANIC(page_audit(&census), differs.freed);
	CHECK_TEXT(test_panic_text(), "that is 1 too");
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
	CHECK_PANIC(page_audit(&census), "RAM has");
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
	CHECK_PANIC(page_audit(&census), "zones were given");
	NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages++;
	NODE_DATA(0)->node_zones[ZONE_NORMAL].present_pages++;
	CHECK_PANIC(page_audit(&census), "zones have");
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
	{ "promised bytes", promised },
	{ "memory is tested before it goes", tested_once_more },
	{ 0 },
} };
