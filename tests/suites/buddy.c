/* SPDX-License-Identifier: MIT */
/* The buddy allocator: against a model, and its promises one by one. */
#include "pages.h"

#define MAX_HELD  256
#define MAX_PAGES 4096

/* RAM above the home memory, with nothing behind it: room for blocks of every order. */
#define BLOCK	  (1UL << MAX_ORDER)
#define FAR_FIRST (((HOME + HOME_PAGES + BLOCK) & ~(BLOCK - 1)) - HOME)

/* A block that can be touched nowhere: 256 MiB up. */
#define BLIND_FIRST (((HOME + (0x10000000 >> PAGE_SHIFT)) & ~(BLOCK - 1)) - HOME)

/* ---- the model: who has which page ---- */

struct held {
	struct page *page;
	unsigned int order;
};

static struct held held[MAX_HELD];
static unsigned int nr_held;
static bool taken[MAX_PAGES]; /* by page from home */

static unsigned long index_of(const struct page *page)
{
	return page_to_pfn(page) - HOME;
}

/* True when all pages of a block were in the other state. */
static bool turn(const struct page *page, unsigned int order, bool to)
{
	unsigned long first = index_of(page);
	bool right = true;

	for (unsigned long i = first; i < first + (1UL << order); i++) {
		right &= i < MAX_PAGES && taken[i] != to;
		if (i < MAX_PAGES)
			taken[i] = to;
	}
	return right;
}

static void forget_model(void)
{
	nr_held = 0;
	for (unsigned long i = 0; i < MAX_PAGES; i++)
		taken[i] = false;
}

static void take_one(unsigned int order)
{
	gfp_t gfp = test_random_below(2) ? GFP_HIGHUSER : GFP_KERNEL;
	struct page *page = alloc_pages_node((int)test_random_below(3) - 1, gfp, order);

	if (!page)
		return;
	CHECK_EQ(page_to_pfn(page) & ((1UL << order) - 1), 0);
	CHECK(turn(page, order, true));
	held[nr_held++] = (struct held){ page, order };
}

/* A whole block, or one half of it now and the other half later. */
static void give_one(void)
{
	unsigned int i = (unsigned int)test_random_below(nr_held);
	struct held h = held[i];

	if (h.order && test_random_below(3) == 0) {
		h.order--;
		held[i].order = h.order;
		if (test_random_below(2))
			h.page += 1UL << h.order;
		else
			held[i].page += 1UL << h.order;
	} else {
		held[i] = held[--nr_held];
	}
	CHECK(turn(h.page, h.order, false));
	__free_pages(h.page, h.order);
}

static unsigned long pages_held(void)
{
	unsigned long n = 0;

	for (unsigned int i = 0; i < nr_held; i++)
		n += 1UL << held[i].order;
	return n;
}

/* Free blocks of each order, all zones. */
static void count_blocks(unsigned long counts[MAX_ORDER + 1])
{
	int nid;

	for (int order = 0; order <= MAX_ORDER; order++)
		counts[order] = 0;
	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int order = 0; order <= MAX_ORDER; order++)
				counts[order] +=
					NODE_DATA(nid)->node_zones[z].free_area[order].nr_free;
}

static void add_odd_world(void)
{
	add_pages(0, HOME_PAGES, 0);
	add_pages(HOME_PAGES + 3, FAR_FIRST - HOME_PAGES - 5, 1);
	add_pages(FAR_FIRST, BLOCK, 1);
}

static void random_stream(void)
{
	/* A zone border in the middle of a large block. */
	unsigned long limits[MAX_NR_ZONES] = { HOME + 37, HOME + HOME_PAGES / 2 + 1,
					       HOME + FAR_FIRST + BLOCK / 2 + 11, ~0UL };
	unsigned long before[MAX_ORDER + 1], after[MAX_ORDER + 1], free;

	add_odd_world();
	start_pages(limits);
	CHECK_PAGES();
	forget_model();
	free = nr_free_pages();
	count_blocks(before);
	for (unsigned int step = 0; step < 3000; step++) {
		if (nr_held < MAX_HELD && (!nr_held || test_random_below(100) < 55))
			take_one((unsigned int)(test_random_below(test_random_below(8) + 1)));
		else
			give_one();
		if (step % 32 == 0) {
			CHECK_PAGES();
			CHECK_EQ(nr_free_pages(), free - pages_held());
		}
	}
	while (nr_held)
		give_one();
	CHECK_PAGES();
	CHECK_EQ(nr_free_pages(), free);
	/* Everything has joined again. */
	count_blocks(after);
	for (int order = 0; order <= MAX_ORDER; order++)
		CHECK_EQ(after[order], before[order]);
}

/* ---- one by one ---- */

static void add_home(void)
{
	add_pages(0, HOME_PAGES, 0);
	add_pages(FAR_FIRST, BLOCK, 0);
	start_pages(one_zone());
}

static void orders(void)
{
	add_home();
	for (unsigned int order = 0; order <= MAX_ORDER; order++) {
		unsigned long free = nr_free_pages();
		struct page *page = alloc_pages(GFP_KERNEL, order);

		if (!CHECK(page))
			continue;
		CHECK_EQ(nr_free_pages(), free - (1UL << order));
		CHECK_PAGES();
		__free_pages(page, order);
		CHECK_EQ(nr_free_pages(), free);
	}
	CHECK(!alloc_pages(GFP_KERNEL, MAX_ORDER + 1));
	CHECK(!alloc_pages(GFP_KERNEL, ~0U));
	__free_pages(NULL, 0);
	free_pages(NULL, 0);
	CHECK_PAGES();
}

static void freed_in_parts(void)
{
	unsigned long free;
	struct page *page;

	add_home();
	free = nr_free_pages();
	page = alloc_pages(GFP_KERNEL, 4);
	__free_pages(page + 5, 0);
	CHECK_PAGES();
	__free_pages(page + 8, 3);
	__free_pages(page + 6, 1);
	CHECK_PAGES();
	__free_pages(page, 2);
	CHECK_EQ(nr_free_pages(), free - 1);
	CHECK_PANIC(__free_pages(page + 4, 1), "order 1");
	__free_pages(page + 4, 0);
	CHECK_EQ(nr_free_pages(), free);
	CHECK_PAGES();
	/* Where the halves meet, on the way to a smaller one. */
	page = alloc_pages(GFP_KERNEL, 3);
	__free_pages(page + 4, 0);
	__free_pages(page + 2, 0);
	CHECK_PAGES();
	__free_pages(page + 5, 0);
	__free_pages(page + 6, 1);
	__free_pages(page + 3, 0);
	__free_pages(page, 1);
	CHECK_EQ(nr_free_pages(), free);
	CHECK_PAGES();
}

/* Any part of a block is freed by itself, the rest of it page by page. */
static void every_part_of_a_block(void)
{
	unsigned long free;

	add_home();
	free = nr_free_pages();
	for (unsigned int order = 0; order < 3; order++)
		for (unsigned long part = 0; part < 8; part += 1UL << order) {
			struct page *block = alloc_pages(GFP_KERNEL, 3);

			__free_pages(block + part, order);
			CHECK_PAGES();
			CHECK_EQ(nr_free_pages(), free - 8 + (1UL << order));
			for (unsigned long i = 0; i < 8; i++)
				if (i >> order != part >> order)
					__free_pages(block + i, 0);
			CHECK_PAGES();
			CHECK_EQ(nr_free_pages(), free);
		}
}

/* Buddies of the largest order stay two blocks. */
static void two_of_the_largest(void)
{
	unsigned long first = FAR_FIRST + ((HOME + FAR_FIRST) & BLOCK), met = 0;
	const struct page *page;

	add_pages(0, HOME_PAGES, 0);
	add_pages(first, 2 * BLOCK, 0);
	start_pages(one_zone());
	CHECK_PAGES();
	while ((page = alloc_pages(GFP_KERNEL, MAX_ORDER)))
		met += page == pfn_to_page(HOME + first) || page == pfn_to_page(HOME + first + BLOCK);
	CHECK_EQ(met, 2);
}

/* With one block left, a page is its first one. */
static void lowest_pages_first(void)
{
	struct page *block;

	add_home();
	block = alloc_pages(GFP_KERNEL, MAX_ORDER);
	CHECK(block);
	while (alloc_pages(GFP_KERNEL, 0))
		;
	__free_pages(block, MAX_ORDER);
	CHECK(alloc_pages(GFP_KERNEL, 0) == block);
	CHECK(alloc_pages(GFP_KERNEL, 3) == block + 8);
	CHECK_PAGES();
}

static void double_frees(void)
{
	struct page *page, *pair;

	add_home();
	page = alloc_pages(GFP_KERNEL, 3);
	__free_pages(page, 3);
	CHECK_PANIC(__free_pages(page, 3), "is freed twice");
	CHECK_PANIC(__free_pages(page + 3, 0), "is freed twice");
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + FAR_FIRST + 77), 0), "is freed twice");
	page = alloc_pages(GFP_KERNEL, 1);
	pair = alloc_pages(GFP_KERNEL, 1);
	CHECK_PANIC(__free_pages(page, 2), "free");
	__free_pages(page, 0);
	CHECK_PANIC(__free_pages(page, 0), "is freed twice");
	CHECK_PANIC(__free_pages(page, 1), "freed");
	CHECK_PANIC(__free_pages(page + 1, 1), "not aligned");
	CHECK_PANIC(__free_pages(page, MAX_ORDER + 1), "the largest is");
	__free_pages(page + 1, 0);
	__free_pages(pair, 1);
	page = alloc_pages(GFP_KERNEL, 1);
	__free_pages(page + 1, 0);
	CHECK_PANIC(__free_pages(page, 1), "with order 1: it was taken with a smaller one");
	__free_pages(page, 0);
	CHECK_PAGES();
}

static void never_handed_over(void)
{
	static u8 elsewhere;

	add_pages(0, HOME_PAGES, 0);
	add_pages(FAR_FIRST, 10, 0);
	add_pages(FAR_FIRST + 12, 10, 0);
	reserve_pages(3, 1);
	start_pages(one_zone());
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + 3), 0), "memblock_free_late()");
	/* The struct exists, the page does not. */
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + FAR_FIRST + 9) + 1, 0), "is no RAM");
	if (!virt_to_page(&elsewhere))
		CHECK_PANIC(free_pages(&elsewhere, 0), "is no RAM");
	CHECK_PANIC(memblock_free_pages(HOME + FAR_FIRST + 3, 0), "is handed over twice");
	CHECK_PANIC(memblock_free_pages(HOME + FAR_FIRST + 10, 0), "free_area_init()");
	CHECK_PAGES();
}

static void exhaustion(void)
{
	unsigned long n = 0;

	add_home();
	while (alloc_pages(GFP_KERNEL, 2))
		n++;
	CHECK(n > HOME_PAGES / 8);
	while (alloc_pages(GFP_KERNEL, 0))
		n++;
	CHECK_EQ(nr_free_pages(), 0);
	CHECK(!get_free_page(GFP_KERNEL));
	CHECK(!alloc_pages(GFP_KERNEL | __GFP_ZERO, 0));
	CHECK_PAGES();
}

/* ---- what can be touched ---- */

static bool holds(const u8 *at, size_t n, u8 byte)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] != byte)
			return false;
	return true;
}

static void zeroed(void)
{
	u8 *at;

	add_pages(0, HOME_PAGES, 0);
	start_pages(one_zone());
	at = get_free_pages(GFP_KERNEL, 2);
	for (size_t i = 0; i < 4 * PAGE_SIZE; i++)
		at[i] = 0x5a;
	CHECK(virt_to_page(at) && page_address(virt_to_page(at)) == at);
	free_pages(at, 2);
	/* The block that was freed last is taken first. */
	CHECK(get_free_pages(GFP_KERNEL, 2) == at);
	CHECK(holds(at, 4 * PAGE_SIZE, 0x5a));
	free_pages(at, 2);
	CHECK(get_free_pages(GFP_KERNEL | __GFP_ZERO, 2) == at);
	CHECK(holds(at, 4 * PAGE_SIZE, 0));
	free_pages(at, 2);
	at = page_address(alloc_pages(GFP_KERNEL | __GFP_ZERO, 0));
	CHECK(holds(at, PAGE_SIZE, 0));
	/* The lower half of a block: all of it, and nothing of the upper half. */
	at = get_free_pages(GFP_KERNEL, 3);
	for (size_t i = 0; i < 8 * PAGE_SIZE; i++)
		at[i] = 0x5a;
	free_pages(at, 2);
	CHECK(page_address(alloc_pages(GFP_KERNEL | __GFP_ZERO, 2)) == at);
	CHECK(holds(at, 4 * PAGE_SIZE, 0));
	CHECK(holds(at + 4 * PAGE_SIZE, 4 * PAGE_SIZE, 0x5a));
}

static void unmapped(void)
{
	unsigned long limits[MAX_NR_ZONES] = { 0, 0, HOME + HOME_PAGES, ~0UL }, free;

	add_pages(0, HOME_PAGES, 0);
	add_pages(BLIND_FIRST, BLOCK, 0);
	start_pages(limits);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_HIGHMEM].nr_free, BLOCK);
	free = nr_free_pages();
	/* Pages with an address do not come from high memory, whatever is asked for. */
	CHECK(get_free_page(GFP_HIGHUSER));
	CHECK_EQ(nr_free_pages(), free - 1);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_HIGHMEM].nr_free, BLOCK);
	CHECK_PANIC(alloc_pages(GFP_HIGHUSER | __GFP_ZERO, 0), "not mapped");
}

static void unmapped_normal(void)
{
	unsigned long free;

	add_pages(0, HOME_PAGES, 0);
	add_pages(BLIND_FIRST, BLOCK, 0);
	for (unsigned long page = 0; page < HOME_PAGES; page += BLOCK / 2)
		reserve_pages(page, 1);
	start_pages(one_zone());
	free = nr_free_pages();
	/* The only block of that order has no address. */
	CHECK(!get_free_pages(GFP_KERNEL, MAX_ORDER));
	CHECK_EQ(nr_free_pages(), free);
	CHECK(alloc_pages(GFP_KERNEL, MAX_ORDER) == pfn_to_page(HOME + BLIND_FIRST));
	CHECK_PAGES();
}

/* ---- zones and nodes ---- */

/*
 * Cores differ in where they put their tables: the first pages are taken meanwhile, so that
 * all of them are free in the end.
 */
static void start_with_first_pages(unsigned long pages, const unsigned long *limits)
{
	add_pages(0, HOME_PAGES, 0);
	reserve_pages(0, pages);
	start_world();
	free_area_init(limits);
	give_pages(0, pages);
	free_all_bootmem();
}

static void zone_fallback(void)
{
	unsigned long limits[MAX_NR_ZONES] = { HOME + 16, HOME + 32, HOME + 48, ~0UL };
	const struct zone *zones;
	unsigned long n = 0;

	start_with_first_pages(48, limits);
	zones = NODE_DATA(0)->node_zones;
	CHECK_EQ(zones[ZONE_DMA].nr_free, 16);
	CHECK(page_zone(alloc_pages(GFP_DMA, 0)) == &zones[ZONE_DMA]);
	CHECK(page_zone(alloc_pages(GFP_DMA32, 0)) == &zones[ZONE_DMA32]);
	CHECK(page_zone(alloc_pages(GFP_KERNEL, 0)) == &zones[ZONE_NORMAL]);
	CHECK(page_zone(alloc_pages(GFP_HIGHUSER, 0)) == &zones[ZONE_HIGHMEM]);
	/* Never above what was asked for, downwards when that is empty. */
	while (alloc_pages(GFP_DMA32, 0))
		n++;
	CHECK_EQ(n, 30);
	CHECK_EQ(zones[ZONE_DMA].nr_free + zones[ZONE_DMA32].nr_free, 0);
	CHECK_EQ(zones[ZONE_NORMAL].nr_free, 15);
	CHECK(!alloc_pages(GFP_DMA, 0));
	CHECK_PAGES();
}

/* Of several zones that are asked for the lowest counts; the other flags change nothing about it. */
static void every_combination_of_flags(void)
{
	static const enum zone_type top[] = { ZONE_NORMAL,  ZONE_DMA, ZONE_DMA32, ZONE_DMA,
					      ZONE_HIGHMEM, ZONE_DMA, ZONE_DMA32, ZONE_DMA };
	unsigned long limits[MAX_NR_ZONES] = { HOME + 16, HOME + 32, HOME + 48, ~0UL };
	const struct zone *zones;

	start_with_first_pages(48, limits);
	zones = NODE_DATA(0)->node_zones;
	for (gfp_t gfp = 0; gfp <= (GFP_DMA | GFP_DMA32 | GFP_HIGHUSER | __GFP_ZERO | __GFP_THISNODE);
	     gfp++) {
		struct page *page = alloc_pages_node(0, gfp, 0), *mapped;

		if (!CHECK(page && page_zone(page) == &zones[top[gfp & 7]]))
			continue;
		mapped = virt_to_page(get_free_page(gfp));
		CHECK(page_zone(mapped) == &zones[top[gfp & 3]]);
		__free_pages(mapped, 0);
		__free_pages(page, 0);
	}
	CHECK_PAGES();
}

/* All zones of a node are the node: who wants no other one gets what is left in the lower ones. */
static void zones_of_this_node(void)
{
	unsigned long limits[MAX_NR_ZONES] = { HOME + 16, HOME + 32, HOME + 48, ~0UL }, free, n = 0;

	start_with_first_pages(48, limits);
	free = nr_free_pages();
	while (alloc_pages_node(0, GFP_HIGHUSER | __GFP_THISNODE, 0))
		n++;
	CHECK_EQ(n, free);
	CHECK_PAGES();
}

/* Two blocks of one order, far apart; and the pages of the bitmap, where there is one. */
static void low_memory_lasts(void)
{
	unsigned long own;

	add_pages(0, HOME_PAGES, 0);
	reserve_pages(0, 72);
	start_world();
	free_area_init(one_zone());
	take_pages(0, HOME_PAGES);
	give_pages(8, 8);
	give_pages(64, 8);
	own = core_own_pages();
	CHECK(own < 8);
	free_all_bootmem();
	CHECK_EQ(nr_free_pages(), 16 + own);
	CHECK(alloc_pages(GFP_KERNEL, 3) == pfn_to_page(HOME + 64));
	CHECK(alloc_pages(GFP_KERNEL, 3) == pfn_to_page(HOME + 8));
}

#ifdef CONFIG_NUMA

static void node_fallback(void)
{
	const unsigned long quarter = HOME_PAGES / 4;
	struct page *page, *page_of_3;

	add_pages(0, 2 * quarter, 0);
	add_pages(2 * quarter, quarter, 1);
	add_pages(3 * quarter, quarter, 3);
	set_node_distance(1, 0, 40);
	set_node_distance(1, 3, 15);
	start_pages(one_zone());
	page_of_3 = alloc_pages_node(3, GFP_KERNEL, 0);
	CHECK_EQ(page_to_nid(page_of_3), 3);
	CHECK_EQ(page_to_nid(alloc_pages(GFP_KERNEL, 0)), 0);
	/* Node 2 has no memory, 99 does not exist: any. */
	CHECK_EQ(page_to_nid(alloc_pages_node(2, GFP_KERNEL, 0)), 0);
	CHECK_EQ(page_to_nid(alloc_pages_node(9999, GFP_KERNEL, 0)), 0);
	CHECK(!alloc_pages_node(2, GFP_KERNEL | __GFP_THISNODE, 0));
	CHECK_EQ(page_to_nid(alloc_pages_node(MAX_NUMNODES, GFP_KERNEL, 0)), 0);
	CHECK(!alloc_pages_node(MAX_NUMNODES, GFP_KERNEL | __GFP_THISNODE, 0));
	CHECK(alloc_pages_node(0, GFP_KERNEL | __GFP_THISNODE, 0));
	CHECK(alloc_pages_node(NUMA_NO_NODE, GFP_KERNEL | __GFP_THISNODE, 0));
	while ((page = alloc_pages_node(1, GFP_KERNEL | __GFP_THISNODE, 0)))
		CHECK_EQ(page_to_nid(page), 1);
	/* Then the nearest, then the other. */
	CHECK_EQ(page_to_nid(alloc_pages_node(1, GFP_KERNEL, 0)), 3);
	while (alloc_pages_node(3, GFP_KERNEL | __GFP_THISNODE, 0))
		;
	CHECK_EQ(page_to_nid(alloc_pages_node(1, GFP_KERNEL, 0)), 0);
	while (alloc_pages_node(0, GFP_KERNEL | __GFP_THISNODE, 0))
		;
	/* No node in particular is any. */
	__free_pages(page_of_3, 0);
	CHECK(alloc_pages_node(NUMA_NO_NODE, GFP_KERNEL | __GFP_THISNODE, 0) == page_of_3);
	CHECK_PAGES();
	set_node_distance(1, 0, 20);
	set_node_distance(1, 3, 20);
}

#endif

const struct suite suite_buddy = { "buddy", (const struct test_case[]){
	{ "random stream against a model", random_stream },
	{ "every order, none above", orders },
	{ "a block is freed in parts", freed_in_parts },
	{ "every part of a block is freed by itself", every_part_of_a_block },
	{ "two blocks of the largest order, side by side", two_of_the_largest },
	{ "of a larger block the lowest pages", lowest_pages_first },
	{ "pitfall 29: double frees, wrong orders, wrong alignment", double_frees },
	{ "pitfall 25: pages that were never handed over, or are no RAM", never_handed_over },
	{ "exhaustion returns NULL", exhaustion },
	{ "zeroed when asked for", zeroed },
	{ "high memory has no address", unmapped },
	{ "a block without an address is given back", unmapped_normal },
	{ "zones are tried downwards", zone_fallback },
	{ "of several zones the lowest counts", every_combination_of_flags },
	{ "this node has several zones", zones_of_this_node },
	{ "pitfall 51: the highest memory is taken first", low_memory_lasts },
#ifdef CONFIG_NUMA
	{ "nodes are tried by distance", node_fallback },
#endif
	{ 0 },
} };
