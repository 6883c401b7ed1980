/* SPDX-License-Identifier: MIT */
/*
 * Both arrays: public changes and queries, growth, owners.
 *
 * Every change goes the same way: clamp the range, count the slots that the change
 * needs, make room (grow), change. A change that finds no room has changed nothing.
 *
 * Growth doubles an array into free memory, found by the ordinary search, which leaves
 * out the range in hand. The new array is reserved like anything else; the old one is
 * given back unless it is the static one. That can need a slot in reserved, so
 * reserved grows first; its own new array then has room for its own reservation.
 */
#include <bootmem/port.h>

#include "lib/lib.h"
#include "memblock/internal.h"

static struct memblock_region memory_regions[INIT_MEMBLOCK_REGIONS] __initdata_memblock;
static struct memblock_region reserved_regions[INIT_MEMBLOCK_RESERVED_REGIONS] __initdata_memblock;
static struct memblock_region owner_regions[INIT_MEMBLOCK_RESERVED_REGIONS] __initdata_memblock;
static char memory_name[] __initdata_memblock = "memory";
static char reserved_name[] __initdata_memblock = "reserved";
static char owners_name[] __initdata_memblock = "owners";

struct memblock memblock __initdata_memblock = {
	.current_limit = PHYS_ADDR_MAX,
	.memory = { .max = INIT_MEMBLOCK_REGIONS,
		    .regions = memory_regions,
		    .name = memory_name },
	.reserved = { .max = INIT_MEMBLOCK_RESERVED_REGIONS,
		      .regions = reserved_regions,
		      .name = reserved_name },
};

struct memblock_type memblock_owners __initdata_memblock = {
	.max = INIT_MEMBLOCK_RESERVED_REGIONS,
	.regions = owner_regions,
	.name = owners_name,
};

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
static struct memblock_region physmem_regions[INIT_PHYSMEM_REGIONS] __initdata_memblock;
static char physmem_name[] __initdata_memblock = "physmem";

struct memblock_type physmem __initdata_memblock = {
	.max = INIT_PHYSMEM_REGIONS,
	.regions = physmem_regions,
	.name = physmem_name,
};
#endif

/* Different names of owners. */
#define OWNER_NAMES 64

static const char *owner_names[OWNER_NAMES] __initdata_memblock;

/* ---- derived state ---- */

/* What an array looked like when this library was last done with it. */
struct glance {
	unsigned long cnt, max;
	phys_addr_t total_size;
	const struct memblock_region *regions;
};

static struct glance seen_memory __initdata_memblock, seen_reserved __initdata_memblock;
static bool may_grow __initdata_memblock;
static bool discarded __initdata_memblock;
static bool sealed; /* memblock_free_late() asks long after boot */
bool memblock_mirrored __initdata_memblock;

static struct glance glance_at(const struct memblock_type *type)
{
	return (struct glance){ type->cnt, type->max, type->total_size, type->regions };
}

static bool looks_like(const struct memblock_type *type, const struct glance *seen)
{
	return type->cnt == seen->cnt && type->max == seen->max &&
	       type->total_size == seen->total_size && type->regions == seen->regions;
}

void __init_memblock memblock_remember(void)
{
	seen_memory = glance_at(&memblock.memory);
	seen_reserved = glance_at(&memblock.reserved);
}

/* Only ever sets the flag: a kernel asks once, after the map is complete. */
static void __init_memblock note_mirrors(void)
{
	const struct memblock_region *r;

	memblock_mirrored = false;
	for_each_mem_region(r)
		memblock_mirrored |= memblock_is_mirror(r);
}

/* The struct was changed by hand: nothing that was derived from it holds. */
static void __init_memblock start_anew(void)
{
	misfit_forget_all();
	if (!region_storage(&memblock.memory))
		region_forget_storage(&memblock.memory);
	if (!region_storage(&memblock.reserved))
		region_forget_storage(&memblock.reserved);
	if (!memblock.reserved.cnt) {
		memblock_owners.cnt = 0;
		memblock_owners.total_size = 0;
		memblock_owners.regions = owner_regions;
		memblock_owners.max = INIT_MEMBLOCK_RESERVED_REGIONS;
		region_forget_storage(&memblock_owners);
		memset(owner_regions, 0, sizeof(owner_regions[0]));
		memset(owner_names, 0, sizeof(owner_names));
	}
	sealed = false;
	discarded = false;
	note_mirrors();
	memblock_remember();
}

void __init_memblock memblock_sync(void)
{
	if (!looks_like(&memblock.memory, &seen_memory) ||
	    !looks_like(&memblock.reserved, &seen_reserved))
		start_anew();
}

/* ---- stages ---- */

void __init_memblock memblock_allow_resize(void)
{
	may_grow = true;
}

void __init_memblock memblock_seal(void)
{
	memblock_remember();
	sealed = memblock.memory.cnt != 0;
}

bool memblock_sealed(void)
{
	return sealed;
}

void __init_memblock memblock_assert_open(const char *call)
{
	memblock_sync();
	if (sealed)
		bootmem_die("%s() was called after memblock_free_all(): memory is the page "
			    "allocator's now, use alloc_pages() or memblock_free_late()", call);
}

void __init_memblock memblock_set_discarded(void)
{
	discarded = true;
}

void __init_memblock memblock_assert_kept(const char *call)
{
	if (discarded) {
		memblock_sync();
		if (discarded)
			bootmem_die("%s() was called after memblock_discard(): build with "
				    "CONFIG_ARCH_KEEP_MEMBLOCK to keep the arrays", call);
	}
}

/* ---- growth ---- */

/* What raises the static size of an array. */
static const char *__init_memblock constant_of(const struct memblock_type *type)
{
	if (type == &memblock.memory)
		return "INIT_MEMBLOCK_REGIONS";
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	if (type == &physmem)
		return "INIT_PHYSMEM_REGIONS";
#endif
	return "INIT_MEMBLOCK_RESERVED_REGIONS";
}

static bool __init_memblock has_room(const struct memblock_type *type, long slots)
{
	return slots <= 0 || (unsigned long)slots <= type->max - type->cnt;
}

bool __init_memblock memblock_grown_array(struct memblock_type *type, phys_addr_t *base,
					  phys_addr_t *size)
{
	struct memblock_region *storage = region_storage(type);

	if (!storage)
		return false;
	*base = bootmem_virt_to_phys(storage);
	*size = phys_align_up(type->max * sizeof(*storage), PAGE_SIZE);
	return true;
}

/* Free memory for an array, outside the range in hand; 0 = none. */
static phys_addr_t __init_memblock find_for_array(phys_addr_t size, struct span avoid)
{
	struct request above = { size, PAGE_SIZE, max_phys(avoid.end, PAGE_SIZE),
				 memblock_limit(0), NUMA_NO_NODE, MEMBLOCK_NONE };
	struct request below = above;
	const struct request *order[2] = { &above, &below };
	unsigned long at;
	phys_addr_t addr = 0;

	below.start = PAGE_SIZE;
	if (avoid.base < avoid.end)
		below.end = min_phys(below.end, avoid.base);
	else
		above.start = above.end; /* nothing to avoid: one search covers all */
	if (memblock.bottom_up) {
		order[0] = &below;
		order[1] = &above;
	}
	for (int i = 0; i < 2 && !addr; i++)
		addr = memblock_find(order[i], &at);
	return addr;
}

/* Room is there already. */
static void __init_memblock add_reservation(struct span s)
{
	region_add(&memblock.reserved, region_slice(&memblock.reserved, s), s, ATTR_NONE);
}

static void __init_memblock drop_reservation(struct span s)
{
	region_cut(&memblock.reserved, region_slice(&memblock.reserved, s), s);
	misfit_forget_all();
}

/* Doubles one array. The reservation of the new one must find room in reserved. */
static bool __init_memblock double_array(struct memblock_type *type, struct span avoid)
{
	phys_addr_t size = phys_align_up(2 * type->max * sizeof(*type->regions), PAGE_SIZE);
	phys_addr_t addr = find_for_array(size, avoid), old_base, old_size;
	void *storage = addr ? bootmem_phys_to_virt(addr, size) : NULL;
	bool had_memory;

	if (!storage)
		return false;
	had_memory = memblock_grown_array(type, &old_base, &old_size);
	region_move_to(type, storage, 2 * type->max);
	add_reservation(span_of(addr, size));
	if (had_memory)
		drop_reservation(span_of(old_base, old_size));
	return true;
}

/*
 * One step of growth. The new array's reservation takes a slot in reserved, and giving
 * the old one back may take another.
 */
static bool __init_memblock grow(struct memblock_type *type, struct span avoid)
{
	long slots = region_storage(type) ? 2 : 1;

	if (!may_grow)
		return false;
	if (type != &memblock.reserved && !has_room(&memblock.reserved, slots) &&
	    !double_array(&memblock.reserved, avoid))
		return false;
	return double_array(type, avoid);
}

static int __init_memblock no_room(const struct memblock_type *type, const char *verb, struct span s)
{
	bootmem_warn("cannot %s [%#llx, %#llx): all %lu %s regions are in use%s; raise %s", verb,
		     PHYS(s.base), PHYS(s.end), type->max, type->name,
		     may_grow ? " and there is no memory for more" : "", constant_of(type));
	return -ENOMEM;
}

/* ---- changes ---- */

static bool __init_memblock try_add(struct memblock_type *type, struct span s,
				    struct region_attr attr)
{
	struct slice at = region_slice(type, s);

	while (!has_room(type, region_add_slots(type, at, s, attr))) {
		if (!grow(type, s))
			return false;
		at = region_slice(type, s);
	}
	region_add(type, at, s, attr);
	return true;
}

static bool __init_memblock try_cut(struct memblock_type *type, struct span s)
{
	struct slice at = region_slice(type, s);

	while (!has_room(type, region_cut_slots(type, at, s))) {
		if (!grow(type, s))
			return false;
		at = region_slice(type, s);
	}
	region_cut(type, at, s);
	return true;
}

static int __init_memblock recolour(struct memblock_type *type, phys_addr_t base,
				    phys_addr_t size, const struct recolour *how)
{
	struct span s = span_of(base, size), avoid = { 0, 0 };

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_mark/set_node");
	if (how->set & MEMBLOCK_NOMAP)
		avoid = s; /* the only change that takes memory away */
	while (!has_room(type, region_recolour_slots(type, region_slice(type, s), s, how)))
		if (!grow(type, avoid))
			return no_room(type, "mark", s);
	region_recolour(type, s, how);
	misfit_forget_all();
	memblock_remember();
	return 0;
}

/* Parts that exist keep their attributes; say so when others were asked for. */
static void __init_memblock warn_if_different(struct span s, struct region_attr attr)
{
	struct slice at = region_slice(&memblock.memory, s);

	for (unsigned long i = at.lo; i < at.hi; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		bool same_node = true;

#ifdef CONFIG_NUMA
		same_node = r->nid == attr.nid;
#endif
		if (r->flags == attr.flags && same_node)
			continue;
		bootmem_warn("memory [%#llx, %#llx) was added before as [%#llx, %#llx) with other "
			     "flags or another node; it keeps them", PHYS(s.base), PHYS(s.end),
			     PHYS(r->base), PHYS(region_end(r)));
		return;
	}
}

static int __init_memblock add_memory(struct span s, struct region_attr attr)
{
	if (!try_add(&memblock.memory, s, attr))
		return no_room(&memblock.memory, "add memory", s);
	memblock_mirrored |= (attr.flags & MEMBLOCK_MIRROR) != 0;
	misfit_forget_all();
	memblock_remember();
	return 0;
}

/* Two spellings of "unknown" are in use; one is stored. False: no such node. */
static bool accept_node(int *nid)
{
#ifdef CONFIG_NUMA
	if (*nid == MAX_NUMNODES)
		*nid = NUMA_NO_NODE;
	return *nid >= NUMA_NO_NODE && *nid < MAX_NUMNODES;
#else
	*nid = NUMA_NO_NODE;
	return true;
#endif
}

int __init_memblock memblock_add_node(phys_addr_t base, phys_addr_t size, int nid,
				      enum memblock_flags flags)
{
	struct region_attr attr = { flags, nid };
	struct span s = span_of(base, size);

	if (!accept_node(&attr.nid))
		return -EINVAL;
	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_add_node");
	warn_if_different(s, attr);
	return add_memory(s, attr);
}

int __init_memblock memblock_add(phys_addr_t base, phys_addr_t size)
{
	struct span s = span_of(base, size);

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_add");
	return add_memory(s, ATTR_NONE);
}

int __init_memblock memblock_remove(phys_addr_t base, phys_addr_t size)
{
	struct span s = span_of(base, size);

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_remove");
	if (!try_cut(&memblock.memory, s))
		return no_room(&memblock.memory, "remove memory", s);
	memblock_remember();
	return 0;
}

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
int __init_memblock memblock_physmem_add(phys_addr_t base, phys_addr_t size)
{
	struct span s = span_of(base, size);

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_physmem_add");
	if (!try_add(&physmem, s, ATTR_NONE))
		return no_room(&physmem, "record memory", s);
	memblock_remember();
	return 0;
}
#endif

/* ---- owners ---- */

/* The number of a name, which takes a place in the table if it is new; -1 = full. */
static int __init_memblock owner_number(const char *owner)
{
	int i;

	for (i = 0; i < OWNER_NAMES && owner_names[i]; i++)
		if (text_equal(owner_names[i], owner))
			return i;
	if (i == OWNER_NAMES)
		return -1;
	owner_names[i] = owner;
	return i;
}

static void __init_memblock set_owner(struct span s, const char *owner)
{
	int number = owner_number(owner);
	struct region_attr attr = { (enum memblock_flags)number, NUMA_NO_NODE };

	if (number < 0 || !try_cut(&memblock_owners, s) || !try_add(&memblock_owners, s, attr))
		bootmem_warn("[%#llx, %#llx) is reserved, but the table of owners is full: \"%s\" "
			     "will not be named", PHYS(s.base), PHYS(s.end), owner);
}

static void __init_memblock clear_owner(struct span s)
{
	if (memblock_owners.cnt && !try_cut(&memblock_owners, s))
		bootmem_warn("[%#llx, %#llx) keeps its owner's name: the table of owners is full",
			     PHYS(s.base), PHYS(s.end));
}

bool __init_memblock memblock_owner_range(phys_addr_t addr, phys_addr_t *base, phys_addr_t *size)
{
	unsigned long i = region_find(&memblock_owners, addr);

	if (i == memblock_owners.cnt || memblock_owners.regions[i].base > addr)
		return false;
	*base = memblock_owners.regions[i].base;
	*size = memblock_owners.regions[i].size;
	return true;
}

const char *__init_memblock memblock_owner(phys_addr_t addr)
{
	unsigned long i;

	memblock_assert_kept("memblock_owner");
	memblock_sync();
	i = region_find(&memblock_owners, addr);
	if (i == memblock_owners.cnt || memblock_owners.regions[i].base > addr)
		return NULL;
	return owner_names[memblock_owners.regions[i].flags];
}

/* ---- reserve and free ---- */

int __init_memblock memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner)
{
	struct span s = span_of(base, size);

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_reserve");
	if (!try_add(&memblock.reserved, s, ATTR_NONE))
		bootmem_die("the reservation of [%#llx, %#llx) for %s would be lost: all %lu "
			    "reserved regions are in use%s; raise %s", PHYS(s.base), PHYS(s.end),
			    owner ? owner : "an unnamed owner", memblock.reserved.max,
			    may_grow ? " and there is no memory for more" : "",
			    constant_of(&memblock.reserved));
	if (owner)
		set_owner(s, owner);
	memblock_remember();
	return 0;
}

int __init_memblock memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	return memblock_reserve_named(base, size, NULL);
}

bool __init_memblock memblock_take(phys_addr_t addr, phys_addr_t size, unsigned long at)
{
	struct span s = span_of(addr, size);
	struct slice here = { at, at };

	if (has_room(&memblock.reserved, region_add_slots(&memblock.reserved, here, s, ATTR_NONE)))
		region_add(&memblock.reserved, here, s, ATTR_NONE);
	else if (!try_add(&memblock.reserved, s, ATTR_NONE))
		return no_room(&memblock.reserved, "allocate", s) == 0;
	memblock_remember();
	return true;
}

int __init_memblock memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	struct memblock_type *type = &memblock.reserved;
	struct span s = span_of(base, size);
	phys_addr_t from, to;
	unsigned long i;

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_phys_free");
	if (!try_cut(type, s))
		return no_room(type, "free", s);
	clear_owner(s);
	/* The hole that it now lies in may fit what did not fit before. */
	i = region_find(type, s.base);
	from = i > 0 ? region_end(&type->regions[i - 1]) : 0;
	to = i < type->cnt ? type->regions[i].base : PHYS_ADDR_MAX;
	misfit_forget(from, s.end, to - from);
	memblock_remember();
	return 0;
}

void __init_memblock memblock_free(void *ptr, size_t size)
{
	if (ptr)
		memblock_phys_free(bootmem_virt_to_phys(ptr), size);
}

/* ---- attributes ---- */

int __init_memblock memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return recolour(&memblock.memory, base, size, &(struct recolour){ .set = MEMBLOCK_HOTPLUG });
}

int __init_memblock memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return recolour(&memblock.memory, base, size, &(struct recolour){ .clear = MEMBLOCK_HOTPLUG });
}

int __init_memblock memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	int err = recolour(&memblock.memory, base, size, &(struct recolour){ .set = MEMBLOCK_MIRROR });

	note_mirrors();
	return err;
}

int __init_memblock memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return recolour(&memblock.memory, base, size, &(struct recolour){ .set = MEMBLOCK_NOMAP });
}

int __init_memblock memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return recolour(&memblock.memory, base, size, &(struct recolour){ .clear = MEMBLOCK_NOMAP });
}

int __init_memblock memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size)
{
	return recolour(&memblock.reserved, base, size,
			&(struct recolour){ .set = MEMBLOCK_RSRV_NOINIT });
}

int __init_memblock memblock_set_node(phys_addr_t base, phys_addr_t size,
				      struct memblock_type *type, int nid)
{
	if (!accept_node(&nid))
		return -EINVAL;
#ifdef CONFIG_NUMA
	return recolour(type, base, size, &(struct recolour){ .set_nid = true, .nid = nid });
#else
	(void)base;
	(void)size;
	(void)type;
	return 0;
#endif
}

bool __init_memblock memblock_has_mirror(void)
{
	memblock_sync();
	return memblock_mirrored;
}

/* ---- limits ---- */

void __init_memblock memblock_trim_memory(phys_addr_t align)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i = 0;

	if (!is_power_of_two(align))
		return;
	memblock_assert_open("memblock_trim_memory");
	while (i < type->cnt) {
		struct span r = span_of(type->regions[i].base, type->regions[i].size);
		phys_addr_t down = phys_align_down(r.end, align);
		phys_addr_t up = phys_align_up(r.base, align);
		unsigned long before = type->cnt;

		/* up wrapped, or nothing is left between: the region goes. */
		if (up < r.base || up >= down)
			up = down = r.end;
		region_cut(type, region_slice(type, (struct span){ r.base, up }),
			   (struct span){ r.base, up });
		if (up < r.end)
			region_cut(type, region_slice(type, (struct span){ down, r.end }),
				   (struct span){ down, r.end });
		i += type->cnt == before;
	}
	memblock_remember();
}

/* Where the first limit bytes of RAM end; PHYS_ADDR_MAX when there are no more. */
static phys_addr_t __init_memblock end_of_first_bytes(phys_addr_t limit)
{
	const struct memblock_region *r;

	for_each_mem_region(r) {
		if (limit <= r->size)
			return r->base + limit;
		limit -= r->size;
	}
	return PHYS_ADDR_MAX;
}

/* Cutting to an end of the address space never splits a region, so it needs no slot. */
static void __init_memblock cut_reserved(struct span s)
{
	if (s.base >= s.end)
		return;
	region_cut(&memblock.reserved, region_slice(&memblock.reserved, s), s);
	clear_owner(s);
	misfit_forget_all();
}

void __init_memblock memblock_enforce_memory_limit(phys_addr_t limit)
{
	struct span above = { 0, PHYS_ADDR_MAX };

	if (!limit)
		return;
	memblock_assert_open("memblock_enforce_memory_limit");
	above.base = end_of_first_bytes(limit);
	if (above.base >= above.end)
		return;
	region_cut(&memblock.memory, region_slice(&memblock.memory, above), above);
	cut_reserved(above);
	memblock_remember();
}

/* Cuts everything of a span out of RAM that is not marked NOMAP. */
static void __init_memblock cut_mapped_memory(struct span s)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i = region_find(type, s.base);

	while (i < type->cnt && type->regions[i].base < s.end) {
		struct memblock_region *r = &type->regions[i];
		struct span part = { max_phys(r->base, s.base), min_phys(region_end(r), s.end) };
		unsigned long before = type->cnt;

		if (memblock_is_nomap(r)) {
			i++;
			continue;
		}
		region_cut(type, (struct slice){ i, i + 1 }, part);
		i += type->cnt == before;
	}
}

void __init_memblock memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	struct span keep = span_of(base, size);
	struct span below = { 0, keep.base }, above = { keep.end, PHYS_ADDR_MAX };

	if (!size)
		return;
	memblock_assert_open("memblock_cap_memory_range");
	cut_mapped_memory(below);
	cut_mapped_memory(above);
	cut_reserved(below);
	cut_reserved(above);
	memblock_remember();
}

void __init_memblock memblock_mem_limit_remove_map(phys_addr_t limit)
{
	phys_addr_t end;

	if (!limit)
		return;
	memblock_assert_open("memblock_mem_limit_remove_map");
	end = end_of_first_bytes(limit);
	if (end < PHYS_ADDR_MAX)
		memblock_cap_memory_range(0, end);
}

/* ---- queries ---- */

phys_addr_t __init_memblock memblock_phys_mem_size(void)
{
	memblock_assert_kept("memblock_phys_mem_size");
	return memblock.memory.total_size;
}

phys_addr_t __init_memblock memblock_reserved_size(void)
{
	memblock_assert_kept("memblock_reserved_size");
	return memblock.reserved.total_size;
}

phys_addr_t __init_memblock memblock_start_of_DRAM(void)
{
	memblock_assert_kept("memblock_start_of_DRAM");
	return memblock.memory.cnt ? memblock.memory.regions[0].base : 0;
}

phys_addr_t __init_memblock memblock_end_of_DRAM(void)
{
	unsigned long n = memblock.memory.cnt;

	memblock_assert_kept("memblock_end_of_DRAM");
	return n ? region_end(&memblock.memory.regions[n - 1]) : 0;
}

unsigned long __init_memblock memblock_estimated_nr_free_pages(void)
{
	phys_addr_t start, end, free = 0;
	u64 i;

	memblock_assert_kept("memblock_estimated_nr_free_pages");
	for_each_free_mem_range(i, NUMA_NO_NODE,
				(enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_NOMAP |
						      MEMBLOCK_DRIVER_MANAGED),
				&start, &end, NULL)
		free += end - start;
	return phys_pfn_down(free);
}

/* The region that holds addr, or NULL. */
static const struct memblock_region *__init_memblock region_at(const struct memblock_type *type,
							       phys_addr_t addr)
{
	unsigned long i = region_find(type, addr);

	return i < type->cnt && type->regions[i].base <= addr ? &type->regions[i] : NULL;
}

bool __init_memblock memblock_is_memory(phys_addr_t addr)
{
	memblock_assert_kept("memblock_is_memory");
	return region_at(&memblock.memory, addr);
}

bool __init_memblock memblock_is_map_memory(phys_addr_t addr)
{
	const struct memblock_region *r;

	memblock_assert_kept("memblock_is_map_memory");
	r = region_at(&memblock.memory, addr);
	return r && !memblock_is_nomap(r);
}

bool __init_memblock memblock_is_reserved(phys_addr_t addr)
{
	memblock_assert_kept("memblock_is_reserved");
	return region_at(&memblock.reserved, addr);
}

bool __init_memblock memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	const struct memblock_type *type = &memblock.memory;
	struct span s = span_of(base, size);
	unsigned long i;

	memblock_assert_kept("memblock_is_region_memory");
	for (i = region_find(type, s.base); i < type->cnt; i++) {
		if (type->regions[i].base > s.base)
			return false;
		s.base = region_end(&type->regions[i]);
		if (s.base >= s.end)
			return true;
	}
	return false;
}

unsigned long memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
				     phys_addr_t size2)
{
	struct span a = span_of(base1, size1), b = span_of(base2, size2);

	return max_phys(a.base, b.base) < min_phys(a.end, b.end);
}

bool __init_memblock memblock_overlaps_region(struct memblock_type *type, phys_addr_t base,
					      phys_addr_t size)
{
	struct span s = span_of(base, size);
	unsigned long i;

	memblock_assert_kept("memblock_overlaps_region");
	i = region_find(type, s.base);
	return s.base < s.end && i < type->cnt && type->regions[i].base < s.end;
}

bool __init_memblock memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return memblock_overlaps_region(&memblock.reserved, base, size);
}

int __init_memblock memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn,
					    unsigned long *end_pfn)
{
	const struct memblock_region *r;

	memblock_assert_kept("memblock_search_pfn_nid");
	if (phys_pfn_down(pfn_phys(pfn)) != pfn)
		return NUMA_NO_NODE;
	r = region_at(&memblock.memory, pfn_phys(pfn));
	if (!r)
		return NUMA_NO_NODE;
	if (start_pfn)
		*start_pfn = phys_pfn_down(r->base);
	if (end_pfn)
		*end_pfn = memblock_region_memory_end_pfn(r);
	return memblock_get_region_node(r);
}

bool __init_memblock memblock_validate_numa_coverage(unsigned long threshold_bytes)
{
	const struct memblock_region *r;
	phys_addr_t without = 0;

	memblock_assert_kept("memblock_validate_numa_coverage");
	for_each_mem_region(r)
		if (memblock_get_region_node(r) == NUMA_NO_NODE)
			without += r->size;
	return without <= threshold_bytes;
}
