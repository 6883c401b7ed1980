/* SPDX-License-Identifier: MIT */
/*
 * bootmem_debug.c - the maps in words, and a walk that tests every invariant.
 */
#include "bootmem/internal.h"
#include "lib/lib.h"

#define MAX_RUNS 32 /* runs of a node that are printed */

/* ---- in words ---- */

static void __init dump_run(const struct bootmem_data *node, struct pages i)
{
	phys_addr_t base = pfn_phys(node->node_min_pfn + i.start);

	bootmem_info("    0x%012llx-0x%012llx %9llu pages taken", PHYS(base),
		     PHYS(base + pfn_phys(nr_pages(i)) - 1), PHYS(nr_pages(i)));
}

/* Taken, or no RAM: the map does not tell. */
static void __init dump_runs(const struct bootmem_data *node)
{
	struct bitmap map = node_map(node);
	struct pages run = { bitmap_next_set(&map, 0, map.bits), 0 };
	unsigned long n = 0;

	for (; run.start < map.bits; run.start = bitmap_next_set(&map, run.end, map.bits)) {
		run.end = bitmap_next_clear(&map, run.start, map.bits);
		if (n++ < MAX_RUNS)
			dump_run(node, run);
	}
	if (n > MAX_RUNS)
		bootmem_info("    and %lu more", n - MAX_RUNS);
}

void __init bootmem_dump(void)
{
	struct bootmem_data *node;

	bootmem_info("bootmem: limit %#llx", PHYS(bootmem_get_current_limit()));
	for_each_bootmem_node(node) {
		struct pages p = node_pages(node);
		struct bitmap map = node_map(node);
		unsigned long taken = bitmap_count(&map, 0, map.bits);

		bootmem_info("  node %d: pages [%#lx, %#lx), %lu free, %lu taken or no RAM",
			     bootmem_nid(node), p.start, p.end, nr_pages(p) - taken, taken);
		dump_runs(node);
	}
}

/* ---- invariants ---- */

static const char *__init check_rest(const struct bootmem_data *node)
{
	struct bootmem_rest rest = bootmem_rest(node);
	struct bitmap map = node_map(node);
	unsigned long i = phys_pfn_down(rest.addr) - node->node_min_pfn;

	if (!rest.room)
		return NULL;
	if (i >= map.bits)
		return "the rest of a page lies outside of its node";
	return bitmap_count(&map, i, i + 1) ? NULL : "the rest of a page lies in a page that is free";
}

static const char *__init check_note(const struct bootmem_data *node)
{
	struct bitmap map = node_map(node);

	if (node->full_idx > map.bits || !node->full_pages)
		return "a note of what is full lies outside of its node";
	return bitmap_find_clear_run(&map, node->full_idx, map.bits, node->full_pages, 1, 0) == BITMAP_NONE
		       ? NULL
		       : "pages that are noted as full are free";
}

static const char *__init check_node(const struct bootmem_data *node)
{
	struct bitmap map = node_map(node);
	const char *fault;

	if (!node->node_bootmem_map)
		return "a node in the list has no map";
	if (is_empty(node_pages(node)))
		return "a node has no pages";
	if (!bitmap_is_sound(&map))
		return "a map's summary is wrong, or a bit beyond its end is clear";
	if (node->hint_idx > map.bits)
		return "a hint lies outside of its node";
	if (bootmem_count_free(bootmem_own_pages(node)))
		return "a page that a map lies in is free";
	fault = check_note(node);
	return fault ? fault : check_rest(node);
}

/* Is a page that is free on one node free on another one, too? */
static bool __init free_on_both(const struct bootmem_data *a, const struct bootmem_data *b)
{
	struct pages both = common_pages(node_pages(a), node_pages(b)), i = node_indices(a, both);
	struct bitmap map_a = node_map(a), map_b = node_map(b);

	for (unsigned long end; i.start < i.end; i.start = end) {
		struct pages run;

		i.start = bitmap_next_clear(&map_a, i.start, i.end);
		end = bitmap_next_set(&map_a, i.start, i.end);
		run = (struct pages){ a->node_min_pfn + i.start, a->node_min_pfn + end };
		run = node_indices(b, run);
		if (bitmap_count(&map_b, run.start, run.end) != nr_pages(run))
			return true;
	}
	return false;
}

/* A node and the one behind it in the list, which it may be without. */
static const char *__init check_order(const struct bootmem_data *node)
{
	const struct bootmem_data *next = bootmem_next_node(node);

	if (node->list.next->prev != &node->list)
		return "the list of nodes is broken";
	if (next && (next->node_min_pfn < node->node_min_pfn ||
		     (next->node_min_pfn == node->node_min_pfn && next < node)))
		return "the list of nodes is out of order";
	for (; next; next = bootmem_next_node(next))
		if (free_on_both(node, next))
			return "a page is free on two nodes";
	return NULL;
}

const char *__init bootmem_check(void)
{
	const struct bootmem_data *node;
	const char *fault;

	for_each_bootmem_node(node) {
		fault = check_order(node);
		if (!fault)
			fault = check_node(node);
		if (fault)
			return fault;
	}
	return NULL;
}
