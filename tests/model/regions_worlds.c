/* SPDX-License-Identifier: MIT */
/* The worlds of the region core. */
#include "regions.h"

static const unsigned int plain[] = { MEMBLOCK_NONE, END_OF_FLAGS };
static const unsigned int nomap[] = { MEMBLOCK_NONE, MEMBLOCK_NOMAP, END_OF_FLAGS };
#ifndef MODEL_SMALL
static const unsigned int hotplug[] = { MEMBLOCK_NONE, MEMBLOCK_HOTPLUG, END_OF_FLAGS };
static const unsigned int mirror[] = { MEMBLOCK_NONE, MEMBLOCK_MIRROR, END_OF_FLAGS };
static const unsigned int all_flags[] = { MEMBLOCK_NONE, MEMBLOCK_HOTPLUG, MEMBLOCK_MIRROR,
					  MEMBLOCK_NOMAP, MEMBLOCK_DRIVER_MANAGED, END_OF_FLAGS };
#endif

#define LAYOUT	(DO(ADD) | DO(REMOVE) | DO(MARK) | DO(CLEAR) | DO(SET_NODE))
#define LIMITS	(DO(TRIM) | DO(LIMIT) | DO(LIMIT_MAP) | DO(CAP))
#define TAKEN	(DO(RESERVE) | DO(FREE) | DO(NOINIT) | DO(SET_RESERVED_NODE))
#define ALLOCS	(DO(ALLOC) | DO(ALLOC_POINTER))

#define DEEP_WORLD(text, ...)                                                                      \
	{ text, run_regions, &(const struct region_world){ __VA_ARGS__ }, .deep = true }
#define WORLD(text, ...)                                                                           \
	{ text, run_regions, &(const struct region_world){ __VA_ARGS__ }, .deep = false }

const struct world worlds[] = {
#ifndef MODEL_SMALL
	/* What exists: every layout of RAM, 2 flags and 2 nodes. */
	WORLD("memory, pages at the top", .place = AT_TOP, .cell = PAGE_SIZE, .cells = 6,
	      .flags = hotplug, .last_nid = 1, .calls = LAYOUT | LIMITS),
	WORLD("memory, bytes at the top", .place = AT_TOP, .cell = 1, .cells = 6, .flags = nomap,
	      .last_nid = 1, .calls = LAYOUT),
	/* Arrays that are too small, and never grow. */
	WORLD("memory, 1 region fits", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 7, .flags = nomap,
	      .last_nid = 1, .calls = LAYOUT, .max_memory = 1),
	WORLD("memory, 2 regions fit", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 6, .flags = nomap,
	      .last_nid = 1, .calls = LAYOUT | LIMITS, .max_memory = 2),
	WORLD("memory, 3 regions fit", .place = AT_TOP, .cell = 1, .cells = 6, .flags = nomap,
	      .last_nid = 1, .calls = LAYOUT, .max_memory = 3),
	/* What is taken. */
	WORLD("reservations, bytes at the top, 2 fit", .place = AT_TOP, .cell = 1, .cells = 7,
	      .flags = plain, .last_nid = 1, .calls = TAKEN, .max_reserved = 2),
	WORLD("owners, 2 fit", .place = AT_TOP, .cell = PAGE_SIZE, .cells = 6, .flags = plain, .names = 3,
	      .calls = DO(RESERVE) | DO(FREE), .max_owners = 2),
	/* Both, and placement. */
	WORLD("placement, NOMAP, at the top", .place = AT_TOP, .cell = PAGE_SIZE, .cells = 5,
	      .flags = nomap, .first_nid = -1, .last_nid = -1,
	      .calls = LAYOUT | LIMITS | DO(RESERVE) | DO(FREE) | ALLOCS | DO(TURN)),
	WORLD("placement, 2 reservations fit", .place = AT_TOP, .cell = 1, .cells = 6, .flags = plain,
	      .first_nid = -1, .last_nid = -1, .max_reserved = 2,
	      .calls = DO(ADD) | DO(REMOVE) | DO(RESERVE) | DO(FREE) | ALLOCS | DO(TURN)),
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	/* The same elsewhere, where the width of addresses does not matter. */
	WORLD("memory, pages", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 6, .flags = nomap,
	      .last_nid = 1, .calls = LAYOUT | LIMITS),
	WORLD("memory, every flag", .place = AT_0, .cell = PAGE_SIZE, .cells = 4, .flags = all_flags,
	      .first_nid = -1, .last_nid = -1, .calls = LAYOUT | LIMITS),
	WORLD("reservations", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 5, .flags = plain,
	      .last_nid = 1, .calls = TAKEN, .fixed_memory = true),
	WORLD("owners", .place = AT_PAGE_1, .cell = 1, .cells = 6, .flags = plain, .names = 3,
	      .calls = DO(RESERVE) | DO(FREE)),
	WORLD("owners, 1 fits", .place = AT_0, .cell = PAGE_SIZE, .cells = 7, .flags = plain, .names = 2,
	      .calls = DO(RESERVE) | DO(FREE), .max_owners = 1),
	WORLD("placement, nodes", .place = AT_0, .cell = PAGE_SIZE, .cells = 4, .flags = plain,
	      .first_nid = -1, .last_nid = 1, .calls = DO(ADD) | DO(REMOVE) | DO(SET_NODE) |
	      DO(FREE) | ALLOCS | DO(TURN)),
	WORLD("placement, nodes, bytes", .place = AT_PAGE_1, .cell = 1, .cells = 5, .flags = plain,
	      .last_nid = 1, .calls = DO(ADD) | DO(REMOVE) | DO(RESERVE) | DO(FREE) | DO(ALLOC) | DO(TURN)),
	WORLD("placement, mirror", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 4, .flags = mirror,
	      .last_nid = 0, .calls = LAYOUT | DO(FREE) | ALLOCS | DO(TURN)),
	WORLD("placement, movable nodes", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 4,
	      .flags = hotplug, .last_nid = 0, .calls = LAYOUT | DO(FREE) | ALLOCS | DO(TURN),
	      .movable = true),
#endif
#endif
	/* Growth: arrays lie in the memory that they describe; each attempt to map it may fail. */
	WORLD("growth, memory", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 5, .flags = nomap,
	      .last_nid = 0, .calls = LAYOUT | DO(TURN), .max_memory = 1, .max_reserved = 1, .grows = true),
	WORLD("growth, reservations", .place = AT_0, .cell = PAGE_SIZE, .cells = 7, .flags = plain,
	      .calls = DO(RESERVE) | DO(FREE) | DO(TURN), .max_reserved = 1, .grows = true,
	      .fixed_memory = true),
#ifdef MODEL_SMALL
	DEEP_WORLD("growth, both, placement, spare room in front", .place = AT_TOP, .cell = PAGE_SIZE, .cells = 4,
		   .flags = plain, .first_nid = -1, .last_nid = -1, .max_memory = 1, .max_reserved = 2,
		   .grows = true, .calls = DO(ADD) | DO(REMOVE) | DO(RESERVE) | DO(FREE) |
		   DO(ALLOC_POINTER) | DO(TURN)),
#else
	WORLD("growth, both, placement", .place = AT_TOP, .cell = PAGE_SIZE, .cells = 4, .flags = plain,
	      .first_nid = -1, .last_nid = -1, .max_memory = 1, .max_reserved = 2, .grows = true,
	      .calls = DO(ADD) | DO(REMOVE) | DO(RESERVE) | DO(FREE) | DO(ALLOC_POINTER) | DO(TURN)),
#endif
#if defined(CONFIG_PHYS_ADDR_T_64BIT) && !defined(MODEL_SMALL)
	WORLD("growth, both, mirror", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 4, .flags = mirror,
	      .last_nid = 0, .calls = LAYOUT | DO(RESERVE) | DO(FREE) | DO(TURN), .max_memory = 1,
	      .max_reserved = 1, .grows = true),
	WORLD("growth, both, movable nodes", .place = AT_MIDDLE, .cell = PAGE_SIZE, .cells = 3,
	      .flags = hotplug, .last_nid = 0, .calls = LAYOUT | TAKEN | DO(TURN),
	      .max_memory = 1, .max_reserved = 1, .grows = true, .movable = true),
#endif
#ifdef MODEL_SMALL
	/* The notes of what does not fit are part of the state. */
	DEEP_WORLD("search with notes, pages", .place = AT_0, .cell = PAGE_SIZE, .cells = 3, .flags = plain,
	      .first_nid = -1, .last_nid = -1, .calls = DO(ADD) | DO(REMOVE) | DO(FREE) | DO(ALLOC) | DO(TURN)),
	DEEP_WORLD("search with notes, bytes at the top", .place = AT_TOP, .cell = 1, .cells = 4,
	      .flags = plain, .first_nid = -1, .last_nid = -1, .fixed_memory = true,
	      .calls = DO(RESERVE) | DO(FREE) | DO(ALLOC) | DO(TURN)),
#endif
	{ 0 },
};
