"""One image in several memories: checked as a whole, split, programmed by one command."""
import random

from harness import (BLANK, EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SIZE, Range, SystemCase, any_board, image,
                     old_contents)
from images import Segment, elf, intel_hex, merged, motorola_s19
from board_under_test import AGENT_RING, AXI_SRAM, AXI_SRAM_END, CORE, INTERNAL_END, ext

DTCM = 0x20000000
OLD_INTERNAL = image(2, INTERNAL_SIZE)


@any_board(Range(0, 0x10000), internal=True)
class MultiMemory(SystemCase):
    def programs(self, name, data, segments, *after):
        """`program … verify` of this file, and all that the segments say is there, nothing else changed."""
        board = self.board(external=old_contents(), internal=OLD_INTERNAL)
        path = self.file(board, name, data)
        result = board.openocd("init", f"program {path} verify", *[a.replace("@", str(board.folder)) for a in after])
        self.assertSucceeds(result)
        self.assertNotIn("no flash bank found", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *segments))
        self.assertInternal(board, merged(OLD_INTERNAL, INTERNAL_BASE, *segments))
        return board, result.log

    def segments(self, seed):
        """Flash and RAM, also where the loader works; odd sizes at odd addresses."""
        draw = random.Random(seed)
        odd = lambda base, room, most: Segment(base + draw.randrange(room) | 1, draw.randbytes(draw.randrange(1, most)))
        return [odd(INTERNAL_BASE, 0x8000, 9000), odd(EXTERNAL_BASE + 0x123000, 0x10000, 30000),
                odd(DTCM, 0x4000, 0x7000), odd(AGENT_RING + 0x2000, 0x8000, 0x6000),
                odd(EXTERNAL_BASE, 0x1000, 300), odd(AXI_SRAM, 0x1000, 0x900)]

    def dumps(self, segments):
        ram = [s for s in segments if s.address >> 28 == 2]
        return ram, [f"dump_image @/ram{i} 0x{s.address:08X} {len(s.data)}" for i, s in enumerate(ram)]

    @any_board(Range(0, 0x1200), Range(0x123000, 0x17600), internal=True)
    def test_elf_hex_and_s19_with_sections_in_both_flashes_and_in_ram(self):
        for seed, (name, make) in enumerate([("image.elf", elf), ("image.hex", intel_hex), ("image.s19", motorola_s19)]):
            with self.subTest(name):
                segments = self.segments(seed)
                if name != "image.elf":
                    segments.sort(key=lambda s: s.address)
                ram, dumps = self.dumps(segments)
                board, _ = self.programs(name, make(*segments), segments, *dumps)
                for i, s in enumerate(ram):
                    self.assertSameBytes((board.folder / f"ram{i}").read_bytes(), s.data, s.address)

    @any_board(Range(0, 0x10000))
    def test_a_section_for_ram_that_is_spoilt_afterwards_fails_verification(self):
        segments = [Segment(EXTERNAL_BASE, image(1, 500)), Segment(AXI_SRAM, image(2, 500))]
        board = self.board(external=BLANK)
        path = self.file(board, "image.elf", elf(*segments))
        self.assertSucceeds(board.openocd("init", f"program {path} verify", f"verify_image {path}"))
        result = board.openocd("init", f"program {path}", f"mwb 0x{AXI_SRAM + 77:08X} 0x{~segments[1].data[77] & 0xFF:02X}",
                               f"verify_image {path}")
        self.assertNotEqual(result.status, 0, result.log)

    @any_board(Range(0, 0x10000))
    def test_what_was_loaded_into_ram_before_survives_programming(self):
        board = self.board(external=BLANK)
        ram = Segment(DTCM + 0x123, image(3, 20_000))
        ring = Segment(AGENT_RING + 0x1000, image(4, 20_000))
        paths = [self.file(board, f"{i}.bin", s.data) for i, s in enumerate((ram, ring))]
        app = self.file(board, "app.bin", image(5, 5000))
        back = [board.folder / "back0", board.folder / "back1"]
        self.assertSucceeds(board.halted(
            *[f"load_image {p} 0x{s.address:08X} bin" for p, s in zip(paths, (ram, ring))],
            f"flash write_image erase {app} 0x{EXTERNAL_BASE:08X} bin", f"verify_image {app} 0x{EXTERNAL_BASE:08X} bin",
            *[f"dump_image {b} 0x{s.address:08X} {len(s.data)}" for b, s in zip(back, (ram, ring))]))
        for b, s in zip(back, (ram, ring)):
            self.assertSameBytes(b.read_bytes(), s.data, s.address)
        self.assertNoViolation(board)

    def test_a_part_of_an_internal_sector_is_programmed_beside_what_was_loaded_into_ram(self):
        board = self.board(external=BLANK, internal=OLD_INTERNAL)
        ram, part = Segment(DTCM + 0x100, image(3, 5000)), Segment(INTERNAL_BASE + 0x123, image(5, 5000))
        paths = [self.file(board, f"{i}.bin", s.data) for i, s in enumerate((ram, part))]
        back = board.folder / "back"
        self.assertSucceeds(board.halted(f"load_image {paths[0]} 0x{ram.address:08X} bin",
                                         f"flash write_image erase {paths[1]} 0x{part.address:08X} bin",
                                         f"dump_image {back} 0x{ram.address:08X} {len(ram.data)}"))
        self.assertSameBytes(back.read_bytes(), ram.data, ram.address)
        self.assertNoViolation(board)
        self.assertInternal(board, merged(OLD_INTERNAL, INTERNAL_BASE, part))

    def test_a_section_where_openocds_own_algorithms_work_is_verified_too(self):
        segments = [Segment(EXTERNAL_BASE, image(9, 500)), Segment(0x20006000, image(2, 0x8000))]
        board, _ = self.programs("image.elf", elf(*segments), segments, "dump_image @/ram 0x20006000 0x8000")
        self.assertSameBytes((board.folder / "ram").read_bytes(), segments[1].data, 0x20006000)

    def refused(self, error, sentence, data, name="image.elf", where="", before=()):
        board = self.board(external=old_contents(), internal=OLD_INTERNAL)
        path = self.file(board, name, data)
        result = board.openocd("init", *before, f"program {path} verify {where}")
        self.assertFailsWith(result, error)
        self.assertIn(sentence, result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertInternal(board, OLD_INTERNAL)
        self.assertReported(board, erases={}, pages_programmed=0)

    def test_an_image_for_ram_alone_is_no_image_for_flash(self):
        self.refused("XSPI-0523", "0x00000000 is in no bank", elf(Segment(0, image(1, 500))))

    def test_a_bin_file_is_never_put_into_ram(self):
        self.refused("XSPI-0523", "0x00000000 is in no bank", image(1, 500), "image.bin")
        self.refused("XSPI-0523", f"0x{AXI_SRAM:08X} is in no bank", image(1, 500), "image.bin", f"0x{AXI_SRAM:08X}")

    def test_a_bin_file_across_the_gap_behind_internal_flash(self):
        self.refused("XSPI-0524", "1 bytes beyond the end of int", image(1, 101), "image.bin",
                     f"0x{INTERNAL_END - 100:08X}")

    def test_one_section_beyond_the_end_of_ram_refuses_all(self):
        almost = AXI_SRAM_END - 0x100
        self.refused("XSPI-0523", f"0x{almost:08X} is in no bank",
                     elf(Segment(EXTERNAL_BASE, image(1, 500)), Segment(almost, image(1, 0x101))))

    def test_sections_that_overlap_in_ram_refuse_all(self):
        self.refused("XSPI-0010", f"both have a byte for 0x{AXI_SRAM + 16:08X}",
                     elf(Segment(EXTERNAL_BASE, image(1, 500)), Segment(AXI_SRAM, image(1, 17)),
                         Segment(AXI_SRAM + 16, image(1, 17))))

    @any_board(Range(0, 0x10000))
    def test_a_bank_of_another_driver_over_ours_refuses_all(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(1, 500))
        result = board.openocd(f"flash bank other virtual {ext(0x1000)} 0x1000 0 0 {CORE} int", "init",
                               f"program {path} {ext(0)}")
        self.assertFailsWith(result, "XSPI-0107")
        self.assertExternal(board, old_contents())
