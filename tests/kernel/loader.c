/* SPDX-License-Identifier: MIT */
/*
 * loader.c - what the loader left in memory must survive.
 *
 * Before bootmem sees anything, every block that the kernel did not put there itself is
 * summed: initrd, device tree, command line, memory map. After every free page has been
 * written, the sums must be the same. The runner knows the true sum of the initrd, so
 * initrd=SIZE,CRC and module=SIZE,CRC on the command line check the translators, too.
 */
#include "kernel.h"

#define MAX_BLOCKS 32

struct block {
	phys_addr_t base;
	size_t size;
	u32 sum;
	enum boot_kind kind;
};

static struct block blocks[MAX_BLOCKS];
static unsigned int nr_blocks;
static u32 text_sum, rodata_sum;

static struct boot_range ranges[BOOT_MAP_RANGES];
static struct boot_map raw_map;
static struct boot_info raw_info;

static bool is_loaders(enum boot_kind kind)
{
	return kind == BOOT_INITRD || kind == BOOT_DTB || kind == BOOT_INFO;
}

static void translate(unsigned long magic, const void *info)
{
	boot_map_init(&raw_map, ranges, BOOT_MAP_RANGES);
	memset(&raw_info, 0, sizeof(raw_info));
	machine_translate(magic, info, &raw_map, &raw_info);
	if (!raw_info.command_line)
		raw_info.command_line = "";
}

static void remember(const struct boot_range *r)
{
	const void *data = machine_look(r->base, (size_t)(r->end - r->base));
	struct block *b = &blocks[nr_blocks];

	if (!data || nr_blocks == MAX_BLOCKS) {
		print("kernel: %s at %#llx cannot be summed\n", boot_kind_name(r->kind),
		      PHYS(r->base));
		return;
	}
	*b = (struct block){ r->base, (size_t)(r->end - r->base), 0, r->kind };
	b->sum = checksum(0, data, b->size);
	nr_blocks++;
}

/* "initrd=SIZE,CRC", both decimal: what the file was before it was loaded. */
static void check_initrd(const char *want)
{
	u64 size = option_number(&want);
	const void *data = size ? machine_look(raw_info.initrd.base, (size_t)size) : "";

	if (!check_equal(raw_info.initrd.size, size, "the initrd has its true size"))
		return;
	if (*want == ',')
		want++;
	if (check(data, "the initrd can be looked at"))
		check_equal(checksum(0, data, (size_t)size), option_number(&want),
			    "the initrd has its true sum");
}

/* "module=SIZE,CRC" for each further one; one of no bytes lies nowhere. */
static bool has_module(u64 size, u64 sum)
{
	if (!size)
		return true;
	for (unsigned int i = 0; i < raw_map.count; i++) {
		const struct boot_range *r = &raw_map.ranges[i];
		const void *data = machine_look(r->base, (size_t)(r->end - r->base));

		if (r->kind == BOOT_INITRD && r->end - r->base == size && data &&
		    checksum(0, data, (size_t)size) == sum)
			return true;
	}
	return false;
}

static void check_modules(void)
{
	const char *want = raw_info.command_line;

	while ((want = option(want, "module="))) {
		u64 size = option_number(&want);

		if (*want == ',')
			want++;
		check(has_module(size, option_number(&want)), "a module has its true size and sum");
	}
}

/* Returns what setup_arch() shall be told: with dtb=initrd the initrd is the device tree. */
void *loader_look(unsigned long magic, void *info)
{
	const char *want;

	translate(magic, info);
	want = option(raw_info.command_line, "initrd=");
	if (want)
		check_initrd(want);
	check_modules();
	if (option(raw_info.command_line, "dtb=initrd")) {
		info = (void *)(unsigned long)raw_info.initrd.base;
		translate(magic, info);
	}
	for (unsigned int i = 0; i < raw_map.count; i++)
		if (is_loaders(raw_map.ranges[i].kind))
			remember(&raw_map.ranges[i]);
	text_sum = checksum(0, _text, (size_t)(_etext - _text));
	rodata_sum = checksum(0, _rodata, (size_t)(_erodata - _rodata));
	return info;
}

/* What it said of memory, swept; nobody has read the command line yet. */
struct boot_map loader_map(void)
{
	static struct boot_range swept[2 * BOOT_MAP_RANGES + 1] __initdata;
	struct boot_map map;

	boot_map_init(&map, swept, sizeof(swept) / sizeof(swept[0]));
	boot_map_sweep(&raw_map, &map);
	return map;
}

/* The loader's own copy. */
const char *loader_command_line(void)
{
	return raw_info.command_line;
}

/* Page by page, since high memory is not to be seen otherwise. */
static u32 block_sum(const struct block *b)
{
	u32 sum = 0;
	size_t len;

	for (size_t at = 0; at < b->size; at += len) {
		len = PAGE_SIZE - (size_t)((b->base + at) & (PAGE_SIZE - 1));
		if (len > b->size - at)
			len = b->size - at;
		sum = checksum(sum, touch(b->base + at), len);
	}
	return sum;
}

void loader_check(void)
{
	unsigned int checked = 0;

	for (const struct block *b = blocks; b < blocks + nr_blocks; b++) {
		/* What can be touched is RAM and nothing else, and of RAM not what is no-map. */
		if (!is_ram(b->base, b->size))
			continue;
		checked++;
		if (!check_equal(block_sum(b), b->sum, "what the loader left is unchanged"))
			print("FAILED: it is the %s at %#llx, %zu bytes\n",
			      boot_kind_name(b->kind), PHYS(b->base), b->size);
	}
	print("kernel: %u of %u blocks of the loader are mapped and were checked\n", checked,
	      nr_blocks);
	check_equal(checksum(0, _text, (size_t)(_etext - _text)), text_sum, "text is unchanged");
	check_equal(checksum(0, _rodata, (size_t)(_erodata - _rodata)), rodata_sum,
		    "read-only data is unchanged");
}
