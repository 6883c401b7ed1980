/* SPDX-License-Identifier: MIT */
/*
 * early_memtest() over memory with stuck bits.
 *
 * A page with stuck bits is read-only for the host: each write faults, is let through for
 * one instruction with the trap flag set, and the trap forces the stuck bits and locks the
 * page again. So every store that the library does meets real broken memory.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <bootmem/bootmem.h>
#include <bootmem/memblock.h>

#include "../suites/test.h"
#include "mock.h"

#define HOST_PAGE 4096UL
#define TRAP_FLAG 0x100
#define MAX_STUCK 300 /* enough for two moves of an array of 128 */

/* Bits of one word that are always 1. */
struct stuck {
	phys_addr_t at;
	u64 ones;
};

static struct stuck stuck[MAX_STUCK];
static unsigned int nr_stuck;
static u8 *open_page; /* the page that the next instruction may write */
static unsigned long writes;

static u8 *word_at(phys_addr_t at)
{
	return mock_memory + (at - mock_base);
}

static u8 *page_of(u8 *at)
{
	return (u8 *)((uintptr_t)at & ~(HOST_PAGE - 1));
}

static void force(void)
{
	for (unsigned int i = 0; i < nr_stuck; i++) {
		u64 word;

		if (page_of(word_at(stuck[i].at)) != open_page)
			continue;
		memcpy(&word, word_at(stuck[i].at), sizeof(word));
		word |= stuck[i].ones;
		memcpy(word_at(stuck[i].at), &word, sizeof(word));
	}
}

static void on_write(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	open_page = page_of(info->si_addr);
	writes++;
	mprotect(open_page, HOST_PAGE, PROT_READ | PROT_WRITE);
	uc->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void on_step(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	force();
	mprotect(open_page, HOST_PAGE, PROT_READ);
	uc->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

static void break_word(phys_addr_t at, u64 ones)
{
	stuck[nr_stuck++] = (struct stuck){ at, ones };
}

static void lock_pages(int protection)
{
	for (unsigned int i = 0; i < nr_stuck; i++)
		mprotect(page_of(word_at(stuck[i].at)), HOST_PAGE, protection);
}

/* early_memtest() on what break_word() broke; all is well again afterwards. */
static void test_memory_range(phys_addr_t start, phys_addr_t end, unsigned int patterns)
{
	struct sigaction fault = { .sa_sigaction = on_write, .sa_flags = SA_SIGINFO };
	struct sigaction step = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };
	struct sigaction old_fault, old_step;

	sigaction(SIGSEGV, &fault, &old_fault);
	sigaction(SIGTRAP, &step, &old_step);
	writes = 0;
	lock_pages(PROT_READ);
	early_memtest_patterns(patterns);
	early_memtest(start, end);
	early_memtest_patterns(0);
	lock_pages(PROT_READ | PROT_WRITE);
	sigaction(SIGSEGV, &old_fault, NULL);
	sigaction(SIGTRAP, &old_step, NULL);
	nr_stuck = 0;
}

/* ---- good memory ---- */

#define TEST_BYTES ((phys_addr_t)3 << 20)

static bool all_bytes(phys_addr_t from, phys_addr_t to, u8 byte)
{
	for (u8 *at = word_at(from); at < word_at(to); at++)
		if (*at != byte)
			return false;
	return true;
}

static void good_memory(void)
{
	mock_fill(0x77);
	memblock_add(mock_base, TEST_BYTES);
	memblock_reserve(mock_base + 0x1003, 0x2000);
	test_memory_range(0, PHYS_ADDR_MAX, 17);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock.reserved.total_size, 0x2000);
	/* What was tested ends as zeroes; what is reserved is not touched, nor what is no RAM. */
	CHECK(all_bytes(mock_base, mock_base + 0x1000, 0));
	CHECK(all_bytes(mock_base + 0x1003, mock_base + 0x3003, 0x77));
	CHECK(all_bytes(mock_base + 0x3008, mock_base + TEST_BYTES, 0));
	CHECK(all_bytes(mock_base + TEST_BYTES, mock_base + TEST_BYTES + 0x1000, 0x77));
}

static void no_patterns(void)
{
	mock_fill(0x77);
	memblock_add(mock_base, TEST_BYTES);
	test_memory_range(0, PHYS_ADDR_MAX, 0);
	CHECK(all_bytes(mock_base, mock_base + TEST_BYTES, 0x77));
	CHECK_EQ(test_log()[0], 0);
}

static void within_range(void)
{
	phys_addr_t start = mock_base + 0x1234, end = mock_base + 0x8001;

	mock_fill(0x77);
	memblock_add(mock_base, TEST_BYTES);
	test_memory_range(start, end, 1);
	CHECK(all_bytes(mock_base, start, 0x77));
	CHECK(all_bytes(mock_base + 0x1238, mock_base + 0x8000, 0));
	CHECK(all_bytes(mock_base + 0x8000, mock_base + 0x9000, 0x77));
	test_memory_range(end, start, 1);
	test_memory_range(PHYS_ADDR_MAX, PHYS_ADDR_MAX, 1);
}

/* RAM that cannot be touched, and RAM above the limit. */
static void unreachable(void)
{
	mock_fill(0x77);
	memblock_add(mock_base - TEST_BYTES, 2 * TEST_BYTES);
	memblock_add(mock_base + MOCK_SIZE - 0x100000, 0x200000);
	memblock_add(PHYS_ADDR_MAX - 0xfffff, 0xfffff);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(all_bytes(mock_base, mock_base + TEST_BYTES, 0));
	CHECK(all_bytes(mock_base + MOCK_SIZE - 0x100000, mock_base + MOCK_SIZE, 0));
	mock_fill(0x77);
	memblock_set_current_limit(mock_base + 0x5000);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(all_bytes(mock_base, mock_base + 0x5000, 0));
	CHECK(all_bytes(mock_base + 0x5000, mock_base + TEST_BYTES, 0x77));
}

/* ---- bad memory ---- */

static void check_bad(phys_addr_t base, phys_addr_t size)
{
	const struct memblock_region *r = memblock.reserved.regions;

	while (r < memblock.reserved.regions + memblock.reserved.cnt && r->base != base)
		r++;
	CHECK_EQ(r->base, base);
	CHECK_EQ(r->size, size);
	CHECK_TEXT(memblock_owner(base), "bad RAM");
	CHECK_TEXT(memblock_owner(base + size - 1), "bad RAM");
}

static void stuck_bits(void)
{
	const phys_addr_t chunk = mock_base + 0x100000; /* where chunks meet */

	memblock_add(mock_base, TEST_BYTES);
	memblock_reserve(mock_base + 0x5000, 0x1000);
	break_word(mock_base + 0x2000, 1);
	break_word(mock_base + 0x2010, 1ULL << 63 | 1);
	break_word(mock_base + 0x2018, 1);
	break_word(mock_base + 0x5010, ~0ULL); /* reserved: not looked at */
	break_word(chunk - 8, 0x10);
	break_word(chunk, 0x10);
	break_word(mock_base + TEST_BYTES - 8, 2);
	/* All ones hold, then all zeroes do not. */
	test_memory_range(0, PHYS_ADDR_MAX, 2);
	CHECK(writes > 2 * 512);
	CHECK_EQ(memblock.reserved.cnt, 5);
	check_bad(mock_base + 0x2000, 8);
	check_bad(mock_base + 0x2010, 16);
	check_bad(chunk - 8, 16);
	check_bad(mock_base + TEST_BYTES - 8, 8);
	/* Coalesced, across chunks as well. */
	CHECK_TEXT(test_log(), "memtest: [0x10002010, 0x10002020) does not hold ");
	CHECK_TEXT(test_log(), "memtest: [0x100ffff8, 0x10100008) does not hold ");
	CHECK(!memblock_check());
}

/* One pattern sees only bits that it wants to be 0; the last one is all zeroes. */
static void few_patterns(void)
{
	memblock_add(mock_base, TEST_BYTES);
	break_word(mock_base + 0x2000, 4);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK_EQ(memblock.reserved.cnt, 1);
	check_bad(mock_base + 0x2000, 8);
}

/*
 * More bad words than slots: arrays move while the memory is tested, into memory that is
 * being tested, and leave their old memory behind.
 */
static void arrays_move(phys_addr_t unnamed, phys_addr_t bad)
{
	memblock_add(mock_base, TEST_BYTES);
	memblock_allow_resize();
	for (phys_addr_t i = 0; i < unnamed; i++)
		memblock_reserve(mock_base + 0x10000 + i * 64, 8);
	for (phys_addr_t i = 0; i < bad; i++)
		break_word(mock_base + 0x1000 + i * 32, 1ULL << (i % 64));
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(memblock.reserved.max > 2 * INIT_MEMBLOCK_REGIONS);
	/* The bad words, and the arrays themselves: nothing that is good was called bad. */
	for (phys_addr_t i = 0; i < bad; i++)
		check_bad(mock_base + 0x1000 + i * 32, 8);
	CHECK(memblock.reserved.cnt <= unnamed + bad + 2);
	CHECK(!memblock_check());
}

/* The last to move is the array of reservations. */
static void reservations_move(void)
{
	arrays_move(60, 220);
}

/* The last to move is the array of owners. */
static void owners_move(void)
{
	arrays_move(1, MAX_STUCK);
}

const struct suite suite_memtest = { "memtest", (const struct test_case[]){
	{ "good memory stays free and ends zeroed", good_memory },
	{ "no pattern, no test", no_patterns },
	{ "only the range that was asked for", within_range },
	{ "memory that cannot be touched is left alone", unreachable },
	{ "words with stuck bits are reserved and reported in ranges", stuck_bits },
	{ "the patterns end with zeroes", few_patterns },
	{ "pitfall 31: the array of reservations moves meanwhile", reservations_move },
	{ "pitfall 31: the array of owners moves meanwhile", owners_move },
	{ 0 },
} };
