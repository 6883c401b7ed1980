/* SPDX-License-Identifier: MIT */
/*
 * Which node RAM belongs to: ranges as firmware tells them, nodes that are made up, and what
 * device trees and the command line say.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "fdt_build.h"
#include "mock.h"
#include "notes.h"

#define KIB 0x400ULL
#define MIB 0x100000ULL
#define GIB 0x40000000ULL

static struct boot_range storage[BOOT_MAP_RANGES], swept[2 * BOOT_MAP_RANGES + 1];
static struct boot_map map, out;
static struct boot_numa numa;

static void fresh(void)
{
	boot_map_init(&map, storage, LENGTH(storage));
	memset(&numa, 0, sizeof(numa));
}

static void ram(u64 base, u64 size)
{
	CHECK_EQ(boot_map_add(&map, base, size, BOOT_RAM, NUMA_NO_NODE, NULL), 0);
}

static void sweep(void)
{
	boot_map_init(&out, swept, LENGTH(swept));
	CHECK_EQ(boot_map_sweep(&map, &out), 0);
}

/* The swept map holds this, in one entry. */
static bool has(u64 base, u64 end, int nid)
{
	const struct boot_range *r = map_entry(&out, base, end, BOOT_RAM, NULL);

	return r && r->nid == nid;
}

/* ---- ranges ---- */

static bool range_is(unsigned int index, u64 base, u64 end, int nid)
{
	const struct boot_numa_range *r = &numa.ranges[index];

	return index < numa.nr_ranges && r->base == base && r->base + r->size == end &&
	       r->nid == nid;
}

static void ranges_join(void)
{
	fresh();
	CHECK_EQ(boot_numa_add(&numa, 0, 0, 0, false), 0);
	CHECK_EQ(boot_numa_add(&numa, ~0ULL, 5, 0, false), 0); /* the last byte is never described */
	CHECK_EQ(numa.nr_ranges, 0);
	CHECK_EQ(boot_numa_add(&numa, 20, 10, 0, false), 0);
	CHECK_EQ(boot_numa_add(&numa, 0, 10, 0, false), 0);
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK_EQ(boot_numa_add(&numa, 10, 5, 0, false), 0); /* below */
	CHECK_EQ(boot_numa_add(&numa, 18, 2, 0, false), 0); /* above */
	CHECK(range_is(0, 0, 15, 0));
	CHECK(range_is(1, 18, 30, 0));
	CHECK_EQ(boot_numa_add(&numa, 5, 20, 0, false), 0); /* between, and over both */
	CHECK_EQ(numa.nr_ranges, 1);
	CHECK(range_is(0, 0, 30, 0));
	CHECK_EQ(boot_numa_add(&numa, 0, 30, 0, true), 0); /* the node is the same: nothing to be said */
	CHECK_EQ(numa.nr_ranges, 1);
	CHECK(!numa.ranges[0].hotplug);
	CHECK_EQ(boot_numa_add(&numa, 10, 30, 1, false), -EBUSY);
	CHECK_EQ(boot_numa_add(&numa, 0, 50, 0, true), -EBUSY);
	CHECK_EQ(numa.nr_ranges, 3);
	CHECK(range_is(1, 30, 40, 1));
	CHECK(range_is(2, 40, 50, 0));
	CHECK(numa.ranges[2].hotplug && !numa.ranges[0].hotplug);
	CHECK_EQ(boot_numa_add(&numa, 60, ~0ULL, 2, false), 0);
	CHECK_EQ(boot_numa_add(&numa, 70, 10, 2, false), 0);
	CHECK(range_is(3, 60, ~0ULL, 2));
	CHECK_EQ(boot_numa_add(&numa, 0, ~0ULL, 2, false), -EBUSY);
	CHECK_EQ(numa.nr_ranges, 4);
	CHECK(range_is(3, 50, ~0ULL, 2));
	/* Just to the end of the address space, and a byte less. */
	for (u64 less = 0; less < 3; less++) {
		fresh();
		CHECK_EQ(boot_numa_add(&numa, 100, 0 - 100ULL - less, 0, false), 0);
		CHECK(range_is(0, 100, less < 2 ? ~0ULL : ~0ULL - 1, 0));
	}
}

static void ranges_full(void)
{
	fresh();
	for (u64 i = 0; i < BOOT_NUMA_RANGES; i++)
		CHECK_EQ(boot_numa_add(&numa, 2 * i, 1, 0, false), 0);
	CHECK_EQ(boot_numa_add(&numa, 5000, 1, 0, false), -ENOSPC);
	CHECK_EQ(boot_numa_add(&numa, 5, 1, 1, false), -ENOSPC);
	CHECK_EQ(numa.nr_ranges, BOOT_NUMA_RANGES);
	/* Nothing behind the last is a range, though it may look like one of this node that begins here. */
	numa.domain[0] = 1;
	CHECK_EQ(boot_numa_add(&numa, 1ULL << 32, BOOT_NUMA_RANGES, 0, false), -ENOSPC);
	CHECK_EQ(numa.domain[0], 1);
	CHECK_EQ(boot_numa_add(&numa, 5, 1, 0, false), 0); /* joins two: there is room again */
	CHECK_EQ(numa.nr_ranges, BOOT_NUMA_RANGES - 1);
	CHECK_EQ(numa.ranges[BOOT_NUMA_RANGES - 1].base, 2 * (BOOT_NUMA_RANGES - 1)); /* nor moved down */
	CHECK_EQ(boot_numa_add(&numa, 7, 1, 1, false), 0);
	CHECK_EQ(boot_numa_add(&numa, 0, 10000, 0, false), -EBUSY);
	CHECK_EQ(numa.nr_ranges, 3);
	CHECK(range_is(0, 0, 7, 0));
	CHECK(range_is(1, 7, 8, 1));
	CHECK(range_is(2, 8, 10000, 0));
	/* What finds no room is what is told, whatever else happens before or behind; the rest goes in. */
	for (u64 first = 0; first < 2; first++) {
		fresh();
		for (u64 i = 0; i < BOOT_NUMA_RANGES; i++)
			CHECK_EQ(boot_numa_add(&numa, 2 * i, 1, i == 100, false), 0);
		CHECK_EQ(boot_numa_add(&numa, first, 3, 1, false), -ENOSPC);
		CHECK_EQ(boot_numa_add(&numa, 195 + first, 8, 1, false), -ENOSPC);
		CHECK_EQ(numa.nr_ranges, BOOT_NUMA_RANGES);
		CHECK(range_is(100, 199, 202, 1));
	}
}

/* Against an array of one node a unit, at the start of the address space and at its end. */
#define UNITS 48
static void random_ranges(void)
{
	for (unsigned long round = 0; round < mock_steps(2000); round++) {
		u64 offset = test_random_below(2) ? ~0ULL - UNITS : 0;
		int want[UNITS];

		fresh();
		for (unsigned int i = 0; i < UNITS; i++)
			want[i] = -1;
		for (unsigned int n = (unsigned int)test_random_below(30); n; n--) {
			u64 first = test_random_below(UNITS), count = test_random_below(9);
			int nid = (int)test_random_below(3);
			bool busy = false;

			if (first + count >= UNITS && !offset)
				count = UNITS - first;
			for (u64 i = first; i < first + count && i < UNITS; i++) {
				busy |= want[i] >= 0 && want[i] != nid;
				if (want[i] < 0)
					want[i] = nid;
			}
			CHECK_EQ(boot_numa_add(&numa, offset + first, count, nid, false),
				 busy ? -EBUSY : 0);
		}
		for (unsigned int i = 0, k = 0; i < UNITS; i++) {
			const struct boot_numa_range *r;

			while (k < numa.nr_ranges &&
			       numa.ranges[k].base + numa.ranges[k].size <= offset + i)
				k++;
			r = &numa.ranges[k];
			CHECK_EQ(k < numa.nr_ranges && r->base <= offset + i ? r->nid : -1, want[i]);
		}
		for (unsigned int k = 1; k < numa.nr_ranges; k++) {
			u64 end = numa.ranges[k - 1].base + numa.ranges[k - 1].size;

			CHECK(numa.ranges[k].base > end ||
			      (numa.ranges[k].base == end &&
			       numa.ranges[k].nid != numa.ranges[k - 1].nid));
		}
		if (mock_failures())
			return;
	}
}

/* ---- entries of a map ---- */

static void set_node(void)
{
	fresh();
	ram(0, 10 * MIB);
	ram(20 * MIB, 10 * MIB);
	boot_map_add(&map, 0, 40 * MIB, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
	CHECK_EQ(boot_map_set_node(&map, 5 * MIB, 0, 1), 0);
	CHECK_EQ(map.count, 3);
	CHECK_EQ(boot_map_set_node(&map, 3 * MIB, 4 * MIB, 1), 0); /* in the middle */
	CHECK_EQ(map.count, 5);
	CHECK_EQ(map_entry(&map, 0, 3 * MIB, BOOT_RAM, NULL)->nid, NUMA_NO_NODE);
	CHECK_EQ(map_entry(&map, 3 * MIB, 7 * MIB, BOOT_RAM, NULL)->nid, 1);
	CHECK_EQ(map_entry(&map, 7 * MIB, 10 * MIB, BOOT_RAM, NULL)->nid, NUMA_NO_NODE);
	CHECK_EQ(boot_map_set_node(&map, 6 * MIB, 16 * MIB, 1), 0); /* over the hole */
	CHECK_EQ(map.count, 5);
	CHECK_EQ(map_entry(&map, 3 * MIB, 10 * MIB, BOOT_RAM, NULL)->nid, 1);
	CHECK_EQ(map_entry(&map, 20 * MIB, 22 * MIB, BOOT_RAM, NULL)->nid, 1);
	CHECK_EQ(map_entry(&map, 22 * MIB, 30 * MIB, BOOT_RAM, NULL)->nid, NUMA_NO_NODE);
	CHECK_EQ(map_entry(&map, 0, 40 * MIB, BOOT_KERNEL, "kernel")->nid, NUMA_NO_NODE);
	CHECK_EQ(boot_map_set_node(&map, 0, ~0ULL, 0), 0); /* all are one again */
	CHECK_EQ(map.count, 3);
	CHECK_EQ(map_entry(&map, 0, 10 * MIB, BOOT_RAM, NULL)->nid, 0);
	CHECK_EQ(boot_map_set_node(&map, 0, ~0ULL, NUMA_NO_NODE), 0);
	CHECK_EQ(map_entry(&map, 20 * MIB, 30 * MIB, BOOT_RAM, NULL)->nid, NUMA_NO_NODE);
	CHECK_EQ(map.count, 3);
}

/* One entry joins two that lie before it in the list, so that the list ends before the next place to look at. */
static void set_node_joins(void)
{
	fresh();
	boot_map_add(&map, 0, MIB, BOOT_RAM, 1, NULL);
	boot_map_add(&map, 2 * MIB, MIB, BOOT_RAM, 1, NULL);
	boot_map_add(&map, 5 * MIB, MIB, BOOT_RAM, 0, NULL);
	boot_map_add(&map, MIB, MIB, BOOT_RAM, 0, NULL);
	CHECK_EQ(map.count, 4);
	CHECK_EQ(boot_map_set_node(&map, 0, ~0ULL, 1), 0);
	CHECK_EQ(map.count, 2);
	CHECK(map_entry(&map, 0, 3 * MIB, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 5 * MIB, 6 * MIB, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_find(&map, MIB)->nid, 1);
	CHECK_EQ(boot_map_find(&map, 5 * MIB)->nid, 1);
}

/* Slots are counted exactly; what does not fit stays as it was. */
static void set_node_full(void)
{
	fresh();
	ram(0, 10 * MIB);
	map.max = 2;
	CHECK_EQ(boot_map_set_node(&map, 3 * MIB, 4 * MIB, 1), -ENOSPC);
	CHECK_EQ(map.count, 1);
	CHECK_EQ(map.ranges[0].nid, NUMA_NO_NODE);
	CHECK_EQ(boot_map_set_node(&map, 3 * MIB, 7 * MIB, 1), 0);
	CHECK_EQ(map.count, 2);
	CHECK_EQ(boot_map_set_node(&map, 2 * MIB, MIB, 1), 0); /* continues */
	CHECK_EQ(boot_map_set_node(&map, MIB, MIB, 2), -ENOSPC);
	CHECK_EQ(boot_map_set_node(&map, 0, 2 * MIB, 2), 0);
	CHECK_EQ(boot_map_set_node(&map, 0, 3 * MIB, 1), 0);
	CHECK_EQ(map.count, 1);
	CHECK_EQ(map.ranges[0].end, 10 * MIB);
	CHECK_EQ(map.dropped, 0);
}

static void next_ram(void)
{
	struct boot_range r = { 0 };

	fresh();
	ram(5 * MIB, 100);
	ram(MIB, 2 * MIB);
	boot_map_add(&map, 2 * MIB, MIB / 2, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 7 * MIB, MIB, BOOT_MMIO, NUMA_NO_NODE, NULL);
	ram(PHYS_ADDR_MAX - 10, ~0ULL);
	CHECK(boot_map_next_ram(&map, &r) && r.base == MIB && r.end == 2 * MIB);
	boot_map_set_node(&map, MIB, MIB / 2, 0); /* changes behind the walker's back */
	CHECK(boot_map_next_ram(&map, &r) && r.base == 5 * MIB / 2 && r.end == 3 * MIB);
	CHECK(boot_map_next_ram(&map, &r) && r.base == 5 * MIB && r.end == 5 * MIB + 100);
	CHECK(boot_map_next_ram(&map, &r) && r.base == PHYS_ADDR_MAX - 10 && r.end == PHYS_ADDR_MAX);
	CHECK(!boot_map_next_ram(&map, &r));
	CHECK(!boot_map_next_ram(&map, &r));
}

/* ---- ranges applied ---- */

static void row_60_apply(void)
{
	fresh();
	/* As a BIOS might say it: not in order, RAM over the hole. */
	ram(2 * GIB, GIB);
	ram(0, 0x9fc00);
	ram(MIB, GIB - MIB);
	boot_map_add(&map, 0x9fc00, 0x400, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 0xf0000, 0x10000, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_numa_add(&numa, 0, 0xa0000, 0, false);
	boot_numa_add(&numa, MIB, GIB / 2 - MIB, 0, false);
	boot_numa_add(&numa, GIB / 2, GIB, 1, false); /* reaches over RAM */
	boot_numa_add(&numa, 9 * GIB / 4, GIB / 4, 2, false);
	boot_numa_add(&numa, 11 * GIB / 4, GIB / 4, NUMA_NO_NODE, true); /* only told that it may go */
	boot_numa_add(&numa, 3 * GIB, 64 * GIB, 3, true); /* no RAM: memory may be plugged in */
	CHECK_EQ(boot_numa_apply(&numa, &map), 0);
	sweep();
	if (MAX_NUMNODES == 1) {
		CHECK(has(MIB, GIB, NUMA_NO_NODE));
		CHECK_EQ(map.count, 5);
		return;
	}
	CHECK(has(MIB, GIB / 2, 0));
	CHECK(has(GIB / 2, GIB, 1));
	CHECK(has(2 * GIB, 9 * GIB / 4, NUMA_NO_NODE));
	CHECK(has(9 * GIB / 4, 5 * GIB / 2, 2));
	CHECK(has(5 * GIB / 2, 3 * GIB, NUMA_NO_NODE));
	CHECK_EQ(map.count, 8);
}

static void row_60_unaligned(void)
{
	const u64 p = PAGE_SIZE;

	fresh();
	ram(16 * p, 16 * p);
	boot_numa_add(&numa, 16 * p + 100, 4 * p, 0, false);	  /* ends within page 20 */
	boot_numa_add(&numa, 20 * p + 200, 4 * p - 200, 1, false); /* begins there */
	boot_numa_add(&numa, 26 * p + 1, 1, 2, false);		  /* a byte */
	CHECK_EQ(boot_numa_apply(&numa, &map), 0);
	sweep();
	if (MAX_NUMNODES == 1)
		return;
	CHECK(has(16 * p, 21 * p, 0));
	CHECK(has(21 * p, 24 * p, 1));
	CHECK(has(24 * p, 26 * p, NUMA_NO_NODE));
	CHECK(has(26 * p, 27 * p, 2));
	CHECK(has(27 * p, 32 * p, NUMA_NO_NODE));
	CHECK_EQ(out.count, 5);
	/* From the first byte to the last page, however much of it: nothing wraps. */
	for (u64 missing = 0; missing < p; missing += p - 2) {
		fresh();
		ram(16 * p, 16 * p);
		CHECK_EQ(boot_numa_add(&numa, 0, ~0ULL - missing, 1, false), 0);
		CHECK_EQ(boot_numa_apply(&numa, &map), 0);
		sweep();
		CHECK(has(16 * p, 32 * p, 1));
	}
}

/* QEMU with 128 nodes has 130 entries of SRAT; they fit together with what else there is. */
static void row_60_many_nodes(void)
{
	u64 node = 8 * MIB;

	fresh();
	ram(0, 0x9fc00);
	ram(MIB, 128 * node - MIB);
	for (unsigned int i = 0; i < 60; i++)
		boot_map_add(&map, 2 * GIB + i * MIB, 4 * KIB, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_numa_add(&numa, 0, 0xa0000, 0, false);
	boot_numa_add(&numa, MIB, node - MIB, 0, false);
	for (int i = 127; i > 0; i--) /* the order does not matter */
		boot_numa_add(&numa, (u64)i * node, node, i, false);
	CHECK_EQ(boot_numa_apply(&numa, &map), 0);
	sweep();
	if (MAX_NUMNODES == 1)
		return;
	CHECK_EQ(map.count, 60 + 129);
	for (int i = 1; i < 128; i++)
		CHECK(has((u64)i * node, (u64)(i + 1) * node, i));
}

/* Small pages of one node after the other, in a map that they all but fill. */
static void row_60_interleaved(void)
{
	fresh();
	ram(0, 255 * PAGE_SIZE);
	for (unsigned int i = 0; i < 255; i++)
		boot_numa_add(&numa, i * PAGE_SIZE, PAGE_SIZE, i % 2, false);
	boot_map_add(&map, 300 * PAGE_SIZE, PAGE_SIZE, BOOT_MMIO, NUMA_NO_NODE, NULL);
	CHECK_EQ(boot_numa_apply(&numa, &map), 0);
	CHECK_EQ(map.count, MAX_NUMNODES > 1 ? 256 : 2);
	/* One entry more: some RAM has no node, none is lost. */
	fresh();
	ram(0, 255 * PAGE_SIZE);
	for (unsigned int i = 0; i < 255; i++)
		boot_numa_add(&numa, i * PAGE_SIZE, PAGE_SIZE, i % 2, false);
	boot_map_add(&map, 300 * PAGE_SIZE, PAGE_SIZE, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 302 * PAGE_SIZE, PAGE_SIZE, BOOT_MMIO, NUMA_NO_NODE, NULL);
	CHECK_EQ(boot_numa_apply(&numa, &map), MAX_NUMNODES > 1 ? -ENOSPC : 0);
	CHECK_EQ(boot_map_ram_bytes(&map), 255 * PAGE_SIZE);
	CHECK_EQ(map.dropped, 0);
	/* Of what finds no room the others do not suffer. */
	fresh();
	ram(0, 10 * PAGE_SIZE);
	ram(20 * PAGE_SIZE, 10 * PAGE_SIZE);
	ram(40 * PAGE_SIZE, 10 * PAGE_SIZE);
	map.max = 3;
	boot_numa_add(&numa, 0, 10 * PAGE_SIZE, 0, false);
	boot_numa_add(&numa, 22 * PAGE_SIZE, PAGE_SIZE, 1, false);
	boot_numa_add(&numa, 40 * PAGE_SIZE, 10 * PAGE_SIZE, 2, false);
	CHECK_EQ(boot_numa_apply(&numa, &map), MAX_NUMNODES > 1 ? -ENOSPC : 0);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(boot_map_find(&map, (phys_addr_t)i * 20 * PAGE_SIZE)->nid,
			 MAX_NUMNODES > 1 && i != 1 ? i : NUMA_NO_NODE);
}

/* What a page is in the swept map. */
static void look(const struct boot_map *m, phys_addr_t page, bool *is_ram, int *nid)
{
	const struct boot_range *r = boot_map_find(m, page);

	*is_ram = r && r->kind == BOOT_RAM;
	*nid = *is_ram ? r->nid : NUMA_NO_NODE;
}

/* The lowest range that touches a page has it. */
static int node_wanted(phys_addr_t page)
{
	u64 last = (u64)page + PAGE_SIZE - 1;

	for (unsigned int i = 0; i < numa.nr_ranges && MAX_NUMNODES > 1; i++) {
		const struct boot_numa_range *r = &numa.ranges[i];

		if (r->base <= last && r->base + r->size > page)
			return r->nid;
	}
	return NUMA_NO_NODE;
}

/*
 * Any RAM, any ranges, in units of a quarter of a page, low and at the end of the address
 * space: which pages are RAM does not change, and each is on the node that it should be on.
 */
#define PAGES 40U
static void random_apply(void)
{
	static struct boot_range before_storage[2 * BOOT_MAP_RANGES + 1];
	const u64 unit = PAGE_SIZE / 4;

	for (unsigned long round = 0; round < mock_steps(3000); round++) {
		phys_addr_t offset = test_random_below(3) ? PAGE_SIZE
							  : PHYS_ADDR_MAX - PAGES * PAGE_SIZE + 1;
		struct boot_map before;
		int error;

		fresh();
		for (unsigned int n = (unsigned int)test_random_below(6); n; n--)
			boot_map_add(&map, offset + test_random_below(4 * PAGES) * unit,
				     test_random_below(80) * unit,
				     test_random_below(3) ? BOOT_RAM : BOOT_MMIO, NUMA_NO_NODE, NULL);
		for (unsigned int n = (unsigned int)test_random_below(12); n; n--)
			boot_numa_add(&numa, offset + test_random_below(4 * PAGES) * unit,
				      test_random_below(60) * unit, (int)test_random_below(4), false);
		boot_map_init(&before, before_storage, LENGTH(before_storage));
		CHECK_EQ(boot_map_sweep(&map, &before), 0);
		if (test_random_below(4) == 0)
			map.max = map.count + (unsigned int)test_random_below(4);
		error = boot_numa_apply(&numa, &map);
		CHECK(error == 0 || (error == -ENOSPC && map.max < LENGTH(storage)));
		sweep();
		for (unsigned int i = 0; i < PAGES; i++) {
			phys_addr_t page = offset + i * PAGE_SIZE;
			bool was_ram, is_ram;
			int old, nid, want = node_wanted(page);

			look(&before, page, &was_ram, &old);
			look(&out, page, &is_ram, &nid);
			CHECK_EQ(was_ram, is_ram);
			CHECK(!is_ram || nid == want || error);
		}
		if (mock_failures())
			return;
	}
}

/* ---- made-up nodes ---- */

#define BLOCK ((u64)PAGE_SIZE << MAX_ORDER)

static u64 bytes_of_node(int nid)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < out.count; i++)
		if (out.ranges[i].kind == BOOT_RAM && out.ranges[i].nid == nid)
			bytes += out.ranges[i].end - out.ranges[i].base;
	return bytes;
}

static void fake(void)
{
	fresh();
	ram(0, 4 * BLOCK);
	ram(8 * BLOCK, 12 * BLOCK);
	boot_map_set_node(&map, 2 * BLOCK, 9 * BLOCK, 0); /* firmware's nodes are forgotten */
	if (MAX_NUMNODES == 1) {
		CHECK_EQ(boot_numa_fake(&map, 4, ~0ULL), 1);
		return;
	}
	CHECK_EQ(boot_numa_fake(&map, 4, ~0ULL), 4);
	sweep();
	CHECK_EQ(out.count, 4);
	CHECK(has(0, 4 * BLOCK, 0));
	CHECK(has(8 * BLOCK, 12 * BLOCK, 1));
	CHECK(has(12 * BLOCK, 16 * BLOCK, 2));
	CHECK(has(16 * BLOCK, 20 * BLOCK, 3));
	/* Sixteen blocks for three. */
	CHECK_EQ(boot_numa_fake(&map, 3, ~0ULL), 3);
	sweep();
	CHECK(has(0, 4 * BLOCK, 0));
	CHECK(has(8 * BLOCK, 9 * BLOCK, 0));
	CHECK(has(9 * BLOCK, 15 * BLOCK, 1));
	CHECK(has(15 * BLOCK, 20 * BLOCK, 2));
	CHECK_EQ(boot_numa_fake(&map, 1, ~0ULL), 1);
	sweep();
	CHECK_EQ(out.count, 2);
	CHECK(has(8 * BLOCK, 20 * BLOCK, 0));
	/* More than there are blocks, than there may be; none. */
	CHECK_EQ(boot_numa_fake(&map, 100, ~0ULL), 16);
	CHECK_EQ(boot_numa_fake(&map, ~0U, ~0ULL), 16);
	CHECK_EQ(boot_numa_fake(&map, 0, ~0ULL), 1);
	/* What mem= cuts off counts for nothing. */
	CHECK_EQ(boot_numa_fake(&map, 2, 12 * BLOCK), 2);
	sweep();
	CHECK(has(0, 4 * BLOCK, 0));
	CHECK(has(8 * BLOCK, 20 * BLOCK, 1));
	CHECK_EQ(boot_numa_fake(&map, 2, 6 * BLOCK), 2);
	sweep();
	CHECK(has(0, 2 * BLOCK, 0));
	CHECK(has(2 * BLOCK, 4 * BLOCK, 1));
	CHECK(has(8 * BLOCK, 20 * BLOCK, 1));
	CHECK_EQ(boot_numa_fake(&map, 5, 0), 1);
	/* Firmware's nodes take no room from them. */
	fresh();
	ram(0, 16 * BLOCK);
	boot_map_set_node(&map, 0, 15 * BLOCK, 1);
	boot_map_set_node(&map, 15 * BLOCK, BLOCK, 2);
	map.max = 2;
	CHECK_EQ(map.count, 2);
	CHECK_EQ(boot_numa_fake(&map, 2, ~0ULL), 2);
	sweep();
	CHECK(has(0, 8 * BLOCK, 0) && has(8 * BLOCK, 16 * BLOCK, 1));
}

static void fake_little(void)
{
	if (MAX_NUMNODES == 1)
		return;
	fresh();
	CHECK_EQ(boot_numa_fake(&map, 4, ~0ULL), 1); /* no RAM at all */
	ram(5 * BLOCK, 2); /* less than a byte for each */
	CHECK_EQ(boot_numa_fake(&map, 4, ~0ULL), 1);
	fresh();
	ram(5 * BLOCK + 3, 2);
	CHECK_EQ(boot_numa_fake(&map, 4, ~0ULL), 1);
	CHECK_EQ(map.ranges[0].nid, 0);
	ram(BLOCK, PAGE_SIZE);
	CHECK_EQ(boot_numa_fake(&map, 2, ~0ULL), 2); /* far apart, little as it is */
	/* The very end of the address space. */
	fresh();
	ram(PHYS_ADDR_MAX - 3 * BLOCK / 2, ~0ULL);
	CHECK_EQ(boot_numa_fake(&map, 8, ~0ULL), 2);
	sweep();
	CHECK_EQ(out.count, 2);
	CHECK(has(PHYS_ADDR_MAX - BLOCK + 1, PHYS_ADDR_MAX, 1));
	/* A PC whose RAM is just enough for a block a node, but for the hole below 1 MiB. */
	fresh();
	ram(0, 64 * BLOCK - BLOCK / 16);
	boot_map_add(&map, BLOCK / 8, BLOCK / 8, BOOT_MMIO, NUMA_NO_NODE, NULL);
	CHECK_EQ(boot_numa_fake(&map, 64, ~0ULL), 64);
	CHECK_EQ(boot_numa_fake(&map, 128, ~0ULL), 64);
	/* A part that ends in the middle of a block gets all of it; a byte less, none of it. */
	fresh();
	ram(0, 7 * BLOCK);
	CHECK_EQ(boot_numa_fake(&map, 2, ~0ULL), 2);
	sweep();
	CHECK(has(0, 4 * BLOCK, 0));
	for (u64 less = 1; less <= 2; less++) {
		fresh();
		ram(0, 7 * BLOCK - less);
		CHECK_EQ(boot_numa_fake(&map, 2, ~0ULL), 2);
		sweep();
		CHECK(has(0, 3 * BLOCK, 0));
	}
	/* A node that would begin where RAM has ended is none, though there is more where mem= ends. */
	fresh();
	ram(0, 15 * BLOCK / 4);
	ram(8 * BLOCK, BLOCK);
	CHECK_EQ(boot_numa_fake(&map, 16, 8 * BLOCK), 4);
	/* No room: nothing is lost. */
	fresh();
	ram(0, 100 * BLOCK);
	map.max = 50;
	CHECK_EQ(boot_numa_fake(&map, 100, ~0ULL), -ENOSPC);
	CHECK_EQ(boot_map_ram_bytes(&map), 100 * BLOCK);
	for (unsigned int max = 2; max <= 3; max++) { /* as much room as in the end is used, and none to split */
		fresh();
		ram(0, 4 * BLOCK);
		ram(7 * BLOCK, 2 * BLOCK);
		map.max = max;
		CHECK_EQ(boot_numa_fake(&map, 3, ~0ULL), max == 3 ? 3 : -ENOSPC);
	}
	for (int nodes = 1; nodes <= 2; nodes++) { /* to the last byte, whatever node it had */
		fresh();
		ram(PHYS_ADDR_MAX - 4 * BLOCK, ~0ULL);
		boot_map_set_node(&map, 0, ~0ULL, 1);
		map.max = (unsigned int)nodes;
		CHECK_EQ(boot_numa_fake(&map, (unsigned int)nodes, ~0ULL), nodes);
		CHECK_EQ(map.count, nodes);
		for (int i = 0; i < nodes; i++)
			CHECK(map.ranges[i].nid >= 0 && map.ranges[i].nid < nodes);
	}
}

/* Any RAM: nodes ascend, meet at blocks, have RAM, and equal parts of it. */
static void random_fake(void)
{
	if (MAX_NUMNODES == 1)
		return;
	for (unsigned long round = 0; round < mock_steps(3000); round++) {
		unsigned int nodes = 1 + (unsigned int)test_random_below(20);
		u64 end = test_random_below(3) ? ~0ULL : test_random_below(60) * BLOCK / 2;
		u64 before, below = 0, part;
		int made, nid = 0;

		fresh();
		for (unsigned int n = (unsigned int)test_random_below(8); n; n--)
			boot_map_add(&map, test_random_below(240) * BLOCK / 8,
				     test_random_below(60) * BLOCK / 8,
				     test_random_below(4) ? BOOT_RAM : BOOT_MMIO,
				     (int)test_random_below(3) - 1, NULL);
		before = boot_map_ram_bytes(&map);
		made = boot_numa_fake(&map, nodes, end);
		CHECK(made >= 1 && made <= (int)nodes);
		CHECK_EQ(boot_map_ram_bytes(&map), before);
		sweep();
		for (unsigned int i = 0; i < out.count; i++) {
			const struct boot_range *r = &out.ranges[i];

			if (r->kind != BOOT_RAM)
				continue;
			CHECK(r->nid == nid || r->nid == nid + 1);
			nid = r->nid;
			if (i && r->base == r[-1].end && r[-1].kind == BOOT_RAM)
				CHECK(r->base % BLOCK == 0);
			if (r->base < end)
				below += (r->end < end ? r->end : end) - r->base;
		}
		CHECK(!before || nid == made - 1);
		part = below / nodes;
		for (int n = 0; n < made && below; n++) {
			CHECK(bytes_of_node(n) > 0);
			CHECK(n == made - 1 || bytes_of_node(n) < part + nodes + 2 * BLOCK);
			CHECK(n == made - 1 || bytes_of_node(n) + 2 * BLOCK >= part);
		}
		if (mock_failures())
			return;
	}
}

/* ---- device trees: distances ---- */

static struct fdt_build b;
static struct boot_info info;
static bool disabled;

static void translate_tree(void)
{
	size_t len;
	u8 *blob = fdt_finish(&b, &len);

	boot_map_init(&map, storage, LENGTH(storage));
	memset(&info, 0, sizeof(info));
	notes_clear();
	CHECK_EQ(fdt_translate(blob, len, 0x10000, &map, &info, notes_add), 0);
	free(blob);
}

static void matrix(const char *node, const char *compatible, size_t compatible_len,
		   const u32 *cells, unsigned int count)
{
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_node(&b, node);
	fdt_cells(&b, "distance-matrix", cells, count);
	if (compatible)
		fdt_property(&b, "compatible", compatible, compatible_len);
	if (disabled)
		fdt_text(&b, "status", "disabled");
	fdt_end(&b);
	fdt_end(&b);
	translate_tree();
}

static void tree_distances(void)
{
	static const u32 cells[] = { 0, 0, 10, 0, 1, 20, 0, 2, 30, 1, 1, 10, 2, 1, 25, 2, 0, 31, 3, 0, 40 };
	static const char list[] = "vendor,map\0numa-distance-map-v1";
	u8(*d)[MAX_NUMNODES] = info.numa.distance;

	for (unsigned int i = 0; i < 3; i++) {
		if (i == 0)
			matrix("distance-map", "numa-distance-map-v1", 21, cells, LENGTH(cells));
		else if (i == 1)
			matrix("distance-map", NULL, 0, cells, LENGTH(cells)); /* sbsa-ref */
		else
			matrix("far", list, sizeof(list), cells, LENGTH(cells));
		CHECK_EQ(notes_count(), 0);
		if (MAX_NUMNODES == 1) {
			CHECK_EQ(d[0][0], 0);
			continue;
		}
		CHECK_EQ(d[0][0], 10);
		CHECK_EQ(d[0][1], 20);
		CHECK_EQ(d[1][0], 20); /* the other direction was not told */
		CHECK_EQ(d[0][2], 30);
		CHECK_EQ(d[2][0], 31); /* it was */
		CHECK_EQ(d[1][2], 25);
		CHECK_EQ(d[2][1], 25);
		CHECK_EQ(d[2][2], 0);
		CHECK_EQ(d[0][3], 40); /* only the way back was told */
		CHECK_EQ(d[3][1], 0);
	}
	matrix("distance-map", "numa-distance-map-v2", 21, cells, LENGTH(cells));
	CHECK_EQ(d[0][0], 0);
	matrix("distance-map", "numa-distance-map-v1", 20, cells, LENGTH(cells)); /* no NUL */
	CHECK_EQ(d[0][0], 0);
	matrix("distance-map", "", 0, cells, LENGTH(cells));
	CHECK_EQ(d[0][0], 0);
	matrix("distances", NULL, 0, cells, LENGTH(cells));
	CHECK_EQ(d[0][0], 0);
	disabled = true;
	matrix("distance-map", "numa-distance-map-v1", 21, cells, LENGTH(cells));
	CHECK_EQ(d[0][0], 0);
	disabled = false;
}

static void odd_tree_distances(void)
{
	static const u32 cells[] = { 0, 0, 11,	   0, 1, 9,    1, 0, 256, 2, 3, 255, 0, MAX_NUMNODES, 20, MAX_NUMNODES, 0, 20,
				     ~0U, 0, 20,  3, 4, 10,   4, 4, 10,	 1, 2, 254,
				     6, 7, 266,	   7, 7, 266, /* of which a byte would do */
				     5, 6 };
	u8(*d)[MAX_NUMNODES] = info.numa.distance;

	matrix("distance-map", "numa-distance-map-v1", 21, cells, LENGTH(cells));
	if (MAX_NUMNODES == 1) {
		CHECK_EQ(notes_count(), 0);
		return;
	}
	CHECK_EQ(notes_count(), 9);
	CHECK_TEXT(notes(), "device tree: property distance-matrix: the length is no multiple of "
			    "three cells, in node \"distance-map\".");
	CHECK_TEXT(notes(), "distance-matrix: a node not below MAX_NUMNODES, in node");
	CHECK_TEXT(notes(), "distance-matrix: a value that is no distance, in node");
	CHECK_EQ(d[0][0], 0);
	CHECK_EQ(d[0][1], 0);
	CHECK_EQ(d[2][3], 254);
	CHECK_EQ(d[3][2], 254);
	CHECK_EQ(d[3][4], 10);
	CHECK_EQ(d[4][4], 10);
	CHECK_EQ(d[2][1], 254);
	CHECK_EQ(d[5][6], 0);
	CHECK_EQ(d[6][7], 0);
	CHECK_EQ(d[7][7], 0);
}

/* What lies behind a list that lacks a byte is not read as its last value. */
static void cut_tree_distances(void)
{
	static const u8 bytes[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 };

	fdt_start(&b);
	fdt_node(&b, "");
	fdt_node(&b, "distance-map");
	fdt_property(&b, "distance-matrix", bytes, sizeof(bytes));
	fdt_end(&b);
	fdt_end(&b);
	translate_tree();
	CHECK_EQ(notes_count(), MAX_NUMNODES > 1);
}

/* A list that has no end of complaints, within a blob that ends with it. */
static void hostile_tree_distances(void)
{
	static u32 cells[3000];

	for (unsigned int i = 0; i < LENGTH(cells); i++)
		cells[i] = (u32)test_random_below(300);
	matrix("distance-map", NULL, 0, cells, LENGTH(cells));
	CHECK(notes_count() <= 33);
	for (unsigned int i = 0; i < MAX_NUMNODES; i++)
		for (unsigned int k = 0; k < MAX_NUMNODES; k++) {
			u8 d = info.numa.distance[i][k];

			CHECK(!d || (i == k ? d == 10 : d >= 10 && d <= 254));
		}
}

/* ---- the command line ---- */

static void options(void)
{
	static const char *const bad[] = { "numa=",	  "numa=on",	  "numa=offf",	 "numa=fake",
					   "numa=fake=",  "numa=fake=0",  "numa=fake=x", "numa=fake=1x",
					   "numa=fake=-1", "numa=fake=9G", "numa=fake=0x100000001",
					   "numa=fake=99999999999999999999" };
	struct memory_options o = { 0 };
	char line[64];

	notes_clear();
	CHECK_EQ(cmdline_translate("numa=off", &map, &o, notes_add), 0);
	CHECK(o.numa_off && !o.numa_fake);
	CHECK_EQ(cmdline_translate("numa=fake=1", &map, &o, notes_add), 0);
	CHECK(!o.numa_off && o.numa_fake == 1);
	if (MAX_NUMNODES >= 16) {
		CHECK_EQ(cmdline_translate("numa=off numa=fake=4 x", &map, &o, notes_add), 0);
		CHECK(!o.numa_off && o.numa_fake == 4);
		CHECK_EQ(cmdline_translate("numa=fake=0x10", &map, &o, notes_add), 0);
		CHECK_EQ(o.numa_fake, 16);
	}
	CHECK_EQ(cmdline_translate("numa=fake=1 numa=off", &map, &o, notes_add), 0);
	CHECK(o.numa_off && !o.numa_fake);
	CHECK_EQ(notes_count(), 0);
	for (unsigned int i = 0; i < LENGTH(bad); i++) {
		CHECK_EQ(cmdline_translate(bad[i], &map, &o, notes_add), 1);
		CHECK(o.numa_off && !o.numa_fake);
		CHECK_EQ(notes_count(), i + 1);
	}
	CHECK_TEXT(notes(), "command line: \"numa=fake=9G\" is more than MAX_NUMNODES and ignored.");
	CHECK_TEXT(notes(), "command line: \"numa=on\" is malformed and ignored.");
	strcpy(line, "numa=fake=");
	for (unsigned int n = MAX_NUMNODES, at = 10; n; n /= 10, at++) {
		memmove(line + 11, line + 10, at - 10 + 1);
		line[10] = (char)('0' + n % 10);
	}
	CHECK_EQ(cmdline_translate(line, &map, &o, notes_add), 0);
	CHECK_EQ(o.numa_fake, MAX_NUMNODES);
}

const struct suite suite_numa = { "numa", (const struct test_case[]){
	{ "ranges are joined, the first stays", ranges_join },
	{ "pitfall 56: ranges take no slot when they join", ranges_full },
	{ "random ranges", random_ranges },
	{ "nodes of entries", set_node },
	{ "an entry joins two before it", set_node_joins },
	{ "pitfall 34: a full map keeps its nodes", set_node_full },
	{ "walking over RAM", next_ram },
	{ "pitfall 60: RAM without a node, ranges without RAM", row_60_apply },
	{ "pitfall 60: nodes that meet within a page", row_60_unaligned },
	{ "pitfall 60: 128 nodes in one map", row_60_many_nodes },
	{ "pitfall 60: interleaved nodes, a full map", row_60_interleaved },
	{ "pitfall 60: random RAM and ranges", random_apply },
	{ "made-up nodes", fake },
	{ "made-up nodes and little RAM", fake_little },
	{ "random made-up nodes", random_fake },
	{ "distances of a device tree", tree_distances },
	{ "odd distances of a device tree", odd_tree_distances },
	{ "distances that lack a byte", cut_tree_distances },
	{ "hostile distances of a device tree", hostile_tree_distances },
	{ "numa= on the command line", options },
	{ 0 },
} };
