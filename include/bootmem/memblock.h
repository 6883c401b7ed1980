/* SPDX-License-Identifier: MIT */
/*
 * memblock.h - the region core: which memory exists, and which of it is taken.
 *
 * Two sorted arrays, memory and reserved. What is in memory and not in reserved is
 * free. Contract:
 *
 *  - Tolerated: any base and size. A range that passes the end of the address space
 *    ends there (the very last byte is never described); size 0 does nothing.
 *  - Guaranteed after every call: each array is ascending, disjoint, starts at
 *    regions[0] without gaps, and is minimal: neighbours that touch and agree in flags
 *    and node are one region. total_size is exact. An empty array has cnt 0 and a
 *    zeroed regions[0]. A call that fails changed nothing.
 *  - Never handed out: page 0, since physical address 0 means "none"; RAM marked NOMAP
 *    or DRIVER_MANAGED; anything at or above the limit that was asked for.
 *  - The struct is the truth: read it at any time; reset it by hand with cnt = 0,
 *    total_size = 0, regions = the first array, max = its size.
 *
 * Boot processor only, no locks. Cost, with n regions of which k are touched: queries
 * O(log n); changes O(log n + k) plus one move of the shorter side of the array;
 * allocation amortised O(log n) however many gaps are too small.
 */
#ifndef BOOTMEM_MEMBLOCK_H
#define BOOTMEM_MEMBLOCK_H

#include <bootmem/types.h>

#ifndef CONFIG_HAVE_MEMBLOCK
#error "memblock.h needs CONFIG_HAVE_MEMBLOCK: this configuration has the bitmap alone, see bootmem.h."
#endif

struct zone;

/**
 * enum memblock_flags - attributes of a region
 * @MEMBLOCK_NONE: ordinary
 * @MEMBLOCK_HOTPLUG: memory that may be unplugged
 * @MEMBLOCK_MIRROR: memory that is mirrored, preferred for allocations
 * @MEMBLOCK_NOMAP: memory that must not be mapped, hence neither allocated nor handed over
 * @MEMBLOCK_DRIVER_MANAGED: memory that a driver detected; not allocated
 * @MEMBLOCK_RSRV_NOINIT: reserved, its page structs need no set-up
 */
enum memblock_flags {
	MEMBLOCK_NONE = 0x0,
	MEMBLOCK_HOTPLUG = 0x1,
	MEMBLOCK_MIRROR = 0x2,
	MEMBLOCK_NOMAP = 0x4,
	MEMBLOCK_DRIVER_MANAGED = 0x8,
	MEMBLOCK_RSRV_NOINIT = 0x10,
};

/**
 * struct memblock_region - [base, base + size)
 * @base: first byte
 * @size: bytes, never 0 below cnt
 * @flags: attributes
 * @nid: node, NUMA_NO_NODE = unknown; with CONFIG_NUMA
 */
struct memblock_region {
	phys_addr_t base, size;
	enum memblock_flags flags;
#ifdef CONFIG_NUMA
	int nid;
#endif
};

/**
 * struct memblock_type - an array of regions
 * @cnt: regions in use
 * @max: regions that fit
 * @total_size: bytes in all regions
 * @regions: the array: [0, @cnt) of it. An array that has grown may start inside its
 *	storage, with spare room on both sides; only what is in use may be touched
 * @name: for messages
 */
struct memblock_type {
	unsigned long cnt, max;
	phys_addr_t total_size;
	struct memblock_region *regions;
	char *name;
};

/**
 * struct memblock - the boot allocator
 * @bottom_up: allocate the lowest fitting range instead of the highest
 * @current_limit: first address that a plain allocation may not reach
 * @memory: what exists
 * @reserved: what is taken
 */
struct memblock {
	bool bottom_up;
	phys_addr_t current_limit;
	struct memblock_type memory, reserved;
};

extern struct memblock memblock;

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
extern struct memblock_type physmem;
#endif

#define MEMBLOCK_ALLOC_ANYWHERE	   (~(phys_addr_t)0) /* as limit: none */
#define MEMBLOCK_ALLOC_ACCESSIBLE  ((phys_addr_t)0)  /* as limit: current_limit */
#define MEMBLOCK_ALLOC_NOLEAKTRACE ((phys_addr_t)1)  /* as limit: current_limit */
#define MEMBLOCK_LOW_LIMIT	   ((phys_addr_t)0)  /* as floor: none */

/*
 * ---- Set up ----
 *
 * Common return values of the calls that change an array: 0, or -ENOMEM when a region
 * more is needed, the array is full and cannot grow; nothing has changed then and a
 * warning names the constant to raise. Panics when called after hand-over.
 */

/**
 * memblock_allow_resize() - from now on arrays may grow, into free memory
 *
 * Call it when everything that firmware has in use is reserved, not before: a new
 * array lies in what is free. There is no way back.
 */
void memblock_allow_resize(void);

/**
 * memblock_add() - add RAM
 * @base: first byte
 * @size: bytes
 *
 * Parts that are there already keep their flags and node. New parts have no flags and
 * no node.
 *
 * Return: 0, or -ENOMEM.
 */
int memblock_add(phys_addr_t base, phys_addr_t size);

/**
 * memblock_add_node() - add RAM of a node
 * @base: first byte
 * @size: bytes
 * @nid: its node; NUMA_NO_NODE or MAX_NUMNODES = unknown; ignored without CONFIG_NUMA
 * @flags: its flags
 *
 * Parts that are there already keep their flags and node; a warning says so when they
 * differ.
 *
 * Return: 0; -ENOMEM; -EINVAL for any other node.
 */
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);

/**
 * memblock_remove() - cut a range out of RAM
 * @base: first byte
 * @size: bytes
 *
 * Return: 0, or -ENOMEM.
 */
int memblock_remove(phys_addr_t base, phys_addr_t size);

/**
 * memblock_reserve() - take a range
 * @base: first byte
 * @size: bytes
 *
 * Exact to the byte; taking twice is fine; need not lie in RAM. Reservations record no
 * node and no flags.
 *
 * Return: 0. Panics when the reservation would be lost for want of a slot.
 */
int memblock_reserve(phys_addr_t base, phys_addr_t size);

/**
 * memblock_reserve_named() - take a range and remember for whom
 * @base: first byte
 * @size: bytes
 * @owner: a name that outlives the allocator; NULL = as memblock_reserve()
 *
 * Where names overlap the later one counts. When the table of names is full, which has room
 * for 64 different ones, the range is reserved without a new one, with a warning.
 *
 * Return: 0. Panics as memblock_reserve(), naming the owner.
 */
int memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner);

/**
 * memblock_phys_free() - give a range back
 * @base: first byte
 * @size: bytes
 *
 * Exact to the byte; what is not reserved is no error.
 *
 * Return: 0, or -ENOMEM: the range stays reserved.
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size);

/**
 * memblock_free() - give an allocation back
 * @ptr: from memblock_alloc() and its relatives; NULL does nothing
 * @size: bytes that were asked for
 */
void memblock_free(void *ptr, size_t size);

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
/**
 * memblock_physmem_add() - record RAM as firmware sees it
 * @base: first byte
 * @size: bytes
 *
 * Never cut by limits.
 *
 * Return: 0, or -ENOMEM.
 */
int memblock_physmem_add(phys_addr_t base, phys_addr_t size);
#endif

/**
 * memblock_trim_memory() - shrink every RAM region inwards
 * @align: a power of two
 *
 * Regions that vanish are removed. An end at PHYS_ADDR_MAX, the very end, is aligned to
 * everything.
 */
void memblock_trim_memory(phys_addr_t align);

/**
 * memblock_enforce_memory_limit() - keep the first bytes of RAM
 * @limit: bytes of RAM to keep, holes not counted; 0 keeps everything
 *
 * Removes RAM and reservations above. This and the two below are for the time before
 * memblock_allow_resize(): a grown array above the limit loses its reservation, too.
 */
void memblock_enforce_memory_limit(phys_addr_t limit);

/**
 * memblock_cap_memory_range() - keep RAM inside a range
 * @base: first byte
 * @size: bytes; 0 keeps everything
 *
 * RAM marked NOMAP stays everywhere. Reservations outside are removed.
 */
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);

/**
 * memblock_mem_limit_remove_map() - as memblock_enforce_memory_limit(), NOMAP survives
 * @limit: bytes of RAM to keep, holes not counted; 0 keeps everything
 */
void memblock_mem_limit_remove_map(phys_addr_t limit);

/**
 * memblock_mark_hotplug() - set MEMBLOCK_HOTPLUG
 * @base: first byte
 * @size: bytes
 *
 * This and its relatives split RAM regions at the edges, change the flag and join
 * again what has become alike.
 *
 * Return: 0, or -ENOMEM.
 */
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);
/** memblock_clear_hotplug() - clear MEMBLOCK_HOTPLUG; see memblock_mark_hotplug() */
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);
/** memblock_mark_mirror() - set MEMBLOCK_MIRROR; see memblock_mark_hotplug() */
int memblock_mark_mirror(phys_addr_t base, phys_addr_t size);
/** memblock_mark_nomap() - set MEMBLOCK_NOMAP; see memblock_mark_hotplug() */
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);
/** memblock_clear_nomap() - clear MEMBLOCK_NOMAP; see memblock_mark_hotplug() */
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);
/** memblock_reserved_mark_noinit() - set MEMBLOCK_RSRV_NOINIT on reserved regions */
int memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size);

/**
 * memblock_set_node() - set the node of a range
 * @base: first byte
 * @size: bytes
 * @type: &memblock.memory or &memblock.reserved
 * @nid: the node; NUMA_NO_NODE or MAX_NUMNODES = unknown
 *
 * Without CONFIG_NUMA it does nothing.
 *
 * Return: 0; -ENOMEM; -EINVAL for any other node.
 */
int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid);

/*
 * ---- Allocate ----
 *
 * @size: bytes, not rounded to @align; 0 allocates nothing.
 * @align: bytes, a power of two; 0 = SMP_CACHE_BYTES; others are refused with a warning.
 * @nid: outside [0, MAX_NUMNODES) means any node.
 *
 * Placement: the highest range that fits, at round_down(end - size, align); with
 * bottom_up the lowest, rounded up. Mirrored memory is tried first when there is any,
 * then all memory; within each, the node first, then any: the nearest first, when distances
 * are known (set_node_distance()). Hot-pluggable memory is
 * skipped while movable_node_is_enabled().
 *
 * All of them panic after hand-over, and return none, with a warning, when the place that
 * was found needs a region more and the array of reservations is full and cannot grow.
 */

/**
 * memblock_alloc_range_nid() - the general form for physical addresses
 * @size: bytes
 * @align: alignment
 * @start: lowest address allowed; never dropped
 * @end: first address not allowed; 0 = current_limit
 * @nid: preferred node
 * @exact_nid: that node or none
 *
 * Return: a physical address, 0 = none.
 */
phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				     phys_addr_t end, int nid, bool exact_nid);

/**
 * memblock_phys_alloc_range() - physical memory inside a range
 * @size: bytes
 * @align: alignment
 * @start: lowest address allowed; never dropped
 * @end: first address not allowed; 0 = current_limit
 *
 * Return: a physical address, 0 = none.
 */
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end);

/**
 * memblock_phys_alloc_try_nid() - physical memory, one node preferred
 * @size: bytes
 * @align: alignment
 * @nid: preferred node
 *
 * Return: a physical address below current_limit, 0 = none.
 */
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid);

/**
 * memblock_phys_alloc() - physical memory
 * @size: bytes
 * @align: alignment
 *
 * Return: a physical address below current_limit, 0 = none.
 */
static inline phys_addr_t memblock_phys_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
}

/**
 * memblock_alloc_try_nid() - zeroed, mapped memory, in the most general form
 * @size: bytes
 * @align: alignment
 * @min_addr: lowest address wanted; dropped rather than failing
 * @max_addr: first address not allowed; 0 = current_limit, which also caps it
 * @nid: preferred node
 *
 * Tries: from @min_addr up, then from 0; in each mirrored memory first, the node first.
 *
 * Return: a pointer, NULL = none.
 */
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid);

/**
 * memblock_alloc_try_nid_raw() - as memblock_alloc_try_nid(), not zeroed
 * @size: bytes
 * @align: alignment
 * @min_addr: lowest address wanted
 * @max_addr: first address not allowed
 * @nid: preferred node
 *
 * Return: a pointer, NULL = none.
 */
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid);

/**
 * memblock_alloc_exact_nid_raw() - as memblock_alloc_try_nid_raw(), that node or none
 * @size: bytes
 * @align: alignment
 * @min_addr: lowest address wanted
 * @max_addr: first address not allowed
 * @nid: the node
 *
 * Return: a pointer, NULL = none.
 */
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid);

/** memblock_alloc() - zeroed memory below current_limit; NULL = none */
static inline void *memblock_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

/** memblock_alloc_raw() - as memblock_alloc(), not zeroed */
static inline void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid_raw(size, align, MEMBLOCK_LOW_LIMIT,
					  MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

/** memblock_alloc_from() - as memblock_alloc(), at or above @min_addr if possible */
static inline void *memblock_alloc_from(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr)
{
	return memblock_alloc_try_nid(size, align, min_addr, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

/** memblock_alloc_low() - as memblock_alloc(), below ARCH_LOW_ADDRESS_LIMIT */
static inline void *memblock_alloc_low(phys_addr_t size, phys_addr_t align)
{
	u64 limit = ARCH_LOW_ADDRESS_LIMIT;

	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT,
				      limit < PHYS_ADDR_MAX ? (phys_addr_t)limit : PHYS_ADDR_MAX,
				      NUMA_NO_NODE);
}

/** memblock_alloc_node() - as memblock_alloc(), one node preferred */
static inline void *memblock_alloc_node(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      nid);
}

/** memblock_set_bottom_up() - choose the direction of the search */
static inline void memblock_set_bottom_up(bool enable)
{
	memblock.bottom_up = enable;
}

/** memblock_bottom_up() - the direction of the search */
static inline bool memblock_bottom_up(void)
{
	return memblock.bottom_up;
}

/** memblock_set_current_limit() - first address that cannot be touched (yet) */
static inline void memblock_set_current_limit(phys_addr_t limit)
{
	memblock.current_limit = limit;
}

/** memblock_get_current_limit() - first address that cannot be touched (yet) */
static inline phys_addr_t memblock_get_current_limit(void)
{
	return memblock.current_limit;
}

/*
 * ---- Query ---- O(log n), unless said otherwise. They panic after memblock_discard()
 * without CONFIG_ARCH_KEEP_MEMBLOCK.
 */

/** memblock_phys_mem_size() - bytes of RAM; O(1) */
phys_addr_t memblock_phys_mem_size(void);
/** memblock_reserved_size() - bytes reserved, inside RAM or not; O(1) */
phys_addr_t memblock_reserved_size(void);
/** memblock_start_of_DRAM() - first byte of RAM; 0 without RAM; O(1) */
phys_addr_t memblock_start_of_DRAM(void);
/** memblock_end_of_DRAM() - one past the last byte of RAM; 0 without RAM; O(1) */
phys_addr_t memblock_end_of_DRAM(void);
/** memblock_estimated_nr_free_pages() - RAM that is not reserved, in pages; O(n) */
unsigned long memblock_estimated_nr_free_pages(void);

/** memblock_is_memory() - is this byte RAM? */
bool memblock_is_memory(phys_addr_t addr);
/** memblock_is_map_memory() - is this byte RAM that may be mapped (not NOMAP)? */
bool memblock_is_map_memory(phys_addr_t addr);
/** memblock_is_reserved() - is this byte reserved? */
bool memblock_is_reserved(phys_addr_t addr);
/** memblock_is_region_memory() - is all of it RAM? true across touching regions */
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);
/** memblock_is_region_reserved() - is any byte of it reserved? false for size 0 */
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);
/** memblock_addrs_overlap() - do two ranges share a byte? An empty one shares none; O(1) */
unsigned long memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
				     phys_addr_t size2);
/** memblock_overlaps_region() - does a range share a byte with any region of @type? */
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size);

/**
 * memblock_search_pfn_nid() - RAM region that holds a page's first byte
 * @pfn: page number
 * @start_pfn: receives the page that the region begins in; may be NULL
 * @end_pfn: receives one past its last whole page; may be NULL
 *
 * Return: its node; NUMA_NO_NODE when the page is no RAM (outputs untouched), or has no
 * node.
 */
int memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn, unsigned long *end_pfn);

/**
 * memblock_validate_numa_coverage() - does enough RAM have a node?
 * @threshold_bytes: RAM without a node that is tolerated
 *
 * Return: true when there is no more than that. O(n).
 */
bool memblock_validate_numa_coverage(unsigned long threshold_bytes);

/** memblock_has_mirror() - was any RAM ever marked MEMBLOCK_MIRROR? O(1) */
bool memblock_has_mirror(void);

/**
 * memblock_owner() - for whom is this byte reserved?
 * @addr: the address
 *
 * Return: the name given to memblock_reserve_named(); NULL when it has none.
 */
const char *memblock_owner(phys_addr_t addr);

/** memblock_is_hotpluggable() - is a region marked MEMBLOCK_HOTPLUG? O(1), like the next four */
static inline bool memblock_is_hotpluggable(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_HOTPLUG;
}

/** memblock_is_mirror() - is a region marked MEMBLOCK_MIRROR? */
static inline bool memblock_is_mirror(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_MIRROR;
}

/** memblock_is_nomap() - is a region marked MEMBLOCK_NOMAP? */
static inline bool memblock_is_nomap(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_NOMAP;
}

/** memblock_is_reserved_noinit() - is a region marked MEMBLOCK_RSRV_NOINIT? */
static inline bool memblock_is_reserved_noinit(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_RSRV_NOINIT;
}

/** memblock_is_driver_managed() - is a region marked MEMBLOCK_DRIVER_MANAGED? */
static inline bool memblock_is_driver_managed(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_DRIVER_MANAGED;
}

#ifdef CONFIG_NUMA
/**
 * memblock_set_region_node() - set the node of a region, O(1)
 * @r: the region
 * @nid: its node; without CONFIG_NUMA this does nothing
 */
static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	r->nid = nid;
}

/**
 * memblock_get_region_node() - the node of a region, O(1)
 * @r: the region
 *
 * Return: the node; 0 without CONFIG_NUMA.
 */
static inline int memblock_get_region_node(const struct memblock_region *r)
{
	return r->nid;
}
#else
static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	(void)r;
	(void)nid;
}

static inline int memblock_get_region_node(const struct memblock_region *r)
{
	(void)r;
	return 0;
}
#endif

/** memblock_region_memory_base_pfn() - first page wholly inside a RAM region */
static inline unsigned long memblock_region_memory_base_pfn(const struct memblock_region *r)
{
	return phys_pfn_up(r->base);
}

/** memblock_region_memory_end_pfn() - one past the last page wholly inside a RAM region */
static inline unsigned long memblock_region_memory_end_pfn(const struct memblock_region *r)
{
	return phys_pfn_end(r->base + r->size);
}

/** memblock_region_reserved_base_pfn() - first page that a reserved region touches */
static inline unsigned long memblock_region_reserved_base_pfn(const struct memblock_region *r)
{
	return phys_pfn_down(r->base);
}

/** memblock_region_reserved_end_pfn() - one past the last page that it touches */
static inline unsigned long memblock_region_reserved_end_pfn(const struct memblock_region *r)
{
	return phys_pfn_up(r->base + r->size);
}

/*
 * ---- Iterate ---- An index is a u64 that starts at 0 (forward) or ~0 (reverse) and
 * ends at ~0. Do not change the arrays inside a loop. A reverse walk visits exactly
 * the ranges of the forward walk.
 */

/**
 * __next_mem_range() - the next range that is in one array and not in another
 * @idx: index, updated; ~0 = no more
 * @nid: of memory only this node, or NUMA_NO_NODE; of other arrays all
 * @flags: regions wanted beyond the ordinary ones
 * @type_a: the array to walk
 * @type_b: the array to leave out, or NULL
 * @out_start: receives the first byte; may be NULL
 * @out_end: receives one past the last byte; may be NULL
 * @out_nid: receives the node; may be NULL
 *
 * RAM marked NOMAP or DRIVER_MANAGED is skipped unless @flags has the flag;
 * with MEMBLOCK_MIRROR all that is not mirrored is skipped; HOTPLUG RAM is skipped
 * while movable_node_is_enabled() unless @flags has it. Amortised O(1).
 */
void __next_mem_range(u64 *idx, int nid, enum memblock_flags flags, struct memblock_type *type_a,
		      struct memblock_type *type_b, phys_addr_t *out_start, phys_addr_t *out_end,
		      int *out_nid);

/** __next_mem_range_rev() - as __next_mem_range(), from the top down */
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a, struct memblock_type *type_b,
			  phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid);

/** __for_each_mem_range() - walk with __next_mem_range(); i is a u64 */
#define __for_each_mem_range(i, type_a, type_b, nid, flags, p_start, p_end, p_nid)                 \
	for (i = 0, __next_mem_range(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid);       \
	     i != ~0ULL;                                                                           \
	     __next_mem_range(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid))

/** __for_each_mem_range_rev() - the same from the top down */
#define __for_each_mem_range_rev(i, type_a, type_b, nid, flags, p_start, p_end, p_nid)             \
	for (i = ~0ULL,                                                                            \
	    __next_mem_range_rev(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid);           \
	     i != ~0ULL;                                                                           \
	     __next_mem_range_rev(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid))

/** for_each_mem_range() - RAM that may be mapped, hot-pluggable and driver-managed included */
#define for_each_mem_range(i, p_start, p_end)                                                      \
	__for_each_mem_range(i, &memblock.memory, NULL, NUMA_NO_NODE,                              \
			     (enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_DRIVER_MANAGED),    \
			     p_start, p_end, NULL)

/** for_each_mem_range_rev() - the same from the top down */
#define for_each_mem_range_rev(i, p_start, p_end)                                                  \
	__for_each_mem_range_rev(i, &memblock.memory, NULL, NUMA_NO_NODE,                          \
				 (enum memblock_flags)(MEMBLOCK_HOTPLUG |                          \
						       MEMBLOCK_DRIVER_MANAGED),                   \
				 p_start, p_end, NULL)

/** for_each_reserved_mem_range() - reserved ranges */
#define for_each_reserved_mem_range(i, p_start, p_end)                                             \
	__for_each_mem_range(i, &memblock.reserved, NULL, NUMA_NO_NODE, MEMBLOCK_NONE, p_start,    \
			     p_end, NULL)

/** for_each_free_mem_range() - RAM that is not reserved */
#define for_each_free_mem_range(i, nid, flags, p_start, p_end, p_nid)                              \
	__for_each_mem_range(i, &memblock.memory, &memblock.reserved, nid, flags, p_start, p_end,  \
			     p_nid)

/** for_each_free_mem_range_reverse() - the same from the top down */
#define for_each_free_mem_range_reverse(i, nid, flags, p_start, p_end, p_nid)                      \
	__for_each_mem_range_rev(i, &memblock.memory, &memblock.reserved, nid, flags, p_start,     \
				 p_end, p_nid)

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
/** for_each_physmem_range() - what firmware has and @type (or NULL) has not */
#define for_each_physmem_range(i, type, p_start, p_end)                                            \
	__for_each_mem_range(i, &physmem, type, NUMA_NO_NODE, MEMBLOCK_NONE, p_start, p_end, NULL)
#endif

/** for_each_mem_region_of() - all regions of an array; r is a struct memblock_region pointer */
#define for_each_mem_region_of(type, r)                                                            \
	for (r = (type)->regions; r < (type)->regions + (type)->cnt; r++)

/** for_each_mem_region() - RAM regions, whatever their flags */
#define for_each_mem_region(r) for_each_mem_region_of(&memblock.memory, r)

/** for_each_reserved_mem_region() - reserved regions */
#define for_each_reserved_mem_region(r) for_each_mem_region_of(&memblock.reserved, r)

/**
 * __next_mem_pfn_range() - next RAM region in pages, rounded inwards, empty ones skipped
 * @idx: index, starts at -1; updated; -1 = no more
 * @nid: only this node, or MAX_NUMNODES or NUMA_NO_NODE for all
 * @out_start_pfn: receives the first page; may be NULL
 * @out_end_pfn: receives one past the last page; may be NULL
 * @out_nid: receives the node; may be NULL
 */
void __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
			  unsigned long *out_end_pfn, int *out_nid);

/** for_each_mem_pfn_range() - RAM regions in whole pages, whatever their flags */
#define for_each_mem_pfn_range(i, nid, p_start, p_end, p_nid)                                      \
	for (i = -1, __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid); i >= 0;                 \
	     __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid))

/**
 * __next_mem_pfn_range_in_zone() - next free range inside a zone, in whole pages
 * @idx: index as in __next_mem_range()
 * @zone: the zone; its node and span count
 * @out_spfn: receives the first page; may be NULL
 * @out_epfn: receives one past the last page; may be NULL
 */
void __next_mem_pfn_range_in_zone(u64 *idx, struct zone *zone, unsigned long *out_spfn,
				  unsigned long *out_epfn);

/** for_each_free_mem_pfn_range_in_zone() - free whole pages of a zone */
#define for_each_free_mem_pfn_range_in_zone(i, zone, p_start, p_end)                               \
	for (i = 0, __next_mem_pfn_range_in_zone(&i, zone, p_start, p_end); i != ~0ULL;            \
	     __next_mem_pfn_range_in_zone(&i, zone, p_start, p_end))

/** for_each_free_mem_pfn_range_in_zone_from() - the same, going on from index i */
#define for_each_free_mem_pfn_range_in_zone_from(i, zone, p_start, p_end)                          \
	for (; i != ~0ULL; __next_mem_pfn_range_in_zone(&i, zone, p_start, p_end))

/*
 * ---- Hand over ----
 */

/**
 * memblock_free_all() - give every free page to memblock_free_pages()
 *
 * Free memory rounded inwards to pages, reservations outwards, NOMAP and DRIVER_MANAGED
 * excepted; in the largest naturally aligned blocks up to MAX_ORDER; each page once.
 * Then the allocator is sealed: allocating, reserving and freeing panic, until the
 * struct is reset by hand. Cost: O(regions + blocks).
 */
void memblock_free_all(void);

/**
 * memblock_free_late() - give reserved memory to memblock_free_pages() after hand-over
 * @base: first byte
 * @size: bytes; pages wholly inside are given
 */
#ifndef BOOTMEM_BOOTMEM_H /* has it in all configurations */
void memblock_free_late(phys_addr_t base, phys_addr_t size);
#endif

/**
 * memblock_discard() - give the grown arrays to the page allocator, last of all
 *
 * After memblock_free_all(). Queries and iterators panic from then on. With
 * CONFIG_ARCH_KEEP_MEMBLOCK it does nothing.
 */
void memblock_discard(void);

/*
 * ---- Find by name ----
 */

/**
 * reserve_mem_find_by_name() - memory from the boot option reserve_mem=size:align:name
 * @name: the name
 * @start: receives the first byte
 * @size: receives the bytes
 *
 * What has been given back, wholly or in part, or reserved in another name since, is found until
 * the next reserve_mem_add(). Beyond that where the table of owners was full (a warning says so) and
 * somebody else without a name has taken all of it: nothing tells the two apart.
 *
 * Return: 1 when found, 0 when not.
 */
int reserve_mem_find_by_name(const char *name, phys_addr_t *start, phys_addr_t *size);

/**
 * reserve_mem_add() - allocate memory that can be found by name
 * @name: at most 15 characters; copied
 * @size: bytes
 * @align: a power of two, 0 = SMP_CACHE_BYTES
 *
 * Return: 0; -EBUSY when the name is taken; -EINVAL for an empty or too long name, size
 * 0 or a wrong alignment; -ENOSPC when 8 names exist, or are still the owners of some memory;
 * -ENOMEM when there is no such memory.
 */
int reserve_mem_add(const char *name, phys_addr_t size, phys_addr_t align);

/*
 * The names that early_res had before memblock; ends are exclusive.
 */

/** reserve_early() - named reservation; overlap with another named one is reported */
void reserve_early(phys_addr_t start, phys_addr_t end, const char *name);
/** reserve_early_overlap_ok() - named reservation; overlap is fine, earlier names stay */
void reserve_early_overlap_ok(phys_addr_t start, phys_addr_t end, const char *name);
/** free_early() - give a range back */
void free_early(phys_addr_t start, phys_addr_t end);
/**
 * find_e820_area() - find free memory and do not take it
 * @start: lowest address
 * @end: first address not allowed
 * @size: bytes
 * @align: a power of two, 0 = SMP_CACHE_BYTES
 *
 * Return: the lowest such address; all ones (PHYS_ADDR_MAX) when there is none.
 */
phys_addr_t find_e820_area(phys_addr_t start, phys_addr_t end, phys_addr_t size,
			   phys_addr_t align);

/*
 * ---- Debug ----
 */

/** memblock_set_debug() - memblock=debug: let memblock_dump_all() talk */
void memblock_set_debug(bool on);
/** memblock_dump_all() - log both arrays with owners, when memblock=debug is on */
void memblock_dump_all(void);
/** __memblock_dump_all() - log both arrays with owners */
void __memblock_dump_all(void);

/**
 * memblock_check() - walk all arrays and test every invariant
 *
 * For tests and debuggers. O(n).
 *
 * Return: NULL when all is well, else a sentence.
 */
const char *memblock_check(void);

#endif
