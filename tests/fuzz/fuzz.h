/* SPDX-License-Identifier: MIT */
/*
 * fuzz.h - what the harnesses of translators share. Each harness is a file fuzz_INPUT.c that defines
 *
 *	int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
 *
 * for libFuzzer. A translator may touch exactly the bytes that it is given or has asked for,
 * must end soon, and must leave a map and a struct boot_info that make sense.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <bootmem/firmware.h>

/* Where the input lies as physical memory, and its info block with it. */
#define FUZZ_BASE 0x1000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* Stops, unless it is true. */
void fuzz_insist(bool ok, const char *what);

/* An empty map and nothing known, for the next input. */
extern struct boot_map fuzz_map;
extern struct boot_info fuzz_info;
void fuzz_start(void);

/* A boot_note_fn: sentences end and are not many. */
void fuzz_note(const char *sentence);

/* A boot_read_fn over phys.h that counts. */
const void *fuzz_read(u64 pa, size_t len);

/* Looks at the map and the rest. */
void fuzz_end(void);

/* What most harnesses are: the input as memory at FUZZ_BASE. Returns 0. */
int fuzz_memory(const u8 *data, size_t size,
		int (*translate)(u64 start, boot_read_fn read, struct boot_map *map,
				 struct boot_info *info, boot_note_fn note));

#endif
