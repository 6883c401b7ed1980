# Host tests: the library's sources and the suites, compiled once per variant with
# AddressSanitizer and UBSan, over mock physical memory.

test-suites  := $(wildcard tests/suites/*.c)
test-hosted  := $(filter-out tests/host/test_fuzz%,$(wildcard tests/host/*.c))
test-sources := $(bootmem-core-nobootmem) arch/arm/atags.c \
	$(filter-out %/setup.c %/detect.c,$(bootmem-arch-x86)) $(test-suites) $(test-hosted)
test-sources := $(filter-out src/lib/log_default.c src/lib/movable_default.c,$(test-sources))
suite-names  := $(patsubst test_%,%,$(basename $(notdir $(test-suites) $(filter tests/host/test_%,$(test-hosted)))))

# name = compiler and switches; every switch is on somewhere and off somewhere
test-variants := gcc64 gcc64-numa gcc32 gcc32-pa32 clang64-numa-16k clang64-64k clang32-numa clang32-pa32
variant-gcc64            := gcc -m64
variant-gcc64-numa       := gcc -m64 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK
variant-gcc32            := gcc -m32
variant-gcc32-pa32       := gcc -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n -DCONFIG_NUMA
variant-clang64-numa-16k := clang -m64 -DCONFIG_NUMA -DPAGE_SHIFT=14 -DCONFIG_HAVE_MEMBLOCK_PHYS_MAP
variant-clang64-64k      := clang -m64 -DPAGE_SHIFT=16 -O0
variant-clang32-numa     := clang -m32 -DCONFIG_NUMA -DCONFIG_HIGHMEM
variant-clang32-pa32     := clang -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n

# Generated: the list of suites.
$(BUILD)/test/suites.inc: FORCE
	@mkdir -p $(@D)
	@printf 'SUITE(%s)\n' $(suite-names) | cmp -s - $@ || printf 'SUITE(%s)\n' $(suite-names) > $@

define test-variant
test-objects-$(1) := $(patsubst %.c,$(BUILD)/test/$(1)/%.o,$(test-sources))

$(BUILD)/test/$(1)/tests/host/main.o: $(BUILD)/test/suites.inc
$(BUILD)/test/$(1)/%.o: %.c tests/host/host.mk
	$$(call need,$(firstword $(variant-$(1))),$(firstword $(variant-$(1))))
	@mkdir -p $$(@D)
	@echo "  CC $(1) $$<"
	@$(variant-$(1)) -DVARIANT='"$(1)"' -DTEST_DATA='"tests/data"' -Iinclude -Isrc -I$(BUILD)/test \
		-std=gnu11 $(if $(findstring -O0,$(variant-$(1))),,-O1) -g \
		$(WARNINGS) -fno-omit-frame-pointer -fsanitize=address,undefined \
		-fno-sanitize-recover=undefined -MMD -MP -c $$< -o $$@

$(BUILD)/test/$(1)/unit: $$(test-objects-$(1))
	@$(variant-$(1)) -fsanitize=address,undefined $$^ -o $$@

.PHONY: test-$(1)
test-$(1): $(BUILD)/test/$(1)/unit
	@ASAN_OPTIONS=detect_leaks=0 $$< $(SUITES) > $(BUILD)/test/$(1)/log 2>&1 || { cat $(BUILD)/test/$(1)/log; exit 1; }
	@tail -n 1 $(BUILD)/test/$(1)/log

-include $$(test-objects-$(1):.o=.d)
endef
$(foreach v,$(test-variants),$(eval $(call test-variant,$(v))))

## test     host tests under sanitizers, all variants; SUITES="name ..." picks suites, TEST_SEED=n repeats
##          test-gcc64, test-gcc32-pa32, ...: one variant
.PHONY: test
test: $(addprefix test-,$(test-variants))
