/* SPDX-License-Identifier: MIT */
/*
 * The BIOS memory map, as PVH, Multiboot and the Linux boot protocol pass it on.
 *
 * Tables in the wild overlap, wrap, end in an empty entry, and use types that no
 * standard knows. Only type 1 is RAM; what is not known is kept away from the kernel.
 */
#include <bootmem/firmware.h>

#define ENTRY_LEN 20 /* base, size, type; what follows is not looked at */

static u32 __init le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static u64 __init le64(const u8 *p)
{
	return le32(p) | (u64)le32(p + 4) << 32;
}

static enum boot_kind __init kind_of(u32 type)
{
	switch (type) {
	case 1:
		return BOOT_RAM;
	case 3:
		return BOOT_ACPI_DATA;
	case 4:
		return BOOT_ACPI_NVS;
	case 5:
		return BOOT_BAD;
	case 7:
	case 12: /* what some firmware used before 7 was assigned */
		return BOOT_PERSISTENT;
	default:
		return BOOT_MMIO;
	}
}

/* Returns whether the entry runs past the end of the address space; exactly to it is fine. */
static bool __init translate_entry(const u8 *entry, struct boot_map *map)
{
	u64 base = le64(entry), size = le64(entry + 8);

	boot_map_add(map, base, size, kind_of(le32(entry + 16)), NUMA_NO_NODE, NULL);
	return size > 0 && base + (size - 1) < base;
}

int __init e820_translate(const void *table, size_t stride, size_t len, struct boot_map *map,
			  boot_note_fn note)
{
	const u8 *entry = table;
	bool wraps = false;
	int count = 0;

	if (stride < ENTRY_LEN) {
		if (note)
			note("e820: entries shorter than 20 bytes cannot be read.");
		return -EINVAL;
	}
	while (len >= ENTRY_LEN) {
		size_t step = len < stride ? len : stride; /* the last needs no padding */

		wraps |= translate_entry(entry, map);
		count++;
		entry += step;
		len -= step;
	}
	if (len > 0 && note)
		note("e820: the table ends within an entry; the rest of it is ignored.");
	if (wraps && note)
		note("e820: an entry runs past the end of the address space; it is cut there.");
	return count;
}
