/* SPDX-License-Identifier: MIT */
/*
 * Multiboot 2: what GRUB leaves, started by a BIOS and by UEFI, and what a broken loader
 * might.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define AT_INFO 0x1000
#define LEN	0x500

#define MIRRORED 0x10000

static struct target t = { .start = AT_INFO, .translate = multiboot2_translate };

static u64 end; /* of the tags so far */

static void start(void)
{
	phys_start(AT_INFO, LEN);
	end = AT_INFO + 8;
}

/* A tag with its data still to be put; returns where the data begins. */
static u64 put_tag(u32 type, u32 data_len)
{
	u64 at = end;

	phys_put32(at, type);
	phys_put32(at + 4, 8 + data_len);
	end += (8 + data_len + 7) & ~7ULL;
	return at + 8;
}

static u64 put_text_tag(u32 type, u32 front, const char *text)
{
	u64 data = put_tag(type, front + (u32)strlen(text) + 1);

	phys_text(data + front, text);
	return data;
}

/* The end tag, and memory ends behind it. */
static void finish(void)
{
	put_tag(0, 0);
	phys_put32(AT_INFO, end - AT_INFO);
	phys_cut(end - AT_INFO);
}

static u64 put_module(u32 base, u32 module_end, const char *text)
{
	u64 data = put_text_tag(3, 8, text);

	phys_put32(data, base);
	phys_put32(data + 4, module_end);
	return data;
}

static void put_sizes(u32 lower, u32 upper)
{
	u64 data = put_tag(4, 8);

	phys_put32(data, lower);
	phys_put32(data + 4, upper);
}

struct entry {
	u64 base, end;
	u32 type;
};

static u64 put_map(u32 stride, const struct entry *entries, u32 count)
{
	u64 data = put_tag(6, 8 + stride * count);

	phys_put32(data, stride);
	phys_put32(data + 4, 0);
	for (u32 i = 0; i < count; i++) {
		u64 at = data + 8 + i * stride;

		phys_put64(at, entries[i].base);
		phys_put64(at + 8, entries[i].end - entries[i].base);
		phys_put32(at + 16, entries[i].type);
	}
	return data;
}

/* type is EFI's. */
static u64 put_efi_map(u32 stride, u32 version, const struct entry *entries, u32 count)
{
	u64 data = put_tag(17, 8 + stride * count);

	phys_put32(data, stride);
	phys_put32(data + 4, version);
	for (u32 i = 0; i < count; i++) {
		u64 at = data + 8 + i * stride;

		phys_put32(at, entries[i].type);
		phys_put64(at + 8, entries[i].base);
		phys_put64(at + 24, (entries[i].end - entries[i].base) >> 12);
		phys_put64(at + 32, 0xf | MIRRORED);
	}
	return data;
}

static u64 put_framebuffer(u64 base, u32 pitch, u32 height)
{
	u64 data = put_tag(8, 24);

	phys_put64(data, base);
	phys_put32(data + 8, pitch);
	phys_put32(data + 12, pitch / 4);
	phys_put32(data + 16, height);
	*phys_at(data + 20) = 32;
	*phys_at(data + 21) = 1;
	return data;
}

static u64 put_rsdp(u32 type)
{
	u64 data = put_tag(type, type == 14 ? 20 : 36);

	phys_text(data, "RSD PTR ");
	return data;
}

static const struct entry bios_map[] = {
	{ 0, 0x9fc00, 1 },
	{ 0x9fc00, 0xa0000, 2 },
	{ 0xf0000, 0x100000, 2 },
	{ 0x100000, 0xffe0000, 1 },
	{ 0xffe0000, 0x10000000, 2 },
};

static const struct entry efi_map[] = {
	{ 0, 0xa0000, 7 },
	{ 0x100000, 0x800000, 7 },
	{ 0x800000, 0x808000, 10 },
	{ 0x808000, 0x900000, 2 },
	{ 0x900000, 0xa00000, 4 },
	{ 0xa00000, 0xb00000, 6 },
};

/* GRUB on a BIOS: tags 1, 2, 3, 4, 6, 8, 14. */
static u64 rsdp_at, text_at;

static void grub_bios(void)
{
	start();
	text_at = put_text_tag(1, 0, "a=1 b");
	put_text_tag(2, 0, "GRUB 2.06");
	put_module(0x208000, 0x208123, "m1 arg");
	put_module(0x209000, 0x209800, "");
	put_sizes(639, 0x3fb80);
	put_map(24, bios_map, 5);
	put_framebuffer(0xb8000, 160, 25);
	rsdp_at = put_rsdp(14);
	finish();
}

static void grub_efi(void)
{
	start();
	put_text_tag(1, 0, "a=1 b");
	put_module(0x3000, 0x3123, "m1");
	put_sizes(639, 0x1c18);
	put_map(24, bios_map, 5);
	phys_put64(put_tag(12, 8), 0x7000000);
	put_rsdp(14);
	rsdp_at = put_rsdp(15);
	put_efi_map(48, 1, efi_map, 6);
	put_framebuffer(0x80000000, 5120, 800);
	finish();
}

static int translate(void)
{
	return target_translate(&t);
}

static bool entry(u64 base, u64 range_end, enum boot_kind kind, const char *owner)
{
	return map_entry(&t.map, base, range_end, kind, owner);
}

static void plain(void)
{
	grub_bios();
	save_seed("multiboot2", "grub-bios");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0, 0x9fc00, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 b"));
	CHECK_EQ(t.info.initrd.base, 0x208000);
	CHECK_EQ(t.info.initrd.size, 0x123);
	CHECK(entry(0x208000, 0x208123, BOOT_INITRD, "initrd"));
	CHECK(entry(0x209000, 0x209800, BOOT_INITRD, "module"));
	CHECK(entry(0xb8000, 0xb8000 + 4000, BOOT_FRAMEBUFFER, "framebuffer"));
}

/* Row 41: the block holds every text and table itself, and is in the map as a whole. */
static void row_41_block(void)
{
	grub_bios();
	CHECK_EQ(translate(), 0);
	CHECK(entry(AT_INFO, end, BOOT_INFO, "Multiboot2 info"));
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
	CHECK(text_at > AT_INFO && text_at < end);
}

static void row_41_symbols(void)
{
	for (unsigned int len = 40; len <= 64; len += 24) {
		unsigned int word = len == 64 ? 8 : 4, base = 8 + word, size = base + 2 * word;
		u64 data, section;

		start();
		put_map(24, bios_map, 5);
		data = put_tag(9, 12 + 2 * len);
		phys_put32(data, 2);
		phys_put32(data + 4, len);
		section = data + 12;
		phys_fill(section, 0, 2 * len);
		phys_put32(section + len + 4, 3);
		phys_put(section + len + base, 0x123000, word);
		phys_put(section + len + size, 0x345, word);
		finish();
		save_seed("multiboot2", len == 64 ? "elf64" : "elf32");
		CHECK_EQ(translate(), 0);
		CHECK(entry(0x123000, 0x123345, BOOT_INFO, "symbols"));
		phys_put32(data, 1);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
		phys_put32(data, 3); /* one more than the tag holds, many more */
		CHECK_EQ(translate(), 0);
		phys_put32(data, ~0U);
		CHECK_EQ(translate(), 0);
		CHECK(entry(0x123000, 0x123345, BOOT_INFO, "symbols"));
		phys_put32(data, 2);
		phys_put32(data - 4, 8 + 12 + 2 * len - 1); /* the last one is cut */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
		phys_put32(data - 4, 8 + 12 + 2 * len);
		phys_put32(section + len + 4, 0); /* an entry that is not used */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
		phys_put32(section + len + 4, 3);
		phys_put(section + len + 8, 2, word); /* part of the image */
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INFO), 1);
		phys_put32(data + 4, 0);
		CHECK_EQ(translate(), 0);
	}
}

/* Row 54: the newer copy, wherever it stands; a tag that is too short is none. */
static void row_54_rsdp(void)
{
	grub_bios();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, rsdp_at);
	CHECK(!memcmp(phys_at(t.info.rsdp), "RSD PTR ", 8));
	grub_efi();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, rsdp_at);
	start();
	put_map(24, bios_map, 5);
	rsdp_at = put_rsdp(15);
	put_rsdp(14);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, rsdp_at);
	phys_put32(rsdp_at - 4, 8 + 35);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, rsdp_at + 48); /* the older one, behind it */
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "a tag is too short for what it should hold; it is ignored");
}

/* In a tag that nobody knows, with a pointer to it of 64 or 32 bits. */
static void put_system_table(u64 pointer, unsigned int bytes)
{
	u64 table = put_tag(99, 200), count_at = bytes == 8 ? 104 : 64, entry_at = table + 130;

	phys_put(pointer, table, bytes);
	phys_put64(table, 0x5453595320494249);
	phys_put32(table + count_at, 1);
	phys_put(table + count_at + bytes, entry_at, bytes);
	phys_put64(entry_at, 0x11d3e4f18868e871);
	phys_put64(entry_at + 8, 0x81883cc7800022bc);
	phys_put(entry_at + 16, 0x7ff0000, bytes);
}

/* Without a copy, by the system table: 64 or 32 bits. */
static void rsdp_by_system_table(void)
{
	for (unsigned int bytes = 4; bytes <= 8; bytes += 4) {
		u64 tag;

		start();
		put_map(24, bios_map, 5);
		tag = put_tag(bytes == 8 ? 12 : 11, bytes);
		put_system_table(tag, bytes);
		finish();
		save_seed("multiboot2", bytes == 8 ? "efi64-table" : "efi32-table");
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(t.info.rsdp, 0x7ff0000);
		phys_put(tag, 0x100, bytes);
		CHECK_EQ(translate(), 0);
		CHECK_TEXT(notes(), "there is no system table where the loader points");
		/* With both, the wider one. */
		start();
		put_map(24, bios_map, 5);
		tag = put_tag(bytes == 8 ? 12 : 11, bytes);
		phys_put(put_tag(bytes == 8 ? 11 : 12, 8), 0x100, 8);
		put_system_table(tag, bytes);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.rsdp, bytes == 8 ? 0x7ff0000 : 0);
	}
}

/* Rows 53 and 56: EFI's map is preferred; what ran before is kept. */
static void row_53_efi_map(void)
{
	grub_efi();
	save_seed("multiboot2", "grub-efi");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0, 0xa0000, BOOT_RAM, NULL));
	CHECK(entry(0x808000, 0xa00000, BOOT_RAM, NULL));
	CHECK(entry(0x808000, 0xa00000, BOOT_LOADER, NULL));
	CHECK(entry(0x800000, 0x808000, BOOT_ACPI_NVS, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_MMIO), 0); /* nothing of the other map */
	CHECK_EQ(t.info.nr_mirror, 3);
	CHECK(entry(0x80000000, 0x80000000 + 5120 * 800, BOOT_FRAMEBUFFER, "framebuffer"));
}

/* A map of one entry is a map: what BIOS functions say is not asked for. */
static void shortest_maps(void)
{
	start();
	put_map(24, bios_map, 1);
	put_sizes(640, 1024);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	start();
	put_efi_map(48, 1, efi_map, 1);
	put_map(24, bios_map, 5);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
}

/* An EFI map that cannot be read: the other one counts. */
static void fallbacks(void)
{
	u64 data;

	start();
	data = put_efi_map(48, 1, efi_map, 6);
	put_map(24, bios_map, 5);
	put_sizes(640, 1024);
	finish();
	phys_put32(data, 39);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "descriptors shorter than 40 bytes");
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	start();
	put_efi_map(48, 1, efi_map, 0);
	put_map(24, bios_map, 0);
	put_sizes(640, 1024);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(entry(0, 0xa0000, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x200000, BOOT_RAM, NULL));
	CHECK_TEXT(notes(), "Multiboot2: there is no memory map; mem_lower and mem_upper are all that is known.\n");
	start();
	put_text_tag(1, 0, "x");
	finish();
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Multiboot2: the loader tells neither a memory map nor how much memory there is.\n");
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "x"));
}

/* Boot services that still run: the map may be out of date, or there is none. */
static void boot_services(void)
{
	start();
	put_tag(18, 0);
	put_efi_map(48, 1, efi_map, 6);
	finish();
	save_seed("multiboot2", "boot-services");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "boot services still run: what the loader says about memory may be out "
			    "of date");
	start();
	put_tag(18, 0);
	phys_put64(put_tag(12, 8), 0x7000000);
	put_rsdp(15);
	finish();
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(notes_count(), 1);
	CHECK(!strcmp(notes(), "Multiboot2: EFI's boot services still run and the loader passes no memory map: ask them for it.\n"));
}

static void row_57_stride(void)
{
	static const u32 strides[] = { 20, 24, 28, 64 };

	for (unsigned int i = 0; i < 4; i++) {
		start();
		put_map(strides[i], bios_map, 5);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
		CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	}
	start();
	put_map(24, bios_map, 5);
	finish();
	phys_put32(AT_INFO + 16, 19);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "entries shorter than 20 bytes");
	start();
	put_efi_map(56, 1, efi_map, 6);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 3);
}

/* Row 58: 7 MiB by mem_upper under UEFI, and nobody believes it. */
static void row_58_sizes(void)
{
	start();
	put_sizes(639, 0x1c18);
	put_map(24, bios_map, 5);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
}

/* Row 55: what GRUB says of EFI's runtime services. */
static void row_55_types(void)
{
	static const struct entry odd[] = {
		{ 0, 0x1000, 20 },
		{ 0x1000, 0x2000, 9 },
		{ 0x2000, 0x3000, 16 },
		{ 0x3000, 0x4000, 1 },
	};

	start();
	put_map(24, odd, 4);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK(entry(0, 0x3000, BOOT_MMIO, NULL));
}

static void row_42_modules(void)
{
	start();
	put_map(24, bios_map, 5);
	put_module(0x208000, 0x208123, "a");
	put_module(0x208200, 0x208201, "b");
	put_module(0x208300, 0x208200, "backwards");
	put_module(0x208400, 0x208400, "empty");
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(entry(0x208000, 0x208123, BOOT_INITRD, "initrd"));
	CHECK(entry(0x208200, 0x208201, BOOT_INITRD, "module"));
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 2);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Multiboot2: a module ends before it begins; it is ignored.\n");
	/* An empty one, and one whose tag has not even an empty text, are nothing to say. */
	start();
	put_map(24, bios_map, 5);
	put_module(0x208400, 0x208400, "empty");
	phys_put32(put_tag(3, 8), 0x208000);
	phys_put32(end - 4, 0x208001);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x208000, 0x208001, BOOT_INITRD, "module"));
	/* One that cannot be is the first all the same. */
	start();
	put_map(24, bios_map, 5);
	put_module(0x208300, 0x208200, "backwards");
	put_module(0x208000, 0x208001, "second");
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK(entry(0x208000, 0x208001, BOOT_INITRD, "module"));
}

/* The tag that ends the list does so whatever its size says. */
static void end_tag(void)
{
	for (u32 size = 0; size <= 16; size++) {
		start();
		put_map(24, bios_map, 5);
		phys_put32(put_tag(0, 0) - 4, size);
		put_module(0x208000, 0x208001, "behind the end");
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	}
}

/* Tags need not be padded at the end, and start at multiples of 8. */
static void sizes_of_tags(void)
{
	u64 text;

	start();
	text = put_text_tag(1, 0, "0123");
	put_map(24, bios_map, 5);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	phys_put32(text - 4, 7);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Multiboot2: the tag at offset 0x8 has an impossible size; the rest is not read.\n");
	phys_put32(text - 4, ~0U);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "impossible size");
	phys_put32(text - 4, 8); /* nothing in it: a tag of no use, and its text looks like a tag */
	CHECK_EQ(translate(), -EINVAL);
	/* What is left of an end tag is none, and nor is what is left of another; all of it is. */
	for (u64 left = 0; left <= 8; left++)
		for (u32 type = 0; type < 2; type++) {
			start();
			put_map(24, bios_map, 5);
			phys_put32(end, 99 * type);
			phys_put32(end + 4, 8);
			phys_put32(AT_INFO, (u32)(end + left - AT_INFO));
			phys_cut(end + left - AT_INFO);
			CHECK_EQ(translate(), 0);
			CHECK(!strcmp(notes(), left == 8 && !type ? "" : "Multiboot2: the tags have no end.\n"));
		}
	/* No end tag, the last tag cut at its last byte. */
	start();
	put_map(24, bios_map, 5);
	put_text_tag(1, 0, "0123");
	phys_put32(AT_INFO, end - AT_INFO - 3);
	phys_cut(end - AT_INFO - 3);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Multiboot2: the tags have no end.\n");
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "0123"));
}

static void total_size(void)
{
	grub_bios();
	phys_put32(AT_INFO, ~0U);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "of the info block's 0xffffffff bytes can be read.\n");
	CHECK(entry(AT_INFO, end, BOOT_INFO, "Multiboot2 info"));
	for (u32 total = 0; total < 16; total++) {
		phys_put32(AT_INFO, total);
		CHECK_EQ(translate(), -EINVAL);
		CHECK_TEXT(notes(), "Multiboot2: there is no info block where the loader points.\n");
		CHECK_EQ(t.map.count, 0);
	}
	phys_put32(AT_INFO, 16);
	CHECK_EQ(translate(), -EINVAL);
	for (u32 there = 16; there--;) { /* or as little of it can be read */
		phys_cut(there);
		CHECK_EQ(translate(), -EINVAL);
		CHECK(!strcmp(notes(), "Multiboot2: there is no info block where the loader points.\n"));
		CHECK_EQ(t.map.count, 0);
	}
	t.start = AT_INFO + 0x100000;
	CHECK_EQ(translate(), -EINVAL);
	t.start = ~0ULL;
	CHECK_EQ(translate(), -EINVAL);
	t.start = AT_INFO;
	CHECK_EQ(multiboot2_translate(0, phys_read, &t.map, &t.info, NULL), -EINVAL);
}

static void command_lines(void)
{
	u64 data;

	start();
	data = put_text_tag(1, 0, "abc");
	put_map(24, bios_map, 5);
	finish();
	*phys_at(data + 3) = 'd'; /* no NUL within the tag, but behind it */
	*phys_at(data + 4) = '\0';
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK(!strcmp(notes(), "Multiboot2: the command line has no end or is longer than 4095 bytes; it is ignored.\n"));
	for (u8 c = 0; c < 2; c++) { /* an empty one, and one without an end as short as can be */
		start();
		*phys_at(put_tag(1, 1)) = c;
		put_map(24, bios_map, 5);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), c);
		CHECK_EQ(t.info.command_line != NULL, !c);
	}
	for (u32 len = BOOT_COMMAND_LINE; len <= BOOT_COMMAND_LINE + 1; len++) {
		phys_start(AT_INFO, 0x2000);
		end = AT_INFO + 8;
		data = put_tag(1, len);
		phys_fill(data, 'x', len);
		*phys_at(data + len - 1) = '\0';
		put_map(24, bios_map, 5);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.command_line != NULL, len == BOOT_COMMAND_LINE);
	}
	/* In a tag that is longer than anything that is taken. */
	for (u32 len = BOOT_COMMAND_LINE - 9; len <= BOOT_COMMAND_LINE + 9; len++) {
		phys_start(AT_INFO, 0x2000);
		end = AT_INFO + 8;
		data = put_tag(1, BOOT_COMMAND_LINE + 16);
		phys_fill(data, 'x', BOOT_COMMAND_LINE + 16);
		*phys_at(data + len) = '\0';
		put_map(24, bios_map, 5);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.command_line != NULL, len < BOOT_COMMAND_LINE);
	}
}

static void framebuffers(void)
{
	u64 data;

	start();
	data = put_framebuffer(0x80000000, ~0U, ~0U);
	put_map(24, bios_map, 5);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 1);
	phys_put64(data, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 0);
}

/* Of each tag that is read: fields from its start, type and size included. */
static void fields(void)
{
	static const struct field header[] = { { 0, 4 } };
	static const struct field module[] = { { 0, 4 }, { 4, 4 } };
	static const struct field sizes[] = { { 0, 4 }, { 4, 4 } };
	static const struct field memory[] = { { 0, 4 }, { 8, 8 }, { 16, 8 }, { 24, 4 } };
	static const struct field efi[] = { { 0, 4 }, { 4, 4 } };
	static const struct field screen[] = { { 0, 8 }, { 8, 4 }, { 16, 4 } };
	static const struct field tag[] = { { 0, 4 }, { 4, 4 } };
	static const struct field elf32[] = { { 0, 4 }, { 4, 4 }, { 16, 4, ~2ULL }, { 20, 4, ~2ULL }, { 24, 4 }, { 32, 4 } };
	u64 data;

	start();
	data = put_text_tag(1, 0, "0123456");
	put_map(24, bios_map, 5);
	finish();
	fields_count(&t, data - 8, 8, tag, LENGTH(tag));
	fields_count(&t, AT_INFO, 8, header, LENGTH(header));
	start();
	data = put_module(0x208000, 0x208123, "m");
	put_map(24, bios_map, 5);
	finish();
	fields_count(&t, data, 8, module, LENGTH(module));
	start();
	data = put_tag(4, 8);
	phys_put32(data, 639);
	phys_put32(data + 4, 0x3fb80);
	finish();
	fields_count(&t, data, 8, sizes, LENGTH(sizes));
	start();
	data = put_map(24, bios_map, 2);
	finish();
	fields_count(&t, data, 32, memory, LENGTH(memory));
	start();
	data = put_efi_map(48, 1, efi_map, 2);
	finish();
	fields_count(&t, data, 8, efi, LENGTH(efi));
	start();
	data = put_framebuffer(0x80000000, 5120, 800);
	put_map(24, bios_map, 5);
	finish();
	fields_count(&t, data, 24, screen, LENGTH(screen));
	start();
	put_map(24, bios_map, 5);
	data = put_tag(9, 12 + 40 + 40);
	phys_put32(data, 1);
	phys_put32(data + 4, 40);
	phys_put32(data + 8, 0);
	phys_fill(data + 12, 0, 80);
	phys_put32(data + 12 + 4, 2);
	phys_put32(data + 12 + 12, 0x123000);
	phys_put32(data + 12 + 20, 0x345);
	phys_put32(data + 12 + 44, 2);
	phys_put32(data + 12 + 52, 0x456000);
	phys_put32(data + 12 + 60, 0x345);
	finish();
	fields_count(&t, data, 12 + 40, elf32, LENGTH(elf32));
}

/* Where the system table is, and the copies of the root pointer: by tags, each bit of which counts. */
static void fields_of_pointers(void)
{
	static const struct field pointer64[] = { { 0, 8 } }, pointer32[] = { { 0, 4 } };

	for (unsigned int bytes = 4; bytes <= 8; bytes += 4) {
		u64 tag;

		start();
		put_map(24, bios_map, 5);
		tag = put_tag(bytes == 8 ? 12 : 11, 8);
		phys_put64(tag, 0);
		put_system_table(tag, bytes);
		finish();
		fields_count(&t, tag, 8, bytes == 8 ? pointer64 : pointer32, 1);
	}
}

/* Of each type the shortest tag of use, at the end of memory; one byte less is a complaint. */
static void shortest_tags(void)
{
	static const struct {
		u32 type, data;
		bool is_memory;
	} tags[] = {
		{ 1, 1, false }, { 3, 8, false }, { 4, 8, true }, { 6, 8, false }, { 8, 20, false }, { 9, 12, false },
		{ 11, 4, false }, { 12, 8, false }, { 14, 20, false }, { 15, 36, false }, { 17, 8, false },
	};

	for (unsigned int i = 0; i < LENGTH(tags); i++)
		for (u32 missing = 0; missing < 2; missing++) {
			u64 data;

			start();
			data = put_tag(tags[i].type, tags[i].data);
			phys_fill(data, 0, tags[i].data);
			phys_put32(data - 4, 8 + tags[i].data - missing);
			phys_put32(AT_INFO, data + tags[i].data - missing - AT_INFO);
			phys_cut(data + tags[i].data - missing - AT_INFO);
			CHECK_EQ(translate(), tags[i].is_memory && !missing ? 0 : -EINVAL);
			CHECK_EQ(strstr(notes(), "Multiboot2: a tag is too short for what it should hold; it is "
						"ignored.\n") != NULL, missing);
		}
	/* One that holds nothing, as the last: it says that boot services run. */
	start();
	put_map(24, bios_map, 5);
	put_tag(18, 0);
	phys_put32(AT_INFO, end - AT_INFO);
	phys_cut(end - AT_INFO);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "Multiboot2: EFI's boot services still run: what the loader says about memory may be out of "
		   "date; ask them for the map.\n");
}

/* A tag of a type and a length that 16 bits cannot say, and one behind it. */
static void long_tag(void)
{
	phys_start(AT_INFO, 0x11000);
	phys_fill(AT_INFO, 0, 0x11000);
	end = AT_INFO + 8;
	put_tag(0x10000, 0x10000);
	put_map(24, bios_map, 5);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(map_count(&t.map, BOOT_RAM) > 0);
}

/* As many bytes as are looked at, and one more. */
static void largest_block(void)
{
	const u32 most = 16U << 20;

	for (u32 more = 0; more < 2; more++) {
		phys_start(AT_INFO, most + more);
		end = AT_INFO + 8;
		put_map(24, bios_map, 5);
		phys_put32(end, 99);
		phys_put32(end + 4, AT_INFO + most - (u32)end);
		phys_put32(AT_INFO, most + more);
		CHECK_EQ(translate(), 0);
		CHECK(entry(AT_INFO, AT_INFO + most, BOOT_INFO, "Multiboot2 info"));
		CHECK(!strcmp(notes(), more ? "Multiboot2: only 0x1000000 of the info block's 0x1000001 bytes can be "
					      "read.\nMultiboot2: the tags have no end.\n" :
					      "Multiboot2: the tags have no end.\n"));
	}
}

static void complaints(void)
{
	start();
	put_map(24, bios_map, 5);
	for (unsigned int twice = 0; twice < 2; twice++) {
		put_module(0x208300, 0x208200, "backwards");
		put_tag(4, 4);
	}
	put_framebuffer(0x80000000, ~0U, ~0U);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(!strcmp(notes(), "Multiboot2: a module ends before it begins; it is ignored.\n"
			       "Multiboot2: a tag is too short for what it should hold; it is ignored.\n"));
}

/* Of two tags of a type the first one counts, for each type. */
static void first_tags(void)
{
	static const struct entry other = { 0x10000000, 0x20000000, 1 };
	static const struct entry other_efi = { 0x10000000, 0x20000000, 7 };

	start();
	put_text_tag(1, 0, "first");
	put_text_tag(1, 0, "second");
	put_map(24, bios_map, 5);
	put_map(24, &other, 1);
	put_framebuffer(0x80000000, 4096, 100);
	put_framebuffer(0x90000000, 4096, 100);
	rsdp_at = put_rsdp(14);
	put_rsdp(14);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "first"));
	CHECK(entry(0x100000, 0xffe0000, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK(entry(0x80000000, 0x80000000 + 409600, BOOT_FRAMEBUFFER, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 1);
	CHECK_EQ(t.info.rsdp, rsdp_at);
	start();
	put_efi_map(48, 1, &other_efi, 1);
	put_efi_map(48, 1, efi_map, 6);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.map.count, 2);
	CHECK(entry(0x10000000, 0x20000000, BOOT_RAM, NULL));
	start();
	put_sizes(100, 1024);
	put_sizes(200, 2048);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(entry(0, 100 << 10, BOOT_RAM, NULL));
	CHECK(entry(0x100000, 0x200000, BOOT_RAM, NULL));
}

static void hostile(void)
{
	grub_efi();
	attack(&t, AT_INFO, end);
	rsdp_by_system_table();
	attack(&t, AT_INFO, end);
}

const struct suite suite_multiboot2 = { "multiboot2", (const struct test_case[]){
	{ "GRUB on a BIOS", plain },
	{ "row 41: the block is in the map", row_41_block },
	{ "row 41: symbols", row_41_symbols },
	{ "row 54: copies of the RSDP", row_54_rsdp },
	{ "the RSDP by the system table", rsdp_by_system_table },
	{ "row 53: GRUB under UEFI", row_53_efi_map },
	{ "maps of one entry", shortest_maps },
	{ "what counts when a map is empty", fallbacks },
	{ "boot services still run", boot_services },
	{ "row 57: the given strides", row_57_stride },
	{ "row 58: mem_lower and mem_upper", row_58_sizes },
	{ "row 55: types", row_55_types },
	{ "row 42: modules in one page", row_42_modules },
	{ "the end tag, of any size", end_tag },
	{ "sizes of tags", sizes_of_tags },
	{ "the total size", total_size },
	{ "command lines", command_lines },
	{ "framebuffers", framebuffers },
	{ "every bit of each field, and no other", fields },
	{ "every bit of a pointer to the system table", fields_of_pointers },
	{ "the shortest tags", shortest_tags },
	{ "a tag of more than 64 KiB", long_tag },
	{ "the largest block", largest_block },
	{ "all complaints at once", complaints },
	{ "the first tag of a type counts", first_tags },
	{ "hostile bytes", hostile },
	{ 0 },
} };
