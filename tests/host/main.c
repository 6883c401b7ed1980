/* SPDX-License-Identifier: MIT */
/*
 * Runs the suites: all of them, or those named on the command line.
 * Prints failures, one line a suite, and "VARIANT: N passed, N failed" at the end.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <bootmem/memblock.h>
#include <bootmem/port.h>

#include "../suites/test.h"
#include "mock.h"

#ifndef VARIANT
#define VARIANT "host"
#endif

#define SUITE(name) extern const struct suite suite_##name;
#include "suites.inc"
#undef SUITE

static const struct suite *const suites[] = {
#define SUITE(name) &suite_##name,
#include "suites.inc"
#undef SUITE
};

/* ---- counting ---- */

static unsigned long checks, failed_checks, printed;
static const char *current_suite, *current_case;
static u64 seed, random_state;

static void complain(const char *file, int line)
{
	failed_checks++;
	if (printed++ < 200)
		printf("%s:%d: %s/%s (seed %llu): ", file, line, current_suite, current_case, seed);
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	checks++;
	if (!ok) {
		complain(file, line);
		if (printed <= 200)
			printf("failed: %s\n", what);
	}
	return ok;
}

bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what)
{
	checks++;
	if (got != want) {
		complain(file, line);
		if (printed <= 200)
			printf("%s: got %#llx, want %#llx\n", what, got, want);
	}
	return got == want;
}

bool test_check_text(const char *got, const char *part, const char *file, int line)
{
	bool ok = got && strstr(got, part);

	checks++;
	if (!ok) {
		complain(file, line);
		if (printed <= 200)
			printf("\"%s\" does not contain \"%s\"\n", got ? got : "(null)", part);
	}
	return ok;
}

/* ---- randomness: splitmix64 ---- */

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

/* ---- the port ---- */

phys_addr_t mock_base = 0x10000000;
u8 *mock_memory;
bool mock_movable_node;
static char log_text[1 << 16];
static size_t log_length;
static void *panic_target[5];
static bool panic_armed;
static char panic_text[512];

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	if (pa < mock_base || pa - mock_base > MOCK_SIZE || len > MOCK_SIZE - (pa - mock_base))
		return NULL;
	return mock_memory + (pa - mock_base);
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	return mock_base + (phys_addr_t)((const u8 *)va - mock_memory);
}

void bootmem_log(const char *line)
{
	size_t n = strlen(line);

	if (getenv("TEST_LOG"))
		printf("| %s\n", line);
	if (log_length + n + 2 > sizeof(log_text))
		return;
	memcpy(log_text + log_length, line, n);
	log_length += n;
	log_text[log_length++] = '\n';
	log_text[log_length] = '\0';
}

void bootmem_panic(const char *why)
{
	snprintf(panic_text, sizeof(panic_text), "%s", why);
	if (!panic_armed) {
		printf("%s/%s (seed %llu): unexpected panic: %s\n", current_suite, current_case, seed, why);
		abort();
	}
	panic_armed = false;
	__builtin_longjmp(panic_target, 1);
}

bool movable_node_is_enabled(void)
{
	return mock_movable_node;
}

void **test_arm_panic(void)
{
	panic_armed = true;
	return panic_target;
}

const char *test_panic_text(void)
{
	return panic_text;
}

void test_no_panic(void)
{
	panic_armed = false;
}

const char *test_log(void)
{
	return log_text;
}

void test_log_clear(void)
{
	log_length = 0;
	log_text[0] = '\0';
}

void mock_place(phys_addr_t base)
{
	mock_base = base;
}

void mock_fill(u8 byte)
{
	memset(mock_memory, byte, MOCK_SIZE);
}

/* ---- a new world for every case ---- */

static struct memblock pristine;

static void reset_type(struct memblock_type *type, const struct memblock_type *first)
{
	memset(first->regions, 0, first->max * sizeof(*first->regions));
	*type = *first;
}

void test_reset(void)
{
	reset_type(&memblock.memory, &pristine.memory);
	reset_type(&memblock.reserved, &pristine.reserved);
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	static struct memblock_type first_physmem;

	if (!first_physmem.max)
		first_physmem = physmem;
	reset_type(&physmem, &first_physmem);
#endif
	memblock.bottom_up = false;
	memblock.current_limit = PHYS_ADDR_MAX;
	memblock_set_debug(false);
	mock_movable_node = false;
	mock_place(0x10000000);
	panic_armed = false;
	test_log_clear();
}

static void run_suite(const struct suite *suite)
{
	unsigned long checks_before = checks, failed_before = failed_checks, cases = 0;

	current_suite = suite->name;
	for (const struct test_case *c = suite->cases; c->name; c++) {
		current_case = c->name;
		random_state = seed;
		test_reset();
		c->run();
		cases++;
	}
	printf("  %-20s %4lu cases, %8lu checks, %lu failed\n", suite->name, cases,
	       checks - checks_before, failed_checks - failed_before);
	fflush(stdout);
}

static bool wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc < 2;
}

int main(int argc, char **argv)
{
	const char *given = getenv("TEST_SEED");

	seed = given ? strtoull(given, NULL, 0) : (u64)time(NULL);
	pristine = memblock;
	mock_memory = mmap(NULL, MOCK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mock_memory == MAP_FAILED) {
		perror("mock memory");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%s: seed %llu\n", VARIANT, seed);
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (wanted(suites[i]->name, argc, argv))
			run_suite(suites[i]);
	printf("%s: %lu passed, %lu failed\n", VARIANT, checks - failed_checks, failed_checks);
	return failed_checks != 0;
}
