"""`xspi export`: flash loaders for other tools, called as those call them, function by function."""
import dataclasses
import itertools
import unittest

import flm
from board_under_test import CHIP_MODES, CHIP_STATES, INTERNAL_SECTOR, MAPPED, OF_FAMILY
from export_case import DATA, FORMS, OFFSET, RAM, RAM_BYTES, SECTOR, SIZE, ExportCase, ExportedBase, loaders_of
from faults import options
from harness import (EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, Range, any_board, image, merge_elf,
                     old_contents, only_where, virtual_only)
from loader_run import run_of
from memories import MAPS_NOTHING


@any_board(Range(OFFSET, SECTOR))
class Exported(ExportedBase):
    def programs(self, form, *arguments):
        board = self.board(*arguments, external=old_contents())
        job = self.programming(board, form)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        return board

    def changes_this_sector(self, form, *arguments):
        """And one that the chip was busy with may hold anything."""
        found, expected = self.programs(form, *arguments).external(), self.expected(old_contents())
        self.assertSameBytes(found[OFFSET:OFFSET + SECTOR], expected[OFFSET:OFFSET + SECTOR], EXTERNAL_BASE + OFFSET)

    @any_board(Range(OFFSET, SECTOR), representative=True)
    def test_each_form_erases_programs_and_verifies(self):
        for form in FORMS:
            with self.subTest(form):
                self.assertExternal(self.programs(form), self.expected(old_contents()))

    @virtual_only("it needs a chip that was left in a mode")
    def test_a_chip_in_any_mode_is_recovered(self):
        for i, (mode, left) in enumerate(itertools.product(CHIP_MODES, CHIP_STATES)):
            with self.subTest(mode=mode, left=left):
                board = self.programs(("flm", "stldr")[i % 2], *options(CHIP_MODE=mode, CHIP_LEFT=left))
                self.assertExternal(board, self.expected(old_contents()))

    @virtual_only("it needs a chip that was left suspended")
    def test_a_suspended_chip_is_recovered(self):
        for left in ("erase-suspended", "program-suspended"):
            with self.subTest(left):
                self.changes_this_sector("flm", *options(CHIP_LEFT=left))

    @unittest.skipUnless(MAPPED, MAPS_NOTHING)
    @any_board(Range(0, EXTERNAL_SIZE), internal=True)
    def test_after_an_application_that_runs_from_the_chip_without_a_reset(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
        job = self.programming(board, "flm")
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 600"))
        result = board.openocd("init", "halt", *job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, self.expected(merge_elf("blinky.elf")))

    @any_board(Range(OFFSET, 2 * SECTOR))
    def test_every_function_tells_what_the_chip_holds(self):
        board = self.board(external=old_contents())
        job = self.job(board, "probe-rs")
        at, held = EXTERNAL_BASE + OFFSET, old_contents()[OFFSET:OFFSET + SIZE]
        path = board.folder / "read.bin"
        job.erase(at + SECTOR, 1)
        job.begin(flm.VERIFY)
        job.call("ReadFlash", at + 1, 4_001, job.page_at)
        job.commands.append(f"dump_image {path} 0x{job.page_at:x} 4001")
        job.call("Verify", at + 1, 4_001, job.page_at, returns=at + 4_002)
        job.commands.append(f"mwb 0x{job.page_at + 3_000:x} 0x{held[3_001] ^ 0x10:x}")
        job.call("Verify", at + 1, 4_001, job.page_at, returns=at + 3_001)
        job.call("BlankCheck", at, SIZE, 0xFF, returns=1)
        job.call("BlankCheck", at + SECTOR, SECTOR, 0xFF, returns=0)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertSameBytes(path.read_bytes(), held[1:4_002])
        self.assertNoViolation(board)

    def test_an_external_loader_reads_verifies_and_adds_up(self):
        board = self.board(external=old_contents())
        job = self.job(board, "stldr")
        at, held = EXTERNAL_BASE + OFFSET, old_contents()[OFFSET:OFFSET + 0x1000]
        path = job.read(at + 3, 1_001)
        job.call("Verify", at + 3, job.page_at, 250, 0, returns=0)
        job.commands.append(f"mwb 0x{job.page_at + 700:x} 0x{held[703] ^ 1:x}")
        job.call("Verify", at + 3, job.page_at, 250, 0, returns=at + 703)
        job.call("CheckSum", at + 5, 777, 9, returns=9 + sum(held[5:782]))
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertSameBytes(path.read_bytes(), held[3:1_004])
        self.assertNoViolation(board)

    def test_an_end_is_the_last_byte_and_a_length_any(self):
        """One sector and no byte more; 1 byte, and some across pages."""
        board = self.board(external=old_contents())
        job = self.job(board, "stldr")
        at = EXTERNAL_BASE + OFFSET
        job.begin(flm.ERASE)
        job.call("SectorErase", at, at + SECTOR - 1, returns=1)
        expected = bytearray(self.expected(old_contents()))
        expected[OFFSET:OFFSET + SIZE] = b"\xff" * SIZE
        for offset, size in ((0x17, 1), (0xFE, 3), (0x2FF, 514)):
            job.commands.append(job._load(DATA[:size], job.page_at))
            job.call("Write", at + offset, size, job.page_at, returns=1)
            expected[OFFSET + offset:OFFSET + offset + size] = DATA[:size]
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, bytes(expected))

    @virtual_only("nothing but a reset stops a watchdog")
    def test_a_watchdog_that_runs_is_fed(self):
        """It stands still while the core is halted; of its 10 ms a sector takes many."""
        board = self.board(external=old_contents())
        job = self.programming(board, "flm")
        start = [f"mww 0x{OF_FAMILY.IWDG + at:08X} 0x{value:X}" for at, value in ((0, 0x5555), (8, 80), (0, 0xCCCC))]
        result = board.halted(*start, *job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNotIn("reset detected", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, self.expected(old_contents()))

    def test_a_tool_s_stack_need_not_be_large(self):
        board = self.board(external=old_contents())
        job, room = self.programming(board, "flm"), 0x200
        path = board.folder / "stack.bin"
        fill, under = b"\x5a" * (room - 64), job.stack - room
        job.commands.insert(0, job._load(fill, under))
        result = board.halted(*job.commands, f"dump_image {path} 0x{under:x} {len(fill)}")
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertSameBytes(path.read_bytes(), fill, under)
        self.assertNoViolation(board)

    def test_the_window_stays_mapped(self):
        if not MAPPED:
            self.skipTest(MAPS_NOTHING)
        board = self.board(external=old_contents())
        job = self.programming(board, "flm")
        path = board.folder / "window.bin"
        result = board.halted(*job.commands, f"dump_image {path} 0x{EXTERNAL_BASE + OFFSET:x} {SIZE}")
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertSameBytes(path.read_bytes(), DATA)
        self.assertNoViolation(board)


@only_where(family="stm32h7rs")
@any_board(internal=True)
class ExportedForInternalFlash(ExportCase):
    """Of a microcontroller whose flash OpenOCD has no driver for."""
    OFFSET = 0x4000

    def loader(self, folder, form):
        if form == "probe-rs":
            return loaders_of(form, self.export(folder, form).read_bytes())[-1]
        return loaders_of(form, self.export(folder, form, "int").read_bytes())[0]

    def job(self, board, form):
        return run_of(self.loader(board.folder, form), RAM, RAM_BYTES, board.folder)

    def test_each_form_erases_programs_and_verifies(self):
        for form in ("flm", "stldr", "probe-rs"):
            with self.subTest(form):
                old = image(5, INTERNAL_SIZE)
                board = self.board(internal=old)
                job = self.job(board, form)
                at = INTERNAL_BASE + self.OFFSET
                # Whole quad-words, but for the last.
                job.algorithm = dataclasses.replace(job.algorithm, page=4096)
                job.erase(at, SIZE)
                job.program(at, DATA)
                job.verify(at, DATA)
                result = board.halted(*job.commands)
                self.assertIsNone(job.fault(result.log), result.log)
                self.assertNoViolation(board)
                expected, end = bytearray(old), self.OFFSET + -(-SIZE // INTERNAL_SECTOR) * INTERNAL_SECTOR
                expected[self.OFFSET:end] = b"\xff" * (end - self.OFFSET)
                expected[self.OFFSET:self.OFFSET + SIZE] = DATA
                self.assertInternal(board, bytes(expected))

    def test_quad_words_that_are_not_blank_are_refused(self):
        board = self.board(internal=image(5, INTERNAL_SIZE))
        job = self.job(board, "flm")
        at = INTERNAL_BASE + self.OFFSET
        job.begin(flm.PROGRAM)
        job.call("ProgramPage", at, 0x100, job.page_at, returns=1)
        job.call("ProgramPage", at + 4, 0x100, job.page_at, returns=1)
        job.call("EraseSector", INTERNAL_BASE + INTERNAL_SIZE, returns=1)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, image(5, INTERNAL_SIZE))
