/* SPDX-License-Identifier: MIT */
/*
 * The search for free memory, to the byte: maps so small that every address can be tried, of
 * regions that touch, reservations that reach beyond them and gaps too small for most. Whatever
 * notes earlier searches have left, each finds the highest place that suits, or the lowest.
 */
#include <memblock/internal.h>

#include "../suites/test.h"
#include "mock.h"

#define BYTES 240 /* of a map */

static phys_addr_t base; /* where the map lies */

static phys_addr_t below(phys_addr_t n)
{
	return (phys_addr_t)test_random_below(n);
}

static phys_addr_t somewhere(void)
{
	return base + below(BYTES);
}

/* ---- the oracle ---- */

static bool fits(const struct memblock_region *r, phys_addr_t addr, phys_addr_t size)
{
	return r->base <= addr && size <= r->size && addr - r->base <= r->size - size;
}

static bool suits(const struct request *req, phys_addr_t addr)
{
	const struct memblock_region *r;
	bool there = false;

	for_each_mem_region(r)
		there |= fits(r, addr, req->size) && (!memblock_is_nomap(r) || req->flags & MEMBLOCK_NOMAP);
	for_each_reserved_mem_region(r)
		there &= addr + req->size <= r->base || r->base + r->size <= addr;
	return there && addr % req->align == 0;
}

/* Every address of the map is tried. */
static phys_addr_t expected(const struct request *req)
{
	phys_addr_t found = 0;

	for (phys_addr_t addr = base; addr < base + BYTES; addr++) {
		if (addr < req->start || req->size > req->end || addr > req->end - req->size || !suits(req, addr))
			continue;
		found = addr;
		if (memblock_bottom_up())
			break;
	}
	return found;
}

static unsigned long reservations_below(phys_addr_t addr)
{
	const struct memblock_region *r;
	unsigned long count = 0;

	for_each_reserved_mem_region(r)
		count += r->base < addr;
	return count;
}

static bool finds_what_is_expected(const struct request *req)
{
	struct found found = memblock_find(req);

	return CHECK_EQ(found.addr, expected(req)) &&
	       (!found.addr || CHECK_EQ(found.at, reservations_below(found.addr)));
}

/* ---- random maps ---- */

/* Regions that touch, or nearly: of two kinds, so that they stay apart. */
static void add_memory(void)
{
	phys_addr_t most = below(2) ? 4 : BYTES / 2, size;

	for (phys_addr_t at = below(8); at < BYTES; at += size + (below(6) ? 0 : below(5))) {
		size = 1 + below(below(3) ? most : BYTES);
		size = size < BYTES - at ? size : BYTES - at;
		memblock_add_node(base + at, size, 0, below(2) ? MEMBLOCK_NONE : MEMBLOCK_NOMAP);
	}
}

/* A comb, or few teeth; some of it lies in no memory. */
static void reserve(void)
{
	phys_addr_t gap = 1 + below(3), tooth = 1 + below(3), end = below(2) ? BYTES : below(BYTES);

	for (phys_addr_t at = below(8); at < end; at += tooth + (below(12) ? gap : below(30))) {
		memblock_reserve(base + at, tooth);
		tooth = below(9) ? tooth : 1 + below(20);
	}
}

static void change(phys_addr_t addr)
{
	switch (below(6)) {
	case 0:
		memblock_phys_free(somewhere(), 1 + below(4));
		break;
	case 1:
		memblock_reserve(somewhere(), 1 + below(below(4) ? 4 : BYTES));
		break;
	case 2:
		memblock_set_bottom_up(below(2));
		break;
	case 3:
		if (addr)
			memblock_reserve(addr, 1);
		break;
	default:
		break;
	}
}

static void random_requests(void)
{
	for (int n = 0; n < 40; n++) {
		struct request req = { .size = 1 + below(below(2) ? 3 : 12), .align = (phys_addr_t)1 << below(5),
				       .start = base + 1, .end = base + BYTES, .nid = NUMA_NO_NODE };

		if (below(2))
			req.start = somewhere() + 1;
		if (below(4))
			req.end = req.start + below(BYTES);
		if (below(2))
			req.flags = MEMBLOCK_NOMAP;
		if (!finds_what_is_expected(&req))
			return;
		change(memblock_find(&req).addr);
	}
}

/* From address 0 on, somewhere, and up to the last address that has a name. */
static void random_maps(void)
{
	const phys_addr_t bases[] = { 0, 0x12345, PHYS_ADDR_MAX - BYTES };

	for (unsigned long round = 0; round < mock_steps(3000); round++) {
		test_reset();
		base = bases[below(LENGTH(bases))];
		memblock_set_bottom_up(below(3) == 0);
		add_memory();
		if (below(8))
			reserve();
		random_requests();
	}
	memblock_set_bottom_up(false);
	misfit_forget_all();
}

/* ---- notes at the edges ---- */

/* A note may begin at address 0, below which there is nothing more to look at. */
static void a_note_from_the_first_byte(void)
{
	const struct request req = { .size = 3, .align = 1, .start = 1, .end = 96, .nid = NUMA_NO_NODE };

	base = 0;
	memblock_add(0, BYTES);
	for (phys_addr_t at = 2; at < 96; at += 3)
		memblock_reserve(at, 1);
	for (int i = 0; i < 2; i++)
		finds_what_is_expected(&req);
	CHECK_EQ(misfit_count, 1);
	CHECK_EQ(misfit_notes[0].from, 0);
}

/* Of a note all is overwritten but its last byte, and what fits lies right above, over the limit. */
static void a_note_of_one_byte(void)
{
	const phys_addr_t end = 0x1000 + 20 * 8;
	const struct request requests[] = {
		{ .size = 8, .align = 8, .start = 0x1000, .end = end + 7, .nid = NUMA_NO_NODE },
		{ .size = 8, .align = 1, .start = 0x1000, .end = end + 6, .nid = NUMA_NO_NODE },
		{ .size = 4, .align = 8, .start = 0x1000, .end = end + 3, .nid = NUMA_NO_NODE },
	};

	base = 0x1000;
	memblock_add(base, BYTES);
	for (phys_addr_t at = base; at < end; at += 8) {
		memblock_reserve(at, 1);
		memblock_reserve(at + 5, 3);
	}
	for (size_t i = 0; i < LENGTH(requests); i++) {
		finds_what_is_expected(&requests[i]);
		CHECK_EQ(misfit_count, i < 1 ? 1 : 2);
	}
	CHECK_EQ(misfit_notes[1].from, end - 1);
	CHECK_EQ(misfit_notes[1].to, end);
}

const struct suite suite_search = { "search", (const struct test_case[]){
	{ "random maps and requests, against all addresses", random_maps },
	{ "a note that begins at address 0", a_note_from_the_first_byte },
	{ "a note of one byte", a_note_of_one_byte },
	{ 0 },
} };
