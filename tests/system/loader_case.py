"""Cases about somebody else's loader: small ones of our own, compiled for the case, and a board's file that names one."""
import pathlib
import subprocess

from board_under_test import EXTERNAL_SIZE
from harness import SystemCase
from memories import image, old_contents

SOURCE = pathlib.Path(__file__).resolve().parent / "loader-program"
FLAGS = ["-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16", "-mfloat-abi=softfp", "-Os", "-ffreestanding", "-nostdlib", "-Wall",
         "-Wextra", "-Werror"]
SECTOR = 0x10000
BOARD = """source [find xspi.cfg]
xspi board loaded_h750 {{
    mcu    STM32H750VB
    probe  stlink 4MHz
    flash ext {{ {facts} }}
}}
"""


class LoaderCase(SystemCase):
    """The board is WeAct's, with the loader in the place of what its file says of the chip."""

    def stldr(self, board, *macros, name="W25Q64_test.stldr", script="stldr.ld"):
        return self.compile(board, name, "stldr.c", ["-T", SOURCE / script], macros)

    def flm(self, board, *macros, page=1024, name="W25Q64.FLM"):
        return self.compile(board, name, "flm.c", ["-ffixed-r9", "-T", SOURCE.parent / "flm-algorithm/algorithm.ld",
                                                   f"-DFLM_PAGE={page}"], macros)

    def compile(self, board, name, source, arguments, macros):
        path = board.folder / name
        subprocess.run(["arm-none-eabi-gcc", *FLAGS, *arguments, *(f"-D{macro}" for macro in macros), SOURCE / source, "-o", path],
                       check=True)
        return path

    def board_file(self, board, loader, more=""):
        """A file beside the loader, which it names without its folder."""
        path = board.folder / "loaded.cfg"
        path.write_text(BOARD.format(facts=f"loader {loader.name}\n{more}\n"))
        return path

    def loaded(self, *macros, flm=False, more="", arguments=(), **keywords):
        """A board, and the file that names a loader with these macros for it."""
        board = self.board(*arguments, external=old_contents(), **keywords)
        loader = (self.flm if flm else self.stldr)(board, *macros)
        return board, self.board_file(board, loader, more)

    def program(self, board, file, data, offset, *further, verify=True):
        """`program`, as users do it: a reset comes first."""
        path = self.file(board, "new.bin", data)
        words = f"program {path} 0x{0x90000000 + offset:x}{' verify' if verify else ''}"
        return board.openocd(words, *further, board_file=file)

    @staticmethod
    def with_new(data, offset):
        expected = bytearray(old_contents())
        expected[offset:offset + len(data)] = data
        assert len(expected) == EXTERNAL_SIZE
        return bytes(expected)


def new(size, seed=7):
    return image(seed, size)
