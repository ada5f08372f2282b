"""tests/hardware/run, after its imports can be found: options, report, exit status."""
import contextlib
import os
import signal
import sys
import traceback

import options as command_line
import outcome
from junit import Report


def main(words):
    report, junit = Report(), command_line.junit_of(words)
    try:
        options = command_line.parse(words)
        report.properties.update(board=options.board, adapter=options.adapter)
        os.environ["XSPI_BOARD"] = options.board
        from on_board import run_on_board  # pylint: disable=import-outside-toplevel  # it reads that board's facts
        status = run_on_board(options, report, _say)
    except outcome.Failure as failure:
        report.add_run_error(failure.error, str(failure))
        _complain(failure)
        status = failure.status
    except outcome.Interrupted as interrupted:
        text = f"HIL-0051: ended by {signal.Signals(interrupted.number).name}"
        report.add_run_error("HIL-0051", text)
        _complain(text)
        status = outcome.BY_SIGNAL + interrupted.number
    except Exception:  # pylint: disable=broad-except  # the JUnit file says even this
        text = f"HIL-0061: a fault of the runner itself\n{traceback.format_exc()}"
        report.add_run_error("HIL-0061", text)
        _complain(text)
        status = outcome.INTERNAL
    if report.has_cases():
        _say(report.summary())
    if junit:
        try:
            report.write(junit)
        except OSError as error:
            _complain(f"HIL-0007: {junit} cannot be written: {error.strerror}")
            status = status or outcome.WRONG_USAGE
    return status


def _say(text):
    try:
        print(text, flush=True)
    except OSError:  # the pipe or the terminal is gone; the board must be restored all the same
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # pylint: disable=consider-using-with


def _complain(text):
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)
