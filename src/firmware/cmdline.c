/* SPDX-License-Identifier: MIT */
/*
 * Memory options of the kernel's command line.
 *
 * The text is looked at in place, as pieces, and nothing is read beyond the end of a piece. An
 * option, or a value of a list, is first understood as a whole and then applied, so that a
 * malformed one changes nothing.
 */
#include <bootmem/firmware.h>

#include "lib/lib.h"

/* What memtest without a number means: every pattern there is. */
#define ALL_PATTERNS 17

struct piece {
	const char *at;
	size_t len;
};

#define PIECE(text) ((struct piece){ text, sizeof(text) - 1 })

struct parser {
	struct boot_map *map;
	struct memory_options *options;
	bool ram_is_ours; /* mem=N@S was seen: firmware's RAM is gone */
	const char *why;  /* what is wrong with the option in hand, and what becomes of it */
};

/*@ predicate Piece{L}(struct piece p) = \valid_read(p.at + (0 .. p.len - 1));

    predicate Parser{L}(struct parser *p) =
      \valid(p) && Map(p->map) && \valid(p->options) && p->options->nr_reserve <= BOOT_RESERVE_MEM &&
      \separated(p, p->options, p->map, p->map->ranges + (0 .. p->map->max - 1));
    predicate SameParser{L, M}(struct parser *p) =
      \at(p->map, L) == \at(p->map, M) && \at(p->options, L) == \at(p->options, M) &&
      SameMap{L, M}(\at(p->map, L)); */
#define KEEPS_PARSER(p)	       Parser(p) && SameParser{Pre, Post}(p)
#define KEEPS_PARSER_SO_FAR(p) Parser(p) && SameParser{Pre, Here}(p)
#define OUTCOME(p)	       (p)->ram_is_ours, (p)->why, *(p)->options, ENTRIES((p)->map)
#define OUTCOME_SO_FAR(p) \
	(p)->ram_is_ours, (p)->why, *\at((p)->options, Pre), ENTRIES_SO_FAR((p)->map)

/* ---- pieces ---- */

/*@ assigns \nothing; ensures \result ==> c != 0; */
static bool __init is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The first character, NUL when nothing is left. */
/*@ requires Piece(p); assigns \nothing; ensures \result != 0 ==> p.len > 0; */
static char __init first(struct piece p)
{
	if (!p.len)
		return '\0';
	return *p.at;
}

/*@ requires \valid(p) && n <= p->len && Piece(*p);
    assigns *p;
    ensures Piece(*p) && p->len == \old(p->len) - n; */
static void __init pass(struct piece *p, size_t n)
{
	p->at += n;
	p->len -= n;
}

/* Moves past a prefix; false when the piece does not begin with it. */
/*@ requires \valid(p) && Piece(*p) && Piece(prefix);
    assigns *p;
    ensures Piece(*p) && p->len <= \old(p->len); */
static bool __init take(struct piece *p, struct piece prefix)
{
	if (p->len < prefix.len)
		return false;
	/*@ loop invariant i <= prefix.len; loop assigns i; loop variant prefix.len - i; */
	for (size_t i = 0; i < prefix.len; i++)
		if (p->at[i] != prefix.at[i])
			return false;
	pass(p, prefix.len);
	return true;
}

/*@ requires \valid(p) && Piece(*p);
    assigns *p;
    ensures Piece(*p) && p->len <= \old(p->len); */
static bool __init take_char(struct piece *p, char c)
{
	if (!p->len || *p->at != c)
		return false;
	pass(p, 1);
	return true;
}

/*@ requires Piece(p) && Piece(text); assigns \nothing; */
static bool __init piece_is(struct piece p, struct piece text)
{
	return take(&p, text) && !p.len;
}

/* The part before the next separator. The rest stays: NULL and nothing when there is no separator. */
/*@ requires \valid(rest) && Piece(*rest);
    assigns *rest;
    ensures Piece(*rest) && Piece(\result);
    ensures rest->at != \null ==> rest->len < \old(rest->len); */
static struct piece __init take_until(struct piece *rest, char separator)
{
	struct piece part = { rest->at, 0 };

	/*@ loop invariant part.len <= rest->len && part.at == rest->at; loop assigns part.len;
	    loop variant rest->len - part.len; */
	while (part.len < rest->len && part.at[part.len] != separator)
		part.len++;
	if (part.len < rest->len)
		pass(rest, part.len + 1);
	else
		*rest = (struct piece){ NULL, 0 };
	return part;
}

/* Without the quotes around it, or without the one that it begins with. */
/*@ requires Piece(p); assigns \nothing; ensures Piece(\result); */
static struct piece __init unquoted(struct piece p)
{
	if (take_char(&p, '"') && p.len && p.at[p.len - 1] == '"')
		p.len--;
	return p;
}

/* The next word; blanks within double quotes do not end it. Empty at the end. */
/*@ requires \valid(text) && Piece(*text);
    assigns *text;
    ensures Piece(*text) && Piece(\result);
    ensures \result.len > 0 ==> text->len < \old(text->len); */
static struct piece __init next_word(struct piece *text)
{
	struct piece word;
	bool quoted = false;

	/*@ loop invariant Piece(*text) && text->len <= \at(text->len, Pre); loop assigns *text;
	    loop variant text->len; */
	while (is_space(first(*text)))
		pass(text, 1);
	word = (struct piece){ text->at, 0 };
	/*@ loop invariant word.len <= text->len; loop assigns word.len, quoted;
	    loop variant text->len - word.len; */
	for (; word.len < text->len && (quoted || !is_space(word.at[word.len])); word.len++)
		quoted ^= word.at[word.len] == '"';
	pass(text, word.len);
	return word;
}

/* The characters and a NUL. */
/*@ requires Piece(from) && \valid(to + (0 .. from.len)); assigns to[0 .. from.len]; */
static void __init copy_text(char *to, struct piece from)
{
	/*@ loop invariant i <= from.len; loop assigns i, to[0 .. from.len]; loop variant from.len - i; */
	for (size_t i = 0; i < from.len; i++)
		to[i] = from.at[i];
	to[from.len] = '\0';
}

/* ---- numbers ---- */

/* Too much for any base when it is no digit. */
/*@ assigns \nothing; ensures \result < 16 ==> c != 0; */
static unsigned int __init digit_value(char c)
{
	if (c <= '9')
		return (unsigned int)(c - '0');
	c |= 0x20;
	return c >= 'a' ? (unsigned int)(c - 'a') + 10 : 16;
}

/*@ requires \valid(p) && Piece(*p);
    assigns *p;
    ensures Piece(*p) && \result <= 60; */
static unsigned int __init take_suffix(struct piece *p)
{
	static const char suffixes[] = "KMGTPE";

	/*@ loop invariant i <= 6 && Piece(*p); loop assigns i, *p; loop variant 6 - i; */
	for (unsigned int i = 0; i < sizeof(suffixes) - 1; i++)
		if (take_char(p, suffixes[i]) || take_char(p, (char)(suffixes[i] | 0x20)))
			return 10 * (i + 1);
	return 0;
}

/* A number with its suffix; false when there is none or it needs more than 64 bits. */
/*@ requires \valid(p) && \valid(value) && \separated(p, value) && Piece(*p);
    assigns *p, *value;
    ensures Piece(*p); */
static bool __init take_number(struct piece *p, u64 *value)
{
	bool hex = take(p, PIECE("0x")) || take(p, PIECE("0X"));
	unsigned int base = hex ? 16 : first(*p) == '0' ? 8 : 10;
	size_t given = p->len;
	unsigned int shift;
	u64 n = 0;

	/*@ loop invariant Piece(*p) && p->len <= given; loop assigns *p, n; loop variant p->len; */
	for (; digit_value(first(*p)) < base; pass(p, 1))
		if (__builtin_mul_overflow(n, (u64)base, &n) ||
		    __builtin_add_overflow(n, (u64)digit_value(first(*p)), &n))
			return false;
	if (p->len == given)
		return false;
	shift = take_suffix(p);
	*value = n << shift;
	return *value >> shift == n;
}

/* A number and nothing behind it. */
/*@ requires \valid(value) && Piece(p); assigns *value; */
static bool __init whole_number(struct piece p, u64 *value)
{
	return take_number(&p, value) && !p.len;
}

/* ---- options: each returns how many malformed values it met ---- */

/*@ requires Map(map); assigns ENTRIES(map); ensures KEEPS_MAP(map); */
static void __init forget_ram(struct boot_map *map)
{
	boot_map_remove(map, 0, ~0ULL, BOOT_RAM);
	map->clipped = 0;
}

/* Is it a statement about memory, rather than about who has put something there? */
/*@ assigns \nothing; */
static bool __init is_table_kind(enum boot_kind kind)
{
	bool occupant = kind == BOOT_RESERVED || kind == BOOT_NOMAP ||
			(kind >= BOOT_INITRD && kind <= BOOT_KERNEL);

	return !occupant;
}

/* What lies somewhere stays known: only what describes memory goes. */
/*@ requires Map(map); assigns ENTRIES(map); ensures KEEPS_MAP(map); */
static void __init forget_firmware_map(struct boot_map *map)
{
	/*@ loop invariant kind <= BOOT_NR_KINDS && KEEPS_MAP_SO_FAR(map);
	    loop assigns kind, ENTRIES_SO_FAR(map); loop variant BOOT_NR_KINDS - kind; */
	for (unsigned int kind = 0; kind < BOOT_NR_KINDS; kind++)
		if (is_table_kind((enum boot_kind)kind))
			boot_map_remove(map, 0, ~0ULL, (enum boot_kind)kind);
	map->clipped = 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_mem(struct parser *parser, struct piece value)
{
	u64 size, base;

	if (!take_number(&value, &size) || size == 0)
		return 1;
	if (!value.len) {
		parser->options->limit = size;
		return 0;
	}
	if (!take_char(&value, '@') || !whole_number(value, &base))
		return 1;
	if (!parser->ram_is_ours)
		forget_ram(parser->map);
	parser->ram_is_ours = true;
	boot_map_add(parser->map, base, size, BOOT_RAM, NUMA_NO_NODE, NULL);
	return 0;
}

/*@ requires \valid(kind); assigns *kind; */
static bool __init kind_of_mark(char mark, enum boot_kind *kind)
{
	switch (mark) {
	case '@':
		*kind = BOOT_RAM;
		return true;
	case '$':
		*kind = BOOT_MMIO;
		return true;
	case '#':
		*kind = BOOT_ACPI_DATA;
		return true;
	case '!':
		*kind = BOOT_PERSISTENT;
		return true;
	default:
		return false;
	}
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init memmap_value(struct parser *parser, struct piece value)
{
	enum boot_kind kind;
	u64 size, base;
	char mark;

	if (piece_is(value, PIECE("exactmap"))) {
		forget_firmware_map(parser->map);
		return 0;
	}
	if (!take_number(&value, &size) || size == 0)
		return 1;
	if (!value.len) {
		parser->options->limit = size;
		return 0;
	}
	mark = *value.at;
	pass(&value, 1);
	if (!kind_of_mark(mark, &kind) || !whole_number(value, &base))
		return 1;
	boot_map_add(parser->map, base, size, kind, NUMA_NO_NODE,
		     kind == BOOT_RAM ? NULL : "memmap=");
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_memmap(struct parser *parser, struct piece value)
{
	unsigned int values = 0, malformed = 0;

	/*@ loop invariant KEEPS_PARSER_SO_FAR(parser) && Piece(value);
	    loop assigns values, malformed, value, OUTCOME_SO_FAR(parser); loop variant value.len; */
	do {
		malformed += memmap_value(parser, take_until(&value, ','));
		values++;
	} while (value.at);
	if (malformed < values)
		parser->why = "malformed in part, which is ignored";
	return malformed;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_reserve_mem(struct parser *parser, struct piece value)
{
	struct memory_options *options = parser->options;
	struct reserve_mem_option r = { .name = "" };
	struct piece size = take_until(&value, ':'), align = take_until(&value, ':'), name = value;

	if (!name.len || name.len >= sizeof(r.name) || !whole_number(size, &r.size) || r.size == 0 ||
	    !whole_number(align, &r.align) || (r.align & (r.align - 1)))
		return 1; /* without a name: one of the three is missing */
	if (options->nr_reserve == BOOT_RESERVE_MEM) {
		parser->why = "more than BOOT_RESERVE_MEM and ignored";
		return 1;
	}
	copy_text(r.name, name);
	options->reserve[options->nr_reserve++] = r;
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_crashkernel(struct parser *parser, struct piece value)
{
	struct boot_span crash = { .base = 0 };

	if (!take_number(&value, &crash.size) || crash.size == 0)
		return 1;
	if (value.len &&
	    (!take_char(&value, '@') || !whole_number(value, &crash.base) || crash.base == 0))
		return 1;
	parser->options->crash = crash;
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_lowest(struct parser *parser, struct piece value)
{
	u64 lowest;

	if (!whole_number(value, &lowest))
		return 1;
	parser->options->lowest = lowest;
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_memblock(struct parser *parser, struct piece value)
{
	if (!piece_is(value, PIECE("debug")))
		return 1;
	parser->options->debug = true;
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_memtest(struct parser *parser, struct piece value)
{
	u64 patterns;

	if (!whole_number(value, &patterns) || patterns > ~0U)
		return 1;
	parser->options->memtest = (unsigned int)patterns;
	return 0;
}

/*@ requires Parser(parser) && Piece(value);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init option_numa(struct parser *parser, struct piece value)
{
	struct memory_options *options = parser->options;
	bool off = piece_is(value, PIECE("off"));
	u64 nodes = 0;

	if (!off && (!take(&value, PIECE("fake=")) || !whole_number(value, &nodes) || nodes == 0))
		return 1;
	if (nodes > MAX_NUMNODES) {
		parser->why = "more than MAX_NUMNODES and ignored";
		return 1;
	}
	options->numa_off = off;
	options->numa_fake = (unsigned int)nodes;
	return 0;
}

/*@ requires Parser(parser) && Piece(word);
    assigns OUTCOME(parser);
    ensures KEEPS_PARSER(parser); */
static unsigned int __init apply_word(struct parser *parser, struct piece word)
{
	if (piece_is(word, PIECE("memtest")))
		parser->options->memtest = ALL_PATTERNS;
	if (take(&word, PIECE("mem=")))
		return option_mem(parser, unquoted(word));
	if (take(&word, PIECE("memmap=")))
		return option_memmap(parser, unquoted(word));
	if (take(&word, PIECE("reserve_mem=")))
		return option_reserve_mem(parser, unquoted(word));
	if (take(&word, PIECE("crashkernel=")))
		return option_crashkernel(parser, unquoted(word));
	if (take(&word, PIECE("lowest=")))
		return option_lowest(parser, unquoted(word));
	if (take(&word, PIECE("memblock=")))
		return option_memblock(parser, unquoted(word));
	if (take(&word, PIECE("memtest=")))
		return option_memtest(parser, unquoted(word));
	if (take(&word, PIECE("numa=")))
		return option_numa(parser, unquoted(word));
	return 0;
}

/*@ assigns \nothing; */
static void __init say_ignored(boot_note_fn note, const char *shown, bool cut, const char *why)
{
	char sentence[LINE_LEN];

	bootmem_format(sentence, sizeof(sentence), "command line: \"%s%s\" is %s.",
		       shown, cut ? "..." : "", why);
	note(sentence);
}

/* One sentence that shows the option, as much of it as fits. */
/*@ requires Piece(word); assigns \nothing; */
static void __init complain(boot_note_fn note, struct piece word, const char *why)
{
	char shown[80];
	bool cut = word.len >= sizeof(shown);

	if (!note)
		return;
	if (cut)
		word.len = sizeof(shown) - 1;
	copy_text(shown, word);
	say_ignored(note, shown, cut, why);
}

/*@ requires command_line == \null || \exists integer n; 0 <= n < SIZE_MAX &&
      \valid_read(command_line + (0 .. n)) && command_line[n] == 0;
    requires Map(map) && \valid(options) && options->nr_reserve <= BOOT_RESERVE_MEM;
    requires \separated(options, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *options;
    ensures KEEPS_MAP(map) && options->nr_reserve <= BOOT_RESERVE_MEM; */
unsigned int __init cmdline_translate(const char *command_line, struct boot_map *map,
				      struct memory_options *options, boot_note_fn note)
{
	struct parser parser = { .map = map, .options = options };
	struct piece text = PIECE("");
	unsigned int malformed = 0;
	struct piece word;

	if (command_line)
		text = (struct piece){ command_line, text_length(command_line) };
	/*@ loop invariant Parser(&parser) && Piece(text) && parser.map == map && parser.options == options;
	    loop invariant SameMap{Pre, Here}(map);
	    loop assigns text, word, malformed, parser, *options, ENTRIES_SO_FAR(map); loop variant text.len; */
	while ((word = next_word(&text)).len) {
		unsigned int bad;

		word = unquoted(word);
		if (piece_is(word, PIECE("--")))
			break;
		parser.why = "malformed and ignored";
		bad = apply_word(&parser, word);
		if (bad)
			complain(note, word, parser.why);
		malformed += bad;
	}
	return malformed;
}
