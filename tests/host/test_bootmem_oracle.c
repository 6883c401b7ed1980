/* SPDX-License-Identifier: MIT */
/*
 * The bitmap core against a naive model: a page knows on which node it is free, a node where
 * its last page's rest begins and where the last search ended, and every byte whether it was
 * handed out. Random worlds of nodes that start and end at any page, apart or interleaved;
 * random streams of reserve, free and alloc; all is compared after every call. In the end
 * each page that is free must arrive once, in the fewest blocks, then the bitmaps' own.
 *
 *	TEST_SEED=n TEST_STEPS=n build/test/VARIANT/unit bootmem_oracle
 *
 * On failure the last operations of the world are printed.
 */
#include "../suites/test.h"

#ifndef CONFIG_NO_BOOTMEM

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/port.h>

#include "bootmem/bitmap.h"
#include "core.h"
#include "mock.h"

#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define USUAL_STEPS    20000
#define STEPS_OF_WORLD 200
#define LINES	       20
#define MAX_PAGES      220 /* of a world */
#define MAX_BLOCKS     64  /* handed out, that are remembered for a free */

#ifdef CONFIG_NUMA
#define NODES 4
#else
#define NODES 1
#endif

/* Nowhere, in offsets. */
#define NONE (~0ULL)

#define LL(x) ((unsigned long long)(x))

/* ---- the model ---- */

struct model_page {
	int free_on; /* a node, or -1: taken */
	int ram;     /* the node that was told, or -1 */
	bool own;    /* a bitmap lies there */
};

/* Offsets and indices count from the start of the world, not of the node. */
struct model_node {
	bool there;
	unsigned long first, end, map;
	u64 rest;	    /* where the rest of the last page begins; 0 = no rest */
	unsigned long hint; /* where the last search ended */
	u64 goal;	    /* for which goal, in pages */
};

static phys_addr_t base;
static unsigned long nr_pages;
static bool ram_is_told;
static struct model_page pages[MAX_PAGES];
static struct model_node nodes[NODES];
static bool used[MAX_PAGES * PAGE_SIZE]; /* handed out or reserved */

static struct block {
	u64 offset, size;
} blocks[MAX_BLOCKS];
static unsigned long nr_blocks;

static unsigned long found, not_found, handed;

static bool in_span(int nid, unsigned long page)
{
	return nodes[nid].there && page >= nodes[nid].first && page < nodes[nid].end;
}

static bool on_any_node(unsigned long page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (in_span(nid, page))
			return true;
	return false;
}

/* In the order of the list: by first page, then by number. */
static bool comes_before(int a, int b)
{
	if (nodes[a].first != nodes[b].first)
		return nodes[a].first < nodes[b].first;
	return a < b;
}

static int owner(unsigned long page)
{
	int first = -1, several = 0;

	for (int nid = 0; nid < NODES; nid++) {
		if (!in_span(nid, page))
			continue;
		several++;
		if (first < 0 || comes_before(nid, first))
			first = nid;
	}
	if (several > 1 && pages[page].ram >= 0 && in_span(pages[page].ram, page))
		return pages[page].ram;
	return first;
}

static void forget_rests(unsigned long page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (nodes[nid].rest && nodes[nid].rest / PAGE_SIZE == page)
			nodes[nid].rest = 0;
}

/* Garbage, so that what is handed out next must be zeroed. */
static void mess_up(u64 offset, u64 size)
{
	memset(mock_memory + offset, 0xdb, size);
}

static void model_free(unsigned long page, int nid)
{
	forget_rests(page);
	pages[page].free_on = nid;
	if (nodes[nid].hint > page)
		nodes[nid].hint = page;
	memset(&used[page * PAGE_SIZE], false, PAGE_SIZE);
	mess_up((u64)page * PAGE_SIZE, PAGE_SIZE);
}

static void model_take(unsigned long page)
{
	forget_rests(page);
	pages[page].free_on = -1;
	memset(&used[page * PAGE_SIZE], true, PAGE_SIZE);
}

/* ---- the model allocates ---- */

struct request {
	u64 size, align, goal, limit; /* goal and limit as offsets, resolved */
	int nid;
};

static u64 pages_up(u64 bytes)
{
	return bytes / PAGE_SIZE + (bytes % PAGE_SIZE != 0);
}

static bool below_limit(const struct request *r, u64 offset)
{
	return offset < r->limit && r->size <= r->limit - offset;
}

static bool all_free(int nid, u64 first, u64 n)
{
	if (n > nr_pages || first > nr_pages - n)
		return false;
	for (; n > 0; n--, first++)
		if (pages[first].free_on != nid)
			return false;
	return true;
}

/* The first aligned byte of the rest at or above the goal, NONE when there is none. */
static u64 place_in_rest(int nid, const struct request *r)
{
	u64 at = nodes[nid].rest, end = (at / PAGE_SIZE + 1) * PAGE_SIZE;

	if (!at)
		return NONE;
	if (r->goal > at)
		at = r->goal;
	while (at < end && (base + (phys_addr_t)at) & (phys_addr_t)(r->align - 1))
		at++;
	return at < end && below_limit(r, at) ? at : NONE;
}

static bool fits_at(int nid, const struct request *r, u64 page)
{
	phys_addr_t addr = base + (phys_addr_t)page * PAGE_SIZE;

	return addr && !(addr & (phys_addr_t)(r->align - 1)) &&
	       below_limit(r, page * PAGE_SIZE) && all_free(nid, page, pages_up(r->size));
}

/* Page by page upwards; behind: the page behind the rest, if the request may start there. */
static u64 first_fit(int nid, const struct request *r, u64 from, u64 to, u64 behind, u64 in_rest)
{
	for (; from < to; from++) {
		if (from == behind)
			return in_rest;
		if (fits_at(nid, r, from))
			return from * PAGE_SIZE;
	}
	return NONE;
}

static u64 goal_page(int nid, const struct request *r)
{
	u64 goal = pages_up(r->goal);

	return goal > nodes[nid].first ? goal : nodes[nid].first;
}

static u64 place_on_node(int nid, const struct request *r)
{
	const struct model_node *node = &nodes[nid];
	u64 in_rest = place_in_rest(nid, r), behind = NONE, goal = goal_page(nid, r), at, start;

	if (in_rest != NONE) {
		behind = in_rest / PAGE_SIZE + 1;
		if (in_rest + r->size <= behind * PAGE_SIZE)
			return in_rest;
		if (!all_free(nid, behind, pages_up(in_rest + r->size) - behind))
			behind = NONE;
	}
	start = goal == node->goal && node->hint > goal ? node->hint : goal;
	at = first_fit(nid, r, start, node->end, behind, in_rest);
	return at != NONE ? at : first_fit(nid, r, goal, start, behind, in_rest);
}

static int rank(int wanted, int nid)
{
	return wanted < 0 || wanted == nid ? 0 : node_distance(wanted, nid);
}

/* The node that is asked next after so many others. */
static int nth_node(int wanted, int n)
{
	for (int nid = 0; nid < NODES; nid++) {
		int before = 0;

		for (int other = 0; other < NODES; other++)
			before += nodes[other].there &&
				  (rank(wanted, other) < rank(wanted, nid) ||
				   (rank(wanted, other) == rank(wanted, nid) &&
				    comes_before(other, nid)));
		if (nodes[nid].there && before == n)
			return nid;
	}
	return -1;
}

/* What is remembered when [offset, offset + size) has been taken. */
static void model_commit(int nid, const struct request *r, u64 offset)
{
	struct model_node *node = &nodes[nid];
	u64 end = offset + r->size, old = node->rest;
	u64 room = (PAGE_SIZE - end % PAGE_SIZE) % PAGE_SIZE;
	u64 old_end = (old / PAGE_SIZE + 1) * PAGE_SIZE;

	if (end > (offset / PAGE_SIZE + 1) * PAGE_SIZE || offset % PAGE_SIZE == 0) {
		node->hint = (unsigned long)pages_up(end);
		node->goal = goal_page(nid, r);
	}
	for (u64 page = pages_up(offset); page < pages_up(end); page++)
		pages[page].free_on = -1;
	if (offset % PAGE_SIZE == 0 && old &&
	    (!room || (old_end - old > room && old >= r->goal && old_end <= r->limit)))
		return;
	node->rest = room ? end : 0;
}

/* Takes what it finds. */
static u64 model_alloc(struct request r)
{
	for (int tries = 0; tries < 2; tries++, r.goal = 0)
		for (int n = 0; nth_node(r.nid, n) >= 0; n++) {
			int nid = nth_node(r.nid, n);
			u64 offset = place_on_node(nid, &r);

			if (offset == NONE)
				continue;
			model_commit(nid, &r, offset);
			return offset;
		}
	return NONE;
}

/* ---- telling the story ---- */

static char lines[LINES][160];
static unsigned long nr_lines;

static void note_operation(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void note_operation(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(lines[nr_lines++ % LINES], sizeof(lines[0]), fmt, args);
	va_end(args);
}

static void tell_story(void)
{
	unsigned long from = nr_lines > LINES ? nr_lines - LINES : 0;

	mock_note("world of %lu pages at %#llx", nr_pages, LL(base));
	for (int nid = 0; nid < NODES; nid++)
		if (nodes[nid].there)
			mock_note("node %d [%lu, %lu), bitmap in %lu, rest %#llx, hint %lu for %llu",
				  nid, nodes[nid].first, nodes[nid].end, nodes[nid].map,
				  LL(nodes[nid].rest), nodes[nid].hint, LL(nodes[nid].goal));
	for (unsigned long i = from; i < nr_lines; i++)
		mock_note("  %s", lines[i % LINES]);
}

/* ---- random arguments ---- */

static unsigned long below(unsigned long n)
{
	return (unsigned long)test_random_below(n);
}

static bool one_in(unsigned long n)
{
	return below(n) == 0;
}

static int random_nid(void)
{
	int nid = (int)below(NODES + 1) - 1;

	return nid == -1 || nodes[nid].there || one_in(4) ? nid : NUMA_NO_NODE;
}

/* Bytes of the world: pages, or nearly pages, or anything. */
static struct block random_range(void)
{
	struct block b = { below(nr_pages) * PAGE_SIZE, 0 };
	u64 left;

	b.size = (1 + below(one_in(4) ? nr_pages : 6)) * PAGE_SIZE;
	if (one_in(4)) {
		b.offset += below(PAGE_SIZE);
		b.size -= below(PAGE_SIZE);
	}
	left = nr_pages * PAGE_SIZE - b.offset;
	if (b.size > left)
		b.size = left;
	return b;
}

static pg_data_t node_data_of[NODES];

static pg_data_t *pgdat_of(int nid)
{
	return nid < 0 ? NULL : &node_data_of[nid];
}

/* ---- operations ---- */

static phys_addr_t limit_now;

/* Everything the calls have in common: sizes, goals that come back, limits. */
static struct request random_request(void)
{
	struct request r = { 0 };
	unsigned long kind = below(10);

	r.size = kind < 5 ? 1 + below(300) : kind < 8 ? 1 + below(3 * PAGE_SIZE) : 1 + below(nr_pages * PAGE_SIZE / 3);
	if (kind >= 6 && one_in(2))
		r.size = (pages_up(r.size)) * PAGE_SIZE;
	r.align = one_in(2) ? 0 : 1ULL << below(PAGE_SHIFT + (one_in(3) ? 5 : 1));
	if (one_in(2))
		r.goal = one_in(2) ? (1 + below(3)) * (nr_pages / 4) * PAGE_SIZE
				   : below((nr_pages + 4) * PAGE_SIZE);
	if (one_in(3))
		r.limit = below((nr_pages + 4) * PAGE_SIZE) + 1;
	r.nid = random_nid();
	if (one_in(100))
		r.size = one_in(2) ? 0 : ~0ULL - below(2 * PAGE_SIZE);
	return r;
}

/* From an offset to an address; capped, not wrapped. */
static phys_addr_t address(u64 offset)
{
	return offset > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + (phys_addr_t)offset;
}

static u64 offset_of(phys_addr_t addr)
{
	return addr > base ? (u64)(addr - base) : 0;
}

/* One of the calls of the common API; changes the request to what that call cannot say. */
static void *call(struct request *r, bool *zeroed)
{
	phys_addr_t goal = r->goal ? address(r->goal) : 0, limit = r->limit ? address(r->limit) : 0;
	phys_addr_t size = r->size > PHYS_ADDR_MAX ? PHYS_ADDR_MAX : (phys_addr_t)r->size;
	phys_addr_t align = (phys_addr_t)r->align;
	unsigned long which = below(5);

	*zeroed = which != 0;
	r->size = size;
	switch (which) {
	case 0:
		return memblock_virt_alloc_try_nid_raw(size, align, goal, limit, r->nid);
	case 1:
		return memblock_virt_alloc_try_nid_nopanic(size, align, goal, limit, r->nid);
	case 2:
		return ___alloc_bootmem_node_nopanic(pgdat_of(r->nid), (bootmem_addr_t)size,
						     (bootmem_addr_t)align, (bootmem_addr_t)goal,
						     (bootmem_addr_t)limit);
	case 3:
		r->limit = 0;
		return __alloc_bootmem_node_nopanic(pgdat_of(r->nid), (bootmem_addr_t)size,
						    (bootmem_addr_t)align, (bootmem_addr_t)goal);
	default:
		r->limit = 0;
		r->nid = NUMA_NO_NODE;
		return __alloc_bootmem_nopanic((bootmem_addr_t)size, (bootmem_addr_t)align,
					       (bootmem_addr_t)goal);
	}
}

/* What is left open gets its default; addresses become offsets. */
static struct request resolve(const struct request *asked)
{
	struct request r = *asked;
	phys_addr_t limit = r.limit ? address(r.limit) : PHYS_ADDR_MAX;

	r.align = r.align ? r.align : SMP_CACHE_BYTES;
	r.limit = offset_of(limit < limit_now ? limit : limit_now);
	return r;
}

/* Inside the world, nobody else's, and zero when it must be. */
static void check_bytes(const u8 *p, u64 offset, u64 size, bool zeroed)
{
	bool fresh = true, zero = true;

	for (u64 i = 0; i < size; i++) {
		fresh &= !used[offset + i];
		zero &= !p[i];
	}
	CHECK(fresh);
	CHECK(zero || !zeroed);
	memset(&used[offset], true, size);
	mess_up(offset, size);
}

static void op_alloc(void)
{
	struct request asked = random_request(), r;
	bool zeroed, possible;
	const u8 *p = call(&asked, &zeroed);
	u64 got = p ? (u64)(p - mock_memory) : NONE, want;

	r = resolve(&asked);
	possible = r.size && r.size == (size_t)r.size;
	want = possible ? model_alloc(r) : NONE;
	note_operation("alloc(%#llx, %#llx, goal %#llx, limit %#llx, node %d) = %#llx, want %#llx",
		       LL(r.size), LL(r.align), LL(r.goal), LL(r.limit), r.nid, LL(got), LL(want));
	if (!CHECK_EQ(got, want))
		return;
	found += want != NONE;
	not_found += want == NONE;
	if (want == NONE)
		return;
	check_bytes(p, want, r.size, zeroed);
	blocks[nr_blocks++ % MAX_BLOCKS] = (struct block){ want, r.size };
}

static void op_free(bool one_node)
{
	struct block b = nr_blocks && one_in(2) ? blocks[below(nr_blocks < MAX_BLOCKS ? nr_blocks : MAX_BLOCKS)]
						: random_range();
	u64 first = pages_up(b.offset), end = (b.offset + b.size) / PAGE_SIZE;
	bool twice = false, astray = false;
	int nid = (int)below(NODES);

	note_operation("free%s(%#llx, %#llx) %d", one_node ? "_node" : "", LL(b.offset), LL(b.size), nid);
	for (u64 i = first; i < end; i++) {
		unsigned long page = (unsigned long)i;
		int to = one_node && in_span(nid, page) ? nid : one_node ? -1 : owner(page);

		if (to < 0)
			astray = true;
		else if (pages[page].free_on >= 0)
			twice = true;
		else if (!pages[page].own)
			model_free(page, to);
	}
	test_log_clear();
	if (one_node)
		free_bootmem_node(pgdat_of(nid), (bootmem_addr_t)address(b.offset),
				  (bootmem_addr_t)b.size);
	else
		free_bootmem((bootmem_addr_t)address(b.offset), (bootmem_addr_t)b.size);
	CHECK_EQ(strstr(test_log(), "free already") != NULL, twice);
	CHECK_EQ(strstr(test_log(), one_node ? "not on this node" : "on no node") != NULL, astray);
}

static void op_reserve(void)
{
	struct block b = random_range();
	unsigned long first = (unsigned long)(b.offset / PAGE_SIZE), end;
	int flags = one_in(2) ? BOOTMEM_EXCLUSIVE : BOOTMEM_DEFAULT, want = 0, got;
	int nid = one_in(3) ? (int)below(NODES) : -1;
	bool all_there = true, all_free = true;

	if (one_in(20))
		b.size = 0;
	end = b.size ? (unsigned long)pages_up(b.offset + b.size) : first;
	for (unsigned long i = first; i < end; i++) {
		all_there &= nid < 0 ? on_any_node(i) : in_span(nid, i);
		all_free &= pages[i].free_on >= 0;
	}
	if (!all_there)
		want = -EINVAL;
	else if (flags == BOOTMEM_EXCLUSIVE && !all_free)
		want = -EBUSY;
	if (nid < 0)
		got = reserve_bootmem((bootmem_addr_t)address(b.offset), (bootmem_addr_t)b.size,
				      flags);
	else
		got = reserve_bootmem_node(pgdat_of(nid), (bootmem_addr_t)address(b.offset),
					   (bootmem_addr_t)b.size, flags);
	note_operation("reserve(%#llx, %#llx, %d) on %d = %d, want %d", LL(b.offset), LL(b.size),
		       flags, nid, got, want);
	CHECK_EQ(got, want);
	for (unsigned long i = first; i < end && !want; i++)
		model_take(i);
}

static void op_limit(void)
{
	limit_now = one_in(2) ? PHYS_ADDR_MAX : address(below(nr_pages * PAGE_SIZE) + PAGE_SIZE);
	bootmem_set_current_limit(limit_now);
	note_operation("limit %#llx", LL(offset_of(limit_now)));
	CHECK_EQ(bootmem_get_current_limit(), limit_now);
}

static void op_distance(void)
{
	int from = (int)below(NODES), to = (int)below(NODES);

	set_node_distance(from, to, 10 + (int)below(3) * 10);
	note_operation("distance from %d to %d is %d", from, to, node_distance(from, to));
}

/* ---- worlds ---- */

static bool map_lies_in(unsigned long page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (nodes[nid].there && nodes[nid].map == page)
			return true;
	return false;
}

/* A page where a bitmap can lie: no other lies there. */
static unsigned long page_for_map(void)
{
	unsigned long page;

	do
		page = below(nr_pages);
	while (map_lies_in(page));
	return page;
}

static void init_node(int nid, unsigned long first, unsigned long end)
{
	struct model_node *node = &nodes[nid];
	unsigned long base_pfn = phys_pfn_down(base);

	if (node->there)
		pages[node->map].own = false;
	for (unsigned long i = 0; i < nr_pages; i++)
		if (pages[i].free_on == nid)
			pages[i].free_on = -1;
	node->there = false;
	*node = (struct model_node){ true, first, end, page_for_map(), 0, first, first };
	note_operation("init_bootmem_node(%d, %lu, %lu, %lu)", nid, node->map, first, end);
	CHECK(init_bootmem_node(pgdat_of(nid), base_pfn + node->map, base_pfn + first,
				base_pfn + end) > 0);
	pages[node->map].own = true;
	model_take(node->map);
}

/* Side by side with gaps, or one over the other. */
static void init_nodes(void)
{
	bool apart = one_in(2);
	unsigned long edge = 0, share = nr_pages / NODES, first, end;

	for (int nid = 0; nid < NODES; nid++) {
		if (NODES > 1 && one_in(8))
			continue;
		first = apart ? edge + below(2) * below(share / 2) : below(nr_pages - 1);
		end = apart ? first + 1 + below(share / 2) : first + 1 + below(nr_pages - first);
		edge += share;
		init_node(nid, first, end);
	}
}

static void tell_ram(int nid, unsigned long first, unsigned long end)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	memblock_add_node(pfn_phys(first), pfn_phys(end - first), nid, MEMBLOCK_NONE);
#else
	add_active_range(nid, first, end);
#endif
}

/* Runs of RAM of one node each, and holes, whatever nodes span. */
static void init_ram(void)
{
	unsigned long first = below(10), end;

	ram_is_told = false;
	if (one_in(2))
		return;
	for (; first < nr_pages; first = end + below(3) * below(10)) {
		int nid = (int)below(NODES);

		ram_is_told = true;
		end = first + 1 + below(40);
		if (end > nr_pages)
			end = nr_pages;
		tell_ram(nid, phys_pfn_down(base) + first, phys_pfn_down(base) + end);
		for (unsigned long i = first; i < end; i++)
			pages[i].ram = nid;
	}
}

/* At the very top the last page ends where the address space, or what a page can have as a number, does. */
static phys_addr_t random_base(void)
{
	unsigned long last = phys_pfn_end(PHYS_ADDR_MAX);

	switch (below(4)) {
	case 0:
		return 0;
	case 1:
		return pfn_phys(last - nr_pages);
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	case 2:
		return (phys_addr_t)0x100000000 - pfn_phys(below(nr_pages));
#endif
	default:
		return pfn_phys(1 + below(10000));
	}
}

static void start_world(void)
{
	test_reset();
	nr_pages = 8 + below(MAX_PAGES - 7);
	base = random_base();
	mock_place(base);
	limit_now = PHYS_ADDR_MAX;
	nr_blocks = nr_lines = 0;
	memset(nodes, 0, sizeof(nodes));
	memset(used, 0, sizeof(used));
	for (unsigned long i = 0; i < MAX_PAGES; i++)
		pages[i] = (struct model_page){ -1, -1, false };
	for (int nid = 0; nid < NODES; nid++)
		node_data_of[nid].node_id = nid;
	init_ram();
	init_nodes();
	if (one_in(4))
		return;
	for (unsigned long i = 0; i < nr_pages; i++)
		if (owner(i) >= 0 && !pages[i].own)
			model_free(i, owner(i));
	note_operation("free everything");
	free_bootmem((bootmem_addr_t)base, (bootmem_addr_t)(address(nr_pages * PAGE_SIZE) - base));
}

/* ---- comparing everything ---- */

static bool node_is_as_modelled(int nid)
{
	const struct model_node *node = &nodes[nid];
	const bootmem_data_t *real = &bootmem_node_data[nid];
	const unsigned long *map = real->node_bootmem_map;
	u64 start = (u64)node->first * PAGE_SIZE, rest = start + real->last_end_off;
	bool same = map && real->node_min_pfn == phys_pfn_down(base) + node->first;

	for (unsigned long i = node->first; same && i < node->end; i++) {
		unsigned long bit = i - node->first;

		same = (map[bit / BITS_PER_LONG] >> bit % BITS_PER_LONG & 1) == (pages[i].free_on != nid);
	}
	return same && (rest % PAGE_SIZE ? rest : 0) == node->rest &&
	       real->hint_idx == node->hint - node->first &&
	       real->hint_goal == phys_pfn_down(base) + (unsigned long)node->goal;
}

/* core_next_free() visits every free page once, upwards. */
static void compare_free(void)
{
	phys_addr_t at = base, end;
	unsigned long page = 0;
	bool same = true;

	while (core_next_free(&at, &end) && page < nr_pages) {
		unsigned long first = (unsigned long)(offset_of(at) / PAGE_SIZE);
		unsigned long stop = (unsigned long)pages_up(offset_of(end));

		for (; page < first; page++)
			same &= pages[page].free_on < 0;
		for (; page < stop && page < nr_pages; page++)
			same &= pages[page].free_on >= 0;
		at = end;
	}
	for (; page < nr_pages; page++)
		same &= pages[page].free_on < 0;
	CHECK(same);
}

static void compare_all(void)
{
	unsigned long first = below(nr_pages), end = first + below(nr_pages - first + 1), taken = 0;
	const char *fault = bootmem_check();

	test_check(!fault, __FILE__, __LINE__, fault ? fault : "bootmem_check()");
	for (int nid = 0; nid < NODES; nid++)
		if (nodes[nid].there)
			CHECK(node_is_as_modelled(nid));
	compare_free();
	for (unsigned long i = first; i < end; i++)
		taken += pages[i].free_on < 0;
	CHECK_EQ(core_taken_pages(phys_pfn_down(base) + first, phys_pfn_down(base) + end), taken);
}

/* ---- hand-over ---- */

static unsigned long arrived[MAX_PAGES], nr_arrived, first_own;

/* Takes pages as a receiver may: they are written to at once. */
static void receive(unsigned long pfn, unsigned int order)
{
	unsigned long first = pfn - phys_pfn_down(base);

	nr_arrived++;
	CHECK(order <= MAX_ORDER && !(pfn & ((1UL << order) - 1)));
	for (unsigned long i = first; i < first + (1UL << order); i++) {
		if (!CHECK(i < nr_pages))
			return;
		arrived[i]++;
		if (pages[i].own && !first_own)
			first_own = nr_arrived;
		CHECK_EQ(pages[i].own, first_own != 0);
		mess_up((u64)i * PAGE_SIZE, PAGE_SIZE);
	}
}

/* Largest blocks: of those of each size that fit, the ones that no larger one that fits holds. */
static unsigned long fewest_blocks(u64 start, u64 end)
{
	unsigned long n = 0;

	for (unsigned int order = 0; order <= MAX_ORDER; order++) {
		u64 size = 1ULL << order, wide = 2 * size;

		for (u64 at = (start + size - 1) / size * size; at + size <= end; at += size) {
			u64 outer = at / wide * wide;

			n += order == MAX_ORDER || outer < start || outer + wide > end;
		}
	}
	return n;
}

static unsigned long expected_blocks(void)
{
	u64 pfn = phys_pfn_down(base);
	unsigned long n = 0, i = 0, end;

	for (; i < nr_pages; i = end) {
		for (end = i + 1; end < nr_pages && pages[end].free_on == pages[i].free_on; end++)
			;
		if (pages[i].free_on >= 0)
			n += fewest_blocks(pfn + i, pfn + end);
	}
	return n;
}

/* Does the page of a bitmap go to the page allocator, too? */
static bool own_goes(unsigned long page)
{
	return pages[page].own && on_any_node(page) && (!ram_is_told || pages[page].ram >= 0);
}

static void finish_world(void)
{
	unsigned long n = 0, own = 0, blocks_wanted = expected_blocks();
	bool once = true, any = false;

	memset(arrived, 0, sizeof(arrived));
	nr_arrived = first_own = 0;
	for (unsigned long i = 0; i < nr_pages; i++)
		any |= pages[i].free_on >= 0;
	for (unsigned long i = 0; i < nr_pages; i++) {
		own += any && own_goes(i);
		n += pages[i].free_on >= 0 || (any && own_goes(i));
	}
	CHECK_EQ(core_own_pages(), own);
	mock_receiver = receive;
	CHECK_EQ(free_all_bootmem(), n);
	mock_receiver = NULL;
	for (unsigned long i = 0; i < nr_pages; i++)
		once &= arrived[i] == (pages[i].free_on >= 0 || (any && own_goes(i)));
	CHECK(once);
	CHECK_EQ(nr_arrived, blocks_wanted + own);
	CHECK_EQ(core_is_open(), !any);
	if (any)
		CHECK(!alloc_bootmem_nopanic(1));
	handed += n;
}

/* ---- running ---- */

static void random_step(void)
{
	unsigned long what = below(100);

	if (what < 55)
		op_alloc();
	else if (what < 80)
		op_free(false);
	else if (what < 84)
		op_free(true);
	else if (what < 95)
		op_reserve();
	else if (what < 97)
		op_limit();
	else if (what < 99)
		op_distance();
	else if (one_in(4))
		init_node((int)below(NODES), below(nr_pages / 2), nr_pages / 2 + 1 + below(nr_pages / 2));
}

static bool run_world(unsigned long failures)
{
	start_world();
	compare_all();
	for (unsigned long i = 0; i < STEPS_OF_WORLD && mock_goes_on() && mock_failures() == failures;
	     i++) {
		random_step();
		compare_all();
	}
	if (mock_failures() == failures)
		finish_world();
	if (mock_failures() != failures)
		tell_story();
	return mock_failures() == failures;
}

static void random_worlds(void)
{
	unsigned long steps = mock_steps(USUAL_STEPS), worlds = 0, failures = mock_failures();

	while (worlds * STEPS_OF_WORLD < steps && run_world(failures))
		worlds++;
	mock_note("%lu worlds, everything compared after each of %d steps; %lu requests found "
		  "memory, %lu none; %lu pages handed over", worlds, STEPS_OF_WORLD, found,
		  not_found, handed);
}

/* ---- hand-over, by example ---- */

static unsigned long received, calls, lowest, highest;

static void count_received(unsigned long pfn, unsigned int order)
{
	received += 1UL << order;
	calls++;
	lowest = pfn < lowest ? pfn : lowest;
	highest = pfn + (1UL << order) > highest ? pfn + (1UL << order) : highest;
}

static unsigned long hand_over_counted(void)
{
	unsigned long pages_given;

	received = calls = highest = 0;
	lowest = ~0UL;
	mock_receiver = count_received;
	pages_given = free_all_bootmem();
	mock_receiver = NULL;
	CHECK_EQ(received, pages_given);
	return pages_given;
}

static void free_pfns(unsigned long first, unsigned long end)
{
	free_bootmem((bootmem_addr_t)pfn_phys(first), (bootmem_addr_t)pfn_phys(end - first));
}

static void reserve_pfns(unsigned long first, unsigned long end)
{
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)pfn_phys(first),
				 (bootmem_addr_t)pfn_phys(end - first), BOOTMEM_EXCLUSIVE), 0);
}

static pg_data_t *start_node(int nid, unsigned long map, unsigned long first, unsigned long end)
{
	pg_data_t *node = pgdat_of(nid);

	node->node_id = nid;
	CHECK(init_bootmem_node(node, map, first, end) > 0);
	return node;
}

/* Node [10, 100), all of it free: 90 pages, whatever a word of the map holds. */
static void odd_nodes(void)
{
	mock_place(0);
	start_node(0, 200, 10, 100);
	free_pfns(10, 100);
	CHECK_EQ(hand_over_counted(), 90);
	CHECK_EQ(lowest, 10);
	CHECK_EQ(highest, 100);
	for (unsigned long first = 1; first < 70; first += 3)
		for (unsigned long end = first + 1; end < 200; end += 7) {
			start_node(0, 200, first, end);
			free_pfns(first, end);
			CHECK_EQ(hand_over_counted(), end - first);
			CHECK_EQ(calls, fewest_blocks(first, end));
		}
}

/* 4 million pages, or a quarter of those that there can be. */
static unsigned long many_pages(void)
{
	unsigned long quarter = phys_pfn_end(PHYS_ADDR_MAX) / 4;

	return quarter < 1UL << 22 ? quarter : 1UL << 22;
}

/* One in a hundred is taken at random: the fewest calls. */
static void many_runs(void)
{
	unsigned long n = many_pages(), taken = 0, expected = 0, run = 0;
	unsigned long home;

	mock_place(pfn_phys(n)); /* the map alone can be touched */
	home = phys_pfn_down(mock_base);
	start_node(0, home, 0, n);
	free_pfns(0, n);
	CHECK_EQ(*test_log(), 0);
	while (taken < n / 100) {
		unsigned long page = below(n);

		taken += reserve_bootmem((bootmem_addr_t)pfn_phys(page), 1, BOOTMEM_EXCLUSIVE) == 0;
	}
	CHECK_EQ(core_taken_pages(0, n), taken);
	for (unsigned long page = 0; page <= n; page++) {
		const unsigned long *map = bootmem_node_data[0].node_bootmem_map;

		if (page < n && !(map[page / BITS_PER_LONG] >> page % BITS_PER_LONG & 1))
			continue;
		expected += fewest_blocks(run, page);
		run = page + 1;
	}
	CHECK_EQ(hand_over_counted(), n - taken);
	CHECK_EQ(calls, expected);
}

/* A whole free node in blocks of the largest order, but for the odd ends. */
static void one_run(void)
{
	unsigned long n = many_pages();

	mock_place(pfn_phys(2 * n));
	start_node(0, 2 * n, 0, n + 3);
	free_pfns(0, n + 3);
	CHECK_EQ(hand_over_counted(), n + 3);
	CHECK_EQ(calls, (n >> MAX_ORDER) + 2);
}

/* The map's own pages: in the node, where they are its first; outside of all nodes; in a hole. */
static void own_pages(void)
{
	mock_place(0);
	start_node(0, 10, 10, 100);
	free_pfns(10, 100);
	CHECK_EQ(hand_over_counted(), 90);
	CHECK_EQ(lowest, 10);
	start_node(0, 200, 10, 100);
	free_pfns(10, 100);
	free_pfns(10, 11);
	CHECK_TEXT(test_log(), "pages that are free already: 1, from page 0xa on");
	CHECK_EQ(hand_over_counted(), 90);
	CHECK_EQ(highest, 100);
	tell_ram(0, 10, 50);
	start_node(0, 60, 10, 100);
	free_pfns(10, 50);
	CHECK_EQ(hand_over_counted(), 40);
	CHECK_EQ(highest, 50);
}

/* All RAM that anybody has told of is page 0: no bitmap lies there. */
static void own_pages_that_are_no_ram(void)
{
	mock_place(0);
	tell_ram(0, 0, 1);
	start_node(0, 10, 10, 100);
	free_pfns(10, 100);
	CHECK_EQ(core_own_pages(), 0);
}

/* ---- sealed ---- */

static void after_hand_over(void)
{
	pg_data_t *node;

	mock_place(0);
	node = start_node(0, 10, 10, 100);
	free_pfns(10, 100);
	CHECK_PANIC(free_bootmem_late(0, PAGE_SIZE), "before hand-over");
	hand_over_counted();
	CHECK(!bootmem_node_data[0].node_bootmem_map);
	CHECK(!core_is_open());
	CHECK(!bootmem_check());
	CHECK(!alloc_bootmem_nopanic(1));
	CHECK_TEXT(test_log(), "after hand-over");
	CHECK_PANIC(alloc_bootmem(1), "after hand-over");
	CHECK_PANIC(free_bootmem(0, 1), "free_bootmem(0, 0x1) after hand-over: memory is the page "
		    "allocator's now, use free_bootmem_late() instead");
	CHECK_PANIC(free_bootmem_node(node, 0, 1), "free_bootmem_node(");
	CHECK_PANIC(reserve_bootmem(0, 1, BOOTMEM_DEFAULT), "reserve_bootmem(");
	CHECK_PANIC(reserve_bootmem_node(node, 0, 1, BOOTMEM_DEFAULT), "use alloc_pages() instead");
	CHECK_PANIC(free_all_bootmem(), "twice");
	start_node(0, 10, 10, 100); /* and all begins again */
	free_pfns(10, 100);
	CHECK(alloc_bootmem_nopanic(1));
}

/* ---- far away ---- */

/* Below the limit, but the port has no pointer: a warning, and nothing is taken. */
static void not_mapped(void)
{
	unsigned long end = phys_pfn_down(MOCK_SIZE);
	char warning[128];

	mock_place(0);
	start_node(0, 10, 10, end + 10);
	free_pfns(end, end + 10);
	CHECK(!alloc_bootmem_nopanic(PAGE_SIZE));
	snprintf(warning, sizeof(warning), "[%#llx, %#llx) is below the current limit but not mapped; "
		 "bootmem_set_current_limit() said otherwise\n", (unsigned long long)pfn_phys(end),
		 (unsigned long long)pfn_phys(end + 1));
	CHECK_TEXT(test_log(), warning);
	CHECK(!alloc_bootmem_nopanic(1));
	free_pfns(end - 1, end); /* the first page of two has a pointer */
	test_log_clear();
	CHECK(!alloc_bootmem_nopanic(PAGE_SIZE + 1));
	CHECK_TEXT(test_log(), "is below the current limit but not mapped");
	reserve_pfns(end - 1, end + 10);
	bootmem_set_current_limit(pfn_phys(end));
	free_pfns(20, 21);
	test_log_clear();
	CHECK(alloc_bootmem_nopanic(1));
	CHECK_EQ(*test_log(), 0);
}

#ifdef CONFIG_PHYS_ADDR_T_64BIT
/* Where a 32-bit long would cut addresses, and offsets in the node, off. */
static void above_4_gib(void)
{
	phys_addr_t four = (phys_addr_t)4 << 30, at = four + four / 4;
	unsigned long first = phys_pfn_down(at), map = bootmem_bootmap_pages(first + 20);
	u8 *p;

	mock_place(at);
	start_node(0, first, 0, first + map + 20);
	free_pfns(first, first + map + 20);
	p = alloc_bootmem_nopanic(SMP_CACHE_BYTES);
	CHECK_EQ(bootmem_virt_to_phys(p), at + pfn_phys(map));
	CHECK(alloc_bootmem_nopanic(SMP_CACHE_BYTES) == p + SMP_CACHE_BYTES);
	CHECK(!__alloc_bootmem_low_nopanic(1, 0, 0));
	CHECK(!__alloc_bootmem_low_nopanic(1, 0, (bootmem_addr_t)at));
	free_bootmem((bootmem_addr_t)(at + pfn_phys(map)), PAGE_SIZE);
	CHECK(alloc_bootmem_nopanic(SMP_CACHE_BYTES) == p);
	CHECK_EQ(reserve_bootmem((bootmem_addr_t)(at + pfn_phys(map)), 1, BOOTMEM_EXCLUSIVE), -EBUSY);
	CHECK_EQ(reserve_bootmem(0xffffffff, 2, BOOTMEM_DEFAULT), 0);
	CHECK(!bootmem_check());
}

/* "Low" memory ends with the last byte below 4 GiB, not before it. */
static void just_below_4_gib(void)
{
	phys_addr_t four = (phys_addr_t)4 << 30;
	unsigned long end = phys_pfn_down(four);

	mock_place(four - MOCK_SIZE);
	start_node(0, end - 10, end - 10, end + 5);
	free_pfns(end - 1, end);
	CHECK_EQ(bootmem_virt_to_phys(__alloc_bootmem_low_nopanic(PAGE_SIZE, PAGE_SIZE, 0)),
		 four - PAGE_SIZE);
}
#endif

#endif

const struct suite suite_bootmem_oracle = {
	"bootmem_oracle",
	(const struct test_case[]){
#ifndef CONFIG_NO_BOOTMEM
		{ "random streams in random worlds", random_worlds },
		{ "pitfall 23: hand-over of nodes that start and end anywhere", odd_nodes },
		{ "pitfall 24: hand-over in the fewest calls, 1 % taken at random", many_runs },
		{ "pitfall 24: hand-over in the largest blocks", one_run },
		{ "pitfall 25: a bitmap's own pages go once, with their true numbers", own_pages },
		{ "a bitmap's own pages are no RAM", own_pages_that_are_no_ram },
		{ "after hand-over", after_hand_over },
		{ "memory that is not mapped", not_mapped },
#ifdef CONFIG_PHYS_ADDR_T_64BIT
		{ "pitfall 22: above 4 GiB", above_4_gib },
		{ "pitfall 22: the last page below 4 GiB", just_below_4_gib },
#endif
#endif
		{ 0 },
	},
};
