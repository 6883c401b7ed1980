# The QEMU matrix: tests/qemu/matrix.txt, one boot for each row and configuration.

## qemu     boot the test kernel on every machine of tests/qemu/matrix.txt; ROWS="glob ..." picks
##          rows, ARCH= and CONFIG= those of one; what a machine printed is in build/qemu/ROW.log
##          qemu-builds: the same with tests/qemu/builds.txt, every way to compile with every suite
ROWS ?= *
# Asked for, not by default.
asked     = $(if $(filter file,$(origin $(1))),,$($(1)))
qemu-run := python3 tests/qemu/run.py --build $(BUILD) --rows '$(ROWS)' \
	$(foreach v,$(call asked,ARCH),--arch $(v)) $(foreach v,$(call asked,CONFIG),--config $(v))

# kernels-of COMMAND: makes what the command lists, a kernel each line, some at a time.
kernels-of = kernels=$$($(1)) || exit 1; echo "$$kernels" | \
	xargs -P "$$(nproc)" -L 1 $(MAKE) --no-print-directory || exit 1

qemu-builds: private qemu-run += --table builds.txt
.PHONY: qemu qemu-builds
qemu qemu-builds:
	$(call need,python3,python3)
	@$(call kernels-of,$(qemu-run) --kernels)
	@$(qemu-run)

## shrink   take RAM away from a kernel until it fails, and look how: where outcomes change;
##          shrink-all: every size, in every configuration
shrink-run := python3 tests/qemu/shrink.py --build $(BUILD)
shrinking  := i386-nobootmem x86_64-bootmem arm-bootmem arm64-nobootmem
shrink-all: private shrinking := --all $(foreach a,$(filter-out host,$(ARCHES)),$(addprefix $(a)-,$(CONFIGS)))
.PHONY: shrink shrink-all
shrink shrink-all:
	$(call need,python3,python3)
	@$(call kernels-of,$(shrink-run) --make $(shrinking))
	@$(shrink-run) $(shrinking)

## coverage-arch  lines and branches of arch/ that the rows of the matrix reach, every miss; ROWS=, ARCH=
arch-coverage := python3 tests/qemu/coverage.py --build $(BUILD) --rows '$(ROWS)' \
	$(foreach v,$(call asked,ARCH),--arch $(v))
.PHONY: coverage-arch
coverage-arch:
	$(call need,clang-19,clang-19)
	$(call need,llvm-cov-19,llvm-19)
	@$(call kernels-of,$(arch-coverage) --kernels)
	@$(arch-coverage)
