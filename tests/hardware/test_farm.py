"""A farm of boards under labgrid, tried with two virtual boards."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from memories import old_contents
from paths import ROOT
from virtual_board import VirtualBoard

FARM = ROOT / "tests" / "hardware" / "farm"
STUCK_SECONDS = 300


def python_with_labgrid():
    """Debian 12 has labgrid for its own Python; Debian 13 does not have it."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run([python, "-c", "import labgrid"], stderr=subprocess.DEVNULL,
                                                     check=False).returncode == 0:
            return python
    return None


PYTHON = python_with_labgrid()


@unittest.skipUnless(PYTHON, "labgrid is not installed (Debian 12: python3-labgrid; Debian 13 has no package)")
class Farm(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.contents = old_contents(401)
        self.boards = [VirtualBoard(external=self.contents, shim=False) for _ in range(2)]
        for board in self.boards:
            self.addCleanup(board.end)
        switch = self.folder / "switch"
        switch.write_text(f"#!/bin/sh\necho \"$1\" >>{self.folder}/power.log\n")
        switch.chmod(0o755)
        self.environment = {**os.environ, "LG_FIRST_PORT": str(self.boards[0].port), "LG_POWER": str(switch),
                            "LG_SECOND_PORT": str(self.boards[1].port), "XSPI_LOCK_DIR": str(self.folder / "locks"),
                            "XSPI_HIL_STATE": str(self.folder / "state")}

    def run_farm(self, *words, environment_file="virtual.yaml"):
        done = subprocess.run([PYTHON, str(FARM / "run"), str(FARM / environment_file), "--junit-folder",
                               str(self.folder), *words], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, timeout=STUCK_SECONDS)
        return done.returncode, done.stdout

    def serial_in(self, name):
        root = ElementTree.parse(self.folder / f"{name}.xml").getroot()
        return {p.get("name"): p.get("value") for p in root.iter("property")}.get("serial")

    def test_cases_run_on_two_boards_at_once_each_with_its_own_report(self):
        status, said = self.run_farm("--", "--only", "test_a_bin_file_of_odd_size")
        self.assertEqual(status, 0, said)
        for name, board in zip(("first", "second"), self.boards):
            self.assertIn(f"{name}: 1 passed, 0 failed", said)
            self.assertEqual(self.serial_in(name), str(board.port))
            board.stop()
            self.assertGreater(board.report()["pages_programmed"], 0)
            self.assertTrue(board.external() == self.contents, "the board is not as it was")
        self.assertEqual((self.folder / "power.log").read_text(), "on\n", "power is switched by labgrid's driver")

    def test_a_board_that_is_not_there_does_not_keep_the_other_from_its_tests(self):
        self.boards[0].stop()
        status, said = self.run_farm("--", "--only", "test_flash_banks_and_list")
        self.assertEqual(status, 3, said)
        self.assertIn("second: 1 passed, 0 failed", said)
        self.assertIn("first: status 3", said)

    def test_the_example_for_real_boards_is_a_valid_environment(self):
        status, said = self.run_farm("--target", "nucleo-2", "--", "--only", "test_flash_banks_and_list",
                                     environment_file="farm.yaml")
        self.assertEqual(status, 3, said)  # no such probe is here
        self.assertRegex(said, "HIL-001[124]")


if __name__ == "__main__":
    unittest.main()
