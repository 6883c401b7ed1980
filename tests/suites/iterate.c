/* SPDX-License-Identifier: MIT */
/*
 * Walks: which ranges they visit, filters by node and flags, rounding to pages, and that
 * a reverse walk visits exactly the forward walk's ranges.
 */
#include <bootmem/mmzone.h>

#include "actions.h"

#define MAX_RANGES 16

struct range {
	phys_addr_t start, end;
	int nid;
};

struct walk {
	unsigned int n;
	struct range range[MAX_RANGES];
};

static void visit(struct walk *w, phys_addr_t start, phys_addr_t end, int nid)
{
	if (w->n < MAX_RANGES)
		w->range[w->n] = (struct range){ start, end, nid };
	w->n++;
}

static struct walk forward(int nid, unsigned int flags, struct memblock_type *a,
			   struct memblock_type *b)
{
	struct walk w = { 0 };
	phys_addr_t start, end;
	int n;
	u64 i;

	__for_each_mem_range(i, a, b, nid, (enum memblock_flags)flags, &start, &end, &n)
		visit(&w, start, end, n);
	return w;
}

static struct walk backward(int nid, unsigned int flags, struct memblock_type *a,
			    struct memblock_type *b)
{
	struct walk w = { 0 };
	phys_addr_t start, end;
	int n;
	u64 i;

	__for_each_mem_range_rev(i, a, b, nid, (enum memblock_flags)flags, &start, &end, &n)
		visit(&w, start, end, n);
	return w;
}

static bool is_reversed(const struct walk *a, const struct walk *b)
{
	if (a->n != b->n || a->n > MAX_RANGES)
		return false;
	for (unsigned int i = 0; i < a->n; i++) {
		const struct range *x = &a->range[i], *y = &b->range[a->n - 1 - i];

		if (x->start != y->start || x->end != y->end || x->nid != y->nid)
			return false;
	}
	return true;
}

/* ---- free ranges ---- */

struct free_row {
	const char *name;
	struct action actions[8];
	int node; /* wanted: NODE(nid), 0 = any */
	unsigned int flags;
	bool movable;
	struct expected want[6];
};

static const struct free_row free_table[] = {
	{ "nothing", { { DONE } }, 0, 0, false, { { 0 } } },
	{ "reserved only", { { RESERVE, 0x100, 0x100 } }, 0, 0, false, { { 0 } } },
	{ "nothing reserved", { { ADD, 0x100, 0x100 } }, 0, 0, false, { { 0x100, 0x100 } } },
	{ "all reserved", { { ADD, 0x100, 0x100 }, { RESERVE, 0x100, 0x100 } }, 0, 0, false,
	  { { 0 } } },
	{ "reserved beyond both ends", { { ADD, 0x100, 0x100 }, { RESERVE, 0x80, 0x200 } }, 0, 0,
	  false, { { 0 } } },
	{ "holes at the start, in the middle, at the end",
	  { { ADD, 0x100, 0x100 }, { RESERVE, 0x80, 0x90 }, { RESERVE, 0x140, 0x10 },
	    { RESERVE, 0x1f0, 0x20 } }, 0, 0, false, { { 0x110, 0x30 }, { 0x150, 0xa0 } } },
	{ "one reservation over two regions",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { RESERVE, 0x1c0, 0x180 } }, 0, 0, false,
	  { { 0x100, 0xc0 }, { 0x340, 0xc0 } } },
	{ "many reservations in one region",
	  { { ADD, 0x100, 0x400 }, { RESERVE, 0x100, 0x10 }, { RESERVE, 0x200, 0x10 },
	    { RESERVE, 0x300, 0x10 }, { RESERVE, 0x4f0, 0x10 } }, 0, 0, false,
	  { { 0x110, 0xf0 }, { 0x210, 0xf0 }, { 0x310, 0x1e0 } } },
	{ "reservations in the gaps of RAM",
	  { { ADD, 0x100, 0x100 }, { ADD, 0x300, 0x100 }, { RESERVE, 0x200, 0x80 },
	    { RESERVE, 0x500, 0x10 }, { RESERVE, 0x10, 0x10 } }, 0, 0, false,
	  { { 0x100, 0x100 }, { 0x300, 0x100 } } },
	{ "touching regions of two nodes stay apart",
	  { { ADD_NODE, 0x100, 0x100, NODE(0) }, { ADD_NODE, 0x200, 0x100, NODE(1) },
	    { RESERVE, 0x1f0, 0x20 } }, 0, 0, false,
	  { { 0x100, 0xf0, 0, NODE(0) }, { 0x210, 0xf0, 0, NODE(1) } } },
#ifdef CONFIG_NUMA
	{ "one node",
	  { { ADD_NODE, 0x100, 0x100, NODE(0) }, { ADD_NODE, 0x200, 0x100, NODE(1) },
	    { ADD_NODE, 0x300, 0x100, NODE(0) }, { ADD, 0x500, 0x100 }, { RESERVE, 0x2f0, 0x20 } },
	  NODE(0), 0, false, { { 0x100, 0x100, 0, NODE(0) }, { 0x310, 0xf0, 0, NODE(0) } } },
	{ "a node without memory", { { ADD_NODE, 0x100, 0x100, NODE(0) }, { ADD, 0x500, 0x100 } },
	  NODE(2), 0, false, { { 0 } } },
#endif
	{ "no-map is skipped", { { ADD, 0x100, 0x300 }, { NOMAP, 0x200, 0x100 } }, 0, 0, false,
	  { { 0x100, 0x100 }, { 0x300, 0x100 } } },
	{ "no-map on demand", { { ADD, 0x100, 0x300 }, { NOMAP, 0x200, 0x100 } }, 0, MEMBLOCK_NOMAP,
	  false, { { 0x100, 0x100 }, { 0x200, 0x100 }, { 0x300, 0x100 } } },
	{ "driver-managed is skipped",
	  { { ADD, 0x100, 0x100 }, { ADD_NODE, 0x200, 0x100, 0, MEMBLOCK_DRIVER_MANAGED } }, 0, 0,
	  false, { { 0x100, 0x100 } } },
	{ "driver-managed on demand",
	  { { ADD, 0x100, 0x100 }, { ADD_NODE, 0x200, 0x100, 0, MEMBLOCK_DRIVER_MANAGED } }, 0,
	  MEMBLOCK_DRIVER_MANAGED, false, { { 0x100, 0x100 }, { 0x200, 0x100 } } },
	{ "only mirrored", { { ADD, 0x100, 0x300 }, { MIRROR, 0x200, 0x100 } }, 0, MEMBLOCK_MIRROR,
	  false, { { 0x200, 0x100 } } },
	{ "mirrored among all", { { ADD, 0x100, 0x300 }, { MIRROR, 0x200, 0x100 } }, 0, 0, false,
	  { { 0x100, 0x100 }, { 0x200, 0x100 }, { 0x300, 0x100 } } },
	{ "hot-pluggable is ordinary", { { ADD, 0x100, 0x300 }, { HOTPLUG, 0x200, 0x100 } }, 0, 0,
	  false, { { 0x100, 0x100 }, { 0x200, 0x100 }, { 0x300, 0x100 } } },
	{ "hot-pluggable is skipped with movable nodes",
	  { { ADD, 0x100, 0x300 }, { HOTPLUG, 0x200, 0x100 } }, 0, 0, true,
	  { { 0x100, 0x100 }, { 0x300, 0x100 } } },
	{ "hot-pluggable on demand with movable nodes",
	  { { ADD, 0x100, 0x300 }, { HOTPLUG, 0x200, 0x100 } }, 0, MEMBLOCK_HOTPLUG, true,
	  { { 0x100, 0x100 }, { 0x200, 0x100 }, { 0x300, 0x100 } } },
};

static bool walk_is(const struct walk *w, const struct expected *want, phys_addr_t offset)
{
	unsigned int n = 0;

	for (; want->size; want++, n++) {
		const struct range *r = &w->range[n];

		if (n >= w->n || r->start != want->base + offset ||
		    r->end != want->base + offset + want->size)
			return false;
#ifdef CONFIG_NUMA
		if (r->nid != want->node - 1)
			return false;
#endif
	}
	return n == w->n;
}

/* Without CONFIG_NUMA two nodes are one region. */
static bool row_needs_nodes(const struct free_row *row)
{
#ifdef CONFIG_NUMA
	(void)row;
	return false;
#else
	return row->actions[1].node == NODE(1);
#endif
}

static void check_free_row(const struct free_row *row, phys_addr_t offset)
{
	int nid = row->node ? row->node - 1 : NUMA_NO_NODE;
	struct walk up, down;

	if (row_needs_nodes(row))
		return;
	forget_regions();
	test_movable_node(row->movable);
	for (const struct action *a = row->actions; a->verb; a++)
		act(a, offset);
	up = forward(nid, row->flags, &memblock.memory, &memblock.reserved);
	down = backward(nid, row->flags, &memblock.memory, &memblock.reserved);
	test_check(walk_is(&up, row->want, offset), __FILE__, __LINE__, row->name);
	test_check(is_reversed(&up, &down), __FILE__, __LINE__, row->name);
	test_movable_node(false);
}

static void free_ranges(void)
{
	for (unsigned int i = 0; i < LENGTH(free_table); i++) {
		check_free_row(&free_table[i], 0);
		check_free_row(&free_table[i], 0x12345000);
		check_free_row(&free_table[i], PHYS_ADDR_MAX - 0x600);
	}
}

/* ---- the other macros ---- */

static void some_world(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x2000, 0x1000, 0, MEMBLOCK_NOMAP);
	memblock_add_node(0x3000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(0x4000, 0x1000, 0, MEMBLOCK_DRIVER_MANAGED);
	memblock_add_node(0x6000, 0x1000, 0, MEMBLOCK_MIRROR);
	memblock_reserve(0x1800, 0x1000);
	memblock_reserve(0x6fff, 0x10);
}

/* RAM that may be mapped: not no-map, though hot-pluggable and driver-managed. */
static void mem_ranges(void)
{
	static const struct expected want[] = {
		{ 0x1000, 0x1000, 0, NODE(0) }, { 0x3000, 0x1000, 0, NODE(0) },
		{ 0x4000, 0x1000, 0, NODE(0) }, { 0x6000, 0x1000, 0, NODE(0) }, { 0 },
	};
	struct walk up = { 0 }, down = { 0 };
	phys_addr_t start, end;
	u64 i;

	some_world();
	for (int movable = 0; movable < 2; movable++) {
		up.n = down.n = 0;
		test_movable_node(movable);
		for_each_mem_range(i, &start, &end)
			visit(&up, start, end, 0);
		for_each_mem_range_rev(i, &start, &end)
			visit(&down, start, end, 0);
		CHECK(walk_is(&up, want, 0));
		CHECK(is_reversed(&up, &down));
	}
}

static void reserved_ranges(void)
{
	static const struct expected want[] = { { 0x1800, 0x1000 }, { 0x6fff, 0x10 }, { 0 } };
	struct walk up = { 0 };
	phys_addr_t start, end;
	u64 i;

	some_world();
	for_each_reserved_mem_range(i, &start, &end)
		visit(&up, start, end, NUMA_NO_NODE);
	CHECK(walk_is(&up, want, 0));
}

/* Only RAM has attributes to filter by: of reservations all are visited, whatever is asked for. */
static void reserved_ranges_are_not_filtered(void)
{
	static const unsigned int flags[] = { MEMBLOCK_NONE, MEMBLOCK_MIRROR };

	memblock_reserve(0x1000, 0x1000);
	memblock_reserve(0x4000, 0x1000);
	memblock_reserved_mark_noinit(0x1000, 0x1000);
	memblock_set_node(0x4000, 0x1000, &memblock.reserved, MAX_NUMNODES - 1);
	for (int nid = -1; nid < MAX_NUMNODES; nid++)
		for (unsigned int i = 0; i < LENGTH(flags); i++) {
			struct walk up = forward(nid, flags[i], &memblock.reserved, NULL);
			struct walk down = backward(nid, flags[i], &memblock.reserved, NULL);

			CHECK_EQ(up.n, 2);
			CHECK_EQ(up.range[0].start, 0x1000);
			CHECK_EQ(up.range[1].start, 0x4000);
			CHECK(is_reversed(&up, &down));
		}
}

static void free_macros(void)
{
	struct walk up = { 0 }, down = { 0 };
	phys_addr_t start, end;
	int nid;
	u64 i;

	some_world();
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, &nid)
		visit(&up, start, end, nid);
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, &nid)
		visit(&down, start, end, nid);
	CHECK_EQ(up.n, 3);
	CHECK_EQ(up.range[0].end, 0x1800);
	CHECK_EQ(up.range[1].start, 0x3000);
	CHECK_EQ(up.range[2].end, 0x6fff);
	CHECK(is_reversed(&up, &down));
}

static void plain_regions(void)
{
	struct memblock_region *r;
	phys_addr_t memory = 0, reserved = 0;
	unsigned int n = 0;

	some_world();
	for_each_mem_region(r) {
		memory += r->size;
		n++;
	}
	for_each_reserved_mem_region(r)
		reserved += r->size;
	CHECK_EQ(n, 5);
	CHECK_EQ(memory, memblock.memory.total_size);
	CHECK_EQ(reserved, memblock.reserved.total_size);
}

/* Every output may be NULL; the index alone tells the end. */
static void outputs_may_be_null(void)
{
	unsigned int n = 0;
	u64 i;
	int k;

	some_world();
	__for_each_mem_range(i, &memblock.memory, &memblock.reserved, NUMA_NO_NODE, MEMBLOCK_NONE,
			     NULL, NULL, NULL)
		n++;
	__for_each_mem_range_rev(i, &memblock.memory, &memblock.reserved, NUMA_NO_NODE,
				 MEMBLOCK_NONE, NULL, NULL, NULL)
		n++;
	CHECK_EQ(n, 6);
	n = 0;
	for_each_mem_pfn_range(k, NUMA_NO_NODE, NULL, NULL, NULL)
		n++;
	CHECK(n <= 5);
}

/* Reserved minus memory: reservations outside RAM. */
static void reserved_outside_memory(void)
{
	static const struct expected want[] = { { 0x5000, 0x1000 }, { 0x7000, 0x800 }, { 0 } };
	struct walk up, down;

	memblock_add(0x4000, 0x1000);
	memblock_add(0x6000, 0x1000);
	memblock_reserve(0x4800, 0x3000);
	up = forward(NUMA_NO_NODE, 0, &memblock.reserved, &memblock.memory);
	down = backward(NUMA_NO_NODE, 0, &memblock.reserved, &memblock.memory);
	CHECK(walk_is(&up, want, 0));
	CHECK(is_reversed(&up, &down));
}

/* ---- pages ---- */

#define P ((phys_addr_t)PAGE_SIZE)

/* RAM rounded inwards, regions without a whole page skipped, all flags. */
static void pfn_ranges(void)
{
	static const struct range want[] = { { 2, 5, 0 }, { 8, 9, 0 }, { 12, 13, 0 } };
	unsigned long start, end;
	unsigned int n = 0;
	int i, nid;

	memblock_add_node(P + 1, 4 * P, 0, MEMBLOCK_NONE);	     /* [1.x, 5.x) */
	memblock_add_node(6 * P + 1, P, 0, MEMBLOCK_NONE);	     /* no whole page */
	memblock_add_node(8 * P, P + P / 2, 0, MEMBLOCK_NOMAP);	     /* [8, 9.5) */
	memblock_add_node(10 * P + P / 4, P / 4, 0, MEMBLOCK_NONE);  /* less than a page */
	memblock_add_node(12 * P - 1, P + 1, 0, MEMBLOCK_HOTPLUG);   /* [11.9, 13) */
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, &nid) {
		if (n < LENGTH(want)) {
			CHECK_EQ(start, want[n].start);
			CHECK_EQ(end, want[n].end);
			CHECK_EQ(nid, want[n].nid);
		}
		n++;
	}
	CHECK_EQ(n, LENGTH(want));
}

static unsigned int count_pfn_ranges(int nid)
{
	unsigned int n = 0;
	int i;

	for_each_mem_pfn_range(i, nid, NULL, NULL, NULL)
		n++;
	CHECK_EQ(i, -1); /* where the next walk starts */
	return n;
}

static void pfn_ranges_of_a_node(void)
{
	memblock_add_node(P, P, 0, MEMBLOCK_NONE);
#ifdef CONFIG_NUMA
	memblock_add_node(2 * P, P, 1, MEMBLOCK_NONE);
	memblock_add_node(3 * P, P, 0, MEMBLOCK_NONE);
	memblock_add(4 * P, P);
	CHECK_EQ(count_pfn_ranges(0), 2);
	CHECK_EQ(count_pfn_ranges(1), 1);
	CHECK_EQ(count_pfn_ranges(2), 0);
	CHECK_EQ(count_pfn_ranges(NUMA_NO_NODE), 4);
	CHECK_EQ(count_pfn_ranges(MAX_NUMNODES), 4);
#else
	CHECK_EQ(count_pfn_ranges(0), 1);
	CHECK_EQ(count_pfn_ranges(NUMA_NO_NODE), 1);
	CHECK_EQ(count_pfn_ranges(MAX_NUMNODES), 1);
#endif
}

/* Pitfall 7: a region that ends with the address space keeps its last page. */
static void last_page(void)
{
	unsigned long start = 0, end = 0, last = (unsigned long)(PHYS_ADDR_MAX >> PAGE_SHIFT);
	int i;

#ifdef CONFIG_PHYS_ADDR_T_64BIT
	/* Page numbers of 64-bit addresses may be wider than unsigned long. */
	if (sizeof(start) < sizeof(phys_addr_t))
		return;
#endif
	memblock_add(PHYS_ADDR_MAX - 4 * P + 1, 4 * P);
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, NULL)
		;
	CHECK_EQ(start, last - 3);
	CHECK_EQ(end, last + 1);
}

/* A zone at the end of all addresses has its last page, too, whose last byte nobody describes. */
static void last_page_of_a_zone(void)
{
	static struct pglist_data node;
	unsigned long start = 0, end = 0, last = (unsigned long)(PHYS_ADDR_MAX >> PAGE_SHIFT);
	struct zone zone = { .zone_start_pfn = last - 1, .spanned_pages = 2, .node = &node };
	unsigned int n = 0;
	u64 i;

	if (sizeof(start) < sizeof(phys_addr_t))
		return; /* it has no number */
	memblock_add_node(PHYS_ADDR_MAX - 4 * P + 1, 4 * P, 0, MEMBLOCK_NONE);
	for_each_free_mem_pfn_range_in_zone(i, &zone, &start, &end)
		n++;
	CHECK_EQ(n, 1);
	CHECK_EQ(start, last - 1);
	CHECK_EQ(end, last + 1);
}

/* The last range ends with all addresses, and nothing behind a full array is looked at. */
static void last_byte(void)
{
	const phys_addr_t n = INIT_MEMBLOCK_RESERVED_REGIONS, base = PHYS_ADDR_MAX - 16 * n - 8;
	phys_addr_t start, end = 0, ranges = 0;
	u64 i;

	memblock_add(base, PHYS_ADDR_MAX - base);
	for (phys_addr_t r = 0; r < n; r++)
		memblock_reserve(base + 16 * r + 8, 8);
	CHECK_EQ(memblock.reserved.cnt, memblock.reserved.max);
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		CHECK_EQ(start, base + 16 * ranges);
		ranges++;
	}
	CHECK_EQ(ranges, n + 1);
	CHECK_EQ(end, PHYS_ADDR_MAX);
}

static void pfn_helpers(void)
{
	static const struct {
		phys_addr_t base, end;
		unsigned long memory_base, memory_end, reserved_base, reserved_end;
	} table[] = {
		{ 4 * P, 8 * P, 4, 8, 4, 8 },
		{ 4 * P + 1, 8 * P - 1, 5, 7, 4, 8 },
		{ 5 * P - 1, 7 * P + 1, 5, 7, 4, 8 },
		{ 4 * P + 1, 4 * P + 2, 5, 4, 4, 5 },
		{ 0, 1, 0, 0, 0, 1 },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		struct memblock_region r = { .base = table[i].base,
					     .size = table[i].end - table[i].base };

		CHECK_EQ(memblock_region_memory_base_pfn(&r), table[i].memory_base);
		CHECK_EQ(memblock_region_memory_end_pfn(&r), table[i].memory_end);
		CHECK_EQ(memblock_region_reserved_base_pfn(&r), table[i].reserved_base);
		CHECK_EQ(memblock_region_reserved_end_pfn(&r), table[i].reserved_end);
	}
}

/* Pages whose numbers do not fit: none of them, and no others in their place. */
static void pfn_ranges_too_high(void)
{
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	const unsigned int width = 8 * sizeof(unsigned long) + PAGE_SHIFT;
	const phys_addr_t beyond = width < 64 ? (phys_addr_t)1 << (width % 64) : 0;
	unsigned long start = 0, end = 0;
	unsigned int n = 0;
	int i;

	if (!beyond)
		return; /* every page has a number */
	CHECK_EQ(phys_pfn_down(beyond - 1), ~0UL);
	CHECK_EQ(phys_pfn_down(beyond), ~0UL);
	CHECK_EQ(phys_pfn_up(beyond), ~0UL);
	CHECK_EQ(phys_pfn_up(beyond + 1), ~0UL);
	CHECK_EQ(phys_pfn_end(beyond + 5 * P), ~0UL);
	CHECK_EQ(phys_pfn_end(PHYS_ADDR_MAX), ~0UL);
	CHECK_EQ(phys_pfn_down(beyond - P - 1), ~0UL - 1);
	memblock_add(beyond, 16 * P);
	memblock_add(2 * beyond + 7 * P, 16 * P);
	memblock_add(PHYS_ADDR_MAX - 16 * P + 1, 16 * P);
	for_each_mem_pfn_range(i, NUMA_NO_NODE, NULL, NULL, NULL)
		n++;
	CHECK_EQ(n, 0);
	CHECK_EQ(memblock_search_pfn_nid(8, NULL, NULL), NUMA_NO_NODE);
	/* The last one is not described: it stands for all that lies above. */
	memblock_add_node(beyond - 4 * P, 4 * P, 0, MEMBLOCK_HOTPLUG);
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, NULL)
		n++;
	CHECK_EQ(n, 1);
	CHECK_EQ(start, ~0UL - 3);
	CHECK_EQ(end, ~0UL);
#else
	CHECK_EQ(phys_pfn_up(PHYS_ADDR_MAX), (unsigned long)(PHYS_ADDR_MAX >> PAGE_SHIFT) + 1);
	CHECK_EQ(phys_pfn_end(PHYS_ADDR_MAX), phys_pfn_up(PHYS_ADDR_MAX));
#endif
}

/* A node outside [0, MAX_NUMNODES) is any node, to every walk. */
static void nodes_out_of_range(void)
{
	static const int any[] = { NUMA_NO_NODE, -2, -7, -1000000, MAX_NUMNODES, MAX_NUMNODES + 1,
				   1000000 };
	unsigned long pages, start, end;
	phys_addr_t bytes, a, b;
	u64 i;
	int k;

	memblock_add_node(16 * P, 16 * P, 0, MEMBLOCK_NONE);
	memblock_add_node(32 * P, 8 * P, MAX_NUMNODES - 1, MEMBLOCK_NONE);
	memblock_add(64 * P, 4 * P);
	memblock_reserve(30 * P, 4 * P);
	for (unsigned int n = 0; n < LENGTH(any); n++) {
		bytes = 0;
		for_each_free_mem_range(i, any[n], MEMBLOCK_NONE, &a, &b, NULL)
			bytes += b - a;
		CHECK_EQ(bytes, 24 * P);
		bytes = 0;
		for_each_free_mem_range_reverse(i, any[n], MEMBLOCK_NONE, &a, &b, NULL)
			bytes += b - a;
		CHECK_EQ(bytes, 24 * P);
		pages = 0;
		for_each_mem_pfn_range(k, any[n], &start, &end, NULL)
			pages += end - start;
		CHECK_EQ(pages, 28);
	}
}

/*
 * Free whole pages of a zone: cut to its span, RAM inwards, reservations outwards, what is not for
 * everybody and other nodes' left out.
 */
static void pfn_ranges_in_zone(void)
{
	static const struct range want[] = { { 4, 6, 0 }, { 8, 9, 0 }, { 18, 19, 0 }, { 20, 22, 0 } };
	static struct pglist_data node;
	struct zone zone = { .zone_start_pfn = 4, .spanned_pages = 18, .node = &node };
	unsigned long start, end;
	unsigned int n = 0;
	u64 i;

	memblock_add_node(P + 1, 10 * P, 0, MEMBLOCK_NONE);	 /* [1.x, 11.x) */
	memblock_add_node(20 * P, 10 * P, 0, MEMBLOCK_NONE);	 /* cut at 22 */
	memblock_reserve(6 * P + 1, P + 1);			 /* takes 6 and 7 */
	memblock_reserve(9 * P + 8, 8);				 /* takes 9 */
	memblock_reserve(10 * P + P / 2, P);			 /* takes 10 */
	memblock_add_node(12 * P, 2 * P, 0, MEMBLOCK_NOMAP);
	memblock_add_node(14 * P, 2 * P, 0, MEMBLOCK_DRIVER_MANAGED);
	memblock_add_node(16 * P, 2 * P, 0, MEMBLOCK_HOTPLUG);
	test_movable_node(true);
	memblock_add_node(18 * P, P, 0, MEMBLOCK_MIRROR);
#ifdef CONFIG_NUMA
	memblock_add_node(19 * P, P, 1, MEMBLOCK_NONE);
#endif
	for_each_free_mem_pfn_range_in_zone(i, &zone, &start, &end) {
		if (n < LENGTH(want)) {
			CHECK_EQ(start, want[n].start);
			CHECK_EQ(end, want[n].end);
		}
		n++;
	}
	CHECK_EQ(n, LENGTH(want));
}

/* Many reservations and many regions at random, forward against reverse. */
static void random_reverse(void)
{
	for (unsigned int round = 0; round < 200; round++) {
		struct walk up, down;

		forget_regions();
		for (unsigned int i = 0; i < 5; i++) {
			memblock_add_node(test_random_below(256), 1 + test_random_below(32),
					  (int)test_random_below(MAX_NUMNODES > 2 ? 3 : 1),
					  (enum memblock_flags)(test_random_below(16)));
			memblock_reserve(test_random_below(256), 1 + test_random_below(32));
		}
		for (unsigned int flags = 0; flags < 16; flags++) {
			up = forward(NUMA_NO_NODE, flags, &memblock.memory, &memblock.reserved);
			down = backward(NUMA_NO_NODE, flags, &memblock.memory, &memblock.reserved);
			CHECK(is_reversed(&up, &down));
		}
	}
}

const struct suite suite_iterate = {
	"iterate",
	(const struct test_case[]){
		{ "free ranges, filters, both directions", free_ranges },
		{ "RAM that may be mapped", mem_ranges },
		{ "reserved ranges", reserved_ranges },
		{ "reserved ranges are not filtered", reserved_ranges_are_not_filtered },
		{ "the macros for free ranges", free_macros },
		{ "the macros for regions", plain_regions },
		{ "outputs may be NULL", outputs_may_be_null },
		{ "what is reserved outside RAM", reserved_outside_memory },
		{ "RAM in whole pages", pfn_ranges },
		{ "RAM in whole pages, by node", pfn_ranges_of_a_node },
		{ "pitfall 7: the last page", last_page },
		{ "pitfall 7: the last page of a zone", last_page_of_a_zone },
		{ "free ranges up to the last byte", last_byte },
		{ "rounding of single regions", pfn_helpers },
		{ "pages whose numbers do not fit", pfn_ranges_too_high },
		{ "nodes out of range are any node", nodes_out_of_range },
		{ "free whole pages of a zone", pfn_ranges_in_zone },
		{ "reverse equals forward on random worlds", random_reverse },
		{ 0 },
	},
};
