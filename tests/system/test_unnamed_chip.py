"""A board's file that does not name its chip: SFDP says what is there, and nothing hangs before it has."""
import re

from harness import ROOT, Range, SystemCase, any_board, image, old_contents
from board_under_test import BOARD, CHIP, ext, ext_end

GOOD = (ROOT / f"boards/{BOARD}.cfg").read_text()


@any_board(Range(0, 0x10000))
class UnnamedChip(SystemCase):
    def board_and_file(self):
        board = self.board(external=old_contents())
        text = re.sub(rf"( +chip)? +{CHIP}$", "", GOOD, flags=re.M) if CHIP else GOOD
        self.assertEqual(text == GOOD, not CHIP)
        return board, self.file(board, "unnamed.cfg", text.encode())

    def test_an_image_is_programmed(self):
        board, board_file = self.board_and_file()
        path = self.file(board, "image.bin", image(3, 5001))
        self.assertSucceeds(board.openocd(f"program {path} {ext(0x1003)} verify", board_file=board_file))
        self.assertNoViolation(board)

    def test_erasing_by_address_works_before_anything_was_probed(self):
        board, board_file = self.board_and_file()
        self.assertSucceeds(board.halted(f"flash erase_address pad {ext(0x1010)} 0x20", board_file=board_file))
        self.assertNoViolation(board)
        expected = bytearray(old_contents())
        expected[0x1000:0x2000] = b"\xff" * 0x1000
        self.assertExternal(board, bytes(expected))

    def test_erasing_beyond_the_chip_is_refused(self):
        board, board_file = self.board_and_file()
        result = board.halted(f"flash erase_address {ext_end(0)} 0x1000", board_file=board_file)
        self.assertFailsWith(result, "XSPI-0501")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_verifying_an_image_works_before_anything_was_probed(self):
        board, board_file = self.board_and_file()
        path = self.file(board, "image.bin", old_contents()[:5000])
        self.assertSucceeds(board.halted(f"flash verify_image {path} {ext(0)}", board_file=board_file))
