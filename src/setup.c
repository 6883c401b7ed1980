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

	if (text[n])
		bootmem_warn("the command line is cut after %d characters", n);
	boot_info.command_line = command_line;
	cmdline_translate(command_line, firmware, &boot_options, boot_note);
	memblock_set_debug(boot_options.debug);
}

/* ---- the map ---- */

/* The image runs, so it lies in RAM, whatever firmware or the command line say. */
static void __init add_image(struct boot_map *firmware)
{
	phys_addr_t base = phys_align_down(bootmem_virt_to_phys(_text), PAGE_SIZE);
	phys_addr_t end = phys_align_up(bootmem_virt_to_phys(_text) + (phys_addr_t)(_end - _text),
					PAGE_SIZE);
	bool known = false;

	for (unsigned int i = 0; i < firmware->count; i++) {
		const struct boot_range *r = &firmware->ranges[i];

		known |= r->kind == BOOT_RAM && r->base <= base && end <= r->end;
	}
	if (!known)
		bootmem_warn("the kernel image at [%#llx, %#llx) is not RAM by the memory map; it is "
			     "taken for RAM", PHYS(base), PHYS(end));
	boot_map_add(firmware, base, end - base, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(firmware, base, end - base, BOOT_KERNEL, NUMA_NO_NODE, "kernel");
}

static void __init sweep(struct boot_map *firmware, const struct setup_policy *policy)
{
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

static void __init add_range(const struct boot_range *r)
{
	if (r->ram && boot_kind_is_memory(r->kind))
		memblock_add_node(r->base, r->end - r->base, r->nid,
				  r->kind == BOOT_NOMAP ? MEMBLOCK_NOMAP : MEMBLOCK_NONE);
}

static void __init fill_memblock(void)
{
	for (unsigned int i = 0; i < boot_map.count; i++)
		reserve_range(&boot_map.ranges[i]);
	for (unsigned int i = 0; i < boot_map.count; i++)
		add_range(&boot_map.ranges[i]);
	if (!memblock_phys_mem_size())
		boot_fail("there is no RAM: firmware's memory map and the command line leave "
			  "nothing usable (%u ranges read)", boot_map.count);
}

/* ---- limits ---- */

static struct boot_span __init lowest_usable_above(u64 addr)
{
	struct boot_span best = { ~0ULL, 0 };

	for (unsigned int i = 0; i < boot_info.nr_usable; i++) {
		const struct boot_span *s = &boot_info.usable[i];

		if (s->base + s->size > addr && s->base < best.base)
			best = *s;
	}
	return best;
}

static phys_addr_t __init clamp_phys(u64 addr)
{
	return addr < PHYS_ADDR_MAX ? (phys_addr_t)addr : PHYS_ADDR_MAX;
}

/* Removes RAM between and around the ranges of linux,usable-memory-range. */
static void __init keep_usable(void)
{
	u64 at = 0;

	if (!boot_info.nr_usable)
		return;
	while (at < PHYS_ADDR_MAX) {
		struct boot_span next = lowest_usable_above(at);

		if (next.base > at)
			memblock_remove(clamp_phys(at), clamp_phys(next.base) - clamp_phys(at));
		if (!next.size)
			break;
		at = next.base + next.size;
	}
}

/* What is in use stays RAM, and reserved, wherever a limit has cut. */
static void __init keep_what_is_in_use(void)
{
	for (unsigned int i = 0; i < boot_map.count; i++) {
		const struct boot_range *r = &boot_map.ranges[i];

		if (!r->ram || !boot_kind_is_reserved(r->kind))
			continue;
		if (!memblock_is_region_memory(r->base, r->end - r->base))
			memblock_add_node(r->base, r->end - r->base, r->nid, MEMBLOCK_NONE);
		memblock_reserve_named(r->base, r->end - r->base, owner_of(r));
	}
}

static void __init apply_limits(const struct setup_policy *policy)
{
	phys_addr_t limit = clamp_phys(boot_options.limit);

	if (!boot_info.nr_usable && !limit)
		return;
	keep_usable();
	if (limit && policy->limit_by_address)
		memblock_remove(limit, PHYS_ADDR_MAX - limit);
	else if (limit)
		memblock_mem_limit_remove_map(limit);
	keep_what_is_in_use();
}

/* ---- dynamic reservations ---- */

static phys_addr_t __init place_dynamic(const struct boot_dynamic *d)
{
	phys_addr_t size = clamp_phys(d->size), align = clamp_phys(d->align), addr = 0;

	if (d->nomap)
		align = align > PAGE_SIZE ? align : PAGE_SIZE;
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
	phys_addr_t addr = place_dynamic(d), size = clamp_phys(d->size);

	if (!addr) {
		bootmem_warn("no room for reserved-memory node %s: %llu KiB are not free where it "
			     "wants them", d->name, (unsigned long long)(d->size >> 10));
		return;
	}
	bootmem_info("reserved-memory node %s: [%#llx, %#llx)%s", d->name, PHYS(addr),
		     PHYS(addr + size), d->nomap ? " nomap" : "");
	if (d->nomap) {
		size = phys_align_up(size, PAGE_SIZE);
		memblock_mark_nomap(addr, size);
		memblock_phys_free(addr, size);
	} else {
		memblock_reserve_named(addr, size, d->name);
	}
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
	u64 lost;

	read_command_line(firmware);
	sweep(firmware, policy);
	print_map();
	fill_memblock();
	lost = boot_map_ram_bytes(firmware) - memblock_phys_mem_size();
	apply_limits(policy);
	for (unsigned int i = 0; i < boot_info.nr_dynamic; i++)
		reserve_dynamic(&boot_info.dynamic[i]);
	memblock_allow_resize();
	for (unsigned int i = 0; i < boot_options.nr_reserve; i++)
		reserve_option(&boot_options.reserve[i]);
	set_page_numbers();
	setup_ram_bytes = memblock_phys_mem_size() + lost;
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
