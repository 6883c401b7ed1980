/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host/mock.h"

static const u8 *next, *end;

int stream_run(const struct suite *suite, const u8 *data, size_t size)
{
	static bool started;

	if (!started && !mock_start())
		abort();
	started = true;
	next = data;
	end = data + size;
	test_reset();
	suite->cases[0].run();
	return 0;
}

/* ---- randomness ---- */

bool mock_goes_on(void)
{
	return next < end;
}

/* Behind the end any numbers will do; but not always the same: some are drawn until one fits. */
static u8 next_byte(void)
{
	static u8 filler;

	return next < end ? *next++ : (filler = (u8)(filler * 5 + 113));
}

/* As many bytes as the number needs. */
u64 test_random_below(u64 n)
{
	u64 value = 0;

	for (u64 rest = n - 1; rest; rest >>= 8)
		value = value << 8 | next_byte();
	return value % n;
}

u64 test_random(void)
{
	return test_random_below(1ULL << 32) << 32 | test_random_below(1ULL << 32);
}

/* One world an input. */
unsigned long mock_steps(unsigned long usual)
{
	(void)usual;
	return 1;
}

/* ---- failures ---- */

static _Noreturn void fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: failed: %s\n%s", file, line, what, test_log());
	abort();
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	if (!ok)
		fail(file, line, what);
	return true;
}

bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what)
{
	if (got == want)
		return true;
	fprintf(stderr, "got %#llx, want %#llx\n", got, want);
	fail(file, line, what);
}

bool test_check_text(const char *got, const char *part, const char *file, int line)
{
	return test_check(got && strstr(got, part), file, line, part);
}

unsigned long mock_failures(void)
{
	return 0;
}

void mock_unexpected_panic(const char *why)
{
	fail("panic", 0, why);
}

/* What a random test tells of itself, input by input. */
void mock_note(const char *fmt, ...)
{
	(void)fmt;
}
