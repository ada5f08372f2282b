"""What the cases about exported loaders have in common: a loader of the board, and a job for it."""
import pathlib
import subprocess
import unittest

import loader_files
from board_under_test import BOARD, OF_FAMILY, with_chip_named
from harness import BUILD, EXTERNAL_BASE, ROOT, SystemCase, image
from loader_run import run_of

PROGRAM = BUILD / "openocd-xspi"
FORMS = ("flm", "stldr", "probe-rs", "pyocd")
SECTOR = 0x10000
RAM = 0x24000000 if OF_FAMILY.AXI_SRAM >= 0x24000000 else 0x20000000
RAM_BYTES = 0x14000  # of it, for image, a page and a stack
OFFSET, SIZE = 0x30000, 9_003  # in the chip
DATA = image(41, SIZE)


def run(*words, program=PROGRAM, cwd=None):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False, cwd=cwd)


def loaders_of(form, data):
    """Of one file, read strictly."""
    if form == "probe-rs":
        if loader_files.yaml is None:
            raise unittest.SkipTest("PyYAML is not installed")
        return loader_files.read_probe_rs(data)[1]
    if form == "pyocd":
        return loader_files.read_pyocd(data)
    return [loader_files.read_flm(data) if form == "flm" else loader_files.read_stldr(data, RAM)]


class ExportCase(SystemCase):
    def board_file(self, folder):
        """This board's, with its chip named, of which its own may leave it to the chip to say what it is."""
        path = pathlib.Path(folder) / f"{BOARD}.cfg"
        path.write_text(with_chip_named((ROOT / f"boards/{BOARD}.cfg").read_text()))
        return path

    def export(self, folder, form, *words):
        path = pathlib.Path(folder) / f"a {form} loader.{form}"
        done = run("export", form, self.board_file(folder), *words, "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def loader(self, folder, form):
        """Of the board's first flash."""
        return loaders_of(form, self.export(folder, form).read_bytes())[0]


class ExportedBase(ExportCase):
    def job(self, board, form):
        return run_of(self.loader(board.folder, form), RAM, RAM_BYTES, board.folder)

    def expected(self, old):
        new = bytearray(old)
        new[OFFSET:OFFSET + SECTOR] = b"\xff" * SECTOR
        new[OFFSET:OFFSET + SIZE] = DATA
        return bytes(new)

    def programming(self, board, form):
        job = self.job(board, form)
        job.erase(EXTERNAL_BASE + OFFSET, SIZE)
        job.program(EXTERNAL_BASE + OFFSET, DATA)
        job.verify(EXTERNAL_BASE + OFFSET, DATA)
        return job
