/* SPDX-License-Identifier: MIT */
/*
 * Words for the sweep of a boot map. Part of firmware.h; in a block of their own, so that the
 * lemmas are not in the way of those who don't need them. Words whose meaning is an axiom, just
 * below, are defined by it alone: provers look for them by name, which they don't for others.
 */
#ifndef PROVE_SWEEP_H
#define PROVE_SWEEP_H

#include <bootmem/boot_map.h>

/* PHYS_ADDR_MAX, whose ~ in logic would yield -1. */
#define PHYS_END ((phys_addr_t)(-1))

/* Is r read apart, or a reservation that has nothing to do with what decides, a range of another kind? */
#define USED(r, best) \
	((r).kind != (best).kind && (Apart((r).kind) || (r).kind == BOOT_RESERVED && \
	 ((r).end <= (best).base || (best).end <= (r).base)))

/*@ axiomatic Sweep {
      predicate Grain(integer g) = g == 1 || g == PAGE_SIZE;
      logic integer Down(integer x, integer g) = x - x % g;
      logic integer Up(integer x, integer g) = Down(x + g - 1, g);

      // What an entry covers: RAM whole grains, others every grain they touch. PHYS_END stands
      // for the end of the address space, too: the last byte has no end of its own.
      logic integer Low{L}(struct boot_range *r, integer g) =
        r->kind == BOOT_RAM ? \min(Up(r->base, g), PHYS_END) : Down(r->base, g);
      logic integer High{L}(struct boot_range *r, integer g) =
        r->kind == BOOT_RAM && r->end != PHYS_END ? Down(r->end, g) : \min(Up(r->end, g), PHYS_END);

      predicate Covers{L}(struct boot_range *r, integer g, integer a) =
        r->base < r->end && Low(r, g) <= a < High(r, g);

      // Entry i is over the address a; is it, when RAM alone is asked for or not; any is.
      predicate Over{L}(struct boot_map *m, integer g, integer a, integer i)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom over{L}: \forall struct boot_map *m, integer g, a, i;
        Over(m, g, a, i) <==> 0 <= i < m->count && Covers(m->ranges + i, g, a);
      predicate Asked{L}(struct boot_map *m, integer g, integer a, integer ram, integer i)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom asked{L}: \forall struct boot_map *m, integer g, a, ram, i;
        Asked(m, g, a, ram, i) <==> Over(m, g, a, i) && (ram == 0 || m->ranges[i].kind == BOOT_RAM);
      predicate Covered{L}(struct boot_map *m, integer g, integer a, integer ram)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom covered{L}: \forall struct boot_map *m, integer g, a, ram;
        Covered(m, g, a, ram) <==> \exists integer i; Asked(m, g, a, ram, i);

      // Which of two decides. Neither, where they differ in their owners at most.
      predicate Beats{L}(struct boot_range *a, struct boot_range *b) =
        a->kind != b->kind ? a->kind > b->kind :
        (a->nid == NUMA_NO_NODE && b->nid != NUMA_NO_NODE) ? \false :
        (a->nid != NUMA_NO_NODE && b->nid == NUMA_NO_NODE) ? \true :
        a->base != b->base ? a->base < b->base :
        a->end != b->end ? a->end > b->end : a->nid < b->nid;

      // Of the first n entries that are asked for this one decides.
      predicate Best{L}(struct boot_map *m, integer g, integer a, integer ram, integer n, integer i)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom best{L}: \forall struct boot_map *m, integer g, a, ram, n, i;
        Best(m, g, a, ram, n, i) <==> i < n && Asked(m, g, a, ram, i) &&
        \forall integer j; j < n && Asked(m, g, a, ram, j) ==> !Beats(m->ranges + j, m->ranges + i);

      // What is at a: the kind and the node of the entry that decides, but for the node of RAM
      // under it.
      predicate Class{L}(struct boot_map *m, integer g, integer a, integer kind, integer nid, integer ram)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom class{L}: \forall struct boot_map *m, integer g, a, kind, nid, ram;
        Class(m, g, a, kind, nid, ram) <==>
        \exists integer i; Best(m, g, a, 0, m->count, i) && kind == m->ranges[i].kind &&
          (ram != 0 ? \exists integer k; Best(m, g, a, 1, m->count, k) && nid == m->ranges[k].nid :
                      nid == m->ranges[i].nid && !Covered(m, g, a, 1));

      // From pos to next the same entries of the first n are over each address.
      predicate Steady{L}(struct boot_map *m, integer g, integer n, integer pos, integer next)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom steady{L}: \forall struct boot_map *m, integer g, n, pos, next;
        Steady(m, g, n, pos, next) <==>
        \forall integer a, i; pos <= a < next && i < n ==> (Over(m, g, a, i) <==> Over(m, g, pos, i));

      predicate SameRange{L, M}(struct boot_range *r) =
        \at(r->base, L) == \at(r->base, M) && \at(r->end, L) == \at(r->end, M) &&
        \at(r->kind, L) == \at(r->kind, M) && \at(r->nid, L) == \at(r->nid, M);
      predicate SameRanges{L, M}(struct boot_map *m) =
        \at(m->ranges, L) == \at(m->ranges, M) && \at(m->count, L) == \at(m->count, M) &&
        \forall integer i; 0 <= i < \at(m->count, L) ==> SameRange{L, M}(\at(m->ranges, L) + i);
      lemma same_over{L, M}: \forall struct boot_map *m, integer g, a, i;
        SameRanges{L, M}(m) ==> (Over{L}(m, g, a, i) <==> Over{M}(m, g, a, i));
      lemma same_asked{L, M}: \forall struct boot_map *m, integer g, a, ram, i;
        SameRanges{L, M}(m) ==> (Asked{L}(m, g, a, ram, i) <==> Asked{M}(m, g, a, ram, i));
      lemma same_covered{L, M}: \forall struct boot_map *m, integer g, a, ram;
        SameRanges{L, M}(m) ==> (Covered{L}(m, g, a, ram) <==> Covered{M}(m, g, a, ram));
      lemma same_steady{L, M}: \forall struct boot_map *m, integer g, n, pos, next;
        SameRanges{L, M}(m) ==> (Steady{L}(m, g, n, pos, next) <==> Steady{M}(m, g, n, pos, next));
      lemma same_best{L, M}: \forall struct boot_map *m, integer g, a, ram, n, i;
        SameRanges{L, M}(m) ==> (Best{L}(m, g, a, ram, n, i) <==> Best{M}(m, g, a, ram, n, i));
      lemma same_class{L, M}: \forall struct boot_map *m, integer g, a, k, d, r;
        SameRanges{L, M}(m) ==> (Class{L}(m, g, a, k, d, r) <==> Class{M}(m, g, a, k, d, r));

      lemma beats_order{L}: \forall struct boot_range *a, *b, *c;
        Beats(a, c) ==> Beats(a, b) || Beats(b, c);
      lemma highest_kind{L}: \forall struct boot_map *m, integer g, a, k, d, r, i;
        Class(m, g, a, k, d, r) && Over(m, g, a, i) ==> m->ranges[i].kind <= k;
      // In other words: every byte of the page, or any.
      lemma ram_covers{L}: \forall struct boot_range *r, integer a;
        r->kind == BOOT_RAM && r->base < r->end && 0 <= a < PHYS_END ==>
        (Covers(r, PAGE_SIZE, a) <==> \let page = a / PAGE_SIZE * PAGE_SIZE;
         r->base <= page && \min(page + PAGE_SIZE, PHYS_END) <= r->end);
      lemma others_cover{L}: \forall struct boot_range *r, integer a;
        r->kind != BOOT_RAM && r->base < r->end && 0 <= a < PHYS_END ==>
        (Covers(r, PAGE_SIZE, a) <==> \let page = a / PAGE_SIZE * PAGE_SIZE;
         r->base < page + PAGE_SIZE && page < r->end);
      lemma steady_best{L}: \forall struct boot_map *m, integer g, pos, next, a, ram, i;
        Steady(m, g, m->count, pos, next) && pos <= a < next && Best(m, g, pos, ram, m->count, i) ==>
        Best(m, g, a, ram, m->count, i);
      lemma steady_asked{L}: \forall struct boot_map *m, integer g, pos, next, a, ram, i;
        Steady(m, g, m->count, pos, next) && pos <= a < next ==>
        (Asked(m, g, a, ram, i) <==> Asked(m, g, pos, ram, i));
      lemma steady_covered{L}: \forall struct boot_map *m, integer g, pos, next, a, ram;
        Steady(m, g, m->count, pos, next) && pos <= a < next && Covered(m, g, a, ram) ==>
        Covered(m, g, pos, ram);
      lemma steady_class{L}: \forall struct boot_map *m, integer g, pos, next, a, k, d, r;
        Steady(m, g, m->count, pos, next) && pos <= a < next && Class(m, g, pos, k, d, r) ==>
        Class(m, g, a, k, d, r);
    }

    axiomatic Shared {
      // A kind that somebody reads who does not know what else is on its pages.
      predicate Apart(integer kind) =
        kind == BOOT_ACPI_DATA || BOOT_INITRD <= kind <= BOOT_FRAMEBUFFER;
      // At a is something that uses its page besides entry i: what is read apart, or a reservation
      // that has nothing to do with it.
      predicate Others{L}(struct boot_map *m, integer g, integer a, integer i)
        reads m->ranges, m->count, m->ranges[0 .. m->count - 1];
      axiom others{L}: \forall struct boot_map *m, integer g, a, i;
        Others(m, g, a, i) <==> \exists integer j; Over(m, g, a, j) && USED(m->ranges[j], m->ranges[i]);
    }
*/

#endif
