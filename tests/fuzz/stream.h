/* SPDX-License-Identifier: MIT */
/*
 * stream.h - a random test whose randomness is the fuzzer's input.
 *
 * The oracles of tests/host make calls at random and compare everything after each. Linked with
 * this, what they draw comes from the input, byte by byte, so that libFuzzer chooses the calls;
 * when the input ends, so does the world. A check that fails ends the process.
 */
#ifndef STREAM_H
#define STREAM_H

#include <bootmem/types.h>

#include "../suites/test.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* Runs the first case of a suite. Returns 0. */
int stream_run(const struct suite *suite, const u8 *data, size_t size);

#endif
