/* SPDX-License-Identifier: MIT */
/*
 * entry_arm64.S - what the linker needs to see of an AArch64 kernel. It is linked, not run.
 */
	.globl image_virt
	.set image_virt, 0xffff800080000000

	.section .head, "ax"
	.globl _start
_start:
	b	kmain

	.text
	.globl put, stop
put:
	ret
stop:
	b	stop
