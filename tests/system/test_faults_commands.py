"""The xspi commands with words that make no sense: named, nothing is changed."""
from faults import FaultCase
from harness import Range, any_board, image, old_contents, virtual_only
from board_under_test import BOARD, EXTERNAL_SIZE, ext, ext_end


@any_board(Range(0, 0x10000))
class CommandMistakes(FaultCase):
    def test_words_that_make_no_sense(self):
        for command, error in (("xspi info a b", "XSPI-0701"), (f"xspi erase {ext(0)}", "XSPI-0703"),
                               (f"xspi erase {ext(0)} 0x1000 {ext(0x4000)}", "XSPI-0701"),
                               ("xspi read here 16", "XSPI-0702"), (f"xspi read {ext(0)} -1", "XSPI-0702"),
                               ("xspi info flash7", "XSPI-0703"), ("xspi read 0x60000000 16", "XSPI-0704"),
                               (f"xspi dump /no-such-folder/out.bin {ext(0)} 16", "XSPI-0705"),
                               (f"xspi read {ext(0)} 0x10001", "XSPI-0706"),
                               (f"xspi plan [find board/{BOARD}.cfg] {ext(0)} elf", "XSPI-0006")):
            with self.subTest(command):
                self.named(error, commands=[command], strict=True)

    @virtual_only("it changes protection bits, which the chip keeps, if it is not refused")
    def test_words_of_protection_that_make_no_sense(self):
        for command, error in ((f"xspi unprotect {ext(0)} 0", "XSPI-0702"), ("xspi protect flash7", "XSPI-0703"),
                               (f"xspi unprotect {ext_end(1)} 2", "XSPI-0704")):
            with self.subTest(command):
                self.named(error, commands=[command], strict=True)

    @any_board()
    def test_a_command_that_comes_before_init(self):
        board = self.board(external=old_contents())
        self.assertFailsWith(board.openocd("xspi info"), "XSPI-0109")

    @virtual_only("it needs most of the chip")
    def test_an_image_of_many_megabytes_is_refused_soon_where_nothing_was_erased(self):
        data = image(8, EXTERNAL_SIZE * 3 // 4)
        self.named("XSPI-0502", data=data, commands=[f"flash write_image @ {ext(0)} bin"], strict=True)
