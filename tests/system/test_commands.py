"""OpenOCD's own flash commands on our banks."""
import re

from harness import (BLANK, EXTERNAL_BASE, EXTERNAL_SIZE, Range, SystemCase, any_board, image, old_contents,
                     virtual_only)
from images import Segment, merged
from board_under_test import (CHIP_SAID, EXTERNAL_NUMBER, INTERNAL_SIZE, JEDEC_ID, OCTAL, OURS_INTERNALLY, OWN_MODE,
                              ext)

LAST = EXTERNAL_SIZE // 4096 - 1  # sector of the external flash


@any_board(Range(0, 0x10000))
class Commands(SystemCase):
    def erased(self, contents, first, sectors):
        return merged(contents, EXTERNAL_BASE, Segment(EXTERNAL_BASE + first * 4096, b"\xff" * 4096 * sectors))

    def run_commands(self, external, *commands):
        """Runs commands that must succeed; gives the board, ended, and the log."""
        board = self.board(external=external)
        result = board.halted(*[c.replace("@", str(board.folder)) for c in commands])
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        return board, result.log

    def test_writing_without_erase_over_something_else_is_refused_and_changes_nothing(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(1, 5000))
        self.assertFailsWith(board.halted(f"flash write_image {path} {ext(0x1001)} bin"), "XSPI-0502")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertReported(board, pages_programmed=0)

    def test_writing_without_erase_where_it_is_blank_is_done(self):
        board = self.board(external=BLANK)
        path = self.file(board, "image.bin", image(1, 5000))
        self.assertSucceeds(board.halted(f"flash write_image {path} {ext(0x1001)} bin"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(BLANK, EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x1001, image(1, 5000))))
        self.assertReported(board, erases={})

    def test_erase_sector_erases_those_sectors(self):
        board, _ = self.run_commands(old_contents(), "flash erase_sector ext 3 5")
        self.assertExternal(board, self.erased(old_contents(), 3, 3))

    @any_board(Range(0, 0x200000))
    def test_a_long_erase_shows_how_far_it_is(self):
        size = 0x200000
        _, log = self.run_commands(merged(BLANK, EXTERNAL_BASE, Segment(EXTERNAL_BASE, bytes(size))),
                                   f"flash erase_address {ext(0)} {size}")
        shown = [int(percent) for percent in re.findall(r"^ext: (\d+) %$", log, re.M)]
        self.assertGreaterEqual(len(shown), 2, log)
        self.assertEqual(shown, sorted(shown))
        self.assertLess(shown[-1], 100)

    @any_board(Range(EXTERNAL_SIZE - 8192, 8192))
    def test_erase_sector_reaches_the_last_one(self):
        board, _ = self.run_commands(old_contents(), f"flash erase_sector ext {LAST - 1} last")
        self.assertExternal(board, self.erased(old_contents(), LAST - 1, 2))

    @any_board(Range(0x2000, 0x3000), representative=True)
    def test_erase_address_erases_those_sectors(self):
        board, _ = self.run_commands(old_contents(), f"flash erase_address {ext(0x2000)} 0x3000")
        self.assertExternal(board, self.erased(old_contents(), 2, 3))

    def test_erase_address_pad_erases_whole_sectors_around(self):
        board, _ = self.run_commands(old_contents(), f"flash erase_address pad {ext(0x2FFF)} 0x2")
        self.assertExternal(board, self.erased(old_contents(), 2, 2))

    def test_erase_address_amid_a_sector_is_refused(self):
        board = self.board(external=old_contents())
        self.assertNotEqual(board.halted(f"flash erase_address {ext(0x2010)} 0x20").status, 0)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @virtual_only("it looks at the whole chip's contents")
    def test_erase_check_tells_erased_from_not_erased(self):
        board = self.board(external=old_contents())
        result = board.halted("flash erase_sector ext 1 1", "flash erase_check ext")
        self.assertSucceeds(result)
        lines = {int(number): state for number, state in re.findall(r"#\s*(\d+): 0x.*\) (.*)", result.log)}
        # OpenOCD names those that are not erased, and no others.
        self.assertEqual(sorted({0, 1, 2, LAST} & set(lines)), [0, 2, LAST])
        self.assertEqual((len(lines), set(lines.values())), (LAST, {"not erased"}))

    @any_board(Range(0x12347, 3333), representative=True)
    def test_read_bank_reads_what_the_chip_holds(self):
        board, _ = self.run_commands(old_contents(), "flash read_bank ext @/read.bin 0x12347 3333")
        read = (board.folder / "read.bin").read_bytes()
        self.assertSameBytes(read, old_contents()[0x12347:0x12347 + 3333], EXTERNAL_BASE + 0x12347)

    def test_write_bank_and_verify_bank_agree(self):
        data = image(5, 3001)
        board = self.board(external=BLANK)
        path = self.file(board, "data.bin", data)
        self.assertSucceeds(board.halted(f"flash write_bank ext {path} 0x4321", f"flash verify_bank ext {path} 0x4321"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(BLANK, EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x4321, data)))

    def test_verify_bank_finds_a_changed_byte(self):
        board = self.board(external=old_contents())
        data = bytearray(old_contents()[0x4321:0x5321])
        data[100] ^= 1
        path = self.file(board, "data.bin", bytes(data))
        result = board.halted(f"flash verify_bank ext {path} 0x4321")
        self.assertFailsWith(result, "contents differ")
        self.assertIn("0x00004385", result.log)

    def test_verify_image_finds_a_changed_byte(self):
        board = self.board(external=old_contents())
        data = bytearray(old_contents()[0x4321:0x5321])
        same = self.file(board, "same.bin", bytes(data))
        data[100] ^= 0x80
        changed = self.file(board, "changed.bin", bytes(data))
        self.assertSucceeds(board.halted(f"verify_image {same} {ext(0x4321)} bin"))
        self.assertNotEqual(board.halted(f"verify_image {changed} {ext(0x4321)} bin").status, 0)
        self.assertNoViolation(board)

    def test_flash_verify_image_works_before_anything_else_asked_for_the_chip(self):
        board = self.board(external=old_contents())
        same = self.file(board, "same.bin", old_contents()[0x4321:0x5321])
        other = self.file(board, "other.bin", image(8, 100))
        self.assertSucceeds(board.halted(f"flash verify_image {same} {ext(0x4321)} bin"))
        self.assertFailsWith(board.halted(f"flash verify_image {other} {ext(0x4321)} bin"), "XSPI-0511")

    def test_fill_commands_write_their_pattern(self):
        board, _ = self.run_commands(BLANK, f"flash fillw {ext(0x3000)} 0x12345678 4", f"flash fillb {ext(0x5001)} 0x5A 3")
        words = Segment(EXTERNAL_BASE + 0x3000, bytes.fromhex("78563412") * 4)
        self.assertExternal(board, merged(BLANK, EXTERNAL_BASE, words, Segment(EXTERNAL_BASE + 0x5001, b"ZZZ")))

    @any_board(Range(0x12340, 3011))
    def test_dump_image_reads_the_mapped_window_after_programming(self):
        data = image(6, 3001)
        board = self.board(external=old_contents())
        path = self.file(board, "data.bin", data)
        dump = board.folder / "dump.bin"
        self.assertSucceeds(board.halted(f"flash write_image erase {path} {ext(0x12345)} bin",
                                         f"dump_image {dump} {ext(0x12340)} 3011"))
        self.assertSameBytes(dump.read_bytes(), board_slice(data), EXTERNAL_BASE + 0x12340)
        self.assertNoViolation(board)

    @any_board()
    def test_flash_banks_and_list_do_not_touch_the_chip(self):
        board, log = self.run_commands(BLANK, "flash banks", "echo [flash list]")
        self.assertRegex(log, rf"ext \(xspi\) at {ext(0)}")
        if OURS_INTERNALLY:
            self.assertRegex(log, rf"int \(xspi\) at 0x08000000, size 0x{INTERNAL_SIZE:08X}")
        self.assertReported(board, chip_bytes_read=0)

    @any_board(representative=True)
    def test_info_names_chip_mode_and_clock(self):
        for command in ("xspi info", "flash info ext", f"flash info {EXTERNAL_NUMBER}"):
            with self.subTest(command):
                _, log = self.run_commands(BLANK, command)
                self.assertIn(CHIP_SAID, log)
                self.assertIn(JEDEC_ID, log)
                self.assertIn(OWN_MODE, log)
                self.assertIn(f"{EXTERNAL_SIZE >> 20} MiB", log)

    @any_board(Range(0x123450, 4))
    def test_xspi_map_shows_the_chip_in_its_window(self):
        _, log = self.run_commands(old_contents(), "xspi map", f"echo [read_memory {ext(0x123450)} 32 1]")
        self.assertIn(f"0x{int.from_bytes(old_contents()[0x123450:0x123454], 'little'):x}", log)

    @any_board()
    def test_an_unknown_xspi_command_is_named(self):
        self.assertFailsWith(self.board().halted("xspi frobnicate"), "XSPI-0110")

    @any_board()
    def test_protection_that_the_chip_has_no_bits_for_is_refused_by_name(self):
        # Bits protect from an end on: a Winbond's SEC so little as two sectors.
        sectors = "0 1" if OCTAL else "1 2"
        self.assertFailsWith(self.board().halted(f"flash protect ext {sectors} on"), "XSPI-0603")


def board_slice(data):
    return old_contents()[0x12340:0x12345] + data + old_contents()[0x12345 + len(data):0x12340 + 3011]
