"""A virtual board in front of the distribution's own, unmodified OpenOCD: somebody else's idea of the silicon."""
import pathlib
import subprocess

import record
from virtual_board import VirtualBoard

STOCK = pathlib.Path("/usr/bin/openocd")


class StockOpenOcdBoard(VirtualBoard):
    """`script`: what tells that OpenOCD of the board, with the probe; it comes ahead of the way to the virtual one.
    `backend`: its driver's command for that way."""

    def __init__(self, script, *arguments, backend="hla_stlink_backend", **keywords):
        super().__init__(*arguments, **keywords)
        self.script = script
        self.backend = backend

    def start_openocd(self, *commands, board_file=None, before=(), ports=False, output=subprocess.PIPE):
        line = [str(STOCK)]
        for command in (*before, *self.script, f"{self.backend} tcp {self.port}",
                        "gdb_port disabled", "telnet_port disabled", "tcl_port disabled", *commands):
            line += ["-c", command]
        return subprocess.Popen(line, stdout=output, stderr=subprocess.STDOUT, text=True, env=self.environment(),
                                errors="replace")


def stock_board(case, *arguments, **keywords):
    """Skips the case where there is no other OpenOCD."""
    if not STOCK.exists():
        case.skipTest("no other OpenOCD is installed")
    board = StockOpenOcdBoard(*arguments, **keywords)

    def end():
        try:
            record.keep(case, board)
        finally:
            board.end()
    case.addCleanup(end)
    return board
