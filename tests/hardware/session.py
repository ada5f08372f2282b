"""A run: from the locked probe to the restored board."""
import signal
import time
import unittest

import answer
import harness
import needs
import outcome
import restore
import selection
from real_board import BoardAccess, RealBoards


class Session:
    def __init__(self, probe, board, power, report, say=print):
        self.probe, self.board, self.power, self.report, self.say = probe, board, power, report, say
        self.boards = RealBoards(probe, f"board/{board}.cfg")

    @property
    def failed(self):
        """How many cases found a fault, or could not be carried out."""
        return self.report.count("failure", "error")

    def run(self, cases, whole_chip=False):
        """Runs the cases; returns the exit status. Raises outcome.Failure, or Interrupted, after restoring."""
        access = BoardAccess(self.probe, f"board/{self.board}.cfg")
        try:
            self.power.on()
            answer.ask_twice(access, self.power)
            for path in restore.kept(self.probe):
                self.say("HIL-0042: an earlier run ended before it had restored its board; what that held lies in "
                         f"{path}: write it back with --restore {path}, or delete it")
            ranges, internal = selection.overwritten(selection.runnable(cases))
            copy = restore.Copy.take(access, self.board, restore.WHOLE_CHIP if whole_chip else ranges, internal)
            try:
                self._run_cases(cases, access)
                if whole_chip:
                    self._look_for_strays(copy, access, ranges)
            except outcome.Failure as cause:
                self._restore_after(cause, copy, access)
            except BaseException:
                self._restore(copy, access)
                raise
            self._restore(copy, access)
        finally:
            access.end()
        return outcome.TEST_FAILED if self.failed else outcome.PASSED

    def restore(self, path):
        """Writes back what an earlier run has kept in this folder."""
        access = BoardAccess(self.probe, f"board/{self.board}.cfg")
        try:
            self.power.on()
            answer.ask_twice(access, self.power)
            self._restore(restore.Copy(path), access)
        finally:
            access.end()
        return outcome.PASSED

    def _look_for_strays(self, copy, access, ranges):
        """A case that writes beside its ranges is a failing test of them all."""
        places = copy.strays(access, ranges)
        if places:
            text = ("HIL-0043: the cases changed what none of them declares, at "
                    f"{', '.join(f'0x{p:08X}' for p in places[:8])}")
            self.report.add("hardware.outside", 0.0, "failure", text, error_id="HIL-0043")
            self.say(text)

    def _restore(self, copy, access):
        with signals_held():
            self.boards.finish()
            copy.write_back(access)
            access.openocd("init", "reset run")
        self.say(f"The board's flashes are as they were. Not restored: {restore.NOT_RESTORED}.")

    def _restore_after(self, cause, copy, access):
        """A board that stopped answering can hardly be restored: the cause decides the status, and both are said."""
        try:
            self._restore(copy, access)
        except outcome.Failure as failure:
            raise outcome.Failure(cause.status, cause.error, f"{cause.text}\n{failure}") from failure
        raise cause

    def _run_cases(self, cases, access):
        harness.SystemCase.boards = self.boards
        for case in cases:
            if self._run_case(case):
                continue
            try:
                answer.ask_twice(access, self.power)
            except outcome.Failure as failure:
                self._leave_out(cases[cases.index(case) + 1:], "not run: the board stopped answering")
                error = "HIL-0032" if failure.status == outcome.NO_ANSWER else failure.error
                # A case that failed before, on a board that answered, is a failing test whatever came later.
                status = outcome.TEST_FAILED if self.failed > 1 else failure.status
                raise outcome.Failure(status, error, f"after {case.id()}: {failure.text}") from failure

    def _run_case(self, case):
        """Runs one; returns whether it did not fail."""
        reason = needs.of(case).virtual_only
        if reason:
            self._leave_out([case], reason)
            return True
        result, began = unittest.TestResult(), time.monotonic()
        try:
            case.run(result)
        finally:
            notes, log = self.boards.finish()
        seconds = time.monotonic() - began
        output = "".join(f"{note}\n" for note in notes) + log
        faults = result.failures + result.errors
        if faults:
            kind, word = ("failure", "FAILED") if result.failures else ("error", "ERROR")
        elif result.skipped:
            kind, word = "skipped", "skipped"
        else:
            kind, word = None, "passed"
        text = "\n".join(t for _, t in faults) or (result.skipped[0][1] if result.skipped else "")
        self.report.add(case.id(), seconds, kind, text, output)
        self.say(f"{word:8} {case.id()} ({seconds:.1f} s)")
        if text:
            self.say(text.rstrip())
        return not faults

    def _leave_out(self, cases, reason):
        for case in cases:
            self.report.add(case.id(), 0.0, "skipped", reason)
            self.say(f"skipped  {case.id()}: {reason}")


class signals_held:  # noqa: N801  (used as a verb)
    """While the board is being restored, a second Ctrl-C waits."""

    SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}

    def __enter__(self):
        self.before = signal.pthread_sigmask(signal.SIG_BLOCK, self.SIGNALS)

    def __exit__(self, *_):
        # What arrived meanwhile asks for what is already happening.
        while signal.sigtimedwait(self.SIGNALS, 0):
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, self.before)
