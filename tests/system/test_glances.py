"""A block that looks blank to a glance and is not: what was there does not matter, what is there in the end does."""
from harness import BLANK, EXTERNAL_BASE, SystemCase, image, virtual_only
from images import Segment, elf, merged
from board_under_test import ext

AT = 0x21000
# Three whole sectors, and bytes of others behind them in a sector of its own.
IMAGE = Segment(EXTERNAL_BASE + AT, image(90, 3 * 4096 + 100))
HIDDEN = Segment(EXTERNAL_BASE + AT + 0x1077, b"\0")  # in the second sector, where no glance looks
FOREIGN = Segment(EXTERNAL_BASE + AT + 3 * 4096 + 200, image(91, 300))
BEFORE = merged(BLANK, EXTERNAL_BASE, HIDDEN, FOREIGN)
AFTER = merged(BEFORE, EXTERNAL_BASE, IMAGE)
OVER = "VB-NOR-013"  # what programming over it is: silicon clears the bits, too
TOLD = rf"ext: a block from {ext(AT)} on looked blank and is not"


@virtual_only("a chip may be asked not to be programmed over")
class Glances(SystemCase):
    def program(self, *arguments, external=BEFORE, state=None):
        board = self.board(*arguments, "--option", "UID=00310029510C333438363532", external=external, strict=False)
        board.state = state or board.state
        path = self.file(board, "image.elf", elf(IMAGE))
        result = board.halted(f"flash write_image erase {path}", f"verify_image {path}")
        board.stop()
        return board, result

    def assertOnlyOver(self, board):
        self.assertLessEqual({violation["rule"] for violation in board.violations()}, {OVER})

    def test_it_is_erased_and_programmed_again_in_the_same_job(self):
        board, result = self.program()
        self.assertSucceeds(result)
        self.assertRegex(result.log, TOLD)
        self.assertExternal(board, AFTER)
        self.assertOnlyOver(board)

    def test_a_blank_block_is_read_in_part_and_programmed_once(self):
        blank = merged(BLANK, EXTERNAL_BASE, FOREIGN)
        board, result = self.program(external=blank)
        self.assertSucceeds(result)
        self.assertNotRegex(result.log, "looked blank")
        self.assertExternal(board, merged(blank, EXTERNAL_BASE, IMAGE))
        self.assertNoViolation(board)

    def test_what_is_there_already_is_not_touched(self):
        board, result = self.program(external=AFTER)
        self.assertSucceeds(result)
        self.assertRegex(result.log, "already programmed")
        self.assertNoViolation(board)

    def test_the_supply_is_lost_before_it_is_found_and_after(self):
        """Cuts that are spread over both passes; the next run makes every byte right, those of others among them."""
        board, _ = self.program()
        whole = board.report()["operations"]["external"]
        for number in sorted({whole * part // 8 for part in range(1, 8)} | {whole}):
            with self.subTest(operation=number):
                cut, result = self.program("--fault", f"supply-lost:#{number}.5")
                self.assertNotEqual(result.status, 0)
                again, result = self.program(external=cut.external(), state=cut.state)
                self.assertSucceeds(result)
                self.assertExternal(again, AFTER)
                self.assertOnlyOver(again)
                self.assertEqual(list(cut.state.glob("journal/*")), [])

    def test_a_cell_that_stays_0_is_named_after_the_second_time(self):
        place = next(at for at in range(0x200, 0x300) if IMAGE.data[at] & 1)
        board, result = self.program("--fault", f"weak-bit:0x{AT + place:X}:0=0",
                                     external=merged(BLANK, EXTERNAL_BASE, FOREIGN))
        self.assertFailsWith(result, "XSPI-0511")
        self.assertIn(ext(AT + place), result.log)
        self.assertEqual(len(list(filter(lambda line: "looked blank" in line, result.log.splitlines()))), 1)
