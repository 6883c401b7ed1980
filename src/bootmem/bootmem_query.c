/* SPDX-License-Identifier: MIT */
/*
 * bootmem_query.c - questions about all nodes at once.
 *
 * Each goes through the list of nodes and looks only at what they span: O(nodes), and the
 * words of the maps in the range that is asked about.
 */
#include "bootmem/internal.h"
#include "lib/lib.h"
#include "page/internal.h"

/* ---- whose page ---- */

struct pages __init bootmem_next_ram(unsigned long pfn, int *nid)
{
	struct pages ram;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &ram.start, &ram.end, nid)
		if (ram.end > pfn) {
			*nid = page_ram_node(*nid);
			return ram;
		}
	return NO_PAGES;
}

/* The node of RAM that lies in several spans; the first of them when nobody has said more. */
static struct bootmem_data *__init settle(struct bootmem_data *first, struct pages *p)
{
	int nid = NUMA_NO_NODE;
	struct pages ram = bootmem_next_ram(p->start, &nid);

	if (is_empty(ram))
		return first;
	if (ram.start > p->start) {
		p->end = min_pfn_of(p->end, ram.start);
		return first;
	}
	p->end = min_pfn_of(p->end, ram.end);
	return node_spans(&bootmem_node_data[nid], p->start) ? &bootmem_node_data[nid] : first;
}

struct bootmem_data *__init bootmem_owner(struct pages *p)
{
	struct bootmem_data *node, *first = NULL;
	bool several = false;

	for_each_bootmem_node(node) {
		if (node->node_min_pfn > p->start) {
			p->end = min_pfn_of(p->end, node->node_min_pfn);
			break;
		}
		if (!node_spans(node, p->start))
			continue;
		p->end = min_pfn_of(p->end, node->node_low_pfn);
		several = first != NULL;
		first = several ? first : node;
	}
	return several ? settle(first, p) : first;
}

/* ---- what is free ---- */

struct pages __init bootmem_next_free(struct pages where)
{
	struct pages found = { where.end, where.end };
	struct bootmem_data *node;

	for_each_bootmem_node(node) {
		/* Only what lies below that of the nodes before is of interest: no page is free on two. */
		struct pages i = node_indices(node, (struct pages){ where.start, found.start });
		struct bitmap map = node_map(node);
		unsigned long bit = bitmap_next_clear(&map, i.start, i.end);

		if (bit == i.end)
			continue;
		found.start = node->node_min_pfn + bit;
		found.end = node->node_min_pfn + bitmap_next_set(&map, bit, i.end);
	}
	return found;
}

unsigned long __init bootmem_count_free(struct pages p)
{
	struct bootmem_data *node;
	unsigned long free = 0;

	for_each_bootmem_node(node) {
		struct pages i = node_indices(node, p);
		struct bitmap map = node_map(node);

		free += nr_pages(i) - bitmap_count(&map, i.start, i.end);
	}
	return free;
}

bool __init core_next_free(phys_addr_t *base, phys_addr_t *end)
{
	struct pages all = all_pages();
	struct pages free = bootmem_next_free((struct pages){ phys_pfn_down(*base), all.end });

	if (is_empty(free))
		return false;
	*base = max_phys(*base, pfn_phys(free.start));
	*end = free.end < all.end ? pfn_phys(free.end) : PHYS_ADDR_MAX;
	return true;
}

/* By counting, not by searching: the audit compares it with what the search finds. */
unsigned long __init core_taken_pages(unsigned long start, unsigned long end)
{
	struct pages p = { start, end };

	return nr_pages(p) - bootmem_count_free(p);
}

/* ---- what to do ---- */

const char *__init core_advice(void)
{
	if (bootmem_next_node(NULL))
		return "add RAM, ask for less, or raise bootmem_set_current_limit()";
#ifdef CONFIG_HAVE_MEMBLOCK
	return "call bootmem_init() first, which tells the bitmap what memblock knows";
#else
	return "call init_bootmem() and free_bootmem() first";
#endif
}

/* ---- what is always the same ---- */

/* Maps stay where they are. */
unsigned long __init core_moves(void)
{
	return 0;
}

/* What is not to be mapped has never been freed; memblock can tell it from what is taken. */
bool __init core_never_free(unsigned long pfn)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	return !memblock_is_map_memory(pfn_phys(pfn));
#else
	(void)pfn;
	return false;
#endif
}

u64 __init core_ram_bytes(void)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	return memblock.memory.total_size;
#else
	unsigned long start, end, pages = 0;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		pages += end - start;
	return (u64)pages << PAGE_SHIFT;
#endif
}
