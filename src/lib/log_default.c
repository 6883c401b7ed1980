/* SPDX-License-Identifier: MIT */
/* The default for kernels that do not want to hear anything. */
#include <bootmem/port.h>

void bootmem_log(const char *line)
{
	(void)line;
}
