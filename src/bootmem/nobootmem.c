/* SPDX-License-Identifier: MIT */
/*
 * nobootmem.c - memblock as the core that owns memory (see core.h).
 *
 * A layer of sentences, no mechanism: memblock does all of it, in the same order of tries.
 */
#include <bootmem/port.h>

#include "core.h"
#include "lib/lib.h"
#include "memblock/internal.h"

void __init_memblock bootmem_set_current_limit(phys_addr_t limit)
{
	memblock_set_current_limit(limit);
}

phys_addr_t __init_memblock bootmem_get_current_limit(void)
{
	return memblock_get_current_limit();
}

bool __init core_is_open(void)
{
	memblock_sync();
	return !boot_handed_over;
}

void *__init core_alloc(const struct core_request *r)
{
	return memblock_alloc_try_nid_raw(r->size, r->align, r->goal, r->limit, r->nid);
}

void *__init core_alloc_exact(const struct core_request *r)
{
	phys_addr_t addr = memblock_alloc_range_nid(r->size, r->align, r->goal, r->limit, r->nid,
						    true);
	void *ptr;

	if (!addr)
		return NULL;
	ptr = memblock_map(addr, r->size);
	if (!ptr)
		memblock_phys_free(addr, r->size);
	return ptr;
}

const char *__init core_advice(void)
{
	return "add RAM, ask for less, or raise bootmem_set_current_limit()";
}

void __init core_free(phys_addr_t base, phys_addr_t size)
{
	memblock_phys_free(base, size);
}

void __init core_reserve(phys_addr_t base, phys_addr_t size, const char *owner)
{
	memblock_reserve_named(base, size, owner);
}

/* memblock knows the node by the address. */
void __init free_bootmem_node(pg_data_t *pgdat, bootmem_addr_t physaddr, bootmem_addr_t size)
{
	(void)pgdat;
	core_free((phys_addr_t)physaddr, (phys_addr_t)size);
}

bool __init core_next_free(phys_addr_t *base, phys_addr_t *end)
{
	u64 i = (u64)region_find(&memblock.reserved, *base) << 32 |
		region_find(&memblock.memory, *base);
	phys_addr_t start;

	do {
		__next_mem_range(&i, NUMA_NO_NODE, MEMBLOCK_HOTPLUG, &memblock.memory,
				 &memblock.reserved, &start, end, NULL);
		if (i == ~0ULL)
			return false;
	} while (*end <= *base);
	*base = max_phys(start, *base);
	return true;
}

unsigned long __init core_moves(void)
{
	return memblock_moves;
}

/* Pages that a reservation touches; two that meet in a page count once. */
unsigned long __init core_taken_pages(unsigned long start, unsigned long end)
{
	const struct memblock_type *type = &memblock.reserved;
	unsigned long taken = 0;

	for (unsigned long i = region_find(type, pfn_phys(start)); i < type->cnt; i++) {
		unsigned long first = memblock_region_reserved_base_pfn(&type->regions[i]);
		unsigned long stop = memblock_region_reserved_end_pfn(&type->regions[i]);

		if (first >= end)
			break;
		first = first > start ? first : start;
		start = stop < end ? stop : end;
		taken += start - first;
	}
	return taken;
}

u64 __init core_ram_bytes(void)
{
	return memblock.memory.total_size;
}

bool __init core_never_free(unsigned long pfn)
{
	const struct memblock_region *r = region_at(&memblock.memory, pfn_phys(pfn));

	return r && r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED);
}

void __init core_hand_over(void)
{
	memblock_hand_over();
}

/* The arrays go later, with memblock_discard(). */
unsigned long __init core_own_pages(void)
{
	return 0;
}

bool __init core_books_stay(void)
{
	return true;
}

void __init bootmem_dump(void)
{
	__memblock_dump_all();
}

const char *__init_memblock bootmem_check(void)
{
	return memblock_check();
}
