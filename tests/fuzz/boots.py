#!/usr/bin/env python3
"""boots.py FOLDER: whole boots for fuzz_setup_x86 and fuzz_setup_arm, made of the translators' seeds.

FOLDER is tests/fuzz/corpus. What a boot consists of: tests/fuzz/boot.h.
"""
import os
import struct
import sys

BASE, ROM = 0x1000, 0xe0000  # where the seeds of the translators lie; where a BIOS keeps ACPI's root pointer
INITRD, INFO, ACPI = 4, 6, 3  # numbers of kinds, less one, for what is reclaimed
X86 = ("pvh", "multiboot", "multiboot2", "linux_boot", "boot_efi")


def boot(machine, reclaimed, wishes, first, second=b""):
    return struct.pack("<BBBH", machine, reclaimed, wishes, len(first)) + first + second


def summed(table, at):
    """The table with its checksum right."""
    table[at] = 0
    table[at] = -sum(table) & 0xff
    return table


def moved_acpi(seed):
    """A seed of fuzz_acpi, whose memory begins at BASE, as it would lie at ROM."""
    memory = bytearray(seed[1:])
    move = ROM - BASE
    for at, width in ((16, 4), (24, 8)):
        root = int.from_bytes(memory[at:at + width], "little") - BASE
        if not 36 <= root < len(memory) - 36:
            continue
        length = struct.unpack_from("<I", memory, root + 4)[0]
        for entry in range(root + 36, root + length, width):
            target = int.from_bytes(memory[entry:entry + width], "little")
            size = struct.unpack_from("<I", memory, target - BASE + 4)[0]
            memory[target - BASE:target - BASE + size] = summed(memory[target - BASE:target - BASE + size], 9)
            memory[entry:entry + width] = (target + move).to_bytes(width, "little")
        memory[root:root + length] = summed(memory[root:root + length], 9)
        memory[at:at + width] = (root + BASE + move).to_bytes(width, "little")
    memory[:20] = summed(memory[:20], 8)
    if memory[15] >= 2:
        memory[:36] = summed(memory[:36], 32)
    return bytes(memory)


def main():
    corpus = sys.argv[1]

    def read(*name):
        with open(os.path.join(corpus, *name), "rb") as file:
            return file.read()

    def write(kind, name, data):
        os.makedirs(os.path.join(corpus, kind), exist_ok=True)
        with open(os.path.join(corpus, kind, name), "wb") as file:
            file.write(data)

    for machine, kind in enumerate(X86):
        for number, name in enumerate(sorted(os.listdir(os.path.join(corpus, kind)))):
            write("setup_x86", kind + "-" + name, boot(machine, INITRD, number % 8, read(kind, name)))
    for name in sorted(os.listdir(os.path.join(corpus, "acpi"))):
        write("setup_x86", "acpi-" + name, boot(0, ACPI, 4, read("pvh", "captured-pc"), moved_acpi(read("acpi", name))))

    trees = os.path.join(corpus, "../../data/fdt")
    for name in sorted(os.listdir(trees)):
        if name.endswith(".dtb") and os.path.getsize(os.path.join(trees, name)) < 16000:
            write("setup_arm", "fdt-" + name, boot(0, INFO, 0, read("../../data/fdt", name)))
    for name in sorted(os.listdir(os.path.join(corpus, "atags"))):
        write("setup_arm", "atags-" + name, boot(1, INITRD, 0, read("atags", name)))
    for name in sorted(os.listdir(os.path.join(corpus, "boot_efi"))):
        write("setup_arm", "efi-" + name, boot(2, 1, 4, read("boot_efi", name)))


main()
