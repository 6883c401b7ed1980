/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/port.h>

#include "../host/phys.h"
#include "../host/sane.h"
#include "fuzz.h"

#define MOST_NOTES    64   /* whatever the input: a slow console must not be kept busy */
#define MOST_SENTENCE 1024
/* Reads that any input may cost, and more for each of its bytes. */
#define FREE_READS     20000
#define READS_PER_BYTE 4

struct boot_map fuzz_map;
struct boot_info fuzz_info;
static struct boot_range storage[SANE_RANGES];
static unsigned int sentences;
static unsigned long reads;

void fuzz_insist(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

void fuzz_start(void)
{
	boot_map_init(&fuzz_map, storage, SANE_RANGES);
	memset(&fuzz_info, 0, sizeof(fuzz_info));
	sentences = 0;
	reads = 0;
}

void fuzz_note(const char *sentence)
{
	fuzz_insist(strlen(sentence) < MOST_SENTENCE, "a sentence without an end");
	fuzz_insist(sentences++ < MOST_NOTES, "too many sentences");
}

const void *fuzz_read(u64 pa, size_t len)
{
	fuzz_insist(reads++ < FREE_READS + READS_PER_BYTE * phys_len(), "too many reads");
	return phys_read(pa, len);
}

void fuzz_end(void)
{
	const char *why = what_is_wrong(&fuzz_map, &fuzz_info);

	fuzz_insist(!why, why);
}

int fuzz_memory(const u8 *data, size_t size,
		int (*translate)(u64 start, boot_read_fn read, struct boot_map *map,
				 struct boot_info *info, boot_note_fn note))
{
	int result;

	fuzz_start();
	phys_load(FUZZ_BASE, data, size);
	phys_seal();
	result = translate(FUZZ_BASE, fuzz_read, &fuzz_map, &fuzz_info, fuzz_note);
	phys_open();
	fuzz_insist(result <= 0, "neither 0 nor an error");
	fuzz_end();
	return 0;
}

/* The library's formatting comes with its log and its panic. */
void bootmem_panic(const char *why)
{
	fuzz_insist(false, why);
	__builtin_trap();
}
