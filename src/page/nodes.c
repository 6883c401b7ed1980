/* SPDX-License-Identifier: MIT */
/*
 * nodes.c - which nodes there are, and how far they are apart.
 *
 * Alone in its object file: both cores ask, and neither is to bring page structs along.
 */
#include <bootmem/bootmem.h>

#include "lib/lib.h"
#include "page/internal.h"

#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE 20
#define MAX_DISTANCE	254

unsigned long max_low_pfn, min_low_pfn, max_pfn;
unsigned long long max_possible_pfn;

#ifndef CONFIG_NO_BOOTMEM
pg_data_t contig_page_data = { .bdata = &bootmem_node_data[0] };
#elif !defined(CONFIG_NUMA)
pg_data_t contig_page_data;
#endif

#ifdef CONFIG_NUMA
pg_data_t *node_data[MAX_NUMNODES];
#else
pg_data_t *node_data[MAX_NUMNODES] = { &contig_page_data };
#endif

bool page_nodes_placed;

/* ---- nodes ---- */

static bool node_possible(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

/* Too large for the stack when there are many nodes: hence not by assignment. */
static void blank(pg_data_t *node, int nid)
{
	memset(node, 0, sizeof(*node));
	node->node_id = nid;
#ifndef CONFIG_NO_BOOTMEM
	node->bdata = &bootmem_node_data[nid];
#endif
}

void page_blank_node(pg_data_t *node)
{
	blank(node, node->node_id);
}

pg_data_t *page_add_node(int nid, void *memory)
{
	node_data[nid] = memory;
	blank(memory, nid);
	return memory;
}

void set_node_data(int nid, pg_data_t *pgdat)
{
	page_add_node(nid, pgdat);
	page_nodes_placed = true;
}

void page_forget_nodes(void)
{
#ifdef CONFIG_NUMA
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		node_data[nid] = NULL;
#else
	page_blank_node(&contig_page_data);
#endif
}

/* Without CONFIG_NUMA nobody misses a number. */
void __init page_warn_stray(unsigned long stray, unsigned long homed)
{
	if (MAX_NUMNODES > 1 && stray && homed)
		bootmem_warn("%lu pages of RAM have no node: counted to node 0", stray);
}

/* ---- distance ---- */

/* 0 = not told. */
static u8 distances[MAX_NUMNODES][MAX_NUMNODES];
static bool told;

int node_distance(int from, int to)
{
	if (node_possible(from) && node_possible(to) && distances[from][to])
		return distances[from][to];
	return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

void set_node_distance(int from, int to, int distance)
{
	if (!node_possible(from) || !node_possible(to) || distance < LOCAL_DISTANCE ||
	    distance > MAX_DISTANCE)
		return;
	distances[from][to] = (u8)distance;
	told = true;
}

bool node_distances_told(void)
{
	return told;
}

/* Nodes in the order of this number: itself, then by distance, then by number. */
static int rank(int from, int nid)
{
	return nid == from ? 0 : node_distance(from, nid) * MAX_NUMNODES + nid;
}

int next_nearest_node(int from, int last)
{
	int after = last < 0 ? -1 : rank(from, last), best = NUMA_NO_NODE, nid;

	if (!node_possible(from))
		return NUMA_NO_NODE;
	for (nid = 0; nid < MAX_NUMNODES; nid++)
		if ((NODE_DATA(nid) || distances[from][nid]) && rank(from, nid) > after &&
		    (best < 0 || rank(from, nid) < rank(from, best)))
			best = nid;
	return best;
}
