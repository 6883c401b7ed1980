/* SPDX-License-Identifier: MIT */
/* How far boot has come. Alone: both cores and the page allocator's side ask. */
#include "core.h"

bool boot_handed_over;
