/* SPDX-License-Identifier: MIT */
/*
 * Thousands of regions under random allocation and release. Each allocation is compared
 * with a linear search over the public arrays, so that whatever the library remembers
 * about what does not fit is found out when it is stale.
 *
 *	TEST_SEED=n TEST_STEPS=n build/test/VARIANT/unit churn
 */
#include <string.h>

#include "../suites/actions.h"
#include "mock.h"
#include "model.h"

#define USUAL_STEPS    18000
#define STEPS_OF_WORLD 6000
#define MAX_LIVE       6000
#define FULL	       2500
#define KIB	       ((phys_addr_t)1 << 10)
#define MIB	       ((phys_addr_t)1 << 20)
/* Never RAM: reservations there only make the array grow. */
#define NOWHERE	       ((phys_addr_t)0x60000000)
/* RAM that no pointer reaches: above current_limit. */
#define BEYOND	       ((phys_addr_t)0x50000000)

struct block {
	phys_addr_t base, size;
};

static struct block live[MAX_LIVE];
static unsigned int nr_live;
static unsigned long found, not_found, most_regions;

static struct memblock_type first_memory, first_reserved;

/* The temper of a world. */
static struct {
	phys_addr_t ram;
	unsigned int largest; /* log2 of the largest usual block */
	unsigned int thirst;  /* allocations among 100 steps; swings */
	bool grown;	      /* large arrays from the start */
	phys_addr_t freed;    /* given back last */
	phys_addr_t edge[8];  /* where RAM was marked, added or removed lately */
} world;

static unsigned int below(unsigned int n)
{
	return (unsigned int)test_random_below(n);
}

static bool one_in(unsigned int n)
{
	return below(n) == 0;
}

static int random_nid(void)
{
#ifdef CONFIG_NUMA
	return (int)below(4) - 1;
#else
	return 0;
#endif
}

/* ---- the naive search: one pass over both arrays ---- */

static bool region_wanted(const struct memblock_region *r, const struct model_request *q, int nid,
			  unsigned int flags)
{
	unsigned int has = (unsigned int)r->flags;

	if (nid != NUMA_NO_NODE && model_nid(nid) != memblock_get_region_node(r))
		return false;
	if ((flags & MEMBLOCK_MIRROR) && !(has & MEMBLOCK_MIRROR))
		return false;
	if (has & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
		return false;
	return !(q->movable && (has & MEMBLOCK_HOTPLUG));
}

/* The best start in the gap [base, end); 0 = none. */
static phys_addr_t fit(phys_addr_t base, phys_addr_t end, const struct model_request *q)
{
	phys_addr_t addr;

	base = base > q->start ? base : q->start;
	end = end < q->end ? end : q->end;
	if (base >= end || end - base < q->size)
		return 0;
	if (!q->bottom_up) {
		addr = (end - q->size) / q->align * q->align;
		return addr >= base ? addr : 0;
	}
	addr = base % q->align ? q->align - base % q->align : 0;
	return addr <= end - base - q->size ? base + addr : 0;
}

static phys_addr_t try_gaps(const void *unused, const struct model_request *q, int nid,
			    unsigned int flags)
{
	const struct memblock_region *r, *taken = memblock.reserved.regions;
	const struct memblock_region *none = taken + memblock.reserved.cnt;
	phys_addr_t best = 0, base, end, addr;

	(void)unused;
	for_each_mem_region(r) {
		base = r->base;
		end = r->base + r->size;
		while (taken < none && taken->base + taken->size <= base)
			taken++;
		for (const struct memblock_region *t = taken; base < end; t++) {
			bool last = t >= none || t->base >= end;
			phys_addr_t top = last ? end : t->base;

			addr = 0;
			if (base < top && region_wanted(r, q, nid, flags))
				addr = fit(base, top, q);
			if (addr && q->bottom_up)
				return addr;
			best = addr ? addr : best;
			if (last)
				break;
			base = t->base + t->size;
		}
	}
	return best;
}

/* ---- allocate ---- */

static struct model_request random_request(void)
{
	struct model_request r = { 0 };
	phys_addr_t top = mock_base + world.ram;

	r.size = 1 + test_random_below((u64)1 << (1 + below(world.largest)));
	if (one_in(50))
		r.size = test_random_below(world.ram) + 1;
	r.align = (phys_addr_t)1 << (one_in(2) ? 6 : below(one_in(4) ? 17 : 8));
	if (one_in(6))
		r.start = mock_base + test_random_below(world.ram);
	if (one_in(6))
		r.end = top - test_random_below(world.ram);
	else if (one_in(10))
		r.end = MEMBLOCK_ALLOC_ANYWHERE;
	r.nid = one_in(3) ? random_nid() : NUMA_NO_NODE;
	r.exact = one_in(5);
	r.floor_is_law = one_in(2);
	r.bottom_up = memblock_bottom_up();
	r.movable = mock_movable_node;
	r.current_limit = memblock_get_current_limit();
	return r;
}

static phys_addr_t array_bytes(const struct memblock_type *type)
{
	if (type->regions >= first_reserved.regions &&
	    type->regions < first_reserved.regions + first_reserved.max)
		return 0;
	return phys_align_up(type->max * sizeof(struct memblock_region), PAGE_SIZE);
}

static phys_addr_t call(const struct model_request *r)
{
	void *p;

	if (r->floor_is_law)
		return memblock_alloc_range_nid(r->size, r->align, r->start, r->end, r->nid,
						r->exact);
	if (r->exact)
		p = memblock_alloc_exact_nid_raw(r->size, r->align, r->start, r->end, r->nid);
	else
		p = memblock_alloc_try_nid_raw(r->size, r->align, r->start, r->end, r->nid);
	return p ? mock_base + (phys_addr_t)((u8 *)p - mock_memory) : 0;
}

/* Index of the last region that starts at or below an address; 0 when there is none. */
static unsigned long region_below(const struct memblock_type *type, phys_addr_t addr)
{
	unsigned long lo = 0, hi = type->cnt;

	while (hi - lo > 1) {
		unsigned long mid = (lo + hi) / 2;

		if (type->regions[mid].base <= addr)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static bool wholly_reserved(struct block b)
{
	const struct memblock_type *type = &memblock.reserved;
	unsigned long lo = region_below(type, b.base);

	return type->cnt && type->regions[lo].base <= b.base &&
	       b.base - type->regions[lo].base + b.size <= type->regions[lo].size;
}

/* False ends the world: the arrays could not grow, which is no fault. */
static bool allocate(struct model_request r)
{
	phys_addr_t want = model_alloc_by(NULL, &r, try_gaps);
	phys_addr_t before = memblock_reserved_size() - array_bytes(&memblock.reserved);
	phys_addr_t got, after;

	test_log_clear();
	got = call(&r);
	if (strstr(test_log(), "INIT_MEMBLOCK_RESERVED_REGIONS"))
		return false;
	if (!CHECK_EQ(got, want))
		mock_note("size %#llx align %#llx start %#llx end %#llx nid %d exact %d law %d "
			  "up %d",
			  (unsigned long long)r.size, (unsigned long long)r.align,
			  (unsigned long long)r.start, (unsigned long long)r.end, r.nid, r.exact,
			  r.floor_is_law, r.bottom_up);
	after = memblock_reserved_size() - array_bytes(&memblock.reserved);
	CHECK_EQ(after - before, got ? r.size : 0);
	found += got != 0;
	not_found += got == 0;
	if (got) {
		live[nr_live++] = (struct block){ got, r.size };
		CHECK(wholly_reserved(live[nr_live - 1]));
	}
	return true;
}

/* ---- release ---- */

static bool release_some(void)
{
	unsigned int i = below(nr_live);
	struct block b = live[i], part = b;
	phys_addr_t before = memblock_reserved_size() - array_bytes(&memblock.reserved);

	live[i] = live[--nr_live];
	if (b.size > 2 && one_in(4)) {
		part.base += test_random_below(b.size - 1);
		part.size = 1 + test_random_below(b.base + b.size - part.base);
	}
	if (memblock_phys_free(part.base, part.size))
		return false;
	CHECK_EQ(before - (memblock_reserved_size() - array_bytes(&memblock.reserved)), part.size);
	if (part.base > b.base)
		live[nr_live++] = (struct block){ b.base, part.base - b.base };
	world.freed = part.base;
	b.size -= part.base + part.size - b.base;
	b.base = part.base + part.size;
	if (b.size && nr_live < MAX_LIVE)
		live[nr_live++] = b;
	return true;
}

/* The free hole around an address: between reservations, inside a region of RAM. */
static struct block hole_around(phys_addr_t addr)
{
	const struct memblock_type *memory = &memblock.memory, *reserved = &memblock.reserved;
	const struct memblock_region *m = &memory->regions[region_below(memory, addr)];
	unsigned long i = region_below(reserved, addr);
	struct block hole = { m->base, m->base + m->size };

	if (!memory->cnt || addr < m->base || addr - m->base >= m->size)
		return (struct block){ 0 };
	for (unsigned long k = i; k < reserved->cnt && k < i + 2; k++) {
		phys_addr_t base = reserved->regions[k].base;
		phys_addr_t end = base + reserved->regions[k].size;

		if (base > addr)
			hole.size = base < hole.size ? base : hole.size;
		else if (end <= addr)
			hole.base = end > hole.base ? end : hole.base;
		else
			return (struct block){ 0 };
	}
	hole.size -= hole.base; /* it was the end until here */
	return hole;
}

/*
 * What was given back joins the holes beside it: a block that fits only into all of that,
 * asked for there and nowhere else, must be found, whatever failed before.
 */
static bool probe(phys_addr_t freed)
{
	struct block hole = hole_around(freed);
	struct model_request r = random_request();
	phys_addr_t lost;

	if (!hole.size || nr_live >= MAX_LIVE - 16)
		return true;
	r.align = 1;
	r.size = hole.size - (one_in(2) ? 0 : test_random_below(hole.size));
	lost = test_random_below(hole.size - r.size + 1);
	r.start = hole.base + (one_in(2) ? lost : 0);
	r.end = r.start + r.size;
	if (r.start < mock_base + MOCK_SIZE / 2 && r.end < r.current_limit)
		r.floor_is_law = one_in(2);
	else
		r.floor_is_law = true;
	return allocate(r);
}

/* ---- what else may happen ---- */

static void change_ram(phys_addr_t base, phys_addr_t size)
{
	switch (below(7)) {
	case 0:
		memblock_mark_hotplug(base, size);
		break;
	case 1:
		memblock_clear_hotplug(mock_base, world.ram);
		break;
	case 2:
		memblock_mark_nomap(base, size / 8);
		break;
	case 3:
		memblock_clear_nomap(mock_base, world.ram);
		break;
	case 4:
		memblock_set_node(base, size, &memblock.memory, random_nid());
		break;
	case 5:
		memblock_remove(base, size / 64);
		break;
	case 6:
		memblock_add_node(base, size, random_nid(), MEMBLOCK_NONE);
		break;
	}
}

static void change_mood(phys_addr_t base, phys_addr_t size)
{
	switch (below(4)) {
	case 0:
		memblock_set_bottom_up(!memblock_bottom_up());
		break;
	case 1:
		test_movable_node(!mock_movable_node);
		break;
	case 2:
		memblock_set_current_limit(mock_base + (one_in(2) ? MOCK_SIZE : world.ram / 2));
		break;
	case 3:
		if (one_in(8))
			memblock_mark_mirror(base, size / 4);
		break;
	}
}

/* Regions that join make holes that join, at the edges of what was marked before. */
static bool change_something(void)
{
	phys_addr_t base = mock_base + test_random_below(world.ram);
	phys_addr_t size = 1 + test_random_below(world.ram / 16);
	bool alive = true;

	if (one_in(3)) {
		change_mood(base, size);
		return true;
	}
	change_ram(base, size);
	for (unsigned int i = 0; i < LENGTH(world.edge) && alive; i++)
		alive = !world.edge[i] || probe(world.edge[i]);
	world.edge[below(LENGTH(world.edge))] = base;
	world.edge[below(LENGTH(world.edge))] = base + size;
	return alive;
}

/* ---- worlds ---- */

/* RAM of several nodes with holes between, and some that cannot be touched. */
static void add_ram(void)
{
	phys_addr_t at = mock_base, end = mock_base + world.ram;

	while (at < end) {
		phys_addr_t size = 1 + test_random_below(world.ram / 8);

		size = size < end - at ? size : end - at;
		memblock_add_node(at, size, random_nid(), one_in(8) ? MEMBLOCK_HOTPLUG : 0);
		at += size + (one_in(2) ? 0 : test_random_below(8 * KIB));
	}
	memblock_add(BEYOND, 256 * KIB);
	/* For the arrays, so that they can grow. */
	memblock_add(mock_base + MOCK_SIZE - 4 * MIB, 4 * MIB);
}

static void grow_arrays(void)
{
	for (phys_addr_t i = 0; i < 4200; i++)
		memblock_reserve(NOWHERE + 2 * i, 1);
	memblock_phys_free(NOWHERE, 3 * 4200);
}

static void reset_by_hand(void)
{
	memblock.memory = first_memory;
	memblock.reserved = first_reserved;
	memblock.memory.cnt = memblock.reserved.cnt = 0;
	memblock.memory.total_size = memblock.reserved.total_size = 0;
	nr_live = 0;
}

static void start_world(unsigned long n)
{
	reset_by_hand();
	test_log_clear();
	world.largest = 6 + below(10);
	/* Full after about FULL blocks, so that searches often end in vain. */
	world.ram = FULL * ((phys_addr_t)1 << world.largest) / world.largest;
	world.thirst = 90;
	memset(world.edge, 0, sizeof(world.edge));
	world.grown = n % 2;
	memblock_set_bottom_up(n / 2 % 2);
	memblock_set_current_limit(mock_base + MOCK_SIZE);
	add_ram();
	if (world.grown)
		grow_arrays();
}

static bool step(void)
{
	bool alive = true;

	if (one_in(200))
		world.thirst = 35 + below(60);
	if (one_in(60))
		alive = change_something();
	else if (nr_live < MAX_LIVE - 20 && (!nr_live || below(100) < world.thirst))
		alive = allocate(random_request());
	else
		alive = release_some() && (!one_in(4) || probe(world.freed));
	if (memblock.reserved.cnt > most_regions)
		most_regions = memblock.reserved.cnt;
	return alive;
}

static void churn(void)
{
	unsigned long steps = mock_steps(USUAL_STEPS), done = 0, n = 0;
	unsigned long failures = mock_failures();

	memblock_allow_resize();
	first_memory = memblock.memory;
	first_reserved = memblock.reserved;
	while (done < steps && mock_failures() == failures) {
		start_world(n++);
		for (unsigned long i = 0; i < STEPS_OF_WORLD && mock_failures() == failures;
		     i++, done++) {
			if (!step())
				break;
			if (done % 100 == 0)
				CHECK_INVARIANTS();
		}
	}
	mock_note("%lu steps in %lu worlds, up to %lu reserved regions; %lu allocations found "
		  "memory, %lu none", done, n, most_regions, found, not_found);
}

const struct suite suite_churn = {
	"churn",
	(const struct test_case[]){
		{ "thousands of regions against a linear search", churn },
		{ 0 },
	},
};
