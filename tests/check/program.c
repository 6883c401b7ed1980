/* SPDX-License-Identifier: MIT */
/*
 * A program that embeds the library as a kernel would: its port over a piece of memory, boot
 * allocations, hand-over, pages; in each configuration. Built in many ways by
 * tests/check/programs:
 *
 *	OWN_PAGES	brings its own memblock_free_pages()
 *	OWN_HOOKS	brings the optional hooks
 *	NO_PANIC	forgets to bring bootmem_panic()
 *	ONLY_ALLOC	allocates, and nothing else
 *
 * The exit status is 0, or the line of the expectation that failed, modulo 255.
 */
#include <bootmem/bootmem.h>
#ifdef CONFIG_HAVE_MEMBLOCK
#include <bootmem/memblock.h>
#endif
#include <bootmem/page_alloc.h>
#include <bootmem/port.h>

#define BASE 0x10000000u
#define SIZE 0x04000000u

static u8 ram[SIZE] __attribute__((aligned(0x10000)));

#define EXPECT(what)                                                                               \
	do {                                                                                       \
		if (!(what))                                                                       \
			return __LINE__ % 255;                                                     \
	} while (0)

void *bootmem_phys_to_virt(phys_addr_t pa, size_t len)
{
	if (pa < BASE || pa - BASE > SIZE || len > SIZE - (pa - BASE))
		return NULL;
	return ram + (pa - BASE);
}

phys_addr_t bootmem_virt_to_phys(const void *va)
{
	return BASE + (phys_addr_t)((const u8 *)va - ram);
}

#ifndef NO_PANIC
void bootmem_panic(const char *why)
{
	(void)why;
	__builtin_trap();
}
#endif

#ifdef OWN_HOOKS
static unsigned int lines;

void bootmem_log(const char *line)
{
	lines += line[0] != '\0';
}

bool movable_node_is_enabled(void)
{
	return true;
}
#endif

/* ---- what exists, and what is taken ---- */

#define TAKEN 100 /* the first bytes */

#ifdef CONFIG_HAVE_MEMBLOCK
static int fill(void)
{
	EXPECT(memblock_add(BASE, SIZE) == 0);
	EXPECT(memblock_reserve_named(BASE, TAKEN, "the first bytes") == 0);
	memblock_allow_resize();
#ifndef CONFIG_NO_BOOTMEM
	bootmem_init();
#endif
	return 0;
}
#else
static pg_data_t node;

static int fill(void)
{
	unsigned long first = BASE >> PAGE_SHIFT, end = (BASE + SIZE) >> PAGE_SHIFT;

	EXPECT(init_bootmem_node(&node, first + 1, first, end) != 0);
	add_active_range(0, first, end);
	free_bootmem(BASE, SIZE);
	EXPECT(reserve_bootmem(BASE, TAKEN, BOOTMEM_EXCLUSIVE) == 0);
	return 0;
}
#endif

/* Pages that cannot be handed over: the first one, that of the allocation, the node's data. */
#ifdef CONFIG_NO_BOOTMEM
#define FEWEST 2
#define MOST   2
#else
#define FEWEST 2
#define MOST   (2 + sizeof(pg_data_t) / PAGE_SIZE + 1)
#endif

/* ---- hand-over ---- */

#ifdef ONLY_ALLOC
static int hand_over_to_us(void)
{
	return 0;
}
#elif defined(OWN_PAGES)
static unsigned long received;

void memblock_free_pages(unsigned long pfn, unsigned int order)
{
	received += pfn >= BASE >> PAGE_SHIFT ? 1UL << order : 0;
}

static int hand_over_to_us(void)
{
	EXPECT(free_all_bootmem() == received);
	EXPECT(received >= SIZE / PAGE_SIZE - MOST && received <= SIZE / PAGE_SIZE - FEWEST);
	return 0;
}
#else
static int hand_over_to_us(void)
{
	unsigned long end = (BASE + SIZE) >> PAGE_SHIFT;
	unsigned long max_zone_pfn[MAX_NR_ZONES] = { 0, 0, end, end };
	unsigned long free;
	struct page *page;

	free_area_init(max_zone_pfn);
	free = free_all_bootmem();
	EXPECT(free == nr_free_pages());
	EXPECT(free > 0 && free < SIZE / PAGE_SIZE);
	page = alloc_pages(GFP_KERNEL, 3);
	EXPECT(page && nr_free_pages() == free - 8);
	EXPECT(page_alloc_check() == NULL);
	__free_pages(page, 3);
	EXPECT(nr_free_pages() == free);
	return 0;
}
#endif

int main(void)
{
	int line = fill();
	u8 *p;

	if (line)
		return line;
	p = alloc_bootmem(1000);
	EXPECT(p >= ram + TAKEN && p <= ram + SIZE - 1000 && (p - ram) % SMP_CACHE_BYTES == 0);
	for (int i = 0; i < 1000; i++)
		EXPECT(p[i] == 0);
#ifdef CONFIG_NO_BOOTMEM
	EXPECT(memblock_is_reserved(bootmem_virt_to_phys(p)));
#endif
#ifdef OWN_HOOKS
	bootmem_dump();
	EXPECT(lines > 2);
#endif
	return hand_over_to_us();
}
