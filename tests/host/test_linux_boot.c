/* SPDX-License-Identifier: MIT */
/*
 * The Linux boot protocol: what GRUB leaves in boot_params, started by a BIOS and by UEFI,
 * and what a broken loader might.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define AT_PARAMS 0x21000
#define AT_TEXT	  0x22000
#define AT_NODES  0x22040
#define AT_EFI	  0x22200
#define AT_TABLE  0x22400
#define END	  0x22500

#define P(offset) (AT_PARAMS + (offset))

static struct target t = { .start = AT_PARAMS, .translate = linux_boot_translate };

struct entry {
	u64 base, end;
	u32 type;
};

static const struct entry bios_map[] = {
	{ 0, 0x9fc00, 1 },
	{ 0x9fc00, 0xa0000, 2 },
	{ 0xf0000, 0x100000, 2 },
	{ 0x100000, 0xffe0000, 1 },
	{ 0xffe0000, 0x10000000, 2 },
	{ 0xb00000, 0xc00000, 20 },
};

static void put_entries(u64 at, const struct entry *entries, u32 count)
{
	for (; count; count--, entries++, at += 20) {
		phys_put64(at, entries->base);
		phys_put64(at + 8, entries->end - entries->base);
		phys_put32(at + 16, entries->type);
	}
}

/* A node of setup_data; returns where the data begins. */
static u64 put_node(u64 at, u64 next, u32 type, u32 len)
{
	phys_put64(at, next);
	phys_put32(at + 8, type);
	phys_put32(at + 12, len);
	return at + 16;
}

static void grub_bios(void)
{
	phys_start(AT_PARAMS, END - AT_PARAMS);
	phys_fill(AT_PARAMS, 0, 4096);
	phys_put32(P(0x202), 0x53726448);
	phys_put16(P(0x206), 0x20c);
	*phys_at(P(0x1e8)) = 6;
	put_entries(P(0x2d0), bios_map, 6);
	phys_put32(P(0x218), 0x7000000);
	phys_put32(P(0x21c), 0x12345);
	phys_put32(P(0x228), AT_TEXT);
	phys_put64(P(0x070), 0xf5ad0);
	phys_text(AT_TEXT, "BOOT_IMAGE=/boot/k a=1");
}

/* type is EFI's. */
static void put_descriptor(u64 at, u32 type, u64 base, u64 end, u64 attributes)
{
	phys_put32(at, type);
	phys_put64(at + 8, base);
	phys_put64(at + 24, (end - base) >> 12);
	phys_put64(at + 32, attributes);
}

/* With the tables of EFI; the root pointer only by the system table. */
static void grub_efi(const char *signature, unsigned int pointer_bytes)
{
	u64 entry_at = AT_TABLE + 0x80;

	grub_bios();
	phys_put64(P(0x070), 0);
	memcpy(phys_at(P(0x1c0)), signature, 4);
	phys_put32(P(0x1c4), AT_TABLE);
	phys_put32(P(0x1c8), 48);
	phys_put32(P(0x1cc), 1);
	phys_put32(P(0x1d0), AT_EFI);
	phys_put32(P(0x1d4), 5 * 48);
	put_descriptor(AT_EFI, 7, 0, 0xa0000, 0xf);
	put_descriptor(AT_EFI + 48, 7, 0x100000, 0x800000, 0x1000f);
	put_descriptor(AT_EFI + 96, 10, 0x800000, 0x808000, 0xf);
	put_descriptor(AT_EFI + 144, 3, 0x808000, 0x900000, 0xf);
	put_descriptor(AT_EFI + 192, 7, 0x900000, 0xb00000, 0x4000f);
	phys_put64(AT_TABLE, 0x5453595320494249);
	phys_put32(AT_TABLE + (pointer_bytes == 8 ? 104 : 64), 1);
	phys_put(AT_TABLE + (pointer_bytes == 8 ? 112 : 68), entry_at, pointer_bytes);
	phys_put64(entry_at, 0x11d3e4f18868e871);
	phys_put64(entry_at + 8, 0x81883cc7800022bc);
	phys_put(entry_at + 16, 0x7ff0000, pointer_bytes);
}

static int translate(void)
{
	return target_translate(&t);
}

static bool entry(u64 base, u64 end, enum boot_kind kind, const char *owner)
{
	return map_entry(&t.map, base, end, kind, owner);
}

static bool info_entry(u64 base, u64 size, const char *owner)
{
	return entry(base, base + size, BOOT_INFO, owner);
}

static void plain(void)
{
	grub_bios();
	save_seed("linux_boot", "grub-bios");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK_EQ(t.info.rsdp, 0xf5ad0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "BOOT_IMAGE=/boot/k a=1"));
	CHECK_EQ(t.info.initrd.base, 0x7000000);
	CHECK_EQ(t.info.initrd.size, 0x12345);
	CHECK(entry(0x7000000, 0x7012345, BOOT_INITRD, "initrd"));
	/* Row 55: EFI's runtime services in an e820 table. */
	CHECK(entry(0xb00000, 0xc00000, BOOT_MMIO, NULL));
}

static void row_41_blocks(void)
{
	grub_efi("EL64", 8);
	phys_put64(P(0x250), AT_NODES);
	put_node(AT_NODES, 0, 9, 32);
	CHECK_EQ(translate(), 0);
	CHECK(info_entry(AT_PARAMS, 4096, "boot_params"));
	CHECK(info_entry(AT_TEXT, 23, "command line"));
	CHECK(info_entry(AT_NODES, 48, "setup_data"));
	CHECK(info_entry(AT_EFI, 5 * 48, "EFI memory map"));
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 4);
}

static void no_params(void)
{
	grub_bios();
	phys_put32(P(0x202), 0x53726449);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Linux boot: there are no boot_params where the loader points.\n");
	CHECK_EQ(t.map.count, 0);
	grub_bios();
	phys_cut(4095);
	CHECK_EQ(translate(), -EINVAL);
	t.start = ~0ULL;
	CHECK_EQ(translate(), -EINVAL);
	t.start = AT_PARAMS;
	CHECK_EQ(linux_boot_translate(0, phys_read, &t.map, &t.info, NULL), -EINVAL);
}

/* Addresses have two halves, far apart. */
static void high_halves(void)
{
	grub_bios();
	phys_put32(P(0x0c0), 2);
	phys_put32(P(0x0c4), 1);
	phys_put32(P(0x0c8), 3);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.base, 0x207000000);
	CHECK_EQ(t.info.initrd.size, 0x100012345);
	CHECK(!t.info.command_line); /* nothing is there */
	CHECK_TEXT(notes(), "Linux boot: the command line cannot be read");
	phys_put32(P(0x0c4), ~0U);
	phys_put32(P(0x0c0), 0xfffffff0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK_TEXT(notes(), "a module runs past the end of the address space");
	grub_bios();
	phys_put32(P(0x218), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	phys_put32(P(0x0c0), 1); /* at 4 GiB, where the low half is none */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.base, 0x100000000);
	CHECK_EQ(t.info.initrd.size, 0x12345);
	grub_bios();
	phys_put32(P(0x21c), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
}

static void e820_counts(void)
{
	grub_bios();
	*phys_at(P(0x1e8)) = 1;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	*phys_at(P(0x1e8)) = 128;
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	*phys_at(P(0x1e8)) = 129;
	put_entries(P(0x2d0 + 127 * 20), (const struct entry[]){ { 0xd00000, 0xd01000, 4 }, { 0xe00000, 0xe01000, 4 } }, 2);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_EQ(map_count(&t.map, BOOT_ACPI_NVS), 1);
	CHECK(entry(0xd00000, 0xd01000, BOOT_ACPI_NVS, NULL));
	CHECK_TEXT(notes(), "Linux boot: 129 e820 entries do not fit into boot_params; 128 are read.\n");
}

/* Row 56: more than 128 entries, the rest in setup_data. */
static void row_56_more_e820(void)
{
	static const struct entry more[] = { { 0x100000000, 0x140000000, 1 },
					     { 0xc00000, 0xd00000, 4 } };
	u64 data;

	grub_bios();
	phys_put64(P(0x250), AT_NODES);
	put_node(AT_NODES, AT_NODES + 0x40, 5, 8);
	data = put_node(AT_NODES + 0x40, 0, 1, 40);
	put_entries(data, more, 2);
	save_seed("linux_boot", "setup-data");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0xc00000, 0xd00000, BOOT_ACPI_NVS, NULL));
	CHECK(sizeof(phys_addr_t) == 4 || entry(0x100000000, 0x140000000, BOOT_RAM, NULL));
	CHECK(info_entry(AT_NODES, 24, "setup_data"));
	CHECK(info_entry(AT_NODES + 0x40, 56, "setup_data"));
	/* Only in setup_data: that is a table, too. */
	*phys_at(P(0x1e8)) = 0;
	CHECK_EQ(translate(), 0);
	CHECK(entry(0xc00000, 0xd00000, BOOT_ACPI_NVS, NULL));
	phys_put32(AT_NODES + 0x4c, 20); /* a table of one entry is one */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	phys_put32(AT_NODES + 0x4c, 19); /* an empty table is none */
	CHECK_EQ(translate(), -EINVAL);
	/* Longer than what can be read. */
	phys_put32(AT_NODES + 0x4c, ~0U);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "a table in setup_data is too long or cannot be read to its end");
	CHECK(entry(0xc00000, 0xd00000, BOOT_ACPI_NVS, NULL));
	CHECK(sizeof(phys_addr_t) == 4 || info_entry(AT_NODES + 0x40, 16 + 0xffffffffULL, "setup_data"));
	/* Nothing of it can be read. */
	phys_put64(P(0x250), END - 16);
	put_node(END - 16, 0, 1, 20);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Linux boot: a table in setup_data is too long or cannot be read to its end.\n");
}

static void setup_data_kinds(void)
{
	u64 data;

	grub_bios();
	phys_put64(P(0x250), AT_NODES);
	put_node(AT_NODES, AT_NODES + 0x40, 2, 16);
	data = put_node(AT_NODES + 0x40, 0, 0x80000000, 24);
	phys_put32(data, 0x80000003);
	phys_put64(data + 8, 0x321);
	phys_put64(data + 16, 0x600000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(t.info.dtb, AT_NODES + 16);
	CHECK(info_entry(0x600000, 0x321, "setup_data"));
	phys_put32(AT_NODES + 0x48, 2); /* of two device trees the last */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.dtb, AT_NODES + 0x50);
	phys_put32(AT_NODES + 0x48, 0x80000000);
	/* At the very end of memory. */
	phys_put64(AT_NODES, END - 40);
	data = put_node(END - 40, 0, 0x80000000, 24);
	phys_put64(data + 8, 0x123);
	phys_put64(data + 16, 0x700000);
	CHECK_EQ(translate(), 0);
	CHECK(info_entry(0x700000, 0x123, "setup_data"));
}

/* All of it above 4 GiB: addresses have 64 bits, those of data behind a node, too. */
static void setup_data_high(void)
{
	const u64 high = 0x380000000;
	u8 bios[END - AT_PARAMS];

	grub_bios();
	phys_put64(P(0x250), high + AT_NODES - AT_PARAMS);
	memcpy(bios, phys_at(AT_PARAMS), sizeof(bios));
	phys_start(high, sizeof(bios));
	memcpy(phys_at(high), bios, sizeof(bios));
	put_node(high + AT_NODES - AT_PARAMS, high + AT_NODES - AT_PARAMS + 0x40, 2, 16);
	put_entries(put_node(high + AT_NODES - AT_PARAMS + 0x40, 0, 1, 20), &(struct entry){ 0x40000000, 0x50000000, 1 }, 1);
	t.start = high;
	CHECK_EQ(translate(), 0);
	t.start = AT_PARAMS;
	CHECK_EQ(t.info.dtb, high + AT_NODES - AT_PARAMS + 16);
	CHECK(entry(0x40000000, 0x50000000, BOOT_RAM, NULL));
	CHECK(sizeof(phys_addr_t) == 4 || info_entry(high, 4096, "boot_params"));
}

/* As many as are followed, and one more. */
static void setup_data_longest(void)
{
	const unsigned int most = 256;
	u8 bios[END - AT_PARAMS];

	for (unsigned int n = most; n <= most + 1; n++) {
		grub_bios();
		memcpy(bios, phys_at(AT_PARAMS), sizeof(bios));
		phys_start(AT_PARAMS, sizeof(bios) + 16 * n);
		memcpy(phys_at(AT_PARAMS), bios, sizeof(bios));
		phys_put64(P(0x250), END);
		for (unsigned int i = 1; i <= n; i++)
			put_node(END + 16 * (i - 1), i < n ? END + 16 * i : 0, 9, 0);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), n - most);
		CHECK(n == most || strstr(notes(), "the list of setup_data is too long"));
	}
}

/* As many entries as are taken, in two tables, and one more. */
static void setup_data_entries(void)
{
	const u32 most = 4096;

	for (u32 more = 0; more < 2; more++) {
		u8 bios[END - AT_PARAMS];

		grub_bios();
		memcpy(bios, phys_at(AT_PARAMS), sizeof(bios));
		phys_start(AT_PARAMS, sizeof(bios) + 32 + 20 * (most + more));
		phys_fill(AT_PARAMS, 0, sizeof(bios) + 32 + 20 * (most + more));
		memcpy(phys_at(AT_PARAMS), bios, sizeof(bios));
		phys_put64(P(0x250), END);
		put_node(END, END + 16 + 20, 1, 20);
		put_node(END + 16 + 20, 0, 1, 20 * (most + more - 1));
		CHECK_EQ(translate(), 0);
		CHECK(!strcmp(notes(), more ? "Linux boot: a table in setup_data is too long or cannot be read to its end.\n" : ""));
	}
}

/* Only what could be read counts against what is taken: of a table that is too long as many as are taken. */
static void setup_data_entries_left(void)
{
	enum { MOST = 4096 };
	static const struct {
		u32 given, there, left;
	} rows[] = { { MOST + 1, MOST + 1, 0 }, { MOST, 3, 2 }, { MOST, MOST - 1, 1 }, { MOST, MOST - 2, 2 } };
	static const struct entry more[] = { { 0x40000000, 0x50000000, 1 }, { 0x60000000, 0x70000000, 1 } };
	u8 bios[END - AT_PARAMS];

	for (size_t i = 0; i < LENGTH(rows); i++) {
		size_t len = sizeof(bios) + 16 + 20 * (size_t)rows[i].there;

		grub_bios();
		memcpy(bios, phys_at(AT_PARAMS), sizeof(bios));
		phys_start(AT_PARAMS, len);
		phys_fill(AT_PARAMS, 0, len);
		memcpy(phys_at(AT_PARAMS), bios, sizeof(bios));
		phys_put64(P(0x250), END);
		put_node(END, AT_NODES, 1, 20 * rows[i].given);
		put_entries(put_node(AT_NODES, 0, 1, 40), more, 2);
		CHECK_EQ(translate(), 0);
		for (u32 k = 0; k < 2; k++)
			CHECK_EQ(entry(more[k].base, more[k].end, BOOT_RAM, NULL), k < rows[i].left);
	}
}

static void setup_data_lists(void)
{
	grub_bios();
	phys_put64(P(0x250), AT_NODES);
	put_node(AT_NODES, AT_NODES + 0x20, 9, 8);
	put_node(AT_NODES + 0x20, AT_NODES, 9, 8); /* a circle */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Linux boot: the list of setup_data is too long or runs in a circle.\n");
	phys_put64(AT_NODES + 0x20, 0x5000000); /* nowhere */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Linux boot: the list of setup_data cannot be read to its end.\n");
	phys_put64(AT_NODES + 0x20, ~0ULL);
	CHECK_EQ(translate(), 0);
	phys_put64(AT_NODES, AT_NODES); /* itself, over and over, with a table */
	phys_put32(AT_NODES + 8, 1);
	phys_put32(AT_NODES + 12, 0x400);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "Linux boot: an entry in setup_data runs past the end of the address space; it is cut "
		   "there.\n");
	/* No more than 4096 entries are taken. */
	CHECK_TEXT(notes(), "Linux boot: a table in setup_data is too long or cannot be read to its end.\n");
	CHECK_EQ(notes_count(), 3);
}

/* An EFI map counts when there is no other; else only for what e820 cannot say. */
static void efi_map(void)
{
	grub_efi("EL64", 8);
	save_seed("linux_boot", "grub-efi");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_ACPI_NVS), 0);
	CHECK_EQ(map_count(&t.map, BOOT_LOADER), 0);
	CHECK(entry(0x900000, 0xb00000, BOOT_SOFT_RESERVED, NULL));
	CHECK_EQ(t.info.nr_mirror, 1);
	CHECK_EQ(t.info.mirror[0].base, 0x100000);
	*phys_at(P(0x1e8)) = 0;
	phys_put64(P(0x250), AT_NODES); /* nor beside a table in setup_data */
	put_entries(put_node(AT_NODES, 0, 1, 20), &(struct entry){ 0x40000000, 0x50000000, 1 }, 1);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK_EQ(map_count(&t.map, BOOT_LOADER), 0);
	CHECK_EQ(t.info.nr_mirror, 1);
	phys_put64(P(0x250), 0);
	save_seed("linux_boot", "efi-map-only");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x100000, 0x800000, BOOT_RAM, NULL));
	CHECK(entry(0x800000, 0x808000, BOOT_ACPI_NVS, NULL));
	CHECK(entry(0x808000, 0x900000, BOOT_LOADER, NULL));
	phys_put32(P(0x1cc), 7);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "memory descriptors of version 7");
	phys_put32(P(0x1d4), ~0U);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "EFI's memory map is too long or cannot be read to its end");
	phys_put32(P(0x1c8), 39);
	CHECK_EQ(translate(), -EINVAL);
	phys_put32(P(0x1c8), 48);
	phys_put32(P(0x1d4), 39); /* not a single descriptor */
	CHECK_EQ(translate(), -EINVAL);
	phys_put32(P(0x1d4), 48); /* one */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	phys_put32(P(0x1d4), 5 * 48);
	CHECK_EQ(translate(), 0);
	phys_put32(P(0x1c8), 48);
	phys_put32(P(0x1dc), 1); /* the high half counts */
	CHECK_EQ(translate(), -EINVAL);
	phys_put32(P(0x1dc), 0);
	phys_put32(P(0x1c0), 0); /* not booted by EFI */
	CHECK_EQ(translate(), -EINVAL);
}

static void row_54_rsdp(void)
{
	grub_efi("EL64", 8);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0x7ff0000);
	phys_put64(P(0x070), 0x123450);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0x123450);
	grub_efi("EL32", 4);
	save_seed("linux_boot", "grub-efi32");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0x7ff0000);
	phys_put32(P(0x1c4), 0x5000000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0);
	CHECK_TEXT(notes(), "there is no system table where the loader points");
	phys_put32(P(0x1c4), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	grub_efi("EL64", 8); /* what is known already is not looked for */
	phys_put64(P(0x070), 0x123450);
	phys_put32(P(0x1c4), 0x5000000);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	grub_efi("EL64", 8);
	phys_put32(P(0x1d8), 1); /* the high half counts */
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "there is no system table where the loader points");
}

/* Before there were tables. */
static void sizes(void)
{
	grub_bios();
	*phys_at(P(0x1e8)) = 0;
	phys_put16(P(0x002), 0xfc00); /* 63 MiB, function 88h cannot say more */
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "Linux boot: there is no memory map; the size of memory is all that is known.\n");
	CHECK(entry(0, 640 * 1024, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x4000000, BOOT_RAM, NULL));
	phys_put32(P(0x1e0), 0x3fc00); /* 255 MiB by E801h */
	save_seed("linux_boot", "sizes");
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x100000, 0x10000000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	phys_put32(P(0x1e0), 64); /* of what lies below nothing is told */
	CHECK_EQ(translate(), 0);
	CHECK(entry(0, 640 * 1024, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x110000, BOOT_RAM, NULL));
	grub_bios();
	*phys_at(P(0x1e8)) = 0;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Linux boot: boot_params tell neither a memory map nor how much memory there is.\n");
	CHECK_EQ(t.info.initrd.size, 0x12345);
}

/* Row 52: the framebuffer, as large as either its size or its rows say. */
static void row_52_screens(void)
{
	grub_bios();
	phys_put16(P(0x014), 768);
	phys_put32(P(0x018), 0x80000000);
	phys_put32(P(0x01c), 0x2f); /* rounded down to units of 64 KiB */
	phys_put16(P(0x024), 4100);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 0);
	*phys_at(P(0x00f)) = 0x23;
	save_seed("linux_boot", "vesa");
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x80000000, 0x80000000 + 4100 * 768, BOOT_FRAMEBUFFER, "framebuffer"));
	phys_put32(P(0x01c), 0x100);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x80000000, 0x81000000, BOOT_FRAMEBUFFER, "framebuffer"));
	*phys_at(P(0x00f)) = 0x70; /* EFI: bytes */
	phys_put32(P(0x01c), 0x400000);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x80000000, 0x80400000, BOOT_FRAMEBUFFER, "framebuffer"));
	phys_put32(P(0x03a), 1); /* counts only with its flag, not with any */
	phys_put32(P(0x036), 1);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x80000000, 0x80400000, BOOT_FRAMEBUFFER, "framebuffer"));
	phys_put32(P(0x036), 2);
	CHECK_EQ(translate(), 0);
	CHECK(sizeof(phys_addr_t) == 4 ||
	      entry(0x180000000, 0x180400000, BOOT_FRAMEBUFFER, "framebuffer"));
	CHECK_EQ(notes_count(), 0);
}

/* As many bytes of EFI's map as are looked at, and one more; memory that ends with it, and within. */
static void efi_limits(void)
{
	const u32 most = 4096 * 48;
	u8 params[4096];

	grub_efi("EL64", 8);
	*phys_at(P(0x1e8)) = 0;
	phys_put32(P(0x228), 0);
	phys_put32(P(0x1c4), 0);
	phys_put32(P(0x1d0), AT_TEXT);
	memcpy(params, phys_at(AT_PARAMS), sizeof(params));
	for (u32 more = 0; more < 3; more++)
		for (u32 missing = 0; missing < 2; missing++) {
			u32 there = most + more - missing, looked_at = there < most ? there : most;

			phys_start(AT_PARAMS, 4096 + there);
			phys_fill(AT_PARAMS, 0, 4096 + there);
			memcpy(phys_at(AT_PARAMS), params, sizeof(params));
			phys_put32(P(0x1d4), most + more);
			put_descriptor(AT_TEXT, 7, 0x100000, 0x800000, 0xf);
			CHECK_EQ(translate(), 0);
			CHECK(info_entry(AT_TEXT, looked_at, "EFI memory map"));
			CHECK_EQ(strstr(notes(), "Linux boot: EFI's memory map is too long or cannot be read to its "
					"end.\n") != NULL, more || missing);
		}
	/* Null is no map, even where page 0 can be read. */
	phys_start(0, AT_PARAMS + 4096);
	memcpy(phys_at(AT_PARAMS), params, sizeof(params));
	phys_put32(P(0x1d0), 0);
	phys_put32(P(0x1d4), 48);
	put_descriptor(0, 7, 0x100000, 0x800000, 0xf);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
}

/* All of the page that has a meaning, as a BIOS's loader fills it; one field by itself. */
static void fields(void)
{
	static const struct field page[] = {
		{ 0x00f, 1 }, { 0x014, 2 }, { 0x018, 4 },
		{ 0x01c, 4, 0x3f /* less than the rows */ }, { 0x024, 2 }, { 0x03a, 4 },
		{ 0x070, 8 }, { 0x0c0, 4 }, { 0x0c4, 4 }, { 0x0c8, 4 }, { 0x1e8, 1 }, { 0x202, 4 },
		{ 0x218, 4 }, { 0x21c, 4 }, { 0x228, 4 }, { 0x250, 8 }, { 0x2d0, 8 }, { 0x2d8, 8 }, { 0x2e0, 4 },
	};
	static const struct field sizes[] = { { 0, 2 } }, more_sizes[] = { { 0, 4 } }, flags[] = { { 0, 1, ~2ULL } };

	grub_bios();
	put_entries(P(0x2d0 + 20 * 6), &(struct entry){ 0xd00000, 0xe00000, 4 }, 1); /* the next one */
	*phys_at(P(0x00f)) = 0x23;
	phys_put16(P(0x014), 768);
	phys_put32(P(0x018), 0x80000000);
	phys_put16(P(0x024), 4100);
	*phys_at(P(0x036)) = 2;
	phys_put32(P(0x03a), 0);
	fields_count(&t, AT_PARAMS, 0x2e4, page, LENGTH(page));
	phys_put32(P(0x03a), 1);
	fields_count(&t, AT_PARAMS + 0x036, 1, flags, 1);
	phys_put32(P(0x03a), 0);
	phys_put16(P(0x014), 0xffff); /* as many pixels as there can be */
	phys_put16(P(0x024), 0xffff);
	CHECK_EQ(translate(), 0);
	CHECK(sizeof(phys_addr_t) == 4 ||
	      entry(0x80000000, 0x80000000 + 0xffffULL * 0xffff, BOOT_FRAMEBUFFER, NULL));
	phys_put16(P(0x014), 768);
	phys_put16(P(0x024), 4100);
	phys_put32(P(0x01c), 0x100);
	fields_count(&t, AT_PARAMS + 0x01c, 4, more_sizes, 1);
	*phys_at(P(0x00f)) = 0x70;
	phys_put32(P(0x01c), 0x1000000);
	fields_count(&t, AT_PARAMS + 0x01c, 4, more_sizes, 1);
	/* Before there were tables. */
	grub_bios();
	*phys_at(P(0x1e8)) = 0;
	fields_count(&t, AT_PARAMS + 0x002, 4, sizes, 1);
	fields_count(&t, AT_PARAMS + 0x1e0, 8, more_sizes, 1);
}

static void fields_of_efi(void)
{
	static const struct field efi[] = { { 0, 4 }, { 4, 4 }, { 8, 4 }, { 12, 4 },
					    { 16, 4 }, { 20, 4 }, { 24, 4 }, { 28, 4 } };
	static const struct field bios_too[] = { { 0, 4 }, { 4, 4 }, { 8, 4 }, { 16, 4 },
						 { 20, 4 }, { 24, 4 }, { 28, 4 } };

	for (unsigned int bytes = 4; bytes <= 8; bytes += 4) {
		grub_efi(bytes == 8 ? "EL64" : "EL32", bytes);
		fields_count(&t, P(0x1c0), 32, bios_too, LENGTH(bios_too));
		*phys_at(P(0x1e8)) = 0;
		fields_count(&t, P(0x1c0), 32, efi, LENGTH(efi));
	}
}

static void fields_of_setup_data(void)
{
	static const u32 types[] = { 1, 2, 0x80000000 };
	static const struct field node[] = { { 0, 8 }, { 8, 4 }, { 12, 4 } };
	static const struct field indirect[] = { { 8, 8 }, { 16, 8 } };
	static const struct field memory[] = { { 0, 8 }, { 8, 8 }, { 16, 4 } };

	for (unsigned int i = 0; i < LENGTH(types); i++) {
		grub_bios();
		phys_put64(P(0x250), AT_NODES);
		put_node(AT_NODES, AT_NODES + 0x40, types[i], 40);
		put_node(AT_NODES + 0x40, 0, 9, 8);
		phys_fill(AT_NODES + 16, 0, 40);
		if (i == 0) {
			put_entries(AT_NODES + 16, &(struct entry){ 0xc00000, 0xd00000, 4 }, 1);
			fields_count(&t, AT_NODES + 16, 20, memory, LENGTH(memory));
		} else if (i == 2) {
			phys_put64(AT_NODES + 16 + 8, 0x321);
			phys_put64(AT_NODES + 16 + 16, 0x600000);
			fields_count(&t, AT_NODES + 16, 24, indirect, LENGTH(indirect));
		}
		fields_count(&t, AT_NODES, 16, node, LENGTH(node));
	}
}

static void hostile(void)
{
	grub_efi("EL64", 8);
	phys_put64(P(0x250), AT_NODES);
	put_node(AT_NODES, AT_NODES + 0x40, 0x80000000, 24);
	put_node(AT_NODES + 0x40, 0, 1, 0x100);
	*phys_at(P(0x00f)) = 0x70;
	attack(&t, P(0), P(0x80));
	attack(&t, P(0x1c0), P(0x300));
	attack(&t, AT_TEXT, END);
}

const struct suite suite_linux_boot = { "linux_boot", (const struct test_case[]){
	{ "GRUB on a BIOS", plain },
	{ "row 41: every block that is still read is in the map", row_41_blocks },
	{ "no boot_params", no_params },
	{ "addresses above 4 GiB", high_halves },
	{ "how many e820 entries", e820_counts },
	{ "row 56: more e820 entries in setup_data", row_56_more_e820 },
	{ "other setup_data", setup_data_kinds },
	{ "lists of setup_data without an end", setup_data_lists },
	{ "setup_data above 4 GiB", setup_data_high },
	{ "the longest list of setup_data", setup_data_longest },
	{ "how many entries of setup_data are taken", setup_data_entries },
	{ "how many entries another table may bring", setup_data_entries_left },
	{ "EFI's memory map", efi_map },
	{ "row 54: the RSDP, told or by the system table", row_54_rsdp },
	{ "sizes from before there were tables", sizes },
	{ "row 52: framebuffers", row_52_screens },
	{ "how much of EFI's map is looked at", efi_limits },
	{ "every bit of each field, and no other", fields },
	{ "every bit of what EFI adds", fields_of_efi },
	{ "every bit of setup_data", fields_of_setup_data },
	{ "hostile bytes", hostile },
	{ 0 },
} };
