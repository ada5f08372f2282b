"""gdb at OpenOCD's gdb port, with its own time limits: the chip is flash in its memory map, and `load` is one job."""
import unittest

from gdb_session import GDB, Server
from harness import EXTERNAL_BASE, INTERNAL_BASE, Range, SystemCase, any_board, image, merge_elf, old_contents, virtual_only
from images import Segment, linked_elf, merged
from memories import MAPS_NOTHING, held_internally, loadable, loaded
from board_under_test import (AXI_SRAM, CHIP_SAID, GDB_END, INTERNAL_BANK_SIZE, INTERNAL_SECTOR, MAPPED, PC_IN_EXTERNAL,
                              UNEQUAL_SECTORS, ext, ext_end)

# The blinky's variables begin with other bytes than those that its ELF file has for them. Of a file of data all is compared.
COMPARE = "compare-sections -r" if MAPPED else "compare-sections"


@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class Gdb(SystemCase):
    def session(self, board, *commands, elf=loadable()):
        """A gdb that connects and does these commands; returns its and OpenOCD's words."""
        server = Server(self, board)
        words = server.gdb(*commands, elf=elf)
        server.stop()
        return words, server.log()

    @any_board()
    def test_the_memory_map_shows_both_flashes(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "info mem")
        self.assertRegex(gdb, rf"{ext(0)}\s+0x{GDB_END:08x}\s+flash blocksize 0x1000", log)
        # Where the first sectors are smaller, all of these are as large as one of the others.
        begin = INTERNAL_BASE + (INTERNAL_SECTOR if UNEQUAL_SECTORS else 0)
        self.assertRegex(gdb, rf"0x{INTERNAL_BASE:08x}\s+0x\w+\s+flash", log)
        self.assertRegex(gdb, rf"0x{begin:08x}\s+0x{INTERNAL_BASE + INTERNAL_BANK_SIZE:08x}\s+"
                              f"flash blocksize 0x{INTERNAL_SECTOR:x}", log)
        self.assertNoViolation(board)

    @any_board(Range(0, 0x10000), representative=True)
    def test_load_writes_the_chip_once_and_compares_equal(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "load", COMPARE)
        self.assertIn("Transfer rate", gdb, log)
        self.assertIn("matched", gdb)
        self.assertNotIn("MIS-MATCHED", gdb)
        self.assertEqual(log.count("ext: programmed"), 1, log)
        self.assertNoViolation(board)
        size = len(loaded().rstrip(b"\xff"))
        self.assertSameBytes(board.external()[:size], loaded()[:size], EXTERNAL_BASE)
        self.assertSameBytes(board.external()[0x10000:], old_contents()[0x10000:], EXTERNAL_BASE + 0x10000)

    @any_board(Range(0, 0x10000))
    def test_a_second_load_has_nothing_to_do(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "load", "load")
        self.assertEqual(gdb.count("Transfer rate"), 2, gdb)
        self.assertEqual(log.count("ext: already programmed"), 1, log)
        self.assertNoViolation(board)
        self.assertReported(board, erases={"4096": 1})

    @any_board(Range(0, 2 << 20))
    def test_a_load_of_megabytes_outlives_gdbs_patience(self):
        board = self.board(external=old_contents())
        # gdb waits two seconds for a checksum, of the host's: the virtual board takes longer to read so much over one line.
        size, compare, matched = (2 << 20, ("compare-sections",), r"[^$]*: matched") if MAPPED else (1 << 20, (), "")
        data = image(9, size)
        path = self.file(board, "large.elf", linked_elf(Segment(EXTERNAL_BASE, data)))
        gdb, log = self.session(board, "monitor reset halt", "load", *compare, elf=path)
        self.assertRegex(gdb, f"Transfer rate{matched}", log)
        self.assertNoViolation(board)
        self.assertSameBytes(board.external()[:len(data)], data, EXTERNAL_BASE)

    @any_board(Range(0x1010, 9001), internal=True)
    def test_one_elf_goes_into_both_flashes_and_ram(self):
        """gdb writes RAM before it begins with the flash, and resets in between."""
        board = self.board(external=old_contents(), internal=held_internally())
        segments = [Segment(EXTERNAL_BASE + 0x1010, image(1, 9001)), Segment(INTERNAL_BASE + 0x8000, image(2, 5000)),
                    Segment(0x20000100, image(3, 3000)), Segment(AXI_SRAM, image(4, 70_000))]
        path = self.file(board, "image.elf", linked_elf(*segments))
        gdb, log = self.session(board, "monitor reset halt", "load", "compare-sections", "monitor xspi info",
                                "compare-sections", elf=path)
        self.assertEqual(gdb.count(": matched"), 8, gdb + log)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, segments[0]))
        self.assertInternal(board, merged(held_internally(), INTERNAL_BASE, segments[1]))

    @any_board(Range(0, 0x10000))
    def test_compare_sections_sees_what_is_not_there(self):
        board = self.board(external=old_contents())
        gdb, _ = self.session(board, "monitor reset halt", "monitor xspi map", COMPARE)
        self.assertIn("MIS-MATCHED", gdb)

    @any_board(Range(0, 0x10000), internal=True)
    @unittest.skipUnless(MAPPED, MAPS_NOTHING)
    def test_load_of_the_bootloader_goes_into_internal_flash(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "load", "compare-sections -r", elf="bootloader.elf")
        self.assertIn("matched", gdb, log)
        self.assertNotIn("MIS-MATCHED", gdb)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0, 0x10000), internal=True)
    def test_a_loaded_bootloader_runs_at_once_on_a_board_that_was_empty(self):
        board = self.board(external=merge_elf("blinky.elf"))
        entry = int.from_bytes(merge_elf("blinky.elf")[4:8], "little") & ~1
        gdb, log = self.session(board, "monitor reset halt", "load", f"thbreak *{entry:#x}", "continue",
                                "info registers pc", elf="bootloader.elf")
        self.assertRegex(gdb, rf"pc\s+{entry:#x}", log)
        self.assertNoViolation(board)

    @any_board(Range(0x2000, 0x1000), internal=True)
    def test_flash_erase_without_data_erases_and_openocd_lives(self):
        board = self.board(external=old_contents(), internal=held_internally())
        erase = f"maintenance packet vFlashErase:{EXTERNAL_BASE + 0x2000:x},00001000"
        gdb, log = self.session(board, "monitor reset halt", erase, "maintenance packet vFlashDone",
                                "monitor flash banks")
        self.assertIn("ext (xspi)", gdb, log)
        self.assertNoViolation(board)
        expected = bytearray(old_contents())
        expected[0x2000:0x3000] = b"\xff" * 0x1000
        self.assertExternal(board, bytes(expected))

    @any_board(Range(0, 0x10000))
    def test_flash_done_without_anything_before_does_no_harm(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "maintenance packet vFlashDone", "monitor flash banks")
        self.assertIn("ext (xspi)", gdb, log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0x5000, 0x1000))
    def test_monitor_erases_a_sector(self):
        board = self.board(external=old_contents())
        self.session(board, "monitor reset halt", "monitor flash erase_sector ext 5 5")
        self.assertNoViolation(board)
        self.assertEqual(set(board.external()[0x5000:0x6000]), {0xFF})

    @any_board(Range(0, 0x10000))
    def test_our_commands_answer_in_gdb(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "monitor xspi info ext",
                                f"monitor xspi plan {loadable()}", "monitor xspi nonsense")
        self.assertIn(CHIP_SAID, gdb, log)
        self.assertRegex(gdb, f"erase[^\n]*{ext(0)}|{ext(0)}[^\n]*erase", log)
        self.assertIn("XSPI-0110", gdb)
        self.assertNoViolation(board)

    @any_board(Range(0, 0x10000), internal=True)
    def test_a_loaded_application_stops_at_main(self):
        board = self.board(external=old_contents(), internal=merge_elf("bootloader.elf"))
        gdb, log = self.session(board, "monitor reset halt", "load", "monitor reset halt", "thbreak main", "continue",
                                "info registers pc")
        self.assertRegex(gdb, rf"pc\s+{PC_IN_EXTERNAL}", log)
        self.assertNoViolation(board)

    @any_board(Range(0, 0x10000), internal=True)
    def test_a_loaded_application_also_runs_at_once(self):
        """The window is mapped after load, where gdb has set pc to the entry."""
        board = self.board(external=old_contents(), internal=merge_elf("bootloader.elf"))
        gdb, log = self.session(board, "monitor reset halt", "load", f"x/wx {ext(0)}", "thbreak main", "continue",
                                "info registers pc")
        self.assertRegex(gdb, rf"{ext(0)} <vectors>:\s+0x20010000", log)
        self.assertRegex(gdb, rf"pc\s+{PC_IN_EXTERNAL}", log)

    @virtual_only("it counts the LED's changes")
    def test_attaching_to_a_running_application_does_not_touch_the_chip(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 700"))
        before = 3  # at 250, 500 ms, and the pin's first level
        gdb, log = self.session(board, "info mem", "monitor resume", "monitor sleep 1000")
        self.assertRegex(gdb, rf"{ext(0)}\s+0x{GDB_END:08x}\s+flash", log)
        self.assertNoViolation(board)
