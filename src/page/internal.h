/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of the hand-over share.
 *
 *	nodes.c			which nodes there are, how far apart
 *	mmzone.c		zones, page structs
 *	free_blocks.c		runs of free pages, in blocks, to memblock_free_pages()
 *	free_pages_hook.c	memblock_free_pages() for kernels that have none
 *	page_alloc.c		the buddy allocator behind it
 *	hand_over.c		the order of events, the audit, the report
 *
 * Who needs whom, so that a kernel links only what it uses: hand_over needs mmzone and the
 * core; mmzone needs nodes and free_blocks (one variable); page_alloc needs mmzone; only
 * free_pages_hook needs page_alloc.
 */
#ifndef BOOTMEM_PAGE_INTERNAL_H
#define BOOTMEM_PAGE_INTERNAL_H

#include <bootmem/mmzone.h>

/*
 * page->flags, from the lowest bit:
 *
 *	present	  the page is RAM; clear in the struct of a hole between RAM
 *	free	  heads a free block
 *	taken	  heads a block that alloc_pages() gave out
 *	order	  of the block that it heads
 *	zone, node
 *	section	  all the rest: enough for every page number that a 32-bit kernel can meet
 */
#if MAX_NUMNODES <= 1
#define PG_NODE_BITS 0
#elif MAX_NUMNODES <= 2
#define PG_NODE_BITS 1
#elif MAX_NUMNODES <= 4
#define PG_NODE_BITS 2
#elif MAX_NUMNODES <= 8
#define PG_NODE_BITS 3
#elif MAX_NUMNODES <= 16
#define PG_NODE_BITS 4
#elif MAX_NUMNODES <= 32
#define PG_NODE_BITS 5
#elif MAX_NUMNODES <= 64
#define PG_NODE_BITS 6
#elif MAX_NUMNODES <= 128
#define PG_NODE_BITS 7
#elif MAX_NUMNODES <= 256
#define PG_NODE_BITS 8
#elif MAX_NUMNODES <= 512
#define PG_NODE_BITS 9
#elif MAX_NUMNODES <= 1024
#define PG_NODE_BITS 10
#else
#error "MAX_NUMNODES must not exceed 1024: page->flags has no room for more."
#endif

#define PG_PRESENT 1UL
#define PG_FREE	   2UL
#define PG_TAKEN   4UL
#define PG_HEAD	   (PG_FREE | PG_TAKEN)

#define PG_ORDER_SHIFT	 3
#define PG_ORDER_MASK	 (15UL << PG_ORDER_SHIFT)
#define PG_ZONE_SHIFT	 7
#define PG_ZONE_MASK	 (3UL << PG_ZONE_SHIFT)
#define PG_NODE_SHIFT	 9
#define PG_NODE_MASK	 (((1UL << PG_NODE_BITS) - 1) << PG_NODE_SHIFT)
#define PG_SECTION_SHIFT (PG_NODE_SHIFT + PG_NODE_BITS)
#define PG_SECTION_BITS	 (8 * (int)sizeof(long) - PG_SECTION_SHIFT)

/* What all pages of one block agree in. */
#define PG_PLACE_MASK (PG_PRESENT | PG_ZONE_MASK | PG_NODE_MASK)

static inline unsigned int page_order(const struct page *page)
{
	return (unsigned int)((page->flags & PG_ORDER_MASK) >> PG_ORDER_SHIFT);
}

/* ---- nodes.c ---- */

/* Nodes were put where they are for the next free_area_init(). */
extern bool page_nodes_placed;

/* A node of that number in memory for a pg_data_t. */
pg_data_t *page_add_node(int nid, void *memory);
/* Forget everything but its number and its bitmap. */
void page_blank_node(pg_data_t *node);
void page_forget_nodes(void);

/* ---- mmzone.c ---- */

/* The page struct of a page, be it RAM or a hole inside a section; NULL = none. O(1). */
struct page *page_lookup(unsigned long pfn);

/* Pages [pfn, end), holes among them, whose structs lie side by side; NULL = no more. */
struct page_run {
	struct page *pages;
	unsigned long pfn, end;
};

/* From the first page at or above pfn that has a page struct to the end of its section. */
struct page_run page_next_run(unsigned long pfn);

/* The node that RAM is counted to: RAM without a node belongs to node 0. */
static inline int page_ram_node(int nid)
{
	return nid < 0 || nid >= MAX_NUMNODES ? 0 : nid;
}

/* Says so when some RAM (pages) has no node, and other RAM has one. */
void page_warn_stray(unsigned long stray, unsigned long homed);

/* What free_area_init() took from the boot allocator. */
struct page_costs {
	u64 struct_bytes, table_bytes;
	unsigned long sections;
};

const struct page_costs *page_costs(void);

/* How far the table of sections reaches that free_area_init() made; 0: there are no page structs. */
extern unsigned long page_nr_leaves;

/* ---- free_blocks.c ---- */

/* Hand over pages that are free together, [start, end), in the fewest blocks. */
void page_hand_over_run(unsigned long start, unsigned long end);

/* Start counting anew. */
void page_hand_over_start(void);

/* Pages and calls of memblock_free_pages() since then. */
unsigned long page_pages_handed_over(void);
unsigned long page_blocks_handed_over(void);

/* Called for each block before it is handed over; free_area_init() sets it. */
extern void (*page_count_block)(unsigned long pfn, unsigned int order);

/* ---- page_alloc.c ---- */

/*
 * A block arrives. late: after hand-over, when nobody has made sure that it lies in one
 * zone and arrives only once, so that each page is looked at.
 */
void page_alloc_receive(unsigned long pfn, unsigned int order, bool late);

/* ---- hand_over.c ---- */

/* Bytes of RAM that rounding to pages has lost; src/setup.c sets it. */
extern u64 setup_lost_bytes;

/* Pages of the kernel image; src/setup.c sets it. */
extern struct kernel_pages {
	unsigned long start, end;
} setup_kernel;

/* What each page of RAM is. */
enum page_class {
	PAGE_CLASS_FREE,
	PAGE_CLASS_RESERVED,
	PAGE_CLASS_KERNEL,
	PAGE_CLASS_NOMAP,
	PAGE_CLASSES
};

/* How many pages there are of each class, by the core's own books. */
struct page_census {
	unsigned long pages[PAGE_CLASSES];
	unsigned long ram; /* all of them */
	unsigned long own; /* of the reserved ones: those that the core hands over last */
};

void page_take_census(struct page_census *census);

/* Compare what was handed over with the census; panics when it differs. */
void page_audit(const struct page_census *census);

#endif
