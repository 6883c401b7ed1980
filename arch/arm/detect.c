/* SPDX-License-Identifier: MIT */
/*
 * ARM and AArch64: what did the loader leave, a device tree or a list of tags?
 *
 * The register that points to it is all there is (r2 or x0); what it points to tells what it
 * is. Only who comes from EFI or by Limine's protocol says so. Old boot loaders of 32-bit
 * boards, and QEMU's boards without -dtb, leave tags, on AArch64, too.
 */
#include <bootmem/limine.h>
#include <bootmem/translate.h>

#define FDT_HEADER 40 /* bytes of a device tree that tell how long it is */
#define TAG_TYPE   4
#define TAG_HEADER 8
#define TAG_CORE   0x54410001u

/* The tree, and how much of it can be read: its own size may pass the end of RAM. */
static const void *__init find_tree(const struct boot_reader *r, u64 pa, size_t *len)
{
	const void *header = boot_read_bytes(r, pa, FDT_HEADER), *tree = NULL;

	*len = header ? fdt_size(header, FDT_HEADER) : 0;
	while (*len >= FDT_HEADER && !(tree = boot_read_bytes(r, pa, *len)))
		*len = (*len - 1) & PAGE_MASK; /* try a page less */
	return tree;
}

/*
 * Beside a loader's own memory map a device tree tells reservations, and which node memory
 * belongs to; not what is RAM. Its ranges are collected behind those of the map, in the same
 * storage, and moved down to them one by one: there is room for each where it lay.
 */
static void __init add_all_but_ram(const struct boot_reader *r, const struct boot_map *tree)
{
	for (unsigned int i = 0; i < tree->count; i++) {
		const struct boot_range range = tree->ranges[i];
		u64 size = range.end - range.base;

		if (range.kind != BOOT_RAM)
			boot_map_add(r->map, range.base, size, range.kind, range.nid, range.owner);
		else if (range.nid != NUMA_NO_NODE)
			boot_numa_add(&r->info->numa, range.base, size, range.nid, false);
	}
	r->map->dropped += tree->dropped;
}

/* What the loader itself says counts: its command line, its initrd. */
static void __init read_tree_beside_map(const struct boot_reader *r)
{
	struct boot_map tree;
	const char *command_line = r->info->command_line;
	struct boot_span initrd = r->info->initrd;
	size_t len;
	const void *blob = find_tree(r, r->info->dtb, &len);

	if (!blob) {
		boot_say(r, "the device tree at %#llx cannot be read: what it reserves is not "
			    "known.", (unsigned long long)r->info->dtb);
		return;
	}
	boot_map_init(&tree, r->map->ranges + r->map->count, r->map->max - r->map->count);
	fdt_translate(blob, len, r->info->dtb, &tree, r->info, r->note);
	add_all_but_ram(r, &tree);
	if (command_line)
		r->info->command_line = command_line;
	if (initrd.size)
		r->info->initrd = initrd;
}

/* The register points at it. */
static int __init read_tree_or_tags(const struct boot_reader *r, u64 pa)
{
	size_t len;
	const void *tree = find_tree(r, pa, &len);
	const u8 *start = boot_read_bytes(r, pa, TAG_HEADER);

	if (tree) {
		/* What came before damage counts. */
		fdt_translate(tree, len, pa, r->map, r->info, r->note);
		return 0;
	}
	if (start && boot_le32(start + TAG_TYPE) == TAG_CORE)
		return atags_translate(pa, r->read, r->map, r->info, r->note);
	if (start)
		boot_say(r, "where r2 or x0 points (%#llx) is neither a device tree nor a list of "
			    "tags: the first words are %#x and %#x.", (unsigned long long)pa,
			 boot_le32(start), boot_le32(start + 4));
	else
		boot_say(r, "where r2 or x0 points (%#llx) nothing can be read.",
			 (unsigned long long)pa);
	return -ENOENT;
}

int __init boot_translate(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
			  struct boot_info *info, boot_note_fn note)
{
	const struct boot_reader r = { .loader = "boot loader", .read = read,
				       .map = map, .info = info, .note = note };
	int error;

	if (magic == BOOT_EFI_MAGIC)
		error = boot_efi_translate(pa, read, map, info, note);
	else if (magic == LIMINE_MAGIC)
		error = limine_boot_translate(pa, read, map, info, note);
	else /* the machine's number, if any: not needed */
		return read_tree_or_tags(&r, pa);
	if (info->dtb)
		read_tree_beside_map(&r);
	return error;
}
