/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fdt_build.h"

static void put(struct fdt_block *block, const void *bytes, size_t len)
{
	assert(len <= sizeof(block->bytes) - block->len);
	if (len)
		memcpy(block->bytes + block->len, bytes, len);
	block->len += len;
}

static void put32(struct fdt_block *block, u32 value)
{
	u8 bytes[4] = { (u8)(value >> 24), (u8)(value >> 16), (u8)(value >> 8), (u8)value };

	put(block, bytes, 4);
}

static void put64(struct fdt_block *block, u64 value)
{
	put32(block, (u32)(value >> 32));
	put32(block, (u32)value);
}

static void pad(struct fdt_block *block)
{
	while (block->len % 4)
		put(block, "", 1);
}

void fdt_start(struct fdt_build *b)
{
	b->reservations.len = b->structure.len = b->strings.len = 0;
	b->version = 17;
	b->last_compatible = 16;
	b->unterminated = false;
}

void fdt_reserve(struct fdt_build *b, u64 base, u64 size)
{
	put64(&b->reservations, base);
	put64(&b->reservations, size);
}

void fdt_token(struct fdt_build *b, u32 token)
{
	put32(&b->structure, token);
}

void fdt_node(struct fdt_build *b, const char *name)
{
	fdt_token(b, 1);
	put(&b->structure, name, strlen(name) + 1);
	pad(&b->structure);
}

void fdt_end(struct fdt_build *b)
{
	fdt_token(b, 2);
}

void fdt_nops(struct fdt_build *b, unsigned int count)
{
	while (count--)
		fdt_token(b, 4);
}

/* Names are shared, as in trees from dtc. */
static u32 name_offset(struct fdt_build *b, const char *name)
{
	size_t len = strlen(name) + 1;

	for (size_t i = 0; i + len <= b->strings.len; i++)
		if (!memcmp(b->strings.bytes + i, name, len))
			return (u32)i;
	put(&b->strings, name, len);
	return (u32)(b->strings.len - len);
}

void fdt_property(struct fdt_build *b, const char *name, const void *value, size_t len)
{
	fdt_token(b, 3);
	put32(&b->structure, (u32)len);
	put32(&b->structure, name_offset(b, name));
	put(&b->structure, value, len);
	pad(&b->structure);
}

void fdt_empty(struct fdt_build *b, const char *name)
{
	fdt_property(b, name, "", 0);
}

void fdt_cells(struct fdt_build *b, const char *name, const u32 *cells, unsigned int count)
{
	struct fdt_block value = { .len = 0 };

	for (unsigned int i = 0; i < count; i++)
		put32(&value, cells[i]);
	fdt_property(b, name, value.bytes, value.len);
}

void fdt_u32(struct fdt_build *b, const char *name, u32 value)
{
	fdt_cells(b, name, &value, 1);
}

void fdt_u64(struct fdt_build *b, const char *name, u64 value)
{
	u32 cells[] = { (u32)(value >> 32), (u32)value };

	fdt_cells(b, name, cells, 2);
}

void fdt_text(struct fdt_build *b, const char *name, const char *text)
{
	fdt_property(b, name, text, strlen(text) + 1);
}

static void put_number(struct fdt_block *block, u64 value, unsigned int cells)
{
	for (; cells > 2; cells--)
		put32(block, 0);
	if (cells == 2)
		put32(block, (u32)(value >> 32));
	if (cells)
		put32(block, (u32)value);
}

void fdt_ranges(struct fdt_build *b, const char *name, unsigned int address_cells,
		unsigned int size_cells, const struct boot_span *spans, unsigned int count)
{
	struct fdt_block value = { .len = 0 };

	for (unsigned int i = 0; i < count; i++) {
		put_number(&value, spans[i].base, address_cells);
		put_number(&value, spans[i].size, size_cells);
	}
	fdt_property(b, name, value.bytes, value.len);
}

void fdt_range(struct fdt_build *b, const char *name, unsigned int address_cells,
	       unsigned int size_cells, u64 base, u64 size)
{
	struct boot_span span = { base, size };

	fdt_ranges(b, name, address_cells, size_cells, &span, 1);
}

u8 *fdt_finish(struct fdt_build *b, size_t *len)
{
	static struct fdt_block header;
	size_t structure, strings;
	u8 *blob;

	if (!b->unterminated)
		fdt_reserve(b, 0, 0);
	fdt_token(b, 9);
	structure = 40 + b->reservations.len;
	strings = structure + b->structure.len;
	*len = strings + b->strings.len;
	header.len = 0;
	put32(&header, 0xd00dfeed);
	put32(&header, (u32)*len);
	put32(&header, (u32)structure);
	put32(&header, (u32)strings);
	put32(&header, 40);
	put32(&header, b->version);
	put32(&header, b->last_compatible);
	put32(&header, 0);
	put32(&header, (u32)b->strings.len);
	put32(&header, (u32)b->structure.len);
	blob = malloc(*len);
	memcpy(blob, header.bytes, 40);
	memcpy(blob + 40, b->reservations.bytes, b->reservations.len);
	memcpy(blob + structure, b->structure.bytes, b->structure.len);
	memcpy(blob + strings, b->strings.bytes, b->strings.len);
	return blob;
}
