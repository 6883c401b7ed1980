/* SPDX-License-Identifier: MIT */
/*
 * Notes about what does not fit, one by one: what is kept, joined, weakened and dropped, and what
 * a search leaves behind. The results of searches do not depend on them, their cost does.
 */
#include <memblock/internal.h>

#include "../suites/test.h"
#include "mock.h"

#define FEW   8  /* gaps that are worth a note */
#define GRAIN 32 /* gaps that one note covers at first */
#define NOTES 128

static void learn(phys_addr_t from, phys_addr_t to, phys_addr_t size, phys_addr_t align,
		  unsigned long gaps)
{
	misfit_learn(&(struct misfit){ from, to, size, align, gaps });
}

typedef struct known look_fn(phys_addr_t addr, phys_addr_t size, phys_addr_t align);

/* From an address, for a size and an alignment: nothing fits until there. */
#define DOWN(addr, size, align, edge) look(misfit_below, true, addr, size, align, edge, __LINE__)
#define UP(addr, size, align, edge)   look(misfit_above, true, addr, size, align, edge, __LINE__)
/* Nothing is known here, nor until there. */
#define LOOK_DOWN(addr, size, align, edge)                                                         \
	look(misfit_below, false, addr, size, align, edge, __LINE__)
#define LOOK_UP(addr, size, align, edge)   look(misfit_above, false, addr, size, align, edge, __LINE__)

static void look(look_fn *function, bool misfit, phys_addr_t addr, phys_addr_t size, phys_addr_t align,
		phys_addr_t edge, int line)
{
	struct known known = function(addr, size, align);

	test_check_equal(known.misfit, misfit, __FILE__, line, "misfit");
	test_check_equal(known.edge, edge, __FILE__, line, "edge");
}

static void a_note(void)
{
	misfit_forget_all();
	learn(100, 200, 10, 4, FEW);
	CHECK_EQ(misfit_count, 1);
	DOWN(150, 10, 4, 100);
	DOWN(199, 11, 8, 100);
	DOWN(101, 10, 4, 100);
	LOOK_DOWN(200, 10, 4, 200);
	LOOK_DOWN(99, 10, 4, 0);
	LOOK_DOWN(150, 9, 4, 100);
	LOOK_DOWN(150, 10, 2, 100);
	UP(150, 10, 4, 200);
	UP(100, 11, 8, 200);
	UP(199, 10, 4, 200);
	LOOK_UP(99, 10, 4, 100);
	LOOK_UP(200, 10, 4, PHYS_ADDR_MAX);
	LOOK_UP(150, 9, 4, 200);
	LOOK_UP(150, 10, 2, 200);
	DOWN(100, 10, 4, 100);
	misfit_forget_all();
	CHECK_EQ(misfit_count, 0);
	LOOK_DOWN(150, 10, 4, 0);
	LOOK_UP(150, 10, 4, PHYS_ADDR_MAX);
}

static void what_is_not_worth_a_note(void)
{
	misfit_forget_all();
	learn(100, 200, 10, 4, FEW - 1);
	learn(200, 200, 10, 4, FEW);
	learn(300, 200, 10, 4, FEW);
	learn(100, 200, 10, 4, 0);
	CHECK_EQ(misfit_count, 0);
	learn(100, 200, 10, 4, FEW);
	learn(300, 400, 10, 4, FEW);
	CHECK_EQ(misfit_count, 2);
	learn(220, 280, 10, 4, FEW - 1);
	learn(50, 99, 10, 4, FEW - 1);
	learn(401, 450, 10, 4, FEW - 1);
	CHECK_EQ(misfit_count, 2);
	/* It continues another one. */
	learn(250, 300, 10, 8, 1);
	CHECK_EQ(misfit_count, 3);
	learn(200, 220, 10, 8, 1);
	CHECK_EQ(misfit_count, 4);
	DOWN(399, 10, 8, 250);
	DOWN(219, 10, 8, 100);
	LOOK_DOWN(249, 10, 8, 220);
	UP(219, 10, 8, 220);
	LOOK_UP(220, 10, 8, 250);
}

/* Notes that touch are one when they agree about the alignment and cover few gaps. */
static void joining(void)
{
	misfit_forget_all();
	learn(100, 200, 10, 4, GRAIN / 2);
	learn(200, 300, 20, 4, GRAIN / 2);
	CHECK_EQ(misfit_count, 1);
	DOWN(299, 20, 4, 100);
	LOOK_DOWN(150, 19, 4, 100);
	LOOK_DOWN(299, 19, 4, 100);
	learn(300, 400, 10, 4, 1);
	CHECK_EQ(misfit_count, 2);
	DOWN(399, 19, 4, 300);
	DOWN(399, 20, 4, 100);
	UP(100, 20, 4, 400);
	LOOK_UP(100, 19, 4, 300);
	UP(300, 19, 4, 400);
	/* Below, and another alignment. */
	misfit_forget_all();
	learn(200, 300, 20, 4, FEW);
	learn(100, 200, 10, 4, FEW);
	CHECK_EQ(misfit_count, 1);
	DOWN(299, 20, 4, 100);
	learn(50, 100, 10, 8, FEW);
	learn(300, 350, 10, 8, FEW);
	CHECK_EQ(misfit_count, 3);
	DOWN(349, 20, 8, 50);
	DOWN(349, 10, 8, 300);
	LOOK_DOWN(349, 20, 4, 300);
	UP(50, 20, 8, 350);
	UP(50, 10, 8, 100);
	/* In between, so that three become one. */
	misfit_forget_all();
	learn(100, 200, 10, 4, FEW);
	learn(300, 400, 10, 4, FEW);
	learn(200, 300, 10, 4, FEW);
	CHECK_EQ(misfit_count, 1);
	UP(100, 10, 4, 400);
	/* No more gaps in one than the grain: not the sum of what was joined before. */
	learn(400, 500, 10, 4, FEW + 1);
	CHECK_EQ(misfit_count, 2);
	learn(500, 600, 10, 4, GRAIN - FEW - 1);
	CHECK_EQ(misfit_count, 2);
	UP(100, 10, 4, 600);
}

/* What is learnt last counts; of older notes their edges still hold. */
static void overlaps(void)
{
	misfit_forget_all();
	learn(100, 200, 10, 4, FEW);
	learn(150, 250, 10, 8, FEW);
	CHECK_EQ(misfit_count, 2);
	DOWN(149, 10, 4, 100);
	LOOK_DOWN(150, 10, 4, 150);
	DOWN(249, 10, 8, 100);
	learn(50, 120, 10, 16, FEW);
	CHECK_EQ(misfit_count, 3);
	LOOK_DOWN(119, 10, 8, 50);
	DOWN(120, 10, 4, 120);
	UP(120, 10, 4, 150);
	/* Just as wide as what it replaces, then wider, then inside. */
	learn(120, 150, 5, 32, FEW);
	CHECK_EQ(misfit_count, 3);
	LOOK_UP(120, 10, 4, 150);
	DOWN(149, 5, 32, 120);
	learn(110, 160, 6, 64, FEW);
	CHECK_EQ(misfit_count, 3);
	LOOK_UP(109, 10, 8, 110);
	UP(110, 6, 64, 160);
	UP(160, 10, 8, 250);
	learn(40, 260, 7, 2, FEW);
	CHECK_EQ(misfit_count, 1);
	UP(40, 7, 2, 260);
	learn(100, 200, 3, 1, FEW);
	CHECK_EQ(misfit_count, 2);
	UP(40, 7, 2, 200);
	UP(40, 7, 2, 200);
	LOOK_UP(40, 6, 2, 100);
	LOOK_UP(200, 7, 2, PHYS_ADDR_MAX);
	UP(100, 3, 1, 200);
}

/* Memory that is given back weakens the notes about it. */
static void weaker(void)
{
	misfit_forget_all();
	misfit_forget(0, PHYS_ADDR_MAX, 100);
	learn(100, 200, 10, 4, FEW);
	learn(300, 400, 10, 4, FEW);
	learn(500, 600, 10, 4, FEW);
	misfit_forget(0, 1000, 9);
	UP(100, 10, 4, 200);
	UP(300, 10, 4, 400);
	UP(500, 10, 4, 600);
	misfit_forget(200, 500, 10);
	UP(100, 10, 4, 200);
	LOOK_UP(300, 10, 4, 400);
	UP(300, 11, 4, 400);
	UP(500, 10, 4, 600);
	misfit_forget(399, 501, 20);
	UP(100, 10, 4, 200);
	LOOK_UP(300, 20, 4, 400);
	UP(300, 21, 4, 400);
	LOOK_UP(500, 20, 4, 600);
	UP(500, 21, 4, 600);
	misfit_forget(0, 1000, PHYS_ADDR_MAX);
	UP(100, PHYS_ADDR_MAX, 4, 200);
	LOOK_UP(100, PHYS_ADDR_MAX - 1, 4, 200);
	CHECK_EQ(misfit_count, 3);
}

/* The table is full of notes that touch: more of them become one. */
static void full_of_neighbours(void)
{
	misfit_forget_all();
	CHECK_EQ(misfit_grain, GRAIN);
	for (phys_addr_t i = 0; i < NOTES; i++)
		learn(100 * (i + 1), 100 * (i + 2), 10 + i, 4, GRAIN / 2 + 1);
	CHECK_EQ(misfit_count, NOTES);
	CHECK_EQ(misfit_grain, GRAIN);
	learn(100, 200, 10, 8, FEW);
	/* Three of 17 gaps each are fewer than 64; the first one is another now. */
	CHECK_EQ(misfit_grain, 2 * GRAIN);
	CHECK_EQ(misfit_count, 1 + (NOTES - 1 + 2) / 3);
	/* Notes 1 and 2 are still with what was note 0, until it was written anew. */
	UP(100, 10, 8, 200);
	LOOK_UP(200, 11, 4, 400);
	UP(200, 12, 4, 400);
	LOOK_UP(400, 14, 4, 700);
	UP(400, 15, 4, 700);
	UP(100, 10 + NOTES - 1, 8, 100 * (NOTES + 1));
	misfit_forget_all();
	CHECK_EQ(misfit_grain, GRAIN);
}

/* The table is full of scattered notes: half of them go, those that a search comes to last. */
static void full_of_scattered(void)
{
	for (int up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		misfit_forget_all();
		for (phys_addr_t i = 1; i <= NOTES; i++)
			learn(100 * i, 100 * i + 50, 10, 4, FEW);
		CHECK_EQ(misfit_count, NOTES);
		learn(100 * (NOTES + 1), 100 * (NOTES + 1) + 50, 10, 4, FEW);
		CHECK_EQ(misfit_count, NOTES / 2 + 1);
		CHECK_EQ(misfit_grain, 2 * GRAIN);
		DOWN(100 * (NOTES + 1) + 49, 10, 4, 100 * (NOTES + 1));
		if (up) {
			DOWN(149, 10, 4, 100);
			DOWN(100 * NOTES / 2 + 49, 10, 4, 100 * NOTES / 2);
			LOOK_DOWN(100 * (NOTES / 2 + 1) + 49, 10, 4, 100 * NOTES / 2 + 50);
			LOOK_DOWN(100 * NOTES + 49, 10, 4, 100 * NOTES / 2 + 50);
		} else {
			LOOK_DOWN(149, 10, 4, 0);
			LOOK_DOWN(100 * NOTES / 2 + 49, 10, 4, 0);
			DOWN(100 * (NOTES / 2 + 1) + 49, 10, 4, 100 * (NOTES / 2 + 1));
			DOWN(100 * NOTES + 49, 10, 4, 100 * NOTES);
		}
	}
	misfit_forget_all();
	memblock_set_bottom_up(false);
}

/* A table that is full again and again: the grain doubles until it is as large as can be, and stays. */
static void full_for_ever(void)
{
	unsigned long before = 0;

	misfit_forget_all();
	for (phys_addr_t i = 1; i <= NOTES / 2 * (8 * sizeof(long) + 4); i++) {
		learn(100 * i, 100 * i + 50, 10, 4, FEW);
		CHECK(misfit_grain >= before);
		before = misfit_grain;
	}
	CHECK(misfit_grain > ~0UL / 4);
	/* Notes that touch are still joined, however many gaps they cover. */
	learn(10, 20, 10, 4, 1UL << 20);
	before = misfit_count;
	learn(20, 30, 10, 4, 1UL << 20);
	CHECK_EQ(misfit_count, before);
	misfit_forget_all();
}

/* ---- what searches leave ---- */

#define CELL ((phys_addr_t)PAGE_SIZE)

/* From cell 1 on: free cells, each followed by a reserved one. */
static void comb(unsigned long gaps)
{
	memblock_add(CELL, 2 * gaps * CELL);
	for (unsigned long i = 1; i <= gaps; i++)
		memblock_reserve(2 * i * CELL, CELL);
}

static phys_addr_t ask(phys_addr_t cells)
{
	return memblock_phys_alloc_range(cells * CELL, CELL, 0, PHYS_ADDR_MAX);
}

/* A search in vain from the top leaves notes about all that it passed: of CELL + 1 bytes or more. */
static void a_search_from_the_top(void)
{
	comb(60);
	CHECK_EQ(misfit_count, 0);
	CHECK_EQ(ask(2), 0);
	CHECK_EQ(misfit_count, 2);
	DOWN(120 * CELL - 1, CELL + 1, CELL, CELL);
	LOOK_DOWN(120 * CELL - 1, CELL, CELL, 57 * CELL);
	LOOK_UP(CELL, CELL, CELL, 57 * CELL);
	/* What it knows, it is not told again. */
	CHECK_EQ(ask(2), 0);
	CHECK_EQ(misfit_count, 2);
}

static bool same_note(const struct misfit *a, const struct misfit *b)
{
	return a->from == b->from && a->to == b->to && a->size == b->size && a->align == b->align &&
	       a->gaps == b->gaps;
}

/* A long way: each note is about as many gaps as one may be, no more. */
static void a_long_search(void)
{
	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_set_bottom_up(up);
		comb(3 * GRAIN);
		CHECK_EQ(ask(2), 0);
		CHECK_EQ(misfit_count, 3);
		for (unsigned int i = 0; i < 3; i++)
			CHECK_EQ(misfit_notes[i].gaps, GRAIN);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/*
 * A note on the way is jumped over; what lies below it and above it gets notes of its own. From
 * below the gap at its edge is passed before it is met.
 */
static void a_search_that_meets_a_note(void)
{
	for (int up = 0; up < 2; up++) {
		const struct misfit expected[] = {
			{ CELL, (41 + up) * CELL, CELL + 1, CELL, 20 + up },
			{ (41 + up) * CELL, 61 * CELL, CELL + 7, CELL, GRAIN },
			{ 61 * CELL, up ? 120 * CELL : PHYS_ADDR_MAX - 2 * CELL + 1, CELL + 1, CELL, 30 },
		};

		test_reset();
		memblock_set_bottom_up(up);
		comb(60);
		learn(41 * CELL, 61 * CELL, CELL + 7, CELL, GRAIN);
		CHECK_EQ(ask(2), 0);
		CHECK_EQ(misfit_count, 3);
		for (unsigned int i = 0; i < 3; i++)
			CHECK(same_note(&misfit_notes[i], &expected[i]));
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* What is passed on the way to a gap that fits gets a note, too. */
static void a_search_that_finds(void)
{
	for (int up = 0; up < 2; up++) {
		const phys_addr_t tooth = up ? 40 : 80;
		const struct misfit expected = { up ? CELL : 82 * CELL,
						 up ? 39 * CELL : PHYS_ADDR_MAX - 2 * CELL + 1,
						 CELL + 1, CELL, 19 };

		test_reset();
		memblock_set_bottom_up(up);
		comb(60);
		memblock_phys_free(tooth * CELL, CELL);
		CHECK_EQ(ask(2), up ? 39 * CELL : 80 * CELL);
		CHECK_EQ(misfit_count, 1);
		CHECK(same_note(&misfit_notes[0], &expected));
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

static void a_search_from_the_bottom(void)
{
	memblock_set_bottom_up(true);
	comb(60);
	CHECK_EQ(ask(2), 0);
	CHECK_EQ(misfit_count, 2);
	UP(CELL, CELL + 1, CELL, 120 * CELL);
	LOOK_UP(CELL, CELL, CELL, 64 * CELL);
	CHECK_EQ(ask(2), 0);
	CHECK_EQ(misfit_count, 2);
	memblock_set_bottom_up(false);
}

/* Memory that is given back joins the gaps around it: the notes know how large the hole is now. */
static void freeing(void)
{
	const unsigned long teeth[] = { 1, 2, 20, 59, 60 };

	for (size_t i = 0; i < LENGTH(teeth); i++) {
		phys_addr_t tooth = 2 * teeth[i] * CELL;
		phys_addr_t from = teeth[i] > 1 ? tooth - CELL : 0;
		phys_addr_t to = teeth[i] < 60 ? tooth + 2 * CELL : PHYS_ADDR_MAX;
		phys_addr_t lower = 57 * CELL, at;
		struct known known;

		test_reset();
		comb(60);
		CHECK_EQ(ask(2), 0);
		CHECK_EQ(misfit_count, 2);
		memblock_phys_free(tooth, CELL);
		at = tooth < lower ? CELL : lower;
		known = misfit_above(at, to - from, CELL);
		CHECK(!known.misfit);
		CHECK_EQ(known.edge, tooth < lower ? lower : PHYS_ADDR_MAX - 2 * CELL + 1);
		CHECK(misfit_above(at, to - from + 1, CELL).misfit);
		/* The other note is as strong as before. */
		at = tooth < lower ? lower : CELL;
		CHECK(misfit_above(at, CELL + 1, CELL).misfit);
		CHECK_EQ(ask(teeth[i] < 60 ? 3 : 2), tooth - CELL);
		CHECK(misfit_count >= 2); /* nothing was forgotten */
	}
	misfit_forget_all();
}

/* RAM that is added where searches have given up is found. */
static void adding(void)
{
	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_set_bottom_up(up);
		comb(60);
		memblock_remove(41 * CELL, 2 * CELL);
		memblock_phys_free(42 * CELL, CELL);
		CHECK_EQ(ask(2), 0);
		CHECK(misfit_count != 0);
		memblock_add(41 * CELL, 2 * CELL);
		CHECK_EQ(ask(3), 41 * CELL);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/*
 * A mark that goes makes one region of three: what did not fit below it fits now, larger than what
 * had the mark.
 */
static void unmarking(void)
{
	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_set_bottom_up(up);
		comb(60);
		memblock_phys_free(42 * CELL, CELL);
		memblock_mark_nomap(42 * CELL, CELL);
		CHECK_EQ(ask(2), 0);
		CHECK(misfit_count != 0);
		memblock_clear_nomap(42 * CELL, CELL);
		CHECK_EQ(ask(3), 41 * CELL);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* A comb but for one tooth: the one gap that fits is found, however many lie before it. */
static void the_only_gap(void)
{
	for (int up = 0; up < 2; up++)
		for (unsigned long hole = 1; hole <= 59; hole++) {
			test_reset();
			memblock_set_bottom_up(up);
			memblock_add(CELL, 2 * 60 * CELL);
			for (unsigned long i = 1; i <= 60; i++)
				if (i != hole)
					memblock_reserve(2 * i * CELL, CELL);
			CHECK_EQ(ask(3), (2 * hole - 1) * CELL);
			memblock_phys_free((2 * hole - 1) * CELL, 3 * CELL);
			CHECK_EQ(ask(2), (up ? 2 * hole - 1 : 2 * hole) * CELL);
		}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* Of a gap counts what an aligned block can have of it: the notes are as strong as that allows. */
static void unaligned_gaps(void)
{
	for (int up = 0; up < 2; up++) {
		test_reset();
		memblock_set_bottom_up(up);
		memblock_add(CELL, 80 * CELL);
		for (phys_addr_t tooth = 2; tooth <= 80; tooth += 2)
			memblock_reserve(tooth * CELL - CELL / 2, CELL);
		CHECK_EQ(ask(2), 0);
		CHECK_EQ(misfit_count, 2);
		for (unsigned int i = 0; i < 2; i++)
			CHECK_EQ(misfit_notes[i].size, CELL / 2 + 1);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* Two stretches of which one has larger gaps: each note is about its own. */
static void each_its_own(void)
{
	for (int up = 0; up < 2; up++) {
		phys_addr_t at = CELL;

		test_reset();
		memblock_set_bottom_up(up);
		memblock_add(CELL, (32 * 2 + 32 * 3) * CELL);
		/* The stretch that is searched first has gaps of two cells. */
		for (unsigned int i = 0; i < 64; i++) {
			at += (i < 32) == up ? 2 * CELL : CELL;
			memblock_reserve(at, CELL);
			at += CELL;
		}
		CHECK_EQ(ask(3), 0);
		CHECK_EQ(misfit_count, 2);
		at = up ? 32 * 3 * CELL + 2 * CELL : 2 * CELL;
		CHECK(misfit_above(at, CELL + 1, CELL).misfit);
		at = up ? 2 * CELL : 32 * 2 * CELL + 3 * CELL;
		CHECK(!misfit_above(at, 2 * CELL, CELL).misfit);
		CHECK(misfit_above(at, 2 * CELL + 1, CELL).misfit);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* ---- what every change leaves true ---- */

#define CELLS 160 /* RAM and not, from cell 1 on */

/* Bytes of RAM, marked or not, in one region and unreserved, from an address on. */
static phys_addr_t room_at(phys_addr_t addr)
{
	const struct memblock_region *r;
	phys_addr_t end = addr;

	for_each_mem_region(r)
		if (r->base <= addr && addr - r->base < r->size)
			end = r->base + r->size;
	for_each_reserved_mem_region(r)
		if (r->base + r->size > addr && r->base < end)
			end = r->base > addr ? r->base : addr;
	return end - addr;
}

/* No block of which a note says that it does not fit, fits. */
static bool notes_hold(void)
{
	for (const struct misfit *m = misfit_notes; m < misfit_notes + misfit_count; m++) {
		phys_addr_t at = (m->from + m->align - 1) & ~(m->align - 1);

		for (; at < m->to && at < CELLS * CELL; at += m->align)
			if (room_at(at) >= m->size)
				return false;
	}
	return true;
}

static void change_reservations(phys_addr_t base, phys_addr_t size)
{
	switch (test_random_below(4)) {
	case 0:
		memblock_phys_free(base, size);
		break;
	case 1:
		memblock_reserve(base, size);
		break;
	default:
		ask(1 + test_random_below(6));
	}
}

static void change_memory(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t ram = memblock_phys_mem_size();

	switch (test_random_below(9)) {
	case 0:
		memblock_add(base, size);
		break;
	case 1:
		memblock_remove(base, size);
		break;
	case 2:
	case 3:
		memblock_mark_nomap(base, size);
		break;
	case 4:
		memblock_clear_nomap(base, size);
		break;
	case 5:
		memblock_cap_memory_range(base, CELLS / 2 * CELL);
		break;
	case 6:
		memblock_mem_limit_remove_map(ram - ram / 8);
		break;
	case 7:
		memblock_enforce_memory_limit(ram - ram / 8);
		break;
	default:
		memblock_trim_memory(2 * CELL);
	}
}

/* Teeth at random, so that many gaps are passed, then changes, each after a request in vain. */
static void random_changes(bool bottom_up)
{
	test_reset();
	memblock_set_bottom_up(bottom_up);
	memblock_add(CELL, (CELLS - 1) * CELL);
	for (phys_addr_t at = 2; at < CELLS; at += 2 + test_random_below(2))
		memblock_reserve(at * CELL, CELL / 2);
	for (int step = 0; step < 40; step++) {
		phys_addr_t base = (1 + test_random_below(2 * CELLS)) * (CELL / 2);
		phys_addr_t size = (1 + test_random_below(step % 4 ? 4 : CELLS)) * (CELL / 2);

		ask(CELLS);
		ask(7);
		if (step % 4)
			change_reservations(base, size);
		else
			change_memory(base, size);
		if (!CHECK(notes_hold()))
			return;
	}
}

static void notes_stay_true(void)
{
	for (unsigned long round = 0; round < mock_steps(400); round++)
		random_changes(round % 2);
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/*
 * A cap gives back what was reserved in RAM that is marked NOMAP, and that RAM stays: what did
 * not fit between the reservations fits now, for those who want such RAM.
 */
static void a_cap_frees_marked_memory(void)
{
	for (int up = 0; up < 2; up++) {
		struct request req = { 2 * CELL, CELL, CELL, 200 * CELL, NUMA_NO_NODE, MEMBLOCK_NOMAP,
				       false };

		test_reset();
		memblock_set_bottom_up(up);
		comb(60);
		memblock_mark_nomap(CELL, 120 * CELL);
		memblock_add(150 * CELL, CELL);
		CHECK_EQ(memblock_find(&req).addr, 0);
		CHECK(misfit_count != 0);
		memblock_cap_memory_range(150 * CELL, CELL);
		CHECK_EQ(memblock.reserved.cnt, 0);
		CHECK_EQ(memblock_find(&req).addr, (up ? 1 : 119) * CELL);
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* A cap that cuts nothing is no reason to search again. */
static void a_cap_around_everything(void)
{
	comb(60);
	CHECK_EQ(ask(2), 0);
	memblock_cap_memory_range(0, PHYS_ADDR_MAX);
	memblock_mem_limit_remove_map(200 * CELL);
	CHECK_EQ(misfit_count, 2);
	misfit_forget_all();
}

const struct suite suite_misfit = { "misfit", (const struct test_case[]){
	{ "a note, and who may jump over it", a_note },
	{ "what is not worth a note", what_is_not_worth_a_note },
	{ "notes that touch become one", joining },
	{ "new notes over old ones", overlaps },
	{ "memory that is given back weakens notes", weaker },
	{ "a full table of notes that touch", full_of_neighbours },
	{ "a full table of scattered notes", full_of_scattered },
	{ "the grain never overflows", full_for_ever },
	{ "what a search from the top leaves", a_search_from_the_top },
	{ "what a search from the bottom leaves", a_search_from_the_bottom },
	{ "what a search leaves that finds", a_search_that_finds },
	{ "what a long search leaves", a_long_search },
	{ "what a search leaves that meets a note", a_search_that_meets_a_note },
	{ "what freeing weakens", freeing },
	{ "RAM that is added", adding },
	{ "a mark that goes", unmarking },
	{ "the only gap that fits", the_only_gap },
	{ "a stretch of larger gaps", each_its_own },
	{ "gaps that are not aligned", unaligned_gaps },
	{ "random changes: what notes say stays true", notes_stay_true },
	{ "a cap that gives back what is reserved in NOMAP RAM", a_cap_frees_marked_memory },
	{ "a cap that cuts nothing", a_cap_around_everything },
	{ 0 },
} };
