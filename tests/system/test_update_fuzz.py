"""Requests, descriptors and files that no sane host would send to the bootloader: whatever comes, it answers the next sane one,
breaks no rule of the hardware, and writes nowhere but where it was told. XSPI_FUZZ_SEED and XSPI_FUZZ_COUNT choose others."""
import os
import random
import struct
import unittest

from board_under_test import EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE
from dfu import DFU_UTIL, STAND_IN
from harness import image, merge_elf, only_on, virtual_only
from update_case import BOARDS, OWN, UpdateCase, application, dfuse_file
from usb_host import DEVICES, PLUG, RESET, RESUME, SUSPEND, UNPLUG, UsbHost

SEED = int(os.environ.get("XSPI_FUZZ_SEED", "1"))
COUNT = int(os.environ.get("XSPI_FUZZ_COUNT", "400"))
DNLOAD, UPLOAD, GETSTATUS, CLRSTATUS, GETSTATE, ABORT = range(1, 7)
SET_ADDRESS, ERROR = 5, 10
TO, FROM = 0x21, 0xA1  # the class's requests at the interface
# Sane addresses lie in these 64 KiB; a block's number adds at most nine blocks of 4 KiB.
PLAYGROUND, BLOCKS = 0x40000, 9 * 0x1000
FIRST, END = PLAYGROUND, PLAYGROUND + 0x10000 + BLOCKS


@only_on(*BOARDS)
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class UpdateFuzz(UpdateCase):
    def fuzzed(self):
        """A board whose external flash is full, so that nothing can be programmed where nothing was erased."""
        board = self.plugged(external=image(SEED, EXTERNAL_SIZE))
        self.runs(board, "-l")
        board.usb_socket = board.socket
        return board

    def command(self, dice):
        address = dice.choice((EXTERNAL_BASE + PLAYGROUND + dice.randrange(0x10000),
                               INTERNAL_BASE + dice.randrange(OWN - BLOCKS), EXTERNAL_BASE + EXTERNAL_SIZE,
                               EXTERNAL_BASE - BLOCKS - 1, 0xFFFFFFFF, 0))
        whole = bytes((dice.choice((0x21, 0x41, 0x41, 0x92, 0x00, dice.randrange(256))),)) + struct.pack("<I", address)
        some = whole[:dice.choice((5, 5, 5, 5, 1, 2, 4))] + bytes(dice.choice((0, 0, 0, 1, 60)))
        return some if some != b"\x41" else b"\x41\0"  # alone it erases everything, and may

    def ask_nonsense(self, host, dice):
        """One request, of those that fuzzing a host's driver would send: most are nearly right."""
        what = dice.randrange(10)
        if what < 3:
            data = self.command(dice)
            host.control(TO, DNLOAD, 0, 0, len(data), data)
        elif what < 5:
            data = dice.randbytes(dice.choice((0, 1, 63, 64, 65, 255, 4095, 4096, 4097, 9000)))
            host.control(TO, DNLOAD, dice.randrange(10), 0, len(data), data)
        elif what < 6:
            host.control(FROM, UPLOAD, dice.choice((0, 1, 2, 3, 0xFFFF)), 0, dice.choice((0, 1, 64, 4096, 4097, 0xFFFF)))
        elif what < 7:
            host.control(0x80, 6, dice.randrange(0x10000), dice.choice((0, 0x409, 7)), dice.choice((0, 1, 2, 9, 255, 0xFFFF)))
        elif what < 8:
            host.control(dice.choice((TO, FROM)), dice.choice((CLRSTATUS, GETSTATE, ABORT, GETSTATUS, 0, 7, 255)),
                         dice.randrange(0x10000), dice.randrange(3), dice.choice((0, 6, 5, 64)))
        elif what < 9:
            kind = dice.choice((0x00, 0x01, 0x80, 0x81, 0xC0, 0xC1, 0x41, 0x02, 0x82, 0xA1))  # not the class's data out
            host.control(kind, dice.choice([n for n in range(14) if n != SET_ADDRESS]), dice.randrange(8),
                         dice.choice((0, 0, 0, 7, 0x80, 0xFFFF)), dice.choice((0, 0, 1, 2, 64, 300)) if kind & 0x80 else 0)
        else:
            kind, request = dice.randrange(256) | 0x80, dice.randrange(256)
            if (kind & 0x60, request) != (0, SET_ADDRESS):  # it would answer there from then on
                host.control(kind, request, dice.randrange(0x10000), dice.randrange(0x10000), dice.randrange(0x200))

    @staticmethod
    def clear_error(host):
        """Else nearly all requests would meet a device that has refused one."""
        _, data = host.control(FROM, GETSTATUS, 0, 0, 6)
        if len(data) == 6 and data[4] == ERROR:
            host.control(TO, CLRSTATUS)

    def assertAnswers(self, host, seed):
        host.control(0x00, 9, 1)  # whatever configuration it has, and whatever state
        host.control(0x01, 11, 0)
        for request in (CLRSTATUS, ABORT):
            host.control(TO, request)
        status, data = host.control(FROM, GETSTATUS, 0, 0, 6)
        self.assertEqual((status, len(data)), (0, 6), f"seed {seed}")

    def test_requests_that_make_no_sense_are_survived(self):
        board, dice = self.fuzzed(), random.Random(SEED)
        before = board.external_file.read_bytes()
        with UsbHost(board) as host:
            for number in range(COUNT):
                if dice.randrange(2):
                    self.clear_error(host)
                self.ask_nonsense(host, dice)
                if dice.randrange(40) == 0:
                    host.ask(dice.choice((RESET, SUSPEND)))
                    host.ask(RESUME)
                if dice.randrange(100) == 0:
                    host.ask(UNPLUG)
                    host.ask(PLUG)
                    host.ask(DEVICES)  # it looks for them when it is asked
                if number % 20 == 19:
                    self.assertAnswers(host, SEED)
        sane = image(SEED + 1, 5_000)
        self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE + PLAYGROUND:08X}", "-D", self.file(board, sane))
        self.stopped(board)
        found = board.external()
        self.assertSameBytes(found[FIRST:FIRST + len(sane)], sane, EXTERNAL_BASE + FIRST)
        self.assertSameBytes(found[:FIRST], before[:FIRST], EXTERNAL_BASE)
        self.assertSameBytes(found[END:], before[END:], EXTERNAL_BASE + END)
        self.assertEqual(board.report()["operations"]["internal"], 0)

    def test_files_with_damaged_headers_end_and_spare_the_bootloader(self):
        board, dice = self.fuzzed(), random.Random(SEED)
        good = dfuse_file({0: [(EXTERNAL_BASE + PLAYGROUND, image(2, 900)), (EXTERNAL_BASE + PLAYGROUND + 0x3000, image(3, 70))]})
        headers = [*range(11), *range(11, 16), *range(11 + 266, 11 + 274), *range(285, 293), *range(len(good) - 16, len(good))]
        for number in range(max(8, COUNT // 40)):
            file = bytearray(good)
            for _ in range(dice.choice((1, 1, 2, 5))):
                file[dice.choice(headers)] ^= 1 << dice.randrange(8)
            with self.subTest(number=number):
                board.dfu_util("-a", 0, "-D", self.file(board, bytes(file), "file.dfu"))  # whatever it says of it
                self.assertIn("0483:df11", self.runs(board, "-l"))
        said = self.runs(board, "-a", 0, "-D", self.file(board, dfuse_file({0: [(EXTERNAL_BASE, application(5_000))]}), "good.dfu"))
        self.assertIn("Done", said)
        self.stopped(board)
        self.assertEqual(board.internal()[:OWN], merge_elf("bootloader.elf")[:OWN])
        self.assertEqual(board.external()[:5_000], application(5_000))
