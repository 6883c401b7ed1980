/* SPDX-License-Identifier: MIT */
/*
 * fdt_build.h - flattened device trees for tests.
 *
 *	fdt_start(&b);
 *	fdt_reserve(&b, 0x1000, 0x1000);		/memreserve/
 *	fdt_node(&b, "");				the root
 *	fdt_u32(&b, "#address-cells", 2);
 *	fdt_node(&b, "memory@80000000");
 *	fdt_text(&b, "device_type", "memory");
 *	fdt_range(&b, "reg", 2, 1, 0x80000000, 0x1000000);
 *	fdt_end(&b);
 *	fdt_end(&b);
 *	blob = fdt_finish(&b, &len);			free() it
 *
 * Nothing is checked: broken trees are as easy to make.
 */
#ifndef FDT_BUILD_H
#define FDT_BUILD_H

#include <bootmem/firmware.h>

/* Bytes that grow up to their capacity. */
struct fdt_block {
	u8 bytes[1 << 15];
	size_t len;
};

struct fdt_build {
	struct fdt_block reservations, structure, strings;
	u32 version, last_compatible;
	bool unterminated; /* no empty entry behind the reservations */
};

void fdt_start(struct fdt_build *b);
void fdt_reserve(struct fdt_build *b, u64 base, u64 size);
void fdt_node(struct fdt_build *b, const char *name);
void fdt_end(struct fdt_build *b);
void fdt_nops(struct fdt_build *b, unsigned int count);
void fdt_token(struct fdt_build *b, u32 token);

/* Properties. A cell is a u32; values are stored big endian. */
void fdt_property(struct fdt_build *b, const char *name, const void *value, size_t len);
void fdt_empty(struct fdt_build *b, const char *name);
void fdt_u32(struct fdt_build *b, const char *name, u32 value);
void fdt_u64(struct fdt_build *b, const char *name, u64 value);
void fdt_text(struct fdt_build *b, const char *name, const char *text);
void fdt_cells(struct fdt_build *b, const char *name, const u32 *cells, unsigned int count);

/* (base, size) pairs with so many cells each; cells above 64 bits are zero. */
void fdt_ranges(struct fdt_build *b, const char *name, unsigned int address_cells,
		unsigned int size_cells, const struct boot_span *spans, unsigned int count);
void fdt_range(struct fdt_build *b, const char *name, unsigned int address_cells,
	       unsigned int size_cells, u64 base, u64 size);

/* The whole blob in memory of exactly its size, from malloc(). */
u8 *fdt_finish(struct fdt_build *b, size_t *len);

#endif
