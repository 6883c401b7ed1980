/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/port.h>

#include "textbook_region.h"

static struct memblock_region first_memory[INIT_MEMBLOCK_REGIONS];
static struct memblock_region first_reserved[INIT_MEMBLOCK_RESERVED_REGIONS];

struct memblock_type textbook_memory, textbook_reserved;

void textbook_reset(void)
{
	textbook_memory = (struct memblock_type){ .max = INIT_MEMBLOCK_REGIONS,
						  .regions = first_memory };
	textbook_reserved = (struct memblock_type){ .max = INIT_MEMBLOCK_RESERVED_REGIONS,
						    .regions = first_reserved };
}

static void load_type(struct memblock_type *to, const struct memblock_type *from,
		      struct memblock_region *first)
{
	*to = *from;
	if (from->max > INIT_MEMBLOCK_REGIONS)
		return;
	memcpy(first, from->regions, from->cnt * sizeof(*first));
	to->regions = first;
}

void textbook_load(void)
{
	load_type(&textbook_memory, &memblock.memory, first_memory);
	load_type(&textbook_reserved, &memblock.reserved, first_reserved);
}

static phys_addr_t end_of(const struct memblock_region *r)
{
	return r->base + r->size;
}

/* ---- free ranges ---- */

/*
 * One step of the walk: in the high half of the index a gap between reservations, in the
 * low half a RAM region; whichever ends first moves on.
 */
void textbook_next_free(u64 *idx, phys_addr_t *start, phys_addr_t *end)
{
	unsigned long m = (u32)*idx, g = (unsigned long)(*idx >> 32);

	for (; m < textbook_memory.cnt; m++) {
		const struct memblock_region *ram = &textbook_memory.regions[m];

		for (; g <= textbook_reserved.cnt; g++) {
			const struct memblock_region *r = textbook_reserved.regions;
			phys_addr_t gap = g ? end_of(&r[g - 1]) : 0;
			phys_addr_t gap_end = g < textbook_reserved.cnt ? r[g].base : PHYS_ADDR_MAX;

			if (gap >= end_of(ram))
				break;
			*start = gap > ram->base ? gap : ram->base;
			*end = gap_end < end_of(ram) ? gap_end : end_of(ram);
			if (*start < *end) {
				if (gap_end < end_of(ram))
					g++;
				else
					m++;
				*idx = (u64)g << 32 | m;
				return;
			}
		}
	}
	*idx = ~0ULL;
}

void textbook_next_free_reverse(u64 *idx, phys_addr_t *start, phys_addr_t *end)
{
	/* Counts down: regions below m and gaps up to g are still to come. */
	unsigned long m = *idx == ~0ULL ? textbook_memory.cnt : (u32)*idx;
	unsigned long g = *idx == ~0ULL ? textbook_reserved.cnt + 1 : (unsigned long)(*idx >> 32);

	for (; m; m--) {
		const struct memblock_region *ram = &textbook_memory.regions[m - 1];

		for (; g; g--) {
			const struct memblock_region *r = textbook_reserved.regions;
			phys_addr_t gap = g > 1 ? end_of(&r[g - 2]) : 0;
			phys_addr_t gap_end =
				g <= textbook_reserved.cnt ? r[g - 1].base : PHYS_ADDR_MAX;

			if (gap_end <= ram->base)
				break;
			*start = gap > ram->base ? gap : ram->base;
			*end = gap_end < end_of(ram) ? gap_end : end_of(ram);
			if (*start < *end) {
				if (gap > ram->base)
					g--;
				else
					m--;
				*idx = (u64)g << 32 | m;
				return;
			}
		}
	}
	*idx = ~0ULL;
}

/* The highest place, page 0 and [avoid, avoid_end) excepted. */
static phys_addr_t find_top_down(phys_addr_t size, phys_addr_t align, phys_addr_t avoid,
				 phys_addr_t avoid_end)
{
	phys_addr_t start, end;
	u64 i = ~0ULL;

	for (;;) {
		textbook_next_free_reverse(&i, &start, &end);
		if (i == ~0ULL)
			return 0;
		if (start < PAGE_SIZE)
			start = PAGE_SIZE;
		while (end > start && end - start >= size) {
			phys_addr_t at = phys_align_down(end - size, align);

			if (at < start)
				break;
			if (at >= avoid_end || at + size <= avoid)
				return at;
			end = avoid;
		}
	}
}

/* ---- changing an array ---- */

static void grow(struct memblock_type *type, phys_addr_t avoid, phys_addr_t avoid_end)
{
	struct memblock_region *old = type->regions;
	phys_addr_t bytes = type->max * sizeof(*old);
	phys_addr_t wanted = phys_align_up(2 * bytes, PAGE_SIZE);
	phys_addr_t at = find_top_down(wanted, PAGE_SIZE, avoid, avoid_end);

	if (!at) {
		fprintf(stderr, "textbook: no memory for %lu regions\n", 2 * type->max);
		exit(1);
	}
	type->regions = bootmem_phys_to_virt(at, wanted);
	memcpy(type->regions, old, type->cnt * sizeof(*old));
	type->max *= 2;
	textbook_reserve(at, wanted);
	if (old != first_memory && old != first_reserved)
		textbook_free(bootmem_virt_to_phys(old), phys_align_up(bytes, PAGE_SIZE));
}

static void insert(struct memblock_type *type, unsigned long i, phys_addr_t base, phys_addr_t end)
{
	struct memblock_region *r = &type->regions[i];

	memmove(r + 1, r, (type->cnt - i) * sizeof(*r));
	*r = (struct memblock_region){ .base = base, .size = end - base };
	type->cnt++;
	type->total_size += end - base;
}

static void delete(struct memblock_type *type, unsigned long i)
{
	struct memblock_region *r = &type->regions[i];

	type->total_size -= r->size;
	memmove(r, r + 1, (type->cnt - i - 1) * sizeof(*r));
	type->cnt--;
}

static void merge(struct memblock_type *type)
{
	for (unsigned long i = 0; i + 1 < type->cnt;) {
		struct memblock_region *r = &type->regions[i];

		if (end_of(r) < r[1].base) {
			i++;
			continue;
		}
		if (end_of(&r[1]) > end_of(r)) {
			type->total_size += end_of(&r[1]) - end_of(r);
			r->size = end_of(&r[1]) - r->base;
		}
		delete(type, i + 1);
	}
}

/* Regions that overlap or touch [base, end). */
static unsigned long count_touched(const struct memblock_type *type, phys_addr_t base,
				   phys_addr_t end)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < type->cnt && type->regions[i].base <= end; i++)
		n += end_of(&type->regions[i]) >= base;
	return n;
}

static void add_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	bool takes = type == &textbook_reserved;
	phys_addr_t end = base + size;
	unsigned long i = 0;

	if (type->cnt == type->max && count_touched(type, base, end) == 0)
		grow(type, takes ? base : 0, takes ? end : 0);
	while (i < type->cnt && type->regions[i].base < base)
		i++;
	if (type->cnt < type->max) {
		insert(type, i, base, end);
	} else {
		/* Full, but a neighbour can take it. */
		struct memblock_region *r = &type->regions[i];
		phys_addr_t to;

		if (i > 0 && end_of(&r[-1]) >= base)
			r--;
		to = end > end_of(r) ? end : end_of(r);
		base = base < r->base ? base : r->base;
		type->total_size += to - base - r->size;
		r->base = base;
		r->size = to - base;
	}
	merge(type);
}

static void remove_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	phys_addr_t end = base + size;

	for (unsigned long i = 0; i < type->cnt;) {
		struct memblock_region *r = &type->regions[i];
		phys_addr_t r_base = r->base, r_end = end_of(r);

		if (r_end <= base || r_base >= end) {
			i++;
		} else if (r_base >= base && r_end <= end) {
			delete(type, i);
		} else if (r_base < base && r_end > end) {
			if (type->cnt == type->max) {
				grow(type, 0, 0); /* moves the array and takes a range: look again */
				i = 0;
				continue;
			}
			r->size = base - r_base;
			type->total_size -= r_end - base;
			insert(type, i + 1, end, r_end);
			return;
		} else {
			r->base = r_base < base ? r_base : end;
			r->size = (r_base < base ? base : r_end) - r->base;
			type->total_size -= r_end - r_base - r->size;
			i++;
		}
	}
}

void textbook_add(phys_addr_t base, phys_addr_t size)
{
	add_range(&textbook_memory, base, size);
}

void textbook_reserve(phys_addr_t base, phys_addr_t size)
{
	add_range(&textbook_reserved, base, size);
}

void textbook_free(phys_addr_t base, phys_addr_t size)
{
	remove_range(&textbook_reserved, base, size);
}

phys_addr_t textbook_alloc(phys_addr_t size, phys_addr_t align)
{
	phys_addr_t at = find_top_down(size, align, 0, 0);

	if (at)
		textbook_reserve(at, size);
	return at;
}

/* ---- queries ---- */

static bool overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	for (unsigned long i = 0; i < type->cnt; i++)
		if (type->regions[i].base < base + size && end_of(&type->regions[i]) > base)
			return true;
	return false;
}

bool textbook_is_memory(phys_addr_t addr)
{
	return overlaps(&textbook_memory, addr, 1);
}

bool textbook_is_reserved(phys_addr_t addr)
{
	return overlaps(&textbook_reserved, addr, 1);
}

bool textbook_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return overlaps(&textbook_reserved, base, size);
}

/* ---- hand-over ---- */

void textbook_free_all(void)
{
	phys_addr_t start, end;
	u64 i = 0;

	for (;;) {
		unsigned long pfn, end_pfn;

		textbook_next_free(&i, &start, &end);
		if (i == ~0ULL)
			return;
		pfn = phys_pfn_up(start);
		end_pfn = phys_pfn_down(end);
		while (pfn < end_pfn) {
			unsigned int order = MAX_ORDER;

			while ((pfn & ((1UL << order) - 1)) || pfn + (1UL << order) > end_pfn)
				order--;
			memblock_free_pages(pfn, order);
			pfn += 1UL << order;
		}
	}
}
