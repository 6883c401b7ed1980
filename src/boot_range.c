/* SPDX-License-Identifier: MIT */
/*
 * One range of a boot map: what its kind means, whose it is, and what goes on from it.
 */
#include "boot_map.h"

#include "lib/lib.h"

/* What kinds mean to the kernel. */
struct kind {
	const char *name;
	bool memory, reserved;
	bool apart; /* somebody reads it who does not know what else is on its pages */
};

static const struct kind kinds[BOOT_NR_KINDS] = {
	[BOOT_RAM] = { "RAM", true, false, false },
	[BOOT_SOFT_RESERVED] = { "soft reserved", false, false, false },
	[BOOT_LOADER] = { "loader", true, true, false },
	[BOOT_RESERVED] = { "reserved", true, true, false },
	[BOOT_ACPI_DATA] = { "ACPI data", false, false, true },
	[BOOT_INITRD] = { "initrd", true, true, true },
	[BOOT_DTB] = { "device tree", true, true, true },
	[BOOT_INFO] = { "boot info", true, true, true },
	[BOOT_FRAMEBUFFER] = { "framebuffer", true, true, true },
	[BOOT_KERNEL] = { "kernel", true, true, false },
	[BOOT_ACPI_NVS] = { "ACPI NVS", false, false, false },
	[BOOT_RUNTIME] = { "firmware", false, false, false },
	[BOOT_PERSISTENT] = { "persistent", false, false, false },
	[BOOT_NOMAP] = { "no-map", true, false, false },
	[BOOT_MMIO] = { "not RAM", false, false, false },
	[BOOT_BAD] = { "bad", false, false, false },
};

/*@ assigns \nothing; */
bool __init boot_kind_is_memory(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].memory;
}

bool __init boot_kind_is_reserved(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].reserved;
}

/*@ assigns \nothing;
    ensures \result <==> Apart(kind); */
bool __init boot_kind_is_apart(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS && kinds[kind].apart;
}

const char *__init boot_kind_name(enum boot_kind kind)
{
	return kind < BOOT_NR_KINDS ? kinds[kind].name : "unknown";
}

/*@ assigns \nothing; */
int __init boot_owners_compare(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	if (a == b)
		return 0;
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (int)(u8)*a - (int)(u8)*b;
}

/*@ requires \valid_read(a) && \valid_read(b);
    assigns \nothing;
    ensures \result ==> a->kind == b->kind && a->nid == b->nid; */
bool __init boot_ranges_alike(const struct boot_range *a, const struct boot_range *b)
{
	return a->kind == b->kind && a->nid == b->nid && boot_owners_compare(a->owner, b->owner) == 0;
}

/*@ requires \valid_read(r) && \valid_read(next);
    assigns \nothing;
    ensures \result ==> r->end == next->base && ALIKE(*r, Pre, *next, Pre); */
bool __init boot_range_goes_on(const struct boot_range *r, const struct boot_range *next)
{
	return r->end == next->base && r->ram == next->ram && r->shared == next->shared &&
	       boot_ranges_alike(r, next);
}

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result ==> r->ram != 0; */
bool __init boot_range_is_ram(const struct boot_range *r)
{
	return r->ram && boot_kind_is_memory(r->kind);
}

const char *__init boot_range_owner(const struct boot_range *r)
{
	return r->owner ? r->owner : boot_kind_name(r->kind);
}
