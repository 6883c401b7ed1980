/* SPDX-License-Identifier: MIT */
/* Nothing of its own: the inline functions of words.h's headers are proved here. */
