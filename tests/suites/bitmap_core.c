/* SPDX-License-Identifier: MIT */
/*
 * The bitmap core, as tables: what is asked, in order, and where the answer must lie. Each
 * row of pitfalls that a bitmap allocator can fall into is named where it would show.
 *
 * Addresses in the tables count from the first byte of the test memory. The usual world is one
 * node of 64 pages there; its bitmap lies in page 0, so that everything starts with page 1.
 */
#include <bootmem/bootmem.h>
#include <bootmem/port.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif

#include <core.h>

#include "test.h"

#ifndef CONFIG_NO_BOOTMEM

/* Tables leave out what is 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define PAGES	  64
#define P(n)	  ((phys_addr_t)(n) * PAGE_SIZE)
#define SMALL	  ((phys_addr_t)SMP_CACHE_BYTES)
#define NOWHERE	  PHYS_ADDR_MAX
#define MAX_NODES 3

/* First page of the test memory. */
#define HOME phys_pfn_down(test_memory)

/* ---- actions ---- */

enum verb {
	DONE,
	ALLOC,	   /* size, align, goal, limit, nid: lies at want, or NOWHERE */
	FREE,	   /* base, size */
	FREE_NODE, /* base, size, nid */
	FREE_WARN, /* base, size: with a warning that says so */
	RESERVE,   /* base, size: result */
	EXCLUSIVE, /* base, size: result */
	LIMIT,	   /* size: the current limit */
};

struct action {
	enum verb verb;
	phys_addr_t base, size, align, goal, limit;
	int node; /* number + 1; 0 = any */
	phys_addr_t want;
	int result;
	const char *says;
};

struct scenario {
	const char *name;
	struct action actions[14];
};

/* From a table to an address; what is 0 stays 0, and what is far away stays there. */
static phys_addr_t at(phys_addr_t offset)
{
	return !offset || offset > PHYS_ADDR_MAX / 2 ? offset : test_memory + offset;
}

static bool is_zeroed(const u8 *p, phys_addr_t size)
{
	for (; size; size--)
		if (*p++)
			return false;
	return true;
}

static bool allocate(const struct action *a)
{
	u8 *p = memblock_virt_alloc_try_nid_nopanic(a->size, a->align, at(a->goal), at(a->limit),
						    a->node - 1);

	if (a->want == NOWHERE)
		return p == NULL;
	if (p != test_pointer(test_memory + a->want) || !is_zeroed(p, a->size))
		return false;
	for (phys_addr_t i = 0; i < a->size; i++)
		p[i] = 0xee;
	return true;
}

static bool says(const struct action *a)
{
	return a->says ? CHECK_TEXT(test_log(), a->says) : !*test_log();
}

static bool act(const struct action *a)
{
	bootmem_addr_t base = (bootmem_addr_t)(test_memory + a->base), size = (bootmem_addr_t)a->size;

	test_log_clear();
	switch (a->verb) {
	case ALLOC:
		return allocate(a);
	case FREE:
		free_bootmem(base, size);
		return says(a);
	case FREE_NODE:
		free_bootmem_node(NODE_DATA(a->node - 1), base, size);
		return says(a);
	case RESERVE:
		return reserve_bootmem(base, size, BOOTMEM_DEFAULT) == a->result;
	case EXCLUSIVE:
		return reserve_bootmem(base, size, BOOTMEM_EXCLUSIVE) == a->result;
	case LIMIT:
		bootmem_set_current_limit(test_memory + a->size);
		return true;
	default:
		return false;
	}
}

static void run(const struct scenario *s)
{
	for (const struct action *a = s->actions; a < s->actions + LENGTH(s->actions) && a->verb; a++) {
		const char *fault;

		test_check(act(a), __FILE__, __LINE__, s->name);
		fault = bootmem_check();
		test_check(!fault, __FILE__, __LINE__, fault ? fault : s->name);
	}
}

/* ---- worlds ---- */

static pg_data_t nodes[MAX_NODES];

static pg_data_t *the_node(int nid)
{
#ifdef CONFIG_NUMA
	if (!NODE_DATA(nid)) {
		nodes[nid].node_id = nid;
		node_data[nid] = &nodes[nid];
	}
#else
	(void)nodes;
#endif
	return NODE_DATA(nid);
}

/* A node in pages of the test memory; everything taken. */
static unsigned long start_node(int nid, unsigned long map, unsigned long first, unsigned long end)
{
	return init_bootmem_node(the_node(nid), HOME + map, HOME + first, HOME + end);
}

static void free_pages_of(unsigned long first, unsigned long end)
{
	free_bootmem((bootmem_addr_t)(test_memory + P(first)), (bootmem_addr_t)P(end - first));
}

static void usual_world(void)
{
	bootmem_reset();
	CHECK_EQ(start_node(0, 0, 0, PAGES), PAGES / 8);
	free_pages_of(0, PAGES);
	CHECK_TEXT(test_log(), "");
}

static void run_in_usual_world(const struct scenario *s, unsigned long n)
{
	for (; n > 0; n--, s++) {
		usual_world();
		run(s);
	}
}

#ifdef CONFIG_HAVE_MEMBLOCK
static void tell_ram(int nid, unsigned long first, unsigned long end)
{
	memblock_add_node(test_memory + P(first), P(end - first), nid, MEMBLOCK_NONE);
}
#else
static void tell_ram(int nid, unsigned long first, unsigned long end)
{
	add_active_range(nid, HOME + first, HOME + end);
}
#endif

/* ---- packing ---- */

static const struct scenario packing[] = {
	{ "pitfall 27: the rest of the last page first, whatever follows it",
	  { { RESERVE, P(2), P(1) },
	    { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = SMALL, .want = P(1) + SMALL },
	    { ALLOC, .size = PAGE_SIZE, .align = PAGE_SIZE, .want = P(3) },
	    { ALLOC, .size = SMALL, .want = P(1) + 2 * SMALL },
	    { ALLOC, .size = P(2), .want = P(4) },
	    { ALLOC, .size = SMALL, .want = P(1) + 3 * SMALL } } },
	{ "pitfall 27: one free page serves more than one request",
	  { { RESERVE, P(2), P(62) },
	    { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = SMALL, .want = P(1) + SMALL },
	    { ALLOC, .size = PAGE_SIZE, .want = NOWHERE },
	    { ALLOC, .size = PAGE_SIZE - 2 * SMALL, .want = P(1) + 2 * SMALL },
	    { ALLOC, .size = 1, .want = NOWHERE } } },
	{ "a larger request starts in the rest when the pages behind it are free",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = P(1), .want = P(1) + SMALL },
	    { ALLOC, .size = SMALL, .want = P(2) + SMALL },
	    { ALLOC, .size = P(2) - 2 * SMALL, .want = P(2) + 2 * SMALL },
	    { ALLOC, .size = SMALL, .want = P(4) } } },
	{ "not when it is to be aligned to a page",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(2) },
	    { ALLOC, .size = P(1), .align = 2 * PAGE_SIZE, .want = P(4) },
	    { ALLOC, .size = SMALL, .align = PAGE_SIZE, .want = P(5) },
	    { ALLOC, .size = SMALL, .want = P(5) + SMALL } } },
	{ "the rest and the only free page behind it are enough",
	  { { RESERVE, P(3), P(61) },
	    { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = P(2) - SMALL, .want = P(1) + SMALL },
	    { ALLOC, .size = 1, .want = NOWHERE } } },
	{ "alignment inside a page",
	  { { ALLOC, .size = 1, .align = 1, .want = P(1) },
	    { ALLOC, .size = 1, .align = 1, .want = P(1) + 1 },
	    { ALLOC, .size = 2, .align = 2, .want = P(1) + 2 },
	    { ALLOC, .size = 1, .align = 256, .want = P(1) + 256 },
	    { ALLOC, .size = 1, .align = PAGE_SIZE / 2, .want = P(1) + PAGE_SIZE / 2 },
	    { ALLOC, .size = 1, .align = PAGE_SIZE / 2, .want = P(2) },
	    { ALLOC, .size = 1, .align = 1, .want = P(2) + 1 } } },
	{ "of two rests the larger one stays",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = P(2) - SMALL, .align = PAGE_SIZE, .want = P(2) },
	    { ALLOC, .size = SMALL, .want = P(1) + SMALL },
	    { ALLOC, .size = P(1) + SMALL, .align = PAGE_SIZE, .want = P(4) },
	    { ALLOC, .size = SMALL, .want = P(5) + SMALL } } },
	{ "a rest that the goal rules out gives way: no request of a kind takes page after page",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { ALLOC, .size = 4 * SMALL, .goal = P(10), .want = P(10) },
	    { ALLOC, .size = 4 * SMALL, .goal = P(10), .want = P(10) + 4 * SMALL },
	    { ALLOC, .size = SMALL, .want = P(10) + 8 * SMALL } } },
	{ "nor when the limit rules it out",
	  { { ALLOC, .size = SMALL, .goal = P(10), .want = P(10) },
	    { ALLOC, .size = 4 * SMALL, .limit = P(10), .want = P(1) },
	    { ALLOC, .size = 4 * SMALL, .limit = P(10), .want = P(1) + 4 * SMALL } } },
	{ "pitfall 26: the rest of a page that is freed is forgotten",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { FREE, P(1), P(1) },
	    { ALLOC, .size = SMALL, .want = P(1) },
	    { EXCLUSIVE, P(1), P(1), .result = -EBUSY },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(2) } } },
	{ "freeing a part of a page frees nothing",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { FREE, P(1), SMALL },
	    { FREE, P(1) + 1, P(1) - 1 },
	    { FREE, P(0) + 1, P(2) - 2 },
	    { ALLOC, .size = SMALL, .want = P(1) + SMALL } } },
	{ "the rest of a page that is reserved is its owner's",
	  { { ALLOC, .size = SMALL, .want = P(1) },
	    { RESERVE, P(2) - 1, 1 },
	    { ALLOC, .size = SMALL, .want = P(2) } } },
};

static void requests_pack(void)
{
	run_in_usual_world(packing, LENGTH(packing));
}

/* 64 requests of 64 bytes need 4 KiB. */
static void a_page_is_filled(void)
{
	usual_world();
	for (phys_addr_t used = 0; used < PAGE_SIZE; used += SMALL)
		CHECK(alloc_bootmem_nopanic(SMALL) == test_pointer(test_memory + P(1) + used));
	CHECK(alloc_bootmem_nopanic(SMALL) == test_pointer(test_memory + P(2)));
}

/* ---- where the search goes ---- */

static const struct scenario searching[] = {
	{ "next fit: on from where the last search ended, then from the start",
	  { { RESERVE, P(2), P(1) },
	    { ALLOC, .size = P(2), .align = PAGE_SIZE, .want = P(3) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(5) },
	    { RESERVE, P(6), P(58) },
	    { ALLOC, .size = P(2), .align = PAGE_SIZE, .want = NOWHERE },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(1) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = NOWHERE } } },
	{ "what is freed below is found again",
	  { { ALLOC, .size = P(8), .align = PAGE_SIZE, .want = P(1) },
	    { FREE, P(3), P(1) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(3) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(9) } } },
	{ "a run that reaches beyond the hint is found",
	  { { RESERVE, P(4), P(1) },
	    { ALLOC, .size = P(4), .align = PAGE_SIZE, .want = P(5) },
	    { RESERVE, P(9), P(55) },
	    { FREE, P(4), P(1) },
	    { ALLOC, .size = P(4), .align = PAGE_SIZE, .want = P(1) } } },
	{ "pitfall 28: the hint does not beat a lower goal",
	  { { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(20), .want = P(20) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(5), .want = P(5) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(1) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(19), .want = P(19) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(19), .want = P(21) } } },
	{ "pitfall 28: goals count in bytes",
	  { { ALLOC, .size = SMALL, .goal = P(10) + 1, .want = P(11) },
	    { ALLOC, .size = SMALL, .goal = P(11) + 1001, .want = P(11) + 1024 },
	    { ALLOC, .size = SMALL, .goal = P(12) - SMALL, .want = P(12) - SMALL },
	    { ALLOC, .size = SMALL, .goal = P(12) - SMALL, .want = P(12) } } },
	{ "a goal is dropped rather than failing",
	  { { ALLOC, .size = P(2), .align = PAGE_SIZE, .goal = P(63), .want = P(1) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(64), .want = P(3) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = NOWHERE, .want = P(4) } } },
	{ "pitfall 20: near the limit the goal goes, the limit stays",
	  { { ALLOC, .size = 2 * SMALL, .goal = P(10), .limit = P(10) + SMALL, .want = P(1) },
	    { ALLOC, .size = SMALL, .goal = P(10), .limit = P(10) + SMALL, .want = P(10) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(9), .limit = P(10) - 1, .want = P(2) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(20), .limit = P(3), .want = NOWHERE } } },
	{ "the limit is exclusive, and in bytes",
	  { { ALLOC, .size = P(1), .limit = P(2) - 1, .want = NOWHERE },
	    { ALLOC, .size = P(1), .limit = P(2), .want = P(1) },
	    { ALLOC, .size = SMALL, .limit = P(2) + SMALL, .want = P(2) },
	    { ALLOC, .size = SMALL, .limit = P(2) + 2 * SMALL - 1, .want = NOWHERE },
	    { ALLOC, .size = SMALL, .limit = P(2) + 2 * SMALL, .want = P(2) + SMALL } } },
	{ "the current limit caps every other",
	  { { LIMIT, .size = P(3) },
	    { ALLOC, .size = P(3), .want = NOWHERE },
	    { ALLOC, .size = P(3), .limit = NOWHERE, .want = NOWHERE },
	    { ALLOC, .size = P(2), .limit = P(30), .want = P(1) },
	    { ALLOC, .size = 1, .want = NOWHERE } } },
	{ "large alignments",
	  { { ALLOC, .size = SMALL, .align = P(16), .want = P(16) },
	    { ALLOC, .size = P(1), .align = P(16), .want = P(32) },
	    { ALLOC, .size = P(17), .align = P(16), .want = NOWHERE },
	    { ALLOC, .size = P(16), .align = P(16), .want = P(48) },
	    { ALLOC, .size = 1, .align = PHYS_ADDR_MAX / 2 + 1, .want = NOWHERE } } },
};

static void searches_go_upwards(void)
{
	run_in_usual_world(searching, LENGTH(searching));
}

/* Sizes that wrap when they are rounded or added to an address. */
static const phys_addr_t huge[] = {
	PHYS_ADDR_MAX,	       PHYS_ADDR_MAX - 1,	  PHYS_ADDR_MAX - SMALL + 1,
	0 - (phys_addr_t)PAGE_SIZE, 1 - (phys_addr_t)PAGE_SIZE, PHYS_ADDR_MAX / 2 + 1,
};

static void nothing_wraps(void)
{
	usual_world();
	for (unsigned int i = 0; i < LENGTH(huge); i++)
		for (unsigned int k = 0; k < LENGTH(huge); k++) {
			CHECK(!memblock_virt_alloc_try_nid_nopanic(huge[i], 0, huge[k], 0, NUMA_NO_NODE));
			CHECK(!memblock_virt_alloc_try_nid_nopanic(huge[i] - test_memory, 0, huge[k],
								   0, NUMA_NO_NODE));
			CHECK(memblock_virt_alloc_try_nid_nopanic(1, 0, huge[k], huge[i], 0));
		}
	CHECK(!bootmem_check());
}

static void sizes_and_alignments_are_checked(void)
{
	const char *p;

	usual_world();
	CHECK(!alloc_bootmem_nopanic(0)); /* pitfall 10 */
	CHECK(!__alloc_bootmem_nopanic(SMALL, 48, 0)); /* pitfall 11 */
	CHECK_TEXT(test_log(), "no power of two");
	p = __alloc_bootmem_nopanic(1, 0, 0);
	CHECK(p == test_pointer(test_memory + P(1)));
	CHECK(__alloc_bootmem_nopanic(1, 0, 0) == p + SMP_CACHE_BYTES);
}

/* Pitfall 12: address 0 means "none", so nobody gets the page there. */
static void page_0_is_never_allocated(void)
{
	unsigned long map = bootmem_bootmap_pages(HOME + PAGES);

	init_bootmem_node(the_node(0), HOME, 0, HOME + PAGES);
	free_bootmem(0, PAGE_SIZE);
	CHECK(!alloc_bootmem_nopanic(1));
	CHECK(!alloc_bootmem_low_pages_nopanic(1));
	free_pages_of(0, map + 1);
	CHECK(alloc_bootmem_low_pages_nopanic(1) == test_pointer(test_memory + P(map)));
}

static void *page_below(phys_addr_t limit)
{
	return memblock_virt_alloc_try_nid_nopanic(PAGE_SIZE, PAGE_SIZE, 0, limit, NUMA_NO_NODE);
}

/* Low memory is a limit, no goal: also on a node from page 0 on, where any goal but 0 is another one. */
static void low_requests_go_on(void)
{
	unsigned long map = bootmem_bootmap_pages(HOME + PAGES);

	init_bootmem_node(the_node(0), HOME, 0, HOME + PAGES);
	free_pages_of(map, map + 1);
	free_pages_of(map + 2, map + 7);
	CHECK(memblock_virt_alloc_try_nid_nopanic(P(2), PAGE_SIZE, 0, 0, NUMA_NO_NODE) ==
	      test_pointer(test_memory + P(map + 2)));
	CHECK(memblock_virt_alloc_low(PAGE_SIZE, PAGE_SIZE) == test_pointer(test_memory + P(map + 4)));
	CHECK(memblock_virt_alloc_low_nopanic(PAGE_SIZE, PAGE_SIZE) == test_pointer(test_memory + P(map + 5)));
	CHECK(page_below(0) == test_pointer(test_memory + P(map + 6)));
	CHECK(page_below(0) == test_pointer(test_memory + P(map)));
}

/* ---- give back, take ---- */

static const struct scenario taking[] = {
	{ "taking outwards, giving back inwards",
	  { { RESERVE, P(2) - 1, 2 },
	    { EXCLUSIVE, P(1), P(1), .result = -EBUSY },
	    { EXCLUSIVE, P(2), P(1), .result = -EBUSY },
	    { EXCLUSIVE, P(3), P(1), .result = 0 },
	    { FREE, P(1) + 1, P(3) - 2 },
	    { EXCLUSIVE, P(1), 1, .result = -EBUSY },
	    { EXCLUSIVE, P(3), 1, .result = -EBUSY },
	    { EXCLUSIVE, P(2), 1, .result = 0 } } },
	{ "exclusive takes all or nothing",
	  { { RESERVE, P(10), P(1) },
	    { EXCLUSIVE, P(5), P(10), .result = -EBUSY },
	    { EXCLUSIVE, P(5), P(5), .result = 0 },
	    { EXCLUSIVE, P(11), P(5), .result = 0 },
	    { RESERVE, P(1), P(40), .result = 0 },
	    { RESERVE, P(1), 0, .result = 0 },
	    { EXCLUSIVE, P(1), 0, .result = 0 } } },
	{ "pitfall 29: a page on no node is an error, and nothing is taken",
	  { { RESERVE, P(60), P(5), .result = -EINVAL },
	    { RESERVE, P(64), 1, .result = -EINVAL },
	    { RESERVE, P(60), NOWHERE, .result = -EINVAL },
	    { EXCLUSIVE, P(60), P(4), .result = 0 } } },
	{ "pitfall 29: a double free is reported with its range",
	  { { RESERVE, P(2), P(4) },
	    { FREE, P(1), P(8), .says = "pages that are free already: 4," },
	    { EXCLUSIVE, P(1), P(8), .result = 0 },
	    { FREE, P(1), P(8) },
	    { FREE, P(60), P(8), .says = "pages that are on no node: 4," } } },
	{ "pitfall 25: the bitmap's own pages stay taken, without a word",
	  { { RESERVE, P(0), P(64) },
	    { FREE, P(0), P(64) },
	    { EXCLUSIVE, P(0), P(1), .result = -EBUSY },
	    { FREE, P(0), P(1) },
	    { ALLOC, .size = P(63), .want = P(1) } } },
};

static void taking_and_giving_back(void)
{
	run_in_usual_world(taking, LENGTH(taking));
}

/* ---- setting up ---- */

static void a_node_may_be_set_up_again(void)
{
	usual_world();
	CHECK(alloc_bootmem_nopanic(SMALL));
	test_log_clear();
	CHECK(start_node(0, 1, 0, PAGES)); /* pitfall 29 */
	CHECK_TEXT(test_log(), "node 0 is set up again");
	CHECK(!alloc_bootmem_nopanic(SMALL));
	CHECK(!bootmem_check());
	free_pages_of(0, 10);
	CHECK(alloc_bootmem_nopanic(SMALL) == test_pointer(test_memory + P(0)));
	CHECK(alloc_bootmem_pages_nopanic(PAGE_SIZE) == test_pointer(test_memory + P(2)));
}

static void what_cannot_be_set_up(void)
{
	CHECK_EQ(start_node(0, 0, 5, 5), 0);
	CHECK_TEXT(test_log(), "it has no pages");
	CHECK_EQ(start_node(0, 0, 6, 5), 0);
	test_log_clear();
	CHECK_EQ(init_bootmem_node(the_node(0), 0, HOME, HOME + PAGES), 0);
	CHECK_TEXT(test_log(), "its bitmap is not mapped");
	CHECK_EQ(init_bootmem_node(the_node(0), ~0UL, HOME, HOME + PAGES), 0);
	CHECK_EQ(init_bootmem_node(the_node(0), ~0UL - 1, HOME, HOME + PAGES), 0);
	/* Where addresses begin anew. */
	if (sizeof(phys_addr_t) == sizeof(long))
		CHECK_EQ(init_bootmem_node(the_node(0), HOME + (~0UL >> PAGE_SHIFT) + 1, HOME, HOME + PAGES), 0);
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)test_memory, 1, BOOTMEM_DEFAULT), -EINVAL);
	CHECK(!alloc_bootmem_nopanic(1));
	CHECK(!bootmem_check());
	/* Pages that no address has are left out; the others have a bitmap that is not too large. */
	if (sizeof(phys_addr_t) <= 4) {
		CHECK(init_bootmem_node(the_node(0), HOME, HOME, ~0UL) != 0);
		CHECK_EQ(bootmem_node_data[0].node_low_pfn, phys_pfn_end(PHYS_ADDR_MAX));
	}
}

static void the_simple_way_to_set_up(void)
{
	unsigned long low = min_low_pfn, max = max_low_pfn;

	CHECK_EQ(init_bootmem(0, HOME + PAGES), 0);
	CHECK_EQ(max_low_pfn, max);
	CHECK(init_bootmem(HOME, HOME + PAGES) != 0);
	CHECK_EQ(min_low_pfn, HOME);
	CHECK_EQ(max_low_pfn, HOME + PAGES);
	CHECK_EQ(bootmem_node_data[0].node_min_pfn, 0);
	CHECK_EQ(bootmem_node_data[0].node_low_pfn, HOME + PAGES);
	free_pages_of(0, PAGES);
	CHECK(alloc_bootmem_nopanic(1) == test_pointer(test_memory + P(bootmem_bootmap_pages(HOME + PAGES))));
	min_low_pfn = low;
	max_low_pfn = max;
}

/* Whole longs, whole pages, and a summary for large nodes. */
static void how_many_pages_a_bitmap_needs(void)
{
	unsigned long per_page = 8 * PAGE_SIZE, big = 1UL << 20;

	CHECK_EQ(bootmem_bootmap_pages(0), 0);
	CHECK_EQ(bootmem_bootmap_pages(1), 1);
	CHECK_EQ(bootmem_bootmap_pages(per_page), 1);
	CHECK_EQ(bootmem_bootmap_pages(per_page + 1), 2);
	CHECK_EQ(bootmem_bootmap_pages(big - 1), (big - 1) / per_page + 1);
	CHECK_EQ(bootmem_bootmap_pages(big), big / per_page + 1);
	CHECK(bootmem_bootmap_pages(~0UL) > ~0UL / per_page);
}

/* Behind the last page of a node is none, even if what lies behind its bitmap looks free. */
static void the_rest_of_the_last_page(void)
{
	volatile u8 *byte = test_pointer(test_memory);

	for (unsigned long i = 0; i < PAGE_SIZE; i++)
		byte[i] = 0;
	usual_world();
	reserve_bootmem((bootmem_addr_t)(test_memory + P(1)), P(PAGES - 2), BOOTMEM_DEFAULT);
	CHECK(alloc_bootmem_nopanic(64) == test_pointer(test_memory + P(PAGES - 1)));
	CHECK(!alloc_bootmem_nopanic(PAGE_SIZE));
	CHECK(alloc_bootmem_nopanic(64) == test_pointer(test_memory + P(PAGES - 1) + 64));
}

/* What fits into the rest to the byte goes there, wherever pages were taken since. */
static void all_of_a_rest(void)
{
	usual_world();
	CHECK(__alloc_bootmem_nopanic(100, 64, 0) == test_pointer(test_memory + P(1)));
	CHECK(__alloc_bootmem_nopanic(PAGE_SIZE, PAGE_SIZE, 0) == test_pointer(test_memory + P(2)));
	CHECK(__alloc_bootmem_nopanic(PAGE_SIZE - 128, 64, 0) == test_pointer(test_memory + P(1) + 128));
	CHECK(__alloc_bootmem_nopanic(100, 64, 0) == test_pointer(test_memory + P(3)));
}

static void byte_by_byte(void)
{
	usual_world();
	for (phys_addr_t i = 0; i < 5; i++)
		CHECK(__alloc_bootmem_nopanic(1, 1, 0) == test_pointer(test_memory + P(1) + i));
}

/* Of two rests the larger one, as long as the request could have used it: from its goal on, ... */
static void a_rest_at_the_goal(void)
{
	usual_world();
	CHECK(alloc_bootmem_nopanic(64) == test_pointer(test_memory + P(1)));
	reserve_bootmem((bootmem_addr_t)(test_memory + P(2)), P(1), BOOTMEM_DEFAULT);
	CHECK(__alloc_bootmem_nopanic(P(2) - 64, 64, (bootmem_addr_t)(test_memory + P(1) + 64)) ==
	      test_pointer(test_memory + P(3)));
	CHECK(alloc_bootmem_nopanic(64) == test_pointer(test_memory + P(1) + 64));
}

/* ... and up to its limit. */
static void a_rest_at_the_limit(void)
{
	usual_world();
	CHECK(__alloc_bootmem_nopanic(64, 64, (bootmem_addr_t)(test_memory + P(5))) == test_pointer(test_memory + P(5)));
	CHECK(memblock_virt_alloc_try_nid_raw(P(2) - 64, 64, 0, test_memory + P(6), NUMA_NO_NODE) ==
	      test_pointer(test_memory + P(1)));
	CHECK(alloc_bootmem_nopanic(64) == test_pointer(test_memory + P(5) + 64));
}

/* What did not fit somewhere says nothing of less elsewhere. */
static void less_elsewhere(void)
{
	CHECK(start_node(0, 0, 0, PAGES));
	free_pages_of(5, 6);
	free_pages_of(7, 8);
	CHECK(__alloc_bootmem_nopanic(PAGE_SIZE, PAGE_SIZE, (bootmem_addr_t)(test_memory + P(50))) ==
	      test_pointer(test_memory + P(5)));
	CHECK(!__alloc_bootmem_nopanic(P(10), PAGE_SIZE, 0));
	CHECK(__alloc_bootmem_nopanic(PAGE_SIZE, PAGE_SIZE, 0) == test_pointer(test_memory + P(7)));
}

/* No bytes are in no page, be they inside of one or not. */
static void nothing_is_reserved(void)
{
	usual_world();
	core_reserve(test_memory + P(5) + 8, 0, "nobody");
	core_reserve(test_memory + P(6), 0, "nobody");
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)(test_memory + P(5)), P(2), BOOTMEM_EXCLUSIVE), 0);
}

/* Two pages of a bitmap of which the node spans the second one alone: it alone goes over. */
static void own_page_in_front_of_the_node(void)
{
	unsigned long pages = 8 * PAGE_SIZE + 1;

	for (int told = 0; told < 2; told++) {
		bootmem_reset();
		if (told)
			tell_ram(0, 9, 64);
		CHECK(start_node(0, 9, 10, 10 + pages));
		CHECK_EQ(bootmem_bootmap_pages(pages), 2);
		CHECK_EQ(core_own_pages(), 0); /* nothing goes over as long as nothing is free */
		free_pages_of(12, 14);
		CHECK_EQ(core_own_pages(), 1);
	}
#ifdef CONFIG_NUMA
	/* Or they are RAM of two nodes. */
	test_reset();
	tell_ram(0, 9, 10);
	tell_ram(1, 10, 64);
	CHECK(start_node(0, 9, 9, 9 + pages));
	free_pages_of(12, 14);
	CHECK_EQ(core_own_pages(), 2);
#endif
}

/* Pitfall 30. */
static void hand_over_of_nothing(void)
{
	CHECK_EQ(free_all_bootmem(), 0);
	CHECK_TEXT(test_log(), "no free page");
	CHECK(start_node(0, 0, 0, PAGES));
	test_log_clear();
	CHECK_EQ(free_all_bootmem(), 0);
	CHECK_TEXT(test_log(), "no free page");
	free_pages_of(0, PAGES); /* and all goes on */
	CHECK(alloc_bootmem_nopanic(1));
}

/* The dump has a bounded number of lines, however fragmented memory is. */
static void the_dump_is_bounded(void)
{
	usual_world();
	bootmem_dump();
	CHECK_TEXT(test_log(), "node 0");
	CHECK_TEXT(test_log(), "63 free");
	CHECK(start_node(0, 0, 0, 128));
	for (unsigned long i = 2; i < 128; i += 2)
		free_pages_of(i, i + 1);
	test_log_clear();
	bootmem_dump();
	CHECK_TEXT(test_log(), "63 free");
	CHECK_TEXT(test_log(), "and 32 more");
}

/* ---- nodes ---- */

#ifdef CONFIG_NUMA

/* Node 1 [16, 32), node 0 [32, 48) right behind it, node 2 [50, 64) behind a gap. */
static void three_nodes(void)
{
	bootmem_reset();
	CHECK(start_node(0, 32, 32, 48));
	CHECK(start_node(1, 33, 16, 32)); /* its bitmap lies on node 0 */
	CHECK(start_node(2, 0, 50, 64));  /* its bitmap lies on no node */
	free_pages_of(16, 48);
	free_pages_of(50, 64);
}

static const struct scenario apart[] = {
	{ "any node: by first page; a node that is named comes first",
	  { { ALLOC, .size = P(1), .align = PAGE_SIZE, .want = P(16) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 1, .want = P(34) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 3, .want = P(50) },
	    { ALLOC, .size = P(15), .align = PAGE_SIZE, .node = 3, .want = P(17) },
	    { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 2, .want = NOWHERE },
	    { ALLOC, .size = P(13), .align = PAGE_SIZE, .node = 2, .want = P(35) },
	    { ALLOC, .size = SMALL, .node = 2, .want = P(51) } } },
	{ "node and goal, any and goal, node, any",
	  { { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 2, .goal = P(20), .want = P(20) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 2, .goal = P(40), .want = P(40) },
	    { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 2, .goal = P(64), .want = P(16) },
	    { ALLOC, .size = P(15), .align = PAGE_SIZE, .node = 2, .goal = P(64), .want = NOWHERE },
	    { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 2, .goal = P(64), .want = P(50) },
	    { ALLOC, .size = P(1), .node = 3, .goal = P(48), .limit = P(60), .want = P(17) } } },
	{ "nodes that touch are one to reserve and free; nothing is taken when it fails",
	  { { EXCLUSIVE, P(30), P(2), .result = 0 },
	    { EXCLUSIVE, P(30), P(5), .result = -EBUSY },
	    { FREE, P(30), P(2) },
	    { EXCLUSIVE, P(30), P(5), .result = -EBUSY }, /* bitmaps in pages 32 and 33 */
	    { EXCLUSIVE, P(30), P(2), .result = 0 },
	    { RESERVE, P(30), P(8), .result = 0 },
	    { RESERVE, P(40), P(10), .result = -EINVAL },
	    { FREE, P(30), P(8) },
	    { FREE, P(40), P(20), .says = "pages that are on no node: 2," } } },
	{ "what is not on the node is left alone",
	  { { RESERVE, P(16), P(32) },
	    { FREE_NODE, P(16), P(32), .node = 1, .says = "pages that are not on this node: 16," },
	    { FREE_NODE, P(40), P(8), .node = 2, .says = "pages that are not on this node: 8," },
	    { ALLOC, .size = SMALL, .node = 2, .want = P(34) } } },
};

static void nodes_apart(void)
{
	for (unsigned int i = 0; i < LENGTH(apart); i++) {
		three_nodes();
		run(&apart[i]);
	}
}

static void the_nearest_node_comes_first(void)
{
	static const struct scenario near = {
		"by distance, then by first page",
		{ { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 1, .want = P(50) },
		  { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 1, .want = P(34) },
		  { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 1, .want = P(16) } }
	};

	three_nodes();
	reserve_bootmem((bootmem_addr_t)(test_memory + P(34)), 1, BOOTMEM_DEFAULT);
	set_node_distance(0, 1, 30);
	set_node_distance(0, 2, 21);
	test_check(act(&near.actions[0]), __FILE__, __LINE__, near.name);
	free_bootmem((bootmem_addr_t)(test_memory + P(34)), PAGE_SIZE);
	test_check(act(&near.actions[1]), __FILE__, __LINE__, near.name);
	test_check(act(&near.actions[2]), __FILE__, __LINE__, near.name);
	set_node_distance(0, 1, 20);
	set_node_distance(0, 2, 20);
}

/* Node 0 has [0, 20) and [40, 50), node 1 [20, 40) and [50, 64): each spans the other. */
static void nodes_may_interleave(void)
{
	static const struct scenario mixed = {
		"pages are freed on the node that owns them",
		{ { FREE, P(0), P(64) },
		  { ALLOC, .size = P(20), .align = PAGE_SIZE, .node = 2, .want = P(20) },
		  { ALLOC, .size = P(14), .align = PAGE_SIZE, .node = 2, .want = P(50) },
		  { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 2, .want = P(2) },
		  { FREE, P(20), P(1) },
		  { FREE, P(20), P(1), .says = "pages that are free already: 1," },
		  { FREE_NODE, P(20), P(1), .node = 1, .says = "pages that are free already: 1," },
		  { ALLOC, .size = P(1), .align = PAGE_SIZE, .goal = P(19), .node = 1, .want = P(19) },
		  { EXCLUSIVE, P(18), P(4), .result = -EBUSY },
		  { FREE, P(18), P(4), .says = "pages that are free already: 2," },
		  { EXCLUSIVE, P(18), P(4), .result = 0 },
		  { FREE_NODE, P(20), P(1), .node = 1 },
		  { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 1, .goal = P(20), .want = P(20) } }
	};

	tell_ram(0, 0, 20);
	tell_ram(1, 20, 40);
	tell_ram(0, 40, 50);
	tell_ram(1, 50, 64);
	CHECK(start_node(0, 0, 0, 50));
	CHECK(start_node(1, 1, 20, 64));
	run(&mixed);
}

/* When nobody has said whose a page is, the first node that spans it gets it. */
static void nodes_that_overlap_untold(void)
{
	static const struct scenario untold = {
		"the first in the list",
		{ { FREE, P(0), P(64) },
		  { ALLOC, .size = P(15), .align = PAGE_SIZE, .node = 1, .want = P(49) },
		  { ALLOC, .size = P(1), .align = PAGE_SIZE, .node = 1, .want = P(2) } }
	};

	CHECK(start_node(0, 0, 20, 64));
	CHECK(start_node(1, 1, 0, 49));
	run(&untold);
}

/* With the same first page by number, in whatever order they are set up. */
static void nodes_that_start_together(void)
{
	static const int orders[][MAX_NODES] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
						 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	for (unsigned int i = 0; i < LENGTH(orders); i++) {
		bootmem_reset();
		for (int k = 0; k < MAX_NODES; k++)
			CHECK(start_node(orders[i][k], (unsigned long)k, 3, 20 + 10 * (unsigned long)k));
		CHECK(!bootmem_check());
	}
}

static void two_bitmaps_in_one_place(void)
{
	CHECK(start_node(0, 5, 0, 32));
	CHECK_EQ(start_node(1, 5, 32, 64), 0);
	CHECK_TEXT(test_log(), "lies over that of another node");
	CHECK(start_node(1, 6, 32, 64));
	CHECK(!bootmem_check());
}

#endif /* CONFIG_NUMA */

/* ---- which pages are RAM ---- */

#ifndef CONFIG_HAVE_MEMBLOCK

#define RAM_PAGES 60

/* What the walk visits is what the model says, in maximal runs, for one node or for all. */
static bool ranges_are(const int *model, int nid)
{
	unsigned long start, end, page = 0, stop;
	int i, on;

	for_each_mem_pfn_range(i, nid, &start, &end, &on) {
		for (; page < start; page++)
			if (model[page] >= 0 && (nid == MAX_NUMNODES || model[page] == nid))
				return false;
		if (nid != MAX_NUMNODES && on != nid)
			return false;
		if (start >= end || end > RAM_PAGES || (end < RAM_PAGES && model[end] == on))
			return false;
		for (stop = end; page < stop; page++)
			if (model[page] != on)
				return false;
	}
	for (; page < RAM_PAGES; page++)
		if (model[page] >= 0 && (nid == MAX_NUMNODES || model[page] == nid))
			return false;
	return true;
}

/* In any order, over each other: what is there keeps its node. */
static void active_ranges(void)
{
	unsigned int most = MAX_NUMNODES < 3 ? MAX_NUMNODES : 3;

	for (unsigned int round = 0; round < 500; round++) {
		int model[RAM_PAGES + 1];

		remove_all_active_ranges();
		for (unsigned int i = 0; i <= RAM_PAGES; i++)
			model[i] = -1;
		for (unsigned int k = 0; k < 12; k++) {
			unsigned long start = (unsigned long)test_random_below(RAM_PAGES);
			unsigned long end = start + (unsigned long)test_random_below(RAM_PAGES - start + 1);
			int nid = (int)test_random_below(most);

			add_active_range(nid, start, end);
			for (; start < end; start++)
				if (model[start] < 0)
					model[start] = nid;
			CHECK(ranges_are(model, MAX_NUMNODES));
			CHECK(ranges_are(model, nid));
		}
	}
}

static void too_many_active_ranges(void)
{
	unsigned long start, end, n = 0, last = phys_pfn_end(PHYS_ADDR_MAX);
	int i;

	for (unsigned long k = 0; k < BOOT_MAP_RANGES; k++)
		add_active_range(0, 10 * k + 5, 10 * k + 10);
	add_active_range(0, 10, 15); /* joins two: room for one more */
	add_active_range(0, 1, 2);
	add_active_range(0, 2, 3);
	CHECK_PANIC(add_active_range(0, 10 * BOOT_MAP_RANGES + 10, 10 * BOOT_MAP_RANGES + 15),
		    "raise BOOT_MAP_RANGES");
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		n++;
	CHECK_EQ(n, BOOT_MAP_RANGES);
	add_active_range(0, 7, 8);
	remove_all_active_ranges();
	add_active_range(0, 5, 5);
	add_active_range(0, 6, 5);
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, NULL)
		CHECK(false);
	add_active_range(0, last - 1, ~0UL);
	n = 0;
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, NULL) { /* no node in particular: all of them */
		CHECK_EQ(start, last - 1);
		CHECK_EQ(end, last);
		n++;
	}
	CHECK_EQ(n, 1);
	remove_all_active_ranges();
}

#endif
#endif /* the bitmap */

const struct suite suite_bitmap_core = {
	"bitmap_core",
	(const struct test_case[]){
#ifndef CONFIG_NO_BOOTMEM
		{ "small requests pack", requests_pack },
		{ "pitfall 27: a page is filled before the next one is taken", a_page_is_filled },
		{ "searches go upwards, and on from the last one", searches_go_upwards },
		{ "pitfall 9: sizes near the end of all numbers", nothing_wraps },
		{ "pitfalls 10, 11: size 0, alignments", sizes_and_alignments_are_checked },
		{ "pitfall 12: page 0", page_0_is_never_allocated },
		{ "requests for low memory go on where the last search ended", low_requests_go_on },
		{ "taking and giving back", taking_and_giving_back },
		{ "pitfall 29: a node may be set up again", a_node_may_be_set_up_again },
		{ "what cannot be set up", what_cannot_be_set_up },
		{ "init_bootmem()", the_simple_way_to_set_up },
		{ "how many pages a bitmap needs", how_many_pages_a_bitmap_needs },
		{ "the rest of a node's last page", the_rest_of_the_last_page },
		{ "a rest is used to the byte", all_of_a_rest },
		{ "byte by byte", byte_by_byte },
		{ "a rest at the goal", a_rest_at_the_goal },
		{ "a rest up to the limit", a_rest_at_the_limit },
		{ "less than what did not fit", less_elsewhere },
		{ "a reservation of no bytes", nothing_is_reserved },
		{ "a page of the bitmap in front of the node", own_page_in_front_of_the_node },
		{ "pitfall 30: hand-over of nothing says so", hand_over_of_nothing },
		{ "the dump is bounded", the_dump_is_bounded },
#ifdef CONFIG_NUMA
		{ "nodes side by side", nodes_apart },
		{ "the nearest node comes first", the_nearest_node_comes_first },
		{ "nodes that interleave", nodes_may_interleave },
		{ "nodes that overlap, and nobody says whose a page is", nodes_that_overlap_untold },
		{ "nodes that start at the same page", nodes_that_start_together },
		{ "two bitmaps in one place", two_bitmaps_in_one_place },
#endif
#ifndef CONFIG_HAVE_MEMBLOCK
		{ "active ranges in any order", active_ranges },
		{ "more active ranges than fit", too_many_active_ranges },
#endif
#endif
		{ 0 },
	},
};
