"""Option bytes: XSPI2_HSLV = 0 is no obstacle to programming, and nothing here damages a board."""
import re

from faults import FaultCase, options
from harness import EXTERNAL_BASE, ROOT, any_board, old_contents, virtual_only, only_on
from images import merged
from board_under_test import BOARD, ON_SPI, OWN_MODE


@any_board()
class Clock(FaultCase):
    """A clock may be lower than the board's, never higher."""

    def test_a_clock_above_the_boards_is_refused(self):
        highest = int(re.search(r"^ +clock +(\d+)MHz", (ROOT / f"boards/{BOARD}.cfg").read_text(), re.M)[1])
        self.named("XSPI-0407", commands=[f"xspi clock {highest + 1}MHz"], strict=True)

    def test_no_frequency_is_named(self):
        self.named("XSPI-0447", commands=["xspi clock fast"], strict=True)

    def test_a_lower_clock_is_taken(self):
        _, log = self.works(commands=["xspi clock 16MHz", "xspi info"])
        # What the kernel clock divides into, and not above: by any number, an SPI's 84 MHz by a power of two.
        self.assertRegex(log, rf"{OWN_MODE} at {10 if ON_SPI else '1[56]'} MHz")


@only_on("nucleo_h7s3l8")
@virtual_only("it needs option bytes of its own, or writes them")
class OptionBytes(FaultCase):
    def test_without_the_option_it_programs_and_says_once_what_will_not_work(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.openocd("init", f"program {path} 0x{self.IMAGE.address:08X} verify", "xspi info", "reset halt",
                               "xspi map")
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))
        self.assertEqual(result.log.count("XSPI-0410"), 1, result.log)
        self.assertRegex(result.log, "XSPI-0410.*75 MHz.*xspi option XSPI2_HSLV 1")

    def test_with_the_option_there_is_no_notice(self):
        _, log = self.works(*options(XSPI2_HSLV=1), commands=["xspi info"])
        self.assertNotIn("XSPI-0410", log)

    def test_forcing_200_MHz_is_refused(self):
        self.assertIn("xspi option XSPI2_HSLV 1", self.named("XSPI-0408", commands=["xspi clock 200MHz"], strict=True))

    def test_200_MHz_while_programming_are_refused_with_the_option_too(self):
        self.named("XSPI-0409", *options(XSPI2_HSLV=1), commands=["xspi clock 200MHz"], strict=True)

    def test_the_option_is_set_and_acts_after_a_reset(self):
        board = self.board(external=old_contents())
        result = board.halted("xspi option XSPI2_HSLV 1")
        self.assertSucceeds(result)
        self.assertIn("reset", result.log)
        self.assertIn("XSPI2_HSLV = 0x1", board.halted("xspi option XSPI2_HSLV").log)
        self.assertNotIn("XSPI-0410", board.halted("xspi info").log)
        self.assertSucceeds(board.halted("xspi option XSPI2_HSLV 0"))
        self.assertNoViolation(board)

    @virtual_only("it writes option bytes if it is not refused")
    def test_setting_it_is_refused_unless_the_supply_is_1_8_V(self):
        for volts in ("3.3", "2.5"):
            with self.subTest(volts):
                log = self.named("XSPI-0443", commands=["xspi option XSPI2_HSLV 1"], strict=True,
                                 facts={"supply": f"    supply {volts}", "clock": "    clock 50MHz"})
                self.assertIn(f"{volts} V", log)

    @virtual_only("it writes option bytes if it is not refused")
    def test_options_that_could_do_harm_are_refused(self):
        for words, error in (("VDDIO_HSLV 1", "XSPI-0443"), ("XSPI1_HSLV 1", "XSPI-0443"), ("NVSTATE 0x51", "XSPI-0444"),
                             ("XSPI2_HSLV 2", "XSPI-0442"), ("NDBANK 1", "XSPI-0441")):
            with self.subTest(words):
                self.named(error, commands=[f"xspi option {words}"], strict=True)

    def test_a_value_that_the_silicon_refuses(self):
        self.named("XSPI-0445", commands=["xspi option ITCM_AXI_SHARE 4"])

    def test_option_bytes_that_a_wrong_key_has_locked(self):
        self.named("XSPI-0446", commands=["catch {mww 0x52002100 1}", "xspi option IWDG_HW 1"])

    def test_the_others_of_the_word_stay(self):
        board = self.board(*options(BOR_LEVEL=2))
        self.assertSucceeds(board.halted("xspi option XSPI2_HSLV 1"))
        self.assertRegex(board.halted("xspi option").log, r"BOR_LEVEL = 0x2[^$]*XSPI2_HSLV = 0x1")
        self.assertNoViolation(board)

    def test_a_watchdog_that_runs_from_reset_on_does_no_harm(self):
        board = self.board(*options(IWDG_HW=0), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        self.assertSucceeds(board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify", "sleep 1500", "xspi map"))
        self.assertNoViolation(board)
