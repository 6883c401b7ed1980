/* SPDX-License-Identifier: MIT */
/*
 * mmzone.h - nodes, zones and page structs.
 *
 * Physical memory is divided into sections of 2^SECTION_SIZE_BITS bytes. A section has
 * page structs from its first to its last page of RAM, allocated from the boot
 * allocator (on the section's own node); a section without RAM costs nothing but a part
 * of a table entry. pfn_valid(), pfn_to_page() and page_to_pfn() are exact and O(1).
 */
#ifndef BOOTMEM_MMZONE_H
#define BOOTMEM_MMZONE_H

#include <bootmem/types.h>

/* Zones, from the most precious to the most common. */
enum zone_type {
	ZONE_DMA,     /* x86: below 16 MiB */
	ZONE_DMA32,   /* 64-bit: below 4 GiB */
	ZONE_NORMAL,  /* mapped for good */
	ZONE_HIGHMEM, /* 32-bit: not mapped for good */
	MAX_NR_ZONES
};

#define SECTION_SIZE_BITS 27 /* 128 MiB */

/**
 * struct page - one page of RAM
 * @flags: state, order, zone, node and section; use the accessors, never write it
 * @list: free list linkage while the page is free; the owner's while it is taken
 * @private: the owner's; no allocator touches it
 */
struct page {
	unsigned long flags;
	struct list_head list;
#ifdef __cplusplus
	unsigned long private_; /* the other is a keyword there */
#else
	unsigned long private;
#endif
};

/* One free list for every order. */
struct free_area {
	struct list_head free_list;
	unsigned long nr_free; /* blocks */
};

/**
 * struct zone - a part of a node
 * @free_area: free blocks by order
 * @nr_free: free pages
 * @managed_pages: pages that the boot allocator handed to this zone, late ones included
 * @present_pages: pages of RAM
 * @spanned_pages: from first to last page, holes included
 * @zone_start_pfn: first page of RAM
 * @node: the node it belongs to
 * @name: "DMA", "DMA32", "Normal", "HighMem"
 */
struct zone {
	struct free_area free_area[MAX_ORDER + 1];
	unsigned long nr_free;
	unsigned long managed_pages, present_pages, spanned_pages;
	unsigned long zone_start_pfn;
	struct pglist_data *node;
	const char *name;
};

/* Where to look, in order: NULL-terminated. */
struct zonelist {
	struct zone *zones[MAX_NUMNODES * MAX_NR_ZONES + 1];
};

/**
 * struct pglist_data - a memory node
 * @node_zones: its zones; one with no pages has present_pages 0
 * @node_zonelists: for each zone index, the zones to try for a request that may use
 *	that zone and everything below it: this node first, the others by distance
 * @nr_zones: number of zones with pages up to the highest one
 * @bdata: the node's bitmap, in configurations that have one
 * @node_mem_map: page struct of the node's first page of RAM, or NULL
 * @node_start_pfn: first page of RAM
 * @node_present_pages: pages of RAM
 * @node_spanned_pages: from first to last page, holes included
 * @node_id: its number
 */
typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[MAX_NR_ZONES];
	int nr_zones;
#ifndef CONFIG_NO_BOOTMEM
	struct bootmem_data *bdata;
#endif
	struct page *node_mem_map;
	unsigned long node_start_pfn, node_present_pages, node_spanned_pages;
	int node_id;
} pg_data_t;

/*
 * Nodes that have memory; NULL for the others. setup_arch() puts each on memory of its own, so
 * that they are there before the first allocation. Without CONFIG_NUMA node 0 is contig_page_data
 * from the start; init_bootmem() uses it, too.
 */
extern pg_data_t *node_data[MAX_NUMNODES];
#if !defined(CONFIG_NUMA) || !defined(CONFIG_NO_BOOTMEM)
extern pg_data_t contig_page_data;
#endif
#define NODE_DATA(nid) (node_data[nid])

/**
 * set_node_data() - say where the data of a node is, for kernels that place it themselves
 * @nid: its number
 * @pgdat: memory for it; what is in there is lost
 *
 * Before free_area_init(), which otherwise takes memory for nodes' data from the boot allocator.
 * setup_arch() and init_bootmem_node() do this.
 */
void set_node_data(int nid, pg_data_t *pgdat);

/**
 * for_each_online_node() - walk the nodes that are there, in ascending order
 * @nid: int, the loop variable
 */
#define for_each_online_node(nid)                                                                  \
	for ((nid) = 0; (nid) < MAX_NUMNODES; (nid)++)                                             \
		if (NODE_DATA(nid))

/**
 * next_nearest_node() - walk all nodes, the nearest first
 * @from: the node to start from; it comes first itself, when it is there
 * @last: what this function returned before; NUMA_NO_NODE at first
 *
 * Nodes that are there (NODE_DATA()), and those whose distance from @from was told. Of nodes that
 * are equally far the one with the lower number comes first. O(MAX_NUMNODES).
 *
 * Return: a node number; NUMA_NO_NODE = no more.
 */
int next_nearest_node(int from, int last);

/** for_each_node_by_distance() - walk with next_nearest_node(); nid is an int */
#define for_each_node_by_distance(nid, from)                                                       \
	for ((nid) = next_nearest_node(from, NUMA_NO_NODE); (nid) >= 0;                            \
	     (nid) = next_nearest_node(from, nid))

/**
 * free_area_init() - lay out nodes, zones and page structs
 * @max_zone_pfn: MAX_NR_ZONES page numbers: the end of each zone; a zone that ends where
 *	the one below it ends, or lower, is empty
 *
 * Reads which pages are RAM from the boot allocator (for_each_mem_pfn_range()) and allocates
 * from it; before hand-over. A page is RAM when it lies wholly inside one region; NOMAP RAM
 * counts. RAM without a node goes to node 0, with a warning when other RAM has one. No
 * page is free yet. Call it once; a second call starts anew and forgets the first.
 *
 * Panics when there is no RAM, when RAM lies above the last zone, and when there is no
 * memory for page structs, naming the node and the size.
 * Cost: O(RAM pages), four stores each.
 */
void free_area_init(const unsigned long *max_zone_pfn);

/**
 * pfn_valid() - is there RAM?
 * @pfn: any page number
 *
 * Return: true when the page is RAM and has a page struct. O(1).
 */
bool pfn_valid(unsigned long pfn);

/**
 * pfn_to_page() - page struct of a page number
 * @pfn: a page number for which pfn_valid() is true
 *
 * Return: its page struct; NULL when the page is not RAM. O(1).
 */
struct page *pfn_to_page(unsigned long pfn);

/**
 * page_to_pfn() - page number of a page struct
 * @page: from pfn_to_page() or alloc_pages()
 *
 * Return: its page number. O(1).
 */
unsigned long page_to_pfn(const struct page *page);

/**
 * virt_to_page() - page struct behind an address
 * @addr: a pointer into directly mapped RAM
 *
 * Return: its page struct; NULL when the page is not RAM. O(1).
 */
struct page *virt_to_page(const void *addr);

/**
 * page_address() - where a page can be touched
 * @page: a page struct
 *
 * Return: a pointer, or NULL when the page is not mapped. O(1).
 */
void *page_address(const struct page *page);

/**
 * page_zone() - zone of a page
 * @page: a page struct
 *
 * Return: its zone. O(1).
 */
struct zone *page_zone(const struct page *page);

/**
 * page_to_nid() - node of a page
 * @page: a page struct
 *
 * Return: its node number. O(1).
 */
int page_to_nid(const struct page *page);

/**
 * node_distance() - how far is memory?
 * @from: a node number
 * @to: a node number
 *
 * Return: 10 for the same node, 20 for another one, or what set_node_distance() said.
 */
int node_distance(int from, int to);

/**
 * set_node_distance() - tell how far two nodes are apart, before free_area_init()
 * @from: a node number
 * @to: a node number
 * @distance: 10 to 254; others are ignored
 *
 * One direction only. A node's own memory comes first in its zonelists, whatever is said
 * here. Without CONFIG_NUMA it does nothing.
 */
void set_node_distance(int from, int to, int distance);

/** node_distances_told() - has set_node_distance() been called with effect? */
bool node_distances_told(void);

#endif
