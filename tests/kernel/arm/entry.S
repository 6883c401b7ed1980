/* SPDX-License-Identifier: MIT */
/*
 * entry.S - from the first instruction of the image to kmain(): one core, SVC mode, early
 * page tables, MMU, stack.
 *
 * Sources: "Booting ARM Linux" (r0 = 0, r1 = machine, r2 = device tree or list of tags, MMU
 * off); the header of a zImage as its loaders read it. Arm Architecture Reference Manual,
 * ARMv7-A, DDI 0406, B4 (system registers).
 */
#include "layout.h"

#define MODE_MASK 0x1f
#define MODE_SVC  0x13
#define MODE_HYP  0x1a
#define SVC_START 0x1d3		/* SVC mode; aborts, interrupts masked */

#define HCPTR_NO_TRAPS 0x33ff
#define CNTHCTL_SVC    3	/* SVC mode may read the timers */

/* Bits that read as one, then I, Z (branch prediction), C, A (aligned accesses), M. */
#define SCTLR_ONES	0x00c50078
#define SCTLR_ON	(SCTLR_ONES | 1 << 12 | 1 << 11 | 1 << 2 | 1 << 1 | 1 << 0)

#define TTBR_WALKS	0x4a	/* short: walks go through write-back caches, shareable */
#define TTBCR_LONG	(1 << 31 | 1 << 23 | 3 << 12 | 1 << 10 | 1 << 8)
#define MAIR		0x04ff	/* long: 0: normal, write-back; 1: device */

	.arch	armv7-a
	.arch_extension virt
	.arm

	/* The header of a zImage; others start at its first byte, too. */
	.section .head, "ax"
	.globl _start
_start:
	.rept	8
	mov	r0, r0
	.endr
	b	start
	.word	0x016f2818	/* magic number */
	.word	0		/* runs anywhere */
	.word	_image_size	/* memory, .bss included */
	.word	0x04030201	/* byte order */

	.section .init.text, "ax"
start:
	/* All cores may come here. Only the first one may write anything. */
	mrc	p15, 0, r0, c0, c0, 5
	tst	r0, #0xff
	bne	park

	mrs	r0, cpsr
	and	r0, r0, #MODE_MASK
	cmp	r0, #MODE_HYP
	bne	svc_mode
	mov	r0, #0
	mcr	p15, 4, r0, c1, c1, 0		@ HCR
	mcr	p15, 4, r0, c1, c1, 3		@ HSTR
	mcrr	p15, 6, r0, r0, c2		@ VTTBR
	mcrr	p15, 4, r0, r0, c14		@ CNTVOFF
	ldr	r0, =HCPTR_NO_TRAPS
	mcr	p15, 4, r0, c1, c1, 2		@ HCPTR
	mov	r0, #CNTHCTL_SVC
	mcr	p15, 4, r0, c14, c1, 0		@ CNTHCTL
	mrc	p15, 0, r0, c0, c0, 0
	mcr	p15, 4, r0, c0, c0, 0		@ VPIDR = MIDR
	mrc	p15, 0, r0, c0, c0, 5
	mcr	p15, 4, r0, c0, c0, 5		@ VMPIDR = MPIDR
	ldr	r0, =SVC_START
	msr	spsr_cxsf, r0
	adr	r0, svc_mode
	msr	elr_hyp, r0
	eret

park:
	wfi
	b	park

svc_mode:
	ldr	r0, =SVC_START
	msr	cpsr_c, r0
	ldr	r0, =SCTLR_ONES
	mcr	p15, 0, r0, c1, c0, 0
	isb

	/* r6: where things are minus where they were linked. */
	adr	r6, svc_mode
	ldr	r0, =svc_mode
	sub	r6, r6, r0
	mov	r4, r1
	mov	r5, r2

	ldr	r0, =_bss
	ldr	r1, =_end
	add	r0, r0, r6
	add	r1, r1, r6
	mov	r2, #0
1:	str	r2, [r0], #4
	cmp	r0, r1
	blo	1b

	ldr	sp, =stack_top
	add	sp, sp, r6
	mov	r0, r6
	mov	r1, r5
	bl	early_tables
	mov	r7, r0
	mov	r8, r1

	/*
	 * All that was written above went past the caches. Throw away what they hold of
	 * the image, or it would hide what was written.
	 */
	dsb
	mrc	p15, 0, r0, c0, c0, 1		@ CTR
	ubfx	r0, r0, #16, #4
	mov	r1, #4
	lsl	r0, r1, r0
	ldr	r1, =_text
	ldr	r2, =_end
	add	r1, r1, r6
	add	r2, r2, r6
2:	mcr	p15, 0, r1, c7, c6, 1		@ DCIMVAC
	add	r1, r1, r0
	cmp	r1, r2
	blo	2b
	dsb

	mov	r0, #1
	mcr	p15, 0, r0, c3, c0, 0		@ DACR: domain 0 obeys the tables
	mov	r0, #0
	cmp	r8, #0
	beq	short_format
	ldr	r1, =MAIR
	mcr	p15, 0, r1, c10, c2, 0		@ MAIR0
	mcr	p15, 0, r0, c10, c2, 1		@ MAIR1
	ldr	r1, =TTBCR_LONG
	mcr	p15, 0, r1, c2, c0, 2
	mcrr	p15, 0, r7, r0, c2		@ TTBR0
	b	mmu_on
short_format:
	mcr	p15, 0, r0, c2, c0, 2		@ TTBCR
	orr	r7, r7, #TTBR_WALKS
	mcr	p15, 0, r7, c2, c0, 0		@ TTBR0
mmu_on:
	isb
	mov	r0, #0
	mcr	p15, 0, r0, c8, c7, 0		@ TLBIALL
	mcr	p15, 0, r0, c7, c5, 0		@ ICIALLU
	mcr	p15, 0, r0, c7, c5, 6		@ BPIALL
	dsb
	isb
	ldr	r0, =SCTLR_ON
	mcr	p15, 0, r0, c1, c0, 0
	isb
	ldr	pc, =higher_half

higher_half:
	ldr	sp, =stack_top
	ldr	r0, =exception_vectors
	mcr	p15, 0, r0, c12, c0, 0		@ VBAR
	isb
	mov	fp, #0
	mov	lr, #0
	mov	r0, r4
	ldr	r1, =early
	ldr	r1, [r1, #12]			@ early.pointer
	bl	kmain
	udf	#0
	.ltorg

	/*
	 * Eight vectors of one instruction. None returns, and the stack may be what is
	 * broken: go back to SVC mode with another one, and tell exception() the number,
	 * where it happened, the old stack pointer and the old status.
	 */
	.text
	.balign	32
exception_vectors:
	b	vector_0
	b	vector_1
	b	vector_2
	b	vector_3
	b	vector_4
	b	vector_5
	b	vector_6
	b	vector_7

	.macro	vector number
vector_\number:
	mov	r0, #\number
	b	exception_common
	.endm
	vector	0
	vector	1
	vector	2
	vector	3
	vector	4
	vector	5
	vector	6
	vector	7

exception_common:
	mov	r1, lr
	mrs	r3, spsr
	msr	cpsr_c, #(0xc0 | MODE_SVC)
	mov	r2, sp
	ldr	sp, =exception_stack_top
	bl	exception
	.ltorg

	/* void semihosting(u32 operation, const u32 *block): in ARM state, whoever calls. */
	.globl	semihosting
	.type	semihosting, %function
semihosting:
	push	{r4, lr}
	svc	#0x123456
	pop	{r4, pc}

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
