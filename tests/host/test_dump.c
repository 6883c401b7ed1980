/* SPDX-License-Identifier: MIT */
/*
 * What the region core says about itself: the map and refusals in words, to the letter, and what
 * memblock_check() finds wrong with arrays that somebody has changed by hand.
 */
#include <string.h>

#include <bootmem/port.h>

#include <memblock/internal.h>

#include "../suites/test.h"

#ifdef CONFIG_NUMA
#define NODE_0 " node 0"
#define NODE_1 " node 1"
#else
#define NODE_0 ""
#define NODE_1 ""
#endif
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
#define NO_PHYSMEM "  physmem: 0 of 4 regions, 0B\n"
#else
#define NO_PHYSMEM ""
#endif

#define STRING(x) #x
#define TEXT(x)	  STRING(x)

/* The whole log, from the line that starts with what; the lines before may warn. */
static void said(const char *all)
{
	if (!CHECK(!strcmp(test_log(), all)))
		CHECK_TEXT(test_log(), all);
}

static void a_map_of_everything(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(0x3001, 0x3ff, 1, MEMBLOCK_MIRROR);
	memblock_add_node(0x4000, 0x400, 0, MEMBLOCK_NOMAP);
	memblock_add_node(0x100000, 0x300000, 1, MEMBLOCK_DRIVER_MANAGED);
	memblock_add_node(0x40000000, 0x40000000, 0,
			  (enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR | MEMBLOCK_NOMAP));
	memblock_reserve_named(0x1000, 0x400, "the kernel");
	memblock_reserve_named(0x1400, 0x401, "the initrd");
	memblock_reserve(0x1801, 0x1ff);
	memblock_reserve_named(0x1a00, 0x100, "a table");
	memblock_reserve(0x5000, 0x1000);
	memblock_reserve_named(0x5000, 0x800, "the last");
	memblock_reserved_mark_noinit(0x5000, 0x1000);
	memblock_set_current_limit(0x80000000);
	test_log_clear();
	__memblock_dump_all();
	said("memblock: top-down, limit 0x80000000\n"
	     "  memory: 5 of " TEXT(INIT_MEMBLOCK_REGIONS) " regions, 1076893695B\n"
	     "    0x000000001000-0x000000001fff        4K" NODE_0 " hotplug\n"
	     "    0x000000003001-0x0000000033ff     1023B" NODE_1 " mirror\n"
	     "    0x000000004000-0x0000000043ff        1K" NODE_0 " nomap\n"
	     "    0x000000100000-0x0000003fffff        3M" NODE_1 " driver-managed\n"
	     "    0x000040000000-0x00007fffffff        1G" NODE_0 " hotplug mirror nomap\n"
	     "  reserved: 2 of " TEXT(INIT_MEMBLOCK_RESERVED_REGIONS) " regions, 6912B\n"
	     "    0x000000001000-0x0000000013ff        1K  the kernel\n"
	     "    0x000000001400-0x000000001800     1025B  the initrd\n"
	     "    0x000000001801-0x0000000019ff      511B\n"
	     "    0x000000001a00-0x000000001aff      256B  a table\n"
	     "    0x000000005000-0x0000000057ff        2K noinit  the last\n"
	     "    0x000000005800-0x000000005fff        2K noinit\n" NO_PHYSMEM);
}

static void a_map_of_nothing(void)
{
	memblock_set_bottom_up(true);
	memblock_set_current_limit(0x1000);
	__memblock_dump_all();
	said("memblock: bottom-up, limit 0x1000\n"
	     "  memory: 0 of " TEXT(INIT_MEMBLOCK_REGIONS) " regions, 0B\n"
	     "  reserved: 0 of " TEXT(INIT_MEMBLOCK_RESERVED_REGIONS) " regions, 0B\n" NO_PHYSMEM);
	memblock_set_bottom_up(false);
}

/* There is room for all attributes in a line. */
static void every_attribute(void)
{
	memblock_add_node(0x1000, 0x1000, 1, (enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR | MEMBLOCK_NOMAP |
							MEMBLOCK_DRIVER_MANAGED | MEMBLOCK_RSRV_NOINIT));
	test_log_clear();
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "        4K" NODE_1 " hotplug mirror nomap driver-managed noinit\n");
}

/* Tebibytes are the largest unit. */
static void large_sizes(void)
{
	if (sizeof(phys_addr_t) < 8)
		return;
	memblock_add((phys_addr_t)(1ULL << 42), (phys_addr_t)(1ULL << 40));
	memblock_add((phys_addr_t)(1ULL << 52), (phys_addr_t)(1ULL << 51));
	test_log_clear();
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "0x040000000000-0x04ffffffffff        1T\n");
	CHECK_TEXT(test_log(), "0x10000000000000-0x17ffffffffffff     2048T\n");
	CHECK_TEXT(test_log(), "regions, 2049T\n");
}

/* ---- a full array ---- */

static void no_room(void)
{
	for (phys_addr_t i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		memblock_add(0x1000 + 0x20 * i, 0x10);
	for (phys_addr_t i = 0; i < INIT_MEMBLOCK_RESERVED_REGIONS; i++)
		memblock_reserve(0x1000 + 0x10 * i, 8);
	test_log_clear();
	CHECK_EQ(memblock_add(0x100010, 0x20), -ENOMEM);
	CHECK_TEXT(test_log(), "cannot add memory [0x100010, 0x100030): it takes more than "
	     TEXT(INIT_MEMBLOCK_REGIONS) " memory regions; raise INIT_MEMBLOCK_REGIONS\n");
	test_log_clear();
	CHECK_EQ(memblock_phys_free(0x1001, 2), -ENOMEM);
	CHECK_TEXT(test_log(), "cannot free [0x1001, 0x1003): it takes more than "
	     TEXT(INIT_MEMBLOCK_RESERVED_REGIONS) " reserved regions; raise INIT_MEMBLOCK_RESERVED_REGIONS\n");
	CHECK_PANIC(memblock_reserve(0x100010, 0x20),
		    "the reservation of [0x100010, 0x100030) for an unnamed owner would be lost: it takes more than "
		    TEXT(INIT_MEMBLOCK_RESERVED_REGIONS) " reserved regions; raise "
		    "INIT_MEMBLOCK_RESERVED_REGIONS");
}

static unsigned int lines_said(void)
{
	unsigned int n = 0;

	for (const char *at = test_log(); *at; at++)
		n += *at == '\n';
	return n;
}

/* A place without a slot ends a request: no other node is tried, nor what lies below the floor. */
static void no_slot_for_a_request(void)
{
	const phys_addr_t half = TEST_MEMORY_SIZE / 2, end = test_memory + TEST_MEMORY_SIZE;

	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_set_bottom_up(up);
		memblock_add_node(test_memory, half, 0, MEMBLOCK_NONE);
		memblock_add_node(test_memory + half, half, 1 % MAX_NUMNODES, MEMBLOCK_NONE);
		memblock_reserve(test_memory, 0x80); /* joins what lies at 0x80 */
		for (phys_addr_t i = 1; i < INIT_MEMBLOCK_RESERVED_REGIONS; i++)
			memblock_reserve(test_memory + 0x100 * i, 8);
		test_log_clear();
		CHECK(!memblock_alloc_try_nid_raw(64, 64, test_memory + half / 2, 0, NUMA_NO_NODE));
		CHECK_EQ(lines_said(), 1);
		CHECK_TEXT(test_log(), "cannot allocate [");
		test_log_clear();
		CHECK_EQ(memblock_alloc_range_nid(64, 64, test_memory + half / 2, end, 0, false), 0);
		CHECK_EQ(lines_said(), 1);
		memblock_mark_mirror(test_memory + half / 2, half / 4);
		test_log_clear();
		CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, end), 0);
		CHECK_EQ(lines_said(), 1);
	}
	memblock_set_bottom_up(false);
}

/* Once, however many regions differ: of the first of them. */
static void added_differently(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x3000, 0x1000, 0, MEMBLOCK_MIRROR);
	memblock_add_node(0x5000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	test_log_clear();
	memblock_add_node(0x800, 0x9000, 0, MEMBLOCK_NONE);
	said("bootmem: warning: memory [0x800, 0x9800) was added before as [0x3000, 0x4000) with other flags or "
	     "another node; it keeps them\n");
}

/* No pointer, no bytes: nothing is given back. */
static void free_of_nothing(void)
{
	phys_addr_t nowhere = bootmem_virt_to_phys(NULL);

	memblock_reserve(nowhere, 16);
	memblock_free(NULL, 16);
	CHECK(memblock_is_reserved(nowhere));
	CHECK_EQ(memblock_reserved_size(), 16);
}

/* ---- memblock_check() ---- */

static void finds(const char *fault)
{
	const char *found = memblock_check();

	CHECK_TEXT(found ? found : "nothing", fault);
}

/* Each array of three regions, one of which is changed in one way. */
static void check_array(struct memblock_type *type)
{
	struct memblock_region *r = type->regions;
	const struct memblock_region good[] = {
		{ .base = 0x1000, .size = 0x1000 },
		{ .base = 0x3000, .size = 0x1000 },
		{ .base = 0x5000, .size = 0x1000 },
	};

	memcpy(r, good, sizeof(good));
	for (size_t i = 0; i < LENGTH(good); i++)
		memblock_set_region_node(&r[i], NUMA_NO_NODE);
	type->cnt = 3;
	type->total_size = 0x3000;
	finds("nothing");

	type->cnt = type->max + 1;
	finds("an array holds more regions than fit");
	type->cnt = 3;
	type->total_size++;
	finds("total_size is not the sum");
	type->total_size -= 2;
	finds("total_size is not the sum");
	type->total_size++;
	for (unsigned int i = 0; i < 3; i++) {
		r[i].size = 0;
		finds("a region is empty");
		r[i].size = 0x1000;
	}
	r[2].size = PHYS_ADDR_MAX - 0x5000;
	type->total_size = 0x2000 + r[2].size;
	finds("nothing");
	r[2].size++;
	type->total_size++;
	finds("a region passes the end of the address space");
	r[2].size = 0x1000;
	type->total_size = 0x3000;

	r[1].base = 0x2000;
	finds("two regions that touch and agree are not one");
	r[1].flags = MEMBLOCK_HOTPLUG;
	finds("nothing");
#ifdef CONFIG_NUMA
	r[1].flags = MEMBLOCK_NONE;
	memblock_set_region_node(&r[1], 1);
	finds("nothing");
	memblock_set_region_node(&r[1], NUMA_NO_NODE);
#endif
	r[1].flags = MEMBLOCK_NONE;
	r[1].base = 0x4000;
	finds("two regions that touch and agree are not one");
	r[1].base = 0x1fff;
	finds("regions overlap or are out of order");
	r[1].base = 0x6000;
	finds("regions overlap or are out of order");
	r[1].base = 0x3000;
	finds("nothing");

	/* One region in an array for one. */
	type->cnt = 0;
	type->total_size = 0;
	finds("an empty array has a first region that is not zeroed");
	r[0] = (struct memblock_region){ .base = 1 };
	finds("an empty array has a first region that is not zeroed");
	r[0] = (struct memblock_region){ .size = 1 };
	finds("an empty array has a first region that is not zeroed");
	r[0] = (struct memblock_region){ .flags = MEMBLOCK_NOMAP };
	finds("an empty array has a first region that is not zeroed");
	memset(r, 0, sizeof(good));
	finds("nothing");
}

static void a_full_array_is_no_fault(void)
{
	unsigned long max = memblock.memory.max;

	memblock_add(0x1000, 0x1000);
	memblock.memory.max = 1;
	finds("nothing");
	memblock.memory.max = 0;
	finds("an array holds more regions than fit");
	memblock.memory.max = max;
}

static void faults_of_each_array(void)
{
	check_array(&memblock.memory);
	check_array(&memblock.reserved);
	check_array(&memblock_owners);
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	check_array(&physmem);
#endif
}

const struct suite suite_dump = { "dump", (const struct test_case[]){
	{ "the map in words, all of it", a_map_of_everything },
	{ "the map in words, empty", a_map_of_nothing },
	{ "the map in words, every attribute", every_attribute },
	{ "the map in words, large sizes", large_sizes },
	{ "no room in an array", no_room },
	{ "no slot for a request", no_slot_for_a_request },
	{ "RAM that was added differently", added_differently },
	{ "free of nothing", free_of_nothing },
	{ "faults of each array", faults_of_each_array },
	{ "a full array is no fault", a_full_array_is_no_fault },
	{ 0 },
} };
