/* SPDX-License-Identifier: MIT */
/*
 * config.h - every compile-time switch, its default, and the mismatch check.
 *
 * Give switches to the compiler, the same for the library and for everything
 * that includes its headers: -DCONFIG_NUMA, -DPAGE_SHIFT=16, ...
 * An on/off switch may be given as -DX, -DX=1, -DX=y (on) or -DX=0, -DX=n (off);
 * after this header it is defined (on) or not (off). A program and a library that
 * were built with different switches do not link: the linker names the symbol
 * bootmem_config_... that spells the program's choice. It does not spell, so that nobody
 * notices: SMP_CACHE_BYTES, ARCH_LOW_ADDRESS_LIMIT, INIT_PHYSMEM_REGIONS, BOOT_MAP_RANGES,
 * and BOOTMEM_LOW_LIMIT, which is in bootmem.h.
 */
#ifndef BOOTMEM_CONFIG_H
#define BOOTMEM_CONFIG_H

/* 1 for an empty, 1 or y value; 0 for 0 or n. */
#define BOOTMEM_SWITCH_    1
#define BOOTMEM_SWITCH_1   1
#define BOOTMEM_SWITCH_y   1
#define BOOTMEM_SWITCH_0   0
#define BOOTMEM_SWITCH_n   0
#define BOOTMEM_SWITCH__(value) BOOTMEM_SWITCH_##value
#define BOOTMEM_SWITCH(value)   BOOTMEM_SWITCH__(value)

/*
 * Who owns memory. The default is the region core (memblock) alone.
 *
 *	CONFIG_HAVE_MEMBLOCK	CONFIG_NO_BOOTMEM
 *	y			y		nobootmem: memblock
 *	y			n		both: memblock at first, then the bitmap
 *	n			n		bootmem: the bitmap
 */
#ifndef CONFIG_HAVE_MEMBLOCK
#define CONFIG_HAVE_MEMBLOCK 1
#elif !BOOTMEM_SWITCH(CONFIG_HAVE_MEMBLOCK)
#undef CONFIG_HAVE_MEMBLOCK
#endif

#ifdef CONFIG_NO_BOOTMEM
#if !BOOTMEM_SWITCH(CONFIG_NO_BOOTMEM)
#undef CONFIG_NO_BOOTMEM
#endif
#elif defined(CONFIG_HAVE_MEMBLOCK)
#define CONFIG_NO_BOOTMEM 1
#endif

#if defined(CONFIG_NO_BOOTMEM) && !defined(CONFIG_HAVE_MEMBLOCK)
#error "CONFIG_NO_BOOTMEM needs CONFIG_HAVE_MEMBLOCK: without the bitmap, memblock must own memory."
#endif

/* More than one memory node: regions, pages and zones carry a node number. */
#ifdef CONFIG_NUMA
#if !BOOTMEM_SWITCH(CONFIG_NUMA)
#undef CONFIG_NUMA
#endif
#endif

/* Nodes that can be told apart. This and all numbers below: plain decimal ones. */
#ifndef CONFIG_NUMA
#undef MAX_NUMNODES
#define MAX_NUMNODES 1
#elif !defined(MAX_NUMNODES)
#define MAX_NUMNODES 128
#endif

/* 64-bit physical addresses; off for small 32-bit kernels. */
#ifndef CONFIG_PHYS_ADDR_T_64BIT
#define CONFIG_PHYS_ADDR_T_64BIT 1
#elif !BOOTMEM_SWITCH(CONFIG_PHYS_ADDR_T_64BIT)
#undef CONFIG_PHYS_ADDR_T_64BIT
#endif

/* RAM that a 32-bit kernel cannot map for good gets a zone of its own. */
#ifdef CONFIG_HIGHMEM
#if !BOOTMEM_SWITCH(CONFIG_HIGHMEM)
#undef CONFIG_HIGHMEM
#endif
#endif

/* Keep the firmware's view of RAM in a third array, physmem. Nothing without memblock. */
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
#if !BOOTMEM_SWITCH(CONFIG_HAVE_MEMBLOCK_PHYS_MAP) || !defined(CONFIG_HAVE_MEMBLOCK)
#undef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
#endif
#endif

/*
 * memblock's queries and iterators stay valid after hand-over, and after the .init sections
 * are gone. Nothing without memblock.
 */
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
#if !BOOTMEM_SWITCH(CONFIG_ARCH_KEEP_MEMBLOCK) || !defined(CONFIG_HAVE_MEMBLOCK)
#undef CONFIG_ARCH_KEEP_MEMBLOCK
#endif
#endif

/*
 * After each call that changes a core's books they are looked at, and broken ones panic; pages are
 * filled with this byte before they are handed over. Slow: for finding faults.
 */
#define BOOTMEM_POISON 0x9d
#ifdef CONFIG_BOOTMEM_DEBUG
#if !BOOTMEM_SWITCH(CONFIG_BOOTMEM_DEBUG)
#undef CONFIG_BOOTMEM_DEBUG
#endif
#endif

/* log2 of the page size in bytes: 12, 14 or 16. */
#ifndef PAGE_SHIFT
#define PAGE_SHIFT 12
#endif
#if PAGE_SHIFT != 12 && PAGE_SHIFT != 14 && PAGE_SHIFT != 16
#error "PAGE_SHIFT must be 12, 14 or 16."
#endif

/* Alignment of allocations that ask for none. */
#ifndef SMP_CACHE_BYTES
#define SMP_CACHE_BYTES 64
#endif

/* First address that a "low" allocation may not reach. */
#ifndef ARCH_LOW_ADDRESS_LIMIT
#define ARCH_LOW_ADDRESS_LIMIT 0x100000000ULL
#endif

/* Largest order of a block of pages: 2^MAX_ORDER pages. */
#ifndef MAX_ORDER
#define MAX_ORDER 10
#endif

/* Regions that fit before an array must grow, memory and reserved each. */
#ifndef INIT_MEMBLOCK_REGIONS
#define INIT_MEMBLOCK_REGIONS 128
#endif
#ifndef INIT_MEMBLOCK_RESERVED_REGIONS
#define INIT_MEMBLOCK_RESERVED_REGIONS INIT_MEMBLOCK_REGIONS
#endif
#ifndef INIT_PHYSMEM_REGIONS
#define INIT_PHYSMEM_REGIONS 4
#endif

/* Ranges that the boot map holds. */
#ifndef BOOT_MAP_RANGES
#define BOOT_MAP_RANGES 256
#endif

/*
 * The mismatch check: every object file that includes a header refers to a
 * symbol whose name spells the switches that change layouts or meanings.
 */
#ifdef CONFIG_NO_BOOTMEM
#define BOOTMEM_TAG_CORE nobootmem
#elif defined(CONFIG_HAVE_MEMBLOCK)
#define BOOTMEM_TAG_CORE both
#else
#define BOOTMEM_TAG_CORE bootmem
#endif
#ifdef CONFIG_NUMA
#define BOOTMEM_TAG_NUMA _numa
#else
#define BOOTMEM_TAG_NUMA _flat
#endif
#ifdef CONFIG_PHYS_ADDR_T_64BIT
#define BOOTMEM_TAG_PHYS _pa64
#else
#define BOOTMEM_TAG_PHYS _pa32
#endif
#ifdef CONFIG_HIGHMEM
#define BOOTMEM_TAG_HIGHMEM _highmem
#else
#define BOOTMEM_TAG_HIGHMEM
#endif
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
#define BOOTMEM_TAG_PHYSMEM _physmem
#else
#define BOOTMEM_TAG_PHYSMEM
#endif
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
#define BOOTMEM_TAG_KEEP _keep
#else
#define BOOTMEM_TAG_KEEP
#endif
#ifdef CONFIG_BOOTMEM_DEBUG
#define BOOTMEM_TAG_DEBUG _debug
#else
#define BOOTMEM_TAG_DEBUG
#endif

#define BOOTMEM_TAG__(core, numa, nodes, phys, page, order, regions, reserved, high, physmem, keep, debug) \
	bootmem_config_##core##numa##nodes##phys##_page##page##_order##order##_regions##regions           \
		##_##reserved##high##physmem##keep##debug
#define BOOTMEM_TAG_(core, numa, nodes, phys, page, order, regions, reserved, high, physmem, keep, debug) \
	BOOTMEM_TAG__(core, numa, nodes, phys, page, order, regions, reserved, high, physmem, keep, debug)
#define BOOTMEM_CONFIG_TAG                                                                         \
	BOOTMEM_TAG_(BOOTMEM_TAG_CORE, BOOTMEM_TAG_NUMA, MAX_NUMNODES, BOOTMEM_TAG_PHYS,           \
		     PAGE_SHIFT, MAX_ORDER, INIT_MEMBLOCK_REGIONS, INIT_MEMBLOCK_RESERVED_REGIONS, \
		     BOOTMEM_TAG_HIGHMEM, BOOTMEM_TAG_PHYSMEM, BOOTMEM_TAG_KEEP, BOOTMEM_TAG_DEBUG)

#ifndef __ASSEMBLER__
extern const char BOOTMEM_CONFIG_TAG;
static const char *const bootmem_config_wanted __attribute__((__used__)) = &BOOTMEM_CONFIG_TAG;
#endif

#endif
