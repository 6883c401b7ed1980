/* SPDX-License-Identifier: MIT */
/*
 * How long do boot allocations take with the bitmap core? Every workload runs on the library
 * and on a textbook bitmap (textbook_bitmap.h), in the same process, on the same random
 * numbers, and must leave both with the same placements and the same bits. Hand-over must
 * need the fewest calls that there can be, which is counted here in a third way.
 *
 * The machine that is played has one node, in one workload two. Only bitmaps and what is
 * allocated are touched. Prints a table; with the argument "smoke" it only compares results,
 * on small nodes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/port.h>

#include "machine.h"
#include "measure.h"
#include "textbook_bitmap.h"

#define WINDOW	    GIB(258)
#define MAP_PFN	    256ul  /* where the bitmap lies */
#define MAP2_PFN    5000ul /* and that of another node */
#define GOAL	    MIB(16)
#define MAX_N	    100000ul
#define FEW	    1000ul
#define BIG_BLOCK   MIB(2)
#define GIB_PAGES   (1ul << (30 - PAGE_SHIFT))
#define BLOCK_PAGES (BIG_BLOCK >> PAGE_SHIFT)

/* ---- two allocators behind one face ---- */

struct subject {
	/* Called when a world has been set up in the library. */
	void (*settle)(unsigned long own_pfn);
	void (*free)(phys_addr_t base, phys_addr_t size);
	bool (*reserve)(phys_addr_t base, phys_addr_t size, int flags);
	phys_addr_t (*alloc)(phys_addr_t size, phys_addr_t align, phys_addr_t goal);
	void (*free_all)(void);
	const u8 *(*bits)(void);
};

static void our_settle(unsigned long own_pfn)
{
	(void)own_pfn;
}

static void our_free(phys_addr_t base, phys_addr_t size)
{
	free_bootmem((bootmem_addr_t)base, (bootmem_addr_t)size);
}

static bool our_reserve(phys_addr_t base, phys_addr_t size, int flags)
{
	return reserve_bootmem((bootmem_addr_t)base, (bootmem_addr_t)size, flags) == 0;
}

static phys_addr_t our_alloc(phys_addr_t size, phys_addr_t align, phys_addr_t goal)
{
	void *ptr = __alloc_bootmem_nopanic((bootmem_addr_t)size, (bootmem_addr_t)align,
					    (bootmem_addr_t)goal);

	return ptr ? bootmem_virt_to_phys(ptr) : 0;
}

static void our_free_all(void)
{
	free_all_bootmem();
}

static const u8 *our_bits(void)
{
	return bootmem_node_data[0].node_bootmem_map;
}

static phys_addr_t textbook_alloc_zeroed(phys_addr_t size, phys_addr_t align, phys_addr_t goal)
{
	phys_addr_t at = textbook_alloc(size, align, goal);

	if (at)
		memset(bootmem_phys_to_virt(at, size), 0, size);
	return at;
}

static const struct subject ours = {
	our_settle, our_free, our_reserve, our_alloc, our_free_all, our_bits,
};

static const struct subject textbook = {
	textbook_load, textbook_free, textbook_reserve, textbook_alloc_zeroed, textbook_free_all,
	textbook_bits,
};

/* ---- worlds ---- */

static pg_data_t nodes[2] = { { .node_id = 0 }, { .node_id = 1 } };

/* Pages [start, end), all of them taken, the map at page own. */
static void add_node(int nid, unsigned long start, unsigned long end, unsigned long own)
{
	add_active_range(nid, start, end);
	if (!init_bootmem_node(&nodes[nid], own, start, end)) {
		fprintf(stderr, "bench: no node of pages [%lu, %lu)\n", start, end);
		exit(1);
	}
}

static void one_node(unsigned long start, unsigned long end, unsigned long own)
{
	bootmem_reset();
	remove_all_active_ranges();
	add_node(0, start, end, own);
}

static void taken_node(unsigned long gib)
{
	one_node(0, gib * GIB_PAGES, MAP_PFN);
}

static void free_node(unsigned long gib)
{
	taken_node(gib);
	our_free(0, GIB(gib));
}

/* ---- workloads ---- */

/* Operands, and what came back. */
static phys_addr_t length[MAX_N], got[MAX_N];

static u64 digest_bits(const struct subject *s)
{
	unsigned long bits = bootmem_node_data[0].node_low_pfn - bootmem_node_data[0].node_min_pfn;
	const u8 *map = s->bits();
	u64 digest = bits, word;

	for (unsigned long i = 0; i < (bits + 63) / 64; i++) {
		memcpy(&word, map + 8 * i, 8);
		digest = mix(digest, word);
	}
	return digest;
}

/* What the operations answered and what they left behind. */
static struct result finish(const struct subject *s, struct stopwatch watch, unsigned long ops,
			    unsigned long answers)
{
	struct result r = { .ns = stop_watch(watch), .ops = ops };

	r.digest = digest_bits(s);
	for (unsigned long i = 0; i < answers; i++)
		r.digest = mix(r.digest, got[i]);
	return r;
}

static struct result alloc_lengths(const struct subject *s, unsigned long n)
{
	struct stopwatch watch;

	free_node(1);
	s->settle(MAP_PFN);
	watch = start_watch();
	for (unsigned long i = 0; i < n; i++)
		got[i] = s->alloc(length[i], 64, GOAL);
	return finish(s, watch, n, n);
}

static struct result alloc_64(const struct subject *s, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		length[i] = 64;
	return alloc_lengths(s, n);
}

static struct result alloc_any(const struct subject *s, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		length[i] = 1 + random_below(4096);
	return alloc_lengths(s, n);
}

/* Pages in runs of any length and alignment, and back, on a node that is full of holes. */
static struct result runs_and_back(const struct subject *s, unsigned long gib)
{
	struct stopwatch watch;

	free_node(gib);
	for (unsigned long i = 0; i < gib * GIB_PAGES / 16; i++)
		our_reserve(pfn_phys(random_below(gib * GIB_PAGES)), PAGE_SIZE, BOOTMEM_DEFAULT);
	s->settle(MAP_PFN);
	watch = start_watch();
	for (unsigned long i = 0; i < FEW; i++) {
		unsigned long back = random_below(i + 1);

		length[i] = (1 + random_below(i % 100 + 1)) * PAGE_SIZE;
		got[i] = s->alloc(length[i], PAGE_SIZE << random_below(10), 0);
		if (i % 3 == 0 && got[back]) {
			s->free(got[back], length[back]);
			got[back] = 0;
		}
	}
	return finish(s, watch, FEW, FEW);
}

/*
 * From any node, but the first one is full. The textbook has one node only: it knows what must
 * come out.
 */
static struct result alloc_behind_full_node(const struct subject *s, unsigned long gib)
{
	struct stopwatch watch;

	taken_node(gib);
	s->settle(MAP_PFN);
	add_node(1, gib * GIB_PAGES, (gib + 1) * GIB_PAGES, MAP2_PFN);
	our_free(GIB(gib), GIB(1));
	watch = start_watch();
	for (unsigned long i = 0; i < FEW; i++)
		got[i] = s == &ours ? our_alloc(64, 64, 0) : GIB(gib) + 64 * i;
	return finish(s, watch, FEW, FEW);
}

/* Once, for the first time: nobody can know yet that there is nothing. */
static struct result search(const struct subject *s, phys_addr_t size, phys_addr_t align)
{
	struct stopwatch watch;

	s->settle(MAP_PFN);
	watch = start_watch();
	got[0] = s->alloc(size, align, 0);
	return finish(s, watch, 1, 1);
}

static struct result search_full(const struct subject *s, unsigned long gib)
{
	taken_node(gib);
	return search(s, PAGE_SIZE, PAGE_SIZE);
}

static struct result search_every_second(const struct subject *s, unsigned long gib)
{
	free_node(gib);
	for (unsigned long pfn = 0; pfn < gib * GIB_PAGES; pfn += 2)
		our_reserve(pfn_phys(pfn), PAGE_SIZE, BOOTMEM_DEFAULT);
	return search(s, 4 * PAGE_SIZE, PAGE_SIZE);
}

/* One page of each block is taken. */
static void spoil_page_of_block(unsigned long block, unsigned long page)
{
	our_reserve(pfn_phys(block * BLOCK_PAGES + page), PAGE_SIZE, BOOTMEM_DEFAULT);
}

static struct result search_spoilt(const struct subject *s, unsigned long gib)
{
	free_node(gib);
	for (unsigned long i = 0; i < gib * GIB_PAGES / BLOCK_PAGES; i++)
		spoil_page_of_block(i, BLOCK_PAGES - 1);
	return search(s, BIG_BLOCK, BIG_BLOCK);
}

static struct result search_spoilt_anywhere(const struct subject *s, unsigned long gib)
{
	free_node(gib);
	for (unsigned long i = 0; i < gib * GIB_PAGES / BLOCK_PAGES; i++)
		spoil_page_of_block(i, random_below(BLOCK_PAGES));
	return search(s, BIG_BLOCK, BIG_BLOCK);
}

static struct result free_whole(const struct subject *s, unsigned long gib)
{
	struct stopwatch watch;

	taken_node(gib);
	s->settle(MAP_PFN);
	watch = start_watch();
	s->free(0, GIB(gib));
	return finish(s, watch, 1, 0);
}

static struct result reserve_upper_half(const struct subject *s, unsigned long gib, int flags)
{
	struct stopwatch watch;

	free_node(gib);
	s->settle(MAP_PFN);
	watch = start_watch();
	got[0] = s->reserve(GIB(gib) / 2, GIB(gib) / 2, flags);
	return finish(s, watch, 1, 1);
}

static struct result reserve_half(const struct subject *s, unsigned long gib)
{
	return reserve_upper_half(s, gib, BOOTMEM_DEFAULT);
}

static struct result reserve_half_exclusively(const struct subject *s, unsigned long gib)
{
	return reserve_upper_half(s, gib, BOOTMEM_EXCLUSIVE);
}

/* ---- hand-over ---- */

/* A byte for each page: 0 = it is free, MAP = it holds the map, which goes last. */
enum { FREE, TAKEN, MAP };
static u8 *page_state;

static void page_states(unsigned long pages)
{
	free(page_state);
	page_state = calloc(pages, 1);
	if (!page_state) {
		fprintf(stderr, "bench: no memory for %lu pages\n", pages);
		exit(1);
	}
}

/*
 * The fewest naturally aligned blocks of at most 2^MAX_ORDER pages that make up all pages of
 * one state: one for each page, less one for each pair of equal blocks that makes up a
 * larger one. Pages [start, end); destroys what it reads.
 */
static unsigned long fewest_blocks(u8 *whole, unsigned long start, unsigned long end)
{
	unsigned long blocks = 0;

	for (unsigned long i = start; i < end; i++)
		blocks += whole[i - start];
	for (unsigned int order = 1; order <= MAX_ORDER; order++) {
		unsigned long size = 1ul << order, first = (start + size - 1) & -size;

		/* A block's state is in the byte of its first page. */
		for (unsigned long i = first; i + size <= end; i += size) {
			whole[i - start] = whole[i - start] && whole[i + size / 2 - start];
			blocks -= whole[i - start];
		}
	}
	return blocks;
}

static unsigned long fewest_calls(unsigned long start, unsigned long end)
{
	unsigned long calls = 0;
	u8 *whole = malloc(end - start);

	for (int state = FREE; whole && state <= MAP; state += MAP - FREE) {
		for (unsigned long i = 0; i < end - start; i++)
			whole[i] = page_state[i] == state;
		calls += fewest_blocks(whole, start, end);
	}
	free(whole);
	return calls;
}

static void mark_own_pages(unsigned long start, unsigned long end, unsigned long own)
{
	memset(page_state + own - start, MAP, bootmem_bootmap_pages(end - start));
}

/* Takes pages at random until this many of them are taken, those of the map left alone. */
static void take_pages(unsigned long start, unsigned long end, unsigned long wanted)
{
	while (wanted) {
		unsigned long i = random_below(end - start);

		if (page_state[i] != FREE)
			continue;
		page_state[i] = TAKEN;
		our_reserve(pfn_phys(start + i), PAGE_SIZE, BOOTMEM_EXCLUSIVE);
		wanted--;
	}
}

static struct result hand_over(const struct subject *s, unsigned long own)
{
	struct stopwatch watch;
	struct result r;

	s->settle(own);
	handed = (struct handed){ 0 };
	watch = start_watch();
	s->free_all();
	r = (struct result){ .ns = stop_watch(watch), .ops = 1 };
	r.digest = mix(handed.pages, handed.nr_pages);
	return r;
}

static void percent_taken(unsigned long gib, unsigned long percent)
{
	unsigned long pages = gib * GIB_PAGES;

	page_states(pages);
	free_node(gib);
	mark_own_pages(0, pages, MAP_PFN);
	take_pages(0, pages, pages * percent / 100);
}

static struct result hand_over_free(const struct subject *s, unsigned long gib)
{
	percent_taken(gib, 0);
	return hand_over(s, MAP_PFN);
}

static struct result hand_over_percent(const struct subject *s, unsigned long gib)
{
	percent_taken(gib, 1);
	return hand_over(s, MAP_PFN);
}

/* A node that starts and ends anywhere, half of it in runs of any length. */
static struct result hand_over_odd_node(const struct subject *s, unsigned long seed)
{
	unsigned long start, end, own, n, i;

	random_start(seed);
	start = random_below(5000);
	end = start + 2 + random_below(20000);
	own = start + random_below(end - start - 1);
	page_states(end - start);
	memset(page_state, TAKEN, end - start);
	one_node(start, end, own);
	for (i = random_below(100); i < end - start; i += n + random_below(100)) {
		n = 1 + random_below(100);
		if (n > end - start - i)
			n = end - start - i;
		our_free(pfn_phys(start + i), n * PAGE_SIZE);
		memset(page_state + i, FREE, n);
	}
	mark_own_pages(start, end, own);
	return hand_over(s, own);
}

/* ---- the list ---- */

struct workload {
	const char *name;
	struct result (*run)(const struct subject *s, unsigned long n);
	unsigned long n[2], smoke[2]; /* 0: no second one */
	double figure[2];	      /* nanoseconds to beat, 0 = no figure */
};

/* Maps of 4 GiB and more have a summary. */
#define NODES { 16, 256 }, { 1, 5 }
#define NODE  { 16 }, { 1, 5 }
#define CALLS { 1000, MAX_N }, { 100, 5000 }

static const struct workload workloads[] = {
	{ "64 bytes, zeroed, N times", alloc_64, CALLS, { 155, 155 } },
	{ "1 to 4096 bytes, zeroed, N times", alloc_any, CALLS, { 0 } },
	{ "full map of N GiB, 1 page wanted", search_full, NODES, { 17800, 277000 } },
	{ "every 2nd page free, 4 wanted", search_every_second, NODE, { 12.6e6 } },
	{ "2 MiB wanted, ends of blocks taken", search_spoilt, NODE, { 4.0e6 } },
	{ "2 MiB, a page of each block taken", search_spoilt_anywhere, NODE, { 4.0e6 } },
	{ "free a node of N GiB", free_whole, NODES, { 3.9e6, 62e6 } },
	{ "reserve half of it", reserve_half, NODES, { 1.8e6, 29e6 } },
	{ "reserve half of it, exclusively", reserve_half_exclusively, NODES, { 1.8e6, 29e6 } },
	{ "hand over N GiB, all free", hand_over_free, NODES, { 0 } },
};

/* There is no textbook version to be timed. */
static const struct workload behind_full_node = {
	"64 bytes, first node of N GiB full", alloc_behind_full_node, NODES, { 0 },
};

static const struct workload percent = {
	"hand over N GiB, 1 % taken", hand_over_percent, NODE, { 5.5e6 },
};

/* These are compared only. */
static const struct workload holes = {
	"runs of pages, and back", runs_and_back, { 0 }, { 1, 5 }, { 0 },
};

static const struct workload odd_node = {
	"hand over an odd node", hand_over_odd_node, { 0 }, { 0 }, { 0 },
};
#define ODD_NODES 200ul

/* ---- measuring ---- */

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

static void compare(const struct workload *w, unsigned long n, u64 a, u64 b)
{
	check(a == b, w->name, n, "the results differ from the textbook's");
}

static struct row bench(const struct workload *w, int i, double before)
{
	struct row row = { .name = w->name, .n = w->n[i], .figure = w->figure[i] };
	struct job job = { w, &ours, row.n };

	row.ours = measure(run_job, &job);
	job.subject = &textbook;
	row.textbook = measure(run_job, &job);
	if (w == &behind_full_node)
		row.textbook.runs = 0;
	row.growth = i ? growth_of(before, row.ours.ns, w->n[0], row.n) : NAN;
	compare(w, row.n, row.ours.digest, row.textbook.digest);
	print_row(&row);
	return row;
}

static void bench_both_sizes(const struct workload *w)
{
	struct row row = bench(w, 0, 0);

	if (w->n[1])
		bench(w, 1, row.ours.ns);
}

static unsigned long calls_of(const struct workload *w, const struct subject *s, unsigned long n)
{
	random_start(1);
	w->run(s, n);
	return handed.calls;
}

static void bench_percent(void)
{
	struct row row = bench(&percent, 0, 0);
	unsigned long calls = calls_of(&percent, &ours, row.n), pages = handed.nr_pages;
	unsigned long fewest = fewest_calls(0, row.n * GIB_PAGES);

	check(calls == fewest, percent.name, row.n, "more calls than needed");
	printf("\nHand-over of %lu GiB with 1 %% of its pages taken: %lu pages in %lu calls, where %lu "
	       "suffice, %.2f ms\n(textbook: %lu calls, %.2f ms; to beat: 1967300 calls, 5.5 ms)\n",
	       row.n, pages, calls, fewest, row.ours.ns / 1e6,
	       calls_of(&percent, &textbook, row.n), row.textbook.ns / 1e6);
}

static void bench_all(void)
{
	printf("\nThe bitmap core. Nanoseconds for one operation, median of several runs; noise: the\n"
	       "median deviation from it. textbook: bit by bit, in the same process with the same\n"
	       "results. growth: exponent between successive N, 0 = constant, 1 = linear.\n\n");
	print_heading("N");
	for (size_t i = 0; i < LENGTH(workloads); i++)
		bench_both_sizes(&workloads[i]);
	bench_both_sizes(&behind_full_node);
	bench_percent();
}

/* ---- comparing only ---- */

static u64 digest_of(const struct workload *w, const struct subject *s, unsigned long n)
{
	random_start(1);
	return w->run(s, n).digest;
}

/* The library last: its calls are those that were counted. */
static void smoke(const struct workload *w, unsigned long n)
{
	u64 digest = digest_of(w, &textbook, n);

	compare(w, n, digest_of(w, &ours, n), digest);
}

static void smoke_calls(unsigned long start, unsigned long end, const struct workload *w,
			unsigned long n)
{
	smoke(w, n);
	check(handed.calls == fewest_calls(start, end), w->name, n, "more calls than needed");
}

static void smoke_odd_node(unsigned long seed)
{
	/* The span is still there when the node is not. */
	const struct bootmem_data *n = &bootmem_node_data[0];

	smoke(&odd_node, seed);
	check(handed.calls == fewest_calls(n->node_min_pfn, n->node_low_pfn), odd_node.name, seed,
	      "more calls than needed");
}

static void smoke_all(void)
{
	for (size_t i = 0; i < LENGTH(workloads); i++)
		for (int k = 0; k < 2; k++)
			smoke(&workloads[i], workloads[i].smoke[k]);
	for (int k = 0; k < 2; k++) {
		smoke(&behind_full_node, behind_full_node.smoke[k]);
		smoke(&holes, holes.smoke[k]);
		smoke_calls(0, percent.smoke[k] * GIB_PAGES, &percent, percent.smoke[k]);
	}
	for (unsigned long seed = 1; seed <= ODD_NODES; seed++)
		smoke_odd_node(seed);
}

int main(int argc, char **argv)
{
	machine_start(WINDOW);
	if (argc > 1 && !strcmp(argv[1], "smoke"))
		smoke_all();
	else
		bench_all();
	return finish_checks("bench-bitmap");
}
