/* SPDX-License-Identifier: MIT */
/*
 * Every call in every state of the bitmap. Two oracles: what include/bootmem/bootmem.h says
 * about where a request goes, page by page and unit by unit, which knows no bits and does not
 * look at full_idx; and what must hold wherever it went: nothing is handed out twice.
 */
#include <stdio.h>
#include <string.h>

#include "bootmem/internal.h"
#include "bitmap.h"

#define NOWHERE (~0ULL)

const struct bitmap_world *here;
struct state now;
pg_data_t pgdat_of[NODES];

static struct states seen;
static phys_addr_t base;

/* ---- places ---- */

static u64 world_bytes(void)
{
	return (u64)here->pages * PAGE_SIZE;
}

phys_addr_t address_of(u64 offset)
{
	return offset > (u64)(PHYS_ADDR_MAX - base) ? PHYS_ADDR_MAX : base + (phys_addr_t)offset;
}

unsigned long first_pfn(void)
{
	return phys_pfn_down(base);
}

static bool exists(int nid)
{
	return here->node[nid].end != 0;
}

/* Longs of a node's map, of its summary as well. */
static unsigned long map_bytes(int nid)
{
	return bitmap_bytes(here->node[nid].end - here->node[nid].first);
}

static unsigned long *map_of(int nid)
{
	return (unsigned long *)(void *)port_at(base + (phys_addr_t)here->node[nid].map * PAGE_SIZE);
}

/* ---- what a state says ---- */

bool is_spanned(const struct state *s, int nid, unsigned int page)
{
	return s->there[nid] && page >= here->node[nid].first && page < here->node[nid].end;
}

bool is_own(const struct state *s, unsigned int page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (s->there[nid] && here->node[nid].map == (int)page)
			return true;
	return false;
}

static bool is_free_on(const struct state *s, int nid, unsigned int page)
{
	return page >= here->first && page < here->end && s->node[nid].free >> (page - here->first) & 1;
}

int free_on(const struct state *s, unsigned int page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (is_free_on(s, nid, page))
			return nid;
	return -1;
}

/* By first page, then by number. */
static bool comes_before(int a, int b)
{
	return here->node[a].first != here->node[b].first ? here->node[a].first < here->node[b].first
							  : a < b;
}

int owner_of(const struct state *s, unsigned int page)
{
	int nid = is_spanned(s, 1, page);

	if (!is_spanned(s, 0, page) || !is_spanned(s, 1, page))
		return is_spanned(s, nid, page) ? nid : -1;
	if (here->ram && here->ram[page] != '-')
		return here->ram[page] - '0';
	return comes_before(0, 1) ? 0 : 1;
}

/* ---- the real thing ---- */

#define MAX_LONGS 8
#define GUARD	  0x5a

struct real {
	struct bootmem_data node[NODES];
	unsigned long map[NODES][MAX_LONGS + 1];
	struct list_head head;
};

/* All variables for boot: they depend on which nodes are set up, and on nothing else. */
static unsigned char section[1 << NODES][1 << 12];

static size_t section_size(void)
{
	return (size_t)(__stop_world - __start_world);
}

static unsigned int which_section(const struct state *s)
{
	return s->there[0] | (unsigned int)s->there[1] << 1;
}

static void set_bit(unsigned long *longs, unsigned long bit, bool value)
{
	unsigned long mask = 1UL << bit % BITS_PER_LONG;

	if (value)
		longs[bit / BITS_PER_LONG] |= mask;
	else
		longs[bit / BITS_PER_LONG] &= ~mask;
}

/* Bit by bit; the summary as well, where there is one. */
static void compose_map(const struct state *s, int nid, unsigned long *map)
{
	unsigned long bits = here->node[nid].end - here->node[nid].first;
	unsigned long longs = (bits + BITS_PER_LONG - 1) / BITS_PER_LONG;

	memset(map, GUARD, (MAX_LONGS + 1) * sizeof(*map));
	memset(map, 0xff, map_bytes(nid));
	for (unsigned int page = here->first; page < here->end; page++)
		if (is_free_on(s, nid, page))
			set_bit(map, page - here->node[nid].first, false);
	for (unsigned long i = 0; map_bytes(nid) > longs * sizeof(long) && i < longs; i++)
		set_bit(map + longs, i, map[i] == ~0UL);
}

static void link_list(struct list_head *head, struct list_head *a, struct list_head *b)
{
	struct list_head *in[3] = { head, a ? a : b, a ? b : NULL };
	unsigned int n = 1 + (in[1] != NULL) + (in[2] != NULL);

	/* Neighbours by their addresses in the library, contents in the image. */
	for (unsigned int i = 0; i < n; i++)
		*in[i] = (struct list_head){ in[(i + 1) % n], in[(i + n - 1) % n] };
}

static void compose(const struct state *s, struct real *r)
{
	int first = exists(1) && comes_before(1, 0) ? 1 : 0;
	struct list_head *entry[NODES];

	memset(r, 0, sizeof(*r));
	for (int nid = 0; nid < NODES; nid++) {
		const struct node_state *n = &s->node[nid];

		entry[nid] = s->there[nid] ? &bootmem_node_data[nid].list : NULL;
		if (!s->there[nid])
			continue;
		r->node[nid] = (struct bootmem_data){
			.node_min_pfn = first_pfn() + here->node[nid].first,
			.node_low_pfn = first_pfn() + here->node[nid].end,
			.node_bootmem_map = map_of(nid),
			.last_end_off = (bootmem_addr_t)n->rest * UNIT,
			.hint_idx = n->hint,
			.hint_goal = first_pfn() + n->goal,
			.full_idx = n->full_idx,
			.full_pages = n->full_pages == NOT_FULL ? ~0UL : n->full_pages,
		};
		compose_map(s, nid, r->map[nid]);
	}
	link_list(&bootmem_nodes, entry[first], entry[!first]);
	for (int nid = 0; nid < NODES; nid++)
		if (s->there[nid])
			r->node[nid].list = bootmem_node_data[nid].list;
	r->head = bootmem_nodes;
}

static struct real now_real;

void restore(void)
{
	memcpy(__start_world, section[which_section(&now)], section_size());
	memcpy(bootmem_node_data, now_real.node, sizeof(bootmem_node_data));
	for (int nid = 0; nid < NODES; nid++) {
		node_data[nid] = now.there[nid] ? &pgdat_of[nid] : NULL;
		pgdat_of[nid].bdata = now.there[nid] ? &bootmem_node_data[nid] : NULL;
		if (now.there[nid])
			memcpy(map_of(nid), now_real.map[nid], map_bytes(nid) + sizeof(long));
	}
	boot_handed_over = false;
}

/* ---- comparison ---- */

/* The call that is made, and its numbers. */
static struct doing {
	const char *call;
	u64 numbers[6];
} doing;

const char *describe_now(void)
{
	static char text[500];
	size_t n = 0;

	for (int nid = 0; nid < NODES && exists(nid); nid++) {
		const struct node_state *s = &now.node[nid];

		if (!now.there[nid]) {
			n += (size_t)snprintf(text + n, sizeof(text) - n, "node %d none; ", nid);
			continue;
		}
		n += (size_t)snprintf(text + n, sizeof(text) - n, "node %d ", nid);
		for (unsigned int page = here->node[nid].first; page < here->node[nid].end; page++)
			if (page >= here->first && page < here->end)
				text[n++] = is_free_on(&now, nid, page) ? '.' : '#';
		n += (size_t)snprintf(text + n, sizeof(text) - n, " rest %u hint %u goal %u full %u+%d; ",
				      s->rest, s->hint, s->goal, s->full_idx,
				      s->full_pages == NOT_FULL ? -1 : s->full_pages);
	}
	n += (size_t)snprintf(text + n, sizeof(text) - n, "%s(", doing.call);
	for (unsigned int i = 0; i < LENGTH(doing.numbers); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%#llx", i ? ", " : "",
				      LL(doing.numbers[i]));
	snprintf(text + n, sizeof(text) - n, ")");
	return text;
}

/* Are so many pages free together, from there to the end of the node? */
static bool has_run(const struct state *s, int nid, unsigned int from, unsigned int n)
{
	unsigned int run = 0;

	for (unsigned int page = from; page < here->node[nid].end; page++) {
		run = is_free_on(s, nid, page) ? run + 1 : 0;
		if (run >= n)
			return true;
	}
	return !n;
}

/* What the library remembers of a search that failed is free to differ, and must be true. */
static void take_failures(struct state *s)
{
	for (int nid = 0; nid < NODES; nid++) {
		const struct bootmem_data *node = &bootmem_node_data[nid];
		struct node_state *n = &s->node[nid];

		if (!s->there[nid])
			continue;
		n->full_idx = (u16)node->full_idx;
		n->full_pages = node->full_pages == ~0UL ? NOT_FULL : (u16)node->full_pages;
		if (n->full_idx != node->full_idx ||
		    (n->full_pages != NOT_FULL &&
		     (n->full_pages != node->full_pages ||
		      has_run(s, nid, here->node[nid].first + n->full_idx, n->full_pages))))
			fault("%s: node %d says that no %lu pages are free from %lu on",
			      describe_now(), nid, node->full_pages, node->full_idx);
	}
}

static bool node_is(const struct bootmem_data *node, const struct bootmem_data *want)
{
	return node->node_min_pfn == want->node_min_pfn && node->node_low_pfn == want->node_low_pfn &&
	       node->node_bootmem_map == want->node_bootmem_map &&
	       node->last_end_off == want->last_end_off && node->hint_idx == want->hint_idx &&
	       node->hint_goal == want->hint_goal;
}

static bool compare_node(const struct state *s, int nid)
{
	const struct bootmem_data *node = &bootmem_node_data[nid];
	unsigned long map[MAX_LONGS + 1];
	struct bootmem_data want = {
		.node_min_pfn = first_pfn() + here->node[nid].first,
		.node_low_pfn = first_pfn() + here->node[nid].end,
		.node_bootmem_map = map_of(nid),
		.last_end_off = (bootmem_addr_t)s->node[nid].rest * UNIT,
		.hint_idx = s->node[nid].hint,
		.hint_goal = first_pfn() + s->node[nid].goal,
	};

	if (!s->there[nid]) {
		if (node->node_bootmem_map)
			fault("%s: node %d is set up", describe_now(), nid);
		return !node->node_bootmem_map;
	}
	if (!node_is(node, &want)) {
		fault("%s: node %d has rest %#llx, expected %#llx, hint %lu, %lu, for %#lx, %#lx",
		      describe_now(), nid, LL(node->last_end_off), LL(want.last_end_off),
		      node->hint_idx, want.hint_idx, node->hint_goal, want.hint_goal);
		return false;
	}
	compose_map(s, nid, map);
	if (memcmp(map, map_of(nid), map_bytes(nid) + sizeof(long))) {
		fault("%s: the map of node %d is another one", describe_now(), nid);
		return false;
	}
	return true;
}

/* The list goes through all nodes that are set up, in both directions. */
static bool list_is(const struct state *s)
{
	const struct list_head *at = &bootmem_nodes, *want[NODES + 2] = { at };
	int first = exists(1) && comes_before(1, 0) ? 1 : 0;
	unsigned int n = 1;

	if (s->there[first])
		want[n++] = &bootmem_node_data[first].list;
	if (s->there[!first])
		want[n++] = &bootmem_node_data[!first].list;
	want[n] = at;
	for (unsigned int i = 0; i < n; i++)
		if (want[i]->next != want[i + 1] || want[i + 1]->prev != want[i])
			return false;
	return true;
}

/* Takes what the state is free to differ in. */
static bool compare(struct state *s)
{
	bool same = true;

	take_failures(s);
	for (int nid = 0; nid < NODES; nid++)
		same &= compare_node(s, nid);
	if (!list_is(s)) {
		fault("%s: the list of nodes is another one", describe_now());
		same = false;
	}
	if (memcmp(__start_world, section[which_section(s)], section_size()) || boot_handed_over) {
		fault("%s: another variable has changed", describe_now());
		same = false;
	}
	return same;
}

bool compare_now(const char *after)
{
	struct state s = now;

	doing = (struct doing){ .call = after };
	return compare(&s);
}

/* ---- the oracle: take, give back, set up ---- */

struct slice {
	unsigned int lo, hi;
};

static void forget_rests(struct state *s, unsigned int page)
{
	for (int nid = 0; nid < NODES; nid++)
		if (s->there[nid] && here->node[nid].first + s->node[nid].rest / UNITS == page)
			s->node[nid].rest = 0;
}

static void set_free(struct state *s, int nid, unsigned int page, bool value)
{
	u16 mask;

	if (page < here->first || page >= here->end)
		return;
	mask = (u16)(1U << (page - here->first));
	if (value)
		s->node[nid].free |= mask;
	else
		s->node[nid].free &= (u16)~mask;
}

static void take_page(struct state *s, unsigned int page)
{
	forget_rests(s, page);
	for (int nid = 0; nid < NODES; nid++)
		set_free(s, nid, page, false);
}

static void give_page(struct state *s, int nid, unsigned int page)
{
	struct node_state *n = &s->node[nid];
	unsigned int i = page - here->node[nid].first;

	forget_rests(s, page);
	set_free(s, nid, page, true);
	if (n->hint > i)
		n->hint = (u16)i;
}

static void set_up(struct state *s, int nid)
{
	s->there[nid] = 1;
	s->node[nid] = (struct node_state){ .goal = (u16)here->node[nid].first, .full_pages = NOT_FULL };
	if (here->node[nid].map >= 0)
		take_page(s, (unsigned int)here->node[nid].map);
}

/* ---- the oracle: where a request goes ---- */

/* Offsets in bytes, resolved: the limit is an end. */
struct request {
	u64 size, align, goal, limit;
	int nid;
	bool exact;
};

static bool below_limit(const struct request *r, u64 offset)
{
	return offset < r->limit && r->size <= r->limit - offset;
}

static u64 pages_up(u64 bytes)
{
	return (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
}

static bool is_aligned(const struct request *r, u64 offset)
{
	return !((base + (phys_addr_t)offset) & (phys_addr_t)(r->align - 1));
}

/* Where the rest of the last page starts, and ends; the same: there is none. */
static u64 rest_start(const struct state *s, int nid)
{
	return ((u64)here->node[nid].first * UNITS + s->node[nid].rest) * UNIT;
}

static u64 page_end(u64 offset)
{
	return pages_up(offset) * PAGE_SIZE;
}

/* Where in the rest the request may start: all are whole units. */
static u64 start_in_rest(const struct state *s, int nid, const struct request *r)
{
	u64 at = rest_start(s, nid), end = page_end(at);

	if (r->goal > at)
		at = r->goal;
	for (; at < end; at += UNIT)
		if (is_aligned(r, at))
			return below_limit(r, at) ? at : NOWHERE;
	return NOWHERE;
}

static bool all_free(const struct state *s, int nid, u64 page, u64 end)
{
	for (; page < end; page++)
		if (page >= here->pages || !is_free_on(s, nid, (unsigned int)page))
			return false;
	return true;
}

static bool fits_at(const struct state *s, int nid, const struct request *r, u64 page)
{
	u64 at = page * PAGE_SIZE;

	return base + (phys_addr_t)at && is_aligned(r, at) && below_limit(r, at) &&
	       all_free(s, nid, page, page + pages_up(r->size));
}

static u64 goal_page(int nid, u64 goal)
{
	u64 page = pages_up(goal);

	return page > here->node[nid].first ? page : here->node[nid].first;
}

/* Page by page; a request that starts in the rest counts at the page behind it. */
static u64 first_fit(const struct state *s, int nid, const struct request *r, u64 from, u64 to,
		     u64 in_rest)
{
	for (; from < to; from++) {
		if (in_rest != NOWHERE && from == in_rest / PAGE_SIZE + 1)
			return in_rest;
		if (fits_at(s, nid, r, from))
			return from * PAGE_SIZE;
	}
	return NOWHERE;
}

static u64 find_on_node(const struct state *s, int nid, const struct request *r)
{
	u64 goal = goal_page(nid, r->goal), end = here->node[nid].end, at, start = goal;
	u64 hint = here->node[nid].first + s->node[nid].hint, in_rest = start_in_rest(s, nid, r);

	if (in_rest != NOWHERE) {
		if (in_rest + r->size <= page_end(in_rest + 1))
			return in_rest;
		if (!all_free(s, nid, in_rest / PAGE_SIZE + 1, pages_up(in_rest + r->size)))
			in_rest = NOWHERE;
	}
	if (s->node[nid].goal == goal && hint > goal)
		start = hint;
	at = first_fit(s, nid, r, start, end, in_rest);
	return at != NOWHERE ? at : first_fit(s, nid, r, goal, start, in_rest);
}

static void take_on_node(struct state *s, int nid, const struct request *r, u64 at)
{
	struct node_state *n = &s->node[nid];
	u64 end = at + r->size, old = rest_start(s, nid), room = page_end(end) - end;
	u64 old_room = page_end(old) - old;
	bool in_rest = at % PAGE_SIZE, keep;

	if (pages_up(at) < pages_up(end)) {
		n->hint = (u16)(pages_up(end) - here->node[nid].first);
		n->goal = (u16)goal_page(nid, r->goal);
	}
	for (u64 page = pages_up(at); page < pages_up(end); page++)
		set_free(s, nid, (unsigned int)page, false);
	keep = !in_rest &&
	       (!room || (old_room > room && old >= r->goal && old < r->limit &&
			  old_room <= r->limit - old));
	if (!keep)
		n->rest = (u16)((end - (u64)here->node[nid].first * PAGE_SIZE) / UNIT);
}

/* Nodes in the order in which they are asked. */
static int nth_node(const struct state *s, int wanted, int n)
{
	int first = wanted >= 0 ? wanted : exists(1) && comes_before(1, 0) ? 1 : 0;

	if (!s->there[first])
		return n == 0 && s->there[!first] ? !first : -1;
	return n == 0 ? first : n == 1 && s->there[!first] ? !first : -1;
}

/* Takes what it finds. */
static u64 oracle_alloc(struct state *s, struct request r)
{
	for (int tries = 0; tries < (r.exact ? 1 : 2); tries++, r.goal = 0)
		for (int n = 0; nth_node(s, r.nid, n) >= 0; n++) {
			int nid = nth_node(s, r.nid, n);
			u64 at;

			if (r.exact && r.nid >= 0 && nid != r.nid)
				continue;
			at = find_on_node(s, nid, &r);
			if (at == NOWHERE)
				continue;
			take_on_node(s, nid, &r, at);
			return at;
		}
	return NOWHERE;
}

/* ---- what holds wherever a request went ---- */

/* May this byte be handed out? It is in a free page, or in a rest. */
static bool is_available(const struct state *s, u64 offset)
{
	if (free_on(s, (unsigned int)(offset / PAGE_SIZE)) >= 0)
		return true;
	for (int nid = 0; nid < NODES; nid++) {
		u64 rest = rest_start(s, nid);

		if (s->there[nid] && offset >= rest && offset < page_end(rest))
			return true;
	}
	return false;
}

/* Of what was available, what was handed out is not any longer, and nothing has come. */
static bool is_exact(const struct state *before, const struct state *after, u64 at, u64 size)
{
	for (u64 unit = here->first * UNITS; unit < here->end * UNITS; unit++) {
		u64 offset = unit * UNIT;
		bool mine = offset >= at && offset - at < size;

		if (mine && !is_available(before, offset))
			return false;
		if (is_available(after, offset) && (mine || !is_available(before, offset)))
			return false;
	}
	return true;
}

static void check_place(const struct request *r, const struct state *after, u64 at)
{
	if (at % UNIT || !is_aligned(r, at) || !below_limit(r, at) || !(base + (phys_addr_t)at))
		fault("%s: not aligned, or beyond the limit, or page 0", describe_now());
	if (!is_exact(&now, after, at, r->size))
		fault("%s: handed out twice", describe_now());
}

/* ---- calls ---- */

static bool is_as_now(void)
{
	if (memcmp(bootmem_node_data, now_real.node, sizeof(now_real.node)) || boot_handed_over ||
	    memcmp(__start_world, section[which_section(&now)], section_size()))
		return false;
	for (int nid = 0; nid < NODES; nid++)
		if (now.there[nid] &&
		    memcmp(map_of(nid), now_real.map[nid], map_bytes(nid) + sizeof(long)))
			return false;
	return true;
}

/* The call should have led to that state. */
static void arrive(struct state *after)
{
	transitions++;
	if (!memcmp(after, &now, sizeof(now)) && is_as_now())
		return;
	if (compare(after))
		states_add(&seen, after);
	restore();
}

/* The library warns of what it does not do. */
static void expect_warnings(unsigned int n)
{
	if (port_warnings != n)
		fault("%s: warned %lu times, expected %u", describe_now(), port_warnings, n);
	port_warnings = 0;
}

/* ---- calls: ranges ---- */

/* Bytes, and the pages that they touch, and those wholly inside. */
struct bytes {
	phys_addr_t base, size;
	struct slice touched, inside;
	bool beyond; /* there are pages outside of the world in it */
};

static void try_free(const struct bytes *b, int nid)
{
	struct state after = now;
	bool twice = false, nowhere = b->beyond;

	doing = (struct doing){ nid < 0 ? "free" : "free_node", { b->base, b->size, (u64)nid } };
	for (unsigned int page = b->inside.lo; page < b->inside.hi; page++) {
		int on = nid < 0 ? owner_of(&now, page) : is_spanned(&now, nid, page) ? nid : -1;

		if (on < 0)
			nowhere = true;
		else if (free_on(&now, page) >= 0)
			twice = true;
		else if (!is_own(&now, page))
			give_page(&after, on, page);
	}
	if (nid < 0)
		free_bootmem(b->base, b->size);
	else
		free_bootmem_node(&pgdat_of[nid], b->base, b->size);
	expect_warnings(twice + nowhere);
	arrive(&after);
}

static int reserve_result(const struct bytes *b, int nid, int flags)
{
	bool all = true;

	for (unsigned int page = b->touched.lo; page < b->touched.hi; page++) {
		if (nid < 0 ? owner_of(&now, page) < 0 : !is_spanned(&now, nid, page))
			return -EINVAL;
		all &= free_on(&now, page) >= 0;
	}
	if (b->size && b->beyond)
		return -EINVAL;
	return (flags & BOOTMEM_EXCLUSIVE) && !all ? -EBUSY : 0;
}

static void try_reserve(const struct bytes *b, int nid, int flags)
{
	int want = reserve_result(b, nid, flags), got;
	struct state after = now;

	doing = (struct doing){ nid < 0 ? "reserve" : "reserve_node",
				{ b->base, b->size, (u64)nid, (u64)flags } };
	for (unsigned int page = b->touched.lo; !want && page < b->touched.hi; page++)
		take_page(&after, page);
	got = nid < 0 ? reserve_bootmem(b->base, b->size, flags)
		      : reserve_bootmem_node(&pgdat_of[nid], b->base, b->size, flags);
	if (got != want)
		fault("%s: returned %d, expected %d", describe_now(), got, want);
	arrive(&after);
}

static void try_core_reserve(const struct bytes *b)
{
	struct state after = now;

	doing = (struct doing){ "core_reserve", { b->base, b->size } };
	for (unsigned int page = b->touched.lo; page < b->touched.hi; page++)
		take_page(&after, page);
	if (b->beyond)
		forget_rests(&after, here->pages); /* none, but in words */
	core_reserve(b->base, b->size, "somebody");
	arrive(&after);
}

static void try_bytes(const struct bytes *b)
{
	for (int nid = -1; nid < NODES; nid++) {
		if (nid >= 0 && !exists(nid))
			continue;
		try_free(b, nid);
		try_reserve(b, nid, BOOTMEM_DEFAULT);
		try_reserve(b, nid, BOOTMEM_EXCLUSIVE);
	}
	try_core_reserve(b);
}

static void try_units(unsigned int lo, unsigned int hi)
{
	phys_addr_t start = base + (phys_addr_t)lo * UNIT;
	struct bytes b = { start, (phys_addr_t)(hi - lo) * UNIT, { lo / UNITS, (hi + UNITS - 1) / UNITS },
			   { (lo + UNITS - 1) / UNITS, hi / UNITS }, false };

	if (lo == hi)
		b.touched = b.inside = (struct slice){ 0, 0 };
	if (b.inside.lo > b.inside.hi)
		b.inside = (struct slice){ 0, 0 };
	try_bytes(&b);
}

/* From the world, or from in front of it, to the end of the address space, and beyond. */
static void try_huge(void)
{
	struct slice all = { 0, here->pages };
	bool beyond = here->place != AT_TOP;

	try_bytes(&(struct bytes){ base, PHYS_ADDR_MAX, all, all, beyond });
	if (base)
		try_bytes(&(struct bytes){ base - PAGE_SIZE, PHYS_ADDR_MAX, all, all, true });
	try_bytes(&(struct bytes){ 0, PHYS_ADDR_MAX, all, all, beyond || base });
}

static void try_ranges(void)
{
	unsigned int step = here->whole_pages ? UNITS : UNITS / 2;

	for (unsigned int lo = here->first * UNITS; lo <= here->end * UNITS; lo += step)
		for (unsigned int hi = lo; hi <= here->end * UNITS; hi += step)
			try_units(lo, hi);
	if (here->end - here->first == here->pages)
		try_huge();
}

/* ---- calls: requests ---- */

/* What a call answers, as an offset. */
static u64 offset_of(const void *p)
{
	return p ? (u64)((const u8 *)p - port_at(base)) : NOWHERE;
}

static u64 call_alloc(const struct request *r, phys_addr_t goal, phys_addr_t limit)
{
	if (r->exact) {
		struct core_request exact = { (phys_addr_t)r->size, (phys_addr_t)r->align, goal,
					      limit ? limit : PHYS_ADDR_MAX, r->nid };

		return offset_of(core_alloc_exact(&exact));
	}
	return offset_of(memblock_virt_alloc_try_nid_raw((phys_addr_t)r->size, (phys_addr_t)r->align,
							 goal, limit, r->nid));
}

/* goal and limit: addresses, 0 = none; fails: the place that is found is not mapped. */
static void try_request(struct request r, phys_addr_t goal, phys_addr_t limit, bool fails)
{
	struct state after = now;
	u64 want = NOWHERE, got;

	doing = (struct doing){ r.exact ? "alloc_exact" : fails ? "alloc, not mapped" : "alloc",
				{ r.size, r.align, goal, limit, (u64)r.nid } };
	r.goal = goal > base ? goal - base : 0;
	if (!limit)
		limit = PHYS_ADDR_MAX;
	r.limit = limit > base ? limit - base : 0;
	if (limit > PAGE_SIZE)
		want = oracle_alloc(&after, r);
	port_calm(fails);
	got = limit > PAGE_SIZE || !r.exact ? call_alloc(&r, goal, limit == PHYS_ADDR_MAX ? 0 : limit) : NOWHERE;
	port_calm(0);
	if (fails && want != NOWHERE) {
		expect_warnings(1);
		after = now;
		want = NOWHERE;
	}
	if (got != want)
		fault("%s: went to %#llx, expected %#llx", describe_now(), LL(got), LL(want));
	if (got != NOWHERE)
		check_place(&r, &after, got);
	arrive(&after);
}

static void try_goal_and_limit(const struct request *r, phys_addr_t goal, phys_addr_t limit)
{
	struct request exact = *r;

	exact.exact = true;
	try_request(*r, goal, limit, false);
	if (!limit)
		try_request(exact, goal, limit, false);
	if (!goal && !limit)
		try_request(*r, goal, limit, true);
}

/* Every page's start, and beside it; and none. */
static void try_limits(const struct request *r, phys_addr_t goal)
{
	try_goal_and_limit(r, goal, 0);
	for (unsigned int page = here->first; page <= here->end; page++) {
		phys_addr_t limit = address_of((u64)page * PAGE_SIZE);

		if (limit)
			try_goal_and_limit(r, goal, limit);
		if (here->limit_step && page < here->end)
			try_goal_and_limit(r, goal, limit + here->limit_step * UNIT);
	}
}

static void try_goals(const struct request *r)
{
	try_limits(r, 0);
	for (unsigned int page = here->first; page <= here->end; page++) {
		phys_addr_t goal = address_of((u64)page * PAGE_SIZE);

		if (goal)
			try_limits(r, goal);
		if (here->goal_step && page < here->end)
			try_limits(r, goal + here->goal_step * UNIT);
	}
}

static void try_requests(void)
{
	for (const unsigned int *size = here->sizes; *size; size++)
		for (const unsigned int *align = here->aligns; *align; align++)
			for (int nid = -1; nid < NODES; nid++)
				if (nid < 0 || exists(1))
					try_goals(&(struct request){ .size = (u64)*size * UNIT,
								     .align = (u64)*align * UNIT,
								     .nid = nid });
}

/* ---- calls: the forms of a request ---- */

enum form {
	ALLOC,
	ALLOC_NOPANIC,
	NODE,
	NODE_NOPANIC,
	NODE_LIMIT,
	NODE_HIGH, /* whose preference changes nothing in worlds on one side of 4 GiB */
	LOW,
	LOW_NOPANIC,
	LOW_NODE,
	VIRT,
	VIRT_NOPANIC,
	VIRT_LOW,
	VIRT_LOW_NOPANIC,
	CURRENT_LIMIT,
	FORMS
};

static bool has_node(enum form form)
{
	return (form >= NODE && form <= NODE_HIGH) || form == LOW_NODE || form == VIRT || form == VIRT_NOPANIC;
}

static bool is_low(enum form form)
{
	return (form >= LOW && form <= LOW_NODE) || form == VIRT_LOW || form == VIRT_LOW_NOPANIC;
}

static bool has_limit(enum form form)
{
	return form == NODE_LIMIT || form == VIRT || form == VIRT_NOPANIC || form == CURRENT_LIMIT;
}

static bool may_panic(enum form form)
{
	return form == ALLOC || form == NODE || form == NODE_HIGH || form == LOW || form == LOW_NODE ||
	       form == VIRT || form == VIRT_LOW;
}

static void *call_form(enum form form, phys_addr_t size, phys_addr_t align, phys_addr_t goal,
		       phys_addr_t limit, int nid)
{
	pg_data_t *node = nid < 0 ? NULL : &pgdat_of[nid];
	void *p;

	switch (form) {
	case ALLOC:
		return __alloc_bootmem(size, align, goal);
	case ALLOC_NOPANIC:
		return __alloc_bootmem_nopanic(size, align, goal);
	case NODE:
		return __alloc_bootmem_node(node, size, align, goal);
	case NODE_NOPANIC:
		return __alloc_bootmem_node_nopanic(node, size, align, goal);
	case NODE_LIMIT:
		return ___alloc_bootmem_node_nopanic(node, size, align, goal, limit);
	case NODE_HIGH:
		return __alloc_bootmem_node_high(node, size, align, goal);
	case LOW:
		return __alloc_bootmem_low(size, align, goal);
	case LOW_NOPANIC:
		return __alloc_bootmem_low_nopanic(size, align, goal);
	case LOW_NODE:
		return __alloc_bootmem_low_node(node, size, align, goal);
	case VIRT:
		return memblock_virt_alloc_try_nid(size, align, goal, limit, nid);
	case VIRT_NOPANIC:
		return memblock_virt_alloc_try_nid_nopanic(size, align, goal, limit, nid);
	case VIRT_LOW:
		return memblock_virt_alloc_low(size, align);
	case VIRT_LOW_NOPANIC:
		return memblock_virt_alloc_low_nopanic(size, align);
	default:
		bootmem_set_current_limit(limit);
		p = __alloc_bootmem_nopanic(size, align, goal);
		bootmem_set_current_limit(PHYS_ADDR_MAX);
		return p;
	}
}

static bool is_zero(u64 at, u64 size)
{
	static const u8 zero[16 * PAGE_SIZE];

	return !memcmp(port_at(base + (phys_addr_t)at), zero, size);
}

/* NOWHERE: it panicked, or said so. */
static u64 answer_of_form(enum form form, const struct request *r, phys_addr_t goal, phys_addr_t limit)
{
	volatile u64 at = NOWHERE;
	volatile bool panicked = true;
	jmp_buf outer;

	memcpy(outer, port_panic, sizeof(outer));
	if (!PANICS()) {
		at = offset_of(call_form(form, (phys_addr_t)r->size, (phys_addr_t)r->align, goal, limit, r->nid));
		panicked = false;
	}
	memcpy(port_panic, outer, sizeof(outer));
	if (panicked != (at == NOWHERE && may_panic(form)))
		fault("%s: %s", describe_now(), panicked ? "panicked" : "did not panic");
	return at;
}

static void try_form(enum form form, struct request r, phys_addr_t goal, phys_addr_t limit)
{
	phys_addr_t top = is_low(form) ? (phys_addr_t)ARCH_LOW_ADDRESS_LIMIT
				       : has_limit(form) && limit ? limit : PHYS_ADDR_MAX;
	struct state after = now;
	u64 want = NOWHERE, got;

	doing = (struct doing){ "alloc, a form", { form, r.size, r.align, goal, limit, (u64)r.nid } };
	if (form == VIRT_LOW || form == VIRT_LOW_NOPANIC)
		goal = 0;
	r.goal = goal > base ? goal - base : 0;
	r.limit = top > base ? top - base : 0;
	if (top > PAGE_SIZE)
		want = oracle_alloc(&after, r);
	if (want != NOWHERE)
		memset(port_at(base + (phys_addr_t)want), GUARD, r.size);
	got = answer_of_form(form, &r, goal, limit);
	if (got != want)
		fault("%s: went to %#llx, expected %#llx", describe_now(), LL(got), LL(want));
	else if (got != NOWHERE && !is_zero(got, r.size))
		fault("%s: not zeroed", describe_now());
	arrive(&after);
}

static void try_forms(void)
{
	phys_addr_t middle = address_of((u64)(here->first + here->end) / 2 * PAGE_SIZE);

	for (enum form form = 0; form < FORMS; form++)
		for (unsigned int i = 0; i < 4; i++)
			for (int nid = -1; nid < NODES; nid++) {
				struct request r = { .size = (u64)here->sizes[i & 1] * UNIT,
						     .align = (u64)here->aligns[0] * UNIT, .nid = nid };

				if (nid < 0 || (exists(1) && has_node(form)))
					try_form(form, r, i & 2 ? middle : 0,
						 has_limit(form) ? middle + UNIT : 0);
			}
}

/* ---- calls: set up ---- */

static void try_set_up(int nid)
{
	const struct span *span = &here->node[nid];
	unsigned long map = phys_pfn_down(base + (phys_addr_t)span->map * PAGE_SIZE), bytes;
	struct state after = now;

	doing = (struct doing){ "init_node", { (u64)nid } };
	memset(map_of(nid), GUARD, (MAX_LONGS + 1) * sizeof(long));
	bytes = init_bootmem_node(&pgdat_of[nid], map, first_pfn() + span->first, first_pfn() + span->end);
	expect_warnings(now.there[nid]);
	if (bytes != map_bytes(nid))
		fault("%s: %lu bytes, expected %lu", describe_now(), bytes, map_bytes(nid));
	set_up(&after, nid);
	arrive(&after);
}

/* What is refused, with a warning. */
static void refuse_set_up(int nid, unsigned long map, unsigned long first, unsigned long end)
{
	struct state after = now;
	pg_data_t none = { .node_id = nid };

	doing = (struct doing){ "init_node, refused", { (u64)nid, map, first, end } };
	if (init_bootmem_node(nid >= 0 && nid < NODES ? &pgdat_of[nid] : &none, map, first, end))
		fault("%s: was not refused", describe_now());
	expect_warnings(1);
	arrive(&after);
}

static void try_set_ups(void)
{
	unsigned long outside = first_pfn() + here->pages + 9;

	for (int nid = 0; nid < NODES && exists(nid); nid++) {
		unsigned long first = first_pfn() + here->node[nid].first;
		unsigned long end = first_pfn() + here->node[nid].end;
		unsigned long map = phys_pfn_down(base + (phys_addr_t)here->node[nid].map * PAGE_SIZE);

		try_set_up(nid);
		refuse_set_up(nid, map, end, end);
		refuse_set_up(nid, map, end, first);
		refuse_set_up(nid, outside, first, end);
		refuse_set_up(nid, ~0UL, first, end);
		if (now.there[nid] && exists(1))
			refuse_set_up(!nid, map, first, end);
	}
	refuse_set_up(-1, first_pfn(), first_pfn(), first_pfn() + 1);
	refuse_set_up(NODES, first_pfn(), first_pfn(), first_pfn() + 1);
}

static void try_reset(void)
{
	struct state after = { 0 };

	doing = (struct doing){ "reset", { 0 } };
	bootmem_reset();
	arrive(&after);
}

/* ---- all ---- */

static void try_calls(void)
{
	if (!here->starts_set_up) {
		try_set_ups();
		try_reset();
	}
	try_ranges();
	try_requests();
	try_forms();
}

static void place_world(void)
{
	phys_addr_t front, bytes = (phys_addr_t)world_bytes();

	base = here->place == AT_0 ? 0 : here->place == AT_TOP ? 0 - bytes : 0x13 * (phys_addr_t)PAGE_SIZE;
	front = base ? PAGE_SIZE : 0;
	port_map(base - front, front + bytes + (here->place == AT_TOP ? 0 : PAGE_SIZE));
}

static void init_nodes(unsigned int set)
{
	for (int nid = 0; nid < NODES; nid++) {
		const struct span *span = &here->node[nid];

		pgdat_of[nid].node_id = nid;
		if (exists(nid) && set >> nid & 1)
			init_bootmem_node(&pgdat_of[nid],
					  phys_pfn_down(base + (phys_addr_t)span->map * PAGE_SIZE),
					  first_pfn() + span->first, first_pfn() + span->end);
	}
}

/* What is RAM, and the variables for each set of nodes, as they are when there were others. */
static void start_library(void)
{
	if (section_size() > sizeof(section[0])) {
		fault("the library's variables are %zu bytes: enlarge section[]", section_size());
		return;
	}
	remove_all_active_ranges();
	for (unsigned int page = 0; here->ram && page < here->pages; page++)
		if (here->ram[page] != '-')
			add_active_range(here->ram[page] - '0', first_pfn() + page, first_pfn() + page + 1);
	for (unsigned int set = 0; set < LENGTH(section); set++) {
		bootmem_reset();
		init_nodes(~0U);
		bootmem_reset();
		init_nodes(set);
		memcpy(section[set], __start_world, section_size());
	}
	port_warnings = 0;
}

void run_bitmap(const struct world *w)
{
	struct state start = { 0 };

	here = w->what;
	place_world();
	start_library();
#ifdef MODEL_SMALL
	if (bitmap_bytes(1) == sizeof(long))
		fault("maps have no summary");
#endif
	for (int nid = 0; here->starts_set_up && nid < NODES && exists(nid); nid++)
		set_up(&start, nid);
	states_start(&seen, sizeof(start));
	states_add(&seen, &start);
	for (size_t i = 0; i < seen.count && !enough_faults(); i++) {
		states_get(&seen, i, &now);
		compose(&now, &now_real);
		if (PANICS()) {
			fault("%s: panicked", describe_now());
			break;
		}
		restore();
		ask_everything();
		try_calls();
	}
	states_end(&seen);
}
