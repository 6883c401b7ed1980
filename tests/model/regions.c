/* SPDX-License-Identifier: MIT */
/*
 * Every call in every state of both arrays. The oracle is that of tests/host/model.c, cells
 * that know everything about themselves, and on top of it here: how many regions that makes,
 * whether they fit, and what growth does, call by call of the port.
 *
 * What a caller may not do is not done: he frees what is his, not the library's arrays.
 */
#include <stdio.h>
#include <string.h>

#include "regions.h"

const struct region_world *here;
unsigned int first_cell, end_cell;
struct state now;
struct image now_memory, now_reserved;
static struct image now_owners;

static struct states seen;
static struct memblock_region *static_arrays[2];

#define PANIC (~0ULL - 1)

static const char *const names[] = { "initrd", "kernel", "acpi" };

/* ---- states as bytes ---- */

struct packed {
	u8 memory[MODEL_CELLS], reserved[MODEL_CELLS];
	struct home home[2];
	u8 bottom_up, mirrored, movable, unused;
#ifdef MODEL_SMALL
	struct misfit notes[MODEL_SMALL_NOTES];
	unsigned long nr_notes, grain;
#endif
};

_Static_assert(sizeof(struct packed) % 8 == 0, "states are compared in words");

#define PRESENT 0x80

static unsigned int name_number(const char *owner)
{
	for (unsigned int i = 0; i < LENGTH(names); i++)
		if (owner == names[i])
			return i + 1;
	return 0;
}

static void pack(const struct state *s, struct packed *p)
{
	memset(p, 0, sizeof(*p));
	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		const struct model_cell *c = &s->model.cells[i];

		if (c->memory)
			p->memory[i] = (u8)(PRESENT | c->flags | (unsigned int)(c->nid + 1) << 4);
		if (c->reserved)
			p->reserved[i] = (u8)(PRESENT | (c->reserved_flags != 0) | name_number(c->owner) << 1 |
					      (unsigned int)(c->reserved_nid + 1) << 4);
	}
	memcpy(p->home, s->home, sizeof(p->home));
	p->bottom_up = s->bottom_up;
	p->mirrored = s->mirrored;
}

static void unpack(const struct packed *p, struct state *s)
{
	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		struct model_cell *c = &s->model.cells[i];
		u8 m = p->memory[i], r = p->reserved[i];
		unsigned int name = r >> 1 & 3;

		*c = (struct model_cell){ 0 };
		if (m) {
			c->memory = true;
			c->flags = m & 15;
			c->nid = (m >> 4 & 3) - 1;
		}
		if (r) {
			c->reserved = true;
			c->reserved_flags = r & 1 ? MEMBLOCK_RSRV_NOINIT : 0;
			c->reserved_nid = (r >> 4 & 3) - 1;
			c->owner = name ? names[name - 1] : NULL;
		}
	}
	memcpy(s->home, p->home, sizeof(s->home));
	s->bottom_up = p->bottom_up;
	s->mirrored = p->mirrored;
}

#ifdef MODEL_SMALL
static struct packed now_packed; /* with its notes */

static void pack_notes(struct packed *p)
{
	memcpy(p->notes, misfit_notes, misfit_count * sizeof(*misfit_notes));
	p->nr_notes = misfit_count;
	p->grain = misfit_grain;
}

static void put_notes(void)
{
	memcpy(misfit_notes, now_packed.notes, sizeof(now_packed.notes));
	misfit_count = now_packed.nr_notes;
	misfit_grain = now_packed.grain;
}
#else
/* With the library's own constants a few cells are too few for a note. */
static void put_notes(void)
{
	if (misfit_count) {
		fault("a note about a few gaps");
		misfit_forget_all();
	}
}
#endif

/* ---- the real arrays ---- */

static struct memblock_type *type_of(unsigned int which)
{
	return which ? &memblock.reserved : &memblock.memory;
}

static unsigned long capacity(unsigned int which)
{
	unsigned int max = which ? here->max_reserved : here->max_memory;

	return max ? max : INIT_MEMBLOCK_REGIONS;
}

static struct memblock_region *storage_of(const struct home *h)
{
	return (struct memblock_region *)(void *)port_at(model_edge(&now.model, h->cell - 1U));
}

static void take_image(const struct model *m, enum model_type type, struct image *image)
{
	image->cnt = model_regions(m, type, image->regions);
	image->total = model_bytes(m, type);
}

static void put_contents(struct memblock_type *type, const struct image *image)
{
	type->cnt = image->cnt;
	type->total_size = image->total;
	if (image->cnt)
		memcpy(type->regions, image->regions, image->cnt * sizeof(*image->regions));
	else
		memset(type->regions, 0, sizeof(*type->regions));
}

/* Slots that do not exist, on both sides of an array. */
#define GUARD 0x5a

/* So many slots of an array that has grown are in use, at most. */
#define MOST_SLOTS 64

/* Wherever an array may go. */
static void guard_homes(void)
{
	for (unsigned int i = first_cell; i < end_cell; i++) {
		u8 *page = port_at(model_edge(&now.model, i));

		memset(page - sizeof(struct memblock_region), GUARD,
		       (MOST_SLOTS + 2) * sizeof(struct memblock_region));
	}
}

static bool is_guarded(const struct memblock_region *r)
{
	const u8 *bytes = (const u8 *)r;

	for (size_t i = 0; i < sizeof(*r); i++)
		if (bytes[i] != GUARD)
			return false;
	return true;
}

static bool guards_hold(const struct memblock_region *storage, unsigned long max, bool grown)
{
	if (grown)
		return max <= MOST_SLOTS && is_guarded(storage - 1) && is_guarded(storage + max);
	return max == INIT_MEMBLOCK_REGIONS || is_guarded(storage + max);
}

static void put_array(unsigned int which, const struct image *image)
{
	struct memblock_type *type = type_of(which);
	const struct home *h = &now.home[which];

	type->cnt = 0;
	type->regions = static_arrays[which];
	type->max = capacity(which);
	if (here->grows)
		region_forget_storage(type);
	if (h->cell) {
		region_move_to(type, storage_of(h), capacity(which) << h->shift);
		type->regions += h->front;
		if (h->pinned)
			region_pin_storage(type);
	}
	put_contents(type, image);
	if (!h->cell && type->max < INIT_MEMBLOCK_REGIONS)
		memset(static_arrays[which] + type->max, GUARD, sizeof(*type->regions));
}

/* Owners are an array as well; its regions are named by numbers. */
static void take_owners(const struct model *m, struct image *image)
{
	struct model owned = *m;

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		struct model_cell *c = &owned.cells[i];

		c->reserved = c->owner != NULL;
		c->reserved_flags = name_number(c->owner) - 1;
		c->reserved_nid = NUMA_NO_NODE;
	}
	take_image(&owned, MODEL_RESERVED, image);
}

static unsigned long owners_capacity(void)
{
	return here->max_owners ? here->max_owners : INIT_MEMBLOCK_REGIONS;
}

void restore(void)
{
	if (here->grows)
		guard_homes();
	put_array(0, &now_memory);
	put_array(1, &now_reserved);
	if (here->names) {
		memblock_owners.max = owners_capacity();
		put_contents(&memblock_owners, &now_owners);
	}
	memblock.bottom_up = now.bottom_up;
	memblock.current_limit = PHYS_ADDR_MAX;
	memblock_mirrored = now.mirrored;
	put_notes();
	memblock_remember();
}

/* ---- calls ---- */

struct action {
	enum call call;
	struct model_slice s;
	unsigned int flag;
	int nid;
	const char *owner;
	bool from_0, to_end; /* the range passes the ends of the world */
	phys_addr_t number;
	struct model_request r;
};

struct bytes {
	phys_addr_t base, size;
};

static struct bytes bytes_of(const struct action *a)
{
	phys_addr_t base = model_edge(&now.model, a->s.lo), end = model_edge(&now.model, a->s.hi);

	if (a->from_0)
		base = 0;
	return (struct bytes){ base, a->to_end ? PHYS_ADDR_MAX : end - base };
}

static u64 call_alloc(const struct model_request *r)
{
	u8 *p;

	if (r->floor_is_law)
		return memblock_alloc_range_nid(r->size, r->align, r->start, r->end, r->nid, r->exact);
	memblock.current_limit = r->current_limit;
	p = (r->exact ? memblock_alloc_exact_nid_raw : memblock_alloc_try_nid_raw)(
		r->size, r->align, r->start, r->end, r->nid);
	memblock.current_limit = PHYS_ADDR_MAX;
	return p ? model_edge(&now.model, first_cell) +
			   (phys_addr_t)(p - port_at(model_edge(&now.model, first_cell))) : 0;
}

static int call_mark(enum call call, unsigned int flag, struct bytes b)
{
	if (call == MARK)
		return (flag == MEMBLOCK_HOTPLUG ? memblock_mark_hotplug :
			flag == MEMBLOCK_MIRROR	 ? memblock_mark_mirror : memblock_mark_nomap)(b.base, b.size);
	return (flag == MEMBLOCK_HOTPLUG ? memblock_clear_hotplug : memblock_clear_nomap)(b.base, b.size);
}

static u64 call(const struct action *a)
{
	struct bytes b = bytes_of(a);

	switch (a->call) {
	case ADD:
		return (u64)(a->nid == NUMA_NO_NODE && !a->flag ? memblock_add(b.base, b.size) :
			     memblock_add_node(b.base, b.size, a->nid, (enum memblock_flags)a->flag));
	case REMOVE:
		return (u64)memblock_remove(b.base, b.size);
	case MARK:
	case CLEAR:
		return (u64)call_mark(a->call, a->flag, b);
	case SET_NODE:
		return (u64)memblock_set_node(b.base, b.size, &memblock.memory, a->nid);
	case RESERVE:
		return (u64)memblock_reserve_named(b.base, b.size, a->owner);
	case FREE:
		return (u64)memblock_phys_free(b.base, b.size);
	case NOINIT:
		return (u64)memblock_reserved_mark_noinit(b.base, b.size);
	case SET_RESERVED_NODE:
		return (u64)memblock_set_node(b.base, b.size, &memblock.reserved, a->nid);
	case ALLOC:
	case ALLOC_POINTER:
		return call_alloc(&a->r);
	case TRIM:
		memblock_trim_memory(a->number);
		return 0;
	case LIMIT:
		memblock_enforce_memory_limit(a->number);
		return 0;
	case LIMIT_MAP:
		memblock_mem_limit_remove_map(a->number);
		return 0;
	case CAP:
		memblock_cap_memory_range(b.base, b.size);
		return 0;
	default:
		memblock_set_bottom_up(!memblock_bottom_up());
		return 0;
	}
}

/* ---- the oracle: limits ---- */

static void edit_limit(struct model *m, const struct action *a)
{
	phys_addr_t end = model_end_of_first(m, a->number);
	struct model_slice s = { 0, 0 };

	if (!a->number || end == PHYS_ADDR_MAX)
		return;
	while (s.hi < MODEL_CELLS && (s.hi < first_cell || model_edge(m, s.hi) < end))
		s.hi++;
	if (a->call == LIMIT_MAP) {
		model_cap(m, s);
		return;
	}
	s = (struct model_slice){ s.hi, MODEL_CELLS };
	model_remove(m, s);
	model_free(m, s);
}

/* ---- the oracle: what a call does when there is room ---- */

static void edit(struct model *m, const struct action *a)
{
	switch (a->call) {
	case ADD:
		model_add(m, a->s, a->nid, a->flag);
		break;
	case REMOVE:
		model_remove(m, a->s);
		break;
	case MARK:
		model_mark(m, a->s, a->flag, 0);
		break;
	case CLEAR:
		model_mark(m, a->s, 0, a->flag);
		break;
	case SET_NODE:
		model_set_node(m, a->s, MODEL_MEMORY, a->nid);
		break;
	case RESERVE:
	case ALLOC:
	case ALLOC_POINTER:
		model_reserve(m, a->s, NULL); /* owners come after it */
		break;
	case FREE:
		for (unsigned int i = a->s.lo; i < a->s.hi; i++) {
			const char *owner = m->cells[i].owner;

			model_free(m, (struct model_slice){ i, i + 1 });
			m->cells[i].owner = owner;
		}
		break;
	case NOINIT:
		model_mark_reserved(m, a->s, MEMBLOCK_RSRV_NOINIT);
		break;
	case SET_RESERVED_NODE:
		model_set_node(m, a->s, MODEL_RESERVED, a->nid);
		break;
	case TRIM:
		model_trim(m, a->number);
		break;
	case LIMIT:
	case LIMIT_MAP:
		edit_limit(m, a);
		break;
	case CAP:
		model_cap(m, a->s);
		break;
	default:
		break;
	}
}

static bool changes_reserved(enum call call)
{
	return call == RESERVE || call == FREE || call == NOINIT || call == SET_RESERVED_NODE ||
	       call == ALLOC || call == ALLOC_POINTER;
}

static unsigned int count(const struct model *m, unsigned int which)
{
	struct memblock_region regions[MODEL_CELLS];

	return model_regions(m, which ? MODEL_RESERVED : MODEL_MEMORY, regions);
}

static unsigned long room(const struct state *s, unsigned int which)
{
	return capacity(which) << s->home[which].shift;
}

/* ---- the oracle: growth ---- */

static unsigned int maps, map_fails; /* as port_calls and port_fails */
static phys_addr_t home_limit;	      /* current_limit of the call */

static bool in_slice(unsigned int i, struct model_slice s)
{
	return i >= s.lo && i < s.hi;
}

/* May a new array lie there? Arrays are small: a page each. */
static bool can_be_home(const struct state *s, unsigned int i, struct model_slice avoid, bool mirror)
{
	const struct model_cell *c = &s->model.cells[i];
	phys_addr_t base = model_edge(&s->model, i);

	return base >= PAGE_SIZE && model_edge(&s->model, i + 1) - base == PAGE_SIZE && c->memory &&
	       model_edge(&s->model, i + 1) <= home_limit &&
	       !c->reserved && !in_slice(i, avoid) &&
	       !(c->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED)) &&
	       !(c->flags & MEMBLOCK_HOTPLUG && here->movable) && (!mirror || c->flags & MEMBLOCK_MIRROR);
}

/* The highest place, or bottom up the lowest, in mirrored memory first; + 1, 0 = none. */
static unsigned int find_home(const struct state *s, struct model_slice avoid)
{
	for (int mirror = 1; mirror >= 0; mirror--)
		for (unsigned int k = first_cell; k < end_cell; k++) {
			unsigned int i = s->bottom_up ? k : first_cell + end_cell - 1 - k;

			if (can_be_home(s, i, avoid, mirror))
				return i + 1;
		}
	return 0;
}

static bool has_room_for_home(const struct state *s, unsigned int which, unsigned int home)
{
	struct model m = s->model;
	unsigned int before = count(&m, 1), after;

	model_reserve(&m, (struct model_slice){ home - 1, home }, NULL);
	after = count(&m, 1) + (s->home[which].cell ? 1 : 0);
	return after <= before || after <= room(s, 1);
}

static void move_home(struct state *s, unsigned int which, unsigned int home)
{
	struct home old = s->home[which];

	s->home[which] = (struct home){ (u8)home, (u8)(old.shift + 1), 0, 0 };
	model_reserve(&s->model, (struct model_slice){ home - 1, home }, NULL);
	if (old.cell && !old.pinned)
		model_free(&s->model, (struct model_slice){ old.cell - 1U, old.cell });
}

/* The array of reservations first, when it has no room for what the other one needs. */
static bool grow(struct state *s, unsigned int which, struct model_slice avoid)
{
	for (unsigned int moving = which;;) {
		unsigned int home = here->grows ? find_home(s, avoid) : 0;

		if (!home || ++maps == map_fails)
			return false;
		if (moving == 0 && !has_room_for_home(s, moving, home)) {
			moving = 1;
			continue;
		}
		move_home(s, moving, home);
		if (moving == which)
			return true;
		moving = which;
	}
}

/* Where a new array may not lie. */
static struct model_slice avoided(const struct action *a)
{
	bool leave_alone = a->call == REMOVE || a->call == RESERVE || a->call == ALLOC ||
			   a->call == ALLOC_POINTER ||
			   (a->call == MARK && (a->flag == MEMBLOCK_NOMAP ||
						(a->flag == MEMBLOCK_HOTPLUG && here->movable)));

	return leave_alone ? a->s : (struct model_slice){ 0, 0 };
}

/* false: no room, and nothing but homes has changed. */
static bool change(struct state *s, const struct action *a)
{
	unsigned int which = changes_reserved(a->call);
	struct model next;

	for (;;) {
		next = s->model;
		edit(&next, a);
		if (count(&next, which) <= room(s, which))
			break;
		if (!grow(s, which, avoided(a)))
			return false;
	}
	s->model = next;
	return true;
}

/* ---- the oracle: owners ---- */

static unsigned int count_owners(const struct model *m)
{
	struct image image;

	take_owners(m, &image);
	return image.cnt;
}

static void name_cells(struct model *m, struct model_slice s, const char *owner)
{
	for (unsigned int i = s.lo; i < s.hi; i++)
		m->cells[i].owner = owner;
}

/* Old names go first, then the new one comes, each only if the table has room. */
static void set_owner(struct model *m, struct model_slice s, const char *owner)
{
	struct model next = *m;

	name_cells(&next, s, NULL);
	if (count_owners(&next) > owners_capacity())
		return;
	*m = next;
	name_cells(&next, s, owner);
	if (count_owners(&next) <= owners_capacity())
		*m = next;
}

/* Without room the name above goes, too. */
static void clear_owner(struct model *m, struct model_slice s)
{
	struct model next = *m;
	unsigned int i = s.hi;

	name_cells(&next, s, NULL);
	if (count_owners(&next) > owners_capacity())
		for (; i < MODEL_CELLS && m->cells[i].owner == m->cells[s.hi - 1].owner; i++)
			name_cells(&next, (struct model_slice){ i, i + 1 }, NULL);
	*m = next;
}

static void predict_owners(struct model *m, const struct action *a)
{
	if (!here->names)
		return;
	if (a->call == RESERVE && a->owner)
		set_owner(m, a->s, a->owner);
	if (a->call == FREE)
		clear_owner(m, a->s);
}

/* ---- the oracle: the result ---- */

static void pin_homes(struct state *s, struct model_slice reserved)
{
	for (unsigned int which = 0; which < 2; which++)
		if (s->home[which].cell && in_slice(s->home[which].cell - 1U, reserved))
			s->home[which].pinned = 1;
}

static u64 predict_alloc(struct state *s, struct action *a)
{
	phys_addr_t addr;

	a->r.bottom_up = s->bottom_up;
	addr = model_alloc(&s->model, &a->r);
	if (!addr)
		return 0;
	a->s.lo = model_cell_at(&s->model, addr);
	a->s.hi = a->s.lo + 1;
	while (model_edge(&s->model, a->s.hi) - addr < a->r.size)
		a->s.hi++;
	if (!change(s, a))
		return 0;
	if (a->call == ALLOC_POINTER && ++maps == map_fails) {
		/* Mapping failed: it is given back. */
		struct action back = { .call = FREE, .s = a->s };

		change(s, &back);
		return 0;
	}
	return addr;
}

static bool has_mirror(const struct model *m)
{
	bool mirror = false;

	for (unsigned int i = 0; i < MODEL_CELLS; i++)
		mirror |= m->cells[i].memory && m->cells[i].flags & MEMBLOCK_MIRROR;
	return mirror;
}

static u64 predict(struct state *s, struct action *a)
{
	if (a->call == ALLOC || a->call == ALLOC_POINTER)
		return predict_alloc(s, a);
	if (a->call == TURN) {
		s->bottom_up = !s->bottom_up;
		return 0;
	}
	if (a->call >= TRIM) {
		edit(&s->model, a);
		return 0;
	}
	if (a->call == RESERVE)
		pin_homes(s, a->s);
	if (!change(s, a))
		return a->call == RESERVE ? PANIC : (u64)-ENOMEM;
	predict_owners(&s->model, a);
	/* Asked for once, or there: sticky, as memblock_has_mirror() says. */
	s->mirrored |= (a->call == ADD && a->flag & MEMBLOCK_MIRROR) || has_mirror(&s->model);
	return 0;
}

/* ---- comparison ---- */

static bool contents_are(const struct memblock_type *type, const struct image *image)
{
	const struct memblock_region *r = type->regions;

	if (type->cnt != image->cnt || type->total_size != image->total)
		return false;
	if (!type->cnt)
		return !r->base && !r->size && !r->flags && !memblock_get_region_node(r);
	for (unsigned int i = 0; i < image->cnt; i++)
		if (r[i].base != image->regions[i].base || r[i].size != image->regions[i].size ||
		    r[i].flags != image->regions[i].flags ||
		    memblock_get_region_node(&r[i]) != memblock_get_region_node(&image->regions[i]))
			return false;
	return true;
}

/* The array is where it should be; how much room is in front is taken as it is. */
static bool home_is(unsigned int which, struct home *h)
{
	const struct memblock_type *type = type_of(which);
	struct memblock_region *storage = h->cell ? storage_of(h) : static_arrays[which];
	unsigned long max = capacity(which) << h->shift;

	h->front = 0;
	if (type->max != max || !guards_hold(storage, max, h->cell))
		return false;
	if (!h->cell)
		return type->regions == storage;
	if (region_storage(type) != storage || region_storage_pinned(type) != h->pinned)
		return false;
	h->front = (u8)(type->regions - storage);
	return true;
}

/* What is wrong; NULL = nothing. */
static const char *difference(struct state *want)
{
	struct image image;

	if (!home_is(0, &want->home[0]))
		return "the array of memory is elsewhere";
	if (!home_is(1, &want->home[1]))
		return "the array of reservations is elsewhere";
	take_image(&want->model, MODEL_MEMORY, &image);
	if (!contents_are(&memblock.memory, &image))
		return "memory differs";
	take_image(&want->model, MODEL_RESERVED, &image);
	if (!contents_are(&memblock.reserved, &image))
		return "reservations differ";
	if (here->names) {
		take_owners(&want->model, &image);
		if (!contents_are(&memblock_owners, &image))
			return "owners differ";
	}
	if (memblock_mirrored != want->mirrored || memblock.bottom_up != want->bottom_up)
		return "derived state differs";
	if (!looks_like(&memblock.memory, &memblock_seen_memory) ||
	    !looks_like(&memblock.reserved, &memblock_seen_reserved))
		return "the library takes its own change for one by hand";
	return NULL;
}

/* ---- telling ---- */

static char cell_mark(const struct model_cell *c)
{
	return c->memory ? (char)((c->nid < 0 ? 'a' : 'A' + 13 * c->nid) + (int)(c->flags & 15)) : '.';
}

const char *describe_now(void)
{
	static char text[200];
	char memory[MODEL_CELLS + 1] = "", reserved[MODEL_CELLS + 1] = "";

	for (unsigned int i = first_cell; i < end_cell; i++) {
		const struct model_cell *c = &now.model.cells[i];

		memory[i - first_cell] = cell_mark(c);
		reserved[i - first_cell] = (char)(!c->reserved ? '.' : c->reserved_flags ? 'n' :
						  c->owner ? '0' + (int)name_number(c->owner) : 'r');
	}
	snprintf(text, sizeof(text), "memory %s reserved %s homes %u*%u %u*%u%s", memory, reserved,
		 now.home[0].cell, 1U << now.home[0].shift, now.home[1].cell, 1U << now.home[1].shift,
		 now.bottom_up ? " bottom up" : "");
	return text;
}

static void complain(const struct action *a, const char *what, u64 got, u64 want)
{
	static const char *const calls[] = { "add", "remove", "mark", "clear", "set_node", "reserve",
					     "free", "noinit", "set_reserved_node", "alloc",
					     "alloc_pointer", "trim", "limit", "limit_map", "cap", "turn" };

	if (a->call == ALLOC || a->call == ALLOC_POINTER)
		fault("%s: %s(size %#llx align %#llx start %#llx end %#llx nid %d exact %d limit %#llx, "
		      "mapping %u fails) = %#llx, want %#llx: %s", describe_now(), calls[a->call],
		      LL(a->r.size), LL(a->r.align), LL(a->r.start), LL(a->r.end), a->r.nid, a->r.exact,
		      LL(a->r.current_limit), map_fails, got, want, what);
	else
		fault("%s: %s(cells [%u, %u) flag %#x nid %d number %#llx%s%s, mapping %u fails) = %lld, "
		      "want %lld: %s", describe_now(), calls[a->call], a->s.lo - first_cell,
		      a->s.hi - first_cell, a->flag, a->nid, LL(a->number), a->from_0 ? " from 0" : "",
		      a->to_end ? " to the end" : "", map_fails, got, want, what);
}

bool compare_now(const char *after)
{
	struct state want = now;
	const char *what = difference(&want);

	if (what)
		fault("%s: after %s: %s", describe_now(), after, what);
	return !what;
}

/* ---- steps ---- */

static void attempt(struct action a, unsigned int fails)
{
	static struct state want;
	static u64 got, wanted;
	struct packed p;
	const char *what;

	restore();
	port_calm(fails);
	if (PANICS())
		got = PANIC;
	else
		got = call(&a);
	want = now;
	maps = 0;
	map_fails = fails;
	home_limit = a.call == ALLOC_POINTER ? a.r.current_limit : PHYS_ADDR_MAX;
	wanted = predict(&want, &a);
	transitions++;
	what = difference(&want);
	if (got != wanted || what || port_calls != maps) {
		complain(&a, what ? what : got != wanted ? "the result" : "how often memory was mapped",
			 got, wanted);
		return;
	}
	pack(&want, &p);
#ifdef MODEL_SMALL
	pack_notes(&p);
#endif
	states_add(&seen, &p);
}

/* The call; then again with each of its attempts to map memory failing. */
static void step(const struct action *a)
{
	unsigned int calls;

	attempt(*a, 0);
	calls = port_calls;
	for (unsigned int i = 1; i <= calls; i++)
		attempt(*a, i);
}

static bool allowed(enum call call)
{
	return here->calls & DO(call);
}

/* The same range by other words, where there is nothing beyond. */
static void step_range(struct action *a)
{
	bool top = here->place == AT_TOP && a->s.hi == end_cell;

	step(a);
	if (a->s.hi == end_cell && (top || (a->call != ADD && a->call != RESERVE))) {
		a->to_end = true;
		step(a);
		a->to_end = false;
	}
	if (a->s.lo == first_cell && model_edge(&now.model, first_cell) && a->call != ADD &&
	    a->call != RESERVE) {
		a->from_0 = true;
		step(a);
		a->from_0 = false;
	}
}

static bool holds_home(struct model_slice s)
{
	for (unsigned int which = 0; which < 2; which++)
		if (now.home[which].cell && in_slice(now.home[which].cell - 1U, s))
			return true;
	return false;
}

static void steps_on_memory(struct model_slice s)
{
	struct action a = { .s = s };

	for (a.nid = here->first_nid; a.nid <= here->last_nid; a.nid++) {
		a.call = ADD;
		for (const unsigned int *f = here->flags; allowed(ADD) && *f != END_OF_FLAGS; f++) {
			a.flag = *f;
			step_range(&a);
		}
		a.call = SET_NODE;
		a.flag = 0;
		if (allowed(SET_NODE))
			step_range(&a);
	}
	a.nid = NUMA_NO_NODE;
	a.call = REMOVE;
	if (allowed(REMOVE))
		step_range(&a);
	for (const unsigned int *f = here->flags; *f != END_OF_FLAGS; f++) {
		a.flag = *f;
		a.call = MARK;
		if (allowed(MARK) && (a.flag == MEMBLOCK_HOTPLUG || a.flag == MEMBLOCK_MIRROR ||
				      a.flag == MEMBLOCK_NOMAP))
			step_range(&a);
		a.call = CLEAR;
		if (allowed(CLEAR) && (a.flag == MEMBLOCK_HOTPLUG || a.flag == MEMBLOCK_NOMAP))
			step_range(&a);
	}
}

static void steps_on_reserved(struct model_slice s)
{
	struct action a = { .call = RESERVE, .s = s };

	for (unsigned int i = 0; allowed(RESERVE) && i <= here->names; i++) {
		a.owner = i ? names[i - 1] : NULL;
		step_range(&a);
	}
	a.owner = NULL;
	a.call = FREE;
	if (allowed(FREE) && !holds_home(s))
		step_range(&a);
	a.call = NOINIT;
	if (allowed(NOINIT))
		step_range(&a);
	a.call = SET_RESERVED_NODE;
	for (a.nid = here->first_nid; allowed(SET_RESERVED_NODE) && a.nid <= here->last_nid; a.nid++)
		step_range(&a);
}

static void steps_that_limit(void)
{
	struct action a = { .call = TRIM };

	for (a.number = here->cell; allowed(TRIM) && a.number <= 4 * here->cell; a.number *= 2)
		step(&a);
	a.number = 0;
	for (unsigned int i = first_cell; i <= end_cell && allowed(LIMIT); i++) {
		a.call = LIMIT;
		step(&a);
		a.call = LIMIT_MAP;
		step(&a);
		if (i == end_cell)
			break;
		if (now.model.cells[i].memory)
			a.number += model_edge(&now.model, i + 1) - model_edge(&now.model, i);
	}
}

/* ---- allocation ---- */

static void step_request(struct action *a)
{
	for (a->r.nid = here->first_nid; a->r.nid <= here->last_nid; a->r.nid++)
		for (int exact = 0; exact <= (a->r.nid >= 0); exact++) {
			a->r.exact = exact;
			step(a);
		}
}

static void step_limits(struct action *a)
{
	struct model_request *r = &a->r;

	for (unsigned int lo = first_cell; lo < end_cell; lo++)
		for (unsigned int hi = lo + 1; hi <= end_cell; hi++) {
			r->start = lo == first_cell ? 0 : model_edge(&now.model, lo);
			r->end = model_edge(&now.model, hi);
			r->current_limit = PHYS_ADDR_MAX;
			a->call = ALLOC;
			r->floor_is_law = true;
			if (allowed(ALLOC))
				step_request(a);
			if (!allowed(ALLOC_POINTER))
				continue;
			a->call = ALLOC_POINTER;
			r->floor_is_law = false;
			step_request(a);
			r->current_limit = r->end;
			r->end = lo & 1 ? MEMBLOCK_ALLOC_NOLEAKTRACE : MEMBLOCK_ALLOC_ACCESSIBLE;
			step_request(a);
		}
}

static void steps_that_allocate(void)
{
	struct action a = { .call = ALLOC };

	if (!allowed(ALLOC) && !allowed(ALLOC_POINTER))
		return;
	a.r.movable = here->movable;
	for (unsigned int n = 1; n <= end_cell - first_cell; n++)
		for (a.r.align = here->cell; a.r.align <= 4 * here->cell; a.r.align *= 2) {
			a.r.size = n * here->cell;
			step_limits(&a);
		}
}

/* ---- calls that must change nothing ---- */

static void idle_calls(void)
{
	phys_addr_t at = model_edge(&now.model, first_cell);
	struct model_request r = { .size = 0, .align = here->cell, .end = PHYS_ADDR_MAX, .nid = -1,
				   .floor_is_law = true };
	u64 sum;

	restore();
	sum = (u64)memblock_add(at, 0) | (u64)memblock_remove(at, 0) | (u64)memblock_reserve(at, 0) |
	      (u64)memblock_phys_free(at, 0) | (u64)memblock_mark_nomap(at, 0) |
	      (u64)memblock_set_node(at, 0, &memblock.memory, 0) | (u64)memblock_clear_hotplug(at, 0);
	ASK(!sum, "%s: a call with size 0 fails", describe_now());
	ASK(memblock_add_node(at, here->cell, MAX_NUMNODES + 1, MEMBLOCK_NONE) == -EINVAL &&
	    memblock_set_node(at, here->cell, &memblock.memory, -2) == -EINVAL,
	    "%s: a node that does not exist", describe_now());
	ASK(!call_alloc(&r), "%s: 0 bytes were allocated", describe_now());
	r.size = PHYS_ADDR_MAX;
	ASK(!call_alloc(&r), "%s: everything was allocated", describe_now());
	r.size = here->cell;
	r.align = 3;
	ASK(!call_alloc(&r), "%s: an alignment that is no power of two", describe_now());
	memblock_cap_memory_range(at, 0);
	memblock_enforce_memory_limit(0);
	memblock_trim_memory(3 * here->cell);
	compare_now("calls that do nothing");
}

/* ---- worlds ---- */

static void expand(void)
{
	take_image(&now.model, MODEL_MEMORY, &now_memory);
	take_image(&now.model, MODEL_RESERVED, &now_reserved);
	take_owners(&now.model, &now_owners);
	idle_calls();
	restore();
	ask_everything();
	for (unsigned int lo = first_cell; lo < end_cell && !enough_faults(); lo++)
		for (unsigned int hi = lo + 1; hi <= end_cell; hi++) {
			struct action cap = { .call = CAP, .s = { lo, hi } };

			steps_on_memory(cap.s);
			steps_on_reserved(cap.s);
			if (allowed(CAP))
				step_range(&cap);
		}
	steps_that_limit();
	steps_that_allocate();
	if (allowed(TURN))
		step(&(struct action){ .call = TURN });
}

static phys_addr_t base_of_world(void)
{
	phys_addr_t cell = here->cell;

	switch (here->place) {
	case AT_0:
		return 0;
	case AT_PAGE_1:
		return PAGE_SIZE - end_cell / 2 * cell;
	case AT_MIDDLE:
		return 0x40000000;
	default:
		/* The last byte is never described: bytes end before it, a page is a byte shorter. */
		return cell == 1 ? PHYS_ADDR_MAX - MODEL_CELLS : (phys_addr_t)0 - MODEL_CELLS * cell;
	}
}

static void place_world(void)
{
	unsigned int cells = here->cells + depth < MODEL_CELLS ? here->cells + depth : MODEL_CELLS;
	bool top = here->place == AT_TOP;
	phys_addr_t from;

	first_cell = top ? MODEL_CELLS - cells : 0;
	end_cell = top ? MODEL_CELLS : cells;
	memset(&now, 0, sizeof(now));
	model_init(&now.model, base_of_world(), here->cell, top && here->cell > 1);
	from = model_edge(&now.model, first_cell);
	port_map(from, (size_t)(model_edge(&now.model, end_cell) - from));
	if (here->fixed_memory)
		model_add(&now.model, (struct model_slice){ first_cell, end_cell }, here->first_nid, 0);
	remark("%u cells", cells);
}

/* All variables of the library, as they were when the program started. */
static unsigned char pristine[1 << 16];

static void new_library(void)
{
	static bool started;
	size_t bytes = (size_t)(__stop_world - __start_world);

	if (bytes > sizeof(pristine)) {
		fault("the library's variables are larger than expected");
		return;
	}
	if (!started)
		memcpy(pristine, __start_world, bytes);
	started = true;
	memcpy(__start_world, pristine, bytes);
	static_arrays[0] = memblock.memory.regions;
	static_arrays[1] = memblock.reserved.regions;
	/* Names get their numbers in the order in which they are first used. */
	for (unsigned int i = 0; i < LENGTH(names); i++)
		memblock_reserve_named(PAGE_SIZE * i, 1, names[i]);
	if (here->grows)
		memblock_allow_resize();
}

void run_regions(const struct world *w)
{
	struct packed p;

	here = w->what;
	port_movable = here->movable;
	new_library();
	place_world();
	states_start(&seen, sizeof(p));
	pack(&now, &p);
#ifdef MODEL_SMALL
	misfit_forget_all();
	pack_notes(&p);
#endif
	states_add(&seen, &p);
	/* Owners that are not looked at must not be there. */
	memblock_owners.cnt = 0;
	memblock_owners.total_size = 0;
	memset(memblock_owners.regions, 0, sizeof(*memblock_owners.regions));
	for (size_t i = 0; i < seen.count && !enough_faults(); i++) {
		states_get(&seen, i, &p);
		unpack(&p, &now);
#ifdef MODEL_SMALL
		now_packed = p;
#endif
		expand();
	}
	states_end(&seen);
	port_movable = false;
}
