/* SPDX-License-Identifier: MIT */
/*
 * setup_arch() and mem_init() of x86 on a PC of mock memory, whose processor answers CPUID as
 * the case wants. The architectures' functions have one name, so these come in under others.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/limine.h>
#include <bootmem/setup.h>

#include <core.h>

#include "../suites/pages.h"
#include "acpi_build.h"
#include "mock.h"
#include "notes.h"

/* What the processor says. */
static struct {
	unsigned int highest, bits, features;
} processor;

#define PAE    (1u << 6)
#define PSE_36 (1u << 17)

static unsigned int answer_eax(unsigned int leaf)
{
	return leaf == 0x80000000 ? processor.highest : leaf == 0x80000008 ? processor.bits : 0;
}

#define setup_arch     setup_arch_x86
#define mem_init       mem_init_x86
#define boot_translate detect_x86
int detect_x86(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
	       struct boot_info *info, boot_note_fn note);
void setup_arch_x86(char **command_line, unsigned long magic, void *info);
void mem_init_x86(void);

/* How much is asked for where the BIOS says where its data is. */
static size_t bytes_of_segment;

static const void *note_segment(u64 pa, size_t len)
{
	if (pa == 0x40e)
		bytes_of_segment = len;
	return boot_data(pa, len);
}
#define boot_data(pa, len) note_segment(pa, len)

/* The instruction itself is all that is replaced. */
#define __asm__(...) (c.eax = answer_eax(leaf), c.edx = leaf == 1 ? processor.features : 0)
#include "../../arch/x86/detect.c"
#include "../../arch/x86/setup.c"
#undef __asm__

/* ---- which loader ---- */

static const void *read_nothing(u64 pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

static void loaders(void)
{
	static const struct {
		unsigned long magic;
		const char *name;
	} rows[] = {
		{ PVH_MAGIC, "PVH: " },		       { MULTIBOOT_MAGIC, "Multiboot: " },
		{ MULTIBOOT2_MAGIC, "Multiboot2: " }, { LINUX_BOOT_MAGIC, "Linux boot: " },
		{ BOOT_EFI_MAGIC, "EFI: " },	       { LIMINE_MAGIC, "Limine: " },
	};
	static struct boot_range some[4];
	static struct boot_info info;
	struct boot_map map;
	char text[64];

	for (unsigned int i = 0; i < LENGTH(rows); i++) {
		boot_map_init(&map, some, LENGTH(some));
		notes_clear();
		CHECK_EQ(detect_x86(rows[i].magic, 0x1000, read_nothing, &map, &info, notes_add), -EINVAL);
		CHECK(!strncmp(notes(), rows[i].name, strlen(rows[i].name)));
	}
	notes_clear();
	CHECK_EQ(detect_x86(0x1234, 0x1000, read_nothing, &map, &info, notes_add), -ENOENT);
	CHECK_TEXT(notes(), "boot loader: no protocol has the magic number 0x1234; PVH has 0x336ec578, Multiboot 0x2badb002, "
		   "Multiboot 2 0x36d76289, the Linux boot protocol 0x53726448, EFI ");
	snprintf(text, sizeof(text), ", EFI %#x, Limine %#x.", (unsigned int)BOOT_EFI_MAGIC, (unsigned int)LIMINE_MAGIC);
	CHECK_TEXT(notes(), text);
}

/* ---- how far ---- */

static void reach(void)
{
	static const struct {
		unsigned int highest, bits, features;
		u64 wide, narrow; /* without PAE a 32-bit kernel reaches the latter */
	} rows[] = {
		{ 0x80000008, 36, PAE, 1ULL << 36, 1ULL << 36 },
		{ 0x80000008, 0x3034, PAE, 1ULL << 52, 1ULL << 52 }, /* linear ones lie above */
		{ 0x80000008, 39, PAE, 1ULL << 39, 1ULL << 39 },
		{ 0x80000008, 20, PAE, 1ULL << 32, 1ULL << 32 },
		{ 0x80000008, 31, PAE, 1ULL << 32, 1ULL << 32 },
		{ 0x80000008, 33, PAE, 1ULL << 33, 1ULL << 33 },
		{ 0x80000008, 63, PAE, 1ULL << 63, 1ULL << 63 },
		{ 0x80000008, 64, PAE, 0, 0 },
		{ 0x80000007, 48, PAE, 1ULL << 32, 1ULL << 32 },
		{ 0x80000007, 48, PAE | PSE_36, 1ULL << 36, 1ULL << 36 },
		{ 0x80000008, 48, 0, 1ULL << 48, 1ULL << 32 },
		{ 0, 0, PSE_36, 1ULL << 36, 1ULL << 32 },
	};

	for (unsigned int i = 0; i < LENGTH(rows); i++) {
		processor.highest = rows[i].highest;
		processor.bits = rows[i].bits;
		processor.features = rows[i].features;
		CHECK_EQ(physical_reach(), sizeof(long) == 8 ? rows[i].wide : rows[i].narrow);
	}
}

/* ---- a PC ---- */

#define MIB	 0x100000u
#define RAM_END	 (48 * MIB)
#define INFO_AT	 0x9000
#define IMAGE_AT (2 * MIB)
#define BRK_AT	 (8 * MIB)

static void put32(phys_addr_t at, u32 value)
{
	memcpy(test_pointer(at), &value, sizeof(value));
}

static void put_entry(phys_addr_t at, u64 base, u64 end)
{
	const u32 words[] = { 20, (u32)base, (u32)(base >> 32), (u32)(end - base), 0, 1 };

	memcpy(test_pointer(at), words, sizeof(words));
}

/* Multiboot's block with low memory, whose upper end the BIOS keeps, and RAM from 1 MiB on. */
static void pc_at_0(u32 ebda_segment)
{
	memset(test_pointer(0), 0, 0x10000);
	mock_image = IMAGE_AT;
	put32(0x40e, ebda_segment);
	put32(INFO_AT, 1u << 6);
	put32(INFO_AT + 44, 48);
	put32(INFO_AT + 48, INFO_AT + 0x100);
	put_entry(INFO_AT + 0x100, 0, 0xa0000);
	put_entry(INFO_AT + 0x118, MIB, RAM_END);
	memset(&boot_info, 0, sizeof(boot_info));
	memset(&boot_options, 0, sizeof(boot_options));
	setup_lowmem_end = 0;
	max_possible_pfn = 0;
	setup_trampoline_size = 0;
	x86_brk.base = BRK_AT;
	x86_brk.used = 0;
	x86_brk.closed = false;
	processor.highest = 0x80000008;
	processor.bits = 36;
	processor.features = PAE;
	bootmem_set_current_limit(MOCK_SIZE);
}

static void pc(u32 ebda_segment)
{
	mock_place(0);
	pc_at_0(ebda_segment);
}

static void boot(void)
{
	char *command_line = NULL;

	setup_arch_x86(&command_line, MULTIBOOT_MAGIC, (void *)INFO_AT);
	CHECK(command_line && !*command_line);
	CHECK(x86_brk.closed);
	CHECK_CORE();
}

static bool ram(phys_addr_t addr, enum boot_kind kind)
{
	for (unsigned int i = 0; i < boot_map.count; i++)
		if (boot_map.ranges[i].base <= addr && addr < boot_map.ranges[i].end)
			return boot_map.ranges[i].kind == kind;
	return false;
}

/* What firmware says of low memory is not all. */
static void low_memory(void)
{
	pc(0x9fc0);
	boot();
	CHECK(ram(0, BOOT_RUNTIME) && !is_free(0));
	CHECK(map_entry(&boot_map, 0, PAGE_SIZE, BOOT_RUNTIME, "BIOS data area"));
	CHECK(map_entry(&boot_map, 0xa0000, MIB, BOOT_MMIO, "VGA and ROMs"));
	CHECK(map_entry(&boot_map, phys_align_down(0x9fc00, PAGE_SIZE), 0xa0000, BOOT_RUNTIME, "EBDA"));
	CHECK(ram(0x9fc00, BOOT_RUNTIME) && !is_free(0x9f000));
	CHECK(ram(0xa0000, BOOT_MMIO) && ram(0xfffff, BOOT_MMIO) && ram(MIB, BOOT_RAM));
	CHECK(ram(0x20000, BOOT_RAM));
	CHECK_EQ(max_pfn, RAM_END >> PAGE_SHIFT);
	CHECK_EQ(setup_trampoline, 0);
	CHECK_EQ(free_bytes(BRK_AT, BRK_AT + PAGE_SIZE), PAGE_SIZE); /* nobody took any of it */
}

/* A segment that is no place for it: the highest there is, and from the lowest on. */
static void ebda(void)
{
	static const struct {
		u32 segment;
		u32 base;
	} rows[] = { { 0, 0 }, { 0x7fff, 0 }, { 0x8000, 0x80000 }, { 0x9000, 0x90000 }, { 0xa000, 0 },
		   { 0xa001, 0 }, { 0xf000, 0 }, { 0xffff, 0 } };

	for (unsigned int i = 0; i < LENGTH(rows); i++) {
		test_reset();
		pc(rows[i].segment);
		boot();
		CHECK_EQ(bytes_of_segment, 2);
		CHECK_EQ(ram(0x9ffff, BOOT_RUNTIME), rows[i].base != 0);
		CHECK(ram(0xa0000, BOOT_MMIO));
		CHECK(ram((rows[i].base ? rows[i].base : 0xa0000) - 1, BOOT_RAM));
	}
}

static void trampoline_and_brk(void)
{
	pc(0x9fc0);
	setup_trampoline_size = 5000;
	x86_brk.used = 5000;
	boot();
	CHECK(setup_trampoline && setup_trampoline + 5000 <= MIB);
	CHECK(!is_free(setup_trampoline) && !is_free(setup_trampoline + 4999));
	CHECK(map_entry(&boot_map, setup_trampoline, setup_trampoline + phys_align_up(5000, PAGE_SIZE), BOOT_RESERVED,
			"trampoline"));
	CHECK(map_entry(&boot_map, BRK_AT, BRK_AT + phys_align_up(5000, PAGE_SIZE), BOOT_KERNEL, "brk"));
	CHECK_EQ(free_bytes(BRK_AT, BRK_AT + 5000), 0);
	CHECK(ram(BRK_AT, BOOT_KERNEL));
	CHECK(ram(phys_align_up(BRK_AT + 5000, PAGE_SIZE), BOOT_RAM));
}

/* What extend_brk() gave is RAM, whole pages of it and nothing else, even where no table says so. */
static void brk_beside_ram(void)
{
	const phys_addr_t end = phys_align_up(BRK_AT + 0x123 + 5000, PAGE_SIZE);

	for (unsigned int used = 0; used <= 5000; used += 5000) {
		test_reset();
		pc(0x9fc0);
		put_entry(INFO_AT + 0x118, IMAGE_AT, BRK_AT);
		put_entry(INFO_AT + 0x130, BRK_AT + MIB, RAM_END);
		put32(INFO_AT + 44, 72);
		x86_brk.base = BRK_AT + 0x123;
		x86_brk.used = used;
		boot();
		for (unsigned int i = 0; i < boot_map.count; i++) {
			const struct boot_range *r = &boot_map.ranges[i];

			if (r->base < BRK_AT || r->base >= BRK_AT + MIB)
				continue;
			CHECK(used && r->base == BRK_AT && r->end == end && r->ram && r->kind == BOOT_KERNEL);
		}
		CHECK_EQ(ram(BRK_AT, BOOT_KERNEL), used != 0);
		CHECK(!boot_map_find(&boot_map, IMAGE_AT - 1));
	}
}

/* Options count, the text is passed on, and mem= is an address, whatever holes there are below. */
static void command_line(void)
{
	char *given = NULL;

	pc(0x9fc0);
	put32(INFO_AT, 1u << 6 | 1u << 2);
	put32(INFO_AT + 16, INFO_AT + 0x200);
	strcpy(test_pointer(INFO_AT + 0x200), "a mem=32M");
	setup_arch_x86(&given, MULTIBOOT_MAGIC, (void *)INFO_AT);
	CHECK(given && !strcmp(given, "a mem=32M"));
	CHECK(given == setup_command_line()); /* a copy */
	CHECK_EQ(max_pfn, (32 * MIB) >> PAGE_SHIFT);
	CHECK_CORE();
}

/* RAM that a table has and the processor does not reach. */
static void unreachable(void)
{
	pc(0x9fc0);
	put_entry(INFO_AT + 0x130, 1ULL << 36, (1ULL << 36) + MIB);
	put32(INFO_AT + 44, 72);
	boot();
	CHECK_EQ(max_pfn, RAM_END >> PAGE_SHIFT);
	if (sizeof(phys_addr_t) == 8)
		CHECK_TEXT(test_log(), "RAM above 0x1000000000 is not used: the processor does not reach it\n");
}

#ifdef CONFIG_NUMA
/* Nodes are where a PC has ACPI's tables, although no loader says so. */
static void nodes_by_acpi(void)
{
	pc(0x9fc0);
	acpi_forget();
	acpi_srat(1);
	acpi_memory(5, 0, RAM_END / 2, ACPI_ON);
	acpi_memory(9, RAM_END / 2, RAM_END / 2, ACPI_ON);
	acpi_finish(0xf0200);
	acpi_root(0xf0100, (const u64[]){ 0xf0200 }, 1, 4);
	acpi_rsdp(0xf0000, 0, 0xf0100, 0);
	for (unsigned int i = 0; i < acpi_nr_pieces; i++)
		memcpy(test_pointer((phys_addr_t)acpi_pieces[i].pa), acpi_pieces[i].bytes,
		       acpi_pieces[i].len);
	acpi_forget();
	boot();
	CHECK_EQ(boot_info.numa.nr_nodes, 2);
	CHECK_EQ(boot_info.numa.domain[1], 9);
}
#endif

/* Memory that lies elsewhere: there is no word at 0x40e to be read. */
static void no_low_memory(void)
{
	pc(0);
	mock_place(RAM_END);
	mock_image = RAM_END + IMAGE_AT;
	put32(RAM_END, 1u << 6);
	put32(RAM_END + 44, 24);
	put32(RAM_END + 48, RAM_END + 0x100);
	put_entry(RAM_END + 0x100, RAM_END, RAM_END + 32 * MIB);
	bootmem_set_current_limit(RAM_END + MOCK_SIZE);
	setup_arch_x86(&(char *){ NULL }, MULTIBOOT_MAGIC, (void *)RAM_END);
	CHECK(ram(RAM_END + 4 * MIB, BOOT_RAM) && !ram(0x9ffff, BOOT_RUNTIME));
	CHECK_CORE();
}

static void nothing_tells(void)
{
	pc(0);
	CHECK_PANIC(setup_arch_x86(&(char *){ NULL }, 0x1234, (void *)INFO_AT),
		    "nothing tells about memory at 0x9000 (magic number 0x1234): pass setup_arch() what the loader left in "
		    "eax and ebx");
}

/* Zones end where devices stop reaching, or where RAM does. */
static void zones(void)
{
	const struct zone *zone;

	pc(0x9fc0);
	boot();
	mem_init_x86();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].zone_start_pfn + zone[ZONE_DMA].spanned_pages,
		 (16 * MIB) >> PAGE_SHIFT);
	CHECK_EQ(zone[sizeof(long) == 8 ? ZONE_DMA32 : ZONE_NORMAL].present_pages,
		 (RAM_END - 16 * MIB) >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_HIGHMEM].present_pages, 0);
	CHECK_PAGES();
}

/* RAM on both sides of 4 GiB. */
static void zones_of_much(void)
{
	const u64 limit = 1ULL << 32;
	const struct zone *zone;

	if (sizeof(long) == 4) /* a 32-bit kernel has no such zone */
		return;
	CHECK(mock_widen(0, 2 * limit));
	pc_at_0(0x9fc0);
	put_entry(INFO_AT + 0x130, limit - 16 * MIB, limit + 16 * MIB);
	put32(INFO_AT + 44, 72);
	bootmem_set_current_limit(RAM_END);
	boot();
	mem_init_x86();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA32].zone_start_pfn + zone[ZONE_DMA32].spanned_pages, limit >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].zone_start_pfn, limit >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, (16 * MIB) >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_HIGHMEM].present_pages, 0);
	CHECK_PAGES();
}

static void small_zones(void)
{
	pc(0x9fc0);
	put_entry(INFO_AT + 0x118, MIB, 12 * MIB);
	boot();
	mem_init_x86();
	CHECK_EQ(NODE_DATA(0)->node_zones[ZONE_DMA].present_pages,
		 NODE_DATA(0)->node_present_pages);
	CHECK_PAGES();
}

#ifdef CONFIG_HIGHMEM
/* What is not mapped for good is high memory, also where the first DMA controllers reach it. */
static void little_low_memory(void)
{
	const struct zone *zone;

	pc(0x9fc0);
	setup_lowmem_end = 8 * MIB;
	boot();
	mem_init_x86();
	setup_lowmem_end = 0;
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].zone_start_pfn + zone[ZONE_DMA].spanned_pages, (8 * MIB) >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, 0);
	CHECK_EQ(zone[ZONE_HIGHMEM].zone_start_pfn, (8 * MIB) >> PAGE_SHIFT);
	CHECK_PAGES();
}
#endif

const struct suite suite_setup_x86 = { "setup_x86", (const struct test_case[]){
	{ "which loader it was", loaders },
	{ "how far the processor reaches", reach },
	{ "low memory", low_memory },
	{ "the BIOS's data below 640K", ebda },
	{ "a trampoline, and what extend_brk() gave", trampoline_and_brk },
	{ "what extend_brk() gave where no table has RAM", brk_beside_ram },
	{ "the command line", command_line },
	{ "RAM beyond the processor's reach", unreachable },
#ifdef CONFIG_NUMA
	{ "nodes by ACPI's tables where a PC has them", nodes_by_acpi },
#endif
	{ "no low memory to be read", no_low_memory },
	{ "nothing tells about memory", nothing_tells },
	{ "zones", zones },
	{ "zones on both sides of 4 GiB", zones_of_much },
	{ "less RAM than the first zone has room for", small_zones },
#ifdef CONFIG_HIGHMEM
	{ "less low memory than that", little_low_memory },
#endif
	{ 0 },
} };
