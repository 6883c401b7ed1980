/* SPDX-License-Identifier: MIT */
#include "lib.h"

typedef unsigned long __attribute__((may_alias)) word;

void *memset(void *dst, int c, size_t n)
{
	u8 *d = dst;
	word fill = (u8)c * (~0UL / 0xff);

	while (n && ((uintptr_t)d & (sizeof(word) - 1))) {
		*d++ = (u8)c;
		n--;
	}
	for (; n >= 4 * sizeof(word); n -= 4 * sizeof(word), d += 4 * sizeof(word)) {
		word *w = (word *)(void *)d;

		w[0] = fill;
		w[1] = fill;
		w[2] = fill;
		w[3] = fill;
	}
	while (n--)
		*d++ = (u8)c;
	return dst;
}
