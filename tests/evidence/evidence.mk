## evidence the table of figures in README.md, of the parts of `make check`; EVIDENCE=last: of those that ran last
evidence-parts := prove model planted host coverage mutate fuzz qemu shrink lint size
EVIDENCE ?=
.PHONY: evidence
evidence:
	$(call need,python3,python3)
	$(if $(filter last,$(EVIDENCE)),,+@MAKE=$(MAKE) tests/check/all $(BUILD)/results $(evidence-parts))
	@BUILD=$(BUILD) tests/evidence/evidence
