/* SPDX-License-Identifier: MIT */
/* The input: a flattened device tree. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 *copy = malloc(size ? size : 1); /* ends where it ends */

	if (size)
		memcpy(copy, data, size);
	fuzz_start();
	fuzz_insist(fdt_translate(copy, size, FUZZ_BASE, &fuzz_map, &fuzz_info, fuzz_note) <= 0,
		    "neither 0 nor an error");
	boot_numa_apply(&fuzz_info.numa, &fuzz_map);
	fuzz_end();
	free(copy);
	return 0;
}
