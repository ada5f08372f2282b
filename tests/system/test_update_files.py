"""What dfu-util makes of files and modifiers, on the bootloader: DfuSe files with their addresses, suffixes, mass erase, files
of several elements, and those that do not fit."""
import json
import subprocess
import unittest

from board_under_test import BOARD, EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE
from dfu import DFU_UTIL, STAND_IN
from harness import BLANK, BUILD, FIRMWARE, ROOT, image, merge_elf, only_on, virtual_only
from update_case import BOARDS, OWN, WRITABLE, UpdateCase, application, dfuse_file, with_suffix

BEYOND = EXTERNAL_BASE + EXTERNAL_SIZE


@only_on(*BOARDS)
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class UpdateFiles(UpdateCase):
    def assertHolds(self, board, *parts):
        """At offsets of the external flash, which was blank."""
        expected = bytearray(BLANK)
        for at, data in parts:
            expected[at:at + len(data)] = data
        self.assertExternal(board, bytes(expected))

    def test_a_dfuse_file_with_a_gap_goes_where_it_says(self):
        board = self.plugged(held=False)
        data, far = application(9_000), image(2, 5_001)
        file = dfuse_file({0: [(EXTERNAL_BASE, data), (EXTERNAL_BASE + 0x41000, far)]})
        self.runs(board, "-a", 0, "-D", self.file(board, file, "application.dfu"))
        self.assertIn("0483:df11", self.runs(board, "-l"))
        self.stopped(board)
        self.assertHolds(board, (0, data), (0x41000, far))

    def test_leave_after_a_dfuse_file_starts_the_application(self):
        board = self.plugged(held=False)
        file = dfuse_file({0: [(EXTERNAL_BASE + 0x41000, image(2, 5_001)), (EXTERNAL_BASE, application(9_000))]})
        self.runs(board, "-a", 0, "-s", ":leave", "-D", self.file(board, file, "application.dfu"))
        board.wait(0.2)
        self.stopped(board)
        self.assertIsNotNone(board.report()["entered_external_flash"])

    @unittest.skipIf(INTERNAL_SIZE == OWN, "all of the internal flash is the bootloader's")
    def test_a_dfuse_file_for_both_memories_is_one_download_in_either_order(self):
        data, rest = application(9_000), image(3, 3_000)
        parts = {0: [(EXTERNAL_BASE, data)], 1: [(WRITABLE, rest)]}
        for targets in (parts, dict(reversed(parts.items()))):
            with self.subTest(order=list(targets)):
                board = self.plugged(held=False)
                self.runs(board, "-D", self.file(board, dfuse_file(targets), "both.dfu"))
                self.stopped(board)
                self.assertHolds(board, (0, data))
                self.assertEqual(board.internal()[OWN:OWN + len(rest)], rest)
                self.assertTrue(self.starts(board.external(), board.internal()))

    def test_a_suffix_is_taken_off_and_a_file_for_another_device_is_refused_by_name(self):
        board = self.plugged(held=False)
        data, where = application(6_000), ("-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}")
        self.runs(board, *where, "-D", self.file(board, with_suffix(data)))
        foreign = self.file(board, with_suffix(image(4, 6_000), product=0x5678))
        self.runs(board, *where, "-d", "0483:df11", "-D", foreign, status=64)
        self.stopped(board)
        self.assertHolds(board, (0, data))

    @only_on("weact_h743")  # a chip of 2 MiB: 5 s
    def test_a_mass_erase_leaves_nothing_but_what_the_file_brings(self):
        size = 2 << 20
        board = self.plugged("--chip", "ext=W25Q16JV", external=image(5, size))
        data = application(6_000)
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:mass-erase:force", "-D", self.file(board, data))
        self.stopped(board)
        self.assertSameBytes(board.external(), data + BLANK[len(data):size])

    @only_on("nucleo_h7s3l8")  # two sectors of 8 KiB; fifteen of 128 take a quarter of a minute
    def test_a_mass_erase_of_the_internal_flash_spares_the_bootloader(self):
        old = merge_elf("bootloader.elf")
        board = self.plugged(internal=old[:OWN] + image(6, INTERNAL_SIZE - OWN))
        self.runs(board, "-a", 1, "-s", f"0x{WRITABLE:08X}:mass-erase:force", "-D", self.file(board, image(7, 100)))
        self.stopped(board)
        found = board.internal()
        self.assertEqual(found[:OWN], old[:OWN])
        self.assertEqual(found[OWN:OWN + 100], image(7, 100))
        self.assertEqual(set(found[OWN + 100:]), {0xFF})

    def test_two_downloads_in_a_row_and_an_upload_of_both(self):
        board = self.plugged(held=False)
        data, more = application(9_000), image(8, 3_333)
        for at, contents in ((0, data), (0x8000, more)):
            self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE + at:08X}", "-D", self.file(board, contents))
        copy = board.folder / "copy.bin"
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:{0x8000 + len(more)}", "-U", copy)
        self.stopped(board)
        self.assertHolds(board, (0, data), (0x8000, more))
        self.assertEqual(copy.read_bytes(), board.external()[:0x8000 + len(more)])
        self.assertTrue(self.starts(board.external()))

    def test_files_that_do_not_fit_change_nothing(self):
        board = self.plugged()
        large, small = bytes(EXTERNAL_SIZE + 1), image(9, 5_000)
        for name, file, status in (
                ("too large", dfuse_file({0: [(EXTERNAL_BASE, large)]}), 64),
                ("across the end", dfuse_file({0: [(BEYOND - 4096, small)]}), 64),
                ("the bootloader's", dfuse_file({1: [(INTERNAL_BASE, small)]}), 64),
                ("cut short", dfuse_file({0: [(EXTERNAL_BASE, small)]})[:-2_000], 64)):
            with self.subTest(name):
                code, said = board.dfu_util("-a", 1 if name == "the bootloader's" else 0, "-D",
                                            self.file(board, file, "file.dfu"))
                self.assertEqual(code, status, said)
        said = self.runs(board, "-D", self.file(board, dfuse_file({5: [(EXTERNAL_BASE, small)]}), "file.dfu"))
        self.assertIn("No alternate setting 5", said)  # its exit status is 0 for all that
        self.stopped(board)
        self.assertHolds(board)
        self.assertEqual(board.report()["operations"]["internal"], 0)

    def test_the_line_that_openocd_xspi_prints_brings_an_elf_file_onto_the_board(self):
        board = self.plugged(held=False)
        said = subprocess.run([BUILD / "openocd-xspi", "dfu", ROOT / "boards" / f"{BOARD}.cfg", FIRMWARE / "blinky.elf", "-o",
                               board.folder / "blinky.dfu", "--json"], stdout=subprocess.PIPE, check=True).stdout
        answer = json.loads(said)
        self.assertEqual(answer["warnings"], [])
        self.runs(board, *answer["words"][1:])
        board.wait(0.2)
        self.stopped(board)
        self.assertExternal(board, merge_elf("blinky.elf"))
        self.assertIsNotNone(board.report()["entered_external_flash"])

    def test_read_protection_is_not_lifted(self):
        board = self.plugged(external=application() + BLANK[20_000:])
        board.dfu_util("-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:unprotect:force", "-D", self.file(board, image(1, 100)))
        self.runs(board, "-l")
        self.stopped(board)
        self.assertExternal(board, application() + BLANK[20_000:])
