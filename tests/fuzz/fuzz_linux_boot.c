/* SPDX-License-Identifier: MIT */
/* The input: memory from boot_params on. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_memory(data, size, linux_boot_translate);
}
