/* SPDX-License-Identifier: MIT */
/*
 * ports.h - what the test kernels of i386 and x86_64 share.
 */
#ifndef PORTS_H
#define PORTS_H

void serial_init(void);

#endif
