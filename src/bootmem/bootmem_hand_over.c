/* SPDX-License-Identifier: MIT */
/*
 * bootmem_hand_over.c - free pages to the page allocator, then the pages of the maps.
 *
 * The receiver may write to what it gets at once. So the maps' own pages go last, when no
 * map is looked at any more; and because their bits are set, in every map that has one for
 * them, they go only once. Whether they are RAM is asked page by page of who knows.
 *
 * Cost: a word for each 64 pages, two searches for each run of free pages, the blocks.
 */
#include "bootmem/internal.h"
#include "page/internal.h"

static void __init hand_over_node(const struct bootmem_data *node)
{
	struct bitmap map = node_map(node);
	unsigned long base = node->node_min_pfn, from, to = 0;

	while ((from = bitmap_next_clear(&map, to, map.bits)) < map.bits) {
		to = bitmap_next_set(&map, from, map.bits);
		page_hand_over_run(base + from, base + to);
	}
}

/* Has anybody said which pages are RAM? If not, what a node spans is. */
static bool __init ram_is_known(void)
{
	int nid;

	return !is_empty(bootmem_next_ram(0, &nid));
}

/* The first part of a range that is RAM of one node; none = no more. */
static struct pages __init first_ram(struct pages p)
{
	while (!is_empty(p)) {
		int nid;
		struct pages part = p;

		if (ram_is_known())
			part = common_pages(p, bootmem_next_ram(p.start, &nid));
		if (is_empty(part) || bootmem_owner(&part))
			return part;
		p.start = part.end;
	}
	return NO_PAGES;
}

/* Pages of maps that go to the page allocator: how many; they do so now, if wanted. */
static unsigned long __init walk_own_pages(bool hand_over)
{
	unsigned long count = 0;

	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		struct pages own = bootmem_own_pages(&bootmem_node_data[nid]);
		struct pages part = first_ram(own);

		for (; !is_empty(part); part = first_ram(own)) {
			own.start = part.end;
			count += nr_pages(part);
			if (hand_over)
				page_hand_over_run(part.start, part.end);
		}
	}
	return count;
}

/* When no page is free somebody has forgotten something: nothing happens, free_all says so. */
static bool __init nothing_is_free(void)
{
	return is_empty(bootmem_next_free(all_pages()));
}

unsigned long __init core_own_pages(void)
{
	return nothing_is_free() ? 0 : walk_own_pages(false);
}

void __init core_hand_over(void)
{
	struct bootmem_data *node;

	if (nothing_is_free())
		return;
	for_each_bootmem_node(node)
		hand_over_node(node);
	walk_own_pages(true);
	while (bootmem_next_node(NULL))
		bootmem_unlink(bootmem_next_node(NULL));
}

/* Maps lie in memory that is the page allocator's now. */
bool __init core_books_stay(void)
{
	return false;
}
