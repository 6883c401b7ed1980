/* SPDX-License-Identifier: MIT */
/*
 * pl011.c - the serial port of ARM machines. Source: Arm PL011 manual, DDI 0183.
 */
#include "kernel.h"
#include "pl011.h"

#define UART_FLAGS 0x18
#define FLAG_FULL  0x20
#define FLAG_BUSY  0x08

static volatile u32 *uart(unsigned int offset)
{
	u64 phys = pl011_phys(machine_image_phys());

	return (volatile u32 *)(UART_VIRT + (unsigned long)(phys & (UART_BLOCK - 1)) + offset);
}

void machine_putc(char c)
{
	while (*uart(UART_FLAGS) & FLAG_FULL)
		;
	*uart(0) = (u8)c;
}

void pl011_drain(void)
{
	while (*uart(UART_FLAGS) & FLAG_BUSY)
		;
}
