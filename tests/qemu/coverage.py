#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the rows of the matrix reach of arch/, file by file: lines and branches.

Kernels whose library counts (clang) boot the rows. RAM is a file, so that the counters can be
read when the machine is gone: nothing of it is in the kernel. They become a raw profile, as
the profile runtime would have written it, for llvm-profdata and llvm-cov; what these say of each
kernel is joined by the reader of tests/coverage/judge.

Source: the raw profile's layout, version 10 (LLVM 19): llvm/include/llvm/ProfileData/InstrProfData.inc.
"""
import argparse
import concurrent.futures
import importlib.machinery
import importlib.util
import json
import os
import re
import struct
import subprocess
import sys

import run

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = "nobootmem"

# Where RAM begins.
STARTS = {"virt": 0x40000000, "vexpress-a9": 0x60000000, "vexpress-a15": 0x80000000,
          "sbsa-ref": 0x10000000000}

# Rows that are no use here: kernels of other builds; RAM that has not just this size, or much of it.
UNFIT = re.compile(r"build=|pc-dimm|suite=|sparse|131073K|[2-9]G|\d\dG")


def tool(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


class Image:
    """An ELF file with counters."""

    def __init__(self, path):
        self.path, self.sections = path, {}
        for name, address, offset, size in re.findall(
                r"^\s*\[ *\d+\] (\S+)\s+\w+\s+([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ",
                tool("readelf", "-SW", path).decode(), re.M):
            self.sections[name] = tuple(int(n, 16) for n in (address, offset, size))
        self.text = int(re.search(r"^([0-9a-f]+) \S _text$", tool("nm", path).decode(), re.M)[1], 16)
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.wide = self.bytes[4] == 2
        self.counters = [0] * (self.sections["__llvm_prf_cnts"][2] // 8)

    def content(self, name):
        _, offset, size = self.sections[name]
        return self.bytes[offset:offset + size]

    def add(self, boot, image_at):
        """Takes the counters; image_at: where in RAM the image lies. Returns what is wrong."""
        address, _, size = self.sections["__llvm_prf_cnts"]
        counters = boot.read(address - self.text + image_at, size)
        if len(counters) != size:
            return f"there is no RAM where the counters are: image at {image_at:#x}"
        counters = struct.unpack(f"<{size // 8}Q", counters)
        self.counters = [a + b for a, b in zip(self.counters, counters)]
        return None

    def profile(self):
        data, names = self.content("__llvm_prf_data"), self.content("__llvm_prf_names")
        record = 64 if self.wide else 48
        magic = b"\x81rforpl\xff" if self.wide else b"\x81Rforpl\xff"
        delta = self.sections["__llvm_prf_cnts"][0] - self.sections["__llvm_prf_data"][0]
        header = magic + struct.pack("<15Q", 10, 0, len(data) // record, 0, len(self.counters), 0, 0, 0,
                                     len(names), delta % (1 << (64 if self.wide else 32)), 0, 0, 0, 0, 2)
        body = data + struct.pack(f"<{len(self.counters)}Q", *self.counters) + names
        return header + body + b"\0" * (-len(names) % 8)

    def export(self):
        """What llvm-cov says."""
        with open(self.path + ".profraw", "wb") as file:
            file.write(self.profile())
        tool("llvm-profdata-19", "merge", self.path + ".profraw", "-o", self.path + ".profdata")
        return json.loads(tool("llvm-cov-19", "export", "-instr-profile", self.path + ".profdata",
                               "-ignore-filename-regex=/tests/", self.path))["data"][0]


class Boot(run.Row):
    """RAM is a file, or one for each node, that lie behind each other."""

    def ram(self):
        if self.nodes:
            return ["-m", self.memory]
        return ["-object", f"memory-backend-ram,id=ram,size={self.memory}",
                "-machine", "memory-backend=ram", "-m", self.memory]

    def command(self):
        self.files = []
        return [self.in_file(word) for word in super().command()]

    def in_file(self, word):
        kind = "memory-backend-ram"
        if not word.startswith(kind):
            return word
        self.files.append(os.path.join(self.dir, f"{self.name}.ram{len(self.files)}"))
        return f"memory-backend-file,mem-path={self.files[-1]},share=on" + word[len(kind):]

    def read(self, at, size):
        """Bytes of RAM; fewer, if there are not so many."""
        for path in self.files:
            length = os.path.getsize(path)
            if at < length:
                with open(path, "rb") as file:
                    file.seek(at)
                    return file.read(size)
            at -= length
        return b""

    def image(self):
        """The file whose addresses count."""
        name = "kernel-multiboot.elf" if "multiboot" in self.options else "kernel.elf"
        return os.path.join(os.path.dirname(self.kernel), name)

    def count(self, images):
        """Returns what is wrong, as run() does."""
        text, wrong, seconds = self.run()
        at = re.search(r"kernel: image at (0x[0-9a-f]+)", text)
        if at and not wrong:
            start = STARTS.get(self.machine.split(",")[0], 0)
            wrong = images[self.image()].add(self, int(at[1], 16) - start)
        for path in self.files:
            if os.path.exists(path):
                os.remove(path)
        return wrong, seconds


def rows_of(args):
    args.show, args.config, args.table = None, CONFIG, "matrix.txt"
    rows = [row for row in run.choose(args) if not UNFIT.search(" ".join(map(str, row.values())))]
    return [dict(row, options=row["options"] + " build=coverage") for row in rows]


def judge():
    """tests/coverage/judge as a module."""
    path = os.path.join(HERE, "../coverage/judge")
    loader = importlib.machinery.SourceFileLoader("judge", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("judge", loader))
    loader.exec_module(module)
    return module


def runs(order, reached):
    """Lines that were not reached, those that follow each other as FIRST-LAST."""
    found, before = [], None
    for line in order:
        if not reached[line]:
            found = found[:-1] + [(found[-1][0], line)] if before else found + [(line, line)]
        before = not reached[line]
    return [str(a) if a == b else f"{a}-{b}" for a, b in found]


def report(images):
    reader = judge()
    coverage = reader.Coverage()
    for image in images.values():
        coverage.add(image.export())
    print("\n  %-34s %7s %7s" % ("file", "lines", "branch"))
    unreached = []
    names = sorted(n for n in coverage.lines if n.startswith("arch/"))
    for name in names:
        lines, branches = coverage.lines[name], coverage.branches[name]
        print("  %-34s %s %s" % (name, reader.share(lines), reader.share(branches)))
        missed = runs(sorted(lines), lines)
        if missed:
            print("      not reached: " + " ".join(missed))
        if not any(lines.values()):
            unreached.append(name)
    total = [reader.share(reader.whole(table, names)) for table in (coverage.lines, coverage.branches)]
    print("  %-34s %s %s" % ("all", *total))
    return unreached


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--arch", default=" ".join(run.QEMU))
    parser.add_argument("--rows", default="*", help="patterns of names, separated by blanks")
    parser.add_argument("--kernels", action="store_true", help="print which kernels are needed")
    args = parser.parse_args()
    rows = rows_of(args)
    if args.kernels:
        return run.list_kernels(rows, args.build)
    run.need_tools(rows)
    os.makedirs(os.path.join(args.build, "qemu"), exist_ok=True)
    rows = [Boot(row, args.build) for row in rows]
    images = {path: Image(path) for path in {row.image() for row in rows}}
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(run.PARALLEL) as pool:
        for row, (wrong, seconds) in zip(rows, pool.map(lambda row: row.count(images), rows)):
            failed += bool(wrong)
            if wrong:
                run.report(row, wrong, seconds)
    unreached = report(images)
    if args.rows != "*":
        unreached = []
    for name in unreached:
        print(f"FAILED: nothing of {name} was reached")
    print(f"coverage-arch: {len(rows) - failed} passed, {failed + len(unreached)} failed")
    sys.exit(bool(failed or unreached))


if __name__ == "__main__":
    main()
