/* SPDX-License-Identifier: MIT */
/*
 * print.c - text to the console, counting checks, checksums, options.
 */
#include <stdarg.h>

#include "kernel.h"

static unsigned long passed, failed;

/* ---- text ---- */

static void put(const char *s)
{
	for (; *s; s++) {
		if (*s == '\n')
			machine_putc('\r');
		machine_putc(*s);
	}
}

static void put_number(u64 value, unsigned int base, unsigned int width, char pad)
{
	char digits[24];
	unsigned int i = sizeof(digits) - 1;

	digits[i] = '\0';
	do {
		digits[--i] = "0123456789abcdef"[value % base];
		value /= base;
		if (width)
			width--;
	} while (value || (width && i && pad == '0'));
	while (width-- && i)
		digits[--i] = ' ';
	put(&digits[i]);
}

struct spec {
	bool alternate;
	char pad, conversion;
	unsigned int width, longs;
};

/* Reads "%#016llx" from behind the percent sign; returns what follows. */
static const char *read_spec(const char *s, struct spec *spec)
{
	*spec = (struct spec){ .pad = ' ' };
	if (*s == '#') {
		spec->alternate = true;
		s++;
	}
	if (*s == '0')
		spec->pad = '0';
	for (; *s >= '0' && *s <= '9'; s++)
		spec->width = spec->width * 10 + (unsigned int)(*s - '0');
	for (; *s == 'l' || *s == 'z'; s++)
		spec->longs++;
	spec->conversion = *s;
	return *s ? s + 1 : s;
}

static void put_signed(long long value, const struct spec *spec)
{
	if (value < 0)
		machine_putc('-');
	put_number(value < 0 ? -(u64)value : (u64)value, 10, spec->width, spec->pad);
}

/* A va_list that has been passed on cannot be used afterwards; a structure around it can. */
struct arguments {
	va_list list;
};

static u64 next_unsigned(struct arguments *args, unsigned int longs)
{
	if (longs > 1)
		return va_arg(args->list, unsigned long long);
	return longs ? va_arg(args->list, unsigned long) : va_arg(args->list, unsigned int);
}

static long long next_signed(struct arguments *args, unsigned int longs)
{
	if (longs > 1)
		return va_arg(args->list, long long);
	return longs ? va_arg(args->list, long) : va_arg(args->list, int);
}

void print(const char *fmt, ...)
{
	struct arguments args;
	struct spec spec;
	char text[2] = "";

	va_start(args.list, fmt);
	while (*fmt) {
		if (*fmt != '%') {
			text[0] = *fmt++;
			put(text);
			continue;
		}
		fmt = read_spec(fmt + 1, &spec);
		switch (spec.conversion) {
		case 's':
			put(va_arg(args.list, const char *));
			break;
		case 'd':
			put_signed(next_signed(&args, spec.longs), &spec);
			break;
		case 'u':
		case 'x':
			if (spec.alternate)
				put("0x");
			put_number(next_unsigned(&args, spec.longs),
				   spec.conversion == 'x' ? 16 : 10, spec.width, spec.pad);
			break;
		default:
			text[0] = spec.conversion;
			put(text);
		}
	}
	va_end(args.list);
}

/* ---- checks ---- */

bool check(bool ok, const char *what)
{
	if (ok)
		passed++;
	else
		failed++;
	if (!ok)
		print("FAILED: %s\n", what);
	return ok;
}

bool check_equal(u64 got, u64 want, const char *what)
{
	if (!check(got == want, what))
		print("FAILED: got %llu (%#llx), want %llu (%#llx)\n", got, got, want, want);
	return got == want;
}

void finish(void)
{
	print("bootmem: %lu passed, %lu failed\n", passed, failed);
	machine_exit(failed || !passed ? EXIT_FAILED : EXIT_PASSED);
}

/* ---- checksums ---- */

/* Four bits at a time: fast enough, and the table fits into a line or two. */
u32 checksum(u32 sum, const void *data, size_t len)
{
	static const u32 table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	const u8 *p = data;
	u32 crc = ~sum;

	for (size_t i = 0; i < len; i++) {
		crc ^= p[i];
		crc = (crc >> 4) ^ table[crc & 15];
		crc = (crc >> 4) ^ table[crc & 15];
	}
	return ~crc;
}

/* ---- options ---- */

static bool ends_word(char c)
{
	return c == '\0' || c == ' ' || c == '\t';
}

const char *option(const char *command_line, const char *word)
{
	for (const char *s = command_line; *s; s++) {
		const char *w = word, *t = s;

		if (s != command_line && !ends_word(s[-1]))
			continue;
		while (*w && *t == *w) {
			t++;
			w++;
		}
		if (!*w && (ends_word(*t) || (w > word && w[-1] == '=')))
			return t;
	}
	return NULL;
}

u64 option_number(const char **text)
{
	u64 value = 0;

	while (**text >= '0' && **text <= '9')
		value = value * 10 + (u64)(*(*text)++ - '0');
	return value;
}
