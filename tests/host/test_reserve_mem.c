/* SPDX-License-Identifier: MIT */
/* reserve_mem_add() and reserve_mem_find_by_name(). */
#include <bootmem/firmware.h>
#include <bootmem/memblock.h>

#include <lib/lib.h>

#include "../suites/test.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static phys_addr_t base, size;

static void found_again(void)
{
	char name[] = "trace";

	memblock_add(test_memory, 0x100000);
	CHECK_EQ(reserve_mem_add(name, 0x3000, 0x10000), 0);
	name[0] = 'X'; /* the table has its own copy */
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	CHECK_EQ(size, 0x3000);
	CHECK_EQ(base, test_memory + 0xf0000);
	CHECK(memblock_is_region_reserved(base, size));
	CHECK_EQ(memblock.reserved.total_size, 0x3000);
	CHECK_TEXT(memblock_owner(base), "trace");
	CHECK_TEXT(memblock_owner(base + size - 1), "trace");
	CHECK_EQ(reserve_mem_find_by_name("Xrace", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("trac", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("traces", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("", &base, &size), 0);
}

static void refused(void)
{
	static const struct {
		const char *name;
		phys_addr_t size, align;
		int err;
	} rows[] = {
		{ NULL, 1, 0, -EINVAL },
		{ "", 1, 0, -EINVAL },
		{ "sixteen letters!", 1, 0, -EINVAL },
		{ "zero", 0, 0, -EINVAL },
		{ "first", 0, 0, -EINVAL },
		{ "align", 1, 3, -EINVAL },
		{ "huge", 0x100001, 0, -ENOMEM },
		{ "first", 1, 0, -EBUSY },
	};

	memblock_add(test_memory, 0x100000);
	CHECK_EQ(reserve_mem_add("first", 1, 0), 0);
	for (unsigned int i = 0; i < LENGTH(rows); i++)
		CHECK_EQ(reserve_mem_add(rows[i].name, rows[i].size, rows[i].align), rows[i].err);
	CHECK_EQ(memblock.reserved.total_size, 1);
	CHECK_EQ(reserve_mem_add("fifteen letters\0and what lies behind them", 1, 0), 0);
	CHECK_EQ(reserve_mem_find_by_name("fifteen letters", &base, &size), 1);
	CHECK_EQ(size, 1);
	CHECK_EQ(memblock.reserved.total_size, 2); /* where it was found is where it is */
	CHECK_TEXT(memblock_owner(base), "fifteen letters");
}

static void eight_names(void)
{
	char name[] = "name 0";

	memblock_add(test_memory, 0x100000);
	for (; name[5] < '8'; name[5]++)
		CHECK_EQ(reserve_mem_add(name, 0x100, 0), 0);
	CHECK_EQ(reserve_mem_add("ninth", 0x100, 0), -ENOSPC);
	CHECK_EQ(memblock.reserved.total_size, 0x800);
	/* What is given back makes room. */
	CHECK_EQ(reserve_mem_find_by_name("name 3", &base, &size), 1);
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("ninth", 0x100, 0), 0);
	CHECK_EQ(reserve_mem_find_by_name("ninth", &base, &size), 1);
	CHECK_EQ(reserve_mem_find_by_name("name 3", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("name 7", &base, &size), 1);
	/* For the same name, too. */
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("name 7", 0x100, 0), 0);
	CHECK_EQ(reserve_mem_find_by_name("name 7", &base, &size), 1);
	/* Eight neighbours are one region and keep eight owners. */
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_TEXT(memblock_owner(base), "name 7");
}

/* A name that something else is reserved under stays as it is, though its memory was given back, wholly or in part. */
static void names_stay(void)
{
	phys_addr_t part;

	memblock_add(test_memory, 0x100000);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_reserve_named(test_memory, 0x1000, "trace");
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("part", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("part", &part, &size), 1);
	memblock_phys_free(part, 0x1000);
	CHECK_EQ(reserve_mem_add("log", 0x1000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("part", &base, &size), 0);
	CHECK_TEXT(memblock_owner(test_memory), "trace");
	CHECK_TEXT(memblock_owner(part + 0x1000), "part");
	/* Six are left for new names. */
	for (char name[] = "0"; name[0] < '5'; name[0]++)
		CHECK_EQ(reserve_mem_add(name, 0x100, 0), 0);
	CHECK_EQ(reserve_mem_add("ninth", 0x100, 0), -ENOSPC);
	memblock_phys_free(part + 0x1000, 0x2000);
	CHECK_EQ(reserve_mem_add("ninth", 0x100, 0), 0);
}

/* Who was there before with the same name bears it in a text of his own: the table's is free as soon as its memory is. */
static void names_of_others(void)
{
	char name[] = "name 1";

	memblock_add(test_memory, 0x100000);
	memblock_reserve_named(test_memory, 0x1000, "trace");
	CHECK_EQ(reserve_mem_add("trace", 0x100, 0), 0);
	for (; name[5] < '8'; name[5]++)
		CHECK_EQ(reserve_mem_add(name, 0x100, 0), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("ninth", 0x100, 0), 0);
	CHECK_TEXT(memblock_owner(test_memory), "trace");
}

/* Memory that was given back, of which something else then took some, is not found by the name it had. */
static void taken_by_others(void)
{
	phys_addr_t other;

	memblock_add(test_memory, 0x100000);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_phys_free(base, size);
	other = memblock_phys_alloc_range(size, 0x1000, 0, MEMBLOCK_ALLOC_ANYWHERE);
	CHECK_EQ(other, base);
	CHECK_EQ(reserve_mem_add("trace", 0x2000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	CHECK_EQ(base, other - 0x2000);
	CHECK_EQ(size, 0x2000);
	/* So is it under another name, and when its end alone was given back. */
	memblock_phys_free(base, size);
	memblock_reserve_named(base, size, "somebody");
	CHECK_EQ(reserve_mem_add("log", 0x2000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("log", &base, &size), 1);
	memblock_phys_free(base + 0x1000, 0x1000);
	CHECK_EQ(reserve_mem_add("last", 0x2000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("log", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("last", &base, &size), 1);
}

/* The later name counts, also when nothing was given back; without a name nothing changes. */
static void reserved_again(void)
{
	memblock_add(test_memory, 0x100000);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_reserve(base - 0x1000, 0x3000);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), -EBUSY);
	memblock_reserve_named(base + 0x1000, 0x1000, "somebody");
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	CHECK_EQ(reserve_mem_add("log", 0x2000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 0);
}

/* So many names that no further one is noted as an owner. */
static void fill_owners(void)
{
	static char names[64][4];

	memblock_add(test_memory, 0x100000);
	for (unsigned int i = 0; i < LENGTH(names); i++) {
		bootmem_format(names[i], sizeof(names[i]), "%u", i);
		memblock_reserve_named(test_memory + i * 0x1000, 0x1000, names[i]);
	}
}

/* What no owner could be noted for is found as long as all of it is reserved. */
static void without_owners(void)
{
	fill_owners();
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), -EBUSY);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("other", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("other", &base, &size), 1);
	memblock_phys_free(base + 0x1000, 0x1000);
	CHECK_EQ(reserve_mem_add("last", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("other", &base, &size), 0);
}

/* It may be more than one region: parts of it have other flags, or another node. */
static void without_owners_in_parts(void)
{
	fill_owners();
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_reserved_mark_noinit(base, 0x1000);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), -EBUSY);
	memblock_set_node(base + 0x2000, 0x1000, &memblock.reserved, 1);
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), -EBUSY);
}

/* A part that others reserve in a name that is known has an owner then. */
static void without_owners_reserved_again(void)
{
	fill_owners();
	CHECK_EQ(reserve_mem_add("trace", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	memblock_reserve_named(base + 0x2000, 0x1000, "5");
	CHECK_EQ(reserve_mem_add("log", 0x1000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 0);
}

/* Where there was no memory nothing is found, be it by a name of before, and no place is lost. */
static void no_memory(void)
{
	memblock_reserve(0, 0x1000);
	memblock_add(test_memory, 0x100000);
	for (int i = 0; i <= BOOT_RESERVE_MEM; i++)
		CHECK_EQ(reserve_mem_add("huge", 0x100001, 0), -ENOMEM);
	CHECK_EQ(reserve_mem_find_by_name("huge", &base, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("", &base, &size), 0);
	CHECK_EQ(reserve_mem_add("before", 0x100, 0), 0);
	CHECK_EQ(reserve_mem_find_by_name("before", &base, &size), 1);
	memblock_phys_free(base, size);
	CHECK_EQ(reserve_mem_add("huge", 0x100001, 0), -ENOMEM);
	CHECK_EQ(reserve_mem_find_by_name("before", &base, &size), 0);
	CHECK_EQ(memblock.reserved.total_size, 0x1000);
}

/* Nobody touches it before it is found again. */
static void beyond_what_is_mapped(void)
{
	memblock_add(0x100000, 0x100000);
	memblock_set_current_limit(0x100000);
	CHECK_EQ(reserve_mem_add("far", 0x1000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("far", &base, &size), 1);
	CHECK_EQ(base, 0x1ff000);
}

const struct suite suite_reserve_mem = { "reserve_mem", (const struct test_case[]){
	{ "found by name, the name is the owner", found_again },
	{ "what is refused, and changes nothing", refused },
	{ "eight names", eight_names },
	{ "names that are still in use stay", names_stay },
	{ "names that others bear, too", names_of_others },
	{ "what others have taken since", taken_by_others },
	{ "what others have reserved, too", reserved_again },
	{ "more owners than there is room for", without_owners },
	{ "... and it is more than one region", without_owners_in_parts },
	{ "... and others have reserved some of it", without_owners_reserved_again },
	{ "what found no memory leaves nothing", no_memory },
	{ "beyond what is mapped", beyond_what_is_mapped },
	{ 0 },
} };
