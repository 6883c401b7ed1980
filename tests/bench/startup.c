/* SPDX-License-Identifier: MIT */
/*
 * How long does start-up take on a large machine? From the list of its RAM and of what is in
 * use to the last page handed over: 16 nodes with 12 TiB, compiled once for each
 * configuration, one row each. Blocks are counted and nothing in them is touched, so only the
 * core's own books take memory: 390 MiB for the bitmaps.
 *
 * What must come out, pages and calls, is computed here from the same list. With the argument
 * "smoke" only that is compared, on 16 nodes of 3 GiB.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/bootmem.h>
#include <bootmem/port.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif

#include "machine.h"
#include "measure.h"

#define NODES	   16
#define NODE_SIZE  GIB(768)
#define SMOKE_SIZE GIB(3)
#define LOW_END	   GIB(2) /* where RAM ends below the hole for devices */
#define HOLE_END   GIB(4)
#define MAPS	   MIB(256) /* where the bitmaps lie */
#define TABLES	   24	    /* of firmware, below LOW_END */
#define RUNS	   9

#ifdef CONFIG_NO_BOOTMEM
#define CORE "memblock (nobootmem)"
#elif defined(CONFIG_HAVE_MEMBLOCK)
#define CORE "memblock, then bitmap (both)"
#else
#define CORE "bitmap (bootmem)"
#endif

/* ---- the machine ---- */

struct range {
	phys_addr_t base, end;
	int nid;
};

/* Both ascending. */
static struct range ram[NODES + 2], in_use[64];
static unsigned int nr_ram, nr_in_use;

static void add_ram(phys_addr_t base, phys_addr_t size, int nid)
{
	ram[nr_ram++] = (struct range){ base, base + size, nid };
}

static void add_in_use(phys_addr_t base, phys_addr_t size)
{
	if (nr_in_use == LENGTH(in_use)) {
		fprintf(stderr, "bench: more is in use than expected\n");
		return;
	}
	in_use[nr_in_use++] = (struct range){ base, base + size, NUMA_NO_NODE };
}

static void describe_machine(phys_addr_t node_size)
{
	nr_ram = 0;
	add_ram(KIB(4), KIB(636), 0);
	add_ram(MIB(1), LOW_END - MIB(1), 0);
	add_ram(HOLE_END, node_size - LOW_END, 0);
	for (int nid = 1; nid < NODES; nid++)
		add_ram(ram[nr_ram - 1].end, node_size, nid);
}

/* Kernel, initrd, firmware's tables; they neither start nor end with a page. */
static void describe_use(void)
{
	nr_in_use = 0;
	add_in_use(MIB(16), MIB(32) + 100);
	add_in_use(MIB(64) + 8, MIB(64));
	for (int i = 0; i < TABLES; i++)
		add_in_use(LOW_END - MIB(8) + KIB(64) * (phys_addr_t)i + 3, 5000);
	add_in_use(ram[nr_ram - 1].end - KIB(64), KIB(64));
}

/* ---- the three configurations ---- */

#ifdef CONFIG_HAVE_MEMBLOCK

static struct memblock pristine;

static void start_anew(void)
{
	memblock.memory = pristine.memory;
	memblock.reserved = pristine.reserved;
	memset(memblock.memory.regions, 0, sizeof(struct memblock_region));
	memset(memblock.reserved.regions, 0, sizeof(struct memblock_region));
#ifndef CONFIG_NO_BOOTMEM
	bootmem_reset();
#endif
	memblock.current_limit = LOW_END;
}

static void fill(void)
{
	for (unsigned int i = 0; i < nr_in_use; i++)
		memblock_reserve(in_use[i].base, in_use[i].end - in_use[i].base);
	for (unsigned int i = 0; i < nr_ram; i++)
		memblock_add_node(ram[i].base, ram[i].end - ram[i].base, ram[i].nid, MEMBLOCK_NONE);
#ifndef CONFIG_NO_BOOTMEM
	bootmem_init();
#endif
}

/* The core may have taken something for itself. */
static void look_what_is_in_use(void)
{
	phys_addr_t base, end;
	u64 i;

	nr_in_use = 0;
	for_each_reserved_mem_range(i, &base, &end)
		add_in_use(base, end - base);
}

#else

static pg_data_t nodes[NODES];

static void start_anew(void)
{
	bootmem_reset();
	remove_all_active_ranges();
	bootmem_set_current_limit(LOW_END);
}

static void start_node(int nid, phys_addr_t base, phys_addr_t limit, phys_addr_t *map)
{
	unsigned long first = phys_pfn_up(base), end = phys_pfn_down(limit);

	nodes[nid].node_id = nid;
	init_bootmem_node(&nodes[nid], phys_pfn_down(*map), first, end);
	*map += pfn_phys(bootmem_bootmap_pages(end - first));
}

static void fill(void)
{
	phys_addr_t map = MAPS;

	start_node(0, ram[0].base, ram[2].end, &map);
	for (int nid = 1; nid < NODES; nid++)
		start_node(nid, ram[nid + 2].base, ram[nid + 2].end, &map);
	for (unsigned int i = 0; i < nr_ram; i++) {
		add_active_range(ram[i].nid, phys_pfn_up(ram[i].base), phys_pfn_down(ram[i].end));
		free_bootmem_node(&nodes[ram[i].nid], (bootmem_addr_t)ram[i].base,
				  (bootmem_addr_t)(ram[i].end - ram[i].base));
	}
	for (unsigned int i = 0; i < nr_in_use; i++)
		reserve_bootmem((bootmem_addr_t)in_use[i].base,
				(bootmem_addr_t)(in_use[i].end - in_use[i].base), BOOTMEM_DEFAULT);
}

/* The maps lie in one piece between the initrd and firmware's tables. */
static void look_what_is_in_use(void)
{
	phys_addr_t end = MAPS;

	for (int nid = 0; nid < NODES; nid++) {
		const struct bootmem_data *n = &bootmem_node_data[nid];

		end += pfn_phys(bootmem_bootmap_pages(n->node_low_pfn - n->node_min_pfn));
	}
	memmove(&in_use[3], &in_use[2], (nr_in_use++ - 2) * sizeof(in_use[0]));
	in_use[2] = (struct range){ MAPS, end, NUMA_NO_NODE };
}

#endif

/* ---- what must come out ---- */

static unsigned long expected_calls;
static struct handed expected;

/* The fewest blocks for a run: one a page, less one for each pair that makes up a larger one. */
static void expect_run(unsigned long start, unsigned long end)
{
	if (start >= end)
		return;
	count_run(&expected, start, end);
	expected_calls += end - start;
	for (unsigned int order = 1; order <= MAX_ORDER; order++) {
		unsigned long first = (start + (1ul << order) - 1) >> order, last = end >> order;

		if (first < last)
			expected_calls -= last - first;
	}
}

static void expect_ram(const struct range *r)
{
	unsigned long at = phys_pfn_up(r->base), end = phys_pfn_down(r->end);

	for (unsigned int i = 0; i < nr_in_use; i++) {
		unsigned long first = phys_pfn_down(in_use[i].base);
		unsigned long last = phys_pfn_up(in_use[i].end);

		if (last <= at || first >= end)
			continue;
		expect_run(at, first);
		at = last;
	}
	expect_run(at, end);
}

/* Bitmaps go last, each of them by itself. */
static void expect_maps(void)
{
#ifndef CONFIG_NO_BOOTMEM
	for (int nid = 0; nid < NODES; nid++) {
		const struct bootmem_data *n = &bootmem_node_data[nid];
		unsigned long first = phys_pfn_down(bootmem_virt_to_phys(n->node_bootmem_map));

		expect_run(first, first + bootmem_bootmap_pages(n->node_low_pfn - n->node_min_pfn));
	}
#endif
}

static void expect_machine(void)
{
	expected = (struct handed){ 0 };
	expected_calls = 0;
	look_what_is_in_use();
	for (unsigned int i = 0; i < nr_ram; i++)
		expect_ram(&ram[i]);
	expect_maps();
}

/* ---- running ---- */

struct times {
	double fill, hand_over, total;
};

static struct times start_up(phys_addr_t node_size)
{
	struct stopwatch watch;
	struct times t;

	describe_machine(node_size);
	describe_use();
	start_anew();
	watch = start_watch();
	fill();
	t.fill = (double)stop_watch(watch);
	expect_machine();
	handed = (struct handed){ 0 };
	watch = start_watch();
	free_all_bootmem();
	t.hand_over = (double)stop_watch(watch);
	t.total = t.fill + t.hand_over;
	return t;
}

static void check_pages(void)
{
	check(handed.pages == expected.pages && handed.nr_pages == expected.nr_pages, CORE, NODES,
	      "other pages than expected");
	check(handed.calls == expected_calls, CORE, NODES, "more calls than needed");
}

static void bench(void)
{
	double fill_ns[RUNS], hand_over_ns[RUNS], total_ns[RUNS], noise[RUNS], total;

	start_up(NODE_SIZE);
	for (int i = 0; i < RUNS; i++) {
		struct times t = start_up(NODE_SIZE);

		fill_ns[i] = t.fill;
		hand_over_ns[i] = t.hand_over;
		noise[i] = total_ns[i] = t.total;
	}
	total = median(total_ns, RUNS);
	for (int i = 0; i < RUNS; i++)
		noise[i] = noise[i] > total ? noise[i] - total : total - noise[i];
#ifdef CONFIG_NO_BOOTMEM
	printf("\nStart-up with %d nodes and %llu GiB, milliseconds, median of %d runs.\n\n", NODES,
	       (unsigned long long)(NODES * NODE_SIZE >> 30), RUNS);
	printf("%-30s%10s %10s %10s %6s %10s %12s\n", "core", "fill", "hand-over", "total", "noise",
	       "calls", "pages");
#endif
	printf("%-30s%10.2f %10.2f %10.2f %5.1f%% %10lu %12lu\n", CORE,
	       median(fill_ns, RUNS) / 1e6, median(hand_over_ns, RUNS) / 1e6, total / 1e6,
	       100 * median(noise, RUNS) / total, handed.calls, handed.nr_pages);
}

int main(int argc, char **argv)
{
	machine_start(LOW_END);
#ifdef CONFIG_HAVE_MEMBLOCK
	pristine = memblock;
#endif
	if (argc > 1 && !strcmp(argv[1], "smoke"))
		start_up(SMOKE_SIZE);
	else
		bench();
	check_pages();
	return finish_checks("bench-startup");
}
