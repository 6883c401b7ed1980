/* SPDX-License-Identifier: MIT */
/*
 * The input: a byte, then memory that begins with the root pointer. If the byte is odd, every
 * checksum is made right first, so that what lies behind them is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "../host/phys.h"
#include "fuzz.h"

static struct boot_numa numa;

static void fix_sum(u8 *table, size_t len, size_t at)
{
	u8 sum = 0;

	table[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (u8)(sum + table[i]);
	table[at] = (u8)-sum;
}

static bool is_table(const u8 *bytes)
{
	static const char *const names[] = { "RSDT", "XSDT", "SRAT", "SLIT" };

	for (unsigned int i = 0; i < 4; i++)
		if (memcmp(bytes, names[i], 4) == 0)
			return true;
	return false;
}

static void fix_sums(u8 *bytes, size_t len)
{
	for (size_t i = 0; i + 20 <= len; i++) {
		u8 *at = bytes + i;
		size_t left = len - i, table_len = at[4] | (size_t)at[5] << 8 | (size_t)at[6] << 16;

		if (memcmp(at, "RSD PTR ", 8) == 0) {
			fix_sum(at, 20, 8);
			if (left >= 36)
				fix_sum(at, 36, 32);
		} else if (is_table(at) && table_len >= 36 && table_len <= left) {
			fix_sum(at, table_len, 9);
		}
	}
}

static int translate(u64 start, boot_read_fn read, struct boot_map *map, struct boot_info *info,
		     boot_note_fn note)
{
	(void)info;
	memset(&numa, 0, sizeof(numa));
	acpi_translate(start, read, &numa, note);
	fuzz_insist(numa.nr_ranges <= BOOT_NUMA_RANGES, "too many ranges");
	boot_map_add(map, 0, 0xa0000, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(map, 0x100000, 0xbff00000, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(map, 0x100000000, 0x140000000, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_numa_apply(&numa, map);
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 *copy;

	if (size < 1)
		return 0;
	copy = malloc(size);
	memcpy(copy, data + 1, size - 1);
	if (data[0] & 1)
		fix_sums(copy, size - 1);
	fuzz_memory(copy, size - 1, translate);
	free(copy);
	return 0;
}
