/* SPDX-License-Identifier: MIT */
/*
 * reserve_mem.c - reservations that are found again by name.
 *
 * A table of eight, which outlives boot: drivers ask late. The names are the table's
 * own, so that they can serve as owners. An entry whose memory was given back is free,
 * once nothing bears its name.
 */
#include <bootmem/firmware.h>

#include "lib/lib.h"
#include "memblock/internal.h"

struct named_memory {
	char name[BOOT_NAME_LEN];
	phys_addr_t base, size; /* size 0 = unused */
	bool owns;		/* the name is known as the owner: there was room for it */
};

static struct named_memory table[BOOT_RESERVE_MEM];

static struct named_memory *find_name(const char *name)
{
	for (int i = 0; i < BOOT_RESERVE_MEM; i++)
		if (table[i].size && text_equal(table[i].name, name))
			return &table[i];
	return NULL;
}

/*
 * Has nobody else got any of it since? Where it has no owner nothing is known of that but that all of
 * it is reserved, and that none of it has an owner.
 */
static bool __init is_kept(const struct named_memory *m)
{
	const char *owner = memblock_owner(m->base); /* which brings the arrays up to date */
	struct span s = span_of(m->base, m->size);
	struct slice owned = region_slice(&memblock_owners, s);

	if (!m->owns)
		return owned.lo == owned.hi && memblock_covers(&memblock.reserved, s);
	return owner && text_equal(owner, m->name) &&
	       region_end(&memblock_owners.regions[owned.lo]) >= s.end;
}

/* Entries whose memory was given back, wholly or in part, are of no use any more. */
static void __init drop_stale(void)
{
	for (int i = 0; i < BOOT_RESERVE_MEM; i++)
		if (table[i].size && !is_kept(&table[i]))
			table[i].size = 0;
}

/* What was reserved under this very text, here or elsewhere, goes on bearing it. */
static bool __init is_owner(const char *name)
{
	for (unsigned long i = 0; i < memblock_owners.cnt; i++)
		if (memblock_owner(memblock_owners.regions[i].base) == name)
			return true;
	return false;
}

static struct named_memory *__init find_unused(void)
{
	for (int i = 0; i < BOOT_RESERVE_MEM; i++)
		if (!table[i].size && !is_owner(table[i].name))
			return &table[i];
	return NULL;
}

int __init reserve_mem_add(const char *name, phys_addr_t size, phys_addr_t align)
{
	size_t length = name ? text_length(name) : 0;
	struct named_memory *entry;

	if (!length || length >= BOOT_NAME_LEN || !size || (align && !is_power_of_two(align)))
		return -EINVAL;
	drop_stale();
	if (find_name(name))
		return -EBUSY;
	entry = find_unused();
	if (!entry)
		return -ENOSPC;
	/* Nobody touches it here, so it need not be mapped yet. */
	entry->base = memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ANYWHERE);
	if (!entry->base)
		return -ENOMEM;
	entry->size = size;
	memcpy(entry->name, name, length + 1);
	memblock_reserve_named(entry->base, size, entry->name);
	entry->owns = memblock_owner(entry->base) != NULL;
	return 0;
}

int reserve_mem_find_by_name(const char *name, phys_addr_t *start, phys_addr_t *size)
{
	const struct named_memory *entry = find_name(name);

	if (!entry)
		return 0;
	*start = entry->base;
	*size = entry->size;
	return 1;
}
