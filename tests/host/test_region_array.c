/* SPDX-License-Identifier: MIT */
/*
 * One array of regions by itself, below what the public calls do: the slots that a change needs,
 * exactly; no slot more on the way; every move inside the storage; room in front where it is due.
 */
#include <string.h>

#include <memblock/internal.h>

#include "../suites/test.h"
#include "mock.h"

#define CELLS  1600
#define SLOTS  900 /* more than an array of CELLS cells needs, and room to spare */
#define GUARD  4   /* slots around them that nobody may touch */
#define FIRST  ((phys_addr_t)0x1000)
#define CELL   ((phys_addr_t)0x10)

struct cell {
	bool there;
	enum memblock_flags flags;
	int nid;
};

static struct cell cells[CELLS];
static unsigned int nr_cells;
static struct memblock_region slots[GUARD + SLOTS + GUARD], small[4];
static struct memblock_type array;
static struct memblock_region *const storage = slots + GUARD;

/* Without nodes every region is of the same one. */
static int nid_of(u64 n)
{
#ifdef CONFIG_NUMA
	return n == 2 ? NUMA_NO_NODE : (int)n;
#else
	(void)n;
	return NUMA_NO_NODE;
#endif
}

static bool has_node(const struct memblock_region *r, int nid)
{
#ifdef CONFIG_NUMA
	return memblock_get_region_node(r) == nid;
#else
	(void)r;
	return nid == NUMA_NO_NODE;
#endif
}

/* ---- the oracle ---- */

static bool agree(const struct cell *a, const struct cell *b)
{
	return a->there && b->there && a->flags == b->flags && a->nid == b->nid;
}

static bool untouched(const struct memblock_region *r)
{
	const u8 *bytes = (const u8 *)r;

	for (size_t i = 0; i < GUARD * sizeof(*r); i++)
		if (bytes[i] != 0x5a)
			return false;
	return true;
}

static bool region_is(const struct memblock_region *r, unsigned int from, unsigned int to)
{
	return r->base == FIRST + from * CELL && r->size == (to - from) * CELL &&
	       r->flags == cells[from].flags && has_node(r, cells[from].nid);
}

/* The array says of each cell what the oracle says, in as few regions as can be. */
static bool as_expected(void)
{
	unsigned long n = 0;
	phys_addr_t total = 0;
	unsigned int end;

	for (unsigned int i = 0; i < nr_cells; i = end) {
		end = i + 1;
		if (!cells[i].there)
			continue;
		while (end < nr_cells && agree(&cells[i], &cells[end]))
			end++;
		if (n == array.cnt || !region_is(&array.regions[n], i, end))
			return false;
		total += (end - i) * CELL;
		n++;
	}
	if (n == 0 && (array.regions[0].size || array.regions[0].base || array.regions[0].flags))
		return false;
	return n == array.cnt && total == array.total_size && untouched(slots) &&
	       untouched(slots + GUARD + SLOTS);
}

/* ---- the array ---- */

static void start(unsigned int cells_used, unsigned long max)
{
	memset(slots, 0x5a, sizeof(slots));
	memset(cells, 0, sizeof(cells));
	nr_cells = cells_used;
	region_forget_storage(&array);
	array = (struct memblock_type){ .max = max, .regions = storage };
	memset(storage, 0, sizeof(*storage));
}

/* The same, but as an array that has grown: there may be room in front. */
static void start_grown(unsigned int cells_used, unsigned long max)
{
	start(cells_used, max);
	memset(small, 0, sizeof(small));
	array.regions = small;
	array.max = LENGTH(small);
	region_move_to(&array, storage, max);
}

static struct span span_at(unsigned int from, unsigned int to)
{
	return (struct span){ FIRST + from * CELL, FIRST + to * CELL };
}

static void add(unsigned int from, unsigned int to, struct region_attr attr)
{
	region_add(&array, region_slice(&array, span_at(from, to)), span_at(from, to), attr);
	for (unsigned int i = from; i < to; i++)
		if (!cells[i].there)
			cells[i] = (struct cell){ true, attr.flags, attr.nid };
}

static void cut(unsigned int from, unsigned int to)
{
	region_cut(&array, region_slice(&array, span_at(from, to)), span_at(from, to));
	for (unsigned int i = from; i < to; i++)
		cells[i].there = false;
}

static void recolour(unsigned int from, unsigned int to, struct recolour how)
{
	region_recolour(&array, region_slice(&array, span_at(from, to)), span_at(from, to), how);
	for (unsigned int i = from; i < to; i++) {
		cells[i].flags = (enum memblock_flags)((cells[i].flags & ~how.clear) | how.set);
		if (how.set_nid)
			cells[i].nid = how.nid;
	}
}

static unsigned long room_in_front(void)
{
	return (unsigned long)(array.regions - storage);
}

/* ---- any change ---- */

static enum memblock_flags some_flags(void)
{
	return (enum memblock_flags)test_random_below(3);
}

/* A change of any kind; when tight, with just the slots that it says it needs. */
static bool change(unsigned int widest, bool tight)
{
	unsigned int from = (unsigned int)test_random_below(nr_cells);
	unsigned int left = nr_cells - from, to = from + 1 + (unsigned int)test_random_below(left < widest ? left : widest);
	struct region_attr attr = { some_flags(), nid_of(test_random_below(3)) };
	struct recolour how = { some_flags(), some_flags(), test_random_below(2), attr.nid };
	struct slice at = region_slice(&array, span_at(from, to));
	unsigned int what = (unsigned int)test_random_below(3);
	unsigned long before = array.cnt;
	long need = what == 0 ? region_add_slots(&array, at, span_at(from, to), attr) :
		    what == 1 ? region_cut_slots(&array, at, span_at(from, to)) :
				region_recolour_slots(&array, at, span_at(from, to), how);

	if (tight)
		array.max = before + (need > 0 ? (unsigned long)need : 0);
	else if ((long)before + need > (long)array.max)
		return true;
	if (what == 0)
		add(from, to, attr);
	else if (what == 1)
		cut(from, to);
	else
		recolour(from, to, how);
	return (long)array.cnt == (long)before + need;
}

static void compare(unsigned long steps, unsigned int widest, bool tight)
{
	for (unsigned long i = 0; i < steps; i++)
		if (!CHECK(change(widest, tight)) || !CHECK(as_expected())) {
			mock_note("step %lu", i);
			return;
		}
}

/* How many regions end at or below base, and how many start below end. */
static struct slice slice_of(struct span s)
{
	struct slice at = { 0, 0 };

	for (unsigned long i = 0; i < array.cnt; i++) {
		at.lo += array.regions[i].base + array.regions[i].size <= s.base;
		at.hi += array.regions[i].base < s.end;
	}
	return at.hi < at.lo ? (struct slice){ at.lo, at.lo } : at;
}

/* Every span over regions of which some touch, at their borders and within. */
static void every_slice(void)
{
	const unsigned int regions[][2] = { { 1, 2 }, { 2, 4 }, { 5, 6 }, { 8, 9 }, { 9, 10 }, { 11, 13 }, { 15, 16 }, { 18, 19 } };
	const phys_addr_t half = CELL / 2;

	start(20, SLOTS);
	for (size_t i = 0; i < LENGTH(regions); i++)
		add(regions[i][0], regions[i][1], (struct region_attr){ (enum memblock_flags)(i % 2), nid_of(0) });
	CHECK_EQ(array.cnt, LENGTH(regions));
	for (phys_addr_t base = FIRST; base < FIRST + 20 * CELL; base += half)
		for (phys_addr_t end = base + half; end <= FIRST + 20 * CELL; end += half) {
			struct span s = { base, end };
			struct slice got = region_slice(&array, s), want = slice_of(s);

			CHECK_EQ(got.lo, want.lo);
			CHECK_EQ(got.hi, want.hi);
		}
}

static void few_cells(void)
{
	for (int world = 0; world < 40; world++) {
		start(3 + (unsigned int)world / 4, SLOTS);
		compare(mock_steps(300), 12, true);
	}
}

static void many_cells(void)
{
	start(300, SLOTS);
	compare(mock_steps(1500), 5, true);
	compare(mock_steps(300), 300, true);
}

/* So many regions that room in front is made and used; then so few slots that it runs out. */
static void many_cells_grown(void)
{
	const unsigned long room[] = { SLOTS, 420, 310 };

	for (size_t i = 0; i < LENGTH(room); i++) {
		start_grown(CELLS, room[i]);
		for (unsigned int cell = 0; cell < 600; cell += 2)
			add(cell, cell + 1, (struct region_attr){ some_flags(), nid_of(0) });
		CHECK(as_expected());
		CHECK(region_storage(&array) == storage);
		compare(mock_steps(1500), 3, false);
		compare(mock_steps(100), 700, false);
	}
	region_forget_storage(&array);
}

/* ---- room in front ---- */

static const struct region_attr plain = { MEMBLOCK_NONE, NUMA_NO_NODE };

static void fill(unsigned int regions)
{
	struct region_attr attr = { MEMBLOCK_NONE, nid_of(2) };

	for (unsigned int i = 0; i < regions; i++)
		add(2 * i, 2 * i + 1, attr);
	CHECK_EQ(array.cnt, regions);
	CHECK_EQ(room_in_front(), 0);
}

/* A region more, between the cells that fill() takes; no flag agrees with its neighbours. */
static void split(unsigned int region)
{
	add(2 * region + 1, 2 * region + 2, (struct region_attr){ MEMBLOCK_HOTPLUG, nid_of(2) });
	CHECK(as_expected());
}

/* Half of the spare slots go in front once that saves moving many regions. */
static void room_is_made(void)
{
	start_grown(CELLS, 800);
	fill(600);
	split(9);
	CHECK_EQ(room_in_front(), 99);
	split(8);
	CHECK_EQ(room_in_front(), 98);
	split(7); /* no more is made as long as there is some */
	CHECK_EQ(room_in_front(), 97);
	split(590); /* the tail is shorter */
	CHECK_EQ(room_in_front(), 97);
	cut(16, 17);
	CHECK(as_expected());
	CHECK_EQ(room_in_front(), 98);
	cut(1180, 1181);
	CHECK_EQ(room_in_front(), 98);
	CHECK(as_expected());
	/* Half of four. */
	start_grown(CELLS, 604);
	fill(600);
	split(9);
	CHECK_EQ(room_in_front(), 1);

	/* The tail must be longer than 256 regions, and than what lies before. */
	start_grown(CELLS, 800);
	fill(257);
	split(0);
	CHECK_EQ(room_in_front(), 0);
	start_grown(CELLS, 800);
	fill(258);
	split(0);
	CHECK_EQ(room_in_front(), (800 - 258) / 2 - 1);
	start_grown(CELLS, 800);
	fill(600);
	split(299);
	CHECK_EQ(room_in_front(), 0);
	start_grown(CELLS, 800);
	fill(600);
	split(298);
	CHECK_EQ(room_in_front(), 99);
	/* Once it is there, it is used whenever less lies before than behind. */
	split(10);
	CHECK_EQ(room_in_front(), 98);
	/* As much before as behind, 301 regions: what is behind moves, as without such room. */
	start_grown(CELLS, 800);
	fill(600);
	split(1);
	split(2);
	CHECK_EQ(room_in_front(), 98);
	split(298);
	CHECK_EQ(room_in_front(), 98);
	/* All of it is used before more is made. */
	start_grown(CELLS, 800);
	fill(600);
	cut(4, 5);
	CHECK_EQ(room_in_front(), 1);
	split(9);
	CHECK_EQ(room_in_front(), 0);
	region_forget_storage(&array);
}

static void room_is_made_by_closing(void)
{
	start_grown(CELLS, 800);
	fill(600);
	cut(4, 5);
	CHECK_EQ(room_in_front(), 1);
	CHECK(as_expected());
	cut(600, 601); /* 299 regions before it, 299 behind */
	CHECK_EQ(room_in_front(), 1);
	cut(598, 599); /* 298 before, 299 behind */
	CHECK_EQ(room_in_front(), 2);
	CHECK(as_expected());
	start_grown(CELLS, 800);
	fill(257);
	cut(0, 1);
	CHECK_EQ(room_in_front(), 0);
	start_grown(CELLS, 800);
	fill(258);
	cut(0, 1);
	CHECK_EQ(room_in_front(), 1);
	CHECK(as_expected());
	/* The static arrays have no such room. */
	start(CELLS, 800);
	fill(600);
	cut(4, 5);
	CHECK_EQ(room_in_front(), 0);
	split(9);
	CHECK_EQ(room_in_front(), 0);
	region_forget_storage(&array);
}

/* The last slots, wherever they are. */
static void the_last_slots(void)
{
	start_grown(CELLS, 601);
	fill(600);
	split(3);
	CHECK_EQ(room_in_front(), 0);
	CHECK_EQ(array.cnt, array.max);
	/* All of the room is in front, and the region goes to the end. */
	start_grown(CELLS, 600);
	fill(600);
	cut(0, 1);
	CHECK_EQ(room_in_front(), 1);
	cells[1400].there = false;
	add(1400, 1401, plain);
	cells[1400].nid = nid_of(2);
	CHECK_EQ(room_in_front(), 0);
	CHECK(as_expected());
	/* One in front and one behind: the region goes to the end, and the end moves. */
	start_grown(CELLS, 601);
	fill(600);
	cut(0, 1);
	add(1400, 1401, (struct region_attr){ MEMBLOCK_NONE, nid_of(2) });
	CHECK_EQ(room_in_front(), 1);
	CHECK(as_expected());
	/* One in front, and two behind for two near the end: what is in front stays there. */
	start_grown(CELLS, 602);
	fill(600);
	cut(0, 1);
	add(1189, 1192, (struct region_attr){ MEMBLOCK_HOTPLUG, nid_of(2) });
	CHECK_EQ(array.cnt, 601);
	CHECK_EQ(room_in_front(), 1);
	CHECK(as_expected());
	/* Two at once: a slot in front, a slot behind. */
	start_grown(CELLS, 600);
	fill(599);
	cut(0, 1);
	CHECK_EQ(room_in_front(), 1);
	add(5, 8, (struct region_attr){ MEMBLOCK_HOTPLUG, nid_of(2) });
	CHECK_EQ(array.cnt, array.max);
	CHECK_EQ(room_in_front(), 0);
	CHECK(as_expected());
	region_forget_storage(&array);
}

/* ---- storage ---- */

static void storage_is_known(void)
{
	start(8, 8);
	CHECK(!region_storage(&array));
	add(0, 1, plain);
	region_move_to(&array, slots + 2 * GUARD, 100);
	CHECK(array.regions == slots + 2 * GUARD);
	CHECK_EQ(array.max, 100);
	CHECK_EQ(array.cnt, 1);
	CHECK_EQ(array.regions[0].base, FIRST);
	CHECK_EQ(array.regions[0].size, CELL);
	CHECK(region_storage(&array) == slots + 2 * GUARD);
	CHECK(!region_storage_pinned(&array));
	region_pin_storage(&array);
	CHECK(region_storage_pinned(&array));
	/* As long as the struct says nothing else. */
	array.max++;
	CHECK(!region_storage(&array));
	array.max -= 2;
	CHECK(!region_storage(&array));
	array.max++;
	array.regions--;
	CHECK(!region_storage(&array));
	array.regions += 100;
	CHECK(region_storage(&array) == slots + 2 * GUARD);
	array.regions++;
	CHECK(!region_storage(&array));
	array.regions = slots + 2 * GUARD;
	CHECK(region_storage(&array) == array.regions);
	/* New storage is not pinned. */
	region_move_to(&array, storage, 50);
	CHECK(region_storage(&array) == storage);
	CHECK(!region_storage_pinned(&array));
	region_forget_storage(&array);
	CHECK(!region_storage(&array));
}

/* No slot, no region: but one that joins needs none. */
static void insert_without_a_slot(void)
{
	const struct region_attr here = { MEMBLOCK_NONE, nid_of(2) };
	struct memblock_type before;

	start(20, 2);
	add(4, 6, here);
	add(10, 12, here);
	before = array;
	CHECK(!region_insert(&array, 1, span_at(7, 9), here));
	CHECK(!region_insert(&array, 1, span_at(6, 8), (struct region_attr){ MEMBLOCK_MIRROR, here.nid }));
	CHECK(!memcmp(&array, &before, sizeof(before)));
	CHECK(as_expected());
	CHECK(region_insert(&array, 1, span_at(6, 7), here));
	cells[6] = cells[5];
	CHECK(as_expected());
	CHECK(region_insert(&array, 1, span_at(9, 10), here));
	cells[9] = cells[10];
	CHECK(as_expected());
	CHECK(region_insert(&array, 1, span_at(7, 9), here));
	cells[7] = cells[8] = cells[6];
	CHECK(as_expected());
	CHECK(region_insert(&array, 1, span_at(15, 16), here));
	cells[15] = cells[6];
	CHECK(as_expected());
	CHECK(!region_insert(&array, 0, span_at(0, 1), here));
}

/* Only an array that lies in what a caller reserves is the caller's, too. */
static void pinned_by_reserving(void)
{
	struct span home;

	memblock_allow_resize();
	memblock_add(test_memory, TEST_MEMORY_SIZE);
	for (phys_addr_t i = 0; i <= INIT_MEMBLOCK_RESERVED_REGIONS; i++)
		memblock_reserve(test_memory + 64 * i, 16);
	home = memblock_grown_array(&memblock.reserved);
	CHECK(home.base < home.end);
	memblock_reserve(test_memory, 16);
	for (int again = 0; again < 2; again++) {
		memblock_reserve(home.base - 16, 16);
		memblock_reserve(home.end, 16);
	}
	CHECK(!region_storage_pinned(&memblock.reserved));
	memblock_reserve(home.end - 1, 1);
	CHECK(region_storage_pinned(&memblock.reserved));
	CHECK_EQ(span_size(memblock_grown_array(&memblock.reserved)), 0);
}

const struct suite suite_region_array = { "region_array", (const struct test_case[]){
	{ "every slice", every_slice },
	{ "any change of a few cells, with just the slots it needs", few_cells },
	{ "any change of many cells, with just the slots it needs", many_cells },
	{ "any change with room in front", many_cells_grown },
	{ "room in front is made", room_is_made },
	{ "room in front is made by closing", room_is_made_by_closing },
	{ "the last slots", the_last_slots },
	{ "storage", storage_is_known },
	{ "insert without a slot", insert_without_a_slot },
	{ "pinned by reserving over it", pinned_by_reserving },
	{ 0 },
} };
