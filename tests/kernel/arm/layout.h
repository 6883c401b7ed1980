/* SPDX-License-Identifier: MIT */
/*
 * layout.h - the kernel's address space on 32-bit ARM; also read by the assembler.
 *
 *	0xc0000000	direct map; it starts with the 256 MiB that the image lies in
 *	0xf8000000	image, wherever it was loaded
 *	0xfa000000	the device tree, when the direct map does not reach it
 *	0xfe000000	the serial port
 *	0xffc00000	a page of high memory
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DIRECT_MAP	 0xc0000000
#define DIRECT_MAP_ALIGN 0x10000000
#define DIRECT_MAP_SIZE	 0x38000000 /* 896 MiB */
#define IMAGE_VIRT	 0xf8000000
#define TREE_VIRT	 0xfa000000
#define TREE_VIRT_SIZE	 0x400000
#define UART_VIRT	 0xfe000000
#define WINDOW_VIRT	 0xffc00000
#define STACK_BYTES	 16384

#ifndef __ASSEMBLER__
/* Virtual minus physical address, modulo 2^32; known when the entry code has run. */
extern unsigned long direct_offset;
#define DIRECT_OFFSET direct_offset
#endif

#endif
