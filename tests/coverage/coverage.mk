# Coverage: the host tests once more, without sanitizers, counting with clang 19: lines, branches,
# and every condition's own effect (MC/DC). Counted is what is written, before it is optimised; it
# is optimised all the same, since what a switch leaves out (if (DEBUG_MODE)) is not there to link.

coverage-variants := cov64-numa cov64-both-numa cov64-bootmem-numa cov32-numa cov32-both cov32-pa32 cov32-bootmem-pa32
variant-cov64-numa         := clang-19 -m64 -DCONFIG_NUMA
variant-cov64-both-numa    := clang-19 -m64 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK -DCONFIG_BOOTMEM_DEBUG
variant-cov64-bootmem-numa := clang-19 -m64 -DCONFIG_NUMA
variant-cov32-numa         := clang-19 -m32 -DCONFIG_NUMA -DCONFIG_HAVE_MEMBLOCK_PHYS_MAP
variant-cov32-both         := clang-19 -m32 -DCONFIG_HIGHMEM
variant-cov32-pa32         := clang-19 -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n
variant-cov32-bootmem-pa32 := clang-19 -m32 -DCONFIG_PHYS_ADDR_T_64BIT=n -DCONFIG_NUMA
$(foreach v,$(coverage-variants),$(eval instrument-$(v) := -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc))

# Always the same run. Calls that ended in a panic are counted apart (tests/host/counters.h).
define coverage-run
$(BUILD)/test/$(1)/coverage.json: $(BUILD)/test/$(1)/unit
	$$(call need,llvm-cov-19,llvm-19)
	@echo "  RUN $(1)"
	@rm -f $$(@D)/profraw.panics
	@LLVM_PROFILE_FILE=$$(@D)/profraw TEST_SEED=1 $$(call emulator,$(1)) $$< > $$(@D)/log 2>&1 || tail -n 20 $$(@D)/log
	@for run in profraw.panics profraw; do \
		llvm-profdata-19 merge $$(@D)/$$$$run -o $$(@D)/profdata && \
		llvm-cov-19 export -instr-profile=$$(@D)/profdata -ignore-filename-regex=/tests/ $$< > $$(@D)/$$$$run.json || exit; \
	done
	@mv $$(@D)/profraw.json $$@
endef
$(foreach v,$(coverage-variants),$(eval $(call coverage-run,$(v))))

## coverage lines, branches and conditions (MC/DC) that the host tests reach, file by file; fails
##          below 100 % of any file, tests/coverage/excuses excepted
.PHONY: coverage
coverage: $(patsubst %,$(BUILD)/test/%/coverage.json,$(coverage-variants))
	$(call need,python3,python3)
	@BUILD=$(BUILD) tests/coverage/judge $(coverage-variants)
