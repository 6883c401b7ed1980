/* SPDX-License-Identifier: MIT */
/*
 * Runs the worlds of a program: all, or those whose name contains an argument. One line for
 * each, and "NAME: N passed, N failed" at the end, in worlds.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <bootmem/port.h>

#include "lib/lib.h"
#include "world.h"

#define FAULTS_SHOWN 3

unsigned int depth;
unsigned long long transitions, queries;
static unsigned long long states_seen;
static unsigned long faults;
static char remarks[200];

/* ---- faults ---- */

void fault(const char *fmt, ...)
{
	va_list args;

	if (faults++ >= FAULTS_SHOWN)
		return;
	printf("    FAULT ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

bool enough_faults(void)
{
	return faults >= FAULTS_SHOWN;
}

void remark(const char *fmt, ...)
{
	size_t n = strlen(remarks);
	va_list args;

	va_start(args, fmt);
	vsnprintf(remarks + n, sizeof(remarks) - n, fmt, args);
	va_end(args);
}

/* ---- states ---- */

static void *insist(void *memory)
{
	if (!memory) {
		printf("    no memory for so many states; use a smaller DEPTH\n");
		exit(1);
	}
	return memory;
}

void states_start(struct states *s, size_t width)
{
	*s = (struct states){ .width = width, .room = 1 << 12, .mask = (1 << 13) - 1 };
	s->bytes = insist(malloc(s->room * width));
	s->table = insist(calloc((size_t)s->mask + 1, sizeof(*s->table)));
}

static u32 hash(const unsigned char *bytes, size_t width)
{
	u64 h = 0x9e3779b97f4a7c15ULL, word;

	for (size_t i = 0; i < width; i += 8) {
		memcpy(&word, bytes + i, 8);
		h = (h ^ word) * 0xbf58476d1ce4e5b9ULL;
		h ^= h >> 29;
	}
	return (u32)(h ^ h >> 32);
}

/* Where a state is in the table, or where it would go; entries are numbers of states, from 1 on. */
static u32 *place_of(const struct states *s, const void *state)
{
	u32 i = hash(state, s->width) & s->mask;

	while (s->table[i] && memcmp(s->bytes + (s->table[i] - 1) * s->width, state, s->width))
		i = (i + 1) & s->mask;
	return &s->table[i];
}

static void grow(struct states *s)
{
	s->room *= 2;
	s->bytes = insist(realloc(s->bytes, s->room * s->width));
	free(s->table);
	s->mask = 2 * s->mask + 1;
	s->table = insist(calloc((size_t)s->mask + 1, sizeof(*s->table)));
	for (size_t i = 0; i < s->count; i++)
		*place_of(s, s->bytes + i * s->width) = (u32)i + 1;
}

bool states_add(struct states *s, const void *state)
{
	u32 *place = place_of(s, state);

	if (*place)
		return false;
	if (s->count == s->room) {
		grow(s);
		place = place_of(s, state);
	}
	memcpy(s->bytes + s->count * s->width, state, s->width);
	*place = (u32)++s->count;
	return true;
}

void states_get(const struct states *s, size_t i, void *state)
{
	memcpy(state, s->bytes + i * s->width, s->width);
}

void states_end(struct states *s)
{
	states_seen += s->count;
	free(s->bytes);
	free(s->table);
	*s = (struct states){ 0 };
}

/* ---- the port ---- */

static u8 *memory;
static phys_addr_t mapped_from;
static size_t mapped;

unsigned int port_calls, port_fails;
unsigned long port_warnings;
const char *port_why;
jmp_buf port_panic;
bool port_movable;
void (*port_receive)(unsigned long pfn, unsigned int order);

void port_map(phys_addr_t start, size_t bytes)
{
	static size_t room;

	if (bytes + 2 * PAGE_SIZE > room) {
		room = bytes + 2 * PAGE_SIZE;
		memory = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		insist(memory == MAP_FAILED ? NULL : memory);
	}
	mapped_from = start;
	mapped = bytes;
}

/* A page of nothing in front, so that what is written too low is seen. */
u8 *port_at(phys_addr_t addr)
{
	return memory + PAGE_SIZE + (size_t)(addr - mapped_from);
}

void port_calm(unsigned int fails)
{
	port_calls = 0;
	port_fails = fails;
}

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	if (++port_calls == port_fails || pa < mapped_from || pa - mapped_from > mapped ||
	    len > mapped - (size_t)(pa - mapped_from))
		return NULL;
	return port_at(pa);
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	return mapped_from + (phys_addr_t)((uintptr_t)va - (uintptr_t)memory - PAGE_SIZE);
}

void bootmem_panic(const char *why)
{
	port_why = why;
	longjmp(port_panic, 1);
}

void bootmem_log(const char *line)
{
	(void)line;
}

/* In place of the library's own (model.mk): formatting would take most of the time. */
void __wrap_bootmem_warn(const char *fmt, ...);
void __wrap_bootmem_warn(const char *fmt, ...)
{
	(void)fmt;
	port_warnings++;
}

void __wrap_bootmem_info(const char *fmt, ...);
void __wrap_bootmem_info(const char *fmt, ...)
{
	(void)fmt;
}

_Noreturn void __wrap_bootmem_die(const char *fmt, ...);
_Noreturn void __wrap_bootmem_die(const char *fmt, ...)
{
	bootmem_panic(fmt);
}

bool movable_node_is_enabled(void)
{
	return port_movable;
}

void memblock_free_pages(unsigned long pfn, unsigned int order)
{
	port_receive(pfn, order);
}

/* ---- what is handed over ---- */

unsigned int fewest_blocks(const bool *wanted, unsigned long first_pfn, unsigned int pages)
{
	unsigned int best[65] = { 0 };

	/* best[i]: for the pages from i on. */
	for (unsigned int i = pages; i-- > 0;) {
		best[i] = wanted[i] ? ~0U : best[i + 1];
		for (unsigned int order = 0; wanted[i] && order <= MAX_ORDER; order++) {
			unsigned int n = 1U << order, k = 0;

			if ((first_pfn + i) & (n - 1) || i + n > pages)
				break;
			while (k < n && wanted[i + k])
				k++;
			if (k == n && best[i + n] + 1 < best[i])
				best[i] = best[i + n] + 1;
		}
	}
	return best[0];
}

struct handed handed;

void handed_start(unsigned long first_pfn, unsigned int pages)
{
	handed = (struct handed){ .first_pfn = first_pfn, .pages = pages };
	port_receive = handed_receive;
}

void handed_receive(unsigned long pfn, unsigned int order)
{
	unsigned long first = pfn - handed.first_pfn, n = 1UL << order;

	handed.blocks++;
	if (order > MAX_ORDER || pfn & (n - 1) || first >= handed.pages || n > handed.pages - first) {
		handed.crooked = true;
		return;
	}
	for (unsigned long i = first; i < first + n; i++)
		handed.times[i]++;
}

void handed_compare(const bool *wanted, unsigned int blocks, const char *where)
{
	bool exact = true;

	for (unsigned int i = 0; i < handed.pages; i++)
		exact &= handed.times[i] == wanted[i];
	if (!blocks)
		blocks = fewest_blocks(wanted, handed.first_pfn, handed.pages);
	ASK(!handed.crooked, "%s: a block is not aligned, too large or outside", where);
	ASK(exact, "%s: not exactly the free pages were handed over", where);
	ASK(handed.blocks == blocks, "%s: handed over in %u blocks, %u are enough", where,
	    handed.blocks, blocks);
}

/* ---- all worlds ---- */

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static bool run(const struct world *w)
{
	double start = seconds();

	states_seen = transitions = queries = 0;
	faults = 0;
	remarks[0] = '\0';
	port_receive = handed_receive;
	w->run(w);
	printf("  %-46s %9llu states %11llu transitions %11llu queries %6.1f s%s%s\n", w->name,
	       states_seen, transitions, queries, seconds() - start, *remarks ? ", " : "", remarks);
	if (faults)
		printf("    %lu faults\n", faults);
	if (!states_seen || !(transitions + queries))
		printf("    nothing was compared\n");
	return !faults && states_seen && transitions + queries;
}

int main(int argc, char **argv)
{
	const char *deeper = getenv("DEPTH");
	unsigned int passed = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	depth = deeper ? (unsigned int)strtoul(deeper, NULL, 0) : 0;
	for (const struct world *w = worlds; w->name; w++) {
		bool wanted = argc < 2 && (!w->deep || depth);

		if (argc < 2 && !wanted)
			printf("  %-46s left out, it takes very long: DEPTH=1\n", w->name);
		for (int i = 1; i < argc; i++)
			wanted |= strstr(w->name, argv[i]) != NULL;
		if (!wanted)
			continue;
		if (run(w))
			passed++;
		else
			failed++;
		if (failed && getenv("UNTIL_FAULT"))
			break;
	}
	printf("%s: %u passed, %u failed, %.1f s of CPU\n", MODEL_NAME, passed, failed, seconds());
	return failed != 0;
}
