"""Contents for the board's two flashes."""
import atexit
import functools
import pathlib
import random
import shutil
import struct
import tempfile
import unittest

from board_under_test import EXTERNAL_BASE, EXTERNAL_SIZE, FIRMWARE, INTERNAL_BASE, INTERNAL_SIZE, MAPPED
from images import Segment, linked_elf, merged

MAPS_NOTHING = "its controller maps nothing: nothing executes in its external flash"

BLANK = b"\xff" * EXTERNAL_SIZE
BLANK_INTERNAL = b"\xff" * INTERNAL_SIZE


@functools.lru_cache(maxsize=4)
def old_contents(seed=1, size=EXTERNAL_SIZE):
    """What a chip may hold that was used before."""
    return image(seed, size)


def image(seed, size):
    """Bytes that compress and differ like nothing in particular; the same for the same seed."""
    return random.Random(seed).randbytes(size)


def merge_elf(name, folder=FIRMWARE):
    """The memory that an ELF file of the firmware belongs to, with nothing else in it. The case is skipped on a board
    that cannot have the program: what it needs is its execution in external flash."""
    if not MAPPED:
        raise unittest.SkipTest(MAPS_NOTHING)
    data = (folder / name).read_bytes()
    table, entry, count = struct.unpack_from("<I", data, 28)[0], *struct.unpack_from("<HH", data, 42)
    memories = {INTERNAL_BASE: bytearray(BLANK_INTERNAL), EXTERNAL_BASE: bytearray(BLANK)}
    touched = set()
    for i in range(count):
        kind, offset, _, address, size = struct.unpack_from("<5I", data, table + i * entry)
        if kind != 1 or size == 0:  # PT_LOAD with bytes in the file
            continue
        base = next(b for b in memories if b <= address < b + len(memories[b]))
        memories[base][address - base:address - base + size] = data[offset:offset + size]
        touched.add(base)
    (base,) = touched
    return bytes(memories[base])


@functools.lru_cache
def loadable():
    """An ELF file for the external flash that is loaded and need not run: the blinky, or one of data where none can run."""
    if MAPPED:
        return FIRMWARE / "blinky.elf"
    folder = tempfile.mkdtemp(prefix="xspi-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = pathlib.Path(folder, "data.elf")
    path.write_bytes(linked_elf(Segment(EXTERNAL_BASE, image(30, 3_001))))
    return path


def loaded():
    """What the external flash holds once loadable() was loaded into it, and nothing else."""
    return merge_elf("blinky.elf") if MAPPED else merged(BLANK, EXTERNAL_BASE, Segment(EXTERNAL_BASE, image(30, 3_001)))


def held_internally():
    """What the internal flash holds in cases of the external one: the bootloader, on boards that can have one."""
    return merge_elf("bootloader.elf") if MAPPED else image(31, INTERNAL_SIZE)
