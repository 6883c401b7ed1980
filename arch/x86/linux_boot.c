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

enum {
	MORE_IS_CUT = BOOT_OWN_COMPLAINTS,
	MORE_WRAPS,
};

struct params {
	struct boot_reader r;
	const u8 *page;
	u32 more_e820;	/* entries that setup_data may still bring */
	bool has_e820;	/* some were understood */
};

/*@ predicate Params{L}(struct params *p) =
      \valid(p) && \valid_read(p->page + (0 .. PAGE_LEN - 1)) && Reader(&p->r) &&
      \separated(p, p->r.info, p->r.map, p->r.map->ranges + (0 .. p->r.map->max - 1)); */
#define KEEPS_PARAMS(p)	     Params(p) && SameReader{Pre, Post}(&(p)->r)
#define KEEPS_PARAMS_SO_FAR(p) Params(p) && SameReader{Pre, Here}(&(p)->r)

/*@ requires \valid_read(page + (low .. low + 3)) && \valid_read(page + (high .. high + 3));
    assigns \nothing; */
static u64 __init both_halves(const u8 *page, unsigned int low, unsigned int high)
{
	return boot_le32(page + low) | (u64)boot_le32(page + high) << 32;
}

/* ---- setup_data ---- */

/*@ requires Reader(r) && \valid_read(entry + (0 .. E820_LEN - 1));
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_e820(struct boot_reader *r, const u8 *entry)
{
	if (e820_add(r->map, boot_le64(entry), boot_le64(entry + 8), boot_le32(entry + 16)))
		boot_say_once(r, MORE_WRAPS, "an entry in setup_data runs past the end of the "
					     "address space; it is cut there.");
}

/*@ requires Params(p);
    assigns p->more_e820, p->has_e820, p->r.said, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
static void __init read_more_e820(struct params *p, u64 pa, u32 size)
{
	u32 given = size / E820_LEN, count = given < p->more_e820 ? given : p->more_e820;
	const u8 *entries = boot_read_some(&p->r, pa, &count, E820_LEN);

	if (count < given)
		boot_say_once(&p->r, MORE_IS_CUT,
			      "a table in setup_data is too long or cannot be read to its end.");
	p->more_e820 -= count;
	p->has_e820 |= count > 0;
	/*@ loop invariant \valid_read(entries + (0 .. count * E820_LEN - 1));
	    loop invariant KEEPS_PARAMS_SO_FAR(p);
	    loop assigns count, entries, p->r.said, ENTRIES_SO_FAR(p->r.map);
	    loop variant count; */
	for (; count; count--, entries += E820_LEN)
		add_e820(&p->r, entries);
}

/*@ requires Params(p);
    assigns ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
static void __init read_indirect(struct params *p, u64 pa)
{
	const u8 *data = boot_read_bytes(&p->r, pa, INDIRECT_LEN);

	if (data)
		boot_add_info(&p->r, boot_le64(data + INDIRECT_BASE),
			      boot_le64(data + INDIRECT_SIZE), "setup_data");
}

/*@ requires Params(p);
    assigns p->more_e820, p->has_e820, RESULTS(&p->r);
    ensures KEEPS_PARAMS(p); */
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

/*@ requires Params(p);
    assigns p->more_e820, p->has_e820, RESULTS(&p->r);
    ensures KEEPS_PARAMS(p); */
static void __init read_setup_data(struct params *p)
{
	u64 pa = boot_le64(p->page + SETUP_DATA);

	/*@ loop invariant i <= MOST_NODES && KEEPS_PARAMS_SO_FAR(p);
	    loop assigns i, pa, p->more_e820, p->has_e820, RESULTS_SO_FAR(&p->r);
	    loop variant MOST_NODES - i; */
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

/*@ requires Params(p);
    assigns p->has_e820, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
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

/* Returns whether it describes memory: not when e820 does. */
/*@ requires Params(p) && \valid_read(map + (0 .. len - 1));
    assigns *p->r.info, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
static bool __init translate_efi_map(struct params *p, const u8 *map, u32 len)
{
	u32 stride = boot_le32(p->page + EFI_STRIDE), version = boot_le32(p->page + EFI_VERSION);
	struct boot_reader *r = &p->r;
	int found = 0;

	if (p->has_e820)
		efi_translate_attributes(map, len, stride, r->map, r->info, r->note);
	else
		found = efi_translate(map, len, stride, version, r->map, r->info, r->note);
	//@ assert r->map == \at(p->r.map, Pre) && r->info == \at(p->r.info, Pre);
	//@ assert p->page == \at(p->page, Pre);
	return found > 0;
}

/*@ requires Params(p);
    assigns *p->r.info, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
static bool __init read_efi_map(struct params *p)
{
	u64 pa = both_halves(p->page, EFI_MAP, EFI_MAP_HIGH);
	u32 given = boot_le32(p->page + EFI_MAP_LEN), most = BOOT_LIST_ENTRIES * 48;
	u32 len = given < most ? given : most;
	const u8 *map = pa ? boot_read_some(&p->r, pa, &len, 1) : NULL;

	if (!map)
		return false;
	boot_add_info(&p->r, pa, len, "EFI memory map");
	if (len < given)
		boot_say(&p->r, "EFI's memory map is too long or cannot be read to its end.");
	return translate_efi_map(p, map, len);
}

/* What there was before e820. Both count from 1 MiB; the newer one reaches further. */
/*@ requires Params(p);
    assigns ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
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

/* Returns whether EFI's map describes memory. */
/*@ requires Params(p);
    assigns *p->r.info, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
static bool __init read_efi(struct params *p)
{
	bool has_map;
	u32 signature = boot_le32(p->page + EFI_SIGNATURE);
	u64 table = both_halves(p->page, EFI_TABLE, EFI_TABLE_HIGH);

	if (signature != EFI_IS_32 && signature != EFI_IS_64)
		return false;
	has_map = read_efi_map(p);
	if (table && !p->r.info->rsdp)
		efi_find_tables(table, signature == EFI_IS_64 ? 8 : 4, p->r.read, p->r.info,
				p->r.note);
	return has_map;
}

/* The size may have been rounded down; rows of pixels are the truth. */
/*@ requires Params(p);
    assigns p->r.said, ENTRIES(p->r.map);
    ensures KEEPS_PARAMS(p); */
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

/*@ requires Params(p);
    assigns RESULTS(&p->r);
    ensures KEEPS_PARAMS(p); */
static void __init read_ramdisk(struct params *p)
{
	u64 base = both_halves(p->page, RAMDISK_BASE, RAMDISK_BASE_HIGH);

	if (base)
		boot_add_module(&p->r, base,
				both_halves(p->page, RAMDISK_SIZE, RAMDISK_SIZE_HIGH));
}

/*@ requires Params(p);
    assigns p->more_e820, p->has_e820, RESULTS(&p->r);
    ensures KEEPS_PARAMS(p); */
static int __init read_memory(struct params *p)
{
	read_e820(p);
	read_setup_data(p);
	if (read_efi(p) || p->has_e820 || read_sizes(p))
		return 0;
	boot_say(&p->r, "boot_params tell neither a memory map nor how much memory there is.");
	return -EINVAL;
}

/*@ requires Params(p);
    assigns p->more_e820, p->has_e820, RESULTS(&p->r);
    ensures KEEPS_PARAMS(p); */
static int __init read_page(struct params *p)
{
	p->r.info->rsdp = boot_le64(p->page + RSDP);
	boot_read_command_line(&p->r, both_halves(p->page, COMMAND_LINE, COMMAND_LINE_HIGH));
	read_ramdisk(p);
	read_screen(p);
	return read_memory(p);
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init linux_boot_translate(u64 boot_params, boot_read_fn read, struct boot_map *map,
				struct boot_info *info, boot_note_fn note)
{
	struct params p = { .r = { .loader = "Linux boot", .read = read,
				   .map = map, .info = info, .note = note },
			    .more_e820 = BOOT_LIST_ENTRIES };

	p.page = boot_read_bytes(&p.r, boot_params, PAGE_LEN);
	if (!p.page || boot_le32(p.page + HEADER) != HEADER_MAGIC) {
		boot_say(&p.r, "there are no boot_params where the loader points.");
		return -EINVAL;
	}
	boot_add_info(&p.r, boot_params, PAGE_LEN, "boot_params");
	return read_page(&p);
}
