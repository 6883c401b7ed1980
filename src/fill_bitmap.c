/* SPDX-License-Identifier: MIT */
/*
 * From the boot map to the bitmap alone: without memblock the map itself is where nodes'
 * data and bitmaps are placed.
 */
#include <bootmem/port.h>
#include <bootmem/bootmem.h>

#include "fill.h"
#include "lib/lib.h"
#include "page/internal.h"

/* The map that is being told. */
static struct boot_map *map __initdata;

/* Memory that is touched next, on the node if possible. */
static phys_addr_t __init claim(phys_addr_t size, int nid, const char *what)
{
	phys_addr_t limit = bootmem_get_current_limit();
	phys_addr_t addr = boot_map_find_free(map, size, PAGE_SIZE, 0, limit, nid);

	if (!addr)
		addr = boot_map_find_free(map, size, PAGE_SIZE, 0, limit, NUMA_NO_NODE);
	if (!addr || boot_map_claim(map, addr, size, BOOT_RESERVED, what))
		bootmem_die("no room for the %s of node %d, %llu bytes: add RAM, raise "
			  "bootmem_set_current_limit(), or use memblock", what, nid, PHYS(size));
	if (!bootmem_phys_to_virt(addr, size))
		bootmem_die("the %s of node %d at %#llx is not mapped: bootmem_set_current_limit() "
			    "said otherwise", what, nid, PHYS(addr));
	return addr;
}

/* RAM in pages, none where pages have no numbers: false. */
static bool __init ram_pages(const struct boot_range *r, unsigned long *first, unsigned long *last)
{
	*first = phys_pfn_up(r->base);
	*last = phys_pfn_end(r->end);
	return boot_range_is_ram(r) && *first < *last;
}

/* RAM of no node is node 0's. */
static void __init settle(void)
{
	unsigned long stray = 0, homed = 0, first, last;

	for (unsigned int i = 0; i < map->count; i++) {
		struct boot_range *r = &map->ranges[i];

		if (ram_pages(r, &first, &last))
			*(r->nid == page_ram_node(r->nid) ? &homed : &stray) += last - first;
		r->nid = page_ram_node(r->nid);
	}
	page_warn_stray(stray, homed);
}

/* From the first page of a node's RAM to the last; the map is in order. Return: false = it has none. */
static bool __init node_span(int nid, unsigned long *first, unsigned long *last)
{
	unsigned long start, end;

	*first = *last = 0;
	for (unsigned int i = 0; i < map->count; i++) {
		if (map->ranges[i].nid != nid || !ram_pages(&map->ranges[i], &start, &end))
			continue;
		if (!*last)
			*first = start;
		*last = end;
	}
	return *last;
}

#ifdef CONFIG_NUMA
static void __init make_node(int nid)
{
	phys_addr_t size = phys_align_up(sizeof(pg_data_t), PAGE_SIZE);
	phys_addr_t addr = claim(size, nid, "node data");

	page_add_node(nid, bootmem_phys_to_virt(addr, sizeof(pg_data_t)));
}
#else
static void __init make_node(int nid)
{
	(void)nid; /* contig_page_data is there */
}
#endif

static void __init start_bitmap(int nid)
{
	unsigned long first, last;
	phys_addr_t bits;

	if (!node_span(nid, &first, &last))
		return;
	make_node(nid);
	bits = claim(pfn_phys(bootmem_bootmap_pages(last - first)), nid, "bitmap");
	init_bootmem_node(NODE_DATA(nid), phys_pfn_down(bits), first, last);
}

static void __init tell_range(const struct boot_range *r)
{
	unsigned long first, last;

	if (!ram_pages(r, &first, &last))
		return;
	add_active_range(r->nid, first, last);
	if (r->kind == BOOT_RAM)
		free_bootmem_node(NODE_DATA(r->nid), (bootmem_addr_t)r->base,
				  (bootmem_addr_t)(r->end - r->base));
}

void __init fill_core(struct boot_map *swept, const struct boot_info *info)
{
	phys_addr_t limit = bootmem_get_current_limit();

	(void)info; /* the bitmap knows no attributes */
	bootmem_reset(); /* nodes of a former life */
	bootmem_set_current_limit(limit);
	map = swept;
	settle();
	page_forget_nodes();
	remove_all_active_ranges();
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		start_bitmap(nid);
	for (unsigned int i = 0; i < map->count; i++)
		tell_range(&map->ranges[i]);
}

u64 __init core_add_ram(phys_addr_t base, phys_addr_t size, int nid)
{
	pg_data_t *node = NODE_DATA(page_ram_node(nid));

	if (!bitmap_reaches(node, base, size))
		return 0;
	add_active_range(page_ram_node(nid), phys_pfn_up(base), phys_pfn_end(base + size));
	free_bootmem_node(node, (bootmem_addr_t)base, (bootmem_addr_t)size);
	return size;
}

void __init start_core(void)
{
}
