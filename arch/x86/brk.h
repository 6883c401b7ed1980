/* SPDX-License-Identifier: MIT */
/* brk.h - what extend_brk() tells setup_arch(). */
#ifndef BOOTMEM_X86_BRK_H
#define BOOTMEM_X86_BRK_H

#include <bootmem/types.h>

extern struct x86_brk {
	phys_addr_t base; /* of the first byte */
	u64 used;	  /* bytes */
	bool closed;	  /* setup_arch() has looked */
} x86_brk;

#endif
