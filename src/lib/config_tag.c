/* SPDX-License-Identifier: MIT */
/* The symbol that programs built with the same switches refer to; see config.h. */
#include <bootmem/config.h>

const char BOOTMEM_CONFIG_TAG = 0;
