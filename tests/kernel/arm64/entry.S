/* SPDX-License-Identifier: MIT */
/*
 * entry.S - from the Image entry point, or from EFI, to kmain(): EL1, early page tables,
 * MMU, stack.
 *
 * Source: the AArch64 boot protocol as published by its loaders: MMU off, x0 = physical
 * address of the device tree, the image 2 MiB aligned anywhere, entered at EL2 or EL1 on
 * one processor. What knows nothing of it may enter at EL3, on all processors, with x0 = 0
 * and the tree at the start of RAM. An EFI application enters behind the header: MMU on,
 * memory mapped one to one, x0 = struct boot_efi. Arm Architecture Reference Manual DDI
 * 0487, D17 (system registers).
 */
#include "layout.h"

#define EL2 (2 << 2)
#define EL3 (3 << 2)

#define SCR_LOWER	0x531		/* below: not secure, AArch64, hvc works */
#define SPSR_EL2H	0x3c9

#define HCR_RW		(1 << 31)	/* EL1 is AArch64 */
#define CPTR_NO_TRAPS	0x33ff
#define CNTHCTL_EL1	3		/* EL1 may read the timers */
#define SPSR_EL1H	0x3c5		/* EL1, its own stack, interrupts masked */

/* Bits that read as one, then I, SA (aligned stack), C, A (aligned accesses), M. */
#define SCTLR_RES1	0x30d00800
#define SCTLR_ON	(SCTLR_RES1 | 1 << 12 | 1 << 3 | 1 << 2 | 1 << 1 | 1 << 0)

#define SCTLR_CACHES_AND_MMU (1 << 12 | 1 << 2 | 1 << 0)

#define BOOT_EFI_MAGIC	0x49464562	/* as in <bootmem/firmware.h> */

#define MAIR		0x04ff		/* 0: normal, write-back; 1: Device-nGnRE */

/* 48-bit addresses and 4 KiB pages in both halves; write-back, inner shareable walks. */
#define TCR		(16 | 1 << 8 | 1 << 10 | 3 << 12 | 16 << 16 | 1 << 24 | 1 << 26 | \
			 3 << 28 | 2 << 30)
#define TCR_IPS_SHIFT	32
#define PA_BITS_48	5

	/* The Image header, 64 bytes. */
	.section .head, "ax"
	.globl _start
_start:
	b	start
	.long	0
	.quad	0		/* offset from a 2 MiB boundary */
	.quad	_image_size
	.quad	0xa		/* little endian, 4 KiB pages, anywhere in memory */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
	b	efi_start

	/* What is read with the MMU off has been cleaned from the caches. */
	.section .init.text, "ax"
efi_start:
	ldr	x19, =BOOT_EFI_MAGIC
	mov	x20, x0
	ldr	x10, =SCTLR_CACHES_AND_MMU
	mrs	x9, CurrentEL
	cmp	x9, #EL2
	b.ne	1f
	mrs	x9, sctlr_el2
	bic	x9, x9, x10
	msr	sctlr_el2, x9
	isb
	tlbi	alle2
	b	2f
1:	mrs	x9, sctlr_el1
	bic	x9, x9, x10
	msr	sctlr_el1, x9
	isb
	tlbi	vmalle1
2:	dsb	nsh
	isb
	b	to_el1

start:
	/* All cores may come here. Only the first one may write anything. */
	mrs	x9, mpidr_el1
	tst	x9, #0xffffff
	b.ne	park
	mov	x19, xzr
	mov	x20, x0
	mrs	x9, CurrentEL
	cmp	x9, #EL3
	b.ne	to_el1

	mov	x9, #SCR_LOWER
	msr	scr_el3, x9
	msr	cptr_el3, xzr
	mrs	x9, id_aa64pfr0_el1
	tst	x9, #(0xf << 8)			/* is there an EL2? */
	mov	x10, #SPSR_EL1H
	mov	x11, #SPSR_EL2H
	csel	x10, x10, x11, eq
	msr	spsr_el3, x10
	adr	x9, to_el1
	msr	elr_el3, x9
	isb
	eret

to_el1:
	mrs	x9, CurrentEL
	cmp	x9, #EL2
	b.ne	at_el1

	mov	x9, #HCR_RW
	msr	hcr_el2, x9
	mov	x9, #CNTHCTL_EL1
	msr	cnthctl_el2, x9
	msr	cntvoff_el2, xzr
	mov	x9, #CPTR_NO_TRAPS
	msr	cptr_el2, x9
	msr	hstr_el2, xzr
	msr	vttbr_el2, xzr
	mrs	x9, midr_el1
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9
	mov	x9, #SPSR_EL1H
	msr	spsr_el2, x9
	adr	x9, at_el1
	msr	elr_el2, x9
	ldr	x9, =SCTLR_RES1
	msr	sctlr_el1, x9
	isb
	eret

park:
	wfi
	b	park

at_el1:
	ldr	x9, =SCTLR_RES1
	msr	sctlr_el1, x9
	isb
	adrp	x9, _bss
	adrp	x10, _end
1:	stp	xzr, xzr, [x9], #16
	cmp	x9, x10
	b.lo	1b

	/* C code that uses only addresses relative to itself runs here, too. */
	adrp	x9, stack_top
	mov	sp, x9
	mov	x0, x20
	mov	x1, x19
	bl	early_tables
	mov	x21, x0
	mov	x22, x1

	/*
	 * All that was written above went past the caches. Throw away what they hold of
	 * the image, or it would hide what was written.
	 */
	dsb	sy
	mrs	x9, ctr_el0
	ubfx	x9, x9, #16, #4
	mov	x10, #4
	lsl	x9, x10, x9
	adrp	x10, _text
	adrp	x11, _end
2:	dc	ivac, x10
	add	x10, x10, x9
	cmp	x10, x11
	b.lo	2b
	dsb	sy

	mov	x9, #MAIR
	msr	mair_el1, x9
	ldr	x9, =TCR
	mrs	x10, id_aa64mmfr0_el1
	and	x10, x10, #0xf
	mov	x11, #PA_BITS_48
	cmp	x10, x11
	csel	x10, x10, x11, lo
	orr	x9, x9, x10, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x9
	msr	ttbr0_el1, x21
	msr	ttbr1_el1, x22
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	ldr	x9, =SCTLR_ON
	msr	sctlr_el1, x9
	isb
	ldr	x9, =higher_half
	br	x9

higher_half:
	ldr	x9, =stack_top
	mov	sp, x9
	ldr	x9, =exception_vectors
	msr	vbar_el1, x9
	isb
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x19
	ldr	x9, =early_info
	ldr	x1, [x9]
	bl	kmain
	brk	#0
	.ltorg

	/*
	 * Sixteen vectors of 128 bytes. None returns, and the stack may be what is broken:
	 * take another one, and tell exception() the number and the old stack pointer.
	 */
	.text
	.balign 2048
exception_vectors:
	.set	vector, 0
	.rept	16
	.balign 128
	mov	x1, sp
	ldr	x0, =exception_stack_top
	mov	sp, x0
	mov	x0, #vector
	b	exception
	.set	vector, vector + 1
	.endr
	.balign 128
	.ltorg

	/* The page below the stack is never mapped once paging_init() has run. */
	.bss
	.balign 4096
	.globl stack_guard, stack_top
stack_guard:
	.skip 4096
	.skip STACK_BYTES
	.balign 4096
stack_top:
	.skip 4096
exception_stack_top:

	.section .note.GNU-stack, "", %progbits
