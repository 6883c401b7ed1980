/* SPDX-License-Identifier: MIT */
/* Small worlds: see pages.h. */
#include <fill.h>

#include "../pages.h"

static struct boot_range described[BOOT_MAP_RANGES];
static struct boot_map world;
static bool started = true;

/* The core claims room for its tables in it. */
static struct boot_range swept_ranges[2 * BOOT_MAP_RANGES + 1 + 4 * MAX_NUMNODES];
static struct boot_map swept;

void add_range(phys_addr_t base, phys_addr_t size, enum boot_kind kind, int nid,
	       const char *owner)
{
	if (started)
		boot_map_init(&world, described, LENGTH(described));
	started = false;
	CHECK(boot_map_add(&world, base, size, kind, nid, owner) == 0);
}

void start_world(void)
{
	static struct boot_info nothing;

	if (started)
		boot_map_init(&world, described, LENGTH(described));
	started = true;
	boot_map_init(&swept, swept_ranges, LENGTH(swept_ranges));
	CHECK(boot_map_sweep(&world, &swept) == 0);
	limit_to_home();
	fill_core(&swept, &nothing);
	start_core();
}

const struct boot_map *world_map(void)
{
	return &swept;
}

#ifdef CONFIG_HAVE_MEMBLOCK
void start_memblock_world(void)
{
	limit_to_home();
	start_core();
}
#endif
