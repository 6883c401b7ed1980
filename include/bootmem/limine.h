/* SPDX-License-Identifier: MIT */
/*
 * limine.h - the Limine boot protocol, 64-bit x86 and ARM.
 *
 * The kernel asks by structures in its image, which the loader fills in. A kernel that
 * refers to limine_requests links them, in a section .limine_requests: keep it in a
 * writable part of the image (KEEP(*(.limine_requests)) beside .data). Kernels with requests
 * of their own put them anywhere else.
 *
 *	extern void *bootmem_phys_to_virt(...);		uses layout.direct_map
 *
 *	limine_layout(&limine_requests, &layout);	first of all: the port needs it
 *	setup_arch(&command_line, LIMINE_MAGIC, physical address of limine_requests);
 *
 * or, without setup_arch(),
 *
 *	limine_translate(&limine_requests, layout.direct_map, boot_data, &map, &boot_info, note);
 *
 * Afterwards @boot_info.dtb tells a device tree for fdt_translate(), if there is one.
 *
 * What the loader answers lies in memory that the map has as BOOT_LOADER, as do the page
 * tables in use: nothing of it is handed out before that kind is reclaimed.
 */
#ifndef BOOTMEM_LIMINE_H
#define BOOTMEM_LIMINE_H

#include <bootmem/firmware.h>

#define LIMINE_MAGIC 0xdf4c8b88u /* for boot_translate(), no register holds it */

#define LIMINE_BASE_REVISION 3 /* what we ask for; answers by any other are understood */

/**
 * struct limine_request - a question, and where the answer is
 * @id: which question
 * @revision: of the question
 * @response: virtual address of the answer, written by the loader; 0 = none
 */
struct limine_request {
	u64 id[4];
	u64 revision;
	u64 response;
} __attribute__((__aligned__(8)));

/**
 * struct limine_requests - everything that we ask for
 * @base_revision: a tag of two words and LIMINE_BASE_REVISION; a loader that knows it
 *	writes 0 over that
 * @memory_map: entries of base, length, type
 * @direct_map: where all memory is mapped
 * @executable_address: where the image lies
 * @executable_file: its file, for the command line
 * @modules: files
 * @framebuffer: screens
 * @rsdp: ACPI's root pointer
 * @device_tree: a flattened device tree
 */
struct limine_requests {
	u64 base_revision[3];
	struct limine_request memory_map, direct_map, executable_address, executable_file, modules,
		framebuffer, rsdp, device_tree;
} __attribute__((__aligned__(8)));

extern volatile struct limine_requests limine_requests;

/**
 * struct limine_layout - what a kernel's port must know
 * @direct_map: virtual address of physical address 0
 * @physical_base: where the image lies
 * @virtual_base: where it is mapped
 */
struct limine_layout {
	u64 direct_map, physical_base, virtual_base;
};

/**
 * limine_layout() - how virtual and physical addresses belong together
 * @requests: filled in by the loader
 * @layout: receives the answer
 *
 * Follows the loader's pointers: the loader's page tables must still be in use.
 *
 * Return: 0; -EINVAL when the loader did not answer.
 */
int limine_layout(const volatile struct limine_requests *requests, struct limine_layout *layout);

/**
 * limine_translate() - read what a loader that speaks Limine's protocol answered
 * @requests: filled in by the loader
 * @direct_map: virtual address of physical address 0, from limine_layout()
 * @read: makes physical memory readable
 * @map: receives memory, modules, framebuffers, command line
 * @info: receives the rest; zero it before
 * @note: takes sentences about odd input; may be NULL
 *
 * Source: The Limine Boot Protocol.
 *
 * A loader that does not know our base revision answers by one that it knows; a sentence tells.
 *
 * Return: 0; -EINVAL when the loader gave no memory map.
 */
int limine_translate(const volatile struct limine_requests *requests, u64 direct_map,
		     boot_read_fn read, struct boot_map *map, struct boot_info *info,
		     boot_note_fn note);

/**
 * limine_boot_translate() - limine_layout(), then limine_translate()
 * @requests: physical address of limine_requests; the loader's page tables, or others with the
 *	same direct map, must be in use
 * @read: makes physical memory readable
 * @map: as above
 * @info: as above
 * @note: as above
 *
 * For boot_translate().
 *
 * Return: 0; -EINVAL as limine_translate(), or when the loader did not answer at all.
 */
int limine_boot_translate(u64 requests, boot_read_fn read, struct boot_map *map,
			  struct boot_info *info, boot_note_fn note);

#endif
