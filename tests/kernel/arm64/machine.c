/* SPDX-License-Identifier: MIT */
/*
 * machine.c - exit, exceptions and page table entries of AArch64.
 *
 * Source: Arm Architecture Reference Manual DDI 0487; Semihosting for AArch32 and AArch64.
 */
#include "early.h"
#include "kernel.h"
#include "pl011.h"
#include "pte.h"

/* ---- exit ---- */

#define SYS_EXIT    0x18
#define EXIT_REASON 0x20026 /* ADP_Stopped_ApplicationExit: a code follows */

void machine_init(void)
{
}

void machine_stage(enum stage stage, const char *command_line)
{
	(void)stage;
	(void)command_line;
}

/* On its own: a call between the assignments and the instruction would change x0. */
static void semihosting(u64 operation, const u64 *block)
{
	register u64 x0 __asm__("x0") = operation;
	register const u64 *x1 __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

void machine_exit(enum exit_code code)
{
	const u64 block[2] = { EXIT_REASON, code };

	pl011_drain();
	semihosting(SYS_EXIT, block);
	for (;;)
		__asm__ volatile("wfi");
}

/* ---- exceptions: every one is printed, none returns ---- */

_Noreturn void exception(unsigned long vector, unsigned long sp);

#define read_register(name)                                                                        \
	({                                                                                         \
		unsigned long value_;                                                              \
		__asm__ volatile("mrs %0, " #name : "=r"(value_));                                 \
		value_;                                                                            \
	})

/* A data abort of this level, synchronous and external: the bus had no taker. */
static bool nothing_answered(unsigned long esr)
{
	return esr >> 26 == 0x25 && (esr & 0x3f) == 0x10;
}

void exception(unsigned long vector, unsigned long sp)
{
	static bool nested;

	/* A fault in here, perhaps because there is no semihosting: nothing more to try. */
	while (nested)
		__asm__ volatile("wfi");
	nested = true;
	if (nothing_answered(read_register(esr_el1)))
		print("kernel: nothing answers at that address: it is promised memory, or a "
		      "pointer is wrong\n");
	print("EXCEPTION: vector %lu, esr %#lx, elr %#lx, far %#lx, sp %#lx, spsr %#lx\n", vector,
	      read_register(esr_el1), read_register(elr_el1), read_register(far_el1), sp,
	      read_register(spsr_el1));
	machine_exit(EXIT_EXCEPTION);
}

/* ---- page tables ---- */

static u64 empty_table[512] __attribute__((aligned(4096)));

/* The entry code knew; the MMU still does. */
phys_addr_t machine_image_phys(void)
{
	static phys_addr_t phys;
	u64 par;

	if (!phys) {
		__asm__ volatile("at s1e1r, %1\n\tisb\n\tmrs %0, par_el1"
				 : "=r"(par)
				 : "r"(_text)
				 : "memory");
		phys = par & PTE_ADDRESS;
	}
	return phys;
}

phys_addr_t machine_direct_map_end(void)
{
	return DIRECT_MAP_SIZE;
}

const struct table_format *machine_tables(void)
{
	static const struct table_format format = { 4, 2, 8, { 12, 21, 30, 39 }, { 9, 9, 9, 9 } };

	return &format;
}

u64 machine_entry(phys_addr_t pa, unsigned int level, enum map_kind kind)
{
	u64 entry = pa | PTE_VALID | PTE_ACCESSED | (level ? 0 : PTE_TABLE);

	entry |= kind == MAP_DEVICE ? PTE_DEVICE : PTE_NORMAL;
	entry |= kind == MAP_TEXT ? PTE_UXN : PTE_XN;
	if (kind == MAP_TEXT || kind == MAP_RODATA)
		entry |= PTE_READ_ONLY;
	return entry;
}

u64 machine_table_entry(phys_addr_t table, unsigned int level)
{
	(void)level;
	return table | PTE_VALID | PTE_TABLE;
}

phys_addr_t machine_entry_target(u64 entry)
{
	return entry & PTE_ADDRESS;
}

/* Old entries in the caches of the walker must go; both tables agree on what is in use. */
void machine_use_tables(phys_addr_t root)
{
	phys_addr_t empty = machine_image_phys() + ((u64)empty_table - (u64)_text);

	__asm__ volatile("dsb ish\n\t"
			 "msr ttbr0_el1, %0\n\t"
			 "msr ttbr1_el1, %1\n\t"
			 "isb\n\t"
			 "tlbi vmalle1\n\t"
			 "dsb ish\n\t"
			 "isb"
			 :
			 : "r"(empty), "r"(root)
			 : "memory");
}

void machine_tables_grew(void)
{
	__asm__ volatile("dsb ishst\n\tisb" : : : "memory");
}

void machine_tables_shrank(void)
{
	__asm__ volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb ish\n\tisb" : : : "memory");
}

void machine_map_devices(void)
{
	u64 uart = pl011_phys(machine_image_phys());

	map(UART_VIRT + (uart & (UART_BLOCK - 1)), uart, PAGE_SIZE, MAP_DEVICE);
}

/* The direct map has room for everything. */
void *machine_window(phys_addr_t pa)
{
	(void)pa;
	return NULL;
}

/* ---- the loader ---- */

/* What the loader left, and is used by bootmem, lies where the direct map reaches. */
void *machine_kept(phys_addr_t pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

/* The loader says that there is something, so it is memory, as is what lies before it. */
const void *machine_look(u64 pa, size_t len)
{
	if (early_is_far(pa, len))
		return direct(pa);
	if (pa >= reach.start && len <= ~pa)
		early_extend(pa + len);
	if (pa < reach.start || pa >= reach.end || len > reach.end - pa)
		return NULL;
	return direct(pa);
}

int machine_translate(unsigned long magic, const void *info, struct boot_map *out,
		      struct boot_info *boot)
{
	return boot_translate(magic, (u64)info, machine_look, out, boot, NULL);
}
