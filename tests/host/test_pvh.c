/* SPDX-License-Identifier: MIT */
/*
 * PVH: what QEMU leaves in the first pages, and what a broken loader might.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define AT_INFO	   0x1000
#define AT_MEMORY  0x1040
#define AT_COMMAND 0x1100
#define AT_MODULES 0x1120
#define END	   0x11c0
#define BEYOND	   0x3000 /* of the memory of a few cases */

static struct target t = { .start = AT_INFO, .translate = pvh_translate };

static void put_entry(unsigned int i, u64 base, u64 end, u32 type)
{
	phys_put64(AT_MEMORY + 24 * i, base);
	phys_put64(AT_MEMORY + 24 * i + 8, end - base);
	phys_put32(AT_MEMORY + 24 * i + 16, type);
	phys_put32(AT_MEMORY + 24 * i + 20, 0xdeadbeef);
}

static void put_module(unsigned int i, u64 base, u64 size, u64 text)
{
	phys_put64(AT_MODULES + 32 * i, base);
	phys_put64(AT_MODULES + 32 * i + 8, size);
	phys_put64(AT_MODULES + 32 * i + 16, text);
	phys_put64(AT_MODULES + 32 * i + 24, ~0ULL);
}

/* pc with 256 MiB, one module, "hello a=1". */
static void qemu_until(u64 end)
{
	phys_start(AT_INFO, end - AT_INFO);
	phys_put32(AT_INFO, 0x336ec578);
	phys_put32(AT_INFO + 4, 1);
	phys_put32(AT_INFO + 8, 0);
	phys_put32(AT_INFO + 12, 1);
	phys_put64(AT_INFO + 16, AT_MODULES);
	phys_put64(AT_INFO + 24, AT_COMMAND);
	phys_put64(AT_INFO + 32, 0xf5ad0);
	phys_put64(AT_INFO + 40, AT_MEMORY);
	phys_put32(AT_INFO + 48, 6);
	phys_put32(AT_INFO + 52, 0);
	put_module(0, 0xffdc000, 0x3c15, 0);
	put_entry(0, 0, 0x9fc00, 1);
	put_entry(1, 0x9fc00, 0xa0000, 2);
	put_entry(2, 0xf0000, 0x100000, 2);
	put_entry(3, 0x100000, 0xffe0000, 1);
	put_entry(4, 0xffe0000, 0x10000000, 2);
	put_entry(5, 0xfd00000000, 0x10000000000, 2);
	phys_text(AT_COMMAND, "hello a=1");
}

static void qemu(void)
{
	qemu_until(END);
}

static int translate_at(u64 start_info)
{
	int result;

	t.start = start_info;
	result = target_translate(&t);
	t.start = AT_INFO;
	return result;
}

static int translate(void)
{
	return translate_at(AT_INFO);
}

static void plain(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "hello a=1"));
	CHECK_EQ(t.info.rsdp, 0xf5ad0);
	CHECK_EQ(t.info.initrd.base, 0xffdc000);
	CHECK_EQ(t.info.initrd.size, 0x3c15);
	CHECK(map_entry(&t.map, 0xffdc000, 0xffdc000 + 0x3c15, BOOT_INITRD, "initrd"));
	CHECK(map_entry(&t.map, 0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(map_entry(&t.map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_ram_bytes(&t.map), 0x9fc00 + 0xfee0000);
}

/* What is still being read is in the map, to the byte. */
static void row_41_blocks(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&t.map, AT_INFO, AT_INFO + 56, BOOT_INFO, "PVH start info"));
	CHECK(map_entry(&t.map, AT_MEMORY, AT_MEMORY + 6 * 24, BOOT_INFO, "memory map"));
	CHECK(map_entry(&t.map, AT_COMMAND, AT_COMMAND + 10, BOOT_INFO, "command line"));
	CHECK(map_entry(&t.map, AT_MODULES, AT_MODULES + 32, BOOT_INFO, "module list"));
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 4);
}

static void nothing_given(void)
{
	qemu();
	phys_put32(AT_INFO + 12, 0);
	phys_put64(AT_INFO + 24, 0);
	phys_put64(AT_INFO + 32, 0);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK_EQ(t.info.rsdp, 0);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 2);
	phys_put64(AT_INFO + 16, 0);
	phys_put32(AT_INFO + 12, 7); /* a count without a list */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);

	qemu();
	*phys_at(AT_COMMAND) = '\0';
	CHECK_EQ(translate(), 0);
	CHECK(t.info.command_line && !*t.info.command_line);
	CHECK(map_entry(&t.map, AT_COMMAND, AT_COMMAND + 1, BOOT_INFO, "command line"));
}

static void modules(void)
{
	qemu_until(BEYOND);
	phys_put32(AT_INFO + 12, 4);
	put_module(1, 0x3000, 0x123, 0x1800);
	put_module(2, 0x5000, 0, 0);
	put_module(3, ~0ULL - 0xfff, 0x2000, 0x1900);
	phys_text(0x1800, "second");
	phys_text(0x1900, "fourth");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.base, 0xffdc000);
	CHECK(map_entry(&t.map, 0x3000, 0x3123, BOOT_INITRD, "module"));
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 2);
	CHECK(map_entry(&t.map, 0x1800, 0x1807, BOOT_INFO, "module command line"));
	CHECK(map_entry(&t.map, 0x1900, 0x1907, BOOT_INFO, "module command line"));
	CHECK(map_entry(&t.map, AT_MODULES, AT_MODULES + 4 * 32, BOOT_INFO, "module list"));
	CHECK_TEXT(notes(), "PVH: a module runs past the end of the address space; it is ignored.\n");
	CHECK_EQ(notes_count(), 1);

	put_module(1, 0x3000, 0x123, 1ULL << 40);
	put_module(3, 0x6000, 0x2000, 0);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "PVH: the command line of a module cannot be read.\n");
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 3);
}

static void not_pvh(void)
{
	qemu();
	*phys_at(AT_INFO) ^= 1;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(t.map.count, 0);
	CHECK_TEXT(notes(), "no start_info");
	CHECK_EQ(translate_at(END - 39), -EINVAL);
	CHECK_EQ(translate_at(~0ULL), -EINVAL);
	CHECK_EQ(translate_at(1ULL << 50), -EINVAL);
	CHECK_EQ(pvh_translate(0, phys_read, &t.map, &t.info, NULL), -EINVAL);
}

/* Without a map there is nothing to boot with, but what else is known is told. */
static void no_memory_map(void)
{
	qemu();
	phys_put32(AT_INFO + 4, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "start_info has no memory map");
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "hello a=1"));
	CHECK(map_entry(&t.map, AT_INFO, AT_INFO + 40, BOOT_INFO, "PVH start info"));
	CHECK_EQ(t.info.rsdp, 0xf5ad0);
	CHECK_EQ(t.info.initrd.size, 0x3c15);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 0);
	phys_put32(AT_INFO + 8, ~0U); /* flags are no part of the version */
	CHECK_EQ(translate(), -EINVAL);
	qemu();
	phys_put64(AT_INFO + 40, 0);
	CHECK_EQ(translate(), -EINVAL);
	qemu();
	phys_put32(AT_INFO + 48, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "PVH: the memory map is empty.\n");
	qemu();
	phys_put64(AT_INFO + 40, 1ULL << 40);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "PVH: the memory map is too long or cannot be read to its end.\n");
	/* What is wrong with an entry is told. */
	qemu();
	put_entry(5, ~0xfffULL, 0x1000, 2);
	CHECK_EQ(translate(), 0);
	CHECK(!strcmp(notes(), "e820: an entry runs past the end of the address space; it is cut there.\n"));
	/* Later versions only add. */
	qemu();
	phys_put32(AT_INFO + 4, 2);
	CHECK_EQ(translate(), 0);
}

static void hostile_counts(void)
{
	qemu();
	phys_put32(AT_INFO + 48, 0xffffffff);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "PVH: the memory map is too long or cannot be read to its end.\n");
	CHECK(notes_count() <= 2);
	CHECK(map_entry(&t.map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	qemu();
	phys_put32(AT_INFO + 12, 0xffffffff);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "PVH: the module list is too long or cannot be read to its end.\n");
	CHECK(notes_count() <= 3);
	CHECK_EQ(t.info.initrd.size, 0x3c15);
	CHECK(map_entry(&t.map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	/* Lists that reach over the end of the address space. */
	qemu();
	phys_put64(AT_INFO + 16, ~0ULL - 7);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	CHECK_TEXT(notes(), "the module list is too long or cannot be read");
}

static void command_lines(void)
{
	for (unsigned int len = BOOT_COMMAND_LINE - 2; len <= BOOT_COMMAND_LINE; len++) {
		qemu_until(BEYOND);
		phys_put64(AT_INFO + 24, 0x1800);
		phys_fill(0x1800, 'x', len);
		*phys_at(0x1800 + len) = '\0';
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.command_line != NULL, len < BOOT_COMMAND_LINE);
		CHECK_EQ(notes_count(), len == BOOT_COMMAND_LINE);
	}
	CHECK_TEXT(notes(), "longer than 4095 bytes");
	/* The memory ends before the text does; the text lies nowhere. */
	qemu();
	phys_put64(AT_INFO + 24, END - 5);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_TEXT(notes(), "the command line cannot be read");
	phys_put64(AT_INFO + 24, ~0ULL - 2);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
}

static void fields(void)
{
	static const struct field info[] = { { 0, 4 }, { 4, 4, ~1ULL /* from 1 on */ }, { 12, 4 }, { 16, 8 },
					     { 24, 8 }, { 32, 8 }, { 40, 8 }, { 48, 4 } };
	static const struct field module[] = { { 0, 8 }, { 8, 8 }, { 16, 8 } };
	static const struct field memory[] = { { 0, 8 }, { 8, 8 }, { 16, 4 } };
	static const u8 pointers[] = { 16, 24, 40 };

	qemu();
	fields_count(&t, AT_INFO, 56, info, LENGTH(info));
	fields_count(&t, AT_MODULES, 32, module, LENGTH(module));
	fields_count(&t, AT_MEMORY + 3 * 24, 24, memory, LENGTH(memory));
	phys_put32(AT_INFO + 4, 0);
	fields_count(&t, AT_INFO + 4, 4, (const struct field[]){ { 0, 4 } }, 1);
	/* What is null is not followed; any bit makes it a pointer. */
	for (unsigned int i = 0; i < LENGTH(pointers); i++) {
		qemu();
		phys_put64(AT_INFO + pointers[i], 0);
		fields_count(&t, AT_INFO + pointers[i], 8, (const struct field[]){ { 0, 8 } }, 1);
	}
}

/* The block at the end of memory: all of it must be there, by its version. */
static void cut_block(void)
{
	for (unsigned int version = 0; version < 2; version++)
		for (unsigned int len = 36; len <= 60; len++) {
			bool whole = len >= (version ? 56 : 40);

			qemu();
			phys_put32(AT_INFO + 4, version);
			memcpy(phys_at(END - len), phys_at(AT_INFO), len < 60 ? len : 60);
			CHECK_EQ(translate_at(END - len), whole && version ? 0 : -EINVAL);
			CHECK_TEXT(notes(), len < 40 ? "there is no start_info block where the loader points." :
				   whole && version ? "" : "start_info has no memory map; a loader that knows "
				   "version 1 is needed.");
		}
}

static void hostile(void)
{
	for (size_t len = 0; len <= END - AT_INFO; len++) {
		qemu();
		phys_cut(len);
		CHECK_EQ(translate(), len < AT_MEMORY + 24 - AT_INFO ? -EINVAL : 0);
	}
	save_seed("pvh", "qemu");
	phys_put32(AT_INFO + 12, 4);
	attack(&t, AT_INFO, END);
	CHECK_EQ(translate(), 0);
}

const struct suite suite_pvh = { "pvh", (const struct test_case[]){
	{ "QEMU's pc", plain },
	{ "row 41: every block that is still read is in the map", row_41_blocks },
	{ "no module, no command line", nothing_given },
	{ "several modules", modules },
	{ "no start_info", not_pvh },
	{ "no memory map", no_memory_map },
	{ "hostile counts", hostile_counts },
	{ "command lines", command_lines },
	{ "every bit of each field, and no other", fields },
	{ "a block that is cut", cut_block },
	{ "hostile bytes", hostile },
	{ 0 },
} };
