/* SPDX-License-Identifier: MIT */
/*
 * Sections of the kernel's file that are no part of its image: a Multiboot loader puts them
 * anywhere in memory and writes the address into the section header. The others' addresses
 * are virtual, and the image is known anyway.
 */
#include "elf_sections.h"

#define TYPE_NULL    0
#define TYPE_NO_BITS 8
#define FLAG_ALLOC   2 /* part of the image */

struct section {
	u32 type;
	u64 flags, base, size;
};

/*@ requires len == ELF32_SECTION_LEN || len == ELF64_SECTION_LEN;
    requires \valid_read(header + (0 .. len - 1));
    assigns \nothing; */
static struct section __init read_section(const u8 *header, u32 len)
{
	if (len == ELF32_SECTION_LEN)
		return (struct section){ boot_le32(header + 4), boot_le32(header + 8),
					 boot_le32(header + 12), boot_le32(header + 20) };
	return (struct section){ boot_le32(header + 4), boot_le64(header + 8),
				 boot_le64(header + 16), boot_le64(header + 32) };
}

/*@ requires Reader(r);
    requires len == ELF32_SECTION_LEN || len == ELF64_SECTION_LEN ==>
    \valid_read(headers + (0 .. count * len - 1));
    assigns ENTRIES(r->map);
    ensures KEEPS(r); */
void __init elf_add_sections(const struct boot_reader *r, const u8 *headers, u32 count, u32 len)
{
	if (len != ELF32_SECTION_LEN && len != ELF64_SECTION_LEN)
		return;
	/*@ loop invariant \valid_read(headers + (0 .. count * len - 1));
	    loop invariant KEEPS_SO_FAR(r);
	    loop assigns count, headers, ENTRIES_SO_FAR(r->map);
	    loop variant count; */
	for (; count; count--, headers += len) {
		struct section s = read_section(headers, len);

		if (s.base && s.type != TYPE_NULL && s.type != TYPE_NO_BITS &&
		    !(s.flags & FLAG_ALLOC))
			boot_add_info(r, s.base, s.size, "symbols");
	}
}
