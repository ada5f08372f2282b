"""gdb at OpenOCD's gdb port: the external chip is flash in its memory map."""
import os
import shutil
import socket
import subprocess
import unittest

from harness import (FIRMWARE, STUCK_SECONDS, Range, SystemCase, any_board, merge_elf, old_contents, virtual_only,
                     wait_until)

GDB = shutil.which("gdb-multiarch")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class Gdb(SystemCase):
    def session(self, board, *commands, elf="blinky.elf"):
        """A gdb that connects and does these commands; returns its and OpenOCD's words."""
        port = free_port()
        log = open(board.folder / "openocd.log", "w+")
        self.addCleanup(log.close)
        openocd = board.start_openocd("init", before=[f"gdb_port {port}", "telnet_port disabled", "tcl_port disabled"],
                                      ports=True, output=log)
        try:
            said = lambda: (board.folder / "openocd.log").read_text()
            self.assertTrue(wait_until(lambda: "Listening on port" in said() or openocd.poll() is not None), said())
            line = [GDB, "--batch", "-nx", "-ex", "set pagination off", "-ex", "set confirm off",
                    "-ex", "set remotetimeout 30", "-ex", f"target extended-remote 127.0.0.1:{port}"]
            for command in commands:
                line += ["-ex", command]
            gdb = subprocess.run([*line, str(FIRMWARE / elf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 text=True, errors="replace", timeout=STUCK_SECONDS, check=False,
                                 env={**os.environ, "LC_ALL": "C"})
            self.assertIsNone(openocd.poll(), "OpenOCD died:\n" + gdb.stdout + said())
        finally:
            openocd.terminate()
            openocd.wait(STUCK_SECONDS)
        return gdb.stdout, said()

    @any_board()
    def test_the_memory_map_shows_both_flashes(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "info mem")
        self.assertRegex(gdb, r"0x70000000\s+0x72000000\s+flash blocksize 0x1000", log)
        self.assertRegex(gdb, r"0x08000000\s+0x08010000\s+flash blocksize 0x2000", log)
        self.assertNoViolation(board)

    @any_board(Range(0, 0x10000), representative=True)
    def test_load_writes_the_chip_once_and_compares_equal(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "load", "compare-sections -r")
        self.assertIn("Transfer rate", gdb, log)
        self.assertIn("matched", gdb)
        self.assertNotIn("MIS-MATCHED", gdb)
        self.assertEqual(log.count("ext: programmed"), 1, log)
        self.assertNoViolation(board)
        size = (FIRMWARE / "blinky.bin").stat().st_size if (FIRMWARE / "blinky.bin").exists() else 1024
        self.assertSameBytes(board.external()[:size], merge_elf("blinky.elf")[:size], 0x70000000)
        self.assertSameBytes(board.external()[0x10000:], old_contents()[0x10000:], 0x70010000)

    @any_board(Range(0, 0x10000))
    def test_compare_sections_sees_what_is_not_there(self):
        board = self.board(external=old_contents())
        gdb, _ = self.session(board, "monitor reset halt", "monitor xspi map", "compare-sections -r")
        self.assertIn("MIS-MATCHED", gdb)

    @any_board(Range(0, 0x10000), internal=True)
    def test_load_of_the_bootloader_goes_into_internal_flash(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "load", "compare-sections -r", elf="bootloader.elf")
        self.assertIn("matched", gdb, log)
        self.assertNotIn("MIS-MATCHED", gdb)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0x2000, 0x1000), internal=True)
    def test_flash_erase_without_data_erases_and_openocd_lives(self):
        board = self.board(external=old_contents(), internal=merge_elf("bootloader.elf"))
        gdb, log = self.session(board, "monitor reset halt", "maintenance packet vFlashErase:70002000,00001000",
                                "maintenance packet vFlashDone", "monitor flash banks")
        self.assertIn("ext (xspi)", gdb, log)
        self.assertNoViolation(board)
        expected = bytearray(old_contents())
        expected[0x2000:0x3000] = b"\xff" * 0x1000
        self.assertExternal(board, bytes(expected))

    @any_board(Range(0, 0x10000))
    def test_flash_done_without_anything_before_does_no_harm(self):
        board = self.board(external=old_contents())
        gdb, log = self.session(board, "monitor reset halt", "maintenance packet vFlashDone", "monitor flash banks")
        self.assertIn("ext (xspi)", gdb, log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0x5000, 0x1000))
    def test_monitor_erases_a_sector(self):
        board = self.board(external=old_contents())
        self.session(board, "monitor reset halt", "monitor flash erase_sector ext 5 5")
        self.assertNoViolation(board)
        self.assertEqual(set(board.external()[0x5000:0x6000]), {0xFF})

    @any_board(Range(0, 0x10000), internal=True)
    def test_a_loaded_application_stops_at_main(self):
        board = self.board(external=old_contents(), internal=merge_elf("bootloader.elf"))
        gdb, log = self.session(board, "monitor reset halt", "load", "monitor reset halt", "thbreak main", "continue",
                                "info registers pc")
        self.assertRegex(gdb, r"pc\s+0x7000", log)
        self.assertNoViolation(board)

    @virtual_only("it counts the LED's changes")
    def test_attaching_to_a_running_application_does_not_touch_the_chip(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 700"))
        before = 3  # at 250, 500 ms, and the pin's first level
        gdb, log = self.session(board, "info mem", "monitor resume", "monitor sleep 1000")
        self.assertRegex(gdb, r"0x70000000\s+0x72000000\s+flash", log)
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"]["LD1"]["toggles"], before + 3)
