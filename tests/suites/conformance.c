/* SPDX-License-Identifier: MIT */
/*
 * The common API, every function and macro of it, over whichever core owns memory.
 *
 * One suite for three configurations: what the cores really differ in is said here, and
 * nowhere below.
 */
#include <page/internal.h>

#include "pages.h"

#if __STDC_HOSTED__
#include "../host/mock.h"
#endif

static const struct {
	bool upwards;		/* the lowest place that fits; otherwise the highest */
	bool frees_bytes;	/* gives back to the byte; otherwise pages wholly inside */
	bool minds_nodes;	/* gives back only what lies on the node that was named */
	bool notices_double_frees; /* by a warning */
	unsigned long pages_of_64; /* that 64 requests of 64 bytes may touch */
} core = {
#ifdef CONFIG_NO_BOOTMEM
	.upwards = false,
	.frees_bytes = true,
	.minds_nodes = false,
	.notices_double_frees = false,
	.pages_of_64 = 2, /* they need not start with a page */
#else
	.upwards = true,
	.frees_bytes = false,
	.minds_nodes = true,
	.notices_double_frees = true,
	.pages_of_64 = 1,
#endif
};

/* ---- every call, as a table ---- */

struct wish {
	bootmem_addr_t size, align, goal, limit;
	int nid;
};

static pg_data_t *pgdat_of(const struct wish *w)
{
	return w->nid >= 0 && w->nid < MAX_NUMNODES ? NODE_DATA(w->nid) : NULL;
}

#define CALL(name, expression)                                                                     \
	static void *call_##name(const struct wish *w)                                             \
	{                                                                                          \
		return expression;                                                                 \
	}

CALL(f1, __alloc_bootmem(w->size, w->align, w->goal))
CALL(f2, __alloc_bootmem_nopanic(w->size, w->align, w->goal))
CALL(f3, __alloc_bootmem_node(pgdat_of(w), w->size, w->align, w->goal))
CALL(f4, __alloc_bootmem_node_nopanic(pgdat_of(w), w->size, w->align, w->goal))
CALL(f5, __alloc_bootmem_node_high(pgdat_of(w), w->size, w->align, w->goal))
CALL(f6, ___alloc_bootmem_node_nopanic(pgdat_of(w), w->size, w->align, w->goal, w->limit))
CALL(f7, __alloc_bootmem_low(w->size, w->align, w->goal))
CALL(f8, __alloc_bootmem_low_nopanic(w->size, w->align, w->goal))
CALL(f9, __alloc_bootmem_low_node(pgdat_of(w), w->size, w->align, w->goal))
CALL(m1, alloc_bootmem(w->size))
CALL(m2, alloc_bootmem_align(w->size, w->align))
CALL(m3, alloc_bootmem_nopanic(w->size))
CALL(m4, alloc_bootmem_pages(w->size))
CALL(m5, alloc_bootmem_pages_nopanic(w->size))
CALL(m6, alloc_bootmem_node(pgdat_of(w), w->size))
CALL(m7, alloc_bootmem_node_nopanic(pgdat_of(w), w->size))
CALL(m8, alloc_bootmem_pages_node(pgdat_of(w), w->size))
CALL(m9, alloc_bootmem_pages_node_nopanic(pgdat_of(w), w->size))
CALL(m10, alloc_bootmem_low(w->size))
CALL(m11, alloc_bootmem_low_pages(w->size))
CALL(m12, alloc_bootmem_low_pages_nopanic(w->size))
CALL(m13, alloc_bootmem_low_pages_node(pgdat_of(w), w->size))
CALL(v1, memblock_virt_alloc(w->size, w->align))
CALL(v2, memblock_virt_alloc_raw(w->size, w->align))
CALL(v3, memblock_virt_alloc_nopanic(w->size, w->align))
CALL(v4, memblock_virt_alloc_low(w->size, w->align))
CALL(v5, memblock_virt_alloc_low_nopanic(w->size, w->align))
CALL(v6, memblock_virt_alloc_from_nopanic(w->size, w->align, w->goal))
CALL(v7, memblock_virt_alloc_node(w->size, w->nid))
CALL(v8, memblock_virt_alloc_node_nopanic(w->size, w->nid))
CALL(v9, memblock_virt_alloc_try_nid(w->size, w->align, w->goal, w->limit, w->nid))
CALL(v10, memblock_virt_alloc_try_nid_nopanic(w->size, w->align, w->goal, w->limit, w->nid))
CALL(v11, memblock_virt_alloc_try_nid_raw(w->size, w->align, w->goal, w->limit, w->nid))

/* What a call does, and what it takes besides a size. */
enum {
	RAW = 1,    /* not zeroed */
	PANICS = 2, /* when there is none; otherwise NULL */
	LOW = 4,    /* below ARCH_LOW_ADDRESS_LIMIT */
	ALIGN = 8,
	GOAL = 16,
	LIMIT = 32,
	NODE = 64,
	PAGES = 128, /* page aligned */
};

static const struct call {
	const char *name;
	void *(*run)(const struct wish *w);
	unsigned int is;
} calls[] = {
	{ "__alloc_bootmem", call_f1, PANICS | ALIGN | GOAL },
	{ "__alloc_bootmem_nopanic", call_f2, ALIGN | GOAL },
	{ "__alloc_bootmem_node", call_f3, PANICS | ALIGN | GOAL | NODE },
	{ "__alloc_bootmem_node_nopanic", call_f4, ALIGN | GOAL | NODE },
	{ "__alloc_bootmem_node_high", call_f5, PANICS | ALIGN | GOAL | NODE },
	{ "___alloc_bootmem_node_nopanic", call_f6, ALIGN | GOAL | LIMIT | NODE },
	{ "__alloc_bootmem_low", call_f7, PANICS | LOW | ALIGN | GOAL },
	{ "__alloc_bootmem_low_nopanic", call_f8, LOW | ALIGN | GOAL },
	{ "__alloc_bootmem_low_node", call_f9, PANICS | LOW | ALIGN | GOAL | NODE },
	{ "alloc_bootmem", call_m1, PANICS },
	{ "alloc_bootmem_align", call_m2, PANICS | ALIGN },
	{ "alloc_bootmem_nopanic", call_m3, 0 },
	{ "alloc_bootmem_pages", call_m4, PANICS | PAGES },
	{ "alloc_bootmem_pages_nopanic", call_m5, PAGES },
	{ "alloc_bootmem_node", call_m6, PANICS | NODE },
	{ "alloc_bootmem_node_nopanic", call_m7, NODE },
	{ "alloc_bootmem_pages_node", call_m8, PANICS | PAGES | NODE },
	{ "alloc_bootmem_pages_node_nopanic", call_m9, PAGES | NODE },
	{ "alloc_bootmem_low", call_m10, PANICS | LOW },
	{ "alloc_bootmem_low_pages", call_m11, PANICS | LOW | PAGES },
	{ "alloc_bootmem_low_pages_nopanic", call_m12, LOW | PAGES },
	{ "alloc_bootmem_low_pages_node", call_m13, PANICS | LOW | PAGES | NODE },
	{ "memblock_virt_alloc", call_v1, PANICS | ALIGN },
	{ "memblock_virt_alloc_raw", call_v2, RAW | ALIGN },
	{ "memblock_virt_alloc_nopanic", call_v3, ALIGN },
	{ "memblock_virt_alloc_low", call_v4, PANICS | LOW | ALIGN },
	{ "memblock_virt_alloc_low_nopanic", call_v5, LOW | ALIGN },
	{ "memblock_virt_alloc_from_nopanic", call_v6, ALIGN | GOAL },
	{ "memblock_virt_alloc_node", call_v7, PANICS | NODE },
	{ "memblock_virt_alloc_node_nopanic", call_v8, NODE },
	{ "memblock_virt_alloc_try_nid", call_v9, PANICS | ALIGN | GOAL | LIMIT | NODE },
	{ "memblock_virt_alloc_try_nid_nopanic", call_v10, ALIGN | GOAL | LIMIT | NODE },
	{ "memblock_virt_alloc_try_nid_raw", call_v11, RAW | ALIGN | GOAL | LIMIT | NODE },
};

#define for_each_call(c) for (const struct call *c = calls; c < calls + LENGTH(calls); c++)

/* ---- the world, and what was got from it ---- */

#define HOME_END (test_memory + TEST_MEMORY_SIZE)

static phys_addr_t page_at(unsigned long page)
{
	return pfn_phys(HOME + page);
}

static void start_home(void)
{
	test_reset();
	add_pages(0, HOME_PAGES, 0);
	start_world();
}

/* A failure names the call. */
static bool holds(bool ok, int line, const char *name)
{
	return test_check(ok, __FILE__, line, name);
}
#define HOLDS(condition, name) holds(condition, __LINE__, name)

static bool all_bytes(const u8 *at, size_t n, u8 byte)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] != byte)
			return false;
	return true;
}

static void fill(u8 *at, size_t n, u8 byte)
{
	for (size_t i = 0; i < n; i++)
		at[i] = byte;
}

/* Why a request cannot be had. The sentence contains part. */
static void check_refused(const struct call *c, const struct wish *w, const char *part)
{
	phys_addr_t before = free_bytes(0, PHYS_ADDR_MAX);

	if (c->is & PANICS) {
		CHECK_PANIC(c->run(w), part);
#if __STDC_HOSTED__
		/* The macros' sentences name the function behind them. */
		CHECK_TEXT(test_panic_text(), "_alloc");
#endif
	} else {
		HOLDS(c->run(w) == NULL, c->name);
	}
	HOLDS(free_bytes(0, PHYS_ADDR_MAX) == before, c->name);
	CHECK_CORE();
}

/* ---- what all calls have in common ---- */

#define MAX_BLOCKS 256

struct block {
	u8 *at;
	size_t size;
	u8 byte;
};

static struct block blocks[MAX_BLOCKS];
static unsigned int nr_blocks;

static void keep(u8 *at, size_t size)
{
	struct block *b = &blocks[nr_blocks++ % MAX_BLOCKS];

	*b = (struct block){ at, size, (u8)(nr_blocks % 251 + 1) };
	fill(at, size, b->byte);
}

/* Nothing has been given out twice: nobody has written over it. */
static void check_blocks(void)
{
	for (unsigned int i = 0; i < nr_blocks && i < MAX_BLOCKS; i++)
		CHECK(all_bytes(blocks[i].at, blocks[i].size, blocks[i].byte));
	nr_blocks = 0;
}

static phys_addr_t alignment(const struct call *c, const struct wish *w)
{
	if (c->is & PAGES)
		return PAGE_SIZE;
	return (c->is & ALIGN) && w->align ? (phys_addr_t)w->align : SMP_CACHE_BYTES;
}

/* RAM that may be touched, aligned, zeroed; keeps it. */
static void check_got(const struct call *c, const struct wish *w, u8 *at)
{
	phys_addr_t addr;

	if (!HOLDS(at != NULL, c->name))
		return;
	addr = bootmem_virt_to_phys(at);
	HOLDS(addr >= test_memory && addr + w->size <= HOME_END, c->name);
	HOLDS((addr & (alignment(c, w) - 1)) == 0, c->name);
	HOLDS(!is_free(addr) && !is_free(addr + w->size - 1), c->name);
	/* Memory that nobody has used yet is full of garbage. */
	HOLDS(all_bytes(at, w->size, 0) == !(c->is & RAW), c->name);
	keep(at, w->size);
}

static void plain(void)
{
	static const bootmem_addr_t sizes[] = { 1, 64, 100, PAGE_SIZE - 1, PAGE_SIZE,
						PAGE_SIZE + 1, 3 * PAGE_SIZE + 5, 8, 2000 };

	for_each_call(c) {
		start_home();
		for (unsigned int i = 0; i < LENGTH(sizes); i++) {
			struct wish w = { .size = sizes[i], .nid = 0 };

			check_got(c, &w, c->run(&w));
		}
		check_blocks();
		CHECK_CORE();
		CHECK_EQ(test_log()[0], 0);
	}
}

/* Pitfall 10. */
static void nothing(void)
{
	start_home();
	for_each_call(c) {
		struct wish w = { .size = 0, .nid = 0 };

		check_refused(c, &w, "was called for 0 bytes");
		HOLDS(test_log()[0] == 0, c->name);
	}
}

/* Pitfall 9. */
static void too_much(void)
{
	static const bootmem_addr_t sizes[] = { TEST_MEMORY_SIZE,
						TEST_MEMORY_SIZE + 1,
						(bootmem_addr_t)1 << 31,
						~(bootmem_addr_t)0 >> 1,
						(bootmem_addr_t)0 - PAGE_SIZE - 1,
						(bootmem_addr_t)0 - PAGE_SIZE,
						(bootmem_addr_t)0 - PAGE_SIZE + 1,
						(bootmem_addr_t)0 - 64,
						~(bootmem_addr_t)0 };

	start_home();
	take_pages(0, 1); /* so that all of it is not to be had either */
	for_each_call(c)
		for (unsigned int i = 0; i < LENGTH(sizes); i++) {
			struct wish w = { .size = sizes[i], .nid = 0 };

			check_refused(c, &w, "bytes");
			w.goal = HOME_END - 100;
			check_refused(c, &w, "bytes");
		}
}

/* Pitfall 11: 0 is the usual alignment, and what is no power of two is refused. */
static void alignments(void)
{
	static const bootmem_addr_t wrong[] = { 3, 24, 65, PAGE_SIZE + 1, ~(bootmem_addr_t)0 };

	for_each_call(c) {
		struct wish w = { .size = 40, .nid = 0 };

		if (!(c->is & ALIGN))
			continue;
		start_home();
		for (w.align = 1; w.align <= 1 << 20; w.align *= 2)
			check_got(c, &w, c->run(&w));
		w.align = 0;
		check_got(c, &w, c->run(&w));
		check_blocks();
		for (unsigned int i = 0; i < LENGTH(wrong); i++) {
			w.align = wrong[i];
			check_refused(c, &w, "no power of two");
			if (!(c->is & PANICS))
				CHECK_TEXT(test_log(), "no power of two");
		}
		/* The only such address is no RAM. */
		w.align = (bootmem_addr_t)1 << 31;
		if (test_memory & (w.align - 1))
			check_refused(c, &w, "no room");
	}
}

/* ---- goals and limits ---- */

/* In pages of home. */
struct place_row {
	const char *name;
	unsigned long pages, goal, limit; /* wanted; limit 0 = none */
	unsigned long taken, taken_end;
	unsigned long from, to; /* where it must be; 0, 0: nowhere */
};

#define TOP 96 /* pages above are for nodes' data and bitmaps */

static const struct place_row rows[] = {
	{ "anywhere", 1, 0, 0, 0, 0, 0, TOP },
	{ "a goal is honoured", 1, 40, 0, 0, 0, 40, TOP },
	{ "by several pages as well", 5, 40, 0, 0, 0, 40, TOP },
	{ "a goal in what is taken", 2, 40, 0, 30, 60, 60, TOP },
	{ "a goal above all that is free is dropped", 1, 40, 0, 40, TOP, 0, 40 },
	{ "a goal above all RAM is dropped", 1, TOP + 200, 0, 0, 0, 0, TOP },
	{ "a goal with too little above it is dropped", 4, TOP - 2, 0, 0, 0, 0, TOP },
	{ "a limit is honoured", 1, 0, 64, 0, 0, 0, 64 },
	{ "a goal and a limit", 3, 32, 64, 0, 0, 32, 64 },
	{ "a goal at the limit is dropped", 1, 64, 64, 0, 0, 0, 64 },
	{ "a goal above the limit is dropped", 1, 80, 64, 0, 0, 0, 64 },
	{ "a goal too near the limit is dropped", 2, 63, 64, 0, 0, 0, 64 },
	{ "just between goal and limit", 2, 62, 64, 0, 0, 62, 64 },
	{ "the goal goes before the limit does", 1, 32, 64, 32, 64, 0, 32 },
	{ "nothing below the limit", 1, 0, 64, 0, 64, 0, 0 },
	{ "nothing below the limit, and a goal above it", 1, 80, 64, 0, 64, 0, 0 },
	{ "too little below the limit", 3, 10, 64, 2, 62, 0, 0 },
	{ "one page below the limit, and that is taken", 1, 0, 1, 0, 1, 0, 0 },
	{ "more than there is below the limit", 65, 0, 64, 0, 0, 0, 0 },
};

/* No page of home is free but those below TOP that the row leaves. */
static void start_row(const struct place_row *row)
{
	test_reset();
	add_pages(0, HOME_PAGES, 0);
	if (row->taken_end > row->taken)
		reserve_pages(row->taken, row->taken_end - row->taken);
	start_world();
	take_pages(TOP, HOME_PAGES - TOP);
}

/* Gives back what it got: the next call finds the same world. */
static void check_row(const struct call *c, const struct place_row *row, const struct wish *w)
{
	phys_addr_t addr;
	u8 *at;

	if (!row->to) {
		check_refused(c, w, "no room");
		return;
	}
	at = c->run(w);
	if (!HOLDS(at != NULL, c->name))
		return;
	addr = bootmem_virt_to_phys(at);
	if (!HOLDS(addr >= page_at(row->from) && addr + w->size <= page_at(row->to), c->name))
		HOLDS(false, row->name);
	free_bootmem((bootmem_addr_t)addr, w->size);
}

static struct wish row_wish(const struct place_row *row)
{
	return (struct wish){ .size = (bootmem_addr_t)pfn_phys(row->pages),
			      .align = PAGE_SIZE,
			      .goal = row->goal ? (bootmem_addr_t)page_at(row->goal) : 0,
			      .nid = 0 };
}

/* Pitfall 20: a goal is a wish, a limit is law. */
static void limits(void)
{
	for (const struct place_row *row = rows; row < rows + LENGTH(rows); row++) {
		start_row(row);
		for_each_call(c) {
			struct wish w = row_wish(row);

			if (!(c->is & GOAL) || (row->limit && !(c->is & LIMIT)))
				continue;
			w.limit = row->limit ? (bootmem_addr_t)page_at(row->limit) : 0;
			check_row(c, row, &w);
			w.limit = row->limit ? w.limit : BOOTMEM_ALLOC_ANYWHERE;
			check_row(c, row, &w);
		}
	}
}

/* Pitfall 21: the same by what is mapped so far, for every call. */
static void current_limit(void)
{
	for (const struct place_row *row = rows; row < rows + LENGTH(rows); row++) {
		if (!row->limit)
			continue;
		start_row(row);
		bootmem_set_current_limit(page_at(row->limit));
		CHECK_EQ(bootmem_get_current_limit(), page_at(row->limit));
		for_each_call(c) {
			struct wish w = row_wish(row);

			if (row->goal && !(c->is & GOAL))
				continue;
			check_row(c, row, &w);
			w.limit = (bootmem_addr_t)HOME_END;
			check_row(c, row, &w);
			w.limit = BOOTMEM_ALLOC_ANYWHERE;
			check_row(c, row, &w);
		}
	}
}

/* Goals and limits count to the byte. */
static void to_the_byte(void)
{
	phys_addr_t goal = page_at(20) + 1000, limit = page_at(40) + 200, addr;
	unsigned long n = 0;

	start_home();
	for (u8 *at; (at = ___alloc_bootmem_node_nopanic(NULL, 64, 64, 0, (bootmem_addr_t)limit));
	     n++) {
		addr = bootmem_virt_to_phys(at);
		if (!CHECK(addr >= test_memory && addr + 64 <= limit))
			break;
	}
	/* All whole pages below it. */
	CHECK(n >= (40 << PAGE_SHIFT) / 64 && n <= ((40 << PAGE_SHIFT) + 200) / 64);
	CHECK_CORE();
	start_home();
	for (int i = 0; i < 100; i++) {
		addr = bootmem_virt_to_phys(__alloc_bootmem(8, 8, (bootmem_addr_t)goal));
		CHECK(addr >= goal);
	}
	/* Pitfall 28: a lower goal is not forgotten for a higher one, and the other way round. */
	addr = bootmem_virt_to_phys(__alloc_bootmem(PAGE_SIZE, 0, (bootmem_addr_t)page_at(5) + 64));
	CHECK(addr >= page_at(5) + 64);
	CHECK(!core.upwards || addr < page_at(7));
	addr = bootmem_virt_to_phys(__alloc_bootmem(PAGE_SIZE, 0, (bootmem_addr_t)page_at(50)));
	CHECK(addr >= page_at(50));
	CHECK(!core.upwards || addr < page_at(52));
	addr = bootmem_virt_to_phys(__alloc_bootmem(PAGE_SIZE, 0, (bootmem_addr_t)page_at(2)));
	CHECK(addr >= page_at(2));
	CHECK(!core.upwards || addr < page_at(4));
}

/* Memory is allocated as it becomes mapped (pitfall 50). */
static void limit_is_raised(void)
{
	unsigned long n = 0;
	u8 *at;

	start_home();
	bootmem_set_current_limit(page_at(4) + 10);
	for (; (at = alloc_bootmem_pages_nopanic(PAGE_SIZE)); n++)
		keep(at, PAGE_SIZE);
	CHECK_EQ(n, 4);
	bootmem_set_current_limit(page_at(8));
	for (; (at = alloc_bootmem_pages_nopanic(PAGE_SIZE)); n++)
		keep(at, PAGE_SIZE);
	CHECK_EQ(n, 8);
	bootmem_set_current_limit(page_at(2));
	CHECK(!alloc_bootmem_nopanic(1));
	bootmem_set_current_limit(0);
	CHECK(!alloc_bootmem_nopanic(1));
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	at = alloc_bootmem_pages_nopanic(PAGE_SIZE);
	CHECK(at && bootmem_virt_to_phys(at) >= page_at(8));
	check_blocks();
	CHECK_CORE();
}

/* The limit promised too much: none, with a warning, and nothing is lost. */
static void not_mapped(void)
{
	test_reset();
	add_pages(0, HOME_PAGES, 0);
	if (sizeof(phys_addr_t) > 4) /* worth it for __alloc_bootmem_node_high() */
		add_range((phys_addr_t)1 << 16 << 16, 256 << 20, BOOT_RAM, 0, NULL);
	else
		add_pages((256 << 20) / PAGE_SIZE, HOME_PAGES, 0);
	start_world();
	take_pages(0, HOME_PAGES);
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	for_each_call(c) {
		struct wish w = { .size = 3 * PAGE_SIZE, .nid = 0 };

		test_log_clear();
		check_refused(c, &w, "no room");
		if (!(c->is & (PANICS | LOW)))
			CHECK_TEXT(test_log(), "not mapped");
	}
}

/* Where both cores put what fits everywhere. */
static void direction(void)
{
	phys_addr_t first, second;

	start_home();
	first = bootmem_virt_to_phys(__alloc_bootmem(4 * PAGE_SIZE, PAGE_SIZE, 0));
	second = bootmem_virt_to_phys(__alloc_bootmem(4 * PAGE_SIZE, PAGE_SIZE, 0));
	CHECK_EQ(second > first, core.upwards);
	CHECK_EQ(first == test_memory, core.upwards);
	/* What is given back is found again. */
	free_bootmem((bootmem_addr_t)first, 4 * PAGE_SIZE);
	CHECK_EQ(bootmem_virt_to_phys(__alloc_bootmem(4 * PAGE_SIZE, PAGE_SIZE, 0)), first);
}

/* Pitfall 27. */
static void small_requests_share(void)
{
	phys_addr_t before, lowest = PHYS_ADDR_MAX, highest = 0;

	start_home();
	before = free_bytes(0, PHYS_ADDR_MAX);
	for (int i = 0; i < 64; i++) {
		u8 *at = alloc_bootmem(64);
		phys_addr_t addr = bootmem_virt_to_phys(at);

		lowest = addr < lowest ? addr : lowest;
		highest = addr > highest ? addr : highest;
		keep(at, 64);
	}
	CHECK(phys_pfn_down(highest) - phys_pfn_down(lowest) < core.pages_of_64);
	CHECK(before - free_bytes(0, PHYS_ADDR_MAX) <= PAGE_SIZE);
	check_blocks();
}

/*
 * A full array of reservations that has no room to grow takes nothing that needs a slot: a page
 * that touches no reservation does.
 */
static bool needs_a_slot(unsigned long page)
{
#ifdef CONFIG_NO_BOOTMEM
	return memblock.reserved.cnt == memblock.reserved.max &&
	       !memblock_is_reserved(page_at(page) - 1) && !memblock_is_reserved(page_at(page + 1));
#else
	(void)page;
	return false;
#endif
}

/* Requests of all kinds until there is no more: nothing is given out twice. */
static void until_the_end(void)
{
	unsigned long failed = 0;

	start_home();
	while (failed < 200) {
		const struct call *c = &calls[test_random_below(LENGTH(calls))];
		struct wish w = { .size = 1 + test_random_below(1 << test_random_below(18)),
				  .align = 1u << test_random_below(14),
				  .goal = (bootmem_addr_t)(test_memory +
							   test_random_below(TEST_MEMORY_SIZE)),
				  .limit = 0,
				  .nid = (int)test_random_below(4) - 1 };
		u8 *at;

		if (c->is & PANICS)
			continue;
		at = c->run(&w);
		if (!at) {
			failed++;
			continue;
		}
		CHECK(bootmem_virt_to_phys(at) + w.size <= HOME_END);
		if (c->is & RAW)
			fill(at, w.size, 0);
		CHECK(all_bytes(at, w.size, 0));
		/* Marked, so that a second one does not find zeroes. */
		fill(at, w.size, 0xee);
	}
	while (alloc_bootmem_pages_nopanic(PAGE_SIZE))
		;
	for (unsigned long page = HOME_PAGES; page-- > 0;)
		if (free_bytes(page_at(page), page_at(page + 1)) == PAGE_SIZE) {
			CHECK(needs_a_slot(page));
			break; /* the highest is tried, and no other */
		}
	CHECK_CORE();
}

/* ---- low memory ---- */

#if __STDC_HOSTED__ && defined(CONFIG_PHYS_ADDR_T_64BIT)

/* Home such that page 64 of it is the first that is not low. */
static void start_row_at_the_limit(const struct place_row *row)
{
	test_reset();
	test_memory = (phys_addr_t)ARCH_LOW_ADDRESS_LIMIT - pfn_phys(64);
	mock_place(test_memory);
	add_pages(0, HOME_PAGES, 0);
	if (row->taken_end > row->taken)
		reserve_pages(row->taken, row->taken_end - row->taken);
	start_world();
	take_pages(TOP, HOME_PAGES - TOP);
}

/* Pitfalls 20 and 22: low is a limit, whatever goal and node are. */
static void low(void)
{
	for (const struct place_row *row = rows; row < rows + LENGTH(rows); row++) {
		if (row->limit != 64)
			continue;
		start_row_at_the_limit(row);
		for_each_call(c) {
			struct wish w = row_wish(row);

			if (c->is & LOW && (!row->goal || c->is & GOAL))
				check_row(c, row, &w);
		}
	}
}

/* The last page below the limit is low, too; the byte behind it is not. */
static void all_low_pages(void)
{
	unsigned long n = 0;

	start_row_at_the_limit(&rows[0]);
	while (alloc_bootmem_low_pages_nopanic(PAGE_SIZE))
		n++;
	CHECK_EQ(n, 64);
	CHECK(!memblock_virt_alloc_low_nopanic(1, 1));
	while (alloc_bootmem_pages_nopanic(PAGE_SIZE))
		n++;
	CHECK_EQ(n, TOP);
}

#endif

#if __STDC_HOSTED__

/* Memory that old devices need is spared by the plain calls as long as there is other. */
static void low_limit(void)
{
	const unsigned long half = HOME_PAGES / 2;
	phys_addr_t addr;

	test_memory = 0x1000000 - pfn_phys(half);
	mock_place(test_memory);
	add_pages(0, HOME_PAGES, 0);
	start_world();
	for_each_call(c) {
		struct wish w = { .size = 100, .nid = 0 };

		if (c->is & (LOW | GOAL))
			continue;
		addr = bootmem_virt_to_phys(c->run(&w));
		HOLDS(addr >= 0x1000000, c->name);
	}
	addr = bootmem_virt_to_phys(alloc_bootmem_low(PAGE_SIZE));
	CHECK_EQ(addr < 0x1000000, core.upwards);
	take_pages(half, half);
	CHECK(bootmem_virt_to_phys(alloc_bootmem(PAGE_SIZE)) < 0x1000000);
}

/* Pitfall 12: page 0 is never allocated, but it is handed over. */
static unsigned long firsts;

static void look_for_page_0(unsigned long pfn, unsigned int order)
{
	(void)order;
	firsts += pfn == 0;
}

static void page_0(void)
{
	test_memory = 0;
	mock_place(0);
	add_pages(0, HOME_PAGES, 0);
	start_world();
	for_each_call(c) {
		struct wish w = { .size = 64, .limit = 0, .nid = 0 };
		phys_addr_t addr = bootmem_virt_to_phys(c->run(&w));

		HOLDS(addr >= PAGE_SIZE, c->name);
	}
	for (u8 *at; (at = __alloc_bootmem_nopanic(PAGE_SIZE / 2, 64, 0));)
		CHECK(bootmem_virt_to_phys(at) >= PAGE_SIZE);
	firsts = 0;
	mock_receiver = look_for_page_0;
	CHECK(free_all_bootmem() >= 1);
	CHECK_EQ(firsts, 1);
}

#endif

#if __STDC_HOSTED__ && defined(CONFIG_PHYS_ADDR_T_64BIT) && __SIZEOF_LONG__ == 8

/* ---- high memory of a node ---- */

#define HIGH ((phys_addr_t)1 << 32)

/* RAM of node 0 below 4 GiB, and so much above; of node 1 behind that. */
static void start_high(phys_addr_t above)
{
	test_reset();
	CHECK(mock_widen(0, 3 * HIGH));
	add_range(16 << 20, 64 << 20, BOOT_RAM, 0, NULL);
	add_range(HIGH - (64 << 20), (64 << 20) + above, BOOT_RAM, 0, NULL);
	if (MAX_NUMNODES > 1)
		add_range(2 * HIGH, 64 << 20, BOOT_RAM, 1, NULL);
	start_world();
	bootmem_set_current_limit(3 * HIGH);
}

static phys_addr_t high_at(int nid, phys_addr_t goal)
{
	return bootmem_virt_to_phys(__alloc_bootmem_node_high(NODE_DATA(nid), PAGE_SIZE, 0, goal));
}

static void node_high(void)
{
	const phys_addr_t worth = (phys_addr_t)128 << 20;

	start_high(worth + PAGE_SIZE);
	for (phys_addr_t goal = 0; goal < HIGH; goal += HIGH / 4) {
		phys_addr_t addr = high_at(0, goal);

		CHECK(addr >= HIGH && addr < 2 * HIGH);
	}
	CHECK(high_at(0, HIGH - 1) >= HIGH);
	CHECK(bootmem_virt_to_phys(__alloc_bootmem_node_high(NULL, PAGE_SIZE, 0, 0)) >= HIGH);
	CHECK(high_at(0, HIGH + (1 << 20)) >= HIGH + (1 << 20));
	CHECK_PANIC(__alloc_bootmem_node_high(NODE_DATA(0), PAGE_SIZE, 48, 0), "no power of two");
#ifdef CONFIG_NUMA
	CHECK(high_at(1, 0) >= 2 * HIGH);
#endif
#ifdef CONFIG_NO_BOOTMEM
	memblock_set_bottom_up(true); /* from there on */
	CHECK_EQ(high_at(0, 0), HIGH);
	CHECK_EQ(high_at(0, 0), HIGH + PAGE_SIZE);
	memblock_set_bottom_up(false);
#endif
	/* When that is full: as __alloc_bootmem_node(). */
	core_reserve(HIGH, worth + PAGE_SIZE, "somebody");
	CHECK(high_at(0, HIGH - (1 << 20)) < HIGH);
#ifdef CONFIG_NUMA
	CHECK(high_at(0, HIGH - (1 << 20)) >= HIGH - (1 << 20));
	CHECK(high_at(1, 0) >= 2 * HIGH);
	core_reserve(2 * HIGH, 64 << 20, "somebody");
	CHECK(high_at(1, 0) < HIGH);
#endif
	CHECK_PANIC(__alloc_bootmem_node_high(NODE_DATA(0), 3 * HIGH, 0, 0), "no room");
	CHECK_PANIC(__alloc_bootmem_node_high(NODE_DATA(0), 0, 0, 0), "for 0 bytes");
	/* The first pages of it are high, too, and all of what is asked for is taken. */
	start_high(worth + PAGE_SIZE);
	core_reserve(HIGH + 2 * PAGE_SIZE, worth - PAGE_SIZE, "somebody");
	CHECK_EQ(bootmem_virt_to_phys(__alloc_bootmem_node_high(NODE_DATA(0), 2 * PAGE_SIZE, 0, 0)), HIGH);
	CHECK(high_at(0, 0) < HIGH);
	/* What is not mapped is not tried. */
	start_high(worth + PAGE_SIZE);
	bootmem_set_current_limit(HIGH);
	CHECK(high_at(0, 0) < HIGH);
}

/* Not worth it with 128 MiB or less above 4 GiB: only which memory comes first differs. */
static void node_high_is_not_worth_it(void)
{
	test_reset();
	CHECK(mock_widen(0, 3 * HIGH));
	add_range(16 << 20, 64 << 20, BOOT_RAM, 0, NULL);
	add_range(HIGH, 128 << 20, BOOT_RAM, 0, NULL);
	start_world();
	bootmem_set_current_limit(3 * HIGH);
	CHECK_EQ(high_at(0, 0) < HIGH, core.upwards);
	CHECK(high_at(0, HIGH) >= HIGH);
}

#endif

/* ---- nodes ---- */

/* A number that no node has, and a node that is not there, mean any. */
static void no_such_node(void)
{
	static const int nids[] = { NUMA_NO_NODE, -5, 5, MAX_NUMNODES - 1, MAX_NUMNODES,
				    MAX_NUMNODES + 1, 9999, -2147483647 };

	start_home();
	for_each_call(c) {
		if (!(c->is & NODE))
			continue;
		for (unsigned int i = 0; i < LENGTH(nids); i++) {
			struct wish w = { .size = 64, .nid = nids[i] };

			check_got(c, &w, c->run(&w));
		}
	}
	check_blocks();
	CHECK_CORE();
}

#ifdef CONFIG_NUMA

/* Four nodes, a quarter of home each; 0 and 1 are the last to have anything at all. */
#define QUARTER (HOME_PAGES / 4)
#define USED	(QUARTER / 2) /* of each quarter: the rest is for nodes' data and bitmaps */

struct node_row {
	const char *name;
	int nid;
	int goal;	  /* a half; -1 = none */
	int limit;	  /* node at which it ends; 0 = none */
	const char *full; /* halves that are taken */
	/* The half: upwards, downwards, and both when distances are told and equal; ? = either. */
	const char *got;
};

/*
 * (node, goal), (any, goal), (node, 0), (any, 0). Halves of USED pages:
 *
 *	node	 0   1	 2   3
 *	half	0 1 2 3 4 5 6 7
 *
 * By distance: of equal ones the lower number.
 */
static const struct node_row node_rows[] = {
	{ "the node", 1, -1, 0, "", "2323" },
	{ "the node, at the goal", 1, 3, 0, "", "3333" },
	{ "a goal below the node", 2, 1, 0, "", "4545" },
	{ "any, at the goal", 1, 3, 0, "3", "4745" },
	{ "any, at the goal, though the node has memory below it", 1, 4, 0, "", "4745" },
	{ "any, at the goal, when the node is full", 2, 4, 0, "45", "6767" },
	{ "the node, below the goal", 1, 6, 0, "67", "2323" },
	{ "the node, below the goal, when it is the last", 3, 7, 0, "7", "6666" },
	{ "any, below the goal", 2, 5, 0, "4567", "0301" },
	{ "any, below the goal, upper half", 3, 6, 0, "04567", "1311" },
	{ "the node is full", 0, -1, 0, "01", "2723" },
	{ "the limit excludes the node", 2, -1, 2, "", "0301" },
	{ "the limit excludes the node and the goal", 2, 4, 2, "", "0301" },
	{ "the limit excludes the goal", 1, 4, 2, "", "2323" },
	{ "the limit excludes all but one half", 3, 7, 1, "0", "1111" },
	{ "the limit excludes all that is free", 3, 7, 1, "01", "----" },
	{ "nothing", 2, -1, 0, "01234567", "----" },
	{ "NUMA_NO_NODE", NUMA_NO_NODE, -1, 0, "", "0707" },
	{ "NUMA_NO_NODE with a goal", NUMA_NO_NODE, 3, 0, "", "3737" },
	{ "NUMA_NO_NODE with a goal that is dropped", NUMA_NO_NODE, 6, 0, "67", "0505" },
	{ "a node without memory", 4, -1, 0, "", "070?" },
};

static unsigned long half_at(int half)
{
	return (unsigned long)(half / 2) * QUARTER + (unsigned long)(half % 2) * (USED / 2);
}

/* Nothing is free but halves. */
static void start_nodes(const char *full)
{
	test_reset();
	for (int nid = 0; nid < 4; nid++)
		add_pages((unsigned long)nid * QUARTER, QUARTER, nid);
	start_world();
	for (unsigned long nid = 0; nid < 4; nid++)
		take_pages(nid * QUARTER + USED, QUARTER - USED);
	for (; *full; full++)
		take_pages(half_at(*full - '0'), USED / 2);
}

/* The half that a page lies in. */
static char half_of(const u8 *at)
{
	unsigned long page;

	if (!at)
		return '-';
	page = phys_pfn_down(bootmem_virt_to_phys(at)) - HOME;
	return (char)('0' + page / QUARTER * 2 + page % QUARTER / (USED / 2));
}

/* Does the call's own goal, BOOTMEM_LOW_LIMIT, lie in this world? */
static bool spares_low_memory(const struct call *c)
{
	const phys_addr_t goal = BOOTMEM_LOW_LIMIT;

	return !(c->is & (GOAL | LOW)) && test_memory < goal;
}

/* Gives back what it got: the next call finds the same world. */
static void check_node_row(const struct call *c, const struct node_row *row, char want)
{
	struct wish w = { .size = PAGE_SIZE, .align = PAGE_SIZE, .nid = row->nid };
	u8 *at;

	if (want == '?' || spares_low_memory(c) || !(c->is & NODE) ||
	    (row->goal >= 0 && !(c->is & GOAL)) || (row->limit && !(c->is & LIMIT)))
		return;
	if (row->goal >= 0)
		w.goal = (bootmem_addr_t)page_at(half_at(row->goal));
	if (row->limit)
		w.limit = (bootmem_addr_t)page_at((unsigned long)row->limit * QUARTER);
	if (want == '-') {
		check_refused(c, &w, "no room");
		return;
	}
	at = c->run(&w);
	if (!test_check_equal((u8)half_of(at), (u8)want, __FILE__, __LINE__, c->name))
		HOLDS(false, row->name);
	if (at)
		free_bootmem((bootmem_addr_t)bootmem_virt_to_phys(at), PAGE_SIZE);
}

static void run_node_rows(int column)
{
	for (const struct node_row *row = node_rows; row < node_rows + LENGTH(node_rows); row++) {
		start_nodes(row->full);
		for_each_call(c)
			check_node_row(c, row, row->got[column]);
	}
}

/* Before anybody has told distances, which cannot be taken back. */
static void fallback(void)
{
	CHECK(!node_distances_told());
	run_node_rows(core.upwards ? 0 : 1);
}

/* All distances are told, and they are the same. */
static void fallback_by_equal_distance(void)
{
	set_node_distance(0, 1, 20);
	CHECK(node_distances_told());
	run_node_rows(core.upwards ? 2 : 3);
}

/* Row by row: distances from node 1, and in which order its neighbours are asked. */
static void fallback_by_distance(void)
{
	static const struct {
		int distance[4];
		const char *order;
	} machines[] = {
		{ { 20, 10, 20, 20 }, "1023" }, { { 40, 10, 20, 30 }, "1230" },
		{ { 30, 10, 40, 20 }, "1302" }, { { 21, 10, 20, 21 }, "1203" },
		{ { 10, 60, 10, 254 }, "1023" }, /* its own memory is the nearest all the same */
	};

	for (unsigned int m = 0; m < LENGTH(machines); m++) {
		for (int nid = 0; nid < 4; nid++)
			set_node_distance(1, nid, machines[m].distance[nid]);
		start_nodes("");
		for (const char *next = machines[m].order; *next; next++) {
			unsigned long node = (unsigned long)(*next - '0');
			u8 *at = __alloc_bootmem_node(NODE_DATA(1), PAGE_SIZE, 0, 0);

			CHECK_EQ((half_of(at) - '0') / 2, node);
			at = memblock_virt_alloc_node(PAGE_SIZE, 1);
			CHECK_EQ((half_of(at) - '0') / 2, node);
			take_pages(node * QUARTER, USED);
		}
		CHECK(!alloc_bootmem_node_nopanic(NODE_DATA(1), 1));
		CHECK_CORE();
	}
	for (int nid = 0; nid < 4; nid++)
		set_node_distance(1, nid, nid == 1 ? 10 : 20);
}

/* Nodes whose spans hold one another, page by page. */
static void interleaved(void)
{
	for (unsigned long page = 0; page < 60; page++)
		add_pages(page, 1, (int)(page % 3));
	add_pages(60, HOME_PAGES - 60, 0);
	start_world();
	take_pages(60, HOME_PAGES - 60);
	for (int nid = 0; nid < 3; nid++)
		for (int i = 0; i < 10; i++) {
			u8 *at = __alloc_bootmem_node(NODE_DATA(nid), PAGE_SIZE, PAGE_SIZE, 0);
			unsigned long page = phys_pfn_down(bootmem_virt_to_phys(at)) - HOME;

			CHECK_EQ(page % 3, nid);
			keep(at, PAGE_SIZE);
		}
	check_blocks();
	CHECK_CORE();
}

#endif

/* ---- give back ---- */

static phys_addr_t whole_pages(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t first = phys_align_up(base, PAGE_SIZE);
	phys_addr_t end = phys_align_down(base + size, PAGE_SIZE);

	return first < end ? end - first : 0;
}

static void by_free_bootmem(phys_addr_t base, phys_addr_t size)
{
	free_bootmem((bootmem_addr_t)base, (bootmem_addr_t)size);
}

static void by_node(phys_addr_t base, phys_addr_t size)
{
	free_bootmem_node(NODE_DATA(0), (bootmem_addr_t)base, (bootmem_addr_t)size);
}

static void by_nid(phys_addr_t base, phys_addr_t size)
{
	memblock_free_early_nid(base, size, 0);
}

/* Every page wholly inside, and what else the core gives back. */
static void frees(void)
{
	static void (*const ways[])(phys_addr_t base, phys_addr_t size) = {
		by_free_bootmem, memblock_free_early, by_nid, by_node
	};
	static const struct {
		phys_addr_t first, last; /* bytes from page 10 */
	} ranges[] = {
		{ 0, PAGE_SIZE },
		{ 0, 3 * PAGE_SIZE },
		{ 1, PAGE_SIZE },
		{ 0, PAGE_SIZE - 1 },
		{ 1, 2 * PAGE_SIZE },
		{ 1, 2 * PAGE_SIZE - 1 },
		{ PAGE_SIZE - 1, PAGE_SIZE },
		{ 5, 5 },
		{ 100, 4 * PAGE_SIZE + 7 },
	};

	for (unsigned int way = 0; way < LENGTH(ways); way++) {
		start_home();
		for (unsigned int i = 0; i < LENGTH(ranges); i++) {
			phys_addr_t base = page_at(10) + ranges[i].first, before;
			phys_addr_t size = ranges[i].last - ranges[i].first, want;

			take_pages(8, 10);
			before = free_bytes(0, PHYS_ADDR_MAX);
			want = core.frees_bytes ? size : whole_pages(base, size);
			ways[way](base, size);
			CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before + want);
			CHECK_EQ(free_bytes(base, base + size), want);
			CHECK_CORE();
		}
		CHECK_EQ(test_log()[0], 0);
	}
}

/* Pitfall 36: of what was given back in part, only whole pages are handed over. */
static void partial_pages(void)
{
	unsigned long free;

	add_pages(0, HOME_PAGES, 0);
	reserve_pages(100, 4);
	start_world();
	free_bootmem((bootmem_addr_t)page_at(100) + 1, 2 * PAGE_SIZE);
	free_area_init(one_zone());
	free_all_bootmem();
	free = nr_free_pages();
	/* What comes late was not there: each page but the second. */
	free_bootmem_late((bootmem_addr_t)page_at(100), PAGE_SIZE);
	CHECK_PANIC(free_bootmem_late((bootmem_addr_t)page_at(101), PAGE_SIZE), "twice");
	free_bootmem_late((bootmem_addr_t)page_at(102), 2 * PAGE_SIZE);
	CHECK_EQ(nr_free_pages(), free + 3);
	CHECK_PAGES();
}

/* Pitfall 29: a free that gives nothing is reported where it can be, and harms nothing. */
static void double_frees(void)
{
	phys_addr_t before;

	start_home();
	before = free_bytes(0, PHYS_ADDR_MAX);
	free_bootmem((bootmem_addr_t)page_at(3), PAGE_SIZE);
	CHECK_EQ(test_log()[0] != 0, core.notices_double_frees);
	free_bootmem((bootmem_addr_t)HOME_END, PAGE_SIZE);
	free_bootmem(0, PAGE_SIZE);
	free_bootmem((bootmem_addr_t)page_at(3), 0);
	free_bootmem(~(bootmem_addr_t)0, ~(bootmem_addr_t)0);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before);
	CHECK_CORE();
}

#ifdef CONFIG_NUMA

static void frees_across_nodes(void)
{
	add_pages(0, 40, 0);
	add_pages(40, 40, 1);
	add_pages(80, HOME_PAGES - 80, 2);
	start_world();
	take_pages(0, HOME_PAGES);
	free_bootmem((bootmem_addr_t)page_at(3), (bootmem_addr_t)pfn_phys(70));
	/* Nodes' data was among it; bitmaps stay whatever is freed over them. */
	CHECK(free_bytes(0, PHYS_ADDR_MAX) <= pfn_phys(70));
	CHECK(free_bytes(0, PHYS_ADDR_MAX) >= pfn_phys(70 - 2));
	CHECK(is_free(page_at(3)) && !is_free(page_at(2)) && !is_free(page_at(73)));
	CHECK(is_free(page_at(40)) && is_free(page_at(72)));
	CHECK_EQ(test_log()[0], 0);
	CHECK_CORE();
}

/* The node's own part; what lies outside of it is left alone, with a warning. */
static void frees_on_one_node(void)
{
	phys_addr_t before;

	start_nodes("03");
	take_pages(half_at(1), USED / 2);
	before = free_bytes(0, PHYS_ADDR_MAX);
	free_bootmem_node(NODE_DATA(1), (bootmem_addr_t)page_at(0), 2 * PAGE_SIZE);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before + (core.minds_nodes ? 0 : 2 * PAGE_SIZE));
	CHECK_EQ(test_log()[0] != 0, core.minds_nodes);
	free_bootmem_node(NODE_DATA(1), (bootmem_addr_t)page_at(half_at(3)), 2 * PAGE_SIZE);
	CHECK(is_free(page_at(half_at(3))));
	CHECK_CORE();
}

#endif

/* ---- hand over ---- */

static void hand_over_counts(void)
{
	unsigned long free, own, held = 0;
	int nid;

	CHECK_EQ(free_all_bootmem(), 0); /* nothing is there */
	CHECK_TEXT(test_log(), "no free page");
	add_pages(0, HOME_PAGES, 0);
	reserve_pages(200 % HOME_PAGES, 7);
	start_world();
	free_area_init(one_zone());
	/* Of what is free to the byte, whole pages. */
	free = own = core_own_pages();
	for (unsigned long page = 0; page < HOME_PAGES; page++)
		free += free_bytes(page_at(page), page_at(page) + PAGE_SIZE) == PAGE_SIZE;
	CHECK(own < 8);
	CHECK_EQ(free_all_bootmem(), free);
	CHECK_EQ(nr_free_pages(), free);
	CHECK_EQ(page_pages_handed_over(), free);
	for_each_online_node(nid)
		for (int order = 0; order <= MAX_ORDER; order++)
			held += NODE_DATA(nid)->node_zones[ZONE_NORMAL].free_area[order].nr_free;
	CHECK(held <= page_blocks_handed_over());
	CHECK_PAGES();
	CHECK_PANIC(free_all_bootmem(), "twice");
}

static void late(void)
{
	unsigned long free, managed;

	CHECK_PANIC(free_bootmem_late(0, PAGE_SIZE), "before hand-over");
	CHECK_PANIC(memblock_free_late(0, PAGE_SIZE), "before hand-over");
	add_pages(0, HOME_PAGES, 0);
	reserve_pages(100, 20);
	start_pages(one_zone());
	free = nr_free_pages();
	managed = NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages;
	CHECK_EQ(managed, free);
	free_bootmem_late((bootmem_addr_t)page_at(100) + 1, 3 * PAGE_SIZE);
	CHECK_EQ(nr_free_pages(), free + 2);
	memblock_free_late(page_at(104), 4 * PAGE_SIZE);
	CHECK_EQ(nr_free_pages(), free + 6);
	free_bootmem_late((bootmem_addr_t)page_at(110), PAGE_SIZE - 1);
	free_bootmem_late((bootmem_addr_t)page_at(110), 0);
	CHECK_EQ(nr_free_pages(), free + 6);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, managed + 6);
	CHECK_PANIC(free_bootmem_late((bootmem_addr_t)page_at(101), PAGE_SIZE), "twice");
	CHECK_PAGES();
}

/* Nobody allocates at boot any more. */
static void after_hand_over(void)
{
	add_pages(0, HOME_PAGES, 0);
	start_pages(one_zone());
	for_each_call(c) {
		struct wish w = { .size = 64, .nid = 0 };

		test_log_clear();
		if (c->is & PANICS) {
			CHECK_PANIC(c->run(&w), "alloc_pages()");
			continue;
		}
		HOLDS(c->run(&w) == NULL, c->name);
		CHECK_TEXT(test_log(), "alloc_pages()");
	}
	CHECK_PANIC(alloc_bootmem(0), "after hand-over"); /* that it was for nothing is not the trouble */
	CHECK_PANIC(free_bootmem((bootmem_addr_t)page_at(3), PAGE_SIZE), "after hand-over");
	CHECK_PANIC(free_bootmem_node(NODE_DATA(0), (bootmem_addr_t)page_at(3), PAGE_SIZE),
		    "after hand-over");
	CHECK_PANIC(memblock_free_early(page_at(3), PAGE_SIZE), "after hand-over");
	CHECK_PANIC(memblock_free_early_nid(page_at(3), PAGE_SIZE, 0), "after hand-over");
	CHECK_PANIC(alloc_large_system_hash("late", 8, 64, 0, 0, NULL, NULL, 0, 0),
		    "after hand-over");
	CHECK_PAGES();
}

static unsigned long managed_pages(void)
{
	unsigned long pages = 0;
	int nid;

	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			pages += NODE_DATA(nid)->node_zones[z].managed_pages;
	return pages;
}

static void managed(void)
{
	const unsigned long half = HOME_PAGES / 2;
	const int last = MAX_NUMNODES > 1 ? 1 : 0;
	unsigned long limits[MAX_NR_ZONES] = { HOME + half / 2, HOME + half, ~0UL, ~0UL };

	add_pages(0, half, 0);
	add_pages(half, HOME_PAGES - half, last);
	start_pages(limits);
	CHECK_EQ(managed_pages(), nr_free_pages());
	reset_node_managed_pages(NODE_DATA(last));
	CHECK_EQ(managed_pages() != 0, last != 0);
	NODE_DATA(last)->node_zones[ZONE_NORMAL].managed_pages = 7;
	reset_all_zones_managed_pages();
	CHECK_EQ(managed_pages(), 0);
	/* Once: whoever counts by himself is not disturbed. */
	NODE_DATA(last)->node_zones[ZONE_NORMAL].managed_pages = 7;
	reset_all_zones_managed_pages();
	CHECK_EQ(managed_pages(), 7);
}

/* ---- hash tables ---- */

struct hash_row {
	const char *name;
	unsigned long bucketsize, numentries;
	int scale, flags;
	unsigned long low, high;
	unsigned int lowest; /* *shift before the call */
	unsigned int shift;  /* and after it */
};

#define PAGE_OF_8 (PAGE_SHIFT - 3) /* log2 of the buckets of 8 bytes in a page */
#define HOME_LOG2 23		   /* log2 of the bytes of home */

static const struct hash_row hash_rows[] = {
	{ "as many as asked for", 8, 1024, 0, 0, 0, 0, 0, 10 },
	{ "rounded up", 8, 1025, 0, 0, 0, 0, 0, 11 },
	{ "one", 8, 1, 0, 0, 0, 0, 0, 0 },
	{ "one for 1 KiB of RAM", 8, 0, 10, 0, 0, 0, 0, HOME_LOG2 - 10 },
	{ "one for 512 bytes", 8, 0, 9, HASH_EARLY, 0, 0, 0, HOME_LOG2 - 9 },
	{ "at most 1/16 of RAM", 64, 1 << 20, 0, 0, 0, 0, 0, HOME_LOG2 - 4 - 6 },
	{ "at most 1/16 of RAM, by RAM", 8, 0, 2, 0, 0, 0, 0, HOME_LOG2 - 4 - 3 },
	{ "one for each byte of RAM is too many", 8, 0, 0, 0, 0, 0, 0, HOME_LOG2 - 4 - 3 },
	{ "an upper bound", 8, 0, 10, 0, 0, 64, 0, 6 },
	{ "an upper bound is rounded down", 8, 4096, 0, 0, 0, 100, 0, 6 },
	{ "an upper bound may exceed 1/16", 8, 0, 5, 0, 0, 1 << 18, 0, HOME_LOG2 - 5 },
	{ "a lower bound", 8, 10, 0, 0, 5000, 0, 0, 13 },
	{ "a lower bound, by RAM", 8, 0, 20, 0, 1 << 14, 0, 0, 14 },
	{ "the upper bound wins", 8, 10, 0, 0, 4096, 256, 0, 8 },
	{ "at least a page", 8, 0, 30, 0, 0, 0, 0, PAGE_OF_8 },
	{ "at least a page, unless the number is given", 8, 16, 30, 0, 0, 0, 0, 4 },
	{ "small", 8, 0, 20, HASH_SMALL, 0, 0, 0, HOME_LOG2 - 20 },
	{ "small, with the smallest shift", 8, 0, 20, HASH_SMALL, 0, 0, 5, 5 },
	{ "small, with a smallest shift that is smaller", 8, 0, 20, HASH_SMALL, 0, 0, 2, 3 },
	{ "small, none", 8, 0, 63, HASH_SMALL, 0, 0, 0, 0 },
	{ "zeroed", 8, 512, 0, HASH_ZERO, 0, 0, 0, 9 },
	{ "small and zeroed", 16, 0, 20, HASH_SMALL | HASH_ZERO, 0, 0, 0, 3 },
	{ "odd buckets", 24, 100, 0, HASH_ZERO, 0, 0, 0, 7 },
	{ "buckets larger than a page", 3 * PAGE_SIZE, 2, 0, HASH_ZERO, 0, 0, 0, 1 },
	{ "any number", 8, ~0UL, 0, 0, 0, 0, 0, HOME_LOG2 - 4 - 3 },
	{ "any bounds", 8, 100, 0, 0, ~0UL, 512, 0, 9 },
};

static void hash_table(const struct hash_row *row)
{
	unsigned int shift = row->lowest, mask = 1;
	size_t bytes;
	u8 *table;

	table = alloc_large_system_hash(row->name, row->bucketsize, row->numentries, row->scale,
					row->flags, &shift, &mask, row->low, row->high);
	if (!HOLDS(table != NULL, row->name) ||
	    !test_check_equal(shift, row->shift, __FILE__, __LINE__, row->name))
		return;
	bytes = row->bucketsize << shift;
	HOLDS(mask == (1u << shift) - 1, row->name);
	HOLDS(((uintptr_t)table & (SMP_CACHE_BYTES - 1)) == 0, row->name);
	HOLDS(!is_free(bootmem_virt_to_phys(table + bytes - 1)), row->name);
	if (row->flags & HASH_ZERO)
		HOLDS(all_bytes(table, bytes, 0), row->name);
	CHECK_TEXT(test_log(), row->name);
	free_bootmem((bootmem_addr_t)bootmem_virt_to_phys(table), bytes);
}

static void hash_tables(void)
{
	start_home();
	for (const struct hash_row *row = hash_rows; row < hash_rows + LENGTH(hash_rows); row++)
		hash_table(row);
	CHECK(alloc_large_system_hash("without shift and mask", 8, 8, 0, 0, NULL, NULL, 0, 0));
	CHECK(alloc_large_system_hash("and small", 8, 0, 20, HASH_SMALL, NULL, NULL, 0, 0));
	CHECK_PANIC(alloc_large_system_hash("nothing", 0, 8, 0, 0, NULL, NULL, 0, 0),
		    "a bucket of 0 bytes");
	CHECK_CORE();
}

/* Half as many buckets, and half of that, until there is room for them. */
static void hash_tables_halve(void)
{
	unsigned int shift = 0, mask = 0;

	start_home();
	take_pages(0, HOME_PAGES);
	give_pages(20, 6);
	give_pages(40, 1);
	CHECK(alloc_large_system_hash("halved", PAGE_SIZE / 4, 256, 0, HASH_ZERO, &shift, &mask, 0,
				      0));
	/* 4 pages of 6: then 2, and a page. */
	CHECK_EQ(shift, 4);
	CHECK_EQ(mask, 15);
	CHECK(alloc_large_system_hash("halved", PAGE_SIZE / 4, 256, 0, 0, &shift, &mask, 0, 0));
	CHECK_EQ(shift, 3);
	CHECK(alloc_large_system_hash("halved", PAGE_SIZE / 4, 256, 0, 0, &shift, &mask, 0, 0));
	CHECK_EQ(shift, 2);
	CHECK_PANIC(alloc_large_system_hash("full", PAGE_SIZE / 4, 256, 0, 0, NULL, NULL, 0, 0),
		    "no room for 4 buckets");
	CHECK_PANIC(alloc_large_system_hash("full", 8, 2, 0, 0, NULL, NULL, 0, 0), "no room");
	CHECK_CORE();
}

#ifdef CONFIG_NUMA
/* On the first node rather, unless tables are to be spread. */
static void hash_tables_and_nodes(void)
{
	int before = hashdist;
	u8 *table;

	hashdist = 0;
	start_nodes("");
	table = alloc_large_system_hash("near", 8, 512, 0, 0, NULL, NULL, 0, 0);
	CHECK(half_of(table) == '0' || half_of(table) == '1');
	take_pages(0, USED);
	table = alloc_large_system_hash("elsewhere", 8, 512, 0, 0, NULL, NULL, 0, 0);
	CHECK(half_of(table) > '1');
	hashdist = 1; /* where anything lies that may lie anywhere */
	for (int flags = 0; flags <= HASH_ZERO; flags += HASH_ZERO) {
		void *any;

		test_reset();
		start_nodes("");
		any = memblock_virt_alloc_try_nid_nopanic(4096, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT,
							  BOOTMEM_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
		test_reset();
		start_nodes("");
		CHECK(alloc_large_system_hash("anywhere", 8, 512, 0, flags, NULL, NULL, 0, 0) == any);
	}
	hashdist = before;
}
#endif

/* ---- the rest ---- */

/* Bad memory is the host's to make: test_memtest.c. Here all is well, and stays. */
static void memtest(void)
{
	phys_addr_t before;

	add_pages(0, HOME_PAGES, 0);
	reserve_pages(20, 2);
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	early_memtest_patterns(2);
	early_memtest(0, PHYS_ADDR_MAX);
	early_memtest_patterns(0);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before);
	CHECK_TEXT(test_log(), "2 patterns");
	CHECK(all_bytes(test_pointer(page_at(0)), 20 * PAGE_SIZE, 0));
	CHECK(!all_bytes(test_pointer(page_at(20)), 2 * PAGE_SIZE, 0));
	CHECK_CORE();
	test_log_clear();
	early_memtest(0, PHYS_ADDR_MAX);
	CHECK_EQ(test_log()[0], 0);
}

#ifndef CONFIG_HAVE_MEMBLOCK
/* Whoever fills the bitmap once more starts anew, with nodes, limits and maps. */
static void former_life(void)
{
	const unsigned long half = HOME_PAGES / 2;

	add_pages(0, half, 0);
	add_pages(half, half, MAX_NUMNODES > 1 ? 1 : 0);
	start_world();
	alloc_bootmem(100);
	test_log_clear();
	add_pages(0, HOME_PAGES, 0);
	start_world();
	CHECK_EQ(test_log()[0], 0);
	CHECK(MAX_NUMNODES == 1 || !NODE_DATA(MAX_NUMNODES > 1));
	CHECK_EQ(bootmem_get_current_limit(), HOME_END);
	CHECK_EQ(bootmem_virt_to_phys(__alloc_bootmem(PAGE_SIZE, 0, 0)), test_memory);
	CHECK_EQ(phys_pfn_down(free_bytes(0, PHYS_ADDR_MAX)) + core_own_pages() + 1 +
			 (MAX_NUMNODES > 1 ? phys_pfn_up(sizeof(pg_data_t)) : 0), HOME_PAGES);
	CHECK_CORE();
}
#endif

static void dump(void)
{
	CHECK_CORE();
	start_home();
	alloc_bootmem(5);
	test_log_clear();
	bootmem_dump();
	CHECK_TEXT(test_log(), "mem");
	CHECK_CORE();
}

const struct suite suite_conformance = { "conformance", (const struct test_case[]){
	{ "every call gives its own memory, zeroed unless raw", plain },
	{ "pitfall 10: nothing is none", nothing },
	{ "pitfall 9: too much, up to the end of numbers, is none", too_much },
	{ "pitfall 11: alignments", alignments },
	{ "pitfall 20: a goal is a wish, a limit is law", limits },
	{ "pitfall 21: what is not mapped is not allocated", current_limit },
	{ "pitfall 28: goals and limits to the byte", to_the_byte },
	{ "pitfall 50: the current limit is raised", limit_is_raised },
	{ "memory that is not mapped after all", not_mapped },
	{ "which end of memory", direction },
	{ "pitfall 27: small requests share a page", small_requests_share },
	{ "all kinds of requests until there is no memory", until_the_end },
	{ "a node that there is not", no_such_node },
#ifdef CONFIG_NUMA
	{ "pitfall 19: the order of fallbacks", fallback },
	{ "the same, with distances that are equal", fallback_by_equal_distance },
	{ "the nearest node first", fallback_by_distance },
	{ "nodes that take turns page by page", interleaved },
#endif
#if __STDC_HOSTED__
	{ "low memory is spared", low_limit },
	{ "pitfall 12: page 0", page_0 },
#endif
#if __STDC_HOSTED__ && defined(CONFIG_PHYS_ADDR_T_64BIT)
	{ "pitfalls 20, 51: low memory", low },
	{ "pitfall 22: the last low page", all_low_pages },
#endif
#if __STDC_HOSTED__ && defined(CONFIG_PHYS_ADDR_T_64BIT) && __SIZEOF_LONG__ == 8
	{ "high memory of a node", node_high },
	{ "too little high memory of a node", node_high_is_not_worth_it },
#endif
	{ "give back: pages wholly inside", frees },
	{ "pitfall 36: pages that are free in part are not handed over", partial_pages },
	{ "pitfall 29: what is free already, and what is nobody's", double_frees },
#ifdef CONFIG_NUMA
	{ "give back across nodes", frees_across_nodes },
	{ "give back on one node", frees_on_one_node },
#endif
	{ "hand-over gives all, once", hand_over_counts },
	{ "memory that comes late", late },
	{ "every call after hand-over", after_hand_over },
	{ "managed pages are reset", managed },
	{ "hash tables: every parameter", hash_tables },
	{ "hash tables when memory is short", hash_tables_halve },
#ifdef CONFIG_NUMA
	{ "hash tables on nodes", hash_tables_and_nodes },
#endif
	{ "early_memtest()", memtest },
#ifndef CONFIG_HAVE_MEMBLOCK
	{ "a second start", former_life },
#endif
	{ "the books in words, and checked", dump },
	{ 0 },
} };
