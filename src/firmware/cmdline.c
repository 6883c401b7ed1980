/* SPDX-License-Identifier: MIT */
/*
 * Memory options of the kernel's command line.
 *
 * The text is looked at in place, as pieces (pointer to the first character, pointer
 * behind the last). Behind every piece is what ended it: NUL, a blank, a quote, a comma or
 * a colon. None of them is in a prefix, a mark or a number, so what looks for those stops
 * there. An option is first understood as a whole and then applied, so that a malformed one
 * changes nothing.
 */
#include <bootmem/firmware.h>

#include "lib/lib.h"

/* What memtest without a number means: every pattern there is. */
#define ALL_PATTERNS 17

struct piece {
	const char *at, *end;
};

struct parser {
	struct boot_map *map;
	struct memory_options *options;
	bool ram_is_ours; /* mem=N@S was seen: firmware's RAM is gone */
	const char *why;  /* what is wrong with the option in hand */
};

/* ---- pieces ---- */

static bool __init is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool __init piece_is(struct piece p, const char *text)
{
	while (p.at < p.end && *p.at == *text) {
		p.at++;
		text++;
	}
	return p.at == p.end && *text == '\0';
}

/* Moves past a prefix; false when the piece does not begin with it. */
static bool __init take(struct piece *p, const char *prefix)
{
	const char *at = p->at;

	for (; *prefix; prefix++, at++)
		if (*at != *prefix)
			return false;
	p->at = at;
	return true;
}

static bool __init take_char(struct piece *p, char c)
{
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

/* The part before the next separator; the rest stays. False when nothing is left. */
static bool __init take_until(struct piece *rest, char separator, struct piece *part)
{
	if (!rest->at)
		return false;
	part->at = part->end = rest->at;
	while (part->end < rest->end && *part->end != separator)
		part->end++;
	rest->at = part->end < rest->end ? part->end + 1 : NULL;
	return true;
}

/* Without the quotes around it. Of a lone one a piece is left that ends before it begins: no option's. */
static struct piece __init unquoted(struct piece p)
{
	if (take_char(&p, '"') && p.end[-1] == '"')
		p.end--;
	return p;
}

/* The next word; blanks within double quotes do not end it. False at the end. */
static bool __init next_word(const char **text, struct piece *word)
{
	const char *at = *text;
	bool quoted = false;

	while (is_space(*at))
		at++;
	word->at = at;
	for (; *at && (quoted || !is_space(*at)); at++)
		if (*at == '"')
			quoted = !quoted;
	word->end = at;
	*text = at;
	return word->at < word->end;
}

/* ---- numbers ---- */

/* Too much for any base when it is no digit. */
static unsigned int __init digit_value(char c)
{
	if (c <= '9')
		return (unsigned int)(c - '0');
	c |= 0x20;
	return c >= 'a' ? (unsigned int)(c - 'a') + 10 : 16;
}

static unsigned int __init take_suffix(struct piece *p)
{
	static const char suffixes[] = "KMGTPE";

	for (unsigned int i = 0; suffixes[i]; i++)
		if (take_char(p, suffixes[i]) || take_char(p, (char)(suffixes[i] | 0x20)))
			return 10 * (i + 1);
	return 0;
}

/* A number with its suffix; false when there is none or it needs more than 64 bits. */
static bool __init take_number(struct piece *p, u64 *value)
{
	bool hex = take(p, "0x") || take(p, "0X");
	unsigned int base = hex ? 16 : *p->at == '0' ? 8 : 10;
	const char *first = p->at;
	unsigned int shift;
	u64 n = 0;

	for (; digit_value(*p->at) < base; p->at++)
		if (__builtin_mul_overflow(n, (u64)base, &n) ||
		    __builtin_add_overflow(n, (u64)digit_value(*p->at), &n))
			return false;
	if (p->at == first)
		return false;
	shift = take_suffix(p);
	*value = n << shift;
	return *value >> shift == n;
}

/* A number and nothing behind it. */
static bool __init whole_number(struct piece p, u64 *value)
{
	return take_number(&p, value) && p.at == p.end;
}

/* ---- options: each returns how many malformed values it met ---- */

static void __init forget_ram(struct boot_map *map)
{
	boot_map_remove(map, 0, ~0ULL, BOOT_RAM);
	map->clipped = 0;
}

/* Is it a statement about memory, rather than about who has put something there? */
static bool __init is_table_kind(enum boot_kind kind)
{
	bool occupant = kind == BOOT_RESERVED || kind == BOOT_NOMAP ||
			(kind >= BOOT_INITRD && kind <= BOOT_KERNEL);

	return !occupant;
}

/* What lies somewhere stays known: only what describes memory goes. */
static void __init forget_firmware_map(struct boot_map *map)
{
	for (unsigned int kind = 0; kind < BOOT_NR_KINDS; kind++)
		if (is_table_kind((enum boot_kind)kind))
			boot_map_remove(map, 0, ~0ULL, (enum boot_kind)kind);
	map->clipped = 0;
}

static unsigned int __init option_mem(struct parser *parser, struct piece value)
{
	u64 size, base;

	if (!take_number(&value, &size) || size == 0)
		return 1;
	if (value.at == value.end) {
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

static unsigned int __init memmap_value(struct parser *parser, struct piece value)
{
	enum boot_kind kind;
	u64 size, base;

	if (piece_is(value, "exactmap")) {
		forget_firmware_map(parser->map);
		return 0;
	}
	if (!take_number(&value, &size) || size == 0)
		return 1;
	if (value.at == value.end) {
		parser->options->limit = size;
		return 0;
	}
	if (!kind_of_mark(*value.at++, &kind) || !whole_number(value, &base))
		return 1;
	boot_map_add(parser->map, base, size, kind, NUMA_NO_NODE,
		     kind == BOOT_RAM ? NULL : "memmap=");
	return 0;
}

static unsigned int __init option_memmap(struct parser *parser, struct piece value)
{
	unsigned int malformed = 0;
	struct piece part;

	while (take_until(&value, ',', &part))
		malformed += memmap_value(parser, part);
	return malformed;
}

static unsigned int __init option_reserve_mem(struct parser *parser, struct piece value)
{
	struct memory_options *options = parser->options;
	struct reserve_mem_option r = { .name = "" };
	struct piece size, align, name = { value.at, value.at };
	size_t len;

	take_until(&value, ':', &size);
	take_until(&value, ':', &align);
	take_until(&value, '\0', &name);
	len = (size_t)(name.end - name.at); /* 0: one of the three is missing */
	if (len == 0 || len >= sizeof(r.name) || !whole_number(size, &r.size) || r.size == 0 ||
	    !whole_number(align, &r.align) || (r.align & (r.align - 1)))
		return 1;
	if (options->nr_reserve == BOOT_RESERVE_MEM) {
		parser->why = "more than BOOT_RESERVE_MEM";
		return 1;
	}
	memcpy(r.name, name.at, len);
	options->reserve[options->nr_reserve++] = r;
	return 0;
}

static unsigned int __init option_crashkernel(struct parser *parser, struct piece value)
{
	struct boot_span crash = { .base = 0 };

	if (!take_number(&value, &crash.size) || crash.size == 0)
		return 1;
	if (value.at < value.end &&
	    (!take_char(&value, '@') || !whole_number(value, &crash.base) || crash.base == 0))
		return 1;
	parser->options->crash = crash;
	return 0;
}

static unsigned int __init option_lowest(struct parser *parser, struct piece value)
{
	u64 lowest;

	if (!whole_number(value, &lowest))
		return 1;
	parser->options->lowest = lowest;
	return 0;
}

static unsigned int __init option_memblock(struct parser *parser, struct piece value)
{
	if (!piece_is(value, "debug"))
		return 1;
	parser->options->debug = true;
	return 0;
}

static unsigned int __init option_memtest(struct parser *parser, struct piece value)
{
	u64 patterns;

	if (!whole_number(value, &patterns) || patterns > ~0U)
		return 1;
	parser->options->memtest = (unsigned int)patterns;
	return 0;
}

static unsigned int __init option_numa(struct parser *parser, struct piece value)
{
	struct memory_options *options = parser->options;
	bool off = piece_is(value, "off");
	u64 nodes = 0;

	if (!off && (!take(&value, "fake=") || !whole_number(value, &nodes) || nodes == 0))
		return 1;
	if (nodes > MAX_NUMNODES) {
		parser->why = "more than MAX_NUMNODES";
		return 1;
	}
	options->numa_off = off;
	options->numa_fake = (unsigned int)nodes;
	return 0;
}

struct option {
	const char *name;
	unsigned int (*apply)(struct parser *parser, struct piece value);
};

static const struct option known_options[] = {
	{ "mem=", option_mem },
	{ "memmap=", option_memmap },
	{ "reserve_mem=", option_reserve_mem },
	{ "crashkernel=", option_crashkernel },
	{ "lowest=", option_lowest },
	{ "memblock=", option_memblock },
	{ "memtest=", option_memtest },
	{ "numa=", option_numa },
};

static unsigned int __init apply_word(struct parser *parser, struct piece word)
{
	if (piece_is(word, "memtest")) {
		parser->options->memtest = ALL_PATTERNS;
		return 0;
	}
	for (size_t i = 0; i < sizeof(known_options) / sizeof(known_options[0]); i++) {
		struct piece value = word;

		if (take(&value, known_options[i].name))
			return known_options[i].apply(parser, unquoted(value));
	}
	return 0;
}

/* One sentence that shows the option, as much of it as fits. */
static void __init complain(boot_note_fn note, struct piece word, const char *why)
{
	char shown[80], sentence[LINE_LEN];
	size_t room = sizeof(shown) - 1, len = (size_t)(word.end - word.at);
	bool cut = len > room;

	if (!note)
		return;
	if (cut)
		len = room;
	memcpy(shown, word.at, len);
	shown[len] = '\0';
	bootmem_format(sentence, sizeof(sentence), "command line: \"%s%s\" is %s and ignored.",
		       shown, cut ? "..." : "", why);
	note(sentence);
}

unsigned int __init cmdline_translate(const char *command_line, struct boot_map *map,
				      struct memory_options *options, boot_note_fn note)
{
	struct parser parser = { .map = map, .options = options };
	unsigned int malformed = 0;
	struct piece word;

	while (command_line && next_word(&command_line, &word)) {
		unsigned int bad;

		word = unquoted(word);
		if (piece_is(word, "--"))
			break;
		parser.why = "malformed";
		bad = apply_word(&parser, word);
		if (bad)
			complain(note, word, parser.why);
		malformed += bad;
	}
	return malformed;
}
