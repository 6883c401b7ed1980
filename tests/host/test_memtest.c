/* SPDX-License-Identifier: MIT */
/* early_memtest() over memory with stuck bits. */
#include <limits.h>
#include <string.h>

#include <bootmem/setup.h>

#include <bootmem/memtest.h>
#include <lib/lib.h>
#ifdef CONFIG_NO_BOOTMEM
#include <memblock/internal.h>
#endif

#include "../suites/pages.h"
#include "mock.h"
#include "stuck.h"

static unsigned long writes;

static u8 *word_at(phys_addr_t at)
{
	return mock_memory + (at - mock_base);
}

/* early_memtest() on what break_word() broke; all is well again afterwards. */
static void test_memory_range(phys_addr_t start, phys_addr_t end, unsigned int patterns)
{
	stuck_begin();
	early_memtest_patterns(patterns);
	early_memtest(start, end);
	early_memtest_patterns(0);
	writes = stuck_end();
}

/* ---- the world ---- */

#define TEST_BYTES ((phys_addr_t)3 << 20)

/* Memory to test, and above it some for nodes' data and bitmaps. */
static void add_test_memory(void)
{
	add_range(mock_base, TEST_BYTES, BOOT_RAM, 0, NULL);
	add_range(mock_base + TEST_MEMORY_SIZE - 0x200000, 0x200000, BOOT_RAM, 0, NULL);
}

static bool all_bytes(phys_addr_t from, phys_addr_t to, u8 byte)
{
	for (u8 *at = word_at(from); at < word_at(to); at++)
		if (*at != byte)
			return false;
	return true;
}

/* ---- good memory ---- */

static void good_memory(void)
{
	const phys_addr_t taken = mock_base + 0x20000, end = mock_base + TEST_BYTES;
	phys_addr_t before;

	mock_fill(0x77);
	add_test_memory();
	add_range(taken, 0x30000, BOOT_RESERVED, NUMA_NO_NODE, "somebody");
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	test_memory_range(0, end + 0x1000, 17);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before);
	/* What was tested ends as zeroes; what is reserved is not touched, nor what is no RAM. */
	CHECK(all_bytes(mock_base, taken, 0));
	CHECK(all_bytes(taken, taken + 0x30000, 0x77));
	CHECK(all_bytes(taken + 0x30000, end, 0));
	CHECK(all_bytes(end, end + 0x1000, 0x77));
	CHECK_CORE();
}

#ifdef CONFIG_NO_BOOTMEM
/* memblock reserves bytes; words that are free in part are left alone. */
static void to_the_byte(void)
{
	mock_fill(0x77);
	memblock_add(mock_base, TEST_BYTES);
	memblock_reserve(mock_base + 0x1003, 0x2000);
	test_memory_range(0, PHYS_ADDR_MAX, 17);
	CHECK_EQ(memblock.reserved.cnt, 1);
	CHECK_EQ(memblock.reserved.total_size, 0x2000);
	CHECK(all_bytes(mock_base, mock_base + 0x1000, 0));
	CHECK(all_bytes(mock_base + 0x1003, mock_base + 0x3003, 0x77));
	CHECK(all_bytes(mock_base + 0x3008, mock_base + TEST_BYTES, 0));
	CHECK(all_bytes(mock_base + TEST_BYTES, mock_base + TEST_BYTES + 0x1000, 0x77));
	/* Between these two there is no whole word. */
	mock_fill(0x77);
	memblock_reserve(mock_base + 0x3008, 0x1000);
	test_memory_range(mock_base + 0x3000, mock_base + 0x5000, 17);
	CHECK(all_bytes(mock_base + 0x3003, mock_base + 0x4008, 0x77));
	CHECK(all_bytes(mock_base + 0x4008, mock_base + 0x5000, 0));
}
#endif

#ifdef CONFIG_NO_BOOTMEM
/* Page 0 is never allocated, but tested. */
static void the_first_word(void)
{
	mock_place(0);
	memblock_add(0, TEST_BYTES);
	break_word(0, 4);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK_TEXT(test_log(), "memtest: [0, 0x8) does not hold");
	CHECK_EQ(memblock.reserved.regions[0].base, 0);
	CHECK_EQ(memblock.reserved.total_size, 8);
}
#endif

static void no_patterns(void)
{
	mock_fill(0x77);
	add_test_memory();
	start_world();
	test_log_clear();
	test_memory_range(0, PHYS_ADDR_MAX, 0);
	CHECK(all_bytes(mock_base, mock_base + TEST_BYTES, 0x77));
	CHECK_EQ(test_log()[0], 0);
}

static void within_range(void)
{
	phys_addr_t start = mock_base + 0x1234, end = mock_base + 0x8001, before;

	mock_fill(0x77);
	add_test_memory();
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	test_memory_range(start, end, 1);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before); /* words that lie there in part are not looked at, either */
	CHECK(all_bytes(mock_base, start, 0x77));
	CHECK(all_bytes(mock_base + 0x1238, mock_base + 0x8000, 0));
	CHECK(all_bytes(mock_base + 0x8000, mock_base + 0x9000, 0x77));
	test_memory_range(end, start, 1);
	test_log_clear();
	test_memory_range(PHYS_ADDR_MAX, PHYS_ADDR_MAX, 1);
	test_memory_range(start, start, 1);
	CHECK_EQ(test_log()[0], 0);
}

/* RAM that cannot be touched, and RAM above the limit. */
static void unreachable(void)
{
	phys_addr_t before;

	mock_fill(0x77);
	add_test_memory();
	add_range(mock_base - TEST_BYTES, TEST_BYTES, BOOT_RAM, 0, NULL);
	add_range(mock_base + MOCK_SIZE - 0x100000, 0x200000, BOOT_RAM, 0, NULL);
	add_range(mock_base + 0x20000000, 0xfffff, BOOT_RAM, 0, NULL);
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK_EQ(free_bytes(0, PHYS_ADDR_MAX), before); /* nobody knows whether it is bad */
	CHECK(all_bytes(mock_base, mock_base + TEST_BYTES, 0));
	CHECK(all_bytes(mock_base + MOCK_SIZE - 0x100000, mock_base + MOCK_SIZE, 0));
	CHECK_CORE();
}

/* What is mapped ends in the middle of two megabytes: to its end it is tested. */
static void mapped_to_an_odd_megabyte(void)
{
	mock_place(mock_base + 0x100000);
	mock_fill(0x77);
	add_test_memory();
	add_range(mock_base + MOCK_SIZE - 0x100000, 0x200000, BOOT_RAM, 0, NULL);
	start_world();
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(all_bytes(mock_base + MOCK_SIZE - 0x100000, mock_base + MOCK_SIZE, 0));
	CHECK_CORE();
}

static void above_the_limit(void)
{
	mock_fill(0x77);
	add_test_memory();
	start_world();
	bootmem_set_current_limit(mock_base + 0x5000);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(all_bytes(mock_base, mock_base + 0x5000, 0));
	CHECK(all_bytes(mock_base + 0x5000, mock_base + TEST_BYTES, 0x77));
}

/* ---- bad memory ---- */

/* Where a core reserves more than the bad words: its unit. */
#ifdef CONFIG_NO_BOOTMEM
#define UNIT 8
#else
#define UNIT PAGE_SIZE
#endif

#ifdef CONFIG_NO_BOOTMEM
static void check_owner(phys_addr_t base, phys_addr_t size)
{
	const struct memblock_region *r = memblock.reserved.regions;

	while (r < memblock.reserved.regions + memblock.reserved.cnt && r->base != base)
		r++;
	CHECK_EQ(r->base, base);
	CHECK_EQ(r->size, size);
	CHECK_TEXT(memblock_owner(base), "bad RAM");
	CHECK_TEXT(memblock_owner(base + size - 1), "bad RAM");
}
#else
static void check_owner(phys_addr_t base, phys_addr_t size)
{
	(void)base; /* bits have no owners */
	(void)size;
}
#endif

/* The words are taken, and what lies beside them is free, as far as the core can tell. */
static void check_bad(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t first = phys_align_down(base, UNIT), end = phys_align_up(base + size, UNIT);

	CHECK_EQ(free_bytes(first, end), 0);
	CHECK(is_free(first - 8));
	check_owner(base, size);
}

static void stuck_bits(void)
{
	const phys_addr_t chunk = mock_base + 0x100000; /* where chunks meet */
	const phys_addr_t page = mock_base + 0x20000, taken = mock_base + 0x50000;
	phys_addr_t before;

	add_test_memory();
	add_range(taken, 0x10000, BOOT_RESERVED, NUMA_NO_NODE, "somebody");
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	break_word(page, 1);
	break_word(page + 0x10, 1ULL << 63 | 1);
	break_word(page + 0x18, 1);
	break_word(taken + 0x10, ~0ULL); /* reserved: not looked at */
	break_word(chunk - 8, 0x10);
	break_word(chunk, 0x10);
	break_word(mock_base + TEST_BYTES - 8, 2);
	/* All ones hold, then all zeroes do not. */
	test_memory_range(0, PHYS_ADDR_MAX, 2);
	CHECK(writes > 2 * 512);
	check_bad(page, 8);
	check_bad(chunk - 8, 16);
	check_bad(mock_base + TEST_BYTES - 8, 8);
	CHECK_EQ(before - free_bytes(0, PHYS_ADDR_MAX), UNIT == 8 ? 6 * 8 : 4 * PAGE_SIZE);
	CHECK_EQ(*(u64 *)(void *)word_at(taken + 0x10) & 1, 1);
	/* Coalesced, across chunks as well. */
	CHECK_TEXT(test_log(), "memtest: [0x10020000, 0x10020008) does not hold ");
	CHECK_TEXT(test_log(), "warning: memtest: [0x100ffff8, 0x10100008) does not hold 000000000000000000: bad RAM\n");
	CHECK_CORE();
#ifdef CONFIG_NO_BOOTMEM
	/* The rest of a page goes on being tested when the page is not taken as a whole. */
	check_bad(page + 0x10, 16);
	CHECK_TEXT(test_log(), "memtest: [0x10020010, 0x10020020) does not hold ");
#endif
}

/*
 * What the kernel has mapped since is tested at hand-over, before page structs lie there, and before
 * it is said what is reserved. What is free of the first pages and of the last ones has a bad word each.
 */
static void bad_memory_at_hand_over(void)
{
	const struct page *structs;
	static bool is_bad[TEST_MEMORY_SIZE >> PAGE_SHIFT];

	add_pages(0, HOME_PAGES, 0);
	start_world();
	for (unsigned long page = 0; page < HOME_PAGES; page++) {
		phys_addr_t at = pfn_phys(HOME + page);

		is_bad[page] = (page < 16 || page >= HOME_PAGES - 16) && free_bytes(at, at + PAGE_SIZE) == PAGE_SIZE;
		if (is_bad[page])
			break_word(at, 1);
	}
	stuck_begin();
	early_memtest_patterns(2);
	hand_over(one_zone());
	early_memtest_patterns(0);
	stuck_end();
	structs = pfn_to_page(HOME);
	for (unsigned long page = 0; page < HOME_PAGES; page++) {
		const u8 *word = test_pointer(pfn_phys(HOME + page));

		if (is_bad[page])
			CHECK(word < (const u8 *)structs || word >= (const u8 *)(structs + HOME_PAGES));
	}
	CHECK_PAGES();
	for (const struct page *page; (page = alloc_pages(GFP_KERNEL, 0));)
		CHECK(!is_bad[page_to_pfn(page) - HOME]);
#ifdef CONFIG_NO_BOOTMEM
	CHECK(strstr(test_log(), "8B  bad RAM\n"));
#endif
}

/* Nothing is allocated from a bad page, and it is not handed over. */
static void bad_page_is_never_used(void)
{
	unsigned long pages = 0;
	phys_addr_t bad = mock_base + 0x40000;

	add_test_memory();
	start_world();
	break_word(bad, 4);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	for (u8 *at; (at = alloc_bootmem_pages_nopanic(PAGE_SIZE)); pages++)
		CHECK(phys_pfn_down(bootmem_virt_to_phys(at)) != phys_pfn_down(bad));
	CHECK(pages >= (TEST_BYTES >> PAGE_SHIFT) - 1);
	CHECK(!is_free(bad));
}

/* One pattern sees only bits that it wants to be 0; the last one is all zeroes. */
static void few_patterns(void)
{
	phys_addr_t before;

	add_test_memory();
	start_world();
	before = free_bytes(0, PHYS_ADDR_MAX);
	break_word(mock_base + 0x20000, 4);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	check_bad(mock_base + 0x20000, 8);
	CHECK_EQ(before - free_bytes(0, PHYS_ADDR_MAX), UNIT);
}

/*
 * A word that is wrong whenever it is read first and right the next time is bad, and does not keep the test for ever.
 * So is one that is wrong once, beside others that are right.
 */
static void now_and_then(void)
{
	add_test_memory();
	start_world();
	toggle_word(mock_base + 0x20000, 4, UINT_MAX);
	toggle_word(mock_base + 0x40010, 4, 2); /* when it is written, and when it has been read */
	toggle_word(mock_base + TEST_BYTES - 8, 4, UINT_MAX);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	check_bad(mock_base + 0x20000, 8);
	check_bad(mock_base + 0x40010, 8);
	check_bad(mock_base + TEST_BYTES - 8, 8);
	CHECK_CORE();
}

/* How often a text contains another. */
static unsigned int times(const char *text, const char *part)
{
	unsigned int n = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		n++;
	}
	return n;
}

/* The word that a pattern is made of: every second group of 2^k bits, lowest first. */
static u64 groups(unsigned int k)
{
	u64 word = 0;

	for (unsigned int bit = 0; bit < 64; bit++)
		word |= (u64)!(bit >> k & 1) << bit;
	return word;
}

/* What a word is asked to hold that cannot but hold ones: with n patterns the nth comes first. */
static void each_pattern(void)
{
	u64 diagonal = 0;

	add_test_memory();
	start_world();
	for (unsigned int bit = 0; bit < 64; bit += 9)
		diagonal |= 1ULL << bit;
	for (unsigned int n = 1; n <= 18; n++) {
		u64 want = n < 3 || n > 17 ? 0 : n < 15 ? groups((n - 3) / 2) : diagonal;
		const phys_addr_t bad = mock_base + n * 0x10000;
		char text[64];

		test_log_clear();
		break_word(bad, ~0ULL);
		test_memory_range(bad, bad + 64, n);
		/* Each but the first is followed by its opposite; what the last one is does not matter. */
		want = n >= 3 && n <= 16 && n % 2 == 0 ? ~want : want;
		bootmem_format(text, sizeof(text), "does not hold %#018llx: ", (unsigned long long)want);
		CHECK(n == 17 || strstr(test_log(), text));
		CHECK_EQ(times(test_log(), "does not hold"), 1);
	}
}

/* Books of 64 bytes, and which words they have held whenever somebody looked into them. */
#define WATCHED (mock_base + 0x10000)

static u64 seen[32];
static unsigned int nr_seen;

static bool watch(phys_addr_t *base, phys_addr_t *end)
{
	u64 word;

	memcpy(&word, word_at(WATCHED), sizeof(word));
	if (nr_seen < LENGTH(seen) && (!nr_seen || seen[nr_seen - 1] != word))
		seen[nr_seen++] = word;
	*end = WATCHED + 64;
	return *base < *end;
}

static void reserve_nothing(phys_addr_t base, phys_addr_t size, const char *owner)
{
	(void)base;
	(void)size;
	CHECK(!owner);
}

static unsigned long never(void)
{
	return 0;
}

/* What is written, one after the other, and from the first again when there are more. */
static void patterns_in_memory(void)
{
	static const struct memtest_books books = { watch, reserve_nothing, never };
	u64 diagonal = 0;

	for (unsigned int bit = 0; bit < 64; bit += 9)
		diagonal |= 1ULL << bit;
	nr_seen = 0;
	early_memtest_patterns(18);
	memtest_with(&books, WATCHED, WATCHED + 64);
	early_memtest_patterns(0);
	CHECK_EQ(nr_seen, 1 + 18); /* garbage first */
	CHECK_EQ(seen[1], 0);
	CHECK(seen[2] && seen[2] != ~0ULL); /* any word will do */
	for (unsigned int i = 0; i < 8; i++) {
		u64 want = i == 0 ? diagonal : i == 7 ? 0 : groups(6 - i);

		CHECK_EQ(seen[3 + 2 * i], ~want);
		CHECK_EQ(seen[4 + 2 * i], want);
	}
}

/* Books of two chunks that count what is reserved in them. */
static phys_addr_t run_base, run_size;
static unsigned int nr_runs;

static bool two_chunks(phys_addr_t *base, phys_addr_t *end)
{
	*base = max_phys(*base, mock_base);
	*end = mock_base + 0x200000;
	return *base < *end;
}

static void note_run(phys_addr_t base, phys_addr_t size, const char *owner)
{
	(void)owner;
	run_base = base;
	run_size = size;
	nr_runs++;
}

/* However many bad words follow one another in a chunk, somebody has to look for a place for them once. */
static void runs_of_bad_words(void)
{
	static const struct memtest_books books = { two_chunks, note_run, never };

	nr_runs = 0;
	for (phys_addr_t at = 0x1000; at < 0x1100; at += 8)
		break_word(mock_base + at, 1);
	stuck_begin();
	early_memtest_patterns(1);
	memtest_with(&books, mock_base, mock_base + 0x200000);
	early_memtest_patterns(0);
	stuck_end();
	CHECK_EQ(nr_runs, 1);
	CHECK_EQ(run_base, mock_base + 0x1000);
	CHECK_EQ(run_size, 0x100);
}

/* Books of which a table moves with each reservation, the first time from OLD_TABLE. */
static phys_addr_t reserved[4];
static unsigned int nr_reserved;

#define OLD_TABLE (mock_base + 0x40)

static void pass_around(phys_addr_t word, phys_addr_t *base, phys_addr_t *end)
{
	if (*base == word)
		*base += 8;
	else if (*base < word)
		*end = min_phys(*end, word);
}

static bool around_what_is_reserved(phys_addr_t *base, phys_addr_t *end)
{
	*end = mock_base + 0x200000;
	for (unsigned int i = 0; i < nr_reserved; i++)
		pass_around(reserved[i], base, end);
	if (!nr_reserved)
		pass_around(OLD_TABLE, base, end);
	return *base < *end;
}

static void note_reservation(phys_addr_t base, phys_addr_t size, const char *owner)
{
	(void)owner;
	CHECK_EQ(size, 8);
	if (nr_reserved < LENGTH(reserved))
		reserved[nr_reserved++] = base;
	memset(word_at(OLD_TABLE), 0x77, 8);
}

static unsigned long at_each_reservation(void)
{
	return nr_reserved;
}

/* What a table leaves behind below the word for which it moved is tested, and zeroed, too. */
static void again_after_a_move(void)
{
	static const struct memtest_books books = { around_what_is_reserved, note_reservation,
						    at_each_reservation };
	const phys_addr_t chunk = mock_base + 0x100000;

	nr_reserved = 0;
	break_word(OLD_TABLE, 1);
	break_word(chunk - 8, 1);
	break_word(chunk, 1);
	stuck_begin();
	early_memtest_patterns(1);
	memtest_with(&books, mock_base, mock_base + 0x200000);
	early_memtest_patterns(0);
	stuck_end();
	CHECK_EQ(nr_reserved, 3);
	CHECK_EQ(reserved[0], chunk - 8);
	CHECK_EQ(reserved[1], OLD_TABLE);
	CHECK_EQ(reserved[2], chunk);
	CHECK(all_bytes(mock_base, OLD_TABLE, 0));
	CHECK(all_bytes(OLD_TABLE + 8, chunk - 8, 0));
	CHECK(all_bytes(chunk + 8, mock_base + 0x200000, 0));
}

static bool last_bytes(phys_addr_t *base, phys_addr_t *end)
{
	*base = max_phys(*base, PHYS_ADDR_MAX - 5);
	*end = PHYS_ADDR_MAX;
	return *base < *end;
}

/* Less than a word at the end of all addresses: rounded up, it does not begin at the first one. */
static void no_word_at_the_end(void)
{
	static const struct memtest_books books = { last_bytes, reserve_nothing, never };

	mock_place(0);
	mock_fill(0x77);
	bootmem_set_current_limit(PHYS_ADDR_MAX);
	early_memtest_patterns(1);
	memtest_with(&books, 0, PHYS_ADDR_MAX);
	early_memtest_patterns(0);
	CHECK(all_bytes(0, 0x1000, 0x77));
}

#ifdef CONFIG_NO_BOOTMEM

static phys_addr_t grown_bytes(struct memblock_type *type)
{
	return span_size(memblock_grown_array(type));
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
	CHECK_EQ(memblock_reserved_size(), 8 * (unnamed + bad) + grown_bytes(&memblock.reserved) +
						   grown_bytes(&memblock_owners));
	CHECK(!memblock_check());
}

/* They move from low memory upwards, and what they leave there is zeroed. */
static void arrays_move_upwards(void)
{
	phys_addr_t at = 0, end;

	memblock_set_bottom_up(true);
	memblock_add(mock_base, TEST_BYTES);
	memblock_allow_resize();
	for (phys_addr_t i = 0; i < MAX_STUCK; i++)
		break_word(mock_base + 0x101000 + i * 32, 1);
	test_memory_range(0, PHYS_ADDR_MAX, 1);
	CHECK(memblock.reserved.max > 2 * INIT_MEMBLOCK_REGIONS);
	for (; core_next_free(&at, &end); at = end)
		CHECK(all_bytes(at, end, 0));
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

#endif

const struct suite suite_memtest = { "memtest", (const struct test_case[]){
	{ "good memory stays free and ends zeroed", good_memory },
	{ "no pattern, no test", no_patterns },
	{ "only the range that was asked for", within_range },
	{ "memory that cannot be touched is left alone", unreachable },
	{ "memory that is mapped up to an odd megabyte", mapped_to_an_odd_megabyte },
	{ "memory above the limit is left alone", above_the_limit },
	{ "words with stuck bits are reserved and reported in ranges", stuck_bits },
	{ "bad memory is found before page structs lie there", bad_memory_at_hand_over },
	{ "bad memory is never allocated", bad_page_is_never_used },
	{ "memory that fails now and then", now_and_then },
	{ "bad words in a run are reserved at once", runs_of_bad_words },
	{ "the patterns end with zeroes", few_patterns },
	{ "each pattern", each_pattern },
	{ "each pattern, in memory", patterns_in_memory },
	{ "all of it again when a table has moved", again_after_a_move },
	{ "less than a word at the end of all addresses", no_word_at_the_end },
#ifdef CONFIG_NO_BOOTMEM
	{ "memblock: to the byte", to_the_byte },
	{ "memblock: a bad word at address 0", the_first_word },
	{ "pitfall 31: the array of reservations moves meanwhile", reservations_move },
	{ "pitfall 31: the array of owners moves meanwhile", owners_move },
	{ "pitfall 31: what they leave behind is zeroed", arrays_move_upwards },
#endif
	{ 0 },
} };
