# `make check`: everything, part by part. A part that fails does not stop the others; the
# last line counts them all.

# ---- what must be installed ------------------------------------------------

# Debian 12's names. gcc-12-multilib instead of gcc-multilib: that one excludes the cross compiler.
packages := make python3 \
	gcc libc6-dev binutils gcc-12-multilib libc6-dev-i386 \
	gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu \
	gcc-arm-none-eabi binutils-arm-none-eabi \
	clang libclang-rt-14-dev lld llvm \
	clang-19 libclang-rt-19-dev llvm-19 \
	clang-tidy-19 cppcheck shellcheck $(prove-packages) \
	qemu-system-x86 qemu-system-arm qemu-user device-tree-compiler pkgconf \
	grub-common grub-pc-bin grub-efi-amd64-bin xorriso mtools ovmf qemu-efi-aarch64 u-boot-qemu

## deps     install what is needed (Debian 12, as root); goals named after it start when it is done
.PHONY: deps
deps:
	@tests/check/deps $(packages)

# What the checks call, and where it comes from.
check-tools := python3:python3 gcc:gcc aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu \
	arm-none-eabi-gcc:gcc-arm-none-eabi clang:clang ld.lld:lld \
	llvm-nm:llvm clang-19:clang-19 llvm-cov-19:llvm-19 readelf:binutils \
	qemu-system-x86_64:qemu-system-x86 qemu-system-aarch64:qemu-system-arm \
	qemu-system-i386:qemu-system-x86 qemu-system-arm:qemu-system-arm qemu-i386:qemu-user \
	dtc:device-tree-compiler pkgconf:pkgconf \
	grub-mkrescue:grub-common xorriso:xorriso mformat:mtools \
	lld-link:lld clang-tidy-19:clang-tidy-19 cppcheck:cppcheck shellcheck:shellcheck $(prove-tools)
define newline


endef
check-needs  = $(foreach t,$(check-tools),$(call need,$(firstword $(subst :, ,$(t))),$(lastword $(subst :, ,$(t))))$(newline))

# ---- size ------------------------------------------------------------------

size-variants := x86_64-nobootmem arm64-nobootmem x86_64-bootmem arm64-bootmem
size-archives := $(foreach v,$(size-variants),$(BUILD)/size/$(v)/libbootmem.a)

$(size-archives): $(BUILD)/size/%/libbootmem.a: FORCE
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory lib ARCH=$(firstword $(subst -, ,$*)) CONFIG=$(lastword $(subst -, ,$*)) \
		BUILD=$(BUILD)/size CC=gcc EXTRA_CPPFLAGS= OPT=-Os \
		> $(BUILD)/size-$*.log || { cat $(BUILD)/size-$*.log; exit 1; }

## size     text, data and bss at -Os; fails above the budgets in tests/check/size
.PHONY: size
size: $(size-archives)
	$(call need,python3,python3)
	$(call need,readelf,binutils)
	@tests/check/size $(size-archives)

# ---- the parts -------------------------------------------------------------

check-parts := layering style headers lint library programs makefile install host coverage mutate model planted \
	prove fuzz bench qemu shrink objects size
# Not in `make check`, which takes long enough: PARTS names them.
more-parts := coverage-arch prove-planted

part-layering := tests/check/layering
part-style    := tests/check/style
part-headers  := tests/check/headers
part-lint     := tests/check/lint
part-library  := tests/check/library $(ARCHES)
part-objects  := tests/check/objects
part-programs := tests/check/programs
part-makefile := tests/check/makefile
part-install  := tests/check/install
part-host     := tests/check/host $(test-variants)
part-coverage := $(MAKE) --no-print-directory coverage
# The worlds at the end of 32-bit addresses, where they may need an emulator, are for make model.
part-model    := $(MAKE) --no-print-directory model MODELS="$(filter-out %32,$(model-programs))"
part-planted  := $(MAKE) --no-print-directory model-planted MODELS="$(filter-out %32,$(model-programs))"
part-prove    := $(MAKE) --no-print-directory prove-fast
part-fuzz     := $(MAKE) --no-print-directory fuzz-smoke
part-bench    := $(MAKE) --no-print-directory bench-smoke
part-qemu     := $(MAKE) --no-print-directory qemu
part-mutate   := $(MAKE) --no-print-directory mutate SAMPLE=100
part-shrink   := $(MAKE) --no-print-directory shrink
part-size     := $(MAKE) --no-print-directory size
part-coverage-arch := $(MAKE) --no-print-directory coverage-arch
part-prove-planted := $(MAKE) --no-print-directory prove-planted

every-part := $(addprefix check-,$(check-parts) $(more-parts))
.PHONY: $(every-part)
$(every-part): check-%:
	+@BUILD=$(BUILD) MAKE=$(MAKE) $(part-$*)

## lint     static analysis, with no finding left: layering, headers, and what tests/check/lint calls:
##          gcc -fanalyzer, clang-tidy, cppcheck, shellcheck, frames, recursion, depth of the stack
.PHONY: lint
lint: check-layering check-headers check-lint

## check    everything: layering, style, headers, lint, all builds, host tests, coverage, the QEMU matrix, size;
##          check-layering, check-library, ...: one part; PARTS="..." picks some; coverage-arch and
##          prove-planted are left out for their time
PARTS ?= $(check-parts)
.PHONY: check
check:
	$(check-needs)
	+@MAKE=$(MAKE) tests/check/all $(BUILD)/results $(PARTS)
