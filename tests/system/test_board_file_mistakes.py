"""Mistakes in a board's file: named before anything happens, never a success."""
from harness import ROOT, Range, SystemCase, any_board, image, old_contents, virtual_only, only_on

GOOD = (ROOT / "boards" / "nucleo_h7s3l8.cfg").read_text()


@only_on("nucleo_h7s3l8")
@any_board(Range(0x1000, 5000))
class BoardFileMistakes(SystemCase):
    def spoilt(self, board, *changes):
        text = GOOD
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        return self.file(board, "spoilt.cfg", text.encode())

    def fails(self, error, *changes):
        """OpenOCD with the spoilt file names `error` and leaves chip and board alone."""
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(1, 5000))
        result = board.halted(f"program {path} 0x70001000 verify", board_file=self.spoilt(board, *changes))
        self.assertFailsWith(result, error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_an_unknown_microcontroller(self):
        self.fails("XSPI-0121", ("mcu          STM32H7S3L8", "mcu STM32H7X9Q9"))

    def test_a_board_that_is_declared_twice(self):
        self.fails("XSPI-0114", ("source [find xspi.cfg]", "source [find xspi.cfg]\nsource [find board/nucleo_h7s3l8.cfg]"))

    def test_an_external_bank_with_the_internal_ones_name(self):
        self.fails("XSPI-0112", ("flash        ext", "flash        int"))

    def test_a_signal_without_a_pin(self):
        self.fails("XSPI-0122", ("CLK PN6  ", ""))

    def test_a_data_line_too_few(self):
        self.fails("XSPI-0122", ("  IO5 PN9", ""))

    def test_no_DQS(self):
        self.fails("XSPI-0122", ("DQS PN0  ", ""))

    def test_a_pin_that_does_not_exist(self):
        self.fails("XSPI-0123", ("CLK PN6", "CLK PN15"))

    def test_a_pin_that_cannot_be_that_signal(self):
        self.fails("XSPI-0124", ("CLK PN6", "CLK PA0"))

    def test_two_data_lines_with_each_others_pins(self):
        self.fails("XSPI-0124", ("IO2 PN4  IO3 PN5", "IO2 PN5  IO3 PN4"))

    def test_one_pin_for_two_signals(self):
        self.fails("XSPI-012", ("IO7 PN11", "IO7 PN10"))

    def test_an_led_on_a_pin_of_the_flash(self):
        self.fails("XSPI-0128", ("LD1 PD10", "LD1 PN6"))

    def test_an_led_on_a_pin_that_does_not_exist(self):
        self.fails("XSPI-0127", ("LD1 PD10", "LD1 PH15"))

    def test_a_crystal_that_the_oscillator_cannot_take(self):
        self.fails("XSPI-0129", ("hse          24MHz", "hse          64MHz"))

    def test_a_clock_above_the_controllers_highest(self):
        self.fails("XSPI-0130", ("clock        200MHz", "clock        400MHz"))

    def test_a_clock_below_the_lowest(self):
        self.fails("XSPI-0131", ("clock        200MHz", "clock        1kHz"))

    def test_a_supply_that_forbids_the_clock(self):
        self.fails("XSPI-0132", ("supply       1.8", "supply       3.3"))

    def test_the_window_of_the_other_controller(self):
        self.fails("XSPI-0133", ("0x70000000", "0x90000000"))

    def test_a_fact_that_is_no_number(self):
        self.fails("XSPI-0112", ("24MHz", "fast"))

    def test_a_fact_with_a_value_too_many(self):
        self.fails("XSPI-0113", ("core_supply  LDO", "core_supply  LDO SMPS"))

    def test_a_fact_given_twice(self):
        self.fails("XSPI-0114", ("supply       1.8", "supply       1.8\n    supply 1.8"))

    def test_an_unknown_fact(self):
        self.fails("XSPI-0115", ("supply       1.8", "suply        1.8"))

    def test_a_fact_that_is_missing(self):
        self.fails("XSPI-0116", ("    mcu          STM32H7S3L8\n", ""))

    def test_a_brace_that_is_missing(self):
        self.fails("rror", ("IO7 PN11}", "IO7 PN11"))

    def test_another_chip_than_the_one_that_is_fitted(self):
        self.fails("XSPI-0403", ("ext MX25UW25645G", "ext MX66UW1G45G"))

    def test_a_board_declared_after_init(self):
        board = self.board(external=old_contents())
        self.assertFailsWith(board.openocd("init", "xspi board late {}"), "XSPI-0101")

    @virtual_only("it spells the probe out")
    def test_a_bank_without_a_board(self):
        board = self.board()
        path = self.file(board, "bank.cfg", b"source [find xspi.cfg]\nsource [find interface/xspi-virtual-board.cfg]\n"
                         b"source [find target/xspi-stm32h7rs.cfg]\n"
                         b"flash bank ext xspi 0x70000000 0 0 0 $_TARGETNAME external\n")
        self.assertFailsWith(board.openocd("init", board_file=path), "XSPI-0105")

    def test_a_bank_of_an_unknown_kind(self):
        board = self.board()
        text = GOOD + "\nflash bank more xspi 0x90000000 0 0 0 $_TARGETNAME elsewhere\n"
        self.assertFailsWith(board.openocd("init", board_file=self.file(board, "b.cfg", text.encode())), "XSPI-0106")

    def test_two_banks_at_one_place(self):
        board = self.board()
        text = GOOD + "\nflash bank more xspi 0x70000000 0 0 0 $_TARGETNAME external\n"
        self.assertFailsWith(board.openocd("init", board_file=self.file(board, "b.cfg", text.encode())), "XSPI-0107")
