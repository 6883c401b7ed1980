/* SPDX-License-Identifier: MIT */
/*
 * What a Multiboot 2 loader leaves: one block of tags, each with its type and length, which
 * holds texts and tables itself. GRUB puts it right behind the kernel, in memory that the
 * map calls RAM.
 *
 * Several tags may describe memory, and which one counts shows only when all are known. So
 * the first walk over the tags keeps where they are.
 */
#include <bootmem/translate.h>

#include "e820.h"
#include "elf_sections.h"

#define BLOCK_TOTAL  0
#define BLOCK_TAGS   8
#define MOST_BYTES   (16U << 20) /* a damaged length must not keep us busy */

#define TAG_TYPE 0
#define TAG_SIZE 4
#define TAG_DATA 8

enum tag_type {
	TAG_END = 0,
	TAG_COMMAND_LINE = 1,
	TAG_MODULE = 3,
	TAG_SIZES = 4,
	TAG_MAP = 6,
	TAG_FRAMEBUFFER = 8,
	TAG_SECTIONS = 9,
	TAG_EFI32 = 11,
	TAG_EFI64 = 12,
	TAG_RSDP_1 = 14,
	TAG_RSDP_2 = 15,
	TAG_EFI_MAP = 17,
	TAG_BOOT_SERVICES = 18,
	NR_TAG_TYPES
};

/* Fields of tags, from the start of the tag, and the shortest useful tag. */
#define MODULE_BASE 8
#define MODULE_END  12
#define MODULE_MIN  16

#define SIZES_LOWER 8
#define SIZES_UPPER 12

#define MAP_STRIDE  8
#define MAP_ENTRIES 16

#define FRAMEBUFFER_BASE   8
#define FRAMEBUFFER_PITCH  16
#define FRAMEBUFFER_HEIGHT 24

#define SECTIONS_COUNT 8
#define SECTIONS_LEN   12
#define SECTIONS_DATA  20

#define EFI_MAP_STRIDE	8
#define EFI_MAP_VERSION 12
#define EFI_MAP_ENTRIES 16

/* 0: of no interest. */
static const u8 shortest[NR_TAG_TYPES] = {
	[TAG_COMMAND_LINE] = 9,
	[TAG_MODULE] = MODULE_MIN,
	[TAG_SIZES] = 16,
	[TAG_MAP] = MAP_ENTRIES,
	[TAG_FRAMEBUFFER] = 28,
	[TAG_SECTIONS] = SECTIONS_DATA,
	[TAG_EFI32] = 12,
	[TAG_EFI64] = 16,
	[TAG_RSDP_1] = TAG_DATA + 20,
	[TAG_RSDP_2] = TAG_DATA + 36,
	[TAG_EFI_MAP] = EFI_MAP_ENTRIES,
	[TAG_BOOT_SERVICES] = 8,
};

#define MODULE_BACKWARDS BOOT_COMPLAINT(0)
#define SHORT_TAG	 BOOT_COMPLAINT(1)

/* A tag that is long enough; at is NULL when the block has none. */
struct tag {
	const u8 *at;
	u32 size;
};

struct block {
	struct boot_reader r;
	u64 pa;
	const u8 *bytes;
	u32 len;
	struct tag tags[NR_TAG_TYPES]; /* the first of each type */
};

/* ---- memory ---- */

static bool __init read_efi_map(struct block *b)
{
	const struct tag *tag = &b->tags[TAG_EFI_MAP];

	return tag->at && efi_translate(tag->at + EFI_MAP_ENTRIES, tag->size - EFI_MAP_ENTRIES,
					boot_le32(tag->at + EFI_MAP_STRIDE),
					boot_le32(tag->at + EFI_MAP_VERSION), b->r.map, b->r.info,
					b->r.note) > 0;
}

static bool __init read_map(struct block *b)
{
	const struct tag *tag = &b->tags[TAG_MAP];

	return tag->at && e820_translate(tag->at + MAP_ENTRIES, boot_le32(tag->at + MAP_STRIDE),
					 tag->size - MAP_ENTRIES, b->r.map, b->r.note) > 0;
}

static bool __init read_sizes(struct block *b)
{
	const u8 *tag = b->tags[TAG_SIZES].at;

	if (!tag)
		return false;
	boot_say(&b->r, "there is no memory map; mem_lower and mem_upper are all that is known.");
	e820_add_sizes(b->r.map, boot_le32(tag + SIZES_LOWER), boot_le32(tag + SIZES_UPPER));
	return true;
}

static int __init read_memory(struct block *b)
{
	bool running = b->tags[TAG_BOOT_SERVICES].at;

	if (read_efi_map(b) || read_map(b) || read_sizes(b)) {
		if (running)
			boot_say(&b->r, "EFI's boot services still run: what the loader says about "
					"memory may be out of date; ask them for the map.");
		return 0;
	}
	if (running)
		boot_say(&b->r, "EFI's boot services still run and the loader passes no memory "
				"map: ask them for it.");
	else
		boot_say(&b->r, "the loader tells neither a memory map nor how much memory there "
				"is.");
	return -EINVAL;
}

/* ---- tags ---- */

/* The first tag of each type counts, but every module does. */
static void __init read_module(struct block *b, const u8 *tag)
{
	u32 base = boot_le32(tag + MODULE_BASE), end = boot_le32(tag + MODULE_END);

	if (end < base)
		boot_say_once(&b->r, MODULE_BACKWARDS,
			      "a module ends before it begins; it is ignored.");
	boot_add_module(&b->r, base, end < base ? 0 : end - base);
}

static void __init keep_tag(struct block *b, const u8 *at, u32 size)
{
	u32 type = boot_le32(at + TAG_TYPE);

	if (type >= NR_TAG_TYPES || !shortest[type])
		return;
	if (size < shortest[type])
		boot_say_once(&b->r, SHORT_TAG,
			      "a tag is too short for what it should hold; it is ignored.");
	else if (type == TAG_MODULE)
		read_module(b, at);
	else if (!b->tags[type].at)
		b->tags[type] = (struct tag){ at, size };
}

static void __init walk_tags(struct block *b)
{
	u32 pos = BLOCK_TAGS;

	while (b->len - pos >= TAG_DATA) {
		const u8 *at = b->bytes + pos;
		u32 size = boot_le32(at + TAG_SIZE), left = b->len - pos;

		if (boot_le32(at + TAG_TYPE) == TAG_END)
			return;
		if (size < TAG_DATA || size > left) {
			boot_say(&b->r, "the tag at offset %#x has an impossible size; the rest is "
					"not read.", pos);
			return;
		}
		keep_tag(b, at, size);
		size += -size & 7;
		pos += size < left ? size : left; /* the last needs no padding */
	}
	boot_say(&b->r, "the tags have no end.");
}

static void __init read_command_line(struct block *b)
{
	const struct tag *tag = &b->tags[TAG_COMMAND_LINE];
	u32 room = tag->size - TAG_DATA;

	if (!tag->at)
		return;
	if (room > BOOT_COMMAND_LINE)
		room = BOOT_COMMAND_LINE;
	for (u32 i = 0; i < room; i++)
		if (tag->at[TAG_DATA + i] == '\0') {
			b->r.info->command_line = (const char *)tag->at + TAG_DATA;
			return;
		}
	boot_say(&b->r, "the command line has no end or is longer than %d bytes; it is ignored.",
		 BOOT_COMMAND_LINE - 1);
}

static void __init read_framebuffer(struct block *b)
{
	const u8 *tag = b->tags[TAG_FRAMEBUFFER].at;

	if (tag)
		boot_add_framebuffer(&b->r, boot_le64(tag + FRAMEBUFFER_BASE),
				     boot_le32(tag + FRAMEBUFFER_PITCH),
				     boot_le32(tag + FRAMEBUFFER_HEIGHT));
}

static void __init read_sections(struct block *b)
{
	const struct tag *tag = &b->tags[TAG_SECTIONS];
	u32 count, len;

	if (!tag->at)
		return;
	count = boot_le32(tag->at + SECTIONS_COUNT);
	len = boot_le32(tag->at + SECTIONS_LEN);
	if (len && count > (tag->size - SECTIONS_DATA) / len)
		count = (tag->size - SECTIONS_DATA) / len;
	elf_add_sections(&b->r, tag->at + SECTIONS_DATA, count, len);
}

/* The tag holds a copy of the root pointer, the newer one with what the older one lacks. */
static void __init find_rsdp(struct block *b)
{
	const struct tag *tag = b->tags[TAG_RSDP_2].at ? &b->tags[TAG_RSDP_2] :
							 &b->tags[TAG_RSDP_1];

	if (tag->at)
		b->r.info->rsdp = b->pa + (u64)(tag->at - b->bytes) + TAG_DATA;
	else if (b->tags[TAG_EFI64].at)
		efi_find_tables(boot_le64(b->tags[TAG_EFI64].at + TAG_DATA), 8, b->r.read,
				b->r.info, b->r.note);
	else if (b->tags[TAG_EFI32].at)
		efi_find_tables(boot_le32(b->tags[TAG_EFI32].at + TAG_DATA), 4, b->r.read,
				b->r.info, b->r.note);
}

int __init multiboot2_translate(u64 pa, boot_read_fn read, struct boot_map *map,
				struct boot_info *info, boot_note_fn note)
{
	struct block b = { .r = { "Multiboot2", read, map, info, note, 0, 0 }, .pa = pa };
	u32 total;

	b.bytes = boot_read_bytes(&b.r, pa, BLOCK_TAGS);
	total = b.bytes ? boot_le32(b.bytes + BLOCK_TOTAL) : 0;
	b.len = total < MOST_BYTES ? total : MOST_BYTES;
	b.bytes = boot_read_some(&b.r, pa, &b.len, 1);
	if (b.len < BLOCK_TAGS + TAG_DATA) {
		boot_say(&b.r, "there is no info block where the loader points.");
		return -EINVAL;
	}
	if (b.len < total)
		boot_say(&b.r, "only %#x of the info block's %#x bytes can be read.", b.len, total);
	boot_add_info(&b.r, pa, b.len, "Multiboot2 info");
	walk_tags(&b);
	read_command_line(&b);
	read_framebuffer(&b);
	read_sections(&b);
	find_rsdp(&b);
	return read_memory(&b);
}
