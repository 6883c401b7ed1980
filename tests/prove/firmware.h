/* SPDX-License-Identifier: MIT */
/*
 * What contracts of translators and of the boot map are made of. In front of every file that is
 * proved; nothing of it is compiled.
 */
#ifndef PROVE_FIRMWARE_H
#define PROVE_FIRMWARE_H

#include <bootmem/translate.h>
#include "lib/lib.h"

/*@ predicate Map{L}(struct boot_map *m) =
      \valid(m) && m->count <= m->max && \valid(m->ranges + (0 .. m->max - 1)) &&
      \separated(m, m->ranges + (0 .. m->max - 1));

    predicate SameMap{L, M}(struct boot_map *m) =
      \at(m->ranges, L) == \at(m->ranges, M) && \at(m->max, L) == \at(m->max, M);

    // Entries [0, n) lie where they lay.
    predicate SamePlaces{L, M}(struct boot_range *r, integer n) =
      \forall integer i; 0 <= i < n ==>
        \at(r[i].base, L) == \at(r[i].base, M) && \at(r[i].end, L) == \at(r[i].end, M);

    predicate Entries{L}(struct boot_map *m) =
      \valid_read(m) && \valid_read(m->ranges + (0 .. m->count - 1));

    // Of a swept map: no entry is empty, each ends where the next begins, or below.
    predicate Ascending{L}(struct boot_range *r, integer n) =
      (\forall integer i; 0 <= i < n ==> r[i].base < r[i].end) &&
      (\forall integer i, j; 0 <= i < j < n ==> r[i].end <= r[j].base);
    predicate EndBy{L}(struct boot_range *r, integer n, integer addr) =
      \forall integer i; 0 <= i < n ==> r[i].end <= addr;

    predicate Info{L}(struct boot_info *info) =
      \valid(info) && info->nr_mirror <= BOOT_MIRROR_RANGES &&
      info->nr_dynamic <= BOOT_DYNAMIC_RANGES;

    predicate Numa{L}(struct boot_numa *numa) =
      \valid(numa) && numa->nr_ranges <= BOOT_NUMA_RANGES && numa->nr_nodes <= MAX_NUMNODES;

    predicate Reader{L}(struct boot_reader *r) =
      \valid(r) && Info(r->info) && Map(r->map) &&
      \separated(r, r->info, r->map, r->map->ranges + (0 .. r->map->max - 1));

    predicate SameReader{L, M}(struct boot_reader *r) =
      \at(r->map, L) == \at(r->map, M) && \at(r->info, L) == \at(r->info, M) &&
      SameMap{L, M}(\at(r->map, L));

    predicate Bytes{L}(u8 *p, integer n) = p == \null || \valid_read(p + (0 .. n - 1));
*/

/* PHYS_ADDR_MAX, whose ~ in logic would yield -1. */
#define PHYS_END ((phys_addr_t)(-1))

/*@ assigns \nothing; */
static inline phys_addr_t phys_align_up(phys_addr_t addr, phys_addr_t align);

/*@ assigns \nothing; */
static inline phys_addr_t phys_align_down(phys_addr_t addr, phys_addr_t align);

/* What a map may change: all of it but where its storage is. */
#define ENTRIES(m) *(m), (m)->ranges[0 .. (m)->max - 1]

/* What the steps of a translator may change. */
#define RESULTS(r)	  (r)->said, (r)->modules, *(r)->info, ENTRIES((r)->map)
#define RESULTS_SO_FAR(r) (r)->said, (r)->modules, *\at((r)->info, Pre), ENTRIES_SO_FAR((r)->map)

#define KEEPS_MAP(m) Map(m) && SameMap{Pre, Post}(m)
#define KEEPS(r)     Reader(r) && SameReader{Pre, Post}(r)

/* The same in loops. */
#define KEEPS_MAP_SO_FAR(m) Map(m) && SameMap{Pre, Here}(m)
#define ENTRIES_SO_FAR(m)   *\at(m, Pre), \at((m)->ranges, Pre)[0 .. \at((m)->max, Pre) - 1]
#define KEEPS_SO_FAR(r)     Reader(r) && SameReader{Pre, Here}(r)

#endif
