/* SPDX-License-Identifier: MIT */
/*
 * core.c - what only one core can be asked, and the calls that only it has. All that the test
 * kernel knows of configurations is here, and in the table of faults.c.
 */
#include "kernel.h"

/* ---- the core that hands memory over ---- */

#ifdef CONFIG_NO_BOOTMEM

bool core_has_taken(phys_addr_t pa, phys_addr_t size)
{
	return memblock_is_reserved(pa) && memblock_is_reserved(pa + size - 1);
}

bool core_gave(phys_addr_t pa, phys_addr_t size)
{
	return memblock_is_map_memory(pa) && memblock_is_region_memory(pa, size) &&
	       !memblock_is_region_reserved(pa, size);
}

#else

/* The bit of each page, as a debugger would look at it. */
bool core_has_taken(phys_addr_t pa, phys_addr_t size)
{
	const bootmem_data_t *bdata = &bootmem_node_data[node_of(pa)];
	const unsigned long *map = bdata->node_bootmem_map, bits = 8 * sizeof(*map);
	unsigned long pfn = phys_pfn_down(pa) - bdata->node_min_pfn, taken = 0, pages = 0;

	for (; pfn < phys_pfn_up(pa + size) - bdata->node_min_pfn; pfn++, pages++)
		taken += map[pfn / bits] >> pfn % bits & 1;
	return taken == pages;
}

/* Its books are gone with its memory. */
bool core_gave(phys_addr_t pa, phys_addr_t size)
{
	(void)pa;
	(void)size;
	return true;
}

#endif

/* ---- memblock's own ways to allocate, when it owns memory ---- */

#ifdef CONFIG_NO_BOOTMEM

void core_allocations(void)
{
	phys_addr_t half = memblock_start_of_DRAM() + memblock_phys_mem_size() / 2;

	make_dirty();
	keep(memblock_alloc(1 << 14, PAGE_SIZE), 1 << 14, PAGE_SIZE, "memblock_alloc()");
	keep(memblock_alloc_from(5000, 0, half), 5000, SMP_CACHE_BYTES, "memblock_alloc_from()");
	memblock_set_bottom_up(true);
	keep(memblock_alloc(1 << 13, 1 << 13), 1 << 13, 1 << 13, "from the bottom up");
	memblock_set_bottom_up(false);
}

#else

void core_allocations(void)
{
}

#endif

/* ---- memblock's books, whoever owns memory ---- */

#ifdef CONFIG_HAVE_MEMBLOCK

bool core_find_named(const char *name, phys_addr_t *start, phys_addr_t *size)
{
	return reserve_mem_find_by_name(name, start, size) == 1;
}

void core_check_books(void)
{
	struct extent ram = ram_extent();

	check(!memblock_check(), "memblock's invariants hold");
	check_equal(memblock_phys_mem_size(), ram.bytes, "memblock knows all RAM");
	check_equal(memblock_start_of_DRAM(), ram.start, "memblock knows where RAM starts");
	check_equal(memblock_end_of_DRAM(), ram.end, "memblock knows where RAM ends");
	print("kernel: %lu of %lu memory and %lu of %lu reserved regions in use\n",
	      memblock.memory.cnt, memblock.memory.max, memblock.reserved.cnt,
	      memblock.reserved.max);
}

/* Bytes of an array that has grown; the first one is in the image. */
static unsigned long grown_pages(const struct memblock_type *type, unsigned long first_max)
{
	phys_addr_t bytes = type->max * sizeof(struct memblock_region);

	return type->max > first_max ? phys_pfn_up(bytes) : 0;
}

/* At least the two public arrays come back; owners have an array, too. */
void core_discard(void)
{
	unsigned long before = nr_free_pages();
	unsigned long pages = grown_pages(&memblock.memory, INIT_MEMBLOCK_REGIONS) +
			      grown_pages(&memblock.reserved, INIT_MEMBLOCK_RESERVED_REGIONS);

	memblock_discard();
	check(nr_free_pages() >= before + pages, "memblock_discard() gives its arrays");
	print("kernel: memblock's arrays gave %lu pages\n", nr_free_pages() - before);
}

bool core_gives_back(const struct boot_range *r)
{
	(void)r;
	return false;
}

#else

/* Where memblock does not say which pages nobody has taken, the map does: bitmaps are in it. */
bool core_gives_back(const struct boot_range *r)
{
	const char *a = boot_range_owner(r), *b = "bitmap";

	for (; *a && *a == *b; a++, b++)
		;
	return *a == *b;
}

/* Names are memblock's. */
bool core_find_named(const char *name, phys_addr_t *start, phys_addr_t *size)
{
	(void)name;
	(void)start;
	(void)size;
	return false;
}

void core_check_books(void)
{
}

void core_discard(void)
{
}

#endif
