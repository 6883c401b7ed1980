# The library's sources, relative to the project's top. A kernel that compiles them itself
# includes this file, adds -I<top>/include -I<top>/src, and picks its architecture's list.

bootmem-core := \
	src/boot_map.c \
	src/firmware/cmdline.c \
	src/firmware/fdt.c \
	src/firmware/translate.c \
	src/lib/config_tag.c \
	src/lib/log_default.c \
	src/lib/movable_default.c \
	src/lib/print.c \
	src/memblock/alloc.c \
	src/memblock/debug.c \
	src/memblock/early_res.c \
	src/memblock/iterate.c \
	src/memblock/limits.c \
	src/memblock/memblock.c \
	src/memblock/memtest.c \
	src/memblock/misfit.c \
	src/memblock/owners.c \
	src/memblock/query.c \
	src/memblock/region.c \
	src/memblock/reserve_mem.c \
	src/page/free_all.c \
	src/page/free_pages_hook.c \
	src/page/hand_over.c \
	src/page/mmzone.c \
	src/page/page_alloc.c

# What a compiler may call and a hosted C library has anyway.
bootmem-freestanding := \
	src/lib/memcmp.c \
	src/lib/memcpy.c \
	src/lib/memmove.c \
	src/lib/memset.c

# setup_memory(), which the architectures' setup_arch() share.
bootmem-setup := src/setup.c

bootmem-arch-x86 := arch/x86/setup.c arch/x86/e820.c arch/x86/pvh.c
bootmem-arch-arm64 := arch/arm64/setup.c
