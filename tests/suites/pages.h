/* SPDX-License-Identifier: MIT */
/*
 * pages.h - small worlds for suites about zones and pages.
 *
 * All RAM of a world lies at or above test_memory. What allocations may touch ends with
 * the test memory; RAM above has page structs but nothing behind it.
 */
#ifndef PAGES_H
#define PAGES_H

#include <bootmem/memblock.h>
#include <bootmem/mmzone.h>
#include <bootmem/page_alloc.h>
#include <bootmem/port.h>

#include "test.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The first page of the test memory, and how many there are. */
#define HOME	   phys_pfn_down(test_memory)
#define HOME_PAGES ((unsigned long)(TEST_MEMORY_SIZE >> PAGE_SHIFT))

/* RAM in pages counted from the first of the test memory. */
static inline void add_pages(unsigned long first, unsigned long pages, int nid)
{
	memblock_add_node(pfn_phys(HOME + first), pfn_phys(pages), nid, MEMBLOCK_NONE);
}

static inline void reserve_pages(unsigned long first, unsigned long pages)
{
	memblock_reserve(pfn_phys(HOME + first), pfn_phys(pages));
}

/* Nothing that lies above the test memory can be touched. */
static inline void limit_to_home(void)
{
	memblock_set_current_limit(test_memory + TEST_MEMORY_SIZE);
}

/* Zone limits: everything is NORMAL. */
static inline const unsigned long *one_zone(void)
{
	static const unsigned long limits[MAX_NR_ZONES] = { 0, 0, ~0UL, ~0UL };

	return limits;
}

/* From free memory to the buddy. */
static inline void start_pages(const unsigned long *limits)
{
	limit_to_home();
	free_area_init(limits);
	memblock_free_all();
}

#define CHECK_PAGES() check_pages(__FILE__, __LINE__)
static inline void check_pages(const char *file, int line)
{
	const char *fault = page_alloc_check();

	test_check(!fault, file, line, fault ? fault : "page_alloc_check()");
}

#endif
