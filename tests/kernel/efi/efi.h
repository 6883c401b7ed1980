/* SPDX-License-Identifier: MIT */
/*
 * efi.h - as much of EFI as the application calls.
 *
 * Source: UEFI Specification 2.10: 4.3 and 4.4 (tables), 7 (boot services), 9.1 (loaded
 * image), 12.9 (graphics output), 13.2 (load file 2). Functions that nobody calls are only
 * counted.
 */
#ifndef EFI_H
#define EFI_H

#include <bootmem/types.h>

#define EFI_ERROR(status) ((status) >> 63)

typedef u64 efi_status;

struct efi_guid {
	u32 a;
	u16 b, c;
	u8 d[8];
};

struct efi_text_output {
	void *reset;
	efi_status (*output)(struct efi_text_output *this, const u16 *text);
};

enum efi_allocate {
	EFI_ANY_PAGES,
	EFI_PAGES_BELOW,
	EFI_PAGES_AT,
};

#define EFI_LOADER_DATA 2

struct efi_boot_services {
	u8 header[24];
	void *skipped_1[2];
	efi_status (*allocate_pages)(enum efi_allocate how, u32 type, u64 pages, u64 *address);
	void *free_pages;
	efi_status (*get_memory_map)(u64 *size, void *map, u64 *key, u64 *descriptor_size,
				     u32 *descriptor_version);
	void *skipped_2[11];
	efi_status (*handle_protocol)(void *handle, const struct efi_guid *protocol, void *interface);
	void *skipped_3[3];
	efi_status (*locate_device_path)(const struct efi_guid *protocol, const void **path,
					 void **handle);
	void *skipped_4[5];
	efi_status (*exit_boot_services)(void *image, u64 key);
	void *skipped_5[10];
	efi_status (*locate_protocol)(const struct efi_guid *protocol, void *registration,
				      void *interface);
};

struct efi_table {
	struct efi_guid guid;
	u64 address;
};

struct efi_system_table {
	u8 header[24];
	const u16 *vendor;
	u32 revision;
	void *skipped[3];
	struct efi_text_output *out;
	void *skipped_2[3];
	struct efi_boot_services *boot;
	u64 nr_tables;
	const struct efi_table *tables;
};

struct efi_loaded_image {
	u32 revision;
	void *skipped[5];
	u32 options_size;
	const u16 *options;
};

struct efi_load_file {
	efi_status (*load)(struct efi_load_file *this, const void *path, bool boot_policy, u64 *size,
			   void *buffer);
};

struct efi_graphics_mode {
	u32 max_mode, mode;
	void *info;
	u64 info_size, framebuffer, framebuffer_size;
};

struct efi_graphics {
	void *skipped[3];
	const struct efi_graphics_mode *mode;
};

#define EFI_GUID(a, b, c, ...) { a, b, c, { __VA_ARGS__ } }

#define EFI_LOADED_IMAGE EFI_GUID(0x5b1b31a1, 0x9562, 0x11d2, 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, \
				  0x72, 0x3b)
#define EFI_LOAD_FILE_2	 EFI_GUID(0x4006c0c1, 0xfcb3, 0x403e, 0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, \
				  0xe0, 0x6d)
#define EFI_GRAPHICS	 EFI_GUID(0x9042a9de, 0x23dc, 0x4a38, 0x96, 0xfb, 0x7a, 0xde, 0xd0, 0x80, \
				  0x51, 0x6a)
#define EFI_ACPI_2	 EFI_GUID(0x8868e871, 0xe4f1, 0x11d3, 0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, \
				  0x88, 0x81)
#define EFI_ACPI_1	 EFI_GUID(0xeb9d2d30, 0x2d88, 0x11d3, 0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, \
				  0xc1, 0x4d)
#define EFI_DEVICE_TREE	 EFI_GUID(0xb1b621d5, 0xf19c, 0x41a5, 0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, \
				  0xaa, 0xe0)
/* Where a loader that brings an initrd offers it. */
#define EFI_INITRD_MEDIA EFI_GUID(0x5568e427, 0x68fc, 0x4f3d, 0xac, 0x74, 0xca, 0x55, 0x52, 0x31, \
				  0xcc, 0x68)

#endif
