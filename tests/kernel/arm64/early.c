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
 *			to where memory ends
 *
 * Blocks of 2 MiB throughout: nothing is mapped as memory that is not between two things
 * that are memory.
 */
#include "kernel.h"
#include "pl011.h"
#include "pte.h"

#define BLOCK_SIZE (1UL << 21)
#define GIB	   (1UL << 30)
#define NR_TABLES  10

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

/* Where a symbol is now; the compiler, which knows the link address, must not guess. */
static __init u64 here(const void *symbol)
{
	__asm__ volatile("" : "+r"(symbol));
	return (u64)symbol;
}

static __init u64 *next_table(u64 *entry)
{
	if (!*entry)
		*entry = here(tables[used++]) | PTE_VALID | PTE_TABLE;
	return (u64 *)(*entry & PTE_ADDRESS);
}

static __init void map_blocks(u64 *root, u64 va, u64 pa, u64 end, u64 attributes)
{
	for (; pa < end; va += BLOCK_SIZE, pa += BLOCK_SIZE) {
		u64 *gib = next_table(&root[va >> 39 & 511]);
		u64 *block = next_table(&gib[va >> 30 & 511]);

		block[va >> 21 & 511] = pa | PTE_VALID | PTE_ACCESSED | attributes;
	}
}

static __init u64 dtb_bytes(u64 dtb)
{
	const u8 *size = (const u8 *)dtb + 4;

	return (u64)size[0] << 24 | (u64)size[1] << 16 | (u64)size[2] << 8 | size[3];
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

__init struct roots early_tables(u64 info, u64 magic)
{
	u64 text = here(_text), image_end = phys_align_up(here(_end), BLOCK_SIZE);
	u64 info_end = magic == BOOT_EFI_MAGIC ?
			       efi_end((const struct boot_efi *)info, image_end) :
			       info + dtb_bytes(info);
	struct roots roots = { here(tables[0]), here(tables[1]) };
	u64 *lower = tables[0], *upper = tables[1];
	u64 uart = phys_align_down(pl011_phys(text), UART_BLOCK);

	used = 2;
	early_start = phys_align_down(text, GIB);
	early_end = image_end;
	info_end = phys_align_up(info_end, BLOCK_SIZE);
	if (info_end > image_end && info_end - image_end < FAR)
		early_end = info_end;
	map_blocks(lower, text, text, image_end, PTE_NORMAL);
	map_blocks(upper, IMAGE_VIRT, text, image_end, PTE_NORMAL);
	map_blocks(upper, UART_VIRT, uart, uart + UART_BLOCK, PTE_DEVICE | PTE_XN);
	map_blocks(upper, DIRECT_MAP + early_start, early_start, early_end, PTE_NORMAL | PTE_XN);
	return roots;
}

__init void *machine_early_tables(void)
{
	return tables[1];
}

__init void machine_early_map(phys_addr_t *start, phys_addr_t *end)
{
	*start = early_start;
	*end = early_end;
}
