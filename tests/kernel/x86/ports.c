/* SPDX-License-Identifier: MIT */
/*
 * ports.c - serial port and exit of a PC, for i386 and x86_64, and what only x86 has of bootmem.
 *
 * Source: PC16550D data sheet.
 */
#include "kernel.h"
#include "ports.h"

#define COM1	  0x3f8
#define UART_LCR  (COM1 + 3)
#define UART_LSR  (COM1 + 5)
#define LSR_ROOM  0x20 /* the next byte may be written */
#define LSR_EMPTY 0x40 /* everything has been sent */
#define EXIT_PORT 0xf4
#define POST_PORT 0x80 /* for codes of the BIOS: nobody listens */

static inline void outb(u16 port, u8 value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outl(u16 port, u32 value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 inb(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void serial_init(void)
{
	outb(COM1 + 1, 0);	/* no interrupts */
	outb(UART_LCR, 0x80);	/* divisor: */
	outb(COM1 + 0, 1);	/* 115200 baud */
	outb(COM1 + 1, 0);
	outb(UART_LCR, 0x03);	/* 8 data bits, no parity, 1 stop bit */
	outb(COM1 + 2, 0x07);	/* clear and use the FIFOs */
}

void machine_putc(char c)
{
	while (!(inb(UART_LSR) & LSR_ROOM))
		;
	outb(COM1, (u8)c);
	boot_log_char(c);
}

void io_delay(void)
{
	outb(POST_PORT, 0);
}

/* isa-debug-exit turns v into the exit status 2v + 1. */
void machine_exit(enum exit_code code)
{
	while (!(inb(UART_LSR) & LSR_EMPTY))
		;
	outl(EXIT_PORT, (u32)code >> 1);
	for (;;)
		__asm__ volatile("cli; hlt");
}

void machine_stage(enum stage stage, const char *command_line)
{
	switch (stage) {
	case BEFORE_SETUP:
		boot_log_open();
		processors_claim();
		break;
	case AFTER_SETUP:
		boot_log_close();
		processors_place();
		break;
	case AFTER_HAND_OVER:
		break;
	case AFTER_ALL:
		boot_log_check();
		processors_check(command_line);
	}
}
