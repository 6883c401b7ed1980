/* SPDX-License-Identifier: MIT */
/*
 * early.c - the page tables that the MMU is switched on with.
 *
 * early_tables() runs at the image's physical address with the MMU off, while the compiler
 * knows link addresses: the entry code tells the difference, and every address of a variable
 * goes through here(). All accesses are aligned.
 *
 *	lower part	the image at its physical address, for the switch
 *	upper part	the image, page by page since it may have been loaded anywhere; the
 *			serial port; a direct map that reaches from the start of the image's
 *			256 MiB to the end of the image and, when it lies behind that, of the
 *			device tree
 *
 * Nothing is mapped as memory that is not between two things that are memory.
 */
#include "early.h"

#include "kernel.h"
#include "pl011.h"
#include "pte.h"

#define SECTION_SIZE (1UL << 20)
#define BLOCK_SIZE   (1UL << 21)
#define IMAGE_TABLES 4 /* of the short format: MiB of image */
#define FDT_MAGIC    0xd00dfeedUL

/* Both formats fit into the same memory. */
static union {
	struct {
		u32 root[4096], pages[IMAGE_TABLES][256];
	} s;
	struct {
		u64 image[IMAGE_TABLES / 2][512], lower[512], upper[512], root[4];
	} l;
} tables __initdata __attribute__((aligned(16384)));

struct early early __initdata;

u64 early_tables(u32 offset, u32 pointer);

static __init void *here(void *symbol, u32 offset)
{
	return (void *)((u32)symbol + offset);
}

static __init u32 align_up(u32 value, u32 align)
{
	return (value + align - 1) & ~(align - 1);
}

/* ---- blocks: 1 MiB in the short format, 2 MiB in the long one ---- */

static __init void map_sections(u32 offset, u32 va, u32 pa, u32 size, u32 attributes)
{
	u32 *root = here(tables.s.root, offset);

	for (; size; size -= SECTION_SIZE, va += SECTION_SIZE, pa += SECTION_SIZE)
		root[va >> 20] = pa | SECTION | SECTION_KERNEL | attributes;
}

/* Two tables are enough: one for the GiB of the image's physical address, one on top. */
static __init void link_long_tables(u32 offset, u32 image)
{
	u64 *root = here(tables.l.root, offset);

	root[image >> 30] = (u32)here(tables.l.lower, offset) | LONG_VALID | LONG_TABLE;
	root[3] = (u32)here(tables.l.upper, offset) | LONG_VALID | LONG_TABLE;
}

static __init void map_long_blocks(u32 offset, u32 va, u32 pa, u32 size, u64 attributes)
{
	u64 *table = here(va >> 30 == 3 ? tables.l.upper : tables.l.lower, offset);

	for (; size; size -= BLOCK_SIZE, va += BLOCK_SIZE, pa += BLOCK_SIZE)
		table[va >> 21 & 511] = pa | LONG_VALID | LONG_ACCESSED | attributes;
}

/* Whole blocks of 2 MiB. */
static __init void map_blocks(const struct early *e, u32 offset, u32 va, u32 pa, u32 size,
			      enum map_kind kind)
{
	const bool device = kind == MAP_DEVICE, text = kind == MAP_TEXT;

	if (e->long_descriptors)
		map_long_blocks(offset, va, pa, size, (device ? LONG_DEVICE : LONG_NORMAL) |
							      (text ? 0 : LONG_NO_EXECUTE));
	else
		map_sections(offset, va, pa, size, (device ? SECTION_DEVICE : SECTION_NORMAL) |
							   (text ? 0 : SECTION_NO_EXECUTE));
}

/* ---- pages of the image ---- */

static __init void map_short_image(u32 offset, u32 image, u32 size)
{
	u32 *root = here(tables.s.root, offset);
	u32 *page = here(tables.s.pages, offset);

	for (u32 i = 0; i < IMAGE_TABLES; i++)
		root[(IMAGE_VIRT >> 20) + i] = ((u32)page + i * 1024) | SHORT_TABLE;
	for (u32 at = 0; at < size; at += PAGE_SIZE)
		page[at >> 12] = (image + at) | PAGE_SMALL | PAGE_KERNEL | PAGE_NORMAL;
}

static __init void map_long_image(u32 offset, u32 image, u32 size)
{
	u64 *upper = here(tables.l.upper, offset);
	u64 *page = here(tables.l.image, offset);

	for (u32 i = 0; i < IMAGE_TABLES / 2; i++)
		upper[(IMAGE_VIRT >> 21 & 511) + i] = ((u32)page + i * 4096) | LONG_VALID | LONG_TABLE;
	for (u32 at = 0; at < size; at += PAGE_SIZE)
		page[at >> 12] = (image + at) | LONG_VALID | LONG_TABLE | LONG_ACCESSED | LONG_NORMAL;
}

/* ---- what the loader left ---- */

static __init u32 big_endian(u32 pa)
{
	const volatile u8 *p = (const volatile u8 *)pa;

	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/* Bytes of a device tree, or what a list of tags may have. */
static __init u32 bytes_at(u32 pointer)
{
	return big_endian(pointer) == FDT_MAGIC ? big_endian(pointer + 4) : 0x10000;
}

/* Loaders that know nothing of Linux leave r2 at 0; the tree may lie at the start of RAM. */
static __init u32 find_tree(const struct early *e, u32 pointer)
{
	if (!pointer && big_endian(e->start) == FDT_MAGIC)
		return e->start;
	return pointer;
}

static __init void map_loaders(struct early *e, u32 offset)
{
	u32 size = bytes_at(e->pointer), first = e->pointer & ~(BLOCK_SIZE - 1);
	u32 end = align_up(e->pointer + size, BLOCK_SIZE);

	if (e->pointer >= e->start && end - e->start <= DIRECT_MAP_SIZE) {
		if (end > e->end)
			e->end = end;
		return;
	}
	if (end - first > TREE_VIRT_SIZE)
		return;
	e->tree = first;
	e->tree_start = e->pointer & ~(PAGE_SIZE - 1);
	e->tree_end = align_up(e->pointer + size, PAGE_SIZE);
	map_blocks(e, offset, TREE_VIRT, first, end - first, MAP_DATA);
}

/* ---- all of it ---- */

static __init bool has_long_descriptors(void)
{
	u32 features;

	__asm__("mrc p15, 0, %0, c0, c1, 4" : "=r"(features)); /* ID_MMFR0 */
	return sizeof(phys_addr_t) == 8 && (features & 15) >= 5;
}

/* Returns the root table's physical address; bit 32: the format is the long one. */
__init u64 early_tables(u32 offset, u32 pointer)
{
	struct early *e = here(&early, offset);
	u32 image = (u32)_text + offset, size = (u32)(_end - _text);
	u32 first = image & ~(BLOCK_SIZE - 1), last = align_up(image + size, BLOCK_SIZE);

	*e = (struct early){
		.image = image,
		.start = image & ~(DIRECT_MAP_ALIGN - 1UL),
		.end = last,
		.long_descriptors = has_long_descriptors(),
	};
	e->pointer = find_tree(e, pointer);
	if (e->long_descriptors)
		link_long_tables(offset, image);
	map_blocks(e, offset, first, first, last - first, MAP_TEXT);
	map_blocks(e, offset, UART_VIRT, (u32)pl011_phys(image) & ~(BLOCK_SIZE - 1), BLOCK_SIZE,
		   MAP_DEVICE);
	map_loaders(e, offset);
	map_blocks(e, offset, DIRECT_MAP, e->start, e->end - e->start, MAP_DATA);
	if (e->long_descriptors)
		map_long_image(offset, image, size);
	else
		map_short_image(offset, image, size);
	return e->long_descriptors ? 1ULL << 32 | (u32)here(tables.l.root, offset)
				   : (u32)here(tables.s.root, offset);
}

/* From here on RAM is mapped by the loader's memory map. */
__init void *machine_early_tables(void)
{
	early.complete = true;
	return early.long_descriptors ? (void *)tables.l.root : (void *)tables.s.root;
}

__init void early_extend(u32 end)
{
	end = align_up(end, BLOCK_SIZE);
	if (end <= early.end || early.complete)
		return;
	map_blocks(&early, 0, early.end + direct_offset, early.end, end - early.end, MAP_DATA);
	early.end = end;
	reach.end = end;
	machine_tables_grew();
}
