/* SPDX-License-Identifier: MIT */
/*
 * hand_over.c - from the boot allocator to the page allocator, checked and reported.
 *
 * The audit must not share a fault with what it audits. So the hand-over walks free
 * ranges (free_all.c), and the census here walks memory and reserved pages, with cursors
 * of its own over the public arrays: every page of RAM has exactly one class.
 *
 *	memory    |----------- RAM -----------|   |--- NOMAP ---|
 *	reserved      |--|      |kernel|
 *	classes    free rrrr free kkkkkkkk free    nnnnnnnnnnnnn
 *
 * A page that a reservation touches with one byte is reserved; the kernel counts before
 * other reservations on the same page. RAM counts in whole pages of a region, so what
 * remains of the bytes that firmware promised is lost to rounding.
 * Cost: O(regions) for the census, and for each row of the picture.
 */
#include <bootmem/memblock.h>
#include <bootmem/setup.h>

#include "../lib/lib.h"
#include "../memblock/internal.h"
#include "internal.h"

#define KERNEL_OWNER "kernel" /* the name that setup_memory() gives the image */
#define BAR_COLUMNS  64	      /* cells of a row of the picture */

u64 setup_lost_bytes __initdata;

/* ---- the census ---- */

/* Pages [start, end) of one class in one region of RAM. */
struct stretch {
	unsigned long start, end;
	enum page_class class;
	int nid;
};

/* Where a walk is; all zeroes at first. */
struct cursor {
	unsigned long region, reserved, owner; /* indices */
	unsigned long pfn;		       /* everything below is done */
};

/* Index of the first range at or after i that belongs to the kernel. */
static unsigned long __init kernel_range(unsigned long i)
{
	const struct memblock_type *type = &memblock_owners;

	while (i < type->cnt && !text_equal(memblock_owner(type->regions[i].base), KERNEL_OWNER))
		i++;
	return i;
}

/*
 * What comes next of an array of ranges at or above pfn, in pages touched.
 * Return: true when pfn itself is touched. until: where that changes, at most end.
 */
static bool __init touched(const struct memblock_type *type, unsigned long i, unsigned long pfn,
			   unsigned long end, unsigned long *until)
{
	unsigned long start = end, stop = end;

	if (i < type->cnt) {
		start = memblock_region_reserved_base_pfn(&type->regions[i]);
		stop = memblock_region_reserved_end_pfn(&type->regions[i]);
	}
	*until = start > pfn ? start : stop;
	if (*until > end)
		*until = end;
	return start <= pfn && i < type->cnt;
}

/* The stretch that starts at c->pfn, inside a region that ends at end. */
static struct stretch __init classify(struct cursor *c, unsigned long end)
{
	const struct memblock_type *reserved = &memblock.reserved, *owners = &memblock_owners;
	struct stretch s = { .start = c->pfn, .class = PAGE_CLASS_FREE };
	unsigned long kernel_until;

	while (c->reserved < reserved->cnt &&
	       memblock_region_reserved_end_pfn(&reserved->regions[c->reserved]) <= c->pfn)
		c->reserved++;
	c->owner = kernel_range(c->owner);
	while (c->owner < owners->cnt &&
	       memblock_region_reserved_end_pfn(&owners->regions[c->owner]) <= c->pfn)
		c->owner = kernel_range(c->owner + 1);
	if (touched(reserved, c->reserved, c->pfn, end, &s.end))
		s.class = PAGE_CLASS_RESERVED;
	if (touched(owners, c->owner, c->pfn, end, &kernel_until))
		s.class = PAGE_CLASS_KERNEL;
	if (kernel_until < s.end)
		s.end = kernel_until;
	return s;
}

static bool __init never_free(const struct memblock_region *r)
{
	return r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED);
}

/* The next stretch, in ascending order; false = no more. */
static bool __init next_stretch(struct cursor *c, struct stretch *s)
{
	for (; c->region < memblock.memory.cnt; c->region++) {
		const struct memblock_region *r = &memblock.memory.regions[c->region];
		unsigned long start = memblock_region_memory_base_pfn(r);
		unsigned long end = memblock_region_memory_end_pfn(r);

		if (c->pfn < start)
			c->pfn = start;
		if (c->pfn >= end)
			continue;
		if (never_free(r))
			*s = (struct stretch){ c->pfn, end, PAGE_CLASS_NOMAP, 0 };
		else
			*s = classify(c, end);
		s->nid = page_ram_node(memblock_get_region_node(r));
		c->pfn = s->end;
		return true;
	}
	return false;
}

void __init page_take_census(struct page_census *census)
{
	struct cursor cursor = { 0 };
	struct stretch s;

	memblock_sync();
	*census = (struct page_census){ 0 };
	while (next_stretch(&cursor, &s)) {
		census->pages[s.class] += s.end - s.start;
		census->ram += s.end - s.start;
	}
}

/* ---- the audit ---- */

static void __init expect(const char *what, unsigned long got, unsigned long want)
{
	if (got != want)
		bootmem_die("the sum of pages is wrong: %s %lu pages, expected %lu, that is %lu too "
			    "%s: somebody changed memblock or took pages during hand-over",
			    what, got, want, got > want ? got - want : want - got,
			    got > want ? "many" : "few");
}

/* Pages that zones know of, and those that they were given. */
static void __init count_zones(unsigned long *present, unsigned long *managed)
{
	int nid;

	*present = *managed = 0;
	for_each_online_node(nid) {
		const struct zone *zone = NODE_DATA(nid)->node_zones;

		for (int z = 0; z < MAX_NR_ZONES; z++) {
			*present += zone[z].present_pages;
			*managed += zone[z].managed_pages;
		}
	}
}

/*
 * The census says how many pages are to be handed over; it is taken anew, so that a
 * change since then shows as well.
 */
void __init page_audit(const struct page_census *census)
{
	unsigned long present, managed, handed = memblock_pages_handed_over();
	struct page_census now;

	page_take_census(&now);
	count_zones(&present, &managed);
	expect("RAM has", now.ram, census->ram);
	expect("zones have", present, census->ram);
	expect("reserved are", now.pages[PAGE_CLASS_RESERVED] + now.pages[PAGE_CLASS_KERNEL],
	       census->pages[PAGE_CLASS_RESERVED] + census->pages[PAGE_CLASS_KERNEL]);
	expect("not to be mapped are", now.pages[PAGE_CLASS_NOMAP], census->pages[PAGE_CLASS_NOMAP]);
	expect("handed over were", handed, census->pages[PAGE_CLASS_FREE]);
	expect("zones were given", managed, handed);
}

/* ---- the picture ---- */

/* Pages of each class in one cell; the rest of the cell is no RAM. */
struct cell {
	unsigned long pages[PAGE_CLASSES];
};

static struct cell cells[BAR_COLUMNS] __initdata;

/* First page of a cell: the span in equal parts. */
static unsigned long __init cell_start(const pg_data_t *node, unsigned int columns, unsigned int i)
{
	unsigned long span = node->node_spanned_pages;

	/* A short node has a cell for each page. */
	if (columns < BAR_COLUMNS)
		return node->node_start_pfn + i;
	return node->node_start_pfn + (unsigned long)((u64)span * i / BAR_COLUMNS);
}

/* The kernel shows wherever it is; otherwise a cell shows what most of its RAM is. */
static char __init cell_mark(const struct cell *cell)
{
	static const char marks[] = ".r#n"; /* by class */
	unsigned long most = 0;
	char mark = '-';

	if (cell->pages[PAGE_CLASS_KERNEL])
		return marks[PAGE_CLASS_KERNEL];
	for (int class = 0; class < PAGE_CLASSES; class++)
		if (cell->pages[class] > most) {
			most = cell->pages[class];
			mark = marks[class];
		}
	return mark;
}

/* Spread the node's stretches over the cells; both ascend. */
static void __init fill_cells(const pg_data_t *node, unsigned int columns)
{
	struct cursor cursor = { 0 };
	struct stretch s;
	unsigned int i = 0;

	memset(cells, 0, sizeof(cells));
	while (next_stretch(&cursor, &s)) {
		if (s.nid != node->node_id)
			continue;
		while (s.start < s.end) {
			unsigned long end = cell_start(node, columns, i + 1);

			if (end > s.start) {
				unsigned long stop = end < s.end ? end : s.end;

				cells[i].pages[s.class] += stop - s.start;
				s.start = stop;
			} else {
				i++;
			}
		}
	}
}

static void __init draw_node(const pg_data_t *node)
{
	unsigned int columns = node->node_spanned_pages < BAR_COLUMNS
				       ? (unsigned int)node->node_spanned_pages
				       : BAR_COLUMNS;
	char bar[BAR_COLUMNS + 1];

	fill_cells(node, columns);
	for (unsigned int i = 0; i < columns; i++)
		bar[i] = cell_mark(&cells[i]);
	bar[columns] = '\0';
	bootmem_info("  node %d |%s|", node->node_id, bar);
}

/* ---- the rest of the report ---- */

/* A page number as an address; the end of the address space has one more bit. */
static u64 __init pfn_bytes(unsigned long pfn)
{
	return (u64)pfn << PAGE_SHIFT;
}

static u64 __init pages_k(unsigned long pages)
{
	return (u64)pages << (PAGE_SHIFT - 10);
}

static void __init draw_nodes(void)
{
	int nid;

	bootmem_info("Physical memory (# kernel, r reserved, . free, n not mapped, - no RAM):");
	for_each_online_node(nid)
		draw_node(NODE_DATA(nid));
}

static void __init list_zones(void)
{
	int nid;

	bootmem_info("Zones:");
	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			const struct zone *zone = &NODE_DATA(nid)->node_zones[z];

			if (!zone->present_pages)
				continue;
			bootmem_info("  node %d %-8s [%#llx, %#llx) present %lu managed %lu pages",
				     nid, zone->name, pfn_bytes(zone->zone_start_pfn),
				     pfn_bytes(zone->zone_start_pfn + zone->spanned_pages),
				     zone->present_pages, zone->managed_pages);
		}
}

static void __init list_costs(void)
{
	const struct page_costs *costs = page_costs();

	bootmem_info("Page structs: %lluK in %lu sections, tables %lluK",
		     (costs->struct_bytes + 1023) >> 10, costs->sections,
		     (costs->table_bytes + 1023) >> 10);
}

/*
 * Pages are whole K, so rounding the total down to K rounds nothing but what is lost, and
 * the figures of the last line add up. The line above it has the bytes.
 */
static void __init sum_up(const struct page_census *census, u64 promised)
{
	u64 ram = pfn_bytes(census->ram), lost = promised > ram ? promised - ram : 0;
	unsigned long kernel = census->pages[PAGE_CLASS_KERNEL];
	unsigned long handed = memblock_pages_handed_over();

	bootmem_info("Handed over: %lu pages in %lu blocks; %llu bytes lost to rounding", handed,
		     memblock_blocks_handed_over(), lost);
	bootmem_info("Memory: %lluK/%lluK available (%lluK kernel, %lluK reserved, "
		     "%lluK lost to rounding)",
		     pages_k(handed), (ram + lost) >> 10, pages_k(kernel),
		     pages_k(census->ram - handed - kernel), lost >> 10);
}

void __init hand_over(const unsigned long *max_zone_pfn)
{
	u64 promised = memblock.memory.total_size + setup_lost_bytes;
	struct page_census census;

	early_memtest(0, PHYS_ADDR_MAX); /* setup_memory() saw only what was mapped then */
	__memblock_dump_all();
	free_area_init(max_zone_pfn);
	page_take_census(&census);
	memblock_free_all();
	page_audit(&census);
	draw_nodes();
	list_zones();
	list_costs();
	sum_up(&census, promised);
	setup_lost_bytes = 0;
}
