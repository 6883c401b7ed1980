/* SPDX-License-Identifier: MIT */
/*
 * phys.h - a piece of physical memory for translators to read. Tests put bytes into it;
 * while it is sealed, a translator can touch exactly the bytes that it asked for, and
 * AddressSanitizer catches every other access.
 */
#ifndef PHYS_H
#define PHYS_H

#include <bootmem/types.h>

/* New memory [base, base + len), full of garbage; what was there before is gone. */
void phys_start(u64 base, size_t len);

/* The same memory with these bytes. */
void phys_load(u64 base, const u8 *bytes, size_t len);

/* Memory that ends after so many bytes, sooner than now. */
void phys_cut(size_t len);

u64 phys_base(void);
size_t phys_len(void);

/* Where an address can be touched, while the memory is open. */
u8 *phys_at(u64 pa);

/* Little endian. */
void phys_put(u64 pa, u64 value, unsigned int bytes);
void phys_put16(u64 pa, u64 value);
void phys_put32(u64 pa, u64 value);
void phys_put64(u64 pa, u64 value);

/* With its NUL; returns the address behind it. */
u64 phys_text(u64 pa, const char *text);

void phys_fill(u64 pa, u8 byte, size_t len);

/* From now on only what phys_read() gave away can be touched; and back. */
void phys_seal(void);
void phys_open(void);

/* A boot_read_fn. */
const void *phys_read(u64 pa, size_t len);

#endif
