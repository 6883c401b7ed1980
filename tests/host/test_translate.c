/* SPDX-License-Identifier: MIT */
/*
 * What translators are made of, at each limit: lists and texts that end where memory ends, one
 * byte sooner, one byte later.
 */
#include <string.h>

#include <bootmem/translate.h>
#include <lib/lib.h>

#include "../suites/test.h"
#include "notes.h"

#define BASE 0x10000ULL

static u8 memory[BOOT_LIST_ENTRIES * 3 + 64];
static size_t readable;
static unsigned int questions;

static const void *read_memory(u64 pa, size_t len)
{
	questions++;
	CHECK(len > 0);
	if (pa == ~0ULL - len) /* as high as a question may go */
		return memory;
	return pa >= BASE && pa - BASE <= readable && len <= readable - (pa - BASE) ?
		       memory + (pa - BASE) :
		       NULL;
}

static struct boot_range ranges[8];
static struct boot_map map;
static struct boot_info info;

static struct boot_reader start(size_t bytes)
{
	readable = bytes;
	questions = 0;
	boot_map_init(&map, ranges, LENGTH(ranges));
	info = (struct boot_info){ 0 };
	notes_clear();
	return (struct boot_reader){ "Loader", read_memory, &map, &info, notes_add, 0, 0 };
}

static bool only_range(u64 base, u64 size, enum boot_kind kind, const char *owner)
{
	return map.count == 1 && ranges[0].base == base && ranges[0].end == base + size &&
	       ranges[0].kind == kind && !strcmp(ranges[0].owner, owner);
}

/* Wanted, there: as much as both allow, found with few questions. */
static void lists(void)
{
	static const u32 sizes[] = { 0, 1, 2, 3, 4, 5, 7, 8, 100, 4094, 4095, 4096, 4097, 4100 };

	for (size_t i = 0; i < LENGTH(sizes); i++)
		for (size_t j = 0; j < LENGTH(sizes); j++)
			for (unsigned int unit = 1; unit <= 3; unit += 2) {
				u32 there = sizes[i] < 4096 ? sizes[i] : 4096;
				u32 count = sizes[j], want = count < there ? count : there;
				struct boot_reader r = start(sizes[i] * unit + unit - 1);
				const u8 *list = boot_read_list(&r, BASE, &count, unit, "list");

				if (sizes[i] * unit + unit - 1 > sizeof(memory))
					continue;
				CHECK_EQ(count, want);
				CHECK(list == (want ? memory : NULL));
				CHECK(want ? only_range(BASE, want * unit, BOOT_INFO, "list") :
					     map.count == 0);
				CHECK(questions <= 14);
			}
}

static void bytes(void)
{
	struct boot_reader r = start(100);

	CHECK(boot_read_bytes(&r, BASE, 100) == memory);
	CHECK(boot_read_bytes(&r, BASE + 1, 99) == memory + 1);
	CHECK(boot_read_bytes(&r, BASE, 101) == NULL);
	CHECK_EQ(questions, 3);
	CHECK(boot_read_bytes(&r, BASE, 0) == NULL);
	CHECK(boot_read_bytes(&r, ~0ULL - 1, 2) == NULL);
	CHECK_EQ(questions, 3);
	CHECK(boot_read_bytes(&r, ~0ULL - 2, 2) == memory);
	CHECK_EQ(questions, 4);
}

/* With its NUL it may be BOOT_COMMAND_LINE bytes long. */
static void texts(void)
{
	static const u32 lengths[] = { 0, 1, 2, 4094, 4095, 4096 };

	for (size_t i = 0; i < LENGTH(lengths); i++)
		for (unsigned int missing = 0; missing < 2; missing++) {
			struct boot_reader r = start(lengths[i] + 1 - missing);
			bool good = lengths[i] < BOOT_COMMAND_LINE && !missing;

			memset(memory, 'x', sizeof(memory));
			memory[lengths[i]] = '\0';
			boot_read_command_line(&r, BASE);
			CHECK(info.command_line == (good ? (const char *)memory : NULL));
			CHECK(!strcmp(notes(), good ? "" : "Loader: the command line cannot be read or is longer than 4095 bytes; "
							   "it is ignored.\n"));
			CHECK(good ? only_range(BASE, lengths[i] + 1, BOOT_INFO, "command line") :
				     map.count == 0);
			r = start(lengths[i] + 1 - missing);
			boot_read_module_text(&r, BASE);
			boot_read_module_text(&r, BASE);
			CHECK_EQ(notes_count(), !good);
			CHECK_EQ(map.count, good); /* the same place twice */
		}
	{
		struct boot_reader r = start(100);

		boot_read_command_line(&r, 0);
		boot_read_module_text(&r, 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(questions, 0);
	}
}

/* The loader's name in front; what does not fit is cut, and what is plain is printed as it is. */
static void sentences(void)
{
	static char text[2 * LINE_LEN + 1];
	struct boot_reader r = start(0);

	for (size_t len = 0; len < sizeof(text); len++) {
		size_t room = LINE_LEN - 1 - strlen("Loader: ");

		memset(text, 'x', len);
		text[len] = '\0';
		notes_clear();
		boot_say(&r, "%s.", text);
		CHECK(!strncmp(notes(), "Loader: ", 8));
		CHECK_EQ(strlen(notes() + 8), (len < room ? len + 1 : room) + 1);
	}
	notes_clear();
	boot_say_once(&r, 3, "100 %d of it.");
	boot_say_once(&r, 3, "100 %d of it.");
	boot_say_once(&r, 31, "the last.");
	boot_say_once(&r, 0, "the first.");
	boot_say_once(&r, 31, "the last.");
	CHECK(!strcmp(notes(), "Loader: 100 %d of it.\nLoader: the last.\nLoader: the first.\n"));
	r.note = NULL;
	boot_say(&r, "to nobody");
	CHECK_EQ(notes_count(), 3);
}

static void modules(void)
{
	struct boot_reader r = start(0);

	boot_add_module(&r, 0x5000, 0x123);
	CHECK(only_range(0x5000, 0x123, BOOT_INITRD, "initrd"));
	CHECK_EQ(info.initrd.base, 0x5000);
	CHECK_EQ(info.initrd.size, 0x123);
	boot_add_module(&r, 0x6000, 0x1);
	boot_add_module(&r, 0, 0);
	boot_add_module(&r, ~0ULL, 2);
	CHECK_EQ(r.modules, 4); /* whatever they were */
	CHECK_EQ(map.count, 2);
	CHECK_EQ(info.initrd.base, 0x5000);
	/* Only the first can be the initrd, even when there is nothing in it. */
	r = start(0);
	boot_add_module(&r, 0x5000, 0);
	boot_add_module(&r, 0x6000, 0x1);
	CHECK(only_range(0x6000, 0x1, BOOT_INITRD, "module"));
	CHECK_EQ(info.initrd.size, 0);
	r = start(0);
	boot_add_module(&r, 2, ~0ULL);
	boot_add_module(&r, ~0ULL, 2);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Loader: a module runs past the end of the address space");
	CHECK_EQ(map.count, 0);
	r = start(0);
	boot_add_module(&r, 0x1000, 0ULL - 0x1000);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(info.initrd.size, 0ULL - 0x1000);
}

static void framebuffers(void)
{
	struct boot_reader r = start(0);

	boot_add_framebuffer(&r, 0, 100, 100);
	CHECK_EQ(map.count, 0);
	boot_add_framebuffer(&r, 0x1000, 100, 50);
	CHECK(only_range(0x1000, 5000, BOOT_FRAMEBUFFER, "framebuffer"));
	boot_add_framebuffer(&r, 0x1000, 1ULL << 32, 1ULL << 32);
	boot_add_framebuffer(&r, 0x1000, 1ULL << 32, 1ULL << 32);
	boot_add_framebuffer(&r, 0x1000, 1ULL << 33, (1ULL << 31) + 1); /* what is left of it is 8 GiB */
	CHECK_EQ(notes_count(), 1);
	CHECK(!strcmp(notes(), "Loader: a framebuffer is larger than the address space; it is ignored.\n"));
	CHECK(only_range(0x1000, 5000, BOOT_FRAMEBUFFER, "framebuffer"));
}

const struct suite suite_translate = { "translate", (const struct test_case[]){
	{ "bytes", bytes },
	{ "lists, of every length around the limits", lists },
	{ "texts, of every length around the limits", texts },
	{ "sentences of every length", sentences },
	{ "modules", modules },
	{ "framebuffers", framebuffers },
	{ 0 },
} };
