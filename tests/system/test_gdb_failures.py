"""What gdb's user hears when something cannot be done, and what is not lost then."""
import unittest

from gdb_session import GDB, Server
from harness import (EXTERNAL_BASE, Range, SystemCase, any_board, image, merge_elf, old_contents, virtual_only,
                     wait_until)
from images import Segment, linked_elf, merged
from memories import MAPS_NOTHING, held_internally, loadable, loaded
from board_under_test import CHIP, ELSEWHERE, EXTERNAL_END, EXTERNAL_SIZE, MAPPED, OCTAL, REPORTS_FAILURES, ext, ext_end

AMID_A_LOAD = (Range(0, 0x10000), Range(0x100000, 0x10000))
# The port's I/O compensation tells that an octal chip is missing; of the others, that nobody answers a read of the id.
MISSING = "XSPI-0405" if OCTAL else "XSPI-0401"
# One chip reports that it refused; of others the bytes tell it.
REFUSED = "XSPI-0316" if REPORTS_FAILURES else "XSPI-0511.*protected"


def packet(words, offset, rest):
    """gdb's command that sends this packet about the external flash."""
    return f"maintenance packet {words}:{EXTERNAL_BASE + offset:x}{rest}"


@any_board(Range(0, 0x10000), internal=True)
@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class GdbFailures(SystemCase):
    def failed_load(self, error_id, *faults, elf=loadable(), gdb_says="Error finishing flash operation"):
        """A load that fails. gdb takes text only with the next command."""
        arguments = [word for fault in faults for word in ("--fault", fault)]
        board = self.board(*arguments, external=old_contents(), internal=held_internally())
        path = self.file(board, "image.elf", elf) if isinstance(elf, bytes) else elf
        server = Server(self, board)
        words = server.gdb("monitor reset halt", "load", "monitor flash banks", elf=path)
        server.stop()
        before, _, after = words.partition("#0 : int")
        self.assertIn(gdb_says, before, server.log())
        self.assertRegex(before, error_id)
        self.assertIn("ext (xspi)", after, "OpenOCD goes on")
        self.assertInternal(board, held_internally())
        return board, words

    @virtual_only("it needs a declared fault")
    def test_a_chip_that_is_missing_fails_the_load_with_its_sentence(self):
        board, _ = self.failed_load(MISSING, "absent")
        self.assertNoViolation(board)

    @virtual_only("it needs a declared fault")
    def test_a_protected_sector_fails_the_load_with_its_sentence(self):
        board, _ = self.failed_load(REFUSED, "protected-sector:0x0")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_a_section_in_no_bank_fails_the_load_before_anything_is_erased(self):
        board, words = self.failed_load(
            f"XSPI-0546: 0x{ELSEWHERE:08X} is in no flash bank", gdb_says="Load failed",
            elf=linked_elf(Segment(EXTERNAL_BASE, image(1, 5000)), Segment(ELSEWHERE, image(2, 500))))
        self.assertIn(f"external flash is {ext(0)}-{ext_end(1)}" if CHIP else f"external flash begins at {ext(0)}", words)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(internal=True)
    def test_a_single_small_section_in_no_bank_fails_the_load_as_well(self):
        self.failed_load("XSPI-0546", gdb_says="Load failed", elf=linked_elf(Segment(ELSEWHERE, image(2, 50))))

    @any_board(Range(EXTERNAL_SIZE - 0x1000, 0x1000), internal=True)
    def test_an_image_beyond_the_chips_end_fails_the_load_before_anything_is_erased(self):
        # Where nobody has named the chip gdb takes all of the window for flash, and sends it.
        error, words = ("XSPI-0545", "Load failed") if CHIP else ("XSPI-0524", "Error finishing flash operation")
        board, _ = self.failed_load(error, gdb_says=words,
                                    elf=linked_elf(Segment(EXTERNAL_END - 0x1000, image(1, 5000))))
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_the_words_of_a_load_that_succeeds_are_not_repeated(self):
        board = self.board(external=old_contents(), internal=held_internally())
        words = Server(self, board).gdb("monitor reset halt", "load", "monitor echo said", elf=loadable())
        self.assertRegex(words, r"bytes/write\.\nsaid")

    @any_board(Range(0, 0x10000))
    def test_a_gdb_that_is_killed_amid_a_job_changes_nothing(self):
        board = self.board(external=old_contents())
        server = Server(self, board)
        gdb = server.start_gdb("monitor reset halt", packet("vFlashErase", 0, ",00001000"),
                               packet("vFlashWrite", 0, ":thirteen byte"), "echo here\\n", "shell sleep 100")
        server.await_words(gdb, "here")
        gdb.kill()
        self.assertTrue(wait_until(lambda: "dropped 'gdb'" in server.log()), server.log())
        words = server.gdb("monitor reset halt", "maintenance packet vFlashDone", "monitor flash banks")
        self.assertIn("ext (xspi)", words)
        server.stop()
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def packets(self, *commands, elf=None):
        """A gdb that sends these packets on a board that holds something; the board, ended."""
        board = self.board(external=old_contents())
        server = Server(self, board)
        words = server.gdb("monitor reset halt", *commands, elf=elf)
        server.stop()
        self.assertNoViolation(board)
        return board, words

    ERASE, WRITE = packet("vFlashErase", 0x100000, ",00002000"), packet("vFlashWrite", 0x100000, ":thirteen byte")

    @any_board(*AMID_A_LOAD)
    def test_a_load_that_its_user_interrupted_is_no_part_of_the_next_one(self):
        """gdb sends nothing when Ctrl-C ends a load."""
        for interrupted in ((self.ERASE, self.WRITE), (self.ERASE,)):
            with self.subTest(interrupted):
                board, _ = self.packets(*interrupted, "load", elf=loadable())
                self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *self.segments_loaded()))

    @any_board(*AMID_A_LOAD)
    def test_nor_of_one_that_lies_entirely_above_it(self):
        """Its erases join those of the interrupted one, which has written nothing: no packet comes in between."""
        for first in ((0x5000, 0x6000), (0x5000, 0x6000, 0x9000)):
            with self.subTest(first):
                erases = [packet("vFlashErase", at, ",00001000") for at in first]
                board, words = self.packets(*erases, self.ERASE, self.WRITE, "maintenance packet vFlashDone")
                self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x100000, b"thirteen byte"),
                                                  Segment(EXTERNAL_BASE + 0x101000, b"\xff" * 4096)))

    @staticmethod
    def segments_loaded():
        """What gdb loads: up to where the file's part of the flash is blank."""
        return [Segment(EXTERNAL_BASE, loaded().rstrip(b"\xff"))]

    @any_board(*AMID_A_LOAD)
    def test_what_others_do_amid_a_load_is_done_at_once(self):
        board, words = self.packets(self.ERASE, self.WRITE, "monitor flash erase_sector ext 5 5",
                                    f"monitor xspi read {ext(0x5000)} 4")
        self.assertRegex(words, f"{ext(0x5000)}  FF FF FF FF")
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x5000, b"\xff" * 4096)))

    @any_board(*AMID_A_LOAD)
    def test_sections_that_lldb_erases_and_writes_one_by_one_are_one_load(self):
        board, _ = self.packets("maintenance packet qHostInfo", self.ERASE, self.WRITE,
                                packet("vFlashErase", 0x5000, ",00001000"),
                                packet("vFlashWrite", 0x5000, ":twelve bytes"), "maintenance packet vFlashDone")
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE,
                                          Segment(EXTERNAL_BASE + 0x100000, b"thirteen byte"),
                                          Segment(EXTERNAL_BASE + 0x101000, b"\xff" * 4096),
                                          Segment(EXTERNAL_BASE + 0x5000, b"twelve bytes")))

    def test_an_erase_of_nothing_erases_nothing(self):
        """OpenOCD's own function takes it for the whole bank."""
        board, _ = self.packets(packet("vFlashErase", 0, ",00000000"), "maintenance packet vFlashDone")
        self.assertExternal(board, old_contents())

    @unittest.skipUnless(MAPPED, MAPS_NOTHING)
    @any_board(Range(0, 0x10000))
    def test_reading_a_window_that_is_not_mapped_is_an_error_with_a_way_out(self):
        board = self.board(external=merge_elf("blinky.elf"))
        server = Server(self, board)
        words = server.gdb("monitor reset halt", f"x/4wx {ext(0)}", f"monitor mdw {ext(0)}", f"x/2i {ext(0x458)}",
                           "monitor xspi map", f"x/wx {ext(0)}")
        self.assertIn(f"Cannot access memory at address {ext(0)}", words)
        self.assertIn(f"XSPI-0541: {ext(0)} cannot be read", words)
        self.assertIn("`monitor xspi map`", words)
        self.assertRegex(words, rf"{ext(0)} <vectors>:\s+0x20010000")
        # gdb looks at code again and again, and nobody wants to read it each time.
        self.assertLess(server.log().count("XSPI-0541"), server.log().count(f"Failed to read memory at {ext(0)[:3]}"))
        self.assertNoViolation(board)

    def test_writing_to_the_window_is_refused(self):
        board = self.board(external=loaded(), internal=held_internally())
        words = Server(self, board).gdb("monitor reset halt", "monitor xspi map", f"monitor mww {ext(0)} 1",
                                        f"print {{int}}{ext(0)} = 5", f"x/wx {ext(0)}", elf=loadable())
        self.assertIn("XSPI-0542", words)
        self.assertIn("Writing to flash memory forbidden", words)
        self.assertRegex(words, rf"{ext(0)}[^:]*:\s+0x{int.from_bytes(loaded()[:4], 'little'):08x}")
        self.assertNoViolation(board)
