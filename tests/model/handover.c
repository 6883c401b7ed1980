/* SPDX-License-Identifier: MIT */
/*
 * Hand-over in every small layout: each part of a page is nothing, RAM of a node, reserved, or
 * not to be mapped; then hand_over() runs with its audit, to the page allocator. Expected, page
 * by page: what is RAM, what is free, to which zone it goes, in how few blocks.
 *
 * Above the layout lies a pool, from which the library takes its tables.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/page_alloc.h>
#include <bootmem/setup.h>

#include "core.h"
#include "memblock/internal.h"
#include "page/internal.h"
#include "world.h"

#ifndef CONFIG_NO_BOOTMEM
#include "bootmem/internal.h"
#endif

#define MAX_PARTS  16
#define PARTS	   2 /* of a page */
#define PART	   (PAGE_SIZE / PARTS)
#define PAGES	   64 /* all, with the pool */
#define POOL	   16
#define POOL_END   48
#define FIRST_PFN  (BOOTMEM_LOW_LIMIT / PAGE_SIZE - POOL)

/* What a part is: */
struct kind {
	int nid; /* -2: no RAM */
	bool reserved, nomap;
};

static const struct kind kinds[] = {
	['-'] = { -2, false, false },
	['h'] = { -2, true, false },
	['0'] = { 0, false, false },
	['1'] = { 1, false, false },
	['a'] = { 0, true, false },
	['b'] = { 1, true, false },
	['n'] = { 0, false, true },
	['m'] = { 0, true, true },
	['x'] = { NUMA_NO_NODE, false, false },
};

struct layouts {
	const char *kinds; /* each part is one of them */
	unsigned int parts;
	unsigned int border; /* pages below it are ZONE_DMA */
	bool kernel;	     /* the first page that a reservation touches is the kernel's */
	bool whole;	     /* both parts of a page are the same */
};

static const struct layouts *here;
static char layout[MAX_PARTS + 1];
static unsigned int layout_pages; /* of the layout */

static const char *describe_now(void)
{
	return layout;
}

static const struct kind *part(unsigned int i)
{
	return &kinds[(unsigned char)layout[i]];
}

/* ---- the oracle ---- */

struct page_state {
	bool ram, nomap, reserved, kernel, free;
	int nid;
};

static struct page_state pages[PAGES];

static void expect_page(unsigned int i)
{
	struct page_state *p = &pages[i];
	const struct kind *k = part(i * PARTS);

	*p = (struct page_state){ .ram = k->nid > -2, .nomap = k->nomap, .nid = k->nid < 0 ? 0 : k->nid };
	for (unsigned int n = i * PARTS; n < (i + 1) * PARTS; n++) {
		p->ram &= part(n)->nid == k->nid && part(n)->nomap == k->nomap;
		p->reserved |= part(n)->reserved;
	}
	p->free = p->ram && !p->reserved && !p->nomap;
}

static void expect_pages(void)
{
	bool kernel = here->kernel;

	memset(pages, 0, sizeof(pages));
	for (unsigned int i = 0; i < layout_pages; i++) {
		expect_page(i);
		pages[i].kernel = kernel && pages[i].reserved;
		kernel &= !pages[i].kernel;
	}
	for (unsigned int i = POOL; i < POOL_END; i++)
		pages[i] = (struct page_state){ .ram = true, .free = true };
}

/* The library has taken memory for itself: none that was not free. */
static void note_tables(void)
{
	for (unsigned int i = 0; i < PAGES; i++) {
		phys_addr_t base = pfn_phys(FIRST_PFN + i);
		bool taken = memblock_is_region_reserved(base, PAGE_SIZE);

		ASK(taken || !pages[i].reserved, "%s: page %u is reserved no longer", describe_now(), i);
		if (taken && pages[i].free) {
			pages[i].reserved = true;
			pages[i].free = false;
		}
	}
}

/* ---- the real thing ---- */

static void add_part(unsigned int i)
{
	const struct kind *k = part(i);
	phys_addr_t base = pfn_phys(FIRST_PFN) + i * PART;

	if (k->nid > -2)
		memblock_add_node(base, PART, k->nid, k->nomap ? MEMBLOCK_NOMAP : MEMBLOCK_NONE);
	if (k->reserved)
		memblock_reserve(base, PART);
}

static void start_library(void)
{
	static unsigned char pristine[1 << 16];
	static bool kept;
	size_t size = (size_t)(__stop_world - __start_world);

	if (!kept && size <= sizeof(pristine))
		memcpy(pristine, __start_world, size);
	else if (!kept)
		fault("the library's variables are %zu bytes: enlarge pristine[]", size);
	kept = true;
	memcpy(__start_world, pristine, size);
	boot_handed_over = false;
	page_forget_nodes();
	page_nr_leaves = 0;
	for (unsigned int i = 0; i < here->parts; i++)
		add_part(i);
	memblock_add_node(pfn_phys(FIRST_PFN + POOL), (POOL_END - POOL) * PAGE_SIZE, 0, MEMBLOCK_NONE);
	setup_kernel = (struct kernel_pages){ 0, 0 };
	for (unsigned int i = 0; i < layout_pages; i++)
		if (pages[i].kernel)
			setup_kernel = (struct kernel_pages){ FIRST_PFN + i, FIRST_PFN + i + 1 };
}

/* ---- pages of the bitmaps, which go last ---- */

static bool own[PAGES];

#ifndef CONFIG_NO_BOOTMEM

static void start_core(void)
{
	memset(own, 0, sizeof(own));
	bootmem_init();
	note_tables();
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		struct pages p = bootmem_own_pages(&bootmem_node_data[nid]);

		for (unsigned long pfn = p.start; pfn < p.end; pfn++)
			own[pfn - FIRST_PFN] = true;
	}
}

#else

static void start_core(void)
{
}

#endif

/* ---- what comes ---- */

static void receive(unsigned long pfn, unsigned int order)
{
	handed_receive(pfn, order);
	page_alloc_receive(pfn, order, boot_handed_over);
}

/* Free pages of one node that lie side by side, in the fewest blocks; maps one by one. */
static unsigned int blocks(void)
{
	bool run[PAGES];
	unsigned int n = 0, k;

	for (unsigned int i = 0; i < PAGES; i = k) {
		memset(run, 0, sizeof(run));
		for (k = i; k < PAGES && pages[k].free && pages[k].nid == pages[i].nid; k++)
			run[k] = true;
		n += k > i ? fewest_blocks(run, FIRST_PFN, PAGES) : own[i];
		k += k == i;
	}
	return n;
}

/* Zones have what is RAM, and were given what is free. */
static void ask_zones(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		for (int z = ZONE_DMA; z <= ZONE_NORMAL; z++) {
			unsigned long present = 0, managed = 0;
			const struct zone *zone = NODE_DATA(nid) ? &NODE_DATA(nid)->node_zones[z] : NULL;

			for (unsigned int i = 0; i < PAGES; i++) {
				bool in = pages[i].ram && pages[i].nid == nid &&
					  (i < here->border ? z == ZONE_DMA : z == ZONE_NORMAL);

				present += in;
				managed += in && (pages[i].free || own[i]);
			}
			ASK(zone ? zone->present_pages == present && zone->managed_pages == managed &&
				   zone->nr_free == managed : !present,
			    "%s: zone %d of node %d", describe_now(), z, nid);
		}
}

static void ask_census(void)
{
	unsigned long n[PAGE_CLASSES] = { 0 }, ram = 0;
	struct page_census census;

	if (!core_books_stay())
		return;
	page_take_census(&census);
	for (unsigned int i = 0; i < PAGES; i++) {
		const struct page_state *p = &pages[i];

		ram += p->ram;
		n[PAGE_CLASS_NOMAP] += p->ram && p->nomap;
		n[PAGE_CLASS_KERNEL] += p->ram && !p->nomap && p->kernel;
		n[PAGE_CLASS_RESERVED] += p->ram && !p->nomap && !p->kernel && p->reserved;
		n[PAGE_CLASS_FREE] += p->free;
	}
	ASK(census.ram == ram && !memcmp(n, census.pages, sizeof(n)), "%s: the census", describe_now());
}

static void ask_pages(void)
{
	for (unsigned int i = 0; i < PAGES; i++)
		ASK(pfn_valid(FIRST_PFN + i) == pages[i].ram, "%s: page %u is RAM", describe_now(), i);
}

static void try_layout(void)
{
	unsigned long ends[MAX_NR_ZONES] = { FIRST_PFN + here->border, 0, ~0UL, 0 }, free = 0;
	bool wanted[PAGES];

	expect_pages();
	start_library();
	start_core();
	handed_start(FIRST_PFN, PAGES);
	port_receive = receive;
	hand_over(ends);
	transitions++;
#ifdef CONFIG_NO_BOOTMEM
	note_tables();
#else
	/* The bitmap has forgotten what it took: from the pool, whose pages came or did not. */
	for (unsigned int i = POOL; i < POOL_END; i++)
		pages[i].free &= handed.times[i] != 0;
#endif
	for (unsigned int i = 0; i < PAGES; i++) {
		wanted[i] = pages[i].free || own[i];
		free += wanted[i];
	}
	handed_compare(wanted, blocks(), describe_now());
	ASK(!page_alloc_check() && nr_free_pages() == free, "%s: the page allocator has %lu pages of %lu",
	    describe_now(), nr_free_pages(), free);
	ask_zones();
	ask_census();
	ask_pages();
}

static void try_or_panic(void)
{
	if (!PANICS())
		try_layout();
	else
		fault("%s: panicked: %s", describe_now(), port_why);
}

/* ---- all layouts ---- */

/* The next one, as a number is counted up; false = that was the last. */
static bool next_layout(unsigned int *digits)
{
	unsigned int step = here->whole ? PARTS : 1;

	for (unsigned int i = 0; i < here->parts; i += step) {
		digits[i] = (digits[i] + 1) % (unsigned int)strlen(here->kinds);
		for (unsigned int k = i; k < i + step; k++)
			layout[k] = here->kinds[digits[i]];
		if (digits[i])
			return true;
	}
	return false;
}

static void run_layouts(const struct world *w)
{
	unsigned int digits[MAX_PARTS] = { 0 };
	struct states none;
	unsigned long n = 0;

	here = w->what;
	layout_pages = here->parts / PARTS;
	memset(layout, 0, sizeof(layout));
	memset(layout, here->kinds[0], here->parts);
	port_map(pfn_phys(FIRST_PFN), PAGES * PAGE_SIZE);
	do {
		try_or_panic();
		n++;
	} while (next_layout(digits) && !enough_faults());
	states_start(&none, 8);
	none.count = n;
	states_end(&none);
}

#define WORLD(text, ...) { text, run_layouts, &(const struct layouts){ __VA_ARGS__ }, .deep = false }
#define DEEP_WORLD(text, ...) { text, run_layouts, &(const struct layouts){ __VA_ARGS__ }, .deep = true }

const struct world worlds[] = {
	WORLD("half pages, reserved or not", .kinds = "-0a", .parts = 12),
	WORLD("half pages, two nodes", .kinds = "01ab", .parts = 8),
	WORLD("half pages, holes between nodes, no node", .kinds = "-01xh", .parts = 6, .border = 1),
	WORLD("half pages, not to be mapped, the kernel", .kinds = "0anm", .parts = 8, .kernel = true),
	WORLD("pages, two nodes, two zones", .kinds = "-01ab", .parts = 14, .whole = true, .border = 3),
	DEEP_WORLD("half pages, everything", .kinds = "-h01abn", .parts = 8, .border = 1),
	{ 0 },
};
