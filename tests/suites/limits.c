/* SPDX-License-Identifier: MIT */
/*
 * Cutting RAM: trim to an alignment, the first bytes of RAM, a range; with and without
 * RAM that must stay because it is no-map. Pitfalls 8, 13, 14, 22.
 */
#include "actions.h"

#define HP MEMBLOCK_HOTPLUG
#define NM MEMBLOCK_NOMAP

static const struct scenario trim_table[] = {
	{ "aligned already", { { ADD, 0x1000, 0x1000 }, { TRIM, 0, 0x1000 } },
	  { { 0x1000, 0x1000 } } },
	{ "shrinks inwards on both sides", { { ADD, 0x1001, 0x2ffe }, { TRIM, 0, 0x1000 } },
	  { { 0x2000, 0x1000 } } },
	{ "the start only", { { ADD, 0x1001, 0x1fff }, { TRIM, 0, 0x1000 } },
	  { { 0x2000, 0x1000 } } },
	{ "the end only", { { ADD, 0x1000, 0x1fff }, { TRIM, 0, 0x1000 } },
	  { { 0x1000, 0x1000 } } },
	{ "vanishes", { { ADD, 0x1001, 0xfff }, { TRIM, 0, 0x1000 } }, { { 0 } } },
	{ "vanishes across a boundary", { { ADD, 0x1801, 0xffe }, { TRIM, 0, 0x1000 } },
	  { { 0 } } },
	{ "the first of two vanishes",
	  { { ADD, 0x1100, 0x100 }, { ADD, 0x2000, 0x1000 }, { TRIM, 0, 0x1000 } },
	  { { 0x2000, 0x1000 } } },
	{ "the last of two vanishes",
	  { { ADD, 0x2000, 0x1000 }, { ADD, 0x3100, 0x100 }, { TRIM, 0, 0x1000 } },
	  { { 0x2000, 0x1000 } } },
	{ "many vanish",
	  { { ADD, 0x1100, 0x100 }, { ADD, 0x2100, 0x100 }, { ADD, 0x3000, 0x1000 },
	    { ADD, 0x4100, 0x100 }, { ADD, 0x5100, 0x100 }, { TRIM, 0, 0x1000 } },
	  { { 0x3000, 0x1000 } } },
	{ "every region for itself",
	  { { ADD_NODE, 0x1000, 0x1800, 0, 0 }, { ADD_NODE, 0x2800, 0x1800, 0, HP },
	    { TRIM, 0, 0x1000 } }, { { 0x1000, 0x1000 }, { 0x3000, 0x1000, HP } } },
	{ "align 1 changes nothing", { { ADD, 0x1001, 0x3 }, { TRIM, 0, 1 } }, { { 0x1001, 3 } } },
	{ "reservations stay",
	  { { ADD, 0x1001, 0x2ffe }, { RESERVE, 0x1001, 0x2ffe }, { TRIM, 0, 0x1000 } },
	  { { 0x2000, 0x1000 } }, { { 0x1001, 0x2ffe } } },
	{ "nothing there", { { TRIM, 0, 0x1000 } }, { { 0 } } },
};

static void trim(void)
{
	run_aligned_scenarios(trim_table, LENGTH(trim_table));
}

static const struct scenario limit_table[] = {
	{ "0 keeps everything",
	  { { ADD, 0x1000, 0x1000 }, { RESERVE, 0x8000, 0x100 }, { LIMIT, 0, 0 } },
	  { { 0x1000, 0x1000 } }, { { 0x8000, 0x100 } } },
	{ "inside the first region",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT, 0, 0x800 } },
	  { { 0x1000, 0x800 } } },
	{ "exactly the first region",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT, 0, 0x1000 } },
	  { { 0x1000, 0x1000 } } },
	{ "holes are not counted",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT, 0, 0x1001 } },
	  { { 0x1000, 0x1000 }, { 0x4000, 1 } } },
	{ "exactly all", { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT, 0, 0x2000 } },
	  { { 0x1000, 0x1000 }, { 0x4000, 0x1000 } } },
	{ "more than there is",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT, 0, 0x2001 } },
	  { { 0x1000, 0x1000 }, { 0x4000, 0x1000 } } },
	{ "reservations above go, below stay",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { RESERVE, 0x10, 0x10 },
	    { RESERVE, 0x1700, 0x200 }, { RESERVE, 0x4800, 0x100 }, { LIMIT, 0, 0x800 } },
	  { { 0x1000, 0x800 } }, { { 0x10, 0x10 }, { 0x1700, 0x100 } } },
	{ "no-map above goes, too",
	  { { ADD, 0x1000, 0x1000 }, { ADD_NODE, 0x4000, 0x1000, 0, NM }, { LIMIT, 0, 0x800 } },
	  { { 0x1000, 0x800 } } },
	{ "nothing there", { { LIMIT, 0, 0x800 } }, { { 0 } } },
};

static void limit(void)
{
	run_scenarios(limit_table, LENGTH(limit_table));
}

static const struct scenario cap_table[] = {
	{ "size 0 keeps everything",
	  { { ADD, 0x1000, 0x1000 }, { RESERVE, 0x8000, 0x100 }, { CAP, 0x1800, 0 } },
	  { { 0x1000, 0x1000 } }, { { 0x8000, 0x100 } } },
	{ "around everything", { { ADD, 0x1000, 0x1000 }, { CAP, 0x800, 0x4000 } },
	  { { 0x1000, 0x1000 } } },
	{ "a part of one region", { { ADD, 0x1000, 0x1000 }, { CAP, 0x1400, 0x800 } },
	  { { 0x1400, 0x800 } } },
	{ "nothing inside", { { ADD, 0x1000, 0x1000 }, { CAP, 0x4000, 0x800 } }, { { 0 } } },
	{ "one of three",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x3000, 0x1000 }, { ADD, 0x5000, 0x1000 },
	    { CAP, 0x2000, 0x3000 } }, { { 0x3000, 0x1000 } } },
	{ "parts of three",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x3000, 0x1000 }, { ADD, 0x5000, 0x1000 },
	    { CAP, 0x1800, 0x4000 } },
	  { { 0x1800, 0x800 }, { 0x3000, 0x1000 }, { 0x5000, 0x800 } } },
	{ "no-map stays everywhere",
	  { { ADD_NODE, 0x1000, 0x1000, 0, NM }, { ADD, 0x2000, 0x2000 },
	    { ADD_NODE, 0x4000, 0x1000, 0, NM }, { ADD, 0x6000, 0x1000 }, { CAP, 0x2800, 0x800 } },
	  { { 0x1000, 0x1000, NM }, { 0x2800, 0x800 }, { 0x4000, 0x1000, NM } } },
	{ "no-map across the edge stays whole",
	  { { ADD, 0x1000, 0x1000 }, { ADD_NODE, 0x2000, 0x1000, 0, NM }, { CAP, 0x2800, 0x4000 } },
	  { { 0x2000, 0x1000, NM } } },
	{ "only no-map", { { ADD_NODE, 0x2000, 0x1000, 0, NM }, { CAP, 0x8000, 0x1000 } },
	  { { 0x2000, 0x1000, NM } } },
	{ "reservations outside go",
	  { { ADD, 0x1000, 0x4000 }, { RESERVE, 0x1000, 0x100 }, { RESERVE, 0x1f00, 0x200 },
	    { RESERVE, 0x2800, 0x100 }, { RESERVE, 0x2f00, 0x200 }, { RESERVE, 0x6000, 0x100 },
	    { CAP, 0x2000, 0x1000 } }, { { 0x2000, 0x1000 } },
	  { { 0x2000, 0x100 }, { 0x2800, 0x100 }, { 0x2f00, 0x100 } } },
	{ "a hot-pluggable part",
	  { { ADD, 0x1000, 0x1000 }, { HOTPLUG, 0x1800, 0x400 }, { CAP, 0x1a00, 0x1000 } },
	  { { 0x1a00, 0x200, HP }, { 0x1c00, 0x400 } } },
};

static void cap(void)
{
	run_scenarios(cap_table, LENGTH(cap_table));
}

static const struct scenario limit_map_table[] = {
	{ "0 keeps everything", { { ADD, 0x1000, 0x1000 }, { LIMIT_MAP, 0, 0 } },
	  { { 0x1000, 0x1000 } } },
	{ "as the limit",
	  { { ADD, 0x1000, 0x1000 }, { ADD, 0x4000, 0x1000 }, { LIMIT_MAP, 0, 0x1800 } },
	  { { 0x1000, 0x1000 }, { 0x4000, 0x800 } } },
	{ "more than there is",
	  { { ADD, 0x1000, 0x1000 }, { RESERVE, 0x8000, 0x10 }, { LIMIT_MAP, 0, 0x8000 } },
	  { { 0x1000, 0x1000 } }, { { 0x8000, 0x10 } } },
	{ "no-map survives above",
	  { { ADD, 0x1000, 0x1000 }, { ADD_NODE, 0x4000, 0x1000, 0, NM }, { ADD, 0x6000, 0x1000 },
	    { LIMIT_MAP, 0, 0x800 } }, { { 0x1000, 0x800 }, { 0x4000, 0x1000, NM } } },
	{ "reservations above go",
	  { { ADD, 0x1000, 0x1000 }, { RESERVE, 0x1700, 0x200 }, { RESERVE, 0x7000, 0x100 },
	    { LIMIT_MAP, 0, 0x800 } }, { { 0x1000, 0x800 } }, { { 0x1700, 0x100 } } },
};

static void limit_map(void)
{
	run_scenarios(limit_map_table, LENGTH(limit_map_table));
}

/* Pitfall 14: totals stay exact when a great many regions shrink or vanish. */
static void totals_after_trimming(void)
{
	phys_addr_t total = 0;
	struct memblock_region *r;

	for (unsigned int i = 0; i < 100; i++)
		memblock_add(0x10000 + 0x3000 * (phys_addr_t)i + 17 * i, 0x800 + 100 * i);
	memblock_trim_memory(0x1000);
	for_each_mem_region(r) {
		CHECK_EQ(r->base & 0xfff, 0);
		CHECK_EQ(r->size & 0xfff, 0);
		total += r->size;
	}
	CHECK_EQ(memblock.memory.total_size, total);
	CHECK_EQ(memblock_phys_mem_size(), total);
	CHECK_INVARIANTS();
}

/* A cut applies to what comes after it, too: the next allocation stays inside. */
static void allocations_after_a_cut(void)
{
	memblock_add(0x100000, 0x400000);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0x500000 - 64);
	memblock_enforce_memory_limit(0x200000);
	CHECK_EQ(memblock.reserved.cnt, 0);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0x300000 - 64);
	memblock_cap_memory_range(0x180000, 0x80000);
	CHECK_EQ(memblock.reserved.cnt, 0);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0x200000 - 64);
	memblock_trim_memory(0x100000);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0);
	CHECK_EQ(memblock.memory.cnt, 0);
	CHECK_INVARIANTS();
}

/* Pitfall 7: what ends with the address space is cut like anything else. */
static void at_the_very_end(void)
{
	static const struct expected want[] = { { PHYS_ADDR_MAX - 0xfffff, 0x80000 }, { 0 } };

	memblock_add(PHYS_ADDR_MAX - 0xfffff, 0x100000);
	memblock_enforce_memory_limit(0x80000);
	CHECK_MEMORY(want, 0);
	memblock_remove(0, PHYS_ADDR_MAX);
	memblock_add(PHYS_ADDR_MAX - 0xfffff, 0x100000);
	memblock_reserve(PHYS_ADDR_MAX - 10, 10);
	memblock_cap_memory_range(PHYS_ADDR_MAX - 0xfffff, 0x80000);
	CHECK_MEMORY(want, 0);
	CHECK_EQ(memblock.reserved.cnt, 0);
	CHECK_INVARIANTS();
}

/* The very end, PHYS_ADDR_MAX, is aligned to everything; one byte less is not. */
static void trim_at_the_very_end(void)
{
	static const phys_addr_t aligns[] = { 1, 0x1000, PAGE_SIZE, 0x100000, 0x800000 };
	const phys_addr_t start = PHYS_ADDR_MAX - 0xffffff;
	unsigned long first = 0, end = 0;
	int k;

	for (unsigned int i = 0; i < LENGTH(aligns); i++) {
		phys_addr_t align = aligns[i], odd = align > 1 ? 1 : 0;

		forget_regions();
		memblock_add(start, PHYS_ADDR_MAX);
		memblock_trim_memory(align);
		CHECK_EQ(memblock_phys_mem_size(), 0xffffff);
		CHECK_EQ(memblock_start_of_DRAM(), start);
		CHECK_EQ(memblock_end_of_DRAM(), PHYS_ADDR_MAX);
		memblock_remove(start, odd);
		memblock_trim_memory(align);
		CHECK_EQ(memblock_start_of_DRAM(), odd ? start + align : start);
		CHECK_EQ(memblock_end_of_DRAM(), PHYS_ADDR_MAX);
		memblock_remove(PHYS_ADDR_MAX - 1, 1);
		memblock_trim_memory(align);
		CHECK_EQ(memblock_end_of_DRAM() & (align - 1), 0);
		CHECK(memblock_end_of_DRAM() < PHYS_ADDR_MAX);
		/* Starts above the last aligned address: nothing is left. */
		forget_regions();
		memblock_add(PHYS_ADDR_MAX - 8, 8);
		memblock_trim_memory(align);
		CHECK_EQ(memblock.memory.cnt, align == 1);
		CHECK_INVARIANTS();
	}
	/* Trimmed to pages, it has the same pages as before. */
	forget_regions();
	memblock_add(start, PHYS_ADDR_MAX);
	memblock_trim_memory(PAGE_SIZE);
	for_each_mem_pfn_range(k, NUMA_NO_NODE, &first, &end, NULL)
		;
	if (sizeof(first) >= sizeof(phys_addr_t))
		CHECK_EQ(end - first, 0x1000000 >> PAGE_SHIFT);
}

const struct suite suite_limits = {
	"limits",
	(const struct test_case[]){
		{ "trimming", trim },
		{ "the first bytes of RAM", limit },
		{ "a range", cap },
		{ "the first bytes of RAM, no-map stays", limit_map },
		{ "pitfall 14: totals after trimming", totals_after_trimming },
		{ "allocations after a cut", allocations_after_a_cut },
		{ "at the end of the address space", at_the_very_end },
		{ "trimming at the end of the address space", trim_at_the_very_end },
		{ 0 },
	},
};
