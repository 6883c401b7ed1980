/* SPDX-License-Identifier: MIT */
/*
 * x86: from what the loader left, what a PC keeps in low memory, how far the processor
 * reaches, which zones there are.
 */
#include <bootmem/setup.h>

#include "brk.h"

#define LEGACY_HOLE_BASE 0xa0000  /* VGA memory, option ROMs, BIOS */
#define LEGACY_HOLE_END	 0x100000 /* 1 MiB */
#define EBDA_SEGMENT	 0x40e
#define EBDA_LOWEST	 0x80000 /* nobody's is larger */
#define DMA_END		 0x1000000 /* 16 MiB: how far the first DMA controllers reach */

static struct boot_range ranges[BOOT_MAP_RANGES] __initdata;

/* What extend_brk() has given out is in use, so it is RAM, like the image. */
enum {
	BRK_RAM,
	BRK_USED,
};

/*
 * The first page holds the BIOS's data area and the interrupt vectors, and [640K, 1M)
 * is never RAM on a PC, whatever a table says.
 */
static struct boot_range always[] __initdata = {
	[BRK_RAM] = { .kind = BOOT_RAM, .nid = NUMA_NO_NODE },
	[BRK_USED] = { .kind = BOOT_KERNEL, .nid = NUMA_NO_NODE, .owner = "brk" },
	{ .end = PAGE_SIZE, .kind = BOOT_RUNTIME, .nid = NUMA_NO_NODE, .owner = "BIOS data area" },
	{ .base = LEGACY_HOLE_BASE, .end = LEGACY_HOLE_END, .kind = BOOT_MMIO, .nid = NUMA_NO_NODE,
	  .owner = "VGA and ROMs" },
};

struct cpuid {
	unsigned int eax, ebx, ecx, edx;
};

static struct cpuid __init cpuid(unsigned int leaf)
{
	struct cpuid c = { .eax = leaf };

	__asm__("cpuid" : "+a"(c.eax), "=b"(c.ebx), "+c"(c.ecx), "=d"(c.edx));
	return c;
}

#ifdef __i386__
/* The first ones did not have it: there, a bit of the flags cannot be changed. */
static bool __init has_cpuid(void)
{
	unsigned long before, after;

	__asm__ volatile("pushf\n\tpop %0\n\t"
			 "mov %0, %1\n\txor $0x200000, %1\n\t"
			 "push %1\n\tpopf\n\tpushf\n\tpop %1\n\t"
			 "push %0\n\tpopf"
			 : "=&r"(before), "=&r"(after)
			 :
			 : "cc", "memory");
	return before != after;
}

/* Entries of page tables are wide enough with PAE only. */
static bool __init has_wide_tables(void)
{
	return has_cpuid() && (cpuid(1).edx & 1u << 6);
}
#else
static bool __init has_wide_tables(void)
{
	return true;
}
#endif

/*
 * First address that the processor cannot reach. One that does not tell has 36 bits if it
 * has PSE-36, too: emulated ones with PAE alone refuse more than 32.
 */
static u64 __init physical_reach(void)
{
	unsigned int bits = 32;

	if (has_wide_tables() && cpuid(0x80000000).eax >= 0x80000008)
		bits = cpuid(0x80000008).eax & 0xff;
	else if (has_wide_tables() && (cpuid(1).edx & 1u << 17))
		bits = 36;
	if (bits < 32) /* nobody's; it says nothing */
		bits = 32;
	return bits < 64 ? 1ULL << bits : 0;
}

struct x86_brk x86_brk __initdata;
u64 setup_trampoline_size __initdata;
phys_addr_t setup_trampoline __initdata;

static struct setup_claim trampoline __initdata = {
	.owner = "trampoline", .below = LEGACY_HOLE_END, .result = &setup_trampoline,
};

static struct setup_policy policy __initdata = {
	.limit_by_address = true,
	.always = always,
	.nr_always = sizeof(always) / sizeof(always[0]),
	.claims = &trampoline,
	.nr_claims = 1,
	.look_for_acpi = true,
};

/* From now on extend_brk() gives no more. Whole pages, since RAM is rounded inwards. */
static void __init close_brk(void)
{
	phys_addr_t base = phys_align_down(x86_brk.base, PAGE_SIZE);
	phys_addr_t end = phys_align_up(x86_brk.base + (phys_addr_t)x86_brk.used, PAGE_SIZE);

	always[BRK_RAM].base = always[BRK_USED].base = base;
	always[BRK_RAM].end = always[BRK_USED].end = x86_brk.used ? end : base;
	x86_brk.closed = true;
}

/*
 * The BIOS keeps data of its own below 640K, and says where at 0x40e, as a segment. Not every
 * table leaves it out; what is no such address is no such thing.
 */
static void __init reserve_ebda(struct boot_map *map)
{
	const u8 *word = boot_data(EBDA_SEGMENT, 2);
	u64 base = word ? (u64)(word[0] | word[1] << 8) << 4 : 0;

	if (base >= EBDA_LOWEST && base < LEGACY_HOLE_BASE)
		boot_map_add(map, base, LEGACY_HOLE_BASE - base, BOOT_RUNTIME, NUMA_NO_NODE, "EBDA");
}

void __init setup_arch(char **command_line, unsigned long magic, void *info)
{
	struct boot_map map;

	boot_map_init(&map, ranges, BOOT_MAP_RANGES);
	if (boot_translate(magic, (uintptr_t)info, boot_data, &map, &boot_info, boot_note))
		boot_fail("nothing tells about memory at %p (magic number %#lx): pass setup_arch() what "
			  "the loader left in eax and ebx", info, magic);
	close_brk();
	reserve_ebda(&map);
	trampoline.size = setup_trampoline_size;
	*command_line = setup_command_line();
	policy.reach = physical_reach();
	setup_memory(&map, &policy);
}

static unsigned long __init zone_end(u64 address)
{
	unsigned long pfn = (unsigned long)(address >> PAGE_SHIFT);

	return pfn < max_low_pfn ? pfn : max_low_pfn;
}

/* 32-bit kernels map less than that for good, and have no use for such a zone. */
static unsigned long __init dma32_end(void)
{
	return zone_end(sizeof(long) == 8 ? 0x100000000 : DMA_END);
}

void __init mem_init(void)
{
	const unsigned long max_zone_pfn[MAX_NR_ZONES] = {
		[ZONE_DMA] = zone_end(DMA_END),
		[ZONE_DMA32] = dma32_end(),
		[ZONE_NORMAL] = max_low_pfn,
		[ZONE_HIGHMEM] = max_pfn,
	};

	hand_over(max_zone_pfn);
}
