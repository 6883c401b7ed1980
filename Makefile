# bootmem: from the firmware's map to a running page allocator.
# Lines with two hashes are what `make help` prints.

ARCH   ?= x86_64
CONFIG ?= nobootmem
BUILD  ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
EXTRA_CPPFLAGS ?=
EXTRA_CFLAGS ?=
OPT ?= -O2

.DEFAULT_GOAL := lib
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# One sentence instead of a confusing error.
ARCHES := i386 x86_64 arm arm64 host
CONFIGS := nobootmem both bootmem
ifeq ($(filter $(ARCH),$(ARCHES)),)
$(error ARCH=$(ARCH) is not one of: $(ARCHES))
endif
ifeq ($(filter $(CONFIG),$(CONFIGS)),)
$(error CONFIG=$(CONFIG) is not one of: $(CONFIGS))
endif

OUT := $(BUILD)/$(ARCH)-$(CONFIG)

include src/sources.mk

# need TOOL,PACKAGE: stop with a sentence when TOOL is missing.
need = @command -v $(1) >/dev/null || { echo "$(1) is missing: install the Debian package $(2), or run 'make deps' as root."; exit 1; }

# `make deps check` installs first and looks at what is there afterwards, also with -j.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- toolchain -----------------------------------------------------------

compiler := $(notdir $(firstword $(CC)))
is-clang := $(findstring clang,$(compiler))

toolchain-i386   := $(if $(is-clang),$(CC) --target=i686-elf,$(CC) -m32) -march=i686
toolchain-x86_64 := $(if $(is-clang),$(CC) --target=x86_64-elf,$(CC) -m64)
# The host's gcc stands for the cross compiler; one that is named in full is taken as it is.
toolchain-arm64  := $(if $(is-clang),$(CC) --target=aarch64-none-elf,$(if $(filter gcc,$(compiler)),aarch64-linux-gnu-gcc,$(CC)))
# Code of 32-bit ARM is in ARM state, with THUMB=y in Thumb state.
THUMB ?=
toolchain-arm    := $(if $(is-clang),$(CC) --target=armv7a-none-eabi,$(if $(filter gcc,$(compiler)),arm-none-eabi-gcc,$(CC))) \
	-march=armv7-a -mfloat-abi=soft $(if $(THUMB),-mthumb,-marm)
toolchain-host   := $(CC)
package-arm      := $(if $(is-clang),clang,gcc-arm-none-eabi)
package-arm64    := $(if $(is-clang),clang,gcc-aarch64-linux-gnu)
package-i386     := $(if $(is-clang),clang,gcc)
package-x86_64   := $(package-i386)
package-host     := $(package-x86_64)
ar-arm           := $(if $(is-clang),llvm-ar,arm-none-eabi-ar)
ar-arm64         := $(if $(is-clang),llvm-ar,aarch64-linux-gnu-ar)
ar-i386          := ar
ar-x86_64        := ar
ar-host          := ar
ar-package        = $(ar-package-$(TARGET_AR))
ar-package-ar    := binutils
ar-package-arm-none-eabi-ar     := binutils-arm-none-eabi
ar-package-aarch64-linux-gnu-ar := binutils-aarch64-linux-gnu
ar-package-llvm-ar              := llvm

TARGET_CC := $(toolchain-$(ARCH))
# Link-time optimisation asks for an archiver that sees into its objects.
ar-lto    := $(if $(is-clang),llvm-ar,$(subst gcc,gcc-ar,$(notdir $(firstword $(TARGET_CC)))))
TARGET_AR := $(if $(findstring -flto,$(EXTRA_CFLAGS)),$(ar-lto),$(ar-$(ARCH)))
ar-package-$(ar-lto) ?= $(package-$(ARCH))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wundef -Wvla -Wwrite-strings \
	-Wimplicit-fallthrough
LIB_CPPFLAGS := -Iinclude -Isrc $(EXTRA_CPPFLAGS)
LIB_CFLAGS := -std=c11 $(OPT) -g -ffreestanding $(WARNINGS) -fno-common -fno-strict-aliasing

target-cflags := -nostdlib -fno-pic -fno-pie -fno-stack-protector -fno-unwind-tables \
	-fno-asynchronous-unwind-tables
cflags-i386   := $(target-cflags) -mgeneral-regs-only -fcf-protection=none
cflags-x86_64 := $(target-cflags) -mgeneral-regs-only -mcmodel=kernel -mno-red-zone -fcf-protection=none
cflags-arm    := $(target-cflags) -mno-unaligned-access
cflags-arm64  := $(target-cflags) -mgeneral-regs-only $(if $(is-clang),-mno-unaligned-access -mno-outline-atomics,-mstrict-align -mno-outline-atomics)
cflags-host   :=
# The targets have nodes unless told otherwise; who links the host library chooses.
with-nodes      := $(if $(findstring -DCONFIG_NUMA,$(EXTRA_CPPFLAGS)),,-DCONFIG_NUMA)
config-nobootmem :=
config-both      := -DCONFIG_NO_BOOTMEM=n
config-bootmem   := -DCONFIG_NO_BOOTMEM=n -DCONFIG_HAVE_MEMBLOCK=n
# And 32-bit ones use RAM that they cannot map for good.
with-highmem    := $(if $(findstring -DCONFIG_HIGHMEM,$(EXTRA_CPPFLAGS)),,-DCONFIG_HIGHMEM)
cppflags-i386   := $(with-nodes) $(with-highmem)
cppflags-arm    := $(cppflags-i386)
cppflags-x86_64 := $(with-nodes)
cppflags-arm64  := $(with-nodes)
cppflags-host   :=

# EXTRA_CFLAGS come last, so that they decide: another code model, position-independent code, ...
TARGET_CFLAGS = $(config-$(CONFIG)) $(cppflags-$(ARCH)) $(LIB_CPPFLAGS) $(LIB_CFLAGS) $(cflags-$(ARCH)) $(EXTRA_CFLAGS) \
	$(object-cflags)

# ---- library -------------------------------------------------------------

sources-i386   := $(bootmem-core-$(CONFIG)) $(bootmem-freestanding) $(bootmem-setup) $(bootmem-arch-x86)
sources-x86_64 := $(bootmem-core-$(CONFIG)) $(bootmem-freestanding) $(bootmem-setup) $(bootmem-arch-x86)
sources-arm    := $(bootmem-core-$(CONFIG)) $(bootmem-freestanding) $(bootmem-freestanding-arm) $(bootmem-setup) $(bootmem-arch-arm)
sources-arm64  := $(bootmem-core-$(CONFIG)) $(bootmem-freestanding) $(bootmem-setup) $(bootmem-arch-arm64)
sources-host   := $(bootmem-core-$(CONFIG))
lib-objects    := $(patsubst %.c,$(OUT)/%.o,$(sources-$(ARCH)))

# Calls of these may be made while linking, when link-time optimisation has had its look at them.
called-late    := $(bootmem-freestanding) $(bootmem-freestanding-arm)
$(patsubst %.c,$(OUT)/%.o,$(called-late)): private object-cflags := -fno-lto

## lib      build/ARCH-CONFIG/libbootmem.a (default); ARCH=i386|x86_64|arm|arm64|host CONFIG=nobootmem|both|bootmem
##          CC=gcc|clang BUILD=dir EXTRA_CPPFLAGS=... EXTRA_CFLAGS=... OPT=-O2 THUMB=y (arm)
.PHONY: lib
lib: $(OUT)/libbootmem.a

$(OUT)/libbootmem.a: $(lib-objects)
	$(call need,$(TARGET_AR),$(ar-package))
	@rm -f $@
	$(TARGET_AR) rcs $@ $^

# Rebuild when the compiler or its flags change.
$(OUT)/flags: FORCE
	$(call need,$(firstword $(TARGET_CC)),$(package-$(ARCH)))
	@mkdir -p $(@D)
	@echo '$(TARGET_CC) $(TARGET_CFLAGS)' | cmp -s - $@ || echo '$(TARGET_CC) $(TARGET_CFLAGS)' > $@

$(OUT)/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	$(TARGET_CC) $(TARGET_CFLAGS) -MMD -MP -c $< -o $@

.PHONY: FORCE
FORCE:

-include $(lib-objects:.o=.d)

# ---- the rest, one file per concern ----------------------------------------

include src/install.mk
include tests/kernel/kernel.mk
include tests/qemu/qemu.mk
include tests/coverage/coverage.mk
include tests/mutate/mutate.mk
include tests/host/host.mk
include tests/fuzz/fuzz.mk
include tests/bench/bench.mk
include tests/prove/prove.mk
include tests/model/model.mk
include tests/evidence/evidence.mk
include tests/check.mk

## clean    remove the build directory
.PHONY: clean
clean:
	rm -rf $(BUILD)

## help     this text
.PHONY: help
help:
	@echo "make [target] [VARIABLE=value ...]"; sed -n 's/^## //p' $(MAKEFILE_LIST)
