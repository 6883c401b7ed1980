/* SPDX-License-Identifier: MIT */
/*
 * early.h - what the entry code found out and mapped.
 */
#ifndef EARLY_H
#define EARLY_H

#include <bootmem/types.h>

/**
 * struct early - until paging_init(), in physical addresses
 * @image: first byte of the image
 * @start: first byte of the direct map
 * @end: so far the direct map reaches
 * @pointer: what the loader left: device tree or list of tags
 * @tree: first byte seen at TREE_VIRT: a block that the device tree begins in
 * @tree_start: first page of the device tree, when the direct map does not reach it
 * @tree_end: one past its last page; 0 when the direct map does
 * @long_descriptors: page tables have three levels and 64-bit entries
 * @complete: the memory map has been read, all RAM that has a place is mapped
 */
struct early {
	u32 image, start, end, pointer, tree, tree_start, tree_end;
	bool long_descriptors, complete;
};
extern struct early early;

/* Lets the early direct map reach an address, unless it is complete. */
void early_extend(u32 end);

#endif
