/* SPDX-License-Identifier: MIT */
/*
 * layout.h - the kernel's address space on AArch64; also read by the assembler.
 *
 *	0xffff000000000000	direct map: physical address + this
 *	0xffff800080000000	image, wherever it was loaded
 *	0xffff8000c0000000	the serial port
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DIRECT_MAP	0xffff000000000000
#define DIRECT_OFFSET	DIRECT_MAP
#define DIRECT_MAP_SIZE 0x800000000000 /* 128 TiB */
#define IMAGE_VIRT	0xffff800080000000
#define UART_VIRT	0xffff8000c0000000
#define STACK_BYTES	16384

#endif
