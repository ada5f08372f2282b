"""Probe, debug port, supply and core: what keeps OpenOCD from the target, or takes it away half-way."""
import re
import signal
import subprocess
import time

from faults import FaultCase, faults, options
from harness import EXTERNAL_BASE, STUCK_SECONDS, Range, any_board, image, merge_elf, old_contents, virtual_only
from images import Segment, intel_hex, merged
from board_under_test import BOARD, EXTERNAL_SIZE, OF_FAMILY, ext

SERIAL = "0042002F3234510C37333439"  # of the virtual board's probe


@virtual_only("it needs a declared fault, or a probe that is not there")
class LinkFaults(FaultCase):
    def test_a_closed_part(self):
        option, error, words = OF_FAMILY.CLOSED
        self.assertIn(words, self.named(error, *options(**option)))

    def test_a_core_that_cannot_be_halted(self):
        for again in ("reset halt", "halt", "reset init"):
            with self.subTest(again):
                self.named("XSPI-0213", *faults("no-halt"), again=again)

    def test_a_core_that_cannot_be_halted_by_a_job_either(self):
        self.named("XSPI-0203", *faults("no-halt"), again=None)

    def test_a_part_that_is_held_in_reset(self):
        for again in ("reset halt", "halt", "reset run", "reset init"):
            with self.subTest(again):
                log = self.named("XSPI-0221", *faults("nrst-low"), again=again)
                self.assertEqual(set(re.findall(r"XSPI-\d{4}", log)) - {"XSPI-0203"}, {"XSPI-0221"}, "one cause")

    def test_a_board_without_supply(self):
        self.named("XSPI-0214", *faults("no-supply"))

    def test_debug_wires_that_are_open(self):
        self.named("XSPI-0215", *faults("swd"))

    def test_several_probes(self):
        log = self.named("XSPI-0218", *faults("second-probe"))
        self.assertIn(SERIAL, log)

    def test_one_of_several_probes_by_its_serial(self):
        board = self.board(*faults("second-probe"), external=old_contents())
        self.assertSucceeds(board.halted("xspi info", before=[f"set SERIAL {SERIAL}"],
                                         board_file=self.with_serial(board, "$SERIAL")))

    def with_serial(self, board, serial):
        return self.file(board, "board.cfg", f"source [find board/{BOARD}.cfg]\nadapter serial {serial}\n".encode())

    def refused_probe(self, error, serial, *arguments):
        board = self.board(*arguments, external=old_contents())
        result = board.halted("xspi info", board_file=self.with_serial(board, serial))
        board.stop()
        self.assertFailsWith(result, error)
        self.assertLessEqual(board.report()["virtual_seconds"], 1.0)

    def test_a_probe_that_is_not_there(self):
        self.refused_probe("XSPI-0217", "001122334455667788990011")

    def test_a_probe_that_somebody_else_uses(self):
        self.refused_probe("XSPI-0219", "003A00303038510634333935", *faults("second-probe"))

    def test_no_virtual_board(self):
        board = self.board()
        board.stop()
        board.clock_file = None
        self.assertFailsWith(board.halted("xspi info"), "XSPI-0224")


@virtual_only("it needs a declared fault")
class TakenAway(FaultCase):
    IMAGE = Segment(EXTERNAL_BASE + 0x30001, image(6, 150_000))
    TOUCHED = (0x30000, 0x55000)

    def program(self, board):
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        board.stop()
        return result, board.report()["virtual_seconds"]

    def duration(self):
        result, seconds = self.program(self.board(external=old_contents()))
        self.assertSucceeds(result)
        return seconds

    def is_named_whenever(self, fault, ids):
        """The fault comes while the agent is loaded, during erase, program and verify: always a name, nothing
        is lost outside, and the next run makes it good."""
        whole = self.duration()
        for part in (0.1, 0.3, 0.45, 0.6, 0.75, 0.9, 0.99):
            with self.subTest(part):
                board = self.board(*faults(f"{fault}:{int(whole * part * 1e6)}us"), external=old_contents(), strict=False)
                result, seconds = self.program(board)
                self.assertNotEqual(result.status, 0, result.log)
                self.assertNotIn("** Verified OK **", result.log)
                self.assertRegex(result.log, ids)
                self.assertNotRegex(result.log, "Segmentation|Assertion|core dumped|stuck: ended")
                found, old = board.external(), old_contents()
                first, last = self.TOUCHED
                self.assertSameBytes(found[:first], old[:first], EXTERNAL_BASE)
                self.assertSameBytes(found[last:], old[last:], EXTERNAL_BASE + last)
                again = self.board(external=found)
                self.assertSucceeds(self.program(again)[0])
                begin = self.IMAGE.address - EXTERNAL_BASE
                self.assertSameBytes(again.external()[begin:begin + len(self.IMAGE.data)], self.IMAGE.data,
                                     self.IMAGE.address)

    def test_the_probe_is_unplugged(self):
        self.is_named_whenever("unplug", r"XSPI-0222")

    def test_the_boards_supply_goes_away(self):
        self.is_named_whenever("supply-lost", r"XSPI-02(13|26)")

    def test_somebody_resets_the_target(self):
        """Before the job's own reset that does no harm; in it, it is named."""
        whole = self.duration()
        for part in (0.7, 0.9):
            with self.subTest(part):
                board = self.board(*faults(f"reset-at:{int(whole * part * 1e6)}us"), external=old_contents(), strict=False)
                result, _ = self.program(board)
                self.assertFailsWith(result, "XSPI-0308")
                found, old = board.external(), old_contents()
                first, last = self.TOUCHED
                self.assertSameBytes(found[:first], old[:first], EXTERNAL_BASE)
                self.assertSameBytes(found[last:], old[last:], EXTERNAL_BASE + last)

    @virtual_only("it resets the target by a fault")
    def test_a_reset_is_named_whatever_it_looks_like(self):
        """RAM that lost its contents, a port that is not as it was set, an agent that does not answer."""
        memories = {"external": old_contents(), "internal": merge_elf("bootloader.elf")}
        quiet = self.board(**memories)
        self.assertSucceeds(quiet.halted())
        began = quiet.report()["virtual_seconds"]
        whole = self.board(**memories)
        self.assertSucceeds(whole.halted("xspi map"))
        lasted = whole.report()["virtual_seconds"] - began
        for part in (0.1, 0.3, 0.5, 0.7, 0.9, 0.94, 0.97, 0.98):
            with self.subTest(part):
                at = int((began + lasted * part) * 1e6)
                board = self.board(*faults(f"reset-at:{at}us"), strict=False, **memories)
                result = board.halted("xspi map")
                self.assertFailsWith(result, "XSPI-0308")
                self.assertNotRegex(result.log, "XSPI-0(302|306|307|31|42)")

    def until_work_begins(self, openocd):
        """Reads its log until the chip is known; a board with the option byte XSPI2_HSLV does not say XSPI-0410."""
        log = ""
        for line in openocd.stdout:
            log += line
            if re.search("XSPI-0410|ext: ", line):
                break
        return log

    def interrupted(self, *commands):
        """Ctrl-C once the work has begun; OpenOCD's status and log."""
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(7, 1_500_000))
        openocd = board.start_openocd("init", "reset halt", *[c.replace("@", str(path)) for c in commands], "shutdown")
        log = self.until_work_begins(openocd)
        openocd.send_signal(signal.SIGINT)
        try:
            rest, _ = openocd.communicate(timeout=STUCK_SECONDS)
        except subprocess.TimeoutExpired:
            openocd.kill()
            self.fail(f"OpenOCD did not end by itself:\n{log}")
        return board, openocd.returncode, log + rest

    @any_board(Range(0, 0x70000))
    def test_ctrl_c_loses_nothing_beside_the_image(self):
        """Sections that share their blocks with bytes to be kept, interrupted at many moments."""
        sections = [Segment(EXTERNAL_BASE + at, image(at, size)) for at, size in
                    ((0x100, 50), (0x1800, 300), (0x3010, 60), (0x10010, 66_000), (0x40007, 1), (0x50100, 70_001))]
        beside = merged(old_contents(), EXTERNAL_BASE, *[Segment(s.address, bytes(len(s.data))) for s in sections])
        for delay in (0, 0.01, 0.02, 0.04, 0.06, 0.09, 0.12, 0.16):
            with self.subTest(delay):
                board = self.board(external=old_contents())
                path = self.file(board, "image.hex", intel_hex(*sections))
                openocd = board.start_openocd("init", "reset halt", f"flash write_image erase {path}", "shutdown")
                self.until_work_begins(openocd)
                time.sleep(delay)
                openocd.send_signal(signal.SIGINT)
                openocd.communicate(timeout=STUCK_SECONDS)
                self.assertNoViolation(board)
                blank = [Segment(s.address, bytes(len(s.data))) for s in sections]
                self.assertSameBytes(merged(board.external(), EXTERNAL_BASE, *blank), beside, EXTERNAL_BASE)

    def leaves_the_chip_idle(self, command):
        board, status, log = self.interrupted(command)
        self.assertNotEqual(status, 0, log)
        self.assertIn("XSPI-0304", log)
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        self.assertSucceeds(result)
        self.assertNotIn("XSPI-0416", result.log)
        self.assertNoViolation(board)

    @any_board(Range(0x30001, 150_000), Range(0x100001, 1_500_000))
    def test_ctrl_c_while_programming_leaves_the_chip_idle_and_the_next_run_works(self):
        self.leaves_the_chip_idle(f"flash write_image erase @ {ext(0x100001)} bin")

    @virtual_only("it begins to erase half the chip")
    def test_ctrl_c_while_erasing_leaves_the_chip_idle_and_the_next_run_works(self):
        self.leaves_the_chip_idle(f"flash erase_sector ext 0 {EXTERNAL_SIZE // 8192 - 1}")
