/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../suites/test.h"
#include "acpi_build.h"
#include "notes.h"

/* ---- physical memory ---- */

struct acpi_piece acpi_pieces[ACPI_PIECES];
unsigned int acpi_nr_pieces;
size_t acpi_bytes_read;

/* What was read and not freed yet. */
static void *copies[16384];
static unsigned int nr_copies;

void acpi_forget(void)
{
	while (acpi_nr_pieces)
		free(acpi_pieces[--acpi_nr_pieces].bytes);
}

void acpi_place(u64 pa, const void *bytes, size_t len)
{
	struct acpi_piece *p = acpi_pieces;

	while (p < acpi_pieces + acpi_nr_pieces && p->pa != pa)
		p++;
	if (p < acpi_pieces + acpi_nr_pieces)
		free(p->bytes);
	else if (!CHECK(acpi_nr_pieces++ < ACPI_PIECES))
		abort();
	*p = (struct acpi_piece){ pa, len, exact_copy(bytes, len) };
}

struct acpi_piece *acpi_piece(u64 pa)
{
	for (unsigned int i = 0; i < acpi_nr_pieces; i++)
		if (acpi_pieces[i].pa == pa)
			return &acpi_pieces[i];
	abort();
}

const void *acpi_read(u64 pa, size_t len)
{
	CHECK(len > 0 && pa <= ~0ULL - len); /* a reader need not think of that */
	if (!nr_copies)
		acpi_bytes_read = 0;
	for (unsigned int i = 0; i < acpi_nr_pieces; i++) {
		const struct acpi_piece *p = &acpi_pieces[i];

		if (pa < p->pa || pa - p->pa > p->len || len > p->len - (pa - p->pa))
			continue;
		if (!CHECK(nr_copies < sizeof(copies) / sizeof(copies[0])))
			return NULL;
		acpi_bytes_read += len;
		return copies[nr_copies++] = exact_copy(p->bytes + (pa - p->pa), len);
	}
	return NULL;
}

void acpi_read_done(void)
{
	while (nr_copies)
		free(copies[--nr_copies]);
}

/* ---- the table in the making ---- */

u8 acpi_table[(1 << 20) + 4096];
size_t acpi_length;

void acpi_put(u64 value, unsigned int width)
{
	for (; width--; value >>= 8)
		acpi_table[acpi_length++] = (u8)value;
}

void acpi_patch(u8 *at, u64 value, unsigned int width)
{
	for (; width--; value >>= 8)
		*at++ = (u8)value;
}

void acpi_fix_sum(u8 *bytes, size_t len, size_t at)
{
	u8 sum = 0;

	bytes[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (u8)(sum + bytes[i]);
	bytes[at] = (u8)-sum;
}

void acpi_start(const char *signature, unsigned int revision)
{
	memcpy(acpi_table, signature, 4);
	memset(acpi_table + 4, 0xee, 32);
	acpi_table[8] = (u8)revision;
	acpi_length = 36;
}

void acpi_finish(u64 pa)
{
	acpi_patch(acpi_table + 4, acpi_length, 4);
	acpi_fix_sum(acpi_table, acpi_length, 9);
	acpi_place(pa, acpi_table, acpi_length);
}

void acpi_srat(unsigned int revision)
{
	acpi_start("SRAT", revision);
	acpi_put(1, 4);
	acpi_put(0, 8);
}

/* Reserved fields are not 0: nobody may look at them. */
void acpi_memory(u32 domain, u64 base, u64 size, u32 flags)
{
	acpi_put(1, 1);
	acpi_put(40, 1);
	acpi_put(domain, 4);
	acpi_put(0xdead, 2);
	acpi_put(base, 8);
	acpi_put(size, 8);
	acpi_put(0xdeadbeef, 4);
	acpi_put(flags, 4);
	acpi_put(~0ULL, 8);
}

void acpi_local_apic(u32 domain, u32 flags)
{
	acpi_put(0, 1);
	acpi_put(16, 1);
	acpi_put(domain, 1);
	acpi_put(7, 1);
	acpi_put(flags, 4);
	acpi_put(9, 1);
	acpi_put(domain >> 8, 3);
	acpi_put(~0ULL, 4);
}

void acpi_x2apic(u32 domain, u32 flags)
{
	acpi_put(2, 1);
	acpi_put(24, 1);
	acpi_put(0xdead, 2);
	acpi_put(domain, 4);
	acpi_put(300, 4);
	acpi_put(flags, 4);
	acpi_put(~0ULL, 8);
}

void acpi_gicc(u32 domain, u32 flags)
{
	acpi_put(3, 1);
	acpi_put(18, 1);
	acpi_put(domain, 4);
	acpi_put(5, 4);
	acpi_put(flags, 4);
	acpi_put(0xdeadbeef, 4);
}

void acpi_slit(u32 count)
{
	acpi_start("SLIT", 1);
	acpi_put(count, 8);
	for (u32 i = 0; i < count * count; i++)
		acpi_put(i % (count + 1) ? 20 : 10, 1);
}

void acpi_distance(u32 count, u32 from, u32 to, u8 value)
{
	acpi_table[44 + from * count + to] = value;
}

void acpi_root(u64 pa, const u64 *tables, unsigned int count, unsigned int width)
{
	acpi_start(width == 8 ? "XSDT" : "RSDT", 1);
	while (count--)
		acpi_put(*tables++, width);
	acpi_finish(pa);
}

void acpi_rsdp(u64 pa, unsigned int revision, u32 rsdt, u64 xsdt)
{
	memcpy(acpi_table, "RSD PTR ", 8);
	acpi_length = 8;
	acpi_put(0xbb, 7);
	acpi_put(revision, 1);
	acpi_put(rsdt, 4);
	acpi_put(36, 4);
	acpi_put(xsdt, 8);
	acpi_put(0xcccccccc, 4);
	acpi_fix_sum(acpi_table, 20, 8);
	acpi_fix_sum(acpi_table, 36, 32);
	acpi_place(pa, acpi_table, revision < 2 ? 20 : 36);
}
