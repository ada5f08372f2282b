"""tests/hardware/run, after its imports can be found: options, probe, lock, session, report, exit status."""
import contextlib
import os
import signal
import sys
import traceback

import harness
import lock
import options as command_line
import outcome
import probes
import selection
from junit import Report
from power import Power
from session import Session


def main(words):
    report, junit = Report(), command_line.junit_of(words)
    try:
        options = command_line.parse(words)
        report.properties.update(board=options.board, adapter=options.adapter)
        status = _run(options, report)
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


def _run(options, report):
    cases = selection.select(selection.system_cases(), options.all, options.only)
    if not options.restore and not selection.runnable(cases):
        raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0004", "no case that can run on a real board is chosen by "
                              f"{' '.join('--only ' + text for text in options.only)}")
    if options.list:
        for case in selection.runnable(cases):
            print(case.id())
        return outcome.PASSED
    with _signals(), _probe(options) as probe:
        report.properties["serial"] = probe.serial
        with lock.held(probe, options.wait):
            session = Session(probe, options.board, Power(options.power_cycle), report, say=_say)
            if options.restore:
                return session.restore(options.restore)
            return session.run(cases, options.whole_chip)


@contextlib.contextmanager
def _probe(options):
    if options.adapter != "virtual":
        yield probes.select(options.adapter, options.serial, options.interface)
    elif options.serial is not None:
        yield probes.virtual(options.serial)
    else:
        board = harness.VirtualBoard(shim=False, board=options.board.replace("_", "-"), apart=True)
        try:
            yield probes.virtual(str(board.port))
        finally:
            board.end()


@contextlib.contextmanager
def _signals():
    """SIGINT, SIGTERM and SIGHUP end the run, which then restores the board."""
    def end(number, _):
        raise outcome.Interrupted(number)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text):
    try:
        print(text, flush=True)
    except OSError:  # the pipe or the terminal is gone; the board must be restored all the same
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # pylint: disable=consider-using-with


def _complain(text):
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)
