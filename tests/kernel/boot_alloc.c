/* SPDX-License-Identifier: MIT */
/*
 * boot_alloc.c - what a kernel allocates before it has a page allocator: hash tables, data
 * of each node, buffers in low memory. The contents are checked again at the very end.
 */
#include "kernel.h"

#define MAX_ITEMS 32
#define DIRT	  0xa5

struct item {
	phys_addr_t pa;
	size_t size;
	u8 fill;
};

static struct item items[MAX_ITEMS];
static unsigned int nr_items;

static bool is_zero(const u8 *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i])
			return false;
	return true;
}

static phys_addr_t physical(const void *p)
{
	return (phys_addr_t)((unsigned long)p - DIRECT_OFFSET);
}

static bool disjoint(phys_addr_t pa, size_t size)
{
	phys_addr_t image = machine_image_phys();

	for (const struct item *i = items; i < items + nr_items; i++)
		if (memblock_addrs_overlap(pa, size, i->pa, i->size))
			return false;
	return !memblock_addrs_overlap(pa, size, image, (phys_addr_t)(_end - _text));
}

/* Memory that comes zeroed must have been something else before, or zeroes prove nothing. */
static void make_dirty(void)
{
	static const size_t sizes[] = { 1 << 20, 1 << 18, 1 << 16 };

	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		void *p = memblock_alloc_raw(sizes[i], PAGE_SIZE);

		if (!p)
			continue;
		memset(p, DIRT, sizes[i]);
		memblock_free(p, sizes[i]);
		return;
	}
}

/* The bytes of an item from an offset on that lie in one page; it may be in high memory. */
static u8 *part(const struct item *item, size_t at, size_t *len)
{
	phys_addr_t pa = item->pa + at;

	*len = PAGE_SIZE - (size_t)(pa & (PAGE_SIZE - 1));
	if (*len > item->size - at)
		*len = item->size - at;
	return touch(pa);
}

static void fill(const struct item *item)
{
	size_t len;

	for (size_t at = 0; at < item->size; at += len) {
		u8 *data = part(item, at, &len);

		memset(data, item->fill, len);
	}
}

static bool is_filled(const struct item *item)
{
	bool same = true;
	size_t len;

	for (size_t at = 0; at < item->size; at += len) {
		const u8 *data = part(item, at, &len);

		for (size_t n = 0; n < len; n++)
			same = same && data[n] == item->fill;
	}
	return same;
}

/* Fills it, to be looked at in the end. */
static void keep_any(phys_addr_t pa, size_t size, phys_addr_t align)
{
	check(!(pa & (align - 1)), "boot memory is aligned");
	check(memblock_is_region_memory(pa, size) && memblock_is_map_memory(pa),
	      "boot memory is RAM");
	check(memblock_is_reserved(pa) && memblock_is_reserved(pa + size - 1),
	      "boot memory is reserved");
	check(disjoint(pa, size), "boot memory overlaps nothing else");
	if (nr_items == MAX_ITEMS)
		return;
	items[nr_items] = (struct item){ pa, size, (u8)(nr_items + 1) };
	fill(&items[nr_items]);
	nr_items++;
}

static void keep(void *p, size_t size, size_t align, const char *what)
{
	if (!check(p, what))
		return;
	check(is_zero(p, size), "boot memory is zeroed");
	keep_any(physical(p), size, align);
}

/* reserve_mem= on the command line; setup_arch() has placed it already. */
static void keep_named(void)
{
	for (unsigned int i = 0; i < boot_options.nr_reserve; i++) {
		const struct reserve_mem_option *r = &boot_options.reserve[i];
		phys_addr_t start, size;

		if (!check(reserve_mem_find_by_name(r->name, &start, &size) == 1,
			   "reserved memory is found by name"))
			continue;
		check_equal(size, r->size, "reserved memory has its size");
		keep_any(start, (size_t)size, (phys_addr_t)r->align);
	}
}

static bool node_has_memory(int nid)
{
	struct memblock_region *r;

	for_each_mem_region(r)
		if (memblock_get_region_node(r) == nid)
			return true;
	return false;
}

static void node_tables(void)
{
	for (int nid = 0; nid < MAX_NUMNODES && nr_items < MAX_ITEMS / 2; nid++)
		if (node_has_memory(nid))
			keep(memblock_alloc_node(1000, 0, nid), 1000, SMP_CACHE_BYTES,
			     "a node's table");
}

void early_allocations(void)
{
	phys_addr_t half = memblock_start_of_DRAM() + memblock_phys_mem_size() / 2;
	u64 low_end = ARCH_LOW_ADDRESS_LIMIT; /* wider than some addresses */

	make_dirty();
	keep(memblock_alloc(1 << 16, PAGE_SIZE), 1 << 16, PAGE_SIZE, "a hash table");
	make_dirty();
	keep(memblock_alloc(100, 0), 100, SMP_CACHE_BYTES, "100 bytes");
	keep(memblock_alloc(1, 1), 1, 1, "one byte");
	keep(memblock_alloc(4097, 8), 4097, 8, "a page and a byte");
	make_dirty();
	keep(memblock_alloc_from(1 << 14, PAGE_SIZE, half), 1 << 14, PAGE_SIZE, "upper memory");
	if (memblock_start_of_DRAM() < low_end) {
		keep(memblock_alloc_low(1 << 14, PAGE_SIZE), 1 << 14, PAGE_SIZE, "low memory");
		check(items[nr_items - 1].pa + (1 << 14) <= low_end, "low memory lies low");
	}
	node_tables();
	keep_named();
	memblock_set_bottom_up(true);
	keep(memblock_alloc(1 << 13, 1 << 13), 1 << 13, 1 << 13, "from the bottom up");
	memblock_set_bottom_up(false);
	check(!memblock_check(), "memblock's invariants hold");
	print("kernel: %u boot allocations, %u of them named; %lu of %lu reserved regions in use\n",
	      nr_items, boot_options.nr_reserve, memblock.reserved.cnt, memblock.reserved.max);
}

/* Each still holds its own byte, everywhere. */
void early_check(void)
{
	for (const struct item *i = items; i < items + nr_items; i++)
		check(is_filled(i), "boot memory keeps its contents");
}

/* Takes all that is left, so that nothing can be laid out. */
void early_exhaust(void)
{
	for (phys_addr_t size = PHYS_ADDR_MAX / 2 + 1; size >= PAGE_SIZE; size >>= 1)
		while (memblock_phys_alloc(size, PAGE_SIZE))
			;
	print("kernel: all memory is taken\n");
}
