/* SPDX-License-Identifier: MIT */
/*
 * translate.h - what translators are made of; for who writes one for another loader.
 *
 * A struct boot_reader goes from step to step: how to look at memory, where ranges go, who
 * hears about odd input. Whatever is read with an owner's name is added to the map as
 * BOOT_INFO, so that nobody is given memory that is still being read. Every length and
 * every count is bounded; nothing that wraps reaches the reader's read function.
 */
#ifndef BOOTMEM_TRANSLATE_H
#define BOOTMEM_TRANSLATE_H

#include <bootmem/firmware.h>

#define BOOT_LIST_ENTRIES 4096U /* no loader leaves more; a damaged count must not keep us busy */

/**
 * struct boot_reader - what the steps of a translator share
 * @loader: name of the protocol; every sentence begins with it
 * @read: makes physical memory readable
 * @map: receives ranges
 * @info: receives the rest
 * @note: takes sentences; may be NULL
 * @modules: modules met so far, empty and broken ones included
 * @said: complaints that boot_say_once() has passed on
 */
struct boot_reader {
	const char *loader;
	boot_read_fn read;
	struct boot_map *map;
	struct boot_info *info;
	boot_note_fn note;
	unsigned int modules;
	unsigned int said;
};

/* What boot_say_once() says once: of every translator, and where its own begin. */
enum boot_complaint {
	BOOT_BAD_TEXT,
	BOOT_BAD_RANGE,
	BOOT_BAD_SCREEN,
	BOOT_OWN_COMPLAINTS,
};

/* Little-endian numbers, at any address. */
/*@ requires \valid_read(p + (0 .. 1)); assigns \nothing; */
static inline u16 boot_le16(const u8 *p)
{
	return (u16)(p[0] | (u32)p[1] << 8);
}

/*@ requires \valid_read(p + (0 .. 3)); assigns \nothing; */
static inline u32 boot_le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

/*@ requires \valid_read(p + (0 .. 7)); assigns \nothing; */
static inline u64 boot_le64(const u8 *p)
{
	return boot_le32(p) | (u64)boot_le32(p + 4) << 32;
}

/**
 * boot_say() - one sentence about odd input
 * @r: the reader
 * @fmt: as in boot_fail()
 */
__attribute__((__format__(__printf__, 2, 3))) void boot_say(const struct boot_reader *r, const char *fmt,
						     ...);

/**
 * boot_say_once() - one sentence, however many entries of a list earn it
 * @r: the reader
 * @complaint: enum boot_complaint, or a translator's own, from BOOT_OWN_COMPLAINTS to 31
 * @sentence: plain text
 */
void boot_say_once(struct boot_reader *r, unsigned int complaint, const char *sentence);

/**
 * boot_read_bytes() - look at physical memory; the only way to it
 * @r: the reader
 * @pa: first byte
 * @len: bytes
 *
 * Return: a pointer, or NULL when the range is empty, wraps or is not readable.
 */
const u8 *boot_read_bytes(const struct boot_reader *r, u64 pa, size_t len);

/**
 * boot_read_some() - as many units as can be read
 * @r: the reader
 * @pa: where the first one lies
 * @count: how many there should be; becomes the number that can be read
 * @unit: bytes of each, not 0; @count * @unit fits into size_t
 *
 * Return: a pointer, or NULL when @count becomes 0.
 */
const u8 *boot_read_some(const struct boot_reader *r, u64 pa, u32 *count, size_t unit);

/**
 * boot_read_list() - as boot_read_some(), at most BOOT_LIST_ENTRIES, added to the map
 * @r: the reader
 * @pa: where the first entry lies
 * @count: how many there should be; becomes the number that can be read
 * @unit: bytes of each, 1 to 4096
 * @owner: name for messages
 *
 * Return: a pointer, or NULL when @count becomes 0.
 */
const u8 *boot_read_list(const struct boot_reader *r, u64 pa, u32 *count, size_t unit,
			 const char *owner);

/**
 * boot_read_text() - NUL-terminated text, added to the map
 * @r: the reader
 * @pa: first character
 * @owner: name for messages
 *
 * Return: the text in the loader's memory; NULL when it cannot be read or has more than
 * BOOT_COMMAND_LINE - 1 characters.
 */
const char *boot_read_text(const struct boot_reader *r, u64 pa, const char *owner);

/**
 * boot_read_command_line() - the kernel's command line into @r->info
 * @r: the reader
 * @pa: first character; 0 = there is none
 */
void boot_read_command_line(struct boot_reader *r, u64 pa);

/**
 * boot_read_module_text() - the command line of a module: only its place matters
 * @r: the reader
 * @pa: first character; 0 = there is none
 */
void boot_read_module_text(struct boot_reader *r, u64 pa);

/**
 * boot_add_info() - something of the loader's that the kernel may still want to read
 * @r: the reader
 * @base: first byte
 * @size: bytes
 * @owner: name for messages
 */
void boot_add_info(const struct boot_reader *r, u64 base, u64 size, const char *owner);

/**
 * boot_add_module() - the next module; the first one is the initrd
 * @r: the reader
 * @base: first byte
 * @size: bytes; an empty module adds nothing
 */
void boot_add_module(struct boot_reader *r, u64 base, u64 size);

/**
 * boot_add_framebuffer() - pixels
 * @r: the reader
 * @base: first byte; 0 = there is no framebuffer
 * @pitch: bytes from one row to the next
 * @height: rows
 */
void boot_add_framebuffer(struct boot_reader *r, u64 base, u64 pitch, u64 height);

#endif
