/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../suites/test.h"
#include "attack.h"
#include "notes.h"
#include "phys.h"
#include "sane.h"

#define MOST_NOTES 40

static struct boot_range storage[SANE_RANGES];

bool owners_are_named(const struct boot_map *map)
{
	for (unsigned int i = 0; i < map->count; i++) {
		bool owned;

		switch (map->ranges[i].kind) {
		case BOOT_RESERVED:
		case BOOT_NOMAP:
		case BOOT_INITRD:
		case BOOT_DTB:
		case BOOT_INFO:
		case BOOT_FRAMEBUFFER:
			owned = true;
			break;
		default:
			owned = false;
		}
		if (owned != (map->ranges[i].owner != NULL))
			return false;
	}
	return true;
}

bool nodes_are_told(const struct boot_map *map)
{
	for (unsigned int i = 0; i < map->count; i++)
		if (map->ranges[i].nid != NUMA_NO_NODE)
			return true;
	return false;
}

__attribute__((noinline)) void dirty_the_stack(u32 word)
{
	volatile u32 words[2048];

	for (size_t i = 0; i < LENGTH(words); i++)
		words[i] = word;
}

int target_translate(struct target *t)
{
	const char *why;
	int result;

	boot_map_init(&t->map, storage, SANE_RANGES);
	memset(&t->info, 0, sizeof(t->info));
	notes_clear();
	phys_seal();
	dirty_the_stack(0x01010101);
	result = t->translate(t->start, phys_read, &t->map, &t->info, notes_add);
	phys_open();
	CHECK(result <= 0);
	CHECK(notes_count() < MOST_NOTES);
	CHECK(owners_are_named(&t->map));
	CHECK(t->tells_nodes || !nodes_are_told(&t->map));
	why = what_is_wrong(&t->map, &t->info);
	if (why)
		test_check(false, __FILE__, __LINE__, why);
	return result;
}

static void cut_everywhere(struct target *t, const u8 *whole, u64 base, size_t len)
{
	for (size_t cut = 0; cut < len; cut++) {
		phys_load(base, whole, cut);
		target_translate(t);
	}
	phys_load(base, whole, len);
}

static void change_every_byte(struct target *t, u64 start, u64 end)
{
	static const u8 values[] = { 0, 1, 0x7f, 0xff };

	for (u64 at = start; at < end; at++) {
		u8 was = *phys_at(at);

		for (unsigned int v = 0; v <= sizeof(values); v++) {
			*phys_at(at) = v < sizeof(values) ? values[v] : (u8)test_random();
			target_translate(t);
		}
		*phys_at(at) = was;
	}
}

static void change_at_random(struct target *t, const u8 *whole, u64 base, size_t len)
{
	for (unsigned int round = 0; round < 2000; round++) {
		phys_load(base, whole, len);
		for (u64 n = 1 + test_random_below(6); n; n--) {
			u64 at = base + test_random_below(len);

			if (test_random_below(2))
				*phys_at(at) = (u8)test_random();
			else /* bytes from elsewhere, often pointers and lengths */
				phys_put(at, whole[test_random_below(len)],
					 at < base + len - 4 ? 4 : 1);
		}
		target_translate(t);
	}
	phys_load(base, whole, len);
}

void attack(struct target *t, u64 start, u64 end)
{
	u64 base = phys_base();
	size_t len = phys_len();
	u8 *whole = exact_copy(phys_at(base), len);

	cut_everywhere(t, whole, base, len);
	change_every_byte(t, start, end);
	change_at_random(t, whole, base, len);
	free(whole);
}

static u64 mix(u64 hash, const void *data, size_t len)
{
	for (const u8 *byte = data; len; len--, byte++)
		hash = (hash ^ *byte) * 0x100000001b3;
	return hash;
}

/* A number that stands for all that a translation tells. */
static u64 outcome(struct target *t)
{
	int result = target_translate(t);
	u64 hash = mix(mix(0, &result, sizeof(result)), &t->info, sizeof(t->info));

	for (unsigned int i = 0; i < t->map.count; i++) {
		const struct boot_range *r = &t->map.ranges[i];
		const u64 numbers[] = { r->base, r->end, r->kind, (u64)r->nid };

		hash = mix(hash, numbers, sizeof(numbers));
		hash = mix(hash, r->owner ? r->owner : "", r->owner ? strlen(r->owner) : 0);
	}
	hash = mix(hash, &t->map.clipped, sizeof(t->map.clipped));
	return mix(hash, notes(), strlen(notes()));
}

void fields_count(struct target *t, u64 block, unsigned int len, const struct field *fields,
		  size_t nr_fields)
{
	const u64 plain = outcome(t);
	const struct field *f = fields;

	for (unsigned int bit = 0; bit < 8 * len; bit++) {
		u8 *byte = phys_at(block + bit / 8);
		bool counts;
		char why[80];

		while (nr_fields && bit / 8 >= f->at + f->bytes) {
			f++;
			nr_fields--;
		}
		counts = nr_fields && bit / 8 >= f->at && !(f->idle >> (bit - 8 * f->at) & 1);
		*byte ^= (u8)(1U << bit % 8);
		if ((outcome(t) != plain) != counts) {
			snprintf(why, sizeof(why), "bit %u of the byte at %#llx + %#x %s", bit % 8,
				 (unsigned long long)block, bit / 8, counts ? "is idle" : "counts");
			test_check(false, __FILE__, __LINE__, why);
		}
		*byte ^= (u8)(1U << bit % 8);
	}
	CHECK(nr_fields <= 1);
	CHECK_EQ(outcome(t), plain);
}

void save_seed(const char *suite, const char *name)
{
	const char *folder = getenv("TEST_CORPUS");
	char path[256];
	FILE *file;

	if (!folder)
		return;
	snprintf(path, sizeof(path), "%s/%s/%s", folder, suite, name);
	file = fopen(path, "wb");
	if (CHECK(file != NULL)) {
		CHECK_EQ(fwrite(phys_at(phys_base()), 1, phys_len(), file), phys_len());
		fclose(file);
	}
}
