/* SPDX-License-Identifier: MIT */
/*
 * Whole words when both ends allow it, bytes otherwise. The loops are what the
 * compiler must not turn back into a call of memmove (-ffreestanding sees to that).
 */
#include "lib.h"

typedef unsigned long __attribute__((may_alias)) word;

static bool word_aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word) - 1)) == 0;
}

static void move_up(u8 *dst, const u8 *src, size_t n)
{
	if (word_aligned(dst + n, src + n)) {
		for (; n >= 4 * sizeof(word); n -= 4 * sizeof(word)) {
			word *d = (word *)(void *)(dst + n) - 4;
			const word *s = (const word *)(const void *)(src + n) - 4;
			word w0 = s[0], w1 = s[1], w2 = s[2], w3 = s[3];

			d[3] = w3;
			d[2] = w2;
			d[1] = w1;
			d[0] = w0;
		}
	}
	while (n--)
		dst[n] = src[n];
}

static void move_down(u8 *dst, const u8 *src, size_t n)
{
	size_t i = 0;

	if (word_aligned(dst, src)) {
		for (; n - i >= 4 * sizeof(word); i += 4 * sizeof(word)) {
			word *d = (word *)(void *)(dst + i);
			const word *s = (const word *)(const void *)(src + i);
			word w0 = s[0], w1 = s[1], w2 = s[2], w3 = s[3];

			d[0] = w0;
			d[1] = w1;
			d[2] = w2;
			d[3] = w3;
		}
	}
	for (; i < n; i++)
		dst[i] = src[i];
}

void *memmove(void *dst, const void *src, size_t n)
{
	if ((uintptr_t)dst - (uintptr_t)src < n)
		move_up(dst, src, n);
	else
		move_down(dst, src, n);
	return dst;
}
