"""Hardware that is broken: never a false success, always a name, and nothing lost outside the image."""
import unittest

from faults import NO_CHIP
from harness import EXTERNAL_BASE, SystemCase, image, old_contents, virtual_only
from images import Segment, elf, merged
from board_under_test import LINES, OCTAL, ext


@virtual_only("it needs a declared fault")
class SpoiltHardware(SystemCase):
    # Where nothing names the fault, programming either worked or must not say that it did.
    IMAGE = Segment(EXTERNAL_BASE + 0x21001, image(1, 9_001))

    def program(self, *faults, external=None):
        arguments = [word for fault in faults for word in ("--fault", fault)]
        board = self.board(*arguments, external=external or old_contents(), strict=False)
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        board.stop()
        return board, result

    def outside_is_unchanged(self, board, first=0x21000, last=0x24000):
        """All but the sectors that the image touches."""
        found, old = board.external(), old_contents()
        self.assertSameBytes(found[:first], old[:first], EXTERNAL_BASE)
        self.assertSameBytes(found[last:], old[last:], EXTERNAL_BASE + last)

    def fails_and_loses_nothing(self, errors, *faults):
        board, result = self.program(*faults)
        self.assertNotEqual(result.status, 0, result.log)
        self.assertNotIn("** Verified OK **", result.log)
        self.assertRegex(result.log, errors)
        self.outside_is_unchanged(board)
        return board, result

    def test_a_line_that_is_stuck_never_passes_for_a_good_one(self):
        for line in range(LINES):
            for level in (0, 1):
                with self.subTest(line=line, level=level):
                    board, result = self.program(f"stuck:IO{line}={level}")
                    self.assertNotIn("** Verified OK **", result.log)
                    self.assertNotEqual(result.status, 0, result.log)
                    self.assertRegex(result.log, "XSPI-0(3|4|5)")
                    self.assertExternal(board, old_contents())

    def test_lines_that_are_swapped_never_pass_for_good_ones(self):
        for a, b in ((0, 1), (2, 3), (4, 7), (0, 5)) if OCTAL else ((0, 1), (2, 3), (0, 2), (1, 3)):
            if a >= LINES:
                continue  # the chip's WP# and HOLD#, which such a board ties both to its supply
            with self.subTest(a=a, b=b):
                board, result = self.program(f"swap:IO{a},IO{b}")
                self.assertNotIn("** Verified OK **", result.log)
                self.assertNotEqual(result.status, 0, result.log)
                self.assertRegex(result.log, "XSPI-0(3|4|5)")
                self.assertExternal(board, old_contents())

    def test_a_chip_that_is_not_there(self):
        board, _ = self.fails_and_loses_nothing(NO_CHIP, "absent")
        self.assertExternal(board, old_contents())

    def test_a_chip_without_supply(self):
        board, _ = self.fails_and_loses_nothing(NO_CHIP, "unpowered")
        self.assertExternal(board, old_contents())

    @unittest.skipUnless(OCTAL, "its chip sends no strobe")
    def test_a_strobe_that_is_broken(self):
        board, _ = self.fails_and_loses_nothing("XSPI-0413", "dqs")
        self.assertExternal(board, old_contents())

    def test_a_sector_that_does_not_erase_any_more(self):
        _, result = self.fails_and_loses_nothing("XSPI-0(314|316|511)", "dead-sector:0x22000")
        self.assertIn(ext(0x22000)[:7], result.log)

    def test_a_sector_that_is_protected(self):
        _, result = self.fails_and_loses_nothing("XSPI-0(315|316|511)", "protected-sector:0x22000")
        self.assertIn(ext(0x22000)[:7], result.log)

    def test_a_dead_sector_elsewhere_does_no_harm(self):
        board, result = self.program("dead-sector:0x24000")
        self.assertSucceeds(result)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_internal_flash_is_programmed_although_the_chip_is_absent(self):
        board = self.board("--fault", "absent")
        path = self.file(board, "image.bin", image(3, 999))
        self.assertSucceeds(board.halted(f"program {path} 0x08000000 verify"))
        self.assertNoViolation(board)
        self.assertEqual(board.internal()[:999], image(3, 999))

    def test_an_image_for_both_flashes_is_refused_whole_if_the_chip_is_absent(self):
        board = self.board("--fault", "absent")
        path = self.file(board, "image.elf", elf(Segment(0x08000000, image(4, 500)), Segment(EXTERNAL_BASE, image(5, 500))))
        result = board.halted(f"program {path} verify")
        self.assertNotEqual(result.status, 0)
        self.assertRegex(result.log, NO_CHIP)
        board.stop()
        self.assertEqual(set(board.internal()), {0xFF})

    def test_openocd_starts_and_lists_banks_although_the_chip_is_absent(self):
        result = self.board("--fault", "absent").halted("flash banks")
        self.assertSucceeds(result)
        self.assertIn("ext (xspi)", result.log)
