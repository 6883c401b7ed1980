/* SPDX-License-Identifier: MIT */
/*
 * model.h - the region core done the naive way: a small world of cells, each of which
 * knows everything about itself. No arrays, no searching, no merging: what the arrays
 * must be is derived from the cells.
 */
#ifndef MODEL_H
#define MODEL_H

#include <bootmem/memblock.h>

#ifndef MODEL_CELLS
#define MODEL_CELLS 96
#endif

struct model_cell {
	bool memory, reserved;
	unsigned int flags, reserved_flags;
	int nid, reserved_nid;
	const char *owner;
};

/*
 * Cell i is [edge(i), edge(i + 1)), cell bytes each; in a world at the top of the address
 * space the last one is a byte shorter, for the last byte is never described.
 */
struct model {
	phys_addr_t base, cell;
	bool top;
	struct model_cell cells[MODEL_CELLS];
};

/* Cells [lo, hi). */
struct model_slice {
	unsigned int lo, hi;
};

enum model_type { MODEL_NOTHING, MODEL_MEMORY, MODEL_RESERVED };

/* Without CONFIG_NUMA all nodes are node 0. */
int model_nid(int nid);

void model_init(struct model *m, phys_addr_t base, phys_addr_t cell, bool top);
phys_addr_t model_edge(const struct model *m, unsigned int i);
/* The cell that holds an address; MODEL_CELLS when none does. */
unsigned int model_cell_at(const struct model *m, phys_addr_t addr);
phys_addr_t model_bytes(const struct model *m, enum model_type type);

/* What the array must be; returns the number of regions. */
unsigned int model_regions(const struct model *m, enum model_type type,
			   struct memblock_region *out);

/* ---- changes ---- */

void model_add(struct model *m, struct model_slice s, int nid, unsigned int flags);
void model_remove(struct model *m, struct model_slice s);
void model_reserve(struct model *m, struct model_slice s, const char *owner);
void model_free(struct model *m, struct model_slice s);
void model_mark(struct model *m, struct model_slice s, unsigned int set, unsigned int clear);
void model_mark_reserved(struct model *m, struct model_slice s, unsigned int set);
void model_set_node(struct model *m, struct model_slice s, enum model_type type, int nid);
void model_trim(struct model *m, phys_addr_t align);
void model_cap(struct model *m, struct model_slice s);
/* Where the first limit bytes of RAM end; PHYS_ADDR_MAX when there are not as many. */
phys_addr_t model_end_of_first(const struct model *m, phys_addr_t limit);
void model_forget(struct model *m, enum model_type type);

/* ---- walks ---- */

struct model_range {
	phys_addr_t start, end;
	int nid;
};

struct model_walk {
	enum model_type a, b;
	int nid;
	unsigned int flags;
	bool movable; /* what movable_node_is_enabled() says */
};

/* What a walk visits, in ascending order; at most MODEL_CELLS. */
unsigned int model_ranges(const struct model *m, const struct model_walk *w,
			  struct model_range *out);

/* ---- allocation ---- */

struct model_request {
	phys_addr_t size, align, start, end;
	int nid;
	bool exact;
	bool floor_is_law; /* the physical API */
	bool bottom_up, movable;
	phys_addr_t current_limit;
};

/* Where a block fits in RAM of one kind, on one node or any: the highest or lowest; 0 = none. */
typedef phys_addr_t (*model_try)(const void *world, const struct model_request *r, int nid,
				 unsigned int flags);

/*
 * The address that an allocation must return, with the documented order of tries over
 * any way of finding a block.
 */
phys_addr_t model_alloc_by(const void *world, const struct model_request *r, model_try try);

/* The same over cells; takes nothing. size: whole cells. */
phys_addr_t model_alloc(const struct model *m, const struct model_request *r);

#endif
