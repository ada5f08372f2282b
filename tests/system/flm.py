#!/usr/bin/env python3
"""Runs a CMSIS-Pack flash algorithm (.FLM) as a debugger does: in RAM, function by function, over OpenOCD.

    tests/system/flm.py --port PORT --address 0x70000000 ALGORITHM.FLM IMAGE.bin

erases, programs and verifies IMAGE on the virtual board that serves on PORT, and ends with status 1 if a function of
the algorithm says so. The format: Open-CMSIS-Pack, "Flash Programming Algorithm"; the calls: AAPCS with r9 as the
static base.
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import tempfile
from board_under_test import BOARD
from paths import OPENOCD

ERASE, PROGRAM, VERIFY = 1, 2, 3  # the fnc of Init and UnInit
STACK_BYTES = 4096
STATIC_BASE_SECTION = "PrgData"

# One call. What it prints is parsed by Run.
CALL = """
proc flm_call {name pc sp lr sb milliseconds arguments} {
    reg primask 1
    reg xPSR 0x01000000
    reg sp $sp
    reg lr $lr
    reg r9 $sb
    foreach register {r0 r1 r2 r3} argument $arguments {
        if {$argument ne ""} { reg $register $argument }
    }
    resume $pc
    wait_halt $milliseconds
    set at [lindex [lindex [get_reg pc] 1] 0]
    if {($at & ~1) != ($lr & ~1)} { error "flm: $name stopped at $at" }
    echo "flm: $name returned [lindex [get_reg r0] 1]"
}
"""


class Algorithm:
    """What an .FLM file holds: code, functions and the description of the device."""

    def __init__(self, path):
        self._data = pathlib.Path(path).read_bytes()
        if self._data[:7] != b"\x7fELF\x01\x01\x01":
            raise ValueError(f"{path}: not a 32-bit little-endian ELF file")
        sections, names = self._sections()
        self.code = self._loadable()
        symbols = self._symbols(sections)
        self.functions = {name: value for name, (kind, value) in symbols.items() if kind == 2}
        self.static_base = next((s["address"] for s, name in zip(sections, names) if name == STATIC_BASE_SECTION), 0)
        self._describe(symbols["FlashDevice"][1], sections, names)

    def _sections(self):
        table, entry, count, strings = (struct.unpack_from("<I", self._data, 32)[0],
                                        *struct.unpack_from("<HHH", self._data, 46))
        fields = ("name", "type", "flags", "address", "offset", "size", "link", "info", "align", "entry")
        sections = [dict(zip(fields, struct.unpack_from("<10I", self._data, table + i * entry))) for i in range(count)]
        return sections, [self._string(sections[strings], s["name"]) for s in sections]

    def _string(self, section, at):
        start = section["offset"] + at
        return self._data[start:self._data.index(b"\0", start)].decode("latin-1")

    def _loadable(self):
        """All PT_LOAD segments as they lie in memory, from address 0 on; what no segment fills is 0."""
        table, entry, count = (struct.unpack_from("<I", self._data, 28)[0],
                               *struct.unpack_from("<HH", self._data, 42))
        image = bytearray()
        for i in range(count):
            kind, offset, address, _, in_file, in_memory = struct.unpack_from("<6I", self._data, table + i * entry)
            if kind != 1:
                continue
            image.extend(bytes(max(0, address + in_memory - len(image))))
            image[address:address + in_file] = self._data[offset:offset + in_file]
        return bytes(image)

    def _symbols(self, sections):
        symbols = {}
        for section in (s for s in sections if s["type"] == 2):  # SHT_SYMTAB
            for at in range(section["offset"], section["offset"] + section["size"], 16):
                name, value, _, info = struct.unpack_from("<IIIB", self._data, at)
                symbols[self._string(sections[section["link"]], name)] = (info & 15, value)
        return symbols

    def _describe(self, address, sections, names):
        device = next(s for s, name in zip(sections, names) if name == "DevDscr")
        at = device["offset"] + address - device["address"]
        self.name = self._data[at + 2:at + 130].split(b"\0")[0].decode("latin-1")
        (self.start, self.bytes, self.page, _, self.erased, self.program_milliseconds,
         self.erase_milliseconds) = struct.unpack_from("<IIIIB3xII", self._data, at + 132)
        self.sectors = []  # (size, offset of the first of that size)
        for entry in range(at + 160, at + 160 + 512 * 8, 8):
            size, offset = struct.unpack_from("<II", self._data, entry)
            if size == 0xFFFFFFFF:
                break
            self.sectors.append((size, offset))

    def sectors_of(self, address, count):
        """Addresses of the sectors that hold these bytes."""
        found, at = [], self.start
        while at < address + count:
            size = next(size for size, offset in reversed(self.sectors) if self.start + offset <= at)
            if at + size > address:
                found.append(at)
            at += size
        return found


class Run:
    """The OpenOCD commands that make an algorithm work, and what came of it.

    Memory: a BKPT to return to, the algorithm, where it wants to lie or anywhere in `ram`, a page of data, the stack.
    """

    def __init__(self, algorithm, ram, ram_bytes, folder):
        self.algorithm = algorithm
        self.base = getattr(algorithm, "load_address", None) or ram + 16
        self.return_to = self.base - 4
        self.page_at = (self.base + len(algorithm.code) + 7) & ~7
        self.stack = ram + ram_bytes
        if self.page_at + algorithm.page + STACK_BYTES > self.stack:
            raise ValueError(f"{algorithm.name} needs more than 0x{ram_bytes:X} bytes of RAM")
        self.folder = pathlib.Path(folder)
        self.expected = []  # (function, what it is to return)
        self.commands = [CALL, f"mwh 0x{self.return_to:x} 0xbe00"]
        self.commands.append(self._load(algorithm.code, self.base))

    def _load(self, data, address):
        path = self.folder / f"load-{len(self.commands)}.bin"
        path.write_bytes(data)
        return f"load_image {{{path}}} 0x{address:x} bin"

    def call(self, function, *arguments, milliseconds=10_000, returns=0):
        """The function's result is to be `returns`; Verify's is the address after the last byte."""
        words = " ".join(f"0x{a:x}" for a in arguments)
        pc = self.base + self.algorithm.functions[function]
        self.commands.append(f"flm_call {function} 0x{pc & ~1:x} 0x{self.stack:x} 0x{self.return_to | 1:x} "
                             f"0x{self.base + self.algorithm.static_base:x} {milliseconds} {{{words}}}")
        self.expected.append((function, returns))

    def begin(self, purpose):
        self.call("Init", self.algorithm.start, 0, purpose)

    def end(self, purpose):
        self.call("UnInit", purpose)

    def erase(self, address, count):
        self.begin(ERASE)
        for sector in self.algorithm.sectors_of(address, count):
            self.call("EraseSector", sector, milliseconds=self.algorithm.erase_milliseconds)
        self.end(ERASE)

    def erase_chip(self, milliseconds):
        self.begin(ERASE)
        self.call("EraseChip", milliseconds=milliseconds)
        self.end(ERASE)

    def _pages(self, address, data):
        for at in range(0, len(data), self.algorithm.page):
            page = data[at:at + self.algorithm.page]
            self.commands.append(self._load(page, self.page_at))
            yield address + at, len(page)

    def program(self, address, data):
        """The last page is filled up with erased bytes: an algorithm is given whole pages."""
        data += bytes([self.algorithm.erased]) * (-len(data) % self.algorithm.page)
        self.begin(PROGRAM)
        for at, count in self._pages(address, data):
            self.call("ProgramPage", at, count, self.page_at, milliseconds=self.algorithm.program_milliseconds)
        self.end(PROGRAM)

    def verify(self, address, data):
        if "Verify" not in self.algorithm.functions:
            return
        self.begin(VERIFY)
        for at, count in self._pages(address, data):
            self.call("Verify", at, count, self.page_at, returns=at + count)
        self.end(VERIFY)

    def fault(self, log):
        """None, or a sentence about the first function that did not do what it should."""
        found = [line.split()[-3::2] for line in log.splitlines() if line.startswith("flm: ") and "returned" in line]
        for i, (function, returns) in enumerate(self.expected):
            if i >= len(found):
                return f"{function}, call {i + 1} of {len(self.expected)}, did not return"
            result = int(found[i][1], 0)
            if result != returns:
                return (f"{function}, call {i + 1} of {len(self.expected)}, returned 0x{result:08x}, "
                        f"not 0x{returns:08x}")
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("algorithm")
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--port", type=int, required=True, help="where the virtual board serves")
    parser.add_argument("--address", type=lambda t: int(t, 0), required=True)
    parser.add_argument("--ram", type=lambda t: int(t, 0), default=0x20000000)
    parser.add_argument("--ram-size", type=lambda t: int(t, 0), default=0x10000)
    parser.add_argument("--board", default=BOARD)
    parser.add_argument("--openocd", default=str(OPENOCD))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Algorithm(options.algorithm), options.ram, options.ram_size, folder)
        data = options.image.read_bytes()
        run.erase(options.address, len(data))
        run.program(options.address, data)
        run.verify(options.address, data)
        line = [options.openocd, "-c", f"set VIRTUAL_BOARD {options.port}", "-f", f"board/{options.board}.cfg"]
        for command in ["init", "reset halt", *run.commands, "shutdown"]:
            line += ["-c", command]
        log = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                             check=False).stdout
    fault = run.fault(log)
    if fault:
        sys.exit(f"{log}\n{run.algorithm.name}: {fault}")
    print(f"{run.algorithm.name}: {len(data)} bytes at 0x{options.address:08x} erased, programmed and verified")


if __name__ == "__main__":
    main()
