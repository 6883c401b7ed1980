/* SPDX-License-Identifier: MIT */
/*
 * Flags and nodes: set on a part, regions split at the edges and join again.
 */
#include "actions.h"

#define HP MEMBLOCK_HOTPLUG
#define MI MEMBLOCK_MIRROR
#define NM MEMBLOCK_NOMAP
#define NI MEMBLOCK_RSRV_NOINIT

static const struct scenario flag_table[] = {
	{ "a whole region", { { ADD, 0x100, 0x100 }, { HOTPLUG, 0x100, 0x100 } },
	  { { 0x100, 0x100, HP } } },
	{ "more than the region", { { ADD, 0x100, 0x100 }, { NOMAP, 0x80, 0x200 } },
	  { { 0x100, 0x100, NM } } },
	{ "the start", { { ADD, 0x100, 0x100 }, { NOMAP, 0x80, 0xa0 } },
	  { { 0x100, 0x20, NM }, { 0x120, 0xe0 } } },
	{ "the middle", { { ADD, 0x100, 0x100 }, { MIRROR, 0x140, 0x40 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, MI }, { 0x180, 0x80 } } },
	{ "the end", { { ADD, 0x100, 0x100 }, { NOMAP, 0x1c0, 0x100 } },
	  { { 0x100, 0xc0 }, { 0x1c0, 0x40, NM } } },
	{ "nothing there", { { ADD, 0x100, 0x100 }, { NOMAP, 0x200, 0x100 } },
	  { { 0x100, 0x100 } } },
	{ "across a gap",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { HOTPLUG, 0x180, 0x200 } },
	  { { 0x100, 0x80 }, { 0x180, 0x80, HP }, { 0x300, 0x80, HP }, { 0x380, 0x80 } } },
	{ "set twice", { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x40 }, { NOMAP, 0x140, 0x40 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, NM }, { 0x180, 0x80 } } },
	{ "two parts that touch",
	  { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x20 }, { NOMAP, 0x160, 0x20 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, NM }, { 0x180, 0x80 } } },
	{ "two parts that overlap",
	  { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x30 }, { NOMAP, 0x150, 0x30 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, NM }, { 0x180, 0x80 } } },
	{ "cleared again",
	  { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x40 }, { CLEAR_NOMAP, 0x140, 0x40 } },
	  { { 0x100, 0x100 } } },
	{ "cleared in part",
	  { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x40 }, { CLEAR_NOMAP, 0x150, 0x10 } },
	  { { 0x100, 0x40 }, { 0x140, 0x10, NM }, { 0x150, 0x10 }, { 0x160, 0x20, NM },
	    { 0x180, 0x80 } } },
	{ "cleared wider",
	  { { ADD, 0x100, 0x100 }, { HOTPLUG, 0x140, 0x40 }, { CLEAR_HOTPLUG, 0, 0x1000 } },
	  { { 0x100, 0x100 } } },
	{ "cleared where it was not set", { { ADD, 0x100, 0x100 }, { CLEAR_HOTPLUG, 0x120, 0x20 } },
	  { { 0x100, 0x100 } } },
	{ "two flags overlap",
	  { { ADD, 0x100, 0x100 }, { HOTPLUG, 0x120, 0x60 }, { MIRROR, 0x140, 0x60 } },
	  { { 0x100, 0x20 }, { 0x120, 0x20, HP }, { 0x140, 0x40, HP | MI }, { 0x180, 0x20, MI },
	    { 0x1a0, 0x60 } } },
	{ "one of two cleared",
	  { { ADD, 0x100, 0x100 }, { HOTPLUG, 0x100, 0x100 }, { NOMAP, 0x100, 0x80 },
	    { CLEAR_HOTPLUG, 0x140, 0x80 } },
	  { { 0x100, 0x40, HP | NM }, { 0x140, 0x40, NM }, { 0x180, 0x40 }, { 0x1c0, 0x40, HP } } },
	{ "joins the left neighbour",
	  { { ADD_NODE, 0x100, 0x80, 0, NM }, { ADD, 0x180, 0x80 }, { NOMAP, 0x180, 0x20 } },
	  { { 0x100, 0xa0, NM }, { 0x1a0, 0x60 } } },
	{ "joins the right neighbour",
	  { { ADD, 0x100, 0x80 }, { ADD_NODE, 0x180, 0x80, 0, NM }, { NOMAP, 0x160, 0x20 } },
	  { { 0x100, 0x60 }, { 0x160, 0xa0, NM } } },
	{ "joins both neighbours",
	  { { ADD_NODE, 0x100, 0x80, 0, NM }, { ADD, 0x180, 0x80 },
	    { ADD_NODE, 0x200, 0x80, 0, NM }, { NOMAP, 0x180, 0x80 } }, { { 0x100, 0x180, NM } } },
	{ "all at once, five to one",
	  { { ADD, 0x100, 0x50 }, { NOMAP, 0x110, 0x10 }, { NOMAP, 0x130, 0x10 },
	    { NOMAP, 0x108, 0x40 } }, { { 0x100, 8 }, { 0x108, 0x40, NM }, { 0x148, 8 } } },
	{ "RAM flags leave reservations alone",
	  { { ADD, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 }, { NOMAP, 0x140, 0x40 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, NM }, { 0x180, 0x80 } }, { { 0x100, 0x100 } } },
	{ "no-init on a part of a reservation",
	  { { ADD, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 }, { NOINIT, 0x140, 0x40 } },
	  { { 0x100, 0x100 } }, { { 0x100, 0x40 }, { 0x140, 0x40, NI }, { 0x180, 0x80 } } },
	{ "no-init where nothing is reserved", { { ADD, 0x100, 0x100 }, { NOINIT, 0x140, 0x40 } },
	  { { 0x100, 0x100 } }, { { 0 } } },
	{ "freeing a part of no-init",
	  { { RESERVE, 0x100, 0x100 }, { NOINIT, 0x100, 0x100 }, { FREE, 0x140, 0x40 } }, { { 0 } },
	  { { 0x100, 0x40, NI }, { 0x180, 0x80, NI } } },
};

static void flags(void)
{
	run_scenarios(flag_table, LENGTH(flag_table));
}

#ifdef CONFIG_NUMA
static const struct scenario node_table[] = {
	{ "a whole region", { { ADD, 0x100, 0x100 }, { SET_NODE, 0x100, 0x100, NODE(1) } },
	  { { 0x100, 0x100, 0, NODE(1) } } },
	{ "the middle, and all again",
	  { { ADD, 0x100, 0x100 }, { SET_NODE, 0x140, 0x40, NODE(1) } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, 0, NODE(1) }, { 0x180, 0x80 } } },
	{ "all of it afterwards",
	  { { ADD, 0x100, 0x100 }, { SET_NODE, 0x140, 0x40, NODE(1) },
	    { SET_NODE, 0, 0x1000, NODE(2) } }, { { 0x100, 0x100, 0, NODE(2) } } },
	{ "back to none", { { ADD_NODE, 0x100, 0x100, NODE(1) }, { SET_NODE, 0x140, 0x40, 0 } },
	  { { 0x100, 0x40, 0, NODE(1) }, { 0x140, 0x40 }, { 0x180, 0x80, 0, NODE(1) } } },
	{ "ranges that overlap: the later one counts",
	  { { ADD, 0x100, 0x200 }, { SET_NODE, 0x100, 0x180, NODE(0) },
	    { SET_NODE, 0x200, 0x180, NODE(1) } },
	  { { 0x100, 0x100, 0, NODE(0) }, { 0x200, 0x100, 0, NODE(1) } } },
	{ "flags stay",
	  { { ADD, 0x100, 0x100 }, { NOMAP, 0x140, 0x40 }, { SET_NODE, 0x120, 0x40, NODE(3) } },
	  { { 0x100, 0x20 }, { 0x120, 0x20, 0, NODE(3) }, { 0x140, 0x20, NM, NODE(3) },
	    { 0x160, 0x20, NM }, { 0x180, 0x80 } } },
	{ "holes stay",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { SET_NODE, 0, 0x1000, NODE(1) } },
	  { { 0x100, 0x100, 0, NODE(1) }, { 0x300, 0x100, 0, NODE(1) } } },
	{ "reservations have nodes of their own",
	  { { ADD, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 },
	    { SET_RESERVED_NODE, 0x140, 0x40, NODE(1) } }, { { 0x100, 0x100 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, 0, NODE(1) }, { 0x180, 0x80 } } },
	{ "a reservation over one with a node keeps it",
	  { { RESERVE, 0x140, 0x40 }, { SET_RESERVED_NODE, 0x140, 0x40, NODE(1) },
	    { RESERVE, 0x100, 0x100 } }, { { 0 } },
	  { { 0x100, 0x40 }, { 0x140, 0x40, 0, NODE(1) }, { 0x180, 0x80 } } },
};

static void nodes(void)
{
	run_scenarios(node_table, LENGTH(node_table));
}
#endif

/* Without CONFIG_NUMA it does nothing; impossible nodes are refused. */
static void set_node_results(void)
{
	memblock_add(0x1000, 0x1000);
	memblock_reserve(0x1000, 0x1000);
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.memory, 0), 0);
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.reserved, 0), 0);
	CHECK_EQ(memblock_get_region_node(&memblock.memory.regions[0]), 0);
	CHECK_EQ(memblock.memory.cnt, 1);
#ifdef CONFIG_NUMA
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.memory, MAX_NUMNODES + 1), -EINVAL);
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.memory, -2), -EINVAL);
	CHECK_EQ(memblock_get_region_node(&memblock.memory.regions[0]), 0);
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.memory, MAX_NUMNODES - 1), 0);
	CHECK_EQ(memblock_get_region_node(&memblock.memory.regions[0]), MAX_NUMNODES - 1);
	CHECK_EQ(memblock_set_node(0x1000, 0x1000, &memblock.memory, MAX_NUMNODES), 0);
	CHECK_EQ(memblock_get_region_node(&memblock.memory.regions[0]), NUMA_NO_NODE);
#endif
	CHECK_INVARIANTS();
}

/* Allocations record no node and no flags, whatever they lie in. */
static void allocations_are_plain(void)
{
	memblock_add_node(0x100000, 0x10000, 0, MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR);
	CHECK(memblock_phys_alloc_try_nid(64, 64, 0) != 0);
	CHECK(region_is(&memblock.reserved.regions[0], 0x10ffc0, 64, 0, 0));
}

static void predicates(void)
{
	static const unsigned int all[] = { 0, HP, MI, NM, MEMBLOCK_DRIVER_MANAGED, NI,
					    HP | MI | NM | MEMBLOCK_DRIVER_MANAGED | NI };
	struct memblock_region r = { 0 };

	for (unsigned int i = 0; i < LENGTH(all); i++) {
		r.flags = (enum memblock_flags)all[i];
		CHECK_EQ(memblock_is_hotpluggable(&r), !!(all[i] & HP));
		CHECK_EQ(memblock_is_mirror(&r), !!(all[i] & MI));
		CHECK_EQ(memblock_is_nomap(&r), !!(all[i] & NM));
		CHECK_EQ(memblock_is_driver_managed(&r), !!(all[i] & MEMBLOCK_DRIVER_MANAGED));
		CHECK_EQ(memblock_is_reserved_noinit(&r), !!(all[i] & NI));
	}
	memblock_set_region_node(&r, 0);
	CHECK_EQ(memblock_get_region_node(&r), 0);
#ifdef CONFIG_NUMA
	memblock_set_region_node(&r, 7);
	CHECK_EQ(memblock_get_region_node(&r), 7);
#endif
}

static void has_mirror(void)
{
	CHECK(!memblock_has_mirror());
	memblock_add(0x1000, 0x1000);
	memblock_mark_hotplug(0x1000, 0x1000);
	CHECK(!memblock_has_mirror());
	memblock_mark_mirror(0x1000, 0x100);
	CHECK(memblock_has_mirror());
}

/* Added with the flag, never marked: mirrored RAM is mirrored RAM. */
static void has_mirror_by_adding(void)
{
	memblock_add_node(0x100000, 0x10000, 0, MEMBLOCK_MIRROR);
	memblock_add_node(0x200000, 0x10000, 0, MEMBLOCK_NONE);
	CHECK(memblock_has_mirror());
	CHECK_EQ(memblock_phys_alloc(64, 64), 0x110000 - 64);
}

/* "Ever": a later mark of what is no RAM does not make it forget. */
static void has_mirror_is_sticky(void)
{
	memblock_add(0x1000, 0x1000);
	memblock_mark_mirror(0x1000, 0x1000);
	memblock_remove(0x1000, 0x1000);
	CHECK(memblock_has_mirror());
	memblock_mark_mirror(0x8000, 0x1000);
	CHECK(memblock_has_mirror());
}

/* Every flag and every node on every range of a small world, against single cells. */
#define CELLS 8

static unsigned int flag_of_cell(unsigned int cell)
{
	const struct memblock_region *r;

	for_each_mem_region(r)
		if (cell >= r->base && cell < r->base + r->size)
			return (unsigned int)r->flags;
	return ~0U;
}

static void flags_on_every_range(void)
{
	for (unsigned int first = 0; first < CELLS * CELLS; first++)
		for (unsigned int second = 0; second < CELLS * CELLS; second++) {
			unsigned int a = first / CELLS, an = first % CELLS;
			unsigned int b = second / CELLS, bn = second % CELLS;
			bool ok;

			memblock_remove(0, PHYS_ADDR_MAX);
			memblock_add(0, CELLS);
			memblock_mark_nomap(a, an);
			memblock_mark_hotplug(b, bn);
			memblock_clear_nomap(b, 1);
			ok = !memblock_check() && memblock.memory.total_size == CELLS;
			for (unsigned int c = 0; c < CELLS; c++) {
				unsigned int want = (c >= a && c < a + an && c != b ? NM : 0) |
						    (c >= b && c < b + bn ? HP : 0);

				ok &= flag_of_cell(c) == want;
			}
			test_check(ok, __FILE__, __LINE__, "flags of every cell");
		}
}

const struct suite suite_flags = {
	"flags",
	(const struct test_case[]){
		{ "flags on parts", flags },
#ifdef CONFIG_NUMA
		{ "nodes on parts", nodes },
#endif
		{ "results of memblock_set_node()", set_node_results },
		{ "allocations record nothing", allocations_are_plain },
		{ "predicates of a region", predicates },
		{ "memblock_has_mirror()", has_mirror },
		{ "memblock_has_mirror() by adding", has_mirror_by_adding },
		{ "memblock_has_mirror() is sticky", has_mirror_is_sticky },
		{ "flags on every range of a small world", flags_on_every_range },
		{ 0 },
	},
};
