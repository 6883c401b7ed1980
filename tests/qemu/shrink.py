#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes memory away from a machine page by page, until its kernel fails, at every stage of boot.

The machine stays the same; mem= tells the kernel of less and less RAM. Each size must end as
a machine that is large enough does, or in one of the sentences below, with the exit status of
a panic: never in a hang, a reset, an exception or a failed check. And nobody may write where
there is no memory for him: RAM is a file full of a pattern, which must still be there afterwards
in all pages that are neither below the limit nor in use by the map that the kernel printed.

Without --all, only the borders between outcomes are looked for, by bisection: the last size of
each and the first of the next.
"""
import argparse
import concurrent.futures
import os
import re
import sys

import run

PAGE = 4096
PATTERN = b"\x5c" * PAGE
RAM = 16 << 20

# What a kernel says that has too little, in the order of boot.
SENTENCES = [
    ("no RAM", r"there is no RAM: the memory map \(\d+ ranges\) leaves nothing usable; check the "),
    ("node data", r"no memory for the data of node 0, \d+ bytes: add RAM, or raise "),
    ("node data", r"no room for the node data of node 0, \d+ bytes: add RAM, "),
    ("bitmap", r"no memory for the bitmap of node 0, \d+ bytes: add RAM, "),
    ("bitmap", r"no room for the bitmap of node 0, (\d+ bytes|1 pages for the RAM in \[.*\)): add RAM, "),
    ("page tables", r"no memory for a page table below 0x[0-9a-f]+\.$"),
    ("hash table", r"alloc_large_system_hash\(Names\): no room for \d+ buckets of \d bytes: add RAM$"),
    ("boot memory", r"(__alloc_bootmem(_low)?|memblock_virt_alloc_\w+)\(\): no room for 0x[0-9a-f]+ "
                    r"bytes \(.*\): add RAM, ask for less, or raise bootmem_set_current_limit\(\)$"),
    ("page structs", r"no memory for (page structs|the table of sections) of node 0, \d+ bytes: add RAM, "),
    ("more names", r"no page for more names: add RAM$"),
]
STAGES = list(dict.fromkeys(stage for stage, _ in SENTENCES)) + ["enough"]


class Machine:
    """Where RAM begins, and where firmware may write, from its start on."""

    def __init__(self, machine, options, start, firmware):
        self.machine, self.options = machine, options
        self.start, self.firmware = start, firmware


# Firmware of x86 uses what it likes below 1 MiB, and the end of RAM; and who loads the image clears
# room for extend_brk() behind it. ARM has no firmware, and its image no such room.
X86_FIRMWARE = [(0, 1 << 20), (2 << 20, 4 << 20), (RAM - (256 << 10), RAM)]
MACHINES = {
    "i386": Machine("microvm", "-cpu max", 0, X86_FIRMWARE),
    "x86_64": Machine("microvm", "", 0, X86_FIRMWARE),
    "arm": Machine("virt", "", 0x40000000, []),
    "arm64": Machine("virt", "", 0x40000000, []),
}


class Boot(run.Row):
    """One size."""

    def __init__(self, arch, config, build, pages):
        machine = MACHINES[arch]
        self.machine_kind, self.pages = machine, pages
        super().__init__({"name": f"shrink-{arch}-{pages}-{config}", "family": "shrink", "arch": arch,
                          "config": config, "machine": machine.machine, "memory": "",
                          "options": f"build=debug {machine.options}",
                          "append": f"mem={pages * PAGE}", "expect": "pass", "only": {}}, build)
        self.seconds = 60
        self.file = os.path.join(self.dir, self.name + ".ram")

    def ram(self):
        with open(self.file, "wb") as file:
            file.write(PATTERN * (RAM // PAGE))
        return ["-object", f"memory-backend-file,id=ram,mem-path={self.file},size={RAM},share=on",
                "-machine", "memory-backend=ram", "-m", f"{RAM >> 20}M"]

    def run(self):
        """Sets stage or wrong, and which pages were written."""
        status, text = self.boot()
        self.text, self.stage, self.wrong = text, *self.outcome(status, text)
        with open(self.file, "rb") as file:
            ram = file.read()
        os.remove(self.file)
        self.written = {i for i in range(RAM // PAGE) if ram[i * PAGE:(i + 1) * PAGE] != PATTERN}
        return self

    def outcome(self, status, text):
        last = text.rstrip().rsplit("\n", 1)[-1]
        if status == run.PANIC and last.startswith("PANIC: "):
            for stage, sentence in SENTENCES:
                if re.match(sentence, last[len("PANIC: "):]):
                    return stage, None
        wrong = self.judge(status, text)
        return (None, wrong) if wrong else ("enough", None)

    def pages_in_use(self):
        """By the map that was printed: all that is no plain RAM."""
        used = set()
        for base, last, kind in re.findall(r"^  0x([0-9a-f]+)-0x([0-9a-f]+) (.*)$", self.text, re.M):
            base, last = (int(n, 16) - self.machine_kind.start for n in (base, last))
            if kind != "RAM" and 0 <= base < RAM:
                used.update(range(base // PAGE, last // PAGE + 1))
        return used


class Sweep:
    """All sizes of one kernel; outcomes are remembered."""

    def __init__(self, arch, config, build):
        self.key, self.boots, self.failed = (arch, config, build), {}, 0
        machine = MACHINES[arch]
        enough, nothing = self.boot(RAM // PAGE // 2), self.boot(1)
        self.used = enough.pages_in_use()
        firmware = {page for start, end in machine.firmware for page in range(start // PAGE, end // PAGE)}
        self.allowed = self.used | (nothing.written & firmware)
        for boot in (nothing, enough):
            self.judge(boot)

    def boot(self, pages):
        if pages not in self.boots:
            self.boots[pages] = Boot(*self.key, pages).run()
        return self.boots[pages]

    def judge(self, boot):
        wild = boot.written - self.allowed - set(range(boot.pages))
        if wild and not boot.wrong:
            boot.wrong = (f"{len(wild)} pages were written where there is no memory, "
                          f"the first at {boot.machine_kind.start + min(wild) * PAGE:#x}")
        if boot.wrong:
            self.failed += 1
            print(f"FAILED: {boot.name}: {boot.wrong}", flush=True)

    def at(self, pages):
        if pages not in self.boots:
            self.judge(self.boot(pages))
        return self.boots[pages]

    def borders(self, low, high):
        """Between two sizes with different outcomes: wherever the outcome changes."""
        if high - low < 2 or self.at(low).stage == self.at(high).stage:
            return
        middle = (low + high) // 2
        self.at(middle)
        self.borders(low, middle)
        self.borders(middle, high)

    def every(self, beyond):
        """One page more each time, until it has been enough so many times."""
        pages, enough = 1, 0
        while enough < beyond and pages < RAM // PAGE // 2:
            enough = enough + 1 if self.at(pages).stage == "enough" else 0
            pages += 1

    def report(self):
        """A line for each run of sizes that ended alike; the stages must be in the order of boot."""
        arch, config, _ = self.key
        sizes, last = sorted(self.boots), -1
        print(f"{arch}, {config}: {len(sizes)} sizes")
        for i, pages in enumerate(sizes):
            stage = self.boots[pages].stage
            if i and self.boots[sizes[i - 1]].stage == stage:
                continue
            end = next((n for n in sizes[i:] if self.boots[n].stage != stage), None)
            until = f"below {end}" if end else "and more"
            print(f"  {pages:5} pages {until:>11}: {stage or 'FAILED'}", flush=True)
            if stage and STAGES.index(stage) < last:
                print(f"FAILED: {arch}, {config}: with {pages} pages it is {stage}, though less "
                      f"memory got further", flush=True)
                self.failed += 1
            last = STAGES.index(stage) if stage else last
        if len({boot.stage for boot in self.boots.values()}) < 5:
            print(f"FAILED: {arch}, {config}: memory did not run out at many stages")
            self.failed += 1
        return len(sizes), self.failed


def shrink(arch, config, build, everything):
    sweep = Sweep(arch, config, build)
    if everything:
        sweep.every(beyond=16)
    else:
        sweep.borders(1, RAM // PAGE // 2)
    return sweep


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--all", action="store_true", help="every size, not only the borders")
    parser.add_argument("--make", action="store_true", help="print what make is told for the kernels")
    parser.add_argument("kernels", nargs="+", help="ARCH-CONFIG")
    args = parser.parse_args()
    kernels = [kernel.split("-") for kernel in args.kernels]
    if args.make:
        for arch, config in kernels:
            print(f"ARCH={arch} CONFIG={config} BUILD={args.build}/debug {run.VARIANTS['debug']} kernel")
        return
    os.makedirs(os.path.join(args.build, "qemu"), exist_ok=True)
    sizes = failed = 0
    with concurrent.futures.ThreadPoolExecutor(run.PARALLEL) as pool:
        sweeps = [pool.submit(shrink, arch, config, args.build, args.all) for arch, config in kernels]
        for sweep in sweeps:
            n, wrong = sweep.result().report()
            sizes, failed = sizes + n, failed + wrong
    print(f"shrink: {sizes - failed} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
