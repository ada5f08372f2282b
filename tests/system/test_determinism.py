"""Under the time shim nothing depends on how fast the machine is: the same commands, the same log, the same report."""
import os
import re
import subprocess
import sys

from harness import FIRMWARE, SystemCase, image, merge_elf, old_contents, virtual_only
from board_under_test import LED, ext


@virtual_only("it needs the virtual clock")
class Determinism(SystemCase):
    def run_once(self, arguments, commands, memories):
        board = self.board(*arguments, **memories)
        path = self.file(board, "image.bin", image(3, 30_001))
        result = board.openocd(*[c.replace("@", str(path)) for c in commands])
        board.stop()
        # What differs by nature: the folder's name and the port.
        log = result.log.replace(str(board.folder), "FOLDER").replace(str(board.port), "PORT")
        return re.sub(r"^\d+$", "PORT", log, flags=re.M), result.status, board.report(), board.stderr()

    def twice(self, *commands, arguments=(), **memories):
        first, second = (self.run_once(arguments, commands, memories) for _ in range(2))
        self.assertEqual(first[0], second[0], "the logs differ")
        self.assertEqual(first[1], second[1], "the exit statuses differ")
        self.assertEqual(first[2], second[2], "the reports differ")
        self.assertEqual(first[3], second[3], "what the boards said differs")
        return first

    def test_programming_twice_gives_the_same_log_and_report(self):
        log, status, report, _ = self.twice(f"program @ {ext(0x123457)} verify", external=old_contents())
        self.assertEqual(status, 0, log)
        self.assertIn("programmed", log)
        self.assertGreater(report["pages_programmed"], 100)

    def test_a_failure_twice_gives_the_same_log_and_report(self):
        log, status, _, _ = self.twice(f"program @ {ext(0x20001)} verify", arguments=("--fault", "dead-sector:0x22000"),
                                       external=old_contents(), strict=False)
        self.assertNotEqual(status, 0, log)

    def test_a_board_that_simulates_long_is_not_taken_for_one_that_hangs(self):
        board = self.board()
        seconds = "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, " \
                  "bytes([7]) + bytes(15)); print(s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16)[:2].hex())"
        for environment, said in ((board.environment(), (7 * 60).to_bytes(2, "little").hex()), (os.environ, "0700")):
            self.assertEqual(subprocess.run([sys.executable, "-c", seconds], env=environment, check=True, text=True,
                                            stdout=subprocess.PIPE).stdout.strip(), said)

    def test_booting_twice_gives_the_same_log_and_report(self):
        log, status, report, _ = self.twice(f"program {FIRMWARE / 'blinky.elf'} verify reset", "sleep 1300",
                                            internal=merge_elf("bootloader.elf"))
        self.assertEqual(status, 0, log)
        self.assertGreater(report["leds"][LED]["toggles"], 2)
