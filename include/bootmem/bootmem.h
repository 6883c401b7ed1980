/* SPDX-License-Identifier: MIT */
/*
 * bootmem.h - the boot allocator under the names that are the same in every configuration.
 *
 *	configuration	CONFIG_HAVE_MEMBLOCK	CONFIG_NO_BOOTMEM	memory is owned by
 *	bootmem		n			n			the bitmap
 *	both		y			n			memblock until bootmem_init(),
 *								the bitmap from then on
 *	nobootmem	y			y			memblock (memblock.h)
 *
 * Contract, whichever core is underneath:
 *
 *  - Tolerated: any size, alignment, goal and limit. Size 0 and what exceeds memory get
 *    none; an alignment that is no power of two is refused with a warning.
 *  - Guaranteed: what is handed out is RAM, mapped, exactly once, aligned, below the limit
 *    and below bootmem_get_current_limit(), and zeroed unless the name says raw.
 *  - Never handed out: page 0, since physical address 0 means "none".
 *
 * What the cores really differ in: the bitmap allocates upwards, memblock downwards; the
 * bitmap gives back whole pages, memblock bytes; the bitmap's plain calls leave memory
 * below BOOTMEM_LOW_LIMIT alone as long as there is other. Neither is a promise.
 *
 * Boot processor only, no locks.
 */
#ifndef BOOTMEM_BOOTMEM_H
#define BOOTMEM_BOOTMEM_H

#include <bootmem/mmzone.h>
#include <bootmem/types.h>

/*
 * An address or a number of bytes: unsigned long, or as wide as an address where that is
 * wider, so that nothing above 4 GiB is cut off.
 */
#if defined(CONFIG_PHYS_ADDR_T_64BIT) && __SIZEOF_LONG__ < 8
typedef phys_addr_t bootmem_addr_t;
#else
typedef unsigned long bootmem_addr_t;
#endif

/*
 * Page numbers of RAM, set by setup_arch() and exclusive at the top: first page, end of
 * what is mapped for good, end of RAM; and the highest that might ever be plugged in.
 */
extern unsigned long min_low_pfn, max_low_pfn, max_pfn;
extern unsigned long long max_possible_pfn;

#define BOOTMEM_DEFAULT	  0 /* reserve_bootmem(): taking what is taken is fine */
#define BOOTMEM_EXCLUSIVE 1 /* it is not */

#define BOOTMEM_ALLOC_ACCESSIBLE ((bootmem_addr_t)0)   /* as limit: bootmem_get_current_limit() */
#define BOOTMEM_ALLOC_ANYWHERE	 (~(bootmem_addr_t)0)  /* as limit: the same, since memory is touched */

/* Goal of the plain calls. With the bitmap they spare memory that old devices need. */
#ifndef BOOTMEM_LOW_LIMIT
#ifdef CONFIG_NO_BOOTMEM
#define BOOTMEM_LOW_LIMIT 0
#else
#define BOOTMEM_LOW_LIMIT 0x1000000 /* 16 MiB */
#endif
#endif

/*
 * ---- Set up ----
 */

/**
 * bootmem_set_current_limit() - say what can be touched
 * @limit: first address that is not mapped (yet)
 *
 * Nothing at or above it is allocated. Raise it as your page tables grow; PHYS_ADDR_MAX at
 * first. With memblock it is memblock.current_limit.
 */
void bootmem_set_current_limit(phys_addr_t limit);

/** bootmem_get_current_limit() - first address that is not mapped (yet) */
phys_addr_t bootmem_get_current_limit(void);

/*
 * ---- Allocate ----
 *
 * @size: bytes; 0 allocates nothing
 * @align: bytes, a power of two; 0 = SMP_CACHE_BYTES; others are refused with a warning
 * @goal: lowest address wanted: a wish that is dropped rather than failing
 * @limit: first address not allowed, never dropped; 0 = the current limit, which caps all
 * @pgdat: the node that is asked first; NULL, as NODE_DATA() of a node without memory, = any.
 *	By number such a node has neighbours: memblock_virt_alloc_node()
 *
 * Tries, in order: (node, goal), (any, goal), (node, 0), (any, 0). "Any" goes by distance
 * when a node was given and distances are known (set_node_distance()).
 *
 * All return zeroed memory. They panic when there is none, with a sentence that says what
 * was asked; the nopanic forms return NULL. After hand-over they panic; the nopanic forms
 * then return NULL with a warning. Size 0 and a wrong alignment count as "there is none".
 *
 * Cost: small requests O(1); others a word of the bitmap, or a gap between regions, at a
 * time; see memblock.h and the bitmap's part below.
 */

/** __alloc_bootmem() - memory from any node */
void *__alloc_bootmem(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal);
/** __alloc_bootmem_nopanic() - the same, NULL when there is none */
void *__alloc_bootmem_nopanic(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal);
/** __alloc_bootmem_node() - memory from a node, else from any */
void *__alloc_bootmem_node(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
			   bootmem_addr_t goal);
/** __alloc_bootmem_node_nopanic() - the same, NULL when there is none */
void *__alloc_bootmem_node_nopanic(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				   bootmem_addr_t goal);
/**
 * __alloc_bootmem_node_high() - keep low memory free
 *
 * When @goal lies below 4 GiB and the node reaches more than 128 MiB above 4 GiB, memory of
 * the node above 4 GiB is tried first; then as __alloc_bootmem_node().
 */
void *__alloc_bootmem_node_high(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				bootmem_addr_t goal);
/** ___alloc_bootmem_node_nopanic() - the general form */
void *___alloc_bootmem_node_nopanic(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				    bootmem_addr_t goal, bootmem_addr_t limit);
/** __alloc_bootmem_low() - memory below ARCH_LOW_ADDRESS_LIMIT */
void *__alloc_bootmem_low(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal);
/** __alloc_bootmem_low_nopanic() - the same, NULL when there is none */
void *__alloc_bootmem_low_nopanic(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal);
/** __alloc_bootmem_low_node() - below ARCH_LOW_ADDRESS_LIMIT, from a node, else from any */
void *__alloc_bootmem_low_node(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
			       bootmem_addr_t goal);

/* The usual calls, by size alone. _pages: page aligned. _low: below ARCH_LOW_ADDRESS_LIMIT. */
#define alloc_bootmem(x)	      __alloc_bootmem(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_align(x, align) __alloc_bootmem(x, align, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_nopanic(x)      __alloc_bootmem_nopanic(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages(x)	      __alloc_bootmem(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_nopanic(x) __alloc_bootmem_nopanic(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_node(pgdat, x)                                                               \
	__alloc_bootmem_node(pgdat, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_node_nopanic(pgdat, x)                                                       \
	__alloc_bootmem_node_nopanic(pgdat, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node(pgdat, x)                                                         \
	__alloc_bootmem_node(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node_nopanic(pgdat, x)                                                 \
	__alloc_bootmem_node_nopanic(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_low(x)	       __alloc_bootmem_low(x, SMP_CACHE_BYTES, 0)
#define alloc_bootmem_low_pages(x)     __alloc_bootmem_low(x, PAGE_SIZE, 0)
#define alloc_bootmem_low_pages_nopanic(x) __alloc_bootmem_low_nopanic(x, PAGE_SIZE, 0)
#define alloc_bootmem_low_pages_node(pgdat, x) __alloc_bootmem_low_node(pgdat, x, PAGE_SIZE, 0)

/*
 * The same under memblock's names of that time, over whichever core owns memory.
 *
 * @min_addr: as goal; @max_addr: as limit, 0 (BOOTMEM_ALLOC_ACCESSIBLE) = the current limit
 * @nid: the node that is asked first; outside [0, MAX_NUMNODES), NUMA_NO_NODE: any
 *
 * Zeroed unless raw. They panic when there is none, the nopanic and raw forms return NULL.
 */

/** memblock_virt_alloc_try_nid() - the general form */
void *memblock_virt_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				  phys_addr_t max_addr, int nid);
/** memblock_virt_alloc_try_nid_nopanic() - the same, NULL when there is none */
void *memblock_virt_alloc_try_nid_nopanic(phys_addr_t size, phys_addr_t align,
					  phys_addr_t min_addr, phys_addr_t max_addr, int nid);
/** memblock_virt_alloc_try_nid_raw() - not zeroed, NULL when there is none */
void *memblock_virt_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				      phys_addr_t max_addr, int nid);
/** memblock_virt_alloc_low() - below ARCH_LOW_ADDRESS_LIMIT */
void *memblock_virt_alloc_low(phys_addr_t size, phys_addr_t align);
/** memblock_virt_alloc_low_nopanic() - the same, NULL when there is none */
void *memblock_virt_alloc_low_nopanic(phys_addr_t size, phys_addr_t align);

/** memblock_virt_alloc() - at or above BOOTMEM_LOW_LIMIT if possible, from any node */
static inline void *memblock_virt_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_virt_alloc_try_nid(size, align, BOOTMEM_LOW_LIMIT,
					   BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

/** memblock_virt_alloc_raw() - the same, not zeroed, NULL when there is none */
static inline void *memblock_virt_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_virt_alloc_try_nid_raw(size, align, BOOTMEM_LOW_LIMIT,
					       BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

/** memblock_virt_alloc_nopanic() - as memblock_virt_alloc(), NULL when there is none */
static inline void *memblock_virt_alloc_nopanic(phys_addr_t size, phys_addr_t align)
{
	return memblock_virt_alloc_try_nid_nopanic(size, align, BOOTMEM_LOW_LIMIT,
						   BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

/** memblock_virt_alloc_from_nopanic() - at or above @min_addr if possible, NULL = none */
static inline void *memblock_virt_alloc_from_nopanic(phys_addr_t size, phys_addr_t align,
						     phys_addr_t min_addr)
{
	return memblock_virt_alloc_try_nid_nopanic(size, align, min_addr,
						   BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

/** memblock_virt_alloc_node() - one node preferred, aligned to SMP_CACHE_BYTES */
static inline void *memblock_virt_alloc_node(phys_addr_t size, int nid)
{
	return memblock_virt_alloc_try_nid(size, 0, BOOTMEM_LOW_LIMIT, BOOTMEM_ALLOC_ACCESSIBLE,
					   nid);
}

/** memblock_virt_alloc_node_nopanic() - the same, NULL when there is none */
static inline void *memblock_virt_alloc_node_nopanic(phys_addr_t size, int nid)
{
	return memblock_virt_alloc_try_nid_nopanic(size, 0, BOOTMEM_LOW_LIMIT,
						   BOOTMEM_ALLOC_ACCESSIBLE, nid);
}

#define HASH_EARLY 0x1 /* accepted; every table comes from boot memory */
#define HASH_SMALL 0x2 /* may be smaller than a page; *shift holds the smallest shift */
#define HASH_ZERO  0x4 /* zeroed */

/* Should large tables lie on any node (not 0) or rather on the first one (0)? */
extern int hashdist;

/**
 * alloc_large_system_hash() - a table of a power of two of buckets, sized by memory
 * @name: for the log
 * @bucketsize: bytes of a bucket, at least 1
 * @numentries: buckets wanted, rounded up to a power of two; 0 = one for each 2^@scale
 *	bytes of RAM
 * @scale: see there; 0 to 63
 * @flags: HASH_ flags
 * @shift: receives log2 of the number of buckets; with HASH_SMALL it holds a lower bound
 *	for that when @numentries is 0; may be NULL
 * @mask: receives the number of buckets - 1; may be NULL
 * @low: fewest buckets, 0 = no bound
 * @high: most buckets, whatever else is asked for; 0 = as many as fit into 1/16 of RAM
 *
 * Without HASH_SMALL a table sized by memory fills at least a page, if @high lets it. When there
 * is no room the number of buckets is halved, until the table is a page or one bucket.
 *
 * Return: the table. Panics when there is no room for that, either, when @bucketsize is 0, and
 * after hand-over.
 */
void *alloc_large_system_hash(const char *name, unsigned long bucketsize, unsigned long numentries,
			      int scale, int flags, unsigned int *shift, unsigned int *mask,
			      unsigned long low, unsigned long high);

/*
 * ---- Give back ---- Nothing here needs memory. After hand-over only the late forms work;
 * the others panic and say so.
 */

/**
 * free_bootmem() - give a range back
 * @physaddr: first byte
 * @size: bytes
 *
 * Every page wholly inside is free afterwards, on any node. memblock gives back what is
 * left of the first and last page, too. With the bitmap this is also how RAM is made known
 * after init_bootmem(). With the bitmap, what is free already, and what is on no node, is
 * reported with a warning.
 */
void free_bootmem(bootmem_addr_t physaddr, bootmem_addr_t size);

/**
 * free_bootmem_node() - give a range of one node back
 * @pgdat: the node. With the bitmap, what lies outside of it is left alone, with a warning;
 *	memblock knows the node by the address and does not look at this
 * @physaddr: first byte
 * @size: bytes
 */
void free_bootmem_node(pg_data_t *pgdat, bootmem_addr_t physaddr, bootmem_addr_t size);

/** memblock_free_early() - the same as free_bootmem() */
void memblock_free_early(phys_addr_t base, phys_addr_t size);
/** memblock_free_early_nid() - the same; @nid is a hint that is not needed */
void memblock_free_early_nid(phys_addr_t base, phys_addr_t size, int nid);

/**
 * free_bootmem_late() - give boot memory to the page allocator after hand-over
 * @physaddr: first byte
 * @size: bytes; pages wholly inside are given
 *
 * Panics before hand-over.
 */
void free_bootmem_late(bootmem_addr_t physaddr, bootmem_addr_t size);

#ifndef BOOTMEM_MEMBLOCK_H /* has it, too */
/** memblock_free_late() - the same */
void memblock_free_late(phys_addr_t base, phys_addr_t size);
#endif

/*
 * ---- Hand over ----
 */

/**
 * free_all_bootmem() - give every free page to memblock_free_pages(), once
 *
 * In the largest naturally aligned blocks up to MAX_ORDER: no way needs fewer calls. The
 * bitmap's own pages follow last. Then the boot allocator is sealed.
 * Cost: O(free runs + blocks), plus a word for each 64 pages with the bitmap.
 *
 * Return: pages handed over; 0, with a warning, when there is no memory at all. Panics when
 * it is called again.
 */
unsigned long free_all_bootmem(void);

/** reset_node_managed_pages() - set the managed pages of all zones of a node to 0 */
void reset_node_managed_pages(pg_data_t *pgdat);
/** reset_all_zones_managed_pages() - the same for all nodes, the first time it is called */
void reset_all_zones_managed_pages(void);

/*
 * ---- Look ----
 */

/** bootmem_dump() - log what is taken and what is free, by the core that owns memory */
void bootmem_dump(void);

/**
 * bootmem_check() - walk the core that owns memory and test every invariant
 *
 * For tests and debuggers.
 *
 * Return: NULL when all is well, else a sentence.
 */
const char *bootmem_check(void);

/**
 * early_memtest() - test free memory before it is used
 * @start: first byte
 * @end: one past the last byte
 *
 * Writes and checks as many patterns as memtest= asks for (early_memtest_patterns())
 * over all free memory in the range that can be touched: below the current limit, and where
 * bootmem_phys_to_virt() has a pointer. Words of 8 bytes that do not hold their value are
 * reserved (with the bitmap: their pages), owner "bad RAM", and reported as ranges. The rest
 * is left zeroed. Cost: two passes over the memory for each pattern, and two more whenever
 * bad RAM makes the core's own tables move.
 */
void early_memtest(phys_addr_t start, phys_addr_t end);

/**
 * early_memtest_patterns() - choose how thorough the test is
 * @count: 0 = no test; 17 different patterns exist, larger numbers repeat them
 */
void early_memtest_patterns(unsigned int count);

#ifndef CONFIG_NO_BOOTMEM

/*
 * ---- The bitmap ---- (configurations bootmem and both)
 *
 * Each node has a map with one bit for each page from its first to its last, holes included;
 * a set bit is a page that is taken or no RAM. Where a request goes, on each node:
 *
 *  - into the rest of the page that was taken last, when it fits there, is aligned, and lies
 *    at or above the goal and below the limit, whatever follows that page;
 *  - else to the first free pages at or above the goal (first fit), or, when the goal is the
 *    same page as last time, to the first behind those that were found last, then from the
 *    goal (next fit). Freeing a page brings the search back to it. When these pages lie right
 *    behind the page that was taken last, the request begins in its rest, unless it is to be
 *    aligned to pages.
 *
 * Of two rests the larger one is kept, but one that the goal or the limit of a request rules
 * out gives way. So requests of one kind fill pages up.
 *
 * Nodes may start and end at any page and may interleave. A page that several nodes span is
 * given back on the node that for_each_mem_pfn_range() says, else on the first of them, or on
 * the one that free_bootmem_node() is told; it is free on one only. Taking it takes it on all.
 */

/**
 * struct bootmem_data - the bitmap of a node; read it, do not write it
 * @node_min_pfn: first page
 * @node_low_pfn: one past the last page
 * @node_bootmem_map: the bits; NULL = this node has not been initialised
 * @last_end_off: where the rest of the last page begins, in bytes from the node's start; 0, or
 *	a multiple of a page: there is no rest
 * @hint_idx: where the next search starts, in pages from the node's start
 * @hint_goal: the goal for which that holds, as a page number; goals below the node are its
 *	first page
 * @full_idx: from here on, in pages from the node's start, no @full_pages pages are free together
 * @full_pages: see @full_idx; ~0 = nothing is known
 * @list: all nodes, in order of their first page
 */
typedef struct bootmem_data {
	unsigned long node_min_pfn, node_low_pfn;
	void *node_bootmem_map;
	bootmem_addr_t last_end_off;
	unsigned long hint_idx;
	unsigned long hint_goal;
	unsigned long full_idx, full_pages;
	struct list_head list;
} bootmem_data_t;

extern bootmem_data_t bootmem_node_data[MAX_NUMNODES];

/**
 * bootmem_bootmap_pages() - pages that a bitmap needs
 * @pages: pages of the node, from first to last
 *
 * One bit for each, in whole longs, in whole pages. A node of 2^20 pages or more has a summary
 * behind that: a bit for each long, 1/64 more (1/32 with 32-bit longs).
 *
 * Return: pages.
 */
unsigned long bootmem_bootmap_pages(unsigned long pages);

/**
 * init_bootmem_node() - start the bitmap of a node
 * @pgdat: the node; node_id says which
 * @freepfn: first page of the bitmap: bootmem_bootmap_pages() pages that nobody uses, mapped
 * @startpfn: the node's first page
 * @endpfn: one past the node's last page
 *
 * Every page is taken at first: free_bootmem() makes RAM known. The bitmap's own pages stay
 * taken, whatever is freed over them, until they are handed over themselves, when they lie in
 * RAM of a node. A node that was initialised before starts anew, with a warning, and so does
 * everything when memory was handed over already (bootmem_reset() says so on purpose).
 *
 * Return: bytes of the bitmap; 0, with a warning, when the range is empty or the bitmap is not
 * mapped: nothing has changed then.
 */
unsigned long init_bootmem_node(pg_data_t *pgdat, unsigned long freepfn, unsigned long startpfn,
				unsigned long endpfn);

/**
 * init_bootmem() - start the bitmap of a machine with one node, from page 0 on
 * @start: first page of the bitmap
 * @pages: one past the last page
 *
 * Sets min_low_pfn to @start and max_low_pfn to @pages.
 *
 * Return: as init_bootmem_node().
 */
unsigned long init_bootmem(unsigned long start, unsigned long pages);

/**
 * reserve_bootmem() - take a range
 * @physaddr: first byte
 * @size: bytes; every page touched is taken; 0 takes nothing
 * @flags: BOOTMEM_DEFAULT or BOOTMEM_EXCLUSIVE
 *
 * May span nodes that touch.
 *
 * Return: 0; -EBUSY when BOOTMEM_EXCLUSIVE was asked for and a page was taken; -EINVAL when a
 * page is on no node. A call that fails has taken nothing. Panics after hand-over.
 */
int reserve_bootmem(bootmem_addr_t physaddr, bootmem_addr_t size, int flags);

/**
 * reserve_bootmem_node() - take a range of one node
 * @pgdat: the node
 * @physaddr: first byte
 * @size: bytes
 * @flags: BOOTMEM_DEFAULT or BOOTMEM_EXCLUSIVE
 *
 * Return: as reserve_bootmem(); -EINVAL when a page is not on this node.
 */
int reserve_bootmem_node(pg_data_t *pgdat, bootmem_addr_t physaddr, bootmem_addr_t size,
			 int flags);

/**
 * bootmem_reset() - forget all nodes, as before the first init_bootmem_node()
 *
 * For tests, and for kernels that start over.
 */
void bootmem_reset(void);

#ifdef CONFIG_HAVE_MEMBLOCK

/**
 * bootmem_init() - from memblock's view to the bitmap
 *
 * Puts a pg_data_t and a bitmap for each node that has RAM on that node (anywhere else when it
 * is full), below the current limit, and makes free there what is free in memblock. RAM
 * without a node belongs to node 0. Then memblock is closed: whatever changes it panics, and
 * its queries and iterators stay. setup_arch() calls it last.
 *
 * Panics when there is no room for a bitmap, naming the node and the size.
 */
void bootmem_init(void);

#else

/*
 * Without memblock somebody else must know which pages are RAM: setup_arch() tells, and a
 * kernel that calls init_bootmem_node() by itself does. As long as nobody has said anything, all
 * that the nodes span counts as RAM. free_area_init() and alloc_large_system_hash() ask.
 */

/**
 * add_active_range() - pages that are RAM, free or not
 * @nid: their node
 * @start_pfn: first page
 * @end_pfn: one past the last page
 *
 * In any order; ranges of one node that touch become one. What is there already keeps its node.
 * Panics when there are more than BOOT_MAP_RANGES.
 */
void add_active_range(int nid, unsigned long start_pfn, unsigned long end_pfn);

/** remove_all_active_ranges() - start over */
void remove_all_active_ranges(void);

/**
 * __next_mem_pfn_range() - next range of RAM in pages
 * @idx: index, starts at -1; updated; -1 = no more
 * @nid: only this node, or MAX_NUMNODES or NUMA_NO_NODE for all
 * @out_start_pfn: receives the first page; may be NULL
 * @out_end_pfn: receives one past the last page; may be NULL
 * @out_nid: receives the node; may be NULL
 */
void __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
			  unsigned long *out_end_pfn, int *out_nid);

/** for_each_mem_pfn_range() - ranges of RAM, ascending */
#define for_each_mem_pfn_range(i, nid, p_start, p_end, p_nid)                                      \
	for (i = -1, __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid); i >= 0;                 \
	     __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid))

#endif
#endif /* the bitmap */

#endif
