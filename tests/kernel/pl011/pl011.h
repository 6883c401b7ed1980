/* SPDX-License-Identifier: MIT */
/*
 * pl011.h - the serial port that all ARM machines of the matrix have, each elsewhere.
 */
#ifndef PL011_H
#define PL011_H

#include <bootmem/types.h>

#define UART_BLOCK (1UL << 21) /* the port keeps its place in such a block when it is mapped */

/*
 * Where it is, by where the image was loaded, which is near the start of RAM: before the
 * device tree has been read, this is all that tells machines apart.
 */
static inline u64 pl011_phys(u64 image)
{
	if (image < 0x40000000)
		return 0x3f201000; /* Raspberry Pi 2 and 3 */
	if (sizeof(long) == 8)
		return image >> 40 ? 0x60000000 : 0x09000000; /* sbsa-ref, virt */
	if (image >= 0x80000000)
		return 0x1c090000; /* Versatile Express, Cortex-A15 */
	return image >= 0x60000000 ? 0x10009000 /* Versatile Express, Cortex-A9 */ : 0x09000000;
}

/* Waits until everything has been sent. */
void pl011_drain(void);

#endif
