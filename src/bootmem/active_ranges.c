/* SPDX-License-Identifier: MIT */
/*
 * active_ranges.c - which pages are RAM, for the bitmap without memblock.
 *
 * One array, ascending and disjoint; ranges of one node that touch are one. Something that is
 * added fills the gaps that it meets, so what is there keeps its node:
 *
 *	there	|    |--0--|     |--1--|      |
 *	added	|  |==========1===========|   |
 *	then	|  |1|--0--|-------1------|   |
 */
#include <bootmem/port.h>

#include "bootmem/internal.h"
#include "lib/lib.h"

struct active_range {
	unsigned long start, end;
	int nid;
};

static struct active_range ranges[BOOT_MAP_RANGES] __initdata;
static int count __initdata;

static void __init remove_at(int i)
{
	count--;
	memmove(&ranges[i], &ranges[i + 1], (size_t)(count - i) * sizeof(ranges[0]));
}

static void __init insert_at(int i, struct active_range r)
{
	if (count == BOOT_MAP_RANGES)
		bootmem_die("no room for RAM in pages [%#lx, %#lx): there are more than %d ranges, "
			    "raise BOOT_MAP_RANGES", r.start, r.end, count);
	memmove(&ranges[i + 1], &ranges[i], (size_t)(count - i) * sizeof(ranges[0]));
	ranges[i] = r;
	count++;
}

/* Into the gap below range i, all of it or a part, joined to what it touches. */
static void __init fill_gap(int i, struct active_range r)
{
	bool below = i > 0 && ranges[i - 1].end == r.start && ranges[i - 1].nid == r.nid;
	bool above = i < count && ranges[i].start == r.end && ranges[i].nid == r.nid;

	if (below && above) {
		ranges[i - 1].end = ranges[i].end;
		remove_at(i);
	} else if (below) {
		ranges[i - 1].end = r.end;
	} else if (above) {
		ranges[i].start = r.start;
	} else {
		insert_at(i, r);
	}
}

/* Without nodes all RAM is that of node 0; a number that no node has is none. */
static int __init nid_of(int nid)
{
#ifdef CONFIG_NUMA
	return nid >= 0 && nid < MAX_NUMNODES ? nid : NUMA_NO_NODE;
#else
	(void)nid;
	return 0;
#endif
}

void __init add_active_range(int nid, unsigned long start_pfn, unsigned long end_pfn)
{
	struct active_range r = { .start = start_pfn, .nid = nid_of(nid) };

	end_pfn = min_pfn_of(end_pfn, phys_pfn_end(PHYS_ADDR_MAX));
	for (int i = 0; r.start < end_pfn; r.start = r.end) {
		while (i < count && ranges[i].end <= r.start)
			i++;
		if (i < count && ranges[i].start <= r.start) {
			r.end = ranges[i].end;
			continue;
		}
		r.end = i < count ? min_pfn_of(ranges[i].start, end_pfn) : end_pfn;
		fill_gap(i, r);
		i = 0; /* ranges may have been joined */
	}
}

void __init remove_all_active_ranges(void)
{
	count = 0;
}

/* As long as nobody has said what is RAM, all that nodes span is. false = no more. */
static bool __init range_at(int i, struct active_range *r)
{
	const struct bootmem_data *node = bootmem_next_node(NULL);

	if (count) {
		if (i >= count)
			return false;
		*r = ranges[i];
		return true;
	}
	while (node && i--)
		node = bootmem_next_node(node);
	if (node)
		*r = (struct active_range){ node->node_min_pfn, node->node_low_pfn,
					    bootmem_nid(node) };
	return node;
}

void __init __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
				 unsigned long *out_end_pfn, int *out_nid)
{
	bool all = nid < 0 || nid >= MAX_NUMNODES;
	struct active_range r = { 0 };

	do {
		if (!range_at(++*idx, &r)) {
			*idx = -1;
			return;
		}
	} while (!all && r.nid != nid_of(nid));
	if (out_start_pfn)
		*out_start_pfn = r.start;
	if (out_end_pfn)
		*out_end_pfn = r.end;
	if (out_nid)
		*out_nid = r.nid;
}
