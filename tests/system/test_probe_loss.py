"""The probe, or the board's supply, goes away in the middle: OpenOCD ends by itself and says so."""
import re
import signal
import subprocess

from harness import STUCK_SECONDS, SystemCase, image, old_contents, virtual_only
from board_under_test import EXTERNAL_SIZE, ext


@virtual_only("it unplugs the probe")
class ProbeLoss(SystemCase):
    def started(self, moment, *commands, shim=True):
        """A board and an OpenOCD that does this and has just said `moment`, with what it said until then."""
        board = self.board(external=old_contents(), shim=shim)
        path = self.file(board, "image.bin", image(1, 1_500_000))
        openocd = board.start_openocd(*[c.replace("@", str(path)) for c in commands])
        self.addCleanup(openocd.stdout.close)
        log = ""
        for line in openocd.stdout:
            log += line
            if re.search(moment, line):
                break
        self.assertIsNone(openocd.poll(), log)
        return board, openocd, log

    def end(self, openocd, log):
        try:
            rest, _ = openocd.communicate(timeout=STUCK_SECONDS)
        except subprocess.TimeoutExpired:
            openocd.kill()
            openocd.communicate()
            self.fail(f"OpenOCD did not end by itself:\n{log}")
        return openocd.returncode, log + rest

    def lost(self, moment, *commands, shim=True):
        """Kills the board as soon as OpenOCD has said `moment`; returns OpenOCD's status and log."""
        board, openocd, log = self.started(moment, *commands, shim=shim)
        board.process.send_signal(signal.SIGKILL)
        board.process.wait()
        board.process.stdout.close()
        return self.end(openocd, log)

    def test_while_programming(self):
        for shim in (True, False):
            with self.subTest(shim=shim):
                status, log = self.lost(r"Programming Started", f"program @ {ext(0x100001)} verify", "shutdown", shim=shim)
                self.assertNotEqual(status, 0, log)
                self.assertRegex(log, r"XSPI-0\d\d\d")
                self.assertNotIn("** Verified OK **", log)
                self.assertNotIn("** Programming Finished **", log)
                self.assertNotRegex(log, "Segmentation|Assertion|core dumped")

    def test_while_erasing(self):
        half = EXTERNAL_SIZE // 8192 - 1  # the last sector of it
        status, log = self.lost("halted due to", "init", "reset halt", f"flash erase_sector ext 0 {half}", "shutdown")
        self.assertNotEqual(status, 0, log)
        self.assertRegex(log, r"XSPI-0\d\d\d")

    def test_a_probe_that_hangs_or_serves_somebody_else(self):
        """Both at once: each waits for ten seconds. Without the shim, under which it is ten minutes."""
        board, hanging, log = self.started(r"Programming Started", f"program @ {ext(0x100001)} verify", "shutdown", shim=False)
        board.process.send_signal(signal.SIGSTOP)
        self.addCleanup(board.process.send_signal, signal.SIGCONT)
        board, first, _ = self.started("halted due to", "init", "reset halt", shim=False)
        self.addCleanup(first.wait, STUCK_SECONDS)
        self.addCleanup(first.terminate)
        second = board.start_openocd("init", "xspi info", "shutdown")
        self.addCleanup(second.stdout.close)
        for openocd, said in ((second, ""), (hanging, log)):
            status, log = self.end(openocd, said)
            self.assertNotEqual(status, 0, log)
            self.assertIn("XSPI-0227", log)
            self.assertNotIn("** Verified OK **", log)
