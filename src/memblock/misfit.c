/* SPDX-License-Identifier: MIT */
/*
 * What the search knows not to fit.
 *
 * A search that passed gaps in vain leaves a note: no block of size bytes, aligned to
 * align, starts in [from, to). A later request that is no easier (at least that size,
 * at least that alignment) jumps over the whole stretch. Taking memory can never make a
 * note wrong; only giving memory back can, and it says where.
 *
 *	notes	 |--- size 100 ---|-- size 40 --|      |----- size 100 -----|
 *	gaps	 .  .   .     . .    .  .  .  .   ####     .    .  .  .
 *
 * Notes are disjoint and sorted. Notes that touch are joined while they cover
 * few gaps; so each stretch of `grain` gaps has a note about as strong as its own gaps
 * allow, a kind of index. Memory that is given back weakens the note about
 * the stretch that it lies in. When the table is full the grain doubles. A lost note
 * costs time, never correctness.
 *
 * Cost: O(log notes) to find one, O(notes) to change the table; there are at most NOTES.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

#define NOTES	  128
#define MIN_GRAIN 32
#define MAX_GRAIN (~0UL / 2) /* so that it can be doubled */

/* A note about fewer gaps is not worth its place, unless it continues another. */
#define FEW_GAPS 8

struct misfit misfit_notes[NOTES] __initdata_memblock;
unsigned long misfit_count __initdata_memblock;
unsigned long misfit_grain __initdata_memblock = MIN_GRAIN;

/*@ assigns misfit_count, misfit_grain;
    ensures misfit_count == 0 && NotesHold; */
void __init_memblock misfit_forget_all(void)
{
	misfit_count = 0;
	misfit_grain = MIN_GRAIN;
}

/* Index of the first note that ends above addr. */
/*@ requires NotesInOrder;
    assigns \nothing;
    ensures \result <= misfit_count;
    ensures \forall integer i; 0 <= i < \result ==> misfit_notes[i].to <= addr;
    ensures \forall integer i; \result <= i < misfit_count ==> addr < misfit_notes[i].to; */
static unsigned long __init_memblock find_note(phys_addr_t addr)
{
	unsigned long lo = 0, hi = misfit_count, mid;

	/*@ loop invariant lo <= hi <= misfit_count;
	    loop invariant \forall integer i; 0 <= i < lo ==> misfit_notes[i].to <= addr;
	    loop invariant \forall integer i; hi <= i < misfit_count ==> addr < misfit_notes[i].to;
	    loop assigns lo, hi, mid;
	    loop variant hi - lo; */
	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (misfit_notes[mid].to <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*@ requires \valid_read(note) && NOTE_HOLDS(*note) && Power(align);
    assigns \nothing;
    ensures \result ==> NoRoom(note->from, note->to, size, align); */
static bool __init_memblock rules_out(const struct misfit *note, phys_addr_t size,
				      phys_addr_t align)
{
	return size >= note->size && align >= note->align;
}

/*@ requires NotesHold && Power(align);
    assigns \nothing;
    ensures \result.misfit ==> \result.edge <= addr && NoRoom(\result.edge, addr + 1, size, align); */
struct known __init_memblock misfit_below(phys_addr_t addr, phys_addr_t size, phys_addr_t align)
{
	unsigned long i = find_note(addr);

	if (i == misfit_count || misfit_notes[i].from > addr)
		return (struct known){ false, i > 0 ? misfit_notes[i - 1].to : 0 };
	if (!rules_out(&misfit_notes[i], size, align))
		return (struct known){ false, misfit_notes[i].from };
	/*@ loop invariant i < misfit_count && misfit_notes[i].from <= addr;
	    loop invariant NoRoom(misfit_notes[i].from, addr + 1, size, align);
	    loop assigns i;
	    loop variant i; */
	while (i > 0 && misfit_notes[i - 1].to == misfit_notes[i].from && rules_out(&misfit_notes[i - 1], size, align))
		i--;
	return (struct known){ true, misfit_notes[i].from };
}

/*@ requires NotesHold && Power(align);
    assigns \nothing;
    ensures \result.misfit ==> addr < \result.edge && NoRoom(addr, \result.edge, size, align); */
struct known __init_memblock misfit_above(phys_addr_t addr, phys_addr_t size, phys_addr_t align)
{
	unsigned long i = find_note(addr);

	if (i == misfit_count || misfit_notes[i].from > addr)
		return (struct known){ false, i < misfit_count ? misfit_notes[i].from : PHYS_ADDR_MAX };
	if (!rules_out(&misfit_notes[i], size, align))
		return (struct known){ false, misfit_notes[i].to };
	/*@ loop invariant i < misfit_count && addr < misfit_notes[i].to;
	    loop invariant NoRoom(addr, misfit_notes[i].to, size, align);
	    loop assigns i;
	    loop variant misfit_count - i; */
	while (i + 1 < misfit_count && misfit_notes[i].to == misfit_notes[i + 1].from &&
	       rules_out(&misfit_notes[i + 1], size, align))
		i++;
	return (struct known){ true, misfit_notes[i].to };
}

/* The notes [i, i + old) give way to new ones, still to be written. */
/*@ requires i + old <= misfit_count <= NOTES && misfit_count - old + new <= NOTES;
    assigns misfit_count, misfit_notes[0 .. NOTES - 1];
    ensures misfit_count == \old(misfit_count) - old + new;
    ensures \forall integer k; 0 <= k < i ==> SAME_NOTE(k, Post, k, Pre);
    ensures \forall integer k; i + new <= k < misfit_count ==> SAME_NOTE(k, Post, k - new + old, Pre); */
static void __init_memblock make_place(unsigned long i, unsigned long old, unsigned long new)
{
	memmove(&misfit_notes[i + new], &misfit_notes[i + old],
		(misfit_count - i - old) * sizeof(*misfit_notes));
	misfit_count = misfit_count - old + new;
}

/* May the notes i and i + 1 become one? */
/*@ requires NotesHold && i < misfit_count;
    assigns \nothing;
    ensures \result ==> i + 1 < misfit_count && misfit_notes[i].to == misfit_notes[i + 1].from &&
	    misfit_notes[i].align == misfit_notes[i + 1].align; */
static bool __init_memblock joins_next(unsigned long i)
{
	const struct misfit *a = &misfit_notes[i], *b = &misfit_notes[i + 1];

	return i + 1 < misfit_count && a->to == b->from && a->align == b->align &&
	       a->gaps + b->gaps <= misfit_grain;
}

/*@ requires NotesHold && i + 1 < misfit_count && misfit_notes[i].to == misfit_notes[i + 1].from;
    requires misfit_notes[i].align == misfit_notes[i + 1].align;
    assigns misfit_count, misfit_notes[0 .. NOTES - 1];
    ensures misfit_count == \old(misfit_count) - 1;
    ensures NotesInOrder;
    ensures NotesHold; */
static void __init_memblock join_next(unsigned long i)
{
	struct misfit *a = &misfit_notes[i], *b = &misfit_notes[i + 1];

	//@ assert b == &misfit_notes[(integer)i + 1];
	b->from = a->from;
	b->size = max_phys(a->size, b->size);
	b->gaps += a->gaps;
	//@ assert NOTE_HOLDS(*b);
	//@ assert b->from < b->to;
	/*@ assert \forall integer k; 0 <= k < misfit_count && k != i && k != i + 1 ==>
	    SAME_NOTE(k, Here, k, Pre); */
	make_place(i, 1, 0);
	//@ assert \forall integer k; 0 <= k < i ==> SAME_NOTE(k, Here, k, Pre);
	//@ assert \forall integer k; i < k < misfit_count ==> SAME_NOTE(k, Here, k + 1, Pre);
	//@ assert NOTE_HOLDS(misfit_notes[i]);
	//@ assert \forall integer k; 0 <= k < i ==> NOTE_HOLDS(misfit_notes[k]);
	//@ assert \forall integer k; i < k < misfit_count ==> NOTE_HOLDS(misfit_notes[k]);
	//@ assert NotesInOrder;
}

/* Make room for one more note. */
/*@ requires NotesHold;
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold && misfit_count < NOTES; */
static void __init_memblock make_room(void)
{
	if (misfit_count < NOTES)
		return;
	misfit_grain = min_pfn_of(2 * misfit_grain, MAX_GRAIN);
	/*@ loop invariant NotesHold;
	    loop assigns i, misfit_count, misfit_notes[0 .. NOTES - 1];
	    loop variant misfit_count - i; */
	for (unsigned long i = 0; i < misfit_count; i++)
		/*@ loop invariant NotesHold && i < misfit_count <= \at(misfit_count, LoopEntry);
		    loop assigns misfit_count, misfit_notes[0 .. NOTES - 1];
		    loop variant misfit_count; */
		while (joins_next(i))
			join_next(i);
	/* Scattered notes: lose those that a search comes to last. */
	if (misfit_count == NOTES)
		make_place(memblock.bottom_up ? NOTES / 2 : 0, NOTES / 2, 0);
}

/* Does a note continue another one, or lie where there is one? */
/*@ requires NotesHold && \valid_read(m);
    assigns \nothing; */
static bool __init_memblock continues(const struct misfit *m)
{
	unsigned long i = find_note(m->from);

	return (i < misfit_count && misfit_notes[i].from <= m->to) ||
	       (i > 0 && misfit_notes[i - 1].to == m->from);
}

/*
 * Forgets what is known about [from, to); the index where a note about it belongs. What is left
 * of a note at the edges still holds. Of one that reaches past both edges only the lower part is
 * kept.
 */
/*@ requires NotesHold && from < to;
    assigns misfit_count, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold && \result <= misfit_count <= \old(misfit_count);
    ensures \forall integer k; 0 <= k < \result ==> misfit_notes[k].to <= from;
    ensures \forall integer k; \result <= k < misfit_count ==> to <= misfit_notes[k].from; */
static unsigned long __init_memblock cut_out(phys_addr_t from, phys_addr_t to)
{
	unsigned long lo = find_note(from), hi = lo;

	/*@ loop invariant lo <= hi <= misfit_count;
	    loop invariant \forall integer i; lo <= i < hi ==> misfit_notes[i].from < to;
	    loop assigns hi;
	    loop variant misfit_count - hi; */
	while (hi < misfit_count && misfit_notes[hi].from < to)
		hi++;
	//@ assert \forall integer i; hi <= i < misfit_count ==> to <= misfit_notes[i].from;
	if (lo < hi && misfit_notes[lo].from < from)
		misfit_notes[lo++].to = from;
	//@ assert NotesHold;
	if (lo < hi && misfit_notes[hi - 1].to > to)
		misfit_notes[--hi].from = to;
	//@ assert NotesHold;
	if (lo < hi)
		make_place(lo, hi - lo, 0);
	return lo;
}

/*@ requires NotesHold && \valid_read(m) && (m->from < m->to ==> NOTE_HOLDS(*m));
    requires \separated(m, misfit_notes + (0 .. NOTES - 1));
    assigns misfit_count, misfit_grain, misfit_notes[0 .. NOTES - 1];
    ensures NotesHold; */
void __init_memblock misfit_learn(const struct misfit *m)
{
	unsigned long i;

	if (m->from >= m->to || (m->gaps < FEW_GAPS && !continues(m)))
		return;
	make_room();
	i = cut_out(m->from, m->to);
	make_place(i, 0, 1);
	misfit_notes[i] = *m;
	//@ assert NotesInOrder;
	//@ assert NotesHold;
	if (joins_next(i))
		join_next(i);
	if (i > 0 && joins_next(i - 1))
		join_next(i - 1);
}

/*@ requires NotesInOrder;
    requires \forall integer i, a; 0 <= i < misfit_count && 0 < a &&
	    misfit_notes[i].from <= a < misfit_notes[i].to && Aligned(a, misfit_notes[i].align) ==>
	    Room(a) < misfit_notes[i].size || (from <= a < to && Room(a) <= size);
    requires \forall integer i; 0 <= i < misfit_count ==> Power(misfit_notes[i].align);
    requires \forall integer a; 0 < a ==> a + Room(a) <= PHYS_ADDR_MAX;
    assigns misfit_notes[0 .. NOTES - 1];
    ensures NotesHold; */
void __init_memblock misfit_forget(phys_addr_t from, phys_addr_t to, phys_addr_t size)
{
	unsigned long i = misfit_count ? find_note(from) : 0;

	/*@ loop invariant i <= misfit_count && NotesInOrder;
	    loop invariant \forall integer k; 0 <= k < i ==> NOTE_HOLDS(misfit_notes[k]);
	    loop invariant \forall integer k; i <= k < misfit_count ==> SAME_NOTE(k, Here, k, Pre);
	    loop assigns i, misfit_notes[0 .. NOTES - 1];
	    loop variant misfit_count - i; */
	for (; i < misfit_count && misfit_notes[i].from < to; i++)
		if (size >= misfit_notes[i].size)
			misfit_notes[i].size = size < PHYS_ADDR_MAX ? size + 1 : size;
}
