/* SPDX-License-Identifier: MIT */
/*
 * CONFIG_BOOTMEM_DEBUG: books that were broken by hand are noticed by the next call that changes
 * them, and pages are poisoned before they go. Without it nobody looks, and nobody writes.
 */
#include <string.h>

#include "../suites/pages.h"
#include "mock.h"

#ifdef CONFIG_BOOTMEM_DEBUG
#define CHECK_NOTICED(call, check, fault) CHECK_PANIC(call, "books are broken: " fault)
#else
#define CHECK_NOTICED(call, check, fault)                                                          \
	do {                                                                                       \
		call;                                                                              \
		CHECK_TEXT(check(), fault);                                                        \
	} while (0)
#endif

/* ---- memblock's arrays ---- */

#ifdef CONFIG_HAVE_MEMBLOCK

#define LOW  test_memory
#define HIGH (test_memory + 0x100000)

static void fill_arrays(void)
{
	test_reset();
	memblock_add(LOW, 0x80000);
	memblock_add(HIGH, 0x80000);
	memblock_reserve(LOW, 0x1000);
	memblock_reserve(HIGH, 0x1000);
}

static void a_region_is_empty(void)
{
	fill_arrays();
	memblock.memory.regions[0].size = 0;
	CHECK_NOTICED(memblock_reserve(HIGH + 0x2000, 1), memblock_check, "a region is empty");
}

static void regions_overlap(void)
{
	fill_arrays();
	memblock.memory.regions[1].base = LOW + 0x40000;
	CHECK_NOTICED(memblock_reserve(LOW + 0x2000, 1), memblock_check, "regions overlap");
	fill_arrays();
	memblock.reserved.regions[0].base = HIGH + 0x2000;
	CHECK_NOTICED(memblock_add(HIGH + 0x90000, 0x1000), memblock_check, "regions overlap");
}

static void regions_touch(void)
{
	fill_arrays();
	memblock.reserved.regions[1].base = LOW + 0x1000;
	CHECK_NOTICED(memblock_remove(HIGH, 0x1000), memblock_check, "two regions that touch");
}

static void a_region_wraps(void)
{
	fill_arrays();
	memblock.reserved.regions[1].base = PHYS_ADDR_MAX;
	CHECK_NOTICED(memblock_add(HIGH, 0x90000), memblock_check, "a region passes the end");
}

/* Looks like a reset by hand: every call that asks about it notices. */
static void the_total_is_wrong(void)
{
	fill_arrays();
	memblock.memory.total_size++;
	CHECK_NOTICED(memblock_reserve(HIGH, 1), memblock_check, "total_size");
	fill_arrays();
	memblock.reserved.total_size--;
	CHECK_NOTICED(memblock_owner(HIGH), memblock_check, "total_size");
}

static void allocate(void) { memblock_phys_alloc(64, 64); }
static void add(void) { memblock_add_node(HIGH + 0x80000, 0x1000, 0, MEMBLOCK_NONE); }
static void remove_memory(void) { memblock_remove(HIGH + 0x7f000, 0x1000); }
static void reserve(void) { memblock_reserve(LOW + 0x3000, 1); }
static void give_back(void) { memblock_phys_free(LOW, 0x800); }
static void mark(void) { memblock_mark_hotplug(HIGH, 0x1000); }
static void mark_reserved(void) { memblock_reserved_mark_noinit(LOW, 0x800); }
static void trim(void) { memblock_trim_memory(0x20000); }
static void limit(void) { memblock_enforce_memory_limit(0xf0000); }
static void cap(void) { memblock_cap_memory_range(LOW, 0x170000); }
static void limit_map(void) { memblock_mem_limit_remove_map(0xf0000); }

static void every_change_is_followed_by_a_look(void)
{
	static void (*const calls[])(void) = { allocate, add, remove_memory, reserve, give_back, mark,
					       mark_reserved, trim, limit, cap, limit_map };

	for (size_t i = 0; i < LENGTH(calls); i++) {
		fill_arrays();
		calls[i]();
		CHECK(!memblock_check());
		fill_arrays();
		memblock.reserved.regions[1].base = LOW + 0x2000;
		memblock.reserved.regions[1].size = 0;
		CHECK_NOTICED(calls[i](), memblock_check, "a region is empty");
	}
}

#endif

/* ---- bitmaps ---- */

#ifndef CONFIG_NO_BOOTMEM

static bootmem_data_t *fill_bitmap(void)
{
	test_reset();
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	return &bootmem_node_data[0];
}

static bootmem_addr_t address_of(unsigned long page)
{
	return (bootmem_addr_t)pfn_phys(HOME + page);
}

static void take_one(void) { reserve_bootmem(address_of(HOME_PAGES / 2), 1, BOOTMEM_DEFAULT); }
static void give_one(void) { free_bootmem(address_of(HOME_PAGES / 4), PAGE_SIZE); }
static void claim_one(void) { core_reserve(pfn_phys(HOME + HOME_PAGES / 2), 1, NULL); }
static void allocate_bytes(void) { alloc_bootmem(1); }

/* A page is free, and a rest of it is to be had all the same. */
static void every_change_of_bits_is_followed_by_a_look(void)
{
	static void (*const calls[])(void) = { take_one, give_one, claim_one, allocate_bytes };

	for (size_t i = 0; i < LENGTH(calls); i++) {
		bootmem_data_t *node = fill_bitmap();

		reserve_bootmem(address_of(HOME_PAGES / 4), PAGE_SIZE, BOOTMEM_DEFAULT);
		calls[i]();
		CHECK(!bootmem_check());
		reserve_bootmem(address_of(HOME_PAGES / 4), PAGE_SIZE, BOOTMEM_DEFAULT);
		node->last_end_off = (bootmem_addr_t)((HOME_PAGES / 4 + 1) * PAGE_SIZE + 64);
		CHECK_NOTICED(calls[i](), bootmem_check, "the rest of a page lies in a page that is free");
	}
}

static void a_hint_is_wrong(void)
{
	fill_bitmap()->hint_idx = HOME_PAGES + 1;
	CHECK_NOTICED(take_one(), bootmem_check, "a hint lies outside");
}

static void a_note_is_wrong(void)
{
	bootmem_data_t *node = fill_bitmap();

	node->full_idx = HOME_PAGES / 4;
	node->full_pages = 7;
	CHECK_NOTICED(take_one(), bootmem_check, "pages that are noted as full are free");
	node = fill_bitmap();
	node->full_idx = HOME_PAGES + 1;
	node->full_pages = 7;
	CHECK_NOTICED(take_one(), bootmem_check, "a note of what is full lies outside of its node");
	node = fill_bitmap();
	node->full_pages = 0;
	CHECK_NOTICED(take_one(), bootmem_check, "a note of what is full lies outside of its node");
	/* At the very end, where nothing is free, it may be; and a single page counts. */
	node = fill_bitmap();
	node->full_idx = node->node_low_pfn - node->node_min_pfn;
	node->full_pages = 7;
	take_one();
	CHECK(!bootmem_check());
	node = fill_bitmap();
	reserve_bootmem(address_of(0), (bootmem_addr_t)pfn_phys(HOME_PAGES), BOOTMEM_DEFAULT);
	free_bootmem(address_of(HOME_PAGES / 2 + 1), PAGE_SIZE);
	node->full_idx = 0;
	node->full_pages = 1;
	CHECK_NOTICED(take_one(), bootmem_check, "pages that are noted as full are free");
}

static void a_map_is_free(void)
{
	const bootmem_data_t *node = fill_bitmap();
	unsigned long *bits = node->node_bootmem_map;
	unsigned long page = phys_pfn_down(bootmem_virt_to_phys(bits)) - node->node_min_pfn;

	bits[page / (8 * sizeof(*bits))] &= ~(1UL << page % (8 * sizeof(*bits)));
	CHECK_NOTICED(take_one(), bootmem_check, "a page that a map lies in is free");
}

#endif

/* ---- poison ---- */

static unsigned long pages_came, pages_kept;

/* Nothing is known of what lies beyond the test memory. */
static void receive(unsigned long pfn, unsigned int order)
{
	for (unsigned long end = pfn + (1UL << order); pfn < end && pfn < HOME + HOME_PAGES; pfn++) {
		const u8 *bytes = test_pointer(pfn_phys(pfn));
		size_t poisoned = 0;

		if (!bytes)
			continue;
		for (size_t i = 0; i < PAGE_SIZE; i++)
			poisoned += bytes[i] == BOOTMEM_POISON;
		pages_came++;
		pages_kept += poisoned != PAGE_SIZE;
	}
}

/* RAM without memory behind it takes part: the port says so. */
static void pages_are_poisoned(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_pages(HOME_PAGES, 64, NUMA_NO_NODE);
	reserve_pages(20, 3);
	start_world();
	memset(test_pointer(pfn_phys(HOME + 20)), 0x11, 3 * PAGE_SIZE);
	pages_came = pages_kept = 0;
	mock_receiver = receive;
	free_all_bootmem();
	CHECK(pages_came > HOME_PAGES / 2);
	memblock_free_late(pfn_phys(HOME + 21), PAGE_SIZE);
#ifdef CONFIG_BOOTMEM_DEBUG
	CHECK_EQ(pages_kept, 0);
#else
	CHECK_EQ(pages_kept, pages_came);
#endif
	CHECK_EQ(*(const u8 *)test_pointer(pfn_phys(HOME + 20) + PAGE_SIZE - 1), 0x11);
	CHECK_EQ(*(const u8 *)test_pointer(pfn_phys(HOME + 22)), 0x11);
}

/* A page that cannot be touched says nothing about those behind it in its block. */
static void first_page_is_not_mapped(void)
{
	mock_place(test_memory + PAGE_SIZE);
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	pages_came = pages_kept = 0;
	mock_receiver = receive;
	free_all_bootmem();
	CHECK(pages_came > HOME_PAGES / 2);
#ifdef CONFIG_BOOTMEM_DEBUG
	CHECK_EQ(pages_kept, 0);
#else
	CHECK_EQ(pages_kept, pages_came);
#endif
}

const struct suite suite_debug = {
	"debug",
	(const struct test_case[]){
#ifdef CONFIG_HAVE_MEMBLOCK
		{ "a region is empty", a_region_is_empty },
		{ "regions overlap", regions_overlap },
		{ "regions touch", regions_touch },
		{ "a region passes the end of all addresses", a_region_wraps },
		{ "a total is wrong", the_total_is_wrong },
		{ "memblock is looked at after every change", every_change_is_followed_by_a_look },
#endif
#ifndef CONFIG_NO_BOOTMEM
		{ "the bitmap is looked at after every change", every_change_of_bits_is_followed_by_a_look },
		{ "a hint is wrong", a_hint_is_wrong },
		{ "a note is wrong", a_note_is_wrong },
		{ "a bitmap lies in a free page", a_map_is_free },
#endif
		{ "pages are poisoned before they go", pages_are_poisoned },
		{ "those behind one that is not mapped as well", first_page_is_not_mapped },
		{ 0 },
	},
};
