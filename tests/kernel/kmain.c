/* SPDX-License-Identifier: MIT */
/*
 * kmain.c - a kernel's first steps with bootmem, each of them checked.
 *
 * Words on the command line:
 *
 *	test=count	large machines: take every page, write none
 *	test=exhaust	take all memory before mem_init(), which must then say so
 *	test=fault-NAME	do what must end in an exception (faults.c)
 *	suite=NAME	run that one of tests/suites instead of everything else
 *	initrd=SIZE,CRC	what the initrd must be (decimal)
 *	dtb=initrd	arm64: the initrd is the device tree to use
 *	vmalloc=MIB	32-bit: leave at least so much of the kernel's GiB to other things
 *			than the direct map
 */
#include "kernel.h"

void kmain(unsigned long magic, void *info);

/* The copy that setup_arch() returned must stay as it was. */
static void check_command_line(const char *command_line, const char *copy)
{
	size_t i = 0;

	while (command_line[i] && command_line[i] == copy[i])
		i++;
	check(command_line[i] == copy[i], "the command line is unchanged");
}

static const char *keep_command_line(const char *command_line)
{
	static char copy[BOOT_COMMAND_LINE];
	size_t i;

	for (i = 0; command_line[i] && i < sizeof(copy) - 1; i++)
		copy[i] = command_line[i];
	copy[i] = '\0';
	return copy;
}

static void print_memory(void)
{
	unsigned long ranges = 0;
	phys_addr_t start, end;
	u64 i;

	for_each_mem_range(i, &start, &end)
		ranges++;
	print("kernel: RAM %lluK in %lu ranges, %#llx to %#llx\n",
	      PHYS(memblock_phys_mem_size() >> 10), ranges, PHYS(memblock_start_of_DRAM()),
	      PHYS(memblock_end_of_DRAM()));
}

void kmain(unsigned long magic, void *info)
{
	const char *copy, *suite;
	char *command_line;

	machine_init();
	machine_early_map(&reach.start, &reach.end);
	print("kernel: image at %#llx, early map %#llx to %#llx\n", PHYS(machine_image_phys()),
	      PHYS(reach.start), PHYS(reach.end));
	info = loader_look(magic, info);
	early_paging(loader_command_line());
	suite = option(loader_command_line(), "suite=");
	if (suite)
		run_suite_named(suite);

	setup_arch(&command_line, magic, info);
	copy = keep_command_line(command_line);
	print("kernel: command line \"%s\"\n", copy);
	print_memory();
	paging_init();
	early_allocations();
	if (option(copy, "test=exhaust"))
		early_exhaust();

	mem_init();
	proof(option(copy, "test=count"));
	check_command_line(command_line, copy);
	proof_discard();
	proof_init_memory();
	fault(copy);
	finish();
}
