/* SPDX-License-Identifier: MIT */
/*
 * AArch64: from what x0 points to, how far the processor reaches, which zones there are.
 */
#include <bootmem/setup.h>

static struct boot_range ranges[BOOT_MAP_RANGES] __initdata;

/*
 * First address that the processor cannot reach. 52 bits need pages of 64 KiB; unknown
 * values are newer than this table and reach further.
 */
static u64 __init physical_reach(void)
{
	static const unsigned char bits[] = { 32, 36, 40, 42, 44, 48 };
	const unsigned int most = PAGE_SHIFT == 16 ? 52 : 48;
	u64 features;
	unsigned int n;

	__asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(features));
	n = features & 15;
	return 1ULL << (n < sizeof(bits) ? bits[n] : most);
}

void __init setup_arch(char **command_line, unsigned long magic, void *info)
{
	struct boot_map map;

	boot_map_init(&map, ranges, BOOT_MAP_RANGES);
	if (boot_translate(magic, (uintptr_t)info, boot_data, &map, &boot_info, boot_note))
		boot_fail("nothing tells about memory at %p: pass setup_arch() what the loader left "
			  "in x0, the address of a device tree", info);
	*command_line = setup_command_line();
	setup_memory(&map, &(struct setup_policy){ .reach = physical_reach() });
}

void __init mem_init(void)
{
	unsigned long dma32 = (unsigned long)(0x100000000ULL >> PAGE_SHIFT);
	const unsigned long max_zone_pfn[MAX_NR_ZONES] = {
		[ZONE_DMA] = 0,
		[ZONE_DMA32] = dma32 < max_pfn ? dma32 : max_pfn,
		[ZONE_NORMAL] = max_pfn,
		[ZONE_HIGHMEM] = max_pfn,
	};

	hand_over(max_zone_pfn);
}
