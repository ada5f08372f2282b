"""The bootloader and what it starts, as somebody sees it who looks at the LEDs or attaches a debugger."""
import unittest

from harness import BLANK, FIRMWARE, SystemCase, image, merge_elf, only_on, virtual_only
from board_under_test import CHIP_MODES, CHIP_STATES, ERROR_LED, LED, MAPPED, SPEED_OPTION
from memories import MAPS_NOTHING

SLOW, FAST = (), ("--option", f"{SPEED_OPTION}=1")
# It runs from the internal flash, or where it takes updates from ITCM.
IN_BOOTLOADER = r"pc \(/32\): 0x0(800|000)"
BOTH = (SLOW, FAST) if SPEED_OPTION else (SLOW,)


@unittest.skipUnless(MAPPED, MAPS_NOTHING)
@virtual_only("it watches the LEDs")
class Boot(SystemCase):
    def watched(self, *commands, arguments=(), seconds=1.5, **keywords):
        """Programs nothing: a board with these memories runs for so long; then commands with the core halted."""
        board = self.board(*arguments, **keywords)
        result = board.openocd("init", "reset run", f"sleep {int(seconds * 1000)}", "halt", *commands)
        self.assertSucceeds(result)
        return board, result.log

    def program(self, board, *names):
        for name in names:
            result = board.openocd(f"program {FIRMWARE / name} verify")
            self.assertSucceeds(result)
            self.assertIn("** Verified OK **", result.log)

    @virtual_only("it watches the LEDs", representative=True)
    def test_a_programmed_board_blinks_from_the_external_flash(self):
        for arguments in BOTH:
            with self.subTest(arguments):
                board = self.board(*arguments, external=BLANK)
                self.program(board, "bootloader.elf", "blinky.elf")
                self.assertSucceeds(board.openocd("init", "reset run", "sleep 1500"))
                self.assertNoViolation(board)
                self.assertIsNotNone(board.report()["entered_external_flash"])
                self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 4)

    @virtual_only("it watches the LEDs", representative=True)
    def test_the_application_starts_within_20_ms(self):
        internal, external = merge_elf("bootloader.elf"), merge_elf("blinky.elf")
        for arguments in BOTH:
            with self.subTest(arguments):
                board = self.board(*arguments, "--run", "20ms", internal=internal, external=external)
                self.assertNoViolation(board)
                self.assertIsNotNone(board.report()["entered_external_flash"])

    @only_on("nucleo_h7s3l8")
    @virtual_only("it needs a non-volatile setting of an octal chip")
    def test_a_chip_that_powers_up_in_an_octal_mode_is_found_and_its_application_starts(self):
        for mode in ("8S", "8D"):
            with self.subTest(mode):
                board = self.board("--option", f"CHIP_POWER_UP_MODE={mode}", external=BLANK,
                                   internal=merge_elf("bootloader.elf"))
                self.assertSucceeds(board.openocd(f"program {FIRMWARE / 'blinky.elf'} verify reset", "sleep 1500"))
                self.assertNoViolation(board)
                self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 4)

    def test_a_chip_left_in_any_state_is_found_and_its_application_starts(self):
        """A reset that meets suspended work takes the chip 25 ms (MX66L), so the start takes longer."""
        internal, external = merge_elf("bootloader.elf"), merge_elf("blinky.elf")
        for mode in CHIP_MODES:
            for left in (*CHIP_STATES, "erase-suspended", "program-suspended"):
                with self.subTest(mode=mode, left=left):
                    board = self.board("--option", f"CHIP_MODE={mode}", "--option", f"CHIP_LEFT={left}",
                                       "--run", "400ms", internal=internal, external=external)
                    self.assertNoViolation(board)
                    self.assertIsNotNone(board.report()["entered_external_flash"])

    def test_program_with_reset_starts_what_was_programmed(self):
        board = self.board(external=BLANK, internal=merge_elf("bootloader.elf"))
        self.assertSucceeds(board.openocd(f"program {FIRMWARE / 'blinky.elf'} verify reset", "sleep 1500"))
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 4)

    def test_a_blank_chip_shows_its_pattern_and_the_debugger_attaches(self):
        board, log = self.watched("reg pc", internal=merge_elf("bootloader.elf"), external=BLANK, seconds=4)
        self.assertRegex(log, IN_BOOTLOADER)
        self.assertNoViolation(board)
        report = board.report()
        self.assertGreaterEqual(report["leds"][ERROR_LED]["toggles"], 4)
        if LED != ERROR_LED:
            self.assertEqual(report["leds"][LED]["toggles"], 0)
        self.assertIsNone(report["entered_external_flash"])

    def test_a_blank_chip_is_programmed_while_the_pattern_blinks(self):
        board = self.board(internal=merge_elf("bootloader.elf"), external=BLANK)
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 2000"))
        self.program(board, "blinky.elf")
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 1500"))
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 4)

    def test_a_bad_vector_table_is_not_entered(self):
        good = merge_elf("blinky.elf")
        spoilt = {"stack pointer in no RAM": b"\x00\x00\x00\x10" + good[4:],
                  "reset vector without Thumb bit": good[:4] + bytes([good[4] & 0xFE]) + good[5:],
                  "reset vector in no flash": good[:4] + b"\x01\x00\x00\x60" + good[8:],
                  "noise": image(9, 4096) + good[4096:]}
        for name, external in spoilt.items():
            with self.subTest(name):
                board, log = self.watched("reg pc", internal=merge_elf("bootloader.elf"), external=external, seconds=4)
                self.assertRegex(log, IN_BOOTLOADER)
                self.assertNoViolation(board)
                self.assertIsNone(board.report()["entered_external_flash"])
                self.assertGreaterEqual(board.report()["leds"][ERROR_LED]["toggles"], 4)

    def test_an_absent_chip_shows_its_pattern_and_the_debugger_attaches(self):
        board, log = self.watched("reg pc", arguments=("--fault", "absent"), internal=merge_elf("bootloader.elf"),
                                  seconds=4)
        self.assertRegex(log, IN_BOOTLOADER)
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"][ERROR_LED]["toggles"], 4)

    def test_the_application_survives_attaching_and_letting_go(self):
        board = self.board(internal=merge_elf("bootloader.elf"), external=merge_elf("blinky.elf"))
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 1200", "halt", "reg pc", "resume", "sleep 1200"))
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 8)
