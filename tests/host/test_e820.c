/* SPDX-License-Identifier: MIT */
/*
 * Tables of BIOS memory ranges, good and bad, as bytes.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define TYPE_RAM 1
#define CLAMP(x) ((u64)(x) > PHYS_ADDR_MAX ? (u64)PHYS_ADDR_MAX : (u64)(x))

struct entry {
	u64 base, end;
	u32 type;
};

static struct boot_range storage[256], swept_storage[513];
static struct boot_map map, swept;

static void put_le(u8 *at, u64 value, unsigned int bytes)
{
	while (bytes--) {
		*at++ = (u8)value;
		value >>= 8;
	}
}

/* The table as bytes, entries stride bytes apart, garbage in between; free() it. */
static u8 *table_bytes(const struct entry *entries, size_t count, size_t stride)
{
	u8 *bytes = malloc(count * stride + 1);

	memset(bytes, 0xa5, count * stride + 1);
	for (size_t i = 0; i < count; i++) {
		put_le(bytes + i * stride, entries[i].base, 8);
		put_le(bytes + i * stride + 8, entries[i].end - entries[i].base, 8);
		put_le(bytes + i * stride + 16, entries[i].type, 4);
	}
	return bytes;
}

static int translate_bytes(const u8 *bytes, size_t stride, size_t len)
{
	u8 *copy = exact_copy(bytes, len);
	int result;

	boot_map_init(&map, storage, 256);
	notes_clear();
	result = e820_translate(copy, stride, len, &map, notes_add);
	free(copy);
	return result;
}

static int translate(const struct entry *entries, size_t count, size_t stride)
{
	u8 *bytes = table_bytes(entries, count, stride);
	int result = translate_bytes(bytes, stride, count * stride);

	free(bytes);
	boot_map_init(&swept, swept_storage, 513);
	CHECK_EQ(boot_map_sweep(&map, &swept), 0);
	return result;
}

/* ---- what QEMU passes with 256 MiB ---- */

static const struct entry q35[] = {
	{ 0, 0x9fc00, 1 },
	{ 0x9fc00, 0xa0000, 2 },
	{ 0xf0000, 0x100000, 2 },
	{ 0x100000, 0xffe0000, 1 },
	{ 0xffe0000, 0x10000000, 2 },
	{ 0xb0000000, 0xc0000000, 2 },
	{ 0xfed1c000, 0xfed20000, 2 },
	{ 0xfffc0000, 0x100000000, 2 },
	{ 0xfd00000000, 0x10000000000, 2 },
};

static const struct entry microvm[] = {
	{ 0, 0x9fc00, 1 },
	{ 0x9fc00, 0xa0000, 2 },
	{ 0xd0000, 0xf0000, 4 },
	{ 0xf0000, 0x100000, 2 },
	{ 0x100000, 0x10000000, 1 },
	{ 0, 0, 0 },
};

/* With the stride in front, as tests/fuzz/fuzz_e820.c takes it. */
static void save(const struct entry *entries, size_t count, size_t stride, const char *name)
{
	u8 *bytes = table_bytes(entries, count, stride);
	u8 *seed = malloc(1 + count * stride);

	seed[0] = (u8)stride;
	memcpy(seed + 1, bytes, count * stride);
	phys_load(0, seed, 1 + count * stride);
	save_seed("e820", name);
	free(seed);
	free(bytes);
}

static void qemu_q35(void)
{
	save(q35, 9, 24, "q35");
	save(microvm, 6, 20, "microvm");
	CHECK_EQ(translate(q35, 9, 24), 9);
	CHECK_EQ(notes_count(), 0);
	CHECK(map_entry(&map, 0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&map, BOOT_RAM), 2);
	CHECK_EQ(boot_map_ram_bytes(&map), 0x9fc00 + 0xfee0000);
	/* Address space is not RAM, however much there is of it (row 59). */
	CHECK_EQ(map.clipped, 0);
	CHECK(map_entry(&swept, CLAMP(0xfffc0000), CLAMP(0x100000000), BOOT_MMIO, NULL));
	CHECK(map_entry(&swept, 0, 0x9fc00 & ~(PAGE_SIZE - 1), BOOT_RAM, NULL));
}

static void row_62_microvm(void)
{
	CHECK_EQ(translate(microvm, 6, 24), 6);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map.count, 5);
	CHECK(map_entry(&map, 0xd0000, 0xf0000, BOOT_ACPI_NVS, NULL));
	CHECK(map_entry(&map, 0x100000, 0x10000000, BOOT_RAM, NULL));
}

static void row_55_types(void)
{
	static const u32 types[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 20, 0xefffffff, ~0U
	};
	static const enum boot_kind kinds[] = {
		BOOT_MMIO, BOOT_RAM, BOOT_MMIO, BOOT_ACPI_DATA, BOOT_ACPI_NVS, BOOT_BAD,
		BOOT_MMIO, BOOT_PERSISTENT, BOOT_MMIO, BOOT_MMIO, BOOT_PERSISTENT, BOOT_MMIO,
		BOOT_MMIO, BOOT_MMIO, BOOT_MMIO, BOOT_MMIO,
	};

	for (unsigned int i = 0; i < 16; i++) {
		struct entry entry = { 0x100000, 0x200000, types[i] };

		CHECK_EQ(translate(&entry, 1, 20), 1);
		CHECK_EQ(map.count, 1);
		CHECK_EQ(map.ranges[0].kind, kinds[i]);
		CHECK_EQ(map.ranges[0].nid, NUMA_NO_NODE);
	}
}

/* What is in no standard is not RAM, whatever it resembles. */
static void unknown_types(void)
{
	static const enum boot_kind known[] = {
		[1] = BOOT_RAM, [3] = BOOT_ACPI_DATA, [4] = BOOT_ACPI_NVS, [5] = BOOT_BAD,
		[7] = BOOT_PERSISTENT, [12] = BOOT_PERSISTENT,
	};

	for (u32 type = 0; type < 256; type++)
		for (unsigned int shift = 0; shift < 32; shift += 8) {
			struct entry entry = { 0x100000, 0x200000, type << shift };
			bool is_known = entry.type < LENGTH(known) &&
					(known[entry.type] || entry.type == 1);

			CHECK_EQ(translate(&entry, 1, 20), 1);
			CHECK_EQ(map.ranges[0].kind, is_known ? known[entry.type] : BOOT_MMIO);
		}
}

/* To the last byte of the address space, and one further. */
static void wraps(void)
{
	static const struct {
		u64 base, size;
		bool wraps;
	} table[] = {
		{ 0, ~0ULL, false },	     { 1, ~0ULL, false },	  { 2, ~0ULL, true },
		{ ~0ULL, 1, false },	     { ~0ULL, 2, true },	  { ~0ULL - 1, 2, false },
		{ ~0ULL - 0xfff, 0x1000, false }, { ~0ULL - 0xffe, 0x1000, true },
		{ 5, 0, false },	     { ~0ULL, 0, false },	  { 5, 1, false },
		{ 1ULL << 63, 1ULL << 63, false }, { (1ULL << 63) + 1, 1ULL << 63, true },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		/* Another one behind it that does not. */
		struct entry entries[] = { { table[i].base, table[i].base + table[i].size, TYPE_RAM },
					   { 0x100000, 0x200000, TYPE_RAM } };

		CHECK_EQ(translate(entries, 2, 20), 2);
		CHECK_EQ(notes_count(), table[i].wraps);
		CHECK(!strcmp(notes(), table[i].wraps ? "e820: an entry runs past the end of the address space; "
						       "it is cut there.\n" : ""));
		if (table[i].wraps && table[i].base < PHYS_ADDR_MAX) /* cut, not lost */
			CHECK(map_entry(&map, table[i].base, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	}
}

static void row_57_stride(void)
{
	static const size_t strides[] = { 20, 21, 24, 40, 48, 100 };

	for (unsigned int i = 0; i < 6; i++) {
		CHECK_EQ(translate(q35, 9, strides[i]), 9);
		CHECK_EQ(map_count(&map, BOOT_RAM), 2);
		CHECK(map_entry(&map, 0x100000, 0xffe0000, BOOT_RAM, NULL));
	}
	for (size_t stride = 0; stride < 20; stride++) {
		CHECK_EQ(translate(q35, 9, 24), 9);
		CHECK_EQ(translate_bytes((const u8 *)"", stride, 1), -EINVAL);
		CHECK_EQ(map.count, 0);
		CHECK(!strcmp(notes(), "e820: entries shorter than 20 bytes cannot be read.\n"));
	}
	CHECK_EQ(translate_bytes((const u8 *)"", (size_t)-1, 1), 0);
}

/* A table that ends anywhere: whole entries are understood, the last needs no padding. */
static void row_37_cut(void)
{
	static const size_t strides[] = { 20, 24, 48 };
	u8 *bytes;

	for (size_t i = 0; i < LENGTH(strides); i++) {
		size_t stride = strides[i];

		bytes = table_bytes(q35, 9, stride);
		for (size_t len = 0; len <= 9 * stride; len++) {
			size_t rest = len % stride;

			CHECK_EQ(translate_bytes(bytes, stride, len), len / stride + (rest >= 20));
			CHECK(!strcmp(notes(), rest > 0 && rest < 20 ? "e820: the table ends within an entry; the rest of it is "
								       "ignored.\n" : ""));
		}
		free(bytes);
	}
	/* Of a table that is wrong in two ways both are told. */
	bytes = table_bytes((const struct entry[]){ { ~0xfffULL, 0x1000, 2 }, { 0, 0x1000, 1 } }, 2, 24);
	CHECK_EQ(translate_bytes(bytes, 24, 30), 1);
	CHECK(!strcmp(notes(), "e820: the table ends within an entry; the rest of it is ignored.\n"
			       "e820: an entry runs past the end of the address space; it is cut there.\n"));
	free(bytes);
	CHECK_EQ(e820_translate(NULL, 24, 0, &map, NULL), 0);
}

/* Empty, unsorted, duplicate, overlapping, wrapping: a correct map comes out. */
static void row_37_any_table(void)
{
	static const struct entry odd[] = {
		{ 0x4000000, 0x8000000, 1 },		   /* unsorted */
		{ 0x100000, 0x5000000, 1 },		   /* overlapping */
		{ 0x100000, 0x5000000, 1 },		   /* twice */
		{ 0x200000, 0x200000, 2 },		   /* empty */
		{ 0x3000000, 0x3000000, 1 },		   /* empty */
		{ 0x2000800, 0x2001800, 2 },		   /* in the middle of RAM and of pages */
		{ 0xfffffffffffff000, 0x100000, 2 },	   /* wraps */
	};

	CHECK_EQ(translate(odd, 7, 20), 7);
	CHECK_TEXT(notes(), "runs past the end of the address space");
	CHECK_EQ(notes_count(), 1);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(map_entry(&map, 0x100000, 0x8000000, BOOT_RAM, NULL));
	CHECK_EQ(boot_map_ram_bytes(&map), 0x8000000 - 0x100000 - 0x1000);
	CHECK(map_entry(&swept, 0x2000800 & ~(PAGE_SIZE - 1),
			(0x2001800 + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1), BOOT_MMIO, NULL));
	/* Exactly to the end is no wrap. */
	CHECK_EQ(translate((const struct entry[]){ { 0xfffffffffffff000, 0, 1 } }, 1, 20), 1);
	CHECK_EQ(notes_count(), 0);
}

static void any_order(void)
{
	struct entry shuffled[9];
	struct boot_range first[513];
	unsigned int first_count;

	CHECK_EQ(translate(q35, 9, 24), 9);
	memcpy(first, swept_storage, sizeof(first));
	first_count = swept.count;
	memcpy(shuffled, q35, sizeof(q35));
	for (unsigned int round = 0; round < 100; round++) {
		unsigned int a = (unsigned int)test_random_below(9);
		unsigned int c = (unsigned int)test_random_below(9);
		struct entry swap = shuffled[a];

		shuffled[a] = shuffled[c];
		shuffled[c] = swap;
		CHECK_EQ(translate(shuffled, 9, 24), 9);
		CHECK_EQ(swept.count, first_count);
		for (unsigned int i = 0; i < first_count; i++)
			CHECK(first[i].base == swept.ranges[i].base &&
			      first[i].end == swept.ranges[i].end &&
			      first[i].kind == swept.ranges[i].kind);
	}
}

/* GRUB after 200 times cutmem: 202 pieces of RAM; a table that continues itself: one. */
static void row_56_many(void)
{
	static struct entry many[202];

	for (unsigned int i = 0; i < 202; i++)
		many[i] = (struct entry){ i * 0x10000, i * 0x10000 + 0x8123, TYPE_RAM };
	CHECK_EQ(translate(many, 202, 24), 202);
	CHECK_EQ(map.count, 202);
	CHECK_EQ(map.dropped, 0);
	for (unsigned int i = 0; i < 202; i++)
		many[i].end = many[i].base + 0x10000;
	CHECK_EQ(translate(many, 202, 24), 202);
	CHECK_EQ(map.count, 1);
}

static void random_bytes(void)
{
	u8 bytes[20 * 24];

	for (unsigned int round = 0; round < 2000; round++) {
		size_t stride = 20 + (size_t)test_random_below(10);
		size_t len = (size_t)test_random_below(sizeof(bytes));

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = test_random_below(4) ? 0 : (u8)test_random();
		CHECK(translate_bytes(bytes, stride, len) >= 0);
		boot_map_init(&swept, swept_storage, 513);
		CHECK_EQ(boot_map_sweep(&map, &swept), 0);
		for (unsigned int i = 1; i < swept.count; i++)
			CHECK(swept.ranges[i].base >= swept.ranges[i - 1].end);
	}
}

const struct suite suite_e820 = { "e820", (const struct test_case[]){
	{ "QEMU's q35", qemu_q35 },
	{ "row 62: QEMU's microvm", row_62_microvm },
	{ "row 55: types", row_55_types },
	{ "row 55: types that nobody knows", unknown_types },
	{ "entries that just wrap, or just do not", wraps },
	{ "row 57: the given stride", row_57_stride },
	{ "row 37: a table cut at every length", row_37_cut },
	{ "row 37: any table gives a correct map", row_37_any_table },
	{ "row 37: any order", any_order },
	{ "row 56: many entries", row_56_many },
	{ "random bytes", random_bytes },
	{ 0 },
} };
