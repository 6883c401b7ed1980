/* SPDX-License-Identifier: MIT */
/* The default for kernels that do not unplug memory. */
#include <bootmem/port.h>

bool movable_node_is_enabled(void)
{
	return false;
}
