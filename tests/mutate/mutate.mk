# Mutation: small changes of the library, each of which the host tests must notice (tests/mutate/mutate).

# Undefined behaviour ends the program, and what is never set is far from zero. AddressSanitizer is
# slow: for what the first lets live.
mutate-variants := mutate-numa mutate-both-numa mutate-bootmem-numa
variant-mutate-numa         := clang -m64 -DCONFIG_NUMA
variant-mutate-both-numa    := clang -m64 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK -DCONFIG_HAVE_MEMBLOCK_PHYS_MAP
variant-mutate-bootmem-numa := $(variant-mutate-numa)
$(foreach v,$(mutate-variants),$(eval instrument-$(v) := -O1 -g0 -fsanitize=undefined -fsanitize-trap=undefined \
	-ftrivial-auto-var-init=pattern))
instrument-mutate-both-numa += -fsanitize=address

# What survives them meets these, too, when asked: a minute for each mutant.
mutate-second := $(if $(DEEP),gcc64 gcc64-numa gcc64-bootmem-numa gcc32-both gcc32-pa32)

# A line for each variant: name | compile | link | run by | objects
define mutate-line
$(1) | $(call test-cc,$(1)) | $(call test-ld,$(1)) | $(call emulator,$(1)) | $(test-objects-$(1))

endef
$(BUILD)/mutate:
	@mkdir -p $@
$(BUILD)/mutate/variants: FORCE | $(BUILD)/mutate $(BUILD)/test/emulator
	$(file >$@,$(foreach v,$(mutate-variants) $(mutate-second),$(call mutate-line,$(v))))

## mutate   mutants of the library, and which of them the host tests let live; FILES="src/x.c ...",
##          SAMPLE=n: so many of them, picked at random; SEED=n: the same ones again;
##          DEEP=1: what survives meets more builds of the tests
FILES  ?=
SAMPLE ?=
SEED   ?=
DEEP   ?=
.PHONY: mutate
mutate: $(foreach v,$(mutate-variants) $(mutate-second),$(BUILD)/test/$(v)/unit) $(BUILD)/mutate/variants
	$(call need,python3,python3)
	@export PYTHONDONTWRITEBYTECODE=1; tests/mutate/selftest && \
		BUILD=$(BUILD) tests/mutate/mutate "$(SAMPLE)" "$(SEED)" $(FILES)
