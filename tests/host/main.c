/* SPDX-License-Identifier: MIT */
/*
 * Runs the suites: all of them, or those named on the command line, in that order.
 * Prints failures, one line a suite, and "VARIANT: N passed, N failed" at the end.
 *
 * Each suite runs in a child process, because some switches of the library are one-way,
 * and so that one crash does not hide the other suites. Environment:
 *
 *	TEST_SEED=n	repeats a random run
 *	TEST_STEPS=n	length of random runs
 *	TEST_CASE=text	only cases whose name contains text
 *	TEST_LOG=1	prints what the library logs
 *	TEST_STOP=1	ends with the first failure
 *	TEST_NOFORK=1	no child processes, for a debugger
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bootmem/bootmem.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif

#include "../suites/test.h"
#include "counters.h"
#include "mock.h"

#ifndef VARIANT
#define VARIANT "host"
#endif

#define MAX_PRINTED	   10	   /* failures of a case that are printed */
#define MAX_REGIONS_SHOWN 20	   /* regions printed with a failure */

#define SUITE(name) extern const struct suite suite_##name;
#include "suites.inc"
#undef SUITE

static const struct suite *const suites[] = {
#define SUITE(name) &suite_##name,
#include "suites.inc"
#undef SUITE
};

/* ---- counting ---- */

struct totals {
	unsigned long checks, failed, cases;
};

static struct totals *totals; /* shared with the children */
static unsigned long printed;
static const char *current_suite, *current_case;
static u64 seed, random_state;

#ifdef CONFIG_HAVE_MEMBLOCK
static void show_regions(const struct memblock_type *type)
{
	printf("    %s: cnt %lu, max %lu, total %#llx\n", type->name, type->cnt, type->max,
	       (unsigned long long)type->total_size);
	for (unsigned long i = 0; i < type->cnt && i < MAX_REGIONS_SHOWN; i++) {
		const struct memblock_region *r = &type->regions[i];

		printf("    [%#llx, %#llx) flags %#x node %d\n", (unsigned long long)r->base,
		       (unsigned long long)(r->base + r->size), (unsigned int)r->flags,
		       memblock_get_region_node(r));
	}
}

static void show_memblock(void)
{
	show_regions(&memblock.memory);
	show_regions(&memblock.reserved);
}
#else
static void show_memblock(void)
{
}
#endif

#ifdef CONFIG_NO_BOOTMEM
static void show_bitmaps(void)
{
}
#else
static void show_bitmaps(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const bootmem_data_t *node = &bootmem_node_data[nid];

		if (node->node_bootmem_map)
			printf("    bitmap of node %d: [%#lx, %#lx), last_end_off %#llx, hint_idx %#lx\n",
			       nid, node->node_min_pfn, node->node_low_pfn,
			       (unsigned long long)node->last_end_off, node->hint_idx);
	}
}
#endif

/* Counts a failure; true when there is still room to print it. */
static bool complain(const char *file, int line)
{
	totals->failed++;
	if (getenv("TEST_STOP"))
		exit(1);
	if (printed++ >= MAX_PRINTED)
		return false;
	if (printed == 1) {
		show_memblock();
		show_bitmaps();
	}
	printf("%s:%d: %s/%s (TEST_SEED=%llu): ", file, line, current_suite, current_case, seed);
	return true;
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	totals->checks++;
	if (!ok && complain(file, line))
		printf("failed: %s\n", what);
	return ok;
}

bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what)
{
	totals->checks++;
	if (got != want && complain(file, line))
		printf("%s: got %#llx, want %#llx\n", what, got, want);
	return got == want;
}

bool test_check_text(const char *got, const char *part, const char *file, int line)
{
	bool ok = got && strstr(got, part);

	totals->checks++;
	if (!ok && complain(file, line))
		printf("\"%s\" does not contain \"%s\"\n", got ? got : "(null)", part);
	return ok;
}

void mock_note(const char *fmt, ...)
{
	va_list args;

	printf("    ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

unsigned long mock_failures(void)
{
	return totals->failed;
}

unsigned long mock_steps(unsigned long usual)
{
	const char *given = getenv("TEST_STEPS");

#ifndef __OPTIMIZE__
	usual /= 2;
#endif
#ifdef CONFIG_BOOTMEM_DEBUG
	usual /= 4;
#endif
	return given ? strtoul(given, NULL, 0) : usual;
}

void mock_unexpected_panic(const char *why)
{
	printf("%s/%s (TEST_SEED=%llu): unexpected panic: %s\n", current_suite, current_case, seed,
	       why);
	fflush(stdout);
	abort();
}

/* ---- randomness: splitmix64 ---- */

bool mock_goes_on(void)
{
	return true;
}

u64 test_random(void)
{
	u64 z = (random_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u64 test_random_below(u64 n)
{
	return test_random() % n;
}

/* ---- running ---- */

static void run_cases(const struct suite *suite)
{
	const char *only = getenv("TEST_CASE");
	unsigned long before;

	for (const struct test_case *c = suite->cases; c->name; c++) {
		if (only && !strstr(c->name, only))
			continue;
		current_case = c->name;
		random_state = seed;
		printed = 0;
		test_reset();
		before = totals->checks;
		c->run();
		if (totals->checks == before)
			printf("  %s/%s: skipped, there is no such thing in this build\n", suite->name, c->name);
		totals->cases++;
	}
}

/* In a child, unless a debugger wants to look. */
static void run_apart(const struct suite *suite)
{
	int status = 0;
	pid_t child;

	if (getenv("TEST_NOFORK")) {
		run_cases(suite);
		return;
	}
	fflush(stdout);
	child = fork();
	if (!child) {
		run_cases(suite);
		fflush(stdout);
		counters_write_apart();
		exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
		printf("%s: ended early, status %#x\n", suite->name, (unsigned int)status);
		totals->failed++;
	}
}

static unsigned long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)now.tv_sec * 1000 + (unsigned long)now.tv_nsec / 1000000;
}

static void run_suite(const struct suite *suite)
{
	struct totals before = *totals;
	unsigned long start = milliseconds();

	current_suite = suite->name;
	run_apart(suite);
	printf("  %-20s %4lu cases, %8lu checks, %lu failed, %lu ms\n", suite->name,
	       totals->cases - before.cases, totals->checks - before.checks,
	       totals->failed - before.failed, milliseconds() - start);
}

static const struct suite *find_suite(const char *name)
{
	for (size_t i = 0; i < LENGTH(suites); i++)
		if (!strcmp(suites[i]->name, name))
			return suites[i];
	printf("there is no suite %s\n", name);
	exit(1);
}

/* Is it enough? */
static bool stop(void)
{
	return totals->failed && getenv("TEST_STOP");
}

int main(int argc, char **argv)
{
	const char *given = getenv("TEST_SEED");

	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = given ? strtoull(given, NULL, 0) : (u64)time(NULL);
	totals = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (totals == MAP_FAILED || !mock_start()) {
		perror("mock memory");
		return 1;
	}
	printf("%s: seed %llu\n", VARIANT, seed);
	for (size_t i = 0; argc < 2 && i < LENGTH(suites) && !stop(); i++)
		run_suite(suites[i]);
	for (int i = 1; i < argc && !stop(); i++)
		run_suite(find_suite(argv[i]));
	printf("%s: %lu passed, %lu failed, %lu cases, seed %llu\n", VARIANT,
	       totals->checks - totals->failed, totals->failed, totals->cases, seed);
	return totals->failed != 0;
}
