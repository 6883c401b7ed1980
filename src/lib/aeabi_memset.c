/* SPDX-License-Identifier: MIT */
#include "aeabi.h"

void __aeabi_memset(void *dst, size_t n, int c)
{
	memset(dst, c, n);
}

void __aeabi_memset4(void *dst, size_t n, int c)
{
	memset(dst, c, n);
}

void __aeabi_memset8(void *dst, size_t n, int c)
{
	memset(dst, c, n);
}

void __aeabi_memclr(void *dst, size_t n)
{
	memset(dst, 0, n);
}

void __aeabi_memclr4(void *dst, size_t n)
{
	memset(dst, 0, n);
}

void __aeabi_memclr8(void *dst, size_t n)
{
	memset(dst, 0, n);
}
