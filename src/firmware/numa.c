/* SPDX-License-Identifier: MIT */
/*
 * Which node memory belongs to: ranges that firmware told, and nodes that are made up.
 *
 * The ranges of a struct boot_numa are kept in ascending order and disjoint, because adding
 * fills only what is still free; neighbours that agree in node and kind are one:
 *
 *	there		  |--0--|	|--1--|
 *	added	     |--------------0---------------|
 *	then	     |----------0-------|--1--|--0--|
 *
 * So whoever adds the trustworthy ranges first decides what happens where they overlap, and
 * applying is a simple walk. No range reaches the last byte of the 64-bit address space, like
 * anywhere else: ends never wrap.
 */
#include <bootmem/firmware.h>

#include "lib/lib.h"

/* ---- ranges that firmware told ---- */

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result == (u64)(r->base + r->size); */
static u64 __init end_of(const struct boot_numa_range *r)
{
	return r->base + r->size;
}

/*@ requires \valid_read(a) && \valid_read(b); assigns \nothing; */
static bool __init alike(const struct boot_numa_range *a, const struct boot_numa_range *b)
{
	return a->nid == b->nid && a->hotplug == b->hotplug;
}

/*@ requires \valid(numa) && index < numa->nr_ranges <= BOOT_NUMA_RANGES;
    assigns numa->ranges[0 .. BOOT_NUMA_RANGES - 1], numa->nr_ranges;
    ensures numa->nr_ranges == \old(numa->nr_ranges) - 1; */
static void __init delete_range(struct boot_numa *numa, unsigned int index)
{
	numa->nr_ranges--;
	/*@ loop assigns index, numa->ranges[0 .. BOOT_NUMA_RANGES - 1];
	    loop variant numa->nr_ranges - index; */
	for (; index < numa->nr_ranges; index++)
		numa->ranges[index] = numa->ranges[index + 1];
}

/* Returns whether there is room. */
/*@ requires \valid(numa) && index <= numa->nr_ranges <= BOOT_NUMA_RANGES && \valid_read(range);
    assigns numa->ranges[0 .. BOOT_NUMA_RANGES - 1], numa->nr_ranges;
    ensures numa->nr_ranges <= BOOT_NUMA_RANGES; */
static bool __init insert_range(struct boot_numa *numa, unsigned int index,
				const struct boot_numa_range *range)
{
	if (numa->nr_ranges == BOOT_NUMA_RANGES)
		return false;
	/*@ loop invariant index <= i < BOOT_NUMA_RANGES;
	    loop assigns i, numa->ranges[0 .. BOOT_NUMA_RANGES - 1];
	    loop variant i; */
	for (unsigned int i = numa->nr_ranges++; i > index; i--)
		numa->ranges[i] = numa->ranges[i - 1];
	numa->ranges[index] = *range;
	return true;
}

/* The range lies between index - 1 and index and overlaps neither: join it, or insert it, if there is room. */
/*@ requires \valid(numa) && index <= numa->nr_ranges <= BOOT_NUMA_RANGES && \valid_read(range);
    assigns numa->ranges[0 .. BOOT_NUMA_RANGES - 1], numa->nr_ranges;
    ensures numa->nr_ranges <= BOOT_NUMA_RANGES; */
static bool __init put_range(struct boot_numa *numa, unsigned int index,
			     const struct boot_numa_range *range)
{
	struct boot_numa_range *next = index < numa->nr_ranges ? &numa->ranges[index] : NULL;
	struct boot_numa_range *last = index ? &numa->ranges[index - 1] : NULL;
	bool joins_next = next && end_of(range) == next->base && alike(range, next);
	bool joins_last = last && end_of(last) == range->base && alike(range, last);

	if (joins_last) {
		last->size += range->size + (joins_next ? next->size : 0);
		if (joins_next)
			delete_range(numa, index);
		return true;
	}
	if (joins_next) {
		next->base = range->base;
		next->size += range->size;
		return true;
	}
	return insert_range(numa, index, range);
}

/*@ requires \valid(numa) && numa->nr_ranges <= BOOT_NUMA_RANGES;
    assigns numa->ranges[0 .. BOOT_NUMA_RANGES - 1], numa->nr_ranges;
    ensures numa->nr_ranges <= BOOT_NUMA_RANGES; */
int __init boot_numa_add(struct boot_numa *numa, u64 base, u64 size, int nid, bool hotplug)
{
	u64 at = base, end = size > ~0ULL - base ? ~0ULL : base + size;
	int error = 0;

	/*@ loop invariant numa->nr_ranges <= BOOT_NUMA_RANGES;
	    loop assigns at, error, numa->ranges[0 .. BOOT_NUMA_RANGES - 1], numa->nr_ranges;
	    loop variant end - at; */
	while (at < end) {
		const struct boot_numa_range *next;
		struct boot_numa_range part = { .base = at, .nid = nid, .hotplug = hotplug };
		unsigned int i = 0;

		/*@ loop invariant i <= numa->nr_ranges;
		    loop assigns i; loop variant numa->nr_ranges - i; */
		while (i < numa->nr_ranges && end_of(&numa->ranges[i]) <= at)
			i++;
		next = i < numa->nr_ranges ? &numa->ranges[i] : NULL;
		if (next && next->base <= at) {
			if (next->nid != nid && !error)
				error = -EBUSY;
			at = end_of(next);
			continue;
		}
		at = next && next->base < end ? next->base : end;
		part.size = at - part.base;
		if (!put_range(numa, i, &part))
			error = -ENOSPC;
	}
	return error;
}

/*
 * From the last range to the first, each rounded to whole pages outwards: the lower one keeps
 * a page that two of them share.
 */
/*@ requires Map(map) && \valid_read(numa) && numa->nr_ranges <= BOOT_NUMA_RANGES;
    requires \separated(numa, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init boot_numa_apply(const struct boot_numa *numa, struct boot_map *map)
{
	const u64 offset = PAGE_SIZE - 1;
	int error = 0;

	if (MAX_NUMNODES == 1)
		return 0;
	/*@ loop invariant i <= numa->nr_ranges && KEEPS_MAP_SO_FAR(map);
	    loop assigns i, error, ENTRIES_SO_FAR(map); loop variant i; */
	for (unsigned int i = numa->nr_ranges; i-- > 0;) {
		const struct boot_numa_range *r = &numa->ranges[i];
		u64 base = r->base & ~offset, end = end_of(r);

		if (r->nid == NUMA_NO_NODE)
			continue; /* only told that it may be unplugged */
		end = end > ~0ULL - offset ? ~0ULL : (end + offset) & ~offset;
		if (boot_map_set_node(map, base, end - base, r->nid))
			error = -ENOSPC;
	}
	return error;
}

/* ---- nodes that are made up ---- */

/* Bytes of RAM below an address, which is moved down to where the last of them ends, if there are any. */
/*@ requires Map(map) && \valid(end) && \separated(end, map, map->ranges + (0 .. map->max - 1));
    assigns *end; */
static u64 __init ram_below(const struct boot_map *map, u64 *end)
{
	struct boot_range ram = { .end = 0 };
	u64 bytes = 0, limit = *end;

	/*@ loop assigns ram, bytes, *end; loop variant PHYS_END - ram.end; */
	while (boot_map_next_ram(map, &ram) && ram.base < limit) {
		*end = ram.end < limit ? ram.end : limit;
		bytes += *end - ram.base;
	}
	return bytes;
}

/* There is RAM above start: does it begin below end? */
/*@ requires Map(map); assigns \nothing; */
static bool __init is_ram_between(const struct boot_map *map, phys_addr_t start, phys_addr_t end)
{
	struct boot_range ram = { .end = start };

	boot_map_next_ram(map, &ram);
	return ram.base < end;
}

/*
 * Where a node ends whose part of RAM ends at addr: at the nearest boundary of blocks, but
 * not where that leaves it without RAM.
 */
/*@ requires Map(map); assigns \nothing; */
static phys_addr_t __init node_end(const struct boot_map *map, phys_addr_t start, phys_addr_t addr)
{
	phys_addr_t block = (phys_addr_t)PAGE_SIZE << MAX_ORDER;
	phys_addr_t low = phys_align_down(addr, block);

	if (low == addr || (addr - low < block / 2 && is_ram_between(map, start, low)))
		return low;
	return low + block; /* 0 behind the last one: that is no end of a node */
}

/*
 * RAM is counted in equal parts; nodes end at boundaries of blocks:
 *
 *	blocks	|     |     |     |     |     |     |     |     |
 *	RAM	   |-------------|          |-----------------|
 *	parts	   |        |               |   |        |    |
 *	nodes	0-----------1-------------------2--------3------->
 *
 * A part that ends below the end of the node before, or above which no RAM is left, makes no
 * node.
 */
/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init boot_numa_fake(struct boot_map *map, unsigned int nodes, u64 end)
{
	struct boot_range ram = { .end = 0 };
	phys_addr_t start = 0;
	u64 part, seen = 0;
	unsigned int k = 1;
	int nid = 0, error = 0;

	if (MAX_NUMNODES == 1)
		return 1;
	if (nodes == 0 || nodes > MAX_NUMNODES)
		nodes = nodes ? MAX_NUMNODES : 1;
	part = ram_below(map, &end) / nodes;
	boot_map_set_node(map, 0, ~0ULL, NUMA_NO_NODE); /* never short of room: nothing is split */
	/*@ loop invariant KEEPS_MAP_SO_FAR(map) && 1 <= k <= nodes && 0 <= nid < k;
	    loop assigns ram, seen, start, k, nid, error, ENTRIES_SO_FAR(map);
	    loop variant PHYS_END - ram.end; */
	while (boot_map_next_ram(map, &ram)) {
		/*@ loop invariant KEEPS_MAP_SO_FAR(map) && 1 <= k <= nodes && 0 <= nid < k;
		    loop assigns start, k, nid, error, ENTRIES_SO_FAR(map);
		    loop variant nodes - k; */
		for (; part && k < nodes && k * part - seen <= ram.end - ram.base; k++) {
			phys_addr_t addr = ram.base + (phys_addr_t)(k * part - seen);
			phys_addr_t cut = node_end(map, start, addr);

			if (cut <= start || cut >= end)
				continue;
			if (boot_map_set_node(map, start, cut - start, nid++))
				error = -ENOSPC;
			start = cut;
		}
		seen += ram.end - ram.base;
	}
	boot_map_set_node(map, start, ~0ULL, nid); /* split at start already, or there is an error */
	return error ? error : nid + 1;
}
