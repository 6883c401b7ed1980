/* SPDX-License-Identifier: MIT */
#include "boot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/port.h>
#include <bootmem/translate.h>

#include "../host/mock.h"
#include "../suites/test.h"
#include "fuzz.h"

#define REACHED	  (8UL << 20) /* of memory: more only takes time */
#define IMAGE_AT  (4UL << 20)
#define MOST	  0x10000 /* bytes of a block */

static const struct boot_machine *machine;
static unsigned int wanted, reclaimed; /* a kind: to be reclaimed, and when it is */
static unsigned int wishes;

/* The mock kernel says it of a range that no kernel can be asked for. */
bool test_check(bool ok, const char *file, int line, const char *what)
{
	if (!ok) {
		fprintf(stderr, "%s:%d: %s\n", file, line, what);
		abort();
	}
	return ok;
}

/* ---- what was told: the firmware's own map, seen without a sweep ---- */

static struct boot_range told_ranges[BOOT_MAP_RANGES];
static struct boot_map told;

static void say_nothing(const char *sentence)
{
	(void)sentence;
}

/* What setup_arch() will be told; false when it cannot do anything with it. */
static bool ask_firmware(void)
{
	static struct boot_info info;
	static struct memory_options options;

	memset(&info, 0, sizeof(info));
	memset(&options, 0, sizeof(options));
	boot_map_init(&told, told_ranges, BOOT_MAP_RANGES);
	if (boot_translate(machine->magic, machine->memory + FUZZ_BASE, boot_data, &told, &info, say_nothing))
		return false;
	cmdline_translate(info.command_line ? info.command_line : "", &told, &options, say_nothing);
	return true;
}

/* Is there RAM under all of [start, end)? The image is RAM whatever is said. */
static bool is_ram(u64 start, u64 end)
{
	u64 at = start, before;

	do {
		before = at;
		for (unsigned int i = 0; i < told.count; i++) {
			const struct boot_range *r = &told.ranges[i];

			if ((r->kind == BOOT_RAM || r->kind == reclaimed) && r->base <= at && at < r->end)
				at = r->end;
		}
	} while (at < end && at > before);
	return at >= end;
}

static bool page_has(u64 page, unsigned int kind)
{
	for (unsigned int i = 0; i < told.count; i++) {
		const struct boot_range *r = &told.ranges[i];

		if (r->kind == kind && r->base < page + PAGE_SIZE && page < r->end)
			return true;
	}
	return false;
}

/* Has a range bytes in common with something of a kind? */
static bool is_part_of(const struct boot_range *range, unsigned int kind)
{
	for (unsigned int i = 0; i < told.count; i++) {
		const struct boot_range *r = &told.ranges[i];

		if (r->kind == kind && r->base < range->end && range->base < r->end)
			return true;
	}
	return false;
}

/* Is there a page in [start, end) on which something weighs more than what is reclaimed? */
static bool weighs_more(const struct boot_range *r, u64 start, u64 end)
{
	u64 at = r->base > start ? r->base & PAGE_MASK : start;

	if (r->kind == BOOT_RAM || r->kind == reclaimed || r->base >= end || r->end <= start)
		return false;
	if (r->kind > reclaimed || r->kind >= BOOT_ACPI_DATA) /* those share no page that is given back */
		return true;
	if (r->kind == BOOT_RESERVED && !is_part_of(r, reclaimed))
		return true;
	for (; at < end && at < r->end; at += PAGE_SIZE)
		if (!page_has(at, reclaimed))
			return true;
	return false;
}

static bool is_in_use(u64 start, u64 end)
{
	for (unsigned int i = 0; i < told.count; i++)
		if (weighs_more(&told.ranges[i], start, end))
			return true;
	if (start < machine->hole_end && machine->hole < end)
		return true;
	return start < mock_image + (u64)(_end - _text) && mock_image < end;
}

/* ---- what is handed over ---- */

struct block {
	u64 start, end;
};

static struct block *blocks;
static size_t nr_blocks, max_blocks;

static void receive(unsigned long pfn, unsigned int order)
{
	u64 start = (u64)pfn << PAGE_SHIFT;

	if (nr_blocks == max_blocks) {
		max_blocks = 2 * max_blocks + 64;
		blocks = realloc(blocks, max_blocks * sizeof(*blocks));
	}
	blocks[nr_blocks++] = (struct block){ start, start + ((u64)PAGE_SIZE << order) };
}

static int by_start(const void *a, const void *b)
{
	u64 x = ((const struct block *)a)->start, y = ((const struct block *)b)->start;

	return (x > y) - (x < y);
}

static void judge_blocks(void)
{
	if (nr_blocks)
		qsort(blocks, nr_blocks, sizeof(*blocks), by_start);
	for (size_t i = 0; i < nr_blocks; i++) {
		u64 start = blocks[i].start, end = blocks[i].end;
		char where[80];

		snprintf(where, sizeof(where), "of [%#llx, %#llx) a page came twice, is no RAM, or is in use",
			 start, end);
		fuzz_insist((i == 0 || blocks[i - 1].end <= start) && is_ram(start, end) &&
				    !is_in_use(start, end), where);
	}
}

static void judge_panic(const char *why)
{
	static const char *const own_faults[] = { "the sum of pages is wrong", "somebody gave memory" };

	fuzz_insist(*why, "a panic without a sentence");
	for (size_t i = 0; i < LENGTH(own_faults); i++)
		fuzz_insist(!strstr(why, own_faults[i]), why);
}

/* ---- one boot ---- */

static void power_on(void)
{
	static bool started;

	if (!started)
		fuzz_insist(mock_start(), "no memory");
	started = true;
	test_reset();
	memset(&boot_info, 0, sizeof(boot_info));
	memset(&boot_options, 0, sizeof(boot_options));
	max_possible_pfn = 0;
	nr_blocks = 0;
	mock_place((phys_addr_t)machine->memory);
	mock_image = (phys_addr_t)machine->memory + IMAGE_AT;
	mock_receiver = receive;
	bootmem_set_current_limit((phys_addr_t)(machine->memory + REACHED));
	setup_lowmem_end = wishes & BOOT_LOWMEM ? machine->memory + REACHED : 0;
	boot_wish(wishes);
}

static void load(u64 at, const u8 *bytes, size_t len)
{
	void *there = bootmem_phys_to_virt((phys_addr_t)at, MOST);

	if (there)
		memcpy(there, bytes, len < MOST ? len : MOST);
}

static void reclaim(void)
{
	reclaimed = wanted;
	bootmem_reclaim((enum boot_kind)reclaimed);
}

static void boot(void)
{
	char *command_line;

	setup_arch(&command_line, machine->magic, (void *)(uintptr_t)(machine->memory + FUZZ_BASE));
	fuzz_insist(strnlen(command_line, BOOT_COMMAND_LINE) < BOOT_COMMAND_LINE, "a command line without an end");
	if (wishes & BOOT_EARLY)
		reclaim();
	mem_init();
	judge_blocks();
	if (!(wishes & BOOT_EARLY))
		reclaim();
}

int boot_run(const struct boot_machine *machines, unsigned int n, const u8 *data, size_t size)
{
	size_t first;

	if (size < BOOT_HEADER)
		return 0;
	machine = &machines[data[BOOT_MACHINE] % n];
	reclaimed = BOOT_RAM;
	wanted = BOOT_SOFT_RESERVED + data[BOOT_RECLAIMED] % (BOOT_FRAMEBUFFER - BOOT_SOFT_RESERVED + 1);
	wishes = data[BOOT_WISHES];
	first = boot_le16(data + BOOT_LENGTH);
	data += BOOT_HEADER;
	size -= BOOT_HEADER;
	first = first < size ? first : size;
	power_on();
	load(machine->memory + machine->second, data + first, size - first);
	load(machine->memory + FUZZ_BASE, data, first);
	if (!ask_firmware())
		return 0;
	if (test_catch_panic()) {
		judge_panic(test_panic_text());
	} else {
		boot();
		test_no_panic();
	}
	judge_blocks();
	return 0;
}

/* ---- for the mock ---- */

void fuzz_insist(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: %s\n%s", what, test_log());
	abort();
}

void mock_unexpected_panic(const char *why)
{
	fuzz_insist(false, why);
	__builtin_trap();
}
