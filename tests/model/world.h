/* SPDX-License-Identifier: MIT */
/*
 * world.h - small worlds, exhaustively: every state that can be reached, breadth first, and
 * in each of them everything that can be done and asked.
 *
 * A state is a string of bytes that says all that the library's next answer can depend on. A
 * world puts the library into a state, makes one call, compares result and new state with an
 * oracle, and adds the new state. When no new one comes, the world is done: what was compared
 * holds after any number of calls, in any order.
 */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>

#include <bootmem/types.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define LL(x)	      ((unsigned long long)(x))

/* ---- worlds ---- */

struct world {
	const char *name;
	void (*run)(const struct world *w);
	const void *what; /* the world's own parameters */
	bool deep; /* left out unless DEPTH= or its name asks for it: takes very long */
};

/* Each program has one list; it ends with an empty one. */
extern const struct world worlds[];

/* DEPTH=n makes every world larger by n steps. */
extern unsigned int depth;

/* Calls that were compared; states are counted by the sets. */
extern unsigned long long transitions;

/* Questions that were compared in states. */
extern unsigned long long queries;

/* Something is wrong: a sentence, printed for the first few of a world. */
void fault(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Enough has been printed: the world may end. */
bool enough_faults(void);

/* A question in a state; counted. */
#define ASK(ok, ...)                                                                               \
	do {                                                                                       \
		queries++;                                                                         \
		if (!(ok))                                                                         \
			fault(__VA_ARGS__);                                                        \
	} while (0)

/* What a world adds to its line, e.g. how large it was. */
void remark(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- states ---- */

/* All states seen so far, in the order in which they were; width: a multiple of 8. */
struct states {
	size_t width, count, room;
	unsigned char *bytes;
	u32 *table, mask;
};

void states_start(struct states *s, size_t width);
/* false = it was there. */
bool states_add(struct states *s, const void *state);
/* A copy: the set may move when it grows. */
void states_get(const struct states *s, size_t i, void *state);
/* Counts them, and forgets all. */
void states_end(struct states *s);

/* ---- the port ---- */

/* Physical [start, start + bytes) is mapped, to memory of page size. */
void port_map(phys_addr_t start, size_t bytes);
u8 *port_at(phys_addr_t addr);

/* Calls of bootmem_phys_to_virt() since port_calm(); the n-th of them finds nothing; 0 = none does. */
extern unsigned int port_calls, port_fails;
void port_calm(unsigned int fails);

/* Lines that the library wrote; nobody formats them. */
extern unsigned long port_warnings;

/* if (PANICS()) it panicked, else it runs. port_why: the sentence, not formatted. */
#define PANICS() setjmp(port_panic)
extern jmp_buf port_panic;
extern const char *port_why;

extern bool port_movable;
extern void (*port_receive)(unsigned long pfn, unsigned int order);

/* ---- all variables of the library that are for boot, in one section (model.mk) ---- */

extern unsigned char __start_world[], __stop_world[];

/* Blocks as the receiver got them: fewest for a set of pages, by trying all ways. */
unsigned int fewest_blocks(const bool *wanted, unsigned long first_pfn, unsigned int pages);

/* Collects what is handed over: pages relative to first_pfn. */
struct handed {
	unsigned long first_pfn;
	unsigned int pages, blocks;
	u8 times[64];
	bool crooked; /* not aligned, too large, or outside */
};

extern struct handed handed;
void handed_start(unsigned long first_pfn, unsigned int pages);
/* As a port_receive. */
void handed_receive(unsigned long pfn, unsigned int order);
/* Exactly these pages, each once, in that many blocks or in the fewest (0). */
void handed_compare(const bool *wanted, unsigned int blocks, const char *where);

#endif
