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
 * Which configurations a suite exists in: tests/groups.mk.
 *
 * Before each case the world is new: an empty memblock, no bitmaps, no log, and
 * TEST_MEMORY_SIZE bytes of memory full of garbage at test_memory.
 * Every suite runs in a world of its own: memblock_allow_resize() in one is not seen by
 * the next one (on the host; in the test kernel it stays).
 */
#ifndef TEST_H
#define TEST_H

#include <bootmem/types.h>

/* Tables leave out what is 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

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
 * Host only: a freestanding build counts it as passed without running it.
 */
#if __STDC_HOSTED__
#include <setjmp.h>

/* Locals that a case sets before CHECK_PANIC and not after it are safe. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wclobbered"
#endif

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
#define test_catch_panic() setjmp(*test_arm_panic())
jmp_buf *test_arm_panic(void);
const char *test_panic_text(void);
void test_no_panic(void);
#else
#define CHECK_PANIC(call, part)                                                                    \
	do {                                                                                       \
		if (0) {                                                                           \
			call;                                                                      \
		}                                                                                  \
		test_check(true, __FILE__, __LINE__, (part));                                      \
	} while (0)
#endif

/* Everything that bootmem_log() was told in this case, newline separated. */
const char *test_log(void);
void test_log_clear(void);

/* A new world: cores emptied, memory filled with garbage again, log cleared. */
void test_reset(void);

/*
 * Memory that may be touched through the port: TEST_MEMORY_SIZE bytes, the first of them
 * at this physical address, a multiple of 1 MiB, not 0. It is in no array after
 * test_reset(); a case adds what it needs of it to memblock.
 */
#define TEST_MEMORY_SIZE ((phys_addr_t)8 << 20)
extern phys_addr_t test_memory;
/* Where an address of it can be touched. */
void *test_pointer(phys_addr_t addr);

/* What movable_node_is_enabled() answers; test_reset() says no. */
void test_movable_node(bool enabled);

/* Reproducible random numbers; the seed is printed when a case fails (TEST_SEED=n repeats). */
u64 test_random(void);
u64 test_random_below(u64 n);

#endif
