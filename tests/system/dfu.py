"""A virtual board with a USB host, and the distribution's own dfu-util on it."""
import os
import shutil
import subprocess
import tempfile
import pathlib

from board_under_test import FACTS
from paths import BUILD, TIME_SHIM
from virtual_board import VirtualBoard

DFU_UTIL = shutil.which("dfu-util")
STAND_IN = BUILD / "usb"
# The button that keeps the application from being started: the last one.
BUTTON = FACTS["buttons"][-1] if FACTS["buttons"] else ""
STUCK_SECONDS = 300


class UsbBoard(VirtualBoard):
    """A running board that a host is plugged into."""

    def __init__(self, *arguments, **keywords):
        self.socket = pathlib.Path(tempfile.mkdtemp(prefix="xspi-usb-")) / "usb"
        super().__init__("--usb", self.socket, *arguments, **keywords)

    def usb_environment(self):
        return {**os.environ, "XSPI_USB": str(self.socket), "LD_LIBRARY_PATH": str(STAND_IN),
                "XSPI_VIRTUAL_CLOCK": str(self.clock_file), "LD_PRELOAD": str(TIME_SHIM)}

    def dfu_util(self, *arguments):
        """Its exit status and all that it says."""
        result = subprocess.run([DFU_UTIL, *map(str, arguments)], env=self.usb_environment(), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=STUCK_SECONDS, check=False)
        return result.returncode, result.stdout.decode(errors="replace")

    def timed_dfu_util(self, *arguments):
        """As dfu_util(), and the seconds of virtual time that it took."""
        shell = 'date +%s.%N; "$@"; status=$?; date +%s.%N; exit $status'
        result = subprocess.run(["sh", "-c", shell, "sh", DFU_UTIL, *map(str, arguments)], env=self.usb_environment(),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=STUCK_SECONDS, check=False)
        lines = result.stdout.decode(errors="replace").splitlines()
        return result.returncode, "\n".join(lines[1:-1]), float(lines[-1]) - float(lines[0])

    def wait(self, seconds):
        """Lets virtual time pass; the board follows when a client speaks to it."""
        subprocess.run(["sleep", str(seconds)], env=self.usb_environment(), timeout=STUCK_SECONDS, check=True)
        self.dfu_util("-l")

    def end(self):
        """Once more does nothing: who tries many boards ends each when it is done."""
        if not self.folder.exists():
            return
        super().end()
        shutil.rmtree(self.socket.parent)
