/* SPDX-License-Identifier: MIT */
/*
 * free_blocks.c - free memory leaves the boot allocator in blocks of pages.
 *
 * The cores find runs of free pages, each page in one run; a run goes out in naturally
 * aligned blocks, each the largest that fits. No way needs fewer calls: naturally aligned
 * blocks lie apart or one inside the other, and none of these lies inside a larger one that
 * the run has room for (Largest(), proved). So each block of any other split lies inside one
 * of these, and each of these has at least one of them.
 *
 *	run      |.|........|................|....|..|
 *	blocks   ^1 ^8       ^16              ^4   ^2		aligned to their size
 *
 * Cost: O(blocks). What comes late, after hand-over, goes the same way.
 */
#include <bootmem/port.h>

#include "core.h"
#include "lib/debug_mode.h"
#include "lib/lib.h"
#include "page/internal.h"

/* These outlive boot: memory is given late, too. */
static unsigned long pages_handed, blocks_handed;
void (*page_count_block)(unsigned long pfn, unsigned int order);

unsigned long page_pages_handed_over(void)
{
	return pages_handed;
}

unsigned long page_blocks_handed_over(void)
{
	return blocks_handed;
}

void page_hand_over_start(void)
{
	pages_handed = blocks_handed = 0;
}

/* The largest block that may start at start and ends by end. */
/*@ requires start < end;
    assigns \nothing;
    ensures Block(start, \result, end) && Greedy(end, start, \result); */
static unsigned int block_order(unsigned long start, unsigned long end)
{
	int aligned = start ? __builtin_ctzl(start) : MAX_ORDER;
	int fits = (int)(8 * sizeof(long)) - 1 - __builtin_clzl(end - start);
	int order = aligned < fits ? aligned : fits;

	return (unsigned int)(order < MAX_ORDER ? order : MAX_ORDER);
}

/*@ requires NextBlock(pfn, order);
    assigns given.to, pages_handed, blocks_handed;
    ensures given.to == pfn + SIZE(order); */
static void hand_block(unsigned long pfn, unsigned int order)
{
	pages_handed += 1UL << order;
	blocks_handed++;
	if (DEBUG_MODE)
		debug_poison(pfn, order);
	memblock_free_pages(pfn, order);
}

/*@ assigns \nothing; */
static void count_block(unsigned long pfn, unsigned int order, bool late)
{
	if (!page_count_block)
		return;
	if (!late) {
		page_count_block(pfn, order);
		return;
	}
	/* Page by page: nobody knows whether nodes or zones meet inside. */
	for (unsigned long i = 0; i < 1UL << order; i++)
		page_count_block(pfn + i, 0);
}

/*@ assigns given, pages_handed, blocks_handed;
    ensures start < end ==> given.from == start && given.to == end; */
static void hand_run(unsigned long start, unsigned long end, bool late)
{
	//@ ghost given.from = given.to = start, given.end = end;
	/*@ loop invariant given.from == \at(start, Pre) && given.to == start && given.end == end;
	    loop invariant given.from <= start && (start <= end || start == given.from);
	    loop invariant NoLowerHalf(given.from, end, start);
	    loop assigns start, given, pages_handed, blocks_handed;
	    loop variant end - start; */
	while (start < end) {
		unsigned int order = block_order(start, end);

		count_block(start, order, late);
		hand_block(start, order);
		start += 1UL << order;
	}
}

void page_hand_over_run(unsigned long start, unsigned long end)
{
	hand_run(start, end, false);
}

void memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t end = size > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + size;

	if (!boot_handed_over)
		bootmem_die("memblock_free_late(%#llx, %#llx) before hand-over: "
			    "call memblock_phys_free() or free_bootmem() instead",
			    PHYS(base), PHYS(size));
	hand_run(phys_pfn_up(base), phys_pfn_end(end), true);
}

void free_bootmem_late(bootmem_addr_t physaddr, bootmem_addr_t size)
{
	memblock_free_late((phys_addr_t)physaddr, (phys_addr_t)size);
}
