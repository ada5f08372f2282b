"""labgrid's view of a board behind a debug probe: a resource that names the probe, and a driver that runs the system
cases on it. An environment file imports this one; docs/hardware-in-the-loop.md shows how."""
import pathlib
import shlex
import subprocess
import sys

import attr
from labgrid.driver import Driver
from labgrid.factory import target_factory
from labgrid.resource import Resource

HERE = pathlib.Path(__file__).resolve().parent


def text(**keywords):
    return attr.ib(validator=attr.validators.optional(attr.validators.instance_of(str)), converter=_text, **keywords)


def _text(value):
    return str(value) if isinstance(value, int) else value  # YAML takes a serial of digits for a number


@target_factory.reg_resource
@attr.s(eq=False)
class XspiBoard(Resource):
    """A board: its file in boards/, and the adapter and serial of its probe, as tests/hardware/run takes them."""
    board = text()
    adapter = text()
    serial = text()
    interface = text(default=None)


@target_factory.reg_driver
@attr.s(eq=False)
class SystemCasesDriver(Driver):
    """Runs the system cases on the board. With a PowerProtocol driver at the same target the board's power is labgrid's."""
    bindings = {"board": "XspiBoard", "power": {"PowerProtocol", None}}

    @Driver.check_active
    def start(self, *options, junit=None):
        """Starts a run; returns its process, whose exit status is that of tests/hardware/run."""
        line = [sys.executable, str(HERE.parent / "run"), "--board", self.board.board, "--adapter", self.board.adapter,
                "--serial", self.board.serial]
        if self.board.interface:
            line += ["--interface", self.board.interface]
        if self.power is not None:
            line += ["--power-cycle", shlex.join([sys.executable, str(HERE / "power"), self._environment(),
                                                  self.target.name])]
        if junit:
            line += ["--junit", str(junit)]
        return subprocess.Popen([*line, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                errors="replace")

    def _environment(self):
        return str(pathlib.Path(self.target.env.config_file).resolve())
