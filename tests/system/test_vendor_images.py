"""Vendors' boot images and flash algorithms, unmodified. None are in this repository: XSPI_VENDOR_IMAGES names a folder
of them, for this board: *.hex and *.elf boot, *.FLM program (docs/virtual-board.md says where they come from)."""
import os
import pathlib
import unittest

import flm
from harness import BLANK, FIRMWARE, INTERNAL_BASE, SystemCase, image, old_contents, virtual_only, only_on
from board_under_test import LED

FOLDER = os.environ.get("XSPI_VENDOR_IMAGES")
FAST = ("--option", "XSPI2_HSLV=1")
# What ST's boot images really do against the manuals:
DESERVED = {
    "VB-FLASH-001",  # of 2024: 6 wait states at 300 MHz; ST has made them 7 since
    "VB-XSPI-011",   # of 2024: 200 MHz without I/O compensation
    "VB-XSPI-015",   # of 2024 and early 2025: SFDP in 8D with the 8 dummy cycles of SPI
}
APPLICATION = FIRMWARE / "blinky.elf"
RAM, RAM_BYTES = 0x20000000, 0x10000  # as the pack's description gives them


@only_on("nucleo_h7s3l8")
@virtual_only("it needs option bytes of its own, and the report")
@unittest.skipUnless(FOLDER, "XSPI_VENDOR_IMAGES names no folder")
class VendorImages(SystemCase):
    def test_vendors_boot_images_and_algorithms_run_unmodified(self):
        files = sorted(pathlib.Path(FOLDER).iterdir())
        for kind, check in (((".hex", ".elf"), self.boots), ((".FLM",), self.programs)):
            for path in (f for f in files if f.suffix in kind):
                with self.subTest(path.name):
                    check(path)

    def boots(self, path):
        board = self.board(*FAST, external=BLANK, strict=False)
        self.assertSucceeds(board.openocd("init", *(f"program {{{file}}} verify" for file in (path, APPLICATION)),
                                          "reset run", "sleep 1500"))
        board.stop()
        report = board.report()
        self.assertIsNotNone(report["entered_external_flash"])
        self.assertGreaterEqual(report["leds"][LED]["toggles"], 2)
        self.assertEqual({v["rule"] for v in report["violations"]} - DESERVED, set())

    def programs(self, path):
        algorithm = flm.Algorithm(path)
        internal = algorithm.start == INTERNAL_BASE
        old = image(8, 0x10000) if internal else old_contents()
        board = self.board(*FAST, strict=False, **{"internal" if internal else "external": old})
        run = flm.Run(algorithm, RAM, RAM_BYTES, board.folder)
        data, offset = image(9, 0x2345), 0x4000 if internal else 0x123000
        run.erase(algorithm.start + offset, len(data))
        run.program(algorithm.start + offset, data)
        run.verify(algorithm.start + offset, data)
        result = board.halted(*run.commands)
        self.assertIsNone(run.fault(result.log), result.log)
        board.stop()
        expected = bytearray(old)
        for sector in algorithm.sectors_of(algorithm.start + offset, len(data)):
            size = algorithm.sectors[0][0]
            at = sector - algorithm.start
            expected[at:at + size] = b"\xff" * size
        expected[offset:offset + len(data)] = data
        found = board.internal() if internal else board.external()
        self.assertSameBytes(found, bytes(expected), algorithm.start)
