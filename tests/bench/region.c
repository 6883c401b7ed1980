/* SPDX-License-Identifier: MIT */
/*
 * How long do boot allocations take with the region core? Every workload runs on the library
 * and on a textbook allocator (textbook_region.h), in the same process, on the same random
 * numbers, and must leave both with the same placements and the same arrays.
 *
 * The machine that is played has 64 GiB. Prints a table; with the argument "smoke" it only
 * compares results, with small numbers.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <bootmem/memblock.h>
#include <bootmem/port.h>

#include "machine.h"
#include "measure.h"
#include "textbook_region.h"

#define WINDOW	GIB(66)
#define LOW_RAM MIB(2048)
#define MAX_N	100000ul
#define QUERIES 20000ul
#define CHURNS	10000ul
#define BLOCKED 4000ul

/* ---- two allocators behind one face ---- */

struct subject {
	/* Called when a world has been set up in memblock. */
	void (*settle)(void);
	struct memblock_type *memory, *reserved;
	void (*add)(phys_addr_t base, phys_addr_t size);
	void (*reserve)(phys_addr_t base, phys_addr_t size);
	void (*free)(phys_addr_t base, phys_addr_t size);
	phys_addr_t (*alloc)(phys_addr_t size, phys_addr_t align);
	phys_addr_t (*alloc_zeroed)(phys_addr_t size, phys_addr_t align);
	bool (*is_memory)(phys_addr_t addr);
	bool (*is_reserved)(phys_addr_t addr);
	bool (*is_region_reserved)(phys_addr_t base, phys_addr_t size);
	unsigned long (*walk)(u64 *digest);
	unsigned long (*walk_reverse)(u64 *digest);
	void (*free_all)(void);
};

static void our_settle(void)
{
}

static void our_add(phys_addr_t base, phys_addr_t size)
{
	memblock_add(base, size);
}

static void our_reserve(phys_addr_t base, phys_addr_t size)
{
	memblock_reserve(base, size);
}

static void our_free(phys_addr_t base, phys_addr_t size)
{
	memblock_phys_free(base, size);
}

static phys_addr_t our_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_phys_alloc(size, align);
}

static phys_addr_t our_alloc_zeroed(phys_addr_t size, phys_addr_t align)
{
	return bootmem_virt_to_phys(memblock_alloc(size, align));
}

static unsigned long our_walk(u64 *digest)
{
	phys_addr_t start, end;
	unsigned long ranges = 0;
	u64 i, sum = 0;

	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		ranges++;
		sum += start ^ end;
	}
	*digest = sum;
	return ranges;
}

static unsigned long our_walk_reverse(u64 *digest)
{
	phys_addr_t start, end;
	unsigned long ranges = 0;
	u64 i, sum = 0;

	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		ranges++;
		sum += start ^ end;
	}
	*digest = sum;
	return ranges;
}

static phys_addr_t textbook_alloc_zeroed(phys_addr_t size, phys_addr_t align)
{
	phys_addr_t at = textbook_alloc(size, align);

	memset(bootmem_phys_to_virt(at, size), 0, size);
	return at;
}

static unsigned long textbook_walk(u64 *digest)
{
	phys_addr_t start, end;
	unsigned long ranges = 0;
	u64 i = 0, sum = 0;

	for (textbook_next_free(&i, &start, &end); i != ~0ULL;
	     textbook_next_free(&i, &start, &end)) {
		ranges++;
		sum += start ^ end;
	}
	*digest = sum;
	return ranges;
}

static unsigned long textbook_walk_reverse(u64 *digest)
{
	phys_addr_t start, end;
	unsigned long ranges = 0;
	u64 i = ~0ULL, sum = 0;

	for (textbook_next_free_reverse(&i, &start, &end); i != ~0ULL;
	     textbook_next_free_reverse(&i, &start, &end)) {
		ranges++;
		sum += start ^ end;
	}
	*digest = sum;
	return ranges;
}

static const struct subject ours = {
	our_settle, &memblock.memory, &memblock.reserved, our_add, our_reserve, our_free,
	our_alloc, our_alloc_zeroed, memblock_is_memory, memblock_is_reserved,
	memblock_is_region_reserved, our_walk, our_walk_reverse, memblock_free_all,
};

static const struct subject textbook = {
	textbook_load, &textbook_memory, &textbook_reserved, textbook_add, textbook_reserve,
	textbook_free, textbook_alloc, textbook_alloc_zeroed, textbook_is_memory,
	textbook_is_reserved, textbook_is_region_reserved, textbook_walk, textbook_walk_reverse,
	textbook_free_all,
};

/* ---- worlds ---- */

static struct memblock pristine;

static void reset(void)
{
	memblock.memory = pristine.memory;
	memblock.reserved = pristine.reserved;
	memblock.current_limit = WINDOW;
	memset(memblock.memory.regions, 0, sizeof(struct memblock_region));
	memset(memblock.reserved.regions, 0, sizeof(struct memblock_region));
}

/* The low part that every world has; arrays that grow find room here. */
static void low_ram(void)
{
	reset();
	memblock_add(KIB(4), KIB(636));
	memblock_add(MIB(1), LOW_RAM - MIB(3));
	memblock_add(LOW_RAM - MIB(1), MIB(1));
	memblock_reserve(MIB(1), MIB(31));
}

/* A machine of 64 GiB. */
static void big_machine(void)
{
	low_ram();
	memblock_add(GIB(4), GIB(62));
}

/* ---- operands ---- */

/* Operands, prepared before the clock starts. */
static phys_addr_t where[MAX_N], length[MAX_N], got[MAX_N];

static u64 digest_type(u64 digest, const struct memblock_type *type)
{
	for (unsigned long i = 0; i < type->cnt; i++) {
		digest = mix(digest, type->regions[i].base);
		digest = mix(digest, type->regions[i].size);
	}
	return mix(digest, type->total_size);
}

/* What the operations answered and what they left behind. */
static struct result finish(const struct subject *s, struct stopwatch watch, unsigned long ops,
			    unsigned long answers)
{
	struct result r = { stop_watch(watch), ops, ops };

	for (unsigned long i = 0; i < answers; i++)
		r.digest = mix(r.digest, got[i]);
	r.digest = digest_type(r.digest, s->memory);
	r.digest = digest_type(r.digest, s->reserved);
	return r;
}

static void shuffle(unsigned long n)
{
	for (unsigned long i = n; i > 1; i--) {
		unsigned long j = random_below(i);
		phys_addr_t base = where[i - 1], size = length[i - 1];

		where[i - 1] = where[j];
		length[i - 1] = length[j];
		where[j] = base;
		length[j] = size;
	}
}

/* n ranges that do not touch, ascending, over 56 GiB. */
static void scatter(unsigned long n, phys_addr_t granule)
{
	phys_addr_t stride = phys_align_down(GIB(56) / n, granule);

	for (unsigned long i = 0; i < n; i++) {
		phys_addr_t slots = stride / granule / 2;

		if (slots > 64)
			slots = 64;
		length[i] = (1 + random_below(slots)) * granule;
		where[i] = GIB(5) + i * stride + random_below(slots) * granule;
	}
}

/* ---- workloads ---- */

static struct result alloc_with(const struct subject *s, unsigned long n,
				phys_addr_t (*alloc)(phys_addr_t, phys_addr_t))
{
	struct stopwatch start;

	big_machine();
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < n; i++)
		got[i] = alloc(length[i], 64);
	return finish(s, start, n, n);
}

static void multiples_of_64(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		length[i] = 64 * (1 + random_below(64));
}

static void any_sizes(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		length[i] = 1 + random_below(4096);
}

static struct result alloc_64(const struct subject *s, unsigned long n)
{
	multiples_of_64(n);
	return alloc_with(s, n, s->alloc);
}

static struct result alloc_64_zeroed(const struct subject *s, unsigned long n)
{
	multiples_of_64(n);
	return alloc_with(s, n, s->alloc_zeroed);
}

static struct result alloc_any(const struct subject *s, unsigned long n)
{
	any_sizes(n);
	return alloc_with(s, n, s->alloc);
}

static struct result reserve_random(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	scatter(n, 64);
	shuffle(n);
	big_machine();
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < n; i++)
		s->reserve(where[i], length[i]);
	return finish(s, start, n, 0);
}

static void scattered_reservations(unsigned long n)
{
	scatter(n, 64);
	big_machine();
	for (unsigned long i = 0; i < n; i++)
		memblock_reserve(where[i], length[i]);
	/* Half of the questions will be about reserved bytes. */
	for (unsigned long i = 0; i < QUERIES; i++) {
		unsigned long j = random_below(n);

		got[i] = where[j] + random_below(2 * length[j]);
	}
	memcpy(where, got, QUERIES * sizeof(*where));
}

static struct result is_reserved(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	scattered_reservations(n);
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < QUERIES; i++)
		got[i] = s->is_reserved(where[i]);
	return finish(s, start, QUERIES, QUERIES);
}

static struct result is_region_reserved(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	scattered_reservations(n);
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < QUERIES; i++)
		got[i] = s->is_region_reserved(where[i], 256);
	return finish(s, start, QUERIES, QUERIES);
}

static struct result is_memory(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	scatter(n, KIB(4));
	low_ram();
	for (unsigned long i = 0; i < n; i++)
		memblock_add(where[i], length[i]);
	for (unsigned long i = 0; i < QUERIES; i++)
		where[i] = GIB(5) + random_below(GIB(56));
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < QUERIES; i++)
		got[i] = s->is_memory(where[i]);
	return finish(s, start, QUERIES, QUERIES);
}

static struct result add_all(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	low_ram();
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < n; i++)
		s->add(where[i], length[i]);
	return finish(s, start, n, 0);
}

static struct result add_ascending(const struct subject *s, unsigned long n)
{
	scatter(n, KIB(4));
	return add_all(s, n);
}

static struct result add_random(const struct subject *s, unsigned long n)
{
	scatter(n, KIB(4));
	shuffle(n);
	return add_all(s, n);
}

static struct result free_listed(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	shuffle(n);
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < n; i++)
		s->free(where[i], length[i]);
	return finish(s, start, n, 0);
}

/* Reservations that do not touch vanish one by one. */
static struct result free_scattered(const struct subject *s, unsigned long n)
{
	scatter(n, 64);
	big_machine();
	for (unsigned long i = 0; i < n; i++)
		memblock_reserve(where[i], length[i]);
	return free_listed(s, n);
}

/* One block is eaten up from everywhere. */
static struct result free_pages_of_block(const struct subject *s, unsigned long n)
{
	big_machine();
	for (unsigned long i = 0; i < n; i++) {
		where[i] = GIB(8) + i * PAGE_SIZE;
		length[i] = PAGE_SIZE;
	}
	memblock_reserve(GIB(8), n * PAGE_SIZE);
	return free_listed(s, n);
}

/* One operation: free an old allocation, make a new one. */
static struct result churn(const struct subject *s, unsigned long n)
{
	static u32 victim[CHURNS];
	static phys_addr_t fresh[CHURNS];
	struct stopwatch start;

	any_sizes(n);
	big_machine();
	for (unsigned long i = 0; i < n; i++)
		where[i] = memblock_phys_alloc(length[i], 64);
	for (unsigned long i = 0; i < CHURNS; i++) {
		victim[i] = (u32)random_below(n);
		fresh[i] = 1 + random_below(4096);
	}
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < CHURNS; i++) {
		u32 v = victim[i];

		s->free(where[v], length[v]);
		length[v] = fresh[i];
		got[i] = where[v] = s->alloc(fresh[i], 64);
	}
	return finish(s, start, CHURNS, CHURNS);
}

/* n free pages in front, none next to another. */
static void fragments(unsigned long n)
{
	big_machine();
	for (unsigned long i = n; i > 0; i--)
		memblock_reserve(GIB(66) - (2 * i - 1) * PAGE_SIZE, PAGE_SIZE);
}

static struct result behind_fragments(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	fragments(n);
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < BLOCKED; i++)
		got[i] = s->alloc(KIB(8), 64);
	return finish(s, start, BLOCKED, BLOCKED);
}

static struct result behind_fragments_and_back(const struct subject *s, unsigned long n)
{
	struct stopwatch start;

	fragments(n);
	s->settle();
	start = start_watch();
	for (unsigned long i = 0; i < BLOCKED; i++) {
		got[i] = s->alloc(KIB(8), 64);
		s->free(got[i], KIB(8));
	}
	return finish(s, start, BLOCKED, BLOCKED);
}

static struct result walk_with(const struct subject *s, unsigned long n,
			       unsigned long (*walk)(u64 *))
{
	struct result r;
	unsigned long ranges;
	struct stopwatch start;
	u64 digest;

	fragments(n);
	s->settle();
	start = start_watch();
	ranges = walk(&digest);
	r = finish(s, start, ranges, 0);
	r.digest = mix(r.digest, digest);
	return r;
}

static struct result walk_up(const struct subject *s, unsigned long n)
{
	return walk_with(s, n, s->walk);
}

static struct result walk_down(const struct subject *s, unsigned long n)
{
	return walk_with(s, n, s->walk_reverse);
}

/* 16 GiB of which every hundredth page is taken, n pages for every GiB. */
static struct result free_all(const struct subject *s, unsigned long n)
{
	unsigned long taken = 16 * n, step = (unsigned long)(GIB(16) / PAGE_SIZE) / taken;
	struct result r;
	struct stopwatch start;

	reset();
	memblock_add(GIB(0), GIB(2));
	memblock_add(GIB(4), GIB(14));
	for (unsigned long i = 0; i < taken; i++) {
		phys_addr_t at = (i * step + random_below(step)) * PAGE_SIZE;

		memblock_reserve(at < GIB(2) ? at : at + GIB(2), PAGE_SIZE);
	}
	s->settle();
	handed = (struct handed){ 0 };
	start = start_watch();
	s->free_all();
	r = (struct result){ stop_watch(start), handed.calls, 0 };
	r.digest = mix(mix(handed.pages, handed.nr_pages), handed.calls);
	return r;
}

struct workload {
	const char *name;
	struct result (*run)(const struct subject *s, unsigned long n);
	/* Nanoseconds to beat for each N, 0 where there is no figure. */
	double figure[4];
};

static const unsigned long sizes[4] = { 128, 1000, 10000, 100000 };

static const struct workload workloads[] = {
	{ "alloc, multiples of 64", alloc_64, { 0, 0, 28, 0 } },
	{ "alloc zeroed, multiples of 64", alloc_64_zeroed, { 0 } },
	{ "alloc, any size, align 64", alloc_any, { 0, 0, 26700, 0 } },
	{ "reserve at random", reserve_random, { 80, 348, 3114, 32040 } },
	{ "is_reserved", is_reserved, { 37, 0, 0, 116 } },
	{ "is_memory", is_memory, { 0 } },
	{ "is_region_reserved", is_region_reserved, { 0, 0, 0, 30000 } },
	{ "add, ascending", add_ascending, { 0, 0, 0, 47000 } },
	{ "add, at random", add_random, { 0, 0, 0, 30000 } },
	{ "free at random, separate ranges", free_scattered, { 0, 0, 0, 18000 } },
	{ "free at random, pages of a block", free_pages_of_block, { 0 } },
	{ "free + alloc, N live, any size", churn, { 0, 0, 6200, 0 } },
	{ "8 KiB behind N free pages", behind_fragments, { 0, 5700, 55000, 564000 } },
	{ "8 KiB behind them, and freed", behind_fragments_and_back, { 0 } },
	{ "walk free ranges, per range", walk_up, { 5, 5, 5, 5 } },
	{ "walk in reverse, per range", walk_down, { 5, 5, 5, 5 } },
};

/* N is the number of calls in the table; here, the pages taken in every GiB: 1 %. */
static const struct workload hand_over = { "hand-over of 16 GiB, per block", free_all, { 0 } };
#define PAGES_PER_GIB 2621ul

/* ---- measuring ---- */

#define TOO_LONG_NS 6e9 /* the textbook is not asked when it would take so long */

struct job {
	const struct workload *workload;
	const struct subject *subject;
	unsigned long n;
};

static struct result run_job(const void *arg)
{
	const struct job *job = arg;

	return job->workload->run(job->subject, job->n);
}

static struct measurement measure_on(const struct subject *s, const struct workload *w,
				     unsigned long n)
{
	const struct job job = { w, s, n };

	return measure(run_job, &job);
}

static void compare(const struct workload *w, unsigned long n, u64 a, u64 b)
{
	check(a == b, w->name, n, "the results differ from the textbook's");
}

static void bench(const struct workload *w)
{
	double before = 0, textbook_run = 0;

	for (int i = 0; i < 4; i++) {
		struct row row = { .name = w->name, .n = sizes[i], .figure = w->figure[i] };
		/* Twice as long for every doubling at best, four times at worst. */
		double expected =
			textbook_run * (i ? pow((double)row.n / (double)sizes[i - 1], 2) : 1);

		row.ours = measure_on(&ours, w, row.n);
		row.growth = i ? growth_of(before, row.ours.ns, sizes[i - 1], row.n) : NAN;
		if (expected < TOO_LONG_NS) {
			row.textbook = measure_on(&textbook, w, row.n);
			compare(w, row.n, row.ours.digest, row.textbook.digest);
			expected = row.textbook.run_ns;
		}
		print_row(&row);
		textbook_run = expected;
		before = row.ours.ns;
	}
}

static void bench_free_all(void)
{
	struct row row = { .name = hand_over.name, .growth = NAN };
	unsigned long pages;

	row.ours = measure_on(&ours, &hand_over, PAGES_PER_GIB);
	row.n = handed.calls;
	pages = handed.nr_pages;
	row.textbook = measure_on(&textbook, &hand_over, PAGES_PER_GIB);
	compare(&hand_over, PAGES_PER_GIB, row.ours.digest, row.textbook.digest);
	print_row(&row);
	printf("\nHand-over of 16 GiB with 1 %% of its pages taken: %lu pages in %lu calls, %.2f ms\n",
	       pages, row.n, row.ours.ns * (double)row.n / 1e6);
}

static void smoke(const struct workload *w, unsigned long n)
{
	u64 digest;

	random_start(1);
	digest = w->run(&ours, n).digest;
	random_start(1);
	compare(w, n, digest, w->run(&textbook, n).digest);
}

static void smoke_all(void)
{
	for (size_t i = 0; i < LENGTH(workloads); i++)
		for (int k = 0; k < 2; k++)
			smoke(&workloads[i], sizes[k]);
	smoke(&hand_over, PAGES_PER_GIB);
}

static void bench_all(void)
{
	printf("The region core. Nanoseconds for one operation, median of several runs; noise: the\n"
	       "median deviation from it. textbook: linear scan, memmove and merge pass, in the same\n"
	       "process with the same results; - where it would take long. growth: exponent between\n"
	       "successive N, 0 = constant, 1 = linear.\n\n");
	print_heading("N");
	for (size_t i = 0; i < LENGTH(workloads); i++)
		bench(&workloads[i]);
	bench_free_all();
}

int main(int argc, char **argv)
{
	machine_start(WINDOW);
	pristine = memblock;
	memblock_allow_resize();
	if (argc > 1 && !strcmp(argv[1], "smoke"))
		smoke_all();
	else
		bench_all();
	return finish_checks("bench-region");
}
