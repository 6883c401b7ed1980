/* SPDX-License-Identifier: MIT */
/*
 * reclaim.c - what was in use when the kernel was entered, given back when it says so.
 */
#include <bootmem/setup.h>

#include "core.h"
#include "fill.h"
#include "lib/lib.h"

/* No RAM of the kernel's until it says so. */
static bool __init may_become_ram(enum boot_kind kind)
{
	return kind == BOOT_ACPI_DATA || kind == BOOT_SOFT_RESERVED;
}

/* Not BOOT_RESERVED: bad RAM, bitmaps and what the kernel claimed are among that. */
static bool __init reclaimable(enum boot_kind kind)
{
	return may_become_ram(kind) ||
	       (boot_kind_is_reserved(kind) && kind != BOOT_KERNEL && kind != BOOT_RESERVED);
}

/* Return: bytes given back. */
static u64 __init give_back(const struct boot_range *r)
{
	phys_addr_t size = r->end - r->base;
	bool ram = boot_range_is_ram(r);

	if (!ram && (boot_handed_over || !may_become_ram(r->kind) || r->end > setup_ram_end))
		return 0;
	if (!ram) {
		size = (phys_addr_t)core_add_ram(r->base, size, r->nid);
		set_page_numbers();
	} else if (boot_handed_over) {
		memblock_free_late(r->base, size);
	} else {
		core_free(r->base, size);
	}
	return size;
}

/* Nothing was given back: news only where there was something, or where nothing ever is. */
static void __init say_why(enum boot_kind kind, bool there, bool shared)
{
	const char *why = "never reclaimed";

	if (reclaimable(kind)) {
		if (!there)
			return;
		why = shared ? "something else lies on its pages"
		      : boot_handed_over ? "it is no RAM, and after mem_init() it is too late to make it that"
					 : "it is no RAM, or it lies beyond what is used";
	}
	bootmem_warn("bootmem_reclaim(%s): %s", boot_kind_name(kind), why);
}

u64 __init bootmem_reclaim(enum boot_kind kind)
{
	bool there = false, shared = false;
	u64 bytes = 0;

	for (unsigned int i = 0; i < boot_map.count && reclaimable(kind); i++) {
		struct boot_range *r = &boot_map.ranges[i];
		u64 given;

		if (r->kind != kind)
			continue;
		there = true;
		shared |= r->shared;
		given = r->shared ? 0 : give_back(r);
		if (!given)
			continue;
		bytes += given;
		r->kind = BOOT_RAM; /* once */
		r->ram = true;
		r->owner = NULL;
	}
	if (!bytes)
		say_why(kind, there, shared);
	return bytes;
}
