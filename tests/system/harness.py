"""What every system case needs: a board to talk to, and OpenOCD to do it with.

A case is a unittest method whose name is a sentence about behaviour. It takes a board from `self.board(...)`: the
virtual one, or (tests/hardware) a real one.
"""
import functools
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XSPI_BUILD", ROOT / "build"))
OPENOCD = BUILD / "openocd"
VIRTUAL_BOARD = BUILD / "virtual-board"
TIME_SHIM = BUILD / "libtime-shim.so"
FIRMWARE = BUILD / "firmware" / "nucleo_h7s3l8"
EXTERNAL_BASE = 0x70000000
EXTERNAL_SIZE = 32 * 1024 * 1024
INTERNAL_BASE = 0x08000000
INTERNAL_SIZE = 64 * 1024
# A started program that has not answered by then is stuck: a bound on a broken run, never a measure of speed.
STUCK_SECONDS = 60


class OpenOcdResult:
    def __init__(self, status, log):
        self.status = status
        self.log = log

    @property
    def ok(self):
        return self.status == 0


class VirtualBoard:
    """A running virtual-board process with its memories in files of a folder of its own."""

    def __init__(self, *arguments, external=None, internal=None, strict=True, shim=True, board="nucleo-h7s3l8"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xspi-"))
        self.external_file = self.folder / "external.bin"
        self.internal_file = self.folder / "internal.bin"
        self.report_file = self.folder / "report.json"
        self.clock_file = self.folder / "clock" if shim else None
        if external is not None:
            self.external_file.write_bytes(external)
        if internal is not None:
            self.internal_file.write_bytes(internal)
        serves = "--run" not in arguments
        command = [VIRTUAL_BOARD, board, "--external", self.external_file, "--internal", self.internal_file,
                   "--report", self.report_file, *(["--stlink", "0"] if serves else []), *arguments]
        if strict:
            command.append("--strict")
        if shim and serves:
            command += ["--clock", self.clock_file]
        self.errors = open(self.folder / "stderr", "w+")
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True)
        self.port = self._read_port() if serves else None
        self.openocds = 0

    def _read_port(self):
        line = self.process.stdout.readline()
        if "listening on" not in line:
            self.process.wait(STUCK_SECONDS)
            raise AssertionError(f"the virtual board did not start: {line!r} {self.stderr()}")
        return int(line.split("127.0.0.1:")[1].split()[0])

    def stderr(self):
        self.errors.flush()
        return (self.folder / "stderr").read_text()

    def openocd(self, *commands, **keywords):
        """Runs OpenOCD with these commands and ends it; keywords as start_openocd's."""
        process = self.start_openocd(*commands, "shutdown", **keywords)
        try:
            log, _ = process.communicate(timeout=STUCK_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            log, _ = process.communicate()
            log += f"\n(stuck: ended after {STUCK_SECONDS} s)"
        self.openocds += 1
        return OpenOcdResult(process.returncode, log)

    def halted(self, *commands, **keywords):
        """As openocd(), after a reset that halts."""
        return self.openocd("init", "reset halt", *commands, **keywords)

    def start_openocd(self, *commands, board_file="board/nucleo_h7s3l8.cfg", before=(), ports=False, output=subprocess.PIPE):
        """Starts OpenOCD with these commands. `before`: commands ahead of the board's file."""
        line = [str(OPENOCD), "-c", f"set VIRTUAL_BOARD {self.port}"]
        if not ports:
            line += ["-c", "gdb_port disabled", "-c", "telnet_port disabled", "-c", "tcl_port disabled"]
        for command in before:
            line += ["-c", command]
        line += ["-f", str(board_file)]
        for command in commands:
            line += ["-c", command]
        environment = dict(os.environ)
        if self.clock_file:
            environment["LD_PRELOAD"] = str(TIME_SHIM)
            environment["XSPI_VIRTUAL_CLOCK"] = str(self.clock_file)
        return subprocess.Popen(line, stdout=output, stderr=subprocess.STDOUT, text=True, env=environment,
                                errors="replace")

    def stop(self):
        """Ends the board; its files and report are complete afterwards. Returns its exit status.

        One with --run ends by itself."""
        if self.port is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.stdout.close()
        return self.process.wait(STUCK_SECONDS)

    def report(self):
        return json.loads(self.report_file.read_text())

    def external(self):
        return self.external_file.read_bytes()

    def internal(self):
        return self.internal_file.read_bytes()


class SystemCase(unittest.TestCase):
    maxDiff = 2000

    def board(self, *arguments, **keywords):
        board = VirtualBoard(*arguments, **keywords)
        self.addCleanup(self._end, board)
        return board

    @staticmethod
    def _end(board):
        if board.process.poll() is None:
            board.stop()
        board.errors.close()
        shutil.rmtree(board.folder)

    def assertNoViolation(self, board):
        status = board.stop()
        self.assertEqual(board.report()["violations"], [])
        self.assertEqual(status, 0, board.stderr())

    def assertSucceeds(self, result):
        self.assertTrue(result.ok, result.log)

    def assertFailsWith(self, result, error_id):
        self.assertNotEqual(result.status, 0, result.log)
        self.assertIn(error_id, result.log)
        self.assertNotIn("** Verified OK **", result.log)

    def assertSameBytes(self, found, expected, base=0):
        """As assertEqual, with the first difference instead of megabytes of text."""
        if found == expected:
            return
        self.assertEqual(len(found), len(expected), "another length")
        first = next(i for i in range(len(expected)) if found[i] != expected[i])
        self.fail(f"at 0x{base + first:08X}: found {found[first:first + 16].hex()}, "
                  f"expected {expected[first:first + 16].hex()}")

    def assertExternal(self, board, expected):
        self.assertSameBytes(board.external(), expected, EXTERNAL_BASE)

    def assertInternal(self, board, expected):
        self.assertSameBytes(board.internal(), expected, INTERNAL_BASE)

    def file(self, board, name, data):
        path = board.folder / name
        path.write_bytes(data)
        return path


@functools.lru_cache(maxsize=4)
def old_contents(seed=1, size=EXTERNAL_SIZE):
    """What a chip may hold that was used before."""
    return image(seed, size)


BLANK = b"\xff" * EXTERNAL_SIZE
BLANK_INTERNAL = b"\xff" * INTERNAL_SIZE


def image(seed, size):
    """Bytes that compress and differ like nothing in particular; the same for the same seed."""
    return random.Random(seed).randbytes(size)


def merge_elf(name):
    """The memory that an ELF file of the firmware belongs to, with nothing else in it."""
    data = (FIRMWARE / name).read_bytes()
    table, entry, count = struct.unpack_from("<I", data, 28)[0], *struct.unpack_from("<HH", data, 42)
    memories = {INTERNAL_BASE: bytearray(BLANK_INTERNAL), EXTERNAL_BASE: bytearray(BLANK)}
    touched = set()
    for i in range(count):
        kind, offset, _, address, size = struct.unpack_from("<5I", data, table + i * entry)
        if kind != 1 or size == 0:  # PT_LOAD with bytes in the file
            continue
        base = next(b for b in memories if b <= address < b + len(memories[b]))
        memories[base][address - base:address - base + size] = data[offset:offset + size]
        touched.add(base)
    (base,) = touched
    return bytes(memories[base])


def wait_until(condition, seconds=STUCK_SECONDS):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
