/* SPDX-License-Identifier: MIT */
/*
 * pte.h - bits of a page table entry, 4 KiB granule, EL1.
 *
 * Source: Arm Architecture Reference Manual DDI 0487, D8.3 (descriptor formats).
 */
#ifndef PTE_H
#define PTE_H

#define PTE_VALID     0x1ULL
#define PTE_TABLE     0x2ULL /* also a page at the last level; a block has it clear */
#define PTE_DEVICE    0x4ULL /* memory attribute 1 */
#define PTE_READ_ONLY 0x80ULL
#define PTE_INNER     0x300ULL
#define PTE_ACCESSED  0x400ULL
#define PTE_PXN	      (1ULL << 53)
#define PTE_UXN	      (1ULL << 54)
#define PTE_XN	      (PTE_PXN | PTE_UXN)
#define PTE_NORMAL    PTE_INNER /* memory attribute 0 */
#define PTE_ADDRESS   0x0000fffffffff000ULL

#endif
