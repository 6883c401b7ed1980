/* SPDX-License-Identifier: MIT */
/*
 * Full arrays before memblock_allow_resize(): what needs no slot works, what needs one
 * fails with a warning and changes nothing, and a reservation that would be lost panics.
 * Pitfalls 3, 4, 5, 34. Host only: the switch is one-way, and this suite runs in a
 * process of its own in which nobody turns it.
 */
#include <string.h>

#include "../suites/actions.h"
#include "mock.h"

#define SPARSE	 ((phys_addr_t)0x40000000)
#define STEP	 ((phys_addr_t)0x100)
#define FIRST	 ((unsigned long)INIT_MEMBLOCK_REGIONS)
#define RESERVED ((unsigned long)INIT_MEMBLOCK_RESERVED_REGIONS)

static phys_addr_t apart(unsigned long i)
{
	return SPARSE + STEP * 2 * i;
}

/* Both arrays full, with free RAM for larger ones: it must not be used. */
static void fill_both(void)
{
	memblock_add(test_memory, TEST_MEMORY_SIZE);
	for (unsigned long i = 1; i < FIRST; i++)
		memblock_add(apart(i), STEP);
	for (unsigned long i = 0; i < RESERVED; i++)
		memblock_reserve(apart(i), STEP);
	test_log_clear();
	CHECK_EQ(memblock.memory.cnt, FIRST);
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
}

/* The struct and both arrays, to the byte. */
struct snapshot {
	struct memblock memblock;
	struct memblock_region memory[INIT_MEMBLOCK_REGIONS];
	struct memblock_region reserved[INIT_MEMBLOCK_RESERVED_REGIONS];
};

static void take_snapshot(struct snapshot *s)
{
	memset(s, 0, sizeof(*s));
	s->memblock = memblock;
	memcpy(s->memory, memblock.memory.regions, sizeof(s->memory));
	memcpy(s->reserved, memblock.reserved.regions, sizeof(s->reserved));
}

static bool unchanged(const struct snapshot *s)
{
	return !memcmp(&s->memblock, &memblock, sizeof(memblock)) &&
	       !memcmp(s->memory, memblock.memory.regions, sizeof(s->memory)) &&
	       !memcmp(s->reserved, memblock.reserved.regions, sizeof(s->reserved));
}

struct row {
	const char *name;
	struct action action; /* base relative to SPARSE */
	int result;
};

#define AT(i) (STEP * 2 * (i))
#define FAILS (-ENOMEM)

static const struct row table[] = {
	{ "add: one more", { ADD, AT(FIRST), STEP }, FAILS },
	{ "add: in a gap, touching nothing", { ADD, AT(5) + STEP + 8, 8 }, FAILS },
	{ "add: touching one of other flags", { ADD_NODE, AT(5) + STEP, 8, 0, MEMBLOCK_HOTPLUG },
	  FAILS },
	{ "add: one more, mirrored", { ADD_NODE, AT(FIRST), STEP, 0, MEMBLOCK_MIRROR }, FAILS },
	{ "add: over one of other flags, more on both sides",
	  { ADD_NODE, AT(5) - 8, STEP + 16, 0, MEMBLOCK_HOTPLUG }, FAILS },
	{ "add: over two of other flags", { ADD_NODE, AT(5), 4 * STEP, 0, MEMBLOCK_HOTPLUG },
	  FAILS },
	{ "add: extends", { ADD, AT(5) + STEP, 8 }, 0 },
	{ "add: extends downwards", { ADD, AT(5) - 8, 8 }, 0 },
	{ "add: fills a gap", { ADD, AT(5) + STEP, STEP }, 0 },
	{ "add: is there", { ADD, AT(5), STEP }, 0 },
	{ "add: inside, other flags", { ADD_NODE, AT(5) + 8, 8, 0, MEMBLOCK_HOTPLUG }, 0 },
	{ "add: bridges", { ADD, AT(5), AT(9) }, 0 },
	{ "remove: the middle", { REMOVE, AT(5) + 8, 8 }, FAILS },
	{ "remove: a byte in the middle", { REMOVE, AT(5) + STEP - 2, 1 }, FAILS },
	{ "remove: the start", { REMOVE, AT(5), 8 }, 0 },
	{ "remove: the end", { REMOVE, AT(5) + STEP - 1, 1 }, 0 },
	{ "remove: a whole region", { REMOVE, AT(5), STEP }, 0 },
	{ "remove: halves of two", { REMOVE, AT(5) + 8, 2 * STEP }, 0 },
	{ "remove: nothing there", { REMOVE, AT(5) + STEP, STEP }, 0 },
	{ "free: the middle", { FREE, AT(5) + 8, 8 }, FAILS },
	{ "free: the start", { FREE, AT(5), 8 }, 0 },
	{ "free: the end", { FREE, AT(5) + 8, STEP }, 0 },
	{ "free: a whole region", { FREE, AT(5), STEP }, 0 },
	{ "free: many", { FREE, AT(5) + 8, 8 * STEP }, 0 },
	{ "free: nothing there", { FREE, AT(5) + STEP + 1, 1 }, 0 },
	{ "mark: a whole region", { NOMAP, AT(5), STEP }, 0 },
	{ "mark: whole regions and gaps", { HOTPLUG, AT(5), 20 * STEP }, 0 },
	{ "mark: the start", { NOMAP, AT(5), 8 }, FAILS },
	{ "mark: the middle", { MIRROR, AT(5) + 8, 8 }, FAILS },
	{ "mark: the end", { HOTPLUG, AT(5) + 8, STEP }, FAILS },
	{ "mark: nothing there", { HOTPLUG, AT(5) + STEP, STEP }, 0 },
	{ "clear: what is not set, in the middle", { CLEAR_NOMAP, AT(5) + 8, 8 }, 0 },
	{ "no-init: whole", { NOINIT, AT(5), STEP }, 0 },
	{ "no-init: the middle", { NOINIT, AT(5) + 8, 8 }, FAILS },
	{ "reserve: is there", { RESERVE, AT(5) + 8, 8 }, 0 },
	{ "reserve: extends", { RESERVE, AT(5) + STEP, 8 }, 0 },
	{ "reserve: fills a gap", { RESERVE, AT(5) + STEP, STEP }, 0 },
	{ "reserve: bridges", { RESERVE, AT(5), AT(9) }, 0 },
	{ "reserve: everything", { RESERVE, AT(0), AT(FIRST) }, 0 },
#ifdef CONFIG_NUMA
	{ "node: whole", { SET_NODE, AT(5), STEP, NODE(1) }, 0 },
	{ "node: the middle", { SET_NODE, AT(5) + 8, 8, NODE(1) }, FAILS },
	{ "node: the node it has, in the middle", { SET_NODE, AT(5) + 8, 8, 0 }, 0 },
	{ "node of reserved: the middle", { SET_RESERVED_NODE, AT(5) + 8, 8, NODE(1) }, FAILS },
#endif
	{ "trim", { TRIM, 0, 0x80 }, 0 },
	{ "limit", { LIMIT, 0, TEST_MEMORY_SIZE + 64 * STEP + 8 }, 0 },
	{ "cap", { CAP, AT(5) + 8, AT(20) }, 0 },
};

static void full_arrays(void)
{
	static struct snapshot before;

	for (unsigned int i = 0; i < LENGTH(table); i++) {
		const struct row *row = &table[i];

		test_reset();
		fill_both();
		take_snapshot(&before);
		test_check_equal((unsigned long long)act(&row->action, SPARSE),
				 (unsigned long long)row->result, __FILE__, __LINE__, row->name);
		if (row->result) {
			test_check(unchanged(&before), __FILE__, __LINE__, row->name);
			CHECK_TEXT(test_log(), "warning");
			CHECK_TEXT(test_log(), "INIT_MEMBLOCK_RE");
			CHECK(!memblock_has_mirror());
		} else {
			test_check(!strstr(test_log(), "raise"), __FILE__, __LINE__, row->name);
		}
		CHECK_EQ(memblock.memory.max, FIRST);
		CHECK_EQ(memblock.reserved.max, RESERVED);
		CHECK_INVARIANTS();
	}
}

static void constants_are_named(void)
{
	fill_both();
	memblock_add(apart(FIRST), STEP);
	CHECK_TEXT(test_log(), "INIT_MEMBLOCK_REGIONS");
	test_log_clear();
	memblock_phys_free(apart(5) + 8, 8);
	CHECK_TEXT(test_log(), "INIT_MEMBLOCK_RESERVED_REGIONS");
}

/* Pitfall 4: owner, range and constant in one sentence; and nothing has changed. */
static void lost_reservation(void)
{
	static struct snapshot before;

	fill_both();
	take_snapshot(&before);
	CHECK_PANIC(memblock_reserve_named(0x12345000, 0x100, "initrd"),
		    "the reservation of [0x12345000, 0x12345100) for initrd would be lost");
	CHECK_TEXT(test_panic_text(), "reserved regions; raise");
	CHECK_TEXT(test_panic_text(), "INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK(unchanged(&before));
	CHECK_PANIC(memblock_reserve(0x12345000, 0x100),
		    "the reservation of [0x12345000, 0x12345100) for an unnamed owner would be lost");
	CHECK_TEXT(test_panic_text(), "INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK(unchanged(&before));
	CHECK(memblock_owner(0x12345000) == NULL);
	/* A named one that needs no slot is no loss. */
	memblock_reserve_named(apart(5) + 8, 8, "somebody");
	CHECK_TEXT(memblock_owner(apart(5) + 8), "somebody");
	CHECK_EQ(memblock.reserved.cnt, RESERVED);
}

/* An allocation that finds memory but no slot is none, and says why. */
static void allocation_without_a_slot(void)
{
	static struct snapshot before;

	fill_both();
	take_snapshot(&before);
	CHECK_EQ(memblock_phys_alloc(64, 64), 0);
	CHECK_TEXT(test_log(), "warning");
	CHECK_TEXT(test_log(), "INIT_MEMBLOCK_RESERVED_REGIONS");
	CHECK(unchanged(&before));
	CHECK(memblock_alloc(64, 64) == NULL);
	CHECK(memblock_alloc_raw(64, 64) == NULL);
	CHECK(unchanged(&before));
	memblock_phys_free(apart(5), STEP);
	CHECK_EQ(memblock_phys_alloc(64, 64), apart(5) + STEP - 64);
	CHECK_EQ(memblock_phys_alloc(64, 64), apart(5) + STEP - 128);
	CHECK_EQ(memblock_phys_alloc_range(64, 64, 0, SPARSE), 0);
	CHECK_INVARIANTS();
}

static unsigned int warnings(void)
{
	unsigned int n = 0;

	for (const char *at = test_log(); (at = strstr(at, "warning")); at++)
		n++;
	return n;
}

/* One request, one warning: with no slot for the best place, no other one is tried. */
static void one_warning_for_one_request(void)
{
	static struct snapshot before;
	phys_addr_t joins = apart(5) + STEP - 64;

	fill_both();
	memblock_set_node(apart(5), STEP, &memblock.memory, 0);
	memblock_set_node(test_memory, TEST_MEMORY_SIZE, &memblock.memory, 0);
	CHECK_EQ(memblock_phys_free(joins, 64), 0);
	CHECK_EQ(memblock_phys_alloc(64, 64), joins); /* this one needs no slot */
	CHECK_EQ(memblock_phys_free(joins, 64), 0);
	CHECK_EQ(memblock_mark_mirror(test_memory, TEST_MEMORY_SIZE), 0);
	take_snapshot(&before);
	for (int way = 0; way < 7; way++) {
		phys_addr_t floor = test_memory + 0x10000, got = 0;
		void *ptr = NULL;

		test_log_clear();
		switch (way) {
		case 0:
			got = memblock_phys_alloc(64, 64);
			break;
		case 1:
			got = memblock_alloc_range_nid(64, 64, floor, 0, 0, false);
			break;
		case 2:
			got = memblock_phys_alloc_try_nid(64, 64, MAX_NUMNODES > 1 ? 1 : 0);
			break;
		case 3:
			ptr = memblock_alloc_try_nid(64, 64, floor, 0, MAX_NUMNODES > 1 ? 1 : 0);
			break;
		case 4:
			ptr = memblock_alloc_from(64, 64, floor);
			break;
		case 5:
			ptr = memblock_alloc_exact_nid_raw(64, 64, floor, 0, 0);
			break;
		case 6:
			ptr = memblock_alloc(64, 64);
			break;
		}
		CHECK(!got && !ptr);
		CHECK_EQ(warnings(), 1);
		CHECK(unchanged(&before));
	}
	CHECK_INVARIANTS();
}

/* Pitfall 5: free RAM or not, no array lands anywhere. */
static void nothing_is_taken(void)
{
	fill_both();
	for (unsigned int i = 0; i < 50; i++)
		memblock_add(apart(FIRST + i), STEP);
	CHECK_EQ(memblock_reserved_size(), RESERVED * STEP);
	CHECK(!memblock_is_region_reserved(test_memory, TEST_MEMORY_SIZE));
}

/* More names than fit: reserved all the same, with a warning, and no name is wrong. */
static void too_many_names(void)
{
	static char names[1024][8];
	unsigned int named = 0;

	memblock_reserve(SPARSE, LENGTH(names) * STEP);
	for (unsigned int i = 0; i < LENGTH(names); i++) {
		memcpy(names[i], "owner", 6);
		names[i][5] = (char)('a' + i / 32);
		names[i][6] = (char)('A' + i % 32);
		memblock_reserve_named(SPARSE + i * STEP, STEP, names[i]);
		CHECK_INVARIANTS();
	}
	CHECK_TEXT(test_log(), "warning");
	for (unsigned int i = 0; i < LENGTH(names); i++) {
		const char *owner = memblock_owner(SPARSE + i * STEP);

		CHECK(memblock_is_region_reserved(SPARSE + i * STEP, STEP));
		CHECK(!owner || !strcmp(owner, names[i]));
		named += owner != NULL;
	}
	CHECK(named >= 32);
	CHECK_EQ(memblock.reserved.cnt, 1);
}

/* Freed parts lose their name even when the table of names is full. */
static void names_of_freed_parts(void)
{
	for (unsigned long i = 0; i < RESERVED; i++)
		memblock_reserve_named(apart(i), STEP, i & 1 ? "odd" : "even");
	for (unsigned long i = 0; i < RESERVED; i += 2)
		memblock_reserve(apart(i), 2 * STEP);
	CHECK_EQ(memblock.reserved.cnt, RESERVED / 2);
	for (unsigned long i = 0; i < RESERVED / 2; i++) {
		CHECK_EQ(memblock_phys_free(apart(2 * i) + 8, 8), 0);
		CHECK(!memblock_is_reserved(apart(2 * i) + 8));
		CHECK(memblock_owner(apart(2 * i) + 8) == NULL);
		CHECK_TEXT(memblock_owner(apart(2 * i) + 7), "even");
	}
	CHECK_INVARIANTS();
}

#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
static void physmem_full(void)
{
	for (unsigned long i = 0; i < INIT_PHYSMEM_REGIONS; i++)
		CHECK_EQ(memblock_physmem_add(apart(i), STEP), 0);
	CHECK_EQ(memblock_physmem_add(apart(INIT_PHYSMEM_REGIONS), STEP), -ENOMEM);
	CHECK_TEXT(test_log(), "INIT_PHYSMEM_REGIONS");
	CHECK_EQ(memblock_physmem_add(apart(0), apart(INIT_PHYSMEM_REGIONS) - apart(0)), 0);
	CHECK_EQ(physmem.cnt, 1);
	CHECK_INVARIANTS();
}
#endif

const struct suite suite_growth_forbidden = {
	"growth_forbidden",
	(const struct test_case[]){
		{ "pitfalls 3 and 34: full arrays, a table", full_arrays },
		{ "the constant to raise is named", constants_are_named },
		{ "pitfall 4: a reservation that would be lost", lost_reservation },
		{ "an allocation without a slot", allocation_without_a_slot },
		{ "one warning for one request", one_warning_for_one_request },
		{ "pitfall 5: nothing is taken", nothing_is_taken },
		{ "too many names", too_many_names },
		{ "names of freed parts", names_of_freed_parts },
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
		{ "physmem is full", physmem_full },
#endif
		{ 0 },
	},
};
