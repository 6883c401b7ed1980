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

#include "limine.h"

/* boot_params */
#define PARAMS_EFI_SIGNATURE	0x1c0
#define PARAMS_EFI_TABLE	0x1c4
#define PARAMS_EFI_STRIDE	0x1c8
#define PARAMS_EFI_VERSION	0x1cc
#define PARAMS_EFI_MAP		0x1d0
#define PARAMS_EFI_MAP_LEN	0x1d4
#define PARAMS_EFI_TABLE_HIGH	0x1d8
#define PARAMS_HEADER		0x202
#define PARAMS_RAMDISK		0x218
#define PARAMS_RAMDISK_LEN	0x21c
#define PARAMS_COMMAND_LINE	0x228

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

static inline void put32(u8 *params, unsigned int offset, u64 value)
{
	*(u32 *)(void *)(params + offset) = (u32)value;
}

/* What a loader that comes from EFI leaves in an empty page. */
static inline void fill_boot_params(u8 *params, const struct boot_efi *info)
{
	put32(params, PARAMS_EFI_SIGNATURE, 0x34364c45); /* EL64 */
	put32(params, PARAMS_EFI_TABLE, info->system_table);
	put32(params, PARAMS_EFI_TABLE_HIGH, info->system_table >> 32);
	put32(params, PARAMS_EFI_STRIDE, info->descriptor_size);
	put32(params, PARAMS_EFI_VERSION, info->descriptor_version);
	put32(params, PARAMS_EFI_MAP, info->map);
	put32(params, PARAMS_EFI_MAP_LEN, info->map_size);
	put32(params, PARAMS_HEADER, LINUX_BOOT_MAGIC);
	put32(params, PARAMS_RAMDISK, info->initrd);
	put32(params, PARAMS_RAMDISK_LEN, info->initrd_size);
	put32(params, PARAMS_COMMAND_LINE, info->command_line);
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
