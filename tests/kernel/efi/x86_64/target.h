/* SPDX-License-Identifier: MIT */
/*
 * target.h - x86_64: where the kernel runs, and how it is entered.
 *
 * Its first bytes tell: entry.S in tests/kernel/x86_64.
 */
#ifndef TARGET_H
#define TARGET_H

#define TARGET_REACH   0xffffffffULL /* where the kernel sees memory at first */
#define HEADER_ADDRESS 8
#define HEADER_BYTES   16
#define ENTRY_LINUX    0x200 /* rsi = boot_params */
#define ENTRY_EFI      0x220 /* rsi = struct boot_efi */
#define ENTRY_LIMINE   0x240 /* in the upper half */

#include "boot_params.h"
#include "limine.h"

static inline u64 target_kernel_bytes(const u8 *image)
{
	return *(const u64 *)(const void *)(image + HEADER_BYTES);
}

static inline u64 target_place(struct efi_boot_services *boot, const u8 *image, u64 pages)
{
	u64 address = *(const u64 *)(const void *)(image + HEADER_ADDRESS);

	return EFI_ERROR(boot->allocate_pages(EFI_PAGES_AT, EFI_LOADER_DATA, pages, &address)) ?
		       0 : address;
}

static inline bool has_text(const char *line, const char *text)
{
	for (; *line; line++) {
		size_t i = 0;

		while (text[i] && line[i] == text[i])
			i++;
		if (!text[i])
			return true;
	}
	return false;
}

_Noreturn static inline void jump(u64 entry, const void *what)
{
	__asm__ volatile("cli\n\tcld\n\tjmp *%0" : : "r"(entry), "S"(what) : "memory");
	__builtin_unreachable();
}

/* Boot services are gone. others are empty pages. */
_Noreturn static inline void target_enter(u64 kernel, u64 kernel_bytes, struct boot_efi *info,
					  u8 *others, u64 others_bytes)
{
	const char *command_line = (const char *)(uintptr_t)info->command_line;
	u64 tables;

	if (has_text(command_line, "boot_params")) {
		fill_boot_params(others, info);
		if (has_text(command_line, "e820"))
			fill_e820(others, others + 4096, others_bytes - 4096, info);
		else
			fill_efi(others, info);
		jump(kernel + ENTRY_LINUX, others);
	}
	if (has_text(command_line, "limine")) {
		tables = limine_prepare(kernel, kernel_bytes, info, others, others_bytes);
		__asm__ volatile("mov %0, %%cr3" : : "r"(tables) : "memory");
		jump(LIMINE_IMAGE_VIRT + kernel + ENTRY_LIMINE, NULL);
	}
	jump(kernel + ENTRY_EFI, info);
}

#endif
