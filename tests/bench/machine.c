/* SPDX-License-Identifier: MIT */
/* The port for benchmarks: see machine.h. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <bootmem/port.h>

#include "machine.h"

struct handed handed;

static u8 *window;
static phys_addr_t window_size;

void machine_start(phys_addr_t window_bytes)
{
	window_size = window_bytes;
	window = mmap(NULL, window_bytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (window == MAP_FAILED) {
		perror("bench: the window");
		exit(1);
	}
}

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	return pa <= window_size && len <= window_size - pa ? window + pa : NULL;
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	return (phys_addr_t)((const u8 *)va - window);
}

void bootmem_panic(const char *why)
{
	fprintf(stderr, "bench: the library panicked: %s\n", why);
	exit(1);
}

/* A number for a border between pages, such that sums of them tell. */
static inline u64 border(unsigned long pfn)
{
	u64 x = ((u64)pfn + 1) * 0x9e3779b97f4a7c15ULL;

	return x ^ x >> 31;
}

/* Where two blocks meet the border counts once up and once down. */
static inline void count_block(struct handed *count, unsigned long start, unsigned long end)
{
	count->calls++;
	count->nr_pages += end - start;
	count->pages += border(end) - border(start);
}

void count_run(struct handed *count, unsigned long start, unsigned long end)
{
	count_block(count, start, end);
}

void memblock_free_pages(unsigned long pfn, unsigned int order)
{
	count_block(&handed, pfn, pfn + (1UL << order));
}
