/* SPDX-License-Identifier: MIT */
/*
 * setup_arch() and mem_init() of AArch64 on a board of mock memory, whose processor has the
 * features that the case wants. They come in under other names, like those of x86.
 */
#include <bootmem/bootmem.h>
#include <bootmem/setup.h>

#include <core.h>

#include "../suites/pages.h"
#include "arm_board.h"

static u64 processor; /* what it says of its memory model */

#define setup_arch     setup_arch_arm64
#define mem_init       mem_init_arm64
#define boot_translate detect_arm /* tests/host/test_detect_arm.c */
int detect_arm(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
	       struct boot_info *info, boot_note_fn note);
void setup_arch_arm64(char **command_line, unsigned long magic, void *info);
void mem_init_arm64(void);

/* The instruction itself is all that is replaced. */
#define __asm__(...) (features = processor)
#include "../../arch/arm64/setup.c"
#undef __asm__

static void reach(void)
{
	static const struct {
		u64 says, reach;
	} rows[] = {
		{ 0, 1ULL << 32 }, { 1, 1ULL << 36 }, { 2, 1ULL << 40 }, { 3, 1ULL << 42 },
		{ 4, 1ULL << 44 }, { 0xfff5, 1ULL << 48 },
		{ 6, 1ULL << (PAGE_SHIFT == 16 ? 52 : 48) },
		{ 7, 1ULL << (PAGE_SHIFT == 16 ? 52 : 48) }, /* newer than we are */
		{ 0xf8, 1ULL << (PAGE_SHIFT == 16 ? 52 : 48) }, /* of four bits */
	};

	for (unsigned int i = 0; i < LENGTH(rows); i++) {
		processor = rows[i].says;
		CHECK_EQ(physical_reach(), rows[i].reach);
	}
}

/* A processor that says nothing in particular, until the case says otherwise. */
static void board(void)
{
	arm_board();
	processor = 0;
}

static void from_the_tree(void)
{
	processor = 0;
	arm_from_the_tree(setup_arch_arm64);
}

static void nothing_tells(void)
{
	processor = 0;
	arm_nothing_tells(setup_arch_arm64, ": pass setup_arch() what the loader left in x0, the address of a device "
					    "tree");
}

static void zones(void)
{
	const struct zone *zone;

	board();
	setup_arch_arm64(&(char *){ NULL }, 0, (void *)(uintptr_t)ARM_TREE);
	mem_init_arm64();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].present_pages, 0);
	CHECK_EQ(zone[ZONE_DMA32].present_pages, ARM_RAM_BYTES >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, 0);
	CHECK_PAGES();
}

/* RAM on both sides of 4 GiB. */
static void two_zones(void)
{
	const struct zone *zone;

	if (sizeof(long) < 8)
		return;
	mock_place((phys_addr_t)((1ULL << 32) - 8 * MIB));
	board();
	processor = 2;
	setup_arch_arm64(&(char *){ NULL }, 0, (void *)(uintptr_t)ARM_TREE);
	mem_init_arm64();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA32].present_pages, 8 * MIB >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, (ARM_RAM_BYTES - 8 * MIB) >> PAGE_SHIFT);
	CHECK_PAGES();
}

static void zones_from_0(void)
{
	processor = 0;
	arm_zones_from_0(setup_arch_arm64, mem_init_arm64, ZONE_DMA32);
}

const struct suite suite_setup_arm64 = { "setup_arm64", (const struct test_case[]){
	{ "how far the processor reaches", reach },
	{ "from the device tree", from_the_tree },
	{ "nothing tells about memory", nothing_tells },
	{ "zones", zones },
	{ "zones of RAM that begins at 0", zones_from_0 },
	{ "RAM on both sides of 4 GiB", two_zones },
	{ 0 },
} };
