/* SPDX-License-Identifier: MIT */
/*
 * pages.h - small worlds for suites about memory in every configuration.
 *
 * A world is described as a boot map, and start_world() goes the way that setup_arch() goes:
 * sweep, fill_core(), start_core(). So each configuration has nodes, reservations and its own
 * tables as a kernel would have them.
 *
 * All RAM of a world lies at or above test_memory. What allocations may touch ends with
 * the test memory; RAM above has page structs but nothing behind it.
 */
#ifndef PAGES_H
#define PAGES_H

#include <bootmem/boot_map.h>
#include <bootmem/bootmem.h>
#include <bootmem/mmzone.h>
#include <bootmem/page_alloc.h>
#include <bootmem/port.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif

#include <core.h>

#include "test.h"

/* The first page of the test memory, and how many there are. */
#define HOME	   phys_pfn_down(test_memory)
#define HOME_PAGES ((unsigned long)(TEST_MEMORY_SIZE >> PAGE_SHIFT))

/* ---- describe: after start_world() it is a new world ---- */

/* Bytes of any kind, as a translator would add them. */
void add_range(phys_addr_t base, phys_addr_t size, enum boot_kind kind, int nid,
	       const char *owner);

/* RAM in pages counted from the first of the test memory. */
static inline void add_pages(unsigned long first, unsigned long pages, int nid)
{
	add_range(pfn_phys(HOME + first), pfn_phys(pages), BOOT_RAM, nid, NULL);
}

static inline void reserve_pages(unsigned long first, unsigned long pages)
{
	add_range(pfn_phys(HOME + first), pfn_phys(pages), BOOT_RESERVED, NUMA_NO_NODE,
		  "somebody");
}

static inline void nomap_pages(unsigned long first, unsigned long pages)
{
	add_range(pfn_phys(HOME + first), pfn_phys(pages), BOOT_NOMAP, NUMA_NO_NODE, NULL);
}

/* ---- start ---- */

/* The core that owns memory knows the world. */
void start_world(void);

/* The map of the world that was started, swept, with what the core has claimed in it. */
const struct boot_map *world_map(void);

#ifdef CONFIG_HAVE_MEMBLOCK
/* The same when memblock was filled by hand, to the byte and with flags. */
void start_memblock_world(void);
#endif

/* Nothing that lies above the test memory can be touched. */
static inline void limit_to_home(void)
{
	bootmem_set_current_limit(test_memory + TEST_MEMORY_SIZE);
}

/* Zone limits: everything is NORMAL. */
static inline const unsigned long *one_zone(void)
{
	static const unsigned long limits[MAX_NR_ZONES] = { 0, 0, ~0UL, ~0UL };

	return limits;
}

/* The world as described, all the way to the buddy. */
static inline void start_pages(const unsigned long *limits)
{
	start_world();
	free_area_init(limits);
	free_all_bootmem();
}

/* ---- while the core owns memory ---- */

static inline bool is_free(phys_addr_t addr)
{
	phys_addr_t base = addr, end;

	return core_next_free(&base, &end) && base == addr;
}

/* Free bytes in a range. */
static inline phys_addr_t free_bytes(phys_addr_t from, phys_addr_t to)
{
	phys_addr_t base = from, end, sum = 0;

	for (; base < to && core_next_free(&base, &end) && base < to; base = end)
		sum += (end < to ? end : to) - base;
	return sum;
}

/* Take pages, give pages, whoever owns them. */
static inline void take_pages(unsigned long first, unsigned long pages)
{
	core_reserve(pfn_phys(HOME + first), pfn_phys(pages), "somebody");
}

static inline void give_pages(unsigned long first, unsigned long pages)
{
	core_free(pfn_phys(HOME + first), pfn_phys(pages));
}

#define CHECK_CORE() check_core(__FILE__, __LINE__)
static inline void check_core(const char *file, int line)
{
	const char *fault = bootmem_check();

	test_check(!fault, file, line, fault ? fault : "bootmem_check()");
}

#define CHECK_PAGES() check_pages(__FILE__, __LINE__)
static inline void check_pages(const char *file, int line)
{
	const char *fault = page_alloc_check();

	test_check(!fault, file, line, fault ? fault : "page_alloc_check()");
}

#endif
