#!/usr/bin/env python3
"""pyOCD with the virtual board's ST-LINK server in place of an ST-LINK on USB: pyocd_over_tcp.py PORT PYOCD-WORDS...

pyOCD itself is unchanged; only the transfers of its ST-LINK go over TCP (ST's stlink-server protocol, as OpenOCD's
stlink driver speaks it)."""
import socket
import struct
import sys

import pyocd.probe.stlink_probe
from pyocd.__main__ import PyOCDTool

REFRESH, OPEN, SEND = 0, 3, 5
WRITE, READ = 0, 1
OK = 1
PROBE_CLOCK, GOOD = b"\xf2\x63", 0x80  # the probe's own clock, which the virtual one has not
PORT = int(sys.argv[1])


class Link:
    """What pyocd.probe.stlink.usb.STLinkUSBInterface is to pyOCD."""
    serial_number, vendor_name, product_name, version_name = "VIRTUAL", "openocd-xspi", "virtual board", "V3"
    max_packet_size = 64

    @classmethod
    def get_all_connected_devices(cls):
        return [cls()]

    def __init__(self):
        self._socket = None

    @property
    def is_open(self):
        return self._socket is not None

    def open(self):
        self._socket = socket.create_connection(("127.0.0.1", PORT))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ask(bytes((REFRESH, 0)), 4)
        device, = struct.unpack("<I", self._ask(bytes((2, 0, 0, 0)) + struct.pack("<I", 41), 45)[:4])
        self._connection = self._ask(bytes((OPEN, 0, 0, 0)) + struct.pack("<I", device), 8)

    def close(self):
        self._socket.close()
        self._socket = None

    def _ask(self, request, size):
        self._socket.sendall(request)
        answer = b""
        while len(answer) < size:
            some = self._socket.recv(size - len(answer))
            if not some:
                raise ConnectionError("the virtual board has closed the connection")
            answer += some
        status, = struct.unpack("<I", answer[:4])
        if status != OK:
            raise ConnectionError(f"the ST-LINK server answers 0x{status:08x}")
        return answer[4:]

    def transfer(self, cmd, writeData=None, readSize=None, timeout=1000):
        out = bytes(writeData or b"")
        head = bytes((SEND, 0, 0, 0)) + self._connection + bytes(cmd).ljust(16, b"\0")
        if readSize is None:
            self._ask(head + struct.pack("<II", WRITE, len(out)) + out, 4)
            return None
        if out:
            raise NotImplementedError("data both ways")
        if bytes(cmd[:2]) == PROBE_CLOCK:
            return bytearray((GOOD,)).ljust(readSize, b"\0")
        return bytearray(self._ask(head + struct.pack("<II", READ, readSize), 4 + readSize))

    def read_swv(self, size, timeout=1000):
        return bytearray()


pyocd.probe.stlink_probe.STLinkUSBInterface = Link
pyocd.probe.stlink_probe.StlinkProbe._get_board_id = lambda self: None  # it is no NUCLEO with a drive
sys.exit(PyOCDTool().run(sys.argv[2:]))
