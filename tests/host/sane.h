/* SPDX-License-Identifier: MIT */
/*
 * sane.h - what must be true of a map and of the rest, whatever a translator was fed.
 */
#ifndef SANE_H
#define SANE_H

#include <bootmem/firmware.h>

/* Entries that the maps of these tests hold. */
#define SANE_RANGES 256

/* Sweeps the map and looks at everything; NULL, or what is wrong. info may be NULL. */
const char *what_is_wrong(const struct boot_map *map, const struct boot_info *info);

#endif
