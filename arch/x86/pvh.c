/* SPDX-License-Identifier: MIT */
/*
 * What a PVH boot loader leaves: a start_info block that points at the memory map,
 * the command line and a list of modules.
 *
 * All of these lie in memory that the map calls RAM (QEMU puts them into the first
 * few pages), so each block is added to the map before anybody can be given it.
 */
#include <bootmem/firmware.h>


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

/* No machine has more; a damaged count must not keep us busy. */
#define MOST_ENTRIES 4096U

/* What the steps share. */
struct pvh {
	boot_read_fn read;
	struct boot_map *map;
	struct boot_info *info;
	boot_note_fn note;
};

static u32 __init le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static u64 __init le64(const u8 *p)
{
	return le32(p) | (u64)le32(p + 4) << 32;
}

static void __init say(const struct pvh *pvh, const char *sentence)
{
	if (pvh->note)
		pvh->note(sentence);
}

/* The only way to memory: nothing that wraps reaches the reader. */
static const u8 *__init read_bytes(const struct pvh *pvh, u64 pa, size_t len)
{
	return pa > ~0ULL - len ? NULL : pvh->read(pa, len);
}

static void __init add_info(const struct pvh *pvh, u64 base, u64 size, const char *owner)
{
	boot_map_add(pvh->map, base, size, BOOT_INFO, NUMA_NO_NODE, owner);
}

/* NUL-terminated text, its bytes added to the map; NULL when it does not end in time. */
static const char *__init read_text(const struct pvh *pvh, u64 pa, const char *owner)
{
	for (size_t len = 1; len <= BOOT_COMMAND_LINE; len++) {
		const u8 *text = read_bytes(pvh, pa, len);

		if (!text)
			break;
		if (text[len - 1] == '\0') {
			add_info(pvh, pa, len, owner);
			return (const char *)text;
		}
	}
	return NULL;
}

/* Complaints about modules; each is said once, however many modules earn it. */
#define BAD_TEXT  1U
#define BAD_RANGE 2U

static unsigned int __init read_module(const struct pvh *pvh, const u8 *entry, bool first)
{
	u64 base = le64(entry + MODULE_BASE), size = le64(entry + MODULE_SIZE);
	u64 text = le64(entry + MODULE_COMMAND_LINE);
	unsigned int problems = 0;

	if (text && !read_text(pvh, text, "module command line"))
		problems |= BAD_TEXT;
	if (size == 0)
		return problems;
	if (base + (size - 1) < base)
		return problems | BAD_RANGE;
	boot_map_add(pvh->map, base, size, BOOT_INITRD, NUMA_NO_NODE, first ? "initrd" : "module");
	if (first)
		pvh->info->initrd = (struct boot_span){ base, size };
	return problems;
}

/* As many entries of a list as can be read; the list is added to the map. */
static const u8 *__init read_list(const struct pvh *pvh, u64 pa, u32 *count, size_t entry_len,
				  const char *owner)
{
	const u8 *list = NULL;

	while (*count && !(list = read_bytes(pvh, pa, *count * entry_len)))
		--*count;
	add_info(pvh, pa, *count * entry_len, owner);
	return list;
}

static void __init read_modules(const struct pvh *pvh, u64 list, u32 given)
{
	u32 count = given < MOST_ENTRIES ? given : MOST_ENTRIES;
	const u8 *entries = read_list(pvh, list, &count, MODULE_LEN, "module list");
	unsigned int problems = 0;

	for (u32 i = 0; i < count; i++)
		problems |= read_module(pvh, entries + i * MODULE_LEN, i == 0);
	if (count < given)
		say(pvh, "PVH: the module list is too long or cannot be read to its end.");
	if (problems & BAD_TEXT)
		say(pvh, "PVH: the command line of a module cannot be read.");
	if (problems & BAD_RANGE)
		say(pvh, "PVH: a module runs past the end of the address space; it is ignored.");
}

static int __init read_memory_map(const struct pvh *pvh, u64 table, u32 given)
{
	u32 count = given < MOST_ENTRIES ? given : MOST_ENTRIES;
	const u8 *entries = read_list(pvh, table, &count, MEMORY_LEN, "memory map");

	if (count < given)
		say(pvh, "PVH: the memory map is too long or cannot be read to its end.");
	if (!entries) {
		say(pvh, "PVH: the memory map is empty.");
		return -EINVAL;
	}
	e820_translate(entries, MEMORY_LEN, (size_t)count * MEMORY_LEN, pvh->map, pvh->note);
	return 0;
}

static void __init read_command_line(const struct pvh *pvh, u64 pa)
{
	if (!pa)
		return;
	pvh->info->command_line = read_text(pvh, pa, "command line");
	if (!pvh->info->command_line)
		say(pvh, "PVH: the command line cannot be read or is longer than 4095 bytes; "
			 "it is ignored.");
}

int __init pvh_translate(u64 start_info, boot_read_fn read, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note)
{
	struct pvh pvh = { read, map, info, note };
	const u8 *block = read_bytes(&pvh, start_info, INFO_LEN_0);
	bool has_map;

	if (!block || le32(block + INFO_MAGIC) != PVH_MAGIC) {
		say(&pvh, "PVH: there is no start_info block where the loader points.");
		return -EINVAL;
	}
	has_map = le32(block + INFO_VERSION) >= 1;
	add_info(&pvh, start_info, has_map ? INFO_LEN_1 : INFO_LEN_0, "PVH start info");
	info->rsdp = le64(block + INFO_RSDP);
	read_command_line(&pvh, le64(block + INFO_COMMAND_LINE));
	if (le64(block + INFO_MODULES))
		read_modules(&pvh, le64(block + INFO_MODULES), le32(block + INFO_NR_MODULES));
	if (has_map)
		block = read_bytes(&pvh, start_info, INFO_LEN_1);
	if (!has_map || !block || !le64(block + INFO_MEMORY_MAP)) {
		say(&pvh,
		    "PVH: start_info has no memory map; a loader that knows version 1 is needed.");
		return -EINVAL;
	}
	return read_memory_map(&pvh, le64(block + INFO_MEMORY_MAP),
			       le32(block + INFO_NR_MEMORY_MAP));
}
