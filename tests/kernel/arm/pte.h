/* SPDX-License-Identifier: MIT */
/*
 * pte.h - bits of a page table entry, in the short and in the long format.
 *
 * Source: Arm Architecture Reference Manual, ARMv7-A, DDI 0406: B3.5 (short descriptors,
 * no TEX remap), B3.6 (long descriptors; MAIR as set by entry.S).
 */
#ifndef PTE_H
#define PTE_H

/* Short: a table of 256 pages, a section of 1 MiB, a page. */
#define SHORT_TABLE	    0x1UL
#define SECTION		    0x2UL
#define SECTION_NO_EXECUTE  0x10UL
#define SECTION_KERNEL	    0x400UL /* access for the kernel only */
#define SECTION_READ_ONLY   0x8000UL
#define SECTION_NORMAL	    0x1100cUL /* write-back, allocate on writes, shareable */
#define SECTION_DEVICE	    0x4UL
#define PAGE_SMALL	    0x2UL
#define PAGE_NO_EXECUTE	    0x1UL
#define PAGE_KERNEL	    0x10UL
#define PAGE_READ_ONLY	    0x200UL
#define PAGE_NORMAL	    0x44cUL
#define PAGE_DEVICE	    0x4UL
#define SHORT_TABLE_ADDRESS 0xfffffc00UL

/* Long: a table or, at the last level, a page has both of the lowest bits. */
#define LONG_VALID	0x1ULL
#define LONG_TABLE	0x2ULL
#define LONG_DEVICE	0x4ULL /* memory attribute 1 */
#define LONG_READ_ONLY	0x80ULL
#define LONG_NORMAL	0x300ULL /* memory attribute 0, inner shareable */
#define LONG_ACCESSED	0x400ULL
#define LONG_NO_EXECUTE (3ULL << 53)
#define LONG_ADDRESS	0x000000fffffff000ULL

#endif
