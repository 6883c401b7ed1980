/* SPDX-License-Identifier: MIT */
/*
 * The region core against the naive model: random operations on small worlds, and after
 * every one of them everything that can be asked is asked. Worlds lie at the bottom, around
 * page 0, in the middle and at the very top of the address space; cells are bytes,
 * cache lines and pages.
 *
 *	TEST_SEED=n TEST_STEPS=n build/test/VARIANT/unit oracle
 *
 * On failure the last operations of the world are printed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../suites/actions.h"
#include "mock.h"
#include "model.h"

#define USUAL_STEPS	24000
#define STEPS_OF_WORLD	400
#define LINES		20

static struct model model;
static struct memblock_region *first_memory, *first_reserved;
static char lines[LINES][120];
static unsigned long nr_lines;
static unsigned long found, not_found; /* allocations */

static void note_operation(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void note_operation(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(lines[nr_lines++ % LINES], sizeof(lines[0]), fmt, args);
	va_end(args);
}

static void print_operations(void)
{
	unsigned long from = nr_lines > LINES ? nr_lines - LINES : 0;

	mock_note("world at %#llx, cells of %#llx, last operations:",
		  (unsigned long long)model.base, (unsigned long long)model.cell);
	for (unsigned long i = from; i < nr_lines; i++)
		mock_note("  %s", lines[i % LINES]);
}

/* ---- random arguments ---- */

static unsigned int below(unsigned int n)
{
	return (unsigned int)test_random_below(n);
}

static bool one_in(unsigned int n)
{
	return below(n) == 0;
}

static struct model_slice random_slice(unsigned int longest)
{
	struct model_slice s;

	s.lo = below(MODEL_CELLS);
	s.hi = s.lo + 1 + below(longest);
	if (s.hi > MODEL_CELLS)
		s.hi = MODEL_CELLS;
	return s;
}

static int random_nid(void)
{
#ifdef CONFIG_NUMA
	return (int)below(4) - 1;
#else
	return 0;
#endif
}

/* Mostly ordinary. */
static unsigned int random_flags(void)
{
	return one_in(3) ? below(16) : MEMBLOCK_NONE;
}

/* The bytes of a slice; past the ends of the world at times when that means nothing. */
struct bytes {
	phys_addr_t base, size;
};

static struct bytes slice_bytes(struct model_slice s, bool may_pass_ends)
{
	struct bytes b = { model_edge(&model, s.lo),
			   model_edge(&model, s.hi) - model_edge(&model, s.lo) };

	if (s.hi == MODEL_CELLS && (may_pass_ends || model.top) && one_in(2))
		b.size = PHYS_ADDR_MAX - (one_in(2) ? b.base : 0);
	if (s.lo == 0 && may_pass_ends && one_in(2)) {
		b.size = b.size > PHYS_ADDR_MAX - b.base ? PHYS_ADDR_MAX : b.size + b.base;
		b.base = 0;
	}
	return b;
}

#define LL(x) ((unsigned long long)(x))

/* ---- operations that change the arrays ---- */

static void op_add(void)
{
	struct model_slice s = random_slice(MODEL_CELLS / 2);
	struct bytes b = slice_bytes(s, false);
	unsigned int flags = one_in(2) ? random_flags() : 0;
	int nid = one_in(2) ? random_nid() : NUMA_NO_NODE;

	note_operation("add_node(%#llx, %#llx, %d, %#x)", LL(b.base), LL(b.size), nid, flags);
	if (nid == NUMA_NO_NODE && !flags && one_in(2))
		CHECK_EQ(memblock_add(b.base, b.size), 0);
	else
		CHECK_EQ(memblock_add_node(b.base, b.size, nid, (enum memblock_flags)flags), 0);
	model_add(&model, s, nid, flags);
}

static void op_remove(void)
{
	struct model_slice s = random_slice(MODEL_CELLS / 8);
	struct bytes b = slice_bytes(s, true);

	note_operation("remove(%#llx, %#llx)", LL(b.base), LL(b.size));
	CHECK_EQ(memblock_remove(b.base, b.size), 0);
	model_remove(&model, s);
}

static void op_reserve(void)
{
	static const char *const names[] = { "kernel", "initrd", "dtb", "acpi" };
	struct model_slice s = random_slice(6);
	struct bytes b = slice_bytes(s, false);
	const char *name = one_in(2) ? names[below(4)] : NULL;

	note_operation("reserve_named(%#llx, %#llx, %s)", LL(b.base), LL(b.size),
		       name ? name : "-");
	if (!name && one_in(2))
		CHECK_EQ(memblock_reserve(b.base, b.size), 0);
	else
		CHECK_EQ(memblock_reserve_named(b.base, b.size, name), 0);
	model_reserve(&model, s, name);
}

static void op_free(void)
{
	struct model_slice s = random_slice(one_in(8) ? MODEL_CELLS : 6);
	struct bytes b = slice_bytes(s, true);

	note_operation("phys_free(%#llx, %#llx)", LL(b.base), LL(b.size));
	CHECK_EQ(memblock_phys_free(b.base, b.size), 0);
	model_free(&model, s);
}

static void op_mark(void)
{
	static const struct {
		const char *name;
		int (*call)(phys_addr_t base, phys_addr_t size);
		unsigned int set, clear;
	} marks[] = {
		{ "mark_hotplug", memblock_mark_hotplug, MEMBLOCK_HOTPLUG, 0 },
		{ "clear_hotplug", memblock_clear_hotplug, 0, MEMBLOCK_HOTPLUG },
		{ "mark_mirror", memblock_mark_mirror, MEMBLOCK_MIRROR, 0 },
		{ "mark_nomap", memblock_mark_nomap, MEMBLOCK_NOMAP, 0 },
		{ "clear_nomap", memblock_clear_nomap, 0, MEMBLOCK_NOMAP },
		{ "clear_hotplug", memblock_clear_hotplug, 0, MEMBLOCK_HOTPLUG },
		{ "clear_nomap", memblock_clear_nomap, 0, MEMBLOCK_NOMAP },
		{ "mark_noinit", memblock_reserved_mark_noinit, MEMBLOCK_RSRV_NOINIT, 0 },
	};
	struct model_slice s = random_slice(one_in(4) ? MODEL_CELLS : 12);
	struct bytes b = slice_bytes(s, true);
	unsigned int k = below(LENGTH(marks));

	note_operation("%s(%#llx, %#llx)", marks[k].name, LL(b.base), LL(b.size));
	CHECK_EQ(marks[k].call(b.base, b.size), 0);
	if (marks[k].set == MEMBLOCK_RSRV_NOINIT)
		model_mark_reserved(&model, s, marks[k].set);
	else
		model_mark(&model, s, marks[k].set, marks[k].clear);
}

static void op_set_node(void)
{
	struct model_slice s = random_slice(one_in(4) ? MODEL_CELLS : 12);
	struct bytes b = slice_bytes(s, true);
	int nid = random_nid();
	bool memory = !one_in(4);

	note_operation("set_node(%#llx, %#llx, %s, %d)", LL(b.base), LL(b.size),
		       memory ? "memory" : "reserved", nid);
	CHECK_EQ(memblock_set_node(b.base, b.size, memory ? &memblock.memory : &memblock.reserved,
				   nid), 0);
	model_set_node(&model, s, memory ? MODEL_MEMORY : MODEL_RESERVED, nid);
}

static void op_trim(void)
{
	phys_addr_t align = model.cell << below(3);

	note_operation("trim_memory(%#llx)", LL(align));
	memblock_trim_memory(align);
	model_trim(&model, align);
}

/* A limit that ends with a cell, or is more than there is. */
static phys_addr_t random_limit(void)
{
	phys_addr_t limit = 0;
	unsigned int stop = MODEL_CELLS / 2 + below(MODEL_CELLS / 2 + 1);

	for (unsigned int i = 0; i < stop; i++)
		if (model.cells[i].memory)
			limit += model_edge(&model, i + 1) - model_edge(&model, i);
	return one_in(4) ? model_bytes(&model, MODEL_MEMORY) + 1 + below(100) : limit;
}

static struct model_slice slice_below(phys_addr_t end)
{
	struct model_slice s = { 0, 0 };

	while (s.hi < MODEL_CELLS && model_edge(&model, s.hi) < end)
		s.hi++;
	return s;
}

static void op_limit(void)
{
	phys_addr_t limit = random_limit(), end = model_end_of_first(&model, limit);
	bool keep_nomap = one_in(2);
	struct model_slice s = slice_below(end);

	note_operation("%s(%#llx)", keep_nomap ? "mem_limit_remove_map" : "enforce_memory_limit",
		       LL(limit));
	if (keep_nomap)
		memblock_mem_limit_remove_map(limit);
	else
		memblock_enforce_memory_limit(limit);
	if (!limit || end == PHYS_ADDR_MAX)
		return;
	if (keep_nomap)
		model_cap(&model, s);
	s.lo = s.hi;
	s.hi = MODEL_CELLS;
	if (!keep_nomap)
		model_remove(&model, s);
	model_free(&model, s);
}

static void op_cap(void)
{
	struct model_slice s = random_slice(MODEL_CELLS);
	struct bytes b = slice_bytes(s, true);

	if (one_in(8))
		b.size = 0;
	note_operation("cap_memory_range(%#llx, %#llx)", LL(b.base), LL(b.size));
	memblock_cap_memory_range(b.base, b.size);
	if (b.size)
		model_cap(&model, s);
}

/* By hand, both arrays or one of them. */
static void op_reset(void)
{
	unsigned int which = 1 + below(3);

	note_operation("reset by hand:%s%s", which & 1 ? " memory" : "",
		       which & 2 ? " reserved" : "");
	if (which & 1) {
		memblock.memory.cnt = 0;
		memblock.memory.total_size = 0;
		memblock.memory.regions = first_memory;
		memblock.memory.max = INIT_MEMBLOCK_REGIONS;
		memset(first_memory, 0, sizeof(*first_memory));
		model_forget(&model, MODEL_MEMORY);
	}
	if (which & 2) {
		memblock.reserved.cnt = 0;
		memblock.reserved.total_size = 0;
		memblock.reserved.regions = first_reserved;
		memblock.reserved.max = INIT_MEMBLOCK_RESERVED_REGIONS;
		memset(first_reserved, 0, sizeof(*first_reserved));
		model_forget(&model, MODEL_RESERVED);
	}
}

/* What changes no array, only what comes after. */
static void op_mood(void)
{
	unsigned int what = below(4);
	phys_addr_t limit = PHYS_ADDR_MAX;

	if (what == 0)
		memblock_set_bottom_up(!memblock_bottom_up());
	if (what == 1)
		test_movable_node(!mock_movable_node);
	if (what >= 2) {
		if (what == 2)
			limit = model_edge(&model, 1 + below(MODEL_CELLS));
		memblock_set_current_limit(limit);
	}
	note_operation("bottom_up %d, movable %d, current_limit %#llx", memblock_bottom_up(),
		       mock_movable_node, LL(memblock_get_current_limit()));
}

/* ---- allocation ---- */

/* Cells are the unit, so that everything stays on edges; alignments are at least a cell. */
static struct model_request random_request(void)
{
	struct model_request r = { 0 };

	r.size = model.cell * (one_in(6) ? 1 + below(MODEL_CELLS / 2) : 1 + below(4));
	r.align = model.cell << (one_in(3) ? below(5) : 0);
	if (model.cell == SMP_CACHE_BYTES && one_in(4))
		r.align = 0;
	if (one_in(3))
		r.start = model_edge(&model, below(MODEL_CELLS)) + below(2) * below(8);
	if (one_in(3))
		r.end = model_edge(&model, 1 + below(MODEL_CELLS)) - below(2) * below(8);
	else if (one_in(3))
		r.end = one_in(2) ? MEMBLOCK_ALLOC_ANYWHERE : MEMBLOCK_ALLOC_NOLEAKTRACE;
	r.nid = one_in(2) ? random_nid() : one_in(4) ? MAX_NUMNODES + 1 : NUMA_NO_NODE;
	r.exact = one_in(4);
	if (one_in(40))
		r.size = 0;
	if (one_in(40))
		r.align = 3 * model.cell;
	if (one_in(40))
		r.size = PHYS_ADDR_MAX - below(2) * (model.cell * MODEL_CELLS);
	return r;
}

static phys_addr_t call_physical(struct model_request *r)
{
	switch (below(4)) {
	case 0:
		r->start = r->end = 0;
		r->nid = NUMA_NO_NODE;
		return memblock_phys_alloc(r->size, r->align);
	case 1:
		r->start = r->end = 0;
		r->exact = false;
		return memblock_phys_alloc_try_nid(r->size, r->align, r->nid);
	case 2:
		r->nid = NUMA_NO_NODE;
		return memblock_phys_alloc_range(r->size, r->align, r->start, r->end);
	default:
		return memblock_alloc_range_nid(r->size, r->align, r->start, r->end, r->nid,
						r->exact);
	}
}

/* The whole of a zeroed block is zero, of a raw one nothing is touched. */
static void *check_zeroed(u8 *p, phys_addr_t size)
{
	bool zero = true;

	for (phys_addr_t i = 0; p && i < size; i += size > 4096 ? 61 : 1)
		zero &= p[i] == 0;
	CHECK(zero);
	return p;
}

static void *call_virtual(struct model_request *r)
{
	switch (below(6)) {
	case 0:
		r->start = r->end = 0;
		r->nid = NUMA_NO_NODE;
		r->exact = false;
		return check_zeroed(memblock_alloc(r->size, r->align), r->size);
	case 1:
		r->exact = false;
		r->end = 0;
		r->nid = NUMA_NO_NODE;
		return check_zeroed(memblock_alloc_from(r->size, r->align, r->start), r->size);
	case 2:
		r->exact = false;
		r->start = r->end = 0;
		return check_zeroed(memblock_alloc_node(r->size, r->align, r->nid), r->size);
	case 3:
		r->exact = false;
		return check_zeroed(memblock_alloc_try_nid(r->size, r->align, r->start, r->end,
							   r->nid), r->size);
	case 4:
		r->exact = false;
		return memblock_alloc_try_nid_raw(r->size, r->align, r->start, r->end, r->nid);
	default:
		r->exact = true;
		return memblock_alloc_exact_nid_raw(r->size, r->align, r->start, r->end, r->nid);
	}
}

static void op_alloc(void)
{
	struct model_request r = random_request();
	phys_addr_t got, want;
	void *p;

	r.bottom_up = memblock_bottom_up();
	r.movable = mock_movable_node;
	r.current_limit = memblock_get_current_limit();
	r.floor_is_law = one_in(2);
	if (r.floor_is_law) {
		got = call_physical(&r);
	} else {
		p = call_virtual(&r);
		got = p ? mock_base + (phys_addr_t)((u8 *)p - mock_memory) : 0;
	}
	want = model_alloc(&model, &r);
	note_operation("%s(%#llx, %#llx, %#llx, %#llx, %d, %d) = %#llx, want %#llx",
		       r.floor_is_law ? "phys_alloc" : "alloc", LL(r.size), LL(r.align),
		       LL(r.start),
		       LL(r.end), r.nid, r.exact, LL(got), LL(want));
	CHECK_EQ(got, want);
	found += want != 0;
	not_found += want == 0;
	if (want) {
		struct model_slice s = { .lo = model_cell_at(&model, want) };

		s.hi = s.lo + (unsigned int)(r.size / model.cell);
		model_reserve(&model, s, NULL);
	}
}

/* ---- comparing everything ---- */

static void compare_array(const struct memblock_type *type, enum model_type which)
{
	struct memblock_region want[MODEL_CELLS];
	unsigned int n = model_regions(&model, which, want);
	bool same = type->cnt == n;

	for (unsigned int i = 0; i < n && same; i++) {
		const struct memblock_region *r = &type->regions[i];

		same = r->base == want[i].base && r->size == want[i].size &&
		       r->flags == want[i].flags &&
		       memblock_get_region_node(r) == memblock_get_region_node(&want[i]);
	}
	if (!n)
		same &= region_zeroed(&type->regions[0]);
	test_check(same, __FILE__, __LINE__, type->name);
	CHECK_EQ(type->total_size, model_bytes(&model, which));
}

static void compare_addresses(void)
{
	bool same = true;

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		const struct model_cell *c = &model.cells[i];
		phys_addr_t at[2] = { model_edge(&model, i), model_edge(&model, i + 1) - 1 };

		for (unsigned int k = 0; k < 2; k++) {
			same &= memblock_is_memory(at[k]) == c->memory;
			same &= memblock_is_reserved(at[k]) == c->reserved;
			same &= memblock_is_map_memory(at[k]) ==
				(c->memory && !(c->flags & MEMBLOCK_NOMAP));
			same &= memblock_owner(at[k]) == c->owner;
		}
	}
	CHECK(same);
	CHECK(!memblock_is_memory(PHYS_ADDR_MAX) && !memblock_is_reserved(PHYS_ADDR_MAX));
	if (model.base > 0)
		CHECK(!memblock_is_memory(model.base - 1) && !memblock_is_reserved(model.base - 1));
}

static void compare_ranges(void)
{
	for (unsigned int n = 0; n < 8; n++) {
		struct model_slice s = random_slice(one_in(2) ? MODEL_CELLS : 4);
		phys_addr_t base = model_edge(&model, s.lo), size = model_edge(&model, s.hi) - base;
		bool all_memory = true, any_memory = false, any_reserved = false;

		for (unsigned int i = s.lo; i < s.hi; i++) {
			all_memory &= model.cells[i].memory;
			any_memory |= model.cells[i].memory;
			any_reserved |= model.cells[i].reserved;
		}
		CHECK_EQ(memblock_is_region_memory(base, size), all_memory);
		CHECK_EQ(memblock_is_region_reserved(base, size), any_reserved);
		CHECK_EQ(memblock_overlaps_region(&memblock.memory, base, size), any_memory);
		CHECK_EQ(memblock_overlaps_region(&memblock.reserved, base, size), any_reserved);
	}
}

/* Both directions against the model. */
static void compare_walk(const struct model_walk *w)
{
	static struct memblock_type *const types[] = { NULL, &memblock.memory, &memblock.reserved };
	enum memblock_flags flags = (enum memblock_flags)w->flags;
	struct model_range want[MODEL_CELLS];
	unsigned int n = model_ranges(&model, w, want), k = 0;
	phys_addr_t start, end;
	bool same = true;
	int nid;
	u64 i;

	__for_each_mem_range(i, types[w->a], types[w->b], w->nid, flags, &start, &end, &nid) {
		same &= k < n && start == want[k].start && end == want[k].end && nid == want[k].nid;
		k++;
	}
	CHECK(same && k == n);
	__for_each_mem_range_rev(i, types[w->a], types[w->b], w->nid, flags, &start, &end, &nid) {
		k--;
		same &= k < n && start == want[k].start && end == want[k].end && nid == want[k].nid;
	}
	CHECK(same && k == 0);
}

static void compare_walks(void)
{
	struct model_walk w = { MODEL_MEMORY, MODEL_RESERVED, NUMA_NO_NODE, 0, mock_movable_node };

	compare_walk(&w);
	w.nid = random_nid();
	w.flags = below(16);
	compare_walk(&w);
	w.b = MODEL_NOTHING;
	w.flags = below(16);
	compare_walk(&w);
	w.a = MODEL_RESERVED;
	w.nid = NUMA_NO_NODE;
	w.flags = 0;
	compare_walk(&w);
	w.b = MODEL_MEMORY;
	compare_walk(&w);
}

/* Pages: one more when the region ends with the address space. */
static unsigned long last_pfn_of(const struct memblock_region *r)
{
	phys_addr_t end = r->base + r->size;

	return (unsigned long)(end >> PAGE_SHIFT) + (end == PHYS_ADDR_MAX);
}

static bool pfns_fit(void)
{
	return sizeof(unsigned long) >= sizeof(phys_addr_t) || !model.top;
}

static bool on_node(const struct memblock_region *r, int nid)
{
	return nid == NUMA_NO_NODE || nid == memblock_get_region_node(r);
}

static void compare_pages(void)
{
	struct memblock_region want[MODEL_CELLS];
	unsigned int n = model_regions(&model, MODEL_MEMORY, want), k = 0;
	unsigned long start, end, first;
	int nid, wanted = one_in(2) ? random_nid() : NUMA_NO_NODE, i;
	bool same = true;

	if (!pfns_fit())
		return;
	for_each_mem_pfn_range(i, wanted, &start, &end, &nid) {
		for (; k < n; k++) {
			first = (unsigned long)((want[k].base + PAGE_SIZE - 1) >> PAGE_SHIFT);
			if (first < last_pfn_of(&want[k]) && on_node(&want[k], wanted))
				break;
		}
		same &= k < n && start == first && end == last_pfn_of(&want[k]) &&
			nid == memblock_get_region_node(&want[k]);
		k++;
	}
	CHECK(same);
}

static void compare_page_nodes(void)
{
	struct memblock_region regions[MODEL_CELLS];
	unsigned int n = model_regions(&model, MODEL_MEMORY, regions);

	if (model.cell != PAGE_SIZE || !pfns_fit())
		return;
	for (unsigned int i = 0; i < MODEL_CELLS; i += 1 + below(3)) {
		unsigned long pfn = (unsigned long)(model_edge(&model, i) >> PAGE_SHIFT);
		unsigned long start = 1, end = 1;
		int nid = memblock_search_pfn_nid(pfn, &start, &end), want = NUMA_NO_NODE;
		bool same = start == 1 && end == 1;

		for (unsigned int k = 0; k < n; k++) {
			unsigned long first = (unsigned long)(regions[k].base >> PAGE_SHIFT);

			if (pfn < first || pfn >= last_pfn_of(&regions[k]))
				continue;
			want = memblock_get_region_node(&regions[k]);
			same = start == first && end == last_pfn_of(&regions[k]);
		}
		CHECK(same && nid == want);
	}
}

static void compare_sums(void)
{
	phys_addr_t start = 0, end = 0, free = 0, nowhere = 0;
	bool mirror = false;

	for (unsigned int i = 0; i < MODEL_CELLS; i++) {
		const struct model_cell *c = &model.cells[i];
		phys_addr_t size = model_edge(&model, i + 1) - model_edge(&model, i);

		if (!c->memory)
			continue;
		start = end ? start : model_edge(&model, i);
		end = model_edge(&model, i + 1);
		free += c->reserved ? 0 : size;
		nowhere += c->nid == NUMA_NO_NODE ? size : 0;
		mirror |= (c->flags & MEMBLOCK_MIRROR) != 0;
	}
	CHECK_EQ(memblock_start_of_DRAM(), start);
	CHECK_EQ(memblock_end_of_DRAM(), end);
	CHECK_EQ(memblock_phys_mem_size(), model_bytes(&model, MODEL_MEMORY));
	CHECK_EQ(memblock_reserved_size(), model_bytes(&model, MODEL_RESERVED));
	CHECK_EQ(memblock_estimated_nr_free_pages(), free >> PAGE_SHIFT);
	CHECK(memblock_validate_numa_coverage((unsigned long)nowhere));
	CHECK(!nowhere || !memblock_validate_numa_coverage((unsigned long)nowhere - 1));
	CHECK(!mirror || memblock_has_mirror());
}

static void compare_all(void)
{
	CHECK(memblock_check() == NULL);
	compare_array(&memblock.memory, MODEL_MEMORY);
	compare_array(&memblock.reserved, MODEL_RESERVED);
	compare_addresses();
	compare_ranges();
	compare_walks();
	compare_pages();
	compare_page_nodes();
	compare_sums();
}

/* ---- worlds ---- */

static void random_step(void)
{
	static const struct {
		void (*run)(void);
		unsigned int weight;
	} operations[] = {
		{ op_add, 10 },	     { op_remove, 5 }, { op_reserve, 8 }, { op_free, 16 },
		{ op_mark, 6 },	     { op_set_node, 5 }, { op_alloc, 40 }, { op_mood, 6 },
		{ op_trim, 1 },	     { op_limit, 1 },  { op_cap, 1 },	  { op_reset, 1 },
	};
	unsigned int total = 0, pick, i;

	for (i = 0; i < LENGTH(operations); i++)
		total += operations[i].weight;
	pick = below(total);
	for (i = 0; pick >= operations[i].weight; i++)
		pick -= operations[i].weight;
	operations[i].run();
}

/* Where the worlds lie; 0 cells below a place and so on. */
struct place {
	const char *name;
	phys_addr_t base; /* of the middle cell; rounded to cells */
	unsigned int before; /* cells below it */
	bool top;
};

static const struct place worlds[] = {
	{ "at 0", 0, 0, false },
	{ "around the end of page 0", PAGE_SIZE, MODEL_CELLS / 2, false },
	{ "in the middle", 0x40000000, MODEL_CELLS / 2, false },
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	{ "around 4 GiB", 0x100000000, MODEL_CELLS / 2, false },
#endif
	{ "at the top", 0, MODEL_CELLS, true },
};

static void start_world(const struct place *place, phys_addr_t cell)
{
	phys_addr_t before = place->before * cell;

	if (before > place->base && !place->top)
		before = 0;
	test_reset();
	model_init(&model, place->base - before, cell, place->top);
	/* Bytes need no cell at the top: the last one described is a byte like the others. */
	if (place->top && cell == 1)
		model_init(&model, PHYS_ADDR_MAX - MODEL_CELLS, cell, false);
	mock_place(phys_align_down(model.base, PAGE_SIZE));
	first_memory = memblock.memory.regions;
	first_reserved = memblock.reserved.regions;
	nr_lines = 0;
}

static unsigned long failures_before;

/* Returns false when something was wrong. */
static bool run_world(const struct place *place, phys_addr_t cell, unsigned long steps)
{
	start_world(place, cell);
	for (unsigned long i = 0; i < steps && mock_goes_on(); i++) {
		random_step();
		compare_all();
		if (mock_failures() != failures_before) {
			mock_note("step %lu of world %s", i, place->name);
			print_operations();
			return false;
		}
	}
	return true;
}

static void random_worlds(void)
{
	static const phys_addr_t cells[] = { 1, SMP_CACHE_BYTES, PAGE_SIZE };
	unsigned long steps = mock_steps(USUAL_STEPS), done = 0, nr_worlds = 0;
	unsigned int n = below(LENGTH(worlds) * LENGTH(cells));

	failures_before = mock_failures();
	for (; done < steps; n++, nr_worlds++, done += STEPS_OF_WORLD)
		if (!run_world(&worlds[n % LENGTH(worlds)],
			       cells[n / LENGTH(worlds) % LENGTH(cells)], STEPS_OF_WORLD))
			return;
	mock_note("%lu steps in %lu worlds, everything compared after each; %lu allocations found "
		  "memory, %lu none", done, nr_worlds, found, not_found);
}

const struct suite suite_oracle = {
	"oracle",
	(const struct test_case[]){
		{ "random operations against the model", random_worlds },
		{ 0 },
	},
};
