/* SPDX-License-Identifier: MIT */
/*
 * Growth: exactly when a region more than fits is truly needed, into free memory that
 * can be touched, never into the range in hand. Pitfalls 1, 2, 3, 6, 21, 31, 34.
 * (What happens before memblock_allow_resize(): tests/host/test_growth_forbidden.c.)
 */
#include <bootmem/port.h>

#include "actions.h"

#define P	 ((phys_addr_t)PAGE_SIZE)
#define ROOM	 (32 * P)		   /* RAM for arrays, at test_memory */
#define SPARSE	 ((phys_addr_t)0x80000000) /* no RAM: a place for regions apart */
#define STEP	 ((phys_addr_t)0x100)
#define FIRST	 ((unsigned long)INIT_MEMBLOCK_REGIONS)
#define RESERVED ((unsigned long)INIT_MEMBLOCK_RESERVED_REGIONS)

static void start(void)
{
	memblock_allow_resize();
	memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
	memblock_add(test_memory, ROOM);
}

/* Region i of many that do not touch. */
static phys_addr_t apart(unsigned long i)
{
	return SPARSE + STEP * 2 * i;
}

static void reserve_apart(unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i < to; i++)
		memblock_reserve(apart(i), STEP);
}

static void add_apart(unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i < to; i++)
		memblock_add(apart(i), STEP);
}

/* Bytes of an array. */
static phys_addr_t array_bytes(const struct memblock_type *type)
{
	return phys_align_up(type->max * sizeof(struct memblock_region), PAGE_SIZE);
}

/* The reserved region that holds the array of a type; base 0 when there is none. */
static struct memblock_region array_region(const struct memblock_type *type)
{
	phys_addr_t at = bootmem_virt_to_phys(type->regions);
	const struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (r->base <= at && at - r->base < r->size)
			return *r;
	return (struct memblock_region){ 0 };
}

/* The array lies in free RAM that may be touched, and owns exactly its pages. */
static void check_array(const struct memblock_type *type)
{
	struct memblock_region r = array_region(type);

	CHECK(r.base >= test_memory && r.base + r.size <= test_memory + ROOM);
	CHECK(memblock_is_region_memory(r.base, r.size));
	CHECK_EQ(r.base & (P - 1), 0);
	CHECK_EQ(r.size & (P - 1), 0);
	CHECK(r.size >= array_bytes(type));
	CHECK_INVARIANTS();
}

/* ---- when ---- */

static void reserved_at_the_last_moment(void)
{
	start();
	reserve_apart(0, RESERVED);
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	CHECK_EQ(memblock.reserved.max, RESERVED);
	reserve_apart(RESERVED, RESERVED + 1);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	CHECK_EQ(memblock.reserved.cnt, RESERVED + 2);
	CHECK_EQ(memblock_reserved_size(), STEP * (RESERVED + 1) + array_bytes(&memblock.reserved));
	check_array(&memblock.reserved);
	CHECK_EQ(array_region(&memblock.reserved).size, array_bytes(&memblock.reserved));
	for (unsigned long i = 0; i <= RESERVED; i++) {
		CHECK(memblock_is_region_reserved(apart(i), STEP));
		CHECK(!memblock_is_region_reserved(apart(i) + STEP, STEP));
	}
}

static void memory_at_the_last_moment(void)
{
	start();
	add_apart(1, FIRST);
	CHECK_EQ(memblock.memory.cnt, FIRST);
	CHECK_EQ(memblock.memory.max, FIRST);
	CHECK_EQ(memblock.reserved.cnt, 0);
	add_apart(0, 1);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.memory.cnt, FIRST + 1);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock_reserved_size(), array_bytes(&memblock.memory));
	check_array(&memblock.memory);
}

/* Pitfall 3: with a full array, what needs no slot asks for none. */
static void not_before(void)
{
	start();
	reserve_apart(0, RESERVED);
	memblock_reserve(apart(0) - STEP, STEP);	    /* extends downwards */
	memblock_reserve(apart(5) + STEP, STEP / 2);	    /* extends upwards */
	memblock_reserve(apart(7), STEP);		    /* is there already */
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	memblock_phys_free(apart(9), 1);		    /* shrinks */
	memblock_phys_free(apart(9) + STEP - 1, 1);
	memblock_phys_free(apart(10) + STEP, STEP);	    /* nothing there */
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	memblock_reserve(apart(20), apart(21) + STEP - apart(20)); /* bridges */
	CHECK_EQ(memblock.reserved.cnt, RESERVED - 1);
	memblock_reserve(apart(RESERVED), STEP);
	memblock_phys_free(apart(3), STEP);		    /* removes */
	CHECK_EQ(memblock.reserved.cnt, RESERVED - 1);
	memblock_reserve(apart(3), STEP);
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	memblock_reserve(apart(30) + STEP, STEP);	    /* joins both neighbours */
	CHECK_EQ(memblock.reserved.cnt, RESERVED - 1);
	CHECK_EQ(memblock.reserved.max, RESERVED);
	CHECK(!array_region(&memblock.reserved).size);
	CHECK_INVARIANTS();
}

/* An operation over many regions that ends with fewer of them needs nothing. */
static void many_to_few(void)
{
	start();
	reserve_apart(0, RESERVED);
	memblock_reserve(apart(0) - 1, apart(RESERVED) - apart(0));
	CHECK_EQ(memblock.reserved.cnt, 1);
	add_apart(1, FIRST);
	memblock_remove(apart(1) + 1, apart(FIRST - 1) - apart(1));
	CHECK_EQ(memblock.memory.cnt, 3);
	CHECK_EQ(memblock.memory.max, FIRST);
	CHECK_EQ(memblock.reserved.max, RESERVED);
	CHECK_INVARIANTS();
}

/* Pitfall 3: a free in the middle of a region is the 129th. */
static void free_that_splits(void)
{
	start();
	reserve_apart(0, RESERVED);
	CHECK_EQ(memblock_phys_free(apart(17) + 8, 8), 0);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	CHECK_EQ(memblock.reserved.cnt, RESERVED + 2);
	CHECK(memblock_is_reserved(apart(17) + 7));
	CHECK(!memblock_is_reserved(apart(17) + 8));
	CHECK(!memblock_is_reserved(apart(17) + 15));
	CHECK(memblock_is_reserved(apart(17) + 16));
	check_array(&memblock.reserved);
}

static void remove_that_splits(void)
{
	start();
	add_apart(1, FIRST);
	CHECK_EQ(memblock_remove(apart(17) + 8, 8), 0);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.memory.cnt, FIRST + 1);
	check_array(&memblock.memory);
}

/* One slot is left and two are needed: the array doubles all the same. */
static void one_slot_too_few(void)
{
	start();
	add_apart(1, FIRST - 1);
	CHECK_EQ(memblock.memory.cnt, FIRST - 1);
	CHECK_EQ(memblock_mark_nomap(apart(17) + 8, 8), 0);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.memory.cnt, FIRST + 1);
	check_array(&memblock.memory);
}

/* A change may need more slots than an array has: it doubles twice. */
static void doubling_is_not_enough(void)
{
	const phys_addr_t base = test_memory - P, size = apart(FIRST) - base;

	start();
	add_apart(1, FIRST);
	/* Below all, above all, and between: a gap more than there are regions. */
	CHECK_EQ(memblock_add_node(base, size, 0, MEMBLOCK_HOTPLUG), 0);
	CHECK_EQ(memblock.memory.max, 4 * FIRST);
	CHECK_EQ(memblock.memory.cnt, 2 * FIRST + 1);
	CHECK(memblock_is_region_memory(base, size));
	check_array(&memblock.memory);
	/* A free of what is the only region, for which an array of two has no room after it has moved. */
	test_reset();
	start();
	memblock.reserved.max = 1;
	memblock_reserve(SPARSE, 3 * STEP);
	CHECK_EQ(memblock_phys_free(SPARSE + STEP, STEP), 0);
	CHECK_EQ(memblock.reserved.max, 4);
	CHECK_EQ(memblock.reserved.cnt, 3);
	CHECK(memblock_is_reserved(SPARSE) && !memblock_is_reserved(SPARSE + STEP));
	check_array(&memblock.reserved);
}

static void flags_that_split(void)
{
	start();
	add_apart(1, FIRST);
	CHECK_EQ(memblock_mark_hotplug(apart(17), STEP), 0);
	CHECK_EQ(memblock_mark_nomap(apart(18) - STEP, STEP), 0);
	CHECK_EQ(memblock.memory.max, FIRST);
	CHECK_EQ(memblock_mark_hotplug(apart(19) + 8, 8), 0);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.memory.cnt, FIRST + 2);
	check_array(&memblock.memory);
	reserve_apart(0, RESERVED - 1);
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	CHECK_EQ(memblock_reserved_mark_noinit(apart(5) + 8, STEP), 0);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	/* The arrays may lie side by side, in one region. */
	CHECK(memblock.reserved.cnt >= RESERVED + 1 && memblock.reserved.cnt <= RESERVED + 2);
	CHECK_EQ(memblock_reserved_size(), STEP * (RESERVED - 1) + array_bytes(&memblock.memory) +
						   array_bytes(&memblock.reserved));
	check_array(&memblock.reserved);
}

/* The new array's own reservation comes below what is to be marked, which so moves up a slot. */
static void flags_above_the_new_array(void)
{
	phys_addr_t top = test_memory + ROOM;
	const struct memblock_region *r;
	phys_addr_t marked = 0;

	start();
	reserve_apart(1, RESERVED);
	memblock_reserve(top - 8, 8);
	CHECK_EQ(memblock_reserved_mark_noinit(top - 6, 4), 0);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	for_each_reserved_mem_region(r)
		if (r->flags & MEMBLOCK_RSRV_NOINIT) {
			CHECK_EQ(r->base, top - 6);
			marked += r->size;
		}
	CHECK_EQ(marked, 4);
	check_array(&memblock.reserved);
}

/* An allocation that extends a reservation needs no slot; another one grows. */
static void allocations(void)
{
	phys_addr_t top = test_memory + ROOM;

	start();
	CHECK_EQ(memblock_phys_alloc(P, P), top - P);
	reserve_apart(1, RESERVED);
	CHECK_EQ(memblock_phys_alloc(P, P), top - 2 * P);
	CHECK_EQ(memblock.reserved.max, RESERVED);
	memblock_set_bottom_up(true);
	CHECK_EQ(memblock_phys_alloc(P, P), test_memory);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	CHECK(memblock_is_region_reserved(test_memory, P));
	CHECK(memblock_is_region_reserved(top - 2 * P, 2 * P));
	CHECK_EQ(memblock_reserved_size(),
		 3 * P + STEP * (RESERVED - 1) + array_bytes(&memblock.reserved));
	check_array(&memblock.reserved);
}

/* ---- doubling ---- */

/* Pitfall 6: an array that is outgrown is given back, the static one is not. */
static void doubling(void)
{
	unsigned long max = RESERVED;

	start();
	for (unsigned long i = 0; i < 9 * RESERVED; i++) {
		reserve_apart(i, i + 1);
		if (memblock.reserved.max != max) {
			CHECK_EQ(memblock.reserved.max, 2 * max);
			/* Its own reservation comes, the one of the old array goes. */
			CHECK_EQ(memblock.reserved.cnt, max + (max == RESERVED ? 2 : 1));
			max *= 2;
			check_array(&memblock.reserved);
		}
		CHECK_EQ(memblock_reserved_size(),
			 (i + 1) * STEP + (max > RESERVED ? array_bytes(&memblock.reserved) : 0));
	}
	CHECK_EQ(max, 16 * RESERVED);
	for (unsigned long i = 0; i < 9 * RESERVED; i++)
		memblock_phys_free(apart(i), STEP);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock.reserved.max, 16 * RESERVED);
	CHECK_EQ(memblock_reserved_size(), array_bytes(&memblock.reserved));
	CHECK_INVARIANTS();
}

/* Pitfall 6: what an outgrown array leaves is found, though a search gave up there before. */
static void outgrown_array_is_found(void)
{
	phys_addr_t zone = test_memory + 8 * P, step = P / 8, old, at;

	for (int up = 0; up < 2; up++) {
		test_reset();
		start();
		memblock_set_current_limit(zone);
		reserve_apart(0, RESERVED + 1);
		old = array_region(&memblock.reserved).base;
		CHECK(old > test_memory && old + array_bytes(&memblock.reserved) == zone);
		for (at = test_memory; at < old; at += step)
			memblock_reserve(at, step / 2);
		memblock_set_bottom_up(up);
		CHECK_EQ(memblock_phys_alloc_range(step, 1, test_memory, zone), 0);
		memblock_set_current_limit(test_memory + ROOM);
		memblock_set_bottom_up(false);
		for (unsigned long i = RESERVED; memblock.reserved.max == 2 * RESERVED; i++)
			reserve_apart(i, i + 1);
		CHECK(!memblock_is_reserved(old));
		memblock_set_bottom_up(up);
		CHECK_EQ(memblock_phys_alloc_range(step, 1, test_memory, zone),
			 up ? old - step / 2 : zone - step);
		CHECK_INVARIANTS();
	}
}

static void both_double(void)
{
	start();
	for (unsigned long i = 1; i < 3 * FIRST; i++) {
		add_apart(i, i + 1);
		reserve_apart(i, i + 1);
		CHECK_INVARIANTS();
	}
	CHECK_EQ(memblock.memory.cnt, 3 * FIRST);
	CHECK_EQ(memblock.memory.max, 4 * FIRST);
	CHECK_EQ(memblock.reserved.max, 4 * RESERVED);
	CHECK_EQ(memblock_reserved_size(), STEP * (3 * FIRST - 1) +
						   array_bytes(&memblock.memory) +
						   array_bytes(&memblock.reserved));
	for (unsigned long i = 1; i < 3 * FIRST; i++)
		CHECK(memblock_is_memory(apart(i)) && memblock_is_reserved(apart(i)));
}

/* In any order of insertion and removal an array that has grown stays right. */
static void grown_arrays_stay_right(void)
{
	static bool in[1024];
	unsigned long n = 0;

	start();
	for (unsigned int i = 0; i < LENGTH(in); i++)
		in[i] = false;
	for (unsigned int round = 0; round < 6000; round++) {
		unsigned long i = test_random_below(LENGTH(in));
		int where = round / 1500 % 4;

		if (where == 1) /* near the front */
			i /= 32;
		else if (where == 2) /* near the end */
			i = LENGTH(in) - 1 - i / 32;
		if (in[i])
			memblock_phys_free(apart(i), STEP);
		else
			memblock_reserve(apart(i), STEP);
		in[i] = !in[i];
		n += in[i] ? 1 : -1UL;
		if (round % 64 == 0)
			CHECK_INVARIANTS();
	}
	for (unsigned int i = 0; i < LENGTH(in); i++)
		CHECK_EQ(memblock_is_reserved(apart(i)), in[i]);
	CHECK(memblock.reserved.max >= 2 * RESERVED);
	CHECK_EQ(memblock_reserved_size(), n * STEP + array_bytes(&memblock.reserved));
}

/* A long strip of cells, each of them absent, there, or there and marked. */
#define STRIP 4096

enum { ABSENT, PLAIN, MARKED };

static u8 strip[STRIP];

struct strip_verbs {
	enum verb set, clear, mark;
	unsigned int flag;
};

static phys_addr_t strip_cell(unsigned long i)
{
	return SPARSE + i * STEP;
}

/* The regions from the strip on are its runs; what lies below belongs to the arrays. */
static bool strip_is(const struct memblock_type *type, unsigned int flag)
{
	const struct memblock_region *r = type->regions, *end = r + type->cnt;

	while (r < end && r->base < SPARSE)
		r++;
	for (unsigned long i = 0, start; i < STRIP;) {
		if (strip[i] == ABSENT) {
			i++;
			continue;
		}
		for (start = i++; i < STRIP && strip[i] == strip[start]; i++)
			;
		if (r == end || r->base != strip_cell(start) || r->size != (i - start) * STEP ||
		    (unsigned int)r->flags != (strip[start] == MARKED ? flag : 0))
			return false;
		r++;
	}
	return r == end;
}

static void change_strip(const struct strip_verbs *verbs, unsigned long at, unsigned long n)
{
	struct action a = { DONE, strip_cell(at), n * STEP, 0, 0 };
	unsigned int what = (unsigned int)test_random_below(8);

	a.verb = what < 4 ? verbs->set : what < 6 ? verbs->mark : verbs->clear;
	act(&a, 0);
	for (unsigned long i = at; i < at + n; i++) {
		if (a.verb == verbs->clear)
			strip[i] = ABSENT;
		else if (a.verb == verbs->mark)
			strip[i] = strip[i] == ABSENT ? ABSENT : MARKED;
		else if (strip[i] == ABSENT)
			strip[i] = PLAIN;
	}
}

/* Everywhere, near the front, near the end in turn. */
static void churn_strip(const struct strip_verbs *verbs, struct memblock_type *type)
{
	start();
	for (unsigned int i = 0; i < STRIP; i++)
		strip[i] = ABSENT;
	for (unsigned int round = 0; round < 12000; round++) {
		unsigned long n = 1 + test_random_below(3), at = test_random_below(STRIP - n);
		unsigned int where = round / 2000 % 3;

		if (where)
			at /= 32;
		if (where == 2)
			at = STRIP - n - at;
		change_strip(verbs, at, n);
		if (round % 50 == 0) {
			CHECK(strip_is(type, verbs->flag));
			CHECK_INVARIANTS();
		}
	}
	CHECK(strip_is(type, verbs->flag));
	CHECK(type->max >= 4 * FIRST);
}

static void strip_of_reservations(void)
{
	static const struct strip_verbs verbs = { RESERVE, FREE, NOINIT, MEMBLOCK_RSRV_NOINIT };

	churn_strip(&verbs, &memblock.reserved);
}

static void strip_of_memory(void)
{
	static const struct strip_verbs verbs = { ADD, REMOVE, HOTPLUG, MEMBLOCK_HOTPLUG };

	churn_strip(&verbs, &memblock.memory);
}

/* ---- where ---- */

/* Pitfall 1: the search treats the range in hand as taken. */
static void avoids_what_is_being_reserved(void)
{
	for (unsigned int eighth = 0; eighth < 4; eighth++)
		for (int up = 0; up < 2; up++) {
			phys_addr_t base = test_memory + eighth * 8 * P;

			test_reset();
			start();
			memblock_set_bottom_up(up);
			reserve_apart(0, RESERVED);
			memblock_reserve(base, 8 * P);
			CHECK(memblock_is_region_reserved(base, 8 * P));
			CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
			CHECK_EQ(memblock_reserved_size(), 8 * P + STEP * RESERVED +
								   array_bytes(&memblock.reserved));
			CHECK(array_region(&memblock.reserved).size != 0);
			CHECK_INVARIANTS();
		}
}

/* In the direction of all allocations: the highest free place, or the lowest. */
static void lies_where_allocations_go(void)
{
	for (int up = 0; up < 2; up++) {
		phys_addr_t array;

		test_reset();
		start();
		memblock_set_bottom_up(up);
		reserve_apart(0, RESERVED);
		memblock_reserve(test_memory + ROOM / 2, P); /* enough is free on both sides */
		array = array_region(&memblock.reserved).base;
		CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
		CHECK_EQ(array, up ? test_memory : test_memory + ROOM - array_bytes(&memblock.reserved));
	}
}

/* All that is free lies on one side of it, and is just enough. */
static void avoids_it_though_memory_is_short(void)
{
	phys_addr_t need = phys_align_up(2 * RESERVED * sizeof(struct memblock_region), PAGE_SIZE);

	for (int above = 0; above < 2; above++)
		for (int up = 0; up < 2; up++) {
			phys_addr_t base = test_memory + (above ? 0 : need);

			test_reset();
			memblock_allow_resize();
			memblock_set_bottom_up(up);
			memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
			memblock_add(test_memory, need + 8 * P);
			reserve_apart(0, RESERVED);
			memblock_reserve(base, 8 * P);
			CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
			CHECK(memblock_is_region_reserved(test_memory, need + 8 * P));
			CHECK_EQ(memblock_reserved_size(), 8 * P + STEP * RESERVED + need);
			CHECK_INVARIANTS();
		}
}

/* What an allocation has found is not free any more, though not yet reserved. */
static void avoids_what_is_being_allocated(void)
{
	for (int up = 0; up < 2; up++) {
		phys_addr_t got;

		test_reset();
		start();
		memblock_set_bottom_up(up);
		reserve_apart(0, RESERVED);
		got = memblock_phys_alloc(16 * P, 16 * P);
		CHECK(got != 0);
		CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
		CHECK_EQ(memblock_reserved_size(),
			 16 * P + STEP * RESERVED + array_bytes(&memblock.reserved));
		CHECK(memblock_is_region_reserved(got, 1) &&
		      memblock_is_region_reserved(got + 16 * P - 1, 1));
		CHECK_INVARIANTS();
	}
}

/* RAM that is being taken away must not hold the array that this needs. */
static void avoids_what_is_being_removed(void)
{
	for (int up = 0; up < 2; up++)
		for (int nomap = 0; nomap < 2; nomap++) {
			phys_addr_t cut = test_memory + (up ? 4 : 16) * P;
			struct memblock_region array;

			test_reset();
			start();
			memblock_set_bottom_up(up);
			memblock_reserve(up ? test_memory : test_memory + ROOM - 4 * P, 4 * P);
			add_apart(1, FIRST);
			CHECK_EQ(nomap ? memblock_mark_nomap(cut, 12 * P) :
					 memblock_remove(cut, 12 * P), 0);
			CHECK_EQ(memblock.memory.max, 2 * FIRST);
			array = array_region(&memblock.memory);
			CHECK(array.size != 0);
			CHECK(!memblock_addrs_overlap(array.base, array.size, cut, 12 * P));
			CHECK(memblock_is_region_memory(array.base, array.size));
			CHECK_INVARIANTS();
		}
}

/* Pitfall 2: a range that takes nothing is not avoided. */
static void avoids_nothing_else(void)
{
	for (int what = 0; what < 5; what++) {
		phys_addr_t base = test_memory;
		int err = 0;

		test_reset();
		start();
		test_movable_node(what == 4);
		memblock_reserve(base, 8 * P);
		memblock_reserve(base + 24 * P, 8 * P); /* free: [8, 24) */
		add_apart(1, FIRST);
		switch (what) {
		case 0:
			err = memblock_mark_hotplug(base + 8 * P, 16 * P);
			break;
		case 1:
			err = memblock_mark_mirror(base + 8 * P, 16 * P);
			break;
		case 2:
#ifdef CONFIG_NUMA
			err = memblock_set_node(base + 8 * P, 16 * P, &memblock.memory, 0);
#else
			err = memblock_mark_hotplug(base + P, 24 * P);
#endif
			break;
		case 3: /* what is there already is not taken by adding it again */
			memblock_mark_hotplug(base, ROOM);
			err = memblock_add(base - P, ROOM + 2 * P);
			break;
		case 4: /* mirrored memory may be used, whatever becomes of hot-pluggable */
			err = memblock_mark_mirror(base + 8 * P, 16 * P);
			break;
		}
		test_movable_node(false);
		CHECK_EQ(err, 0);
		CHECK_EQ(memblock.memory.max, 2 * FIRST);
		CHECK(array_region(&memblock.memory).size != 0);
		CHECK_INVARIANTS();
	}
}

/* Pitfall 21: current_limit holds for arrays. */
static void obeys_current_limit(void)
{
	memblock_allow_resize();
	memblock_set_current_limit(test_memory + 16 * P);
	memblock_add(test_memory, ROOM);
	reserve_apart(0, RESERVED + 1);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	CHECK(array_region(&memblock.reserved).base + array_region(&memblock.reserved).size <=
	      test_memory + 16 * P);
	check_array(&memblock.reserved);
}

/* Nothing free below the limit: the call fails and changes nothing; then there is. */
static void no_memory_below_the_limit(void)
{
	memblock_allow_resize();
	memblock_set_current_limit(test_memory);
	memblock_add(test_memory, ROOM);
	add_apart(1, FIRST);
	test_log_clear();
	CHECK_EQ(memblock_add(apart(FIRST), STEP), -ENOMEM);
	CHECK_TEXT(test_log(), "warning");
	CHECK_TEXT(test_log(), "INIT_MEMBLOCK_REGIONS");
	CHECK_EQ(memblock.memory.cnt, FIRST);
	CHECK_EQ(memblock.memory.max, FIRST);
	CHECK(!memblock_is_memory(apart(FIRST)));
	reserve_apart(0, RESERVED);
	CHECK_PANIC(memblock_reserve_named(apart(RESERVED), STEP, "the crown jewels"),
		    "the crown jewels");
	CHECK_PANIC(memblock_reserve(apart(RESERVED), STEP),
		    "reserved regions and there is no memory for more; raise INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	memblock_set_current_limit(test_memory + ROOM);
	CHECK_EQ(memblock_add(apart(FIRST), STEP), 0);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	CHECK_INVARIANTS();
}

/* Page 0 is no place for an array, nor is RAM that is not for everybody. */
static void never_there(void)
{
	memblock_allow_resize();
	memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
	memblock_add(0, P);
	memblock_add_node(test_memory, ROOM, 0, MEMBLOCK_NOMAP);
	memblock_add_node(test_memory + ROOM, ROOM, 0, MEMBLOCK_DRIVER_MANAGED);
	memblock_add_node(test_memory + 3 * ROOM, ROOM, 0, MEMBLOCK_HOTPLUG);
	test_movable_node(true);
	add_apart(4, FIRST);
	CHECK_EQ(memblock_add(apart(FIRST), STEP), -ENOMEM);
	test_movable_node(false);
	CHECK_EQ(memblock_add(apart(FIRST), STEP), 0);
	CHECK(array_region(&memblock.memory).base >= test_memory + 3 * ROOM);
	CHECK_INVARIANTS();
}

/* ---- room inside a grown array ---- */

/* Large enough for an array to keep spare room in front of its regions. */
#define LARGE (4 * FIRST)

/* What lies beside an array: nothing may be written there. */
#define BESIDE ((phys_addr_t)256)

struct beside {
	phys_addr_t below, above;
	u8 bytes[2 * BESIDE];
};

static void copy_beside(struct beside *b, const struct memblock_type *type)
{
	struct memblock_region array = array_region(type);

	CHECK_EQ(array.size, array_bytes(type));
	b->below = array.base - BESIDE;
	b->above = array.base + array.size;
	for (phys_addr_t i = 0; i < BESIDE; i++) {
		b->bytes[i] = *(u8 *)test_pointer(b->below + i);
		b->bytes[BESIDE + i] = *(u8 *)test_pointer(b->above + i);
	}
}

static bool same_beside(const struct beside *b)
{
	bool same = true;

	for (phys_addr_t i = 0; i < BESIDE; i++) {
		same &= b->bytes[i] == *(u8 *)test_pointer(b->below + i);
		same &= b->bytes[BESIDE + i] == *(u8 *)test_pointer(b->above + i);
	}
	return same;
}

/* All regions in use lie in the storage, which is reserved for it. */
static bool inside_storage(const struct memblock_type *type, const struct beside *b)
{
	phys_addr_t storage = b->below + BESIDE, first = bootmem_virt_to_phys(type->regions);
	unsigned long front = (unsigned long)(first - storage) / sizeof(struct memblock_region);

	return first >= storage && front + type->cnt <= type->max &&
	       memblock_is_reserved(first) && memblock_is_reserved(b->above - 1);
}

/* A large array with so much spare room, filled from the bottom up: nothing in front. */
static void fill_large(const struct memblock_type *type, unsigned long spare)
{
	unsigned long i = 1;

	start();
	memblock_reserve(test_memory, 3 * P);
	while (type->max < LARGE || type->cnt < LARGE - spare) {
		if (type == &memblock.memory)
			add_apart(i, i + 1);
		else
			reserve_apart(i, i + 1);
		i++;
	}
	CHECK_EQ(type->max, LARGE);
	CHECK_EQ(type->cnt, LARGE - spare);
}

/* Opens two slots in the first region, or n behind region at. */
static int open_slots(enum verb verb, unsigned long at, unsigned long n)
{
	if (verb == NOMAP)
		return memblock_mark_nomap(test_memory + P, P);
	if (verb == NOINIT)
		return memblock_reserved_mark_noinit(test_memory + P, P);
	return memblock_add_node(apart(at) + STEP, STEP * (2 * n - 1), 0, MEMBLOCK_HOTPLUG);
}

static bool all_apart(struct memblock_type *type, unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i < to; i++)
		if (!memblock_overlaps_region(type, apart(i), STEP))
			return false;
	return true;
}

static void open_with_spare(enum verb verb, unsigned long at, unsigned long n, unsigned long spare)
{
	struct memblock_type *type = verb == NOINIT ? &memblock.reserved : &memblock.memory;
	struct beside beside;

	test_reset();
	fill_large(type, spare);
	copy_beside(&beside, type);
	CHECK_EQ(open_slots(verb, at, n), 0);
	CHECK_EQ(type->max, LARGE);
	CHECK_EQ(type->cnt, LARGE - spare + n);
	CHECK(inside_storage(type, &beside));
	CHECK(same_beside(&beside));
	CHECK(all_apart(type, 1, LARGE - spare - 2));
	for (unsigned long i = 0; verb == ADD_NODE && i < n; i++)
		CHECK(memblock_is_region_memory(apart(at + i), 2 * STEP));
	CHECK_INVARIANTS();
	/* What is still spare can be used, to the last slot. */
	while (type->cnt < LARGE)
		CHECK_EQ(verb == NOINIT ? memblock_reserve(apart(2 * LARGE + type->cnt), STEP) :
					  memblock_add(apart(2 * LARGE + type->cnt), STEP), 0);
	CHECK_EQ(type->max, LARGE);
	CHECK(inside_storage(type, &beside));
	CHECK(same_beside(&beside));
	CHECK_INVARIANTS();
}

/* Each spare room from just enough to twice of it and one more. */
static void little_spare_room(void)
{
	static const unsigned long counts[] = { 1, 2, 3, 40 };

	for (unsigned long spare = 2; spare <= 5; spare++) {
		open_with_spare(NOMAP, 0, 2, spare);
		open_with_spare(NOINIT, 0, 2, spare);
	}
	for (unsigned int i = 0; i < LENGTH(counts); i++)
		for (unsigned long n = counts[i], spare = n; spare <= 2 * n + 1; spare++)
			open_with_spare(ADD_NODE, 1, n, spare);
	/* Not at the very front, and in the rear half. */
	open_with_spare(ADD_NODE, 60, 40, 41);
	open_with_spare(ADD_NODE, 60, 40, 78);
	open_with_spare(ADD_NODE, 300, 40, 41);
}

/* ---- slots are counted exactly ---- */

/* The new array touches a reservation: it needs no slot in a full reserved. */
static void array_beside_a_reservation(void)
{
	for (int up = 0; up < 2; up++) {
		test_reset();
		start();
		memblock_set_bottom_up(up);
		memblock_reserve(up ? test_memory : test_memory + ROOM - P, P);
		reserve_apart(1, RESERVED);
		CHECK_EQ(memblock.reserved.cnt, RESERVED);
		add_apart(1, FIRST + 1);
		CHECK_EQ(memblock.memory.max, 2 * FIRST);
		CHECK_EQ(memblock.reserved.max, RESERVED);
		CHECK_EQ(memblock.reserved.cnt, RESERVED);
		CHECK_EQ(memblock_reserved_size(), P + STEP * (RESERVED - 1) +
							   array_bytes(&memblock.memory));
		CHECK_INVARIANTS();
	}
}

/* All that is free is one array, between two reservations: one slot less. */
static void array_fills_the_gap(void)
{
	phys_addr_t need = phys_align_up(2 * FIRST * sizeof(struct memblock_region), PAGE_SIZE);

	memblock_allow_resize();
	memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
	memblock_add(test_memory, need + 2 * P);
	memblock_reserve(test_memory, P);
	memblock_reserve(test_memory + P + need, P);
	reserve_apart(2, RESERVED);
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
	add_apart(1, FIRST);
	CHECK_EQ(memblock_add(apart(FIRST), STEP), 0);
	CHECK_EQ(memblock.memory.max, 2 * FIRST);
	CHECK_EQ(memblock.reserved.max, RESERVED);
	CHECK_EQ(memblock.reserved.cnt, RESERVED - 1);
	CHECK(memblock_is_region_memory(apart(FIRST), STEP));
	CHECK_INVARIANTS();
}

/*
 * The new array touches the old one, and that touches a reservation: giving the old one
 * back leaves a hole in the middle, which needs a slot.
 */
static void array_beside_its_old_one(void)
{
	for (int up = 0; up < 2; up++)
		for (unsigned long spare = 0; spare < 3; spare++) {
			phys_addr_t total;

			test_reset();
			start();
			memblock_set_bottom_up(up);
			memblock_reserve(up ? test_memory : test_memory + ROOM - P, P);
			add_apart(1, FIRST + 1);
			CHECK_EQ(memblock.memory.max, 2 * FIRST);
			CHECK_EQ(memblock.reserved.cnt, 1);
			reserve_apart(1, RESERVED - spare);
			CHECK_EQ(memblock.reserved.cnt, RESERVED - spare);
			add_apart(FIRST + 1, 2 * FIRST + 1);
			CHECK_EQ(memblock.memory.max, 4 * FIRST);
			CHECK_EQ(memblock.memory.cnt, 2 * FIRST + 1);
			CHECK_EQ(memblock.reserved.max, spare ? RESERVED : 2 * RESERVED);
			total = P + STEP * (RESERVED - spare - 1) + array_bytes(&memblock.memory);
			if (!spare)
				total += array_bytes(&memblock.reserved);
			CHECK_EQ(memblock_reserved_size(), total);
			CHECK(all_apart(&memblock.memory, 1, 2 * FIRST + 1));
			CHECK(all_apart(&memblock.reserved, 1, RESERVED - spare));
			CHECK_INVARIANTS();
		}
}

/* ---- what lies over an array ---- */

/* Reserve a part of what an array has, all of it, or more; then let it grow again. */
static void reserve_over(struct memblock_type *type, unsigned int how)
{
	bool memory = type == &memblock.memory;
	phys_addr_t base, size, kept;

	test_reset();
	start();
	memblock_reserve(test_memory + ROOM - 8 * P, 8 * P);
	if (memory)
		add_apart(1, FIRST + 1);
	else
		reserve_apart(1, RESERVED + 1);
	base = bootmem_virt_to_phys(type->regions);
	size = array_bytes(type);
	CHECK_EQ(type->max, 2 * FIRST);
	if (how == 0) {
		base -= P;
		size += 2 * P;
	} else if (how == 1) {
		base -= P;
		size = P + 8;
	} else if (how == 2) {
		base += 8;
		size = 8;
	}
	if (how == 4)
		memblock_reserve_named(base, size, "caller");
	else
		memblock_reserve(base, size);
	kept = memblock_reserved_size();
	for (unsigned long i = FIRST + 1; type->max < LARGE; i++) {
		if (memory) {
			add_apart(i, i + 1);
		} else {
			reserve_apart(i, i + 1);
			kept += STEP;
		}
	}
	CHECK_EQ(memblock_reserved_size(), kept + array_bytes(type));
	for (phys_addr_t at = base; at < base + size; at += 8)
		if (!CHECK(memblock_is_reserved(at)))
			break;
	CHECK(how != 4 || memblock_owner(base));
	CHECK_INVARIANTS();
	/* The next array is nobody else's: it is given back as usual. */
	kept = memblock_reserved_size() - array_bytes(type);
	for (unsigned long i = LARGE; type->max == LARGE; i++) {
		if (memory) {
			add_apart(i, i + 1);
		} else {
			reserve_apart(i, i + 1);
			kept += STEP;
		}
	}
	CHECK_EQ(memblock_reserved_size(), kept + array_bytes(type));
	CHECK(memblock_is_reserved(base) && memblock_is_reserved(base + size - 1));
	CHECK_INVARIANTS();
}

static void reservations_over_arrays(void)
{
	for (unsigned int how = 0; how < 5; how++) {
		reserve_over(&memblock.memory, how);
		reserve_over(&memblock.reserved, how);
	}
}

/* What a caller reserves of a full array needs no slot, and is the caller's all the same. */
static void reservation_over_a_full_array(void)
{
	phys_addr_t at;

	start();
	reserve_apart(1, RESERVED + 2);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	for (unsigned long i = RESERVED + 2; memblock.reserved.cnt < 2 * RESERVED; i++)
		reserve_apart(i, i + 1);
	at = bootmem_virt_to_phys(memblock.reserved.regions);
	memblock_reserve(at, 8);
	CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
	reserve_apart(2 * LARGE, 2 * LARGE + 1);
	CHECK_EQ(memblock.reserved.max, 4 * RESERVED);
	CHECK(memblock_is_region_reserved(at, 8));
	CHECK_INVARIANTS();
}

/* The array of names has a caller's reservation over it. */
static void reservation_over_names(void)
{
	phys_addr_t first, size, kept;

	start();
	memblock_reserve(SPARSE, apart(LARGE) - SPARSE);
	kept = memblock_reserved_size();
	for (unsigned long i = 0; i <= RESERVED; i++)
		memblock_reserve_named(apart(i), STEP, "names");
	size = memblock_reserved_size() - kept;
	first = memblock.reserved.regions[0].base;
	CHECK(size >= P && first >= test_memory && first < test_memory + ROOM);
	CHECK_EQ(memblock.reserved.regions[0].size, size);
	memblock_reserve(first, size);
	for (unsigned long i = RESERVED + 1; i <= 2 * RESERVED; i++)
		memblock_reserve_named(apart(i), STEP, "names");
	CHECK(memblock_reserved_size() > kept + size);
	CHECK(memblock_is_reserved(first) && memblock_is_reserved(first + size - 1));
	CHECK_TEXT(memblock_owner(apart(2 * RESERVED)), "names");
	CHECK_INVARIANTS();
}

/*
 * A free after which the array of names grows into what was freed: searches that failed
 * there before must find the rest of it.
 */
static void names_grow_into_what_is_freed(void)
{
	phys_addr_t all = 96 * P, before, array, got;

	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_allow_resize();
		memblock_set_current_limit(test_memory + all);
		memblock_set_bottom_up(up);
		memblock_add(test_memory, all);
		for (unsigned int i = 0; i < 40; i++)
			memblock_reserve(test_memory + i * P, P - 128);
		memblock_reserve_named(test_memory + 40 * P, all - 44 * P, "big");
		for (unsigned long i = 1; i < RESERVED; i++)
			memblock_reserve_named(apart(i), STEP, i & 1 ? "odd" : "even");
		CHECK_EQ(memblock.reserved.max, 2 * RESERVED);
		CHECK_EQ(memblock_phys_alloc(16 * P, P), 0);
		while (memblock_phys_alloc(P, P))
			;
		CHECK_EQ(memblock_phys_alloc(16 * P, P), 0);
		before = memblock_reserved_size();
		array = phys_align_up(2 * RESERVED * sizeof(struct memblock_region), PAGE_SIZE);
		CHECK_EQ(memblock_phys_free(test_memory + 48 * P, 32 * P), 0);
		/* The names of what is left below and above need a slot more. */
		CHECK_EQ(memblock_reserved_size(), before - 32 * P + array);
		CHECK(memblock_owner(test_memory + 60 * P) == NULL);
		CHECK_TEXT(memblock_owner(test_memory + 48 * P - 1), "big");
		CHECK_TEXT(memblock_owner(test_memory + 80 * P), "big");
		got = memblock_phys_alloc(16 * P, P);
		CHECK_EQ(got, up ? test_memory + 48 * P + array : test_memory + 64 * P - array);
		CHECK_INVARIANTS();
	}
}

/* ---- which memory ---- */

/* Arrays are allocations: mirrored memory first, when there is any. */
static void prefers_mirrored_memory(void)
{
	for (int up = 0; up < 2; up++) {
		phys_addr_t mirror = test_memory + (up ? ROOM / 2 : 0);

		test_reset();
		start();
		memblock_set_bottom_up(up);
		CHECK_EQ(memblock_mark_mirror(mirror, ROOM / 2), 0);
		reserve_apart(0, RESERVED + 1);
		add_apart(2, FIRST + 1);
		CHECK(memblock.memory.max == 2 * FIRST && memblock.reserved.max == 2 * RESERVED);
		CHECK(array_region(&memblock.memory).base - mirror < ROOM / 2);
		CHECK(array_region(&memblock.reserved).base - mirror < ROOM / 2);
		check_array(&memblock.memory);
		/* None left of it: any other. */
		memblock_reserve(mirror, ROOM / 2);
		reserve_apart(RESERVED + 1, 2 * RESERVED + 1);
		CHECK_EQ(memblock.reserved.max, 4 * RESERVED);
		CHECK(array_region(&memblock.reserved).size != 0);
		CHECK(bootmem_virt_to_phys(memblock.reserved.regions) - mirror >= ROOM / 2);
		CHECK_INVARIANTS();
	}
}

/* Memory that is being marked hot-pluggable is no place for the array, if that counts. */
static void avoids_what_becomes_hotpluggable(void)
{
	for (int up = 0; up < 2; up++)
		for (int movable = 0; movable < 2; movable++) {
			phys_addr_t half = test_memory + (up ? 0 : ROOM / 2), array;

			test_reset();
			start();
			memblock_set_bottom_up(up);
			add_apart(1, FIRST);
			CHECK_EQ(memblock.memory.cnt, FIRST);
			test_movable_node(movable);
			CHECK_EQ(memblock_mark_hotplug(half, ROOM / 2), 0);
			CHECK_EQ(memblock.memory.max, 2 * FIRST);
			array = array_region(&memblock.memory).base;
			CHECK_EQ(array - half < ROOM / 2, !movable);
			check_array(&memblock.memory);
		}
}

/* RAM below current_limit that the port cannot reach: growth fails and says why. */
static void memory_that_is_not_mapped(void)
{
	phys_addr_t nowhere = 0x70000000;

	memblock_allow_resize();
	memblock_add(nowhere, ROOM);
	add_apart(1, FIRST);
	test_log_clear();
	CHECK_EQ(memblock_add(apart(FIRST), STEP), -ENOMEM);
	CHECK_TEXT(test_log(), "not mapped");
	CHECK_TEXT(test_log(), "memblock_set_current_limit()");
	CHECK_TEXT(test_log(), "INIT_MEMBLOCK_REGIONS");
	CHECK_EQ(memblock_reserved_size(), 0);
	CHECK_EQ(memblock.memory.cnt, FIRST);
	CHECK_INVARIANTS();
}

/* ---- a reset by hand ---- */

static void reset_by_hand(struct memblock_type *type, struct memblock_region *first,
			  unsigned long max)
{
	type->cnt = 0;
	type->total_size = 0;
	type->regions = first;
	type->max = max;
}

/* Bytes that an array has taken from RAM. */
static phys_addr_t grown_bytes(const struct memblock_type *type,
			       const struct memblock_region *first)
{
	return type->regions == first ? 0 : array_bytes(type);
}

static void reset_both_by_hand(struct memblock_region *memory, struct memblock_region *reserved)
{
	reset_by_hand(&memblock.memory, memory, FIRST);
	reset_by_hand(&memblock.reserved, reserved, RESERVED);
}

/* After growth: the first arrays again, and growth again. */
static void reset_after_growth(void)
{
	struct memblock_region *memory = memblock.memory.regions;
	struct memblock_region *reserved = memblock.reserved.regions;

	for (unsigned long round = 0; round < 4; round++) {
		start();
		for (unsigned long i = 1; i < (round + 1) * FIRST; i++) {
			add_apart(i, i + 1);
			reserve_apart(i, i + 1);
		}
		CHECK_INVARIANTS();
		CHECK_EQ(memblock.memory.cnt, (round + 1) * FIRST);
		CHECK_EQ(memblock_reserved_size(), ((round + 1) * FIRST - 1) * STEP +
							   grown_bytes(&memblock.memory, memory) +
							   grown_bytes(&memblock.reserved,
							   reserved));
		reset_both_by_hand(memory, reserved);
		CHECK(!memblock_is_memory(apart(1)));
		CHECK(!memblock_is_reserved(apart(1)));
	}
}

/* After allocations that remembered what does not fit. */
static void reset_after_searches(void)
{
	struct memblock_region *memory = memblock.memory.regions;
	struct memblock_region *reserved = memblock.reserved.regions;

	for (int up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		memblock_add(SPARSE, 0x40000);
		for (unsigned long i = 0; i < 100; i++)
			memblock_reserve(apart(i) + 8, STEP);
		for (unsigned int i = 0; i < 300; i++)
			memblock_phys_alloc(STEP, 8);
		CHECK_EQ(memblock_phys_alloc_range(2 * STEP, 8, SPARSE, apart(100)), 0);
		reset_both_by_hand(memory, reserved);
		/* The same RAM, nothing reserved: everything fits again. */
		memblock_add(SPARSE, 0x40000);
		CHECK_EQ(memblock_phys_alloc_range(2 * STEP, 8, SPARSE, apart(100)),
			 up ? SPARSE : apart(100) - 2 * STEP);
		CHECK_INVARIANTS();
		reset_both_by_hand(memory, reserved);
	}
}

/* Only one array, with the other one left as it is. */
static void reset_of_one_array(void)
{
	struct memblock_region *reserved = memblock.reserved.regions;

	for (int up = 0; up < 2; up++) {
		forget_regions();
		memblock_set_bottom_up(up);
		memblock_add(SPARSE, 0x8000);
		for (phys_addr_t a = SPARSE; a < SPARSE + 0x8000; a += STEP)
			memblock_reserve_named(a, STEP / 2, "slice");
		CHECK_EQ(memblock_phys_alloc(STEP, 1), 0);
		CHECK_TEXT(memblock_owner(SPARSE), "slice");
		reset_by_hand(&memblock.reserved, reserved, RESERVED);
		CHECK(memblock_owner(SPARSE) == NULL);
		CHECK_EQ(memblock_phys_alloc(0x8000, 1), SPARSE);
		CHECK(memblock_owner(SPARSE) == NULL);
		CHECK_INVARIANTS();
	}
}

/* Owners do not outlive a reset, nor do marks of mirrored RAM. */
static void reset_forgets(void)
{
	struct memblock_region *memory = memblock.memory.regions;
	struct memblock_region *reserved = memblock.reserved.regions;

	memblock_add(0x100000, 0x100000);
	memblock_mark_mirror(0x100000, 0x1000);
	memblock_reserve_named(0x180000, 0x1000, "somebody");
	CHECK(memblock_has_mirror());
	CHECK_TEXT(memblock_owner(0x180000), "somebody");
	reset_both_by_hand(memory, reserved);
	CHECK(!memblock_has_mirror());
	CHECK(memblock_owner(0x180000) == NULL);
	memblock_add(0x100000, 0x100000);
	memblock_reserve(0x180000, 0x1000);
	CHECK(memblock_owner(0x180000) == NULL);
	CHECK_INVARIANTS();
}

/*
 * The array of reservations moves for the sake of memory's, which then finds no place: the
 * call fails, and what the library changed itself is no reset by hand.
 */
static void failed_growth_is_no_reset(void)
{
	memblock_allow_resize();
	memblock.memory.max = memblock.reserved.max = 1;
	memblock_add_node(test_memory, PAGE_SIZE, 0, MEMBLOCK_MIRROR);
	memblock_remove(test_memory, PAGE_SIZE);
	memblock_add(test_memory, 3 * PAGE_SIZE);
	CHECK_EQ(memblock_mark_nomap(test_memory + PAGE_SIZE, PAGE_SIZE), -ENOMEM);
	CHECK_EQ(memblock.memory.max, 2);
	CHECK_EQ(memblock.reserved.max, 2);
	CHECK(memblock_has_mirror());
	CHECK_INVARIANTS();
}

/* What the library changes itself is no reset by hand: it still knows that RAM was mirrored once. */
static void changes_are_no_reset(void)
{
	const phys_addr_t base = SPARSE, half = 0x800;
	const struct action changes[] = {
		{ ADD, base + 0x10000, 0x1000, 0, 0 },
		{ ADD_NODE, base + 0x20000, 0x1000, NODE(0), MEMBLOCK_HOTPLUG },
		{ REMOVE, base + 0x20000, 0x1000, 0, 0 },
		{ RESERVE, base + 0x10000, half, 0, 0 },
		{ FREE, base + 0x10000, half, 0, 0 },
		{ HOTPLUG, base, half, 0, 0 },
		{ CLEAR_HOTPLUG, base, half, 0, 0 },
		{ NOMAP, base, half, 0, 0 },
		{ TRIM, 0, 0x1000, 0, 0 },
		{ RESERVE, base + 0x11000, half, 0, 0 },
		{ LIMIT, 0, 0x1c00, 0, 0 },
		{ CAP, base, 0x10800, 0, 0 },
		{ LIMIT_MAP, 0, 0x1400, 0, 0 },
	};

	memblock_add(base, 0x2000);
	memblock_add_node(base + 0x4000, 0x1000, 0, MEMBLOCK_MIRROR);
	memblock_remove(base + 0x4000, 0x1000);
	for (size_t i = 0; i < LENGTH(changes); i++) {
		phys_addr_t memory = memblock_phys_mem_size(), reserved = memblock_reserved_size();
		unsigned long regions = memblock.memory.cnt;

		act(&changes[i], 0);
		CHECK(memblock.memory.cnt != regions || memblock_phys_mem_size() != memory ||
		      memblock_reserved_size() != reserved);
		CHECK(memblock_has_mirror());
	}
	CHECK(memblock_phys_alloc(64, 64) != 0);
	CHECK(memblock_has_mirror());
	CHECK_INVARIANTS();
}

/* As memblock.h has it: cnt, total_size, regions, max; the first region keeps what it had. */
static void reset_leaves_the_first_region(void)
{
	struct memblock_region *memory = memblock.memory.regions;
	struct memblock_region *reserved = memblock.reserved.regions;

	memblock_add(SPARSE, 0x10000);
	memblock_reserve(SPARSE + 8, 8);
	reset_both_by_hand(memory, reserved);
	CHECK(memory->size && reserved->size);
	CHECK_EQ(memblock_start_of_DRAM(), 0);
	CHECK_EQ(memblock_end_of_DRAM(), 0);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0);
	CHECK_EQ(memblock_phys_free(SPARSE, 0x10000), 0);
	CHECK_EQ(memblock_remove(SPARSE, 0x10000), 0);
	CHECK_INVARIANTS();
	CHECK_EQ(memblock_start_of_DRAM(), 0);
	CHECK_EQ(memblock_end_of_DRAM(), 0);
	memblock_add(SPARSE, 0x10000);
	memblock_reserve(SPARSE + 8, 8);
	reset_both_by_hand(memory, reserved);
	memblock_add(SPARSE + 0x20000, 0x1000);
	CHECK_EQ(memblock_phys_alloc(64, 64), SPARSE + 0x21000 - 64);
	CHECK(!memblock_is_reserved(SPARSE + 8) && !memblock_is_memory(SPARSE));
	CHECK_EQ(memblock.memory.cnt, 1);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_INVARIANTS();
	/* One of them only. */
	reset_by_hand(&memblock.reserved, reserved, RESERVED);
	CHECK_EQ(memblock_phys_free(SPARSE + 0x20000, 0x1000), 0);
	CHECK_INVARIANTS();
}

/* ---- owners ---- */

/* Many named reservations: the names grow with them. */
static void many_owners(void)
{
	static const char *const names[] = { "alpha", "beta", "gamma" };

	start();
	for (unsigned long i = 0; i < 4 * RESERVED; i++)
		memblock_reserve_named(apart(i), STEP, names[i % 3]);
	for (unsigned long i = 0; i < 4 * RESERVED; i++)
		CHECK_TEXT(memblock_owner(apart(i) + STEP - 1), names[i % 3]);
	CHECK(memblock_owner(apart(0) + STEP) == NULL);
	CHECK_INVARIANTS();
}

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
static void physmem_doubles(void)
{
	start();
	for (unsigned long i = 0; i < 4 * INIT_PHYSMEM_REGIONS; i++) {
		CHECK_EQ(memblock_physmem_add(apart(i), STEP), 0);
		CHECK_EQ(memblock_physmem_add(apart(i) + STEP + 8, 0), 0);
		CHECK_EQ(physmem.cnt, i + 1);
	}
	CHECK_EQ(physmem.max, 4 * INIT_PHYSMEM_REGIONS);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock_reserved_size(), array_bytes(&physmem));
	CHECK_INVARIANTS();
}

/* Each of them has a storage of its own. */
static void all_four_grow(void)
{
	start();
	for (unsigned long i = 1; i < 2 * RESERVED; i++) {
		CHECK_EQ(memblock_add(apart(i), STEP), 0);
		CHECK_EQ(memblock_physmem_add(apart(i), STEP), 0);
		CHECK_EQ(memblock_reserve_named(apart(i), STEP, i % 2 ? "odd" : "even"), 0);
	}
	for (unsigned long i = 1; i < 2 * RESERVED; i++) {
		CHECK(memblock_is_memory(apart(i)));
		CHECK_TEXT(memblock_owner(apart(i)), i % 2 ? "odd" : "even");
	}
	CHECK_EQ(physmem.cnt, 2 * RESERVED - 1);
	CHECK_INVARIANTS();
}
#endif

const struct suite suite_growth = {
	"growth",
	(const struct test_case[]){
		{ "reserved grows for the 129th region", reserved_at_the_last_moment },
		{ "memory grows for the 129th region", memory_at_the_last_moment },
		{ "pitfall 3: not before", not_before },
		{ "many regions that become few", many_to_few },
		{ "pitfall 3: a free that splits", free_that_splits },
		{ "a remove that splits", remove_that_splits },
		{ "one slot too few", one_slot_too_few },
		{ "doubling is not enough", doubling_is_not_enough },
		{ "flags that split", flags_that_split },
		{ "flags above the new array", flags_above_the_new_array },
		{ "allocations with a full array", allocations },
		{ "pitfall 6: doubling, outgrown arrays are given back", doubling },
		{ "pitfall 6: what an outgrown array leaves is found", outgrown_array_is_found },
		{ "both arrays double", both_double },
		{ "grown arrays under random change", grown_arrays_stay_right },
		{ "a long strip of reservations", strip_of_reservations },
		{ "a long strip of memory", strip_of_memory },
		{ "pitfall 1: not over what is being reserved", avoids_what_is_being_reserved },
		{ "an array lies where allocations go", lies_where_allocations_go },
		{ "pitfall 1: though memory is short", avoids_it_though_memory_is_short },
		{ "pitfall 1: not over what is being allocated", avoids_what_is_being_allocated },
		{ "pitfall 1: not over what is being removed", avoids_what_is_being_removed },
		{ "pitfall 2: over what takes nothing", avoids_nothing_else },
		{ "pitfall 21: below current_limit", obeys_current_limit },
		{ "pitfall 4: no memory below the limit", no_memory_below_the_limit },
		{ "not on page 0, no-map, driver-managed, movable", never_there },
		{ "little spare room in a large array", little_spare_room },
		{ "an array beside a reservation needs no slot", array_beside_a_reservation },
		{ "an array that fills the gap saves one", array_fills_the_gap },
		{ "an array beside the one that it replaces", array_beside_its_old_one },
		{ "reservations over arrays stay", reservations_over_arrays },
		{ "a reservation over a full array stays", reservation_over_a_full_array },
		{ "a reservation over the names stays", reservation_over_names },
		{ "names that grow into what is freed", names_grow_into_what_is_freed },
		{ "arrays prefer mirrored memory", prefers_mirrored_memory },
		{ "not in what becomes hot-pluggable", avoids_what_becomes_hotpluggable },
		{ "memory that is not mapped", memory_that_is_not_mapped },
		{ "a reset by hand after growth", reset_after_growth },
		{ "a reset by hand after searches", reset_after_searches },
		{ "a reset of one array", reset_of_one_array },
		{ "a reset forgets owners and mirrors", reset_forgets },
		{ "growth that fails is no reset by hand", failed_growth_is_no_reset },
		{ "changes are no reset by hand", changes_are_no_reset },
		{ "a reset leaves the first region", reset_leaves_the_first_region },
		{ "many owners", many_owners },
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		{ "physmem doubles", physmem_doubles },
		{ "all four arrays grow", all_four_grow },
#endif
		{ 0 },
	},
};
