/* SPDX-License-Identifier: MIT */
/*
 * CONFIG_BOOTMEM_DEBUG: the one place that judges books, and the one that poisons pages.
 */
#include <bootmem/port.h>

#include "lib/debug_mode.h"
#include "lib/lib.h"

#ifdef CONFIG_BOOTMEM_DEBUG

void debug_verify(const char *fault)
{
	if (fault)
		bootmem_die("the boot allocator's books are broken: %s: somebody has written into "
			    "them since the last call", fault);
}

/* Page by page: what the port cannot reach may begin anywhere. */
void debug_poison(unsigned long pfn, unsigned int order)
{
	for (unsigned long end = pfn + (1UL << order); pfn < end; pfn++) {
		void *page = bootmem_phys_to_virt(pfn_phys(pfn), PAGE_SIZE);

		if (page)
			memset(page, BOOTMEM_POISON, PAGE_SIZE);
	}
}

#endif
