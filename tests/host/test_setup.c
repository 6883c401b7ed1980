/* SPDX-License-Identifier: MIT */
/*
 * setup_memory() on the host.
 *
 * Every case describes a machine, runs the common part of setup_arch(), and asks the core what
 * is free, in whichever configuration.
 */
#include <bootmem/port.h>
#include <bootmem/setup.h>

#include <string.h>

#include <core.h>
#include <fill.h>
#include <lib/lib.h>
#include <page/internal.h>

#include "../suites/test.h"
#include "acpi_build.h"
#include "mock.h"
#include "stuck.h"

#define PAGE	   ((phys_addr_t)PAGE_SIZE)
#define PAGES(n)   ((phys_addr_t)(n) * PAGE)
#define RAM_PAGES  1000
#define BASE	   mock_base /* of RAM */
#define IMAGE_AT   (BASE + PAGES(512))
#define IMAGE_SIZE phys_align_up((phys_addr_t)(_end - _text), PAGE_SIZE)
#define IMAGE_PAGES (IMAGE_SIZE / PAGE_SIZE)

/* ---- a machine ---- */

static struct boot_range storage[BOOT_MAP_RANGES];
static struct boot_map machine;
static struct setup_policy policy;
static char command[BOOT_COMMAND_LINE];

static void add(phys_addr_t base, phys_addr_t size, enum boot_kind kind)
{
	boot_map_add(&machine, base, size, kind, NUMA_NO_NODE, NULL);
}

static void without_ram(const char *command_line)
{
	mock_image = IMAGE_AT;
	boot_map_init(&machine, storage, BOOT_MAP_RANGES);
	memset(&boot_info, 0, sizeof(boot_info));
	memset(&boot_options, 0, sizeof(boot_options));
	memset(&policy, 0, sizeof(policy));
	setup_lowmem_end = 0;
	max_possible_pfn = 0;
	bootmem_format(command, sizeof(command), "%s", command_line);
	boot_info.command_line = command;
	bootmem_set_current_limit(BASE + MOCK_SIZE);
}

/* RAM with the image in it, and nothing else. */
static void begin(const char *command_line)
{
	without_ram(command_line);
	add(BASE, PAGES(RAM_PAGES), BOOT_RAM);
}

static void run(void)
{
	setup_memory(&machine, &policy);
}

/* What the storage of firmware's map holds behind its entries counts for nothing. */
static void leave_rubbish(phys_addr_t base, phys_addr_t size, enum boot_kind kind)
{
	for (unsigned int i = machine.count; i < machine.max; i++)
		storage[i] = (struct boot_range){ .base = base, .end = base + size, .kind = kind,
						  .nid = NUMA_NO_NODE };
}

/* Is every page of a range free (taken), by the core that owns memory? */
static bool all_free(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t at = base, end;

	return core_next_free(&at, &end) && at == base && end - base >= size;
}

static bool all_taken(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t at = base, end;

	return !core_next_free(&at, &end) || at >= base + size;
}

static unsigned long ram_pages(void)
{
	unsigned long start, end, pages = 0;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		pages += end - start;
	return pages;
}

static unsigned long ram_ranges(void)
{
	unsigned long n = 0;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, NULL, NULL, NULL)
		n++;
	return n;
}

#ifdef CONFIG_NUMA
static int node_at(phys_addr_t addr)
{
	unsigned long start, end, pfn = phys_pfn_down(addr);
	int i, nid;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, &nid)
		if (pfn >= start && pfn < end)
			return nid;
	return -2;
}
#endif

/* ---- what is in use ---- */

static void in_use(void)
{
	phys_addr_t initrd = BASE + PAGES(100) + 7;

	begin("hello mem");
	add(initrd, PAGES(3), BOOT_INITRD);
	boot_info.initrd = (struct boot_span){ initrd, PAGES(3) };
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES);
	CHECK(all_taken(IMAGE_AT, IMAGE_SIZE));
	CHECK(all_taken(BASE + PAGES(100), PAGES(4)));
	CHECK(all_free(BASE + PAGES(104), PAGE));
	CHECK(all_free(BASE + PAGES(99), PAGE));
	CHECK_EQ(setup_kernel.start, phys_pfn_down(IMAGE_AT));
	CHECK_EQ(setup_kernel.end, phys_pfn_down(IMAGE_AT + IMAGE_SIZE));
	CHECK_EQ(min_low_pfn, phys_pfn_down(BASE));
	CHECK_EQ(max_pfn, phys_pfn_down(BASE) + RAM_PAGES);
	CHECK_EQ(max_low_pfn, max_pfn);
	CHECK_TEXT(setup_command_line(), "hello mem");
	CHECK_TEXT(test_log(), " kernel\n"); /* its owner's name says no more */
	CHECK(!strstr(test_log(), "kernel: kernel"));
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_TEXT(memblock_owner(initrd), "initrd"); /* nobody's name: its kind says for what it is */
#endif
}

/* Also when it is the very first of all, and the very last. */
static void in_use_at_the_ends(void)
{
	begin("");
	add(BASE, PAGE, BOOT_INITRD);
	add(BASE + PAGES(RAM_PAGES - 1), PAGE, BOOT_DTB);
	run();
	CHECK(all_taken(BASE, PAGE));
	CHECK(!all_taken(BASE + PAGES(1), PAGES(RAM_PAGES - 2)));
	CHECK(all_taken(BASE + PAGES(RAM_PAGES - 1), PAGE));
	CHECK_EQ(ram_pages(), RAM_PAGES);
}

/* RAM in two entries with so many bytes in between, the upper one first. */
static bool image_lies_in_ram(phys_addr_t from, phys_addr_t middle, phys_addr_t hole, phys_addr_t to)
{
	test_reset();
	without_ram("");
	add(BASE + PAGES(64), PAGES(64), BOOT_RAM);
	boot_map_add(&machine, middle + hole, to - middle - hole, BOOT_RAM, 0, NULL);
	boot_map_add(&machine, from, middle - from, BOOT_RAM, 1, NULL);
	run();
	return !strstr(test_log(), "is not RAM by the memory map");
}

static void image_outside_ram(void)
{
	without_ram("");
	add(BASE + PAGES(64), PAGES(64), BOOT_RAM);
	run();
	CHECK_TEXT(test_log(), text("warning: the kernel image at [%#llx, %#llx) is not RAM by the memory map; it is taken for "
				    "RAM\n", PHYS(IMAGE_AT), PHYS(IMAGE_AT + IMAGE_SIZE)));
	CHECK(all_taken(IMAGE_AT, IMAGE_SIZE));
	CHECK_EQ(ram_pages(), 64 + IMAGE_PAGES);
	/* To the byte. */
	CHECK(image_lies_in_ram(IMAGE_AT, IMAGE_AT + 1, 0, IMAGE_AT + IMAGE_SIZE));
	CHECK(!image_lies_in_ram(IMAGE_AT, IMAGE_AT + 1, 1, IMAGE_AT + IMAGE_SIZE));
	CHECK(!image_lies_in_ram(IMAGE_AT + 1, IMAGE_AT + 2, 0, IMAGE_AT + IMAGE_SIZE));
	CHECK(!image_lies_in_ram(IMAGE_AT, IMAGE_AT + 1, 0, IMAGE_AT + IMAGE_SIZE - 1));
	/* What the loader has there without RAM is none. */
	test_reset();
	without_ram("");
	add(BASE + PAGES(64), PAGES(64), BOOT_RAM);
	add(IMAGE_AT, IMAGE_SIZE, BOOT_INFO);
	run();
	CHECK_TEXT(test_log(), "is not RAM by the memory map");
	CHECK_EQ(ram_pages(), 64 + IMAGE_PAGES);
}

/* RAM that is no whole page, counted to the byte. */
static void lost_to_rounding(void)
{
	begin("");
	add(BASE + PAGES(2000) + 5, PAGES(2), BOOT_RAM);
	add(BASE + PAGES(2010), 100, BOOT_RAM);
	run();
	CHECK_EQ(setup_lost_bytes, PAGE + 100);
	CHECK_EQ(ram_pages(), RAM_PAGES + 1);
	/* What a limit takes is not lost. */
	test_reset();
	begin("");
	bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(50)));
	add(BASE + PAGES(2010), 100, BOOT_RAM);
	run();
	CHECK_EQ(setup_lost_bytes, 100);
	CHECK_EQ(ram_pages(), 50 + IMAGE_PAGES);
}

/* Pages that only begin, or end, with the image are the kernel's, too. */
static void image_within_pages(void)
{
	without_ram("");
	add(BASE + PAGES(64), PAGES(64), BOOT_RAM);
	mock_image = IMAGE_AT + PAGE - 16;
	run();
	CHECK(all_taken(IMAGE_AT, IMAGE_SIZE + PAGE));
	CHECK_EQ(setup_kernel.start, phys_pfn_down(IMAGE_AT));
	CHECK_EQ(setup_kernel.end, phys_pfn_down(IMAGE_AT + IMAGE_SIZE) + 1);
	CHECK_EQ(ram_pages(), 64 + IMAGE_PAGES + 1);
	test_reset(); /* its last byte is a page's last one */
	without_ram("");
	add(BASE + PAGES(64), PAGES(64), BOOT_RAM);
	mock_image = IMAGE_AT + IMAGE_SIZE - (phys_addr_t)(_end - _text);
	run();
	CHECK_EQ(setup_kernel.end, phys_pfn_down(IMAGE_AT + IMAGE_SIZE));
	CHECK_EQ(ram_pages(), 64 + IMAGE_PAGES);
}

static void nothing_usable(void)
{
	begin("");
	add(BASE, PAGES(RAM_PAGES), BOOT_BAD);
	CHECK_PANIC(run(), text("the kernel image at [%#llx, %#llx) lies over [%#llx, %#llx), which is bad (by the memory map): "
				"load it elsewhere, or change memmap=, lowest= or the device tree", PHYS(IMAGE_AT),
				PHYS(IMAGE_AT + IMAGE_SIZE), PHYS(BASE), PHYS(BASE + PAGES(RAM_PAGES))));
	test_reset();
	without_ram("");
	CHECK_PANIC(run(), "there is no RAM: the memory map (1 ranges) leaves nothing usable; check the loader's map or memory "
		    "nodes, mem=, memmap= and linux,usable-memory-range");
}

static void nomap_over_image(void)
{
	begin("");
	add(IMAGE_AT + PAGE, PAGE, BOOT_NOMAP);
	CHECK_PANIC(run(), "load it elsewhere");
}

static void too_many_ranges(void)
{
	begin("");
	for (unsigned int i = 0; i < BOOT_MAP_RANGES; i++)
		add(BASE + PAGES(RAM_PAGES + 2 * i + 1), PAGE, BOOT_RAM);
	CHECK_PANIC(run(), text("firmware's memory map has more than %u ranges: raise BOOT_MAP_RANGES", BOOT_MAP_RANGES));
}

/* ---- limits ---- */

static void mem_by_amount(void)
{
	begin("");
	bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(50) + 1));
	add(BASE + PAGES(200), PAGES(2), BOOT_INITRD);
	run();
	CHECK_EQ(ram_pages(), 50 + 2 + IMAGE_PAGES); /* what is in use stays */
	CHECK(all_taken(BASE + PAGES(50), PAGES(RAM_PAGES)));
	CHECK(all_free(BASE, PAGE));
}

/* To the byte: pages that are begun do not count. The second amount ends behind a hole. */
static void mem_to_the_byte(void)
{
	static const unsigned int amounts[] = { 50, RAM_PAGES + 4 };

	for (unsigned int i = 0; i < LENGTH(amounts); i++)
		for (int more = -1; more <= 1; more++) {
			unsigned long pages = amounts[i] - (more < 0);

			test_reset();
			begin("");
			bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(amounts[i])) + (unsigned long long)more);
			add(BASE + PAGES(RAM_PAGES + 100), PAGES(10), BOOT_RAM);
			run();
			CHECK_EQ(setup_ram_end, BASE + PAGES(pages) + (i ? PAGES(100) : 0));
			CHECK_EQ(ram_pages(), pages + (i ? 0 : IMAGE_PAGES));
		}
}

static void mem_by_address(void)
{
	begin("");
	bootmem_format(command, sizeof(command), "mem=%#llx", PHYS(BASE + PAGES(60)));
	policy.limit_by_address = true;
	run();
	CHECK_EQ(ram_pages(), 60 + IMAGE_PAGES);
}

static void usable_ranges(void)
{
	begin("");
	boot_info.usable[0] = (struct boot_span){ BASE + PAGES(150) + 1, PAGES(20) };
	boot_info.usable[1] = (struct boot_span){ BASE + PAGES(40), PAGES(30) };
	boot_info.usable[2] = (struct boot_span){ BASE + PAGES(60), PAGES(20) + 5 };
	boot_info.usable[3] = (struct boot_span){ BASE + PAGES(RAM_PAGES - 6), ~0ULL };
	boot_info.nr_usable = 4;
	run();
	/* 40 to 80, 151 to 170, six at the end, and the image. */
	CHECK_EQ(ram_pages(), 40 + 19 + 6 + IMAGE_PAGES);
	CHECK(all_taken(BASE, PAGES(40)));
	CHECK(all_free(BASE + PAGES(40), PAGES(30)));
	CHECK(all_taken(BASE + PAGES(80), PAGES(71)));
	CHECK(all_taken(BASE + PAGES(170), PAGES(RAM_PAGES - 6 - 170)));
}

/* Near the first page, the image or the last page, to the byte; or at an end of all addresses. */
static u64 some_place(void)
{
	u64 near = PAGES(test_random_below(5)) + test_random_below(3) - PAGES(2) - 1;

	switch (test_random_below(4)) {
	case 0:
		return BASE + near;
	case 1:
		return IMAGE_AT + near;
	case 2:
		return BASE + PAGES(RAM_PAGES) + near;
	default:
		return PAGES(2) + 1 + near; /* 0, or such a size, or the end when it is subtracted */
	}
}

static bool is_usable(u64 page)
{
	for (unsigned int i = 0; i < boot_info.nr_usable; i++) {
		u64 base = boot_info.usable[i].base, size = boot_info.usable[i].size;

		if (page >= base && page - base <= size && size - (page - base) >= PAGE_SIZE)
			return true;
	}
	return false;
}

static bool is_ram_page(phys_addr_t page)
{
	unsigned long start, end, pfn = phys_pfn_down(page);
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		if (pfn >= start && pfn < end)
			return true;
	return false;
}

/* By definition: the image stays, and other pages that lie wholly inside of one range. */
static void usable_by_definition(void)
{
	for (unsigned long step = mock_steps(300); step; step--) {
		unsigned long wrong = 0;

		test_reset();
		mock_place((step % 2) * PAGES(1000)); /* BASE, which may be 0 */
		begin("");
		boot_info.nr_usable = 1 + (unsigned int)test_random_below(BOOT_USABLE_RANGES);
		for (unsigned int i = 0; i < BOOT_USABLE_RANGES; i++) {
			u64 base = some_place(), end = some_place();

			boot_info.usable[i] = (struct boot_span){ base, test_random_below(4) ? end - base : end };
		}
		/* Enough for any core. */
		boot_info.usable[test_random_below(boot_info.nr_usable)] = (struct boot_span){ BASE + PAGES(100), PAGES(50) };
		run();
		for (unsigned long i = 0; i < RAM_PAGES; i++) {
			phys_addr_t page = BASE + PAGES(i);

			wrong += is_ram_page(page) != (page - IMAGE_AT < IMAGE_SIZE || is_usable(page));
		}
		for (unsigned int i = 0; i < boot_map.count; i++) /* in whole pages */
			wrong += (boot_map.ranges[i].base | boot_map.ranges[i].end) % PAGE_SIZE;
		CHECK_EQ(wrong, 0);
		CHECK_EQ(setup_ram_end, 0); /* nobody says of what comes later that it is usable */
	}
}

static void lowest(void)
{
	mock_place(0);
	without_ram("");
	add(0, PAGES(RAM_PAGES), BOOT_RAM);
	bootmem_format(command, sizeof(command), "lowest=%u", 3 * (unsigned int)PAGE_SIZE + 1);
	run();
	CHECK(all_taken(0, PAGES(4)));
	CHECK(all_free(PAGES(4), PAGE));
	CHECK_TEXT(test_log(), " firmware: lowest=");
	test_reset(); /* its last byte is a page's last one */
	mock_place(0);
	without_ram("");
	add(0, PAGES(RAM_PAGES), BOOT_RAM);
	bootmem_format(command, sizeof(command), "lowest=%u", 3 * (unsigned int)PAGE_SIZE);
	run();
	CHECK(all_taken(0, PAGES(3)));
	CHECK(all_free(PAGES(3), PAGE));
}

static void high_memory(void)
{
	begin("");
	setup_lowmem_end = BASE + PAGES(90) + 5; /* in whole pages */
	run();
	CHECK_EQ(max_low_pfn, phys_pfn_down(BASE) + 90); /* though the image lies above */
#ifdef CONFIG_HIGHMEM
	CHECK_EQ(ram_pages(), RAM_PAGES);
#else
	CHECK_EQ(ram_pages(), 90 + IMAGE_PAGES);
	CHECK(all_taken(BASE + PAGES(90), PAGE));
	CHECK_EQ(setup_ram_end, BASE + PAGES(90));
	CHECK_TEXT(test_log(), text("warning: RAM above %#llx is not used: the kernel does not map it; build with CONFIG_HIGHMEM "
				    "to have it\n", PHYS(BASE + PAGES(90))));
#endif
	/* It is said only of RAM: by the page, in the first range of the map or behind what is no RAM. */
	for (unsigned int row = 0; row < 5; row++) {
		test_reset();
		without_ram("");
		mock_image = BASE + PAGES(row == 4 ? 100 - IMAGE_PAGES : 20);
		add(BASE + (row == 2 ? PAGES(20) : 0), PAGES(100), BOOT_RAM);
		if (row == 1)
			add(BASE - PAGES(2), PAGE, BOOT_RUNTIME);
		add(BASE + PAGES(200), PAGES(5), BOOT_RUNTIME);
		setup_lowmem_end = BASE + PAGES(row == 4 ? 9 : row == 3 ? 100 : 99) + PAGE - 1;
		run();
#ifdef CONFIG_HIGHMEM
		CHECK(!strstr(test_log(), "the kernel does not map it"));
#else
		CHECK_EQ(!!strstr(test_log(), "the kernel does not map it"), row != 3);
#endif
	}
	test_reset();
	begin("");
	run();
	CHECK(!strstr(test_log(), "the kernel does not map it"));
	/* Nor of what mem= has taken. */
	test_reset();
	begin("");
	bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(50)));
	setup_lowmem_end = BASE + PAGES(600);
	run();
	CHECK(!strstr(test_log(), "the kernel does not map it"));
	/* A kernel that maps more than there is. */
	test_reset();
	begin("");
	setup_lowmem_end = BASE + PAGES(RAM_PAGES + 5);
	run();
	CHECK_EQ(max_low_pfn, max_pfn);
}

/* ---- places ---- */

static void dynamic(void)
{
	begin("");
	boot_info.dynamic[0] = (struct boot_dynamic){ .name = "pool", .size = PAGES(4),
						      .align = PAGES(8) };
	boot_info.dynamic[1] = (struct boot_dynamic){
		.name = "dark", .size = 100, .nomap = true, .nr_ranges = 2,
		.ranges = { { IMAGE_AT, IMAGE_SIZE }, { BASE + PAGES(100), PAGES(10) } } };
	boot_info.dynamic[2] = (struct boot_dynamic){ .name = "huge", .size = ~0ULL };
	boot_info.dynamic[3] = (struct boot_dynamic){ .name = "wide", .size = (1ULL << 32) + 1 };
	boot_info.nr_dynamic = 4;
	run();
	CHECK(all_taken(BASE + PAGES(RAM_PAGES - 8), PAGES(4)));
	CHECK(all_taken(BASE + PAGES(109), PAGE));
	CHECK(all_free(BASE + PAGES(100), PAGES(9)));
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(109))->kind, BOOT_NOMAP);
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(RAM_PAGES - 8))->kind, BOOT_RESERVED);
	CHECK_TEXT(boot_map_find(&boot_map, BASE + PAGES(109))->owner, "dark");
	CHECK_TEXT(boot_map_find(&boot_map, BASE + PAGES(RAM_PAGES - 8))->owner, "pool");
	CHECK_TEXT(test_log(), text("\nreserved-memory node dark: [%#llx, %#llx) nomap\n", PHYS(BASE + PAGES(109)),
				    PHYS(BASE + PAGES(110))));
	CHECK_TEXT(test_log(), text("\nreserved-memory node pool: [%#llx, %#llx)\n", PHYS(BASE + PAGES(RAM_PAGES - 8)),
				    PHYS(BASE + PAGES(RAM_PAGES - 4))));
	CHECK_TEXT(test_log(), text("warning: no room for reserved-memory node huge: %llu KiB are not free where it wants them\n",
				    1ULL << 54));
	CHECK(!strstr(test_log(), "\nreserved-memory node huge: ["));
	CHECK_TEXT(test_log(), "no room for reserved-memory node wide: 4194305 KiB are not free"); /* nor less */
	CHECK_EQ(ram_pages(), RAM_PAGES);
	/* It comes before what may lie anywhere. */
	test_reset();
	begin("crashkernel=64K");
	boot_info.dynamic[0] = (struct boot_dynamic){
		.name = "top", .size = PAGES(4), .nr_ranges = 1,
		.ranges = { { BASE + PAGES(RAM_PAGES - 4), PAGES(4) } } };
	boot_info.nr_dynamic = 1;
	run();
	CHECK_TEXT(test_log(), text("\nreserved-memory node top: [%#llx, %#llx)\n", PHYS(BASE + PAGES(RAM_PAGES - 4)),
				    PHYS(BASE + PAGES(RAM_PAGES))));
	CHECK_EQ(setup_crash_kernel.size, 65536);
}

static void claims(void)
{
	phys_addr_t low, there, nowhere = 5, nothing = 5, aligned;
	const struct setup_claim wanted[] = {
		{ "trampoline", 100, 0, 0, BASE + PAGES(10), &low },
		{ "there", PAGES(2), 0, BASE + PAGES(77), 0, &there },
		{ "taken", PAGES(2), 0, BASE + PAGES(78), 0, &nowhere },
		{ "nothing", 0, 0, 0, 0, &nothing },
		{ "aligned", 1, PAGES(16), 0, 0, &aligned },
	};

	begin("");
	policy.claims = wanted;
	policy.nr_claims = LENGTH(wanted);
	run();
	CHECK_EQ(low, BASE + PAGES(9));
	CHECK_EQ(there, BASE + PAGES(77));
	CHECK_EQ(nowhere, 0);
	CHECK_EQ(nothing, 0);
	CHECK_EQ(aligned, phys_align_down(BASE + PAGES(RAM_PAGES - 1), PAGES(16)));
	CHECK(all_taken(low, PAGE));
	CHECK(all_taken(there, PAGES(2)));
	CHECK_TEXT(test_log(), text("warning: no room for taken: %llu KiB are not free where it wants them\n",
				    PHYS(PAGES(2)) >> 10));
}

static void crash_kernel(void)
{
	begin("crashkernel=64K");
	run();
	CHECK_EQ(setup_crash_kernel.size, 65536);
	CHECK(setup_crash_kernel.base);
	CHECK(all_taken((phys_addr_t)setup_crash_kernel.base, 65536));
}

static void crash_kernel_there(void)
{
	begin("");
	bootmem_format(command, sizeof(command), "crashkernel=1@%#llx", PHYS(BASE + PAGES(99)));
	run();
	CHECK_EQ(setup_crash_kernel.base, BASE + PAGES(99));
	CHECK_EQ(setup_crash_kernel.size, PAGE_SIZE);
	CHECK(all_taken(BASE + PAGES(99), PAGE));
}

static void crash_kernel_nowhere(void)
{
	begin("");
	bootmem_format(command, sizeof(command), "crashkernel=1M@%#llx", PHYS(IMAGE_AT));
	run();
	CHECK_EQ(setup_crash_kernel.size, 0);
	CHECK_TEXT(test_log(), "no room for crashkernel=");
	/* And none of it is left from before when nobody asks. */
	setup_crash_kernel = (struct boot_span){ 5, 5 };
	test_reset();
	begin("");
	run();
	CHECK_EQ(setup_crash_kernel.base, 0);
	CHECK_EQ(setup_crash_kernel.size, 0);
	/* Nor may it leave nothing. */
	test_reset();
	without_ram("");
	add(BASE, PAGES(2), BOOT_RAM);
	bootmem_format(command, sizeof(command), "crashkernel=%llu", PHYS(PAGES(2)));
	CHECK_PANIC(run(), "there is no RAM");
}

#ifdef CONFIG_PHYS_ADDR_T_64BIT
/* As high as it may be below 4 GiB, where old devices reach, or else as high as there is. */
static void crash_kernel_low_or_high(void)
{
	const phys_addr_t high = (phys_addr_t)1 << 32;

	for (int fits = 0; fits < 2; fits++) {
		test_reset();
		begin(fits ? "crashkernel=16M" : "crashkernel=96M");
		add(high - (64 << 20), 64 << 20, BOOT_RAM);
		add(high + (64 << 20), 256 << 20, BOOT_RAM);
		run();
		CHECK_EQ(setup_crash_kernel.base, fits ? high - (16 << 20) : high + (224 << 20));
		CHECK_EQ(setup_crash_kernel.size, (fits ? 16 : 96) << 20);
	}
}
#endif

/* ---- giving back ---- */

static void reclaim_before(void)
{
	begin("");
	add(BASE + PAGES(100), PAGES(3), BOOT_INITRD);
	add(BASE + PAGES(200), PAGES(3), BOOT_INITRD);
	add(BASE + PAGES(110), PAGES(5), BOOT_LOADER);
	boot_map_add(&machine, BASE + PAGES(120), PAGES(2), BOOT_ACPI_DATA, NUMA_NO_NODE, "tables");
	add(BASE + PAGES(130), PAGES(4), BOOT_SOFT_RESERVED);
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES - 6);
	CHECK_EQ(bootmem_reclaim(BOOT_INITRD), PAGES(6));
	CHECK(all_free(BASE + PAGES(100), PAGES(3)));
	CHECK(all_taken(BASE + PAGES(110), PAGES(5)));
	CHECK_EQ(bootmem_reclaim(BOOT_INITRD), 0);
	CHECK_EQ(bootmem_reclaim(BOOT_DTB), 0); /* there was none: no reason to warn */
	CHECK(!strstr(test_log(), "bootmem_reclaim"));
	CHECK_EQ(bootmem_reclaim(BOOT_SOFT_RESERVED), PAGES(4));
	CHECK(all_free(BASE + PAGES(130), PAGES(4)));
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), PAGES(2));
	CHECK(all_free(BASE + PAGES(120), PAGES(2)));
	CHECK_EQ(ram_pages(), RAM_PAGES);
	CHECK_EQ(ram_ranges(), 1); /* it is of the same node as what lies around it, or of none */
	CHECK(all_taken(BASE + PAGES(110), PAGES(5)));
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(120))->kind, BOOT_RAM);
	CHECK(boot_map_find(&boot_map, BASE + PAGES(120))->ram);
	CHECK(boot_range_is_ram(boot_map_find(&boot_map, BASE + PAGES(120))));
	CHECK(!boot_map_find(&boot_map, BASE + PAGES(120))->owner);
#if defined(CONFIG_HAVE_MEMBLOCK) && !defined(CONFIG_NO_BOOTMEM)
	CHECK_PANIC(memblock_add(BASE, PAGE), "was called after bootmem_init()"); /* as before */
#endif
	CHECK_EQ(bootmem_reclaim(BOOT_KERNEL), 0);
	CHECK_EQ(bootmem_reclaim(BOOT_RESERVED), 0);
	CHECK_TEXT(test_log(), "warning: bootmem_reclaim(kernel): never reclaimed\n");
	CHECK_TEXT(test_log(), "warning: bootmem_reclaim(reserved): never reclaimed\n");
}

/* Which kinds are given back, each from inside RAM. */
static void reclaim_kinds(void)
{
	for (unsigned int kind = 0; kind <= BOOT_NR_KINDS; kind++) {
		bool wanted = kind == BOOT_SOFT_RESERVED || kind == BOOT_LOADER || kind == BOOT_ACPI_DATA ||
			      kind == BOOT_INITRD || kind == BOOT_DTB || kind == BOOT_INFO ||
			      kind == BOOT_FRAMEBUFFER;

		test_reset();
		begin("");
		add(BASE + PAGES(100), PAGES(3), (enum boot_kind)kind);
		run();
		CHECK_EQ(bootmem_reclaim((enum boot_kind)kind), wanted ? PAGES(3) : 0);
		CHECK(!!strstr(test_log(), "never reclaimed") == !wanted);
		CHECK(kind == BOOT_RAM || (wanted ? all_free : all_taken)(BASE + PAGES(100), PAGES(3)));
	}
}

/* The initrd's end and the command line lie on one page, and the tree begins on the next one. */
static void reclaim_shared(void)
{
	begin("");
	add(BASE + PAGES(100), PAGES(3) + 5, BOOT_INITRD);
	add(BASE + PAGES(103) + 64, PAGE + 10, BOOT_INFO);
	add(BASE + PAGES(104) + 64, 100, BOOT_DTB);
	add(BASE + PAGES(110), 256, BOOT_RESERVED); /* in front of an initrd */
	add(BASE + PAGES(110) + 256, PAGE, BOOT_INITRD);
	add(BASE + PAGES(120) + 16, 64, BOOT_RESERVED); /* the framebuffer's own */
	add(BASE + PAGES(120) + 32, PAGE, BOOT_FRAMEBUFFER);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_INFO), 0);
	CHECK_TEXT(test_log(), "warning: bootmem_reclaim(boot info): something else lies on its pages\n");
	CHECK_EQ(bootmem_reclaim(BOOT_INITRD), PAGES(4));
	CHECK(!strstr(test_log(), "bootmem_reclaim(initrd)")); /* the rest goes without saying */
	CHECK(all_free(BASE + PAGES(100), PAGES(3)));
	CHECK(all_taken(BASE + PAGES(103), PAGES(2)));
	CHECK(all_taken(BASE + PAGES(110), PAGE));
	CHECK(all_free(BASE + PAGES(111), PAGE));
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(100))->kind, BOOT_RAM);
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(103) + 64)->kind, BOOT_INFO); /* what was kept is what it was */
	CHECK_EQ(bootmem_reclaim(BOOT_FRAMEBUFFER), PAGES(2));
	/* One shares its page, the next one is no RAM. */
	test_reset();
	begin("");
	add(BASE + PAGES(100), 16, BOOT_INITRD);
	add(BASE + PAGES(100) + 64, 16, BOOT_ACPI_DATA);
	add(BASE + PAGES(2000), PAGE, BOOT_INITRD);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_INITRD), 0);
	CHECK_TEXT(test_log(), "bootmem_reclaim(initrd): something else lies on its pages");
}

static void reclaim_after(void)
{
	static const unsigned long zones[MAX_NR_ZONES] = { 0, 0, ~0UL, ~0UL };
	unsigned long free;

	without_ram("");
	add(BASE, MOCK_SIZE, BOOT_RAM);
	add(BASE + PAGES(64), PAGES(5), BOOT_LOADER);
	add(BASE + PAGES(72), PAGES(2), BOOT_ACPI_DATA);
	run();
	hand_over(zones);
	free = nr_free_pages();
	CHECK_EQ(bootmem_reclaim(BOOT_LOADER), PAGES(5));
	CHECK_EQ(nr_free_pages(), free + 5);
	CHECK(!strstr(test_log(), "bootmem_reclaim"));
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
	CHECK_TEXT(test_log(), "warning: bootmem_reclaim(ACPI data): it is no RAM, and after mem_init() it is too late to make it "
		   "that\n");
	CHECK_TEXT(test_log(), "Memory: ");
	CHECK(!page_alloc_check());
}

/* Where most firmware has them: behind the last RAM. A bitmap ends there. */
static void reclaim_behind(void)
{
	unsigned long zones[MAX_NR_ZONES] = { 0 };

	without_ram("");
	add(BASE, MOCK_SIZE - PAGES(2), BOOT_RAM);
	add(BASE + MOCK_SIZE - PAGES(2), PAGES(2), BOOT_ACPI_DATA);
	run();
#ifdef CONFIG_NO_BOOTMEM
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), PAGES(2));
	CHECK_EQ(max_pfn, phys_pfn_down(BASE + MOCK_SIZE));
#else
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
	CHECK_EQ(max_pfn, phys_pfn_down(BASE + MOCK_SIZE) - 2);
#endif
	CHECK_EQ(max_low_pfn, max_pfn);
	zones[ZONE_NORMAL] = max_low_pfn;
	zones[MAX_NR_ZONES - 1] = max_pfn;
	hand_over(zones);
	CHECK(!page_alloc_check());
}

#ifdef CONFIG_NUMA
/* What becomes RAM is its node's. */
static void reclaim_on_its_node(void)
{
	begin("");
	boot_numa_add(&boot_info.numa, BASE, PAGES(300), 0, false);
	boot_numa_add(&boot_info.numa, BASE + PAGES(300), PAGES(RAM_PAGES - 300), 1, false);
	boot_map_add(&machine, BASE + PAGES(600), PAGES(2), BOOT_ACPI_DATA, 1, NULL);
	boot_map_remove(&machine, BASE + PAGES(600), PAGES(2), BOOT_RAM);
	run();
	CHECK_EQ(node_at(BASE + PAGES(600)), -2);
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), PAGES(2));
	CHECK_EQ(node_at(BASE + PAGES(600)), 1);
	CHECK(boot_range_is_ram(boot_map_find(&boot_map, BASE + PAGES(600))));
	CHECK(all_free(BASE + PAGES(600), PAGES(2)));
}
#endif

/* What limits RAM limits what becomes RAM, too. */
static void reclaim_beyond(void)
{
	begin("");
	bootmem_format(command, sizeof(command), "mem=%#llx", PHYS(BASE + PAGES(900)));
	policy.limit_by_address = true;
	add(BASE + PAGES(899), PAGES(2), BOOT_ACPI_DATA);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
	CHECK_TEXT(test_log(), "warning: bootmem_reclaim(ACPI data): it is no RAM, or it lies beyond what is used\n");
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(899))->kind, BOOT_ACPI_DATA);
	test_reset(); /* right below it, with RAM behind that is in use */
	begin("");
	bootmem_format(command, sizeof(command), "mem=%#llx", PHYS(BASE + PAGES(900)));
	policy.limit_by_address = true;
	add(BASE + PAGES(898), PAGES(2), BOOT_ACPI_DATA);
	add(BASE + PAGES(910), PAGES(2), BOOT_INITRD);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), PAGES(2));
	test_reset();
	begin("");
	policy.reach = BASE + PAGES(900);
	add(BASE + PAGES(900), PAGES(1), BOOT_SOFT_RESERVED);
	add(BASE + PAGES(880), PAGES(3), BOOT_SOFT_RESERVED);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_SOFT_RESERVED), PAGES(3));
	test_reset();
	/* Exactly all RAM, and no limit. */
	begin("");
	bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(RAM_PAGES)));
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES);
	CHECK_EQ(setup_ram_end, BASE + PAGES(RAM_PAGES));
	test_reset();
	begin("");
	run();
	CHECK_EQ(setup_ram_end, ~0ULL);
	/* What the kernel said before is not lowered. */
	test_reset();
	begin("");
	max_possible_pfn = phys_pfn_down(BASE) + 5000;
	run();
	CHECK_EQ(max_possible_pfn, phys_pfn_down(BASE) + 5000);
	test_reset();
	begin("");
	boot_info.usable[0] = (struct boot_span){ BASE, PAGES(900) };
	boot_info.nr_usable = 1;
	add(BASE + PAGES(880), PAGES(3), BOOT_ACPI_DATA);
	run();
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
}

/* ---- words ---- */

static void looking(void)
{
	const u64 past = (u64)PHYS_ADDR_MAX;

	CHECK(boot_data(BASE + 5, 8) == test_pointer(BASE + 5));
	CHECK(!boot_data(BASE - 1, 8));
	CHECK(!boot_data(past, 1));
	CHECK(!boot_data(past - 4, 5));
	CHECK(!boot_data(past - 4, 50));
	CHECK(!boot_data(~0ULL, 2));
	/* The last byte that has an address of its own to end at can be looked at. */
	mock_place(PHYS_ADDR_MAX - MOCK_SIZE);
	CHECK(boot_data(past - MOCK_SIZE, MOCK_SIZE) == mock_memory);
	CHECK(boot_data(past - 1, 1) == mock_memory + MOCK_SIZE - 1);
	CHECK(!boot_data(past - 1, 2));
	mock_place(PHYS_ADDR_MAX - MOCK_SIZE + 1);
	CHECK(!boot_data(past, 1));
	CHECK_EQ(boot_image_phys(), mock_image);
	CHECK_PANIC(boot_fail("%s and %u", "this", 7U), "this and 7");
	boot_note("100 %d"); /* words, not a format */
	CHECK_TEXT(test_log(), "warning: 100 %d\n");
}

static void command_lines(void)
{
	static char line[BOOT_COMMAND_LINE + 20];

	begin("lowest=often");
	run();
	CHECK_TEXT(test_log(), "lowest=often");
	test_reset();
	/* A copy is kept, for what the loader left is lost. */
	begin("a=50%d b");
	run();
	memset(command, 0, sizeof(command));
	CHECK(!strcmp(setup_command_line(), "a=50%d b"));
	CHECK(!strcmp(boot_info.command_line, "a=50%d b"));
	test_reset();
	begin("");
	boot_info.command_line = NULL;
	run();
	CHECK_EQ(setup_command_line()[0], 0);
	test_reset();
	/* What is not kept is read all the same. */
	begin("");
	memset(line, 'x', sizeof(line) - 1);
	bootmem_format(line + sizeof(line) - 12, 12, " mem=%u", 4096 * 50);
	boot_info.command_line = line;
	run();
	CHECK_TEXT(test_log(), "warning: the command line is longer than 4095 characters; what setup_arch() returns is cut\n");
	CHECK_EQ(text_length(setup_command_line()), BOOT_COMMAND_LINE - 1);
	CHECK_EQ(ram_pages(), phys_pfn_down(4096 * 50) + IMAGE_PAGES);
	/* Just as long as can be kept. */
	test_reset();
	begin("");
	line[BOOT_COMMAND_LINE - 1] = '\0';
	boot_info.command_line = line;
	run();
	CHECK(!strstr(test_log(), "the command line is longer"));
	CHECK_EQ(text_length(setup_command_line()), BOOT_COMMAND_LINE - 1);
}

/* Does memblock describe itself when it is asked? */
static bool memblock_talks(void)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	size_t before = strlen(test_log());

	memblock_dump_all();
	return strlen(test_log()) > before;
#else
	return boot_options.debug;
#endif
}

static void debug(void)
{
	begin("");
	run();
	CHECK(!strstr(test_log(), "limit 0x"));
	CHECK(!memblock_talks());
	test_reset();
	begin("memblock=debug");
	run();
	CHECK_TEXT(test_log(), "limit 0x");
	CHECK(memblock_talks());
}

/* ---- who lies where ---- */

static void two_entries(phys_addr_t middle)
{
	without_ram("");
	boot_map_add(&machine, middle, PAGES(100), BOOT_RAM, 0, NULL);
	boot_map_add(&machine, BASE, middle - BASE, BOOT_RAM, 1, NULL);
	run();
	CHECK(!strstr(test_log(), "is not RAM by the memory map"));
	if (MAX_NUMNODES == 1) /* nobody misses nodes where there are none */
		CHECK(!strstr(test_log(), "have no node"));
	CHECK_EQ(ram_pages(), 512 + 1 + 100);
}

/* RAM in two entries that meet inside the image, the upper one first. */
static void image_across_entries(void)
{
	two_entries(IMAGE_AT + PAGE);
	/* Inside a page of it, which is no node's RAM. */
	test_reset();
	two_entries(IMAGE_AT + PAGE + 16);
	CHECK(all_taken(IMAGE_AT, IMAGE_SIZE));
}

static unsigned int times(const char *text, const char *part)
{
	unsigned int n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void occupants(void)
{
	begin("");
	add(BASE + PAGES(100), PAGES(3), BOOT_INITRD);
	add(BASE + PAGES(102), PAGE, BOOT_NOMAP);
	boot_map_add(&machine, BASE + PAGES(100), PAGE, BOOT_BAD, NUMA_NO_NODE, "50%d"); /* no format */
	run();
	CHECK_TEXT(test_log(), text("warning: the initrd at [%#llx, %#llx) lies over [%#llx, %#llx), which is bad (50%%d): "
				    "load it elsewhere, or change memmap=, lowest= or the device tree\n", PHYS(BASE + PAGES(100)),
				    PHYS(BASE + PAGES(103)), PHYS(BASE + PAGES(100)), PHYS(BASE + PAGES(101))));
	CHECK_EQ(times(test_log(), "load it elsewhere"), 1); /* the first is enough */
	test_reset();
	begin("");
	boot_info.initrd = (struct boot_span){ IMAGE_AT - PAGE, PAGE + 1 };
	run();
	CHECK_TEXT(test_log(), text("warning: the initrd at [%#llx, %#llx) lies over the kernel image and is damaged: load it "
				    "elsewhere\n", PHYS(IMAGE_AT - PAGE), PHYS(IMAGE_AT + 1)));
	test_reset();
	begin("");
	boot_info.initrd = (struct boot_span){ IMAGE_AT - PAGE, ~0ULL }; /* passes the end */
	run();
	CHECK_TEXT(test_log(), "lies over the kernel image and is damaged");
	test_reset();
	begin("");
	boot_info.initrd = (struct boot_span){ IMAGE_AT - PAGE, PAGE };
	run();
	CHECK(!strstr(test_log(), "lies over the kernel image"));
	test_reset();
	begin("");
	boot_info.initrd = (struct boot_span){ IMAGE_AT + IMAGE_SIZE, PAGE };
	run();
	CHECK(!strstr(test_log(), "lies over the kernel image"));
	test_reset();
	begin("");
	add(BASE + PAGES(100), PAGES(3), BOOT_DTB);
	boot_map_add(&machine, BASE + PAGES(102), PAGE, BOOT_BAD, NUMA_NO_NODE, "scratch");
	CHECK_PANIC(run(), "which is bad (scratch): load it elsewhere");
	test_reset();
	begin("");
	add(BASE + PAGES(100), PAGES(3), BOOT_INFO); /* was read before */
	add(BASE + PAGES(102), PAGE, BOOT_BAD);
	run();
	CHECK(!strstr(test_log(), "load it elsewhere"));
	test_reset();
	begin("");
	add(BASE - PAGES(9), PAGE, BOOT_INITRD);
	add(BASE - PAGES(4), PAGE, BOOT_FRAMEBUFFER);
	add(BASE + PAGES(2000), PAGE, BOOT_DTB);
	run();
	CHECK_TEXT(test_log(), text("warning: device tree at [%#llx, %#llx) lies outside RAM\n", PHYS(BASE + PAGES(2000)),
				    PHYS(BASE + PAGES(2001))));
	CHECK_TEXT(test_log(), text("warning: initrd at [%#llx, %#llx) lies outside RAM\n", PHYS(BASE - PAGES(9)),
				    PHYS(BASE - PAGES(8))));
	CHECK(!strstr(test_log(), "framebuffer at ["));
	test_reset();
	begin("");
	add(BASE + PAGES(100), PAGE, BOOT_BAD);
	leave_rubbish(BASE + PAGES(100), PAGE, BOOT_DTB);
	run();
	CHECK(!strstr(test_log(), "load it elsewhere"));
}

static void always(void)
{
	static struct boot_range ours[2];

	begin("");
	ours[0] = (struct boot_range){ BASE + PAGES(7), BASE + PAGES(9), BOOT_RUNTIME, NUMA_NO_NODE,
				       false, false, "ours" };
	ours[1] = (struct boot_range){ BASE - PAGES(9), BASE - PAGES(8), BOOT_MMIO, 5, false, false, "theirs" };
	policy.always = ours;
	policy.nr_always = 2;
	run();
	CHECK_TEXT(test_log(), text("Firmware's memory map:\n  0x%012llx-0x%012llx not RAM node 5: theirs\n", PHYS(BASE - PAGES(9)),
				    PHYS(BASE - PAGES(8) - 1)));
	CHECK_TEXT(test_log(), text("\n  0x%012llx-0x%012llx firmware: ours\n", PHYS(BASE + PAGES(7)), PHYS(BASE + PAGES(9) - 1)));
	CHECK_EQ(ram_pages(), RAM_PAGES - 2);
	CHECK(all_taken(BASE + PAGES(7), PAGES(2)));
}

/* ---- beyond ---- */

static void reach(void)
{
	begin("");
	policy.reach = BASE + PAGES(RAM_PAGES);
	leave_rubbish(BASE + PAGES(2000), PAGE, BOOT_RAM);
	run();
	CHECK(!strstr(test_log(), "the processor does not reach it"));
	test_reset();
	begin("");
	policy.reach = BASE + PAGES(900);
	add(BASE + PAGES(2000), PAGE, BOOT_RAM);
	run();
	CHECK_TEXT(test_log(), "the processor does not reach it");
	CHECK_EQ(ram_pages(), 900);
	test_reset();
	begin("");
	policy.reach = BASE + PAGES(900);
	run();
	CHECK_TEXT(test_log(), "the processor does not reach it");
}

static void above_all_addresses(void)
{
	begin("");
	boot_map_add(&machine, 1ULL << 32, 5ULL << 20, BOOT_RAM, NUMA_NO_NODE, NULL);
	run();
	CHECK_EQ(!!strstr(test_log(), "warning: 5 MiB of RAM lie above the highest physical address that this kernel was built "
			  "for and are not used\n"),
		 sizeof(phys_addr_t) < 8);
	/* Whoever made the map counted them. */
	test_reset();
	begin("");
	machine.clipped = 7ULL << 20;
	run();
	CHECK_TEXT(test_log(), "warning: 7 MiB of RAM lie above the highest");
	test_reset();
	begin("");
	run();
	CHECK(!strstr(test_log(), "above the highest"));
}

/* A limit beyond all RAM, and one across a hole. */
static void mem_over_holes(void)
{
	begin("mem=1024G");
	add(BASE + PAGES(RAM_PAGES + 100), PAGES(10), BOOT_RAM);
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES + 10);
	CHECK_EQ(min_low_pfn, phys_pfn_down(BASE));
	CHECK_EQ(max_pfn, phys_pfn_down(BASE) + RAM_PAGES + 110);
	CHECK_EQ(max_possible_pfn, max_pfn);
	CHECK_EQ(setup_ram_end, ~0ULL);
	test_reset();
	begin("");
	bootmem_format(command, sizeof(command), "mem=%llu", PHYS(PAGES(RAM_PAGES + 4)));
	add(BASE + PAGES(RAM_PAGES), PAGE, BOOT_MMIO);
	add(BASE + PAGES(RAM_PAGES + 100), PAGES(10), BOOT_RAM);
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES + 4);
}

static void nothing_is_usable(void)
{
	begin("");
	boot_info.usable[0] = (struct boot_span){ BASE + 1, 2 * PAGE_SIZE - 2 }; /* no whole page */
	boot_info.nr_usable = 1;
	CHECK_PANIC(run(), "there is no RAM");
}

static void usable_at_the_end(void)
{
	begin("");
	boot_info.usable[0] = (struct boot_span){ ~0ULL - 5, 3 };
	boot_info.usable[1] = (struct boot_span){ BASE, PAGES(10) };
	boot_info.nr_usable = 2;
	run();
	CHECK_EQ(ram_pages(), 10 + IMAGE_PAGES);
}

/* What a machine comes to, with this behind the entries of its swept map: all that is said, and the limit of RAM. */
static u64 run_over_rubbish(const char *command_line, struct boot_range rubbish, char *said, size_t size)
{
	test_reset();
	begin(command_line);
	add(BASE + PAGES(100), PAGES(3), BOOT_INITRD);
	add(BASE - PAGES(20), PAGES(4), BOOT_ACPI_DATA);
	boot_info.dynamic[0] = (struct boot_dynamic){ .name = "pool", .size = PAGES(2) };
	boot_info.nr_dynamic = 1;
	for (unsigned int i = 0; i < boot_map.max; i++)
		boot_map.ranges[i] = rubbish;
	run();
	bootmem_dump();
	bootmem_format(said, size, "%s", test_log());
	return setup_ram_end + setup_lost_bytes + bootmem_reclaim(BOOT_ACPI_DATA) + bootmem_reclaim(BOOT_INITRD) + ram_pages();
}

/* What lies behind the entries of the swept map counts for nothing. */
static void rubbish_behind_the_map(void)
{
	static char clean[8192], said[8192], more[32];
	const char *const lines[] = { "", "mem=1M", "mem=1024G", "memtest=1", "numa=off mem=1M", more };
	struct boot_range rubbish = { .ram = true, .owner = "rubbish" };

	bootmem_format(more, sizeof(more), "mem=%llu", PHYS(PAGES(RAM_PAGES + 9)));
	for (unsigned int i = 0; i < LENGTH(lines); i++) {
		u64 sum = run_over_rubbish(lines[i], (struct boot_range){ 0 }, clean, sizeof(clean));

		for (int kind = 0; kind < BOOT_NR_KINDS; kind++)
			for (int there = 0; there < 2; there++) {
				rubbish.kind = (enum boot_kind)kind;
				rubbish.base = there ? IMAGE_AT - PAGES(2) : BASE + PAGES(RAM_PAGES + 5);
				rubbish.end = rubbish.base + MOCK_SIZE;
				rubbish.nid = kind % 2 ? NUMA_NO_NODE : MAX_NUMNODES - 1;
				CHECK_EQ(run_over_rubbish(lines[i], rubbish, said, sizeof(said)), sum);
				CHECK(!strcmp(said, clean));
			}
	}
}

/* ---- a map without room ---- */

static struct boot_range plenty[4096];

/* So many ranges once it is swept: RAM that has holes, the image, pages far apart. */
static void many_ranges(const char *command_line, unsigned int ranges)
{
	without_ram(command_line);
	boot_map_init(&machine, plenty, LENGTH(plenty));
	add(BASE, PAGES(256), BOOT_RAM);
	add(IMAGE_AT, IMAGE_SIZE, BOOT_RAM);
	for (unsigned int i = 2; i < ranges; i++)
		add(BASE + PAGES(RAM_PAGES + 2 * i), PAGE, BOOT_RAM);
}

/* Arrays grow for it: RAM that found no slot would be lost with a warning only. */
static void ram_in_many_pieces(void)
{
	many_ranges("", 200);
	run();
	CHECK_EQ(ram_pages(), 256 + IMAGE_PAGES + 198);
	CHECK(!strstr(test_log(), "raise"));
}

/* How many fit. */
static unsigned int capacity(void)
{
	unsigned int max;

	begin("");
	run();
	max = boot_map.max;
	test_reset();
	return max;
}

/* The bitmap must have a place in the map, memblock need not. */
static void run_without_room(void)
{
#ifdef CONFIG_HAVE_MEMBLOCK
	run();
#else
	CHECK_PANIC(run(), "no room for the ");
#endif
	CHECK_EQ(boot_map.count, boot_map.max);
}

static void no_room_to_claim(void)
{
	unsigned int max = capacity();
	phys_addr_t result = 1;
	const struct setup_claim wanted = { "buffer", PAGES(2), 0, 0, 0, &result };

	many_ranges("crashkernel=2M", max);
	policy.claims = &wanted;
	policy.nr_claims = 1;
	boot_info.dynamic[0] = (struct boot_dynamic){ .name = "pool", .size = PAGES(2) };
	boot_info.nr_dynamic = 1;
	run_without_room();
	CHECK_EQ(result, 0);
	CHECK_TEXT(test_log(), "no room for buffer");
	CHECK_TEXT(test_log(), "no room for reserved-memory node pool");
	CHECK_TEXT(test_log(), "no room for crashkernel=");
	CHECK_EQ(setup_crash_kernel.size, 0);
}

static void no_room_to_cut(void)
{
	unsigned int max = capacity();

	many_ranges("", max);
	boot_info.usable[0] = (struct boot_span){ BASE, PAGES(10) };
	boot_info.usable[1] = (struct boot_span){ BASE + PAGES(20), PAGES(RAM_PAGES * 10) };
	boot_info.nr_usable = 2;
	CHECK_PANIC(run(), "the swept memory map is full: raise BOOT_MAP_RANGES");
}

/* There is room for whatever a full map of the firmware is split into, and for every claim to split it again. */
static void room_for_all(void)
{
	unsigned int splits = 8 + BOOT_DYNAMIC_RANGES + MAX_NUMNODES;

	CHECK(capacity() >= 2 * BOOT_MAP_RANGES + 1 + BOOT_USABLE_RANGES + 2 * splits);
	begin("");
	for (phys_addr_t at = BASE + PAGES(RAM_PAGES - 2); machine.count < BOOT_MAP_RANGES - 1; at -= PAGES(2))
		if (at < IMAGE_AT || at >= IMAGE_AT + IMAGE_SIZE) /* which needs a range, too */
			add(at, PAGE, BOOT_MMIO);
	run();
	CHECK(boot_map.count >= 2 * (BOOT_MAP_RANGES - 1));
}

static void no_room_to_sweep(void)
{
	unsigned int max = capacity();

	many_ranges("", max + 1);
	CHECK_PANIC(run(), "raise BOOT_MAP_RANGES");
}

/* ---- memtest= ---- */

static void bad_memory(void)
{
	unsigned int max;

	begin("memtest=17");
	break_word(BASE + PAGES(77) + 8, 1);
	stuck_begin();
	run();
	CHECK(stuck_end());
	CHECK(all_taken(BASE + PAGES(77), PAGE));
	CHECK(all_free(BASE + PAGES(78), PAGE));
	CHECK_EQ(ram_pages(), RAM_PAGES);
	CHECK_EQ(boot_map_find(&boot_map, BASE + PAGES(77))->kind, BOOT_RESERVED);
	/* Only what will be used is tested. */
	test_reset();
	begin("");
	bootmem_format(command, sizeof(command), "memtest=17 mem=%llu", PHYS(PAGES(60)));
	break_word(BASE + PAGES(77) + 8, 1);
	stuck_begin();
	run();
	CHECK(!stuck_end());
	CHECK(!boot_map_find(&boot_map, BASE + PAGES(77)));
	test_reset();
	max = capacity();
	many_ranges("memtest=17", max);
	break_word(BASE + PAGES(77) + 8, 1);
	stuck_begin();
	run_without_room();
	CHECK(stuck_end());
	CHECK_TEXT(test_log(), "warning: memtest: too many bad ranges: raise BOOT_MAP_RANGES\n");
	CHECK(!strstr(test_log(), "reserved as")); /* which is not so */
}

/* Nothing is put where memory is bad. */
static void claims_of_good_memory(void)
{
	phys_addr_t result;
	const struct setup_claim wanted = { "buffer", PAGES(1), 0, 0, BASE + PAGES(10), &result };

	begin("memtest=1");
	policy.claims = &wanted;
	policy.nr_claims = 1;
	break_word(BASE + PAGES(9) + 8, 1);
	stuck_begin();
	run();
	CHECK(stuck_end());
	CHECK_EQ(result, BASE + PAGES(8));
}

/* All that is free is tested, from the first word of each range to the last, and nothing else is touched. */
static void memtest_to_the_word(void)
{
	static const unsigned int bad[] = { 0, 100, 112, 300, 300, 600, 700, 700 }; /* every other one is an end */
	static const unsigned int good[] = { 100, 101, 111, 600, 650, 699 };
	u8 before[LENGTH(good)][2];

	mock_place(0);
	without_ram("memtest=3");
	mock_image = PAGES(700);
	boot_map_add(&machine, 0, PAGES(300), BOOT_RAM, 0, NULL);
	boot_map_add(&machine, PAGES(300), PAGES(300), BOOT_RAM, 1, NULL);
	add(PAGES(600), PAGES(100), BOOT_RAM);
	add(PAGES(600), PAGES(100), BOOT_LOADER);
	add(PAGES(700) + IMAGE_SIZE, PAGES(100), BOOT_RAM);
	add(PAGES(100), PAGES(12), BOOT_INITRD);
	for (unsigned int i = 0; i < LENGTH(bad); i++)
		break_word(PAGES(bad[i]) + (bad[i] < 700 ? 0 : IMAGE_SIZE + (i % 2) * PAGES(100)) - (i % 2) * 8, 1);
	for (unsigned int i = 0; i < LENGTH(good); i++)
		for (unsigned int end = 0; end < 2; end++)
			before[i][end] = mock_memory[PAGES(good[i]) + end * (PAGE - 1)];
	stuck_begin();
	run();
	CHECK(stuck_end());
	CHECK_TEXT(test_log(), "memtest: [0, ");
	for (unsigned int i = 0; i < LENGTH(bad); i++) {
		phys_addr_t word = PAGES(bad[i]) + (bad[i] < 700 ? 0 : IMAGE_SIZE + (i % 2) * PAGES(100)) - (i % 2) * 8;

		CHECK_EQ(boot_map_find(&boot_map, word)->kind, BOOT_RESERVED);
	}
	for (unsigned int i = 0; i < LENGTH(good); i++)
		for (unsigned int end = 0; end < 2; end++)
			CHECK_EQ(mock_memory[PAGES(good[i]) + end * (PAGE - 1)], before[i][end]);
}

/* ---- more places ---- */

/* What is free, as a table; where something is put is taken. */
static bool is_free_page[RAM_PAGES];

/* By definition: the highest place that is free, aligned, and lies inside. 0 = none. */
static phys_addr_t put(u64 size, u64 align, u64 from, u64 to)
{
	unsigned long pages = (unsigned long)((size + PAGE_SIZE - 1) >> PAGE_SHIFT), run = 0;

	for (unsigned long i = RAM_PAGES; i-- > 0;) {
		phys_addr_t addr = BASE + PAGES(i);

		run = is_free_page[i] ? run + 1 : 0;
		if (!pages || run < pages || addr % align || addr < from || addr + PAGES(pages) > to)
			continue;
		for (unsigned long k = i; k < i + pages; k++)
			is_free_page[k] = false;
		return addr;
	}
	return 0;
}

/* Some size, or some place near the pages behind the first n, to the byte. */
static u64 about(unsigned long n)
{
	return PAGES(n + test_random_below(5)) + test_random_below(3) - 1;
}

/* The kernel's claims and the firmware's dynamic reservations, one after the other, against the definition. */
static void places_by_definition(void)
{
	for (unsigned long step = mock_steps(300); step; step--) {
		struct setup_claim wanted[6] = { { 0 } };
		phys_addr_t got[LENGTH(wanted)];
		unsigned long wrong = 0;

		test_reset();
		begin("");
		add(BASE + PAGES(40), PAGES(RAM_PAGES - 60), BOOT_LOADER); /* 40 pages are free below it, 20 above */
		add(BASE + PAGES(33), PAGE, BOOT_INITRD);
		for (unsigned long i = 0; i < RAM_PAGES; i++)
			is_free_page[i] = (i < 40 && i != 33) || i >= RAM_PAGES - 20;
		for (unsigned int i = 0; i < LENGTH(wanted); i++) {
			bool there = test_random_below(2);

			wanted[i] = (struct setup_claim){ "some", test_random_below(4) ? about(0) + 1 : test_random_below(3),
							  test_random_below(3) ? 0 : 1ULL << test_random_below(PAGE_SHIFT + 4),
							  there ? BASE + about(31) : 0,
							  test_random_below(2) ? BASE + about(34) : 0, &got[i] };
		}
		policy.claims = wanted;
		policy.nr_claims = LENGTH(wanted);
		boot_info.nr_dynamic = (unsigned int)test_random_below(4);
		for (unsigned int i = 0; i < 4; i++) { /* one more than counts, at least */
			struct boot_dynamic *d = &boot_info.dynamic[i];

			*d = (struct boot_dynamic){ .name = "pool", .size = about(0) + 1, .nomap = i == 1,
						    .align = test_random_below(3) ? 0 : 1ULL << test_random_below(PAGE_SHIFT + 4) };
			for (unsigned int k = 0; k < LENGTH(d->ranges); k++)
				d->ranges[k] = (struct boot_span){ BASE + about(10 + 5 * k), test_random_below(4) ? about(2) : 0 };
			d->nr_ranges = (unsigned int)test_random_below(LENGTH(d->ranges) + 1);
		}
		run();
		for (unsigned int i = 0; i < LENGTH(wanted); i++) {
			const struct setup_claim *c = &wanted[i];
			u64 to = c->at ? c->at + phys_align_up((phys_addr_t)c->size, PAGE_SIZE) : c->below ? c->below : PHYS_ADDR_MAX;

			wrong += got[i] != put(c->size, c->align ? c->align : 1, c->at, to);
		}
		for (unsigned int i = 0; i < boot_info.nr_dynamic; i++) {
			const struct boot_dynamic *d = &boot_info.dynamic[i];
			phys_addr_t there = 0;

			if (!d->nr_ranges)
				there = put(d->size, d->align ? d->align : 1, 0, PHYS_ADDR_MAX);
			for (unsigned int k = 0; k < d->nr_ranges && !there; k++)
				there = put(d->size, d->align ? d->align : 1, d->ranges[k].base,
					    d->ranges[k].base + d->ranges[k].size);
			if (there)
				wrong += boot_map_find(&boot_map, there)->kind != (d->nomap ? BOOT_NOMAP : BOOT_RESERVED);
		}
		for (unsigned long i = 0; i < RAM_PAGES; i++) {
			bool is = boot_map_find(&boot_map, BASE + PAGES(i))->kind == BOOT_RAM;

#ifdef CONFIG_HAVE_MEMBLOCK
			wrong += is != is_free_page[i];
#else
			wrong += is && !is_free_page[i]; /* the bitmap claims for itself, too */
#endif
		}
		CHECK_EQ(wrong, 0);
		CHECK(!strstr(test_log(), "for some: 0 KiB")); /* nothing is not asked for */
	}
}

static void odd_claims(void)
{
	phys_addr_t any = 0, wraps = 5, large = 5;
	const struct setup_claim wanted[] = {
		{ "any", 1, 0, 0, 0, &any },
		{ "wraps", PAGES(2), 0, ~0ULL - 1, 0, &wraps },
		{ "large", 1ULL << 40, 0, 0, 0, &large },
	};

	begin("");
	policy.claims = wanted;
	policy.nr_claims = 3;
	run();
	CHECK_EQ(any, BASE + PAGES(RAM_PAGES - 1));
	CHECK_EQ(wraps, 0);
	CHECK_EQ(large, 0);
}

/*
 * Pitfall 22: what is asked for beyond 4 GiB is not found below it, where RAM lies, though addresses have
 * 32 bits, and a limit that lies there is none.
 */
#define BEYOND (1ULL << 32)

static void claims_beyond_4g(void)
{
	phys_addr_t there = 5, aligned = 5, below = 5;
	const struct setup_claim wanted[] = {
		{ "there", PAGE, 0, BEYOND + BASE + PAGES(300), 0, &there },
		{ "aligned", PAGE, BEYOND, 0, 0, &aligned },
		{ "below", PAGE, 0, 0, BEYOND + BASE + PAGES(300), &below },
	};

	begin("");
	policy.claims = wanted;
	policy.nr_claims = LENGTH(wanted);
	boot_info.dynamic[0] = (struct boot_dynamic){
		.name = "far", .size = 4096, .nr_ranges = 1, .ranges = { { BEYOND + BASE + PAGES(300), PAGES(10) } } };
	boot_info.dynamic[1] = (struct boot_dynamic){ .name = "coarse", .size = 4096, .align = BEYOND };
	boot_info.dynamic[2] = (struct boot_dynamic){
		.name = "wide", .size = PAGE, .nr_ranges = 1, .ranges = { { BASE + PAGES(300), BEYOND } } };
	boot_info.nr_dynamic = 3;
	run();
	CHECK_EQ(there, 0);
	CHECK_EQ(aligned, 0);
	CHECK_EQ(below, BASE + PAGES(RAM_PAGES - 1));
	CHECK_TEXT(test_log(), "no room for reserved-memory node far: 4 KiB");
	CHECK_TEXT(test_log(), "no room for reserved-memory node coarse: 4 KiB");
	CHECK_TEXT(test_log(), text("\nreserved-memory node wide: [%#llx, %#llx)\n", PHYS(BASE + PAGES(RAM_PAGES - 2)),
				    PHYS(BASE + PAGES(RAM_PAGES - 1))));
	CHECK_EQ(ram_pages(), RAM_PAGES);
}

/* Sentences count KiB, begun ones too. */
static void sizes_in_words(void)
{
	static const u64 bytes[] = { 1, 1023, 1024, 1025, 5000, 1 << 20 };
	static const char *const words[] = { "a: 1 KiB", "b: 1 KiB", "c: 1 KiB", "d: 2 KiB", "e: 5 KiB",
					     "f: 1024 KiB" };
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
	struct setup_claim wanted[LENGTH(bytes)];
	phys_addr_t result;

	begin("");
	for (unsigned int i = 0; i < LENGTH(bytes); i++)
		wanted[i] = (struct setup_claim){ names[i], bytes[i], 0, PAGE, 0, &result };
	policy.claims = wanted;
	policy.nr_claims = LENGTH(wanted);
	run();
	for (unsigned int i = 0; i < LENGTH(bytes); i++)
		CHECK_TEXT(test_log(), words[i]);
}

static void dynamic_choices(void)
{
	begin("");
	boot_info.dynamic[0] = (struct boot_dynamic){
		.name = "first", .size = PAGES(2), .nr_ranges = 2,
		.ranges = { { BASE + PAGES(50), PAGES(10) }, { BASE + PAGES(100), PAGES(10) } } };
	boot_info.dynamic[1] = (struct boot_dynamic){
		.name = "open", .size = PAGES(2), .nr_ranges = 1,
		.ranges = { { BASE + PAGES(200), ~0ULL } } };
	boot_info.dynamic[2] = (struct boot_dynamic){
		.name = "only", .size = PAGES(2), .nr_ranges = 1,
		.ranges = { { BASE + PAGES(300), PAGES(10) } } };
	boot_info.nr_dynamic = 3;
	run();
	CHECK(all_taken(BASE + PAGES(58), PAGES(2)));
	CHECK(all_free(BASE + PAGES(100), PAGES(10)));
	CHECK(all_taken(BASE + PAGES(RAM_PAGES - 2), PAGES(2)));
	CHECK(all_taken(BASE + PAGES(308), PAGES(2)));
}

static void reserve_by_name(void)
{
	phys_addr_t base = 0, size = 0;

	begin("reserve_mem=16K:4K:trace reserve_mem=1K:1K:trace reserve_mem=1T:4K:whale "
	      "reserve_mem=4294971392:4K:wide reserve_mem=4K:4G:coarse");
	run();
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_EQ(reserve_mem_find_by_name("trace", &base, &size), 1);
	CHECK_EQ(size, 16 << 10);
	CHECK_TEXT(test_log(), "warning: reserve_mem=1024:1024:trace: the name is taken\n");
	CHECK_TEXT(test_log(), "warning: reserve_mem=1099511627776:4096:whale: there is no such memory\n");
	/* Nor is there some whose size or alignment has 32 bits. */
	CHECK_TEXT(test_log(), "warning: reserve_mem=4294971392:4096:wide: there is no such memory\n");
	CHECK_TEXT(test_log(), "warning: reserve_mem=4096:4294967296:coarse: there is no such memory\n");
	test_reset(); /* behind the last one */
	begin("");
	boot_options.reserve[0] = (struct reserve_mem_option){ 16 << 10, 4096, "ghost" };
	run();
	CHECK_EQ(reserve_mem_find_by_name("ghost", &base, &size), 0);
#else
	CHECK_TEXT(test_log(), "warning: reserve_mem=16384:4096:trace: this kernel has no memblock to find it in\n");
	(void)base;
	(void)size;
#endif
}

/* ---- .init ---- */

static void free_init(void)
{
	static const unsigned long zones[MAX_NR_ZONES] = { 0, 0, ~0UL, ~0UL };
	unsigned long free;

	without_ram("");
	add(BASE, MOCK_SIZE, BOOT_RAM);
	run();
	hand_over(zones);
	free = nr_free_pages();
	free_initmem();
	CHECK_EQ(nr_free_pages(), free + (0x20000 >> PAGE_SHIFT));
	CHECK(!page_alloc_check());
}

#ifndef CONFIG_HAVE_MEMBLOCK
/* Bytes that the bitmap has claimed in the map; all below the limit, in whole pages. */
static phys_addr_t claimed(const char *what)
{
	phys_addr_t bytes = 0;

	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!r->owner || strcmp(r->owner, what))
			continue;
		bytes += r->end - r->base;
		CHECK(r->base % PAGE_SIZE == 0 && r->end % PAGE_SIZE == 0);
		CHECK(r->base >= PAGE_SIZE && r->end <= bootmem_get_current_limit());
	}
	return bytes;
}

/* Where the limit leaves nothing on a node, its tables lie on another one, and all of each. */
static void tables_elsewhere(void)
{
	const phys_addr_t far = BASE + MOCK_SIZE;
	phys_addr_t bits;

	for (int row = 0; row < 4; row++) {
		const phys_addr_t odd = row % 2; /* a limit need not be a page's end */
		const int near = row / 2 * (MAX_NUMNODES - 1), other = MAX_NUMNODES - 1 - near;

		test_reset();
		without_ram("");
		mock_image = BASE + PAGES(100);
		boot_map_add(&machine, BASE, PAGES(RAM_PAGES), BOOT_RAM, near, NULL);
		boot_map_add(&machine, far, PAGE, BOOT_RAM, other, NULL);
		boot_map_add(&machine, far + PAGES(40000), PAGE, BOOT_RAM, other, NULL);
		bootmem_set_current_limit(BASE + PAGES(900) - odd);
		run();
		if (MAX_NUMNODES > 1)
			bits = pfn_phys(bootmem_bootmap_pages(RAM_PAGES) + bootmem_bootmap_pages(40001));
		else
			bits = pfn_phys(bootmem_bootmap_pages(phys_pfn_down(far - BASE) + 40001));
		CHECK_EQ(claimed("bitmap"), bits);
		CHECK_EQ(claimed("node data"), MAX_NUMNODES > 1 ? 2 * phys_align_up(sizeof(pg_data_t), PAGE_SIZE) : 0);
		CHECK(!bootmem_check());
		CHECK(all_free(far + PAGES(40000), PAGE));
	}
}

/* What the bitmap was told before is forgotten. */
static void told_again(void)
{
	begin("");
	boot_map_add(&machine, BASE + PAGES(2000), PAGES(7), BOOT_RAM, MAX_NUMNODES - 1, NULL);
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES + 7);
	CHECK(NODE_DATA(MAX_NUMNODES - 1) != NULL);
	begin("");
	run();
	CHECK_EQ(ram_pages(), RAM_PAGES);
	CHECK(MAX_NUMNODES == 1 || !NODE_DATA(MAX_NUMNODES - 1));
	CHECK_EQ(max_pfn, phys_pfn_down(BASE) + RAM_PAGES);
	CHECK(all_taken(BASE + PAGES(2000), PAGES(7)));
}
#endif

/* What has no RAM underneath is not given back, nor what was never memory. */
static void reclaim_elsewhere(void)
{
	begin("");
	add(BASE + PAGES(2000), PAGE, BOOT_INITRD);
	add(BASE - PAGES(20), PAGES(4), BOOT_ACPI_DATA);
	add(BASE + PAGES(2010), PAGES(4), BOOT_SOFT_RESERVED);
	run();
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK(!memblock_is_reserved(BASE + PAGES(2000))); /* what is no RAM takes no slot */
#endif
	CHECK_EQ(bootmem_reclaim(BOOT_INITRD), 0);
	CHECK_EQ(bootmem_reclaim(BOOT_MMIO), 0);
	CHECK_TEXT(test_log(), "never reclaimed");
	/* A bitmap reaches neither below its node nor behind it. */
#ifdef CONFIG_NO_BOOTMEM
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), PAGES(4));
	CHECK_EQ(bootmem_reclaim(BOOT_SOFT_RESERVED), PAGES(4));
	CHECK_EQ(ram_pages(), RAM_PAGES + 8);
#else
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
	CHECK_EQ(bootmem_reclaim(BOOT_SOFT_RESERVED), 0);
	CHECK_EQ(ram_pages(), RAM_PAGES);
#endif
}

#ifdef CONFIG_HAVE_MEMBLOCK

/*
 * The array of RAM is full, and there is nothing free for a larger one: by the bitmap, when
 * that owns memory; what memblock then still knows as free is somebody's.
 */
static void reclaim_without_slots(void)
{
	begin("");
	for (unsigned int i = 1; i < INIT_MEMBLOCK_REGIONS; i++)
		add(BASE + PAGES(RAM_PAGES + 4 * i), PAGE, BOOT_RAM);
	add(BASE + PAGES(RAM_PAGES + 6), PAGE, BOOT_ACPI_DATA);
	add(BASE + PAGES(RAM_PAGES + 10), PAGE, BOOT_ACPI_DATA);
	run();
	bootmem_set_current_limit(BASE + PAGES(RAM_PAGES));
	core_reserve(BASE, PAGES(RAM_PAGES), "somebody");
	CHECK_EQ(memblock.memory.cnt, INIT_MEMBLOCK_REGIONS);
	CHECK_EQ(memblock.memory.max, INIT_MEMBLOCK_REGIONS);
	CHECK_EQ(bootmem_reclaim(BOOT_ACPI_DATA), 0);
	CHECK_EQ(memblock.memory.cnt, INIT_MEMBLOCK_REGIONS);
	CHECK_EQ(ram_pages(), RAM_PAGES + INIT_MEMBLOCK_REGIONS - 1);
	CHECK(all_taken(BASE + PAGES(RAM_PAGES + 6), PAGE));
}

/*
 * RAM in more regions than the array has room for at first, all but the lowest out of reach: where
 * it grows to the initrd is known already, though that lies where memblock looks first.
 */
static void growth_spares_the_initrd(void)
{
	const phys_addr_t at = BASE + PAGES(RAM_PAGES - 100);
	u8 *initrd = mock_memory + PAGES(RAM_PAGES - 100);
	unsigned long wrong = 0;

	begin("");
	for (unsigned int i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		add(BASE + MOCK_SIZE + PAGES(2 * i + 1), PAGE, BOOT_RAM);
	add(at, PAGES(100), BOOT_INITRD);
	memset(initrd, 0x5a, PAGES(100));
	run();
	CHECK(memblock.memory.cnt > INIT_MEMBLOCK_REGIONS);
	for (phys_addr_t i = 0; i < PAGES(100); i++)
		wrong += initrd[i] != 0x5a;
	CHECK_EQ(wrong, 0);
	CHECK(all_taken(at, PAGES(100)));
}

static void mirrored(void)
{
	begin("");
	boot_info.mirror[0] = (struct boot_span){ BASE + PAGES(100), PAGES(50) };
	boot_info.mirror[1] = (struct boot_span){ ~0ULL - 10, ~0ULL };
	boot_info.mirror[2] = (struct boot_span){ BASE + PAGES(200), PAGES(50) };
	/* Beyond all addresses where these have 32 bits; there is no RAM either way. */
	boot_info.mirror[3] = (struct boot_span){ (1ULL << 32) + BASE + PAGES(400), PAGES(50) };
	boot_info.mirror[4] = (struct boot_span){ BASE + PAGES(300), PAGES(50) }; /* does not count */
	boot_info.nr_mirror = 4;
	run();
	for (unsigned long i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];

		CHECK_EQ(memblock_is_mirror(r), r->base == BASE + PAGES(100) || r->base == BASE + PAGES(200));
		if (memblock_is_mirror(r))
			CHECK_EQ(r->size, PAGES(50));
	}
	CHECK(memblock.memory.cnt >= 5);
}

/* Pitfall 22: marks that end beyond 4 GiB do not end before they begin where addresses have 32 bits. */
static void marks_beyond_4g(void)
{
	bool mirror = false, hotplug = false;

	begin("");
	boot_info.mirror[0] = (struct boot_span){ BASE + PAGES(500), BEYOND };
	boot_info.nr_mirror = 1;
	boot_info.numa.ranges[0] = (struct boot_numa_range){ BASE + PAGES(600), BEYOND, 0, true };
	boot_info.numa.nr_ranges = 1;
	run();
	for (unsigned long i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];

		CHECK_EQ(memblock_is_mirror(r), r->base >= BASE + PAGES(500));
		CHECK_EQ(memblock_is_hotpluggable(r), r->base >= BASE + PAGES(600));
		mirror |= r->base == BASE + PAGES(500);
		hotplug |= r->base == BASE + PAGES(600);
	}
	CHECK(mirror && hotplug);
}

/* Wherever the table has it, and nothing behind the table. */
static void hotpluggable(void)
{
	for (unsigned int row = 0; row < 6; row++) {
		unsigned int found = 0;

		test_reset();
		begin("");
		for (unsigned int i = 0; i < 6; i++)
			boot_info.numa.ranges[i] = (struct boot_numa_range){ BASE + PAGES(10 + 50 * i), PAGES(50), 0, i == row };
		boot_info.numa.ranges[4].base += 1ULL << 32; /* and there is no RAM */
		boot_info.numa.ranges[4].hotplug = true;
		boot_info.numa.nr_ranges = 5;
		run();
		for (unsigned long i = 0; i < memblock.memory.cnt; i++) {
			const struct memblock_region *r = &memblock.memory.regions[i];

			if (!memblock_is_hotpluggable(r))
				continue;
			found++;
			CHECK_EQ(r->base, BASE + PAGES(10 + 50 * row));
			CHECK_EQ(r->size, PAGES(50));
		}
		CHECK_EQ(found, row < 4);
	}
}

#endif

/* ---- nodes ---- */

#ifdef CONFIG_NUMA

static void describe_nodes(void)
{
	boot_numa_add(&boot_info.numa, BASE, PAGES(800), 1, false);
	boot_numa_add(&boot_info.numa, BASE + PAGES(800), PAGES(100), 3, false);
	boot_numa_add(&boot_info.numa, BASE + PAGES(900), PAGES(1000), 0, true);
	boot_info.numa.distance[1][3] = 40;
	boot_info.numa.distance[1][0] = 30;
}

static void nodes(void)
{
	begin("");
	describe_nodes();
	boot_numa_add(&boot_info.numa, BASE + PAGES(5000), PAGE, 3, false); /* is not there, and will not be */
	run();
	CHECK_EQ(node_at(IMAGE_AT), 1);
	CHECK_EQ(node_at(BASE + PAGES(799)), 1);
	CHECK_EQ(node_at(BASE + PAGES(800)), 3);
	CHECK_EQ(node_at(BASE + PAGES(900)), 0);
	CHECK(!strstr(test_log(), "have no node"));
	CHECK_EQ(node_distance(1, 3), 40);
	CHECK_EQ(next_nearest_node(1, 1), 0);
	CHECK(NODE_DATA(0) && NODE_DATA(1) && !NODE_DATA(2) && NODE_DATA(3));
	for (int nid = 0; nid < 4; nid++)
		if (NODE_DATA(nid))
			CHECK_EQ(node_at(bootmem_virt_to_phys(NODE_DATA(nid))), nid);
#ifdef CONFIG_HAVE_MEMBLOCK
	for (unsigned long i = 0; i < memblock.memory.cnt; i++)
		CHECK_EQ(memblock_is_hotpluggable(&memblock.memory.regions[i]),
			 memblock.memory.regions[i].base >= BASE + PAGES(900));
#endif
	CHECK_EQ(max_possible_pfn, phys_pfn_down(BASE) + 1900);
	set_node_distance(1, 3, 20);
	set_node_distance(1, 0, 20);
}

/* What may be plugged in counts, wherever the table has it, and nothing behind the table. */
static void possible_pages(void)
{
	for (unsigned int row = 0; row < 6; row++) {
		struct boot_numa *numa = &boot_info.numa;

		test_reset();
		begin("");
		numa->nr_ranges = 4;
		for (unsigned int i = 0; i < 6; i++) {
			bool higher = i == row || i > 3;

			numa->ranges[i] = (struct boot_numa_range){ BASE + PAGES(1000 + (i > 3 ? 5000 : 0) + 10 * i), PAGES(higher ? 900 : 5),
								    1, higher };
		}
		min_low_pfn = 1; /* of a former life */
		max_pfn = phys_pfn_down(BASE) + 9000;
		run();
		CHECK_EQ(min_low_pfn, phys_pfn_down(BASE));
		CHECK_EQ(max_pfn, phys_pfn_down(BASE) + 1000);
		CHECK_EQ(max_possible_pfn, phys_pfn_down(BASE) + 1000 + (row < 4 ? 900 + 10 * row : 0));
	}
}

/* Every pair of nodes is as far apart as the table says. */
static void distances(void)
{
	begin("");
	for (int from = 0; from < MAX_NUMNODES; from++)
		for (int to = 0; to < MAX_NUMNODES; to++)
			boot_info.numa.distance[from][to] = (u8)(11 + (7 * from + to) % 200);
	run();
	for (int from = 0; from < MAX_NUMNODES; from++)
		for (int to = 0; to < MAX_NUMNODES; to++) {
			CHECK_EQ(node_distance(from, to), 11 + (7 * from + to) % 200);
			set_node_distance(from, to, from == to ? 10 : 20);
		}
}

static void numa_off(void)
{
	begin("numa=off");
	describe_nodes();
	run();
	CHECK(node_at(IMAGE_AT) <= 0);
	CHECK_EQ(node_distance(1, 3), 20); /* nor are they apart as the table says */
	CHECK_EQ(node_at(BASE + PAGES(950)), node_at(IMAGE_AT));
	CHECK(NODE_DATA(0) && !NODE_DATA(1) && !NODE_DATA(3));
	/* Nor as the map says: not its first byte. */
	test_reset();
	mock_place(0);
	without_ram("numa=off");
	boot_map_add(&machine, 0, PAGES(600), BOOT_RAM, 1, NULL);
	boot_map_add(&machine, PAGES(600), PAGES(400), BOOT_RAM, 3, NULL);
	run();
	CHECK(NODE_DATA(0) && !NODE_DATA(1) && !NODE_DATA(3));
	CHECK_EQ(ram_pages(), RAM_PAGES);
}

static void numa_fake(void)
{
	if (PAGE_SIZE << MAX_ORDER > MOCK_SIZE / 2)
		return; /* no room for two of the largest blocks */
	without_ram("numa=fake=2");
	add(BASE, MOCK_SIZE, BOOT_RAM);
	describe_nodes();
	run();
	CHECK_TEXT(test_log(), "numa=fake=2: RAM is divided among 2 nodes\n");
	CHECK_EQ(node_at(BASE), 0);
	CHECK_EQ(node_at(BASE + MOCK_SIZE / 2 - PAGE), 0);
	CHECK_EQ(node_at(BASE + MOCK_SIZE / 2), 1);
	CHECK(NODE_DATA(0) && NODE_DATA(1) && !NODE_DATA(3));
	/* What mem= leaves is divided, and no further than into blocks. */
	test_reset();
	without_ram("");
	bootmem_format(command, sizeof(command), "numa=fake=3 mem=%llu", PHYS(PAGE_SIZE << MAX_ORDER) * 2);
	add(BASE, MOCK_SIZE, BOOT_RAM);
	boot_map.count = 0; /* nothing is known of a former life */
	run();
	CHECK_TEXT(test_log(), "numa=fake=3: RAM is divided among 2 nodes\n");
	CHECK_EQ(node_at(BASE + (PAGE << MAX_ORDER) - PAGE), 0);
	CHECK_EQ(node_at(BASE + (PAGE << MAX_ORDER)), 1);
}

/* RAM that no table speaks of, and a table that speaks of RAM as hotpluggable. */
static void strays(void)
{
	begin("");
	boot_numa_add(&boot_info.numa, BASE + PAGES(800), PAGES(100), 3, true);
	for (unsigned int i = 0; i < boot_map.max; i++)
		boot_map.ranges[i].nid = NUMA_NO_NODE;
	run();
	CHECK_TEXT(test_log(), text("warning: %u pages of RAM have no node: counted to node 0\n", RAM_PAGES - 100));
	CHECK_EQ(node_at(BASE), 0);
	CHECK_EQ(boot_map.ranges[boot_map.count].nid, NUMA_NO_NODE); /* which is no range */
	CHECK_EQ(node_at(BASE + PAGES(850)), 3);
	CHECK_EQ(max_possible_pfn, phys_pfn_down(BASE) + RAM_PAGES);
#ifdef CONFIG_HAVE_MEMBLOCK
	for (unsigned long i = 0; i < memblock.memory.cnt; i++) /* the image's RAM, too */
		CHECK(memblock.memory.regions[i].nid >= 0);
#endif
	/* Where nothing has a node, nothing is counted to one. */
	test_reset();
	begin("");
	run();
	CHECK(!strstr(test_log(), "have no node"));
#ifdef CONFIG_HAVE_MEMBLOCK
	CHECK_EQ(memblock.memory.regions[0].nid, NUMA_NO_NODE);
#endif
}

/* Tables as firmware lays them out, in memory that boot_data() reads. */
static void put_tables(phys_addr_t root)
{
	acpi_forget();
	acpi_srat(1);
	acpi_memory(5, BASE, PAGES(500), ACPI_ON);
	acpi_memory(9, BASE + PAGES(500), PAGES(500), ACPI_ON);
	acpi_finish(root + 0x200);
	acpi_root(root + 0x100, (const u64[]){ root + 0x200 }, 1, 4);
	acpi_rsdp(root, 0, (u32)root + 0x100, 0);
	for (unsigned int i = 0; i < acpi_nr_pieces; i++)
		memcpy(test_pointer((phys_addr_t)acpi_pieces[i].pa), acpi_pieces[i].bytes,
		       acpi_pieces[i].len);
	acpi_forget();
}

static void nodes_by_acpi(void)
{
	enum { BY_SCAN, TOLD, NOWHERE };

	for (int place = BY_SCAN; place <= NOWHERE; place++) {
		test_reset();
		mock_place(0);
		/* Where a PC has them, where the loader says; what is no PC is not searched. */
		put_tables(place == TOLD ? PAGES(100) : 0xf0000);
		begin("");
		policy.look_for_acpi = place == BY_SCAN;
		boot_info.rsdp = place == TOLD ? PAGES(100) : 0;
		add(0, PAGE, BOOT_RUNTIME);
		run();
		CHECK(node_at(PAGES(499)) <= 0);
		CHECK_EQ(node_at(PAGES(500)) > 0, place != NOWHERE);
	}
}

/* Firmware's own map has no entry to spare. */
static void no_room_for_nodes(void)
{
	begin("");
	boot_map_init(&machine, storage, 2);
	add(BASE, PAGES(RAM_PAGES), BOOT_RAM);
	boot_numa_add(&boot_info.numa, BASE, PAGES(100), 1, false);
	run();
	CHECK_TEXT(test_log(), "some RAM has not got its node: raise BOOT_MAP_RANGES");
	if (PAGE_SIZE << MAX_ORDER > MOCK_SIZE / 2)
		return;
	test_reset();
	without_ram("numa=fake=2");
	boot_map_init(&machine, storage, 2);
	add(BASE, MOCK_SIZE, BOOT_RAM);
	CHECK_PANIC(run(), "numa=fake=2: the memory map has no room for so many nodes: raise BOOT_MAP_RANGES");
}

#endif

const struct suite suite_setup = { "setup", (const struct test_case[]){
	{ "what is in use is taken, to the page", in_use },
	{ "the first page and the last one are in use", in_use_at_the_ends },
	{ "the image makes its own RAM", image_outside_ram },
	{ "the image begins and ends within pages", image_within_pages },
	{ "RAM that is no whole page", lost_to_rounding },
	{ "no RAM, or none that is left", nothing_usable },
	{ "no-map over the image", nomap_over_image },
	{ "more ranges than fit", too_many_ranges },
	{ "mem= by amount", mem_by_amount },
	{ "mem= to the byte", mem_to_the_byte },
	{ "mem= by address", mem_by_address },
	{ "usable ranges, unsorted and overlapping", usable_ranges },
	{ "usable ranges by definition", usable_by_definition },
	{ "lowest=", lowest },
	{ "the end of what a 32-bit kernel maps", high_memory },
	{ "reservations that the kernel places", dynamic },
	{ "claims", claims },
	{ "crashkernel= anywhere", crash_kernel },
	{ "crashkernel= at an address", crash_kernel_there },
	{ "crashkernel= where there is no room", crash_kernel_nowhere },
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	{ "crashkernel= below 4 GiB, if possible", crash_kernel_low_or_high },
#endif
	{ "pitfalls 53, 54: reclaimed only when asked, before hand-over", reclaim_before },
	{ "pitfalls 53, 54: what is reclaimed of all kinds", reclaim_kinds },
	{ "what shares its page with something else is not given back", reclaim_shared },
	{ "pitfalls 53, 54: reclaimed only when asked, after hand-over", reclaim_after },
	{ "reclaimed behind the last RAM", reclaim_behind },
#ifdef CONFIG_NUMA
	{ "reclaimed on its node", reclaim_on_its_node },
#endif
	{ "reclaimed beyond a limit of RAM", reclaim_beyond },
	{ "memory that can be looked at, and that cannot", looking },
	{ "command lines: malformed, none, too long", command_lines },
	{ "memblock=debug", debug },
	{ "the image across entries of the map", image_across_entries },
	{ "the initrd or the tree under what outranks them", occupants },
	{ "ranges that are what they are", always },
	{ "what the processor reaches", reach },
	{ "RAM above the highest address", above_all_addresses },
	{ "mem= beyond all RAM, and across a hole", mem_over_holes },
	{ "a usable range at the end of the address space", usable_at_the_end },
	{ "no usable range", nothing_is_usable },
	{ "what lies behind the entries of the map", rubbish_behind_the_map },
	{ "RAM in many pieces", ram_in_many_pieces },
	{ "a full map: claims", no_room_to_claim },
	{ "a full map: limits", no_room_to_cut },
	{ "a full map that is split everywhere", room_for_all },
	{ "a map that does not fit", no_room_to_sweep },
	{ "memtest= of memory with a stuck bit", bad_memory },
	{ "memtest= comes before claims", claims_of_good_memory },
	{ "memtest= to the word", memtest_to_the_word },
	{ "places by definition", places_by_definition },
	{ "claims anywhere, and nowhere", odd_claims },
	{ "pitfall 22: claims beyond 4 GiB", claims_beyond_4g },
	{ "sizes in sentences", sizes_in_words },
	{ "reservations with a choice of places", dynamic_choices },
	{ "reserve_mem=", reserve_by_name },
	{ "free_initmem()", free_init },
	{ "reclaimed where there is no RAM", reclaim_elsewhere },
#ifndef CONFIG_HAVE_MEMBLOCK
	{ "tables of a node that the limit leaves nothing of", tables_elsewhere },
	{ "a second map instead of the first", told_again },
#endif
#ifdef CONFIG_HAVE_MEMBLOCK
	{ "reclaimed when arrays are full", reclaim_without_slots },
	{ "an array of RAM that grows", growth_spares_the_initrd },
	{ "mirrored memory", mirrored },
	{ "memory that may be unplugged", hotpluggable },
	{ "pitfall 22: marks that end beyond 4 GiB", marks_beyond_4g },
#endif
#ifdef CONFIG_NUMA
	{ "nodes and their data", nodes },
	{ "RAM of no node", strays },
	{ "nodes by ACPI's tables", nodes_by_acpi },
	{ "a full map: nodes", no_room_for_nodes },
	{ "pages that may come", possible_pages },
	{ "distances of nodes", distances },
	{ "numa=off", numa_off },
	{ "numa=fake=", numa_fake },
#endif
	{ 0 },
} };
