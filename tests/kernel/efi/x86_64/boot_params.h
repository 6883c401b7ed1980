/* SPDX-License-Identifier: MIT */
/*
 * boot_params.h - what a loader that comes from EFI leaves in an empty page for the Linux boot
 * protocol: EFI's map as it is, or an e820 table made of it, which setup_data continues.
 *
 * Linux, Documentation/arch/x86/boot.rst and zero-page.rst.
 */
#ifndef BOOT_PARAMS_H
#define BOOT_PARAMS_H

#define PARAMS_EFI_SIGNATURE	0x1c0
#define PARAMS_EFI_TABLE	0x1c4
#define PARAMS_EFI_STRIDE	0x1c8
#define PARAMS_EFI_VERSION	0x1cc
#define PARAMS_EFI_MAP		0x1d0
#define PARAMS_EFI_MAP_LEN	0x1d4
#define PARAMS_EFI_TABLE_HIGH	0x1d8
#define PARAMS_E820_ENTRIES	0x1e8
#define PARAMS_HEADER		0x202
#define PARAMS_RAMDISK		0x218
#define PARAMS_RAMDISK_LEN	0x21c
#define PARAMS_COMMAND_LINE	0x228
#define PARAMS_SETUP_DATA	0x250
#define PARAMS_E820_TABLE	0x2d0

#define E820_BYTES   20
#define E820_IN_PAGE 3 /* 128 fit; few, so that most of the map has to go to setup_data */

/* A node of setup_data: where the next one is, type, length. */
#define NODE_TYPE  8
#define NODE_LEN   12
#define NODE_BYTES 16
#define NODE_E820  1

static inline void put32(u8 *params, unsigned int offset, u64 value)
{
	*(u32 *)(void *)(params + offset) = (u32)value;
}

static inline void put64(u8 *params, unsigned int offset, u64 value)
{
	put32(params, offset, value);
	put32(params, offset + 4, value >> 32);
}

/* But for the memory map. */
static inline void fill_boot_params(u8 *params, const struct boot_efi *info)
{
	put32(params, PARAMS_HEADER, LINUX_BOOT_MAGIC);
	put32(params, PARAMS_RAMDISK, info->initrd);
	put32(params, PARAMS_RAMDISK_LEN, info->initrd_size);
	put32(params, PARAMS_COMMAND_LINE, info->command_line);
}

static inline void fill_efi(u8 *params, const struct boot_efi *info)
{
	put32(params, PARAMS_EFI_SIGNATURE, 0x34364c45); /* EL64 */
	put32(params, PARAMS_EFI_TABLE, info->system_table);
	put32(params, PARAMS_EFI_TABLE_HIGH, info->system_table >> 32);
	put32(params, PARAMS_EFI_STRIDE, info->descriptor_size);
	put32(params, PARAMS_EFI_VERSION, info->descriptor_version);
	put32(params, PARAMS_EFI_MAP, info->map);
	put32(params, PARAMS_EFI_MAP_LEN, info->map_size);
}

static inline u32 e820_type(u32 efi_type)
{
	switch (efi_type) {
	case 1: case 2: case 3: case 4: case 7: /* the loader, boot services, free */
		return 1;
	case 9:
		return 3; /* ACPI's tables */
	case 10:
		return 4; /* ACPI NVS */
	default:
		return 2;
	}
}

/* UEFI 2.10, section 7.2.3: type, padding, physical and virtual start, pages, attributes. */
static inline void put_e820(u8 *entry, const u8 *descriptor)
{
	put64(entry, 0, *(const u64 *)(const void *)(descriptor + 8));
	put64(entry, 8, *(const u64 *)(const void *)(descriptor + 24) * 4096);
	put32(entry, 16, e820_type(*(const u32 *)(const void *)descriptor));
}

static inline void fill_e820(u8 *params, u8 *node, u64 room, const struct boot_efi *info)
{
	const u8 *map = (const u8 *)(uintptr_t)info->map;
	u64 count = info->map_size / info->descriptor_size, most = (room - NODE_BYTES) / E820_BYTES;
	u8 *entry = node + NODE_BYTES;

	for (u64 i = 0; i < count && i < E820_IN_PAGE + most; i++, map += info->descriptor_size) {
		if (i < E820_IN_PAGE) {
			put_e820(params + PARAMS_E820_TABLE + i * E820_BYTES, map);
			params[PARAMS_E820_ENTRIES]++;
			continue;
		}
		put_e820(entry, map);
		entry += E820_BYTES;
	}
	put32(node, NODE_TYPE, NODE_E820);
	put32(node, NODE_LEN, (u64)(entry - node) - NODE_BYTES);
	put64(params, PARAMS_SETUP_DATA, (uintptr_t)node);
}

#endif
