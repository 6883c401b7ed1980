/* SPDX-License-Identifier: MIT */
/*
 * What a loader answered to limine_requests.
 *
 * An answer is a block; a list in it is an array of pointers to more blocks. All pointers
 * are virtual addresses in the direct map, and become physical ones before anything is
 * read. (Which of the two the root pointer of ACPI is depends on the base revision, but no
 * physical address is as high as the direct map.)
 */
#include <bootmem/limine.h>
#include <bootmem/translate.h>

/* Answers begin with a revision. */
#define ANSWER_LEN  16
#define ANSWER_DATA 8

#define LIST_LEN      24
#define LIST_COUNT    8
#define LIST_POINTERS 16
#define POINTER_LEN   8

#define ENTRY_LEN  24
#define ENTRY_BASE 0
#define ENTRY_SIZE 8
#define ENTRY_TYPE 16

#define FILE_LEN  40
#define FILE_BASE 8
#define FILE_SIZE 16
#define FILE_COMMAND_LINE 32

#define SCREEN_LEN    32
#define SCREEN_BASE   0
#define SCREEN_HEIGHT 16
#define SCREEN_PITCH  24

enum limine_type {
	LIMINE_USABLE,
	LIMINE_RESERVED,
	LIMINE_ACPI_RECLAIM,
	LIMINE_ACPI_NVS,
	LIMINE_BAD,
	LIMINE_LOADER,
	LIMINE_EXECUTABLE,
	LIMINE_FRAMEBUFFER,
};

enum {
	ENTRY_WRAPS = BOOT_OWN_COMPLAINTS,
	LIST_CUT,
	BAD_POINTER,
};

struct limine {
	struct boot_reader r;
	u64 direct_map;
};

/*@ predicate Limine{L}(struct limine *l) =
      \valid(l) && Reader(&l->r) &&
      \separated(l, l->r.info, l->r.map, l->r.map->ranges + (0 .. l->r.map->max - 1)); */
#define KEEPS_LIMINE(l)	       Limine(l) && SameReader{Pre, Post}(&(l)->r)
#define KEEPS_LIMINE_SO_FAR(l) Limine(l) && SameReader{Pre, Here}(&(l)->r)

/* ---- reading ---- */

/* What a pointer of the loader's points at, or NULL. */
/*@ requires \valid_read(l);
    assigns \nothing;
    ensures Bytes(\result, len); */
static const u8 *__init follow(const struct limine *l, u64 pointer, size_t len)
{
	return pointer < l->direct_map ? NULL :
					 boot_read_bytes(&l->r, pointer - l->direct_map, len);
}

/* ---- memory ---- */

/* What is left of the executable's file and of modules is nobody's to reclaim. */
/*@ assigns \nothing; */
static enum boot_kind __init kind_of(u64 type)
{
	switch (type) {
	case LIMINE_USABLE:
		return BOOT_RAM;
	case LIMINE_ACPI_RECLAIM:
		return BOOT_ACPI_DATA;
	case LIMINE_ACPI_NVS:
		return BOOT_ACPI_NVS;
	case LIMINE_BAD:
		return BOOT_BAD;
	case LIMINE_LOADER:
		return BOOT_LOADER;
	case LIMINE_EXECUTABLE:
		return BOOT_RESERVED;
	case LIMINE_FRAMEBUFFER:
		return BOOT_FRAMEBUFFER;
	default:
		return BOOT_MMIO;
	}
}

/*@ requires Reader(r) && \valid_read(entry + (0 .. ENTRY_LEN - 1));
    assigns r->said, ENTRIES(r->map);
    ensures KEEPS(r); */
static void __init add_memory(struct boot_reader *r, const u8 *entry)
{
	u64 base = boot_le64(entry + ENTRY_BASE), size = boot_le64(entry + ENTRY_SIZE);
	enum boot_kind kind = kind_of(boot_le64(entry + ENTRY_TYPE));
	const char *owner = NULL;

	if (kind == BOOT_LOADER || kind == BOOT_RESERVED)
		boot_map_add(r->map, base, size, BOOT_RAM, NUMA_NO_NODE, NULL);
	if (kind == BOOT_RESERVED)
		owner = "kernel and modules";
	else if (kind == BOOT_FRAMEBUFFER)
		owner = "framebuffer";
	boot_map_add(r->map, base, size, kind, NUMA_NO_NODE, owner);
	if (size && base + (size - 1) < base)
		boot_say_once(r, ENTRY_WRAPS, "a memory map entry runs past the end of the "
					      "address space; it is cut there.");
}

/* ---- modules and screens ---- */

/*@ requires Limine(l) && \valid_read(file + (0 .. FILE_LEN - 1));
    assigns RESULTS(&l->r);
    ensures KEEPS_LIMINE(l); */
static void __init add_module(struct limine *l, const u8 *file)
{
	u64 pointer = boot_le64(file + FILE_BASE), size = boot_le64(file + FILE_SIZE);

	if (pointer < l->direct_map) {
		boot_say_once(&l->r, BAD_POINTER, "an entry of a list cannot be read.");
		size = 0;
	}
	boot_add_module(&l->r, pointer - l->direct_map, size);
}

/*@ requires Limine(l) && \valid_read(screen + (0 .. SCREEN_LEN - 1));
    assigns RESULTS(&l->r);
    ensures KEEPS_LIMINE(l); */
static void __init add_screen(struct limine *l, const u8 *screen)
{
	u64 pointer = boot_le64(screen + SCREEN_BASE);

	if (pointer > l->direct_map)
		boot_add_framebuffer(&l->r, pointer - l->direct_map,
				     boot_le64(screen + SCREEN_PITCH),
				     boot_le64(screen + SCREEN_HEIGHT));
}

/* ---- lists ---- */

/* What a list points at; the value is its length. */
enum block_type {
	BLOCK_MEMORY = ENTRY_LEN,
	BLOCK_MODULE = FILE_LEN,
	BLOCK_SCREEN = SCREEN_LEN,
};

/* One block of a list; returns whether it can be read. */
/*@ requires Limine(l) && (type == BLOCK_MEMORY || type == BLOCK_MODULE || type == BLOCK_SCREEN);
    assigns RESULTS(&l->r);
    ensures KEEPS_LIMINE(l); */
static bool __init add_block(struct limine *l, enum block_type type, u64 pointer)
{
	const u8 *block = follow(l, pointer, type);

	if (!block) {
		boot_say_once(&l->r, BAD_POINTER, "an entry of a list cannot be read.");
		l->r.modules += type == BLOCK_MODULE;
	} else if (type == BLOCK_MEMORY) {
		add_memory(&l->r, block);
	} else if (type == BLOCK_MODULE) {
		add_module(l, block);
	} else {
		add_screen(l, block);
	}
	return block != NULL;
}

/* Everything that a list points at; returns whether there was anything. */
/*@ requires Limine(l) && \valid_read(request);
    requires type == BLOCK_MEMORY || type == BLOCK_MODULE || type == BLOCK_SCREEN;
    assigns RESULTS(&l->r);
    ensures KEEPS_LIMINE(l); */
static bool __init add_list(struct limine *l, const volatile struct limine_request *request,
			    enum block_type type)
{
	const u8 *list = follow(l, request->response, LIST_LEN), *pointers = NULL;
	bool found = false;
	u64 given, at;
	u32 count;

	if (!list)
		return false;
	given = boot_le64(list + LIST_COUNT);
	count = given < BOOT_LIST_ENTRIES ? (u32)given : BOOT_LIST_ENTRIES;
	at = boot_le64(list + LIST_POINTERS);
	if (at >= l->direct_map)
		pointers = boot_read_some(&l->r, at - l->direct_map, &count, POINTER_LEN);
	if (!pointers)
		count = 0;
	if (count < given)
		boot_say_once(&l->r, LIST_CUT, "a list is too long or cannot be read to its end.");
	/*@ loop invariant i <= count && KEEPS_LIMINE_SO_FAR(l);
	    loop assigns i, found, RESULTS_SO_FAR(&l->r);
	    loop variant count - i; */
	for (u32 i = 0; i < count; i++)
		found |= add_block(l, type, boot_le64(pointers + (size_t)i * POINTER_LEN));
	return found;
}

/* ---- the rest ---- */

/*@ requires Limine(l);
    assigns l->r.info->command_line, ENTRIES(l->r.map);
    ensures KEEPS_LIMINE(l); */
static void __init read_command_line(struct limine *l, u64 response)
{
	const u8 *answer = follow(l, response, ANSWER_LEN);
	const u8 *file = answer ? follow(l, boot_le64(answer + ANSWER_DATA), FILE_LEN) : NULL;
	u64 pointer = file ? boot_le64(file + FILE_COMMAND_LINE) : 0;

	if (pointer > l->direct_map)
		boot_read_command_line(&l->r, pointer - l->direct_map);
}

/* The address in an answer as a physical one; 0 when there is none. */
/*@ requires \valid_read(l); assigns \nothing; */
static u64 __init answered_address(struct limine *l, u64 response)
{
	const u8 *answer = follow(l, response, ANSWER_LEN);
	u64 address = answer ? boot_le64(answer + ANSWER_DATA) : 0;

	return address < l->direct_map ? address : address - l->direct_map;
}

/*@ requires Limine(l) && \valid_read(requests);
    assigns RESULTS(&l->r);
    ensures KEEPS_LIMINE(l); */
static int __init read_answers(struct limine *l, const volatile struct limine_requests *requests)
{
	read_command_line(l, requests->executable_file.response);
	l->r.info->rsdp = answered_address(l, requests->rsdp.response);
	l->r.info->dtb = answered_address(l, requests->device_tree.response);
	add_list(l, &requests->modules, BLOCK_MODULE);
	add_list(l, &requests->framebuffer, BLOCK_SCREEN);
	if (add_list(l, &requests->memory_map, BLOCK_MEMORY))
		return 0;
	boot_say(&l->r, "the memory map is empty or cannot be read.");
	return -EINVAL;
}

/*@ requires \valid_read(requests);
    requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init limine_translate(const volatile struct limine_requests *requests, u64 direct_map,
			    boot_read_fn read, struct boot_map *map, struct boot_info *info,
			    boot_note_fn note)
{
	struct limine l = { { .loader = "Limine", .read = read,
			      .map = map, .info = info, .note = note }, direct_map };

	if (!requests->memory_map.response) {
		boot_say(&l.r, "the loader gave no memory map.");
		return -EINVAL;
	}
	if (requests->base_revision[2])
		boot_say(&l.r, "the loader does not know base revision %llu of the protocol and "
			       "answers by another.", requests->base_revision[2]);
	return read_answers(&l, requests);
}

/* An answer by the loader's own address, or NULL: as long as its page tables are in use. */
/*@ assigns \nothing;
    ensures \result == \null || \valid_read(\result + (0 .. 2)); */
static const volatile u64 *__init answer_at(u64 response)
{
	return (const volatile u64 *)(uintptr_t)response;
}

/*@ requires \valid_read(requests) && \valid(layout);
    assigns *layout; */
int __init limine_layout(const volatile struct limine_requests *requests,
			 struct limine_layout *layout)
{
	const volatile u64 *direct = answer_at(requests->direct_map.response);
	const volatile u64 *image = answer_at(requests->executable_address.response);

	if (!direct || !image)
		return -EINVAL;
	*layout = (struct limine_layout){ .direct_map = direct[1], .physical_base = image[1],
					  .virtual_base = image[2] };
	return 0;
}

/*@ requires Map(map) && Info(info) && \separated(info, map, map->ranges + (0 .. map->max - 1));
    assigns ENTRIES(map), *info;
    ensures KEEPS_MAP(map) && Info(info); */
int __init limine_boot_translate(u64 requests, boot_read_fn read, struct boot_map *map,
				 struct boot_info *info, boot_note_fn note)
{
	struct boot_reader r = { .loader = "Limine", .read = read,
				 .map = map, .info = info, .note = note };
	const volatile struct limine_requests *filled_in = (const void *)boot_read_bytes(
		&r, requests, sizeof(struct limine_requests));
	struct limine_layout layout;

	if (!filled_in || limine_layout(filled_in, &layout)) {
		boot_say(&r, "the loader did not answer.");
		return -EINVAL;
	}
	return limine_translate(filled_in, layout.direct_map, read, map, info, note);
}
