/* SPDX-License-Identifier: MIT */
/*
 * The words that contracts in the library's sources use. Only the prover reads this file; it
 * comes before each source. Contracts are comments that start with an @ sign.
 */
#ifndef PROVE_WORDS_H
#define PROVE_WORDS_H

#include "lib/lib.h"
#include "memblock/internal.h"

#endif
