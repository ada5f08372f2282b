"""Protected blocks: found before anything is erased, lifted only when asked."""
import unittest

from faults import FaultCase, faults, options
from harness import (EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, image, old_contents, only_where,
                     virtual_only)
from images import Segment, merged, motorola_s19
from board_under_test import EXTERNAL_END, FIRST_SECTOR_PROTECTED, MICRON, OCTAL, OURS_INTERNALLY, REPORTS_FAILURES, ext, ext_end

HALF = EXTERNAL_SIZE // 2
# What BP = 1 protects: a 64th of a Winbond, but at least a block.
STEP = 0x10000 if OCTAL or MICRON else max(EXTERNAL_SIZE // 64, 0x10000)
LAST_BYTES = 4 * STEP  # what BP = 3 protects
LAST = EXTERNAL_END - LAST_BYTES
# Values of the status register: all of the chip, its upper half, its last 256 or 512 KiB.
ALL, UPPER_HALF, LAST_PART = ((0x3C, 0x24, 0x0C) if OCTAL else (0x5C, 0x40, 0x0C) if MICRON else
                              (0x1C, (HALF // STEP).bit_length() << 2, 0x0C))
FEWEST = STEP // 4096  # a Winbond's SEC bit makes it less, but never a block
SECTORS = EXTERNAL_SIZE // 4096
# Status, configuration, and the first and last byte that they protect: TB is in the configuration or in the status.
PROTECTED = (((ALL, 7, 0, EXTERNAL_SIZE - 1), (UPPER_HALF, 7, HALF, EXTERNAL_SIZE - 1), (0x14, 15, 0, 0xFFFFF))
             if OCTAL else
             # TB is bit 5 and BP3 bit 6.
             ((ALL, 0, 0, EXTERNAL_SIZE - 1), (UPPER_HALF, 0, HALF, EXTERNAL_SIZE - 1), (0x34, 0, 0, 0xFFFFF),
              (UPPER_HALF | 0x20, 0, 0, HALF - 1))
             if MICRON else
             ((ALL, 2, 0, EXTERNAL_SIZE - 1), (UPPER_HALF, 2, HALF, EXTERNAL_SIZE - 1),
              (0x20 | LAST_PART, 2, 0, LAST_BYTES - 1),
              (UPPER_HALF, 0x42, 0, HALF - 1), (0x64, 2, 0, 0xFFF)))  # CMP; SEC and TB


def level(status):
    """BP, whose fourth bit is a Macronix' next one, and a Micron's bit 6."""
    return status >> 2 & 15 if OCTAL else status >> 2 & 7 | (status >> 6 & 1) << 3 if MICRON else status >> 2 & 7


@virtual_only("it needs protection bits, which the chip keeps, or option bytes")
class Protection(FaultCase):
    def test_blocks_that_bits_protect_are_named_with_bits_and_remedy(self):
        for status, configuration, first, last in PROTECTED:
            with self.subTest(status=status, configuration=configuration):
                address = first + min(0x1001, (last - first) // 2)
                log = self.named("XSPI-0602", *options(CHIP_STATUS=status, CHIP_CONFIGURATION=configuration),
                                 commands=[f"xspi erase {ext(address)} 16"], strict=True)
                self.assertIn(f"{ext(first)} to {ext(last)}", log)
                self.assertRegex(log, rf"BP = {level(status)}\b")
                self.assertIn(f"xspi unprotect {ext(first)}", log)
                self.assertIn("non-volatile", log)

    def test_an_image_of_many_megabytes_is_refused_as_soon_as_a_small_one(self):
        most = EXTERNAL_SIZE * 3 // 4
        image_over = merged(old_contents()[:most], EXTERNAL_BASE, Segment(EXTERNAL_BASE + HALF + 0x1000, b"other"))
        for status, data in ((ALL, image(8, most)), (UPPER_HALF, image_over)):
            with self.subTest(status=status):
                commands = [f"flash write_image erase @ {ext(0)} bin"]
                self.named("XSPI-0602", *options(CHIP_STATUS=status), data=data, commands=commands, strict=True)

    def test_a_job_for_both_flashes_leaves_the_other_one_alone(self):
        board = self.board(*options(CHIP_STATUS=ALL), external=old_contents(), internal=image(2, INTERNAL_SIZE))
        path = self.file(board, "image.s19", motorola_s19(
            Segment(0x08000000, image(3, 100)), Segment(EXTERNAL_BASE, image(4, 100))))
        self.assertFailsWith(board.halted(f"program {path} verify"), "XSPI-0602")
        self.assertNoViolation(board)
        self.assertInternal(board, image(2, INTERNAL_SIZE))
        self.assertExternal(board, old_contents())

    def test_a_job_beside_the_protected_blocks_is_done(self):
        segment = Segment(LAST - 5000, image(5, 5000))
        board = self.board(*options(CHIP_STATUS=LAST_PART), external=old_contents())
        path = self.file(board, "image.bin", segment.data)
        self.assertSucceeds(board.halted(f"program {path} 0x{segment.address:08X} verify"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, segment))

    def test_unprotect_lifts_it_and_it_stays_lifted(self):
        board = self.board(*options(CHIP_STATUS=ALL), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted("xspi unprotect ext")
        self.assertSucceeds(result)
        self.assertIn("non-volatile", result.log)
        self.assertSucceeds(board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_flash_protect_protects_what_bits_can_and_refuses_the_rest_with_the_nearest(self):
        board = self.board(external=old_contents())
        first = SECTORS - FEWEST
        result = board.halted(f"flash protect ext {first} last on", "flash info ext")
        self.assertSucceeds(result)
        self.assertRegex(result.log, rf"# *{first}:.*\bprotected")
        self.assertRegex(result.log, rf"# *{first - 1}:.*not protected")
        self.assertFailsWith(board.halted(f"xspi erase {ext_end(0x10)} 4"), "XSPI-0602")
        refused = board.halted("flash protect ext 0 15 on")
        self.assertFailsWith(refused, "XSPI-0603")
        self.assertIn(f"{ext(0)} to {ext_end(1) if OCTAL else ext(FEWEST * 4096 - 1)}", refused.log)
        self.assertSucceeds(board.halted("flash protect ext 0 last off", f"xspi erase {ext_end(0x10)} 4"))
        self.assertNoViolation(board)

    def test_info_tells_what_is_protected(self):
        _, log = self.works(*options(CHIP_STATUS=LAST_PART), commands=["xspi info", "echo [xspi info -json]"])
        self.assertIn(f"{ext_end(LAST_BYTES)}-{ext_end(1)}", log)
        self.assertIn(f'"length":{LAST_BYTES}', log)

    @only_where(controller="QUADSPI")
    def test_bits_for_every_block_that_are_not_read_are_told_of(self):
        """Those of a Winbond above 16 MiB."""
        cfg = {"chip": "        chip W25Q256JV"}
        board = self.board(*options(CHIP="W25Q256JV", CHIP_WPSEL=1), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        run = lambda *commands: board.halted(*commands, board_file=self.board_file(board, cfg))
        self.assertFailsWith(run(f"xspi unprotect {ext(0x20000)} 0x10000"), "XSPI-0606")
        failed = run(f"program {path} 0x{self.IMAGE.address:08X} verify")
        self.assertFailsWith(failed, "XSPI-0608")
        log = run("xspi info ext", "echo [xspi info ext -json]").log
        self.assertIn("WPS = 1", log)
        self.assertIn('"known":false', log)
        self.assertNotIn("`flash info` lists them", log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @only_where(controller="QUADSPI")
    def test_a_chip_without_a_third_status_register_is_not_asked_for_it(self):
        """What floats there, FFh, has the bit for block locks. W25Q64FV answers with W25Q64JV's id."""
        program = f"flash write_image erase @ 0x{self.IMAGE.address:08X} bin"
        board = self.board(*options(CHIP="W25Q64FV"), external=old_contents()[:8 << 20])
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted("xspi info ext", program.replace("@", str(path)))
        self.assertSucceeds(result)
        self.assertNotIn("WPS", result.log)
        self.assertNoViolation(board)

    @unittest.skipIf(MICRON, "its lock bits are not modelled")
    def test_with_a_bit_for_every_block_lifting_is_for_the_session(self):
        board = self.board(*options(CHIP_WPSEL=1), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        program = f"flash write_image erase {path} 0x{self.IMAGE.address:08X} bin"
        refused = board.halted(program)
        self.assertFailsWith(refused, "XSPI-0602")
        self.assertIn("volatile", refused.log)
        self.assertSucceeds(board.halted(f"xspi unprotect {ext(0x20000)} 0x10000", "reset halt", program))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_a_block_that_refuses_although_no_bit_says_so(self):
        # A Winbond has no bit that reports it: the comparison does.
        log = self.works_not("XSPI-0316" if REPORTS_FAILURES else "XSPI-0511", *faults("protected-sector:0x22000"))
        self.assertIn(ext(0x22000)[:7], log)

    def works_not(self, error, *arguments):
        board = self.board(*arguments, external=old_contents(), strict=False)
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        board.stop()
        self.assertFailsWith(result, error)
        return result.log

    @only_where(controller="QUADSPI")
    def test_a_write_protected_sector_of_a_flash_that_OpenOCD_serves(self):
        old = image(2, INTERNAL_SIZE)
        board = self.board("--option", FIRST_SECTOR_PROTECTED, internal=old)
        path = self.file(board, "image.bin", image(3, 100))
        refused = board.halted(f"program {path} 0x08001000 verify")
        self.assertFailsWith(refused, "XSPI-0602")
        self.assertIn("flash protect int 0 0 off", refused.log)
        self.assertInternal(board, old)
        self.assertSucceeds(board.halted("flash protect int 0 0 off", f"program {path} 0x08001000 verify"))
        self.assertNoViolation(board)
        self.assertInternal(board, merged(old, INTERNAL_BASE, Segment(INTERNAL_BASE + 0x1000, image(3, 100))))

    @unittest.skipUnless(OURS_INTERNALLY, "OpenOCD's own driver serves its internal flash")
    def test_a_write_protected_sector_of_the_internal_flash(self):
        board = self.board(*options(WRPS="0xFD"), internal=image(2, INTERNAL_SIZE))
        path = self.file(board, "image.bin", image(3, 100))
        refused = board.halted(f"program {path} 0x08003000 verify")
        self.assertFailsWith(refused, "XSPI-0602")
        self.assertIn("xspi option WRPS 0xFF", refused.log)
        self.assertSucceeds(board.halted(f"program {path} 0x08005000 verify"))
        self.assertFailsWith(board.halted("flash protect int 0 1 on"), "XSPI-0601")
        self.assertSucceeds(board.halted("xspi option WRPS 0xFF", "reset halt", f"program {path} 0x08003000 verify"))
        self.assertNoViolation(board)
