/* SPDX-License-Identifier: MIT */
/*
 * layout.h - the kernel's address space on i386; also read by the assembler.
 *
 *	0xc0000000	direct map: physical address + this
 *	0xf8000000	image: physical address + this
 *	0xfc000000	while the entry code's tables are in use: what the loader left high up
 *	0xffc00000	a page of high memory
 *	0xffc01000	local APIC
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DIRECT_MAP	0xc0000000
#define DIRECT_OFFSET	DIRECT_MAP
#define DIRECT_MAP_SIZE 0x38000000 /* 896 MiB */
#define IMAGE_VIRT	0xf8000000
#define STACK_BYTES	16384

/* What the entry code maps: below the direct map all at its physical address. */
#define EARLY_IDENTITY_END DIRECT_MAP
#define EARLY_IMAGE_SIZE   0x4000000
#define EARLY_WINDOW	   0xfc000000
#define EARLY_WINDOW_END   0xffc00000
#define WINDOW_VIRT	   0xffc00000
#define APIC_VIRT	   0xffc01000

#endif
