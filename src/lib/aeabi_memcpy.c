/* SPDX-License-Identifier: MIT */
/*
 * What clang calls on 32-bit ARM, after the Run-time ABI for the Arm Architecture, 4.3.4: the
 * suffix promises an alignment, of which no use is made, and nothing is returned.
 */
#include "aeabi.h"

void __aeabi_memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	memcpy(dst, src, n);
}

void __aeabi_memcpy4(void *restrict dst, const void *restrict src, size_t n)
{
	memcpy(dst, src, n);
}

void __aeabi_memcpy8(void *restrict dst, const void *restrict src, size_t n)
{
	memcpy(dst, src, n);
}
