/* SPDX-License-Identifier: MIT */
/*
 * The world of the host tests: physical memory, the port over it, panics that are waited for.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

#define MOCK_HOME 0x10000000 /* where mock memory lies at first */

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
	if (len && (phys_addr_t)(pa + (len - 1)) < pa)
		CHECK(!"a kernel is never asked for what passes the last address");
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
	if (!panic_armed)
		mock_unexpected_panic(why);
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

const char *text(const char *fmt, ...)
{
	static char buffer[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(buffer, sizeof(buffer), fmt, args);
	va_end(args);
	return buffer;
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
	page_forget_nodes();
	page_nr_leaves = 0;
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

bool mock_start(void)
{
	keep_memblock();
	return make_memory();
}
