/* SPDX-License-Identifier: MIT */
/*
 * entry_x86_64.S - the least that takes a kernel from PVH to kmain().
 *
 * Source: Xen public documentation, "x86/HVM direct boot ABI": 32-bit protected mode,
 * paging off, ebx = physical address of hvm_start_info. Text goes to QEMU's debug console,
 * the status to its exit device.
 */
#define IMAGE_VIRT 0xffffffff80000000
#define PHYS(symbol) ((symbol) - IMAGE_VIRT)

	.globl image_virt
	.set image_virt, IMAGE_VIRT

	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long PHYS(_start)

	.text
	.code32
	.globl _start
_start:
	movl	%ebx, %esi
	movl	$PHYS(top), %eax
	movl	%eax, %cr3
	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx
	rdmsr
	orl	$0x100, %eax			/* long mode */
	wrmsr
	movl	$0x80000001, %eax		/* paging */
	movl	%eax, %cr0
	lgdt	PHYS(gdt_pointer)
	ljmp	$0x8, $PHYS(long_mode)

	.code64
long_mode:
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movq	$stack_top, %rsp
	movl	$0x336ec578, %edi
	movq	$kmain, %rax
	call	*%rax
	ud2

	.globl put
put:
	movl	%edi, %eax
	outb	%al, $0xe9
	ret

	.globl stop
stop:
	movl	%edi, %eax
	outl	%eax, $0xf4
	hlt
	jmp	stop

	.data
gdt:
	.quad 0, 0x00af9b000000ffff
gdt_pointer:
	.word . - gdt - 1
	.long PHYS(gdt)

	/* The first gigabyte, at its own addresses and at IMAGE_VIRT. */
	.balign 4096
top:
	.quad PHYS(middle) + 3
	.fill 510, 8, 0
	.quad PHYS(middle) + 3
middle:
	.quad PHYS(blocks) + 3
	.fill 509, 8, 0
	.quad PHYS(blocks) + 3, 0
blocks:
	.set	block, 0
	.rept	512
	.quad	block * 0x200000 + 0x83
	.set	block, block + 1
	.endr

	.bss
	.balign 16
	.skip 16384
stack_top:

	.section .note.GNU-stack, "", @progbits
