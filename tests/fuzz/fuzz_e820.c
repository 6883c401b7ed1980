/* SPDX-License-Identifier: MIT */
/* The input: a byte of stride, then entries. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t len = size - 1, stride;
	u8 *copy;
	int count;

	if (size < 1)
		return 0;
	stride = data[0];
	copy = malloc(len ? len : 1); /* ends where it ends */
	memcpy(copy, data + 1, len);
	fuzz_start();
	count = e820_translate(copy, stride, len, &fuzz_map, fuzz_note);
	fuzz_insist(stride < 20 ? count < 0 : (size_t)count <= len / 20, "a wrong count");
	fuzz_end();
	free(copy);
	return 0;
}
