"""A job that is cut off at any of its operations, in any way: after the next run every byte of the chip is right."""
import signal
import subprocess
import unittest

from harness import (BLANK, EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SIZE, STUCK_SECONDS, SystemCase, image, merge_elf,
                     virtual_only)
from images import Segment, elf, merged
from board_under_test import INTERNAL_SECTOR, OURS_INTERNALLY

UID = "00310029510C333438363532"
# Two sectors and six pages. Where the image goes lies something else, in front of it, between its pieces and behind it
# bytes of others.
JOB = (Segment(EXTERNAL_BASE + 0x12F33, image(60, 300)), Segment(EXTERNAL_BASE + 0x13201, image(61, 311)))
FOREIGN = (Segment(EXTERNAL_BASE + 0x12107, image(63, 60)), Segment(EXTERNAL_BASE + 0x12F00, image(64, 51)),
           Segment(EXTERNAL_BASE + 0x13070, image(65, 32)), Segment(EXTERNAL_BASE + 0x13F10, image(66, 30)))
BEFORE = merged(BLANK, EXTERNAL_BASE, *FOREIGN, *[Segment(s.address, image(67, len(s.data))) for s in JOB])
# In two sectors where there are two.
INTERNAL_JOB = (Segment(INTERNAL_BASE + min(INTERNAL_SECTOR - 15, INTERNAL_SIZE - 31), image(62, 31)),)


class CutOffCase(SystemCase):
    """What cuts have in common: the job, how it is cut, and the run that makes it good."""

    def program(self, board, name="image.elf"):
        return board.halted(f"flash write_image erase {board.folder / name}")

    def cut_board(self, fault, external, internal, segments, strict=False):
        arguments = ["--option", f"UID={UID}", *(["--fault", fault] if fault else [])]
        board = self.board(*arguments, external=external, internal=internal, strict=strict)
        self.file(board, "image.elf", elf(*segments))
        return board

    def operations(self, segments, external, internal, memory="external"):
        """The numbers of the operations that the memory takes for the job, after those that make it ready."""
        counts = []
        for contents in ((external, internal), (merged(external, EXTERNAL_BASE, *segments),
                                                merged(internal, INTERNAL_BASE, *segments))):
            board = self.cut_board(None, *contents, segments, strict=True)
            self.assertSucceeds(self.program(board))
            self.assertNoViolation(board)
            counts.append(board.report()["operations"][memory])
        return range(counts[1] + 1, counts[0] + 1)

    def rerun(self, cut, segments, external, internal, why):
        """A new board with what the cut one holds, and the same host."""
        again = self.cut_board(None, cut.external(), cut.internal(), segments)
        again.state = cut.state
        result = self.program(again)
        self.assertEqual(result.status, 0, f"{why}\n{result.log}")
        again.stop()
        self.assertExternal(again, merged(external, EXTERNAL_BASE, *segments))
        self.assertInternal(again, merged(internal, INTERNAL_BASE, *segments))
        self.assertEqual(list(cut.state.glob("journal/*")), [], why)
        return result

    def is_made_good(self, faults, segments=JOB, memory="external"):
        external, internal = BEFORE, image(2, INTERNAL_SIZE)
        lost = 0
        for fault in faults(self.operations(segments, external, internal, memory)):
            with self.subTest(fault):
                board = self.cut_board(fault, external, internal, segments)
                first = self.run_cut(board) if fault.startswith("pause") else self.program(board)
                board.stop()
                self.assertNotEqual(first.returncode if fault.startswith("pause") else first.status, 0)
                result = self.rerun(board, segments, external, internal, fault)
                lost += "XSPI-0551" in result.log
        self.assertGreater(lost, 0, "no cut lost anything: the test has nothing to show")

    def run_cut(self, board):
        """Kills OpenOCD while the board stands still at the operation."""
        path = board.folder / "image.elf"
        openocd = board.start_openocd("init", "reset halt", f"flash write_image erase {path}", "shutdown",
                                      output=subprocess.DEVNULL)
        board.process.stdout.readline()
        openocd.send_signal(signal.SIGKILL)
        openocd.wait(STUCK_SECONDS)
        board.process.stdin.write("go on\n")
        board.process.stdin.flush()
        return openocd


def at_and_inside(numbers, prefix="#"):
    return [f"supply-lost:{prefix}{n}{part}" for n in numbers for part in ("", ".5")]


@virtual_only("it cuts a job off by a declared fault")
class CutOff(CutOffCase):
    def test_the_supply_is_lost_at_and_inside_each_operation(self):
        self.is_made_good(at_and_inside)

    def test_the_target_is_reset_at_each_operation(self):
        self.is_made_good(lambda numbers: [f"reset-at:#{n}" for n in numbers])

    def test_the_probe_is_unplugged_at_each_operation(self):
        self.is_made_good(lambda numbers: [f"unplug:#{n}" for n in numbers])

    def test_openocd_is_killed_at_each_operation(self):
        self.is_made_good(lambda numbers: [f"pause:#{n}" for n in numbers])

    def test_the_supply_is_lost_in_the_internal_flash(self):
        """A sector takes hundreds of programs: the erase, the first and the last of them stand for all."""
        self.is_made_good(lambda numbers: at_and_inside([*numbers[:3], numbers[len(numbers) // 2], numbers[-1]], "#int"),
                          INTERNAL_JOB, "internal")

    @unittest.skipUnless(OURS_INTERNALLY, "OpenOCD's own driver serves its internal flash")
    def test_a_quad_word_that_a_cut_left_unreadable_is_told_of_and_written_again(self):
        """On another computer, which has no journal of it."""
        whole = (Segment(INTERNAL_BASE + INTERNAL_SECTOR, image(70, INTERNAL_SECTOR)),)
        cut = self.cut_board("supply-lost:#int3.5", BLANK, image(2, INTERNAL_SIZE), whole)
        self.assertNotEqual(self.program(cut).status, 0)
        cut.stop()
        self.assertIsNotNone(cut.internal().ecc)
        again = self.cut_board(None, BLANK, cut.internal(), whole)
        result = self.program(again)
        again.stop()
        self.assertSucceeds(result)
        self.assertIn("XSPI-0609", result.log)
        self.assertInternal(again, merged(image(2, INTERNAL_SIZE), INTERNAL_BASE, *whole))
        self.assertIsNone(again.internal().ecc)

    def test_another_job_after_a_cut_in_the_internal_flash_finds_all_bytes_of_others(self):
        """They are put back before it begins."""
        external, internal = BEFORE, image(2, INTERNAL_SIZE)
        board = self.cut_board("supply-lost:#int1.5", external, internal, INTERNAL_JOB)
        self.assertNotEqual(self.program(board).status, 0)
        board.stop()
        (job,) = INTERNAL_JOB
        other = (Segment(job.address - 0x400, image(68, 0x400) + job.data),)  # another application with the same end
        again = self.cut_board(None, board.external(), board.internal(), other)
        again.state = board.state
        result = self.program(again)
        again.stop()
        self.assertSucceeds(result)
        self.assertInternal(again, merged(internal, INTERNAL_BASE, *other))


@virtual_only("it cuts a job off by a declared fault")
class HalfAnApplication(CutOffCase):
    """Whatever the bootloader finds after a cut: the old application whole, the new one whole, or none."""

    def test_no_cut_leaves_an_application_that_starts_and_is_not_whole(self):
        blinky = merge_elf("blinky.elf")
        size = len(blinky.rstrip(b"\xff"))
        new = bytearray(blinky[:size])
        new[size - 20] ^= 0x01  # far from the vector table, whose page stays as it was
        segments = (Segment(EXTERNAL_BASE, bytes(new)),)
        internal = merge_elf("bootloader.elf")
        whole = {bytes(blinky), merged(blinky, EXTERNAL_BASE, *segments)}
        started = 0
        numbers = self.operations(segments, blinky, internal)  # most of them are pages, one as the other
        some = sorted({*numbers[:7], *numbers[7:-7:9], *numbers[-7:]})
        for fault in at_and_inside(some):
            with self.subTest(fault):
                board = self.cut_board(fault, blinky, internal, segments)
                self.program(board)
                board.stop()
                booted = self.board("--run", "60ms", external=board.external(), internal=board.internal(), strict=False)
                booted.stop()
                if booted.report()["entered_external_flash"] is not None:
                    started += 1
                    self.assertIn(board.external(), whole)
                else:
                    self.assertNotIn(board.external(), whole)
        self.assertGreater(started, 0)

