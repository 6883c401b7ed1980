/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <string.h>

int model_nid(int nid)
{
#ifdef CONFIG_NUMA
	return nid;
#else
	(void)nid;
	return 0;
#endif
}

void model_init(struct model *m, phys_addr_t base, phys_addr_t cell, bool top)
{
	memset(m, 0, sizeof(*m));
	m->base = base;
	m->cell = cell;
	m->top = top;
}

phys_addr_t model_edge(const struct model *m, unsigned int i)
{
	return m->top && i == MODEL_CELLS ? PHYS_ADDR_MAX : m->base + i * m->cell;
}

unsigned int model_cell_at(const struct model *m, phys_addr_t addr)
{
	for (unsigned int i = 0; i < MODEL_CELLS; i++)
		if (addr >= model_edge(m, i) && addr < model_edge(m, i + 1))
			return i;
	return MODEL_CELLS;
}

static phys_addr_t cell_bytes(const struct model *m, unsigned int i)
{
	return model_edge(m, i + 1) - model_edge(m, i);
}

static bool cell_in(const struct model_cell *c, enum model_type type)
{
	return type == MODEL_MEMORY ? c->memory : type == MODEL_RESERVED ? c->reserved : false;
}

static unsigned int cell_flags(const struct model_cell *c, enum model_type type)
{
	return type == MODEL_MEMORY ? c->flags : c->reserved_flags;
}

static int cell_nid(const struct model_cell *c, enum model_type type)
{
	return type == MODEL_MEMORY ? c->nid : c->reserved_nid;
}

/* Are two neighbouring cells, both of the type, in one region? */
static bool cells_join(const struct model_cell *a, const struct model_cell *b, enum model_type type)
{
	return cell_flags(a, type) == cell_flags(b, type) && cell_nid(a, type) == cell_nid(b, type);
}

phys_addr_t model_bytes(const struct model *m, enum model_type type)
{
	phys_addr_t bytes = 0;

	for (unsigned int i = 0; i < MODEL_CELLS; i++)
		if (cell_in(&m->cells[i], type))
			bytes += cell_bytes(m, i);
	return bytes;
}

unsigned int model_regions(const struct model *m, enum model_type type,
			   struct memblock_region *out)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		const struct model_cell *c = &m->cells[i];

		if (!cell_in(c, type))
			continue;
		if (i > 0 && cell_in(c - 1, type) && cells_join(c - 1, c, type)) {
			out[n - 1].size += cell_bytes(m, i);
			continue;
		}
		memset(&out[n], 0, sizeof(out[n]));
		out[n].base = model_edge(m, i);
		out[n].size = cell_bytes(m, i);
		out[n].flags = (enum memblock_flags)cell_flags(c, type);
		memblock_set_region_node(&out[n], cell_nid(c, type));
		n++;
	}
	return n;
}

/* ---- changes ---- */

static void cell_free(struct model_cell *c)
{
	c->reserved = false;
	c->reserved_flags = 0;
	c->reserved_nid = 0;
	c->owner = NULL;
}

static void cell_remove(struct model_cell *c)
{
	c->memory = false;
	c->flags = 0;
	c->nid = 0;
}

void model_add(struct model *m, struct model_slice s, int nid, unsigned int flags)
{
	for (unsigned int i = s.lo; i < s.hi; i++) {
		struct model_cell *c = &m->cells[i];

		if (c->memory)
			continue;
		c->memory = true;
		c->flags = flags;
		c->nid = model_nid(nid);
	}
}

void model_remove(struct model *m, struct model_slice s)
{
	for (unsigned int i = s.lo; i < s.hi; i++)
		cell_remove(&m->cells[i]);
}

void model_reserve(struct model *m, struct model_slice s, const char *owner)
{
	for (unsigned int i = s.lo; i < s.hi; i++) {
		struct model_cell *c = &m->cells[i];

		if (owner)
			c->owner = owner;
		if (c->reserved)
			continue;
		c->reserved = true;
		c->reserved_flags = 0;
		c->reserved_nid = model_nid(NUMA_NO_NODE);
	}
}

void model_free(struct model *m, struct model_slice s)
{
	for (unsigned int i = s.lo; i < s.hi; i++)
		cell_free(&m->cells[i]);
}

void model_mark(struct model *m, struct model_slice s, unsigned int set, unsigned int clear)
{
	for (unsigned int i = s.lo; i < s.hi; i++)
		if (m->cells[i].memory)
			m->cells[i].flags = (m->cells[i].flags & ~clear) | set;
}

void model_mark_reserved(struct model *m, struct model_slice s, unsigned int set)
{
	for (unsigned int i = s.lo; i < s.hi; i++)
		if (m->cells[i].reserved)
			m->cells[i].reserved_flags |= set;
}

void model_set_node(struct model *m, struct model_slice s, enum model_type type, int nid)
{
	for (unsigned int i = s.lo; i < s.hi; i++) {
		struct model_cell *c = &m->cells[i];

		if (type == MODEL_MEMORY && c->memory)
			c->nid = model_nid(nid);
		if (type == MODEL_RESERVED && c->reserved)
			c->reserved_nid = model_nid(nid);
	}
}

void model_trim(struct model *m, phys_addr_t align)
{
	struct memblock_region regions[MODEL_CELLS];
	unsigned int n = model_regions(m, MODEL_MEMORY, regions);

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		bool keep = false;

		for (unsigned int k = 0; k < n; k++) {
			phys_addr_t base = regions[k].base, end = base + regions[k].size;

			/* Kept: cells between the first and the last multiple of align, the very end being one. */
			keep |= model_edge(m, i) >= base && model_edge(m, i + 1) <= end &&
				model_edge(m, i) - base >= (align - base % align) % align &&
				(end == PHYS_ADDR_MAX ||
				 end - model_edge(m, i + 1) >= end % align);
		}
		if (!keep)
			cell_remove(&m->cells[i]);
	}
}

void model_cap(struct model *m, struct model_slice s)
{
	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		if (i >= s.lo && i < s.hi)
			continue;
		if (!(m->cells[i].flags & MEMBLOCK_NOMAP))
			cell_remove(&m->cells[i]);
		cell_free(&m->cells[i]);
	}
}

phys_addr_t model_end_of_first(const struct model *m, phys_addr_t limit)
{
	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		if (!m->cells[i].memory)
			continue;
		if (limit <= cell_bytes(m, i))
			return model_edge(m, i) + limit;
		limit -= cell_bytes(m, i);
	}
	return PHYS_ADDR_MAX;
}

void model_forget(struct model *m, enum model_type type)
{
	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		if (type == MODEL_MEMORY)
			cell_remove(&m->cells[i]);
		else
			cell_free(&m->cells[i]);
	}
}

/* ---- walks ---- */

/* Filters apply to RAM only. */
static bool cell_wanted(const struct model_cell *c, const struct model_walk *w)
{
	if (w->a != MODEL_MEMORY)
		return true;
	if (w->nid != NUMA_NO_NODE && model_nid(w->nid) != c->nid)
		return false;
	if ((w->flags & MEMBLOCK_MIRROR) && !(c->flags & MEMBLOCK_MIRROR))
		return false;
	if ((c->flags & MEMBLOCK_NOMAP) && !(w->flags & MEMBLOCK_NOMAP))
		return false;
	if ((c->flags & MEMBLOCK_DRIVER_MANAGED) && !(w->flags & MEMBLOCK_DRIVER_MANAGED))
		return false;
	return !(w->movable && (c->flags & MEMBLOCK_HOTPLUG) && !(w->flags & MEMBLOCK_HOTPLUG));
}

static bool cell_visited(const struct model_cell *c, const struct model_walk *w)
{
	return cell_in(c, w->a) && !cell_in(c, w->b) && cell_wanted(c, w);
}

unsigned int model_ranges(const struct model *m, const struct model_walk *w,
			  struct model_range *out)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		const struct model_cell *c = &m->cells[i];

		if (!cell_visited(c, w))
			continue;
		if (i > 0 && cell_visited(c - 1, w) && cells_join(c - 1, c, w->a)) {
			out[n - 1].end = model_edge(m, i + 1);
			continue;
		}
		out[n++] = (struct model_range){ model_edge(m, i), model_edge(m, i + 1),
						 cell_nid(c, w->a) };
	}
	return n;
}

/* ---- allocation ---- */

/* May a block of size bytes start at cell i? It lies in one region, and is free. */
static bool block_fits(const struct model *m, unsigned int i, const struct model_request *r,
		       const struct model_walk *w)
{
	phys_addr_t addr = model_edge(m, i), end = addr + r->size;

	if (end < addr || addr % r->align || addr < r->start || end > r->end)
		return false;
	for (unsigned int k = i; model_edge(m, k) < end; k++) {
		if (k == MODEL_CELLS || !cell_visited(&m->cells[k], w))
			return false;
		if (k > i && !cells_join(&m->cells[k - 1], &m->cells[k], w->a))
			return false;
	}
	return true;
}

/* The highest or the lowest start in RAM of a kind; 0 = none. */
static phys_addr_t try_cells(const void *world, const struct model_request *r, int nid,
			     unsigned int flags)
{
	const struct model *m = world;
	struct model_walk w = { MODEL_MEMORY, MODEL_RESERVED, nid, flags, r->movable };

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		unsigned int cell = r->bottom_up ? i : MODEL_CELLS - 1 - i;

		if (block_fits(m, cell, r, &w))
			return model_edge(m, cell);
	}
	return 0;
}

/* Mirrored RAM first, then all; in each the node first, then any. */
static phys_addr_t try_kinds(const void *world, const struct model_request *r, model_try try)
{
	static const unsigned int kinds[] = { MEMBLOCK_MIRROR, MEMBLOCK_NONE };
	phys_addr_t addr = 0;

	for (unsigned int k = 0; k < 2 && !addr; k++) {
		addr = try(world, r, r->nid, kinds[k]);
		if (!addr && !r->exact)
			addr = try(world, r, NUMA_NO_NODE, kinds[k]);
	}
	return addr;
}

phys_addr_t model_alloc_by(const void *world, const struct model_request *request, model_try try)
{
	struct model_request r = *request;
	phys_addr_t addr;

	if (!r.align)
		r.align = SMP_CACHE_BYTES;
	if (!r.size || (r.align & (r.align - 1)))
		return 0;
	if (r.nid < 0 || r.nid >= MAX_NUMNODES)
		r.nid = NUMA_NO_NODE;
	if (r.end == MEMBLOCK_ALLOC_ACCESSIBLE || r.end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		r.end = r.current_limit;
	if (!r.floor_is_law && r.end > r.current_limit)
		r.end = r.current_limit;
	if (r.start < PAGE_SIZE)
		r.start = PAGE_SIZE;
	addr = try_kinds(world, &r, try);
	if (!addr && !r.floor_is_law) {
		r.start = PAGE_SIZE;
		addr = try_kinds(world, &r, try);
	}
	return addr;
}

phys_addr_t model_alloc(const struct model *m, const struct model_request *r)
{
	return model_alloc_by(m, r, try_cells);
}
