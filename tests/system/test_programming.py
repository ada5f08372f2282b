"""Images become contents: exactly what the file says, and not a byte more."""
from harness import (BLANK, BLANK_INTERNAL, EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, Range, SystemCase,
                     any_board, image, old_contents, virtual_only)
from images import Segment, binary, blocks_to_erase, elf, intel_hex, merged, odd_segments
from board_under_test import ext

EXTERNAL_END = EXTERNAL_BASE + EXTERNAL_SIZE


class Programming(SystemCase):
    def program(self, board, name, data, address=None):
        """`flash write_image erase` of a file and `verify_image`, the two halves of OpenOCD's `program`."""
        path = self.file(board, name, data)
        where = f" 0x{address:08X} bin" if address is not None else ""
        result = board.halted(f"flash write_image erase {path}{where}", f"verify_image {path}{where}")
        self.assertSucceeds(result)
        return result

    def ends_as(self, board, external, internal=None):
        self.assertNoViolation(board)
        self.assertExternal(board, external)
        if internal is not None:
            self.assertInternal(board, internal)

    @any_board(Range(0x12345, 12_347), representative=True)
    def test_a_bin_file_of_odd_size_at_an_odd_address_is_all_that_changes(self):
        old = old_contents()
        segment = Segment(EXTERNAL_BASE + 0x12345, image(10, 12_347))
        board = self.board(external=old)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, merged(old, EXTERNAL_BASE, segment))

    @any_board(Range(0x100000, 0x80000))
    def test_an_intel_hex_file_of_several_odd_pieces_is_all_that_changes(self):
        old = old_contents()
        segments = odd_segments(11, EXTERNAL_BASE + 0x100000, 0x80000, 5)
        board = self.board(external=old)
        self.program(board, "image.hex", intel_hex(*segments))
        self.ends_as(board, merged(old, EXTERNAL_BASE, *segments))

    @any_board(Range(EXTERNAL_SIZE - 0x10000, 0x10000))
    def test_an_elf_file_of_several_odd_segments_is_all_that_changes(self):
        old = old_contents()
        segments = odd_segments(12, EXTERNAL_BASE + EXTERNAL_SIZE - 0x10000, 0x10000, 4, most=5000)
        board = self.board(external=old)
        self.program(board, "image.elf", elf(*segments))
        self.ends_as(board, merged(old, EXTERNAL_BASE, *segments))

    @any_board(Range(0x7FFF, 6_003), internal=True, representative=True)
    def test_an_elf_file_for_both_flashes_is_divided_between_them(self):
        old, old_internal = old_contents(), image(2, INTERNAL_SIZE)
        inside = Segment(INTERNAL_BASE + 0x2003, image(13, 9_001))
        outside = Segment(EXTERNAL_BASE + 0x7FFF, image(14, 6_003))
        board = self.board(external=old, internal=old_internal)
        self.program(board, "image.elf", elf(outside, inside))
        self.ends_as(board, merged(old, EXTERNAL_BASE, outside), merged(old_internal, INTERNAL_BASE, inside))

    @any_board(Range(0x2F8000, 0x10000))
    def test_several_images_in_a_row_each_keep_what_those_before_them_wrote(self):
        expected = old_contents()
        board = self.board(external=expected)
        for seed in range(20, 24):  # in the same 64 KiB, so that they overwrite parts of each other
            segments = odd_segments(seed, EXTERNAL_BASE + 0x2F8000, 0x10000, 3, most=9000)
            self.program(board, f"{seed}.hex", intel_hex(*segments))
            expected = merged(expected, EXTERNAL_BASE, *segments)
        self.ends_as(board, expected)

    @any_board(Range(0x41000, 0x3000))
    def test_one_openocd_programs_several_images_one_after_another(self):
        expected, commands = old_contents(), []
        board = self.board(external=expected)
        for seed in range(30, 34):
            segment = odd_segments(seed, EXTERNAL_BASE + 0x41000, 0x3000, 1)[0]
            path = self.file(board, f"{seed}.bin", segment.data)
            commands.append(f"flash write_image erase {path} 0x{segment.address:08X} bin")
            expected = merged(expected, EXTERNAL_BASE, segment)
        self.assertSucceeds(board.halted(*commands))
        self.ends_as(board, expected)

    @any_board(Range(0x4F001, 0x10FFD))
    def test_an_image_across_the_ends_of_sectors_and_64_KiB_blocks_is_written_whole(self):
        old = old_contents()
        segment = Segment(EXTERNAL_BASE + 0x4F001, image(40, 0x10FFD))  # a whole 64 KiB block and a bit around it
        board = self.board(external=old)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, merged(old, EXTERNAL_BASE, segment))

    @any_board(Range(0, 3), Range(EXTERNAL_SIZE - 5, 5), representative=True)
    def test_the_first_and_the_last_bytes_of_the_chip_can_be_written(self):
        old = old_contents()
        first = Segment(EXTERNAL_BASE, image(41, 3))
        last = Segment(EXTERNAL_END - 5, image(42, 5))
        board = self.board(external=old)
        self.program(board, "image.hex", intel_hex(first, last))
        self.ends_as(board, merged(old, EXTERNAL_BASE, first, last))

    @any_board(Range(0x123457, 1))
    def test_a_single_byte_is_a_single_byte(self):
        old = old_contents()
        at = 0x123457
        segment = Segment(EXTERNAL_BASE + at, bytes([old[at] ^ 0xFF]))
        board = self.board(external=old)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, merged(old, EXTERNAL_BASE, segment))
        self.assertReported(board, erases={"4096": 1})

    @any_board(Range(0x10001, 0x15003))
    def test_an_identical_image_erases_and_programs_nothing(self):
        old = old_contents()
        board = self.board(external=old)
        path = self.file(board, "same.bin", old[0x10001:0x25004])
        self.assertSucceeds(board.halted(f"program {path} {ext(0x10001)} verify"))
        self.ends_as(board, old)
        self.assertReported(board, erases={}, pages_programmed=0)

    @any_board(Range(0x30000, 0xA000))
    def test_only_sectors_whose_bits_must_rise_are_erased(self):
        old = old_contents()
        data = bytearray(old[0x30000:0x3A000])  # ten sectors, of which two change
        data[0x2345] ^= 0xFF
        data[0x7FFF] ^= 0xFF
        segment = Segment(EXTERNAL_BASE + 0x30000, bytes(data))
        board = self.board(external=old)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, merged(old, EXTERNAL_BASE, segment))
        self.assertReported(board, erases={"4096": 2})

    @any_board(Range(0x700000, 0x20000))
    def test_a_blank_chip_is_not_erased(self):
        segments = odd_segments(43, EXTERNAL_BASE + 0x700000, 0x20000, 3)
        board = self.board(external=BLANK)
        self.program(board, "image.hex", intel_hex(*segments))
        self.ends_as(board, merged(BLANK, EXTERNAL_BASE, *segments))
        self.assertReported(board, erases={})

    @any_board(Range(0x1801, 0x27000))
    def test_every_sector_that_must_be_erased_is_erased_once(self):
        old = old_contents()
        segments = [Segment(EXTERNAL_BASE + at, image(at, 700)) for at in (0x1801, 0x13F01, 0x28123)]
        new = merged(old, EXTERNAL_BASE, *segments)
        board = self.board(external=old)
        self.program(board, "image.hex", intel_hex(*segments))
        self.ends_as(board, new)
        self.assertReported(board, erases={"4096": blocks_to_erase(old, new)})

    @any_board(Range(0x400000, 0x60000))
    def test_a_large_image_takes_64_KiB_erases(self):
        old = old_contents()
        segment = Segment(EXTERNAL_BASE + 0x400000, image(44, 0x60000))
        board = self.board(external=old)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, merged(old, EXTERNAL_BASE, segment))
        self.assertReported(board, erases={"65536": 6})

    @any_board(internal=True)
    def test_internal_flash_keeps_every_byte_outside_the_image(self):
        old = image(3, INTERNAL_SIZE)
        segments = [Segment(INTERNAL_BASE + 0x2001, image(50, 777)), Segment(INTERNAL_BASE + 0xFFF1, image(51, 15))]
        board = self.board(external=BLANK, internal=old)
        self.program(board, "image.hex", intel_hex(*segments))
        self.ends_as(board, BLANK, merged(old, INTERNAL_BASE, *segments))

    @any_board(internal=True)
    def test_internal_flash_takes_an_image_as_large_as_itself(self):
        new = image(52, INTERNAL_SIZE)
        board = self.board(external=BLANK, internal=image(4, INTERNAL_SIZE))
        self.program(board, "image.bin", new, INTERNAL_BASE)
        self.ends_as(board, BLANK, new)

    @any_board(internal=True)
    def test_internal_flash_takes_an_odd_image_where_it_is_blank(self):
        segment = Segment(INTERNAL_BASE + 0x4005, image(53, 1_001))
        board = self.board(external=BLANK, internal=BLANK_INTERNAL)
        self.program(board, "image.bin", binary(segment), segment.address)
        self.ends_as(board, BLANK, merged(BLANK_INTERNAL, INTERNAL_BASE, segment))

    @virtual_only("it needs a worn chip")
    def test_the_worst_chip_that_its_data_sheet_allows_is_waited_for(self):
        old = old_contents()
        segment = Segment(EXTERNAL_BASE + 0x2001, image(54, 9_999))
        for timing in ("maximum", "worn"):
            with self.subTest(timing):
                board = self.board("--option", f"CHIP_TIMING={timing}", external=old)
                self.program(board, "image.bin", binary(segment), segment.address)
                self.ends_as(board, merged(old, EXTERNAL_BASE, segment))
