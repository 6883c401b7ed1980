/* SPDX-License-Identifier: MIT */
/*
 * What is rare in the life of memblock's arrays: tables that are full, structs that somebody
 * changed by hand, walks over arrays that have shrunk, and what it says of itself.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/port.h>

#include <core.h>
#include <fill.h>
#include <memblock/internal.h>

#include "../suites/actions.h"
#include "mock.h"

#define P      ((phys_addr_t)PAGE_SIZE)
#define ROOM   (64 * P)			/* RAM for arrays, at test_memory */
#define SPARSE ((phys_addr_t)0x80000000) /* no RAM: a place for regions apart */
#define STEP   ((phys_addr_t)0x100)

/* Region i of many that do not touch. */
static phys_addr_t apart(unsigned long i)
{
	return SPARSE + STEP * 2 * i;
}

/* ---- names ---- */

/* Neighbours of different names: one reservation, and as many names as there is room for. */
static void owners_are_full(void)
{
	const unsigned long n = memblock_owners.max;

	for (unsigned long i = 0; i < n; i++)
		memblock_reserve_named(i * P, P, i % 2 ? "odd" : "even");
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock_owners.cnt, n);
	CHECK_EQ(test_log()[0], 0);

	memblock_reserve_named((n + 5) * P, P, "apart");
	CHECK_TEXT(test_log(), "\"apart\" will not be named");
	CHECK(memblock_is_reserved((n + 5) * P) && !memblock_owner((n + 5) * P));
	test_log_clear();
	memblock_reserve_named(6 * P + 8, 8, "inside");
	CHECK_TEXT(test_log(), "\"inside\" will not be named");
	CHECK_TEXT(memblock_owner(6 * P + 8), "even");
	CHECK_INVARIANTS();
}

/* A name too few rather than a wrong one: what lies above the hole loses it, if there is no slot. */
static void a_name_is_lost(void)
{
	const unsigned long n = memblock_owners.max;
	char warning[128];

	for (unsigned long i = 0; i < n; i++)
		memblock_reserve_named(i * P, P, i % 2 ? "odd" : "even");
	CHECK_EQ(memblock_phys_free(6 * P + 8, 8), 0);
	snprintf(warning, sizeof(warning), "warning: [%#llx, %#llx) loses its owner's name: the table of owners is full\n",
		 6ULL * P + 8, 7ULL * P);
	CHECK_TEXT(test_log(), warning);
	CHECK_TEXT(memblock_owner(6 * P + 7), "even");
	CHECK(memblock_is_reserved(6 * P + 16) && !memblock_owner(6 * P + 16) && !memblock_owner(7 * P - 1));
	CHECK_TEXT(memblock_owner(7 * P), "odd");
	CHECK_INVARIANTS();
}

/* There is room for 64 names that differ; whatever has one more is reserved all the same. */
static void names_are_full(void)
{
	static char names[65][16];
	char warning[128];

	for (unsigned int i = 0; i < 65; i++) {
		snprintf(names[i], sizeof(names[i]), "no %u", i);
		CHECK_EQ(test_log()[0], 0);
		memblock_reserve_named(2 * i * P, P, names[i]);
	}
	snprintf(warning, sizeof(warning), "[%#llx, %#llx) is reserved, but the table of owners is full: \"no 64\" will "
		 "not be named", 128ULL * P, 129ULL * P);
	CHECK_TEXT(test_log(), warning);
	for (unsigned int i = 0; i < 64; i++)
		CHECK(!strcmp(memblock_owner(2 * i * P), names[i]));
	CHECK(memblock_is_reserved(128 * P) && !memblock_owner(128 * P));
	memblock_reserve_named(200 * P, P, "no 63"); /* a name is its text */
	CHECK_TEXT(memblock_owner(200 * P), "no 63");
}

/* ---- what does not fit ---- */

/* All that was reserved is given back: the hole is the address space. */
static void everything_may_fit(void)
{
	const struct misfit m = { 0x1000, 0x9000, 0x100, 8, 10 };

	misfit_forget_all();
	misfit_learn(&m);
	CHECK(misfit_below(0x8000, 0x100, 8).misfit);
	CHECK_EQ(misfit_below(0x8000, 0x100, 8).edge, 0x1000);
	misfit_forget(0, PHYS_ADDR_MAX, PHYS_ADDR_MAX);
	CHECK(!misfit_below(0x8000, PHYS_ADDR_MAX - 1, 8).misfit);
	CHECK(misfit_below(0x8000, PHYS_ADDR_MAX, 8).misfit);
	misfit_forget_all();
}

/* ---- nothing to do ---- */

static void nothing_changes(void)
{
	memblock_add(0x1234, 0x100000);
	memblock_trim_memory(0);
	memblock_trim_memory(0x3000);
	CHECK_EQ(memblock_phys_mem_size(), 0x100000);
	CHECK_EQ(memblock_mark_mirror(0x2000, 0), 0);
	CHECK_EQ(memblock_mark_mirror(0x200000, 0x1000), 0); /* no RAM */
	CHECK(!memblock_has_mirror());
}

#ifdef CONFIG_NO_BOOTMEM
static void never_free(void)
{
	memblock_add(4 * P, 4 * P);
	memblock_mark_nomap(6 * P, P);
	CHECK(!core_never_free(4) && core_never_free(6));
	CHECK(!core_never_free(3) && !core_never_free(8)); /* no RAM at all */
}
#endif

#ifdef CONFIG_NO_BOOTMEM
/* What is free, whoever may have it: not no-map, though hot-pluggable. */
static void free_and_hot_pluggable(void)
{
	phys_addr_t base = 5 * P, end;

	memblock_add(4 * P, 4 * P);
	memblock_mark_nomap(5 * P, P);
	memblock_mark_hotplug(6 * P, P);
	test_movable_node(true);
	CHECK(core_next_free(&base, &end));
	CHECK_EQ(base, 6 * P);
	CHECK_EQ(end, 7 * P);
}
#endif

/* Where no memory is left for an array, page 0 is none either, be it mapped or not. */
static void no_place_is_no_page_0(void)
{
	mock_place(0);
	memblock_allow_resize();
	memblock.memory.max = 1;
	memblock_add(P, P);
	memblock_reserve(P, P);
	CHECK_EQ(memblock_add(3 * P, P), -ENOMEM);
	CHECK_EQ(memblock.memory.max, 1);
	CHECK_EQ(memblock_reserved_size(), P);
	CHECK_TEXT(test_log(), "it takes more than 1 memory regions and there is no memory for more; raise");
}

/* Though page 0 is free, and the first from below. */
static void no_array_in_page_0(void)
{
	mock_place(0);
	memblock_allow_resize();
	memblock_set_bottom_up(true);
	memblock.memory.max = 1;
	memblock_add(0, 16 * P);
	CHECK_EQ(memblock_add(32 * P, P), 0);
	CHECK_EQ(bootmem_virt_to_phys(memblock.memory.regions), P);
}

#if defined(CONFIG_NUMA) && defined(CONFIG_NO_BOOTMEM)
/* Nodes' data lie in memory of this life, whatever a former one has left. */
static void nodes_of_a_former_life(void)
{
	struct memblock first = memblock;
	const phys_addr_t half = TEST_MEMORY_SIZE / 2;

	memblock_add_node(test_memory, half, 0, MEMBLOCK_NONE);
	start_core();
	CHECK(bootmem_virt_to_phys(NODE_DATA(0)) - test_memory < half);
	memblock.memory = first.memory;
	memblock.reserved = first.reserved;
	memblock_add_node(test_memory + half, half, 0, MEMBLOCK_NONE);
	start_core();
	CHECK(bootmem_virt_to_phys(NODE_DATA(0)) - (test_memory + half) < half);
}
#endif

/* ---- walks ---- */

/* Indices from a time when reserved had more regions, and none that is left. */
static void walks_over_shrunk_arrays(void)
{
	phys_addr_t start, end;
	u64 i;

	memblock_add(0x100000, 0x100000);
	memblock_reserve(0x140000, 0x1000);
	i = (u64)2 << 32;
	__next_mem_range(&i, NUMA_NO_NODE, MEMBLOCK_NONE, &memblock.memory, &memblock.reserved,
			 &start, &end, NULL);
	CHECK_EQ(i, ~0ULL);
	i = 1;
	__next_mem_range_rev(&i, NUMA_NO_NODE, MEMBLOCK_NONE, &memblock.memory,
			     &memblock.reserved, &start, &end, NULL);
	CHECK_EQ(i, ~0ULL);
}

/* More regions, and more gaps, than 16 bits count. */
static void walks_over_many_regions(void)
{
	enum { CNT = 0x10000 + 10 };
	static struct memblock_region many[CNT];
	struct memblock first = memblock;
	unsigned long up = 0, down = 0;
	phys_addr_t start, end;
	u64 i;

	for (unsigned long k = 0; k < CNT; k++) {
		many[k] = (struct memblock_region){ .base = 0x1000 + 0x20 * k, .size = 0x10 };
		memblock_set_region_node(&many[k], NUMA_NO_NODE);
	}
	memblock.memory = (struct memblock_type){ CNT, CNT, CNT * 0x10, many, first.memory.name };
	__for_each_mem_range(i, &memblock.memory, NULL, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL)
		up += start == 0x1000 + 0x20 * up;
	__for_each_mem_range_rev(i, &memblock.memory, NULL, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL)
		down += end == 0x1010 + 0x20 * (CNT - 1 - down);
	CHECK_EQ(up, CNT);
	CHECK_EQ(down, CNT);
	/* RAM around as many reservations, which leave one gap more. */
	memblock.memory = first.memory;
	memblock.reserved = (struct memblock_type){ CNT, CNT, CNT * 0x10, many, first.reserved.name };
	memblock_add(0xff0, 0x20 * (CNT + 1));
	up = down = 0;
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL)
		up += start == 0xff0 + 0x20 * up;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL)
		down += start == 0xff0 + 0x20 * (CNT - down);
	CHECK_EQ(up, CNT + 1);
	CHECK_EQ(down, CNT + 1);
	memblock.reserved = first.reserved;
}

static void walk_in_a_zone(void)
{
	struct pglist_data *node = NODE_DATA(0);
	static struct pglist_data some;
	struct zone zone = { .zone_start_pfn = 4, .spanned_pages = 8, .node = node ? node : &some };
	unsigned long start = 77, end = 77;
	u64 i = 0;

	memblock_add_node(2 * P, 6 * P, 0, MEMBLOCK_NONE);
	__next_mem_pfn_range_in_zone(&i, &zone, NULL, &end);
	CHECK(i != ~0ULL);
	CHECK_EQ(end, 8);
	i = 0;
	__next_mem_pfn_range_in_zone(&i, &zone, &start, NULL);
	CHECK_EQ(start, 4);
	__next_mem_pfn_range_in_zone(&i, &zone, &start, &end);
	CHECK_EQ(i, ~0ULL);
	start = end = 77;
	__next_mem_pfn_range_in_zone(&i, &zone, &start, &end); /* it stays at its end */
	CHECK_EQ(i, ~0ULL);
	CHECK(start == 77 && end == 77);
#ifdef CONFIG_NUMA
	/* The zone of another node, which has some of its pages. */
	some.node_id = 1;
	zone.node = &some;
	memblock_add_node(8 * P, 2 * P, 1, MEMBLOCK_NONE);
	i = 0;
	__next_mem_pfn_range_in_zone(&i, &zone, &start, &end);
	CHECK(start == 8 && end == 10);
	__next_mem_pfn_range_in_zone(&i, &zone, &start, &end);
	CHECK_EQ(i, ~0ULL);
#endif
}

/* ---- in words ---- */

static void dump(void)
{
	memblock_add(0, 0x1800);
	memblock_add(0x4000, 0x4001);
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "memblock: top-down");
	CHECK_TEXT(test_log(), "6K");
	CHECK_TEXT(test_log(), "16385B");
	test_log_clear();
	memblock_set_bottom_up(true);
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "memblock: bottom-up");
	if (sizeof(phys_addr_t) <= 4)
		return;
	/* There is no larger unit. */
	memblock_add((phys_addr_t)((u64)1 << 50), (phys_addr_t)((u64)1 << 50));
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "1024T");
}

/* ---- by hand ---- */

/* As many regions as before: what they add up to tells. */
static void changed_in_place(void)
{
	memblock_add(0x100000, 8 * P);
	memblock_add(0x200000, 8 * P);
	CHECK_EQ(memblock_phys_alloc(P, P), 0x200000 + 7 * P);
	memblock_phys_free(0x200000 + 7 * P, P);
	memblock.memory.regions[0].flags = MEMBLOCK_MIRROR;
	memblock.memory.regions[1].size -= P;
	memblock.memory.total_size -= P;
	CHECK_EQ(memblock_phys_alloc(P, P), 0x100000 + 7 * P); /* mirrored memory goes first */
}

/* A question may be the first to meet a new world. */
static void question_after_discard(void)
{
	struct memblock first = memblock;

	memblock_add(test_memory, 0x10000);
	memblock_reserve(test_memory, 0x10000);
	memblock_free_all();
	memblock_discard();
	memblock.memory = first.memory;
	memblock.reserved = first.reserved;
	memblock.memory.regions[0] = (struct memblock_region){ .base = 0x4000, .size = 0x1000 };
	memblock_set_region_node(&memblock.memory.regions[0], NUMA_NO_NODE);
	memblock.memory.cnt = 1;
	memblock.memory.total_size = 0x1000;
	CHECK_EQ(memblock_phys_mem_size(), 0x1000);
	CHECK(memblock_is_memory(0x4fff));
	CHECK_EQ(memblock_reserved_size(), 0);
}

#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
static unsigned int arrivals;

static void nothing_on_arrival(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	(void)order;
}

/* It may write to them at once: whoever asks what was in them is told so. */
static void ask_on_arrival(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	(void)order;
	arrivals++;
	CHECK_PANIC(memblock_reserved_size(), "after memblock_discard()");
}

static void given_up_first(void)
{
	memblock_allow_resize();
	memblock_add(test_memory, ROOM);
	for (unsigned long i = 0; i <= INIT_MEMBLOCK_RESERVED_REGIONS; i++)
		memblock_reserve(apart(i), STEP);
	mock_receiver = nothing_on_arrival;
	memblock_free_all();
	mock_receiver = ask_on_arrival;
	arrivals = 0;
	memblock_discard();
	CHECK(arrivals > 0);
}
#endif

#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
/* Of an array that a limit has cut in two a part is no RAM any more: nothing of it is given back. */
static void cut_in_two(void)
{
	struct span home;

	memblock_allow_resize();
	memblock_add(test_memory, ROOM);
	for (unsigned long i = 0; i <= INIT_MEMBLOCK_RESERVED_REGIONS; i++)
		memblock_reserve(apart(i), STEP);
	home = memblock_grown_array(&memblock.reserved);
	CHECK(home.base < home.end);
	memblock_enforce_memory_limit(home.base + span_size(home) / 2 - test_memory);
	mock_receiver = nothing_on_arrival;
	memblock_free_all();
	mock_receiver = ask_on_arrival;
	arrivals = 0;
	memblock_discard();
	CHECK_EQ(arrivals, 0);
}
#endif

/* An array of somebody else, larger than ours: the shorter side is no matter there. */
static void large_array_of_somebody_else(void)
{
	enum { CNT = 600 };
	static struct memblock_region theirs[CNT + 10];
	struct memblock_type *memory = &memblock.memory, ours = *memory;

	for (unsigned long i = 0; i < CNT; i++) {
		theirs[i] = (struct memblock_region){ .base = apart(i + 1), .size = STEP };
		memblock_set_region_node(&theirs[i], NUMA_NO_NODE);
	}
	memory->regions = theirs;
	memory->cnt = CNT;
	memory->max = CNT + 10;
	memory->total_size = CNT * STEP;
	CHECK_EQ(memblock_add(apart(0), STEP), 0);
	CHECK_EQ(memory->cnt, CNT + 1);
	CHECK(memory->regions == theirs);
	for (unsigned long i = 0; i <= CNT; i++)
		CHECK_EQ(theirs[i].base, apart(i));
	CHECK_EQ(memblock_remove(apart(0), STEP), 0);
	CHECK_EQ(memory->cnt, CNT);
	CHECK(memory->regions == theirs);
	for (unsigned long i = 0; i < CNT; i++)
		CHECK_EQ(theirs[i].base, apart(i + 1));
	CHECK_INVARIANTS();
	*memory = ours;
}

/* ---- grown arrays ---- */

static void grow_memory(unsigned long cnt)
{
	memblock_allow_resize();
	memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
	memblock_add(test_memory, ROOM);
	for (unsigned long i = 1; i < cnt; i++)
		memblock_add(apart(i), STEP);
	CHECK_EQ(memblock.memory.cnt, cnt);
}

/* Changed by hand, and still in the storage that they have grown into. */
static void grown_and_changed(void)
{
	const unsigned long n = INIT_MEMBLOCK_REGIONS + INIT_MEMBLOCK_RESERVED_REGIONS;
	struct memblock_type *types[] = { &memblock.memory, &memblock.reserved };

	grow_memory(n);
	for (unsigned long i = 1; i < n; i++)
		memblock_reserve(apart(i), STEP);
	for (unsigned int t = 0; t < 2; t++) {
		struct memblock_region *last = &types[t]->regions[types[t]->cnt - 1];

		last->size -= 8;
		types[t]->total_size -= 8;
		CHECK_INVARIANTS();
		CHECK_EQ(memblock_reserve(apart(1), STEP), 0); /* notices */
		for (unsigned int k = 0; k < 2; k++) {
			struct span home = memblock_grown_array(types[k]);

			CHECK(home.base < home.end);
			CHECK(memblock_is_region_reserved(home.base, span_size(home)));
		}
	}
	CHECK_EQ(memblock_add(apart(n), STEP), 0);
	CHECK_INVARIANTS();
}

/* Of the same capacity, below or above what the array has grown into: it is not that any more. */
static void grown_and_replaced(void)
{
	struct memblock_type *memory = &memblock.memory;
	struct memblock_region *grown, *others[2];

	grow_memory(INIT_MEMBLOCK_REGIONS + 1);
	grown = memory->regions;
	CHECK(region_storage(memory) == grown);
	others[0] = test_pointer(test_memory);
	others[1] = test_pointer(test_memory + ROOM);
	CHECK(others[0] + memory->max <= grown && others[1] >= grown + memory->max);
	for (unsigned int i = 0; i < 2; i++) {
		memcpy(others[i], grown, memory->cnt * sizeof(*grown));
		memory->regions = others[i];
		CHECK(!region_storage(memory));
	}
	memory->regions = grown;
	CHECK(region_storage(memory) == grown);
	CHECK_INVARIANTS();
}

/* Two free slots, one at each end, and two regions for which neither end has room. */
static void last_slots_at_both_ends(void)
{
	struct memblock_type *memory = &memblock.memory;
	const unsigned long max = 4 * INIT_MEMBLOCK_REGIONS;

	grow_memory(max - 1);
	CHECK_EQ(memory->max, max);
	CHECK_EQ(memblock_remove(test_memory, ROOM), 0);
	CHECK_EQ(memory->regions - region_storage(memory), 1);
	CHECK_EQ(memory->cnt, max - 2);
	CHECK_EQ(memblock_add_node(apart(max - 4) + STEP, 3 * STEP, NUMA_NO_NODE,
				   MEMBLOCK_HOTPLUG), 0);
	CHECK_EQ(memory->cnt, max);
	CHECK(memory->regions == region_storage(memory));
	for (unsigned long i = 0; i < max - 4; i++)
		CHECK_EQ(memory->regions[i].base, apart(i + 1));
	for (unsigned long i = 0; i < 4; i++)
		CHECK_EQ(memory->regions[max - 4 + i].base, apart(max - 4) + (i + 1) * STEP);
	CHECK_INVARIANTS();
}

const struct suite suite_memblock = { "memblock", (const struct test_case[]){
	{ "the table of owners is full", owners_are_full },
	{ "a name is lost", a_name_is_lost },
	{ "the table of names is full", names_are_full },
	{ "everything is given back", everything_may_fit },
	{ "requests to change nothing", nothing_changes },
#ifdef CONFIG_NO_BOOTMEM
	{ "pages that are never free", never_free },
#endif
#if defined(CONFIG_NUMA) && defined(CONFIG_NO_BOOTMEM)
	{ "nodes of a former life", nodes_of_a_former_life },
#endif
	{ "walks over arrays that have shrunk", walks_over_shrunk_arrays },
	{ "walks over more regions than 16 bits count", walks_over_many_regions },
	{ "a walk in a zone, in parts", walk_in_a_zone },
	{ "dumps", dump },
	{ "regions changed in place", changed_in_place },
	{ "a question after discard", question_after_discard },
#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
	{ "arrays are given up before their pages go", given_up_first },
	{ "an array that a limit has cut in two", cut_in_two },
#endif
#ifdef CONFIG_NO_BOOTMEM
	{ "free and hot-pluggable", free_and_hot_pluggable },
#endif
	{ "a large array of somebody else", large_array_of_somebody_else },
	{ "grown arrays changed in place", grown_and_changed },
	{ "a grown array replaced by another one", grown_and_replaced },
	{ "the last slots at both ends", last_slots_at_both_ends },
	{ "no place for an array is not page 0", no_place_is_no_page_0 },
	{ "no array in page 0", no_array_in_page_0 },
	{ 0 },
} };
