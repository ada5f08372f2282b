"""In whatever mode the chip is found, it is programmed."""
import unittest

from harness import EXTERNAL_BASE, FIRMWARE, Range, SystemCase, any_board, image, merge_elf, old_contents, virtual_only
from memories import MAPS_NOTHING
from images import Segment, merged
from board_under_test import CHIP_STATES, CONTROLLER, INTERNAL_BASE, LED, MAPPED, OCTAL, OF_FAMILY, ON_SPI, PINS


class Xspi2:
    """XSPI2 (RM0477): what the small sequences below write, for a chip in 8D-8D-8D."""
    BASE = 0x5200A000
    CR, FCR, AR, CCR, TCR, IR = 0x000, 0x024, 0x048, 0x100, 0x108, 0x110
    LEAVE_MAPPED = [f"mww 0x{BASE + CR:08X} [expr {{[read_memory 0x{BASE + CR:08X} 32 1] & ~0x30000000}}]"]
    WRITE_ENABLE, ERASE, POWER_DOWN, RESET_ENABLE, RESET = 0x06F9, 0xDC23, 0xB946, 0x6699, 0x9966
    COMMAND = 0x0800001C  # CCR: IMODE eight lines, IDTR, ISIZE 16 bits; DDTR, without which DHQC is off
    WITH_ADDRESS = 0x00003C00
    HOLD_A_QUARTER = 0x10000000  # TCR: DHQC, as DTR needs

    @classmethod
    def command(cls, opcode):
        return (cls.TCR, cls.HOLD_A_QUARTER), (cls.CCR, cls.COMMAND), (cls.IR, opcode)

    @classmethod
    def command_at(cls, opcode, address):
        return (cls.CCR, cls.COMMAND | cls.WITH_ADDRESS), (cls.IR, opcode), (cls.AR, address)


class Quadspi:
    """QUADSPI (RM0433), for a chip that takes its commands over one line: CCR begins one without address."""
    BASE = getattr(OF_FAMILY, "QUADSPI", 0)
    CR, FCR, CCR, AR = 0x00, 0x0C, 0x14, 0x18
    LEAVE_MAPPED = []  # the functional mode is in CCR
    WRITE_ENABLE, ERASE, POWER_DOWN, RESET_ENABLE, RESET = 0x06, 0xD8, 0xB9, 0x66, 0x99
    COMMAND = 0x100  # IMODE one line
    WITH_ADDRESS = 0x2400  # ADMODE one line, ADSIZE 24 bits

    @classmethod
    def command(cls, opcode):
        return ((cls.CCR, cls.COMMAND | opcode),)

    @classmethod
    def command_at(cls, opcode, address):
        return (cls.CCR, cls.COMMAND | cls.WITH_ADDRESS | opcode), (cls.AR, address)


class Spi:
    """SPI of an STM32F4 or F7 (RM0090): the driver has set it up, and each byte is written to DR while NCS is low."""
    BASE = 0x40013000
    CR1, DR = 0x00, 0x0C
    ENABLED = 0x344  # MSTR, SSM, SSI, and SPE; half the APB's clock
    WRITE_ENABLE, ERASE, POWER_DOWN, RESET_ENABLE, RESET = 0x06, 0xD8, 0xB9, 0x66, 0x99
    SELECT = OF_FAMILY.GPIO_PORTS + 0x400 * (ord(PINS["NCS"][1]) - ord("A")) + 0x18  # BSRR
    BIT = 1 << int(PINS["NCS"][2:])

    @classmethod
    def sent(cls, *data):
        return ([f"mww 0x{cls.SELECT:08X} 0x{cls.BIT << 16:08X}", f"mww 0x{cls.BASE + cls.CR1:08X} 0x{cls.ENABLED:X}"]
                + [f"mwb 0x{cls.BASE + cls.DR:08X} 0x{byte:02X}" for byte in data]
                + [f"mww 0x{cls.SELECT:08X} 0x{cls.BIT:08X}"])


NOR = Quadspi if CONTROLLER == "QUADSPI" else Spi if ON_SPI else Xspi2
ABORT = 0x2  # of CR
ALL_FLAGS = 0x1B  # of FCR


@any_board(Range(0x31001, 7_001))
class Recovery(SystemCase):
    SEGMENT = Segment(EXTERNAL_BASE + 0x31001, image(77, 7_001))

    def poke(self, *writes):
        return [f"mww 0x{NOR.BASE + register:08X} 0x{value:08X}" for register, value in writes]

    def indirect(self, opcode):
        """A command without address and data: abort what is mapped, then indirect write mode."""
        if ON_SPI:
            return Spi.sent(opcode)
        control = NOR.BASE + NOR.CR
        return ([f"mww 0x{control:08X} [expr {{[read_memory 0x{control:08X} 32 1] | {ABORT}}}]", "sleep 1"]
                + NOR.LEAVE_MAPPED + self.poke((NOR.FCR, ALL_FLAGS), *NOR.command(opcode)) + ["sleep 1"])

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
    def test_in_its_own_mode_after_an_earlier_session(self):
        for again in ("reset halt", "halt"):
            with self.subTest(again):
                self.programs(before=("reset halt", "xspi map"), again=again)

    @unittest.skipUnless("power-down" in CHIP_STATES, "its chip has no deep power-down")
    def test_in_deep_power_down(self):
        down = self.indirect(NOR.POWER_DOWN)
        self.programs(before=("reset halt", "xspi map", *down))

    @unittest.skipUnless("power-down" in CHIP_STATES, "its chip has no deep power-down")
    def test_in_deep_power_down_without_a_reset(self):
        down = self.indirect(NOR.POWER_DOWN)
        self.programs(before=("reset halt", "xspi map", *down), again="halt")

    def test_in_1S_after_a_software_reset_of_the_chip(self):
        reset = self.indirect(NOR.RESET_ENABLE) + self.indirect(NOR.RESET)
        self.programs(before=("reset halt", "xspi map", *reset))

    @any_board(Range(0x31001, 7_001), Range(0x100000, 0x10000))
    def test_busy_with_an_erase(self):
        # Write enable, then a 64 KiB erase of a block that the image does not touch, left under way.
        address = 0x00100000
        erase = self.indirect(NOR.WRITE_ENABLE)
        erase += (Spi.sent(NOR.ERASE, *address.to_bytes(3, "big")) if ON_SPI else
                  self.poke((NOR.FCR, ALL_FLAGS), *NOR.command_at(NOR.ERASE, address)))
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
        for arguments in ((), ("--option", "XSPI2_HSLV=1")) if OCTAL else ((),):
            for again in ("halt", "reset halt"):
                with self.subTest(arguments=arguments, again=again):
                    self.programs(*arguments, before=("reset run", "sleep 600"), again=again,
                                  internal=merge_elf("bootloader.elf"), external=external)

    @unittest.skipUnless(MAPPED, MAPS_NOTHING)
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
        self.assertSucceeds(board.halted(f"program {path} 0x{INTERNAL_BASE + 0x3001:08X} verify"))
        self.assertNoViolation(board)
        self.assertReported(board, chip_bytes_read=0)
        self.assertExternal(board, old_contents())
