/* SPDX-License-Identifier: MIT */
/*
 * The device tree translator: trees as they should be, as they are, and as nobody
 * should make them. Blobs lie in memory of exactly their size, so that the address
 * sanitizer sees every read behind them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "fdt_build.h"
#include "notes.h"

#define BLOB_AT 0x7000000
#define KIB	0x400ULL
#define MIB	0x100000ULL
#define GIB	0x40000000ULL

/* What addresses beyond phys_addr_t become. */
#define CLAMP(x) ((u64)(x) > PHYS_ADDR_MAX ? (u64)PHYS_ADDR_MAX : (u64)(x))

static struct fdt_build b;
static struct boot_range storage[256];
static struct boot_map map;
static struct boot_info info;

static int translate_bytes(const u8 *blob, size_t len)
{
	boot_map_init(&map, storage, 256);
	memset(&info, 0, sizeof(info));
	notes_clear();
	dirty_the_stack(64); /* an offset that may well be one */
	return fdt_translate(blob, len, BLOB_AT, &map, &info, notes_add);
}

/* The tree that was built; it stays until the next one, since the map refers to it. */
static u8 *tree;
static size_t tree_len;

static int translate(void)
{
	int result;

	free(tree);
	tree = fdt_finish(&b, &tree_len);
	result = translate_bytes(tree, tree_len);
	CHECK(owners_are_named(&map));
	for (unsigned int i = 0; i < map.count; i++)
		CHECK(map.ranges[i].nid == NUMA_NO_NODE || map.ranges[i].kind == BOOT_RAM);
	return result;
}

static bool ram(u64 base, u64 size)
{
	return map_entry(&map, base, CLAMP(base + size), BOOT_RAM, NULL) != NULL;
}

/* A root with cells, left open. */
static void root(unsigned int address_cells, unsigned int size_cells)
{
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_u32(&b, "#address-cells", address_cells);
	fdt_u32(&b, "#size-cells", size_cells);
}

static void memory(const char *name, u64 base, u64 size)
{
	fdt_node(&b, name);
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, base, size);
	fdt_end(&b);
}

static void reserved_memory(unsigned int address_cells, unsigned int size_cells)
{
	fdt_node(&b, "reserved-memory");
	fdt_u32(&b, "#size-cells", size_cells);
	fdt_u32(&b, "#address-cells", address_cells);
	fdt_empty(&b, "ranges");
}

/* ---- memory ---- */

static void plain(void)
{
	root(2, 2);
	memory("memory@40000000", GIB, 256 * MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map.count, 2);
	CHECK(ram(GIB, 256 * MIB));
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(fdt_size(tree, tree_len), tree_len);
	CHECK_EQ(fdt_size(tree, 40), tree_len);
	CHECK_EQ(fdt_size(tree, 39), 0);
	CHECK_EQ(info.initrd.size, 0);
	CHECK(!info.command_line);
}

static void row_44_blob(void)
{
	root(2, 2);
	memory("memory@0", 0, GIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + tree_len, BOOT_DTB, "device tree"));
	/* Damaged or not. */
	tree[0x1b] = 99;
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + tree_len, BOOT_DTB, "device tree"));
}

static void row_46_cells(void)
{
	for (unsigned int a = 1; a <= 4; a++)
		for (unsigned int s = 1; s <= 4; s++) {
			u64 base = a > 1 ? 5 * GIB : GIB, size = s > 1 ? 4 * GIB : GIB / 2;
			struct boot_span spans[2] = { { base, size }, { 0x1000, 0x3000 } };

			root(a, s);
			fdt_node(&b, "memory@0");
			fdt_ranges(&b, "reg", a, s, spans, 2);
			fdt_text(&b, "device_type", "memory");
			fdt_end(&b);
			fdt_end(&b);
			CHECK_EQ(translate(), 0);
			CHECK(ram(0x1000, 0x3000));
			CHECK(base > PHYS_ADDR_MAX || ram(base, size));
			CHECK_EQ(notes_count(), 0);
		}
}

/* The defaults are 2 and 1; the parent's cells are not inherited by default. */
static void row_46_default_cells(void)
{
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_node(&b, "memory");
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 1, GIB, MIB);
	fdt_end(&b);
	fdt_node(&b, "reserved-memory");
	fdt_node(&b, "x");
	fdt_range(&b, "reg", 2, 1, GIB, KIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB));
	CHECK(map_entry(&map, GIB, GIB + KIB, BOOT_RESERVED, "x"));

	root(1, 1);
	fdt_node(&b, "reserved-memory");
	fdt_u32(&b, "#size-cells", 2);
	fdt_node(&b, "x");
	fdt_range(&b, "reg", 2, 2, GIB, KIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, GIB, GIB + KIB, BOOT_RESERVED, "x"));
}

static void unusable_cells(void)
{
	static const u32 many[255] = { [254] = 0x2000 };
	static const u32 odd[] = { 5, 0xffffffff, 0x40000000 };

	for (unsigned int i = 0; i < 3; i++) {
		root(odd[i], 2);
		memory("memory@0", GIB, MIB);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&map, BOOT_RAM), 0);
		CHECK_TEXT(notes(), "property #address-cells: more than 4, in node \"\"");
		CHECK_TEXT(notes(), "property reg: the parent's cells are unusable");
	}
	/* No cells at all: nothing can be divided by that. */
	root(0, 0);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 0);
	CHECK_TEXT(notes(), "no multiple");
	/* Not even of nothing. */
	root(0, 0);
	fdt_node(&b, "memory");
	fdt_text(&b, "device_type", "memory");
	fdt_empty(&b, "reg");
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "no multiple");
	CHECK_EQ(map_count(&map, BOOT_RAM), 0);
	/* A length other than four. */
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_u64(&b, "#size-cells", 1);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "#size-cells: unexpected length");
	CHECK_TEXT(notes(), "property reg: the parent's cells are unusable");
	CHECK_EQ(notes_count(), 2);
	CHECK_EQ(map_count(&map, BOOT_RAM), 0);
	/* As long as an unusable number of cells would have it. */
	root(2, 2);
	reserved_memory(2, 5);
	fdt_node(&b, "pool");
	fdt_cells(&b, "size", many, LENGTH(many));
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, 0);
	CHECK_TEXT(notes(), "property size: unexpected length, in node \"pool\"");
	/* As long as an unusable number of cells of size would have it. */
	{
		static const u32 pair[257] = { 0, GIB, [256] = MIB };

		root(2, 5);
		fdt_node(&b, "memory");
		fdt_text(&b, "device_type", "memory");
		fdt_cells(&b, "reg", pair, LENGTH(pair));
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&map, BOOT_RAM), 0);
		CHECK_TEXT(notes(), "property reg: the parent's cells are unusable, in node \"memory\".\n");
	}
	/* No address: size alone. */
	root(0, 1);
	fdt_node(&b, "memory");
	fdt_text(&b, "device_type", "memory");
	fdt_u32(&b, "reg", 0x5000);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(0, 0x5000));
}

/* More than 64 bits of size. */
static void wide_sizes(void)
{
	static const u32 cells[] = { GIB, 1, 0, 0x1000, 2 * GIB, 0, 0, 0x1000 };

	root(1, 3);
	fdt_node(&b, "memory");
	fdt_text(&b, "device_type", "memory");
	fdt_cells(&b, "reg", cells, 8);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(ram(2 * GIB, 0x1000));
	CHECK_TEXT(notes(), "property reg: more than 64 bits");
}

/* More than 64 bits of address. */
static void wide_cells(void)
{
	u32 wide[] = { 1, 0, 0x1000, 0, 0x1000, 0, 0, 0x8000, 0, 0x1000 };

	root(3, 2);
	fdt_node(&b, "memory@0");
	fdt_text(&b, "device_type", "memory");
	fdt_cells(&b, "reg", wide, 10);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(ram(0x8000, 0x1000));
	CHECK_TEXT(notes(), "property reg: more than 64 bits, in node \"memory@0\"");

	root(2, 2);
	reserved_memory(2, 3);
	fdt_node(&b, "pool");
	fdt_cells(&b, "size", wide, 3);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, 0);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "property size: more than 64 bits, in node \"pool\"");
}

/* What only counts in memory nodes, in /chosen, in reservations. */
static void put_memory_properties(void)
{
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, GIB, MIB);
}

static void put_chosen_properties(void)
{
	fdt_text(&b, "bootargs", "wrong");
	fdt_u32(&b, "linux,initrd-start", GIB);
	fdt_u32(&b, "linux,initrd-end", GIB + MIB);
	fdt_range(&b, "linux,usable-memory-range", 2, 2, GIB, MIB);
	fdt_range(&b, "linux,elfcorehdr", 2, 2, GIB, MIB);
}

static void put_reservation_properties(void)
{
	fdt_u64(&b, "size", MIB);
	fdt_empty(&b, "no-map");
}

/* A tree of which nothing means anything: the blob is all that the map has. */
static void check_nothing_told(void)
{
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(map.count, 1);
	CHECK(!info.command_line);
	CHECK_EQ(info.initrd.size + info.nr_usable + info.nr_dynamic, 0);
}

static void properties_of_others(void)
{
	root(2, 2);
	put_memory_properties();
	put_chosen_properties();
	put_reservation_properties();
	fdt_node(&b, "other");
	put_chosen_properties();
	put_reservation_properties();
	for (unsigned int level = 2; level < 5; level++) {
		fdt_node(&b, "memory@40000000");
		put_memory_properties();
		put_chosen_properties();
		put_reservation_properties();
	}
	for (unsigned int level = 1; level < 5; level++)
		fdt_end(&b);
	fdt_node(&b, "chosen");
	put_memory_properties();
	put_reservation_properties();
	fdt_end(&b);
	reserved_memory(2, 2);
	put_memory_properties();
	put_chosen_properties();
	put_reservation_properties();
	fdt_end(&b);
	fdt_end(&b);
	check_nothing_told();
}

/* Nodes whose names only begin like those that matter. */
static void longer_names(void)
{
	root(2, 2);
	fdt_node(&b, "chosen-before");
	put_chosen_properties();
	fdt_end(&b);
	fdt_node(&b, "reserved-memory-map");
	fdt_node(&b, "x");
	put_reservation_properties();
	fdt_range(&b, "reg", 2, 2, GIB, MIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	check_nothing_told();
}

static void row_47_names(void)
{
	root(2, 2);
	fdt_node(&b, "memory-controller@1000");
	fdt_range(&b, "reg", 2, 2, 0x1000, 0x1000);
	fdt_end(&b);
	fdt_node(&b, "memory@2000000"); /* no device_type */
	fdt_range(&b, "reg", 2, 2, 32 * MIB, MIB);
	fdt_end(&b);
	fdt_node(&b, "memory@3000000");
	fdt_text(&b, "device_type", "memory2");
	fdt_range(&b, "reg", 2, 2, 48 * MIB, MIB);
	fdt_end(&b);
	memory("ram@40000000", GIB, MIB);
	fdt_node(&b, "soc");
	memory("memory@50000000", 5 * GIB / 4, MIB); /* behind a bus */
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map.count, 2);
	CHECK(ram(GIB, MIB));
	CHECK_EQ(notes_count(), 0);
}

static void status(void)
{
	static const char *const states[] = { "okay", "ok", "disabled", "fail", "reserved", "" };

	for (unsigned int i = 0; i < 6; i++) {
		root(2, 2);
		fdt_node(&b, "memory@0");
		fdt_text(&b, "status", states[i]);
		fdt_text(&b, "device_type", "memory");
		fdt_range(&b, "reg", 2, 2, GIB, MIB);
		fdt_end(&b);
		reserved_memory(2, 2);
		fdt_node(&b, "x");
		fdt_range(&b, "reg", 2, 2, GIB, KIB);
		fdt_text(&b, "status", states[i]);
		fdt_end(&b);
		fdt_node(&b, "y"); /* wherever it would be placed */
		fdt_u64(&b, "size", KIB);
		fdt_text(&b, "status", states[i]);
		fdt_end(&b);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map.count, i < 2 ? 3 : 1);
		CHECK_EQ(info.nr_dynamic, i < 2);
	}
}

/* A status that cannot be read is not okay; that of nodes nobody asks about is not looked at. */
static void status_without_end(void)
{
	for (unsigned int memory = 0; memory < 2; memory++) {
		root(2, 2);
		fdt_node(&b, "node");
		fdt_property(&b, "status", "okay", 4);
		if (memory)
			fdt_text(&b, "device_type", "memory");
		fdt_range(&b, "reg", 2, 2, GIB, MIB);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&map, BOOT_RAM), 0);
		CHECK(!strcmp(notes(), memory ? "device tree: property status: no NUL at the end of the text, in node "
						"\"node\".\n" : ""));
	}
}

/* In the place of reg, be it empty, and without one. */
static void usable_memory_alone(void)
{
	for (unsigned int ranges = 0; ranges < 2; ranges++)
		for (unsigned int has_reg = 0; has_reg < 2; has_reg++) {
			const struct boot_span usable = { GIB + MIB, MIB };

			root(2, 2);
			fdt_node(&b, "memory");
			fdt_text(&b, "device_type", "memory");
			if (has_reg)
				fdt_range(&b, "reg", 2, 2, GIB, GIB);
			fdt_ranges(&b, "linux,usable-memory", 2, 2, &usable, ranges);
			fdt_end(&b);
			fdt_end(&b);
			CHECK_EQ(translate(), 0);
			CHECK_EQ(map_count(&map, BOOT_RAM), ranges);
			CHECK_EQ(ram(GIB + MIB, MIB), ranges);
			CHECK_EQ(notes_count(), 0);
		}
}

static void usable_memory(void)
{
	root(2, 2);
	fdt_node(&b, "memory@0");
	fdt_range(&b, "linux,usable-memory", 2, 2, GIB + MIB, MIB);
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, GIB, GIB);
	fdt_empty(&b, "hotpluggable");
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(ram(GIB + MIB, MIB));
}

/* RAM all the same, when there are more hints than are kept. */
static void many_hotpluggable(void)
{
	root(1, 1);
	fdt_node(&b, "memory@0");
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 1, 1, 0, GIB);
	fdt_end(&b);
	for (u32 i = 0; i <= BOOT_NUMA_RANGES; i++) {
		fdt_node(&b, "memory");
		fdt_text(&b, "device_type", "memory");
		fdt_empty(&b, "hotpluggable");
		fdt_range(&b, "reg", 1, 1, 2 * i * MIB, MIB);
		fdt_end(&b);
	}
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(ram(0, GIB));
	CHECK_EQ(info.numa.nr_ranges, BOOT_NUMA_RANGES);
	CHECK_EQ(notes_count(), 1);
	CHECK_TEXT(notes(), "device tree: property hotpluggable: more ranges than are kept, in node \"memory\"");
}

/* No node: told nothing but this. */
static void hint_of_no_node(void)
{
	fdt_node(&b, "memory@20000000");
	fdt_empty(&b, "hotpluggable");
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, GIB / 2, MIB);
	fdt_end(&b);
}

static void hotpluggable(void)
{
	struct boot_span two[] = { { 2 * GIB, MIB }, { 3 * GIB, MIB } };

	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_node(&b, "memory@80000000");
	fdt_empty(&b, "hotpluggable");
	fdt_text(&b, "device_type", "memory");
	fdt_u32(&b, "numa-node-id", 1);
	fdt_ranges(&b, "reg", 2, 2, two, 2);
	fdt_end(&b);
	hint_of_no_node();
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 4);
	CHECK(ram(2 * GIB, MIB) && ram(3 * GIB, MIB) && ram(GIB / 2, MIB));
	CHECK_EQ(info.numa.nr_ranges, 3);
	for (unsigned int i = 0; i < 3; i++) {
		const struct boot_numa_range *r = &info.numa.ranges[i];

		CHECK(r->hotplug);
		CHECK_EQ(r->size, MIB);
		CHECK_EQ(r->base, i ? two[i - 1].base : GIB / 2);
		CHECK_EQ(r->nid, i && MAX_NUMNODES > 1 ? 1 : NUMA_NO_NODE);
	}
	CHECK_EQ(notes_count(), 0);
	/* Hints that contradict each other: nothing to be said, the first stays. */
	root(2, 2);
	for (u32 i = 0; i < 2; i++) {
		fdt_node(&b, "memory@40000000");
		fdt_empty(&b, "hotpluggable");
		fdt_text(&b, "device_type", "memory");
		fdt_u32(&b, "numa-node-id", i);
		fdt_range(&b, "reg", 2, 2, GIB, MIB);
		fdt_end(&b);
	}
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.numa.nr_ranges, 1);
	CHECK_EQ(info.numa.ranges[0].nid, MAX_NUMNODES > 1 ? 0 : NUMA_NO_NODE);
	CHECK_EQ(notes_count(), 0);
}

/* A range without a node takes none away. */
static void hint_without_node(void)
{
	root(2, 2);
	hint_of_no_node();
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	boot_map_set_node(&map, GIB / 2, MIB, MAX_NUMNODES - 1);
	CHECK_EQ(boot_numa_apply(&info.numa, &map), 0);
	CHECK_EQ(map_entry(&map, GIB / 2, GIB / 2 + MIB, BOOT_RAM, NULL)->nid, MAX_NUMNODES - 1);
	CHECK_EQ(notes_count(), 0);
}

static void numa(void)
{
	root(2, 2);
	for (unsigned int i = 0; i < 3; i++) {
		fdt_node(&b, "memory@0");
		fdt_u32(&b, "numa-node-id", i == 2 ? 0xffffffff : i);
		fdt_text(&b, "device_type", "memory");
		fdt_range(&b, "reg", 2, 2, GIB + i * 2 * MIB, MIB);
		fdt_end(&b);
	}
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	for (unsigned int i = 0; i < 3; i++) {
		const struct boot_range *r = map_entry(&map, GIB + i * 2 * MIB,
						       GIB + i * 2 * MIB + MIB, BOOT_RAM, NULL);

		CHECK(r && r->nid == (MAX_NUMNODES > 1 && i < 2 ? (int)i : NUMA_NO_NODE));
	}
	CHECK(!strcmp(notes(), MAX_NUMNODES == 1 ? "" : "device tree: property numa-node-id: not below MAX_NUMNODES; the "
							"node is taken as unknown, in node \"memory@0\".\n"));
	/* The highest number there is, and the one above. */
	for (u32 above = 0; above < 2; above++) {
		root(2, 2);
		fdt_node(&b, "memory@0");
		fdt_u32(&b, "numa-node-id", MAX_NUMNODES - 1 + above);
		fdt_text(&b, "device_type", "memory");
		fdt_range(&b, "reg", 2, 2, GIB, MIB);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_entry(&map, GIB, GIB + MIB, BOOT_RAM, NULL)->nid,
			 above || MAX_NUMNODES == 1 ? NUMA_NO_NODE : MAX_NUMNODES - 1);
		CHECK_EQ(notes_count(), above && MAX_NUMNODES > 1);
	}
	/* A number of eight bytes is none, although the first four would do. */
	root(2, 2);
	fdt_node(&b, "memory@0");
	fdt_u64(&b, "numa-node-id", 1ULL << 32);
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, GIB, MIB);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB) && map_entry(&map, GIB, GIB + MIB, BOOT_RAM, NULL)->nid == NUMA_NO_NODE);
	CHECK_EQ(notes_count(), MAX_NUMNODES > 1);
}

static void odd_memory(void)
{
	struct boot_span spans[] = { { GIB, 0 }, { 2 * GIB, MIB }, { ~0ULL - 0xfff, ~0ULL } };
	u32 three[] = { 0, 1, 2 };

	root(2, 2);
	fdt_node(&b, "memory@1");
	fdt_text(&b, "device_type", "memory");
	fdt_ranges(&b, "reg", 2, 2, spans, 3);
	fdt_end(&b);
	fdt_node(&b, "memory@2");
	fdt_text(&b, "device_type", "memory");
	fdt_cells(&b, "reg", three, 3);
	fdt_end(&b);
	fdt_node(&b, "memory@3");
	fdt_text(&b, "device_type", "memory");
	fdt_end(&b);
	fdt_node(&b, "memory@4");
	fdt_property(&b, "device_type", "memory", 6); /* its NUL is missing */
	fdt_range(&b, "reg", 2, 2, 3 * GIB, MIB);
	fdt_end(&b);
	memory("memory@5", GIB / 2, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(2 * GIB, MIB));
	CHECK(ram(GIB / 2, MIB));
	CHECK(!ram(3 * GIB, MIB));
	CHECK_TEXT(notes(), "property reg: size 0, in node \"memory@1\"");
	CHECK_TEXT(notes(),
		   "property reg: the length is no multiple of the parent's cells, in node "
		   "\"memory@2\"");
	CHECK_TEXT(notes(), "device tree: no reg in memory node \"memory@3\".\n");
	CHECK_TEXT(notes(),
		   "property device_type: no NUL at the end of the text, in node \"memory@4\"");
	CHECK_EQ(notes_count(), 4);
}

/* A list that ends within a range: which of its numbers are right nobody knows. */
static void cut_ranges(void)
{
	static const u32 cells[] = { 0, GIB, 0, MIB, 0, 2 * GIB, 0, MIB };

	for (unsigned int count = 0; count <= LENGTH(cells); count++) {
		root(2, 2);
		fdt_node(&b, "memory");
		fdt_text(&b, "device_type", "memory");
		fdt_cells(&b, "reg", cells, count);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&map, BOOT_RAM), count % 4 ? 0 : count / 4);
		CHECK_EQ(notes_count(), count % 4 > 0);
	}
}

/* A tree of rubbish does not flood the console. */
static void many_notes(void)
{
	struct boot_span spans[1000] = { 0 };

	root(2, 2);
	fdt_node(&b, "memory@1");
	fdt_text(&b, "device_type", "memory");
	fdt_ranges(&b, "reg", 2, 2, spans, 1000);
	fdt_end(&b);
	memory("memory@2", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB));
	CHECK_EQ(notes_count(), 33);
	CHECK(!strcmp(strstr(notes(), "device tree: there is more"), "device tree: there is more to complain about.\n"));
}

/* ---- reservations ---- */

static void row_45_memreserve(void)
{
	root(2, 2);
	fdt_end(&b);
	fdt_reserve(&b, 0x48000000, 0x1b); /* U-Boot's, neither page aligned */
	fdt_reserve(&b, 0, 0x1000);	   /* the Raspberry Pi's, at 0 */
	fdt_reserve(&b, 0x9000, 0);
	fdt_reserve(&b, 0x123456789000, 0x1230000000); /* more than 32 bits of both */
	fdt_reserve(&b, ~0ULL - 0xffff, ~0ULL);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, 0x48000000, 0x4800001b, BOOT_RESERVED, "/memreserve/"));
	CHECK(map_entry(&map, 0, 0x1000, BOOT_RESERVED, "/memreserve/"));
	CHECK(sizeof(phys_addr_t) == 4 ||
	      map_entry(&map, 0x123456789000, 0x123456789000 + 0x1230000000, BOOT_RESERVED, "/memreserve/"));
	CHECK_EQ(map_count(&map, BOOT_RESERVED), sizeof(phys_addr_t) == 8 ? 4 : 2);
}

static void row_45_unterminated_memreserve(void)
{
	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	fdt_reserve(&b, 0x48000000, 0x1000);
	b.unterminated = true;
	CHECK_EQ(translate(), -EINVAL);
	CHECK(map_entry(&map, 0x48000000, 0x48001000, BOOT_RESERVED, NULL));
	CHECK_EQ(map_count(&map, BOOT_RESERVED), 1); /* the nodes are no reservations */
	CHECK(ram(GIB, MIB));
	CHECK_TEXT(notes(), "no end");
}

/* The blob that was built, its blocks in another order; behind the header without a gap. */
struct layout {
	const struct fdt_block *block;
	unsigned int field; /* of the header, that says where it lies */
};

/* cut: the last byte of the list is missing. */
static int translate_in_order(const struct layout *const *order, bool cut)
{
	u8 *blob = calloc(1, tree_len + 8), *exact;
	size_t at = 40;
	int result;

	memcpy(blob, tree, 40);
	for (unsigned int i = 0; i < 3; i++) {
		const struct fdt_block *block = order[i]->block;
		bool shorter = cut && block == &b.reservations;

		at += shorter; /* so that nodes are where they may be */
		blob[order[i]->field] = blob[order[i]->field + 1] = 0;
		blob[order[i]->field + 2] = (u8)(at >> 8);
		blob[order[i]->field + 3] = (u8)at;
		memcpy(blob + at, block->bytes, block->len);
		at += block->len - shorter;
		if (block == &b.strings && i < 2)
			at = (at + 3) & ~(size_t)3;
	}
	blob[6] = (u8)(at >> 8);
	blob[7] = (u8)at;
	/* Behind the blob lies a zero, or nothing that may be read. */
	exact = exact_copy(blob, at);
	result = translate_bytes(blob, at);
	CHECK_EQ(translate_bytes(exact, at), result);
	free(exact);
	free(blob);
	return result;
}

/*
 * Wherever the list lies, and be there an entry in it or none: it ends with an empty entry, and
 * without one where the next block begins, or the blob ends.
 */
static void row_45_memreserve_anywhere(void)
{
	const struct layout list = { &b.reservations, 16 }, nodes = { &b.structure, 8 }, names = { &b.strings, 12 };
	const struct layout *const orders[][3] = {
		{ &list, &nodes, &names }, { &list, &names, &nodes }, { &nodes, &list, &names },
		{ &nodes, &names, &list }, { &names, &list, &nodes }, { &names, &nodes, &list },
	};

	for (unsigned int entries = 0; entries < 3; entries++)
		for (int ends = 0; ends < 2; ends++) {
			root(2, 2);
			memory("memory@0", GIB, MIB);
			fdt_end(&b);
			for (unsigned int i = 0; i < entries; i++)
				fdt_reserve(&b, 0x48000000 + i * MIB, 0x1000);
			b.unterminated = !ends;
			translate();
			for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
				for (int cut = 0; cut <= ends; cut++) {
					CHECK_EQ(translate_in_order(orders[i], cut), ends && !cut ? 0 : -EINVAL);
					CHECK_EQ(map_count(&map, BOOT_RESERVED), entries);
					CHECK_EQ(notes_count(), !ends || cut);
					CHECK(ram(GIB, MIB));
				}
		}
}

/* The header taken for a list, up to the names: entries are read that lie below them as a whole. */
static void row_45_memreserve_before_names(void)
{
	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	tree[18] = tree[19] = 0;
	tree[14] = 0;
	for (u8 names = 0; names < 40; names++) {
		tree[15] = names;
		CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
		CHECK_EQ(map_count(&map, BOOT_RESERVED), sizeof(phys_addr_t) == 8 ? names / 16 : names / 32); /* the first lies too high */
		CHECK_TEXT(notes(), "device tree: the list of memory reservations has no end.\n");
	}
}

/* A length of nonsense: a list of reservations that would go on for 3 MiB ends after 2. */
static void far_too_long(void)
{
	static u8 whole[3 << 20];

	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	memset(whole, 0xa5, sizeof(whole));
	memcpy(whole, tree, tree_len);
	memcpy(whole + 4, (const u8[]){ 0, 0x30, 0, 0 }, 4); /* bytes in all */
	whole[18] = (u8)(tree_len >> 8);		     /* where reservations begin: behind it */
	whole[19] = (u8)tree_len;
	CHECK_EQ(translate_bytes(whole, sizeof(whole)), -EINVAL);
	CHECK_TEXT(notes(), "device tree: only 0x200000 of its 0x300000 bytes can be read.\n");
	CHECK_TEXT(notes(), "no end");
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + sizeof(whole), BOOT_DTB, NULL));
	CHECK(ram(GIB, MIB));
}

static void row_45_reserved_memory(void)
{
	struct boot_span two[] = { { 0x42000000, 0x800 }, { 0x42002000, 0x1000 } };

	root(2, 2);
	reserved_memory(1, 1);
	fdt_node(&b, "log@42000000");
	fdt_ranges(&b, "reg", 1, 1, two, 2);
	fdt_end(&b);
	fdt_node(&b, "secure@43000000");
	fdt_range(&b, "reg", 1, 1, 0x43000000, 0x10000);
	fdt_empty(&b, "no-map");
	fdt_end(&b);
	fdt_node(&b, "pool@44000000");
	fdt_empty(&b, "reusable");
	fdt_range(&b, "reg", 1, 1, 0x44000000, 0x10000);
	fdt_node(&b, "child"); /* of nobody's interest */
	fdt_range(&b, "reg", 1, 1, 0x45000000, 0x10000);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	memory("memory@40000000", GIB, 256 * MIB); /* the root's cells are back */
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, 0x42000000, 0x42000800, BOOT_RESERVED, "log@42000000"));
	CHECK(map_entry(&map, 0x42002000, 0x42003000, BOOT_RESERVED, "log@42000000"));
	CHECK(map_entry(&map, 0x43000000, 0x43010000, BOOT_NOMAP, "secure@43000000"));
	CHECK(map_entry(&map, 0x44000000, 0x44010000, BOOT_RESERVED, "pool@44000000"));
	CHECK(ram(GIB, 256 * MIB));
	CHECK_EQ(map.count, 6);
	CHECK_EQ(info.nr_dynamic, 0);
	CHECK_EQ(notes_count(), 0);
}

static void row_45_dynamic(void)
{
	struct boot_span where[BOOT_ALLOC_RANGES + 1];

	for (unsigned int i = 0; i <= BOOT_ALLOC_RANGES; i++)
		where[i] = (struct boot_span){ (i + 1) * GIB, 256 * MIB };
	root(2, 2);
	reserved_memory(2, 1);
	fdt_node(&b, "linux,cma");
	fdt_u32(&b, "size", 0x1000000);
	fdt_u32(&b, "alignment", 0x400000);
	fdt_ranges(&b, "alloc-ranges", 2, 1, where, 2);
	fdt_empty(&b, "reusable");
	fdt_end(&b);
	fdt_node(&b, "hidden");
	fdt_empty(&b, "no-map");
	fdt_u32(&b, "size", 0x2000);
	fdt_u32(&b, "alignment", 1);
	fdt_end(&b);
	fdt_node(&b, "odd");
	fdt_u32(&b, "size", 0x3000);
	fdt_u32(&b, "alignment", 0x3000);
	fdt_ranges(&b, "alloc-ranges", 2, 1, where, BOOT_ALLOC_RANGES + 1);
	fdt_end(&b);
	fdt_node(&b, "wide");
	fdt_u64(&b, "size", 0x3000);
	fdt_end(&b);
	fdt_node(&b, "none");
	fdt_u32(&b, "size", 0);
	fdt_end(&b);
	fdt_node(&b, "empty");
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map.count, 1);
	CHECK_EQ(info.nr_dynamic, 3);
	CHECK(!strcmp(info.dynamic[0].name, "linux,cma"));
	CHECK_EQ(info.dynamic[0].size, 0x1000000);
	CHECK_EQ(info.dynamic[0].align, 0x400000);
	CHECK_EQ(info.dynamic[0].nr_ranges, 2);
	CHECK_EQ(info.dynamic[0].ranges[1].base, 2 * GIB);
	CHECK_EQ(info.dynamic[0].ranges[1].size, 256 * MIB);
	CHECK(info.dynamic[0].reusable && !info.dynamic[0].nomap);
	CHECK_EQ(info.dynamic[1].size, 0x2000);
	CHECK_EQ(info.dynamic[1].align, 1);
	CHECK_EQ(info.dynamic[1].nr_ranges, 0);
	CHECK(info.dynamic[1].nomap && !info.dynamic[1].reusable);
	CHECK_EQ(info.dynamic[2].align, 0);
	CHECK_EQ(info.dynamic[2].nr_ranges, BOOT_ALLOC_RANGES);
	CHECK_TEXT(notes(), "property alignment: no power of two, in node \"odd\"");
	CHECK_TEXT(notes(), "property alloc-ranges: more ranges than are kept, in node \"odd\"");
	CHECK_TEXT(notes(), "property size: unexpected length, in node \"wide\"");
	CHECK_TEXT(notes(), "property size: size 0, in node \"none\"");
	CHECK_TEXT(notes(), "device tree: neither reg nor size in reservation \"empty\".\n");
	CHECK_EQ(notes_count(), 5);
}

/* An alignment that cannot be read is none: nothing of it is left. */
static void row_45_wide_alignment(void)
{
	static const u32 size[] = { 0, 0, 0x3000 }, align[] = { 1, 0, 0x1000 };

	root(2, 2);
	reserved_memory(2, 3);
	fdt_node(&b, "pool");
	fdt_cells(&b, "size", size, 3);
	fdt_cells(&b, "alignment", align, 3);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, 1);
	CHECK_EQ(info.dynamic[0].size, 0x3000);
	CHECK_EQ(info.dynamic[0].align, 0);
	CHECK(!strcmp(notes(), "device tree: property alignment: more than 64 bits, in node \"pool\".\n"));
	/* A power of two by all of its 64 bits. */
	for (u64 more = 0; more < 2; more++) {
		root(2, 2);
		reserved_memory(2, 2);
		fdt_node(&b, "pool");
		fdt_u64(&b, "size", 0x3000);
		fdt_u64(&b, "alignment", (2 + more) << 32);
		fdt_end(&b);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(info.dynamic[0].align, more ? 0 : 2ULL << 32);
		CHECK_EQ(notes_count(), more);
	}
}

static void row_45_too_many_dynamic(void)
{
	root(2, 2);
	reserved_memory(2, 2);
	for (unsigned int i = 0; i <= BOOT_DYNAMIC_RANGES; i++) {
		fdt_node(&b, "pool");
		fdt_u64(&b, "size", (i + 1ULL) << 32);
		fdt_end(&b);
	}
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, BOOT_DYNAMIC_RANGES);
	for (unsigned int i = 0; i < BOOT_DYNAMIC_RANGES; i++)
		CHECK_EQ(info.dynamic[i].size, (i + 1ULL) << 32);
	CHECK(!strcmp(notes(), "device tree: property size: more nodes of this sort than BOOT_DYNAMIC_RANGES, in node "
			       "\"pool\".\n"));
	/* What is hidden may be reusable, too, and have a range, or a place, or lack all of it. */
	root(2, 2);
	reserved_memory(2, 2);
	for (unsigned int i = 0; i < 3; i++) {
		fdt_node(&b, "pool");
		if (i == 0)
			fdt_u64(&b, "size", 0x1000);
		fdt_range(&b, i == 1 ? "reg" : "alloc-ranges", 2, 2, GIB, MIB);
		fdt_empty(&b, "reusable");
		fdt_empty(&b, "no-map");
		fdt_end(&b);
	}
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, 1);
	CHECK(info.dynamic[0].nomap && info.dynamic[0].reusable);
	CHECK(info.dynamic[0].nr_ranges == 1 && info.dynamic[0].ranges[0].base == GIB);
	CHECK(map_entry(&map, GIB, GIB + MIB, BOOT_NOMAP, "pool"));
	CHECK(!strcmp(notes(), "device tree: neither reg nor size in reservation \"pool\".\n"));
}

/*
 * Names of half a blob, ranges in the other half: with names compared for each range this took
 * minutes. One of 127 characters is the longest that owns.
 */
static void row_45_long_names(void)
{
	static char names[3][12000];
	static struct boot_span spans[1200];

	memset(names, 'x', sizeof(names));
	names[0][127] = names[1][128] = names[2][sizeof(names[2]) - 1] = '\0';
	for (unsigned int i = 0; i < 1200; i++)
		spans[i] = (struct boot_span){ GIB + i * 0x2000ULL, 0x1000 };
	root(2, 2);
	reserved_memory(1, 1);
	for (unsigned int i = 0; i < 3; i++) {
		fdt_node(&b, names[i]);
		fdt_ranges(&b, "reg", 1, 1, spans + (i == 1), i == 2 ? 1200 : 1);
		fdt_end(&b);
	}
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, GIB, GIB + 0x1000, BOOT_RESERVED, names[0]));
	CHECK(map_entry(&map, GIB, GIB + 0x1000, BOOT_RESERVED, "reserved-memory"));
	CHECK(!map_entry(&map, GIB + 0x2000, GIB + 0x3000, BOOT_RESERVED, names[1]));
	CHECK_EQ(map_count(&map, BOOT_RESERVED), 256 - map_count(&map, BOOT_DTB));
	CHECK(map.dropped > 0);
	/* Nor do they name what the kernel will place. */
	root(2, 2);
	reserved_memory(1, 1);
	for (unsigned int i = 0; i < 2; i++) {
		fdt_node(&b, names[i]);
		fdt_u32(&b, "size", 0x1000);
		fdt_end(&b);
	}
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_dynamic, 2);
	CHECK(!strcmp(info.dynamic[0].name, names[0]));
	CHECK(!strcmp(info.dynamic[1].name, "reserved-memory"));
}

static u8 *put(u8 *at, const void *bytes, size_t len)
{
	memcpy(at, bytes, len);
	return at + len;
}

static u8 *put_word(u8 *at, u32 word)
{
	const u8 bytes[] = { (u8)(word >> 24), (u8)(word >> 16), (u8)(word >> 8), (u8)word };

	return put(at, bytes, 4);
}

/* ---- what is not read: pages that end the suite when they are ---- */

enum { PAGE = 1 << 16 }; /* no host has larger ones */

/* Three pages: a header, an empty list of reservations, and room for nodes and names. */
static u8 *pages_of_a_tree(u32 size, u32 nodes_at, u32 names_at)
{
	const u32 header[] = { 0xd00dfeed, size, nodes_at, names_at, 40, 17, 16, 0, size - names_at, names_at - nodes_at };
	u8 *blob = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *at = blob;

	if (blob == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	for (size_t i = 0; i < LENGTH(header); i++)
		at = put_word(at, header[i]);
	return blob;
}

static u8 *page_of_text;

static void note_and_forbid(const char *sentence)
{
	notes_add(sentence);
	mprotect(page_of_text, PAGE, PROT_NONE);
}

/* A text is read for the node that has it, and complained of: from then on nobody reads it. */
static void texts_of_others(void)
{
	enum { NODES_AT = PAGE - 28, NAMES_AT = 2 * PAGE + 24, SIZE = NAMES_AT + 12 };
	u8 *blob = pages_of_a_tree(SIZE, NODES_AT, NAMES_AT), *at;

	page_of_text = blob + PAGE;
	at = put_word(put_word(blob + NODES_AT, 1), 0);
	at = put(put_word(at, 1), "a\0\0", 4);
	at = put_word(put_word(put_word(at, 3), PAGE), 0);
	CHECK_EQ(at - blob, PAGE);
	memset(at, 0xff, PAGE);
	at = put_word(at + PAGE, 2);
	at = put_word(put(put_word(at, 1), "b\0\0", 4), 2);
	at = put_word(put_word(at, 2), 9);
	CHECK_EQ(at - blob, NAMES_AT);
	put(at, "device_type", 12);

	boot_map_init(&map, storage, 256);
	notes_clear();
	CHECK_EQ(fdt_translate(blob, SIZE, BLOB_AT, &map, &info, note_and_forbid), 0);
	CHECK_TEXT(notes(), "device_type: no NUL at the end of the text, in node \"a\"");
	CHECK_EQ(notes_count(), 1);
	munmap(blob, 3 * PAGE);
}

/* No name is looked at for much longer than ours are long. */
static void long_names(void)
{
	enum { NODES_AT = 56, NAMES_AT = PAGE - 64, SIZE = 2 * PAGE };
	u8 *blob = pages_of_a_tree(SIZE, NODES_AT, NAMES_AT), *at;

	at = put_word(put_word(blob + NODES_AT, 1), 0);
	at = put_word(put_word(put_word(at, 3), 0), 0);
	put_word(put_word(at, 2), 9);
	memset(blob + NAMES_AT, 'x', SIZE - NAMES_AT);
	mprotect(blob + PAGE, PAGE, PROT_NONE);
	CHECK_EQ(translate_bytes(blob, SIZE), 0);
	CHECK_EQ(notes_count(), 0);
	munmap(blob, 3 * PAGE);
}

/* Tools that leave no names put their block anywhere, too. */
static void row_45_no_names(void)
{
	static const u8 list[] = { 0, 0, 0, 0, 0x48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const u32 header[] = { 0xd00dfeed, 88, 72, 40, 40, 17, 16, 0, 0, 16 }, nodes[] = { 1, 0, 2, 9 };
	u8 blob[88], *at = blob;

	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		at = put_word(at, header[i]);
	at = put(at, list, sizeof(list));
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
		at = put_word(at, nodes[i]);
	CHECK_EQ(translate_bytes(blob, sizeof(blob)), 0);
	CHECK(map_entry(&map, 0x48000000, 0x48001000, BOOT_RESERVED, "/memreserve/"));
}

/* ---- /chosen ---- */

static void initrd(size_t start_width, u64 start, size_t end_width, u64 end)
{
	root(2, 2);
	memory("memory@40000000", GIB, 256 * MIB);
	fdt_node(&b, "chosen");
	if (start_width == 4)
		fdt_u32(&b, "linux,initrd-start", (u32)start);
	else if (start_width == 8)
		fdt_u64(&b, "linux,initrd-start", start);
	if (end_width == 4)
		fdt_u32(&b, "linux,initrd-end", (u32)end);
	else if (end_width == 8)
		fdt_u64(&b, "linux,initrd-end", end);
	else if (end_width == 2)
		fdt_property(&b, "linux,initrd-end", "ab", 2);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
}

static void row_48_initrd_widths(void)
{
	for (unsigned int w = 0; w < 4; w++) {
		initrd(w & 1 ? 4 : 8, 0x48000000, w & 2 ? 4 : 8, 0x4800001b);
		CHECK(map_entry(&map, 0x48000000, 0x4800001b, BOOT_INITRD, "initrd"));
		CHECK_EQ(info.initrd.base, 0x48000000);
		CHECK_EQ(info.initrd.size, 0x1b);
		CHECK_EQ(notes_count(), 0);
	}
}

static void row_48_initrd_outside(void)
{
	initrd(4, 0x8000000, 4, 0x8001388); /* QEMU on a machine with RAM at 1 TiB */
	CHECK_TEXT(notes(), "device tree: the initrd at 0x8000000, 0x1388 bytes long, is not in RAM.\n");
	CHECK_EQ(info.initrd.size, 0x1388);
	initrd(8, 0x4ffff000, 8, 0x50000001); /* the last byte */
	CHECK_TEXT(notes(), "is not in RAM");
	initrd(8, 0x4ffff000, 8, 0x50000000);
	CHECK_EQ(notes_count(), 0);
	initrd(8, GIB, 8, GIB + 1); /* the first byte */
	CHECK_EQ(notes_count(), 0);
	initrd(8, GIB - 1, 8, GIB); /* the one before */
	CHECK_TEXT(notes(), "device tree: the initrd at 0x3fffffff, 0x1 bytes long, is not in RAM.\n");
}

/* From below 4 GiB to above it. */
static void initrd_at_4_gib(void)
{
	initrd(4, 0xfffff000, 8, 0x100000010);
	CHECK_EQ(info.initrd.base, 0xfffff000);
	CHECK_EQ(info.initrd.size, 0x1010);
	CHECK(map_entry(&map, 0xfffff000, CLAMP(0x100000010), BOOT_INITRD, "initrd"));
}

/* RAM of two nodes is two entries, and an initrd may lie in both. */
static void initrd_over_nodes(void)
{
	root(2, 2);
	for (u32 nid = 0; nid < 2; nid++) {
		fdt_node(&b, "memory");
		fdt_text(&b, "device_type", "memory");
		fdt_u32(&b, "numa-node-id", nid);
		fdt_range(&b, "reg", 2, 2, GIB + nid * MIB, MIB);
		fdt_end(&b);
	}
	fdt_node(&b, "chosen");
	fdt_u32(&b, "linux,initrd-start", GIB + MIB - 0x1000);
	fdt_u32(&b, "linux,initrd-end", GIB + MIB + 0x1000);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), MAX_NUMNODES > 1 ? 2 : 1);
	CHECK_EQ(info.initrd.size, 0x2000);
	CHECK_EQ(notes_count(), 0);
}

/* RAM that somebody else has put into the map counts, what its storage held before does not. */
static void row_48_initrd_in_a_given_map(void)
{
	initrd(4, 0x8000000, 4, 0x8001388);
	for (int there = 0; there < 2; there++) {
		for (unsigned int i = 0; i < LENGTH(storage); i++)
			storage[i] = (struct boot_range){ .end = GIB, .kind = BOOT_RAM };
		boot_map_init(&map, storage, LENGTH(storage));
		map.count = there ? 1 : 0;
		notes_clear();
		CHECK_EQ(fdt_translate(tree, tree_len, BLOB_AT, &map, &info, notes_add), 0);
		CHECK_EQ(notes_count(), !there);
	}
}

#ifdef CONFIG_NUMA
/* A tree without distances leaves what others told as it is. */
static void distances_of_others(void)
{
	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	info.numa.distance[0][1] = 20;
	boot_map_init(&map, storage, 256);
	dirty_the_stack(0x01010101); /* or something that is true */
	CHECK_EQ(fdt_translate(tree, tree_len, BLOB_AT, &map, &info, notes_add), 0);
	CHECK_EQ(info.numa.distance[0][1], 20);
	CHECK_EQ(info.numa.distance[1][0], 0);
}

/* A map without distances has not those of the node before it, which does not count. */
static void distances_of_another_node(void)
{
	static const u32 distances[] = { 0, 1, 20 };

	root(2, 2);
	fdt_node(&b, "distance-map");
	fdt_text(&b, "status", "disabled");
	fdt_cells(&b, "distance-matrix", distances, 3);
	fdt_end(&b);
	fdt_node(&b, "distance-map");
	fdt_end(&b);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.numa.distance[0][1], 0);
	CHECK_EQ(info.numa.distance[1][0], 0);
}
#endif

/* A tree that is damaged behind it is looked at all the same, and both ways of distances told before. */
static void damage_behind(void)
{
	static const u32 distances[] = { 0, 1, 20 };

	root(2, 2);
	fdt_node(&b, "distance-map");
	fdt_cells(&b, "distance-matrix", distances, 3);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_u32(&b, "linux,initrd-start", 0x8000000);
	fdt_u32(&b, "linux,initrd-end", 0x8001388);
	fdt_end(&b);
	fdt_token(&b, 77);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "device tree: an unknown token at offset ");
	CHECK_TEXT(notes(), "device tree: the initrd at 0x8000000, 0x1388 bytes long, is not in RAM.\n");
	if (MAX_NUMNODES > 1)
		CHECK_EQ(info.numa.distance[1][0], 20);
}

static void row_48_bad_initrd(void)
{
	initrd(4, 0x48000000, 4, 0x47000000);
	CHECK_TEXT(notes(), "property linux,initrd-end: not above the start, in node \"chosen\"");
	CHECK_EQ(map_count(&map, BOOT_INITRD) + info.initrd.size, 0);
	initrd(4, 0, 4, 0);
	CHECK_TEXT(notes(), "not above the start");
	initrd(4, 0, 4, 0x1000); /* RAM begins elsewhere */
	CHECK_TEXT(notes(), "device tree: the initrd at 0, 0x1000 bytes long, is not in RAM.");
	initrd(4, 0x48000000, 0, 0);
	CHECK_TEXT(notes(), "property linux,initrd-start: start and end must be given both");
	initrd(0, 0, 8, 0x48000000);
	CHECK_TEXT(notes(), "property linux,initrd-end: start and end must be given both");
	initrd(4, 0x48000000, 2, 0);
	CHECK_TEXT(notes(), "property linux,initrd-end: unexpected length");
	CHECK_EQ(map_count(&map, BOOT_INITRD) + info.initrd.size, 0);
	CHECK(ram(GIB, 256 * MIB));
}

/* An address has four bytes or eight, whatever the others are. */
static void initrd_lengths(void)
{
	static const u8 number[20] = { [16] = 0x48 };

	for (size_t start = 0; start <= sizeof(number); start++)
		for (size_t end = 0; end <= sizeof(number); end++) {
			bool good = (start == 4 || start == 8) && (end == 4 || end == 8);
			u8 behind[20] = { [16] = 0x49 };

			root(2, 2);
			fdt_node(&b, "chosen");
			fdt_property(&b, "linux,initrd-start", number + sizeof(number) - start, start);
			fdt_property(&b, "linux,initrd-end", behind + sizeof(behind) - end, end);
			fdt_end(&b);
			fdt_end(&b);
			CHECK_EQ(translate(), 0);
			CHECK_EQ(info.initrd.size, good ? 0x1000000 : 0);
			CHECK_EQ(!strstr(notes(), "unexpected length"), good);
			CHECK_TEXT(notes(), good ? "" : start != 4 && start != 8 ? "linux,initrd-start: unexpected" :
										   "linux,initrd-end: unexpected");
		}
}

static void chosen(void)
{
	struct boot_span usable[BOOT_USABLE_RANGES + 3];

	for (unsigned int i = 0; i < LENGTH(usable); i++)
		usable[i] = (struct boot_span){ i * GIB, MIB };
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "console=ttyAMA0 mem=1G");
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, 2);
	fdt_range(&b, "linux,elfcorehdr", 2, 1, 0x42000123, 0x1000);
	fdt_end(&b);
	fdt_node(&b, "other");
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "wrong");
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(info.command_line && !strcmp(info.command_line, "console=ttyAMA0 mem=1G"));
	CHECK_EQ(info.nr_usable, 2);
	CHECK_EQ(info.usable[1].base, GIB);
	CHECK_EQ(info.usable[1].size, MIB);
	CHECK(map_entry(&map, 0x42000123, 0x42001123, BOOT_RESERVED, "linux,elfcorehdr"));
	CHECK_EQ(notes_count(), 0);

	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_property(&b, "bootargs", "abcd", 4);
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, BOOT_USABLE_RANGES + 1);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(!info.command_line);
	CHECK_EQ(info.nr_usable, BOOT_USABLE_RANGES);
	CHECK_TEXT(notes(), "property bootargs: no NUL");
	/* Empty ones are passed by. */
	usable[0].size = usable[1].size = 0;
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, BOOT_USABLE_RANGES + 1);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_usable, BOOT_USABLE_RANGES - 1);
	CHECK_EQ(info.usable[0].base, 2 * GIB);
	CHECK_EQ(notes_count(), 2);
	usable[0].size = usable[1].size = MIB;
	/* Behind as many as are kept, too. */
	usable[BOOT_USABLE_RANGES].size = 0;
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, BOOT_USABLE_RANGES + 1);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_usable, BOOT_USABLE_RANGES);
	CHECK(!strcmp(notes(), "device tree: property linux,usable-memory-range: size 0, in node \"chosen\".\n"));
	usable[BOOT_USABLE_RANGES].size = MIB;
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_property(&b, "bootargs", "abcd", 4);
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, BOOT_USABLE_RANGES + 1);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_TEXT(notes(), "property linux,usable-memory-range: more ranges than are kept");
	CHECK_EQ(notes_count(), 2);
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_ranges(&b, "linux,usable-memory-range", 2, 1, usable, LENGTH(usable));
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(notes_count(), 1); /* however many they are */
}

/* A second /chosen adds what it has, and a damaged command line in it takes none away; an empty one is one. */
static void chosen_twice(void)
{
	root(2, 1);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "");
	fdt_range(&b, "linux,usable-memory-range", 2, 1, GIB, MIB);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_property(&b, "bootargs", "abcd", 4);
	fdt_range(&b, "linux,elfcorehdr", 2, 1, 0x42000123, 0x1000);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(info.command_line && !*info.command_line);
	CHECK_EQ(info.nr_usable, 1);
	CHECK(map_entry(&map, 0x42000123, 0x42001123, BOOT_RESERVED, "linux,elfcorehdr"));
	CHECK(!strcmp(notes(), "device tree: property bootargs: no NUL at the end of the text, in node \"chosen\".\n"));
}

/* The ranges of the last /chosen whose property has any. */
static void usable_twice(void)
{
	static const struct {
		struct boot_span second[2];
		unsigned int cells; /* of its property */
		u64 base;
		const char *note;
	} rows[] = {
		{ { { 2 * GIB, MIB } }, 3, 2 * GIB, NULL },
		{ { { 2 * GIB, MIB } }, 2, GIB, "the length is no multiple of the parent's cells" },
		{ { { 2 * GIB, 0 } }, 3, GIB, "size 0" },
		{ { { 2 * GIB, 0 }, { 3 * GIB, MIB } }, 6, 3 * GIB, "size 0" },
		{ { { 0, 0 } }, 0, GIB, NULL },
	};

	for (size_t i = 0; i < LENGTH(rows); i++) {
		const struct boot_span *second = rows[i].second;
		const u32 cells[] = { 0, (u32)second[0].base, (u32)second[0].size,
				      0, (u32)second[1].base, (u32)second[1].size };

		root(2, 1);
		fdt_node(&b, "chosen");
		fdt_range(&b, "linux,usable-memory-range", 2, 1, GIB, MIB);
		fdt_end(&b);
		fdt_node(&b, "chosen");
		fdt_cells(&b, "linux,usable-memory-range", cells, rows[i].cells);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(info.nr_usable, 1);
		CHECK_EQ(info.usable[0].base, rows[i].base);
		CHECK_EQ(info.usable[0].size, MIB);
		CHECK_EQ(notes_count(), rows[i].note != NULL);
		if (rows[i].note)
			CHECK_TEXT(notes(), rows[i].note);
	}
}

/* Of the initrds of two /chosen the last counts that is one; what is wrong with another takes it not away. */
static void initrd_twice(void)
{
	static const struct {
		u32 start, end;
		bool both;
		u64 base;
	} second[] = {
		{ 2 * GIB, 2 * GIB + 5, true, 2 * GIB }, { 2 * GIB, 2 * GIB, true, GIB },
		{ 2 * GIB, 0, true, GIB },		 { 2 * GIB, 0, false, GIB },
	};

	for (size_t i = 0; i < LENGTH(second); i++) {
		root(2, 2);
		memory("memory@40000000", GIB, 2 * GIB);
		fdt_node(&b, "chosen");
		fdt_u32(&b, "linux,initrd-start", GIB);
		fdt_u32(&b, "linux,initrd-end", GIB + 5);
		fdt_end(&b);
		fdt_node(&b, "chosen");
		fdt_u32(&b, "linux,initrd-start", second[i].start);
		if (second[i].both)
			fdt_u32(&b, "linux,initrd-end", second[i].end);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(info.initrd.base, second[i].base);
		CHECK_EQ(info.initrd.size, 5);
		CHECK(map_entry(&map, GIB, GIB + 5, BOOT_INITRD, "initrd"));
		CHECK_EQ(notes_count(), i > 0);
	}
}

/* Fewer than an earlier /chosen had, too. */
static void fewer_usable(void)
{
	static const struct boot_span two[] = { { GIB, MIB }, { 2 * GIB, MIB } };

	root(2, 1);
	for (unsigned int i = 0; i < 2; i++) {
		fdt_node(&b, "chosen");
		fdt_ranges(&b, "linux,usable-memory-range", 2, 1, two + i, 2 - i);
		fdt_end(&b);
	}
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK_EQ(info.nr_usable, 1);
	CHECK_EQ(info.usable[0].base, 2 * GIB);
	CHECK_EQ(notes_count(), 0);
}

/* A reservation with a place lies there, whatever size it would have somewhere else. */
static void row_45_place_and_size(void)
{
	const struct boot_span place = { GIB, MIB };

	for (unsigned int places = 0; places < 2; places++) { /* none is told by an empty list, too */
		root(2, 2);
		reserved_memory(2, 2);
		fdt_node(&b, "fixed");
		fdt_ranges(&b, "reg", 2, 2, &place, places);
		fdt_u64(&b, "size", 2 * MIB);
		fdt_end(&b);
		fdt_end(&b);
		fdt_end(&b);
		CHECK_EQ(translate(), 0);
		CHECK_EQ(map_count(&map, BOOT_RESERVED), places);
		CHECK(!places || map_entry(&map, GIB, GIB + MIB, BOOT_RESERVED, "fixed"));
		CHECK_EQ(info.nr_dynamic, 0);
		CHECK_EQ(notes_count(), 0);
	}
}

/* The map ends with the address space; what is only kept stays as firmware gave it. */
static void wrapping(void)
{
	root(2, 2);
	memory("memory@40000000", GIB, ~0ULL);
	fdt_node(&b, "chosen");
	fdt_range(&b, "linux,usable-memory-range", 2, 2, GIB, ~0ULL);
	fdt_end(&b);
	reserved_memory(2, 2);
	fdt_node(&b, "end@50000000");
	fdt_range(&b, "reg", 2, 2, GIB + 256 * MIB, ~0ULL - MIB);
	fdt_empty(&b, "no-map");
	fdt_end(&b);
	fdt_node(&b, "dynamic");
	fdt_u64(&b, "size", ~0ULL);
	fdt_range(&b, "alloc-ranges", 2, 2, ~0ULL - MIB, GIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(map_entry(&map, GIB, PHYS_ADDR_MAX, BOOT_RAM, NULL));
	CHECK(map_entry(&map, GIB + 256 * MIB, PHYS_ADDR_MAX, BOOT_NOMAP, "end@50000000"));
	CHECK_EQ(info.nr_usable, 1);
	CHECK_EQ(info.usable[0].base, GIB);
	CHECK_EQ(info.usable[0].size, ~0ULL);
	CHECK_EQ(info.nr_dynamic, 1);
	CHECK_EQ(info.dynamic[0].size, ~0ULL);
	CHECK_EQ(info.dynamic[0].ranges[0].base, ~0ULL - MIB);
	CHECK_EQ(info.dynamic[0].ranges[0].size, GIB);
}

/* ---- the format ---- */

static void row_49_nops(void)
{
	fdt_start(&b);
	fdt_nops(&b, 3);
	fdt_node(&b, "");
	fdt_nops(&b, 1);
	fdt_u32(&b, "#address-cells", 2);
	fdt_nops(&b, 2);
	fdt_u32(&b, "#size-cells", 2);
	fdt_nops(&b, 1408);
	memory("memory@40000000", GIB, MIB);
	fdt_nops(&b, 1);
	fdt_end(&b);
	fdt_nops(&b, 5);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB));
	CHECK_EQ(notes_count(), 0);
}

/* The blob claims more than there is, and what there is may be just enough. */
static void row_49_total_size(void)
{
	char text[96];

	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	tree[5] = 0x10; /* 1 MiB more */
	CHECK_EQ(fdt_size(tree, tree_len), tree_len + MIB);
	CHECK_EQ(translate_bytes(tree, tree_len), 0);
	CHECK(ram(GIB, MIB));
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + tree_len, BOOT_DTB, NULL));
	snprintf(text, sizeof(text), "device tree: only %#zx of its %#zx bytes can be read.\n", tree_len,
		 tree_len + (size_t)MIB);
	CHECK(!strcmp(notes(), text));
	/* More memory than the blob is as long. */
	tree[5] = 0;
	tree = realloc(tree, tree_len + 100);
	CHECK_EQ(translate_bytes(tree, tree_len + 100), 0);
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + tree_len, BOOT_DTB, NULL));
	CHECK_EQ(notes_count(), 0);
}

static void unaligned_blob(void)
{
	u8 *room;

	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	fdt_reserve(&b, GIB, 1);
	CHECK_EQ(translate(), 0);
	for (unsigned int shift = 1; shift < 8; shift++) {
		room = malloc(tree_len + shift);
		memcpy(room + shift, tree, tree_len);
		CHECK_EQ(translate_bytes(room + shift, tree_len), 0);
		CHECK(ram(GIB, MIB));
		CHECK(map_entry(&map, GIB, GIB + 1, BOOT_RESERVED, NULL));
		free(room);
	}
}

static void versions(void)
{
	char text[96];
	static const struct {
		u32 version, last;
		int result;
	} table[] = {
		{ 17, 16, 0 },	     { 16, 16, 0 },	   { 17, 17, 0 },	{ 18, 17, 0 },
		{ 99, 16, 0 },	     { 18, 18, -EINVAL }, { 15, 15, -EINVAL }, { 3, 2, -EINVAL },
		{ 0, 0, -EINVAL }, { 17, ~0U, -EINVAL },
	};

	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		root(2, 2);
		memory("memory@40000000", GIB, MIB);
		fdt_end(&b);
		fdt_reserve(&b, 2 * GIB, 1);
		b.version = table[i].version;
		b.last_compatible = table[i].last;
		CHECK_EQ(translate(), table[i].result);
		CHECK_EQ(ram(GIB, MIB), table[i].result == 0);
		snprintf(text, sizeof(text), "device tree: version %u is not known.\n", table[i].version);
		CHECK(!strcmp(notes(), table[i].result ? text : ""));
		CHECK(map_entry(&map, 2 * GIB, 2 * GIB + 1, BOOT_RESERVED, "/memreserve/")); /* all the same */
	}
	/* Versions to come say how long the nodes are, too. */
	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	b.version = 18;
	CHECK_EQ(translate(), 0);
	tree[39]--;
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK_TEXT(notes(), "no end of the tree");
	/* Version 16 does not: what stands there does not matter. */
	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
	b.version = 16;
	CHECK_EQ(translate(), 0);
	memset(tree + 36, 0, 4);
	CHECK_EQ(translate_bytes(tree, tree_len), 0);
	CHECK(ram(GIB, MIB));
}

/* Where the other blocks of a version that is not known lie nobody knows: they end no list of reservations. */
static void unknown_blocks(void)
{
	static const u32 header[] = { 0xd00dfeed, 64, 0, 0, 1, 99, 99, 0, 0, 0 };
	u8 blob[64] = { 0 }, *at = blob;

	root(2, 2);
	fdt_end(&b);
	for (u64 i = 1; i < 40; i++)
		fdt_reserve(&b, i * GIB / 16, 1);
	b.last_compatible = 99;
	CHECK_EQ(translate(), -EINVAL);
	CHECK_EQ(map_count(&map, BOOT_RESERVED), 39);
	CHECK_EQ(notes_count(), 1);
	/* Two odd ones and the end, from the second byte on. */
	for (size_t i = 0; i < LENGTH(header); i++)
		at = put_word(at, header[i]);
	CHECK_EQ(translate_bytes(blob, sizeof(blob)), -EINVAL);
	CHECK_EQ(notes_count(), 1);
}

/* Nor do blocks of a header that points outside, or between words, end them. */
static void wrong_blocks(void)
{
	for (u32 at = 40; at < 700; at += 33) {
		root(2, 2);
		fdt_end(&b);
		for (u64 i = 1; i < 40; i++)
			fdt_reserve(&b, i * GIB / 16, 1);
		CHECK_EQ(translate(), 0);
		put_word(tree + 8, at | 1);
		CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
		CHECK_EQ(map_count(&map, BOOT_RESERVED), 39);
		CHECK_EQ(notes_count(), 1);
	}
}

static void nested(unsigned int depth)
{
	fdt_start(&b);
	for (unsigned int i = 0; i < depth; i++)
		fdt_node(&b, i ? "deep" : "");
	for (unsigned int i = 1; i < depth; i++)
		fdt_end(&b);
	memory("memory@40000000", GIB, MIB);
	fdt_end(&b);
}

static void depth(void)
{
	nested(1);
	memory("behind", GIB, MIB);
	CHECK_EQ(translate(), -EINVAL); /* a second root */
	CHECK_TEXT(notes(), "device tree: a second root node at offset ");
	nested(64);
	CHECK_EQ(translate(), 0);
	nested(65);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "device tree: nodes nested more than 64 deep at offset ");
	nested(1000);
	CHECK_EQ(translate(), -EINVAL);
}

static void unknown_token(void)
{
	fdt_token(&b, 7);
}

static void cut_property(void)
{
	fdt_token(&b, 3);
	fdt_token(&b, 0xfffffff0);
	fdt_token(&b, 0);
}

static void nameless_property(void)
{
	fdt_token(&b, 3);
	fdt_token(&b, 0);
	fdt_token(&b, 0xffffff00);
}

static void two_ends(void)
{
	fdt_end(&b);
	fdt_end(&b);
}

static void nothing(void)
{
}

/* Where the damage is said to be: from the start of the blob, behind the token. */
static void place_of_damage(void)
{
	char text[96];

	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	unknown_token();
	CHECK_EQ(translate(), -EINVAL);
	snprintf(text, sizeof(text), "device tree: an unknown token at offset %#zx; the rest is not read.\n",
		 40 + b.reservations.len + b.structure.len - 4); /* only the end is behind it */
	CHECK(!strcmp(notes(), text));
}

/* Everything in front of the damage is kept. */
static void damage(void)
{
	static const struct {
		void (*append)(void);
		const char *sentence;
	} table[] = {
		{ unknown_token, "an unknown token" },
		{ cut_property, "a property that is cut off" },
		{ nameless_property, "a property whose name lies outside the names" },
		{ two_ends, "the end of a node that did not begin" },
		{ nothing, "the end of the tree within a node" },
	};

	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		root(2, 2);
		memory("memory@40000000", GIB, MIB);
		table[i].append();
		CHECK_EQ(translate(), -EINVAL);
		CHECK(ram(GIB, MIB));
		CHECK_TEXT(notes(), table[i].sentence);
		CHECK_EQ(notes_count(), 1);
	}
}

/* Nothing but letters up to the end of the nodes. */
static void endless_name(void)
{
	u8 *end;

	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_token(&b, 1);
	CHECK_EQ(translate(), -EINVAL);
	end = tree + tree_len - b.strings.len;
	memset(end - 4, 'a', 4);
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK(ram(GIB, MIB));
	CHECK_TEXT(notes(), "device tree: a node name without an end at offset ");
}

static void empty_trees(void)
{
	u8 nothing[40] = { 0 };

	CHECK_EQ(fdt_size(nothing, 40), 0);
	CHECK_EQ(translate_bytes(nothing, 40), -EINVAL);
	CHECK_EQ(map.count, 0);
	CHECK(!strcmp(notes(), "device tree: there is none at 0x7000000.\n"));
	CHECK_EQ(fdt_translate(NULL, 0, 0, &map, &info, NULL), -EINVAL);

	fdt_start(&b);
	CHECK_EQ(translate(), -EINVAL); /* no root */
	fdt_start(&b);
	fdt_node(&b, "");
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	fdt_start(&b);
	fdt_u32(&b, "#size-cells", 1);
	CHECK_EQ(translate(), -EINVAL);
	CHECK_TEXT(notes(), "device tree: a property outside of all nodes at offset ");
}

/* Against the format, but they exist: properties behind children are passed over. */
static void late_properties(void)
{
	root(2, 2);
	memory("memory@40000000", GIB, MIB);
	fdt_u32(&b, "#address-cells", 1);
	memory("memory@80000000", 2 * GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB));
	CHECK(ram(2 * GIB, MIB));
}

/* ---- hostile bytes ---- */

/* One of everything, small. */
static void representative(void)
{
	root(2, 2);
	fdt_nops(&b, 1);
	fdt_node(&b, "memory@0");
	fdt_range(&b, "reg", 2, 2, GIB, 16 * MIB);
	fdt_text(&b, "device_type", "memory");
	fdt_u32(&b, "numa-node-id", 1);
	fdt_text(&b, "status", "okay");
	fdt_end(&b);
	reserved_memory(2, 1);
	fdt_node(&b, "a@0");
	fdt_range(&b, "reg", 2, 1, GIB, KIB);
	fdt_empty(&b, "no-map");
	fdt_end(&b);
	fdt_node(&b, "cma");
	fdt_u32(&b, "size", 0x1000);
	fdt_u32(&b, "alignment", 0x1000);
	fdt_range(&b, "alloc-ranges", 2, 1, GIB, MIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "quiet");
	fdt_u32(&b, "linux,initrd-start", 0x40100000);
	fdt_u64(&b, "linux,initrd-end", 0x40100100);
	fdt_range(&b, "linux,usable-memory-range", 2, 2, GIB, 8 * MIB);
	fdt_end(&b);
	fdt_end(&b);
	fdt_reserve(&b, GIB + MIB, 0x1b);
}

/* Whatever the bytes were, what came of them can be used. */
static void translate_hostile(const u8 *bytes, size_t len)
{
	u8 *blob = exact_copy(bytes, len);
	size_t text = 0;

	CHECK(translate_bytes(blob, len) <= 0);
	for (unsigned int i = 0; i < map.count; i++) {
		CHECK(map.ranges[i].base < map.ranges[i].end);
		CHECK(map.ranges[i].kind < BOOT_NR_KINDS);
		CHECK(map.ranges[i].nid >= NUMA_NO_NODE && map.ranges[i].nid < MAX_NUMNODES);
		text += map.ranges[i].owner ? strlen(map.ranges[i].owner) : 0;
	}
	for (unsigned int i = 0; i < info.nr_dynamic; i++) {
		CHECK(!(info.dynamic[i].align & (info.dynamic[i].align - 1)));
		CHECK(info.dynamic[i].size != 0);
		CHECK(info.dynamic[i].nr_ranges <= BOOT_ALLOC_RANGES);
		text += strlen(info.dynamic[i].name);
	}
	CHECK(info.nr_usable <= BOOT_USABLE_RANGES && info.nr_dynamic <= BOOT_DYNAMIC_RANGES);
	text += info.command_line ? strlen(info.command_line) : 0;
	CHECK(text <= len + 300); /* owners are parts of the blob, or ours */
	free(blob);
}

static void hostile_truncation(void)
{
	representative();
	CHECK_EQ(translate(), 0);
	for (size_t len = 0; len < tree_len; len++) {
		translate_hostile(tree, len);
		/* Also with a header that agrees. */
		if (len >= 40) {
			u8 *copy = exact_copy(tree, len);

			copy[6] = (u8)(len >> 8);
			copy[7] = (u8)len;
			translate_hostile(copy, len);
			free(copy);
		}
	}
}

/* Blocks in another order: here the nodes come last, so that cutting meets them. */
static void hostile_truncated_nodes(void)
{
	size_t nodes, names;
	u8 *turned;

	representative();
	CHECK_EQ(translate(), 0);
	nodes = b.structure.len;
	names = (b.strings.len + 3) & ~(size_t)3;
	turned = calloc(1, tree_len + 4);
	memcpy(turned, tree, 40 + b.reservations.len);
	memcpy(turned + 40 + b.reservations.len, b.strings.bytes, b.strings.len);
	memcpy(turned + 40 + b.reservations.len + names, b.structure.bytes, nodes);
	turned[0xa] = (u8)((40 + b.reservations.len + names) >> 8);
	turned[0xb] = (u8)(40 + b.reservations.len + names);
	turned[0xe] = 0;
	turned[0xf] = (u8)(40 + b.reservations.len);
	for (size_t len = 40 + b.reservations.len + names; len < tree_len; len++)
		translate_hostile(turned, len);
	CHECK_EQ(translate_bytes(turned, 40 + b.reservations.len + names + nodes), 0);
	CHECK(ram(GIB, 16 * MIB));
	/* Without the last token all that was said is known. */
	CHECK_EQ(translate_bytes(turned, 40 + b.reservations.len + names + nodes - 4), -EINVAL);
	CHECK(ram(GIB, 16 * MIB));
	CHECK_EQ(info.initrd.size, 0x100);
	CHECK_TEXT(notes(), "no end of the tree");
	free(turned);
}

static void hostile_bytes(void)
{
	static const u8 values[] = { 0x00, 0x01, 0x03, 0x04, 0x09, 0x7f, 0x80, 0xff };
	u8 *blob;

	representative();
	CHECK_EQ(translate(), 0);
	blob = exact_copy(tree, tree_len);
	for (size_t i = 0; i < tree_len; i++) {
		u8 was = blob[i];

		for (unsigned int v = 0; v < sizeof(values); v++) {
			blob[i] = values[v];
			translate_hostile(blob, tree_len);
		}
		blob[i] = was ^ 1;
		translate_hostile(blob, tree_len);
		blob[i] = was;
	}
	free(blob);
}

static void hostile_random(void)
{
	u8 *blob;

	representative();
	CHECK_EQ(translate(), 0);
	blob = exact_copy(tree, tree_len);
	for (unsigned int round = 0; round < 4000; round++) {
		unsigned int changes = 1 + (unsigned int)test_random_below(6);

		memcpy(blob, tree, tree_len);
		while (changes--) {
			size_t at = (size_t)test_random_below(tree_len);

			if (test_random_below(2))
				blob[at] = (u8)test_random();
			else if (at >= 44)
				memmove(blob + at - 4, blob + at, tree_len - at);
		}
		translate_hostile(blob, test_random_below(4) ? tree_len :
						(size_t)test_random_below(tree_len));
	}
	free(blob);
}

/* ---- trees that machines made ---- */

static u8 *captured;

static int translate_file(const char *name)
{
	size_t len = 0;

	free(captured);
	captured = data_file(name, &len);
	return captured ? translate_bytes(captured, len) : -ENOENT;
}

static void captured_virt(void)
{
	CHECK_EQ(translate_file("fdt/virt-initrd.dtb"), 0);
	CHECK_EQ(map.count, 3);
	CHECK(ram(GIB, 256 * MIB));
	CHECK(map_entry(&map, 0x48000000, 0x48001388, BOOT_INITRD, "initrd"));
	CHECK(info.command_line && !strcmp(info.command_line, "console=ttyAMA0 mem=128M"));
	CHECK_EQ(notes_count(), 0);
}

static void captured_numa(void)
{
	static const u64 bases[] = { 0x40000000, 0x80000000, 0xa0000000, 0xc0000000 };

	CHECK_EQ(translate_file("fdt/virt-numa.dtb"), 0);
	if (MAX_NUMNODES == 1) {
		CHECK(ram(GIB, 2 * GIB));
		return;
	}
	for (int i = 0; i < 3; i++) {
		const struct boot_range *r =
			map_entry(&map, bases[i], bases[i + 1], BOOT_RAM, NULL);

		CHECK(r && r->nid == i);
	}
	CHECK_EQ(map.count, 4);
}

static void captured_sbsa(void)
{
	CHECK_EQ(translate_file("fdt/sbsa-ref.dtb"), 0);
	if (sizeof(phys_addr_t) == 8)
		CHECK(ram(1ULL << 40, GIB));
	else
		CHECK_EQ(map.clipped, GIB);
	CHECK_TEXT(notes(), "device tree: the initrd at 0x8000000, 0x1388 bytes long, is not in RAM.\n");
}

static void captured_arm(void)
{
	CHECK_EQ(translate_file("fdt/arm-virt-8g.dtb"), 0);
	CHECK(ram(GIB, 8 * GIB));
	CHECK_EQ(map.clipped, sizeof(phys_addr_t) == 8 ? 0 : 5 * GIB);
}

static void captured_odd(void)
{
	CHECK_EQ(translate_file("fdt/virt-odd.dtb"), 0);
	CHECK(ram(GIB, 512 * MIB));
	CHECK(ram(0x90000000, 128 * MIB));
	CHECK_EQ(map_count(&map, BOOT_RAM), 2);
	CHECK(map_entry(&map, 0x48000000, 0x48001234, BOOT_RESERVED, "/memreserve/"));
	CHECK(map_entry(&map, 0x42000000, 0x42100000, BOOT_NOMAP, "secure@42000000"));
	CHECK(map_entry(&map, 0x43000000, 0x43000800, BOOT_RESERVED, "log@43000000"));
	CHECK_EQ(info.nr_dynamic, 1);
	CHECK_EQ(info.dynamic[0].size, 16 * MIB);
	CHECK_EQ(info.dynamic[0].align, 4 * MIB);
	CHECK_EQ(info.dynamic[0].nr_ranges, 1);
	CHECK(info.dynamic[0].reusable);
	CHECK_EQ(notes_count(), 0);
}

/* A header's word. */
static void set_header(unsigned int field, u32 value)
{
	put_word(tree + field, value);
}

static bool says(const char *sentence)
{
	return !strcmp(notes(), sentence);
}

/* Where blocks may lie: to the last byte, not one further, nodes at multiples of four. */
static void places_of_blocks(void)
{
	u32 nodes, names;

	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	fdt_reserve(&b, 0x5000, 0x1000);
	while ((40 + b.reservations.len + b.structure.len + b.strings.len) % 4) /* so that the blob ends at one of them */
		b.strings.bytes[b.strings.len++] = '\0';
	CHECK_EQ(translate(), 0);
	nodes = (u32)tree[10] << 8 | tree[11];
	names = (u32)tree[14] << 8 | tree[15];
	for (u32 past = 0; past < 12; past++) {
		set_header(8, (u32)tree_len + past);
		CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
		CHECK(past || strstr(notes(), "device tree: no end of the tree at offset"));
		CHECK(!past || says("device tree: the header points outside of the blob.\n"));
		CHECK(map_entry(&map, 0x5000, 0x6000, BOOT_RESERVED, NULL));
		set_header(8, nodes);
		set_header(12, (u32)tree_len + past);
		CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
		CHECK(!past || says("device tree: the header points outside of the blob.\n"));
		set_header(12, names);
	}
	for (u32 odd = 1; odd < 4; odd++) {
		set_header(8, nodes + odd);
		CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
		CHECK(says("device tree: the header points outside of the blob.\n"));
	}
	/* Reservations, wherever they are said to begin, then end with the blob. */
	set_header(16, 1);
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK(sizeof(phys_addr_t) == 4 || map_count(&map, BOOT_RESERVED) > 0);
	set_header(16, 40);
	set_header(8, nodes);
	CHECK_EQ(translate_bytes(tree, tree_len), 0);
}

/* Nodes that end at every byte: which token, property or name is the one that is cut. */
static void lengths_of_nodes(void)
{
	static const struct {
		u32 from; /* of the block's bytes */
		const char *sentence;
	} parts[] = {
		{ 0, "no end of the tree at offset" },	{ 4, "a node name without an end at offset" },
		{ 5, "no end of the tree at offset" },	{ 12, "a property that is cut off at offset" },
		{ 28, "no end of the tree at offset" }, { 36, "" },
	};
	u32 len, part = 0;

	fdt_start(&b);
	fdt_node(&b, "");
	fdt_u64(&b, "reg", GIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	len = (u32)tree[38] << 8 | tree[39];
	CHECK_EQ(len, 36);
	for (u32 there = 0; there <= len; there++) {
		part += part + 1 < LENGTH(parts) && there >= parts[part + 1].from;
		set_header(36, there);
		CHECK_EQ(translate_bytes(tree, tree_len), there < len ? -EINVAL : 0);
		CHECK_TEXT(notes(), parts[part].sentence);
		CHECK_TEXT(notes(), there < len ? "; the rest is not read.\n" : "");
		CHECK_EQ(notes_count(), there < len);
	}
	/* More than there is: all of it. */
	set_header(36, ~0U);
	CHECK_EQ(translate_bytes(tree, tree_len), 0);
}

/* Names that end at every byte, with more of the blob behind them: a name that is cut is none. */
static void lengths_of_names(void)
{
	u8 *longer;
	u32 len, at;

	root(2, 2);
	fdt_node(&b, "memory");
	fdt_range(&b, "reg", 2, 2, GIB, MIB);
	fdt_text(&b, "device_type", "memory"); /* the last name */
	fdt_end(&b);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	CHECK(ram(GIB, MIB));
	len = (u32)b.strings.len;
	at = len - (u32)sizeof("device_type");
	longer = calloc(1, tree_len + 64); /* zeros behind it */
	memcpy(longer, tree, tree_len);
	put_word(longer + 4, (u32)tree_len + 64);
	for (u32 there = at; there <= len; there++) {
		put_word(longer + 32, there);
		CHECK_EQ(translate_bytes(longer, tree_len + 64), there == at ? -EINVAL : 0);
		CHECK(there > at || strstr(notes(), "device tree: a property whose name lies outside the names at offset"));
		CHECK_EQ(ram(GIB, MIB), there == len);
	}
	put_word(longer + 32, ~0U); /* to the end of the blob */
	CHECK_EQ(translate_bytes(longer, tree_len + 64), 0);
	CHECK(ram(GIB, MIB));
	free(longer);
}

/* Headers that leave no room: for a token, for an entry of the reservations, for themselves. */
static void tiny_blocks(void)
{
	u32 at_structure;

	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	at_structure = (u32)tree[10] << 8 | tree[11];
	memset(tree + 8, 0, 4); /* the structure is the first three bytes */
	memset(tree + 36, 0, 4);
	tree[39] = 3;
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK_TEXT(notes(), "no end of the tree at offset 0");
	tree[39] = 4; /* one word, and it is no token */
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK_TEXT(notes(), "an unknown token at offset 0x4");

	tree[10] = (u8)(at_structure >> 8);
	tree[11] = (u8)at_structure;
	tree[15] = 8; /* names at 8, reservations at 0 */
	tree[14] = tree[18] = tree[19] = 0;
	CHECK_EQ(translate_bytes(tree, tree_len), -EINVAL);
	CHECK_TEXT(notes(), "device tree: the list of memory reservations has no end.\n");

	memset(tree + 4, 0, 4);
	tree[7] = 39; /* bytes in all */
	CHECK_EQ(fdt_size(tree, tree_len), 0);
	tree[7] = 40;
	CHECK_EQ(fdt_size(tree, tree_len), 40);
}

/* 2 MiB are read, and no byte behind them, whatever the header says. */
static void endless_blob(void)
{
	const size_t most = (size_t)2 << 20;
	u8 *blob = mmap(NULL, most + 0x1000, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (!CHECK(blob != MAP_FAILED))
		return;
	root(2, 2);
	memory("memory@0", GIB, MIB);
	fdt_end(&b);
	CHECK_EQ(translate(), 0);
	memcpy(blob, tree, tree_len);
	memset(blob + 4, 0xff, 4);
	/* The names lie at the very end of what is read. */
	memcpy(blob + 12, "\0\x20\0\0", 4);
	mprotect(blob + most, 0x1000, PROT_NONE);
	memset(blob + 32, 0xff, 4);
	memset(blob + most - 64, 'x', 64);
	CHECK_EQ(translate_bytes(blob, most + 0x1000), -EINVAL);
	CHECK_TEXT(notes(), "only 0x200000 of its 0xffffffff bytes can be read");
	CHECK(map_entry(&map, BLOB_AT, BLOB_AT + most + 0x1000, BOOT_DTB, "device tree"));
	munmap(blob, most + 0x1000);
}

const struct suite suite_fdt = { "fdt", (const struct test_case[]){
	{ "a plain tree", plain },
	{ "row 44: the blob is reserved", row_44_blob },
	{ "row 45: /memreserve/", row_45_memreserve },
	{ "row 45: /memreserve/ without an end", row_45_unterminated_memreserve },
	{ "row 45: /memreserve/ anywhere", row_45_memreserve_anywhere },
	{ "row 45: /memreserve/ before names", row_45_memreserve_before_names },
	{ "a length of nonsense", far_too_long },
	{ "row 45: /reserved-memory, no-map, reusable", row_45_reserved_memory },
	{ "row 45: dynamic reservations", row_45_dynamic },
	{ "row 45: alignments of more than 32 and 64 bits", row_45_wide_alignment },
	{ "row 45: too many dynamic reservations", row_45_too_many_dynamic },
	{ "row 45: names as long as the blob", row_45_long_names },
	{ "row 45: memory reservations where no names are", row_45_no_names },
	{ "texts of other nodes are not read", texts_of_others },
	{ "names without an end are not read to theirs", long_names },
	{ "row 46: cells 1 to 4 by 1 to 4", row_46_cells },
	{ "row 46: default cells", row_46_default_cells },
	{ "row 46: unusable cells", unusable_cells },
	{ "more than 64 bits of size", wide_sizes },
	{ "row 46: more than 64 bits", wide_cells },
	{ "row 47: device_type, not the name", row_47_names },
	{ "properties that belong to other nodes", properties_of_others },
	{ "names that begin like those of our nodes", longer_names },
	{ "row 48: initrd in 4 and 8 bytes", row_48_initrd_widths },
	{ "row 48: initrd outside of RAM is reported", row_48_initrd_outside },
	{ "row 48: initrd at 4 GiB", initrd_at_4_gib },
	{ "row 48: initrd in RAM of two nodes", initrd_over_nodes },
	{ "row 48: an initrd in RAM of a given map", row_48_initrd_in_a_given_map },
	{ "row 48: initrd that makes no sense", row_48_bad_initrd },
	{ "damage behind an initrd and distances", damage_behind },
#ifdef CONFIG_NUMA
	{ "distances of others", distances_of_others },
	{ "distances of another node", distances_of_another_node },
#endif
	{ "row 49: runs of NOPs", row_49_nops },
	{ "row 49: total size beyond the end of memory", row_49_total_size },
	{ "status", status },
	{ "status that cannot be read", status_without_end },
	{ "linux,usable-memory", usable_memory },
	{ "linux,usable-memory without ranges or without reg", usable_memory_alone },
	{ "hotpluggable", hotpluggable },
	{ "hotpluggable without a node", hint_without_node },
	{ "more hotpluggable memory than is kept", many_hotpluggable },
	{ "numa-node-id", numa },
	{ "memory nodes that make no sense", odd_memory },
	{ "lists that end within a range", cut_ranges },
	{ "the number of sentences is bounded", many_notes },
	{ "lengths of an initrd's addresses", initrd_lengths },
	{ "chosen", chosen },
	{ "/chosen twice", chosen_twice },
	{ "an initrd twice", initrd_twice },
	{ "usable ranges twice", usable_twice },
	{ "usable ranges twice, the second time fewer", fewer_usable },
	{ "row 45: a reservation with a place and a size", row_45_place_and_size },
	{ "ranges that wrap", wrapping },
	{ "blob at any address", unaligned_blob },
	{ "versions", versions },
	{ "where the blocks of unknown versions lie", unknown_blocks },
	{ "blocks that lie nowhere", wrong_blocks },
	{ "depth", depth },
	{ "damage keeps what came before", damage },
	{ "where the damage is", place_of_damage },
	{ "a node name without an end", endless_name },
	{ "empty trees", empty_trees },
	{ "properties behind children", late_properties },
	{ "hostile: cut at every length", hostile_truncation },
	{ "hostile: nodes cut at every length", hostile_truncated_nodes },
	{ "hostile: every byte changed", hostile_bytes },
	{ "hostile: random changes", hostile_random },
	{ "captured: virt with initrd (row 48)", captured_virt },
	{ "captured: three nodes", captured_numa },
	{ "captured: RAM at 1 TiB (row 48)", captured_sbsa },
	{ "captured: 8 GiB on 32-bit ARM", captured_arm },
	{ "captured: NOPs, reservations, odd names (rows 45, 47, 49)", captured_odd },
	{ "where blocks may lie", places_of_blocks },
	{ "nodes that end at every byte", lengths_of_nodes },
	{ "names that end at every byte", lengths_of_names },
	{ "headers that leave no room", tiny_blocks },
	{ "a blob without end", endless_blob },
	{ 0 },
} };
