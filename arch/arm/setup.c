/* SPDX-License-Identifier: MIT */
/*
 * 32-bit ARM: from what r2 points to, how far the processor reaches, which zones there are.
 */
#include <bootmem/setup.h>

#define VMSA_LPAE 5 /* page tables with 64-bit entries */

static struct boot_range ranges[BOOT_MAP_RANGES] __initdata;

/*
 * First address that the processor cannot reach: 40 bits with long descriptors. Short ones
 * have 32 bits but for blocks of 16 MiB, which are not counted on.
 */
static u64 __init physical_reach(void)
{
	u32 features;

	__asm__("mrc p15, 0, %0, c0, c1, 4" : "=r"(features)); /* ID_MMFR0 */
	return 1ULL << ((features & 15) >= VMSA_LPAE ? 40 : 32);
}

void __init setup_arch(char **command_line, unsigned long magic, void *info)
{
	struct boot_map map;

	boot_map_init(&map, ranges, BOOT_MAP_RANGES);
	if (boot_translate(magic, (uintptr_t)info, boot_data, &map, &boot_info, boot_note))
		boot_fail("nothing tells about memory at %p: pass setup_arch() what the loader left "
			  "in r2, the address of a device tree or of a list of tags", info);
	*command_line = setup_command_line();
	setup_memory(&map, &(struct setup_policy){ .reach = physical_reach() });
}

void __init mem_init(void)
{
	const unsigned long max_zone_pfn[MAX_NR_ZONES] = {
		[ZONE_DMA] = 0,
		[ZONE_DMA32] = 0,
		[ZONE_NORMAL] = max_low_pfn,
		[ZONE_HIGHMEM] = max_pfn,
	};

	hand_over(max_zone_pfn);
}
