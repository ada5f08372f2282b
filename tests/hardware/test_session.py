"""How a run goes on and ends where no board need be asked: fakes stand for it."""
import contextlib
import io
import json
import os
import pathlib
import tempfile
import unittest
from unittest import mock

import harness
import lock
import needs
import outcome
import program
import restore
from junit import Report
from memories import EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SIZE
from power import Power
from probes import Probe
from real_board import BoardError
from session import Session

PROBE = Probe("stlink", "7", ())


def quiet(_):
    pass


def three():
    """Three cases, of which the second fails. (A class of the module would be run.)"""
    class Three(harness.SystemCase):
        @needs.any_board()
        def test_a(self):
            pass

        @needs.any_board()
        def test_b(self):
            self.fail("as meant")

        @needs.any_board()
        def test_c(self):
            pass

    return [Three(name) for name in ("test_a", "test_b", "test_c")]


class Cases(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, harness.SystemCase, "boards", harness.SystemCase.boards)
        self.session = Session(PROBE, "nucleo_h7s3l8", Power(), Report(), say=quiet)
        self.cases = three()

    def kinds(self):
        return [case[2] for case in self.session.report.cases]

    def test_after_a_failing_case_the_run_goes_on_if_the_board_answers(self):
        with mock.patch("answer.ask_twice") as ask:
            self.session._run_cases(self.cases, None)
        self.assertEqual(self.kinds(), [None, "failure", None])
        self.assertEqual(ask.call_count, 1, "the board is asked after a failure, and only then")

    def test_if_it_does_not_the_rest_is_not_run_and_the_failure_is_the_boards(self):
        gone = outcome.Failure(outcome.NO_ANSWER, "HIL-0031", "silence")
        with mock.patch("answer.ask_twice", side_effect=gone), self.assertRaises(outcome.Failure) as caught:
            self.session._run_cases(self.cases, None)
        self.assertEqual((caught.exception.status, caught.exception.error), (outcome.NO_ANSWER, "HIL-0032"))
        self.assertEqual(self.kinds(), [None, "failure", "skipped"])

    def test_a_case_that_failed_before_outranks_what_the_board_does_later(self):
        gone = outcome.Failure(outcome.NO_PROBE, "HIL-0016", "unplugged")
        cases = [three()[1], *self.cases]
        with mock.patch("answer.ask_twice", side_effect=[None, gone]), self.assertRaises(outcome.Failure) as caught:
            self.session._run_cases(cases, None)
        self.assertEqual((caught.exception.status, caught.exception.error), (outcome.TEST_FAILED, "HIL-0016"))

    def test_a_cause_and_a_failed_restore_are_both_said(self):
        cause = outcome.Failure(outcome.NO_ANSWER, "HIL-0032", "silence")
        copy = mock.Mock()
        copy.write_back.side_effect = outcome.Failure(outcome.NOT_RESTORED, "HIL-0041", "kept in F")
        with self.assertRaises(outcome.Failure) as caught:
            self.session._restore_after(cause, copy, mock.Mock())
        self.assertEqual(caught.exception.status, outcome.NO_ANSWER)
        self.assertRegex(str(caught.exception), "(?s)HIL-0032: silence.*HIL-0041: kept in F")


class Copies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.dict(os.environ, XSPI_HIL_STATE=folder.name)
        patch.start()
        self.addCleanup(patch.stop)
        self.access = mock.Mock(probe=PROBE)

    def take(self):
        self.access.read.return_value = [b"e" * 0x10000, b"i" * INTERNAL_SIZE]
        return restore.Copy.take(self.access, "b", [needs.Range(5, 1)], True)

    def test_a_copy_holds_what_was_read_and_writes_it_back(self):
        copy = self.take()
        self.access.read.assert_called_once_with((EXTERNAL_BASE, 0x10000), (INTERNAL_BASE, INTERNAL_SIZE))
        self.assertEqual(restore.kept(PROBE), [copy.path])
        restore.Copy(copy.path).write_back(self.access)
        self.access.write.assert_called_once_with((EXTERNAL_BASE, b"e" * 0x10000),
                                                  (INTERNAL_BASE, b"i" * INTERNAL_SIZE))
        self.assertEqual(restore.kept(PROBE), [])

    def test_a_copy_that_cannot_be_written_back_is_kept_and_named(self):
        copy = self.take()
        self.access.write.side_effect = BoardError("gone")
        with self.assertRaises(outcome.Failure) as caught:
            copy.write_back(self.access)
        self.assertEqual((caught.exception.status, caught.exception.error), (outcome.NOT_RESTORED, "HIL-0041"))
        self.assertIn(str(copy.path), str(caught.exception))
        self.assertEqual(restore.kept(PROBE), [copy.path])

    def test_a_damaged_copy_is_not_written(self):
        copy = self.take()
        parts = json.loads((copy.path / restore.MANIFEST).read_text())["parts"]
        (part,) = (p for p in parts if p["address"] == INTERNAL_BASE)
        (copy.path / part["file"]).write_bytes(b"x")
        with self.assertRaisesRegex(outcome.Failure, "HIL-0006"):
            restore.Copy(copy.path)

    def test_a_board_that_cannot_be_read_is_not_begun_with(self):
        self.access.read.side_effect = BoardError("gone")
        with self.assertRaisesRegex(outcome.Failure, "HIL-0034"):
            restore.Copy.take(self.access, "b", [needs.Range(5, 1)], False)

    def test_a_copy_that_finds_no_room_is_a_sentence_and_leaves_nothing(self):
        with mock.patch.object(restore.files, "write", side_effect=OSError(28, "No space left on device")):
            with self.assertRaisesRegex(outcome.Failure, "HIL-0008.*No space left.*XSPI_HIL_STATE"):
                self.take()
        self.assertEqual(list(restore.folder().iterdir()), [])

    def test_bytes_that_changed_outside_the_declared_ranges_are_found(self):
        self.access.read.return_value = [bytes(0x40000)]
        copy = restore.Copy.take(self.access, "b", [needs.Range(0, 0x40000)], False)
        now = bytearray(0x40000)
        now[0x10005] = now[0x20000] = now[0x30007] = now[0x30009] = 1
        self.access.read.return_value = [bytes(now)]
        allowed = [needs.Range(0x20000, 0x10000)]
        self.assertEqual(copy.strays(self.access, allowed), [EXTERNAL_BASE + 0x10005, EXTERNAL_BASE + 0x30007])
        session = Session(PROBE, "nucleo_h7s3l8", Power(), Report(), say=quiet)
        session._look_for_strays(copy, self.access, allowed)
        self.assertEqual(session.failed, 1)
        self.assertIn("HIL-0043", session.report.cases[0][3])

    def test_copies_of_other_probes_are_not_ours(self):
        self.take()
        self.assertEqual(restore.kept(Probe("stlink", "77", ())), [])
        self.assertEqual(restore.kept(Probe("jlink", "7", ())), [])


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def main(self, *words):
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            status = program.main(["--board", "nucleo_h7s3l8", "--adapter", "virtual", *words])
        return status, said.getvalue()

    def test_a_fault_of_the_runner_is_no_failing_test_and_written_down(self):
        junit = self.folder / "junit.xml"
        with mock.patch("selection.system_cases", side_effect=ValueError("a bug")):
            status, said = self.main("--junit", str(junit))
        self.assertEqual(status, outcome.INTERNAL, said)
        self.assertIn("HIL-0061", junit.read_text())
        self.assertIn("a bug", said)

    def test_a_junit_file_that_cannot_be_written_is_named_and_no_success(self):
        status, said = self.main("--list", "--junit", str(self.folder))
        self.assertEqual(status, outcome.WRONG_USAGE, said)
        self.assertIn("HIL-0007", said)

    def test_the_list_names_cases_that_run_on_a_board(self):
        status, said = self.main("--list", "--all")
        self.assertEqual(status, outcome.PASSED)
        self.assertIn("test_programming.Programming.test_a_single_byte_is_a_single_byte\n", said)
        self.assertNotIn("test_probe_loss", said)

    def test_a_lock_file_that_cannot_be_opened_is_named(self):
        with mock.patch.dict(os.environ, XSPI_LOCK_DIR=str(self.folder)):
            lock.path_for(PROBE).mkdir()
            with self.assertRaisesRegex(outcome.Failure, "HIL-0022"), lock.held(PROBE):
                pass


if __name__ == "__main__":
    unittest.main()
