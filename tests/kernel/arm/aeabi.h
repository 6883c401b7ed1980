/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_AEABI_H
#define KERNEL_AEABI_H

void aeabi_check(void);

#endif
