"""What is said is true: one cause for one fault, nothing changed where that is said, what is known and no more."""
import contextlib
import re
import socket

from gdb_session import Server
from harness import (EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, Range, SystemCase, any_board, boardless, image,
                     old_contents, only_on, only_where, virtual_only)
from images import Segment, intel_hex
from openocd_board import OpenOcdBoard
from board_under_test import (BOARD, CHIP, EXTERNAL_NUMBER, INTERNAL_END, INTERNAL_SECTOR, LAST_SECTOR_PROTECTED,
                              SPEED_OPTION, ext, with_chip_named)

END = EXTERNAL_BASE + EXTERNAL_SIZE
SECTORS = EXTERNAL_SIZE // 4096
LAST = (Range(EXTERNAL_SIZE - 0x20000, 0x20000),)


class WithoutProbe(OpenOcdBoard):
    def __init__(self, *commands):
        self.commands = commands

    def probe_commands(self):
        return self.commands


def ids(log):
    return re.findall(r"\b(XSPI-\d{4})\b", log)


@any_board(*LAST, internal=True)
class BeyondTheEnd(SystemCase):
    """What goes beyond a bank's end changes nothing before it."""

    def refused(self, *commands, error="No flash at address", unnamed=False):
        internal = image(2, INTERNAL_SIZE)
        board = self.board(external=old_contents(), internal=internal)
        self.file(board, "64k.bin", image(3, 0x10000))
        board_file = (self.unnamed if unnamed else self.named)(board)
        result = board.halted(*[c.replace("@", str(board.folder)) for c in commands], board_file=board_file)
        self.assertFailsWith(result, error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertInternal(board, internal)
        self.assertReported(board, erases={}, pages_programmed=0)
        return result.log

    def named(self, board):
        from harness import ROOT
        text = with_chip_named((ROOT / f"boards/{BOARD}.cfg").read_text())
        return self.file(board, "named.cfg", text.encode())

    def unnamed(self, board):
        from harness import ROOT
        named = (ROOT / f"boards/{BOARD}.cfg").read_text()
        text = re.sub(r"(?m)^(\s*flash\s+\w+)\s+\w+$|^\s*chip\s.*\n", r"\1", named)
        self.assertTrue(text != named or not CHIP)
        return self.file(board, "unnamed.cfg", text.encode())

    def test_erasing_by_address(self):
        for words in ("", "pad ", "unlock "):
            with self.subTest(words):
                self.refused(f"flash erase_address {words}0x{END - 0x10000:08X} 0x20000")

    def test_erasing_by_address_beyond_the_internal_flash(self):
        self.refused(f"flash erase_address 0x{INTERNAL_END - INTERNAL_SECTOR:08X} 0x{2 * INTERNAL_SECTOR:X}")

    def test_erasing_a_chip_that_is_not_known_yet(self):
        for command in (f"flash erase_address 0x{END - 0x10000:08X} 0x20000",
                        f"flash erase_sector ext {SECTORS - 2} {SECTORS + 8}"):
            with self.subTest(command):
                self.refused(command, error="XSPI-0501", unnamed=True)

    def test_erasing_by_sector(self):
        self.refused(f"flash erase_sector ext {SECTORS - 2} {SECTORS}", error="last sector must be")

    def test_filling(self):
        for letter, size in (("d", 8), ("w", 4), ("h", 2), ("b", 1)):
            with self.subTest(letter):
                self.refused(f"flash fill{letter} 0x{END - 4 * size:08X} 0 5", error="Cannot cross")

    def test_filling_a_chip_that_is_not_known_yet(self):
        self.refused(f"flash fillw 0x{END - 16:08X} 0 5", error="XSPI-0501", unnamed=True)

    def test_writing_a_file_that_does_not_fit(self):
        self.refused(f"flash write_bank ext @/64k.bin 0x{EXTERNAL_SIZE - 0x8000:X}",
                     error="holds 65536 bytes, .* has 32768")
        self.refused(f"flash write_bank ext @/64k.bin 0x{EXTERNAL_SIZE:X}", error="has 0")

    def test_comparing_a_file_that_does_not_fit(self):
        self.refused(f"flash verify_bank ext @/64k.bin 0x{EXTERNAL_SIZE - 0x8000:X}", error="they cannot be equal")

    def test_one_range_of_several(self):
        self.refused(f"xspi erase 0x{END - 0x10000:08X} 0x1000 0x{END - 16:08X} 32", error="XSPI-0704")

    @virtual_only("it needs a sector of the internal flash protected by option bytes")
    def test_one_range_of_several_is_protected(self):
        internal = image(2, INTERNAL_SIZE)
        board = self.board("--option", LAST_SECTOR_PROTECTED, external=old_contents(), internal=internal)
        result = board.halted(f"xspi erase 0x{END - 0x10000:08X} 0x1000 0x{INTERNAL_END - INTERNAL_SECTOR:08X} 0x100")
        self.assertFailsWith(result, "XSPI-0602")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertInternal(board, internal)

    def test_a_checksum_names_one_cause(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", old_contents()[-16:] + bytes(16))
        result = board.halted(f"verify_image {path} 0x{END - 16:08X} bin")
        self.assertFailsWith(result, "XSPI-0513")
        self.assertEqual(ids(result.log.replace("XSPI-0410", "")), ["XSPI-0513"], result.log)
        self.assertNoViolation(board)

    def assertFailsWith(self, result, error_id):
        self.assertNotEqual(result.status, 0, result.log)
        self.assertRegex(result.log, error_id)


class Telnet(SystemCase):
    @any_board()
    def test_every_error_has_its_own_text_and_no_older_ones_place(self):
        board = self.board(external=old_contents())
        server = Server(self, board)
        errors = (("reset halt", "."), ("program /nowhere/image.elf", "XSPI-0005"), ("xspi info nobank", "XSPI-0703"),
                  ("program image.bin 010", "XSPI-0709"), ("flash erase_address 0x10000000 0x1000", "No flash at address"),
                  ("error {words of one's own}", "words of one's own"), ("xspi read seven 8", "XSPI-0702"),
                  ("no_such_command", "invalid command name"), (f"xspi erase {ext(0)} 0", "XSPI-0702"),
                  ("xspi {", "missing close.brace"), ("flash info 17", "17"))
        said = server.telnet(*[command for command, _ in errors])
        parts = said.split("> ")[1:]
        self.assertGreaterEqual(len(parts), len(errors), said)
        for part, (command, error) in zip(parts, errors):
            with self.subTest(command):
                self.assertRegex(part, error)
                for other, older in errors:
                    if "." not in (older, error) and older != error:
                        self.assertNotRegex(part, older)
                if "program" not in command:
                    self.assertNotRegex(part, r"startup\.tcl|xspi\.cfg|procedure 'program'", "the place of an older error")

    @virtual_only("it needs an option byte that is not set")
    def test_the_option_byte_is_spoken_of_once(self):
        """Where the flash port needs none, of none."""
        server = Server(self, self.board(external=old_contents()))
        said = server.telnet("reset halt", "xspi info", f"xspi read {ext(0)} 4", "reset halt", "xspi map", "xspi info",
                             f"flash info {EXTERNAL_NUMBER}")
        self.assertEqual(said.count("XSPI-0410"), 1 if SPEED_OPTION else 0, said)


@boardless("it needs no board")
class JLinks(SystemCase):
    def test_a_search_in_the_network_that_another_program_prevents_is_named(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            with contextlib.suppress(OSError):  # taken already, which serves as well
                other.bind(("", 19020))
            result = WithoutProbe("set XSPI_PROBE jlink", "set XSPI_SERIAL 5").openocd("init")
        self.assertFailsWith(result, "XSPI-0714")

    def test_a_virtual_boards_port_is_a_number(self):
        for port in ("010", "0x10", "70000", "seven", ""):
            with self.subTest(port):
                self.assertFailsWith(WithoutProbe(f"set VIRTUAL_BOARD {{{port}}}").openocd("init"), "XSPI-0112")


@only_on("nucleo_h7s3l8")
@virtual_only("it writes option bytes")
class OptionsThatDoNotActYet(SystemCase):
    """Between `xspi option` and the reset that makes it act, in the same session and in another. On the STM32H74x every
    option acts at once (OptionsThatActAtOnce)."""

    def option(self, board, words, *commands):
        return board.halted(f"xspi option {words}", *commands)

    def test_the_flash_test_does_not_run_faster_than_the_pads_allow(self):
        board = self.board(external=old_contents())
        self.assertFailsWith(self.option(board, "XSPI2_HSLV 1", "xspi flash-test"), "XSPI-0711")
        self.assertFailsWith(board.openocd("init", "halt", "xspi flash-test"), "XSPI-0711")
        result = board.halted("xspi flash-test")
        self.assertSucceeds(result)
        self.assertNotIn("XSPI-0410", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_info_and_option_say_what_acts_after_the_next_reset(self):
        board = self.board(external=old_contents())
        result = self.option(board, "XSPI2_HSLV 1", "xspi info -json", "xspi option", "xspi clock 76MHz")
        self.assertFailsWith(result, "XSPI-0711")
        self.assertIn('"high_speed_option":true,"high_speed_option_acts_after_reset":true', result.log)
        self.assertEqual(result.log.count("changed since the last reset: these"), 2, result.log)
        result = board.halted("xspi info -json", "xspi option", "xspi option XSPI2_HSLV 1")
        self.assertSucceeds(result)
        self.assertIn('"high_speed_option":true,"high_speed_option_acts_after_reset":false', result.log)
        self.assertNotIn("changed since the last reset", result.log)
        self.assertIn("no change: this value already acts", result.log)
        self.assertNoViolation(board)

    def test_programming_goes_on_after_an_option_that_does_not_concern_it(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.hex", intel_hex(Segment(EXTERNAL_BASE, image(1, 500)),
                                                       Segment(INTERNAL_BASE, image(2, 500))))
        result = self.option(board, "XSPI2_HSLV 1", f"flash write_image erase {path}", f"program {path} verify")
        self.assertSucceeds(result)
        self.assertNoViolation(board)

    def test_protection_that_does_not_act_yet_is_not_relied_on(self):
        board = self.board("--option", "WRPS=0xFE", external=old_contents())
        path = self.file(board, "image.bin", image(1, 500))
        write = f"flash write_image erase {path} 0x08000000 bin"
        result = self.option(board, "WRPS 0xFF", write)
        self.assertFailsWith(result, "XSPI-0711")
        self.assertNotIn("XSPI-0318", result.log)
        self.assertSucceeds(board.halted(write))
        self.assertNoViolation(board)

    def test_ram_that_is_not_divided_yet_is_not_relied_on(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.hex", intel_hex(Segment(EXTERNAL_BASE, image(1, 500)),
                                                       Segment(0x20010000, image(2, 500))))
        write = f"flash write_image erase {path}"
        self.assertFailsWith(self.option(board, "DTCM_AXI_SHARE 1", write), "XSPI-0711")
        self.assertExternalStill(board)

    def assertExternalStill(self, board):
        board.stop()
        self.assertExternal(board, old_contents())


@only_where(family="stm32h74x")
@virtual_only("it writes option bytes")
class OptionsThatActAtOnce(SystemCase):
    """What `xspi option` changes acts in the same session, and nothing waits for a reset."""

    def write(self, board):
        return f"flash write_image erase {self.file(board, 'image.bin', image(1, 500))} 0x{INTERNAL_BASE:08X} bin"

    def test_protection_that_was_lifted_is_in_no_jobs_way(self):
        board = self.board("--option", "WRPSN1=0xFE", external=old_contents())
        write = self.write(board)
        self.assertFailsWith(board.halted(write), "XSPI-0602")
        self.assertSucceeds(board.halted("xspi option WPSN1 0xFF", write))
        self.assertNoViolation(board)
        self.assertSameBytes(board.internal()[:500], image(1, 500), INTERNAL_BASE)

    def test_protection_that_was_set_is_heeded(self):
        board = self.board(external=old_contents(), internal=image(2, INTERNAL_SIZE))
        self.assertFailsWith(board.halted("xspi option WPSN1 0xFE", self.write(board)), "XSPI-0602")
        self.assertNoViolation(board)
        self.assertInternal(board, image(2, INTERNAL_SIZE))

    def test_programming_goes_on_after_an_option_that_does_not_concern_it(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.hex", intel_hex(Segment(EXTERNAL_BASE, image(1, 500)),
                                                       Segment(INTERNAL_BASE, image(2, 500))))
        result = board.halted("xspi option BOR_LEV 1", f"flash write_image erase {path}", f"program {path} verify")
        self.assertSucceeds(result)
        self.assertNoViolation(board)

    def test_what_was_changed_is_not_called_unchanged(self):
        board = self.board(external=old_contents())
        for unchanged in (0, 1):
            with self.subTest("the second time" if unchanged else "the first time"):
                result = board.halted("xspi option BOR_LEV 1")
                self.assertSucceeds(result)
                self.assertIn("BOR_LEV = 0x1", result.log)
                self.assertEqual(result.log.count("no change: this value already acts"), unchanged, result.log)
                self.assertNotIn("changed since the last reset", result.log)
        self.assertNoViolation(board)
