#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots the test kernel once for every row of matrix.txt and judges what it says.

A row has passed when QEMU ends in time, with the exit status expected and with the last
line (or the sentence of a panic) expected. What the machine printed is kept in
BUILD/qemu/ROW.log. See matrix.txt for the columns.
"""
import argparse
import concurrent.futures
import fnmatch
import os
import random
import re
import shutil
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = "name arch config machine memory options append expect".split()
SECONDS = 120
PARALLEL = 2

# tests/kernel/kernel.h. Never 0: that is what a machine gives that resets.
PASSED, PANIC, EXCEPTION = 33, 37, 39

QEMU = {
    "i386": "qemu-system-i386 -device isa-debug-exit,iobase=0xf4,iosize=4",
    "x86_64": "qemu-system-x86_64 -device isa-debug-exit,iobase=0xf4,iosize=4",
    "arm64": "qemu-system-aarch64 -semihosting-config enable=on,target=native",
}
QUIET = "-accel tcg -display none -nodefaults -no-reboot -serial stdio"
PACKAGE = {"i386": "qemu-system-x86", "x86_64": "qemu-system-x86", "arm64": "qemu-system-arm"}
KERNEL = {"i386": "kernel.elf", "x86_64": "kernel.elf", "arm64": "kernel.bin"}


def read_matrix(path):
    """Rows as dictionaries; a row with suite=* becomes one for each suite."""
    rows = []
    with open(path) as table:
        for number, line in enumerate(table, 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != len(COLUMNS):
                sys.exit(f"{path}:{number}: {len(cells)} columns, not {len(COLUMNS)}")
            rows.append(dict(zip(COLUMNS, cells)))
    return [one for row in rows for one in expand(row)]


def expand(row):
    if "suite=*" not in row["append"]:
        return [row]
    suites = sorted(f[:-2] for f in os.listdir(os.path.join(HERE, "../suites"))
                    if f.endswith(".c"))
    return [dict(row, name=f"{row['name']}-{suite}",
                 append=row["append"].replace("suite=*", f"suite={suite}"))
            for suite in suites]


def unfold(word):
    """"4K${10..12}M" stands for "4K$10M 4K$11M 4K$12M", as in a shell."""
    match = re.search(r"\{(\d+)\.\.(\d+)\}", word)
    if not match:
        return [word]
    return [word[:match.start()] + str(n) + word[match.end():]
            for n in range(int(match[1]), int(match[2]) + 1)]


class Row:
    """One boot."""

    def __init__(self, row, build):
        self.__dict__.update(row)
        self.dir = os.path.join(build, "qemu")
        variant = re.search(r"(?:^| )build=(\S+)", self.options)
        self.kernel = os.path.join(build, variant[1] if variant else "",
                                   f"{self.arch}-{self.config}", KERNEL[self.arch])
        self.log = os.path.join(self.dir, self.name + ".log")
        self.seconds = SECONDS
        self.words = [one for word in self.append.split() for one in unfold(word)]

    def initrd(self, size):
        """A file of this many random bytes, the same in each run; the kernel learns its sum."""
        data = random.Random(size).randbytes(size)
        path = os.path.join(self.dir, self.name + ".initrd")
        with open(path, "wb") as f:
            f.write(data)
        self.words.append(f"initrd={size},{zlib.crc32(data)}")
        return ["-initrd", path]

    def dtb(self, name):
        """A device tree of ours, handed over untouched in place of QEMU's own."""
        path = os.path.join(self.dir, self.name + ".dtb")
        subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path,
                        os.path.join(HERE, "dts", name + ".dts")], check=True)
        self.words.append("dtb=initrd")
        return ["-initrd", path]

    def ram(self):
        size, _, kind = self.memory.partition(",")
        if kind == "sparse":
            return ["-object", f"memory-backend-ram,id=ram,size={size},reserve=off",
                    "-machine", "memory-backend=ram", "-m", size]
        return ["-m", size]

    def command(self):
        command = (QEMU[self.arch] + " " + QUIET).split()
        command += ["-machine", self.machine] + self.ram() + ["-kernel", self.kernel]
        if self.arch == "arm64" and "-cpu" not in self.options:
            command += ["-cpu", "cortex-a57"]
        for option in self.options.split():
            key, _, value = option.partition("=")
            if key == "initrd":
                command += self.initrd(int(value))
            elif key == "dtb":
                command += self.dtb(value)
            elif key == "seconds":
                self.seconds = int(value)
            elif key == "build":
                pass
            else:
                command.append(option)
        return command + (["-append", " ".join(self.words)] if self.words else [])

    def boot(self):
        """Returns the exit status (None = out of time) and the text."""
        with open(self.log, "w+", errors="replace", newline="\n") as log:
            command = self.command()
            log.write(" ".join(f"'{c}'" if " " in c else c for c in command) + "\n\n")
            log.flush()
            machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT)
            try:
                status = machine.wait(self.seconds)
            except subprocess.TimeoutExpired:
                machine.kill()
                machine.wait()
                status = None
        with open(self.log, errors="replace") as log:
            return status, log.read().split("\n\n", 1)[1].replace("\r", "")

    def judge(self, status, text):
        """Returns what is wrong, or None."""
        verdict, *parts = [part.strip() for part in self.expect.split(";")]
        last = text.rstrip().rsplit("\n", 1)[-1]
        if verdict.startswith("panic:"):
            want, sentence = PANIC, verdict[len("panic:"):].strip()
            ended = last.startswith("PANIC: ") and sentence in last
        elif verdict.startswith("exception:"):
            want, sentence = EXCEPTION, verdict[len("exception:"):].strip()
            ended = last.startswith("EXCEPTION: ") and sentence in last
        else:
            want, sentence = PASSED, "bootmem: N passed, 0 failed"
            ended = re.fullmatch(r"bootmem: [1-9]\d* passed, 0 failed", last)
        if status is None:
            return f"no end after {self.seconds} s"
        if status != want:
            reason = re.search(r"^(PANIC|EXCEPTION|FAILED): .*", text, re.M)
            return f"status {status}, not {want}; " + (reason or re.match(".*", last)).group(0)
        if not ended:
            return f'the end is not "{sentence}" but "{last}"'
        for part in parts:
            absent = part.startswith("!")
            if (part.lstrip("!") in text) == absent:
                return f'"{part.lstrip("!")}" ' + ("appears" if absent else "is missing")
        return None

    def run(self):
        start = time.monotonic()
        try:
            status, text = self.boot()
            wrong = self.judge(status, text)
        except (OSError, subprocess.CalledProcessError) as error:
            text, wrong = "", str(error)
        return text, wrong, time.monotonic() - start


def report(row, wrong, seconds):
    print(f"{row.name:<28} {seconds:5.1f} s  " + (f"FAILED: {wrong}" if wrong else "ok"),
          flush=True)


def need_tools(rows):
    tools = {QEMU[row["arch"]].split()[0]: PACKAGE[row["arch"]] for row in rows}
    if any("dtb=" in row["options"] for row in rows):
        tools["dtc"] = "device-tree-compiler"
    for tool, package in tools.items():
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: install the Debian package {package}, "
                     "or run 'make deps' as root.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--config", default="nobootmem")
    parser.add_argument("--rows", default="*", help="patterns of names, separated by blanks")
    parser.add_argument("--show", metavar="ROW", help="boot this one and print what it says")
    args = parser.parse_args()
    patterns = [args.show] if args.show else args.rows.split()
    rows = [row for row in read_matrix(os.path.join(HERE, "matrix.txt"))
            if row["config"] == args.config
            and any(fnmatch.fnmatchcase(row["name"], p) for p in patterns)]
    if not rows:
        sys.exit(f"qemu: no row matches {' '.join(patterns)}")
    need_tools(rows)
    os.makedirs(os.path.join(args.build, "qemu"), exist_ok=True)
    rows = [Row(row, args.build) for row in rows]

    if args.show:
        text, wrong, seconds = rows[0].run()
        print(text, end="")
        if wrong:
            report(rows[0], wrong, seconds)
        sys.exit(bool(wrong))

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        futures = {pool.submit(row.run): row for row in rows}
        for future in concurrent.futures.as_completed(futures):
            _, wrong, seconds = future.result()
            failed += bool(wrong)
            report(futures[future], wrong, seconds)
    print(f"qemu: {len(rows) - failed} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
