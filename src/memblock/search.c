/* SPDX-License-Identifier: MIT */
/*
 * The search for free memory.
 *
 * The search walks free gaps, memory minus reserved, from the top down or from the
 * bottom up. It is driven by one number, the best start that is still possible; each
 * step either finds a fit or moves that number past a gap, past a reservation, past
 * a hole in memory, or past a stretch that is known not to fit (misfit.c).
 *
 * Cost: O(log n) to start, then amortised O(1) for each gap that has not been found
 * too small before.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

/* The largest block of a gap [base, end) that starts aligned. */
/*@ requires Power(align) && base <= end;
    assigns \nothing;
    ensures \result <= end - base;
    ensures 0 < \result ==> Aligned(end - \result, align);
    ensures \forall integer a; base <= a < end && Aligned(a, align) ==> end - a <= \result; */
static phys_addr_t __init_memblock usable(phys_addr_t base, phys_addr_t end, phys_addr_t align)
{
	phys_addr_t start = phys_align_up(base, align);

	return start >= base && start < end ? end - start : 0;
}

/*@ requires Map && memory < memblock.memory.cnt && \valid_read(req);
    assigns \nothing;
    ensures \result <==> !Unwanted(memory, req->nid, req->flags); */
static inline bool wanted(const struct request *req, unsigned long memory)
{
	return !region_filtered(&memblock.memory.regions[memory], req->nid, req->flags);
}

/* ---- what was passed ---- */

/* The gaps passed since the last fit, jump or note. */
struct passed {
	unsigned long gaps;
	phys_addr_t edge;    /* where the stretch began */
	phys_addr_t largest; /* largest aligned block in any of them */
};

/*@ assigns \nothing;
    ensures \result.gaps == 0 && \result.edge == edge && \result.largest == 0; */
static inline struct passed nothing_passed(phys_addr_t edge)
{
	return (struct passed){ 0, edge, 0 };
}

/* A gap was too small. */
/*@ requires p.gaps < ULONG_MAX;
    assigns \nothing;
    ensures \result.gaps == p.gaps + 1 && \result.edge == p.edge;
    ensures \result.largest == (p.largest > room ? p.largest : room); */
static inline struct passed count_gap(struct passed p, phys_addr_t room)
{
	return (struct passed){ p.gaps + 1, p.edge, max_phys(p.largest, room) };
}

/* No gap but those that were passed lies in [from, to). */
/*@ requires Ready && Power(align) && p.largest < PHYS_ADDR_MAX;
    requires p.gaps ==> NoRoom(from, to, p.largest + 1, align);
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures Ready && SameMap{Pre, Post}; */
static void __init_memblock leave_note(struct passed p, phys_addr_t from, phys_addr_t to,
				       phys_addr_t align)
{
	if (p.gaps)
		misfit_learn(&(struct misfit){ from, to, p.largest + 1, align, p.gaps });
}

/* ---- gaps ---- */

/* A free gap, and where it lies in both arrays. No gap: it is empty. */
struct gap {
	phys_addr_t base, end;
	unsigned long memory, reserved; /* reserved: index of the first region above */
};

#define NO_GAP	      ((struct gap){ 0 })
#define NOTHING_FOUND ((struct found){ 0 })

/* A search on its way. */
struct walk {
	struct gap gap;
	struct passed passed;
};

/* From index i down to the first region that starts above addr. */
/*@ requires Readable(type) && i <= type->cnt && StartFrom(type->regions, i, type->cnt, addr + 1);
    assigns \nothing;
    ensures \result <= i && StartFrom(type->regions, \result, type->cnt, addr + 1);
    ensures 0 < \result ==> type->regions[\result - 1].base <= addr; */
static inline unsigned long slide_down(const struct memblock_type *type, unsigned long i,
				      phys_addr_t addr)
{
	/*@ loop invariant i <= \at(i, Pre) && StartFrom(type->regions, i, type->cnt, addr + 1);
	    loop assigns i;
	    loop variant i; */
	while (i > 0 && type->regions[i - 1].base > addr)
		i--;
	return i;
}

/* From index i up to the first region that ends above addr. */
/*@ requires Readable(type) && i <= type->cnt && EndBy(type->regions, 0, i, addr);
    assigns \nothing;
    ensures i <= \result <= type->cnt && EndBy(type->regions, 0, \result, addr);
    ensures \result < type->cnt ==> addr < END(type->regions[\result]); */
static inline unsigned long slide_up(const struct memblock_type *type, unsigned long i,
				    phys_addr_t addr)
{
	/*@ loop invariant \at(i, Pre) <= i <= type->cnt && EndBy(type->regions, 0, i, addr);
	    loop assigns i;
	    loop variant type->cnt - i; */
	while (i < type->cnt && region_end(&type->regions[i]) <= addr)
		i++;
	return i;
}

/* Where a region of memory that reaches so high, or a reservation above, ends a gap. */
/*@ requires Map && memory < memblock.memory.cnt && reserved <= memblock.reserved.cnt;
    assigns \nothing;
    ensures \result <= END(MEMORY[memory]);
    ensures reserved < memblock.reserved.cnt ==> \result <= RESERVED[reserved].base;
    ensures \result == END(MEMORY[memory]) ||
	    (reserved < memblock.reserved.cnt && \result == RESERVED[reserved].base); */
static inline phys_addr_t gap_end(unsigned long memory, unsigned long reserved)
{
	phys_addr_t end = region_end(&memblock.memory.regions[memory]);

	if (reserved < memblock.reserved.cnt)
		end = min_phys(end, memblock.reserved.regions[reserved].base);
	return end;
}

/* ---- top down: the index in memory is one past the gap's region ---- */

/* Indices for start. */
/*@ requires Map && start < PHYS_ADDR_MAX;
    assigns \nothing;
    ensures AllFrom(\result.memory, \result.reserved, start + 1); */
static struct gap __init_memblock seek(phys_addr_t start)
{
	const struct memblock_type *memory = &memblock.memory, *reserved = &memblock.reserved;
	struct gap g = { start, start, region_find(memory, start), region_find(reserved, start) };

	g.memory += g.memory < memory->cnt && memory->regions[g.memory].base <= start;
	g.reserved += g.reserved < reserved->cnt && reserved->regions[g.reserved].base <= start;
	return g;
}

/*
 * The highest gap that contains, or lies below, start; indices go down from where
 * they are. None when there is none at or above floor.
 */
/*@ requires Map && AllFrom(g.memory, g.reserved, start + 1);
    assigns \nothing;
    ensures \result.base == \result.end ==> NothingFits(floor, start + 1);
    ensures \result.base != \result.end ==> GAP_BELOW(\result) && \result.base <= start &&
	    NothingFits(\result.end, start + 1) &&
	    AllFrom(\result.memory, \result.reserved, \result.base) &&
	    GapStarts(\result.base, \result.memory - 1, \result.reserved); */
static struct gap __init_memblock gap_at_or_below(struct gap g, phys_addr_t start, phys_addr_t floor)
{
	const struct memblock_region *memory, *reserved = memblock.reserved.regions;

	/*@ loop invariant start <= \at(start, Pre) && AllFrom(g.memory, g.reserved, start + 1);
	    loop invariant NothingFits(start + 1, \at(start, Pre) + 1);
	    loop assigns g, start, memory;
	    loop variant start; */
	for (;;) {
		g.memory = slide_down(&memblock.memory, g.memory, start);
		if (g.memory == 0)
			return NO_GAP;
		memory = &memblock.memory.regions[g.memory - 1];
		start = min_phys(start, region_end(memory) - 1);
		if (start < floor)
			return NO_GAP;
		g.reserved = slide_down(&memblock.reserved, g.reserved, start);
		g.base = g.reserved ? region_end(&reserved[g.reserved - 1]) : 0;
		if (g.base <= start)
			break;
		if (reserved[g.reserved - 1].base <= floor)
			return NO_GAP;
		start = reserved[g.reserved - 1].base - 1;
	}
	g.base = max_phys(g.base, memory->base);
	g.end = gap_end(g.memory - 1, g.reserved);
	//@ assert GapAt(g.base, g.end, g.memory - 1, g.reserved);
	return g;
}

/* The highest fitting start in a gap, not above start; 0 = too small. */
/*@ requires Request(req) && g.base < g.end;
    assigns \nothing;
    ensures \result ==> g.base <= \result && req->start <= \result <= start &&
	    \result + req->size <= g.end && Aligned(\result, req->align);
    ensures \forall integer a; \result < a <= start && g.base <= a && req->start <= a &&
	    a + req->size <= g.end ==> !Aligned(a, req->align); */
static inline phys_addr_t fit_below(struct gap g, phys_addr_t start, const struct request *req)
{
	phys_addr_t addr;

	if (g.end - g.base < req->size)
		return 0;
	addr = phys_align_down(min_phys(start, g.end - req->size), req->align);
	return addr >= max_phys(g.base, req->start) ? addr : 0;
}

/* Below this there is no start in the same region of memory. */
/*@ requires Map && 0 < g.memory <= memblock.memory.cnt && \valid_read(req);
    assigns \nothing;
    ensures req->start <= \result && MEMORY[g.memory - 1].base <= \result; */
static phys_addr_t __init_memblock lowest_start(struct gap g, const struct request *req)
{
	return max_phys(req->start, memblock.memory.regions[g.memory - 1].base);
}

/*
 * The common case, many small gaps between reservations in one region of memory, in a
 * tight loop: goes down from a gap that was too small while the next one is, too, and
 * lies above stop.
 */
/*@ requires Ready && Request(req) && w.passed.gaps < misfit_grain;
    requires GAP_BELOW(w.gap) && GapStarts(w.gap.base, w.gap.memory - 1, w.gap.reserved);
    requires MEMORY[w.gap.memory - 1].base <= stop;
    requires PASSED(w.passed, w.gap.base, w.passed.edge, req);
    assigns \nothing;
    ensures \result.gap.base <= w.gap.base && \result.passed.gaps < misfit_grain;
    ensures AllFrom(\result.gap.memory, \result.gap.reserved, \result.gap.base);
    ensures \result.passed.edge == w.passed.edge;
    ensures PASSED(\result.passed, \result.gap.base, w.passed.edge, req); */
static struct walk __init_memblock pass_small_gaps(struct walk w, const struct request *req,
						   phys_addr_t stop)
{
	const struct memblock_region *r = memblock.reserved.regions;
	unsigned long i = w.gap.reserved, left = misfit_grain - w.passed.gaps;

	/*@ loop invariant i <= w.gap.reserved && left + (w.gap.reserved - i) == misfit_grain - w.passed.gaps;
	    loop invariant 0 < left && w.gap.base <= \at(w.gap.base, Pre);
	    loop invariant EndBy(RESERVED, 0, i, w.gap.base);
	    loop invariant StartFrom(RESERVED, i, memblock.reserved.cnt, w.gap.base);
	    loop invariant GapStarts(w.gap.base, w.gap.memory - 1, i);
	    loop invariant PASSED(w.passed, w.gap.base, w.passed.edge, req);
	    loop assigns i, left, w.passed.largest, w.gap.base;
	    loop variant i; */
	for (; i > 1 && left > 1; i--, left--) {
		phys_addr_t base = region_end(&r[i - 2]);
		phys_addr_t room = usable(base, r[i - 1].base, req->align);

		if (base <= stop || room >= req->size)
			break;
		w.passed.largest = max_phys(w.passed.largest, room);
		w.gap.base = base;
	}
	w.passed.gaps += w.gap.reserved - i;
	w.gap.reserved = i;
	return w;
}

/* A gap was too small; leave a note when the stretch gets long. */
/*@ requires Ready && Request(req) && room < req->size && w.passed.gaps < misfit_grain;
    requires GAP_BELOW(w.gap) && GapStarts(w.gap.base, w.gap.memory - 1, w.gap.reserved);
    requires AllFrom(w.gap.memory, w.gap.reserved, w.gap.base);
    requires PASSED(w.passed, w.gap.end, w.passed.edge, req) && w.gap.base <= w.passed.edge;
    requires NoRoom(w.gap.base, w.gap.end, room + 1, req->align);
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures Ready && SameMap{Pre, Post};
    ensures \result.gap.base <= w.gap.base && \result.passed.gaps < misfit_grain;
    ensures AllFrom(\result.gap.memory, \result.gap.reserved, \result.gap.base);
    ensures PASSED(\result.passed, \result.gap.base, \result.passed.edge, req);
    ensures NoRoom(\result.gap.base, w.gap.base, req->size, req->align);
    ensures \result.gap.base <= \result.passed.edge; */
static struct walk __init_memblock pass_down(struct walk w, const struct request *req,
					     phys_addr_t room, phys_addr_t stop)
{
	w.passed = count_gap(w.passed, room);
	if (w.passed.gaps < misfit_grain)
		return pass_small_gaps(w, req, max_phys(stop, lowest_start(w.gap, req)));
	leave_note(w.passed, w.gap.base, w.passed.edge, req->align);
	w.passed = nothing_passed(w.gap.base);
	return w;
}

/* Out of line: the short way past it needs few registers. */
/*@ requires Ready && Request(req) && req->size <= req->end - req->start;
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold && (\result.addr ==> Found{Pre}(req, \result.addr, \result.at));
    ensures \forall integer a; Suits{Pre}(req, a) ==> a <= \result.addr; */
static __attribute__((noinline)) struct found __init_memblock
find_top_down(const struct request *req)
{
	phys_addr_t start = req->end - req->size, addr, room;
	struct walk w = { NO_GAP, nothing_passed(start + 1) };
	struct known known = { false, PHYS_ADDR_MAX };
	bool there = false;

	//@ assert \forall integer a; Suits(req, a) ==> req->size <= Room(a);
	/*@ loop invariant Ready && SameMap{Pre, Here};
	    loop invariant req->start <= start && start + req->size <= req->end;
	    loop invariant \forall integer a; Suits{Pre}(req, a) ==> a <= start;
	    loop invariant PASSED(w.passed, start + 1, w.passed.edge, req);
	    loop invariant start < w.passed.edge && w.passed.gaps < misfit_grain;
	    loop invariant there ==> AllFrom(w.gap.memory, w.gap.reserved, start + 1);
	    loop assigns start, addr, room, w, known, there;
	    loop assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
	    loop variant start; */
	for (;;) {
		if (misfit_count && start < known.edge) {
			known = misfit_below(start, req->size, req->align);
			if (known.misfit) {
				leave_note(w.passed, start + 1, w.passed.edge, req->align);
				w.passed = nothing_passed(known.edge);
				if (known.edge <= req->start)
					break;
				start = known.edge - 1;
				there = false;
			}
		}
		if (!there)
			w.gap = seek(start);
		there = true;
		w.gap = gap_at_or_below(w.gap, start, req->start);
		if (w.gap.base == w.gap.end)
			break;
		//@ assert \forall integer a; w.gap.end <= a <= start ==> Room(a) <= 0;
		//@ assert \forall integer a; w.gap.base <= a < w.gap.end ==> Room(a) <= w.gap.end - a;
		//@ assert PASSED(w.passed, w.gap.end, w.passed.edge, req);
		/*@ assert \forall integer a; Suits{Pre}(req, a) && w.gap.base <= a ==>
		    a + req->size <= w.gap.end && !Unwanted(w.gap.memory - 1, req->nid, req->flags); */
		room = usable(w.gap.base, w.gap.end, req->align);
		//@ assert NoRoom(w.gap.base, w.gap.end, room + 1, req->align);
		if (room < req->size) {
			w = pass_down(w, req, room, known.edge);
		} else {
			addr = fit_below(w.gap, start, req);
			/*@ assert addr ==> FitsIn(w.gap.memory - 1, addr, req->size) &&
			    Between(w.gap.reserved, addr, addr + req->size); */
			leave_note(w.passed, w.gap.end, w.passed.edge, req->align);
			if (addr && wanted(req, w.gap.memory - 1))
				return (struct found){ addr, w.gap.reserved };
			/* It would fit others: no note may cover it. */
			w.passed = nothing_passed(w.gap.base);
		}
		if (w.gap.base <= req->start)
			break;
		start = w.gap.base - 1;
	}
	leave_note(w.passed, req->start, w.passed.edge, req->align);
	return NOTHING_FOUND;
}

/*
 * What most requests get: a place in the topmost gap of all. There is nothing above it, so
 * a fit there is the highest; 0 = search.
 */
/*@ requires Ready && Request(req) && req->size <= req->end - req->start;
    assigns \nothing;
    ensures \result.addr ==> Found{Pre}(req, \result.addr, \result.at);
    ensures \result.addr ==> \forall integer a; Suits{Pre}(req, a) ==> a <= \result.addr; */
static struct found __init_memblock find_in_top_gap(const struct request *req)
{
	const struct memblock_region *memory, *reserved = memblock.reserved.regions;
	unsigned long m = memblock.memory.cnt, r = memblock.reserved.cnt;
	struct gap g = NO_GAP;

	if (m == 0 || !wanted(req, m - 1))
		return NOTHING_FOUND;
	memory = &memblock.memory.regions[m - 1];
	if (r > 0 && region_end(&reserved[r - 1]) >= region_end(memory))
		r--;
	g.base = r > 0 ? max_phys(memory->base, region_end(&reserved[r - 1])) : memory->base;
	g.end = gap_end(m - 1, r);
	//@ assert NothingFits(g.end, PHYS_ADDR_MAX);
	//@ assert g.base < g.end ==> GapAt(g.base, g.end, m - 1, r) && FitsOnlyIn(g.base, g.end, m - 1);
	return (struct found){ g.base < g.end ? fit_below(g, req->end - req->size, req) : 0, r };
}

/* ---- bottom up: memory and reserved index what is above ---- */

/* The mirror image of gap_at_or_below(): the lowest gap that contains, or lies above, start. */
/*@ requires Map && AllBy(g.memory, g.reserved, start);
    assigns \nothing;
    ensures \result.base == \result.end ==> NothingFits(start, PHYS_ADDR_MAX);
    ensures \result.base != \result.end ==> GAP_ABOVE(\result) && start <= \result.base &&
	    NothingFits(start, \result.base) && AllBy(\result.memory, \result.reserved, \result.base); */
static struct gap __init_memblock gap_at_or_above(struct gap g, phys_addr_t start)
{
	const struct memblock_type *memory = &memblock.memory, *reserved = &memblock.reserved;

	/*@ loop invariant \at(start, Pre) <= start && AllBy(g.memory, g.reserved, start);
	    loop invariant NothingFits(\at(start, Pre), start);
	    loop assigns g, start;
	    loop variant PHYS_ADDR_MAX - start; */
	for (;;) {
		g.memory = slide_up(memory, g.memory, start);
		if (g.memory == memory->cnt)
			return NO_GAP;
		g.base = max_phys(start, memory->regions[g.memory].base);
		g.reserved = slide_up(reserved, g.reserved, g.base);
		g.end = gap_end(g.memory, g.reserved);
		//@ assert g.base < g.end ==> GapAt(g.base, g.end, g.memory, g.reserved);
		if (g.base < g.end)
			return g;
		start = region_end(&reserved->regions[g.reserved]);
	}
}

/* Indices for start. */
/*@ requires Map;
    assigns \nothing;
    ensures AllBy(\result.memory, \result.reserved, start); */
static struct gap __init_memblock seek_up(phys_addr_t start)
{
	return (struct gap){ start, start, region_find(&memblock.memory, start),
			     region_find(&memblock.reserved, start) };
}

/*@ requires Ready && Request(req) && room < req->size && w.passed.gaps < misfit_grain;
    requires PASSED(w.passed, w.passed.edge, w.gap.base, req);
    requires w.passed.edge <= w.gap.base < w.gap.end;
    requires NoRoom(w.gap.base, w.gap.end, room + 1, req->align);
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures Ready && SameMap{Pre, Post} && \result.gap == w.gap;
    ensures \result.passed.edge <= w.gap.end && \result.passed.gaps < misfit_grain;
    ensures PASSED(\result.passed, \result.passed.edge, w.gap.end, req); */
static struct walk __init_memblock pass_up(struct walk w, const struct request *req, phys_addr_t room)
{
	w.passed = count_gap(w.passed, room);
	if (w.passed.gaps >= misfit_grain) {
		leave_note(w.passed, w.passed.edge, w.gap.end, req->align);
		w.passed = nothing_passed(w.gap.end);
	}
	return w;
}

/*@ requires Ready && Request(req) && req->size <= req->end - req->start;
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold && (\result.addr ==> Found{Pre}(req, \result.addr, \result.at));
    ensures \forall integer a; Suits{Pre}(req, a) ==> 0 < \result.addr <= a; */
static __attribute__((noinline)) struct found __init_memblock
find_bottom_up(const struct request *req)
{
	phys_addr_t start = req->start, last = req->end - req->size, room;
	struct walk w = { NO_GAP, nothing_passed(start) };
	struct known known = { false, 0 };
	bool there = false;

	//@ assert \forall integer a; Suits(req, a) ==> req->size <= Room(a);
	/*@ loop invariant Ready && SameMap{Pre, Here};
	    loop invariant req->start <= start && last + req->size == req->end;
	    loop invariant \forall integer a; Suits{Pre}(req, a) ==> start <= a;
	    loop invariant PASSED(w.passed, w.passed.edge, start, req);
	    loop invariant w.passed.edge <= start && w.passed.gaps < misfit_grain;
	    loop invariant there ==> AllBy(w.gap.memory, w.gap.reserved, start);
	    loop assigns start, room, w, known, there;
	    loop assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
	    loop variant PHYS_ADDR_MAX - start; */
	while (start <= last) {
		if (misfit_count && start >= known.edge) {
			known = misfit_above(start, req->size, req->align);
			if (known.misfit) {
				leave_note(w.passed, w.passed.edge, start, req->align);
				w.passed = nothing_passed(known.edge);
				start = known.edge;
				there = false;
			}
		}
		if (!there)
			w.gap = seek_up(start);
		there = true;
		w.gap = gap_at_or_above(w.gap, start);
		if (w.gap.base == w.gap.end || w.gap.base > last)
			break;
		//@ assert \forall integer a; start <= a < w.gap.base ==> Room(a) <= 0;
		//@ assert \forall integer a; w.gap.base <= a < w.gap.end ==> Room(a) <= w.gap.end - a;
		//@ assert PASSED(w.passed, w.passed.edge, w.gap.base, req);
		/*@ assert \forall integer a; Suits{Pre}(req, a) && a < w.gap.end ==>
		    w.gap.base <= a && a + req->size <= w.gap.end && !Unwanted(w.gap.memory, req->nid, req->flags); */
		room = usable(w.gap.base, w.gap.end, req->align);
		//@ assert NoRoom(w.gap.base, w.gap.end, room + 1, req->align);
		if (room < req->size) {
			w = pass_up(w, req, room);
		} else {
			if (w.gap.end - room > last)
				break;
			/*@ assert \let a = w.gap.end - room; FitsIn(w.gap.memory, a, req->size) &&
			    Between(w.gap.reserved, a, a + req->size); */
			leave_note(w.passed, w.passed.edge, w.gap.base, req->align);
			if (wanted(req, w.gap.memory))
				return (struct found){ w.gap.end - room, w.gap.reserved };
			/* It would fit others: no note may cover it. */
			w.passed = nothing_passed(w.gap.end);
		}
		start = w.gap.end;
	}
	leave_note(w.passed, w.passed.edge, min_phys(start, last), req->align);
	return NOTHING_FOUND;
}

/*@ requires Ready && Request(req);
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold && (\result.addr ==> Found{Pre}(req, \result.addr, \result.at));
    ensures !memblock.bottom_up ==> \forall integer a; Suits{Pre}(req, a) ==> a <= \result.addr;
    ensures memblock.bottom_up ==> \forall integer a; Suits{Pre}(req, a) ==> 0 < \result.addr <= a; */
struct found __init_memblock memblock_find(const struct request *req)
{
	struct found found;

	if (req->end <= req->start || req->size > req->end - req->start)
		return NOTHING_FOUND;
	if (memblock.bottom_up)
		return find_bottom_up(req);
	found = find_in_top_gap(req);
	return found.addr ? found : find_top_down(req);
}
