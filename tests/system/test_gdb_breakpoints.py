"""Breakpoints, watchpoints and steps in code that executes in place, and across the bootloader's jump into it."""
import re
import unittest

from gdb_session import GDB, Server
from harness import FIRMWARE, ROOT, Range, SystemCase, any_board, merge_elf
from board_under_test import PC_IN_EXTERNAL, ext

# In main(), passed once a second.
LINE_OF_A_TICK = 1 + (ROOT / "firmware/blinky/main.cpp").read_text().split("\n").index(
    "        second = ticks / kTicksPerSecond;")
SYS_TICK_HANDLER = int.from_bytes(merge_elf("blinky.elf")[0x3C:0x40], "little") & ~1


@any_board(Range(0, 0x10000), internal=True)
@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class GdbBreakpoints(SystemCase):
    def server(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
        self.addCleanup(self.assertNoViolation, board)
        return Server(self, board, "init", "reset halt")

    def test_breakpoints_set_before_the_flash_is_mapped_hit(self):
        """gdb cannot read the code yet that it stops in, after a reset."""
        words = self.server().gdb("thbreak main", "break sys_tick_handler", "continue", "backtrace", "continue",
                                  "backtrace")
        self.assertRegex(words, r"Temporary breakpoint 1, main \(\)")
        self.assertRegex(words, r"Breakpoint 2, sys_tick_handler \(\)")
        self.assertRegex(words, r"#0  sys_tick_handler \(\)[^\n]*\n#1  <signal handler called>\n#2[^\n]* main \(\)")

    def test_a_breakpoint_hits_every_time(self):
        words = self.server().gdb("break sys_tick_handler", "continue", "print ticks", "continue", "print ticks",
                                  "continue", "print ticks", "delete",
                                  "tbreak sys_tick_handler if ticks == 20", "continue", "print ticks")
        self.assertEqual(re.findall(r"\$\d = (\d+)", words), ["0", "1", "2", "20"], words)

    def test_next_finish_and_advance_go_over_and_out_of_calls(self):
        words = self.server().gdb("thbreak main", "continue", "next", "next", "next", "info registers pc",
                                  "tbreak sys_tick_handler", "continue", "finish", "info registers pc", f"advance {LINE_OF_A_TICK}",
                                  "info registers pc")
        lines = [int(n) for n in re.findall(r"^(\d+)\t", words, re.M)]
        # Other lines of main each time; optimised code need not go through them in their order.
        self.assertEqual((len(set(lines[:4])), min(lines[:4])), (4, lines[0]), words)
        self.assertLess(lines[4], lines[0], words)  # the handler stands above main
        self.assertEqual(len(re.findall(rf"pc\s+{PC_IN_EXTERNAL}\w+\s+0x\w+ <main\(\)\+", words)), 3, words)

    def test_stepi_goes_one_instruction_at_a_time_also_while_interrupts_come(self):
        """Each step leads to the instruction that the disassembly has next."""
        words = self.server().gdb("thbreak sys_tick_handler", "continue", *["x/2i $pc", "stepi"] * 5)
        shown = re.findall(r"^=> 0x(\w+).*\n\s+0x(\w+)", words, re.M)
        self.assertEqual(len(shown), 5, words)
        straight = [(now, after) for (_, now), (after, _) in zip(shown, shown[1:])]
        self.assertGreaterEqual(sum(now == after for now, after in straight), 3, words)

    def test_a_watchpoint_stops_where_the_variable_is_written(self):
        words = self.server().gdb("thbreak main", "continue", "watch ticks", "continue", "continue", "info registers pc")
        self.assertRegex(words, r"Old value = 0\nNew value = 1\n")
        self.assertRegex(words, r"Old value = 1\nNew value = 2\n")
        self.assertRegex(words, rf"pc\s+{PC_IN_EXTERNAL}\w+\s+0x\w+ <sys_tick_handler\(\)\+")

    def test_eight_breakpoints_hold_and_the_ninth_is_explained(self):
        wanted = [f"hbreak *((unsigned)&main + {4 * n})" for n in range(9)]
        words = self.server().gdb(*wanted, "continue", "monitor echo asked", "delete 9", "continue", "info registers pc")
        self.assertIn("Cannot insert hardware breakpoint 9", words)
        before, _, after = words.partition("asked")
        self.assertRegex(before, f"XSPI-0543: no breakpoint at {PC_IN_EXTERNAL}[0-9A-F]{{4}}: all 8 comparators")
        self.assertRegex(after, r"Breakpoint 1, main")

    def test_a_software_breakpoint_in_flash_becomes_a_hardware_one(self):
        """gdb sends one if its memory map is off; telnet's bp asks for one unless told otherwise."""
        server = self.server()
        place = f"0x{SYS_TICK_HANDLER:08x}"
        words = server.gdb(f"maintenance packet Z0,{SYS_TICK_HANDLER:x},2", "monitor bp", "continue",
                           "info registers pc")
        self.assertRegex(words, rf'received: "OK"(.|\n)*Breakpoint\(IVA\): {place}, 0x2, 0(.|\n)*pc\s+{place}')
        said = server.telnet("reset halt", "rbp all", f"bp {place} 2", "resume", "wait_halt 10000", "reg pc")
        self.assertIn(f"pc (/32): {place}", said)

    def test_the_program_counter_of_a_fault_is_found_in_the_backtrace(self):
        words = self.server().gdb("thbreak main", "continue", "set $pc = 0x30000001", "tbreak handle_fault", "continue",
                                  "backtrace", "print/x *(unsigned*)0xE000ED28")
        self.assertRegex(words, r"#0  handle_fault(.|\n)*<signal handler called>\n#2  0x30000000 in")
        self.assertIn("= 0x100", words, "CFSR.IBUSERR")

    def test_single_steps_lead_from_the_bootloader_into_the_application(self):
        """Over the bx of its last line, with the application's stack and vector table in place."""
        server = self.server()
        script = server.log_file.with_suffix(".gdb")
        script.write_text(f"while $pc < {ext(0)}\nstepi\nend\n")
        words = server.gdb(f"add-symbol-file {FIRMWARE / 'blinky.elf'}", "thbreak firmware::start", "continue",
                           "next", f"source {script}", "info registers pc msp control", "x/wx 0xE000ED08", "backtrace",
                           "tbreak main", "continue", "next", "info registers pc", elf="bootloader.elf")
        entry = int.from_bytes(merge_elf("blinky.elf")[4:8], "little") & ~1
        self.assertRegex(words, rf"pc\s+{entry:#x}\s+{entry:#x} <reset_handler\(\)>", server.log())
        self.assertRegex(words, r"msp\s+0x20010000")
        self.assertRegex(words, rf"0xe000ed08:\s+{ext(0)}")
        self.assertRegex(words, r"breakpoint 2(\.\d)?, main \(\)")
