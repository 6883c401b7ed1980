/* SPDX-License-Identifier: MIT */
/*
 * port.c - what bootmem asks of a kernel.
 */
#include <bootmem/port.h>

#include "kernel.h"

/* What firmware left may lie where only the entry code's tables see it. */
void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	if (pa >= reach.start && pa < reach.end && len <= reach.end - pa)
		return direct(pa);
	return entry_tables ? (void *)(unsigned long)machine_look(pa, len) : machine_kept(pa, len);
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	unsigned long addr = (unsigned long)va;

	if (addr >= (unsigned long)_text && addr < (unsigned long)_end)
		return machine_image_phys() + (addr - (unsigned long)_text);
	return addr - DIRECT_OFFSET;
}

void bootmem_panic(const char *why)
{
	print("PANIC: %s\n", why);
	machine_exit(EXIT_PANIC);
}

void bootmem_log(const char *line)
{
	if (!suites_log(line))
		print("%s\n", line);
}
