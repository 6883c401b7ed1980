/* SPDX-License-Identifier: MIT */
/*
 * test.h - the whole test framework: suites are tables, checks count.
 *
 * A suite is a file tests/suites/NAME.c (plain C over the public API: runs on the host and
 * in the test kernel) or tests/host/test_NAME.c (host only) that defines
 *
 *	const struct suite suite_NAME = { "NAME", (const struct test_case[]){
 *		{ "what it shows", function }, ...
 *		{ 0 },
 *	} };
 *
 * Before each case the world is new: an empty memblock, no reservations, no log, and
 * mock physical memory at [MOCK_BASE, MOCK_BASE + MOCK_SIZE) on the host.
 */
#ifndef TEST_H
#define TEST_H

#include <bootmem/types.h>

struct test_case {
	const char *name;
	void (*run)(void);
};

struct suite {
	const char *name;
	const struct test_case *cases; /* ends with an empty one */
};

/* Counts a check; a failed one is printed with its place. Returns ok. */
bool test_check(bool ok, const char *file, int line, const char *what);
bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what);
bool test_check_text(const char *got, const char *part, const char *file, int line);

#define CHECK(condition) test_check((condition), __FILE__, __LINE__, #condition)
/* Numbers: prints both when they differ. */
#define CHECK_EQ(got, want)                                                                        \
	test_check_equal((unsigned long long)(got), (unsigned long long)(want), __FILE__,         \
			 __LINE__, #got " == " #want)
/* Text: got contains part. */
#define CHECK_TEXT(got, part) test_check_text((got), (part), __FILE__, __LINE__)

/*
 * The call must end in bootmem_panic() with a sentence that contains part.
 * Host only: the test kernel counts it as passed without running it.
 */
#define CHECK_PANIC(call, part)                                                                    \
	do {                                                                                       \
		if (test_catch_panic())                                                            \
			test_check_text(test_panic_text(), (part), __FILE__, __LINE__);            \
		else {                                                                             \
			call;                                                                      \
			test_no_panic();                                                           \
			test_check(false, __FILE__, __LINE__, "panics: " #call);                   \
		}                                                                                  \
	} while (0)
#define test_catch_panic() __builtin_setjmp(test_arm_panic())
void **test_arm_panic(void);
const char *test_panic_text(void);
void test_no_panic(void);

/* Everything that bootmem_log() was told in this case, newline separated. */
const char *test_log(void);
void test_log_clear(void);

/* A new world: memblock emptied, mock memory refilled, log cleared. */
void test_reset(void);

/* Reproducible random numbers; the seed is printed when a case fails (TEST_SEED=n repeats). */
u64 test_random(void);
u64 test_random_below(u64 n);

#endif
