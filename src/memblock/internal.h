/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of the region core share.
 *
 *	region.c	one array: find, add, cut; never allocates
 *	recolour.c	... and new attributes for what is there
 *	memblock.c	both arrays: add, remove, reserve, free, attributes; growth
 *	limits.c	trim, limit, cap
 *	query.c		questions
 *	owners.c	for whom memory is reserved
 *	search.c	where a request fits
 *	alloc.c		placement: which searches are tried, and the reservation
 *	misfit.c	what the search knows not to fit
 *	iterate.c	walks
 *	make_nodes.c	nodes' data, on the nodes
 *	free_all.c	hand-over, and the end of the arrays
 *	debug.c		the map in words, invariants
 *	early_res.c	the names from before memblock
 *	reserve_mem.c	memory found by name
 */
#ifndef BOOTMEM_MEMBLOCK_INTERNAL_H
#define BOOTMEM_MEMBLOCK_INTERNAL_H

#include <bootmem/memblock.h>

#include "lib/debug_mode.h"

/* A range, clamped where it entered: base <= end, nothing wraps afterwards. */
struct span {
	phys_addr_t base, end;
};

#define NOWHERE ((struct span){ 0, 0 })

/*@ assigns \nothing;
    ensures \result.base == base;
    ensures \result.end == (base + size <= PHYS_ADDR_MAX ? base + size : PHYS_ADDR_MAX); */
static inline struct span span_of(phys_addr_t base, phys_addr_t size)
{
	return (struct span){ base, size > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + size };
}

/*@ requires s.base <= s.end;
    assigns \nothing;
    ensures \result == s.end - s.base; */
static inline phys_addr_t span_size(struct span s)
{
	return s.end - s.base;
}

/*@ requires \valid_read(r) && r->base + r->size <= PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result == r->base + r->size; */
static inline phys_addr_t region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

/* What must agree for two touching regions to be one. */
struct region_attr {
	enum memblock_flags flags;
	int nid;
};

/* Plain memory of unknown node, and every reservation. */
#define ATTR_NONE ((struct region_attr){ MEMBLOCK_NONE, NUMA_NO_NODE })

/* ---- region.c, recolour.c ---- */

/* The regions that share a byte with a span: [lo, hi). lo == hi: none, it would go there. */
struct slice {
	unsigned long lo, hi;
};

/* Index of the first region that ends above addr; cnt if none. O(log n). */
unsigned long region_find(const struct memblock_type *type, phys_addr_t addr);
/* The region that holds addr, or NULL. O(log n). */
const struct memblock_region *region_at(const struct memblock_type *type, phys_addr_t addr);
struct slice region_slice(const struct memblock_type *type, struct span s);

/*
 * Each change comes as a pair: slots() says by how many regions the array will grow
 * (negative: shrink), exactly; the change itself cannot fail once they are there.
 */
long region_add_slots(const struct memblock_type *type, struct slice at, struct span s,
		      struct region_attr attr);
void region_add(struct memblock_type *type, struct slice at, struct span s,
		struct region_attr attr);
/* The same for a span that shares no byte with a region and belongs at index i; false = no slot. */
bool region_insert(struct memblock_type *type, unsigned long i, struct span s,
		   struct region_attr attr);

long region_cut_slots(const struct memblock_type *type, struct slice at, struct span s);
void region_cut(struct memblock_type *type, struct slice at, struct span s);

/* A change of attributes: flags = (flags & ~clear) | set; nid when set_nid. */
struct recolour {
	enum memblock_flags set, clear;
	bool set_nid;
	int nid;
};

long region_recolour_slots(const struct memblock_type *type, struct slice at, struct span s,
			   struct recolour how);
void region_recolour(struct memblock_type *type, struct slice at, struct span s,
		     struct recolour how);

/* Let the array live in storage for max regions; moves the contents there. */
void region_move_to(struct memblock_type *type, struct memblock_region *storage,
		    unsigned long max);
/* Where the storage given to region_move_to() is; NULL when the array is another one now. */
struct memblock_region *region_storage(const struct memblock_type *type);
/* Forget it: the array no longer lives there. */
void region_forget_storage(const struct memblock_type *type);
/* Somebody else has reserved the storage, which there is, too: it is never given back. */
void region_pin_storage(const struct memblock_type *type);
bool region_storage_pinned(const struct memblock_type *type);

/* ---- owners.c ---- */

/* Owners ride in an array of their own; flags of a region are a number of a name. */
extern struct memblock_type memblock_owners;

void memblock_set_owner(struct span s, const char *owner);
void memblock_clear_owner(struct span s);
void memblock_forget_owners(void);

/* ---- query.c ---- */

/* Is the span, from end to end, in regions that touch? */
bool memblock_covers(const struct memblock_type *type, struct span s);

/* ---- memblock.c ---- */

/* What an array looked like when this library was last done with it. */
struct glance {
	unsigned long cnt;
	phys_addr_t total_size;
};

extern struct glance memblock_seen_memory, memblock_seen_reserved;

static inline struct glance glance_at(const struct memblock_type *type)
{
	return (struct glance){ type->cnt, type->total_size };
}

static inline bool looks_like(const struct memblock_type *type, const struct glance *seen)
{
	return type->cnt == seen->cnt && type->total_size == seen->total_size;
}

/* What memblock_check() returns, whether the arrays are still good or not. */
const char *memblock_fault(void);

/* The struct is as this library wants it now; remember. */
static inline void memblock_remember_reserved(void)
{
	memblock_seen_reserved = glance_at(&memblock.reserved);
	if (DEBUG_MODE)
		debug_verify(memblock_fault());
}

static inline void memblock_remember(void)
{
	memblock_seen_memory = glance_at(&memblock.memory);
	memblock_remember_reserved();
}

/* The struct was changed by hand: nothing that was derived from it holds. */
void memblock_start_anew(void);

/*
 * Notices that the public struct was reset by hand and forgets what was derived from
 * it. To be called by every public function that uses derived state.
 */
static inline void memblock_sync(void)
{
	if (!looks_like(&memblock.memory, &memblock_seen_memory) ||
	    !looks_like(&memblock.reserved, &memblock_seen_reserved))
		memblock_start_anew();
}

/* Is any RAM marked MEMBLOCK_MIRROR? Valid after memblock_sync(). */
extern bool memblock_mirrored;

/* Take [addr, addr + size), which is free and belongs at index at of reserved. */
bool memblock_take(phys_addr_t addr, phys_addr_t size, unsigned long at);

/*
 * Add to or cut out of any array, which grows if it must. When it cannot: false, nothing
 * has changed. avoid: no new array may lie there.
 */
bool memblock_try_add(struct memblock_type *type, struct span s, struct region_attr attr,
		      struct span avoid);
bool memblock_try_cut(struct memblock_type *type, struct span s, struct span avoid);

/* How often an array, any of them, has moved to new memory. */
extern unsigned long memblock_moves;

/* The memory of a grown array; NOWHERE when the array is not in memory of its own. */
struct span memblock_grown_array(const struct memblock_type *type);

/* After hand-over, or when the bitmap took over, changes panic; after discard queries do, too. */
extern bool memblock_is_sealed, memblock_is_discarded;

void memblock_seal(void);

void memblock_set_discarded(void);
_Noreturn void memblock_die_sealed(const char *call);
void memblock_die_discarded(const char *call);

static inline void memblock_assert_open(const char *call)
{
	memblock_sync();
	if (memblock_is_sealed)
		memblock_die_sealed(call);
}

static inline void memblock_assert_kept(const char *call)
{
	if (memblock_is_discarded)
		memblock_die_discarded(call);
}

/* ---- make_nodes.c ---- */

/* Makes NODE_DATA() good for all nodes that have RAM. */
void memblock_make_nodes(void);

/* ---- free_all.c ---- */

/* Every run of free pages to page_hand_over_run(), and the seal. */
void memblock_hand_over(void);

/* ---- search.c ---- */

struct request {
	phys_addr_t size, align; /* align: a power of two */
	phys_addr_t start, end;	 /* start: above 0, which says that nothing was found */
	int nid;		 /* what no node has = any */
	enum memblock_flags flags;
	bool no_slot; /* out: a place was found, but no room to note its reservation */
};

/* An address, 0 = none, and where a reservation of it belongs in the array. */
struct found {
	phys_addr_t addr;
	unsigned long at;
};

/* Where the request fits: highest, or lowest with memblock.bottom_up. */
struct found memblock_find(const struct request *req);

/* ---- alloc.c ---- */

/* A pointer to memory below current_limit; NULL, with a warning, when that is not mapped. */
void *memblock_map(phys_addr_t addr, phys_addr_t size);
/* What current_limit, ACCESSIBLE and NOLEAKTRACE make of a limit. */
phys_addr_t memblock_limit(phys_addr_t end);

/* ---- misfit.c ---- */

/* A stretch of the search that found nothing: no fit starts in [from, to). */
struct misfit {
	phys_addr_t from, to;
	phys_addr_t size, align; /* of the smallest request that fails */
	unsigned long gaps;	 /* gaps inside, at most; not 0 */
};

extern struct misfit misfit_notes[];
extern unsigned long misfit_count; /* notes; 0: nothing is known */
extern unsigned long misfit_grain; /* gaps that one note should cover at most */

/* What is known of starts between an address and an edge, which is below it, or above. */
struct known {
	bool misfit;	  /* none of them fits; otherwise: look, and ask again when past the edge */
	phys_addr_t edge; /* the lowest of them; upwards: the first beyond them */
};

struct known misfit_below(phys_addr_t addr, phys_addr_t size, phys_addr_t align);
struct known misfit_above(phys_addr_t addr, phys_addr_t size, phys_addr_t align);
/* May be dropped when it says little. */
void misfit_learn(const struct misfit *m);
/* Blocks of up to size bytes that start in [from, to) may have become free. */
void misfit_forget(phys_addr_t from, phys_addr_t to, phys_addr_t size);
void misfit_forget_all(void);

/* ---- iterate.c ---- */

/*@ assigns \nothing;
    ensures \result <==> 0 <= nid < MAX_NUMNODES; */
static inline bool node_exists(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

/* Is a memory region left out by nid and flags, as documented at __next_mem_range()? */
bool region_filtered_by(const struct memblock_region *r, int nid, enum memblock_flags flags);

static inline bool region_filtered(const struct memblock_region *r, int nid,
				   enum memblock_flags flags)
{
	bool plain = (r->flags | flags) == MEMBLOCK_NONE && nid == NUMA_NO_NODE;

	return !plain && region_filtered_by(r, nid, flags);
}

#endif
