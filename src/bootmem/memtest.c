/* SPDX-License-Identifier: MIT */
/*
 * memtest.c - find bad RAM before somebody stores something in it, over either core.
 *
 * For each pattern all free memory in the range is written first and read back then, so
 * that the words come from memory and not from a cache. Words that differ are reserved,
 * joined to ranges.
 *
 * A reservation may let the core's own tables grow: their new memory is taken out of what is
 * being tested, and their old memory joins that without holding the pattern. When they have
 * moved, the pattern is therefore begun again. They move O(log bad ranges) times.
 * Memory is touched in chunks, so that a range that is mapped in part is tested in part.
 */
#include <bootmem/port.h>

#include "bootmem/memtest.h"
#include "core.h"
#include "lib/lib.h"

#define CHUNK	((phys_addr_t)1 << 20) /* touched at once; lies in one aligned piece */
#define WORD	((phys_addr_t)sizeof(u64))
#define BAD_RAM "bad RAM"

/* Used from the last to the first, so that memory is left zeroed. */
static const u64 patterns[] = {
	0,
	~0ULL,
	0x5555555555555555ULL, /* neighbouring bits differ */
	0xaaaaaaaaaaaaaaaaULL,
	0x3333333333333333ULL, /* pairs */
	0xccccccccccccccccULL,
	0x0f0f0f0f0f0f0f0fULL, /* nibbles */
	0xf0f0f0f0f0f0f0f0ULL,
	0x00ff00ff00ff00ffULL, /* bytes */
	0xff00ff00ff00ff00ULL,
	0x0000ffff0000ffffULL, /* half words */
	0xffff0000ffff0000ULL,
	0x00000000ffffffffULL, /* words */
	0xffffffff00000000ULL,
	0x8040201008040201ULL, /* one bit in each byte, at another place */
	0x7fbfdfeff7fbfdfeULL,
	0x9e3779b97f4a7c15ULL, /* no regularity */
};
#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

static unsigned int wanted __initdata;

/* Where free memory is known; one test at a time. */
static const struct memtest_books *books __initdata;

struct span {
	phys_addr_t base, end;
};

static phys_addr_t __init span_size(struct span s)
{
	return s.end - s.base;
}

void __init early_memtest_patterns(unsigned int count)
{
	wanted = count;
}

/*
 * The next chunk of free memory in [from, end), in whole words; false = no more. Looks
 * the address up each time: the core may have changed.
 */
static bool __init next_chunk(phys_addr_t from, phys_addr_t end, struct span *chunk)
{
	phys_addr_t base, stop, edge;

	for (base = from; books->next_free(&base, &stop) && base < end; base = stop) {
		phys_addr_t last = phys_align_down(min_phys(stop, end), WORD);

		if (base >= last || phys_align_up(base, WORD) >= last)
			continue;
		chunk->base = phys_align_up(base, WORD);
		/* The end of the aligned piece, unless that is the end of everything. */
		edge = phys_align_down(chunk->base, CHUNK) + (CHUNK - 1);
		chunk->end = edge < last ? edge + 1 : last;
		return true;
	}
	return false;
}

static volatile u64 *__init chunk_words(struct span chunk)
{
	return bootmem_phys_to_virt(chunk.base, (size_t)span_size(chunk));
}

static void __init write_pattern(phys_addr_t start, phys_addr_t end, u64 pattern)
{
	struct span chunk;

	for (phys_addr_t from = start; next_chunk(from, end, &chunk); from = chunk.end) {
		size_t n = (size_t)(span_size(chunk) / WORD);
		volatile u64 *word = chunk_words(chunk);

		for (; word && n; n--)
			*word++ = pattern;
	}
}

static void __init report_bad(struct span bad, u64 pattern)
{
	if (bad.base < bad.end)
		bootmem_warn("memtest: [%#llx, %#llx) does not hold %#018llx: " BAD_RAM,
			     PHYS(bad.base), PHYS(bad.end), pattern);
}

/* The first bad words of a chunk, those that touch as one; empty and at its end = none. */
static struct span __init find_bad(struct span chunk, u64 pattern)
{
	const volatile u64 *word = chunk_words(chunk);
	struct span bad = { chunk.base, chunk.end };

	if (!word)
		return (struct span){ chunk.end, chunk.end };
	for (; bad.base < chunk.end && *word == pattern; word++)
		bad.base += WORD;
	/* The first of them is not read again: memory that fails now and then may be right this time. */
	for (bad.end = bad.base; bad.end < chunk.end && (bad.end == bad.base || *word != pattern); word++)
		bad.end += WORD;
	return bad;
}

/*
 * Read back all free memory in [start, end). Bad words are reserved at once, so that no
 * table is put on those that have been read; the report joins those that touch across chunks.
 * Return: is it all read? No, when a table has moved.
 */
static bool __init read_pattern(phys_addr_t start, phys_addr_t end, u64 pattern)
{
	unsigned long moves = books->moves();
	struct span chunk, bad = { 0, 0 };
	phys_addr_t from = start;

	while (books->moves() == moves && next_chunk(from, end, &chunk)) {
		struct span more = find_bad(chunk, pattern);

		from = more.end;
		if (more.base == more.end)
			continue;
		books->reserve(more.base, span_size(more), BAD_RAM);
		if (more.base != bad.end) {
			report_bad(bad, pattern);
			bad.base = more.base;
		}
		bad.end = more.end;
	}
	report_bad(bad, pattern);
	return books->moves() == moves;
}

void __init memtest_with(const struct memtest_books *given, phys_addr_t start, phys_addr_t end)
{
	books = given;
	end = min_phys(end, bootmem_get_current_limit());
	if (!wanted || start >= end)
		return;
	bootmem_info("memtest: [%#llx, %#llx), %u patterns", PHYS(start), PHYS(end), wanted);
	for (unsigned int n = wanted; n > 0; n--) {
		u64 pattern = patterns[(n - 1) % PATTERNS];

		do
			write_pattern(start, end, pattern);
		while (!read_pattern(start, end, pattern));
	}
}

void __init early_memtest(phys_addr_t start, phys_addr_t end)
{
	static const struct memtest_books core = { core_next_free, core_reserve, core_moves };

	memtest_with(&core, start, end);
}
