/* SPDX-License-Identifier: MIT */
/*
 * core.h - what the layers above need of the core that owns memory, whichever it is.
 *
 *	src/bootmem/nobootmem.c		over memblock	(nobootmem)
 *	src/bootmem/bootmem.c		over the bitmap	(bootmem, both)
 *
 * Exactly one of the two is linked. Here lies all that differs; everything built on it
 * (src/bootmem/api.c, hash.c, memtest.c, src/page, src/setup.c) is written once.
 */
#ifndef BOOTMEM_CORE_H
#define BOOTMEM_CORE_H

#include <bootmem/bootmem.h>

#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h> /* for_each_mem_pfn_range(), which bootmem.h has without it */
#endif

/* Free memory has gone to the page allocator: the boot allocator is sealed. */
extern bool boot_handed_over;

/* Not handed over yet, or started anew since then. */
bool core_is_open(void);

/* What is asked of a core. */
struct core_request {
	phys_addr_t size, align; /* size: not 0; align: a power of two */
	phys_addr_t goal;	 /* a wish */
	phys_addr_t limit;	 /* above page 0, at most the current limit; a law */
	int nid;		 /* asked first; NUMA_NO_NODE = any */
};

/*
 * Memory that can be touched, not zeroed; NULL = none. Tries, in order: (node, goal), (any,
 * goal), (node, 0), (any, 0); any: the nearest first when distances are known.
 */
void *core_alloc(const struct core_request *request);

/* The same on that node at or above goal, or none. */
void *core_alloc_exact(const struct core_request *request);

/* What to do when there is none, in a few words. */
const char *core_advice(void);

/* Give back; see free_bootmem(). */
void core_free(phys_addr_t base, phys_addr_t size);

/* Take for a named owner. Exact to the byte, or whole pages; what is taken already is fine. */
void core_reserve(phys_addr_t base, phys_addr_t size, const char *owner);

/*
 * The first range that is free, at or above *base, on any node. Looks the address up each
 * time, so that anything may change between calls. Return: false = no more.
 */
bool core_next_free(phys_addr_t *base, phys_addr_t *end);

/* How often the core's own tables have moved: each time memory that they left may have become free. */
unsigned long core_moves(void);

/* Pages of [start, end), which are RAM, that cannot be handed over. */
unsigned long core_taken_pages(unsigned long start, unsigned long end);

/* Bytes of RAM, those beyond whole pages included, as far as the core knows of them. */
u64 core_ram_bytes(void);

/* Is a page of RAM, and all of the range that it lies in, never to be handed over (no-map)? */
bool core_never_free(unsigned long pfn);

/*
 * Every free run to page_hand_over_run(), each page once; then the pages that the core's own
 * books lie in, when they go as well, of which there are this many.
 */
void core_hand_over(void);
unsigned long core_own_pages(void);

/* Can core_taken_pages() still be asked after hand-over? */
bool core_books_stay(void);

#endif
