/* SPDX-License-Identifier: MIT */
/*
 * names.c - a large table, used as a kernel uses one: a cache of names, whose buckets and
 * first entries come from boot memory and whose later entries lie in pages.
 */
#include "kernel.h"

#define SCALE	 13 /* a bucket for each 8 KiB of RAM */
#define EARLY	 200
#define LATE	 (PAGE_SIZE / sizeof(struct name))
#define LOG2_U64 64

/* A line of the cache each, as what is much used has. */
struct name {
	struct name *next;
	u64 key, value;
} __attribute__((aligned(SMP_CACHE_BYTES)));

static struct name **buckets;
static unsigned int shift, mask;
static struct name *page;

/* Neighbours are to be far apart: the golden ratio, the highest bits. */
static struct name **bucket_of(u64 key)
{
	return &buckets[key * 0x9e3779b97f4a7c15ULL >> (LOG2_U64 - shift)];
}

static void insert(struct name *name, u64 key)
{
	struct name **bucket = bucket_of(key);

	*name = (struct name){ *bucket, key, ~key };
	*bucket = name;
}

static const struct name *find(u64 key)
{
	const struct name *name = *bucket_of(key);

	while (name && name->key != key)
		name = name->next;
	return name;
}

static void check_names(u64 from, u64 to)
{
	unsigned long wrong = 0;

	for (u64 key = from; key < to; key++) {
		const struct name *name = find(key);

		wrong += !name || name->value != ~key;
	}
	check_equal(wrong, 0, "every name is found");
	check(!find(to), "a name that is not there is not found");
}

void names_early(void)
{
	unsigned long used = 0;

	make_dirty();
	buckets = alloc_large_system_hash("Names", sizeof(*buckets), 0, SCALE,
					  HASH_EARLY | HASH_ZERO, &shift, &mask, 0, 0);
	check_equal(mask, (1ULL << shift) - 1, "the mask fits the shift");
	check(sizeof(*buckets) << shift >= PAGE_SIZE, "the table fills a page");
	for (unsigned long i = 0; i <= mask; i++)
		used += buckets[i] != NULL;
	check_equal(used, 0, "all buckets are empty");
	for (u64 key = 0; key < EARLY; key++)
		insert(alloc_bootmem(sizeof(struct name)), key);
	check_names(0, EARLY);
}

/* After everything that was free has been written. */
void names_check(void)
{
	check_names(0, EARLY);
}

void names_late(void)
{
	page = get_free_page(GFP_KERNEL);
	if (!page) {
		print("PANIC: no page for more names: add RAM\n");
		machine_exit(EXIT_PANIC);
	}
	for (u64 key = 0; key < LATE; key++)
		insert(&page[key], EARLY + key);
	check_names(0, EARLY + LATE);
}
