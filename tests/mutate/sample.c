/* SPDX-License-Identifier: MIT */
/* What operators.py is tested with: all its mutants are in sample.mutants. Never compiled. */
#include <nothing.h>
#ifdef A + B
#define FIRST 0x10u /* a comment of
	\more than a line */
#define SUM(a, b) ((a) + (b))
#endif /* another
	\one: 1 + 2 */

static const char letters[] = { 'a', '"', '\n' }; /* 1 + 2 is a comment, "3 < 4" a text */

static bool __attribute__((noinline)) decide(struct thing *t, u8 *p, phys_addr_t from)
{
	unsigned long i = 0, n;

	if (!t || *p == 0 && t->next)
		return false;
	for (i = 0; i < 4; i++)
		t->sum += p[i] << 8;
	for_each_thing(t, from, n)
		visit(t, (u64)-1);
	n = t->flags & ~FIRST ? (phys_addr_t)*p : from - 1;
	while (from > n && more(t))
		from -= n;
	switch (n) {
	case 7:
		break;
	}
	__builtin_prefetch(p + 1, 0);
	i = n < from ? n : from;
	if (i > from)
		i = from;
	if (i > from)
		n = from;
	return at((struct span){ from, n }, "x", 'z') >= 1;
}
