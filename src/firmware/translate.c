/* SPDX-License-Identifier: MIT */
/*
 * What translators are made of: looking at physical memory, lists and texts of unknown
 * length, modules, sentences.
 *
 * Memory may end anywhere, and only the reader knows where. How much of a list can be read
 * is found by halving: a dozen questions instead of one for every entry.
 */
#include <bootmem/translate.h>

#include "lib/lib.h"

/*@ assigns \nothing; */
void __init boot_say(const struct boot_reader *r, const char *fmt, ...)
{
	char sentence[LINE_LEN];
	va_list args;
	int n;

	if (!r->note)
		return;
	n = bootmem_format(sentence, sizeof(sentence), "%s: ", r->loader);
	va_start(args, fmt);
	bootmem_vformat(sentence + n, sizeof(sentence) - (size_t)n, fmt, args);
	va_end(args);
	r->note(sentence);
}

/*@ requires \valid(r) && complaint < 32;
    assigns r->said; */
void __init boot_say_once(struct boot_reader *r, unsigned int complaint, const char *sentence)
{
	if (!(r->said & 1U << complaint))
		boot_say(r, "%s", sentence);
	r->said |= 1U << complaint;
}

/* ---- reading ---- */

/*@ assigns \nothing;
    ensures Bytes(\result, len);
    ensures len == 0 ==> \result == \null; */
const u8 *__init boot_read_bytes(const struct boot_reader *r, u64 pa, size_t len)
{
	return len == 0 || pa > ~0ULL - len ? NULL : r->read(pa, len);
}

/*@ requires \valid_read(r) && \valid(count) && unit > 0 && *count * unit <= SIZE_MAX;
    assigns *count;
    ensures *count <= \old(*count);
    ensures Bytes(\result, *count * unit);
    ensures \result == \null <==> *count == 0; */
const u8 *__init boot_read_some(const struct boot_reader *r, u64 pa, u32 *count, size_t unit)
{
	const u8 *found = boot_read_bytes(r, pa, *count * unit);
	u32 low = 0, high = *count; /* so many can be read; so many cannot */

	if (found)
		return found;
	/*@ loop invariant low <= high <= *count && (low < high || high == 0);
	    loop invariant found == \null <==> low == 0;
	    loop invariant Bytes(found, low * unit);
	    loop assigns low, high, found;
	    loop variant high - low; */
	while (low + 1 < high) {
		u32 middle = low + (high - low) / 2;
		const u8 *part = boot_read_bytes(r, pa, middle * unit);

		if (part) {
			found = part;
			low = middle;
		} else {
			high = middle;
		}
	}
	*count = low;
	return found;
}

/*@ requires Reader(r) && \valid(count) && 0 < unit <= 4096;
    requires \separated(count, r, r->map, r->map->ranges + (0 .. r->map->max - 1));
    assigns *count, ENTRIES(r->map);
    ensures KEEPS(r);
    ensures *count <= \old(*count) && *count <= BOOT_LIST_ENTRIES;
    ensures Bytes(\result, *count * unit);
    ensures \result == \null <==> *count == 0; */
const u8 *__init boot_read_list(const struct boot_reader *r, u64 pa, u32 *count, size_t unit,
				const char *owner)
{
	const u8 *list;

	if (*count > BOOT_LIST_ENTRIES)
		*count = BOOT_LIST_ENTRIES;
	list = boot_read_some(r, pa, count, unit);
	boot_add_info(r, pa, *count * unit, owner);
	return list;
}

/*@ requires Reader(r);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
const char *__init boot_read_text(const struct boot_reader *r, u64 pa, const char *owner)
{
	u32 room = BOOT_COMMAND_LINE;
	const u8 *text = boot_read_some(r, pa, &room, 1);

	/*@ loop invariant 0 <= i <= room; loop assigns i; loop variant room - i; */
	for (u32 i = 0; i < room; i++)
		if (text[i] == '\0') {
			boot_add_info(r, pa, i + 1, owner);
			return (const char *)text;
		}
	return NULL;
}

/*@ requires Reader(r);
    assigns r->info->command_line, ENTRIES(r->map);
    ensures KEEPS(r); */
void __init boot_read_command_line(struct boot_reader *r, u64 pa)
{
	if (!pa)
		return;
	r->info->command_line = boot_read_text(r, pa, "command line");
	if (!r->info->command_line)
		boot_say(r, "the command line cannot be read or is longer than %d bytes; it is "
			    "ignored.", BOOT_COMMAND_LINE - 1);
}

/*@ requires Reader(r);
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
void __init boot_read_module_text(struct boot_reader *r, u64 pa)
{
	if (pa && !boot_read_text(r, pa, "module command line"))
		boot_say_once(r, BOOT_BAD_TEXT, "the command line of a module cannot be read.");
}

/* ---- adding ---- */

/*@ requires Reader(r);
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
void __init boot_add_info(const struct boot_reader *r, u64 base, u64 size, const char *owner)
{
	boot_map_add(r->map, base, size, BOOT_INFO, NUMA_NO_NODE, owner);
}

/*@ requires Reader(r);
    assigns r->said, r->modules, r->info->initrd, ENTRIES(r->map);
    ensures KEEPS(r); */
void __init boot_add_module(struct boot_reader *r, u64 base, u64 size)
{
	bool first = r->modules++ == 0;

	if (size == 0)
		return;
	if (base + (size - 1) < base) {
		boot_say_once(r, BOOT_BAD_RANGE,
			      "a module runs past the end of the address space; it is ignored.");
		return;
	}
	boot_map_add(r->map, base, size, BOOT_INITRD, NUMA_NO_NODE, first ? "initrd" : "module");
	if (first)
		r->info->initrd = (struct boot_span){ base, size };
}

/*@ requires Reader(r);
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
void __init boot_add_framebuffer(struct boot_reader *r, u64 base, u64 pitch, u64 height)
{
	u64 size;

	if (!base)
		return;
	if (__builtin_mul_overflow(pitch, height, &size)) {
		boot_say_once(r, BOOT_BAD_SCREEN,
			      "a framebuffer is larger than the address space; it is ignored.");
		return;
	}
	boot_map_add(r->map, base, size, BOOT_FRAMEBUFFER, NUMA_NO_NODE, "framebuffer");
}
