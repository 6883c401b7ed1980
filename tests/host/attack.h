/* SPDX-License-Identifier: MIT */
/*
 * attack.h - the same hostile treatment for every translator of physical memory.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include <bootmem/firmware.h>

/* What the suites of translators share. */
struct target {
	u64 start; /* of the info block: what the entry code is told */
	bool tells_nodes; /* which RAM belongs to */
	int (*translate)(u64 start, boot_read_fn read, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note);
	struct boot_map map;
	struct boot_info info;
};

/* What firmware says of memory is nobody's; what was put somewhere has the name of an owner. */
bool owners_are_named(const struct boot_map *map);

/* Has anything in it a node? */
bool nodes_are_told(const struct boot_map *map);

/* What the next call does not set is this, over and over: shows what is used all the same. */
void dirty_the_stack(u32 word);

/*
 * Translates the memory that phys.h holds, sealed, with an empty map; checks that the result
 * is sane, that what it returns is 0 or an error, and that few sentences are said.
 */
int target_translate(struct target *t);

/*
 * Memory that ends at every length, every byte of [start, end) changed, random changes;
 * afterwards all is as it was.
 */
void attack(struct target *t, u64 start, u64 end);

/* A little-endian number in a block, up to eight bytes long; bits that mean nothing are idle. */
struct field {
	unsigned int at, bytes;
	u64 idle;
};

/*
 * Each bit of these fields makes a difference to what comes out (the result, the map, the rest,
 * sentences), and no other bit of the block does. Finds a field that is read with too few bytes
 * or too many, or elsewhere, and a flag that stands for another one. Fields ascend.
 */
void fields_count(struct target *t, u64 block, unsigned int len, const struct field *fields,
		  size_t nr_fields);

/*
 * With TEST_CORPUS=folder in the environment: writes the memory as it is to
 * folder/SUITE/NAME, for tests/fuzz.
 */
void save_seed(const char *suite, const char *name);

#endif
