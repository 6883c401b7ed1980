# `make install`: headers, library, linker script and a pkg-config file below $(DESTDIR)$(PREFIX),
# all of one ARCH and one CONFIG; another one goes to a prefix of its own.

bootmem-version := 0.1

DESTDIR ?=
PREFIX  ?= /usr/local
install-to := $(DESTDIR)$(PREFIX)
install-linker := $(wildcard linker/$(ARCH).ld)

# ---- config.h: the switches with which the library was built ------------------

# Every switch that config.h knows, and whatever else was given.
install-given    := $(patsubst -D%,%,$(filter -D%,$(EXTRA_CPPFLAGS)))
install-switches := $(sort $(shell sed -nE 's/^\#(ifn?def |elif !defined\()([A-Z][A-Z_0-9]*)\)?$$/\2/p' \
	include/bootmem/config.h | grep -vx BOOTMEM_CONFIG_H) $(foreach d,$(install-given),$(firstword $(subst =, ,$(d)))))

# The compiler says what each is; one that is not defined is off.
$(OUT)/install/config.h: include/bootmem/config.h src/install.mk $(OUT)/flags
	@mkdir -p $(@D)
	@$(TARGET_CC) $(TARGET_CFLAGS) -dM -E $< > $(@D)/macros
	@{ printf '\n/*\n * Written by make install: how libbootmem.a was built (ARCH=%s CONFIG=%s). A program need not\n' $(ARCH) $(CONFIG); \
	   printf ' * say any of it. One that says otherwise, where layouts or meanings depend on it, does not link.\n */\n'; \
	   for s in $(install-switches); do \
		value=$$(sed -n "s/^#define $$s //p" $(@D)/macros); \
		printf '#ifndef %s\n#define %s %s\n#endif\n' $$s $$s "$${value:-n}"; \
	   done; } > $(@D)/defaults
	@sed '/^#define BOOTMEM_CONFIG_H$$/r $(@D)/defaults' $< > $@

# ---- pkg-config ----------------------------------------------------------------

# Paths follow the file, so that the tree may move.
define install-pc
prefix=$${pcfiledir}/../..
includedir=$${prefix}/include
libdir=$${prefix}/lib
arch=$(ARCH)
config=$(CONFIG)
$(if $(install-linker),linkerdir=$${prefix}/share/bootmem/linker
linkerscript=$${linkerdir}/$(notdir $(install-linker)))

Name: bootmem
Description: Boot memory for kernels: from firmware's map to a page allocator ($(ARCH), $(CONFIG))
Version: $(bootmem-version)
Cflags: -I$${includedir}
Libs: -L$${libdir} -lbootmem
endef

$(OUT)/install/bootmem.pc: export text = $(install-pc)
$(OUT)/install/bootmem.pc: src/install.mk $(OUT)/flags
	@mkdir -p $(@D)
	@printf '%s\n' "$$text" > $@

# ---- install, uninstall ----------------------------------------------------------

install-remove = rm -rf '$(install-to)/include/bootmem' '$(install-to)/share/bootmem' && \
	rm -f '$(install-to)/lib/libbootmem.a' '$(install-to)/lib/pkgconfig/bootmem.pc'

## install  headers, library, linker script, bootmem.pc to DESTDIR= PREFIX=/usr/local, for ARCH= CONFIG=
.PHONY: install
install: $(OUT)/libbootmem.a $(OUT)/install/config.h $(OUT)/install/bootmem.pc
	@pc='$(install-to)/lib/pkgconfig/bootmem.pc'; \
	if [ -e "$$pc" ] && ! { grep -qx 'arch=$(ARCH)' "$$pc" && grep -qx 'config=$(CONFIG)' "$$pc"; }; then \
		echo '$(install-to) has bootmem for' \
			"$$(sed -n 's/^arch=/ARCH=/p; s/^config=/CONFIG=/p' "$$pc" | paste -sd ' '), and a prefix" \
			"holds one: choose another PREFIX=, or run 'make uninstall' with this one first."; \
		exit 1; \
	fi
	@$(install-remove)
	@install -d '$(install-to)/include/bootmem' '$(install-to)/lib/pkgconfig' '$(install-to)/share/bootmem/linker'
	@install -m 644 include/bootmem/*.h '$(install-to)/include/bootmem'
	@install -m 644 $(OUT)/install/config.h '$(install-to)/include/bootmem'
	@install -m 644 $(OUT)/libbootmem.a '$(install-to)/lib'
	@install -m 644 $(OUT)/install/bootmem.pc '$(install-to)/lib/pkgconfig'
	@install -m 644 LICENSE '$(install-to)/share/bootmem'
	@$(if $(install-linker),install -m 644 $(install-linker) '$(install-to)/share/bootmem/linker')

## uninstall  remove what install put into that DESTDIR= PREFIX=
.PHONY: uninstall
uninstall:
	@$(install-remove)
