/* SPDX-License-Identifier: MIT */
/*
 * From a translated firmware map to a filled boot allocator: what setup_arch() does
 * on every architecture.
 *
 * Everything is decided on the boot map: nodes, what is in use, limits, reservations that
 * the kernel has to place. Only then fill_core() (fill.h) tells the core that owns memory,
 * in one pass, so that the map stays true and no configuration decides anything by itself.
 */
#include <bootmem/port.h>
#include <bootmem/setup.h>

#include "bootmem/memtest.h"
#include "fill.h"
#include "lib/lib.h"
#include "page/internal.h"

/*
 * The sweep can split each entry, so twice as many and one come out at most. Cuts and claims
 * behind it split again: usable ranges, mem=, claims, dynamic reservations, bitmaps of nodes.
 */
#define CLAIMS (BOOT_USABLE_RANGES + 2 * (8 + BOOT_DYNAMIC_RANGES + MAX_NUMNODES))
static struct boot_range swept[2 * BOOT_MAP_RANGES + 1 + CLAIMS] __initdata;
static char command_line[BOOT_COMMAND_LINE] __initdata;

struct boot_info boot_info __initdata;
struct boot_map boot_map __initdata;
struct memory_options boot_options __initdata;
u64 setup_lowmem_end __initdata;
u64 setup_ram_end __initdata;

/* ---- for the translators ---- */

const void *__init boot_data(u64 pa, size_t len)
{
	if (len > PHYS_ADDR_MAX - clamp_phys(pa))
		return NULL;
	return bootmem_phys_to_virt((phys_addr_t)pa, len);
}

phys_addr_t __init boot_image_phys(void)
{
	return bootmem_virt_to_phys(_text);
}

void __init boot_note(const char *sentence)
{
	bootmem_warn("%s", sentence);
}

void __init boot_fail(const char *fmt, ...)
{
	char line[LINE_LEN];
	va_list args;

	va_start(args, fmt);
	bootmem_vformat(line, sizeof(line), fmt, args);
	va_end(args);
	bootmem_panic(line);
}

/* ---- command line ---- */

char *__init setup_command_line(void)
{
	return command_line;
}

static void __init read_command_line(struct boot_map *firmware)
{
	const char *text = boot_info.command_line ? boot_info.command_line : "";
	int n = bootmem_format(command_line, sizeof(command_line), "%s", text);

	cmdline_translate(text, firmware, &boot_options, boot_note); /* all of it, not the copy */
	if (text[n])
		bootmem_warn("the command line is longer than %d characters; what setup_arch() returns "
			     "is cut", n);
	boot_info.command_line = command_line;
#ifdef CONFIG_HAVE_MEMBLOCK
	memblock_set_debug(boot_options.debug);
#endif
}

/* ---- the map ---- */

/* As numbers: to the language the linker's symbols are objects of their own. Not __init. */
static phys_addr_t image_bytes(const char *from, const char *to)
{
	return (phys_addr_t)((uintptr_t)to - (uintptr_t)from);
}

static struct boot_span __init image(void)
{
	phys_addr_t base = boot_image_phys(), end = base + image_bytes(_text, _end);

	base = phys_align_down(base, PAGE_SIZE);
	return (struct boot_span){ base, phys_align_up(end, PAGE_SIZE) - base };
}

/* Is all of it RAM, in however many entries? */
static bool __init is_ram(const struct boot_map *map, struct boot_span s)
{
	phys_addr_t at = (phys_addr_t)s.base, before;

	do {
		before = at;
		for (unsigned int i = 0; i < map->count; i++) {
			const struct boot_range *r = &map->ranges[i];

			if (r->kind == BOOT_RAM && r->base <= at)
				at = max_phys(at, r->end);
		}
	} while (at > before);
	return at >= s.base + s.size;
}

/* The image runs, so it lies in RAM, even if the map has a hole there. */
static void __init add_image(struct boot_map *firmware)
{
	struct boot_span s = image();

	if (!is_ram(firmware, s))
		bootmem_warn("the kernel image at [%#llx, %#llx) is not RAM by the memory map; it is "
			     "taken for RAM", s.base, s.base + s.size);
	boot_map_add(firmware, s.base, s.size, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(firmware, s.base, s.size, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
}

/* Neither is empty; a span may pass 2^64. */
static bool __init overlap(struct boot_span a, struct boot_span b)
{
	return a.base - b.base < b.size || b.base - a.base < a.size;
}

static struct boot_span __init span_of_range(const struct boot_range *r)
{
	return (struct boot_span){ r->base, r->end - r->base };
}

/*
 * What outranks the kernel or the device tree must lie elsewhere: the kernel owns its pages,
 * and the tree is read until mem_init(), since names lie in it. An initrd is only lost.
 */
static void __init check_occupant(const struct boot_range *r)
{
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *over = &boot_map.ranges[i];
		const char *owner = over->owner ? over->owner : "by the memory map";
		char line[LINE_LEN];

		if (over->kind == BOOT_RAM || boot_kind_is_reserved(over->kind) ||
		    !overlap(span_of_range(over), span_of_range(r)))
			continue;
		bootmem_format(line, sizeof(line), "the %s%s at [%#llx, %#llx) lies over [%#llx, %#llx), "
			       "which is %s (%s): load it elsewhere, or change memmap=, lowest= or the device tree",
			       boot_kind_name(r->kind), r->kind == BOOT_KERNEL ? " image" : "",
			       PHYS(r->base), PHYS(r->end), PHYS(over->base), PHYS(over->end),
			       boot_kind_name(over->kind), owner);
		if (r->kind != BOOT_INITRD)
			bootmem_panic(line);
		bootmem_warn("%s", line);
		return;
	}
}

static void __init check_occupants(const struct boot_map *firmware)
{
	struct boot_span s = image();

	if (boot_info.initrd.size && overlap(boot_info.initrd, s))
		bootmem_warn("the initrd at [%#llx, %#llx) lies over the kernel image and is damaged: "
			     "load it elsewhere", boot_info.initrd.base,
			     boot_info.initrd.base + boot_info.initrd.size);
	for (unsigned int i = 0; i < firmware->count; i++) {
		const struct boot_range *r = &firmware->ranges[i];

		if (r->kind == BOOT_KERNEL || r->kind == BOOT_DTB || r->kind == BOOT_INITRD)
			check_occupant(r);
	}
}

/* Without RAM underneath, whatever firmware says is there is only named. */
static void __init cut_unreachable(struct boot_map *firmware, u64 reach)
{
	bool beyond = false;

	for (unsigned int i = 0; i < firmware->count; i++)
		beyond |= firmware->ranges[i].kind == BOOT_RAM && firmware->ranges[i].end > reach;
	if (beyond)
		bootmem_warn("RAM above %#llx is not used: the processor does not reach it", reach);
	boot_map_remove(firmware, reach, ~0ULL, BOOT_RAM);
}

static void __init sweep(const struct boot_map *firmware)
{
	boot_map_init(&boot_map, swept, sizeof(swept) / sizeof(swept[0]));
	boot_map_sweep(firmware, &boot_map);
	if (firmware->dropped || boot_map.dropped)
		boot_fail("firmware's memory map has more than %u ranges: raise BOOT_MAP_RANGES",
			  firmware->max);
}

/* What the kernel knows better than firmware. */
static void __init complete(struct boot_map *firmware, const struct setup_policy *policy)
{
	if (policy->reach)
		cut_unreachable(firmware, policy->reach);
	add_image(firmware);
	for (unsigned int i = 0; i < policy->nr_always; i++) {
		const struct boot_range *r = &policy->always[i];

		boot_map_add(firmware, r->base, r->end - r->base, r->kind, r->nid, r->owner);
	}
	if (boot_options.lowest)
		boot_map_add(firmware, 0, boot_options.lowest, BOOT_RUNTIME, NUMA_NO_NODE, "lowest=");
	if (firmware->clipped)
		bootmem_warn("%llu MiB of RAM lie above the highest physical address that this "
			     "kernel was built for and are not used",
			     (unsigned long long)(firmware->clipped >> 20));
}

/* ---- limits ---- */

static u64 __init swept_ram_bytes(void)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < boot_map.count; i++)
		if (boot_range_is_ram(&boot_map.ranges[i]))
			bytes += boot_map.ranges[i].end - boot_map.ranges[i].base;
	return bytes;
}

/* Where the first bytes of RAM end, holes not counted. */
static u64 __init end_of_first_bytes(u64 bytes)
{
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!boot_range_is_ram(r))
			continue;
		if (bytes <= r->end - r->base)
			return r->base + bytes;
		bytes -= r->end - r->base;
	}
	return ~0ULL;
}

/* Where RAM ends by mem=, in whole pages; ~0 = nowhere. */
static u64 __init find_ram_end(const struct setup_policy *policy)
{
	u64 limit = boot_options.limit, end = ~0ULL;

	if (limit)
		end = policy->limit_by_address ? limit : end_of_first_bytes(limit);
	return end == ~0ULL ? end : end & ~(u64)(PAGE_SIZE - 1);
}

/* Limits are for free RAM. What is in use stays RAM, wherever it lies, and so does no-map. */
static void __init cut(u64 from, u64 to)
{
	if (boot_map_remove(&boot_map, from, to - from, BOOT_RAM))
		boot_fail("the swept memory map is full: raise BOOT_MAP_RANGES");
}

static void __init cut_above(u64 end)
{
	cut(end, ~0ULL);
}

/* The lowest usable range at or above an address, in whole pages. Return: false = no more. */
static bool __init next_usable(u64 at, struct boot_span *next)
{
	*next = (struct boot_span){ ~0ULL, 0 };
	for (unsigned int i = 0; i < boot_info.nr_usable; i++) {
		const struct boot_span *s = &boot_info.usable[i];
		u64 base = (s->base + PAGE_SIZE - 1) & ~(u64)(PAGE_SIZE - 1), end = s->base + s->size;

		end = (end < s->base ? ~0ULL : end) & ~(u64)(PAGE_SIZE - 1);
		if (base < at)
			base = at;
		if (s->base <= base && base < end && base < next->base)
			*next = (struct boot_span){ base, end - base };
	}
	return next->size;
}

/* Where what the kernel maps for good ends; ~0 = it has a use for the rest, too. */
static u64 __init mapped_end(void)
{
#ifndef CONFIG_HIGHMEM
	if (setup_lowmem_end)
		return setup_lowmem_end & ~(u64)(PAGE_SIZE - 1);
#endif
	return ~0ULL;
}

static void __init cut_high_memory(u64 end)
{
	unsigned int i = 0;

	while (i < boot_map.count && (boot_map.ranges[i].kind != BOOT_RAM ||
				      boot_map.ranges[i].end <= end))
		i++;
	if (i == boot_map.count)
		return;
	bootmem_warn("RAM above %#llx is not used: the kernel does not map it; build with "
		     "CONFIG_HIGHMEM to have it", (unsigned long long)end);
	cut_above(end);
}

static void __init limit_ram(const struct setup_policy *policy)
{
	u64 ends[] = { find_ram_end(policy), mapped_end(), policy->reach ? policy->reach : ~0ULL };
	struct boot_span usable;
	u64 at = 0;

	setup_ram_end = boot_info.nr_usable ? 0 : ends[0];
	for (unsigned int i = 1; i < sizeof(ends) / sizeof(ends[0]); i++)
		setup_ram_end = ends[i] < setup_ram_end ? ends[i] : setup_ram_end;
	cut_above(ends[0]);
	cut_high_memory(ends[1]);
	if (!boot_info.nr_usable)
		return;
	for (; next_usable(at, &usable); at = usable.base + usable.size)
		cut(at, usable.base);
	cut_above(at);
}

/* ---- nodes ---- */

static void __init forget_nodes(struct boot_map *firmware)
{
	boot_map_set_node(firmware, 0, ~0ULL, NUMA_NO_NODE);
	memset(&boot_info.numa, 0, sizeof(boot_info.numa));
}

static void __init fake_nodes(struct boot_map *firmware, const struct setup_policy *policy)
{
	int made;

	forget_nodes(firmware);
	sweep(firmware);
	made = boot_numa_fake(firmware, boot_options.numa_fake, find_ram_end(policy));
	if (made < 0)
		boot_fail("numa=fake=%u: the memory map has no room for so many nodes: raise "
			  "BOOT_MAP_RANGES", boot_options.numa_fake);
	bootmem_info("numa=fake=%u: RAM is divided among %d nodes", boot_options.numa_fake, made);
}

static void __init set_nodes(struct boot_map *firmware, const struct setup_policy *policy)
{
	if (boot_options.numa_off)
		forget_nodes(firmware);
	else if (boot_options.numa_fake)
		fake_nodes(firmware, policy);
	else if (policy->look_for_acpi || boot_info.rsdp)
		acpi_translate(boot_info.rsdp, boot_data, &boot_info.numa, boot_note);
	if (boot_numa_apply(&boot_info.numa, firmware))
		bootmem_warn("some RAM has not got its node: raise BOOT_MAP_RANGES");
}

/*
 * RAM of no node is node 0's as soon as other RAM has one: decided on the map, so that all
 * cores allocate for node 0 from it.
 */
static void __init settle_strays(void)
{
	unsigned long stray = 0, homed = 0;

	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (boot_range_is_ram(r))
			*(r->nid == page_ram_node(r->nid) ? &homed : &stray) +=
				(unsigned long)((r->end - r->base) >> PAGE_SHIFT);
	}
	if (!stray || !homed)
		return;
	page_warn_stray(stray, homed);
	for (unsigned int i = 0; i < boot_map.count; i++)
		boot_map.ranges[i].nid = page_ram_node(boot_map.ranges[i].nid);
}

static void __init set_distances(void)
{
	for (int from = 0; from < MAX_NUMNODES; from++)
		for (int to = 0; to < MAX_NUMNODES; to++)
			set_node_distance(from, to, boot_info.numa.distance[from][to]);
}

/* ---- words ---- */

/* A framebuffer normally does. */
static void __init warn_if_outside_ram(const struct boot_range *r)
{
	if (boot_kind_is_reserved(r->kind) && r->kind != BOOT_FRAMEBUFFER && !r->ram)
		bootmem_warn("%s at [%#llx, %#llx) lies outside RAM", boot_range_owner(r),
			     PHYS(r->base), PHYS(r->end));
}

static void __init print_map(void)
{
	bootmem_info("Firmware's memory map:");
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];
		const char *kind = boot_kind_name(r->kind);
		bool named = r->owner && !text_equal(r->owner, kind);
		char node[16] = "";

		if (r->nid != NUMA_NO_NODE)
			bootmem_format(node, sizeof(node), " node %d", r->nid);
		bootmem_info("  0x%012llx-0x%012llx %s%s%s%s", PHYS(r->base), PHYS(r->end - 1),
			     kind, node, named ? ": " : "", named ? r->owner : "");
	}
}

/* ---- memtest= ---- */

static bool __init next_free(phys_addr_t *base, phys_addr_t *end)
{
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (r->kind != BOOT_RAM || r->end <= *base)
			continue;
		*base = max_phys(r->base, *base);
		*end = r->end;
		return true;
	}
	return false;
}

static void __init reserve_bad(phys_addr_t base, phys_addr_t size, const char *owner)
{
	/* The core is tested, too, with room for more, but some of it may be in use by then. */
	if (boot_map_claim(&boot_map, base, size, BOOT_RESERVED, owner))
		bootmem_warn("memtest: too many bad ranges: raise BOOT_MAP_RANGES");
}

static unsigned long __init no_moves(void)
{
	return 0;
}

/* Before anything is put anywhere. */
static void __init test_memory(void)
{
	static const struct memtest_books books = { next_free, reserve_bad, no_moves };

	early_memtest_patterns(boot_options.memtest);
	memtest_with(&books, 0, PHYS_ADDR_MAX);
}

/* ---- reserve_mem= ---- */

#ifdef CONFIG_HAVE_MEMBLOCK

static void __init reserve_option(const struct reserve_mem_option *o)
{
	int err = reserve_mem_add(o->name, clamp_phys(o->size), clamp_phys(o->align));

	if (err)
		bootmem_warn("reserve_mem=%llu:%llu:%s: %s", (unsigned long long)o->size,
			     (unsigned long long)o->align, o->name,
			     err == -EBUSY ? "the name is taken" : "there is no such memory");
}

#else

static void __init reserve_option(const struct reserve_mem_option *o)
{
	bootmem_warn("reserve_mem=%llu:%llu:%s: this kernel has no memblock to find it in",
		     (unsigned long long)o->size, (unsigned long long)o->align, o->name);
}

#endif

/* ---- all of it ---- */

static void __init raise_possible(u64 pfn)
{
	if (pfn > max_possible_pfn)
		max_possible_pfn = pfn;
}

void __init set_page_numbers(void)
{
	unsigned long start, end, lowmem;
	int i;

	max_pfn = 0;
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		if (!max_pfn)
			min_low_pfn = start;
		max_pfn = end;
	}
	lowmem = setup_lowmem_end ? phys_pfn_down(clamp_phys(setup_lowmem_end)) : max_pfn;
	max_low_pfn = lowmem < max_pfn ? lowmem : max_pfn;
	raise_possible(max_pfn);
	/* What may be plugged in later counts, too. */
	for (unsigned int n = 0; n < boot_info.numa.nr_ranges; n++) {
		const struct boot_numa_range *r = &boot_info.numa.ranges[n];

		if (r->hotplug)
			raise_possible((r->base + r->size) >> PAGE_SHIFT);
	}
}

static void __init check_ram(void)
{
	unsigned int i = 0;

	while (i < boot_map.count && boot_map.ranges[i].kind != BOOT_RAM)
		i++;
	if (i == boot_map.count)
		boot_fail("there is no RAM: the memory map (%u ranges) leaves nothing usable; check the "
			  "loader's map or memory nodes, mem=, memmap= and linux,usable-memory-range",
			  boot_map.count);
}

static void __init note_image(void)
{
	struct boot_span s = image();

	setup_kernel.start = phys_pfn_down((phys_addr_t)s.base);
	setup_kernel.end = phys_pfn_up((phys_addr_t)(s.base + s.size));
}

void __init setup_memory(struct boot_map *firmware, const struct setup_policy *policy)
{
	read_command_line(firmware);
	complete(firmware, policy);
	set_nodes(firmware, policy);
	set_distances();
	sweep(firmware);
	print_map();
	check_occupants(firmware);
	for (unsigned int i = 0; i < boot_map.count; i++)
		warn_if_outside_ram(&boot_map.ranges[i]);
	setup_lost_bytes = boot_map_ram_bytes(firmware) - swept_ram_bytes();
	limit_ram(policy);
	test_memory();
	place_claims(policy);
	note_image();
	check_ram();
	settle_strays();
	fill_core(&boot_map, &boot_info);
	for (unsigned int i = 0; i < boot_options.nr_reserve; i++)
		reserve_option(&boot_options.reserve[i]);
	start_core();
	set_page_numbers();
	if (boot_options.debug)
		bootmem_dump();
}

/* Not __init: it runs last, on what everything __init leaves behind. */
void free_initmem(void)
{
	phys_addr_t size = image_bytes(__init_begin, __init_end);

	memblock_free_late(bootmem_virt_to_phys(__init_begin), size);
}
