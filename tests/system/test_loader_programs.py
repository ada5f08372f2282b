"""A flash is programmed by somebody else's loader, with the plan, the journal and the verification of every other one."""
import json
import pathlib
import re
import tempfile

from board_under_test import EXTERNAL_SIZE
from harness import BLANK, ROOT, only_on, virtual_only
from images import Segment, elf
from loader_case import SECTOR, LoaderCase, new
from memories import old_contents

AT = 0x21000


@only_on("weact_h750")
@virtual_only("its loaders are for the chip of the virtual board")
class ProgrammedByLoader(LoaderCase):
    def test_an_external_loader_programs_and_what_lies_around_stays(self):
        board, file = self.loaded()
        data = new(100_001)
        result = self.program(board, file, data, AT, "mdw 0x90021000")
        self.assertSucceeds(result)
        self.assertIn("** Verified OK **", result.log)
        self.assertIn(f"0x90021000: {int.from_bytes(data[:4], 'little'):08x}", result.log)  # mapped afterwards
        self.assertNoViolation(board)
        self.assertExternal(board, self.with_new(data, AT))

    def test_a_flash_algorithm_programs_and_what_lies_around_stays(self):
        for macros, page in (((), 1024), (("MAPS_IN_UNINIT",), 4096), ((), 256)):
            with self.subTest(macros=macros, page=page):
                board = self.board(external=old_contents())
                file = self.board_file(board, self.flm(board, *macros, page=page))
                data = new(70_003)
                self.assertSucceeds(self.program(board, file, data, AT))
                self.assertNoViolation(board)
                self.assertExternal(board, self.with_new(data, AT))

    def test_what_is_unchanged_is_neither_erased_nor_written(self):
        data = bytearray(new(6 * SECTOR))
        board, file = self.loaded()
        self.assertSucceeds(self.program(board, file, bytes(data), 0))
        again = self.program(board, file, bytes(data), 0)
        self.assertIn("already programmed, nothing to do (6 blocks compared)", again.log)
        data[3 * SECTOR + 5] ^= 0x81
        one = self.program(board, file, bytes(data), 0)
        self.assertIn("1 blocks erased, 5 kept", one.log)
        self.assertNoViolation(board)
        self.assertReported(board, erases={"65536": 7})
        self.assertExternal(board, self.with_new(bytes(data), 0))

    def test_a_loader_without_read_and_one_that_maps_nothing_are_read_as_they_can_be(self):
        for macro in ("NO_READ", "NEVER_MAPPED"):
            with self.subTest(macro):
                board, file = self.loaded(macro)
                data = new(20_000)
                self.assertSucceeds(self.program(board, file, data, AT))
                self.assertNoViolation(board)
                self.assertExternal(board, self.with_new(data, AT))

    def test_what_cannot_be_read_back_is_refused_before_anything_changes(self):
        board, file = self.loaded("NO_READ", "NEVER_MAPPED")
        self.assertFailsWith(self.program(board, file, new(1000), AT), "XSPI-1335")
        self.assertExternal(board, old_contents())

    def test_flash_commands_erase_read_and_check_as_with_other_banks(self):
        board, file = self.loaded()
        read = board.folder / "read.bin"
        result = board.halted("flash erase_sector ext 4 5", f"flash read_bank ext {read} 0x3FFF0 0x20020", "flash erase_check ext",
                              "flash info ext", board_file=file)
        self.assertSucceeds(result)
        expected = bytearray(old_contents())
        expected[0x40000:0x60000] = BLANK[:0x20000]
        self.assertSameBytes(read.read_bytes(), bytes(expected[0x3FFF0:0x60010]))
        self.assertNoViolation(board)
        self.assertExternal(board, bytes(expected))

    def test_the_end_of_the_memory_is_programmed(self):
        board, file = self.loaded()
        data = new(SECTOR + 10)
        self.assertSucceeds(self.program(board, file, data, EXTERNAL_SIZE - len(data)))
        self.assertNoViolation(board)
        self.assertExternal(board, self.with_new(data, EXTERNAL_SIZE - len(data)))

    def test_beyond_its_end_nothing_is_programmed(self):
        board, file = self.loaded()
        self.assertFailsWith(self.program(board, file, new(20), EXTERNAL_SIZE - 10), "XSPI-052")
        self.assertExternal(board, old_contents())

    def test_info_tells_of_the_loader(self):
        board, file = self.loaded()
        result = board.halted("echo [xspi info ext -json]", board_file=file)
        facts = json.loads(re.search(r"^\{.*\}$", result.log, re.M)[0])["banks"][0]
        self.assertEqual((facts["kind"], facts["chip"], facts["size"], facts["sector_size"]),
                         ("loader", "W25Q64_test", EXTERNAL_SIZE, SECTOR))

    def test_a_bank_is_declared_by_openocds_own_command(self):
        board = self.board(external=old_contents())
        loader = self.stldr(board)
        file = board.folder / "own.cfg"
        file.write_text("source [find xspi.cfg]\nxspi board own {\n mcu STM32H750VB\n probe stlink 4MHz\n}\n"
                        f"flash bank mine xspi 0x90000000 0 0 0 $_TARGETNAME loader {loader.name}\n")
        data = new(3000)
        self.assertSucceeds(self.program(board, file, data, AT))
        self.assertExternal(board, self.with_new(data, AT))

    def test_an_image_for_three_memories_is_one_job_of_three_programmers(self):
        """OpenOCD's driver, the agent and the loader take turns on the core."""
        with tempfile.TemporaryDirectory() as folder:
            second = pathlib.Path(folder) / "second.bin"
            second.write_bytes(old_contents())
            board, file = self.loaded(arguments=("--external", f"ext2={second}"))
            text = (ROOT / "boards/weact_h750.cfg").read_text()
            ext2 = text[text.index("    flash ext2"):text.index("    led ")]
            file.write_text(file.read_text().replace("    flash ext {", ext2 + "    flash ext {"))
            segments = (Segment(0x08000000, new(3000, 1)), Segment(0x90010003, new(5000, 2)), Segment(0xA0020001, new(6000, 3)))
            path = self.file(board, "three.elf", elf(*segments))
            self.assertSucceeds(board.openocd(f"program {path} verify", board_file=file))
            self.assertNoViolation(board)
            self.assertSameBytes(board.internal()[:3000], segments[0].data)
            self.assertExternal(board, self.with_new(segments[1].data, 0x10003))
            self.assertSameBytes(second.read_bytes(), self.with_new(segments[2].data, 0x20001))

    def test_an_image_for_the_internal_flash_and_the_loaders_is_one_job(self):
        board, file = self.loaded()
        inside, outside = self.file(board, "in.bin", new(5000, 3)), self.file(board, "out.bin", new(9000, 4))
        result = board.openocd("init", "reset halt", f"flash write_image erase {inside} 0x08000000 bin",
                               f"flash write_image erase {outside} 0x90000000 bin", f"verify_image {inside} 0x08000000 bin",
                               f"verify_image {outside} 0x90000000 bin", board_file=file)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertSameBytes(board.internal()[:5000], new(5000, 3))
        self.assertExternal(board, self.with_new(new(9000, 4), 0))
