/* SPDX-License-Identifier: MIT */
/*
 * x86: which loader was it, what did it leave, and what does a PC keep in low memory.
 */
#include <bootmem/setup.h>

#define LEGACY_HOLE_BASE 0xa0000  /* VGA memory, option ROMs, BIOS */
#define LEGACY_HOLE_END	 0x100000 /* 1 MiB */

static struct boot_range ranges[BOOT_MAP_RANGES] __initdata;

/*
 * The first page holds the BIOS's data area and the interrupt vectors, and [640K, 1M)
 * is never RAM on a PC, whatever a table says.
 */
static const struct boot_range low_memory[] = {
	{ 0, PAGE_SIZE, BOOT_RUNTIME, NUMA_NO_NODE, false, "BIOS data area" },
	{ LEGACY_HOLE_BASE, LEGACY_HOLE_END, BOOT_MMIO, NUMA_NO_NODE, false, "VGA and ROMs" },
};

/* First address that the processor cannot reach; 36 bits when it does not tell. */
static u64 __init physical_reach(void)
{
	unsigned int eax = 0x80000000, ebx, ecx = 0, edx, bits = 36;

	__asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	if (eax >= 0x80000008) {
		eax = 0x80000008;
		__asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
		bits = eax & 0xff;
	}
	return bits < 64 ? 1ULL << bits : 0;
}

static struct setup_policy policy __initdata = {
	.limit_by_address = true,
	.always = low_memory,
	.nr_always = sizeof(low_memory) / sizeof(low_memory[0]),
};

void __init setup_arch(char **command_line, unsigned long magic, void *info)
{
	struct boot_map map;

	boot_map_init(&map, ranges, BOOT_MAP_RANGES);
	if (magic != PVH_MAGIC)
		boot_fail("no boot protocol has the magic number %#lx; PVH has %#x", magic, PVH_MAGIC);
	if (pvh_translate((uintptr_t)info, boot_data, &map, &boot_info, boot_note))
		boot_fail("there is no PVH start info with a memory map at %p: pass setup_arch() what "
			  "the loader left in ebx", info);
	*command_line = setup_command_line();
	policy.reach = physical_reach();
	setup_memory(&map, &policy);
}

static unsigned long __init zone_end(u64 address)
{
	unsigned long pfn = (unsigned long)(address >> PAGE_SHIFT);

	return pfn < max_pfn ? pfn : max_pfn;
}

void __init mem_init(void)
{
	const unsigned long max_zone_pfn[MAX_NR_ZONES] = {
		[ZONE_DMA] = zone_end(0x1000000),
		[ZONE_DMA32] = zone_end(0x100000000),
		[ZONE_NORMAL] = max_pfn,
		[ZONE_HIGHMEM] = max_pfn,
	};

	hand_over(max_zone_pfn);
}
