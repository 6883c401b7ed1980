/* SPDX-License-Identifier: MIT */
/*
 * A board of mock memory that has a device tree, for setup_arch() of both ARMs.
 */
#ifndef ARM_BOARD_H
#define ARM_BOARD_H

#include <bootmem/mmzone.h>

#include "mock.h"

#define MIB	      ((phys_addr_t)0x100000)
#define ARM_TREE      (mock_base + 12 * MIB)
#define ARM_RAM_BYTES (32 * MIB)

typedef void (*setup_arch_fn)(char **command_line, unsigned long magic, void *info);

/* RAM with the image at its start, a reservation, and the tree itself. */
void arm_board(void);

/* The same cases for both. */
void arm_from_the_tree(setup_arch_fn setup);
void arm_nothing_tells(setup_arch_fn setup, const char *ending);
/* Page 0 is no device's: it is in the lowest zone that this architecture fills. */
void arm_zones_from_0(setup_arch_fn setup, void (*free_all)(void), enum zone_type lowest);

#endif
