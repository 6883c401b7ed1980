/* SPDX-License-Identifier: MIT */
/*
 * machine.c - exceptions and page table entries of i386, with two levels and with three.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual vol. 3A: 3
 * (descriptors), 4.3 and 4.4 (paging with two and three levels), 6 (exceptions), 7 (tasks).
 */
#include "kernel.h"
#include "ports.h"

/* ---- exceptions: every one is printed, none returns ---- */

struct exception_frame {
	u32 vector, error, eip, cs, eflags;
};

struct gate {
	u16 offset_low, selector;
	u8 zero, type;
	u16 offset_high;
} __attribute__((packed));

struct task_state {
	u32 link, stacks[6];
	u32 cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trap, io_map;
} __attribute__((packed));

struct table_pointer {
	u16 limit;
	u32 base;
} __attribute__((packed));

#define CODE_SELECTOR	0x08
#define DATA_SELECTOR	0x10
#define TASK_SELECTOR	0x18
#define DOUBLE_SELECTOR 0x20
#define INTERRUPT_GATE	0x8e
#define TASK_GATE	0x85
#define DOUBLE_FAULT	8

static u64 gdt[5] = { 0, 0x00cf9b000000ffff, 0x00cf93000000ffff };
static struct gate idt[32];
static struct task_state task, double_task;
static u8 exception_stack[4096] __attribute__((aligned(16)));

extern const char exception_stubs[];
void exception(const struct exception_frame *frame);

static _Noreturn void report(const struct exception_frame *frame, u32 esp)
{
	static bool nested;
	u32 cr2;

	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	if (nested)
		machine_exit(EXIT_EXCEPTION);
	nested = true;
	print("EXCEPTION: vector %u, error %#x, eip %#x, cr2 %#x, esp %#x, eflags %#x\n",
	      frame->vector, frame->error, frame->eip, cr2, esp, frame->eflags);
	machine_exit(EXIT_EXCEPTION);
}

/* The processor has pushed nothing but what the frame has: the stack was above it. */
void exception(const struct exception_frame *frame)
{
	report(frame, (u32)(frame + 1));
}

/*
 * Where nothing can be pushed, the stack is what is broken: a task of its own brings
 * another one.
 */
static _Noreturn void double_fault(void)
{
	const struct exception_frame frame = { DOUBLE_FAULT, 0, task.eip, task.cs, task.eflags };

	report(&frame, task.esp);
}

static u64 task_descriptor(const struct task_state *state)
{
	u64 base = (u32)state;

	return (sizeof(*state) - 1) | (base & 0xffffff) << 16 | 0x89ULL << 40 | (base >> 24) << 56;
}

static u32 page_table_root(void)
{
	u32 root;

	__asm__ volatile("mov %%cr3, %0" : "=r"(root));
	return root;
}

static void set_tasks(void)
{
	task.io_map = sizeof(task);
	double_task = (struct task_state){
		.cr3 = page_table_root(),
		.eip = (u32)double_fault,
		.eflags = 2,
		.esp = (u32)(exception_stack + sizeof(exception_stack) - 4),
		.cs = CODE_SELECTOR,
		.ss = DATA_SELECTOR,
		.ds = DATA_SELECTOR,
		.es = DATA_SELECTOR,
		.io_map = sizeof(task),
	};
	gdt[TASK_SELECTOR / 8] = task_descriptor(&task);
	gdt[DOUBLE_SELECTOR / 8] = task_descriptor(&double_task);
}

static void set_gates(void)
{
	for (unsigned int i = 0; i < 32; i++) {
		u32 handler = (u32)exception_stubs + 16 * i;

		idt[i] = (struct gate){
			.offset_low = (u16)handler,
			.selector = CODE_SELECTOR,
			.type = INTERRUPT_GATE,
			.offset_high = (u16)(handler >> 16),
		};
	}
	idt[DOUBLE_FAULT] = (struct gate){ .selector = DOUBLE_SELECTOR, .type = TASK_GATE };
}

/* The entry code's descriptors have the same selectors: segment registers stay as they are. */
static void exceptions_init(void)
{
	const struct table_pointer descriptors = { sizeof(gdt) - 1, (u32)gdt };
	const struct table_pointer gates = { sizeof(idt) - 1, (u32)idt };

	set_tasks();
	set_gates();
	__asm__ volatile("lgdt %0" : : "m"(descriptors));
	__asm__ volatile("ltr %w0" : : "r"(TASK_SELECTOR) : "memory");
	__asm__ volatile("lidt %0" : : "m"(gates));
}

/* ---- processor features: the entry code has chosen by the same ones ---- */

static u64 no_execute;
static bool three_levels;

static u32 cpuid_edx(u32 leaf)
{
	u32 eax = leaf, ebx, ecx, edx;

	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
	return edx;
}

static u32 cpuid_highest_extended(void)
{
	u32 eax = 0x80000000, ebx, ecx, edx;

	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
	return eax;
}

static void features_init(void)
{
	u32 cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	three_levels = cr4 & (1u << 5);
	if (three_levels && cpuid_highest_extended() >= 0x80000001 &&
	    (cpuid_edx(0x80000001) & (1u << 20)))
		no_execute = 1ULL << 63;
}

void machine_init(void)
{
	serial_init();
	features_init();
	exceptions_init();
}

/* ---- page tables ---- */

#define PTE_PRESENT  0x1ULL
#define PTE_WRITE    0x2ULL
#define PTE_UNCACHED 0x18ULL
#define PTE_BLOCK    0x80ULL
#define PTE_ADDRESS  0x000ffffffffff000ULL

/* The processor reads the four entries of the top level only when cr3 is written. */
static bool top_level_grew;

phys_addr_t machine_image_phys(void)
{
	return (phys_addr_t)((u32)_text - IMAGE_VIRT);
}

void machine_early_map(phys_addr_t *start, phys_addr_t *end)
{
	*start = 0;
	*end = DIRECT_MAP_SIZE;
}

void *machine_early_tables(void)
{
	return NULL;
}

phys_addr_t machine_direct_map_end(void)
{
	return DIRECT_MAP_SIZE;
}

const struct table_format *machine_tables(void)
{
	static const struct table_format three = { 3, 1, 8, { 12, 21, 30 }, { 9, 9, 2 } };
	static const struct table_format two = { 2, 1, 4, { 12, 22 }, { 10, 10 } };

	return three_levels ? &three : &two;
}

u64 machine_entry(phys_addr_t pa, unsigned int level, enum map_kind kind)
{
	u64 entry = pa | PTE_PRESENT | (level ? PTE_BLOCK : 0);

	if (kind != MAP_TEXT)
		entry |= no_execute;
	if (kind == MAP_DATA || kind == MAP_DEVICE)
		entry |= PTE_WRITE;
	if (kind == MAP_DEVICE)
		entry |= PTE_UNCACHED;
	return entry;
}

u64 machine_table_entry(phys_addr_t table, unsigned int level)
{
	if (level < 2)
		return table | PTE_PRESENT | PTE_WRITE;
	top_level_grew = true;
	return table | PTE_PRESENT;
}

phys_addr_t machine_entry_target(u64 entry)
{
	return (phys_addr_t)(entry & PTE_ADDRESS);
}

void machine_use_tables(phys_addr_t root)
{
	double_task.cr3 = (u32)root;
	__asm__ volatile("mov %0, %%cr3" : : "r"((u32)root) : "memory");
}

void machine_tables_grew(void)
{
	if (top_level_grew)
		machine_tables_shrank();
	top_level_grew = false;
	__asm__ volatile("" : : : "memory");
}

void machine_tables_shrank(void)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(page_table_root()) : "memory");
}

/* The serial port is not in memory; but the window needs its table before memblock closes. */
void machine_map_devices(void)
{
	map(WINDOW_VIRT, machine_image_phys(), PAGE_SIZE, MAP_RODATA);
	boot_log_map();
	processors_map();
}

void *machine_window(phys_addr_t pa)
{
	map(WINDOW_VIRT, pa, PAGE_SIZE, MAP_DATA);
	__asm__ volatile("invlpg (%0)" : : "r"(WINDOW_VIRT) : "memory");
	return (void *)WINDOW_VIRT;
}

/* ---- the loader ---- */

/* What the loader left, and is used by bootmem, lies where the direct map reaches. */
void *machine_kept(phys_addr_t pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

extern u32 early_directory[1024];
#ifdef CONFIG_PHYS_ADDR_T_64BIT
extern u64 early_last_directory[512];
#endif

#define MAX_SLOTS 32

/* What the large pages of the early window hold; what has been looked at stays mapped. */
static u64 slots[MAX_SLOTS];
static unsigned int nr_slots;

static void map_slot(u64 pa, u32 size)
{
	u32 va = EARLY_WINDOW + nr_slots * size;

	if (!three_levels)
		early_directory[va >> 22] = (u32)(pa | PTE_PRESENT | PTE_BLOCK);
#ifdef CONFIG_PHYS_ADDR_T_64BIT
	else
		early_last_directory[va >> 21 & 511] = pa | PTE_PRESENT | PTE_BLOCK;
#endif
	slots[nr_slots++] = pa;
}

/* How many slots from i on hold what follows first without a gap? */
static unsigned int run_length(unsigned int i, u64 first, u32 size)
{
	unsigned int n = 0;

	while (i + n < nr_slots && slots[i + n] == first + (u64)n * size)
		n++;
	return n;
}

/* What lies above the direct map's virtual address cannot be seen at its physical one. */
static const void *look_through_window(u64 pa, size_t len)
{
	const u32 size = three_levels ? 0x200000 : 0x400000;
	const u64 first = pa & ~(u64)(size - 1), last = (pa + len - 1) & ~(u64)(size - 1);
	const unsigned int need = (unsigned int)((last - first) / size) + 1;
	unsigned int i = 0;

	while (i < nr_slots && run_length(i, first, size) < need)
		i++;
	if (i == nr_slots && (need > (EARLY_WINDOW_END - EARLY_WINDOW) / size - nr_slots ||
			      (!three_levels && last >> 32)))
		return NULL;
	while (run_length(i, first, size) < need)
		map_slot(first + (u64)(nr_slots - i) * size, size);
	return (const char *)(EARLY_WINDOW + i * size) + (u32)(pa - first);
}

const void *machine_look(u64 pa, size_t len)
{
	if (pa + len < pa)
		return NULL;
	if (pa < EARLY_IDENTITY_END && len <= EARLY_IDENTITY_END - pa)
		return (const void *)(u32)pa;
	return len > EARLY_WINDOW_END - EARLY_WINDOW ? NULL : look_through_window(pa, len);
}

int machine_translate(unsigned long magic, const void *info, struct boot_map *map,
		      struct boot_info *boot)
{
	return boot_translate(magic, (u32)info, machine_look, map, boot, NULL);
}
