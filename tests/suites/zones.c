/* SPDX-License-Identifier: MIT */
/* Nodes, zones and page structs: where they are, what they cost, what they say. */
#include "pages.h"

/* Pages counted from the first of the test memory. */
struct bank {
	unsigned long first, pages;
};

struct zone_row {
	unsigned long start, present, spanned;
};

struct layout {
	const char *name;
	struct bank banks[4];
	unsigned long limits[MAX_NR_ZONES];
	struct zone_row zones[MAX_NR_ZONES];
	int nr_zones;
};

static const struct layout layouts[] = {
	{ "one zone", { { 0, 100 } }, { 0, 0, 4096, 4096 }, { [2] = { 0, 100, 100 } }, 3 },
	{ "a zone that ends where the one below ends is empty",
	  { { 0, 100 } },
	  { 40, 40, 4096, 4096 },
	  { { 0, 40, 40 }, { 0, 0, 0 }, { 40, 60, 60 } },
	  3 },
	{ "limits cut one bank in four",
	  { { 0, 120 } },
	  { 7, 30, 100, 4096 },
	  { { 0, 7, 7 }, { 7, 23, 23 }, { 30, 70, 70 }, { 100, 20, 20 } },
	  4 },
	{ "a hole counts as spanned, not as present",
	  { { 0, 50 }, { 60, 10 }, { 80, 48 } },
	  { 0, 70, 4096, 4096 },
	  { [1] = { 0, 60, 70 }, [2] = { 80, 48, 48 } },
	  3 },
	{ "the last zone ends where RAM does",
	  { { 0, 120 } },
	  { 7, 30, 100, 120 },
	  { { 0, 7, 7 }, { 7, 23, 23 }, { 30, 70, 70 }, { 100, 20, 20 } },
	  4 },
	{ "limits that go down count as the one below",
	  { { 0, 120 } },
	  { 50, 20, 4096, 0 },
	  { { 0, 50, 50 }, { 0, 0, 0 }, { 50, 70, 70 } },
	  3 },
};

/* A new world with the banks in it. */
static void add_layout(const struct layout *l, unsigned long limits[MAX_NR_ZONES])
{
	test_reset();
	for (const struct bank *b = l->banks; b < l->banks + 4 && b->pages; b++)
		add_pages(b->first, b->pages, 0);
	for (int z = 0; z < MAX_NR_ZONES; z++)
		limits[z] = l->limits[z] ? HOME + l->limits[z] : 0;
	start_world();
}

static bool in_bank(const struct layout *l, unsigned long page)
{
	for (const struct bank *b = l->banks; b < l->banks + 4; b++)
		if (page >= b->first && page < b->first + b->pages)
			return true;
	return false;
}

static void check_page(const struct layout *l, unsigned long page)
{
	struct page *p = pfn_to_page(HOME + page);

	if (!CHECK_EQ(pfn_valid(HOME + page), in_bank(l, page)) || !CHECK_EQ(!p, !in_bank(l, page)))
		return;
	if (!p)
		return;
	CHECK_EQ(page_to_pfn(p), HOME + page);
	CHECK_EQ(page_to_nid(p), 0);
	for (int z = 0; z < MAX_NR_ZONES; z++)
		if (page < l->limits[z]) {
			CHECK(page_zone(p) == &NODE_DATA(0)->node_zones[z]);
			break;
		}
}

static void check_layout(const struct layout *l)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal", "HighMem" };
	unsigned long limits[MAX_NR_ZONES];

	add_layout(l, limits);
	free_area_init(limits);
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		const struct zone *zone = &NODE_DATA(0)->node_zones[z];

		CHECK_EQ(zone->present_pages, l->zones[z].present);
		CHECK_EQ(zone->spanned_pages, l->zones[z].spanned);
		if (zone->present_pages)
			CHECK_EQ(zone->zone_start_pfn, HOME + l->zones[z].start);
		CHECK_TEXT(zone->name, names[z]);
		CHECK(zone->node == NODE_DATA(0));
		CHECK_EQ(zone->managed_pages, 0);
	}
	CHECK_EQ(NODE_DATA(0)->nr_zones, l->nr_zones);
	CHECK_EQ(NODE_DATA(0)->node_start_pfn, HOME + l->banks[0].first);
	CHECK(NODE_DATA(0)->node_mem_map == pfn_to_page(HOME + l->banks[0].first));
	for (unsigned long page = 0; page < HOME_PAGES + 100; page++)
		check_page(l, page);
	CHECK(!pfn_valid(0) || HOME == 0);
	CHECK(!pfn_valid(~0UL));
	CHECK(!pfn_valid(HOME - 1));
}

static void zone_layouts(void)
{
	for (unsigned long i = 0; i < LENGTH(layouts); i++)
		check_layout(&layouts[i]);
}

/* ---- what it costs ---- */

/* Bytes that page structs and tables took in the world that was described. */
static phys_addr_t cost(void)
{
	phys_addr_t before;

	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	free_area_init(one_zone());
	return before - free_bytes(0, PHYS_ADDR_MAX);
}

/*
 * Tables of one node: zones, zonelists, the table of sections with up to two leaves; and what
 * is lost where whole pages are taken.
 */
#define TABLES (sizeof(pg_data_t) + 3 * 8192 + 4 * PAGE_SIZE)

/*
 * How far apart two banks of one node may be: the bitmap, a bit for each page of the node, has
 * to fit into the test memory. With several nodes nothing but a table covers the hole: a terabyte,
 * and so much that the last leaf of the table of sections has an odd number.
 */
#if defined(CONFIG_NO_BOOTMEM) || defined(CONFIG_NUMA)
#define APART ((phys_addr_t)33 << 15 << 20)
#else
#define APART ((phys_addr_t)1 << 15 << 20)
#endif
#define FAR_NODE (MAX_NUMNODES > 1 ? 1 : 0)

static phys_addr_t far_apart(void)
{
	if (sizeof(phys_addr_t) > 4)
		return APART;
	return phys_align_down((PHYS_ADDR_MAX - test_memory) / 4 * 3, 1 << 20);
}

static void far_banks(void)
{
	phys_addr_t apart = far_apart();
	unsigned long far = phys_pfn_down(test_memory + apart), present = 0, end = 0;
	int nid;

	add_pages(0, HOME_PAGES, 0);
	add_range(test_memory + apart, pfn_phys(100), BOOT_RAM, FAR_NODE, NULL);
	CHECK(cost() <= (HOME_PAGES + 100) * sizeof(struct page) + (1 + FAR_NODE) * TABLES);
	CHECK(pfn_valid(HOME) && pfn_valid(far) && pfn_valid(far + 99));
	CHECK(!pfn_valid(far - 1) && !pfn_valid(far + 100) && !pfn_valid(HOME + (far - HOME) / 2));
	CHECK_EQ(page_to_pfn(pfn_to_page(far + 99)), far + 99);
	for_each_online_node(nid) {
		present += NODE_DATA(nid)->node_present_pages;
		end = NODE_DATA(nid)->node_start_pfn + NODE_DATA(nid)->node_spanned_pages;
	}
	CHECK_EQ(present, HOME_PAGES + 100);
	CHECK_EQ(end, far + 100);
	free_all_bootmem();
	CHECK_PAGES();
}

#ifdef CONFIG_NO_BOOTMEM
/* Without bitmaps the hole costs nothing on one node either. */
static void far_banks_of_one_node(void)
{
	phys_addr_t apart = far_apart();

	add_pages(0, HOME_PAGES, 0);
	add_range(test_memory + apart, pfn_phys(100), BOOT_RAM, 0, NULL);
	CHECK(cost() <= (HOME_PAGES + 100) * sizeof(struct page) + TABLES);
	CHECK_EQ(NODE_DATA(0)->node_present_pages, HOME_PAGES + 100);
	CHECK_EQ(NODE_DATA(0)->node_spanned_pages, phys_pfn_down(apart) + 100);
	free_all_bootmem();
	CHECK_PAGES();
}
#endif

static void far_reservation(void)
{
	phys_addr_t far = sizeof(phys_addr_t) > 4 ? (phys_addr_t)0xfd0000 << 16 : 0xfd000000;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(far, 0x1000000, BOOT_RESERVED, NUMA_NO_NODE, "far away");
	CHECK(cost() <= HOME_PAGES * sizeof(struct page) + TABLES);
	CHECK(!pfn_valid(phys_pfn_down(far)));
}

static void honours_reservations(void)
{
	const unsigned long third = HOME_PAGES / 3;
	phys_addr_t base = pfn_phys(HOME + third), size = pfn_phys(third), structs;

	/* Top and bottom are in use, as by an initrd and a kernel. */
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	reserve_pages(0, third);
	reserve_pages(2 * third, HOME_PAGES - 2 * third);
	start_world();
	free_area_init(one_zone());
	structs = bootmem_virt_to_phys(pfn_to_page(HOME));
	CHECK(structs >= base && structs < base + size);
	CHECK_EQ(free_bytes(structs, structs + HOME_PAGES * sizeof(struct page)), 0);
	CHECK(free_bytes(base, base + size) > 0);
}

static void page_is_small(void)
{
	CHECK(sizeof(struct page) <= (sizeof(long) == 8 ? 32 : 16));
}

/* ---- RAM in odd places ---- */

static void rounded_inwards(void)
{
	add_pages(30, HOME_PAGES - 30, NUMA_NO_NODE);
	add_range(pfn_phys(HOME) + 1, pfn_phys(2), BOOT_RAM, NUMA_NO_NODE, NULL); /* 0, 1, 2 */
	add_range(pfn_phys(HOME + 5) - 1, pfn_phys(1) + 1, BOOT_RAM, NUMA_NO_NODE, NULL);
	add_range(pfn_phys(HOME + 8), PAGE_SIZE - 1, BOOT_RAM, NUMA_NO_NODE, NULL);
	start_world();
	free_area_init(one_zone());
	CHECK(!pfn_valid(HOME) && pfn_valid(HOME + 1) && !pfn_valid(HOME + 2));
	CHECK(!pfn_valid(HOME + 4) && pfn_valid(HOME + 5) && !pfn_valid(HOME + 6));
	CHECK(!pfn_valid(HOME + 8));
}

#ifdef CONFIG_HAVE_MEMBLOCK
/* The same by hand, where no sweep has rounded anything. */
static void rounded_inwards_by_hand(void)
{
	phys_addr_t edge = pfn_phys(HOME + 20);

	memblock_add_node(pfn_phys(HOME + 30), pfn_phys(HOME_PAGES - 30), NUMA_NO_NODE,
			  MEMBLOCK_NONE);
	memblock_add(pfn_phys(HOME) + 1, pfn_phys(2));	     /* pages 0.. 2 in part */
	memblock_add(pfn_phys(HOME + 5) - 1, pfn_phys(1) + 1); /* all of page 5, a byte of 4 */
	memblock_add(pfn_phys(HOME + 8), PAGE_SIZE - 1);
	memblock_add(edge, PAGE_SIZE / 2);
	memblock_add_node(edge + PAGE_SIZE / 2, PAGE_SIZE / 2, NUMA_NO_NODE, MEMBLOCK_HOTPLUG);
	start_memblock_world();
	free_area_init(one_zone());
	CHECK(!pfn_valid(HOME) && pfn_valid(HOME + 1) && !pfn_valid(HOME + 2));
	CHECK(!pfn_valid(HOME + 4) && pfn_valid(HOME + 5) && !pfn_valid(HOME + 6));
	CHECK(!pfn_valid(HOME + 8));
	/* Two regions share it: in neither of them it is whole. */
	CHECK(!pfn_valid(HOME + 20));
}
#endif

static void nomap_is_valid(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	nomap_pages(3, 4);
	start_pages(one_zone());
	CHECK(pfn_valid(HOME + 3) && pfn_valid(HOME + 6));
	CHECK_EQ(NODE_DATA(0)->node_present_pages, HOME_PAGES);
	CHECK(nr_free_pages() <= HOME_PAGES - 4);
	CHECK_PANIC(__free_pages(pfn_to_page(HOME + 3), 0), "was never taken");
	CHECK_PAGES();
}

/* With 32-bit addresses the last page ends where a page number times its size wraps. */
static void last_page(void)
{
	phys_addr_t base = (phys_addr_t)0xfff00000;
	unsigned long last = 0xffffffffUL >> PAGE_SHIFT;

	if (sizeof(phys_addr_t) > 4)
		return;
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(base, 0x100000, BOOT_RAM, NUMA_NO_NODE, NULL);
	start_pages(one_zone());
	CHECK(pfn_valid(last) && !pfn_valid(last + 1) && !pfn_valid(0));
	CHECK_EQ(page_to_pfn(pfn_to_page(last)), last);
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_NORMAL].spanned_pages, last + 1 - HOME);
	CHECK_PAGES();
}

/* No number that is too large is a page, least of all the first behind the table of sections. */
static void far_above_ram(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_pages(one_zone());
	for (unsigned int bit = 0; bit < 8 * sizeof(long); bit++)
		if (1UL << bit >= HOME + HOME_PAGES)
			CHECK(!pfn_valid(1UL << bit) && !pfn_to_page(1UL << bit));
}

/* Every section border within a few sections, and a bank that crosses it. */
static void across_sections(void)
{
	const unsigned long section = 1UL << (SECTION_SIZE_BITS - PAGE_SHIFT);
	unsigned long border = (HOME / section + 2) * section;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	add_range(pfn_phys(border - 3), pfn_phys(7), BOOT_RAM, NUMA_NO_NODE, NULL);
	add_range(pfn_phys(border + section - 1), pfn_phys(1), BOOT_RAM, NUMA_NO_NODE, NULL);
	start_pages(one_zone());
	for (unsigned long pfn = border - 8; pfn < border + 8; pfn++)
		CHECK_EQ(pfn_valid(pfn), pfn >= border - 3 && pfn < border + 4);
	for (unsigned long pfn = border - 3; pfn < border + 4; pfn++)
		CHECK_EQ(page_to_pfn(pfn_to_page(pfn)), pfn);
	CHECK_EQ(page_to_pfn(pfn_to_page(border + section - 1)), border + section - 1);
	CHECK(!pfn_valid(border + section) && !pfn_valid(border + section - 2));
	CHECK_PAGES();
}

static void addresses(void)
{
	struct page *page;
	u8 *at;

	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	free_area_init(one_zone());
	page = pfn_to_page(HOME + 5);
	at = page_address(page);
	CHECK_EQ(bootmem_virt_to_phys(at), pfn_phys(HOME + 5));
	CHECK(virt_to_page(at) == page);
	CHECK(virt_to_page(at + PAGE_SIZE - 1) == page);
}

/* ---- misuse ---- */

static void panics(void)
{
	static const unsigned long low[MAX_NR_ZONES] = { 1, 1, 1, 1 };

	CHECK_PANIC(free_area_init(one_zone()), "found no RAM");
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	/* More page structs than fit into what will be left. */
	add_pages(HOME_PAGES, HOME_PAGES * 64, NUMA_NO_NODE);
	start_world();
	CHECK_PANIC(free_area_init(low), "free_area_init()");
	take_pages(0, HOME_PAGES);
	CHECK_PANIC(free_area_init(one_zone()), "node ");
	/* Enough for the tables. */
	give_pages(0, phys_pfn_up(sizeof(pg_data_t) + 0x8000));
	CHECK_PANIC(free_area_init(one_zone()), "no memory for page structs of node 0, ");
}

/* ---- nodes ---- */

#ifdef CONFIG_NUMA

static bool on_node(const void *p, unsigned long first, unsigned long pages)
{
	phys_addr_t pa = bootmem_virt_to_phys(p);

	return pa >= pfn_phys(HOME + first) && pa < pfn_phys(HOME + first + pages);
}

static void locality(void)
{
	const unsigned long half = HOME_PAGES / 2;
	/* A far section of node 0 whose page structs node 1 must not pay for. */
	const unsigned long section = 1UL << (SECTION_SIZE_BITS - PAGE_SHIFT);
	unsigned long far = (HOME / section + 4) * section;

	add_pages(0, half, 0);
	add_pages(half, HOME_PAGES - half, 1);
	add_range(pfn_phys(far), pfn_phys(10), BOOT_RAM, 0, NULL);
	add_range(pfn_phys(far + section), pfn_phys(10), BOOT_RAM, 1, NULL);
	start_world();
	free_area_init(one_zone());
	CHECK(on_node(NODE_DATA(0), 0, half));
	CHECK(on_node(NODE_DATA(1), half, HOME_PAGES - half));
	CHECK(on_node(pfn_to_page(far), 0, half));
	CHECK(on_node(pfn_to_page(far + section), half, HOME_PAGES - half));
	CHECK_EQ(page_to_nid(pfn_to_page(far)), 0);
	CHECK_EQ(page_to_nid(pfn_to_page(far + section)), 1);
	CHECK_EQ(page_to_nid(pfn_to_page(HOME + half)), 1);
	CHECK_EQ(page_to_nid(pfn_to_page(HOME + half - 1)), 0);
	CHECK(NODE_DATA(1)->node_mem_map == pfn_to_page(HOME + half));
}

#ifdef CONFIG_NO_BOOTMEM
/* RAM of the other node that lies far off, where the table of sections has another leaf. */
static void far_ram_of_the_other_node(void)
{
	const unsigned long half = HOME_PAGES / 2;
	phys_addr_t cost[2], base = pfn_phys(HOME), end = pfn_phys(HOME + half);

	if (sizeof(phys_addr_t) <= 4)
		return;
	for (int far = 0; far < 2; far++) {
		test_reset();
		add_pages(0, half, 0);
		add_pages(half, HOME_PAGES - half, 1);
		if (far)
			add_range((phys_addr_t)((u64)1 << 40), PAGE_SIZE, BOOT_RAM, 1, NULL);
		start_world();
		cost[far] = free_bytes(base, end);
		free_area_init(one_zone());
		cost[far] -= free_bytes(base, end);
	}
	CHECK_EQ(cost[0], cost[1]);
}
#endif

static void full_node_falls_back(void)
{
	add_pages(0, HOME_PAGES - 8, 0);
	add_pages(HOME_PAGES - 8, 8, 1);
	reserve_pages(HOME_PAGES - 8, 8);
	start_world();
	free_area_init(one_zone());
	CHECK(on_node(NODE_DATA(1), 0, HOME_PAGES - 8));
	CHECK_EQ(NODE_DATA(1)->node_present_pages, 8);
	CHECK_EQ(NODE_DATA(1)->node_start_pfn, HOME + HOME_PAGES - 8);
}

static void without_node(void)
{
	add_pages(0, 10, NUMA_NO_NODE);
	add_pages(10, HOME_PAGES - 10, 1);
	start_world();
	free_area_init(one_zone());
	CHECK_TEXT(test_log(), "10 pages of RAM have no node: counted to node 0");
	CHECK_EQ(page_to_nid(pfn_to_page(HOME + 3)), 0);
	CHECK_EQ(NODE_DATA(0)->node_present_pages, 10);
	CHECK_EQ(NODE_DATA(1)->node_present_pages, HOME_PAGES - 10);
	CHECK(!NODE_DATA(2));
}

static void no_nodes_at_all(void)
{
	add_pages(0, HOME_PAGES, NUMA_NO_NODE);
	start_world();
	free_area_init(one_zone());
	CHECK_EQ(test_log()[0], 0);
	CHECK(NODE_DATA(0) && !NODE_DATA(1));
}

/* A list as text: node and zone of each entry. */
static void check_list(int nid, enum zone_type top, const char *want)
{
	struct zone *const *list = NODE_DATA(nid)->node_zonelists[top].zones;
	char text[64];
	unsigned int n = 0;

	for (; *list && n + 2 < sizeof(text); list++) {
		text[n++] = (char)('0' + (*list)->node->node_id);
		text[n++] = (*list)->name[0] == 'D' ? ((*list)->name[3] ? 'd' : 'D') : 'N';
	}
	text[n] = '\0';
	CHECK_TEXT(text, want);
	CHECK_TEXT(want, text);
}

/* Node 0 has DMA, DMA32 and NORMAL; 1 and 3 NORMAL. Node 3 is near 0, 1 is far, 2 absent. */
static void fallback_order(void)
{
	const unsigned long quarter = HOME_PAGES / 4;
	unsigned long limits[MAX_NR_ZONES] = { HOME + 8, HOME + 16, ~0UL, ~0UL };

	add_pages(0, 2 * quarter, 0);
	add_pages(2 * quarter, quarter, 1);
	add_pages(3 * quarter, quarter, 3);
	set_node_distance(0, 1, 40);
	set_node_distance(0, 3, 17);
	set_node_distance(1, 1, 60);  /* its own memory is the nearest all the same */
	set_node_distance(3, 0, 9);   /* nonsense: ignored */
	set_node_distance(3, -1, 20); /* no such node */
	start_world();
	free_area_init(limits);
	CHECK_EQ(node_distance(0, 3), 17);
	CHECK_EQ(node_distance(3, 0), 20);
	CHECK_EQ(node_distance(3, 3), 10);
	check_list(0, ZONE_NORMAL, "0N0d0D3N1N");
	check_list(0, ZONE_DMA32, "0d0D");
	check_list(0, ZONE_DMA, "0D");
	/* Both others are equally far: the lower number first. */
	check_list(1, ZONE_NORMAL, "1N0N0d0D3N");
	check_list(1, ZONE_DMA32, "0d0D");
	check_list(3, ZONE_HIGHMEM, "3N0N0d0D1N");
	set_node_distance(0, 1, 20);
	set_node_distance(0, 3, 20);
	set_node_distance(1, 1, 10);
}

/* Nodes that take turns, page by page, inside one section. */
static void interleaved(void)
{
	for (unsigned long page = 0; page < 64; page++)
		add_pages(page, 1, (int)(page % 3));
	add_pages(64, HOME_PAGES - 64, 0);
	start_pages(one_zone());
	for (unsigned long page = 0; page < 64; page++)
		CHECK_EQ(page_to_nid(pfn_to_page(HOME + page)), page % 3);
	CHECK_EQ(NODE_DATA(2)->node_present_pages, 21);
	CHECK_EQ(NODE_DATA(2)->node_spanned_pages, 61);
	/* With large pages its zones fit into one of its own, and what is small into another. */
	CHECK(NODE_DATA(2)->node_zones[ZONE_NORMAL].managed_pages >= 19);
	CHECK_EQ(NODE_DATA(2)->node_zones[ZONE_NORMAL].managed_pages,
		 NODE_DATA(2)->node_zones[ZONE_NORMAL].nr_free);
	CHECK_PAGES();
}

#endif

const struct suite suite_zones = { "zones", (const struct test_case[]){
	{ "zone limits, table-driven", zone_layouts },
	{ "pitfall 52: two banks a terabyte apart pay for themselves, not for the hole",
	  far_banks },
#ifdef CONFIG_NO_BOOTMEM
	{ "two banks of one node a terabyte apart", far_banks_of_one_node },
#endif
	{ "pitfall 52: a far-off reserved range costs no metadata", far_reservation },
	{ "pitfall 40: page structs keep clear of reservations", honours_reservations },
	{ "struct page is small", page_is_small },
	{ "pitfall 36: RAM is rounded inwards",
	  rounded_inwards },
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "pitfall 36: RAM to the byte in memblock; a page that regions share is not valid",
	  rounded_inwards_by_hand },
#endif
	{ "NOMAP RAM has page structs and is never free", nomap_is_valid },
	{ "pitfall 7: the last page of a 32-bit address space", last_page },
	{ "page numbers far above RAM", far_above_ram },
	{ "banks across section borders", across_sections },
	{ "pages and addresses", addresses },
	{ "misuse and want of memory end in a sentence", panics },
#ifdef CONFIG_NUMA
	{ "structs and zones lie on their own node", locality },
#ifdef CONFIG_NO_BOOTMEM
	{ "far RAM of one node costs the other nothing", far_ram_of_the_other_node },
#endif
	{ "a full node's zones lie elsewhere", full_node_falls_back },
	{ "pitfall 60: RAM without a node goes to node 0, with a warning", without_node },
	{ "no node anywhere is no reason to warn", no_nodes_at_all },
	{ "zonelists: own zones downwards, then nodes by distance", fallback_order },
	{ "nodes that take turns page by page", interleaved },
#endif
	{ 0 },
} };
