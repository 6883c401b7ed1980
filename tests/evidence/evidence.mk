## evidence the table of figures in README.md, of the parts of `make check` and what is too slow for it;
##          EVIDENCE=last: of those that ran last
evidence-parts := prove prove-planted model planted host coverage coverage-arch mutate fuzz qemu shrink lint size
EVIDENCE ?=
.PHONY: evidence
evidence:
	$(call need,python3,python3)
	$(if $(filter last,$(EVIDENCE)),,+@MAKE=$(MAKE) tests/check/all $(BUILD)/results $(evidence-parts))
	@BUILD=$(BUILD) tests/evidence/evidence
