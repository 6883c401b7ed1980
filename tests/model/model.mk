# Exhaustive small worlds: every state that can be reached, every call in it, against an oracle
# (tests/model/world.h). The library's real sources, -O2, no sanitizers; one program for each
# way to configure them:
#
#	memblock	the region core, 64 bits
#	memblock32	the same with 32-bit addresses, whose end is really reached
#	small		the region core with spare room in front of arrays, and notes about what does
#			not fit, from two regions on: tuning constants that a few cells would not reach

# name = compiler, switches, sources of its own
model-programs := memblock memblock32 small
model-flags-memblock   := -m64 -DCONFIG_NUMA
model-flags-memblock32 := -m32 -DCONFIG_NUMA -DCONFIG_PHYS_ADDR_T_64BIT=n
model-flags-small      := -m64 -DCONFIG_NUMA -DMODEL_SMALL -DMODEL_SMALL_NOTES=3
model-sources-memblock   := regions.c regions_ask.c regions_worlds.c
model-sources-memblock32 := $(model-sources-memblock)
model-sources-small      := $(model-sources-memblock)
model-config-memblock   := nobootmem
model-config-memblock32 := nobootmem
model-config-small      := nobootmem

# All variables that are for boot in one section, so that the library can be started anew.
model-flags := -std=gnu11 -O2 -g -DMAX_NUMNODES=2 -DMAX_ORDER=2 -DINIT_MEMBLOCK_REGIONS=12 -DMODEL_CELLS=10 \
	-D'__initdata=__attribute__((section("world")))' -Iinclude -Isrc $(WARNINGS) -Wno-unused-const-variable
# The port is the worlds'; nobody reads what is logged.
model-library = $(filter-out src/lib/log_default.c src/lib/movable_default.c src/page/free_pages_hook.c,\
	$(bootmem-core-$(1)))

# Tuning constants that the program "small" changes, and the variables that it looks at.
model-tuning-region := s/^\#define FEW_REGIONS .*/\#define FEW_REGIONS 1/
model-tuning-misfit := s/^\#define NOTES\t.*/\#define NOTES MODEL_SMALL_NOTES/; \
	s/^\#define MIN_GRAIN .*/\#define MIN_GRAIN 2/; s/^\#define FEW_GAPS .*/\#define FEW_GAPS 1/
model-exposed-misfit := --redefine-sym notes=misfit_notes --globalize-symbol=misfit_notes \
	--redefine-sym grain=misfit_grain_now --globalize-symbol=misfit_grain_now

define model-program
model-objects-$(1) := $(patsubst %.c,$(BUILD)/model/$(1)/%.o,$(call model-library,$(model-config-$(1))) \
	tests/host/model.c tests/model/world.c $(addprefix tests/model/,$(model-sources-$(1))))

$(BUILD)/model/$(1)/%.o: %.c tests/model/model.mk
	$$(call need,gcc,gcc)
	@mkdir -p $$(@D)
	@echo "  CC model-$(1) $$<"
	@gcc $$(model-flags-$(1)) $$(config-$(model-config-$(1))) $$(model-flags) -DMODEL_NAME='"model-$(1)"' -MMD -MP -c $$< -o $$@

$(BUILD)/model/$(1)/worlds: $$(model-objects-$(1))
	@gcc $(firstword $(model-flags-$(1))) -Wl,--wrap=bootmem_warn,--wrap=bootmem_die $$^ -o $$@

-include $$(model-objects-$(1):.o=.d)
endef
$(foreach p,$(model-programs),$(eval $(call model-program,$(p))))

# The real sources with other constants; each must be there.
define model-tuned
$(BUILD)/model/small/src/memblock/$(1).o: src/memblock/$(1).c tests/model/model.mk
	$$(call need,gcc,gcc)
	@mkdir -p $$(@D)
	@echo "  CC model-small $$< with smaller constants"
	@sed -e '$$(model-tuning-$(1))' $$< > $$(@D)/$(1)-small.c
	@[ "$$$$(diff $$< $$(@D)/$(1)-small.c | grep -c '^>')" -eq $(2) ] || { echo "$$<: its tuning constants have other names, see tests/model/model.mk"; exit 1; }
	@gcc $$(model-flags-small) $$(config-nobootmem) $$(model-flags) -MMD -MP -c $$(@D)/$(1)-small.c -o $$@
	@$$(if $$(model-exposed-$(1)),objcopy $$(model-exposed-$(1)) $$@)
endef
$(eval $(call model-tuned,region,1))
$(eval $(call model-tuned,misfit,3))

# The programs to run.
MODELS ?= $(model-programs)

## model    exhaustive small worlds of the region core; DEPTH=n: larger ones, some of them for hours;
##          WORLDS="part of a name ..." and MODELS="program ..." pick some
WORLDS ?=
DEPTH  ?= 0
.PHONY: model
model: $(patsubst %,$(BUILD)/model/%/worlds,$(MODELS))
	@BUILD=$(BUILD) DEPTH=$(DEPTH) tests/model/run "$(WORLDS)" $(MODELS)
