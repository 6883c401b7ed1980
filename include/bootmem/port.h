/* SPDX-License-Identifier: MIT */
/*
 * port.h - what an embedding kernel supplies.
 *
 * Three functions are needed, three more may be defined. They are ordinary
 * strong symbols: a needed one that is missing fails at link time, an optional
 * one that is missing comes from an object file of its own in the archive.
 *
 * The library runs on the boot processor only, with no locks: nothing here is
 * called from two processors, or from an interrupt, at once.
 *
 * A kernel with a constant offset between physical and virtual memory needs
 * little more than this:
 *
 *	void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
 *	{
 *		return pa < mapped_end && len <= mapped_end - pa ?
 *			       (void *)(PAGE_OFFSET + pa) : NULL;
 *	}
 */
#ifndef BOOTMEM_PORT_H
#define BOOTMEM_PORT_H

#include <bootmem/types.h>

/**
 * bootmem_phys_to_virt() - where physical memory can be touched
 * @pa: first byte
 * @len: bytes that will be touched, at least 1
 *
 * Needed, from the first call of setup_arch() on.
 *
 * Return: a pointer good for @len bytes, or NULL when not all of them are
 * mapped (yet). For addresses below the limit given to
 * memblock_set_current_limit() it must not be NULL.
 */
void *bootmem_phys_to_virt(phys_addr_t pa, size_t len);

/**
 * bootmem_virt_to_phys() - the inverse
 * @va: a pointer obtained from bootmem_phys_to_virt(), or into the kernel image
 *
 * Needed, from the first call of setup_arch() on.
 *
 * Return: the physical address behind @va.
 */
phys_addr_t bootmem_virt_to_phys(const void *va);

/**
 * bootmem_panic() - stop the machine
 * @why: one sentence, without a newline, that names what to change
 *
 * Needed. Does not return.
 */
__attribute__((__noreturn__)) void bootmem_panic(const char *why);

/**
 * bootmem_log() - print a message
 * @line: one complete line, without a newline
 *
 * Optional; the default drops it.
 */
void bootmem_log(const char *line);

/**
 * memblock_free_pages() - receive free pages at hand-over
 * @pfn: first page; a multiple of 2^@order
 * @order: 2^@order pages, 0 to MAX_ORDER
 *
 * Optional: a kernel with a page allocator of its own defines it, and the
 * library's buddy allocator is not linked. Called once for every free block. With
 * CONFIG_BOOTMEM_DEBUG every byte of it that the port can reach is BOOTMEM_POISON.
 */
void memblock_free_pages(unsigned long pfn, unsigned int order);

/**
 * movable_node_is_enabled() - shall boot allocations avoid hot-pluggable memory?
 *
 * Optional; the default says no.
 *
 * Return: true when memory marked MEMBLOCK_HOTPLUG must not be allocated from.
 */
bool movable_node_is_enabled(void);

#endif
