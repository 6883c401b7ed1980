/* SPDX-License-Identifier: MIT */
/*
 * page_alloc.h - a small buddy allocator, the default receiver of free pages.
 *
 * Blocks of 2^order pages, naturally aligned, per zone; a block that is freed joins
 * its free buddy. Freeing a page twice, or one that is no RAM, panics with its number.
 * It is linked only when the kernel does not define memblock_free_pages().
 */
#ifndef BOOTMEM_PAGE_ALLOC_H
#define BOOTMEM_PAGE_ALLOC_H

#include <bootmem/mmzone.h>

typedef unsigned int gfp_t;

/*
 * The highest zone that will do; lower ones are used when it is exhausted. Where several
 * are given, the lowest counts.
 */
#define GFP_DMA	     0x1u /* ZONE_DMA only */
#define GFP_DMA32    0x2u /* up to ZONE_DMA32 */
#define GFP_KERNEL   0x0u /* up to ZONE_NORMAL */
#define GFP_HIGHUSER 0x4u /* up to ZONE_HIGHMEM */
#define __GFP_ZERO   0x8u /* zeroed; panics when the pages are not mapped */
#define __GFP_THISNODE 0x10u /* this node or none; nothing with NUMA_NO_NODE */

/**
 * alloc_pages() - take a block from any node, the lowest-numbered and those near it first
 * @gfp: GFP_ flags
 * @order: 2^order pages, 0 to MAX_ORDER
 *
 * Of a larger block its lowest pages are taken.
 *
 * Return: the first page's struct; NULL when there is no such block or the order is
 * too large. Cost: O(zones + MAX_ORDER).
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);

/**
 * alloc_pages_node() - take a block, this node first, then the nearest
 * @nid: a node; one without memory has neighbours; NUMA_NO_NODE means any
 * @gfp: GFP_ flags
 * @order: 2^order pages, 0 to MAX_ORDER
 *
 * The node's zones are tried downwards from the highest that will do, then those of the
 * other nodes by distance.
 *
 * Return: as alloc_pages().
 */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

/**
 * __free_pages() - give a block back
 * @page: first page; NULL is ignored
 * @order: the order it was taken with
 *
 * A block may also be freed in naturally aligned parts. Panics when the block is free
 * already, was not taken as one, was never handed over (memblock_free_late() is for
 * that), is no RAM, or is not aligned to its order. Cost: O(MAX_ORDER).
 */
void __free_pages(struct page *page, unsigned int order);

/**
 * get_free_pages() - take a block and return where it is mapped
 * @gfp: GFP_ flags; GFP_HIGHUSER counts as GFP_KERNEL
 * @order: 2^order pages, 0 to MAX_ORDER
 *
 * Return: a pointer; NULL when there is no such block, or it is not mapped.
 */
void *get_free_pages(gfp_t gfp, unsigned int order);

/**
 * get_free_page() - one page
 * @gfp: GFP_ flags
 *
 * Return: a pointer, or NULL.
 */
void *get_free_page(gfp_t gfp);

/**
 * free_pages() - give a block back by its address
 * @addr: from get_free_pages(); NULL is ignored
 * @order: the order it was taken with
 */
void free_pages(void *addr, unsigned int order);

/**
 * nr_free_pages() - free pages in all zones
 *
 * Return: pages.
 */
unsigned long nr_free_pages(void);

/**
 * page_alloc_check() - walk all free lists and page structs
 *
 * For tests and debuggers. Cost: O(pages).
 *
 * Return: NULL when every invariant holds, else a sentence.
 */
const char *page_alloc_check(void);

#endif
