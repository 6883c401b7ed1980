/* SPDX-License-Identifier: MIT */
/*
 * What contracts of translators and of the boot map are made of. In front of every file that is
 * proved; nothing of it is compiled.
 */
#ifndef PROVE_FIRMWARE_H
#define PROVE_FIRMWARE_H

#include <bootmem/translate.h>
#include "lib/lib.h"
#include "sweep.h"

/* Are two ranges the same in what contracts speak of, which is all but the owner? But for where they lie? */
#define ALIKE(r, Now, q, Then) \
	(\at((r).kind, Now) == \at((q).kind, Then) && \at((r).nid, Now) == \at((q).nid, Then) && \
	 \at((r).ram, Now) == \at((q).ram, Then) && \at((r).shared, Now) == \at((q).shared, Then))
#define EQUAL(r, Now, q, Then) \
	(\at((r).base, Now) == \at((q).base, Then) && \at((r).end, Now) == \at((q).end, Then) && \
	 ALIKE(r, Now, q, Then))

/* Is entry j of a sweep's result what is at its addresses? */
#define RIGHT(in, L, out, M, j) \
	(\forall integer a; \at((out)->ranges[j].base, M) <= a < \at((out)->ranges[j].end, M) ==> \
	 Class{L}(in, PAGE_SIZE, a, \at((out)->ranges[j].kind, M), \at((out)->ranges[j].nid, M), \
		  \at((out)->ranges[j].ram, M)))

/* Of the first n entries, those asked for, decides i; or none is over the address, and i is no index. */
#define DECIDES(m, g, a, ram, n, i) \
	((i) < (m)->count ? Best(m, g, a, ram, n, i) : \
	 (i) == (m)->count && \forall integer k; k < (n) ==> !Asked(m, g, a, ram, k))

/*@ predicate Map{L}(struct boot_map *m) =
      \valid(m) && m->count <= m->max && \valid(m->ranges + (0 .. m->max - 1)) &&
      \separated(m, m->ranges + (0 .. m->max - 1));

    predicate SameMap{L, M}(struct boot_map *m) =
      \at(m->ranges, L) == \at(m->ranges, M) && \at(m->max, L) == \at(m->max, M);

    // Entries [0, n) are what they were.
    predicate SameEntries{L, M}(struct boot_range *r, integer n) =
      \forall integer i; 0 <= i < n ==> EQUAL(r[i], M, r[i], L);

    predicate Entries{L}(struct boot_map *m) =
      \valid_read(m) && \valid_read(m->ranges + (0 .. m->count - 1));

    // Of a swept map: no entry is empty, each ends where the next begins, or below.
    predicate Ascending{L}(struct boot_range *r, integer n) =
      (\forall integer i; 0 <= i < n ==> r[i].base < r[i].end) &&
      (\forall integer i, j; 0 <= i < j < n ==> r[i].end <= r[j].base);
    predicate EndBy{L}(struct boot_range *r, integer n, integer addr) =
      \forall integer i; 0 <= i < n ==> r[i].end <= addr;

    // A sweep's step: a range is at the end, in an entry of its own or in the last one.
    predicate Joined{L, M}(struct boot_map *out, struct boot_range range) =
      \let r = \at(out->ranges, L); \let n = \at(out->count, L); \let last = \at(out->count, M) - 1;
      0 <= last && SameEntries{L, M}(r, last) && \at(r[last].end, M) == range.end &&
      ALIKE(r[last], M, range, L) &&
      (last == n && \at(r[last].base, M) == range.base ||
       last == n - 1 && \at(r[last].base, M) == \at(r[last].base, L) &&
       \at(r[last].end, L) == range.base && ALIKE(r[last], L, range, L));

    axiomatic Holds {
      predicate Holds{L}(struct boot_map *m, integer a)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom holds{L}: \forall struct boot_map *m, integer a;
        Holds(m, a) <==> \exists integer j; 0 <= j < m->count && m->ranges[j].base <= a < m->ranges[j].end;
    }

    // What is in the result is what is at these addresses; all that is covered is in it.
    predicate Right{L, M}(struct boot_map *in, struct boot_map *out) =
      \forall integer j; 0 <= j < \at(out->count, M) ==> RIGHT(in, L, out, M, j);
    predicate Complete{L, M}(struct boot_map *in, struct boot_map *out, integer stop) =
      \forall integer a; 0 <= a < stop && Covered{L}(in, PAGE_SIZE, a, 0) ==> Holds{M}(out, a);
    predicate LowerPart{L, M}(struct boot_map *in, struct boot_map *out) =
      \forall integer a; 0 <= a < PHYS_END && Covered{L}(in, PAGE_SIZE, a, 0) ==>
        Holds{M}(out, a) || EndBy{M}(\at(out->ranges, M), \at(out->count, M), a);

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

/*@ assigns \nothing;
    ensures Grain(align) && addr + align - 1 <= PHYS_END ==> \result == Up(addr, align); */
static inline phys_addr_t phys_align_up(phys_addr_t addr, phys_addr_t align);

/*@ assigns \nothing;
    ensures Grain(align) ==> \result == Down(addr, align); */
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
