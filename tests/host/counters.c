/* SPDX-License-Identifier: MIT */
/*
 * counters.c - see counters.h. What -fprofile-instr-generate links is weak here: other builds
 * have none of it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"

extern char *__llvm_profile_begin_counters(void) __attribute__((weak));
extern char *__llvm_profile_end_counters(void) __attribute__((weak));
extern uint64_t __llvm_profile_get_size_for_buffer(void) __attribute__((weak));
extern int __llvm_profile_write_buffer(char *buffer) __attribute__((weak));

static uint64_t *kept, *apart; /* counters at the last counters_keep(), sums of what is apart */

static uint64_t *counters(void)
{
	return (uint64_t *)(void *)__llvm_profile_begin_counters();
}

static size_t count(void)
{
	return (size_t)(__llvm_profile_end_counters() - __llvm_profile_begin_counters()) /
	       sizeof(uint64_t);
}

void counters_keep(void)
{
	if (!__llvm_profile_begin_counters)
		return;
	if (!kept) {
		kept = calloc(count(), sizeof(*kept));
		apart = calloc(count(), sizeof(*apart));
	}
	memcpy(kept, counters(), count() * sizeof(*kept));
}

void counters_set_apart(void)
{
	if (!__llvm_profile_begin_counters)
		return;
	for (size_t i = 0; i < count(); i++)
		apart[i] += counters()[i] - kept[i];
	memcpy(counters(), kept, count() * sizeof(*kept));
}

void counters_write_apart(void)
{
	const char *profile = getenv("LLVM_PROFILE_FILE");
	char name[4096], *buffer;
	size_t size;
	FILE *file;

	if (!apart || !profile)
		return;
	memcpy(kept, counters(), count() * sizeof(*kept));
	memcpy(counters(), apart, count() * sizeof(*apart));
	size = (size_t)__llvm_profile_get_size_for_buffer();
	buffer = malloc(size);
	__llvm_profile_write_buffer(buffer);
	memcpy(counters(), kept, count() * sizeof(*kept));

	snprintf(name, sizeof(name), "%s.panics", profile);
	file = fopen(name, "ab");
	if (!file || fwrite(buffer, 1, size, file) != size || fclose(file))
		perror(name);
	free(buffer);
}
