"""What the cases about updates over USB share: a board with a bootloader and a USB host, dfu-util, and what may start."""
import struct
import zlib

from board_under_test import EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SECTOR
from dfu import BUTTON, UsbBoard
from harness import BLANK, FIRMWARE, SystemCase, image, merge_elf

BOARDS = ("nucleo_h7s3l8", "weact_h743", "weact_h750", "devebox_h743")
OWN = -(-48 * 1024 // INTERNAL_SECTOR) * INTERNAL_SECTOR  # the bootloader's sectors
WRITABLE = INTERNAL_BASE + OWN


def application(size=20_000, seed=1, folder=FIRMWARE):
    """The blinky, with more behind it."""
    blinky = (folder / "blinky.bin").read_bytes()
    return blinky + image(seed, size - len(blinky))


def with_suffix(data, product=0xDF11, version=0x0100):
    """A DFU file: its suffix tells whose it is, and has a checksum."""
    head = data + struct.pack("<HHHH3sB", 0xFFFF, product, 0x0483, version, b"UFD", 16)
    return head + struct.pack("<I", ~zlib.crc32(head) & 0xFFFFFFFF)


def dfuse_file(targets):
    """A DfuSe file of {alternate: [(address, data)...]}, as ST's UM0391 describes it."""
    parts = []
    for alternate, elements in targets.items():
        body = b"".join(struct.pack("<II", address, len(data)) + data for address, data in elements)
        parts.append(struct.pack("<6sBI255sII", b"Target", alternate, 1, b"ST...", len(body), len(elements)) + body)
    body = b"".join(parts)
    return with_suffix(struct.pack("<5sBIB", b"DfuSe", 1, 11 + len(body), len(parts)) + body, version=0x011A)


class UpdateCase(SystemCase):
    def plugged(self, *arguments, held=True, external=BLANK, **keywords):
        press = ("--press", BUTTON) if held else ()
        board = UsbBoard(*press, *arguments, internal=keywords.pop("internal", merge_elf("bootloader.elf")),
                         external=external, **keywords)
        self.addCleanup(board.end)
        return board

    def runs(self, board, *arguments, status=0):
        code, said = board.dfu_util(*arguments)
        self.assertEqual(code, status, said)
        return said

    def file(self, board, data, name="file.bin"):
        path = board.folder / name
        path.write_bytes(data)
        return path

    def stopped(self, board, torn=False):
        """torn: its internal flash has a unit that was cut off; a load of it is a bus error, which the bootloader catches."""
        board.stop()
        self.assertEqual([v for v in board.violations() if not torn or v["rule"] != "VB-FLASH-008"], [])
        return board

    def update(self, *faults, old, new, address=EXTERNAL_BASE, alternate=0, internal=None):
        """The board after `dfu-util -D` over an application, with faults, and dfu-util's status."""
        board = self.plugged(*[word for fault in faults for word in ("--fault", fault)], external=old, strict=False,
                             internal=internal or merge_elf("bootloader.elf"))
        status, _ = board.dfu_util("-a", alternate, "-s", f"0x{address:08X}:leave", "-D", self.file(board, new))
        board.stop()
        return board, status

    def starts(self, external, internal=None):
        """Power on with these contents, no button held: whether an application is started. Else the DFU device is there."""
        torn = getattr(internal, "ecc", None) is not None
        board = self.plugged(held=False, external=external, internal=internal or merge_elf("bootloader.elf"), strict=not torn)
        waits = "0483:df11" in self.runs(board, "-l")
        self.stopped(board, torn)
        return not waits
