/* SPDX-License-Identifier: MIT */
/*
 * EFI: the memory map, by whichever way it arrived, and the tables that the system table
 * points at.
 *
 * Descriptors lie a stride apart that firmware chooses (48 bytes, not the 40 that are
 * known); their order means nothing. What a type says is a kind; what it can do is in the
 * attributes. Memory in use by what ran before is RAM and something over it, so that it
 * can be given back later.
 */
#include <bootmem/translate.h>

#include "lib/lib.h"

/* A descriptor. */
#define DESCRIPTOR_LEN	       40
#define DESCRIPTOR_TYPE	       0
#define DESCRIPTOR_BASE	       8
#define DESCRIPTOR_PAGES       24
#define DESCRIPTOR_ATTRIBUTES  32
#define EFI_PAGE_SHIFT	       12 /* whatever the kernel's pages are */

enum efi_type {
	EFI_LOADER_CODE = 1,
	EFI_LOADER_DATA,
	EFI_BOOT_CODE,
	EFI_BOOT_DATA,
	EFI_RUNTIME_CODE,
	EFI_RUNTIME_DATA,
	EFI_CONVENTIONAL,
	EFI_UNUSABLE,
	EFI_ACPI_RECLAIM,
	EFI_ACPI_NVS,
	EFI_PAL_CODE = 13,
	EFI_PERSISTENT,
	EFI_UNACCEPTED,
};

/* Attributes. */
#define EFI_CACHING	     0x1fULL /* all that can be said about it; none = nothing is said */
#define EFI_WRITE_BACK	     0x08ULL
#define EFI_MORE_RELIABLE    (1ULL << 16)
#define EFI_SPECIFIC_PURPOSE (1ULL << 18)
#define EFI_RUNTIME	     (1ULL << 63)

enum {
	WRAPS = BOOT_OWN_COMPLAINTS,
	UNCACHED,
	UNACCEPTED,
	MANY_MIRRORED,
};

struct descriptor {
	u32 type;
	u64 base, size, attributes;
};

/* ---- the memory map ---- */

/*@ requires \valid(r) && \valid_read(bytes + (0 .. DESCRIPTOR_LEN - 1));
    assigns r->said; */
static struct descriptor __init read_descriptor(struct boot_reader *r, const u8 *bytes)
{
	u64 base = boot_le64(bytes + DESCRIPTOR_BASE), pages = boot_le64(bytes + DESCRIPTOR_PAGES);
	bool too_many = pages > ~0ULL >> EFI_PAGE_SHIFT;
	u64 size = too_many ? ~0ULL : pages << EFI_PAGE_SHIFT;

	/* boot_map_add() cuts where the address space ends. */
	if (too_many || (size && size - 1 > ~0ULL - base))
		boot_say_once(r, WRAPS,
			      "a descriptor runs past the end of the address space; it is cut.");
	return (struct descriptor){ boot_le32(bytes + DESCRIPTOR_TYPE), base, size,
				    boot_le64(bytes + DESCRIPTOR_ATTRIBUTES) };
}

/*@ assigns \nothing; */
static enum boot_kind __init kind_of_type(u32 type)
{
	switch (type) {
	case EFI_CONVENTIONAL:
		return BOOT_RAM;
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_CODE:
	case EFI_BOOT_DATA:
		return BOOT_LOADER;
	case EFI_RUNTIME_CODE:
	case EFI_RUNTIME_DATA:
	case EFI_PAL_CODE:
		return BOOT_RUNTIME;
	case EFI_UNUSABLE:
		return BOOT_BAD;
	case EFI_ACPI_RECLAIM:
		return BOOT_ACPI_DATA;
	case EFI_ACPI_NVS:
		return BOOT_ACPI_NVS;
	case EFI_PERSISTENT:
		return BOOT_PERSISTENT;
	default:
		return BOOT_MMIO;
	}
}

/*@ requires \valid_read(d); assigns \nothing; */
static bool __init is_soft_reserved(const struct descriptor *d)
{
	return d->type == EFI_CONVENTIONAL && d->attributes & EFI_SPECIFIC_PURPOSE;
}

/* What attributes leave of a type that is the kernel's to use, at once or when it is reclaimed. */
/*@ requires \valid(r) && \valid_read(d);
    assigns r->said; */
static enum boot_kind __init kind_of(struct boot_reader *r, const struct descriptor *d)
{
	enum boot_kind kind = kind_of_type(d->type);

	if (!d->size)
		return kind;
	if (d->type == EFI_UNACCEPTED)
		boot_say_once(r, UNACCEPTED,
			      "memory that must be accepted before use is not used.");
	if (!boot_kind_is_memory(kind) && kind != BOOT_ACPI_DATA)
		return kind;
	if (d->attributes & EFI_RUNTIME)
		return BOOT_RUNTIME;
	if (d->attributes & EFI_CACHING && !(d->attributes & EFI_WRITE_BACK)) {
		boot_say_once(r, UNCACHED, "memory without a write-back cache is not used.");
		return BOOT_MMIO;
	}
	return is_soft_reserved(d) ? BOOT_SOFT_RESERVED : kind;
}

/* Spans that touch become one. Neither is empty; an end of 2^64 is one byte less here. */
/*@ requires \valid(a); assigns *a; */
static bool __init join(struct boot_span *a, u64 base, u64 end)
{
	u64 a_end = a->base + a->size;

	if (base > a_end || a->base > end)
		return false;
	a->base = base < a->base ? base : a->base;
	a->size = (end > a_end ? end : a_end) - a->base;
	return true;
}

/*@ requires Reader(r);
    assigns r->said, *r->info;
    ensures KEEPS(r); */
static void __init add_mirror(struct boot_reader *r, u64 base, u64 size)
{
	u64 room = ~0ULL - base; /* the last byte of all cannot be said */
	struct boot_span *spans = r->info->mirror, span = { base, size < room ? size : room };
	unsigned int i = 0;

	if (!span.size)
		return;
	/*@ loop invariant i <= r->info->nr_mirror && KEEPS_SO_FAR(r);
	    loop assigns i, span, *\at(r->info, Pre);
	    loop variant r->info->nr_mirror - i; */
	while (i < r->info->nr_mirror)
		if (join(&span, spans[i].base, spans[i].base + spans[i].size))
			spans[i] = spans[--r->info->nr_mirror];
		else
			i++;
	if (r->info->nr_mirror < BOOT_MIRROR_RANGES)
		spans[r->info->nr_mirror++] = span;
	else
		boot_say_once(r, MANY_MIRRORED,
			      "more than BOOT_MIRROR_RANGES are mirrored; the rest is not told.");
}

/*@ requires Reader(r) && \valid_read(d);
    assigns r->said, *r->info;
    ensures KEEPS(r); */
static void __init add_attributes(struct boot_reader *r, const struct descriptor *d)
{
	if (d->attributes & EFI_MORE_RELIABLE && boot_kind_is_memory(kind_of_type(d->type)))
		add_mirror(r, d->base, d->size);
}

/*@ requires Reader(r) && \valid_read(d);
    assigns r->said, *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_all(struct boot_reader *r, const struct descriptor *d)
{
	enum boot_kind kind = kind_of(r, d);

	add_attributes(r, d);
	if (kind == BOOT_LOADER)
		boot_map_add(r->map, d->base, d->size, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(r->map, d->base, d->size, kind, NUMA_NO_NODE, NULL);
}

/*@ requires Reader(r) && \valid_read(d);
    assigns r->said, *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_attributes_only(struct boot_reader *r, const struct descriptor *d)
{
	add_attributes(r, d);
	if (is_soft_reserved(d))
		boot_map_add(r->map, d->base, d->size, BOOT_SOFT_RESERVED, NUMA_NO_NODE, NULL);
}

/*@ requires Reader(r) && \valid_read(at + (0 .. len - 1)) && len <= DESCRIPTOR_LEN * INT_MAX;
    assigns r->said, *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static int __init walk(struct boot_reader *r, const u8 *at, size_t len, size_t stride,
		       bool attributes_only)
{
	int count = 0;

	if (stride < DESCRIPTOR_LEN) {
		boot_say(r, "descriptors shorter than 40 bytes cannot be read.");
		return -EINVAL;
	}
	/*@ loop invariant \valid_read(at + (0 .. len - 1)) && 0 <= count && len + DESCRIPTOR_LEN * count <= \at(len, Pre);
	    loop invariant KEEPS_SO_FAR(r);
	    loop assigns at, len, count, r->said, *\at(r->info, Pre), ENTRIES_SO_FAR(r->map);
	    loop variant len; */
	while (len >= DESCRIPTOR_LEN) {
		struct descriptor d = read_descriptor(r, at);
		size_t step = len < stride ? len : stride; /* the last needs no padding */

		if (attributes_only)
			add_attributes_only(r, &d);
		else
			add_all(r, &d);
		count++;
		at += step;
		len -= step;
	}
	if (len > 0)
		boot_say(r, "the memory map ends within a descriptor; the rest of it is ignored.");
	return count;
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    requires \valid_read((u8 *)descriptors + (0 .. len - 1)) && len <= DESCRIPTOR_LEN * INT_MAX;
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init efi_translate(const void *descriptors, size_t len, size_t stride, u32 version,
			 struct boot_map *map, struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "EFI", .map = map, .info = info, .note = note };

	if (version != EFI_DESCRIPTOR_VERSION)
		boot_say(&r, "memory descriptors of version %u are read as version %u.", version,
			 EFI_DESCRIPTOR_VERSION);
	return walk(&r, descriptors, len, stride, false);
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    requires \valid_read((u8 *)descriptors + (0 .. len - 1)) && len <= DESCRIPTOR_LEN * INT_MAX;
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init efi_translate_attributes(const void *descriptors, size_t len, size_t stride,
				    struct boot_map *map, struct boot_info *info,
				    boot_note_fn note)
{
	struct boot_reader r = { .loader = "EFI", .map = map, .info = info, .note = note };

	return walk(&r, descriptors, len, stride, true);
}

/* ---- the system table ---- */

#define SYSTEM_TABLE_SIGNATURE 0x5453595320494249ULL /* "IBI SYST" */
#define TABLE_HEADER	       24

/* Behind the header: nine pointers with a number of 32 bits after the first, then a count. */
#define POINTERS_BEFORE_COUNT 9
#define GUID_LEN	      16

/* Identifiers as they lie in memory, best first where one replaces another. */
static const u8 acpi_2[GUID_LEN] = { 0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
				     0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 };
static const u8 acpi_1[GUID_LEN] = { 0x30, 0x2d, 0x9d, 0xeb, 0x88, 0x2d, 0xd3, 0x11,
				     0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d };
static const u8 device_tree[GUID_LEN] = { 0xd5, 0x21, 0xb6, 0xb1, 0x9c, 0xf1, 0xa5, 0x41,
					  0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0 };

/*@ requires pointer_bytes == 4 || pointer_bytes == 8;
    requires \valid_read(p + (0 .. pointer_bytes - 1));
    assigns \nothing; */
static u64 __init pointer_at(const u8 *p, unsigned int pointer_bytes)
{
	return pointer_bytes == 8 ? boot_le64(p) : boot_le32(p);
}

/* The first entry with this identifier; 0 when there is none. */
/*@ requires pointer_bytes == 4 || pointer_bytes == 8;
    requires count <= BOOT_LIST_ENTRIES && \valid_read(guid + (0 .. GUID_LEN - 1));
    requires \valid_read(entry + (0 .. count * (GUID_LEN + pointer_bytes) - 1));
    assigns \nothing; */
static u64 __init find_table(const u8 *entry, u32 count, unsigned int pointer_bytes,
			     const u8 *guid)
{
	/*@ loop invariant i <= count && \valid_read(entry + (0 .. (count - i) * (GUID_LEN + pointer_bytes) - 1));
	    loop assigns i, entry;
	    loop variant count - i; */
	for (u32 i = 0; i < count; i++, entry += GUID_LEN + pointer_bytes)
		if (memcmp(entry, guid, GUID_LEN) == 0)
			return pointer_at(entry + GUID_LEN, pointer_bytes);
	return 0;
}

/*@ requires \valid(info) && (pointer_bytes == 4 || pointer_bytes == 8);
    assigns info->rsdp, info->dtb; */
int __init efi_find_tables(u64 system_table, unsigned int pointer_bytes, boot_read_fn read,
			   struct boot_info *info, boot_note_fn note)
{
	const struct boot_reader r = { .loader = "EFI", .read = read, .info = info, .note = note };
	/* The number takes a pointer's place, in 64 bits with padding. */
	u32 count_at = TABLE_HEADER + (POINTERS_BEFORE_COUNT + 1) * pointer_bytes;
	const u8 *table = boot_read_bytes(&r, system_table, count_at + 2 * pointer_bytes);
	const u8 *entries;
	u32 given, count;

	if (!table || boot_le64(table) != SYSTEM_TABLE_SIGNATURE) {
		boot_say(&r, "there is no system table where the loader points.");
		return -EINVAL;
	}
	given = boot_le32(table + count_at);
	count = given < BOOT_LIST_ENTRIES ? given : BOOT_LIST_ENTRIES;
	entries = boot_read_some(&r, pointer_at(table + count_at + pointer_bytes, pointer_bytes),
				 &count, GUID_LEN + pointer_bytes);
	if (count < given)
		boot_say(&r, "the list of tables is too long or cannot be read to its end.");
	if (!info->rsdp)
		info->rsdp = find_table(entries, count, pointer_bytes, acpi_2);
	if (!info->rsdp)
		info->rsdp = find_table(entries, count, pointer_bytes, acpi_1);
	if (!info->dtb)
		info->dtb = find_table(entries, count, pointer_bytes, device_tree);
	return 0;
}
