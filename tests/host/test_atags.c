/* SPDX-License-Identifier: MIT */
/*
 * ATAGs: what QEMU leaves on ARM without a device tree, and what a broken loader might.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define AT_LIST 0x1000

#define CORE	0x54410001
#define MEM	0x54410002
#define INITRD	0x54410005
#define REVISION 0x54410007
#define VIDEO	0x54410008
#define COMMAND 0x54410009
#define INITRD2 0x54420005

#define END_OF_32_BITS (sizeof(phys_addr_t) == 8 ? 0x100000000 : 0xffffffff)

static struct target t = { .start = AT_LIST, .translate = atags_translate };

static u64 end; /* of the tags so far */

/* A tag of so many words of data; returns where the data begins. */
static u64 put_tag(u32 type, u32 words)
{
	u64 data = end + 8;

	phys_put32(end, 2 + words);
	phys_put32(end + 4, type);
	end = data + 4ULL * words;
	return data;
}

static void start(void)
{
	phys_start(AT_LIST, 0x8000);
	end = AT_LIST;
	put_tag(CORE, 3);
}

/* Returns where the size is. */
static u64 put_pair(u32 type, u32 first, u32 second)
{
	u64 data = put_tag(type, 2);

	phys_put32(data, first);
	phys_put32(data + 4, second);
	return data;
}

static void put_command_line(const char *text)
{
	u64 data = put_tag(COMMAND, (u32)(strlen(text) + 4) / 4);

	phys_text(data, text);
}

static void finish(void)
{
	phys_put32(end, 0);
	phys_put32(end + 4, 0);
	end += 8;
	phys_cut(end - AT_LIST);
}

/* vexpress-a9 with 256 MiB. */
static void qemu(void)
{
	start();
	put_pair(MEM, 0x10000000, 0x60000000);
	put_pair(INITRD2, 0x68000000, 0x1388);
	put_command_line("console=ttyAMA0 a=1");
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
	qemu();
	save_seed("atags", "vexpress-a9");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x60000000, 0x70000000, BOOT_RAM, NULL));
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "console=ttyAMA0 a=1"));
	CHECK_EQ(t.info.initrd.base, 0x68000000);
	CHECK_EQ(t.info.initrd.size, 0x1388);
	CHECK(entry(0x68000000, 0x68001388, BOOT_INITRD, "initrd"));
	CHECK_EQ(t.map.count, 3);
}

/* Row 41: the list, NONE included, holds the command line and is in the map. */
static void row_41_list(void)
{
	qemu();
	CHECK_EQ(translate(), 0);
	CHECK(entry(AT_LIST, end, BOOT_INFO, "ATAGs"));
	/* CORE may be empty, and NONE may say that it is two words long. */
	phys_start(AT_LIST, 0x100);
	end = AT_LIST;
	put_tag(CORE, 0);
	put_pair(MEM, 0x10000000, 0);
	put_tag(0, 0);
	CHECK_EQ(translate(), 0);
	CHECK(entry(AT_LIST, end, BOOT_INFO, "ATAGs"));
	CHECK(entry(0, 0x10000000, BOOT_RAM, NULL));
	CHECK_EQ(notes_count(), 0);
}

static void banks(void)
{
	start();
	put_pair(MEM, 0x10000000, 0x80000000);
	put_pair(MEM, 0, 0x70000000);
	put_pair(MEM, 0x08000000, 0xa0000000);
	put_pair(MEM, 0x10000000, 0x90000000); /* touches the first */
	put_tag(REVISION, 1);
	put_pair(MEM, 0x10000000, 0xf0000000); /* exactly to the end */
	finish();
	save_seed("atags", "banks");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(entry(0x80000000, 0xa8000000, BOOT_RAM, NULL));
	CHECK(entry(0xf0000000, END_OF_32_BITS, BOOT_RAM, NULL));
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 2);
	CHECK_EQ(t.map.clipped, 0);
}

static void wrapping(void)
{
	start();
	put_pair(MEM, 0x20000000, 0xf0000000);
	put_pair(MEM, ~0U, ~0U);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "ATAGs: a bank of memory runs past the end of the address space: cut.\n");
	CHECK(entry(0xf0000000, END_OF_32_BITS, BOOT_RAM, NULL));
}

static void old_initrd(void)
{
	start();
	put_pair(MEM, 0x10000000, 0);
	put_pair(INITRD, 0xc8000000, 0x1000);
	put_pair(INITRD, 0xc8000000, 0x1000);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "ATAGs: an initrd with a virtual address (tag INITRD) is ignored.\n");
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	/* Beside one with a physical address it is nothing. */
	start();
	put_pair(MEM, 0x10000000, 0);
	put_pair(INITRD, 0xc8000000, 0x1000);
	put_pair(INITRD2, 0x8000000, 0x1000);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.base, 0x8000000);
	CHECK_EQ(t.info.initrd.size, 0x1000);
}

/* Row 52: pixels in the middle of RAM. */
static void row_52_video(void)
{
	u64 data;

	start();
	put_pair(MEM, 0x10000000, 0);
	data = put_tag(VIDEO, 6);
	phys_put16(data, 640);
	phys_put16(data + 2, 480);
	phys_put16(data + 4, 16);
	phys_put16(data + 6, 1280);
	phys_put32(data + 8, 0xf000000);
	phys_put32(data + 12, 0);
	finish();
	save_seed("atags", "video");
	CHECK_EQ(translate(), 0);
	CHECK(entry(0xf000000, 0xf000000 + 1280 * 480, BOOT_FRAMEBUFFER, "framebuffer"));
	CHECK_EQ(notes_count(), 0);
	CHECK(!t.info.command_line);
	phys_put32(data + 12, 0x800000);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0xf000000, 0xf800000, BOOT_FRAMEBUFFER, "framebuffer"));
	phys_put32(data + 12, 1280 * 480 - 1);
	CHECK_EQ(translate(), 0);
	CHECK(entry(0xf000000, 0xf000000 + 1280 * 480, BOOT_FRAMEBUFFER, "framebuffer"));
	phys_put32(data + 8, 0xf00a123); /* at any byte */
	CHECK_EQ(translate(), 0);
	CHECK(entry(0xf00a123, 0xf00a123 + 1280 * 480, BOOT_FRAMEBUFFER, "framebuffer"));
	for (u32 words = 3; words <= 4; words++) { /* the shortest of use, at the end of memory, and a shorter one */
		start();
		put_pair(MEM, 0x10000000, 0);
		data = put_tag(VIDEO, words);
		phys_fill(data, 1, 4 * words);
		phys_cut(end - AT_LIST);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), words == 4);
		CHECK(!strcmp(notes(), words == 4 ? "ATAGs: the list has no end.\n" :
						    "ATAGs: a tag is too short for what it should hold; it is ignored.\n"
						    "ATAGs: the list has no end.\n"));
	}
}

static void short_tags(void)
{
	u64 size;

	start();
	put_tag(MEM, 1);
	put_tag(INITRD2, 1);
	put_tag(VIDEO, 3);
	put_tag(COMMAND, 0);
	put_tag(COMMAND, 0);
	put_pair(MEM, 0x10000000, 0);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 2);
	CHECK_TEXT(notes(), "a tag is too short for what it should hold; it is ignored");
	CHECK_TEXT(notes(), "a command line has no end");
	CHECK(entry(0, 0x10000000, BOOT_RAM, NULL));
	CHECK_EQ(t.map.count, 2);
	/* Sizes that cannot be: what came before counts. */
	start();
	put_pair(MEM, 0x10000000, 0);
	size = put_pair(MEM, 0x10000000, 0x20000000) - 8;
	finish();
	for (u32 words = 0; words < 2; words++) {
		phys_put32(size, words);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 1);
		CHECK(!strcmp(notes(), "ATAGs: the tag at offset 0x24 has an impossible size; the rest is not read.\n"));
		CHECK(entry(AT_LIST, size, BOOT_INFO, "ATAGs"));
	}
	phys_put32(size, ~0U);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "impossible size");
	for (u32 words = 2; words < 6; words++) { /* the last tag, in memory that ends within its last word */
		start();
		put_pair(MEM, 0x10000000, 0);
		put_tag(REVISION, words);
		for (u32 missing = 0; missing < 4; missing++) {
			phys_cut(end - missing - AT_LIST);
			CHECK_EQ(translate(), 0);
			CHECK_EQ(strstr(notes(), "impossible size") != NULL, missing > 0);
		}
	}
	start();
	put_pair(MEM, 0x10000000, 0);
	size = put_pair(MEM, 0x10000000, 0x20000000) - 8;
	finish();
	phys_put32(size, 7); /* one more word than there is */
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "impossible size");
}

static void no_list(void)
{
	qemu();
	phys_put32(AT_LIST + 4, MEM);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "ATAGs: there is no list of tags where the loader points.\n");
	CHECK_EQ(t.map.count, 0);
	phys_cut(7);
	CHECK_EQ(translate(), -EINVAL);
	start();
	put_command_line("x");
	finish();
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "ATAGs: the list has no memory.\n");
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "x"));
	CHECK(entry(AT_LIST, end, BOOT_INFO, "ATAGs")); /* where that lies */
	start();
	put_pair(MEM, 0, 0x1000);
	finish();
	CHECK_EQ(translate(), -EINVAL);
	start();
	put_pair(MEM, 1, 0x1000); /* a byte is some */
	put_tag(REVISION, 1);
	finish();
	CHECK_EQ(translate(), 0);
	qemu();
	phys_put32(AT_LIST, 2);
	phys_cut(8); /* the least that is a list */
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "ATAGs: the list has no memory.\n");
	t.start = ~0ULL;
	CHECK_EQ(translate(), -EINVAL);
	t.start = AT_LIST;
	CHECK_EQ(atags_translate(0, phys_read, &t.map, &t.info, NULL), -EINVAL);
}

/* A list that never ends: 16 KiB are read. */
static void endless(void)
{
	start();
	put_pair(MEM, 0x10000000, 0);
	while (end < AT_LIST + 0x7f00)
		put_tag(REVISION, 1);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "ATAGs: the list has no end.\n");
	CHECK(entry(AT_LIST, AT_LIST + 0x4000 - 4, BOOT_INFO, "ATAGs")); /* the last tag that lies within */
	start();
	put_pair(MEM, 0x10000000, 0);
	phys_cut(end - AT_LIST);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "ATAGs: the list has no end.\n");
	CHECK(entry(AT_LIST, end, BOOT_INFO, "ATAGs"));
}

static void command_lines(void)
{
	static char text[BOOT_COMMAND_LINE + 1];

	start();
	put_pair(MEM, 0x10000000, 0);
	phys_fill(put_tag(COMMAND, 2), 'x', 8);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_TEXT(notes(), "a command line has no end");
	for (unsigned int len = BOOT_COMMAND_LINE - 1; len <= BOOT_COMMAND_LINE; len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		start();
		put_pair(MEM, 0x10000000, 0);
		put_command_line(text);
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.command_line != NULL, len < BOOT_COMMAND_LINE);
	}
	/* In a tag that is longer than anything that is taken. */
	for (unsigned int len = BOOT_COMMAND_LINE - 8; len <= BOOT_COMMAND_LINE + 8; len++) {
		u64 data;

		start();
		put_pair(MEM, 0x10000000, 0);
		data = put_tag(COMMAND, BOOT_COMMAND_LINE / 4 + 4);
		phys_fill(data, 'x', BOOT_COMMAND_LINE + 16);
		*phys_at(data + len) = '\0';
		finish();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.info.command_line != NULL, len < BOOT_COMMAND_LINE);
	}
	/* Of two the last counts, an empty one, too. */
	start();
	put_pair(MEM, 0x10000000, 0);
	put_command_line("first");
	put_command_line("");
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(t.info.command_line && !*t.info.command_line);
	/* One that cannot be read takes none away. */
	start();
	put_pair(MEM, 0x10000000, 0);
	put_command_line("first");
	put_tag(COMMAND, 0);
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "first"));
	CHECK_EQ(notes_count(), 1);
}

static void complaints(void)
{
	start();
	for (unsigned int twice = 0; twice < 2; twice++) {
		put_pair(MEM, 0x20000000, 0xf0000000);
		put_pair(INITRD, 0xc8000000, 0x1000);
		put_tag(MEM, 1);
		put_tag(COMMAND, 0);
	}
	finish();
	CHECK_EQ(translate(), 0);
	CHECK(!strcmp(notes(), "ATAGs: a bank of memory runs past the end of the address space: cut.\n"
			       "ATAGs: an initrd with a virtual address (tag INITRD) is ignored.\n"
			       "ATAGs: a tag is too short for what it should hold; it is ignored.\n"
			       "ATAGs: a command line has no end or is longer than 4095 bytes; it is ignored.\n"));
}

/* From the start of a tag, its length and type included. */
static void fields(void)
{
	static const struct field core[] = { { 0, 4 }, { 4, 4 } };
	static const struct field pair[] = { { 0, 4 }, { 4, 4 }, { 8, 4 }, { 12, 4 } };
	static const struct field video[] = { { 0, 4 }, { 4, 4 }, { 10, 2 }, { 14, 2 }, { 16, 4 } };
	static const struct field sized[] = { { 0, 4 }, { 4, 4 }, { 16, 4 }, { 20, 4 } };
	static const struct field command[] = { { 0, 4 }, { 4, 4 } };
	static const struct field none[] = { { 4, 4 } };
	u64 memory, initrd, screen;

	start();
	memory = put_pair(MEM, 0x10000000, 0x60000000) - 8;
	initrd = put_pair(INITRD2, 0x68000000, 0x1388) - 8;
	screen = put_tag(VIDEO, 6) - 8;
	phys_fill(screen + 8, 0, 24);
	phys_put16(screen + 10, 480);
	phys_put16(screen + 14, 1280);
	phys_put32(screen + 16, 0x70000000);
	put_command_line("a=1");
	finish();
	fields_count(&t, AT_LIST, 20, core, LENGTH(core));
	fields_count(&t, memory, 16, pair, LENGTH(pair));
	fields_count(&t, initrd, 16, pair, LENGTH(pair));
	fields_count(&t, screen, 20, video, LENGTH(video));
	phys_put32(screen + 20, 0x10000000);
	fields_count(&t, screen, 32, sized, LENGTH(sized));
	fields_count(&t, end - 8 - 12, 8, command, LENGTH(command));
	fields_count(&t, end - 8, 8, none, LENGTH(none));
}

static void hostile(void)
{
	row_52_video();
	attack(&t, AT_LIST, end);
	qemu();
	attack(&t, AT_LIST, end);
}

const struct suite suite_atags = { "atags", (const struct test_case[]){
	{ "QEMU's vexpress-a9", plain },
	{ "row 41: the list is in the map", row_41_list },
	{ "several banks", banks },
	{ "banks that wrap", wrapping },
	{ "an initrd with a virtual address", old_initrd },
	{ "row 52: framebuffer", row_52_video },
	{ "short tags", short_tags },
	{ "no list", no_list },
	{ "a list without an end", endless },
	{ "command lines", command_lines },
	{ "all complaints at once", complaints },
	{ "every bit of each field, and no other", fields },
	{ "hostile bytes", hostile },
	{ 0 },
} };
