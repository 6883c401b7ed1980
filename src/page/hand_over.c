/* SPDX-License-Identifier: MIT */
/*
 * hand_over.c - from the boot allocator to the page allocator, checked and reported.
 *
 * The audit must not share a fault with what it audits. So the hand-over looks for free
 * runs, and the census here counts what is taken (core_taken_pages(), another way through
 * the core's books), range by range of RAM: every page of RAM has exactly one class.
 *
 *	RAM       |-----------------------------|   |--- NOMAP ---|
 *	taken         |--|      |kernel|
 *	classes    free rrrr free kkkkkkkk free    nnnnnnnnnnnnn
 *
 * A page that a reservation touches with one byte is reserved; the kernel counts before
 * other reservations. RAM counts in whole pages of a range, so what remains of the bytes
 * that firmware promised is lost to rounding.
 * Cost: O(ranges of RAM), each with the core's cost of counting.
 */
#include <bootmem/setup.h>

#include "core.h"
#include "lib/lib.h"
#include "page/internal.h"

#define BAR_COLUMNS 64 /* cells of a row of the picture */

u64 setup_lost_bytes __initdata;
struct kernel_pages setup_kernel __initdata;

/* ---- the census ---- */

/* Pages that two ranges share. */
static unsigned long __init common_pages(unsigned long start, unsigned long end,
					 unsigned long start2, unsigned long end2)
{
	start = max_pfn_of(start, start2);
	end = min_pfn_of(end, end2);
	return start < end ? end - start : 0;
}

/* Pages of each class; what is not in any is no RAM. */
struct tally {
	unsigned long pages[PAGE_CLASSES];
};

/* Adds the pages of [start, end), inside one range of RAM. */
static void __init classify(struct tally *tally, unsigned long start, unsigned long end)
{
	unsigned long kernel = common_pages(start, end, setup_kernel.start, setup_kernel.end);
	unsigned long taken;

	if (core_never_free(start)) {
		tally->pages[PAGE_CLASS_NOMAP] += end - start;
		return;
	}
	taken = core_taken_pages(start, end);
	if (kernel && core_taken_pages(max_pfn_of(start, setup_kernel.start),
				       min_pfn_of(end, setup_kernel.end)) != kernel)
		bootmem_die("pages of the kernel image [%#lx, %#lx) are free: somebody gave memory "
			    "back that was not his", setup_kernel.start, setup_kernel.end);
	tally->pages[PAGE_CLASS_KERNEL] += kernel;
	tally->pages[PAGE_CLASS_RESERVED] += taken - kernel;
	tally->pages[PAGE_CLASS_FREE] += end - start - taken;
}

void __init page_take_census(struct page_census *census)
{
	unsigned long start, end;
	struct tally tally = { { 0 } };
	int i;

	*census = (struct page_census){ .own = core_own_pages() };
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		classify(&tally, start, end);
		census->ram += end - start;
	}
	for (int class = 0; class < PAGE_CLASSES; class++)
		census->pages[class] = tally.pages[class];
}

/* ---- the audit ---- */

static void __init expect(const char *what, unsigned long got, unsigned long want)
{
	if (got != want)
		bootmem_die("the sum of pages is wrong: %s %lu pages, expected %lu, that is %lu too "
			    "%s: somebody changed the boot allocator or took pages during hand-over",
			    what, got, want, got > want ? got - want : want - got,
			    got > want ? "many" : "few");
}

/* Pages that zones know of, and those that they were given. */
static void __init count_zones(unsigned long *present, unsigned long *managed)
{
	int nid;

	*present = *managed = 0;
	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			*present += NODE_DATA(nid)->node_zones[z].present_pages;
			*managed += NODE_DATA(nid)->node_zones[z].managed_pages;
		}
}

/* The census taken anew, so that a change since then shows as well. */
static void __init recount(const struct page_census *census)
{
	struct page_census now;

	page_take_census(&now);
	expect("RAM has", now.ram, census->ram);
	expect("reserved are", now.pages[PAGE_CLASS_RESERVED] + now.pages[PAGE_CLASS_KERNEL],
	       census->pages[PAGE_CLASS_RESERVED] + census->pages[PAGE_CLASS_KERNEL]);
	expect("not to be mapped are", now.pages[PAGE_CLASS_NOMAP], census->pages[PAGE_CLASS_NOMAP]);
}

void __init page_audit(const struct page_census *census)
{
	unsigned long present, managed, handed = page_pages_handed_over();

	if (core_books_stay())
		recount(census);
	count_zones(&present, &managed);
	expect("zones have", present, census->ram);
	expect("handed over were", handed, census->pages[PAGE_CLASS_FREE] + census->own);
	expect("zones were given", managed, handed);
}

/* ---- the picture ---- */

static struct tally cells[BAR_COLUMNS] __initdata;

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
static char __init cell_mark(unsigned int i)
{
	static const char marks[] = ".r#n"; /* by class */
	unsigned long most = 0;
	char mark = '-';

	if (cells[i].pages[PAGE_CLASS_KERNEL])
		return marks[PAGE_CLASS_KERNEL];
	for (int class = 0; class < PAGE_CLASSES; class++)
		if (cells[i].pages[class] > most) {
			most = cells[i].pages[class];
			mark = marks[class];
		}
	return mark;
}

/* Spread the node's RAM over the cells; both ascend. */
static void __init fill_cells(const pg_data_t *node, unsigned int columns)
{
	unsigned long start, end, at, stop;
	unsigned int cell = 0;
	int i, nid;

	memset(cells, 0, sizeof(cells));
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid) {
		if (page_ram_node(nid) != node->node_id)
			continue;
		for (at = start; at < end; at = stop) {
			while (cell_start(node, columns, cell + 1) <= at)
				cell++;
			stop = min_pfn_of(end, cell_start(node, columns, cell + 1));
			classify(&cells[cell], at, stop);
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
		bar[i] = cell_mark(i);
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

static void __init list_zone(int nid, const struct zone *zone)
{
	bootmem_info("  node %d %-8s [%#llx, %#llx) present %lu managed %lu pages", nid, zone->name,
		     pfn_bytes(zone->zone_start_pfn),
		     pfn_bytes(zone->zone_start_pfn + zone->spanned_pages), zone->present_pages,
		     zone->managed_pages);
}

static void __init list_zones(void)
{
	int nid;

	bootmem_info("Zones:");
	for_each_online_node(nid)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			if (NODE_DATA(nid)->node_zones[z].present_pages)
				list_zone(nid, &NODE_DATA(nid)->node_zones[z]);
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
	unsigned long handed = page_pages_handed_over();

	bootmem_info("Handed over: %lu pages in %lu blocks; %llu bytes lost to rounding", handed,
		     page_blocks_handed_over(), lost);
	bootmem_info("Memory: %lluK/%lluK available (%lluK kernel, %lluK reserved, "
		     "%lluK lost to rounding)",
		     pages_k(handed), (ram + lost) >> 10, pages_k(kernel),
		     pages_k(census->ram - handed - kernel), lost >> 10);
}

void __init hand_over(const unsigned long *max_zone_pfn)
{
	struct page_census census;
	u64 promised;

	early_memtest(0, PHYS_ADDR_MAX); /* setup_memory() saw only what was mapped then */
	bootmem_dump();
	free_area_init(max_zone_pfn);
	page_take_census(&census);
	promised = core_ram_bytes() + setup_lost_bytes;
	draw_nodes();
	free_all_bootmem();
	page_audit(&census);
	list_zones();
	list_costs();
	sum_up(&census, promised);
	setup_lost_bytes = 0;
}
