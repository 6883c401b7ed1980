/* SPDX-License-Identifier: MIT */
/*
 * The map in words, and a walk that tests every invariant.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

static bool debug __initdata_memblock;

void __init_memblock memblock_set_debug(bool on)
{
	debug = on;
}

/* Sizes as people write them: the largest unit that divides them. */
static void __init_memblock format_size(char *buf, size_t len, phys_addr_t size)
{
	static const char units[] = "BKMGT";
	unsigned int unit = 0;

	while (unit < 4 && size && (size & 1023) == 0) {
		size >>= 10;
		unit++;
	}
	bootmem_format(buf, len, "%llu%c", PHYS(size), units[unit]);
}

static const struct {
	enum memblock_flags flag;
	const char *name;
} flag_names[] = {
	{ MEMBLOCK_HOTPLUG, " hotplug" },
	{ MEMBLOCK_MIRROR, " mirror" },
	{ MEMBLOCK_NOMAP, " nomap" },
	{ MEMBLOCK_DRIVER_MANAGED, " driver-managed" },
	{ MEMBLOCK_RSRV_NOINIT, " noinit" },
};

static void __init_memblock format_attributes(char *buf, size_t len, const struct memblock_region *r)
{
	int n = 0;

	buf[0] = '\0';
#ifdef CONFIG_NUMA
	if (r->nid != NUMA_NO_NODE)
		n = bootmem_format(buf, len, " node %d", r->nid);
#endif
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if (r->flags & flag_names[i].flag)
			n += bootmem_format(buf + n, len - (size_t)n, "%s", flag_names[i].name);
}

static void __init_memblock dump_line(const struct memblock_region *r, struct span s,
				      const char *owner)
{
	char size[24], attributes[80];

	format_size(size, sizeof(size), span_size(s));
	format_attributes(attributes, sizeof(attributes), r);
	bootmem_info("    0x%012llx-0x%012llx %9s%s%s%s", PHYS(s.base), PHYS(s.end - 1), size,
		     attributes, owner ? "  " : "", owner ? owner : "");
}

/* One line for each owner inside a reserved region, and for what has none. */
static void __init_memblock dump_reserved(const struct memblock_region *r)
{
	struct span s = { r->base, region_end(r) };
	unsigned long i = region_find(&memblock_owners, s.base);
	struct span part;

	for (part.base = s.base; part.base < s.end; part.base = part.end) {
		const struct memblock_region *o =
			i < memblock_owners.cnt ? &memblock_owners.regions[i] : NULL;
		bool named = o && o->base <= part.base;

		part.end = s.end;
		if (o)
			part.end = min_phys(s.end, named ? region_end(o) : o->base);
		dump_line(r, part, memblock_owner(part.base));
		i += named;
	}
}

static void __init_memblock dump_type(const struct memblock_type *type)
{
	char size[24];
	const struct memblock_region *r;

	format_size(size, sizeof(size), type->total_size);
	bootmem_info("  %s: %lu of %lu regions, %s", type->name, type->cnt, type->max, size);
	for_each_mem_region_of(type, r) {
		if (type == &memblock.reserved)
			dump_reserved(r);
		else
			dump_line(r, (struct span){ r->base, region_end(r) }, NULL);
	}
}

void __init_memblock __memblock_dump_all(void)
{
	memblock_assert_kept("__memblock_dump_all");
	bootmem_info("memblock: %s, limit %#llx", memblock.bottom_up ? "bottom-up" : "top-down",
		     PHYS(memblock.current_limit));
	dump_type(&memblock.memory);
	dump_type(&memblock.reserved);
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	dump_type(&physmem);
#endif
}

void __init_memblock memblock_dump_all(void)
{
	if (debug)
		__memblock_dump_all();
}

/* ---- invariants ---- */

static bool __init_memblock could_join(const struct memblock_region *a, const struct memblock_region *b)
{
	return region_end(a) == b->base && a->flags == b->flags &&
	       memblock_get_region_node(a) == memblock_get_region_node(b);
}

static const char *__init_memblock check_type(const struct memblock_type *type)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t total = 0;

	if (type->cnt > type->max)
		return "an array holds more regions than fit";
	if (type->cnt == 0 && (r->base || r->size || r->flags))
		return "an empty array has a first region that is not zeroed";
	for (unsigned long i = 0; i < type->cnt; i++) {
		if (r[i].size == 0)
			return "a region is empty";
		if (r[i].size > PHYS_ADDR_MAX - r[i].base)
			return "a region passes the end of the address space";
		if (i > 0 && r[i].base < region_end(&r[i - 1]))
			return "regions overlap or are out of order";
		if (i > 0 && could_join(&r[i - 1], &r[i]))
			return "two regions that touch and agree are not one";
		total += r[i].size;
	}
	return total == type->total_size ? NULL : "total_size is not the sum of the regions";
}

const char *__init_memblock memblock_fault(void)
{
	const struct memblock_type *types[] = {
		&memblock.memory, &memblock.reserved, &memblock_owners,
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		&physmem,
#endif
	};
	const char *wrong = NULL;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && !wrong; i++)
		wrong = check_type(types[i]);
	return wrong;
}

const char *__init_memblock memblock_check(void)
{
	memblock_assert_kept("memblock_check");
	return memblock_fault();
}
