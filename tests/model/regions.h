/* SPDX-License-Identifier: MIT */
/*
 * regions.h - the region core in a small world: its state in cells, and putting the real
 * arrays into it.
 *
 *	regions.c		states, calls, the oracle, comparison
 *	regions_ask.c		everything that can be asked in a state
 *	regions_worlds.c	which worlds there are
 */
#ifndef REGIONS_H
#define REGIONS_H

#include "../host/model.h"
#include "memblock/internal.h"
#include "world.h"

/* Where the cells lie. */
enum place {
	AT_0,	   /* from address 0 on */
	AT_PAGE_1, /* half of them below the end of page 0 */
	AT_MIDDLE,
	AT_TOP,	   /* up to the end of the address space */
};

enum call {
	ADD,
	REMOVE,
	MARK,
	CLEAR,
	SET_NODE,
	RESERVE,
	FREE,
	NOINIT,
	SET_RESERVED_NODE,
	ALLOC,	       /* physical addresses: the floor is law */
	ALLOC_POINTER, /* pointers: below current_limit, the floor is a wish */
	TRIM,
	LIMIT,
	LIMIT_MAP, /* NOMAP survives */
	CAP,
	TURN, /* bottom up, and back */
	CALLS
};

#define DO(call) (1U << (call))

struct region_world {
	enum place place;
	phys_addr_t cell;
	unsigned int cells;
	unsigned int calls;		/* DO(...) | ... */
	const unsigned int *flags;	/* that RAM is added with; ends with END_OF_FLAGS */
	int first_nid, last_nid;	/* that are used */
	unsigned int max_memory, max_reserved, max_owners; /* regions that fit at first; 0 = enough */
	unsigned int names;		/* owners of reservations, besides none */
	bool grows, movable;
	bool fixed_memory;		/* all cells are RAM at the start */
};

#define END_OF_FLAGS ~0U

/* Where an array lives. */
struct home {
	u8 cell;   /* + 1; 0 = the static array */
	u8 shift;  /* it has doubled so often */
	u8 pinned; /* somebody else reserved it, too */
	u8 front;  /* spare slots in front */
};

struct state {
	struct model model;
	struct home home[2]; /* of memory, of reserved */
	bool bottom_up, mirrored;
};

struct image {
	struct memblock_region regions[MODEL_CELLS];
	unsigned int cnt;
	phys_addr_t total;
};

/* The world that runs, the state that calls start from, what its arrays are. */
extern const struct region_world *here;
extern unsigned int first_cell, end_cell;
extern struct state now;
extern struct image now_memory, now_reserved;

/* The real arrays become those of the state. */
void restore(void);
/* Is all as in the state? Complains, and says after what. */
bool compare_now(const char *after);

/* Questions; leaves all as it was. */
void ask_everything(void);

/* Text of the state, for complaints. */
const char *describe_now(void);

void run_regions(const struct world *w);

#endif
