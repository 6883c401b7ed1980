/* SPDX-License-Identifier: MIT */
/*
 * struct boot_efi: what an EFI application of the kernel's own leaves.
 */
#include <stddef.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"

#define HERE	   0x1000
#define AT_MAP	   0x1080
#define AT_COMMAND 0x1180
#define AT_TABLE   0x1200
#define END	   0x12a0
#define STRIDE	   48

#define LOADER_DATA  2
#define CONVENTIONAL 7
#define WRITE_BACK   0xfULL
#define RELIABLE     0x10000ULL

static struct target t = { .start = HERE, .translate = boot_efi_translate };

static void put(size_t offset, u64 value)
{
	phys_put64(HERE + offset, value);
}

#define PUT(name, value) put(offsetof(struct boot_efi, name), value)

static void put_descriptor(unsigned int i, u32 type, u64 base, u64 end, u64 attributes)
{
	u64 at = AT_MAP + STRIDE * i;

	phys_put32(at, type);
	phys_put64(at + 8, base);
	phys_put64(at + 24, (end - base) >> 12);
	phys_put64(at + 32, attributes);
}

/* Everything there is. */
static void build(void)
{
	phys_start(HERE, END - HERE);
	phys_fill(HERE, 0, sizeof(struct boot_efi));
	PUT(magic, BOOT_EFI_MAGIC);
	PUT(map, AT_MAP);
	PUT(map_size, 3 * STRIDE);
	PUT(descriptor_size, STRIDE);
	PUT(descriptor_version, 1);
	PUT(system_table, 0x7f000000);
	PUT(rsdp, 0x7e000014);
	PUT(dtb, 0x48000000);
	PUT(command_line, AT_COMMAND);
	PUT(initrd, 0x1234000);
	PUT(initrd_size, 0x4321);
	PUT(framebuffer, 0x80000000);
	PUT(framebuffer_size, 0x300000);
	put_descriptor(0, CONVENTIONAL, 0x100000, 0x40000000, WRITE_BACK | RELIABLE);
	put_descriptor(1, LOADER_DATA, 0, 0x10000, WRITE_BACK);
	put_descriptor(2, CONVENTIONAL, 0x100000000, 0x200000000, WRITE_BACK);
	phys_text(AT_COMMAND, "a=1 b");
}

static void plain(void)
{
	build();
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(t.info.command_line && !strcmp(t.info.command_line, "a=1 b"));
	CHECK_EQ(t.info.rsdp, 0x7e000014);
	CHECK_EQ(t.info.dtb, 0x48000000);
	CHECK_EQ(t.info.initrd.base, 0x1234000);
	CHECK_EQ(t.info.initrd.size, 0x4321);
	CHECK_EQ(t.info.nr_mirror, 1);
	CHECK(map_entry(&t.map, 0x100000, 0x40000000, BOOT_RAM, NULL));
	CHECK(map_entry(&t.map, 0, 0x10000, BOOT_RAM, NULL));
	CHECK(map_entry(&t.map, 0, 0x10000, BOOT_LOADER, NULL));
	CHECK(map_entry(&t.map, 0x1234000, 0x1238321, BOOT_INITRD, "initrd"));
	CHECK(map_entry(&t.map, 0x80000000, 0x80300000, BOOT_FRAMEBUFFER, NULL));
	save_seed("boot_efi", "everything");
}

/* What the kernel still reads is in the map, to the byte. */
static void blocks(void)
{
	build();
	CHECK_EQ(target_translate(&t), 0);
	CHECK(map_entry(&t.map, HERE, HERE + sizeof(struct boot_efi), BOOT_INFO, "EFI application"));
	CHECK(map_entry(&t.map, AT_COMMAND, AT_COMMAND + 6, BOOT_INFO, "command line"));
	CHECK(map_entry(&t.map, AT_MAP, AT_MAP + 3 * STRIDE, BOOT_INFO, "EFI memory map"));
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 3);
}

static void only_memory(void)
{
	build();
	phys_fill(HERE + offsetof(struct boot_efi, system_table), 0,
		  sizeof(struct boot_efi) - offsetof(struct boot_efi, system_table));
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK(!t.info.command_line);
	CHECK_EQ(t.info.rsdp, 0);
	CHECK_EQ(t.info.dtb, 0);
	CHECK_EQ(t.info.initrd.size, 0);
	CHECK_EQ(map_count(&t.map, BOOT_FRAMEBUFFER), 0);
	CHECK_EQ(map_count(&t.map, BOOT_INFO), 2);
	save_seed("boot_efi", "only-memory");
}

/* The application has not looked; here nothing is at the table's address. */
static void only_system_table(void)
{
	build();
	PUT(dtb, 0); /* one of both is enough */
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	build();
	PUT(rsdp, 0);
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	PUT(dtb, 0);
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 1);
	CHECK(strstr(notes(), "EFI: there is no system table"));
	/* Now there is one, with pointers as wide as ours. */
	PUT(system_table, AT_TABLE);
	phys_put64(AT_TABLE, 0x5453595320494249);
	phys_put32(AT_TABLE + 24 + 10 * sizeof(void *), 1);
	phys_put(AT_TABLE + 24 + 11 * sizeof(void *), AT_TABLE + 0x80, sizeof(void *));
	phys_put64(AT_TABLE + 0x80, 0x11d3e4f18868e871);
	phys_put64(AT_TABLE + 0x88, 0x81883cc7800022bc);
	phys_put(AT_TABLE + 0x90, 0x7ff0000, sizeof(void *));
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(notes_count(), 0);
	CHECK_EQ(t.info.rsdp, 0x7ff0000);
}

static void no_block(void)
{
	build();
	PUT(magic, BOOT_EFI_MAGIC + 1);
	CHECK_EQ(target_translate(&t), -EINVAL);
	CHECK(!strcmp(notes(), "EFI: there is no struct boot_efi where the EFI application points.\n"));
	PUT(magic, BOOT_EFI_MAGIC | 1ULL << 32);
	CHECK_EQ(target_translate(&t), -EINVAL);
	build();
	phys_cut(sizeof(struct boot_efi) - 1);
	CHECK_EQ(target_translate(&t), -EINVAL);
}

static void no_map(void)
{
	const u64 wrong[][2] = {
		{ 0, 3 * STRIDE }, { AT_MAP, 0 }, { END, STRIDE }, { ~0ULL - 10, STRIDE },
	};

	for (unsigned int i = 0; i < 2 * LENGTH(wrong); i++) {
		build();
		PUT(map, wrong[i / 2][0]);
		PUT(map_size, wrong[i / 2][1]);
		PUT(descriptor_size, i % 2 ? 0 : STRIDE);
		CHECK_EQ(target_translate(&t), -EINVAL);
		CHECK(!strcmp(notes(), "EFI: there is no memory map where the EFI application points.\n"));
	}
}

static void strides(void)
{
	build();
	PUT(descriptor_size, 39);
	CHECK_EQ(target_translate(&t), -EINVAL);
	PUT(descriptor_size, 0x100000028);
	CHECK_EQ(target_translate(&t), -EINVAL);
	PUT(descriptor_size, 3 * STRIDE); /* one */
	CHECK_EQ(target_translate(&t), 0);
	CHECK_EQ(boot_map_ram_bytes(&t.map), 0x40000000 - 0x100000);
	PUT(map, END - 50); /* memory ends within the padding of the first */
	PUT(descriptor_size, 51);
	CHECK_EQ(target_translate(&t), -EINVAL);
	PUT(descriptor_size, 50);
	CHECK_EQ(target_translate(&t), 0);
	PUT(map, AT_MAP);
	PUT(descriptor_size, STRIDE);
	PUT(map_size, 1ULL << 40);
	CHECK_EQ(target_translate(&t), 0);
	CHECK(strstr(notes(), "too long or cannot be read"));
}

/* As many bytes as are looked at, and one more; memory that ends with the map, and within it. */
static void limits(void)
{
	const u32 most = 4096 * 48, first = sizeof(struct boot_efi);
	u8 block[sizeof(struct boot_efi)];

	build();
	memcpy(block, phys_at(HERE), sizeof(block));
	for (u32 more = 0; more < 3; more++)
		for (u32 missing = 0; missing < 2; missing++) {
			u32 there = most + more - missing, looked_at = there < most ? there : most;

			phys_start(HERE, first + there);
			phys_fill(HERE, 0, first + there);
			memcpy(phys_at(HERE), block, sizeof(block));
			PUT(map, HERE + first);
			PUT(map_size, most + more);
			PUT(command_line, 0);
			phys_put32(HERE + first, CONVENTIONAL);
			phys_put64(HERE + first + 8, 0x100000);
			phys_put64(HERE + first + 24, 0x100);
			CHECK_EQ(target_translate(&t), 0);
			CHECK(map_entry(&t.map, HERE, HERE + first, BOOT_INFO, "EFI application"));
			CHECK(map_entry(&t.map, HERE + first, HERE + first + looked_at, BOOT_INFO, "EFI memory map"));
			CHECK_EQ(strstr(notes(), "EFI: the memory map is too long or cannot be read to its end.\n") != NULL,
				 more || missing);
		}
}

#define FIELD(name) { offsetof(struct boot_efi, name), 8 }

static void fields(void)
{
	static const struct field block[] = {
		FIELD(magic), FIELD(map), FIELD(map_size), FIELD(descriptor_size),
		{ offsetof(struct boot_efi, descriptor_version), 8, ~0U * (1ULL << 32) /* EFI's has 32 bits */ },
		FIELD(rsdp), FIELD(dtb), FIELD(command_line), FIELD(initrd), FIELD(initrd_size),
		FIELD(framebuffer), FIELD(framebuffer_size),
	};

	build();
	fields_count(&t, HERE, sizeof(struct boot_efi), block, LENGTH(block));
}

static void hostile(void)
{
	build();
	attack(&t, HERE, END);
}

const struct suite suite_boot_efi = { "boot_efi", (const struct test_case[]){
	{ "everything that can be told", plain },
	{ "row 41: every block that is still read is in the map", blocks },
	{ "memory and nothing else", only_memory },
	{ "tables by EFI's list of them", only_system_table },
	{ "no block", no_block },
	{ "no memory map", no_map },
	{ "odd descriptor sizes", strides },
	{ "how much of the map is looked at", limits },
	{ "every bit of each field, and no other", fields },
	{ "hostile bytes", hostile },
	{ 0 },
} };
