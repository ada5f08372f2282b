"""In whatever mode the chip is found, it is programmed."""
from harness import (EXTERNAL_BASE, FIRMWARE, Range, SystemCase, any_board, image, merge_elf, old_contents, only_on,
                     virtual_only)
from images import Segment, merged
from board_under_test import LED

# XSPI2 (RM0477): the registers that the small sequences below write.
XSPI2 = 0x5200A000
CR, SR, FCR, DLR, AR, DR = 0x000, 0x020, 0x024, 0x040, 0x048, 0x050
CCR, TCR, IR, ABORT = 0x100, 0x108, 0x110, 0x2
OCTAL_DTR_COMMAND = 0x0800001C  # CCR: IMODE eight lines, IDTR, ISIZE 16 bits; DDTR, without which DHQC is off
HOLD_A_QUARTER = 0x10000000  # TCR: DHQC, as DTR needs


@only_on("nucleo_h7s3l8")
@any_board(Range(0x31001, 7_001))
class Recovery(SystemCase):
    SEGMENT = Segment(EXTERNAL_BASE + 0x31001, image(77, 7_001))

    def poke(self, *writes):
        return [f"mww 0x{XSPI2 + register:08X} 0x{value:08X}" for register, value in writes]

    def indirect(self, ccr, instruction):
        """A command without address and data: abort what is mapped, then indirect write mode."""
        return ([f"mww 0x{XSPI2 + CR:08X} [expr {{[read_memory 0x{XSPI2 + CR:08X} 32 1] | {ABORT}}}]", "sleep 1",
                 f"mww 0x{XSPI2 + CR:08X} [expr {{[read_memory 0x{XSPI2 + CR:08X} 32 1] & ~0x30000000}}]"]
                + self.poke((FCR, 0x1B), (TCR, HOLD_A_QUARTER), (CCR, ccr), (IR, instruction)) + ["sleep 1"])

    def programs(self, *arguments, before, again="reset halt", internal=None, external=None):
        """Programs the segment after one OpenOCD did `before`, by another that does `again` first."""
        external = external or old_contents()
        board = self.board(*arguments, external=external, internal=internal)
        path = self.file(board, "image.bin", self.SEGMENT.data)
        self.assertSucceeds(board.openocd("init", *before))
        result = board.openocd("init", again, f"flash write_image erase {path} 0x{self.SEGMENT.address:08X} bin",
                               f"verify_image {path} 0x{self.SEGMENT.address:08X} bin")
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertExternal(board, merged(external, EXTERNAL_BASE, self.SEGMENT))
        return result

    @any_board(Range(0x31001, 7_001), representative=True)
    def test_in_8D_after_an_earlier_session(self):
        for again in ("reset halt", "halt"):
            with self.subTest(again):
                self.programs(before=("reset halt", "xspi map"), again=again)

    def test_in_deep_power_down(self):
        down = self.indirect(OCTAL_DTR_COMMAND, 0xB946)
        self.programs(before=("reset halt", "xspi map", *down))

    def test_in_deep_power_down_without_a_reset(self):
        down = self.indirect(OCTAL_DTR_COMMAND, 0xB946)
        self.programs(before=("reset halt", "xspi map", *down), again="halt")

    def test_in_1S_after_a_software_reset_of_the_chip(self):
        reset = self.indirect(OCTAL_DTR_COMMAND, 0x6699) + self.indirect(OCTAL_DTR_COMMAND, 0x9966)
        self.programs(before=("reset halt", "xspi map", *reset))

    @any_board(Range(0x31001, 7_001), Range(0x100000, 0x10000))
    def test_busy_with_an_erase_in_8D(self):
        # Write enable, then a 64 KiB erase of a block that the image does not touch, left under way.
        address = 0x00100000
        erase = self.indirect(OCTAL_DTR_COMMAND, 0x06F9) + self.poke(
            (FCR, 0x1B), (CCR, OCTAL_DTR_COMMAND | 0x00003C00), (IR, 0xDC23), (AR, address))
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", self.SEGMENT.data)
        self.assertSucceeds(board.halted("xspi map", *erase))
        self.assertSucceeds(board.halted(f"program {path} 0x{self.SEGMENT.address:08X} verify"))
        self.assertNoViolation(board)
        found, expected = board.external(), merged(old_contents(), EXTERNAL_BASE, self.SEGMENT)
        self.assertSameBytes(found[:address], expected[:address], EXTERNAL_BASE)
        self.assertSameBytes(found[address + 0x10000:], expected[address + 0x10000:], EXTERNAL_BASE)
        # The erase had begun; a reset may have cut it off, but the board must really have started it.
        self.assertNotEqual(found[address:address + 0x10000], old_contents()[address:address + 0x10000])

    @virtual_only("it needs option bytes of its own")
    def test_mapped_by_the_bootloader_with_an_application_running(self):
        external = merge_elf("blinky.elf")
        for arguments in ((), ("--option", "XSPI2_HSLV=1")):
            for again in ("halt", "reset halt"):
                with self.subTest(arguments=arguments, again=again):
                    self.programs(*arguments, before=("reset run", "sleep 600"), again=again,
                                  internal=merge_elf("bootloader.elf"), external=external)

    @virtual_only("it counts the LED's changes")
    def test_the_running_application_itself_is_replaced_without_a_reset_before(self):
        board = self.board(external=old_contents(), internal=merge_elf("bootloader.elf"))
        self.assertSucceeds(board.openocd(f"program {FIRMWARE / 'blinky.elf'} verify reset", "sleep 700"))
        spoilt = bytearray(board_elf := (FIRMWARE / "blinky.elf").read_bytes())
        at = board_elf.index(b"blinky: ")
        spoilt[at:at + 6] = b"BLINKY"
        path = self.file(board, "other.elf", bytes(spoilt))
        self.assertSucceeds(board.openocd("init", "halt", f"flash write_image erase {path}", f"verify_image {path}",
                                          "reset run", "sleep 1500"))
        self.assertNoViolation(board)
        self.assertIn(b"BLINKY", board.external())
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 4)

    @any_board(Range(0, 0x10000), internal=True)
    def test_an_internal_job_leaves_the_external_chip_as_it_was(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(5, 777))
        self.assertSucceeds(board.halted(f"program {path} 0x08003001 verify"))
        self.assertNoViolation(board)
        self.assertReported(board, chip_bytes_read=0)
        self.assertExternal(board, old_contents())
