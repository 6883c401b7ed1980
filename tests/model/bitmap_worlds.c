/* SPDX-License-Identifier: MIT */
/* The worlds of the bitmap core. Sizes and alignments are in units, four to a page. */
#include "bitmap.h"

#define DEEP_WORLD(text, ...)                                                                      \
	{ text, run_bitmap, &(const struct bitmap_world){ __VA_ARGS__ }, .deep = true }
#define WORLD(text, ...)                                                                           \
	{ text, run_bitmap, &(const struct bitmap_world){ __VA_ARGS__ }, .deep = false }

const struct world worlds[] = {
	/* Pages around the border of two longs, of a map that has a summary in the program "summary". */
	WORLD("one node, the border of longs", .place = AT_ODD, .pages = 68, .first = 62, .end = 66,
	      .node = { { 0, 68, 68 } }, .sizes = { 2, 4, 8 }, .aligns = { 2, 4, 8 }, .goal_step = 2,
	      .starts_set_up = true, .whole_pages = true),
	WORLD("one node, whole longs", .place = AT_ODD, .pages = 64, .first = 61, .end = 64,
	      .node = { { 0, 64, 64 } }, .sizes = { 2, 4, 8, 10 }, .aligns = { 2, 4, 8 }, .goal_step = 2,
	      .starts_set_up = true, .whole_pages = true),
#ifndef MODEL_SMALL
	/* One node; its map lies beside the world, or in it. */
	WORLD("one node, 3 pages", .place = AT_ODD, .pages = 3, .end = 3, .node = { { 0, 3, 3 } },
	      .sizes = { 1, 2, 4, 5, 8 }, .aligns = { 1, 2, 4, 8 }, .goal_step = 2, .limit_step = 3,
	      .starts_set_up = true),
	WORLD("one node, 4 pages", .place = AT_ODD, .pages = 4, .end = 4, .node = { { 0, 4, 4 } },
	      .sizes = { 1, 3, 4, 6 }, .aligns = { 1, 4 }, .starts_set_up = true),
	WORLD("one node, from page 0 on, its map there", .place = AT_0, .pages = 4, .end = 4,
	      .node = { { 0, 4, 1 } }, .ram = "0000", .sizes = { 1, 3, 6, 8 }, .aligns = { 1, 4, 8 },
	      .goal_step = 1),
	WORLD("one node, up to the end of the address space", .place = AT_TOP, .pages = 4, .end = 4,
	      .node = { { 0, 4, 1 } }, .sizes = { 1, 3, 6, 8 }, .aligns = { 1, 4, 8 }, .limit_step = 3),
	WORLD("one node, 5 pages", .place = AT_ODD, .pages = 5, .end = 5, .node = { { 0, 5, 5 } },
	      .sizes = { 2, 4, 6 }, .aligns = { 2, 8 }, .starts_set_up = true, .whole_pages = true),
	WORLD("one node, its map in RAM that is on no node", .place = AT_ODD, .pages = 4, .end = 4,
	      .node = { { 0, 3, 3 } }, .ram = "00-0", .sizes = { 1, 2, 5 }, .aligns = { 1, 2 }),
	/* Two: beside each other, or one in the other, with and without somebody who knows. */
	WORLD("two nodes", .place = AT_ODD, .pages = 4, .end = 4, .node = { { 0, 2, 4 }, { 2, 4, -1 } },
	      .sizes = { 2, 4 }, .aligns = { 2, 4 }, .starts_set_up = true, .whole_pages = true),
	WORLD("two nodes that overlap", .place = AT_ODD, .pages = 3, .end = 3,
	      .node = { { 1, 3, 3 }, { 0, 2, -1 } }, .sizes = { 2, 4 }, .aligns = { 2, 4 }, .whole_pages = true),
	WORLD("two nodes that interleave", .place = AT_TOP, .pages = 4, .end = 4,
	      .node = { { 0, 4, 1 }, { 1, 3, -1 } }, .ram = "0101", .sizes = { 2, 4 }, .aligns = { 2 },
	      .starts_set_up = true, .whole_pages = true),
	WORLD("two nodes, the end of RAM, set up at any time", .place = AT_TOP, .pages = 3, .end = 3,
	      .node = { { 0, 3, -1 }, { 0, 3, 1 } }, .ram = "01-", .sizes = { 2, 4 }, .aligns = { 2 }),
	DEEP_WORLD("one node, 4 pages, every goal and limit", .place = AT_ODD, .pages = 4, .end = 4,
		   .node = { { 0, 4, 4 } }, .sizes = { 1, 2, 4, 5, 8 }, .aligns = { 1, 2, 4, 8 },
		   .goal_step = 2, .limit_step = 3, .starts_set_up = true),
	DEEP_WORLD("two nodes that interleave, 4 pages", .place = AT_ODD, .pages = 4, .end = 4,
		   .node = { { 0, 3, 4 }, { 1, 4, -1 } }, .sizes = { 2, 4 }, .aligns = { 2 },
		   .starts_set_up = true, .whole_pages = true),
#endif
	{ 0 },
};
