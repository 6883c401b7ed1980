/* SPDX-License-Identifier: MIT */
/*
 * The tagged list of ARM boot loaders from before device trees, and of QEMU when it is
 * given none.
 *
 * A tag is its length in words, its type, and so many words less two. The list begins with
 * CORE and ends with NONE; it lies in the first pages of RAM, and the command line within.
 */
#include <bootmem/translate.h>

#define TAG_WORDS 0
#define TAG_TYPE  4
#define TAG_DATA  8

#define TAG_NONE	0x00000000
#define TAG_CORE	0x54410001
#define TAG_MEM		0x54410002
#define TAG_INITRD	0x54410005
#define TAG_VIDEO	0x54410008
#define TAG_COMMAND_LINE 0x54410009
#define TAG_INITRD_2	0x54420005

/* Fields of tags, from the start of the tag, and the shortest useful tag. */
#define MEM_SIZE 8
#define MEM_BASE 12
#define MEM_MIN	 16

#define INITRD_BASE 8
#define INITRD_SIZE 12
#define INITRD_MIN  16

#define VIDEO_HEIGHT 10
#define VIDEO_PITCH  14
#define VIDEO_BASE   16
#define VIDEO_SIZE   20
#define VIDEO_MIN    24

/* Real lists have less than a page; a damaged one must not keep us busy. */
#define MOST_BYTES (16U << 10)

enum {
	SHORT_TAG = BOOT_OWN_COMPLAINTS,
	OLD_INITRD,
	BANK_WRAPS,
	BAD_TEXT,
};

/*@ requires \valid(r);
    assigns r->said;
    ensures \result ==> len >= shortest; */
static bool __init long_enough(struct boot_reader *r, u32 len, u32 shortest)
{
	if (len >= shortest)
		return true;
	boot_say_once(r, SHORT_TAG, "a tag is too short for what it should hold; it is ignored.");
	return false;
}

/* Returns whether it was memory. */
/*@ requires Reader(r) && \valid_read(tag + (0 .. MEM_MIN - 1));
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static bool __init read_memory(struct boot_reader *r, const u8 *tag)
{
	u64 base = boot_le32(tag + MEM_BASE), size = boot_le32(tag + MEM_SIZE);

	if (base + size > 1ULL << 32) {
		boot_say_once(r, BANK_WRAPS,
			      "a bank of memory runs past the end of the address space: cut.");
		size = (1ULL << 32) - base;
	}
	boot_map_add(r->map, base, size, BOOT_RAM, NUMA_NO_NODE, NULL);
	return size > 0;
}

/*@ requires Reader(r) && \valid_read(tag + (0 .. len - 1));
    assigns r->said, r->info->command_line;
    ensures KEEPS(r); */
static void __init read_command_line(struct boot_reader *r, const u8 *tag, u32 len)
{
	if (len > TAG_DATA + BOOT_COMMAND_LINE)
		len = TAG_DATA + BOOT_COMMAND_LINE;
	/*@ loop invariant i >= TAG_DATA; loop assigns i; loop variant len - i; */
	for (u32 i = TAG_DATA; i < len; i++)
		if (tag[i] == '\0') {
			r->info->command_line = (const char *)tag + TAG_DATA;
			return;
		}
	boot_say_once(r, BAD_TEXT,
		      "a command line has no end or is longer than 4095 bytes; it is ignored.");
}

/* The size may be that of all video memory, or missing; rows of pixels are the least. */
/*@ requires Reader(r) && \valid_read(tag + (0 .. VIDEO_MIN - 1));
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init read_video(struct boot_reader *r, const u8 *tag)
{
	u64 size = boot_le32(tag + VIDEO_SIZE);
	u64 pixels = (u64)boot_le16(tag + VIDEO_PITCH) * boot_le16(tag + VIDEO_HEIGHT);

	boot_add_framebuffer(r, boot_le32(tag + VIDEO_BASE), size > pixels ? size : pixels, 1);
}

/* Returns whether it was memory. */
/*@ requires Reader(r) && len >= TAG_DATA && \valid_read(tag + (0 .. len - 1));
    assigns r->said, r->modules, *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static bool __init read_tag(struct boot_reader *r, const u8 *tag, u32 len)
{
	switch (boot_le32(tag + TAG_TYPE)) {
	case TAG_MEM:
		return long_enough(r, len, MEM_MIN) && read_memory(r, tag);
	case TAG_INITRD_2:
		if (long_enough(r, len, INITRD_MIN))
			boot_add_module(r, boot_le32(tag + INITRD_BASE),
					boot_le32(tag + INITRD_SIZE));
		break;
	case TAG_INITRD:
		boot_say_once(r, OLD_INITRD,
			      "an initrd with a virtual address (tag INITRD) is ignored.");
		break;
	case TAG_VIDEO:
		if (long_enough(r, len, VIDEO_MIN))
			read_video(r, tag);
		break;
	case TAG_COMMAND_LINE:
		read_command_line(r, tag, len);
		break;
	default:
		break;
	}
	return false;
}

/* Returns how many bytes the list has, NONE included; as many as make sense. */
/*@ requires Reader(r) && \valid_read(list + (0 .. readable - 1)) && \valid(has_memory);
    requires \separated(has_memory, r, r->info, r->map, r->map->ranges + (0 .. r->map->max - 1));
    assigns *has_memory, r->said, r->modules, *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static u32 __init walk_tags(struct boot_reader *r, const u8 *list, u32 readable, bool *has_memory)
{
	u32 pos = 0;

	/*@ loop invariant pos <= readable && KEEPS_SO_FAR(r);
	    loop assigns pos, *has_memory, r->said, r->modules, *\at(r->info, Pre), ENTRIES_SO_FAR(r->map);
	    loop variant readable - pos; */
	while (readable - pos >= TAG_DATA) {
		const u8 *tag = list + pos;
		u32 words = boot_le32(tag + TAG_WORDS);

		if (boot_le32(tag + TAG_TYPE) == TAG_NONE)
			return pos + TAG_DATA;
		if (words < TAG_DATA / 4 || words > (readable - pos) / 4) {
			boot_say(r, "the tag at offset %#x has an impossible size; the rest is not "
				    "read.", pos);
			return pos;
		}
		*has_memory |= read_tag(r, tag, 4 * words);
		pos += 4 * words;
	}
	boot_say(r, "the list has no end.");
	return pos;
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init atags_translate(u64 pa, boot_read_fn read, struct boot_map *map,
			   struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "ATAGs", .read = read,
				 .map = map, .info = info, .note = note };
	u32 readable = MOST_BYTES;
	const u8 *list = boot_read_some(&r, pa, &readable, 1);
	bool has_memory = false;

	if (readable < TAG_DATA || boot_le32(list + TAG_TYPE) != TAG_CORE) {
		boot_say(&r, "there is no list of tags where the loader points.");
		return -EINVAL;
	}
	boot_add_info(&r, pa, walk_tags(&r, list, readable, &has_memory), "ATAGs");
	if (has_memory)
		return 0;
	boot_say(&r, "the list has no memory.");
	return -EINVAL;
}
