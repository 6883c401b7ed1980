/* SPDX-License-Identifier: MIT */
/*
 * free_pages_hook.c - memblock_free_pages() for kernels that have none of their own.
 *
 * Alone in its object file, and the only one that refers to the buddy allocator: the
 * linker takes both from the archive, or, when the kernel defines the symbol, neither.
 */
#include <bootmem/port.h>

#include "core.h"
#include "page/internal.h"

void memblock_free_pages(unsigned long pfn, unsigned int order)
{
	page_alloc_receive(pfn, order, boot_handed_over);
}
