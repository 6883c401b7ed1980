/* SPDX-License-Identifier: MIT */
/*
 * measure.h - what the benchmarks share: random numbers, a clock, medians, rows of a table.
 *
 * A workload is run on the library and on a textbook version of it, in the same process,
 * on the same random numbers. Its digest says what was answered and what was left behind:
 * those of the two must be equal.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <bootmem/types.h>

#define KIB(n) ((phys_addr_t)(n) << 10)
#define MIB(n) ((phys_addr_t)(n) << 20)
#define GIB(n) ((phys_addr_t)(n) << 30)

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- random numbers, digests ---- */

void random_start(u64 seed);
u64 random_below(u64 n);

/* A digest with one more number in it. */
u64 mix(u64 digest, u64 x);

/* ---- time ---- */

struct stopwatch {
	u64 real, processor;
};

struct stopwatch start_watch(void);
u64 stop_watch(struct stopwatch watch); /* nanoseconds */

/* ---- a run, and the median of many ---- */

struct result {
	u64 ns;
	unsigned long ops;
	u64 digest;
};

struct measurement {
	double ns;     /* median, for one operation */
	double noise;  /* median of how far runs are from it, in percent of it */
	double run_ns; /* one run, set-up included */
	u64 digest;
	unsigned int runs; /* an odd number */
};

/* Runs a job as often as is worth it, once more to warm up; the same random numbers each time. */
struct measurement measure(struct result (*run)(const void *job), const void *job);

/* The median of n numbers, which it sorts. */
double median(double *numbers, unsigned int n);

/* ---- what was compared ---- */

extern unsigned long checks_passed, checks_failed;

/* One more comparison; a sentence when it fails. */
void check(bool good, const char *workload, unsigned long n, const char *what_is_wrong);

/* The closing line. Return: the exit status. */
int finish_checks(const char *program);

/* ---- a table ---- */

struct row {
	const char *name;
	unsigned long n;
	struct measurement ours, textbook; /* textbook.runs == 0: it was not asked */
	double growth;			   /* exponent since the row before; NAN: not known */
	double figure;			   /* to beat; 0: none */
};

void print_heading(const char *n);
void print_row(const struct row *row);

/* log(new / old) / log(n / old_n) */
double growth_of(double old_ns, double ns, unsigned long old_n, unsigned long n);

#endif
