"""The virtual board as a case's board: a process of its own, with its memories in files."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from openocd_board import DIES_WITH_US, STUCK_SECONDS, OpenOcdBoard
from paths import TIME_SHIM, VIRTUAL_BOARD
from board_under_test import EXTERNAL_SIZE, FITTED, VIRTUAL_NAME


class FlashBytes(bytes):
    """What a flash holds, and of which units the ECC is wrong, so that the next board has that, too."""
    ecc = None


class VirtualBoard(OpenOcdBoard):
    """A running virtual-board process with its memories in files of a folder of its own.

    `apart`: the terminal's Ctrl-C does not reach it. `chip`: the board has a flash chip."""

    reports = True

    def __init__(self, *arguments, external=None, internal=None, strict=True, shim=True, board=VIRTUAL_NAME,
                 apart=False, chip=bool(FITTED["part"])):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xspi-"))
        self.external_file = self.folder / "external.bin"
        self.internal_file = self.folder / "internal.bin"
        self.ecc_file = self.folder / "internal.bin.ecc"
        self.report_file = self.folder / "report.json"
        self.clock_file = self.folder / "clock" if shim else None
        self.state = self.folder / "state"
        if external is not None:
            self.external_file.write_bytes(external)
        if internal is not None:
            self.internal_file.write_bytes(internal)
        if getattr(internal, "ecc", None):
            self.ecc_file.write_text(internal.ecc)
        serves = "--run" not in arguments
        command = [VIRTUAL_BOARD, board, *(["--external", self.external_file] if chip and EXTERNAL_SIZE else []),
                   "--internal", self.internal_file, "--report", self.report_file, *(["--stlink", "0"] if serves else []), *arguments]
        if strict:
            command.append("--strict")
        if shim and serves:
            command += ["--clock", self.clock_file]
        self.errors = open(self.folder / "stderr", "w+")
        if apart:
            command = [*DIES_WITH_US, *command]
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True, start_new_session=apart)
        self.port = self._read_port() if serves else None

    def _read_port(self):
        line = self.process.stdout.readline()
        if "listening on" not in line:
            self.process.wait(STUCK_SECONDS)
            raise AssertionError(f"the virtual board did not start: {line!r} {self.stderr()}")
        return int(line.split("127.0.0.1:")[1].split()[0])

    def stderr(self):
        self.errors.flush()
        return (self.folder / "stderr").read_text()

    def probe_commands(self):
        return [f"set VIRTUAL_BOARD {self.port}"]

    def environment(self):
        environment = super().environment()
        if self.clock_file:
            environment["LD_PRELOAD"] = str(TIME_SHIM)
            environment["XSPI_VIRTUAL_CLOCK"] = str(self.clock_file)
        return environment

    def stop(self):
        """Ends the board; its files and report are complete afterwards. Returns its exit status.

        One with --run ends by itself."""
        if self.port is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(STUCK_SECONDS)

    def end(self):
        """Ends the board and deletes its folder."""
        if self.process.poll() is None:
            self.stop()
        self.errors.close()
        shutil.rmtree(self.folder)

    def memory_files(self):
        return (self.external_file, self.internal_file)

    def report(self):
        return json.loads(self.report_file.read_text())

    def violations(self):
        return self.report()["violations"]

    def external(self):
        return self.external_file.read_bytes()

    def internal(self):
        held = FlashBytes(self.internal_file.read_bytes())
        held.ecc = self.ecc_file.read_text() if self.ecc_file.exists() else None
        return held
