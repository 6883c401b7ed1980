/* SPDX-License-Identifier: MIT */
/*
 * actions.h - tests as data: a scenario is a list of actions and the regions expected
 * after them.
 */
#ifndef ACTIONS_H
#define ACTIONS_H

#include <bootmem/memblock.h>

#include "test.h"

/* Nodes in tables: 0, the default, is none. */
#define NODE(nid) ((nid) + 1)

enum verb {
	DONE, /* end of a list */
	ADD,
	ADD_NODE,
	REMOVE,
	RESERVE,
	FREE,
	HOTPLUG,
	CLEAR_HOTPLUG,
	MIRROR,
	NOMAP,
	CLEAR_NOMAP,
	NOINIT,
	SET_NODE,
	SET_RESERVED_NODE,
	TRIM,	   /* size: alignment */
	LIMIT,	   /* size: bytes */
	CAP,
	LIMIT_MAP, /* size: bytes */
};

struct action {
	enum verb verb;
	phys_addr_t base, size;
	int node;
	unsigned int flags;
};

struct expected {
	phys_addr_t base, size; /* size 0 ends a list */
	unsigned int flags;
	int node;
};

struct scenario {
	const char *name;
	struct action actions[10];
	struct expected memory[8], reserved[8];
};

/* The node number of a table; without CONFIG_NUMA there is but one node. */
static inline int table_nid(int node)
{
#ifdef CONFIG_NUMA
	return node - 1;
#else
	return node ? 0 : NUMA_NO_NODE;
#endif
}

static inline int act(const struct action *a, phys_addr_t offset)
{
	phys_addr_t base = a->base + offset, size = a->size;
	int nid = table_nid(a->node);

	switch (a->verb) {
	case ADD:
		return memblock_add(base, size);
	case ADD_NODE:
		return memblock_add_node(base, size, nid, (enum memblock_flags)a->flags);
	case REMOVE:
		return memblock_remove(base, size);
	case RESERVE:
		return memblock_reserve(base, size);
	case FREE:
		return memblock_phys_free(base, size);
	case HOTPLUG:
		return memblock_mark_hotplug(base, size);
	case CLEAR_HOTPLUG:
		return memblock_clear_hotplug(base, size);
	case MIRROR:
		return memblock_mark_mirror(base, size);
	case NOMAP:
		return memblock_mark_nomap(base, size);
	case CLEAR_NOMAP:
		return memblock_clear_nomap(base, size);
	case NOINIT:
		return memblock_reserved_mark_noinit(base, size);
	case SET_NODE:
		return memblock_set_node(base, size, &memblock.memory, nid);
	case SET_RESERVED_NODE:
		return memblock_set_node(base, size, &memblock.reserved, nid);
	case TRIM:
		memblock_trim_memory(size);
		return 0;
	case LIMIT:
		memblock_enforce_memory_limit(size);
		return 0;
	case CAP:
		memblock_cap_memory_range(base, size);
		return 0;
	case LIMIT_MAP:
		memblock_mem_limit_remove_map(size);
		return 0;
	case DONE:
		break;
	}
	return 0;
}

/* Without nodes, what differs in nothing else is one region. */
static inline bool expected_joins(const struct expected *a, const struct expected *b)
{
#ifdef CONFIG_NUMA
	(void)a;
	(void)b;
	return false;
#else
	return b->size && a->base + a->size == b->base && a->flags == b->flags;
#endif
}

static inline bool region_is(const struct memblock_region *r, phys_addr_t base, phys_addr_t size,
			     unsigned int flags, int node)
{
	if (r->base != base || r->size != size || (unsigned int)r->flags != flags)
		return false;
#ifdef CONFIG_NUMA
	return r->nid == node - 1;
#else
	(void)node;
	return true;
#endif
}

/* The array holds exactly what is expected, moved up by offset. */
static inline bool regions_are(const struct memblock_type *type, const struct expected *want,
			       phys_addr_t offset)
{
	phys_addr_t total = 0;
	unsigned long n = 0;

	while (want->size) {
		struct expected e = *want++;

		for (; expected_joins(&e, want); want++)
			e.size += want->size;
		if (n >= type->cnt ||
		    !region_is(&type->regions[n], e.base + offset, e.size, e.flags, e.node))
			return false;
		total += e.size;
		n++;
	}
	return type->cnt == n && type->total_size == total;
}

static inline bool region_zeroed(const struct memblock_region *r)
{
	return !r->base && !r->size && !r->flags && memblock_get_region_node(r) == 0;
}

/* What holds after every call. */
#define CHECK_INVARIANTS() check_invariants(__FILE__, __LINE__)
static inline void check_invariants(const char *file, int line)
{
	const char *fault = memblock_check();

	test_check(fault == NULL, file, line, fault ? fault : "memblock_check()");
	if (!memblock.memory.cnt)
		test_check(region_zeroed(&memblock.memory.regions[0]), file, line,
			   "the first region of empty memory is zeroed");
	if (!memblock.reserved.cnt)
		test_check(region_zeroed(&memblock.reserved.regions[0]), file, line,
			   "the first region of empty reserved is zeroed");
}

#define CHECK_MEMORY(want, offset)                                                                 \
	test_check(regions_are(&memblock.memory, want, offset), __FILE__, __LINE__,               \
		   "memory as expected: " #want)
#define CHECK_RESERVED(want, offset)                                                               \
	test_check(regions_are(&memblock.reserved, want, offset), __FILE__, __LINE__,             \
		   "reserved as expected: " #want)

/* Empty both arrays without touching anything else in the world. */
static inline void forget_regions(void)
{
	memblock_remove(0, PHYS_ADDR_MAX);
	memblock_phys_free(0, PHYS_ADDR_MAX);
}

static inline void run_scenario(const struct scenario *s, phys_addr_t offset)
{
	forget_regions();
	for (const struct action *a = s->actions; a < s->actions + LENGTH(s->actions) && a->verb;
	     a++) {
		test_check(act(a, offset) == 0, __FILE__, __LINE__, s->name);
		CHECK_INVARIANTS();
	}
	test_check(regions_are(&memblock.memory, s->memory, offset), __FILE__, __LINE__, s->name);
	test_check(regions_are(&memblock.reserved, s->reserved, offset), __FILE__, __LINE__,
		   s->name);
}

/*
 * The same at several places, so that wraps show. Tables use addresses below
 * SCENARIO_SPAN; in the last place the table ends where the address space does.
 */
#define SCENARIO_SPAN 0x10000
static inline void run_scenarios(const struct scenario *s, unsigned long n)
{
	static const phys_addr_t offsets[] = { 0, 0x10000000, 0x7fff8000, PHYS_ADDR_MAX / 2 + 1,
					       PHYS_ADDR_MAX - 0xfffff,
					       PHYS_ADDR_MAX - SCENARIO_SPAN };

	for (unsigned long i = 0; i < n; i++)
		for (unsigned long k = 0; k < LENGTH(offsets); k++)
			run_scenario(&s[i], offsets[k]);
}

/* For tables with alignments: aligned places only. */
static inline void run_aligned_scenarios(const struct scenario *s, unsigned long n)
{
	static const phys_addr_t offsets[] = { 0, 0x10000000, 0x80000000,
					       PHYS_ADDR_MAX - 0xfffff };

	for (unsigned long i = 0; i < n; i++)
		for (unsigned long k = 0; k < LENGTH(offsets); k++)
			run_scenario(&s[i], offsets[k]);
}

#endif
