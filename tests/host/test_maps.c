/* SPDX-License-Identifier: MIT */
/*
 * Maps of real machines, see tests/data/maps/README.md: the firmware's table goes through
 * the translator, the sweep and the core, and must end as the memory that a real kernel found
 * there. Every *.map file of the two directories is replayed: with memblock to the byte and
 * the flag; and in every configuration as setup_arch() goes on, with nodes' data and bitmaps
 * on their nodes, up to the hand-over, which is counted.
 */
#define _FILE_OFFSET_BITS 64 /* 32-bit programs read directories whose numbers are larger */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include <fill.h>
#include <page/internal.h>

#ifdef CONFIG_HAVE_MEMBLOCK
#include "../suites/actions.h"
#endif
#include "../suites/pages.h"
#include "acpi_build.h"
#include "fdt_build.h"
#include "mock.h"

#define MAX_LINES 256

/* A line of a file: [base, end), and words. */
struct line {
	u64 base, end;
	char type[16], to[16];
	int nid, pxm;
	bool nomap, reusable;
};

struct list {
	unsigned int n;
	struct line line[MAX_LINES];
};

struct map_file {
	const char *name;
	char option[256];
	u64 lowest;
	unsigned int unknown;
	struct list e820, update, remove, user, srat, initrd, memory, resv, reserved, node, total;
};

/* What memory must be. */
struct want {
	phys_addr_t base, end;
	int nid;
	bool nomap;
};

static struct map_file file;
static struct want wanted[2 * MAX_LINES];
static unsigned int nr_wanted;

/* ---- parsing ---- */

static void add_line(struct list *list, const char *text, bool with_node)
{
	struct line l = { 0 };
	const char *range = text;

	if (with_node)
		range = strchr(text, ' ') ? strchr(text, ' ') + 1 : text;
	l.nid = (int)strtol(text, NULL, 10);
	if (sscanf(range, "%llx %llx %15s %15s", &l.base, &l.end, l.type, l.to) < 2 ||
	    list->n == MAX_LINES) {
		file.unknown++;
		return;
	}
	l.end++;
	l.nomap = !strcmp(l.type, "nomap");
	l.reusable = !strcmp(l.to, "reusable");
	list->line[list->n++] = l;
}

/* srat NODE PXM BEGIN END [hotplug] */
static void add_srat(const char *text)
{
	char line[128];
	int nid, pxm, at = 0;

	if (sscanf(text, "%d %d %n", &nid, &pxm, &at) < 2 || !at) {
		file.unknown++;
		return;
	}
	snprintf(line, sizeof(line), "%d %s", nid, text + at);
	add_line(&file.srat, line, true);
	if (file.srat.n)
		file.srat.line[file.srat.n - 1].pxm = pxm;
}

static void add_total(const char *text)
{
	struct line *l = &file.total.line[file.total.n++ % MAX_LINES];

	sscanf(text, "%d %llu", &l->nid, &l->end);
}

static void parse_line(char *text)
{
	static const struct {
		const char *word;
		struct list *list;
		bool with_node;
	} words[] = {
		{ "e820", &file.e820, false },	 { "update", &file.update, false },
		{ "remove", &file.remove, false }, { "user", &file.user, false },
		{ "initrd", &file.initrd, false }, { "memory", &file.memory, false },
		{ "resv", &file.resv, false },	 { "reserved", &file.reserved, false },
		{ "node", &file.node, true },
	};
	char *rest = strchr(text, ' ');

	if (!rest || *text == '#')
		return;
	*rest++ = '\0';
	for (unsigned int i = 0; i < LENGTH(words); i++)
		if (!strcmp(text, words[i].word)) {
			add_line(words[i].list, rest, words[i].with_node);
			return;
		}
	if (!strcmp(text, "srat"))
		add_srat(rest);
	else if (!strcmp(text, "totalpages"))
		add_total(rest);
	else if (!strcmp(text, "lowest"))
		file.lowest = strtoull(rest, NULL, 16);
	else if (!strcmp(text, "option"))
		snprintf(file.option, sizeof(file.option), "%s", rest);
	else if (strcmp(text, "last_pfn") && strcmp(text, "efi"))
		file.unknown++;
}

static bool parse(const char *path, const char *name)
{
	FILE *f = fopen(path, "r");
	char text[512];

	memset(&file, 0, sizeof(file));
	file.name = name;
	if (!f)
		return false;
	while (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\r\n")] = '\0';
		parse_line(text);
	}
	fclose(f);
	if (file.unknown)
		mock_note("%s: %u lines not understood", name, file.unknown);
	return true;
}

/* ---- what must come out ---- */

static phys_addr_t clip(u64 addr)
{
	return addr < PHYS_ADDR_MAX ? (phys_addr_t)addr : PHYS_ADDR_MAX;
}

static phys_addr_t round_end(phys_addr_t end)
{
	return end == PHYS_ADDR_MAX ? end : phys_align_down(end, PAGE_SIZE);
}

static bool same_node(int a, int b)
{
	return MAX_NUMNODES == 1 || a == b;
}

static void want(phys_addr_t base, phys_addr_t end, int nid, bool nomap)
{
	struct want *last = nr_wanted ? &wanted[nr_wanted - 1] : NULL;

	if (base >= end)
		return;
	if (last && last->end == base && last->nomap == nomap &&
	    same_node(last->nid, nid)) {
		last->end = end;
		return;
	}
	wanted[nr_wanted++] = (struct want){ base, end, nid, nomap };
}

/* Lines that touch are one stretch of RAM, which is rounded inwards as a whole. */
static void want_node_lines(const bool *nomap)
{
	const struct line *l = file.node.line;

	for (unsigned int i = 0, next; i < file.node.n; i = next) {
		phys_addr_t base, end;

		for (next = i + 1; next < file.node.n && l[next].base == l[next - 1].end; next++)
			;
		base = phys_align_up(clip(l[i].base), PAGE_SIZE);
		end = round_end(clip(l[next - 1].end));
		if (clip(l[i].base) == PHYS_ADDR_MAX)
			continue;
		for (unsigned int k = i; k < next; k++)
			want(clip(l[k].base) > base ? clip(l[k].base) : base,
			     clip(l[k].end) < end ? clip(l[k].end) : end, l[k].nid,
			     nomap && nomap[k]);
	}
}

/* Is every byte of a page usable, by the table alone? */
static bool page_usable(phys_addr_t page)
{
	u64 usable = 0;

	for (unsigned int i = 0; i < file.e820.n; i++) {
		const struct line *l = &file.e820.line[i];
		u64 base = l->base > page ? l->base : page;
		u64 end = l->end < page + PAGE_SIZE ? l->end : page + PAGE_SIZE;

		if (base >= end)
			continue;
		if (strcmp(l->type, "usable"))
			return false;
		usable += end - base;
	}
	return usable == PAGE_SIZE;
}

/* For files that do not say: pages around every edge decide for what lies between. */
static void want_usable_pages(void)
{
	phys_addr_t edges[4 * MAX_LINES], page, next;
	unsigned int n = 0;

	for (unsigned int i = 0; i < file.e820.n; i++) {
		phys_addr_t base = clip(file.e820.line[i].base), end = clip(file.e820.line[i].end);

		edges[n++] = phys_align_down(base, PAGE_SIZE);
		edges[n++] = phys_align_down(base, PAGE_SIZE) + PAGE_SIZE;
		edges[n++] = phys_align_down(end, PAGE_SIZE);
		edges[n++] = phys_align_down(end, PAGE_SIZE) + PAGE_SIZE;
	}
	/* Page 0 is never expected. */
	for (page = PAGE_SIZE; page; page = next) {
		next = 0;
		for (unsigned int i = 0; i < n; i++)
			if (edges[i] > page && (!next || edges[i] < next))
				next = edges[i];
		if (next && page_usable(page))
			want(page, next, 0, false);
	}
}

/* ---- the map ---- */

static struct boot_range storage[BOOT_MAP_RANGES], swept[2 * BOOT_MAP_RANGES + 1];
static struct boot_map in, out;

static void sweep(void)
{
	boot_map_init(&out, swept, LENGTH(swept));
	test_check(boot_map_sweep(&in, &out) == 0 && !in.dropped && !out.dropped, __FILE__,
		   __LINE__, file.name);
}

/* ---- memblock by hand ---- */

#ifdef CONFIG_HAVE_MEMBLOCK

static bool memory_as_wanted(void)
{
	const struct memblock_region *r = memblock.memory.regions;

	if (memblock.memory.cnt != nr_wanted)
		return false;
	for (unsigned int i = 0; i < nr_wanted; i++, r++)
		if (r->base != wanted[i].base || r->base + r->size != wanted[i].end ||
		    memblock_is_nomap(r) != wanted[i].nomap || r->flags & ~MEMBLOCK_NOMAP ||
		    !same_node(memblock_get_region_node(r), wanted[i].nid))
			return false;
	return true;
}

static void check_memory(void)
{
	bool ok = memory_as_wanted();

	test_check(ok, __FILE__, __LINE__, file.name);
	if (!ok)
		for (unsigned int i = 0; i < nr_wanted; i++)
			mock_note("want [%#llx, %#llx) node %d%s",
				  (unsigned long long)wanted[i].base,
				  (unsigned long long)wanted[i].end, wanted[i].nid,
				  wanted[i].nomap ? " nomap" : "");
	CHECK_INVARIANTS();
}

static void fill_memblock(void)
{
	for (unsigned int i = 0; i < out.count; i++) {
		const struct boot_range *r = &out.ranges[i];

		if (!r->ram || !boot_kind_is_memory(r->kind))
			continue;
		/* What no table gives to a node is node 0's. */
		memblock_add_node(r->base, r->end - r->base, r->nid == NUMA_NO_NODE ? 0 : r->nid,
				  r->kind == BOOT_NOMAP ? MEMBLOCK_NOMAP : MEMBLOCK_NONE);
		if (boot_kind_is_reserved(r->kind))
			memblock_reserve_named(r->base, r->end - r->base,
					       r->owner ? r->owner : boot_kind_name(r->kind));
	}
}

static void check_initrd(void)
{
	for (unsigned int i = 0; i < file.initrd.n; i++) {
		const struct line *l = &file.initrd.line[i];
		phys_addr_t base = phys_align_down(clip(l->base), PAGE_SIZE);

		test_check(memblock_is_region_memory(base, clip(l->end) - base) &&
				   memblock_is_reserved(base) &&
				   memblock_is_reserved(clip(l->end) - 1) &&
				   memblock_owner(base) && !strcmp(memblock_owner(base), "initrd"),
			   __FILE__, __LINE__, file.name);
	}
}

/* Reservations that the device tree does not tell: exact to the byte. */
static void check_reserved_lines(void)
{
	for (unsigned int i = 0; i < file.reserved.n; i++) {
		const struct line *l = &file.reserved.line[i];

		memblock_reserve(clip(l->base), clip(l->end) - clip(l->base));
		test_check(memblock_is_reserved(clip(l->base)) &&
				   memblock_is_reserved(clip(l->end) - 1) &&
				   !memblock_is_reserved(clip(l->end)),
			   __FILE__, __LINE__, file.name);
	}
}

/* Reserved but mapped: known to the allocator, unless it lies outside RAM. */
static void check_resv_lines(void)
{
	for (unsigned int i = 0; i < file.resv.n; i++) {
		const struct line *l = &file.resv.line[i];
		phys_addr_t base = clip(l->base);

		if (l->nomap)
			test_check(!memblock_is_map_memory(base), __FILE__, __LINE__, file.name);
		else
			test_check(memblock_is_reserved(base) == memblock_is_memory(base), __FILE__,
				   __LINE__, file.name);
	}
}

/* as_wanted: is it known what must come out? */
static void replay_in_memblock(bool as_wanted)
{
	fill_memblock();
	if (as_wanted)
		check_memory();
	check_initrd();
	check_resv_lines();
	check_reserved_lines();
}

#else

static void replay_in_memblock(bool as_wanted)
{
	(void)as_wanted;
}

#endif

/* ---- the core that owns memory ---- */

static struct boot_info info;

/* RAM in whole pages, on its node, whatever is to be mapped. */
struct ram {
	unsigned long start, end;
	int nid;
};

static void join(struct ram *list, unsigned int *n, struct ram r)
{
	struct ram *last = *n ? &list[*n - 1] : NULL;

	if (last && last->end == r.start && last->nid == r.nid)
		last->end = r.end;
	else
		list[(*n)++] = r;
}

static struct ram ram[4 * MAX_LINES];
static unsigned int nr_ram;

static void ask_for_ram(void)
{
	struct ram r;
	int i;

	nr_ram = 0;
	for_each_mem_pfn_range(i, MAX_NUMNODES, &r.start, &r.end, &r.nid) {
		r.nid = page_ram_node(r.nid);
		join(ram, &nr_ram, r);
	}
}

static void check_ram(void)
{
	static struct ram list[4 * MAX_LINES];
	unsigned int n = 0;
	bool same;

	for (unsigned int i = 0; i < nr_wanted; i++)
		join(list, &n, (struct ram){ phys_pfn_up(wanted[i].base), phys_pfn_end(wanted[i].end),
					     MAX_NUMNODES > 1 ? wanted[i].nid : 0 });
	same = n == nr_ram;
	for (unsigned int i = 0; same && i < n; i++)
		same = list[i].start == ram[i].start && list[i].end == ram[i].end &&
		       list[i].nid == ram[i].nid;
	test_check(same, __FILE__, __LINE__, file.name);
}

/* totalpages, where node lines say where they are. */
static void check_totals(void)
{
	if (!file.node.n || PAGE_SHIFT != 12 || sizeof(phys_addr_t) < 8)
		return;
	for (unsigned int i = 0; i < file.total.n; i++) {
		u64 pages = 0;

		for (unsigned int k = 0; k < nr_ram; k++)
			if (MAX_NUMNODES == 1 || ram[k].nid == file.total.line[i].nid)
				pages += ram[k].end - ram[k].start;
		if (MAX_NUMNODES > 1 || file.total.n == 1)
			test_check_equal(pages, file.total.line[i].end, __FILE__, __LINE__,
					 file.name);
	}
}

/* The node of a page, -1 = no RAM. */
static int node_of_page(unsigned long pfn)
{
	for (unsigned int i = 0; i < nr_ram; i++)
		if (pfn >= ram[i].start && pfn < ram[i].end)
			return ram[i].nid;
	return -1;
}

static int node_of(const void *at)
{
	return node_of_page(phys_pfn_down(bootmem_virt_to_phys(at)));
}

/*
 * All RAM, where the host has so much address space: true. Otherwise what an entry code may
 * have mapped: the first memory, and the limit says so.
 */
static bool map_memory(void)
{
	phys_addr_t first = PHYS_ADDR_MAX, end = 0;
#ifdef CONFIG_BOOTMEM_DEBUG
	const bool wide = false; /* all of it is written to at hand-over */
	const u64 little = 64 << 20;
#else
	const bool wide = sizeof(long) == 8;
	const u64 little = 256 << 20;
#endif

	for (unsigned int i = 0; i < out.count; i++)
		if (boot_range_is_ram(&out.ranges[i])) {
			if (first > out.ranges[i].base)
				first = out.ranges[i].base;
			end = out.ranges[i].end;
		}
	bootmem_set_current_limit(end);
	if (wide && mock_widen(first, end - first))
		return true;
	if (end - first > little)
		end = first + (phys_addr_t)little;
	bootmem_set_current_limit(end);
	CHECK(mock_widen(first, end - first));
	return false;
}

/* What the kernel needs of a node lies on the node, and so does what is asked of it. */
static void check_locality(int nid)
{
	u8 *at;

#ifdef CONFIG_NUMA
	test_check_equal((unsigned int)node_of(NODE_DATA(nid)), (unsigned int)nid, __FILE__,
			 __LINE__, file.name);
#endif
#ifndef CONFIG_NO_BOOTMEM
	test_check_equal((unsigned int)node_of(NODE_DATA(nid)->bdata->node_bootmem_map),
			 (unsigned int)nid, __FILE__, __LINE__, file.name);
#endif
	at = alloc_bootmem_node(NODE_DATA(nid), 100);
	test_check(node_of(at) == nid && node_of(at + 99) == nid && !at[0] && !at[99], __FILE__,
		   __LINE__, file.name);
	at = memblock_virt_alloc_node(3 * PAGE_SIZE, nid);
	test_check(node_of(at) == nid, __FILE__, __LINE__, file.name);
}

static void check_nodes(bool all_mapped)
{
	bool has_ram[MAX_NUMNODES] = { false };

	for (unsigned int i = 0; i < nr_ram; i++)
		has_ram[ram[i].nid] = true;
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		if (MAX_NUMNODES > 1) /* otherwise there is always contig_page_data */
			CHECK_EQ(NODE_DATA(nid) != NULL, has_ram[nid]);
		if (has_ram[nid] && NODE_DATA(nid) && all_mapped)
			check_locality(nid);
	}
}

static void check_initrd_is_taken(void)
{
	for (unsigned int i = 0; i < file.initrd.n; i++)
		CHECK_EQ(free_bytes(clip(file.initrd.line[i].base), clip(file.initrd.line[i].end)),
			 0);
}

/* Pages as a sum: how many, and of which numbers. */
struct sum {
	u64 pages, numbers;
};

static void add_run(struct sum *sum, unsigned long start, unsigned long end)
{
	u64 n = end - start;

	sum->pages += n;
	sum->numbers += (u64)start * n + (n & 1 ? n * ((n - 1) / 2) : n / 2 * (n - 1));
}

static struct sum handed[MAX_NUMNODES];
static unsigned long misplaced;

static void count_block(unsigned long pfn, unsigned int order)
{
	unsigned long end = pfn + (1UL << order);
	int nid = node_of_page(pfn);

	if (nid < 0 || node_of_page(end - 1) != nid || order > MAX_ORDER || pfn & (end - pfn - 1))
		misplaced++;
	else
		add_run(&handed[nid], pfn, end);
}

/* Pages [start, stop) of one range of RAM; where to go on. */
static unsigned long add_piece(struct sum *free, unsigned long start, unsigned long stop)
{
	for (unsigned int i = 0; i < nr_ram; i++)
		if (start >= ram[i].start && start < ram[i].end) {
			if (ram[i].end < stop)
				stop = ram[i].end;
			add_run(&free[ram[i].nid], start, stop);
			return stop;
		}
	CHECK(false);
	return stop;
}

/* What is free, by node: by the core; by the map, which does not know what was taken since. */
static void sum_up_core(struct sum *free)
{
	phys_addr_t base = 0, end;

	for (; core_next_free(&base, &end); base = end) {
		unsigned long start = phys_pfn_up(base), stop = phys_pfn_end(end);

		while (start < stop)
			start = add_piece(free, start, stop);
	}
}

static void sum_up_map(u64 *pages)
{
	for (unsigned int i = 0; i < out.count; i++) {
		const struct boot_range *r = &out.ranges[i];

		if (r->kind == BOOT_RAM)
			pages[page_ram_node(r->nid)] += phys_pfn_end(r->end) - phys_pfn_up(r->base);
	}
}

/* Pages of nodes' data, of bitmaps, and of what this test has allocated: few. */
static u64 most_taken(int nid)
{
	u64 pages = phys_pfn_up(sizeof(pg_data_t)) + 8;

#ifdef CONFIG_NO_BOOTMEM
	(void)nid;
#else
	pages += bootmem_bootmap_pages(bootmem_node_data[nid].node_low_pfn -
				       bootmem_node_data[nid].node_min_pfn);
#endif
	return pages;
}

/* Pages that bitmaps lie in follow last; they are known as soon as they are on their node. */
static void add_own_pages(struct sum *free)
{
#ifdef CONFIG_NO_BOOTMEM
	(void)free;
#else
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const bootmem_data_t *node = &bootmem_node_data[nid];
		unsigned long first;

		if (!node->node_bootmem_map)
			continue;
		first = phys_pfn_down(bootmem_virt_to_phys(node->node_bootmem_map));
		add_run(&free[node_of_page(first)], first,
			first + bootmem_bootmap_pages(node->node_low_pfn - node->node_min_pfn));
	}
#endif
}

/* Each page that is free, once, and no other; no map is at hand any more when it is counted. */
static void check_hand_over(bool all_mapped)
{
	struct sum free[MAX_NUMNODES] = { { 0 } };
	u64 by_map[MAX_NUMNODES] = { 0 }, most[MAX_NUMNODES], total = 0;

	sum_up_core(free);
	sum_up_map(by_map);
	add_own_pages(free);
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		most[nid] = most_taken(nid);
	memset(handed, 0, sizeof(handed));
	misplaced = 0;
	mock_receiver = count_block;
	total = free_all_bootmem();
	CHECK_EQ(misplaced, 0);
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		test_check_equal(handed[nid].pages, free[nid].pages, __FILE__, __LINE__, file.name);
		test_check_equal(handed[nid].numbers, free[nid].numbers, __FILE__, __LINE__,
				 file.name);
		if (all_mapped && by_map[nid])
			test_check(handed[nid].pages + most[nid] >= by_map[nid], __FILE__, __LINE__,
				   file.name);
		total -= handed[nid].pages;
	}
	CHECK_EQ(total, 0);
}

static void replay_in_core(bool as_wanted)
{
	bool all_mapped;

	test_reset();
	if (!nr_wanted && as_wanted)
		return; /* all of it lies above what addresses can say */
	all_mapped = map_memory();
	fill_core(&out, &info);
	ask_for_ram();
	if (as_wanted)
		check_ram();
	check_totals();
	start_core();
	check_nodes(all_mapped);
	check_initrd_is_taken();
	CHECK_CORE();
	check_hand_over(all_mapped);
}

static void replay_both_ways(bool as_wanted)
{
	replay_in_memblock(as_wanted);
	replay_in_core(as_wanted);
}

/* ---- x86 ---- */

static const struct {
	const char *name;
	u32 type;
	enum boot_kind kind;
} e820_types[] = {
	{ "usable", 1, BOOT_RAM },	 { "reserved", 2, BOOT_MMIO },
	{ "acpi-data", 3, BOOT_ACPI_DATA }, { "acpi-nvs", 4, BOOT_ACPI_NVS },
	{ "unusable", 5, BOOT_BAD },	 { "persistent", 7, BOOT_PERSISTENT },
};

static u32 e820_number(const char *name)
{
	for (unsigned int i = 0; i < LENGTH(e820_types); i++)
		if (!strcmp(name, e820_types[i].name))
			return e820_types[i].type;
	if (!strncmp(name, "type-", 5))
		return (u32)strtoul(name + 5, NULL, 10);
	mock_note("%s: unknown type \"%s\", taken as reserved", file.name, name);
	return 2;
}

static enum boot_kind e820_kind(const char *name)
{
	for (unsigned int i = 0; i < LENGTH(e820_types); i++)
		if (!strcmp(name, e820_types[i].name))
			return e820_types[i].kind;
	return BOOT_MMIO;
}

/* The table as a BIOS lays it out: 20 bytes an entry, or more. */
static void translate_e820(size_t stride)
{
	static u8 table[24 * MAX_LINES];

	for (unsigned int i = 0; i < file.e820.n; i++) {
		const struct line *l = &file.e820.line[i];
		u64 words[2] = { l->base, l->end - l->base };
		u32 type = e820_number(l->type);

		memcpy(table + i * stride, words, 16);
		memcpy(table + i * stride + 16, &type, 4);
		memset(table + i * stride + 20, 0xee, stride - 20);
	}
	boot_map_init(&in, storage, LENGTH(storage));
	test_check_equal((unsigned long long)e820_translate(table, stride, stride * file.e820.n,
							    &in, NULL),
			 file.e820.n, __FILE__, __LINE__, file.name);
}

/* The map after the command line, against the lines that a kernel printed. */
static void check_user_lines(void)
{
	struct memory_options options = { 0 };

	if (!file.user.n)
		return;
	test_check_equal(cmdline_translate(file.option, &in, &options, NULL), 0, __FILE__, __LINE__,
			 file.name);
	sweep();
	for (unsigned int i = 0; i < file.user.n; i++) {
		const struct line *l = &file.user.line[i];
		enum boot_kind kind = e820_kind(l->type);
		phys_addr_t base = clip(l->base), end = clip(l->end);
		const struct boot_range *r;

		if (base == PHYS_ADDR_MAX)
			continue;
		if (kind == BOOT_RAM) {
			base = phys_align_up(base, PAGE_SIZE);
			end = round_end(end);
		}
		if (base >= end)
			continue;
		r = boot_map_find(&out, base);
		/* In a larger page another kind may have precedence. */
		if (kind == BOOT_RAM || PAGE_SHIFT == 12)
			test_check(r && r->kind == kind && r->end >= end, __FILE__, __LINE__,
				   file.name);
		else
			test_check(r && r->kind >= kind, __FILE__, __LINE__, file.name);
	}
}

/* What the kernel changed in the table before use. */
static void apply_edits(void)
{
	const struct line *l;

	for (unsigned int i = 0; i < file.update.n; i++) {
		l = &file.update.line[i];
		boot_map_remove(&in, l->base, l->end - l->base, e820_kind(l->type));
	}
	for (unsigned int i = 0; i < file.remove.n; i++) {
		l = &file.remove.line[i];
		boot_map_remove(&in, l->base, l->end - l->base, e820_kind(l->type));
	}
	boot_map_remove(&in, 0, file.lowest > 4096 ? file.lowest : 4096, BOOT_RAM);
	for (unsigned int i = 0; i < file.initrd.n; i++) {
		l = &file.initrd.line[i];
		boot_map_add(&in, l->base, l->end - l->base, BOOT_INITRD, NUMA_NO_NODE, "initrd");
	}
}

/* The domain of a node; a node that has no memory has one nobody else has. */
static u32 domain_of(int nid)
{
	for (unsigned int i = 0; i < file.srat.n; i++)
		if (file.srat.line[i].nid == nid)
			return (u32)file.srat.line[i].pxm;
	return 0x10000 + (u32)nid;
}

/* The srat lines as ACPI has them: processors first, which is what nodes are numbered by. */
static void build_srat(void)
{
	static const u64 at_srat = 0x3000;
	int nodes = 0;

	for (unsigned int i = 0; i < file.srat.n; i++)
		if (file.srat.line[i].nid >= nodes)
			nodes = file.srat.line[i].nid + 1;
	acpi_forget();
	acpi_srat(3);
	for (int nid = 0; nid < nodes; nid++)
		acpi_x2apic(domain_of(nid), ACPI_ON);
	for (unsigned int i = 0; i < file.srat.n; i++) {
		const struct line *l = &file.srat.line[i];
		u32 hotplug = strcmp(l->type, "hotplug") ? 0 : ACPI_HOTPLUG;

		acpi_memory((u32)l->pxm, l->base, l->end - l->base, ACPI_ON | hotplug);
	}
	acpi_finish(at_srat);
	acpi_root(0x2000, &at_srat, 1, 8);
	acpi_rsdp(0x1000, 2, 0, 0x2000);
}

static void apply_srat(void)
{
	struct boot_numa *numa = &info.numa;

	if (!file.srat.n || MAX_NUMNODES == 1)
		return;
	build_srat();
	test_check_equal((unsigned long long)acpi_translate(0x1000, acpi_read, numa, NULL), 0,
			 __FILE__, __LINE__, file.name);
	acpi_read_done();
	test_check_equal((unsigned long long)boot_numa_apply(numa, &in), 0, __FILE__, __LINE__,
			 file.name);
}

static void replay_x86(void)
{
	translate_e820(file.e820.n % 2 ? 20 : 24);
	check_user_lines();
	apply_edits();
	apply_srat();
	sweep();
	if (file.node.n)
		want_node_lines(NULL);
	else
		want_usable_pages();
	replay_both_ways(!file.user.n || file.node.n);
}

/* ---- ARM ---- */

static struct fdt_build tree;

static void memory_node(u64 base, u64 end)
{
	fdt_node(&tree, "memory");
	fdt_text(&tree, "device_type", "memory");
	fdt_range(&tree, "reg", 2, 2, base, end - base);
	fdt_end(&tree);
}

static void reserved_node(u64 base, u64 end, bool nomap, bool reusable)
{
	fdt_node(&tree, "region");
	fdt_range(&tree, "reg", 2, 2, base, end - base);
	if (nomap)
		fdt_empty(&tree, "no-map");
	if (reusable)
		fdt_empty(&tree, "reusable");
	fdt_end(&tree);
}

/* Of two lines that touch one is no-map: the one that resv lines name, else the second. */
static void find_nomap(bool *nomap)
{
	const struct line *l = file.node.line, *r = file.resv.line;

	for (unsigned int i = 0; i < file.node.n; i++) {
		nomap[i] = !file.resv.n && i > 0 && l[i].base == l[i - 1].end && !nomap[i - 1];
		for (unsigned int k = 0; k < file.resv.n; k++)
			nomap[i] |= r[k].nomap && r[k].base <= l[i].base && l[i].base < r[k].end;
	}
}

/* Without one the firmware gave more than the kernel was allowed to use. */
static bool has_memory_option(void)
{
	return !strncmp(file.option, "mem=", 4) || strstr(file.option, " mem=");
}

static u8 *build_tree(const bool *nomap, size_t *len)
{
	u64 surplus = has_memory_option() ? 2 << 20 : 0;

	fdt_start(&tree);
	fdt_node(&tree, "");
	fdt_u32(&tree, "#address-cells", 2);
	fdt_u32(&tree, "#size-cells", 2);
	for (unsigned int i = 0; i < file.memory.n; i++)
		memory_node(file.memory.line[i].base, file.memory.line[i].end);
	for (unsigned int i = 0; i < file.node.n && !file.memory.n; i++)
		memory_node(file.node.line[i].base, file.node.line[i].end + surplus);
	fdt_node(&tree, "reserved-memory");
	fdt_u32(&tree, "#address-cells", 2);
	fdt_u32(&tree, "#size-cells", 2);
	fdt_empty(&tree, "ranges");
	for (unsigned int i = 0; i < file.resv.n; i++)
		reserved_node(file.resv.line[i].base, file.resv.line[i].end,
			      file.resv.line[i].nomap, file.resv.line[i].reusable);
	for (unsigned int i = 0; i < file.node.n && !file.resv.n; i++)
		if (nomap[i])
			reserved_node(file.node.line[i].base, file.node.line[i].end, true, false);
	fdt_end(&tree);
	fdt_end(&tree);
	return fdt_finish(&tree, len);
}

static bool edges_are_pages(void)
{
	for (unsigned int i = 0; i < file.node.n; i++)
		if ((file.node.line[i].base | file.node.line[i].end) % PAGE_SIZE)
			return false;
	return true;
}

static void replay_arm(void)
{
	const struct list *input = file.memory.n ? &file.memory : &file.node;
	static bool nomap[MAX_LINES];
	struct memory_options options = { 0 };
	size_t len;
	u8 *blob;

	find_nomap(nomap);
	blob = build_tree(nomap, &len);
	boot_map_init(&in, storage, LENGTH(storage));
	/* The blob lies at the start of RAM. */
	test_check_equal((unsigned long long)fdt_translate(blob, len, input->line[0].base, &in,
							   &info, NULL),
			 0, __FILE__, __LINE__, file.name);
	if (has_memory_option())
		test_check_equal(cmdline_translate(file.option, &in, &options, NULL), 0, __FILE__,
				 __LINE__, file.name);
	sweep();
	if (file.memory.n)
		file.node = file.memory;
	want_node_lines(nomap);
	replay_both_ways(true);
	free(blob);
}

/* ---- all files ---- */

static unsigned int replayed, skipped, empty;

static void replay(const char *path, const char *name, bool arm)
{
	test_reset();
	memset(&info, 0, sizeof(info));
	nr_wanted = 0;
	if (!test_check(parse(path, name), __FILE__, __LINE__, name))
		return;
	if (arm && !file.node.n && !file.memory.n) {
		empty++; /* nothing but a number of pages */
		return;
	}
	if (arm && !edges_are_pages()) {
		skipped++;
		return;
	}
	if (arm)
		replay_arm();
	else
		replay_x86();
	replayed++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void replay_directory(const char *directory, bool arm)
{
	static char names[256][128];
	char path[512];
	unsigned int n = 0;
	struct dirent *entry;
	DIR *d = opendir(directory);

	if (!test_check(d != NULL, __FILE__, __LINE__, directory))
		return;
	while ((entry = readdir(d)) && n < LENGTH(names)) {
		size_t length = strlen(entry->d_name);

		if (length > 4 && length < sizeof(names[0]) &&
		    !strcmp(entry->d_name + length - 4, ".map"))
			memcpy(names[n++], entry->d_name, length + 1);
	}
	closedir(d);
	qsort(names, n, sizeof(names[0]), by_name);
	replayed = skipped = empty = 0;
	for (unsigned int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		replay(path, names[i], arm);
	}
	CHECK(n > 0);
	mock_note("%u %s maps: %u replayed, %u without a layout, %u finer than a page", n,
		  arm ? "ARM" : "x86", replayed, empty, skipped);
}

static void x86_machines(void)
{
	replay_directory(TEST_DATA "/maps/x86", false);
}

static void arm_machines(void)
{
	replay_directory(TEST_DATA "/maps/arm", true);
}

const struct suite suite_maps = {
	"maps",
	(const struct test_case[]){
		{ "x86 machines", x86_machines },
		{ "ARM machines", arm_machines },
		{ 0 },
	},
};
