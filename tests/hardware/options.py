"""The command line of tests/hardware/run."""
import argparse
import os
import pathlib
import re

import outcome
from paths import ROOT

ADAPTERS = ("stlink", "jlink", "cmsis-dap", "ftdi", "virtual")


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0001", f"{message}; tests/hardware/run --help says more")


def parser():
    made = Parser(prog="tests/hardware/run", allow_abbrev=False,
                  description="Runs the system cases on a real board and leaves it as it was.",
                  epilog="Exit status: 0 passed, 1 a test failed, 2 wrong usage, 3 no probe, 4 board busy, 5 the board "
                         "does not answer, 6 the board is not restored, 128+n ended by signal n.")
    add = made.add_argument
    add("--board", required=True, metavar="B", help="a file of boards/, without .cfg")
    add("--adapter", required=True, choices=ADAPTERS, metavar="A", help=", ".join(ADAPTERS))
    add("--serial", metavar="S", help="the probe's serial number; of a virtual board its port. Without it the only "
                                      "probe there is, or a virtual board started for this run")
    add("--interface", metavar="FILE.cfg", help="OpenOCD's interface file for the adapter ftdi; it selects SWD")
    add("--junit", metavar="FILE", type=pathlib.Path, help="write the results as JUnit XML, whatever happens")
    add("--wait", metavar="SECONDS", type=seconds, default=0.0, help="how long to wait for a busy board (default: 0)")
    add("--power-cycle", metavar="COMMAND", help="called with on, off or cycle to switch the board's power")
    add("--all", action="store_true", help="all cases, not only those that stand for the others")
    add("--only", action="append", default=[], metavar="TEXT", help="cases whose name contains TEXT; may be repeated")
    add("--whole-chip", action="store_true", help="keep a copy of the whole chip, not of the cases' ranges alone")
    add("--restore", metavar="FOLDER", type=pathlib.Path, help="only write back what an ended run has kept there")
    add("--list", action="store_true", help="only say which cases would run")
    add("--build", metavar="DIR", type=pathlib.Path, help="the build to test (default: build)",
        default=pathlib.Path(os.environ.get("XSPI_BUILD", ROOT / "build")))
    return made


def parse(words):
    """The options; outcome.Failure if they make no sense."""
    options = parser().parse_args(words)
    options.board = options.board.replace("-", "_")  # the virtual board spells it with dashes
    known = sorted(p.stem for p in (ROOT / "boards").glob("*.cfg"))
    if options.board not in known:
        raise _wrong("HIL-0002", f"there is no board {options.board}; there are: {', '.join(known)}")
    if not all(options.only):
        raise _wrong("HIL-0001", "--only takes a part of a case's name, and an empty one is part of all; leave it out, or "
                                 "say --all")
    if options.adapter == "ftdi" and not options.interface:
        raise _wrong("HIL-0001", "--adapter ftdi needs --interface FILE.cfg: how an FTDI chip is wired differs from "
                                 "probe to probe")
    if options.interface and not options.interface.endswith(".cfg"):
        raise _wrong("HIL-0001", f"--interface {options.interface}: the name must end in .cfg")
    if options.restore and not (options.restore / "manifest.json").is_file():
        raise _wrong("HIL-0006", f"{options.restore} holds no copy of a board")
    if options.junit and not options.junit.absolute().parent.is_dir():
        raise _wrong("HIL-0001", f"--junit {options.junit}: there is no such folder")
    for program in ("openocd", *(["virtual-board"] if options.adapter == "virtual" else [])):
        if not (options.build / program).exists():
            raise _wrong("HIL-0003", f"{options.build}/{program} is missing: setup/build first")
    return options


def _wrong(error, text):
    return outcome.Failure(outcome.WRONG_USAGE, error, text)


def junit_of(words):
    """The JUnit file that these words ask for, even if the rest of them is wrong."""
    few = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    few.add_argument("--junit", type=pathlib.Path)
    try:
        return few.parse_known_args(words)[0].junit
    except argparse.ArgumentError:
        return None


def seconds(text):
    if not re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.[0-9]+)?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text} is no time to wait, such as 90 or 0.5")
    return float(text)
