/* SPDX-License-Identifier: MIT */
/*
 * mock.h - physical memory made of host memory, and the port over it.
 */
#ifndef MOCK_H
#define MOCK_H

#include <bootmem/types.h>

#define MOCK_SIZE ((size_t)64 << 20)

/* Physical address of the first mock byte; page aligned; mock_place() moves it. */
extern phys_addr_t mock_base;

/* Pointers go from physical [base, base + MOCK_SIZE) to host memory; others are NULL. */
void mock_place(phys_addr_t base);

/* Fill all of it with garbage, so that zeroing shows. */
void mock_fill(u8 byte);

/* The memory itself. */
extern u8 *mock_memory;


/* What movable_node_is_enabled() answers. */
extern bool mock_movable_node;

#endif
