/* SPDX-License-Identifier: MIT */
/*
 * Flattened device trees, read in one pass and never trusted.
 *
 * The blob is a header, a list of reserved ranges, a block of big-endian tokens
 * (begin node, property, end node, ...) and a block of property names. Invariants:
 *
 *   - Bytes are fetched by read32() and read_name(), which check against the end of a
 *     block, and by read_cells(), from what was found to lie in one; all block ends lie
 *     within the blob. Whole words are never loaded: the blob may lie anywhere.
 *   - The blob is cut at MAX_BLOB, so sums of offsets fit into 32 bits.
 *   - Nodes are not recursed into; an array holds what children inherit, the cells.
 *
 * Within a node properties may come in any order (reg before device_type), so their
 * places are noted and the node is understood when its properties are over. Nodes
 * that matter: / (cells), children of / with device_type "memory", /chosen,
 * /distance-map, /reserved-memory and its children.
 *
 * Cost: linear in the length of the blob, times the entries of the map; names of owners are
 * short, since adding compares them.
 */
#include <bootmem/firmware.h>

#include "lib/lib.h"

#define FDT_MAGIC  0xd00dfeedU
#define HEADER_LEN 40
#define MAX_BLOB   0x200000U /* 2 MiB, as Linux on AArch64; a damaged length must not keep us busy */
#define MAX_DEPTH  64
#define MAX_CELLS  4
#define BAD_CELLS  0xff
#define MAX_NAME   128 /* of an owner: the specification has 31 characters before the @ */

/* Offsets in the header. */
#define HEADER_TOTAL_SIZE	0x04
#define HEADER_STRUCT		0x08
#define HEADER_STRINGS		0x0c
#define HEADER_RESERVED		0x10
#define HEADER_VERSION		0x14
#define HEADER_LAST_COMPATIBLE	0x18
#define HEADER_STRINGS_SIZE	0x20
#define HEADER_STRUCT_SIZE	0x24 /* since version 17 */

enum token {
	TOKEN_BEGIN_NODE = 1,
	TOKEN_END_NODE = 2,
	TOKEN_PROPERTY = 3,
	TOKEN_NOP = 4,
	TOKEN_END = 9,
};

/* Properties that somebody asks for. */
enum property_id {
	ADDRESS_CELLS,
	SIZE_CELLS,
	DEVICE_TYPE,
	STATUS,
	REG,
	USABLE_MEMORY,
	NUMA_NODE_ID,
	SIZE,
	ALIGNMENT,
	ALLOC_RANGES,
	NO_MAP,
	REUSABLE,
	BOOTARGS,
	INITRD_START,
	INITRD_END,
	USABLE_RANGE,
	ELF_CORE_HEADER,
	HOTPLUGGABLE,
	COMPATIBLE,
	DISTANCE_MATRIX,
	NR_PROPERTIES
};

static const char *const property_names[NR_PROPERTIES] = {
	[ADDRESS_CELLS] = "#address-cells",
	[SIZE_CELLS] = "#size-cells",
	[DEVICE_TYPE] = "device_type",
	[STATUS] = "status",
	[REG] = "reg",
	[USABLE_MEMORY] = "linux,usable-memory",
	[NUMA_NODE_ID] = "numa-node-id",
	[SIZE] = "size",
	[ALIGNMENT] = "alignment",
	[ALLOC_RANGES] = "alloc-ranges",
	[NO_MAP] = "no-map",
	[REUSABLE] = "reusable",
	[BOOTARGS] = "bootargs",
	[INITRD_START] = "linux,initrd-start",
	[INITRD_END] = "linux,initrd-end",
	[USABLE_RANGE] = "linux,usable-memory-range",
	[ELF_CORE_HEADER] = "linux,elfcorehdr",
	[HOTPLUGGABLE] = "hotpluggable",
	[COMPATIBLE] = "compatible",
	[DISTANCE_MATRIX] = "distance-matrix",
};

/* Where the value of a property lies; present is false when the node has none. */
struct property {
	u32 offset, len;
	bool present;
};

/* What a node is to us, by its place in the tree. */
enum role {
	ROLE_OTHER,
	ROLE_ROOT,
	ROLE_TOP, /* a child of the root: memory or distances, if it says so */
	ROLE_CHOSEN,
	ROLE_RESERVED,
	ROLE_RESERVED_CHILD,
};

/* An open node; the cells are those of its children. */
struct level {
	u8 role, address_cells, size_cells;
};

struct walk {
	const u8 *blob;
	u32 len;
	u32 pos, struct_start, struct_end;
	u32 strings_start, strings_end;

	struct level levels[MAX_DEPTH];
	unsigned int depth; /* open nodes */
	bool root_seen, distances_read;

	/* The innermost node, until its first child or its end. */
	const char *name;
	bool collecting;
	struct property properties[NR_PROPERTIES];

	struct boot_map *map;
	struct boot_info *info;
	boot_note_fn note;
	unsigned int notes;
};

/* ---- saying ---- */

/* A tree of rubbish must not keep a slow console busy. */
#define MAX_NOTES 32

static void __init __attribute__((format(printf, 2, 3))) say(struct walk *w, const char *fmt, ...)
{
	char sentence[LINE_LEN];
	va_list args;

	if (!w->note || w->notes > MAX_NOTES)
		return;
	if (w->notes++ == MAX_NOTES) {
		w->note("device tree: there is more to complain about.");
		return;
	}
	va_start(args, fmt);
	bootmem_vformat(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	w->note(sentence);
}

static int __init damaged(struct walk *w, const char *why)
{
	say(w, "device tree: %s at offset %#x; the rest is not read.", why, w->pos);
	return -EINVAL;
}

static void __init complain(struct walk *w, enum property_id id, const char *why)
{
	say(w, "device tree: property %s: %s, in node \"%s\".", property_names[id], why, w->name);
}

/* ---- fetching ---- */

static u32 __init be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/* The word at an offset, when all of it lies before end; end is within the blob. */
static bool __init read32(const struct walk *w, u32 offset, u32 end, u32 *value)
{
	if (end < 4 || offset > end - 4)
		return false;
	*value = be32(w->blob + offset);
	return true;
}

/* Text at an offset, when its NUL lies before end; else NULL. */
static const char *__init read_name(const struct walk *w, u32 offset, u32 end)
{
	for (u32 i = offset; i < end; i++)
		if (w->blob[i] == '\0')
			return (const char *)w->blob + offset;
	return NULL;
}

/* A number of so many cells, which lie in the blob; false when it does not fit into 64 bits. */
static bool __init read_cells(const struct walk *w, u32 offset, u32 cells, u64 *value)
{
	u64 sum = 0;

	for (u32 i = 0; i < cells; i++) {
		if (sum >> 32)
			return false;
		sum = sum << 32 | be32(w->blob + offset + (size_t)4 * i);
	}
	*value = sum;
	return true;
}

static const struct property *__init find(const struct walk *w, enum property_id id)
{
	return w->properties[id].present ? &w->properties[id] : NULL;
}

/* The value of a property that is there, as text; NULL, after a complaint, when it has no NUL. */
static const char *__init text_of(struct walk *w, enum property_id id)
{
	const struct property *p = find(w, id);
	const char *text = read_name(w, p->offset, p->offset + p->len);

	if (!text)
		complain(w, id, "no NUL at the end of the text");
	return text;
}

/* A value of exactly so many cells; false, after a complaint, when it is not that. */
static bool __init find_number(struct walk *w, enum property_id id, u32 cells, u64 *value)
{
	const struct property *p = find(w, id);

	if (!p)
		return false;
	if (cells == BAD_CELLS || p->len != 4 * cells) {
		complain(w, id, "unexpected length");
		return false;
	}
	if (!read_cells(w, p->offset, cells, value)) {
		complain(w, id, "more than 64 bits");
		return false;
	}
	return true;
}

/* ---- lists of ranges ---- */

/* How many (address, size) pairs a property holds, 0 after a complaint. */
static u32 __init count_spans(struct walk *w, enum property_id id, const struct level *bus)
{
	const struct property *p = find(w, id);
	u32 step;

	if (!p)
		return 0;
	if (bus->address_cells == BAD_CELLS || bus->size_cells == BAD_CELLS) {
		complain(w, id, "the parent's cells are unusable");
		return 0;
	}
	step = 4U * (bus->address_cells + bus->size_cells);
	if (step == 0 || p->len % step) {
		complain(w, id, "the length is no multiple of the parent's cells");
		return 0;
	}
	return p->len / step;
}

/* One pair; false, after a complaint, when it is empty or does not fit into 64 bits. */
static bool __init find_span(struct walk *w, enum property_id id, const struct level *bus,
			     u32 index, struct boot_span *span)
{
	u32 size_offset = 4U * bus->address_cells;
	u32 step = size_offset + 4U * bus->size_cells;
	u32 offset = w->properties[id].offset + index * step;

	if (!read_cells(w, offset, bus->address_cells, &span->base) ||
	    !read_cells(w, offset + size_offset, bus->size_cells, &span->size)) {
		complain(w, id, "more than 64 bits");
		return false;
	}
	if (span->size == 0) {
		complain(w, id, "size 0");
		return false;
	}
	return true;
}

static void __init add_spans(struct walk *w, enum property_id id, const struct level *bus,
			     enum boot_kind kind, const char *owner)
{
	u32 count = count_spans(w, id, bus);
	struct boot_span span;

	for (u32 i = 0; i < count; i++)
		if (find_span(w, id, bus, i, &span))
			boot_map_add(w->map, span.base, span.size, kind, NUMA_NO_NODE, owner);
}

/* Spans of a property into an array of the caller's; returns how many. */
static unsigned int __init keep_spans(struct walk *w, enum property_id id,
				      const struct level *bus, struct boot_span *spans,
				      unsigned int max)
{
	u32 count = count_spans(w, id, bus);
	unsigned int kept = 0;

	for (u32 i = 0; i < count; i++) {
		struct boot_span span;

		if (!find_span(w, id, bus, i, &span))
			continue;
		if (kept == max) {
			complain(w, id, "more ranges than are kept");
			break;
		}
		spans[kept++] = span;
	}
	return kept;
}

/* ---- nodes ---- */

static const struct level *__init parent_of(const struct walk *w)
{
	return &w->levels[w->depth - 2];
}

static bool __init enabled(struct walk *w)
{
	const char *status = find(w, STATUS) ? text_of(w, STATUS) : "okay";

	return status && (text_equal(status, "okay") || text_equal(status, "ok"));
}

static u8 __init cells(struct walk *w, enum property_id id, u8 otherwise)
{
	u64 value;

	if (!find(w, id))
		return otherwise;
	if (!find_number(w, id, 1, &value))
		return BAD_CELLS;
	if (value > MAX_CELLS) {
		complain(w, id, "more than 4");
		return BAD_CELLS;
	}
	return (u8)value;
}

/* The specification's defaults are 2 and 1; nothing is inherited. */
static void __init set_cells(struct walk *w)
{
	struct level *level = &w->levels[w->depth - 1];

	level->address_cells = cells(w, ADDRESS_CELLS, 2);
	level->size_cells = cells(w, SIZE_CELLS, 1);
}

static int __init node_id(struct walk *w)
{
	u64 value;

	/* Without nodes nothing is told apart, so that neighbours can be joined. */
	if (MAX_NUMNODES == 1 || !find_number(w, NUMA_NODE_ID, 1, &value))
		return NUMA_NO_NODE;
	if (value >= MAX_NUMNODES) {
		complain(w, NUMA_NODE_ID, "not below MAX_NUMNODES; the node is taken as unknown");
		return NUMA_NO_NODE;
	}
	return (int)value;
}

/*
 * The name of the innermost node, for ranges. All of it is compared whenever a range is added,
 * so one as long as the blob would keep us busy for minutes.
 */
static const char *__init owner_name(const struct walk *w)
{
	return text_length(w->name) < MAX_NAME ? w->name : "reserved-memory";
}

/* That memory may be unplugged is a hint, which lies beside the range. */
static void __init add_ram(struct walk *w, enum property_id where)
{
	const struct level *bus = parent_of(w);
	u32 count = count_spans(w, where, bus);
	int nid = node_id(w);
	struct boot_span span;

	for (u32 i = 0; i < count; i++) {
		if (!find_span(w, where, bus, i, &span))
			continue;
		boot_map_add(w->map, span.base, span.size, BOOT_RAM, nid, NULL);
		if (find(w, HOTPLUGGABLE) &&
		    boot_numa_add(&w->info->numa, span.base, span.size, nid, true) == -ENOSPC)
			complain(w, HOTPLUGGABLE, "more ranges than are kept");
	}
}

/* Names prove nothing: there are memory-controller@... and ram@... nodes. */
static void __init read_memory(struct walk *w)
{
	const char *type = find(w, DEVICE_TYPE) ? text_of(w, DEVICE_TYPE) : NULL;
	enum property_id where = find(w, USABLE_MEMORY) ? USABLE_MEMORY : REG;

	if (!type || !text_equal(type, "memory") || !enabled(w))
		return;
	if (!find(w, where))
		say(w, "device tree: no reg in memory node \"%s\".", w->name);
	add_ram(w, where);
}

/* Nodes say what they are in a list of texts; QEMU's sbsa-ref leaves it to the name. */
static bool __init is_distance_map(struct walk *w)
{
	const struct property *p = find(w, COMPATIBLE);
	u32 at = p ? p->offset : 0, end = p ? p->offset + p->len : 0;

	if (!p)
		return text_equal(w->name, "distance-map");
	while (at < end) {
		const char *text = read_name(w, at, end);

		if (!text)
			return false;
		if (text_equal(text, "numa-distance-map-v1"))
			return true;
		at += (u32)text_length(text) + 1;
	}
	return false;
}

/* Distances go from 10, which is here, to 254; 255 is no way at all. */
static void __init read_distance(struct walk *w, u32 from, u32 to, u32 value)
{
	if (from >= MAX_NUMNODES || to >= MAX_NUMNODES)
		complain(w, DISTANCE_MATRIX, "a node not below MAX_NUMNODES");
	else if (value > 255 || (from == to ? value != 10 : value < 10))
		complain(w, DISTANCE_MATRIX, "a value that is no distance");
	else
		w->info->numa.distance[from][to] = value == 255 ? 254 : (u8)value;
}

/* It is as far back as it is there, unless both are told. */
static void __init mirror_distances(struct boot_numa *numa)
{
	for (unsigned int from = 0; from < MAX_NUMNODES; from++)
		for (unsigned int to = 0; to < MAX_NUMNODES; to++)
			if (!numa->distance[from][to])
				numa->distance[from][to] = numa->distance[to][from];
}

static void __init read_distances(struct walk *w)
{
	const struct property *p = find(w, DISTANCE_MATRIX);
	const u8 *triple;

	if (MAX_NUMNODES == 1 || !p || !is_distance_map(w) || !enabled(w))
		return;
	if (p->len % 12)
		complain(w, DISTANCE_MATRIX, "the length is no multiple of three cells");
	for (u32 i = 0; i < p->len / 12; i++) {
		triple = w->blob + p->offset + (size_t)12 * i;
		read_distance(w, be32(triple), be32(triple + 4), be32(triple + 8));
	}
	w->distances_read = true;
}

/* A reservation without a place: the kernel chooses one. */
static void __init read_dynamic(struct walk *w)
{
	const struct level *bus = parent_of(w);
	struct boot_dynamic d = { .name = owner_name(w) };

	if (!find(w, SIZE)) {
		say(w, "device tree: neither reg nor size in reservation \"%s\".", w->name);
		return;
	}
	if (!find_number(w, SIZE, bus->size_cells, &d.size))
		return;
	if (d.size == 0) {
		complain(w, SIZE, "size 0");
		return;
	}
	if (find_number(w, ALIGNMENT, bus->size_cells, &d.align) && (d.align & (d.align - 1))) {
		complain(w, ALIGNMENT, "no power of two");
		d.align = 0;
	}
	d.nr_ranges = keep_spans(w, ALLOC_RANGES, bus, d.ranges, BOOT_ALLOC_RANGES);
	d.nomap = find(w, NO_MAP);
	d.reusable = find(w, REUSABLE);
	if (w->info->nr_dynamic == BOOT_DYNAMIC_RANGES) {
		complain(w, SIZE, "more nodes of this sort than BOOT_DYNAMIC_RANGES");
		return;
	}
	w->info->dynamic[w->info->nr_dynamic++] = d;
}

static void __init read_reserved(struct walk *w)
{
	enum boot_kind kind = find(w, NO_MAP) ? BOOT_NOMAP : BOOT_RESERVED;

	if (!enabled(w))
		return;
	if (find(w, REG))
		add_spans(w, REG, parent_of(w), kind, owner_name(w));
	else
		read_dynamic(w);
}

/* A property that is there: four bytes or eight, whatever the cells are; QEMU writes 4, U-Boot 8. */
static bool __init find_address(struct walk *w, enum property_id id, u64 *value)
{
	return find_number(w, id, find(w, id)->len == 4 ? 1 : 2, value);
}

static void __init read_initrd(struct walk *w)
{
	u64 start, end;

	if (!find(w, INITRD_START) && !find(w, INITRD_END))
		return;
	if (!find(w, INITRD_START) || !find(w, INITRD_END)) {
		complain(w, find(w, INITRD_START) ? INITRD_START : INITRD_END,
			 "start and end must be given both");
		return;
	}
	if (!find_address(w, INITRD_START, &start) || !find_address(w, INITRD_END, &end))
		return;
	if (end <= start) {
		complain(w, INITRD_END, "not above the start");
		return;
	}
	w->info->initrd = (struct boot_span){ start, end - start };
	boot_map_add(w->map, start, end - start, BOOT_INITRD, NUMA_NO_NODE, "initrd");
}

static void __init read_chosen(struct walk *w)
{
	if (find(w, BOOTARGS))
		w->info->command_line = text_of(w, BOOTARGS);
	read_initrd(w);
	add_spans(w, ELF_CORE_HEADER, parent_of(w), BOOT_RESERVED, "linux,elfcorehdr");
	if (find(w, USABLE_RANGE))
		w->info->nr_usable = keep_spans(w, USABLE_RANGE, parent_of(w), w->info->usable,
						BOOT_USABLE_RANGES);
}

/* All properties of the innermost node are known. */
static void __init understand_node(struct walk *w)
{
	if (!w->collecting)
		return;
	w->collecting = false;
	switch (w->levels[w->depth - 1].role) {
	case ROLE_ROOT:
	case ROLE_RESERVED:
		set_cells(w);
		break;
	case ROLE_TOP:
		read_memory(w);
		read_distances(w);
		break;
	case ROLE_CHOSEN:
		read_chosen(w);
		break;
	case ROLE_RESERVED_CHILD:
		read_reserved(w);
		break;
	default:
		break;
	}
}

/* ---- tokens ---- */

static enum role __init role_of(const struct walk *w, const char *name)
{
	enum role parent = w->depth ? (enum role)w->levels[w->depth - 1].role : ROLE_OTHER;

	if (w->depth == 0)
		return ROLE_ROOT;
	if (parent == ROLE_RESERVED)
		return ROLE_RESERVED_CHILD;
	if (parent != ROLE_ROOT)
		return ROLE_OTHER;
	if (text_equal(name, "chosen"))
		return ROLE_CHOSEN;
	return text_equal(name, "reserved-memory") ? ROLE_RESERVED : ROLE_TOP;
}

/* Token positions are multiples of 4 from the start of the block. */
static void __init skip(struct walk *w, u32 bytes)
{
	w->pos += bytes + (-bytes & 3);
}

static int __init begin_node(struct walk *w)
{
	const char *name = read_name(w, w->pos, w->struct_end);

	if (!name)
		return damaged(w, "a node name without an end");
	if (w->depth == MAX_DEPTH)
		return damaged(w, "nodes nested more than 64 deep");
	if (w->depth == 0 && w->root_seen)
		return damaged(w, "a second root node");
	understand_node(w);
	skip(w, (u32)text_length(name) + 1);
	w->levels[w->depth] = (struct level){ .role = (u8)role_of(w, name) };
	w->depth++;
	w->root_seen = true;
	w->name = name;
	w->collecting = true;
	for (unsigned int i = 0; i < NR_PROPERTIES; i++)
		w->properties[i].present = false;
	return 0;
}

static int __init end_node(struct walk *w)
{
	if (w->depth == 0)
		return damaged(w, "the end of a node that did not begin");
	understand_node(w);
	w->depth--;
	return 0;
}

/* Does the name at an offset of the strings block equal this one? */
static bool __init name_is(const struct walk *w, u32 offset, const char *name)
{
	for (u32 at = offset; at < w->strings_end; at++, name++) {
		if (w->blob[at] != (u8)*name)
			return false;
		if (*name == '\0')
			return true;
	}
	return false;
}

static void __init keep_property(struct walk *w, u32 name, struct property value)
{
	unsigned int id = 0;

	while (id < NR_PROPERTIES && !name_is(w, name, property_names[id]))
		id++;
	if (id < NR_PROPERTIES)
		w->properties[id] = value;
}

static int __init read_property(struct walk *w)
{
	u32 len, name;

	if (!read32(w, w->pos, w->struct_end, &len) ||
	    !read32(w, w->pos + 4, w->struct_end, &name) || len > w->struct_end - w->pos - 8)
		return damaged(w, "a property that is cut off");
	if (w->depth == 0)
		return damaged(w, "a property outside of all nodes");
	if (name >= w->strings_end - w->strings_start)
		return damaged(w, "a property whose name lies outside the names");
	w->pos += 8;
	/* After children, properties are against the format, and the cells have been used. */
	if (w->collecting && w->levels[w->depth - 1].role != ROLE_OTHER)
		keep_property(w, w->strings_start + name, (struct property){ w->pos, len, true });
	skip(w, len);
	return 0;
}

static int __init walk_nodes(struct walk *w)
{
	int error = 0;
	u32 token;

	while (!error) {
		if (!read32(w, w->pos, w->struct_end, &token))
			return damaged(w, "no end of the tree");
		w->pos += 4;
		switch (token) {
		case TOKEN_BEGIN_NODE:
			error = begin_node(w);
			break;
		case TOKEN_END_NODE:
			error = end_node(w);
			break;
		case TOKEN_PROPERTY:
			error = read_property(w);
			break;
		case TOKEN_NOP:
			break;
		case TOKEN_END:
			if (w->depth || !w->root_seen)
				return damaged(w, "the end of the tree within a node");
			return 0;
		default:
			return damaged(w, "an unknown token");
		}
	}
	return error;
}

/* ---- the other blocks ---- */

static u32 __init header(const struct walk *w, u32 offset)
{
	return be32(w->blob + offset); /* the header is there, fdt_size() said so */
}

/* The list ends with an empty entry; without one, where the next block begins. */
static int __init read_reservations(struct walk *w)
{
	u32 end = w->len;

	w->pos = header(w, HEADER_RESERVED);
	if (w->struct_start >= w->pos)
		end = w->struct_start;
	if (w->strings_start >= w->pos && w->strings_start < end)
		end = w->strings_start;
	for (;; w->pos += 16) {
		u64 base = 0, size = 0;

		if (end < 16 || w->pos > end - 16) {
			say(w, "device tree: the list of memory reservations has no end.");
			return -EINVAL;
		}
		read_cells(w, w->pos, 2, &base);
		read_cells(w, w->pos + 8, 2, &size);
		if (base == 0 && size == 0)
			return 0;
		boot_map_add(w->map, base, size, BOOT_RESERVED, NUMA_NO_NODE, "/memreserve/");
	}
}

/* Where the blocks lie; they are cut where the blob ends. */
static int __init read_header(struct walk *w)
{
	u32 version = header(w, HEADER_VERSION);
	u32 struct_size = version >= 17 ? header(w, HEADER_STRUCT_SIZE) : w->len;
	u32 strings_size = header(w, HEADER_STRINGS_SIZE);

	if (version < 16 || header(w, HEADER_LAST_COMPATIBLE) > 17) {
		say(w, "device tree: version %u is not known.", version);
		return -EINVAL;
	}
	w->struct_start = header(w, HEADER_STRUCT);
	w->strings_start = header(w, HEADER_STRINGS);
	if (w->struct_start > w->len || w->strings_start > w->len || w->struct_start & 3) {
		say(w, "device tree: the header points outside of the blob.");
		w->struct_start = w->strings_start = 0; /* neither bounds the reservations */
		return -EINVAL;
	}
	w->struct_end = w->struct_start + struct_size;
	if (struct_size > w->len - w->struct_start)
		w->struct_end = w->len;
	w->strings_end = w->strings_start + strings_size;
	if (strings_size > w->len - w->strings_start)
		w->strings_end = w->len;
	return 0;
}

static bool __init is_ram(const struct boot_map *map, u64 addr)
{
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (r->kind == BOOT_RAM && r->base <= addr && addr < r->end)
			return true;
	}
	return false;
}

/* QEMU writes 32 bits of the address even on machines whose RAM begins at 1 TiB. */
static void __init check_initrd(struct walk *w)
{
	const struct boot_span *initrd = &w->info->initrd;

	if (initrd->size == 0 || (is_ram(w->map, initrd->base) &&
				  is_ram(w->map, initrd->base + initrd->size - 1)))
		return;
	say(w, "device tree: the initrd at %#llx, %#llx bytes long, is not in RAM.", initrd->base,
	    initrd->size);
}

size_t __init fdt_size(const void *blob, size_t len)
{
	const u8 *bytes = blob;
	u32 size;

	if (len < HEADER_LEN || be32(bytes) != FDT_MAGIC)
		return 0;
	size = be32(bytes + HEADER_TOTAL_SIZE);
	return size < HEADER_LEN ? 0 : size;
}

int __init fdt_translate(const void *blob, size_t len, u64 blob_phys, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note)
{
	size_t size = fdt_size(blob, len), there = size < len ? size : len;
	struct walk w = { .blob = blob, .map = map, .info = info, .note = note };
	int error, reservations;

	if (!size) {
		say(&w, "device tree: there is none at %#llx.", blob_phys);
		return -EINVAL;
	}
	boot_map_add(map, blob_phys, there, BOOT_DTB, NUMA_NO_NODE, "device tree");
	w.len = there < MAX_BLOB ? (u32)there : MAX_BLOB;
	if (w.len < size)
		say(&w, "device tree: only %#x of its %#zx bytes can be read.", w.len, size);
	error = read_header(&w);
	reservations = read_reservations(&w);
	if (!error) {
		w.pos = w.struct_start;
		error = walk_nodes(&w);
	}
	if (w.distances_read)
		mirror_distances(&info->numa);
	check_initrd(&w);
	return error ? error : reservations;
}
