/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sanitizer/asan_interface.h>

#include "phys.h"

static u8 *memory;
static u64 base;
static size_t length;

static void insist(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "physical memory: %s\n", what);
	abort();
}

void phys_load(u64 new_base, const u8 *bytes, size_t len)
{
	u8 *copy = malloc(len + 1);

	if (len)
		memcpy(copy, bytes, len);
	free(memory);
	memory = copy;
	base = new_base;
	length = len;
}

void phys_start(u64 new_base, size_t len)
{
	free(memory);
	memory = malloc(len + 1);
	memset(memory, 0xa5, len);
	base = new_base;
	length = len;
}

void phys_cut(size_t len)
{
	insist(len <= length, "it cannot grow");
	phys_load(base, memory, len);
}

u64 phys_base(void)
{
	return base;
}

size_t phys_len(void)
{
	return length;
}

u8 *phys_at(u64 pa)
{
	insist(pa - base < length, "a test writes outside of it");
	return memory + (pa - base);
}

void phys_put(u64 pa, u64 value, unsigned int bytes)
{
	for (; bytes; bytes--, pa++, value >>= 8)
		*phys_at(pa) = (u8)value;
}

void phys_put16(u64 pa, u64 value)
{
	phys_put(pa, value, 2);
}

void phys_put32(u64 pa, u64 value)
{
	phys_put(pa, value, 4);
}

void phys_put64(u64 pa, u64 value)
{
	phys_put(pa, value, 8);
}

u64 phys_text(u64 pa, const char *text)
{
	do
		*phys_at(pa++) = (u8)*text;
	while (*text++);
	return pa;
}

void phys_fill(u64 pa, u8 byte, size_t len)
{
	for (; len; len--, pa++)
		*phys_at(pa) = byte;
}

void phys_seal(void)
{
	ASAN_POISON_MEMORY_REGION(memory, length + 1);
}

void phys_open(void)
{
	ASAN_UNPOISON_MEMORY_REGION(memory, length);
}

const void *phys_read(u64 pa, size_t len)
{
	insist(len > 0, "nothing is read");
	insist(pa <= ~0ULL - len, "a range that wraps is read"); /* readers need not check */
	if (pa < base || pa - base > length || len > length - (pa - base))
		return NULL;
	ASAN_UNPOISON_MEMORY_REGION(memory + (pa - base), len);
	return memory + (pa - base);
}
