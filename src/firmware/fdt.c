/* SPDX-License-Identifier: MIT */
/*
 * Flattened device trees, read in one pass and never trusted.
 *
 * The blob is a header, a list of reserved ranges, a block of big-endian tokens
 * (begin node, property, end node, ...) and a block of property names. Invariants:
 *
 *   - Bytes are fetched by read32() and find_nul(), which check against the end of a block,
 *     and by others from what was found to lie in one; all block ends lie within the blob.
 *     Whole words are never loaded: the blob may lie anywhere.
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

#define LAST_TOKEN 1 /* no error, but there is no more */

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

/* Room for the longest and its NUL, and some more. */
static const char property_names[NR_PROPERTIES][28] = {
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

/* Characters of the blob, with a NUL behind them. */
struct text {
	u32 offset, len;
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

	/* The innermost node; of use until its first child or its end. */
	struct text name;
	bool collecting;
	struct property properties[NR_PROPERTIES];

	struct boot_map *map;
	struct boot_info *info;
	boot_note_fn note;
	unsigned int notes;
};

/* A property's list of (address, size) pairs. */
struct list {
	enum property_id id;
	u32 start, end, step;
	u32 address_cells, size_cells;
};

/*@ predicate Blob{L}(struct walk *w) =
      \valid_read(w) && HEADER_LEN <= w->len <= MAX_BLOB && \valid_read(w->blob + (0 .. w->len - 1)) &&
      w->struct_start <= w->len && w->struct_end <= w->len &&
      w->strings_start <= w->strings_end <= w->len;

    predicate Text{L}(struct walk *w, struct text t) =
      t.offset < w->len && t.len < w->len - t.offset;

    predicate Walk{L}(struct walk *w) =
      \valid(w) && Blob(w) && Text(w, w->name) && w->depth <= MAX_DEPTH &&
      (w->depth > 0 ==> w->levels[0].role == ROLE_ROOT) && (w->collecting ==> w->depth > 0) &&
      (\forall integer i; 0 <= i < NR_PROPERTIES ==>
        w->properties[i].offset <= w->len && w->properties[i].len <= w->len - w->properties[i].offset) &&
      Info(w->info) && Numa(&w->info->numa) && Map(w->map) &&
      \separated(w, w->info, w->map, w->map->ranges + (0 .. w->map->max - 1));

    predicate SameWalk{L, M}(struct walk *w) =
      \at(w->blob, L) == \at(w->blob, M) && \at(w->len, L) == \at(w->len, M) &&
      \at(w->map, L) == \at(w->map, M) && \at(w->info, L) == \at(w->info, M) &&
      SameMap{L, M}(\at(w->map, L));

    predicate SameNode{L, M}(struct walk *w) =
      SameWalk{L, M}(w) && \at(w->depth, L) == \at(w->depth, M) && \at(w->pos, L) == \at(w->pos, M);

    predicate List{L}(struct list l, struct walk *w) =
      l.id < NR_PROPERTIES && l.start <= l.end <= w->len && 0 < l.step &&
      l.step == 4 * (l.address_cells + l.size_cells) &&
      l.address_cells <= BAD_CELLS && l.size_cells <= BAD_CELLS; */
#define KEEPS_WALK(w) \
	Walk(w) && SameNode{Pre, Post}(w) && \at((w)->collecting, Pre) == (w)->collecting
#define KEEPS_WALK_SO_FAR(w) \
	Walk(w) && SameNode{Pre, Here}(w) && \at((w)->collecting, Pre) == (w)->collecting
#define NEXT(w) \
	Walk(w) && SameWalk{Pre, Post}(w) && \at((w)->pos, Pre) <= (w)->pos <= (w)->len + 3

/* What nodes are turned into. */
#define FOUND(w)	(w)->notes, *(w)->info, ENTRIES((w)->map)
#define FOUND_SO_FAR(w) (w)->notes, *\at((w)->info, Pre), ENTRIES_SO_FAR((w)->map)

/* ---- saying ---- */

/* A tree of rubbish must not keep a slow console busy. */
#define MAX_NOTES 32

/*@ requires \valid(w); assigns w->notes; */
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

/*@ requires Walk(w);
    assigns w->notes;
    ensures Walk(w) && \result != 0; */
static int __init damaged(struct walk *w, const char *why)
{
	say(w, "device tree: %s at offset %#x; the rest is not read.", why, w->pos);
	return -EINVAL;
}

/*@ requires Blob(w) && Text(w, text); assigns \nothing; */
static const char *__init chars(const struct walk *w, struct text text)
{
	return (const char *)w->blob + text.offset;
}

/*@ requires Walk(w) && id < NR_PROPERTIES;
    assigns w->notes;
    ensures Walk(w); */
static void __init complain(struct walk *w, enum property_id id, const char *why)
{
	say(w, "device tree: property %s: %s, in node \"%s\".", property_names[id], why,
	    chars(w, w->name));
}

/* ---- fetching ---- */

/*@ requires \valid_read(p + (0 .. 3)); assigns \nothing; */
static u32 __init be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/*@ requires \valid_read(p + (0 .. 7)); assigns \nothing; */
static u64 __init be64(const u8 *p)
{
	return (u64)be32(p) << 32 | be32(p + 4);
}

/* The word at an offset, when all of it lies before end; end is within the blob. */
/*@ requires Blob(w) && end <= w->len && \valid(value);
    assigns *value;
    ensures \result ==> offset + 4 <= end; */
static bool __init read32(const struct walk *w, u32 offset, u32 end, u32 *value)
{
	if (end < 4 || offset > end - 4)
		return false;
	*value = be32(w->blob + offset);
	return true;
}

/* Where the text at an offset has its NUL; at the end when there is none before. */
/*@ requires Blob(w) && offset <= end <= w->len;
    assigns \nothing;
    ensures offset <= \result <= end; */
static u32 __init find_nul(const struct walk *w, u32 offset, u32 end)
{
	//@ loop invariant \at(offset, Pre) <= offset <= end; loop assigns offset; loop variant end - offset;
	while (offset < end && w->blob[offset] != '\0')
		offset++;
	return offset;
}

/* A constant and its bytes, NUL included, for text_is(). */
#define CONSTANT(s) (s), sizeof(s)

/*@ requires Blob(w) && Text(w, text) && \valid_read((u8 *)constant + (0 .. size - 1));
    assigns \nothing; */
static bool __init text_is(const struct walk *w, struct text text, const char *constant, size_t size)
{
	return text.len < size && memcmp(w->blob + text.offset, constant, text.len + 1) == 0;
}

/* A number of so many cells, which lie in the blob; false when it does not fit into 64 bits. */
/*@ requires Blob(w) && \valid(value) && cells <= BAD_CELLS && offset + 4 * cells <= w->len;
    assigns *value; */
static bool __init read_cells(const struct walk *w, u32 offset, u32 cells, u64 *value)
{
	u64 sum = 0;

	//@ loop invariant i <= cells; loop assigns i, sum; loop variant cells - i;
	for (u32 i = 0; i < cells; i++) {
		if (sum >> 32)
			return false;
		sum = sum << 32 | be32(w->blob + offset + (size_t)4 * i);
	}
	*value = sum;
	return true;
}

/*@ requires \valid_read(w) && id < NR_PROPERTIES;
    assigns \nothing;
    ensures \result <==> w->properties[id].present; */
static bool __init has(const struct walk *w, enum property_id id)
{
	return w->properties[id].present;
}

/*
 * The value as text; when it is absent, or, after a complaint, has no NUL: offset 0, where the
 * magic number is, and nothing that anybody asks for.
 */
/*@ requires Walk(w) && id < NR_PROPERTIES;
    assigns w->notes;
    ensures Walk(w) && Text(w, \result); */
static struct text __init find_text(struct walk *w, enum property_id id)
{
	struct property p = w->properties[id];
	u32 end = p.offset + p.len;
	u32 nul = p.present ? find_nul(w, p.offset, end) : end; /* what is absent costs nothing */

	if (nul < end)
		return (struct text){ p.offset, nul - p.offset };
	if (p.present)
		complain(w, id, "no NUL at the end of the text");
	return (struct text){ 0, 0 };
}

/* A value of exactly so many cells; false, after a complaint, when it is not that. */
/*@ requires Walk(w) && id < NR_PROPERTIES && cells <= BAD_CELLS && \valid(value);
    requires \separated(value, w, w->info, w->map, w->map->ranges + (0 .. w->map->max - 1));
    assigns w->notes, *value;
    ensures Walk(w); */
static bool __init find_number(struct walk *w, enum property_id id, u32 cells, u64 *value)
{
	const struct property *p = &w->properties[id];

	if (!p->present)
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

/* The list of a property; an empty one, after a complaint, when it cannot be read. */
/*@ requires Walk(w) && id < NR_PROPERTIES;
    assigns w->notes;
    ensures Walk(w) && List(\result, w); */
static struct list __init list_of(struct walk *w, enum property_id id, struct level bus)
{
	const struct property *p = &w->properties[id];
	struct list list = { .id = id, .step = 4, .size_cells = 1 };
	u32 step = 4U * (bus.address_cells + bus.size_cells);

	if (!p->present)
		return list;
	if (bus.address_cells == BAD_CELLS || bus.size_cells == BAD_CELLS) {
		complain(w, id, "the parent's cells are unusable");
		return list;
	}
	if (step == 0 || p->len % step) {
		complain(w, id, "the length is no multiple of the parent's cells");
		return list;
	}
	return (struct list){ .id = id, .start = p->offset, .end = p->offset + p->len, .step = step,
			      .address_cells = bus.address_cells, .size_cells = bus.size_cells };
}

/* The pair at an offset; size 0, after a complaint, when it is empty or does not fit into 64 bits. */
/*@ requires Walk(w) && List(list, w) && list.start <= at && list.step <= list.end - at;
    assigns w->notes;
    ensures Walk(w); */
static struct boot_span __init read_span(struct walk *w, struct list list, u32 at)
{
	u64 base, size;

	if (!read_cells(w, at, list.address_cells, &base) ||
	    !read_cells(w, at + 4 * list.address_cells, list.size_cells, &size)) {
		complain(w, list.id, "more than 64 bits");
		return (struct boot_span){ 0, 0 };
	}
	if (size == 0)
		complain(w, list.id, "size 0");
	return (struct boot_span){ base, size };
}

/* A span of size 0, of which there was a complaint, adds nothing. */
/*@ requires Walk(w);
    assigns ENTRIES(w->map);
    ensures KEEPS_WALK(w); */
static void __init add(struct walk *w, struct boot_span span, enum boot_kind kind, int nid,
		       const char *owner)
{
	boot_map_add(w->map, span.base, span.size, kind, nid, owner);
}

/*@ requires Walk(w) && id < NR_PROPERTIES;
    assigns w->notes, ENTRIES(w->map);
    ensures KEEPS_WALK(w); */
static void __init add_spans(struct walk *w, enum property_id id, struct level bus,
			     enum boot_kind kind, const char *owner)
{
	struct list list = list_of(w, id, bus);

	/*@ loop invariant KEEPS_WALK_SO_FAR(w) && list.start <= at <= list.end;
	    loop assigns at, w->notes, ENTRIES_SO_FAR(w->map);
	    loop variant list.end - at; */
	for (u32 at = list.start; list.end - at >= list.step; at += list.step)
		add(w, read_span(w, list, at), kind, NUMA_NO_NODE, owner);
}

/* Spans of a property into an array of the caller's; returns how many. */
/*@ requires Walk(w) && id < NR_PROPERTIES && \valid(spans + (0 .. max - 1));
    requires \separated(spans + (0 .. max - 1), w, w->map, w->map->ranges + (0 .. w->map->max - 1));
    requires \separated(spans + (0 .. max - 1), &w->info->nr_mirror, &w->info->nr_dynamic, &w->info->numa);
    assigns w->notes, spans[0 .. max - 1];
    ensures Walk(w) && \result <= max; */
static unsigned int __init keep_spans(struct walk *w, enum property_id id, struct level bus,
				      struct boot_span *spans, unsigned int max)
{
	struct list list = list_of(w, id, bus);
	unsigned int kept = 0;

	/*@ loop invariant kept <= max && Walk(w) && list.start <= at <= list.end;
	    loop assigns at, kept, w->notes, spans[0 .. max - 1];
	    loop variant list.end - at; */
	for (u32 at = list.start; list.end - at >= list.step; at += list.step) {
		struct boot_span span = read_span(w, list, at);

		if (span.size == 0)
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

/*@ requires Walk(w) && w->depth >= 2;
    assigns \nothing;
    ensures \result == w->levels[w->depth - 2]; */
static struct level __init parent_of(const struct walk *w)
{
	return w->levels[w->depth - 2];
}

/*@ requires Walk(w);
    assigns w->notes;
    ensures Walk(w); */
static bool __init enabled(struct walk *w)
{
	struct text status;

	if (!has(w, STATUS))
		return true;
	status = find_text(w, STATUS);
	return text_is(w, status, CONSTANT("okay")) || text_is(w, status, CONSTANT("ok"));
}

/*@ requires Walk(w) && id < NR_PROPERTIES;
    assigns w->notes;
    ensures Walk(w); */
static u8 __init cells(struct walk *w, enum property_id id, u8 otherwise)
{
	u64 value;

	if (!has(w, id))
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
/*@ requires Walk(w) && w->depth > 0;
    assigns w->notes, w->levels[w->depth - 1].address_cells, w->levels[w->depth - 1].size_cells;
    ensures KEEPS_WALK(w); */
static void __init set_cells(struct walk *w)
{
	struct level *level = &w->levels[w->depth - 1];

	level->address_cells = cells(w, ADDRESS_CELLS, 2);
	level->size_cells = cells(w, SIZE_CELLS, 1);
}

/*@ requires Walk(w);
    assigns w->notes;
    ensures Walk(w); */
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
/*@ requires Walk(w); assigns \nothing; */
static const char *__init owner_name(const struct walk *w)
{
	return w->name.len < MAX_NAME ? chars(w, w->name) : "reserved-memory";
}

/* That memory may be unplugged is a hint, which lies beside the range. */
/*@ requires Walk(w);
    assigns w->notes, w->info->numa;
    ensures KEEPS_WALK(w); */
static void __init add_hotplug(struct walk *w, struct boot_span span, int nid)
{
	if (has(w, HOTPLUGGABLE) &&
	    boot_numa_add(&w->info->numa, span.base, span.size, nid, true) == -ENOSPC)
		complain(w, HOTPLUGGABLE, "more ranges than are kept");
}

/*@ requires Walk(w) && where < NR_PROPERTIES && w->depth >= 2;
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init add_ram(struct walk *w, enum property_id where)
{
	struct list list = list_of(w, where, parent_of(w));
	int nid = node_id(w);

	/*@ loop invariant KEEPS_WALK_SO_FAR(w) && list.start <= at <= list.end;
	    loop assigns at, FOUND_SO_FAR(w);
	    loop variant list.end - at; */
	for (u32 at = list.start; list.end - at >= list.step; at += list.step) {
		struct boot_span span = read_span(w, list, at);

		add(w, span, BOOT_RAM, nid, NULL);
		add_hotplug(w, span, nid);
	}
}

/* Names prove nothing: there are memory-controller@... and ram@... nodes. */
/*@ requires Walk(w) && w->depth >= 2;
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init read_memory(struct walk *w)
{
	enum property_id where = has(w, USABLE_MEMORY) ? USABLE_MEMORY : REG;
	struct text type = find_text(w, DEVICE_TYPE);

	if (!text_is(w, type, CONSTANT("memory")) || !enabled(w))
		return;
	if (!has(w, where))
		say(w, "device tree: no reg in memory node \"%s\".", chars(w, w->name));
	add_ram(w, where);
}

/* Nodes say what they are in a list of texts; QEMU's sbsa-ref leaves it to the name. */
/*@ requires Walk(w); assigns \nothing; */
static bool __init is_distance_map(const struct walk *w)
{
	struct property p = w->properties[COMPATIBLE];
	u32 at = p.offset, end = p.offset + p.len, nul;

	if (!p.present)
		return text_is(w, w->name, CONSTANT("distance-map"));
	//@ loop invariant at <= end; loop assigns at, nul; loop variant end - at;
	for (; (nul = find_nul(w, at, end)) < end; at = nul + 1)
		if (text_is(w, (struct text){ at, nul - at }, CONSTANT("numa-distance-map-v1")))
			return true;
	return false;
}

/* Distances go from 10, which is here, to 254; 255 is no way at all. */
/*@ requires Walk(w);
    assigns w->notes, w->info->numa;
    ensures KEEPS_WALK(w); */
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
/*@ requires \valid(numa);
    assigns numa->distance[0 .. MAX_NUMNODES - 1][0 .. MAX_NUMNODES - 1]; */
static void __init mirror_distances(struct boot_numa *numa)
{
	/*@ loop invariant from <= MAX_NUMNODES;
	    loop assigns from, numa->distance[0 .. MAX_NUMNODES - 1][0 .. MAX_NUMNODES - 1];
	    loop variant MAX_NUMNODES - from; */
	for (unsigned int from = 0; from < MAX_NUMNODES; from++)
		/*@ loop assigns to, numa->distance[0 .. MAX_NUMNODES - 1][0 .. MAX_NUMNODES - 1];
		    loop variant MAX_NUMNODES - to; */
		for (unsigned int to = 0; to < MAX_NUMNODES; to++)
			if (!numa->distance[from][to])
				numa->distance[from][to] = numa->distance[to][from];
}

/*@ requires Walk(w);
    assigns w->distances_read, w->notes, w->info->numa;
    ensures KEEPS_WALK(w); */
static void __init read_distances(struct walk *w)
{
	struct property p = w->properties[DISTANCE_MATRIX];
	const u8 *triple;

	if (MAX_NUMNODES == 1 || !p.present || !is_distance_map(w) || !enabled(w))
		return;
	if (p.len % 12)
		complain(w, DISTANCE_MATRIX, "the length is no multiple of three cells");
	/*@ loop invariant at <= p.len && KEEPS_WALK_SO_FAR(w);
	    loop assigns at, triple, w->notes, \at(w->info, Pre)->numa;
	    loop variant p.len - at; */
	for (u32 at = 0; p.len - at >= 12; at += 12) {
		triple = w->blob + p.offset + at;
		read_distance(w, be32(triple), be32(triple + 4), be32(triple + 8));
	}
	w->distances_read = true;
}

/*@ requires Walk(w) && \valid_read(d);
    assigns w->notes, w->info->dynamic[0 .. BOOT_DYNAMIC_RANGES - 1], w->info->nr_dynamic;
    ensures KEEPS_WALK(w); */
static void __init keep_dynamic(struct walk *w, const struct boot_dynamic *d)
{
	struct boot_info *info = w->info;

	if (info->nr_dynamic == BOOT_DYNAMIC_RANGES) {
		complain(w, SIZE, "more nodes of this sort than BOOT_DYNAMIC_RANGES");
		return;
	}
	info->dynamic[info->nr_dynamic] = *d;
	//@ assert SameNode{Pre, Here}(w);
	//@ assert Blob(w);
	//@ assert Info(info) && Map(w->map);
	//@ assert Walk(w);
	info->nr_dynamic++;
}

/* A reservation without a place: the kernel chooses one. */
/*@ requires Walk(w) && w->depth >= 2;
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init read_dynamic(struct walk *w)
{
	struct level bus = parent_of(w);
	struct boot_dynamic d = { .name = owner_name(w), .nomap = has(w, NO_MAP),
				  .reusable = has(w, REUSABLE) };

	if (!has(w, SIZE))
		say(w, "device tree: neither reg nor size in reservation \"%s\".",
		    chars(w, w->name));
	if (!find_number(w, SIZE, bus.size_cells, &d.size))
		return;
	if (d.size == 0) {
		complain(w, SIZE, "size 0");
		return;
	}
	if (find_number(w, ALIGNMENT, bus.size_cells, &d.align) && (d.align & (d.align - 1))) {
		complain(w, ALIGNMENT, "no power of two");
		d.align = 0;
	}
	d.nr_ranges = keep_spans(w, ALLOC_RANGES, bus, d.ranges, BOOT_ALLOC_RANGES);
	keep_dynamic(w, &d);
}

/*@ requires Walk(w) && w->depth >= 2;
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init read_reserved(struct walk *w)
{
	enum boot_kind kind = has(w, NO_MAP) ? BOOT_NOMAP : BOOT_RESERVED;

	if (!enabled(w))
		return;
	if (has(w, REG))
		add_spans(w, REG, parent_of(w), kind, owner_name(w));
	else
		read_dynamic(w);
}

/* Four bytes or eight, whatever the cells are; QEMU writes 4, U-Boot 8. What is absent is no address. */
/*@ requires Walk(w) && id < NR_PROPERTIES && \valid(value);
    requires \separated(value, w, w->info, w->map, w->map->ranges + (0 .. w->map->max - 1));
    assigns w->notes, *value;
    ensures Walk(w); */
static bool __init find_address(struct walk *w, enum property_id id, u64 *value)
{
	return find_number(w, id, w->properties[id].len == 4 ? 1 : 2, value);
}

/*@ requires Walk(w);
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init read_initrd(struct walk *w)
{
	u64 start, end;
	struct boot_span initrd;

	if (!has(w, INITRD_START) && !has(w, INITRD_END))
		return;
	if (!has(w, INITRD_START) || !has(w, INITRD_END))
		complain(w, has(w, INITRD_START) ? INITRD_START : INITRD_END,
			 "start and end must be given both");
	if (!find_address(w, INITRD_START, &start) || !find_address(w, INITRD_END, &end))
		return;
	if (end <= start) {
		complain(w, INITRD_END, "not above the start");
		return;
	}
	initrd = (struct boot_span){ start, end - start };
	w->info->initrd = initrd;
	add(w, initrd, BOOT_INITRD, NUMA_NO_NODE, "initrd");
}

/*@ requires Walk(w);
    assigns w->notes, w->info->command_line;
    ensures KEEPS_WALK(w); */
static void __init read_command_line(struct walk *w)
{
	struct text text = find_text(w, BOOTARGS);

	if (text.offset)
		w->info->command_line = chars(w, text);
}

/* One that cannot be read takes none away that an earlier /chosen had. */
/*@ requires Walk(w) && w->depth >= 2;
    assigns w->notes, w->info->usable[0 .. BOOT_USABLE_RANGES - 1], w->info->nr_usable;
    ensures KEEPS_WALK(w); */
static void __init read_usable(struct walk *w)
{
	unsigned int kept = keep_spans(w, USABLE_RANGE, parent_of(w), w->info->usable,
				       BOOT_USABLE_RANGES);

	if (kept)
		w->info->nr_usable = kept;
}

/*@ requires Walk(w) && w->depth >= 2;
    assigns FOUND(w);
    ensures KEEPS_WALK(w); */
static void __init read_chosen(struct walk *w)
{
	read_command_line(w);
	read_initrd(w);
	add_spans(w, ELF_CORE_HEADER, parent_of(w), BOOT_RESERVED, "linux,elfcorehdr");
	read_usable(w);
}

/* All properties of the innermost node are known. */
/*@ requires Walk(w);
    assigns w->collecting, w->distances_read, w->levels[0 .. MAX_DEPTH - 1], FOUND(w);
    ensures Walk(w) && SameNode{Pre, Post}(w) && !w->collecting; */
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

/*@ requires Walk(w) && Text(w, name);
    assigns \nothing;
    ensures w->depth == 0 ==> \result == ROLE_ROOT; */
static enum role __init role_of(const struct walk *w, struct text name)
{
	enum role parent = w->depth ? (enum role)w->levels[w->depth - 1].role : ROLE_OTHER;

	if (w->depth == 0)
		return ROLE_ROOT;
	if (parent == ROLE_RESERVED)
		return ROLE_RESERVED_CHILD;
	if (parent != ROLE_ROOT)
		return ROLE_OTHER;
	if (text_is(w, name, CONSTANT("chosen")))
		return ROLE_CHOSEN;
	return text_is(w, name, CONSTANT("reserved-memory")) ? ROLE_RESERVED : ROLE_TOP;
}

/* Token positions are multiples of 4 from the start of the block. */
/*@ requires \valid(w) && w->pos + bytes <= MAX_BLOB;
    assigns w->pos;
    ensures \old(w->pos) + bytes <= w->pos <= \old(w->pos) + bytes + 3; */
static void __init skip(struct walk *w, u32 bytes)
{
	w->pos += (bytes + 3) / 4 * 4;
}

/*@ requires Walk(w) && Text(w, name) && w->depth < MAX_DEPTH;
    requires w->depth == 0 ==> role == ROLE_ROOT;
    assigns w->levels[0 .. MAX_DEPTH - 1], w->depth, w->root_seen, w->name, w->collecting;
    assigns w->properties[0 .. NR_PROPERTIES - 1].present;
    ensures Walk(w) && SameWalk{Pre, Post}(w) && w->pos == \old(w->pos); */
static void __init open_node(struct walk *w, struct text name, enum role role)
{
	w->levels[w->depth].role = (u8)role;
	w->depth++;
	w->root_seen = true;
	w->name = name;
	w->collecting = true;
	/*@ loop invariant i <= NR_PROPERTIES;
	    loop assigns i, w->properties[0 .. NR_PROPERTIES - 1].present;
	    loop variant NR_PROPERTIES - i; */
	for (unsigned int i = 0; i < NR_PROPERTIES; i++)
		w->properties[i].present = false;
}

/*@ requires Walk(w) && w->pos <= w->struct_end;
    assigns *w, *w->info, ENTRIES(w->map);
    ensures NEXT(w); */
static int __init begin_node(struct walk *w)
{
	u32 nul = find_nul(w, w->pos, w->struct_end);
	struct text name = { w->pos, nul - w->pos };
	enum role role;

	if (nul == w->struct_end)
		return damaged(w, "a node name without an end");
	if (w->depth == MAX_DEPTH)
		return damaged(w, "nodes nested more than 64 deep");
	if (w->depth == 0 && w->root_seen)
		return damaged(w, "a second root node");
	role = role_of(w, name);
	understand_node(w);
	skip(w, name.len + 1);
	open_node(w, name, role);
	return 0;
}

/*@ requires Walk(w) && w->pos <= w->struct_end;
    assigns *w, *w->info, ENTRIES(w->map);
    ensures NEXT(w); */
static int __init end_node(struct walk *w)
{
	if (w->depth == 0)
		return damaged(w, "the end of a node that did not begin");
	understand_node(w);
	w->depth--;
	return 0;
}

/* The value of the property whose name is at an offset, if somebody asks for it. */
/*@ requires Walk(w) && offset <= w->strings_end;
    requires value.offset <= w->len && value.len <= w->len - value.offset;
    assigns w->properties[0 .. NR_PROPERTIES - 1];
    ensures KEEPS_WALK(w); */
static void __init keep_property(struct walk *w, u32 offset, struct property value)
{
	u32 end = w->strings_end, longest = sizeof(property_names[0]);
	unsigned int id = 0;
	u32 nul;

	if (end - offset > longest)
		end = offset + longest;
	nul = find_nul(w, offset, end);
	if (nul == end)
		return;
	//@ loop invariant id <= NR_PROPERTIES; loop assigns id; loop variant NR_PROPERTIES - id;
	while (id < NR_PROPERTIES &&
	       !text_is(w, (struct text){ offset, nul - offset }, CONSTANT(property_names[id])))
		id++;
	if (id < NR_PROPERTIES)
		w->properties[id] = value;
}

/*@ requires Walk(w) && w->pos <= w->struct_end;
    assigns *w;
    ensures NEXT(w); */
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
	/* Those behind a child, against the format, are kept for nobody; those of other nodes need no time. */
	if (w->levels[w->depth - 1].role != ROLE_OTHER)
		keep_property(w, w->strings_start + name, (struct property){ w->pos, len, true });
	skip(w, len);
	return 0;
}

/* What a token begins; an error, or LAST_TOKEN behind the root. */
/*@ requires Walk(w) && w->pos <= w->struct_end;
    assigns *w, *w->info, ENTRIES(w->map);
    ensures NEXT(w); */
static int __init read_token(struct walk *w, u32 token)
{
	switch (token) {
	case TOKEN_BEGIN_NODE:
		return begin_node(w);
	case TOKEN_END_NODE:
		return end_node(w);
	case TOKEN_PROPERTY:
		return read_property(w);
	case TOKEN_NOP:
		return 0;
	case TOKEN_END:
		if (w->depth || !w->root_seen)
			return damaged(w, "the end of the tree within a node");
		return LAST_TOKEN;
	default:
		break;
	}
	return damaged(w, "an unknown token");
}

/*@ requires Walk(w) && w->pos <= w->len;
    assigns *w, *w->info, ENTRIES(w->map);
    ensures Walk(w) && SameWalk{Pre, Post}(w); */
static int __init walk_nodes(struct walk *w)
{
	int error = 0;
	u32 token;

	/*@ loop invariant Walk(w) && SameWalk{Pre, Here}(w) && w->pos <= w->len + 3;
	    loop assigns error, token, *w, *\at(w->info, Pre), ENTRIES_SO_FAR(w->map);
	    loop variant w->len + 3 - w->pos; */
	while (!error) {
		if (!read32(w, w->pos, w->struct_end, &token))
			return damaged(w, "no end of the tree");
		w->pos += 4;
		error = read_token(w, token);
	}
	return error == LAST_TOKEN ? 0 : error;
}

/* ---- the other blocks ---- */

/*@ requires \valid_read(w) && \valid_read(w->blob + (0 .. HEADER_LEN - 1)) && offset <= HEADER_LEN - 4;
    assigns \nothing; */
static u32 __init header(const struct walk *w, u32 offset)
{
	return be32(w->blob + offset); /* the header is there, fdt_size() said so */
}

/* The list ends with an empty entry; without one, where the next block begins that is not empty. */
/*@ requires Walk(w);
    assigns w->notes, ENTRIES(w->map);
    ensures KEEPS_WALK(w); */
static int __init read_reservations(struct walk *w)
{
	u32 pos = header(w, HEADER_RESERVED), end = w->len;

	if (w->struct_start >= pos)
		end = w->struct_start;
	if (w->strings_start >= pos && w->strings_start < end && w->strings_start < w->strings_end)
		end = w->strings_start;
	/*@ loop invariant KEEPS_WALK_SO_FAR(w);
	    loop assigns pos, w->notes, ENTRIES_SO_FAR(w->map);
	    loop variant UINT_MAX - pos; */
	for (;; pos += 16) {
		struct boot_span span;

		if (end < 16 || pos > end - 16) {
			say(w, "device tree: the list of memory reservations has no end.");
			return -EINVAL;
		}
		span.base = be64(w->blob + pos);
		span.size = be64(w->blob + pos + 8);
		if (span.base == 0 && span.size == 0)
			return 0;
		add(w, span, BOOT_RESERVED, NUMA_NO_NODE, "/memreserve/");
	}
}

/* Where the blocks lie; they are cut where the blob ends. Unknown, they bound no reservations. */
/*@ requires Walk(w);
    assigns w->struct_start, w->struct_end, w->strings_start, w->strings_end, w->notes;
    ensures Walk(w) && w->struct_start <= w->len; */
static int __init read_header(struct walk *w)
{
	u32 version = header(w, HEADER_VERSION);
	u32 structs = header(w, HEADER_STRUCT), strings = header(w, HEADER_STRINGS);
	u32 struct_size = version >= 17 ? header(w, HEADER_STRUCT_SIZE) : w->len;
	u32 strings_size = header(w, HEADER_STRINGS_SIZE);

	if (version < 16 || header(w, HEADER_LAST_COMPATIBLE) > 17) {
		say(w, "device tree: version %u is not known.", version);
		return -EINVAL;
	}
	if (structs > w->len || strings > w->len || structs & 3) {
		say(w, "device tree: the header points outside of the blob.");
		return -EINVAL;
	}
	w->struct_start = structs;
	w->struct_end = struct_size > w->len - structs ? w->len : structs + struct_size;
	w->strings_start = strings;
	w->strings_end = strings_size > w->len - strings ? w->len : strings + strings_size;
	return 0;
}

/*@ requires Map(map); assigns \nothing; */
static bool __init is_ram(const struct boot_map *map, u64 addr)
{
	//@ loop assigns i; loop variant map->count - i;
	for (unsigned int i = 0; i < map->count; i++) {
		const struct boot_range *r = &map->ranges[i];

		if (r->kind == BOOT_RAM && r->base <= addr && addr < r->end)
			return true;
	}
	return false;
}

/* QEMU writes 32 bits of the address even on machines whose RAM begins at 1 TiB. */
/*@ requires Walk(w);
    assigns w->notes;
    ensures Walk(w); */
static void __init check_initrd(struct walk *w)
{
	const struct boot_span *initrd = &w->info->initrd;

	if (initrd->size == 0 || (is_ram(w->map, initrd->base) &&
				  is_ram(w->map, initrd->base + initrd->size - 1)))
		return;
	say(w, "device tree: the initrd at %#llx, %#llx bytes long, is not in RAM.", initrd->base,
	    initrd->size);
}

/*@ requires \valid_read((u8 *)blob + (0 .. len - 1));
    assigns \nothing;
    ensures \result != 0 ==> len >= HEADER_LEN && \result >= HEADER_LEN; */
size_t __init fdt_size(const void *blob, size_t len)
{
	const u8 *bytes = blob;
	u32 size;

	if (len < HEADER_LEN || be32(bytes) != FDT_MAGIC)
		return 0;
	size = be32(bytes + HEADER_TOTAL_SIZE);
	return size < HEADER_LEN ? 0 : size;
}

/* All of it; so many bytes it has, so many are there. Not inlined: one frame for all would be too large. */
/*@ requires Walk(w);
    assigns *w, *w->info, ENTRIES(w->map);
    ensures Walk(w) && SameWalk{Pre, Post}(w); */
static __attribute__((noinline)) int __init read_blob(struct walk *w, u64 phys, size_t size,
						      size_t there)
{
	int error, reservations;

	add(w, (struct boot_span){ phys, there }, BOOT_DTB, NUMA_NO_NODE, "device tree");
	if (w->len < size)
		say(w, "device tree: only %#x of its %#zx bytes can be read.", w->len, size);
	error = read_header(w);
	reservations = read_reservations(w);
	if (!error) {
		w->pos = w->struct_start;
		error = walk_nodes(w);
	}
	if (w->distances_read)
		mirror_distances(&w->info->numa);
	check_initrd(w);
	return error ? error : reservations;
}

/*@ requires \valid(w) && len <= MAX_BLOB && \valid_read(blob + (0 .. len - 1));
    requires Info(info) && Numa(&info->numa) && Map(map);
    requires \separated(w, info, map, map->ranges + (0 .. map->max - 1));
    assigns *w;
    ensures HEADER_LEN <= len ==> Walk(w);
    ensures w->map == map && w->info == info; */
static void __init start_walk(struct walk *w, const u8 *blob, u32 len, struct boot_map *map,
			      struct boot_info *info, boot_note_fn note)
{
	w->blob = blob;
	w->len = len;
	w->struct_start = w->struct_end = w->strings_start = w->strings_end = w->pos = 0;
	w->depth = w->notes = 0;
	w->root_seen = w->distances_read = w->collecting = false;
	w->name = (struct text){ 0, 0 };
	/*@ loop invariant i <= NR_PROPERTIES;
	    loop invariant \forall integer k; 0 <= k < i ==>
		    w->properties[k].offset == 0 && w->properties[k].len == 0;
	    loop assigns i, w->properties[0 .. NR_PROPERTIES - 1];
	    loop variant NR_PROPERTIES - i; */
	for (unsigned int i = 0; i < NR_PROPERTIES; i++)
		w->properties[i].offset = w->properties[i].len = 0;
	w->map = map;
	w->info = info;
	w->note = note;
}

/*@ requires \valid_read((u8 *)blob + (0 .. len - 1));
    requires Info(info) && Numa(&info->numa) && Map(map);
    requires \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns *info, ENTRIES(map);
    ensures KEEPS_MAP(map) && Info(info) && Numa(&info->numa); */
int __init fdt_translate(const void *blob, size_t len, u64 blob_phys, struct boot_map *map,
			 struct boot_info *info, boot_note_fn note)
{
	size_t size = fdt_size(blob, len), there = size < len ? size : len;
	struct walk w;

	start_walk(&w, blob, there < MAX_BLOB ? (u32)there : MAX_BLOB, map, info, note);
	if (size)
		return read_blob(&w, blob_phys, size, there);
	say(&w, "device tree: there is none at %#llx.", blob_phys);
	return -EINVAL;
}
