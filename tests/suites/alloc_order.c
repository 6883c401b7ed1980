/* SPDX-License-Identifier: MIT */
/*
 * Which memory an allocation gets, to the byte: direction, alignment, floor, limit, node,
 * mirror, and what is never handed out. Pitfalls 9 to 13, 19 to 22.
 */
#include "actions.h"

#define M	  ((phys_addr_t)1 << 20)
#define NONE	  0
#define UP	  true
#define DOWN	  false
#define EXACT	  true
#define PREFERRED false
#define CURRENT	  MEMBLOCK_ALLOC_ACCESSIBLE
#define ANYWHERE  MEMBLOCK_ALLOC_ANYWHERE
#define ANY	  0, PREFERRED /* any node */

struct row {
	const char *name;
	struct action world[8];
	bool bottom_up;
	phys_addr_t size, align, start, end;
	int node;
	bool exact;
	phys_addr_t want;
};

#define ONE_BANK { { ADD, M, M } }
#define TWO_BANKS { { ADD, M, M }, { ADD, 4 * M, M } }

static const struct row physical[] = {
	/* direction and alignment; sizes are not rounded */
	{ "down: the top", ONE_BANK, DOWN, 0x1000, 0x1000, 0, CURRENT, ANY, 2 * M - 0x1000 },
	{ "up: the bottom", ONE_BANK, UP, 0x1000, 0x1000, 0, CURRENT, ANY, M },
	{ "down: odd size, aligned", ONE_BANK, DOWN, 100, 64, 0, CURRENT, ANY, 2 * M - 128 },
	{ "down: odd size, byte aligned", ONE_BANK, DOWN, 100, 1, 0, CURRENT, ANY, 2 * M - 100 },
	{ "down: align 0 is a cache line", ONE_BANK, DOWN, 1, 0, 0, CURRENT, ANY,
	  2 * M - SMP_CACHE_BYTES },
	{ "up: align 0 is a cache line", { { ADD, M + 1, M } }, UP, 1, 0, 0, CURRENT, ANY,
	  M + SMP_CACHE_BYTES },
	{ "down: large alignment", ONE_BANK, DOWN, 0x1001, 0x10000, 0, CURRENT, ANY,
	  2 * M - 0x10000 },
	{ "up: large alignment", { { ADD, M + 1, M } }, UP, 0x1001, 0x10000, 0, CURRENT, ANY,
	  M + 0x10000 },
	{ "down: exactly all", ONE_BANK, DOWN, M, M, 0, CURRENT, ANY, M },
	{ "up: exactly all", ONE_BANK, UP, M, M, 0, CURRENT, ANY, M },
	{ "one byte too much", ONE_BANK, DOWN, M + 1, 1, 0, CURRENT, ANY, NONE },
	{ "up: one byte too much", ONE_BANK, UP, M + 1, 1, 0, CURRENT, ANY, NONE },
	{ "fits, but not aligned", { { ADD, M + 1, M - 2 } }, DOWN, 0x80000, 0x80000, 0, CURRENT,
	  ANY, NONE },
	{ "down: two banks", TWO_BANKS, DOWN, 64, 64, 0, CURRENT, ANY, 5 * M - 64 },
	{ "up: two banks", TWO_BANKS, UP, 64, 64, 0, CURRENT, ANY, M },
	{ "down: past what is taken", { { ADD, M, M }, { RESERVE, 2 * M - 100, 200 } }, DOWN, 64,
	  64, 0, CURRENT, ANY, 2 * M - 192 },
	{ "up: past what is taken", { { ADD, M, M }, { RESERVE, M - 10, 20 } }, UP, 64, 64, 0,
	  CURRENT, ANY, M + 64 },
	{ "down: past a gap too small", { { ADD, M, M }, { RESERVE, 2 * M - 0x2000, 0x1001 } },
	  DOWN, 0x1000, 1, 0, CURRENT, ANY, 2 * M - 0x3000 },
	{ "up: past a gap too small", { { ADD, M, M }, { RESERVE, M + 0xfff, 1 } }, UP, 0x1000, 1,
	  0, CURRENT, ANY, M + 0x1000 },
	{ "down: into a gap that fits exactly",
	  { { ADD, M, M }, { RESERVE, 2 * M - 0x1000, 0x1000 },
	    { RESERVE, 2 * M - 0x3000, 0x1000 } }, DOWN, 0x1000, 0x1000, 0, CURRENT, ANY,
	  2 * M - 0x2000 },
	{ "up: into a gap that fits exactly",
	  { { ADD, M, M }, { RESERVE, M, 0x1000 }, { RESERVE, M + 0x2000, 0x1000 } }, UP, 0x1000,
	  0x1000, 0, CURRENT, ANY, M + 0x1000 },

	/* floor and limit are law here */
	{ "down: below the limit", ONE_BANK, DOWN, 64, 64, 0, M + 0x8000, ANY, M + 0x8000 - 64 },
	{ "down: a limit inside a cache line", ONE_BANK, DOWN, 64, 64, 0, M + 0x8001, ANY,
	  M + 0x8000 - 64 },
	{ "down: the last byte below the limit", ONE_BANK, DOWN, 1, 1, 0, M + 0x8001, ANY,
	  M + 0x8000 },
	{ "up: to the limit exactly", ONE_BANK, UP, 0x8000, 64, 0, M + 0x8000, ANY, M },
	{ "up: one byte over the limit", ONE_BANK, UP, 0x8001, 64, 0, M + 0x8000, ANY, NONE },
	{ "down: the floor is kept", ONE_BANK, DOWN, 0x1000, 64, 2 * M - 0xfff, CURRENT, ANY,
	  NONE },
	{ "down: floor to end exactly", ONE_BANK, DOWN, 0x1000, 64, 2 * M - 0x1000, CURRENT, ANY,
	  2 * M - 0x1000 },
	{ "up: at the floor", ONE_BANK, UP, 64, 64, M + 0x4000, CURRENT, ANY, M + 0x4000 },
	{ "up: above an odd floor", ONE_BANK, UP, 64, 64, M + 0x4001, CURRENT, ANY, M + 0x4040 },
	{ "up: a floor above all RAM", ONE_BANK, UP, 64, 64, 2 * M, CURRENT, ANY, NONE },
	{ "floor equals limit", ONE_BANK, DOWN, 64, 64, M + 64, M + 64, ANY, NONE },
	{ "floor above limit", ONE_BANK, DOWN, 64, 64, M + 0x1000, M + 64, ANY, NONE },
	{ "a limit below RAM", ONE_BANK, DOWN, 64, 64, 0, M, ANY, NONE },
	{ "between two banks", TWO_BANKS, DOWN, 64, 64, 2 * M, 4 * M, ANY, NONE },
	{ "only the lower bank is below", TWO_BANKS, DOWN, 64, 64, 0, 4 * M, ANY, 2 * M - 64 },
	{ "no limit", TWO_BANKS, DOWN, 64, 64, 0, ANYWHERE, ANY, 5 * M - 64 },

	/* pitfalls 9 and 7: sizes and ends near the end of the address space */
	{ "pitfall 9: the largest size", ONE_BANK, DOWN, PHYS_ADDR_MAX, 1, 0, CURRENT, ANY, NONE },
	{ "pitfall 9: the largest size, up", ONE_BANK, UP, PHYS_ADDR_MAX, 1, 0, CURRENT, ANY,
	  NONE },
	{ "pitfall 9: wraps with its alignment", ONE_BANK, UP, PHYS_ADDR_MAX - 63, 64, 0, CURRENT,
	  ANY, NONE },
	{ "pitfall 9: wraps when added to the base", ONE_BANK, UP, PHYS_ADDR_MAX - M, 1, 0, CURRENT,
	  ANY, NONE },
	{ "pitfall 9: the largest alignment", ONE_BANK, UP, 1, PHYS_ADDR_MAX / 2 + 1, 0, CURRENT,
	  ANY, NONE },
	{ "pitfall 9: the largest alignment, down", ONE_BANK, DOWN, 1, PHYS_ADDR_MAX / 2 + 1, 0,
	  CURRENT, ANY, NONE },
	{ "pitfall 7: down from the very end", { { ADD, PHYS_ADDR_MAX - 0xffff, 0x10000 } }, DOWN,
	  64, 64, 0, CURRENT, ANY, PHYS_ADDR_MAX - 127 },
	{ "pitfall 7: the last byte described", { { ADD, PHYS_ADDR_MAX - 0xffff, 0x10000 } }, DOWN,
	  1, 1, 0, CURRENT, ANY, PHYS_ADDR_MAX - 1 },
	{ "pitfall 7: up near the end", { { ADD, PHYS_ADDR_MAX - 62, 62 } }, UP, 1, 64, 0, CURRENT,
	  ANY, NONE },
	{ "pitfall 7: up, rounding wraps", { { ADD, PHYS_ADDR_MAX - 0xfff, 0xfff } }, UP, 64,
	  0x10000, 0, CURRENT, ANY, NONE },
	{ "pitfall 7: a floor at the end", { { ADD, PHYS_ADDR_MAX - 0xfff, 0xfff } }, UP, 1, 64,
	  PHYS_ADDR_MAX - 1, CURRENT, ANY, NONE },

	/* pitfall 12: page 0 is never allocated */
	{ "pitfall 12: up skips page 0", { { ADD, 0, M } }, UP, 64, 64, 0, CURRENT, ANY,
	  PAGE_SIZE },
	{ "pitfall 12: only page 0 is there", { { ADD, 0, PAGE_SIZE } }, DOWN, 64, 64, 0, CURRENT,
	  ANY, NONE },
	{ "pitfall 12: only page 0 is there, up", { { ADD, 0, PAGE_SIZE } }, UP, 1, 1, 1, CURRENT,
	  ANY, NONE },
	{ "pitfall 12: not even the end of page 0", { { ADD, 0, PAGE_SIZE + 64 } }, DOWN, 128, 64,
	  0, CURRENT, ANY, NONE },
	{ "pitfall 12: just above it", { { ADD, 0, PAGE_SIZE + 64 } }, DOWN, 64, 64, 0, CURRENT,
	  ANY, PAGE_SIZE },
	{ "pitfall 12: a limit inside page 0", { { ADD, 0, M } }, DOWN, 64, 64, 0, PAGE_SIZE, ANY,
	  NONE },

	/* pitfalls 10 and 11 */
	{ "pitfall 10: size 0", ONE_BANK, DOWN, 0, 64, 0, CURRENT, ANY, NONE },
	{ "pitfall 11: alignment 3", ONE_BANK, DOWN, 64, 3, 0, CURRENT, ANY, NONE },
	{ "pitfall 11: alignment 96", ONE_BANK, UP, 64, 96, 0, CURRENT, ANY, NONE },
	{ "pitfall 11: alignment all ones", ONE_BANK, UP, 64, PHYS_ADDR_MAX, 0, CURRENT, ANY,
	  NONE },

	/* RAM that is not for everybody */
	{ "no-map is skipped", { { ADD, M, M }, { NOMAP, M + 0x1000, M - 0x1000 } }, DOWN, 64, 64,
	  0, CURRENT, ANY, M + 0x1000 - 64 },
	{ "only no-map", { { ADD, M, M }, { NOMAP, M, M } }, DOWN, 64, 64, 0, CURRENT, ANY, NONE },
	{ "driver-managed is skipped",
	  { { ADD, M, M }, { ADD_NODE, 2 * M, M, 0, MEMBLOCK_DRIVER_MANAGED } }, DOWN, 64, 64, 0,
	  CURRENT, ANY, 2 * M - 64 },
	{ "mirrored first", { { ADD, M, 4 * M }, { MIRROR, 2 * M, M } }, DOWN, 64, 64, 0, CURRENT,
	  ANY, 3 * M - 64 },
	{ "up: mirrored first", { { ADD, M, 4 * M }, { MIRROR, 2 * M, M } }, UP, 64, 64, 0, CURRENT,
	  ANY, 2 * M },
	{ "mirrored full: all memory",
	  { { ADD, M, 4 * M }, { MIRROR, 2 * M, M }, { RESERVE, 2 * M, M } }, DOWN, 64, 64, 0,
	  CURRENT, ANY, 5 * M - 64 },
	{ "mirrored too small: all memory", { { ADD, M, 4 * M }, { MIRROR, 2 * M, M } }, DOWN,
	  M + 1, 1, 0, CURRENT, ANY, 4 * M - 1 },
	{ "mirrored above the limit: all memory", { { ADD, M, 4 * M }, { MIRROR, 3 * M, M } }, DOWN,
	  64, 64, 0, 3 * M, ANY, 3 * M - 64 },
	{ "no range spans regions that differ",
	  { { ADD, M, M }, { ADD_NODE, 2 * M, M, 0, MEMBLOCK_HOTPLUG } }, DOWN, M + 1, 1, 0,
	  CURRENT, ANY, NONE },

#ifdef CONFIG_NUMA
	/* node, then any; the floor stays */
#define NODES { { ADD_NODE, M, M, NODE(0) }, { ADD_NODE, 2 * M, M, NODE(1) }, \
		{ ADD_NODE, 3 * M, M, NODE(2) } }
	{ "the node asked for", NODES, DOWN, 64, 64, 0, CURRENT, NODE(1), PREFERRED, 3 * M - 64 },
	{ "up: the node asked for", NODES, UP, 64, 64, 0, CURRENT, NODE(1), PREFERRED, 2 * M },
	{ "any node when that is too small",
	  { { ADD_NODE, M, 2 * M, NODE(0) }, { ADD_NODE, 3 * M, M, NODE(1) } }, DOWN, M + 1, 1, 0,
	  CURRENT, NODE(1), PREFERRED, 2 * M - 1 },
	{ "exact: none when that is too small",
	  { { ADD_NODE, M, 2 * M, NODE(0) }, { ADD_NODE, 3 * M, M, NODE(1) } }, DOWN, M + 1, 1, 0,
	  CURRENT, NODE(1), EXACT, NONE },
	{ "exact: the node", NODES, DOWN, 64, 64, 0, CURRENT, NODE(0), EXACT, 2 * M - 64 },
	{ "a node without memory: any", NODES, DOWN, 64, 64, 0, CURRENT, NODE(5), PREFERRED,
	  4 * M - 64 },
	{ "exact: a node without memory", NODES, DOWN, 64, 64, 0, CURRENT, NODE(5), EXACT, NONE },
	{ "a node out of range means any", NODES, DOWN, 64, 64, 0, CURRENT, NODE(MAX_NUMNODES),
	  PREFERRED, 4 * M - 64 },
	{ "a negative node means any", NODES, DOWN, 64, 64, 0, CURRENT, NODE(-5), PREFERRED,
	  4 * M - 64 },
	{ "any node before the floor is dropped", NODES, DOWN, 64, 64, 3 * M, CURRENT, NODE(0),
	  PREFERRED, 4 * M - 64 },
	{ "a node below the limit only", NODES, DOWN, 64, 64, 0, 2 * M, NODE(2), PREFERRED,
	  2 * M - 64 },
	{ "mirrored elsewhere before the node's own",
	  { { ADD_NODE, M, M, NODE(0) }, { ADD_NODE, 2 * M, M, NODE(1) }, { MIRROR, M, 0x1000 } },
	  DOWN, 64, 64, 0, CURRENT, NODE(1), PREFERRED, M + 0x1000 - 64 },
	{ "exact: the node's own when mirrored is elsewhere",
	  { { ADD_NODE, M, M, NODE(0) }, { ADD_NODE, 2 * M, M, NODE(1) }, { MIRROR, M, 0x1000 } },
	  DOWN, 64, 64, 0, CURRENT, NODE(1), EXACT, 3 * M - 64 },
	{ "mirrored on the node before mirrored elsewhere",
	  { { ADD_NODE, M, M, NODE(0) }, { ADD_NODE, 2 * M, M, NODE(1) }, { MIRROR, M, 0x1000 },
	    { MIRROR, 2 * M, 0x1000 } }, DOWN, 64, 64, 0, CURRENT, NODE(0), PREFERRED,
	  M + 0x1000 - 64 },
	{ "after mirrored, the node before any",
	  { { ADD_NODE, M, M, NODE(0) }, { ADD_NODE, 2 * M, M, NODE(1) },
	    { MIRROR, 2 * M, 0x1000 } }, DOWN, 0x2000, 0x1000, 0, CURRENT, NODE(0), PREFERRED,
	  2 * M - 0x2000 },
#endif
};

static void build_world(const struct row *row)
{
	forget_regions();
	for (unsigned int i = 0; i < LENGTH(row->world) && row->world[i].verb; i++)
		act(&row->world[i], 0);
	memblock_set_bottom_up(row->bottom_up);
}

/* Found or not, exactly that is reserved and nothing else. */
static void check_taken(const struct row *row, phys_addr_t got, phys_addr_t reserved_before)
{
	bool ok = memblock_reserved_size() == reserved_before + (got ? row->size : 0);

	if (got)
		ok &= memblock_is_reserved(got) && memblock_is_reserved(got + row->size - 1);
	test_check(ok, __FILE__, __LINE__, row->name);
	CHECK_INVARIANTS();
}

static void check_physical(const struct row *row)
{
	phys_addr_t got, before;

	build_world(row);
	before = memblock_reserved_size();
	got = memblock_alloc_range_nid(row->size, row->align, row->start, row->end,
				       row->node ? row->node - 1 : NUMA_NO_NODE, row->exact);
	test_check_equal(got, row->want, __FILE__, __LINE__, row->name);
	check_taken(row, got, before);
}

static void physical_table(void)
{
	for (unsigned int i = 0; i < LENGTH(physical); i++)
		check_physical(&physical[i]);
}

/* memblock_phys_alloc_range() is the same for any node. */
static void physical_range(void)
{
	for (unsigned int i = 0; i < LENGTH(physical); i++) {
		const struct row *row = &physical[i];

		if (row->node)
			continue;
		build_world(row);
		test_check_equal(memblock_phys_alloc_range(row->size, row->align, row->start,
							   row->end),
				 row->want, __FILE__, __LINE__, row->name);
	}
}

static void short_physical_forms(void)
{
	memblock_add_node(M, M, 0, MEMBLOCK_NONE);
	CHECK_EQ(memblock_phys_alloc(64, 64), 2 * M - 64);
	CHECK_EQ(memblock_phys_alloc(64, 0), 2 * M - 128);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, 0), 2 * M - 192);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, NUMA_NO_NODE), 2 * M - 256);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, MAX_NUMNODES + 3), 2 * M - 320);
#ifdef CONFIG_NUMA
	memblock_add_node(4 * M, M, 1, MEMBLOCK_NONE);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, 0), 2 * M - 384);
	CHECK_EQ(memblock_phys_alloc_try_nid(M, 1, 1), 4 * M);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, 1), 2 * M - 448);
#endif
	CHECK_EQ(memblock.reserved.cnt, memblock_is_reserved(4 * M) ? 2 : 1);
	CHECK_INVARIANTS();
}

/* One after the other they lie side by side, and the array stays short. */
static void neighbours(void)
{
	for (int up = 0; up < 2; up++) {
		forget_regions();
		memblock_add(M, M);
		memblock_set_bottom_up(up);
		for (unsigned int i = 0; i < 100; i++)
			CHECK_EQ(memblock_phys_alloc(64, 64),
				 up ? M + 64 * i : 2 * M - 64 * (i + 1));
		CHECK_EQ(memblock.reserved.cnt, 1);
		CHECK_EQ(memblock_reserved_size(), 6400);
		CHECK_INVARIANTS();
	}
}

/* Until nothing is left: every byte once, then none. */
static void exhaustion(void)
{
	for (int up = 0; up < 2; up++) {
		unsigned int n = 0;

		forget_regions();
		memblock_set_bottom_up(up);
		memblock_add(0, 2 * PAGE_SIZE);
		memblock_add(16 * PAGE_SIZE, PAGE_SIZE);
		while (memblock_phys_alloc(PAGE_SIZE / 4, 1))
			n++;
		CHECK_EQ(n, 8);
		CHECK_EQ(memblock_reserved_size(), 2 * PAGE_SIZE);
		CHECK(!memblock_is_reserved(PAGE_SIZE - 1));
		CHECK_EQ(memblock_phys_alloc(1, 1), 0);
		memblock_phys_free(PAGE_SIZE + 5, 1);
		CHECK_EQ(memblock_phys_alloc(2, 1), 0);
		CHECK_EQ(memblock_phys_alloc(1, 1), PAGE_SIZE + 5);
		CHECK_INVARIANTS();
	}
}

/* What is freed is found again, wherever the search has given up before. */
static void freed_is_found_again(void)
{
	for (int up = 0; up < 2; up++) {
		forget_regions();
		memblock_set_bottom_up(up);
		memblock_add(M, M);
		memblock_reserve(M, M);
		for (phys_addr_t hole = M; hole < 2 * M; hole += 0x2000)
			memblock_phys_free(hole, 0x800);
		CHECK_EQ(memblock_phys_alloc(0x1000, 64), 0);
		CHECK_EQ(memblock_phys_alloc(0x801, 1), 0);
		memblock_phys_free(M + 0x10800, 1);
		CHECK_EQ(memblock_phys_alloc(0x801, 1), M + 0x10000);
		memblock_phys_free(M + 0x20000, 0x1000);
		CHECK_EQ(memblock_phys_alloc(0x1000, 64), M + 0x20000);
		CHECK_EQ(memblock_phys_alloc(0x1000, 64), 0);
		memblock_add(2 * M, 0x1000);
		CHECK_EQ(memblock_phys_alloc(0x1000, 64), 2 * M);
		memblock_mark_nomap(M, M);
		CHECK_EQ(memblock_phys_alloc(1, 1), 0);
		memblock_clear_nomap(M, M);
		CHECK_EQ(memblock_phys_alloc(0x800, 1), up ? M : 2 * M - 0x2000);
		CHECK_INVARIANTS();
	}
}

/* Holes across the edges of pieces, half in each: too small while the pieces differ. */
static void build_split_holes(enum verb mark)
{
	struct action a = { mark, 0, 0x10000, NODE(0), 0 };

	forget_regions();
	memblock_add(M, M);
	memblock_reserve(M, M);
	for (a.base = M; a.base < 2 * M; a.base += 0x20000)
		act(&a, 0);
	for (phys_addr_t edge = M + 0x10000; edge < 2 * M; edge += 0x10000)
		memblock_phys_free(edge - 0x400, 0x800);
}

/* Pieces that become one make holes that are one. */
static void joined_holes_are_found(void)
{
	static const struct {
		enum verb mark, join;
	} table[] = {
		{ HOTPLUG, CLEAR_HOTPLUG },
		{ HOTPLUG, HOTPLUG },
		{ NOMAP, CLEAR_NOMAP },
#ifdef CONFIG_NUMA
		{ SET_NODE, SET_NODE },
#endif
	};

	for (unsigned int i = 0; i < 2 * LENGTH(table); i++) {
		struct action join = { table[i / 2].join, M, M, NODE(0), 0 };

		build_split_holes(table[i / 2].mark);
		memblock_set_bottom_up(i % 2);
		CHECK_EQ(memblock.memory.cnt, 16);
		CHECK_EQ(memblock_phys_alloc(0x401, 1), 0);
		CHECK_EQ(memblock_phys_alloc(0x800, 1), 0);
		act(&join, 0);
		CHECK_EQ(memblock.memory.cnt, 1);
		CHECK_EQ(memblock_phys_alloc(0x800, 1),
			 i % 2 ? M + 0x10000 - 0x400 : 2 * M - 0x10000 - 0x400);
		CHECK_INVARIANTS();
	}
}

/* Changing the direction back and forth leaves no trace. */
static void both_directions_in_turn(void)
{
	memblock_add(M, M);
	for (unsigned int i = 0; i < 20; i++) {
		memblock_set_bottom_up(false);
		CHECK(!memblock_bottom_up());
		CHECK_EQ(memblock_phys_alloc(0x100, 0x100), 2 * M - 0x100 * (i + 1));
		memblock_set_bottom_up(true);
		CHECK(memblock_bottom_up());
		CHECK_EQ(memblock_phys_alloc(0x100, 0x100), M + 0x100 * i);
	}
	CHECK_EQ(memblock.reserved.cnt, 2);
}

/* ---- current_limit ---- */

static void current_limit(void)
{
	memblock_add(M, 4 * M);
	memblock_set_current_limit(2 * M);
	CHECK_EQ(memblock_get_current_limit(), 2 * M);
	CHECK_EQ(memblock_phys_alloc(64, 64), 2 * M - 64);
	CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, MEMBLOCK_ALLOC_ACCESSIBLE), 2 * M - 128);
	CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, MEMBLOCK_ALLOC_NOLEAKTRACE), 2 * M - 192);
	CHECK_EQ(memblock_phys_alloc_try_nid(64, 64, NUMA_NO_NODE), 2 * M - 256);
	/* A physical address asked for explicitly need not be mapped. */
	CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, MEMBLOCK_ALLOC_ANYWHERE), 5 * M - 64);
	CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, 3 * M), 3 * M - 64);
	CHECK_EQ(memblock_phys_alloc(2 * M, 64), 0);
	/* Pitfall 50: raised as the map grows. */
	memblock_set_current_limit(5 * M);
	CHECK_EQ(memblock_phys_alloc(64, 64), 5 * M - 128);
	memblock_set_current_limit(M);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0);
	memblock.current_limit = M + 1;
	CHECK_EQ(memblock_phys_alloc(1, 1), M);
}

/* ---- virtual forms: floor dropped before failing, limit never ---- */

/* Tables are relative to test_memory. */
static const struct row virtual[] = {
	{ "the top", ONE_BANK, DOWN, 100, 64, 0, CURRENT, ANY, 2 * M - 128 },
	{ "up: the bottom", ONE_BANK, UP, 100, 64, 0, CURRENT, ANY, M },
	{ "above the floor", TWO_BANKS, UP, 64, 64, 3 * M, CURRENT, ANY, 4 * M },
	{ "pitfall 19: floor dropped", ONE_BANK, DOWN, 64, 64, 3 * M, CURRENT, ANY, 2 * M - 64 },
	{ "up: floor dropped, from the bottom", ONE_BANK, UP, 0x80000, 64, M + 0x90000, CURRENT,
	  ANY, M },
	{ "down: floor dropped for part of a bank", ONE_BANK, DOWN, 0x80000, 64, M + 0x90000,
	  CURRENT, ANY, 2 * M - 0x80000 },
	{ "pitfall 20: the limit is kept", TWO_BANKS, DOWN, 64, 64, 0, 3 * M, ANY, 2 * M - 64 },
	{ "pitfall 20: the limit is kept when the floor goes", TWO_BANKS, DOWN, 64, 64, 2 * M,
	  3 * M, ANY, 2 * M - 64 },
	{ "pitfall 20: none below the limit", TWO_BANKS, DOWN, 64, 64, M, M, ANY, NONE },
	{ "pitfall 20: too large below the limit", TWO_BANKS, UP, 0x1001, 1, 0, M + 0x1000, ANY,
	  NONE },
	{ "floor above limit", TWO_BANKS, DOWN, 64, 64, 4 * M, 2 * M, ANY, 2 * M - 64 },
	{ "size 0", ONE_BANK, DOWN, 0, 64, 0, CURRENT, ANY, NONE },
	{ "alignment 12", ONE_BANK, DOWN, 64, 12, 0, CURRENT, ANY, NONE },
	{ "pitfall 9: the largest size", ONE_BANK, DOWN, PHYS_ADDR_MAX, 64, 0, CURRENT, ANY, NONE },
	{ "mirrored above the floor before all",
	  { { ADD, M, M }, { ADD, 3 * M, M }, { MIRROR, M, M } }, DOWN, 64, 64, 3 * M, CURRENT, ANY,
	  4 * M - 64 },
	{ "mirrored below the floor before all below", { { ADD, M, 2 * M }, { MIRROR, M, M } },
	  DOWN, 64, 64, 4 * M, CURRENT, ANY, 2 * M - 64 },
#ifdef CONFIG_NUMA
	{ "the node above the floor", NODES, DOWN, 64, 64, 2 * M, CURRENT, NODE(1), PREFERRED,
	  3 * M - 64 },
	{ "any node above the floor before the node below it", NODES, DOWN, 64, 64, 3 * M, CURRENT,
	  NODE(0), PREFERRED, 4 * M - 64 },
	{ "the node below the floor before any below it", NODES, DOWN, 64, 64, 5 * M, CURRENT,
	  NODE(0), PREFERRED, 2 * M - 64 },
	{ "any node, no floor",
	  { { ADD_NODE, M, 2 * M, NODE(0) }, { ADD_NODE, 3 * M, M, NODE(1) } }, DOWN, M + 1, 1,
	  3 * M, CURRENT, NODE(1), PREFERRED, 2 * M - 1 },
	{ "exact: the node below the floor", NODES, DOWN, 64, 64, 3 * M, CURRENT, NODE(0), EXACT,
	  2 * M - 64 },
	{ "exact: never another node",
	  { { ADD_NODE, M, 2 * M, NODE(0) }, { ADD_NODE, 3 * M, M, NODE(1) } }, DOWN, M + 1, 1, 0,
	  CURRENT, NODE(1), EXACT, NONE },
#endif
};

static phys_addr_t address(const void *p)
{
	if (!p)
		return 0;
	return test_memory + (phys_addr_t)((uintptr_t)p - (uintptr_t)test_pointer(test_memory));
}

static void build_virtual_world(const struct row *row)
{
	forget_regions();
	for (unsigned int i = 0; i < LENGTH(row->world) && row->world[i].verb; i++)
		act(&row->world[i], test_memory);
	memblock_set_bottom_up(row->bottom_up);
}

static phys_addr_t moved(phys_addr_t a)
{
	return a ? a + test_memory : 0;
}

static void virtual_table(void)
{
	for (unsigned int i = 0; i < LENGTH(virtual); i++) {
		const struct row *row = &virtual[i];
		int nid = row->node ? row->node - 1 : NUMA_NO_NODE;
		phys_addr_t start = moved(row->start), end = moved(row->end);
		void *p;

		build_virtual_world(row);
		if (row->exact)
			p = memblock_alloc_exact_nid_raw(row->size, row->align, start, end, nid);
		else
			p = memblock_alloc_try_nid_raw(row->size, row->align, start, end, nid);
		test_check_equal(address(p), moved(row->want), __FILE__, __LINE__, row->name);
		check_taken(row, address(p), p ? memblock_reserved_size() - row->size : 0);
		if (row->exact)
			continue;
		build_virtual_world(row);
		p = memblock_alloc_try_nid(row->size, row->align, start, end, nid);
		test_check_equal(address(p), moved(row->want), __FILE__, __LINE__, row->name);
	}
}

static void short_virtual_forms(void)
{
	phys_addr_t base = test_memory, top = test_memory + 2 * M;

	memblock_add_node(base, 2 * M, 0, MEMBLOCK_NONE);
	CHECK_EQ(address(memblock_alloc(64, 64)), top - 64);
	CHECK_EQ(address(memblock_alloc_raw(64, 64)), top - 128);
	CHECK_EQ(address(memblock_alloc_from(64, 64, base + M)), top - 192);
	CHECK_EQ(address(memblock_alloc_node(64, 64, 0)), top - 256);
	CHECK_EQ(address(memblock_alloc_low(64, 64)), top - 320);
	CHECK_EQ(address(memblock_alloc(64, 0)), top - 384);
	memblock_set_bottom_up(true);
	CHECK_EQ(address(memblock_alloc_from(64, 64, base + M)), base + M);
	CHECK_EQ(address(memblock_alloc_from(64, 64, top)), base);
	CHECK(memblock_alloc(0, 64) == NULL);
	CHECK(memblock_alloc(64, 3) == NULL);
	CHECK(memblock_alloc(2 * M, 64) == NULL);
	CHECK_INVARIANTS();
}

/* Pitfall 21: what is handed out as a pointer can be touched. */
static void virtual_forms_obey_current_limit(void)
{
	phys_addr_t base = test_memory;

	memblock_add(base, M);
	memblock_add(base + TEST_MEMORY_SIZE + 1024 * M, M);
	memblock_set_current_limit(base + M / 2);
	CHECK_EQ(address(memblock_alloc(64, 64)), base + M / 2 - 64);
	CHECK_EQ(address(memblock_alloc_try_nid(64, 64, 0, MEMBLOCK_ALLOC_ANYWHERE, NUMA_NO_NODE)),
		 base + M / 2 - 128);
	CHECK_EQ(address(memblock_alloc_try_nid(64, 64, 0, base + M, NUMA_NO_NODE)),
		 base + M / 2 - 192);
	CHECK_EQ(address(memblock_alloc_try_nid_raw(64, 64, base + M / 2, 0, NUMA_NO_NODE)),
		 base + M / 2 - 256);
	CHECK(memblock_alloc(M / 2, 64) == NULL);
}

#ifdef CONFIG_PHYS_ADDR_T_64BIT
/* Pitfall 22: addresses above 4 GiB, and a low limit that is exclusive. */
static void low_limit(void)
{
	const phys_addr_t low = (phys_addr_t)ARCH_LOW_ADDRESS_LIMIT;
	phys_addr_t got;

	memblock_add(low - M, 2 * M);
	CHECK_EQ(memblock_phys_alloc(64, 64), low + M - 64);
	CHECK_EQ(memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, 0, low), low - PAGE_SIZE);
	got = memblock_phys_alloc_range(64, 64, low, low + 0x1000);
	CHECK_EQ(got, low + 0x1000 - 64);
	memblock_add(low * 1024, M);
	CHECK_EQ(memblock_phys_alloc(64, 64), low * 1024 + M - 64);
}

/* More than a pointer can span, though its first bytes could be touched: none is taken. */
static void wider_than_a_pointer(void)
{
	const phys_addr_t size = ((phys_addr_t)1 << 32) + 0x1000;
	const u8 *first = test_pointer(test_memory);
	u8 before = *first;

	memblock_add_node(test_memory, size, 0, MEMBLOCK_NONE);
	for (int up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		CHECK(memblock_alloc(size, 0x1000) == NULL);
		CHECK(memblock_alloc_raw(size, 0x1000) == NULL);
		CHECK(memblock_alloc_from(size, 0x1000, test_memory) == NULL);
		CHECK(memblock_alloc_low(size, 0x1000) == NULL);
		CHECK(memblock_alloc_node(size, 0x1000, 0) == NULL);
		CHECK(memblock_alloc_exact_nid_raw(size, 0x1000, 0, 0, 0) == NULL);
		CHECK_EQ(memblock.reserved.cnt, 0);
		CHECK_EQ(*first, before);
		/* As physical memory it is to be had. */
		CHECK_EQ(memblock_phys_alloc(size, 0x1000), test_memory);
		CHECK_EQ(memblock_phys_free(test_memory, size), 0);
		CHECK_INVARIANTS();
	}
}
#endif

/* ---- contents ---- */

static bool all_bytes(const unsigned char *p, phys_addr_t n, bool zero)
{
	while (n--)
		if ((*p++ == 0) != zero)
			return false;
	return true;
}

static void zeroing(void)
{
	static const phys_addr_t sizes[] = { 1, 7, 8, 63, 64, 65, 4095, 4096, 4097, 70000 };
	unsigned char *p;

	memblock_add(test_memory, 4 * M);
	for (unsigned int i = 0; i < LENGTH(sizes); i++) {
		p = test_pointer(test_memory);
		for (phys_addr_t k = 0; k < M; k++)
			p[k] = 0xa5;
		memblock_set_bottom_up(true);
		memblock_phys_free(test_memory, M);
		p = memblock_alloc(sizes[i], 1);
		CHECK_EQ(address(p), test_memory);
		CHECK(p && all_bytes(p, sizes[i], true));
		CHECK(p && p[sizes[i]] == 0xa5);
		p = memblock_alloc_raw(sizes[i], 1);
		CHECK(p && all_bytes(p, sizes[i], false));
		p = memblock_alloc_try_nid_raw(sizes[i], 1, 0, 0, NUMA_NO_NODE);
		CHECK(p && all_bytes(p, sizes[i], false));
		p = memblock_alloc_exact_nid_raw(sizes[i], 1, 0, 0, NUMA_NO_NODE);
		CHECK(p && all_bytes(p, sizes[i], false));
		p = memblock_alloc_node(sizes[i], 1, 0);
		CHECK(p && all_bytes(p, sizes[i], true));
		p = memblock_alloc_from(sizes[i], 1, test_memory);
		CHECK(p && all_bytes(p, sizes[i], true));
		p = memblock_alloc_low(sizes[i], 1);
		CHECK(p && all_bytes(p, sizes[i], true));
		p = memblock_alloc_try_nid(sizes[i], 1, 0, 0, NUMA_NO_NODE);
		CHECK(p && all_bytes(p, sizes[i], true));
	}
}

/* Physical forms do not touch what they find. */
static void physical_forms_leave_contents(void)
{
	unsigned char *p = test_pointer(test_memory);
	phys_addr_t got;

	for (unsigned int i = 0; i < 0x2000; i++)
		p[i] = 0x5a;
	memblock_add(test_memory, 0x2000);
	got = memblock_phys_alloc(0x1000, 0x1000);
	CHECK_EQ(got, test_memory + 0x1000);
	CHECK(all_bytes(p + 0x1000, 0x1000, false));
}

static void free_by_pointer(void)
{
	void *p, *q;

	memblock_add(test_memory, M);
	p = memblock_alloc(100, 64);
	q = memblock_alloc(100, 64);
	memblock_free(p, 100);
	CHECK(!memblock_is_reserved(address(p)));
	CHECK(memblock_is_reserved(address(q)));
	CHECK(memblock_alloc(100, 64) == p);
	memblock_free(q, 100);
	memblock_free(p, 100);
	CHECK_EQ(memblock_reserved_size(), 0);
	memblock_free(NULL, 100);
	memblock_free(p, 0);
	CHECK_EQ(memblock_reserved_size(), 0);
	CHECK_INVARIANTS();
}

/* ---- movable nodes ---- */

static void movable_nodes(void)
{
	for (int up = 0; up < 2; up++) {
		forget_regions();
		memblock_set_bottom_up(up);
		memblock_add(M, 3 * M);
		memblock_mark_hotplug(M, M);
		memblock_mark_hotplug(3 * M, M);
		test_movable_node(true);
		CHECK_EQ(memblock_phys_alloc(64, 64), up ? 2 * M : 3 * M - 64);
		CHECK_EQ(memblock_phys_alloc(M, 1), 0);
		test_movable_node(false);
		CHECK_EQ(memblock_phys_alloc(64, 64), up ? M : 4 * M - 64);
		test_movable_node(true);
		memblock_clear_hotplug(M, 3 * M);
		CHECK_EQ(memblock_phys_alloc(0x1000, 0x1000), up ? M + 0x1000 : 4 * M - 0x2000);
		test_movable_node(false);
		CHECK_INVARIANTS();
	}
}

/* Pitfall 11: a refused alignment is told. */
static void refusals_are_told(void)
{
	memblock_add(M, M);
	test_log_clear();
	CHECK_EQ(memblock_phys_alloc(64, 48), 0);
	CHECK_TEXT(test_log(), "warning: an allocation of 0x40 bytes wants alignment 0x30, ");
	CHECK_EQ(memblock_reserved_size(), 0);
}

const struct suite suite_alloc_order = {
	"alloc_order",
	(const struct test_case[]){
		{ "physical requests, a table", physical_table },
		{ "the same by range", physical_range },
		{ "short physical forms", short_physical_forms },
		{ "allocations lie side by side", neighbours },
		{ "until nothing is left", exhaustion },
		{ "what is freed is found again", freed_is_found_again },
		{ "holes that have joined are found", joined_holes_are_found },
		{ "both directions in turn", both_directions_in_turn },
		{ "current_limit", current_limit },
		{ "virtual requests, a table", virtual_table },
		{ "short virtual forms", short_virtual_forms },
		{ "pitfall 21: current_limit caps pointers", virtual_forms_obey_current_limit },
#ifdef CONFIG_PHYS_ADDR_T_64BIT
		{ "pitfall 22: around 4 GiB", low_limit },
		{ "more than a pointer can span", wider_than_a_pointer },
#endif
		{ "zeroed, and raw", zeroing },
		{ "physical forms do not touch memory", physical_forms_leave_contents },
		{ "free by pointer", free_by_pointer },
		{ "movable nodes", movable_nodes },
		{ "pitfall 11: refusals are told", refusals_are_told },
		{ 0 },
	},
};
