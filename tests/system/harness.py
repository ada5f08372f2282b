"""What every system case needs: a board to talk to, and OpenOCD to do it with.

A case is a unittest method whose name is a sentence about behaviour. It takes a board from `self.board(...)`: the
virtual one, or (tests/hardware) a real one. What it needs of a real one is declared with needs.py.
"""
import time
import unittest

import needs
import record
from board_under_test import EXTERNAL_BASE, EXTERNAL_SIZE, FIRMWARE, INTERNAL_BASE, INTERNAL_SIZE
from memories import BLANK, BLANK_INTERNAL, image, merge_elf, old_contents
from needs import Range, any_board, boardless, only_on, only_where, virtual_only
from openocd_board import STUCK_SECONDS, OpenOcdResult
from paths import BUILD, OPENOCD, ROOT, TIME_SHIM, VIRTUAL_BOARD
from virtual_board import VirtualBoard

__all__ = ["BLANK", "BLANK_INTERNAL", "BUILD", "EXTERNAL_BASE", "EXTERNAL_SIZE", "FIRMWARE", "INTERNAL_BASE",
           "INTERNAL_SIZE", "OPENOCD", "ROOT", "STUCK_SECONDS", "TIME_SHIM", "VIRTUAL_BOARD", "OpenOcdResult", "Range",
           "SystemCase", "VirtualBoard", "any_board", "boardless", "image", "merge_elf", "old_contents", "only_on", "only_where", "virtual_only", "wait_until"]


class VirtualBoards:
    """Where cases get their boards from: a virtual one for each request."""

    def take(self, case, *arguments, **keywords):
        return VirtualBoard(*arguments, **keywords)


class SystemCase(unittest.TestCase):
    maxDiff = 2000
    boards = VirtualBoards()  # tests/hardware puts the real board here

    def board(self, *arguments, **keywords):
        """A board with these memories (`external`, `internal`: bytes) and the virtual board's further arguments.

        A real board holds these contents only in the ranges that the case declares; one that is given arguments, such as
        a fault, is the virtual board's alone."""
        board = self.boards.take(self, *arguments, **keywords)
        self.addCleanup(self._end, board, keywords.get("external"), keywords.get("internal"))
        return board

    def _end(self, board, external, internal):
        try:
            if board.reports and not needs.of(self).virtual_only:
                board.stop()
                self._assert_nothing_undeclared_changed(board, external or BLANK, internal or BLANK_INTERNAL)
            record.keep(self, board)
        finally:
            board.end()

    def _assert_nothing_undeclared_changed(self, board, external, internal):
        """What a case does not declare, nobody restores on a real board. Only the virtual one sees it there."""
        needed = needs.of(self)
        if board.external_file.exists():
            found, at = board.external(), 0
            for part in (*needed.external, Range(len(found), 0)):
                self.assertSameBytes(found[at:part.first], external[at:part.first], EXTERNAL_BASE + at)
                at = part.end
        if board.internal_file.exists() and not needed.internal:
            self.assertInternal(board, internal)

    def assertNoViolation(self, board):
        status = board.stop()
        self.assertEqual(board.violations(), [])
        self.assertEqual(status, 0, board.stderr())

    def assertReported(self, board, **expected):
        """The report has these values; a board without a report is not asked, and the run's report says so."""
        if self.has_report(board, *expected):
            report = board.report()
            self.assertEqual({key: report[key] for key in expected}, expected)

    @staticmethod
    def has_report(board, *values):
        """Whether this board has a report with these values; if not, the run's report says what was not checked."""
        if not board.reports:
            board.note(f"not checked on this board: {', '.join(values)}")
        return board.reports

    def assertSucceeds(self, result):
        self.assertTrue(result.ok, result.log)

    def assertFailsWith(self, result, error_id):
        self.assertNotEqual(result.status, 0, result.log)
        self.assertIn(error_id, result.log)
        self.assertNotIn("** Verified OK **", result.log)

    def assertSameBytes(self, found, expected, base=0):
        """As assertEqual, with the first difference instead of megabytes of text."""
        if found == expected:
            return
        self.assertEqual(len(found), len(expected), "another length")
        first = next(i for i in range(len(expected)) if found[i] != expected[i])
        self.fail(f"at 0x{base + first:08X}: found {found[first:first + 16].hex()}, "
                  f"expected {expected[first:first + 16].hex()}")

    def assertExternal(self, board, expected):
        self.assertSameBytes(board.external(), expected, EXTERNAL_BASE)

    def assertInternal(self, board, expected):
        self.assertSameBytes(board.internal(), expected, INTERNAL_BASE)

    def file(self, board, name, data):
        path = board.folder / name
        path.write_bytes(data)
        return path


def wait_until(condition, seconds=STUCK_SECONDS):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
