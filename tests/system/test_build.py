"""The build: complete, idle when nothing changed, and not tied to where one stands."""
import os
import subprocess
import tempfile
import unittest

from harness import BUILD, ROOT, SystemCase, any_board, boardless
from board_under_test import BOARD, CHIP_SAID

PROTOCOL = ROOT / "target-stubs" / "agent-protocol.hpp"


def ninja(*arguments):
    done = subprocess.run(["ninja", "-C", str(BUILD), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    return done.returncode, done.stdout


@boardless("it looks at the build, not at a board")
@unittest.skipUnless((BUILD / "build.ninja").exists(), "not a build directory of ninja's")
class Build(SystemCase):
    def up_to_date(self):
        _, text = ninja("-n", "openocd-driver/xspi.so")
        if "no work to do" not in text:
            self.skipTest("sources have changed since the build: build first")

    def test_a_second_build_does_nothing(self):
        status, text = ninja("-n")
        self.assertEqual(status, 0, text)
        self.assertIn("no work to do", text, "sources changed since the build, or the build never comes to rest")

    def test_the_protocol_header_rebuilds_agent_and_driver(self):
        self.up_to_date()
        times = PROTOCOL.stat()
        try:
            os.utime(PROTOCOL)
            _, text = ninja("-n", "openocd-driver/xspi.so")
        finally:
            os.utime(PROTOCOL, ns=(times.st_atime_ns, times.st_mtime_ns))
        steps = [line for line in text.split("\n") if line.startswith("[")]
        for what in ("openocd-driver/agents-cortex-m7 with", "openocd-driver/agents-cortex-m4 with", "agent-image.cpp.o",
                     "agent-session.cpp.o", "Linking target openocd-driver/xspi.so"):
            self.assertTrue(any(what in step for step in steps), f"{what} is not made again:\n{text}")

    @any_board()
    def test_openocd_works_elsewhere_with_an_empty_environment(self):
        board = self.board()
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(
                ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", str(BUILD / "openocd"),
                 *[word for command in board.probe_commands() for word in ("-c", command)],
                 "-c", "gdb_port disabled; telnet_port disabled; tcl_port disabled",
                 "-f", f"board/{BOARD}.cfg", "-c", "init; reset halt", "-c", "xspi info", "-c", "shutdown"],
                cwd=elsewhere, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(CHIP_SAID, done.stdout)

    def test_the_other_openocd_is_refused_in_words(self):
        other = "/usr/bin/openocd"
        if not os.path.exists(other):
            self.skipTest("no other OpenOCD is installed")
        done = subprocess.run([other, "-s", str(ROOT / "tcl"), "-s", str(BUILD / "openocd-driver"), "-c",
                               "source [find xspi.cfg]; shutdown"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False, timeout=60)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, "XSPI-010[23]|undefined symbol")
