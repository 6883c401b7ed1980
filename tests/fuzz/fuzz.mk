# Fuzzing with clang's libFuzzer under AddressSanitizer and UBSan: every translator of what firmware
# and loaders leave, streams of calls of each core, whole boots. A harness is tests/fuzz/fuzz_INPUT.c,
# its seeds are in tests/fuzz/corpus/INPUT.

# More switches for the compiler, in a BUILD of their own: -DCONFIG_PHYS_ADDR_T_64BIT=n, or -m32
# with g++-multilib installed.
FUZZ_FLAGS ?=

fuzz-inputs := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
fuzz-flags  := -std=gnu11 -O1 -g -DCONFIG_NUMA -DTEST_DATA='"tests/data"' -Iinclude -Isrc $(WARNINGS) \
	-fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined $(FUZZ_FLAGS)

# Those that want a whole library, each in one configuration, over the memory of the host tests.
fuzz-worlds := region bitmap setup_x86 setup_arm setup_arm64
fuzz-config-region    := nobootmem
fuzz-config-bitmap    := bootmem
fuzz-config-setup_x86 := nobootmem
fuzz-config-setup_arm := both
fuzz-config-setup_arm64 := bootmem
fuzz-of-region    := tests/fuzz/stream.c tests/host/model.c tests/host/test_oracle.c
fuzz-of-bitmap    := tests/fuzz/stream.c tests/host/test_bootmem_oracle.c
fuzz-of-setup_x86 := tests/fuzz/boot.c arch/x86/setup.c arch/x86/detect.c
fuzz-of-setup_arm := tests/fuzz/boot.c arch/arm/detect.c
fuzz-of-setup_arm64 := $(fuzz-of-setup_arm)

define fuzz-world
fuzz-objects-$(1) := $(patsubst %.c,$(BUILD)/fuzz/$(fuzz-config-$(1))/%.o,$(fuzz-of-$(1)) tests/fuzz/fuzz_$(1).c \
	tests/host/mock.c tests/host/counters.c $(filter-out %/brk.c,$(call test-library,$(fuzz-config-$(1)))))
$(BUILD)/fuzz/$(1): $$(fuzz-objects-$(1))
	@clang $(FUZZ_FLAGS) -fsanitize=address,undefined,fuzzer -Wl,--wrap=memblock_free_pages $$^ -o $$@
-include $$(fuzz-objects-$(1):.o=.d)
endef

define fuzz-config
$(BUILD)/fuzz/$(1)/%.o: %.c tests/fuzz/fuzz.mk
	$$(call need,clang,clang)
	@mkdir -p $$(@D)
	@echo "  CC fuzz $(1) $$<"
	@clang $(config-$(1)) -D_text=mock_text -D_end=mock_end $(fuzz-flags) -fsanitize=fuzzer-no-link -MMD -MP -c $$< -o $$@
endef
$(foreach c,$(CONFIGS),$(eval $(call fuzz-config,$(c))))
$(foreach w,$(fuzz-worlds),$(eval $(call fuzz-world,$(w))))

# What translates and normalises, and no more.
fuzz-sources := $(filter src/boot_% src/firmware/% src/lib/%,$(bootmem-core-nobootmem)) \
	arch/arm/atags.c $(filter-out %/setup.c %/detect.c %/brk.c,$(bootmem-arch-x86)) \
	tests/host/phys.c tests/host/sane.c tests/fuzz/fuzz.c
fuzz-objects := $(patsubst %.c,$(BUILD)/fuzz/objects/%.o,$(fuzz-sources))
fuzz-harnesses := $(patsubst %,$(BUILD)/fuzz/objects/tests/fuzz/fuzz_%.o,$(fuzz-inputs))

$(BUILD)/fuzz/objects/%.o: %.c tests/fuzz/fuzz.mk
	$(call need,clang,clang)
	@mkdir -p $(@D)
	@echo "  CC fuzz $<"
	@clang $(fuzz-flags) -fsanitize=fuzzer-no-link -MMD -MP -c $< -o $@

$(patsubst %,$(BUILD)/fuzz/%,$(filter-out $(fuzz-worlds),$(fuzz-inputs))): $(BUILD)/fuzz/%: \
		$(BUILD)/fuzz/objects/tests/fuzz/fuzz_%.o $(fuzz-objects)
	@clang $(FUZZ_FLAGS) -fsanitize=address,undefined,fuzzer $^ -o $@

.SECONDARY: $(fuzz-harnesses)
-include $(fuzz-objects:.o=.d) $(fuzz-harnesses:.o=.d)

INPUT ?= $(fuzz-inputs)
TIME ?= 60

## fuzz     translators, calls of the cores and whole boots with libFuzzer, TIME=60 seconds each; INPUT="name ..." picks some
##          FUZZ_FLAGS="-D..." BUILD=dir; fuzz-smoke: ten thousand runs each, as in make check
.PHONY: fuzz fuzz-smoke
fuzz: $(patsubst %,$(BUILD)/fuzz/%,$(INPUT))
	@BUILD=$(BUILD) tests/fuzz/run $(TIME) $(INPUT)

fuzz-smoke: $(patsubst %,$(BUILD)/fuzz/%,$(fuzz-inputs))
	@BUILD=$(BUILD) tests/fuzz/run smoke $(fuzz-inputs)

# The tests of translators build what loaders leave; here they write it down as seeds.
fuzz-seeds := atags boot_efi e820 efi efi_tables limine linux_boot multiboot multiboot2 pvh
.PHONY: fuzz-seeds
fuzz-seeds: $(BUILD)/test/gcc64/unit
	@mkdir -p $(addprefix tests/fuzz/corpus/,$(fuzz-seeds))
	@TEST_CORPUS=tests/fuzz/corpus TEST_SEED=1 $< $(filter-out efi_tables,$(fuzz-seeds))
	@tests/fuzz/boots.py tests/fuzz/corpus
