/* SPDX-License-Identifier: MIT */
/* Clock, medians, rows: see measure.h. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "measure.h"

#define ENOUGH_NS 300000000ULL /* no more runs after this time */
#define MIN_RUNS  3	       /* unless they take longer than the next line says */
#define LONG_NS	  2000000000ULL
#define MAX_RUNS  501

/* ---- random numbers, digests ---- */

static u64 random_state;

void random_start(u64 seed)
{
	random_state = seed;
}

u64 random_below(u64 n)
{
	u64 z = (random_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (z ^ (z >> 31)) % n;
}

u64 mix(u64 digest, u64 x)
{
	digest = (digest ^ x) * 0x9e3779b97f4a7c15ULL;
	return digest ^ digest >> 29;
}

/* ---- time ---- */

static u64 read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static u64 now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/*
 * On a busy machine others take the processor away, so what lasts counts in processor
 * time; asking for that costs a microsecond, so what is short counts in real time, and the
 * median throws out the runs that were interrupted.
 */
#define SHORT_NS 200000

struct stopwatch start_watch(void)
{
	struct stopwatch w = { .processor = read_clock(CLOCK_THREAD_CPUTIME_ID) };

	w.real = now();
	return w;
}

u64 stop_watch(struct stopwatch watch)
{
	u64 real = now() - watch.real;

	return real < SHORT_NS ? real : read_clock(CLOCK_THREAD_CPUTIME_ID) - watch.processor;
}

/* ---- medians ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(double *numbers, unsigned int n)
{
	qsort(numbers, n, sizeof(*numbers), by_value);
	return numbers[n / 2];
}

struct measurement measure(struct result (*run)(const void *job), const void *job)
{
	static double ns[MAX_RUNS];
	struct measurement m = { 0 };
	u64 begin = now(), spent;

	random_start(1);
	m.digest = run(job).digest; /* also warms caches and page tables */
	m.run_ns = (double)(now() - begin);
	do {
		struct result r;

		random_start(1);
		r = run(job);
		ns[m.runs++] = (double)r.ns / (double)r.ops;
		spent = now() - begin;
	} while (m.runs < MAX_RUNS &&
		 (spent < ENOUGH_NS || (m.runs < MIN_RUNS && spent < LONG_NS)));
	if (m.runs > 1 && m.runs % 2 == 0)
		m.runs--;
	m.ns = median(ns, m.runs);
	for (unsigned int i = 0; i < m.runs; i++)
		ns[i] = fabs(ns[i] - m.ns);
	m.noise = 100 * median(ns, m.runs) / m.ns;
	return m;
}

/* ---- what was compared ---- */

unsigned long checks_passed, checks_failed;

void check(bool good, const char *workload, unsigned long n, const char *what_is_wrong)
{
	if (good) {
		checks_passed++;
		return;
	}
	checks_failed++;
	printf("FAIL %s, N = %lu: %s\n", workload, n, what_is_wrong);
}

int finish_checks(const char *program)
{
	printf("%s: %lu passed, %lu failed\n", program, checks_passed, checks_failed);
	return checks_failed != 0;
}

/* ---- a table ---- */

double growth_of(double old_ns, double ns, unsigned long old_n, unsigned long n)
{
	return log(ns / old_ns) / log((double)n / (double)old_n);
}

void print_heading(const char *n)
{
	printf("%-36s%7s %10s %6s %12s %9s %7s%10s\n", "workload", n, "bootmem", "noise",
	       "textbook", "ratio", "growth", "to beat");
}

static void print_figure(double figure, double ns)
{
	if (figure == 0)
		printf("\n");
	else if (ns <= figure)
		printf("%10.0f  %.1fx faster\n", figure, figure / ns);
	else
		printf("%10.0f  SLOWER THAN THE FIGURE TO BEAT, %.1fx\n", figure, ns / figure);
}

void print_row(const struct row *row)
{
	printf("%-36s%7lu %10.1f", row->name, row->n, row->ours.ns);
	if (row->ours.runs < MIN_RUNS)
		printf(" %6s", "-");
	else
		printf(" %5.1f%%", row->ours.noise);
	if (row->textbook.runs)
		printf(" %12.1f %9.1f", row->textbook.ns, row->textbook.ns / row->ours.ns);
	else
		printf(" %12s %9s", "-", "-");
	if (isnan(row->growth))
		printf(" %7s", "");
	else
		printf(" %7.2f", row->growth);
	print_figure(row->figure, row->ours.ns);
	fflush(stdout);
}
