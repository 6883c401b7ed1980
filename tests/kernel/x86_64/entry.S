/* SPDX-License-Identifier: MIT */
/*
 * entry.S - from where loaders start to kmain(): early page tables, long mode, stack.
 *
 *	pvh_start	Xen public documentation, "x86/HVM direct boot ABI": ebx = physical
 *			address of hvm_start_info
 *	_start		Multiboot Specification 0.6.96, 3.2, and Multiboot2 Specification
 *			2.0, 3.3: eax = magic number, ebx = physical address of the info block
 *	linux_start	Linux kernel documentation, The Linux/x86 Boot Protocol, 32-bit
 *			protocol: esi = physical address of boot_params
 *
 * All three: 32-bit protected mode, flat segments, paging off.
 *
 *	head + 0x200	the Linux/x86 Boot Protocol's 64-bit entry: rsi = boot_params
 *	head + 0x220	from an EFI application: rsi = struct boot_efi
 *
 * Both: long mode, the image at its physical address and mapped there.
 *
 *	head + 0x240	Limine's protocol: long mode, the image at its link address. A real
 *			loader takes what the ELF header says, or an entry point request
 */
#include "layout.h"
#include "start.h"

/* Until paging is on, everything lies IMAGE_VIRT below its link address. */
#define PHYS(symbol) ((symbol) - IMAGE_VIRT)

#include "refuse.h"

#define CR0_PG	 (1 << 31)
#define CR0_WP	 (1 << 16)
#define CR4_PAE	 (1 << 5)
#define MSR_EFER 0xc0000080
#define EFER_LME (1 << 8)
#define EFER_NXE (1 << 11)
#define CPUID_NX 20
#define CPUID_LM 29

#define PTE_TABLE 0x3	/* present, writable */
#define PTE_BLOCK 0x83	/* and a 2 MiB page */

	/* Where a PVH loader starts: note type 18, a 32-bit physical address. */
	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long PHYS(pvh_start)

	/* Where the image starts when it is loaded without its ELF headers. */
	.section .head, "ax"
	.code32
head:
	jmp	linux_start
	.org	head + 8
	.quad	PHYS(head)			/* where it must lie */
	.quad	__brk_limit - head		/* and how much memory it needs */
	.org	head + 0x200
	.code64
	movl	$LINUX_BOOT_MAGIC, %edi
	jmp	long_start
	.org	head + 0x220
	movl	$BOOT_EFI_MAGIC, %edi
	jmp	long_start
	.org	head + 0x240
	movl	$LIMINE_MAGIC, %edi
	movl	$PHYS(limine_requests), %esi
	movl	$PHYS(early_tables), %eax
	movq	%rax, %cr3		/* the lower half is there, too, from here on */
	jmp	long_start

	/* The loader's tables may not reach the image's link address, nor ours its stack. */
	.section .init.text, "ax"
long_start:
	cli
	cld
	movl	%edi, %r12d
	movl	%esi, %ebp
	movl	$PHYS(stack_top), %esp
	movl	$0x80000001, %eax
	cpuid
	movl	$MSR_EFER, %ecx
	btl	$CPUID_NX, %edx
	jnc	1f
	rdmsr
	orl	$EFER_NXE, %eax
	wrmsr
1:
	movq	%cr0, %rax
	orl	$CR0_WP, %eax
	movq	%rax, %cr0
	lgdt	PHYS(early_gdt_pointer)
	movl	$PHYS(early_tables), %eax
	movq	%rax, %cr3
	movl	%r12d, %esi
	pushq	$0x8
	pushq	$PHYS(long_mode)
	lretq

	.code32
linux_start:
	movl	$LINUX_BOOT_MAGIC, %eax
	movl	%esi, %ebx
	jmp	_start
pvh_start:
	movl	$PVH_MAGIC, %eax
	.globl _start
_start:
	cli
	cld
	movl	%eax, %esi
	movl	%ebx, %ebp		/* cpuid overwrites ebx */

	movl	$0x80000000, %eax
	cpuid
	cmpl	$0x80000001, %eax
	jb	no_long_mode
	movl	$0x80000001, %eax
	cpuid
	btl	$CPUID_LM, %edx
	jnc	no_long_mode
	movl	$EFER_LME, %ebx
	btl	$CPUID_NX, %edx
	jnc	1f
	orl	$EFER_NXE, %ebx
1:
	movl	$PHYS(early_tables), %eax
	movl	%eax, %cr3
	movl	%cr4, %eax
	orl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	%ebx, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$(CR0_PG | CR0_WP), %eax
	movl	%eax, %cr0
	lgdt	PHYS(early_gdt_pointer)
	ljmp	$0x8, $PHYS(long_mode)

	refuse	no_long_mode, "PANIC: the processor has no 64-bit mode: boot the i386 kernel.\n"

	.code64
long_mode:
	movabsq	$higher_half, %rax
	jmp	*%rax
higher_half:
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs

	movl	%esi, %r12d
	movq	$_bss, %rdi
	movq	$_end, %rcx
	subq	%rdi, %rcx
	rep	stosb

	movq	$stack_top, %rsp
	xorl	%ebx, %ebx
	movl	%r12d, %edi
	movl	%ebp, %esi
	xorl	%ebp, %ebp
	call	kmain
	ud2

	.section .init.data, "aw"
	.balign 8
early_gdt:
	.quad 0
	.quad 0x00af9b000000ffff	/* 0x8: 64-bit code, ring 0 */
early_gdt_pointer:
	.word . - early_gdt - 1
	.quad PHYS(early_gdt)	/* eight bytes are read in long mode */

	/*
	 * The first 4 GiB at their physical addresses, for the jump and to look at what
	 * the loader left, and in the direct map, since ACPI's tables lie behind low RAM;
	 * the first GiB as the image. Nothing here outlives paging_init().
	 */
	.balign 4096
	.globl early_tables
early_tables:
	.quad PHYS(early_identity) + PTE_TABLE
	.fill 272, 8, 0
	.quad PHYS(early_direct) + PTE_TABLE
	.fill 237, 8, 0
	.quad PHYS(early_image) + PTE_TABLE
early_identity:
	.quad PHYS(early_blocks) + PTE_TABLE
	.quad PHYS(early_blocks) + 0x1000 + PTE_TABLE
	.quad PHYS(early_blocks) + 0x2000 + PTE_TABLE
	.quad PHYS(early_blocks) + 0x3000 + PTE_TABLE
	.fill 508, 8, 0
early_direct:
	.quad PHYS(early_blocks) + PTE_TABLE
	.quad PHYS(early_blocks) + 0x1000 + PTE_TABLE
	.quad PHYS(early_blocks) + 0x2000 + PTE_TABLE
	.quad PHYS(early_blocks) + 0x3000 + PTE_TABLE
	.fill 508, 8, 0
early_image:
	.fill 510, 8, 0
	.quad PHYS(early_blocks) + PTE_TABLE
	.quad 0
early_blocks:
	.set	block, 0
	.rept	2048
	.quad	block * 0x200000 + PTE_BLOCK
	.set	block, block + 1
	.endr

	/*
	 * One stub of 16 bytes for each exception; those without an error code push one, so
	 * that all leave the same frame: vector, error code, rip, cs, rflags, rsp, ss.
	 */
#define HAS_ERROR_CODE 0x60227d00
	.text
	.globl exception_stubs
	.balign 16
exception_stubs:
	.set	vector, 0
	.rept	32
	.balign 16
	.if	((HAS_ERROR_CODE >> vector) & 1) == 0
	pushq	$0
	.endif
	pushq	$vector
	jmp	exception_common
	.set	vector, vector + 1
	.endr

exception_common:
	movq	%rsp, %rdi
	call	exception
	ud2

	/* The page below the stack is never mapped once paging_init() has run. */
	.bss
	.balign 4096
	.globl stack_guard, stack_top
stack_guard:
	.skip 4096
	.skip STACK_BYTES
stack_top:

	.section .note.GNU-stack, "", @progbits
