/* SPDX-License-Identifier: MIT */
/*
 * The allocator before the allocator: memory right behind the image that the linker script
 * sets aside ([__brk_base, __brk_limit)), for what a kernel needs before setup_arch().
 *
 *	_text ............ _end | used so far | the rest |
 *			   __brk_base	      	    __brk_limit
 *
 * setup_arch() reserves what is used and leaves the rest to the boot allocator. It finds out
 * by x86_brk, so that a kernel that never calls extend_brk() needs no such symbols.
 */
#include <bootmem/setup.h>

#include "brk.h"

void *__init extend_brk(size_t size, size_t align)
{
	uintptr_t base = (uintptr_t)__brk_base, start = base + (uintptr_t)x86_brk.used;
	size_t room = (uintptr_t)__brk_limit - base, left = room - (size_t)x86_brk.used, pad;

	if (!size || (align & (align - 1)))
		return NULL;
	if (x86_brk.closed)
		boot_fail("extend_brk(%zu) was called after setup_arch(): use alloc_bootmem()", size);
	pad = align ? (0 - start) & (align - 1) : 0;
	if (pad > left || size > left - pad)
		boot_fail("extend_brk(%zu): %zu of %zu bytes are left: raise BRK_SIZE in the linker "
			    "script", size, left, room);
	start += pad;
	/* By way of _text: what lies behind the image need not be mapped like other memory. */
	x86_brk.base = boot_image_phys() + (phys_addr_t)(base - (uintptr_t)_text);
	x86_brk.used = start + size - base;
	return __builtin_memset((void *)start, 0, size);
}
