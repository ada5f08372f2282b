"""The probe, or the board's supply, goes away in the middle: OpenOCD ends by itself and says so."""
import re
import signal
import subprocess

from harness import STUCK_SECONDS, SystemCase, image, old_contents, virtual_only


@virtual_only("it unplugs the probe")
class ProbeLoss(SystemCase):
    def lost(self, moment, *commands, shim=True):
        """Kills the board as soon as OpenOCD has said `moment`; returns OpenOCD's status and log."""
        board = self.board(external=old_contents(), shim=shim)
        path = self.file(board, "image.bin", image(1, 1_500_000))
        openocd = board.start_openocd(*[c.replace("@", str(path)) for c in commands], "shutdown")
        self.addCleanup(openocd.stdout.close)
        log = ""
        for line in openocd.stdout:
            log += line
            if re.search(moment, line):
                break
        self.assertIsNone(openocd.poll(), log)
        board.process.send_signal(signal.SIGKILL)
        board.process.wait()
        board.process.stdout.close()
        try:
            rest, _ = openocd.communicate(timeout=STUCK_SECONDS)
        except subprocess.TimeoutExpired:
            openocd.kill()
            openocd.communicate()
            self.fail(f"OpenOCD did not end by itself:\n{log}")
        return openocd.returncode, log + rest

    def test_while_programming(self):
        for shim in (True, False):
            with self.subTest(shim=shim):
                status, log = self.lost(r"Programming Started", "program @ 0x70100001 verify", shim=shim)
                self.assertNotEqual(status, 0, log)
                self.assertRegex(log, r"XSPI-0\d\d\d")
                self.assertNotIn("** Verified OK **", log)
                self.assertNotIn("** Programming Finished **", log)
                self.assertNotRegex(log, "Segmentation|Assertion|core dumped")

    def test_while_erasing(self):
        status, log = self.lost("halted due to", "init", "reset halt", "flash erase_sector ext 0 4095")
        self.assertNotEqual(status, 0, log)
        self.assertRegex(log, r"XSPI-0\d\d\d")
