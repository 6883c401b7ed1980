/* SPDX-License-Identifier: MIT */
/*
 * suites.c - tests/suites on the target: the same checks as on the host, compiled for the
 * machine and run on it.
 *
 * They run in place of setup_arch(), on an allocator that has never been used, and one
 * suite a boot, since some of its states have no way back. The memory they play with lies
 * right behind the image.
 */
#include <bootmem/port.h>

#include <page/internal.h>

#include "../suites/test.h"
#include "kernel.h"

#define SUITE(name) extern const struct suite suite_##name;
#include "suites.inc"
#undef SUITE

static const struct suite *const suites[] = {
#define SUITE(name) &suite_##name,
#include "suites.inc"
#undef SUITE
};

#define NR_SUITES  (sizeof(suites) / sizeof(suites[0]))
#define SEED	   20250101ULL /* the same in every run */
#define MAX_SHOWN  50
#define LOG_LENGTH 65536

phys_addr_t test_memory;

static const char *current_case;
static unsigned long shown;
static u64 random_state;
static bool movable_node;
static char *log_text; /* behind the memory that suites play with */
static size_t log_length;
static bool logging;

/* ---- counting: the kernel's own checks count ---- */

static bool count(bool ok, const char *file, int line, const char *what)
{
	bool silent = !ok && shown++ >= MAX_SHOWN;

	if (!ok && !silent)
		print("%s:%d: %s\n", file, line, current_case);
	return check(ok, silent ? "(and more)" : what);
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	return count(ok, file, line, what);
}

bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what)
{
	if (!count(got == want, file, line, what) && shown <= MAX_SHOWN)
		print("FAILED: got %#llx, want %#llx\n", got, want);
	return got == want;
}

static bool contains(const char *text, const char *part)
{
	for (; *text; text++) {
		size_t i = 0;

		while (part[i] && text[i] == part[i])
			i++;
		if (!part[i])
			return true;
	}
	return !*part;
}

bool test_check_text(const char *got, const char *part, const char *file, int line)
{
	bool ok = got && contains(got, part);

	if (!count(ok, file, line, part) && shown <= MAX_SHOWN)
		print("FAILED: not in \"%s\"\n", got ? got : "(null)");
	return ok;
}

/* ---- randomness: splitmix64, as on the host ---- */

u64 test_random(void)
{
	u64 z = (random_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u64 test_random_below(u64 n)
{
	return test_random() % n;
}

/* ---- the world ---- */

void *test_pointer(phys_addr_t addr)
{
	return bootmem_phys_to_virt(addr, 1);
}

bool movable_node_is_enabled(void)
{
	return movable_node;
}

void test_movable_node(bool enabled)
{
	movable_node = enabled;
}

/* Takes a line away from the console while a suite runs. */
bool suites_log(const char *line)
{
	if (!logging)
		return false;
	for (; *line && log_length + 2 < LOG_LENGTH; line++)
		log_text[log_length++] = *line;
	log_text[log_length++] = '\n';
	log_text[log_length] = '\0';
	if (log_length + 2 >= LOG_LENGTH)
		test_log_clear();
	return true;
}

const char *test_log(void)
{
	return log_text;
}

void test_log_clear(void)
{
	log_length = 0;
	log_text[0] = '\0';
}

#ifdef CONFIG_HAVE_MEMBLOCK

static struct memblock pristine;

static void keep_memblock(void)
{
	pristine = memblock;
}

static void reset_type(struct memblock_type *type, const struct memblock_type *first)
{
	memset(first->regions, 0, first->max * sizeof(*first->regions));
	*type = *first;
}

/* By hand, as anybody may. */
static void reset_memblock(void)
{
	reset_type(&memblock.memory, &pristine.memory);
	reset_type(&memblock.reserved, &pristine.reserved);
	memblock.bottom_up = false;
	memblock.current_limit = PHYS_ADDR_MAX;
	memblock_set_debug(false);
}

#else

static void keep_memblock(void)
{
}

static void reset_memblock(void)
{
	remove_all_active_ranges();
}

#endif

static void reset_bitmaps(void)
{
#ifndef CONFIG_NO_BOOTMEM
	bootmem_reset();
#endif
}

void test_reset(void)
{
	page_forget_nodes();
	page_nr_leaves = 0;
	page_nodes_placed = false;
	setup_kernel = (struct kernel_pages){ 0, 0 };
	reset_memblock();
	reset_bitmaps();
	movable_node = false;
	memset(direct(test_memory), 0xa5, (size_t)TEST_MEMORY_SIZE);
	test_log_clear();
}

/* ---- running ---- */

static void run_suite(const struct suite *suite)
{
	unsigned long cases = 0;

	for (const struct test_case *c = suite->cases; c->name; c++, cases++) {
		current_case = c->name;
		random_state = SEED;
		test_reset();
		c->run();
	}
	print("kernel: suite %s, %lu cases\n", suite->name, cases);
}

/* Is name the word at text? */
static bool is_word(const char *text, const char *name)
{
	while (*name && *text == *name) {
		text++;
		name++;
	}
	return !*name && (!*text || *text == ' ');
}

void run_suite_named(const char *name)
{
	unsigned int found = 0;

	keep_memblock();
	test_memory = phys_align_up(machine_image_phys() + (phys_addr_t)(_end - _text), 1 << 20);
	if (!check(test_memory + TEST_MEMORY_SIZE + LOG_LENGTH <= reach.end,
		   "there is memory to play with"))
		finish();
	log_text = direct(test_memory + TEST_MEMORY_SIZE);
	/* Nothing else can be touched, so that straying shows. */
	entry_tables = false;
	reach.start = test_memory;
	reach.end = test_memory + TEST_MEMORY_SIZE;
	logging = true;
	for (size_t i = 0; i < NR_SUITES; i++) {
		if (!is_word(name, suites[i]->name))
			continue;
		found++;
		run_suite(suites[i]);
	}
	check_equal(found, 1, "there is one suite of that name");
	finish();
}
