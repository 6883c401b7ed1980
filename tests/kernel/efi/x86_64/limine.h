/* SPDX-License-Identifier: MIT */
/*
 * limine.h - the application as a loader that speaks Limine's protocol: finds the requests in
 * the kernel, answers them, and maps the kernel and all memory in the upper half, nothing in
 * the lower half but what the way there needs.
 *
 * Source: The Limine Boot Protocol, base revision 3. The direct map is where the kernel will
 * have its own: a loader may choose.
 */
#ifndef APP_LIMINE_H
#define APP_LIMINE_H

#include <bootmem/limine.h>

#define LIMINE_DIRECT_MAP 0xffff888000000000ULL
#define LIMINE_IMAGE_VIRT 0xffffffff80000000ULL

#define LIMINE_ID_0 0xc7b1dd30df4c8b88ULL
#define LIMINE_ID_1 0x0a82e883a194f07bULL

/* Pages that are handed out one after the other; all of them are zero. */
struct limine_room {
	u64 next, end;
};

static inline u64 *limine_take(struct limine_room *room, u64 bytes)
{
	u64 at = room->next;

	room->next += (bytes + 7) & ~7ULL;
	return (u64 *)(uintptr_t)(room->next <= room->end ? at : 0);
}

static inline u64 limine_pointer(const void *p)
{
	return LIMINE_DIRECT_MAP + (uintptr_t)p;
}

/* An answer: revision 0, then words. */
static inline u64 *limine_answer(struct limine_room *room, volatile struct limine_request *request,
				 unsigned int words)
{
	u64 *answer = limine_take(room, 8 * (words + 1ULL));

	request->response = limine_pointer(answer);
	return answer + 1;
}

static inline u64 limine_type(u32 efi_type)
{
	switch (efi_type) {
	case 7:
		return 0; /* usable */
	case 1:
	case 2:
	case 3:
	case 4:
		return 5; /* the loader's and boot services': reclaimable */
	case 8:
		return 4;
	case 9:
		return 2;
	case 10:
		return 3;
	default:
		return 1;
	}
}

struct limine_map {
	struct limine_room *room;
	u64 *pointers, count;
};

static inline void limine_add(struct limine_map *map, u64 base, u64 end, u64 type)
{
	u64 *entry;

	if (base >= end)
		return;
	entry = limine_take(map->room, 24);
	entry[0] = base;
	entry[1] = end - base;
	entry[2] = type;
	map->pointers[map->count++] = limine_pointer(entry);
}

/* The kernel is named within the application's piece of memory. */
static inline void limine_memory(struct limine_room *room, volatile struct limine_requests *requests,
				 const struct boot_efi *info, u64 kernel, u64 kernel_end)
{
	u64 *answer = limine_answer(room, &requests->memory_map, 2);
	u64 n = info->map_size / info->descriptor_size;
	struct limine_map map = { room, limine_take(room, 8 * (n + 2)), 0 };

	for (u64 i = 0; i < n; i++) {
		const u64 *d = (const u64 *)(uintptr_t)(info->map + i * info->descriptor_size);
		u64 base = d[1], end = base + (d[3] << 12), type = limine_type((u32)d[0]);

		if (base <= kernel && kernel < end) {
			limine_add(&map, base, kernel, type);
			limine_add(&map, kernel, kernel_end, 6);
			base = kernel_end;
		}
		limine_add(&map, base, end, type);
	}
	answer[0] = map.count;
	answer[1] = limine_pointer(map.pointers);
}

static inline void limine_answer_all(struct limine_room *room,
				     volatile struct limine_requests *requests,
				     const struct boot_efi *info, u64 kernel)
{
	u64 *answer, *block;

	requests->base_revision[2] = 0;
	*limine_answer(room, &requests->direct_map, 1) = LIMINE_DIRECT_MAP;
	answer = limine_answer(room, &requests->executable_address, 2);
	answer[0] = kernel;
	answer[1] = LIMINE_IMAGE_VIRT + kernel;
	*limine_answer(room, &requests->rsdp, 1) = info->rsdp;

	block = limine_take(room, 40);
	block[4] = LIMINE_DIRECT_MAP + info->command_line;
	*limine_answer(room, &requests->executable_file, 1) = limine_pointer(block);

	if (!info->framebuffer)
		return;
	block = limine_take(room, 32);
	block[0] = LIMINE_DIRECT_MAP + info->framebuffer;
	block[1] = 1;
	block[2] = 1;
	block[3] = info->framebuffer_size;
	answer = limine_answer(room, &requests->framebuffer, 2);
	answer[0] = 1;
	answer[1] = limine_pointer(limine_take(room, 8));
	*(u64 *)(uintptr_t)(answer[1] - LIMINE_DIRECT_MAP) = limine_pointer(block);
}

/* 4 GiB at their physical addresses for the jump, in the direct map; the first as the image. */
static inline u64 limine_tables(struct limine_room *room)
{
	u64 *tables, *root, *memory, *image, *blocks;

	room->next = (room->next + 4095) & ~4095ULL;
	tables = limine_take(room, 7 * 4096);
	root = tables;
	memory = tables + 512;
	image = tables + 1024;
	blocks = tables + 1536;
	root[0] = (uintptr_t)memory | 3;
	root[LIMINE_DIRECT_MAP >> 39 & 511] = (uintptr_t)memory | 3;
	root[511] = (uintptr_t)image | 3;
	image[510] = (uintptr_t)blocks | 3;
	for (u64 i = 0; i < 4; i++)
		memory[i] = (uintptr_t)(blocks + 512 * i) | 3;
	for (u64 i = 0; i < 2048; i++)
		blocks[i] = i << 21 | 0x83;
	return (uintptr_t)root;
}

static inline volatile struct limine_requests *limine_find(u64 kernel, u64 bytes)
{
	for (u64 at = kernel; at + sizeof(struct limine_requests) <= kernel + bytes; at += 8) {
		volatile struct limine_requests *requests = (void *)(uintptr_t)at;

		if (requests->memory_map.id[0] == LIMINE_ID_0 &&
		    requests->memory_map.id[1] == LIMINE_ID_1)
			return requests;
	}
	return NULL;
}

/* Returns the page tables to enter with; 0 when the kernel asks for nothing. */
static inline u64 limine_prepare(u64 kernel, u64 bytes, const struct boot_efi *info, u8 *empty,
				 u64 len)
{
	struct limine_room room = { (uintptr_t)empty, (uintptr_t)empty + len };
	volatile struct limine_requests *requests = limine_find(kernel, bytes);
	u64 tables;

	if (!requests)
		return 0;
	tables = limine_tables(&room);
	limine_answer_all(&room, requests, info, kernel);
	limine_memory(&room, requests, info, kernel, kernel + bytes);
	return tables;
}

#endif
