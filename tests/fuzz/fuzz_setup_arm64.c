/* SPDX-License-Identifier: MIT */
/*
 * The input: a boot (boot.h) of an AArch64 board, as in fuzz_setup_arm.c, whose seeds serve here.
 * The processor is played: it reaches 2^44.
 */
#include <bootmem/translate.h>

#define __asm__(text, ...) (features = 4)
#include "../../arch/arm64/setup.c"
#undef __asm__

#include "boot.h"

static const struct boot_machine boards[] = {
	{ 0, 0x40000000, 0x20000, 0, 0 }, /* QEMU's virt */
	{ 0, 0x60000000, 0x20000, 0, 0 },
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
