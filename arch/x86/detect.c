/* SPDX-License-Identifier: MIT */
/*
 * x86: which loader was it?
 *
 * Multiboot leaves a magic number in eax; entry code that is reached by PVH, by the Linux
 * boot protocol or from EFI, each at an address of its own, supplies one.
 */
#include <bootmem/limine.h>
#include <bootmem/translate.h>

int __init boot_translate(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
			  struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "boot loader", .read = read,
				 .map = map, .info = info, .note = note };

	switch (magic) {
	case PVH_MAGIC:
		return pvh_translate(pa, read, map, info, note);
	case MULTIBOOT_MAGIC:
		return multiboot_translate(pa, read, map, info, note);
	case MULTIBOOT2_MAGIC:
		return multiboot2_translate(pa, read, map, info, note);
	case LINUX_BOOT_MAGIC:
		return linux_boot_translate(pa, read, map, info, note);
	case BOOT_EFI_MAGIC:
		return boot_efi_translate(pa, read, map, info, note);
	case LIMINE_MAGIC:
		return limine_boot_translate(pa, read, map, info, note);
	default:
		boot_say(&r, "no protocol has the magic number %#lx; PVH has %#x, Multiboot %#x, "
			     "Multiboot 2 %#x, the Linux boot protocol %#x, EFI %#x, Limine %#x.",
			 magic, PVH_MAGIC, MULTIBOOT_MAGIC, MULTIBOOT2_MAGIC, LINUX_BOOT_MAGIC,
			 BOOT_EFI_MAGIC, LIMINE_MAGIC);
		return -ENOENT;
	}
}
