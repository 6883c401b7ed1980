/* SPDX-License-Identifier: MIT */
/*
 * What has to be placed in the boot map, once all that is in use is in it: what the
 * architecture wants, a device tree's reservations without an address, the crash kernel.
 */
#include <bootmem/setup.h>

#include "fill.h"
#include "lib/lib.h"

struct boot_span setup_crash_kernel __initdata;

/* Whole pages: that is what the map knows. 0 = more than there can be, also when rounding wraps. */
static phys_addr_t __init page_size_of(u64 bytes)
{
	u64 size = (bytes + PAGE_SIZE - 1) & ~(u64)(PAGE_SIZE - 1);

	return size > PHYS_ADDR_MAX ? 0 : (phys_addr_t)size;
}

/* For sentences: a byte is a KiB, too. */
static unsigned long long __init kib(u64 bytes)
{
	return (bytes >> 10) + (bytes & 1023 ? 1 : 0);
}

static phys_addr_t __init place(const struct setup_claim *c)
{
	phys_addr_t size = page_size_of(c->size), addr, end = PHYS_ADDR_MAX;

	if (c->at)
		end = clamp_phys(c->at + size); /* wraps where there is no room: nothing fits below the start */
	else if (c->below)
		end = clamp_phys(c->below);
	addr = boot_map_find_free(&boot_map, size, max_phys(clamp_phys(c->align), PAGE_SIZE),
				  clamp_phys(c->at), end, NUMA_NO_NODE);
	if (addr && boot_map_claim(&boot_map, addr, size, BOOT_RESERVED, c->owner))
		addr = 0;
	return addr;
}

static void __init claim(const struct setup_claim *c)
{
	*c->result = 0;
	if (!c->size)
		return;
	*c->result = place(c);
	if (!*c->result)
		bootmem_warn("no room for %s: %llu KiB are not free where it wants them", c->owner,
			     kib(c->size));
}

static void __init claim_crash_kernel(void)
{
	const struct boot_span *want = &boot_options.crash;
	phys_addr_t addr;
	struct setup_claim c = { "crashkernel=", want->size, 0, want->base, 1ULL << 32, &addr };

	setup_crash_kernel = (struct boot_span){ 0, 0 };
	addr = place(&c);
	c.below = 0;
	if (!addr)
		claim(&c);
	if (addr)
		setup_crash_kernel = (struct boot_span){ addr, page_size_of(want->size) };
}

/* ---- dynamic reservations ---- */

static phys_addr_t __init find_for_dynamic(const struct boot_dynamic *d, phys_addr_t size,
					   phys_addr_t align)
{
	phys_addr_t addr = 0;

	if (!d->nr_ranges)
		return boot_map_find_free(&boot_map, size, align, 0, PHYS_ADDR_MAX, NUMA_NO_NODE);
	for (unsigned int i = 0; i < d->nr_ranges && !addr; i++) {
		u64 base = d->ranges[i].base, end = base + d->ranges[i].size;

		addr = boot_map_find_free(&boot_map, size, align, clamp_phys(base),
					  end < base ? PHYS_ADDR_MAX : clamp_phys(end),
					  NUMA_NO_NODE);
	}
	return addr;
}

/* Whole pages also because pages are what can be left unmapped. */
static void __init reserve_dynamic(const struct boot_dynamic *d)
{
	phys_addr_t size = page_size_of(d->size), addr;

	addr = find_for_dynamic(d, size, max_phys(clamp_phys(d->align), PAGE_SIZE));
	if (!addr || boot_map_claim(&boot_map, addr, size, d->nomap ? BOOT_NOMAP : BOOT_RESERVED,
				    d->name)) {
		bootmem_warn("no room for reserved-memory node %s: %llu KiB are not free where it "
			     "wants them", d->name, kib(d->size));
		return;
	}
	bootmem_info("reserved-memory node %s: [%#llx, %#llx)%s", d->name, PHYS(addr),
		     PHYS(addr + size), d->nomap ? " nomap" : "");
}

void __init place_claims(const struct setup_policy *policy)
{
	for (unsigned int i = 0; i < policy->nr_claims; i++)
		claim(&policy->claims[i]);
	for (unsigned int i = 0; i < boot_info.nr_dynamic; i++)
		reserve_dynamic(&boot_info.dynamic[i]);
	claim_crash_kernel();
}
