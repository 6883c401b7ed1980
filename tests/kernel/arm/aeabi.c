/* SPDX-License-Identifier: MIT */
/*
 * aeabi.c - the memory functions that clang calls on ARM, whichever compiler this is.
 */
#include "aeabi.h"

#include "kernel.h"

/* By their names in the Run-time ABI; no header of a freestanding compiler has them. */
void __aeabi_memcpy8(void *restrict dst, const void *restrict src, size_t n);
void __aeabi_memmove4(void *dst, const void *src, size_t n);
void __aeabi_memset(void *dst, size_t n, int c);
void __aeabi_memclr4(void *dst, size_t n);

void aeabi_check(void)
{
	static const u8 want[8] = { 9, 1, 2, 9, 4, 5, 0, 0 };
	u64 from[2] = { 0x0706050403020100ULL, ~0ULL }, to[2] = { 0, 0 };
	u8 *bytes = (u8 *)to;
	bool same = true;

	__aeabi_memcpy8(to, from, 8);
	check(to[0] == from[0] && !to[1], "__aeabi_memcpy8() copies");
	__aeabi_memmove4(bytes + 4, bytes + 2, 4); /* 0 1 2 3 2 3 4 5 */
	check(bytes[4] == 2 && bytes[7] == 5, "__aeabi_memmove4() copies what overlaps");
	__aeabi_memcpy8(to, from, 8);
	__aeabi_memset(bytes, 1, 9);
	__aeabi_memset(bytes + 3, 1, 9);
	__aeabi_memclr4(bytes + 6, 2);
	for (int i = 0; i < 8; i++)
		same = same && bytes[i] == want[i];
	check(same && !to[1], "__aeabi_memset(), __aeabi_memclr4() keep to their bytes");
}
