/* SPDX-License-Identifier: MIT */
/*
 * page_alloc.c - a buddy allocator.
 *
 * A block is 2^order pages, naturally aligned, in one zone. Its buddy is the block of
 * the same order beside it with which it makes a block of the next order:
 *
 *	order 1 at 4	|4 5|6 7|	buddies: 4 and 4 ^ 2 = 6
 *	order 2 at 4	|4 5 6 7|	buddy: 4 ^ 4 = 0
 *
 * Every page is in one of three states: in a free block, whose first page has PG_FREE,
 * the order, and a place in the zone's list of that order; in a taken block, whose first
 * page has PG_TAKEN and the order; or in no block, because it was never handed over.
 * Invariant: two free buddies of one order do not exist, they are one block.
 *
 * What contains a page is found by looking at the MAX_ORDER + 1 pages at which such a
 * block could start. So a page that is freed twice, or in a piece larger than it was
 * taken, is noticed at once. Cost: O(MAX_ORDER) for each call, no loop over pages.
 */
#include <bootmem/page_alloc.h>
#include <bootmem/port.h>

#include "lib/lib.h"
#include "page/internal.h"

/* ---- lists ---- */

static void list_insert(struct list_head *entry, struct list_head *head)
{
	entry->next = head->next;
	entry->prev = head;
	head->next->prev = entry;
	head->next = entry;
}

static void list_remove(struct list_head *entry)
{
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
	entry->next = entry->prev = NULL; /* a page that is taken looks the same, wherever it was listed */
}

static struct page *list_page(struct list_head *entry)
{
	return (struct page *)(void *)((char *)entry - offsetof(struct page, list));
}

/* ---- blocks ---- */

static void set_head(struct page *page, unsigned long state, unsigned int order)
{
	page->flags &= ~(PG_HEAD | PG_ORDER_MASK);
	page->flags |= state | (unsigned long)order << PG_ORDER_SHIFT;
}

static bool is_block(const struct page *page, unsigned long state, unsigned int order)
{
	return (page->flags & (PG_HEAD | PG_ORDER_MASK)) ==
	       (state | (unsigned long)order << PG_ORDER_SHIFT);
}

static void put_on_list(struct zone *zone, struct page *page, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];

	set_head(page, PG_FREE, order);
	/* Hand-over goes upwards, so the highest memory is taken first and the lowest lasts. */
	list_insert(&page->list, &area->free_list);
	area->nr_free++;
	zone->nr_free += 1UL << order;
}

static void take_off_list(struct zone *zone, struct page *page, unsigned int order)
{
	list_remove(&page->list);
	set_head(page, 0, 0);
	zone->free_area[order].nr_free--;
	zone->nr_free -= 1UL << order;
}

/* The first page of the block in that state that contains pfn; at least of that order. */
static struct page *find_block(unsigned long pfn, unsigned long state, unsigned int order)
{
	for (; order <= MAX_ORDER; order++) {
		struct page *head = page_lookup(pfn & ~((1UL << order) - 1));

		if (head && is_block(head, state, order))
			return head;
	}
	return NULL;
}

/* ---- freeing ---- */

/* A block in no state becomes free, together with its free buddies. */
static void free_block(unsigned long pfn, struct page *page, unsigned int order)
{
	struct zone *zone = page_zone(page);

	for (; order < MAX_ORDER; order++) {
		struct page *buddy = page_lookup(pfn ^ 1UL << order);

		/* A hole and the end of RAM are in no block, another zone differs in place. */
		if (!buddy || !is_block(buddy, PG_FREE, order) ||
		    ((buddy->flags ^ page->flags) & PG_PLACE_MASK))
			break;
		take_off_list(zone, buddy, order);
		if (pfn & 1UL << order) {
			pfn &= ~(1UL << order);
			page = buddy;
		}
	}
	put_on_list(zone, page, order);
}

/* Cut a taken block in two until the block at pfn is one of its own. */
static void split_taken(struct page *head, unsigned long pfn, unsigned int order)
{
	unsigned int size = page_order(head);
	unsigned long start = page_to_pfn(head);

	while (size > order) {
		struct page *upper;

		size--;
		upper = head + (1UL << size);
		set_head(upper, PG_TAKEN, size);
		set_head(head, PG_TAKEN, size);
		if (pfn >= start + (1UL << size)) {
			start += 1UL << size;
			head = upper;
		}
	}
}

/* Why a block cannot be freed, as a sentence. */
static _Noreturn void refuse(unsigned long pfn, unsigned int order)
{
	if (find_block(pfn, PG_FREE, 0))
		bootmem_die("page %#lx is freed twice", pfn);
	if (find_block(pfn, PG_TAKEN, 0))
		bootmem_die("page %#lx is freed with order %u: it was taken with a smaller one", pfn,
			    order);
	bootmem_die("page %#lx is freed and was never taken: memory of the boot allocator goes "
		    "through memblock_free_late()",
		    pfn);
}

static void check_place(unsigned long pfn, unsigned int order)
{
	if (order > MAX_ORDER)
		bootmem_die("page %#lx is freed with order %u: the largest is %u", pfn, order,
			    MAX_ORDER);
	if (pfn & ((1UL << order) - 1))
		bootmem_die("page %#lx is freed with order %u and is not aligned to it", pfn, order);
}

void __free_pages(struct page *page, unsigned int order)
{
	struct page *head;
	unsigned long pfn;

	if (!page)
		return;
	pfn = page_to_pfn(page);
	if (!(page->flags & PG_PRESENT))
		bootmem_die("page %#lx is freed and is no RAM", pfn);
	check_place(pfn, order);
	head = find_block(pfn, PG_TAKEN, order);
	if (!head)
		refuse(pfn, order);
	split_taken(head, pfn, order);
	set_head(page, 0, 0);
	free_block(pfn, page, order);
}

void free_pages(void *addr, unsigned int order)
{
	struct page *page;

	if (!addr)
		return;
	page = virt_to_page(addr);
	if (!page)
		bootmem_die("free_pages(%p) is no RAM", addr);
	__free_pages(page, order);
}

/* ---- receiving ---- */

/* The struct of a page that arrives: RAM, and in no block. */
static struct page *arriving_page(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	if (!page)
		bootmem_die("page %#lx is handed over and has no page struct: it is no RAM, or "
			    "free_area_init() has not run",
			    pfn);
	if (find_block(pfn, PG_FREE, 0) || find_block(pfn, PG_TAKEN, 0))
		bootmem_die("page %#lx is handed over twice", pfn);
	return page;
}

/*
 * Memory of one node, which lies in one piece: when both ends are in one zone, all of it
 * is. Otherwise halves are tried, so that zones may meet anywhere.
 */
static void receive_run(unsigned long pfn, unsigned int order)
{
	unsigned long end = pfn + (1UL << order);

	while (pfn < end) {
		struct page *first = arriving_page(pfn), *last;
		unsigned int o = order;

		for (;; o--) {
			/* Aligned, and not beyond the block that arrived. */
			if (pfn & ((1UL << o) - 1))
				continue;
			last = pfn_to_page(pfn + (1UL << o) - 1);
			if (o == 0 || (last && !((first->flags ^ last->flags) & PG_PLACE_MASK)))
				break;
		}
		free_block(pfn, first, o);
		pfn += 1UL << o;
	}
}

void page_alloc_receive(unsigned long pfn, unsigned int order, bool late)
{
	check_place(pfn, order);
	if (!late) {
		receive_run(pfn, order);
		return;
	}
	for (unsigned long i = 0; i < 1UL << order; i++)
		free_block(pfn + i, arriving_page(pfn + i), 0);
}

/* ---- allocating ---- */

static struct page *take_from_zone(struct zone *zone, unsigned int order)
{
	unsigned int size = order;
	struct page *page;

	if (zone->nr_free < 1UL << order)
		return NULL;
	while (size <= MAX_ORDER && !zone->free_area[size].nr_free)
		size++;
	if (size > MAX_ORDER)
		return NULL;
	page = list_page(zone->free_area[size].free_list.next);
	take_off_list(zone, page, size);
	/* What is too much goes back from the top down; its buddies are taken by this block. */
	while (size > order) {
		size--;
		put_on_list(zone, page + (1UL << size), size);
	}
	set_head(page, PG_TAKEN, order);
	return page;
}

static enum zone_type highest_zone(gfp_t gfp)
{
	if (gfp & GFP_DMA)
		return ZONE_DMA;
	if (gfp & GFP_DMA32)
		return ZONE_DMA32;
	return gfp & GFP_HIGHUSER ? ZONE_HIGHMEM : ZONE_NORMAL;
}

static struct page *take_from_lists(const pg_data_t *node, gfp_t gfp, unsigned int order)
{
	struct zone *const *list = node->node_zonelists[highest_zone(gfp)].zones;
	struct page *page = NULL;

	/* The list starts with the node's own zones. */
	for (; *list && !page; list++) {
		if ((gfp & __GFP_THISNODE) && (*list)->node != node)
			break;
		page = take_from_zone(*list, order);
	}
	return page;
}

static void clear_pages(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	for (unsigned long i = 0; i < 1UL << order; i++) {
		void *at = bootmem_phys_to_virt(pfn_phys(pfn + i), PAGE_SIZE);

		if (!at)
			bootmem_die("page %#lx is to be zeroed and is not mapped: map all memory, or "
				    "do not ask for __GFP_ZERO",
				    pfn + i);
		memset(at, 0, PAGE_SIZE);
	}
}

/* For one that has no memory, or none in particular, which is as far as possible from all. */
static pg_data_t *nearest_node(int from)
{
	int nid;

	for_each_node_by_distance(nid, from)
		if (NODE_DATA(nid))
			return NODE_DATA(nid);
	for_each_online_node(nid)
		return NODE_DATA(nid);
	return NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	const pg_data_t *node = nid >= 0 && nid < MAX_NUMNODES ? NODE_DATA(nid) : NULL;
	struct page *page;

	if (order > MAX_ORDER)
		return NULL;
	if (!node) {
		if (nid != NUMA_NO_NODE && (gfp & __GFP_THISNODE))
			return NULL;
		node = nearest_node(nid);
		gfp &= ~__GFP_THISNODE;
	}
	page = node ? take_from_lists(node, gfp, order) : NULL;
	if (page && (gfp & __GFP_ZERO))
		clear_pages(page, order);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(NUMA_NO_NODE, gfp, order);
}

void *get_free_pages(gfp_t gfp, unsigned int order)
{
	/* Zeroed below: only what is mapped can be. And HIGHMEM never is. */
	struct page *page = alloc_pages(gfp & ~(__GFP_ZERO | GFP_HIGHUSER), order);
	void *addr;

	if (!page)
		return NULL;
	addr = bootmem_phys_to_virt(pfn_phys(page_to_pfn(page)), PAGE_SIZE << order);
	if (!addr)
		__free_pages(page, order);
	else if (gfp & __GFP_ZERO)
		memset(addr, 0, PAGE_SIZE << order);
	return addr;
}

void *get_free_page(gfp_t gfp)
{
	return get_free_pages(gfp, 0);
}

/* ---- looking ---- */

unsigned long nr_free_pages(void)
{
	unsigned long n = 0;
	int nid;

	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			n += NODE_DATA(nid)->node_zones[z].nr_free;
	return n;
}

static const char *check_listed(const struct zone *zone, const struct page *page,
				unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);
	const struct page *buddy = page_lookup(pfn ^ 1UL << order);

	if (!(page->flags & PG_PRESENT) || page_lookup(pfn) != page)
		return "a free list holds what is no page";
	if (!is_block(page, PG_FREE, order))
		return "a free list holds a block that is not free, or of another order";
	if (pfn & ((1UL << order) - 1))
		return "a free block is not aligned";
	if (page_zone(page) != zone)
		return "a free block is in the list of another zone";
	if (order < MAX_ORDER && buddy && is_block(buddy, PG_FREE, order) &&
	    page_zone(buddy) == zone)
		return "two free buddies are not one block";
	return NULL;
}

static const char *check_area(const struct zone *zone, unsigned int order)
{
	const struct free_area *area = &zone->free_area[order];
	const struct list_head *entry = &area->free_list;
	unsigned long n = 0;

	for (; entry->next != &area->free_list; entry = entry->next) {
		const char *fault;

		if (entry->next->prev != entry)
			return "a free list is broken";
		if (n++ == area->nr_free)
			return "a free list is longer than its count";
		fault = check_listed(zone, list_page(entry->next), order);
		if (fault)
			return fault;
	}
	if (area->free_list.prev != entry)
		return "a free list is broken";
	return n == area->nr_free ? NULL : "a free list is shorter than its count";
}

static const char *check_zone(const struct zone *zone)
{
	unsigned long pages = 0;

	for (unsigned int order = 0; order <= MAX_ORDER; order++) {
		const char *fault = check_area(zone, order);

		if (fault)
			return fault;
		pages += zone->free_area[order].nr_free << order;
	}
	if (pages != zone->nr_free)
		return "the number of free pages of a zone is wrong";
	return zone->nr_free > zone->managed_pages ? "a zone has more free pages than it was given"
						   : NULL;
}

/* What page_alloc_check() has seen on its way up. */
struct ascent {
	unsigned long place, end; /* of the block that pages below end belong to */
	unsigned long free_blocks;
};

static const char *check_page(struct ascent *a, unsigned long pfn, const struct page *page)
{
	unsigned long state = page->flags & PG_HEAD, place = page->flags & PG_PLACE_MASK;

	if (pfn < a->end) {
		if (page->flags & (PG_HEAD | PG_ORDER_MASK))
			return "two blocks overlap";
		return place != a->place ? "a block crosses zones or a hole" : NULL;
	}
	if (!state)
		return (page->flags & PG_ORDER_MASK) ? "a page in no block has an order" : NULL;
	if (state == PG_HEAD || !(page->flags & PG_PRESENT))
		return "a block is free and taken, or no RAM";
	a->place = place;
	a->end = pfn + (1UL << page_order(page));
	a->free_blocks += state == PG_FREE;
	if (pfn & (a->end - pfn - 1))
		return "a block is not aligned";
	return pfn_valid(a->end - 1) ? NULL : "a block reaches beyond RAM";
}

static unsigned long listed_blocks(void)
{
	unsigned long n = 0;
	int nid;

	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int order = 0; order <= MAX_ORDER; order++)
				n += NODE_DATA(nid)->node_zones[z].free_area[order].nr_free;
	return n;
}

const char *page_alloc_check(void)
{
	struct ascent ascent = { 0 };
	struct page_run run;
	const char *fault;
	int nid;

	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			fault = check_zone(&NODE_DATA(nid)->node_zones[z]);
			if (fault)
				return fault;
		}
	for (run = page_next_run(0); run.pages; run = page_next_run(run.end))
		for (; run.pfn < run.end; run.pfn++) {
			fault = check_page(&ascent, run.pfn, run.pages++);
			if (fault)
				return fault;
		}
	return ascent.free_blocks == listed_blocks()
		       ? NULL
		       : "a page says that it heads a free block and is in no list";
}
