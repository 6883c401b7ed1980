/* SPDX-License-Identifier: MIT */
/*
 * free_blocks.c - free memory leaves the boot allocator in blocks of pages.
 *
 * The cores find runs of free pages, each page in one run; a run goes out in naturally
 * aligned blocks, each the largest that fits: no way needs fewer calls.
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

/* The largest block that may start at start and ends by end; start < end. */
static unsigned int block_order(unsigned long start, unsigned long end)
{
	int aligned = __builtin_ctzl(start | 1UL << MAX_ORDER);
	int fits = (int)(8 * sizeof(long)) - 1 - __builtin_clzl(end - start);

	return (unsigned int)(aligned < fits ? aligned : fits);
}

static void hand_block(unsigned long pfn, unsigned int order)
{
	pages_handed += 1UL << order;
	blocks_handed++;
	if (DEBUG_MODE)
		debug_poison(pfn, order);
	memblock_free_pages(pfn, order);
}

void page_hand_over_run(unsigned long start, unsigned long end)
{
	while (start < end) {
		unsigned int order = block_order(start, end);

		if (page_count_block)
			page_count_block(start, order);
		hand_block(start, order);
		start += 1UL << order;
	}
}

/* Block by block, and counted page by page: nobody knows whether nodes or zones meet inside. */
static void hand_late(unsigned long pfn, unsigned long end)
{
	while (pfn < end) {
		unsigned int order = block_order(pfn, end);

		for (unsigned long i = 0; page_count_block && i < 1UL << order; i++)
			page_count_block(pfn + i, 0);
		hand_block(pfn, order);
		pfn += 1UL << order;
	}
}

void memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t end = size > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + size;

	if (!boot_handed_over)
		bootmem_die("memblock_free_late(%#llx, %#llx) before hand-over: "
			    "call memblock_phys_free() or free_bootmem() instead",
			    PHYS(base), PHYS(size));
	hand_late(phys_pfn_up(base), phys_pfn_end(end));
}

void free_bootmem_late(bootmem_addr_t physaddr, bootmem_addr_t size)
{
	memblock_free_late((phys_addr_t)physaddr, (phys_addr_t)size);
}
