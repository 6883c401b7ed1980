/* SPDX-License-Identifier: MIT */
/*
 * proof.c - the page allocator owns exactly what is free.
 *
 * The lists hold as much as the zones were given. Every free page is taken, in the largest
 * blocks first, until there is none. A page that comes twice, is no RAM, or was reserved,
 * shows at once; each is then written with its own physical address. When all have been
 * written, all are read back: two that are the same memory show now, and so does (in loader.c
 * and boot_alloc.c) anything that was not free. Then all are given back, in small pieces, and
 * must join to the very blocks of before.
 *
 * Small machines are written in whole. Above 384 MiB it is some words of each page, above
 * 640 MiB only in every 16th of the largest blocks, which have no reserved pages beside
 * them; test=count writes nothing.
 *
 * Blocks in hand are chained through the page structs, which are the owner's while a block
 * is taken: no memory is needed to hold all memory.
 */
#include "kernel.h"

/* In page->private of each page taken; the first page of a block adds its order. */
#define TAKEN 0x7a6b5c00UL
#define TAIL  0xffUL

/* Machines with more pages than this are written in part. */
#define WRITE_WHOLE 0x18000UL
#define WRITE_PAGES 0x28000UL
#define WORD_STEP   64
#define BLOCK_STEP  16
#define WORDS	    (PAGE_SIZE / sizeof(u64))

struct counts {
	unsigned long pages;
	unsigned int blocks[MAX_NUMNODES][MAX_NR_ZONES][MAX_ORDER + 1];
};

static struct list_head *taken;
static unsigned long word_step, block_step;

static void count_free(struct counts *counts)
{
	int nid;

	counts->pages = nr_free_pages();
	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int order = 0; order <= MAX_ORDER; order++)
				counts->blocks[nid][z][order] = (unsigned int)
					NODE_DATA(nid)->node_zones[z].free_area[order].nr_free;
}

static struct page *page_of(struct list_head *list)
{
	return (struct page *)((char *)list - offsetof(struct page, list));
}

static unsigned int order_of(const struct page *page)
{
	return (unsigned int)(page->private & 0xff);
}

/* ---- take ---- */

static bool in_zone(unsigned long pfn, const struct zone *zone)
{
	return pfn >= zone->zone_start_pfn && pfn < zone->zone_start_pfn + zone->spanned_pages;
}

/* High memory has no address. */
static void *address_of(phys_addr_t pa)
{
	return pa >= reach.start && pa < reach.end ? direct(pa) : NULL;
}

static bool block_is_right(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	return !(pfn & ((1UL << order) - 1)) && pfn_valid(pfn) && pfn_to_page(pfn) == page &&
	       page_address(page) == address_of(pfn_phys(pfn)) && in_zone(pfn, page_zone(page)) &&
	       page_to_nid(page) == page_zone(page)->node->node_id &&
	       page_to_nid(page) == node_of(pfn_phys(pfn));
}

/* In debug mode, as long as nobody has written to it since hand-over. High memory has no address. */
#ifdef CONFIG_BOOTMEM_DEBUG
static bool is_poisoned(phys_addr_t pa, phys_addr_t size)
{
	const u64 *word = address_of(pa), poison = BOOTMEM_POISON * (~0ULL / 0xff);

	for (phys_addr_t i = 0; word && i < size / sizeof(*word); i++)
		if (word[i] != poison)
			return false;
	return true;
}
#else
static bool is_poisoned(phys_addr_t pa, phys_addr_t size)
{
	(void)pa;
	(void)size;
	return true;
}
#endif

static unsigned long mark(struct page *page, unsigned int order)
{
	unsigned long twice = 0;

	for (unsigned long i = 0; i < 1UL << order; i++) {
		twice += (page[i].private & ~0xffUL) == TAKEN;
		page[i].private = TAKEN | TAIL;
	}
	page->private = TAKEN | order;
	page->list.next = taken;
	taken = &page->list;
	return twice;
}

/*
 * Takes everything; returns pages. The maps are gone when the .init sections are, whose pages
 * were reserved; all others never were.
 */
static unsigned long take_all(bool ask_maps)
{
	unsigned long pages = 0, wrong = 0, not_ram = 0, reserved = 0, twice = 0, written = 0;

	for (int order = MAX_ORDER; order >= 0; order--) {
		struct page *page;

		while ((page = alloc_pages(GFP_HIGHUSER, (unsigned int)order))) {
			phys_addr_t pa = pfn_phys(page_to_pfn(page)), size = PAGE_SIZE << order;

			if (ask_maps) {
				wrong += !block_is_right(page, (unsigned int)order);
				not_ram += !was_free_ram(pa, size);
				reserved += !core_gave(pa, size);
				written += !is_poisoned(pa, size);
			}
			twice += mark(page, (unsigned int)order);
			pages += 1UL << order;
		}
	}
	check_equal(wrong, 0, "every block is RAM, aligned, mapped, in its node and zone");
	check_equal(not_ram, 0, "every block is plain RAM in the boot map");
	check_equal(reserved, 0, "no block was reserved");
	check_equal(twice, 0, "no page comes twice");
	check_equal(written, 0, "nobody wrote into what was handed over");
	check_equal(nr_free_pages(), 0, "nothing is left");
	return pages;
}

/* ---- write and read ---- */

static void write_page(phys_addr_t pa)
{
	u64 *word = touch(pa);

	for (unsigned long i = 0; i < WORDS; i += word_step)
		word[i] = ~(pa + i);
	word[WORDS - 1] = ~(pa + WORDS - 1);
}

static bool page_is_intact(phys_addr_t pa)
{
	const u64 *word = touch(pa);

	for (unsigned long i = 0; i < WORDS; i += word_step)
		if (word[i] != ~(pa + i))
			return false;
	return word[WORDS - 1] == ~(pa + WORDS - 1);
}

static bool is_written(struct page *page)
{
	unsigned int order = order_of(page);

	return order < MAX_ORDER || (page_to_pfn(page) >> order) % block_step == 0;
}

static void write_all(void)
{
	for (struct list_head *l = taken; l; l = l->next) {
		phys_addr_t pa = pfn_phys(page_to_pfn(page_of(l)));
		unsigned long pages = 1UL << order_of(page_of(l));

		for (unsigned long i = 0; i < pages && is_written(page_of(l)); i++)
			write_page(pa + i * PAGE_SIZE);
	}
}

static void read_all(void)
{
	unsigned long broken = 0;

	for (struct list_head *l = taken; l; l = l->next) {
		phys_addr_t pa = pfn_phys(page_to_pfn(page_of(l)));
		unsigned long pages = 1UL << order_of(page_of(l));

		for (unsigned long i = 0; i < pages && is_written(page_of(l)); i++)
			broken += !page_is_intact(pa + i * PAGE_SIZE);
	}
	check_equal(broken, 0, "every page holds what was written to it");
}

/* ---- give back ---- */

/* Odd pages, then even ones: each of the latter meets its buddy, and so on upwards. */
static void free_in_pages(struct page *page, unsigned int order)
{
	unsigned long n = 1UL << order;

	for (unsigned long i = 1; i < n; i += 2)
		__free_pages(&page[i], 0);
	for (unsigned long i = 0; i < n; i += 2)
		__free_pages(&page[i], 0);
}

static void free_all(bool in_pages)
{
	while (taken) {
		struct page *page = page_of(taken);
		unsigned int order = order_of(page);

		taken = taken->next;
		for (unsigned long i = 0; i < 1UL << order; i++)
			page[i].private = 0;
		if (in_pages)
			free_in_pages(page, order);
		else
			__free_pages(page, order);
	}
}

void check_buddy(void)
{
	const char *wrong = page_alloc_check();

	if (!check(!wrong, "the page allocator's invariants hold"))
		print("FAILED: %s\n", wrong);
}

static bool same_counts(const struct counts *a, const struct counts *b)
{
	bool same = a->pages == b->pages;

	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int order = 0; order <= MAX_ORDER; order++)
				same = same &&
				       a->blocks[nid][z][order] == b->blocks[nid][z][order];
	return same;
}

/* A request for a zone is served from that zone or below. */
static void check_zones(void)
{
	static const struct {
		gfp_t gfp;
		u64 limit;
	} wants[] = { { GFP_DMA, 1ULL << 24 }, { GFP_DMA32, 1ULL << 32 } };

	for (unsigned int i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		struct page *page = alloc_pages(wants[i].gfp, 0);

		if (!page)
			continue;
		check(pfn_phys(page_to_pfn(page)) < wants[i].limit, "a zone is honoured");
		__free_pages(page, 0);
	}
}

/* What zones were given is what lists hold, before anybody has taken a page. */
static void check_received(void)
{
	unsigned long managed = 0;
	int nid;

	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			managed += NODE_DATA(nid)->node_zones[z].managed_pages;
	check_equal(nr_free_pages(), managed, "all pages that zones were given are free");
}

/* ---- the proof ---- */

void proof(bool count_only)
{
	static struct counts before, after;

	check_received();
	check_buddy();
	check_zones();
	count_free(&before);
	word_step = before.pages > WRITE_WHOLE ? WORD_STEP : 1;
	block_step = before.pages > WRITE_PAGES ? BLOCK_STEP : 1;
	check_equal(take_all(true), before.pages, "all free pages can be taken");
	check_buddy();
	if (!count_only) {
		write_all();
		loader_check();
		early_check();
		names_check();
		read_all();
	}
	free_all(!count_only);
	check_buddy();
	count_free(&after);
	check(same_counts(&before, &after), "all pages are back, in the blocks of before");
	print("kernel: took, %s and gave back %lu pages\n",
	      count_only ? "counted" : word_step > 1 ? "wrote in part" : "wrote", before.pages);
}

/* ---- .init sections ---- */

/* How many pages of [__init_begin, __init_end) are in hand? */
static unsigned long init_pages_taken(phys_addr_t init, unsigned long pages)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < pages; i++)
		n += (pfn_to_page(phys_pfn_down(init) + i)->private & ~0xffUL) == TAKEN;
	return n;
}

/* Not mapped in the image any more, so that whoever still needs them is caught. */
void proof_init_memory(void)
{
	phys_addr_t init = machine_image_phys() + (phys_addr_t)(__init_begin - _text);
	unsigned long pages = (unsigned long)(__init_end - __init_begin) / PAGE_SIZE;
	unsigned long before = nr_free_pages();

	free_initmem();
	unmap(__init_begin, __init_end);
	check_equal(nr_free_pages(), before + pages, "free_initmem() gives its pages");
	check_buddy();
	check_equal(take_all(false), before + pages, "all of them can be taken");
	check_equal(init_pages_taken(init, pages), pages, "those of the .init sections, too");
	for (unsigned long i = 0; i < pages; i++)
		write_page(init + i * PAGE_SIZE);
	free_all(false);
	check_buddy();
	print("kernel: .init sections gave %lu pages\n", pages);
}
