/* SPDX-License-Identifier: MIT */
/*
 * boot_log.c - what is printed until setup_arch() is done, kept in memory of extend_brk(): no
 * other allocator is there yet.
 *
 * It must be what it was when every free page has been written, at the address that
 * extend_brk() returned. What nobody asked for behind it is free memory, or what the loader
 * says: EFI's has allocated it.
 */
#include "kernel.h"
#include "ports.h"

#define LOG_BYTES 5000 /* its last page is not full */
#define LOG_ALIGN 64

static char *text;
static size_t length;
static bool open;
static u32 sum;

void boot_log_open(void)
{
	text = extend_brk(LOG_BYTES, LOG_ALIGN);
	open = check(text && !((unsigned long)text & (LOG_ALIGN - 1)), "extend_brk() gives memory");
	for (size_t i = 0; i < LOG_BYTES; i++)
		open = open && !text[i];
	check(open, "extend_brk() gives zeroed memory");
}

void boot_log_char(char c)
{
	if (open && length < LOG_BYTES)
		text[length++] = c;
}

/* Where the brk is and how far it is in use, in whole pages. */
static phys_addr_t used_end(void)
{
	return phys_align_up(image_phys(text) + LOG_BYTES, PAGE_SIZE);
}

void boot_log_close(void)
{
	const struct boot_range *r = boot_map_find(&boot_map, image_phys(text));
	phys_addr_t rest = used_end(), size = image_phys(__brk_limit) - rest;

	open = false;
	sum = checksum(0, text, length);
	check(r && r->kind == BOOT_KERNEL && r->ram, "the brk is the kernel's");
	check(r && r->end == rest, "the brk is the kernel's as far as it is in use");
	r = boot_map_find(&boot_map, rest);
	check(!r || r->kind != BOOT_KERNEL, "the rest of the brk is not the kernel's");
	print("kernel: boot log of %zu bytes in the brk at %#llx, %lluK behind it are %s\n", length,
	      PHYS(image_phys(text)), PHYS(size >> 10),
	      was_free_ram(rest, size) ? "free" : r ? boot_range_owner(r) : "nothing");
}

void boot_log_map(void)
{
	map((unsigned long)__brk_base, image_phys(__brk_base), used_end() - image_phys(__brk_base),
	    MAP_DATA);
}

void boot_log_check(void)
{
	check_equal(checksum(0, text, length), sum, "the boot log is unchanged");
}
