/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/port.h>

#include "textbook_bitmap.h"

#define NONE	  (~0UL)
#define LONG_BITS 64UL
#define LONG_ORDER 6

/* Pages [start, start + count); own, own_end: those of the library's map. */
static unsigned long start, count, own, own_end;
static u8 *bits;
static size_t bits_size;

/* Where the next search starts, and where the last allocation ended. */
static unsigned long hint;
static phys_addr_t last_end;

static bool taken(unsigned long i)
{
	return bits[i / 8] >> i % 8 & 1;
}

static void take(unsigned long i)
{
	bits[i / 8] |= (u8)(1 << i % 8);
}

static void release(unsigned long i)
{
	bits[i / 8] &= (u8)~(1 << i % 8);
}

static phys_addr_t address(unsigned long i)
{
	return pfn_phys(start + i);
}

/* ---- set up ---- */

void textbook_load(unsigned long own_pfn)
{
	const struct bootmem_data *node = &bootmem_node_data[0];
	size_t size;

	start = node->node_min_pfn;
	count = node->node_low_pfn - start;
	own = own_pfn;
	own_end = own_pfn + bootmem_bootmap_pages(count);
	hint = node->hint_idx;
	last_end = node->last_end_off ? pfn_phys(start) + node->last_end_off : 0;
	size = (count + LONG_BITS - 1) / LONG_BITS * (LONG_BITS / 8);
	if (size > bits_size) {
		free(bits);
		bits = malloc(size);
		bits_size = size;
	}
	if (!bits) {
		fprintf(stderr, "textbook: no memory for a bitmap\n");
		exit(1);
	}
	memcpy(bits, node->node_bootmem_map, size);
}

const u8 *textbook_bits(void)
{
	return bits;
}

/* ---- take and give back ---- */

void textbook_free(phys_addr_t base, phys_addr_t size)
{
	unsigned long first = phys_pfn_up(base) - start, end = phys_pfn_down(base + size) - start;

	for (unsigned long i = first; i < end; i++) {
		if (start + i >= own && start + i < own_end)
			continue;
		if (!taken(i)) {
			fprintf(stderr, "textbook: page %lu is free already\n", start + i);
			exit(1);
		}
		release(i);
	}
	if (first < hint)
		hint = first;
	if (last_end > address(first) && last_end < address(end))
		last_end = 0;
}

bool textbook_reserve(phys_addr_t base, phys_addr_t size, int flags)
{
	unsigned long first = phys_pfn_down(base) - start, end = phys_pfn_up(base + size) - start;

	for (unsigned long i = first; i < end; i++) {
		if (taken(i) && (flags & BOOTMEM_EXCLUSIVE)) {
			while (i-- > first)
				release(i);
			return false;
		}
		take(i);
	}
	return true;
}

/* ---- allocate ---- */

static unsigned long next_free(unsigned long i, unsigned long end)
{
	while (i < end && taken(i))
		i += i % 8 == 0 && bits[i / 8] == 0xff ? 8 : 1;
	return i < end ? i : end;
}

/* The first n free pages in [from, end), the first of them a multiple of step. */
static unsigned long find(unsigned long from, unsigned long end, unsigned long n,
			  unsigned long step)
{
	unsigned long i = from, j;

	for (;;) {
		i = next_free(i, end);
		i = ((start + i + step - 1) & ~(step - 1)) - start;
		if (i + n > end)
			return NONE;
		for (j = i; j < i + n && !taken(j); j++)
			;
		if (j == i + n)
			return i;
		i = j + 1;
	}
}

static unsigned long find_from(phys_addr_t goal, unsigned long n, unsigned long step)
{
	unsigned long first = phys_pfn_up(goal), i;

	if (first == 0)
		first = 1; /* page 0 means "none" */
	first = first > start ? first - start : 0;
	if (first >= count)
		return NONE;
	i = find(hint > first ? hint : first, count, n, step);
	return i == NONE && hint > first ? find(first, count, n, step) : i;
}

phys_addr_t textbook_alloc(phys_addr_t size, phys_addr_t align, phys_addr_t goal)
{
	phys_addr_t rest = last_end ? phys_align_up(last_end, align) : 0, at;
	phys_addr_t room = rest < phys_align_up(last_end, PAGE_SIZE) && rest >= goal
				   ? phys_align_up(last_end, PAGE_SIZE) - rest : 0;
	unsigned long n, i;

	if (size <= room) {
		last_end = rest + size;
		return rest;
	}
	n = phys_pfn_up(size);
	i = find_from(goal, n, align > PAGE_SIZE ? phys_pfn_down(align) : 1);
	if (i == NONE && goal)
		i = find_from(0, n, align > PAGE_SIZE ? phys_pfn_down(align) : 1);
	if (i == NONE)
		return 0;
	/* What starts in the page before needs fewer pages. */
	at = room && address(i) == rest + room ? rest : address(i);
	last_end = at + size;
	hint = phys_pfn_up(last_end) - start;
	for (; i < hint; i++)
		take(i);
	return at;
}

/* ---- hand over ---- */

static bool long_is_free(unsigned long i)
{
	for (unsigned long j = i / 8; j < (i + LONG_BITS) / 8; j++)
		if (bits[j])
			return false;
	return true;
}

void textbook_free_all(void)
{
	for (unsigned long i = 0; i < count;) {
		if (i % LONG_BITS == 0 && (start + i) % LONG_BITS == 0 && i + LONG_BITS <= count &&
		    long_is_free(i)) {
			memblock_free_pages(start + i, LONG_ORDER);
			i += LONG_BITS;
			continue;
		}
		if (!taken(i))
			memblock_free_pages(start + i, 0);
		i++;
	}
	for (unsigned long pfn = own; pfn < own_end; pfn++)
		memblock_free_pages(pfn, 0);
}
