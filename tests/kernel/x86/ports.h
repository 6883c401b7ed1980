/* SPDX-License-Identifier: MIT */
/*
 * ports.h - what the test kernels of i386 and x86_64 share.
 */
#ifndef PORTS_H
#define PORTS_H

void serial_init(void);

/* About a microsecond, on any PC. */
void io_delay(void);

/* ---- boot_log.c: what is printed before setup_arch(), in memory of extend_brk() ---- */

void boot_log_open(void);
void boot_log_char(char c);
void boot_log_close(void);
void boot_log_map(void);
void boot_log_check(void);

/* ---- processors.c: the others run in real mode, at setup_trampoline ---- */

void processors_claim(void);
void processors_place(void);
void processors_map(void);
void processors_check(const char *command_line);

#endif
