/* SPDX-License-Identifier: MIT */
/* The input: calls of the region core, which its oracle in tests/host draws and compares. */
#include "stream.h"

extern const struct suite suite_oracle;

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return stream_run(&suite_oracle, data, size);
}
