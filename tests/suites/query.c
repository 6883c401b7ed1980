/* SPDX-License-Identifier: MIT */
/*
 * Questions: addresses, ranges, pages, sums, owners, and the map in words.
 * Pitfalls 15, 16, 18.
 */
#include "actions.h"

#define P ((phys_addr_t)PAGE_SIZE)

/* Memory [0x1000, 0x2000) [0x2000, 0x3000 nomap) [0x5000, 0x6000); reserved below. */
static void some_world(phys_addr_t at)
{
	memblock_add(at + 0x1000, 0x1000);
	memblock_add_node(at + 0x2000, 0x1000, NUMA_NO_NODE, MEMBLOCK_NOMAP);
	memblock_add(at + 0x5000, 0x1000);
	memblock_reserve(at + 0x1800, 0x100);
	memblock_reserve(at + 0x5fff, 1);
	memblock_reserve(at + 0x9000, 0x1000);
}

static const phys_addr_t places[] = { 0, 0x12345000, PHYS_ADDR_MAX - 0xa000 };

static void single_addresses(void)
{
	static const struct {
		phys_addr_t addr;
		bool memory, map, reserved;
	} table[] = {
		{ 0xfff, false, false, false },	 { 0x1000, true, true, false },
		{ 0x17ff, true, true, false },	 { 0x1800, true, true, true },
		{ 0x18ff, true, true, true },	 { 0x1900, true, true, false },
		{ 0x1fff, true, true, false },	 { 0x2000, true, false, false },
		{ 0x2fff, true, false, false },	 { 0x3000, false, false, false },
		{ 0x4fff, false, false, false }, { 0x5000, true, true, false },
		{ 0x5ffe, true, true, false },	 { 0x5fff, true, true, true },
		{ 0x6000, false, false, false }, { 0x8fff, false, false, false },
		{ 0x9000, false, false, true },	 { 0x9fff, false, false, true },
		{ 0xa000, false, false, false },
	};

	for (unsigned int k = 0; k < LENGTH(places); k++) {
		forget_regions();
		some_world(places[k]);
		for (unsigned int i = 0; i < LENGTH(table); i++) {
			phys_addr_t a = places[k] + table[i].addr;

			CHECK_EQ(memblock_is_memory(a), table[i].memory);
			CHECK_EQ(memblock_is_map_memory(a), table[i].map);
			CHECK_EQ(memblock_is_reserved(a), table[i].reserved);
		}
		CHECK(!memblock_is_memory(PHYS_ADDR_MAX));
		CHECK(!memblock_is_reserved(PHYS_ADDR_MAX));
	}
}

static void ranges(void)
{
	static const struct {
		phys_addr_t base, size;
		bool memory, reserved;
	} table[] = {
		{ 0x1000, 0x1000, true, true },	  { 0x1000, 0x800, true, false },
		{ 0x1000, 0x801, true, true },	  { 0x1900, 0x100, true, false },
		{ 0xfff, 2, false, false },	  { 0x1800, 0x1000, true, true },
		{ 0x1fff, 2, true, false },	  { 0x1000, 0x2000, true, true },
		{ 0x1000, 0x2001, false, true },  { 0x2fff, 2, false, false },
		{ 0x3000, 0x2000, false, false }, { 0x2000, 0x3001, false, false },
		{ 0x5000, 0xfff, true, false },	  { 0x5000, 0x1000, true, true },
		{ 0x5fff, 1, true, true },	  { 0x6000, 0x3000, false, false },
		{ 0x6000, 0x3001, false, true },  { 0x9fff, 1, false, true },
		{ 0, 0xa000, false, true },	  { 0x1900, 0x5fff - 0x1900, false, false },
	};

	for (unsigned int k = 0; k < LENGTH(places); k++) {
		forget_regions();
		some_world(places[k]);
		for (unsigned int i = 0; i < LENGTH(table); i++) {
			phys_addr_t base = places[k] + table[i].base, size = table[i].size;

			CHECK_EQ(memblock_is_region_memory(base, size), table[i].memory);
			CHECK_EQ(memblock_is_region_reserved(base, size), table[i].reserved);
			CHECK_EQ(memblock_overlaps_region(&memblock.reserved, base, size),
				 table[i].reserved);
		}
	}
}

static void empty_and_huge_ranges(void)
{
	some_world(0);
	CHECK(!memblock_is_region_reserved(0x1850, 0));
	CHECK(!memblock_overlaps_region(&memblock.memory, 0x1850, 0));
	CHECK(memblock_is_region_reserved(0, PHYS_ADDR_MAX));
	CHECK(memblock_is_region_reserved(0x9800, PHYS_ADDR_MAX));
	CHECK(!memblock_is_region_reserved(0xa000, PHYS_ADDR_MAX));
	CHECK(memblock_overlaps_region(&memblock.memory, 0x5000, PHYS_ADDR_MAX));
	CHECK(!memblock_overlaps_region(&memblock.memory, 0x6000, PHYS_ADDR_MAX));
	CHECK(!memblock_is_region_memory(0x5000, PHYS_ADDR_MAX));
}

/* Pitfall 18: RAM is RAM across touching regions, though not across a gap of one byte. */
static void touching_regions(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x2000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(0x3000, 0x1000, 0, MEMBLOCK_MIRROR);
	memblock_add_node(0x4001, 0x1000, 0, MEMBLOCK_NONE);
	CHECK_EQ(memblock.memory.cnt, 4);
	CHECK(memblock_is_region_memory(0x1800, 0x1000));
	CHECK(memblock_is_region_memory(0x1000, 0x3000));
	CHECK(!memblock_is_region_memory(0x1000, 0x3001));
	CHECK(!memblock_is_region_memory(0x3fff, 3));
	CHECK(memblock_is_region_memory(0x4001, 0x1000));
}

static void overlap_of_two_ranges(void)
{
	static const struct {
		phys_addr_t b1, s1, b2, s2;
		bool want;
	} table[] = {
		{ 0x10, 0x10, 0x20, 0x10, false },
		{ 0x10, 0x11, 0x20, 0x10, true },
		{ 0x20, 0x10, 0x10, 0x10, false },
		{ 0x20, 0x10, 0x10, 0x11, true },
		{ 0x10, 0x10, 0x10, 0x10, true },
		{ 0x10, 0x40, 0x20, 0x10, true },
		{ 0x20, 0x10, 0x10, 0x40, true },
		{ 0x10, 0x10, 0x40, 0x10, false },
		{ 0x10, 0, 0x10, 0x10, false },
		{ 0x10, 0x10, 0x18, 0, false },
		{ 0x10, 0, 0x10, 0, false },
		{ 0x10, PHYS_ADDR_MAX, 0x20, 1, true },
		{ 0x10, PHYS_ADDR_MAX, 0, 0x10, false },
		{ PHYS_ADDR_MAX - 1, 1, PHYS_ADDR_MAX - 2, 1, false },
		{ PHYS_ADDR_MAX - 1, 1, PHYS_ADDR_MAX - 2, 2, true },
		{ PHYS_ADDR_MAX - 1, 100, 0, 50, false },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++)
		CHECK_EQ(!!memblock_addrs_overlap(table[i].b1, table[i].s1, table[i].b2,
						  table[i].s2),
			 table[i].want);
}

/* ---- sums ---- */

static void sums(void)
{
	CHECK_EQ(memblock_phys_mem_size(), 0);
	CHECK_EQ(memblock_reserved_size(), 0);
	CHECK_EQ(memblock_start_of_DRAM(), 0);
	CHECK_EQ(memblock_end_of_DRAM(), 0); /* pitfall 16 */
	CHECK_EQ(memblock_estimated_nr_free_pages(), 0);
	some_world(0);
	CHECK_EQ(memblock_phys_mem_size(), 0x3000);
	CHECK_EQ(memblock_reserved_size(), 0x1101);
	CHECK_EQ(memblock_start_of_DRAM(), 0x1000);
	CHECK_EQ(memblock_end_of_DRAM(), 0x6000);
	memblock_remove(0, PHYS_ADDR_MAX);
	CHECK_EQ(memblock_start_of_DRAM(), 0);
	CHECK_EQ(memblock_end_of_DRAM(), 0);
	memblock_add(0, PHYS_ADDR_MAX);
	CHECK_EQ(memblock_end_of_DRAM(), PHYS_ADDR_MAX);
}

/* Pitfall 15: only what is reserved inside RAM counts. */
static void estimate(void)
{
	memblock_reserve(64 * P, 64 * P);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 0);
	memblock_add(16 * P, 16 * P);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 16);
	memblock_reserve(16 * P, 4 * P);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 12);
	memblock_reserve(30 * P, 8 * P);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 10);
	memblock_reserve(0, 256 * P);
	CHECK_EQ(memblock_estimated_nr_free_pages(), 0);
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	/* More bytes than 32 bits count. */
	memblock_add(4ULL << 30, 6ULL << 30);
	CHECK_EQ(memblock_estimated_nr_free_pages(), (6ULL << 30) / P);
	memblock_reserve(9ULL << 30, 1ULL << 29);
	CHECK_EQ(memblock_estimated_nr_free_pages(), (11ULL << 29) / P);
#endif
}

/* ---- nodes ---- */

static void pages_of_a_node(void)
{
	unsigned long start = 7, end = 7;

	memblock_add_node(4 * P, 4 * P, 0, MEMBLOCK_NONE);
	CHECK_EQ(memblock_search_pfn_nid(3, &start, &end), NUMA_NO_NODE);
	CHECK_EQ(memblock_search_pfn_nid(8, &start, &end), NUMA_NO_NODE);
	CHECK_EQ(start, 7);
	CHECK_EQ(end, 7);
	CHECK_EQ(memblock_search_pfn_nid(4, &start, &end), 0);
	CHECK_EQ(start, 4);
	CHECK_EQ(end, 8);
	CHECK_EQ(memblock_search_pfn_nid(7, NULL, NULL), 0);
	/* From the page that it begins in to the last whole one. */
	memblock_add_node(20 * P + 8, 4 * P, 0, MEMBLOCK_NONE);
	CHECK_EQ(memblock_search_pfn_nid(20, NULL, NULL), NUMA_NO_NODE);
	CHECK_EQ(memblock_search_pfn_nid(21, &start, &end), 0);
	CHECK_EQ(start, 20);
	CHECK_EQ(end, 24);
#ifdef CONFIG_NUMA
	memblock_add_node(8 * P, 2 * P, 3, MEMBLOCK_NONE);
	memblock_add(10 * P, P);
	CHECK_EQ(memblock_search_pfn_nid(9, &start, &end), 3);
	CHECK_EQ(start, 8);
	CHECK_EQ(end, 10);
	start = end = 7;
	CHECK_EQ(memblock_search_pfn_nid(10, &start, &end), NUMA_NO_NODE);
#endif
	CHECK_EQ(memblock_search_pfn_nid(~0UL, NULL, NULL), NUMA_NO_NODE);
	CHECK_EQ(memblock_search_pfn_nid(~0UL >> 1, NULL, NULL), NUMA_NO_NODE);
	/* A number whose address would wrap to one that is there. */
	CHECK_EQ(memblock_search_pfn_nid(4 | ~(~0UL >> 1), NULL, NULL), NUMA_NO_NODE);
}

static void numa_coverage(void)
{
	CHECK(memblock_validate_numa_coverage(0));
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_NONE);
	CHECK(memblock_validate_numa_coverage(0));
#ifdef CONFIG_NUMA
	memblock_add(0x2000, 0x800);
	memblock_add(0x4000, 0x800);
	CHECK(!memblock_validate_numa_coverage(0));
	CHECK(!memblock_validate_numa_coverage(0xfff));
	CHECK(memblock_validate_numa_coverage(0x1000));
	memblock_set_node(0x2000, 0x1000, &memblock.memory, 1);
	CHECK(memblock_validate_numa_coverage(0x800));
	CHECK(!memblock_validate_numa_coverage(0x7ff));
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	/* So much that its lower 32 bits are none, without what was there before. */
	memblock_remove(0x4000, 0x800);
	memblock_add(4ULL << 30, 4ULL << 30);
	CHECK(!memblock_validate_numa_coverage(0x800));
#endif
#endif
}

/* ---- owners ---- */

static bool owned_by(phys_addr_t addr, const char *name)
{
	const char *owner = memblock_owner(addr);

	if (!owner || !name)
		return owner == name;
	while (*owner && *owner == *name) {
		owner++;
		name++;
	}
	return *owner == *name;
}

/* Regions merge, names do not. */
static void owners_survive_merging(void)
{
	memblock_reserve_named(0x1000, 0x1000, "kernel");
	memblock_reserve_named(0x2000, 0x800, "initrd");
	memblock_reserve(0x2800, 0x800);
	memblock_reserve_named(0x3000, 0x1000, "dtb");
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK(owned_by(0xfff, NULL));
	CHECK(owned_by(0x1000, "kernel"));
	CHECK(owned_by(0x1fff, "kernel"));
	CHECK(owned_by(0x2000, "initrd"));
	CHECK(owned_by(0x27ff, "initrd"));
	CHECK(owned_by(0x2800, NULL));
	CHECK(owned_by(0x2fff, NULL));
	CHECK(owned_by(0x3000, "dtb"));
	CHECK(owned_by(0x3fff, "dtb"));
	CHECK(owned_by(0x4000, NULL));
	/* Taking it again without a name leaves the name. */
	memblock_reserve(0x1000, 0x3000);
	CHECK(owned_by(0x1000, "kernel"));
	CHECK(owned_by(0x3fff, "dtb"));
	CHECK_INVARIANTS();
}

static void later_name_wins(void)
{
	memblock_reserve_named(0x1000, 0x3000, "first");
	memblock_reserve_named(0x2000, 0x1000, "second");
	CHECK(owned_by(0x1fff, "first"));
	CHECK(owned_by(0x2000, "second"));
	CHECK(owned_by(0x2fff, "second"));
	CHECK(owned_by(0x3000, "first"));
	memblock_reserve_named(0, 0x8000, "third");
	CHECK(owned_by(0, "third"));
	CHECK(owned_by(0x2800, "third"));
	CHECK(owned_by(0x7fff, "third"));
	CHECK_EQ(memblock.reserved.cnt, 1);
	memblock_reserve_named(0x1000, 0x1000, NULL);
	CHECK(owned_by(0x1000, "third"));
	CHECK_INVARIANTS();
}

static void freeing_drops_the_owner(void)
{
	memblock_add(0x100000, 0x100000);
	memblock_reserve_named(0x100000, 0x3000, "module");
	memblock_phys_free(0x101000, 0x1000);
	CHECK(owned_by(0x100fff, "module"));
	CHECK(owned_by(0x101000, NULL));
	CHECK(owned_by(0x101fff, NULL));
	CHECK(owned_by(0x102000, "module"));
	/* Whoever gets it next does not inherit the name. */
	memblock_set_bottom_up(true);
	memblock_phys_free(0x100000, 0x1000);
	CHECK_EQ(memblock_phys_alloc_range(0x1000, 0x1000, 0x100000, 0x102000), 0x100000);
	CHECK_EQ(memblock_phys_alloc_range(0x1000, 0x1000, 0x100000, 0x102000), 0x101000);
	CHECK(owned_by(0x100000, NULL));
	CHECK(owned_by(0x101000, NULL));
	CHECK(owned_by(0x102000, "module"));
	/* Nor do limits leave names behind. */
	memblock_reserve_named(0x180000, 0x1000, "far");
	memblock_enforce_memory_limit(0x80800);
	CHECK(owned_by(0x1807ff, "far"));
	CHECK(owned_by(0x180800, NULL));
	memblock_cap_memory_range(0x100000, 0x2000);
	CHECK(owned_by(0x102000, NULL));
	CHECK(owned_by(0x180000, NULL));
	CHECK_INVARIANTS();
}

/* Equal text is one owner, wherever it is stored. */
static void equal_names(void)
{
	static const char one[] = "pages", two[] = "pages";

	memblock_reserve_named(0x1000, 0x1000, one);
	memblock_reserve_named(0x2000, 0x1000, two);
	CHECK(owned_by(0x1800, "pages"));
	CHECK(owned_by(0x2800, "pages"));
	CHECK_EQ(memblock.reserved.cnt, 1);
}

/* ---- early_res's names ---- */

static void early_names(void)
{
	memblock_add(0x100000, 0x100000);
	reserve_early(0x100000, 0x101000, "TEXT");
	reserve_early(0x101000, 0x102000, "RAMDISK");
	CHECK(test_log()[0] == '\0');
	CHECK(owned_by(0x100fff, "TEXT"));
	CHECK(owned_by(0x101000, "RAMDISK"));
	CHECK(!memblock_is_reserved(0x102000));
	reserve_early(0x101800, 0x103000, "BRK");
	CHECK_TEXT(test_log(), "BRK");
	CHECK_TEXT(test_log(), "RAMDISK");
	CHECK(memblock_is_region_reserved(0x102fff, 1));
	test_log_clear();
	reserve_early_overlap_ok(0x100800, 0x104000, "EBDA");
	CHECK(test_log()[0] == '\0');
	CHECK(owned_by(0x100800, "TEXT"));
	CHECK(owned_by(0x103800, "EBDA"));
	free_early(0x100000, 0x101000);
	CHECK(!memblock_is_reserved(0x100fff));
	CHECK(memblock_is_reserved(0x101000));
	CHECK_EQ(find_e820_area(0x100000, 0x200000, 0x1000, 0x1000), 0x100000);
	CHECK_EQ(find_e820_area(0x100000, 0x200000, 0x1001, 0x1000), 0x104000);
	CHECK_EQ(find_e820_area(0x100000, 0x104000, 0x1001, 0x1000), PHYS_ADDR_MAX);
	CHECK_EQ(find_e820_area(0, PHYS_ADDR_MAX, 0x200000, 1), PHYS_ADDR_MAX);
	CHECK_EQ(memblock_reserved_size(), 0x3000);
	reserve_early(0x180000, 0x180000, "nothing");
	reserve_early(0x180000, 0x170000, "less than nothing");
	CHECK_EQ(memblock_reserved_size(), 0x3000);
	CHECK_INVARIANTS();
}

/* ---- reserve_mem ---- */

static void found_by_name(void)
{
	phys_addr_t start = 1, size = 1;

	memblock_add(0x100000, 0x100000);
	CHECK_EQ(reserve_mem_find_by_name("oops", &start, &size), 0);
	CHECK_EQ(reserve_mem_add("oops", 0x3000, 0x1000), 0);
	CHECK_EQ(reserve_mem_find_by_name("oops", &start, &size), 1);
	CHECK_EQ(start, 0x200000 - 0x3000);
	CHECK_EQ(size, 0x3000);
	CHECK(owned_by(start, "oops"));
	CHECK(memblock_is_region_reserved(start, size));
	CHECK_EQ(reserve_mem_add("oops", 0x1000, 0), -EBUSY);
	CHECK_EQ(reserve_mem_add("", 0x1000, 0), -EINVAL);
	CHECK_EQ(reserve_mem_add("0123456789abcdef", 0x1000, 0), -EINVAL);
	CHECK_EQ(reserve_mem_add("0123456789abcde", 0x10, 0), 0);
	CHECK_EQ(reserve_mem_add("none", 0, 0), -EINVAL);
	CHECK_EQ(reserve_mem_add("odd", 0x1000, 3), -EINVAL);
	CHECK_EQ(reserve_mem_add("huge", 0x1000000, 0), -ENOMEM);
	CHECK_EQ(reserve_mem_find_by_name("huge", &start, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("oop", &start, &size), 0);
	CHECK_EQ(reserve_mem_find_by_name("oopsy", &start, &size), 0);
	CHECK_INVARIANTS();
}

/* ---- the map in words ---- */

static void dump(void)
{
	memblock_add_node(0x1000, 0x1000, 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(0x4000, 0x2000, 0, MEMBLOCK_NOMAP);
	memblock_reserve_named(0x1000, 0x400, "the kernel");
	memblock_reserve_named(0x1400, 0x400, "the initrd");
	test_log_clear();
	memblock_dump_all();
	CHECK(test_log()[0] == '\0');
	memblock_set_debug(true);
	memblock_dump_all();
	CHECK_TEXT(test_log(), "memory");
	CHECK_TEXT(test_log(), "reserved");
	CHECK_TEXT(test_log(), "the kernel");
	CHECK_TEXT(test_log(), "the initrd");
	CHECK_TEXT(test_log(), "1fff");
	CHECK_TEXT(test_log(), "13ff");
	CHECK_TEXT(test_log(), "hotplug");
	CHECK_TEXT(test_log(), "nomap");
	memblock_set_debug(false);
	test_log_clear();
	memblock_dump_all();
	CHECK(test_log()[0] == '\0');
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "the kernel");
}

static void dump_of_nothing(void)
{
	__memblock_dump_all();
	CHECK_TEXT(test_log(), "memory");
	CHECK_TEXT(test_log(), "reserved");
}

/* ---- the check itself ---- */

/* memblock_check() sees what is wrong. */
static void check_sees(void)
{
	struct memblock_region *r = memblock.memory.regions;

	memblock_add(0x1000, 0x1000);
	memblock_add(0x3000, 0x1000);
	CHECK(memblock_check() == NULL);
	memblock.memory.total_size++;
	CHECK(memblock_check() != NULL);
	memblock.memory.total_size--;
	r[1].base = 0x2000; /* touches */
	CHECK(memblock_check() != NULL);
	r[1].base = 0x1800; /* overlaps */
	CHECK(memblock_check() != NULL);
	r[1].base = 0x100; /* descends */
	CHECK(memblock_check() != NULL);
	r[1].base = PHYS_ADDR_MAX - 0x100; /* wraps */
	CHECK(memblock_check() != NULL);
	r[1].base = 0x3000;
	CHECK(memblock_check() == NULL);
	r[1].size = 0;
	memblock.memory.total_size = 0x1000;
	CHECK(memblock_check() != NULL);
	memblock.memory.cnt = 1;
	CHECK(memblock_check() == NULL);
	memblock.memory.cnt = 0;
	memblock.memory.total_size = 0;
	CHECK(memblock_check() != NULL); /* regions[0] is not zeroed */
	r[0] = (struct memblock_region){ 0 };
	CHECK(memblock_check() == NULL);
	memblock.reserved.cnt = memblock.reserved.max + 1;
	CHECK(memblock_check() != NULL);
	memblock.reserved.cnt = 0;
}

/* Answers over many regions, each byte around each edge. */
static void many_regions(void)
{
	for (phys_addr_t i = 0; i < 100; i++) {
		memblock_add(0x10000 + 0x100 * i, 0x40 + i % 3);
		memblock_reserve(0x10020 + 0x100 * i, 0x40 - i % 5);
	}
	for (phys_addr_t i = 0; i < 100; i++) {
		phys_addr_t at = 0x10000 + 0x100 * i, end = at + 0x40 + i % 3;

		CHECK(!memblock_is_memory(at - 1) && memblock_is_memory(at));
		CHECK(memblock_is_memory(end - 1) && !memblock_is_memory(end));
		CHECK(memblock_is_region_memory(at, end - at));
		CHECK(!memblock_is_region_memory(at, end - at + 1));
		CHECK(!memblock_is_region_reserved(at, 0x20));
		CHECK(memblock_is_region_reserved(at, 0x21));
		CHECK(memblock_is_reserved(at + 0x5f - i % 5));
		CHECK(!memblock_is_reserved(at + 0x60 - i % 5));
	}
}

const struct suite suite_query = {
	"query",
	(const struct test_case[]){
		{ "single addresses", single_addresses },
		{ "ranges", ranges },
		{ "empty and huge ranges", empty_and_huge_ranges },
		{ "pitfall 18: across touching regions", touching_regions },
		{ "overlap of two ranges", overlap_of_two_ranges },
		{ "pitfall 16: sums, also of nothing", sums },
		{ "pitfall 15: the estimate of free pages", estimate },
		{ "pages of a node", pages_of_a_node },
		{ "coverage by nodes", numa_coverage },
		{ "merging loses no owner", owners_survive_merging },
		{ "the later name wins", later_name_wins },
		{ "freeing drops the owner", freeing_drops_the_owner },
		{ "equal names", equal_names },
		{ "reserve_early() and its relatives", early_names },
		{ "memory found by name", found_by_name },
		{ "the map in words", dump },
		{ "the map in words, empty", dump_of_nothing },
		{ "memblock_check() sees what is wrong", check_sees },
		{ "answers over many regions", many_regions },
		{ 0 },
	},
};
