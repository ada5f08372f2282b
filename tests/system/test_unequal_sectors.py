"""Internal flash whose sectors differ in size: STM32F4 and F7, served by OpenOCD's own driver."""
from board_under_test import FACTS, INTERNAL_BASE, INTERNAL_SIZE
from harness import FIRMWARE, SystemCase, any_board, image, only_on, virtual_only
from images import Segment, elf

BOARDS = ("nucleo_f767zi", "stm32f746g_disco", "f407ve_w25q64", "black_f407ve")
OLD = image(2, INTERNAL_SIZE)
# The smallest sector; four of them, one of four times its size, the rest of eight times.
SMALL = FACTS["internal"]["sector"] // 8


def place(address):
    return f"0x{INTERNAL_BASE + address:08X}"


@only_on(*BOARDS)
class UnequalSectors(SystemCase):
    def expected(self, *pieces):
        data = bytearray(OLD)
        for at, piece in pieces:
            data[at:at + len(piece)] = piece
        return bytes(data)

    @any_board(internal=True)
    def test_an_image_across_sectors_of_each_size_leaves_all_beside_it(self):
        board = self.board(internal=OLD)
        piece = image(7, 6 * SMALL)  # from the last small sector over the middle one into the first large one
        path = self.file(board, "image.bin", piece)
        result = board.openocd("init", f"program {path} {place(3 * SMALL + 12_345)} verify")
        self.assertSucceeds(result)
        self.assertIn("bytes outside of the image put back", result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, self.expected((3 * SMALL + 12_345, piece)))

    @any_board(internal=True)
    def test_bytes_in_a_large_sector_and_in_the_last_one(self):
        board = self.board(internal=OLD)
        pieces = [(8 * SMALL + 5, image(8, 100)), (INTERNAL_SIZE - 33, image(9, 33))]
        path = self.file(board, "image.elf", elf(*(Segment(INTERNAL_BASE + at, data) for at, data in pieces)))
        self.assertSucceeds(board.openocd("init", f"program {path} verify"))
        self.assertNoViolation(board)
        self.assertInternal(board, self.expected(*pieces))

    @any_board(internal=True)
    def test_the_same_again_changes_nothing(self):
        board = self.board(internal=OLD)
        path = self.file(board, "image.bin", image(7, 5 * SMALL))
        result = board.openocd("init", f"program {path} {place(SMALL)}", f"program {path} {place(SMALL)} verify")
        self.assertSucceeds(result)
        self.assertIn("already programmed, nothing to do", result.log)

    @any_board(internal=True)
    def test_a_plan_names_the_sectors_and_changes_nothing(self):
        board = self.board(internal=OLD)
        path = self.file(board, "image.bin", image(7, 100))
        result = board.openocd("init", f"xspi plan {path} {place(4 * SMALL)}", "xspi info int")
        self.assertSucceeds(result)
        self.assertIn(f"{SMALL // 1024}, {SMALL // 256} and {SMALL // 128} KiB", result.log)
        self.assertInternal(board, OLD)

    @only_on("nucleo_f767zi")
    @virtual_only("it changes an option byte")
    def test_two_banks_have_sectors_of_half_the_size(self):
        board = self.board("--option", "nDBANK=0", internal=OLD)
        half = INTERNAL_SIZE // 2
        pieces = [(3 * SMALL // 2 + 7, image(8, 2 * SMALL)), (half - 9, image(9, 100)), (half + 0x11003, image(3, SMALL))]
        path = self.file(board, "image.elf", elf(*(Segment(INTERNAL_BASE + at, data) for at, data in pieces)))
        result = board.openocd("init", f"program {path} verify", "xspi info int")
        self.assertSucceeds(result)
        self.assertIn("16, 64 and 128 KiB", result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, self.expected(*pieces))

    @only_on("nucleo_f767zi", "black_f407ve")
    @any_board(internal=True)
    def test_the_blinky_runs_in_internal_flash(self):
        board = self.board()
        self.assertSucceeds(board.openocd("init", f"program {FIRMWARE / 'blinky.elf'} verify", "reset run", "sleep 1600"))
        self.assertNoViolation(board)
        if self.has_report(board, "leds"):
            self.assertGreaterEqual(max(led["toggles"] for led in board.report()["leds"].values()), 5)
