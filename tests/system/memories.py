"""Contents for the board's two flashes."""
import functools
import random
import struct
import unittest

from board_under_test import EXTERNAL_BASE, EXTERNAL_SIZE, FIRMWARE, INTERNAL_BASE, INTERNAL_SIZE, MAPPED

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


def merge_elf(name):
    """The memory that an ELF file of the firmware belongs to, with nothing else in it. The case is skipped on a board
    that cannot have the program: what it needs is its execution in external flash."""
    if not MAPPED:
        raise unittest.SkipTest(MAPS_NOTHING)
    data = (FIRMWARE / name).read_bytes()
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
