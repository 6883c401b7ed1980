/* SPDX-License-Identifier: MIT */
/*
 * counters.h - what a call counts that ends in a panic is set apart (tests/coverage).
 *
 * The compiler does not count everything: code behind a call was reached as often as the call,
 * the false side of a branch as often as the branch less its true side. A panic jumps out of
 * the call, and what was derived so is wrong from then on. Such counts go to a file of their
 * own, in which nothing that is derived is believed. Without coverage nothing happens here.
 */
#ifndef COUNTERS_H
#define COUNTERS_H

/* A panic may come. */
void counters_keep(void);

/* It has come: what was counted since then is set apart. */
void counters_set_apart(void);

/* To $LLVM_PROFILE_FILE.panics, behind what is there; when the process ends. */
void counters_write_apart(void);

#endif
