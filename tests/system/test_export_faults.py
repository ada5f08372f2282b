"""An exported loader on a board with a fault, or called with what cannot be done."""
import flm
from board_under_test import MICRON, OCTAL
from export_case import DATA, OFFSET, SECTOR, SIZE, ExportedBase
from faults import SMALLER, faults, options
from harness import EXTERNAL_BASE, EXTERNAL_SIZE, old_contents, virtual_only

PROTECTED = 0x3C if OCTAL else 0x5C if MICRON else 0x1C  # all of the chip, by its status register


@virtual_only("it needs declared faults")
class ExportedOnABoardWithFaults(ExportedBase):
    """A call that failed says so, and comes back."""

    def fails(self, form, function, *arguments, returns, strict=True, external=None):
        external = external or old_contents()
        board = self.board(*arguments, external=external, strict=strict)
        job = self.job(board, form)
        self.call_until(job, function, returns)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        board.stop()
        self.assertLess(board.report()["virtual_seconds"], 10)
        return board, external

    def call_until(self, job, function, returns):
        at = EXTERNAL_BASE + OFFSET
        job.call("Init", returns=returns if function == "Init" else job.good)
        if function in ("EraseSector", "SectorErase"):
            job.call(function, at, at + SECTOR - 1, returns=returns)
        if function in ("ProgramPage", "Write"):
            job.commands.append(job._load(DATA[:0x100], job.page_at))
            job.call(function, at, 0x100, job.page_at, returns=returns)

    def test_no_chip(self):
        for form, returns in (("flm", 1), ("stldr", 0)):
            for fault in ("absent", "unpowered"):
                with self.subTest(form=form, fault=fault):
                    board, external = self.fails(form, "Init", *faults(fault), returns=returns, strict=False)
                    self.assertExternal(board, external)

    def test_another_chip(self):
        self.fails("flm", "Init", *options(CHIP=SMALLER), external=old_contents()[:EXTERNAL_SIZE // 2], returns=1, strict=False)

    def test_a_sector_that_cannot_be_erased(self):
        for form, function, returns in (("flm", "EraseSector", 1), ("stldr", "SectorErase", 0)):
            with self.subTest(form):
                self.fails(form, function, *faults(f"dead-sector:0x{OFFSET:x}"), returns=returns, strict=False)

    def test_a_chip_whose_blocks_are_protected(self):
        for form, function, returns in (("flm", "EraseSector", 1), ("stldr", "SectorErase", 0)):
            with self.subTest(form):
                board, external = self.fails(form, function, *options(CHIP_STATUS=f"0x{PROTECTED:02X}"), returns=returns,
                                             strict=False)
                self.assertExternal(board, external)

    def test_bytes_that_are_not_erased(self):
        for form, function, returns in (("flm", "ProgramPage", 1), ("stldr", "Write", 0)):
            with self.subTest(form):
                self.fails(form, function, returns=returns, strict=False)

    def test_calls_that_do_not_fit_the_memory(self):
        board = self.board(external=old_contents())
        job = self.job(board, "flm")
        end = EXTERNAL_BASE + EXTERNAL_SIZE
        job.call("ProgramPage", EXTERNAL_BASE, 0x100, job.page_at, returns=1)  # without Init
        job.begin(flm.PROGRAM)
        job.call("EraseSector", end, returns=1)
        job.call("EraseSector", EXTERNAL_BASE - 1, returns=1)
        job.call("ProgramPage", end - 0x80, 0x100, job.page_at, returns=1)
        job.call("BlankCheck", end - 1, 2, 0xFF, returns=1)
        job.call("Verify", end - 1, 2, job.page_at, returns=end - 1)
        job.call("ProgramPage", EXTERNAL_BASE + OFFSET, 0, job.page_at, returns=0)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    def test_a_buffer_that_is_no_memory(self):
        """A fault of the core ends the call, and the next Init works."""
        board = self.board(external=old_contents(), strict=False)
        job = self.job(board, "flm")
        at = EXTERNAL_BASE + OFFSET
        job.begin(flm.PROGRAM)
        job.call("ProgramPage", at, 0x100, 0x5FFFFF00, returns=1)
        job.call("ProgramPage", at, 0x100, job.page_at, returns=1)
        job.erase(at, SIZE)
        job.program(at, DATA)
        result = board.halted(*job.commands)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertExternal(board, self.expected(old_contents()))
