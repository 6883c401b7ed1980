/* SPDX-License-Identifier: MIT */
/*
 * lib.h - what freestanding C lacks, for the library's own use.
 */
#ifndef BOOTMEM_LIB_H
#define BOOTMEM_LIB_H

#include <stdarg.h>

#include <bootmem/types.h>

/* Compilers call these anyway; a kernel may bring its own. */
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
/*@ requires \valid_read((u8 *)a + (0 .. n - 1)) && \valid_read((u8 *)b + (0 .. n - 1));
    assigns \nothing; */
int memcmp(const void *a, const void *b, size_t n);

/* Longest line that is printed. */
#define LINE_LEN 240

/*
 * bootmem_format() - a small snprintf
 *
 * Knows %s %c %d %u %x %p %%, the flags # 0 -, a width, and l, ll and z. Always ends
 * with a NUL; cuts what does not fit. Returns the number of characters written.
 */
int bootmem_format(char *buf, size_t len, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int bootmem_vformat(char *buf, size_t len, const char *fmt, va_list list)
	__attribute__((format(printf, 3, 0)));

/* One formatted line to bootmem_log(); bootmem_warn() marks it as one. */
void bootmem_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void bootmem_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* One formatted sentence to bootmem_panic(). */
_Noreturn void bootmem_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static inline bool text_equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/*@ requires \exists integer n; 0 <= n < SIZE_MAX && \valid_read(s + (0 .. n)) && s[n] == 0;
    assigns \nothing;
    ensures \valid_read(s + (0 .. \result)) && s[\result] == 0; */
static inline size_t text_length(const char *s)
{
	size_t n = 0;

	/*@ loop invariant \forall integer k; 0 <= k < n ==> s[k] != 0;
	    loop assigns n;
	    loop variant SIZE_MAX - n; */
	while (s[n])
		n++;
	return n;
}

/*@ assigns \nothing;
    ensures \result == (a < b ? a : b); */
static inline phys_addr_t min_phys(phys_addr_t a, phys_addr_t b)
{
	return a < b ? a : b;
}

/*@ assigns \nothing;
    ensures \result == (a > b ? a : b); */
static inline phys_addr_t max_phys(phys_addr_t a, phys_addr_t b)
{
	return a > b ? a : b;
}

/*@ assigns \nothing;
    ensures \result == (a > b ? a : b); */
static inline unsigned long max_pfn_of(unsigned long a, unsigned long b)
{
	return a > b ? a : b;
}

/*@ assigns \nothing;
    ensures \result == (a < b ? a : b); */
static inline unsigned long min_pfn_of(unsigned long a, unsigned long b)
{
	return a < b ? a : b;
}

/* For printf-like calls: phys_addr_t has two widths. */
#define PHYS(x) ((unsigned long long)(x))

#endif
