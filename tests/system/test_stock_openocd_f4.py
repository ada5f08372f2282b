"""A board with an STM32F407VE before an outside judge: the distribution's OpenOCD, its target script and its stm32f2x
driver, which have been run on the real ones."""
import re

from harness import SystemCase, image, boardless
from stock_openocd import stock_board

ELSEWHERE = "it is about the STM32F407's boards and another OpenOCD"
TARGET = "source [find target/stm32f4x.cfg]"
# The two ways of an ST-LINK: through its own commands, and with the access port's registers.
WAYS = {
    "hla": (("source [find interface/stlink.cfg]", "transport select hla_swd", TARGET), "hla_stlink_backend"),
    "dapdirect": (("adapter driver st-link", "st-link vid_pid 0x0483 0x374e", "transport select dapdirect_swd", TARGET),
                  "st-link backend"),
}
FLASH = 0x08000000
# MSP, reset vector; movs r0, #0; adds r0, #1; adds r0, #2; b .-4
PROGRAM = bytes.fromhex("00000220 09000008 0020 0130 0230 fce7")


@boardless(ELSEWHERE)
class StockOpenOcdOnTheF407(SystemCase):
    def f407(self, way="dapdirect", *arguments, **keywords):
        script, backend = WAYS[way]
        return stock_board(self, script, *arguments, board="f407ve-w25q64", backend=backend, **keywords)

    def assertCleanEnd(self, board):
        board.stop()
        self.assertEqual(board.violations(), [])

    def test_it_finds_core_and_components_of_the_real_one(self):
        board = self.f407()
        done = board.halted("dap info")
        self.assertTrue(done.ok, done.log)
        for line in ("SWD DPIDR 0x2ba01477", "Cortex-M4 r0p1 processor detected", "target has 6 breakpoints, 4 watchpoints",
                     "AP ID register 0x24770011", "MEM-AP BASE 0xe00ff003", "Peripheral ID 0x00000a0411",
                     "Cortex-M4 SCS", "Cortex-M4 TPIU", "Trace Sink, Port", "Cortex-M4 ETM", "Trace Source, Processor"):
            self.assertIn(line, done.log)
        self.assertCleanEnd(board)

    def test_its_own_driver_programs_and_verifies_the_flash(self):
        data = image(21, 100_003)
        for way in WAYS:
            board = self.f407(way, internal=b"\0" * 0x80000)
            file = self.file(board, "image.bin", data)
            done = board.halted(f"flash write_image erase {file} {FLASH + 0xC000:#x}", f"verify_image {file} {FLASH + 0xC000:#x}")
            self.assertTrue(done.ok, done.log)
            self.assertCleanEnd(board)
            self.assertEqual(board.internal()[0xC000:0xC000 + len(data)], data, way)
            self.assertEqual(board.internal()[:0xC000], b"\0" * 0xC000, way)

    def test_it_stops_at_breakpoints_in_the_flash_and_steps(self):
        for way in WAYS:
            board = self.f407(way, internal=PROGRAM)
            done = board.halted(
                "echo \"starts at [dict get [get_reg pc] pc]\"", "bp 0x0800000c 2 hw", "resume", "wait_halt 500",
                "echo \"stopped at [dict get [get_reg pc] pc] with [dict get [get_reg r0] r0]\"", "step",
                "echo \"stepped to [dict get [get_reg pc] pc]\"", "rbp all", "resume", "sleep 1", "halt",
                "echo \"counted [expr {[dict get [get_reg r0] r0] > 100}]\"")
            self.assertTrue(done.ok, done.log)
            self.assertIn("starts at 0x08000008", done.log)
            self.assertIn("stopped at 0x0800000c with 0x00000001", done.log)
            self.assertIn("stepped to 0x0800000e", done.log)
            self.assertIn("counted 1", done.log)
            self.assertCleanEnd(board)

    def test_what_it_loads_into_ram_runs_there(self):
        for way in WAYS:
            board = self.f407(way)
            file = self.file(board, "program.bin", PROGRAM[8:])
            done = board.halted(f"load_image {file} 0x20000400 bin", f"verify_image {file} 0x20000400 bin", "reg pc 0x20000400",
                                "bp 0x20000404 2", "resume", "wait_halt 500",
                                "echo \"stopped at [dict get [get_reg pc] pc]\"")
            self.assertTrue(done.ok, done.log)
            self.assertIn("stopped at 0x20000404", done.log)
            self.assertCleanEnd(board)

    def test_its_driver_reads_and_writes_the_options(self):
        board = self.f407()
        done = board.halted("flash probe 0", "echo [stm32f2x options_read 0]", "flash protect 0 1 2 on", "reset halt",
                            "echo [flash info 0 sectors]", "flash protect 0 1 2 off", "stm32f2x options_write 0 0x6C",
                            "reset halt", "echo [stm32f2x options_read 0]", "echo [flash info 0 sectors]")
        self.assertTrue(done.ok, done.log)
        self.assertEqual(re.findall(r"user_options (0x\w+)", done.log), ["0xEC", "0x6C"])
        sectors = re.findall(r"\(0x\w+ (\d+)kB\) (\w+ ?\w+)", done.log)
        sizes = ["16"] * 4 + ["64"] + ["128"] * 3
        self.assertEqual([size for size, _ in sectors], sizes * 2)
        self.assertEqual([n for n, (_, state) in enumerate(sectors) if state.startswith("protected")], [1, 2])
        self.assertCleanEnd(board)

    def test_its_lock_shuts_it_out_and_its_unlock_erases_everything(self):
        board = self.f407(internal=image(22, 0x80000))
        done = board.halted("stm32f2x lock 0", "reset halt", "echo \"read [catch {read_memory 0x08000000 32 1}]\"",
                            "stm32f2x unlock 0", "reset halt", "echo \"now [read_memory 0x08000000 32 1]\"")
        self.assertTrue(done.ok, done.log)
        self.assertIn("read 1", done.log)
        self.assertIn("now 0xffffffff", done.log)
        self.assertCleanEnd(board)
        self.assertEqual(board.internal(), b"\xff" * 0x80000)
