/* SPDX-License-Identifier: MIT */
/*
 * One sorted array of regions.
 *
 * Invariant: ascending, disjoint, no empty region, neighbours that touch differ in
 * flags or node; total_size is the sum; an empty array has a zeroed regions[0].
 *
 * Cost with n regions of which k are touched: find O(log n); add and cut O(k) plus one
 * move of the shorter side of the array.
 *
 * The shorter side: an array that has grown may keep spare room in front of regions[0]
 * too, so that top-down allocation, which inserts near the front, does not move
 * everything else. The static arrays, and any array that somebody else put into the
 * struct, have no such room and always move their tail.
 */
#include "lib/lib.h"
#include "memblock/internal.h"
#include "memblock/region.h"

/* Moves of fewer regions than this are not worth making room in front. */
#define FEW_REGIONS 256

/* ---- spare room in front ---- */

/* Arrays that may have some: memory, reserved, owners, physmem. */
#define STORES 4

static struct store {
	const struct memblock_type *type;
	struct memblock_region *storage;
	unsigned long max;
	bool pinned;
} stores[STORES] __initdata_memblock;

static struct store *__init_memblock find_store(const struct memblock_type *type)
{
	for (unsigned int i = 0; i < STORES; i++)
		if (stores[i].type == type)
			return &stores[i];
	return NULL;
}

/*@ requires Owned(type);
    assigns \nothing;
    ensures \result == \null || \result == type->regions - Index(type->regions);
    ensures \result == \null ==> Index(type->regions) == 0; */
struct memblock_region *__init_memblock region_storage(const struct memblock_type *type)
{
	struct store *s = find_store(type);

	/* As addresses: the array that is in the struct now may be an unrelated one. */
	if (!s || s->max != type->max || (uintptr_t)type->regions < (uintptr_t)s->storage ||
	    (uintptr_t)(type->regions + type->cnt) > (uintptr_t)(s->storage + s->max))
		return NULL;
	return s->storage;
}

void __init_memblock region_forget_storage(const struct memblock_type *type)
{
	struct store *s = find_store(type);

	if (s)
		*s = (struct store){ 0 };
}

void __init_memblock region_pin_storage(const struct memblock_type *type)
{
	find_store(type)->pinned = true;
}

bool __init_memblock region_storage_pinned(const struct memblock_type *type)
{
	return find_store(type)->pinned;
}

void __init_memblock region_move_to(struct memblock_type *type, struct memblock_region *storage,
				    unsigned long max)
{
	struct store *s = find_store(type);

	if (!s)
		s = find_store(NULL);
	memcpy(storage, type->regions, type->cnt * sizeof(*storage));
	*s = (struct store){ type, storage, max, false };
	type->regions = storage;
	type->max = max;
}

/* ---- find ---- */

/*@ assigns \nothing; */
static inline void prefetch(const struct memblock_region *r)
{
	__builtin_prefetch(r);
}

/*@ requires Readable(type);
    assigns \nothing;
    ensures \result <= type->cnt;
    ensures EndBy(type->regions, 0, \result, addr);
    ensures EndAbove(type->regions, \result, type->cnt, addr); */
unsigned long __init_memblock region_find(const struct memblock_type *type, phys_addr_t addr)
{
	const struct memblock_region *r = type->regions;
	unsigned long lo = 0, n = type->cnt, half;

	/* Much is appended, and much is asked of the top. */
	if (n == 0 || region_end(&r[n - 1]) <= addr)
		return n;
	/* The answer is one of n regions at lo: all before end at or below addr, the last above. */
	/*@ loop invariant 1 <= n && lo + n <= type->cnt;
	    loop invariant EndBy(r, 0, lo, addr);
	    loop invariant EndAbove(r, lo + n - 1, type->cnt, addr);
	    loop assigns lo, n, half;
	    loop variant n; */
	while (n > 1) {
		half = n / 2;
		/* A large array is not in the cache: fetch both places to look at next. */
		prefetch(&r[lo + half / 2]);
		prefetch(&r[lo + half + half / 2]);
		lo += region_end(&r[lo + half - 1]) <= addr ? half : 0;
		n -= half;
	}
	return lo;
}

/*@ requires Readable(type);
    assigns \result \from type, *type, addr;
    ensures \result == \null ==>
	    \forall integer i; 0 <= i < type->cnt ==>
		    !(type->regions[i].base <= addr < type->regions[i].base + type->regions[i].size);
    ensures \result != \null ==>
	    (\exists integer i; 0 <= i < type->cnt && \result == type->regions + i) &&
	    \result->base <= addr < \result->base + \result->size; */
const struct memblock_region *__init_memblock region_at(const struct memblock_type *type,
							phys_addr_t addr)
{
	unsigned long i = region_find(type, addr);

	return i < type->cnt && type->regions[i].base <= addr ? &type->regions[i] : NULL;
}

/*@ requires Readable(type) && s.base < s.end;
    assigns \nothing;
    ensures Slice(type->regions, type->cnt, \result.lo, \result.hi, s.base, s.end); */
struct slice __init_memblock region_slice(const struct memblock_type *type, struct span s)
{
	unsigned long lo = region_find(type, s.base), hi = lo;

	/* Few spans touch more than a few regions: step, then search. */
	/*@ loop invariant lo <= hi <= type->cnt;
	    loop invariant StartBelow(type->regions, lo, hi, s.end);
	    loop assigns hi;
	    loop variant type->cnt - hi; */
	while (hi < type->cnt && type->regions[hi].base < s.end) {
		if (hi - lo < 4) {
			hi++;
			continue;
		}
		/* s.end > base >= 0, so s.end - 1 is an address; the region that holds it counts. */
		hi = region_find(type, s.end - 1);
		if (hi < type->cnt && type->regions[hi].base < s.end)
			hi++;
		break;
	}
	return (struct slice){ lo, hi };
}

/* ---- make and close room ---- */

/* Moves the regions [lo, hi) up by some slots, over what is there. */
/*@ requires lo <= hi && \valid(r + (lo .. hi + by - 1));
    assigns r[lo + by .. hi + by - 1];
    ensures \forall integer k; lo <= k < hi ==> SAME(r, k + by, Post, r, k, Pre);
    ensures \forall integer k; lo + by <= k < hi + by ==> SAME(r, k, Post, r, k - by, Pre); */
static void __init_memblock move_up(struct memblock_region *r, unsigned long lo, unsigned long hi,
				    unsigned long by)
{
	memmove(r + lo + by, r + lo, (hi - lo) * sizeof(*r));
}

/* ... or down; r[lo - by] may be a slot in front of r[0]. */
/*@ requires lo <= hi && \valid(r + (lo - by .. hi - 1));
    assigns r[lo - by .. hi - by - 1];
    ensures \forall integer k; lo <= k < hi ==> SAME(r, k - by, Post, r, k, Pre);
    ensures \forall integer k; lo - by <= k < hi - by ==> SAME(r, k, Post, r, k + by, Pre); */
static void __init_memblock move_down(struct memblock_region *r, unsigned long lo, unsigned long hi,
				      unsigned long by)
{
	memmove(r + lo - by, r + lo, (hi - lo) * sizeof(*r));
}

/* Slots in front of the contents, at present; 0 for an array that has no storage of its own. */
/*@ requires Owned(type);
    assigns \nothing;
    ensures \result == Index(type->regions); */
static unsigned long __init_memblock spare_in_front(const struct memblock_type *type)
{
	struct memblock_region *storage = region_storage(type);

	return storage ? (unsigned long)(type->regions - storage) : 0;
}

/*
 * How many slots should be in front, before n are opened at index i? As many as there are, if
 * there is room for n in front or behind. A move of nearly everything buys many cheap ones.
 */
/*@ requires Owned(type) && front == Index(type->regions);
    requires i <= type->cnt && n <= type->max - type->cnt;
    assigns \nothing;
    ensures n <= \result <= type->max - type->cnt || n <= type->max - type->cnt - \result; */
static unsigned long __init_memblock best_front(const struct memblock_type *type, unsigned long front,
						unsigned long i, unsigned long n)
{
	unsigned long tail = type->cnt - i, spare = type->max - type->cnt;

	if (front >= n)
		return front;
	if (i < tail && tail > FEW_REGIONS && region_storage(type))
		return spare / 2 > n ? spare / 2 : n;
	return spare - front < n ? 0 : front;
}

/* Shift the contents so that there are wanted slots in front of them instead of front. */
/*@ requires Owned(type) && front == Index(type->regions) && wanted <= type->max - type->cnt;
    assigns type->regions, SLOTS(type);
    ensures Owned(type) && Index(type->regions) == wanted;
    ensures SameStorage{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < type->cnt ==> KEPT(k, k); */
static void __init_memblock shift_contents(struct memblock_type *type, unsigned long front,
					   unsigned long wanted)
{
	if (wanted > front) {
		move_up(type->regions, 0, type->cnt, wanted - front);
		type->regions += wanted - front;
	} else if (wanted < front) {
		move_down(type->regions, 0, type->cnt, front - wanted);
		type->regions -= front - wanted;
	}
}

/* Opens n slots at index i: what is below moves into the room in front, or what is above moves up. */
/*@ requires Owned(type) && i <= type->cnt && n <= Index(type->regions);
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Owned(type) && type->cnt == \old(type->cnt) + n && SameStorage{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < i ==> KEPT(k, k);
    ensures \forall integer k; i + n <= k < type->cnt ==> KEPT(k, k - n); */
static void __init_memblock open_below(struct memblock_type *type, unsigned long i, unsigned long n)
{
	move_down(type->regions, 0, i, n);
	type->regions -= n;
	type->cnt += n;
}

/*@ requires Owned(type) && i <= type->cnt && n <= type->max - type->cnt - Index(type->regions);
    assigns type->cnt, SLOTS(type);
    ensures Owned(type) && type->cnt == \old(type->cnt) + n;
    ensures \forall integer k; 0 <= k < i ==> KEPT(k, k);
    ensures \forall integer k; i + n <= k < type->cnt ==> KEPT(k, k - n); */
static void __init_memblock open_above(struct memblock_type *type, unsigned long i, unsigned long n)
{
	move_up(type->regions, i, type->cnt, n);
	type->cnt += n;
}

/* ... as it is cheaper; the array has room for them. */
/*@ requires Owned(type) && i <= type->cnt && n <= type->max - type->cnt;
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Owned(type) && type->cnt == \old(type->cnt) + n && SameStorage{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < i ==> KEPT(k, k);
    ensures \forall integer k; i + n <= k < type->cnt ==> KEPT(k, k - n); */
static void __init_memblock open_slots(struct memblock_type *type, unsigned long i, unsigned long n)
{
	unsigned long front = spare_in_front(type), wanted = best_front(type, front, i, n);

	shift_contents(type, front, wanted);
	if (wanted >= n && (i < type->cnt - i || type->max - type->cnt - wanted < n))
		open_below(type, i, n);
	else
		open_above(type, i, n);
}

/* Closes the slots [i, i + n). */
/*@ requires Owned(type) && i + n <= type->cnt && 0 < n;
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Owned(type) && type->cnt == \old(type->cnt) - n;
    ensures SameStorage{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < i ==> KEPT(k, k);
    ensures \forall integer k; i <= k < type->cnt ==> KEPT(k, k + n); */
static void __init_memblock close_slots(struct memblock_type *type, unsigned long i, unsigned long n)
{
	unsigned long tail = type->cnt - i - n;

	if (i < tail && tail > FEW_REGIONS && region_storage(type)) {
		move_up(type->regions, 0, i, n);
		type->regions += n;
	} else {
		move_down(type->regions, i + n, type->cnt, n);
	}
	type->cnt -= n;
	if (type->cnt == 0)
		type->regions[0] = (struct memblock_region){ 0 };
}

/* Makes n slots of the slots [lo, hi). */
/*@ requires Owned(type) && lo <= hi <= type->cnt && n - (hi - lo) <= type->max - type->cnt;
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Owned(type) && type->cnt == \old(type->cnt) - (hi - lo) + n;
    ensures SameStorage{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < lo ==> KEPT(k, k);
    ensures \forall integer k; lo + n <= k < type->cnt ==> KEPT(k, k - n + (hi - lo)); */
static void __init_memblock splice(struct memblock_type *type, unsigned long lo, unsigned long hi,
				   unsigned long n)
{
	if (n > hi - lo)
		open_slots(type, hi, n - (hi - lo));
	else if (n < hi - lo)
		close_slots(type, lo + n, hi - lo - n);
}

/* ---- an array with a hole ----
 *
 * Every change goes through a state in which the slots of a slice hold nothing that counts;
 * total_size is the sum of the others.
 */

/* The regions of a slice are gone. */
/*@ requires Whole(type) && at.lo <= at.hi <= type->cnt;
    assigns type->total_size;
    ensures Holed(type, at.lo, at.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < type->cnt ==> KEPT(k, k);
    ensures \forall integer a, f, d; Outside{Post}(type, at.lo, at.hi, a, f, d) <==>
	    Outside{Pre}(type, at.lo, at.hi, a, f, d); */
static void __init_memblock drop(struct memblock_type *type, struct slice at)
{
	/*@ assert Sum(type->regions, 0, type->cnt) ==
	    Sum(type->regions, 0, at.lo) + Sum(type->regions, at.lo, type->cnt); */
	/*@ loop invariant at.lo <= i <= at.hi;
	    loop invariant type->total_size ==
		    Sum(type->regions, 0, at.lo) + Sum(type->regions, i, type->cnt);
	    loop assigns i, type->total_size;
	    loop variant at.hi - i; */
	for (unsigned long i = at.lo; i < at.hi; i++) {
		/*@ assert Sum(type->regions, i, type->cnt) ==
		    Sum(type->regions, i, i + 1) + Sum(type->regions, i + 1, type->cnt); */
		type->total_size -= type->regions[i].size;
	}
	//@ assert \forall integer k; 0 <= k < type->cnt ==> SAME_SINCE(k, k);
	//@ assert \forall integer k, a, f, d; 0 <= k < type->cnt ==> (ELT_NOW(k) <==> ELT_BEFORE(k));
	//@ assert Owned(type) && Fit(type->regions, 0, at.lo) && Sorted(type->regions, 0, at.lo);
	//@ assert Fit(type->regions, at.hi, type->cnt) && Sorted(type->regions, at.hi, type->cnt);
	//@ assert Apart(type->regions, at.lo, at.hi, type->cnt);
	//@ assert Unmoved{Pre, Here}(type);
}

/* A hole of n slots instead. */
/*@ requires Holed(type, hole.lo, hole.hi) && n - (hole.hi - hole.lo) <= type->max - type->cnt;
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Holed(type, hole.lo, hole.lo + n) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) - (hole.hi - hole.lo) + n;
    ensures \forall integer k; 0 <= k < hole.lo ==> KEPT(k, k);
    ensures \forall integer k; hole.lo + n <= k < type->cnt ==> KEPT(k, k - n + (hole.hi - hole.lo));
    ensures \forall integer a, f, d;
	    Outside{Post}(type, hole.lo, hole.lo + n, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d); */
static void __init_memblock resize_hole(struct memblock_type *type, struct slice hole,
					unsigned long n)
{
	unsigned long lo = hole.lo, hi = hole.hi;

	splice(type, lo, hi, n);
	/* What moved by so many slots, both ways. */
	//@ assert \forall integer k; 0 <= k < lo ==> SAME_SINCE(k, k);
	/*@ assert \let m = hi - lo - n;
	    \forall integer k; lo + n <= k < type->cnt ==> SAME_SINCE(k, k + m); */
	/*@ assert \let m = hi - lo - n;
	    \forall integer k; hi <= k < \at(type->cnt, Pre) ==> SAME_SINCE(k - m, k); */
	/* In order, as before, and the sum is the same. */
	//@ assert Fit(type->regions, 0, lo) && Sorted(type->regions, 0, lo);
	//@ assert Fit(type->regions, lo + n, type->cnt) && Sorted(type->regions, lo + n, type->cnt);
	//@ assert Apart(type->regions, lo, lo + n, type->cnt);
	//@ assert Sum(type->regions, 0, lo) == Sum{Pre}(\at(type->regions, Pre), 0, lo);
	/*@ assert \let e = \at(type->cnt, Pre);
	    Sum(type->regions, lo + n, type->cnt) == Sum{Pre}(\at(type->regions, Pre), hi, e); */
	/* The same addresses. */
	//@ assert \forall integer k, a, f, d; 0 <= k < lo ==> (ELT_NOW(k) <==> ELT_BEFORE(k));
	/*@ assert \let m = hi - lo - n;
	    \forall integer k, a, f, d; lo + n <= k < type->cnt ==> ELT_NOW(k) ==> ELT_BEFORE(k + m); */
	/*@ assert \let m = hi - lo - n; \let h = (integer)hi; \let e = \at(type->cnt, Pre);
	    \forall integer k, a, f, d; h <= k < e ==> ELT_BEFORE(k) ==> ELT_NOW(k - m); */
	/*@ assert \let l = (integer)lo; \let h = (integer)hi; \let m = lo + n;
	    \forall integer a, f, d; Outside{Pre}(type, l, h, a, f, d) ==> Outside(type, l, m, a, f, d); */
	/*@ assert \let l = (integer)lo; \let h = (integer)hi; \let m = lo + n;
	    \forall integer k, a, f, d; 0 <= k < l || m <= k < type->cnt ==>
	    ELT_NOW(k) ==> Outside{Pre}(type, l, h, a, f, d); */
}

/* The uppermost slot of the hole becomes a region, unless the span is empty. Returns the hole. */
/*@ requires Holed(type, hole.lo, hole.hi);
    requires s.base < s.end ==> hole.lo < hole.hi;
    requires s.base < s.end ==> EndBy(type->regions, 0, hole.lo, s.base);
    requires s.base < s.end ==> StartFrom(type->regions, hole.hi, type->cnt, s.end);
    assigns type->total_size, type->regions[hole.lo .. hole.hi - 1];
    ensures \result.lo == hole.lo && \result.hi == hole.hi - (s.base < s.end ? 1 : 0);
    ensures Holed(type, hole.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures s.base < s.end ==> type->regions[\result.hi].base == s.base &&
	    type->regions[\result.hi].size == s.end - s.base &&
	    Attr(type->regions + \result.hi, attr.flags, attr.nid);
    ensures \forall integer k; 0 <= k < hole.lo || hole.hi <= k < type->cnt ==> KEPT(k, k);
    ensures \forall integer a; StartFrom{Pre}(type->regions, hole.hi, type->cnt, a) && a <= s.base ==>
	    StartFrom{Post}(type->regions, \result.hi, type->cnt, a);
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) &&
	    !(s.base < s.end && \old(AGREES(hole.lo, hole.hi))) ==> Tidy(type, hole.lo, \result.hi));
    ensures MINIMAL(\forall integer i, b, f, d; 0 <= i < hole.lo &&
	    StaysBelow{Pre}(type->regions, i, b, f, d) ==> StaysBelow(type->regions, i, b, f, d));
    ensures \forall integer a, f, d; Outside{Post}(type, hole.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(s, attr, a, f, d); */
static struct slice __init_memblock put(struct memblock_type *type, struct slice hole, struct span s,
					struct region_attr attr)
{
	unsigned long i;

	if (s.base >= s.end)
		return hole;
	i = hole.hi - 1;
	//@ assert Sum(type->regions, 0, hole.lo) <= s.base;
	//@ assert Sum(type->regions, hole.hi, type->cnt) <= PHYS_ADDR_MAX - s.end;
	set_region(&type->regions[i], s, attr);
	type->total_size += span_size(s);
	/* The others are as they were. */
	//@ assert \forall integer k; 0 <= k < hole.lo || hole.hi <= k < type->cnt ==> SAME_SINCE(k, k);
	//@ assert Sum(type->regions, 0, hole.lo) == Sum{Pre}(type->regions, 0, hole.lo);
	//@ assert Sum(type->regions, hole.hi, type->cnt) == Sum{Pre}(type->regions, hole.hi, type->cnt);
	/*@ assert \let l = (integer)i; Sum(type->regions, l, type->cnt) ==
	    Sum(type->regions, l, l + 1) + Sum(type->regions, l + 1, type->cnt); */
	//@ assert Owned(type) && Fit(type->regions, 0, hole.lo) && Sorted(type->regions, 0, hole.lo);
	//@ assert Fit(type->regions, i, type->cnt) && Sorted(type->regions, i, type->cnt);
	//@ assert Apart(type->regions, hole.lo, i, type->cnt);
	//@ assert type->total_size == Sum(type->regions, 0, hole.lo) + Sum(type->regions, i, type->cnt);
	/* So are their addresses. */
	//@ assert \let l = (integer)i; \forall integer a, f, d; ELT_NOW(l) <==> In(s, attr, a, f, d);
	/*@ assert \forall integer k, a, f, d; 0 <= k < hole.lo || hole.hi <= k < type->cnt ==>
	    (ELT_NOW(k) <==> ELT_BEFORE(k)); */
	//@ assert \forall integer a, f, d; In(s, attr, a, f, d) ==> Outside(type, hole.lo, i, a, f, d);
	/*@ assert \forall integer a, f, d;
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) ==> Outside(type, hole.lo, i, a, f, d); */
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d;
	    0 <= k < hole.lo || l < k < type->cnt ==>
	    ELT_NOW(k) ==> Outside{Pre}(type, hole.lo, hole.hi, a, f, d); */
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d;
	    0 <= k < hole.lo || l <= k < type->cnt ==>
	    ELT_NOW(k) ==> Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(s, attr, a, f, d); */
	/*@ assert MINIMAL(\let l = hole.lo; \forall integer k; 0 <= k < l ==>
	    SameStart{Here, Pre}(type, k, k) && (0 < k ==> SameTop{Here, Pre}(type, k - 1, k - 1))); */
	//@ assert MINIMAL(\let l = hole.lo; \forall integer k; 0 < k < l ==> (DIFFER_NOW(k) <==> DIFFER_BEFORE(k)));
	/*@ assert MINIMAL(\let h = hole.hi; \forall integer k; h < k < type->cnt ==>
	    (DIFFER_NOW(k) <==> DIFFER_BEFORE(k))); */
	/*@ assert MINIMAL(\let h = hole.hi; h < type->cnt &&
	    !StartsAt{Pre}(type->regions, type->cnt, h, s.end, attr.flags, attr.nid) ==> DIFFER_NOW(h)); */
	hole.hi = i;
	//@ assert Unmoved{Pre, Here}(type);
	return hole;
}

/* The lowest slot becomes a region, which is not empty. */
/*@ requires Holed(type, hole.lo, hole.hi) && hole.lo < hole.hi && s.base < s.end;
    requires EndBy(type->regions, 0, hole.lo, s.base);
    requires StartFrom(type->regions, hole.hi, type->cnt, s.end);
    assigns type->total_size, type->regions[hole.lo];
    ensures \result.lo == hole.lo + 1 && \result.hi == hole.hi;
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures type->regions[hole.lo].base == s.base && type->regions[hole.lo].size == s.end - s.base;
    ensures Attr(type->regions + hole.lo, attr.flags, attr.nid);
    ensures \forall integer k; 0 <= k < hole.lo || hole.hi <= k < type->cnt ==> KEPT(k, k);
    ensures \forall integer a, f, d; Outside{Post}(type, \result.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(s, attr, a, f, d); */
static struct slice __init_memblock put_below(struct memblock_type *type, struct slice hole,
					      struct span s, struct region_attr attr)
{
	unsigned long i = hole.lo;

	//@ assert Sum(type->regions, 0, hole.lo) <= s.base;
	//@ assert Sum(type->regions, hole.hi, type->cnt) <= PHYS_ADDR_MAX - s.end;
	set_region(&type->regions[i], s, attr);
	type->total_size += span_size(s);
	hole.lo++;
	/* The others are as they were. */
	//@ assert \forall integer k; 0 <= k < i || hole.hi <= k < type->cnt ==> SAME_SINCE(k, k);
	//@ assert Sum(type->regions, 0, i) == Sum{Pre}(type->regions, 0, i);
	//@ assert Sum(type->regions, hole.hi, type->cnt) == Sum{Pre}(type->regions, hole.hi, type->cnt);
	/*@ assert \let l = (integer)i; Sum(type->regions, 0, l + 1) ==
	    Sum(type->regions, 0, l) + Sum(type->regions, l, l + 1); */
	//@ assert Owned(type) && Fit(type->regions, 0, hole.lo) && Sorted(type->regions, 0, hole.lo);
	//@ assert Fit(type->regions, hole.hi, type->cnt) && Sorted(type->regions, hole.hi, type->cnt);
	//@ assert Apart(type->regions, hole.lo, hole.hi, type->cnt);
	/* So are their addresses. */
	//@ assert \let l = (integer)i; \forall integer a, f, d; ELT_NOW(l) <==> In(s, attr, a, f, d);
	/*@ assert \forall integer k, a, f, d; 0 <= k < i || hole.hi <= k < type->cnt ==>
	    (ELT_NOW(k) <==> ELT_BEFORE(k)); */
	//@ assert \forall integer a, f, d; In(s, attr, a, f, d) ==> Outside(type, hole.lo, hole.hi, a, f, d);
	/*@ assert \forall integer a, f, d;
	    Outside{Pre}(type, i, hole.hi, a, f, d) ==> Outside(type, hole.lo, hole.hi, a, f, d); */
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d;
	    0 <= k < l || hole.hi <= k < type->cnt ==>
	    ELT_NOW(k) ==> Outside{Pre}(type, l, hole.hi, a, f, d); */
	/*@ assert \let l = (integer)i; \forall integer k, a, f, d;
	    0 <= k <= l || hole.hi <= k < type->cnt ==>
	    ELT_NOW(k) ==> Outside{Pre}(type, l, hole.hi, a, f, d) || In(s, attr, a, f, d); */
	//@ assert Unmoved{Pre, Here}(type);
	return hole;
}

/* The region above the hole is gone; the one below it. */
/*@ requires Holed(type, hole.lo, hole.hi) && hole.hi < type->cnt;
    assigns type->total_size;
    ensures \result.lo == hole.lo && \result.hi == hole.hi + 1;
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < type->cnt ==> KEPT(k, k);
    ensures \forall integer a, f, d; Outside{Pre}(type, hole.lo, hole.hi, a, f, d) <==>
	    Outside{Post}(type, \result.lo, \result.hi, a, f, d) || Elt(type->regions, hole.hi, a, f, d); */
static struct slice __init_memblock take_above(struct memblock_type *type, struct slice hole)
{
	/*@ assert \let h = (integer)hole.hi; Sum(type->regions, h, type->cnt) ==
	    Sum(type->regions, h, h + 1) + Sum(type->regions, h + 1, type->cnt); */
	type->total_size -= type->regions[hole.hi].size;
	hole.hi++;
	//@ assert \forall integer k; 0 <= k < type->cnt ==> SAME_SINCE(k, k);
	//@ assert \forall integer k, a, f, d; 0 <= k < type->cnt ==> (ELT_NOW(k) <==> ELT_BEFORE(k));
	//@ assert Owned(type) && Fit(type->regions, 0, hole.lo) && Sorted(type->regions, 0, hole.lo);
	//@ assert Fit(type->regions, hole.hi, type->cnt) && Sorted(type->regions, hole.hi, type->cnt);
	//@ assert Apart(type->regions, hole.lo, hole.hi, type->cnt);
	//@ assert Unmoved{Pre, Here}(type);
	/*@ assert \let l = hole.lo; \let h = hole.hi - 1; \forall integer a, f, d;
	    Outside{Pre}(type, l, h, a, f, d) ==> Outside(type, l, h + 1, a, f, d) || ELT_NOW(h); */
	return hole;
}

/*@ requires Holed(type, hole.lo, hole.hi) && 0 < hole.lo;
    assigns type->total_size;
    ensures \result.lo == hole.lo - 1 && \result.hi == hole.hi;
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < type->cnt ==> KEPT(k, k);
    ensures \forall integer a, f, d; Outside{Pre}(type, hole.lo, hole.hi, a, f, d) <==>
	    Outside{Post}(type, \result.lo, \result.hi, a, f, d) || Elt(type->regions, \result.lo, a, f, d); */
static struct slice __init_memblock take_below(struct memblock_type *type, struct slice hole)
{
	hole.lo--;
	/*@ assert \let l = (integer)hole.lo; Sum(type->regions, 0, l + 1) ==
	    Sum(type->regions, 0, l) + Sum(type->regions, l, l + 1); */
	type->total_size -= type->regions[hole.lo].size;
	//@ assert \forall integer k; 0 <= k < type->cnt ==> SAME_SINCE(k, k);
	//@ assert \forall integer k, a, f, d; 0 <= k < type->cnt ==> (ELT_NOW(k) <==> ELT_BEFORE(k));
	//@ assert Owned(type) && Fit(type->regions, 0, hole.lo) && Sorted(type->regions, 0, hole.lo);
	//@ assert Fit(type->regions, hole.hi, type->cnt) && Sorted(type->regions, hole.hi, type->cnt);
	//@ assert Apart(type->regions, hole.lo, hole.hi, type->cnt);
	//@ assert Unmoved{Pre, Here}(type);
	return hole;
}

/* The hole is filled by what is not empty of two spans. */
/*@ requires Holed(type, hole.lo, hole.hi) && Bounded(type, hole.lo, hole.hi, low, high);
    requires hole.hi - hole.lo == Parts(low, high);
    assigns type->total_size, type->regions[hole.lo .. hole.hi - 1];
    ensures Whole(type) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < hole.lo || hole.hi <= k < type->cnt ==> KEPT(k, k);
    ensures low.base < low.end ==> Is(type->regions, hole.lo, low, lower);
    ensures high.base < high.end ==> Is(type->regions, hole.hi - 1, high, upper);
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(low, lower, a, f, d) ||
	    In(high, upper, a, f, d); */
static void __init_memblock put_both(struct memblock_type *type, struct slice hole, struct span low,
				     struct region_attr lower, struct span high,
				     struct region_attr upper)
{
	hole = put(type, hole, high, upper);
	//@ assert EndBy(type->regions, 0, hole.lo, low.base);
	//@ assert StartFrom(type->regions, hole.hi, type->cnt, high.base);
	//@ assert StartFrom(type->regions, hole.hi, type->cnt, low.end);
	put(type, hole, low, lower);
	/*@ assert \let l = (integer)hole.lo; \forall integer a, f, d;
	    Outside(type, l, l, a, f, d) <==> At(type, a, f, d); */
}

/* What is not empty of two spans takes the place of the regions of a slice. */
/*@ requires Whole(type) && at.lo <= at.hi <= type->cnt && Bounded(type, at.lo, at.hi, low, high);
    requires Parts(low, high) - (at.hi - at.lo) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) - (at.hi - at.lo) + Parts(low, high);
    ensures \forall integer k; 0 <= k < at.lo ==> KEPT(k, k);
    ensures \let n = Parts(low, high) - (at.hi - at.lo);
	    \forall integer k; at.hi + n <= k < type->cnt ==> KEPT(k, k - n);
    ensures low.base < low.end ==> Is(type->regions, at.lo, low, lower);
    ensures high.base < high.end ==> Is(type->regions, at.lo + Parts(low, high) - 1, high, upper);
    ensures MINIMAL(\old(Minimal(type) && Alone(type, at.lo, at.hi, low, lower, high, upper) && low.end < high.base &&
	    EndBy(type->regions, 0, at.lo, low.end)) ==> Minimal(type));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    Outside{Pre}(type, at.lo, at.hi, a, f, d) || In(low, lower, a, f, d) ||
	    In(high, upper, a, f, d); */
void __init_memblock region_replace(struct memblock_type *type, struct slice at, struct span low,
				    struct region_attr lower, struct span high,
				    struct region_attr upper)
{
	struct slice hole = at;

	hole.hi = at.lo + (low.base < low.end) + (high.base < high.end);
	drop(type, at);
	resize_hole(type, at, hole.hi - hole.lo);
	//@ assert SameStorage{Pre, Here}(type);
	//@ assert type->max == \at(type->max, Pre);
	//@ assert 0 <= hole.lo + Index(type->regions) && hole.hi + Index(type->regions) <= type->max;
	/*@ assert \let h = hole.hi; \forall integer a, f, d;
	    Outside(type, at.lo, h, a, f, d) <==> Outside{Pre}(type, at.lo, at.hi, a, f, d); */
	//@ assert EndBy(type->regions, 0, at.lo, low.base);
	//@ assert EndBy(type->regions, 0, at.lo, high.base);
	//@ assert StartFrom(type->regions, hole.hi, type->cnt, high.base);
	//@ assert StartFrom(type->regions, hole.hi, type->cnt, high.end);
	put_both(type, hole, low, lower, high, upper);
	//@ assert SameStorage{Pre, Here}(type);
	//@ assert \let l = (integer)at.lo; \forall integer k; 0 <= k < l ==> SAME_SINCE(k, k);
	/*@ assert \let h = (integer)hole.hi; \let n = hole.hi - at.hi;
	    \forall integer k; h <= k < type->cnt ==> SAME_SINCE(k, k - n); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \forall integer i; 0 < i < l ==>
	    (DIFFER_NOW(i) <==> DIFFER_BEFORE(i))); */
	/*@ assert MINIMAL(\let h = (integer)hole.hi; \let n = hole.hi - at.hi;
	    \forall integer i; h < i < type->cnt ==> (DIFFER_NOW(i) <==> DIFFER_BEFORE(i - n))); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let h = (integer)hole.hi;
	    type->cnt == \at(type->cnt, Pre) + h - at.hi &&
	    (Minimal{Pre}(type) ==> \forall integer i; 0 < i < l || h < i < type->cnt ==> DIFFER_NOW(i))); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let g = (integer)at.hi; \let h = (integer)hole.hi;
	    Alone{Pre}(type, l, g, low, lower, high, upper) ==> (low.base < low.end && 0 < l ==> DIFFER_NOW(l)) &&
	    (high.base < high.end && h < type->cnt ==> DIFFER_NOW(h))); */
	//@ assert \let l = (integer)at.lo; low.base >= low.end ==> StartFrom(type->regions, l, type->cnt, high.base);
	/*@ assert MINIMAL(\let l = (integer)at.lo; EndBy{Pre}(\at(type->regions, Pre), 0, l, low.end) &&
	    low.end < high.base && low.base >= low.end && 0 < l < type->cnt ==> DIFFER_NOW(l)); */
	/*@ assert \let k = at.lo + 1; low.base < low.end && high.base < high.end ==>
	    type->regions[k].base == high.base; */
	/*@ assert \let k = at.lo + 1; low.base < low.end && high.base >= high.end && k < type->cnt ==>
	    high.base <= type->regions[k].base; */
	/*@ assert MINIMAL(\let k = at.lo + 1; low.end < high.base && low.base < low.end && k < type->cnt ==>
	    DIFFER_NOW(k)); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let g = (integer)at.hi; \let h = (integer)hole.hi;
	    low.end < high.base && Alone{Pre}(type, l, g, low, lower, high, upper) &&
	    EndBy{Pre}(\at(type->regions, Pre), 0, l, low.end) ==>
	    \forall integer i; l <= i <= h && 0 < i < type->cnt ==> DIFFER_NOW(i)); */
}

/* The same with one span, which is not empty: an insert, which is to be quick, is made of it. */
/*@ requires Whole(type) && at.lo <= at.hi <= type->cnt && s.base < s.end;
    requires EndBy(type->regions, 0, at.lo, s.base);
    requires StartFrom(type->regions, at.hi, type->cnt, s.end);
    requires 1 - (at.hi - at.lo) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) - (at.hi - at.lo) + 1;
    ensures \forall integer k; 0 <= k < at.lo ==> KEPT(k, k);
    ensures \let n = 1 - (at.hi - at.lo);
	    \forall integer k; at.hi + n <= k < type->cnt ==> KEPT(k, k - n);
    ensures Is(type->regions, at.lo, s, attr);
    ensures MINIMAL(\old(Minimal(type) && Alone(type, at.lo, at.hi, s, attr, s, attr)) ==> Minimal(type));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==>
	    Outside{Pre}(type, at.lo, at.hi, a, f, d) || In(s, attr, a, f, d); */
static void __init_memblock replace_by_one(struct memblock_type *type, struct slice at,
					   struct span s, struct region_attr attr)
{
	struct slice hole = { at.lo, at.lo + 1 };

	drop(type, at);
	resize_hole(type, at, 1);
	//@ assert SameStorage{Pre, Here}(type) && type->max == \at(type->max, Pre);
	//@ assert 0 <= hole.lo + Index(type->regions) && hole.hi + Index(type->regions) <= type->max;
	/*@ assert \let h = hole.hi; \forall integer a, f, d;
	    Outside(type, at.lo, h, a, f, d) <==> Outside{Pre}(type, at.lo, at.hi, a, f, d); */
	//@ assert EndBy(type->regions, 0, hole.lo, s.base);
	//@ assert StartFrom(type->regions, hole.hi, type->cnt, s.end);
	put(type, hole, s, attr);
	//@ assert SameStorage{Pre, Here}(type);
	//@ assert \let l = (integer)at.lo; \forall integer k; 0 <= k < l ==> SAME_SINCE(k, k);
	/*@ assert \let l = (integer)at.lo; \let n = 1 - (at.hi - at.lo);
	    \forall integer k; l < k < type->cnt ==> SAME_SINCE(k, k - n); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \forall integer i; 0 < i < l ==>
	    (DIFFER_NOW(i) <==> DIFFER_BEFORE(i))); */
	/*@ assert MINIMAL(\let h = at.lo + 1; \let n = 1 - (at.hi - at.lo);
	    \forall integer i; h < i < type->cnt ==> (DIFFER_NOW(i) <==> DIFFER_BEFORE(i - n))); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let h = l + 1; type->cnt == \at(type->cnt, Pre) + h - at.hi &&
	    (Minimal{Pre}(type) ==> \forall integer i; 0 < i < l || h < i < type->cnt ==> DIFFER_NOW(i))); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let g = (integer)at.hi; \let h = l + 1;
	    Alone{Pre}(type, l, g, s, attr, s, attr) ==>
	    (0 < l ==> DIFFER_NOW(l)) && (h < type->cnt ==> DIFFER_NOW(h))); */
	/*@ assert MINIMAL(\let l = (integer)at.lo; \let g = (integer)at.hi; \let h = l + 1;
	    Alone{Pre}(type, l, g, s, attr, s, attr) ==>
	    \forall integer i; l <= i <= h && 0 < i < type->cnt ==> DIFFER_NOW(i)); */
	/*@ assert \let l = (integer)hole.lo; \forall integer a, f, d;
	    Outside(type, l, l, a, f, d) <==> At(type, a, f, d); */
}

/* ---- insert ---- */

/* A span that belongs at index i and the neighbours that it joins, the regions of a slice, become one. */
/*@ requires Whole(type) && i <= type->cnt && s.base < s.end;
    requires EndBy(type->regions, 0, i, s.base) && StartFrom(type->regions, i, type->cnt, s.end);
    requires at.lo == i - JoinsBelow(type->regions, i, s.base, attr.flags, attr.nid);
    requires at.hi == i + JoinsAbove(type->regions, type->cnt, i, s.end, attr.flags, attr.nid);
    requires at.lo < at.hi || type->cnt < type->max;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) + 1 - (at.hi - at.lo);
    ensures MINIMAL(\old(Minimal(type)) ==> Minimal(type));
    ensures \forall integer a, f, d;
	    At{Post}(type, a, f, d) <==> At{Pre}(type, a, f, d) || In(s, attr, a, f, d); */
static void __init_memblock join_in(struct memblock_type *type, struct slice at, unsigned long i,
				    struct span s, struct region_attr attr)
{
	struct span whole = s;

	if (at.lo < i)
		whole.base = type->regions[at.lo].base;
	if (i < at.hi)
		whole.end = region_end(&type->regions[i]);
	//@ assert EndBy(type->regions, 0, at.lo, whole.base);
	//@ assert StartFrom(type->regions, at.hi, type->cnt, whole.end);
	/*@ assert \forall integer a, f, d; In(whole, attr, a, f, d) <==> In(s, attr, a, f, d) ||
	    (at.lo < i && ELT_NOW(i - 1)) || (i < at.hi && ELT_NOW(i)); */
	/*@ assert \forall integer a, f, d; At(type, a, f, d) <==> Outside(type, at.lo, at.hi, a, f, d) ||
	    (at.lo < i && ELT_NOW(i - 1)) || (i < at.hi && ELT_NOW(i)); */
	//@ assert MINIMAL(\let l = (integer)at.lo; Minimal(type) && at.lo < i && 0 < l ==> DIFFER_NOW(l));
	/*@ assert MINIMAL(\let l = (integer)at.hi; Minimal(type) && i < at.hi && l < type->cnt ==> DIFFER_NOW(l)); */
	//@ assert MINIMAL(Minimal(type) ==> Alone(type, at.lo, at.hi, whole, attr, whole, attr));
	replace_by_one(type, at, whole, attr);
	/*@ assert \forall integer a, f, d;
	    At(type, a, f, d) <==> At{Pre}(type, a, f, d) || In(s, attr, a, f, d); */
}

/*@ requires Whole(type) && i <= type->cnt && s.base < s.end;
    requires EndBy(type->regions, 0, i, s.base) && StartFrom(type->regions, i, type->cnt, s.end);
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures \result <==> type->cnt == \old(type->cnt) + 1 -
	    JoinsBelow{Pre}(\old(type->regions), i, s.base, attr.flags, attr.nid) -
	    JoinsAbove{Pre}(\old(type->regions), \old(type->cnt), i, s.end, attr.flags, attr.nid);
    ensures \result ==> \forall integer a, f, d;
	    At{Post}(type, a, f, d) <==> At{Pre}(type, a, f, d) || In(s, attr, a, f, d);
    ensures MINIMAL(\old(Minimal(type)) ==> Minimal(type));
    behavior full:
      assumes type->cnt == type->max;
      assumes JoinsBelow(type->regions, i, s.base, attr.flags, attr.nid) +
	      JoinsAbove(type->regions, type->cnt, i, s.end, attr.flags, attr.nid) == 0;
      assigns \nothing;
      ensures !\result;
    behavior fits:
      assumes type->cnt < type->max ||
	      JoinsBelow(type->regions, i, s.base, attr.flags, attr.nid) +
	      JoinsAbove(type->regions, type->cnt, i, s.end, attr.flags, attr.nid) > 0;
      ensures \result; */
bool __init_memblock region_insert(struct memblock_type *type, unsigned long i, struct span s,
				   struct region_attr attr)
{
	struct slice at = { i - ends_at(type, i, s.base, attr), i + starts_at(type, i, s.end, attr) };

	if (at.lo == at.hi && type->cnt == type->max)
		return false;
	join_in(type, at, i, s, attr);
	return true;
}

/* ---- add ----
 *
 * What is there stays; the gaps in between take the new attributes:
 *
 *	before	      AAAA     BBBB	    CCCC
 *	span	   [-------------------------]
 *	gaps	   ggg    ggggg    ggggggggg
 *
 * A gap joins the neighbours that it touches and agrees with: both (one region less), one
 * (as many as before) or none (one more). First, upwards, those that join; a hole runs along
 * and keeps the slots that are free. Then, downwards, the others: the hole is as large as they need.
 */

/* The gap in a span between the regions around a hole. It may end where it begins, or below. */
/*@ requires \valid_read(type) && hole.lo <= hole.hi <= type->cnt;
    requires \valid_read(type->regions + (0 .. type->cnt - 1));
    requires Fit(type->regions, 0, hole.lo) && Fit(type->regions, hole.hi, type->cnt);
    assigns \nothing;
    ensures \result.base == GapBase(type->regions, hole.lo, s.base);
    ensures \result.end == GapEnd(type->regions, type->cnt, hole.hi, s.end); */
static struct span __init_memblock gap_at(const struct memblock_type *type, struct slice hole,
					  struct span s)
{
	const struct memblock_region *r = type->regions;

	if (hole.lo > 0)
		s.base = max_phys(s.base, region_end(&r[hole.lo - 1]));
	if (hole.hi < type->cnt)
		s.end = min_phys(s.end, r[hole.hi].base);
	return s;
}

/*@ requires Readable(type) && at.lo <= at.hi <= type->cnt < LONG_MAX;
    assigns \nothing;
    ensures \result == ADD_SLOTS(at.hi + 1); */
long __init_memblock region_add_slots(const struct memblock_type *type, struct slice at,
				      struct span s, struct region_attr attr)
{
	long slots = 0;

	/*@ loop invariant at.lo <= i <= at.hi + 1;
	    loop invariant slots == ADD_SLOTS(i);
	    loop invariant at.lo - i <= slots <= i - at.lo;
	    loop assigns i, slots;
	    loop variant at.hi - i; */
	for (unsigned long i = at.lo; i <= at.hi; i++) {
		struct span gap = gap_at(type, (struct slice){ i, i }, s);

		if (gap.base < gap.end)
			slots += 1 - ends_at(type, i, gap.base, attr) -
				 starts_at(type, i, gap.end, attr);
	}
	return slots;
}

/* The region above the hole goes below it; the other way. */
/*@ requires Holed(type, hole.lo, hole.hi) && hole.hi < type->cnt;
    assigns type->total_size, type->regions[hole.lo];
    ensures \result.lo == hole.lo + 1 && \result.hi == hole.hi + 1;
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < hole.lo || hole.hi < k < type->cnt ==> KEPT(k, k);
    ensures KEPT(hole.lo, hole.hi);
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) ==> Tidy(type, \result.lo, \result.hi));
    ensures MINIMAL(\forall integer from, b, f, d; 0 <= from &&
	    AllStay{Pre}(type->regions, from, hole.lo, b, f, d) ==> AllStay(type->regions, from, hole.lo, b, f, d));
    ensures MINIMAL(\forall integer b, e, f, d; type->regions[hole.lo].base < e &&
	    Stays{Pre}(type, hole.lo, hole.hi, b, e, f, d) ==> StaysBelow(type->regions, hole.lo, b, f, d));
    ensures \forall integer a, f, d; Outside{Post}(type, \result.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d); */
static struct slice __init_memblock move_below(struct memblock_type *type, struct slice hole)
{
	const struct memblock_region *r = &type->regions[hole.hi];
	struct span s = { r->base, region_end(r) };
	struct region_attr attr = attr_of(r);

	hole = take_above(type, hole);
	hole = put_below(type, hole, s, attr);
	/*@ assert MINIMAL(\let l = hole.lo - 1; \let h = (integer)hole.hi;
	    \forall integer k; 0 <= k < l || h <= k < type->cnt ==> SAME_SINCE(k, k)); */
	/*@ assert MINIMAL(\let l = hole.lo - 1; \forall integer k, b, f, d; 0 <= k < l ==>
	    (StaysBelow(type->regions, k, b, f, d) <==> StaysBelow{Pre}(type->regions, k, b, f, d))); */
	/*@ assert MINIMAL(\let l = hole.lo - 1; \forall integer k; 0 < k < l ==>
	    (DIFFER_NOW(k) <==> DIFFER_BEFORE(k))); */
	/*@ assert MINIMAL(\let h = (integer)hole.hi; \forall integer k; h < k < type->cnt ==>
	    (DIFFER_NOW(k) <==> DIFFER_BEFORE(k))); */
	/*@ assert MINIMAL(\let l = hole.lo - 1; \let h = hole.hi - 1; 0 < l ==>
	    (DIFFER_NOW(l) <==> DifferFrom{Pre}(type->regions, l - 1, h))); */
	/*@ assert MINIMAL(\let l = hole.lo - 1; \let h = (integer)hole.hi; h < type->cnt ==>
	    (DifferFrom(type->regions, l, h) <==> DIFFER_BEFORE(h))); */
	/*@ assert MINIMAL(\let l = hole.lo - 1; \let h = hole.hi - 1; Tidy{Pre}(type, l, h) ==>
	    \forall integer k; 0 < k < hole.lo || hole.hi < k < type->cnt ==> DIFFER_NOW(k)); */
	return hole;
}

/*@ requires Holed(type, hole.lo, hole.hi) && 0 < hole.lo;
    assigns type->total_size, type->regions[hole.lo - 1 .. hole.hi - 1];
    ensures \result.lo == hole.lo - 1 && \result.hi == hole.hi - 1;
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < \result.lo || hole.hi <= k < type->cnt ==> KEPT(k, k);
    ensures KEPT(\result.hi, \result.lo);
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) ==> Tidy(type, \result.lo, \result.hi));
    ensures MINIMAL(\forall integer from, b, f, d; 0 <= from &&
	    AllStay{Pre}(type->regions, from, hole.lo, b, f, d) ==> AllStay(type->regions, from, \result.lo, b, f, d));
    ensures MINIMAL(\forall integer b, e, f, d; type->regions[\result.hi].base < e &&
	    StaysBelow{Pre}(type->regions, \result.lo, b, f, d) ==> Stays(type, \result.lo, \result.hi, b, e, f, d));
    ensures \forall integer a, f, d; Outside{Post}(type, \result.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d); */
static struct slice __init_memblock move_above(struct memblock_type *type, struct slice hole)
{
	const struct memblock_region *r = &type->regions[hole.lo - 1];
	struct span s = { r->base, region_end(r) };
	struct region_attr attr = attr_of(r);

	hole = take_below(type, hole);
	hole = put(type, hole, s, attr);
	/*@ assert MINIMAL(\let l = (integer)hole.lo; \let h = hole.hi + 1;
	    \forall integer k; 0 <= k < l || h <= k < type->cnt ==> SAME_SINCE(k, k)); */
	//@ assert MINIMAL(\let l = (integer)hole.lo; \let h = (integer)hole.hi; SAME_SINCE(h, l));
	/*@ assert MINIMAL(\let l = (integer)hole.lo; \let h = (integer)hole.hi;
	    SameStart{Here, Pre}(type, h, l) && (0 < l ==> SameTop{Here, Pre}(type, l - 1, l - 1))); */
	/*@ assert MINIMAL(\let l = (integer)hole.lo; \let h = hole.hi + 1; h < type->cnt ==>
	    (DIFFER_NOW(h) <==> DifferFrom{Pre}(type->regions, l, h))); */
	/*@ assert MINIMAL(\let l = (integer)hole.lo; \let h = (integer)hole.hi; 0 < l ==>
	    (DifferFrom(type->regions, l - 1, h) <==> DIFFER_BEFORE(l))); */
	/*@ assert MINIMAL(\let l = hole.lo + 1; \let h = hole.hi + 1; Tidy{Pre}(type, l, h) ==>
	    \forall integer k; 0 < k < hole.lo || hole.hi < k < type->cnt ==> DIFFER_NOW(k)); */
	/*@ assert MINIMAL(\let l = hole.lo + 1; \let h = hole.hi + 1; Tidy{Pre}(type, l, h) ==>
	    Tidy(type, hole.lo, hole.hi)); */
	return hole;
}

/* The gap at the hole and the neighbours that it joins become one region below the hole. */
/*@ requires Holed(type, hole.lo, hole.hi) && gap.base < gap.end && (left || right);
    requires EndBy(type->regions, 0, hole.lo, gap.base);
    requires StartFrom(type->regions, hole.hi, type->cnt, gap.end);
    requires left ==> EndsAt(type->regions, hole.lo, gap.base, attr.flags, attr.nid);
    requires right ==> StartsAt(type->regions, type->cnt, hole.hi, gap.end, attr.flags, attr.nid);
    assigns type->total_size, type->regions[hole.lo - (left ? 1 : 0)];
    ensures \result.lo == hole.lo + (left ? 0 : 1) && \result.hi == hole.hi + (right ? 1 : 0);
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures \forall integer k; 0 <= k < \result.lo - 1 || \result.hi <= k < type->cnt ==> KEPT(k, k);
    ensures type->regions[\result.lo - 1].base ==
	    (left ? \old(type->regions[hole.lo - 1].base) : gap.base);
    ensures type->regions[\result.lo - 1].base + type->regions[\result.lo - 1].size ==
	    (right ? \old(type->regions[hole.hi].base + type->regions[hole.hi].size) : gap.end);
    ensures Attr(type->regions + (\result.lo - 1), attr.flags, attr.nid);
    ensures \forall integer a, f, d; Outside{Post}(type, \result.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(gap, attr, a, f, d); */
static struct slice __init_memblock join(struct memblock_type *type, struct slice hole,
					 struct span gap, bool left, bool right, struct region_attr attr)
{
	if (left) {
		hole = take_below(type, hole);
		gap.base = type->regions[hole.lo].base;
	}
	if (right) {
		gap.end = region_end(&type->regions[hole.hi]);
		hole = take_above(type, hole);
	}
	return put_below(type, hole, gap, attr);
}

/* The gap at the hole goes to the neighbours that it touches and agrees with. Returns the hole. */
/*@ requires Holed(type, hole.lo, hole.hi) && s.base < s.end;
    assigns type->total_size, type->regions[0 .. type->cnt - 1];
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures hole.lo <= \result.lo && hole.hi <= \result.hi <= hole.hi + 1;
    ensures \result.hi == hole.hi ==> \result.lo == hole.lo;
    ensures \forall integer k; 0 <= k < hole.lo - 1 || \result.hi <= k < type->cnt ==> KEPT(k, k);
    ensures \result.hi > hole.hi ==> 0 < \result.lo && SameTop{Post, Pre}(type, \result.lo - 1, hole.hi);
    ensures (\result.hi > hole.hi ? 0 :
	    Gap(type->regions, type->cnt, \result.lo, \result.hi, s.base, s.end)) -
	    (\result.hi - \result.lo) == \old(GAP_SLOTS(hole)) - (hole.hi - hole.lo);
    ensures \forall integer from; 0 <= from <= hole.lo ==>
	    Gaps(type->regions, from, \result.lo, s.base) == \old(Gaps(type->regions, from, hole.lo, s.base));
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) ==> Tidy(type, \result.lo, \result.hi));
    ensures MINIMAL(\result.hi == hole.hi ==> STAYS(\result.lo, \result.hi));
    ensures MINIMAL(\forall integer from; 0 <= from && \old(ALL_STAY(from, hole.lo)) ==>
	    ALL_STAY(from, \result.lo));
    ensures GREW_INTO_GAPS; */
static struct slice __init_memblock join_gap(struct memblock_type *type, struct slice hole,
					     struct span s, struct region_attr attr)
{
	struct span gap = gap_at(type, hole, s);
	bool left = ends_at(type, hole.lo, gap.base, attr);
	bool right = starts_at(type, hole.hi, gap.end, attr);

	if (gap.base >= gap.end || (!left && !right))
		return hole;
	hole = join(type, hole, gap, left, right, attr);
	/* A gap that goes to the region below leaves none; the others are as they were. */
	//@ assert GapEnd(type->regions, type->cnt, hole.hi, s.end) <= gap.end || right;
	//@ assert GapBase(type->regions, hole.lo, s.base) >= gap.end;
	//@ assert \at(GAP_SLOTS(hole), Pre) == 1 - (left ? 1 : 0) - (right ? 1 : 0);
	/*@ assert \let l = \at(hole.lo, Pre); \forall integer k; 0 <= k < l ==>
	    type->regions[k].base == \at(type->regions[k].base, Pre); */
	/*@ assert \let l = \at(hole.lo, Pre); \let b = s.base; \forall integer from; 0 <= from <= l ==>
	    Gaps(type->regions, from, l, b) == Gaps{Pre}(type->regions, from, l, b); */
	//@ assert \let l = \at(hole.lo, Pre); left || GapBase(type->regions, l, s.base) == type->regions[l].base;
	//@ assert MINIMAL(\let l = \at(hole.lo, Pre); !left && 0 < l ==> DIFFER_NOW(l));
	//@ assert MINIMAL(\forall integer k; hole.hi < k < type->cnt ==> (DIFFER_NOW(k) <==> DIFFER_BEFORE(k)));
	/*@ assert MINIMAL(right && hole.hi < type->cnt ==>
	    (DifferFrom(type->regions, hole.lo - 1, hole.hi) <==> DIFFER_BEFORE((integer)\at(hole.hi, Here)))); */
	/*@ assert MINIMAL(\let l = \at(hole.lo, Pre); \let h = \at(hole.hi, Pre); Tidy{Pre}(type, l, h) ==>
	    \forall integer k; 0 < k < hole.lo ==> DIFFER_NOW(k)); */
	/*@ assert MINIMAL(\let l = \at(hole.lo, Pre); \forall integer k; 0 <= k < l ==>
	    (STAYS_BELOW(k) <==> StaysBelow{Pre}(type->regions, k, s.base, attr.flags, attr.nid))); */
	return hole;
}

/* The hole passes the gap, which joins the neighbours that it agrees with, and the region above. */
/*@ requires Holed(type, hole.lo, hole.hi) && hole.hi < type->cnt && s.base < s.end;
    requires type->regions[hole.hi].base < s.end;
    requires s.base < type->regions[hole.hi].base + type->regions[hole.hi].size;
    assigns type->total_size, type->regions[0 .. type->cnt - 1];
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures hole.lo <= \result.lo && 0 < \result.lo && \result.hi == hole.hi + 1;
    ensures \forall integer k; \result.hi <= k < type->cnt ==> KEPT(k, k);
    ensures SameTop{Post, Pre}(type, \result.lo - 1, hole.hi);
    ensures \forall integer from; 0 <= from <= hole.lo ==>
	    Gaps(type->regions, from, \result.lo, s.base) - (\result.hi - \result.lo) ==
	    \old(Gaps(type->regions, from, hole.lo, s.base) + GAP_SLOTS(hole)) - (hole.hi - hole.lo);
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) ==> Tidy(type, \result.lo, \result.hi));
    ensures MINIMAL(\forall integer from; 0 <= from && \old(ALL_STAY(from, hole.lo)) ==>
	    ALL_STAY(from, \result.lo));
    ensures GREW_INTO_GAPS; */
static struct slice __init_memblock pass_region(struct memblock_type *type, struct slice hole,
						struct span s, struct region_attr attr)
{
	unsigned long above = hole.hi;

	hole = join_gap(type, hole, s, attr);
	if (hole.hi > above)
		return hole;
	//@ assert SAME_SINCE(hole.hi, hole.hi);
	/*@ assert Gap(type->regions, type->cnt, hole.lo, hole.hi, s.base, s.end) ==
	    (GapBase(type->regions, hole.lo, s.base) < type->regions[hole.hi].base ? 1 : 0); */
	//@ ghost Joined: ;
	hole = move_below(type, hole);
	/*@ assert \let l = hole.lo - 1; \let h = hole.hi - 1;
	    SAME(type->regions, l, Here, type->regions, h, Joined); */
	/*@ assert \let l = hole.lo - 1; \forall integer k; 0 <= k < l ==>
	    SAME(type->regions, k, Here, type->regions, k, Joined); */
	/*@ assert \let l = hole.lo - 1; \let b = s.base; GapBase(type->regions, l, b) ==
	    GapBase{Joined}(type->regions, l, b); */
	/*@ assert \let l = hole.lo - 1; \let b = s.base; \forall integer from; 0 <= from <= l ==>
	    Gaps(type->regions, from, l, b) == Gaps{Joined}(type->regions, from, l, b); */
	return hole;
}

/* Gaps go to the neighbours that they agree with. Returns a hole behind the regions of the slice. */
/*@ requires Whole(type) && at.lo < at.hi && s.base < s.end;
    requires Slice(type->regions, type->cnt, at.lo, at.hi, s.base, s.end);
    assigns type->total_size, type->regions[0 .. type->cnt - 1];
    ensures Holed(type, \result.lo, \result.hi) && Unmoved{Pre, Post}(type);
    ensures at.lo <= \result.lo;
    ensures \result.hi - \result.lo + \old(ADD_SLOTS(at.hi + 1)) == GAPS_FROM(at.lo, \result);
    ensures Linked(type->regions, type->cnt, \result.hi, s.end);
    ensures StartBelow(type->regions, 0, at.lo, s.base);
    ensures StartBelow(type->regions, 0, \result.lo, s.end);
    ensures EndAbove(type->regions, at.lo, \result.lo, s.base);
    ensures MINIMAL(\old(Minimal(type)) ==> ALL_JOINED(at.lo, \result));
    ensures \forall integer a, f, d; At{Pre}(type, a, f, d) ==>
	    Outside(type, \result.lo, \result.hi, a, f, d);
    ensures \forall integer a, f, d; Outside(type, \result.lo, \result.hi, a, f, d) ==>
	    At{Pre}(type, a, f, d) || In(s, attr, a, f, d); */
static struct slice __init_memblock join_gaps(struct memblock_type *type, struct slice at,
					      struct span s, struct region_attr attr)
{
	struct slice hole = { at.lo, at.lo };

	/*@ loop invariant at.lo <= hole.lo <= hole.hi && hole.hi == i && i <= at.hi;
	    loop invariant Holed(type, hole.lo, i) && Unmoved{Pre, Here}(type);
	    loop invariant \forall integer k; i <= k < type->cnt ==> SAME_SINCE(k, k);
	    loop invariant 0 < i ==> 0 < hole.lo && SameTop{Here, Pre}(type, hole.lo - 1, i - 1);
	    loop invariant StartBelow(type->regions, 0, at.lo, s.base);
	    loop invariant StartBelow(type->regions, 0, hole.lo, s.end);
	    loop invariant EndAbove(type->regions, at.lo, hole.lo, s.base);
	    loop invariant Gaps(type->regions, at.lo, hole.lo, s.base) - (i - hole.lo) ==
		    \at(ADD_SLOTS(\at(i, Here)), Pre);
	    loop invariant MINIMAL(Minimal{Pre}(type) ==> Tidy(type, hole.lo, i));
	    loop invariant MINIMAL(ALL_STAY(at.lo, hole.lo));
	    loop invariant \forall integer a, f, d; At{Pre}(type, a, f, d) ==>
		    Outside(type, hole.lo, i, a, f, d);
	    loop invariant \forall integer a, f, d; Outside(type, hole.lo, i, a, f, d) ==>
		    At{Pre}(type, a, f, d) || In(s, attr, a, f, d);
	    loop assigns i, hole, type->total_size, type->regions[0 .. \at(type->cnt, Pre) - 1];
	    loop variant at.hi - i; */
	for (unsigned long i = at.lo; i < at.hi; i++) {
		/*@ assert \let l = hole.lo; \let g = (integer)i; \let b = s.base; GapBase(type->regions, l, b) ==
		    GapBase{Pre}(\at(type->regions, Pre), g, b); */
		/*@ assert \let l = (integer)i; \let e = s.end; GapEnd(type->regions, type->cnt, l, e) ==
		    GapEnd{Pre}(\at(type->regions, Pre), \at(type->cnt, Pre), l, e); */
		//@ assert 0 < i ==> SameTop{Here, Pre}(type, hole.lo - 1, i - 1);
		//@ assert 0 < i <==> 0 < hole.lo;
		//@ assert \let g = (integer)i; g < type->cnt && SAME_SINCE(g, g);
		/*@ assert \let g = (integer)i; GAP_SLOTS(hole) == GapSlots{Pre}(\at(type->regions, Pre),
		    \at(type->cnt, Pre), g, g, s.base, s.end, attr.flags, attr.nid); */
		//@ assert \let g = (integer)i; SameTop{Here, Pre}(type, g, g);
		hole = pass_region(type, hole, s, attr);
		//@ assert \let g = (integer)i; SameTop{Here, Pre}(type, hole.lo - 1, g);
	}
	/*@ assert \let l = hole.lo; \let g = (integer)at.hi; \let b = s.base; GapBase(type->regions, l, b) ==
	    GapBase{Pre}(\at(type->regions, Pre), g, b); */
	/*@ assert \let g = (integer)at.hi; \let e = s.end; GapEnd(type->regions, type->cnt, g, e) ==
	    GapEnd{Pre}(\at(type->regions, Pre), \at(type->cnt, Pre), g, e); */
	//@ assert type->regions == \at(type->regions, Pre) && type->cnt == \at(type->cnt, Pre);
	/*@ assert \let g = (integer)at.hi; GAP_SLOTS(hole) == GapSlots{Pre}(\at(type->regions, Pre),
	    \at(type->cnt, Pre), g, g, s.base, s.end, attr.flags, attr.nid); */
	/*@ assert \let g = (integer)at.hi; \at(ADD_SLOTS(at.hi + 1), Pre) == \at(ADD_SLOTS(at.hi), Pre) +
	    GapSlots{Pre}(\at(type->regions, Pre), \at(type->cnt, Pre), g, g, s.base, s.end, attr.flags, attr.nid); */
	hole = join_gap(type, hole, s, attr);
	/*@ assert \let l = (integer)at.hi; hole.hi > l ==>
	    s.end <= type->regions[hole.lo - 1].base + type->regions[hole.lo - 1].size; */
	/*@ assert \let l = (integer)at.hi; hole.hi > l ==>
	    Gap(type->regions, type->cnt, hole.lo, hole.hi, s.base, s.end) == 0; */
	//@ assert hole.hi - hole.lo + \at(ADD_SLOTS(at.hi + 1), Pre) == GAPS_FROM(at.lo, hole);
	/*@ assert \forall integer k; hole.hi <= k < type->cnt ==>
	    s.end <= type->regions[k].base + type->regions[k].size; */
	return hole;
}

/* The hole gets so many slots more. Returns it. */
/*@ requires Holed(type, hole.lo, hole.hi);
    requires 0 <= hole.hi - hole.lo + more && more <= type->max - type->cnt;
    assigns type->regions, type->cnt, SLOTS(type);
    ensures Holed(type, hole.lo, \result.hi) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) + more;
    ensures \result.lo == hole.lo && \result.hi == hole.hi + more;
    ensures \forall integer from, b; 0 <= from <= hole.lo ==> Gaps(type->regions, from, hole.lo, b) ==
	    Gaps{Pre}(\old(type->regions), from, hole.lo, b);
    ensures \forall integer b, e; Gap(type->regions, type->cnt, hole.lo, \result.hi, b, e) ==
	    Gap{Pre}(\old(type->regions), \old(type->cnt), hole.lo, hole.hi, b, e);
    ensures \forall integer a; Linked{Pre}(\old(type->regions), \old(type->cnt), hole.hi, a) ==>
	    Linked(type->regions, type->cnt, \result.hi, a);
    ensures \forall integer i, a; i <= hole.lo && StartBelow{Pre}(\old(type->regions), 0, i, a) ==>
	    StartBelow(type->regions, 0, i, a);
    ensures \forall integer i, a; 0 <= i && EndAbove{Pre}(\old(type->regions), i, hole.lo, a) ==>
	    EndAbove(type->regions, i, hole.lo, a);
    ensures MINIMAL(\old(Tidy(type, hole.lo, hole.hi)) ==> Tidy(type, hole.lo, \result.hi));
    ensures MINIMAL(\forall integer b, e, f, d; Stays{Pre}(type, hole.lo, hole.hi, b, e, f, d) ==>
	    Stays(type, hole.lo, \result.hi, b, e, f, d));
    ensures MINIMAL(\forall integer from, b, f, d; 0 <= from &&
	    AllStay{Pre}(\old(type->regions), from, hole.lo, b, f, d) ==>
	    AllStay(type->regions, from, hole.lo, b, f, d));
    ensures \forall integer a, f, d; Outside(type, hole.lo, \result.hi, a, f, d) <==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d); */
static struct slice __init_memblock widen_hole(struct memblock_type *type, struct slice hole,
					       long more)
{
	unsigned long n = (unsigned long)((long)(hole.hi - hole.lo) + more);

	resize_hole(type, hole, n);
	/*@ assert \let l = hole.lo; \forall integer k; 0 <= k < l ==> SAME_SINCE(k, k); */
	/*@ assert \let h = hole.lo + n; \let m = n - (hole.hi - hole.lo); m == more &&
	    \forall integer k; h <= k < type->cnt ==> SAME_SINCE(k, k - m); */
	/*@ assert MINIMAL(\let l = hole.lo; \forall integer k; 0 < k < l ==> (DIFFER_NOW(k) <==> DIFFER_BEFORE(k))); */
	/*@ assert MINIMAL(\let h = hole.lo + n; \let m = n - (hole.hi - hole.lo);
	    \forall integer k; h < k < type->cnt ==> (DIFFER_NOW(k) <==> DIFFER_BEFORE(k - m))); */
	/*@ assert MINIMAL(\let l = hole.lo; \forall integer k, b, f, d; 0 <= k < l ==>
	    (StaysBelow(type->regions, k, b, f, d) <==> StaysBelow{Pre}(\at(type->regions, Pre), k, b, f, d))); */
	return (struct slice){ hole.lo, hole.lo + n };
}

/* The gaps from region lo up to the hole, which has a slot for each, become regions. */
/*@ requires Holed(type, hole.lo, hole.hi) && lo <= hole.lo && s.base < s.end;
    requires hole.hi - hole.lo == GAPS_FROM(lo, hole);
    requires Linked(type->regions, type->cnt, hole.hi, s.end);
    requires StartBelow(type->regions, 0, lo, s.base);
    requires StartBelow(type->regions, 0, hole.lo, s.end);
    requires EndAbove(type->regions, lo, hole.lo, s.base);
    assigns type->total_size, type->regions[lo .. hole.hi - 1];
    ensures Whole(type) && Unmoved{Pre, Post}(type);
    ensures MINIMAL(\old(ALL_JOINED(lo, hole)) ==> Minimal(type));
    ensures \forall integer a, f, d; Outside{Pre}(type, hole.lo, hole.hi, a, f, d) ==> At(type, a, f, d);
    ensures \forall integer a, f, d; At(type, a, f, d) ==>
	    Outside{Pre}(type, hole.lo, hole.hi, a, f, d) || In(s, attr, a, f, d);
    ensures \forall integer a; s.base <= a < s.end ==> Had(type, a); */
static void __init_memblock fill_gaps(struct memblock_type *type, unsigned long lo, struct slice hole,
				      struct span s, struct region_attr attr)
{
	/*@ loop invariant lo <= hole.lo <= hole.hi <= \at(hole.hi, Pre);
	    loop invariant Holed(type, hole.lo, hole.hi) && Unmoved{Pre, Here}(type);
	    loop invariant \forall integer k; 0 <= k < hole.lo ==> SAME_SINCE(k, k);
	    loop invariant \let l = hole.lo; \let b = s.base; hole.hi - hole.lo == GAPS_BELOW(l) +
		    Gap(type->regions, type->cnt, hole.lo, hole.hi, s.base, s.end);
	    loop invariant StartBelow(type->regions, 0, lo, s.base) && StartBelow(type->regions, 0, hole.lo, s.end);
	    loop invariant Linked(type->regions, type->cnt, hole.hi, s.end) && EndAbove(type->regions, lo, hole.lo, s.base);
	    loop invariant \let l = \at(hole.lo, Pre); \let h = \at(hole.hi, Pre); \forall integer a, f, d;
		    (Outside{Pre}(type, l, h, a, f, d) ==> Outside(type, hole.lo, hole.hi, a, f, d)) &&
		    (Outside(type, hole.lo, hole.hi, a, f, d) ==> Outside{Pre}(type, l, h, a, f, d) || In(s, attr, a, f, d));
	    loop invariant MINIMAL(\at(ALL_JOINED(lo, hole), Pre) ==> ALL_JOINED(lo, hole));
	    loop assigns hole, type->total_size, type->regions[lo .. \at(hole.hi, Pre) - 1];
	    loop variant hole.lo; */
	for (;;) {
		struct span gap = gap_at(type, hole, s);

		/*@ assert \let h = (integer)hole.hi; \forall integer k; h < k < type->cnt ==>
		    type->regions[h].base + type->regions[h].size <= type->regions[k].base; */
		//@ assert StartFrom(type->regions, hole.hi, type->cnt, gap.end);
		//@ ghost Gap: ;
		hole = put(type, hole, gap, attr);
		//@ assert MINIMAL(\at(ALL_JOINED(lo, hole), Pre) ==> ALL_STAY(lo, hole.lo) && Tidy(type, hole.lo, hole.hi));
		/*@ assert \let l = hole.lo; \let b = s.base; hole.hi - hole.lo == GAPS_BELOW(l); */
		//@ assert StartBelow(type->regions, 0, lo, s.base) && StartBelow(type->regions, 0, hole.lo, s.end);
		//@ assert EndAbove(type->regions, lo, hole.lo, s.base);
		//@ assert gap.base == GapBase(type->regions, hole.lo, s.base);
		//@ assert \let h = \at(hole.hi, Gap); Linked(type->regions, type->cnt, h, s.end);
		/*@ assert \let h = \at(hole.hi, Gap); \let i = (integer)hole.hi; i < h ==>
		    i + 1 == h && (s.end <= type->regions[i].base + type->regions[i].size ||
		    h < type->cnt && type->regions[h].base <= type->regions[i].base + type->regions[i].size); */
		//@ assert Linked(type->regions, type->cnt, hole.hi, s.end);
		/*@ assert GapBase(type->regions, hole.lo, s.base) < s.end ==> hole.hi < type->cnt &&
		    type->regions[hole.hi].base <= GapBase(type->regions, hole.lo, s.base); */
		if (hole.lo == lo)
			break;
		/*@ assert \let l = hole.lo - 1; \let b = s.base; GAPS_BELOW(l + 1) == GAPS_BELOW(l) +
		    (GapBase{Pre}(\at(type->regions, Pre), l, b) < \at(\at(type->regions, Pre)[\at(hole.lo, Here) - 1].base, Pre) ? 1 : 0); */
		/*@ assert \let l = hole.lo - 1; GapBase(type->regions, hole.lo, s.base) ==
		    type->regions[l].base + type->regions[l].size; */
		//@ assert \let l = hole.lo - 1; type->regions[l].base < s.end;
		//@ ghost Put: ;
		hole = move_above(type, hole);
		/*@ assert \let h = \at(hole.hi, Put); h < type->cnt ==>
		    type->regions[h].base == \at(type->regions[\at(hole.hi, Put)].base, Put); */
		/*@ assert \let h = \at(hole.hi, Put); \let i = (integer)hole.hi;
		    s.end <= type->regions[i].base + type->regions[i].size ||
		    h < type->cnt && type->regions[h].base <= type->regions[i].base + type->regions[i].size; */
		//@ assert \let h = \at(hole.hi, Put); Linked(type->regions, type->cnt, h, s.end);
		//@ assert Linked(type->regions, type->cnt, hole.hi, s.end);
		//@ assert type->regions[hole.hi].base < s.end;
		//@ assert GapEnd(type->regions, type->cnt, hole.hi, s.end) == type->regions[hole.hi].base;
		/*@ assert \let l = (integer)hole.lo; \let b = s.base; GapBase(type->regions, l, b) ==
		    GapBase{Pre}(\at(type->regions, Pre), l, b); */
	}
	//@ assert hole.lo == hole.hi && Whole(type);
	/*@ assert \forall integer a; GapBase(type->regions, lo, s.base) <= a < s.end ==> Had(type, a); */
	/*@ assert \let l = lo - 1; 0 <= l ==> type->regions[l].base < s.base; */
	/*@ assert \forall integer a; s.base <= a < GapBase(type->regions, lo, s.base) ==> Had(type, a); */
}

/*@ requires Whole(type) && type->cnt < LONG_MAX && s.base < s.end;
    requires Slice(type->regions, type->cnt, at.lo, at.hi, s.base, s.end);
    requires ADD_SLOTS(at.hi + 1) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) + \old(ADD_SLOTS(at.hi + 1));
    ensures MINIMAL(\old(Minimal(type)) ==> Minimal(type));
    ensures \forall integer a, f, d; At{Post}(type, a, f, d) <==> At{Pre}(type, a, f, d) ||
	    In(s, attr, a, f, d) && !Had{Pre}(type, a); */
void __init_memblock region_add(struct memblock_type *type, struct slice at, struct span s,
				struct region_attr attr)
{
	struct slice hole;
	long slots;

	if (at.lo == at.hi) {
		/*@ assert \forall integer k, a, e, g; 0 <= k < type->cnt && s.base <= a < s.end ==>
		    !Elt(type->regions, k, a, e, g); */
		//@ assert \forall integer a; s.base <= a < s.end ==> !Had(type, a);
		/*@ assert GapBase(type->regions, at.lo, s.base) == s.base &&
		    GapEnd(type->regions, type->cnt, at.lo, s.end) == s.end; */
		/*@ assert ADD_SLOTS(at.lo + 1) == 1 -
		    JoinsBelow(type->regions, at.lo, s.base, attr.flags, attr.nid) -
		    JoinsAbove(type->regions, type->cnt, at.lo, s.end, attr.flags, attr.nid); */
		region_insert(type, at.lo, s, attr);
		/*@ assert \forall integer a, f, d; At(type, a, f, d) <==>
		    At{Pre}(type, a, f, d) || In(s, attr, a, f, d); */
		return;
	}
	slots = region_add_slots(type, at, s, attr);
	hole = join_gaps(type, at, s, attr);
	//@ assert Unmoved{Pre, Here}(type);
	hole = widen_hole(type, hole, slots);
	//@ assert SameStorage{Pre, Here}(type) && type->max == \at(type->max, Pre);
	//@ assert 0 <= hole.lo + Index(type->regions) && hole.hi + Index(type->regions) <= type->max;
	fill_gaps(type, at.lo, hole, s, attr);
	//@ assert \forall integer a, f, d; At{Pre}(type, a, f, d) ==> At(type, a, f, d);
	/*@ assert \forall integer a, f, d; At(type, a, f, d) ==>
	    At{Pre}(type, a, f, d) || In(s, attr, a, f, d); */
	//@ assert Whole(type);
	/*@ assert \forall integer a, f, d, e, g; At(type, a, e, g) && At(type, a, f, d) ==>
	    e == f && g == d; */
	/*@ assert \forall integer a, f, d, e, g; At{Pre}(type, a, e, g) && At(type, a, f, d) ==>
	    e == f && g == d; */
	/*@ assert \forall integer a, f, d; At(type, a, f, d) ==> Had{Pre}(type, a) || In(s, attr, a, f, d); */
	/*@ assert \forall integer a; s.base <= a < s.end && Had(type, a) ==>
	    Had{Pre}(type, a) || At(type, a, attr.flags, attr.nid); */
	/*@ assert \forall integer a; s.base <= a < s.end ==>
	    Had{Pre}(type, a) || At(type, a, attr.flags, attr.nid); */
	//@ assert \forall integer a, f, d; At(type, a, f, d) && Had{Pre}(type, a) ==> At{Pre}(type, a, f, d);
	//@ assert \forall integer a, f, d; In(s, attr, a, f, d) && !Had{Pre}(type, a) ==> At(type, a, f, d);
}

/* ---- cut ---- */

/*@ requires Whole(type) && s.base < s.end;
    requires Slice(type->regions, type->cnt, at.lo, at.hi, s.base, s.end);
    assigns \nothing;
    ensures \result == CutSlots(type->regions, at.lo, at.hi, s.base, s.end); */
long __init_memblock region_cut_slots(const struct memblock_type *type, struct slice at,
				      struct span s)
{
	const struct memblock_region *r = type->regions;
	long slots = 0;

	if (at.lo < at.hi) {
		slots -= (long)(at.hi - at.lo);
		slots += r[at.lo].base < s.base;
		slots += s.end < region_end(&r[at.hi - 1]);
	}
	return slots;
}

/* What is left of the lowest region and of the uppermost one takes the place of all. */
/*@ requires Whole(type) && s.base < s.end;
    requires Slice(type->regions, type->cnt, at.lo, at.hi, s.base, s.end);
    requires CutSlots(type->regions, at.lo, at.hi, s.base, s.end) <= type->max - type->cnt;
    assigns type->regions, type->cnt, type->total_size, SLOTS(type);
    ensures Whole(type) && SameStorage{Pre, Post}(type);
    ensures type->cnt == \old(type->cnt) +
	    CutSlots{Pre}(\old(type->regions), at.lo, at.hi, s.base, s.end);
    ensures MINIMAL(\old(Minimal(type)) ==> Minimal(type));
    ensures \forall integer a, f, d;
	    At{Post}(type, a, f, d) <==> At{Pre}(type, a, f, d) && !(s.base <= a < s.end); */
void __init_memblock region_cut(struct memblock_type *type, struct slice at, struct span s)
{
	struct span below, above;
	struct region_attr lower, upper;

	if (at.lo == at.hi)
		return;
	below = (struct span){ type->regions[at.lo].base, s.base };
	above = (struct span){ s.end, region_end(&type->regions[at.hi - 1]) };
	lower = attr_of(&type->regions[at.lo]);
	upper = attr_of(&type->regions[at.hi - 1]);
	/*@ assert \let l = (integer)at.lo; \let h = (integer)at.hi; \forall integer k, a, f, d;
	    l <= k < h ==> ELT_NOW(k) ==>
	    s.base <= a < s.end || In(below, lower, a, f, d) || In(above, upper, a, f, d); */
	/*@ assert \let l = (integer)at.lo; \forall integer a, f, d;
	    In(below, lower, a, f, d) ==> ELT_NOW(l); */
	/*@ assert \let l = (integer)at.hi - 1; \forall integer a, f, d;
	    In(above, upper, a, f, d) ==> ELT_NOW(l); */
	/*@ assert \forall integer a, f, d; At(type, a, f, d) && !(s.base <= a < s.end) ==>
	    Outside(type, at.lo, at.hi, a, f, d) || In(below, lower, a, f, d) ||
	    In(above, upper, a, f, d); */
	/*@ assert \forall integer a, f, d; Outside(type, at.lo, at.hi, a, f, d) ||
	    In(below, lower, a, f, d) || In(above, upper, a, f, d) ==>
	    At(type, a, f, d) && !(s.base <= a < s.end); */
	//@ assert EndBy(type->regions, 0, at.lo, below.base);
	//@ assert StartFrom(type->regions, at.hi, type->cnt, above.end);
	//@ assert MINIMAL(\let l = (integer)at.lo; Minimal(type) && 0 < l ==> DIFFER_NOW(l));
	//@ assert MINIMAL(\let l = (integer)at.hi; Minimal(type) && l < type->cnt ==> DIFFER_NOW(l));
	//@ assert MINIMAL(Minimal(type) ==> Alone(type, at.lo, at.hi, below, lower, above, upper));
	region_replace(type, at, below, lower, above, upper);
}
