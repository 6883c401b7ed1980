# The test kernel: entry code and linker script per architecture, everything else common.

kernel-dirs-i386   := tests/kernel/i386 tests/kernel/x86
kernel-dirs-x86_64 := tests/kernel/x86_64 tests/kernel/x86
kernel-dirs-arm    := tests/kernel/arm tests/kernel/pl011
kernel-dirs-arm64  := tests/kernel/arm64 tests/kernel/pl011
kernel-dirs    := $(kernel-dirs-$(ARCH))
kernel-sources := $(wildcard tests/kernel/*.c $(addsuffix /*.c,$(kernel-dirs)) $(addsuffix /*.S,$(kernel-dirs)))
kernel-objects := $(addprefix $(OUT)/,$(addsuffix .o,$(basename $(kernel-sources))))
kernel-elf     := $(OUT)/kernel.elf
kernel-x86     := $(addprefix $(OUT)/kernel,.elf -multiboot.elf -multiboot32.elf .bzimage)
kernel-i386    := $(kernel-x86)
kernel-x86_64  := $(kernel-x86)
kernel-arm     := $(OUT)/kernel.bin
kernel-arm64   := $(OUT)/kernel.bin

# The suites run on the target, too: suite=NAME on the kernel's command line.
include tests/groups.mk
kernel-suites  := $(call present-tests,$(wildcard tests/suites/*.c),$(CONFIG))
kernel-objects += $(patsubst %.c,$(OUT)/%.o,$(kernel-suites) $(suites-lib))

# Coverage is the library's.
kernel-uncounted := $(if $(findstring -fcoverage,$(EXTRA_CFLAGS)),-fno-profile-instr-generate -fno-coverage-mapping)
$(kernel-objects): private object-cflags := $(kernel-uncounted)

# private: the flags file is a prerequisite and must not see them.
$(kernel-objects): private LIB_CPPFLAGS += -Itests/kernel $(addprefix -I,$(kernel-dirs)) -I$(OUT)/tests/kernel
$(OUT)/tests/kernel/suites.o: $(OUT)/tests/kernel/suites.inc

# Generated: the list of suites.
$(OUT)/tests/kernel/suites.inc: FORCE
	@mkdir -p $(@D)
	@printf 'SUITE(%s)\n' $(basename $(notdir $(kernel-suites))) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OUT)/%.o: %.S $(OUT)/flags
	@mkdir -p $(@D)
	$(TARGET_CC) $(TARGET_CFLAGS) -MMD -MP -c $< -o $@

# gcc links through its driver, which knows where libgcc is; clang's objects go to ld.lld. On
# 32-bit machines they need gcc's helpers for 64-bit division, too.
libgcc-i386    := gcc -m32 -march=i686
libgcc-arm     := arm-none-eabi-gcc -march=armv7-a -mfloat-abi=soft $(if $(THUMB),-mthumb,-marm)
kernel-libgcc   = $(if $(is-clang),$(if $(libgcc-$(ARCH)),$(shell $(libgcc-$(ARCH)) -print-libgcc-file-name)),-lgcc)
objcopy-arm    := arm-none-eabi-objcopy
objcopy-arm64  := aarch64-linux-gnu-objcopy
kernel-objcopy := $(if $(is-clang),llvm-objcopy,$(objcopy-$(ARCH)))
ld-flags := -nostdlib -static -z noexecstack -z max-page-size=4096 --build-id=none \
	-T linker/$(ARCH).ld
comma := ,
space := $(subst ,, )
kernel-link = $(if $(is-clang),ld.lld $(ld-flags),$(TARGET_CC) $(filter -flto%,$(EXTRA_CFLAGS)) -nostdlib -static -no-pie \
	-Wl$(comma)$(subst $(space),$(comma),$(strip $(ld-flags))))

$(kernel-elf): $(kernel-objects) $(OUT)/libbootmem.a linker/$(ARCH).ld
	$(kernel-link) $(kernel-objects) $(OUT)/libbootmem.a $(kernel-libgcc) -o $@

$(OUT)/kernel.bin: $(kernel-elf)
	$(kernel-objcopy) -O binary $< $@

# x86 has more doors. QEMU prefers Multiboot to PVH where an image has both headers, and takes
# Multiboot kernels as 32-bit files only.
multiboot-object := $(OUT)/tests/kernel/x86/loaders/multiboot.o

$(OUT)/kernel-multiboot.elf: $(kernel-objects) $(multiboot-object) $(OUT)/libbootmem.a linker/$(ARCH).ld
	$(kernel-link) $(kernel-objects) $(multiboot-object) $(OUT)/libbootmem.a $(kernel-libgcc) -o $@

$(OUT)/kernel-multiboot32.elf: $(OUT)/kernel-multiboot.elf
	objcopy -O elf32-i386 $< $@

$(OUT)/kernel.flat: $(kernel-elf)
	objcopy -O binary $< $@

# 16- and 32-bit code, whatever the kernel is.
$(OUT)/kernel.bzimage: tests/kernel/x86/loaders/bzimage.S $(OUT)/kernel.flat $(OUT)/flags
	$(toolchain-i386) -DKERNEL_FLAT='"$(OUT)/kernel.flat"' -c $< -o $@.o
	$(if $(is-clang),ld.lld,ld) -m elf_i386 -Ttext=0 -e 0 --oformat=binary $@.o -o $@

# The same kernel within an EFI application.
efi-flat-x86_64 := $(OUT)/kernel.flat
efi-flat-arm64  := $(OUT)/kernel.bin
efi-target-x86_64 := x86_64-unknown-windows -mno-red-zone
efi-target-arm64  := aarch64-unknown-windows
efi-flags = --target=$(efi-target-$(ARCH)) -std=c11 -O2 -ffreestanding -mgeneral-regs-only \
	-fno-stack-protector -fshort-wchar $(WARNINGS) -Iinclude -Itests/kernel/efi/$(ARCH)

$(OUT)/kernel.efi: $(wildcard tests/kernel/efi/*.* tests/kernel/efi/$(ARCH)/*) $(efi-flat-$(ARCH)) $(OUT)/flags
	$(call need,clang,clang)
	$(call need,lld-link,lld)
	clang $(efi-flags) -c tests/kernel/efi/app.c -o $@.app.o
	clang $(efi-flags) -c src/lib/config_tag.c -o $@.tag.o
	clang $(efi-flags) -DKERNEL_FLAT='"$(efi-flat-$(ARCH))"' -c tests/kernel/efi/kernel.S -o $@.kernel.o
	lld-link -subsystem:efi_application -entry:efi_main -nodefaultlib -out:$@ $@.app.o $@.tag.o $@.kernel.o

## efi      the test kernel within an EFI application (x86_64, arm64): build/ARCH-CONFIG/kernel.efi
.PHONY: efi
efi: $(OUT)/kernel.efi

## kernel   the test kernel: build/ARCH-CONFIG/kernel.elf and others for other
##          loaders (i386, x86_64), kernel.bin (arm, arm64)
.PHONY: kernel
kernel: $(kernel-$(ARCH))

qemu-i386   := qemu-system-i386
qemu-x86_64 := qemu-system-x86_64
qemu-arm    := qemu-system-arm
qemu-arm64  := qemu-system-aarch64
qemu-package-i386   := qemu-system-x86
qemu-package-x86_64 := qemu-system-x86
qemu-package-arm    := qemu-system-arm
qemu-package-arm64  := qemu-system-arm

## run      boot the test kernel in QEMU and show its report; ARCH=i386|x86_64|arm|arm64
.PHONY: run
run: $(kernel-$(ARCH))
	$(call need,$(qemu-$(ARCH)),$(qemu-package-$(ARCH)))
	$(call need,python3,python3)
	@python3 tests/qemu/run.py --build $(BUILD) --config $(CONFIG) --show run-$(ARCH)

-include $(kernel-objects:.o=.d)
