/* SPDX-License-Identifier: MIT */
/*
 * Search and placement.
 *
 * The search walks free gaps, memory minus reserved, from the top down or from the
 * bottom up. It is driven by one number, the best start that is still possible; each
 * step either finds a fit or moves that number past a gap, past a reservation, past
 * a hole in memory, or past a stretch that is known not to fit (misfit.c).
 *
 * Cost: O(log n) to start, then amortised O(1) for each gap that has not been found
 * too small before. What is found is reserved at the index where it was found.
 */
#include <bootmem/mmzone.h>
#include <bootmem/port.h>

#include "lib/lib.h"
#include "memblock/internal.h"

/* The gaps passed since the last fit or jump. */
struct passed {
	unsigned long gaps;
	phys_addr_t edge;    /* where the stretch began */
	phys_addr_t largest; /* largest aligned block in any of them */
};

/* The largest block of a gap [base, end) that starts aligned. */
static phys_addr_t __init_memblock usable(phys_addr_t base, phys_addr_t end, phys_addr_t align)
{
	phys_addr_t start = phys_align_up(base, align);

	return start >= base && start < end ? end - start : 0;
}

static void __init_memblock note_passed(struct passed *p, phys_addr_t from, phys_addr_t to,
					phys_addr_t align)
{
	if (!p->gaps)
		return;
	misfit_learn(&(struct misfit){ from, to, p->largest + 1, align, p->gaps });
	p->gaps = 0;
	p->largest = 0;
}

/* A free gap, and where it lies in both arrays. */
struct gap {
	phys_addr_t base, end;
	unsigned long memory, reserved; /* reserved: index of the first region above */
};

/*
 * The highest gap that contains, or lies below, start; indices go down from where
 * they are. False when there is none at or above floor.
 */
static bool __init_memblock gap_at_or_below(struct gap *g, phys_addr_t start, phys_addr_t floor)
{
	const struct memblock_region *memory = memblock.memory.regions;
	const struct memblock_region *reserved = memblock.reserved.regions;
	phys_addr_t base;

	for (;;) {
		while (g->memory > 0 && memory[g->memory - 1].base > start)
			g->memory--;
		if (g->memory == 0)
			return false;
		start = min_phys(start, region_end(&memory[g->memory - 1]) - 1);
		while (g->reserved > 0 && reserved[g->reserved - 1].base > start)
			g->reserved--;
		if (start < floor)
			return false;
		base = memory[g->memory - 1].base;
		if (g->reserved == 0)
			break;
		if (region_end(&reserved[g->reserved - 1]) <= start) {
			base = max_phys(base, region_end(&reserved[g->reserved - 1]));
			break;
		}
		if (reserved[g->reserved - 1].base <= floor)
			return false;
		start = reserved[g->reserved - 1].base - 1;
	}
	g->base = base;
	g->end = region_end(&memory[g->memory - 1]);
	if (g->reserved < memblock.reserved.cnt)
		g->end = min_phys(g->end, reserved[g->reserved].base);
	return true;
}

/* Puts the indices of a gap search at start. */
static void __init_memblock seek(struct gap *g, phys_addr_t start)
{
	const struct memblock_type *memory = &memblock.memory, *reserved = &memblock.reserved;

	g->memory = region_find(memory, start);
	g->memory += g->memory < memory->cnt && memory->regions[g->memory].base <= start;
	g->reserved = region_find(reserved, start);
	g->reserved += g->reserved < reserved->cnt && reserved->regions[g->reserved].base <= start;
}

/* The highest fitting start in a gap, not above start; 0 = too small. */
static inline phys_addr_t fit_below(const struct gap *g, phys_addr_t start,
					     const struct request *req)
{
	phys_addr_t addr;

	if (g->end - g->base < req->size)
		return 0;
	addr = phys_align_down(min_phys(start, g->end - req->size), req->align);
	return addr >= max_phys(g->base, req->start) ? addr : 0;
}

static inline bool wanted(const struct request *req, unsigned long memory)
{
	return !region_filtered(&memblock.memory.regions[memory], req->nid, req->flags);
}

/* A gap was too small: count it, and leave a note when the stretch gets long. */
static bool __init_memblock pass_gap(struct passed *p, phys_addr_t room)
{
	p->gaps++;
	p->largest = max_phys(p->largest, room);
	return p->gaps >= misfit_grain();
}

/* Below this there is no start in the same region of memory. */
static phys_addr_t __init_memblock lowest_start(const struct gap *g, const struct request *req)
{
	return max_phys(req->start, memblock.memory.regions[g->memory - 1].base);
}

/*
 * The common case, many small gaps between reservations in one region of memory, in a
 * tight loop: goes down from a gap that was too small while the next one is, too, and
 * lies above stop.
 */
static void __init_memblock pass_small_gaps(struct gap *g, const struct request *req,
					    phys_addr_t stop, struct passed *p)
{
	const struct memblock_region *r = memblock.reserved.regions;
	unsigned long i = g->reserved, left = misfit_grain() - p->gaps;
	phys_addr_t base, room, largest = p->largest;

	for (; i > 1 && left > 1; i--, left--) {
		base = region_end(&r[i - 2]);
		if (base <= stop)
			break;
		room = usable(base, r[i - 1].base, req->align);
		if (room >= req->size)
			break;
		largest = max_phys(largest, room);
	}
	if (i < g->reserved)
		g->base = region_end(&r[i - 1]);
	p->gaps += g->reserved - i;
	p->largest = largest;
	g->reserved = i;
}

/* Out of line: the short way past it needs few registers. */
static __attribute__((noinline)) phys_addr_t __init_memblock
find_top_down(const struct request *req, unsigned long *at)
{
	phys_addr_t start = req->end - req->size, until = PHYS_ADDR_MAX, addr, room;
	struct passed passed = { 0, start + 1, 0 };
	bool there = false;
	struct gap g;

	for (;;) {
		phys_addr_t ruled_out = start;

		if (misfit_count && start < until &&
		    misfit_jump_down(&ruled_out, req->size, req->align, &until)) {
			note_passed(&passed, start + 1, passed.edge, req->align);
			if (ruled_out <= req->start)
				return 0;
			passed.edge = ruled_out;
			start = ruled_out - 1;
			there = false;
		}
		if (!there)
			seek(&g, start);
		there = true;
		if (!gap_at_or_below(&g, start, req->start))
			break;
		room = usable(g.base, g.end, req->align);
		if (room >= req->size) {
			addr = fit_below(&g, start, req);
			note_passed(&passed, g.end, passed.edge, req->align);
			if (addr && wanted(req, g.memory - 1)) {
				*at = g.reserved;
				return addr;
			}
			passed.edge = g.base; /* it would fit others: no note may cover it */
		} else if (pass_gap(&passed, room)) {
			note_passed(&passed, g.base, passed.edge, req->align);
			passed.edge = g.base;
		} else {
			pass_small_gaps(&g, req, max_phys(until, lowest_start(&g, req)), &passed);
		}
		if (g.base <= req->start)
			break;
		start = g.base - 1;
	}
	note_passed(&passed, req->start, passed.edge, req->align);
	return 0;
}

/*
 * What most requests get: a place in the topmost gap of all. There is nothing above it, so
 * a fit there is the highest; 0 = search.
 */
static phys_addr_t __init_memblock find_in_top_gap(const struct request *req, unsigned long *at)
{
	const struct memblock_region *memory, *reserved = memblock.reserved.regions;
	unsigned long m = memblock.memory.cnt, r = memblock.reserved.cnt;
	struct gap g;

	if (m == 0 || !wanted(req, m - 1))
		return 0;
	memory = &memblock.memory.regions[m - 1];
	g.base = memory->base;
	g.end = region_end(memory);
	if (r > 0 && region_end(&reserved[r - 1]) >= g.end)
		g.end = min_phys(g.end, reserved[--r].base);
	if (r > 0)
		g.base = max_phys(g.base, region_end(&reserved[r - 1]));
	*at = r;
	return g.base < g.end ? fit_below(&g, req->end - req->size, req) : 0;
}

/* The mirror image of gap_at_or_below(): memory and reserved index what is above. */
static bool __init_memblock gap_at_or_above(struct gap *g, phys_addr_t start)
{
	const struct memblock_type *memory = &memblock.memory, *reserved = &memblock.reserved;

	for (;;) {
		while (g->memory < memory->cnt && region_end(&memory->regions[g->memory]) <= start)
			g->memory++;
		if (g->memory == memory->cnt)
			return false;
		start = max_phys(start, memory->regions[g->memory].base);
		while (g->reserved < reserved->cnt &&
		       region_end(&reserved->regions[g->reserved]) <= start)
			g->reserved++;
		if (g->reserved == reserved->cnt || reserved->regions[g->reserved].base > start)
			break;
		start = region_end(&reserved->regions[g->reserved]);
	}
	g->base = start;
	g->end = region_end(&memory->regions[g->memory]);
	if (g->reserved < reserved->cnt)
		g->end = min_phys(g->end, reserved->regions[g->reserved].base);
	return true;
}

static __attribute__((noinline)) phys_addr_t __init_memblock
find_bottom_up(const struct request *req, unsigned long *at)
{
	phys_addr_t start = req->start, last = req->end - req->size, until = 0, addr, room;
	struct passed passed = { 0, start, 0 };
	bool there = false;
	struct gap g;

	while (start <= last) {
		phys_addr_t ruled_out = start;

		if (misfit_count && start >= until &&
		    misfit_jump_up(&ruled_out, req->size, req->align, &until)) {
			note_passed(&passed, passed.edge, start, req->align);
			passed.edge = start = ruled_out;
			there = false;
		}
		if (!there) {
			g.memory = region_find(&memblock.memory, start);
			g.reserved = region_find(&memblock.reserved, start);
		}
		there = true;
		if (!gap_at_or_above(&g, start) || g.base > last)
			break;
		room = usable(g.base, g.end, req->align);
		if (room >= req->size) {
			addr = phys_align_up(g.base, req->align);
			if (addr > last)
				break;
			note_passed(&passed, passed.edge, g.base, req->align);
			if (wanted(req, g.memory)) {
				*at = g.reserved;
				return addr;
			}
			passed.edge = g.end; /* it would fit others: no note may cover it */
		} else if (pass_gap(&passed, room)) {
			note_passed(&passed, passed.edge, g.end, req->align);
			passed.edge = g.end;
		}
		start = g.end;
	}
	note_passed(&passed, passed.edge, min_phys(start, last), req->align);
	return 0;
}

phys_addr_t __init_memblock memblock_find(const struct request *req, unsigned long *at)
{
	phys_addr_t addr;

	if (req->end <= req->start || req->size > req->end - req->start)
		return 0;
	if (memblock.bottom_up)
		return find_bottom_up(req, at);
	addr = find_in_top_gap(req, at);
	return addr ? addr : find_top_down(req, at);
}

phys_addr_t __init_memblock memblock_limit(phys_addr_t end)
{
	if (end == MEMBLOCK_ALLOC_ACCESSIBLE || end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		return memblock.current_limit;
	return end;
}

/* ---- tries ---- */

/* Checks what no try can change; false refuses the request. */
static bool __init_memblock complete(struct request *req)
{
	memblock_assert_open("memblock_alloc");
	if (req->size == 0)
		return false;
	if (req->align == 0)
		req->align = SMP_CACHE_BYTES;
	if (!is_power_of_two(req->align)) {
		bootmem_warn("an allocation of %#llx bytes wants alignment %#llx, which is no power "
			     "of two; refused", PHYS(req->size), PHYS(req->align));
		return false;
	}
	/* Physical address 0 means "none". */
	req->start = max_phys(req->start, PAGE_SIZE);
	if (!node_exists(req->nid))
		req->nid = NUMA_NO_NODE;
	return true;
}

/* One search, and the reservation of what it finds. */
static phys_addr_t __init_memblock take(struct request *req)
{
	unsigned long at = 0;
	phys_addr_t addr = memblock_find(req, &at);

	if (!addr)
		return 0;
	req->no_slot = !memblock_take(addr, req->size, at);
	return req->no_slot ? 0 : addr;
}

/* Where to look after a node in vain: the next nearest when distances are known, then anywhere. */
static int __init_memblock next_node(int nid, int tried)
{
	return node_distances_told() ? next_nearest_node(nid, tried) : NUMA_NO_NODE;
}

/* Mirrored memory first, when there is any; in each, the node first, then others. */
static phys_addr_t __init_memblock allocate(struct request *req, bool exact)
{
	int nid = req->nid, tries = memblock_mirrored ? 2 : 1;
	phys_addr_t addr = 0;

	while (!addr && !req->no_slot && tries--) {
		req->flags = tries ? MEMBLOCK_MIRROR : MEMBLOCK_NONE;
		for (req->nid = nid;; req->nid = next_node(nid, req->nid)) {
			addr = take(req);
			if (addr || req->no_slot || exact || req->nid == NUMA_NO_NODE)
				break;
		}
	}
	req->nid = nid;
	return addr;
}

phys_addr_t __init_memblock memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align,
						     phys_addr_t start, phys_addr_t end, int nid,
						     bool exact_nid)
{
	struct request req = { size, align, start, memblock_limit(end), nid, MEMBLOCK_NONE, false };

	return complete(&req) ? allocate(&req, exact_nid) : 0;
}

phys_addr_t __init_memblock memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align,
						      phys_addr_t start, phys_addr_t end)
{
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE, false);
}

phys_addr_t __init_memblock memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align,
							int nid)
{
	return memblock_alloc_range_nid(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

void *__init_memblock memblock_map(phys_addr_t addr, phys_addr_t size)
{
	void *ptr = bootmem_phys_to_virt(addr, (size_t)size);

	if (!ptr)
		bootmem_warn("[%#llx, %#llx) is below current_limit but not mapped; "
			     "memblock_set_current_limit() said otherwise", PHYS(addr),
			     PHYS(addr + size));
	return ptr;
}

/* A floor is a wish: dropped rather than failing. */
static void *__init_memblock alloc_mapped(phys_addr_t size, phys_addr_t align, phys_addr_t start,
					  phys_addr_t end, int nid, bool exact)
{
	struct request req = { size, align, start, 0, nid, MEMBLOCK_NONE, false };
	phys_addr_t addr;
	void *ptr;

	req.end = min_phys(memblock_limit(end), memblock.current_limit);
	if (size != (size_t)size || !complete(&req))
		return NULL; /* what a pointer cannot span is not to be had */
	addr = allocate(&req, exact);
	if (!addr && !req.no_slot && req.start > PAGE_SIZE) {
		req.start = PAGE_SIZE;
		addr = allocate(&req, exact);
	}
	if (!addr)
		return NULL;
	ptr = memblock_map(addr, size);
	if (!ptr)
		memblock_phys_free(addr, size);
	return ptr;
}

void *__init_memblock memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align,
						 phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	return alloc_mapped(size, align, min_addr, max_addr, nid, false);
}

void *__init_memblock memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align,
						   phys_addr_t min_addr, phys_addr_t max_addr,
						   int nid)
{
	return alloc_mapped(size, align, min_addr, max_addr, nid, true);
}

void *__init_memblock memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align,
					     phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	void *ptr = memblock_alloc_try_nid_raw(size, align, min_addr, max_addr, nid);

	return ptr ? memset(ptr, 0, size) : NULL;
}
