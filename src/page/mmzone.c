/* SPDX-License-Identifier: MIT */
/*
 * mmzone.c - nodes, zones and page structs from the boot allocator's view of memory.
 *
 * Sections are found through a table of two levels: leaves[number / LEAF_SECTIONS], an
 * array that reaches up to the highest section with RAM, points to arrays of
 * LEAF_SECTIONS sections, which exist only where there is RAM. A section knows the page
 * structs from its first to its last page of RAM:
 *
 *	section   |        RAM  hole  RAM           |
 *	structs            [ppp .... ppp]		p: present
 *
 * Invariants: a page has PG_PRESENT exactly when it lies wholly inside one region of RAM;
 * every page struct knows its section, hence its number; blocks of MAX_ORDER never cross
 * sections. Costs: one pass over the page structs, four stores each; a terabyte of hole
 * costs 256 bytes of leaves[].
 */
#include <bootmem/port.h>

#include "core.h"
#include "lib/lib.h"
#include "page/internal.h"

#define SECTION_SHIFT (SECTION_SIZE_BITS - PAGE_SHIFT)
#define SECTION_PAGES (1UL << SECTION_SHIFT)
#define LEAF_BITS     8
#define LEAF_SECTIONS (1UL << LEAF_BITS)

_Static_assert(sizeof(struct page) <= 4 * sizeof(long), "struct page is to stay small");
_Static_assert(MAX_ORDER + PAGE_SHIFT <= SECTION_SIZE_BITS, "a block must fit into a section");
_Static_assert(MAX_ORDER <= 15, "page->flags has four bits for the order");
_Static_assert(MAX_NR_ZONES <= 4, "page->flags has two bits for the zone");
_Static_assert(PG_SECTION_BITS >= 13, "page->flags must number 128 MiB sections up to 40 bits");

/* Page structs of a section: those of pages [first, first + count) of it. */
struct section {
	struct page *pages;
	u32 first, count;
};

static struct section **leaves;
unsigned long page_nr_leaves;

static const char *const zone_names[MAX_NR_ZONES] = { "DMA", "DMA32", "Normal", "HighMem" };

/* ---- from pages to structs and back ---- */

static struct section *find_section(unsigned long number)
{
	unsigned long leaf = number >> LEAF_BITS;

	if (leaf >= page_nr_leaves || !leaves[leaf])
		return NULL;
	return &leaves[leaf][number & (LEAF_SECTIONS - 1)];
}

struct page *page_lookup(unsigned long pfn)
{
	const struct section *section = find_section(pfn >> SECTION_SHIFT);
	unsigned long offset = pfn & (SECTION_PAGES - 1);

	/* A page below the first one wraps and is too large as well. */
	if (!section || offset - section->first >= section->count)
		return NULL;
	return &section->pages[offset - section->first];
}

struct page *pfn_to_page(unsigned long pfn)
{
	struct page *page = page_lookup(pfn);

	return page && (page->flags & PG_PRESENT) ? page : NULL;
}

bool pfn_valid(unsigned long pfn)
{
	return pfn_to_page(pfn) != NULL;
}

unsigned long page_to_pfn(const struct page *page)
{
	unsigned long number = page->flags >> PG_SECTION_SHIFT;
	const struct section *section = find_section(number);

	return (number << SECTION_SHIFT) + section->first + (unsigned long)(page - section->pages);
}

struct page *virt_to_page(const void *addr)
{
	return pfn_to_page(phys_pfn_down(bootmem_virt_to_phys(addr)));
}

void *page_address(const struct page *page)
{
	return bootmem_phys_to_virt(pfn_phys(page_to_pfn(page)), PAGE_SIZE);
}

int page_to_nid(const struct page *page)
{
	return (int)((page->flags & PG_NODE_MASK) >> PG_NODE_SHIFT);
}

struct zone *page_zone(const struct page *page)
{
	return &NODE_DATA(page_to_nid(page))
			->node_zones[(page->flags & PG_ZONE_MASK) >> PG_ZONE_SHIFT];
}

struct page_run page_next_run(unsigned long pfn)
{
	unsigned long number = pfn >> SECTION_SHIFT, first, end;
	const struct section *section;

	while (number >> LEAF_BITS < page_nr_leaves) {
		section = find_section(number);
		if (!section) {
			number = (number | (LEAF_SECTIONS - 1)) + 1;
			continue;
		}
		first = (number << SECTION_SHIFT) + section->first;
		end = first + section->count;
		if (pfn < first)
			pfn = first;
		if (pfn < end)
			return (struct page_run){ &section->pages[pfn - first], pfn, end };
		number++;
	}
	return (struct page_run){ .pages = NULL };
}

/* ---- set-up ---- */

static struct page_costs costs __initdata;

/* End of each zone, ascending. */
static unsigned long zone_end[MAX_NR_ZONES] __initdata;

const struct page_costs *__init page_costs(void)
{
	return &costs;
}

static void forget_pages(void)
{
	int nid;

	page_nr_leaves = 0;
	for_each_online_node(nid)
		page_blank_node(NODE_DATA(nid));
}

/* Zeroed memory, the node's own if possible. */
static void *__init alloc_table(size_t bytes, int nid, const char *what)
{
	void *table = memblock_virt_alloc_node_nopanic(bytes, nid);

	if (!table)
		bootmem_die("no memory for %s of node %d, %zu bytes: add RAM, or raise "
			    "bootmem_set_current_limit()",
			    what, nid, bytes);
	costs.table_bytes += bytes;
	return table;
}

/* The zone of a page; misuse when there is none. */
static int __init zone_of(unsigned long pfn)
{
	int z = 0;

	while (z < MAX_NR_ZONES && pfn >= zone_end[z])
		z++;
	if (z == MAX_NR_ZONES)
		bootmem_die("page %#lx is RAM and lies above the last zone, which ends at page %#lx: "
			    "raise the limits given to free_area_init()",
			    pfn, zone_end[MAX_NR_ZONES - 1]);
	return z;
}

static void __init set_zone_ends(const unsigned long *max_zone_pfn)
{
	unsigned long end = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		end = max_pfn_of(end, max_zone_pfn[z]);
		zone_end[z] = end;
	}
}

/* A part of RAM inside one section. */
struct piece {
	struct section *section;
	unsigned long number; /* of the section */
	unsigned long pfn, pages;
	int nid;
};

/* The next piece of [piece->pfn + pages of the last one, end); false = no more. */
static bool __init next_piece(struct piece *piece, unsigned long end)
{
	unsigned long left;

	piece->pfn += piece->pages;
	if (piece->pfn >= end)
		return false;
	left = SECTION_PAGES - (piece->pfn & (SECTION_PAGES - 1));
	piece->pages = left < end - piece->pfn ? left : end - piece->pfn;
	piece->number = piece->pfn >> SECTION_SHIFT;
	piece->section = find_section(piece->number);
	return true;
}

/* RAM in ascending order, cut at sections. end and i are the caller's. */
#define for_each_piece(i, piece, end)                                                              \
	for_each_mem_pfn_range(i, MAX_NUMNODES, &(piece)->pfn, &(end), &(piece)->nid)             \
		for ((piece)->pages = 0, (piece)->nid = page_ram_node((piece)->nid);               \
		     next_piece(piece, end);)

/* One past the highest page of RAM. Says so when some RAM has no node, and some has. */
static unsigned long __init survey(void)
{
	unsigned long start, end, highest = 0, stray = 0, homed = 0;
	int i, nid;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid) {
		highest = end;
		if (nid == page_ram_node(nid))
			homed += end - start;
		else
			stray += end - start;
	}
	if (!highest)
		bootmem_die("free_area_init() found no RAM: make it known first, to memblock_add() or "
			    "add_active_range()");
	page_warn_stray(stray, homed);
	zone_of(highest - 1);
	return highest;
}

/* The table of sections: where there is RAM, from which page to which. */
static void __init make_table(unsigned long highest)
{
	unsigned long last = (highest - 1) >> SECTION_SHIFT, end;
	struct piece piece = { 0 };
	int i;

	if ((u64)last >> PG_SECTION_BITS)
		bootmem_die("page %#lx is RAM above the highest section that a page struct can "
			    "name: remove that RAM",
			    highest - 1);
	leaves = (struct section **)alloc_table(((u64)(last >> LEAF_BITS) + 1) * sizeof(*leaves),
						NUMA_NO_NODE, "the table of sections");
	page_nr_leaves = (last >> LEAF_BITS) + 1;
	for_each_piece(i, &piece, end) {
		unsigned long offset = piece.pfn & (SECTION_PAGES - 1);
		struct section **leaf = &leaves[piece.number >> LEAF_BITS];

		if (!*leaf)
			*leaf = alloc_table(LEAF_SECTIONS * sizeof(**leaf), piece.nid,
					    "the table of sections");
		piece.section = find_section(piece.number);
		if (!piece.section->count)
			piece.section->first = (u32)offset;
		piece.section->count = (u32)(offset + piece.pages - piece.section->first);
	}
}

/* n page structs that differ in nothing: the hot loop of the whole set-up. */
static struct page *__init fill(struct page *page, unsigned long n, unsigned long flags)
{
	const struct page blank = { .flags = flags };

	for (; n; n--)
		/* Not null: the first piece of a section, which has no structs yet, gets some.
		   NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		*page++ = blank;
	return page;
}

/* The page structs of a piece, zone by zone. */
static struct page *__init fill_piece(struct page *page, const struct piece *piece)
{
	unsigned long pfn = piece->pfn, end = pfn + piece->pages, n;
	unsigned long flags = PG_PRESENT | (unsigned long)piece->nid << PG_NODE_SHIFT |
			      piece->number << PG_SECTION_SHIFT;

	for (; pfn < end; pfn += n) {
		int z = zone_of(pfn);

		n = (zone_end[z] < end ? zone_end[z] : end) - pfn;
		page = fill(page, n, flags | (unsigned long)z << PG_ZONE_SHIFT);
	}
	return page;
}

static struct page *__init alloc_pages_of(const struct section *section, int nid)
{
	phys_addr_t bytes = (phys_addr_t)section->count * sizeof(struct page);
	struct page *pages = memblock_virt_alloc_try_nid_raw(bytes, SMP_CACHE_BYTES,
							     BOOTMEM_LOW_LIMIT,
							     BOOTMEM_ALLOC_ACCESSIBLE, nid);

	if (!pages)
		bootmem_die("no memory for page structs of node %d, %llu bytes: add RAM, or raise "
			    "bootmem_set_current_limit()",
			    nid, PHYS(bytes));
	costs.struct_bytes += bytes;
	costs.sections++;
	return pages;
}

/* Pieces come in ascending order, so that holes show when their end is reached. */
static void __init make_pages(void)
{
	struct page *next = NULL;
	struct piece piece = { 0 };
	unsigned long end;
	int i;

	for_each_piece(i, &piece, end) {
		struct section *section = piece.section;
		struct page *at;

		if (!section->pages)
			next = section->pages = alloc_pages_of(section, piece.nid);
		at = section->pages + ((piece.pfn & (SECTION_PAGES - 1)) - section->first);
		fill(next, (unsigned long)(at - next), piece.number << PG_SECTION_SHIFT);
		next = fill_piece(at, &piece);
	}
}

/* ---- nodes and zones ---- */

static void __init init_zone(struct zone *zone, pg_data_t *node, const char *name)
{
	zone->node = node;
	zone->name = name;
	for (int order = 0; order <= MAX_ORDER; order++) {
		struct list_head *list = &zone->free_area[order].free_list;

		list->next = list->prev = list;
	}
}

/* The zones of a node, which setup_arch() may have made already. */
static void __init make_node(int nid)
{
	pg_data_t *node = NODE_DATA(nid);

	if (!node)
		node = page_add_node(nid, alloc_table(sizeof(*node), nid, "the zones"));
	for (int z = 0; z < MAX_NR_ZONES; z++)
		init_zone(&node->node_zones[z], node, zone_names[z]);
}

/* One more range of RAM above those counted before. */
static void __init extend(unsigned long *first, unsigned long *present, unsigned long *spanned,
			  unsigned long start, unsigned long end)
{
	if (!*present)
		*first = start;
	*present += end - start;
	*spanned = end - *first;
}

static void __init extend_node(pg_data_t *node, unsigned long start, unsigned long end)
{
	unsigned long stop;

	extend(&node->node_start_pfn, &node->node_present_pages, &node->node_spanned_pages, start,
	       end);
	for (; start < end; start = stop) {
		int z = zone_of(start);
		struct zone *zone = &node->node_zones[z];

		stop = zone_end[z] < end ? zone_end[z] : end;
		extend(&zone->zone_start_pfn, &zone->present_pages, &zone->spanned_pages, start,
		       stop);
		if (z >= node->nr_zones)
			node->nr_zones = z + 1;
	}
}

static void __init make_nodes(void)
{
	unsigned long start, end;
	int i, nid;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid) {
		nid = page_ram_node(nid);
		if (!NODE_DATA(nid) || !NODE_DATA(nid)->node_present_pages)
			make_node(nid);
		extend_node(NODE_DATA(nid), start, end);
	}
}

/* ---- zonelists ---- */

static void __init make_zonelists(pg_data_t *node)
{
	unsigned int length[MAX_NR_ZONES] = { 0 };
	int nid;

	for_each_node_by_distance(nid, node->node_id)
		for (int top = 0; top < MAX_NR_ZONES && NODE_DATA(nid); top++) {
			struct zone **list = node->node_zonelists[top].zones;

			for (int z = top; z >= 0; z--)
				if (NODE_DATA(nid)->node_zones[z].present_pages)
					list[length[top]++] = &NODE_DATA(nid)->node_zones[z];
		}
}

/* ---- all of it ---- */

/* A block of one node is about to be handed over; zones may meet inside it. */
static void count_block(unsigned long pfn, unsigned int order)
{
	unsigned long n = 1UL << order;
	const struct page *first = pfn_to_page(pfn), *last = pfn_to_page(pfn + n - 1);

	if (!first || !last)
		return; /* the receiver has something to say about it */
	if (!((first->flags ^ last->flags) & PG_PLACE_MASK)) {
		page_zone(first)->managed_pages += n;
		return;
	}
	for (; n; n--, pfn++)
		if (pfn_valid(pfn))
			page_zone(pfn_to_page(pfn))->managed_pages++;
}

void __init free_area_init(const unsigned long *max_zone_pfn)
{
	int nid;

	if (!page_nodes_placed)
		page_forget_nodes(); /* theirs was the memory of a former life */
	page_nodes_placed = false;
	forget_pages();
	costs = (struct page_costs){ 0 };
	set_zone_ends(max_zone_pfn);
	make_table(survey());
	make_nodes();
	make_pages();
	for_each_online_node(nid) {
		make_zonelists(NODE_DATA(nid));
		NODE_DATA(nid)->node_mem_map = pfn_to_page(NODE_DATA(nid)->node_start_pfn);
	}
	page_count_block = count_block;
}
