"""A run on one board: probe, lock, session."""
import contextlib
import signal

import harness
import lock
import outcome
import probes
import selection
from power import Power
from session import Session


def run_on_board(options, report, say):
    """XSPI_BOARD is options.board. Returns the exit status; outcome.Failure, outcome.Interrupted."""
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
            session = Session(probe, options.board, Power(options.power_cycle), report, say=say)
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
