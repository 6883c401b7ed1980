/* SPDX-License-Identifier: MIT */
/*
 * The sweep of a boot map: resolves overlaps, and rounds to pages.
 *
 * It sorts nothing and needs no memory. It walks upwards from one boundary
 * to the next nearest one; between two boundaries nothing changes, so the range of
 * the highest kind there decides:
 *
 *	RAM       |-------------------------------|
 *	initrd               |--------|
 *	MMIO                      |-----------|
 *	          ^          ^    ^           ^   ^
 *	out       |   RAM    |ini | MMIO      |RAM|
 *
 * Rounding happens while looking, so that the same walk with a granule of one byte
 * tells how much RAM was promised before rounding.
 *
 * Cost: n ranges have at most 2n boundaries, and each looks at n ranges.
 */
#include "boot_map.h"

#include "lib/lib.h"

/* RAM shrinks to whole granules, everything else grows; an end of PHYS_ADDR_MAX stays. */
/*@ requires \valid_read(range) && Grain(granule);
    assigns \nothing;
    ensures \result.base == Low(range, granule) && \result.end == High(range, granule); */
static inline struct boot_range __init rounded(const struct boot_range *range, phys_addr_t granule)
{
	struct boot_range r = *range;
	phys_addr_t last_granule = phys_align_down(PHYS_ADDR_MAX, granule);

	if (r.kind == BOOT_RAM) {
		r.base = r.base > last_granule ? PHYS_ADDR_MAX : phys_align_up(r.base, granule);
		if (r.end != PHYS_ADDR_MAX)
			r.end = phys_align_down(r.end, granule);
	} else {
		r.base = phys_align_down(r.base, granule);
		r.end = r.end > last_granule ? PHYS_ADDR_MAX : phys_align_up(r.end, granule);
	}
	return r;
}

/*@ requires \valid_read(range);
    assigns \nothing;
    ensures \result.base == Low(range, PAGE_SIZE) && \result.end == High(range, PAGE_SIZE); */
struct boot_range __init boot_range_to_pages(const struct boot_range *range)
{
	return rounded(range, PAGE_SIZE);
}

/*@ requires \valid_read(r) && Grain(granule);
    assigns \nothing;
    ensures \result <==> Covers(r, granule, addr); */
static bool __init covers(const struct boot_range *r, phys_addr_t granule, phys_addr_t addr)
{
	struct boot_range here = rounded(r, granule);

	return r->base < r->end && here.base <= addr && addr < here.end;
}

/*
 * Of two ranges over the same place, does the first decide? A strict order over
 * everything that reaches the output, so that the order of the input never matters.
 * Two of a kind that share a page only through rounding: the lower one has it.
 */
/*@ requires \valid_read(a) && \valid_read(b);
    assigns \nothing;
    ensures Beats(a, b) ==> \result;
    ensures Beats(b, a) ==> !\result; */
static bool __init beats(const struct boot_range *a, const struct boot_range *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	if ((a->nid == NUMA_NO_NODE) != (b->nid == NUMA_NO_NODE))
		return b->nid == NUMA_NO_NODE;
	if (a->base != b->base)
		return a->base < b->base;
	if (a->end != b->end)
		return a->end > b->end;
	if (a->nid != b->nid)
		return a->nid < b->nid;
	return boot_owners_compare(a->owner, b->owner) < 0;
}

/*
 * Is there something on a page besides what decides there? A reservation is, unless it has bytes
 * in common with that: then it is taken to be for it.
 */
/*@ requires Entries(map) && best < map->count && Grain(granule);
    assigns \nothing;
    ensures \result <==> Others(map, granule, page, best); */
static bool __init has_others(const struct boot_map *map, phys_addr_t granule, phys_addr_t page,
			      unsigned int best)
{
	const struct boot_range *b = &map->ranges[best];

	/*@ loop invariant i <= map->count;
	    loop invariant \forall integer j; j < i && Over(map, granule, page, j) ==>
	      !USED(map->ranges[j], map->ranges[best]);
	    loop assigns i;
	    loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (!covers(r, granule, page) || r->kind == b->kind)
			continue;
		if (boot_kind_is_apart(r->kind))
			return true;
		if (r->kind == BOOT_RESERVED && (r->end <= b->base || b->end <= r->base))
			return true;
	}
	return false;
}

/* What is at an address: who decides, of all and of RAM (map->count: nobody), up to the next edge. */
struct view {
	unsigned int best, ram;
	phys_addr_t next;
};

/*@ requires Entries(map) && Grain(granule) && pos < PHYS_END;
    assigns \nothing;
    ensures pos < \result.next && Steady(map, granule, map->count, pos, \result.next);
    ensures DECIDES(map, granule, pos, 0, map->count, \result.best);
    ensures DECIDES(map, granule, pos, 1, map->count, \result.ram); */
static struct view __init look(const struct boot_map *map, phys_addr_t granule, phys_addr_t pos)
{
	unsigned int best = map->count, ram = map->count;
	phys_addr_t next = PHYS_ADDR_MAX;

	/*@ loop invariant i <= map->count && pos < next && Steady(map, granule, i, pos, next);
	    loop invariant DECIDES(map, granule, pos, 0, i, best);
	    loop invariant DECIDES(map, granule, pos, 1, i, ram);
	    loop assigns i, best, ram, next;
	    loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];
		struct boot_range here = rounded(r, granule);

		if (here.end <= pos)
			continue;
		next = min_phys(next, here.base > pos ? here.base : here.end);
		if (here.base > pos || r->base >= r->end)
			continue;
		if (best == map->count || beats(r, &map->ranges[best]))
			best = i;
		if (r->kind == BOOT_RAM && (ram == map->count || beats(r, &map->ranges[ram])))
			ram = i;
	}
	return (struct view){ best, ram, next };
}

/* The stretch from pos to the next edge, in which nothing changes; an empty one there, when nothing is. */
/*@ requires Entries(map) && Grain(granule) && pos < PHYS_END;
    assigns \nothing;
    ensures pos < \result.end && Steady(map, granule, map->count, pos, \result.end);
    ensures \result.base == pos || \result.base == \result.end;
    ensures \result.base == pos ==> Class(map, granule, pos, \result.kind, \result.nid, \result.ram);
    ensures \result.base != pos ==> !\result.ram && !Covered(map, granule, pos, 0); */
static struct boot_range __init stretch_at(const struct boot_map *map, phys_addr_t granule,
					   phys_addr_t pos)
{
	struct view v = look(map, granule, pos);
	struct boot_range stretch = { .base = pos, .end = v.next, .ram = v.ram < map->count };

	if (v.best == map->count) {
		stretch.base = stretch.end;
		return stretch;
	}
	stretch.kind = map->ranges[v.best].kind;
	stretch.owner = map->ranges[v.best].owner;
	stretch.nid = map->ranges[stretch.ram ? v.ram : v.best].nid;
	stretch.shared = boot_kind_is_apart(stretch.kind) &&
			 has_others(map, granule, pos, v.best);
	return stretch;
}

/*@ requires Map(out);
    requires Ascending(out->ranges, out->count) && EndBy(out->ranges, out->count, range.base);
    requires range.base < range.end;
    assigns ENTRIES(out);
    ensures KEEPS_MAP(out);
    ensures Ascending(out->ranges, out->count);
    ensures EndBy(out->ranges, out->count, range.end);
    ensures \result != 0 ==> out->count == \old(out->count) == out->max && SameEntries{Pre, Post}(out->ranges, out->count);
    ensures \result == 0 ==> Joined{Pre, Post}(out, range);
    ensures \result == 0 ==> \forall integer a; range.base <= a < range.end || Holds{Pre}(out, a) ==> Holds(out, a); */
static int __init append_joined(struct boot_map *out, struct boot_range range)
{
	struct boot_range *last = out->count ? &out->ranges[out->count - 1] : NULL;

	if (last && boot_range_goes_on(last, &range)) {
		last->end = range.end;
		return 0;
	}
	return boot_map_insert(out, out->count, &range);
}

/*@ requires Entries(in) && Map(out);
    requires \separated(in, out, in->ranges + (0 .. in->count - 1), out->ranges + (0 .. out->max - 1));
    assigns ENTRIES(out);
    ensures KEEPS_MAP(out) && Ascending(out->ranges, out->count);
    ensures Right{Pre, Post}(in, out);
    ensures \result == 0 ==> Complete{Pre, Post}(in, out, PHYS_END);
    ensures \result != 0 ==> out->count == out->max && LowerPart{Pre, Post}(in, out); */
int __init boot_map_sweep(const struct boot_map *in, struct boot_map *out)
{
	struct boot_range stretch;

	out->count = 0;
	out->dropped = in->dropped;
	out->clipped = in->clipped;
	/*@ loop invariant KEEPS_MAP_SO_FAR(out);
	    loop invariant SameRanges{Pre, Here}(in);
	    loop invariant Ascending(out->ranges, out->count) && EndBy(out->ranges, out->count, pos);
	    loop invariant Right{Pre, Here}(in, out);
	    loop invariant Complete{Pre, Here}(in, out, pos);
	    loop assigns pos, stretch, ENTRIES_SO_FAR(out);
	    loop variant PHYS_END - pos; */
	for (phys_addr_t pos = 0; pos != PHYS_ADDR_MAX; pos = stretch.end) {
		stretch = stretch_at(in, PAGE_SIZE, pos);
		//@ assert SameRanges{Pre, Here}(in);
		//@ assert Steady{Pre}(in, PAGE_SIZE, \at(in->count, Pre), pos, stretch.end);
		if (stretch.base == stretch.end) {
			/*@ assert \forall integer a; pos <= a < stretch.end ==>
			      !Covered{Pre}(in, PAGE_SIZE, a, 0); */
			continue;
		}
		//@ assert Class{Pre}(in, PAGE_SIZE, pos, stretch.kind, stretch.nid, stretch.ram);
		/*@ assert \forall integer a; pos <= a < stretch.end ==>
		      Class{Pre}(in, PAGE_SIZE, a, stretch.kind, stretch.nid, stretch.ram); */
		if (append_joined(out, stretch))
			return -ENOSPC;
		//@ assert in->ranges == \at(in->ranges, Pre) && in->count == \at(in->count, Pre);
		//@ assert SameRanges{Pre, Here}(in);
		//@ assert \forall integer j; 0 <= j < out->count - 1 ==> RIGHT(in, Pre, out, Here, j);
		//@ assert RIGHT(in, Pre, out, Here, out->count - 1);
	}
	return 0;
}

/*@ requires Entries(in) && \valid(ram);
    requires \separated(ram, in, in->ranges + (0 .. in->count - 1));
    assigns *ram;
    ensures \result ==> \old(ram->end) <= ram->base < ram->end; */
bool __init boot_map_next_ram(const struct boot_map *in, struct boot_range *ram)
{
	/*@ loop invariant \at(ram->end, Pre) <= pos;
	    loop assigns pos, *ram;
	    loop variant PHYS_END - pos; */
	for (phys_addr_t pos = ram->end; pos != PHYS_ADDR_MAX; pos = ram->end) {
		*ram = stretch_at(in, 1, pos);
		if (boot_range_is_ram(ram))
			return true;
	}
	return false;
}

/*@ requires Entries(in) && \separated(in, in->ranges + (0 .. in->count - 1)); assigns \nothing; */
u64 __init boot_map_ram_bytes(const struct boot_map *in)
{
	struct boot_range ram = { .end = 0 };
	u64 bytes = 0;

	/*@ loop assigns ram, bytes; loop variant PHYS_END - ram.end; */
	while (boot_map_next_ram(in, &ram))
		bytes += ram.end - ram.base;
	return bytes;
}
