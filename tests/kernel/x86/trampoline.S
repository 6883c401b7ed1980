/* SPDX-License-Identifier: MIT */
/*
 * trampoline.S - what processors run that wake up in real mode: copied to a page below 1 MiB,
 * which cs points at.
 */
	.section .rodata
	.globl trampoline, trampoline_count, trampoline_end
	.code16
trampoline:
	lock incw %cs:(trampoline_count - trampoline)
1:	cli
	hlt
	jmp	1b
	.balign	2
trampoline_count:
	.word	0
trampoline_end:

	.section .note.GNU-stack, "", %progbits
