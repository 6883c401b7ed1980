# `make check`: everything, part by part. A part that fails does not stop the others; the
# last line counts them all.

# ---- what must be installed ------------------------------------------------

# Debian 12's names. gcc-12-multilib instead of gcc-multilib: that one excludes the cross compiler.
packages := make python3 \
	gcc libc6-dev binutils gcc-12-multilib libc6-dev-i386 \
	gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu \
	clang libclang-rt-14-dev lld llvm \
	qemu-system-x86 qemu-system-arm device-tree-compiler pkgconf

## deps     install what is needed (Debian 12, as root); goals named after it start when it is done
.PHONY: deps
deps:
	@tests/check/deps $(packages)

# What the checks call, and where it comes from.
check-tools := python3:python3 gcc:gcc aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu clang:clang ld.lld:lld \
	llvm-nm:llvm readelf:binutils qemu-system-x86_64:qemu-system-x86 qemu-system-aarch64:qemu-system-arm \
	dtc:device-tree-compiler pkgconf:pkgconf
define newline


endef
check-needs  = $(foreach t,$(check-tools),$(call need,$(firstword $(subst :, ,$(t))),$(lastword $(subst :, ,$(t))))$(newline))

# ---- size ------------------------------------------------------------------

size-archs := x86_64 arm64
size-archives := $(foreach a,$(size-archs),$(BUILD)/size/$(a)-nobootmem/libbootmem.a)

$(size-archives): $(BUILD)/size/%-nobootmem/libbootmem.a: FORCE
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory lib ARCH=$* CONFIG=nobootmem BUILD=$(BUILD)/size CC=gcc EXTRA_CPPFLAGS= OPT=-Os \
		> $(BUILD)/size-$*.log || { cat $(BUILD)/size-$*.log; exit 1; }

## size     text, data and bss at -Os; fails above the budgets in tests/check/size
.PHONY: size
size: $(size-archives)
	$(call need,python3,python3)
	$(call need,readelf,binutils)
	@tests/check/size $(size-archives)

# ---- every source for the 32-bit architectures, too --------------------------

# Nothing boots there yet, but everything common compiles.
thirty-two := i386-gcc i386-clang i386-clang-pa32 arm-clang arm-clang-pa32
cc-i386-gcc        := gcc -m32 -march=i686 -DCONFIG_HIGHMEM
cc-i386-clang      := clang --target=i686-elf -DCONFIG_NUMA
cc-i386-clang-pa32 := $(cc-i386-clang) -DCONFIG_PHYS_ADDR_T_64BIT=n
cc-arm-clang       := clang --target=armv7a-none-eabi -mno-unaligned-access -meabi gnu -DCONFIG_HIGHMEM
cc-arm-clang-pa32  := $(cc-arm-clang) -DCONFIG_PHYS_ADDR_T_64BIT=n
thirty-two-flags   := -nostdlib -fno-pic -fno-pie -fno-stack-protector -fno-unwind-tables -fno-asynchronous-unwind-tables
thirty-two-sources := $(bootmem-core-nobootmem) $(bootmem-freestanding) $(bootmem-setup)

define thirty-two-variant
$(BUILD)/check/$(1)/%.o: %.c tests/check.mk
	@mkdir -p $$(@D)
	@$(cc-$(1)) -Iinclude -Isrc $(LIB_CFLAGS) $(thirty-two-flags) -MMD -MP -c $$< -o $$@

$(BUILD)/check/$(1)/libbootmem.a: $(patsubst %.c,$(BUILD)/check/$(1)/%.o,$(thirty-two-sources))
	@rm -f $$@
	@llvm-ar rcs $$@ $$^

-include $(patsubst %.c,$(BUILD)/check/$(1)/%.d,$(thirty-two-sources))
endef
$(foreach v,$(thirty-two),$(eval $(call thirty-two-variant,$(v))))

# ---- the parts -------------------------------------------------------------

check-parts := layering style headers library programs makefile install host fuzz bench qemu objects size

part-layering := tests/check/layering
part-style    := tests/check/style
part-headers  := tests/check/headers
part-library  := tests/check/library $(thirty-two)
part-objects  := tests/check/objects $(thirty-two)
part-programs := tests/check/programs
part-makefile := tests/check/makefile
part-install  := tests/check/install
part-host     := tests/check/host $(test-variants)
part-fuzz     := $(MAKE) --no-print-directory fuzz-smoke
part-bench    := $(MAKE) --no-print-directory bench-smoke
part-qemu     := $(MAKE) --no-print-directory qemu
part-size     := $(MAKE) --no-print-directory size

.PHONY: $(addprefix check-,$(check-parts))
$(addprefix check-,$(check-parts)): check-%:
	+@BUILD=$(BUILD) MAKE=$(MAKE) $(part-$*)

## check    everything: layering, style, headers, all builds, host tests, the QEMU matrix, size;
##          check-layering, check-library, ...: one part; PARTS="..." picks some
PARTS ?= $(check-parts)
.PHONY: check
check:
	$(check-needs)
	+@MAKE=$(MAKE) tests/check/all $(BUILD)/results $(PARTS)
