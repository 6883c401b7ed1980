/* SPDX-License-Identifier: MIT */
/*
 * api.c - the common calls, written once over whichever core owns memory (core.h).
 *
 * Every call is one request and one of three ways to answer it. What the cores must not
 * differ in is decided here: sizes and alignments, limits, zeroing, panics, the seal.
 */
#include <bootmem/port.h>

#include "core.h"
#include "lib/lib.h"
#include "page/internal.h"

#define HIGH_BASE  (1ULL << 32)		/* "high" memory of a node starts here */
#define HIGH_WORTH ((u64)128 << 20)	/* it is tried first when there is more than this */

/* How a call answers. */
enum answer {
	ANSWER_RAW = 0,	    /* not zeroed, NULL = none */
	ANSWER_ZEROED = 1,  /* NULL = none */
	ANSWER_PANIC = 2,   /* with ANSWER_ZEROED: panic instead of NULL */
	ANSWER_ALWAYS = ANSWER_ZEROED | ANSWER_PANIC,
};

/* ---- requests ---- */

/* The current limit caps all: memory is there to be touched. */
static phys_addr_t __init effective_limit(phys_addr_t limit)
{
	phys_addr_t current = bootmem_get_current_limit();

	return limit == BOOTMEM_ALLOC_ACCESSIBLE ? current : min_phys(limit, current);
}

static phys_addr_t __init low_limit(void)
{
	u64 limit = ARCH_LOW_ADDRESS_LIMIT;

	return limit < PHYS_ADDR_MAX ? (phys_addr_t)limit : PHYS_ADDR_MAX;
}

/* ~0 means no limit, whichever of the two widths it came in. */
static phys_addr_t __init limit_of(bootmem_addr_t limit)
{
	return limit == BOOTMEM_ALLOC_ANYWHERE ? PHYS_ADDR_MAX : (phys_addr_t)limit;
}

static int __init nid_of(const pg_data_t *pgdat)
{
	return pgdat ? pgdat->node_id : NUMA_NO_NODE;
}

/* Why a request is refused before any core sees it; NULL = it is not. */
static const char *__init refusal(const struct core_request *r)
{
	if (!core_is_open())
		return "after hand-over: memory is the page allocator's now, use alloc_pages()";
	if (r->size == 0)
		return "for 0 bytes";
	if (!is_power_of_two(r->align))
		return "with an alignment that is no power of two";
	if (r->size != (size_t)r->size)
		return "for more bytes than a pointer can span";
	return NULL;
}

static void *__init refuse(const char *call, const struct core_request *r, const char *why,
			   enum answer answer)
{
	if (answer & ANSWER_PANIC)
		bootmem_die("%s() was called %s (%#llx bytes, alignment %#llx)", call, why,
			    PHYS(r->size), PHYS(r->align));
	if (r->size)
		bootmem_warn("%s() was called %s (%#llx bytes, alignment %#llx): refused", call,
			     why, PHYS(r->size), PHYS(r->align));
	return NULL;
}

static void *__init answer_with(void *ptr, const char *call, const struct core_request *r,
				enum answer answer)
{
	if (!ptr && (answer & ANSWER_PANIC))
		bootmem_die("%s(): no room for %#llx bytes (alignment %#llx, goal %#llx, limit "
			    "%#llx, node %d): %s", call, PHYS(r->size), PHYS(r->align),
			    PHYS(r->goal), PHYS(r->limit), r->nid, core_advice());
	if (ptr && (answer & ANSWER_ZEROED))
		memset(ptr, 0, (size_t)r->size);
	return ptr;
}

/* Fills in what a caller may leave open. */
static struct core_request __init request(phys_addr_t size, phys_addr_t align, phys_addr_t goal,
					  phys_addr_t limit, int nid)
{
	bool node_exists = nid >= 0 && nid < MAX_NUMNODES;

	return (struct core_request){ size, align ? align : SMP_CACHE_BYTES, goal,
				      effective_limit(limit), node_exists ? nid : NUMA_NO_NODE };
}

static void *__init allocate(const char *call, enum answer answer, phys_addr_t size,
			     phys_addr_t align, phys_addr_t goal, phys_addr_t limit, int nid)
{
	struct core_request r = request(size, align, goal, limit, nid);
	const char *why = refusal(&r);
	void *ptr = NULL;

	if (why)
		return refuse(call, &r, why, answer);
	/* Page 0 is never allocated; and memblock has other words for the lowest limits. */
	if (r.limit > PAGE_SIZE)
		ptr = core_alloc(&r);
	return answer_with(ptr, call, &r, answer);
}

/* ---- alloc_bootmem ---- */

void *__init __alloc_bootmem(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, goal, 0, NUMA_NO_NODE);
}

void *__init __alloc_bootmem_nopanic(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, goal, 0, NUMA_NO_NODE);
}

void *__init __alloc_bootmem_node(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				  bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, goal, 0, nid_of(pgdat));
}

void *__init __alloc_bootmem_node_nopanic(pg_data_t *pgdat, bootmem_addr_t size,
					  bootmem_addr_t align, bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, goal, 0, nid_of(pgdat));
}

void *__init ___alloc_bootmem_node_nopanic(pg_data_t *pgdat, bootmem_addr_t size,
					   bootmem_addr_t align, bootmem_addr_t goal,
					   bootmem_addr_t limit)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, goal, limit_of(limit), nid_of(pgdat));
}

/* End of a node's RAM; 0 when it has none. */
static u64 __init node_end(int nid)
{
	unsigned long start, end, highest = 0;
	int i, on;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &on)
		if (nid == NUMA_NO_NODE || nid == page_ram_node(on))
			highest = end;
	return (u64)highest << PAGE_SHIFT;
}

static bool __init prefers_high(u64 goal, int nid)
{
	return goal < HIGH_BASE && node_end(nid) > HIGH_BASE + HIGH_WORTH;
}

void *__init __alloc_bootmem_node_high(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				       bootmem_addr_t goal)
{
	struct core_request r = request(size, align, goal, 0, nid_of(pgdat)), high = r;
	void *ptr;

	if (refusal(&r) || !prefers_high(goal, r.nid))
		return allocate(__func__, ANSWER_ALWAYS, size, align, goal, 0, r.nid);
	high.goal = (phys_addr_t)HIGH_BASE;
	ptr = core_alloc_exact(&high);
	return ptr ? answer_with(ptr, __func__, &high, ANSWER_ALWAYS)
		   : allocate(__func__, ANSWER_ALWAYS, size, align, goal, 0, r.nid);
}

void *__init __alloc_bootmem_low(bootmem_addr_t size, bootmem_addr_t align, bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, goal, low_limit(), NUMA_NO_NODE);
}

void *__init __alloc_bootmem_low_nopanic(bootmem_addr_t size, bootmem_addr_t align,
					 bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, goal, low_limit(), NUMA_NO_NODE);
}

void *__init __alloc_bootmem_low_node(pg_data_t *pgdat, bootmem_addr_t size, bootmem_addr_t align,
				      bootmem_addr_t goal)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, goal, low_limit(), nid_of(pgdat));
}

/* ---- memblock_virt_alloc ---- */

void *__init memblock_virt_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
					 phys_addr_t max_addr, int nid)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, min_addr, max_addr, nid);
}

void *__init memblock_virt_alloc_try_nid_nopanic(phys_addr_t size, phys_addr_t align,
						 phys_addr_t min_addr, phys_addr_t max_addr,
						 int nid)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, min_addr, max_addr, nid);
}

void *__init memblock_virt_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align,
					     phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	return allocate(__func__, ANSWER_RAW, size, align, min_addr, max_addr, nid);
}

void *__init memblock_virt_alloc_low(phys_addr_t size, phys_addr_t align)
{
	return allocate(__func__, ANSWER_ALWAYS, size, align, 0, low_limit(), NUMA_NO_NODE);
}

void *__init memblock_virt_alloc_low_nopanic(phys_addr_t size, phys_addr_t align)
{
	return allocate(__func__, ANSWER_ZEROED, size, align, 0, low_limit(), NUMA_NO_NODE);
}

/* ---- give back ---- */

void __init free_bootmem(bootmem_addr_t physaddr, bootmem_addr_t size)
{
	core_free((phys_addr_t)physaddr, (phys_addr_t)size);
}

void __init memblock_free_early(phys_addr_t base, phys_addr_t size)
{
	core_free(base, size);
}

void __init memblock_free_early_nid(phys_addr_t base, phys_addr_t size, int nid)
{
	(void)nid;
	core_free(base, size);
}

/* ---- hand over ---- */

unsigned long __init free_all_bootmem(void)
{
	if (!core_is_open())
		bootmem_die("free_all_bootmem() was called twice: memory is the page allocator's "
			    "already");
	page_hand_over_start();
	core_hand_over();
	if (!page_pages_handed_over())
		bootmem_warn("free_all_bootmem() found no free page: %s", core_advice());
	else
		boot_handed_over = true;
	return page_pages_handed_over();
}
