/* SPDX-License-Identifier: MIT */
/* The names that early_res had: reservations with exclusive ends, and the search. */
#include <bootmem/memblock.h>

#include "../suites/test.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void check_owner(phys_addr_t first, phys_addr_t end, const char *name)
{
	if (name) {
		CHECK_TEXT(memblock_owner(first), name);
		CHECK_TEXT(memblock_owner(end - 1), name);
	} else {
		CHECK(!memblock_owner(first) && !memblock_owner(end - 1));
	}
	CHECK(memblock_is_reserved(first) && memblock_is_reserved(end - 1));
}

static void reserve_and_free(void)
{
	memblock_add(0, 0x100000);
	reserve_early(0x1000, 0x3001, "one");
	check_owner(0x1000, 0x3001, "one");
	CHECK(!memblock_is_reserved(0xfff) && !memblock_is_reserved(0x3001));
	reserve_early(0x5000, 0x5000, "empty");
	reserve_early(0x7000, 0x6000, "backwards");
	reserve_early(0x3001, 0x4000, "neighbour");
	CHECK_EQ(test_log()[0], 0);
	CHECK_EQ(memblock.reserved.cnt, 1);
	check_owner(0x3001, 0x4000, "neighbour");
	free_early(0x2000, 0x3001);
	free_early(0x4000, 0x2000);
	CHECK_EQ(memblock.reserved.cnt, 2);
	CHECK(!memblock_owner(0x2000));
	check_owner(0x1000, 0x2000, "one");
	check_owner(0x3001, 0x4000, "neighbour");
}

static void overlap_is_reported(void)
{
	memblock_add(0, 0x100000);
	memblock_reserve(0x1000, 0x1000); /* has no name: no matter */
	reserve_early(0x1000, 0x2000, "kernel");
	CHECK_EQ(test_log()[0], 0);
	reserve_early(0x3000, 0x4000, "initrd");
	reserve_early(0x1800, 0x3800, "tables");
	CHECK_TEXT(test_log(), "[0x1800, 0x3800) for \"tables\" overlaps [0x1800, 0x2000) of \"kernel\"");
	CHECK_TEXT(test_log(), "[0x1800, 0x3800) for \"tables\" overlaps [0x3000, 0x3800) of \"initrd\"");
	/* Names side by side, of which one is a byte long. */
	reserve_early(0x10000, 0x11000, "one");
	reserve_early(0x11000, 0x11001, "a byte");
	reserve_early(0x11001, 0x12000, "two");
	test_log_clear();
	reserve_early(0x10000, 0x12000, "all");
	CHECK_TEXT(test_log(), "overlaps [0x10000, 0x11000) of \"one\"");
	CHECK_TEXT(test_log(), "overlaps [0x11000, 0x11001) of \"a byte\"");
	CHECK_TEXT(test_log(), "overlaps [0x11001, 0x12000) of \"two\"");
	/* The later name counts. */
	check_owner(0x1000, 0x1800, "kernel");
	check_owner(0x1800, 0x3800, "tables");
	check_owner(0x3800, 0x4000, "initrd");
	test_log_clear();
	reserve_early(0x800, 0x900, "below all names");
	check_owner(0x800, 0x900, "below all names");
	reserve_early(0x1000, 0x5000, NULL); /* takes no name away */
	check_owner(0x1800, 0x3800, "tables");
	CHECK_EQ(test_log()[0], 0);
}

/* Names of a world that somebody has left by resetting the arrays by hand are no names any more. */
static void a_former_life(void)
{
	struct memblock first = memblock;

	memblock_add(0, 0x100000);
	reserve_early(0x1000, 0x3000, "old");
	memblock.memory = first.memory;
	memblock.reserved = first.reserved;
	reserve_early(0x2000, 0x4000, "new");
	CHECK_EQ(test_log()[0], 0);
	CHECK(!memblock_owner(0x1000));
	check_owner(0x2000, 0x4000, "new");
}

static void overlap_is_fine(void)
{
	memblock_add(0, 0x100000);
	reserve_early(0x2000, 0x3000, "a");
	reserve_early(0x5000, 0x6000, "b");
	memblock_reserve(0x4000, 0x800);
	reserve_early_overlap_ok(0x1000, 0x7000, "rest");
	CHECK_EQ(test_log()[0], 0);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock.reserved.total_size, 0x6000);
	check_owner(0x1000, 0x2000, "rest");
	check_owner(0x2000, 0x3000, "a");
	check_owner(0x3000, 0x5000, "rest");
	check_owner(0x5000, 0x6000, "b");
	check_owner(0x6000, 0x7000, "rest");
	reserve_early_overlap_ok(0x1000, 0x7000, "nothing left");
	check_owner(0x6000, 0x7000, "rest");
	reserve_early_overlap_ok(0x7000, 0x8000, NULL);
	check_owner(0x7000, 0x8000, NULL);
}

#define NONE PHYS_ADDR_MAX

static void find_area(void)
{
	static const struct {
		phys_addr_t start, end, size, align, want;
	} rows[] = {
		/* Free: [0x1000, 0x2100), [0x2900, 0x8000), [0x10000, 0x20000); page 0 never. */
		{ 0, NONE, 0x1000, 0x1000, 0x1000 },
		{ 0, NONE, 0x1100, 1, 0x1000 },
		{ 0, NONE, 0x1101, 1, 0x2900 },
		{ 0, NONE, 0x1101, 0, 0x2900 },
		{ 0, NONE, 0x1101, 0x1000, 0x3000 },
		{ 0, NONE, 0x5000, 0x1000, 0x3000 },
		{ 0, NONE, 0x5001, 0x1000, 0x10000 },
		{ 0, NONE, 0x10000, 0x10000, 0x10000 },
		{ 0, NONE, 0x10001, 1, NONE },
		{ 0x4010, NONE, 0x10, 0, 0x4040 },
		{ 0x4010, 0x4050, 0x10, 0, 0x4040 },
		{ 0x4010, 0x404f, 0x10, 0, NONE },
		{ 0x1ff0, 0x2900, 0x200, 1, NONE },
		{ 0x20000, NONE, 1, 1, NONE },
		{ 0, NONE, 0, 1, NONE },
		{ 0, NONE, 1, 3, NONE },
		{ 0, NONE, NONE, 1, NONE },
		{ NONE - 5, NONE, 1, 0x1000, NONE },
		{ 0x5000, 0x4000, 1, 1, NONE },
	};

	if (PAGE_SHIFT != 12)
		return;
	memblock_add(0, 0x8000);
	memblock_add(0x10000, 0x10000);
	memblock_reserve(0x2100, 0x800);
	for (unsigned int i = 0; i < LENGTH(rows); i++)
		CHECK_EQ(find_e820_area(rows[i].start, rows[i].end, rows[i].size, rows[i].align),
			 rows[i].want);
	/* It takes nothing. */
	CHECK_EQ(memblock.reserved.total_size, 0x800);
}

static void skips_nomap(void)
{
	memblock_add(0x100000, 0x100000);
	memblock_mark_nomap(0x100000, 0x80000);
	CHECK_EQ(find_e820_area(0, NONE, 0x1000, 0x1000), 0x180000);
	memblock_add_node(0x80000, 0x80000, 0, MEMBLOCK_DRIVER_MANAGED);
	CHECK_EQ(find_e820_area(0, NONE, 0x1000, 0x1000), 0x180000);
}

/* Nor is what may be unplugged, when that is meant. */
static void skips_hot_pluggable(void)
{
	memblock_add(0x100000, 0x100000);
	memblock_mark_hotplug(0x100000, 0x80000);
	CHECK_EQ(find_e820_area(0, NONE, 0x1000, 0x1000), 0x100000);
	test_movable_node(true);
	CHECK_EQ(find_e820_area(0, NONE, 0x1000, 0x1000), 0x180000);
}

const struct suite suite_early_res = { "early_res", (const struct test_case[]){
	{ "reserve and free, ends exclusive", reserve_and_free },
	{ "an overlap of two names is reported with both", overlap_is_reported },
	{ "names of a former life", a_former_life },
	{ "in the _overlap_ok form earlier names stay, silently", overlap_is_fine },
	{ "the lowest fit, table-driven", find_area },
	{ "NOMAP memory is no area, nor is a driver's", skips_nomap },
	{ "hot-pluggable memory with movable nodes", skips_hot_pluggable },
	{ 0 },
} };
