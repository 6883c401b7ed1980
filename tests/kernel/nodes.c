/* SPDX-License-Identifier: MIT */
/*
 * nodes.c - memory is local: nodes' own data, boot allocations, pages. When a node has no
 * more, memory comes from the nearest one that has.
 *
 * One node after the other is emptied and filled again, before and after hand-over. What is
 * in hand is chained through itself: no memory is needed to hold all memory.
 */
#include "kernel.h"

/* A node with less free RAM than this, where it can be touched, promises nothing. */
#define ENOUGH ((phys_addr_t)1 << 20)

/* Free RAM of a node in [start, end), before anything was allocated. */
static phys_addr_t free_ram(int nid, phys_addr_t start, phys_addr_t end)
{
	phys_addr_t bytes = 0;

	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];
		phys_addr_t lo = r->base > start ? r->base : start;
		phys_addr_t hi = r->end < end ? r->end : end;

		if (r->kind == BOOT_RAM && node_of(r->base) == nid && lo < hi)
			bytes += hi - lo;
	}
	return bytes;
}

/* ---- the nodes' own data, and distances ---- */

static void print_distances(int from)
{
	int to;

	print("kernel: distances from node %d:", from);
	for_each_online_node(to)
		print(" %d", node_distance(from, to));
	print("\n");
}

/* Right after setup_arch(), when only the early map can be touched. */
void nodes_look(void)
{
	unsigned int nodes = 0, local = 0;
	int nid;

	for_each_online_node(nid) {
		bool is_local = node_of(physical(NODE_DATA(nid))) == nid;

		check_equal((u64)NODE_DATA(nid)->node_id, (u64)nid, "a node knows its number");
		if (free_ram(nid, reach.start, reach.end) >= ENOUGH)
			check(is_local, "a node's data lies on it");
		nodes++;
		local += is_local;
	}
	print("kernel: %u nodes, %u of them hold their own data\n", nodes, local);
	for (unsigned int i = 0; i < boot_info.numa.nr_nodes; i++)
		if (boot_info.numa.domain[i] != i)
			print("kernel: node %u is domain %u\n", i, boot_info.numa.domain[i]);
	if (!node_distances_told())
		return;
	for_each_online_node(nid)
		print_distances(nid);
}

/* ---- boot memory ---- */

struct chunk {
	struct chunk *next;
	size_t size;
};

static struct chunk *take(size_t size, int nid)
{
	return memblock_virt_alloc_try_nid_raw(size, PAGE_SIZE, 0, 0, nid);
}

static void give(void *chunk, size_t size)
{
	free_bootmem((bootmem_addr_t)physical(chunk), size);
}

/* All that a node has, the largest pieces first. */
static struct chunk *empty_node(int nid)
{
	phys_addr_t most = free_ram(nid, 0, PHYS_ADDR_MAX);
	struct chunk *held = NULL, *chunk;

	for (size_t size = ~(size_t)0 / 2 + 1; size >= PAGE_SIZE; size >>= 1) {
		if (size > most)
			continue;
		while ((chunk = take(size, nid))) {
			if (node_of(physical(chunk)) != nid) {
				give(chunk, size);
				break;
			}
			*chunk = (struct chunk){ held, size };
			held = chunk;
		}
	}
	return held;
}

static void fill_node(struct chunk *held)
{
	while (held) {
		struct chunk *next = held->next;

		give(held, held->size);
		held = next;
	}
}

static bool has_boot_page(int nid)
{
	struct chunk *page = take(PAGE_SIZE, nid);
	bool has = page && node_of(physical(page)) == nid;

	if (page)
		give(page, PAGE_SIZE);
	return has;
}

/* Memory for an empty node came from another one: is there none nearer that has some? */
static void check_nearest(int nid, int other, bool (*has_page)(int nid))
{
	int nearer;

	for_each_online_node(nearer)
		if (nearer != nid && node_distance(nid, nearer) < node_distance(nid, other))
			check(!has_page(nearer), "memory comes from the nearest node that has some");
}

/* The goal comes before the node: a node below it must be asked without one. */
static void *node_table(int nid, size_t size)
{
	if (free_ram(nid, BOOTMEM_LOW_LIMIT, reach.end) >= ENOUGH)
		return alloc_bootmem_node(NODE_DATA(nid), size);
	return __alloc_bootmem_node(NODE_DATA(nid), size, 0, 0);
}

static void early_node(int nid)
{
	struct chunk *held, *page;
	void *table = node_table(nid, 1000);

	check_equal((u64)node_of(physical(table)), (u64)nid, "a node's table lies on it");
	keep(table, 1000, SMP_CACHE_BYTES, "a node's table");
	held = empty_node(nid);
	check(held, "a node has memory");
	page = take(PAGE_SIZE, nid);
	if (page) {
		check_nearest(nid, node_of(physical(page)), has_boot_page);
		give(page, PAGE_SIZE);
	}
	fill_node(held);
}

/* With one node there is nothing to show. */
static bool many_nodes(void)
{
	int nid, nodes = 0;

	for_each_online_node(nid)
		nodes++;
	return nodes > 1;
}

void nodes_early(void)
{
	int nid;

	if (!many_nodes())
		return;
	for_each_online_node(nid)
		if (free_ram(nid, reach.start, reach.end) >= ENOUGH)
			early_node(nid);
}

/* ---- pages ---- */

static struct page *page_of(struct list_head *list)
{
	return (struct page *)((char *)list - offsetof(struct page, list));
}

static bool has_page(int nid)
{
	struct page *page = alloc_pages_node(nid, GFP_HIGHUSER | __GFP_THISNODE, 0);

	__free_pages(page, 0);
	return page;
}

static unsigned long pages_of(int nid)
{
	unsigned long pages = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		pages += NODE_DATA(nid)->node_zones[z].nr_free;
	return pages;
}

/* All pages of a node, without being told to stay there. */
static struct list_head *take_pages(int nid, unsigned long *pages)
{
	struct list_head *held = NULL;

	for (unsigned int order = MAX_ORDER + 1; order-- > 0;) {
		struct page *page;

		while ((page = alloc_pages_node(nid, GFP_HIGHUSER, order))) {
			if (page_to_nid(page) != nid) {
				__free_pages(page, order);
				break;
			}
			page->list.next = held;
			page->private = order;
			held = &page->list;
			*pages += 1UL << order;
		}
	}
	return held;
}

static void give_pages(struct list_head *held)
{
	while (held) {
		struct page *page = page_of(held);
		unsigned int order = (unsigned int)page->private;

		held = held->next;
		page->private = 0;
		__free_pages(page, order);
	}
}

static void late_node(int nid)
{
	unsigned long pages = 0, before = pages_of(nid);
	struct list_head *held = take_pages(nid, &pages);
	struct page *page;

	check_equal(pages, before, "a node's pages come before others");
	check(!has_page(nid), "an empty node has no page");
	page = alloc_pages_node(nid, GFP_HIGHUSER, 0);
	if (check(page, "others have pages for an empty node"))
		check_nearest(nid, page_to_nid(page), has_page);
	__free_pages(page, 0);
	give_pages(held);
	check_equal(pages_of(nid), before, "a node's pages are back");
}

void nodes_late(void)
{
	int nid;

	if (!many_nodes())
		return;
	for_each_online_node(nid)
		late_node(nid);
}
