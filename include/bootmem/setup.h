/* SPDX-License-Identifier: MIT */
/*
 * setup.h - from the entry code to a running page allocator.
 *
 *	void kmain(unsigned long magic, void *info)
 *	{
 *		char *command_line;
 *
 *		bootmem_set_current_limit(end of what the entry code mapped);
 *		setup_arch(&command_line, magic, info);
 *		paging_init();		your page tables, from alloc_bootmem_pages()
 *		...
 *		mem_init();
 *		...			alloc_pages()
 *		memblock_discard();	with memblock: the arrays, if they have grown
 *		free_initmem();
 *	}
 *
 * The linker script must define where the image lies: _text, _end and, page aligned,
 * __init_begin, __init_end (linker/ has scripts that do).
 */
#ifndef BOOTMEM_SETUP_H
#define BOOTMEM_SETUP_H

#include <bootmem/boot_map.h>
#include <bootmem/bootmem.h>
#include <bootmem/firmware.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif
#include <bootmem/mmzone.h>
#include <bootmem/page_alloc.h>

/* From the linker script. */
extern char _text[], _end[], __init_begin[], __init_end[];

/* What setup_arch() found; valid until free_initmem(). */
extern struct boot_info boot_info;	 /* command line, initrd, RSDP, ... */
extern struct boot_map boot_map;	 /* the swept map */
extern struct memory_options boot_options; /* the command line's memory options */

/*
 * Memory below 1 MiB where a kernel wants to start other processors in real mode; x86 only. Set
 * the size in bytes before setup_arch(); the address is there after it, 0 = there was no room.
 */
extern u64 setup_trampoline_size;
extern phys_addr_t setup_trampoline;

/**
 * extend_brk() - memory before setup_arch(); x86 only
 * @size: bytes, at least 1
 * @align: a power of two; 0 = none
 *
 * Zeroed, right behind the image, in the order of the calls. It is never given back; what was
 * not asked for by the time of setup_arch() is free memory like any other. The linker script
 * sets the room aside: [__brk_base, __brk_limit), behind _end, BRK_SIZE bytes (64 KiB). A kernel
 * whose own page tables map the image by _text and _end maps what it got here as well.
 *
 * Return: a pointer; NULL for size 0 or a wrong alignment. Panics when the room is used up,
 * naming what is left, and after setup_arch().
 */
void *extend_brk(size_t size, size_t align);

/* From the linker script, for extend_brk(). */
extern char __brk_base[], __brk_limit[];

/*
 * First physical address that the kernel never maps for good, 0 = it maps all RAM. A 32-bit
 * kernel sets it before setup_arch(): max_low_pfn and ZONE_NORMAL end there. RAM above is
 * ZONE_HIGHMEM; without CONFIG_HIGHMEM it is not used, and a warning says so.
 */
extern u64 setup_lowmem_end;

/*
 * What crashkernel= has set aside; size 0 = nothing. Without an address it lies below 4 GiB if
 * there is room, since a kernel that comes later may need memory there, else anywhere.
 */
extern struct boot_span setup_crash_kernel;

/**
 * setup_arch() - read what firmware left and fill the boot allocator
 * @command_line: receives a copy of the command line, never NULL
 * @magic: how the kernel was entered, as boot_translate() wants it
 * @info: what the loader left, the same
 *
 * Translates, applies the command line, sweeps, makes all RAM known to the boot allocator and
 * reserves everything in use, by name. mem=N removes RAM above
 * address N on x86 and keeps the first N bytes of RAM on ARM; what is in use stays RAM.
 * Before: bootmem_phys_to_virt() works for the image and for what firmware left, and
 * bootmem_set_current_limit() says how far. Pointers to the device tree must stay good
 * until mem_init() is done: names of owners lie in it.
 *
 * Panics with a sentence when the loader left no memory map, and as setup_memory().
 */
void setup_arch(char **command_line, unsigned long magic, void *info);

/**
 * mem_init() - hand every free page to the page allocator
 *
 * Lays out nodes, zones and page structs, hands over, checks that handed over +
 * reserved + lost to rounding = RAM to the page, and prints the report. Boot
 * allocations panic from here on.
 *
 * Panics when the sum is wrong, naming what is missing.
 */
void mem_init(void);

/**
 * free_initmem() - give back the pages of [__init_begin, __init_end)
 *
 * Call it last, after mem_init(): no function or datum marked __init may be used
 * afterwards. The caller, and its stack, must lie elsewhere.
 */
void free_initmem(void);

/**
 * bootmem_reclaim() - give back what lay in use when the kernel was entered
 * @kind: BOOT_LOADER, BOOT_ACPI_DATA, BOOT_INITRD, BOOT_DTB, BOOT_INFO, BOOT_FRAMEBUFFER or
 *	BOOT_SOFT_RESERVED: everything of that kind in boot_map
 *
 * Nothing is reclaimed unless this is called: only the kernel knows when it has read its last
 * table and left the loader's page tables. Before mem_init() the memory can be allocated
 * again; after it the page allocator gets it. ACPI data and soft-reserved memory are no RAM of
 * the kernel's to begin with, and can be reclaimed before mem_init() only, where limits of RAM
 * (mem=, setup_lowmem_end without CONFIG_HIGHMEM, linux,usable-memory-range) allow it and, with
 * the bitmap, inside its node's. Call it before free_initmem(). A page on which something
 * else lies, say the end of the initrd and the command line, is never given back: boot_range.shared.
 *
 * Return: bytes given back; 0 when there is nothing of that kind, or when none of it can be given
 * back: a warning says why.
 */
u64 bootmem_reclaim(enum boot_kind kind);

/**
 * boot_data() - look at physical memory
 * @pa: first byte
 * @len: bytes, at least 1
 *
 * Return: a pointer, or NULL when the range wraps or is not mapped.
 */
const void *boot_data(u64 pa, size_t len);

/**
 * boot_image_phys() - where the kernel image lies
 *
 * Return: the physical address of _text.
 */
phys_addr_t boot_image_phys(void);

/**
 * boot_note() - log one sentence; a boot_note_fn for the translators
 * @sentence: what to say
 */
void boot_note(const char *sentence);

/**
 * boot_fail() - stop, because what firmware left cannot be used
 * @fmt: as printf: %s %c %d %u %x %p %%, with # 0 - l ll z and a width
 */
__attribute__((__noreturn__, __format__(__printf__, 1, 2))) void boot_fail(const char *fmt, ...);

/**
 * struct setup_claim - RAM that is set aside before anything is allocated
 * @owner: its name
 * @size: bytes, rounded up to pages; 0 = nothing
 * @align: a power of two, 0 = a page
 * @at: there or nowhere; 0 = the highest free place
 * @below: first address not allowed; 0 = none. Nobody asks when there is an @at
 * @result: receives the address, 0 = there was no room (a warning has said so)
 */
struct setup_claim {
	const char *owner;
	u64 size, align, at, below;
	phys_addr_t *result;
};

/**
 * struct setup_policy - in what architectures differ
 * @limit_by_address: mem=N allows no RAM at or above address N (x86); otherwise it
 *	keeps the first N bytes of RAM (ARM)
 * @reach: first address that the processor cannot reach, 0 = all can be; RAM from there
 *	on is not used
 * @always: ranges that are what they are, whatever firmware and the command line say
 * @nr_always: number of @always
 * @claims: RAM to set aside, in order
 * @nr_claims: number of @claims
 * @look_for_acpi: nodes are in ACPI tables, and the loader need not tell where these are (PC)
 */
struct setup_policy {
	bool limit_by_address;
	u64 reach;
	const struct boot_range *always;
	unsigned int nr_always;
	const struct setup_claim *claims;
	unsigned int nr_claims;
	bool look_for_acpi;
};

/**
 * setup_memory() - the part of setup_arch() that all architectures share
 * @firmware: the map as the translators filled it, with nothing of the kernel's own
 * @policy: in what architectures differ
 *
 * In order: the memory options of boot_info.command_line, the kernel image, nodes (numa=, else
 * boot_info.numa), the sweep into boot_map, RAM cut to mem= and linux,usable-memory-range,
 * memtest= of what is mapped (hand_over() tests all that is still free), claims, dynamic reservations, crashkernel=;
 * then the core that owns memory is told, reserve_mem= placed, nodes' data and bitmaps put on
 * their nodes, and in configuration both the bitmap takes over. Last the page number globals.
 * mem= counts from the start of RAM. Prints the map.
 *
 * Panics with a sentence when there is no RAM, when the kernel image or the device tree
 * lies over what cannot be its own (an initrd there is only reported), or when a table is
 * too small.
 */
void setup_memory(struct boot_map *firmware, const struct setup_policy *policy);

/**
 * setup_command_line() - where setup_memory() copied the command line to
 *
 * Return: NUL-terminated text, cut at BOOT_COMMAND_LINE - 1 bytes.
 */
char *setup_command_line(void);

/**
 * hand_over() - the part of mem_init() that all architectures share
 * @max_zone_pfn: MAX_NR_ZONES page numbers: the end of each zone
 */
void hand_over(const unsigned long *max_zone_pfn);

#endif
