/* SPDX-License-Identifier: MIT */
/*
 * layout.h - the kernel's address space on x86_64; also read by the assembler.
 *
 *	0xffff888000000000	direct map: physical address + this
 *	0xffffffff80000000	image: physical address + this
 *	0xffffffffbffff000	local APIC
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DIRECT_MAP	0xffff888000000000
#define DIRECT_OFFSET	DIRECT_MAP
#define DIRECT_MAP_SIZE 0x400000000000 /* 64 TiB */
#define IMAGE_VIRT	0xffffffff80000000
#define APIC_VIRT	0xffffffffbffff000
#define STACK_BYTES	16384

/* What the entry code maps: at its physical address, and as the direct map. */
#define EARLY_END 0x100000000

#endif
