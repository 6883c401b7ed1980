/* SPDX-License-Identifier: MIT */
/*
 * Both arrays: what changes them, and how they grow.
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

#include "core.h"
#include "lib/lib.h"
#include "memblock/internal.h"

static struct memblock_region memory_regions[INIT_MEMBLOCK_REGIONS] __initdata_memblock;
static struct memblock_region reserved_regions[INIT_MEMBLOCK_RESERVED_REGIONS] __initdata_memblock;
static char memory_name[] __initdata_memblock = "memory";
static char reserved_name[] __initdata_memblock = "reserved";

struct memblock memblock __initdata_memblock = {
	.current_limit = PHYS_ADDR_MAX,
	.memory = { .max = INIT_MEMBLOCK_REGIONS,
		    .regions = memory_regions,
		    .name = memory_name },
	.reserved = { .max = INIT_MEMBLOCK_RESERVED_REGIONS,
		      .regions = reserved_regions,
		      .name = reserved_name },
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

/* ---- derived state ---- */

struct glance memblock_seen_memory __initdata_memblock, memblock_seen_reserved __initdata_memblock;
bool memblock_is_discarded __initdata_memblock;
bool memblock_is_sealed __initdata_memblock;
bool memblock_mirrored __initdata_memblock;
unsigned long memblock_moves __initdata_memblock;
static bool may_grow __initdata_memblock;

static void __init_memblock note_mirrors(void)
{
	const struct memblock_region *r;

	for_each_mem_region(r)
		memblock_mirrored |= memblock_is_mirror(r);
}

void __init_memblock memblock_start_anew(void)
{
	misfit_forget_all();
	if (!memblock.memory.cnt)
		memblock.memory.regions[0] = (struct memblock_region){ 0 };
	if (!memblock.reserved.cnt) {
		memblock.reserved.regions[0] = (struct memblock_region){ 0 };
		memblock_forget_owners();
	}
	memblock_is_sealed = false;
	memblock_is_discarded = false;
#ifdef CONFIG_NO_BOOTMEM
	boot_handed_over = false;
#endif
	memblock_mirrored = false;
	note_mirrors();
	memblock_remember();
}

/* ---- stages ---- */

void __init_memblock memblock_allow_resize(void)
{
	may_grow = true;
}

void __init_memblock memblock_seal(void)
{
	memblock_is_sealed = memblock.memory.cnt != 0;
}

void __init_memblock memblock_set_discarded(void)
{
	memblock_is_discarded = true;
}

void __init_memblock memblock_die_sealed(const char *call)
{
	if (!boot_handed_over)
		bootmem_die("%s() was called after bootmem_init(): the bitmap owns memory now, use "
			    "alloc_bootmem(), reserve_bootmem() or free_bootmem()", call);
	bootmem_die("%s() was called after hand-over: memory is the page allocator's now, use "
		    "alloc_pages() or memblock_free_late()", call);
}

void __init_memblock memblock_die_discarded(const char *call)
{
	memblock_sync();
	if (memblock_is_discarded)
		bootmem_die("%s() was called after memblock_discard(): build with "
			    "CONFIG_ARCH_KEEP_MEMBLOCK to keep the arrays", call);
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

struct span __init_memblock memblock_grown_array(const struct memblock_type *type)
{
	struct memblock_region *storage = region_storage(type);

	if (!storage || region_storage_pinned(type))
		return NOWHERE;
	return span_of(bootmem_virt_to_phys(storage),
		       phys_align_up(type->max * sizeof(*storage), PAGE_SIZE));
}

/* Free memory for an array, outside the range in hand; 0 = none. */
static phys_addr_t __init_memblock find_for_array(phys_addr_t size, struct span avoid,
						  enum memblock_flags flags)
{
	phys_addr_t limit = memblock_limit(0), addr = 0;
	struct request req = { .size = size, .align = PAGE_SIZE, .nid = NUMA_NO_NODE,
			       .flags = flags };
	bool below = memblock.bottom_up;

	for (int sides = 2; sides && !addr; sides--, below = !below) {
		req.start = below ? PAGE_SIZE : max_phys(avoid.end, PAGE_SIZE);
		req.end = below ? min_phys(limit, avoid.base) : limit;
		addr = memblock_find(&req).addr;
	}
	return addr;
}

/* A new home for an array, not yet reserved. */
struct home {
	struct span memory;
	void *storage;
};

static bool __init_memblock find_home(const struct memblock_type *type, struct span avoid,
				      struct home *home)
{
	phys_addr_t size = phys_align_up(2 * type->max * sizeof(*type->regions), PAGE_SIZE);
	phys_addr_t addr = 0;

	if (memblock_mirrored)
		addr = find_for_array(size, avoid, MEMBLOCK_MIRROR);
	if (!addr)
		addr = find_for_array(size, avoid, MEMBLOCK_NONE);
	if (!addr)
		return false;
	home->memory = (struct span){ addr, addr + size };
	home->storage = memblock_map(addr, size);
	return home->storage;
}

/*
 * Does reserved have room for the new home's reservation, and for freeing the old one? That
 * can take a slot: old homes have neighbours, of which the new one may be one.
 */
static bool __init_memblock has_room_to_move(const struct memblock_type *type,
					     const struct home *home)
{
	const struct memblock_type *reserved = &memblock.reserved;
	long slots = region_add_slots(reserved, region_slice(reserved, home->memory),
				      home->memory, ATTR_NONE);

	return has_room(reserved, slots + (region_storage(type) ? 1 : 0));
}

static void __init_memblock move_array(struct memblock_type *type, const struct home *home)
{
	struct span old = memblock_grown_array(type);

	memblock_moves++;
	region_move_to(type, home->storage, 2 * type->max);
	region_add(&memblock.reserved, region_slice(&memblock.reserved, home->memory),
		   home->memory, ATTR_NONE);
	if (old.base < old.end) {
		region_cut(&memblock.reserved, region_slice(&memblock.reserved, old), old);
		misfit_forget_all();
	}
	memblock_remember(); /* the call that grows may fail all the same */
}

/*
 * One step of growth. When reserved has grown for the sake of another array and that one
 * cannot grow, it is no loss: the contents are the same. Once memory is another's, what is
 * free here may be in use.
 */
static bool __init_memblock grow(struct memblock_type *type, struct span avoid)
{
	struct memblock_type *moving = type;
	struct home home;

	while (may_grow && !memblock_is_sealed && find_home(moving, avoid, &home)) {
		if (moving != &memblock.reserved && !has_room_to_move(moving, &home)) {
			moving = &memblock.reserved;
			continue;
		}
		move_array(moving, &home);
		if (moving == type)
			return true;
		moving = type;
	}
	return false;
}

static int __init_memblock no_room(const struct memblock_type *type, const char *verb, struct span s)
{
	bootmem_warn("cannot %s [%#llx, %#llx): it takes more than %lu %s regions%s; raise %s", verb,
		     PHYS(s.base), PHYS(s.end), type->max, type->name,
		     may_grow ? " and there is no memory for more" : "", constant_of(type));
	return -ENOMEM;
}

/* ---- changes ---- */

bool __init_memblock memblock_try_add(struct memblock_type *type, struct span s,
				      struct region_attr attr, struct span avoid)
{
	struct slice at = region_slice(type, s);

	while (!has_room(type, region_add_slots(type, at, s, attr))) {
		if (!grow(type, avoid))
			return false;
		at = region_slice(type, s);
	}
	region_add(type, at, s, attr);
	return true;
}

bool __init_memblock memblock_try_cut(struct memblock_type *type, struct span s, struct span avoid)
{
	struct slice at = region_slice(type, s);

	while (!has_room(type, region_cut_slots(type, at, s))) {
		if (!grow(type, avoid))
			return false;
		at = region_slice(type, s);
	}
	region_cut(type, at, s);
	return true;
}

static int __init_memblock recolour(const char *call, struct memblock_type *type,
				    phys_addr_t base, phys_addr_t size, struct recolour how)
{
	struct span s = span_of(base, size), avoid = NOWHERE;
	struct slice at;

	if (s.base >= s.end)
		return 0;
	memblock_assert_open(call);
	if (how.set & MEMBLOCK_NOMAP || (how.set & MEMBLOCK_HOTPLUG && movable_node_is_enabled()))
		avoid = s; /* memory that allocations are to leave alone from now on */
	at = region_slice(type, s);
	while (!has_room(type, region_recolour_slots(type, at, s, how))) {
		if (!grow(type, avoid))
			return no_room(type, "mark", s);
		at = region_slice(type, s);
	}
	region_recolour(type, at, s, how);
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
	if (!memblock_try_add(&memblock.memory, s, attr, NOWHERE))
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
	/* What goes must not hold the new array. */
	if (!memblock_try_cut(&memblock.memory, s, s))
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
	if (!memblock_try_add(&physmem, s, ATTR_NONE, NOWHERE))
		return no_room(&physmem, "record memory", s);
	memblock_remember();
	return 0;
}
#endif

/* ---- reserve and free ---- */

/* Arrays that lie in a range which a caller has reserved, too, must not free it later. */
static void __init_memblock pin_arrays(struct span s)
{
	static struct memblock_type *types[] __initdata_memblock = {
		&memblock.memory,
		&memblock.reserved,
		&memblock_owners,
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		&physmem,
#endif
	};
	struct slice at = region_slice(&memblock.reserved, s);

	if (at.lo == at.hi)
		return; /* the common case: no array is there, since they are all reserved */
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct span home = memblock_grown_array(types[i]);

		if (s.base < home.end && home.base < s.end)
			region_pin_storage(types[i]);
	}
}

int __init_memblock memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner)
{
	struct span s = span_of(base, size);

	if (s.base >= s.end)
		return 0;
	memblock_assert_open("memblock_reserve_named");
	pin_arrays(s);
	if (!memblock_try_add(&memblock.reserved, s, ATTR_NONE, s))
		bootmem_die("the reservation of [%#llx, %#llx) for %s would be lost: it takes more "
			    "than %lu reserved regions%s; raise %s", PHYS(s.base), PHYS(s.end),
			    owner ? owner : "an unnamed owner", memblock.reserved.max,
			    may_grow ? " and there is no memory for more" : "",
			    constant_of(&memblock.reserved));
	if (owner)
		memblock_set_owner(s, owner);
	memblock_remember();
	return 0;
}

int __init_memblock memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	if (size)
		memblock_assert_open("memblock_reserve");
	return memblock_reserve_named(base, size, NULL);
}

bool __init_memblock memblock_take(phys_addr_t addr, phys_addr_t size, unsigned long at)
{
	struct span s = { addr, addr + size };

	if (!region_insert(&memblock.reserved, at, s, ATTR_NONE) &&
	    !memblock_try_add(&memblock.reserved, s, ATTR_NONE, s)) {
		no_room(&memblock.reserved, "allocate", s);
		return false;
	}
	memblock_remember_reserved();
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
	if (!memblock_try_cut(type, s, NOWHERE))
		return no_room(type, "free", s);
	/* The hole that it now lies in may fit what did not fit before. */
	i = region_find(type, s.base);
	from = i > 0 ? region_end(&type->regions[i - 1]) : 0;
	to = i < type->cnt ? type->regions[i].base : PHYS_ADDR_MAX;
	misfit_forget(from, s.end, to - from);
	memblock_clear_owner(s);
	memblock_remember();
	return 0;
}

void __init_memblock memblock_free(void *ptr, size_t size)
{
	if (!ptr || !size)
		return;
	memblock_assert_open("memblock_free");
	memblock_phys_free(bootmem_virt_to_phys(ptr), size);
}

/* ---- attributes ---- */

static int __init_memblock change_flags(const char *call, struct memblock_type *type,
					phys_addr_t base, phys_addr_t size, unsigned int set,
					unsigned int clear)
{
	const struct recolour how = { .set = (enum memblock_flags)set,
				      .clear = (enum memblock_flags)clear };

	return recolour(call, type, base, size, how);
}

int __init_memblock memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flags(__func__, &memblock.memory, base, size, MEMBLOCK_HOTPLUG, 0);
}

int __init_memblock memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flags(__func__, &memblock.memory, base, size, 0, MEMBLOCK_HOTPLUG);
}

int __init_memblock memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	int err = change_flags(__func__, &memblock.memory, base, size, MEMBLOCK_MIRROR, 0);

	if (size)
		note_mirrors();
	return err;
}

int __init_memblock memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flags(__func__, &memblock.memory, base, size, MEMBLOCK_NOMAP, 0);
}

int __init_memblock memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flags(__func__, &memblock.memory, base, size, 0, MEMBLOCK_NOMAP);
}

int __init_memblock memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size)
{
	return change_flags(__func__, &memblock.reserved, base, size, MEMBLOCK_RSRV_NOINIT, 0);
}

int __init_memblock memblock_set_node(phys_addr_t base, phys_addr_t size,
				      struct memblock_type *type, int nid)
{
	if (!accept_node(&nid))
		return -EINVAL;
#ifdef CONFIG_NUMA
	return recolour(__func__, type, base, size, (struct recolour){ .set_nid = true, .nid = nid });
#else
	(void)base;
	(void)size;
	(void)type;
	return 0;
#endif
}
