/* SPDX-License-Identifier: MIT */
/*
 * aeabi.h - memory functions that compilers for 32-bit ARM may call in place of the usual
 * ones. The size comes before the value.
 */
#ifndef BOOTMEM_AEABI_H
#define BOOTMEM_AEABI_H

#include "lib.h"

void __aeabi_memcpy(void *restrict dst, const void *restrict src, size_t n);
void __aeabi_memcpy4(void *restrict dst, const void *restrict src, size_t n);
void __aeabi_memcpy8(void *restrict dst, const void *restrict src, size_t n);
void __aeabi_memmove(void *dst, const void *src, size_t n);
void __aeabi_memmove4(void *dst, const void *src, size_t n);
void __aeabi_memmove8(void *dst, const void *src, size_t n);
void __aeabi_memset(void *dst, size_t n, int c);
void __aeabi_memset4(void *dst, size_t n, int c);
void __aeabi_memset8(void *dst, size_t n, int c);
void __aeabi_memclr(void *dst, size_t n);
void __aeabi_memclr4(void *dst, size_t n);
void __aeabi_memclr8(void *dst, size_t n);

#endif
