"""Where the build is, and what the cases use of it."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XSPI_BUILD", ROOT / "build"))
OPENOCD = BUILD / "openocd"
VIRTUAL_BOARD = BUILD / "virtual-board"
TIME_SHIM = BUILD / "libtime-shim.so"
