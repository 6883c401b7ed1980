/* SPDX-License-Identifier: MIT */
/*
 * machine.c - exit, exceptions and page table entries of 32-bit ARM, in both formats.
 *
 * Source: Arm Architecture Reference Manual, ARMv7-A, DDI 0406; Semihosting for AArch32 and
 * AArch64.
 */
#include "aeabi.h"
#include "early.h"
#include "kernel.h"
#include "pl011.h"
#include "pte.h"

unsigned long direct_offset;

/* Like early, but for good. */
static phys_addr_t image, direct_start;
static u32 tree, tree_start, tree_end;
static bool long_descriptors;

void machine_init(void)
{
	image = early.image;
	direct_start = early.start;
	direct_offset = DIRECT_MAP - early.start;
	tree = early.tree;
	tree_start = early.tree_start;
	tree_end = early.tree_end;
	long_descriptors = early.long_descriptors;
	aeabi_check();
}

void machine_stage(enum stage stage, const char *command_line)
{
	(void)stage;
	(void)command_line;
}

/* ---- exit ---- */

#define SYS_EXIT_EXTENDED 0x20
#define EXIT_REASON	  0x20026 /* ADP_Stopped_ApplicationExit: a code follows */

void semihosting(u32 operation, const u32 *block);

void machine_exit(enum exit_code code)
{
	const u32 block[2] = { EXIT_REASON, code };

	pl011_drain();
	semihosting(SYS_EXIT_EXTENDED, block);
	for (;;)
		__asm__ volatile("wfi");
}

/* ---- exceptions: every one is printed, none returns ---- */

_Noreturn void exception(u32 vector, u32 lr, u32 sp, u32 spsr);

#define read_register(op1, crn, crm, op2)                                                          \
	({                                                                                         \
		u32 value_;                                                                        \
		__asm__ volatile("mrc p15, " #op1 ", %0, " #crn ", " #crm ", " #op2                \
				 : "=r"(value_));                                                  \
		value_;                                                                            \
	})

#define DATA_ABORT 4

/* Where it happened; the processor counts on from there, each exception differently. */
static u32 fault_address(u32 vector, u32 lr)
{
	return lr - (vector == DATA_ABORT ? 8 : 4);
}

void exception(u32 vector, u32 lr, u32 sp, u32 spsr)
{
	static bool nested;

	/* A fault in here, perhaps because there is no semihosting: nothing more to try. */
	while (nested)
		__asm__ volatile("wfi");
	nested = true;
	print("EXCEPTION: vector %u, dfsr %#x, pc %#x, dfar %#x, ifsr %#x, ifar %#x, sp %#x, "
	      "spsr %#x\n", vector, read_register(0, c5, c0, 0), fault_address(vector, lr),
	      read_register(0, c6, c0, 0), read_register(0, c5, c0, 1),
	      read_register(0, c6, c0, 2), sp, spsr);
	machine_exit(EXIT_EXCEPTION);
}

/* ---- where things are ---- */

phys_addr_t machine_image_phys(void)
{
	return image;
}

void machine_early_map(phys_addr_t *start, phys_addr_t *end)
{
	*start = early.start;
	*end = early.end;
}

phys_addr_t machine_direct_map_end(void)
{
	return direct_start + DIRECT_MAP_SIZE;
}

/* ---- page tables ---- */

const struct table_format *machine_tables(void)
{
	static const struct table_format wide = { 3, 1, 8, { 12, 21, 30 }, { 9, 9, 2 } };
	static const struct table_format narrow = { 2, 1, 4, { 12, 20 }, { 8, 12 } };

	return long_descriptors ? &wide : &narrow;
}

static u64 long_entry(phys_addr_t pa, unsigned int level, enum map_kind kind)
{
	u64 entry = pa | LONG_VALID | LONG_ACCESSED | (level ? 0 : LONG_TABLE);

	entry |= kind == MAP_DEVICE ? LONG_DEVICE : LONG_NORMAL;
	if (kind != MAP_TEXT)
		entry |= LONG_NO_EXECUTE;
	if (kind == MAP_TEXT || kind == MAP_RODATA)
		entry |= LONG_READ_ONLY;
	return entry;
}

static u32 section_entry(u32 pa, enum map_kind kind)
{
	u32 entry = pa | SECTION | SECTION_KERNEL;

	entry |= kind == MAP_DEVICE ? SECTION_DEVICE : SECTION_NORMAL;
	if (kind != MAP_TEXT)
		entry |= SECTION_NO_EXECUTE;
	if (kind == MAP_TEXT || kind == MAP_RODATA)
		entry |= SECTION_READ_ONLY;
	return entry;
}

static u32 page_entry(u32 pa, enum map_kind kind)
{
	u32 entry = pa | PAGE_SMALL | PAGE_KERNEL;

	entry |= kind == MAP_DEVICE ? PAGE_DEVICE : PAGE_NORMAL;
	if (kind != MAP_TEXT)
		entry |= PAGE_NO_EXECUTE;
	if (kind == MAP_TEXT || kind == MAP_RODATA)
		entry |= PAGE_READ_ONLY;
	return entry;
}

u64 machine_entry(phys_addr_t pa, unsigned int level, enum map_kind kind)
{
	if (long_descriptors)
		return long_entry(pa, level, kind);
	return level ? section_entry((u32)pa, kind) : page_entry((u32)pa, kind);
}

u64 machine_table_entry(phys_addr_t table, unsigned int level)
{
	(void)level;
	return table | (long_descriptors ? LONG_VALID | LONG_TABLE : SHORT_TABLE);
}

phys_addr_t machine_entry_target(u64 entry)
{
	return (phys_addr_t)(entry & (long_descriptors ? LONG_ADDRESS : SHORT_TABLE_ADDRESS));
}

/* ---- the walker ---- */

#define TTBR_WALKS 0x4a /* as in entry.S */

static void forget_translations(void)
{
	__asm__ volatile("dsb\n\t"
			 "mcr p15, 0, %0, c8, c7, 0\n\t" /* TLBIALL */
			 "mcr p15, 0, %0, c7, c5, 6\n\t" /* BPIALL */
			 "dsb\n\t"
			 "isb"
			 :
			 : "r"(0)
			 : "memory");
}

/* The image, which runs, and the direct map are the same in both tables. */
void machine_use_tables(phys_addr_t root)
{
	__asm__ volatile("dsb" : : : "memory");
	if (long_descriptors)
		__asm__ volatile("mcrr p15, 0, %0, %1, c2\n\tisb" : : "r"((u32)root), "r"(0) : "memory");
	else
		__asm__ volatile("mcr p15, 0, %0, c2, c0, 0\n\tisb"
				 :
				 : "r"((u32)root | TTBR_WALKS)
				 : "memory");
	forget_translations();
}

void machine_tables_grew(void)
{
	__asm__ volatile("dsb\n\tisb" : : : "memory");
}

void machine_tables_shrank(void)
{
	forget_translations();
}

/* The window needs its table before memblock closes. */
void machine_map_devices(void)
{
	u32 uart = (u32)pl011_phys(image);

	map(UART_VIRT + (uart & (UART_BLOCK - 1)), uart, PAGE_SIZE, MAP_DEVICE);
	map(TREE_VIRT + (tree_start - tree), tree_start, tree_end - tree_start, MAP_RODATA);
	map(WINDOW_VIRT, image, PAGE_SIZE, MAP_RODATA);
}

void *machine_window(phys_addr_t pa)
{
	map(WINDOW_VIRT, pa, PAGE_SIZE, MAP_DATA);
	__asm__ volatile("mcr p15, 0, %0, c8, c7, 1\n\tdsb\n\tisb" /* TLBIMVA */
			 :
			 : "r"(WINDOW_VIRT)
			 : "memory");
	return (void *)WINDOW_VIRT;
}

/* ---- the loader ---- */

void *machine_kept(phys_addr_t pa, size_t len)
{
	if (pa < tree_start || pa >= tree_end || len > tree_end - pa)
		return NULL;
	return (void *)(TREE_VIRT + (u32)(pa - tree));
}

/* The loader says that there is something, so it is memory, as is what lies before it. */
const void *machine_look(u64 pa, size_t len)
{
	if (pa < direct_start || pa - direct_start >= DIRECT_MAP_SIZE ||
	    len > DIRECT_MAP_SIZE - (u32)(pa - direct_start))
		return pa >> 32 ? NULL : machine_kept((phys_addr_t)pa, len);
	early_extend((u32)(pa + len));
	return pa + len <= reach.end ? direct((phys_addr_t)pa) : NULL;
}

int machine_translate(unsigned long magic, const void *info, struct boot_map *out,
		      struct boot_info *boot)
{
	return boot_translate(magic, (u32)info, machine_look, out, boot, NULL);
}
