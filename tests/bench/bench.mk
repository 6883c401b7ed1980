# Benchmarks on the host: the library as users get it, beside textbook allocators.
#
#	region		the region core			CONFIG=nobootmem
#	bitmap		the bitmap core			CONFIG=bootmem, with nodes
#	startup-*	start-up of a large machine	every CONFIG, with nodes

bench-out := $(BUILD)/bench
bench-shared := tests/bench/machine.c tests/bench/measure.c
bench-headers := $(wildcard tests/bench/*.h) tests/bench/bench.mk
bench-programs := $(addprefix $(bench-out)/,region bitmap $(addprefix startup-,$(CONFIGS)))

bench-flat-library := $(bench-out)/host-nobootmem/libbootmem.a
bench-libraries := $(foreach c,$(CONFIGS),$(bench-out)/numa/host-$(c)/libbootmem.a)

$(bench-flat-library): FORCE
	@$(MAKE) --no-print-directory lib ARCH=host CONFIG=nobootmem BUILD=$(bench-out) \
		EXTRA_CPPFLAGS= OPT=-O2

$(bench-libraries): $(bench-out)/numa/host-%/libbootmem.a: FORCE
	@$(MAKE) --no-print-directory lib ARCH=host CONFIG=$* BUILD=$(bench-out)/numa \
		EXTRA_CPPFLAGS=-DCONFIG_NUMA OPT=-O2

bench-link = $(CC) $(1) -Iinclude -std=gnu11 -O2 -g $(WARNINGS) $(filter %.c %.a,$^) -lm -o $@

$(bench-out)/region: tests/bench/region.c tests/bench/textbook_region.c $(bench-shared) \
		$(bench-flat-library) $(bench-headers)
	$(call bench-link,$(config-nobootmem))

$(bench-out)/bitmap: tests/bench/bitmap.c tests/bench/textbook_bitmap.c $(bench-shared) \
		$(bench-out)/numa/host-bootmem/libbootmem.a $(bench-headers)
	$(call bench-link,$(config-bootmem) -DCONFIG_NUMA)

$(bench-out)/startup-%: tests/bench/startup.c $(bench-shared) \
		$(bench-out)/numa/host-%/libbootmem.a $(bench-headers)
	$(call bench-link,$(config-$*) -DCONFIG_NUMA)

## bench    speed on the host, beside textbook allocators and the figures to beat
.PHONY: bench bench-smoke
bench: $(bench-programs)
	@tests/bench/run $^

# The same workloads, only compared, not timed.
bench-smoke: $(bench-programs)
	@tests/bench/run smoke $^
