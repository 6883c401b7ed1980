/* SPDX-License-Identifier: MIT */
/*
 * The boot map: a bag of ranges as firmware described them.
 *
 * The bag is in no order, and ranges of different kinds may overlap freely. Ranges
 * that agree in kind, node and owner neither touch nor overlap, because adding
 * joins them: a table that describes memory page by page takes one slot.
 */
#include "boot_map.h"

#include "lib/lib.h"

/*@ requires \valid(map) && \valid(storage + (0 .. max - 1)) && \separated(map, storage + (0 .. max - 1));
    assigns *map;
    ensures Map(map) && map->ranges == storage && map->max == max && map->count == 0; */
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
void __init boot_map_delete(struct boot_map *map, unsigned int index)
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
int __init boot_map_insert(struct boot_map *map, unsigned int index, const struct boot_range *range)
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
	return boot_map_insert(map, map->count, range);
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

		if (!boot_ranges_alike(r, range) || r->base > range->end || range->base > r->end) {
			i++;
			continue;
		}
		range->base = min_phys(range->base, r->base);
		range->end = max_phys(range->end, r->end);
		boot_map_delete(map, i);
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
/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init boot_map_remove(struct boot_map *map, u64 base, u64 size, enum boot_kind kind)
{
	struct extent extent = extent_of(base, size);
	struct boot_range hole = clamp_extent(&extent);
	int error = 0;

	if (size == 0)
		return 0;
	/*@ loop invariant i <= map->count && KEEPS_MAP_SO_FAR(map);
	    loop assigns i, error, ENTRIES_SO_FAR(map);
	    loop variant i; */
	for (unsigned int i = map->count; i-- > 0;) {
		struct boot_range *r = &map->ranges[i];
		struct boot_range lower = *r, upper = *r;

		if (r->kind != kind)
			continue;
		lower.end = min_phys(lower.end, hole.base);
		upper.base = max_phys(upper.base, hole.end);
		if (lower.base < lower.end) {
			*r = lower;
			if (upper.base < upper.end && boot_map_insert(map, i + 1, &upper))
				error = -ENOSPC;
		} else if (upper.base < upper.end) {
			*r = upper;
		} else {
			boot_map_delete(map, i);
		}
	}
	return error;
}

/* Is there an entry that a range would be joined with? */
/*@ requires Entries(map) && \valid_read(range);
    assigns \nothing; */
static bool __init continues(const struct boot_map *map, const struct boot_range *range)
{
	/*@ loop invariant i <= map->count; loop assigns i; loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (boot_ranges_alike(r, range) && r->base <= range->end && range->base <= r->end)
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
/*@ requires Map(map) && index < map->count && \valid_read(span);
    requires \separated(span, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
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
	boot_map_delete(map, index);
	if (left.base < left.end)
		append_entry(map, &left);
	if (right.base < right.end)
		append_entry(map, &right);
	absorb(map, &part);
	return append_entry(map, &part);
}

/* Part of it is RAM of another node. */
/*@ requires \valid_read(r) && \valid_read(span); assigns \nothing; */
static bool __init is_others(const struct boot_range *r, const struct boot_range *span, int nid)
{
	return r->kind == BOOT_RAM && r->nid != nid && r->base < span->end && span->base < r->end;
}

/* What has not been looked at yet stays below: entries move to lower places, or to the end as parts that are right. */
/*@ requires Map(map) && \valid_read(span);
    requires \separated(span, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
static int __init set_nodes(struct boot_map *map, const struct boot_range *span, int nid)
{
	int error = 0;

	/*@ loop invariant KEEPS_MAP_SO_FAR(map);
	    loop assigns i, error, ENTRIES_SO_FAR(map);
	    loop variant i; */
	for (unsigned int i = map->count; i-- > 0;)
		if (i < map->count && is_others(&map->ranges[i], span, nid) &&
		    set_entry_node(map, i, span, nid))
			error = -ENOSPC;
	return error;
}

/* Again after an error: entries that were joined later make room for a split. Each round that helps rights one. */
/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init boot_map_set_node(struct boot_map *map, u64 base, u64 size, int nid)
{
	struct extent extent = extent_of(base, size);
	struct boot_range span = clamp_extent(&extent);
	int error;

	if (size == 0)
		return 0;
	error = set_nodes(map, &span, nid);
	/*@ loop invariant KEEPS_MAP_SO_FAR(map);
	    loop assigns round, error, ENTRIES_SO_FAR(map);
	    loop variant map->max - round; */
	for (unsigned int round = 1; error && round < map->max; round++)
		error = set_nodes(map, &span, nid);
	return error;
}

/*@ requires Entries(map);
    assigns \nothing;
    ensures \result == \null ==> \forall integer j; 0 <= j < map->count ==>
      !(map->ranges[j].base <= addr < map->ranges[j].end);
    ensures \result != \null ==> \valid_read(\result) && \result->base <= addr < \result->end; */
const struct boot_range *__init boot_map_find(const struct boot_map *map, phys_addr_t addr)
{
	/*@ loop invariant i <= map->count;
	    loop invariant \forall integer j; 0 <= j < i ==> !(map->ranges[j].base <= addr < map->ranges[j].end);
	    loop assigns i; loop variant map->count - i; */
	for (unsigned int i = 0; i < map->count; i++)
		if (map->ranges[i].base <= addr && addr < map->ranges[i].end)
			return &map->ranges[i];
	return NULL;
}
