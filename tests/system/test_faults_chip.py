"""The chip: none, another one, a smaller one, or one that is in a state nobody expects."""
import unittest

from faults import LARGER, NO_CHIP, SMALLER, FaultCase, faults, options
from harness import EXTERNAL_BASE, EXTERNAL_SIZE, old_contents, virtual_only
from images import merged
from board_under_test import BOARD, CHIP, CHIP_MODES, CHIP_STATES, CONTROLLER, FITTED, OCTAL, ext

# The board's file without the chip's name, and with it.
UNNAMED = {} if not CHIP else {"flash": "    flash        ext"} if OCTAL else {"chip": ""}
NAMED = {} if CHIP else {"controller": f"        chip {FITTED['part']}\n        controller {CONTROLLER}"}
BLOCK = 0x100000  # what the board's CHIP_LEFT was working on


@virtual_only("it needs a declared fault, or another chip or state of it")
class ChipFaults(FaultCase):
    def test_no_chip_is_fitted(self):
        log = self.named(NO_CHIP, *faults("absent"))
        self.assertIn("no chip is fitted" if OCTAL else "Is it fitted", log)

    def test_a_chip_without_supply(self):
        log = self.named(NO_CHIP, *faults("unpowered"))
        self.assertIn("1.8 V" if OCTAL else "3.3 V", log)

    @unittest.skipUnless(OCTAL, "on four lines every crossing of IO0 is found")
    def test_no_chip_answers_although_something_is_there(self):
        # IO0 crossed with a line of which a chip in 1S-1S-1S knows nothing.
        self.named("XSPI-0401", *faults("swap:IO0,IO5"))

    def test_another_chip_than_the_boards_file_names(self):
        log = self.named("XSPI-0403", *options(CHIP=LARGER), facts=NAMED)
        self.assertIn(LARGER.removesuffix("JV"), log)  # by SFDP it may be a JW, too

    def test_a_smaller_chip_than_the_boards_file_names(self):
        small = old_contents()[:EXTERNAL_SIZE // 2]
        log = self.named("XSPI-0406", *options(CHIP=SMALLER), external=small, facts=NAMED)
        self.assertRegex(log, f"{EXTERNAL_SIZE >> 20} MiB.*{EXTERNAL_SIZE >> 21} MiB")

    def test_an_image_larger_than_the_chip_that_is_really_fitted(self):
        small = old_contents()[:EXTERNAL_SIZE // 2]
        self.named("XSPI-0524", *options(CHIP=SMALLER), external=small,
                   facts=UNNAMED,
                   commands=[f"flash write_image erase [find board/{BOARD}.cfg] {ext(EXTERNAL_SIZE // 2 - 16)} bin"])

    def test_a_chip_in_any_mode_is_programmed(self):
        for mode in CHIP_MODES:
            for left in CHIP_STATES:
                for again in ("reset halt", "halt"):
                    with self.subTest(mode=mode, left=left, again=again):
                        board = self.board(*options(CHIP_MODE=mode, CHIP_LEFT=left), external=old_contents())
                        path = self.file(board, "image.bin", self.IMAGE.data)
                        result = board.openocd("init", again, f"program {path} 0x{self.IMAGE.address:08X} verify"
                                               if again == "reset halt" else
                                               f"flash write_image erase {path} 0x{self.IMAGE.address:08X} bin")
                        self.assertSucceeds(result)
                        self.assertNotIn("XSPI-0416", result.log)
                        self.assertNoViolation(board)
                        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_a_suspended_chip_is_programmed_and_its_undefined_block_is_named(self):
        for mode in CHIP_MODES:
            for left, size in (("erase-suspended", 65536), ("program-suspended", 256)):
                with self.subTest(mode=mode, left=left):
                    board = self.board(*options(CHIP_MODE=mode, CHIP_LEFT=left), external=old_contents())
                    path = self.file(board, "image.bin", self.IMAGE.data)
                    result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
                    self.assertSucceeds(result)
                    self.assertIn("XSPI-0416", result.log)
                    self.assertIn(left.split("-")[0], result.log)
                    self.assertNoViolation(board)
                    found, expected = board.external(), merged(old_contents(), EXTERNAL_BASE, self.IMAGE)
                    self.assertSameBytes(found[:BLOCK], expected[:BLOCK], EXTERNAL_BASE)
                    self.assertSameBytes(found[BLOCK + size:], expected[BLOCK + size:], EXTERNAL_BASE)

    @unittest.skipUnless(OCTAL, "its chip always powers up in 1S-1S-1S")
    def test_a_chip_that_powers_up_in_an_octal_mode_is_programmed_and_told_about(self):
        for mode in ("8S", "8D"):
            with self.subTest(mode):
                board = self.board(*options(CHIP_POWER_UP_MODE=mode), external=old_contents())
                path = self.file(board, "image.bin", self.IMAGE.data)
                result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
                self.assertSucceeds(result)
                self.assertIn("XSPI-0415", result.log)
                self.assertIn(f"{mode}-{mode}-{mode}", result.log)
                self.assertNoViolation(board)
                self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))
