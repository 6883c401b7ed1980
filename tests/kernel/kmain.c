/* SPDX-License-Identifier: MIT */
/*
 * kmain.c - a kernel's first steps with bootmem, each of them checked.
 *
 * Words on the command line:
 *
 *	test=count	large machines: take every page, write none
 *	test=exhaust	take all memory before mem_init(), which must then say so
 *	test=fault-NAME	do what must end in an exception, and
 *	test=late-NAME	in a panic (faults.c)
 *	test=reclaim	what the loader used and needs no longer, and ACPI's tables, are given back
 *			early
 *	suite=NAME	run that one of tests/suites instead of everything else
 *	initrd=SIZE,CRC	what the initrd must be (decimal)
 *	module=SIZE,CRC	that there must be a module like this
 *	dtb=initrd	ARM, AArch64: the initrd is the device tree to use
 *	processors=N	x86: all of them run a few instructions at setup_trampoline
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

static void reclaim(enum boot_kind kind)
{
	u64 bytes = bootmem_reclaim(kind);

	print("kernel: %lluK of %s given back\n", bytes >> 10, boot_kind_name(kind));
}

void kmain(unsigned long magic, void *info)
{
	const char *copy, *suite;
	char *command_line;

	machine_init();
	machine_stage(BEFORE_SETUP, "");
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
	print_ram();
	nodes_look();
	machine_stage(AFTER_SETUP, copy);
	fault(copy, AFTER_SETUP);
	if (option(copy, "test=reclaim"))
		reclaim(BOOT_ACPI_DATA); /* RAM from now on: to be mapped */
	paging_init();
	if (option(copy, "test=reclaim"))
		reclaim(BOOT_LOADER);
	names_early();
	early_allocations();
	nodes_early();
	core_check_books();
	if (option(copy, "test=exhaust"))
		early_exhaust();

	mem_init();
	fault(copy, AFTER_HAND_OVER);
	proof(option(copy, "test=count"));
	check_command_line(command_line, copy);
	names_late();
	nodes_late();
	early_free_late();
	core_discard();
	check_buddy();
	proof_init_memory();
	machine_stage(AFTER_ALL, copy);
	fault(copy, AFTER_ALL);
	finish();
}
