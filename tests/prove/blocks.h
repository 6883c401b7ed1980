/* SPDX-License-Identifier: MIT */
/*
 * Words for the split of a run of pages into blocks. Only the prover reads this file.
 *
 * Naturally aligned blocks are told by their first page and their order. memblock_free_pages()
 * is a kernel's; what is proved is what it gets: "given" is kept by the contract below.
 */
#ifndef PROVE_BLOCKS_H
#define PROVE_BLOCKS_H

#include <bootmem/port.h>

#include "lib/debug_mode.h"

/* Pages of a block. */
#define SIZE(order) (1 << (order))

/*@ // No block of a higher order that holds this one lies in the run [from, end): no lower
    // and no upper neighbour could have been joined with it.
    predicate Largest(integer from, integer end, integer pfn, integer order) =
      order == MAX_ORDER || pfn - pfn % SIZE(order + 1) < from ||
      pfn - pfn % SIZE(order + 1) + SIZE(order + 1) > end;

    // No block starts at pfn that is larger than this one and ends by end.
    predicate Greedy(integer end, integer pfn, integer order) =
      order == MAX_ORDER || pfn % SIZE(order + 1) != 0 || pfn + SIZE(order + 1) > end;

    // Of no block that lies in [from, end) is pfn the middle.
    predicate NoLowerHalf(integer from, integer end, integer pfn) =
      \forall integer o; 0 <= o < MAX_ORDER && pfn % SIZE(o + 1) == SIZE(o) &&
        pfn + SIZE(o) <= end ==> pfn - SIZE(o) < from;

    predicate Block(integer pfn, integer order, integer end) =
      0 <= order <= MAX_ORDER && pfn % SIZE(order) == 0 && pfn + SIZE(order) <= end;

    // Proved in facts.mlw.
    axiomatic Blocks {
      axiom size_positive: \forall integer k; 0 <= k ==> 0 < SIZE(k);
      axiom first_block: \forall integer end, pfn; 0 <= pfn ==> NoLowerHalf(pfn, end, pfn);
      axiom next_block: \forall integer from, end, pfn, k, next;
        0 <= from <= pfn && Block(pfn, k, end) && Greedy(end, pfn, k) &&
        next == pfn + SIZE(k) && NoLowerHalf(from, end, pfn) ==> NoLowerHalf(from, end, next);
      axiom this_block: \forall integer from, end, pfn, k;
        0 <= from <= pfn && Block(pfn, k, end) && Greedy(end, pfn, k) &&
        NoLowerHalf(from, end, pfn) ==> Largest(from, end, pfn, k);
    }
*/

/* The run [from, end); of that, [from, to) has gone out. */
/*@ ghost struct { unsigned long from, to, end; } given; */

/*@ predicate NextBlock{L}(integer pfn, integer order) =
      pfn == given.to && Block(pfn, order, given.end) &&
      Largest(given.from, given.end, pfn, order);
*/

/*@ requires NextBlock(pfn, order);
    assigns given.to;
    ensures given.to == pfn + SIZE(order); */
void memblock_free_pages(unsigned long pfn, unsigned int order);

/*@ assigns \nothing; // but pages that are given away */
void debug_poison(unsigned long pfn, unsigned int order);

#endif
