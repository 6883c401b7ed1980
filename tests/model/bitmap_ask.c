/* SPDX-License-Identifier: MIT */
/*
 * Everything that can be asked of the bitmap core in a state, and the hand-over that could
 * happen now, against pages.
 */
#include <string.h>

#include "bootmem/internal.h"
#include "bitmap.h"
#include "page/internal.h"

/* ---- free pages ---- */

static void ask_counts(void)
{
	for (unsigned int lo = here->first; lo < here->end; lo++) {
		unsigned long free = 0;

		for (unsigned int hi = lo + 1; hi <= here->end; hi++) {
			struct pages p = { first_pfn() + lo, first_pfn() + hi };

			free += free_on(&now, hi - 1) >= 0;
			ASK(bootmem_count_free(p) == free, "%s: count of [%u, %u)", describe_now(), lo, hi);
			ASK(core_taken_pages(p.start, p.end) == hi - lo - free,
			    "%s: taken pages of [%u, %u)", describe_now(), lo, hi);
		}
	}
}

/* The first free page of [lo, hi), and how far its node is free together; hi = none. */
static struct pages next_free(unsigned int lo, unsigned int hi)
{
	struct pages p = { lo, hi };
	int nid;

	while (p.start < hi && free_on(&now, (unsigned int)p.start) < 0)
		p.start++;
	p.end = p.start;
	nid = p.start < hi ? free_on(&now, (unsigned int)p.start) : -1;
	while (p.end < hi && free_on(&now, (unsigned int)p.end) == nid)
		p.end++;
	return p;
}

static void ask_next_free(void)
{
	for (unsigned int lo = here->first; lo < here->end; lo++)
		for (unsigned int hi = lo + 1; hi <= here->end; hi++) {
			struct pages p = { first_pfn() + lo, first_pfn() + hi }, want = next_free(lo, hi);

			p = bootmem_next_free(p);
			ASK(p.start == first_pfn() + want.start && p.end == first_pfn() + want.end,
			    "%s: the first free pages of [%u, %u)", describe_now(), lo, hi);
		}
}

/* From the start of each page, and from inside of it. */
static void ask_free_memory(void)
{
	for (unsigned int lo = 2 * here->first; lo < 2 * here->end; lo++) {
		phys_addr_t from = address_of((u64)lo * PAGE_SIZE / 2), base = from, end = 0, first;
		struct pages want = next_free(lo / 2, here->end);
		bool found = core_next_free(&base, &end);

		first = address_of(want.start * PAGE_SIZE);
		ASK(found == (want.start < want.end) &&
		    (!found || (base == (first > from ? first : from) &&
				end == address_of(want.end * PAGE_SIZE))),
		    "%s: free memory from %#llx on", describe_now(), LL(from));
	}
}

/* ---- whose page ---- */

static void ask_owners(void)
{
	for (unsigned int lo = here->first; lo < here->end; lo++) {
		struct pages p = { first_pfn() + lo, first_pfn() + here->end };
		int want = owner_of(&now, lo);
		struct bootmem_data *node = bootmem_owner(&p);
		bool same = (node ? bootmem_nid(node) : -1) == want && p.start == first_pfn() + lo &&
			    p.end > p.start && p.end <= first_pfn() + here->end;

		/* As far as it says, the same node gets all of them. */
		for (unsigned long pfn = p.start; same && pfn < p.end; pfn++)
			same = owner_of(&now, (unsigned int)(pfn - first_pfn())) == want;
		ASK(same, "%s: the owner of page %u", describe_now(), lo);
	}
}

/* ---- hand-over ---- */

static bool is_ram(unsigned int page)
{
	if (here->ram)
		return here->ram[page] != '-';
	return owner_of(&now, page) >= 0;
}

/* Pages of maps that go, too. */
static unsigned int own_pages(bool *wanted)
{
	unsigned int n = 0;

	for (unsigned int page = here->first; page < here->end; page++)
		if (is_own(&now, page) && is_ram(page) && owner_of(&now, page) >= 0) {
			wanted[page - here->first] = true;
			n++;
		}
	return n;
}

/* Runs of one node at a time, each in the fewest blocks. */
static unsigned int blocks_of_nodes(bool *wanted)
{
	unsigned int pages = here->end - here->first, blocks = 0;
	bool mine[16];

	for (int nid = 0; nid < NODES; nid++) {
		for (unsigned int i = 0; i < pages; i++) {
			mine[i] = free_on(&now, here->first + i) == nid;
			wanted[i] |= mine[i];
		}
		blocks += fewest_blocks(mine, first_pfn() + here->first, pages);
	}
	return blocks;
}

static bool panics(void (*call)(void))
{
	volatile bool did = true;
	jmp_buf outer;

	memcpy(outer, port_panic, sizeof(outer));
	if (!PANICS()) {
		call();
		did = false;
	}
	memcpy(port_panic, outer, sizeof(outer));
	return did;
}

static void free_a_page(void)
{
	free_bootmem(address_of(0), PAGE_SIZE);
}

static void free_a_page_of_node(void)
{
	free_bootmem_node(&pgdat_of[0], address_of(0), PAGE_SIZE);
}

static void reserve_a_page(void)
{
	reserve_bootmem(address_of(0), PAGE_SIZE, BOOTMEM_DEFAULT);
}

static void reserve_a_page_of_node(void)
{
	reserve_bootmem_node(&pgdat_of[0], address_of(0), PAGE_SIZE, BOOTMEM_DEFAULT);
}

static void alloc_a_page(void)
{
	__alloc_bootmem(PAGE_SIZE, PAGE_SIZE, 0);
}

static void hand_over_again(void)
{
	free_all_bootmem();
}

static void free_late(void)
{
	free_bootmem_late(address_of((u64)here->first * PAGE_SIZE), PAGE_SIZE);
}

/* Whatever changes the boot allocator panics; only late memory is still taken. */
static void ask_sealed(void)
{
	void (*const forbidden[])(void) = { free_a_page,	    free_a_page_of_node, reserve_a_page,
					    reserve_a_page_of_node, alloc_a_page,	 hand_over_again };
	bool wanted[16] = { true };

	for (unsigned int i = 0; i < LENGTH(forbidden); i++)
		ASK(panics(forbidden[i]), "%s: call %u after hand-over", describe_now(), i);
	ASK(!memblock_virt_alloc_nopanic(PAGE_SIZE, PAGE_SIZE), "%s: a request after hand-over",
	    describe_now());
	handed_start(first_pfn() + here->first, here->end - here->first);
	free_late();
	handed_compare(wanted, 1, describe_now());
}

static void ask_hand_over(void)
{
	unsigned int own, blocks, pages = 0;
	bool wanted[16] = { false };

	ASK(panics(free_late), "%s: late memory before hand-over", describe_now());
	blocks = blocks_of_nodes(wanted);
	own = blocks ? own_pages(wanted) : 0;
	for (unsigned int i = 0; i < here->end - here->first; i++)
		pages += wanted[i];
	ASK(core_own_pages() == own, "%s: pages of maps", describe_now());
	handed_start(first_pfn() + here->first, here->end - here->first);
	ASK(free_all_bootmem() == pages, "%s: so many were handed over", describe_now());
	if (pages)
		handed_compare(wanted, blocks + own, describe_now());
	else
		ASK(!handed.blocks, "%s: something was handed over", describe_now());
	ASK(boot_handed_over == (pages != 0), "%s: the seal", describe_now());
	if (pages)
		ask_sealed();
	port_warnings = 0;
	restore();
}

/* ---- all ---- */

void ask_everything(void)
{
	ASK(!bootmem_check(), "%s: %s", describe_now(), bootmem_check());
	ask_counts();
	ask_next_free();
	ask_free_memory();
	ask_owners();
	compare_now("questions");
	ask_hand_over();
	compare_now("hand-over, undone");
}
