/* SPDX-License-Identifier: MIT */
/*
 * debug_mode.h - what CONFIG_BOOTMEM_DEBUG adds. When it is off, nothing of it is compiled.
 */
#ifndef BOOTMEM_DEBUG_MODE_H
#define BOOTMEM_DEBUG_MODE_H

#include <bootmem/types.h>

/* A constant: what an if () asks for it costs nothing. */
#ifdef CONFIG_BOOTMEM_DEBUG
#define DEBUG_MODE true
#else
#define DEBUG_MODE false
#endif

/* The books have just changed; fault is what is wrong with them now, NULL = nothing. */
void debug_verify(const char *fault);

/* A block of pages leaves the boot allocator: nobody may still need what is in it. */
void debug_poison(unsigned long pfn, unsigned int order);

#endif
