/* SPDX-License-Identifier: MIT */
/*
 * Formatting and the three ways to say something. Not marked __init: the page
 * allocator speaks after boot, too.
 */
#include <bootmem/port.h>

#include "lib.h"

/* Where characters go; those that do not fit are counted out. */
struct sink {
	char *at, *end; /* end: room for the NUL */
};

static void put(struct sink *s, char c)
{
	if (s->at < s->end)
		*s->at++ = c;
}

/* One conversion as written behind the %. */
struct conversion {
	bool alternate, zero, left, negative;
	int width, longs;
};

static void put_padded(struct sink *s, const struct conversion *c, const char *text, size_t len)
{
	int pad = c->width - (int)len;

	for (; !c->left && pad > 0; pad--)
		put(s, ' ');
	while (len--)
		put(s, *text++);
	for (; pad > 0; pad--)
		put(s, ' ');
}

static void put_number(struct sink *s, const struct conversion *c, unsigned long long n,
		       unsigned int radix)
{
	char digits[40], *p = digits + sizeof(digits);
	bool prefix = c->alternate && radix == 16 && n != 0;
	int room = c->width - (c->negative ? 1 : 0) - (prefix ? 2 : 0);

	do {
		*--p = "0123456789abcdef"[n % radix];
		n /= radix;
	} while (n);
	while (c->zero && digits + sizeof(digits) - p < room && p > digits + 4)
		*--p = '0';
	if (prefix) {
		*--p = 'x';
		*--p = '0';
	}
	if (c->negative)
		*--p = '-';
	put_padded(s, c, p, (size_t)(digits + sizeof(digits) - p));
}

static const char *parse_conversion(struct conversion *c, const char *fmt)
{
	*c = (struct conversion){ 0 };
	for (;; fmt++) {
		if (*fmt == '#')
			c->alternate = true;
		else if (*fmt == '0')
			c->zero = true;
		else if (*fmt == '-')
			c->left = true;
		else
			break;
	}
	for (; *fmt >= '0' && *fmt <= '9'; fmt++)
		c->width = c->width * 10 + (*fmt - '0');
	for (; *fmt == 'l'; fmt++)
		c->longs++;
	if (*fmt == 'z') {
		c->longs = 1; /* size_t is as wide as long wherever this runs */
		fmt++;
	}
	return fmt;
}

/* va_list may be an array type, so a pointer to it travels in a struct. */
struct arguments {
	va_list list;
};

static unsigned long long next_unsigned(struct arguments *args, int longs)
{
	if (longs >= 2)
		return va_arg(args->list, unsigned long long);
	return longs ? va_arg(args->list, unsigned long) : va_arg(args->list, unsigned int);
}

static long long next_signed(struct arguments *args, int longs)
{
	if (longs >= 2)
		return va_arg(args->list, long long);
	return longs ? va_arg(args->list, long) : va_arg(args->list, int);
}

static void put_signed(struct sink *s, struct conversion *c, long long n)
{
	c->negative = n < 0;
	put_number(s, c, c->negative ? 0 - (unsigned long long)n : (unsigned long long)n, 10);
}

static void put_argument(struct sink *s, struct conversion *c, char what, struct arguments *args)
{
	const char *text;
	char one;

	switch (what) {
	case 'd':
		put_signed(s, c, next_signed(args, c->longs));
		break;
	case 'u':
		put_number(s, c, next_unsigned(args, c->longs), 10);
		break;
	case 'x':
		put_number(s, c, next_unsigned(args, c->longs), 16);
		break;
	case 'p':
		c->alternate = true;
		put_number(s, c, (uintptr_t)va_arg(args->list, void *), 16);
		break;
	case 'c':
		one = (char)va_arg(args->list, int);
		put_padded(s, c, &one, 1);
		break;
	case 's':
		text = va_arg(args->list, const char *);
		if (!text)
			text = "(null)";
		put_padded(s, c, text, text_length(text));
		break;
	default:
		put(s, what);
	}
}

int bootmem_vformat(char *buf, size_t len, const char *fmt, va_list list)
{
	struct sink s = { buf, buf + len - 1 };
	struct conversion c;
	struct arguments args;

	va_copy(args.list, list);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(&s, *fmt);
			continue;
		}
		fmt = parse_conversion(&c, fmt + 1);
		if (!*fmt)
			break;
		put_argument(&s, &c, *fmt, &args);
	}
	va_end(args.list);
	*s.at = '\0';
	return (int)(s.at - buf);
}

int bootmem_format(char *buf, size_t len, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = bootmem_vformat(buf, len, fmt, args);
	va_end(args);
	return n;
}

void bootmem_info(const char *fmt, ...)
{
	char line[LINE_LEN];
	va_list args;

	va_start(args, fmt);
	bootmem_vformat(line, sizeof(line), fmt, args);
	va_end(args);
	bootmem_log(line);
}

void bootmem_warn(const char *fmt, ...)
{
	char line[LINE_LEN];
	int n = bootmem_format(line, sizeof(line), "bootmem: warning: ");
	va_list args;

	va_start(args, fmt);
	bootmem_vformat(line + n, sizeof(line) - (size_t)n, fmt, args);
	va_end(args);
	bootmem_log(line);
}

void bootmem_die(const char *fmt, ...)
{
	char line[LINE_LEN];
	va_list args;

	va_start(args, fmt);
	bootmem_vformat(line, sizeof(line), fmt, args);
	va_end(args);
	bootmem_panic(line);
}
