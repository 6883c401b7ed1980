/* SPDX-License-Identifier: MIT */
/*
 * multiboot.S - headers that make an ELF file a Multiboot kernel, of either version. Linked
 * into kernel-multiboot.elf only, since QEMU would no longer take the PVH entry.
 *
 * Sources: Multiboot Specification 0.6.96, 3.1; Multiboot2 Specification 2.0, 3.1.
 */
#define HEADER_1      0x1badb002
#define FLAGS_1	      0x3	/* modules on pages; memory map wanted */
#define HEADER_2      0xe85250d6
#define ARCH_I386     0
#define TAG_MODULES   6		/* modules on pages */
#define TAG_SCREEN    5		/* pixels wanted */
#define OPTIONAL      1
#define TAG_END	      0

	.section .multiboot, "a"
	.balign	4
	.long	HEADER_1, FLAGS_1, -(HEADER_1 + FLAGS_1)

	.balign	8
header_2:
	.long	HEADER_2, ARCH_I386, header_2_end - header_2
	.long	-(HEADER_2 + ARCH_I386 + (header_2_end - header_2))
	.balign	8
	.word	TAG_MODULES, 0
	.long	8
	.balign	8
	.word	TAG_SCREEN, OPTIONAL
	.long	20, 0, 0, 32		/* any size, four bytes each */
	.balign	8
	.word	TAG_END, 0
	.long	8
header_2_end:

	.section .note.GNU-stack, "", %progbits
