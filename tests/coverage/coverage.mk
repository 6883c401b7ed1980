# Coverage: the host tests once more, without sanitizers, counting with clang 19: lines, branches,
# and every condition's own effect (MC/DC).

coverage-variants := cov64-numa cov64-both-numa cov64-bootmem-numa cov32-both cov32-pa32 cov32-bootmem-pa32
variant-cov64-numa         := clang-19 -m64 -O0 -DCONFIG_NUMA
variant-cov64-both-numa    := clang-19 -m64 -O0 -DCONFIG_NUMA -DCONFIG_ARCH_KEEP_MEMBLOCK
variant-cov64-bootmem-numa := clang-19 -m64 -O0 -DCONFIG_NUMA
variant-cov32-both         := clang-19 -m32 -O0 -DCONFIG_HIGHMEM
variant-cov32-pa32         := clang-19 -m32 -O0 -DCONFIG_PHYS_ADDR_T_64BIT=n
variant-cov32-bootmem-pa32 := clang-19 -m32 -O0 -DCONFIG_PHYS_ADDR_T_64BIT=n -DCONFIG_NUMA
$(foreach v,$(coverage-variants),$(eval instrument-$(v) := -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc))
