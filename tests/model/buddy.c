/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator in small worlds: every block that can be received, taken and freed, in
 * every state, with every order, right or wrong. The oracle knows of each page whether it is
 * free, and how large the block is that it was taken with. All else follows: free blocks are
 * as large as they can be, counts are exact, a request fails only when no block is large enough.
 *
 * A state is the real one: page structs and free lists, byte for byte.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/memblock.h>
#include <bootmem/page_alloc.h>

#include "page/internal.h"
#include "world.h"

#define MAX_PAGES 16
#define MAX_ZONES 3 /* with pages of a world */
#define FIRST_PFN 0x10000UL
#define POOL	  32UL /* from there on lie page structs, far from all blocks */
#define POOL_END  64UL

struct buddy_world {
	const char *pages; /* their nodes, - = no RAM */
	unsigned int border; /* pages below it are ZONE_DMA */
	bool late;	     /* they arrive after hand-over, page by page */
	unsigned int first_orders; /* bit: pages arrive in blocks of that order; 0 = of all */
};

/* What the oracle knows of a page: */
enum { NONE, FREE, TAKEN }; /* TAKEN + order */

struct state {
	u8 pages[MAX_PAGES];
	struct page structs[MAX_PAGES];
	struct free_area areas[MAX_ZONES][MAX_ORDER + 1];
	unsigned long nr_free[MAX_ZONES];
};

static const struct buddy_world *here;
static unsigned int nr_pages;
static struct state now;
static struct states seen;

static struct page *structs; /* of page 0 of the world */
static struct zone *zones[MAX_ZONES];
static unsigned int nr_zones;

/* The call that is made. */
static struct {
	const char *call;
	unsigned int page, order;
	int nid;
	unsigned int gfp;
} doing;

static const char *describe_now(void)
{
	static char text[200];
	size_t n = 0;

	for (unsigned int i = 0; i < nr_pages; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%c",
				      here->pages[i] == '-' ? ' ' : now.pages[i] < TAKEN ? "x."[now.pages[i]]
										 : '0' + now.pages[i] - TAKEN);
	snprintf(text + n, sizeof(text) - n, "; %s page %u, order %u, node %d, flags %#x", doing.call,
		 doing.page, doing.order, doing.nid, doing.gfp);
	return text;
}

/* ---- the real thing ---- */

static void save(struct state *s)
{
	memcpy(s->structs, structs, nr_pages * sizeof(*structs));
	for (unsigned int z = 0; z < nr_zones; z++) {
		memcpy(s->areas[z], zones[z]->free_area, sizeof(s->areas[z]));
		s->nr_free[z] = zones[z]->nr_free;
	}
}

static void restore(const struct state *s)
{
	memcpy(structs, s->structs, nr_pages * sizeof(*structs));
	for (unsigned int z = 0; z < nr_zones; z++) {
		memcpy(zones[z]->free_area, s->areas[z], sizeof(s->areas[z]));
		zones[z]->nr_free = s->nr_free[z];
	}
}

/* ---- places ---- */

static bool is_ram(unsigned int i)
{
	return i < nr_pages && here->pages[i] != '-';
}

static int node_of(unsigned int i)
{
	return here->pages[i] - '0';
}

/* By node and zone. */
static struct zone *zone_of(unsigned int i)
{
	return &NODE_DATA(node_of(i))->node_zones[i < here->border ? ZONE_DMA : ZONE_NORMAL];
}

static bool same_place(unsigned int i, unsigned int k)
{
	return is_ram(i) && is_ram(k) && zone_of(i) == zone_of(k);
}

/* Is this an aligned block of one place, all in that state? */
static bool is_uniform(const struct state *s, unsigned int first, unsigned int order, u8 state)
{
	unsigned int end = first + (1U << order);

	if (first & ((1U << order) - 1) || end > nr_pages)
		return false;
	for (unsigned int i = first; i < end; i++)
		if (!same_place(first, i) || s->pages[i] != state)
			return false;
	return true;
}

/* The largest free block that the page is in; the page is free. */
static unsigned int free_order(const struct state *s, unsigned int i)
{
	unsigned int order = MAX_ORDER;

	while (!is_uniform(s, i & ~((1U << order) - 1), order, FREE))
		order--;
	return order;
}

/* ---- comparison ---- */

static unsigned long flags_of(const struct state *s, unsigned int i)
{
	unsigned long place = now.structs[i].flags & ~(PG_HEAD | PG_ORDER_MASK);
	unsigned int order = s->pages[i] == FREE ? free_order(s, i) : s->pages[i] - (unsigned int)TAKEN;

	if (!is_ram(i) || s->pages[i] == NONE || i & ((1U << order) - 1))
		return place;
	return place | (s->pages[i] == FREE ? PG_FREE : PG_TAKEN) |
	       (unsigned long)order << PG_ORDER_SHIFT;
}

static unsigned long free_blocks(const struct state *s, const struct zone *zone, unsigned int order)
{
	unsigned long n = 0;

	for (unsigned int i = 0; i < nr_pages; i += 1U << order)
		n += is_ram(i) && zone_of(i) == zone && s->pages[i] == FREE && free_order(s, i) == order;
	return n;
}

static unsigned long free_pages_of(const struct state *s, const struct zone *zone)
{
	unsigned long n = 0;

	for (unsigned int i = 0; i < nr_pages; i++)
		n += is_ram(i) && zone_of(i) == zone && s->pages[i] == FREE;
	return n;
}

/* As many entries as blocks, each the first page of one: then each block is in it once. */
static bool list_is(const struct state *s, const struct zone *zone, unsigned int order)
{
	const struct free_area *area = &zone->free_area[order];
	const struct list_head *at = &area->free_list;
	unsigned long want = free_blocks(s, zone, order), n = 0;
	u32 met = 0;

	if (area->nr_free != want)
		return false;
	for (; at->next != &area->free_list; at = at->next) {
		const struct page *page = (const struct page *)(const void *)((const char *)at->next -
									     offsetof(struct page, list));
		unsigned long i = (unsigned long)(page - structs);

		if (at->next->prev != at || i >= nr_pages || met >> i & 1 || n++ == want)
			return false;
		met |= 1U << i;
		if (!is_ram((unsigned int)i) || zone_of((unsigned int)i) != zone || s->pages[i] != FREE ||
		    i & ((1U << order) - 1) || free_order(s, (unsigned int)i) != order)
			return false;
	}
	return area->free_list.prev == at && n == want;
}

static bool compare(const struct state *s)
{
	unsigned long free = 0;
	const char *why = page_alloc_check();
	bool same = !why;

	if (why)
		fault("%s: %s", describe_now(), why);
	for (unsigned int i = 0; i < nr_pages; i++)
		if (structs[i].flags != flags_of(s, i)) {
			fault("%s: page %u has flags %#lx, expected %#lx", describe_now(), i,
			      structs[i].flags, flags_of(s, i));
			same = false;
		}
	for (unsigned int z = 0; z < nr_zones; z++) {
		unsigned long pages = free_pages_of(s, zones[z]);

		free += pages;
		same &= zones[z]->nr_free == pages;
		for (unsigned int order = 0; order <= MAX_ORDER; order++)
			same &= list_is(s, zones[z], order);
	}
	if (!same || nr_free_pages() != free)
		fault("%s: free lists or counts are wrong", describe_now());
	return same;
}

/* The call should have led there. */
static void arrive(struct state *after)
{
	transitions++;
	if (!compare(after))
		return;
	save(after);
	states_add(&seen, after);
}

static bool is_as_now(void)
{
	struct state s = now;

	save(&s);
	return !memcmp(&s, &now, sizeof(s));
}

/* The sentence of a call that must not return; NULL = it did. */
static const char *complaint(void (*call)(void))
{
	jmp_buf outer;

	memcpy(outer, port_panic, sizeof(outer));
	port_why = NULL;
	if (!PANICS())
		call();
	memcpy(port_panic, outer, sizeof(outer));
	return port_why;
}

/* why: part of the sentence; NULL = the call is all right and leads to after. */
static void expect(void (*call)(void), const char *why, struct state *after)
{
	const char *said = complaint(call);

	if (!why != !said || (why && !strstr(said, why)))
		fault("%s: said \"%s\", expected \"%s\"", describe_now(), said ? said : "", why ? why : "");
	if (!why) {
		arrive(after);
		return;
	}
	transitions++;
	if (!is_as_now())
		fault("%s: it was refused and has changed something", describe_now());
}

/* ---- receiving ---- */

static void receive(void)
{
	page_alloc_receive(FIRST_PFN + doing.page, doing.order, here->late);
}

/* Pages [first, end): RAM of one node, none of which has arrived. */
static bool can_arrive(unsigned int first, unsigned int end)
{
	if (end > nr_pages)
		return false;
	for (unsigned int i = first; i < end; i++)
		if (!is_ram(i) || node_of(i) != node_of(first) || now.pages[i] != NONE)
			return false;
	return true;
}

static void try_receive(unsigned int first, unsigned int order)
{
	struct state after = now;
	const char *why = NULL;

	if (here->first_orders && !(here->first_orders >> order & 1))
		return;
	doing.call = "receive";
	doing.page = first;
	doing.order = order;
	if (order > MAX_ORDER)
		why = "the largest is";
	else if (first & ((1U << order) - 1))
		why = "is not aligned to it";
	else if (!is_ram(first))
		why = "has no page struct";
	else if (now.pages[first] != NONE)
		why = "is handed over twice";
	else if (!can_arrive(first, first + (1U << order)))
		return; /* nobody hands over such a block */
	for (unsigned int i = first; !why && i < first + (1U << order); i++)
		after.pages[i] = FREE;
	expect(receive, why, &after);
	restore(&now);
}

/* ---- freeing ---- */

static void free_one(void)
{
	__free_pages(&structs[doing.page], doing.order);
}

static const char *why_not_freed(unsigned int first, unsigned int order)
{
	u8 state = now.pages[first];

	if (!is_ram(first))
		return "is no RAM";
	if (order > MAX_ORDER)
		return "the largest is";
	if (first & ((1U << order) - 1))
		return "is not aligned to it";
	if (state == FREE)
		return "is freed twice";
	if (state == NONE)
		return "was never taken";
	return state < TAKEN + order ? "was taken with a smaller one" : NULL;
}

static void try_free(unsigned int first, unsigned int order)
{
	const char *why = why_not_freed(first, order);
	struct state after = now;

	doing.call = "free";
	doing.page = first;
	doing.order = order;
	if (!why) {
		unsigned int size = 1U << (now.pages[first] - TAKEN), head = first & ~(size - 1);

		/* The rest stays taken, in halves of what was there. */
		for (unsigned int i = head; i < head + size; i++)
			after.pages[i] = (i ^ first) >> order
						 ? (u8)(TAKEN + 31 - __builtin_clz(i ^ first))
						 : FREE;
	}
	expect(free_one, why, &after);
	restore(&now);
}

/* ---- taking ---- */

static const struct page *taken;

static void take(void)
{
	taken = alloc_pages_node(doing.nid, doing.gfp, doing.order);
}

/* The order of the smallest block of a zone that is large enough; none: above MAX_ORDER. */
static unsigned int smallest_order(const struct zone *zone, unsigned int order)
{
	while (order <= MAX_ORDER && !free_blocks(&now, zone, order))
		order++;
	return order;
}

/* The first zone that has a block: of the node, downwards, then of the other one. */
static const struct zone *zone_for(int nid, gfp_t gfp, unsigned int order)
{
	bool only = gfp & __GFP_THISNODE && nid >= 0;
	int first = nid < 0 || !NODE_DATA(nid) ? 0 : nid;

	if (only && !NODE_DATA(nid))
		return NULL;
	for (int i = 0; i < (only ? 1 : MAX_NUMNODES); i++) {
		const pg_data_t *node = NODE_DATA(i ? !first : first);

		for (int z = gfp & GFP_DMA ? ZONE_DMA : ZONE_NORMAL; node && z >= 0; z--)
			if (smallest_order(&node->node_zones[z], order) <= MAX_ORDER)
				return &node->node_zones[z];
	}
	return NULL;
}

static void try_take(int nid, gfp_t gfp, unsigned int order)
{
	const struct zone *zone = zone_for(nid, gfp, order);
	struct state after = now;
	unsigned long first;

	doing.call = "take";
	doing.page = 0;
	doing.order = order;
	doing.nid = nid;
	doing.gfp = gfp;
	take();
	first = taken ? (unsigned long)(taken - structs) : 0;
	if (!taken != !zone) {
		fault("%s: %s", describe_now(), taken ? "from nowhere" : "there is a block");
	} else if (taken) {
		if (first >= nr_pages || now.pages[first] != FREE || zone_of((unsigned int)first) != zone ||
		    free_order(&now, (unsigned int)first) != smallest_order(zone, order))
			fault("%s: took %lu, not of the smallest blocks of the first zone", describe_now(), first);
		for (unsigned long i = first; i < first + (1UL << order) && i < nr_pages; i++)
			after.pages[i] = (u8)(TAKEN + order);
		arrive(&after);
	} else {
		transitions++;
		if (!is_as_now())
			fault("%s: nothing was there, and something has changed", describe_now());
	}
	restore(&now);
}

/* ---- all ---- */

static void try_calls(void)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_DMA, GFP_KERNEL | __GFP_THISNODE,
				       GFP_DMA | __GFP_THISNODE };

	for (unsigned int order = 0; order <= MAX_ORDER + 1; order++) {
		for (unsigned int i = 0; i < nr_pages; i++) {
			try_receive(i, order);
			try_free(i, order);
		}
		for (int nid = NUMA_NO_NODE; nid < MAX_NUMNODES; nid++)
			for (unsigned int f = 0; f < LENGTH(flags); f++)
				try_take(nid, flags[f], order);
	}
}

static void note_zone(struct zone *zone)
{
	for (unsigned int z = 0; z < nr_zones; z++)
		if (zones[z] == zone)
			return;
	zones[nr_zones++] = zone;
}

/* RAM of the world is taken, so that page structs lie in the pool. */
static void start_library(void)
{
	static unsigned char pristine[1 << 16];
	static bool kept;
	size_t size = (size_t)(__stop_world - __start_world);
	unsigned long ends[MAX_NR_ZONES] = { FIRST_PFN + here->border, 0, ~0UL, 0 };

	if (!kept)
		memcpy(pristine, __start_world, size);
	kept = true;
	memcpy(__start_world, pristine, size);
	port_map(pfn_phys(FIRST_PFN), POOL_END * PAGE_SIZE);
	for (unsigned int i = 0; i < nr_pages; i++)
		if (is_ram(i)) {
			memblock_add_node(pfn_phys(FIRST_PFN + i), PAGE_SIZE, node_of(i), MEMBLOCK_NONE);
			memblock_reserve(pfn_phys(FIRST_PFN + i), PAGE_SIZE);
		}
	memblock_add_node(pfn_phys(FIRST_PFN + POOL), (POOL_END - POOL) * PAGE_SIZE, 0, MEMBLOCK_NONE);
	page_forget_nodes();
	page_nr_leaves = 0;
	free_area_init(ends);
	structs = pfn_to_page(FIRST_PFN);
	nr_zones = 0;
	for (unsigned int i = 0; i < nr_pages; i++)
		if (is_ram(i)) {
			note_zone(zone_of(i));
			zone_of(i)->managed_pages = nr_pages; /* enough for the checks */
		}
}

static void run_buddy(const struct world *w)
{
	here = w->what;
	nr_pages = (unsigned int)strlen(here->pages);
	start_library();
	memset(&now, 0, sizeof(now));
	save(&now);
	states_start(&seen, sizeof(now));
	states_add(&seen, &now);
	for (size_t i = 0; i < seen.count && !enough_faults(); i++) {
		states_get(&seen, i, &now);
		if (PANICS()) {
			fault("%s: panicked: %s", describe_now(), port_why);
			break;
		}
		restore(&now);
		try_calls();
	}
	states_end(&seen);
}

/* ---- the worlds ---- */

#define WORLD(text, ...) { text, run_buddy, &(const struct buddy_world){ __VA_ARGS__ }, .deep = false }
#define DEEP_WORLD(text, ...) { text, run_buddy, &(const struct buddy_world){ __VA_ARGS__ }, .deep = true }

const struct world worlds[] = {
	WORLD("one block of 8 pages", .pages = "00000000"),
	WORLD("8 pages, a hole among them", .pages = "000-00000"),
	WORLD("two zones meet in a block", .pages = "00000000", .border = 3),
	WORLD("two nodes, three zones", .pages = "00011111", .border = 6),
	WORLD("pages that come late", .pages = "0000000", .late = true),
	WORLD("10 pages", .pages = "0000000000", .first_orders = 1 << 1 | 1 << 3),
	WORLD("12 pages, in blocks of 4", .pages = "000000000000", .first_orders = 1 << 2),
	DEEP_WORLD("11 pages", .pages = "00000000000"),
	DEEP_WORLD("16 pages, in blocks of 8", .pages = "0000000000000000", .first_orders = 1 << 3),
	{ 0 },
};
