/* SPDX-License-Identifier: MIT */
/*
 * faults.c - what must not work: test=fault-NAME does one such thing, and the row passes
 * only when the exception is caught and printed. That shows the tables to be as strict as
 * the other rows rely on.
 */
#include "kernel.h"

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

static const struct {
	const char *option;
	void (*run)(void);
} faults[] = {
	{ "test=fault-null", fault_null },   { "test=fault-text", fault_text },
	{ "test=fault-init", fault_init },   { "test=fault-hole", fault_hole },
	{ "test=fault-stack", fault_stack },
};

void fault(const char *command_line)
{
	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (!option(command_line, faults[i].option))
			continue;
		print("kernel: %s\n", faults[i].option);
		faults[i].run();
		check(false, "an exception");
	}
}
