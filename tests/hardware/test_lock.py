"""Two runs never share a probe, and a run that dies holds nothing."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

import lock
import outcome
from probes import Probe

PROBE = Probe("stlink", "00/40 AB", ())
HOLDER = """
import sys, time
sys.path[:0] = {path!r}
import lock
from probes import Probe
with lock.held(Probe("stlink", "00/40 AB", ())):
    print("held", flush=True)
    time.sleep(float(sys.argv[1]))
"""


class Lock(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.dict(os.environ, XSPI_LOCK_DIR=folder.name)
        patch.start()
        self.addCleanup(patch.stop)

    def holder(self, seconds):
        process = subprocess.Popen([sys.executable, "-c", HOLDER.format(path=sys.path), str(seconds)],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stdout.close()))
        self.assertEqual(process.stdout.readline(), "held\n")
        return process

    def test_a_second_run_is_told_who_holds_the_board(self):
        process = self.holder(60)
        with self.assertRaises(outcome.Failure) as caught, lock.held(PROBE):
            pass
        self.assertEqual((caught.exception.status, caught.exception.error), (outcome.BUSY, "HIL-0021"))
        self.assertIn(f"process {process.pid} ", str(caught.exception))

    def test_a_killed_run_holds_nothing(self):
        process = self.holder(60)
        process.kill()
        process.wait()
        with lock.held(PROBE) as path:
            self.assertIn(f"process {os.getpid()} ", path.read_text())

    def test_waiting_ends_when_the_other_run_ends(self):
        self.holder(0.5)
        began = time.monotonic()
        with lock.held(PROBE, wait_seconds=30):
            self.assertLess(time.monotonic() - began, 30)

    def test_another_probe_is_free(self):
        self.holder(60)
        with lock.held(Probe("stlink", "00/40 AC", ())), lock.held(Probe("jlink", "00/40 AB", ())):
            pass

    def test_the_lock_is_free_after_use_and_its_file_is_for_all_users(self):
        for _ in range(2):
            with lock.held(PROBE) as path:
                self.assertEqual(path.stat().st_mode & 0o777, 0o666)

    def test_a_serial_makes_no_path(self):
        self.assertEqual(lock.path_for(PROBE).parent, pathlib.Path(os.environ["XSPI_LOCK_DIR"]))


if __name__ == "__main__":
    unittest.main()
