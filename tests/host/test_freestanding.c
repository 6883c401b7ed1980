/* SPDX-License-Identifier: MIT */
/*
 * What the library has for kernels without a C library, under other names beside the host's
 * own: memory functions, the ARM compiler's names for them, the port's defaults.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/port.h>

#include "../suites/test.h"

#define memcpy	our_memcpy
#define memmove our_memmove
#define memset	our_memset
#define memcmp	our_memcmp
#define bootmem_log our_log
#define movable_node_is_enabled our_movable_node_is_enabled

void *our_memcpy(void *restrict dst, const void *restrict src, size_t n);
void *our_memmove(void *dst, const void *src, size_t n);
void *our_memset(void *dst, int c, size_t n);
int our_memcmp(const void *a, const void *b, size_t n);
void our_log(const char *line);
bool our_movable_node_is_enabled(void);

#include "../../src/lib/memmove.c"
#define word memset_word
#include "../../src/lib/memset.c"
#undef word
#include "../../src/lib/memcpy.c"
#include "../../src/lib/memcmp.c"
#include "../../src/lib/aeabi_memcpy.c"
#include "../../src/lib/aeabi_memmove.c"
#include "../../src/lib/aeabi_memset.c"
#include "../../src/lib/log_default.c"
#include "../../src/lib/movable_default.c"

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef bootmem_log
#undef movable_node_is_enabled

#define ROOM 200
#define WORD sizeof(long)

static u8 got[ROOM], want[ROOM];

static void fill(void)
{
	for (unsigned int i = 0; i < ROOM; i++)
		got[i] = want[i] = (u8)(7 * i + 1);
}

static bool same(void)
{
	return !memcmp(got, want, ROOM);
}

/* Every alignment of both ends, lengths with and without whole words, overlap both ways. */
static void copies(void)
{
	static const size_t lengths[] = { 0, 1, 2, WORD - 1, WORD, WORD + 1, 4 * WORD - 1, 4 * WORD,
					  4 * WORD + 1, 8 * WORD + 3, 11 * WORD };

	for (size_t from = 0; from < 2 * WORD; from++)
		for (size_t to = 0; to < 2 * WORD; to++)
			for (size_t i = 0; i < LENGTH(lengths); i++) {
				fill();
				CHECK(our_memmove(got + to, got + from, lengths[i]) == got + to);
				memmove(want + to, want + from, lengths[i]);
				CHECK(same());
			}
	fill();
	CHECK(our_memcpy(got + 100, got + 3, 90) == got + 100);
	memcpy(want + 100, want + 3, 90);
	CHECK(same());
}

static void fills(void)
{
	for (size_t to = 0; to <= WORD; to++)
		for (size_t n = 0; n < 6 * WORD; n++) {
			fill();
			CHECK(our_memset(got + to, (int)(0x7a5 + n), n) == got + to);
			memset(want + to, (int)(0x7a5 + n), n);
			CHECK(same());
		}
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void compares(void)
{
	static const char *const texts[] = { "", "a", "b", "ab", "ac", "\xff", "a\xff", "a\x01" };

	for (size_t i = 0; i < LENGTH(texts); i++)
		for (size_t j = 0; j < LENGTH(texts); j++)
			for (size_t n = 0; n <= 1 + strlen(texts[i]) && n <= 1 + strlen(texts[j]); n++)
				CHECK_EQ(sign(our_memcmp(texts[i], texts[j], n)),
					 sign(memcmp(texts[i], texts[j], n)));
}

/* The order of arguments, and that nothing beside the range changes. */
static void names_of_arm(void)
{
	static void (*const copy[])(void *restrict, const void *restrict, size_t) = {
		__aeabi_memcpy, __aeabi_memcpy4, __aeabi_memcpy8 };
	static void (*const move[])(void *, const void *, size_t) = {
		__aeabi_memmove, __aeabi_memmove4, __aeabi_memmove8 };
	static void (*const set[])(void *, size_t, int) = {
		__aeabi_memset, __aeabi_memset4, __aeabi_memset8 };
	static void (*const clear[])(void *, size_t) = {
		__aeabi_memclr, __aeabi_memclr4, __aeabi_memclr8 };

	for (size_t i = 0; i < 3; i++) {
		fill();
		copy[i](got + 96, got + 8, 33);
		memcpy(want + 96, want + 8, 33);
		CHECK(same());
		move[i](got + 16, got + 8, 33);
		memmove(want + 16, want + 8, 33);
		CHECK(same());
		set[i](got + 24, 17, 0x1c3);
		memset(want + 24, 0xc3, 17);
		CHECK(same());
		clear[i](got + 48, 9);
		memset(want + 48, 0, 9);
		CHECK(same());
	}
}

static void defaults(void)
{
	our_log("nobody hears this");
	CHECK(!our_movable_node_is_enabled());
	CHECK(!test_log()[0]);
}

const struct suite suite_freestanding = { "freestanding", (const struct test_case[]){
	{ "memmove(), memcpy()", copies },
	{ "memset()", fills },
	{ "memcmp()", compares },
	{ "what clang calls on ARM", names_of_arm },
	{ "the port's defaults", defaults },
	{ 0 },
} };
