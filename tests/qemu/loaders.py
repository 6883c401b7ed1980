# SPDX-License-Identifier: MIT
"""How the test kernel gets into a machine: row option boot= of matrix.txt.

    (none)           PVH on x86, a zImage on ARM, an Image on AArch64: -kernel
    multiboot        x86: Multiboot 1 by -kernel
    bzimage          x86: the Linux boot protocol by -kernel, from its 16-bit entry point on
    grub-multiboot   x86: GRUB reads an ISO image: Multiboot 1
    grub-multiboot2  the same with Multiboot 2
    grub-linux       the same with the Linux boot protocol, at its 32-bit entry point
    efi              an EFI application that carries the kernel

With firmware=efi GRUB is started by OVMF, else by the BIOS; an EFI application needs EFI. With
firmware=uboot U-Boot comes first on ARM and AArch64, and starts a zImage or an Image.

cutmem=2M+4K,... (GRUB only) are ranges, start and length, that the memory map must not have as
RAM; {1..3} stands for three.
"""
import os
import shutil
import subprocess

# Options of a row that are read here.
OPTIONS = ("boot", "firmware")

# Kernels of x86 by -kernel. QEMU takes ELF files of 32 bits only where they are Multiboot's.
IMAGES = {
    "multiboot": {"i386": "kernel-multiboot.elf", "x86_64": "kernel-multiboot32.elf"},
    "bzimage": {"i386": "kernel.bzimage", "x86_64": "kernel.bzimage"},
}

# GRUB's commands, for the kernel and for what comes with it, and the image.
GRUB = {
    "grub-multiboot": ("multiboot", "module", "kernel-multiboot.elf"),
    "grub-multiboot2": ("multiboot2", "module2", "kernel-multiboot.elf"),
    "grub-linux": ("linux", "initrd", "kernel.bzimage"),
}
GRUB_MODULES = "iso9660 normal serial terminal boot multiboot multiboot2 linux mmap"
GRUB_VIDEO = {None: "vbe", "efi": "efi_gop"}
GRUB_FILES = {None: "/usr/lib/grub/i386-pc", "efi": "/usr/lib/grub/x86_64-efi"}

# Never written: a boot order that is saved would change the next boot.
OVMF_FILE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
OVMF = ["-drive", "if=pflash,format=raw,readonly=on,file=" + OVMF_FILE,
        "-drive", "if=pflash,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.fd"]
AAVMF_FILE = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
EFI = {"x86_64": OVMF, "arm64": ["-bios", AAVMF_FILE]}
UBOOT = {"arm": "/usr/lib/u-boot/qemu_arm/u-boot.bin",
         "arm64": "/usr/lib/u-boot/qemu_arm64/u-boot.bin"}
EFI_NEEDS = {"x86_64": {OVMF_FILE: "ovmf"}, "arm64": {AAVMF_FILE: "qemu-efi-aarch64"}}


# Tools and files, and the Debian packages that have them.
GRUB_NEEDS = {"grub-mkrescue": "grub-common", "xorriso": "xorriso", "mformat": "mtools"}
GRUB_PACKAGES = {None: "grub-pc-bin", "efi": "grub-efi-amd64-bin"}


def option(options, name):
    """What follows NAME= in a row's options, or None."""
    return next((word[len(name) + 1:] for word in options.split()
                 if word.startswith(name + "=")), None)


def needs(options, arch):
    """Tools and files that a row needs, each with the package that has it."""
    how, firmware = option(options, "boot"), option(options, "firmware")
    tools = {}
    if how in GRUB:
        tools.update(GRUB_NEEDS)
        tools[GRUB_FILES[firmware]] = GRUB_PACKAGES[firmware]
    if how in GRUB and firmware:
        tools[OVMF_FILE] = "ovmf"
    if how == "efi":
        tools.update(EFI_NEEDS[arch])
    if firmware == "uboot":
        tools[UBOOT[arch]] = "u-boot-qemu"
    return tools


def goal(options):
    """What make must make."""
    return "efi" if option(options, "boot") == "efi" else "kernel"


def size_of(text):
    """"2M" in bytes."""
    shift = {"K": 10, "M": 20, "G": 30}.get(text[-1].upper(), 0)
    return int(text[:-1] if shift else text, 0) << shift


def quoted(word):
    """As GRUB wants it."""
    return "'" + word.replace("'", "'\\''") + "'"


def of_row(row, build):
    return Loader(option(row.options, "boot"), option(row.options, "firmware"), row.arch,
                  os.path.dirname(row.kernel), os.path.join(build, "qemu", row.name))


class Loader:
    """Gets one kernel into one machine.

    how       a key of the table above, or None
    firmware  "efi" or None
    arch      of the kernel
    images    directory of the kernel's files
    prefix    of the names of files that are made on the way
    modules   pairs of a file and the text that goes with it
    commands  for GRUB, before it loads the kernel
    """

    def __init__(self, how, firmware, arch, images, prefix):
        self.how, self.firmware, self.arch = how, firmware, arch
        self.images, self.prefix = images, prefix
        self.modules, self.commands, self.iso = [], [], None

    def image(self, name):
        return os.path.join(self.images, name)

    def options(self, default, words):
        """QEMU's, with a command line for the kernel. Files that they name are there until
        forget(). default is what -kernel takes when no other way is asked for."""
        if self.how in GRUB:
            return self.grub(words)
        options = []
        image = default
        if self.how == "efi":
            options += EFI[self.arch]
            image = "kernel.efi"
        elif self.how:
            image = IMAGES[self.how][self.arch]
        if self.firmware == "uboot":
            options += ["-bios", UBOOT[self.arch]]
        options += ["-kernel", self.image(image)]
        if self.modules:
            options += ["-initrd", self.initrd()]
        return options + (["-append", " ".join(words)] if words else [])

    def cut(self, hole):
        start, length = map(size_of, hole.split("+"))
        self.commands.append(f"cutmem {start:#x} {start + length:#x}")

    def initrd(self):
        """A list of modules for Multiboot, else one file."""
        if self.how != "multiboot":
            return self.modules[0][0]
        return ",".join(" ".join(module) for module in self.modules)

    def grub(self, words):
        """An ISO image with GRUB on it."""
        load, add, kernel = GRUB[self.how]
        script = ["serial --unit=0 --speed=115200", "terminal_input serial",
                  "terminal_output serial", "insmod " + GRUB_VIDEO[self.firmware],
                  *self.commands,
                  " ".join([load, "/kernel", *map(quoted, words)])]
        for i, (_, text) in enumerate(self.modules):
            texts = [] if add == "initrd" else map(quoted, text.split())
            script.append(" ".join([add, f"/module{i}", *texts]))
        script.append("boot")

        tree = self.prefix + ".iso.d"
        shutil.rmtree(tree, ignore_errors=True)
        os.makedirs(os.path.join(tree, "boot/grub"))
        shutil.copy(self.image(kernel), os.path.join(tree, "kernel"))
        for i, (file, _) in enumerate(self.modules):
            shutil.copy(file, os.path.join(tree, f"module{i}"))
        with open(os.path.join(tree, "boot/grub/grub.cfg"), "w") as config:
            config.write("\n".join(script) + "\n")
        return self.make_iso(tree)

    def make_iso(self, tree):
        self.iso = self.prefix + ".iso"
        made = subprocess.run(
            ["grub-mkrescue", "-d", GRUB_FILES[self.firmware], "--locales=", "--fonts=",
             "--themes=", f"--install-modules={GRUB_MODULES} {GRUB_VIDEO[self.firmware]}",
             "-o", self.iso, tree],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        shutil.rmtree(tree)
        if made.returncode:
            raise OSError("grub-mkrescue: " + made.stdout.strip().rsplit("\n", 1)[-1])
        return (OVMF if self.firmware == "efi" else []) + ["-cdrom", self.iso]

    def forget(self):
        if self.iso:
            os.unlink(self.iso)
