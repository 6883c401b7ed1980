/* SPDX-License-Identifier: MIT */
/*
 * After hand-over every call that changes an array panics, after discard every question
 * does, too; a reset by hand opens a new world. Pitfall 32. Host only, for the panics.
 */
#include <bootmem/bootmem.h>
#include <bootmem/mmzone.h>

#include "../suites/actions.h"
#include "mock.h"

/* RAM with nothing free in it: nobody has to take pages. */
static void seal(void)
{
	memblock_add_node(test_memory, 0x100000, 0, MEMBLOCK_NONE);
	memblock_reserve(test_memory, 0x100000);
	memblock_free_all();
}

static void changes_panic(void)
{
	phys_addr_t at = test_memory;

	seal();
	CHECK_PANIC(memblock_add(at, 1), "memblock_add() was called");
	CHECK_PANIC(memblock_add_node(at, 1, 0, MEMBLOCK_NONE), "memblock_add_node() was called");
	CHECK_PANIC(memblock_remove(at, 1), "memblock_remove() was called");
	CHECK_PANIC(memblock_reserve(at, 1), "memblock_reserve() was called");
	CHECK_PANIC(memblock_reserve_named(at, 1, "late"), "memblock_reserve_named() was called");
	CHECK_PANIC(memblock_phys_free(at, 1), "memblock_phys_free() was called");
	CHECK_PANIC(memblock_free(test_pointer(at), 1), "memblock_free() was called");
	CHECK_PANIC(memblock_mark_hotplug(at, 1), "memblock_mark_hotplug() was called");
	CHECK_PANIC(memblock_clear_hotplug(at, 1), "memblock_clear_hotplug() was called");
	CHECK_PANIC(memblock_mark_mirror(at, 1), "memblock_mark_mirror() was called");
	CHECK_PANIC(memblock_mark_nomap(at, 1), "memblock_mark_nomap() was called");
	CHECK_PANIC(memblock_clear_nomap(at, 1), "memblock_clear_nomap() was called");
	CHECK_PANIC(memblock_reserved_mark_noinit(at, 1),
		    "memblock_reserved_mark_noinit() was called");
#ifdef CONFIG_NUMA
	CHECK_PANIC(memblock_set_node(at, 1, &memblock.memory, 0),
		    "memblock_set_node() was called");
#endif
	CHECK_PANIC(memblock_trim_memory(0x1000), "memblock_trim_memory() was called");
	CHECK_PANIC(memblock_enforce_memory_limit(0x1000),
		    "memblock_enforce_memory_limit() was called");
	CHECK_PANIC(memblock_cap_memory_range(at, 0x1000),
		    "memblock_cap_memory_range() was called");
	CHECK_PANIC(find_e820_area(0, PHYS_ADDR_MAX, 1, 1), "find_e820_area() was called");
	CHECK_PANIC(memblock_mem_limit_remove_map(0x1000),
		    "memblock_mem_limit_remove_map() was called");
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	CHECK_PANIC(memblock_physmem_add(at, 1), "memblock_physmem_add() was called");
#endif
	CHECK_EQ(memblock_phys_mem_size(), 0x100000);
	CHECK_EQ(memblock_reserved_size(), 0x100000);
	CHECK_INVARIANTS();
}

#define LATE "memblock_alloc() was called after hand-over"

static void allocations_panic(void)
{
	seal();
	/* Even if it is for nothing. */
	CHECK_PANIC(memblock_alloc(0, 1), LATE);
	CHECK_PANIC(memblock_phys_alloc(0, 1), LATE);
	CHECK_PANIC(memblock_phys_alloc(1, 1), LATE);
	CHECK_PANIC(memblock_phys_alloc_range(1, 1, 0, 0), LATE);
	CHECK_PANIC(memblock_phys_alloc_try_nid(1, 1, 0), LATE);
	CHECK_PANIC(memblock_alloc_range_nid(1, 1, 0, 0, 0, true), LATE);
	CHECK_PANIC(memblock_alloc(1, 1), LATE);
	CHECK_PANIC(memblock_alloc_raw(1, 1), LATE);
	CHECK_PANIC(memblock_alloc_from(1, 1, 0), LATE);
	CHECK_PANIC(memblock_alloc_low(1, 1), LATE);
	CHECK_PANIC(memblock_alloc_node(1, 1, 0), LATE);
	CHECK_PANIC(memblock_alloc_try_nid(1, 1, 0, 0, 0), LATE);
	CHECK_PANIC(memblock_alloc_try_nid_raw(1, 1, 0, 0, 0), LATE);
	CHECK_PANIC(memblock_alloc_exact_nid_raw(1, 1, 0, 0, 0), LATE);
}

/* Nothing is asked for: nobody minds when, and nothing happens. */
static void changes_of_nothing(void)
{
	phys_addr_t at = test_memory;

	seal();
	CHECK_EQ(memblock_add(at, 0), 0);
	CHECK_EQ(memblock_add_node(at, 0, 0, MEMBLOCK_NONE), 0);
	CHECK_EQ(memblock_remove(at, 0), 0);
	CHECK_EQ(memblock_reserve(at, 0), 0);
	CHECK_EQ(memblock_reserve_named(at, 0, "nothing"), 0);
	CHECK_EQ(memblock_phys_free(at, 0), 0);
	memblock_free(test_pointer(at), 0);
	memblock_free(NULL, 1);
	CHECK_EQ(memblock_mark_hotplug(at, 0), 0);
	CHECK_EQ(memblock_clear_hotplug(at, 0), 0);
	CHECK_EQ(memblock_mark_mirror(at, 0), 0);
	CHECK_EQ(memblock_mark_nomap(at, 0), 0);
	CHECK_EQ(memblock_clear_nomap(at, 0), 0);
	CHECK_EQ(memblock_reserved_mark_noinit(at, 0), 0);
	CHECK_EQ(memblock_set_node(at, 0, &memblock.memory, 0), 0);
	CHECK_EQ(memblock_set_node(at, 0, &memblock.memory, -2), MAX_NUMNODES > 1 ? -EINVAL : 0);
	memblock_trim_memory(0x1001);
	memblock_enforce_memory_limit(0);
	memblock_cap_memory_range(at, 0);
	memblock_mem_limit_remove_map(0);
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	CHECK_EQ(memblock_physmem_add(at, 0), 0);
#endif
	CHECK_EQ(memblock_phys_mem_size(), 0x100000);
	CHECK_EQ(memblock_reserved_size(), 0x100000);
}

/* Sealed is not discarded: every question is answered. */
static void ask_everything(void)
{
	phys_addr_t at = test_memory, start, end, sum = 0;
	unsigned long pfn;
	int k;
	u64 i;

	CHECK_EQ(memblock_phys_mem_size(), 0x100000);
	CHECK_EQ(memblock_reserved_size(), 0x100000);
	CHECK_EQ(memblock_start_of_DRAM(), at);
	CHECK_EQ(memblock_end_of_DRAM(), at + 0x100000);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 0);
	CHECK(memblock_is_memory(at) && memblock_is_map_memory(at) && memblock_is_reserved(at));
	CHECK(memblock_is_region_memory(at, 1) && memblock_is_region_reserved(at, 1));
	CHECK(memblock_overlaps_region(&memblock.memory, at, 1));
	CHECK_EQ(memblock_search_pfn_nid(phys_pfn_down(at), &pfn, NULL), 0);
	CHECK(memblock_validate_numa_coverage(0));
	CHECK(memblock_owner(at) == NULL);
	for_each_mem_range(i, &start, &end)
		sum += end - start;
	for_each_mem_range_rev(i, &start, &end)
		sum += end - start;
	CHECK_EQ(sum, 0x200000);
	for_each_mem_pfn_range(k, NUMA_NO_NODE, NULL, NULL, NULL)
		sum = 0;
	CHECK_EQ(sum, 0);
	CHECK(memblock_check() == NULL);
}

static void questions_are_answered(void)
{
	seal();
	ask_everything();
}

#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
static void discard(void)
{
	seal();
	memblock_discard();
	ask_everything();
}
#else
/* Pitfall 32: loudly, instead of with answers about memory that is gone. */
static void discard(void)
{
	phys_addr_t at = test_memory, start, end;
	u64 i;
	int k;

	seal();
	memblock_discard();
	CHECK_PANIC(memblock_phys_mem_size(), "after memblock_discard()");
	CHECK_PANIC(memblock_discard(), "memblock_discard() was called after memblock_discard()");
	CHECK_PANIC(memblock_phys_mem_size(), "memblock_phys_mem_size() was called");
	CHECK_PANIC(memblock_reserved_size(), "memblock_reserved_size() was called");
	CHECK_PANIC(memblock_start_of_DRAM(), "memblock_start_of_DRAM() was called");
	CHECK_PANIC(memblock_end_of_DRAM(), "memblock_end_of_DRAM() was called");
	CHECK_PANIC(memblock_estimated_nr_free_pages(),
		    "memblock_estimated_nr_free_pages() was called");
	CHECK_PANIC(memblock_is_memory(at), "memblock_is_memory() was called");
	CHECK_PANIC(memblock_is_map_memory(at), "memblock_is_map_memory() was called");
	CHECK_PANIC(memblock_is_reserved(at), "memblock_is_reserved() was called");
	CHECK_PANIC(memblock_is_region_memory(at, 1), "memblock_is_region_memory() was called");
	CHECK_PANIC(memblock_is_region_reserved(at, 1), "memblock_discard()");
	CHECK_PANIC(memblock_overlaps_region(&memblock.memory, at, 1),
		    "memblock_overlaps_region() was called");
	CHECK_PANIC(memblock_search_pfn_nid(1, NULL, NULL), "memblock_search_pfn_nid() was called");
	CHECK_PANIC(memblock_validate_numa_coverage(0),
		    "memblock_validate_numa_coverage() was called");
	CHECK_PANIC(memblock_owner(at), "memblock_owner() was called");
	CHECK_PANIC(memblock_check(), "memblock_check() was called");
	CHECK_PANIC(__memblock_dump_all(), "__memblock_dump_all() was called");
	i = 0;
	CHECK_PANIC(__next_mem_range(&i, NUMA_NO_NODE, MEMBLOCK_NONE, &memblock.memory, NULL,
				     &start, &end, NULL), "__next_mem_range() was called");
	i = ~0ULL;
	CHECK_PANIC(__next_mem_range_rev(&i, NUMA_NO_NODE, MEMBLOCK_NONE, &memblock.memory, NULL,
					 &start, &end, NULL), "__next_mem_range_rev() was called");
	k = -1;
	CHECK_PANIC(__next_mem_pfn_range(&k, NUMA_NO_NODE, NULL, NULL, NULL),
		    "__next_mem_pfn_range() was called");
	CHECK_PANIC(memblock_reserve(at, 1), "");
	CHECK_PANIC(memblock_alloc(1, 1), "");
}
#endif

static void reset_by_hand(void)
{
	struct memblock first = memblock;

	seal();
	memblock_discard();
	memblock.memory = first.memory;
	memblock.reserved = first.reserved;
	CHECK_EQ(memblock_add(0x200000, 0x100000), 0);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0x300000 - 64);
	CHECK_EQ(memblock_phys_free(0x300000 - 64, 64), 0);
	CHECK(memblock_is_memory(0x200000) && !memblock_is_memory(test_memory));
	CHECK_EQ(memblock_reserved_size(), 0);
	CHECK_INVARIANTS();
#ifdef CONFIG_NO_BOOTMEM
	/* Nothing has been handed over yet. */
	memblock_reserve(0x200000, 0x100000);
	CHECK_EQ(free_all_bootmem(), 0);
	CHECK_TEXT(test_log(), "found no free page");
#endif
}

#ifdef CONFIG_NO_BOOTMEM
static void allocate_first(void)
{
	CHECK(alloc_bootmem_nopanic(64) != NULL);
}

static void allocate_high_first(void)
{
	CHECK(__alloc_bootmem_node_high(NULL, 64, 64, 0) != NULL);
}

static void hash_first(void)
{
	unsigned int shift, mask;

	CHECK(alloc_large_system_hash("first", 8, 16, 0, 0, &shift, &mask, 0, 0) != NULL);
	CHECK_EQ(mask, 15);
}

static void hand_over_first(void)
{
	CHECK_EQ(free_all_bootmem(), 2 * (0x100000 >> PAGE_SHIFT));
}

static void receive(unsigned long pfn, unsigned int order)
{
	(void)pfn;
	(void)order;
}

/* Whichever call is the first one in the new world. */
static void first_call_after_reset(void)
{
	static void (*const calls[])(void) = { allocate_first, allocate_high_first, hash_first, hand_over_first };
	struct memblock first = memblock;

	for (unsigned int i = 0; i < LENGTH(calls); i++) {
		test_reset();
		mock_receiver = receive;
		memblock_add_node(test_memory, 0x100000, 0, MEMBLOCK_NONE);
		CHECK(free_all_bootmem() > 0);
		CHECK_PANIC(alloc_bootmem(64), "__alloc_bootmem() was called after hand-over");
		memblock.memory = first.memory;
		memblock.reserved = first.reserved;
		memblock.memory.regions[0] = (struct memblock_region){ .base = test_memory, .size = 0x200000 };
		memblock.memory.cnt = 1;
		memblock.memory.total_size = 0x200000;
		calls[i]();
	}
}
#endif

/* RAM that somebody has put into the array himself is handed over and sealed like any other. */
static void filled_by_hand(void)
{
	memblock.memory.regions[0] = (struct memblock_region){ .base = test_memory, .size = PAGE_SIZE / 2 };
	memblock.memory.cnt = 1;
	memblock.memory.total_size = PAGE_SIZE / 2;
	memblock_free_all();
	CHECK_PANIC(memblock_add(test_memory, PAGE_SIZE), "memblock_add() was called after");
	CHECK_EQ(memblock_phys_mem_size(), PAGE_SIZE / 2);
}

/* RAM below current_limit that the port cannot reach after all. */
static void not_mapped(void)
{
	phys_addr_t nowhere = mock_base + MOCK_SIZE;

	memblock_add(nowhere, 0x100000);
	CHECK(memblock_alloc(64, 64) == NULL);
	CHECK_TEXT(test_log(), "warning");
	CHECK(memblock_alloc_raw(64, 64) == NULL);
	CHECK_EQ(memblock_reserved_size(), 0);
	/* Physical memory need not be mapped. */
	CHECK_EQ(memblock_phys_alloc(64, 64), nowhere + 0x100000 - 64);
	CHECK_INVARIANTS();
}

const struct suite suite_sealed = {
	"sealed",
	(const struct test_case[]){
		{ "changes panic after hand-over", changes_panic },
		{ "allocations panic after hand-over", allocations_panic },
		{ "changes of nothing do not", changes_of_nothing },
		{ "questions are answered after hand-over", questions_are_answered },
		{ "pitfall 32: after discard", discard },
		{ "a reset by hand opens a new world", reset_by_hand },
#ifdef CONFIG_NO_BOOTMEM
		{ "the first call after a reset by hand", first_call_after_reset },
#endif
		{ "an array filled by hand", filled_by_hand },
		{ "memory that is not mapped", not_mapped },
		{ 0 },
	},
};
