/* SPDX-License-Identifier: MIT */
/*
 * The input: a boot (boot.h) of an ARM board. The second block is for what the first
 * one points to: a device tree beside EFI's map, an initrd. The processor is played.
 */
#include <bootmem/translate.h>

#define __asm__(text, ...) (features = VMSA_LPAE)
#include "../../arch/arm/setup.c"
#undef __asm__

#include "boot.h"

static const struct boot_machine boards[] = {
	{ 0, 0x40000000, 0x20000, 0, 0 }, /* QEMU's virt */
	{ 0, 0x60000000, 0x20000, 0, 0 }, /* vexpress-a9 */
	{ BOOT_EFI_MAGIC, 0, 0x20000, 0, 0 },
};

void boot_wish(unsigned int wishes)
{
	(void)wishes;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return boot_run(boards, sizeof(boards) / sizeof(boards[0]), data, size);
}
