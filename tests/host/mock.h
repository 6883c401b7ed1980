/* SPDX-License-Identifier: MIT */
/*
 * mock.h - physical memory made of host memory, and the port over it.
 */
#ifndef MOCK_H
#define MOCK_H

#include <bootmem/types.h>

#define MOCK_SIZE ((size_t)64 << 20)

/* Once, before anything else; false: the host has no memory to give. */
bool mock_start(void);

/* Who runs the tests says what becomes of a panic that nobody waits for. */
_Noreturn void mock_unexpected_panic(const char *why);

/* Physical address of the first mock byte; page aligned; mock_place() moves it. */
extern phys_addr_t mock_base;

/* Pointers go from physical [base, base + MOCK_SIZE) to host memory; others are NULL. */
void mock_place(phys_addr_t base);

/*
 * In place of that, pointers go from physical [base, base + bytes) to memory that is zero and
 * costs nothing until it is touched: a 64-bit host has room for the largest machines. false:
 * the host has no room for it, nothing has changed.
 */
bool mock_widen(phys_addr_t base, u64 bytes);

/* Where the kernel image, _text to _end, lies in physical memory; page aligned. */
extern phys_addr_t mock_image;

/* Who gets what is handed over; NULL = the buddy allocator. */
extern void (*mock_receiver)(unsigned long pfn, unsigned int order);

/* Fill all of it with a byte. At the start of a case it holds garbage, no byte of it 0. */
void mock_fill(u8 byte);

/* The memory itself. */
extern u8 *mock_memory;

/* What movable_node_is_enabled() answers. */
extern bool mock_movable_node;

/* Length of a random test: usual (half of it without -O, a quarter in debug mode), unless TEST_STEPS=n says otherwise. */
unsigned long mock_steps(unsigned long usual);

/* Is there more randomness? With a seed always; a fuzzer's ends with its input. */
bool mock_goes_on(void);

/* Checks that have failed so far: a random test stops and tells its story. */
unsigned long mock_failures(void);

/* A formatted text, until the next one. */
const char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What is to be read with the results: an indented line of its own. */
void mock_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
