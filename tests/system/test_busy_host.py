"""A host that is so busy that every wait is over before its end is looked at: what has come by then counts."""
import pathlib
import subprocess

from harness import SystemCase, merge_elf, virtual_only
from board_under_test import CORE

SOURCE = pathlib.Path(__file__).resolve().parent / "busy-host.c"


@virtual_only("it changes OpenOCD's clock")
class BusyHost(SystemCase):
    def busy(self, board, milliseconds):
        library = board.folder / "busy-host.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", SOURCE, "-o", library, "-ldl"],
                       check=True)
        environment = board.environment()
        environment["LD_PRELOAD"] = f"{library} {environment['LD_PRELOAD']}"
        environment["BUSY_HOST_MS"] = str(milliseconds)
        board.environment = lambda: environment

    def test_a_core_that_has_halted_meanwhile_is_halted(self):
        for commands in (("reset halt",), ("reset init",), ("reset run", "halt"), ("reset run", "sleep 5", "reset halt", "halt"),
                         ("halt", "resume", "halt")):
            with self.subTest(commands):
                board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
                self.busy(board, 1500)
                result = board.openocd("init", *commands, f'echo "state [{CORE} curstate]"')
                self.assertSucceeds(result)
                self.assertIn("state halted", result.log)
                self.assertNotIn("XSPI-", result.log)

    def test_a_core_that_cannot_be_halted_is_still_named(self):
        board = self.board("--fault", "no-halt", strict=False)
        self.busy(board, 1500)
        self.assertFailsWith(board.openocd("init", "reset halt"), "XSPI-0213")
