# Benchmark on the host: the library as users get it, beside a textbook allocator.

bench-library := $(BUILD)/bench/host-nobootmem/libbootmem.a
bench-sources := tests/bench/bench.c tests/bench/textbook.c

$(bench-library): FORCE
	@$(MAKE) --no-print-directory lib ARCH=host CONFIG=nobootmem BUILD=$(BUILD)/bench EXTRA_CPPFLAGS= OPT=-O2

$(BUILD)/bench/bench: $(bench-sources) tests/bench/textbook.h tests/bench/bench.mk $(bench-library)
	$(CC) -Iinclude -std=gnu11 -O2 -g $(WARNINGS) $(bench-sources) $(bench-library) -lm -o $@

## bench    speed on the host, beside a textbook allocator and the figures to beat
.PHONY: bench bench-smoke
bench: $(BUILD)/bench/bench
	@$<

# The same workloads, only compared, not timed.
bench-smoke: $(BUILD)/bench/bench
	@$< smoke
