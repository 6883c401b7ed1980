/* SPDX-License-Identifier: MIT */
/*
 * Everything that can be asked of the region core in a state, against the cells.
 */
#include <bootmem/bootmem.h>
#include <bootmem/mmzone.h>

#include "core.h"
#include "page/internal.h"
#include "regions.h"

static const struct model *m = &now.model;

/* ---- addresses and ranges ---- */

static void ask_address(phys_addr_t addr, unsigned int i)
{
	struct model_cell none = { 0 };
	const struct model_cell *c = i < MODEL_CELLS ? &m->cells[i] : &none;
	bool mapped = c->memory && !(c->flags & MEMBLOCK_NOMAP);

	ASK(memblock_is_memory(addr) == c->memory, "%s: is_memory(%#llx)", describe_now(), LL(addr));
	ASK(memblock_is_map_memory(addr) == mapped, "%s: is_map_memory(%#llx)", describe_now(), LL(addr));
	ASK(memblock_is_reserved(addr) == c->reserved, "%s: is_reserved(%#llx)", describe_now(), LL(addr));
	ASK(memblock_owner(addr) == c->owner, "%s: owner(%#llx)", describe_now(), LL(addr));
}

static void ask_addresses(void)
{
	for (unsigned int i = first_cell; i < end_cell; i++) {
		ask_address(model_edge(m, i), i);
		if (here->cell > 1)
			ask_address(model_edge(m, i + 1) - 1, i);
	}
	if (model_edge(m, first_cell))
		ask_address(model_edge(m, first_cell) - 1, MODEL_CELLS);
	ask_address(PHYS_ADDR_MAX, MODEL_CELLS);
	if (model_edge(m, end_cell) < PHYS_ADDR_MAX)
		ask_address(model_edge(m, end_cell), MODEL_CELLS);
}

static void ask_range(struct model_slice s, phys_addr_t base, phys_addr_t size)
{
	bool all_memory = true, any_memory = false, any_reserved = false;

	for (unsigned int i = s.lo; i < s.hi; i++) {
		all_memory &= m->cells[i].memory;
		any_memory |= m->cells[i].memory;
		any_reserved |= m->cells[i].reserved;
	}
	ASK(memblock_is_region_memory(base, size) == all_memory, "%s: is_region_memory(%#llx, %#llx)",
	    describe_now(), LL(base), LL(size));
	ASK(memblock_is_region_reserved(base, size) == any_reserved,
	    "%s: is_region_reserved(%#llx, %#llx)", describe_now(), LL(base), LL(size));
	ASK(memblock_overlaps_region(&memblock.memory, base, size) == any_memory,
	    "%s: overlaps_region(memory, %#llx, %#llx)", describe_now(), LL(base), LL(size));
}

/* Of whole cells; of larger ones also a byte less on either side. */
static void ask_ranges(void)
{
	phys_addr_t less = here->cell > 1;

	for (unsigned int lo = first_cell; lo < end_cell; lo++)
		for (unsigned int hi = lo + 1; hi <= end_cell; hi++) {
			struct model_slice s = { lo, hi };
			phys_addr_t base = model_edge(m, lo), size = model_edge(m, hi) - base;

			ask_range(s, base, size);
			if (!less)
				continue;
			ask_range(s, base + 1, size - 1);
			ask_range(s, base, size - 1);
			ask_range(s, base + 1, size - 2);
		}
	for (unsigned int i = first_cell; i < end_cell; i++)
		ASK(!memblock_is_region_reserved(model_edge(m, i), 0), "%s: nothing is reserved",
		    describe_now());
}

/* ---- sums ---- */

static void ask_sums(void)
{
	phys_addr_t start = 0, end = 0, free = 0, nowhere = 0;

	for (unsigned int i = first_cell; i < end_cell; i++) {
		const struct model_cell *c = &m->cells[i];
		phys_addr_t size = model_edge(m, i + 1) - model_edge(m, i);

		if (!c->memory)
			continue;
		start = end ? start : model_edge(m, i);
		end = model_edge(m, i + 1);
		free += c->reserved ? 0 : size;
		nowhere += c->nid == NUMA_NO_NODE ? size : 0;
	}
	ASK(memblock_start_of_DRAM() == start, "%s: start_of_DRAM", describe_now());
	ASK(memblock_end_of_DRAM() == end, "%s: end_of_DRAM", describe_now());
	ASK(memblock_phys_mem_size() == model_bytes(m, MODEL_MEMORY), "%s: mem_size", describe_now());
	ASK(memblock_reserved_size() == model_bytes(m, MODEL_RESERVED), "%s: reserved_size",
	    describe_now());
	ASK(memblock_estimated_nr_free_pages() == free >> PAGE_SHIFT, "%s: nr_free_pages",
	    describe_now());
	ASK(memblock_validate_numa_coverage((unsigned long)nowhere) &&
	    (!nowhere || !memblock_validate_numa_coverage((unsigned long)nowhere - 1)),
	    "%s: numa_coverage", describe_now());
	ASK(memblock_has_mirror() == now.mirrored, "%s: has_mirror", describe_now());
	ASK(!memblock_check(), "%s: %s", describe_now(), memblock_check());
}

/* ---- walks ---- */

static void ask_walk(const struct model_walk *w)
{
	static struct memblock_type *const types[] = { NULL, &memblock.memory, &memblock.reserved };
	enum memblock_flags flags = (enum memblock_flags)w->flags;
	struct model_range want[MODEL_CELLS];
	unsigned int n = model_ranges(m, w, want), k = 0;
	phys_addr_t start, end;
	bool same = true;
	int nid;
	u64 i;

	__for_each_mem_range(i, types[w->a], types[w->b], w->nid, flags, &start, &end, &nid) {
		same &= k < n && start == want[k].start && end == want[k].end && nid == want[k].nid;
		k++;
	}
	ASK(same && k == n, "%s: a walk over %d without %d, nid %d, flags %#x", describe_now(), w->a,
	    w->b, w->nid, w->flags);
	same = true;
	__for_each_mem_range_rev(i, types[w->a], types[w->b], w->nid, flags, &start, &end, &nid) {
		k--;
		same &= k < n && start == want[k].start && end == want[k].end && nid == want[k].nid;
	}
	ASK(same && !k, "%s: a reverse walk over %d without %d, nid %d, flags %#x", describe_now(), w->a,
	    w->b, w->nid, w->flags);
}

/* Each set of flags that the world has, all of them, and none. */
static void ask_filtered(struct model_walk *w)
{
	unsigned int all = MEMBLOCK_NONE;

	for (w->nid = NUMA_NO_NODE; w->nid <= here->last_nid; w->nid++) {
		for (const unsigned int *f = here->flags; *f != END_OF_FLAGS; f++) {
			w->flags = *f;
			all |= *f;
			ask_walk(w);
		}
		w->flags = all;
		ask_walk(w);
	}
}

static void ask_walks(void)
{
	struct model_walk w = { .movable = here->movable };

	w.a = MODEL_MEMORY;
	w.b = MODEL_NOTHING;
	ask_filtered(&w);
	w.b = MODEL_RESERVED;
	ask_filtered(&w);
	w = (struct model_walk){ MODEL_RESERVED, MODEL_NOTHING, NUMA_NO_NODE, 0, here->movable };
	ask_walk(&w);
	w.b = MODEL_MEMORY;
	ask_walk(&w);
}

/* ---- pages ---- */

static unsigned long first_pfn(void)
{
	return phys_pfn_down(model_edge(m, first_cell));
}

/* Pages of a region: the last one ends with the address space when the region does. */
static void ask_pages_of_node(int wanted)
{
	struct memblock_region want[MODEL_CELLS];
	unsigned int n = model_regions(m, MODEL_MEMORY, want), k = 0, cell;
	unsigned long start, end;
	bool same = true;
	int nid, i;

	for_each_mem_pfn_range(i, wanted, &start, &end, &nid) {
		while (k < n && wanted >= 0 && wanted < MAX_NUMNODES && want[k].nid != wanted)
			k++;
		if (k == n) {
			same = false;
			break;
		}
		cell = model_cell_at(m, want[k].base);
		same &= nid == want[k].nid && start == first_pfn() + cell - first_cell;
		cell = model_cell_at(m, want[k].base + want[k].size - 1);
		same &= end == first_pfn() + cell + 1 - first_cell;
		k++;
	}
	while (k < n && wanted >= 0 && wanted < MAX_NUMNODES && want[k].nid != wanted)
		k++;
	ASK(same && k == n, "%s: ranges of pages of node %d", describe_now(), wanted);
}

static void ask_node_of_page(unsigned int i)
{
	const struct model_cell *c = &m->cells[i];
	unsigned long pfn = first_pfn() + i - first_cell, start = 7, end = 9;
	int nid = memblock_search_pfn_nid(pfn, &start, &end);
	unsigned int lo = i, hi = i;

	if (!c->memory) {
		ASK(nid == NUMA_NO_NODE && start == 7 && end == 9, "%s: node of page %u", describe_now(), i);
		return;
	}
	while (lo > first_cell && m->cells[lo - 1].memory && m->cells[lo - 1].nid == c->nid &&
	       m->cells[lo - 1].flags == c->flags)
		lo--;
	while (hi < end_cell && m->cells[hi].memory && m->cells[hi].nid == c->nid &&
	       m->cells[hi].flags == c->flags)
		hi++;
	ASK(nid == c->nid && start == pfn - (i - lo) && end == pfn + (hi - i), "%s: node of page %u",
	    describe_now(), i);
}

/* Free whole pages of a zone of a node: whatever firmware would not have touched. */
static void ask_zone(int nid, unsigned int lo, unsigned int hi)
{
	static pg_data_t node;
	struct zone zone = { .node = &node };
	bool same = true, visited[MODEL_CELLS] = { false };
	unsigned long start, end;
	u64 i;

	node.node_id = nid;
	zone.zone_start_pfn = first_pfn() + lo - first_cell;
	zone.spanned_pages = hi - lo;
	for_each_free_mem_pfn_range_in_zone(i, &zone, &start, &end)
		for (unsigned long pfn = start; pfn < end; pfn++) {
			unsigned long cell = first_cell + pfn - first_pfn();

			same &= cell >= lo && cell < hi;
			if (cell < MODEL_CELLS)
				visited[cell] = true;
		}
	for (unsigned int k = lo; k < hi; k++) {
		const struct model_cell *c = &m->cells[k];
		unsigned int hidden = MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED |
				      (here->movable ? MEMBLOCK_HOTPLUG : 0U);

		same &= visited[k] == (c->memory && !c->reserved && c->nid == nid && !(c->flags & hidden));
	}
	ASK(same, "%s: free pages in zone [%u, %u) of node %d", describe_now(), lo, hi, nid);
}

static void ask_pages(void)
{
	for (int nid = NUMA_NO_NODE; nid <= MAX_NUMNODES; nid++)
		ask_pages_of_node(nid);
	for (unsigned int i = first_cell; i < end_cell; i++)
		ask_node_of_page(i);
	for (int nid = 0; nid <= here->last_nid; nid++)
		for (unsigned int lo = first_cell; lo < end_cell; lo++)
			for (unsigned int hi = lo + 1; hi <= end_cell; hi++)
				ask_zone(nid, lo, hi);
}

/* ---- what the layers above ask ---- */

static bool is_free(unsigned int i)
{
	const struct model_cell *c = &m->cells[i];

	return c->memory && !c->reserved &&
	       !(c->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED));
}

/* Pages that are taken, counted as the audit counts them. */
static void ask_taken(void)
{
	for (unsigned int lo = first_cell; lo < end_cell; lo++) {
		unsigned int taken = 0;

		for (unsigned int hi = lo + 1; hi <= end_cell; hi++) {
			taken += m->cells[hi - 1].reserved;
			ASK(core_taken_pages(first_pfn() + lo - first_cell,
					     first_pfn() + hi - first_cell) == taken,
			    "%s: taken pages in [%u, %u)", describe_now(), lo, hi);
		}
	}
}

/* core_next_free() from every cell on. */
static void ask_next_free(void)
{
	for (unsigned int from = first_cell; from < end_cell; from++) {
		phys_addr_t base = model_edge(m, from), end = 0;
		unsigned int i = from;
		bool found = core_next_free(&base, &end);

		while (i < end_cell && !is_free(i))
			i++;
		ASK(found == (i < end_cell) && (!found || (base == model_edge(m, i) &&
							   end >= model_edge(m, i + 1))),
		    "%s: next free memory from cell %u", describe_now(), from);
	}
}

/* ---- hand-over ---- */

/* Cells of RAM that counts to the same node, or of none. */
static bool same_node(unsigned int i, unsigned int k)
{
	const struct model_cell *a = &m->cells[i], *b = &m->cells[k];

	return a->memory == b->memory && page_ram_node(a->nid) == page_ram_node(b->nid);
}

/* Runs of one node, each in the fewest blocks. */
static unsigned int blocks_of(const bool *wanted)
{
	unsigned int blocks = 0, i, k;
	bool run[MODEL_CELLS];

	for (i = first_cell; i < end_cell; i = k) {
		for (k = i; k < end_cell && same_node(i, k); k++)
			;
		for (unsigned int n = 0; n < MODEL_CELLS; n++)
			run[n] = n + first_cell >= i && n + first_cell < k && wanted[n];
		blocks += fewest_blocks(run, first_pfn(), end_cell - first_cell);
	}
	return blocks;
}

static void ask_hand_over(void)
{
	bool wanted[MODEL_CELLS] = { false };

	for (unsigned int i = first_cell; i < end_cell; i++)
		wanted[i - first_cell] = is_free(i);
	handed_start(first_pfn(), end_cell - first_cell);
	memblock_free_all();
	handed_compare(wanted, blocks_of(wanted), describe_now());
	ASK(boot_handed_over == (memblock.memory.cnt != 0), "%s: the seal", describe_now());
	if (memblock.memory.cnt) {
		if (!PANICS()) {
			memblock_reserve(0, 1);
			fault("%s: a reservation after hand-over", describe_now());
		}
	}
	memblock_start_anew(); /* which looks for mirrored memory anew */
	memblock_mirrored = now.mirrored;
	compare_now("hand-over");
}

/* ---- all ---- */

void ask_everything(void)
{
	ask_addresses();
	ask_ranges();
	ask_sums();
	ask_walks();
	if (!here->movable)
		ask_next_free();
	if (here->cell == PAGE_SIZE) {
		ask_pages();
		ask_taken();
		ask_hand_over();
		restore();
	}
	compare_now("questions");
}
