"""A flash on an SPI, which its controller does not map: it appears where the board's file chooses, is read by a program on the
core, and nothing executes there."""
import re
import unittest

from gdb_session import GDB, Server
from harness import (EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, ROOT, Range, SystemCase, any_board, image, old_contents, only_on,
                     only_where, virtual_only)
from images import Segment, elf, intel_hex, merged, motorola_s19
from board_under_test import BOARD, INTERNAL_SIZE, OF_FAMILY, PINS, ext, ext_end

GOOD = (ROOT / f"boards/{BOARD}.cfg").read_text()
RAM = 0x20000000
AT = 0x12344


def word(contents, at):
    return int.from_bytes(contents[at:at + 4], "little")


@only_where(controller="SPI1")
class ChosenAddress(SystemCase):
    """What OpenOCD and gdb see there without any command of ours."""

    @any_board()
    def test_words_are_displayed_at_once(self):
        board = self.board(external=old_contents())
        result = board.halted(f"mdw {ext(AT)} 3", f"mdh {ext(AT + 2)}", f"mdb {ext(AT + 1)} 3", f"mdw {ext_end(4)}")
        self.assertSucceeds(result)
        expected = old_contents()
        self.assertIn(" ".join(f"{word(expected, AT + 4 * n):08x}" for n in range(3)), result.log)
        self.assertRegex(result.log, rf"(?i){ext(AT + 2)}: {word(expected, AT) >> 16:04x}")
        self.assertRegex(result.log, rf"(?i){ext(AT + 1)}: " + " ".join(f"{byte:02x}" for byte in expected[AT + 1:AT + 4]))
        self.assertRegex(result.log, rf"(?i){ext_end(4)}: {word(expected, EXTERNAL_SIZE - 4):08x}")
        self.assertNoViolation(board)
        self.assertExternal(board, expected)

    @any_board(representative=True)
    def test_it_is_read_dumped_and_compared(self):
        board = self.board(external=old_contents())
        same = self.file(board, "same.bin", old_contents()[AT:AT + 5001])
        spoilt = bytearray(old_contents()[AT:AT + 5001])
        spoilt[4000] ^= 4
        other = self.file(board, "other.bin", bytes(spoilt))
        read, dump = board.folder / "read.bin", board.folder / "dump.bin"
        self.assertSucceeds(board.halted(f"flash read_bank ext {read} 0x{AT + 1:X} 70001", f"dump_image {dump} {ext(AT + 3)} 4099",
                                         f"verify_image {same} {ext(AT)} bin", f"flash verify_bank ext {same} 0x{AT:X}"))
        self.assertSameBytes(read.read_bytes(), old_contents()[AT + 1:AT + 70002])
        self.assertSameBytes(dump.read_bytes(), old_contents()[AT + 3:AT + 4102])
        self.assertFailsWith(board.halted(f"verify_image {other} {ext(AT)} bin"), f"{ext(AT + 4000)}")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0x20000, 4096))
    def test_a_dump_takes_a_few_runs_of_the_agent_and_holds_what_was_written_since_the_last(self):
        board = self.board(external=old_contents())
        new = self.file(board, "new.bin", image(7, 4096))
        first, second = board.folder / "first.bin", board.folder / "second.bin"
        dump = f"{ext(0x10000)} 0x40000"
        result = board.halted("set began [clock milliseconds]", f"dump_image {first} {dump}",
                              'echo "took [expr {[clock milliseconds] - $began}] ms"',
                              f"flash write_image erase {new} {ext(0x20000)} bin", f"dump_image {second} {dump}")
        self.assertSucceeds(result)
        self.assertLess(int(re.search(r"took (\d+) ms", result.log)[1]), 5000)
        expected = bytearray(old_contents()[0x10000:0x50000])
        self.assertSameBytes(first.read_bytes(), bytes(expected))
        expected[0x10000:0x11000] = image(7, 4096)
        self.assertSameBytes(second.read_bytes(), bytes(expected))
        self.assertNoViolation(board)

    @any_board()
    def test_nobody_is_told_that_it_is_mapped(self):
        board = self.board(external=old_contents())
        result = board.halted("echo [xspi map]", "echo [xspi unmap]")
        self.assertSucceeds(result)
        self.assertEqual(result.log.count(f"ext at {ext(0)}: read through the agent, no controller maps it"), 2, result.log)
        self.assertNoViolation(board)

    @any_board()
    @unittest.skipUnless(GDB, "gdb-multiarch is not installed")
    def test_gdb_displays_it(self):
        board = self.board(external=old_contents())
        words = Server(self, board).gdb("monitor reset halt", f"x/2wx {ext(AT)}", f"print/x *(unsigned char*){ext(AT + 7)}", elf=None)
        expected = [f"0x{word(old_contents(), AT + 4 * n):08x}" for n in range(2)]
        self.assertRegex(words, rf"(?i){ext(AT)}:\s+{expected[0]}\s+{expected[1]}")
        self.assertIn(f"$1 = 0x{old_contents()[AT + 7]:x}", words)
        self.assertNoViolation(board)

    @any_board()
    def test_what_lies_beyond_its_end_is_named(self):
        board = self.board(external=old_contents())
        for command in (f"mdw {ext_end(0)}", f"mdb {ext_end(2)} 3"):
            with self.subTest(command):
                result = board.halted(command)
                self.assertFailsWith(result, "XSPI-0712")
                self.assertIn(f"ends at {ext_end(1)}", result.log)
        self.assertNoViolation(board)

    @any_board()
    def test_nothing_is_executed_there(self):
        board = self.board(external=old_contents())
        for command in (f"resume {ext(AT)}", f"bp {ext(AT)} 2 hw", f"bp {ext(AT)} 2", f"step {ext(AT)}"):
            with self.subTest(command):
                self.assertFailsWith(board.halted(command), "XSPI-0547")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board()
    @unittest.skipUnless(GDB, "gdb-multiarch is not installed")
    def test_gdb_is_told_that_nothing_is_executed_there(self):
        board = self.board(external=old_contents())
        words = Server(self, board).gdb("monitor reset halt", f"hbreak *{ext(AT)}", "continue", "monitor echo asked", elf=None)
        self.assertIn("XSPI-0547", words)
        self.assertNoViolation(board)

    @any_board()
    def test_while_the_core_runs_it_cannot_be_read(self):
        board = self.board(external=old_contents())
        loop = self.file(board, "loop.bin", bytes.fromhex("fee7fee7"))
        result = board.halted(f"load_image {loop} 0x{RAM:08X} bin", f"resume 0x{RAM:08X}", f"mdw {ext(AT)}")
        self.assertFailsWith(result, "XSPI-0548")
        self.assertIn("`halt` first", result.log)
        self.assertSucceeds(board.openocd("init", "halt", f"mdw {ext(AT)}"))
        self.assertNoViolation(board)


@only_where(controller="SPI1", family="stm32f40x")
@virtual_only("it makes an address answer that the board's flash was given")
class Fsmc(SystemCase):
    def test_an_fsmc_that_runs_at_the_chosen_address_is_named(self):
        board = self.board(external=old_contents())
        result = board.halted(f"mww 0x{OF_FAMILY.FSMC_ENABLE:08X} {OF_FAMILY.FSMC_BIT}", f"xspi read {ext(0)} 16")
        self.assertFailsWith(result, "XSPI-0428")
        self.assertIn("RCC_AHB3ENR.FSMCEN is set", result.log)
        self.assertSucceeds(board.halted(f"xspi read {ext(0)} 16"))
        self.assertNoViolation(board)


@only_where(controller="SPI1")
@any_board()
class AddressMistakes(SystemCase):
    def refused(self, error, *changes):
        text = GOOD
        for old, new in changes:
            text, count = re.subn(old, new, text, count=1)
            self.assertEqual(count, 1, old)
        board = self.board(external=old_contents())
        result = board.halted("xspi info ext", board_file=self.file(board, "spoilt.cfg", text.encode()))
        self.assertFailsWith(result, error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        return result.log

    def at(self, address):
        return r"address +0x\w+", f"address      0x{address:08X}"

    def test_an_address_that_no_bank_can_begin_at(self):
        self.assertIn("0x90000100", self.refused("XSPI-0142", self.at(0x90000100)))

    def test_the_address_of_another_flash(self):
        second = """        clock        42MHz
    }
    flash more {
        controller   SPI2
        address      0x90000000
        pins         {SCK PB13  NCS PB12  MOSI PB15  MISO PB14}
        supply       3.3
        clock        21MHz
    }
"""
        log = self.refused("XSPI-0143", (r"        clock +42MHz\n    }\n", second))
        self.assertIn("flash ext and flash more", log)

    def test_an_address_where_something_is(self):
        for address, what in ((0x08000000, "flash, system memory or RAM"), (0x20000000, "RAM"), (0x40000000, "a peripheral"),
                              (0xA0000000, "memory controllers"), (0xE0000000, "private peripheral bus")):
            with self.subTest(hex(address)):
                self.assertIn(what, self.refused("XSPI-0144", self.at(address)))

    def test_a_chip_that_is_larger_than_the_room_above_its_address(self):
        free = EXTERNAL_SIZE // 2
        log = self.refused("XSPI-0429", self.at(0xA0000000 - free), (r" +chip +\w+\n", "")) if "chip " in GOOD else \
            self.refused("XSPI-0429", self.at(0xA0000000 - free))
        self.assertIn(f"{EXTERNAL_SIZE >> 20} MiB", log)
        self.assertIn(f"{free >> 10} KiB", log)

    def test_a_line_to_and_one_from_the_chip_with_each_others_pins(self):
        """As in files that are passed on in forums: an SPI, unlike a QUADSPI, does not send on both."""
        log = self.refused("XSPI-0124", (r"MOSI (\w+)  MISO (\w+)", r"MOSI \2  MISO \1"))
        self.assertRegex(log, rf"{PINS['MISO']} cannot be MOSI on STM32F407VE; pins that can: .*\b{PINS['MOSI']}\b")


@only_where(controller="SPI1")
@virtual_only("it needs a declared fault")
class Wires(SystemCase):
    def test_lines_that_are_crossed_on_the_board_are_no_success(self):
        board = self.board("--fault", "swap:IO0,IO1", external=old_contents(), strict=False)
        result = board.halted("xspi info ext")
        self.assertFailsWith(result, "XSPI-0401")
        self.assertIn("SCK, NCS, MOSI and MISO", result.log)


class OneImage(SystemCase):
    """`program … verify reset` of one image for several memories."""
    @only_where(controller="SPI1")
    @any_board(Range(0x12345, 30_001), internal=True, representative=True)
    def test_it_goes_into_internal_flash_and_the_flash_on_the_SPI(self):
        inside, outside = Segment(INTERNAL_BASE + 0x4003, image(1, 9_001)), Segment(EXTERNAL_BASE + 0x12345, image(2, 30_001))
        for name, make in (("image.elf", elf), ("image.hex", intel_hex), ("image.s19", motorola_s19)):
            with self.subTest(name):
                old = image(3, INTERNAL_SIZE)
                board = self.board(external=old_contents(), internal=old)
                path = self.file(board, name, make(inside, outside))
                result = board.openocd(f"program {path} verify reset")
                self.assertSucceeds(result)
                self.assertIn("** Verified OK **", result.log)
                self.assertNoViolation(board)
                self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, outside))
                self.assertInternal(board, merged(old, INTERNAL_BASE, inside))

    @only_on("weact_h743", "weact_h750")
    @virtual_only("it needs a chip on the second place, which is delivered empty")
    def test_it_goes_into_a_mapped_flash_and_one_on_an_SPI(self):
        first, second = Segment(EXTERNAL_BASE + 0x12345, image(1, 9_001)), Segment(0xA0023456, image(2, 30_001))
        for name, make in (("image.elf", elf), ("image.hex", intel_hex), ("image.s19", motorola_s19)):
            with self.subTest(name):
                board = self.board(external=old_contents())
                path, back = self.file(board, name, make(first, second)), board.folder / "back.bin"
                result = board.openocd(f"program {path} verify reset", "reset halt",
                                       f"flash read_bank ext2 {back} 0x{second.address - 0xA0000000 - 100:X} {len(second.data) + 200}")
                self.assertSucceeds(result)
                self.assertIn("** Verified OK **", result.log)
                self.assertNoViolation(board)
                self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, first))
                self.assertSameBytes(back.read_bytes(), b"\xff" * 100 + second.data + b"\xff" * 100)
