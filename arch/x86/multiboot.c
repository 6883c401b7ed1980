/* SPDX-License-Identifier: MIT */
/*
 * What a Multiboot 1 loader leaves: a block of pointers, and flags that say which of them
 * mean something.
 *
 * What they point at lies in memory that the map calls RAM, often right behind the kernel
 * or in the first few pages; all of it is added to the map. Memory map entries carry their
 * own size, which does not count itself.
 */
#include <bootmem/translate.h>

#include "e820.h"
#include "elf_sections.h"

/* The info block: a field is valid when its flag is set. */
#define INFO_FLAGS	  0
#define INFO_LOWER	  4
#define INFO_UPPER	  8
#define INFO_COMMAND_LINE 16
#define INFO_NR_MODULES	  20
#define INFO_MODULES	  24
#define INFO_SYMBOLS	  28 /* four words, for one of two formats */
#define INFO_MAP_LEN	  44
#define INFO_MAP	  48
#define INFO_DRIVES_LEN	  52
#define INFO_DRIVES	  56
#define INFO_BIOS_CONFIG  60
#define INFO_LOADER	  64
#define INFO_APM	  68
#define INFO_VBE_CONTROL  72
#define INFO_VBE_MODE	  76
#define INFO_FRAMEBUFFER  88
#define INFO_PITCH	  96
#define INFO_HEIGHT	  104
#define INFO_PIXELS	  109
#define INFO_PALETTE	  110
#define INFO_NR_COLORS	  114

#define HAS_SIZES	(1U << 0)
#define HAS_BOOT_DEVICE (1U << 1)
#define HAS_COMMAND_LINE (1U << 2)
#define HAS_MODULES	(1U << 3)
#define HAS_AOUT	(1U << 4)
#define HAS_ELF		(1U << 5)
#define HAS_MAP		(1U << 6)
#define HAS_DRIVES	(1U << 7)
#define HAS_BIOS_CONFIG (1U << 8)
#define HAS_LOADER	(1U << 9)
#define HAS_APM		(1U << 10)
#define HAS_VBE		(1U << 11)
#define HAS_FRAMEBUFFER (1U << 12)

/* Where the fields of the flags end. */
#define SIZES_END	 12
#define BOOT_DEVICE_END	 16
#define COMMAND_LINE_END 20
#define MODULES_END	 28
#define SYMBOLS_END	 44
#define MAP_END		 52
#define DRIVES_END	 60
#define BIOS_CONFIG_END	 64
#define LOADER_END	 68
#define APM_END		 72
#define VBE_END		 88
#define FRAMEBUFFER_END	 116

/* A module */
#define MODULE_LEN   16
#define MODULE_BASE  0
#define MODULE_END   4
#define MODULE_TEXT  8

/* A memory map entry; the other fields' offsets do not count the size. */
#define ENTRY_SIZE 0
#define ENTRY_BASE 4
#define ENTRY_LEN  12
#define ENTRY_TYPE 20
#define ENTRY_MIN  24
#define MOST_MAP_BYTES (BOOT_LIST_ENTRIES * ENTRY_MIN)

/* Blocks of fixed size */
#define APM_LEN		20
#define VBE_CONTROL_LEN 512
#define VBE_MODE_LEN	256
#define COLOR_LEN	3
#define PIXELS_INDEXED	0

enum {
	MODULE_BACKWARDS = BOOT_OWN_COMPLAINTS,
	ENTRY_WRAPS,
};

#define FIELD(flag, end) ((flags & (flag)) != 0 ==> \valid_read(block + (0 .. (end) - 1)))
/*@ predicate Block{L}(u8 *block, u32 flags) =
      FIELD(HAS_SIZES, SIZES_END) && FIELD(HAS_COMMAND_LINE, COMMAND_LINE_END) &&
      FIELD(HAS_MODULES, MODULES_END) && FIELD(HAS_AOUT, SYMBOLS_END) &&
      FIELD(HAS_ELF, SYMBOLS_END) && FIELD(HAS_MAP, MAP_END) && FIELD(HAS_DRIVES, DRIVES_END) &&
      FIELD(HAS_BIOS_CONFIG, BIOS_CONFIG_END) && FIELD(HAS_LOADER, LOADER_END) &&
      FIELD(HAS_APM, APM_END) && FIELD(HAS_VBE, VBE_END) &&
      FIELD(HAS_FRAMEBUFFER, FRAMEBUFFER_END); */

/* How much of the block there is, by its flags. */
/*@ assigns \nothing;
    ensures 4 <= \result <= FRAMEBUFFER_END;
    ensures \forall u8 *block; \valid_read(block + (0 .. \result - 1)) ==> Block(block, flags); */
static u32 __init block_len(u32 flags)
{
	if (flags & HAS_FRAMEBUFFER)
		return FRAMEBUFFER_END;
	if (flags & HAS_VBE)
		return VBE_END;
	if (flags & HAS_APM)
		return APM_END;
	if (flags & HAS_LOADER)
		return LOADER_END;
	if (flags & HAS_BIOS_CONFIG)
		return BIOS_CONFIG_END;
	if (flags & HAS_DRIVES)
		return DRIVES_END;
	if (flags & HAS_MAP)
		return MAP_END;
	if (flags & HAS_ELF || flags & HAS_AOUT)
		return SYMBOLS_END;
	if (flags & HAS_MODULES)
		return MODULES_END;
	if (flags & HAS_COMMAND_LINE)
		return COMMAND_LINE_END;
	if (flags & HAS_BOOT_DEVICE)
		return BOOT_DEVICE_END;
	return (flags & HAS_SIZES) ? SIZES_END : 4;
}

/* ---- memory ---- */

/* Entries up to one that cannot be; returns whether there are any. len is not 0. */
/*@ requires Reader(r) && \valid_read(at + (0 .. len - 1)) && len <= MOST_MAP_BYTES;
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static bool __init read_entries(struct boot_reader *r, const u8 *at, u32 len)
{
	bool any = false;
	u64 step = 0;

	/*@ loop invariant \valid_read(at + (0 .. len - 1)) && KEEPS_SO_FAR(r);
	    loop assigns at, len, step, any, r->said, ENTRIES_SO_FAR(r->map);
	    loop variant len; */
	for (; len >= ENTRY_MIN; at += step, len -= (u32)step) {
		step = (u64)boot_le32(at + ENTRY_SIZE) + 4;
		if (step < ENTRY_MIN) {
			boot_say(r, "a memory map entry is shorter than 20 bytes; the rest is not "
				    "read.");
			return any;
		}
		if (e820_add(r->map, boot_le64(at + ENTRY_BASE), boot_le64(at + ENTRY_LEN),
			     boot_le32(at + ENTRY_TYPE)))
			boot_say_once(r, ENTRY_WRAPS, "a memory map entry runs past the end of the "
						      "address space; it is cut there.");
		any = true;
		if (step >= len) /* the last needs nothing behind its type */
			return true;
	}
	boot_say(r, "the memory map ends within an entry; the rest of it is ignored.");
	return any;
}

/*@ requires Reader(r);
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static bool __init read_map(struct boot_reader *r, u32 pa, u32 given)
{
	u32 len = given < MOST_MAP_BYTES ? given : MOST_MAP_BYTES;
	const u8 *entries = boot_read_some(r, pa, &len, 1);

	if (len < given)
		boot_say(r, "the memory map is too long or cannot be read to its end.");
	boot_add_info(r, pa, len, "memory map");
	return entries && read_entries(r, entries, len);
}

/*@ requires Reader(r) && Block(block, flags);
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static int __init read_memory(struct boot_reader *r, const u8 *block, u32 flags)
{
	if (flags & HAS_MAP &&
	    read_map(r, boot_le32(block + INFO_MAP), boot_le32(block + INFO_MAP_LEN)))
		return 0;
	if (!(flags & HAS_SIZES)) {
		boot_say(r, "the loader tells neither a memory map nor how much memory there is.");
		return -EINVAL;
	}
	boot_say(r, "there is no memory map; mem_lower and mem_upper are all that is known.");
	e820_add_sizes(r->map, boot_le32(block + INFO_LOWER), boot_le32(block + INFO_UPPER));
	return 0;
}

/* ---- modules ---- */

/*@ requires Reader(r);
    assigns RESULTS(r);
    ensures KEEPS(r); */
static void __init read_modules(struct boot_reader *r, u32 list, u32 given)
{
	u32 count = given;
	const u8 *module = boot_read_list(r, list, &count, MODULE_LEN, "module list");

	if (count < given)
		boot_say(r, "the module list is too long or cannot be read to its end.");
	/*@ loop invariant i <= count && \valid_read(module + (0 .. (count - i) * MODULE_LEN - 1));
	    loop invariant KEEPS_SO_FAR(r);
	    loop assigns i, module, RESULTS_SO_FAR(r);
	    loop variant count - i; */
	for (u32 i = 0; i < count; i++, module += MODULE_LEN) {
		u32 base = boot_le32(module + MODULE_BASE), end = boot_le32(module + MODULE_END);

		boot_read_module_text(r, boot_le32(module + MODULE_TEXT));
		if (end < base)
			boot_say_once(r, MODULE_BACKWARDS,
				      "a module ends before it begins; it is ignored.");
		boot_add_module(r, base, end < base ? 0 : end - base);
	}
}

/* ---- the rest: only where it lies matters ---- */

/* A table and texts, each with its length in front. */
/*@ requires Reader(r) && \valid_read(word + (0 .. 15));
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_aout_symbols(struct boot_reader *r, const u8 *word)
{
	boot_add_info(r, boot_le32(word + 8), (u64)boot_le32(word) + boot_le32(word + 4) + 8,
		      "symbols");
}

/*@ requires Reader(r) && \valid_read(word + (0 .. 15));
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_elf_symbols(struct boot_reader *r, const u8 *word)
{
	u32 count = boot_le32(word), len = boot_le32(word + 4);
	const u8 *headers;

	if (!len || len > ELF64_SECTION_LEN)
		return;
	headers = boot_read_list(r, boot_le32(word + 8), &count, len, "section headers");
	elf_add_sections(r, headers, count, len);
}

/*@ requires Reader(r);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_bios_config(struct boot_reader *r, u32 pa)
{
	const u8 *len = boot_read_bytes(r, pa, 2);

	if (pa && len)
		boot_add_info(r, pa, 2U + boot_le16(len), "BIOS configuration");
}

/*@ requires Reader(r) && \valid_read(block + (0 .. FRAMEBUFFER_END - 1));
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_framebuffer(struct boot_reader *r, const u8 *block)
{
	boot_add_framebuffer(r, boot_le64(block + INFO_FRAMEBUFFER), boot_le32(block + INFO_PITCH),
			     boot_le32(block + INFO_HEIGHT));
	if (block[INFO_PIXELS] == PIXELS_INDEXED && boot_le32(block + INFO_PALETTE))
		boot_add_info(r, boot_le32(block + INFO_PALETTE),
			      (u64)COLOR_LEN * boot_le16(block + INFO_NR_COLORS), "palette");
}

/* A block that a pointer in the info block names, if it is not null. */
/*@ requires Reader(r) && \valid_read(pointer + (0 .. 3));
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_block(struct boot_reader *r, const u8 *pointer, u32 len, const char *owner)
{
	if (boot_le32(pointer))
		boot_add_info(r, boot_le32(pointer), len, owner);
}

/*@ requires Reader(r) && Block(block, flags);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_symbols(struct boot_reader *r, const u8 *block, u32 flags)
{
	if (flags & HAS_AOUT)
		add_aout_symbols(r, block + INFO_SYMBOLS);
	if (flags & HAS_ELF)
		add_elf_symbols(r, block + INFO_SYMBOLS);
}

/*@ requires Reader(r) && Block(block, flags);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_bios_tables(struct boot_reader *r, const u8 *block, u32 flags)
{
	if (flags & HAS_DRIVES)
		add_block(r, block + INFO_DRIVES, boot_le32(block + INFO_DRIVES_LEN), "drives");
	if (flags & HAS_BIOS_CONFIG)
		add_bios_config(r, boot_le32(block + INFO_BIOS_CONFIG));
	if (flags & HAS_APM)
		add_block(r, block + INFO_APM, APM_LEN, "APM table");
	if (flags & HAS_VBE) {
		add_block(r, block + INFO_VBE_CONTROL, VBE_CONTROL_LEN, "VBE information");
		add_block(r, block + INFO_VBE_MODE, VBE_MODE_LEN, "VBE information");
	}
}

/*@ requires Reader(r) && Block(block, flags);
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_others(struct boot_reader *r, const u8 *block, u32 flags)
{
	add_symbols(r, block, flags);
	add_bios_tables(r, block, flags);
	if (flags & HAS_LOADER && boot_le32(block + INFO_LOADER))
		boot_read_text(r, boot_le32(block + INFO_LOADER), "loader name");
	if (flags & HAS_FRAMEBUFFER)
		add_framebuffer(r, block);
}

/* What the loader was told to load. */
/*@ requires Reader(r) && Block(block, flags);
    assigns RESULTS(r);
    ensures KEEPS(r); */
static void __init read_payload(struct boot_reader *r, const u8 *block, u32 flags)
{
	if (flags & HAS_COMMAND_LINE)
		boot_read_command_line(r, boot_le32(block + INFO_COMMAND_LINE));
	if (flags & HAS_MODULES && boot_le32(block + INFO_MODULES))
		read_modules(r, boot_le32(block + INFO_MODULES),
			     boot_le32(block + INFO_NR_MODULES));
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init multiboot_translate(u64 pa, boot_read_fn read, struct boot_map *map,
			       struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "Multiboot", .read = read,
				 .map = map, .info = info, .note = note };
	const u8 *block = boot_read_bytes(&r, pa, 4);
	u32 flags = block ? boot_le32(block + INFO_FLAGS) : 0;
	u32 len = block_len(flags);

	block = boot_read_bytes(&r, pa, len);
	if (!block) {
		boot_say(&r, "there is no info block where the loader points.");
		return -EINVAL;
	}
	boot_add_info(&r, pa, len, "Multiboot info");
	read_payload(&r, block, flags);
	add_others(&r, block, flags);
	return read_memory(&r, block, flags);
}
