/* SPDX-License-Identifier: MIT */
/*
 * hash.c - large tables, sized by memory.
 */
#include <bootmem/port.h>

#include "core.h"
#include "lib/lib.h"

/* Whoever has nodes wants large tables spread over them. */
#ifdef CONFIG_NUMA
int hashdist = 1;
#else
int hashdist;
#endif

static u64 __init ram_bytes(void)
{
	unsigned long start, end, pages = 0;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		pages += end - start;
	return (u64)pages << PAGE_SHIFT;
}

static unsigned int __init log2_up(u64 n)
{
	unsigned int shift = 0;

	while (shift < 63 && 1ULL << shift < n)
		shift++;
	return shift;
}

/* n > 0. */
static unsigned int __init log2_down(u64 n)
{
	unsigned int shift = log2_up(n);

	return 1ULL << shift > n ? shift - 1 : shift;
}

/*
 * 64-bit division without a helper from libgcc: how often does size fit into bytes, less than
 * 2^63, as log2? size > 0.
 */
static unsigned int __init log2_of_quotient(u64 bytes, unsigned long size)
{
	unsigned int shift = 0;

	while (size <= bytes >> (shift + 1))
		shift++;
	return shift;
}

/* More than there can be when it has no number. */
static u64 __init table_bytes(unsigned long bucketsize, unsigned int log2)
{
	return bucketsize > ~0ULL >> log2 ? ~0ULL : (u64)bucketsize << log2;
}

/* log2 of the buckets that memory suggests. */
static unsigned int __init shift_by_memory(u64 ram, unsigned long bucketsize, int scale, int flags,
					   const unsigned int *lowest)
{
	unsigned int shift = log2_up((unsigned int)scale < 64 ? ram >> scale : ram);

	if (flags & HASH_SMALL)
		return lowest && shift < *lowest ? *lowest : shift;
	while (table_bytes(bucketsize, shift) < PAGE_SIZE)
		shift++;
	return shift;
}

/* Bounds are buckets; the upper one wins. */
static unsigned int __init bounded(unsigned int shift, unsigned int most, unsigned long low)
{
	if (shift < log2_up(low))
		shift = log2_up(low);
	return shift < most ? shift : most;
}

static void *__init alloc_table(u64 bytes, int flags)
{
	int nid = hashdist ? NUMA_NO_NODE : 0;

	if (bytes > PHYS_ADDR_MAX)
		return NULL;
	if (flags & HASH_ZERO)
		return memblock_virt_alloc_try_nid_nopanic((phys_addr_t)bytes, SMP_CACHE_BYTES,
							   BOOTMEM_LOW_LIMIT,
							   BOOTMEM_ALLOC_ACCESSIBLE, nid);
	return memblock_virt_alloc_try_nid_raw((phys_addr_t)bytes, SMP_CACHE_BYTES,
					       BOOTMEM_LOW_LIMIT, BOOTMEM_ALLOC_ACCESSIBLE, nid);
}

void *__init alloc_large_system_hash(const char *name, unsigned long bucketsize,
				     unsigned long numentries, int scale, int flags,
				     unsigned int *shift, unsigned int *mask, unsigned long low,
				     unsigned long high)
{
	u64 ram = ram_bytes();
	unsigned int log2, most;
	void *table = NULL;

	if (!bucketsize)
		bootmem_die("alloc_large_system_hash(%s): a bucket of 0 bytes", name);
	if (!core_is_open())
		bootmem_die("alloc_large_system_hash(%s) was called after hand-over: call it before "
			    "mem_init()", name);
	most = high ? log2_down(high) : log2_of_quotient(ram >> 4, bucketsize);
	log2 = numentries ? log2_up(numentries)
			  : shift_by_memory(ram, bucketsize, scale, flags, shift);
	log2 = bounded(log2, most < 31 ? most : 31, low);
	while (!(table = alloc_table(table_bytes(bucketsize, log2), flags)) && log2 &&
	       table_bytes(bucketsize, log2) > PAGE_SIZE)
		log2--;
	if (!table)
		bootmem_die("alloc_large_system_hash(%s): no room for %lu buckets of %lu bytes: add "
			    "RAM", name, 1UL << log2, bucketsize);
	bootmem_info("%s hash table: %lu buckets of %lu bytes", name, 1UL << log2, bucketsize);
	if (shift)
		*shift = log2;
	if (mask)
		*mask = (unsigned int)((1UL << log2) - 1);
	return table;
}
