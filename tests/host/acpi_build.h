/* SPDX-License-Identifier: MIT */
/*
 * acpi_build.h - ACPI tables for tests, and physical memory for them to lie in.
 *
 *	acpi_forget();
 *	acpi_srat(1);
 *	acpi_memory(0, 0, 0x40000000, ACPI_ON);
 *	acpi_finish(0x7fe1000);				placed there
 *	acpi_root(0x7fe0000, (const u64[]){ 0x7fe1000 }, 1, 4);
 *	acpi_rsdp(0xf5ad0, 0, 0x7fe0000, 0);
 *	acpi_translate(0xf5ad0, acpi_read, ...);
 *	acpi_read_done();
 *
 * Memory is a list of pieces. What is read is copied to memory of exactly that length, so that
 * the address sanitizer sees every read behind it. One table is in the making at a time.
 * Nothing is checked: broken tables are as easy to make.
 */
#ifndef ACPI_BUILD_H
#define ACPI_BUILD_H

#include <bootmem/types.h>

/* ---- physical memory ---- */

#define ACPI_PIECES 64

struct acpi_piece {
	u64 pa;
	size_t len;
	u8 *bytes;
};

extern struct acpi_piece acpi_pieces[ACPI_PIECES];
extern unsigned int acpi_nr_pieces;

/* Forget all of it. */
void acpi_forget(void);

/* A copy of bytes at an address, instead of the piece that began there. */
void acpi_place(u64 pa, const void *bytes, size_t len);

/* The piece that begins at an address. */
struct acpi_piece *acpi_piece(u64 pa);

/* A boot_read_fn. The first piece that holds all of it counts. */
const void *acpi_read(u64 pa, size_t len);

/* Frees what was read. acpi_bytes_read is how much that was, until the next read. */
void acpi_read_done(void);
extern size_t acpi_bytes_read;

/* ---- the table in the making ---- */

extern u8 acpi_table[];
extern size_t acpi_length;

/* So many bytes of a number, at the end of the table or anywhere. */
void acpi_put(u64 value, unsigned int width);
void acpi_patch(u8 *at, u64 value, unsigned int width);

/* Makes bytes sum to zero by the one at an offset. */
void acpi_fix_sum(u8 *bytes, size_t len, size_t at);

void acpi_start(const char *signature, unsigned int revision);
void acpi_finish(u64 pa);

/* Flags of entries; the first is for processors, too. */
#define ACPI_ON		1U
#define ACPI_HOTPLUG	2U
#define ACPI_PERSISTENT 4U

void acpi_srat(unsigned int revision);
void acpi_memory(u32 domain, u64 base, u64 size, u32 flags);
void acpi_local_apic(u32 domain, u32 flags);
void acpi_x2apic(u32 domain, u32 flags);
void acpi_gicc(u32 domain, u32 flags);

/* A square: 10 on the diagonal, 20 elsewhere; then others. */
void acpi_slit(u32 count);
void acpi_distance(u32 count, u32 from, u32 to, u8 value);

/* RSDT with pointers of four bytes, XSDT with pointers of eight; placed. */
void acpi_root(u64 pa, const u64 *tables, unsigned int count, unsigned int width);

/* The root pointer, 20 bytes before revision 2 and 36 from then on; placed. */
void acpi_rsdp(u64 pa, unsigned int revision, u32 rsdt, u64 xsdt);

#endif
