/* SPDX-License-Identifier: MIT */
/*
 * kernel.S - the kernel that the EFI application carries: a flat binary.
 */
	.section .rdata, "dr"
	.balign 16
	.globl kernel_image, kernel_image_end
kernel_image:
	.incbin	KERNEL_FLAT
kernel_image_end:
