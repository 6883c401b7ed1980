/* SPDX-License-Identifier: MIT */
/*
 * elf_sections.h - the kernel's own section headers, as both Multiboots pass them on.
 */
#ifndef ARCH_X86_ELF_SECTIONS_H
#define ARCH_X86_ELF_SECTIONS_H

#include <bootmem/translate.h>

/* Length of a section header in a file of 32 and of 64 bits. */
#define ELF32_SECTION_LEN 40
#define ELF64_SECTION_LEN 64

/*
 * Adds what the loader placed beside the image, symbols and their names, to the map.
 * headers: count of them, len bytes each; any other len than those above adds nothing.
 */
void elf_add_sections(const struct boot_reader *r, const u8 *headers, u32 count, u32 len);

#endif
