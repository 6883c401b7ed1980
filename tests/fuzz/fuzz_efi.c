/* SPDX-License-Identifier: MIT */
/* The input: stride and version, a byte each, then descriptors. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t len = size - 2, stride;
	u8 *copy;
	int count;

	if (size < 2)
		return 0;
	stride = data[0];
	copy = malloc(len ? len : 1); /* ends where it ends */
	memcpy(copy, data + 2, len);
	fuzz_start();
	count = efi_translate(copy, len, stride, data[1], &fuzz_map, &fuzz_info, fuzz_note);
	fuzz_insist(stride < 40 ? count < 0 : (size_t)count <= len / 40, "a wrong count");
	fuzz_end();
	fuzz_start();
	efi_translate_attributes(copy, len, stride, &fuzz_map, &fuzz_info, fuzz_note);
	fuzz_end();
	free(copy);
	return 0;
}
