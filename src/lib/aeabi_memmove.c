/* SPDX-License-Identifier: MIT */
#include "aeabi.h"

void __aeabi_memmove(void *dst, const void *src, size_t n)
{
	memmove(dst, src, n);
}

void __aeabi_memmove4(void *dst, const void *src, size_t n)
{
	memmove(dst, src, n);
}

void __aeabi_memmove8(void *dst, const void *src, size_t n)
{
	memmove(dst, src, n);
}
