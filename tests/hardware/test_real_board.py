"""What a case gets in place of the virtual board: prepared, read back and given away only in the ranges it declares."""
import subprocess
import sys
import unittest

import harness
import needs
from memories import BLANK, EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_SIZE, image, merge_elf, old_contents
from needs import Range, any_board, virtual_only
from openocd_board import STUCK_SECONDS
from probes import Probe
from real_board import BoardError, RealBoards
from virtual_board import VirtualBoard

ORPHAN = """
import os, sys
sys.path[:0] = {path!r}
from probes import Probe
from real_board import BoardAccess
access = BoardAccess(Probe("virtual", "", ("set VIRTUAL_BOARD {port}",)), "board/nucleo_h7s3l8.cfg")
openocd = access.start_openocd("init", "echo started")
for line in openocd.stdout:
    if "started" in line:
        break
print(openocd.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def case(name):
    """A case that is never run, for what it declares. (A class of the module would be run.)"""
    class Case(harness.SystemCase):
        @any_board(Range(0x21000, 0x100), internal=True)
        def test_declared(self):
            pass

        @any_board(Range(0x21000, 0x100))
        def test_external_only(self):
            pass

        @virtual_only("it needs luck")
        def test_virtual_only(self):
            pass

        def test_undeclared(self):
            pass

        @any_board(Range(0x21000, 0x100))
        def test_that_writes_elsewhere(self):
            self.board(external=BLANK).halted("flash fillb 0x70030007 0x00 1")

        @any_board(Range(0x21000, 0x100))
        def test_that_writes_internal_flash(self):
            self.board().halted("flash fillb 0x08004007 0x00 1")

    return Case(name)


class WithBoard(unittest.TestCase):
    def setUp(self):
        self.kept = old_contents(301)
        self.behind = VirtualBoard(external=self.kept, shim=False)
        self.addCleanup(self.behind.end)
        probe = Probe("virtual", str(self.behind.port), (f"set VIRTUAL_BOARD {self.behind.port}",))
        self.boards = RealBoards(probe, "board/nucleo_h7s3l8.cfg")
        self.addCleanup(self.boards.finish)

    def test_only_the_declared_blocks_are_prepared_and_read(self):
        contents, internal = old_contents(), image(302, INTERNAL_SIZE)
        board = self.boards.take(case("test_declared"), external=contents, internal=internal)
        self.assertTrue(board.external() == contents and board.internal() == internal)
        self.behind.stop()
        expected = self.kept[:0x20000] + contents[0x20000:0x30000] + self.kept[0x30000:]
        self.assertTrue(self.behind.external() == expected)
        self.assertTrue(self.behind.internal() == internal)

    def test_a_byte_written_beside_the_case_but_in_its_blocks_is_seen(self):
        board = self.boards.take(case("test_external_only"), external=BLANK)
        self.assertTrue(board.halted("flash fillb 0x7002F123 0x00 1").ok)
        found = board.external()
        self.assertEqual([at for at in range(0x20000, 0x30000) if found[at] != 0xFF], [0x2F123])

    def test_without_contents_nothing_is_written(self):
        self.boards.take(case("test_declared"))
        self.behind.stop()
        self.assertTrue(self.behind.external() == self.kept)

    def test_the_report_and_the_process_are_the_virtual_boards_alone(self):
        board = self.boards.take(case("test_declared"))
        for use in (board.report, lambda: board.process, lambda: board.port):
            self.assertRaises(unittest.SkipTest, use)
        self.assertFalse(hasattr(board, "nonsense"))

    def test_a_case_finds_the_board_running_as_one_that_was_switched_on(self):
        board = self.boards.take(case("test_declared"), internal=merge_elf("bootloader.elf"))
        self.assertIn("state: running", board.openocd("init", "echo \"state: [stm32h7rs.cpu0 curstate]\"").log)

    def test_what_cannot_be_written_is_an_error(self):
        board = self.boards.take(case("test_declared"))
        with self.assertRaisesRegex(BoardError, "XSPI-05"):
            board.write((EXTERNAL_BASE + EXTERNAL_SIZE - 1, b"xx"))

    def test_an_openocd_does_not_outlive_a_killed_run(self):
        script = ORPHAN.format(path=sys.path, port=self.behind.port)
        done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=False,
                              timeout=STUCK_SECONDS)
        pid = int(done.stdout)
        self.assertTrue(harness.wait_until(lambda: not alive(pid)), "OpenOCD still has the probe")


class OnTheVirtualBoard(unittest.TestCase):
    def faults_of(self, name):
        result = unittest.TestResult()
        case(name).run(result)
        return "".join(text for _, text in result.failures + result.errors)

    def test_a_case_that_changes_what_it_does_not_declare_fails(self):
        self.assertIn("at 0x70030007: found 00", self.faults_of("test_that_writes_elsewhere"))
        self.assertIn("at 0x08004007: found 00", self.faults_of("test_that_writes_internal_flash"))


class Declarations(unittest.TestCase):
    def setUp(self):
        self.boards = RealBoards(Probe("virtual", "1", ()), "board/nucleo_h7s3l8.cfg")
        self.addCleanup(self.boards.finish)

    def skips(self, reason, name, *arguments, **keywords):
        with self.assertRaisesRegex(unittest.SkipTest, reason):
            self.boards.take(case(name), *arguments, **keywords)

    def test_a_case_that_does_not_declare_anything_does_not_get_the_board(self):
        self.skips("does not say what it overwrites", "test_undeclared")

    def test_a_case_for_the_virtual_board_does_not_get_it(self):
        self.skips("it needs luck", "test_virtual_only")

    def test_a_case_with_a_fault_or_an_option_does_not_get_it(self):
        self.skips("--fault absent", "test_declared", "--fault", "absent")

    def test_undeclared_contents_of_internal_flash_are_not_written(self):
        self.skips("internal flash", "test_external_only", internal=b"x")

    def test_ranges_are_widened_to_blocks_and_joined(self):
        self.assertEqual(needs.blocks([Range(0x30000, 1), Range(0xFFFF, 2), Range(0x2FFFF, 1)]),
                         (Range(0, 0x40000),))
        self.assertEqual(needs.blocks([Range(0x50001, 5), Range(1, 1)]), (Range(0, 0x10000), Range(0x50000, 0x10000)))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
