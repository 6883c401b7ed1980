/* SPDX-License-Identifier: MIT */
/*
 * Limine: answers built as the protocol says, and what a broken loader might answer. The
 * requests are at the start of the memory, so that seeds for tests/fuzz are whole.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/limine.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define DIRECT_MAP 0xffff800000000000ULL
#define HERE	   0x1000
#define END	   0x1800

/* Answers and what they point at. */
#define AT_MAP	   0x1200
#define AT_ENTRIES 0x1220 /* pointers, then the entries */
#define AT_MODULES 0x1400
#define AT_FILES   0x1420
#define AT_SCREENS 0x1500
#define AT_SCREEN  0x1540
#define AT_RSDP	   0x1600
#define AT_TREE	   0x1610
#define AT_FILE	   0x1620
#define AT_TEXT	   0x1700

static u64 direct_map = DIRECT_MAP;

static int translate_image(u64 start, boot_read_fn read, struct boot_map *map,
			   struct boot_info *info, boot_note_fn note)
{
	struct limine_requests requests;
	const void *bytes = read(start, sizeof(requests));

	if (!bytes)
		return -ENOENT;
	memcpy(&requests, bytes, sizeof(requests));
	return limine_translate(&requests, direct_map, read, map, info, note);
}

static struct target t = { .start = HERE, .translate = translate_image };

static void put_pointer(u64 at, u64 pa)
{
	phys_put64(at, direct_map + pa);
}

/* Where in memory the answer to a request is noted. */
#define RESPONSE(name) \
	(HERE + offsetof(struct limine_requests, name) + offsetof(struct limine_request, response))

static void put_entry(unsigned int i, u64 base, u64 end, u64 type)
{
	u64 at = AT_ENTRIES + 0x80 + 24 * i;

	put_pointer(AT_ENTRIES + 8 * i, at);
	phys_put64(at, base);
	phys_put64(at + 8, end - base);
	phys_put64(at + 16, type);
	phys_put64(AT_MAP + 8, i + 1);
}

static void put_file(u64 at, u64 base, u64 size, u64 text)
{
	phys_put64(at, 0);
	put_pointer(at + 8, base);
	phys_put64(at + 16, size);
	put_pointer(at + 24, AT_TEXT + 0x20);
	put_pointer(at + 32, text);
}

static void put_requests(void)
{
	struct limine_requests copy;

	memcpy(&copy, (const void *)(uintptr_t)&limine_requests, sizeof(copy));
	memcpy(phys_at(HERE), &copy, sizeof(copy));
	phys_put64(HERE + 16, 0); /* the loader knows the base revision */
	put_pointer(RESPONSE(memory_map), AT_MAP);
	put_pointer(RESPONSE(modules), AT_MODULES);
	put_pointer(RESPONSE(framebuffer), AT_SCREENS);
	put_pointer(RESPONSE(rsdp), AT_RSDP);
	put_pointer(RESPONSE(device_tree), AT_TREE);
	put_pointer(RESPONSE(executable_file), AT_FILE);
}

static void limine(void)
{
	phys_start(HERE, END - HERE);
	put_requests();
	put_pointer(AT_MAP + 16, AT_ENTRIES);
	put_entry(0, 0x1000, 0x9f000, 0);
	put_entry(1, 0x9f000, 0xa0000, 1);
	put_entry(2, 0x100000, 0x800000, 0);
	put_entry(3, 0x800000, 0x900000, 5);
	put_entry(4, 0x900000, 0xa00000, 6);
	put_entry(5, 0xa00000, 0xb00000, 0);
	put_entry(6, 0xb00000, 0xb08000, 2);
	put_entry(7, 0xb08000, 0xb10000, 3);
	put_entry(8, 0xb10000, 0xb11000, 4);
	put_entry(9, 0xfd000000, 0xfd300000, 7);
	phys_put64(AT_MODULES + 8, 2);
	put_pointer(AT_MODULES + 16, AT_FILES);
	put_pointer(AT_FILES, AT_FILES + 0x10);
	put_pointer(AT_FILES + 8, AT_FILES + 0x40);
	put_file(AT_FILES + 0x10, 0x980000, 0x1234, AT_TEXT + 0x30);
	put_file(AT_FILES + 0x40, 0x990000, 0x1000, AT_TEXT + 0x30);
	phys_put64(AT_SCREENS + 8, 1);
	put_pointer(AT_SCREENS + 16, AT_SCREENS + 0x18);
	put_pointer(AT_SCREENS + 0x18, AT_SCREEN);
	put_pointer(AT_SCREEN, 0xfc000000);
	phys_put64(AT_SCREEN + 8, 1024);
	phys_put64(AT_SCREEN + 16, 768);
	phys_put64(AT_SCREEN + 24, 4096);
	phys_put16(AT_SCREEN + 32, 32);
	phys_put64(AT_RSDP + 8, 0xf5ad0);
	put_pointer(AT_TREE + 8, 0x7f0000);
	put_pointer(AT_FILE + 8, AT_FILE + 0x10);
	put_file(AT_FILE + 0x10, 0x920000, 0x8000, AT_TEXT);
	phys_text(AT_TEXT, "a=1 quiet");
	phys_text(AT_TEXT + 0x20, "/boot/k");
	phys_text(AT_TEXT + 0x30, "m1 arg");
}

static int translate(void)
{
	return target_translate(&t);
}

static bool entry(u64 base, u64 end, enum boot_kind kind, const char *owner)
{
	return map_entry(&t.map, base, end, kind, owner);
}

static void plain(void)
{
	limine();
	save_seed("limine", "x86");
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 quiet"));
	CHECK(entry(AT_TEXT, AT_TEXT + 10, BOOT_INFO, "command line"));
	CHECK_EQ(t.info.rsdp, 0xf5ad0);
	CHECK_EQ(t.info.dtb, 0x7f0000);
	CHECK_EQ(t.info.initrd.base, 0x980000);
	CHECK_EQ(t.info.initrd.size, 0x1234);
	CHECK(entry(0x980000, 0x981234, BOOT_INITRD, "initrd"));
	CHECK(entry(0x990000, 0x991000, BOOT_INITRD, "module"));
	CHECK(entry(0xfc000000, 0xfc300000, BOOT_FRAMEBUFFER, "framebuffer"));
	CHECK(entry(0xfd000000, 0xfd300000, BOOT_FRAMEBUFFER, "framebuffer"));
	CHECK(entry(0x900000, 0xa00000, BOOT_RESERVED, "kernel and modules"));
	CHECK(entry(0x1000, 0x9f000, BOOT_RAM, NULL));
}

static void rows_53_54_55_types(void)
{
	static const enum boot_kind kinds[] = {
		BOOT_RAM, BOOT_MMIO, BOOT_ACPI_DATA, BOOT_ACPI_NVS, BOOT_BAD, BOOT_LOADER,
		BOOT_RESERVED, BOOT_FRAMEBUFFER, BOOT_MMIO, BOOT_MMIO,
	};

	for (u64 type = 0; type < 10; type++) {
		limine();
		put_entry(0, 0x10000000, 0x28000000, type < 9 ? type : 1ULL << 32);
		CHECK_EQ(translate(), 0);
		CHECK(entry(0x10000000, 0x28000000, kinds[type], NULL));
		/* Row 53: RAM underneath what can be given back, or what was loaded. */
		CHECK_EQ(entry(0x10000000, 0x28000000, BOOT_RAM, NULL), type == 0 || type == 5 || type == 6);
		CHECK_EQ(map_count(&t.map, BOOT_RAM), type == 0 || type == 5 || type == 6);
	}
}

/* The root pointer is physical or not, by base revision; nothing else tells. */
static void rsdp(void)
{
	limine();
	put_pointer(AT_RSDP + 8, 0xf5ad0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0xf5ad0);
	put_pointer(AT_RSDP + 8, 0); /* null in the direct map is null */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0);
	phys_put64(RESPONSE(rsdp), 0);
	phys_put64(RESPONSE(device_tree), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.rsdp, 0);
	CHECK_EQ(t.info.dtb, 0);
}

/* A loader that is older than our base revision leaves its number, and answers all the same. */
static void base_revision(void)
{
	limine();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	limine();
	phys_put64(HERE + 16, 3);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "Limine: the loader does not know base revision 3 of the protocol and answers by another.");
	CHECK(entry(0x1000, 0x9f000, BOOT_RAM, NULL));
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 quiet"));
}

static void no_map(void)
{
	limine();
	phys_put64(RESPONSE(memory_map), 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Limine: the loader gave no memory map.\n");
	CHECK_EQ(notes_count(), 1);
	phys_put64(HERE + 16, 3); /* by what revision it did not does not matter */
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(notes_count(), 1);
	limine();
	phys_put64(AT_MAP + 8, 0);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Limine: the memory map is empty or cannot be read.\n");
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 quiet"));
	CHECK_EQ(t.info.initrd.size, 0x1234);
	CHECK(entry(0xfc000000, 0xfc300000, BOOT_FRAMEBUFFER, "framebuffer"));
	limine();
	put_pointer(AT_MAP + 16, 0x5000000);
	CHECK_EQ(translate(), -EINVAL);
	limine();
	put_pointer(RESPONSE(memory_map), END - 8);
	CHECK_EQ(translate(), -EINVAL);
	limine();
	phys_put64(AT_MAP + 8, 1);
	put_pointer(AT_ENTRIES, 0x5000000); /* the only entry */
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "Limine: the memory map is empty or cannot be read.\n");
	CHECK_EQ(limine_translate(&limine_requests, DIRECT_MAP, phys_read, &t.map, &t.info, NULL),
		 -EINVAL);
}

/* No loader need answer everything. */
static void nothing_else(void)
{
	limine();
	phys_put64(RESPONSE(modules), 0);
	phys_put64(RESPONSE(framebuffer), 0);
	phys_put64(RESPONSE(rsdp), 0);
	phys_put64(RESPONSE(device_tree), 0);
	phys_put64(RESPONSE(executable_file), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 0);
	limine();
	phys_put64(AT_FILE + 0x10 + 32, 0); /* no command line */
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(notes_count(), 0);
	put_pointer(AT_FILE + 0x10 + 32, 0); /* nor at address 0, where it could not be read */
	put_pointer(AT_SCREEN, 0);
	CHECK_EQ(translate(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 1); /* by the memory map */
	phys_put64(AT_SCREEN, 0xfc000000); /* not in the direct map */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 1);
}

static void bad_lists(void)
{
	limine();
	phys_put64(AT_ENTRIES + 8, 0x1234); /* not in the direct map */
	put_pointer(AT_ENTRIES + 16, 0x5000000);
	CHECK_EQ(translate(), 0);
	CHECK(!strcmp(notes(), "Limine: an entry of a list cannot be read.\n"));
	CHECK(entry(0x1000, 0x9f000, BOOT_RAM, NULL));
	CHECK(entry(0xfd000000, 0xfd300000, BOOT_FRAMEBUFFER, "framebuffer")); /* the last one */
	limine();
	phys_put64(AT_MAP + 8, ~0ULL);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "a list is too long or cannot be read to its end");
	CHECK(entry(0x1000, 0x9f000, BOOT_RAM, NULL));
	limine();
	phys_put64(AT_MAP + 8, ~0ULL);
	phys_put64(AT_ENTRIES, 0x1234);
	phys_cut(AT_ENTRIES + 0x80 + 10 * 24 - HERE);
	translate();
	CHECK_TEXT(notes(), "Limine: a list is too long or cannot be read to its end.\n"
			    "Limine: an entry of a list cannot be read.\n");
	limine();
	phys_put64(AT_FILES + 0x18, 0x1234); /* a module that is nowhere */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 1);
	CHECK_EQ(notes_count(), 1);
	limine();
	put_pointer(AT_FILES, 0x5000000); /* one of which nothing can be read: the next one is not the initrd */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK(entry(0x990000, 0x991000, BOOT_INITRD, "module"));
	CHECK_EQ(notes_count(), 1);
	limine();
	put_entry(0, 0x20000000, 0x1000, 0);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "a memory map entry runs past the end of the address space");
	put_entry(0, ~0xfffULL, 0, 1); /* exactly to the end */
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
}

/* As many entries as are taken, and one more, by a count of 64 bits. */
static void longest_list(void)
{
	enum { MOST = 4096 };
	static const u64 counts[] = { MOST - 1, MOST, MOST + 1, 1ULL << 32, (1ULL << 32) + 1 };
	u8 image[END - HERE];

	for (size_t i = 0; i < LENGTH(counts); i++) {
		limine();
		put_entry(0, 0x40000000, 0x50000000, 0);
		put_entry(1, 0x60000000, 0x70000000, 0);
		memcpy(image, phys_at(HERE), sizeof(image));
		phys_start(HERE, sizeof(image) + 8 * (MOST + 1));
		memcpy(phys_at(HERE), image, sizeof(image));
		for (u64 k = 0; k <= MOST; k++)
			put_pointer(END + 8 * k, AT_ENTRIES + 0x80 + 24 * 3);
		put_pointer(END + 8 * (MOST - 1), AT_ENTRIES + 0x80);
		put_pointer(END + 8 * MOST, AT_ENTRIES + 0x80 + 24);
		put_pointer(AT_MAP + 16, END);
		phys_put64(AT_MAP + 8, counts[i]);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(entry(0x40000000, 0x50000000, BOOT_RAM, NULL), counts[i] >= MOST);
		CHECK(!entry(0x60000000, 0x70000000, BOOT_RAM, NULL));
		CHECK_EQ(notes_count(), counts[i] > MOST);
	}
}

/* What is read lies at the very end of memory: no byte more is asked for. */
static void at_the_end(void)
{
	static const struct {
		u64 response, at, len;
	} answers[] = {
		{ RESPONSE(modules), AT_MODULES, 24 },
		{ AT_MODULES + 16, AT_FILES, 16 },
		{ AT_MAP + 16, AT_ENTRIES, 80 },
		{ RESPONSE(rsdp), AT_RSDP, 16 },
		{ AT_ENTRIES, AT_ENTRIES + 0x80, 24 },
		{ AT_FILES, AT_FILES + 0x10, 40 },
		{ AT_FILE + 8, AT_FILE + 0x10, 40 },
		{ AT_SCREENS + 0x18, AT_SCREEN, 32 },
	};

	for (unsigned int i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		limine();
		memmove(phys_at(END - answers[i].len), phys_at(answers[i].at), answers[i].len);
		put_pointer(answers[i].response, END - answers[i].len);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(t.info.initrd.size, 0x1234);
		CHECK_EQ(t.info.rsdp, 0xf5ad0);
		CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 quiet"));
		CHECK(entry(0x1000, 0x9f000, BOOT_RAM, NULL));
		CHECK(entry(0xfc000000, 0xfc300000, BOOT_FRAMEBUFFER, NULL));
	}
}

static void screens(void)
{
	limine();
	phys_put64(AT_SCREEN + 24, 1ULL << 60);
	phys_put64(AT_SCREENS + 8, 2); /* the same one again: one sentence */
	put_pointer(AT_SCREENS + 0x20, AT_SCREEN);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "a framebuffer is larger than the address space; it is ignored");
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 1); /* by the memory map */
}

/* What the kernel's port needs, through pointers that are good as they are. */
static void layout(void)
{
	static const u64 direct[2] = { 0, DIRECT_MAP };
	static const u64 image[3] = { 0, 0x900000, 0xffffffff80000000 };
	struct limine_requests requests = { .direct_map = { .response = (uintptr_t)direct } };
	struct limine_layout found;

	CHECK_EQ(limine_layout(&requests, &found), -EINVAL);
	requests.executable_address.response = (uintptr_t)image;
	CHECK_EQ(limine_layout(&requests, &found), 0);
	CHECK_EQ(found.direct_map, DIRECT_MAP);
	CHECK_EQ(found.physical_base, 0x900000);
	CHECK_EQ(found.virtual_base, 0xffffffff80000000);
	requests.direct_map.response = 0;
	CHECK_EQ(limine_layout(&requests, &found), -EINVAL);
	CHECK_EQ(limine_layout(&limine_requests, &found), -EINVAL);
}

/* By the address of the requests alone; these two answers are followed as they are. */
static void by_address(void)
{
	static const u64 direct[2] = { 0, DIRECT_MAP };
	static const u64 image[3] = { 0, 0x900000, 0xffffffff80000000 };

	t.translate = limine_boot_translate;
	limine();
	phys_put64(RESPONSE(direct_map), (uintptr_t)direct);
	phys_put64(RESPONSE(executable_address), 0);
	CHECK_EQ(target_translate(&t), -EINVAL);
	CHECK(strstr(notes(), "Limine: the loader did not answer."));
	phys_put64(RESPONSE(executable_address), (uintptr_t)image);
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(boot_map_ram_bytes(&t.map) > 0);
	phys_cut(sizeof(struct limine_requests) - 1);
	CHECK_EQ(target_translate(&t), -EINVAL);
	t.translate = translate_image;
}

/* What the loader looks for: structures of 48 bytes at multiples of 8, with known words. */
static void requests(void)
{
	static const u64 ids[8][2] = {
		{ 0x67cf3d9d378a806f, 0xe304acdfc50c3c62 },
		{ 0x48dcf1cb8ad2b852, 0x63984e959a98244b },
		{ 0x71ba76863cc55f63, 0xb2644a48c516a487 },
		{ 0xad97e90e83f1ed67, 0x31eb5d1c5ff23b69 },
		{ 0x3e7e279702be32af, 0xca1c4f3bd1280cee },
		{ 0x9d5827dcd881dd75, 0xa3148604f6fab11b },
		{ 0xc5e77b6b397e7b43, 0x27637845accdcf3c },
		{ 0xb40ddb48fb54bac7, 0x545081493f81ffb7 },
	};
	const volatile u64 *words = (const volatile u64 *)&limine_requests;

	CHECK_EQ((uintptr_t)words % 8, 0);
	CHECK_EQ(sizeof(limine_requests), 24 + 8 * 48);
	CHECK_EQ(words[0], 0xf9562b2d5c95a6c8);
	CHECK_EQ(words[1], 0x6a7b384944536bdc);
	CHECK_EQ(words[2], LIMINE_BASE_REVISION);
	for (unsigned int i = 0; i < 8; i++) {
		const volatile u64 *request = words + 3 + 6 * i;

		CHECK_EQ(request[0], 0xc7b1dd30df4c8b88);
		CHECK_EQ(request[1], 0x0a82e883a194f07b);
		CHECK_EQ(request[2], ids[i][0]);
		CHECK_EQ(request[3], ids[i][1]);
		CHECK_EQ(request[4], 0);
		CHECK_EQ(request[5], 0);
	}
}

/* What lies at address 0 is as good as any other; only what is told to be there is not looked for. */
static void at_address_0(void)
{
	static const struct {
		u64 pointer, at, len;
	} blocks[] = {
		{ RESPONSE(memory_map), AT_MAP, 24 }, { RESPONSE(rsdp), AT_RSDP, 16 }, { AT_MAP + 16, AT_ENTRIES, 80 },
		{ AT_ENTRIES + 8, AT_ENTRIES + 0x98, 24 }, { AT_FILES, AT_FILES + 0x10, 40 },
	};
	u8 all[END - HERE];

	limine();
	CHECK_EQ(translate(), 0);
	for (unsigned int i = 0; i < LENGTH(blocks); i++) {
		unsigned int count = t.map.count;

		limine();
		memcpy(all, phys_at(HERE), sizeof(all));
		phys_start(0, END);
		memcpy(phys_at(HERE), all, sizeof(all));
		memcpy(phys_at(0), phys_at(blocks[i].at), blocks[i].len);
		put_pointer(blocks[i].pointer, 0);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), 0);
		CHECK_EQ(t.map.count, count);
		CHECK_EQ(t.info.rsdp, 0xf5ad0);
	}
}

/* With a module and a screen that a low end of the direct map reaches. */
static void limine_low(void)
{
	limine();
	put_pointer(AT_FILES + 0x18, 0x100);
	put_pointer(AT_FILES + 0x48, 0x300);
	put_pointer(AT_SCREEN, 0x500);
	phys_put64(AT_FILES + 0x20, 0x100);
	phys_put64(AT_FILES + 0x50, 0x100);
}

/*
 * What a pointer below the direct map would mean if its distance wrapped is not read, though it
 * is what is looked for.
 */
static void below_the_direct_map(void)
{
	const u64 behind = AT_TEXT + 0x40;
	static const struct {
		u64 pointer, at, len;
	} blocks[] = {
		{ RESPONSE(memory_map), AT_MAP, 24 },	      { AT_MAP + 16, AT_ENTRIES, 80 },
		{ AT_ENTRIES + 8, AT_ENTRIES + 0x98, 24 },    { RESPONSE(modules), AT_MODULES, 24 },
		{ AT_FILES, AT_FILES + 0x10, 40 },	      { RESPONSE(framebuffer), AT_SCREENS, 24 },
		{ AT_SCREENS + 0x18, AT_SCREEN, 32 },	      { RESPONSE(executable_file), AT_FILE, 16 },
		{ AT_FILE + 8, AT_FILE + 0x10, 40 },	      { AT_FILE + 0x10 + 32, AT_TEXT, 10 },
	};

	direct_map = 0 - behind;
	limine_low();
	CHECK_EQ(translate(), 0);
	CHECK(t.info.command_line != NULL);
	for (unsigned int i = 0; i < LENGTH(blocks); i++) {
		unsigned int count = t.map.count;

		limine_low();
		memcpy(phys_at(behind + 8), phys_at(blocks[i].at), blocks[i].len);
		phys_put64(blocks[i].pointer, 8);
		translate();
		CHECK(t.map.count < count || !t.info.command_line);
		limine_low();
		CHECK_EQ(translate(), 0);
		CHECK_EQ(t.map.count, count);
	}
	/* A direct map where addresses stay the same; what is not told is nowhere. */
	direct_map = 0;
	limine();
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(t.info.initrd.base, 0x980000);
	CHECK_EQ(t.info.dtb, 0x7f0000);
	phys_put64(RESPONSE(executable_file), 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(!t.info.command_line);
	direct_map = DIRECT_MAP;
}

/* To the last byte of the address space, and one further. */
static void wraps(void)
{
	static const struct {
		u64 base, size;
		bool wraps;
	} table[] = {
		{ 1, ~0ULL, false },	  { 2, ~0ULL, true },  { ~0ULL, 1, false },	       { ~0ULL, 2, true },
		{ ~0ULL - 0xfff, 0x1000, false }, { ~0ULL - 0xffe, 0x1000, true }, { 5, 0, false }, { 5, 1, false },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		limine();
		put_entry(9, table[i].base, table[i].base + table[i].size, 1);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(notes_count(), table[i].wraps);
	}
}

/* A module at address 0 is there; one below the direct map is not. */
static void lowest_module(void)
{
	limine();
	put_pointer(AT_FILES + 0x18, 0);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(t.info.initrd.base, 0);
	CHECK_EQ(t.info.initrd.size, 0x1234);
	CHECK(entry(0, 0x1234, BOOT_INITRD, "initrd"));
	put_pointer(AT_FILES + 0x18, ~0ULL);
	CHECK_EQ(translate(), 0);
	CHECK(!strcmp(notes(), "Limine: an entry of a list cannot be read.\n"));
	CHECK_EQ(t.info.initrd.size, 0);
}

static void complaints(void)
{
	limine();
	put_entry(0, ~0xfffULL, 0x1000, 0);
	put_pointer(AT_ENTRIES + 8, 0x5000000);
	put_pointer(AT_ENTRIES + 16, 0x5000000);
	phys_put64(AT_FILES + 0x18, 0x1234);
	phys_put64(AT_MAP + 8, ~0ULL);
	phys_put64(AT_SCREENS + 8, ~0ULL);
	phys_put64(AT_SCREEN + 24, 1ULL << 60);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "Limine: a memory map entry runs past the end of the address space; it is cut there.\n");
	CHECK_TEXT(notes(), "Limine: a list is too long or cannot be read to its end.\n");
	CHECK_TEXT(notes(), "Limine: an entry of a list cannot be read.\n");
	CHECK_TEXT(notes(), "Limine: a framebuffer is larger than the address space; it is ignored.\n");
	CHECK_EQ(notes_count(), 4);
}

/* Answers, and what they point at: 64-bit numbers all of them. */
static void fields(void)
{
	static const struct field data[] = { { 8, 8 } };
	static const struct field list[] = { { 8, 8 }, { 16, 8 } };
	static const struct field memory[] = { { 0, 8 }, { 8, 8 }, { 16, 8 } };
	static const struct field module[] = { { 8, 8 }, { 16, 8 } };
	static const struct field file[] = { { 32, 8 } };
	static const struct field screen[] = { { 0, 8 }, { 16, 8 }, { 24, 8 } };
	static const struct field pointer[] = { { 0, 8 } };
	static const struct field requests[] = {
		{ 16, 8 }, { RESPONSE(memory_map) - HERE, 8 }, { RESPONSE(executable_file) - HERE, 8 },
		{ RESPONSE(modules) - HERE, 8 }, { RESPONSE(framebuffer) - HERE, 8 },
		{ RESPONSE(rsdp) - HERE, 8 }, { RESPONSE(device_tree) - HERE, 8 },
	};

	limine();
	fields_count(&t, HERE, sizeof(struct limine_requests), requests, LENGTH(requests));
	fields_count(&t, AT_MAP, 24, list, LENGTH(list));
	fields_count(&t, AT_MODULES, 24, list, LENGTH(list));
	fields_count(&t, AT_SCREENS, 24, list, LENGTH(list));
	fields_count(&t, AT_ENTRIES, 8, pointer, 1);
	fields_count(&t, AT_FILES, 8, pointer, 1);
	fields_count(&t, AT_SCREENS + 0x18, 8, pointer, 1);
	fields_count(&t, AT_ENTRIES + 0x80, 24, memory, LENGTH(memory));
	fields_count(&t, AT_FILES + 0x10, 40, module, LENGTH(module));
	fields_count(&t, AT_SCREEN, 40, screen, LENGTH(screen));
	fields_count(&t, AT_RSDP, 16, data, 1);
	fields_count(&t, AT_TREE, 16, data, 1);
	fields_count(&t, AT_FILE, 16, data, 1);
	fields_count(&t, AT_FILE + 0x10, 40, file, 1);
}

static void hostile(void)
{
	limine();
	attack(&t, HERE, END);
}

const struct suite suite_limine = { "limine", (const struct test_case[]){
	{ "all answers", plain },
	{ "rows 53, 54, 55: types", rows_53_54_55_types },
	{ "the RSDP, physical or not", rsdp },
	{ "base revision", base_revision },
	{ "no memory map", no_map },
	{ "nothing else", nothing_else },
	{ "lists that cannot be", bad_lists },
	{ "the longest list", longest_list },
	{ "answers at the end of memory", at_the_end },
	{ "screens that cannot be", screens },
	{ "layout", layout },
	{ "by the address of the requests", by_address },
	{ "requests", requests },
	{ "blocks at address 0", at_address_0 },
	{ "pointers below the direct map", below_the_direct_map },
	{ "entries that just wrap, or just do not", wraps },
	{ "the lowest module", lowest_module },
	{ "all complaints at once", complaints },
	{ "every bit of each field, and no other", fields },
	{ "hostile bytes", hostile },
	{ 0 },
} };
