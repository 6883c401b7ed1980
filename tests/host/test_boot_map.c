/* SPDX-License-Identifier: MIT */
/*
 * The boot map against an oracle that looks at every page of a small world and,
 * for each, at every entry: no boundaries, no rounding, no walking.
 */
#include <string.h>

#include <bootmem/boot_map.h>

#include "../suites/test.h"
#include "notes.h"

#define MOST_ENTRIES 64
#define MOST_PAGES   16

static struct boot_range in_storage[MOST_ENTRIES], out_storage[2 * MOST_ENTRIES + 1];
static struct boot_map in, out;

/* ---- worlds: a few pages somewhere, cut into cells ---- */

static phys_addr_t world_base;
static unsigned int world_pages, cells_per_page;

static void world(phys_addr_t base, unsigned int pages, unsigned int cells)
{
	world_base = base;
	world_pages = pages;
	cells_per_page = cells;
	boot_map_init(&in, in_storage, MOST_ENTRIES);
	boot_map_init(&out, out_storage, 2 * MOST_ENTRIES + 1);
}

/* The world whose last page is the last of the address space. */
static phys_addr_t top(unsigned int pages)
{
	return (phys_addr_t)0 - (phys_addr_t)pages * PAGE_SIZE;
}

/* The address where a cell begins; behind the very last one, PHYS_ADDR_MAX. */
static phys_addr_t cell(unsigned int i)
{
	phys_addr_t at = world_base + (phys_addr_t)i * (PAGE_SIZE / cells_per_page);

	return i && at == 0 ? PHYS_ADDR_MAX : at;
}

static phys_addr_t page(unsigned int i)
{
	return cell(i * cells_per_page);
}

static void put(enum boot_kind kind, unsigned int begin, unsigned int end, int nid,
		const char *owner)
{
	in.ranges[in.count++] =
		(struct boot_range){ cell(begin), cell(end), kind, nid, false, false, owner };
}

/* ---- the oracle ---- */

struct view {
	bool covered, ram, shared;
	enum boot_kind kind;
	int nid;
	const char *owner;
};

/* Which pages does an entry decide about? All bytes for RAM, any byte for others. */
static u32 pages_of(const struct boot_range *r)
{
	u32 mask = 0;

	for (unsigned int p = 0; p < world_pages; p++) {
		bool all = r->base <= page(p) && r->end >= page(p + 1);
		bool any = r->base < page(p + 1) && r->end > page(p);

		if (r->base < r->end && (r->kind == BOOT_RAM ? all : any))
			mask |= 1U << p;
	}
	return mask;
}

static const char *named(const char *owner)
{
	return owner ? owner : "~";
}

/* The order among entries of one kind. */
static bool goes_first(const struct boot_range *a, const struct boot_range *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	if ((a->nid < 0) != (b->nid < 0))
		return a->nid >= 0;
	if (a->base != b->base)
		return a->base < b->base;
	if (a->end != b->end)
		return a->end > b->end;
	if (a->nid != b->nid)
		return a->nid < b->nid;
	return strcmp(named(a->owner), named(b->owner)) < 0;
}

static bool used_by_itself(enum boot_kind kind)
{
	switch (kind) {
	case BOOT_ACPI_DATA:
	case BOOT_INITRD:
	case BOOT_DTB:
	case BOOT_INFO:
	case BOOT_FRAMEBUFFER:
		return true;
	default:
		return false;
	}
}

/* Has something bytes on the page that does not know of what decides there? */
static bool is_shared(const u32 *masks, unsigned int p, const struct boot_range *best)
{
	bool shared = false;

	for (unsigned int i = 0; i < in.count; i++) {
		const struct boot_range *r = &in.ranges[i];
		bool apart = r->end <= best->base || r->base >= best->end;

		if (masks[i] >> p & 1 && r->kind != best->kind)
			shared |= used_by_itself(r->kind) || (r->kind == BOOT_RESERVED && apart);
	}
	return shared && used_by_itself(best->kind);
}

static void look(struct view *views)
{
	const struct boot_range *best[MOST_PAGES] = { 0 }, *ram[MOST_PAGES] = { 0 };
	u32 masks[MOST_ENTRIES];

	for (unsigned int i = 0; i < in.count; i++)
		masks[i] = pages_of(&in.ranges[i]);
	for (unsigned int p = 0; p < world_pages; p++) {
		for (unsigned int i = 0; i < in.count; i++) {
			const struct boot_range *r = &in.ranges[i];

			if (!(masks[i] >> p & 1))
				continue;
			if (!best[p] || goes_first(r, best[p]))
				best[p] = r;
			if (r->kind == BOOT_RAM && (!ram[p] || goes_first(r, ram[p])))
				ram[p] = r;
		}
		views[p] = (struct view){ 0 };
		if (!best[p])
			continue;
		views[p] = (struct view){ true, ram[p] != NULL, is_shared(masks, p, best[p]),
					  best[p]->kind, ram[p] ? ram[p]->nid : best[p]->nid,
					  best[p]->owner };
	}
}

static bool memory_kind(enum boot_kind kind)
{
	switch (kind) {
	case BOOT_RAM:
	case BOOT_LOADER:
	case BOOT_INITRD:
	case BOOT_DTB:
	case BOOT_INFO:
	case BOOT_FRAMEBUFFER:
	case BOOT_KERNEL:
	case BOOT_RESERVED:
	case BOOT_NOMAP:
		return true;
	default:
		return false;
	}
}

static u64 promised(void)
{
	u64 bytes = 0;

	for (unsigned int c = 0; c < world_pages * cells_per_page; c++) {
		bool ram = false;
		int kind = -1;

		for (unsigned int i = 0; i < in.count; i++) {
			const struct boot_range *r = &in.ranges[i];

			if (r->base > cell(c) || r->end < cell(c + 1) || r->base >= r->end)
				continue;
			ram = ram || r->kind == BOOT_RAM;
			kind = (int)r->kind > kind ? (int)r->kind : kind;
		}
		if (ram && memory_kind((enum boot_kind)kind))
			bytes += cell(c + 1) - cell(c);
	}
	return bytes;
}

static bool same_owner(const char *a, const char *b)
{
	return !strcmp(named(a), named(b));
}

static bool same_range(const struct boot_range *a, const struct boot_range *b)
{
	return a->kind == b->kind && a->nid == b->nid && a->ram == b->ram &&
	       a->shared == b->shared && same_owner(a->owner, b->owner);
}

/* Ascending, disjoint, aligned, joined; nothing outside the world. */
static bool well_formed(void)
{
	phys_addr_t at = world_base;

	for (unsigned int i = 0; i < out.count; i++) {
		const struct boot_range *r = &out.ranges[i];

		if (r->base >= r->end || r->base < at || r->end > page(world_pages) ||
		    r->base % PAGE_SIZE || (r->end % PAGE_SIZE && r->end != PHYS_ADDR_MAX))
			return false;
		if (i && r->base == r[-1].end && same_range(r, r - 1))
			return false;
		at = r->end;
	}
	return true;
}

static bool page_agrees(unsigned int p, const struct view *want)
{
	const struct boot_range *r = boot_map_find(&out, page(p));

	if (!want->covered || !r)
		return !want->covered && !r;
	return r->end >= page(p + 1) && r->kind == want->kind && r->ram == want->ram &&
	       r->shared == want->shared && r->nid == want->nid && same_owner(r->owner, want->owner);
}

static bool agrees(void)
{
	struct view views[MOST_PAGES];

	if (boot_map_sweep(&in, &out) || !well_formed())
		return false;
	look(views);
	for (unsigned int p = 0; p < world_pages; p++)
		if (!page_agrees(p, &views[p]))
			return false;
	return boot_map_ram_bytes(&in) == promised();
}

/* ---- against the oracle ---- */

struct small {
	u8 kind, begin, end;
};

static unsigned int all_small_ranges(struct small *ranges, unsigned int cells)
{
	static const u8 kinds[] = { BOOT_RAM, BOOT_INITRD, BOOT_MMIO };
	unsigned int n = 0;

	for (unsigned int k = 0; k < 3; k++)
		for (unsigned int b = 0; b < cells; b++)
			for (unsigned int e = b + 1; e <= cells; e++)
				ranges[n++] = (struct small){ kinds[k], (u8)b, (u8)e };
	return n;
}

static void put_small(const struct small *s)
{
	put((enum boot_kind)s->kind, s->begin, s->end, NUMA_NO_NODE, NULL);
}

/* Three ranges of every kind and extent in three pages of two cells. */
static void exhaustive_in(phys_addr_t base)
{
	struct small ranges[63];
	unsigned int n = all_small_ranges(ranges, 6);

	world(base, 3, 2);
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = i; j < n; j++)
			for (unsigned int k = j; k < n; k++) {
				in.count = 0;
				put_small(&ranges[i]);
				put_small(&ranges[j]);
				put_small(&ranges[k]);
				CHECK(agrees());
			}
}

static void exhaustive(void)
{
	exhaustive_in(0);
}

static void exhaustive_at_top(void)
{
	exhaustive_in(top(3));
}

/* Equal text at different places, so that comparing pointers shows; bytes above ASCII come last. */
static const char owner_a[] = "ab", owner_b[] = { 'a', 'b', 0 }, owner_c[] = "ac", owner_d[] = "a\xc3\xa4";
static const char *const owners[] = { NULL, owner_a, owner_b, owner_c, owner_d };

static void put_random(void)
{
	unsigned int cells = world_pages * cells_per_page;
	unsigned int begin = (unsigned int)test_random_below(cells + 1);
	unsigned int end = (unsigned int)test_random_below(cells + 1);
	enum boot_kind kind = (enum boot_kind)test_random_below(BOOT_NR_KINDS);

	if (begin > end && test_random_below(8)) {
		unsigned int swap = begin;

		begin = end;
		end = swap;
	}
	put(test_random_below(3) ? kind : BOOT_RAM, begin, end, (int)test_random_below(4) - 1,
	    owners[test_random_below(LENGTH(owners))]);
}

static void shuffle(void)
{
	for (unsigned int i = in.count; i > 1; i--) {
		unsigned int j = (unsigned int)test_random_below(i);
		struct boot_range swap = in.ranges[i - 1];

		in.ranges[i - 1] = in.ranges[j];
		in.ranges[j] = swap;
	}
}

static bool same_map(const struct boot_map *a, const struct boot_map *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned int i = 0; i < a->count; i++)
		if (a->ranges[i].base != b->ranges[i].base ||
		    a->ranges[i].end != b->ranges[i].end ||
		    !same_range(&a->ranges[i], &b->ranges[i]))
			return false;
	return true;
}

static void random_worlds(void)
{
	static const unsigned int cells[] = { 1, 2, 4 };

	for (unsigned int round = 0; round < 6000; round++) {
		unsigned int pages = 1 + (unsigned int)test_random_below(12);
		unsigned int entries = (unsigned int)test_random_below(14);

		world(round % 3 == 0 ? 0 : round % 3 == 1 ? top(pages) : 0x40000000, pages,
		      cells[test_random_below(3)]);
		while (entries--)
			put_random();
		CHECK(agrees());
	}
}

static void any_order(void)
{
	struct boot_range first_storage[2 * MOST_ENTRIES + 1];
	struct boot_map first;

	for (unsigned int round = 0; round < 1500; round++) {
		world(round % 2 ? top(10) : 0, 10, 2);
		boot_map_init(&first, first_storage, 2 * MOST_ENTRIES + 1);
		for (unsigned int i = 0; i < 12; i++)
			put_random();
		CHECK_EQ(boot_map_sweep(&in, &first), 0);
		for (unsigned int again = 0; again < 3; again++) {
			shuffle();
			CHECK_EQ(boot_map_sweep(&in, &out), 0);
			CHECK(same_map(&first, &out));
		}
	}
}

static int kind_at(const struct boot_map *map, unsigned int p)
{
	const struct boot_range *r = boot_map_find(map, page(p));

	return r ? (int)r->kind : -1;
}

/* Sweeping a swept map changes no page (whether there is RAM below an overlay is lost). */
static void idempotent(void)
{
	struct boot_range again_storage[4 * MOST_ENTRIES];
	struct boot_map again;

	for (unsigned int round = 0; round < 500; round++) {
		world(round % 2 ? top(10) : 0, 10, 2);
		boot_map_init(&again, again_storage, 4 * MOST_ENTRIES);
		for (unsigned int i = 0; i < 8; i++)
			put_random();
		CHECK_EQ(boot_map_sweep(&in, &out), 0);
		CHECK_EQ(boot_map_sweep(&out, &again), 0);
		for (unsigned int p = 0; p < 10; p++)
			CHECK_EQ(kind_at(&again, p), kind_at(&out, p));
	}
}

/* ---- adding and removing, against a byte per cell and attribute ---- */

#define ADD_CELLS 24
static const enum boot_kind add_kinds[] = { BOOT_RAM, BOOT_INITRD };

struct attribute {
	enum boot_kind kind;
	int nid;
	const char *owner;
	u8 cells[ADD_CELLS];
};

/* Each run of set cells is one entry, and there are no others. */
static bool holds_exactly(const struct attribute *attributes, unsigned int count)
{
	unsigned int runs = 0;

	for (const struct attribute *a = attributes; a < attributes + count; a++) {
		for (unsigned int b = 0, e; b < ADD_CELLS; b = e) {
			e = b + 1;
			if (!a->cells[b])
				continue;
			while (e < ADD_CELLS && a->cells[e])
				e++;
			runs++;
			for (unsigned int i = 0;; i++) {
				const struct boot_range *r = &in.ranges[i];

				if (i == in.count)
					return false;
				if (r->base == cell(b) && r->end == cell(e) && r->kind == a->kind &&
				    r->nid == a->nid && same_owner(r->owner, a->owner))
					break;
			}
		}
	}
	return runs == in.count;
}

/* Cells [b, b + n) of RAM change to the node, whoever owns them. */
static void set_node_step(struct attribute *attributes, unsigned int count, unsigned int b,
			  unsigned int n, int nid)
{
	CHECK_EQ(boot_map_set_node(&in, cell(b), cell(b + n) - cell(b), nid), 0);
	for (struct attribute *to = attributes; to < attributes + count; to++)
		for (struct attribute *from = attributes; from < attributes + count; from++) {
			if (to->kind != BOOT_RAM || from->kind != BOOT_RAM || to->nid != nid ||
			    from->nid == nid || !same_owner(from->owner, to->owner))
				continue;
			for (unsigned int i = b; i < b + n; i++) {
				to->cells[i] |= from->cells[i];
				from->cells[i] = 0;
			}
		}
}

static void add_step(struct attribute *attributes, unsigned int count)
{
	unsigned int b = (unsigned int)test_random_below(ADD_CELLS);
	unsigned int n = (unsigned int)test_random_below(7);
	struct attribute *a = &attributes[test_random_below(count)];
	bool remove = test_random_below(3) == 0;

	if (b + n > ADD_CELLS)
		n = ADD_CELLS - b;
	if (test_random_below(5) == 0) {
		set_node_step(attributes, count, b, n, a->nid);
		return;
	}
	if (remove)
		CHECK_EQ(boot_map_remove(&in, cell(b), cell(b + n) - cell(b), a->kind), 0);
	else
		CHECK_EQ(boot_map_add(&in, cell(b), cell(b + n) - cell(b), a->kind, a->nid,
				      a->owner), 0);
	for (unsigned int i = 0; i < count; i++)
		if (remove ? attributes[i].kind == a->kind : &attributes[i] == a)
			memset(attributes[i].cells + b, !remove, n);
}

static void add_and_remove(void)
{
	for (unsigned int round = 0; round < 200; round++) {
		struct attribute attributes[8] = { 0 };

		for (unsigned int i = 0; i < 8; i++) {
			attributes[i].kind = add_kinds[i & 1];
			attributes[i].nid = (int)(i >> 1 & 1) - 1;
			attributes[i].owner = i >> 2 ? owner_a : NULL;
		}
		world(round & 1 ? top(ADD_CELLS / 2) : 0x10000000, ADD_CELLS / 2, 2);
		for (unsigned int step = 0; step < 40; step++) {
			add_step(attributes, 8);
			CHECK(holds_exactly(attributes, 8));
		}
		CHECK_EQ(in.dropped, 0);
	}
}

/* RAM of nodes and holes, a cell each, in a map with room for everything. */
static void put_nodes(void)
{
	world(0x10000000, ADD_CELLS / 2, 2);
	for (unsigned int c = 0; c < ADD_CELLS; c++)
		if (test_random_below(4))
			CHECK_EQ(boot_map_add(&in, cell(c), cell(1) - cell(0), BOOT_RAM,
					      (int)test_random_below(3) / 2, NULL), 0);
	shuffle();
}

/* Part of one entry changes its node: it takes the slots that the result needs, and not one more. */
static void set_node_with_exact_room(void)
{
	for (unsigned int round = 0; round < 3000; round++) {
		struct boot_range tight_storage[MOST_ENTRIES];
		struct boot_map tight, before;
		const struct boot_range *r;
		phys_addr_t half = PAGE_SIZE / 2, base, size;
		int nid;

		put_nodes();
		if (!in.count)
			continue;
		r = &in.ranges[test_random_below(in.count)];
		base = r->base + test_random_below((r->end - r->base) / half) * half;
		size = (1 + test_random_below((r->end - base) / half)) * half;
		nid = !r->nid;
		tight = before = in;
		before.ranges = out_storage;
		tight.ranges = tight_storage;
		memcpy(out_storage, in_storage, sizeof(in_storage));
		memcpy(tight_storage, in_storage, sizeof(in_storage));
		CHECK_EQ(boot_map_set_node(&in, base, size, nid), 0);
		tight.max = in.count > tight.count ? in.count - 1 : tight.count;
		if (in.count > tight.max) {
			CHECK_EQ(boot_map_set_node(&tight, base, size, nid), -ENOSPC);
			CHECK(same_map(&tight, &before));
			tight.max++;
		}
		CHECK_EQ(boot_map_set_node(&tight, base, size, nid), 0);
		CHECK(same_map(&tight, &in));
	}
}

/* The joined entry reaches others, which lie before it in the list. */
static void joins_transitively(void)
{
	world(0, 8, 1);
	put(BOOT_RAM, 0, 2, NUMA_NO_NODE, NULL); /* not joined: it was put, not added */
	put(BOOT_RAM, 2, 3, NUMA_NO_NODE, owner_a);
	put(BOOT_RAM, 2, 4, NUMA_NO_NODE, NULL);
	put(BOOT_RAM, 5, 8, NUMA_NO_NODE, NULL);
	CHECK_EQ(boot_map_add(&in, page(4), PAGE_SIZE, BOOT_RAM, NUMA_NO_NODE, NULL), 0);
	CHECK_EQ(in.count, 2);
	CHECK(map_entry(&in, 0, page(8), BOOT_RAM, NULL));
	CHECK(map_entry(&in, page(2), page(3), BOOT_RAM, "ab"));
}

/* ---- pitfalls by name ---- */

static void row_34_failed_call(void)
{
	struct boot_range before[2];

	boot_map_init(&in, in_storage, 2);
	CHECK_EQ(boot_map_add(&in, 0x1000, 0x1000, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(boot_map_add(&in, 0x4000, 0x1000, BOOT_RAM, 0, NULL), 0);
	memcpy(before, in.ranges, sizeof(before));
	CHECK_EQ(boot_map_add(&in, 0x8000, 0x1000, BOOT_RAM, 0, NULL), -ENOSPC);
	CHECK_EQ(in.count, 2);
	CHECK_EQ(in.dropped, 1);
	CHECK(!memcmp(before, in.ranges, sizeof(before)));
	/* A full map still takes what joins, and what joins several frees a slot. */
	CHECK_EQ(boot_map_add(&in, 0x2000, 0x2000, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.count, 1);
	CHECK_EQ(in.dropped, 1);
}

static void row_34_split_without_room(void)
{
	boot_map_init(&in, in_storage, 1);
	boot_map_add(&in, 0x1000, 0x9000, BOOT_RAM, 0, NULL);
	CHECK_EQ(boot_map_remove(&in, 0x3000, 0x1000, BOOT_RAM), -ENOSPC);
	CHECK_EQ(in.count, 1);
	CHECK_EQ(in.dropped, 1);
	CHECK(map_entry(&in, 0x1000, 0x3000, BOOT_RAM, NULL));
	/* What is cut at an end needs none. */
	CHECK_EQ(boot_map_remove(&in, 0x2800, 0x800, BOOT_RAM), 0);
	CHECK_EQ(boot_map_remove(&in, 0x1000, 0x1000, BOOT_RAM), 0);
	CHECK_EQ(in.count, 1);
	CHECK_EQ(in.dropped, 1);
	CHECK(map_entry(&in, 0x2000, 0x2800, BOOT_RAM, NULL));
	/* The rest of the hole is cut all the same. */
	boot_map_init(&in, in_storage, 2);
	boot_map_add(&in, 0x1000, 0x9000, BOOT_RAM, 0, NULL);
	boot_map_add(&in, 0x2000, 0x1800, BOOT_RAM, 1, NULL);
	CHECK_EQ(boot_map_remove(&in, 0x3000, 0x1000, BOOT_RAM), -ENOSPC);
	CHECK_EQ(in.dropped, 1);
	CHECK(map_entry(&in, 0x1000, 0x3000, BOOT_RAM, NULL));
	CHECK(map_entry(&in, 0x2000, 0x3000, BOOT_RAM, NULL));
	/* So is what comes after the entry that could not be split: the last one comes first. */
	boot_map_init(&in, in_storage, 2);
	boot_map_add(&in, 0x2000, 0x1800, BOOT_RAM, 1, NULL);
	boot_map_add(&in, 0x1000, 0x9000, BOOT_RAM, 0, NULL);
	CHECK_EQ(boot_map_remove(&in, 0x3000, 0x1000, BOOT_RAM), -ENOSPC);
	CHECK_EQ(in.dropped, 1);
	CHECK(map_entry(&in, 0x1000, 0x3000, BOOT_RAM, NULL));
	CHECK(map_entry(&in, 0x2000, 0x3000, BOOT_RAM, NULL));
}

/* An entry that cannot be split keeps its node; others of the span get the new one. */
/* The last entry finds room in the fourth round: what is left is 8, 4, 1, and none. */
static void four_rounds_for_a_node(void)
{
	static const struct { phys_addr_t base, end; int nid; } ram[] = {
		{ 10, 13, 1 }, { 7, 14, 4 }, { 16, 21, 2 }, { 20, 21, 1 }, { 0, 14, NUMA_NO_NODE }, { 17, 23, 5 },
		{ 6, 7, 3 }, { 0, 5, 0 }, { 14, 22, 6 }, { 1, 7, 1 }, { 19, 21, 3 }, { 7, 9, 5 }, { 7, 12, 6 },
		{ 18, 21, NUMA_NO_NODE },
	};

	boot_map_init(&in, in_storage, LENGTH(ram));
	for (unsigned int i = 0; i < LENGTH(ram); i++)
		boot_map_add(&in, ram[i].base, ram[i].end - ram[i].base, BOOT_RAM, ram[i].nid, NULL);
	CHECK_EQ(boot_map_set_node(&in, 8, 11, 0), 0);
}

static void row_34_node_without_room(void)
{
	boot_map_init(&in, in_storage, 2);
	boot_map_add(&in, 0x1000, 0x3000, BOOT_RAM, 0, NULL);
	boot_map_add(&in, 0x6000, 0x2000, BOOT_RAM, 0, NULL);
	CHECK_EQ(boot_map_set_node(&in, 0x2000, 0x8000, 1), -ENOSPC);
	CHECK_EQ(in.count, 2);
	CHECK_EQ(boot_map_find(&in, 0x2000)->nid, 0);
	CHECK_EQ(boot_map_find(&in, 0x6000)->nid, 1);
	/* What lies below is joined, so that there is room for the split above. */
	boot_map_init(&in, in_storage, 3);
	boot_map_add(&in, 0, 0x2000, BOOT_RAM, 0, NULL);
	boot_map_add(&in, 0x2000, 0x5000, BOOT_RAM, 1, NULL);
	boot_map_add(&in, 0x8000, 0x1000, BOOT_RAM, 1, NULL);
	CHECK_EQ(boot_map_set_node(&in, 0, 0x3000, 2), 0);
	CHECK_EQ(in.count, 3);
	CHECK(map_entry(&in, 0, 0x3000, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_find(&in, 0x2fff)->nid, 2);
	CHECK_EQ(boot_map_find(&in, 0x3000)->nid, 1);
	CHECK_EQ(in.dropped, 0);
	/* What is joined in the second round makes room in the third. */
	boot_map_init(&in, in_storage, 4);
	boot_map_add(&in, 0x3000, 0x1000, BOOT_RAM, 2, NULL);
	boot_map_add(&in, 0x6000, 0x1000, BOOT_RAM, 2, NULL);
	boot_map_add(&in, 0, 0x8000, BOOT_RAM, 1, NULL);
	boot_map_add(&in, 0x9000, 0x17000, BOOT_RAM, 1, NULL);
	CHECK_EQ(boot_map_set_node(&in, 0x2000, 0xe000, 0), 0);
	CHECK_EQ(boot_map_find(&in, 0x9000)->nid, 0);
	four_rounds_for_a_node();
	/* There is nothing to change. */
	boot_map_init(&in, in_storage, 0);
	CHECK_EQ(boot_map_set_node(&in, 0, 0x1000, 0), 0);
}

/* What has no room, in the end, would have none if it were tried again. */
static void no_room_for_a_node(void)
{
	unsigned int full = 0;

	for (unsigned int n = 0; n < 100000; n++) {
		struct boot_map before;
		phys_addr_t base = test_random_below(39), size = 1 + test_random_below(39 - base);

		boot_map_init(&in, in_storage, 1 + (unsigned int)test_random_below(8));
		for (u64 entries = 1 + test_random_below(in.max); entries > 0; entries--) {
			phys_addr_t at = test_random_below(39);

			boot_map_add(&in, at, 1 + test_random_below(39 - at), BOOT_RAM, (int)test_random_below(4) - 1, NULL);
		}
		if (boot_map_set_node(&in, base, size, 0) == 0)
			continue;
		full++;
		before = in;
		before.ranges = out_storage;
		memcpy(out_storage, in_storage, sizeof(in_storage));
		CHECK_EQ(boot_map_set_node(&in, base, size, 0), -ENOSPC);
		CHECK(same_map(&in, &before));
	}
	CHECK(full > 1000);
}

static void row_35_ram_inside_reserved(void)
{
	world(0, 8, 1);
	put(BOOT_MMIO, 2, 6, NUMA_NO_NODE, NULL);
	put(BOOT_RAM, 3, 4, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK_EQ(out.count, 3); /* RAM underneath differs, so three entries, none of them RAM */
	CHECK_EQ(map_count(&out, BOOT_RAM), 0);

	world(0, 8, 1);
	put(BOOT_RAM, 0, 4, 0, NULL);
	put(BOOT_MMIO, 3, 5, NUMA_NO_NODE, NULL);
	put(BOOT_RAM, 2, 8, 1, NULL);
	CHECK(agrees());
	CHECK(map_entry(&out, page(3), page(5), BOOT_MMIO, NULL) == NULL); /* two nodes below */
	CHECK(map_entry(&out, page(0), page(3), BOOT_RAM, NULL));
	CHECK(map_entry(&out, page(5), page(8), BOOT_RAM, NULL));
	CHECK_EQ(map_count(&out, BOOT_RAM), 2);
}

static void row_36_rounding(void)
{
	world(0, 8, 2);
	put(BOOT_RAM, 1, 9, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK_EQ(out.count, 1);
	CHECK(map_entry(&out, page(1), page(4), BOOT_RAM, NULL));
	CHECK_EQ(boot_map_ram_bytes(&in), 4 * PAGE_SIZE);

	world(0, 8, 2);
	put(BOOT_RESERVED, 1, 9, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK(map_entry(&out, page(0), page(5), BOOT_RESERVED, NULL));
	CHECK(!out.ranges[0].ram);
}

static void row_37_any_entry(void)
{
	world(0, 8, 1);
	CHECK_EQ(boot_map_add(&in, 0x1000, 0, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(boot_map_remove(&in, 0x1000, 0, BOOT_RAM), 0);
	CHECK_EQ(in.count, 0);
	CHECK_EQ(boot_map_sweep(&in, &out), 0);
	CHECK_EQ(out.count, 0);
	CHECK_EQ(boot_map_ram_bytes(&in), 0);

	/* Entries that no call makes. */
	put(BOOT_RAM, 3, 3, NUMA_NO_NODE, NULL);
	put(BOOT_MMIO, 5, 2, NUMA_NO_NODE, NULL);
	put(BOOT_MMIO, 5, 5, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK_EQ(out.count, 0);

	/* Duplicates. */
	put(BOOT_RAM, 1, 4, NUMA_NO_NODE, NULL);
	put(BOOT_RAM, 1, 4, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK_EQ(out.count, 1);
	CHECK_EQ(boot_map_ram_bytes(&in), 3 * PAGE_SIZE);
}

/* A map that was swept stays in ascending order: whoever walks it later relies on that. */
static void cuts_keep_order(void)
{
	world(0, 8, 2);
	put(BOOT_RAM, 0, 8, NUMA_NO_NODE, NULL);
	put(BOOT_KERNEL, 8, 10, NUMA_NO_NODE, NULL);
	put(BOOT_RAM, 10, 16, NUMA_NO_NODE, NULL);
	CHECK_EQ(boot_map_sweep(&in, &out), 0);
	CHECK_EQ(boot_map_remove(&out, page(1), PAGE_SIZE, BOOT_RAM), 0);
	CHECK_EQ(out.count, 4);
	for (unsigned int i = 1; i < out.count; i++)
		CHECK(out.ranges[i - 1].end <= out.ranges[i].base);
}

static void row_37_wrapping(void)
{
	world(top(8), 8, 1);
	CHECK_EQ(boot_map_add(&in, page(6), ~0ULL, BOOT_MMIO, 0, NULL), 0);
	CHECK(map_entry(&in, page(6), PHYS_ADDR_MAX, BOOT_MMIO, NULL));
	CHECK_EQ(boot_map_remove(&in, page(7), ~0ULL, BOOT_MMIO), 0);
	CHECK(map_entry(&in, page(6), page(7), BOOT_MMIO, NULL));
	CHECK_EQ(boot_map_add(&in, ~0ULL, 1, BOOT_MMIO, 0, NULL), 0);
	CHECK_EQ(boot_map_add(&in, ~0ULL, ~0ULL, BOOT_MMIO, 0, NULL), 0);
	CHECK_EQ(boot_map_remove(&in, ~0ULL, 1, BOOT_MMIO), 0);
	CHECK_EQ(in.count, 1);
	CHECK(map_entry(&in, page(6), page(7), BOOT_MMIO, NULL));

	/* All of the address space. */
	boot_map_init(&in, in_storage, 4);
	CHECK_EQ(boot_map_add(&in, 0, ~0ULL, BOOT_RAM, 0, NULL), 0);
	CHECK(map_entry(&in, 0, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_sweep(&in, &out), 0);
	CHECK(map_entry(&out, 0, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_ram_bytes(&in), PHYS_ADDR_MAX);
	CHECK_EQ(boot_map_remove(&in, 0, ~0ULL, BOOT_RAM), 0);
	CHECK_EQ(in.count, 0);
}

static void last_page(void)
{
	world(top(4), 4, 2);
	put(BOOT_RAM, 0, 8, NUMA_NO_NODE, NULL);
	CHECK_EQ(in.ranges[0].end, PHYS_ADDR_MAX);
	CHECK(agrees());
	CHECK(map_entry(&out, page(0), PHYS_ADDR_MAX, BOOT_RAM, NULL));
	put(BOOT_RUNTIME, 7, 8, NUMA_NO_NODE, NULL); /* rounds outwards: must not wrap */
	put(BOOT_KERNEL, 2, 7, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK(map_entry(&out, page(3), PHYS_ADDR_MAX, BOOT_RUNTIME, NULL));
	/* RAM that begins within the last page is no page. */
	in.count = 0;
	put(BOOT_RAM, 7, 8, NUMA_NO_NODE, NULL);
	CHECK(agrees());
	CHECK_EQ(out.count, 0);
}

#ifdef CONFIG_PHYS_ADDR_T_64BIT
static void clipping(void)
{
	world(0, 8, 1);
	CHECK_EQ(boot_map_add(&in, 0, 1ULL << 40, BOOT_RAM, 0, NULL), 0);
	CHECK(map_entry(&in, 0, 1ULL << 40, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_add(&in, ~0ULL - 0xfff, ~0ULL, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.clipped, 0); /* nothing lies above 64 bits */
}
#else
static void clipping(void)
{
	const u64 gib4 = 1ULL << 32;

	world(0, 8, 1);
	/* Up to 4 GiB is not clipped, though the end cannot be written down. */
	CHECK_EQ(boot_map_add(&in, gib4 - 0x100000, 0x100000, BOOT_RAM, 0, NULL), 0);
	CHECK(map_entry(&in, gib4 - 0x100000, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	CHECK_EQ(in.clipped, 0);
	CHECK_EQ(boot_map_add(&in, gib4 - 0x200000, 0x300000, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.clipped, 0x100000);
	CHECK_EQ(boot_map_add(&in, 5 * gib4, gib4, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.clipped, gib4 + 0x100000);
	CHECK_EQ(boot_map_add(&in, 2 * gib4, gib4, BOOT_MMIO, 0, NULL), 0);
	CHECK_EQ(in.clipped, gib4 + 0x100000); /* only RAM counts */
	CHECK_EQ(in.count, 1);
	CHECK(map_entry(&in, gib4 - 0x200000, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	/* Sums that do not fit stay at the top; the sweep passes the figure on. */
	CHECK_EQ(boot_map_add(&in, gib4, ~0ULL, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(boot_map_add(&in, gib4, ~0ULL, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.clipped, ~0ULL);
	CHECK_EQ(boot_map_sweep(&in, &out), 0);
	CHECK_EQ(out.clipped, ~0ULL);
	/* What wraps ends with the last of 64 bits. */
	world(0, 8, 1);
	CHECK_EQ(boot_map_add(&in, ~0ULL - 9, 1000, BOOT_RAM, 0, NULL), 0);
	CHECK_EQ(in.clipped, 10);
	CHECK_EQ(in.count, 0);
	CHECK_EQ(boot_map_add(&in, gib4 - 0x200000, 0x200000, BOOT_RAM, 0, NULL), 0);
	/* Holes above are no holes below. */
	CHECK_EQ(boot_map_remove(&in, gib4, gib4, BOOT_RAM), 0);
	CHECK(map_entry(&in, gib4 - 0x200000, PHYS_ADDR_MAX, BOOT_RAM, NULL));
}
#endif

/* What is not to be trusted stays so, whatever the result held before. */
static void counts_are_passed_on(void)
{
	world(0, 8, 1);
	for (unsigned int round = 0; round < 2; round++) {
		in.dropped = 3 * round;
		in.clipped = 5 * round;
		out.dropped = 7;
		out.clipped = 11;
		out.count = 13;
		CHECK_EQ(boot_map_sweep(&in, &out), 0);
		CHECK_EQ(out.count, 0);
		CHECK_EQ(out.dropped, 3 * round);
		CHECK_EQ(out.clipped, 5 * round);
	}
}

static void row_42_shared_page(void)
{
	world(0, 4, 4);
	put(BOOT_RAM, 0, 16, 0, NULL);
	put(BOOT_INITRD, 4, 6, NUMA_NO_NODE, "module");
	put(BOOT_INITRD, 6, 9, NUMA_NO_NODE, "initrd");
	CHECK(agrees());
	CHECK(map_entry(&out, page(1), page(2), BOOT_INITRD, "module"));
	CHECK(map_entry(&out, page(2), page(3), BOOT_INITRD, "initrd"));
	CHECK_EQ(out.ranges[1].nid, 0);
	CHECK(out.ranges[1].ram);
	CHECK_EQ(boot_map_ram_bytes(&in), 4 * PAGE_SIZE);
}

static void row_56_many_entries(void)
{
	static struct boot_range many[256], swept[513];
	struct boot_map map, result;

	boot_map_init(&map, many, 256);
	boot_map_init(&result, swept, 513);
	/* 202 entries of one kind that continue one another take one slot, in any order. */
	for (unsigned int i = 0; i < 202; i++)
		CHECK_EQ(boot_map_add(&map, (u64)(i * 77 % 202) << 20, 1 << 20, BOOT_RAM, 0, NULL),
			 0);
	CHECK_EQ(map.count, 1);
	/* 256 that do not are the most. */
	for (unsigned int i = 1; i < 256; i++)
		CHECK_EQ(boot_map_add(&map, (u64)i << 20, 1 << 19, BOOT_MMIO, 0, NULL), 0);
	CHECK_EQ(map.count, 256);
	CHECK_EQ(boot_map_add(&map, 0xf0000000, 1 << 19, BOOT_MMIO, 0, NULL), -ENOSPC);
	CHECK_EQ(map.dropped, 1);
	CHECK_EQ(boot_map_sweep(&map, &result), 0);
	CHECK_EQ(result.dropped, 1); /* what is not to be trusted stays so */
	CHECK_EQ(result.count, 202 + 201 + 54);
}

static void small_output(void)
{
	struct boot_range two[2];
	struct boot_map small;

	world(0, 8, 1);
	put(BOOT_RAM, 0, 8, NUMA_NO_NODE, NULL);
	put(BOOT_INITRD, 2, 3, NUMA_NO_NODE, NULL);
	put(BOOT_MMIO, 5, 6, NUMA_NO_NODE, NULL);
	for (unsigned int max = 0; max < 3; max++) {
		boot_map_init(&small, two, max);
		CHECK_EQ(boot_map_sweep(&in, &small), -ENOSPC);
		CHECK_EQ(small.count, max);
		CHECK(small.dropped != 0);
	}
	CHECK(map_entry(&small, 0, page(2), BOOT_RAM, NULL));
	CHECK(map_entry(&small, page(2), page(3), BOOT_INITRD, NULL));
}

/* What nobody knows weighs most, and is nothing that can be used. */
static void precedence(void)
{
	for (unsigned int low = 0; low < BOOT_NR_KINDS; low++)
		for (unsigned int high = low + 1; high <= BOOT_NR_KINDS; high++) {
			world(0, 3, 1);
			put((enum boot_kind)high, 0, 2, NUMA_NO_NODE, NULL);
			put((enum boot_kind)low, 1, 3, NUMA_NO_NODE, NULL);
			CHECK(agrees());
			CHECK_EQ(boot_map_find(&out, page(1))->kind, high);
		}
}

static void kinds(void)
{
	for (unsigned int k = 0; k < BOOT_NR_KINDS; k++) {
		enum boot_kind kind = (enum boot_kind)k;

		CHECK_EQ(boot_kind_is_memory(kind), memory_kind(kind));
		CHECK_EQ(boot_kind_is_reserved(kind),
			 memory_kind(kind) && kind != BOOT_RAM && kind != BOOT_NOMAP);
		CHECK(boot_kind_name(kind)[0] != '\0');
		for (unsigned int other = 0; other < k; other++)
			CHECK(strcmp(boot_kind_name(kind), boot_kind_name((enum boot_kind)other)));
	}
	CHECK(!boot_kind_is_memory(BOOT_NR_KINDS));
	CHECK(!boot_kind_is_reserved(BOOT_NR_KINDS));
	CHECK_TEXT(boot_kind_name(BOOT_NR_KINDS), "unknown");
	CHECK_TEXT(boot_range_owner(&(struct boot_range){ .kind = BOOT_DTB }), "device tree");
	CHECK_EQ(boot_range_owner(&(struct boot_range){ .kind = BOOT_DTB, .owner = "" })[0], '\0');
}

static void finding(void)
{
	world(0, 8, 1);
	CHECK(!boot_map_find(&in, 0));
	put(BOOT_RAM, 1, 4, NUMA_NO_NODE, NULL);
	put(BOOT_MMIO, 3, 6, NUMA_NO_NODE, NULL);
	CHECK(!boot_map_find(&in, page(1) - 1));
	CHECK(boot_map_find(&in, page(1)) == &in.ranges[0]);
	CHECK(boot_map_find(&in, page(3)) == &in.ranges[0]);
	CHECK(boot_map_find(&in, page(4)) == &in.ranges[1]);
	CHECK(!boot_map_find(&in, page(6)));
}

/* ---- free RAM of a swept map, and claims on it ---- */

/* A quarter of a page: what addresses, sizes and alignments are multiples of. */
#define QUARTER (PAGE_SIZE / 4)

/* What each page of the world is, by the swept map. */
static void look_at_pages(struct view *views)
{
	for (unsigned int p = 0; p < world_pages; p++) {
		const struct boot_range *r = boot_map_find(&out, page(p));

		views[p] = (struct view){ 0 };
		if (r)
			views[p] = (struct view){ true, r->ram, r->shared, r->kind, r->nid, r->owner };
	}
}

/* Are all pages that a range touches RAM of one entry, and of this node if it is one? */
static bool is_free_ram(const struct view *views, phys_addr_t base, phys_addr_t last, int nid)
{
	const struct view *first = NULL;

	for (unsigned int p = 0; p < world_pages; p++) {
		if (page(p + 1) - 1 < base || page(p) > last)
			continue;
		if (!views[p].covered || views[p].kind != BOOT_RAM ||
		    (nid != NUMA_NO_NODE && views[p].nid != nid) ||
		    (first && (views[p].nid != first->nid ||
			       !same_owner(views[p].owner, first->owner))))
			return false;
		first = &views[p];
	}
	return first != NULL;
}

/* The highest, by trying all from the top. The last byte of everything is never described. */
static phys_addr_t highest_free(const struct view *views, phys_addr_t size, phys_addr_t align,
				phys_addr_t start, phys_addr_t end, int nid)
{
	phys_addr_t top_end = page(world_pages);

	for (phys_addr_t at = world_base + (phys_addr_t)(world_pages * 4 - 1) * QUARTER;;
	     at -= QUARTER) {
		if (at % (align ? align : 1) == 0 && at >= start && at >= PAGE_SIZE &&
		    at <= top_end && size <= top_end - at && at < end && size <= end - at &&
		    is_free_ram(views, at, at + (size - 1), nid))
			return at;
		if (at == world_base)
			return 0;
	}
}

static void random_swept_world(unsigned int round)
{
	unsigned int pages = 1 + (unsigned int)test_random_below(MOST_PAGES);

	world(round % 3 == 0 ? 0 : round % 3 == 1 ? top(pages) : 0x40000000, pages, 1);
	put(BOOT_RAM, 0, (unsigned int)test_random_below(pages + 1), 0, NULL);
	for (u64 n = test_random_below(6); n; n--)
		put_random();
	CHECK(boot_map_sweep(&in, &out) == 0);
}

static void free_ram(void)
{
	struct view views[MOST_PAGES];
	unsigned int found = 0;

	for (unsigned int round = 0; round < 3000; round++) {
		random_swept_world(round);
		look_at_pages(views);
		for (unsigned int i = 0; i < 8; i++) {
			phys_addr_t size = (1 + test_random_below(12)) * QUARTER;
			phys_addr_t align = test_random_below(3) ? QUARTER << test_random_below(5) : 0;
			phys_addr_t start = cell((unsigned int)test_random_below(world_pages));
			phys_addr_t end = cell((unsigned int)test_random_below(world_pages + 1));
			int nid = (int)test_random_below(4) - 1;
			phys_addr_t want;

			start = test_random_below(2) ? start + QUARTER : 0;
			end = test_random_below(2) ? end : PHYS_ADDR_MAX;
			want = highest_free(views, size, align ? align : QUARTER, start, end, nid);
			CHECK_EQ(boot_map_find_free(&out, size, align ? align : QUARTER, start, end,
						    nid), want);
			CHECK_EQ(boot_map_find_free(&out, size, 0, start, end, nid),
				 boot_map_find_free(&out, size, 1, start, end, nid));
			found += want != 0;
		}
	}
	CHECK(found > 3000);
	CHECK_EQ(boot_map_find_free(&out, 0, 0, 0, PHYS_ADDR_MAX, NUMA_NO_NODE), 0);
	CHECK_EQ(boot_map_find_free(&out, 1, 3, 0, PHYS_ADDR_MAX, NUMA_NO_NODE), 0);
	CHECK_EQ(boot_map_find_free(&out, PHYS_ADDR_MAX, 1, 0, PHYS_ADDR_MAX, NUMA_NO_NODE), 0);
}

/* What a claim must make of the pages; false = it must fail. */
static bool claim_pages(struct view *views, phys_addr_t base, phys_addr_t size,
			enum boot_kind kind, const char *owner)
{
	if (!size || size > PHYS_ADDR_MAX - base || kind == BOOT_RAM ||
	    base < world_base || !is_free_ram(views, base, base + (size - 1), NUMA_NO_NODE) ||
	    base + (size - 1) > page(world_pages) - 1)
		return false;
	for (unsigned int p = 0; p < world_pages; p++)
		if (page(p + 1) - 1 >= base && page(p) <= base + (size - 1)) {
			views[p].kind = kind;
			views[p].owner = owner;
		}
	return true;
}

static void claim_at_random(struct view *views)
{
	static struct boot_range before_storage[2 * MOST_ENTRIES + 1];
	struct boot_map before = out;
	phys_addr_t base = world_base + test_random_below(world_pages * PAGE_SIZE);
	phys_addr_t size = test_random_below(3 * PAGE_SIZE);
	enum boot_kind kind = test_random_below(2) ? BOOT_RESERVED : BOOT_NOMAP;
	const char *owner = owners[test_random_below(LENGTH(owners))];
	bool ok;

	if (test_random_below(2))
		base = phys_align_down(base, PAGE_SIZE);
	if (test_random_below(50) == 0)
		size = PHYS_ADDR_MAX - test_random_below(PAGE_SIZE);
	memcpy(before_storage, out_storage, sizeof(before_storage));
	before.ranges = before_storage;
	ok = claim_pages(views, base, size, kind, owner);
	CHECK_EQ((unsigned int)boot_map_claim(&out, base, size, kind, owner),
		 (unsigned int)(ok ? 0 : -EINVAL));
	CHECK(ok || same_map(&before, &out));
	CHECK(well_formed());
	for (unsigned int p = 0; p < world_pages; p++)
		CHECK(page_agrees(p, &views[p]));
}

static void claims(void)
{
	struct view views[MOST_PAGES];

	for (unsigned int round = 0; round < 2000; round++) {
		random_swept_world(round);
		look_at_pages(views);
		for (unsigned int i = 0; i < 6; i++)
			claim_at_random(views);
	}
}

/* Two entries more must fit, whether they are needed or not; then nothing changes. */
static void claims_without_room(void)
{
	world(0x40000000, 8, 1);
	put(BOOT_RAM, 0, 8, 0, NULL);
	CHECK(boot_map_sweep(&in, &out) == 0);
	out.max = 2;
	CHECK_EQ(boot_map_claim(&out, page(3), PAGE_SIZE, BOOT_RESERVED, "x"), -ENOSPC);
	CHECK_EQ(out.count, 1);
	CHECK_EQ(out.ranges[0].end, page(8));
	CHECK_EQ(boot_map_claim(&out, page(3), PAGE_SIZE, BOOT_RAM, NULL), -EINVAL);
	/* What could not be claimed with more room either is wrong in the first place. */
	CHECK_EQ(boot_map_claim(&out, page(7), 2 * PAGE_SIZE, BOOT_RESERVED, "x"), -EINVAL);
	out.max = 3;
	CHECK_EQ(boot_map_claim(&out, page(3), 1, BOOT_RESERVED, "x"), 0);
	CHECK_EQ(out.count, 3);
	CHECK_EQ(boot_map_claim(&out, page(5), 1, BOOT_RESERVED, "x"), -ENOSPC);
}

/* The last byte of the address space is never described, but its page can be claimed. */
static void claims_of_the_last_page(void)
{
	phys_addr_t last = top(1);

	world(top(4), 4, 1);
	put(BOOT_RAM, 0, 4, 0, NULL);
	CHECK(boot_map_sweep(&in, &out) == 0);
	CHECK_EQ(boot_map_claim(&out, last + 8, 8, BOOT_RESERVED, "bad RAM"), 0);
	CHECK(well_formed());
	CHECK_EQ(out.count, 2);
	CHECK_EQ(out.ranges[1].base, last);
	CHECK_EQ(out.ranges[1].end, PHYS_ADDR_MAX);
	CHECK_EQ(boot_map_find_free(&out, PAGE_SIZE, PAGE_SIZE, 0, PHYS_ADDR_MAX, NUMA_NO_NODE),
		 last - PAGE_SIZE);
	/* What touches and is alike is one. */
	CHECK_EQ(boot_map_claim(&out, last - PAGE_SIZE, 1, BOOT_RESERVED, "bad RAM"), 0);
	CHECK_EQ(out.count, 2);
	CHECK_EQ(boot_map_claim(&out, last - 3 * PAGE_SIZE, 2 * PAGE_SIZE, BOOT_RESERVED, "bad RAM"),
		 0);
	CHECK_EQ(out.count, 1);
	/* All of the page that can be described, but not all of it. */
	CHECK(boot_map_sweep(&in, &out) == 0);
	CHECK_EQ(boot_map_claim(&out, last, PAGE_SIZE, BOOT_RESERVED, "bad RAM"), -EINVAL);
	CHECK_EQ(boot_map_claim(&out, last, PAGE_SIZE - 1, BOOT_RESERVED, "bad RAM"), 0);
	CHECK(map_entry(&out, last, PHYS_ADDR_MAX, BOOT_RESERVED, "bad RAM"));
}

/* Of the same kind and owner, but over no RAM, or with something else on its pages: another entry. */
static void claims_beside_others(void)
{
	world(0x40000000, 8, 2);
	put(BOOT_RAM, 0, 8, 0, NULL);
	put(BOOT_RESERVED, 8, 12, 0, "x");
	CHECK(boot_map_sweep(&in, &out) == 0);
	CHECK_EQ(boot_map_claim(&out, page(3), PAGE_SIZE, BOOT_RESERVED, "x"), 0);
	CHECK_EQ(out.count, 3);
	CHECK(boot_map_find(&out, page(3))->ram && !boot_map_find(&out, page(4))->ram);
	world(0x40000000, 8, 2);
	put(BOOT_RAM, 0, 16, 0, NULL);
	put(BOOT_INITRD, 8, 9, 0, "x");
	put(BOOT_DTB, 9, 10, 0, "x");
	CHECK(boot_map_sweep(&in, &out) == 0);
	CHECK_EQ(boot_map_claim(&out, page(3), PAGE_SIZE, BOOT_DTB, "x"), 0);
	CHECK_EQ(boot_map_claim(&out, page(5), PAGE_SIZE, BOOT_DTB, "x"), 0);
	CHECK_EQ(out.count, 5);
	CHECK(!boot_map_find(&out, page(3))->shared && boot_map_find(&out, page(4))->shared);
	CHECK(!boot_map_find(&out, page(5))->shared);
}

/* What was left in the storage behind the last entry is no neighbour. */
static void claims_at_the_end_of_the_storage(void)
{
	world(0x40000000, 8, 1);
	put(BOOT_RAM, 0, 4, 0, NULL);
	CHECK(boot_map_sweep(&in, &out) == 0);
	for (unsigned int i = 1; i < 4; i++)
		out.ranges[i] = (struct boot_range){ page(4), page(8), BOOT_RESERVED, 0, true, false, "x" };
	CHECK_EQ(boot_map_claim(&out, page(2), 2 * PAGE_SIZE, BOOT_RESERVED, "x"), 0);
	CHECK_EQ(out.count, 2);
	CHECK(map_entry(&out, page(2), page(4), BOOT_RESERVED, "x"));
	CHECK(!boot_map_find(&out, page(4)));
}

const struct suite suite_boot_map = { "boot_map", (const struct test_case[]){
	{ "sweep: all worlds of 3 ranges in 3 pages", exhaustive },
	{ "sweep: the same at the end of the address space", exhaustive_at_top },
	{ "sweep: random worlds", random_worlds },
	{ "sweep: the order of the input does not matter", any_order },
	{ "sweep: a swept map stays as it is", idempotent },
	{ "sweep: the last page of the address space (row 37)", last_page },
	{ "sweep: output too small", small_output },
	{ "sweep: precedence of kinds", precedence },
	{ "add, remove and nodes against a byte per cell", add_and_remove },
	{ "nodes: a split takes no slot that it does not need", set_node_with_exact_room },
	{ "add: joins transitively", joins_transitively },
	{ "clipping to phys_addr_t (row 37)", clipping },
	{ "row 34: a failed add changes nothing", row_34_failed_call },
	{ "row 34: a split without room drops the upper part", row_34_split_without_room },
	{ "row 34: nodes without room", row_34_node_without_room },
	{ "what has no room for a node has none if tried again", no_room_for_a_node },
	{ "row 35: RAM inside a reserved range", row_35_ram_inside_reserved },
	{ "row 36: RAM inwards, everything else outwards", row_36_rounding },
	{ "row 37: empty, reversed and duplicate entries", row_37_any_entry },
	{ "cuts keep a swept map in order", cuts_keep_order },
	{ "row 37: wrapping entries", row_37_wrapping },
	{ "sweep: counts are passed on", counts_are_passed_on },
	{ "row 42: modules that share a page", row_42_shared_page },
	{ "row 56: entries join before they take a slot", row_56_many_entries },
	{ "free RAM against a search through all places", free_ram },
	{ "claims against a byte per page", claims },
	{ "row 34: a claim without room changes nothing", claims_without_room },
	{ "row 7: a claim on the last page", claims_of_the_last_page },
	{ "claims beside what differs in what lies below", claims_beside_others },
	{ "a claim at the end of the storage", claims_at_the_end_of_the_storage },
	{ "kinds and their names", kinds },
	{ "find", finding },
	{ 0 },
} };
