/* SPDX-License-Identifier: MIT */
/*
 * The boot map: a bag of ranges as firmware described them, and the sweep that
 * resolves overlaps.
 *
 * The bag is in no order, and ranges of different kinds may overlap freely. Ranges
 * that agree in kind, node and owner neither touch nor overlap, because adding
 * joins them: a table that describes memory page by page takes one slot.
 *
 * The sweep sorts nothing and needs no memory. It walks upwards from one boundary
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
#include <bootmem/boot_map.h>

#include "lib/lib.h"

/* What kinds mean to the kernel. */
struct kind {
	const char *name;
	bool memory, reserved;
	bool apart; /* somebody reads it who does not know what else is on its pages */
};

static const struct kind kinds[BOOT_NR_KINDS] = {
	[BOOT_RAM] = { "RAM", true, false, false },
	[BOOT_SOFT_RESERVED] = { "soft reserved", false, false, false },
	[BOOT_LOADER] = { "loader", true, true, false },
	[BOOT_RESERVED] = { "reserved", true, true, false },
	[BOOT_ACPI_DATA] = { "ACPI data", false, false, true },
	[BOOT_INITRD] = { "initrd", true, true, true },
	[BOOT_DTB] = { "device tree", true, true, true },
	[BOOT_INFO] = { "boot info", true, true, true },
	[BOOT_FRAMEBUFFER] = { "framebuffer", true, true, true },
	[BOOT_KERNEL] = { "kernel", true, true, false },
	[BOOT_ACPI_NVS] = { "ACPI NVS", false, false, false },
	[BOOT_RUNTIME] = { "firmware", false, false, false },
	[BOOT_PERSISTENT] = { "persistent", false, false, false },
	[BOOT_NOMAP] = { "no-map", true, false, false },
	[BOOT_MMIO] = { "not RAM", false, false, false },
	[BOOT_BAD] = { "bad", false, false, false },
};

/*@ assigns \nothing; */
bool __init boot_kind_is_memory(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].memory;
}

bool __init boot_kind_is_reserved(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].reserved;
}

/*@ assigns \nothing; */
static bool __init is_apart(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].apart;
}

const char *__init boot_kind_name(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS ? kinds[kind].name : "unknown";
}

/* Negative, 0, positive; a name comes before none. */
/*@ assigns \nothing; */
static int __init compare_owners(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	if (a == b)
		return 0;
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (int)(u8)*a - (int)(u8)*b;
}

/*@ requires \valid_read(a) && \valid_read(b);
    assigns \nothing;
    ensures \result ==> a->kind == b->kind && a->nid == b->nid; */
static bool __init alike(const struct boot_range *a, const struct boot_range *b)
{
	return a->kind == b->kind && a->nid == b->nid && compare_owners(a->owner, b->owner) == 0;
}

/* ---- filling ---- */

void __init boot_map_init(struct boot_map *map, struct boot_range *storage, unsigned int max)
{
	*map = (struct boot_map){ .ranges = storage, .max = max };
}

/* A range as firmware gives it, with its last byte instead of its end: cannot wrap. */
struct extent {
	u64 base, last;
};

/*@ assigns \nothing; */
static struct extent __init extent_of(u64 base, u64 size)
{
	u64 last = base + (size - 1);

	return (struct extent){ base, last < base ? ~0ULL : last };
}

/* What of an extent phys_addr_t can express; an empty range when that is nothing. */
/*@ requires \valid_read(e); assigns \nothing; */
static struct boot_range __init clamp_extent(const struct extent *e)
{
	struct boot_range range = { .base = PHYS_ADDR_MAX, .end = PHYS_ADDR_MAX };

	if (e->base < PHYS_ADDR_MAX)
		range.base = (phys_addr_t)e->base;
	if (e->last < PHYS_ADDR_MAX)
		range.end = (phys_addr_t)e->last + 1;
	return range;
}

/* Bytes beyond the last address; none, when addresses have 64 bits. */
/*@ requires \valid_read(e); assigns \nothing; */
static u64 __init bytes_above(const struct extent *e)
{
	if (e->last <= PHYS_ADDR_MAX)
		return 0;
	return e->last - (e->base > PHYS_ADDR_MAX ? e->base - 1 : PHYS_ADDR_MAX);
}

/*@ requires \valid(map); assigns map->clipped; */
static void __init count_clipped(struct boot_map *map, u64 bytes)
{
	map->clipped = bytes > ~0ULL - map->clipped ? ~0ULL : map->clipped + bytes;
}

/*@ requires Map(map) && index < map->count;
    assigns map->count, map->ranges[0 .. map->max - 1];
    ensures KEEPS_MAP(map) && map->count == \old(map->count) - 1; */
static void __init delete_entry(struct boot_map *map, unsigned int index)
{
	map->count--;
	/*@ loop invariant KEEPS_MAP_SO_FAR(map) && map->count == \at(map->count, Pre) - 1;
	    loop assigns index, \at(map->ranges, Pre)[0 .. \at(map->max, Pre) - 1];
	    loop variant map->count - index; */
	for (; index < map->count; index++)
		map->ranges[index] = map->ranges[index + 1];
}

/*@ requires Map(map) && index <= map->count && \valid_read(range);
    requires \separated(range, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map);
    ensures SameEntries{Pre, Post}(map->ranges, index);
    ensures \result != 0 ==> map->count == \old(map->count) == map->max && SameEntries{Pre, Post}(map->ranges, map->count);
    ensures \result == 0 ==> map->count == \old(map->count) + 1 &&
      EQUAL(map->ranges[index], Post, *range, Pre); */
static int __init insert_entry(struct boot_map *map, unsigned int index,
			       const struct boot_range *range)
{
	if (map->count >= map->max) {
		map->dropped++;
		return -ENOSPC;
	}
	/*@ loop invariant KEEPS_MAP_SO_FAR(map) && index <= i < map->count;
	    loop invariant map->count == \at(map->count, Pre) + 1 && SameEntries{Pre, Here}(map->ranges, index);
	    loop assigns i, \at(map->ranges, Pre)[0 .. \at(map->max, Pre) - 1];
	    loop variant i; */
	for (unsigned int i = map->count++; i > index; i--)
		map->ranges[i] = map->ranges[i - 1];
	map->ranges[index] = *range;
	return 0;
}

/*@ requires Map(map) && \valid_read(range);
    requires \separated(range, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map) && SameEntries{Pre, Post}(map->ranges, \old(map->count));
    ensures \result != 0 ==> map->count == \old(map->count) == map->max;
    ensures \result == 0 ==> map->count == \old(map->count) + 1;
    ensures \forall integer i; \old(map->count) <= i < map->count ==>
      EQUAL(map->ranges[i], Post, *range, Pre); */
static int __init append_entry(struct boot_map *map, const struct boot_range *range)
{
	return insert_entry(map, map->count, range);
}

/* Take entries that continue the range out of the map, until none does. */
/*@ requires Map(map) && \valid(range);
    requires \separated(range, map, map->ranges + (0 .. map->max - 1));
    assigns *range, map->count, map->ranges[0 .. map->max - 1];
    ensures KEEPS_MAP(map); */
static void __init absorb(struct boot_map *map, struct boot_range *range)
{
	unsigned int i = 0;

	/*@ loop invariant i <= map->count && KEEPS_MAP_SO_FAR(map);
	    loop assigns i, *range, map->count, \at(map->ranges, Pre)[0 .. \at(map->max, Pre) - 1];
	    loop variant map->count * 0x100000000 - i; */
	while (i < map->count) {
		const struct boot_range *r = &map->ranges[i];

		if (!alike(r, range) || r->base > range->end || range->base > r->end) {
			i++;
			continue;
		}
		range->base = min_phys(range->base, r->base);
		range->end = max_phys(range->end, r->end);
		delete_entry(map, i);
		i = 0; /* the larger range may reach entries that were passed */
	}
}

/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init boot_map_add(struct boot_map *map, u64 base, u64 size, enum boot_kind kind, int nid,
			const char *owner)
{
	struct extent extent = extent_of(base, size);
	struct boot_range range = clamp_extent(&extent);

	if (size == 0)
		return 0;
	if (kind == BOOT_RAM)
		count_clipped(map, bytes_above(&extent));
	if (range.base >= range.end)
		return 0;
	range.kind = kind;
	range.nid = nid;
	range.owner = owner;
	absorb(map, &range);
	return append_entry(map, &range);
}

/*
 *	entry    |--------|        |--------|      |--------|     |----|
 *	hole  |-----|                    |-----|      |--|      |--------|
 *	left         |----|        |-----|         |--|  |--|
 *
 * Parts stay where their entry was: a swept map stays in order.
 */
int __init boot_map_remove(struct boot_map *map, u64 base, u64 size, enum boot_kind kind)
{
	struct extent extent = extent_of(base, size);
	struct boot_range hole = clamp_extent(&extent);
	unsigned int i = 0;
	int error = 0;

	if (size == 0)
		return 0;
	while (i < map->count) {
		struct boot_range *r = &map->ranges[i];
		struct boot_range lower = *r, upper = *r;

		if (r->kind != kind) {
			i++;
			continue;
		}
		lower.end = min_phys(lower.end, hole.base);
		upper.base = max_phys(upper.base, hole.end);
		if (lower.base < lower.end) {
			*r = lower;
			i++;
			if (upper.base < upper.end && insert_entry(map, i, &upper))
				error = -ENOSPC;
		} else if (upper.base < upper.end) {
			*r = upper;
			i++;
		} else {
			delete_entry(map, i);
		}
	}
	return error;
}

/* Is there an entry that a range would be joined with? */
static bool __init continues(const struct boot_map *map, const struct boot_range *range)
{
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (alike(r, range) && r->base <= range->end && range->base <= r->end)
			return true;
	}
	return false;
}

/*
 *	entry	|-----------------|
 *	span	     |------|
 *	left	|----|
 *	part	     |------|
 *	right		    |-----|
 */
static int __init set_entry_node(struct boot_map *map, unsigned int index,
				 const struct boot_range *span, int nid)
{
	struct boot_range left = map->ranges[index], part = left, right = left;
	unsigned int others = map->count - 1;

	part.nid = nid;
	part.base = left.end = max_phys(left.base, span->base);
	part.end = right.base = min_phys(right.end, span->end);
	others += (left.base < left.end) + (right.base < right.end);
	if (others + !continues(map, &part) > map->max)
		return -ENOSPC;
	delete_entry(map, index);
	if (left.base < left.end)
		append_entry(map, &left);
	if (right.base < right.end)
		append_entry(map, &right);
	absorb(map, &part);
	return append_entry(map, &part);
}

int __init boot_map_set_node(struct boot_map *map, u64 base, u64 size, int nid)
{
	struct extent extent = extent_of(base, size);
	struct boot_range span = clamp_extent(&extent);
	unsigned int i = 0;
	int error = 0;

	if (size == 0)
		return 0;
	while (i < map->count) {
		const struct boot_range *r = &map->ranges[i];

		if (r->kind != BOOT_RAM || r->nid == nid || r->end <= span.base ||
		    span.end <= r->base) {
			i++;
		} else if (set_entry_node(map, i, &span, nid)) {
			error = -ENOSPC;
			i++;
		} else {
			i = 0; /* entries have moved; less RAM than before is of another node */
		}
	}
	return error;
}

/* ---- the walk ---- */

/* RAM shrinks to whole granules, everything else grows; an end of PHYS_ADDR_MAX stays. */
/*@ requires \valid_read(range) && Grain(granule);
    assigns \nothing;
    ensures \result.base == Low(range, granule) && \result.end == High(range, granule); */
static struct boot_range __init rounded(const struct boot_range *range, phys_addr_t granule)
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
	return compare_owners(a->owner, b->owner) < 0;
}

/*
 * Is there something on a page besides what decides there? A reservation is, unless it has bytes
 * in common with that: then it is taken to be for it.
 */
/*@ requires Entries(map) && \valid_read(best) && Grain(granule);
    assigns \nothing; */
static bool __init has_others(const struct boot_map *map, phys_addr_t granule, phys_addr_t page,
			      const struct boot_range *best)
{
	/*@ loop invariant i <= map->count;
	    loop assigns i;
	    loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (!covers(r, granule, page) || r->kind == best->kind)
			continue;
		if (is_apart(r->kind))
			return true;
		if (r->kind == BOOT_RESERVED && (r->end <= best->base || best->end <= r->base))
			return true;
	}
	return false;
}

/* Which entry decides at an address, of all or of RAM; map->count when there is none. */
/*@ requires Entries(map) && Grain(granule);
    assigns \nothing;
    ensures \result < map->count ==> Best(map, granule, addr, of_ram, map->count, \result);
    ensures \result >= map->count ==> \result == map->count &&
      !Covered(map, granule, addr, of_ram); */
static unsigned int __init decider(const struct boot_map *map, phys_addr_t granule,
				   phys_addr_t addr, bool of_ram)
{
	unsigned int best = map->count;

	/*@ loop invariant i <= map->count && best <= map->count;
	    loop invariant best < map->count ==> Best(map, granule, addr, of_ram, i, best);
	    loop invariant best == map->count ==>
	      \forall integer k; k < i ==> !Asked(map, granule, addr, of_ram, k);
	    loop assigns i, best;
	    loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if ((of_ram && r->kind != BOOT_RAM) || !covers(r, granule, addr))
			continue;
		if (best == map->count || beats(r, &map->ranges[best]))
			best = i;
	}
	return best;
}

/* The first edge above an address: up to there, nothing changes. */
/*@ requires Entries(map) && Grain(granule) && pos < PHYS_END;
    assigns \nothing;
    ensures pos < \result && Steady(map, granule, map->count, pos, \result); */
static phys_addr_t __init next_edge(const struct boot_map *map, phys_addr_t granule, phys_addr_t pos)
{
	phys_addr_t next = PHYS_ADDR_MAX;

	/*@ loop invariant i <= map->count && pos < next && Steady(map, granule, i, pos, next);
	    loop assigns i, next;
	    loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		struct boot_range here = rounded(&map->ranges[i], granule);
		phys_addr_t edge = here.base > pos ? here.base : here.end;

		if (edge > pos)
			next = min_phys(next, edge);
	}
	return next;
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
	struct boot_range stretch = { .base = pos, .end = next_edge(map, granule, pos) };
	unsigned int best = decider(map, granule, pos, false);
	unsigned int ram = decider(map, granule, pos, true);

	if (best == map->count) {
		stretch.base = stretch.end;
		return stretch;
	}
	stretch.kind = map->ranges[best].kind;
	stretch.owner = map->ranges[best].owner;
	stretch.ram = ram < map->count;
	stretch.nid = map->ranges[stretch.ram ? ram : best].nid;
	stretch.shared = is_apart(stretch.kind) && has_others(map, granule, pos, &map->ranges[best]);
	return stretch;
}

/* In a swept map: one goes on where the other ends. */
/*@ requires \valid_read(r) && \valid_read(next);
    assigns \nothing;
    ensures \result ==> r->end == next->base && ALIKE(*r, Pre, *next, Pre); */
static bool __init goes_on(const struct boot_range *r, const struct boot_range *next)
{
	return r->end == next->base && r->ram == next->ram && r->shared == next->shared &&
	       alike(r, next);
}

/*@ requires Map(out);
    requires Ascending(out->ranges, out->count) && EndBy(out->ranges, out->count, range.base);
    requires range.base < range.end;
    assigns ENTRIES(out);
    ensures KEEPS_MAP(out);
    ensures Ascending(out->ranges, out->count);
    ensures EndBy(out->ranges, out->count, range.end);
    ensures \result != 0 ==> out->count == \old(out->count) == out->max && SameEntries{Pre, Post}(out->ranges, out->count);
    ensures \result == 0 ==> Joined{Pre, Post}(out, range); */
static int __init append_joined(struct boot_map *out, struct boot_range range)
{
	struct boot_range *last = out->count ? &out->ranges[out->count - 1] : NULL;

	if (last && goes_on(last, &range)) {
		last->end = range.end;
		return 0;
	}
	return append_entry(out, &range);
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

u64 __init boot_map_ram_bytes(const struct boot_map *in)
{
	struct boot_range ram = { .end = 0 };
	u64 bytes = 0;

	while (boot_map_next_ram(in, &ram))
		bytes += ram.end - ram.base;
	return bytes;
}

const struct boot_range *__init boot_map_find(const struct boot_map *map, phys_addr_t addr)
{
	for (unsigned int i = 0; i < map->count; i++)
		if (map->ranges[i].base <= addr && addr < map->ranges[i].end)
			return &map->ranges[i];
	return NULL;
}

/* ---- a swept map ---- */

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result ==> r->ram != 0; */
bool __init boot_range_is_ram(const struct boot_range *r)
{
	return r->ram && boot_kind_is_memory(r->kind);
}

const char *__init boot_range_owner(const struct boot_range *r)
{
	return r->owner ? r->owner : boot_kind_name(r->kind);
}

/* The highest aligned start in [low, high) with room for size bytes, low > 0; 0 = none. */
static phys_addr_t __init highest_fit(phys_addr_t low, phys_addr_t high, phys_addr_t size,
				      phys_addr_t align)
{
	phys_addr_t addr;

	if (high < size)
		return 0;
	addr = (high - size) & ~(align - 1);
	return addr >= low ? addr : 0;
}

phys_addr_t __init boot_map_find_free(const struct boot_map *map, phys_addr_t size,
				      phys_addr_t align, phys_addr_t start, phys_addr_t end, int nid)
{
	if (!size || (align & (align - 1)))
		return 0;
	align = align ? align : 1;
	if (start < PAGE_SIZE)
		start = PAGE_SIZE;
	for (unsigned int i = map->count; i-- > 0;) {
		const struct boot_range *r = &map->ranges[i];
		phys_addr_t addr;

		if (r->kind != BOOT_RAM || (nid != NUMA_NO_NODE && r->nid != nid))
			continue;
		addr = highest_fit(r->base > start ? r->base : start, r->end < end ? r->end : end,
				   size, align);
		if (addr)
			return addr;
	}
	return 0;
}

/* Entry i and the one behind it are one when they touch and are alike. */
static void __init join_next(struct boot_map *map, unsigned int i)
{
	struct boot_range *r = &map->ranges[i];

	if (i + 1 < map->count && goes_on(r, &r[1])) {
		r->end = r[1].end;
		delete_entry(map, i + 1);
	}
}

/*
 *	before	|--------------- RAM ---------------|
 *	after	|-- RAM --|---- kind ----|-- RAM --|	without empty parts
 */
int __init boot_map_claim(struct boot_map *map, phys_addr_t base, phys_addr_t size,
			  enum boot_kind kind, const char *owner)
{
	struct boot_range *r = map->ranges, part, above;
	unsigned int i = 0;

	if (!size || size > PHYS_ADDR_MAX - base || kind == BOOT_RAM)
		return -EINVAL;
	part = (struct boot_range){
		.base = base, .end = base + size, .kind = kind, .ram = true, .owner = owner
	};
	part = rounded(&part, PAGE_SIZE);
	while (i < map->count && r[i].end <= part.base)
		i++;
	if (i == map->count || r[i].kind != BOOT_RAM || part.base < r[i].base || r[i].end < part.end)
		return -EINVAL;
	if (map->max - map->count < 2)
		return -ENOSPC;
	part.nid = r[i].nid;
	above = r[i];
	above.base = part.end;
	r[i].end = part.base;
	if (r[i].base == r[i].end)
		r[i] = part;
	else
		insert_entry(map, ++i, &part);
	if (above.base < above.end)
		insert_entry(map, i + 1, &above);
	join_next(map, i);
	if (i)
		join_next(map, i - 1);
	return 0;
}
