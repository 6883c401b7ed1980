/* SPDX-License-Identifier: MIT */
/* The input: memory from EFI's system table on, of 64 bits and of 32. */
#include "fuzz.h"

static int translate_64(u64 start, boot_read_fn read, struct boot_map *map,
			struct boot_info *info, boot_note_fn note)
{
	(void)map;
	return efi_find_tables(start, 8, read, info, note);
}

static int translate_32(u64 start, boot_read_fn read, struct boot_map *map,
			struct boot_info *info, boot_note_fn note)
{
	(void)map;
	return efi_find_tables(start, 4, read, info, note);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_memory(data, size, translate_64);
	return fuzz_memory(data, size, translate_32);
}
