#!/usr/bin/env python3
"""embed.py LOADERS.txt LOADER.elf... OUT.cpp: the flash loaders' images, and which of their words hold addresses, as arrays."""
import pathlib
import struct
import sys

listed, *elves, out = map(pathlib.Path, sys.argv[1:])
elves = {path.stem: path.read_bytes() for path in elves}
loaders = [line.split() for line in listed.read_text().splitlines() if not line.startswith("#")]

FLM = ("Init", "UnInit", "EraseChip", "EraseSector", "ProgramPage", "BlankCheck", "Verify", "ReadFlash")
STLDR = ("Init", "Write", "Read", "SectorErase", "MassErase", "Verify", "CheckSum")
FUNCTIONS = [f"flm_{name}" for name in FLM] + [f"stldr_{name}" for name in STLDR]
R_ARM_RELATIVE = 23


class Elf:
    def __init__(self, data):
        self.data = data
        table, = struct.unpack_from("<I", data, 32)
        size, count, names = struct.unpack_from("<HHH", data, 46)
        fields = [struct.unpack_from("<10I", data, table + i * size) for i in range(count)]
        self.sections = {self.text(fields[names], f[0]): f for f in fields}
        self.symbols = {}
        for kind, offset, length, link in [(f[1], f[4], f[5], f[6]) for f in fields]:
            if kind != 2:
                continue
            for at in range(offset, offset + length, 16):
                name, value = struct.unpack_from("<II", data, at)
                self.symbols[self.text(fields[link], name)] = value

    def text(self, section, at):
        begin = section[4] + at
        return self.data[begin:self.data.index(b"\0", begin)].decode()

    def bytes(self, name):
        _, _, _, _, offset, size, *_ = self.sections[name]
        return self.data[offset:offset + size]

    def symbol(self, name):
        """By its own name, or the end of a mangled one."""
        if name in self.symbols:
            return self.symbols[name]
        (value,) = {v for n, v in self.symbols.items() if n.endswith(f"{len(name)}{name}E")}
        return value


def image_of(elf):
    """The image with the list of its relocated words behind the code, in the room that the linker script left."""
    image = bytearray(elf.bytes(".text"))
    image += bytes(elf.symbol("data_begin") - len(image)) + elf.bytes(".data")
    words = []
    for at, info in struct.iter_unpack("<II", elf.bytes(".rel.dyn")):
        if info & 0xFF != R_ARM_RELATIVE or at % 4 or at + 4 > len(image):
            raise SystemExit(f"{out}: a relocation that the loader cannot do for itself: {info:#x} at {at:#x}")
        words.append(at // 4)
    packed = struct.pack(f"<{len(words) + 1}H", *sorted(words), 0)
    begin = elf.symbol("relocations")
    if begin + len(packed) > elf.symbol("data_begin"):
        raise SystemExit(f"{out}: no room for the list of relocations")
    image[begin:begin + len(packed)] = packed
    return bytes(image)


def joined(name):
    return "".join(part.capitalize() for part in name.split("-"))


arrays, entries = "", ""
for name, kind, cpu in loaders:
    elf = Elf(elves[name])
    image = image_of(elf)
    lines = [", ".join(str(b) for b in image[i:i + 24]) + "," for i in range(0, len(image), 24)]
    arrays += f"constexpr std::uint8_t k{joined(name)}[] = {{\n" + "\n".join(lines) + "\n};\n"
    functions = ", ".join(f"0x{elf.symbol(function) | 1:X}" for function in FUNCTIONS)
    key = "loader::kInternalFlash" if kind == "Internal" else f"ControllerKind::{kind}"
    entries += f"""    {{Cpu::{joined(cpu)}, {key}, {{k{joined(name)}, 0x{elf.symbol("data_begin"):X}, 0x{elf.symbol("image_end"):X},
      0x{elf.symbol("relocations"):X}, 0x{elf.symbol("loader_moved_to"):X}, 0x{elf.symbol("loader_facts"):X}, {{{functions}}}}}}},
"""
out.write_text(f"""#include "openocd-driver/export/loader-image.hpp"
#include "target-stubs/loader-facts.hpp"

namespace xspi {{

namespace {{
{arrays}
struct Line {{
    Cpu cpu;
    ControllerKind kind;
    LoaderImage image;
}};
constexpr Line kLines[] = {{
{entries}}};
}} // namespace

const LoaderImage* find_loader_image(Cpu cpu, ControllerKind kind) {{
    for (const Line& line : kLines)
        if (line.cpu == cpu && line.kind == kind) return &line.image;
    return nullptr;
}}

}} // namespace xspi
""")
