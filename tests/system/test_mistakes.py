"""Mistakes of the user: named, with a status that is not zero, and nothing is erased or written."""
from harness import (EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, Range, SystemCase, any_board, image,
                     old_contents)
from images import Segment, elf, intel_hex
from board_under_test import ELSEWHERE, INTERNAL_END, ext

# Where the images of these cases would go, were they written.
ENDS = (Range(0, 0x10000), Range(EXTERNAL_SIZE - 0x10000, 0x10000))


@any_board(*ENDS, internal=True)
class ImageMistakes(SystemCase):
    def refused(self, name, data, error, address=None, verb="flash write_image erase"):
        """Programming this file fails with `error`, and every byte and every block stays as it was."""
        internal = image(2, INTERNAL_SIZE)
        board = self.board(external=old_contents(), internal=internal)
        path = board.folder / name
        if data is not None:
            path.write_bytes(data)
        where = f" 0x{address:08X} bin" if address is not None else ""
        self.assertFailsWith(board.halted(f"{verb} {path}{where}"), error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertInternal(board, internal)
        self.assertReported(board, erases={}, pages_programmed=0)

    def test_a_missing_file(self):
        self.refused("missing.elf", None, "XSPI-0005")

    def test_a_missing_file_given_to_program(self):
        self.refused("missing.elf", None, "XSPI-0005", verb="program")

    @any_board(*ENDS)
    def test_words_that_program_does_not_know(self):
        board = self.board(external=old_contents())
        path = self.file(board, "im age.bin", image(9, 500))
        for words, error in (("", "XSPI-0701"), (f"{{{path}}} {ext(0)} verfy", "XSPI-0709"),
                             (f"{{{path}}} {ext(0)} {ext(0x1000)}", "XSPI-0709"), (f"{{{path}}} {ext(0)} bin", "XSPI-0709")):
            with self.subTest(words):
                self.assertFailsWith(board.openocd(f"program {words}"), error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(*ENDS)
    def test_every_word_that_program_knows_is_let_through(self):
        board = self.board(external=old_contents())
        path = self.file(board, "im age.bin", image(9, 500))
        result = board.openocd(f"program {{{path}}} preverify verify {ext(0)} reset exit")
        self.assertSucceeds(result)
        self.assertIn("** Verified OK **", result.log)
        self.assertIn("** Resetting Target **", result.log)
        self.assertNoViolation(board)

    def test_a_hex_file_with_a_wrong_checksum(self):
        text = bytearray(intel_hex(Segment(EXTERNAL_BASE, image(1, 3000))))
        at = text.index(b"\n", 200) - 1
        text[at] = ord("0") if text[at] != ord("0") else ord("1")
        self.refused("image.hex", bytes(text), "XSPI-0007")

    def test_a_hex_file_that_is_cut_off(self):
        text = intel_hex(Segment(EXTERNAL_BASE, image(1, 3000)))
        for kept, error in ((len(text) // 2, "XSPI-0007"), (text.rindex(b":"), "XSPI-0004")):
            with self.subTest(kept):
                self.refused("image.hex", text[:kept], error)

    @any_board(*ENDS, internal=True, representative=True)
    def test_an_elf_file_that_is_cut_off(self):
        data = elf(Segment(EXTERNAL_BASE + 0x1000, image(1, 5000)), Segment(EXTERNAL_BASE + 0x8000, image(2, 5000)))
        self.refused("image.elf", data[:7000], "XSPI-0004")

    def test_an_elf_file_with_a_damaged_header(self):
        data = bytearray(elf(Segment(EXTERNAL_BASE + 0x1000, image(1, 5000))))
        data[42:44] = b"\x07\x00"  # e_phentsize
        data[28:32] = b"\xff\xff\xff\x7f"  # e_phoff
        self.refused("image.elf", bytes(data), "XSPI-0012")

    def test_an_image_of_another_address(self):
        self.refused("image.elf", elf(Segment(ELSEWHERE, image(1, 500))), "XSPI-0523")

    @any_board(*ENDS)
    def test_a_bin_file_without_its_address(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(1, 500))
        self.assertFailsWith(board.halted(f"program {path} verify"), "XSPI-0523")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_one_section_of_several_is_in_no_bank(self):
        data = elf(Segment(INTERNAL_BASE, image(1, 500)), Segment(EXTERNAL_BASE, image(2, 500)),
                   Segment(0x30000000, image(3, 500)))
        self.refused("image.elf", data, "XSPI-0523")

    def test_an_image_that_goes_one_byte_beyond_the_chips_end(self):
        self.refused("image.bin", image(1, 17), "XSPI-0524", EXTERNAL_BASE + EXTERNAL_SIZE - 16)

    def test_an_image_behind_the_chips_end(self):
        self.refused("image.bin", image(1, 16), "XSPI-0523", EXTERNAL_BASE + EXTERNAL_SIZE)

    def test_an_image_that_goes_beyond_the_end_of_internal_flash(self):
        self.refused("image.bin", image(1, 0x10001), "XSPI-0524", INTERNAL_END - 0x10000)

    def test_an_image_around_the_end_of_the_address_space(self):
        self.refused("image.elf", elf(Segment(0xFFFFFFF0, image(1, 64))), "XSPI-0003")

    def test_sections_that_overlap(self):
        data = elf(Segment(EXTERNAL_BASE + 0x1000, image(1, 500)), Segment(EXTERNAL_BASE + 0x11F3, image(2, 500)))
        self.refused("image.elf", data, "XSPI-0010")

    def test_an_empty_image(self):
        self.refused("image.hex", intel_hex(), "XSPI-0521")

    def test_an_elf_file_with_nothing_to_load(self):
        self.refused("image.elf", elf(Segment(EXTERNAL_BASE, b"")), "no loadable segments")

    def test_the_good_part_of_a_bad_image_is_not_written(self):
        data = intel_hex(Segment(EXTERNAL_BASE + 0x1000, image(1, 500)),
                         Segment(EXTERNAL_BASE + EXTERNAL_SIZE - 4, image(2, 8)))
        self.refused("image.hex", data, "XSPI-0524")

    @any_board(*ENDS)
    def test_reading_beyond_the_chips_end(self):
        board = self.board(external=old_contents())
        result = board.halted(f"flash read_bank ext {board.folder}/out.bin 0x{EXTERNAL_SIZE - 16:X} 0x20")
        self.assertNotEqual(result.status, 0, result.log)
        self.assertNoViolation(board)

    @any_board(*ENDS)
    def test_erasing_a_sector_that_does_not_exist(self):
        sectors = EXTERNAL_SIZE // 4096
        board = self.board(external=old_contents())
        self.assertNotEqual(board.halted(f"flash erase_sector ext {sectors - 1} {sectors}").status, 0)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
