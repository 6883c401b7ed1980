/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sane.h"

static struct boot_range swept_storage[2 * SANE_RANGES + 1];
static struct boot_map swept;

static const char *bad_entries(const struct boot_map *map)
{
	if (map->count > map->max || map->max > SANE_RANGES)
		return "more entries than fit";
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (r->base >= r->end)
			return "an empty entry";
		if (r->kind >= BOOT_NR_KINDS)
			return "an unknown kind";
		if (r->nid != NUMA_NO_NODE && (r->nid < 0 || r->nid >= MAX_NUMNODES))
			return "an unknown node";
		if (r->nid != NUMA_NO_NODE && r->kind != BOOT_RAM)
			return "a node of what is no RAM";
		if (r->owner && strlen(r->owner) > 1 << 16)
			return "an endless name";
	}
	return NULL;
}

/* The kind of a page by the rules, asking every entry. BOOT_NR_KINDS: nothing is there. */
static enum boot_kind kind_of_page(const struct boot_map *map, phys_addr_t page)
{
	phys_addr_t end = page > PHYS_ADDR_MAX - PAGE_SIZE ? PHYS_ADDR_MAX : page + PAGE_SIZE;
	enum boot_kind kind = BOOT_NR_KINDS;

	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];
		bool here = r->kind == BOOT_RAM ? r->base <= page && end <= r->end :
						  r->base < end && page < r->end;

		if (here && (kind == BOOT_NR_KINDS || r->kind > kind))
			kind = r->kind;
	}
	return kind;
}

static bool on_page(phys_addr_t addr)
{
	return addr == PHYS_ADDR_MAX || (addr & (PAGE_SIZE - 1)) == 0;
}

static const char *bad_sweep(const struct boot_map *map)
{
	const struct boot_range *before = NULL;
	phys_addr_t end = 0;

	boot_map_init(&swept, swept_storage, 2 * SANE_RANGES + 1);
	if (boot_map_sweep(map, &swept))
		return "the sweep needs more than twice as many entries and one";
	for (unsigned int i = 0; i < swept.count; i++) {
		const struct boot_range *r = &swept.ranges[i];

		if (r->base >= r->end || r->base < end)
			return "swept ranges are empty, overlap or descend";
		if (!on_page(r->base) || !on_page(r->end))
			return "a swept range is not made of pages";
		if (r->kind == BOOT_RAM && !r->ram)
			return "RAM without RAM underneath";
		if (before && before->end == r->base && before->kind == r->kind &&
		    before->nid == r->nid && before->ram == r->ram && before->shared == r->shared &&
		    before->owner == r->owner)
			return "neighbours that are alike are not joined";
		if (kind_of_page(map, r->base) != r->kind ||
		    kind_of_page(map, phys_align_down(r->end - 1, PAGE_SIZE)) != r->kind)
			return "a page has the wrong kind";
		if (r->base != end && kind_of_page(map, end) != BOOT_NR_KINDS)
			return "a page is missing";
		before = r;
		end = r->end;
	}
	return NULL;
}

static const char *bad_info(const struct boot_info *info)
{
	if (info->command_line && strlen(info->command_line) >= BOOT_COMMAND_LINE &&
	    !info->dtb) /* a device tree's may be longer */
		return "a command line that is too long";
	if (info->nr_usable > BOOT_USABLE_RANGES || info->nr_dynamic > BOOT_DYNAMIC_RANGES ||
	    info->nr_mirror > BOOT_MIRROR_RANGES)
		return "more of something than there is room for";
	for (unsigned int i = 0; i < info->nr_mirror; i++) {
		const struct boot_span *a = &info->mirror[i];

		if (a->size == 0 || a->base + a->size < a->base)
			return "a mirrored span is empty or wraps";
		for (unsigned int k = 0; k < i; k++)
			if (a->base <= info->mirror[k].base + info->mirror[k].size &&
			    info->mirror[k].base <= a->base + a->size)
				return "mirrored spans touch";
	}
	for (unsigned int i = 0; i < info->nr_dynamic; i++)
		if (info->dynamic[i].align & (info->dynamic[i].align - 1))
			return "an alignment that is no power of two";
	return NULL;
}

const char *what_is_wrong(const struct boot_map *map, const struct boot_info *info)
{
	const char *why = bad_entries(map);

	if (!why)
		why = bad_sweep(map);
	if (!why && boot_map_ram_bytes(map) > PHYS_ADDR_MAX)
		why = "more RAM than addresses";
	if (!why && info)
		why = bad_info(info);
	return why;
}
