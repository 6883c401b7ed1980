/* SPDX-License-Identifier: MIT */
/*
 * target.h - AArch64: where the kernel runs, and how it is entered.
 *
 * Its first bytes are the Image header, which tells how much memory it needs; any multiple
 * of 2 MiB will do.
 */
#ifndef TARGET_H
#define TARGET_H

#define TARGET_REACH ~0ULL
#define HEADER_BYTES 16
#define ENTRY_EFI    64 /* x0 = struct boot_efi */
#define ALIGNMENT    0x200000ULL

static inline u64 target_kernel_bytes(const u8 *image)
{
	return *(const u64 *)(const void *)(image + HEADER_BYTES);
}

static inline u64 target_place(struct efi_boot_services *boot, const u8 *image, u64 pages)
{
	u64 address = 0;

	(void)image;
	if (EFI_ERROR(boot->allocate_pages(EFI_ANY_PAGES, EFI_LOADER_DATA,
					   pages + ALIGNMENT / 4096, &address)))
		return 0;
	return (address + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* Cleaned and thrown away: what the kernel reads before its MMU is on must be in memory, not in the caches. */
static inline void clean(u64 at, u64 len)
{
	u64 sizes, line;

	__asm__("mrs %0, ctr_el0" : "=r"(sizes));
	line = 4ULL << (sizes >> 16 & 15);
	for (u64 end = at + len; at < end; at += line)
		__asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb sy\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
}

/* Boot services are gone. There is no other protocol. */
_Noreturn static inline void target_enter(u64 kernel, u64 kernel_bytes, struct boot_efi *info,
					  u8 *others, u64 others_bytes)
{
	register u64 x0 __asm__("x0") = (uintptr_t)info;

	(void)others_bytes;
	clean(kernel, kernel_bytes);
	clean((uintptr_t)info, (u64)(others - (u8 *)info));
	__asm__ volatile("msr daifset, #15\n\tbr %1" : : "r"(x0), "r"(kernel + ENTRY_EFI) : "memory");
	__builtin_unreachable();
}

#endif
