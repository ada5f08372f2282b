"""Calls an exported loader's functions one by one, as its tool does, by commands of OpenOCD."""
import dataclasses

import flm


class PackRun(flm.Run):
    """By CMSIS-Pack's conventions; probe-rs and pyOCD call the same functions."""
    good = 0


class StldrRun(flm.Run):
    """By those of STM32CubeProgrammer: 1 is good, an end is the last byte, and what is written has any length."""
    good = 1

    def __init__(self, loader, ram, ram_bytes, folder):
        super().__init__(dataclasses.replace(loader, page=4_100), ram, ram_bytes, folder)

    def begin(self, purpose):
        self.call("Init", returns=1)

    def end(self, purpose):
        pass

    def erase(self, address, count):
        sectors = self.algorithm.sectors_of(address, count)
        self.begin(flm.ERASE)
        self.call("SectorErase", sectors[0], address + count - 1, milliseconds=len(sectors) * 20_000, returns=1)

    def erase_chip(self, milliseconds):
        self.begin(flm.ERASE)
        self.call("MassErase", milliseconds=milliseconds, returns=1)

    def program(self, address, data):
        self.begin(flm.PROGRAM)
        for at, count in self._pages(address, data):
            self.call("Write", at, count, self.page_at, returns=1)

    def read(self, address, count):
        """The file that the bytes are in afterwards."""
        self.begin(flm.VERIFY)
        path = self.folder / f"read-{len(self.commands)}.bin"
        self.call("Read", address, count, self.page_at, returns=1)
        self.commands.append(f"dump_image {{{path}}} 0x{self.page_at:x} {count}")
        return path

    def verify(self, address, data):
        """Whole words; the sum of the bytes is the result's upper half."""
        data += b"\xff" * (-len(data) % 4)
        self.begin(flm.VERIFY)
        for at, count in self._pages(address, data):
            self.call("Verify", at, self.page_at, count // 4, 0, returns=0)
            self.call("CheckSum", at, count, 0, returns=sum(data[at - address:at - address + count]))


def run_of(loader, ram, ram_bytes, folder):
    return (StldrRun if loader.form == "stldr" else PackRun)(loader, ram, ram_bytes, folder)
