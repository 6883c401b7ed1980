# The library's sources, relative to the project's top. A kernel that compiles them itself
# includes this file, adds -I<top>/include -I<top>/src, and takes the list of its configuration
# (bootmem-core-nobootmem, ...), bootmem-freestanding, bootmem-setup, and that of its architecture.

bootmem-common := \
	src/boot_claim.c \
	src/boot_map.c \
	src/boot_range.c \
	src/boot_sweep.c \
	src/bootmem/api.c \
	src/bootmem/hash.c \
	src/bootmem/managed.c \
	src/bootmem/memtest.c \
	src/firmware/acpi.c \
	src/firmware/boot_efi.c \
	src/firmware/cmdline.c \
	src/firmware/efi.c \
	src/firmware/fdt.c \
	src/firmware/limine.c \
	src/firmware/limine_requests.c \
	src/firmware/numa.c \
	src/firmware/translate.c \
	src/lib/config_tag.c \
	src/lib/debug_mode.c \
	src/lib/log_default.c \
	src/lib/movable_default.c \
	src/lib/print.c \
	src/lib/stage.c \
	src/page/free_blocks.c \
	src/page/free_pages_hook.c \
	src/page/hand_over.c \
	src/page/mmzone.c \
	src/page/nodes.c \
	src/page/page_alloc.c

# The two cores.
bootmem-memblock := \
	src/memblock/alloc.c \
	src/memblock/debug.c \
	src/memblock/early_res.c \
	src/memblock/free_all.c \
	src/memblock/iterate.c \
	src/memblock/limits.c \
	src/memblock/make_nodes.c \
	src/memblock/memblock.c \
	src/memblock/misfit.c \
	src/memblock/owners.c \
	src/memblock/query.c \
	src/memblock/recolour.c \
	src/memblock/region.c \
	src/memblock/reserve_mem.c \
	src/memblock/search.c

bootmem-bitmap := \
	src/bootmem/bitmap.c \
	src/bootmem/bootmem.c \
	src/bootmem/bootmem_alloc.c \
	src/bootmem/bootmem_debug.c \
	src/bootmem/bootmem_hand_over.c \
	src/bootmem/bootmem_query.c

# The configurations: which core owns memory.
bootmem-core-nobootmem := $(bootmem-common) $(bootmem-memblock) \
	src/bootmem/nobootmem.c src/fill_memblock.c
bootmem-core-both := $(bootmem-common) $(bootmem-memblock) $(bootmem-bitmap) \
	src/bootmem/bootmem_init.c src/fill_memblock.c
bootmem-core-bootmem := $(bootmem-common) $(bootmem-bitmap) \
	src/bootmem/active_ranges.c src/fill_bitmap.c

# What a compiler may call and a hosted C library has anyway.
bootmem-freestanding := \
	src/lib/memcmp.c \
	src/lib/memcpy.c \
	src/lib/memmove.c \
	src/lib/memset.c
bootmem-freestanding-arm := \
	src/lib/aeabi_memcpy.c \
	src/lib/aeabi_memmove.c \
	src/lib/aeabi_memset.c

# setup_memory(), which the architectures' setup_arch() share.
bootmem-setup := src/setup.c src/setup_claims.c src/reclaim.c

bootmem-arch-x86 := arch/x86/setup.c arch/x86/brk.c arch/x86/detect.c arch/x86/e820.c \
	arch/x86/elf_sections.c arch/x86/linux_boot.c arch/x86/multiboot.c arch/x86/multiboot2.c arch/x86/pvh.c
bootmem-arch-arm := arch/arm/setup.c arch/arm/detect.c arch/arm/atags.c
bootmem-arch-arm64 := arch/arm64/setup.c arch/arm/detect.c arch/arm/atags.c
