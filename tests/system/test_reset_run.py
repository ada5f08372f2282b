"""Between a job and the reset that follows it the core executes nothing: not what the application left in RAM, at the
place where the agent ended, and nothing else."""
import unittest

from gdb_session import GDB, Server
from harness import EXTERNAL_BASE, SystemCase, image, merge_elf, virtual_only, wait_until
from board_under_test import CORE, LED, OF_FAMILY, ext, ext_end

RAM, RAM_SIZE = 0x20000000, 0x8000  # where the agent runs, and what is put back afterwards
BY_PIN = ("srst_only srst_gates_jtag", "srst_only srst_nogate")


@virtual_only("it needs to know what the core executed")
class ResetAfterAJob(SystemCase):
    def application(self):
        return self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))

    def canary(self, board):
        """A command that fills the agent's RAM with code that is a violation wherever it is entered."""
        return f"load_image {self.file(board, 'canary.bin', OF_FAMILY.CANARY * (RAM_SIZE // len(OF_FAMILY.CANARY)))} 0x{RAM:08X} bin"

    def executes_nothing(self, *commands, end=("reset run",), state="running"):
        """On an application that ran and was halted; it runs again after a reset that lets run."""
        board = self.application()
        path = self.file(board, "image.bin", image(4, 5_000))
        result = board.openocd("init", "reset run", "sleep 400", "halt", self.canary(board),
                               *[c.replace("@", str(path)) for c in (*commands, *end)],
                               f'echo "state [{CORE} curstate]"', "sleep 600")
        self.assertIn(f"state {state}", result.log)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        return board, result.log

    def assertBlinks(self, board):
        self.assertGreater(board.report()["leds"][LED]["toggles"], 1)

    def test_the_canary_sings(self):
        """The agent's RAM, entered as OpenOCD's own way of a reset would."""
        board = self.application()
        board.openocd("init", "reset halt", self.canary(board), f"resume 0x{RAM:08X}", "sleep 10")
        board.stop()
        self.assertNotEqual(board.violations(), [])

    def test_after_every_kind_of_job(self):
        for job in ("xspi info", "xspi info ext", f"flash write_image erase @ {ext(0x200000)} bin", f"xspi dump @.out {ext(0)} 4096",
                    f"verify_image @ {ext(0x200000)} bin", "flash erase_sector ext 768 768", "flash read_bank ext @.out 0 100",
                    f"catch {{flash write_image @ {ext_end(0x100)} bin}}", "xspi map"):
            with self.subTest(job):
                erase = () if not job.startswith("verify") else (f"flash write_image erase @ {ext(0x200000)} bin",)
                board, _ = self.executes_nothing(*erase, job)
                self.assertBlinks(board)

    def test_by_every_kind_of_reset(self):
        for reset, state in (("reset run", "running"), ("reset", "running"), ("reset halt", "halted"), ("reset init", "halted"),
                             ("reset halt; reset run", "running"), ("catch soft_reset_halt", "halted"),
                             (f"{CORE} arp_reset assert 0; {CORE} arp_reset deassert 0; sleep 20", "running")):
            with self.subTest(reset):
                self.executes_nothing("xspi info ext", end=(reset,), state=state)

    def test_by_the_reset_pin_as_well(self):
        for pin in BY_PIN:
            for reset, state in (("reset run", "running"), ("reset halt", "halted")):
                with self.subTest(pin, reset=reset):
                    self.executes_nothing("xspi info ext", f"reset_config {pin}", end=(reset,), state=state)

    def test_when_openocd_ends_without_a_reset(self):
        board = self.application()
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 400", "halt", self.canary(board), "xspi info ext"))
        result = board.openocd("init", f'echo "state [{CORE} curstate]"', "reset run", "sleep 600")
        self.assertIn("state halted", result.log)
        self.assertNoViolation(board)
        self.assertBlinks(board)

    def test_with_program_reset_exit(self):
        board = self.application()
        path = self.file(board, "image.bin", image(4, 5_000))
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 400", "halt", self.canary(board),
                                          f"flash write_image erase {path} 0x{EXTERNAL_BASE + 0x200000:08X} bin",
                                          f"program {path} 0x{EXTERNAL_BASE + 0x200000:08X} verify reset exit"))
        self.assertNoViolation(board)

    def test_a_core_that_sleeps_or_hangs_is_reset_all_the_same(self):
        """Code in RAM that waits for an interrupt, or faults for good."""
        for name, code in (("sleeps", "30bf fde7"), ("locked up", "00de 00de")):
            with self.subTest(name):
                board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
                path = self.file(board, "code.bin", bytes.fromhex(code))
                result = board.openocd("init", "reset halt", f"load_image {path} 0x20000000 bin", "reg primask 1",
                                       "reg faultmask 1", "resume 0x20000000", "sleep 20", "reset run",
                                       f'echo "state [{CORE} curstate]"', "sleep 600")
                self.assertSucceeds(result)
                self.assertIn("state running", result.log)
                self.assertNoViolation(board)
                self.assertBlinks(board)

    def test_a_breakpoint_at_the_first_instruction_still_stops_it(self):
        entry = int.from_bytes(merge_elf("bootloader.elf")[4:8], "little") & ~1
        board = self.application()
        result = board.openocd("init", "reset halt", f"bp 0x{entry:08X} 2 hw", "xspi info ext", "reset run", "sleep 20",
                               "poll", "reg pc", f'echo "state [{CORE} curstate]"')
        self.assertIn("state halted", result.log)
        self.assertIn(f"0x{entry:08x}", result.log)

    @unittest.skipUnless(GDB, "gdb-multiarch is not installed")
    def test_when_gdb_leaves(self):
        for leave in ("detach", "echo bye\\n"):
            with self.subTest(leave):
                board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"), shim=False)
                server = Server(self, board, "init", "reset run", "sleep 300")
                server.gdb(f"monitor {self.canary(board)}", "monitor xspi info ext", leave)
                self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
                server.stop()
                self.assertNoViolation(board)
