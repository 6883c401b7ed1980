/* SPDX-License-Identifier: MIT */
/*
 * bootmem_format(): everything that a format may say, against the C library; and what is not to
 * be found there.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <lib/lib.h>

#include "../suites/test.h"
#include "mock.h"

/* The same text and length as snprintf() has. */
#define CHECK_LIKE_LIBC(...)                                                                       \
	do {                                                                                       \
		char got_[100], want_[100];                                                        \
		int n_ = snprintf(want_, sizeof(want_), __VA_ARGS__);                              \
		CHECK_EQ(bootmem_format(got_, sizeof(got_), __VA_ARGS__), n_);                     \
		if (!CHECK(!strcmp(got_, want_)))                                                  \
			mock_note("got \"%s\", want \"%s\"", got_, want_);                         \
	} while (0)

static void numbers(void)
{
	static const int some[] = { 0, 1, -1, 7, -10, 4711, INT_MAX, INT_MIN };

	for (size_t i = 0; i < LENGTH(some); i++) {
		int d = some[i];
		long l = (long)d * (sizeof(long) > 4 ? 0x10001000 : 1);
		long long ll = d * 0x100000000LL;
		unsigned int u = (unsigned int)d;

		CHECK_LIKE_LIBC("%d %ld %lld", d, l, ll);
		CHECK_LIKE_LIBC("%u %lu %llu %zu", u, (unsigned long)l, (unsigned long long)ll,
				(size_t)u);
		CHECK_LIKE_LIBC("%zu %zx %u", (size_t)l, (size_t)l, u); /* and what comes behind it */
		CHECK_LIKE_LIBC("%x %lx %llx %zx", u, (unsigned long)l, (unsigned long long)ll,
				(size_t)u);
		CHECK_LIKE_LIBC("%#x %#lx %#llx", u, (unsigned long)l, (unsigned long long)ll);
		CHECK_LIKE_LIBC("%6d|%-6d|%06d|%1d", d, d, d, d);
		CHECK_LIKE_LIBC("%12x|%-12x|%012x|%#012x|%#12x|%#-12x", u, u, u, u, u, u);
		CHECK_LIKE_LIBC("%12lld|%-12lld|%024lld", ll, ll, ll);
		CHECK_LIKE_LIBC("%3d|%14d|%5d|%16d", d, d, d, d); /* each digit */
		CHECK_LIKE_LIBC("%7d|%8d|%19d|%20d", d, d, d, d);
	}
}

static void texts(void)
{
	CHECK_LIKE_LIBC("%s", "");
	CHECK_LIKE_LIBC("%s|%5s|%-5s|%2s", "abc", "abc", "abc", "abc");
	CHECK_LIKE_LIBC("%c|%3c|%-3c|", 'x', 'y', 'z');
	CHECK_LIKE_LIBC("100%% of %%5 plain");
	CHECK_LIKE_LIBC("%p", (void *)&texts);
}

/* Formats that a compiler would not let pass. */
static const char *format_of(const char *text)
{
	const char *volatile unknown = text;

	return unknown;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

static void ends_and_unknowns(void)
{
	char buf[100];

	bootmem_format(buf, sizeof(buf), format_of("[%s]"), (const char *)NULL);
	CHECK(!strcmp(buf, "[(null)]"));
	bootmem_format(buf, sizeof(buf), format_of("a%"));
	CHECK(!strcmp(buf, "a"));
	bootmem_format(buf, sizeof(buf), format_of("a%-08l"));
	CHECK(!strcmp(buf, "a"));
	bootmem_format(buf, sizeof(buf), format_of("%q%5!%:"));
	CHECK(!strcmp(buf, "q!:"));
	bootmem_format(buf, sizeof(buf), format_of("%u"), 0x700000005ULL); /* of an int no more than an int */
	CHECK(!strcmp(buf, "5"));
	bootmem_format(buf, sizeof(buf), format_of("%#u %#x"), 8U, 0U);
	CHECK(!strcmp(buf, "8 0"));
}

/* Zeros stop short of the room for digits; blanks fill up what is asked for. */
static void wide_zeros(void)
{
	char buf[100];

	CHECK_EQ(bootmem_format(buf, sizeof(buf), format_of("%060d"), -5), 60);
	CHECK(!strcmp(buf, "                       -000000000000000000000000000000000005"));
	CHECK_EQ(bootmem_format(buf, sizeof(buf), format_of("%#060x"), 0xabU), 60);
	CHECK(!strcmp(buf, "                      0x0000000000000000000000000000000000ab"));
	CHECK_EQ(bootmem_format(buf, sizeof(buf), format_of("%036u"), 5U), 36);
	CHECK(!strcmp(buf, "000000000000000000000000000000000005"));
}

static void room(void)
{
	char buf[8];

	for (size_t len = 1; len <= sizeof(buf); len++) {
		memset(buf, '#', sizeof(buf));
		CHECK_EQ(bootmem_format(buf, len, format_of("%s"), "0123456789"), len - 1);
		CHECK(!strncmp(buf, "0123456789", len - 1) && buf[len - 1] == '\0');
		CHECK(len == sizeof(buf) || buf[len] == '#');
	}
}

/* The words in front take room of the line, too. */
static void long_warning(void)
{
	char text[2 * LINE_LEN];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	bootmem_warn("%s", text);
	CHECK_EQ(strlen(test_log()), LINE_LEN - 1 + 1); /* and the end of the line */
}

#pragma GCC diagnostic pop

const struct suite suite_print = { "print", (const struct test_case[]){
	{ "numbers", numbers },
	{ "texts", texts },
	{ "formats that end early, no text, no such conversion", ends_and_unknowns },
	{ "more zeros than there is room for", wide_zeros },
	{ "text that does not fit", room },
	{ "a warning that does not fit", long_warning },
	{ 0 },
} };
