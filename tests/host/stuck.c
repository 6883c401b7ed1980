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

/* Bits of one word that are always 1, and bits that do not stay, so often. */
struct stuck {
	phys_addr_t at;
	u64 ones, toggle;
	unsigned int times;
};

static struct stuck stuck[MAX_STUCK];
static unsigned int nr_stuck;
static u8 *used, *open_page; /* what the next instruction may use, and its page */
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
		if (word_at(stuck[i].at) == used && stuck[i].times) {
			word ^= stuck[i].toggle;
			stuck[i].times--;
		}
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

/* What may be done to a page without a fault. */
static int locked(const u8 *page)
{
	int protection = PROT_READ;

	for (unsigned int i = 0; i < nr_stuck; i++)
		if (page_of(word_at(stuck[i].at)) == page && stuck[i].toggle)
			protection = PROT_NONE;
	return protection;
}

static void on_use(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	used = info->si_addr;
	open_page = page_of(used);
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
	mprotect(open_page, HOST_PAGE, locked(open_page));
	uc->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

void break_word(phys_addr_t at, u64 ones)
{
	stuck[nr_stuck++] = (struct stuck){ at, ones, 0, 0 };
}

void toggle_word(phys_addr_t at, u64 bits, unsigned int times)
{
	stuck[nr_stuck++] = (struct stuck){ at, 0, bits, times };
}

void stuck_begin(void)
{
	struct sigaction fault = { .sa_sigaction = on_use, .sa_flags = SA_SIGINFO };
	struct sigaction step = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &fault, &old_fault);
	sigaction(SIGTRAP, &step, &old_step);
	writes = 0;
	for (unsigned int i = 0; i < nr_stuck; i++)
		mprotect(page_of(word_at(stuck[i].at)), HOST_PAGE, locked(page_of(word_at(stuck[i].at))));
}

unsigned long stuck_end(void)
{
	for (unsigned int i = 0; i < nr_stuck; i++)
		mprotect(page_of(word_at(stuck[i].at)), HOST_PAGE, PROT_READ | PROT_WRITE);
	sigaction(SIGSEGV, &old_fault, NULL);
	sigaction(SIGTRAP, &old_step, NULL);
	nr_stuck = 0;
	return writes;
}
