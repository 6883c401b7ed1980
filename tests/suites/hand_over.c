/* SPDX-License-Identifier: MIT */
/*
 * Hand-over: every page that is wholly free arrives, once, and nothing else; in the fewest
 * blocks; and the report adds up.
 *
 * The oracle has one byte per page, filled by asking of every page which regions it lies
 * in. What arrived is found by taking page after page until there is none.
 */
#include <bootmem/setup.h>

#include <page/internal.h>

#include "pages.h"

/* The part of the world that is random; the memory behind it is for page structs. */
#define PLAY_PAGES (HOME_PAGES / 2)
#define MAX_PAGES  6144 /* pages of home, and of RAM with nothing behind it */

static u8 want[MAX_PAGES], got[MAX_PAGES];

/* ---- the oracle ---- */

enum { NOT_FREE = 0, FREE_OF_NODE = 1 };

static bool contains_page(const struct memblock_region *r, unsigned long pfn)
{
	phys_addr_t first = pfn_phys(pfn), last = first + (PAGE_SIZE - 1);

	/* The last byte of the address space is never described. */
	if (last == PHYS_ADDR_MAX)
		last--;
	return first >= r->base && last - r->base < r->size && last >= r->base;
}

static bool shares_byte(const struct memblock_region *r, unsigned long pfn)
{
	phys_addr_t first = pfn_phys(pfn), last = first + (PAGE_SIZE - 1);

	return r->base <= last && r->base + r->size > first;
}

/* NOT_FREE, or one more than the node that the page goes to. */
static u8 fate(unsigned long pfn)
{
	const struct memblock_region *r;
	u8 result = NOT_FREE;

	for_each_mem_region(r)
		if (contains_page(r, pfn) && !memblock_is_nomap(r) && !memblock_is_driver_managed(r))
			result = (u8)(FREE_OF_NODE + memblock_get_region_node(r) + 1);
	for_each_reserved_mem_region(r)
		if (shares_byte(r, pfn))
			result = NOT_FREE;
	return result;
}

static unsigned long ask_oracle(unsigned long pages)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < pages; i++) {
		want[i] = fate(HOME + i);
		n += want[i] != NOT_FREE;
	}
	return n;
}

/* Aligned blocks of an order that lie inside [start, end). */
static unsigned long aligned_blocks(unsigned long start, unsigned long end, unsigned int order)
{
	unsigned long first = (start + (1UL << order) - 1) >> order, last = end >> order;

	return last > first ? last - first : 0;
}

/*
 * The fewest blocks for a run: of each order those that fit and are no half of a larger
 * one that fits. Does not walk the run.
 */
static unsigned long fewest(unsigned long start, unsigned long end)
{
	unsigned long n = aligned_blocks(start, end, MAX_ORDER);

	for (unsigned int order = 0; order < MAX_ORDER; order++)
		n += aligned_blocks(start, end, order) - 2 * aligned_blocks(start, end, order + 1);
	return n;
}

/* Over all runs of pages that go to one node. */
static unsigned long fewest_blocks(unsigned long pages)
{
	unsigned long n = 0, start = 0;

	for (unsigned long i = 1; i <= pages; i++) {
		if (i < pages && want[i] == want[start])
			continue;
		if (want[start] != NOT_FREE)
			n += fewest(HOME + start, HOME + i);
		start = i;
	}
	return n;
}

/* ---- what arrived ---- */

/* Take every page; each must be one that the oracle says is free, of its node. */
static unsigned long take_all(unsigned long pages)
{
	unsigned long n = 0, wrong = 0;
	struct page *page;

	for (unsigned long i = 0; i < pages; i++)
		got[i] = 0;
	while ((page = alloc_pages(GFP_HIGHUSER, 0))) {
		unsigned long i = page_to_pfn(page) - HOME;

		if (i >= pages || got[i] || want[i] == NOT_FREE ||
		    (want[i] > FREE_OF_NODE && page_to_nid(page) != want[i] - 1 - FREE_OF_NODE))
			wrong++;
		else
			got[i] = 1;
		n++;
	}
	CHECK_EQ(wrong, 0);
	return n;
}

static void give_all(unsigned long pages)
{
	for (unsigned long i = 0; i < pages; i++)
		if (got[i])
			__free_pages(pfn_to_page(HOME + i), 0);
}

/* ---- the report ---- */

static const char *find(const char *text, const char *part)
{
	for (; *text; text++) {
		size_t i = 0;

		while (part[i] && text[i] == part[i])
			i++;
		if (!part[i])
			return text + i;
	}
	return NULL;
}

/* The number behind the first occurrence of part in *text; *text moves behind it. */
static u64 number_behind(const char **text, const char *part)
{
	const char *at = *text ? find(*text, part) : NULL;
	u64 n = 0;

	if (!CHECK(at)) {
		*text = NULL;
		return ~0ULL;
	}
	for (; *at >= '0' && *at <= '9'; at++)
		n = n * 10 + (u64)(*at - '0');
	*text = at;
	return n;
}

struct report {
	u64 pages, blocks, lost_bytes;
	u64 available, total, kernel, reserved, lost;
};

static struct report read_report(void)
{
	const char *log = test_log();
	struct report r;

	r.pages = number_behind(&log, "Handed over: ");
	r.blocks = number_behind(&log, "pages in ");
	r.lost_bytes = number_behind(&log, "blocks; ");
	r.available = number_behind(&log, "Memory: ");
	r.total = number_behind(&log, "K/");
	r.kernel = number_behind(&log, "K available (");
	r.reserved = number_behind(&log, "K kernel, ");
	r.lost = number_behind(&log, "K reserved, ");
	CHECK_TEXT(log, "K lost to rounding)");
	CHECK_EQ(r.available + r.kernel + r.reserved + r.lost, r.total);
	CHECK_EQ(r.available << 10, r.pages << PAGE_SHIFT);
	CHECK_EQ(r.lost_bytes >> 10, r.lost);
	return r;
}

/* Hand over, and compare everything with the oracle. */
static struct report hand_over_and_check(const unsigned long *limits, unsigned long pages)
{
	unsigned long free;
	struct report r;

	limit_to_home();
	hand_over(limits);
	free = ask_oracle(pages);
	CHECK_EQ(nr_free_pages(), free);
	CHECK_PAGES();
	r = read_report();
	CHECK_EQ(r.pages, free);
	CHECK_EQ(r.blocks, fewest_blocks(pages));
	CHECK_EQ(take_all(pages), free);
	CHECK_EQ(nr_free_pages(), 0);
	CHECK_PAGES();
	give_all(pages);
	CHECK_EQ(nr_free_pages(), free);
	CHECK_PAGES();
	return r;
}

/* ---- random worlds ---- */

static phys_addr_t random_address(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t addr = base + test_random_below(size);

	/* Half of them at a page, a quarter at a byte beside one. */
	switch (test_random_below(4)) {
	case 0:
	case 1:
		return phys_align_down(addr, PAGE_SIZE);
	case 2:
		return phys_align_down(addr, PAGE_SIZE) + test_random_below(3);
	default:
		return addr;
	}
}

static void random_memory(void)
{
	static const enum memblock_flags flags[] = { MEMBLOCK_NONE,    MEMBLOCK_NONE,
						     MEMBLOCK_NONE,    MEMBLOCK_HOTPLUG,
						     MEMBLOCK_MIRROR,  MEMBLOCK_NOMAP,
						     MEMBLOCK_DRIVER_MANAGED };

	for (u64 n = 1 + test_random_below(6); n > 0; n--) {
		phys_addr_t base = random_address(test_memory, pfn_phys(PLAY_PAGES));
		phys_addr_t room = test_memory + pfn_phys(PLAY_PAGES) - base;

		memblock_add_node(base, 1 + random_address(0, room), (int)test_random_below(4) - 1,
				  flags[test_random_below(LENGTH(flags))]);
	}
}

static void random_reservations(void)
{
	for (u64 n = test_random_below(8); n > 0; n--) {
		phys_addr_t base = random_address(test_memory, pfn_phys(PLAY_PAGES));
		phys_addr_t most = test_random_below(2) ? PAGE_SIZE : pfn_phys(20);

		memblock_reserve_named(base, 1 + test_random_below(most),
				       test_random_below(4) ? "somebody" : "kernel");
	}
}

static void random_worlds(void)
{
	for (int round = 0; round < 60; round++) {
		unsigned long limits[MAX_NR_ZONES] = { HOME + test_random_below(PLAY_PAGES),
						       HOME + test_random_below(PLAY_PAGES), ~0UL,
						       ~0UL };
		unsigned long far = 100 + test_random_below(3000);

		test_reset();
		test_movable_node(test_random_below(2));
		random_memory();
		random_reservations();
		add_pages(PLAY_PAGES, HOME_PAGES - PLAY_PAGES, (int)test_random_below(3));
		/* Memory with nothing behind it, for blocks of every order. */
		add_pages(HOME_PAGES + 10 + test_random_below(64), far, (int)test_random_below(3));
		hand_over_and_check(limits, HOME_PAGES + 10 + 64 + far);
	}
}

/* ---- tables ---- */

struct bytes {
	long first; /* in eighths of a page, from the first page of the world */
	long size;
};

/* What is free of 16 pages, as text: f free, - not. */
struct row {
	const char *name;
	struct bytes memory[4], reserved[4];
	const char *free;
};

static const struct row rows[] = {
	{ "all of it", { { 0, 128 } }, { { 0, 0 } }, "ffffffffffffffff" },
	{ "pitfall 36: a reserved byte takes its page",
	  { { 0, 128 } },
	  { { 12, 1 } },
	  "f-ffffffffffffff" },
	{ "a reservation across a border takes both pages",
	  { { 0, 128 } },
	  { { 15, 2 } },
	  "f--fffffffffffff" },
	{ "RAM in parts of pages is rounded inwards", { { 1, 30 } }, { { 0, 0 } },
	  "-ff-------------" },
	{ "a sliver in the middle: free on both sides, the page is not handed over",
	  { { 0, 24 } },
	  { { 11, 2 } },
	  "f-f-------------" },
	{ "two slivers in one page", { { 0, 24 } }, { { 9, 1 }, { 14, 1 } }, "f-f-------------" },
	{ "reserved more than there is", { { 8, 16 } }, { { 0, 12 }, { 22, 50 } },
	  "----------------" },
	{ "reserved outside of RAM only", { { 8, 16 } }, { { 0, 8 }, { 24, 8 } },
	  "-ff-------------" },
	{ "touching reservations", { { 0, 64 } }, { { 8, 8 }, { 16, 8 } }, "f--fffff--------" },
	{ "RAM inside of one page", { { 1, 6 }, { 8, 8 } }, { { 0, 0 } }, "-f--------------" },
	{ "page after page", { { 0, 8 }, { 16, 8 }, { 32, 8 }, { 48, 8 } }, { { 0, 0 } },
	  "f-f-f-f---------" },
};

static void check_row(const struct row *row)
{
	const unsigned long first = HOME_PAGES + 13;
	phys_addr_t world = pfn_phys(HOME + first), eighth = PAGE_SIZE / 8;

	test_reset();
	add_pages(0, HOME_PAGES, 0);
	for (const struct bytes *b = row->memory; b < row->memory + 4 && b->size; b++)
		memblock_add_node(world + (phys_addr_t)b->first * eighth,
				  (phys_addr_t)b->size * eighth, 0, MEMBLOCK_NONE);
	for (const struct bytes *b = row->reserved; b < row->reserved + 4 && b->size; b++)
		memblock_reserve(world + (phys_addr_t)b->first * eighth,
				 (phys_addr_t)b->size * eighth);
	hand_over_and_check(one_zone(), first + 16);
	for (unsigned long i = 0; i < 16; i++)
		test_check((want[first + i] != NOT_FREE) == (row->free[i] == 'f'), __FILE__,
			   __LINE__, row->name);
}

static void table(void)
{
	for (unsigned long i = 0; i < LENGTH(rows); i++)
		check_row(&rows[i]);
}

/* Nodes that start and end anywhere; 26 of these 90 pages were lost elsewhere. */
static void odd_starts(void)
{
	for (unsigned long start = 0; start < 70; start += 5) {
		unsigned long first = HOME_PAGES + 64 + start;

		test_reset();
		add_pages(0, HOME_PAGES, 0);
		add_pages(first, 90, 1);
		hand_over_and_check(one_zone(), first + 90);
		CHECK_EQ(pfn_to_page(HOME + first) != NULL, true);
	}
}

static void first_page_is_free(void)
{
	/* Page 0 is never allocated at boot, but it is RAM like any other. */
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_add(0, pfn_phys(1));
	limit_to_home();
	hand_over(one_zone());
	CHECK(pfn_valid(0));
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES) + 1);
	CHECK_PAGES();
}

/* 64 free pages, one of them taken: 6 more calls, not 63. */
static void few_calls(void)
{
	const unsigned long block = 1UL << MAX_ORDER, first = (HOME_PAGES / block + 2) * block;
	const unsigned long start = ((HOME + first) & ~(block - 1)) - HOME;
	struct report whole, cut;

	add_pages(0, HOME_PAGES, 0);
	add_pages(start, 2 * block, 0);
	limit_to_home();
	hand_over(one_zone());
	whole = read_report();
	test_reset();
	add_pages(0, HOME_PAGES, 0);
	add_pages(start, 2 * block, 0);
	reserve_pages(start + block / 2, 1);
	limit_to_home();
	hand_over(one_zone());
	cut = read_report();
	/* The reserved page costs a block of each order below the largest. */
	CHECK_EQ(cut.blocks, whole.blocks - 1 + MAX_ORDER);
	CHECK_EQ(cut.pages, whole.pages - 1);
}

/* Hot-pluggable memory is avoided by allocations and handed over all the same. */
static void hotplug(void)
{
	add_pages(0, HOME_PAGES, 0);
	add_pages(HOME_PAGES, 64, 0);
	memblock_mark_hotplug(pfn_phys(HOME + HOME_PAGES), pfn_phys(33));
	test_movable_node(true);
	hand_over_and_check(one_zone(), HOME_PAGES + 64);
	CHECK(want[HOME_PAGES] && want[HOME_PAGES + 32] && want[HOME_PAGES + 63]);
}

static void last_page(void)
{
	unsigned long before;

	if (sizeof(phys_addr_t) > 4)
		return;
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_add((phys_addr_t)0xfff00000, 0x100000);
	limit_to_home();
	hand_over(one_zone());
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES) + (0x100000 >> PAGE_SHIFT));
	before = nr_free_pages();
	CHECK_EQ(read_report().total, (HOME_PAGES << (PAGE_SHIFT - 10)) + 1024);
	CHECK_EQ(read_report().lost_bytes, 0);
	CHECK_EQ(before, nr_free_pages());
}

/* ---- the report ---- */

static void report_figures(void)
{
	struct report r;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_add(pfn_phys(HOME + HOME_PAGES + 8), pfn_phys(3) + 1536);
	setup_kernel = (struct kernel_pages){ HOME + 1, HOME + 5 };
	memblock_reserve_named(pfn_phys(HOME + 1) + 100, pfn_phys(3), "kernel");
	memblock_reserve_named(pfn_phys(HOME + 4) + 200, 100, "initrd");
	memblock_reserve_named(pfn_phys(HOME + 9), pfn_phys(1), "kernel"); /* by name alone */
	memblock_mark_nomap(pfn_phys(HOME + 20), pfn_phys(5));
	r = hand_over_and_check(one_zone(), HOME_PAGES + 12);
	CHECK_EQ(r.total, ((u64)(HOME_PAGES + 3) << (PAGE_SHIFT - 10)) + 1);
	/* Pages 1 to 4, the last shared with the initrd. */
	CHECK_EQ(r.kernel, 4ULL << (PAGE_SHIFT - 10));
	CHECK_EQ(r.lost_bytes, 1536);
	CHECK_EQ(r.lost, 1);
	CHECK(r.reserved >= 5ULL << (PAGE_SHIFT - 10));
}

static void report_pictures(void)
{
	add_pages(0, HOME_PAGES / 2, 0);
	add_pages(HOME_PAGES - 8, 8, 0);
	setup_kernel = (struct kernel_pages){ HOME, HOME + 1 };
	memblock_reserve(test_memory, 1);
	reserve_pages(HOME_PAGES / 8, HOME_PAGES / 8);
	memblock_mark_nomap(pfn_phys(HOME + HOME_PAGES / 4), pfn_phys(HOME_PAGES / 8));
	limit_to_home();
	hand_over(one_zone());
	CHECK_TEXT(test_log(), "  node 0 |#.......rrrrrrrrnnnnnnnn");
	CHECK_TEXT(test_log(), "........--------------------");
	CHECK_TEXT(test_log(), "Zones:\n  node 0 Normal");
	CHECK_TEXT(test_log(), "Page structs: ");
}

static void short_picture(void)
{
	add_pages(0, 24, 0);
	setup_kernel = (struct kernel_pages){ HOME + 2, HOME + 3 };
	memblock_reserve(pfn_phys(HOME + 2), 1);
	reserve_pages(3, 2);
#if PAGE_SHIFT < 16
	/* Seven pages are needed for page structs and tables, or a few more. */
	limit_to_home();
	hand_over(one_zone());
	CHECK_TEXT(test_log(), "|..#rr..");
#endif
}

/* ---- misuse ---- */

static void panics(void)
{
	CHECK_PANIC(memblock_free_late(test_memory, PAGE_SIZE), "memblock_phys_free()");
#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
	CHECK_PANIC(memblock_discard(), "memblock_free_all()");
#endif
	CHECK_PANIC(hand_over(one_zone()), "memblock_add()");
	memblock_free_all();
	CHECK_TEXT(test_log(), "no free page");
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	limit_to_home();
	hand_over(one_zone());
	CHECK_PANIC(memblock_free_all(), "memblock_free_all()");
	CHECK_PANIC(memblock_alloc(64, 64), "alloc_pages()");
	CHECK_PANIC(memblock_reserve(test_memory, 1), "memblock_free_late()");
}

/* ---- late ---- */

static void late_frees(void)
{
	unsigned long before, managed;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_reserve(test_memory + 100, pfn_phys(40));
	limit_to_home();
	hand_over(one_zone());
	before = nr_free_pages();
	managed = NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages;
	/* Pages wholly inside: 1 to 39. */
	memblock_free_late(test_memory + 100, pfn_phys(40));
	CHECK_EQ(nr_free_pages(), before + 39);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].managed_pages, managed + 39);
	CHECK_PAGES();
	memblock_free_late(test_memory + 100, 0);
	memblock_free_late(test_memory + 1, PAGE_SIZE - 1);
	memblock_free_late(test_memory + PAGE_SIZE / 2, PAGE_SIZE);
	CHECK_EQ(nr_free_pages(), before + 39);
	CHECK_PANIC(memblock_free_late(pfn_phys(HOME + 5), PAGE_SIZE), "twice");
	CHECK_PANIC(memblock_free_late(pfn_phys(HOME + HOME_PAGES + 5), PAGE_SIZE), "no RAM");
}

#ifdef CONFIG_NUMA
/* Late memory may span nodes that take turns: each page goes to its own. */
static void late_across_nodes(void)
{
	for (unsigned long page = 0; page < 16; page++)
		add_pages(page, 1, (int)(page % 3));
	add_pages(16, HOME_PAGES - 16, 0);
	reserve_pages(0, 16);
	limit_to_home();
	hand_over(one_zone());
	memblock_free_late(test_memory, pfn_phys(16));
	for (int nid = 1; nid < 3; nid++) {
		CHECK_EQ(NODE_DATA(nid)->node_zones[ZONE_NORMAL].nr_free, 5);
		CHECK_EQ(NODE_DATA(nid)->node_zones[ZONE_NORMAL].managed_pages, 5);
	}
	CHECK_PAGES();
}
#endif

/* More regions and names than the static arrays hold; the grown arrays then go over, too. */
static void discard(void)
{
	unsigned long before, grown, want_grown;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_allow_resize();
	limit_to_home();
	for (phys_addr_t i = 0; i < 300; i++)
		memblock_reserve_named(test_memory + 512 * i, 256, "somebody");
	hand_over(one_zone());
	before = nr_free_pages();
	/* One of reservations, one of names. */
	want_grown = 2 * phys_pfn_up(memblock.reserved.max * sizeof(struct memblock_region));
	memblock_discard();
	grown = nr_free_pages() - before;
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
	CHECK_EQ(grown, 0);
	CHECK(want_grown && memblock_is_reserved(test_memory));
#else
	CHECK_EQ(grown, want_grown);
	/* Pitfalls 6 and 32. */
	CHECK_PANIC(memblock_discard(), "memblock_discard()");
	CHECK_PANIC(memblock_is_reserved(test_memory), "CONFIG_ARCH_KEEP_MEMBLOCK");
#endif
	CHECK_PAGES();
}

/* So many named reservations that the arrays of both grow, to the top of the RAM at home. */
static phys_addr_t grow_arrays(void)
{
	memblock_allow_resize();
	limit_to_home();
	for (phys_addr_t i = 0; i < 300; i++)
		memblock_reserve_named(test_memory + 512 * i, 256, "somebody");
	CHECK(memblock.reserved.max > INIT_MEMBLOCK_RESERVED_REGIONS);
	return bootmem_virt_to_phys(memblock.reserved.regions);
}

/* RAM that a limit has cut off is nobody's, be there an array in it or not. */
static void discard_behind_a_limit(void)
{
	unsigned long before;
	phys_addr_t array;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	array = grow_arrays();
	CHECK(array >= pfn_phys(HOME + HOME_PAGES / 2));
	memblock_enforce_memory_limit(pfn_phys(HOME_PAGES / 2));
	CHECK(!memblock_is_memory(array));
	hand_over(one_zone());
	before = nr_free_pages();
	memblock_discard();
	CHECK_EQ(nr_free_pages(), before);
	CHECK_PAGES();
}

/* An array over which a caller has reserved something is the caller's, not ours to give. */
static void discard_below_a_reservation(void)
{
	unsigned long before, names;
	phys_addr_t array;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	array = grow_arrays();
	memblock_reserve(phys_align_down(array, PAGE_SIZE), 8);
	hand_over(one_zone());
	before = nr_free_pages();
	names = phys_pfn_up(memblock.reserved.max * sizeof(struct memblock_region));
	memblock_discard();
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
	names = 0;
#endif
	CHECK_EQ(nr_free_pages(), before + names);
	CHECK_PAGES();
}

#ifdef CONFIG_PHYS_ADDR_T_64BIT
/* RAM whose page numbers are too large is not handed over, least of all as other pages. */
static void pages_too_high(void)
{
	const unsigned int width = 8 * sizeof(unsigned long) + PAGE_SHIFT;
	const phys_addr_t beyond = width < 64 ? (phys_addr_t)1 << (width % 64) : 0;

	if (!beyond)
		return; /* every page has a number */
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_add(beyond + test_memory + pfn_phys(HOME_PAGES), pfn_phys(64));
	memblock_add(beyond * 4 + pfn_phys(7), pfn_phys(64));
	limit_to_home();
	hand_over(one_zone());
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES));
	CHECK_EQ(read_report().pages, nr_free_pages());
	CHECK_EQ(read_report().lost_bytes, 2 * pfn_phys(64));
	CHECK_PAGES();
}
#endif

const struct suite suite_hand_over = { "hand_over", (const struct test_case[]){
	{ "pitfall 30: misuse ends in a sentence", panics },
	{ "table of borders", table },
	{ "random memory, nodes, flags, reservations and zones against an oracle", random_worlds },
	{ "pitfall 23: nodes that start at any page", odd_starts },
	{ "pitfall 24: a taken page costs a block of each order", few_calls },
	{ "pitfall 12: page 0 is handed over", first_page_is_free },
	{ "hot-pluggable memory is handed over", hotplug },
	{ "pitfall 7: the last page of a 32-bit address space", last_page },
	{ "the figures of the report add up", report_figures },
	{ "the picture", report_pictures },
	{ "the picture of a short node", short_picture },
	{ "late frees", late_frees },
#ifdef CONFIG_NUMA
	{ "late frees across nodes", late_across_nodes },
#endif
	{ "pitfalls 6, 25, 32: grown arrays are given back once", discard },
	{ "arrays behind a limit are not given back", discard_behind_a_limit },
	{ "arrays below a reservation are not given back", discard_below_a_reservation },
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	{ "pages whose numbers do not fit are not handed over", pages_too_high },
#endif
	{ 0 },
} };
