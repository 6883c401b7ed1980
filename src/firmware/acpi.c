/* SPDX-License-Identifier: MIT */
/*
 * ACPI's tables, as far as they speak of nodes:
 *
 *	root pointer (RSDP) --> XSDT or RSDT --> SRAT: memory and processors of each domain
 *					     --> SLIT: distances between domains
 *
 * Invariants:
 *
 *   - A table is made readable as a whole, and nothing in it is believed before its length and
 *     checksum were found to be right.
 *   - Pointers are followed this far and no further, so it does not matter where they lead:
 *     a cycle is a table with another signature than the wanted one.
 *   - MAX_TABLE, MAX_TABLES and MAX_TRIES bound the work.
 *
 * A proximity domain is any 32-bit number, a node a small one: domains are numbered first, then
 * ranges of memory are added in three turns, because what comes first stays where they overlap:
 * memory that stays, memory that may be unplugged, non-volatile memory (QEMU describes the place
 * of an NVDIMM twice).
 */
#include <bootmem/translate.h>

#include "lib/lib.h"

/* A processor of the largest machines needs 24 bytes of SRAT, so this is enough for 40,000. */
#define MAX_TABLE  (1U << 20)
#define MAX_TABLES 1024U
#define MAX_TRIES  4U /* bad tables of one signature; there should be one good one */
#define MAX_RSDP   4096U

/* Where a PC's BIOS leaves the root pointer. */
#define EBDA_SEGMENT 0x40e /* two bytes: address of the extended BIOS data area / 16 */
#define EBDA_LOWEST  0x500
#define EBDA_SEARCH  1024
#define BIOS_START   0xe0000
#define BIOS_END     0x100000
#define RSDP_STEP    16

/* Root pointer; what lies behind RSDP_LEN_0 came with revision 2. */
#define RSDP_SIGNATURE "RSD PTR "
#define RSDP_LEN_0     20
#define RSDP_LEN_2     36
#define RSDP_REVISION  15
#define RSDP_RSDT      16
#define RSDP_LENGTH    20
#define RSDP_XSDT      24

/* Header of every table. */
#define HEADER_LEN	36
#define SIGNATURE_LEN	4
#define HEADER_LENGTH	4
#define HEADER_REVISION 8

#define SRAT_ENTRIES	48
#define SRAT_MEMORY	1
#define MEMORY_BASE	8
#define MEMORY_SIZE	16
#define FLAG_ENABLED	1U
#define FLAG_HOTPLUG	2U /* the following are memory's */
#define FLAG_PERSISTENT 4U

#define SLIT_COUNT     36
#define SLIT_MATRIX    44
#define LOCAL_DISTANCE 10
#define MOST_DISTANCE  254 /* 255 is: there is no way */

/* Affinity entries of SRAT by type: their length, and where the domain and the flags are. */
static const struct {
	u8 len, domain, flags;
} layouts[] = {
	{ 16, 2, 4 },  /* processor by local APIC; the domain is scattered */
	{ 40, 2, 28 }, /* memory */
	{ 24, 4, 12 }, /* processor by x2APIC */
	{ 18, 2, 10 }, /* processor by GICC */
};

#define NR_LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

struct acpi {
	struct boot_reader reader;
	struct boot_numa *numa;
	unsigned int complaints;
	bool domains_left_out;
};

/* A table whose sum is right; no bytes: none. */
struct table {
	const u8 *bytes;
	u32 len;
};

/* A table that is looked for. */
struct wanted {
	const char *signature;
	u32 min_len;
	unsigned int tries;
	u64 pa; /* where the good one is */
	struct table table;
};

/*@ predicate Acpi{L}(struct acpi *a) =
      \valid(a) && Numa(a->numa) && \separated(a, a->numa);

    predicate Table{L}(struct table t, integer min_len) =
      \valid_read(t.bytes + (0 .. t.len - 1)) && min_len <= t.len <= MAX_TABLE;
    predicate NoTable(struct table t) = t.bytes == \null;

    predicate Signature{L}(char *text) = \valid_read(text + (0 .. SIGNATURE_LEN - 1));

    predicate Wanted{L}(struct wanted *w) =
      \valid(w) && Signature(w->signature) && (NoTable(w->table) || Table(w->table, w->min_len));

    predicate Rsdp{L}(u8 *p) =
      \valid_read(p + (0 .. RSDP_LEN_0 - 1)) &&
      (p[RSDP_REVISION] >= 2 ==> \valid_read(p + (0 .. RSDP_LEN_2 - 1)));

    // An entry of SRAT, of a known type.
    predicate Entry{L}(u8 *entry) =
      \valid_read(entry + (0 .. 1)) && entry[0] < NR_LAYOUTS &&
      \valid_read(entry + (0 .. layouts[entry[0]].len - 1)); */

/* Tables of rubbish must not keep a slow console busy. */
#define MAX_COMPLAINTS 16

/* What complaining changes, and what finding a table does. */
#define COMPLAINTS(a) (a)->complaints, (a)->reader.note
#define FOUND(w)      (w)->tries, (w)->pa, (w)->table

/* Who says the next sentence: after so many of them it falls on deaf ears. */
/*@ requires Acpi(a);
    assigns COMPLAINTS(a);
    ensures \result == &a->reader && Acpi(a); */
static const struct boot_reader *__init complain(struct acpi *a)
{
	if (a->complaints++ == MAX_COMPLAINTS) {
		boot_say(&a->reader, "there is more to complain about.");
		a->reader.note = NULL;
	}
	return &a->reader;
}

/* ---- tables ---- */

/*@ requires \valid_read(bytes + (0 .. len - 1)); assigns \nothing; */
static bool __init sums_to_zero(const u8 *bytes, u32 len)
{
	u8 sum = 0;

	/*@ loop invariant \valid_read(bytes + (0 .. len - 1));
	    loop assigns sum, bytes, len;
	    loop variant len; */
	while (len--)
		sum = (u8)(sum + *bytes++);
	return sum == 0;
}

/*@ requires \valid_read(header + (0 .. SIGNATURE_LEN - 1)) && Signature(signature);
    assigns \nothing; */
static bool __init has_signature(const u8 *header, const char *signature)
{
	return memcmp(header, signature, SIGNATURE_LEN) == 0;
}

/* A whole table; none, after a complaint, when it is not as it should be. */
/*@ requires Acpi(a) && Signature(signature);
    assigns COMPLAINTS(a);
    ensures Acpi(a) && (NoTable(\result) || Table(\result, min_len)); */
static struct table __init read_table(struct acpi *a, u64 pa, const char *signature, u32 min_len)
{
	const u8 *header = boot_read_bytes(&a->reader, pa, HEADER_LEN), *bytes = NULL;
	const char *why;
	u32 len;

	if (!header)
		why = "cannot be read";
	else if (!has_signature(header, signature))
		why = "has another signature";
	else if ((len = boot_le32(header + HEADER_LENGTH)) < min_len)
		why = "is too short";
	else if (len > MAX_TABLE)
		why = "is longer than 1 MiB";
	else if (!(bytes = boot_read_bytes(&a->reader, pa, len)))
		why = "cannot be read to its end";
	else if (!sums_to_zero(bytes, len))
		why = "has a wrong checksum";
	else
		return (struct table){ bytes, len };
	boot_say(complain(a), "table %s at %#llx %s; it is ignored.", signature, pa, why);
	return (struct table){ .bytes = NULL };
}

/* ---- the root ---- */

/* The root pointer at an address, or NULL. */
/*@ requires Acpi(a);
    assigns \nothing;
    ensures \result == \null || Rsdp(\result); */
static const u8 *__init read_rsdp(const struct acpi *a, u64 pa)
{
	const u8 *rsdp = boot_read_bytes(&a->reader, pa, RSDP_LEN_0);
	u32 len;

	if (!rsdp || memcmp(rsdp, RSDP_SIGNATURE, sizeof(RSDP_SIGNATURE) - 1) != 0 ||
	    !sums_to_zero(rsdp, RSDP_LEN_0))
		return NULL;
	if (rsdp[RSDP_REVISION] < 2)
		return rsdp;
	rsdp = boot_read_bytes(&a->reader, pa, RSDP_LEN_2);
	len = rsdp ? boot_le32(rsdp + RSDP_LENGTH) : 0;
	if (len < RSDP_LEN_2 || len > MAX_RSDP)
		return NULL;
	rsdp = boot_read_bytes(&a->reader, pa, len);
	return rsdp && sums_to_zero(rsdp, len) ? rsdp : NULL;
}

/*@ requires Acpi(a) && end <= BIOS_END;
    assigns \nothing;
    ensures \result == \null || Rsdp(\result); */
static const u8 *__init search_rsdp(const struct acpi *a, u64 base, u64 end)
{
	const u8 *rsdp = NULL;

	/*@ loop invariant rsdp == \null || Rsdp(rsdp);
	    loop assigns base, rsdp;
	    loop variant end - base; */
	for (; base < end && !rsdp; base += RSDP_STEP)
		rsdp = read_rsdp(a, base);
	return rsdp;
}

/*@ requires Acpi(a);
    assigns \nothing;
    ensures \result == \null || Rsdp(\result); */
static const u8 *__init find_rsdp(const struct acpi *a)
{
	const u8 *segment = boot_read_bytes(&a->reader, EBDA_SEGMENT, 2);
	u64 ebda = segment ? (u64)boot_le16(segment) << 4 : 0;
	const u8 *rsdp = NULL;

	if (ebda >= EBDA_LOWEST && ebda < BIOS_START)
		rsdp = search_rsdp(a, ebda, ebda + EBDA_SEARCH);
	return rsdp ? rsdp : search_rsdp(a, BIOS_START, BIOS_END);
}

/* The list of tables; XSDT has pointers of eight bytes, RSDT of four. */
/*@ requires Acpi(a) && Rsdp(rsdp);
    assigns COMPLAINTS(a);
    ensures Acpi(a) && (NoTable(\result) || Table(\result, HEADER_LEN)); */
static struct table __init read_root(struct acpi *a, const u8 *rsdp)
{
	u64 xsdt = rsdp[RSDP_REVISION] >= 2 ? boot_le64(rsdp + RSDP_XSDT) : 0;
	u32 rsdt = boot_le32(rsdp + RSDP_RSDT);
	struct table root = { .bytes = NULL };

	if (xsdt)
		root = read_table(a, xsdt, "XSDT", HEADER_LEN);
	if (!root.bytes && rsdt)
		root = read_table(a, rsdt, "RSDT", HEADER_LEN);
	return root;
}

/* The first good table of a signature counts. */
/*@ requires Acpi(a) && Wanted(w) && \separated(w, a, a->numa);
    assigns FOUND(w), COMPLAINTS(a);
    ensures Acpi(a) && Wanted(w); */
static void __init consider(struct acpi *a, struct wanted *w, u64 pa)
{
	if (w->table.bytes) {
		if (w->pa != pa)
			boot_say(complain(a),
				 "table %s at %#llx is ignored: there is another one at %#llx.",
				 w->signature, pa, w->pa);
		return;
	}
	if (w->tries++ >= MAX_TRIES)
		return;
	w->pa = pa;
	w->table = read_table(a, pa, w->signature, w->min_len);
}

/*@ requires Acpi(a) && Wanted(srat) && Wanted(slit) && \separated(srat, slit, a, a->numa);
    assigns FOUND(srat), FOUND(slit), COMPLAINTS(a);
    ensures Acpi(a) && Wanted(srat) && Wanted(slit); */
static void __init look_at(struct acpi *a, struct wanted *srat, struct wanted *slit, u64 pa)
{
	const u8 *header = boot_read_bytes(&a->reader, pa, HEADER_LEN);

	if (!header)
		boot_say(complain(a), "the table at %#llx cannot be read; it is ignored.", pa);
	else if (has_signature(header, srat->signature))
		consider(a, srat, pa);
	else if (has_signature(header, slit->signature))
		consider(a, slit, pa);
}

/*@ requires Acpi(a) && Table(root, HEADER_LEN);
    requires Wanted(srat) && Wanted(slit) && \separated(srat, slit, a, a->numa);
    assigns FOUND(srat), FOUND(slit), COMPLAINTS(a);
    ensures Acpi(a) && Wanted(srat) && Wanted(slit); */
static void __init find_tables(struct acpi *a, struct table root, struct wanted *srat,
			       struct wanted *slit)
{
	u32 width = root.bytes[0] == 'X' ? 8 : 4, end = root.len;

	if (end - HEADER_LEN >= (MAX_TABLES + 1) * width) {
		boot_say(complain(a), "there are %u tables; only the first %u are looked at.",
			 (end - HEADER_LEN) / width, MAX_TABLES);
		end = HEADER_LEN + MAX_TABLES * width;
	}
	/*@ loop invariant HEADER_LEN <= at <= end;
	    loop invariant Acpi(a) && Wanted(srat) && Wanted(slit);
	    loop assigns at, FOUND(srat), FOUND(slit), COMPLAINTS(a);
	    loop variant end - at; */
	for (u32 at = HEADER_LEN; end - at >= width; at += width) {
		const u8 *pointer = root.bytes + at;
		u64 pa = width == 8 ? boot_le64(pointer) : boot_le32(pointer);

		if (pa)
			look_at(a, srat, slit, pa);
	}
}

/* ---- SRAT ---- */

/* The length of the entry at an offset; 0 where the table ends or makes no sense any more. */
/*@ requires Table(srat, at);
    assigns \nothing;
    ensures \result == 0 || 2 <= \result <= srat.len - at; */
static u32 __init entry_len(struct table srat, u32 at)
{
	u32 left = srat.len - at, len = left < 2 ? 0 : srat.bytes[at + 1];

	return len < 2 || len > left ? 0 : len;
}

/* Says which entries are too short, and where the table stops making sense. */
/*@ requires Acpi(a) && Table(srat, SRAT_ENTRIES);
    assigns COMPLAINTS(a);
    ensures Acpi(a); */
static void __init check_entries(struct acpi *a, struct table srat)
{
	u32 at, len;

	/*@ loop invariant at <= srat.len && Acpi(a);
	    loop assigns at, len, COMPLAINTS(a);
	    loop variant srat.len - at; */
	for (at = SRAT_ENTRIES; (len = entry_len(srat, at)); at += len) {
		u8 type = srat.bytes[at];

		if (type < NR_LAYOUTS && len < layouts[type].len)
			boot_say(complain(a),
				 "SRAT has an entry of type %u with %u bytes instead of %u at "
				 "offset %#x; it is ignored.",
				 type, len, layouts[type].len, at);
	}
	if (at < srat.len)
		boot_say(complain(a), "SRAT is broken at offset %#x; the rest is not read.", at);
}

/*@ requires Entry(entry); assigns \nothing; */
static u32 __init entry_flags(const u8 *entry)
{
	//@ assert entry[0] == 0 || entry[0] == 1 || entry[0] == 2 || entry[0] == 3;
	return boot_le32(entry + layouts[entry[0]].flags);
}

/* The next entry that is enabled and speaks of memory, or of a processor; NULL = no more. */
/*@ requires \valid(at) && Table(srat, *at);
    assigns *at;
    ensures *at <= srat.len;
    ensures \result == \null || (Entry(\result) && *at > \old(*at));
    ensures \result != \null && memory ==> \result[0] == SRAT_MEMORY; */
static const u8 *__init next_entry(struct table srat, bool memory, u32 *at)
{
	u32 len;

	/*@ loop invariant \at(*at, Pre) <= *at <= srat.len;
	    loop assigns len, *at;
	    loop variant srat.len - *at; */
	while ((len = entry_len(srat, *at))) {
		const u8 *entry = srat.bytes + *at;

		*at += len;
		if (entry[0] < NR_LAYOUTS && len >= layouts[entry[0]].len &&
		    (entry[0] == SRAT_MEMORY) == memory && entry_flags(entry) & FLAG_ENABLED)
			return entry;
	}
	return NULL;
}

/* Before revision 2 domains had eight bits; what is behind them may be anything. */
/*@ requires Table(srat, HEADER_LEN) && Entry(entry);
    assigns \nothing; */
static u32 __init entry_domain(struct table srat, const u8 *entry)
{
	//@ assert entry[0] == 0 || entry[0] == 1 || entry[0] == 2 || entry[0] == 3;
	u32 domain = boot_le32(entry + layouts[entry[0]].domain);

	if (entry[0] == 0)
		domain = entry[2] | (boot_le32(entry + 8) & 0xffffff00);
	return srat.bytes[HEADER_REVISION] < 2 ? domain & 0xff : domain;
}

/*@ requires Numa(numa);
    assigns \nothing;
    ensures -1 <= \result < MAX_NUMNODES; */
static int __init node_of(const struct boot_numa *numa, u32 domain)
{
	//@ loop invariant i <= numa->nr_nodes; loop assigns i; loop variant numa->nr_nodes - i;
	for (unsigned int i = 0; i < numa->nr_nodes; i++)
		if (numa->domain[i] == domain)
			return (int)i;
	return NUMA_NO_NODE;
}

/*@ requires Acpi(a);
    assigns *a->numa, a->domains_left_out, COMPLAINTS(a);
    ensures Acpi(a); */
static void __init name_domain(struct acpi *a, u32 domain)
{
	struct boot_numa *numa = a->numa;

	if (node_of(numa, domain) != NUMA_NO_NODE)
		return;
	if (numa->nr_nodes < MAX_NUMNODES) {
		numa->domain[numa->nr_nodes++] = domain;
		return;
	}
	if (!a->domains_left_out)
		boot_say(complain(a), "there are more nodes than MAX_NUMNODES (%u); memory of "
				      "domain %u and others has no node.",
			 MAX_NUMNODES, domain);
	a->domains_left_out = true;
}

/*@ requires Acpi(a) && Table(srat, SRAT_ENTRIES);
    assigns *a->numa, a->domains_left_out, COMPLAINTS(a);
    ensures Acpi(a); */
static void __init name_domains(struct acpi *a, struct table srat, bool memory)
{
	const u8 *entry;
	u32 at = SRAT_ENTRIES;

	/*@ loop invariant at <= srat.len && Acpi(a) && a->numa == \at(a->numa, Pre);
	    loop assigns entry, at, *\at(a->numa, Pre), a->domains_left_out, COMPLAINTS(a);
	    loop variant srat.len - at; */
	while ((entry = next_entry(srat, memory, &at)))
		name_domain(a, entry_domain(srat, entry));
}

/* When memory is added: what comes first stays where ranges overlap. */
enum turn {
	STAYS,
	MAY_GO,
	PERSISTENT,
	NR_TURNS
};

/*@ assigns \nothing; */
static enum turn __init turn_of(u32 flags)
{
	if (flags & FLAG_PERSISTENT)
		return PERSISTENT;
	return flags & FLAG_HOTPLUG ? MAY_GO : STAYS;
}

/*@ requires Acpi(a) && Entry(entry) && entry[0] == SRAT_MEMORY;
    assigns *a->numa, COMPLAINTS(a);
    ensures Acpi(a); */
static void __init add_memory(struct acpi *a, u32 domain, const u8 *entry)
{
	u64 base = boot_le64(entry + MEMORY_BASE), size = boot_le64(entry + MEMORY_SIZE);
	u64 last = base + (size - 1);
	u32 flags = entry_flags(entry);
	int nid = node_of(a->numa, domain), error;

	if (size == 0 || nid == NUMA_NO_NODE)
		return;
	if (last < base) {
		boot_say(complain(a), "memory of domain %u at %#llx, %#llx bytes long, passes the "
				      "end of the address space; it is ignored.",
			 domain, base, size);
		return;
	}
	error = boot_numa_add(a->numa, base, size, nid, flags & FLAG_HOTPLUG);
	if (error == -ENOSPC)
		boot_say(complain(a), "SRAT has more ranges than BOOT_NUMA_RANGES (%u); memory of "
				      "domain %u at %#llx has no node.",
			 BOOT_NUMA_RANGES, domain, base);
	else if (error && turn_of(flags) != PERSISTENT)
		boot_say(complain(a), "memory of domain %u at [%#llx, %#llx] overlaps another "
				      "domain's, which keeps it.",
			 domain, base, last);
}

/*@ requires Acpi(a) && Table(srat, SRAT_ENTRIES);
    assigns *a->numa, a->domains_left_out, COMPLAINTS(a);
    ensures Acpi(a); */
static void __init read_srat(struct acpi *a, struct table srat)
{
	check_entries(a, srat);
	name_domains(a, srat, false);
	name_domains(a, srat, true);
	/*@ loop invariant turn <= NR_TURNS && Acpi(a) && a->numa == \at(a->numa, Pre);
	    loop assigns turn, *\at(a->numa, Pre), COMPLAINTS(a);
	    loop variant NR_TURNS - turn; */
	for (unsigned int turn = STAYS; turn < NR_TURNS; turn++) {
		const u8 *entry;
		u32 at = SRAT_ENTRIES;

		/*@ loop invariant at <= srat.len && Acpi(a) && a->numa == \at(a->numa, Pre);
		    loop assigns entry, at, *\at(a->numa, Pre), COMPLAINTS(a);
		    loop variant srat.len - at; */
		while ((entry = next_entry(srat, true, &at)))
			if (turn_of(entry_flags(entry)) == (enum turn)turn)
				add_memory(a, entry_domain(srat, entry), entry);
	}
}

/* ---- SLIT ---- */

struct slit {
	const u8 *matrix;
	u32 count; /* domains that it speaks of */
};

/*@ predicate Square{L}(struct slit *slit) =
      \valid_read(slit) && slit->count <= MAX_TABLE &&
      \valid_read(slit->matrix + (0 .. slit->count * slit->count - 1));

    lemma times_grows: \forall integer a, b, c; 0 <= a <= b && 0 <= c ==> a * c <= b * c; */

/* Where SLIT says how far it is from a node to another; NULL when it does not know one. */
/*@ requires Square(slit) && Numa(numa) && from < numa->nr_nodes && to < numa->nr_nodes;
    assigns \nothing;
    ensures \result == \null || \valid_read(\result); */
static const u8 *__init find_cell(const struct slit *slit, const struct boot_numa *numa,
				  unsigned int from, unsigned int to)
{
	u32 row = numa->domain[from], column = numa->domain[to];

	if (row >= slit->count || column >= slit->count)
		return NULL;
	//@ assert row * slit->count <= (slit->count - 1) * slit->count;
	return slit->matrix + (size_t)row * slit->count + column;
}

/*@ assigns \nothing; */
static bool __init is_distance(u8 value, bool local)
{
	return local ? value == LOCAL_DISTANCE : value >= LOCAL_DISTANCE;
}

/* Does what it says of the domains that there are make sense? */
/*@ requires Acpi(a) && Square(slit) && \separated(slit, a, a->numa);
    assigns COMPLAINTS(a);
    ensures Acpi(a); */
static bool __init check_slit(struct acpi *a, const struct slit *slit)
{
	const struct boot_numa *numa = a->numa;

	//@ loop assigns from; loop variant numa->nr_nodes - from;
	for (unsigned int from = 0; from < numa->nr_nodes; from++)
		//@ loop assigns to; loop variant numa->nr_nodes - to;
		for (unsigned int to = 0; to < numa->nr_nodes; to++) {
			const u8 *cell = find_cell(slit, numa, from, to);

			if (!cell || is_distance(*cell, from == to))
				continue;
			boot_say(complain(a), "by SLIT it is %u from domain %u to domain %u; all "
					      "of it is ignored.",
				 *cell, numa->domain[from], numa->domain[to]);
			return false;
		}
	return true;
}

/*@ requires Acpi(a) && Table(table, SLIT_MATRIX);
    assigns *a->numa, COMPLAINTS(a);
    ensures Acpi(a); */
static void __init read_slit(struct acpi *a, struct table table)
{
	struct boot_numa *numa = a->numa;
	u64 count = boot_le64(table.bytes + SLIT_COUNT);
	struct slit slit = { table.bytes + SLIT_MATRIX, (u32)count };

	//@ assert count <= MAX_TABLE ==> count * count <= MAX_TABLE * count <= MAX_TABLE * MAX_TABLE;
	if (count == 0 || count > MAX_TABLE || count * count != table.len - SLIT_MATRIX) {
		boot_say(complain(a), "SLIT has %u bytes for %llu domains, no square; it is ignored.",
			 table.len - SLIT_MATRIX, count);
		return;
	}
	//@ assert Square(&slit);
	if (!check_slit(a, &slit))
		return;
	/*@ loop invariant Acpi(a) && Square(&slit);
	    loop assigns from, numa->distance[0 .. MAX_NUMNODES - 1][0 .. MAX_NUMNODES - 1];
	    loop variant numa->nr_nodes - from; */
	for (unsigned int from = 0; from < numa->nr_nodes; from++)
		/*@ loop invariant Acpi(a) && Square(&slit);
		    loop assigns to, numa->distance[0 .. MAX_NUMNODES - 1][0 .. MAX_NUMNODES - 1];
		    loop variant numa->nr_nodes - to; */
		for (unsigned int to = 0; to < numa->nr_nodes; to++) {
			const u8 *cell = find_cell(&slit, numa, from, to);

			if (cell)
				numa->distance[from][to] = *cell > MOST_DISTANCE ? MOST_DISTANCE : *cell;
		}
}

/* ---- all of it ---- */

/*@ requires Numa(numa);
    assigns *numa;
    ensures Numa(numa); */
int __init acpi_translate(u64 rsdp, boot_read_fn read, struct boot_numa *numa, boot_note_fn note)
{
	struct acpi a = {
		.reader = { .loader = "ACPI", .read = read, .note = note },
		.numa = numa,
	};
	struct wanted srat = { .signature = "SRAT", .min_len = SRAT_ENTRIES };
	struct wanted slit = { .signature = "SLIT", .min_len = SLIT_MATRIX };
	const u8 *pointer;
	struct table root;

	if (MAX_NUMNODES == 1)
		return -ENOENT;
	pointer = rsdp ? read_rsdp(&a, rsdp) : find_rsdp(&a);
	if (!pointer) {
		if (rsdp)
			boot_say(complain(&a), "there is no root pointer at %#llx.", rsdp);
		return -ENOENT;
	}
	root = read_root(&a, pointer);
	if (!root.bytes) {
		boot_say(complain(&a), "there is neither a good XSDT nor a good RSDT.");
		return -EINVAL;
	}
	find_tables(&a, root, &srat, &slit);
	if (!srat.table.bytes)
		return srat.tries ? -EINVAL : -ENOENT;
	read_srat(&a, srat.table);
	if (slit.table.bytes)
		read_slit(&a, slit.table);
	return 0;
}
