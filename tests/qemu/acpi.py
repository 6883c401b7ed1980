# SPDX-License-Identifier: MIT
"""ACPI tables that no machine has: SRAT and SLIT, good and broken, made when a row needs them.

TABLES maps a name to the tables of a machine with 128 MiB. They reach the guest by -acpitable
(row option acpitable=NAME), which puts them into the list of the machine's own; or, with a
root pointer and a list of their own, as a piece of memory in which the kernel must find them
(acpi=NAME), so that not even lengths and checksums are put right on the way.

Source: ACPI Specification 6.5: 5.2.5 (RSDP), 5.2.6 (header), 5.2.8 (XSDT), 5.2.16 (SRAT),
5.2.17 (SLIT).
"""
import struct

MIB = 1 << 20
ENABLED, HOTPLUG = 1, 2
CHECKSUM = 9  # offset in a table
BLOB = 0xE0000  # where a PC's BIOS keeps its tables, and a microvm has RAM


def checksum(data):
    return -sum(data) & 0xFF


def table(signature, revision, body, length=None, spoil=0):
    """A table; length is what its header says, if not the truth; spoil makes the sum wrong."""
    length = 36 + len(body) if length is None else length
    data = bytearray(struct.pack("<4sIBB6s8sIII", signature, length, revision, 0, b"BOOTMM",
                                 b"TESTTEST", 1, 0, 0) + body)
    data[CHECKSUM] = (checksum(data[:length]) + spoil) & 0xFF
    return bytes(data)


def memory(domain, base, size, flags=ENABLED):
    return struct.pack("<BBIHQQIIQ", 1, 40, domain, 0, base, size, 0, flags, 0)


def processor(domain, apic=0, flags=ENABLED):
    return struct.pack("<BBBBIB3sI", 0, 16, domain & 0xFF, apic, flags, 0,
                       (domain >> 8).to_bytes(3, "little"), 0)


def srat(*entries, revision=3, **how):
    return table(b"SRAT", revision, struct.pack("<IQ", 1, 0) + b"".join(entries), **how)


def slit(rows, **how):
    return table(b"SLIT", 1, struct.pack("<Q", len(rows)) + bytes(sum(rows, [])), **how)


def stripes(size, domains):
    return [memory(domain, i * size, size) for i, domain in enumerate(domains)]


HALVES = stripes(64 * MIB, [0, 1])

TABLES = {
    "halves": [srat(*HALVES), slit([[10, 21], [31, 10]])],
    "interleaved": [srat(*stripes(16 * MIB, [0, 1, 2, 0, 1, 2, 0, 1])),
                    slit([[10, 40, 20], [40, 10, 30], [20, 30, 10]])],
    "big-numbers": [srat(memory(0x10203, 0, 64 * MIB), memory(7, 64 * MIB, 64 * MIB))],
    "overlapping": [srat(memory(0, 0, 80 * MIB), memory(1, 48 * MIB, 80 * MIB))],
    "wrapping": [srat(*HALVES, memory(2, 2**64 - MIB, 2 * MIB))],
    "unaligned": [srat(memory(0, 0, 0x3000801), memory(1, 0x3000801, 0x4FFF7FF))],
    "gaps": [srat(memory(0, 0, 32 * MIB), memory(1, 64 * MIB, 32 * MIB))],
    "disabled": [srat(processor(1), memory(0, 0, 0, 0), memory(5, 0, 128 * MIB, 0), *HALVES)],
    "hotplug": [srat(memory(0, 0, 64 * MIB), memory(1, 64 * MIB, 64 * MIB, ENABLED | HOTPLUG),
                     memory(1, 1 << 36, 1 << 36, ENABLED | HOTPLUG))],
    "slit-local": [srat(*HALVES), slit([[10, 20], [20, 20]])],
    "slit-near": [srat(*HALVES), slit([[10, 9], [9, 10]])],
    "slit-small": [srat(*HALVES), slit([[10]])],
    "checksum": [srat(*HALVES, spoil=1)],
    "slit-checksum": [srat(*HALVES), slit([[10, 99], [99, 10]], spoil=1)],
    "truncated": [srat(*HALVES, length=36 + 12 + 60)],
    "entry-cut": [srat(*HALVES, memory(2, 0, MIB)[:30])],
    "entry-empty": [srat(*HALVES, bytes([1, 0]) + bytes(38))],
    "too-long": [srat(*HALVES, length=1 << 31)],
    "too-short": [srat(length=20)],
    "slit-no-square": [srat(*HALVES), slit([[10, 30], [30]])],
    "slit-huge": [srat(*HALVES), table(b"SLIT", 1, struct.pack("<Q", 2**32) + bytes(64))],
    "many": [srat(*stripes(MIB, [i % 2 for i in range(128)]))],
    "loop": [],
}


def blob(name):
    """Root pointer, XSDT and tables of that name, for memory at BLOB."""
    tables = TABLES[name]
    at = BLOB + 64
    lengths = [36 + 8 * (len(tables) or 3)] + [len(t) for t in tables]
    starts = [at]
    for length in lengths[:-1]:
        starts.append((starts[-1] + length + 15) & ~15)
    pointers = starts[1:] or [at, BLOB, 2**64 - 8]  # a list that holds itself, and nonsense
    tables = [table(b"XSDT", 1, struct.pack(f"<{len(pointers)}Q", *pointers))] + tables
    root = bytearray(struct.pack("<8sB6sBIIQB3s", b"RSD PTR ", 0, b"BOOTMM", 2, 0, 36, at, 0,
                                 bytes(3)))
    root[8] = checksum(root[:20])
    root[32] = checksum(root)
    data = bytearray(starts[-1] + lengths[-1] - BLOB)
    data[:36] = root
    for start, one in zip(starts, tables):
        data[start - BLOB:start - BLOB + len(one)] = one
    return bytes(data)
