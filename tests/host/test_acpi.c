/* SPDX-License-Identifier: MIT */
/*
 * ACPI tables: as machines have them (some captured, see tests/data/acpi/README.md), and as
 * nobody should write them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "acpi_build.h"
#include "mock.h"
#include "notes.h"

#ifdef CONFIG_NUMA

#define MIB 0x100000ULL
#define GIB 0x40000000ULL

/* Where things lie. */
#define AT_RSDP 0xf5ad0
#define AT_ROOT 0x7fd0000
#define AT_SRAT 0x7fe1000
#define AT_SLIT 0x7ff8000
#define AT_MORE 0x7ff9000 /* tables of a single test, 4 KiB each */

/* A table that has nothing to do with nodes, with a wrong sum that is nobody's business. */
static void other(u64 pa)
{
	acpi_start("FACP", 3);
	acpi_put(0, 64);
	acpi_finish(pa);
	acpi_piece(pa)->bytes[40] ^= 1;
}

/* A root pointer and a root of eight-byte pointers; SRAT and SLIT are for the test to write. */
static void begin(void)
{
	static const u64 tables[] = { AT_MORE, AT_SRAT, 0, AT_SLIT };

	acpi_forget();
	acpi_rsdp(AT_RSDP, 2, 0, AT_ROOT);
	acpi_root(AT_ROOT, tables, LENGTH(tables), 8);
	other(AT_MORE);
	acpi_start("APIC", 1);
	acpi_finish(AT_SLIT);
}

/* ---- translating ---- */

static struct boot_numa numa;

/* Holds after every translation, whatever was read. */
static void check_numa(void)
{
	u64 end = 0;

	CHECK(numa.nr_nodes <= MAX_NUMNODES);
	CHECK(numa.nr_ranges <= BOOT_NUMA_RANGES);
	for (unsigned int i = 0; i < numa.nr_ranges; i++) {
		const struct boot_numa_range *r = &numa.ranges[i];

		CHECK(r->base >= end && r->size > 0 && r->size <= ~0ULL - r->base);
		CHECK(r->nid >= 0 && (unsigned int)r->nid < numa.nr_nodes);
		CHECK(!i || r->base > end || r->nid != r[-1].nid || r->hotplug != r[-1].hotplug);
		end = r->base + r->size;
	}
	for (unsigned int i = 0; i < MAX_NUMNODES; i++)
		for (unsigned int k = 0; k < MAX_NUMNODES; k++) {
			u8 d = numa.distance[i][k];

			if (d)
				CHECK(i == k ? d == 10 : d >= 10 && d <= 254);
		}
}

static int translate_at(u64 pa)
{
	int result;

	memset(&numa, 0, sizeof(numa));
	notes_clear();
	result = acpi_translate(pa, acpi_read, &numa, notes_add);
	acpi_read_done();
	check_numa();
	return result;
}

static int translate(void)
{
	return translate_at(AT_RSDP);
}

static bool range_is(unsigned int index, u64 base, u64 size, int nid, bool hotplug)
{
	const struct boot_numa_range *r = &numa.ranges[index];

	return index < numa.nr_ranges && r->base == base && r->size == size && r->nid == nid &&
	       r->hotplug == hotplug;
}

/* ---- as machines have it ---- */

/* QEMU's q35 with two nodes of 1 GiB, the second without processors, and 4 GiB to plug in. */
static void qemu(void)
{
	begin();
	acpi_srat(1);
	acpi_local_apic(0, ACPI_ON);
	acpi_local_apic(0, ACPI_ON);
	acpi_memory(0, 0, 0xa0000, ACPI_ON);
	acpi_memory(0, MIB, GIB - MIB, ACPI_ON);
	acpi_memory(1, GIB, GIB, ACPI_ON);
	acpi_memory(0, 0, 0, 0);
	acpi_memory(0, 0, 0, 0);
	acpi_memory(1, 4 * GIB, 4 * GIB, ACPI_ON | ACPI_HOTPLUG);
	acpi_finish(AT_SRAT);
	acpi_slit(2);
	acpi_distance(2, 1, 0, 31);
	acpi_finish(AT_SLIT);
}

static void plain(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[0], 0);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.nr_ranges, 4);
	CHECK(range_is(0, 0, 0xa0000, 0, false));
	CHECK(range_is(1, MIB, GIB - MIB, 0, false));
	CHECK(range_is(2, GIB, GIB, 1, false));
	CHECK(range_is(3, 4 * GIB, 4 * GIB, 1, true));
	CHECK_EQ(numa.distance[0][0], 10);
	CHECK_EQ(numa.distance[0][1], 20);
	CHECK_EQ(numa.distance[1][0], 31);
	CHECK_EQ(numa.distance[1][1], 10);
	CHECK_EQ(acpi_translate(AT_RSDP, acpi_read, &numa, NULL), 0);
}

static void other_processors(void)
{
	begin();
	acpi_srat(3);
	acpi_gicc(7, ACPI_ON);
	acpi_x2apic(5, ACPI_ON);
	acpi_local_apic(0x01020304, ACPI_ON);
	acpi_gicc(8, 0);
	acpi_memory(8, 0, GIB, ACPI_ON);
	acpi_memory(7, GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 4);
	CHECK_EQ(numa.domain[0], 7);
	CHECK_EQ(numa.domain[1], 5);
	CHECK_EQ(numa.domain[2], 0x01020304);
	CHECK_EQ(numa.domain[3], 8);
	CHECK(range_is(0, 0, GIB, 3, false));
	CHECK(range_is(1, GIB, GIB, 0, false));
}

static void put_memory(u32 domain, u32 flags)
{
	acpi_memory(domain, 0, GIB, flags);
}

/* In revision 1 the upper bytes were reserved, and BIOSes left rubbish there. */
static void old_revision(void)
{
	for (unsigned int revision = 0; revision < 2; revision++) {
		begin();
		acpi_srat(revision);
		acpi_local_apic(0xababab02, ACPI_ON);
		acpi_memory(0xcdcdcd02, 0, GIB, ACPI_ON);
		acpi_memory(0xefefef03, GIB, GIB, ACPI_ON);
		acpi_finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 2);
		CHECK_EQ(numa.domain[0], 2);
		CHECK_EQ(numa.domain[1], 3);
	}
}

/* Every bit of an address, a size and a domain. */
static void fields(void)
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		u32 domain = bit < 32 ? 1U << bit : ~0U; /* the highest is one as any other */

		begin();
		acpi_srat(2);
		acpi_memory(domain, bit < 63 ? 1ULL << bit : 0, 1ULL << bit, ACPI_ON);
		acpi_finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(numa.nr_nodes, 1);
		CHECK_EQ(numa.domain[0], domain);
		CHECK(range_is(0, bit < 63 ? 1ULL << bit : 0, 1ULL << bit, 0, false));
	}
}

/* Each sort of entry as short as it was specified, a byte shorter and a byte longer. */
static void entry_lengths(void)
{
	static const struct {
		void (*put)(u32 domain, u32 flags);
		u8 type, len;
	} sorts[] = { { acpi_local_apic, 0, 16 }, { put_memory, 1, 40 }, { acpi_x2apic, 2, 24 }, { acpi_gicc, 3, 18 } };
	char text[128];

	for (unsigned int i = 0; i < LENGTH(sorts); i++)
		for (int more = -1; more < 2; more++) {
			size_t at;

			begin();
			acpi_srat(2);
			at = acpi_length;
			sorts[i].put(7, ACPI_ON);
			acpi_put(0, 1);
			acpi_length = at + sorts[i].len + (size_t)more;
			acpi_table[at + 1] = (u8)(sorts[i].len + more);
			acpi_put(0x0299, 2); /* the shortest of all, of a sort that nobody knows */
			acpi_memory(3, GIB, GIB, ACPI_ON);
			acpi_put(0x0299, 2);
			acpi_finish(AT_SRAT);
			CHECK_EQ(translate(), 0);
			CHECK_EQ(numa.nr_nodes, more < 0 ? 1 : 2);
			CHECK_EQ(numa.domain[numa.nr_nodes - 1], 3);
			snprintf(text, sizeof(text), "ACPI: SRAT has an entry of type %u with %u bytes instead of %u at "
				 "offset 0x30; it is ignored.\n", sorts[i].type, sorts[i].len - 1U, sorts[i].len);
			CHECK(!strcmp(notes(), more < 0 ? text : ""));
		}
}

static void row_60_sparse_domains(void)
{
	begin();
	acpi_srat(2);
	acpi_memory(4, 2 * GIB, GIB, ACPI_ON);
	acpi_memory(1, GIB, GIB, ACPI_ON);
	acpi_local_apic(0, ACPI_ON);
	acpi_local_apic(1, ACPI_ON);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_memory(0x80000000, 3 * GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_slit(5);
	acpi_distance(5, 2, 2, 0); /* there is no domain 2 */
	acpi_distance(5, 3, 4, 0);
	acpi_distance(5, 0, 4, 40);
	acpi_distance(5, 4, 1, 41);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 4);
	CHECK_EQ(numa.domain[0], 0);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.domain[2], 4);
	CHECK(range_is(0, 0, GIB, 0, false));
	CHECK(range_is(1, GIB, GIB, 1, false));
	CHECK(range_is(2, 2 * GIB, GIB, 2, false));
	CHECK(range_is(3, 3 * GIB, GIB, 3, false));
	CHECK_EQ(numa.distance[0][2], 40);
	CHECK_EQ(numa.distance[2][1], 41);
	CHECK_EQ(numa.distance[1][2], 20);
	CHECK_EQ(numa.distance[2][2], 10);
	CHECK_EQ(numa.distance[3][0], 0); /* not told */
	CHECK_EQ(numa.distance[0][3], 0);
	/* Numbers of domains above any of a node. */
	begin();
	acpi_srat(2);
	acpi_memory(MAX_NUMNODES + 9, 0, GIB, ACPI_ON);
	acpi_memory(MAX_NUMNODES, GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_slit(MAX_NUMNODES + 10);
	acpi_distance(MAX_NUMNODES + 10, MAX_NUMNODES + 9, MAX_NUMNODES, 42);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.distance[0][1], 42);
	CHECK_EQ(numa.distance[1][0], 20);
}

/* ---- the root pointer ---- */

static void searched(void)
{
	static const u8 ebda[] = { 0xc0, 0x9f };

	qemu();
	CHECK_EQ(translate_at(0), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(notes_count(), 0);
	/* The extended BIOS data area goes first: a good one there that has no SRAT. */
	acpi_root(AT_MORE + 0x1000, NULL, 0, 4);
	acpi_rsdp(0x9fc10, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), 0);
	acpi_place(0x40e, ebda, 2);
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	/* The last place there; one after it. */
	acpi_place(0x9fc10, "", 1);
	acpi_rsdp(0x9fff0, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), -ENOENT);
	acpi_place(0x9fff0, "", 1);
	acpi_rsdp(0xa0000, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), 0);
	/* Not at multiples of 16. */
	acpi_place(AT_RSDP, "", 1);
	acpi_rsdp(0xf0008, 2, 0, AT_ROOT);
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	acpi_rsdp(0xffff0, 0, 0, 0);
	CHECK_EQ(translate_at(0), -EINVAL);
	CHECK_TEXT(notes(), "ACPI: there is neither a good XSDT nor a good RSDT.");
	/* Anything from the end of the BIOS's data to its ROM can be the area. */
	{
		static const u16 segments[] = { 0x50, 0x1234, 0x9fc0, 0xa000, 0xdff0 };

		for (unsigned int i = 0; i < LENGTH(segments); i++) {
			u64 at = (u64)segments[i] << 4;
			u8 word[] = { (u8)segments[i], (u8)(segments[i] >> 8) };

			acpi_place(0x40e, word, 2);
			acpi_root(AT_MORE + 0x1000, NULL, 0, 4);
			acpi_rsdp(at, 0, AT_MORE + 0x1000, 0);
			CHECK_EQ(translate_at(0), -ENOENT);
			CHECK_EQ(notes_count(), 0);
			acpi_place(at, "", 1);
			CHECK_EQ(translate_at(0), -EINVAL);
		}
		/* What is not looks at the ROM alone, in its order. */
		acpi_place(0x40e, "\x4f\x00", 2);
		acpi_rsdp(0x4f0, 0, AT_MORE + 0x1000, 0);
		CHECK_EQ(translate_at(0), -EINVAL);
		acpi_place(0x40e, "\x00\xf0", 2);
		acpi_rsdp(0xf0010, 0, AT_MORE + 0x1000, 0);
		acpi_rsdp(0xe0010, 0, 0, 0);
		CHECK_EQ(translate_at(0), -EINVAL);
		acpi_place(0xf0010, "", 1);
		acpi_place(0xe0010, "", 1);
		acpi_place(0xffff0, "", 1);
		acpi_rsdp(0x100000, 0, AT_MORE + 0x1000, 0); /* behind the ROM */
		CHECK_EQ(translate_at(0), -ENOENT);
		acpi_root(AT_MORE + 0x1000, (const u64[]){ AT_SRAT }, 1, 4);
		CHECK_EQ(translate_at(0), -ENOENT);
		CHECK_EQ(translate_at(0x100000), 0);
		acpi_rsdp(0xffff0, 0, 0, 0);
	}
	/* Neither below the data area of the BIOS nor in its ROM. */
	for (unsigned int odd = 0; odd < 2; odd++) {
		acpi_place(0x40e, odd ? "\x00\xf0" : "\x4f\x00", 2);
		CHECK_EQ(translate_at(0), -EINVAL);
	}
	acpi_forget();
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
}

static void bad_root_pointers(void)
{
	qemu();
	for (unsigned int i = 0; i < 36; i++) {
		u8 *b = acpi_piece(AT_RSDP)->bytes;

		b[i] ^= 0x10;
		CHECK_EQ(translate(), -ENOENT);
		CHECK_TEXT(notes(), "ACPI: there is no root pointer at 0xf5ad0.");
		CHECK_EQ(notes_count(), 1);
		/* One that is searched for lies elsewhere then. */
		CHECK_EQ(translate_at(0), -ENOENT);
		CHECK_EQ(notes_count(), 0);
		b[i] ^= 0x10;
	}
	for (size_t len = 0; len < 36; len++) {
		u8 copy[36];

		memcpy(copy, acpi_piece(AT_RSDP)->bytes, 36);
		acpi_place(AT_RSDP, copy, len);
		CHECK_EQ(translate(), -ENOENT);
		acpi_place(AT_RSDP, copy, 36);
	}
	/* The signature counts to its last letter, whatever the sums are. */
	for (unsigned int i = 0; i < 8; i++) {
		qemu();
		acpi_piece(AT_RSDP)->bytes[i] ^= 0x10;
		acpi_fix_sum(acpi_piece(AT_RSDP)->bytes, 20, 8);
		acpi_fix_sum(acpi_piece(AT_RSDP)->bytes, 36, 32);
		CHECK_EQ(translate(), -ENOENT);
	}
	qemu();
	/* Revision 2 has two sums, each of which counts; before there was one. */
	acpi_piece(AT_RSDP)->bytes[9] ^= 1;
	acpi_fix_sum(acpi_piece(AT_RSDP)->bytes, 36, 32);
	CHECK_EQ(translate(), -ENOENT);
	acpi_root(AT_MORE, (const u64[]){ AT_SRAT }, 1, 4);
	for (unsigned int revision = 0; revision < 2; revision++) {
		acpi_rsdp(AT_RSDP, revision, AT_MORE, ~0ULL);
		CHECK_EQ(translate(), 0);
		acpi_piece(AT_RSDP)->bytes[9] ^= 1;
		CHECK_EQ(translate(), -ENOENT);
	}
	acpi_rsdp(AT_RSDP, 3, 0, AT_ROOT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	acpi_piece(AT_RSDP)->bytes[35] ^= 1;
	CHECK_EQ(translate(), -ENOENT);
	acpi_rsdp(AT_RSDP, 2, 0, AT_ROOT);
	/* A good one behind a bad one. */
	acpi_rsdp(0xe0000, 2, 0, AT_ROOT);
	acpi_piece(0xe0000)->bytes[35] ^= 1;
	CHECK_EQ(translate_at(0), 0);
	CHECK_EQ(translate_at(~0ULL), -ENOENT);
	CHECK_EQ(translate_at(~0ULL - 21), -ENOENT);
}

/* Lengths of revision 2: shorter than it can be, longer with more to sum, as long as memory. */
static void root_pointer_lengths(void)
{
	static const u32 lengths[] = { 0, 20, 35, 37, 40, 4096, 4097, 0xffffffff };
	u8 copy[4097] = { 0 };

	for (unsigned int i = 0; i < LENGTH(lengths); i++) {
		bool good = lengths[i] >= 36 && lengths[i] <= 4096;

		qemu();
		memcpy(copy, acpi_piece(AT_RSDP)->bytes, 36);
		memset(copy + 36, 1, sizeof(copy) - 36);
		acpi_patch(copy + 20, lengths[i], 4);
		acpi_fix_sum(copy, lengths[i] <= sizeof(copy) && lengths[i] > 32 ? lengths[i] : 36, 32);
		acpi_place(AT_RSDP, copy, sizeof(copy));
		CHECK_EQ(translate(), good ? 0 : -ENOENT);
		acpi_place(AT_RSDP, copy, 36);
		CHECK_EQ(translate(), -ENOENT);
	}
}

/* ---- the root ---- */

static void root_tables(void)
{
	static const u64 tables[] = { AT_SRAT, AT_SLIT };
	u64 rsdt = AT_ROOT + 0x800;

	/* Revision 0 has but RSDT, whatever lies behind it. */
	qemu();
	acpi_root(rsdt, tables, 2, 4);
	acpi_rsdp(AT_RSDP, 0, (u32)rsdt, ~0ULL);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.distance[1][0], 31);
	CHECK_EQ(notes_count(), 0);
	/* No XSDT. */
	acpi_rsdp(AT_RSDP, 2, (u32)rsdt, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	/* The better one goes first. */
	acpi_rsdp(AT_RSDP, 2, 0x1000, AT_ROOT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	/* It is bad. */
	acpi_rsdp(AT_RSDP, 2, (u32)rsdt, AT_ROOT);
	acpi_piece(AT_ROOT)->bytes[40] ^= 1;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_TEXT(notes(), "ACPI: table XSDT at 0x7fd0000 has a wrong checksum; it is ignored.");
	CHECK_EQ(notes_count(), 1);
	/* Both are. */
	acpi_piece(rsdt)->bytes[0] = 'X';
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "table RSDT at 0x7fd0800 has another signature; it is ignored.");
	CHECK_TEXT(notes(), "neither a good XSDT nor a good RSDT");
	CHECK_EQ(numa.nr_nodes, 0);
	/* Neither is there. */
	acpi_rsdp(AT_RSDP, 2, 0, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(notes_count(), 1);
	acpi_rsdp(AT_RSDP, 2, 0xfffffff0, ~0ULL - 8);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "table XSDT at 0xfffffffffffffff7 cannot be read");
	CHECK_TEXT(notes(), "table RSDT at 0xfffffff0 cannot be read");
}

/* Part of a pointer at the end of the list is none. */
static void root_lengths(void)
{
	for (unsigned int more = 0; more < 17; more++) {
		qemu();
		acpi_start("XSDT", 1);
		acpi_put(AT_SRAT, 8);
		acpi_put(AT_SLIT, 8);
		acpi_length = 36 + more;
		acpi_finish(AT_ROOT);
		CHECK_EQ(translate(), more < 8 ? -ENOENT : 0);
		CHECK_EQ(numa.distance[0][1] == 20, more == 16);
		CHECK_EQ(notes_count(), 0);
	}
}

/* Each table that is shorter than the least that is read of it, with a good sum. */
static void short_tables(void)
{
	static const struct {
		const char *signature;
		u64 at;
		u32 least;
	} rows[] = { { "XSDT", AT_ROOT, 36 }, { "RSDT", AT_ROOT, 36 }, { "SRAT", AT_SRAT, 48 }, { "SLIT", AT_SLIT, 44 } };
	char text[96];

	for (size_t i = 0; i < LENGTH(rows); i++)
		for (u32 len = 10; len < rows[i].least; len++) {
			qemu();
			if (i == 1)
				acpi_rsdp(AT_RSDP, 0, AT_ROOT, 0);
			acpi_start(rows[i].signature, 1);
			acpi_put(0, 28);
			acpi_patch(acpi_table + 4, len, 4);
			acpi_fix_sum(acpi_table, len, 9);
			acpi_place(rows[i].at, acpi_table, acpi_length);
			translate();
			snprintf(text, sizeof(text), "ACPI: table %s at %#llx is too short; it is ignored.\n",
				 rows[i].signature, (unsigned long long)rows[i].at);
			CHECK_TEXT(notes(), text);
		}
}

/* Pointers that lead back, or nowhere. */
static void cycles(void)
{
	static const u64 tables[] = { AT_ROOT, AT_RSDP, ~0ULL, ~0ULL - 35, 1, AT_SRAT + 1,
				      AT_SRAT, AT_ROOT, AT_SLIT, AT_SLIT };

	qemu();
	acpi_root(AT_ROOT, tables, LENGTH(tables), 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_TEXT(notes(), "the table at 0xffffffffffffffff cannot be read; it is ignored.");
	CHECK_TEXT(notes(), "the table at 0x1 cannot be read");
	acpi_rsdp(AT_RSDP, 2, AT_RSDP, AT_RSDP);
	CHECK_EQ(translate(), -EINVAL);
}

static void too_many_tables(void)
{
	static u64 tables[1025];

	qemu();
	for (unsigned int i = 0; i < 1025; i++)
		tables[i] = AT_MORE;
	tables[1023] = AT_SRAT;
	tables[1024] = AT_SLIT;
	acpi_root(AT_ROOT, tables, 1024, 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	acpi_root(AT_ROOT, tables, 1025, 8);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: there are 1025 tables; only the first 1024 are looked at.");
	CHECK_EQ(numa.distance[0][0], 0);
	/* None of them can be read: the console is not kept busy. */
	for (unsigned int i = 0; i < 1025; i++)
		tables[i] = 0x10 * (i + 1);
	acpi_root(AT_ROOT, tables, 1025, 8);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(notes_count(), 17);
	CHECK_TEXT(notes(), "ACPI: there is more to complain about.");
}

/* ---- SRAT as a table ---- */

static void no_srat(void)
{
	begin();
	acpi_start("SRAM", 1);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	/* Distances alone say nothing. */
	acpi_slit(2);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(numa.distance[0][0], 0);
}

static void row_60_bad_tables(void)
{
	struct acpi_piece *p;
	size_t len;

	qemu();
	p = acpi_piece(AT_SRAT);
	len = p->len;
	for (size_t i = 4; i < len; i++) {
		p->bytes[i] ^= 4;
		CHECK_EQ(translate(), -EINVAL);
		CHECK_EQ(notes_count(), 1);
		CHECK_EQ(numa.nr_nodes + numa.nr_ranges, 0);
		p->bytes[i] ^= 4;
	}
	p->bytes[len - 1] ^= 4;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "ACPI: table SRAT at 0x7fe1000 has a wrong checksum; it is ignored.");
	p->bytes[len - 1] ^= 4;
	/* Less memory than the table is long. */
	for (size_t cut = 36; cut < len; cut++) {
		p->len = cut;
		CHECK_EQ(translate(), -EINVAL);
		CHECK_TEXT(notes(), "table SRAT at 0x7fe1000 cannot be read to its end");
	}
	p->len = 35;
	CHECK_EQ(translate(), -ENOENT);
	CHECK_TEXT(notes(), "the table at 0x7fe1000 cannot be read; it is ignored.");
	p->len = len;
	CHECK_EQ(translate(), 0);
}

static void srat_lengths(void)
{
	static const u32 lengths[] = { 0, 4, 35, 36, 47, 48, 0x100001, 0x80000000, 0xffffffff };

	for (unsigned int i = 0; i < LENGTH(lengths); i++) {
		qemu();
		acpi_patch(acpi_piece(AT_SRAT)->bytes + 4, lengths[i], 4);
		acpi_fix_sum(acpi_piece(AT_SRAT)->bytes, lengths[i] == 48 ? 48 : 100, 9);
		CHECK_EQ(translate(), lengths[i] == 48 ? 0 : -EINVAL);
		CHECK_EQ(numa.nr_nodes + numa.nr_ranges, 0);
		if (lengths[i] != 48)
			CHECK_TEXT(notes(), lengths[i] < 48 ? "is too short" : "is longer than 1 MiB");
		CHECK(acpi_bytes_read < 65536);
	}
	/* The longest: processors of one domain. */
	begin();
	acpi_srat(2);
	while (acpi_length + 24 <= 1 << 20)
		acpi_x2apic(acpi_length / 24 % 3, ACPI_ON);
	for (size_t left = (1 << 20) - acpi_length; left; left = (1 << 20) - acpi_length) {
		acpi_put(99, 1); /* to the last byte */
		acpi_put(left < 255 ? left : 2, 1);
		acpi_length += left < 255 ? left - 2 : 0;
	}
	acpi_finish(AT_SRAT);
	CHECK_EQ(acpi_length, 1 << 20);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 3);
	acpi_put(0x0299, 2); /* and one more */
	acpi_length--;
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "ACPI: table SRAT at 0x7fe1000 is longer than 1 MiB; it is ignored.\n");
}

static void several_tables(void)
{
	static const u64 tables[] = { AT_MORE + 0x1000, AT_MORE + 0x2000, AT_SRAT, AT_SLIT,
				      AT_MORE + 0x3000, AT_SRAT, AT_MORE + 0x4000 };
	static const u64 last_try[] = { AT_MORE + 0x2000, AT_MORE + 0x2000, AT_MORE + 0x2000, AT_SRAT,
					AT_MORE + 0x3000 };

	qemu();
	acpi_root(AT_ROOT, tables, LENGTH(tables), 8);
	acpi_start("SRAT", 1); /* without entries, and even without what precedes them */
	acpi_finish(AT_MORE + 0x1000);
	acpi_srat(1);
	acpi_memory(9, 0, GIB, ACPI_ON);
	acpi_finish(AT_MORE + 0x2000);
	acpi_piece(AT_MORE + 0x2000)->bytes[50] ^= 1;
	acpi_srat(1);
	acpi_memory(9, 0, GIB, ACPI_ON);
	acpi_finish(AT_MORE + 0x3000);
	acpi_slit(9);
	acpi_finish(AT_MORE + 0x4000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.distance[1][0], 31);
	CHECK_TEXT(notes(), "table SRAT at 0x7ffa000 is too short; it is ignored.");
	CHECK_TEXT(notes(), "table SRAT at 0x7ffb000 has a wrong checksum; it is ignored.");
	CHECK_TEXT(notes(), "table SRAT at 0x7ffc000 is ignored: there is another one at 0x7fe1000.");
	CHECK_TEXT(notes(), "table SLIT at 0x7ffd000 is ignored: there is another one at 0x7ff8000.");
	CHECK_EQ(notes_count(), 4);
	/* The last one that is tried is good: what else there is is told all the same. */
	acpi_root(AT_ROOT, last_try, LENGTH(last_try), 8);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "table SRAT at 0x7ffc000 is ignored: there is another one at 0x7fe1000.");
	CHECK_EQ(notes_count(), 4);
}

/* Tables above 4 GiB are told apart by all of their address. */
static void high_tables(void)
{
	const u64 high = (1ULL << 40) + AT_SRAT;

	qemu();
	acpi_srat(1);
	acpi_memory(9, 0, GIB, ACPI_ON);
	acpi_finish(high);
	acpi_root(AT_ROOT, (const u64[]){ high, high, AT_SRAT }, 3, 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 1);
	CHECK_EQ(numa.domain[0], 9);
	CHECK(!strcmp(notes(), "ACPI: table SRAT at 0x7fe1000 is ignored: there is another one at 0x10007fe1000.\n"));
}

/* A megabyte with a wrong sum, pointed at a thousand times. */
static void bounded_work(void)
{
	static u64 tables[1024];

	begin();
	acpi_srat(2);
	while (acpi_length + 24 <= 1 << 20)
		acpi_x2apic(0, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_piece(AT_SRAT)->bytes[1000] ^= 1;
	for (unsigned int i = 0; i < 1024; i++)
		tables[i] = AT_SRAT;
	acpi_root(AT_ROOT, tables, 1024, 8);
	CHECK_EQ(translate(), -EINVAL);
	CHECK(acpi_bytes_read < 5 << 20);
	CHECK_EQ(notes_count(), 4);
}

/* ---- SRAT's entries ---- */

static void row_60_disabled(void)
{
	begin();
	acpi_srat(1);
	acpi_local_apic(3, 0);
	acpi_local_apic(4, ~ACPI_ON);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_memory(5, GIB, GIB, 0);
	acpi_memory(6, GIB, GIB, ACPI_HOTPLUG);
	acpi_memory(7, 0, 0, 0);
	acpi_memory(0, 5 * GIB, 0, ACPI_ON); /* empty */
	acpi_memory(2, ~0ULL, 0, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_ranges, 1);
	CHECK(range_is(0, 0, GIB, 0, false));
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[0], 0);
	CHECK_EQ(numa.domain[1], 2);
}

static void row_60_wrapping(void)
{
	begin();
	acpi_srat(1);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_memory(1, ~0ULL - 0xffff, 0x10001, ACPI_ON);
	acpi_memory(1, GIB, ~0ULL, ACPI_ON);
	acpi_memory(1, 8 * GIB, 0 - 8 * GIB, ACPI_ON); /* to the very end */
	acpi_memory(0, 0x10000 * GIB, 1, ACPI_ON); /* a byte, taken above */
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: memory of domain 0 at [0x400000000000, 0x400000000000] overlaps another domain's, "
		   "which keeps it.\n");
	CHECK_EQ(notes_count(), 3);
	CHECK_TEXT(notes(), "ACPI: memory of domain 1 at 0xffffffffffff0000, 0x10001 bytes long, "
			    "passes the end of the address space; it is ignored.");
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK(range_is(1, 8 * GIB, ~0ULL - 8 * GIB, 1, false));
}

static void row_60_overlapping(void)
{
	begin();
	acpi_srat(1);
	acpi_memory(0, GIB, 2 * GIB, ACPI_ON);
	acpi_memory(1, 2 * GIB, 2 * GIB, ACPI_ON);      /* the lower half is taken */
	acpi_memory(2, GIB + MIB, MIB, ACPI_ON);	      /* all of it is */
	acpi_memory(3, 0, 8 * GIB, ACPI_ON);	      /* what is left, on both sides */
	acpi_memory(3, 7 * GIB, 3 * GIB, ACPI_ON);      /* itself */
	acpi_memory(0, 3 * GIB / 2, GIB, ACPI_ON);      /* itself, inside */
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, 4);
	CHECK(range_is(0, 0, GIB, 3, false));
	CHECK(range_is(1, GIB, 2 * GIB, 0, false));
	CHECK(range_is(2, 3 * GIB, GIB, 1, false));
	CHECK(range_is(3, 4 * GIB, 6 * GIB, 3, false));
	CHECK_EQ(notes_count(), 3);
	CHECK_TEXT(notes(), "ACPI: memory of domain 1 at [0x80000000, 0xffffffff] overlaps another "
			    "domain's, which keeps it.");
}

/* Whatever the order: what stays goes before what may be unplugged, that before an NVDIMM. */
static void row_60_hotplug(void)
{
	for (unsigned int order = 0; order < 6; order++) {
		static const u8 orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
						 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

		begin();
		acpi_srat(1);
		acpi_local_apic(0, ACPI_ON);
		acpi_local_apic(1, ACPI_ON);
		acpi_local_apic(2, ACPI_ON);
		for (unsigned int i = 0; i < 3; i++) {
			u8 domain = orders[order][i];
			static const u32 flags[] = { ACPI_ON, ACPI_ON | ACPI_HOTPLUG, ACPI_ON | ACPI_PERSISTENT };

			acpi_memory(domain, domain * GIB, 2 * GIB, flags[domain]);
		}
		acpi_finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_ranges, 3);
		CHECK(range_is(0, 0, 2 * GIB, 0, false));
		CHECK(range_is(1, 2 * GIB, GIB, 1, true));
		CHECK(range_is(2, 3 * GIB, GIB, 2, false));
		CHECK_EQ(notes_count(), 1); /* an NVDIMM within hot-pluggable memory is usual */
	}
	/* What touches and differs in being hot-pluggable is not joined. */
	begin();
	acpi_srat(1);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_memory(0, GIB, GIB, ACPI_ON | ACPI_HOTPLUG);
	acpi_memory(0, 2 * GIB, GIB, ACPI_ON);
	acpi_memory(0, 3 * GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, 3);
	CHECK(range_is(2, 2 * GIB, 2 * GIB, 0, false));
}

static void row_60_unaligned(void)
{
	begin();
	acpi_srat(1);
	acpi_memory(0, 0, 0x12345678, ACPI_ON);
	acpi_memory(1, 0x12345678, 0x11111111, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(range_is(0, 0, 0x12345678, 0, false));
	CHECK(range_is(1, 0x12345678, 0x11111111, 1, false));
}

static void row_60_interleaved(void)
{
	begin();
	acpi_srat(1);
	for (unsigned int i = 0; i < 64; i++)
		acpi_memory(i % 2, (63 - i) * GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.nr_ranges, 64);
	for (unsigned int i = 0; i < 64; i++)
		CHECK(range_is(i, i * GIB, GIB, i % 2 ? 0 : 1, false));
}

/* Domain 1 has processors and no memory, 2 has memory and no processors. */
static void row_60_halves(void)
{
	begin();
	acpi_srat(1);
	acpi_memory(2, GIB, GIB, ACPI_ON);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_local_apic(0, ACPI_ON);
	acpi_local_apic(1, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_slit(3);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 3);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.domain[2], 2);
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK(range_is(1, GIB, GIB, 2, false));
	CHECK_EQ(numa.distance[1][2], 20);
}

/* As QEMU does it: 128 nodes of 8 MiB, the first of them in two acpi_pieces. */
static void row_60_many_nodes(void)
{
	begin();
	acpi_srat(1);
	for (u32 i = 0; i < 128; i++)
		acpi_local_apic(i, ACPI_ON);
	acpi_memory(0, 0, 0xa0000, ACPI_ON);
	acpi_memory(0, MIB, 7 * MIB, ACPI_ON);
	for (u32 i = 1; i < 128; i++)
		acpi_memory(i, i * 8 * MIB, 8 * MIB, ACPI_ON);
	acpi_memory(0, 0, 0, 0);
	acpi_finish(AT_SRAT);
	acpi_slit(128);
	acpi_distance(128, 127, 1, 77);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, MAX_NUMNODES < 128 ? MAX_NUMNODES : 128);
	if (MAX_NUMNODES < 128)
		return;
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_ranges, 129);
	for (u32 i = 1; i < 128; i++)
		CHECK(range_is(i + 1, i * 8 * MIB, 8 * MIB, (int)i, false));
	CHECK_EQ(numa.distance[127][1], 77);
}

static void row_60_too_many_nodes(void)
{
	u32 more = MAX_NUMNODES + 40;
	char text[128];

	begin();
	acpi_srat(2);
	for (u32 i = 0; i < more; i++)
		acpi_memory(i < MAX_NUMNODES ? i : i + 1, i * MIB, MIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_slit(more);
	acpi_distance(more, more - 1, 0, 3); /* nobody wants to know */
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, MAX_NUMNODES);
	CHECK_EQ(numa.nr_ranges, MAX_NUMNODES);
	CHECK_EQ(notes_count(), 1);
	snprintf(text, sizeof(text), "ACPI: there are more nodes than MAX_NUMNODES (%u); memory of domain %u and "
		 "others has no node.\n", MAX_NUMNODES, MAX_NUMNODES + 1);
	CHECK(!strcmp(notes(), text));
	CHECK_EQ(numa.distance[1][MAX_NUMNODES - 1], 20);
}

static void too_many_ranges(void)
{
	begin();
	acpi_srat(1);
	for (unsigned int i = 0; i < BOOT_NUMA_RANGES + 3; i++)
		acpi_memory(i % 2, i * GIB, GIB, ACPI_ON);
	/* There is always room for what continues a range. */
	acpi_memory((BOOT_NUMA_RANGES - 1) % 2, BOOT_NUMA_RANGES * GIB, MIB, ACPI_ON);
	acpi_memory(0, 1000 * GIB, MIB, ACPI_ON | ACPI_PERSISTENT); /* not what others keep, but what is lost */
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, BOOT_NUMA_RANGES);
	CHECK(range_is(BOOT_NUMA_RANGES - 1, (BOOT_NUMA_RANGES - 1) * GIB, GIB + MIB,
		       (BOOT_NUMA_RANGES - 1) % 2, false));
	CHECK_EQ(notes_count(), 4);
	CHECK_TEXT(notes(), "ACPI: SRAT has more ranges than BOOT_NUMA_RANGES (256); memory of "
			    "domain 0 at 0x4000000000 has no node.\n");
	CHECK_TEXT(notes(), "memory of domain 0 at 0xfa00000000 has no node.\n");
}

static void unknown_entries(void)
{
	begin();
	acpi_srat(3);
	acpi_put(5, 1); /* generic initiator */
	acpi_put(32, 1);
	for (unsigned int i = 0; i < 30; i++)
		acpi_put(0xff, 1);
	acpi_put(99, 1);
	acpi_put(2, 1);
	acpi_memory(1, 0, GIB, ACPI_ON);
	acpi_put(200, 1);
	acpi_put(255, 1);
	for (unsigned int i = 0; i < 253; i++)
		acpi_put(1, 1);
	/* One that is longer than it was when it was specified. */
	acpi_memory(2, GIB, GIB, ACPI_ON);
	acpi_table[acpi_length - 39] = 48;
	acpi_put(~0ULL, 8);
	acpi_memory(1, 2 * GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.nr_ranges, 3);
}

static void broken_entries(void)
{
	static const u8 lengths[] = { 0, 1, 41, 255 };

	for (unsigned int i = 0; i < LENGTH(lengths); i++) {
		begin();
		acpi_srat(1);
		acpi_memory(0, 0, GIB, ACPI_ON);
		acpi_memory(1, GIB, GIB, ACPI_ON);
		acpi_table[acpi_length - 39] = lengths[i];
		acpi_finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 1);
		CHECK(range_is(0, 0, GIB, 0, false));
		CHECK_EQ(notes_count(), 1);
		CHECK_TEXT(notes(), "ACPI: SRAT is broken at offset 0x58; the rest is not read.");
	}
	/* Half a header at the end. */
	begin();
	acpi_srat(1);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_put(1, 1);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 1);
	CHECK_TEXT(notes(), "ACPI: SRAT is broken at offset 0x58");
	/* Shorter than what it is, but it can be stepped over. */
	begin();
	acpi_srat(1);
	acpi_memory(0, 0, GIB, ACPI_ON);
	acpi_length -= 8;
	acpi_table[acpi_length - 31] = 32;
	acpi_memory(1, GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 1);
	CHECK(range_is(0, GIB, GIB, 0, false));
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "ACPI: SRAT has an entry of type 1 with 32 bytes instead of 40 at offset "
			    "0x30; it is ignored.");
}

/* ---- SLIT ---- */

static void bad_distances(void)
{
	static const struct {
		u8 from, to, value;
		bool good;
	} cells[] = {
		{ 0, 0, 11, false }, { 1, 1, 0, false },   { 0, 1, 9, false },
		{ 1, 0, 0, false },  { 1, 1, 255, false }, { 0, 1, 10, true },
		{ 0, 1, 254, true }, { 0, 1, 255, true },
	};

	for (unsigned int i = 0; i < LENGTH(cells); i++) {
		qemu();
		acpi_slit(2);
		acpi_distance(2, cells[i].from, cells[i].to, cells[i].value);
		acpi_finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 2);
		CHECK_EQ(numa.distance[0][0] == 10, cells[i].good);
		CHECK_EQ(notes_count(), !cells[i].good);
		if (cells[i].good)
			CHECK_EQ(numa.distance[0][1], cells[i].value < 255 ? cells[i].value : 254);
		else
			CHECK_EQ(numa.distance[0][1], 0);
	}
	qemu();
	acpi_slit(2);
	acpi_distance(2, 1, 0, 5);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: by SLIT it is 5 from domain 1 to domain 0; all of it is ignored.\n");
	/* Domains have other numbers than nodes. */
	begin();
	acpi_srat(2);
	acpi_memory(3, 0, GIB, ACPI_ON);
	acpi_memory(2, GIB, GIB, ACPI_ON);
	acpi_finish(AT_SRAT);
	acpi_slit(4);
	acpi_distance(4, 3, 2, 7);
	acpi_finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: by SLIT it is 7 from domain 3 to domain 2; all of it is ignored.\n");
	CHECK_EQ(numa.distance[0][0], 0);
}

/* Domains that it does not speak of: the first behind its last one, and another. */
static void small_slits(void)
{
	for (u32 count = 0; count < 5; count++) {
		begin();
		acpi_srat(2);
		for (u32 domain = 0; domain < 4; domain++)
			acpi_memory(domain, domain * GIB, GIB, ACPI_ON);
		acpi_finish(AT_SRAT);
		acpi_slit(count);
		acpi_finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		for (u32 from = 0; from < 4; from++)
			for (u32 to = 0; to < 4; to++)
				CHECK_EQ(numa.distance[from][to], from >= count || to >= count ? 0 :
								  from == to ? 10 : 20);
		CHECK(!strcmp(notes(), count ? "" : "ACPI: SLIT has 0 bytes for 0 domains, no square; it is ignored.\n"));
	}
}

static void bad_slits(void)
{
	/* The squares of the last two have 64 bits of 4. */
	static const u64 counts[] = { 0, 1, 3, 0x10002, 1ULL << 32, (1ULL << 32) + 2, 1ULL << 63,
				      ~0ULL, (1ULL << 62) + 2, (1ULL << 63) + 2 };
	char text[128];

	for (unsigned int i = 0; i < LENGTH(counts); i++) {
		qemu();
		acpi_slit(2);
		acpi_patch(acpi_table + 36, counts[i], 8);
		acpi_finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.distance[0][0], 0);
		CHECK_EQ(notes_count(), 1);
		snprintf(text, sizeof(text), "ACPI: SLIT has 4 bytes for %llu domains, no square; it is ignored.\n",
			 (unsigned long long)counts[i]);
		CHECK(!strcmp(notes(), text));
	}
	for (size_t len = 36; len < 50; len++) {
		qemu();
		acpi_slit(2);
		acpi_length = len;
		acpi_finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 2);
		CHECK_EQ(numa.distance[0][0] == 10, len == 48);
		CHECK_EQ(notes_count(), len != 48);
	}
	qemu();
	acpi_piece(AT_SLIT)->bytes[44] ^= 1;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, 4);
	CHECK_EQ(numa.distance[0][0], 0);
	CHECK_TEXT(notes(), "ACPI: table SLIT at 0x7ff8000 has a wrong checksum; it is ignored.");
	/* No matter which of them the root names first. */
	qemu();
	acpi_root(AT_ROOT, (const u64[]){ AT_SLIT, AT_SRAT }, 2, 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.distance[1][0], 31);
}

/* ---- captured ---- */

/* Records of address, length and bytes, see tests/data/acpi/README.md. */
static void load(const char *name)
{
	size_t len, at = 0;
	u8 *file = data_file(name, &len);

	acpi_forget();
	while (file && len - at >= 12) {
		u64 pa = 0;
		u32 size = 0;

		for (unsigned int i = 8; i--;)
			pa = pa << 8 | file[at + i];
		for (unsigned int i = 4; i--;)
			size = size << 8 | file[at + 8 + i];
		at += 12;
		if (!CHECK(size <= len - at))
			break;
		acpi_place(pa, file + at, size);
		at += size;
	}
	free(file);
}

static void row_60_captured_halves(void)
{
	static const u32 domains[] = { 0, 1, 3, 2 }; /* 2 has no processor */
	static const u8 distances[4][4] = {
		{ 10, 15, 31, 21 }, { 15, 10, 254, 17 }, { 31, 254, 10, 40 }, { 21, 17, 40, 10 }
	};

	load("acpi/q35-4-nodes.acpi");
	CHECK_EQ(translate_at(0), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 4);
	for (unsigned int i = 0; i < 4; i++) {
		CHECK_EQ(numa.domain[i], domains[i]);
		for (unsigned int k = 0; k < 4; k++)
			CHECK_EQ(numa.distance[i][k], distances[i][k]);
	}
	CHECK_EQ(numa.nr_ranges, 5);
	CHECK(range_is(0, 0, 0xa0000, 0, false));
	CHECK(range_is(1, MIB, 127 * MIB, 0, false));
	CHECK(range_is(2, 128 * MIB, 64 * MIB, 3, false));
	CHECK(range_is(3, 192 * MIB, 64 * MIB, 2, false));
	CHECK(range_is(4, 4 * GIB, 0x1f0000000, 2, true));
}

static void row_60_captured_many(void)
{
	load("acpi/pc-128-nodes.acpi");
	CHECK_EQ(translate_at(0), 0);
	if (MAX_NUMNODES < 128)
		return;
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 128);
	CHECK_EQ(numa.nr_ranges, 129);
	for (u32 i = 1; i < 128; i++)
		CHECK(range_is(i + 1, i * 8 * MIB, 8 * MIB, (int)i, false));
}

static void captured_two(void)
{
	load("acpi/q35-two-srats.acpi");
	CHECK_EQ(translate_at(0), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "table SRAT at 0xffe2393 is ignored: there is another one at 0xffe223f.");
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.nr_ranges, 3);
	CHECK(range_is(2, 128 * MIB, 128 * MIB, 1, false));
	/* QEMU's is damaged: what was added to it counts. */
	acpi_piece(0xffe223f)->bytes[100] ^= 1;
	CHECK_EQ(translate_at(0), 0);
	CHECK_EQ(notes_count(), 4);
	CHECK_EQ(numa.nr_nodes, 3);
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK(range_is(0, 0, 0x9000000, 0, false));
	CHECK(range_is(1, 0x9000000, 0x7000123, 1, false));
}

static void captured_arm(void)
{
	load("acpi/virt-2-nodes.acpi");
	CHECK_EQ(translate_at(0), -ENOENT); /* no BIOS leaves it anywhere */
	CHECK_EQ(translate_at(0x4c430018), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[0], 1);
	CHECK(range_is(0, GIB, 256 * MIB, 1, false));
	CHECK(range_is(1, GIB + 256 * MIB, 256 * MIB, 0, false));
	CHECK_EQ(numa.distance[0][1], 25);
	CHECK_EQ(numa.distance[0][0], 10);
}

/* ---- hostile bytes ---- */

static void random_bytes(void)
{
	unsigned long rounds = mock_steps(20000), good = 0;

	for (unsigned long round = 0; round < rounds; round++) {
		unsigned int changes = (unsigned int)test_random_below(6);

		qemu();
		while (changes--) {
			struct acpi_piece *p = &acpi_pieces[test_random_below(acpi_nr_pieces)];
			size_t at = test_random_below(p->len);

			p->bytes[at] = (u8)(test_random_below(3) ? test_random() : 1);
		}
		/* Mostly with sums that are right, or nothing would get far. */
		for (unsigned int i = 0; i < acpi_nr_pieces; i++) {
			struct acpi_piece *p = &acpi_pieces[i];

			if (test_random_below(20) == 0)
				p->len = test_random_below(p->len + 1);
			if (p->pa == AT_RSDP && p->len >= 36) {
				acpi_fix_sum(p->bytes, 20, 8);
				acpi_fix_sum(p->bytes, 36, 32);
			} else if (test_random_below(20) && p->len >= 36) {
				if (test_random_below(8) == 0)
					acpi_patch(p->bytes + 4, p->len, 4);
				acpi_fix_sum(p->bytes, p->len, 9);
			}
		}
		good += translate() == 0;
		CHECK(notes_count() <= 17);
		if (mock_failures())
			return;
	}
	CHECK(good > rounds / 4);
}

/* Entries that make sense one by one, in any number and order: a byte an MiB is the oracle. */
#define UNITS 64
static void random_entries(void)
{
	unsigned long rounds = mock_steps(2000);

	for (unsigned long round = 0; round < rounds; round++) {
		static struct {
			u32 domain, first, count, flags;
		} e[40];
		unsigned int n = (unsigned int)test_random_below(LENGTH(e));
		int want[UNITS];
		bool hotplug[UNITS] = { false };

		begin();
		acpi_srat(1);
		for (unsigned int i = 0; i < UNITS; i++)
			want[i] = NUMA_NO_NODE;
		for (unsigned int i = 0; i < n; i++) {
			e[i].domain = (u32)test_random_below(5);
			e[i].first = (u32)test_random_below(UNITS);
			e[i].count = (u32)test_random_below(UNITS - e[i].first + 1) / 3;
			e[i].flags = (u32)test_random_below(8);
			acpi_memory(e[i].domain, e[i].first * MIB, e[i].count * MIB, e[i].flags);
		}
		acpi_finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		for (int turn = 2; turn >= 0; turn--)
			for (unsigned int i = n; i-- > 0;) {
				int mine = e[i].flags & ACPI_PERSISTENT ? 2 : e[i].flags & ACPI_HOTPLUG ? 1 : 0;

				if (mine != turn || !(e[i].flags & ACPI_ON))
					continue;
				for (unsigned int k = 0; k < e[i].count; k++) {
					want[e[i].first + k] = (int)e[i].domain;
					hotplug[e[i].first + k] = e[i].flags & ACPI_HOTPLUG;
				}
			}
		for (unsigned int i = 0; i < UNITS; i++) {
			int got = NUMA_NO_NODE;

			for (unsigned int k = 0; k < numa.nr_ranges; k++) {
				const struct boot_numa_range *r = &numa.ranges[k];

				if (r->base > i * MIB || i * MIB - r->base >= r->size)
					continue;
				got = (int)numa.domain[r->nid];
				CHECK_EQ(r->hotplug, hotplug[i]);
			}
			CHECK_EQ(got, want[i]);
		}
		if (mock_failures())
			return;
	}
}

const struct suite suite_acpi = { "acpi", (const struct test_case[]){
	{ "QEMU's q35", plain },
	{ "processors by x2APIC and GICC", other_processors },
	{ "domains of eight bits", old_revision },
	{ "pitfall 60: sparse domains", row_60_sparse_domains },
	{ "the root pointer is searched for", searched },
	{ "bad root pointers", bad_root_pointers },
	{ "lengths of root pointers", root_pointer_lengths },
	{ "XSDT before RSDT", root_tables },
	{ "lengths of root tables", root_lengths },
	{ "tables that are too short", short_tables },
	{ "cycles and pointers to nowhere", cycles },
	{ "too many tables", too_many_tables },
	{ "no SRAT", no_srat },
	{ "pitfall 60: bad sums, truncated tables", row_60_bad_tables },
	{ "lengths of SRAT", srat_lengths },
	{ "several tables of a kind", several_tables },
	{ "tables above 4 GiB", high_tables },
	{ "bounded work", bounded_work },
	{ "pitfall 60: disabled and empty entries", row_60_disabled },
	{ "pitfall 60: wrapping entries", row_60_wrapping },
	{ "pitfall 60: overlapping entries", row_60_overlapping },
	{ "pitfall 60: hot-pluggable and non-volatile entries", row_60_hotplug },
	{ "pitfall 60: unaligned entries", row_60_unaligned },
	{ "pitfall 60: interleaved nodes", row_60_interleaved },
	{ "pitfall 60: nodes without memory, nodes without processors", row_60_halves },
	{ "pitfall 60: 128 nodes", row_60_many_nodes },
	{ "pitfall 60: too many nodes", row_60_too_many_nodes },
	{ "too many ranges", too_many_ranges },
	{ "unknown entries", unknown_entries },
	{ "broken entries", broken_entries },
	{ "every bit of an entry", fields },
	{ "lengths of entries", entry_lengths },
	{ "bad distances", bad_distances },
	{ "small SLITs", small_slits },
	{ "bad SLITs", bad_slits },
	{ "pitfall 60: captured: nodes without memory or processors", row_60_captured_halves },
	{ "pitfall 60: captured: 128 nodes", row_60_captured_many },
	{ "captured: two SRATs", captured_two },
	{ "captured: AArch64", captured_arm },
	{ "random bytes", random_bytes },
	{ "random entries", random_entries },
	{ 0 },
} };

#else

static const void *read_memory(u64 pa, size_t len)
{
	CHECK(pa == len && false); /* nobody asks */
	return NULL;
}

static void nothing_is_read(void)
{
	static struct boot_numa numa;

	notes_clear();
	CHECK_EQ(acpi_translate(0, read_memory, &numa, notes_add), -ENOENT);
	CHECK_EQ(acpi_translate(0xf0000, read_memory, &numa, notes_add), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_ranges, 0);
}

const struct suite suite_acpi = { "acpi", (const struct test_case[]){
	{ "without CONFIG_NUMA nothing is read", nothing_is_read },
	{ 0 },
} };

#endif
