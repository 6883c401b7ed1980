/* SPDX-License-Identifier: MIT */
/*
 * For whom memory is reserved: a side table beside the reserved array, found by address.
 *
 * It is one more array of regions, whose flags are the number of a name. So regions of
 * the reserved array join as they like, and no owner is lost.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

/* Different names. */
#define OWNER_NAMES 64

static const char *owner_names[OWNER_NAMES] __initdata_memblock;
static struct memblock_region owner_regions[INIT_MEMBLOCK_RESERVED_REGIONS] __initdata_memblock;
static char owners_name[] __initdata_memblock = "owners";

struct memblock_type memblock_owners __initdata_memblock = {
	.max = INIT_MEMBLOCK_RESERVED_REGIONS,
	.regions = owner_regions,
	.name = owners_name,
};

void __init_memblock memblock_forget_owners(void)
{
	region_forget_storage(&memblock_owners);
	memblock_owners.cnt = 0;
	memblock_owners.total_size = 0;
	memblock_owners.regions = owner_regions;
	memblock_owners.max = INIT_MEMBLOCK_RESERVED_REGIONS;
	memset(&owner_regions[0], 0, sizeof(owner_regions[0]));
	memset((void *)owner_names, 0, sizeof(owner_names));
}

/* The number of a name, which takes a place in the table if it is new; -1 = full. */
static int __init_memblock owner_number(const char *owner)
{
	int i;

	for (i = 0; i < OWNER_NAMES && owner_names[i]; i++)
		if (text_equal(owner_names[i], owner))
			return i;
	if (i == OWNER_NAMES)
		return -1;
	owner_names[i] = owner;
	return i;
}

/* Two names that overlap: the later one counts. */
void __init_memblock memblock_set_owner(struct span s, const char *owner)
{
	int number = owner_number(owner);
	struct region_attr attr = { (enum memblock_flags)number, NUMA_NO_NODE };

	if (number < 0 || !memblock_try_cut(&memblock_owners, s, NOWHERE) ||
	    !memblock_try_add(&memblock_owners, s, attr, NOWHERE))
		bootmem_warn("[%#llx, %#llx) is reserved, but the table of owners is full: \"%s\" "
			     "will not be named", PHYS(s.base), PHYS(s.end), owner);
}

/* Rather a name too few than a wrong one: without a slot, the part above goes, too. */
void __init_memblock memblock_clear_owner(struct span s)
{
	struct slice at;

	if (!memblock_owners.cnt || memblock_try_cut(&memblock_owners, s, NOWHERE))
		return;
	at = region_slice(&memblock_owners, s);
	s.end = region_end(&memblock_owners.regions[at.lo]);
	region_cut(&memblock_owners, at, s);
	bootmem_warn("[%#llx, %#llx) loses its owner's name: the table of owners is full",
		     PHYS(s.base), PHYS(s.end));
}

const char *__init_memblock memblock_owner(phys_addr_t addr)
{
	const struct memblock_region *r;

	memblock_assert_kept("memblock_owner");
	memblock_sync();
	r = region_at(&memblock_owners, addr);
	return r ? owner_names[r->flags] : NULL;
}
