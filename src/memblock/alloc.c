/* SPDX-License-Identifier: MIT */
/*
 * Placement: which searches are tried, in which order, and the reservation of what one
 * finds, at the index where it was found.
 */
#include <bootmem/mmzone.h>
#include <bootmem/port.h>

#include "lib/lib.h"
#include "memblock/internal.h"

phys_addr_t __init_memblock memblock_limit(phys_addr_t end)
{
	if (end == MEMBLOCK_ALLOC_ACCESSIBLE || end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		return memblock.current_limit;
	return end;
}

/* ---- tries ---- */

/* Checks what no try can change; false refuses the request. */
static bool __init_memblock complete(struct request *req)
{
	memblock_assert_open("memblock_alloc");
	if (req->size == 0)
		return false;
	if (req->align == 0)
		req->align = SMP_CACHE_BYTES;
	if (!is_power_of_two(req->align)) {
		bootmem_warn("an allocation of %#llx bytes wants alignment %#llx, which is no power "
			     "of two; refused", PHYS(req->size), PHYS(req->align));
		return false;
	}
	/* Physical address 0 means "none". */
	req->start = max_phys(req->start, PAGE_SIZE);
	return true;
}

/* One search, and the reservation of what it finds. */
static phys_addr_t __init_memblock take(struct request *req)
{
	struct found found = memblock_find(req);

	if (!found.addr)
		return 0;
	req->no_slot = !memblock_take(found.addr, req->size, found.at);
	return req->no_slot ? 0 : found.addr;
}

/* Where to look after a node in vain: the next nearest when distances are known, then anywhere. */
static int __init_memblock next_node(int nid, int tried)
{
	return node_distances_told() ? next_nearest_node(nid, tried) : NUMA_NO_NODE;
}

/* Mirrored memory first, when there is any; in each, the node first, then others. */
static phys_addr_t __init_memblock allocate(struct request *req, bool exact)
{
	int nid = req->nid, tries = memblock_mirrored ? 2 : 1;
	phys_addr_t addr = 0;

	while (!addr && !req->no_slot && tries--) {
		req->flags = tries ? MEMBLOCK_MIRROR : MEMBLOCK_NONE;
		for (req->nid = nid;; req->nid = next_node(nid, req->nid)) {
			addr = take(req);
			if (addr || req->no_slot || exact || req->nid == NUMA_NO_NODE)
				break;
		}
	}
	req->nid = nid;
	return addr;
}

phys_addr_t __init_memblock memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align,
						     phys_addr_t start, phys_addr_t end, int nid,
						     bool exact_nid)
{
	struct request req = { size, align, start, memblock_limit(end), nid, MEMBLOCK_NONE, false };

	return complete(&req) ? allocate(&req, exact_nid) : 0;
}

phys_addr_t __init_memblock memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align,
						      phys_addr_t start, phys_addr_t end)
{
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE, false);
}

phys_addr_t __init_memblock memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align,
							int nid)
{
	return memblock_alloc_range_nid(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

void *__init_memblock memblock_map(phys_addr_t addr, phys_addr_t size)
{
	void *ptr = bootmem_phys_to_virt(addr, (size_t)size);

	if (!ptr)
		bootmem_warn("[%#llx, %#llx) is below current_limit but not mapped; "
			     "memblock_set_current_limit() said otherwise", PHYS(addr),
			     PHYS(addr + size));
	return ptr;
}

/* A floor is a wish: dropped rather than failing. Where there was no slot allocate() tries nothing more. */
static void *__init_memblock alloc_mapped(phys_addr_t size, phys_addr_t align, phys_addr_t start,
					  phys_addr_t end, int nid, bool exact)
{
	struct request req = { size, align, start, 0, nid, MEMBLOCK_NONE, false };
	phys_addr_t addr;
	void *ptr;

	req.end = min_phys(memblock_limit(end), memblock.current_limit);
	if (size != (size_t)size || !complete(&req))
		return NULL; /* what a pointer cannot span is not to be had */
	addr = allocate(&req, exact);
	if (!addr && req.start > PAGE_SIZE) {
		req.start = PAGE_SIZE;
		addr = allocate(&req, exact);
	}
	if (!addr)
		return NULL;
	ptr = memblock_map(addr, size);
	if (!ptr)
		memblock_phys_free(addr, size);
	return ptr;
}

void *__init_memblock memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align,
						 phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	return alloc_mapped(size, align, min_addr, max_addr, nid, false);
}

void *__init_memblock memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align,
						   phys_addr_t min_addr, phys_addr_t max_addr,
						   int nid)
{
	return alloc_mapped(size, align, min_addr, max_addr, nid, true);
}

void *__init_memblock memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align,
					     phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	void *ptr = memblock_alloc_try_nid_raw(size, align, min_addr, max_addr, nid);

	return ptr ? memset(ptr, 0, size) : NULL;
}
