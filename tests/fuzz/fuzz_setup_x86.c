/* SPDX-License-Identifier: MIT */
/* The input: a boot (boot.h) of a PC. The second block lies where the BIOS keeps ACPI's root pointer. */
#include <bootmem/translate.h>

#include "../../arch/x86/brk.h"
#include "boot.h"

#define ROM  0xe0000
#define HOLE 0xa0000, 0x100000

static const struct boot_machine pcs[] = {
	{ PVH_MAGIC, 0, ROM, HOLE },	    { MULTIBOOT_MAGIC, 0, ROM, HOLE },
	{ MULTIBOOT2_MAGIC, 0, ROM, HOLE }, { LINUX_BOOT_MAGIC, 0, ROM, HOLE },
	{ BOOT_EFI_MAGIC, 0, ROM, HOLE },
};

void boot_wish(unsigned int wishes)
{
	x86_brk = (struct x86_brk){ 0, 0, false };
	setup_trampoline_size = wishes & BOOT_TRAMPOLINE ? 0x2000 : 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return boot_run(pcs, sizeof(pcs) / sizeof(pcs[0]), data, size);
}
