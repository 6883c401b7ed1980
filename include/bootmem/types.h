/* SPDX-License-Identifier: MIT */
/*
 * types.h - integers, physical addresses, page numbers, sections, error numbers.
 *
 * Ranges are half-open, [base, end), everywhere. Sizes are bytes unless a name
 * says pages or pfn (page frame number: physical address >> PAGE_SHIFT).
 */
#ifndef BOOTMEM_TYPES_H
#define BOOTMEM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bootmem/config.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#ifdef CONFIG_PHYS_ADDR_T_64BIT
typedef u64 phys_addr_t;
#else
typedef u32 phys_addr_t;
#endif

/* The highest address. It is never part of a range: the last byte is not described. */
#define PHYS_ADDR_MAX ((phys_addr_t)~(phys_addr_t)0)

#ifndef PAGE_SIZE
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#endif
#ifndef PAGE_MASK
#define PAGE_MASK (~(PAGE_SIZE - 1))
#endif

/* A link of a doubly linked list, or its head. */
struct list_head {
	struct list_head *next, *prev;
};

/* No node in particular: any node when asking, unknown when answering. */
#define NUMA_NO_NODE (-1)

/*
 * Error numbers, returned negative. The values are the usual ones, so that a
 * kernel which has its own <errno.h> sees no difference.
 */
#ifndef ENOMEM
#define ENOMEM 12 /* no slot, no memory */
#endif
#ifndef EBUSY
#define EBUSY 16 /* already taken */
#endif
#ifndef EINVAL
#define EINVAL 22 /* the argument makes no sense */
#endif
#ifndef ENOSPC
#define ENOSPC 28 /* a table of fixed size is full */
#endif
#ifndef ENOENT
#define ENOENT 2 /* not there */
#endif

/*
 * Code and data that are needed only until the end of boot. A kernel gives the
 * sections back with free_initmem(); nothing marked so may be used afterwards.
 */
#ifndef __init
#define __init __attribute__((__section__(".init.text")))
#endif
#ifndef __initdata
#define __initdata __attribute__((__section__(".init.data")))
#endif

/* The region core stays when its queries must. */
#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
#define __init_memblock
#define __initdata_memblock
#else
#define __init_memblock	    __init
#define __initdata_memblock __initdata
#endif

/*
 * Page that an address lies in. A page that has no number, because long is narrower than
 * an address, counts as the highest one, so that ranges up there come out empty.
 */
static inline unsigned long phys_pfn_down(phys_addr_t addr)
{
	phys_addr_t pfn = addr >> PAGE_SHIFT;

	return (unsigned long)pfn == pfn ? (unsigned long)pfn : ~0UL;
}

/* First page that starts at or above an address; all ones rounds to the very end. */
static inline unsigned long phys_pfn_up(phys_addr_t addr)
{
	unsigned long pfn = phys_pfn_down(addr);

	return pfn + ((addr & (PAGE_SIZE - 1)) != 0 && pfn != ~0UL);
}

/*
 * One past the last page wholly below the end of a range. The last byte is never
 * described, so all ones stands for the very end.
 */
static inline unsigned long phys_pfn_end(phys_addr_t end)
{
	return end == PHYS_ADDR_MAX ? phys_pfn_up(end) : phys_pfn_down(end);
}

/* First byte of a page. */
static inline phys_addr_t pfn_phys(unsigned long pfn)
{
	return (phys_addr_t)pfn << PAGE_SHIFT;
}

/* Exactly one bit set. */
static inline bool is_power_of_two(phys_addr_t x)
{
	return x != 0 && (x & (x - 1)) == 0;
}

/* The next multiple of align, a power of two, from addr on. The sum may wrap: callers check addr first. */
static inline phys_addr_t phys_align_up(phys_addr_t addr, phys_addr_t align)
{
	return (addr + align - 1) & ~(align - 1);
}

/* The last multiple of align, a power of two, up to addr. */
static inline phys_addr_t phys_align_down(phys_addr_t addr, phys_addr_t align)
{
	return addr & ~(align - 1);
}

#endif
