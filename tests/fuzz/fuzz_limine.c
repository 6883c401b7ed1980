/* SPDX-License-Identifier: MIT */
/* The input: memory that begins with the requests, as the loader filled them in. */
#include <string.h>

#include <bootmem/limine.h>

#include "fuzz.h"

#define DIRECT_MAP 0xffff800000000000ULL

static int translate(u64 start, boot_read_fn read, struct boot_map *map, struct boot_info *info,
		     boot_note_fn note)
{
	struct limine_requests requests;
	const void *bytes = read(start, sizeof(requests));

	if (!bytes)
		return 0;
	memcpy(&requests, bytes, sizeof(requests));
	return limine_translate(&requests, DIRECT_MAP, read, map, info, note);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_memory(data, size, translate);
}
