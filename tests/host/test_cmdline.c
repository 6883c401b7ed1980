/* SPDX-License-Identifier: MIT */
/*
 * Memory options of the command line: a table of lines and what they come to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/firmware.h>

#include "../suites/test.h"
#include "notes.h"

#define KIB 0x400ULL
#define MIB 0x100000ULL
#define GIB 0x40000000ULL

static struct boot_range storage[64];
static struct boot_map map;
static struct memory_options options;

/* What firmware said: RAM in two pieces, a hole, and one of most other things. */
static void firmware(void)
{
	boot_map_init(&map, storage, 64);
	boot_map_add(&map, 0, MIB, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 2 * MIB, 62 * MIB, BOOT_RAM, 0, NULL);
	boot_map_add(&map, 640 * KIB, 384 * KIB, BOOT_MMIO, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 60 * MIB, MIB, BOOT_ACPI_DATA, NUMA_NO_NODE, NULL);
	boot_map_add(&map, 10 * MIB, MIB, BOOT_INITRD, NUMA_NO_NODE, "initrd");
	boot_map_add(&map, 20 * MIB, MIB, BOOT_DTB, NUMA_NO_NODE, "device tree");
	boot_map_add(&map, 30 * MIB, MIB, BOOT_INFO, NUMA_NO_NODE, "command line");
	boot_map_add(&map, 40 * MIB, MIB, BOOT_RESERVED, NUMA_NO_NODE, "/memreserve/");
	memset(&options, 0, sizeof(options));
	notes_clear();
}

static unsigned int apply(const char *line)
{
	/* In memory that ends behind the NUL. */
	char *copy = (char *)exact_copy(line, strlen(line) + 1);
	unsigned int malformed;

	firmware();
	malformed = cmdline_translate(copy, &map, &options, notes_add);
	free(copy);
	return malformed;
}

static bool has(u64 base, u64 size, enum boot_kind kind)
{
	return map_entry(&map, base, base + size, kind, NULL) != NULL;
}

/* The map is as firmware gave it. */
static bool untouched(void)
{
	return map.count == 8 && has(0, MIB, BOOT_RAM) && has(2 * MIB, 62 * MIB, BOOT_RAM);
}

static void limits(void)
{
	static const struct {
		const char *line;
		u64 limit;
	} table[] = {
		{ "mem=64M", 64 * MIB },
		{ "mem=64m", 64 * MIB },
		{ "mem=0x4000000", 64 * MIB },
		{ "mem=0X4000000", 64 * MIB },
		{ "mem=0400000000", 64 * MIB },
		{ "mem=67108864", 64 * MIB },
		{ "mem=65536K", 64 * MIB },
		{ "mem=0x10000k", 64 * MIB },
		{ "mem=3G", 3 * GIB },
		{ "mem=0x1G", GIB },
		{ "mem=010K", 8 * KIB },
		{ "mem=2T", 2048 * GIB },
		{ "mem=2p", 2048 * 1024 * GIB },
		{ "mem=15E", 15360ULL * 1024 * 1024 * GIB },
		{ "mem=0x1E", 30 },
		{ "mem=0xa0f", 0xa0f },
		{ "mem=0xBADCAFE", 0xbadcafe },
		{ "mem=18446744073709551615", ~0ULL },
		{ "mem=0xffffffffffffffff", ~0ULL },
		{ "mem=01777777777777777777777", ~0ULL },
		{ "memmap=64M", 64 * MIB },
		{ "mem=1G mem=64M", 64 * MIB },
		{ "mem=64M mem=1G", GIB },
		{ "mem=64M memmap=1G", GIB },
		{ "memmap=1G,64M", 64 * MIB },
		{ "quiet mem=64M root=/dev/sda", 64 * MIB },
		{ " \t\n mem=64M \n", 64 * MIB },
		{ "a\tmem=64M\tb", 64 * MIB },
		{ "a\nmem=64M\nb", 64 * MIB },
		{ "a\vmem=64M\vb", 64 * MIB },
		{ "a\fmem=64M\fb", 64 * MIB },
		{ "a\rmem=64M\rb", 64 * MIB },
		{ "--x mem=64M", 64 * MIB },
		{ "- mem=64M -- mem=1G", 64 * MIB },
		{ "\"mem=64M\"", 64 * MIB },
		{ "mem=\"64M\"", 64 * MIB },
		{ "\"mem=64M", 64 * MIB },
		{ "mem=\"64M", 64 * MIB },
		{ "\"mem=\"64M\"\"", 64 * MIB },
		{ "\"quiet\" mem=64M", 64 * MIB },
		{ "\"--x\" mem=64M", 64 * MIB },
		{ "mem=64M \"--\" mem=1G", 64 * MIB },
		{ "x=\"a mem=1G b\" mem=64M", 64 * MIB },
		{ "x=\"a b\"mem=1G mem=64M", 64 * MIB },
	};

	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		CHECK_EQ(apply(table[i].line), 0);
		CHECK_EQ(options.limit, table[i].limit);
		CHECK(untouched());
		CHECK_EQ(notes_count(), 0);
	}
}

static void left_alone(void)
{
	static const char *const lines[] = {
		"",
		" ",
		"xmem=1G",
		"memory=1G",
		"mem",
		"memmap",
		"amemmap=exactmap",
		"mem =1G",
		"Mem=1G",
		"memtestx",
		"xmemtest",
		"memblock",
		"reserve_memory=1M:0:a",
		"-- mem=1G",
		"quiet -- memmap=exactmap memtest",
		"\"--\" mem=1G",
		"init=\"/bin/sh mem=1G\"",
		"\"a mem=1G",
		"\"",
		"\"\"",
		"=",
		"mem.x=1",
		"-mem=1G",
		"mem\x08=1G",
		"x\x0emem=1G",
		"x\240mem=1G", /* a blank in other character sets */
		"mem1G",
		"lowest1M",
		"memtest4",
		"numaoff",
		"crashkernel1M",
		"memblockdebug",
		"--mem=1G",
	};

	for (unsigned int i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct memory_options nothing = { 0 };

		CHECK_EQ(apply(lines[i]), 0);
		CHECK(untouched());
		CHECK(!memcmp(&options, &nothing, sizeof(nothing)));
		CHECK_EQ(notes_count(), 0);
	}
	firmware();
	CHECK_EQ(cmdline_translate(NULL, &map, &options, NULL), 0);
	CHECK(untouched());
}

static void malformed(void)
{
	static const char *const lines[] = {
		"mem=",
		"mem=G",
		"mem=0",
		"mem=0x",
		"mem=0xG",
		"mem=08",
		"mem=09",
		"mem=1A",
		"mem=0x1g0",
		"mem=0x1:",
		"mem=1GB",
		"mem=1,G",
		"mem=-1",
		"mem=99999999999E",
		"mem=16E",
		"mem=18446744073709551616",
		"mem=18446744073709551619",
		"mem=0x10000000000000000",
		"mem=36028797018963968K",
		"mem=nopentium",
		"mem=1G@",
		"mem=1G@x",
		"mem=1G@1M@2M",
		"mem=0@1M",
		"mem=@1M",
		"mem=1G$1M",
		"mem=1G,2G",
		"memmap=",
		"memmap=foo",
		"memmap=1G@",
		"memmap=1G$",
		"memmap=1G%1M",
		"memmap=0$1M",
		"memmap=1G@99999999999E",
		"memmap=exactma",
		"memmap=exactmapx",
		"memmap=1G@1M-2M",
		"memblock=",
		"memblock=debugx",
		"memblock=deb",
		"memtest=",
		"memtest=x",
		"memtest=4294967296",
		"memtest=-1",
		"reserve_mem=",
		"reserve_mem=1M",
		"reserve_mem=1M:4K",
		"reserve_mem=1M:4K:",
		"reserve_mem=1M:3K:a",
		"reserve_mem=1M:12G:a",
		"reserve_mem=0:4K:a",
		"reserve_mem=:4K:a",
		"reserve_mem=1M::a",
		"reserve_mem=1Mx:4K:a",
		"reserve_mem=1M:4K:abcdefghijklmnop",
		"reserve_mem=1M:4Kx:a",
		"crashkernel=",
		"crashkernel=x",
		"crashkernel=0",
		"crashkernel=0@16M",
		"crashkernel=1M@",
		"crashkernel=1M@x",
		"crashkernel=1M@16Mx",
		"crashkernel=1M@0",
		"crashkernel=1M,16M",
		"memmap=\"",
		"mem=\"\"",
		"mem=\"",
		"mem=64M\"",
		"\"mem=\"",
		"mem=\"1G\"M",
		"mem=\"1 G\"",
		"memtest=\"",
		"numa=\"",
		"memblock=\"",
		"reserve_mem=\"",
		"reserve_mem=\"1M:4K:\"",
		"crashkernel=\"",
		"lowest=",
		"lowest=1Mx",
	};

	for (unsigned int i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct memory_options nothing = { 0 };

		CHECK_EQ(apply(lines[i]), 1);
		CHECK(untouched());
		CHECK(!memcmp(&options, &nothing, sizeof(nothing)));
		CHECK_EQ(notes_count(), 1);
		CHECK_TEXT(notes(), "is malformed and ignored.");
	}
	CHECK_EQ(apply("memmap=foo"), 1);
	CHECK_TEXT(notes(), "command line: \"memmap=foo\" is malformed and ignored.");
}

/* What is right goes on being applied. */
static void mixture(void)
{
	CHECK_EQ(apply("mem=x memmap=1M$3M memmap=foo,1M#5M,1G@ mem=8M memtest=y memtest=3"), 4);
	CHECK_EQ(options.limit, 8 * MIB);
	CHECK_EQ(options.memtest, 3);
	CHECK(has(3 * MIB, MIB, BOOT_MMIO));
	CHECK(has(5 * MIB, MIB, BOOT_ACPI_DATA));
	CHECK_EQ(map.count, 10);
	CHECK_EQ(notes_count(), 3);
	/* Nothing between separators is a value, too. */
	CHECK_EQ(apply("memmap=,1M$3M"), 1);
	CHECK(has(3 * MIB, MIB, BOOT_MMIO));
	CHECK(!strcmp(notes(), "command line: \"memmap=,1M$3M\" is malformed in part, which is ignored.\n"));
	CHECK_EQ(apply("memmap=,1M"), 1);
	CHECK(!strcmp(notes(), "command line: \"memmap=,1M\" is malformed in part, which is ignored.\n"));
	CHECK_EQ(apply("memmap=1M$3M,"), 1);
	CHECK(has(3 * MIB, MIB, BOOT_MMIO));
	CHECK(!strcmp(notes(), "command line: \"memmap=1M$3M,\" is malformed in part, which is ignored.\n"));
	CHECK_EQ(apply("memmap=x,y"), 2);
	CHECK(!strcmp(notes(), "command line: \"memmap=x,y\" is malformed and ignored.\n"));
	/* Without anybody to tell. */
	firmware();
	CHECK_EQ(cmdline_translate("mem=x", &map, &options, NULL), 1);
}

static void long_options(void)
{
	char line[1000] = "memmap=";

	/* 79 characters are shown. */
	for (size_t len = 70; len < sizeof(line); len += len < 90 ? 1 : 100) {
		char want[160];

		memset(line + 7, 'x', len - 7);
		line[len] = '\0';
		CHECK_EQ(apply(line), 1);
		CHECK_EQ(notes_count(), 1);
		snprintf(want, sizeof(want), "command line: \"%.79s%s\" is malformed and ignored.\n", line,
			 len > 79 ? "..." : "");
		CHECK(!strcmp(notes(), want));
	}
}

/* Each word has a reason of its own. */
static void reasons(void)
{
	char line[400] = "";

	for (unsigned int i = 0; i < BOOT_RESERVE_MEM; i++)
		sprintf(line + strlen(line), "reserve_mem=1M:4K:n%u ", i);
	strcat(line, "mem=x reserve_mem=1M:4K:y numa=fake=9G numa=z reserve_mem=1M:3K:y");
	CHECK_EQ(apply(line), 5);
	CHECK(!strcmp(notes(), "command line: \"mem=x\" is malformed and ignored.\n"
			       "command line: \"reserve_mem=1M:4K:y\" is more than BOOT_RESERVE_MEM and ignored.\n"
			       "command line: \"numa=fake=9G\" is more than MAX_NUMNODES and ignored.\n"
			       "command line: \"numa=z\" is malformed and ignored.\n"
			       "command line: \"reserve_mem=1M:3K:y\" is malformed and ignored.\n"));
}

static void mem_at(void)
{
	CHECK_EQ(apply("mem=32M@64M mem=1M@0 mem=1M@1M"), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 2);
	CHECK(has(64 * MIB, 32 * MIB, BOOT_RAM));
	CHECK(has(0, 2 * MIB, BOOT_RAM));
	CHECK(has(640 * KIB, 384 * KIB, BOOT_MMIO));
	CHECK(has(40 * MIB, MIB, BOOT_RESERVED));
	CHECK_EQ(options.limit, 0);
	CHECK_EQ(map.clipped, 0);
	/* What is too high counts, also when more follows. */
	CHECK_EQ(apply("mem=1M@8G mem=1M@8M"), 0);
	CHECK_EQ(map.clipped, sizeof(phys_addr_t) == 4 ? MIB : 0);
	/* Bytes count, not pages; on which node they are nobody says. */
	CHECK_EQ(apply("mem=1@3 memmap=1@5"), 0);
	CHECK(has(3, 1, BOOT_RAM) && has(5, 1, BOOT_RAM));
	CHECK_EQ(boot_map_find(&map, 3)->nid, NUMA_NO_NODE);
	CHECK_EQ(boot_map_find(&map, 5)->nid, NUMA_NO_NODE);
	/* A limit beside it. */
	CHECK_EQ(apply("mem=16M mem=32M@0"), 0);
	CHECK_EQ(options.limit, 16 * MIB);
	CHECK(has(0, 32 * MIB, BOOT_RAM));
	/* Nothing that wraps. */
	CHECK_EQ(apply("mem=15E@15E mem=1M@0"), 0);
	CHECK(map_entry(&map, 0, MIB, BOOT_RAM, NULL));
	for (unsigned int i = 0; i < map.count; i++)
		CHECK(map.ranges[i].base < map.ranges[i].end);
}

static void memmap(void)
{
	CHECK_EQ(apply("memmap=1M@70M,1M$3M,1M#5M memmap=1M!7M"), 0);
	CHECK(has(70 * MIB, MIB, BOOT_RAM));
	for (unsigned int i = 0; i < map.count; i++)
		CHECK(map.ranges[i].kind != BOOT_RAM || !map.ranges[i].owner);
	CHECK(map_entry(&map, 3 * MIB, 4 * MIB, BOOT_MMIO, "memmap="));
	CHECK(has(5 * MIB, MIB, BOOT_ACPI_DATA));
	CHECK(has(7 * MIB, MIB, BOOT_PERSISTENT));
	CHECK(has(2 * MIB, 62 * MIB, BOOT_RAM)); /* what lies below stays: the sweep decides */
	CHECK_EQ(map.count, 12);
	CHECK_EQ(apply("memmap=0x1000$0x300000"), 0);
	CHECK(has(3 * MIB, 4 * KIB, BOOT_MMIO));
}

static void exactmap(void)
{
	CHECK_EQ(apply("memmap=exactmap memmap=640K@0 memmap=30M@1M"), 0);
	CHECK_EQ(map.count, 6);
	CHECK(has(0, 640 * KIB, BOOT_RAM));
	CHECK(has(MIB, 30 * MIB, BOOT_RAM));
	CHECK(has(10 * MIB, MIB, BOOT_INITRD));
	CHECK(has(20 * MIB, MIB, BOOT_DTB));
	CHECK(has(30 * MIB, MIB, BOOT_INFO));
	CHECK(has(40 * MIB, MIB, BOOT_RESERVED));
	/* It counts from where it stands. */
	CHECK_EQ(apply("memmap=640K@0,exactmap,1M@1M"), 0);
	CHECK_EQ(map.count, 5);
	CHECK(has(MIB, MIB, BOOT_RAM));
	/* A limit is no part of the map. */
	CHECK_EQ(apply("mem=64M memmap=exactmap,1M@1M"), 0);
	CHECK_EQ(options.limit, 64 * MIB);
	/* The first mem=N@S takes the place of RAM, whoever told it. */
	CHECK_EQ(apply("memmap=exactmap,1M@1M mem=1M@8M memmap=1M@12M mem=1M@16M"), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 3);
	CHECK(has(8 * MIB, MIB, BOOT_RAM) && has(12 * MIB, MIB, BOOT_RAM) && has(16 * MIB, MIB, BOOT_RAM));
	CHECK_EQ(apply("memmap=1M@100M mem=1M@8M"), 0);
	CHECK_EQ(map_count(&map, BOOT_RAM), 1);
	CHECK(has(8 * MIB, MIB, BOOT_RAM));
}

/*
 * What describes memory goes, from the first byte to the last; what says who has put something
 * there stays; of each kind. mem=N@S takes the place of RAM alone.
 */
static void kinds_of_exactmap(void)
{
	static const bool stays[BOOT_NR_KINDS] = {
		[BOOT_RESERVED] = true, [BOOT_NOMAP] = true, [BOOT_INITRD] = true, [BOOT_DTB] = true,
		[BOOT_INFO] = true, [BOOT_FRAMEBUFFER] = true, [BOOT_KERNEL] = true,
	};

	for (unsigned int whole = 0; whole < 2; whole++)
		for (unsigned int line = 0; line < 2; line++) {
			memset(&options, 0, sizeof(options));
			boot_map_init(&map, storage, 64);
			for (unsigned int kind = 0; kind < BOOT_NR_KINDS; kind++)
				boot_map_add(&map, whole ? 0 : kind * MIB, whole ? ~0ULL : MIB / 2,
					     (enum boot_kind)kind, NUMA_NO_NODE, NULL);
			map.clipped = GIB; /* what was too high for us is not there any more, either */
			CHECK_EQ(cmdline_translate(line ? "mem=1M@99M" : "memmap=exactmap", &map, &options, NULL), 0);
			CHECK_EQ(map.clipped, 0);
			CHECK_EQ(has(99 * MIB, MIB, BOOT_RAM), line);
			for (unsigned int kind = 0; kind < BOOT_NR_KINDS; kind++)
				CHECK_EQ(map_count(&map, (enum boot_kind)kind), line || stays[kind]);
		}
}

static void crashkernel(void)
{
	static const struct {
		const char *line;
		u64 size, base;
	} table[] = {
		{ "crashkernel=64M", 64 * MIB, 0 },
		{ "crashkernel=64M@16M", 64 * MIB, 16 * MIB },
		{ "crashkernel=64M@16M crashkernel=1M", MIB, 0 },
		{ "crashkernel=1M crashkernel=64M@1", 64 * MIB, 1 },
		{ "crashkernel=64M@16M crashkernel=1M@0", 64 * MIB, 16 * MIB },
	};

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		CHECK_EQ(apply(table[i].line), i == LENGTH(table) - 1); /* the last has a malformed one */
		CHECK_EQ(options.crash.size, table[i].size);
		CHECK_EQ(options.crash.base, table[i].base);
		CHECK(untouched());
	}
	CHECK_EQ(apply("lowest=1M"), 0);
	CHECK_EQ(options.lowest, MIB);
	CHECK_EQ(apply("lowest=1M lowest=0"), 0);
	CHECK_EQ(options.lowest, 0);
}

static void reserve_mem(void)
{
	char line[400] = "";

	CHECK_EQ(apply("reserve_mem=12M:4096:trace reserve_mem=1M:0:abcdefghijklmno reserve_mem=0x10:1:x"), 0);
	CHECK_EQ(options.nr_reserve, 3);
	CHECK_EQ(options.reserve[2].size, 16);
	CHECK_EQ(options.reserve[2].align, 1);
	CHECK_EQ(options.reserve[0].size, 12 * MIB);
	CHECK_EQ(options.reserve[0].align, 4096);
	CHECK(!strcmp(options.reserve[0].name, "trace"));
	CHECK_EQ(options.reserve[1].align, 0);
	CHECK(!strcmp(options.reserve[1].name, "abcdefghijklmno"));
	CHECK(untouched());
	/* The name is all the rest. */
	CHECK_EQ(apply("reserve_mem=1M:0:a:b"), 0);
	CHECK(!strcmp(options.reserve[0].name, "a:b"));
	/* Two of a name are two. */
	CHECK_EQ(apply("reserve_mem=1M:0:x reserve_mem=2M:0:x"), 0);
	CHECK_EQ(options.nr_reserve, 2);
	CHECK_EQ(options.reserve[1].size, 2 * MIB);
	CHECK(!strcmp(options.reserve[1].name, "x"));

	for (unsigned int i = 0; i <= BOOT_RESERVE_MEM; i++)
		sprintf(line + strlen(line), "reserve_mem=1M:4K:n%u ", i);
	CHECK_EQ(apply(line), 1);
	CHECK_EQ(options.nr_reserve, BOOT_RESERVE_MEM);
	CHECK_TEXT(notes(), "\"reserve_mem=1M:4K:n8\" is more than BOOT_RESERVE_MEM and ignored.");
}

static void switches(void)
{
	CHECK_EQ(apply("memblock=debug"), 0);
	CHECK(options.debug);
	CHECK_EQ(apply("memtest"), 0);
	CHECK_EQ(options.memtest, 17);
	CHECK_EQ(apply("memtest=4"), 0);
	CHECK_EQ(options.memtest, 4);
	CHECK_EQ(apply("memtest memtest=0"), 0);
	CHECK_EQ(options.memtest, 0);
	CHECK_EQ(apply("memtest=3 memtest"), 0);
	CHECK_EQ(options.memtest, 17);
	CHECK_EQ(apply("memtest=4294967295"), 0);
	CHECK_EQ(options.memtest, 4294967295U);
}

/* Quotes around the value of any option. */
static void quoted_values(void)
{
	CHECK_EQ(apply("lowest=\"1M\" memblock=\"debug\" memtest=\"3\" numa=\"fake=1\" crashkernel=\"2M@16M\" "
		       "reserve_mem=\"1M:4K:a b\" memmap=\"1M$3M,1M!5M\""), 0);
	CHECK_EQ(options.lowest, MIB);
	CHECK(options.debug);
	CHECK_EQ(options.memtest, 3);
	CHECK_EQ(options.numa_fake, 1);
	CHECK_EQ(options.crash.base, 16 * MIB);
	CHECK(options.nr_reserve == 1 && !strcmp(options.reserve[0].name, "a b"));
	CHECK(has(3 * MIB, MIB, BOOT_MMIO) && has(5 * MIB, MIB, BOOT_PERSISTENT));
	CHECK_EQ(apply("numa=\"off\""), 0);
	CHECK(options.numa_off);
	CHECK_EQ(notes_count(), 0);
	/* A word of nothing is no end of the line. */
	CHECK_EQ(apply("\"\" mem=64M"), 0);
	CHECK_EQ(options.limit, 64 * MIB);
}

/* No line whatever reads past its end or leaves a map that cannot be used. */
static void random_lines(void)
{
	static const char *const parts[] = {
		"mem=",
		"memmap=",
		"reserve_mem=",
		"memtest",
		"memblock=debug",
		"exactmap",
		"--",
		" ",
		" ",
		",",
		":",
		"@",
		"$",
		"#",
		"!",
		"\"",
		"0x",
		"0",
		"1",
		"64",
		"K",
		"M",
		"E",
		"x",
		"1M@2M",
		"99999999999999999999",
	};

	for (unsigned int round = 0; round < 5000; round++) {
		char line[256] = "";
		unsigned int n = (unsigned int)test_random_below(10);

		while (n--)
			strcat(line, parts[test_random_below(sizeof(parts) / sizeof(parts[0]))]);
		CHECK(apply(line) <= strlen(line));
		for (unsigned int i = 0; i < map.count; i++)
			CHECK(map.ranges[i].base < map.ranges[i].end);
		CHECK(options.nr_reserve <= BOOT_RESERVE_MEM);
		CHECK_EQ(map.dropped, 0);
	}
}

const struct suite suite_cmdline = { "cmdline", (const struct test_case[]){
	{ "mem= and numbers", limits },
	{ "words that are not ours", left_alone },
	{ "malformed options change nothing", malformed },
	{ "malformed among others", mixture },
	{ "long malformed options are cut", long_options },
	{ "mem=N@S", mem_at },
	{ "memmap=", memmap },
	{ "memmap=exactmap", exactmap },
	{ "memmap=exactmap, of each kind", kinds_of_exactmap },
	{ "crashkernel= and lowest=", crashkernel },
	{ "reasons", reasons },
	{ "reserve_mem=", reserve_mem },
	{ "memblock= and memtest=", switches },
	{ "quoted values", quoted_values },
	{ "random lines", random_lines },
	{ 0 },
} };
