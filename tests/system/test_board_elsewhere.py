"""A board that is not in the tree: its file for OpenOCD, its firmware, and its virtual twin, each by its path."""
import os
import pathlib
import subprocess
import tempfile

from harness import BUILD, ROOT, SystemCase, boardless, image

CFG = """source [find xspi.cfg]
xspi board {name} {{
    mcu          STM32H743VIT6
    probe        stlink 4MHz
    hse          25MHz
    core_supply  LDO
    flash ext {{
        chip         W25Q128JV
        controller   QUADSPI
        mapped       0x90000000
        pins         {{CLK PB2  NCS PC11  IO0 PE7  IO1 PE8  IO2 PE9  IO3 PE10}}
        supply       3.3
        clock        80MHz
    }}
    led          {{red PC3 low}}
}}
"""
TWIN = """{
  "sources": ["made up: the second bank of QUADSPI, a chip of 16 MiB"],
  "mcu": "STM32H743VI",
  "clocks": {"hse_hz": 25000000, "lse": false},
  "core_supply": "LDO",
  "millivolts": {"VDD": 3300},
  "chips": [{"name": "ext", "part": "W25Q128JV", "controller": "QUADSPI",
             "pins": {"CLK": "PB2", "NCS": "PC11", "IO0": "PE7", "IO1": "PE8", "IO2": "PE9", "IO3": "PE10"}}],
  "leds": [{"name": "red", "pin": "PC3", "on": "low"}],
  "buttons": []
}
"""


@boardless("its board is one of its own")
class BoardElsewhere(SystemCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.cfg, self.twin = self.folder / "attic_board.cfg", self.folder / "twin.json"
        self.cfg.write_text(CFG.format(name="attic_board"))
        self.twin.write_text(TWIN)

    @staticmethod
    def firmware(*words, build=BUILD):
        return subprocess.run([str(ROOT / "setup/firmware"), *map(str, words)], capture_output=True, text=True, check=False,
                              env={**os.environ, "XSPI_BUILD": str(build)})

    def test_it_is_programmed_tested_and_runs_its_own_firmware(self):
        made = self.firmware(self.cfg, self.folder / "firmware")
        self.assertEqual(made.returncode, 0, made.stderr)
        old, data = image(4, 16 << 20), image(5, 70_001)
        board = self.board(board=str(self.twin), external=old)
        path = self.file(board, "image.bin", data)
        images = [f"program {self.folder}/firmware/{name}.elf verify" for name in ("bootloader", "blinky")]
        result = board.halted("xspi flash-test", f"program {path} 0x90345677 verify", *images, "reset run", "sleep 1500",
                              board_file=self.cfg)
        self.assertSucceeds(result)
        self.assertEqual(result.log.count("** Verified OK **"), 3, result.log)
        self.assertIn("passed on bank ext", result.log)
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"]["red"]["toggles"], 4)
        found = board.external()
        self.assertSameBytes(found[0x10000:], old[0x10000:0x345677] + data + old[0x345677 + len(data):], 0x10000)

    def test_firmware_without_a_board_file_or_a_build_is_refused_in_words(self):
        for words, build in (([], BUILD), ([self.folder / "none.cfg"], BUILD), ([self.cfg], self.folder)):
            done = self.firmware(*words, build=build)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertRegex(done.stderr, "^XSPI-0906: ")
