"""Image files, whatever they hold: each lands where it says or is refused by its line, for every command that takes one."""
import json
import random

from harness import (EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SIZE, Range, SystemCase, any_board, boardless, image,
                     old_contents, virtual_only)
from images import Segment, elf, intel_hex, linked_elf, merged, motorola_s19
from board_under_test import ext

# Where the images of these cases lie.
AREA = Range(0x10000, 0x30000)
BASE = EXTERNAL_BASE + AREA.first


def hex_record(kind, address, data):
    body = bytes([len(data)]) + address.to_bytes(2, "big") + bytes([kind]) + data
    return ":" + (body + bytes([-sum(body) & 0xFF])).hex().upper() + "\n"


@any_board(AREA)
class ImageFiles(SystemCase):
    def programmed(self, name, data, *segments, words=""):
        """`program … verify` of this file makes the flash hold these segments and nothing else."""
        board = self.board(external=old_contents())
        path = self.file(board, name, data)
        result = board.openocd(f"program {path} verify {words}")
        self.assertSucceeds(result)
        self.assertIn("** Verified OK **", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *segments))

    def refused(self, name, data, error, *said, words=""):
        """Every command that takes an image file refuses this one with the same sentence, and changes nothing.

        `program` itself refuses a type."""
        board = self.board(external=old_contents())
        path = self.file(board, name, data)
        program = [f"program {path} {words}"] if len(words.split()) < 2 else []
        commands = [*program, f"flash write_image erase {path} {words}", f"verify_image {path} {words}",
                    f"xspi plan {path} {words}", f"load_image {path} {words}", f"test_image {path} {words}"]
        caught = "; ".join(f"if {{[catch {{{command}}}] == 0}} {{echo accepted}}" for command in commands)
        result = board.openocd("init", "reset halt", caught)
        self.assertSucceeds(result)
        self.assertEqual(result.log.count(error), len(commands), result.log)
        self.assertNotIn("accepted", result.log)
        for words_said in said:
            self.assertIn(words_said, result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(AREA, representative=True)
    def test_a_hex_record_behind_the_end_of_its_64_KiB_lands_at_their_beginning(self):
        first, second = Segment(BASE + 0xFFF0, image(1, 16)), Segment(BASE, image(2, 16))
        text = hex_record(4, 0, (BASE >> 16).to_bytes(2, "big")) + hex_record(0, 0xFFF0, first.data) + \
            hex_record(0, 0, second.data) + ":00000001FF\n"
        self.programmed("image.hex", text.encode(), first, second)

    def test_hex_records_in_any_order_land_where_they_say(self):
        segment = Segment(BASE + 0xFE01, image(3, 3000))
        lines = []
        for line in intel_hex(segment).decode().splitlines():
            if line[7:9] == "04":
                upper = line
            elif line[7:9] == "00":
                lines.append(f"{upper}\n{line}\n")
        random.Random(5).shuffle(lines)
        self.programmed("image.ihex", ("".join(lines) + ":00000001FF\n").encode(), segment)

    def test_what_editors_and_mail_do_to_a_text_file_is_forgiven(self):
        segment = Segment(BASE + 0x123, image(4, 700))
        for name, data in (("a.hex", intel_hex(segment)), ("b.s19", motorola_s19(segment))):
            text = data.decode().lower().replace("\n", " \t\r\n\r\n\t")
            with self.subTest(name):
                self.programmed(name, b"\xef\xbb\xbf\r\n \r\n" + text.encode(), segment)

    def test_s_records_without_an_end_are_programmed(self):
        segment = Segment(BASE + 0x123, image(4, 700))
        lines = motorola_s19(segment).splitlines(keepends=True)
        self.assertEqual(lines[-1][:2], b"S7")
        self.programmed("image.mot", b"".join(lines[:-1]), segment)

    def test_an_elf_segment_that_begins_with_the_elf_header_is_clipped_to_its_sections(self):
        program = Segment(BASE + 0x400, image(6, 900))
        file = bytearray(linked_elf(program))
        at = int.from_bytes(file[52 + 4:52 + 8], "little")
        file[at:at] = bytes(0x400 - at)  # the section lies as far into the file as into its page
        moved = 0x400 - at
        for place, value in ((32, int.from_bytes(file[32:36], "little") + moved), (52 + 4, 0), (52 + 8, BASE), (52 + 12, BASE),
                             (52 + 16, 0x400 + 900), (52 + 20, 0x400 + 900)):
            file[place:place + 4] = value.to_bytes(4, "little")
        table = int.from_bytes(file[32:36], "little")
        for section in (1, 2):
            offset = table + 40 * section + 16
            file[offset:offset + 4] = (int.from_bytes(file[offset:offset + 4], "little") + moved).to_bytes(4, "little")
        self.programmed("image.elf", bytes(file), program)

    def test_a_text_file_with_an_odd_first_line_is_not_programmed_as_text(self):
        good = {"hex": intel_hex(Segment(BASE, image(1, 40))), "s19": motorola_s19(Segment(BASE, image(1, 40)))}
        for name, begin, error in (("a.hex", b"# made by hand\n", "XSPI-0008"), ("a.srec", b"* made by hand\r\n", "XSPI-0008"),
                                   ("a.txt", b"made by hand\n", "XSPI-0008"), ("a", b":00\n", "XSPI-0007")):
            data = begin + good["s19" if name == "a.srec" else "hex"]
            with self.subTest(name):
                self.refused(name, data, error, "line 1:", words=f"0x{BASE:X}")

    def test_a_file_named_as_an_image_that_is_none_is_refused(self):
        for name, error in (("a.hex", "XSPI-0008"), ("a.ihex", "XSPI-0008"), ("a.s19", "XSPI-0008"), ("a.srec", "XSPI-0008"),
                            ("a.mot", "XSPI-0008"), ("a.elf", "XSPI-0006")):
            with self.subTest(name):
                self.refused(name, b"\n\nhello\n", error, words=f"0x{BASE:X}")

    def test_damaged_records_are_refused_by_their_line(self):
        text = intel_hex(Segment(BASE, image(1, 200))).decode().splitlines(keepends=True)
        records = motorola_s19(Segment(BASE, image(1, 200))).decode().splitlines(keepends=True)
        for name, lines, at, line, error in (
                ("cut.hex", text, 3, text[3][:20] + "\n", "XSPI-0007"), ("count.hex", text, 3, ":FF" + text[3][3:], "XSPI-0007"),
                ("type.hex", text, 3, hex_record(6, 0, b""), "XSPI-0007"), ("end.hex", text, 3, ":00000001FF\n", "XSPI-0009"),
                ("cut.s19", records, 2, records[2][:9] + "\n", "XSPI-0007"),
                ("count.s19", records, 2, "S3FF" + records[2][4:], "XSPI-0007"),
                ("none.s19", records, 2, "S300\n", "XSPI-0007"), ("number.s19", records, 2, "S5030009F3\n", "XSPI-0011")):
            with self.subTest(name):
                number = 5 if error == "XSPI-0009" else at + 1
                self.refused(name, "".join(lines[:at] + [line] + lines[at + 1:]).encode(), error, f"line {number}:")

    def test_records_that_contradict_each_other_are_named(self):
        text = motorola_s19(Segment(BASE, image(1, 32)), Segment(BASE + 16, image(7, 16)))
        self.refused("image.s19", text, "XSPI-0010", "lines 3 and 4 contradict each other", f"0x{BASE + 16:08X}")

    def test_an_elf_file_of_another_machine_is_refused(self):
        file = bytearray(elf(Segment(BASE, image(1, 100))))
        file[4] = 2
        self.refused("image.elf", bytes(file), "XSPI-0013")

    def test_an_unknown_type_is_refused(self):
        self.refused("image.bin", image(1, 100), "XSPI-0014", words=f"0x{BASE:X} hex")

    @boardless("it takes files of some gigabytes, though without blocks on the disk")
    def test_a_file_that_no_memory_could_hold_is_refused_by_its_size(self):
        board = self.board(external=old_contents())
        path = board.folder / "large.bin"
        for size in ((1 << 32) + 100, 1_700_000_000):
            with open(path, "wb") as file:
                file.truncate(size)
            for command in (f"program {path} {ext(0)}", f"xspi plan {path} 0x90000000", f"verify_image {path} {ext(0)}"):
                with self.subTest(f"{size} {command}"):
                    result = board.halted(command)
                    self.assertFailsWith(result, "XSPI-0015")
                    self.assertIn(str(size), result.log)
        self.assertNoViolation(board)

    def test_what_is_no_file_is_refused(self):
        board = self.board(external=old_contents())
        for name in ("/dev/zero", board.folder):
            self.assertFailsWith(board.halted(f"program {name} 0x{BASE:X}"), "XSPI-0005")
        self.assertNoViolation(board)

    def test_an_image_is_moved_by_an_address(self):
        segment = Segment(0x123, image(8, 400))
        self.programmed("image.hex", intel_hex(segment), Segment(BASE + 0x123, segment.data), words=f"0x{BASE:X}")
        self.refused("image.hex", intel_hex(segment), "XSPI-0003", words="0xFFFFFFF0")


@virtual_only("it measures virtual time")
class ManySections(SystemCase):
    """Images of many sections: programmed, planned and verified as one job."""

    def sections(self, count, step=96):
        return [Segment(BASE + step * i, image(i, 40)) for i in range(count)]

    def test_a_thousand_sections_are_verified_in_one_run(self):
        segments = self.sections(1000)
        board = self.board(external=old_contents())
        path = self.file(board, "many.hex", intel_hex(*segments))
        took = 'echo "took [expr {[ms] - $before}] ms"'
        result = board.openocd(f"program {path} verify", "set before [ms]", f"verify_image {path}", took,
                               "set before [ms]", f"flash verify_image {path}", took)
        self.assertSucceeds(result)
        self.assertIn("** Verified OK **", result.log)
        self.assertIn("verified 40000 bytes in", result.log)
        took = [int(line.split()[1]) for line in result.log.splitlines() if line.startswith("took ")]
        self.assertEqual(len(took), 2, result.log)
        self.assertLess(max(took), 1000)  # of virtual time; each section alone takes 68
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *segments))

    def test_five_thousand_sections_are_planned_and_programmed(self):
        segments = self.sections(5000, 33 + 7)[::2] + self.sections(5000, 33 + 7)[1::2]
        segments = [Segment(s.address, s.data[:33]) for s in segments]
        board = self.board(external=old_contents())
        path = self.file(board, "many.s19", motorola_s19(*segments))
        result = board.halted(f"xspi plan {path} -json", f"program {path} verify")
        self.assertSucceeds(result)
        plan = json.loads(next(line for line in result.log.splitlines() if line.startswith("{")))
        self.assertEqual(plan["banks"][0]["bank"], "ext")
        self.assertIn("** Verified OK **", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *segments))

    def test_the_first_byte_that_differs_is_named(self):
        segments = self.sections(100)
        internal = Segment(INTERNAL_BASE + 0x100, image(3, 500))
        board = self.board(external=old_contents(), internal=image(2, INTERNAL_SIZE))
        path = self.file(board, "many.hex", intel_hex(internal, *segments))
        self.assertSucceeds(board.halted(f"program {path} verify"))
        spoilt = [*segments[:70], Segment(segments[70].address, segments[70].data[:9] + b"\0\1" + segments[70].data[11:]),
                  *segments[71:]]
        other = self.file(board, "other.hex", intel_hex(internal, *spoilt))
        for command in ("verify_image", "verify_image_checksum", "flash verify_image"):
            result = board.halted(f"{command} {other}")
            self.assertFailsWith(result, "XSPI-0511")
            self.assertIn(f"0x{segments[70].address + 9:08X}", result.log)
        result = board.halted(f"test_image {other}", f"program {other} preverify verify", f"program {other} preverify")
        self.assertSucceeds(result)
        self.assertIn("No flashing", result.log)
        self.assertNoViolation(board)
