/* SPDX-License-Identifier: MIT */
/*
 * EFI: memory maps of all types and attributes, good and bad, and the system table.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"
#include "sane.h"

#define WB	 0x0fULL /* UC, WC, WT and WB, as real firmware says */
#define MIRRORED 0x10000ULL
#define SPECIAL	 0x40000ULL
#define RUNTIME	 (1ULL << 63)

struct descriptor {
	u32 type;
	u64 base, pages, attributes;
};

static struct boot_range storage[SANE_RANGES];
static struct boot_map map;
static struct boot_info info;

static void put_le(u8 *at, u64 value, unsigned int bytes)
{
	while (bytes--) {
		*at++ = (u8)value;
		value >>= 8;
	}
}

/* Descriptors as bytes, stride bytes apart, garbage in between; free() it. */
static u8 *map_bytes(const struct descriptor *d, size_t count, size_t stride)
{
	u8 *bytes = malloc(count * stride + 1);

	memset(bytes, 0xa5, count * stride + 1);
	for (size_t i = 0; i < count; i++, d++) {
		put_le(bytes + i * stride, d->type, 4);
		put_le(bytes + i * stride + 8, d->base, 8);
		put_le(bytes + i * stride + 24, d->pages, 8);
		put_le(bytes + i * stride + 32, d->attributes, 8);
	}
	return bytes;
}

static int translate_bytes(const u8 *bytes, size_t len, size_t stride, u32 version)
{
	u8 *copy = exact_copy(bytes, len);
	int result;

	boot_map_init(&map, storage, SANE_RANGES);
	memset(&info, 0, sizeof(info));
	notes_clear();
	result = efi_translate(copy, len, stride, version, &map, &info, notes_add);
	free(copy);
	return result;
}

static int translate(const struct descriptor *d, size_t count, size_t stride)
{
	u8 *bytes = map_bytes(d, count, stride);
	int result = translate_bytes(bytes, count * stride, stride, 1);

	free(bytes);
	CHECK_TEXT(what_is_wrong(&map, &info) ? what_is_wrong(&map, &info) : "fine", "fine");
	CHECK(owners_are_named(&map));
	CHECK(!nodes_are_told(&map));
	return result;
}

/* What a small machine has, in the order of no address. */
static const struct descriptor plain_map[] = {
	{ 11, 0xffc00000, 0x400, 1 | RUNTIME },
	{ 3, 0, 1, WB },
	{ 7, 0x1000, 0x9f, WB },
	{ 7, 0x100000, 0x700, WB },
	{ 10, 0x800000, 8, WB },
	{ 7, 0x808000, 0xf8, WB },
	{ 2, 0x900000, 0x100, WB },
	{ 4, 0xa00000, 0x100, WB },
	{ 1, 0xb00000, 0x10, WB },
	{ 9, 0xb10000, 0x20, WB },
	{ 5, 0xb30000, 0x10, WB | RUNTIME },
	{ 6, 0xb40000, 0xc0, WB | RUNTIME },
	{ 0, 0xc00000, 0x100, WB },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void save_plain(void)
{
	u8 *bytes = map_bytes(plain_map, COUNT(plain_map), 48), *seed = malloc(2 + 13 * 48);

	seed[0] = 48;
	seed[1] = 1;
	memcpy(seed + 2, bytes, 13 * 48);
	phys_load(0, seed, 2 + 13 * 48);
	save_seed("efi", "small-machine");
	free(seed);
	free(bytes);
}

static void plain(void)
{
	CHECK_EQ(translate(plain_map, COUNT(plain_map), 48), 13);
	CHECK_EQ(notes_count(), 0);
	CHECK(map_entry(&map, 0, 0xa0000, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0x100000, 0x800000, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0x808000, 0xb10000, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0xb10000, 0xb30000, BOOT_ACPI_DATA, NULL));
	CHECK(map_entry(&map, 0x800000, 0x808000, BOOT_ACPI_NVS, NULL));
	CHECK(map_entry(&map, 0xb30000, 0xc00000, BOOT_RUNTIME, NULL));
	CHECK(map_entry(&map, 0xc00000, 0xd00000, BOOT_MMIO, NULL));
	CHECK_EQ(info.nr_mirror, 0);
	save_plain();
}

/* Row 53: what ran before is kept, with RAM underneath that can be given back later. */
static void row_53_loader(void)
{
	CHECK_EQ(translate(plain_map, COUNT(plain_map), 48), 13);
	CHECK(map_entry(&map, 0, 0x1000, BOOT_LOADER, NULL));
	CHECK(map_entry(&map, 0x900000, 0xb10000, BOOT_LOADER, NULL));
	CHECK_EQ(map_count(&map, BOOT_LOADER), 2);
	CHECK_EQ(boot_map_ram_bytes(&map), 0xa0000 + 0x700000 + 0x308000);
}

/* Rows 54 and 55: reclaimable is not NVS; what is not known is not RAM. */
static void rows_54_55_types(void)
{
	static const enum boot_kind kinds[] = {
		BOOT_MMIO, BOOT_LOADER, BOOT_LOADER, BOOT_LOADER, BOOT_LOADER, BOOT_RUNTIME,
		BOOT_RUNTIME, BOOT_RAM, BOOT_BAD, BOOT_ACPI_DATA, BOOT_ACPI_NVS, BOOT_MMIO,
		BOOT_MMIO, BOOT_RUNTIME, BOOT_PERSISTENT, BOOT_MMIO, BOOT_MMIO,
	};
	static const u32 unknown[] = { 16, 0x6fffffff, 0x70000000, 0x80000000, ~0U };

	for (u32 type = 0; type < COUNT(kinds); type++) {
		struct descriptor d = { type, 0x100000, 0x100, WB };

		CHECK_EQ(translate(&d, 1, 40), 1);
		CHECK(map_entry(&map, 0x100000, 0x200000, kinds[type], NULL));
		CHECK_EQ(map_count(&map, BOOT_RAM), type == 7 || (type >= 1 && type <= 4));
		CHECK_EQ(notes_count(), type == 15);
	}
	for (u32 i = 0; i < COUNT(unknown); i++) {
		struct descriptor d = { unknown[i], 0x100000, 0x100, WB };

		CHECK_EQ(translate(&d, 1, 40), 1);
		CHECK_EQ(map.count, 1);
		CHECK(map_entry(&map, 0x100000, 0x200000, BOOT_MMIO, NULL));
	}
}

static void unaccepted(void)
{
	static const struct descriptor two[] = {
		{ 15, 0x100000, 0x100, WB }, { 15, 0x400000, 0x100, WB }, { 7, 0x200000, 1, WB },
	};

	CHECK_EQ(translate(two, 3, 48), 3);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "EFI: memory that must be accepted before use is not used.");
	CHECK_EQ(boot_map_ram_bytes(&map), 0x1000);
}

static void attributes(void)
{
	static const struct descriptor many[] = {
		{ 7, 0x100000, 0x100, SPECIAL | WB },
		{ 4, 0x200000, 0x100, SPECIAL | WB },	/* only conventional memory can be */
		{ 7, 0x300000, 0x100, RUNTIME | WB },	/* firmware says that it runs there */
		{ 2, 0x400000, 0x100, RUNTIME | WB },
		{ 7, 0x500000, 0x100, 0x3 },		/* cannot be cached for writing */
		{ 7, 0x600000, 0x100, 0x1 },
		{ 7, 0x700000, 0x100, 0 },		/* nothing is said */
		{ 10, 0x800000, 0x100, RUNTIME | WB },
		{ 9, 0xa00000, 0x100, RUNTIME | WB },	/* never to be reclaimed */
		{ 9, 0xc00000, 0x100, 0x1 },
		{ 9, 0xe00000, 0x100, RUNTIME | 0x1 },	/* what runs there says more than how it is cached */
	};

	CHECK_EQ(translate(many + 10, 1, 48), 1);
	CHECK(map_entry(&map, 0xe00000, 0xf00000, BOOT_RUNTIME, NULL));
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(translate(many, 10, 48), 10);
	CHECK(map_entry(&map, 0x100000, 0x200000, BOOT_SOFT_RESERVED, NULL));
	CHECK(map_entry(&map, 0x200000, 0x300000, BOOT_LOADER, NULL));
	CHECK(map_entry(&map, 0x200000, 0x300000, BOOT_RAM, NULL)); /* beneath it, nowhere else */
	CHECK_EQ(map_count(&map, BOOT_RAM), 2);
	CHECK(map_entry(&map, 0x300000, 0x500000, BOOT_RUNTIME, NULL));
	CHECK(map_entry(&map, 0x500000, 0x700000, BOOT_MMIO, NULL));
	CHECK(map_entry(&map, 0x700000, 0x800000, BOOT_RAM, NULL));
	CHECK(map_entry(&map, 0x800000, 0x900000, BOOT_ACPI_NVS, NULL));
	CHECK(map_entry(&map, 0xa00000, 0xb00000, BOOT_RUNTIME, NULL));
	CHECK(map_entry(&map, 0xc00000, 0xd00000, BOOT_MMIO, NULL));
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "memory without a write-back cache is not used");
}

/* Each attribute by itself, for memory of which nothing else is said. */
static void single_attributes(void)
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		const struct descriptor d = { 7, 0x100000, 0x100, 1ULL << bit };
		bool uncached = bit < 5 && bit != 3;
		enum boot_kind kind = uncached ? BOOT_MMIO :
				      bit == 18 ? BOOT_SOFT_RESERVED :
				      bit == 63 ? BOOT_RUNTIME :
						  BOOT_RAM;

		CHECK_EQ(translate(&d, 1, 40), 1);
		CHECK_EQ(map.count, 1);
		CHECK(map_entry(&map, 0x100000, 0x200000, kind, NULL));
		CHECK_EQ(info.nr_mirror, bit == 16);
		CHECK(!strcmp(notes(), uncached ? "EFI: memory without a write-back cache is not used.\n" : ""));
	}
}

/* Each complaint has a voice of its own, and one is enough; what is empty earns none. */
static void complaints(void)
{
	static struct descriptor many[BOOT_MIRROR_RANGES + 10];
	unsigned int n = 0;
	u8 *bytes;

	for (unsigned int i = 0; i < BOOT_MIRROR_RANGES + 2; i++)
		many[n++] = (struct descriptor){ 7, 0x2000 * (u64)i, 1, MIRRORED | WB };
	for (unsigned int twice = 0; twice < 2; twice++) {
		many[n++] = (struct descriptor){ 0, ~0xfffULL, 2, WB };
		many[n++] = (struct descriptor){ 15, 0x1000000, 1, WB };
		many[n++] = (struct descriptor){ 7, 0x2000000, 1, 1 };
	}
	bytes = map_bytes(many, n, 40);
	translate_bytes(bytes, n * 40 - 1, 40, 7);
	free(bytes);
	CHECK(!strcmp(notes(), "EFI: memory descriptors of version 7 are read as version 1.\n"
			       "EFI: more than BOOT_MIRROR_RANGES are mirrored; the rest is not told.\n"
			       "EFI: a descriptor runs past the end of the address space; it is cut.\n"
			       "EFI: memory that must be accepted before use is not used.\n"
			       "EFI: memory without a write-back cache is not used.\n"
			       "EFI: the memory map ends within a descriptor; the rest of it is ignored.\n"));
	CHECK_EQ(translate((const struct descriptor[]){ { 7, 0x100000, 0, 1 }, { 15, 0x200000, 0, WB } }, 2, 40), 2);
	CHECK_EQ(notes_count(), 0);
}

static int translate_one(u64 at, boot_read_fn read, struct boot_map *to, struct boot_info *rest, boot_note_fn note)
{
	return efi_translate(read(at, 48), 48, 48, 1, to, rest, note) == 1 ? 0 : -EINVAL;
}

static void fields(void)
{
	static const u64 set[] = { 9, 0 };
	/* Once the write-back cache is the one that matters, once the others. */
	const u64 others = MIRRORED | SPECIAL | RUNTIME, bits[] = { others | 8, others | 0x17 };
	struct target t = { .start = 0x1000, .translate = translate_one };

	for (unsigned int i = 0; i < COUNT(set); i++) {
		const struct field descriptor[] = { { 0, 4 }, { 8, 8 }, { 24, 8 }, { 32, 8, ~bits[i] } };

		phys_start(0x1000, 48);
		phys_put32(0x1000, 7);
		phys_put64(0x1008, 0x100000);
		phys_put64(0x1018, 0x100);
		phys_put64(0x1020, set[i]);
		fields_count(&t, 0x1000, 48, descriptor, LENGTH(descriptor));
	}
}

static void mirrored(void)
{
	static const struct descriptor some[] = {
		{ 7, 0x100000, 0x100, MIRRORED | WB },
		{ 7, 0x300000, 0x100, MIRRORED | WB },
		{ 7, 0x500000, 0x100, WB },
		{ 4, 0x200000, 0x100, MIRRORED | WB },	 /* closes the gap */
		{ 11, 0x400000, 0x100, MIRRORED | WB }, /* is no memory */
		{ 7, 0x1000000, 0x10, MIRRORED | WB },
		{ 7, ~0xfffULL, 1, MIRRORED | WB },
		{ 7, ~0x1fffULL, ~0ULL, MIRRORED | WB },
		{ 7, ~0ULL, 1, MIRRORED | WB }, /* the last byte, and nothing */
		{ 7, 0x2000000, 0, MIRRORED | WB },
	};

	CHECK_EQ(translate(some, 10, 48), 10);
	CHECK_EQ(info.nr_mirror, 3);
	CHECK_EQ(info.mirror[0].base, 0x100000);
	CHECK_EQ(info.mirror[0].size, 0x300000);
	CHECK_EQ(info.mirror[1].base, 0x1000000);
	CHECK_EQ(info.mirror[1].size, 0x10000);
	CHECK_EQ(info.mirror[2].base, ~0x1fffULL);
	CHECK_EQ(info.mirror[2].size, 0x1fff); /* the last byte is not described */
	CHECK_EQ(translate((const struct descriptor[]){ { 7, ~0ULL, 1, WB | MIRRORED } }, 1, 40), 1);
	CHECK_EQ(info.nr_mirror, 0);
	CHECK_EQ(translate((const struct descriptor[]){ { 7, ~1ULL, 1, WB | MIRRORED } }, 1, 40), 1);
	CHECK_EQ(info.nr_mirror, 1);
	CHECK_EQ(info.mirror[0].size, 1);
}

/* Kept twice it is whatever else it is: what it is used for is not told here, nor complained of. */
static void mirrored_of_all_sorts(void)
{
	static const struct descriptor some[] = {
		{ 7, 0x100000, 0x100, MIRRORED | RUNTIME | WB }, { 7, 0x300000, 0x100, MIRRORED | SPECIAL | WB },
		{ 4, 0x500000, 0x100, MIRRORED | RUNTIME | WB }, { 7, 0x700000, 0x100, MIRRORED | 1 },
	};
	u8 *bytes = map_bytes(some, COUNT(some), 48);

	CHECK_EQ(translate(some, COUNT(some), 48), COUNT(some));
	CHECK_EQ(info.nr_mirror, COUNT(some));
	CHECK_EQ(notes_count(), 1);
	boot_map_init(&map, storage, SANE_RANGES);
	memset(&info, 0, sizeof(info));
	notes_clear();
	CHECK_EQ(efi_translate_attributes(bytes, COUNT(some) * 48, 48, &map, &info, notes_add), COUNT(some));
	CHECK_EQ(info.nr_mirror, COUNT(some));
	CHECK_EQ(notes_count(), 0);
	free(bytes);
}

static void mirrored_descending(void)
{
	static const struct descriptor some[] = {
		{ 7, 0x500000, 0x100, MIRRORED | WB },
		{ 7, 0x300000, 0x100, MIRRORED | WB },
		{ 7, 0x100000, 0x200, MIRRORED | WB }, /* touches the one before */
	};

	CHECK_EQ(translate(some, 3, 48), 3);
	CHECK_EQ(info.nr_mirror, 2);
	CHECK_EQ(info.mirror[0].base, 0x500000);
	CHECK_EQ(info.mirror[0].size, 0x100000);
	CHECK_EQ(info.mirror[1].base, 0x100000);
	CHECK_EQ(info.mirror[1].size, 0x300000);
}

/* One page of two, more often than there is room for; then the gaps. */
static void many_mirrored(void)
{
	static struct descriptor many[2 * BOOT_MIRROR_RANGES + 1];
	const u64 n = BOOT_MIRROR_RANGES;

	for (u64 i = 0; i <= 2 * n; i++)
		many[i] = (struct descriptor){ 7, 0x1000 * (i <= n ? 2 * i : 2 * (i - n) - 1), 1,
					       MIRRORED | WB };
	CHECK_EQ(translate(many, n, 40), n);
	CHECK_EQ(info.nr_mirror, n);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(translate(many, n + 1, 40), n + 1);
	CHECK_EQ(info.nr_mirror, n);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "more than BOOT_MIRROR_RANGES");
	CHECK_EQ(translate(many, 2 * n + 1, 40), 2 * n + 1);
	CHECK_EQ(info.nr_mirror, 1);
	CHECK_EQ(info.mirror[0].base, 0);
	CHECK_EQ(boot_map_ram_bytes(&map) >= info.mirror[0].size - PAGE_SIZE, 1);
}

/* Beside another table: soft-reserved and mirrored memory, nothing else. */
static void attributes_only(void)
{
	static const struct descriptor some[] = {
		{ 7, 0x100000, 0x100, MIRRORED | WB },
		{ 7, 0x200000, 0x100, SPECIAL | WB },
		{ 4, 0x300000, 0x100, WB },
		{ 10, 0x400000, 0x100, WB },
		{ 7, 0x500000, 0x100, SPECIAL | RUNTIME | WB }, /* what else it is, the other table says */
	};
	u8 *bytes = map_bytes(some, 5, 48);

	boot_map_init(&map, storage, SANE_RANGES);
	memset(&info, 0, sizeof(info));
	notes_clear();
	CHECK_EQ(efi_translate_attributes(bytes, 5 * 48, 48, &map, &info, notes_add), 5);
	CHECK_EQ(map.count, 2);
	CHECK(map_entry(&map, 0x200000, 0x300000, BOOT_SOFT_RESERVED, NULL));
	CHECK(map_entry(&map, 0x500000, 0x600000, BOOT_SOFT_RESERVED, NULL));
	CHECK_EQ(info.nr_mirror, 1);
	CHECK_EQ(info.mirror[0].base, 0x100000);
	CHECK(!what_is_wrong(&map, &info));
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(efi_translate_attributes(bytes, 4 * 48 + 39, 48, &map, &info, notes_add), 4);
	CHECK(!strcmp(notes(), "EFI: the memory map ends within a descriptor; the rest of it is ignored.\n"));
	CHECK_EQ(efi_translate_attributes(bytes, 4 * 48, 39, &map, &info, notes_add), -EINVAL);
	free(bytes);
}

static void row_57_stride(void)
{
	static const size_t strides[] = { 40, 41, 48, 56, 100 };

	for (unsigned int i = 0; i < COUNT(strides); i++) {
		CHECK_EQ(translate(plain_map, COUNT(plain_map), strides[i]), 13);
		CHECK_EQ(notes_count(), 0);
		CHECK(map_entry(&map, 0x808000, 0xb10000, BOOT_RAM, NULL));
		CHECK_EQ(map_count(&map, BOOT_RAM), 3);
	}
	for (size_t stride = 0; stride < 40; stride++) {
		CHECK_EQ(translate_bytes((const u8 *)"", 1, stride, 1), -EINVAL);
		CHECK(!strcmp(notes(), "EFI: descriptors shorter than 40 bytes cannot be read.\n"));
		CHECK_EQ(map.count, 0);
	}
	CHECK_EQ(translate_bytes((const u8 *)"", 1, (size_t)-1, 1), 0);
}

static void versions(void)
{
	u8 *bytes = map_bytes(plain_map, COUNT(plain_map), 48);

	CHECK_EQ(translate_bytes(bytes, 13 * 48, 48, 2), 13);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "memory descriptors of version 2 are read as version 1");
	CHECK_EQ(map_count(&map, BOOT_RAM), 3);
	free(bytes);
}

static void cut(void)
{
	u8 *bytes = map_bytes(plain_map, COUNT(plain_map), 48);

	for (size_t len = 0; len <= 13 * 48; len++) {
		CHECK_EQ(translate_bytes(bytes, len, 48, 1), len / 48 + (len % 48 >= 40));
		CHECK_EQ(notes_count(), len % 48 > 0 && len % 48 < 40);
		CHECK(!what_is_wrong(&map, &info));
	}
	free(bytes);
}

/* Pages whose bytes need more than 64 bits, and ranges that pass the end. */
static void wrapping(void)
{
	static const struct descriptor odd[] = {
		{ 0, 0xfffffffffffff000, 2, WB },	 /* one page too long */
		{ 0, 0x100000, 1ULL << 52, WB },	 /* 2^64 bytes */
		{ 0, 0x200000, (1ULL << 52) + 1, WB },	 /* would be a page */
		{ 0, 0x300000, ~0ULL, WB },
		{ 0, 0, 1ULL << 52, WB }, /* from end to end, but no number says so many bytes */
		{ 0, 0xfffffffffffff001, 1, WB }, /* one byte too long */
	};

	for (unsigned int i = 0; i < COUNT(odd); i++) {
		CHECK_EQ(translate(&odd[i], 1, 40), 1);
		CHECK_EQ(notes_count(), 1);
		CHECK_TEXT(notes(), "runs past the end of the address space; it is cut");
		CHECK_EQ(map.count, odd[i].base < 0x400000 || sizeof(phys_addr_t) == 8);
		if (map.count)
			CHECK_EQ(map.ranges[0].end, PHYS_ADDR_MAX);
	}
	/* Exactly to the end is no wrap, nor is one page less; nothing is nothing. */
	CHECK_EQ(translate((const struct descriptor[]){ { 0, 0, (1ULL << 52) - 1, WB } }, 1, 40), 1);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(translate((const struct descriptor[]){ { 0, ~0xfffULL, 1, WB } }, 1, 40), 1);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(translate((const struct descriptor[]){ { 7, 0x100000, 0, WB } }, 1, 40), 1);
	CHECK_EQ(map.count, 0);
	CHECK_EQ(notes_count(), 0);
}

/* Row 56: OVMF with 512 MiB has 126 descriptors; alternating ones cannot be joined. */
static void row_56_many(void)
{
	static const u32 types[] = { 7, 4, 7, 3, 7, 2, 10, 7, 9, 6 };
	static struct descriptor many[126];

	for (unsigned int i = 0; i < 126; i++)
		many[i] = (struct descriptor){ types[i % COUNT(types)], 0x10000 * (u64)i, 0x10,
					       WB };
	CHECK_EQ(translate(many, 126, 48), 126);
	CHECK_EQ(map.dropped, 0);
	CHECK(map.count < 126);
}

static void random_bytes(void)
{
	u8 bytes[16 * 48];

	for (unsigned int round = 0; round < 2000; round++) {
		size_t stride = 40 + (size_t)test_random_below(10);
		size_t len = (size_t)test_random_below(sizeof(bytes));

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = test_random_below(4) ? 0 : (u8)test_random();
		for (size_t i = 0; i < len; i += stride) /* types that mean something */
			if (i + 4 <= sizeof(bytes) && test_random_below(4))
				put_le(bytes + i, test_random_below(16), 4);
		CHECK(translate_bytes(bytes, len, stride, 1) >= 0);
		CHECK(!what_is_wrong(&map, &info));
	}
}

/* ---- the system table ---- */

#define AT_TABLE   0x1000
#define AT_ENTRIES 0x1100

static void put_guid(u64 at, u32 a, u16 b, u16 c, const char *rest)
{
	phys_put32(at, a);
	phys_put16(at + 4, b);
	phys_put16(at + 6, c);
	for (unsigned int i = 0; i < 8; i++)
		*phys_at(at + 8 + i) = (u8)rest[i];
}

#define ACPI_1(at) put_guid(at, 0xeb9d2d30, 0x2d88, 0x11d3, "\x9a\x16\x00\x90\x27\x3f\xc1\x4d")
#define ACPI_2(at) put_guid(at, 0x8868e871, 0xe4f1, 0x11d3, "\xbc\x22\x00\x80\xc7\x3c\x88\x81")
#define TREE(at)   put_guid(at, 0xb1b621d5, 0xf19c, 0x41a5, "\x83\x0b\xd9\x15\x2c\x69\xaa\xe0")

static void system_table(unsigned int pointer_bytes)
{
	unsigned int step = 16 + pointer_bytes, count_at = pointer_bytes == 8 ? 104 : 64;

	phys_start(AT_TABLE, 0x200);
	phys_put64(AT_TABLE, 0x5453595320494249);
	phys_put32(AT_TABLE + count_at, 4);
	phys_put(AT_TABLE + count_at + pointer_bytes, AT_ENTRIES, pointer_bytes);
	ACPI_1(AT_ENTRIES);
	ACPI_2(AT_ENTRIES + step);
	ACPI_2(AT_ENTRIES + 2 * step);
	TREE(AT_ENTRIES + 3 * step);
	for (unsigned int i = 0; i < 4; i++)
		phys_put(AT_ENTRIES + i * step + 16, 0x10 + i, pointer_bytes);
}

static int find_tables(unsigned int pointer_bytes)
{
	int result;

	memset(&info, 0, sizeof(info));
	notes_clear();
	phys_seal();
	result = efi_find_tables(AT_TABLE, pointer_bytes, phys_read, &info, notes_add);
	phys_open();
	return result;
}

static void tables(void)
{
	for (unsigned int bytes = 4; bytes <= 8; bytes += 4) {
		unsigned int count_at = bytes == 8 ? 104 : 64;

		system_table(bytes);
		save_seed("efi_tables", bytes == 8 ? "64" : "32");
		CHECK_EQ(find_tables(bytes), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(info.rsdp, 0x11); /* the newer one */
		CHECK_EQ(info.dtb, 0x13);
		phys_put32(AT_TABLE + count_at, 1);
		CHECK_EQ(find_tables(bytes), 0);
		CHECK_EQ(info.rsdp, 0x10);
		CHECK_EQ(info.dtb, 0);
		phys_put32(AT_TABLE + count_at, 0);
		CHECK_EQ(find_tables(bytes), 0);
		CHECK_EQ(info.rsdp, 0);
		/* More than can be read: what can be read counts. */
		phys_put32(AT_TABLE + count_at, ~0U);
		CHECK_EQ(find_tables(bytes), 0);
		CHECK_TEXT(notes(), "EFI: the list of tables is too long or cannot be read to its end.\n");
		CHECK_EQ(info.rsdp, 0x11);
		phys_put(AT_TABLE + count_at + bytes, ~0ULL, bytes);
		CHECK_EQ(find_tables(bytes), 0);
		CHECK_EQ(info.rsdp, 0);
	}
	/* The table is all that is read of its kind. */
	for (unsigned int bytes = 4; bytes <= 8; bytes += 4) {
		size_t len = bytes == 8 ? 120 : 72;

		system_table(bytes);
		phys_put32(AT_TABLE + len - 2 * bytes, 0);
		phys_cut(len);
		CHECK_EQ(find_tables(bytes), 0);
		while (len--) {
			phys_cut(len);
			CHECK_EQ(find_tables(bytes), -EINVAL);
		}
	}
	/* Beyond 32 bits. What is known already stays. */
	system_table(8);
	phys_put64(AT_ENTRIES + 24 + 16, 0x123456789a0);
	CHECK_EQ(find_tables(8), 0);
	CHECK_EQ(info.rsdp, 0x123456789a0);
	memset(&info, 0, sizeof(info));
	info.rsdp = 0x77;
	CHECK_EQ(efi_find_tables(AT_TABLE, 8, phys_read, &info, NULL), 0);
	CHECK_EQ(info.rsdp, 0x77);
	CHECK_EQ(info.dtb, 0x13);
	info.dtb = 0x99;
	CHECK_EQ(efi_find_tables(AT_TABLE, 8, phys_read, &info, NULL), 0);
	CHECK_EQ(info.dtb, 0x99);
	phys_put64(AT_TABLE, 0);
	CHECK_EQ(find_tables(8), -EINVAL);
	CHECK_TEXT(notes(), "EFI: there is no system table where the loader points.\n");
	system_table(8);
	phys_cut(100);
	CHECK_EQ(find_tables(8), -EINVAL);
}

static unsigned int pointer_bytes;

static int translate_table(u64 at, boot_read_fn read, struct boot_map *to, struct boot_info *rest,
			   boot_note_fn note)
{
	(void)to;
	return efi_find_tables(at, pointer_bytes, read, rest, note);
}

/* Every bit of the signature, the count, the pointers and each identifier. */
static void fields_of_tables(void)
{
	struct target t = { .start = AT_TABLE, .translate = translate_table };

	for (pointer_bytes = 4; pointer_bytes <= 8; pointer_bytes += 4) {
		unsigned int count_at = pointer_bytes == 8 ? 104 : 64, step = 16 + pointer_bytes;
		const struct field table[] = { { 0, 8 }, { count_at, 4 }, { count_at + pointer_bytes, pointer_bytes } };
		const struct field entry[] = { { 0, 8 }, { 8, 8 }, { 16, pointer_bytes } };

		system_table(pointer_bytes);
		phys_put32(AT_TABLE + count_at, 3);
		ACPI_2(AT_ENTRIES); /* before an older one, and a tree */
		ACPI_1(AT_ENTRIES + step);
		TREE(AT_ENTRIES + 2 * step);
		fields_count(&t, AT_ENTRIES, step, entry, LENGTH(entry));
		fields_count(&t, AT_ENTRIES + 2 * step, step, entry, LENGTH(entry));
		phys_put32(AT_TABLE + count_at, 1);
		fields_count(&t, AT_TABLE, count_at + 2 * pointer_bytes, table, LENGTH(table));
		ACPI_1(AT_ENTRIES);
		fields_count(&t, AT_ENTRIES, step, entry, LENGTH(entry));
	}
}

/* As many tables as are looked at, and one more; lists that end where memory ends. */
static void many_tables(void)
{
	const u32 most = 4096;

	for (u32 more = 0; more < 2; more++)
		for (u32 missing = 0; missing < 2; missing++) {
			u32 count = most + more;
			u64 last = AT_ENTRIES + 24ULL * (most - 1);

			phys_start(AT_TABLE, AT_ENTRIES - AT_TABLE + 24 * count - missing);
			phys_fill(AT_TABLE, 0, AT_ENTRIES - AT_TABLE + 24 * count - missing);
			phys_put64(AT_TABLE, 0x5453595320494249);
			phys_put32(AT_TABLE + 104, count);
			phys_put64(AT_TABLE + 112, AT_ENTRIES);
			if (more) { /* the one behind the last is not looked at */
				put_guid(last + 24, 0xb1b621d5, 0xf19c, 0x41a5, "\x83\x0b\xd9\x15\x2c\x69\xaa\xe0");
				*phys_at(last + 24 + 16) = 5;
			}
			if (more || !missing) {
				ACPI_2(last);
				phys_put(last + 16, 0x77, 7);
			}
			CHECK_EQ(find_tables(8), 0);
			CHECK_EQ(info.rsdp, more || !missing ? 0x77 : 0);
			CHECK_EQ(info.dtb, 0);
			CHECK(!strcmp(notes(), more || missing ? "EFI: the list of tables is too long or cannot be read to "
								 "its end.\n" : ""));
		}
}

const struct suite suite_efi = { "efi", (const struct test_case[]){
	{ "a small machine", plain },
	{ "row 53: memory of loaders and boot services is kept", row_53_loader },
	{ "rows 54, 55: types", rows_54_55_types },
	{ "unaccepted memory", unaccepted },
	{ "attributes", attributes },
	{ "each attribute by itself", single_attributes },
	{ "all complaints at once", complaints },
	{ "every bit of a descriptor", fields },
	{ "mirrored memory", mirrored },
	{ "mirrored memory of all sorts", mirrored_of_all_sorts },
	{ "mirrored memory, descending", mirrored_descending },
	{ "mirrored memory in many pieces", many_mirrored },
	{ "attributes only", attributes_only },
	{ "row 57: the given stride", row_57_stride },
	{ "other versions", versions },
	{ "a map cut at every length", cut },
	{ "sizes that wrap", wrapping },
	{ "row 56: many descriptors", row_56_many },
	{ "random bytes", random_bytes },
	{ "the system table", tables },
	{ "every bit of the system table", fields_of_tables },
	{ "how many tables are looked at", many_tables },
	{ 0 },
} };
