/* SPDX-License-Identifier: MIT */
/*
 * faults.c - what must not work: test=fault-NAME does one such thing, and the row passes
 * only when the exception is caught and printed. That shows the tables to be as strict as
 * the other rows rely on. test=late-NAME calls the boot allocator when its time is over, or
 * has not come, and must end in a sentence.
 */
#include "kernel.h"

/* ---- exceptions ---- */

/* The identity map of the entry code is gone, and page 0 with it. */
static void fault_null(void)
{
	volatile unsigned long nowhere = 0x10;

	*(volatile int *)nowhere = 1;
}

static void fault_text(void)
{
	*(volatile char *)_text = 1;
}

/* Nobody may still need what free_initmem() gave away. */
static void fault_init(void)
{
	*(volatile char *)__init_begin = 1;
}

/* The direct map has RAM only. */
static void fault_hole(void)
{
	*(volatile char *)direct(reach.end) = 1;
}

__attribute__((noinline)) static unsigned int deeper(volatile unsigned int *n)
{
	volatile unsigned int here[64];

	here[0] = *n + 1;
	return here[0] ? deeper(here) + here[0] : 0;
}

static void fault_stack(void)
{
	volatile unsigned int n = 0;

	deeper(&n);
}

/* Noticed by a kernel with UBSan only. */
static void fault_undefined(void)
{
	volatile int bits = 8 * sizeof(int);

	bits = 1 << bits;
}

/* ---- panics ---- */

#ifdef CONFIG_HAVE_MEMBLOCK
static void late_memblock(void)
{
	memblock_alloc(100, 0);
}

static void late_reserve(void)
{
	memblock_reserve(ram_extent().start, PAGE_SIZE);
}
#endif

static void late_alloc(void)
{
	check(!alloc_bootmem_nopanic(100), "no boot memory after hand-over");
	alloc_bootmem(100);
}

static void late_free(void)
{
	free_bootmem((bootmem_addr_t)ram_extent().start, PAGE_SIZE);
}

static void late_hand_over(void)
{
	free_all_bootmem();
}

static void early_late_free(void)
{
	free_bootmem_late((bootmem_addr_t)ram_extent().start, PAGE_SIZE);
}

/* Noticed in debug mode only. */
static void broken_books(void)
{
#ifdef CONFIG_NO_BOOTMEM
	memblock.reserved.regions[0].size = 0;
	memblock_reserve(ram_extent().end - 1, 1);
#else
	NODE_DATA(node_of(ram_extent().start))->bdata->hint_idx = ~0UL;
	reserve_bootmem((bootmem_addr_t)ram_extent().end - 1, 1, BOOTMEM_DEFAULT);
#endif
}

/* Where memblock does not own memory it is closed as soon as setup_arch() is done. */
#ifdef CONFIG_NO_BOOTMEM
#define MEMBLOCK_CLOSED AFTER_HAND_OVER
#else
#define MEMBLOCK_CLOSED AFTER_SETUP
#endif

static const struct {
	const char *option;
	enum stage stage;
	void (*run)(void);
} faults[] = {
	{ "test=fault-null", AFTER_ALL, fault_null },
	{ "test=fault-text", AFTER_ALL, fault_text },
	{ "test=fault-init", AFTER_ALL, fault_init },
	{ "test=fault-hole", AFTER_ALL, fault_hole },
	{ "test=fault-stack", AFTER_ALL, fault_stack },
	{ "test=fault-undefined", AFTER_ALL, fault_undefined },
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "test=late-memblock", MEMBLOCK_CLOSED, late_memblock },
	{ "test=late-reserve", MEMBLOCK_CLOSED, late_reserve },
#endif
	{ "test=late-alloc", AFTER_HAND_OVER, late_alloc },
	{ "test=late-free", AFTER_HAND_OVER, late_free },
	{ "test=late-hand-over", AFTER_HAND_OVER, late_hand_over },
	{ "test=early-late-free", AFTER_SETUP, early_late_free },
	{ "test=broken-books", AFTER_SETUP, broken_books },
};

void fault(const char *command_line, enum stage stage)
{
	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults[i].stage != stage || !option(command_line, faults[i].option))
			continue;
		print("kernel: %s\n", faults[i].option);
		faults[i].run();
		check(false, "this does not return");
	}
}
