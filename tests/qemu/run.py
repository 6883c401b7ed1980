#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots the test kernel for every row of a table, matrix.txt, in each configuration that the row is
for, and judges what it says.

A row has passed when QEMU ends in time, with the exit status expected and with the last
line (or the sentence of a panic) expected. What the machine printed is kept in
BUILD/qemu/ROW-CONFIG.log. See matrix.txt for the columns.
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

import acpi
import loaders

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = "name arch config machine memory options append expect".split()
CONFIGS = "nobootmem both bootmem".split()
SECONDS = 120
PARALLEL = os.cpu_count() or 2

# tests/kernel/kernel.h. Never 0: that is what a machine gives that resets.
PASSED, PANIC, EXCEPTION, UNDEFINED = 33, 37, 39, 41
# How a row's verdict begins: the exit status, and the words with which the last line begins.
ENDINGS = {"panic": (PANIC, "PANIC: "), "exception": (EXCEPTION, "EXCEPTION: "),
           "undefined": (UNDEFINED, "UNDEFINED: ")}

QEMU = {
    "i386": "qemu-system-i386 -device isa-debug-exit,iobase=0xf4,iosize=4",
    "x86_64": "qemu-system-x86_64 -device isa-debug-exit,iobase=0xf4,iosize=4",
    "arm": "qemu-system-arm -semihosting-config enable=on,target=native",
    "arm64": "qemu-system-aarch64 -semihosting-config enable=on,target=native",
}
QUIET = "-accel tcg -display none -nodefaults -no-reboot -serial stdio"
PACKAGE = {"i386": "qemu-system-x86", "x86_64": "qemu-system-x86", "arm": "qemu-system-arm",
           "arm64": "qemu-system-arm"}
# Row option build=: what make is told for a kernel in a directory of its own.
VARIANTS = {
    "pa32": "EXTRA_CPPFLAGS=-DCONFIG_PHYS_ADDR_T_64BIT=n",
    "nohigh": "EXTRA_CPPFLAGS=-DCONFIG_HIGHMEM=n",
    "thumb": "THUMB=y",
    "clang": "CC=clang",
    "O0": "OPT=-O0",
    "O3": "OPT=-O3",
    "clang-O0": "CC=clang OPT=-O0",
    "clang-O3": "CC=clang OPT=-O3",
    "lto": "EXTRA_CFLAGS=-flto=auto",
    "clang-lto": "CC=clang EXTRA_CFLAGS=-flto",
    "coverage": "CC=clang-19 EXTRA_CFLAGS='-fprofile-instr-generate -fcoverage-mapping'",
    "debug": "EXTRA_CPPFLAGS=-DCONFIG_BOOTMEM_DEBUG",
    "ubsan": "EXTRA_CFLAGS=-fsanitize=undefined",
    "clang-ubsan": "CC=clang EXTRA_CFLAGS=-fsanitize=undefined",
}
KERNEL = {"i386": "kernel.elf", "x86_64": "kernel.elf", "arm": "kernel.bin",
          "arm64": "kernel.bin"}
# Boards have a processor of their own; virt has one that may not be the right one.
VIRT_CPU = {"arm": "cortex-a15", "arm64": "cortex-a57"}
os.environ["QEMU_AUDIO_DRV"] = "none"


def read_matrix(path):
    """A dictionary for each boot, in the order of the table."""
    rows = []
    with open(path) as table:
        for number, line in enumerate(table, 1):
            if not line.strip() or line.startswith("#"):
                continue
            where = f"{path}:{number}"
            if line[0].isspace():
                add_expectation(rows[-1], line, where)
                continue
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != len(COLUMNS):
                sys.exit(f"{where}: {len(cells)} columns, not {len(COLUMNS)}")
            rows.append(dict(zip(COLUMNS, cells), only={}))
            configs_of(rows[-1]["config"], where)
    return [one for row in rows for one in expand(row)]


def configs_of(text, where):
    """The configurations that are named, separated by blanks or commas; * = all."""
    names = CONFIGS if text.strip() == "*" else text.replace(",", " ").split()
    if not names or set(names) - set(CONFIGS):
        sys.exit(f'{where}: "{text.strip()}" names no configurations')
    return names


def add_expectation(row, line, where):
    """"    both, bootmem: what these must do, or print, besides"."""
    names, colon, text = line.partition(":")
    if not colon:
        sys.exit(f"{where}: neither a row nor CONFIGURATION: WHAT IT PRINTS")
    for config in configs_of(names, where):
        row["only"].setdefault(config, []).append(text.strip())


def expand(row):
    """One row for each configuration, with build=A,B for each build, and with suite=* for each
    suite that exists in it."""
    builds = variant_of(row["options"])
    for config in configs_of(row["config"], row["name"]):
        for build in builds.split(","):
            name = row["name"] + (f"-{build}" if "," in builds else "")
            one = dict(row, config=config, family=name, name=f"{name}-{config}",
                       options=row["options"].replace(f"build={builds}", f"build={build}"))
            yield from expand_suites(one) if "suite=*" in row["append"] else [one]


def expand_suites(row):
    for suite in suites_of(row["config"]):
        yield dict(row, name=f"{row['family']}-{suite}-{row['config']}",
                   family=f"{row['family']}-{suite}",
                   append=row["append"].replace("suite=*", f"suite={suite}"))


def suites_of(config):
    """tests/groups.mk tells which suites a configuration does not have."""
    with open(os.path.join(HERE, "../groups.mk")) as groups:
        lines = re.findall(r"^(\S+)\s*:=(.*)$", groups.read().replace("\\\n", " "), re.M)
    lists = dict(lines)
    absent = re.sub(r"\$\((\S+)\)", lambda m: lists[m[1]], lists[f"absent-{config}"]).split()
    suites = (f[:-2] for f in os.listdir(os.path.join(HERE, "../suites")) if f.endswith(".c"))
    return sorted(set(suites) - set(absent))


def variant_of(options):
    """The name of the kernel's variant; "" is the one that is built by default."""
    variant = re.search(r"(?:^| )build=(\S+)", options)
    return variant[1] if variant else ""


def unfold(word):
    """"4K${10..12}M" stands for "4K$10M 4K$11M 4K$12M", as in a shell."""
    match = re.search(r"\{(\d+)\.\.(\d+)\}", word)
    if not match:
        return [word]
    return [word[:match.start()] + str(n) + word[match.end():]
            for n in range(int(match[1]), int(match[2]) + 1)]


class Nodes:
    """numa=: "3x64M,0+1,128M+2" are five nodes, the fourth has no memory, it has one of the
    three processors, and the last one has the other two."""

    def __init__(self, text):
        self.sizes, self.processors = [], []
        for part in text.split(","):
            times, _, part = part.rpartition("x")
            size, _, processors = part.partition("+")
            self.sizes += [size] * int(times or 1)
            self.processors += [int(processors or 0)] * int(times or 1)

    def options(self, distance):
        options = ["-smp", str(sum(self.processors) or 1)]
        first = 0
        for i, (size, processors) in enumerate(zip(self.sizes, self.processors)):
            node = f"node,nodeid={i}"
            if size != "0":
                options += ["-object", f"memory-backend-ram,id=n{i},size={size},reserve=off"]
                node += f",memdev=n{i}"
            if processors:
                node += f",cpus={first}-{first + processors - 1}"
            first += processors
            options += ["-numa", node]
        for i in range(len(self.sizes) if distance else 0):
            for j in range(len(self.sizes)):
                options += ["-numa", f"dist,src={i},dst={j},val={distance(i, j)}"]
        return options

    def order(self, arch):
        """QEMU's numbers in the order of the kernel's. By a device tree they are the same; in
        SRAT those with processors come first."""
        nodes = range(len(self.sizes))
        if arch in ("i386", "x86_64"):
            nodes = sorted(nodes, key=lambda i: not (self.processors[i] or
                                                     (i == 0 and not any(self.processors))))
        return [i for i in nodes if self.sizes[i] != "0"]

    def expectations(self, arch, distance):
        order = self.order(arch)
        yield f"kernel: {len(order)} nodes, "
        for number, i in enumerate(order if distance else []):
            yield " ".join(str(distance(i, j)) for j in order) + "\n"


# dist=NAME: how far it is from a node to another.
DISTANCES = {
    "chain": lambda i, j: 10 + abs(i - j),
    "ring8": lambda i, j: 10 + 7 * min((i - j) % 8, (j - i) % 8),
    "one-way": lambda i, j: 10 if i == j else 20 + i if i < j else 60 + j,
}


class Row:
    """One boot."""

    def __init__(self, row, build):
        self.__dict__.update(row)
        self.dir = os.path.join(build, "qemu")
        self.kernel = os.path.join(build, variant_of(self.options),
                                   f"{self.arch}-{self.config}", KERNEL[self.arch])
        self.log = os.path.join(self.dir, self.name + ".log")
        self.seconds = SECONDS
        self.words = [one for word in self.append.split() for one in unfold(word)]
        self.nodes = re.search(r"(?:^| )numa=(\S+)", self.options)
        self.nodes = self.nodes and Nodes(self.nodes[1])
        self.distance = re.search(r"(?:^| )dist=(\S+)", self.options)
        self.distance = self.distance and DISTANCES[self.distance[1]]
        self.loader = loaders.of_row(self, build)

    def initrd(self, size):
        """A file of this many random bytes, the same in each run; the kernel learns its sum."""
        data = random.Random(size).randbytes(size)
        number = len(self.loader.modules)
        path = os.path.join(self.dir, f"{self.name}.initrd{number or ''}")
        with open(path, "wb") as f:
            f.write(data)
        self.words.append(f"{'module' if number else 'initrd'}={size},{zlib.crc32(data)}")
        self.loader.modules.append((path, f"m{number} x={number}"))

    def compile(self, name):
        path = os.path.join(self.dir, self.name + ".dtb")
        subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path,
                        os.path.join(HERE, "dts", name + ".dts")], check=True)
        return path

    def dtb(self, name):
        """A device tree of ours, handed over untouched in place of QEMU's own."""
        self.words.append("dtb=initrd")
        self.loader.modules.append((self.compile(name), ""))

    def board(self, name):
        """A device tree of ours to which QEMU adds memory and the like."""
        path = self.compile(name)
        if "cores=" in self.options:
            return ["-device", f"loader,file={path},addr=0,force-raw=on"]
        return ["-dtb", path]

    def cores(self, address):
        """No boot loader: all of four processors start with the image's first instruction."""
        options = ["-device", f"loader,file={self.kernel},addr={address},force-raw=on"]
        for i in range(4):
            options += ["-device", f"loader,addr={address},cpu-num={i}"]
        return options

    def acpi_tables(self, name):
        """Added to the machine's own."""
        for i, table in enumerate(acpi.TABLES[name]):
            path = os.path.join(self.dir, f"{self.name}.acpi{i}")
            with open(path, "wb") as f:
                f.write(table)
            yield from ["-acpitable", f"file={path}"]

    def acpi_blob(self, name):
        """In place of the machine's own."""
        path = os.path.join(self.dir, self.name + ".acpi")
        with open(path, "wb") as f:
            f.write(acpi.blob(name))
        return ["-device", f"loader,file={path},addr={acpi.BLOB:#x},force-raw=on"]

    def ram(self):
        size, _, kind = self.memory.partition(",")
        if kind == "sparse":
            return ["-object", f"memory-backend-ram,id=ram,size={size},reserve=off",
                    "-machine", "memory-backend=ram", "-m", size]
        return ["-m", size]

    def command(self):
        command = (QEMU[self.arch] + " " + QUIET).split()
        command += ["-machine", self.machine] + self.ram()
        if self.machine.startswith("virt") and "-cpu" not in self.options:
            command += ["-cpu", VIRT_CPU[self.arch]]
        for option in self.options.split():
            key, _, value = option.partition("=")
            if key == "initrd":
                for size in value.split(","):
                    self.initrd(int(size))
            elif key == "dtb":
                self.dtb(value)
            elif key == "cores":
                command += self.cores(value)
            elif key == "board":
                command += self.board(value)
            elif key == "seconds":
                self.seconds = int(value)
            elif key == "acpitable":
                command += self.acpi_tables(value)
            elif key == "acpi":
                command += self.acpi_blob(value)
            elif key == "numa":
                command += self.nodes.options(self.distance)
            elif key == "cutmem":
                for hole in value.split(","):
                    for one in unfold(hole):
                        self.loader.cut(one)
            elif key in ("build", "dist", *loaders.OPTIONS):
                pass
            else:
                command.append(option)
        if "cores=" in self.options:
            return command
        return command + self.loader.options(os.path.basename(self.kernel), self.words)

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
        self.loader.forget()
        with open(self.log, errors="replace") as log:
            return status, log.read().split("\n\n", 1)[1].replace("\r", "")

    def expected(self):
        """The verdict, and what must be printed. A configuration may have one of its own."""
        verdict, *parts = [part.strip() for part in self.expect.split(";")]
        for text in self.only.get(self.config, []):
            more = [part.strip() for part in text.split(";")]
            if re.match("pass$|" + "|".join(f"{kind}:" for kind in ENDINGS), more[0]):
                verdict = more.pop(0)
            parts += more
        if self.nodes and verdict == "pass" and "numa=" not in self.append:
            parts += self.nodes.expectations(self.arch, self.distance)
        return verdict, parts

    def judge(self, status, text):
        """Returns what is wrong, or None."""
        verdict, parts = self.expected()
        last = text.rstrip().rsplit("\n", 1)[-1]
        kind, _, sentence = verdict.partition(":")
        if kind in ENDINGS:
            (want, start), sentence = ENDINGS[kind], sentence.strip()
            ended = last.startswith(start) and sentence in last
        else:
            want, sentence = PASSED, "bootmem: N passed, 0 failed"
            ended = re.fullmatch(r"bootmem: [1-9]\d* passed, 0 failed", last)
        if status is None:
            return f"no end after {self.seconds} s"
        if status != want:
            reason = re.search(r"^(PANIC|EXCEPTION|UNDEFINED|FAILED): .*", text, re.M)
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
    print(f"{row.name:<36} {seconds:5.1f} s  " + (f"FAILED: {wrong}" if wrong else "ok"),
          flush=True)


def need_tools(rows):
    tools = {QEMU[row["arch"]].split()[0]: PACKAGE[row["arch"]] for row in rows}
    if any(re.search("dtb=|board=", row["options"]) for row in rows):
        tools["dtc"] = "device-tree-compiler"
    for row in rows:
        tools.update(loaders.needs(row["options"], row["arch"]))
    for tool, package in tools.items():
        if not shutil.which(tool) and not os.path.exists(tool):
            sys.exit(f"{tool} is missing: install the Debian package {package}, "
                     "or run 'make deps' as root.")


def choose(args):
    """The rows that are wanted: by name, with or without the configuration in it."""
    patterns = [args.show] if args.show else args.rows.split()
    rows = [row for row in read_matrix(os.path.join(HERE, args.table))
            if row["config"] in args.config.split() and row["arch"] in args.arch.split()
            and any(fnmatch.fnmatchcase(name, p)
                    for name in (row["name"], row["family"]) for p in patterns)]
    if not rows:
        sys.exit(f"qemu: no row matches {' '.join(patterns)}")
    return rows


def list_kernels(rows, build):
    """What make is told for each kernel needed, a line for each directory."""
    goals = {}
    for row in rows:
        name = variant_of(row["options"])
        where = f"BUILD={build}/{name} {VARIANTS[name]}" if name else f"BUILD={build}"
        kernel = f"ARCH={row['arch']} CONFIG={row['config']} {where}"
        goals.setdefault(kernel, {})[loaders.goal(row["options"])] = True
    for kernel, names in goals.items():
        print(kernel, *names)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--table", default="matrix.txt")
    parser.add_argument("--config", default=" ".join(CONFIGS))
    parser.add_argument("--arch", default=" ".join(QEMU))
    parser.add_argument("--rows", default="*", help="patterns of names, separated by blanks")
    parser.add_argument("--show", metavar="ROW", help="boot this one and print what it says")
    parser.add_argument("--kernels", action="store_true", help="print which kernels are needed")
    args = parser.parse_args()
    rows = choose(args)
    if args.kernels:
        return list_kernels(rows, args.build)
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
        for row, (_, wrong, seconds) in zip(rows, pool.map(Row.run, rows)):
            failed += bool(wrong)
            report(row, wrong, seconds)
    print(f"qemu: {len(rows) - failed} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
