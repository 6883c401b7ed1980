/* SPDX-License-Identifier: MIT */
/*
 * paging.c - the kernel's own page tables, made of pages from the boot allocator.
 *
 * How many levels there are and what an entry looks like is the machine's business. Order
 * matters: a table can only be written where the tables in use reach it, and the boot
 * allocator hands out nothing above its current limit.
 *
 *	0. the entry code's tables get all the RAM that a few more tables are enough for, so that
 *	   setup_arch() can put nodes' data on their nodes; RAM beyond the direct map's end is
 *	   high memory, or left alone
 *	1. new tables for the image and for RAM that the entry code mapped
 *	2. switch to them; the identity map is gone
 *	3. map the rest of RAM in ascending order, raising the limit with every GiB; memtest=
 *	   is for that RAM, too, before something is put there
 */
#include "kernel.h"

#define GIB	     ((phys_addr_t)1 << 30)
#define SPARE_TABLES 12
#define TABLES_A_GIB 4 /* at most: one of each level, and one more for an edge */

struct reach reach;
bool entry_tables = true;

/* First address that has no place in the direct map. */
static phys_addr_t direct_end;

static const struct table_format *format;
static char *root;
static phys_addr_t root_phys;
static unsigned long nr_tables, mapped[4];

/* Bytes that an entry of a level maps. */
static u64 level_size(unsigned int level)
{
	return 1ULL << format->shift[level];
}

static phys_addr_t table_bytes(unsigned int level)
{
	return (phys_addr_t)format->entry_bytes << format->bits[level];
}

/* The entry of a table for an address. */
static void *entry_of(char *table, unsigned int level, unsigned long va)
{
	unsigned long index = (va >> format->shift[level]) & ((1UL << format->bits[level]) - 1);

	return table + index * format->entry_bytes;
}

static u64 get_entry(const void *entry)
{
	return format->entry_bytes == 8 ? *(const u64 *)entry : *(const u32 *)entry;
}

static void set_entry(void *entry, u64 value)
{
	if (format->entry_bytes == 8)
		*(u64 *)entry = value;
	else
		*(u32 *)entry = (u32)value;
}

/* A memory map can promise what is not there. A table made of it would be a reset. */
static void check_memory(phys_addr_t pa)
{
	volatile u64 *word = direct(pa);

	*word = ~pa;
	if (*word == ~pa)
		return;
	print("PANIC: the memory map promises memory at %#llx, but nothing is there.\n", PHYS(pa));
	machine_exit(EXIT_PANIC);
}

/* Before there is a boot allocator; all of them are empty. */
static char spare_tables[SPARE_TABLES][PAGE_SIZE] __initdata __attribute__((aligned(PAGE_SIZE)));
static unsigned int spares_used;
static bool early = true;

/* Tables are aligned to their size, be it less than a page or more. */
static phys_addr_t new_table(unsigned int level)
{
	phys_addr_t size = table_bytes(level);
	void *table;

	if (early)
		return image_phys(spare_tables[spares_used++]);
	table = memblock_virt_alloc_try_nid_raw(size, size, 0, BOOTMEM_ALLOC_ACCESSIBLE,
						NUMA_NO_NODE);
	if (!table) {
		print("PANIC: no memory for a page table below %#llx.\n",
		      PHYS(bootmem_get_current_limit()));
		machine_exit(EXIT_PANIC);
	}
	check_memory(physical(table));
	memset(table, 0, (size_t)size);
	nr_tables++;
	return physical(table);
}

/* The entry of one level for an address, or NULL when it is not there and shall not be. */
static void *find_entry(unsigned long va, unsigned int level, bool create)
{
	char *table = root;

	for (unsigned int l = format->levels - 1; l > level; l--) {
		void *entry = entry_of(table, l, va);

		if (!get_entry(entry) && !create)
			return NULL;
		if (!get_entry(entry))
			set_entry(entry, machine_table_entry(new_table(l - 1), l));
		table = direct(machine_entry_target(get_entry(entry)));
	}
	return entry_of(table, level, va);
}

/* Whole pages: what is left of the size is not mapped. */
void map(unsigned long va, phys_addr_t pa, u64 size, enum map_kind kind)
{
	while (size >= PAGE_SIZE) {
		unsigned int level = format->blocks;

		while (level && (((va | pa) & (level_size(level) - 1)) || size < level_size(level)))
			level--;
		set_entry(find_entry(va, level, true), machine_entry(pa, level, kind));
		mapped[level]++;
		va += (unsigned long)level_size(level);
		pa += (phys_addr_t)level_size(level);
		size -= level_size(level);
	}
	machine_tables_grew();
}

/* Only what map() made of single pages. */
void unmap(const void *from, const void *to)
{
	for (const char *p = from; p < (const char *)to; p += PAGE_SIZE) {
		void *entry = find_entry((unsigned long)p, 0, false);

		if (entry)
			set_entry(entry, 0);
	}
	machine_tables_shrank();
}

/* Page by page, so that the parts can differ and the last ones can go. */
static void map_image_part(const char *from, const char *to, enum map_kind kind)
{
	for (const char *p = from; p < to; p += PAGE_SIZE)
		map((unsigned long)p, image_phys(p), PAGE_SIZE, kind);
}

static void map_image(void)
{
	map_image_part(_text, _rodata, MAP_TEXT);
	map_image_part(_rodata, __init_begin, MAP_RODATA);
	map_image_part(__init_begin, _init_data, MAP_TEXT);
	map_image_part(_init_data, _end, MAP_DATA);
	unmap(stack_guard, stack_guard + PAGE_SIZE);
}

/* The whole pages of [lo, hi). */
static void map_pages(phys_addr_t lo, phys_addr_t hi)
{
	phys_addr_t first = phys_align_down(lo, PAGE_SIZE), end = phys_align_down(hi, PAGE_SIZE);

	if (first < lo)
		first += PAGE_SIZE;
	if (lo <= first && first < end)
		map((unsigned long)direct(first), first, end - first, MAP_DATA);
}

/*
 * Maps RAM in [from, to), a GiB at a time: what is mapped serves as tables for the next. Where
 * RAM is, the swept map tells; before setup_arch(), what the loader said.
 */
static void map_ram(phys_addr_t from, phys_addr_t to)
{
	phys_addr_t lo, hi, stop;

	while (next_ram(from, &lo, &hi) && lo < to) {
		stop = phys_align_down(lo, GIB) + GIB;
		if (stop > to || stop < lo) /* it wraps in the last GiB */
			stop = to;
		if (hi > stop)
			hi = stop;
		if (early && spares_used + TABLES_A_GIB > SPARE_TABLES)
			return;
		map_pages(lo, hi);
		if (hi > reach.end)
			reach.end = hi;
		if (reach.end > bootmem_get_current_limit())
			bootmem_set_current_limit(reach.end);
		from = hi;
	}
}

void *touch(phys_addr_t pa)
{
	if (pa >= reach.start && pa < reach.end)
		return direct(pa);
	return (char *)machine_window(phys_align_down(pa, PAGE_SIZE)) + (pa & (PAGE_SIZE - 1));
}

/* More RAM for the entry code's tables. */
static void extend_early_map(void)
{
	root = machine_early_tables();
	if (!root)
		return;
	boot_map = loader_map();
	map_ram(reach.end, direct_end);
	boot_map.count = 0;
}

/* For vmalloc=: the image, at least, stays mapped. */
static phys_addr_t leave_room(phys_addr_t end, u64 mib)
{
	phys_addr_t least = image_phys(_end);

	if (mib < end >> 20 && end - (phys_addr_t)(mib << 20) > least)
		return end - (phys_addr_t)(mib << 20);
	print("PANIC: vmalloc=%llu leaves no room for the direct map: at most %llu are possible.\n",
	      PHYS(mib), PHYS((end - least) >> 20));
	machine_exit(EXIT_PANIC);
}

/* Says how far RAM can be touched, and how far the direct map will reach. */
void early_paging(const char *command_line)
{
	const char *others = option(command_line, "vmalloc=");

	direct_end = machine_direct_map_end();
	if (others)
		direct_end = leave_room(direct_end, option_number(&others));
	if (reach.end > direct_end)
		reach.end = direct_end;
	setup_lowmem_end = direct_end;
	bootmem_set_current_limit(reach.end);
	format = machine_tables();
	extend_early_map();
	early = false;
	memset(mapped, 0, sizeof(mapped));
}

/* "3 x 2 MiB, " */
static void print_mapped(unsigned int level)
{
	static const char *const units[] = { "KiB", "MiB", "GiB" };
	unsigned int unit = format->shift[level] / 10U - 1;

	print(" %lu x %llu %s%s", mapped[level], level_size(level) >> (10 * (unit + 1)), units[unit],
	      level ? "," : " mapped\n");
}

void paging_init(void)
{
	phys_addr_t early_start = reach.start, early_end = reach.end;
	struct extent ram = ram_extent();

	root_phys = new_table(format->levels - 1);
	root = direct(root_phys);
	map_image();
	machine_map_devices();
	map_ram(early_start, early_end);
	machine_use_tables(root_phys);
	entry_tables = false;

	/* The new tables have RAM only: perhaps less than the entry code mapped. */
	if (ram.end < reach.end)
		reach.end = ram.end;
	bootmem_set_current_limit(reach.end);
	map_ram(0, early_start);
	if (ram.start < reach.start)
		reach.start = ram.start;
	map_ram(early_end, direct_end);
	early_memtest(early_end, reach.end); /* setup_arch() could not */
	print("kernel: %lu page tables;", nr_tables);
	for (unsigned int level = format->blocks + 1; level-- > 0;)
		print_mapped(level);
}
