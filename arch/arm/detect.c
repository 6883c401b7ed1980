/* SPDX-License-Identifier: MIT */
/*
 * ARM and AArch64: what did the loader leave, a device tree or a list of tags?
 *
 * The register that points to it is all there is (r2 or x0); what it points to tells what it
 * is. Only who comes from EFI says so. Old boot loaders of 32-bit boards, and QEMU's boards without -dtb, leave tags, on
 * AArch64, too.
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

static bool __init is_list_of_tags(const struct boot_reader *r, u64 pa)
{
	const u8 *tag = boot_read_bytes(r, pa, TAG_HEADER);

	return tag && boot_le32(tag + TAG_TYPE) == TAG_CORE;
}

/*
 * Beside EFI's memory map a device tree tells reservations, and which node memory belongs
 * to; not what is RAM. Comes first, so that its RAM can be taken out again.
 */
static void __init read_tree_beside_map(const struct boot_reader *r, u64 pa)
{
	size_t len;
	const void *tree = find_tree(r, pa, &len);

	if (!tree)
		return;
	fdt_translate(tree, len, pa, r->map, r->info, r->note);
	for (unsigned int i = 0; i < r->map->count; i++) {
		const struct boot_range *ram = &r->map->ranges[i];

		if (ram->kind == BOOT_RAM && ram->nid != NUMA_NO_NODE)
			boot_numa_add(&r->info->numa, ram->base, ram->end - ram->base, ram->nid,
				      false);
	}
	boot_map_remove(r->map, 0, ~0ULL, BOOT_RAM);
	r->map->clipped = 0;
}

static int __init translate_efi(const struct boot_reader *r, u64 pa)
{
	const u8 *block = boot_read_bytes(r, pa, sizeof(struct boot_efi));
	u64 dtb = block ? boot_le64(block + offsetof(struct boot_efi, dtb)) : 0;

	if (dtb)
		read_tree_beside_map(r, dtb);
	return boot_efi_translate(pa, r->read, r->map, r->info, r->note);
}

int __init boot_translate(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
			  struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { "boot loader", read, map, info, note, 0, 0 };
	const void *tree;
	size_t len;

	if (magic == BOOT_EFI_MAGIC)
		return translate_efi(&r, pa);
	if (magic == LIMINE_MAGIC)
		return limine_boot_translate(pa, read, map, info, note);
	/* Else it is the machine's number, if any: not needed. */
	tree = find_tree(&r, pa, &len);
	if (tree) {
		fdt_translate(tree, len, pa, map, info, note); /* what came before damage counts */
		return 0;
	}
	if (is_list_of_tags(&r, pa))
		return atags_translate(pa, read, map, info, note);
	boot_say(&r, "where r2 or x0 points (%#llx) is neither a device tree nor a list of tags.",
		 (unsigned long long)pa);
	return -ENOENT;
}
