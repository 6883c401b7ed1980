/* SPDX-License-Identifier: MIT */
/*
 * From the boot map to memblock, and in configuration both to the bitmap behind it.
 *
 * All that is in use goes first: from then on an array that must grow for the RAM, piece by
 * piece, finds only what is really free.
 */
#include <bootmem/bootmem.h>

#include "fill.h"
#include "lib/lib.h"
#include "memblock/internal.h"
#include "page/internal.h"

static void __init reserve_range(const struct boot_range *r)
{
	if (boot_kind_is_reserved(r->kind) && r->ram)
		memblock_reserve_named(r->base, r->end - r->base, boot_range_owner(r));
}

static void __init add_range(const struct boot_range *r)
{
	if (boot_range_is_ram(r))
		memblock_add_node(r->base, r->end - r->base, r->nid,
				  r->kind == BOOT_NOMAP ? MEMBLOCK_NOMAP : MEMBLOCK_NONE);
}

static void __init mark_mirror(const struct boot_span *s)
{
	memblock_mark_mirror(clamp_phys(s->base), clamp_phys(s->size));
}

static void __init mark_hotplug(const struct boot_numa_range *r)
{
	memblock_mark_hotplug(clamp_phys(r->base), clamp_phys(r->size));
}

void __init fill_core(struct boot_map *swept, const struct boot_info *info)
{
	for (unsigned int i = 0; i < swept->count; i++)
		reserve_range(&swept->ranges[i]);
	memblock_allow_resize();
	for (unsigned int i = 0; i < swept->count; i++)
		add_range(&swept->ranges[i]);
	for (unsigned int i = 0; i < info->nr_mirror; i++)
		mark_mirror(&info->mirror[i]);
	for (unsigned int i = 0; i < info->numa.nr_ranges; i++)
		if (info->numa.ranges[i].hotplug)
			mark_hotplug(&info->numa.ranges[i]);
}

#ifdef CONFIG_NO_BOOTMEM

u64 __init core_add_ram(phys_addr_t base, phys_addr_t size, int nid)
{
	return memblock_add_node(base, size, nid, MEMBLOCK_NONE) ? 0 : size;
}

#else

/* memblock is closed; its arrays still say what is RAM, and a bitmap that spans it what is free. */
u64 __init core_add_ram(phys_addr_t base, phys_addr_t size, int nid)
{
	pg_data_t *node = NODE_DATA(page_ram_node(nid));
	const struct region_attr attr = { MEMBLOCK_NONE, nid };

	if (!bitmap_reaches(node, base, size) ||
	    !memblock_try_add(&memblock.memory, span_of(base, size), attr, NOWHERE))
		return 0;
	memblock_remember();
	free_bootmem_node(node, (bootmem_addr_t)base, (bootmem_addr_t)size);
	return size;
}

#endif

void __init start_core(void)
{
#ifdef CONFIG_NO_BOOTMEM
	memblock_make_nodes();
#else
	bootmem_init();
#endif
}
