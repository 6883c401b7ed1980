/* SPDX-License-Identifier: MIT */
/*
 * bootmem.c - a bitmap for each node: set up, give back, take. See internal.h for what holds.
 *
 * Taking sets bits on every node that spans a page. Giving back clears them on one: the node
 * that the caller names, or the one that owns the page (bootmem_owner()). Pages that cannot be
 * given back, because they are free, hold a map or lie on no node, are left out one by one,
 * and told of in one line for the whole call.
 *
 * Cost: O(nodes) for each call, and the words of the map at memset's speed.
 */
#include <bootmem/port.h>

#include "bootmem/internal.h"
#include "lib/lib.h"
#include "page/internal.h"

/* This one outlives boot, because pg_data_t refers to it. */
bootmem_data_t bootmem_node_data[MAX_NUMNODES];

struct list_head bootmem_nodes __initdata = { &bootmem_nodes, &bootmem_nodes };

/* Where each node's map lies. */
static struct pages own_pages[MAX_NUMNODES] __initdata;

/* One limit, under whichever name it is set. */
#ifdef CONFIG_HAVE_MEMBLOCK
#define limit_of_map memblock.current_limit
#else
static phys_addr_t limit_of_map __initdata = PHYS_ADDR_MAX;
#endif

void __init bootmem_set_current_limit(phys_addr_t limit)
{
	limit_of_map = limit;
}

phys_addr_t __init bootmem_get_current_limit(void)
{
	return limit_of_map;
}

bool __init core_is_open(void)
{
	return !boot_handed_over;
}

/* ---- from bytes to pages ---- */

static phys_addr_t __init range_end(phys_addr_t base, phys_addr_t size)
{
	return size > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + size;
}

static struct pages __init pages_inside(phys_addr_t base, phys_addr_t size)
{
	return (struct pages){ phys_pfn_up(base), phys_pfn_end(range_end(base, size)) };
}

static struct pages __init pages_touched(phys_addr_t base, phys_addr_t size)
{
	if (!size)
		return NO_PAGES;
	return (struct pages){ phys_pfn_down(base), phys_pfn_up(range_end(base, size)) };
}

/* ---- take ---- */

/* The rest of a page is the allocator's no longer when the page is freed, or reserved. */
static void __init forget_rests(struct pages p)
{
	struct bootmem_data *node;

	for_each_bootmem_node(node) {
		unsigned long pfn = phys_pfn_down(bootmem_rest(node).addr);

		if (p.start <= pfn && pfn < p.end)
			node->last_end_off = 0;
	}
}

static void __init take_pages(struct pages p)
{
	struct bootmem_data *node;

	forget_rests(p);
	for_each_bootmem_node(node) {
		struct pages i = node_indices(node, p);
		struct bitmap map = node_map(node);

		bitmap_set(&map, i.start, i.end);
	}
	bootmem_verify();
}

/* Is every page in the span of a node? Nodes come by first page: one pass will do. */
static bool __init all_on_nodes(struct pages p)
{
	struct bootmem_data *node;

	for_each_bootmem_node(node)
		if (node_spans(node, p.start))
			p.start = node->node_low_pfn;
	return is_empty(p);
}

static bool __init all_free(struct pages p)
{
	while (!is_empty(p)) {
		struct pages free = bootmem_next_free(p);

		if (free.start != p.start)
			return false;
		p.start = free.end;
	}
	return true;
}

/* Check, then take: a call that fails changes nothing. */
static int __init reserve_pages(struct pages p, int flags)
{
	if ((flags & BOOTMEM_EXCLUSIVE) && !all_free(p))
		return -EBUSY;
	take_pages(p);
	return 0;
}

static void __init die_if_handed_over(const char *call, phys_addr_t base, phys_addr_t size,
				      const char *instead)
{
	if (boot_handed_over)
		bootmem_die("%s(%#llx, %#llx) after hand-over: memory is the page allocator's now, "
			    "use %s instead", call, PHYS(base), PHYS(size), instead);
}

int __init reserve_bootmem(bootmem_addr_t physaddr, bootmem_addr_t size, int flags)
{
	struct pages p = pages_touched((phys_addr_t)physaddr, (phys_addr_t)size);

	die_if_handed_over("reserve_bootmem", physaddr, size, "alloc_pages()");
	if (!size)
		return 0;
	/* A page that has no number is on no node. */
	return !is_empty(p) && all_on_nodes(p) ? reserve_pages(p, flags) : -EINVAL;
}

int __init reserve_bootmem_node(pg_data_t *pgdat, bootmem_addr_t physaddr, bootmem_addr_t size,
				int flags)
{
	struct pages p = pages_touched((phys_addr_t)physaddr, (phys_addr_t)size);
	const struct bootmem_data *node = pgdat->bdata;

	die_if_handed_over("reserve_bootmem_node", physaddr, size, "alloc_pages()");
	if (!size)
		return 0;
	if (!node || !node_spans(node, p.start) || p.end > node->node_low_pfn)
		return -EINVAL;
	return reserve_pages(p, flags);
}

/* A bitmap has no place for owners; what is on no node cannot be handed out anyway. */
void __init core_reserve(phys_addr_t base, phys_addr_t size, const char *owner)
{
	(void)owner;
	take_pages(pages_touched(base, size));
}

/* ---- set up ---- */

unsigned long __init bootmem_bootmap_pages(unsigned long pages)
{
	unsigned long bytes = bitmap_bytes(pages);

	return bytes / PAGE_SIZE + (bytes % PAGE_SIZE != 0);
}

struct pages __init bootmem_own_pages(const struct bootmem_data *node)
{
	return node->node_bootmem_map ? own_pages[bootmem_nid(node)] : NO_PAGES;
}

void __init bootmem_unlink(struct bootmem_data *node)
{
	node->list.prev->next = node->list.next;
	node->list.next->prev = node->list.prev;
	node->node_bootmem_map = NULL;
}

static void __init link_node(struct bootmem_data *node)
{
	struct list_head *next = bootmem_nodes.next;
	struct bootmem_data *other;

	for_each_bootmem_node(other) {
		if (other->node_min_pfn > node->node_min_pfn ||
		    (other->node_min_pfn == node->node_min_pfn && other > node))
			break;
		next = other->list.next;
	}
	node->list = (struct list_head){ next, next->prev };
	next->prev->next = &node->list;
	next->prev = &node->list;
}

static bool __init meets_other_map(int nid, struct pages p)
{
	for (int other = 0; other < MAX_NUMNODES; other++)
		if (other != nid &&
		    !is_empty(common_pages(bootmem_own_pages(&bootmem_node_data[other]), p)))
			return true;
	return false;
}

/* Why a node cannot be set up, NULL = it can. */
static const char *__init refusal(int nid, struct pages span, struct pages own)
{
	if (nid < 0 || nid >= MAX_NUMNODES)
		return "there is no node of that number, raise MAX_NUMNODES";
	if (is_empty(span))
		return "it has no pages";
	if (is_empty(own) || own.end > all_pages().end ||
	    !bootmem_phys_to_virt(pfn_phys(own.start), nr_pages(own) * PAGE_SIZE))
		return "its bitmap is not mapped";
	return meets_other_map(nid, own) ? "its bitmap lies over that of another node" : NULL;
}

/* Every page is taken, and the map's own pages on all nodes. */
static void __init start_node(struct bootmem_data *node, struct pages span, struct pages own)
{
	void *storage = bootmem_phys_to_virt(pfn_phys(own.start), nr_pages(own) * PAGE_SIZE);
	struct bitmap map = bitmap_at(storage, nr_pages(span));

	if (node->node_bootmem_map) {
		bootmem_warn("node %d is set up again: it starts anew, with every page taken",
			     bootmem_nid(node));
		bootmem_unlink(node);
	}
	bitmap_fill(&map);
	*node = (struct bootmem_data){ .node_min_pfn = span.start,
				       .node_low_pfn = span.end,
				       .node_bootmem_map = storage,
				       .hint_goal = span.start,
				       .full_pages = ~0UL };
	own_pages[bootmem_nid(node)] = own;
	link_node(node);
	take_pages(own);
}

unsigned long __init init_bootmem_node(pg_data_t *pgdat, unsigned long freepfn,
				       unsigned long startpfn, unsigned long endpfn)
{
	struct pages span = common_pages((struct pages){ startpfn, endpfn }, all_pages());
	unsigned long size = bootmem_bootmap_pages(nr_pages(span));
	struct pages own = { freepfn, freepfn + size }; /* empty when that wraps */
	const char *why = refusal(pgdat->node_id, span, own);

	if (why) {
		bootmem_warn("node %d, pages [%#lx, %#lx), bitmap at page %#lx, is not set up: %s",
			     pgdat->node_id, startpfn, endpfn, freepfn, why);
		return 0;
	}
	if (boot_handed_over)
		bootmem_warn("node %d is set up after hand-over: everything starts anew, and what was "
			     "handed over is forgotten", pgdat->node_id);
	pgdat->bdata = &bootmem_node_data[pgdat->node_id];
	node_data[pgdat->node_id] = pgdat;
	page_nodes_placed = true; /* free_area_init() leaves them where they are */
	start_node(pgdat->bdata, span, own);
	boot_handed_over = false;
	return bitmap_bytes(nr_pages(span));
}

unsigned long __init init_bootmem(unsigned long start, unsigned long pages)
{
	unsigned long bytes;

	bytes = init_bootmem_node(&contig_page_data, start, 0, pages);
	if (bytes) {
		min_low_pfn = start;
		max_low_pfn = pages;
	}
	return bytes;
}

void __init bootmem_reset(void)
{
	while (bootmem_next_node(NULL))
		bootmem_unlink(bootmem_next_node(NULL));
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	boot_handed_over = false;
}

/* ---- give back ---- */

/* Pages of a call that were not given back. */
struct complaint {
	const char *what;
	unsigned long first, count;
};

static void __init complain(struct complaint *c, struct pages p)
{
	if (!c->count)
		c->first = p.start;
	c->count += nr_pages(p);
}

static void __init print_complaint(const struct complaint *c, const char *call, phys_addr_t base,
				   phys_addr_t size)
{
	if (c->count)
		bootmem_warn("%s(%#llx, %#llx): pages that are %s: %lu, from page %#lx on", call,
			     PHYS(base), PHYS(size), c->what, c->count, c->first);
}

/* The part of a range below the first map in it; what is left in *p lies above that map. */
static struct pages __init below_own_pages(struct pages *p)
{
	struct pages below = *p;
	struct bootmem_data *node;

	p->start = p->end;
	for_each_bootmem_node(node) {
		struct pages own = bootmem_own_pages(node);

		if (is_empty(common_pages(own, below)))
			continue;
		below.end = own.start;
		p->start = own.end;
	}
	return below;
}

/* Searches start at the lowest page that has become free since. */
static void __init clear_pages(struct bootmem_data *node, struct pages p)
{
	struct pages i = node_indices(node, p);
	struct bitmap map = node_map(node);

	if (is_empty(i))
		return;
	forget_rests(p);
	bitmap_clear(&map, i.start, i.end);
	if (i.end > node->full_idx)
		node->full_pages = ~0UL;
	node->hint_idx = min_pfn_of(node->hint_idx, i.start);
	bootmem_verify();
}

/* Inside a node's span. What is free on any node stays as it is. */
static void __init give_back(struct bootmem_data *node, struct pages p, struct complaint *twice)
{
	while (!is_empty(p)) {
		struct pages part = below_own_pages(&p);

		while (!is_empty(part)) {
			struct pages free = bootmem_next_free(part);

			clear_pages(node, (struct pages){ part.start, free.start });
			complain(twice, free);
			part.start = free.end;
		}
	}
}

void __init core_free(phys_addr_t base, phys_addr_t size)
{
	struct complaint twice = { .what = "free already" }, nowhere = { .what = "on no node" };
	struct pages left = pages_inside(base, size);

	die_if_handed_over("free_bootmem", base, size, "free_bootmem_late()");
	while (!is_empty(left)) {
		struct pages part = left;
		struct bootmem_data *node = bootmem_owner(&part);

		if (node)
			give_back(node, part, &twice);
		else
			complain(&nowhere, part);
		left.start = part.end;
	}
	print_complaint(&twice, "free_bootmem", base, size);
	print_complaint(&nowhere, "free_bootmem", base, size);
}

void __init free_bootmem_node(pg_data_t *pgdat, bootmem_addr_t physaddr, bootmem_addr_t size)
{
	struct complaint twice = { .what = "free already" }, outside = { .what = "not on this node" };
	struct pages p = pages_inside((phys_addr_t)physaddr, (phys_addr_t)size), mine = NO_PAGES;
	struct bootmem_data *node = pgdat->bdata;

	die_if_handed_over("free_bootmem_node", physaddr, size, "free_bootmem_late()");
	if (node && node->node_bootmem_map)
		mine = common_pages(p, node_pages(node));
	if (is_empty(mine))
		mine = (struct pages){ p.start, p.start };
	give_back(node, mine, &twice);
	complain(&outside, (struct pages){ p.start, mine.start });
	complain(&outside, (struct pages){ mine.end, p.end });
	print_complaint(&twice, "free_bootmem_node", physaddr, size);
	print_complaint(&outside, "free_bootmem_node", physaddr, size);
}
