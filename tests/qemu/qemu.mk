# The QEMU matrix: tests/qemu/matrix.txt, one boot a row.

## qemu     boot the test kernel on every machine of tests/qemu/matrix.txt; ROWS="glob ..." picks
##          rows; what a machine printed is in build/qemu/ROW.log
.PHONY: qemu
ROWS ?= *
qemu:
	$(call need,python3,python3)
	@$(MAKE) --no-print-directory ARCH=i386 kernel
	-@$(MAKE) --no-print-directory ARCH=i386 BUILD=$(BUILD)/pa32 EXTRA_CPPFLAGS="-DCONFIG_PHYS_ADDR_T_64BIT=n $(EXTRA_CPPFLAGS)" kernel
	@$(MAKE) --no-print-directory ARCH=x86_64 kernel
	@$(MAKE) --no-print-directory ARCH=arm64 kernel
	@python3 tests/qemu/run.py --build $(BUILD) --config $(CONFIG) --rows '$(ROWS)'
