/* SPDX-License-Identifier: MIT */
/*
 * ARM and AArch64: what did the loader leave, a device tree or a list of tags?
 *
 * The register that points to it is all there is (r2 or x0); what it points to tells what it
 * is. Old boot loaders of 32-bit boards, and QEMU's boards without -dtb, leave tags, on
 * AArch64, too.
 */
#include <bootmem/firmware.h>
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

int __init boot_translate(unsigned long magic, u64 pa, boot_read_fn read, struct boot_map *map,
			  struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { "boot loader", read, map, info, note, 0, 0 };
	const void *tree;
	size_t len;

	(void)magic; /* the machine's number, if any: not needed */
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
