/* SPDX-License-Identifier: MIT */
/*
 * machine.c - exceptions and page table entries of x86_64.
 *
 * Source: AMD64 Architecture Programmer's Manual vol. 2: 4 (descriptors), 5 (paging),
 * 8 (exceptions), 12.2.5 (64-bit task state segment).
 */
#include "kernel.h"
#include "ports.h"

/* ---- exceptions: every one is printed on a stack of its own, none returns ---- */

struct exception_frame {
	u64 vector, error, rip, cs, rflags, rsp, ss;
};

struct gate {
	u16 offset_low, selector;
	u8 stack, type;
	u16 offset_middle;
	u32 offset_high, zero;
} __attribute__((packed));

struct task_state {
	u32 zero;
	u32 stacks[24]; /* 3 ring stacks, a gap, then 7 interrupt stacks of two words */
	u16 zero2, io_map;
} __attribute__((packed));

struct table_pointer {
	u16 limit;
	u64 base;
} __attribute__((packed));

#define CODE_SELECTOR 0x8
#define TASK_SELECTOR 0x10
#define FIRST_INTERRUPT_STACK 8 /* index into task_state.stacks */

static u64 gdt[4] = { 0, 0x00af9b000000ffff };
static struct gate idt[32];
static struct task_state task;
static u8 exception_stack[4096] __attribute__((aligned(16)));

extern const char exception_stubs[];
void exception(const struct exception_frame *frame);

void exception(const struct exception_frame *frame)
{
	static bool nested;
	u64 cr2;

	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	if (nested)
		machine_exit(EXIT_EXCEPTION);
	nested = true;
	print("EXCEPTION: vector %lu, error %#lx, rip %#lx, cr2 %#lx, rsp %#lx, rflags %#lx\n",
	      (unsigned long)frame->vector, (unsigned long)frame->error,
	      (unsigned long)frame->rip, (unsigned long)cr2, (unsigned long)frame->rsp,
	      (unsigned long)frame->rflags);
	machine_exit(EXIT_EXCEPTION);
}

static void set_gate(struct gate *gate, u64 handler)
{
	*gate = (struct gate){
		.offset_low = (u16)handler,
		.selector = CODE_SELECTOR,
		.stack = 1,
		.type = 0x8e, /* present, interrupt gate */
		.offset_middle = (u16)(handler >> 16),
		.offset_high = (u32)(handler >> 32),
	};
}

static void set_task(void)
{
	u64 base = (u64)&task, top = (u64)(exception_stack + sizeof(exception_stack));

	task.stacks[FIRST_INTERRUPT_STACK] = (u32)top;
	task.stacks[FIRST_INTERRUPT_STACK + 1] = (u32)(top >> 32);
	task.io_map = sizeof(task);
	gdt[2] = (sizeof(task) - 1) | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		 (base >> 24 & 0xff) << 56;
	gdt[3] = base >> 32;
}

static void exceptions_init(void)
{
	struct table_pointer pointer = { sizeof(gdt) - 1, (u64)gdt };

	set_task();
	__asm__ volatile("lgdt %0\n\t"
			 "pushq %1\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\tltr %w2"
			 :
			 : "m"(pointer), "i"(CODE_SELECTOR), "r"(TASK_SELECTOR)
			 : "rax", "memory");
	for (unsigned int i = 0; i < 32; i++)
		set_gate(&idt[i], (u64)exception_stubs + 16 * i);
	pointer = (struct table_pointer){ sizeof(idt) - 1, (u64)idt };
	__asm__ volatile("lidt %0" : : "m"(pointer));
}

/* ---- processor features ---- */

static u64 no_execute;
static bool gigabyte_pages;

static void features_init(void)
{
	u32 eax = 0x80000001, ebx, ecx, edx;

	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
	no_execute = edx & (1u << 20) ? 1ULL << 63 : 0;
	gigabyte_pages = edx & (1u << 26);
}

void machine_init(void)
{
	serial_init();
	features_init();
	exceptions_init();
}

/* ---- page tables ---- */

extern char early_tables[];

#define PTE_PRESENT  0x1ULL
#define PTE_WRITE    0x2ULL
#define PTE_UNCACHED 0x18ULL
#define PTE_BLOCK    0x80ULL
#define PTE_ADDRESS  0x000ffffffffff000ULL

phys_addr_t machine_image_phys(void)
{
	return (phys_addr_t)_text - IMAGE_VIRT;
}

void machine_early_map(phys_addr_t *start, phys_addr_t *end)
{
	*start = 0;
	*end = EARLY_END;
}

void *machine_early_tables(void)
{
	return early_tables;
}

phys_addr_t machine_direct_map_end(void)
{
	return DIRECT_MAP_SIZE;
}

const struct table_format *machine_tables(void)
{
	static struct table_format format = { 4, 1, 8, { 12, 21, 30, 39 }, { 9, 9, 9, 9 } };

	if (gigabyte_pages)
		format.blocks = 2;
	return &format;
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
	(void)level;
	return table | PTE_PRESENT | PTE_WRITE;
}

phys_addr_t machine_entry_target(u64 entry)
{
	return entry & PTE_ADDRESS;
}

void machine_use_tables(phys_addr_t root)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"((u64)root) : "memory");
}

/* The processor keeps no memory of entries that were not present. */
void machine_tables_grew(void)
{
	__asm__ volatile("" : : : "memory");
}

void machine_tables_shrank(void)
{
	u64 root;

	__asm__ volatile("mov %%cr3, %0" : "=r"(root));
	machine_use_tables(root);
}

/* The serial port is not in memory. */
void machine_map_devices(void)
{
	boot_log_map();
	processors_map();
}

/* The direct map has room for everything. */
void *machine_window(phys_addr_t pa)
{
	(void)pa;
	return NULL;
}

/* ---- the loader ---- */

/* What the loader left, and is used by bootmem, lies where the direct map reaches. */
void *machine_kept(phys_addr_t pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

const void *machine_look(u64 pa, size_t len)
{
	if (pa >= EARLY_END || len > EARLY_END - pa)
		return NULL;
	return (const void *)(unsigned long)pa;
}

int machine_translate(unsigned long magic, const void *info, struct boot_map *map,
		      struct boot_info *boot)
{
	return boot_translate(magic, (u64)info, machine_look, map, boot, NULL);
}
