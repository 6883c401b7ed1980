# Proofs: Frama-C WP over the library's own sources. tests/prove/README.md says what is proved.

prove-packages := frama-c-base why3 z3 cvc4 cvc5
prove-tools := frama-c:frama-c-base why3:why3 z3:z3 cvc4:cvc4 cvc5:cvc5 python3:python3
prove-needs = $(foreach t,$(prove-tools),$(call need,$(firstword $(subst :, ,$(t))),$(lastword $(subst :, ,$(t))))$(newline))

## deps-prove  install what the proofs need (Debian 12, as root)
.PHONY: deps-prove
deps-prove:
	@tests/check/deps $(prove-packages)

# Lines of the table to prove; all of them when empty.
NAMES ?=

## prove    prove what tests/prove/table names, for 64-bit addresses; NAMES="name ..." picks lines.
##          What has been proved before in this build directory is not proved again.
##          prove-fast: not the lines that the table calls slow, for make check
##          prove-all: from scratch, for 64- and 32-bit addresses
##          prove-planted: do the faults of tests/prove/planted.list break the proofs?
.PHONY: prove prove-fast prove-all prove-planted
prove:
	$(prove-needs)
	@tests/prove/run --build $(BUILD)/prove --cache --variants pa64 $(NAMES)

prove-fast:
	$(prove-needs)
	@tests/prove/run --build $(BUILD)/prove --cache --fast --variants pa64

prove-all:
	$(prove-needs)
	@tests/prove/run --build $(BUILD)/prove-all --variants pa64,pa32 $(NAMES)

prove-planted:
	$(prove-needs)
	@tests/prove/run --build $(BUILD)/prove --cache --planted $(NAMES)
