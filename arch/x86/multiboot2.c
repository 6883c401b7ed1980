/* SPDX-License-Identifier: MIT */
/*
 * What a Multiboot 2 loader leaves: one block of tags, each with its type and length, which
 * holds texts and tables itself. GRUB puts it right behind the kernel, in memory that the
 * map calls RAM.
 *
 * Several tags may describe memory, and which one counts shows only when all are known. So
 * a walk over the tags complains and takes the modules; after that each tag is looked for.
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

enum {
	MODULE_BACKWARDS = BOOT_OWN_COMPLAINTS,
	SHORT_TAG,
};

struct tag {
	const u8 *at; /* NULL when the block has none */
	u32 size;
};

struct block {
	struct boot_reader r;
	u64 pa;
	const u8 *bytes;
	u32 len;
};

/*@ predicate Readable{L}(struct block *b) =
      \valid_read(b) && BLOCK_TAGS <= b->len <= MOST_BYTES &&
      \valid_read(b->bytes + (0 .. b->len - 1));

    predicate Block{L}(struct block *b) =
      \valid(b) && Readable(b) && Reader(&b->r) &&
      \separated(b, b->r.info, b->r.map, b->r.map->ranges + (0 .. b->r.map->max - 1)); */
#define KEEPS_BLOCK(b)	      Block(b) && SameReader{Pre, Post}(&(b)->r)
#define KEEPS_BLOCK_SO_FAR(b) Block(b) && SameReader{Pre, Here}(&(b)->r)

/* ---- tags ---- */

/* The tag at an offset; none where the list ends, and where it makes no sense any more. */
/*@ requires Readable(b) && pos <= b->len;
    assigns \nothing;
    ensures (\result.at != \null || \result.size) ==> TAG_DATA <= \result.size <= b->len - pos &&
      \valid_read(\result.at + (0 .. \result.size - 1)); */
static struct tag __init tag_at(const struct block *b, u32 pos)
{
	const u8 *at = b->bytes + pos;
	u32 left = b->len - pos, size = left < TAG_DATA ? 0 : boot_le32(at + TAG_SIZE);

	if (size < TAG_DATA || size > left || boot_le32(at + TAG_TYPE) == TAG_END)
		return (struct tag){ NULL, 0 };
	return (struct tag){ at, size };
}

/* Where the next one is; the last needs no padding. */
/*@ requires Readable(b) && pos <= b->len && TAG_DATA <= size <= b->len - pos;
    assigns \nothing;
    ensures pos < \result <= b->len; */
static u32 __init behind_tag(const struct block *b, u32 pos, u32 size)
{
	u32 left = b->len - pos, padded = (size + 7) / 8 * 8;

	return pos + (padded < left ? padded : left);
}

/* The first tag of a type that is long enough. */
/*@ requires Readable(b) && type < NR_TAG_TYPES;
    assigns \nothing;
    ensures \result.at != \null ==> shortest[type] <= \result.size <= MOST_BYTES &&
      \valid_read(\result.at + (0 .. \result.size - 1)); */
static struct tag __init find_tag(const struct block *b, enum tag_type type)
{
	struct tag tag;

	/*@ loop invariant BLOCK_TAGS <= pos <= b->len;
	    loop assigns pos, tag;
	    loop variant b->len - pos; */
	for (u32 pos = BLOCK_TAGS; (tag = tag_at(b, pos)).size; pos = behind_tag(b, pos, tag.size))
		if (boot_le32(tag.at + TAG_TYPE) == type && tag.size >= shortest[type])
			break;
	return tag;
}

/* ---- memory ---- */

/*@ requires Block(b);
    assigns *b->r.info, ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static bool __init read_efi_map(struct block *b)
{
	struct tag tag = find_tag(b, TAG_EFI_MAP);

	if (!tag.at)
		return false;
	return efi_translate(tag.at + EFI_MAP_ENTRIES, tag.size - EFI_MAP_ENTRIES,
			     boot_le32(tag.at + EFI_MAP_STRIDE), boot_le32(tag.at + EFI_MAP_VERSION),
			     b->r.map, b->r.info, b->r.note) > 0;
}

/*@ requires Block(b);
    assigns ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static bool __init read_map(struct block *b)
{
	struct tag tag = find_tag(b, TAG_MAP);

	if (!tag.at)
		return false;
	return e820_translate(tag.at + MAP_ENTRIES, boot_le32(tag.at + MAP_STRIDE),
			      tag.size - MAP_ENTRIES, b->r.map, b->r.note) > 0;
}

/*@ requires Block(b);
    assigns ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static bool __init read_sizes(struct block *b)
{
	const u8 *tag = find_tag(b, TAG_SIZES).at;

	if (!tag)
		return false;
	boot_say(&b->r, "there is no memory map; mem_lower and mem_upper are all that is known.");
	e820_add_sizes(b->r.map, boot_le32(tag + SIZES_LOWER), boot_le32(tag + SIZES_UPPER));
	return true;
}

/*@ requires Block(b);
    assigns *b->r.info, ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static int __init read_memory(struct block *b)
{
	bool running = find_tag(b, TAG_BOOT_SERVICES).at;

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

/* ---- modules and the rest ---- */

/* The first tag of each other type counts, but every module does. */
/*@ requires Block(b) && \valid_read(tag + (0 .. MODULE_MIN - 1));
    assigns RESULTS(&b->r);
    ensures KEEPS_BLOCK(b); */
static void __init read_module(struct block *b, const u8 *tag)
{
	u32 base = boot_le32(tag + MODULE_BASE), end = boot_le32(tag + MODULE_END);

	if (end < base)
		boot_say_once(&b->r, MODULE_BACKWARDS,
			      "a module ends before it begins; it is ignored.");
	boot_add_module(&b->r, base, end < base ? 0 : end - base);
}

/*@ requires Block(b) && TAG_DATA <= tag.size && \valid_read(tag.at + (0 .. tag.size - 1));
    assigns RESULTS(&b->r);
    ensures KEEPS_BLOCK(b); */
static void __init look_at(struct block *b, struct tag tag)
{
	u32 type = boot_le32(tag.at + TAG_TYPE);

	if (type < NR_TAG_TYPES && tag.size < shortest[type])
		boot_say_once(&b->r, SHORT_TAG,
			      "a tag is too short for what it should hold; it is ignored.");
	else if (type == TAG_MODULE)
		read_module(b, tag.at);
}

/*@ requires Block(b);
    assigns RESULTS(&b->r);
    ensures KEEPS_BLOCK(b); */
static void __init walk_tags(struct block *b)
{
	struct tag tag;
	u32 pos;

	/*@ loop invariant BLOCK_TAGS <= pos <= b->len && KEEPS_BLOCK_SO_FAR(b);
	    loop assigns pos, tag, RESULTS_SO_FAR(&b->r);
	    loop variant b->len - pos; */
	for (pos = BLOCK_TAGS; (tag = tag_at(b, pos)).size; pos = behind_tag(b, pos, tag.size))
		look_at(b, tag);
	if (b->len - pos < TAG_DATA)
		boot_say(&b->r, "the tags have no end.");
	else if (boot_le32(b->bytes + pos + TAG_TYPE) != TAG_END)
		boot_say(&b->r, "the tag at offset %#x has an impossible size; the rest is not read.", pos);
}

/*@ requires Block(b);
    assigns b->r.info->command_line;
    ensures KEEPS_BLOCK(b); */
static void __init read_command_line(struct block *b)
{
	struct tag tag = find_tag(b, TAG_COMMAND_LINE);
	u32 room = tag.size - TAG_DATA;

	if (!tag.at)
		return;
	if (room > BOOT_COMMAND_LINE)
		room = BOOT_COMMAND_LINE;
	//@ loop assigns i; loop variant room - i;
	for (u32 i = 0; i < room; i++)
		if (tag.at[TAG_DATA + i] == '\0') {
			b->r.info->command_line = (const char *)tag.at + TAG_DATA;
			return;
		}
	boot_say(&b->r, "the command line has no end or is longer than %d bytes; it is ignored.",
		 BOOT_COMMAND_LINE - 1);
}

/*@ requires Block(b);
    assigns b->r.said, ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static void __init read_framebuffer(struct block *b)
{
	const u8 *tag = find_tag(b, TAG_FRAMEBUFFER).at;

	if (tag)
		boot_add_framebuffer(&b->r, boot_le64(tag + FRAMEBUFFER_BASE),
				     boot_le32(tag + FRAMEBUFFER_PITCH),
				     boot_le32(tag + FRAMEBUFFER_HEIGHT));
}

/*@ requires Block(b);
    assigns ENTRIES(b->r.map);
    ensures KEEPS_BLOCK(b); */
static void __init read_sections(struct block *b)
{
	struct tag tag = find_tag(b, TAG_SECTIONS);
	u32 count, len;

	if (!tag.at)
		return;
	count = boot_le32(tag.at + SECTIONS_COUNT);
	len = boot_le32(tag.at + SECTIONS_LEN);
	if (len && count > (tag.size - SECTIONS_DATA) / len)
		count = (tag.size - SECTIONS_DATA) / len;
	elf_add_sections(&b->r, tag.at + SECTIONS_DATA, count, len);
}

/* The tag holds a copy of the root pointer, the newer one with what the older one lacks. */
/*@ requires Block(b);
    assigns *b->r.info;
    ensures KEEPS_BLOCK(b); */
static void __init find_rsdp(struct block *b)
{
	const u8 *old = find_tag(b, TAG_RSDP_1).at, *new = find_tag(b, TAG_RSDP_2).at;
	const u8 *efi32 = find_tag(b, TAG_EFI32).at, *efi64 = find_tag(b, TAG_EFI64).at;

	if (old || new)
		b->r.info->rsdp = b->pa + (u64)((new ? new : old) - b->bytes) + TAG_DATA;
	else if (efi64)
		efi_find_tables(boot_le64(efi64 + TAG_DATA), 8, b->r.read, b->r.info, b->r.note);
	else if (efi32)
		efi_find_tables(boot_le32(efi32 + TAG_DATA), 4, b->r.read, b->r.info, b->r.note);
}

/*@ requires Block(b);
    assigns RESULTS(&b->r);
    ensures KEEPS_BLOCK(b); */
static int __init read_block(struct block *b, u32 total)
{
	if (b->len < total)
		boot_say(&b->r, "only %#x of the info block's %#x bytes can be read.", b->len, total);
	boot_add_info(&b->r, b->pa, b->len, "Multiboot2 info");
	walk_tags(b);
	read_command_line(b);
	read_framebuffer(b);
	read_sections(b);
	find_rsdp(b);
	return read_memory(b);
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init multiboot2_translate(u64 pa, boot_read_fn read, struct boot_map *map,
				struct boot_info *info, boot_note_fn note)
{
	struct block b = { .r = { .loader = "Multiboot2", .read = read,
				  .map = map, .info = info, .note = note }, .pa = pa };
	const u8 *bytes = boot_read_bytes(&b.r, pa, BLOCK_TAGS);
	u32 total = bytes ? boot_le32(bytes + BLOCK_TOTAL) : 0;
	u32 len = total < MOST_BYTES ? total : MOST_BYTES;

	b.bytes = boot_read_some(&b.r, pa, &len, 1);
	b.len = len;
	if (len < BLOCK_TAGS + TAG_DATA) {
		boot_say(&b.r, "there is no info block where the loader points.");
		return -EINVAL;
	}
	return read_block(&b, total);
}
