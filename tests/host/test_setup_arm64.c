/* SPDX-License-Identifier: MIT */
/*
 * setup_arch() and mem_init() of AArch64 on a board of mock memory, whose processor has the
 * features that the case wants. They come in under other names, like those of x86.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/setup.h>

#include <core.h>

#include "../suites/pages.h"
#include "fdt_build.h"
#include "mock.h"

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
	};

	for (unsigned int i = 0; i < LENGTH(rows); i++) {
		processor = rows[i].says;
		CHECK_EQ(physical_reach(), rows[i].reach);
	}
}

#define MIB	   ((phys_addr_t)0x100000)
#define TREE_AT	   (mock_base + 12 * MIB)
#define RAM_BYTES  (32 * MIB)
#define RESERVE_AT (mock_base + 8 * MIB)

/* RAM with the image at its start, a reservation, and the tree itself. */
static void board(void)
{
	static struct fdt_build b;
	size_t len;
	u8 *blob;

	fdt_start(&b);
	fdt_reserve(&b, RESERVE_AT, MIB);
	fdt_node(&b, "");
	fdt_u32(&b, "#address-cells", 2);
	fdt_u32(&b, "#size-cells", 2);
	fdt_node(&b, "memory@10000000");
	fdt_text(&b, "device_type", "memory");
	fdt_range(&b, "reg", 2, 2, mock_base, RAM_BYTES);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "quiet");
	fdt_end(&b);
	fdt_end(&b);
	blob = fdt_finish(&b, &len);
	memcpy(test_pointer(TREE_AT), blob, len);
	free(blob);
	mock_image = mock_base;
	memset(&boot_info, 0, sizeof(boot_info));
	memset(&boot_options, 0, sizeof(boot_options));
	setup_lowmem_end = 0;
	max_possible_pfn = 0;
	processor = 0;
	bootmem_set_current_limit(mock_base + MOCK_SIZE);
}

static void from_the_tree(void)
{
	char *command_line = NULL;

	board();
	setup_arch_arm64(&command_line, 0, (void *)(uintptr_t)TREE_AT);
	CHECK(!strcmp(command_line, "quiet"));
	CHECK_EQ(max_pfn, phys_pfn_down(mock_base + RAM_BYTES));
	CHECK_EQ(free_bytes(RESERVE_AT, RESERVE_AT + MIB), 0);
	CHECK(!is_free(TREE_AT) && !is_free(mock_base));
	CHECK(is_free(RESERVE_AT + MIB) && is_free(mock_base + 16 * MIB));
	CHECK_CORE();
}

static void nothing_tells(void)
{
	char *command_line;

	board();
	memset(test_pointer(TREE_AT), 0, 4);
	CHECK_PANIC(setup_arch_arm64(&command_line, 0, (void *)(uintptr_t)TREE_AT),
		    "nothing tells about memory at");
}

static void zones(void)
{
	const struct zone *zone;

	board();
	setup_arch_arm64(&(char *){ NULL }, 0, (void *)(uintptr_t)TREE_AT);
	mem_init_arm64();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].present_pages, 0);
	CHECK_EQ(zone[ZONE_DMA32].present_pages, RAM_BYTES >> PAGE_SHIFT);
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
	setup_arch_arm64(&(char *){ NULL }, 0, (void *)(uintptr_t)TREE_AT);
	mem_init_arm64();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA32].present_pages, 8 * MIB >> PAGE_SHIFT);
	CHECK_EQ(zone[ZONE_NORMAL].present_pages, (RAM_BYTES - 8 * MIB) >> PAGE_SHIFT);
	CHECK_PAGES();
}

const struct suite suite_setup_arm64 = { "setup_arm64", (const struct test_case[]){
	{ "how far the processor reaches", reach },
	{ "from the device tree", from_the_tree },
	{ "nothing tells about memory", nothing_tells },
	{ "zones", zones },
	{ "RAM on both sides of 4 GiB", two_zones },
	{ 0 },
} };
