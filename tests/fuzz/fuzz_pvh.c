/* SPDX-License-Identifier: MIT */
/* The input: memory from the info block on. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_memory(data, size, pvh_translate);
}
