# The QEMU matrix: tests/qemu/matrix.txt, one boot for each row and configuration.

## qemu     boot the test kernel on every machine of tests/qemu/matrix.txt; ROWS="glob ..." picks
##          rows, ARCH= and CONFIG= those of one; what a machine printed is in build/qemu/ROW.log
.PHONY: qemu
ROWS ?= *
# Asked for, not by default.
asked     = $(if $(filter file,$(origin $(1))),,$($(1)))
qemu-run := python3 tests/qemu/run.py --build $(BUILD) --rows '$(ROWS)' \
	$(foreach v,$(call asked,ARCH),--arch $(v)) $(foreach v,$(call asked,CONFIG),--config $(v))
qemu:
	$(call need,python3,python3)
	@kernels=$$($(qemu-run) --kernels) || exit 1; echo "$$kernels" | while read -r arch config goal dir flags; do \
		$(MAKE) --no-print-directory ARCH=$$arch CONFIG=$$config BUILD=$$dir \
			$${flags:+EXTRA_CPPFLAGS="$$flags $(EXTRA_CPPFLAGS)"} $$goal </dev/null || exit 1; done
	@$(qemu-run)
