/* SPDX-License-Identifier: MIT */
/*
 * bootmem.h - what is common to every configuration.
 */
#ifndef BOOTMEM_BOOTMEM_H
#define BOOTMEM_BOOTMEM_H

#include <bootmem/types.h>

/*
 * Page numbers of RAM, set by setup_arch() and exclusive at the top: first page, end of
 * what is mapped for good, end of RAM; and the highest that might ever be plugged in.
 */
extern unsigned long min_low_pfn, max_low_pfn, max_pfn;
extern unsigned long long max_possible_pfn;

/**
 * early_memtest() - test free memory before it is used
 * @start: first byte
 * @end: one past the last byte
 *
 * Writes and checks as many patterns as memtest= asks for (early_memtest_patterns())
 * over all free memory in the range that can be touched: below current_limit, and where
 * bootmem_phys_to_virt() has a pointer. Words of 8 bytes that do not hold their value are
 * reserved, owner "bad RAM", and reported as ranges. The rest is left zeroed.
 * Cost: two passes over the memory for each pattern.
 */
void early_memtest(phys_addr_t start, phys_addr_t end);

/**
 * early_memtest_patterns() - choose how thorough the test is
 * @patterns: 0 = no test; 17 different patterns exist, larger numbers repeat them
 */
void early_memtest_patterns(unsigned int patterns);

#endif
