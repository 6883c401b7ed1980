/* SPDX-License-Identifier: MIT */
/*
 * Multiboot 1: what QEMU and GRUB leave, and what a broken loader might.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

/* Flags of the info block. */
#define SIZES	    0x001
#define COMMAND	    0x004
#define MODULES	    0x008
#define AOUT	    0x010
#define ELF	    0x020
#define MAP	    0x040
#define DRIVES	    0x080
#define CONFIG	    0x100
#define LOADER	    0x200
#define APM	    0x400
#define VBE	    0x800
#define FRAMEBUFFER 0x1000
#define QEMU	    0x24f

#define AT_INFO	   0x1000
#define AT_MAP	   0x1080
#define AT_MODULES 0x1180
#define AT_TEXT	   0x11c0
#define AT_OTHERS  0x1240
#define END	   0x1300

static struct target t = { .start = AT_INFO, .translate = multiboot_translate };

static u64 map_end;

static void put_entry(u32 size, u64 base, u64 end, u32 type)
{
	phys_put32(map_end, size);
	phys_put64(map_end + 4, base);
	phys_put64(map_end + 12, end - base);
	phys_put32(map_end + 20, type);
	map_end += size + 4ULL;
	phys_put32(AT_INFO + 44, map_end - AT_MAP);
}

static void put_module(unsigned int i, u32 base, u32 end, u32 text)
{
	phys_put32(AT_MODULES + 16 * i, base);
	phys_put32(AT_MODULES + 16 * i + 4, end);
	phys_put32(AT_MODULES + 16 * i + 8, text);
	phys_put32(AT_MODULES + 16 * i + 12, 0);
	phys_put32(AT_INFO + 20, i + 1);
}

/* pc with 256 MiB: -kernel k -append "a=1" -initrd "m1 arg,m2" */
static void qemu(void)
{
	phys_start(AT_INFO, END - AT_INFO);
	phys_put32(AT_INFO, QEMU);
	phys_put32(AT_INFO + 4, 639);
	phys_put32(AT_INFO + 8, 0x3fb80);
	phys_put32(AT_INFO + 12, 0x8000ffff);
	phys_put32(AT_INFO + 16, AT_TEXT);
	phys_put32(AT_INFO + 24, AT_MODULES);
	phys_put32(AT_INFO + 48, AT_MAP);
	phys_put32(AT_INFO + 64, AT_TEXT + 0x40);
	map_end = AT_MAP;
	put_entry(20, 0, 0x9fc00, 1);
	put_entry(20, 0x9fc00, 0xa0000, 2);
	put_entry(20, 0xf0000, 0x100000, 2);
	put_entry(20, 0x100000, 0xffe0000, 1);
	put_entry(20, 0xffe0000, 0x10000000, 2);
	put_entry(20, 0xfffc0000, 0x100000000, 2);
	put_entry(20, 0xfd00000000, 0x10000000000, 2);
	put_module(0, 0x208000, 0x208123, AT_TEXT + 0x20);
	put_module(1, 0x209000, 0x209800, AT_TEXT + 0x30);
	phys_text(AT_TEXT, "kernel.elf a=1");
	phys_text(AT_TEXT + 0x20, "m1 arg");
	phys_text(AT_TEXT + 0x30, "m2");
	phys_text(AT_TEXT + 0x40, "qemu");
}

static int translate(void)
{
	return target_translate(&t);
}

static bool entry(u64 base, u64 end, enum boot_kind kind, const char *owner)
{
	return map_entry(&t.map, base, end, kind, owner);
}

static bool info_entry(u64 base, u64 size, const char *owner)
{
	return entry(base, base + size, BOOT_INFO, owner);
}

static void plain(void)
{
	qemu();
	save_seed("multiboot", "qemu");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK_EQ(t.info.rsdp, 0);
	/* The command line is what the loader passed, with QEMU's path. */
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "kernel.elf a=1"));
	CHECK_EQ(t.info.initrd.base, 0x208000);
	CHECK_EQ(t.info.initrd.size, 0x123);
	CHECK(entry(0x208000, 0x208123, BOOT_INITRD, "initrd"));
	CHECK(entry(0x209000, 0x209800, BOOT_INITRD, "module"));
}

static void row_41_blocks(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK(info_entry(AT_INFO, 68, "Multiboot info"));
	CHECK(info_entry(AT_MAP, 7 * 24, "memory map"));
	CHECK(info_entry(AT_MODULES, 32, "module list"));
	CHECK(info_entry(AT_TEXT, 15, "command line"));
	CHECK(info_entry(AT_TEXT + 0x20, 7, "module command line"));
	CHECK(info_entry(AT_TEXT + 0x30, 3, "module command line"));
	CHECK(info_entry(AT_TEXT + 0x40, 5, "loader name"));
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 7);
}

/* Row 41, what else a loader leaves: each with its flag, and none without. */
static void row_41_others(void)
{
	qemu();
	phys_put32(AT_INFO, QEMU | AOUT | DRIVES | CONFIG | APM | VBE | FRAMEBUFFER);
	phys_put32(AT_INFO + 28, 0x30);
	phys_put32(AT_INFO + 32, 0x50);
	phys_put32(AT_INFO + 36, 0x300000);
	phys_put32(AT_INFO + 52, 0x24);
	phys_put32(AT_INFO + 56, 0x301000);
	phys_put32(AT_INFO + 60, AT_OTHERS);
	phys_put16(AT_OTHERS, 0x10);
	phys_put32(AT_INFO + 68, 0x302000);
	phys_put32(AT_INFO + 72, 0x303000);
	phys_put32(AT_INFO + 76, 0x304000);
	phys_put64(AT_INFO + 88, 0x1f0000000);
	phys_put32(AT_INFO + 96, 1024);
	phys_put32(AT_INFO + 100, 1000);
	phys_put32(AT_INFO + 104, 768);
	*phys_at(AT_INFO + 108) = 8;
	*phys_at(AT_INFO + 109) = 0; /* indexed colours */
	phys_put32(AT_INFO + 110, 0x305000);
	phys_put16(AT_INFO + 114, 256);
	save_seed("multiboot", "everything");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(info_entry(AT_INFO, 116, "Multiboot info"));
	CHECK(info_entry(0x300000, 0x88, "symbols"));
	CHECK(info_entry(0x301000, 0x24, "drives"));
	CHECK(info_entry(AT_OTHERS, 0x12, "BIOS configuration"));
	CHECK(info_entry(0x302000, 20, "APM table"));
	CHECK(info_entry(0x303000, 512, "VBE information"));
	CHECK(info_entry(0x304000, 256, "VBE information"));
	CHECK(info_entry(0x305000, 768, "palette"));
	CHECK(sizeof(phys_addr_t) == 4 ||
	      entry(0x1f0000000, 0x1f0000000 + 768 * 1024, BOOT_FRAMEBUFFER, "framebuffer"));
	*phys_at(AT_INFO + 109) = 1; /* direct colours */
	CHECK_EQ(translate(), 0);
	CHECK(!info_entry(0x305000, 768, "palette"));
	phys_put32(AT_INFO, QEMU);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 7);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 0);
}

/* Sections that the loader put beside the image, in both formats. */
static void row_41_symbols(void)
{
	for (unsigned int len = 40; len <= 64; len += 24) {
		unsigned int word = len == 64 ? 8 : 4, flags = 8, base = flags + word;
		unsigned int size = base + 2 * word;

		qemu();
		phys_put32(AT_INFO, QEMU | ELF);
		phys_put32(AT_INFO + 28, 3);
		phys_put32(AT_INFO + 32, len);
		phys_put32(AT_INFO + 36, AT_OTHERS);
		phys_fill(AT_OTHERS, 0, 3 * len);
		phys_put32(AT_OTHERS + len + 4, 1); /* text, part of the image */
		phys_put(AT_OTHERS + len + flags, 6, word);
		phys_put(AT_OTHERS + len + base, 0xc0100000, word);
		phys_put(AT_OTHERS + len + size, 0x1000, word);
		phys_put32(AT_OTHERS + 2 * len + 4, 2); /* symbols */
		phys_put(AT_OTHERS + 2 * len + base, 0x123000, word);
		phys_put(AT_OTHERS + 2 * len + size, 0x345, word);
		save_seed("multiboot", len == 64 ? "elf64" : "elf32");
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK(info_entry(AT_OTHERS, 3 * len, "section headers"));
		CHECK(info_entry(0x123000, 0x345, "symbols"));
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 9);
		phys_put32(AT_OTHERS + 2 * len + 4, 8); /* nothing in the file */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 8);
		phys_put32(AT_INFO + 32, 48); /* no such format */
		CHECK_EQ(translate(), 0);
		CHECK(!info_entry(0x123000, 0x345, "symbols"));
		phys_put32(AT_INFO + 28, 1);
		phys_put32(AT_INFO + 32, 65); /* not read at all */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 7);
		phys_put32(AT_INFO + 32, 0); /* nor this */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 7);
		phys_put32(AT_INFO + 28, ~0U);
		phys_put32(AT_INFO + 32, ~0U);
		CHECK_EQ(translate(), 0);
	}
}

/* Row 57: entries have a size of their own, which does not count itself. */
static void row_57_steps(void)
{
	qemu();
	map_end = AT_MAP;
	put_entry(36, 0, 0x9f000, 1);
	put_entry(20, 0x100000, 0x200000, 1);
	put_entry(21, 0x300000, 0x400000, 1);
	put_entry(28, 0x500000, 0x600000, 4);
	save_seed("multiboot", "sizes-of-entries");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 3);
	CHECK(entry(0, 0x9f000, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x200000, BOOT_RAM, NULL));
	CHECK(entry(0x300000, 0x400000, BOOT_RAM, NULL));
	CHECK(entry(0x500000, 0x600000, BOOT_ACPI_NVS, NULL));
}

/* An entry may be longer than 16 bits can say, and a pointer may have nothing in its lower 16. */
static void long_entry(void)
{
	const u32 step = 0x10000 + 24;

	phys_start(AT_INFO, AT_MAP - AT_INFO + step + 24);
	phys_fill(AT_INFO, 0, AT_MAP - AT_INFO + step + 24);
	phys_put32(AT_INFO, MAP | LOADER);
	phys_put32(AT_INFO + 48, AT_MAP);
	phys_put32(AT_INFO + 64, 0x10000);
	phys_text(0x10000, "loader");
	map_end = AT_MAP;
	put_entry(step - 4, 0x100000, 0x200000, 1);
	put_entry(20, 0x300000, 0x400000, 1);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x100000, 0x200000, BOOT_RAM, NULL));
	CHECK(entry(0x300000, 0x400000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK(info_entry(0x10000, 7, "loader name"));
}

static void bad_steps(void)
{
	qemu();
	phys_put32(AT_MAP + 24, 19);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Multiboot: a memory map entry is shorter than 20 bytes; the rest is not read.\n");
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK_EQ(map_count(&t.map, BOOT_MMIO), 0);
	phys_put32(AT_MAP + 24, ~0U); /* far over the end: the entry counts, the rest is gone */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x9fc00, 0xa0000, BOOT_MMIO, NULL));
	CHECK_EQ(t.map.count - map_count(&t.map, BOOT_INFO), 4);
	/* Without a single entry there is no map. */
	phys_put32(AT_MAP, 0);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "mem_lower and mem_upper are all that is known");
	qemu();
	phys_put32(AT_INFO + 44, 3 * 24 + 23);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "the memory map ends within an entry");
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	qemu();
	put_entry(20, ~0xfffULL, 0x2000, 2);
	put_entry(20, ~0xfffULL, 0x2000, 2);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "runs past the end of the address space");
}

/* Row 58: the sizes count only when there is no map, and are not trusted far. */
static void row_58_sizes(void)
{
	qemu();
	phys_put32(AT_INFO + 8, 0x1c18); /* 7 MiB, as under UEFI */
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	phys_put32(AT_INFO, QEMU & ~MAP);
	save_seed("multiboot", "no-map");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Multiboot: there is no memory map; mem_lower and mem_upper are all that is known.\n");
	CHECK(entry(0, 639 * 1024, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x100000 + 0x1c18 * 1024, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	phys_put32(AT_INFO + 4, ~0U);
	phys_put32(AT_INFO + 8, ~0U);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0, 640 * 1024, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	phys_put32(AT_INFO, QEMU & ~(MAP | SIZES));
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Multiboot: the loader tells neither a memory map nor how much memory there is.\n");
	CHECK_EQ(t.info.initrd.size, 0x123); /* what else is known is told */
	qemu();
	phys_put32(AT_INFO + 48, 0x5000000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 2);
	CHECK(entry(0, 639 * 1024, BOOT_RAM, NULL));
}

/* Rows 55 and 62: types of GRUB under UEFI, qboot's empty entry, type 4 below 1 MiB. */
static void rows_55_62_types(void)
{
	qemu();
	map_end = AT_MAP;
	put_entry(20, 0, 0x9f000, 1);
	put_entry(20, 0xd0000, 0xf0000, 4);
	put_entry(20, 0x100000, 0x200000, 20);
	put_entry(20, 0x200000, 0x300000, 3);
	put_entry(20, 0x300000, 0x400000, 5);
	put_entry(20, 0, 0, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK(entry(0xd0000, 0xf0000, BOOT_ACPI_NVS, NULL));
	CHECK(entry(0x100000, 0x200000, BOOT_MMIO, NULL));
	CHECK(entry(0x200000, 0x300000, BOOT_ACPI_DATA, NULL));
	CHECK(entry(0x300000, 0x400000, BOOT_BAD, NULL));
	/* A map without memory is one. */
	map_end = AT_MAP;
	put_entry(20, 0, 0, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 0);
}

/* Row 42: modules that share a page stay two ranges, exact to the byte. */
static void row_42_modules(void)
{
	qemu();
	put_module(0, 0x208000, 0x208123, 0);
	put_module(1, 0x208200, 0x208201, 0);
	put_module(2, 0x208300, 0x208300, 0);
	put_module(3, 0x209000, 0x208fff, 0);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x208000, 0x208123, BOOT_INITRD, "initrd"));
	CHECK(entry(0x208200, 0x208201, BOOT_INITRD, "module"));
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 2);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "a module ends before it begins; it is ignored");
	/* The first one is the initrd, even if there is nothing of it. */
	phys_put32(AT_MODULES + 4, 0x208000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK(entry(0x208200, 0x208201, BOOT_INITRD, "module"));
	put_module(0, 0x208000, 0x207fff, AT_TEXT + 0x20); /* it is broken, and its text is read all the same */
	phys_put32(AT_INFO + 20, 4);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK(entry(0x208200, 0x208201, BOOT_INITRD, "module"));
	CHECK(info_entry(AT_TEXT + 0x20, 7, "module command line"));
	put_module(0, 0x208000, 0x208000, 0);
	phys_put32(AT_INFO + 20, 3); /* an empty one is nothing to complain about */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	phys_put32(AT_INFO + 20, ~0U);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "Multiboot: the module list is too long or cannot be read to its end.\n");
	phys_put32(AT_INFO + 24, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
}

static void nothing_there(void)
{
	qemu();
	t.start = END - 3;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Multiboot: there is no info block where the loader points.\n");
	CHECK_EQ(t.map.count, 0);
	t.start = END - 67;
	phys_put32(END - 67, QEMU);
	CHECK_EQ(translate(), -EINVAL);
	t.start = ~0ULL;
	CHECK_EQ(translate(), -EINVAL);
	t.start = END - 4; /* no more than the flags, which say nothing */
	phys_put32(END - 4, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK(info_entry(END - 4, 4, "Multiboot info"));
	t.start = AT_INFO;
	phys_put32(AT_INFO, QEMU | CONFIG); /* a table that lies at the very end */
	phys_put32(AT_INFO + 60, END - 2);
	phys_put16(END - 2, 0x20);
	CHECK_EQ(translate(), 0);
	CHECK(info_entry(END - 2, 0x22, "BIOS configuration"));
	phys_put32(AT_INFO, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK(info_entry(AT_INFO, 4, "Multiboot info"));
	CHECK_EQ(multiboot_translate(0, phys_read, &t.map, &t.info, NULL), -EINVAL);
}

/* The block is as long as its highest flag says, to the byte. */
static void block_ends(void)
{
	static const u8 ends[] = { 12, 16, 20, 28, 44, 44, 52, 60, 64, 68, 72, 88, 116 };

	for (unsigned int flag = 0; flag < 13; flag++) {
		phys_start(AT_INFO, ends[flag]);
		phys_fill(AT_INFO, 0, ends[flag]);
		phys_put32(AT_INFO, 1U << flag);
		CHECK_EQ(translate(), flag == 0 ? 0 : -EINVAL);
		CHECK(info_entry(AT_INFO, ends[flag], "Multiboot info"));
		phys_cut(ends[flag] - 1U);
		CHECK_EQ(translate(), -EINVAL);
		CHECK_TEXT(notes(), "Multiboot: there is no info block where the loader points.\n");
		CHECK_EQ(t.map.count, 0);
		/* Flags that can be read are believed, even where nothing behind them can. */
		phys_cut(4);
		CHECK_EQ(translate(), -EINVAL);
		CHECK_TEXT(notes(), "Multiboot: there is no info block where the loader points.\n");
		CHECK_EQ(t.map.count, 0);
	}
}

static void command_lines(void)
{
	qemu();
	phys_put32(AT_INFO + 16, 0);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(notes_count(), 0);
	phys_put32(AT_INFO + 16, 0x70000000);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Multiboot: the command line cannot be read or is longer than 4095");
}

/* Everything, and symbols that may be of either format. */
static void everything(u32 flags)
{
	row_41_others();
	phys_put32(AT_INFO, flags);
	phys_put32(AT_INFO + 28, 1);
	phys_put32(AT_INFO + 32, 64);
	phys_put32(AT_INFO + 36, AT_OTHERS + 0x20);
	CHECK_EQ(translate(), 0);
}

/* Each flag by itself stands for its own field, whatever the others hold. */
static void each_flag(void)
{
	static const struct {
		u32 flag;
		bool adds;
	} flags[] = {
		{ 1 << 0, false }, { 1 << 1, false }, { 1 << 2, true }, { 1 << 3, true },
		{ 1 << 4, true }, { 1 << 5, true }, { 1 << 7, true }, { 1 << 8, true }, { 1 << 9, true },
		{ 1 << 10, true }, { 1 << 11, true },
		{ 1 << 12, sizeof(phys_addr_t) > 4 /* it lies there */ }, { 1 << 13, false },
	};
	unsigned int bare;

	everything(MAP);
	bare = t.map.count;
	CHECK(!t.info.command_line && !t.info.initrd.size);
	for (size_t i = 0; i < LENGTH(flags); i++) {
		everything(MAP | flags[i].flag);
		CHECK_EQ(t.map.count > bare, flags[i].adds);
		CHECK_EQ(t.info.command_line != NULL, flags[i].flag == 1 << 2);
		CHECK_EQ(t.info.initrd.size != 0, flags[i].flag == 1 << 3);
	}
}

/* The block is as long as the field of its last flag. */
static void block_lengths(void)
{
	static const u8 ends[] = { 12, 16, 20, 28, 44, 44, 52, 60, 64, 68, 72, 88, 116, 4 };

	for (unsigned int i = 0; i < LENGTH(ends); i++) {
		qemu();
		phys_fill(AT_INFO + 4, 0, 112);
		phys_put32(AT_INFO, 1U << i);
		translate();
		CHECK(info_entry(AT_INFO, ends[i], "Multiboot info"));
		phys_put32(AT_INFO, (2U << i) - 1);
		translate();
		CHECK(info_entry(AT_INFO, i < 13 ? ends[i] : 116, "Multiboot info"));
	}
}

static void fields(void)
{
	static const struct field info[] = {
		{ 0, 4, ~0x1fdcULL /* sizes and symbols change nothing here, the boot device never */ },
		{ 16, 4 }, { 20, 4 }, { 24, 4 }, { 28, 4 }, { 32, 4 }, { 36, 4 }, { 44, 4 }, { 48, 4 },
		{ 52, 4 }, { 56, 4 }, { 60, 4 }, { 64, 4 }, { 68, 4 }, { 72, 4 }, { 76, 4 }, { 88, 8 },
		{ 96, 4 }, { 104, 4 }, { 109, 1 }, { 110, 4 }, { 114, 2 },
	};
	static const struct field memory[] = { { 0, 4 }, { 4, 8 }, { 12, 8 }, { 20, 4 } };
	static const struct field module[] = { { 0, 4 }, { 4, 4 }, { 8, 4 } };
	static const struct field length[] = { { 0, 2 } };
	static const struct field sizes[] = { { 0, 4 }, { 4, 4 } };
	static const u8 pointers[] = { 16, 24, 56, 68, 72, 76, 110 };

	row_41_others();
	phys_put32(AT_INFO, 0x1fdf & ~ELF);
	phys_put64(AT_INFO + 88, 0xe0000000);
	*phys_at(AT_INFO + 109) = 0;
	fields_count(&t, AT_INFO, 116, info, LENGTH(info));
	fields_count(&t, AT_MAP + 3 * 24, 24, memory, LENGTH(memory));
	fields_count(&t, AT_MODULES, 16, module, LENGTH(module));
	fields_count(&t, AT_OTHERS, 2, length, LENGTH(length));
	/* A table and texts that together are longer than any of the two can say. */
	phys_put32(AT_INFO + 28, 0xfffffff0);
	phys_put32(AT_INFO + 32, 0x100);
	CHECK_EQ(translate(), 0);
	CHECK(sizeof(phys_addr_t) == 4 || info_entry(0x300000, 0x1000000f8, "symbols"));
	/* What is null is not there; any bit makes it a pointer. */
	for (unsigned int i = 0; i < LENGTH(pointers); i++) {
		row_41_others();
		phys_put32(AT_INFO, 0x1fdf & ~ELF);
		*phys_at(AT_INFO + 109) = 0;
		phys_put32(AT_INFO + pointers[i], 0);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		for (unsigned int k = 0; k < t.map.count; k++)
			CHECK(t.map.ranges[k].base || t.map.ranges[k].kind != BOOT_INFO);
		fields_count(&t, AT_INFO + pointers[i], 4, (const struct field[]){ { 0, 4 } }, 1);
	}
	qemu();
	phys_put32(AT_INFO, SIZES);
	fields_count(&t, AT_INFO + 4, 8, sizes, LENGTH(sizes));
}

/* Page 0 can be read, and is full of what could be understood: null points at nothing all the same. */
static void null_pointers(void)
{
	static const u8 pointers[] = { 16, 24, 56, 60, 64, 68, 72, 76, 110 };

	phys_start(0, END);
	phys_fill(0, 0, END);
	phys_put32(AT_INFO, 0x1fdf & ~ELF & ~AOUT);
	phys_put32(AT_INFO + 20, 1);
	phys_put32(AT_INFO + 48, AT_MAP);
	phys_put32(AT_INFO + 52, 4);
	phys_put16(AT_INFO + 114, 2);
	map_end = AT_MAP;
	put_entry(20, 0x100000, 0xffe0000, 1);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(t.map.count, 3);
	CHECK(!t.info.command_line);
	for (unsigned int i = 0; i < LENGTH(pointers); i++) {
		phys_put32(AT_INFO + pointers[i], 1); /* and so does 1 not */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.map.count, 4);
		phys_put32(AT_INFO + pointers[i], 0);
	}
	/* A memory map, though, is where it is said to be. */
	map_end = 0;
	put_entry(20, 0x200000, 0xffe0000, 1);
	phys_put32(AT_INFO + 48, 0);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x200000, 0xffe0000, BOOT_RAM, NULL));
}

/* As many bytes of a map as are looked at, and one more; memory that ends with it, and within. */
static void limits(void)
{
	const u32 most = 4096 * 24, first = 0x100;

	for (u32 more = 0; more < 3; more++)
		for (u32 missing = 0; missing < 2; missing++) {
			u32 there = most + more - missing, looked_at = there < most ? there : most;

			phys_start(AT_INFO, first + there);
			phys_fill(AT_INFO, 0, first + there);
			phys_put32(AT_INFO, MAP);
			phys_put32(AT_INFO + 48, AT_INFO + first);
			for (u64 at = AT_INFO + first; at < AT_INFO + first + most - 4; at += 24)
				phys_put32(at, 20);
			phys_put64(AT_INFO + first + most - 48 + 12, 0x1000); /* the one before the last */
			phys_put32(AT_INFO + first + most - 48 + 20, 1);
			phys_put32(AT_INFO + 44, most + more);
			CHECK_EQ(translate(), 0);
			CHECK(info_entry(AT_INFO + first, looked_at, "memory map"));
			CHECK(entry(0, 0x1000, BOOT_RAM, NULL));
			CHECK_EQ(strstr(notes(), "Multiboot: the memory map is too long or cannot be read to its "
					"end.\n") != NULL, more || missing);
			CHECK_EQ(strstr(notes(), "Multiboot: the memory map ends within an entry; the rest of it is "
					"ignored.\n") != NULL, looked_at < most);
		}
}

/* Each complaint has a voice of its own, and one is enough. */
static void complaints(void)
{
	static const char *const said[] = {
		"a module ends before it begins; it is ignored.",
		"the command line of a module cannot be read.",
		"a memory map entry runs past the end of the address space; it is cut there.",
	};

	qemu();
	for (unsigned int twice = 0; twice < 2; twice++) {
		put_entry(20, ~0xfffULL, 0x1000, 2);
		put_module(2 * twice, 0x209000, 0x208fff, 0);
		put_module(2 * twice + 1, 0x209000, 0x209001, 0x70000000);
	}
	CHECK_EQ(translate(), 0);
	for (unsigned int i = 0; i < LENGTH(said); i++)
		CHECK_TEXT(notes(), said[i]);
	CHECK_EQ(notes_count(), LENGTH(said));
}

/* Section headers of both formats: which of their bits matter. */
static void fields_of_symbols(void)
{
	static const struct field elf32[] = { { 4, 4, ~2ULL /* none */ }, { 8, 4, ~2ULL /* loaded */ },
					      { 12, 4 }, { 20, 4 } };
	static const struct field elf64[] = { { 4, 4, ~2ULL }, { 8, 8, ~2ULL }, { 16, 8 }, { 32, 8 } };
	static const struct field info[] = { { 0, 4 }, { 4, 4 }, { 8, 4 } };
	static const struct field none[] = { { 0, 4, 8 /* nothing in the file */ } };

	for (unsigned int len = 40; len <= 64; len += 24) {
		unsigned int word = len == 64 ? 8 : 4;
		u64 header = AT_OTHERS + len;

		row_41_symbols();
		phys_put32(AT_INFO, QEMU | ELF);
		phys_put32(AT_INFO + 28, 2);
		phys_put32(AT_INFO + 32, len);
		phys_fill(AT_OTHERS, 0, 2 * len);
		phys_put32(header + 4, 2);
		phys_put(header + 8 + word, 0x123000, word);
		phys_put(header + 8 + 3 * word, 0x345, word);
		fields_count(&t, AT_INFO + 28, 16, info, LENGTH(info));
		fields_count(&t, header, len, len == 64 ? elf64 : elf32, LENGTH(elf64));
		phys_put32(header + 4, 0);
		fields_count(&t, header + 4, 4, none, 1);
		phys_put32(header + 4, 9);
		CHECK_EQ(translate(), 0);
		CHECK(info_entry(0x123000, 0x345, "symbols"));
		phys_put32(header + 4, 1);
		phys_put(header + 8 + word, 0, word); /* loaded nowhere */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 8);
	}
	/* Headers of any other length have no format. */
	for (u32 len = 1; len <= 64; len++) {
		qemu();
		phys_fill(AT_OTHERS, 1, END - AT_OTHERS);
		phys_put32(AT_INFO, QEMU | ELF);
		phys_put32(AT_INFO + 28, 3);
		phys_put32(AT_INFO + 32, len);
		phys_put32(AT_INFO + 36, AT_OTHERS);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO),
			 8 + (len == 40 || (len == 64 && sizeof(phys_addr_t) == 8 /* they lie far up */)));
	}
}

static void hostile(void)
{
	row_41_others();
	phys_put32(AT_INFO, 0x1fff & ~AOUT);
	attack(&t, AT_INFO, AT_TEXT + 0x50);
}

const struct suite suite_multiboot = { "multiboot", (const struct test_case[]){
	{ "QEMU's pc", plain },
	{ "row 41: every block that is still read is in the map", row_41_blocks },
	{ "row 41: what else a loader leaves", row_41_others },
	{ "row 41: symbols", row_41_symbols },
	{ "row 57: the size of each entry", row_57_steps },
	{ "an entry of more than 64 KiB", long_entry },
	{ "entries with bad sizes", bad_steps },
	{ "row 58: mem_lower and mem_upper", row_58_sizes },
	{ "rows 55, 62: types", rows_55_62_types },
	{ "row 42: modules in one page", row_42_modules },
	{ "no info block", nothing_there },
	{ "where the info block ends", block_ends },
	{ "command lines", command_lines },
	{ "each flag, by itself", each_flag },
	{ "how long the info block is", block_lengths },
	{ "every bit of each field, and no other", fields },
	{ "null pointers where page 0 can be read", null_pointers },
	{ "how much of the map is looked at", limits },
	{ "all complaints at once", complaints },
	{ "every bit of each field of sections, and no other", fields_of_symbols },
	{ "hostile bytes", hostile },
	{ 0 },
} };
