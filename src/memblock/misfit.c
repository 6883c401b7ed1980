/* SPDX-License-Identifier: MIT */
/*
 * What the search knows not to fit.
 *
 * A search that passed many gaps in vain leaves a note: no block of size bytes, aligned to
 * align, starts in [from, to). A later request that is no easier (at least that
 * size, at least that alignment) jumps over the whole stretch. Taking memory can never
 * make a note wrong, only giving memory back can, and it says where.
 *
 * Notes are disjoint and sorted. Each covers at most `grain` gaps, so that giving one
 * block back costs one note; when the table is full, neighbours are joined and the
 * grain doubles. A lost note costs time, never correctness.
 *
 * Cost: O(notes), which are few, for all calls; O(log notes) to look one up.
 */
#include "lib/lib.h"
#include "memblock/internal.h"

#define NOTES	  64
#define MIN_GRAIN 32

static struct misfit notes[NOTES] __initdata_memblock;
static unsigned long count __initdata_memblock;
static unsigned long grain __initdata_memblock = MIN_GRAIN;

void __init_memblock misfit_forget_all(void)
{
	count = 0;
	grain = MIN_GRAIN;
}

unsigned long __init_memblock misfit_grain(void)
{
	return grain;
}

/* Index of the first note that ends above addr. */
static unsigned long __init_memblock find_note(phys_addr_t addr)
{
	unsigned long lo = 0, hi = count, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (notes[mid].to <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct misfit *__init_memblock misfit_covering(phys_addr_t addr, phys_addr_t size,
						     phys_addr_t align)
{
	unsigned long i;

	if (count == 0)
		return NULL;
	i = find_note(addr);
	if (i == count || notes[i].from > addr || size < notes[i].size || align < notes[i].align)
		return NULL;
	return &notes[i];
}

static void __init_memblock replace(unsigned long i, unsigned long old, const struct misfit *m)
{
	unsigned long new = m ? 1 : 0;

	memmove(&notes[i + new], &notes[i + old], (count - i - old) * sizeof(*notes));
	if (m)
		notes[i] = *m;
	count = count - old + new;
}

/* May the notes i and i + 1 become one? */
static bool __init_memblock joins_next(unsigned long i)
{
	return i + 1 < count && notes[i].to == notes[i + 1].from &&
	       notes[i].align == notes[i + 1].align &&
	       notes[i].gaps + notes[i + 1].gaps <= grain;
}

static void __init_memblock join_next(unsigned long i)
{
	struct misfit both = notes[i];

	both.to = notes[i + 1].to;
	both.size = max_phys(both.size, notes[i + 1].size);
	both.gaps += notes[i + 1].gaps;
	replace(i, 2, &both);
}

/* Make room for one more note. */
static void __init_memblock make_room(void)
{
	if (count < NOTES)
		return;
	grain *= 2;
	for (unsigned long i = 0; i < count; i++)
		while (joins_next(i))
			join_next(i);
	if (count == NOTES)
		misfit_forget_all(); /* scattered notes: start again with what is needed now */
}

void __init_memblock misfit_learn(const struct misfit *m)
{
	unsigned long lo, hi;

	make_room();
	lo = find_note(m->from);
	hi = lo;
	while (hi < count && notes[hi].from < m->to)
		hi++;
	/* What is left of a note at the edges still holds. */
	if (lo < hi && notes[lo].from < m->from) {
		if (notes[lo].to > m->to) {
			replace(lo, 1, m); /* the new one lies inside: it knows better */
			return;
		}
		notes[lo++].to = m->from;
	}
	if (lo < hi && notes[hi - 1].to > m->to)
		notes[--hi].from = m->to;
	replace(lo, hi - lo, m);
	if (joins_next(lo))
		join_next(lo);
	if (lo > 0 && joins_next(lo - 1))
		join_next(lo - 1);
}

void __init_memblock misfit_forget(phys_addr_t from, phys_addr_t to, phys_addr_t size)
{
	unsigned long i = count ? find_note(from) : 0;

	while (i < count && notes[i].from < to) {
		if (size >= notes[i].size)
			replace(i, 1, NULL);
		else
			i++;
	}
}
