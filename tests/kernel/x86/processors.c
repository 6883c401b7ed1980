/* SPDX-License-Identifier: MIT */
/*
 * processors.c - a processor wakes up in real mode, at a page below 1 MiB: setup_arch() has
 * set it aside. In the end, when every free page has been written, the others are started
 * there and counted.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual vol. 3A: 8.4.4
 * (INIT and start-up messages), 10.6.1 (interrupt command register), 10.9 (spurious vector).
 */
#include "kernel.h"
#include "ports.h"

#define LOW_END	      0x100000
#define APIC_PHYS     0xfee00000
#define APIC_SPURIOUS 0x0f0
#define APIC_COMMAND  0x300
#define APIC_ENABLE   0x1ff
#define SEND_INIT     0xc4500 /* to all but oneself */
#define SEND_START_UP 0xc4600 /* and the page's number */
#define WAKE_UP	      10000   /* microseconds */
#define PATIENCE      2000000

/* trampoline.S */
extern const char trampoline[], trampoline_count[], trampoline_end[];

static phys_addr_t place;

static size_t trampoline_bytes(void)
{
	return (size_t)(trampoline_end - trampoline);
}

void processors_claim(void)
{
	setup_trampoline_size = trampoline_bytes();
}

void processors_place(void)
{
	place = setup_trampoline;
	if (!place)
		return; /* a warning has said so */
	check(!(place & (PAGE_SIZE - 1)) && place + PAGE_SIZE <= LOW_END,
	      "the trampoline is a page below 1 MiB");
	check(is_ram(place, PAGE_SIZE) && !was_free_ram(place, PAGE_SIZE),
	      "the trampoline is set aside");
	memcpy(direct(place), trampoline, trampoline_bytes());
	print("kernel: trampoline at %#llx\n", PHYS(place));
}

void processors_map(void)
{
	map(APIC_VIRT, APIC_PHYS, PAGE_SIZE, MAP_DEVICE);
}

static void apic_write(unsigned long offset, u32 value)
{
	*(volatile u32 *)(APIC_VIRT + offset) = value;
}

/* How many have arrived: they count in the page itself. */
static u16 others(void)
{
	return *(volatile u16 *)((char *)direct(place) + (trampoline_count - trampoline));
}

static void start_others(u64 wanted)
{
	apic_write(APIC_SPURIOUS, APIC_ENABLE);
	apic_write(APIC_COMMAND, SEND_INIT);
	for (unsigned int i = 0; i < WAKE_UP; i++)
		io_delay();
	apic_write(APIC_COMMAND, SEND_START_UP | (u32)(place >> PAGE_SHIFT));
	for (unsigned int i = 0; i < PATIENCE && others() + 1U < wanted; i++)
		io_delay();
	check_equal(others() + 1U, wanted, "every processor has run the trampoline");
	print("kernel: %u other processors have run the trampoline\n", others());
}

void processors_check(const char *command_line)
{
	const char *wanted = option(command_line, "processors=");
	const char *found = direct(place);
	bool same = true;

	for (size_t i = 0; place && i < trampoline_bytes(); i++)
		same = same && found[i] == trampoline[i];
	check(same, "the trampoline is unchanged");
	if (wanted && check(place, "there is a trampoline"))
		start_others(option_number(&wanted));
}
