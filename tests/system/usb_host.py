"""The host at a virtual board's USB connector: the distribution's dfu-util with the stand-in for libusb, and requests as they
go over the socket (virtual-board/usb-host/usb-messages.hpp)."""
import os
import shutil
import socket
import struct
import subprocess

from openocd_board import STUCK_SECONDS
from paths import BUILD, TIME_SHIM

DFU_UTIL = shutil.which("dfu-util")
STAND_IN = BUILD / "usb"
DEVICES, CONTROL, RECEIVE, SEND, RESET, PLUG, UNPLUG, SUSPEND, RESUME = range(1, 10)
STALL, TIMEOUT, NO_DEVICE = -9, -7, -4


def dfu_util(board, *arguments):
    """(exit status, what it said) of dfu-util on that board, which was started with `--usb` and its `usb_socket`."""
    environment = {**os.environ, "XSPI_USB": str(board.usb_socket), "LD_LIBRARY_PATH": str(STAND_IN),
                   "LD_PRELOAD": str(TIME_SHIM), "XSPI_VIRTUAL_CLOCK": str(board.clock_file)}
    done = subprocess.run([DFU_UTIL, *map(str, arguments)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=STUCK_SECONDS, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


class UsbHost:
    """One program at the host, by the socket itself."""

    def __init__(self, board):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(STUCK_SECONDS)
        self.socket.connect(str(board.usb_socket))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, operation, setup=bytes(8), payload=b"", endpoint=0, length=0, milliseconds=1000):
        """(status, data) of the board's answer."""
        self.socket.sendall(struct.pack("<IBBBBII8s", len(payload), operation, 0, endpoint, 0, length, milliseconds, setup)
                            + payload)
        size, status, _ = struct.unpack("<IiI", self._take(12))
        return status, self._take(size)

    def control(self, kind, request, value=0, index=0, length=0, data=b""):
        return self.ask(CONTROL, struct.pack("<BBHHH", kind, request, value, index, length), data)

    def _take(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError("the board hung up")
            data += more
        return data
