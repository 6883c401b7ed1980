/* SPDX-License-Identifier: MIT */
/*
 * Runs the suites: all of them, or those named on the command line, in that order.
 * Prints failures, one line a suite, and "VARIANT: N passed, N failed" at the end.
 *
 * Each suite runs in a child process, because some switches of the library are one-way,
 * and so that one crash does not hide the other suites. Environment:
 *
 *	TEST_SEED=n	repeats a random run
 *	TEST_STEPS=n	length of random runs
 *	TEST_CASE=text	only cases whose name contains text
 *	TEST_LOG=1	prints what the library logs
 *	TEST_STOP=1	ends with the first failure
 *	TEST_NOFORK=1	no child processes, for a debugger
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bootmem/bootmem.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif
#include <bootmem/port.h>

#include <core.h>
#include <page/internal.h>

#include "../suites/test.h"
#include "counters.h"
#include "mock.h"

#ifndef VARIANT
#define VARIANT "host"
#endif

#define MAX_PRINTED	   10	   /* failures of a case that are printed */
#define MAX_REGIONS_SHOWN 20	   /* regions printed with a failure */
#define MOCK_HOME	   0x10000000 /* where mock memory lies at first */

#define SUITE(name) extern const struct suite suite_##name;
#include "suites.inc"
#undef SUITE

static const struct suite *const suites[] = {
#define SUITE(name) &suite_##name,
#include "suites.inc"
#undef SUITE
};

/* ---- counting ---- */

struct totals {
	unsigned long checks, failed, cases;
};

static struct totals *totals; /* shared with the children */
static unsigned long printed;
static const char *current_suite, *current_case;
static u64 seed, random_state;

#ifdef CONFIG_HAVE_MEMBLOCK
static void show_regions(const struct memblock_type *type)
{
	printf("    %s: cnt %lu, max %lu, total %#llx\n", type->name, type->cnt, type->max,
	       (unsigned long long)type->total_size);
	for (unsigned long i = 0; i < type->cnt && i < MAX_REGIONS_SHOWN; i++) {
		const struct memblock_region *r = &type->regions[i];

		printf("    [%#llx, %#llx) flags %#x node %d\n", (unsigned long long)r->base,
		       (unsigned long long)(r->base + r->size), (unsigned int)r->flags,
		       memblock_get_region_node(r));
	}
}

static void show_memblock(void)
{
	show_regions(&memblock.memory);
	show_regions(&memblock.reserved);
}
#else
static void show_memblock(void)
{
}
#endif

#ifdef CONFIG_NO_BOOTMEM
static void show_bitmaps(void)
{
}
#else
static void show_bitmaps(void)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const bootmem_data_t *node = &bootmem_node_data[nid];

		if (node->node_bootmem_map)
			printf("    bitmap of node %d: [%#lx, %#lx), last_end_off %#llx, hint_idx %#lx\n",
			       nid, node->node_min_pfn, node->node_low_pfn,
			       (unsigned long long)node->last_end_off, node->hint_idx);
	}
}
#endif

/* Counts a failure; true when there is still room to print it. */
static bool complain(const char *file, int line)
{
	totals->failed++;
	if (getenv("TEST_STOP"))
		exit(1);
	if (printed++ >= MAX_PRINTED)
		return false;
	if (printed == 1) {
		show_memblock();
		show_bitmaps();
	}
	printf("%s:%d: %s/%s (TEST_SEED=%llu): ", file, line, current_suite, current_case, seed);
	return true;
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	totals->checks++;
	if (!ok && complain(file, line))
		printf("failed: %s\n", what);
	return ok;
}

bool test_check_equal(unsigned long long got, unsigned long long want, const char *file, int line,
		      const char *what)
{
	totals->checks++;
	if (got != want && complain(file, line))
		printf("%s: got %#llx, want %#llx\n", what, got, want);
	return got == want;
}

bool test_check_text(const char *got, const char *part, const char *file, int line)
{
	bool ok = got && strstr(got, part);

	totals->checks++;
	if (!ok && complain(file, line))
		printf("\"%s\" does not contain \"%s\"\n", got ? got : "(null)", part);
	return ok;
}

void mock_note(const char *fmt, ...)
{
	va_list args;

	printf("    ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

unsigned long mock_failures(void)
{
	return totals->failed;
}

unsigned long mock_steps(unsigned long usual)
{
	const char *given = getenv("TEST_STEPS");

#ifndef __OPTIMIZE__
	usual /= 2;
#endif
#ifdef CONFIG_BOOTMEM_DEBUG
	usual /= 4;
#endif
	return given ? strtoul(given, NULL, 0) : usual;
}

/* ---- randomness: splitmix64 ---- */

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

/* ---- mock memory ---- */

phys_addr_t mock_base = MOCK_HOME, test_memory = MOCK_HOME;
u8 *mock_memory;
bool mock_movable_node;

/*
 * One mebibyte of garbage, mapped privately again and again: forgetting the private
 * pages makes all of it garbage again, whatever was written.
 */
static bool make_memory(void)
{
	size_t piece = 1 << 20;
	int fd = memfd_create("garbage", 0);
	u8 *garbage;

	if (fd < 0 || ftruncate(fd, (off_t)piece))
		return false;
	garbage = mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	mock_memory = mmap(NULL, MOCK_SIZE + piece, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (garbage == MAP_FAILED || mock_memory == MAP_FAILED)
		return false;
	mock_memory += -(uintptr_t)mock_memory & (piece - 1);
	for (size_t i = 0; i < piece; i++)
		garbage[i] = (u8)(0xa5 ^ (i % 31));
	for (size_t at = 0; at < MOCK_SIZE; at += piece)
		if (mmap(mock_memory + at, piece, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd, 0) == MAP_FAILED)
			return false;
	munmap(garbage, piece);
	close(fd);
	return true;
}

void mock_place(phys_addr_t base)
{
	mock_base = base;
}

static u8 *wide_memory;
static phys_addr_t wide_base;
static size_t wide_size;

bool mock_widen(phys_addr_t base, u64 bytes)
{
	void *memory = MAP_FAILED;

	if (bytes == (size_t)bytes)
		memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	wide_memory = memory;
	wide_base = base;
	wide_size = (size_t)bytes;
	return true;
}

static void forget_wide_memory(void)
{
	if (wide_size)
		munmap(wide_memory, wide_size);
	wide_size = 0;
}

void mock_fill(u8 byte)
{
	memset(mock_memory, byte, MOCK_SIZE);
}

/* ---- the port ---- */

static char log_text[1 << 16];
static size_t log_length;
static jmp_buf panic_target;
static bool panic_armed;
static char panic_text[512];

/* Is [pa, pa + len) inside [base, base + size)? */
static bool lies_in(phys_addr_t pa, size_t len, phys_addr_t base, size_t size)
{
	return pa >= base && pa - base <= size && len <= size - (size_t)(pa - base);
}

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	if (wide_size)
		return lies_in(pa, len, wide_base, wide_size) ? wide_memory + (pa - wide_base)
							      : NULL;
	return lies_in(pa, len, mock_base, MOCK_SIZE) ? mock_memory + (pa - mock_base) : NULL;
}

void *test_pointer(phys_addr_t addr)
{
	return bootmem_phys_to_virt(addr, 1);
}

/* The kernel image, as the linker script of a kernel names it; host.mk says _text for these. */
__asm__(".pushsection .bss\n"
	".globl mock_text, __init_begin, __init_end, mock_end\n"
	".balign 0x10000\n"
	"mock_text: .skip 0x10000\n"
	"__init_begin: .skip 0x20000\n"
	"__init_end: .skip 0x123\n"
	"mock_end: .skip 1\n"
	".popsection");
extern char mock_text[], mock_end[];

phys_addr_t mock_image;

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	if ((uintptr_t)va >= (uintptr_t)mock_text && (uintptr_t)va <= (uintptr_t)mock_end)
		return mock_image + (phys_addr_t)((uintptr_t)va - (uintptr_t)mock_text);
	if (wide_size)
		return wide_base + (phys_addr_t)((uintptr_t)va - (uintptr_t)wide_memory);
	return mock_base + (phys_addr_t)((uintptr_t)va - (uintptr_t)mock_memory);
}

void (*mock_receiver)(unsigned long pfn, unsigned int order);

/* Called in place of memblock_free_pages() (see host.mk). */
void __real_memblock_free_pages(unsigned long pfn, unsigned int order);
void __wrap_memblock_free_pages(unsigned long pfn, unsigned int order);
void __wrap_memblock_free_pages(unsigned long pfn, unsigned int order)
{
	if (mock_receiver)
		mock_receiver(pfn, order);
	else
		__real_memblock_free_pages(pfn, order);
}

void bootmem_log(const char *line)
{
	size_t n = strlen(line);

	if (getenv("TEST_LOG"))
		printf("| %s\n", line);
	if (log_length + n + 2 > sizeof(log_text))
		return;
	memcpy(log_text + log_length, line, n);
	log_length += n;
	log_text[log_length++] = '\n';
	log_text[log_length] = '\0';
}

void bootmem_panic(const char *why)
{
	snprintf(panic_text, sizeof(panic_text), "%s", why);
	if (!panic_armed) {
		printf("%s/%s (TEST_SEED=%llu): unexpected panic: %s\n", current_suite,
		       current_case, seed, why);
		fflush(stdout);
		abort();
	}
	panic_armed = false;
	counters_set_apart();
	longjmp(panic_target, 1);
}

bool movable_node_is_enabled(void)
{
	return mock_movable_node;
}

void test_movable_node(bool enabled)
{
	mock_movable_node = enabled;
}

jmp_buf *test_arm_panic(void)
{
	panic_armed = true;
	counters_keep();
	return &panic_target;
}

const char *test_panic_text(void)
{
	return panic_text;
}

void test_no_panic(void)
{
	panic_armed = false;
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

/* ---- a new world for every case ---- */

#ifdef CONFIG_HAVE_MEMBLOCK
static struct memblock pristine;
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
static struct memblock_type pristine_physmem;
#endif

static void keep_memblock(void)
{
	pristine = memblock;
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	pristine_physmem = physmem;
#endif
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
#ifdef CONFIG_HAVE_MEMBLOCK_PHYS_MAP
	reset_type(&physmem, &pristine_physmem);
#endif
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

#ifdef CONFIG_NO_BOOTMEM
static void reset_bitmaps(void)
{
}
#else
static void reset_bitmaps(void)
{
	bootmem_reset();
}
#endif

void test_reset(void)
{
	page_forget();
	page_nodes_placed = false;
	boot_handed_over = false;
	setup_kernel = (struct kernel_pages){ 0, 0 };
	reset_memblock();
	reset_bitmaps();
	mock_movable_node = false;
	mock_receiver = NULL;
	mock_place(MOCK_HOME);
	test_memory = MOCK_HOME;
	forget_wide_memory();
	madvise(mock_memory, MOCK_SIZE, MADV_DONTNEED);
	panic_armed = false;
	test_log_clear();
}

static void run_cases(const struct suite *suite)
{
	const char *only = getenv("TEST_CASE");

	for (const struct test_case *c = suite->cases; c->name; c++) {
		if (only && !strstr(c->name, only))
			continue;
		current_case = c->name;
		random_state = seed;
		printed = 0;
		test_reset();
		c->run();
		totals->cases++;
	}
}

/* In a child, unless a debugger wants to look. */
static void run_apart(const struct suite *suite)
{
	int status = 0;
	pid_t child;

	if (getenv("TEST_NOFORK")) {
		run_cases(suite);
		return;
	}
	fflush(stdout);
	child = fork();
	if (!child) {
		run_cases(suite);
		fflush(stdout);
		counters_write_apart();
		exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
		printf("%s: ended early, status %#x\n", suite->name, (unsigned int)status);
		totals->failed++;
	}
}

static unsigned long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)now.tv_sec * 1000 + (unsigned long)now.tv_nsec / 1000000;
}

static void run_suite(const struct suite *suite)
{
	struct totals before = *totals;
	unsigned long start = milliseconds();

	current_suite = suite->name;
	run_apart(suite);
	printf("  %-20s %4lu cases, %8lu checks, %lu failed, %lu ms\n", suite->name,
	       totals->cases - before.cases, totals->checks - before.checks,
	       totals->failed - before.failed, milliseconds() - start);
}

static const struct suite *find_suite(const char *name)
{
	for (size_t i = 0; i < LENGTH(suites); i++)
		if (!strcmp(suites[i]->name, name))
			return suites[i];
	printf("there is no suite %s\n", name);
	exit(1);
}

/* Is it enough? */
static bool stop(void)
{
	return totals->failed && getenv("TEST_STOP");
}

int main(int argc, char **argv)
{
	const char *given = getenv("TEST_SEED");

	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = given ? strtoull(given, NULL, 0) : (u64)time(NULL);
	keep_memblock();
	totals = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (totals == MAP_FAILED || !make_memory()) {
		perror("mock memory");
		return 1;
	}
	printf("%s: seed %llu\n", VARIANT, seed);
	for (size_t i = 0; argc < 2 && i < LENGTH(suites) && !stop(); i++)
		run_suite(suites[i]);
	for (int i = 1; i < argc && !stop(); i++)
		run_suite(find_suite(argv[i]));
	printf("%s: %lu passed, %lu failed, %lu cases, seed %llu\n", VARIANT,
	       totals->checks - totals->failed, totals->failed, totals->cases, seed);
	return totals->failed != 0;
}
