/* SPDX-License-Identifier: MIT */
/*
 * kernel.c - a kernel of ten lines, built by tests/check/install against an installed tree only.
 *
 * All of it runs at physical addresses + IMAGE_VIRT, of which the entry code maps the first
 * gigabyte. The text goes to the port that entry_*.S has the function for.
 */
#include <bootmem/bootmem.h>
#include <bootmem/port.h>
#include <bootmem/setup.h>

#define MAPPED 0x40000000ULL

extern char image_virt[]; /* an address that is a number */

__attribute__((noreturn)) void stop(int status);
void put(char c);
void kmain(unsigned long magic, void *info);

/* ---- the port ---- */

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	return pa < MAPPED && len <= MAPPED - pa ? image_virt + pa : NULL;
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	return (phys_addr_t)((const char *)va - image_virt);
}

void bootmem_log(const char *line)
{
	while (*line)
		put(*line++);
	put('\n');
}

void bootmem_panic(const char *why)
{
	bootmem_log(why);
	stop(1);
}

/* ---- the kernel ---- */

void kmain(unsigned long magic, void *info)
{
	char *command_line, *table;
	struct page *page;

	bootmem_set_current_limit(MAPPED);
	setup_arch(&command_line, magic, info);
	table = alloc_bootmem(1000);
	mem_init();
	page = alloc_pages(GFP_KERNEL, 1);
	free_initmem();
	bootmem_log(table[999] == 0 && page_to_pfn(page) % 2 == 0 ? "all is well" : "something is wrong");
	stop(0);
}
