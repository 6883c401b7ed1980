/* SPDX-License-Identifier: MIT */
/*
 * boot_alloc.c - what a kernel allocates before it has a page allocator: tables, buffers in
 * low memory, names. The contents are checked again at the very end.
 */
#include "kernel.h"

#define MAX_ITEMS  32
#define DIRT	   0xa5
#define LATE_BYTES (3 * PAGE_SIZE)

struct item {
	phys_addr_t pa;
	size_t size;
	u8 fill;
};

static struct item items[MAX_ITEMS];
static unsigned int nr_items, nr_named;

/* Given back when there is a page allocator. */
static void *late;

static bool is_zero(const u8 *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i])
			return false;
	return true;
}

static bool overlap(phys_addr_t a, phys_addr_t a_size, phys_addr_t b, phys_addr_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

static bool disjoint(phys_addr_t pa, size_t size)
{
	phys_addr_t image = machine_image_phys();

	for (const struct item *i = items; i < items + nr_items; i++)
		if (overlap(pa, size, i->pa, i->size))
			return false;
	return !overlap(pa, size, image, (phys_addr_t)(_end - _text));
}

/* Memory that comes zeroed must have been something else before, or zeroes prove nothing. */
void make_dirty(void)
{
	static const size_t sizes[] = { 1 << 20, 1 << 18, 1 << 16 };

	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		void *p = memblock_virt_alloc_raw(sizes[i], PAGE_SIZE);

		if (!p)
			continue;
		memset(p, DIRT, sizes[i]);
		free_bootmem((bootmem_addr_t)physical(p), sizes[i]);
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

/* Fills what is taken, to be looked at in the end. */
static void keep_taken(phys_addr_t pa, size_t size)
{
	check(core_has_taken(pa, size), "boot memory is taken");
	check(disjoint(pa, size), "boot memory overlaps nothing else");
	if (nr_items == MAX_ITEMS)
		return;
	items[nr_items] = (struct item){ pa, size, (u8)(nr_items + 1) };
	fill(&items[nr_items]);
	nr_items++;
}

static void keep_any(phys_addr_t pa, size_t size, phys_addr_t align)
{
	check(!(pa & (align - 1)), "boot memory is aligned");
	check(was_free_ram(pa, size), "boot memory is free RAM");
	keep_taken(pa, size);
}

void keep(void *p, size_t size, size_t align, const char *what)
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

		if (!core_find_named(r->name, &start, &size))
			continue;
		check_equal(size, r->size, "reserved memory has its size");
		keep_any(start, (size_t)size, (phys_addr_t)r->align);
		nr_named++;
	}
}

/* crashkernel= on the command line: a range of firmware's map, no longer free RAM there. */
static void keep_crash_kernel(void)
{
	if (!setup_crash_kernel.size)
		return;
	print("kernel: %lluK for a kernel after a crash\n", setup_crash_kernel.size >> 10);
	keep_taken((phys_addr_t)setup_crash_kernel.base, (size_t)setup_crash_kernel.size);
}

/* A byte, a line and a page: with the bitmap they share pages. */
static void small_ones(void)
{
	make_dirty();
	keep(alloc_bootmem(100), 100, SMP_CACHE_BYTES, "100 bytes");
	keep(__alloc_bootmem(1, 1, 0), 1, 1, "one byte");
	keep(alloc_bootmem_align(4097, 8), 4097, 8, "a page and a byte");
	keep(memblock_virt_alloc(333, 0), 333, SMP_CACHE_BYTES, "333 bytes");
}

static void low_ones(phys_addr_t ram_start)
{
	u64 end = ARCH_LOW_ADDRESS_LIMIT; /* wider than some addresses */

	if (ram_start >= end)
		return;
	keep(alloc_bootmem_low_pages(1 << 14), 1 << 14, PAGE_SIZE, "low memory");
	check(items[nr_items - 1].pa + (1 << 14) <= end, "low memory lies low");
	keep(memblock_virt_alloc_low(77, 4), 77, 4, "low memory in bytes");
	check(items[nr_items - 1].pa + 77 <= end, "low memory lies low in bytes");
}

void early_allocations(void)
{
	struct extent ram = ram_extent();
	phys_addr_t half = ram.start + (phys_addr_t)(ram.bytes / 2);

	make_dirty();
	keep(alloc_bootmem_pages(1 << 16), 1 << 16, PAGE_SIZE, "a table");
	small_ones();
	make_dirty();
	keep(__alloc_bootmem(1 << 14, PAGE_SIZE, (bootmem_addr_t)half), 1 << 14, PAGE_SIZE,
	     "upper memory");
	low_ones(ram.start);
	core_allocations();
	keep_named();
	keep_crash_kernel();
	late = alloc_bootmem_pages(LATE_BYTES);
	check(!__alloc_bootmem_nopanic(0, 0, 0), "no bytes, no memory");
	check(!alloc_bootmem_nopanic(~0UL >> 1), "all bytes, no memory");
	check(!bootmem_check(), "the boot allocator's invariants hold");
	print("kernel: %u boot allocations, %u of them named\n", nr_items, nr_named);
}

/* Each still holds its own byte, everywhere. */
void early_check(void)
{
	for (const struct item *i = items; i < items + nr_items; i++)
		check(is_filled(i), "boot memory keeps its contents");
}

/* What boot code does not need any more, when the boot allocator is gone. */
void early_free_late(void)
{
	unsigned long before = nr_free_pages();

	free_bootmem_late((bootmem_addr_t)physical(late), LATE_BYTES);
	check_equal(nr_free_pages(), before + LATE_BYTES / PAGE_SIZE,
		    "free_bootmem_late() gives its pages");
}

/* Takes all that is left, so that nothing can be laid out. */
void early_exhaust(void)
{
	for (phys_addr_t size = PHYS_ADDR_MAX / 2 + 1; size >= PAGE_SIZE; size >>= 1)
		while (memblock_virt_alloc_try_nid_raw(size, PAGE_SIZE, 0, 0, NUMA_NO_NODE))
			;
	print("kernel: all memory is taken\n");
}
