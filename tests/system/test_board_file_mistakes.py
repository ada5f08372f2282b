"""Mistakes in a board's file: named before anything happens, never a success."""
import re
import unittest

from harness import ROOT, EXTERNAL_BASE, Range, SystemCase, any_board, image, old_contents, virtual_only
from board_under_test import BOARD, CHIP, FAMILY, LED, LINES, MCU, OCTAL, ON_SPI, PINS, SIGNALS, ext

GOOD = (ROOT / f"boards/{BOARD}.cfg").read_text()
CLOCK = SIGNALS["CLK"]
LAST_LINE, LINE_BEFORE = ("MISO", "MOSI") if ON_SPI else (f"IO{LINES - 1}", f"IO{LINES - 2}")
CROSSED = ("MOSI", "MISO") if ON_SPI else ("IO2", "IO3")
OTHER_CHIP = "MX66UW1G45G" if OCTAL else "W25Q128JV"
NO_FLASH = "0x70000000" if EXTERNAL_BASE == 0x90000000 else "0x90000000"  # the window of another controller


@any_board(Range(0x1000, 5000))
class BoardFileMistakes(SystemCase):
    def spoilt(self, board, *changes):
        text = GOOD
        for old, new in changes:
            text, count = re.subn(old, new, text, count=1)
            self.assertEqual(count, 1, old)
        return self.file(board, "spoilt.cfg", text.encode())

    def fails(self, error, *changes):
        """OpenOCD with the spoilt file names `error` and leaves chip and board alone.

        changes: patterns, and what they become."""
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(1, 5000))
        result = board.halted(f"program {path} {ext(0x1000)} verify", board_file=self.spoilt(board, *changes))
        self.assertFailsWith(result, error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_an_unknown_microcontroller(self):
        self.fails("XSPI-0121", (f"mcu +{MCU}", "mcu STM32H7X9Q9"))

    def test_a_board_that_is_declared_twice(self):
        twice = f"source [find xspi.cfg]\nsource [find board/{BOARD}.cfg]"
        self.fails("XSPI-0114", (r"source \[find xspi.cfg\]", twice))

    def test_an_external_bank_with_the_internal_ones_name(self):
        self.fails("XSPI-0112", ("flash +ext", "flash int"))

    def test_a_signal_without_a_pin(self):
        self.fails("XSPI-0122", (rf"{CLOCK} \w+  ", ""))

    def test_a_data_line_too_few(self):
        self.fails("XSPI-0122", (rf"  {SIGNALS['IO1'] if LINES < 4 else f'IO{LINES // 2 + 1}'} \w+", ""))

    @unittest.skipUnless(OCTAL, "its chip has no DQS")
    def test_no_DQS(self):
        self.fails("XSPI-0122", (r"DQS \w+  ", ""))

    def test_a_pin_that_does_not_exist(self):
        self.fails("XSPI-0123", (rf"{CLOCK} \w+", f"{CLOCK} PN15"))

    def test_a_pin_that_cannot_be_that_signal(self):
        self.fails("XSPI-0124", (rf"{CLOCK} \w+", f"{CLOCK} PA0"))

    def test_two_data_lines_with_each_others_pins(self):
        a, b = CROSSED
        self.fails("XSPI-0124", (rf"{a} (\w+)  {b} (\w+)", rf"{a} \2  {b} \1"))

    def test_one_pin_for_two_signals(self):
        self.fails("XSPI-012", (rf"{LAST_LINE} \w+", f"{LAST_LINE} {PINS[LINE_BEFORE]}"))

    @unittest.skipIf(LED == "none", "it has no LED")
    def test_an_led_on_a_pin_of_the_flash(self):
        self.fails("XSPI-0128", (rf"\b{LED} P\w+", f"{LED} {PINS[CLOCK]}"))

    @unittest.skipIf(LED == "none", "it has no LED")
    def test_an_led_on_a_pin_that_does_not_exist(self):
        self.fails("XSPI-0127", (rf"\b{LED} P\w+", f"{LED} PN15"))

    def test_a_crystal_that_the_oscillator_cannot_take(self):
        self.fails("XSPI-0129", (r"hse +\d+MHz", "hse 64MHz"))

    def test_a_clock_above_the_controllers_highest(self):
        self.fails("XSPI-0130", (r"clock +\d+MHz", "clock 400MHz"))

    def test_a_clock_below_the_lowest(self):
        self.fails("XSPI-0131", (r"clock +\d+MHz", "clock 1kHz"))

    def test_a_supply_that_forbids_the_clock(self):
        supply = r"\bsupply +[\d.]+"
        if OCTAL:
            self.fails("XSPI-0132", (supply, "supply 3.3"))
        else:  # QUADSPI: 133 MHz from 2.7 V on, 100 MHz below
            self.fails("XSPI-0130", (supply, "supply 1.8"), (r"clock +\d+MHz", "clock 133MHz"))

    @unittest.skipIf(ON_SPI, "its controller maps nothing, and the address is the user's choice")
    def test_the_window_of_the_other_controller(self):
        self.fails("XSPI-0133", (r"mapped +\w+", f"mapped {NO_FLASH}"))

    def test_a_fact_that_is_no_number(self):
        self.fails("XSPI-0112", (r"stlink( \d+MHz)?", "stlink fast"))

    def test_a_fact_with_a_value_too_many(self):
        self.fails("XSPI-0113", (r"\bsupply +([\d.]+)", r"supply \1 \1"))

    def test_a_fact_given_twice(self):
        self.fails("XSPI-0114", (r"\bsupply +([\d.]+)", r"supply \1\n    supply \1"))

    def test_an_unknown_fact(self):
        self.fails("XSPI-0115", (r"\bsupply +([\d.]+)", r"suply \1"))

    def test_a_fact_that_is_missing(self):
        self.fails("XSPI-0116", (f" +mcu +{MCU}\n", ""))

    def test_a_brace_that_is_missing(self):
        self.fails("rror", (rf"({LAST_LINE} \w+)}}", r"\1"))

    def test_another_chip_than_the_one_that_is_fitted(self):
        self.fails("XSPI-0403", (rf"(ext|chip) +{CHIP}\n", rf"\1 {OTHER_CHIP}\n") if CHIP else
                   ("controller +", f"chip {OTHER_CHIP}\n        controller "))

    def test_a_board_declared_after_init(self):
        board = self.board(external=old_contents())
        self.assertFailsWith(board.openocd("init", "xspi board late {}"), "XSPI-0101")

    @virtual_only("it spells the probe out")
    def test_a_bank_without_a_board(self):
        board = self.board()
        path = self.file(board, "bank.cfg", ("source [find xspi.cfg]\nsource [find interface/xspi-virtual-board.cfg]\n"
                         f"source [find target/xspi-{FAMILY}.cfg]\n"
                         f"flash bank ext xspi {ext(0)} 0 0 0 $_TARGETNAME external\n").encode())
        self.assertFailsWith(board.openocd("init", board_file=path), "XSPI-0105")

    def test_a_bank_of_an_unknown_kind(self):
        board = self.board()
        text = GOOD + f"\nflash bank more xspi {NO_FLASH} 0 0 0 $_TARGETNAME elsewhere\n"
        self.assertFailsWith(board.openocd("init", board_file=self.file(board, "b.cfg", text.encode())), "XSPI-0106")

    def test_two_banks_at_one_place(self):
        board = self.board()
        text = GOOD + f"\nflash bank more xspi {ext(0)} 0 0 0 $_TARGETNAME external\n"
        self.assertFailsWith(board.openocd("init", board_file=self.file(board, "b.cfg", text.encode())), "XSPI-0107")
