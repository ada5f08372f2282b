"""The STM32F7 boards before an outside judge: the distribution's OpenOCD, its scripts and its flash drivers (stmqspi,
stm32f2x), which have been run on the real ones."""
import re

from harness import SystemCase, image, boardless
from stock_openocd import stock_board

ELSEWHERE = "it is about the STM32F7's boards and another OpenOCD"
DISCO = ("source [find board/stm32f746g-disco.cfg]",)
# There is no script for the NUCLEO-F767ZI; this is what those of other NUCLEO boards say.
NUCLEO = ("source [find interface/stlink.cfg]", "transport select hla_swd", "source [find target/stm32f7x.cfg]",
          "reset_config srst_only")
QSPI, FLASH = 0x90000000, 0x08000000
# OpenOCD runs the DISCO at 192 MHz without over-drive and APBs above 45 and 90 MHz, and asks a chip in single-line
# protocol for its multiple I/O id first.
KNOWN = {("VB-RCC-010", "HCLK at 192000000 Hz"), ("VB-RCC-012", "PCLK1 at 48000000 Hz"),
         ("VB-RCC-012", "PCLK2 at 96000000 Hz"), ("VB-NOR-001", "opcode 0xAF is unknown")}


@boardless(ELSEWHERE)
class StockOpenOcdOnTheDisco(SystemCase):
    def disco(self, *arguments, **keywords):
        return stock_board(self, DISCO, *arguments, board="stm32f746g-disco", strict=False, **keywords)

    def assertKnownViolationsOnly(self, board):
        board.stop()
        unknown = [v for v in board.violations()
                   if not any(v["rule"] == rule and v["what"].startswith(what) for rule, what in KNOWN)]
        self.assertEqual(unknown, [])

    def test_its_own_driver_programs_and_verifies_the_chip_on_the_disco(self):
        data = image(7, 100_003)
        board = self.disco(external=b"\0" * 0x1000000)
        file = self.file(board, "image.bin", data)
        done = board.openocd("init", "reset init", f"flash write_image erase {file} {QSPI + 0x21000:#x}",
                             f"verify_image {file} {QSPI + 0x21000:#x}", f"flash verify_bank 3 {file} 0x21000")
        self.assertTrue(done.ok, done.log)
        self.assertIn("'micron n25q128' id = 0x18ba20 size = 16384 KiB", done.log)
        self.assertKnownViolationsOnly(board)
        self.assertEqual(board.external()[0x21000:0x21000 + len(data)], data)
        self.assertEqual(board.external()[:0x20000], b"\0" * 0x20000)
        self.assertEqual(board.report()["erases"], {"65536": 2})

    def test_it_programs_the_chip_of_board_revision_c_03_as_well(self):
        data = image(8, 5_000)
        board = self.disco("--chip", "W25Q128JV")
        file = self.file(board, "image.bin", data)
        done = board.openocd("init", "reset init", f"flash write_image erase {file} {QSPI:#x}",
                             f"verify_image {file} {QSPI:#x}")
        self.assertTrue(done.ok, done.log)
        self.assertIn("size = 16384 KiB", done.log)
        self.assertKnownViolationsOnly(board)
        self.assertEqual(board.external()[:len(data)], data)

    def test_a_chip_that_says_done_and_is_not_is_found_by_its_verification(self):
        board = self.disco("--fault", "weak-bit:0x21005:3=1")
        file = self.file(board, "image.bin", b"\0" * 0x100)
        done = board.openocd("init", "reset init", f"flash write_image erase {file} {QSPI + 0x21000:#x}",
                             f"verify_image {file} {QSPI + 0x21000:#x}")
        self.assertFalse(done.ok, done.log)
        self.assertIn("diff 0 address 0x90021005", done.log)

    def test_its_own_driver_programs_and_verifies_the_flash_of_the_f746(self):
        data = image(9, 40_001)
        board = self.disco(internal=b"\0" * 0x100000)
        file = self.file(board, "image.bin", data)
        done = board.openocd("init", "reset init", f"flash write_image erase {file} {FLASH + 0x8000:#x}",
                             f"verify_image {file} {FLASH + 0x8000:#x}", f"verify_image {file} 0x00208000")
        self.assertTrue(done.ok, done.log)
        self.assertKnownViolationsOnly(board)
        self.assertEqual(board.internal()[0x8000:0x8000 + len(data)], data)
        self.assertEqual(board.internal()[:0x8000], b"\0" * 0x8000)

    def test_it_steps_and_stops_at_breakpoints_through_the_probes_own_commands(self):
        board = self.disco()
        loop = ("mww 0x20010000 0x31012100", "mww 0x20010004 0xbf00e7fd")  # movs r1, #0; adds r1, #1; b .-2
        done = board.openocd("init", "reset halt", *loop, "reg pc 0x20010000", "reg msp 0x20020000", "step",
                             "echo \"stepped to [dict get [get_reg pc] pc]\"", "bp 0x20010004 2 hw", "resume",
                             "wait_halt 500", "echo \"stopped at [dict get [get_reg pc] pc]\"", "rbp all",
                             "reg r1 0x1000", "resume", "sleep 1", "halt",
                             "echo \"counted [expr {[dict get [get_reg r1] r1] > 0x1000}]\"")
        self.assertTrue(done.ok, done.log)
        self.assertIn("stepped to 0x20010002", done.log)
        self.assertIn("stopped at 0x20010004", done.log)
        self.assertIn("counted 1", done.log)


@boardless(ELSEWHERE)
class StockOpenOcdOnTheNucleo(SystemCase):
    def nucleo(self, *arguments, **keywords):
        return stock_board(self, NUCLEO, *arguments, board="nucleo-f767zi", chip=False, **keywords)

    @staticmethod
    def sectors(log):
        """Sizes in KiB, in order, as its driver lists them."""
        return [int(size) for size in re.findall(r"\(0x\w+ (\d+)kB\)", log)]

    def test_it_reads_the_options_as_delivered(self):
        board = self.nucleo()
        done = board.halted("echo [stm32f2x options_read 0]")
        self.assertTrue(done.ok, done.log)
        self.assertIn("user_options 0xFFC, boot_add0 0x0080, boot_add1 0x0040", done.log)
        board.stop()
        self.assertEqual(board.violations(), [])

    def test_it_toggles_nDBANK_and_erases_and_programs_in_either_layout(self):
        data = image(10, 30_000)
        board = self.nucleo()
        file = self.file(board, "image.bin", data)

        def programs(address):
            return (f"flash write_image erase {file} {address:#x}", f"verify_image {file} {address:#x}")
        # The line of two banks has sectors of 16 KiB where the single one has its 256 KiB.
        done = board.halted(*programs(FLASH + 0x100000), "stm32f2x options_write 0 0xDFC 0x0080 0x0040", "reset halt",
                            "flash probe 0", "echo [stm32f2x options_read 0]", *programs(FLASH + 0x104000),
                            "flash erase_sector 0 12 12")
        self.assertTrue(done.ok, done.log)
        self.assertIn("Single Bank 2048 kiB", done.log)
        self.assertIn("Dual Bank 2048 kiB", done.log)
        self.assertIn("user_options 0xDFC, boot_add0 0x0080, boot_add1 0x0040", done.log)
        back = board.halted("stm32f2x options_write 0 0xFFC 0x0080 0x0040", "reset halt", "flash probe 0",
                            "echo [stm32f2x options_read 0]", "stm32f2x mass_erase 0", *programs(FLASH + 0x40000))
        self.assertTrue(back.ok, back.log)
        self.assertIn("user_options 0xFFC", back.log)
        board.stop()
        self.assertEqual(board.violations(), [])
        inside = board.internal()
        self.assertEqual(inside[0x40000:0x40000 + len(data)], data)
        self.assertEqual(inside.replace(data, b"").strip(b"\xff"), b"")

    def test_its_map_of_sectors_follows_the_layout(self):
        big = [32] * 4 + [128] + [256] * 7
        half = [16] * 4 + [64] + [128] * 7
        for value, expected in (("1", big), ("0", half * 2)):
            board = self.nucleo("--option", f"nDBANK={value}")
            done = board.halted("flash probe 0", "echo [flash info 0 sectors]")
            self.assertTrue(done.ok, done.log)
            self.assertEqual(self.sectors(done.log), expected, done.log)

    def test_an_option_change_that_is_cut_leaves_level_1_which_its_unlock_ends_by_a_mass_erase(self):
        for moment in ("1.5", "2", "2.5"):
            board = self.nucleo("--fault", f"reset-at:#int{moment}", internal=b"\x55" * 0x200000)
            board.halted("catch {stm32f2x options_write 0 0xDFC 0x0080 0x0040}")
            found = board.halted("echo \"optcr [read_memory 0x40023c14 32 1]\"",
                                 "echo \"read [catch {read_memory 0x08000000 32 1}]\"")
            self.assertIn("read 1", found.log, moment)
            optcr = int(re.search(r"optcr (0x\w+)", found.log).group(1), 16)
            self.assertNotIn(optcr >> 8 & 0xFF, (0xAA, 0xCC), moment)
            done = board.halted("stm32f2x unlock 0", "reset halt", "echo \"read [read_memory 0x08000000 32 1]\"")
            self.assertTrue(done.ok, done.log)
            self.assertIn("read 0xffffffff", done.log)
