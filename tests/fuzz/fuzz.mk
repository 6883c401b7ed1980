# Fuzzing: every translator of what firmware and loaders leave, with clang's libFuzzer under
# AddressSanitizer and UBSan. A harness is tests/fuzz/fuzz_INPUT.c, its seeds are in
# tests/fuzz/corpus/INPUT.

# More switches for the compiler, in a BUILD of their own: -DCONFIG_PHYS_ADDR_T_64BIT=n, or -m32
# with g++-multilib installed.
FUZZ_FLAGS ?=

fuzz-inputs := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
fuzz-flags  := -std=gnu11 -O1 -g -DCONFIG_NUMA -DTEST_DATA='"tests/data"' -Iinclude -Isrc $(WARNINGS) \
	-fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined $(FUZZ_FLAGS)

# What translates and normalises, and no more.
fuzz-sources := src/boot_map.c $(filter src/firmware/% src/lib/%,$(bootmem-core-nobootmem)) \
	arch/arm/atags.c $(filter-out %/setup.c %/detect.c %/brk.c,$(bootmem-arch-x86)) \
	tests/host/phys.c tests/host/sane.c tests/fuzz/fuzz.c
fuzz-objects := $(patsubst %.c,$(BUILD)/fuzz/objects/%.o,$(fuzz-sources))
fuzz-harnesses := $(patsubst %,$(BUILD)/fuzz/objects/tests/fuzz/fuzz_%.o,$(fuzz-inputs))

$(BUILD)/fuzz/objects/%.o: %.c tests/fuzz/fuzz.mk
	$(call need,clang,clang)
	@mkdir -p $(@D)
	@echo "  CC fuzz $<"
	@clang $(fuzz-flags) -fsanitize=fuzzer-no-link -MMD -MP -c $< -o $@

$(patsubst %,$(BUILD)/fuzz/%,$(fuzz-inputs)): $(BUILD)/fuzz/%: $(BUILD)/fuzz/objects/tests/fuzz/fuzz_%.o $(fuzz-objects)
	@clang $(FUZZ_FLAGS) -fsanitize=address,undefined,fuzzer $^ -o $@

.SECONDARY: $(fuzz-harnesses)
-include $(fuzz-objects:.o=.d) $(fuzz-harnesses:.o=.d)

INPUT ?= $(fuzz-inputs)
TIME ?= 60

## fuzz     translators with libFuzzer, TIME=60 seconds each; INPUT="name ..." picks some
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
