"""Exported loaders in pyOCD itself, unchanged but for its probe: an ST-LINK of the virtual board.

With pyOCD 0.36 for this Python, or in a root of its own, which XSPI_PYOCD_ROOT names (as root):
    debootstrap --variant=minbase --include=python3-pyocd trixie /var/tmp/pyocd
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from board_under_test import MAPPED
from export_case import DATA, OFFSET, RAM, RAM_BYTES, ExportedBase
from harness import EXTERNAL_BASE, STUCK_SECONDS, old_contents, virtual_only

ROOT = pathlib.Path(os.environ["XSPI_PYOCD_ROOT"]) if "XSPI_PYOCD_ROOT" in os.environ else None
HAVE = ROOT is not None or importlib.util.find_spec("pyocd") is not None
OVER_TCP = pathlib.Path(__file__).resolve().parent / "pyocd_over_tcp.py"

# A FlashRegion of an .FLM and the RAM that it may use, as a target of pyOCD's own has them.
FLM_SCRIPT = """from pyocd.core.memory_map import FlashRegion, RamRegion

def will_connect(board):
    memories = board.target.memory_map
    for region in list(memories):
        memories.remove_region(region)
    memories.add_region(RamRegion(start=0x{ram:x}, length=0x{ram_bytes:x}, is_default=True))
    memories.add_region(FlashRegion(name="ext", start=0x{start:x}, length=0x{size:x}, access="{access}",
                                    flm="{path}"))
"""


@unittest.skipUnless(HAVE, "there is no pyOCD: for this Python, or in a root that XSPI_PYOCD_ROOT names")
@virtual_only("its probe is the virtual board's")
class InPyOcd(ExportedBase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=ROOT / "tmp" if ROOT else None)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def seen(self, path):
        """As pyOCD sees it."""
        return "/" + str(path.relative_to(ROOT)) if ROOT else str(path)

    def pyocd(self, board, *words):
        program = pathlib.Path(shutil.copy(OVER_TCP, self.folder))
        line = [*(("chroot", str(ROOT), "python3") if ROOT else (sys.executable,)), self.seen(program), str(board.port), *words]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=STUCK_SECONDS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def programs(self, script):
        board = self.board(external=old_contents(), shim=False)
        data = self.folder / "image.bin"
        data.write_bytes(DATA)
        self.pyocd(board, "flash", "--target", "cortex_m", "--script", self.seen(script), "--base-address",
                   hex(EXTERNAL_BASE + OFFSET), self.seen(data))
        self.assertNoViolation(board)
        self.assertExternal(board, self.expected(old_contents()))

    def test_its_script_programs(self):
        self.programs(self.export(self.folder, "pyocd"))

    def test_an_algorithm_of_a_pack_programs(self):
        algorithm = self.export(self.folder, "flm")
        size = len(old_contents())
        script = self.folder / "script.py"
        script.write_text(FLM_SCRIPT.format(ram=RAM, ram_bytes=RAM_BYTES, start=EXTERNAL_BASE, size=size,
                                            access="rx" if MAPPED else "",
                                            path=self.seen(algorithm)))
        self.programs(script)
