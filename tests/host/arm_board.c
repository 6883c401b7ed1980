/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/setup.h>

#include <core.h>

#include "../suites/pages.h"
#include "arm_board.h"
#include "fdt_build.h"

#define RESERVE_AT (mock_base + 8 * MIB)

void arm_board(void)
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
	fdt_range(&b, "reg", 2, 2, mock_base, ARM_RAM_BYTES);
	fdt_end(&b);
	fdt_node(&b, "chosen");
	fdt_text(&b, "bootargs", "quiet");
	fdt_end(&b);
	fdt_end(&b);
	blob = fdt_finish(&b, &len);
	memcpy(test_pointer(ARM_TREE), blob, len);
	free(blob);
	mock_image = mock_base;
	memset(&boot_info, 0, sizeof(boot_info));
	memset(&boot_options, 0, sizeof(boot_options));
	setup_lowmem_end = 0;
	max_possible_pfn = 0;
	bootmem_set_current_limit(mock_base + MOCK_SIZE);
}

void arm_from_the_tree(setup_arch_fn setup)
{
	char *command_line = NULL;

	arm_board();
	setup(&command_line, 0, (void *)(uintptr_t)ARM_TREE);
	CHECK(!strcmp(command_line, "quiet"));
	CHECK(command_line == setup_command_line()); /* a copy, since the tree may go */
	CHECK_EQ(max_pfn, phys_pfn_down(mock_base + ARM_RAM_BYTES));
	CHECK_EQ(free_bytes(RESERVE_AT, RESERVE_AT + MIB), 0);
	CHECK(!is_free(ARM_TREE) && !is_free(mock_base));
	CHECK(is_free(RESERVE_AT + MIB) && is_free(mock_base + 16 * MIB));
	CHECK_CORE();
}

void arm_nothing_tells(setup_arch_fn setup, const char *ending)
{
	char *command_line;

	arm_board();
	memset(test_pointer(ARM_TREE), 0, 4);
	CHECK_PANIC(setup(&command_line, 0, (void *)(uintptr_t)ARM_TREE), ending);
}

void arm_zones_from_0(setup_arch_fn setup, void (*free_all)(void), enum zone_type lowest)
{
	char *command_line;
	const struct zone *zone;

	mock_place(0);
	arm_board();
	setup(&command_line, 0, (void *)(uintptr_t)ARM_TREE);
	free_all();
	zone = NODE_DATA(0)->node_zones;
	CHECK_EQ(zone[ZONE_DMA].spanned_pages, 0);
	CHECK_EQ(zone[lowest].zone_start_pfn, 0);
	CHECK_EQ(zone[lowest].spanned_pages, ARM_RAM_BYTES >> PAGE_SHIFT);
	CHECK_PAGES();
}
