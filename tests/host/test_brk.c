/* SPDX-License-Identifier: MIT */
/*
 * extend_brk(): what comes before setup_arch(), which is played here.
 */
#include <bootmem/port.h>
#include <bootmem/setup.h>

#include "../../arch/x86/brk.h"
#include "../suites/test.h"
#include "mock.h"

#define ROOM 0x3000

/* As in linker/x86_64.ld, with rubbish in it. */
__asm__(".pushsection .data\n"
	".globl __brk_base, __brk_limit\n"
	".balign 4096\n"
	"__brk_base: .fill 0x3000, 1, 0xa5\n"
	"__brk_limit: .byte 0\n"
	".popsection");

static void begin(void)
{
	x86_brk = (struct x86_brk){ 0, 0, false };
}

static bool zeroed(const char *p, size_t size)
{
	while (size && !*p) {
		p++;
		size--;
	}
	return !size;
}

static void in_order(void)
{
	char *a, *b, *c;

	begin();
	a = extend_brk(100, 0);
	b = extend_brk(1, 64);
	c = extend_brk(4096, 4096);
	CHECK(a == __brk_base);
	CHECK(b == __brk_base + 128);
	CHECK(c == __brk_base + 4096);
	CHECK(zeroed(a, 100) && zeroed(b, 1) && zeroed(c, 4096));
	CHECK_EQ(x86_brk.used, 8192);
	/* Here the room lies anywhere, before _text perhaps. */
	CHECK_EQ(x86_brk.base,
		 boot_image_phys() + (phys_addr_t)((uintptr_t)__brk_base - (uintptr_t)_text));
}

static void nothing(void)
{
	begin();
	CHECK(!extend_brk(0, 16));
	CHECK(!extend_brk(16, 3));
	CHECK_EQ(x86_brk.used, 0);
	CHECK(extend_brk(3, 1) == __brk_base);
	CHECK(extend_brk(1, 1) == __brk_base + 3);
	CHECK_EQ(x86_brk.used, 4);
}

/* What alignment passes over counts, to the byte. */
static void all_but_the_gap(void)
{
	begin();
	CHECK(extend_brk(1, 0));
	CHECK_PANIC(extend_brk(ROOM - 63, 64), "extend_brk(12225): 12287 of 12288 bytes are left: raise BRK_SIZE in the "
		    "linker script");
	CHECK(extend_brk(ROOM - 64, 64) == __brk_base + 64);
	CHECK_EQ(x86_brk.used, ROOM);
}

static void all_of_it(void)
{
	begin();
	CHECK(extend_brk(ROOM, 4096));
	CHECK_PANIC(extend_brk(1, 0), "0 of 12288 bytes are left: raise BRK_SIZE");
	begin();
	CHECK_PANIC(extend_brk(ROOM + 1, 0), "raise BRK_SIZE");
	CHECK_PANIC(extend_brk(~(size_t)0, 0), "raise BRK_SIZE");
	CHECK_PANIC(extend_brk(1, ~((size_t)-1 >> 1)), "raise BRK_SIZE");
	CHECK_EQ(x86_brk.used, 0);
}

static void too_late(void)
{
	begin();
	x86_brk.closed = true;
	CHECK_PANIC(extend_brk(1, 0), "extend_brk(1) was called after setup_arch(): use alloc_bootmem()");
}

const struct suite suite_brk = { "brk", (const struct test_case[]){
	{ "one behind the other, aligned, zeroed", in_order },
	{ "size 0, wrong alignment", nothing },
	{ "all but what alignment passes over", all_but_the_gap },
	{ "all of it, and no more", all_of_it },
	{ "after setup_arch()", too_late },
	{ 0 },
} };
