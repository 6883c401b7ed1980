/* SPDX-License-Identifier: MIT */
/*
 * What an EFI application leaves that has loaded the kernel: struct boot_efi, a block that
 * points at the memory map and the rest.
 *
 * All of it lies in memory that the map calls the loader's; what the kernel still reads is
 * named, so that it survives when that is given back.
 */
#include <bootmem/translate.h>

/*@ requires \valid_read(block + (offset .. offset + 7)); assigns \nothing; */
static u64 __init field(const u8 *block, size_t offset)
{
	return boot_le64(block + offset);
}

#define FIELD(block, name) field(block, offsetof(struct boot_efi, name))

/*@ requires Reader(r) && \valid_read(block + (0 .. sizeof(struct boot_efi) - 1));
    assigns *r->info, ENTRIES(r->map);
    ensures KEEPS(r); */
static int __init read_map(struct boot_reader *r, const u8 *block)
{
	u64 pa = FIELD(block, map), given = FIELD(block, map_size);
	u64 stride = FIELD(block, descriptor_size);
	u32 most = BOOT_LIST_ENTRIES * 48, len = given < most ? (u32)given : most;
	const u8 *descriptors = boot_read_some(r, pa, &len, 1);

	if (!descriptors || stride > len) {
		boot_say(r, "there is no memory map where the EFI application points.");
		return -EINVAL;
	}
	if (len < given)
		boot_say(r, "the memory map is too long or cannot be read to its end.");
	boot_add_info(r, pa, len, "EFI memory map");
	return efi_translate(descriptors, len, (size_t)stride, (u32)FIELD(block, descriptor_version),
			     r->map, r->info, r->note) > 0 ? 0 : -EINVAL;
}

/*@ requires Reader(r) && \valid_read(block + (0 .. sizeof(struct boot_efi) - 1));
    assigns *r->info;
    ensures KEEPS(r); */
static void __init read_tables(struct boot_reader *r, const u8 *block)
{
	struct boot_info *info = r->info;
	u64 system_table = FIELD(block, system_table);

	info->rsdp = FIELD(block, rsdp);
	info->dtb = FIELD(block, dtb);
	if (!info->rsdp && !info->dtb && system_table)
		efi_find_tables(system_table, sizeof(void *), r->read, info, r->note);
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init boot_efi_translate(u64 pa, boot_read_fn read, struct boot_map *map,
			      struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "EFI", .read = read,
				 .map = map, .info = info, .note = note };
	const u8 *block = boot_read_bytes(&r, pa, sizeof(struct boot_efi));

	if (!block || FIELD(block, magic) != BOOT_EFI_MAGIC) {
		boot_say(&r, "there is no struct boot_efi where the EFI application points.");
		return -EINVAL;
	}
	boot_add_info(&r, pa, sizeof(struct boot_efi), "EFI application");
	boot_read_command_line(&r, FIELD(block, command_line));
	boot_add_module(&r, FIELD(block, initrd), FIELD(block, initrd_size));
	boot_add_framebuffer(&r, FIELD(block, framebuffer), FIELD(block, framebuffer_size), 1);
	read_tables(&r, block);
	return read_map(&r, block);
}
