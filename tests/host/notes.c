/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../suites/test.h"
#include "lib/lib.h"
#include "notes.h"

static char text[1 << 14];
static size_t length;
static unsigned int count;

/* Who speaks comes first, and a sentence has an end, unless it is too long for a line. */
static bool is_sentence(const char *sentence, size_t len)
{
	static const char *const speakers[] = {
		"ACPI", "ATAGs", "EFI", "Limine", "Linux boot", "Loader", "Multiboot", "Multiboot2", "PVH",
		"boot loader", "command line", "device tree", "e820",
	};

	if (!len || (sentence[len - 1] != '.' && len < LINE_LEN - 1))
		return false;
	for (unsigned int i = 0; i < LENGTH(speakers); i++)
		if (!strncmp(sentence, speakers[i], strlen(speakers[i])) &&
		    !strncmp(sentence + strlen(speakers[i]), ": ", 2))
			return true;
	return false;
}

void notes_add(const char *sentence)
{
	size_t n = strlen(sentence);

	CHECK(is_sentence(sentence, n));
	count++;
	if (length + n + 2 > sizeof(text))
		return;
	memcpy(text + length, sentence, n);
	length += n;
	text[length++] = '\n';
	text[length] = '\0';
}

const char *notes(void)
{
	return text;
}

unsigned int notes_count(void)
{
	return count;
}

void notes_clear(void)
{
	length = count = 0;
	text[0] = '\0';
}

const struct boot_range *map_entry(const struct boot_map *map, u64 base, u64 end,
				   enum boot_kind kind, const char *owner)
{
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (r->base == base && r->end == end && r->kind == kind &&
		    (!owner || (r->owner && !strcmp(r->owner, owner))))
			return r;
	}
	return NULL;
}

unsigned int map_count(const struct boot_map *map, enum boot_kind kind)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < map->count; i++)
		n += map->ranges[i].kind == kind;
	return n;
}

u8 *exact_copy(const void *bytes, size_t len)
{
	u8 *copy = malloc(len ? len : 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

#ifndef TEST_DATA
#define TEST_DATA "tests/data"
#endif

u8 *data_file(const char *name, size_t *len)
{
	char path[256];
	u8 *bytes = NULL;
	FILE *file;
	long end;

	snprintf(path, sizeof(path), TEST_DATA "/%s", name);
	file = fopen(path, "rb");
	if (file && !fseek(file, 0, SEEK_END) && (end = ftell(file)) > 0) {
		rewind(file);
		*len = (size_t)end;
		bytes = malloc(*len);
		if (fread(bytes, 1, *len, file) != *len) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (file)
		fclose(file);
	test_check(bytes != NULL, __FILE__, __LINE__, name);
	return bytes;
}
