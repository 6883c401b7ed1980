/* SPDX-License-Identifier: MIT */
/*
 * The arrays: add, remove, reserve and free in every position, joining by flags and node,
 * exact totals, the ends of the address space. Pitfalls 7, 8, 14, 17.
 */
#include "actions.h"

/* [0x100, 0x200) first, then another range in every position to it. */
static const struct scenario add_table[] = {
	{ "before, apart", { { ADD, 0x100, 0x100 }, { ADD, 0x20, 0x40 } },
	  { { 0x20, 0x40 }, { 0x100, 0x100 } } },
	{ "before, touching", { { ADD, 0x100, 0x100 }, { ADD, 0x80, 0x80 } }, { { 0x80, 0x180 } } },
	{ "overlapping the start", { { ADD, 0x100, 0x100 }, { ADD, 0x80, 0x100 } },
	  { { 0x80, 0x180 } } },
	{ "before, to the same end", { { ADD, 0x100, 0x100 }, { ADD, 0x80, 0x180 } },
	  { { 0x80, 0x180 } } },
	{ "same start, shorter", { { ADD, 0x100, 0x100 }, { ADD, 0x100, 0x40 } },
	  { { 0x100, 0x100 } } },
	{ "the same", { { ADD, 0x100, 0x100 }, { ADD, 0x100, 0x100 } }, { { 0x100, 0x100 } } },
	{ "same start, longer", { { ADD, 0x100, 0x100 }, { ADD, 0x100, 0x140 } },
	  { { 0x100, 0x140 } } },
	{ "inside", { { ADD, 0x100, 0x100 }, { ADD, 0x140, 0x40 } }, { { 0x100, 0x100 } } },
	{ "inside, to the same end", { { ADD, 0x100, 0x100 }, { ADD, 0x1c0, 0x40 } },
	  { { 0x100, 0x100 } } },
	{ "overlapping the end", { { ADD, 0x100, 0x100 }, { ADD, 0x180, 0x100 } },
	  { { 0x100, 0x180 } } },
	{ "after, touching", { { ADD, 0x100, 0x100 }, { ADD, 0x200, 0x80 } },
	  { { 0x100, 0x180 } } },
	{ "after, one byte apart", { { ADD, 0x100, 0x100 }, { ADD, 0x201, 0x7f } },
	  { { 0x100, 0x100 }, { 0x201, 0x7f } } },
	{ "covering", { { ADD, 0x100, 0x100 }, { ADD, 0x80, 0x200 } }, { { 0x80, 0x200 } } },
	{ "filling a gap exactly",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { ADD, 0x200, 0x100 } },
	  { { 0x100, 0x300 } } },
	{ "inside a gap", { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { ADD, 0x240, 0x80 } },
	  { { 0x100, 0x100 }, { 0x240, 0x80 }, { 0x300, 0x100 } } },
	{ "bridging three",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { ADD, 0x500, 0x100 },
	    { ADD, 0x180, 0x400 } }, { { 0x100, 0x500 } } },
	{ "bridging gaps of four, ends inside gaps",
	  { { ADD, 0x100, 0x10 }, { ADD, 0x200, 0x10 }, { ADD, 0x300, 0x10 }, { ADD, 0x400, 0x10 },
	    { ADD, 0x180, 0x200 } }, { { 0x100, 0x10 }, { 0x180, 0x200 }, { 0x400, 0x10 } } },
	{ "descending one by one",
	  { { ADD, 0x500, 1 }, { ADD, 0x400, 1 }, { ADD, 0x300, 1 }, { ADD, 0x200, 1 } },
	  { { 0x200, 1 }, { 0x300, 1 }, { 0x400, 1 }, { 0x500, 1 } } },
	{ "to the end of the table",
	  { { ADD, SCENARIO_SPAN - 1, 1 }, { ADD, SCENARIO_SPAN - 3, 2 } },
	  { { SCENARIO_SPAN - 3, 3 } } },
};

static const struct scenario reserve_table[] = {
	{ "before, apart", { { RESERVE, 0x100, 0x100 }, { RESERVE, 0x20, 0x40 } }, { { 0 } },
	  { { 0x20, 0x40 }, { 0x100, 0x100 } } },
	{ "touching on both sides",
	  { { RESERVE, 0x100, 0x100 }, { RESERVE, 0x80, 0x80 }, { RESERVE, 0x200, 1 } }, { { 0 } },
	  { { 0x80, 0x181 } } },
	{ "taking twice", { { RESERVE, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 } }, { { 0 } },
	  { { 0x100, 0x100 } } },
	{ "inside", { { RESERVE, 0x100, 0x100 }, { RESERVE, 0x120, 0x20 } }, { { 0 } },
	  { { 0x100, 0x100 } } },
	{ "bridging",
	  { { RESERVE, 0x100, 0x10 }, { RESERVE, 0x200, 0x10 }, { RESERVE, 0x300, 0x10 },
	    { RESERVE, 0x108, 0x1fc } }, { { 0 } }, { { 0x100, 0x210 } } },
	{ "two RAM regions under one reservation",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { RESERVE, 0x180, 0x200 } },
	  { { 0x100, 0x100 }, { 0x300, 0x100 } }, { { 0x180, 0x200 } } },
	{ "RAM nodes do not show",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), 0 }, { RESERVE, 0x180, 0x80 },
	    { RESERVE, 0x200, 0x10 } }, { { 0x100, 0x100, 0, NODE(0) } }, { { 0x180, 0x90 } } },
	{ "single bytes",
	  { { RESERVE, 0x101, 1 }, { RESERVE, 0x103, 1 }, { RESERVE, 0x105, 1 },
	    { RESERVE, 0x102, 1 } }, { { 0 } }, { { 0x101, 3 }, { 0x105, 1 } } },
};

static const struct scenario remove_table[] = {
	{ "before", { { ADD, 0x100, 0x100 }, { REMOVE, 0x20, 0xe0 } }, { { 0x100, 0x100 } } },
	{ "the start", { { ADD, 0x100, 0x100 }, { REMOVE, 0x80, 0xa0 } }, { { 0x120, 0xe0 } } },
	{ "same start", { { ADD, 0x100, 0x100 }, { REMOVE, 0x100, 0x20 } }, { { 0x120, 0xe0 } } },
	{ "the middle", { { ADD, 0x100, 0x100 }, { REMOVE, 0x140, 0x40 } },
	  { { 0x100, 0x40 }, { 0x180, 0x80 } } },
	{ "one byte", { { ADD, 0x100, 0x100 }, { REMOVE, 0x101, 1 } },
	  { { 0x100, 1 }, { 0x102, 0xfe } } },
	{ "same end", { { ADD, 0x100, 0x100 }, { REMOVE, 0x1e0, 0x20 } }, { { 0x100, 0xe0 } } },
	{ "the end", { { ADD, 0x100, 0x100 }, { REMOVE, 0x1e0, 0x100 } }, { { 0x100, 0xe0 } } },
	{ "after", { { ADD, 0x100, 0x100 }, { REMOVE, 0x200, 0x100 } }, { { 0x100, 0x100 } } },
	{ "all of it", { { ADD, 0x100, 0x100 }, { REMOVE, 0x100, 0x100 } }, { { 0 } } },
	{ "more than all of it", { { ADD, 0x100, 0x100 }, { REMOVE, 0x80, 0x200 } }, { { 0 } } },
	{ "across three",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { ADD, 0x500, 0x100 },
	    { REMOVE, 0x180, 0x400 } }, { { 0x100, 0x80 }, { 0x580, 0x80 } } },
	{ "a gap", { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { REMOVE, 0x200, 0x100 } },
	  { { 0x100, 0x100 }, { 0x300, 0x100 } } },
	{ "exactly the middle one of three",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { ADD, 0x500, 0x100 },
	    { REMOVE, 0x200, 0x300 } }, { { 0x100, 0x100 }, { 0x500, 0x100 } } },
	{ "nothing there", { { REMOVE, 0x100, 0x100 } }, { { 0 } } },
	{ "keeps flags and node on both sides",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), MEMBLOCK_HOTPLUG }, { REMOVE, 0x140, 0x40 } },
	  { { 0x100, 0x40, MEMBLOCK_HOTPLUG, NODE(0) },
	    { 0x180, 0x80, MEMBLOCK_HOTPLUG, NODE(0) } } },
};

static const struct scenario free_table[] = {
	{ "the middle", { { RESERVE, 0x100, 0x100 }, { FREE, 0x140, 0x40 } }, { { 0 } },
	  { { 0x100, 0x40 }, { 0x180, 0x80 } } },
	{ "the start and the end",
	  { { RESERVE, 0x100, 0x100 }, { FREE, 0xff, 2 }, { FREE, 0x1ff, 2 } }, { { 0 } },
	  { { 0x101, 0xfe } } },
	{ "all", { { RESERVE, 0x100, 0x100 }, { FREE, 0x100, 0x100 } }, { { 0 } }, { { 0 } } },
	{ "twice is no error",
	  { { RESERVE, 0x100, 0x100 }, { FREE, 0x100, 0x80 }, { FREE, 0x100, 0x80 } }, { { 0 } },
	  { { 0x180, 0x80 } } },
	{ "what was never taken", { { FREE, 0x100, 0x100 } }, { { 0 } }, { { 0 } } },
	{ "across several",
	  { { RESERVE, 0x100, 0x10 }, { RESERVE, 0x200, 0x10 }, { RESERVE, 0x300, 0x10 },
	    { FREE, 0x108, 0x200 } }, { { 0 } }, { { 0x100, 8 }, { 0x308, 8 } } },
	{ "RAM stays", { { ADD, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 }, { FREE, 0x100, 0x100 } },
	  { { 0x100, 0x100 } }, { { 0 } } },
};

static const struct scenario attribute_table[] = {
	{ "neighbours of different flags stay two",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), 0 },
	    { ADD_NODE, 0x200, 0x100, NODE(0), MEMBLOCK_HOTPLUG } },
	  { { 0x100, 0x100, 0, NODE(0) }, { 0x200, 0x100, MEMBLOCK_HOTPLUG, NODE(0) } } },
	{ "neighbours of different nodes stay two",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), 0 }, { ADD_NODE, 0x200, 0x100, NODE(1), 0 } },
	  { { 0x100, 0x100, 0, NODE(0) }, { 0x200, 0x100, 0, NODE(1) } } },
	{ "a node and none stay two",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), 0 }, { ADD, 0x200, 0x100 } },
	  { { 0x100, 0x100, 0, NODE(0) }, { 0x200, 0x100 } } },
	{ "neighbours of equal flags and node are one",
	  { { ADD_NODE, 0x100, 0x100, NODE(1), MEMBLOCK_MIRROR },
	    { ADD_NODE, 0x200, 0x100, NODE(1), MEMBLOCK_MIRROR } },
	  { { 0x100, 0x200, MEMBLOCK_MIRROR, NODE(1) } } },
	{ "an overlapping add keeps the old attributes",
	  { { ADD_NODE, 0x180, 0x100, NODE(1), MEMBLOCK_HOTPLUG },
	    { ADD_NODE, 0x100, 0x200, NODE(0), 0 } },
	  { { 0x100, 0x80, 0, NODE(0) }, { 0x180, 0x100, MEMBLOCK_HOTPLUG, NODE(1) },
	    { 0x280, 0x80, 0, NODE(0) } } },
	{ "an add over several kinds fills the gaps only",
	  { { ADD_NODE, 0x100, 0x80, NODE(0), 0 },
	    { ADD_NODE, 0x200, 0x80, NODE(1), MEMBLOCK_MIRROR },
	    { ADD_NODE, 0x300, 0x80, NODE(0), MEMBLOCK_NOMAP },
	    { ADD_NODE, 0x100, 0x300, NODE(0), 0 } },
	  { { 0x100, 0x100, 0, NODE(0) }, { 0x200, 0x80, MEMBLOCK_MIRROR, NODE(1) },
	    { 0x280, 0x80, 0, NODE(0) }, { 0x300, 0x80, MEMBLOCK_NOMAP, NODE(0) },
	    { 0x380, 0x80, 0, NODE(0) } } },
	{ "an add inside another kind changes nothing",
	  { { ADD_NODE, 0x100, 0x100, NODE(0), MEMBLOCK_DRIVER_MANAGED }, { ADD, 0x140, 0x40 } },
	  { { 0x100, 0x100, MEMBLOCK_DRIVER_MANAGED, NODE(0) } } },
	{ "a gap filled joins three",
	  { { ADD_NODE, 0x100, 0x80, NODE(0), MEMBLOCK_HOTPLUG },
	    { ADD_NODE, 0x200, 0x80, NODE(0), MEMBLOCK_HOTPLUG },
	    { ADD_NODE, 0x180, 0x80, NODE(0), MEMBLOCK_HOTPLUG } },
	  { { 0x100, 0x180, MEMBLOCK_HOTPLUG, NODE(0) } } },
	{ "removal lets nothing join that does not touch",
	  { { ADD_NODE, 0x100, 0x80, NODE(0), 0 }, { ADD_NODE, 0x180, 0x80, NODE(1), 0 },
	    { ADD_NODE, 0x200, 0x80, NODE(0), 0 }, { REMOVE, 0x180, 0x80 } },
	  { { 0x100, 0x80, 0, NODE(0) }, { 0x200, 0x80, 0, NODE(0) } } },
	{ "a reservation over marked ones keeps the marks",
	  { { RESERVE, 0x100, 0x100 }, { NOINIT, 0x140, 0x40 }, { RESERVE, 0x80, 0x200 } },
	  { { 0 } }, { { 0x80, 0xc0 }, { 0x140, 0x40, MEMBLOCK_RSRV_NOINIT }, { 0x180, 0x100 } } },
	{ "freed and reserved again, the mark is gone",
	  { { RESERVE, 0x100, 0x100 }, { NOINIT, 0x140, 0x40 }, { FREE, 0x140, 0x40 },
	    { RESERVE, 0x140, 0x40 } }, { { 0 } }, { { 0x100, 0x100 } } },
};

static void add_positions(void)
{
	run_scenarios(add_table, LENGTH(add_table));
}

static void reserve_positions(void)
{
	run_scenarios(reserve_table, LENGTH(reserve_table));
}

static void remove_positions(void)
{
	run_scenarios(remove_table, LENGTH(remove_table));
}

static void free_positions(void)
{
	run_scenarios(free_table, LENGTH(free_table));
}

static void attributes(void)
{
	run_scenarios(attribute_table, LENGTH(attribute_table));
}

/* ---- every state of a world of eight cells, every range, every verb ---- */

#define CELLS 8
#define CELL  0x10

static void build(enum verb verb, phys_addr_t base, unsigned int mask)
{
	forget_regions();
	for (unsigned int i = 0; i < CELLS; i++) {
		struct action a = { verb, i * CELL, CELL, 0, 0 };

		if (mask & (1U << i))
			act(&a, base);
	}
}

/* The array holds the runs of set bits and nothing else. */
static bool type_is_mask(const struct memblock_type *type, phys_addr_t base, unsigned int mask)
{
	unsigned long n = 0;
	phys_addr_t total = 0;

	for (unsigned int i = 0; i < CELLS;) {
		unsigned int start = i;

		if (!(mask & (1U << i++)))
			continue;
		while (i < CELLS && (mask & (1U << i)))
			i++;
		if (n >= type->cnt || type->regions[n].base != base + start * CELL ||
		    type->regions[n].size != (i - start) * CELL)
			return false;
		total += (i - start) * CELL;
		n++;
	}
	return n == type->cnt && total == type->total_size && !memblock_check();
}

static void every_range(enum verb grow, enum verb shrink, struct memblock_type *type,
			phys_addr_t base, unsigned int mask)
{
	for (unsigned int from = 0; from < CELLS; from++)
		for (unsigned int to = from + 1; to <= CELLS; to++) {
			unsigned int range = ((1U << (to - from)) - 1) << from;
			struct action a = { grow, from * CELL, (to - from) * CELL, 0, 0 };
			bool ok;

			build(grow, base, mask);
			ok = act(&a, base) == 0 && type_is_mask(type, base, mask | range);
			build(grow, base, mask);
			a.verb = shrink;
			ok &= act(&a, base) == 0 && type_is_mask(type, base, mask & ~range);
			test_check(ok, __FILE__, __LINE__, type->name);
		}
}

static void exhaustive(void)
{
	static const phys_addr_t bases[] = { 0, PHYS_ADDR_MAX - CELLS * CELL };

	for (unsigned int k = 0; k < LENGTH(bases); k++)
		for (unsigned int mask = 0; mask < 1U << CELLS; mask++) {
			every_range(ADD, REMOVE, &memblock.memory, bases[k], mask);
			every_range(RESERVE, FREE, &memblock.reserved, bases[k], mask);
		}
}

/* ---- single facts ---- */

static void empty_world(void)
{
	CHECK_EQ(memblock.memory.cnt, 0);
	CHECK_EQ(memblock.reserved.cnt, 0);
	CHECK_EQ(memblock.memory.max, INIT_MEMBLOCK_REGIONS);
	CHECK_EQ(memblock.reserved.max, INIT_MEMBLOCK_RESERVED_REGIONS);
	CHECK_TEXT(memblock.memory.name, "memory");
	CHECK_TEXT(memblock.reserved.name, "reserved");
	CHECK_INVARIANTS();
	memblock_add(0x1000, 0x1000);
	memblock_reserve(0x1000, 0x1000);
	memblock_remove(0x1000, 0x1000);
	memblock_phys_free(0x1000, 0x1000);
	CHECK_EQ(memblock.memory.cnt, 0);
	CHECK_EQ(memblock.reserved.cnt, 0);
	CHECK_EQ(memblock.memory.total_size, 0);
	CHECK_EQ(memblock.reserved.total_size, 0);
	CHECK_INVARIANTS();
}

static void size_zero(void)
{
	static const struct expected memory[] = { { 0x1000, 0x1000 }, { 0 } };
	static const struct expected reserved[] = { { 0x1800, 0x100 }, { 0 } };
	static const phys_addr_t places[] = { 0, 0xfff, 0x1000, 0x1800, 0x2000, PHYS_ADDR_MAX };

	memblock_add(0x1000, 0x1000);
	memblock_reserve(0x1800, 0x100);
	for (unsigned int i = 0; i < LENGTH(places); i++) {
		CHECK_EQ(memblock_add(places[i], 0), 0);
		CHECK_EQ(memblock_add_node(places[i], 0, 0, MEMBLOCK_HOTPLUG), 0);
		CHECK_EQ(memblock_remove(places[i], 0), 0);
		CHECK_EQ(memblock_reserve(places[i], 0), 0);
		CHECK_EQ(memblock_reserve_named(places[i], 0, "nothing"), 0);
		CHECK_EQ(memblock_phys_free(places[i], 0), 0);
		CHECK_EQ(memblock_mark_nomap(places[i], 0), 0);
		CHECK_EQ(memblock_reserved_mark_noinit(places[i], 0), 0);
		CHECK_EQ(memblock_set_node(places[i], 0, &memblock.memory, 0), 0);
		CHECK_MEMORY(memory, 0);
		CHECK_RESERVED(reserved, 0);
		CHECK_INVARIANTS();
	}
	CHECK(memblock_owner(0x1800) == NULL);
}

/* A range ends where the address space does; the last byte is never described. */
static void wraps(void)
{
	static const struct {
		phys_addr_t base, size, want;
	} table[] = {
		{ 0, PHYS_ADDR_MAX, PHYS_ADDR_MAX },
		{ 1, PHYS_ADDR_MAX, PHYS_ADDR_MAX - 1 },
		{ 0x1000, PHYS_ADDR_MAX, PHYS_ADDR_MAX - 0x1000 },
		{ 0x1000, PHYS_ADDR_MAX - 0x1000, PHYS_ADDR_MAX - 0x1000 },
		{ PHYS_ADDR_MAX / 2, PHYS_ADDR_MAX / 2 + 100, PHYS_ADDR_MAX / 2 + 1 },
		{ PHYS_ADDR_MAX - 0xfff, 0x1000, 0xfff },
		{ PHYS_ADDR_MAX - 0xfff, 0x1001, 0xfff },
		{ PHYS_ADDR_MAX - 0xfff, PHYS_ADDR_MAX, 0xfff },
		{ PHYS_ADDR_MAX - 1, 1, 1 },
		{ PHYS_ADDR_MAX - 1, 2, 1 },
		{ PHYS_ADDR_MAX, 1, 0 },
		{ PHYS_ADDR_MAX, PHYS_ADDR_MAX, 0 },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		struct expected want[] = { { table[i].base, table[i].want, 0, 0 }, { 0 } };

		forget_regions();
		CHECK_EQ(memblock_add(table[i].base, table[i].size), 0);
		CHECK_MEMORY(want, 0);
		CHECK_EQ(memblock_reserve(table[i].base, table[i].size), 0);
		CHECK_RESERVED(want, 0);
		CHECK_INVARIANTS();
		CHECK_EQ(memblock_phys_free(table[i].base, table[i].size), 0);
		CHECK_EQ(memblock_remove(table[i].base, table[i].size), 0);
		CHECK_EQ(memblock.memory.cnt, 0);
		CHECK_EQ(memblock.reserved.cnt, 0);
	}
}

/* Pitfall 8: keeping [one page, everything) must not erase reservations. */
static void capping_to_everything(void)
{
	static const struct expected memory[] = { { PAGE_SIZE, 0x1000000 - PAGE_SIZE }, { 0 } };
	static const struct expected reserved[] = { { 0x200000, 0x1000 }, { 0 } };

	memblock_add(0, 0x1000000);
	memblock_reserve(0x200000, 0x1000);
	memblock_cap_memory_range(PAGE_SIZE, PHYS_ADDR_MAX);
	CHECK_MEMORY(memory, 0);
	CHECK_RESERVED(reserved, 0);
	CHECK_INVARIANTS();
}

/* A node that does not exist is refused, and nothing has changed. */
static void impossible_nodes(void)
{
	static const struct expected want[] = { { 0x1000, 0x1000 }, { 0 } };
	static const struct expected three[] = { { 0x1000, 0x3000 }, { 0 } };

	memblock_add(0x1000, 0x1000);
#ifdef CONFIG_NUMA
	CHECK_EQ(memblock_add_node(0x4000, 0x1000, MAX_NUMNODES + 1, MEMBLOCK_NONE), -EINVAL);
	CHECK_EQ(memblock_add_node(0x4000, 0x1000, -2, MEMBLOCK_NONE), -EINVAL);
	CHECK_EQ(memblock_add_node(0x4000, 0, -2, MEMBLOCK_NONE), -EINVAL);
#endif
	CHECK_MEMORY(want, 0);
	/* Two ways to say that it is not known. */
	CHECK_EQ(memblock_add_node(0x2000, 0x1000, NUMA_NO_NODE, MEMBLOCK_NONE), 0);
	CHECK_EQ(memblock_add_node(0x3000, 0x1000, MAX_NUMNODES, MEMBLOCK_NONE), 0);
	CHECK_MEMORY(three, 0);
}

/* Pitfall 17: lost attributes are told, kept ones are not. */
static void overlap_warning(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_NONE);
	test_log_clear();
	memblock_add_node(0x1000, 0x2000, 0, MEMBLOCK_NONE);
	CHECK(test_log()[0] == '\0');
	memblock_add_node(0x2000, 0x2000, 0, MEMBLOCK_HOTPLUG);
	CHECK_TEXT(test_log(), "warning");
#ifdef CONFIG_NUMA
	test_log_clear();
	memblock_add_node(0x3800, 0x1000, 0, MEMBLOCK_HOTPLUG);
	CHECK(test_log()[0] == '\0');
	test_log_clear();
	memblock_add_node(0x1800, 0x100, 1, MEMBLOCK_NONE);
	CHECK_TEXT(test_log(), "warning");
#endif
	CHECK_INVARIANTS();
}

/* One added after the other in any order gives one and the same array. */
static void any_order(void)
{
	unsigned int order[16];

	for (unsigned int round = 0; round < 50; round++) {
		forget_regions();
		for (unsigned int i = 0; i < LENGTH(order); i++) {
			unsigned int k = (unsigned int)test_random_below(i + 1);

			order[i] = order[k];
			order[k] = i;
		}
		for (unsigned int i = 0; i < LENGTH(order); i++)
			memblock_add(0x1000 * (phys_addr_t)order[i], 0x1000 - (order[i] & 1));
		CHECK_EQ(memblock.memory.cnt, LENGTH(order) / 2);
		CHECK_EQ(memblock.memory.total_size, 0x1000 * 16 - 8);
		CHECK_INVARIANTS();
	}
}

/* What is reserved need not be RAM, and RAM that goes does not take reservations along. */
static void arrays_are_independent(void)
{
	static const struct expected reserved[] = { { 0x800, 0x1000 }, { 0x100000, 0x10 }, { 0 } };

	memblock_reserve(0x800, 0x1000);
	memblock_add(0x1000, 0x1000);
	memblock_reserve(0x100000, 0x10);
	memblock_remove(0, PHYS_ADDR_MAX);
	CHECK_EQ(memblock.memory.cnt, 0);
	CHECK_RESERVED(reserved, 0);
	CHECK_INVARIANTS();
}

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
/* The firmware's view joins like RAM and is not cut by limits. */
static void physmem_array(void)
{
	static const struct expected want[] = { { 0x1000, 0x3000 }, { 0x100000, 0x1000 }, { 0 } };
	phys_addr_t start, end, seen = 0;
	u64 i;

	CHECK_EQ(memblock_physmem_add(0x1000, 0x2000), 0);
	CHECK_EQ(memblock_physmem_add(0x2000, 0x2000), 0);
	CHECK_EQ(memblock_physmem_add(0x100000, 0x1000), 0);
	memblock_add(0x1000, 0x3000);
	memblock_add(0x100000, 0x1000);
	memblock_enforce_memory_limit(0x1000);
	memblock_cap_memory_range(0, 0x1800);
	CHECK(regions_are(&physmem, want, 0));
	CHECK_EQ(physmem.max, INIT_PHYSMEM_REGIONS);
	for_each_physmem_range(i, NULL, &start, &end)
		seen += end - start;
	CHECK_EQ(seen, 0x4000);
	seen = 0;
	memblock_reserve(0x2000, 0x800);
	for_each_physmem_range(i, &memblock.reserved, &start, &end)
		seen += end - start;
	CHECK_EQ(seen, 0x4000 - 0x800);
	CHECK_INVARIANTS();
}
#endif

const struct suite suite_region = {
	"region",
	(const struct test_case[]){
		{ "an empty world", empty_world },
		{ "adding in every position", add_positions },
		{ "reserving in every position", reserve_positions },
		{ "removing in every position", remove_positions },
		{ "freeing in every position", free_positions },
		{ "attributes keep regions apart", attributes },
		{ "all states of eight cells, all ranges", exhaustive },
		{ "size 0 does nothing", size_zero },
		{ "pitfall 7: ranges end with the address space", wraps },
		{ "pitfall 8: capping to everything keeps reservations", capping_to_everything },
		{ "impossible nodes are refused", impossible_nodes },
		{ "pitfall 17: an overlapping add warns of lost attributes", overlap_warning },
		{ "order of adding does not matter", any_order },
		{ "arrays are independent", arrays_are_independent },
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		{ "physmem", physmem_array },
#endif
		{ 0 },
	},
};
