/* SPDX-License-Identifier: MIT */
/*
 * Free RAM of a swept map: found from the top, and taken.
 */
#include "boot_map.h"

#include "lib/lib.h"

/* The highest aligned start in [low, high) with room for size bytes, low > 0; 0 = none. */
static phys_addr_t __init highest_fit(phys_addr_t low, phys_addr_t high, phys_addr_t size,
				      phys_addr_t align)
{
	phys_addr_t addr;

	if (high < size)
		return 0;
	addr = (high - size) & ~(align - 1);
	return addr >= low ? addr : 0;
}

phys_addr_t __init boot_map_find_free(const struct boot_map *map, phys_addr_t size,
				      phys_addr_t align, phys_addr_t start, phys_addr_t end, int nid)
{
	if (!size || (align & (align - 1)))
		return 0;
	align = align ? align : 1;
	if (start < PAGE_SIZE)
		start = PAGE_SIZE;
	for (unsigned int i = map->count; i-- > 0;) {
		const struct boot_range *r = &map->ranges[i];
		phys_addr_t addr;

		if (r->kind != BOOT_RAM || (nid != NUMA_NO_NODE && r->nid != nid))
			continue;
		addr = highest_fit(r->base > start ? r->base : start, r->end < end ? r->end : end,
				   size, align);
		if (addr)
			return addr;
	}
	return 0;
}

/* Entry i and the one behind it are one when they touch and are alike. */
static void __init join_next(struct boot_map *map, unsigned int i)
{
	struct boot_range *r = &map->ranges[i];

	if (i + 1 < map->count && boot_range_goes_on(r, &r[1])) {
		r->end = r[1].end;
		boot_map_delete(map, i + 1);
	}
}

/*
 *	before	|--------------- RAM ---------------|
 *	after	|-- RAM --|---- kind ----|-- RAM --|	without empty parts
 */
int __init boot_map_claim(struct boot_map *map, phys_addr_t base, phys_addr_t size,
			  enum boot_kind kind, const char *owner)
{
	struct boot_range *r = map->ranges, part, above;
	unsigned int i = 0;

	if (!size || size > PHYS_ADDR_MAX - base || kind == BOOT_RAM)
		return -EINVAL;
	part = (struct boot_range){
		.base = base, .end = base + size, .kind = kind, .ram = true, .owner = owner
	};
	part = boot_range_to_pages(&part);
	while (i < map->count && r[i].end <= part.base)
		i++;
	if (i == map->count || r[i].kind != BOOT_RAM || part.base < r[i].base || r[i].end < part.end)
		return -EINVAL;
	if (map->max - map->count < 2)
		return -ENOSPC;
	part.nid = r[i].nid;
	above = r[i];
	above.base = part.end;
	r[i].end = part.base;
	if (r[i].base == r[i].end)
		r[i] = part;
	else
		boot_map_insert(map, ++i, &part);
	if (above.base < above.end)
		boot_map_insert(map, i + 1, &above);
	join_next(map, i);
	if (i)
		join_next(map, i - 1);
	return 0;
}
