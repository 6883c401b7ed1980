/* SPDX-License-Identifier: MIT */
/*
 * kernel.h - what the parts of the test kernel know of each other.
 *
 *	kmain.c		the sequence
 *	loader.c	what the loader left, and that it survives
 *	paging.c	the kernel's own page tables, from the boot allocator
 *	ram.c		what there is by the swept map
 *	core.c		what only one of the cores can be asked
 *	boot_alloc.c	allocations before the page allocator exists
 *	names.c		a large hash table
 *	nodes.c		memory is local, or comes from the nearest node
 *	proof.c		every free page is taken, written, checked and given back
 *	suites.c	tests/suites on the target
 *	faults.c	what must end in an exception or a panic
 *	port.c		what bootmem asks of a kernel
 *	ubsan.c		what instrumented code asks of it
 *	print.c		text, checksums, counting checks
 *	ARCH/		entry, exceptions, page table entries
 *	x86/, pl011/	serial ports, and more that architectures share
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <bootmem/setup.h>

#include "layout.h"

/* For printing: phys_addr_t has two widths. */
#define PHYS(x) ((unsigned long long)(x))

/* From the linker script and entry.S. */
extern char _etext[], _rodata[], _erodata[], _init_data[];
extern char stack_guard[], stack_top[];

/* ---- print.c ---- */

/* Knows %s %c %d %u %x, #, widths with zeros, and l, ll, z. */
void print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Counts a check; a failed one is printed. Returns ok. */
bool check(bool ok, const char *what);
bool check_equal(u64 got, u64 want, const char *what);

/* The last line, and the machine stops. */
_Noreturn void finish(void);

/* CRC-32 as used by zlib, and like there: 0 to begin with, or the sum of what came before. */
u32 checksum(u32 sum, const void *data, size_t len);

/* Is this word on the command line? With a word that ends in "=": what follows it. */
const char *option(const char *command_line, const char *word);
u64 option_number(const char **text);

/* The compiler calls these two; the library has them. */
void *memset(void *dst, int c, size_t n);
void *memcpy(void *restrict dst, const void *restrict src, size_t n);

/* ---- the machine: ARCH/machine.c ---- */

/* Also the exit status of QEMU on all architectures; 0 is what a reset gives. */
enum exit_code {
	EXIT_PASSED = 33,
	EXIT_FAILED = 35,
	EXIT_PANIC = 37,
	EXIT_EXCEPTION = 39,
	EXIT_UNDEFINED = 41,
};

void machine_init(void);
void machine_putc(char c);
_Noreturn void machine_exit(enum exit_code code);

/* When things happen that are not the same for all. */
enum stage {
	BEFORE_SETUP,
	AFTER_SETUP,
	AFTER_HAND_OVER,
	AFTER_ALL,
};

/* What only this machine asks of bootmem, and checks. */
void machine_stage(enum stage stage, const char *command_line);

/* Physical address of the image's first byte. */
phys_addr_t machine_image_phys(void);

/* What the entry code mapped: physical addresses [*start, *end) in the direct map. */
void machine_early_map(phys_addr_t *start, phys_addr_t *end);

/* The entry code's top table; NULL when it has mapped all that the direct map has room for. */
void *machine_early_tables(void);

/* First physical address that the direct map has no room for. */
phys_addr_t machine_direct_map_end(void);

/* Reads what the loader left; NULL when it is out of the entry code's reach. */
const void *machine_look(u64 pa, size_t len);

/* What the loader left beyond the direct map and stays mapped until mem_init(); or NULL. */
void *machine_kept(phys_addr_t pa, size_t len);

int machine_translate(unsigned long magic, const void *info, struct boot_map *map,
		      struct boot_info *boot);

/*
 * struct table_format - how page tables look; level 0 maps pages
 * @levels: of tables
 * @blocks: the highest level whose entries can map memory
 * @entry_bytes: 4 or 8
 * @shift: log2 of the bytes that an entry of each level maps
 * @bits: log2 of the entries of a table of each level
 */
struct table_format {
	unsigned int levels, blocks, entry_bytes;
	u8 shift[4], bits[4];
};
const struct table_format *machine_tables(void);

enum map_kind {
	MAP_TEXT,
	MAP_RODATA,
	MAP_DATA,
	MAP_DEVICE,
};

u64 machine_entry(phys_addr_t pa, unsigned int level, enum map_kind kind);
u64 machine_table_entry(phys_addr_t table, unsigned int level);
phys_addr_t machine_entry_target(u64 entry);
void machine_use_tables(phys_addr_t root);
void machine_tables_grew(void);
void machine_tables_shrank(void);
void machine_map_devices(void);

/* Maps a page of RAM that the direct map has no room for; good until the next call. */
void *machine_window(phys_addr_t pa);

/* ---- paging.c ---- */

/* Physical addresses that the direct map reaches now. */
struct reach {
	phys_addr_t start, end;
};
extern struct reach reach;

static inline void *direct(phys_addr_t pa)
{
	return (void *)(DIRECT_OFFSET + (unsigned long)pa);
}

/* The inverse. */
static inline phys_addr_t physical(const void *p)
{
	return (phys_addr_t)((unsigned long)p - DIRECT_OFFSET);
}

/* Of something in the image. */
static inline phys_addr_t image_phys(const void *p)
{
	return machine_image_phys() + (phys_addr_t)((const char *)p - _text);
}

/* RAM, wherever it lies; what is beyond the direct map is good until the next call. */
void *touch(phys_addr_t pa);

/* The entry code's tables are still in use. */
extern bool entry_tables;

void early_paging(const char *command_line);
void paging_init(void);
void map(unsigned long va, phys_addr_t pa, u64 size, enum map_kind kind);
void unmap(const void *from, const void *to);

/* ---- ram.c: by the swept map ---- */

/* The first mapped RAM at or above an address, as far as it goes. */
bool next_ram(phys_addr_t from, phys_addr_t *start, phys_addr_t *end);

/* Is all of it mapped RAM? Was it free when the boot allocator was filled? */
bool is_ram(phys_addr_t pa, phys_addr_t size);
bool was_free_ram(phys_addr_t pa, phys_addr_t size);
int node_of(phys_addr_t pa);

/* From the first to the last byte of RAM, and how many are RAM. */
struct extent {
	phys_addr_t start, end;
	u64 bytes;
};
struct extent ram_extent(void);
void print_ram(void);

/* ---- core.c: where configurations differ ---- */

/* Boot memory: does the core know that it is taken? */
bool core_has_taken(phys_addr_t pa, phys_addr_t size);

/* Pages of the page allocator: were they the core's to give? */
bool core_gave(phys_addr_t pa, phys_addr_t size);

/* A range of the swept map: the core's own, and the page allocator's in the end? */
bool core_gives_back(const struct boot_range *r);

void core_allocations(void);
bool core_find_named(const char *name, phys_addr_t *start, phys_addr_t *size);
void core_check_books(void);
void core_discard(void);

/* ---- the rest ---- */

void *loader_look(unsigned long magic, void *info);
const char *loader_command_line(void);
struct boot_map loader_map(void);
void loader_check(void);

void make_dirty(void);
void keep(void *p, size_t size, size_t align, const char *what);
void early_allocations(void);
void early_check(void);
void early_free_late(void);
void early_exhaust(void);

void names_early(void);
void names_check(void);
void names_late(void);

void nodes_look(void);
void nodes_early(void);
void nodes_late(void);

void check_buddy(void);
void proof(bool count_only);
void proof_init_memory(void);

/* test=NAME: does what must not work, when its time has come. */
void fault(const char *command_line, enum stage stage);

/* Runs one of tests/suites in place of everything else. */
_Noreturn void run_suite_named(const char *name);
bool suites_log(const char *line);

#endif
