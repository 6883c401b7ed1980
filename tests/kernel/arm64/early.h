/* SPDX-License-Identifier: MIT */
/*
 * early.h - the entry code's tables, until paging_init().
 */
#ifndef EARLY_H
#define EARLY_H

#include <bootmem/types.h>

/* Lets the early direct map reach an address, unless it is far off or all RAM is mapped. */
void early_extend(u64 end);

/* Is this part of a device tree that is mapped though the direct map does not reach it yet? */
bool early_is_far(u64 pa, u64 len);

#endif
