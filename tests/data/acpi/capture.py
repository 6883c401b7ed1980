#!/usr/bin/env python3
"""capture.py OUT START END [START END ...] -- QEMU-COMMAND...: ACPI's static tables out of a running QEMU.

Lets the firmware run for some seconds, saves the physical ranges [START, END) by the monitor, and
writes records of (address: 8 bytes, length: 4 bytes, both little endian; bytes): the root pointer,
RSDT, XSDT, SRAT and SLIT whole, of every other table the header alone.
"""
import os
import struct
import subprocess
import sys
import tempfile
import time

WHOLE = (b"RSDT", b"XSDT", b"SRAT", b"SLIT")


def save(command, ranges, seconds):
    images = []
    with tempfile.TemporaryDirectory() as folder:
        qemu = subprocess.Popen(command + ["-display", "none", "-nodefaults", "-monitor", "stdio"],
                                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        time.sleep(seconds)
        for i, (start, end) in enumerate(ranges):
            qemu.stdin.write('pmemsave %#x %#x "%s/%d"\n' % (start, end - start, folder, i))
        qemu.stdin.write("quit\n")
        qemu.stdin.close()
        qemu.wait()
        for i, (start, _) in enumerate(ranges):
            with open("%s/%d" % (folder, i), "rb") as image:
                images.append((start, image.read()))
    return images


def read(images, address, length):
    for start, image in images:
        if start <= address and address + length <= start + len(image):
            return image[address - start:address - start + length]
    return None


def root_pointer(images):
    for start, image in images:
        at = image.find(b"RSD PTR ")
        while at >= 0:
            length = 36 if image[at + 15] >= 2 else 20
            if at % 4 == 0 and sum(image[at:at + length]) % 256 == 0:
                return start + at, image[at:at + length]
            at = image.find(b"RSD PTR ", at + 1)
    sys.exit("no root pointer")


def main():
    split = sys.argv.index("--")
    numbers = [int(n, 0) for n in sys.argv[2:split]]
    images = save(sys.argv[split + 1:], list(zip(numbers[::2], numbers[1::2])),
                  float(os.environ.get("SECONDS_TO_WAIT", "4")))
    address, pointer = root_pointer(images)
    records = {address: pointer}
    roots = [(struct.unpack_from("<I", pointer, 16)[0], 4)]
    if len(pointer) == 36:
        roots.append((struct.unpack_from("<Q", pointer, 24)[0], 8))
    for root, width in roots:
        header = read(images, root, 36) if root else None
        if not header:
            continue
        table = read(images, root, struct.unpack_from("<I", header, 4)[0])
        records[root] = table
        for at in range(36, len(table), width):
            there = int.from_bytes(table[at:at + width], "little")
            header = read(images, there, 36)
            whole = header[:4] in WHOLE
            records[there] = read(images, there, struct.unpack_from("<I", header, 4)[0] if whole else 36)
    with open(sys.argv[1], "wb") as out:
        for address in sorted(records):
            out.write(struct.pack("<QI", address, len(records[address])) + records[address])
            print("%#x %s %d" % (address, records[address][:4], len(records[address])))


main()
