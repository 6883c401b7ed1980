/* SPDX-License-Identifier: MIT */
#include "kernel.h"

void *playground_to_virt(phys_addr_t pa, size_t len)
{
	(void)pa;
	(void)len;
	return NULL;
}

void run_suites(void)
{
	finish();
}
