# Host tests: the library's sources and the suites, compiled once per variant with
# AddressSanitizer and UBSan, over mock physical memory.

include tests/groups.mk

# name = compiler and switches; every switch is on somewhere and off somewhere, and the name
# says the configuration: nobootmem when it says none
test-variants := gcc64 gcc64-numa gcc32 gcc32-pa32 clang64-numa-16k clang64-64k clang32-numa clang32-pa32 \
	gcc64-both-numa gcc64-bootmem-numa gcc32-both clang64-bootmem-16k clang32-bootmem-pa32
variant-gcc64                := gcc -m64 -DCONFIG_BOOTMEM_DEBUG
variant-gcc64-numa           := gcc -m64 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK
variant-gcc32                := gcc -m32
variant-gcc32-pa32           := gcc -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n -DCONFIG_NUMA
variant-clang64-numa-16k     := clang -m64 -DCONFIG_NUMA -DPAGE_SHIFT=14 -DCONFIG_HAVE_MEMBLOCK_PHYS_MAP
variant-clang64-64k          := clang -m64 -DPAGE_SHIFT=16 -O0
variant-clang32-numa         := clang -m32 -DCONFIG_NUMA -DCONFIG_HIGHMEM
variant-clang32-pa32         := clang -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n
variant-gcc64-both-numa      := gcc -m64 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK -DCONFIG_BOOTMEM_DEBUG
variant-gcc64-bootmem-numa   := gcc -m64 -DCONFIG_NUMA
variant-gcc32-both           := gcc -m32 -DCONFIG_HIGHMEM
variant-clang64-bootmem-16k  := clang -m64 -DPAGE_SHIFT=14 -DCONFIG_BOOTMEM_DEBUG
variant-clang32-bootmem-pa32 := clang -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n -DCONFIG_NUMA -O0

# Not every kernel runs 32-bit programs; then an emulator does, in which AddressSanitizer has not
# the address space that it wants. emulator VARIANT: its name, or nothing.
emulator = $(if $(findstring -m32,$(variant-$(1))),$(shell cat $(BUILD)/test/emulator 2> /dev/null))

$(BUILD)/test/emulator:
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' | gcc -m32 -x c - -o $@.probe
	@echo "$$($@.probe 2> /dev/null || echo qemu-i386)" > $@

sanitizers = -fno-omit-frame-pointer -fsanitize=$(if $(call emulator,$(1)),,address$(comma))undefined \
	-fno-sanitize-recover=undefined

# What else a variant is compiled and linked with: the sanitizers, or what counts (coverage.mk).
instrumented = $(or $(instrument-$(1)),$(call sanitizers,$(1)))

# test-cc VARIANT, test-ld VARIANT: how a file of the variant is compiled, and its program linked.
test-cc = $(variant-$(1)) $(config-$(call config-of,$(1))) -DVARIANT='"$(1)"' -DTEST_DATA='"tests/data"' \
	-Iinclude -Isrc -I$(BUILD)/test/$(call config-of,$(1)) -D_text=mock_text -D_end=mock_end \
	-std=gnu11 -D_FILE_OFFSET_BITS=64 $(if $(findstring -O,$(variant-$(1))),,-O1) -g $(WARNINGS) \
	$(call instrumented,$(1))
test-ld = $(variant-$(1)) $(call instrumented,$(1)) -Wl,--wrap=memblock_free_pages

# config-of VARIANT
config-of = $(or $(filter both bootmem,$(subst -, ,$(1))),nobootmem)

test-suites  := $(wildcard tests/suites/*.c)
test-hosted  := $(filter-out tests/host/test_fuzz%,$(wildcard tests/host/*.c))
test-files   := $(test-suites) $(suites-lib) $(test-hosted)
# Each configuration with exactly the sources that its library has; the port is the tests'.
test-library  = $(filter-out src/lib/log_default.c src/lib/movable_default.c,$(bootmem-core-$(1)) \
	$(bootmem-setup) $(filter-out %/setup.c %/detect.c,$(bootmem-arch-arm) $(bootmem-arch-x86)))
suite-names   = $(call name-of,$(call present-tests,$(test-suites) $(filter tests/host/test_%,$(test-hosted)),$(1)))

# Generated: the list of suites.
define test-list
$(BUILD)/test/$(1)/suites.inc: FORCE
	@mkdir -p $$(@D)
	@printf 'SUITE(%s)\n' $(call suite-names,$(1)) > $$@.new
	@cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@
endef
$(foreach c,$(CONFIGS),$(eval $(call test-list,$(c))))

define test-variant
test-objects-$(1) := $(patsubst %.c,$(BUILD)/test/$(1)/%.o,$(call test-library,$(call config-of,$(1))) \
	$(call present-tests,$(test-files),$(call config-of,$(1))))

$(BUILD)/test/$(1)/tests/host/main.o: $(BUILD)/test/$(call config-of,$(1))/suites.inc
# Rebuild when the compiler or its flags change.
$(BUILD)/test/$(1)/flags: FORCE | $(BUILD)/test/emulator
	@mkdir -p $$(@D)
	@echo '$$(subst ','\'',$$(call test-cc,$(1)))' > $$@.new
	@cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@
$(BUILD)/test/$(1)/%.o: %.c $(BUILD)/test/$(1)/flags
	$$(call need,$(firstword $(variant-$(1))),$(firstword $(variant-$(1))))
	@mkdir -p $$(@D)
	@echo "  CC $(1) $$<"
	@$$(call test-cc,$(1)) -MMD -MP -c $$< -o $$@

$(BUILD)/test/$(1)/unit: $$(test-objects-$(1))
	@$$(call test-ld,$(1)) $$^ -o $$@

.PHONY: test-$(1)
test-$(1): $(BUILD)/test/$(1)/unit
	@$$(if $$(call emulator,$(1)),echo "$(1): this kernel does not run 32-bit programs: by $$(call emulator,$(1)) and without AddressSanitizer")
	@ASAN_OPTIONS=detect_leaks=0 $$(call emulator,$(1)) $$< $(SUITES) > $(BUILD)/test/$(1)/log 2>&1 || { cat $(BUILD)/test/$(1)/log; exit 1; }
	@tail -n 1 $(BUILD)/test/$(1)/log

-include $$(test-objects-$(1):.o=.d)
endef
$(foreach v,$(test-variants) $(coverage-variants) $(mutate-variants),$(eval $(call test-variant,$(v))))

## test     host tests under sanitizers, all variants; SUITES="name ..." picks suites, TEST_SEED=n repeats
##          test-gcc64, test-gcc32-pa32, ...: one variant
.PHONY: test
test: $(addprefix test-,$(test-variants))
