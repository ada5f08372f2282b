"""Protected blocks: found before anything is erased, lifted only when asked."""
from faults import FaultCase, faults, options
from harness import EXTERNAL_BASE, EXTERNAL_SIZE, image, old_contents, virtual_only, only_on
from images import Segment, merged, motorola_s19
from board_under_test import EXTERNAL_END, ext, ext_end

LAST = EXTERNAL_BASE + EXTERNAL_SIZE - 0x40000  # what BP = 3 protects


@only_on("nucleo_h7s3l8")
@virtual_only("it needs protection bits, which the chip keeps, or option bytes")
class Protection(FaultCase):
    def test_blocks_that_bits_protect_are_named_with_bits_and_remedy(self):
        for status, configuration, first, last in ((0x3C, 7, EXTERNAL_BASE, EXTERNAL_END - 0x1), (0x24, 7, EXTERNAL_BASE + 0x1000000, EXTERNAL_END - 0x1),
                                                   (0x14, 15, EXTERNAL_BASE, EXTERNAL_BASE + 0xFFFFF)):
            with self.subTest(status=status, configuration=configuration):
                address = first + 0x1001
                log = self.named("XSPI-0602", *options(CHIP_STATUS=status, CHIP_CONFIGURATION=configuration),
                                 commands=[f"xspi erase 0x{address:08X} 16"], strict=True)
                self.assertIn(f"0x{first:08X} to 0x{last:08X}", log)
                self.assertIn(f"BP = {status >> 2}", log)
                self.assertIn(f"xspi unprotect 0x{first:08X}", log)
                self.assertIn("non-volatile", log)

    def test_an_image_of_many_megabytes_is_refused_as_soon_as_a_small_one(self):
        image_over = merged(old_contents()[:24 << 20], EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x1001000, b"other"))
        for status, data in ((0x3C, image(8, 24 << 20)), (0x24, image_over)):
            with self.subTest(status=status):
                commands = [f"flash write_image erase @ {ext(0)} bin"]
                self.named("XSPI-0602", *options(CHIP_STATUS=status), data=data, commands=commands, strict=True)

    def test_a_job_for_both_flashes_leaves_the_other_one_alone(self):
        board = self.board(*options(CHIP_STATUS=0x3C), external=old_contents(), internal=image(2, 65536))
        path = self.file(board, "image.s19", motorola_s19(
            Segment(0x08000000, image(3, 100)), Segment(EXTERNAL_BASE, image(4, 100))))
        self.assertFailsWith(board.halted(f"program {path} verify"), "XSPI-0602")
        self.assertNoViolation(board)
        self.assertInternal(board, image(2, 65536))
        self.assertExternal(board, old_contents())

    def test_a_job_beside_the_protected_blocks_is_done(self):
        segment = Segment(LAST - 5000, image(5, 5000))
        board = self.board(*options(CHIP_STATUS=0x0C), external=old_contents())
        path = self.file(board, "image.bin", segment.data)
        self.assertSucceeds(board.halted(f"program {path} 0x{segment.address:08X} verify"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, segment))

    def test_unprotect_lifts_it_and_it_stays_lifted(self):
        board = self.board(*options(CHIP_STATUS=0x3C), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted("xspi unprotect ext")
        self.assertSucceeds(result)
        self.assertIn("non-volatile", result.log)
        self.assertSucceeds(board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_flash_protect_protects_what_bits_can_and_refuses_the_rest_with_the_nearest(self):
        board = self.board(external=old_contents())
        result = board.halted("flash protect ext 8176 last on", "flash info ext")
        self.assertSucceeds(result)
        self.assertRegex(result.log, r"#8176:.*\bprotected")
        self.assertRegex(result.log, r"#8175:.*not protected")
        self.assertFailsWith(board.halted(f"xspi erase {ext_end(0x10)} 4"), "XSPI-0602")
        refused = board.halted("flash protect ext 0 15 on")
        self.assertFailsWith(refused, "XSPI-0603")
        self.assertIn(f"{ext(0)} to {ext_end(1)}", refused.log)
        self.assertSucceeds(board.halted("flash protect ext 0 last off", f"xspi erase {ext_end(0x10)} 4"))
        self.assertNoViolation(board)

    def test_info_tells_what_is_protected(self):
        _, log = self.works(*options(CHIP_STATUS=0x0C), commands=["xspi info", "echo [xspi info -json]"])
        self.assertIn(f"{ext_end(0x40000)}-{ext_end(1)}", log)
        self.assertIn('"length":262144', log)

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
        log = self.works_not("XSPI-0316", *faults("protected-sector:0x22000"))
        self.assertIn("0x70022", log)

    def works_not(self, error, *arguments):
        board = self.board(*arguments, external=old_contents(), strict=False)
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        board.stop()
        self.assertFailsWith(result, error)
        return result.log

    def test_a_write_protected_sector_of_the_internal_flash(self):
        board = self.board(*options(WRPS="0xFD"), internal=image(2, 65536))
        path = self.file(board, "image.bin", image(3, 100))
        refused = board.halted(f"program {path} 0x08003000 verify")
        self.assertFailsWith(refused, "XSPI-0602")
        self.assertIn("xspi option WRPS 0xFF", refused.log)
        self.assertSucceeds(board.halted(f"program {path} 0x08005000 verify"))
        self.assertFailsWith(board.halted("flash protect int 0 1 on"), "XSPI-0601")
        self.assertSucceeds(board.halted("xspi option WRPS 0xFF", "reset halt", f"program {path} 0x08003000 verify"))
        self.assertNoViolation(board)
