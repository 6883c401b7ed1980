/* SPDX-License-Identifier: MIT */
/*
 * bootmem_alloc.c - where a request goes: the rest of the last page, or free pages.
 *
 * A place is found first and taken then; what fails has changed nothing. On each node:
 *
 *	1. The rest of the page that was taken last, when the request fits into it, is aligned
 *	   there, at or above the goal and below the limit. Whatever lies behind it.
 *	2. Free pages, first fit upwards from the goal. When the goal is that of the last
 *	   search, next fit: from where that search ended to the end of the node, then from the
 *	   goal. A larger request starts in the rest of the last page when the pages that it
 *	   needs behind it are free; that counts as a place at the first of these pages.
 *
 *		taken	|#########...|            |		64 bytes go to 1
 *		page	|   last     | free       |
 *		larger	|         ===|=======     |		saves a page, or the page's rest
 *
 * A page run leaves a rest of its own. Of two rests one is remembered: the larger one, because
 * whatever does not fit into it does not fit into the smaller one. But a rest that goal or
 * limit of the request ruled out gives way: the next request of that kind would need another
 * page again. So requests of one kind fill pages up.
 *
 * Cost: 1 and the search for the next free page O(1) and a long of the map; see bitmap.h.
 */
#include <bootmem/port.h>

#include "bootmem/internal.h"
#include "lib/lib.h"

/* A request to a node, goal included: the try without a goal has goal 0. */
struct wish {
	phys_addr_t size, align, goal, limit;
};

/* Where it goes: an address that is not 0, or nowhere. */
struct place {
	struct bootmem_data *node;
	phys_addr_t addr, goal;
};

/* ---- the rest of the last page ---- */

/* The part of the rest that the request may use; no room: none of it. */
static struct bootmem_rest __init usable_rest(const struct bootmem_data *node, const struct wish *w)
{
	const struct bootmem_rest none = { 0, 0 };
	struct bootmem_rest rest = bootmem_rest(node);
	phys_addr_t skip = w->goal > rest.addr ? w->goal - rest.addr : 0;

	if (skip >= rest.room)
		return none;
	rest.addr += skip;
	rest.room -= skip;
	skip = (0 - rest.addr) & (w->align - 1);
	if (skip >= rest.room)
		return none;
	rest.addr += skip;
	rest.room -= skip;
	if (rest.addr >= w->limit || w->size > w->limit - rest.addr)
		return none;
	return rest;
}

/* The first page behind the rest when the request may start there; BITMAP_NONE if not. */
static unsigned long __init page_behind(const struct bootmem_data *node, const struct wish *w,
					const struct bootmem_rest *rest)
{
	struct bitmap map = node_map(node);
	unsigned long first, n;

	if (!rest->room)
		return BITMAP_NONE;
	first = phys_pfn_down(rest->addr) + 1 - node->node_min_pfn;
	n = phys_pfn_up(w->size - rest->room);
	if (n > map.bits - first || bitmap_next_set(&map, first, first + n) != first + n)
		return BITMAP_NONE;
	return first;
}

/* ---- pages ---- */

/* The page that a goal stands for on a node; goals below the node are one. */
static unsigned long __init goal_pfn(const struct bootmem_data *node, phys_addr_t goal)
{
	return max_pfn_of(phys_pfn_up(goal), node->node_min_pfn);
}

/* Where a search goes, in indices: a run of n pages in [from, to). */
struct search {
	unsigned long from, to, n, align;
};

/* false = no page on the node will do. */
static bool __init start_search(struct search *s, const struct bootmem_data *node,
				const struct wish *w)
{
	unsigned long bits = node->node_low_pfn - node->node_min_pfn, last;
	unsigned long first = max_pfn_of(goal_pfn(node, w->goal), 1); /* page 0 means "none" */

	s->n = phys_pfn_up(w->size);
	s->align = w->align > PAGE_SIZE ? phys_pfn_down(w->align) : 1;
	if (w->size > w->limit || s->n > bits || !is_power_of_two(s->align))
		return false;
	last = phys_pfn_down(w->limit - w->size); /* the last page that it may start in */
	if (last < first || first >= node->node_low_pfn)
		return false;
	s->from = first - node->node_min_pfn;
	s->to = min_pfn_of(last - node->node_min_pfn, bits - s->n) + s->n;
	return true;
}

/* The first fit in [from, to), or the page behind the rest when that comes first. */
static unsigned long __init search_from(const struct bootmem_data *node, const struct search *s,
					unsigned long from, unsigned long to, unsigned long behind)
{
	struct bitmap map = node_map(node);
	unsigned long i = bitmap_find_clear_run(&map, from, to, s->n, s->align, node->node_min_pfn);

	return behind >= from && behind <= i ? behind : i;
}

/*
 * Nobody need look again for as many pages, or more, from there to the end of the node, until
 * something there is freed: a node that is full costs nothing.
 */
static void __init remember_failure(struct bootmem_data *node, const struct search *s)
{
	if (s->align > 1 || s->to < node->node_low_pfn - node->node_min_pfn)
		return;
	node->full_idx = s->from;
	node->full_pages = s->n;
}

static unsigned long __init search_pages(struct bootmem_data *node, const struct wish *w,
					 unsigned long behind)
{
	unsigned long start, i;
	struct search s;

	if (!start_search(&s, node, w) || (s.n >= node->full_pages && s.from >= node->full_idx))
		return behind;
	start = s.from;
	if (node->hint_goal == goal_pfn(node, w->goal))
		start = max_pfn_of(start, node->hint_idx);
	i = search_from(node, &s, start, s.to, behind);
	/* From the goal: a run that starts below the hint may reach beyond it. */
	if (i == BITMAP_NONE && start > s.from)
		i = search_from(node, &s, s.from, min_pfn_of(start + s.n - 1, s.to), behind);
	if (i == BITMAP_NONE)
		remember_failure(node, &s);
	return i;
}

/* ---- find ---- */

/* The address on a node, 0 = none. */
static phys_addr_t __init find_on_node(struct bootmem_data *node, const struct wish *w)
{
	struct bootmem_rest rest = usable_rest(node, w);
	unsigned long behind, i;

	if (w->size <= rest.room)
		return rest.addr;
	behind = page_behind(node, w, &rest);
	i = search_pages(node, w, behind);
	if (i == BITMAP_NONE)
		return 0;
	return i == behind ? rest.addr : pfn_phys(node->node_min_pfn + i);
}

/* The order in which nodes are asked: the one that is wanted, then by distance. */
static int __init rank(const struct bootmem_data *node, int wanted)
{
	return bootmem_nid(node) == wanted ? 0 : node_distance(wanted, bootmem_nid(node));
}

/* Of nodes that are equally far the one that comes first in the list; NULL = no more. */
static struct bootmem_data *__init next_nearest(const struct bootmem_data *last, int wanted)
{
	struct bootmem_data *node, *best = NULL;
	bool passed = false;

	if (wanted == NUMA_NO_NODE)
		return bootmem_next_node(last);
	if (!last && bootmem_node_data[wanted].node_bootmem_map)
		return &bootmem_node_data[wanted];
	for_each_bootmem_node(node) {
		int here = rank(node, wanted);

		if (node == last)
			passed = true;
		else if ((!last || here > rank(last, wanted) ||
			  (here == rank(last, wanted) && passed)) &&
			 (!best || here < rank(best, wanted)))
			best = node;
	}
	return best;
}

static struct place __init find_place(const struct core_request *r, phys_addr_t goal, bool exact)
{
	struct wish w = { r->size, r->align, goal, r->limit };
	struct place place = { NULL, 0, goal };

	while ((place.node = next_nearest(place.node, r->nid))) {
		if (exact && r->nid != NUMA_NO_NODE && r->nid != bootmem_nid(place.node))
			break;
		place.addr = find_on_node(place.node, &w);
		if (place.addr)
			break;
	}
	return place;
}

/* ---- take ---- */

/* Which rest to keep after a run of pages has ended at end; see above. */
static bool __init old_rest_is_better(const struct place *place, phys_addr_t end, phys_addr_t limit)
{
	struct bootmem_rest old = bootmem_rest(place->node);
	phys_addr_t room = (0 - end) & (PAGE_SIZE - 1);

	if (!room)
		return true;
	return old.room > room && old.addr >= place->goal && old.addr < limit &&
	       old.room <= limit - old.addr;
}

static void __init take_place(const struct place *place, phys_addr_t size, phys_addr_t limit)
{
	struct bootmem_data *node = place->node;
	phys_addr_t end = place->addr + size, start = pfn_phys(node->node_min_pfn);
	bool in_rest = place->addr & (PAGE_SIZE - 1);
	struct bitmap map = node_map(node);
	unsigned long from = phys_pfn_up(place->addr) - node->node_min_pfn;
	unsigned long to = phys_pfn_up(end) - node->node_min_pfn;

	if (from < to) {
		bitmap_set(&map, from, to);
		node->hint_idx = to;
		node->hint_goal = goal_pfn(node, place->goal);
	}
	if (in_rest || !old_rest_is_better(place, end, limit))
		node->last_end_off = (bootmem_addr_t)(end - start);
	bootmem_verify();
}

static void *__init claim(const struct core_request *r, const struct place *place)
{
	void *ptr;

	if (!place->addr)
		return NULL;
	ptr = bootmem_phys_to_virt(place->addr, (size_t)r->size);
	if (ptr)
		take_place(place, r->size, r->limit);
	else
		bootmem_warn("[%#llx, %#llx) is below the current limit but not mapped; "
			     "bootmem_set_current_limit() said otherwise", PHYS(place->addr),
			     PHYS(place->addr + r->size));
	return ptr;
}

void *__init core_alloc(const struct core_request *r)
{
	struct place place = find_place(r, r->goal, false);

	if (!place.addr && r->goal)
		place = find_place(r, 0, false);
	return claim(r, &place);
}

void *__init core_alloc_exact(const struct core_request *r)
{
	struct place place = find_place(r, r->goal, true);

	return claim(r, &place);
}
