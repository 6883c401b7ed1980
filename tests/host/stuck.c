/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "mock.h"
#include "stuck.h"

#define HOST_PAGE 4096UL
#define TRAP_FLAG 0x100

/* Bits of one word that are always 1. */
struct stuck {
	phys_addr_t at;
	u64 ones;
};

static struct stuck stuck[MAX_STUCK];
static unsigned int nr_stuck;
static u8 *open_page; /* the page that the next instruction may write */
static unsigned long writes;
static struct sigaction old_fault, old_step;

static u8 *word_at(phys_addr_t at)
{
	return mock_memory + (at - mock_base);
}

static u8 *page_of(u8 *at)
{
	return (u8 *)((uintptr_t)at & ~(HOST_PAGE - 1));
}

static void force(void)
{
	for (unsigned int i = 0; i < nr_stuck; i++) {
		u64 word;

		if (page_of(word_at(stuck[i].at)) != open_page)
			continue;
		memcpy(&word, word_at(stuck[i].at), sizeof(word));
		word |= stuck[i].ones;
		memcpy(word_at(stuck[i].at), &word, sizeof(word));
	}
}

static bool has_stuck(const u8 *page)
{
	for (unsigned int i = 0; i < nr_stuck; i++)
		if (page_of(word_at(stuck[i].at)) == page)
			return true;
	return false;
}

static void on_write(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	open_page = page_of(info->si_addr);
	if (!has_stuck(open_page)) {
		sigaction(sig, &old_fault, NULL); /* nobody's memory: it happens again */
		return;
	}
	writes++;
	mprotect(open_page, HOST_PAGE, PROT_READ | PROT_WRITE);
	uc->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void on_step(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	force();
	mprotect(open_page, HOST_PAGE, PROT_READ);
	uc->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

void break_word(phys_addr_t at, u64 ones)
{
	stuck[nr_stuck++] = (struct stuck){ at, ones };
}

static void lock_pages(int protection)
{
	for (unsigned int i = 0; i < nr_stuck; i++)
		mprotect(page_of(word_at(stuck[i].at)), HOST_PAGE, protection);
}

void stuck_begin(void)
{
	struct sigaction fault = { .sa_sigaction = on_write, .sa_flags = SA_SIGINFO };
	struct sigaction step = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &fault, &old_fault);
	sigaction(SIGTRAP, &step, &old_step);
	writes = 0;
	lock_pages(PROT_READ);
}

unsigned long stuck_end(void)
{
	lock_pages(PROT_READ | PROT_WRITE);
	sigaction(SIGSEGV, &old_fault, NULL);
	sigaction(SIGTRAP, &old_step, NULL);
	nr_stuck = 0;
	return writes;
}
