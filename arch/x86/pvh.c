/* SPDX-License-Identifier: MIT */
/*
 * What a PVH boot loader leaves: a start_info block that points at the memory map,
 * the command line and a list of modules.
 *
 * All of these lie in memory that the map calls RAM (QEMU puts them into the first
 * few pages), so each block is added to the map before anybody can be given it.
 */
#include <bootmem/translate.h>

/* hvm_start_info; the memory map came with version 1. */
#define INFO_LEN_0	   40
#define INFO_LEN_1	   56
#define INFO_MAGIC	   0
#define INFO_VERSION	   4
#define INFO_NR_MODULES	   12
#define INFO_MODULES	   16
#define INFO_COMMAND_LINE  24
#define INFO_RSDP	   32
#define INFO_MEMORY_MAP	   40
#define INFO_NR_MEMORY_MAP 48

/* hvm_modlist_entry */
#define MODULE_LEN	    32
#define MODULE_BASE	    0
#define MODULE_SIZE	    8
#define MODULE_COMMAND_LINE 16

/* hvm_memmap_table_entry: an e820 entry and four bytes of padding */
#define MEMORY_LEN 24

/*@ requires Reader(r);
    assigns r->said, r->modules, r->info->initrd, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init read_modules(struct boot_reader *r, u64 list, u32 given)
{
	u32 count = given;
	const u8 *module = boot_read_list(r, list, &count, MODULE_LEN, "module list");

	if (count < given)
		boot_say(r, "the module list is too long or cannot be read to its end.");
	/*@ loop invariant i <= count && \valid_read(module + (0 .. (count - i) * MODULE_LEN - 1));
	    loop invariant KEEPS_SO_FAR(r);
	    loop assigns i, module, r->said, r->modules, \at(r->info, Pre)->initrd, ENTRIES_SO_FAR(r->map);
	    loop variant count - i; */
	for (u32 i = 0; i < count; i++, module += MODULE_LEN) {
		boot_read_module_text(r, boot_le64(module + MODULE_COMMAND_LINE));
		boot_add_module(r, boot_le64(module + MODULE_BASE),
				boot_le64(module + MODULE_SIZE));
	}
}

/*@ requires Reader(r);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
static int __init read_memory_map(struct boot_reader *r, u64 table, u32 given)
{
	u32 count = given;
	const u8 *entries = boot_read_list(r, table, &count, MEMORY_LEN, "memory map");

	if (count < given)
		boot_say(r, "the memory map is too long or cannot be read to its end.");
	if (!entries) {
		boot_say(r, "the memory map is empty.");
		return -EINVAL;
	}
	e820_translate(entries, MEMORY_LEN, (size_t)count * MEMORY_LEN, r->map, r->note);
	return 0;
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init pvh_translate(u64 start_info, boot_read_fn read, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "PVH", .read = read,
				 .map = map, .info = info, .note = note };
	const u8 *block = boot_read_bytes(&r, start_info, INFO_LEN_0);
	bool has_map;

	if (!block || boot_le32(block + INFO_MAGIC) != PVH_MAGIC) {
		boot_say(&r, "there is no start_info block where the loader points.");
		return -EINVAL;
	}
	has_map = boot_le32(block + INFO_VERSION) >= 1;
	boot_add_info(&r, start_info, has_map ? INFO_LEN_1 : INFO_LEN_0, "PVH start info");
	info->rsdp = boot_le64(block + INFO_RSDP);
	boot_read_command_line(&r, boot_le64(block + INFO_COMMAND_LINE));
	if (boot_le64(block + INFO_MODULES))
		read_modules(&r, boot_le64(block + INFO_MODULES),
			     boot_le32(block + INFO_NR_MODULES));
	if (has_map)
		block = boot_read_bytes(&r, start_info, INFO_LEN_1);
	if (!has_map || !block || !boot_le64(block + INFO_MEMORY_MAP)) {
		boot_say(&r, "start_info has no memory map; a loader that knows version 1 is "
			     "needed.");
		return -EINVAL;
	}
	return read_memory_map(&r, boot_le64(block + INFO_MEMORY_MAP),
			       boot_le32(block + INFO_NR_MEMORY_MAP));
}
