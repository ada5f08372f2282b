"""How long dfu-util takes on the virtual clock, against what the chip's own erases and pages take in the order in which
dfu-util asks for them: all erases, then the data."""
import unittest

from board_under_test import BOARD, EXTERNAL_BASE, EXTERNAL_SIZE
from dfu import DFU_UTIL, STAND_IN
from harness import image, only_on, virtual_only
from update_case import UpdateCase

# Typical seconds: MX25UW25645G as its SFDP has them (BFPT, DWORDs 10 and 11); W25Q64JV's data sheet, 9.6.
HIGH_SPEED = BOARD == "nucleo_h7s3l8"
PAGE, ERASE = (152e-6, {4096: 0.025, 65536: 0.256}) if HIGH_SPEED else (400e-6, {4096: 0.045, 32768: 0.12, 65536: 0.15})
FULL_SPEED = 600_000  # bytes a second that the issue asks full speed to be measured by
SIZE = 256 << 10


@only_on("nucleo_h7s3l8", "weact_h743")
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class UpdateSpeed(UpdateCase):
    def test_a_download_takes_little_longer_than_the_chip(self):
        board = self.plugged(external=image(1, EXTERNAL_SIZE))
        file = self.file(board, image(2, SIZE))
        status, said, seconds = board.timed_dfu_util("-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}", "-D", file)
        self.assertEqual(status, 0, said)
        self.stopped(board)
        report = board.report()
        chip = sum(count * ERASE[int(size)] for size, count in report["erases"].items()) + report["pages_programmed"] * PAGE
        self.assertGreaterEqual(chip, 1.0)  # what was counted is all of it
        possible = SIZE / chip if HIGH_SPEED else min(SIZE / chip, FULL_SPEED)
        self.assertGreaterEqual(SIZE / seconds / possible, 0.8 if HIGH_SPEED else 0.7)
