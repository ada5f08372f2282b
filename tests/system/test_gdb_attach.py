"""gdb comes to an application that executes in place, and leaves it as it was."""
import signal
import time
import unittest

from gdb_session import GDB, Server
from harness import Range, SystemCase, any_board, merge_elf, wait_until
from board_under_test import CORE, GDB_END, LED, PC_IN_EXTERNAL, ext

SYS_TICK_HANDLER = int.from_bytes(merge_elf("blinky.elf")[0x3C:0x40], "little") & ~1


@any_board(Range(0, 0x10000), internal=True)
@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class GdbAttach(SystemCase):
    def running(self, *before_init):
        """A board whose application blinks, with an OpenOCD that did not touch it."""
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"), shim=False)
        return board, Server(self, board, *before_init, "init", "reset run", "sleep 300")

    def assertToggled(self, board, server, more_than):
        """LD1, when everybody has left."""
        server.stop()
        self.assertNoViolation(board)
        if self.has_report(board, "leds"):
            self.assertGreater(board.report()["leds"][LED]["toggles"], more_than)

    def printed(self, words, number):
        return int(words.split(f"${number} = ")[1].split()[0])

    def test_a_running_application_runs_on_after_gdb_has_left(self):
        board, server = self.running()
        words = server.gdb("info mem", "info registers pc", "backtrace", "print ticks")
        self.assertRegex(words, rf"{ext(0)}\s+0x{GDB_END:08x}\s+flash")
        self.assertRegex(words, rf"pc\s+{PC_IN_EXTERNAL}")
        self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
        self.assertNotIn("XSPI-0212", server.log(), "the chip was not touched")
        first = self.printed(words, 1)
        time.sleep(0.6)
        self.assertGreater(self.printed(server.gdb("print ticks"), 1), first)
        self.assertToggled(board, server, more_than=first // 250)

    def test_detach_lets_it_run_while_gdb_stays(self):
        _, server = self.running()
        gdb = server.start_gdb("detach", "echo here\\n", "shell sleep 100")
        server.await_words(gdb, "here")
        self.assertEqual(server.state(), "running", server.log())

    def test_a_killed_gdb_leaves_no_breakpoint_behind(self):
        board, server = self.running()
        gdb = server.start_gdb(f"maintenance packet Z1,{SYS_TICK_HANDLER:x},2", "maintenance packet Z2,20000000,4",
                               "echo here\\n", "shell sleep 100")
        server.await_words(gdb, "here")
        self.assertRegex(server.telnet("bp", "wp"), f"0x{SYS_TICK_HANDLER:x}(.|\n)*0x20000000")
        gdb.kill()
        self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
        self.assertNotRegex(server.telnet("bp", "wp"), f"0x{SYS_TICK_HANDLER:x}|0x20000000")
        time.sleep(0.3)
        self.assertEqual(server.state(), "running")

    def test_a_halted_core_stays_halted(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"), shim=False)
        server = Server(self, board, "init", "reset halt")
        server.gdb("info registers pc")
        self.assertTrue(wait_until(lambda: "dropped 'gdb'" in server.log()), server.log())
        self.assertEqual(server.state(), "halted")
        self.assertIn(PC_IN_EXTERNAL, server.gdb("thbreak main", "continue", "info registers pc"))

    def test_a_core_whose_clocks_are_the_agents_is_reset_before_it_runs_on(self):
        board, server = self.running()
        words = server.gdb("monitor xspi core", "monitor xspi info ext", "monitor xspi core")
        self.assertRegex(words, "as its own program(.|\n)*XSPI-0212(.|\n)*are set for the agent")
        self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
        self.assertIn("as its own program", server.telnet("xspi core"))
        time.sleep(0.5)
        self.assertRegex(server.gdb("info registers pc", "print ticks"), rf"pc\s+{PC_IN_EXTERNAL}(.|\n)*\$1 = [1-9]")
        self.assertToggled(board, server, more_than=1)

    def test_the_end_of_openocd_lets_it_run_on(self):
        board, server = self.running()
        gdb = server.start_gdb("echo here\\n", "shell sleep 100")
        server.await_words(gdb, "here")
        self.assertEqual(server.state(), "halted")
        server.stop()
        again = Server(self, board, f"{CORE} configure -event gdb-attach {{expr 0}}", "init")
        self.assertEqual(again.state(), "running", again.log())

    def test_gdb_may_look_without_any_halt(self):
        board, server = self.running(f"{CORE} configure -event gdb-attach {{expr 0}}")
        words = server.gdb(f"x/wx {ext(0)}", "print 'main.cpp'::ticks", "maintenance flush dcache", "shell sleep 0.3",
                           "print 'main.cpp'::ticks", f"monitor {CORE} curstate")
        self.assertRegex(words, rf"{ext(0)} <vectors>:\s+0x20010000")
        self.assertGreater(self.printed(words, 2), self.printed(words, 1))
        self.assertIn("running", words)
        self.assertNotIn("halted due to", server.log())
        server.stop()
        self.assertNoViolation(board)

    def test_a_second_gdb_looks_on_without_halting(self):
        """As VS Code's live watch does."""
        _, server = self.running(f"{CORE} configure -gdb-max-connections 2")
        first = server.start_gdb("echo here\\n", "continue")
        server.await_words(first, "here")
        self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
        words = server.gdb("print ticks", "shell sleep 0.5", "maintenance flush dcache", "print ticks")
        self.assertEqual(server.state(), "running")
        self.assertGreater(self.printed(words, 2), self.printed(words, 1))

    def test_ctrl_c_stops_an_application_that_sleeps(self):
        _, server = self.running()
        gdb = server.start_gdb("echo here\\n", "continue", "info registers pc", "echo once\\n", "continue", "echo twice\\n")
        # gdb leaves out what it says to a terminal alone, so the words that follow a stop tell of it.
        for before, after in (("here", "once"), (None, "twice")):
            if before:
                server.await_words(gdb, before)
            self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())
            time.sleep(0.3)
            gdb.send_signal(signal.SIGINT)
            words = server.await_words(gdb, after)
            self.assertIn("SIGINT", words)
            if after == "once":
                self.assertRegex(words, rf"pc\s+{PC_IN_EXTERNAL}[^\n]*main")
        self.assertEqual(gdb.wait(20), 0)

    def test_monitor_resets_runs_and_halts(self):
        _, server = self.running()
        words = server.gdb("monitor reset run", "monitor sleep 400", "monitor halt", "maintenance flush register-cache",
                           "info registers pc", "monitor reset halt", "maintenance flush register-cache",
                           "info registers pc", "monitor reset init", "stepi", "info registers pc")
        pcs = [line.split()[1] for line in words.split("\n") if line.startswith("pc ")]
        self.assertRegex(pcs[0], f"^{PC_IN_EXTERNAL}", words)
        entry = int.from_bytes(merge_elf("bootloader.elf")[4:8], "little") & ~1
        self.assertEqual(int(pcs[1], 16), entry)
        self.assertNotEqual(int(pcs[2], 16), entry)
        self.assertEqual(int(pcs[2], 16) & ~0xFFF, entry & ~0xFFF)
