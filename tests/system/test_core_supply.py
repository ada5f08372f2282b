"""The core supply is chosen once per power-on, and by the bootloader: programming a blank board leaves it the choice."""
import unittest

import harness
from memories import MAPS_NOTHING
from board_under_test import LED, MAPPED


@unittest.skipUnless(MAPPED, MAPS_NOTHING)
@harness.virtual_only("it watches the LEDs")
class CoreSupply(harness.SystemCase):
    def test_the_bootloader_chooses_the_supply_after_the_agent_programmed_a_blank_board(self):
        board = self.board()
        self.assertSucceeds(board.openocd(f"program {harness.FIRMWARE}/blinky.elf verify",
                                          f"program {harness.FIRMWARE}/bootloader.elf verify reset", "sleep 500"))
        self.assertNoViolation(board)
        self.assertGreater(board.report()["leds"][LED]["toggles"], 0)

    def test_a_bootloader_started_twice_finds_its_choice_made(self):
        board = self.board(external=(harness.FIRMWARE / "blinky.bin").read_bytes(),
                           internal=(harness.FIRMWARE / "bootloader.bin").read_bytes())
        self.assertSucceeds(board.openocd("init", "sleep 500", "reset run", "sleep 500"))
        # Without a reset: the clocks run from PLL1, the supply is locked.
        self.assertSucceeds(board.openocd("init", "halt", "reg msp [read_memory 0x08000000 32 1]",
                                          "resume [read_memory 0x08000004 32 1]", "sleep 500"))
        self.assertNoViolation(board)
        self.assertGreater(board.report()["leds"][LED]["toggles"], 2)
