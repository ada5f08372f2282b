"""tests/hardware/run as a pipeline sees it: its exit status, its JUnit file, and the board afterwards.

The board behind the probe is a virtual one. The run knows no more of it than of a real one: it has neither its files
nor its report.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

import lock
import outcome
from memories import INTERNAL_SIZE, image, old_contents
from board_under_test import FIRMWARE
from paths import BUILD, OPENOCD, ROOT
from probes import Probe
from virtual_board import VirtualBoard

RUN = str(ROOT / "tests" / "hardware" / "run")
STUCK_SECONDS = 300
QUICK = "test_flash_banks_and_list"  # overwrites nothing
ONE_BLOCK = "test_a_bin_file_of_odd_size"  # overwrites [0x10000, 0x20000) of the external flash
BOTH_FLASHES = "test_an_elf_file_for_both_flashes"


class Finished:
    def __init__(self, status, output, junit):
        self.status, self.output = status, output
        self.root = ElementTree.parse(junit).getroot() if junit.exists() else None

    def cases(self):
        return {c.get("name"): [e.tag for e in c if e.tag != "system-out"] for c in self.root.iter("testcase")}

    def run_error(self):
        return [e.get("type") for e in self.root.iter("error") if e.get("type", "").startswith("HIL-")]


class RunCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = {**os.environ, "XSPI_LOCK_DIR": str(self.folder / "locks"),
                            "XSPI_HIL_STATE": str(self.folder / "state")}
        self.external, self.internal = old_contents(201), image(202, INTERNAL_SIZE)

    def board(self, *arguments, strict=True):
        """A board in use: its flashes hold what somebody wants to keep."""
        made = VirtualBoard(*arguments, external=self.external, internal=self.internal, strict=strict, shim=False)
        self.addCleanup(made.end)
        return made

    def start(self, *words, board=None, adapter="virtual", session=False):
        line = [sys.executable, RUN, "--board", "nucleo_h7s3l8", "--adapter", adapter, "--junit",
                str(self.folder / "junit.xml")]
        if board:
            line += ["--serial", str(board.port)]
        process = subprocess.Popen([*line, *words], env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, start_new_session=session)
        self.addCleanup(process.stdout.close)
        return process

    def finish(self, process):
        try:
            output, _ = process.communicate(timeout=STUCK_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            self.fail(f"the run does not end:\n{output}")
        return Finished(process.returncode, output, self.folder / "junit.xml")

    def run_it(self, *words, **keywords):
        return self.finish(self.start(*words, **keywords))

    def wait_for(self, process, text):
        for line in process.stdout:
            if text in line:
                return
        self.fail(f"the run ended (status {process.wait()}) without saying `{text}`")

    def assertEnds(self, finished, status, error=None):
        self.assertEqual(finished.status, status, finished.output)
        self.assertIsNotNone(finished.root, "no JUnit file")
        self.assertEqual(finished.run_error(), [error] if error else [], finished.output)
        if error:
            self.assertIn(error, finished.output)

    def assertAsBefore(self, board, violations=True):
        board.stop()
        self.assertTrue(board.external() == self.external, "the external flash is not as it was")
        self.assertTrue(board.internal() == self.internal, "the internal flash is not as it was")
        if violations:
            self.assertEqual(board.violations(), [])


class Passing(RunCase):
    def test_the_representative_cases_pass_and_the_board_is_as_before(self):
        board = self.board()
        finished = self.run_it(board=board)
        self.assertEnds(finished, outcome.PASSED)
        self.assertGreaterEqual(len(finished.cases()), 8)
        self.assertEqual([tags for tags in finished.cases().values() if tags], [])
        properties = {p.get("name"): p.get("value") for p in finished.root.iter("property")}
        self.assertEqual(properties, {"board": "nucleo_h7s3l8", "adapter": "virtual", "serial": str(board.port)})
        self.assertGreater(board.report()["pages_programmed"], 1000, "the cases did not happen on this board")
        self.assertAsBefore(board)

    def test_cases_for_the_virtual_board_alone_are_skipped_by_name(self):
        finished = self.run_it("--only", QUICK, "--only", "SpoiltHardware.test_a_chip_that_is_not_there", board=self.board())
        self.assertEnds(finished, outcome.PASSED)
        self.assertEqual(sorted(finished.cases().values()), [[], ["skipped"]])
        self.assertIn("it needs a declared fault", finished.output)

    def test_without_a_serial_a_virtual_board_is_started_for_the_run(self):
        self.assertEnds(self.run_it("--only", QUICK), outcome.PASSED)


class BySerial(RunCase):
    """Two ST-LINKs, as OpenOCD sees them. Behind the one with the serial 0040BB is the board."""

    OPENOCD = """#!/bin/sh
case " $* " in *" -d3 "*)
    echo "Debug: Device serial number '0040AA' doesn't match requested serial 'list'"
    echo "Debug: Device serial number '0040BB' doesn't match requested serial 'list'"
    exit 1 ;;
esac
case "$*" in "-c set XSPI_PROBE stlink -c set XSPI_SERIAL {{0040BB}} "*) ;; *) echo "Error: open failed"; exit 1 ;; esac
exec {openocd} -c "set VIRTUAL_BOARD {port}" "$@"
"""

    def setUp(self):
        super().setUp()
        self.behind = self.board()
        build = self.folder / "build"
        build.mkdir()
        (build / "openocd").write_text(self.OPENOCD.format(openocd=OPENOCD, port=self.behind.port))
        (build / "openocd").chmod(0o755)
        (build / "firmware").symlink_to(FIRMWARE.parent)
        (build / "boards").symlink_to(BUILD / "boards")
        self.build = ("--build", str(build))

    def test_the_probe_with_the_serial_is_taken(self):
        finished = self.run_it(*self.build, "--serial", "0040bb", "--only", ONE_BLOCK, adapter="stlink")
        self.assertEnds(finished, outcome.PASSED)
        properties = {p.get("name"): p.get("value") for p in finished.root.iter("property")}
        self.assertEqual(properties, {"board": "nucleo_h7s3l8", "adapter": "stlink", "serial": "0040BB"})
        self.behind.stop()
        self.assertGreater(self.behind.report()["pages_programmed"], 0)
        self.assertAsBefore(self.behind)

    def test_without_a_serial_none_of_two_is_taken(self):
        finished = self.run_it(*self.build, "--only", QUICK, adapter="stlink")
        self.assertEnds(finished, outcome.WRONG_USAGE, "HIL-0013")
        self.assertIn("0040AA, 0040BB", finished.output)

    def test_a_probe_that_is_listed_and_cannot_be_opened(self):
        finished = self.run_it(*self.build, "--serial", "0040AA", "--only", QUICK, adapter="stlink")
        self.assertEnds(finished, outcome.NO_PROBE, "HIL-0016")


class Failing(RunCase):
    def test_a_failing_case_is_a_failing_test_and_the_board_is_as_before(self):
        # The case's own contents cannot be put there; nothing has changed that could not be put back.
        board = self.board("--fault", "protected-sector:0x13000", strict=False)
        finished = self.run_it("--only", ONE_BLOCK, "--only", QUICK, board=board)
        self.assertEnds(finished, outcome.TEST_FAILED)
        self.assertEqual(sorted(map(bool, finished.cases().values())), [False, True])
        self.assertAsBefore(board, violations=False)

    def test_console_and_junit_file_count_alike(self):
        board = self.board("--option", "CHIP_STATUS=0x3C", strict=False)  # no case's contents can be put there
        finished = self.run_it("--only", ONE_BLOCK, "--only", QUICK, "--only", "SpoiltHardware.test_a_chip_that_is_not",
                               "--only", "test_protection_that_the_chip_has_no_bits_for", board=board)
        self.assertEnds(finished, outcome.TEST_FAILED)
        found = {name: int(finished.root.get(name)) for name in ("tests", "failures", "errors", "skipped")}
        self.assertEqual(found, {"tests": 4, "failures": 1, "errors": 1, "skipped": 1})
        self.assertEqual(finished.output.strip().split("\n")[-1], "1 passed, 1 failed, 1 errors, 1 skipped")
        self.assertIn("XSPI-0602", next(finished.root.iter("error")).get("message"))

    def test_a_block_that_cannot_be_written_back_is_named_and_its_contents_are_kept(self):
        board = self.board("--fault", "dead-sector:0x13000", strict=False)
        finished = self.run_it("--only", ONE_BLOCK, board=board)
        self.assertEnds(finished, outcome.NOT_RESTORED, "HIL-0041")
        (kept,) = (self.folder / "state").glob("*/70010000.bin")
        self.assertEqual(kept.read_bytes(), self.external[0x10000:0x20000])

    def test_no_probe(self):
        board = self.board()
        board.stop()
        self.assertEnds(self.run_it(board=board), outcome.NO_PROBE, "HIL-0012")

    def test_no_probe_of_another_kind(self):
        for adapter in ("stlink", "jlink", "cmsis-dap"):
            with self.subTest(adapter):
                finished = self.run_it("--serial", "NOT-THERE", adapter=adapter)
                self.assertEqual(finished.status, outcome.NO_PROBE, finished.output)

    def test_a_board_that_does_not_answer_is_power_cycled_once_and_named(self):
        hook, log = self.folder / "power", self.folder / "power.log"
        hook.write_text(f"#!/bin/sh\necho \"$@\" >>{log}\n")
        hook.chmod(0o755)
        board = self.board("--fault", "absent", strict=False)
        finished = self.run_it("--only", QUICK, "--power-cycle", f"{hook} port-3", board=board)
        self.assertEnds(finished, outcome.NO_ANSWER, "HIL-0035")
        self.assertRegex(finished.output, "XSPI-0405")  # OpenOCD's own reason
        self.assertEqual(log.read_text(), "port-3 on\nport-3 cycle\n")

    def test_a_board_that_says_nothing_at_all_does_not_answer(self):
        board = self.board()
        board.process.send_signal(signal.SIGSTOP)
        self.addCleanup(board.process.send_signal, signal.SIGCONT)
        self.environment["XSPI_HIL_ANSWER_SECONDS"] = "2"
        self.assertEnds(self.run_it("--only", QUICK, board=board), outcome.NO_ANSWER, "HIL-0031")

    def test_a_power_command_that_fails_is_named(self):
        finished = self.run_it("--only", QUICK, "--power-cycle", "false", board=self.board())
        self.assertEnds(finished, outcome.NO_ANSWER, "HIL-0033")

    def test_wrong_usage(self):
        mistakes = {"HIL-0001": [["--frobnicate"], ["--wait", "soon"], ["--adapter", "wiggler"], ["--adapter", "ftdi"],
                                 ["--all=1"], ["--serial", "seven"], ["--only", ""], ["--wait", "1e3"],
                                 ["--wait", "010"], ["--wait", "-1"], ["--wait", "inf"], ["--wait", "1_0"]],
                    "HIL-0002": [["--board", "nowhere"]], "HIL-0003": [["--build", "/nowhere"]],
                    "HIL-0004": [["--only", "no_such_case"], ["--only", "test_a_chip_that_is_not_there"]],
                    "HIL-0006": [["--restore", "/nowhere"]]}
        for error, lines in mistakes.items():
            for words in lines:
                with self.subTest(words):
                    self.assertEnds(self.run_it(*words), outcome.WRONG_USAGE, error)

    def test_the_probe_is_lost_in_the_middle(self):
        board = self.board()
        process = self.start("--only", BOTH_FLASHES, "--only", ONE_BLOCK, "--only", QUICK, board=board)
        self.wait_for(process, "passed")
        board.process.kill()
        board.process.wait()
        finished = self.finish(process)
        self.assertEnds(finished, outcome.NO_PROBE, "HIL-0016")
        self.assertIn(["skipped"], finished.cases().values())
        self.assertIn("HIL-0041", finished.output, "it does not say that the board is not restored")
        self.assertTrue(list((self.folder / "state").glob("*/manifest.json")), "what the board held is lost")


class Sharing(RunCase):
    def test_a_busy_board_is_told_apart_and_can_be_waited_for(self):
        board = self.board()
        with self.holding(board):
            self.assertEnds(self.run_it("--only", QUICK, board=board), outcome.BUSY, "HIL-0021")
            waiting = self.start("--only", QUICK, "--wait", "100", board=board)
            time.sleep(1)
            self.assertIsNone(waiting.poll())
        self.assertEnds(self.finish(waiting), outcome.PASSED)

    def holding(self, board):
        os.environ["XSPI_LOCK_DIR"] = self.environment["XSPI_LOCK_DIR"]
        self.addCleanup(os.environ.pop, "XSPI_LOCK_DIR")
        return lock.held(Probe("virtual", str(board.port), ()))

    def test_of_two_runs_at_once_the_second_is_told_that_the_board_is_busy(self):
        board = self.board()
        first = self.start("--only", ONE_BLOCK, "--only", QUICK, board=board)
        self.wait_for(first, "passed")
        second = subprocess.run([sys.executable, RUN, "--board", "nucleo_h7s3l8", "--adapter", "virtual", "--serial",
                                 str(board.port), "--only", QUICK], env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False, timeout=STUCK_SECONDS)
        self.assertEqual(second.returncode, outcome.BUSY, second.stdout)
        self.assertEqual(self.finish(first).status, outcome.PASSED)
        self.assertAsBefore(board)


class Interrupted(RunCase):
    def test_a_run_that_is_asked_to_end_restores_the_board_first(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                board = self.board()
                process = self.start("--only", BOTH_FLASHES, board=board)
                self.wait_until_changed(board)
                process.send_signal(number)
                self.assertEnds(self.finish(process), outcome.BY_SIGNAL + number, "HIL-0051")
                self.assertAsBefore(board)

    def test_the_terminals_ctrl_c_reaches_neither_openocd_nor_the_virtual_board(self):
        process = self.start("--only", ONE_BLOCK, "--only", QUICK, session=True)
        self.wait_for(process, "passed")
        time.sleep(0.3)  # an OpenOCD runs, most likely
        os.killpg(process.pid, signal.SIGINT)
        finished = self.finish(process)
        self.assertEnds(finished, outcome.BY_SIGNAL + signal.SIGINT, "HIL-0051")
        self.assertIn("flashes are as they were", finished.output)

    def wait_until_changed(self, board):
        """The board writes its files whenever an OpenOCD leaves: the run is in the middle of a case then."""
        end = time.monotonic() + STUCK_SECONDS
        block = self.external[:0x10000]  # the case's own
        while self.first_bytes(board, len(block)) == block:
            self.assertLess(time.monotonic(), end, "the run changes nothing")
            time.sleep(0.02)

    @staticmethod
    def first_bytes(board, size):
        with open(board.external_file, "rb") as file:
            return file.read(size)

    def test_a_killed_run_leaves_no_lock_and_what_the_board_held_can_be_written_back(self):
        board = self.board()
        process = self.start("--only", BOTH_FLASHES, "--only", ONE_BLOCK, "--only", QUICK, board=board)
        self.wait_for(process, "passed")
        process.kill()
        process.wait()
        (manifest,) = (self.folder / "state").glob("*/manifest.json")
        warned = self.run_it("--only", QUICK, board=board)
        self.assertEnds(warned, outcome.PASSED)
        self.assertIn("HIL-0042", warned.output)
        self.assertEnds(self.run_it("--restore", str(manifest.parent), board=board), outcome.PASSED)
        self.assertFalse(manifest.parent.exists())
        self.assertAsBefore(board)
        self.assertTrue(old_contents()[0x10000:0x20000] != self.external[0x10000:0x20000])


if __name__ == "__main__":
    unittest.main()
