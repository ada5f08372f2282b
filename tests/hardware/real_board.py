"""A board behind a probe as a case's board: nothing is known of it but what OpenOCD reads through the probe."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import needs
from memories import BLANK, EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SIZE
from openocd_board import DIES_WITH_US, OpenOcdBoard

END_SECONDS = 10  # OpenOCD stops the agent and leaves the chip idle


class BoardAccess(OpenOcdBoard):
    """OpenOCD's way to the board, and reading and writing its two flashes by it."""

    launcher = DIES_WITH_US  # an OpenOCD whose run was killed would keep the probe for good
    new_session = True
    stuck_seconds = 1800  # the whole chip at the speed of a slow probe

    def __init__(self, probe, board_file):
        self.probe = probe
        self.board_file = board_file
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xspi-hil-"))
        self.started = []
        self.log = ""

    def probe_commands(self):
        return self.probe.commands

    def start_openocd(self, *commands, **keywords):
        process = super().start_openocd(*commands, **keywords)
        self.started.append(process)
        return process

    def openocd(self, *commands, **keywords):
        result = super().openocd(*commands, **keywords)
        self.log += f"$ openocd {'; '.join(commands)}\n{result.log}\n(status {result.status})\n"
        return result

    def read(self, *places):
        """The bytes of these (address, size), by the debugger's reads of the mapped window and the internal flash."""
        result = self.halted(*self._dumps(places))
        if not result.ok:
            raise BoardError(f"reading the board failed:\n{result.log}")
        return [self._dump(address).read_bytes() for address, _ in places]

    def write(self, *contents):
        """Writes these (address, bytes) and reads them back."""
        commands = []
        for address, data in contents:
            file = self.folder / f"write-{address:08x}"
            file.write_bytes(data)
            commands.append(f"flash write_image erase {{{file}}} 0x{address:08X} bin")
        result = self.halted(*commands, *self._dumps([(address, len(data)) for address, data in contents]))
        if not result.ok:
            raise BoardError(f"writing the board failed:\n{result.log}")
        for address, data in contents:
            found = self._dump(address).read_bytes()
            if found != data:
                at = next(i for i in range(len(data)) if found[i] != data[i])
                raise BoardError(f"0x{address + at:08X} holds 0x{found[at]:02X} after 0x{data[at]:02X} was written")

    def _dump(self, address):
        return self.folder / f"read-{address:08x}"

    def _dumps(self, places):
        mapping = ["xspi map"] if any(address >= EXTERNAL_BASE for address, _ in places) else []
        return mapping + [f"dump_image {{{self._dump(a)}}} 0x{a:08X} {size}" for a, size in places]

    def end_openocds(self):
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            if process.stdout:
                process.stdout.close()
        self.started = []

    def end(self):
        self.end_openocds()
        shutil.rmtree(self.folder, ignore_errors=True)


class BoardError(Exception):
    """The board could not be read or written."""


class RealBoard(BoardAccess):
    """What a case gets from self.board(): the board behind the probe, prepared in the ranges that the case declares."""

    stuck_seconds = 180  # a case's few hundred KiB, likewise

    def __init__(self, probe, board_file, needed, external, internal):
        super().__init__(probe, board_file)
        self.needed = needed
        self.initial = external if external is not None else BLANK
        self.notes = []
        contents = []
        if external is not None:
            contents += [(EXTERNAL_BASE + r.first, external[r.first:r.end]) for r in needed.external]
        if internal is not None:
            contents.append((INTERNAL_BASE, internal))
        if contents:
            self.write(*contents)
        self._start()

    def _start(self):
        """As a board does that is switched on: what it holds runs."""
        result = self.openocd("init", "reset run")
        if not result.ok:
            raise BoardError(f"the board does not start:\n{result.log}")

    def external(self):
        """The chip's contents in the case's ranges; elsewhere, where nobody looks, the contents the case began with."""
        result = bytearray(self.initial)
        found = self.read(*[(EXTERNAL_BASE + r.first, r.size) for r in self.needed.external])
        for part, data in zip(self.needed.external, found):
            result[part.first:part.end] = data
        return bytes(result)

    def internal(self):
        return self.read((INTERNAL_BASE, INTERNAL_SIZE))[0]

    def stop(self):
        return 0

    def stderr(self):
        return ""

    def report(self):
        raise unittest.SkipTest("it needs the virtual board's report")

    def note(self, text):
        self.notes.append(text)

    def __getattr__(self, name):
        if name in ("process", "port", "external_file", "internal_file", "report_file", "clock_file", "errors"):
            raise unittest.SkipTest(f"it needs the virtual board's `{name}`")
        raise AttributeError(name)


class RealBoards:
    """Where cases get their board from in a run on hardware: always the same one."""

    def __init__(self, probe, board_file):
        self.probe = probe
        self.board_file = board_file
        self.taken = []

    def take(self, case, *arguments, external=None, internal=None, strict=True, shim=True, board=None):
        needed = needs.of(case)
        if arguments:
            raise unittest.SkipTest(f"it needs the virtual board's {' '.join(map(str, arguments))}")
        if needed.virtual_only:
            raise unittest.SkipTest(needed.virtual_only)
        if internal is not None and not needed.internal:
            raise unittest.SkipTest("it overwrites the internal flash and does not declare it")
        taken = RealBoard(self.probe, self.board_file, needed, external, internal)
        self.taken.append(taken)
        return taken

    def finish(self):
        """Ends what the case left; returns its words: notes, and what OpenOCD said."""
        boards, self.taken = self.taken, []
        for taken in boards:
            taken.end()
        notes = [note for taken in boards for note in taken.notes]
        return notes, "".join(taken.log for taken in boards)
