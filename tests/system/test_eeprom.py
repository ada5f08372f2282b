"""An SPI EEPROM in the flash's place: known by its name in the board's file, written in place, a page at a time."""
import json
import pathlib
import re
import shutil
import tempfile

from harness import ROOT, SystemCase, boardless, image
from images import Segment, elf

BASE = 0x90000000
# Sizes, pages and address bytes as docs/hardware/spi-eeprom.md has them: one byte, two, three.
PARTS = {"M95020": (256, 8), "25LC640": (8 << 10, 32), "25LC256": (32 << 10, 64), "25LC512": (64 << 10, 128),
         "M95M01": (128 << 10, 256), "M95M02": (256 << 10, 256), "AT25256B": (32 << 10, 64)}


def application(seed):
    """What begins as an application that starts there."""
    return (0x20010000).to_bytes(4, "little") + (BASE + 0x101).to_bytes(4, "little") + image(seed, 3000)


class EepromCase(SystemCase):
    """The board f407ve_w25q64, or the Black board, with another chip."""

    def with_chip(self, fitted, *arguments, named=None, on="f407ve_w25q64", file=None, **keywords):
        """With the EEPROM `fitted`, and a board's file that names it, or `named` ("": nothing)."""
        board = self.board("--chip", fitted, *arguments, board=file or on.replace("_", "-"), **keywords)
        line = f"        chip         {fitted if named is None else named}\n" if named != "" else ""
        without = re.sub(r" +chip +\S+\n", "", (ROOT / f"boards/{on}.cfg").read_text())
        text = without.replace("    flash ext {\n", "    flash ext {\n" + line)
        return board, self.file(board, "eeprom.cfg", text.encode())


@boardless("its board is one of its own")
class Eeprom(EepromCase):
    def test_an_image_at_an_odd_offset_is_programmed_and_its_neighbours_stay(self):
        for part, (size, page) in PARTS.items():
            with self.subTest(part):
                old = image(1, size)
                data = image(2, min(3 * page + 11, size // 3))
                at = page + page // 2 + 1
                board, board_file = self.with_chip(part, external=old)
                path = self.file(board, "image.bin", data)
                result = board.openocd(f"program {path} 0x{BASE + at:08X} verify", board_file=board_file)
                self.assertSucceeds(result)
                self.assertIn("** Verified OK **", result.log)
                self.assertNoViolation(board)
                self.assertSameBytes(board.external(), old[:at] + data + old[at + len(data):])

    def test_a_page_takes_one_write_cycle_whatever_it_held(self):
        old, data = image(1, 128 << 10), image(2, 4096)
        board, board_file = self.with_chip("M95M01", external=old)
        path = self.file(board, "image.bin", data)
        self.assertSucceeds(board.halted(f"flash write_image erase {path} 0x{BASE + 0x2000:08X}", board_file=board_file))
        self.assertNoViolation(board)
        self.assertReported(board, pages_programmed=4096 // 256)

    def test_it_is_written_without_asking_for_an_erase(self):
        old, data = image(1, 32 << 10), image(2, 100)
        board, board_file = self.with_chip("25LC256", external=old)
        path = self.file(board, "image.bin", data)
        self.assertSucceeds(board.halted(f"flash write_image {path} 0x{BASE + 0x1234:08X}", board_file=board_file))
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), old[:0x1234] + data + old[0x1234 + 100:])

    def test_the_black_board_has_one_on_the_pins_of_its_flash(self):
        old, data = image(1, 128 << 10), image(2, 777)
        board, board_file = self.with_chip("25LC1024", on="black_f407ve", external=old)
        path = self.file(board, "image.bin", data)
        self.assertSucceeds(board.halted(f"program {path} 0x{BASE + 0x1F0A1:08X} verify", board_file=board_file))
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), old[:0x1F0A1] + data + old[0x1F0A1 + 777:])

    def test_nothing_of_it_is_kept_from_starting_as_nothing_starts_there(self):
        old = application(1)
        board, board_file = self.with_chip("M95M01", external=old + image(1, (128 << 10) - len(old)))
        path = self.file(board, "image.bin", application(2))
        result = board.halted(f"program {path} 0x{BASE:08X} verify", board_file=board_file)
        self.assertSucceeds(result)
        self.assertNotIn("mixture", result.log)
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), application(2) + image(1, (128 << 10) - len(old)))

    def test_equal_halves_are_two_copies_where_a_write_changes_one(self):
        half = image(1, 64 << 10)
        board, board_file = self.with_chip("M95M01", external=half + half)
        path = self.file(board, "image.bin", image(2, 600))
        self.assertSucceeds(board.halted(f"program {path} 0x{BASE + 0x10080:08X} verify", board_file=board_file))
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), half + half[:0x80] + image(2, 600) + half[0x80 + 600:])

    def test_a_plan_speaks_of_no_erase(self):
        board, board_file = self.with_chip("25LC256", external=image(1, 32 << 10))
        path = self.file(board, "image.bin", image(2, 100))
        result = board.halted(f"xspi plan {path} 0x{BASE + 10:08X}", f"xspi -json plan {path} 0x{BASE + 10:08X}",
                              board_file=board_file)
        self.assertSucceeds(result)
        self.assertIn(f"0x{BASE:08X}  program  64 bytes (old bytes among them)", result.log)
        self.assertIn("28 bytes outside of the image are written again with it", result.log)
        self.assertNotIn("erase_first", result.log)
        self.assertNoViolation(board)

    def test_all_of_it_is_programmed_read_and_erased(self):
        size = PARTS["25LC640"][0]
        board, board_file = self.with_chip("25LC640", external=image(1, size))
        path, dump = self.file(board, "image.bin", image(2, size)), board.folder / "dump.bin"
        self.assertSucceeds(board.halted(f"program {path} 0x{BASE:08X} verify", f"flash read_bank ext {dump}",
                                         f"flash erase_address 0x{BASE + 0x1000:08X} 0x1000", board_file=board_file))
        self.assertNoViolation(board)
        self.assertSameBytes(dump.read_bytes(), image(2, size))
        self.assertSameBytes(board.external(), image(2, size)[:0x1000] + b"\xff" * 0x1000)

    def test_an_image_that_ends_behind_it_is_refused(self):
        old = image(1, 32 << 10)
        board, board_file = self.with_chip("25LC256", external=old)
        path = self.file(board, "image.bin", image(2, 300))
        result = board.halted(f"program {path} 0x{BASE + (32 << 10) - 200:08X} verify", board_file=board_file)
        self.assertFailsWith(result, "XSPI-0524")
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), old)

    def test_info_says_what_it_is_and_by_whom(self):
        board, board_file = self.with_chip("M95M01")
        result = board.halted("xspi info", board_file=board_file)
        self.assertSucceeds(result)
        self.assertRegex(result.log, r"M95M01 \(EEPROM, by its name in the board's file\), 128 KiB, 1S-1S-1S at [1-9]+ MHz")
        self.assertIn("page 256 bytes, 5000 us", result.log)
        self.assertNoViolation(board)


@boardless("its board is one of its own")
class EepromMistakes(EepromCase):
    def test_one_that_the_boards_file_does_not_name_is_told(self):
        for named in ("", "W25Q64JV"):
            with self.subTest(named=named):
                old = image(1, 128 << 10)
                board, board_file = self.with_chip("M95M01", named=named, external=old, strict=False)
                result = board.halted("flash probe ext", board_file=board_file)
                self.assertFailsWith(result, "XSPI-0430")
                self.assertRegex(result.log, "names no chip" if not named else "names a W25Q64JV")
                board.stop()  # it does not know the commands that every flash does
                self.assertSameBytes(board.external(), old)

    def test_a_flash_in_its_place_is_told(self):
        board, board_file = self.with_chip("W25Q64JV", named="M95M01")
        result = board.halted("flash probe ext", board_file=board_file)
        self.assertFailsWith(result, "XSPI-0403")
        self.assertIn("EF4017", result.log)

    def test_none_at_all_is_told_by_its_name(self):
        for fault in ("absent", "unpowered"):
            with self.subTest(fault):
                board, board_file = self.with_chip("M95M01", "--fault", fault, strict=False)
                result = board.halted("flash probe ext", board_file=board_file)
                self.assertFailsWith(result, "XSPI-0401")
                self.assertIn("no M95M01 answers", result.log)

    def test_memories_that_are_not_served_are_declined_where_the_board_is_declared(self):
        for named, error, word in (("M24C64", "XSPI-0145", "is an I2C memory"), ("24LC256", "XSPI-0145", "is an I2C memory"),
                                   ("AT24C512", "XSPI-0145", "is an I2C memory"), ("M95040", "XSPI-0146", "512 bytes")):
            with self.subTest(named):
                board, board_file = self.with_chip("M95M01", named=named)
                result = board.openocd("init", board_file=board_file)
                self.assertFailsWith(result, error)
                self.assertIn(word, result.log)

    def test_there_is_no_flash_test_for_it(self):
        board, board_file = self.with_chip("M95M01", external=image(1, 128 << 10))
        self.assertFailsWith(board.halted("xspi flash-test", board_file=board_file), "XSPI-0808")
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), image(1, 128 << 10))


@boardless("its board is one of its own")
class WrongEeprom(EepromCase):
    """Another one than the board's file names, which nobody can ask."""

    def refused(self, fitted, named, error, at=0x20, size=100, blank=False, strict=True, words=()):
        bytes_ = {**PARTS, "M95128": (16 << 10, 64), "M95640": (8 << 10, 32)}[fitted][0]
        old = b"\xff" * bytes_ if blank else image(1, bytes_)
        board, board_file = self.with_chip(fitted, named=named, external=old, strict=strict)
        path = self.file(board, "image.bin", image(2, size))
        result = board.halted(f"program {path} 0x{BASE + at:08X} verify", board_file=board_file)
        self.assertFailsWith(result, error)
        for word in words:
            self.assertIn(word, result.log)
        board.stop()
        self.assertSameBytes(board.external(), old)
        self.assertEqual([*board.state.glob("journal/*")], [])

    def test_one_with_an_address_of_another_length_is_refused_before_anything_is_written(self):
        for fitted, named, words in (("25LC256", "M95M01", "takes 2"), ("M95M01", "25LC256", "takes 3"),
                                     ("M95020", "25LC256", "takes 1"), ("25LC512", "M95020", "1 to 64 KiB")):
            for blank in (False, True):
                with self.subTest(fitted=fitted, named=named, blank=blank):
                    self.refused(fitted, named, "XSPI-0431", blank=blank, words=(words,))

    def test_a_smaller_one_is_told_by_the_first_write_which_is_put_back(self):
        for fitted, named, at, word in (("M95128", "M95256", 0x20, "has 16 KiB at most"),
                                        ("M95128", "M95256", 0x4100, "has 16 KiB at most")):
            for blank in (False, True):
                with self.subTest(fitted=fitted, named=named, at=at, blank=blank):
                    self.refused(fitted, named, "XSPI-0432", at=at, blank=blank, strict=False, words=(word,))
        self.refused("25LC640", "25LC256", "XSPI-0432", size=20, blank=True, strict=False, words=("has 8 KiB at most",))

    def test_one_with_smaller_pages_is_told_by_the_first_write_which_is_put_back(self):
        self.refused("M95640", "M95128", "XSPI-0433", at=0x111, size=2000, strict=False, words=("has 32",))
        self.refused("25LC640", "25LC256", "XSPI-0433", at=0x111, size=2000, blank=True, strict=False, words=("has 32",))

    def test_a_slower_one_is_told_where_it_cannot_follow(self):
        self.refused("25LC256", "25LC512", "XSPI-0404", strict=False, words=("the clock is too fast",))

    def test_a_part_of_a_larger_one_is_served_as_what_it_is_named(self):
        old = image(1, 32 << 10)
        board, board_file = self.with_chip("25LC256", named="25LC640", external=old)
        path = self.file(board, "image.bin", image(2, 100))
        self.assertSucceeds(board.halted(f"program {path} 0x{BASE + 0x1F00:08X} verify", board_file=board_file))
        self.assertNoViolation(board)
        self.assertSameBytes(board.external(), old[:0x1F00] + image(2, 100) + old[0x1F64:])

    def test_a_resistor_on_the_line_that_would_show_its_address_is_told(self):
        description = json.loads((ROOT / "virtual-board/boards/f407ve-w25q64.json").read_text())
        description["chips"][0].setdefault("resistors", {})["MISO"] = "up"
        folder = pathlib.Path(tempfile.mkdtemp(prefix="xspi-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "pulled.json").write_text(json.dumps(description))
        for named, error in (("M95M01", None), ("M95256", "XSPI-0511")):
            with self.subTest(named):
                board, board_file = self.with_chip("M95M01", named=named, file=folder / "pulled.json",
                                                   external=image(1, 128 << 10), strict=error is None)
                path = self.file(board, "image.bin", image(2, 100))
                result = board.halted(f"program {path} 0x{BASE + 0x1F00:08X} verify", board_file=board_file)
                self.assertIn("XSPI-0434", result.log)
                if error:
                    self.assertFailsWith(result, error)
                    self.assertIn(f"the chip is no {named}", result.log)
                else:
                    self.assertSucceeds(result)
                    self.assertNoViolation(board)


@boardless("its board is one of its own")
class EepromProtection(EepromCase):
    def test_protected_pages_are_refused_and_others_written(self):
        size = 128 << 10
        for bits, begin in ((0x04, size * 3 // 4), (0x08, size // 2), (0x0C, 0)):
            with self.subTest(bits=bits):
                old = image(1, size)
                board, board_file = self.with_chip("M95M01", "--option", f"CHIP_STATUS={bits}", external=old)
                path = self.file(board, "image.bin", image(2, 50))
                result = board.halted(f"program {path} 0x{BASE + begin + 0x101:08X} verify", board_file=board_file)
                self.assertFailsWith(result, "XSPI-0602")
                self.assertIn(f"0x{BASE + begin:08X} to 0x{BASE + size - 1:08X}", result.log)
                if begin != 0:
                    self.assertSucceeds(board.halted(f"program {path} 0x{BASE + begin - 50:08X} verify", board_file=board_file))
                    old = old[:begin - 50] + image(2, 50) + old[begin:]
                self.assertNoViolation(board)
                self.assertSameBytes(board.external(), old)

    def test_the_bits_are_set_and_cleared(self):
        board, board_file = self.with_chip("25LC256")
        result = board.halted(f"xspi protect 0x{BASE + 0x6000:08X} 0x2000", f"xspi unprotect 0x{BASE + 0x6000:08X} 0x2000",
                              board_file=board_file)
        self.assertSucceeds(result)
        self.assertIn(f"0x{BASE + 0x6000:08X} to 0x{BASE + 0x7FFF:08X} is protected now (BP = 1", result.log)
        self.assertIn("nothing is protected now (BP = 0", result.log)
        self.assertNoViolation(board)


@boardless("its board is one of its own")
class EepromCutOff(EepromCase):
    UID = "00310029510C333438363532"

    def test_a_supply_that_is_lost_at_any_write_loses_no_byte_of_others(self):
        """Two pages, of which the image has the end of one and the beginning of the next."""
        size, at, data = 32 << 10, 0x1030, image(2, 40)
        old = image(1, size)
        whole = old[:at] + data + old[at + len(data):]

        def run(external, *arguments, state=None, first="xspi journal"):
            board, board_file = self.with_chip("25LC256", "--option", f"UID={self.UID}", *arguments, external=external,
                                               strict=False)
            board.state = state or board.state
            path = self.file(board, "image.elf", elf(Segment(BASE + at, data)))
            return board, board.halted(first, f"flash write_image erase {path}", board_file=board_file)

        board, result = run(old)
        self.assertSucceeds(result)
        board.stop()
        last = board.report()["operations"]["external"]
        lost = 0
        for part in [f"{n}{half}" for n in range(1, last + 1) for half in ("", ".5")]:
            with self.subTest(part):
                cut, _ = run(old, "--fault", f"supply-lost:#{part}")
                cut.stop()
                again, result = run(cut.external(), state=cut.state)
                self.assertSucceeds(result)
                again.stop()
                if "XSPI-0552" in result.log:
                    lost += 1
                    found = again.external()
                    again, result = run(found, state=cut.state, first="xspi journal restore 1")
                    self.assertSucceeds(result)
                    again.stop()
                self.assertSameBytes(again.external(), whole)
                self.assertEqual(list(cut.state.glob("journal/*")), [])
        self.assertGreater(lost, 0, "no cut lost anything: the test has nothing to show")
