/* SPDX-License-Identifier: MIT */
/* The input: memory from struct boot_efi on. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_memory(data, size, boot_efi_translate);
}
