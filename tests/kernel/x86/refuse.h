/* SPDX-License-Identifier: MIT */
/*
 * refuse.h - for entry.S: what the processor must be able to do. There is no console yet, but
 * the port is where it always is: a sentence, and the exit status of a panic.
 *
 *	refuse name, text	code of 32 bits with paging off, entered at name
 *
 * Needs PHYS(symbol), where a symbol lies then.
 */
#ifndef REFUSE_H
#define REFUSE_H

#define COM1_DATA   0x3f8
#define COM1_STATUS 0x3fd
#define STATUS_ROOM 0x20
#define EXIT_PORT   0xf4
#define EXIT_PANIC  (37 >> 1)

	.macro	refuse name, text
\name:
	movl	$PHYS(\name\()_text), %esi
1:	movl	$COM1_STATUS, %edx
	inb	%dx, %al
	testb	$STATUS_ROOM, %al
	jz	1b
	lodsb
	testb	%al, %al
	jz	2f
	movl	$COM1_DATA, %edx
	outb	%al, %dx
	jmp	1b
2:	movl	$EXIT_PANIC, %eax
	outl	%eax, $EXIT_PORT
	hlt
	jmp	2b
\name\()_text:
	.asciz	"\text"
	.endm

#endif
