/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of the bitmap core share.
 *
 *	bitmap.c		runs of bits
 *	bootmem.c		nodes: set up, give back, take
 *	bootmem_alloc.c		where a request goes
 *	bootmem_query.c		whose page, how many are free
 *	bootmem_hand_over.c	free pages to the page allocator, then the maps' own
 *	bootmem_debug.c		the maps in words, invariants
 *	bootmem_init.c		from memblock to the bitmap (configuration both)
 *	active_ranges.c		which pages are RAM (configuration bootmem)
 *
 * Pages have absolute numbers; an index counts from the first page of a node. A node's map
 * has a bit for each page from its first to its last, and nodes may interleave:
 *
 *	node 0   |--------........--------|		- its RAM
 *	node 1           |--------........--------|	. in its span, no RAM of its own
 *
 * Invariants:
 *
 *	- a page is free on one node at most: its bit is clear there, and set on all others;
 *	- what is taken is taken everywhere, so nobody needs to know whose page it is;
 *	- the pages that the maps themselves lie in are taken, whatever is freed over them;
 *	- the rest of a node's last page (last_end_off) lies in a page that is taken;
 *	- hint_idx is at most the number of pages of the node;
 *	- no run of full_pages pages is free at or above full_idx, unless full_pages is ~0.
 */
#ifndef BOOTMEM_BOOTMEM_INTERNAL_H
#define BOOTMEM_BOOTMEM_INTERNAL_H

#include "bootmem/bitmap.h"
#include "core.h"
#include "lib/debug_mode.h"
#include "lib/lib.h"

/* ---- ranges of pages ---- */

/* Pages [start, end); start >= end: none. */
struct pages {
	unsigned long start, end;
};

#define NO_PAGES ((struct pages){ 0, 0 })

static inline bool is_empty(struct pages p)
{
	return p.start >= p.end;
}

static inline unsigned long nr_pages(struct pages p)
{
	return is_empty(p) ? 0 : p.end - p.start;
}

static inline struct pages common_pages(struct pages a, struct pages b)
{
	return (struct pages){ max_pfn_of(a.start, b.start), min_pfn_of(a.end, b.end) };
}

/* Every page number that an address can have. */
static inline struct pages all_pages(void)
{
	return (struct pages){ 0, phys_pfn_end(PHYS_ADDR_MAX) };
}

/* ---- nodes ---- */

/* Nodes that have a map, by first page, then by number. */
extern struct list_head bootmem_nodes;

/* The node behind a node, the first one behind NULL; NULL = no more. */
static inline struct bootmem_data *bootmem_next_node(const struct bootmem_data *node)
{
	const struct list_head *next = node ? node->list.next : bootmem_nodes.next;

	if (next == &bootmem_nodes)
		return NULL;
	return (struct bootmem_data *)((uintptr_t)next - offsetof(struct bootmem_data, list));
}

#define for_each_bootmem_node(node)                                                                \
	for ((node) = bootmem_next_node(NULL); (node); (node) = bootmem_next_node(node))

static inline int bootmem_nid(const struct bootmem_data *node)
{
	return (int)(node - bootmem_node_data);
}

static inline struct bitmap node_map(const struct bootmem_data *node)
{
	return bitmap_at(node->node_bootmem_map, node->node_low_pfn - node->node_min_pfn);
}

static inline struct pages node_pages(const struct bootmem_data *node)
{
	return (struct pages){ node->node_min_pfn, node->node_low_pfn };
}

/* The part of a range that a node spans, as indices into its map. */
static inline struct pages node_indices(const struct bootmem_data *node, struct pages p)
{
	p = common_pages(p, node_pages(node));
	if (is_empty(p))
		return NO_PAGES;
	return (struct pages){ p.start - node->node_min_pfn, p.end - node->node_min_pfn };
}

/* Has the node a map, and a bit for the page? */
static inline bool node_spans(const struct bootmem_data *node, unsigned long pfn)
{
	return node->node_bootmem_map && node->node_min_pfn <= pfn && pfn < node->node_low_pfn;
}

/* In debug mode: bits have changed, or what is known of them. */
static inline void bootmem_verify(void)
{
	if (DEBUG_MODE)
		debug_verify(bootmem_check());
}

/* ---- bootmem.c ---- */

/* The pages that a node's map lies in. */
struct pages bootmem_own_pages(const struct bootmem_data *node);

/* The node has no map any longer. */
void bootmem_unlink(struct bootmem_data *node);

/* ---- bootmem_query.c ---- */

/* The first RAM that ends above pfn, free or not, and its node; none: no more. */
struct pages bootmem_next_ram(unsigned long pfn, int *nid);

/*
 * The node that gets the first page of a range when it is freed, NULL = none spans it. The
 * range is cut to what the same node gets.
 */
struct bootmem_data *bootmem_owner(struct pages *p);

/* The first pages of a range that are free together on a node; none: it ends with the range. */
struct pages bootmem_next_free(struct pages where);

unsigned long bootmem_count_free(struct pages p);

/* ---- the rest of the page that was taken last ---- */

/* Its first byte, and how many there are; no bytes: there is no rest. */
struct bootmem_rest {
	phys_addr_t addr, room;
};

static inline struct bootmem_rest bootmem_rest(const struct bootmem_data *node)
{
	phys_addr_t addr = pfn_phys(node->node_min_pfn) + node->last_end_off;

	return (struct bootmem_rest){ addr, (0 - addr) & (PAGE_SIZE - 1) };
}

#endif
