/* SPDX-License-Identifier: MIT */
/*
 * start.h - magic numbers for the assembler; the C ones are in <bootmem/firmware.h> and
 * <bootmem/limine.h>.
 */
#ifndef START_H
#define START_H

#define PVH_MAGIC	 0x336ec578
#define LINUX_BOOT_MAGIC 0x53726448
#define BOOT_EFI_MAGIC	 0x49464562
#define LIMINE_MAGIC	 0xdf4c8b88

#endif
