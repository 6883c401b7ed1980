/* SPDX-License-Identifier: MIT */
/*
 * paging.c - the kernel's own page tables, made of pages from the boot allocator.
 *
 * Both architectures have four levels of 512 entries; what an entry looks like is the
 * machine's business. Order matters: a table can only be written where the tables in use
 * reach it, and memblock hands out nothing above its current limit.
 *
 *	0. RAM beyond the direct map's size is left alone
 *	1. new tables for the image and for RAM that the entry code mapped
 *	2. switch to them; the identity map is gone
 *	3. map the rest of RAM in ascending order, raising the limit with every GiB
 */
#include "kernel.h"

#define LEVELS 4

struct reach reach;

static u64 *root;
static phys_addr_t root_phys;
static unsigned long nr_tables, mapped[LEVELS - 1];

/* Bytes that an entry of a level maps. */
static u64 level_size(unsigned int level)
{
	return 1ULL << (12 + 9 * level);
}

/* A memory map can promise what is not there. A table made of it would be a reset. */
static void check_memory(phys_addr_t pa)
{
	volatile u64 *word = direct(pa);

	*word = ~pa;
	if (*word == ~pa)
		return;
	print("PANIC: the memory map promises memory at %#llx, but nothing is there.\n", pa);
	machine_exit(EXIT_PANIC);
}

static phys_addr_t new_table(void)
{
	phys_addr_t pa = memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, MEMBLOCK_LOW_LIMIT,
						   MEMBLOCK_ALLOC_ACCESSIBLE);

	if (!pa) {
		print("PANIC: no memory for a page table below %#llx.\n",
		      memblock_get_current_limit());
		machine_exit(EXIT_PANIC);
	}
	check_memory(pa);
	memset(direct(pa), 0, PAGE_SIZE);
	nr_tables++;
	return pa;
}

/* The entry of one level for an address, or NULL when it is not there and shall not be. */
static u64 *find_entry(unsigned long va, unsigned int level, bool create)
{
	u64 *table = root;

	for (unsigned int l = LEVELS - 1; l > level; l--) {
		u64 *entry = &table[(va >> (12 + 9 * l)) & 511];

		if (!*entry && !create)
			return NULL;
		if (!*entry)
			*entry = machine_table_entry(new_table());
		table = direct(machine_entry_target(*entry));
	}
	return &table[(va >> (12 + 9 * level)) & 511];
}

/* Whole pages: what is left of the size is not mapped. */
void map(unsigned long va, phys_addr_t pa, u64 size, enum map_kind kind)
{
	while (size >= PAGE_SIZE) {
		unsigned int level = machine_top_level();

		while (level && (((va | pa) & (level_size(level) - 1)) || size < level_size(level)))
			level--;
		*find_entry(va, level, true) = machine_entry(pa, level, kind);
		mapped[level]++;
		va += level_size(level);
		pa += level_size(level);
		size -= level_size(level);
	}
	machine_tables_grew();
}

/* Only what map() made of single pages. */
void unmap(const void *from, const void *to)
{
	for (const char *p = from; p < (const char *)to; p += PAGE_SIZE) {
		u64 *entry = find_entry((unsigned long)p, 0, false);

		if (entry)
			*entry = 0;
	}
	machine_tables_shrank();
}

/* Page by page, so that the parts can differ and the last ones can go. */
static void map_image_part(const char *from, const char *to, enum map_kind kind)
{
	for (const char *p = from; p < to; p += PAGE_SIZE)
		map((unsigned long)p, machine_image_phys() + (phys_addr_t)(p - _text), PAGE_SIZE,
		    kind);
}

static void map_image(void)
{
	map_image_part(_text, _rodata, MAP_TEXT);
	map_image_part(_rodata, __init_begin, MAP_RODATA);
	map_image_part(__init_begin, _init_data, MAP_TEXT);
	map_image_part(_init_data, _end, MAP_DATA);
	unmap(stack_guard, stack_guard + PAGE_SIZE);
}

/* First RAM at or above an address. Starts afresh, since allocating moves the arrays. */
static bool next_ram(phys_addr_t from, phys_addr_t *start, phys_addr_t *end)
{
	phys_addr_t lo, hi;
	u64 i;

	for_each_mem_range(i, &lo, &hi) {
		if (hi <= from)
			continue;
		*start = lo > from ? lo : from;
		*end = hi;
		return true;
	}
	return false;
}

/* The whole pages of [lo, hi). */
static void map_pages(phys_addr_t lo, phys_addr_t hi)
{
	phys_addr_t first = phys_align_down(lo, PAGE_SIZE), end = phys_align_down(hi, PAGE_SIZE);

	if (first < lo)
		first += PAGE_SIZE;
	if (lo <= first && first < end)
		map(DIRECT_MAP + (unsigned long)first, first, end - first, MAP_DATA);
}

/* Maps RAM in [from, to), a GiB at a time: what is mapped serves as tables for the next. */
static void map_ram(phys_addr_t from, phys_addr_t to)
{
	phys_addr_t lo, hi, stop;

	while (next_ram(from, &lo, &hi) && lo < to) {
		stop = phys_align_down(lo, level_size(2)) + level_size(2);
		if (stop > to || stop < lo) /* it wraps in the last GiB */
			stop = to;
		if (hi > stop)
			hi = stop;
		map_pages(lo, hi);
		if (hi > reach.end)
			reach.end = hi;
		if (reach.end > memblock_get_current_limit())
			memblock_set_current_limit(reach.end);
		from = hi;
	}
}

void early_paging(void)
{
	machine_early_map(&reach.start, &reach.end);
	memblock_set_current_limit(reach.end);
}

/* What the direct map has no room for can be reserved, but not be used. */
static void fit_direct_map(void)
{
	if (memblock_end_of_DRAM() <= DIRECT_MAP_SIZE)
		return;
	print("kernel: RAM above %#lx is not used: the direct map ends there\n", DIRECT_MAP_SIZE);
	memblock_cap_memory_range(0, DIRECT_MAP_SIZE);
}

void paging_init(void)
{
	phys_addr_t early_start = reach.start, early_end = reach.end;

	fit_direct_map();
	root_phys = new_table();
	root = direct(root_phys);
	map_image();
	machine_map_devices();
	map_ram(early_start, early_end);
	machine_use_tables(root_phys);

	/* The new tables have RAM only: perhaps less than the entry code mapped. */
	if (memblock_end_of_DRAM() < reach.end)
		reach.end = memblock_end_of_DRAM();
	memblock_set_current_limit(reach.end);
	map_ram(0, early_start);
	if (memblock_start_of_DRAM() < reach.start)
		reach.start = memblock_start_of_DRAM();
	map_ram(early_end, PHYS_ADDR_MAX);
	print("kernel: page tables: %lu pages; %lu x 1 GiB, %lu x 2 MiB, %lu x 4 KiB mapped\n",
	      nr_tables, mapped[2], mapped[1], mapped[0]);
}
