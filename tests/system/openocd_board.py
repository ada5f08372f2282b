"""A board that OpenOCD reaches, whichever probe is in between: what the virtual and the real one have in common."""
import os
import subprocess

from paths import OPENOCD
from board_under_test import BOARD

# A started program that has not answered by then is stuck: a bound on a broken run, never a measure of speed.
STUCK_SECONDS = 240
# Starts a program that gets SIGTERM when we die, in whatever way (util-linux).
DIES_WITH_US = ("setpriv", "--pdeathsig", "TERM")


class OpenOcdResult:
    def __init__(self, status, log):
        self.status = status
        self.log = log

    @property
    def ok(self):
        return self.status == 0


class OpenOcdBoard:
    """Runs OpenOCD on a board. Who inherits says how OpenOCD finds it, and offers besides:

    folder                 a folder for the case's files
    external(), internal() what the two flashes hold
    stop()                 ends the board's part; its exit status, 0 when there is nothing to end
    violations()           what the board did not forgive; nothing on a board that does not say
    stderr()               the board's own words
    report()               the virtual board's report; on a real one the case is skipped
    note(text)             keeps what was not checked on this board, for the report of the run
    """

    board_file = f"board/{BOARD}.cfg"
    reports = False  # whether report() is to be had
    launcher = ()  # a command that starts OpenOCD
    folder = None
    state = None  # where OpenOCD keeps journals, if not in the case's folder
    new_session = False  # whether OpenOCD is kept out of what the terminal's Ctrl-C reaches
    stuck_seconds = STUCK_SECONDS

    def probe_commands(self):
        """Commands ahead of the board's file by which OpenOCD finds this very board."""
        raise NotImplementedError

    def environment(self):
        """OpenOCD's; its journals stay apart from the user's."""
        state = self.state or (self.folder / "state" if self.folder else None)
        return {**os.environ, **({"XSPI_STATE": str(state)} if state else {})}

    def openocd(self, *commands, **keywords):
        """Runs OpenOCD with these commands and ends it; keywords as start_openocd's."""
        process = self.start_openocd(*commands, "shutdown", **keywords)
        try:
            log, _ = process.communicate(timeout=self.stuck_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            log, _ = process.communicate()
            log += f"\n(stuck: ended after {self.stuck_seconds} s)"
        return OpenOcdResult(process.returncode, log)

    def halted(self, *commands, **keywords):
        """As openocd(), after a reset that halts."""
        return self.openocd("init", "reset halt", *commands, **keywords)

    def start_openocd(self, *commands, board_file=None, before=(), ports=False, output=subprocess.PIPE):
        """Starts OpenOCD with these commands. `before`: commands ahead of the board's file."""
        line = [*self.launcher, str(OPENOCD)]
        for command in self.probe_commands():
            line += ["-c", command]
        if not ports:
            line += ["-c", "gdb_port disabled", "-c", "telnet_port disabled", "-c", "tcl_port disabled"]
        for command in before:
            line += ["-c", command]
        line += ["-f", str(board_file or self.board_file)]
        for command in commands:
            line += ["-c", command]
        return subprocess.Popen(line, stdout=output, stderr=subprocess.STDOUT, text=True, env=self.environment(),
                                errors="replace", start_new_session=self.new_session)

    def violations(self):
        return []

    def note(self, text):
        pass
