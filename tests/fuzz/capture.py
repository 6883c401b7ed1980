#!/usr/bin/env python3
"""capture.py FOLDER [NAME...]: seeds for the fuzzers out of running machines.

Boots a kernel of two instructions by every loader that QEMU and GRUB offer, lets the loader
do its work, reads what it left through QEMU's monitor, and writes FOLDER/INPUT/NAME. Needs gcc,
qemu-system-x86, qemu-system-arm, grub-pc-bin, grub-efi-amd64-bin, xorriso, mtools, ovmf.

Blocks move to where the harnesses expect them, and pointers to them follow.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
import time

BASE = 0x1000  # FUZZ_BASE
COMMAND_LINE = "console=ttyS0 mem=1G quiet"
OVMF = ["-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
        "-drive", "if=pflash,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.fd"]

# Stops where it is entered; headers for PVH and Multiboot 2, and for Multiboot 1 if asked.
TRAP = """
	.section .head, "a"
#ifdef MULTIBOOT1
	.balign 4
	.long 0x1badb002, 7, -(0x1badb002 + 7), 0, 0, 0, 0, 0, 0, 1024, 768, 32
#endif
	.balign 8
1:	.long 0xe85250d6, 0, 2f - 1b, -(0xe85250d6 + 2f - 1b)
	.short 5, 1
	.long 20, 1024, 768, 32, 0
	.short 0, 0
	.long 8
2:
	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long _start
	.text
	.globl _start
_start:	cli
3:	hlt
	jmp 3b
"""
SCRIPT = """
ENTRY(_start)
PHDRS { image PT_LOAD FLAGS(7); note PT_NOTE FLAGS(4); }
SECTIONS {
	. = 0x200000;
	.head : { *(.head) } :image
	.text : { *(.text) } :image
	.note.pvh : { *(.note.pvh) } :image :note
	/DISCARD/ : { *(.note.gnu*) *(.comment) *(.eh_frame) }
}
"""


def run(*command, **how):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)


def build(folder):
    with open(folder + "/trap.S", "w") as out:
        out.write(TRAP)
    with open(folder + "/trap.ld", "w") as out:
        out.write(SCRIPT)
    for name, flags in (("pvh", []), ("mb1", ["-DMULTIBOOT1"])):
        run("gcc", "-m32", "-nostdlib", "-static", "-Wl,--build-id=none", "-Wl,-T," + folder + "/trap.ld",
            *flags, folder + "/trap.S", "-o", folder + "/" + name + ".elf")
    with open(folder + "/bzImage", "wb") as out:
        out.write(bz_image())
    for name in ("initrd", "other"):
        with open(folder + "/" + name, "wb") as out:
            out.write(name.encode() * 700)


def bz_image():
    """Two sectors of setup that nobody runs, and a trap at 1 MiB."""
    image = bytearray(0x600)
    struct.pack_into("<BHIHHHH", image, 0x1f1, 2, 0, 0x1000, 0, 0xffff, 0, 0xaa55)
    image[0x200:0x202] = b"\xeb\x6a"
    image[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", image, 0x206, 0x20c)
    image[0x211] = 1
    struct.pack_into("<I", image, 0x214, 0x100000)
    struct.pack_into("<I", image, 0x22c, 0x7fffffff)
    struct.pack_into("<I", image, 0x230, 0x200000)
    image[0x234] = 1
    struct.pack_into("<H", image, 0x236, 0)
    struct.pack_into("<I", image, 0x238, 2047)
    struct.pack_into("<Q", image, 0x258, 0x1000000)
    struct.pack_into("<I", image, 0x260, 0x100000)
    return bytes(image) + b"\xfa\xf4\xeb\xfd" * 1024  # cli; hlt; jump to the hlt


def grub_iso(folder, name, commands):
    top = "%s/%s.dir" % (folder, name)
    os.makedirs(top + "/boot/grub")
    for file in ("pvh.elf", "mb1.elf", "bzImage", "initrd", "other"):
        run("cp", folder + "/" + file, top + "/boot/")
    with open(top + "/boot/grub/grub.cfg", "w") as out:
        out.write("set timeout=0\ninsmod all_video\nset gfxpayload=keep\n%s\nboot\n" % commands)
    run("grub-mkrescue", "-o", "%s/%s.iso" % (folder, name), top)
    return "%s/%s.iso" % (folder, name)


class Machine:
    """Registers and memory of a machine that has run for some seconds."""

    def __init__(self, folder, command, seconds, ram=(0, 0x8000000)):
        image = folder + "/memory"
        qemu = subprocess.Popen(command + ["-display", "none", "-nodefaults", "-monitor", "stdio"],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                text=True, cwd=folder)
        time.sleep(seconds)
        said, _ = qemu.communicate('stop\ninfo registers\npmemsave %#x %#x "%s"\nquit\n'
                                   % (ram[0], ram[1], image))
        self.registers = {name.lower(): int(value, 16) for name, value in
                          re.findall(r"\b(E?[A-D]X|E?[SD]I|R\d\d)\s*=\s*([0-9a-f]{8})", said)}
        self.ram = ram[0]
        with open(image, "rb") as file:
            self.memory = file.read()
        os.unlink(image)

    def read(self, address, length):
        return self.memory[address - self.ram:address - self.ram + length]

    def text(self, address):
        return self.read(address, 4096).split(b"\0")[0] + b"\0"


class Seed:
    """Memory in the making: a first block, and blocks behind it that its fields point to."""

    def __init__(self, block):
        self.bytes = bytearray(block)

    def put(self, data):
        self.bytes += bytes(-len(self.bytes) % 8)
        address = BASE + len(self.bytes)
        self.bytes += data
        return address

    def field(self, form, offset, value=None):
        if value is None:
            return struct.unpack_from(form, self.bytes, offset)[0]
        struct.pack_into(form, self.bytes, offset, value)
        return value


def multiboot(machine):
    if machine.registers["eax"] != 0x2badb002:
        sys.exit("no Multiboot kernel was started: eax %#x" % machine.registers["eax"])
    seed = Seed(machine.read(machine.registers["ebx"], 116))
    flags = seed.field("<I", 0)
    for flag, offset in ((2, 16), (9, 64)):
        if flags & 1 << flag:
            seed.field("<I", offset, seed.put(machine.text(seed.field("<I", offset))))
    if flags & 1 << 3:
        modules = bytearray(machine.read(seed.field("<I", 24), 16 * seed.field("<I", 20)))
        for at in range(0, len(modules), 16):
            text = struct.unpack_from("<I", modules, at + 8)[0]
            struct.pack_into("<I", modules, at + 8, seed.put(machine.text(text)))
        seed.field("<I", 24, seed.put(modules))
    if flags & 1 << 6:
        seed.field("<I", 48, seed.put(machine.read(seed.field("<I", 48), seed.field("<I", 44))))
    if flags & 1 << 5:
        sections = seed.field("<I", 28) * seed.field("<I", 32)
        seed.field("<I", 36, seed.put(machine.read(seed.field("<I", 36), sections)))
    return seed


def multiboot2(machine):
    if machine.registers["eax"] != 0x36d76289:
        sys.exit("no Multiboot 2 kernel was started: eax %#x" % machine.registers["eax"])
    address = machine.registers["ebx"]
    return Seed(machine.read(address, struct.unpack("<I", machine.read(address, 4))[0]))


def pvh(machine):
    seed = Seed(machine.read(machine.registers["ebx"], 56))
    if seed.field("<I", 0) != 0x336ec578:
        sys.exit("no PVH kernel was started")
    modules = machine.read(seed.field("<Q", 16), 32 * seed.field("<I", 12))
    seed.field("<Q", 16, seed.put(modules))
    seed.field("<Q", 24, seed.put(machine.text(seed.field("<Q", 24))))
    seed.field("<Q", 40, seed.put(machine.read(seed.field("<Q", 40), 24 * seed.field("<I", 48))))
    return seed


def linux_boot(machine):
    seed = Seed(machine.read(machine.registers["esi"], 4096))
    if seed.bytes[0x202:0x206] != b"HdrS":
        sys.exit("no Linux kernel was started")
    seed.field("<I", 0x228, seed.put(machine.text(seed.field("<I", 0x228))))
    if seed.bytes[0x1c0:0x1c2] == b"EL":
        descriptors = machine.read(seed.field("<I", 0x1d0), seed.field("<I", 0x1d4))
        seed.field("<I", 0x1d0, seed.put(descriptors))
        table = bytearray(machine.read(seed.field("<I", 0x1c4), 120))
        address, count = struct.unpack_from("<Q", table, 112)[0], struct.unpack_from("<I", table, 104)[0]
        struct.pack_into("<Q", table, 112, seed.put(machine.read(address, 24 * count)))
        seed.field("<I", 0x1c4, seed.put(table))
    return seed


def atags(machine):
    data, at = machine.memory, machine.registers["r02"] - machine.ram
    start = at
    while struct.unpack_from("<I", data, at + 4)[0]:
        at += 4 * struct.unpack_from("<I", data, at)[0]
    return Seed(data[start:at + 8])


def efi(machine):
    """The EFI map of a Multiboot 2 block, with stride and version in front."""
    block, at = multiboot2(machine).bytes, 8
    while struct.unpack_from("<I", block, at)[0] != 17:
        at += (struct.unpack_from("<I", block, at + 4)[0] + 7) & ~7
    size, stride, version = struct.unpack_from("<III", block, at + 4)
    return Seed(bytes((stride, version)) + block[at + 16:at + size])


def acpi(path):
    """Records of tests/data/acpi as memory behind the root pointer; checksums are made right later."""
    with open(path, "rb") as file:
        data = file.read()
    tables, at = {}, 0
    while at < len(data):
        address, length = struct.unpack_from("<QI", data, at)
        tables[address] = data[at + 12:at + 12 + length]
        at += 12 + length
    seed = Seed(next(t for t in tables.values() if t.startswith(b"RSD PTR ")))
    moved = {a: seed.put(t) for a, t in tables.items() if t[:4] in (b"SRAT", b"SLIT")}
    for form, offset, name in (("<I", 16, b"RSDT"), ("<Q", 24, b"XSDT")):
        root = tables.get(seed.field(form, offset)) if len(seed.bytes) > offset + 8 else None
        if not root or root[:4] != name:
            continue
        width = struct.calcsize(form)
        kept = [moved[a] for a in (int.from_bytes(root[i:i + width], "little")
                                   for i in range(36, len(root), width)) if a in moved]
        table = bytearray(root[:36]) + b"".join(struct.pack(form, a) for a in kept)
        struct.pack_into("<I", table, 4, len(table))
        seed.field(form, offset, seed.put(table))
    seed.bytes = bytearray(b"\1") + seed.bytes
    return seed


def captures(folder):
    x86 = ["qemu-system-x86_64", "-accel", "tcg", "-vga", "std", "-m", "128M"]
    initrd = ["-initrd", "initrd", "-append", COMMAND_LINE]
    two = ["-initrd", "initrd first,other", "-append", COMMAND_LINE]
    grub = {
        "mb1": "multiboot /boot/mb1.elf %s\nmodule /boot/initrd first\nmodule /boot/other" % COMMAND_LINE,
        "mb2": "multiboot2 /boot/pvh.elf %s\nmodule2 /boot/initrd first\nmodule2 /boot/other" % COMMAND_LINE,
        "linux": "linux /boot/bzImage %s\ninitrd /boot/initrd" % COMMAND_LINE,
    }

    def machine(command, seconds):
        return lambda: Machine(folder, command, seconds)

    def iso(name, seconds, more):
        return lambda: Machine(folder, x86 + more + ["-cdrom", grub_iso(folder, name + str(len(more)), grub[name])],
                               seconds)

    q35 = ["-M", "q35"]
    for board in ("pc", "q35", "microvm"):
        yield "pvh", "captured-" + board, pvh, machine(
            ["qemu-system-x86_64", "-accel", "tcg", "-m", "128M", "-M", board, "-kernel", "pvh.elf"] + initrd, 2)
    yield "multiboot", "captured-pc", multiboot, machine(
        x86 + ["-M", "pc", "-kernel", "mb1.elf"] + two, 2)
    yield "multiboot", "captured-grub-bios", multiboot, iso("mb1", 8, q35)
    yield "multiboot", "captured-grub-efi", multiboot, iso("mb1", 30, q35 + OVMF)
    yield "multiboot2", "captured-grub-bios", multiboot2, iso("mb2", 8, q35)
    yield "multiboot2", "captured-grub-efi", multiboot2, iso("mb2", 30, q35 + OVMF)
    yield "efi", "captured-ovmf", efi, iso("mb2", 30, q35 + OVMF + ["-m", "128M"])
    yield "linux_boot", "captured-grub-bios", linux_boot, iso("linux", 8, q35)
    yield "linux_boot", "captured-grub-efi", linux_boot, iso("linux", 30, q35 + OVMF)
    yield "atags", "captured-vexpress-a9", atags, lambda: Machine(
        folder, ["qemu-system-arm", "-M", "vexpress-a9", "-m", "128M", "-audiodev", "none,id=n",
                 "-kernel", "arm.bin"] + initrd, 2, (0x60000000, 0x10000))


def main():
    target, wanted = sys.argv[1], sys.argv[2:]
    data = os.path.join(os.path.dirname(sys.argv[0]), "../data/acpi")
    with tempfile.TemporaryDirectory() as folder:
        build(folder)
        with open(folder + "/arm.bin", "wb") as out:
            out.write(struct.pack("<I", 0xeafffffe) * 64)  # branch to itself
        for kind, name, understand, boot in captures(folder):
            if not wanted or kind + "/" + name in wanted:
                seed = understand(boot())
                write(target, kind, name, seed)
        for file in sorted(os.listdir(data)):
            name = "captured-" + file.replace(".acpi", "")
            if file.endswith(".acpi") and (not wanted or "acpi/" + name in wanted):
                write(target, "acpi", name, acpi(data + "/" + file))


def write(target, kind, name, seed):
    os.makedirs(target + "/" + kind, exist_ok=True)
    with open("%s/%s/%s" % (target, kind, name), "wb") as out:
        out.write(seed.bytes)
    print("%s/%s: %d bytes" % (kind, name, len(seed.bytes)), flush=True)


main()
