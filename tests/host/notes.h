/* SPDX-License-Identifier: MIT */
/*
 * notes.h - what the suites of translators share: sentences are collected, and
 * maps are asked whether they hold an entry.
 */
#ifndef NOTES_H
#define NOTES_H

#include <bootmem/firmware.h>

/* A boot_note_fn. Whatever is said ends up in notes(), newline separated. */
void notes_add(const char *sentence);
const char *notes(void);
unsigned int notes_count(void);
void notes_clear(void);

/* The entry with exactly these values, or NULL. owner NULL: any. */
const struct boot_range *map_entry(const struct boot_map *map, u64 base, u64 end,
				   enum boot_kind kind, const char *owner);

/* Entries of a kind. */
unsigned int map_count(const struct boot_map *map, enum boot_kind kind);

/* A file of tests/data in memory of exactly its size; NULL, after a failed check, if missing. */
u8 *data_file(const char *name, size_t *len);

/* A copy that ends where its memory ends, so that a read behind it is caught. */
u8 *exact_copy(const void *bytes, size_t len);

#endif
