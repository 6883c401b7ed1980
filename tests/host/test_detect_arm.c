/* SPDX-License-Identifier: MIT */
/*
 * What ARM and AArch64 make of a pointer, or of a loader's block beside which a device tree
 * lies. The architectures' functions have one name, so this one comes in under another.
 */
#define boot_translate detect_arm
#include "../../arch/arm/detect.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../suites/test.h"
#include "attack.h"
#include "fdt_build.h"
#include "notes.h"
#include "phys.h"

#define HERE	    0x10000
#define AT_MAP	    0x10100
#define AT_TABLE    0x10200
#define AT_ENTRIES  0x10300
#define AT_TEXT	    0x10400
#define AT_TREE	    0x11000
#define AT_REQUESTS 0x12000
#define AT_ANSWERS  0x12400
#define END	    0x13000
#define DIRECT_MAP  0xffff800000000000

#define STRIDE	     48
#define CONVENTIONAL 7

static unsigned long magic;

static int translate(u64 start, boot_read_fn read, struct boot_map *map, struct boot_info *info,
		     boot_note_fn note)
{
	return detect_arm(magic, start, read, map, info, note);
}

static struct target t = { .start = AT_TREE, .tells_nodes = true, .translate = translate };

static size_t tree_len;

/* RAM that is not the loader's, two nodes, a reservation and one without a map, a command line. */
static void put_tree(void)
{
	static struct fdt_build b;
	u8 *blob;
	size_t len;

	fdt_start(&b);
	fdt_reserve(&b, 0x41000000, 0x1234);
	fdt_node(&b, "");
	fdt_u32(&b, "#address-cells", 1);
	fdt_u32(&b, "#size-cells", 1);
	for (unsigned int i = 0; i < 2; i++) {
		fdt_node(&b, "memory@40000000");
		fdt_text(&b, "device_type", "memory");
		fdt_u32(&b, "numa-node-id", i);
		fdt_range(&b, "reg", 1, 1, 0x40000000 + i * 0x10000000ULL, 0x8000000);
		fdt_end(&b);
	}
	fdt_node(&b, "reserved-memory");
	fdt_u32(&b, "#address-cells", 1);
	fdt_u32(&b, "#size-cells", 1);
	fdt_node(&b, "secure@42000000");
	fdt_range(&b, "reg", 1, 1, 0x42000000, 0x100000);
	fdt_empty(&b, "no-map");
	fdt_end(&b);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "of the tree");
	fdt_u32(&b, "linux,initrd-start", 0x43000000);
	fdt_u32(&b, "linux,initrd-end", 0x43001000);
	fdt_end(&b);
	fdt_end(&b);
	blob = fdt_finish(&b, &len);
	memcpy(phys_at(AT_TREE), blob, len);
	tree_len = len;
	free(blob);
}

static void start(void)
{
	phys_start(HERE, END - HERE);
	put_tree();
	magic = 0x8e0;
	t.start = AT_TREE;
}

#define EFI(name, value) phys_put64(HERE + offsetof(struct boot_efi, name), value)

/* One bank, half of what the tree says, and a tree. */
static void efi(void)
{
	start();
	magic = BOOT_EFI_MAGIC;
	t.start = HERE;
	phys_fill(HERE, 0, AT_TREE - HERE);
	EFI(magic, BOOT_EFI_MAGIC);
	EFI(map, AT_MAP);
	EFI(map_size, STRIDE);
	EFI(descriptor_size, STRIDE);
	EFI(descriptor_version, 1);
	EFI(dtb, AT_TREE);
	phys_put32(AT_MAP, CONVENTIONAL);
	phys_put64(AT_MAP + 8, 0x40000000);
	phys_put64(AT_MAP + 24, 0x4800);
	phys_put64(AT_MAP + 32, 8);
}

/* What the tree adds, and that the loader's map is what tells about RAM. */
static void check_both(void)
{
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK(map_entry(&t.map, 0x40000000, 0x44800000, BOOT_RAM, NULL));
	CHECK(map_entry(&t.map, 0x41000000, 0x41001234, BOOT_RESERVED, "/memreserve/"));
	CHECK(map_entry(&t.map, 0x42000000, 0x42100000, BOOT_NOMAP, "secure@42000000"));
	CHECK_EQ(map_count(&t.map, BOOT_DTB), 1);
	CHECK(map_entry(&t.map, AT_TREE, AT_TREE + tree_len, BOOT_DTB, NULL));
	CHECK_EQ(t.info.dtb, AT_TREE);
	CHECK_EQ(t.info.numa.nr_ranges, MAX_NUMNODES > 1 ? 2 : 0);
	for (unsigned int i = 0; i < t.info.numa.nr_ranges; i++) {
		const struct boot_numa_range *r = &t.info.numa.ranges[i];

		CHECK_EQ(r->base, 0x40000000 + i * 0x10000000ULL);
		CHECK_EQ(r->size, 0x8000000);
		CHECK(r->nid == (int)i && !r->hotplug);
	}
	CHECK_EQ(t.map.dropped, 0);
	CHECK_EQ(notes_count(), 0);
}

static void tree_in_register(void)
{
	start();
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(boot_map_ram_bytes(&t.map), 0x10000000);
	CHECK(!strcmp(t.info.command_line, "of the tree"));
	CHECK_EQ(notes_count(), 0);
}

static void row_49_tree_longer_than_memory(void)
{
	start();
	phys_start(AT_TREE, 0x10000); /* whole pages, of whatever size */
	put_tree();
	phys_put32(AT_TREE + 4, 0x00000001); /* 16 MiB */
	CHECK_EQ(target_translate(&t), 0);
	CHECK(strstr(notes(), "device tree: only 0x10000 of its 0x1000000 bytes can be read"));
	/* A page more than the largest page, and not quite another one. */
	for (size_t pages = 0x10000 / PAGE_SIZE + 1, less = 0; less < 2; less++) {
		char text[96];

		phys_start(AT_TREE, (pages + less) * PAGE_SIZE - less);
		put_tree();
		phys_put32(AT_TREE + 4, 0x00000001);
		CHECK_EQ(target_translate(&t), 0);
		snprintf(text, sizeof(text), "device tree: only %#lx of its 0x1000000 bytes can be read.\n",
			 (unsigned long)(pages * PAGE_SIZE));
		CHECK(strstr(notes(), text));
	}
	phys_start(AT_TREE, 0x10000);
	put_tree();
	phys_put32(AT_TREE + 4, 0x00000001);
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(boot_map_ram_bytes(&t.map), 0x10000000);
}

/* Memory that ends with the tree, and with its header alone; one byte more than whole pages. */
static void row_49_tree_at_the_end(void)
{
	start();
	phys_start(AT_TREE, tree_len);
	put_tree();
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(boot_map_ram_bytes(&t.map), 0x10000000);
	phys_put32(AT_TREE + 4, 0x28000000); /* 40 bytes */
	phys_cut(40);
	CHECK_EQ(target_translate(&t), 0);
	CHECK(map_entry(&t.map, AT_TREE, AT_TREE + 40, BOOT_DTB, NULL));
	CHECK(!strstr(notes(), "neither a device tree"));
	phys_start(AT_TREE, 0x10000);
	put_tree();
	phys_put32(AT_TREE + 4, 0x01000100); /* 0x10001 bytes */
	CHECK_EQ(target_translate(&t), 0);
	CHECK(strstr(notes(), "device tree: only 0x10000 of its 0x10001 bytes can be read"));
}

static void tags_in_register(void)
{
	static const u32 tags[] = { 2, TAG_CORE, 4, 0x54410002, 0x8000000, 0x60000000, 0, 0 };

	start();
	for (unsigned int i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		phys_put32(AT_TREE + 4 * i, tags[i]);
	CHECK_EQ(target_translate(&t), 0);
	CHECK(map_entry(&t.map, 0x60000000, 0x68000000, BOOT_RAM, NULL));
	CHECK_EQ(notes_count(), 0);
	fields_count(&t, AT_TREE, 8, (const struct field[]){ { 0, 4 }, { 4, 4 } }, 2);
}

static void nothing(void)
{
	start();
	phys_put32(AT_TREE, 0x12345678);
	phys_put32(AT_TREE + 4, 0xabc);
	CHECK_EQ(target_translate(&t), -ENOENT);
	CHECK(strstr(notes(), "where r2 or x0 points (0x11000) is neither a device tree nor a list "
			      "of tags: the first words are 0x12345678 and 0xabc."));
	t.start = END - TAG_HEADER; /* two words and nothing behind them */
	phys_put32(END - 8, 0x12345678);
	phys_put32(END - 4, 0xabc);
	CHECK_EQ(target_translate(&t), -ENOENT);
	CHECK(strstr(notes(), "where r2 or x0 points (0x12ff8) is neither a device tree nor a list of tags: the first "
			      "words are 0x12345678 and 0xabc.\n"));
	t.start = END - TAG_HEADER + 1;
	CHECK_EQ(target_translate(&t), -ENOENT);
	CHECK(!strcmp(notes(), "boot loader: where r2 or x0 points (0x12ff9) nothing can be read.\n"));
	t.start = ~0ULL;
	CHECK_EQ(target_translate(&t), -ENOENT);
	CHECK(strstr(notes(), "nothing can be read"));
}

static void tree_beside_efi(void)
{
	efi();
	CHECK_EQ(target_translate(&t), 0);
	check_both();
	CHECK(!strcmp(t.info.command_line, "of the tree"));
	CHECK_EQ(t.info.initrd.base, 0x43000000);
	EFI(command_line, AT_TEXT);
	EFI(initrd, 0x44000000);
	EFI(initrd_size, 0x2000);
	phys_text(AT_TEXT, "of EFI");
	CHECK_EQ(target_translate(&t), 0);
	check_both();
	CHECK(!strcmp(t.info.command_line, "of EFI"));
	CHECK_EQ(t.info.initrd.base, 0x44000000);
	CHECK_EQ(map_count(&t.map, BOOT_INITRD), 2); /* nobody's memory is given away */
}

static u32 tree_word(u32 at)
{
	const u8 *p = (const u8 *)phys_at(AT_TREE) + at;

	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/* What a tree says before it is damaged counts beside a loader's map, too, and so does what the loader says. */
static void damaged_tree_beside_efi(void)
{
	efi();
	EFI(command_line, AT_TEXT);
	phys_text(AT_TEXT, "of EFI");
	phys_put32(AT_TREE + tree_word(8) + tree_word(36) - 4, 0x77000000); /* for the token at the end */
	CHECK_EQ(target_translate(&t), 0);
	CHECK(notes_count() > 0);
	CHECK(map_entry(&t.map, 0x40000000, 0x44800000, BOOT_RAM, NULL));
	CHECK(map_entry(&t.map, 0x41000000, 0x41001234, BOOT_RESERVED, "/memreserve/"));
	CHECK(map_entry(&t.map, 0x42000000, 0x42100000, BOOT_NOMAP, "secure@42000000"));
	CHECK(!strcmp(t.info.command_line, "of EFI"));
}

/* RAM of no node tells nothing beside a loader's map. */
static void tree_without_nodes(void)
{
	static struct fdt_build b;
	size_t len;
	u8 *blob;

	efi();
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_u32(&b, "#address-cells", 1);
	fdt_u32(&b, "#size-cells", 1);
	fdt_node(&b, "memory@40000000");
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 1, 1, 0x40000000, 0x8000000);
	fdt_end(&b);
	fdt_end(&b);
	blob = fdt_finish(&b, &len);
	memcpy(phys_at(AT_TREE), blob, len);
	free(blob);
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(t.info.numa.nr_ranges, 0);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 1);
	CHECK_EQ(notes_count(), 0);
}

/* The application has left it to us to look. */
static void tree_by_system_table(void)
{
	static const u64 guid[] = { 0x41a5f19cb1b621d5, 0xe0aa692c15d90b83 };
	const unsigned int pointer = sizeof(void *);
	u64 count = AT_TABLE + 24 + 10 * pointer;

	efi();
	EFI(dtb, 0);
	EFI(system_table, AT_TABLE);
	phys_put64(AT_TABLE, 0x5453595320494249);
	phys_put32(count, 1);
	phys_put(count + pointer, AT_ENTRIES, pointer);
	phys_put64(AT_ENTRIES, guid[0]);
	phys_put64(AT_ENTRIES + 8, guid[1]);
	phys_put(AT_ENTRIES + 16, AT_TREE, pointer);
	CHECK_EQ(target_translate(&t), 0);
	check_both();
}

static void no_room(void)
{
	/* What somebody else has left in the storage, or has behind it. */
	static const struct boot_range others = { .base = 0x90000000, .end = 0x90001000, .kind = BOOT_BAD };
	static struct boot_range few[16];
	struct boot_map map;
	struct boot_info *info = &t.info;
	unsigned int all;

	efi();
	CHECK_EQ(target_translate(&t), 0);
	all = t.map.count + 2; /* and the RAM that is in the tree alone */
	for (unsigned int max = 0; max <= all; max++) {
		for (size_t i = 0; i < LENGTH(few); i++)
			few[i] = others;
		boot_map_init(&map, few, max);
		memset(info, 0, sizeof(*info));
		notes_clear();
		detect_arm(magic, HERE, phys_read, &map, info, notes_add);
		CHECK(map.count <= max);
		CHECK_EQ(map.dropped, all - max);
		CHECK_EQ(map_count(&map, BOOT_BAD), 0);
		for (size_t i = max; i < LENGTH(few); i++)
			CHECK(few[i].base == others.base && few[i].kind == BOOT_BAD);
	}
	CHECK_EQ(map.count, t.map.count);
}

static void tree_that_cannot_be_read(void)
{
	efi();
	EFI(dtb, END);
	CHECK_EQ(target_translate(&t), 0);
	CHECK(strstr(notes(), "the device tree at 0x13000 cannot be read: what it reserves is not known"));
	CHECK_EQ(notes_count(), 1);
	CHECK(map_entry(&t.map, 0x40000000, 0x44800000, BOOT_RAM, NULL));
	EFI(dtb, AT_TREE);
	EFI(map_size, 0); /* reservations without memory are kept; the error stays */
	CHECK_EQ(target_translate(&t), -EINVAL);
	CHECK_EQ(map_count(&t.map, BOOT_RAM), 0);
	CHECK_EQ(map_count(&t.map, BOOT_NOMAP), 1);
}

/* Answers: two that are followed as they are, a map of one entry, a tree. */
static void limine(void)
{
	static const u64 direct[2] = { 0, DIRECT_MAP };
	static const u64 image[3] = { 0, 0x40200000, 0xffffffff80000000 };
	const u64 answers[][3] = {
		{ 0, 1, DIRECT_MAP + AT_ANSWERS + 0x80 },	/* the map */
		{ 0, DIRECT_MAP + AT_TREE, 0 },			/* the tree */
		{ 0x40000000, 0x4800000, 0 },			/* the entry */
	};

	start();
	magic = LIMINE_MAGIC;
	t.start = AT_REQUESTS;
	phys_fill(AT_REQUESTS, 0, END - AT_REQUESTS);
	for (unsigned int i = 0; i < 3; i++)
		for (unsigned int word = 0; word < 3; word++)
			phys_put64(AT_ANSWERS + 0x20 * i + 8 * word, answers[i][word]);
	phys_put64(AT_ANSWERS + 0x80, DIRECT_MAP + AT_ANSWERS + 0x40);
#define RESPONSE(name) (AT_REQUESTS + offsetof(struct limine_requests, name.response))
	phys_put64(RESPONSE(direct_map), (uintptr_t)direct);
	phys_put64(RESPONSE(executable_address), (uintptr_t)image);
	phys_put64(RESPONSE(memory_map), DIRECT_MAP + AT_ANSWERS);
	phys_put64(RESPONSE(device_tree), DIRECT_MAP + AT_ANSWERS + 0x20);
}

static void tree_beside_limine(void)
{
	limine();
	CHECK_EQ(target_translate(&t), 0);
	check_both();
	CHECK(!strcmp(t.info.command_line, "of the tree"));
}

static void hostile(void)
{
	efi();
	attack(&t, HERE, HERE + sizeof(struct boot_efi));
	attack(&t, AT_TREE, AT_TREE + 0x240);
	start();
	attack(&t, AT_TREE, AT_TREE + 0x240);
}

const struct suite suite_detect_arm = { "detect_arm", (const struct test_case[]){
	{ "a device tree in the register", tree_in_register },
	{ "row 49: a device tree longer than memory", row_49_tree_longer_than_memory },
	{ "row 49: a device tree at the end of memory", row_49_tree_at_the_end },
	{ "tags in the register", tags_in_register },
	{ "neither: what is there is told", nothing },
	{ "row 45: a device tree beside EFI's map", tree_beside_efi },
	{ "a damaged device tree beside EFI's map", damaged_tree_beside_efi },
	{ "a device tree that knows of no nodes", tree_without_nodes },
	{ "row 45: a device tree by EFI's system table", tree_by_system_table },
	{ "row 45: a device tree beside Limine's map", tree_beside_limine },
	{ "a device tree that cannot be read", tree_that_cannot_be_read },
	{ "no room for its ranges", no_room },
	{ "hostile bytes", hostile },
	{ 0 },
} };
