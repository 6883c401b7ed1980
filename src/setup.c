/* SPDX-License-Identifier: MIT */
/*
 * From a translated firmware map to a filled boot allocator: what setup_arch() does
 * on every architecture.
 *
 * The order matters. Everything that is in use is reserved before anything can be
 * allocated; limits cut RAM before anything is allocated from it; the arrays may grow
 * only when the last reservation of the firmware's is known.
 */
#include <bootmem/port.h>
#include <bootmem/setup.h>

#include "lib/lib.h"
#include "page/internal.h"

/* The sweep can split each entry, so twice as many and one come out at most. */
static struct boot_range swept[2 * BOOT_MAP_RANGES + 1] __initdata;
static char command_line[BOOT_COMMAND_LINE] __initdata;

struct boot_info boot_info __initdata;
struct boot_map boot_map __initdata;
struct memory_options boot_options __initdata;

/* ---- for the translators ---- */

const void *__init boot_data(u64 pa, size_t len)
{
	if (pa >= PHYS_ADDR_MAX || len > PHYS_ADDR_MAX - pa)
		return NULL;
	return bootmem_phys_to_virt((phys_addr_t)pa, len);
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
	memblock_set_debug(boot_options.debug);
}

/* ---- the map ---- */

static struct boot_span __init image(void)
{
	phys_addr_t base = bootmem_virt_to_phys(_text), end = base + (phys_addr_t)(_end - _text);

	base = phys_align_down(base, PAGE_SIZE);
	return (struct boot_span){ base, phys_align_up(end, PAGE_SIZE) - base };
}

/* Is all of it RAM, in however many entries? */
static bool __init is_ram(const struct boot_map *map, struct boot_span s)
{
	u64 at = s.base, end = s.base + s.size, before;

	do {
		before = at;
		for (unsigned int i = 0; i < map->count; i++) {
			const struct boot_range *r = &map->ranges[i];

			if (r->kind == BOOT_RAM && r->base <= at && at < r->end)
				at = r->end;
		}
	} while (at < end && at > before);
	return at >= end;
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
			       "which is %s (%s): load it elsewhere, or change memmap= or the device tree",
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
	bool cut = false;

	for (unsigned int i = 0; i < firmware->count; i++)
		cut |= firmware->ranges[i].kind == BOOT_RAM && firmware->ranges[i].end > reach;
	if (cut)
		bootmem_warn("RAM above %#llx is not used: the processor does not reach it", reach);
	boot_map_remove(firmware, reach, ~0ULL, BOOT_RAM);
}

static void __init sweep(struct boot_map *firmware, const struct setup_policy *policy)
{
	if (policy->reach)
		cut_unreachable(firmware, policy->reach);
	for (unsigned int i = 0; i < policy->nr_always; i++) {
		const struct boot_range *r = &policy->always[i];

		boot_map_add(firmware, r->base, r->end - r->base, r->kind, r->nid, r->owner);
	}
	add_image(firmware);
	boot_map_init(&boot_map, swept, sizeof(swept) / sizeof(swept[0]));
	boot_map_sweep(firmware, &boot_map);
	if (firmware->dropped || boot_map.dropped)
		boot_fail("firmware's memory map has more than %u ranges: raise BOOT_MAP_RANGES",
			  firmware->max);
	if (firmware->clipped)
		bootmem_warn("%llu MiB of RAM lie above the highest physical address that this "
			     "kernel was built for and are not used",
			     (unsigned long long)(firmware->clipped >> 20));
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

/* ---- filling memblock ---- */

static const char *__init owner_of(const struct boot_range *r)
{
	return r->owner ? r->owner : boot_kind_name(r->kind);
}

static void __init reserve_range(const struct boot_range *r)
{
	if (!boot_kind_is_reserved(r->kind))
		return;
	if (r->ram)
		memblock_reserve_named(r->base, r->end - r->base, owner_of(r));
	else
		bootmem_warn("%s at [%#llx, %#llx) lies outside RAM", owner_of(r), PHYS(r->base),
			     PHYS(r->end));
}

/* ---- limits ---- */

/* Where RAM ends by mem=. */
static u64 ram_end __initdata;

static bool __init is_memory(const struct boot_range *r)
{
	return r->ram && boot_kind_is_memory(r->kind);
}

static u64 __init swept_ram_bytes(void)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < boot_map.count; i++)
		if (is_memory(&boot_map.ranges[i]))
			bytes += boot_map.ranges[i].end - boot_map.ranges[i].base;
	return bytes;
}

/* Where the first bytes of RAM end, holes not counted. */
static u64 __init end_of_first_bytes(u64 bytes)
{
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!is_memory(r))
			continue;
		if (bytes <= r->end - r->base)
			return r->base + bytes;
		bytes -= r->end - r->base;
	}
	return ~0ULL;
}

static void __init find_ram_end(const struct setup_policy *policy)
{
	u64 limit = boot_options.limit;

	ram_end = ~0ULL;
	if (limit)
		ram_end = policy->limit_by_address ? limit : end_of_first_bytes(limit);
	if (ram_end != ~0ULL)
		ram_end &= ~(u64)(PAGE_SIZE - 1);
}

/* Adds the part of a range that lies in s, whole pages of it, below the end of RAM. */
static void __init add_usable_part(const struct boot_range *r, struct boot_span s)
{
	u64 end = s.size > ~0ULL - s.base ? ~0ULL : s.base + s.size;
	u64 low = (s.base + PAGE_SIZE - 1) & ~(u64)(PAGE_SIZE - 1);

	if (low < s.base)
		return; /* it starts in the last page of the address space */
	if (end < r->end)
		end &= ~(u64)(PAGE_SIZE - 1);
	if (end > ram_end)
		end = ram_end;
	if (end > r->end)
		end = r->end;
	if (low < r->base)
		low = r->base;
	if (low < end)
		memblock_add_node((phys_addr_t)low, (phys_addr_t)(end - low), r->nid, MEMBLOCK_NONE);
}

/* ---- RAM ---- */

/* Limits are for free RAM. What is in use stays RAM, wherever it lies, and so does no-map. */
static void __init add_range(const struct boot_range *r)
{
	if (!is_memory(r))
		return;
	if (r->kind != BOOT_RAM) {
		memblock_add_node(r->base, r->end - r->base, r->nid,
				  r->kind == BOOT_NOMAP ? MEMBLOCK_NOMAP : MEMBLOCK_NONE);
		return;
	}
	if (!boot_info.nr_usable)
		add_usable_part(r, (struct boot_span){ 0, ~0ULL });
	for (unsigned int i = 0; i < boot_info.nr_usable; i++)
		add_usable_part(r, boot_info.usable[i]);
}

/*
 * All that is in use first: from then on an array that must grow for the RAM, piece by
 * piece, finds only what is really free.
 */
static void __init fill_memblock(void)
{
	for (unsigned int i = 0; i < boot_map.count; i++)
		reserve_range(&boot_map.ranges[i]);
	memblock_allow_resize();
	for (unsigned int i = 0; i < boot_map.count; i++)
		add_range(&boot_map.ranges[i]);
	if (!memblock_estimated_nr_free_pages())
		boot_fail("there is no RAM: the memory map (%u ranges) leaves nothing usable; check the "
			  "loader's map or memory nodes, mem=, memmap= and linux,usable-memory-range",
			  boot_map.count);
}

/* ---- dynamic reservations ---- */

static phys_addr_t __init clamp_phys(u64 addr)
{
	return addr < PHYS_ADDR_MAX ? (phys_addr_t)addr : PHYS_ADDR_MAX;
}

static phys_addr_t __init place_dynamic(const struct boot_dynamic *d, phys_addr_t size)
{
	phys_addr_t align = clamp_phys(d->align), addr = 0;

	if (d->nomap)
		align = max_phys(align, PAGE_SIZE);
	if (!d->nr_ranges)
		return memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ANYWHERE);
	for (unsigned int i = 0; i < d->nr_ranges && !addr; i++) {
		u64 base = d->ranges[i].base, end = base + d->ranges[i].size;

		addr = memblock_phys_alloc_range(size, align, clamp_phys(base),
						 end < base ? PHYS_ADDR_MAX : clamp_phys(end));
	}
	return addr;
}

static void __init reserve_dynamic(const struct boot_dynamic *d)
{
	phys_addr_t size = clamp_phys(d->size), addr;
	bool nomap = d->nomap;

	if (nomap && size <= PHYS_ADDR_MAX - PAGE_SIZE)
		size = phys_align_up(size, PAGE_SIZE);
	addr = place_dynamic(d, size);
	if (!addr) {
		bootmem_warn("no room for reserved-memory node %s: %llu KiB are not free where it "
			     "wants them", d->name, d->size >> 10);
		return;
	}
	memblock_reserve_named(addr, size, d->name);
	if (nomap && memblock_mark_nomap(addr, size) == 0)
		memblock_phys_free(addr, size); /* the mark keeps it from everybody */
	else
		nomap = false;
	bootmem_info("reserved-memory node %s: [%#llx, %#llx)%s", d->name, PHYS(addr),
		     PHYS(addr + size), nomap ? " nomap" : "");
}

/* ---- reserve_mem= ---- */

static void __init reserve_option(const struct reserve_mem_option *o)
{
	int err = reserve_mem_add(o->name, clamp_phys(o->size), clamp_phys(o->align));

	if (err)
		bootmem_warn("reserve_mem=%llu:%llu:%s: %s", (unsigned long long)o->size,
			     (unsigned long long)o->align, o->name,
			     err == -EBUSY ? "the name is taken" : "there is no such memory");
}

/* ---- all of it ---- */

static void __init set_page_numbers(void)
{
	min_low_pfn = phys_pfn_up(memblock_start_of_DRAM());
	max_pfn = memblock_region_memory_end_pfn(
		&memblock.memory.regions[memblock.memory.cnt - 1]);
	max_low_pfn = max_pfn;
	max_possible_pfn = max_pfn;
}

void __init setup_memory(struct boot_map *firmware, const struct setup_policy *policy)
{
	read_command_line(firmware);
	sweep(firmware, policy);
	print_map();
	check_occupants(firmware);
	find_ram_end(policy);
	fill_memblock();
	for (unsigned int i = 0; i < boot_info.nr_dynamic; i++)
		reserve_dynamic(&boot_info.dynamic[i]);
	for (unsigned int i = 0; i < boot_options.nr_reserve; i++)
		reserve_option(&boot_options.reserve[i]);
	set_page_numbers();
	setup_lost_bytes = boot_map_ram_bytes(firmware) - swept_ram_bytes();
	early_memtest_patterns(boot_options.memtest);
	early_memtest(0, PHYS_ADDR_MAX);
	memblock_dump_all();
}

/* Not __init: it runs last, on what everything __init leaves behind. */
void free_initmem(void)
{
	phys_addr_t size = (phys_addr_t)(__init_end - __init_begin);

	memblock_free_late(bootmem_virt_to_phys(__init_begin), size);
}
