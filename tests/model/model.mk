# Exhaustive small worlds: every state that can be reached, every call in it, against an oracle
# (tests/model/world.h). The library's real sources, -O2, no sanitizers; one program for each
# way to configure them:
#
#	memblock	the region core, 64 bits
#	memblock32	the same with 32-bit addresses, whose end is really reached
#	small		the region core with spare room in front of arrays, and notes about what does
#			not fit, from two regions on: tuning constants that a few cells would not reach
#	bitmap		the bitmap core, 64 bits
#	bitmap32	the same with 32-bit addresses
#	summary		the bitmap core with a summary of maps of two longs already
#	buddy		the page allocator
#	handover	hand-over from the region core, with its audit, to the page allocator
#	handover2	the same from the bitmap core, to which the region core has handed over
#	sweep		what boot_map_sweep() makes of three ranges

# name = compiler, switches, sources of its own
model-programs := memblock memblock32 small bitmap bitmap32 summary buddy handover handover2 sweep
model-flags-memblock   := -m64 -DCONFIG_NUMA
model-flags-memblock32 := -m32 -DCONFIG_NUMA -DCONFIG_PHYS_ADDR_T_64BIT=n
model-flags-small      := -m64 -DCONFIG_NUMA -DMODEL_SMALL -DMODEL_SMALL_NOTES=3
model-sources-memblock   := tests/host/model.c $(addprefix tests/model/,regions.c regions_ask.c regions_worlds.c)
model-sources-memblock32 := $(model-sources-memblock)
model-sources-small      := $(model-sources-memblock)
model-config-memblock   := nobootmem
model-config-memblock32 := nobootmem
model-config-small      := nobootmem
model-flags-bitmap    := -m64 -DCONFIG_NUMA -DBOOT_MAP_RANGES=8 -DARCH_LOW_ADDRESS_LIMIT=0x14800
model-sources-bitmap  := $(addprefix tests/model/,bitmap.c bitmap_ask.c bitmap_worlds.c)
model-config-bitmap   := bootmem
model-flags-bitmap32   := -m32 $(subst -m64,,$(model-flags-bitmap)) -DCONFIG_PHYS_ADDR_T_64BIT=n
model-sources-bitmap32 := $(model-sources-bitmap)
model-config-bitmap32  := bootmem
model-flags-summary    := $(model-flags-bitmap) -DMODEL_SMALL
model-sources-summary  := $(model-sources-bitmap)
model-config-summary   := bootmem
model-flags-buddy      := -m64 -DCONFIG_NUMA
model-sources-buddy    := tests/model/buddy.c
model-config-buddy     := nobootmem
model-order-buddy      := 3
model-flags-handover   := -m64 -DCONFIG_NUMA -DBOOTMEM_LOW_LIMIT=0x1000000
model-sources-handover := tests/model/handover.c
model-config-handover  := nobootmem
model-flags-handover2   := $(model-flags-handover)
model-sources-handover2 := $(model-sources-handover)
model-config-handover2  := both
model-flags-sweep      := -m64
model-sources-sweep    := tests/model/sweep.c
model-config-sweep     := nobootmem

# All variables that are for boot in one section, so that the library can be started anew.
model-flags := -std=gnu11 -O2 -g -DMAX_NUMNODES=2 -DINIT_MEMBLOCK_REGIONS=12 -DMODEL_CELLS=10 \
	-D'__initdata=__attribute__((section("world")))' -Iinclude -Isrc $(WARNINGS) -Wno-unused-const-variable \
	-Wl,--wrap=bootmem_info,--wrap=bootmem_warn,--wrap=bootmem_die
# The port is the worlds'; nobody reads what is logged.
model-library = $(filter-out src/lib/log_default.c src/lib/movable_default.c src/page/free_pages_hook.c,\
	$(bootmem-core-$(1)))

# Tuning constants that the programs "small" and "summary" change.
model-tuning-region.c := s/^\#define FEW_REGIONS .*/\#define FEW_REGIONS 1/
model-tuning-misfit.c := s/^\#define NOTES\t.*/\#define NOTES MODEL_SMALL_NOTES/; \
	s/^\#define MIN_GRAIN .*/\#define MIN_GRAIN 2/; s/^\#define FEW_GAPS .*/\#define FEW_GAPS 1/
model-tuning-bitmap.c := s/^\#include "bootmem\/bitmap.h"/&\n\#undef BITMAP_SUMMARY_MIN\n\#define BITMAP_SUMMARY_MIN 1/

define model-program
model-objects-$(1) := $(patsubst %.c,$(BUILD)/model/$(1)/%.o,$(call model-library,$(model-config-$(1))) \
	tests/model/world.c $(model-sources-$(1)))

# The compiler as the program needs it, for a part of it, all of it, or for one with a fault in it.
$(BUILD)/model/$(1)/cc: tests/model/model.mk
	$$(call need,gcc,gcc)
	$$(shell mkdir -p $$(@D))$$(file >$$@,gcc $$(model-flags-$(1)) $$(config-$(model-config-$(1))) $$(model-flags) \
		-DMAX_ORDER=$(or $(model-order-$(1)),2) -DMODEL_NAME='"model-$(1)"' -MMD -MP "$$$$@")

$(BUILD)/model/$(1)/%.o: %.c $(BUILD)/model/$(1)/cc
	@mkdir -p $$(@D)
	@echo "  CC model-$(1) $$<"
	@sh $(BUILD)/model/$(1)/cc -c $$< -o $$@

$(BUILD)/model/$(1)/worlds: $$(model-objects-$(1))
	$$(file >$$(@D)/objects,$$^)
	@sh $(BUILD)/model/$(1)/cc $$^ -o $$@

-include $$(model-objects-$(1):.o=.d)
endef
$(foreach p,$(model-programs),$(eval $(call model-program,$(p))))

# The real sources with other constants: of a program, a source, so many lines of it; each must be there.
define model-tuned
$(BUILD)/model/$(1)/$(2:.c=.o): $(2) $$(BUILD)/model/$(1)/cc
	@mkdir -p $$(@D)
	@echo "  CC model-$(1) $$< with other constants"
	@sed -e '$$(model-tuning-$(notdir $(2)))' $$< > $$(@:.o=-tuned.c)
	@[ "$$$$(diff $$< $$(@:.o=-tuned.c) | grep -c '^>')" -eq $(3) ] || { echo "$$<: its tuning constants have other names, see tests/model/model.mk"; exit 1; }
	@sh $$(BUILD)/model/$(1)/cc -c $$(@:.o=-tuned.c) -o $$@
endef
$(eval $(call model-tuned,small,src/memblock/region.c,1))
$(eval $(call model-tuned,small,src/memblock/misfit.c,3))
$(eval $(call model-tuned,summary,src/bootmem/bitmap.c,2))

# The programs to run.
MODELS ?= $(model-programs)

## model    exhaustive small worlds of both cores, the page allocator, hand-over, the sweep; DEPTH=n: larger ones, some of them for hours;
##          WORLDS="part of a name ..." and MODELS="program ..." pick some
WORLDS ?=
DEPTH  ?= 0
.PHONY: model
model: $(patsubst %,$(BUILD)/model/%/worlds,$(MODELS))
	@BUILD=$(BUILD) DEPTH=$(DEPTH) tests/model/run "$(WORLDS)" $(MODELS)

## model-planted   does each model find the faults that tests/model/planted.list plants into the library?
.PHONY: model-planted
model-planted: $(patsubst %,$(BUILD)/model/%/worlds,$(MODELS))
	@BUILD=$(BUILD) tests/model/planted $(MODELS)
