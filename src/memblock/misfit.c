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
 *	gaps	 .  .   .     . .    .  .  .  .   XXXX     .    .  .  .
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

/* A note about fewer gaps is not worth its place, unless it continues another. */
#define FEW_GAPS 8

static struct misfit notes[NOTES] __initdata_memblock;
unsigned long misfit_count __initdata_memblock;
static unsigned long grain __initdata_memblock = MIN_GRAIN;

void __init_memblock misfit_forget_all(void)
{
	misfit_count = 0;
	grain = MIN_GRAIN;
}

unsigned long __init_memblock misfit_grain(void)
{
	return grain;
}

/* Index of the first note that ends above addr. */
static unsigned long __init_memblock find_note(phys_addr_t addr)
{
	unsigned long lo = 0, hi = misfit_count, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (notes[mid].to <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool __init_memblock rules_out(const struct misfit *note, phys_addr_t size,
				      phys_addr_t align)
{
	return size >= note->size && align >= note->align;
}

bool __init_memblock misfit_jump_down(phys_addr_t *addr, phys_addr_t size, phys_addr_t align,
				      phys_addr_t *until)
{
	unsigned long i = find_note(*addr);

	if (i == misfit_count || notes[i].from > *addr) {
		*until = i > 0 ? notes[i - 1].to : 0;
		return false;
	}
	if (!rules_out(&notes[i], size, align)) {
		*until = notes[i].from;
		return false;
	}
	while (i > 0 && notes[i - 1].to == notes[i].from && rules_out(&notes[i - 1], size, align))
		i--;
	*addr = notes[i].from;
	*until = *addr;
	return true;
}

bool __init_memblock misfit_jump_up(phys_addr_t *addr, phys_addr_t size, phys_addr_t align,
				    phys_addr_t *until)
{
	unsigned long i = find_note(*addr);

	if (i == misfit_count || notes[i].from > *addr) {
		*until = i < misfit_count ? notes[i].from : PHYS_ADDR_MAX;
		return false;
	}
	if (!rules_out(&notes[i], size, align)) {
		*until = notes[i].to;
		return false;
	}
	while (i + 1 < misfit_count && notes[i].to == notes[i + 1].from &&
	       rules_out(&notes[i + 1], size, align))
		i++;
	*addr = notes[i].to;
	*until = *addr;
	return true;
}

/* The notes [i, i + old) give way to new ones, still to be written. */
static void __init_memblock make_place(unsigned long i, unsigned long old, unsigned long new)
{
	memmove(&notes[i + new], &notes[i + old], (misfit_count - i - old) * sizeof(*notes));
	misfit_count = misfit_count - old + new;
}

/* May the notes i and i + 1 become one? */
static bool __init_memblock joins_next(unsigned long i)
{
	const struct misfit *a = &notes[i], *b = &notes[i + 1];

	return i + 1 < misfit_count && a->to == b->from && a->align == b->align &&
	       a->gaps + b->gaps <= grain;
}

static void __init_memblock join_next(unsigned long i)
{
	struct misfit *a = &notes[i], *b = &notes[i + 1];

	b->from = a->from;
	b->size = max_phys(a->size, b->size);
	b->gaps += a->gaps;
	make_place(i, 1, 0);
}

/* Make room for one more note. */
static void __init_memblock make_room(void)
{
	if (misfit_count < NOTES)
		return;
	grain *= 2;
	for (unsigned long i = 0; i < misfit_count; i++)
		while (joins_next(i))
			join_next(i);
	/* Scattered notes: lose those that a search comes to last. */
	if (misfit_count == NOTES)
		make_place(memblock.bottom_up ? NOTES / 2 : 0, NOTES / 2, 0);
}

/* Does a note continue another one, or lie where there is one? */
static bool __init_memblock continues(const struct misfit *m)
{
	unsigned long i = find_note(m->from);

	return (i < misfit_count && notes[i].from <= m->to) || (i > 0 && notes[i - 1].to == m->from);
}

void __init_memblock misfit_learn(const struct misfit *m)
{
	unsigned long lo, hi;

	if (m->from >= m->to || (m->gaps < FEW_GAPS && !continues(m)))
		return;
	make_room();
	lo = find_note(m->from);
	hi = lo;
	while (hi < misfit_count && notes[hi].from < m->to)
		hi++;
	/*
	 * What is left of a note at the edges still holds. Of one that reaches past both edges
	 * only the lower part is kept.
	 */
	if (lo < hi && notes[lo].from < m->from)
		notes[lo++].to = m->from;
	if (lo < hi && notes[hi - 1].to > m->to)
		notes[--hi].from = m->to;
	make_place(lo, hi - lo, 1);
	notes[lo] = *m;
	if (joins_next(lo))
		join_next(lo);
	if (lo > 0 && joins_next(lo - 1))
		join_next(lo - 1);
}

void __init_memblock misfit_forget(phys_addr_t from, phys_addr_t to, phys_addr_t size)
{
	unsigned long i = misfit_count ? find_note(from) : 0;

	for (; i < misfit_count && notes[i].from < to; i++)
		if (size >= notes[i].size)
			notes[i].size = size < PHYS_ADDR_MAX ? size + 1 : size;
}
