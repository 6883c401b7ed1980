/* SPDX-License-Identifier: MIT */
/*
 * early.c - the page tables that the MMU is switched on with.
 *
 * early_tables() runs at the image's physical address with the MMU off. The compiler
 * reaches symbols relative to the program counter, so their addresses are physical ones
 * here; nothing may be used that holds an address fixed by the linker, and all accesses
 * are aligned.
 *
 *	lower half	the image at its physical address, for the switch
 *	upper half	the image, the serial port, and a direct map that reaches from the
 *			start of the image's GiB to the end of the image and, when the
 *			device tree lies in the same or a later GiB, to its end; from EFI,
 *			to where memory ends; and to whatever else the loader says is there.
 *			A device tree far off is mapped by itself
 *
 * Blocks of 2 MiB throughout: nothing is mapped as memory that is not between two things
 * that are memory.
 */
#include "early.h"

#include "kernel.h"
#include "pl011.h"
#include "pte.h"

#define BLOCK_SIZE (1UL << 21)
#define GIB	   (1UL << 30)
#define NR_TABLES  12
#define FDT_MAGIC  0xd00dfeedU
#define TAGS_BYTES 0x10000 /* what a list of tags may have */

#define EFI_WRITE_BACK 8

/* The largest gap between image and device tree that is taken for RAM. */
#define FAR (2 * GIB)

struct roots {
	u64 lower, upper;
};

struct roots early_tables(u64 info, u64 magic);

static u64 tables[NR_TABLES][512] __initdata __attribute__((aligned(4096)));
static unsigned int used __initdata;

static u64 early_start __initdata, early_end __initdata;

/* What the loader left, for entry.S. */
u64 early_info __initdata;
static u64 far_start __initdata, far_end __initdata;
static bool complete __initdata;

/* Physical address of a table minus the one to reach it at. */
static u64 to_phys __initdata;

/* Where a symbol is now; the compiler, which knows the link address, must not guess. */
static __init u64 here(const void *symbol)
{
	__asm__ volatile("" : "+r"(symbol));
	return (u64)symbol;
}

static __init u64 *next_table(u64 *entry)
{
	if (!*entry)
		*entry = (here(tables[used++]) + to_phys) | PTE_VALID | PTE_TABLE;
	return (u64 *)((*entry & PTE_ADDRESS) - to_phys);
}

static __init u64 *find_block(u64 *root, u64 va)
{
	u64 *gib = next_table(&root[va >> 39 & 511]);
	u64 *block = next_table(&gib[va >> 30 & 511]);

	return &block[va >> 21 & 511];
}

static __init void map_blocks(u64 *root, u64 va, u64 pa, u64 end, u64 attributes)
{
	for (; pa < end; va += BLOCK_SIZE, pa += BLOCK_SIZE)
		*find_block(root, va) = pa | PTE_VALID | PTE_ACCESSED | attributes;
}

static __init u32 big_endian(u64 pa)
{
	const volatile u8 *p = (const volatile u8 *)pa;

	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static __init u64 dtb_bytes(u64 dtb)
{
	return big_endian(dtb) == FDT_MAGIC ? big_endian(dtb + 4) : TAGS_BYTES;
}

/* Where memory ends that EFI has used: ACPI's tables, what the application has read. */
static __init u64 efi_end(const struct boot_efi *efi, u64 image_end)
{
	u64 highest = image_end;

	for (u64 at = 0; at + 40 <= efi->map_size; at += efi->descriptor_size) {
		const u64 *descriptor = (const u64 *)(efi->map + at);
		u64 end = descriptor[1] + (descriptor[3] << 12);

		if ((descriptor[4] & EFI_WRITE_BACK) && end > highest && end - image_end < FAR)
			highest = end;
	}
	return highest;
}

/* The tree may lie at the start of RAM, and nobody says so. */
static __init u64 find_info(u64 info)
{
	return !info && big_endian(early_start) == FDT_MAGIC ? early_start : info;
}

__init struct roots early_tables(u64 info, u64 magic)
{
	u64 text = here(_text), image_end = phys_align_up(here(_end), BLOCK_SIZE), info_end;
	struct roots roots = { here(tables[0]), here(tables[1]) };
	u64 *lower = tables[0], *upper = tables[1];
	u64 uart = phys_align_down(pl011_phys(text), UART_BLOCK);

	used = 2;
	early_start = phys_align_down(text, GIB);
	early_end = image_end;
	early_info = info = find_info(info);
	info_end = magic == BOOT_EFI_MAGIC ?
			   efi_end((const struct boot_efi *)info, image_end) :
			   info + dtb_bytes(info);
	info_end = phys_align_up(info_end, BLOCK_SIZE);
	if (info_end > image_end && info_end - image_end < FAR)
		early_end = info_end;
	map_blocks(lower, text, text, image_end, PTE_NORMAL);
	map_blocks(upper, IMAGE_VIRT, text, image_end, PTE_NORMAL);
	map_blocks(upper, UART_VIRT, uart, uart + UART_BLOCK, PTE_DEVICE | PTE_XN);
	map_blocks(upper, DIRECT_MAP + early_start, early_start, early_end, PTE_NORMAL | PTE_XN);
	if (info < early_start || info >= early_end) {
		far_start = phys_align_down(info, BLOCK_SIZE);
		far_end = info_end;
		map_blocks(upper, DIRECT_MAP + far_start, far_start, far_end, PTE_NORMAL | PTE_XN);
	}
	return roots;
}

/* From here on RAM is mapped by the loader's memory map, which blocks here and there disturb. */
__init void *machine_early_tables(void)
{
	to_phys = machine_image_phys() - (u64)_text;
	for (; far_start < far_end; far_start += BLOCK_SIZE)
		*find_block(tables[1], DIRECT_MAP + far_start) = 0;
	machine_tables_shrank();
	complete = true;
	return tables[1];
}

__init bool early_is_far(u64 pa, u64 len)
{
	return pa >= far_start && pa < far_end && len <= far_end - pa;
}

__init void early_extend(u64 end)
{
	end = phys_align_up(end, BLOCK_SIZE);
	if (end <= early_end || end - early_end > FAR || complete)
		return;
	to_phys = machine_image_phys() - (u64)_text;
	map_blocks(tables[1], DIRECT_MAP + early_end, early_end, end, PTE_NORMAL | PTE_XN);
	early_end = end;
	reach.end = end;
	machine_tables_grew();
}

__init void machine_early_map(phys_addr_t *start, phys_addr_t *end)
{
	*start = early_start;
	*end = early_end;
}
