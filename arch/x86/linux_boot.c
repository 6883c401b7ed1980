/* SPDX-License-Identifier: MIT */
/*
 * boot_params, the page that a loader which knows the Linux/x86 boot protocol leaves.
 *
 * Tables of fixed size lie in the page; what did not fit, and more, in a linked list of
 * setup_data. Addresses came with 32 bits first and got their high halves later, elsewhere
 * in the page. All of it lies in memory that the map calls RAM.
 */
#include <bootmem/translate.h>

#include "e820.h"

#define PAGE_LEN 4096 /* of the protocol, whatever the kernel's pages are */

/* screen_info */
#define SCREEN_EXT_MEM	  0x002 /* KiB from 1 MiB, by the BIOS's function 88h */
#define SCREEN_TYPE	  0x00f
#define SCREEN_HEIGHT	  0x014
#define SCREEN_BASE	  0x018
#define SCREEN_SIZE	  0x01c
#define SCREEN_PITCH	  0x024
#define SCREEN_ABILITIES  0x036
#define SCREEN_BASE_HIGH  0x03a

#define SCREEN_IS_VESA	  0x23 /* its size is in units of 64 KiB */
#define SCREEN_IS_EFI	  0x70
#define SCREEN_HAS_64BITS 0x02

#define RSDP		  0x070
#define RAMDISK_BASE_HIGH 0x0c0
#define RAMDISK_SIZE_HIGH 0x0c4
#define COMMAND_LINE_HIGH 0x0c8

/* efi_info */
#define EFI_SIGNATURE	0x1c0
#define EFI_TABLE	0x1c4
#define EFI_STRIDE	0x1c8
#define EFI_VERSION	0x1cc
#define EFI_MAP		0x1d0
#define EFI_MAP_LEN	0x1d4
#define EFI_TABLE_HIGH	0x1d8
#define EFI_MAP_HIGH	0x1dc

#define EFI_IS_32 0x32334c45 /* "EL32" */
#define EFI_IS_64 0x34364c45 /* "EL64" */

#define ALT_MEM	     0x1e0 /* KiB from 1 MiB, by the BIOS's function E801h */
#define NR_E820	     0x1e8
#define HEADER	     0x202
#define RAMDISK_BASE 0x218
#define RAMDISK_SIZE 0x21c
#define COMMAND_LINE 0x228
#define SETUP_DATA   0x250
#define E820	     0x2d0

#define HEADER_MAGIC 0x53726448 /* "HdrS" */
#define E820_LEN     20
#define MOST_E820    128

/* A node of setup_data: a link, a type, a length, and so many bytes. */
#define NODE_LEN  16
#define NODE_NEXT 0
#define NODE_TYPE 8
#define NODE_SIZE 12

#define NODE_IS_E820	 1
#define NODE_IS_DTB	 2
#define NODE_IS_INDIRECT 0x80000000u
#define MOST_NODES	 256

/* Indirect data: a type, a length and where the bytes lie. */
#define INDIRECT_LEN  24
#define INDIRECT_SIZE 8
#define INDIRECT_BASE 16

#define MORE_IS_CUT BOOT_COMPLAINT(0)
#define MORE_WRAPS  BOOT_COMPLAINT(1)

struct params {
	struct boot_reader r;
	const u8 *page;
	u32 more_e820;	/* entries that setup_data may still bring */
	bool has_e820;	/* some were understood */
};

static u64 __init both_halves(const u8 *page, unsigned int low, unsigned int high)
{
	return boot_le32(page + low) | (u64)boot_le32(page + high) << 32;
}

/* ---- setup_data ---- */

static void __init read_more_e820(struct params *p, u64 pa, u32 size)
{
	u32 given = size / E820_LEN, count = given < p->more_e820 ? given : p->more_e820;
	const u8 *entries = boot_read_some(&p->r, pa, &count, E820_LEN);

	if (count < given)
		boot_say_once(&p->r, MORE_IS_CUT,
			      "a table in setup_data is too long or cannot be read to its end.");
	p->more_e820 -= count;
	p->has_e820 |= count > 0;
	for (; count; count--, entries += E820_LEN)
		if (e820_add(p->r.map, boot_le64(entries), boot_le64(entries + 8),
			     boot_le32(entries + 16)))
			boot_say_once(&p->r, MORE_WRAPS, "an entry in setup_data runs past the end "
							 "of the address space; it is cut there.");
}

static void __init read_indirect(struct params *p, u64 pa)
{
	const u8 *data = boot_read_bytes(&p->r, pa, INDIRECT_LEN);

	if (data)
		boot_add_info(&p->r, boot_le64(data + INDIRECT_BASE),
			      boot_le64(data + INDIRECT_SIZE), "setup_data");
}

static void __init read_node(struct params *p, u64 pa, u32 type, u32 size)
{
	u64 data = pa + NODE_LEN;

	boot_add_info(&p->r, pa, (u64)NODE_LEN + size, "setup_data");
	if (type == NODE_IS_E820)
		read_more_e820(p, data, size);
	else if (type == NODE_IS_DTB)
		p->r.info->dtb = data;
	else if (type == NODE_IS_INDIRECT)
		read_indirect(p, data);
}

static void __init read_setup_data(struct params *p)
{
	u64 pa = boot_le64(p->page + SETUP_DATA);

	for (unsigned int i = 0; pa; i++) {
		const u8 *node = boot_read_bytes(&p->r, pa, NODE_LEN);

		if (!node || i == MOST_NODES) {
			boot_say(&p->r, "the list of setup_data %s.",
				 node ? "is too long or runs in a circle"
				      : "cannot be read to its end");
			return;
		}
		read_node(p, pa, boot_le32(node + NODE_TYPE), boot_le32(node + NODE_SIZE));
		pa = boot_le64(node + NODE_NEXT);
	}
}

/* ---- memory ---- */

static void __init read_e820(struct params *p)
{
	u32 count = p->page[NR_E820];

	if (count > MOST_E820) {
		boot_say(&p->r, "%u e820 entries do not fit into boot_params; %u are read.", count,
			 MOST_E820);
		count = MOST_E820;
	}
	p->has_e820 = e820_translate(p->page + E820, E820_LEN, (size_t)count * E820_LEN,
				     p->r.map, p->r.note) > 0;
}

/* Returns whether EFI's map describes memory: not when e820 does. */
static bool __init read_efi_map(struct params *p)
{
	u64 pa = both_halves(p->page, EFI_MAP, EFI_MAP_HIGH);
	u32 stride = boot_le32(p->page + EFI_STRIDE), given = boot_le32(p->page + EFI_MAP_LEN);
	u32 most = BOOT_LIST_ENTRIES * 48, len = given < most ? given : most;
	const u8 *descriptors = pa ? boot_read_some(&p->r, pa, &len, 1) : NULL;

	if (!descriptors)
		return false;
	boot_add_info(&p->r, pa, len, "EFI memory map");
	if (len < given)
		boot_say(&p->r, "EFI's memory map is too long or cannot be read to its end.");
	if (p->has_e820) {
		efi_translate_attributes(descriptors, len, stride, p->r.map, p->r.info, p->r.note);
		return false;
	}
	return efi_translate(descriptors, len, stride, boot_le32(p->page + EFI_VERSION), p->r.map,
			     p->r.info, p->r.note) > 0;
}

/* What there was before e820. Both count from 1 MiB; the newer one reaches further. */
static bool __init read_sizes(struct params *p)
{
	u32 upper = boot_le32(p->page + ALT_MEM);

	if (!upper)
		upper = boot_le16(p->page + SCREEN_EXT_MEM);
	if (!upper)
		return false;
	boot_say(&p->r, "there is no memory map; the size of memory is all that is known.");
	e820_add_sizes(p->r.map, ~0U, upper);
	return true;
}

/* ---- the rest ---- */

static void __init read_efi(struct params *p, bool *has_map)
{
	u32 signature = boot_le32(p->page + EFI_SIGNATURE);
	u64 table = both_halves(p->page, EFI_TABLE, EFI_TABLE_HIGH);

	if (signature != EFI_IS_32 && signature != EFI_IS_64)
		return;
	*has_map |= read_efi_map(p);
	if (table && !p->r.info->rsdp)
		efi_find_tables(table, signature == EFI_IS_64 ? 8 : 4, p->r.read, p->r.info,
				p->r.note);
}

/* The size may have been rounded down; rows of pixels are the truth. */
static void __init read_screen(struct params *p)
{
	const u8 *page = p->page;
	u64 base = boot_le32(page + SCREEN_BASE), size = boot_le32(page + SCREEN_SIZE);
	u64 pixels = (u64)boot_le16(page + SCREEN_PITCH) * boot_le16(page + SCREEN_HEIGHT);

	if (page[SCREEN_TYPE] != SCREEN_IS_VESA && page[SCREEN_TYPE] != SCREEN_IS_EFI)
		return;
	if (page[SCREEN_TYPE] == SCREEN_IS_VESA)
		size <<= 16;
	if (page[SCREEN_ABILITIES] & SCREEN_HAS_64BITS)
		base |= (u64)boot_le32(page + SCREEN_BASE_HIGH) << 32;
	boot_add_framebuffer(&p->r, base, size > pixels ? size : pixels, 1);
}

static void __init read_ramdisk(struct params *p)
{
	u64 base = both_halves(p->page, RAMDISK_BASE, RAMDISK_BASE_HIGH);

	if (base)
		boot_add_module(&p->r, base,
				both_halves(p->page, RAMDISK_SIZE, RAMDISK_SIZE_HIGH));
}

int __init linux_boot_translate(u64 boot_params, boot_read_fn read, struct boot_map *map,
				struct boot_info *info, boot_note_fn note)
{
	struct params p = { .r = { "Linux boot", read, map, info, note, 0, 0 },
			    .more_e820 = BOOT_LIST_ENTRIES };
	bool has_map;

	p.page = boot_read_bytes(&p.r, boot_params, PAGE_LEN);
	if (!p.page || boot_le32(p.page + HEADER) != HEADER_MAGIC) {
		boot_say(&p.r, "there are no boot_params where the loader points.");
		return -EINVAL;
	}
	boot_add_info(&p.r, boot_params, PAGE_LEN, "boot_params");
	info->rsdp = boot_le64(p.page + RSDP);
	boot_read_command_line(&p.r, both_halves(p.page, COMMAND_LINE, COMMAND_LINE_HIGH));
	read_ramdisk(&p);
	read_screen(&p);
	read_e820(&p);
	read_setup_data(&p);
	has_map = p.has_e820;
	read_efi(&p, &has_map);
	if (has_map || read_sizes(&p))
		return 0;
	boot_say(&p.r, "boot_params tell neither a memory map nor how much memory there is.");
	return -EINVAL;
}
