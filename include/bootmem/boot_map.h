/* SPDX-License-Identifier: MIT */
/*
 * boot_map.h - the firmware's description of memory, and the sweep that
 * makes sense of it.
 *
 * In: any ranges in any order; overlapping, duplicate, empty and wrapping ones
 * are fine. Out (boot_map_sweep()): ranges in ascending order, page aligned,
 * disjoint, neighbours that are alike joined; for every page the kind with the
 * highest precedence that touches it; a page is RAM only when every byte of it is.
 *
 * Pure: no allocation, no globals, no printing. The caller owns the storage.
 */
#ifndef BOOTMEM_BOOT_MAP_H
#define BOOTMEM_BOOT_MAP_H

#include <bootmem/types.h>

/**
 * enum boot_kind - what a range is; the order is the precedence, later wins
 * @BOOT_RAM: usable memory
 * @BOOT_SOFT_RESERVED: RAM that firmware wants kept for a special purpose
 * @BOOT_LOADER: boot loader or boot services; usable after bootmem is done with it
 * @BOOT_RESERVED: RAM that a device tree reserves (/memreserve/, /reserved-memory)
 * @BOOT_ACPI_DATA: ACPI tables, reclaimable after they have been read
 * @BOOT_INITRD: initial RAM disk or boot module
 * @BOOT_DTB: flattened device tree
 * @BOOT_INFO: command line, memory map and info blocks of the loader
 * @BOOT_FRAMEBUFFER: pixels on the screen
 * @BOOT_KERNEL: the kernel image
 * @BOOT_ACPI_NVS: kept by ACPI across sleep
 * @BOOT_RUNTIME: firmware that runs beside the kernel
 * @BOOT_PERSISTENT: non-volatile memory
 * @BOOT_NOMAP: RAM that must not even be mapped
 * @BOOT_MMIO: device memory, and everything that is not known to be RAM
 * @BOOT_BAD: broken RAM
 * @BOOT_NR_KINDS: number of kinds
 */
enum boot_kind {
	BOOT_RAM,
	BOOT_SOFT_RESERVED,
	BOOT_LOADER,
	BOOT_RESERVED,
	BOOT_ACPI_DATA,
	BOOT_INITRD,
	BOOT_DTB,
	BOOT_INFO,
	BOOT_FRAMEBUFFER,
	BOOT_KERNEL,
	BOOT_ACPI_NVS,
	BOOT_RUNTIME,
	BOOT_PERSISTENT,
	BOOT_NOMAP,
	BOOT_MMIO,
	BOOT_BAD,
	BOOT_NR_KINDS
};

/**
 * struct boot_range - one entry of a map
 * @base: first byte
 * @end: one past the last byte
 * @kind: what it is
 * @nid: memory node, or NUMA_NO_NODE when unknown
 * @ram: after the sweep: whether there is RAM underneath (always true for
 *	BOOT_RAM; for an initrd inside RAM true, for one outside of it false)
 * @shared: after the sweep, of ACPI data, initrd, device tree, info and framebuffer: another of
 *	these has bytes on each of these pages, too, or a reservation that has no byte in common with
 *	it, so that they are not free when this one is no longer used
 * @owner: name for messages, or NULL; must outlive the map
 */
struct boot_range {
	phys_addr_t base, end;
	enum boot_kind kind;
	int nid;
	bool ram, shared;
	const char *owner;
};

/**
 * struct boot_map - a list of ranges in storage that the caller supplies
 * @ranges: the storage
 * @count: entries in use
 * @max: entries that fit
 * @dropped: entries that did not fit (the map is then not to be trusted)
 * @clipped: bytes of RAM that lie above the highest physical address
 */
struct boot_map {
	struct boot_range *ranges;
	unsigned int count, max;
	unsigned int dropped;
	u64 clipped;
};

/**
 * boot_map_init() - an empty map
 * @map: the map
 * @storage: room for its entries
 * @max: number of entries that fit into @storage
 */
void boot_map_init(struct boot_map *map, struct boot_range *storage, unsigned int max);

/**
 * boot_map_add() - one more range
 * @map: the map
 * @base: first byte; all 64 bits as firmware gave them
 * @size: bytes; 0 adds nothing; a range that passes the end of the address
 *	space ends there
 * @kind: what it is
 * @nid: memory node or NUMA_NO_NODE
 * @owner: name or NULL
 *
 * A range that touches or overlaps others with the same kind, node and owner is
 * joined with them before it takes a slot. Cost: O(entries).
 *
 * Return: 0; -ENOSPC when the map is full (@map->dropped counts it).
 */
int boot_map_add(struct boot_map *map, u64 base, u64 size, enum boot_kind kind, int nid,
		 const char *owner);

/**
 * boot_map_remove() - cut a range out of all entries of one kind
 * @map: the map
 * @base: first byte
 * @size: bytes; clamped like in boot_map_add()
 * @kind: the kind to cut
 *
 * Return: 0; -ENOSPC when a split did not fit: the upper part is then dropped
 * and counted in @map->dropped. Entries are cut from the last to the first: one that
 * goes later makes no room for a split before.
 */
int boot_map_remove(struct boot_map *map, u64 base, u64 size, enum boot_kind kind);

/**
 * boot_map_set_node() - say which node RAM belongs to
 * @map: the map, before the sweep
 * @base: first byte
 * @size: bytes; clamped like in boot_map_add()
 * @nid: memory node or NUMA_NO_NODE
 *
 * Entries of RAM are split at the edges; parts that are then alike are joined.
 *
 * Return: 0; -ENOSPC when a split did not fit: that entry keeps the node it had.
 */
int boot_map_set_node(struct boot_map *map, u64 base, u64 size, int nid);

/**
 * boot_map_sweep() - resolve overlaps and round to pages
 * @in: any ranges; unchanged
 * @out: receives the result; storage of its own. 2 * @in->count + 1 entries suffice.
 *
 * RAM is rounded inwards, everything else outwards. Does not depend on the order of
 * @in: among entries of one kind a known node goes first, then the lower base. What lies
 * over RAM has the RAM's node. @in's counts of dropped entries and clipped bytes are
 * passed on. Cost: O(entries squared), no memory but the caller's.
 *
 * Return: 0; -ENOSPC when @out is too small: it then holds the lower part, and
 * @out->dropped is not 0.
 */
int boot_map_sweep(const struct boot_map *in, struct boot_map *out);

/**
 * boot_map_ram_bytes() - RAM that firmware promised, to the byte
 * @in: a map as filled by translators, before the sweep
 *
 * Counts RAM, and what is in use inside RAM (kernel, initrd, ...), before
 * rounding; not what a kind that is never memory (boot_kind_is_memory()) covers.
 * The difference to the swept map is what rounding to pages loses.
 *
 * Return: bytes.
 */
u64 boot_map_ram_bytes(const struct boot_map *in);

/**
 * boot_map_next_ram() - walk over RAM upwards
 * @in: a map as filled by translators, before the sweep
 * @ram: receives a stretch at or above @ram->end, which is 0 at first
 *
 * Visits what boot_map_ram_bytes() counts. A stretch may end where the next one begins. The
 * walk is by address: entries may be split and joined meanwhile.
 *
 * Return: false when there is no more.
 */
bool boot_map_next_ram(const struct boot_map *in, struct boot_range *ram);

/**
 * boot_map_find() - the entry that holds an address
 * @map: a map
 * @addr: the address
 *
 * Return: the first such entry, or NULL.
 */
const struct boot_range *boot_map_find(const struct boot_map *map, phys_addr_t addr);

/**
 * boot_range_is_ram() - does the kernel own memory there?
 * @range: an entry of a swept map
 *
 * Return: true for RAM and for what occupies RAM of the kernel's (boot_kind_is_memory()).
 */
bool boot_range_is_ram(const struct boot_range *range);

/**
 * boot_range_owner() - for whom is it?
 * @range: an entry of a map
 *
 * Return: its owner's name; that of its kind when it has none.
 */
const char *boot_range_owner(const struct boot_range *range);

/**
 * boot_map_find_free() - free RAM in a swept map
 * @map: a swept map
 * @size: bytes, at least 1
 * @align: a power of two, or 0
 * @start: lowest address allowed
 * @end: first address not allowed
 * @nid: the node, NUMA_NO_NODE = any
 *
 * Finds and does not take: boot_map_claim() does. Page 0 is never found.
 *
 * Return: the highest such address, 0 = none.
 */
phys_addr_t boot_map_find_free(const struct boot_map *map, phys_addr_t size, phys_addr_t align,
			       phys_addr_t start, phys_addr_t end, int nid);

/**
 * boot_map_claim() - take free RAM of a swept map
 * @map: a swept map; it stays one
 * @base: first byte
 * @size: bytes, at least 1; every page touched is taken
 * @kind: what it becomes; not BOOT_RAM
 * @owner: name or NULL
 *
 * Joined with neighbours that are alike.
 *
 * Return: 0; -EINVAL when it is not all in one entry of RAM, or empty; -ENOSPC when two entries more do
 * not fit. A call that fails has changed nothing.
 */
int boot_map_claim(struct boot_map *map, phys_addr_t base, phys_addr_t size, enum boot_kind kind,
		   const char *owner);

/**
 * boot_kind_is_memory() - does this kind lie in memory that the kernel owns?
 * @kind: a kind
 *
 * Return: true for RAM and for everything that merely occupies RAM (initrd,
 * kernel, no-map, ...); false for what is not the kernel's at all (ACPI, MMIO, ...).
 */
bool boot_kind_is_memory(enum boot_kind kind);

/**
 * boot_kind_is_reserved() - must pages of this kind not be allocated?
 * @kind: a kind
 *
 * Return: true for kinds that occupy RAM; false for RAM itself, for no-map (which has
 * its own flag), and for what is no memory at all.
 */
bool boot_kind_is_reserved(enum boot_kind kind);

/**
 * boot_kind_name() - a kind in words
 * @kind: a kind
 *
 * Return: a short name such as "initrd".
 */
const char *boot_kind_name(enum boot_kind kind);

#endif
