/* SPDX-License-Identifier: MIT */
/*
 * bitmap.h - the bitmap core in a small world: pages that are free on a node or taken, the
 * rest of each node's last page, and where its next search starts.
 *
 *	bitmap.c		states, calls, the oracle, comparison
 *	bitmap_ask.c		everything that can be asked in a state, hand-over
 *	bitmap_worlds.c		which worlds there are
 *
 * Offsets and page numbers count from the start of the world; units are parts of a page.
 */
#ifndef BITMAP_H
#define BITMAP_H

#include <bootmem/bootmem.h>

#include "world.h"

#define UNIT	 1024U
#define UNITS	 (PAGE_SIZE / UNIT) /* of a page */
#define NODES	 2
#define MAX_LIST 12

/* Where the world lies. */
enum place {
	AT_0,
	AT_ODD, /* at an odd page */
	AT_TOP, /* up to the end of the address space */
};

struct span {
	unsigned int first, end; /* pages */
	int map;		 /* the page that its map lies in; -1 or .pages: beside the world */
};

struct bitmap_world {
	enum place place;
	unsigned int pages;
	unsigned int first, end; /* pages that calls change; all others are taken for good */
	struct span node[NODES]; /* empty = there is none */
	const char *ram;	 /* for each page its node, or -; NULL = nobody has told */
	/* In units; each ends with 0. */
	unsigned int sizes[MAX_LIST], aligns[MAX_LIST];
	/* Goals and limits: every page's start and so many units beside it. */
	unsigned int goal_step, limit_step;
	bool starts_set_up; /* all nodes are, from the beginning, and stay so */
	bool whole_pages;   /* ranges that are reserved and freed */
};

/* A page is free on one node at most. */
struct node_state {
	u16 free; /* bit: page - first */
	u16 rest; /* last_end_off, in units from the node's start */
	u16 hint; /* hint_idx */
	u16 goal; /* hint_goal, in pages of the world */
	u16 full_idx, full_pages;
};

#define NOT_FULL 0xffff

struct state {
	struct node_state node[NODES];
	u16 there[NODES]; /* set up */
	u16 unused[2];
};

_Static_assert(sizeof(struct state) % 8 == 0, "states are compared in words");

/* The world that runs, the state that calls start from. */
extern const struct bitmap_world *here;
extern struct state now;
extern pg_data_t pgdat_of[NODES];

/* Addresses of the world; its end may be that of the address space. */
phys_addr_t address_of(u64 offset);
unsigned long first_pfn(void);

/* ---- what a state says about a page of the world ---- */

bool is_spanned(const struct state *s, int nid, unsigned int page);
bool is_own(const struct state *s, unsigned int page);
/* The node that it is free on, -1 = it is taken. */
int free_on(const struct state *s, unsigned int page);
/* The node that gets it when it is freed, -1 = none. */
int owner_of(const struct state *s, unsigned int page);

/* ---- */

/* The library becomes that of the state. */
void restore(void);
/* Is all as in the state? Complains, and says after what. */
bool compare_now(const char *after);
const char *describe_now(void);

void ask_everything(void);
void run_bitmap(const struct world *w);

#endif
