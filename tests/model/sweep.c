/* SPDX-License-Identifier: MIT */
/*
 * The sweep of the boot map: every set of up to three ranges of every kind, with ends inside of
 * pages, in each order. The oracle looks at parts of pages, and knows no boundaries: which
 * kinds touch a page, and which RAM is all of it.
 */
#include <string.h>

#include <bootmem/boot_map.h>

#include "world.h"

#define PARTS	  2 /* of a page */
#define PART	  (PAGE_SIZE / PARTS)
#define MAX_CELLS 8
#define MAX_TYPES 20

/* What a range is like. */
struct type {
	enum boot_kind kind;
	int nid;
	const char *owner;
};

#define ANY NUMA_NO_NODE

/* Of all kinds, in the order of their precedence; RAM of two nodes, initrds of two owners. */
static const struct type all_types[] = {
	{ BOOT_RAM, ANY, NULL },	   { BOOT_RAM, 0, NULL },	 { BOOT_RAM, 1, NULL },
	{ BOOT_SOFT_RESERVED, ANY, NULL }, { BOOT_LOADER, ANY, NULL },	 { BOOT_RESERVED, ANY, NULL },
	{ BOOT_ACPI_DATA, ANY, NULL },	   { BOOT_INITRD, ANY, "a" },	 { BOOT_INITRD, ANY, "b" },
	{ BOOT_DTB, ANY, NULL },	   { BOOT_INFO, ANY, NULL },	 { BOOT_FRAMEBUFFER, ANY, NULL },
	{ BOOT_KERNEL, ANY, NULL },	   { BOOT_ACPI_NVS, ANY, NULL }, { BOOT_RUNTIME, ANY, NULL },
	{ BOOT_PERSISTENT, ANY, NULL },	   { BOOT_NOMAP, ANY, NULL },	 { BOOT_MMIO, ANY, NULL },
	{ BOOT_BAD, ANY, NULL },	   { BOOT_NR_KINDS, ANY, NULL },
};

/* RAM of every node, what lies in RAM, and what is none. */
static const struct type few_types[] = {
	{ BOOT_RAM, ANY, NULL },   { BOOT_RAM, 0, NULL },     { BOOT_RAM, 1, NULL },
	{ BOOT_INITRD, ANY, "a" }, { BOOT_INITRD, ANY, "b" }, { BOOT_MMIO, ANY, NULL },
	{ BOOT_NR_KINDS, ANY, NULL },
};

struct sweep_world {
	phys_addr_t base; /* 0 - n: up to the end of the address space */
	unsigned int cells;
	const struct type *types;
	bool claims; /* pages are claimed in what comes out */
};

static const struct sweep_world *here;
static unsigned int nr_types;

/* A set of ranges. */
static struct choice {
	unsigned int type, lo, hi;
} choices[3];
static unsigned int nr_choices;

static const char *describe_now(void)
{
	static char text[100];
	char *t = text;

	for (unsigned int i = 0; i < nr_choices; i++) {
		*t++ = (char)('A' + choices[i].type);
		*t++ = (char)('0' + choices[i].lo);
		*t++ = '-';
		*t++ = (char)('0' + choices[i].hi);
		*t++ = ' ';
	}
	*t = '\0';
	return text;
}

/* The end of the address space is its last byte. */
static phys_addr_t edge(unsigned int cell)
{
	phys_addr_t addr = here->base + cell * PART;

	return cell && addr == 0 ? PHYS_ADDR_MAX : addr;
}

/* ---- the oracle ---- */

/* Which types lie over a cell: bits. */
static u32 cells[MAX_CELLS];

static void paint(void)
{
	memset(cells, 0, sizeof(cells));
	for (unsigned int i = 0; i < nr_choices; i++)
		for (unsigned int c = choices[i].lo; c < choices[i].hi; c++)
			cells[c] |= 1U << choices[i].type;
}

/* A type's run of cells, which has a cell of the page. */
static struct choice run_at(unsigned int type, unsigned int page)
{
	struct choice run = { type, page * PARTS, 0 };

	while (!(cells[run.lo] >> type & 1))
		run.lo++;
	while (run.lo && cells[run.lo - 1] >> type & 1)
		run.lo--;
	run.hi = run.lo;
	while (run.hi < here->cells && cells[run.hi] >> type & 1)
		run.hi++;
	return run;
}

/* Of types that both may have the page: which of two of a kind has it? */
static bool goes_first(unsigned int a, unsigned int b, unsigned int page)
{
	const struct type *x = &here->types[a], *y = &here->types[b];
	struct choice run_a = run_at(a, page), run_b = run_at(b, page);

	if (x->kind != y->kind)
		return x->kind > y->kind;
	if ((x->nid == ANY) != (y->nid == ANY))
		return y->nid == ANY;
	if (run_a.lo != run_b.lo)
		return run_a.lo < run_b.lo;
	if (run_a.hi != run_b.hi)
		return run_a.hi > run_b.hi;
	return a < b; /* nodes and owners ascend in the lists */
}

/* Types over a page: RAM when all of it is, others when a byte is. */
static u32 types_at(unsigned int page)
{
	u32 any = cells[page * PARTS] | cells[page * PARTS + 1];
	u32 all = cells[page * PARTS] & cells[page * PARTS + 1], ram = 0;

	for (unsigned int t = 0; t < nr_types; t++)
		if (here->types[t].kind == BOOT_RAM)
			ram |= 1U << t;
	return (any & ~ram) | (all & ram);
}

/* The first of them; only_ram: of those that are RAM. nr_types = none. */
static unsigned int first_type(u32 types, unsigned int page, bool only_ram)
{
	unsigned int best = nr_types;

	for (unsigned int t = 0; t < nr_types; t++)
		if (types >> t & 1 && (!only_ram || here->types[t].kind == BOOT_RAM) &&
		    (best == nr_types || goes_first(t, best, page)))
			best = t;
	return best;
}

static struct boot_range want[MAX_CELLS];
static unsigned int nr_want;

static bool alike(const struct boot_range *a, const struct boot_range *b)
{
	return a->kind == b->kind && a->nid == b->nid && a->ram == b->ram && a->shared == b->shared &&
	       a->owner == b->owner;
}

static bool counts_by_itself(enum boot_kind kind)
{
	return kind >= BOOT_ACPI_DATA && kind <= BOOT_FRAMEBUFFER;
}

/* Is there a type on the page besides the best one, which does not know of that one? */
static bool has_other(u32 types, unsigned int best, unsigned int page)
{
	struct choice there = run_at(best, page);

	for (unsigned int t = 0; t < nr_types; t++) {
		enum boot_kind kind = here->types[t].kind;
		struct choice run;

		if (!(types >> t & 1) || kind == here->types[best].kind)
			continue;
		if (counts_by_itself(kind))
			return true;
		run = run_at(t, page);
		if (kind == BOOT_RESERVED && (run.hi <= there.lo || there.hi <= run.lo))
			return true;
	}
	return false;
}

static void expect(void)
{
	nr_want = 0;
	for (unsigned int page = 0; page < here->cells / PARTS; page++) {
		u32 types = types_at(page);
		unsigned int best = first_type(types, page, false), ram = first_type(types, page, true);
		struct boot_range r = { .base = edge(page * PARTS), .end = edge((page + 1) * PARTS) };

		if (best == nr_types)
			continue;
		r.kind = here->types[best].kind;
		r.nid = here->types[ram < nr_types ? ram : best].nid;
		r.owner = here->types[best].owner;
		r.ram = ram < nr_types;
		r.shared = counts_by_itself(r.kind) && has_other(types, best, page);
		if (nr_want && want[nr_want - 1].end == r.base && alike(&want[nr_want - 1], &r))
			want[nr_want - 1].end = r.end;
		else
			want[nr_want++] = r;
	}
}

static bool is_memory(enum boot_kind kind)
{
	return kind == BOOT_RAM || kind == BOOT_LOADER || kind == BOOT_RESERVED || kind == BOOT_INITRD ||
	       kind == BOOT_DTB || kind == BOOT_INFO || kind == BOOT_FRAMEBUFFER || kind == BOOT_KERNEL ||
	       kind == BOOT_NOMAP;
}

/* Cells where there is RAM, and nothing over it that is no memory. */
static u64 promised(void)
{
	u64 bytes = 0;

	for (unsigned int c = 0; c < here->cells; c++) {
		unsigned int highest = cells[c] ? 31 - (unsigned int)__builtin_clz(cells[c]) : 0;
		bool ram = false;

		for (unsigned int t = 0; t < nr_types; t++)
			ram |= cells[c] >> t & 1 && here->types[t].kind == BOOT_RAM;
		if (ram && is_memory(here->types[highest].kind))
			bytes += edge(c + 1) - edge(c);
	}
	return bytes;
}

/* ---- the real thing ---- */

static struct boot_range in_storage[8], out_storage[8], claimed_storage[12];
static struct boot_map in, out;

static bool is_wanted(const struct boot_map *map, const struct boot_range *ranges, unsigned int n)
{
	if (map->count != n || map->dropped)
		return false;
	for (unsigned int i = 0; i < n; i++)
		if (map->ranges[i].base != ranges[i].base || map->ranges[i].end != ranges[i].end ||
		    !alike(&map->ranges[i], &ranges[i]))
			return false;
	return true;
}

/* Added in one order: 0 to 5. */
static void fill(unsigned int order)
{
	static const u8 orders[6][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 } };

	boot_map_init(&in, in_storage, LENGTH(in_storage));
	for (unsigned int i = 0; i < 3; i++) {
		const struct choice *c = &choices[orders[order][i]];
		const struct type *t = &here->types[c->type];

		if (orders[order][i] < nr_choices)
			boot_map_add(&in, here->base + c->lo * PART, (u64)(c->hi - c->lo) * PART, t->kind,
				     t->nid, t->owner);
	}
}

/* ---- claims in what came out ---- */

/* The range of RAM that pages lie in, -1 = none. */
static int ram_around(phys_addr_t base, phys_addr_t end)
{
	for (unsigned int i = 0; i < nr_want; i++)
		if (want[i].kind == BOOT_RAM && want[i].base <= base && end <= want[i].end)
			return (int)i;
	return -1;
}

/* What is there before, the part, what is there behind; joined where they are alike. */
static unsigned int expect_claim(struct boot_range *after, unsigned int at, struct boot_range part)
{
	unsigned int n = 0, kept = 0;
	struct boot_range all[MAX_CELLS + 2];

	for (unsigned int i = 0; i < nr_want; i++) {
		struct boot_range low = want[i], high = want[i];

		if (i != at) {
			all[n++] = want[i];
			continue;
		}
		low.end = part.base;
		high.base = part.end;
		if (low.base < low.end)
			all[n++] = low;
		all[n++] = part;
		if (high.base < high.end)
			all[n++] = high;
	}
	for (unsigned int i = 0; i < n; i++)
		if (kept && after[kept - 1].end == all[i].base && alike(&after[kept - 1], &all[i]))
			after[kept - 1].end = all[i].end;
		else
			after[kept++] = all[i];
	return kept;
}

static void try_claim(unsigned int lo, unsigned int hi)
{
	struct boot_range part = { edge(lo / PARTS * PARTS), edge((hi + 1) / PARTS * PARTS), BOOT_INITRD, ANY, true, false, "a" };
	struct boot_range after[MAX_CELLS + 2];
	unsigned int n = nr_want;
	struct boot_map map;
	int at = ram_around(part.base, part.end), got;

	memcpy(after, want, sizeof(want));
	if (at >= 0) {
		part.nid = want[at].nid;
		n = expect_claim(after, (unsigned int)at, part);
	}
	boot_map_init(&map, claimed_storage, LENGTH(claimed_storage));
	memcpy(claimed_storage, want, nr_want * sizeof(*want));
	map.count = nr_want;
	got = boot_map_claim(&map, edge(lo), edge(hi) - edge(lo), BOOT_INITRD, "a");
	ASK(got == (at < 0 ? -EINVAL : 0) && is_wanted(&map, after, n), "%s: a claim of cells [%u, %u)",
	    describe_now(), lo, hi);
}

/* ---- all ---- */

static void try_set(void)
{
	paint();
	expect();
	for (unsigned int order = 0; order < 6; order++) {
		fill(order);
		boot_map_init(&out, out_storage, 2 * in.count + 1);
		transitions++;
		if (boot_map_sweep(&in, &out) || !is_wanted(&out, want, nr_want))
			fault("%s: another map, order %u", describe_now(), order);
	}
	ASK(boot_map_ram_bytes(&in) == promised(), "%s: bytes of RAM", describe_now());
	for (unsigned int lo = 0; here->claims && lo < here->cells; lo++)
		for (unsigned int hi = lo + 1; hi <= here->cells; hi++)
			try_claim(lo, hi);
}

/* All ranges, by number. */
static struct choice choice_of(unsigned int number)
{
	struct choice c = { number % nr_types, 0, 0 };

	number /= nr_types;
	for (c.lo = 0; number >= here->cells - c.lo; c.lo++)
		number -= here->cells - c.lo;
	c.hi = c.lo + 1 + number;
	return c;
}

static unsigned long count_sets(void)
{
	unsigned int ranges = here->cells * (here->cells + 1) / 2 * nr_types;
	unsigned long n = 0;

	for (unsigned int a = 0; a < ranges && !enough_faults(); a++)
		for (unsigned int b = a; b < ranges; b++)
			for (unsigned int c = b; c < ranges; c++) {
				choices[0] = choice_of(a);
				choices[1] = choice_of(b);
				choices[2] = choice_of(c);
				nr_choices = a == b ? 1 : b == c ? 2 : 3;
				if (a == b && b != c)
					continue; /* two ranges come with the last one twice */
				try_set();
				n++;
			}
	return n;
}

static void run_sweep(const struct world *w)
{
	struct states none;

	here = w->what;
	for (nr_types = 0; here->types[nr_types].kind != BOOT_NR_KINDS;)
		nr_types++;
	states_start(&none, 8);
	none.count = count_sets();
	states_end(&none);
}

#define WORLD(text, ...) { text, run_sweep, &(const struct sweep_world){ __VA_ARGS__ }, .deep = false }

#define TOP(cells) ((phys_addr_t)0 - (cells) * PART)

const struct world worlds[] = {
	WORLD("from 0 on", .cells = 6, .types = few_types, .claims = true),
	WORLD("up to the end of the address space", .base = TOP(6), .cells = 6, .types = few_types),
	WORLD("every kind, 4 cells, up to the end", .base = TOP(4), .cells = 4, .types = all_types),
	WORLD("every kind, 6 cells", .base = 7 * PAGE_SIZE, .cells = 6, .types = all_types),
	WORLD("8 cells, and claims", .base = 7 * PAGE_SIZE, .cells = 8, .types = few_types, .claims = true),
	{ 0 },
};
