/* SPDX-License-Identifier: MIT */
/*
 * setup_arch() and mem_init() of 32-bit ARM on a board of mock memory, whose processor has the
 * features that the case wants. They come in under other names, like those of x86.
 */
#include <bootmem/bootmem.h>
#include <bootmem/setup.h>

#include <core.h>

#include "../suites/pages.h"
#include "arm_board.h"

static u64 processor; /* what it says of its memory model */

#define setup_arch     setup_arch_arm
#define mem_init       mem_init_arm
#define boot_translate detect_arm /* tests/host/test_detect_arm.c */
int detect_arm(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
	       struct boot_info *info, boot_note_fn note);
void setup_arch_arm(char **command_line, unsigned long magic, void *info);
void mem_init_arm(void);

/* The instruction itself is all that is replaced. */
#define __asm__(...) (features = (u32)processor)
#include "../../arch/arm/setup.c"
#undef __asm__

static void reach(void)
{
	static const struct {
		u64 says, reach;
	} rows[] = {
		{ 0x10101105, 1ULL << 40 }, { 0x6, 1ULL << 40 }, /* long descriptors */
		{ 0xfffffff4, 1ULL << 32 }, { 0, 1ULL << 32 },
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
	arm_from_the_tree(setup_arch_arm);
}

static void nothing_tells(void)
{
	processor = 0;
	arm_nothing_tells(setup_arch_arm, ": pass setup_arch() what the loader left in r2, the address of a device tree "
					  "or of a list of tags");
}

/* What is mapped for good, and what is not, which no other kernel uses. */
static void zones(void)
{
#ifdef CONFIG_HIGHMEM
	const unsigned long high = (unsigned long)(ARM_RAM_BYTES / 2 >> PAGE_SHIFT);
#else
	const unsigned long high = 0;
#endif
	const struct zone *zone;

	board();
	setup_lowmem_end = mock_base + ARM_RAM_BYTES / 2;
	setup_arch_arm(&(char *){ NULL }, 0, (void *)(uintptr_t)ARM_TREE);
	mem_init_arm();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].present_pages + zone[ZONE_DMA32].present_pages, 0);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, (ARM_RAM_BYTES / 2) >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_HIGHMEM].present_pages, high);
	CHECK_PAGES();
}

static void zones_from_0(void)
{
	processor = 0;
	arm_zones_from_0(setup_arch_arm, mem_init_arm, ZONE_NORMAL);
}

const struct suite suite_setup_arm = { "setup_arm", (const struct test_case[]){
	{ "how far the processor reaches", reach },
	{ "from the device tree", from_the_tree },
	{ "nothing tells about memory", nothing_tells },
	{ "zones", zones },
	{ "zones of RAM that begins at 0", zones_from_0 },
	{ 0 },
} };
