/* SPDX-License-Identifier: MIT */
/*
 * Hand-over: every page that is wholly free arrives, once, and nothing else; in the fewest
 * blocks; and the report adds up.
 *
 * The oracle has one byte per page, filled by asking of every page what the description of
 * the world says about it, and whether the core has taken it since. What arrived is found by
 * taking page after page until there is none.
 */
#include <bootmem/setup.h>

#include <page/internal.h>

#include "pages.h"

/* The part of the world that is random; the memory behind it is for page structs. */
#define PLAY_PAGES (HOME_PAGES / 2)
#define MAX_PAGES  6144 /* pages of home, and of RAM with nothing behind it */

/* Pages that touch and are of one group are one run. */
static u8 want[MAX_PAGES], group[MAX_PAGES], got[MAX_PAGES];

/* ---- the oracle: what the description says ---- */

enum { NOT_FREE = 0, FREE_OF_NODE = 1 };

/* Free memory of a node; what has none is of node 0. */
static u8 free_of(int nid)
{
	return (u8)(FREE_OF_NODE + page_ram_node(nid) + 1);
}

/* Was memblock filled by hand? Otherwise the world was described. */
static bool by_hand;

#ifdef CONFIG_HAVE_MEMBLOCK

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

static bool touches_reservation(unsigned long pfn)
{
	const struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (shares_byte(r, pfn))
			return true;
	return false;
}

/* NOT_FREE, or one more than the node that the page goes to. */
static u8 fate_by_memblock(unsigned long pfn, bool reserved_too)
{
	const struct memblock_region *r;
	u8 result = NOT_FREE;

	for_each_mem_region(r)
		if (contains_page(r, pfn) && !memblock_is_nomap(r) && !memblock_is_driver_managed(r))
			result = free_of(memblock_get_region_node(r));
	return !reserved_too && touches_reservation(pfn) ? NOT_FREE : result;
}

#else

static u8 fate_by_memblock(unsigned long pfn, bool reserved_too)
{
	(void)pfn;
	(void)reserved_too;
	return NOT_FREE;
}

#endif

static u8 fate_by_map(unsigned long pfn, bool reserved_too)
{
	const struct boot_range *r = boot_map_find(world_map(), pfn_phys(pfn));

	if (!r || (r->kind != BOOT_RAM && !(reserved_too && boot_range_is_ram(r))))
		return NOT_FREE;
	return free_of(r->nid);
}

static u8 fate_by_description(unsigned long pfn, bool reserved_too)
{
	return by_hand ? fate_by_memblock(pfn, reserved_too) : fate_by_map(pfn, reserved_too);
}

/* ---- the oracle: what the core has taken ---- */

#ifdef CONFIG_NO_BOOTMEM

static void remember_bitmaps(void)
{
}

static bool is_taken(unsigned long pfn, u8 fate)
{
	(void)fate;
	return touches_reservation(pfn);
}

/* The bitmap that lies in a page: that of node n - 1; 0 = none. */
static u8 bitmap_in(unsigned long pfn)
{
	(void)pfn;
	return 0;
}

#else

/* Where the bitmaps are: they can be read after hand-over, when nobody knows them any more. */
static bootmem_data_t bitmaps[MAX_NUMNODES];

static void remember_bitmaps(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		bitmaps[nid] = bootmem_node_data[nid];
}

#ifdef CONFIG_BOOTMEM_DEBUG

/* Bitmaps have been poisoned with all that was free: so much is left to be seen. */
static bool is_taken(unsigned long pfn, u8 fate)
{
	const u8 *bytes = bootmem_phys_to_virt(pfn_phys(pfn), PAGE_SIZE);
	size_t i = 0;

	(void)fate;
	while (bytes && i < PAGE_SIZE && bytes[i] == BOOTMEM_POISON)
		i++;
	return bytes && i < PAGE_SIZE;
}

#else

static bool is_taken(unsigned long pfn, u8 fate)
{
	const bootmem_data_t *node = &bitmaps[fate - 1 - FREE_OF_NODE];
	const unsigned long *longs = node->node_bootmem_map, bits = 8 * sizeof(long);
	unsigned long i = pfn - node->node_min_pfn;

	if (!longs || pfn < node->node_min_pfn || pfn >= node->node_low_pfn)
		return true;
	return longs[i / bits] >> i % bits & 1;
}

#endif

static u8 bitmap_in(unsigned long pfn)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const bootmem_data_t *node = &bitmaps[nid];
		unsigned long first, pages;

		if (!node->node_bootmem_map)
			continue;
		first = phys_pfn_down(bootmem_virt_to_phys(node->node_bootmem_map));
		pages = bootmem_bootmap_pages(node->node_low_pfn - node->node_min_pfn);
		if (pfn >= first && pfn < first + pages)
			return (u8)(nid + 1);
	}
	return 0;
}

#endif

/* ---- the oracle ---- */

/* Free pages; those that bitmaps lie in go over as well, bitmap by bitmap. */
static unsigned long ask_oracle(unsigned long pages)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < pages; i++) {
		u8 bitmap = bitmap_in(HOME + i);

		want[i] = fate_by_description(HOME + i, bitmap != 0);
		if (want[i] != NOT_FREE && !bitmap && is_taken(HOME + i, want[i]))
			want[i] = NOT_FREE;
		group[i] = bitmap && want[i] ? (u8)(0x80 + bitmap) : want[i];
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
		if (i < pages && group[i] == group[start])
			continue;
		if (group[start] != NOT_FREE)
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

/* The world as it was described, or as memblock was filled. */
static void start(void)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	if (by_hand) {
		start_memblock_world();
		return;
	}
#endif
	start_world();
}

static void hand_over_world(const unsigned long *limits)
{
	start();
	remember_bitmaps();
	hand_over(limits);
}

/* Hand over, and compare everything with the oracle. */
static struct report hand_over_and_check(const unsigned long *limits, unsigned long pages)
{
	unsigned long free;
	struct report r;

	hand_over_world(limits);
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

/* ---- worlds, described or by hand ---- */

/* From now on, until the next one. */
static void new_world(bool is_by_hand)
{
	test_reset();
	by_hand = is_by_hand;
}

static void add_ram(phys_addr_t base, phys_addr_t size, int nid)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	if (by_hand) {
		memblock_add_node(base, size, nid, MEMBLOCK_NONE);
		return;
	}
#endif
	add_range(base, size, BOOT_RAM, nid, NULL);
}

static void add_reserved(phys_addr_t base, phys_addr_t size, const char *owner)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	if (by_hand) {
		memblock_reserve_named(base, size, owner);
		return;
	}
#endif
	add_range(base, size, BOOT_RESERVED, NUMA_NO_NODE, owner);
}

static void add_nomap(unsigned long first, unsigned long pages)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	if (by_hand) {
		memblock_mark_nomap(pfn_phys(HOME + first), pfn_phys(pages));
		return;
	}
#endif
	nomap_pages(first, pages);
}

static void add_ram_pages(unsigned long first, unsigned long pages, int nid)
{
	add_ram(pfn_phys(HOME + first), pfn_phys(pages), nid);
}

/* A case for each way to make a world. */
static void each_way(void (*run)(void))
{
	new_world(false);
	run();
#ifdef CONFIG_HAVE_MEMBLOCK
	new_world(true);
	run();
	by_hand = false;
#endif
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

/* Somewhere in the part that is random. */
static struct boot_span random_span(void)
{
	phys_addr_t base = random_address(test_memory, pfn_phys(PLAY_PAGES));
	phys_addr_t room = test_memory + pfn_phys(PLAY_PAGES) - base;

	return (struct boot_span){ base, 1 + random_address(0, room) };
}

#ifdef CONFIG_HAVE_MEMBLOCK
static void random_memory_by_hand(void)
{
	static const enum memblock_flags flags[] = { MEMBLOCK_NONE,    MEMBLOCK_NONE,
						     MEMBLOCK_NONE,    MEMBLOCK_HOTPLUG,
						     MEMBLOCK_MIRROR,  MEMBLOCK_NOMAP,
						     MEMBLOCK_DRIVER_MANAGED };

	for (u64 n = 1 + test_random_below(6); n > 0; n--) {
		struct boot_span s = random_span();

		memblock_add_node((phys_addr_t)s.base, (phys_addr_t)s.size,
				  (int)test_random_below(4) - 1,
				  flags[test_random_below(LENGTH(flags))]);
	}
}
#endif

static void random_memory(void)
{
	static const enum boot_kind kinds[] = { BOOT_RAM,    BOOT_RAM,	BOOT_RAM, BOOT_RAM,
						BOOT_LOADER, BOOT_NOMAP, BOOT_MMIO };

#ifdef CONFIG_HAVE_MEMBLOCK
	if (by_hand) {
		random_memory_by_hand();
		return;
	}
#endif
	for (u64 n = 1 + test_random_below(6); n > 0; n--) {
		struct boot_span s = random_span();

		add_range((phys_addr_t)s.base, (phys_addr_t)s.size,
			  kinds[test_random_below(LENGTH(kinds))], (int)test_random_below(4) - 1,
			  NULL);
	}
}

static void random_reservations(void)
{
	for (u64 n = test_random_below(8); n > 0; n--) {
		phys_addr_t base = random_address(test_memory, pfn_phys(PLAY_PAGES));
		phys_addr_t most = test_random_below(2) ? PAGE_SIZE : pfn_phys(20);

		add_reserved(base, 1 + test_random_below(most),
			     test_random_below(4) ? "somebody" : "kernel");
	}
}

/* A node that there is; without nodes any number is 0. */
static int random_node(void)
{
	return (int)test_random_below(3);
}

static void random_world(bool is_by_hand)
{
	unsigned long limits[MAX_NR_ZONES] = { HOME + test_random_below(PLAY_PAGES),
					       HOME + test_random_below(PLAY_PAGES), ~0UL, ~0UL };
	unsigned long far = 100 + test_random_below(3000), gap = 10 + test_random_below(64);

	new_world(is_by_hand);
	test_movable_node(test_random_below(2));
	random_memory();
	random_reservations();
	add_ram_pages(PLAY_PAGES, HOME_PAGES - PLAY_PAGES, random_node());
	/* Memory with nothing behind it, for blocks of every order. */
	add_ram_pages(HOME_PAGES + gap, far, random_node());
	hand_over_and_check(limits, HOME_PAGES + gap + far);
}

static void random_worlds(void)
{
	for (int round = 0; round < 60; round++)
		random_world(false);
}

#ifdef CONFIG_HAVE_MEMBLOCK
static void random_worlds_by_hand(void)
{
	for (int round = 0; round < 60; round++)
		random_world(true);
	by_hand = false;
}
#endif

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

	new_world(by_hand);
	add_ram_pages(0, HOME_PAGES, 0);
	for (const struct bytes *b = row->memory; b < row->memory + 4 && b->size; b++)
		add_ram(world + (phys_addr_t)b->first * eighth, (phys_addr_t)b->size * eighth, 0);
	for (const struct bytes *b = row->reserved; b < row->reserved + 4 && b->size; b++)
		add_reserved(world + (phys_addr_t)b->first * eighth,
			     (phys_addr_t)b->size * eighth, "somebody");
	hand_over_and_check(one_zone(), first + 16);
	for (unsigned long i = 0; i < 16; i++)
		test_check((want[first + i] != NOT_FREE) == (row->free[i] == 'f'), __FILE__,
			   __LINE__, row->name);
}

static void all_rows(void)
{
	for (unsigned long i = 0; i < LENGTH(rows); i++)
		check_row(&rows[i]);
}

static void table(void)
{
	each_way(all_rows);
}

/* Nodes that start and end anywhere; 26 of these 90 pages were lost elsewhere. */
static void odd_starts(void)
{
	for (unsigned long start = 0; start < 70; start += 5) {
		unsigned long first = HOME_PAGES + 64 + start;

		new_world(false);
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
	add_range(0, pfn_phys(1), BOOT_RAM, NUMA_NO_NODE, NULL);
	hand_over_world(one_zone());
	CHECK(pfn_valid(0));
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES) + 1);
	CHECK_PAGES();
}

/* Two large blocks, one page of them in use, or none. */
static struct report hand_over_blocks(bool whole)
{
	const unsigned long block = 1UL << MAX_ORDER, first = (HOME_PAGES / block + 2) * block;
	const unsigned long start = ((HOME + first) & ~(block - 1)) - HOME;

	new_world(false);
	add_pages(0, HOME_PAGES, 0);
	add_pages(start, 2 * block, 0);
	if (!whole)
		reserve_pages(start + block / 2, 1);
	hand_over_world(one_zone());
	return read_report();
}

/* 64 free pages, one of them taken: 6 more calls, not 63. */
static void few_calls(void)
{
	struct report whole = hand_over_blocks(true), cut = hand_over_blocks(false);

	/* The reserved page costs a block of each order below the largest. */
	CHECK_EQ(cut.blocks, whole.blocks - 1 + MAX_ORDER);
	CHECK_EQ(cut.pages, whole.pages - 1);
}

#ifdef CONFIG_HAVE_MEMBLOCK
/* Hot-pluggable memory is avoided by allocations and handed over all the same. */
static void hotplug(void)
{
	new_world(true);
	add_ram_pages(0, HOME_PAGES, 0);
	add_ram_pages(HOME_PAGES, 64, 0);
	memblock_mark_hotplug(pfn_phys(HOME + HOME_PAGES), pfn_phys(33));
	test_movable_node(true);
	hand_over_and_check(one_zone(), HOME_PAGES + 64);
	CHECK(want[HOME_PAGES] && want[HOME_PAGES + 32] && want[HOME_PAGES + 63]);
	by_hand = false;
}
#endif

static void last_page(void)
{
	unsigned long before;

	if (sizeof(phys_addr_t) > 4)
		return;
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range((phys_addr_t)0xfff00000, 0x100000, BOOT_RAM, NUMA_NO_NODE, NULL);
	hand_over_world(one_zone());
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES) + (0x100000 >> PAGE_SHIFT));
	before = nr_free_pages();
	CHECK_EQ(read_report().total, (HOME_PAGES << (PAGE_SHIFT - 10)) + 1024);
	CHECK_EQ(read_report().lost_bytes, 0);
	CHECK_EQ(before, nr_free_pages());
}

/* ---- the report ---- */

/* In memblock RAM is exact to the byte; otherwise the sweep has rounded, and the caller knows. */
static u64 lost(u64 bytes)
{
	return by_hand ? bytes : 0;
}

static void check_figures(void)
{
	struct report r;

	add_ram_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_ram(pfn_phys(HOME + HOME_PAGES + 8), pfn_phys(3) + 1536, NUMA_NO_NODE);
	setup_kernel = (struct kernel_pages){ HOME + 1, HOME + 5 };
	add_reserved(pfn_phys(HOME + 1) + 100, pfn_phys(3), "kernel");
	add_reserved(pfn_phys(HOME + 4) + 200, 100, "initrd");
	add_reserved(pfn_phys(HOME + 9), pfn_phys(1), "kernel"); /* by name alone */
	add_nomap(20, 5);
	r = hand_over_and_check(one_zone(), HOME_PAGES + 12);
	CHECK_EQ(r.total, ((u64)(HOME_PAGES + 3) << (PAGE_SHIFT - 10)) + (lost(1536) >> 10));
	/* Pages 1 to 4, the last shared with the initrd. */
	CHECK_EQ(r.kernel, 4ULL << (PAGE_SHIFT - 10));
	CHECK_EQ(r.lost_bytes, lost(1536));
	CHECK_EQ(r.lost, lost(1536) >> 10);
	CHECK(r.reserved >= 5ULL << (PAGE_SHIFT - 10));
}

static void report_figures(void)
{
	each_way(check_figures);
}

/* The bitmap alone cannot tell what is not to be mapped from what is taken. */
#ifdef CONFIG_HAVE_MEMBLOCK
#define NOMAP_MARK "nnnnnnnn"
#else
#define NOMAP_MARK "rrrrrrrr"
#endif

static void report_pictures(void)
{
	add_pages(0, HOME_PAGES / 2, 0);
	add_pages(HOME_PAGES - 8, 8, 0);
	setup_kernel = (struct kernel_pages){ HOME, HOME + 1 };
	add_range(test_memory, 1, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
	reserve_pages(HOME_PAGES / 8, HOME_PAGES / 8);
	nomap_pages(HOME_PAGES / 4, HOME_PAGES / 8);
	hand_over_world(one_zone());
	CHECK_TEXT(test_log(), "Physical memory (# kernel, r reserved, . free, n not mapped, - no RAM):\n"
		   "  node 0 |#.......rrrrrrrr" NOMAP_MARK);
	CHECK_TEXT(test_log(), "........--------------------");
	CHECK_TEXT(test_log(), "Zones:\n  node 0 Normal");
	CHECK_TEXT(test_log(), "Page structs: ");
}

/* RAM without a node is drawn where it is counted, on node 0. */
static void picture_without_nodes(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	reserve_pages(0, HOME_PAGES / 8);
	hand_over_world(one_zone());
	CHECK_TEXT(test_log(), "  node 0 |rrrrrrrr");
}

#define CELLS 64

/* What lies in a cell of the picture. */
struct seen {
	unsigned long free, taken, kernel;
};

static char mark_of(const struct seen *cell)
{
	if (cell->kernel)
		return '#';
	if (cell->taken > cell->free)
		return 'r';
	return cell->free ? '.' : '-'; /* of equally many the free ones show */
}

/* Up to 64 pages have a cell each; more of them share 64 cells evenly, each in that in which it ends. */
static void check_picture(unsigned long pages, unsigned long hole, unsigned long hole_end)
{
	unsigned long columns = pages < CELLS ? pages : CELLS;
	struct seen cells[CELLS] = { { 0, 0, 0 } };
	char picture[CELLS + 3] = "|";

	ask_oracle(pages);
	for (unsigned long k = 0; k < pages; k++) {
		struct seen *cell = &cells[((k + 1) * columns - 1) / pages];

		if (k >= hole && k < hole_end)
			continue;
		/* Pages of bitmaps went over later. */
		*(want[k] == NOT_FREE || group[k] != want[k] ? &cell->taken : &cell->free) += 1;
		cell->kernel += k == 2;
	}
	for (unsigned long i = 0; i < columns; i++)
		picture[i + 1] = mark_of(&cells[i]);
	picture[columns + 1] = '|';
	CHECK_TEXT(test_log(), picture);
}

/* Few pages and many, with a hole somewhere, and nothing that keeps to cells. */
static void pictures(void)
{
	for (unsigned long pages = 40; pages < 300; pages += pages < 60 ? 6 : pages < 68 ? 1 : 9) {
		unsigned long hole = 30 + (unsigned long)test_random_below(pages - 32);
		unsigned long hole_end = hole + (unsigned long)test_random_below(pages - 1 - hole);

		new_world(false);
		add_pages(0, hole, 0);
		add_pages(hole_end, pages - hole_end, 0);
		setup_kernel = (struct kernel_pages){ HOME + 2, HOME + 3 };
		add_range(pfn_phys(HOME + 2), 1, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
		for (int i = 0; i < 4; i++)
			reserve_pages(3 + (unsigned long)test_random_below(pages - 3), 1);
		hand_over_world(one_zone());
		check_picture(pages, hole, hole_end);
	}
}

/* Each zone that has pages, and no other. */
static void report_zones(void)
{
	const unsigned long limits[MAX_NR_ZONES] = { HOME + 16, HOME + 16, ~0UL, ~0UL };
	const char *zones;

	new_world(false);
	add_pages(0, HOME_PAGES, 0);
	hand_over_world(limits);
	zones = find(test_log(), "\nZones:\n  node 0 DMA      [");
	CHECK(zones && find(zones, "present 16 managed ") && find(zones, "\n  node 0 Normal   ["));
	CHECK(zones && !find(zones, "DMA32") && !find(zones, "HighMem"));
}

/* ---- misuse ---- */

static void panics(void)
{
	CHECK_PANIC(memblock_free_late(test_memory, PAGE_SIZE), "free_bootmem()");
	CHECK_PANIC(free_bootmem_late(test_memory, PAGE_SIZE), "before hand-over");
#if defined(CONFIG_HAVE_MEMBLOCK) && !defined(CONFIG_ARCH_KEEP_MEMBLOCK)
	CHECK_PANIC(memblock_discard(), "before hand-over");
#endif
	CHECK_PANIC(hand_over(one_zone()), "found no RAM");
	CHECK_EQ(free_all_bootmem(), 0);
	CHECK_TEXT(test_log(), "warning: free_all_bootmem() found no free page: ");
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	hand_over_world(one_zone());
	CHECK_PANIC(free_all_bootmem(), "free_all_bootmem() was called twice: memory is the page allocator's already");
	CHECK_PANIC(alloc_bootmem(64), "alloc_pages()");
	CHECK_PANIC(free_bootmem(test_memory, PAGE_SIZE), "_late()");
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_PANIC(memblock_free_all(), "memblock_free_all()");
	CHECK_PANIC(memblock_alloc(64, 64), "alloc_pages()");
	CHECK_PANIC(memblock_reserve(test_memory, 1), "memblock_free_late()");
#endif
}

#ifdef CONFIG_NO_BOOTMEM
/* The same under memblock's own name. */
static void by_memblock(void)
{
	memblock_free_all();
	CHECK_TEXT(test_log(), "no free page");
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	free_area_init(one_zone());
	memblock_free_all();
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES));
	CHECK_EQ(page_pages_handed_over(), nr_free_pages());
	CHECK_PANIC(memblock_free_all(), "memblock_free_all()");
	CHECK_PANIC(free_all_bootmem(), "free_all_bootmem() was called twice");
	CHECK_PAGES();
}
#endif

/* ---- late ---- */

static void late_frees(void)
{
	unsigned long before, managed;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(test_memory + 100, pfn_phys(40), BOOT_RESERVED, NUMA_NO_NODE, "somebody");
	hand_over_world(one_zone());
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
	hand_over_world(one_zone());
	free_bootmem_late((bootmem_addr_t)test_memory, (bootmem_addr_t)pfn_phys(16));
	for (int nid = 1; nid < 3; nid++) {
		CHECK_EQ(NODE_DATA(nid)->node_zones[ZONE_NORMAL].nr_free, 5);
		CHECK_EQ(NODE_DATA(nid)->node_zones[ZONE_NORMAL].managed_pages, 5);
	}
	CHECK_PAGES();
}
#endif

#ifdef CONFIG_HAVE_MEMBLOCK

/* So many named reservations that the arrays of both grow, to the top of the RAM at home. */
static phys_addr_t grow_arrays(void)
{
	new_world(true);
	add_ram_pages(0, HOME_PAGES, NUMA_NO_NODE);
	memblock_allow_resize();
	limit_to_home();
	for (phys_addr_t i = 0; i < 300; i++)
		memblock_reserve_named(test_memory + 512 * i, 256, "somebody");
	CHECK(memblock.reserved.max > INIT_MEMBLOCK_RESERVED_REGIONS);
	return bootmem_virt_to_phys(memblock.reserved.regions);
}

/* More regions and names than the static arrays hold; the grown arrays then go over, too. */
static void discard(void)
{
	unsigned long before, grown, want_grown;

	grow_arrays();
	for (phys_addr_t i = 0; i < INIT_MEMBLOCK_REGIONS; i++) /* less than pages */
		memblock_add(test_memory + TEST_MEMORY_SIZE + 512 * i + 256, 256);
	CHECK(memblock.memory.max > INIT_MEMBLOCK_REGIONS);
	hand_over_world(one_zone());
	by_hand = false;
	before = nr_free_pages();
	/* One of reservations, one of names, one of memory. */
	want_grown = 2 * phys_pfn_up(memblock.reserved.max * sizeof(struct memblock_region)) +
		     phys_pfn_up(memblock.memory.max * sizeof(struct memblock_region));
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

/* RAM that a limit has cut off is nobody's, be there an array in it or not. */
static void discard_behind_a_limit(void)
{
	unsigned long before;
	phys_addr_t array;

	array = grow_arrays();
	CHECK(array >= pfn_phys(HOME + HOME_PAGES / 2));
	memblock_enforce_memory_limit(pfn_phys(HOME_PAGES / 2));
	CHECK(!memblock_is_memory(array));
	hand_over_world(one_zone());
	by_hand = false;
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

	array = grow_arrays();
	memblock_reserve(phys_align_down(array, PAGE_SIZE), 8);
	hand_over_world(one_zone());
	by_hand = false;
	before = nr_free_pages();
	names = phys_pfn_up(memblock.reserved.max * sizeof(struct memblock_region));
	memblock_discard();
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
	names = 0;
#endif
	CHECK_EQ(nr_free_pages(), before + names);
	CHECK_PAGES();
}

#endif /* CONFIG_HAVE_MEMBLOCK */

#ifdef CONFIG_PHYS_ADDR_T_64BIT
/* RAM whose page numbers are too large is not handed over, least of all as other pages. */
static void pages_too_high(void)
{
	const unsigned int width = 8 * sizeof(unsigned long) + PAGE_SHIFT;
	const phys_addr_t beyond = width < 64 ? (phys_addr_t)1 << (width % 64) : 0;

	if (!beyond)
		return; /* every page has a number */
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(beyond + test_memory + pfn_phys(HOME_PAGES), pfn_phys(64), BOOT_RAM,
		  NUMA_NO_NODE, NULL);
	add_range(beyond * 4 + pfn_phys(7), pfn_phys(64), BOOT_RAM, NUMA_NO_NODE, NULL);
	hand_over_world(one_zone());
	CHECK_EQ(nr_free_pages(), ask_oracle(HOME_PAGES));
	CHECK_EQ(read_report().pages, nr_free_pages());
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_EQ(read_report().lost_bytes, 2 * pfn_phys(64));
#endif
	CHECK_PAGES();
}
#endif

const struct suite suite_hand_over = { "hand_over", (const struct test_case[]){
	{ "pitfall 30: misuse ends in a sentence", panics },
#ifdef CONFIG_NO_BOOTMEM
	{ "memblock_free_all()", by_memblock },
#endif
	{ "table of borders", table },
	{ "random memory, nodes, reservations and zones against an oracle", random_worlds },
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "the same in memblock, to the byte and with flags", random_worlds_by_hand },
	{ "hot-pluggable memory is handed over", hotplug },
#endif
	{ "pitfall 23: nodes that start at any page", odd_starts },
	{ "pitfall 24: a taken page costs a block of each order", few_calls },
	{ "pitfall 12: page 0 is handed over", first_page_is_free },
	{ "pitfall 7: the last page of a 32-bit address space", last_page },
	{ "the figures of the report add up", report_figures },
	{ "the picture", report_pictures },
	{ "the picture of RAM without a node", picture_without_nodes },
	{ "zones in the report", report_zones },
	{ "pictures of short and longer nodes, cell by cell", pictures },
	{ "late frees", late_frees },
#ifdef CONFIG_NUMA
	{ "late frees across nodes", late_across_nodes },
#endif
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "pitfalls 6, 25, 32: grown arrays are given back once", discard },
	{ "arrays behind a limit are not given back", discard_behind_a_limit },
	{ "arrays below a reservation are not given back", discard_below_a_reservation },
#endif
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	{ "pages whose numbers do not fit are not handed over", pages_too_high },
#endif
	{ 0 },
} };
