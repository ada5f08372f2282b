"""A USB device on the virtual board: the host finds it, the distribution's dfu-util works on it as it is, and what silicon
would not forgive keeps it off the bus."""
import pathlib
import subprocess
import tempfile
import unittest

from harness import INTERNAL_SIZE, SystemCase, image, only_on, virtual_only
from usb_host import (DEVICES, DFU_UTIL, NO_DEVICE, PLUG, RESUME, STALL, SUSPEND, UNPLUG, UsbHost, dfu_util)
from board_under_test import BOARD

SOURCE = pathlib.Path(__file__).resolve().parent / "usb-program"
FLAGS = ["-mcpu=cortex-m7", "-mthumb", "-O2", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror"]
HIGH_SPEED = BOARD == "nucleo_h7s3l8"


class UsbCase(SystemCase):
    def build(self, *definitions):
        with tempfile.TemporaryDirectory() as folder:
            elf, binary = pathlib.Path(folder, "program.elf"), pathlib.Path(folder, "program.bin")
            subprocess.run(["arm-none-eabi-gcc", *FLAGS, *(["-DHIGH_SPEED"] if HIGH_SPEED else []), *definitions,
                            "-T", SOURCE / "program.ld", SOURCE / "program.c", "-o", elf], check=True)
            subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", elf, binary], check=True)
            return binary.read_bytes().ljust(INTERNAL_SIZE, b"\xff")

    def usb_board(self, *definitions, faults=(), strict=True):
        folder = tempfile.TemporaryDirectory(prefix="usb-")  # a socket's path is short
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name, "usb")
        board = self.board("--usb", path, *(argument for fault in faults for argument in ("--fault", fault)),
                           internal=self.build(*definitions), strict=strict)
        board.usb_socket = path
        return board


@only_on("nucleo_h7s3l8", "weact_h743", "weact_h750", "devebox_h743")
@virtual_only("the host is the virtual board's")
class UsbRequests(UsbCase):
    def test_the_host_lists_what_it_has_enumerated(self):
        board = self.usb_board()
        with UsbHost(board) as host:
            status, data = host.ask(DEVICES)
        self.assertEqual(status, 0)
        self.assertEqual(data[3], 3 if HIGH_SPEED else 2)
        self.assertEqual(data[5:23], bytes((18, 1, 0, 2, 0, 0, 0, 64, 0x09, 0x12, 0x01, 0, 0, 1, 0, 0, 1, 1)))
        self.assertEqual(len(data), 23 + 2 + 27)
        board.stop()
        self.assertNoViolation(board)
        usb = board.report()["usb"]
        self.assertEqual((usb["attachments"], usb["resets"], usb["errors"], usb["stalls"]), (1, 2, 0, 0))

    def test_a_request_that_the_device_refuses_stalls_and_the_next_one_works(self):
        board = self.usb_board()
        with UsbHost(board) as host:
            host.ask(DEVICES)
            for kind, request, value, length in ((0xC0, 0x55, 0, 64), (0x80, 6, 0x7700, 255), (0x60, 1, 2, 0), (0x21, 9, 0, 0),
                                                 (0xFF, 0xFF, 0xFFFF, 0xFFFF), (0x80, 6, 0x0305, 255)):
                self.assertEqual(host.control(kind, request, value, 0, length), (STALL, b""), hex(kind))
                self.assertEqual(host.control(0xA1, 3, 0, 0, 6), (0, b"\0\0\0\0\2\0"))
            self.assertEqual(host.control(0x40, 1, 0, 0, 300, bytes(300))[0], STALL)
            self.assertEqual(host.control(0x80, 6, 0x0100, 0, 4), (0, b"\x12\x01\0\2"))
        board.stop()
        self.assertNoViolation(board)
        self.assertEqual(board.report()["usb"]["stalls"], 7)

    def test_a_device_outlives_suspend_and_a_pulled_plug(self):
        board = self.usb_board()
        with UsbHost(board) as host:
            first = host.ask(DEVICES)[1][2]
            host.ask(SUSPEND)
            host.ask(RESUME)
            self.assertEqual(host.control(0xA1, 3, 0, 0, 6)[0], 0)
            host.ask(UNPLUG)
            self.assertEqual(host.control(0xA1, 3, 0, 0, 6)[0], NO_DEVICE)
            self.assertEqual(host.ask(DEVICES), (0, b""))
            host.ask(PLUG)
            self.assertNotIn(host.ask(DEVICES)[1][2], (0, first))
            self.assertEqual(host.control(0xA1, 3, 0, 0, 6)[0], 0)
        board.stop()
        self.assertNoViolation(board)

    def test_what_the_transceiver_lacks_keeps_the_device_off_the_bus(self):
        lacks = {"-DUNCLOCKED": "VB-OTG-001", "-DUNSUPPLIED": "VB-OTG-002"}
        if not HIGH_SPEED:
            lacks["-DUNWIRED"] = "VB-OTG-003"
        for definition, rule in lacks.items():
            with self.subTest(definition):
                board = self.usb_board(definition, strict=False)
                with UsbHost(board) as host:
                    self.assertEqual(host.ask(DEVICES), (0, b""))
                board.stop()
                self.assertEqual({v["rule"] for v in board.violations()}, {rule})
                self.assertEqual(board.report()["usb"]["attachments"], 0)

    @unittest.skipIf(HIGH_SPEED, "its PHY is no ULPI's")
    def test_a_core_that_waits_for_a_ulpi_clock_is_deaf_while_the_processor_sleeps(self):
        board = self.usb_board("-DSLEEPS", strict=False)
        with UsbHost(board) as host:
            self.assertEqual(host.ask(DEVICES), (0, b""))
        board.stop()
        self.assertEqual({v["rule"] for v in board.violations()}, {"VB-OTG-009"})


@only_on("nucleo_h7s3l8", "weact_h743", "weact_h750", "devebox_h743")
@virtual_only("the host is the virtual board's")
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed (setup/packages-check)")
class DfuUtil(UsbCase):
    def download(self, contents, faults=()):
        board = self.usb_board(faults=faults)
        path = board.folder / "image"
        path.write_bytes(contents)
        return board, dfu_util(board, "-a0", "-D", path)

    def test_it_lists_the_device(self):
        board = self.usb_board()
        status, said = dfu_util(board, "-l")
        self.assertEqual(status, 0, said)
        self.assertIn('Found DFU: [1209:0001] ver=0100, devnum=2, cfg=1, intf=0, path="1-1", alt=0, name="UNKNOWN", '
                      'serial="0042"', said)

    def test_what_it_downloads_it_uploads(self):
        contents = image(5, 20_123)
        board, (status, said) = self.download(contents)
        self.assertEqual(status, 0, said)
        back = board.folder / "back"
        status, said = dfu_util(board, "-a0", "-U", back)
        self.assertEqual(status, 0, said)
        self.assertEqual(back.read_bytes(), contents)
        board.stop()
        self.assertNoViolation(board)
        usb = board.report()["usb"]
        self.assertEqual((usb["bytes_out"], usb["stalls"], usb["late_setups"]), (len(contents), 0, 0))

    def test_the_same_job_takes_the_same_nanosecond(self):
        times = set()
        for _ in range(2):
            board, (status, said) = self.download(image(6, 5_000))
            self.assertEqual(status, 0, said)
            board.stop()
            times.add((board.report()["virtual_seconds"], board.report()["usb"]["naks"]))
        self.assertEqual(len(times), 1)

    def test_a_plug_that_is_pulled_at_any_transfer_is_an_error_of_input(self):
        for transfer in ("1", "2", "3.5", "6", "6.5", "9"):
            with self.subTest(transfer):
                board, (status, said) = self.download(image(7, 3_000), [f"usb-unplug:#{transfer}"])
                self.assertEqual(status, 74, said)
                board.stop()
                self.assertEqual(board.report()["usb"]["unplugs"], 1)
                self.assertNoViolation(board)
