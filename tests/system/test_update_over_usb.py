"""The bootloader as a DFU device: the distribution's own dfu-util updates the virtual board over its USB host."""
import hashlib
import re
import struct
import subprocess
import unittest

from board_under_test import EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SECTOR, INTERNAL_SIZE, LED
from dfu import DFU_UTIL, STAND_IN
from harness import BLANK, ROOT, image, merge_elf, only_on, virtual_only
from update_case import BOARDS, OWN, WRITABLE, UpdateCase, application

SUFFIX = struct.pack("<HHHH3sBI", 0x0200, 0xDF11, 0x0483, 0x011A, b"UFD", 16, 0x12345678)  # with a wrong checksum


@only_on(*BOARDS)
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class UpdateOverUsb(UpdateCase):
    @virtual_only("it plugs a USB host in", representative=True)
    def test_both_memories_are_listed_with_their_real_sectors(self):
        board = self.plugged()
        said = self.runs(board, "-l")
        self.assertIn(f'alt=0, name="@External/0x{EXTERNAL_BASE:08X}/{EXTERNAL_SIZE // 4096}*004Kg"', said)
        own, rest, kib = OWN // INTERNAL_SECTOR, (INTERNAL_SIZE - OWN) // INTERNAL_SECTOR, INTERNAL_SECTOR // 1024
        writable = f",{rest:02}*{kib:03}Kg" if rest else ""
        self.assertIn(f'alt=1, name="@Internal/0x08000000/{own:02}*{kib:03}Ka{writable}"', said)
        self.stopped(board)

    @virtual_only("it plugs a USB host in", representative=True)
    def test_what_is_downloaded_is_read_back_and_started(self):
        board = self.plugged(held=False)
        data = application(100_000)
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}", "-D", self.file(board, data))
        copy = board.folder / "copy.bin"
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:{len(data)}", "-U", copy)
        self.assertEqual(copy.read_bytes(), data)
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:leave", "-D", self.file(board, application(50_000, 2)))
        board.wait(1.2)
        self.stopped(board)
        self.assertEqual(board.external()[:50_000], application(50_000, 2))
        self.assertIsNotNone(board.report()["entered_external_flash"])
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 2)

    def test_the_internal_flash_behind_the_bootloader_is_written_and_read_back(self):
        if INTERNAL_SIZE == OWN:
            self.skipTest("all of it is the bootloader's")
        board = self.plugged()
        data = image(3, 10_001)
        self.runs(board, "-a", 1, "-s", f"0x{WRITABLE:08X}", "-D", self.file(board, data))
        copy = board.folder / "copy.bin"
        self.runs(board, "-a", 1, "-s", f"0x{WRITABLE:08X}:{len(data)}", "-U", copy)
        self.assertEqual(copy.read_bytes(), data)
        self.stopped(board)
        self.assertEqual(board.internal()[OWN:OWN + len(data)], data)
        boot = merge_elf("bootloader.elf")[:OWN]
        self.assertEqual(board.internal()[:len(boot)], boot)

    def test_what_lies_outside_or_is_the_bootloaders_is_refused(self):
        board = self.plugged()
        path = self.file(board, image(4, 9000))
        for alternate, address in ((0, EXTERNAL_BASE - 0x10000000), (0, EXTERNAL_BASE + EXTERNAL_SIZE - 4096),
                                   (1, INTERNAL_BASE), (1, EXTERNAL_BASE)):
            with self.subTest(alternate=alternate, address=hex(address)):
                self.runs(board, "-a", alternate, "-s", f"0x{address:08X}", "-D", path, status=64)
        self.runs(board, "-a", 2, "-s", f"0x{EXTERNAL_BASE:08X}", "-D", path, status=74)
        self.stopped(board)
        self.assertEqual(board.external(), BLANK)
        self.assertEqual(board.report()["operations"]["internal"], 0)

    def test_a_suffix_that_the_host_does_not_understand_is_refused_by_the_device(self):
        board = self.plugged(held=False)
        code, said = board.dfu_util("-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}", "-D",
                                    self.file(board, application() + SUFFIX))
        self.assertNotEqual(code, 0, said)
        self.stopped(board)
        self.assertEqual(board.external()[4:8], b"\xFF\xFF\xFF\xFF")  # the reset vector

    def test_leave_without_an_application_is_refused(self):
        board = self.plugged(held=False)
        said = self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:leave", "-D", self.file(board, image(5, 5000)))
        self.assertIn("dfuERROR", said)
        self.runs(board, "-l")
        self.assertIn("0483:df11", self.runs(board, "-l"))

    def test_an_application_starts_when_the_button_is_not_held(self):
        external = application() + BLANK[20_000:]
        for held in (False, True):
            with self.subTest(held=held):
                board = self.plugged(held=held, external=external)
                found = "0483:df11" in self.runs(board, "-l")
                self.assertEqual(found, held)
                self.stopped(board)
                self.assertEqual(board.report()["entered_external_flash"] is None, held)

    def test_a_trailer_decides_whether_it_starts(self):
        whole = subprocess.run([ROOT / "setup/add-trailer", "/dev/stdin", "/dev/stdout"], input=application(30_000),
                               stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(whole[-32:], hashlib.sha256(whole[:-40]).digest())
        spoilt = whole[:25_000] + bytes([whole[25_000] ^ 1]) + whole[25_001:]
        for data, starts in ((whole, True), (spoilt, False), (whole[:-1] + b"\0", False)):
            board = self.board("--run", "60ms", internal=merge_elf("bootloader.elf"), external=data + BLANK[len(data):])
            self.assertNoViolation(board)
            self.assertEqual(board.report()["entered_external_flash"] is not None, starts)

    def test_an_application_asks_for_an_update(self):
        """The word of docs/update-over-usb.md, left by the debugger before a reset by software; once."""
        board = self.board(internal=merge_elf("bootloader.elf"), external=application() + BLANK[20_000:])
        for word, starts in ((0x21554644, False), (0, True), (0x21554645, True)):
            result = board.halted(f"mww 0x2000FFFC 0x{word:08X}", "mww 0xE000ED0C 0x05FA0004", "sleep 150", "halt",
                                  "echo PC:[dict get [get_reg pc] pc]")
            self.assertSucceeds(result)
            pc = int(re.search(r"PC:(0x\w+)", result.log)[1], 16)
            self.assertEqual(pc >= 0x60000000, starts, result.log)

    @only_on("weact_h750")
    def test_nothing_of_a_single_sector_is_writable(self):
        board = self.plugged()
        self.runs(board, "-a", 1, "-s", f"0x{INTERNAL_BASE:08X}", "-D", self.file(board, image(6, 1000)), status=64)
        self.stopped(board)
