/* SPDX-License-Identifier: MIT */
/* The input: a command line, over a small machine's map. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static unsigned int malformed;

static void count_malformed(const char *sentence)
{
	fuzz_insist(strlen(sentence) < 512, "a sentence without an end");
	malformed++;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text = malloc(size + 1); /* ends where it ends */
	struct memory_options options = { 0 };
	unsigned int result;

	memcpy(text, data, size);
	text[size] = '\0';
	fuzz_start();
	boot_map_add(&fuzz_map, 0, 0xa0000, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(&fuzz_map, 0x100000, 0x7f00000, BOOT_RAM, NUMA_NO_NODE, NULL);
	boot_map_add(&fuzz_map, 0x4000000, 0x1000, BOOT_INITRD, NUMA_NO_NODE, "initrd");
	malformed = 0;
	result = cmdline_translate(text, &fuzz_map, &options, count_malformed);
	fuzz_insist(result >= malformed, "a sentence for nothing");
	fuzz_insist(options.nr_reserve <= BOOT_RESERVE_MEM, "too many reservations");
	for (unsigned int i = 0; i < options.nr_reserve; i++) {
		const struct reserve_mem_option *o = &options.reserve[i];

		fuzz_insist(o->size && !(o->align & (o->align - 1)) && *o->name &&
				    strnlen(o->name, BOOT_NAME_LEN) < BOOT_NAME_LEN,
			    "a reservation that cannot be");
	}
	fuzz_end();
	free(text);
	return 0;
}
