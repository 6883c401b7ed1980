/* SPDX-License-Identifier: MIT */
/*
 * ACPI tables: as machines have them, and as nobody should write them. Physical memory is a
 * list of pieces; what is read is copied to memory of exactly that length, so that the address
 * sanitizer sees every read behind it.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/actions.h"
#include "mock.h"
#include "notes.h"

#ifdef CONFIG_NUMA

#define MIB 0x100000ULL
#define GIB 0x40000000ULL

/* Flags of SRAT's memory entries. */
#define ON	   1U
#define HOT_PLUG   2U
#define PERSISTENT 4U

/* Where things lie. */
#define AT_RSDP 0xf5ad0
#define AT_ROOT 0x7fd0000
#define AT_SRAT 0x7fe1000
#define AT_SLIT 0x7ff8000
#define AT_MORE 0x7ff9000 /* tables of a single test, 4 KiB each */

/* ---- physical memory ---- */

static struct piece {
	u64 pa;
	size_t len;
	u8 *bytes;
} pieces[64];

static unsigned int nr_pieces;

/* What a translation was given; freed after it. */
static void *given[16384];
static unsigned int nr_given;
static size_t bytes_given;

static const void *read_memory(u64 pa, size_t len)
{
	CHECK(len > 0 && pa <= ~0ULL - len); /* a reader need not think of that */
	for (unsigned int i = 0; i < nr_pieces; i++) {
		const struct piece *p = &pieces[i];

		if (pa < p->pa || pa - p->pa > p->len || len > p->len - (pa - p->pa))
			continue;
		if (!CHECK(nr_given < LENGTH(given)))
			return NULL;
		bytes_given += len;
		return given[nr_given++] = exact_copy(p->bytes + (pa - p->pa), len);
	}
	return NULL;
}

static void forget_memory(void)
{
	while (nr_pieces)
		free(pieces[--nr_pieces].bytes);
}

/* Bytes at an address, instead of what began there. */
static struct piece *place(u64 pa, const void *bytes, size_t len)
{
	struct piece *p = pieces;

	while (p < pieces + nr_pieces && p->pa != pa)
		p++;
	if (p < pieces + nr_pieces)
		free(p->bytes);
	else if (!CHECK(nr_pieces++ < LENGTH(pieces)))
		abort();
	*p = (struct piece){ pa, len, exact_copy(bytes, len) };
	return p;
}

static struct piece *piece_at(u64 pa)
{
	for (unsigned int i = 0; i < nr_pieces; i++)
		if (pieces[i].pa == pa)
			return &pieces[i];
	abort();
}

/* ---- building tables ---- */

static u8 bytes[(1 << 20) + 4096];
static size_t length;

static void put(u64 value, unsigned int width)
{
	for (; width--; value >>= 8)
		bytes[length++] = (u8)value;
}

static void patch(u8 *at, u64 value, unsigned int width)
{
	for (; width--; value >>= 8)
		*at++ = (u8)value;
}

static void start(const char *signature, unsigned int revision)
{
	length = 0;
	memcpy(bytes, signature, 4);
	memset(bytes + 4, 0xee, 32);
	bytes[8] = (u8)revision;
	length = 36;
}

static void fix_sum(u8 *table, size_t len, size_t at)
{
	u8 sum = 0;

	table[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (u8)(sum + table[i]);
	table[at] = (u8)-sum;
}

static void finish(u64 pa)
{
	patch(bytes + 4, length, 4);
	fix_sum(bytes, length, 9);
	place(pa, bytes, length);
}

static void srat(unsigned int revision)
{
	start("SRAT", revision);
	put(1, 4);
	put(0, 8);
}

static void memory(u32 domain, u64 base, u64 size, u32 flags)
{
	put(1, 1);
	put(40, 1);
	put(domain, 4);
	put(0xdead, 2);
	put(base, 8);
	put(size, 8);
	put(0xdeadbeef, 4);
	put(flags, 4);
	put(~0ULL, 8);
}

static void local_apic(u32 domain, u32 flags)
{
	put(0, 1);
	put(16, 1);
	put(domain, 1);
	put(7, 1);
	put(flags, 4);
	put(9, 1);
	put(domain >> 8, 3);
	put(~0ULL, 4);
}

static void x2apic(u32 domain, u32 flags)
{
	put(2, 1);
	put(24, 1);
	put(0xdead, 2);
	put(domain, 4);
	put(300, 4);
	put(flags, 4);
	put(0, 8);
}

static void gicc(u32 domain, u32 flags)
{
	put(3, 1);
	put(18, 1);
	put(domain, 4);
	put(5, 4);
	put(flags, 4);
	put(0xdeadbeef, 4);
}

/* A square of distances, 10 here and 20 elsewhere. */
static void slit(u32 count)
{
	start("SLIT", 1);
	put(count, 8);
	for (u32 i = 0; i < count * count; i++)
		put(i % (count + 1) ? 20 : 10, 1);
}

static void set_distance(u32 count, u32 from, u32 to, u8 value)
{
	bytes[44 + from * count + to] = value;
}

static void root(u64 pa, const u64 *tables, unsigned int count, unsigned int width)
{
	start(width == 8 ? "XSDT" : "RSDT", 1);
	while (count--)
		put(*tables++, width);
	finish(pa);
}

/* XSDT and RSDT may both be 0. */
static void rsdp(u64 pa, unsigned int revision, u32 rsdt, u64 xsdt)
{
	length = 0;
	memcpy(bytes, "RSD PTR ", 8);
	length = 8;
	put(0xbb, 7);
	put(revision, 1);
	put(rsdt, 4);
	put(36, 4);
	put(xsdt, 8);
	put(0xcccccccc, 4);
	fix_sum(bytes, 20, 8);
	fix_sum(bytes, 36, 32);
	place(pa, bytes, revision < 2 ? 20 : 36);
}

/* A table that has nothing to do with nodes, with a wrong sum that is nobody's business. */
static void other(u64 pa)
{
	start("FACP", 3);
	put(0, 64);
	finish(pa);
	piece_at(pa)->bytes[40] ^= 1;
}

/* A root pointer and a root of eight-byte pointers; SRAT and SLIT are for the test to write. */
static void begin(void)
{
	static const u64 tables[] = { AT_MORE, AT_SRAT, 0, AT_SLIT };

	forget_memory();
	rsdp(AT_RSDP, 2, 0, AT_ROOT);
	root(AT_ROOT, tables, LENGTH(tables), 8);
	other(AT_MORE);
	start("APIC", 1);
	finish(AT_SLIT);
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
	bytes_given = 0;
	result = acpi_translate(pa, read_memory, &numa, notes_add);
	while (nr_given)
		free(given[--nr_given]);
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
	srat(1);
	local_apic(0, ON);
	local_apic(0, ON);
	memory(0, 0, 0xa0000, ON);
	memory(0, MIB, GIB - MIB, ON);
	memory(1, GIB, GIB, ON);
	memory(0, 0, 0, 0);
	memory(0, 0, 0, 0);
	memory(1, 4 * GIB, 4 * GIB, ON | HOT_PLUG);
	finish(AT_SRAT);
	slit(2);
	set_distance(2, 1, 0, 31);
	finish(AT_SLIT);
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
	CHECK_EQ(acpi_translate(AT_RSDP, read_memory, &numa, NULL), 0);
}

static void other_processors(void)
{
	begin();
	srat(3);
	gicc(7, ON);
	x2apic(5, ON);
	local_apic(0x01020304, ON);
	gicc(8, 0);
	memory(8, 0, GIB, ON);
	memory(7, GIB, GIB, ON);
	finish(AT_SRAT);
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

/* In revision 1 the upper bytes were reserved, and BIOSes left rubbish there. */
static void old_revision(void)
{
	begin();
	srat(1);
	local_apic(0xababab02, ON);
	memory(0xcdcdcd02, 0, GIB, ON);
	memory(0xefefef03, GIB, GIB, ON);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[0], 2);
	CHECK_EQ(numa.domain[1], 3);
}

static void row_60_sparse_domains(void)
{
	begin();
	srat(2);
	memory(4, 2 * GIB, GIB, ON);
	memory(1, GIB, GIB, ON);
	local_apic(0, ON);
	local_apic(1, ON);
	memory(0, 0, GIB, ON);
	memory(0x80000000, 3 * GIB, GIB, ON);
	finish(AT_SRAT);
	slit(5);
	set_distance(5, 2, 2, 0); /* there is no domain 2 */
	set_distance(5, 3, 4, 0);
	set_distance(5, 0, 4, 40);
	set_distance(5, 4, 1, 41);
	finish(AT_SLIT);
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
	root(AT_MORE + 0x1000, NULL, 0, 4);
	rsdp(0x9fc10, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), 0);
	place(0x40e, ebda, 2);
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	/* The last place there; one after it. */
	place(0x9fc10, "", 1);
	rsdp(0x9fff0, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), -ENOENT);
	place(0x9fff0, "", 1);
	rsdp(0xa0000, 0, AT_MORE + 0x1000, 0);
	CHECK_EQ(translate_at(0), 0);
	/* Not at multiples of 16. */
	place(AT_RSDP, "", 1);
	rsdp(0xf0008, 2, 0, AT_ROOT);
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	rsdp(0xffff0, 0, 0, 0);
	CHECK_EQ(translate_at(0), -EINVAL);
	CHECK_TEXT(notes(), "ACPI: there is neither a good XSDT nor a good RSDT.");
	/* Neither below the data area of the BIOS nor in its ROM. */
	for (unsigned int odd = 0; odd < 2; odd++) {
		place(0x40e, odd ? "\x00\xf0" : "\x4f\x00", 2);
		CHECK_EQ(translate_at(0), -EINVAL);
	}
	forget_memory();
	CHECK_EQ(translate_at(0), -ENOENT);
	CHECK_EQ(notes_count(), 0);
}

static void bad_root_pointers(void)
{
	qemu();
	for (unsigned int i = 0; i < 36; i++) {
		u8 *b = piece_at(AT_RSDP)->bytes;

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

		memcpy(copy, piece_at(AT_RSDP)->bytes, 36);
		place(AT_RSDP, copy, len);
		CHECK_EQ(translate(), -ENOENT);
		place(AT_RSDP, copy, 36);
	}
	/* A good one behind a bad one. */
	rsdp(0xe0000, 2, 0, AT_ROOT);
	piece_at(0xe0000)->bytes[35] ^= 1;
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
		memcpy(copy, piece_at(AT_RSDP)->bytes, 36);
		memset(copy + 36, 1, sizeof(copy) - 36);
		patch(copy + 20, lengths[i], 4);
		fix_sum(copy, lengths[i] <= sizeof(copy) && lengths[i] > 32 ? lengths[i] : 36, 32);
		place(AT_RSDP, copy, sizeof(copy));
		CHECK_EQ(translate(), good ? 0 : -ENOENT);
		place(AT_RSDP, copy, 36);
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
	root(rsdt, tables, 2, 4);
	rsdp(AT_RSDP, 0, (u32)rsdt, ~0ULL);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.distance[1][0], 31);
	CHECK_EQ(notes_count(), 0);
	/* No XSDT. */
	rsdp(AT_RSDP, 2, (u32)rsdt, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	/* The better one goes first. */
	rsdp(AT_RSDP, 2, 0x1000, AT_ROOT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	/* It is bad. */
	rsdp(AT_RSDP, 2, (u32)rsdt, AT_ROOT);
	piece_at(AT_ROOT)->bytes[40] ^= 1;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_TEXT(notes(), "ACPI: table XSDT at 0x7fd0000 has a wrong checksum; it is ignored.");
	CHECK_EQ(notes_count(), 1);
	/* Both are. */
	piece_at(rsdt)->bytes[0] = 'X';
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "table RSDT at 0x7fd0800 has another signature; it is ignored.");
	CHECK_TEXT(notes(), "neither a good XSDT nor a good RSDT");
	CHECK_EQ(numa.nr_nodes, 0);
	/* Neither is there. */
	rsdp(AT_RSDP, 2, 0, 0);
	CHECK_EQ(translate(), -EINVAL);
	rsdp(AT_RSDP, 2, 0xfffffff0, ~0ULL - 8);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "table XSDT at 0xfffffffffffffff7 cannot be read");
	CHECK_TEXT(notes(), "table RSDT at 0xfffffff0 cannot be read");
}

/* Part of a pointer at the end of the list is none. */
static void root_lengths(void)
{
	for (unsigned int more = 0; more < 17; more++) {
		qemu();
		start("XSDT", 1);
		put(AT_SRAT, 8);
		put(AT_SLIT, 8);
		length = 36 + more;
		finish(AT_ROOT);
		CHECK_EQ(translate(), more < 8 ? -ENOENT : 0);
		CHECK_EQ(numa.distance[0][1] == 20, more == 16);
		CHECK_EQ(notes_count(), 0);
	}
}

/* Pointers that lead back, or nowhere. */
static void cycles(void)
{
	static const u64 tables[] = { AT_ROOT, AT_RSDP, ~0ULL, ~0ULL - 35, 1, AT_SRAT + 1,
				      AT_SRAT, AT_ROOT, AT_SLIT, AT_SLIT };

	qemu();
	root(AT_ROOT, tables, LENGTH(tables), 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_TEXT(notes(), "the table at 0xffffffffffffffff cannot be read; it is ignored.");
	CHECK_TEXT(notes(), "the table at 0x1 cannot be read");
	rsdp(AT_RSDP, 2, AT_RSDP, AT_RSDP);
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
	root(AT_ROOT, tables, 1024, 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	root(AT_ROOT, tables, 1025, 8);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: there are 1025 tables; only the first 1024 are looked at.");
	CHECK_EQ(numa.distance[0][0], 0);
	/* None of them can be read: the console is not kept busy. */
	for (unsigned int i = 0; i < 1025; i++)
		tables[i] = 0x10 * (i + 1);
	root(AT_ROOT, tables, 1025, 8);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(notes_count(), 17);
	CHECK_TEXT(notes(), "ACPI: there is more to complain about.");
}

/* ---- SRAT as a table ---- */

static void no_srat(void)
{
	begin();
	start("SRAM", 1);
	finish(AT_SRAT);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(notes_count(), 0);
	/* Distances alone say nothing. */
	slit(2);
	finish(AT_SLIT);
	CHECK_EQ(translate(), -ENOENT);
	CHECK_EQ(numa.distance[0][0], 0);
}

static void row_60_bad_tables(void)
{
	struct piece *p;
	size_t len;

	qemu();
	p = piece_at(AT_SRAT);
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
		patch(piece_at(AT_SRAT)->bytes + 4, lengths[i], 4);
		fix_sum(piece_at(AT_SRAT)->bytes, lengths[i] == 48 ? 48 : 100, 9);
		CHECK_EQ(translate(), lengths[i] == 48 ? 0 : -EINVAL);
		CHECK_EQ(numa.nr_nodes + numa.nr_ranges, 0);
		if (lengths[i] != 48)
			CHECK_TEXT(notes(), lengths[i] < 48 ? "is too short" : "is longer than 1 MiB");
		CHECK(bytes_given < 65536);
	}
	/* The longest: processors of one domain. */
	begin();
	srat(2);
	while (length + 24 <= 1 << 20)
		x2apic(length / 24 % 3, ON);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 3);
}

static void several_tables(void)
{
	static const u64 tables[] = { AT_MORE + 0x1000, AT_MORE + 0x2000, AT_SRAT, AT_SLIT,
				      AT_MORE + 0x3000, AT_SRAT, AT_MORE + 0x4000 };

	qemu();
	root(AT_ROOT, tables, LENGTH(tables), 8);
	start("SRAT", 1); /* without entries, and even without what precedes them */
	finish(AT_MORE + 0x1000);
	srat(1);
	memory(9, 0, GIB, ON);
	finish(AT_MORE + 0x2000);
	piece_at(AT_MORE + 0x2000)->bytes[50] ^= 1;
	srat(1);
	memory(9, 0, GIB, ON);
	finish(AT_MORE + 0x3000);
	slit(9);
	finish(AT_MORE + 0x4000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 2);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.distance[1][0], 31);
	CHECK_TEXT(notes(), "table SRAT at 0x7ffa000 is too short; it is ignored.");
	CHECK_TEXT(notes(), "table SRAT at 0x7ffb000 has a wrong checksum; it is ignored.");
	CHECK_TEXT(notes(), "table SRAT at 0x7ffc000 is ignored: there is another one at 0x7fe1000.");
	CHECK_TEXT(notes(), "table SLIT at 0x7ffd000 is ignored: there is another one at 0x7ff8000.");
	CHECK_EQ(notes_count(), 4);
}

/* A megabyte with a wrong sum, pointed at a thousand times. */
static void bounded_work(void)
{
	static u64 tables[1024];

	begin();
	srat(2);
	while (length + 24 <= 1 << 20)
		x2apic(0, ON);
	finish(AT_SRAT);
	piece_at(AT_SRAT)->bytes[1000] ^= 1;
	for (unsigned int i = 0; i < 1024; i++)
		tables[i] = AT_SRAT;
	root(AT_ROOT, tables, 1024, 8);
	CHECK_EQ(translate(), -EINVAL);
	CHECK(bytes_given < 5 << 20);
	CHECK_EQ(notes_count(), 4);
}

/* ---- SRAT's entries ---- */

static void row_60_disabled(void)
{
	begin();
	srat(1);
	local_apic(3, 0);
	local_apic(4, ~ON);
	memory(0, 0, GIB, ON);
	memory(5, GIB, GIB, 0);
	memory(6, GIB, GIB, HOT_PLUG);
	memory(7, 0, 0, 0);
	memory(0, 5 * GIB, 0, ON); /* empty */
	memory(2, ~0ULL, 0, ON);
	finish(AT_SRAT);
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
	srat(1);
	memory(0, 0, GIB, ON);
	memory(1, ~0ULL - 0xffff, 0x10001, ON);
	memory(1, GIB, ~0ULL, ON);
	memory(1, 8 * GIB, 0 - 8 * GIB, ON); /* to the very end */
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 2);
	CHECK_TEXT(notes(), "ACPI: memory of domain 1 at 0xffffffffffff0000, 0x10001 bytes long, "
			    "passes the end of the address space; it is ignored.");
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK(range_is(1, 8 * GIB, ~0ULL - 8 * GIB, 1, false));
}

static void row_60_overlapping(void)
{
	begin();
	srat(1);
	memory(0, GIB, 2 * GIB, ON);
	memory(1, 2 * GIB, 2 * GIB, ON);      /* the lower half is taken */
	memory(2, GIB + MIB, MIB, ON);	      /* all of it is */
	memory(3, 0, 8 * GIB, ON);	      /* what is left, on both sides */
	memory(3, 7 * GIB, 3 * GIB, ON);      /* itself */
	memory(0, 3 * GIB / 2, GIB, ON);      /* itself, inside */
	finish(AT_SRAT);
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
		srat(1);
		local_apic(0, ON);
		local_apic(1, ON);
		local_apic(2, ON);
		for (unsigned int i = 0; i < 3; i++) {
			u8 domain = orders[order][i];
			static const u32 flags[] = { ON, ON | HOT_PLUG, ON | PERSISTENT };

			memory(domain, domain * GIB, 2 * GIB, flags[domain]);
		}
		finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_ranges, 3);
		CHECK(range_is(0, 0, 2 * GIB, 0, false));
		CHECK(range_is(1, 2 * GIB, GIB, 1, true));
		CHECK(range_is(2, 3 * GIB, GIB, 2, false));
		CHECK_EQ(notes_count(), 1); /* an NVDIMM within hot-pluggable memory is usual */
	}
	/* What touches and differs in being hot-pluggable is not joined. */
	begin();
	srat(1);
	memory(0, 0, GIB, ON);
	memory(0, GIB, GIB, ON | HOT_PLUG);
	memory(0, 2 * GIB, GIB, ON);
	memory(0, 3 * GIB, GIB, ON);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, 3);
	CHECK(range_is(2, 2 * GIB, 2 * GIB, 0, false));
}

static void row_60_unaligned(void)
{
	begin();
	srat(1);
	memory(0, 0, 0x12345678, ON);
	memory(1, 0x12345678, 0x11111111, ON);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(range_is(0, 0, 0x12345678, 0, false));
	CHECK(range_is(1, 0x12345678, 0x11111111, 1, false));
}

static void row_60_interleaved(void)
{
	begin();
	srat(1);
	for (unsigned int i = 0; i < 64; i++)
		memory(i % 2, (63 - i) * GIB, GIB, ON);
	finish(AT_SRAT);
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
	srat(1);
	memory(2, GIB, GIB, ON);
	memory(0, 0, GIB, ON);
	local_apic(0, ON);
	local_apic(1, ON);
	finish(AT_SRAT);
	slit(3);
	finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(numa.nr_nodes, 3);
	CHECK_EQ(numa.domain[1], 1);
	CHECK_EQ(numa.domain[2], 2);
	CHECK_EQ(numa.nr_ranges, 2);
	CHECK(range_is(1, GIB, GIB, 2, false));
	CHECK_EQ(numa.distance[1][2], 20);
}

/* As QEMU does it: 128 nodes of 8 MiB, the first of them in two pieces. */
static void row_60_many_nodes(void)
{
	begin();
	srat(1);
	for (u32 i = 0; i < 128; i++)
		local_apic(i, ON);
	memory(0, 0, 0xa0000, ON);
	memory(0, MIB, 7 * MIB, ON);
	for (u32 i = 1; i < 128; i++)
		memory(i, i * 8 * MIB, 8 * MIB, ON);
	memory(0, 0, 0, 0);
	finish(AT_SRAT);
	slit(128);
	set_distance(128, 127, 1, 77);
	finish(AT_SLIT);
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

	begin();
	srat(2);
	for (u32 i = 0; i < more; i++)
		memory(i, i * MIB, MIB, ON);
	finish(AT_SRAT);
	slit(more);
	set_distance(more, more - 1, 0, 3); /* nobody wants to know */
	finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, MAX_NUMNODES);
	CHECK_EQ(numa.nr_ranges, MAX_NUMNODES);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "ACPI: there are more nodes than MAX_NUMNODES");
	CHECK_EQ(numa.distance[1][MAX_NUMNODES - 1], 20);
}

static void too_many_ranges(void)
{
	begin();
	srat(1);
	for (unsigned int i = 0; i < BOOT_NUMA_RANGES + 3; i++)
		memory(i % 2, i * GIB, GIB, ON);
	/* There is always room for what continues a range. */
	memory((BOOT_NUMA_RANGES - 1) % 2, BOOT_NUMA_RANGES * GIB, MIB, ON);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, BOOT_NUMA_RANGES);
	CHECK(range_is(BOOT_NUMA_RANGES - 1, (BOOT_NUMA_RANGES - 1) * GIB, GIB + MIB,
		       (BOOT_NUMA_RANGES - 1) % 2, false));
	CHECK_EQ(notes_count(), 3);
	CHECK_TEXT(notes(), "ACPI: SRAT has more ranges than BOOT_NUMA_RANGES (256); memory of "
			    "domain 0 at 0x4000000000 has no node.");
}

static void unknown_entries(void)
{
	begin();
	srat(3);
	put(5, 1); /* generic initiator */
	put(32, 1);
	for (unsigned int i = 0; i < 30; i++)
		put(0xff, 1);
	put(99, 1);
	put(2, 1);
	memory(1, 0, GIB, ON);
	put(200, 1);
	put(255, 1);
	for (unsigned int i = 0; i < 253; i++)
		put(1, 1);
	/* One that is longer than it was when it was specified. */
	memory(2, GIB, GIB, ON);
	bytes[length - 39] = 48;
	put(~0ULL, 8);
	memory(1, 2 * GIB, GIB, ON);
	finish(AT_SRAT);
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
		srat(1);
		memory(0, 0, GIB, ON);
		memory(1, GIB, GIB, ON);
		bytes[length - 39] = lengths[i];
		finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 1);
		CHECK(range_is(0, 0, GIB, 0, false));
		CHECK_EQ(notes_count(), 1);
		CHECK_TEXT(notes(), "ACPI: SRAT is broken at offset 0x58; the rest is not read.");
	}
	/* Half a header at the end. */
	begin();
	srat(1);
	memory(0, 0, GIB, ON);
	put(1, 1);
	finish(AT_SRAT);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_nodes, 1);
	CHECK_TEXT(notes(), "ACPI: SRAT is broken at offset 0x58");
	/* Shorter than what it is, but it can be stepped over. */
	begin();
	srat(1);
	memory(0, 0, GIB, ON);
	length -= 8;
	bytes[length - 31] = 32;
	memory(1, GIB, GIB, ON);
	finish(AT_SRAT);
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
		slit(2);
		set_distance(2, cells[i].from, cells[i].to, cells[i].value);
		finish(AT_SLIT);
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
	slit(2);
	set_distance(2, 1, 0, 5);
	finish(AT_SLIT);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ACPI: by SLIT it is 5 from domain 1 to domain 0; all of it is ignored.");
}

static void bad_slits(void)
{
	static const u64 counts[] = { 0, 1, 3, 0x10002, 1ULL << 32, (1ULL << 32) + 2, 1ULL << 63,
				      ~0ULL };

	for (unsigned int i = 0; i < LENGTH(counts); i++) {
		qemu();
		slit(2);
		patch(bytes + 36, counts[i], 8);
		finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.distance[0][0], 0);
		CHECK_EQ(notes_count(), 1);
		CHECK_TEXT(notes(), "no square; it is ignored.");
	}
	for (size_t len = 36; len < 50; len++) {
		qemu();
		slit(2);
		length = len;
		finish(AT_SLIT);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(numa.nr_nodes, 2);
		CHECK_EQ(numa.distance[0][0] == 10, len == 48);
		CHECK_EQ(notes_count(), len != 48);
	}
	qemu();
	piece_at(AT_SLIT)->bytes[44] ^= 1;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.nr_ranges, 4);
	CHECK_EQ(numa.distance[0][0], 0);
	CHECK_TEXT(notes(), "ACPI: table SLIT at 0x7ff8000 has a wrong checksum; it is ignored.");
	/* No matter which of them the root names first. */
	qemu();
	root(AT_ROOT, (const u64[]){ AT_SLIT, AT_SRAT }, 2, 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(numa.distance[1][0], 31);
}

/* ---- hostile bytes ---- */

static void random_bytes(void)
{
	unsigned long rounds = mock_steps(20000), good = 0;

	for (unsigned long round = 0; round < rounds; round++) {
		unsigned int changes = (unsigned int)test_random_below(6);

		qemu();
		while (changes--) {
			struct piece *p = &pieces[test_random_below(nr_pieces)];
			size_t at = test_random_below(p->len);

			p->bytes[at] = (u8)(test_random_below(3) ? test_random() : 1);
		}
		/* Mostly with sums that are right, or nothing would get far. */
		for (unsigned int i = 0; i < nr_pieces; i++) {
			struct piece *p = &pieces[i];

			if (test_random_below(20) == 0)
				p->len = test_random_below(p->len + 1);
			if (p->pa == AT_RSDP && p->len >= 36) {
				fix_sum(p->bytes, 20, 8);
				fix_sum(p->bytes, 36, 32);
			} else if (test_random_below(20) && p->len >= 36) {
				if (test_random_below(8) == 0)
					patch(p->bytes + 4, p->len, 4);
				fix_sum(p->bytes, p->len, 9);
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
		srat(1);
		for (unsigned int i = 0; i < UNITS; i++)
			want[i] = NUMA_NO_NODE;
		for (unsigned int i = 0; i < n; i++) {
			e[i].domain = (u32)test_random_below(5);
			e[i].first = (u32)test_random_below(UNITS);
			e[i].count = (u32)test_random_below(UNITS - e[i].first + 1) / 3;
			e[i].flags = (u32)test_random_below(8);
			memory(e[i].domain, e[i].first * MIB, e[i].count * MIB, e[i].flags);
		}
		finish(AT_SRAT);
		CHECK_EQ(translate(), 0);
		for (int turn = 2; turn >= 0; turn--)
			for (unsigned int i = n; i-- > 0;) {
				int mine = e[i].flags & PERSISTENT ? 2 : e[i].flags & HOT_PLUG ? 1 : 0;

				if (mine != turn || !(e[i].flags & ON))
					continue;
				for (unsigned int k = 0; k < e[i].count; k++) {
					want[e[i].first + k] = (int)e[i].domain;
					hotplug[e[i].first + k] = e[i].flags & HOT_PLUG;
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
	{ "cycles and pointers to nowhere", cycles },
	{ "too many tables", too_many_tables },
	{ "no SRAT", no_srat },
	{ "pitfall 60: bad sums, truncated tables", row_60_bad_tables },
	{ "lengths of SRAT", srat_lengths },
	{ "several tables of a kind", several_tables },
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
	{ "bad distances", bad_distances },
	{ "bad SLITs", bad_slits },
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
