/* SPDX-License-Identifier: MIT */
/*
 * The BIOS memory map, as PVH, Multiboot and the Linux boot protocol pass it on.
 *
 * Tables in the wild overlap, wrap, end in an empty entry, and use types that no
 * standard knows. Only type 1 is RAM; what is not known is kept away from the kernel.
 */
#include <bootmem/translate.h>

#include "e820.h"

#define ENTRY_LEN 20 /* base, size, type; what follows is not looked at */

#define MOST_LOWER 640U /* KiB below the hole */

/*@ assigns \nothing; */
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

/* Exactly to the end of the address space is fine. */
/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
bool __init e820_add(struct boot_map *map, u64 base, u64 size, u32 type)
{
	boot_map_add(map, base, size, kind_of(type), NUMA_NO_NODE, NULL);
	return size > 0 && base + (size - 1) < base;
}

/*@ requires Map(map);
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
void __init e820_add_sizes(struct boot_map *map, u32 lower, u32 upper)
{
	if (lower > MOST_LOWER)
		lower = MOST_LOWER;
	boot_map_add(map, 0, (u64)lower << 10, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(map, 1 << 20, (u64)upper << 10, BOOT_RAM, NUMA_NO_NODE, NULL);
}

/*@ requires Map(map) && \valid_read((u8 *)table + (0 .. len - 1)) && len <= ENTRY_LEN * INT_MAX;
    assigns ENTRIES(map);
    ensures KEEPS_MAP(map); */
int __init e820_translate(const void *table, size_t stride, size_t len, struct boot_map *map,
			  boot_note_fn note)
{
	const struct boot_reader r = { .loader = "e820", .note = note };
	const u8 *entry = table;
	bool wraps = false;
	int count = 0;

	if (stride < ENTRY_LEN) {
		boot_say(&r, "entries shorter than 20 bytes cannot be read.");
		return -EINVAL;
	}
	/*@ loop invariant \valid_read(entry + (0 .. len - 1)) && len + ENTRY_LEN * count <= \at(len, Pre);
	    loop invariant 0 <= count && KEEPS_MAP_SO_FAR(map);
	    loop assigns entry, len, count, wraps, ENTRIES_SO_FAR(map);
	    loop variant len; */
	while (len >= ENTRY_LEN) {
		size_t step = len < stride ? len : stride; /* the last needs no padding */

		wraps |= e820_add(map, boot_le64(entry), boot_le64(entry + 8),
				  boot_le32(entry + 16));
		count++;
		entry += step;
		len -= step;
	}
	if (len > 0)
		boot_say(&r, "the table ends within an entry; the rest of it is ignored.");
	if (wraps)
		boot_say(&r, "an entry runs past the end of the address space; it is cut there.");
	return count;
}
