## evidence the figures of README's table, each by its command; EVIDENCE="name ..." picks rows: an hour or two for all
EVIDENCE ?=
.PHONY: evidence
evidence:
	$(call need,python3,python3)
	@BUILD=$(BUILD) tests/evidence/evidence $(EVIDENCE)
