/* SPDX-License-Identifier: MIT */
/*
 * firmware.h - translators: bytes that firmware or a boot loader left in
 * memory become ranges of a boot map.
 *
 * Every translator treats its input as hostile: it takes a pointer and a length,
 * reads nothing outside, ends in time linear in the length, and never recurses.
 * A broken table costs what is broken, with a sentence to the given @note
 * function (which may be NULL); nothing that was understood before is lost.
 * Pure: no allocation, no globals, no policy. The map, its storage and the struct boot_info
 * that it fills do not overlap.
 */
#ifndef BOOTMEM_FIRMWARE_H
#define BOOTMEM_FIRMWARE_H

#include <bootmem/boot_map.h>

/**
 * typedef boot_note_fn - takes one sentence about odd input
 */
typedef void (*boot_note_fn)(const char *sentence);

/**
 * typedef boot_read_fn - makes physical memory readable
 *
 * Takes an address and a length in bytes; returns a pointer, good until the translator
 * is done, or NULL.
 */
typedef const void *(*boot_read_fn)(u64 pa, size_t len);

#define BOOT_USABLE_RANGES   4	 /* linux,usable-memory-range entries kept */
#define BOOT_ALLOC_RANGES    4	 /* alloc-ranges kept for one dynamic reservation */
#define BOOT_DYNAMIC_RANGES  16	 /* dynamic reservations kept */
#define BOOT_RESERVE_MEM     8	 /* reserve_mem= options kept */
#define BOOT_NAME_LEN	     16	 /* name of a reserve_mem= option, with its NUL */
#define BOOT_COMMAND_LINE    4096 /* longest command line, with its NUL */
#define BOOT_NUMA_RANGES     256	 /* ranges of SRAT, or of a device tree's hotpluggable memory, kept */
#define BOOT_MIRROR_RANGES   32	 /* mirrored ranges kept */

/**
 * struct boot_span - a range of physical memory as firmware gave it
 * @base: first byte
 * @size: bytes; @base + @size may exceed what phys_addr_t holds
 */
struct boot_span {
	u64 base, size;
};

/**
 * struct boot_dynamic - a reservation that the kernel has to place
 * @name: node name in the blob (not copied)
 * @size: bytes
 * @align: a power of two, or 0
 * @ranges: where it may lie, in order of preference
 * @nr_ranges: number of @ranges; 0 = anywhere
 * @nomap: must not be mapped
 * @reusable: the kernel may use it until the owner wants it
 */
struct boot_dynamic {
	const char *name;
	u64 size, align;
	struct boot_span ranges[BOOT_ALLOC_RANGES];
	unsigned int nr_ranges;
	bool nomap, reusable;
};

/**
 * struct boot_numa_range - memory that belongs to a node, whether it is plugged in or not
 * @base: first byte
 * @size: bytes; @base + @size does not pass the end of the address space
 * @nid: the node; NUMA_NO_NODE when only @hotplug is told
 * @hotplug: memory there may be unplugged
 */
struct boot_numa_range {
	u64 base, size;
	int nid;
	bool hotplug;
};

/**
 * struct boot_numa - which node memory belongs to, and how far nodes are apart
 * @ranges: by ACPI's SRAT, ascending and disjoint, neighbours that are alike joined; filled by
 *	boot_numa_add(), applied by boot_numa_apply(). A device tree says it with the RAM; of
 *	its memory only what is hotpluggable is here
 * @nr_ranges: number of @ranges
 * @domain: proximity domain of each node (SRAT); a device tree's numbers are nodes already
 * @nr_nodes: number of @domain
 * @distance: [from][to], 10 to 254; 0 = not told
 */
struct boot_numa {
	struct boot_numa_range ranges[BOOT_NUMA_RANGES];
	unsigned int nr_ranges;
	u32 domain[MAX_NUMNODES];
	unsigned int nr_nodes;
	u8 distance[MAX_NUMNODES][MAX_NUMNODES];
};

/**
 * struct boot_info - what was handed over besides memory
 * @command_line: NUL-terminated text in the loader's memory, or NULL
 * @initrd: initial RAM disk (first module), exact to the byte; size 0 = none
 * @rsdp: physical address of the ACPI root pointer, 0 = not told
 * @dtb: physical address of a device tree that another protocol points at, 0 = none
 * @usable: parts of RAM that may be used at all, from linux,usable-memory-range
 * @nr_usable: number of @usable; 0 = everything
 * @dynamic: reservations to place
 * @nr_dynamic: number of @dynamic
 * @mirror: memory that the hardware keeps twice (EFI), disjoint, in no order; it may reach
 *	beyond RAM. For memblock_mark_mirror(), after the RAM is added
 * @nr_mirror: number of @mirror
 * @numa: nodes and distances
 */
struct boot_info {
	const char *command_line;
	struct boot_span initrd;
	u64 rsdp;
	u64 dtb;
	struct boot_span usable[BOOT_USABLE_RANGES];
	unsigned int nr_usable;
	struct boot_dynamic dynamic[BOOT_DYNAMIC_RANGES];
	unsigned int nr_dynamic;
	struct boot_span mirror[BOOT_MIRROR_RANGES];
	unsigned int nr_mirror;
	struct boot_numa numa;
};

/**
 * fdt_size() - is this a flattened device tree, and how long?
 * @blob: any memory
 * @len: readable bytes there, at least 40 for a yes
 *
 * Return: the blob's total size in bytes (which may exceed @len); 0 when it is none.
 */
size_t fdt_size(const void *blob, size_t len);

/**
 * fdt_translate() - read memory, reservations and /chosen of a device tree
 * @blob: the blob
 * @len: readable bytes; the smaller of this and the blob's own size counts, 2 MiB at most
 * @blob_phys: where the blob lies in physical memory; it is added as BOOT_DTB
 * @map: receives ranges: RAM with nodes, /memreserve/, /reserved-memory, initrd, blob, and the
 *	ELF header of a crashed kernel's memory (linux,elfcorehdr)
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * Source: Devicetree Specification v0.4, chapters 3 (memory, reserved-memory, chosen)
 * and 5 (flattened format); linux,* properties as in the devicetree-schema "chosen".
 *
 * Return: 0; -EINVAL when the blob is damaged (what came before the damage is kept).
 */
int fdt_translate(const void *blob, size_t len, u64 blob_phys, struct boot_map *map,
		  struct boot_info *info, boot_note_fn note);

/**
 * e820_translate() - read a table of BIOS memory ranges
 * @table: entries of a 64-bit base, a 64-bit size and a 32-bit type, little endian
 * @stride: bytes from one entry to the next, at least 20
 * @len: readable bytes at @table, of no more entries than an int counts
 * @map: receives the ranges
 * @note: takes sentences about odd input; may be NULL
 *
 * Types: 1 RAM, 3 ACPI data, 4 ACPI NVS, 5 bad, 7 and 12 persistent; everything else is
 * not RAM. Source: ACPI Specification 6.5, 15.4, table 15.4.
 *
 * Return: number of entries that were understood; -EINVAL for a stride below 20.
 */
int e820_translate(const void *table, size_t stride, size_t len, struct boot_map *map,
		   boot_note_fn note);

#define PVH_MAGIC 0x336ec578u /* first word of hvm_start_info */

/**
 * pvh_translate() - read what a PVH boot loader left
 * @start_info: physical address of hvm_start_info
 * @read: makes physical memory readable
 * @map: receives memory, modules, command line and info blocks
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * Source: Xen public header arch-x86/hvm/start_info.h, the x86/HVM direct boot ABI.
 *
 * Return: 0; -EINVAL when this is no start_info, or one without a memory map.
 */
int pvh_translate(u64 start_info, boot_read_fn read, struct boot_map *map,
		  struct boot_info *info, boot_note_fn note);

#define MULTIBOOT_MAGIC 0x2badb002u /* in eax */

/**
 * multiboot_translate() - read what a Multiboot 1 loader left
 * @pa: physical address of the info block (ebx)
 * @read: makes physical memory readable
 * @map: receives memory, modules, framebuffer, command line and everything else of the loader's
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * The memory map counts; mem_lower and mem_upper only when there is none that can be read.
 * The command line is what the loader passed: QEMU puts the path of the kernel in front of
 * it, GRUB does not. The protocol does not tell where the RSDP is.
 * Source: Multiboot Specification 0.6.96, 3.3.
 *
 * Return: 0; -EINVAL when there is no info block, or no word about memory in it.
 */
int multiboot_translate(u64 pa, boot_read_fn read, struct boot_map *map,
			struct boot_info *info, boot_note_fn note);

#define MULTIBOOT2_MAGIC 0x36d76289u /* in eax */

/**
 * multiboot2_translate() - read what a Multiboot 2 loader left
 * @pa: physical address of the info block (ebx)
 * @read: makes physical memory readable
 * @map: receives memory, modules, framebuffer and the block, which holds all the rest
 * @info: receives the rest; zero it before. @info->rsdp points to the copy in the block
 * @note: takes sentences about odd input; may be NULL
 *
 * Of several descriptions of memory the first of these counts that is not empty: EFI memory
 * map, memory map, mem_lower and mem_upper. If the loader left EFI's boot services running,
 * whatever it says about memory may be out of date, which a sentence tells.
 * Source: Multiboot2 Specification 2.0, 3.6.
 *
 * Return: 0; -EINVAL when there is no info block, or no word about memory in it.
 */
int multiboot2_translate(u64 pa, boot_read_fn read, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note);

/**
 * linux_boot_translate() - read boot_params of the Linux/x86 boot protocol
 * @boot_params: physical address of the zero page (esi)
 * @read: makes physical memory readable
 * @map: receives memory, initrd, framebuffer, command line, setup_data and the page
 * @info: receives the rest; zero it before. @info->rsdp: as told, else from EFI's tables
 * @note: takes sentences about odd input; may be NULL
 *
 * The e820 table, with what setup_data adds to it, counts; if it is empty the EFI memory
 * map; if there is none what the BIOS calls E801h and 88h said. Of an EFI map beside an
 * e820 table only what such tables cannot say is taken: mirrored and soft-reserved memory.
 * Source: Linux kernel documentation, The Linux/x86 Boot Protocol and Zero Page, 2.15.
 *
 * Return: 0; -EINVAL when this is no boot_params, or one without a word about memory.
 */
int linux_boot_translate(u64 boot_params, boot_read_fn read, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note);

/**
 * atags_translate() - read the tagged list of an ARM boot loader
 * @pa: physical address of the first tag (r2)
 * @read: makes physical memory readable
 * @map: receives memory, initrd, framebuffer and the list, which holds the command line
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * Source: Booting ARM Linux, 2002, appendix A: CORE, MEM, VIDEOLFB, INITRD2, CMDLINE, NONE.
 *
 * Return: 0; -EINVAL when this is no list, or one without memory.
 */
int atags_translate(u64 pa, boot_read_fn read, struct boot_map *map, struct boot_info *info,
		    boot_note_fn note);

#define BOOT_EFI_MAGIC 0x49464562u /* "bEFI": for boot_translate(), and the block's first word */

/**
 * struct boot_efi - what an EFI application of the kernel's own leaves for it
 * @magic: BOOT_EFI_MAGIC
 * @map: what GetMemoryMap() gave last, before ExitBootServices(); a physical address, as
 *	are all others. 0 where there is no such thing
 * @map_size: bytes at @map
 * @descriptor_size: as GetMemoryMap() gave it
 * @descriptor_version: the same
 * @system_table: EFI's; its list of tables is read when @rsdp and @dtb are both 0
 * @rsdp: root pointer of ACPI, from that list: the one of ACPI 2.0 if there are two
 * @dtb: device tree, from that list
 * @command_line: NUL-terminated text, in bytes
 * @initrd: initial RAM disk
 * @initrd_size: bytes; 0 = none
 * @framebuffer: pixels
 * @framebuffer_size: bytes
 *
 * The same on all architectures. The application enters the kernel with boot services gone,
 * interrupts off, and memory mapped one to one, as EFI has it. On ARM what the kernel reads
 * with the MMU off has been cleaned to the point of coherency.
 */
struct boot_efi {
	u64 magic;
	u64 map, map_size, descriptor_size, descriptor_version;
	u64 system_table, rsdp, dtb;
	u64 command_line;
	u64 initrd, initrd_size;
	u64 framebuffer, framebuffer_size;
};

/**
 * boot_efi_translate() - read what the kernel's EFI application left
 * @pa: physical address of a struct boot_efi
 * @read: makes physical memory readable
 * @map: receives memory, initrd, framebuffer, command line and the block
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * Return: 0; -EINVAL when there is no such block, or no memory map.
 */
int boot_efi_translate(u64 pa, boot_read_fn read, struct boot_map *map,
		       struct boot_info *info, boot_note_fn note);

#define LINUX_BOOT_MAGIC 0x53726448u /* "HdrS": for boot_translate(), no register holds it */

/**
 * boot_translate() - find out which loader it was, and read what it left
 * @magic: x86: eax of Multiboot, PVH_MAGIC or LINUX_BOOT_MAGIC; all: BOOT_EFI_MAGIC or
 *	LIMINE_MAGIC (limine.h); ARM and AArch64: with any other it is a device tree or tags
 * @pa: physical address of what the loader left: ebx (Multiboot, PVH), esi or rsi (Linux boot
 *	protocol); a struct boot_efi; limine_requests; a device tree or a list of tags (r2, x0)
 * @read: makes physical memory readable
 * @map: receives the ranges
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input, and one that says what was seen when no protocol
 *	fits; may be NULL
 *
 * One for each architecture, over the translators above and below.
 *
 * Return: 0; -ENOENT when no protocol fits; -EINVAL when nothing could be read about memory.
 */
int boot_translate(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
		   struct boot_info *info, boot_note_fn note);

#define EFI_DESCRIPTOR_VERSION 1 /* what every firmware hands out */

/**
 * efi_translate() - read EFI's memory map
 * @descriptors: as GetMemoryMap() or a loader left it
 * @len: readable bytes there, of no more descriptors than an int counts
 * @stride: bytes from one descriptor to the next, at least 40
 * @version: of the descriptors; a sentence tells when it is not EFI_DESCRIPTOR_VERSION
 * @map: receives the ranges
 * @info: receives what is mirrored
 * @note: takes sentences about odd input; may be NULL
 *
 * Memory of loaders and of boot services is RAM in use (BOOT_LOADER). Not RAM: memory that
 * cannot be cached for writing, that must be accepted first, persistent, and unknown types. ACPI
 * tables where the runtime services live are theirs, and not to be reclaimed.
 * Conventional memory for a specific purpose is BOOT_SOFT_RESERVED. Source: UEFI
 * Specification 2.10, 7.2.3.
 *
 * Return: number of descriptors that were understood; -EINVAL for a stride below 40.
 */
int efi_translate(const void *descriptors, size_t len, size_t stride, u32 version,
		  struct boot_map *map, struct boot_info *info, boot_note_fn note);

/**
 * efi_translate_attributes() - of EFI's memory map only what is mirrored or soft-reserved
 * @descriptors: as GetMemoryMap() or a loader left it
 * @len: readable bytes there, of no more descriptors than an int counts
 * @stride: bytes from one descriptor to the next, at least 40
 * @map: receives what is soft-reserved
 * @info: receives what is mirrored
 * @note: takes sentences about odd input; may be NULL
 *
 * For when another table describes memory.
 *
 * Return: number of descriptors that were understood; -EINVAL for a stride below 40.
 */
int efi_translate_attributes(const void *descriptors, size_t len, size_t stride,
			     struct boot_map *map, struct boot_info *info, boot_note_fn note);

/**
 * efi_find_tables() - root pointer of ACPI and device tree, by EFI's system table
 * @system_table: its physical address
 * @pointer_bytes: 8, or 4 for firmware of 32 bits
 * @read: makes physical memory readable
 * @info: receives @info->rsdp and @info->dtb, if they are 0
 * @note: takes sentences about odd input; may be NULL
 *
 * Source: UEFI Specification 2.10, 4.3 and 4.6.
 *
 * Return: 0; -EINVAL when there is no system table.
 */
int efi_find_tables(u64 system_table, unsigned int pointer_bytes, boot_read_fn read,
		    struct boot_info *info, boot_note_fn note);

/**
 * acpi_translate() - read nodes and distances from ACPI tables
 * @rsdp: physical address of the root pointer; 0 = look for it where a PC's BIOS leaves it
 * @read: makes physical memory readable
 * @numa: receives ranges, domains and distances; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * RSDP to XSDT (or RSDT, when there is no good XSDT), then the first good SRAT and SLIT.
 * Signature, length and checksum of each are verified; a bad table is left out with a sentence.
 *
 * SRAT: nodes are numbered in the order in which enabled entries first name their domains,
 * processors' before memory's; domains beyond MAX_NUMNODES have no node. Where memory entries
 * overlap, memory that stays wins over hot-pluggable memory, that over non-volatile memory, then
 * the earlier entry; an entry that passes the end of the address space is left out.
 * SLIT: taken whole or not at all; 255 (no path) counts as 254.
 *
 * Source: ACPI Specification 6.5, 5.2.5, 5.2.7, 5.2.8, 5.2.16, 5.2.17.
 *
 * Return: 0; -ENOENT when there is no root pointer or no SRAT, or without CONFIG_NUMA, when
 * nothing is read; -EINVAL when neither root table or no SRAT is good.
 */
int acpi_translate(u64 rsdp, boot_read_fn read, struct boot_numa *numa, boot_note_fn note);

/**
 * boot_numa_add() - one more range that belongs to a node
 * @numa: receives it
 * @base: first byte
 * @size: bytes; 0 adds nothing; a range that passes the end of the address space ends there
 * @nid: the node; NUMA_NO_NODE when only @hotplug is told
 * @hotplug: memory there may be unplugged
 *
 * What was added before stays: only the parts that belong to nobody yet are added.
 *
 * Return: 0; -EBUSY when parts belong to another node already; -ENOSPC when some part did not
 * fit into BOOT_NUMA_RANGES.
 */
int boot_numa_add(struct boot_numa *numa, u64 base, u64 size, int nid, bool hotplug);

/**
 * boot_numa_apply() - give RAM of a map its node
 * @numa: from acpi_translate()
 * @map: entries of RAM are split where nodes meet
 *
 * Nodes meet between pages: a page that two ranges share goes with the lower one. RAM in no
 * range stays as it is. Without CONFIG_NUMA nothing changes.
 *
 * Return: 0; -ENOSPC when the map is full: RAM is never lost, but some has not got its node.
 */
int boot_numa_apply(const struct boot_numa *numa, struct boot_map *map);

/**
 * boot_numa_fake() - divide RAM among made-up nodes
 * @map: entries of RAM are split; what firmware said about nodes is forgotten
 * @nodes: how many, 1 to MAX_NUMNODES; others are clamped
 * @end: where RAM will end by mem=, ~0 = nowhere; what lies above counts for nothing, and goes
 *	with the last node
 *
 * Nodes 0, 1, ... get equal parts of RAM in ascending order, cut at the nearest multiples of the
 * largest block of pages; fewer come out when there is too little RAM for so many blocks. Without
 * CONFIG_NUMA nothing changes.
 *
 * Return: nodes made, at least 1; -ENOSPC when the map is full: RAM is never lost, but some has
 * not got its node.
 */
int boot_numa_fake(struct boot_map *map, unsigned int nodes, u64 end);

/**
 * struct reserve_mem_option - one reserve_mem=size:align:name
 * @size: bytes
 * @align: a power of two, or 0
 * @name: NUL-terminated
 */
struct reserve_mem_option {
	u64 size, align;
	char name[BOOT_NAME_LEN];
};

/**
 * struct memory_options - what the command line says about memory
 * @limit: from mem=N; 0 = none
 * @debug: memblock=debug was given
 * @memtest: from memtest=N: number of patterns; 0 = no test
 * @numa_off: numa=off was given
 * @numa_fake: from numa=fake=N; 0 = no
 * @lowest: from lowest=N: first address that may be used; 0 = not given
 * @crash: from crashkernel=N[@S]; size 0 = not given, base 0 = anywhere
 * @reserve: reserve_mem= options
 * @nr_reserve: number of @reserve
 */
struct memory_options {
	u64 limit;
	bool debug;
	unsigned int memtest;
	bool numa_off;
	unsigned int numa_fake;
	u64 lowest;
	struct boot_span crash;
	struct reserve_mem_option reserve[BOOT_RESERVE_MEM];
	unsigned int nr_reserve;
};

/**
 * cmdline_translate() - apply the memory options of a command line
 * @command_line: NUL-terminated text; NULL is an empty one
 * @map: the firmware's ranges; memmap= and mem=N@S change them
 * @options: receives the rest; zero it before
 * @note: takes a sentence for each malformed option; may be NULL
 *
 *	mem=N		use no more than N bytes (see setup_arch() for "bytes"); the last counts
 *	mem=N@S		RAM is [S, S+N) and nothing else; more than one adds up
 *	memmap=exactmap	forget the firmware's map, and memmap= that came before; where the
 *			initrd, the device tree, info blocks and reservations lie stays known
 *	memmap=N	as mem=N
 *	memmap=N@S	[S, S+N) is RAM
 *	memmap=N$S	[S, S+N) is not RAM (as e820 type 2)
 *	memmap=N#S	[S, S+N) is ACPI data
 *	memmap=N!S	[S, S+N) is persistent memory
 *	reserve_mem=N:A:name	reserve N bytes aligned to A, findable by name
 *	crashkernel=N[@S]	reserve N bytes for a kernel to come, at S; see setup_crash_kernel
 *	lowest=N	leave memory below N alone
 *	memblock=debug	talk
 *	memtest[=N]	test free memory with N patterns
 *	numa=off	all RAM is on one node; of this and the next the last counts
 *	numa=fake=N	RAM is divided among N nodes, at most MAX_NUMNODES
 *
 * Several memmap= values may follow one another with commas. Numbers are decimal, 0x
 * hexadecimal or 0 octal, with K, M, G, T, P or E behind them. Text in double quotes
 * is one word; quotes around a word or a value are not part of it. Everything after a word
 * "--" belongs to init and is left alone, as are unknown options. A malformed option changes
 * nothing; of several memmap= values each counts by itself.
 *
 * Return: number of malformed options and memmap= values.
 */
unsigned int cmdline_translate(const char *command_line, struct boot_map *map,
			       struct memory_options *options, boot_note_fn note);

#endif
