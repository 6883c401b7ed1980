# Which tests exist in which configuration, by the names of their files (without test_). What
# is in no list is over the common API and exists in all. tests/qemu/run.py reads this, too.

# Over the region core: where there is memblock (nobootmem, both; there before it is closed).
tests-memblock := alloc_order churn dump early_res flags growth growth_forbidden iterate limits memblock \
	memblock_sentences misfit model oracle query region region_array reserve_mem sealed search

# Over the bitmap core (both, bootmem).
tests-bitmap := bitmap bitmap_core bootmem_oracle

absent-nobootmem := $(tests-bitmap)
absent-both      :=
absent-bootmem   := $(tests-memblock)

# What suites share, for the host and for the kernels.
suites-lib := $(wildcard tests/suites/lib/*.c)

# present-tests FILES,CONFIG: those of the files that exist in a configuration
name-of       = $(patsubst test_%,%,$(basename $(notdir $(1))))
present-tests = $(foreach f,$(1),$(if $(filter $(call name-of,$(f)),$(absent-$(2))),,$(f)))
