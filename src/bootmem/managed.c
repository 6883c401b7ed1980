/* SPDX-License-Identifier: MIT */
/* The counts of managed pages, set to 0 for those who count themselves. */
#include <bootmem/bootmem.h>

static bool all_reset __initdata;

void __init reset_node_managed_pages(pg_data_t *pgdat)
{
	for (int z = 0; z < MAX_NR_ZONES; z++)
		pgdat->node_zones[z].managed_pages = 0;
}

void __init reset_all_zones_managed_pages(void)
{
	int nid;

	if (all_reset)
		return;
	for_each_online_node(nid)
		reset_node_managed_pages(NODE_DATA(nid));
	all_reset = true;
}
