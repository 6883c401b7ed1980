/* SPDX-License-Identifier: MIT */
/*
 * entry.S - from where loaders start to kmain(): early page tables, stack.
 *
 *	pvh_start	Xen public documentation, "x86/HVM direct boot ABI": ebx = physical
 *			address of hvm_start_info
 *	_start		Multiboot Specification 0.6.96, 3.2, and Multiboot2 Specification
 *			2.0, 3.3: eax = magic number, ebx = physical address of the info block
 *	linux_start	Linux kernel documentation, The Linux/x86 Boot Protocol, 32-bit
 *			protocol: esi = physical address of boot_params
 *
 * All three: 32-bit protected mode, flat segments, paging off.
 */
#include <bootmem/config.h>

#include "layout.h"
#include "start.h"

/* Until paging is on, everything lies IMAGE_VIRT below its link address. */
#define PHYS(symbol) ((symbol) - IMAGE_VIRT)

#include "refuse.h"

#define CR0_PG	  (1 << 31)
#define CR0_WP	  (1 << 16)
#define CR4_PSE	  (1 << 4)
#define CR4_PAE	  (1 << 5)
#define MSR_EFER  0xc0000080
#define EFER_NXE  (1 << 11)
#define FLAGS_ID  (1 << 21)
#define CPUID_PSE 3
#define CPUID_PAE 6
#define CPUID_CMOV 15
#define CPUID_NX  20

#define PTE_DIRECTORY 0x1	/* present: the top level of three knows nothing else */
#define PTE_BLOCK     0x83	/* present, writable, a large page */

	/* Where a PVH loader starts: note type 18, a 32-bit physical address. */
	.section .note.pvh, "a", %note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long PHYS(pvh_start)

	/* Where the image starts when it is loaded without its ELF headers. */
	.section .head, "ax"
	jmp	linux_start

	.section .init.text, "ax"
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
	movl	%eax, %edi
	movl	%ebx, %ebp		/* cpuid overwrites ebx */

	/*
	 * A processor that cannot change the ID flag has no cpuid, nor large pages. The compiler
	 * was told of i686, and uses what older ones have not.
	 */
	movl	$PHYS(stack_top), %esp
	pushfl
	popl	%eax
	movl	%eax, %ecx
	xorl	$FLAGS_ID, %eax
	pushl	%eax
	popfl
	pushfl
	popl	%eax
	cmpl	%eax, %ecx
	je	no_large_pages
	movl	$1, %eax
	cpuid
	btl	$CPUID_CMOV, %edx
	jnc	no_cmov
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	btl	$CPUID_PAE, %edx
	jc	three_levels
#endif
	btl	$CPUID_PSE, %edx
	jnc	no_large_pages

	movl	$PHYS(early_directory), %eax
	movl	$CR4_PSE, %edx
	jmp	paging

	refuse	no_cmov, "PANIC: the processor has no CMOV: build the kernel with -march=i486 or i586.\n"
	refuse	no_large_pages, "PANIC: the processor has no large pages (PSE).\n"

#ifdef CONFIG_PHYS_ADDR_T_64BIT
three_levels:
	movl	$0x80000000, %eax
	cpuid
	cmpl	$0x80000001, %eax
	jb	1f
	movl	$0x80000001, %eax
	cpuid
	btl	$CPUID_NX, %edx
	jnc	1f
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_NXE, %eax
	wrmsr
1:
	movl	$PHYS(early_directories), %eax
	movl	$CR4_PAE, %edx
#endif

paging:
	movl	%eax, %cr3
	movl	%cr4, %eax
	andl	$~(CR4_PSE | CR4_PAE), %eax
	orl	%edx, %eax
	movl	%eax, %cr4
	movl	%cr0, %eax
	orl	$(CR0_PG | CR0_WP), %eax
	movl	%eax, %cr0
	movl	$higher_half, %eax
	jmp	*%eax

higher_half:
	lgdt	early_gdt_pointer
	ljmp	$0x8, $1f
1:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs

	movl	%edi, %edx
	movl	$_bss, %edi
	movl	$_end, %ecx
	subl	%edi, %ecx
	rep	stosb

	movl	$stack_top, %esp
	subl	$8, %esp		/* arguments end on a multiple of 16 */
	pushl	%ebp
	pushl	%edx
	xorl	%ebp, %ebp
	call	kmain
	ud2

	.section .init.data, "aw"
	.balign 8
early_gdt:
	.quad 0
	.quad 0x00cf9b000000ffff	/* 0x8: code, 4 GiB, ring 0 */
	.quad 0x00cf93000000ffff	/* 0x10: data */
early_gdt_pointer:
	.word . - early_gdt - 1
	.long early_gdt

	/*
	 * What is below the direct map at its physical address, for the jump and to look
	 * at what the loader left; the direct map; the image. Nothing here outlives
	 * paging_init(). Once with three levels and 2 MiB pages, once with two and 4 MiB.
	 */
	.macro	blocks from, to, size, width
	.set	block, \from
	.rept	(\to - \from) / \size
	.if	\width == 8
	.long	block + PTE_BLOCK, 0
	.else
	.long	block + PTE_BLOCK
	.endif
	.set	block, block + \size
	.endr
	.endm

	.balign 4096
	.globl early_last_directory, early_directory
early_directory:
	blocks	0, EARLY_IDENTITY_END, 0x400000, 4
	blocks	0, DIRECT_MAP_SIZE, 0x400000, 4
	blocks	0, EARLY_IMAGE_SIZE, 0x400000, 4
	.fill	16, 4, 0
#ifdef CONFIG_PHYS_ADDR_T_64BIT
early_identity:
	blocks	0, EARLY_IDENTITY_END, 0x200000, 8
early_last_directory:
	blocks	0, DIRECT_MAP_SIZE, 0x200000, 8
	blocks	0, EARLY_IMAGE_SIZE, 0x200000, 8
	.fill	32, 8, 0
early_directories:
	.long	PHYS(early_identity) + PTE_DIRECTORY, 0
	.long	PHYS(early_identity) + 0x1000 + PTE_DIRECTORY, 0
	.long	PHYS(early_identity) + 0x2000 + PTE_DIRECTORY, 0
	.long	PHYS(early_last_directory) + PTE_DIRECTORY, 0
#endif

	/*
	 * One stub of 16 bytes for each exception; those without an error code push one, so
	 * that all leave the same frame: vector, error code, eip, cs, eflags.
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
	pushl	$0
	.endif
	pushl	$vector
	jmp	exception_common
	.set	vector, vector + 1
	.endr

exception_common:
	movl	%esp, %eax
	andl	$-16, %esp
	subl	$12, %esp
	pushl	%eax
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

	.section .note.GNU-stack, "", %progbits
