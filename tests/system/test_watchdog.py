"""An application that runs a short watchdog is worked on without a reset: loading the agent and what is put back around it take
longer than its period."""
import pathlib
import subprocess
import tempfile
import unittest

from board_under_test import OF_FAMILY, ext
from memories import loadable, loaded
from gdb_session import GDB, Server
from harness import INTERNAL_SIZE, SystemCase, image, old_contents, virtual_only

SOURCE = pathlib.Path(__file__).resolve().parent / "watchdog-program"
LINKER_SCRIPT = pathlib.Path(__file__).resolve().parent / "serial-program/program.ld"
FLAGS = [f"-mcpu={OF_FAMILY.CPU}", "-mthumb", "-O1", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror"]
COUNTS_A_MS, LOOPS_A_MS = 8, OF_FAMILY.RESET_HZ // 10_000
JOBS = ("xspi info ext", f"flash write_image erase @ {ext(0x100000)} bin; verify_image @ {ext(0x100000)} bin", "xspi map",
        f"xspi dump @.out {ext(0)} 100000")


@virtual_only("it needs a program of its own in the internal flash")
class Watchdog(SystemCase):
    def build(self, milliseconds, feeds_after):
        """feeds_after: part of the period, at ten cycles a loop; it takes fewer."""
        definitions = [f"-DIWDG_BASE=0x{OF_FAMILY.IWDG:08X}", f"-DRELOAD={milliseconds * COUNTS_A_MS - 1}", f"-DFEED={int(milliseconds * feeds_after * LOOPS_A_MS)}"]
        with tempfile.TemporaryDirectory() as folder:
            elf, binary = pathlib.Path(folder, "program.elf"), pathlib.Path(folder, "program.bin")
            subprocess.run(["arm-none-eabi-gcc", *FLAGS, *definitions, "-T", LINKER_SCRIPT, SOURCE / "program.c", "-o", elf],
                           check=True)
            subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", elf, binary], check=True)
            return binary.read_bytes().ljust(INTERNAL_SIZE, b"\xff")

    def resets(self, log):
        return log.count("external reset detected")

    def is_worked_on(self, program, *jobs, before=()):
        board = self.board(external=old_contents(), internal=program)
        path = self.file(board, "image.bin", image(3, 20_000))
        result = board.openocd("init", "reset run", "sleep 20", *before, "halt", *[j.replace("@", str(path)) for j in jobs])
        self.assertSucceeds(result)
        self.assertEqual(self.resets(result.log), 0, result.log)
        self.assertNoViolation(board)

    def test_the_program_feeds_its_watchdog_and_dies_without(self):
        board = self.board(external=old_contents(), internal=self.build(10, 0.4))
        self.assertEqual(self.resets(board.openocd("init", "reset run", "sleep 300", "poll", "poll").log), 0)
        board = self.board(external=old_contents(), internal=self.build(10, 8))
        self.assertGreater(self.resets(board.openocd("init", "reset run", "sleep 300", "poll", "poll").log), 0)

    def test_every_job_on_a_core_that_is_only_halted(self):
        for milliseconds in (10, 30):
            for job in JOBS:
                with self.subTest(milliseconds, job=job):
                    self.is_worked_on(self.build(milliseconds, 0.4), job)

    def test_wherever_between_two_feeds_it_is_halted(self):
        program = self.build(10, 0.8)
        for wait in (0, 3, 7):
            with self.subTest(wait):
                self.is_worked_on(program, "xspi info ext", before=(f"sleep {wait}",))

    def test_several_jobs_and_then_the_application_goes_on(self):
        self.is_worked_on(self.build(10, 0.4), "xspi info ext", f"xspi dump @.out {ext(0)} 5000", "reset run", "sleep 50", "halt",
                          "xspi info ext")

    def test_an_application_that_took_the_debuggers_freeze_away(self):
        self.is_worked_on(self.build(30, 0.4), f"mww 0x{OF_FAMILY.DEBUG_FREEZE:08X} 0", "sleep 5", "xspi info ext")

    @unittest.skipUnless(GDB, "gdb-multiarch is not installed")
    def test_gdb_loads_onto_it(self):
        board = self.board(external=old_contents(), internal=self.build(10, 0.4), shim=False)
        server = Server(self, board, "init", "reset run", "sleep 100")
        server.gdb("monitor xspi info ext", "load", elf=loadable())
        self.assertNotIn("XSPI-03", server.log())
        server.stop()
        self.assertNoViolation(board)
        self.assertEqual(board.external()[:64], loaded()[:64])
