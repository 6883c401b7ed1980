/* SPDX-License-Identifier: MIT */
/*
 * What memblock says, to the letter, with each number in its place; with the arrays free to grow
 * and no memory for that. (Before memblock_allow_resize(): test_dump.c.)
 */
#include <string.h>

#include <bootmem/bootmem.h>

#include "../suites/actions.h"
#include "mock.h"

#define SPARSE	 ((phys_addr_t)0x40000000) /* no RAM: a place for regions apart */
#define STEP	 ((phys_addr_t)0x100)
#define FIRST	 ((unsigned long)INIT_MEMBLOCK_REGIONS)
#define RESERVED ((unsigned long)INIT_MEMBLOCK_RESERVED_REGIONS)

static phys_addr_t apart(unsigned long i)
{
	return SPARSE + 2 * STEP * i;
}

/* ---- allocations ---- */

static void refused_alignment(void)
{
	memblock_add(test_memory, PAGE_SIZE);
	test_log_clear();
	CHECK_EQ(memblock_phys_alloc(0x41, 0x30), 0);
	CHECK_TEXT(test_log(), "warning: an allocation of 0x41 bytes wants alignment 0x30, which is no power of two; "
			     "refused\n");
}

static void not_mapped(void)
{
	phys_addr_t nowhere = mock_base + MOCK_SIZE;

	memblock_add(nowhere, 0x1000);
	test_log_clear();
	CHECK(!memblock_alloc(0x41, 0x100));
	CHECK_TEXT(test_log(), text("warning: [%#llx, %#llx) is below current_limit but not mapped; "
				       "memblock_set_current_limit() said otherwise\n",
				       (unsigned long long)nowhere + 0xf00, (unsigned long long)nowhere + 0xf41));
}

/* ---- no room ---- */

/* Nothing that may be allocated, and no slot. */
static void fill(bool memory, bool reserved)
{
	memblock_allow_resize();
	for (unsigned long i = 0; memory && i < FIRST; i++)
		memblock_add_node(apart(i), STEP, 0, MEMBLOCK_NOMAP);
	for (unsigned long i = 0; reserved && i < RESERVED; i++)
		memblock_reserve(apart(i), STEP);
	test_log_clear();
}

static void check_no_room(const char *verb, phys_addr_t base, phys_addr_t size, unsigned long max, const char *array,
			  const char *constant)
{
	test_check_text(test_log(), text("warning: cannot %s [%#llx, %#llx): it takes more than %lu %s regions and there is "
					    "no memory for more; raise %s\n", verb, (unsigned long long)base,
				    (unsigned long long)(base + size), max, array, constant), __FILE__, __LINE__);
	test_log_clear();
}

static void full_memory(void)
{
	fill(true, false);
	CHECK_EQ(memblock_add(apart(FIRST), 0x11), -ENOMEM);
	check_no_room("add memory", apart(FIRST), 0x11, FIRST, "memory", "INIT_MEMBLOCK_REGIONS");
	CHECK_EQ(memblock_remove(apart(5) + 8, 0x12), -ENOMEM);
	check_no_room("remove memory", apart(5) + 8, 0x12, FIRST, "memory", "INIT_MEMBLOCK_REGIONS");
	CHECK_EQ(memblock_mark_mirror(apart(5) + 8, 0x13), -ENOMEM);
	check_no_room("mark", apart(5) + 8, 0x13, FIRST, "memory", "INIT_MEMBLOCK_REGIONS");
}

/* A slot is free, and two are needed: what is named is the room that there is. */
static void a_slot_too_few(void)
{
	fill(true, false);
	CHECK_EQ(memblock_remove(apart(FIRST - 1), STEP), 0);
	CHECK_EQ(memblock_mark_mirror(apart(5) + 8, 0x13), -ENOMEM);
	check_no_room("mark", apart(5) + 8, 0x13, FIRST, "memory", "INIT_MEMBLOCK_REGIONS");
}

static void full_reserved(void)
{
	phys_addr_t end = SPARSE - 0x1000;

	fill(false, true);
	CHECK_EQ(memblock_phys_free(apart(5) + 8, 0x11), -ENOMEM);
	check_no_room("free", apart(5) + 8, 0x11, RESERVED, "reserved", "INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK_EQ(memblock_reserved_mark_noinit(apart(5) + 8, 0x12), -ENOMEM);
	check_no_room("mark", apart(5) + 8, 0x12, RESERVED, "reserved", "INIT_MEMBLOCK_RESERVED_REGIONS");
	memblock_add(end - 0x200, 0x200);
	CHECK_EQ(memblock_phys_alloc(0x13, 1), 0);
	check_no_room("allocate", end - 0x13, 0x13, RESERVED, "reserved", "INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK_PANIC(memblock_reserve(apart(RESERVED), 0x14),
		    text("the reservation of [%#llx, %#llx) for an unnamed owner would be lost: it takes more than %lu "
			 "reserved regions and there is no memory for more; raise INIT_MEMBLOCK_RESERVED_REGIONS",
			 (unsigned long long)apart(RESERVED), (unsigned long long)apart(RESERVED) + 0x14, RESERVED));
	CHECK_PANIC(memblock_reserve_named(apart(RESERVED), 0x15, "somebody"),
		    text("the reservation of [%#llx, %#llx) for somebody would be lost: it takes more than %lu "
			 "reserved regions and there is no memory for more; raise INIT_MEMBLOCK_RESERVED_REGIONS",
			 (unsigned long long)apart(RESERVED), (unsigned long long)apart(RESERVED) + 0x15, RESERVED));
}

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
static void full_physmem(void)
{
	fill(false, false);
	for (unsigned long i = 0; i < INIT_PHYSMEM_REGIONS; i++)
		memblock_physmem_add(apart(i), STEP);
	CHECK_EQ(memblock_physmem_add(apart(INIT_PHYSMEM_REGIONS), 0x11), -ENOMEM);
	check_no_room("record memory", apart(INIT_PHYSMEM_REGIONS), 0x11, INIT_PHYSMEM_REGIONS, "physmem",
		      "INIT_PHYSMEM_REGIONS");
}
#endif

/* ---- what is there already ---- */

static void other_attributes(void)
{
	memblock_add_node(0x4000, 0x2000, 0, MEMBLOCK_NONE);
	test_log_clear();
	memblock_add_node(0x4100, 0x5100, 0, MEMBLOCK_HOTPLUG);
	CHECK_TEXT(test_log(), "warning: memory [0x4100, 0x9200) was added before as [0x4000, 0x6000) with other flags or "
			     "another node; it keeps them\n");
	/* The first that differs, behind one that does not. */
	memblock_add_node(0x20000, 0x1000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x22000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(0x24000, 0x1000, 0, MEMBLOCK_MIRROR);
	test_log_clear();
	memblock_add_node(0x20000, 0x5000, 0, MEMBLOCK_NONE);
	CHECK(!strcmp(test_log(), "bootmem: warning: memory [0x20000, 0x25000) was added before as [0x22000, 0x23000) with other flags or "
				  "another node; it keeps them\n"));
#ifdef CONFIG_NUMA
	/* No node is another one than the node that it has. */
	memblock_add_node(0xa000, 0x1000, 1, MEMBLOCK_NONE);
	test_log_clear();
	memblock_add_node(0xa800, 0x1000, NUMA_NO_NODE, MEMBLOCK_NONE);
	CHECK_TEXT(test_log(), "warning: memory [0xa800, 0xb800) was added before as [0xa000, 0xb000) with other flags or "
			     "another node; it keeps them\n");
#endif
}

static void names_that_overlap(void)
{
	reserve_early(0x4000, 0x6000, "first");
	test_log_clear();
	reserve_early(0x3800, 0x5000, "second");
	CHECK_TEXT(test_log(), "warning: reserve_early: [0x3800, 0x5000) for \"second\" overlaps [0x4000, 0x5000) of "
			     "\"first\"\n");
}

/* ---- owners ---- */

/* Reservations with two names in turn, side by side, so that only owners run out. */
static void fill_owners(void)
{
	for (unsigned long i = 0; i < RESERVED; i++)
		memblock_reserve_named(SPARSE + STEP * i, STEP, i % 2 ? "odd" : "even");
	test_log_clear();
}

static void owners(void)
{
	memblock_allow_resize();
	fill_owners();
	memblock_reserve_named(SPARSE + STEP * RESERVED, 0x11, "even");
	CHECK_TEXT(test_log(), text("warning: [%#llx, %#llx) is reserved, but the table of owners is full: \"even\" will not "
				       "be named\n", (unsigned long long)(SPARSE + STEP * RESERVED),
				       (unsigned long long)(SPARSE + STEP * RESERVED + 0x11)));
	test_log_clear();
	memblock_phys_free(SPARSE + 5 * STEP + 8, 0x12);
	CHECK_TEXT(test_log(), text("warning: [%#llx, %#llx) loses its owner's name: the table of owners is full\n",
				       (unsigned long long)(SPARSE + 5 * STEP + 8), (unsigned long long)(SPARSE + 6 * STEP)));
}

/* ---- stages ---- */

static void nothing_to_hand_over(void)
{
	memblock_free_all();
	CHECK_TEXT(test_log(), "warning: memblock_free_all() found no free page: call memblock_add() first\n");
#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
	CHECK_PANIC(memblock_discard(), "memblock_discard() before hand-over: the arrays are still in use");
#endif
}

static void too_late(void)
{
	memblock_add(test_memory, PAGE_SIZE / 2);
	memblock_free_all();
	CHECK_TEXT(test_log(), "found no free page"); /* though there is RAM, and it is handed over */
	CHECK_PANIC(memblock_reserve(0x1000, 1), "memblock_reserve() was called after hand-over: memory is the page allocator's "
		    "now, use alloc_pages() or memblock_free_late()");
#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
	memblock_discard();
	CHECK_PANIC(memblock_is_memory(0x1000), "memblock_is_memory() was called after memblock_discard(): build with "
		    "CONFIG_ARCH_KEEP_MEMBLOCK to keep the arrays");
#endif
}

#ifndef CONFIG_NO_BOOTMEM
static void closed(void)
{
	memblock_add_node(test_memory, 64 * PAGE_SIZE, 0, MEMBLOCK_NONE);
	bootmem_init();
	CHECK_PANIC(memblock_reserve(0x1000, 1), "memblock_reserve() was called after bootmem_init(): the bitmap owns memory "
		    "now, use alloc_bootmem(), reserve_bootmem() or free_bootmem()");
#ifndef CONFIG_ARCH_KEEP_MEMBLOCK
	CHECK_PANIC(memblock_discard(), "memblock_discard() before hand-over: the arrays are still in use");
#endif
}
#endif

const struct suite suite_memblock_sentences = { "memblock_sentences", (const struct test_case[]){
	{ "an alignment that is refused", refused_alignment },
	{ "memory that is not mapped", not_mapped },
	{ "no slot in memory", full_memory },
	{ "a slot too few in memory", a_slot_too_few },
	{ "no slot in reserved", full_reserved },
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	{ "no slot in physmem", full_physmem },
#endif
	{ "memory with other attributes", other_attributes },
	{ "names that overlap", names_that_overlap },
	{ "no slot for owners", owners },
	{ "nothing to hand over", nothing_to_hand_over },
	{ "after hand-over, after discard", too_late },
#ifndef CONFIG_NO_BOOTMEM
	{ "after bootmem_init()", closed },
#endif
	{ 0 },
} };
