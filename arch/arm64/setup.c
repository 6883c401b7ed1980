/* SPDX-License-Identifier: MIT */
/*
 * AArch64: the device tree tells everything.
 */
#include <bootmem/setup.h>

#define FDT_HEADER 40 /* bytes of a device tree that tell how long it is */

static struct boot_range ranges[BOOT_MAP_RANGES] __initdata;

/*
 * First address that the processor cannot reach. 52 bits need pages of 64 KiB; unknown
 * values are newer than this table and reach further.
 */
static u64 __init physical_reach(void)
{
	static const unsigned char bits[] = { 32, 36, 40, 42, 44, 48, 52 };
	const unsigned int most = PAGE_SHIFT == 16 ? 52 : 48;
	u64 features;
	unsigned int n;

	__asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(features));
	n = features & 15;
	return 1ULL << (n < sizeof(bits) && bits[n] < most ? bits[n] : most);
}

/* The blob, and how much of it can be read: its own size may pass the end of RAM. */
static const void *__init find_blob(u64 pa, size_t *len)
{
	const void *header = boot_data(pa, FDT_HEADER), *blob = NULL;

	*len = header ? fdt_size(header, FDT_HEADER) : 0;
	while (*len >= FDT_HEADER && !(blob = boot_data(pa, *len)))
		*len = (*len - 1) & PAGE_MASK; /* try a page less */
	return blob;
}

void __init setup_arch(char **command_line, unsigned long magic, void *info)
{
	u64 pa = (uintptr_t)info;
	struct boot_map map;
	const void *blob;
	size_t len;

	(void)magic;
	boot_map_init(&map, ranges, BOOT_MAP_RANGES);
	blob = find_blob(pa, &len);
	if (!blob)
		boot_fail("there is no device tree at %p: the loader must pass one in x0", info);
	fdt_translate(blob, len, pa, &map, &boot_info, boot_note);
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
