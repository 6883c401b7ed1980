/* SPDX-License-Identifier: MIT */
/*
 * PVH: what QEMU leaves in the first pages, and what a broken loader might.
 * Physical memory is a small array; whatever lies outside cannot be read.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "notes.h"

/* Where QEMU's pc puts things. */
#define AT_INFO	   0x21e0
#define AT_MEMORY  0x5a8
#define AT_COMMAND 0x11c0
#define AT_MODULES 0x2000
#define MEMORY_LEN 0x4000

static u8 *memory;
static size_t memory_len;

static const void *read_memory(u64 pa, size_t len)
{
	CHECK(pa <= ~0ULL - len); /* a reader need not think of wrapping */
	return pa > memory_len || len > memory_len - pa ? NULL : memory + pa;
}

static void put32(u64 at, u32 value)
{
	for (unsigned int i = 0; i < 4; i++)
		memory[at + i] = (u8)(value >> 8 * i);
}

static void put64(u64 at, u64 value)
{
	put32(at, (u32)value);
	put32(at + 4, (u32)(value >> 32));
}

static void put_entry(unsigned int i, u64 base, u64 end, u32 type)
{
	put64(AT_MEMORY + 24 * i, base);
	put64(AT_MEMORY + 24 * i + 8, end - base);
	put32(AT_MEMORY + 24 * i + 16, type);
	put32(AT_MEMORY + 24 * i + 20, 0xdeadbeef);
}

static void put_module(unsigned int i, u64 base, u64 size, u64 text)
{
	put64(AT_MODULES + 32 * i, base);
	put64(AT_MODULES + 32 * i + 8, size);
	put64(AT_MODULES + 32 * i + 16, text);
	put64(AT_MODULES + 32 * i + 24, ~0ULL);
}

/* pc with 256 MiB, one module, "hello a=1". */
static void qemu(void)
{
	free(memory);
	memory = malloc(MEMORY_LEN);
	memory_len = MEMORY_LEN;
	memset(memory, 0xa5, MEMORY_LEN);
	put32(AT_INFO, 0x336ec578);
	put32(AT_INFO + 4, 1);
	put32(AT_INFO + 8, 0);
	put32(AT_INFO + 12, 1);
	put64(AT_INFO + 16, AT_MODULES);
	put64(AT_INFO + 24, AT_COMMAND);
	put64(AT_INFO + 32, 0xf5ad0);
	put64(AT_INFO + 40, AT_MEMORY);
	put32(AT_INFO + 48, 6);
	put32(AT_INFO + 52, 0);
	put_module(0, 0xffdc000, 0x3c15, 0);
	put_entry(0, 0, 0x9fc00, 1);
	put_entry(1, 0x9fc00, 0xa0000, 2);
	put_entry(2, 0xf0000, 0x100000, 2);
	put_entry(3, 0x100000, 0xffe0000, 1);
	put_entry(4, 0xffe0000, 0x10000000, 2);
	put_entry(5, 0xfd00000000, 0x10000000000, 2);
	memcpy(memory + AT_COMMAND, "hello a=1", 10);
}

static struct boot_range storage[256];
static struct boot_map map;
static struct boot_info info;

static int translate_at(u64 start_info)
{
	boot_map_init(&map, storage, 256);
	memset(&info, 0, sizeof(info));
	notes_clear();
	return pvh_translate(start_info, read_memory, &map, &info, notes_add);
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
	CHECK(info.command_line && !strcmp(info.command_line, "hello a=1"));
	CHECK_EQ(info.rsdp, 0xf5ad0);
	CHECK_EQ(info.initrd.base, 0xffdc000);
	CHECK_EQ(info.initrd.size, 0x3c15);
	CHECK(map_entry(&map, 0xffdc000, 0xffdc000 + 0x3c15, BOOT_INITRD, "initrd"));
	CHECK(map_entry(&map, 0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_ram_bytes(&map), 0x9fc00 + 0xfee0000);
}

/* What is still being read is in the map, to the byte. */
static void row_41_blocks(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, AT_INFO, AT_INFO + 56, BOOT_INFO, "PVH start info"));
	CHECK(map_entry(&map, AT_MEMORY, AT_MEMORY + 6 * 24, BOOT_INFO, "memory map"));
	CHECK(map_entry(&map, AT_COMMAND, AT_COMMAND + 10, BOOT_INFO, "command line"));
	CHECK(map_entry(&map, AT_MODULES, AT_MODULES + 32, BOOT_INFO, "module list"));
	CHECK_EQ(map_count(&map, BOOT_INFO), 4);
}

static void nothing_given(void)
{
	qemu();
	put32(AT_INFO + 12, 0);
	put64(AT_INFO + 24, 0);
	put64(AT_INFO + 32, 0);
	CHECK_EQ(translate(), 0);
	CHECK(!info.command_line);
	CHECK_EQ(info.initrd.size, 0);
	CHECK_EQ(info.rsdp, 0);
	CHECK_EQ(map_count(&map, BOOT_INITRD), 0);
	CHECK_EQ(map_count(&map, BOOT_INFO), 2);
	put64(AT_INFO + 16, 0);
	put32(AT_INFO + 12, 7); /* a count without a list */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);

	qemu();
	memory[AT_COMMAND] = '\0';
	CHECK_EQ(translate(), 0);
	CHECK(info.command_line && !*info.command_line);
	CHECK(map_entry(&map, AT_COMMAND, AT_COMMAND + 1, BOOT_INFO, "command line"));
}

static void modules(void)
{
	qemu();
	put32(AT_INFO + 12, 4);
	put_module(1, 0x3000, 0x123, 0x1800);
	put_module(2, 0x5000, 0, 0);
	put_module(3, ~0ULL - 0xfff, 0x2000, 0x1900);
	memcpy(memory + 0x1800, "second", 7);
	memcpy(memory + 0x1900, "fourth", 7);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.initrd.base, 0xffdc000);
	CHECK(map_entry(&map, 0x3000, 0x3123, BOOT_INITRD, "module"));
	CHECK_EQ(map_count(&map, BOOT_INITRD), 2);
	CHECK(map_entry(&map, 0x1800, 0x1807, BOOT_INFO, "module command line"));
	CHECK(map_entry(&map, 0x1900, 0x1907, BOOT_INFO, "module command line"));
	CHECK(map_entry(&map, AT_MODULES, AT_MODULES + 4 * 32, BOOT_INFO, "module list"));
	CHECK_TEXT(notes(), "a module runs past the end of the address space; it is ignored");
	CHECK_EQ(notes_count(), 1);

	put_module(1, 0x3000, 0x123, 1ULL << 40);
	put_module(3, 0x6000, 0x2000, 0);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "the command line of a module cannot be read");
	CHECK_EQ(map_count(&map, BOOT_INITRD), 3);
}

static void not_pvh(void)
{
	qemu();
	memory[AT_INFO] ^= 1;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(map.count, 0);
	CHECK_TEXT(notes(), "no start_info");
	CHECK_EQ(translate_at(MEMORY_LEN - 39), -EINVAL);
	CHECK_EQ(translate_at(~0ULL), -EINVAL);
	CHECK_EQ(translate_at(1ULL << 50), -EINVAL);
	CHECK_EQ(pvh_translate(0, read_memory, &map, &info, NULL), -EINVAL);
}

/* Without a map there is nothing to boot with, but what else is known is told. */
static void no_memory_map(void)
{
	qemu();
	put32(AT_INFO + 4, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "start_info has no memory map");
	CHECK(info.command_line && !strcmp(info.command_line, "hello a=1"));
	CHECK(map_entry(&map, AT_INFO, AT_INFO + 40, BOOT_INFO, "PVH start info"));
	CHECK_EQ(map_count(&map, BOOT_RAM), 0);
	qemu();
	put64(AT_INFO + 40, 0);
	CHECK_EQ(translate(), -EINVAL);
	qemu();
	put32(AT_INFO + 48, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "the memory map is empty");
	qemu();
	put64(AT_INFO + 40, 1ULL << 40);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "the memory map is too long or cannot be read to its end");
	/* Later versions only add. */
	qemu();
	put32(AT_INFO + 4, 2);
	CHECK_EQ(translate(), 0);
}

static void hostile_counts(void)
{
	qemu();
	put32(AT_INFO + 48, 0xffffffff);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "the memory map is too long or cannot be read to its end");
	CHECK(notes_count() <= 2);
	CHECK(map_entry(&map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	qemu();
	put32(AT_INFO + 12, 0xffffffff);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "the module list is too long or cannot be read to its end");
	CHECK(notes_count() <= 3);
	CHECK_EQ(info.initrd.size, 0x3c15);
	CHECK(map_entry(&map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	/* Lists that reach over the end of the address space. */
	qemu();
	put64(AT_INFO + 16, ~0ULL - 7);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_INITRD), 0);
	CHECK_TEXT(notes(), "the module list is too long or cannot be read");
}

static void command_lines(void)
{
	for (unsigned int len = BOOT_COMMAND_LINE - 2; len <= BOOT_COMMAND_LINE; len++) {
		qemu();
		put64(AT_INFO + 24, 0x2800);
		memset(memory + 0x2800, 'x', len);
		memory[0x2800 + len] = '\0';
		CHECK_EQ(translate(), 0);
		CHECK_EQ(info.command_line != NULL, len < BOOT_COMMAND_LINE);
		CHECK_EQ(notes_count(), len == BOOT_COMMAND_LINE);
	}
	CHECK_TEXT(notes(), "longer than 4095 bytes");
	/* The memory ends before the text does; the text lies nowhere. */
	qemu();
	put64(AT_INFO + 24, MEMORY_LEN - 5);
	CHECK_EQ(translate(), 0);
	CHECK(!info.command_line);
	CHECK_TEXT(notes(), "the command line cannot be read");
	put64(AT_INFO + 24, ~0ULL - 2);
	CHECK_EQ(translate(), 0);
	CHECK(!info.command_line);
}

/* Memory that ends everywhere, and every byte of start_info changed. */
static void hostile(void)
{
	static const u8 values[] = { 0, 1, 0x21, 0x7f, 0x80, 0xff };
	u8 *whole;

	qemu();
	whole = memory;
	for (size_t len = AT_MEMORY; len < AT_INFO + 80; len++) {
		memory = exact_copy(whole, len);
		memory_len = len;
		CHECK_EQ(translate(), len < AT_INFO + 56 ? -EINVAL : 0);
		free(memory);
	}
	memory = whole;
	memory_len = MEMORY_LEN;
	for (unsigned int i = 0; i < 56; i++) {
		u8 was = memory[AT_INFO + i];

		for (unsigned int v = 0; v < sizeof(values); v++) {
			memory[AT_INFO + i] = values[v];
			CHECK(translate() <= 0);
			for (unsigned int k = 0; k < map.count; k++)
				CHECK(map.ranges[k].base < map.ranges[k].end);
		}
		memory[AT_INFO + i] = was;
	}
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
	{ "hostile bytes", hostile },
	{ 0 },
} };
