/* SPDX-License-Identifier: MIT */
/*
 * The walks that test invariants, page_alloc_check() and bootmem_check(): one thing is wrong,
 * they name it, it is mended, and they are content again.
 */
#include <string.h>

#include <lib/lib.h>
#include <page/internal.h>

#include "../suites/pages.h"
#include "mock.h"

#ifndef CONFIG_NO_BOOTMEM
#include <bootmem/internal.h>
#endif

/* While place holds value. */
#define CHECK_FAULT(check, place, value, sentence)                                                 \
	do {                                                                                       \
		__typeof__(place) kept_ = (place);                                                 \
		(place) = (value);                                                                 \
		CHECK_TEXT(check(), sentence);                                                     \
		(place) = kept_;                                                                   \
		CHECK(!check());                                                                   \
	} while (0)

/* ---- the buddy allocator ---- */

#define BORDER	 (HOME_PAGES / 2 + 1)  /* pages of the first zone */
#define IN_USE	 (HOME_PAGES / 2 + 40) /* four pages in no block */
#define FAR	 (2 * HOME_PAGES + 4)  /* one page of RAM in no block, one that is free */
#define FAR_FREE (2 * HOME_PAGES + 6)

static struct page *page_of(unsigned long page)
{
	return pfn_to_page(HOME + page);
}

static struct zone *zone_of(enum zone_type type)
{
	return &NODE_DATA(0)->node_zones[type];
}

static struct free_area *area_of(struct page *page)
{
	return &page_zone(page)->free_area[page_order(page)];
}

/* The zones meet between two buddies, and the last page has no buddy. */
static void start_buddy(void)
{
	unsigned long limits[MAX_NR_ZONES] = { 0 };

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	reserve_pages(IN_USE, 4);
	add_pages(FAR, 1, NUMA_NO_NODE);
	reserve_pages(FAR, 1);
	add_pages(FAR_FREE, 1, NUMA_NO_NODE);
	limits[ZONE_DMA32] = HOME + BORDER;
	limits[ZONE_NORMAL] = ~0UL;
	start_pages(limits);
	CHECK_PAGES();
}

/* The first of a list; NULL when it is empty. */
static struct page *listed(enum zone_type type, unsigned int order)
{
	struct list_head *list = &zone_of(type)->free_area[order].free_list;

	if (list->next == list)
		return NULL;
	return (struct page *)(void *)((char *)list->next - offsetof(struct page, list));
}

static void replace_in_list(struct page *old, struct page *new)
{
	new->list = old->list;
	new->list.prev->next = &new->list;
	new->list.next->prev = &new->list;
}

static void free_lists(void)
{
	struct page *page, copy;
	struct free_area *area;

	start_buddy();
	page = listed(ZONE_NORMAL, 1);
	if (!CHECK(page != NULL))
		return;
	area = area_of(page);
	CHECK_FAULT(page_alloc_check, page->list.prev, NULL, "a free list is broken");
	CHECK_FAULT(page_alloc_check, area->free_list.prev, NULL, "a free list is broken");
	CHECK_FAULT(page_alloc_check, area->nr_free, area->nr_free + 1, "a free list is shorter than its count");
	CHECK_FAULT(page_alloc_check, area->nr_free, area->nr_free - 1, "a free list is longer than its count");
	CHECK_FAULT(page_alloc_check, page->flags, page->flags & ~PG_PRESENT,
		    "a free list holds what is no page");
	CHECK_FAULT(page_alloc_check, page->flags, page->flags ^ 1UL << PG_ORDER_SHIFT,
		    "a free list holds a block that is not free, or of another order");
	CHECK_FAULT(page_alloc_check, page->flags, page->flags & ~PG_FREE,
		    "a free list holds a block that is not free, or of another order");
	CHECK_FAULT(page_alloc_check, page->flags, page->flags ^ PG_ZONE_MASK,
		    "a free block is in the list of another zone");

	copy = *page; /* which lies where no page struct is */
	replace_in_list(page, &copy);
	CHECK_TEXT(page_alloc_check(), "a free list holds what is no page");
	replace_in_list(&copy, page);
	CHECK_PAGES();

	copy = page[1];
	page[1].flags = page->flags;
	replace_in_list(page, page + 1);
	CHECK_TEXT(page_alloc_check(), "a free block is not aligned");
	replace_in_list(page + 1, page);
	page[1] = copy;
	CHECK_PAGES();
}

#ifdef CONFIG_NUMA
/* The zone of that name, of the other node. */
static void list_of_another_node(void)
{
	struct page *page = NULL;

	add_pages(0, HOME_PAGES / 2, 0);
	add_pages(HOME_PAGES / 2, HOME_PAGES / 2, 1);
	start_pages(one_zone());
	for (unsigned int order = 0; order <= MAX_ORDER && !page; order++)
		page = listed(ZONE_NORMAL, order);
	if (CHECK(page != NULL))
		CHECK_FAULT(page_alloc_check, page->flags, page->flags ^ 1UL << PG_NODE_SHIFT,
			    "a free block is in the list of another zone");
}
#endif

/* A page that is taken, beside its buddy, which is free. */
static void buddies_apart(void)
{
	struct page *taken;

	start_buddy();
	/* Over the border of zones there are no buddies. */
	CHECK(page_of(BORDER - 1)->flags & page_of(BORDER)->flags & PG_FREE);
	CHECK_EQ(page_order(page_of(BORDER - 1)), 0);
	CHECK_EQ(page_order(page_of(BORDER)), 0);
	do
		taken = alloc_pages(GFP_KERNEL, 0);
	while (taken && page_lookup(page_to_pfn(taken) ^ 1) != listed(ZONE_NORMAL, 0));
	if (CHECK(taken != NULL))
		CHECK_FAULT(page_alloc_check, taken->flags,
			    (taken->flags & ~PG_TAKEN) | PG_FREE,
			    "two free buddies are not one block");
}

static void zone_counts(void)
{
	struct zone *zone;

	start_buddy();
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		zone = zone_of((enum zone_type)z);
		CHECK_FAULT(page_alloc_check, zone->nr_free, zone->nr_free + 1,
			    "the number of free pages of a zone is wrong");
	}
	zone = zone_of(ZONE_NORMAL);
	CHECK_FAULT(page_alloc_check, zone->managed_pages, zone->nr_free - 1,
		    "a zone has more free pages than it was given");
}

static void page_states(void)
{
	struct page *taken, *inside, *idle;

	start_buddy();
	taken = alloc_pages(GFP_KERNEL, 2);
	inside = taken + 2;
	CHECK_FAULT(page_alloc_check, inside->flags, inside->flags | PG_TAKEN, "two blocks overlap");
	CHECK_FAULT(page_alloc_check, inside->flags, inside->flags | 1UL << PG_ORDER_SHIFT,
		    "two blocks overlap");
	CHECK_FAULT(page_alloc_check, inside->flags, inside->flags & ~PG_PRESENT,
		    "a block crosses zones or a hole");
	CHECK_FAULT(page_alloc_check, taken->flags, taken->flags | PG_FREE,
		    "a block is free and taken, or no RAM");
	CHECK_FAULT(page_alloc_check, taken->flags, taken->flags & ~PG_PRESENT,
		    "a block is free and taken, or no RAM");

	idle = page_of(IN_USE);
	CHECK(!(idle->flags & PG_HEAD));
	CHECK_FAULT(page_alloc_check, idle->flags, idle->flags | 1UL << PG_ORDER_SHIFT,
		    "a page in no block has an order");
	CHECK_FAULT(page_alloc_check, idle->flags, idle->flags | PG_FREE,
		    "a page says that it heads a free block and is in no list");
	idle++;
	CHECK_FAULT(page_alloc_check, idle->flags, idle->flags | PG_TAKEN | 1UL << PG_ORDER_SHIFT,
		    "a block is not aligned");
	idle = page_of(FAR);
	CHECK_FAULT(page_alloc_check, idle->flags, idle->flags | PG_TAKEN | 1UL << PG_ORDER_SHIFT,
		    "a block reaches beyond RAM");
}

/* The very first page is looked at like any other. */
static void page_0(void)
{
	struct page *first;

	add_range(0, PAGE_SIZE, BOOT_RAM, NUMA_NO_NODE, NULL);
	add_range(0, PAGE_SIZE, BOOT_RESERVED, NUMA_NO_NODE, "somebody");
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_pages(one_zone());
	first = pfn_to_page(0);
	if (!CHECK(first != NULL))
		return;
	CHECK(page_zone(first) == zone_of(ZONE_NORMAL));
	CHECK_FAULT(page_alloc_check, first->flags, first->flags | PG_FREE,
		    "a page says that it heads a free block and is in no list");
}

/* The page that is named is the last one of RAM. */
static void above_the_last_zone(void)
{
	unsigned long limits[MAX_NR_ZONES] = { 0, 0, HOME + HOME_PAGES / 4, HOME + HOME_PAGES / 2 };
	char text[80];

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	bootmem_format(text, sizeof(text), "page %#lx is RAM and lies above the last zone, which ends at page %#lx: ",
		       HOME + HOME_PAGES - 1, HOME + HOME_PAGES / 2);
	CHECK_PANIC(free_area_init(limits), text);
	limits[MAX_NR_ZONES - 1] = 0; /* an empty zone ends where the one below it does */
	bootmem_format(text, sizeof(text), "ends at page %#lx: ", HOME + HOME_PAGES / 4);
	CHECK_PANIC(free_area_init(limits), text);
}

/* ---- the bitmap ---- */

#ifndef CONFIG_NO_BOOTMEM

/* An odd number of pages, so that the map has bits beyond its end. */
static void one_node(void)
{
	struct bootmem_data *node;
	struct bitmap map;
	struct pages own;
	unsigned long *last, *of_own, free;

	add_pages(0, HOME_PAGES - 1, 0);
	start_world();
	CHECK_CORE();
	node = NODE_DATA(0)->bdata;
	map = node_map(node);
	own = node_indices(node, bootmem_own_pages(node));
	free = bitmap_next_clear(&map, 0, map.bits);
	take_pages(free + 1, 1); /* so that it is free by itself */
	last = &map.longs[(map.bits - 1) / BITS_PER_LONG];
	of_own = &map.longs[own.start / BITS_PER_LONG];

	CHECK_FAULT(bootmem_check, node->last_end_off, (bootmem_addr_t)pfn_phys(map.bits) + 1,
		    "the rest of a page lies outside of its node");
	CHECK_FAULT(bootmem_check, node->last_end_off, (bootmem_addr_t)pfn_phys(free) + 1,
		    "the rest of a page lies in a page that is free");
	CHECK_FAULT(bootmem_check, node->node_bootmem_map, NULL, "a node in the list has no map");
	CHECK_FAULT(bootmem_check, node->node_low_pfn, node->node_min_pfn, "a node has no pages");
	CHECK_FAULT(bootmem_check, *last, *last & (~0UL >> 1),
		    "a map's summary is wrong, or a bit beyond its end is clear");
	CHECK_FAULT(bootmem_check, node->hint_idx, map.bits + 1, "a hint lies outside of its node");
	CHECK_FAULT(bootmem_check, *of_own, *of_own & ~(1UL << own.start % BITS_PER_LONG),
		    "a page that a map lies in is free");
}

/* What the dump says: a node, and where pages are taken. */
static void in_words(void)
{
	unsigned long free, pages = HOME_PAGES / 2;
	char text[100];

	add_pages(0, pages, 0);
	start_world();
	take_pages(1, pages - 1);
	give_pages(5, 2);
	free = is_free(pfn_phys(HOME)) + 2;
	test_log_clear();
	bootmem_dump();
	bootmem_format(text, sizeof(text), "bootmem: limit %#llx\n", PHYS(bootmem_get_current_limit()));
	CHECK_TEXT(test_log(), text);
	bootmem_format(text, sizeof(text), "  node 0: pages [%#lx, %#lx), %lu free, %lu taken or no RAM\n", HOME,
		       HOME + pages, free, pages - free);
	CHECK_TEXT(test_log(), text);
	bootmem_format(text, sizeof(text), "    0x%012llx-0x%012llx %9llu pages taken\n", PHYS(pfn_phys(HOME + 7)),
		       PHYS(pfn_phys(HOME + pages) - 1), PHYS(pages - 7));
	CHECK_TEXT(test_log(), text);
}

/* All of it, page by page, be the first or the last one taken or not, and 32 runs at most. */
static void in_words_by_definition(void)
{
	enum { SPAN = 120, MOST = 32 };
	static char want[4096];

	for (unsigned long step = mock_steps(60); step; step--) {
		unsigned long free = 0, runs = 0, first = 0;
		size_t n = 0;

		test_reset();
		add_pages(0, SPAN, 0);
		start_world();
		for (unsigned long k = step % 2 ? 80 : test_random_below(8); k; k--)
			take_pages(test_random_below(SPAN), 1);
		give_pages(0, test_random_below(2));
		give_pages(SPAN - 1, 1 - test_random_below(2));
		for (unsigned long i = 0; i <= SPAN; i++) {
			bool taken = i < SPAN && !is_free(pfn_phys(HOME + i));

			free += i < SPAN && !taken;
			if (taken) /* first is where the run begins, 1 more */
				first = first ? first : i + 1;
			else if (first && runs++ < MOST)
				n += (size_t)bootmem_format(want + n, sizeof(want) - n, "    0x%012llx-0x%012llx %9llu pages taken\n",
							    PHYS(pfn_phys(HOME + first - 1)), PHYS(pfn_phys(HOME + i) - 1),
							    PHYS(i - first + 1));
			first = taken ? first : 0;
		}
		if (runs > MOST)
			n += (size_t)bootmem_format(want + n, sizeof(want) - n, "    and %lu more\n", runs - MOST);
		want[n] = '\0';
		test_log_clear();
		bootmem_dump();
		CHECK(!strcmp(strstr(test_log(), "\n    0x") + 1, want));
		CHECK_TEXT(test_log(), text("), %lu free, %lu taken or no RAM\n", free, SPAN - free));
		CHECK_EQ(strstr(test_log(), " more") != NULL, runs > MOST);
	}
}

#ifdef CONFIG_NUMA
#define PART (HOME_PAGES / 4)

/* In a part that is another node's a page becomes free on the first one, too. */
static void check_shared(const struct bootmem_data *first, unsigned long part)
{
	struct bitmap map = node_map(first);
	unsigned long *bits, shared = part * PART;

	while (!is_free(pfn_phys(HOME + shared)))
		shared++;
	CHECK(shared < (part + 1) * PART);
	bits = &map.longs[shared / BITS_PER_LONG];
	CHECK_FAULT(bootmem_check, *bits, *bits & ~(1UL << shared % BITS_PER_LONG),
		    "a page is free on two nodes");
}

/* Nodes that interleave: each has a part in the span of the other. */
static void two_nodes(void)
{
	struct bootmem_data *first, *second;
	struct list_head kept;

	for (unsigned long i = 0; i < 4; i++)
		add_pages(i * PART, PART, i % 2);
	start_world();
	CHECK_CORE();
	first = NODE_DATA(0)->bdata;
	second = NODE_DATA(1)->bdata;
	CHECK_FAULT(bootmem_check, second->list.prev, NULL, "the list of nodes is broken");
	CHECK_FAULT(bootmem_check, second->node_min_pfn, HOME - 1,
		    "the list of nodes is out of order");

	check_shared(first, 1);

	/* With the same first page the lower number comes first. */
	kept = bootmem_nodes;
	second->node_min_pfn -= PART;
	bootmem_nodes = (struct list_head){ &second->list, &first->list };
	second->list = (struct list_head){ &first->list, &bootmem_nodes };
	first->list = (struct list_head){ &bootmem_nodes, &second->list };
	CHECK_TEXT(bootmem_check(), "out of order");
	bootmem_nodes = kept;
	first->list = (struct list_head){ &second->list, &bootmem_nodes };
	second->list = (struct list_head){ &bootmem_nodes, &first->list };
	CHECK(!bootmem_check() || !strstr(bootmem_check(), "out of order"));
	second->node_min_pfn += PART;
	CHECK_CORE();
}

/* Those that share a page need not be neighbours in the list. */
static void three_nodes(void)
{
	add_pages(0, PART, 0);
	add_pages(PART, PART, 1);
	add_pages(2 * PART, PART, 2);
	add_pages(3 * PART, PART, 0);
	start_world();
	check_shared(NODE_DATA(0)->bdata, 1);
	check_shared(NODE_DATA(0)->bdata, 2);
}
#endif
#endif

/* ---- memblock's arrays ---- */

#ifdef CONFIG_HAVE_MEMBLOCK
static void empty_array(void)
{
	struct memblock_region *r = &memblock.memory.regions[0];

	CHECK(!memblock_check());
	CHECK_FAULT(memblock_check, r->base, 1, "a first region that is not zeroed");
	CHECK_FAULT(memblock_check, r->size, 1, "a first region that is not zeroed");
	CHECK_FAULT(memblock_check, r->flags, MEMBLOCK_MIRROR, "a first region that is not zeroed");
}
#endif

const struct suite suite_checks = { "checks", (const struct test_case[]){
	{ "a zone's lists of free blocks", free_lists },
#ifdef CONFIG_NUMA
	{ "the free list of another node", list_of_another_node },
#endif
	{ "two buddies, both free", buddies_apart },
	{ "a zone's counts", zone_counts },
	{ "what pages say of themselves", page_states },
	{ "what page 0 says of itself", page_0 },
	{ "RAM above the last zone", above_the_last_zone },
#ifndef CONFIG_NO_BOOTMEM
	{ "a node and its bitmap", one_node },
	{ "bitmaps in words", in_words },
	{ "bitmaps in words, by definition", in_words_by_definition },
#ifdef CONFIG_NUMA
	{ "nodes among each other", two_nodes },
	{ "three nodes", three_nodes },
#endif
#endif
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "the first region of an empty array", empty_array },
#endif
	{ 0 },
} };
