/* SPDX-License-Identifier: MIT */
/*
 * bzimage.S - what comes before a flat kernel to make it a bzImage: a setup part of 8 KiB
 * that asks the BIOS for its memory map, and 512 bytes that move the kernel to where it was
 * linked to run.
 *
 * Source: Linux kernel documentation, The Linux/x86 Boot Protocol and Zero Page, 2.12; Ralf
 * Brown's Interrupt List, INT 15h AX=E820h, AX=E801h, AH=88h, AX=2401h.
 *
 * The setup part's own segment serves as boot_params, so its code starts behind the table
 * of memory ranges. A command line that starts with "e801" or "88" makes it pretend that
 * the BIOS knows nothing better.
 */
#define SECTORS	       16	/* of the setup part, the boot sector counted */
#define KERNEL_PHYS    0x200000	/* IMAGE_PHYS of the linker scripts */
#define KERNEL_MEMORY  0x400000	/* .bss included, with room to spare */
#define STUB_BYTES     512

/* boot_params */
#define EXT_MEM_K      0x002
#define SCRATCH	       0x1e4
#define ALT_MEM_K      0x1e0
#define E820_ENTRIES   0x1e8
#define CODE32_START   0x214
#define CMD_LINE       0x228
#define E820_TABLE     0x2d0
#define E820_MAX       128
#define CODE	       0xd00

#define SMAP	       0x534d4150
#define CR0_PE	       1

	.text
	.code16
setup:
	.org	0x1f1
	.byte	SECTORS - 1		/* setup_sects */
	.word	0			/* root_flags */
	.long	(STUB_BYTES + kernel_end - kernel + 15) / 16	/* syssize */
	.word	0, 0xffff, 0		/* ram_size, vid_mode, root_dev */
	.word	0xaa55
	.byte	0xeb, header_end - 1f	/* a jump of two bytes: its distance ends the header */
1:
	.ascii	"HdrS"
	.word	0x020c			/* version */
	.long	0			/* realmode_swtch */
	.word	0, 0			/* start_sys_seg, kernel_version */
	.byte	0			/* type_of_loader */
	.byte	0x01			/* loadflags: loaded high */
	.word	0			/* setup_move_size */
	.long	0x100000		/* code32_start */
	.long	0, 0, 0			/* ramdisk_image, ramdisk_size, bootsect_kludge */
	.word	0xfe00			/* heap_end_ptr */
	.byte	0, 0			/* ext_loader_ver, ext_loader_type */
	.long	0			/* cmd_line_ptr */
	.long	0x7fffffff		/* initrd_addr_max */
	.long	0x200000		/* kernel_alignment */
	.byte	0, 21			/* relocatable_kernel, min_alignment */
	.word	0			/* xloadflags */
	.long	4095			/* cmdline_size */
	.long	0			/* hardware_subarch */
	.quad	0			/* hardware_subarch_data */
	.long	0, 0			/* payload_offset, payload_length */
	.quad	0			/* setup_data */
	.quad	0x100000		/* pref_address */
	.long	KERNEL_PHYS - 0x100000 + KERNEL_MEMORY	/* init_size */
	.long	0			/* handover_offset */
header_end:
	jmp	code

	.org	CODE
code:
	cli
	movw	%cs, %ax
	subw	$0x20, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	$0xf000, %sp
	pushw	%ax
	pushw	$own_segment
	lretw

own_segment:
	sti
	movl	CMD_LINE, %eax
	movl	%eax, %ebx
	shrl	$4, %ebx
	movw	%bx, %fs
	movw	%ax, %bx
	andw	$15, %bx
	movl	%fs:(%bx), %ebp		/* its first four characters */
	cmpw	$0x3838, %bp		/* 88 */
	je	ask_88
	cmpl	$0x31303865, %ebp	/* e801 */
	je	ask_e801

	xorl	%ebx, %ebx
	movw	$E820_TABLE, %di
ask_e820:
	movl	$0xe820, %eax
	movl	$20, %ecx
	movl	$SMAP, %edx
	int	$0x15
	jc	ask_e801
	cmpl	$SMAP, %eax
	jne	ask_e801
	incb	E820_ENTRIES
	addw	$20, %di
	testl	%ebx, %ebx
	jz	ask_e801
	cmpb	$E820_MAX, E820_ENTRIES
	jb	ask_e820

	/* ax, cx: KiB from 1 to 16 MiB; bx, dx: 64 KiB above 16 MiB */
ask_e801:
	xorw	%cx, %cx
	xorw	%dx, %dx
	movw	$0xe801, %ax
	int	$0x15
	jc	ask_88
	testw	%cx, %cx
	jnz	1f
	movw	%ax, %cx
	movw	%bx, %dx
1:	movzwl	%cx, %eax
	cmpl	$(15 * 1024), %eax
	jne	2f			/* a hole below 16 MiB: only what is below it */
	movzwl	%dx, %edx
	shll	$6, %edx
	addl	%edx, %eax
2:	movl	%eax, ALT_MEM_K

ask_88:
	movb	$0x88, %ah
	int	$0x15
	jc	1f
	movw	%ax, EXT_MEM_K

	/* Address line 20, then 32-bit code at its physical address. */
1:	movw	$0x2401, %ax
	int	$0x15
	inb	$0x92, %al
	orb	$2, %al
	andb	$0xfe, %al
	outb	%al, $0x92
	cli
	xorl	%esi, %esi
	movw	%ds, %si
	shll	$4, %esi		/* boot_params */
	leal	gdt(%esi), %eax
	movl	%eax, gdt_pointer + 2
	lgdtl	gdt_pointer
	movl	CODE32_START, %eax
	movl	%eax, far_pointer
	movl	%cr0, %eax
	orl	$CR0_PE, %eax
	movl	%eax, %cr0
	movw	$0x18, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	xorl	%ebx, %ebx
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	ljmpl	*%cs:far_pointer

	.balign	8
gdt:
	.quad	0, 0
	.quad	0x00cf9b000000ffff	/* 0x10: code */
	.quad	0x00cf93000000ffff	/* 0x18: data */
gdt_pointer:
	.word	. - gdt - 1
	.long	0
far_pointer:
	.long	0
	.word	0x10

	.org	SECTORS * 512

	/*
	 * Loaded anywhere, with no stack: boot_params has a word for the return address. The
	 * kernel may have to move up over itself.
	 */
	.code32
stub:
	cld
	leal	(SCRATCH + 4)(%esi), %esp
	call	1f
1:	popl	%ebp
	subl	$(1b - stub), %ebp
	movl	%esi, %edx
	leal	STUB_BYTES(%ebp), %esi
	movl	$KERNEL_PHYS, %edi
	movl	$((kernel_end - kernel) / 4), %ecx
	cmpl	%edi, %esi
	jae	2f
	leal	-4(%esi, %ecx, 4), %esi
	leal	-4(%edi, %ecx, 4), %edi
	std
2:	rep	movsl
	cld
	movl	%edx, %esi
	movl	$KERNEL_PHYS, %eax
	jmp	*%eax

	.org	SECTORS * 512 + STUB_BYTES
kernel:
	.incbin	KERNEL_FLAT
	.balign	16
kernel_end:

	.section .note.GNU-stack, "", %progbits
