"""`xspi export`: flash loaders for other tools, called as those call them, function by function."""
import dataclasses
import itertools
import json
import pathlib
import subprocess
import tempfile
import unittest

import flm
import loader_files
from board_under_test import (BOARD, CHIP, CHIP_MODES, CHIP_STATES, INTERNAL_SECTOR, MAPPED, MICRON, OCTAL, OF_FAMILY,
                              with_chip_named)
from faults import SMALLER, faults, options
from harness import (BLANK, BUILD, EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE, OPENOCD, ROOT, Range,
                     SystemCase, any_board, boardless, image, merge_elf, old_contents, only_on, only_where, virtual_only)
from loader_run import run_of
from memories import MAPS_NOTHING

PROGRAM = BUILD / "openocd-xspi"
FORMS = ("flm", "stldr", "probe-rs", "pyocd")
SECTOR = 0x10000
RAM = 0x24000000 if OF_FAMILY.AXI_SRAM >= 0x24000000 else 0x20000000
RAM_BYTES = 0x14000  # of it, for image, a page and a stack
OFFSET, SIZE = 0x30000, 9_003  # in the chip
DATA = image(41, SIZE)
PROTECTED = 0x3C if OCTAL else 0x5C if MICRON else 0x1C  # all of the chip, by its status register


def run(*words, program=PROGRAM, cwd=None):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False, cwd=cwd)


def loaders_of(form, data):
    """Of one file, read strictly."""
    if form == "probe-rs":
        if loader_files.yaml is None:
            raise unittest.SkipTest("PyYAML is not installed")
        return loader_files.read_probe_rs(data)[1]
    if form == "pyocd":
        return loader_files.read_pyocd(data)
    return [loader_files.read_flm(data) if form == "flm" else loader_files.read_stldr(data, RAM)]


class ExportCase(SystemCase):
    def board_file(self, folder):
        """This board's, with its chip named, of which its own may leave it to the chip to say what it is."""
        path = pathlib.Path(folder) / f"{BOARD}.cfg"
        path.write_text(with_chip_named((ROOT / f"boards/{BOARD}.cfg").read_text()))
        return path

    def export(self, folder, form, *words):
        path = pathlib.Path(folder) / f"a {form} loader.{form}"
        done = run("export", form, self.board_file(folder), *words, "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def loader(self, folder, form):
        """Of the board's first flash."""
        return loaders_of(form, self.export(folder, form).read_bytes())[0]


class ExportedBase(ExportCase):
    def job(self, board, form):
        return run_of(self.loader(board.folder, form), RAM, RAM_BYTES, board.folder)

    def expected(self, old):
        new = bytearray(old)
        new[OFFSET:OFFSET + SECTOR] = b"\xff" * SECTOR
        new[OFFSET:OFFSET + SIZE] = DATA
        return bytes(new)

    def programming(self, board, form):
        job = self.job(board, form)
        job.erase(EXTERNAL_BASE + OFFSET, SIZE)
        job.program(EXTERNAL_BASE + OFFSET, DATA)
        job.verify(EXTERNAL_BASE + OFFSET, DATA)
        return job


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

    # One with few MiB: an emulated core needs a minute of its host's to read 32 of them back.
    @only_on("weact_h750")
    @any_board(Range(0, EXTERNAL_SIZE))
    def test_all_of_the_chip_is_erased(self):
        for form in ("flm", "stldr"):
            with self.subTest(form):
                board = self.board(external=old_contents())
                job = self.job(board, form)
                job.erase_chip(milliseconds=1_000_000)
                result = board.halted(*job.commands)
                self.assertIsNone(job.fault(result.log), result.log)
                self.assertNoViolation(board)
                self.assertExternal(board, BLANK)

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


@boardless("it asks no board")
class ExportCommand(ExportCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_each_form_is_what_its_tool_reads(self):
        for form in FORMS:
            with self.subTest(form):
                path = self.export(self.folder, form)
                loader = loaders_of(form, path.read_bytes())[0]
                self.assertEqual((loader.start, loader.bytes, loader.erased), (EXTERNAL_BASE, EXTERNAL_SIZE, 0xFF))
                self.assertEqual(loader.sectors, [(SECTOR, 0)])
                if form in ("flm", "stldr"):
                    self.assertEqual(loader.name, path.stem)
                info = run("loader-info", "--json", path)
                if form != "pyocd":
                    findings = json.loads(info.stdout)["loaders"][0]["findings"]
                    self.assertEqual([f["id"] for f in findings], [])

    def test_a_file_is_the_same_to_the_byte_whoever_writes_it(self):
        for form in FORMS:
            with self.subTest(form):
                first = self.export(self.folder, form).read_bytes()
                again = self.folder / "again" / f"a {form} loader.{form}"
                again.parent.mkdir(exist_ok=True)
                board = self.board_file(self.folder)
                done = run("-c", "gdb_port disabled", "-f", board, "-c", f"xspi export {form} -o {{{again}}}", "-c", "shutdown",
                           program=OPENOCD)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(again.read_bytes(), first)

    def test_it_names_its_file_after_the_board(self):
        done = run("export", "stldr", self.board_file(self.folder), "--json", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual((said["file"], said["form"]), (f"{BOARD}.stldr", "stldr"))
        self.assertEqual(said["memories"][0]["base"], EXTERNAL_BASE)
        self.assertEqual(loaders_of("stldr", (self.folder / said["file"]).read_bytes())[0].name, BOARD)

    def test_a_smaller_sector(self):
        loader = loaders_of("flm", self.export(self.folder, "flm", "--sector", "4KiB").read_bytes())[0]
        self.assertEqual((loader.sectors, loader.page), ([(4096, 0)], 4096))

    def test_what_cannot_be_exported_is_refused(self):
        board = self.board_file(self.folder)
        unnamed = self.folder / "unnamed.cfg"
        lines = [line for line in board.read_text().split("\n") if line.split()[:1] not in (["chip"], ["usb"])]
        unnamed.write_text("\n".join(lines).replace(f"flash        ext {CHIP}", "flash        ext"))
        none = ROOT / "boards/nucleo_f767zi.cfg"
        for words, error in ((("elf", board), "XSPI-1350"), (("flm", none), "XSPI-1351"),
                             (("flm", board, "ext9"), "XSPI-1351"), (("flm", unnamed), "XSPI-1352"),
                             (("flm", board, "--sector", "3000"), "XSPI-1353"), (("flm", board, "--sector", "much"), "XSPI-1353"),
                             (("flm", board, "-o", self.folder / ("x" * 100 + ".FLM")), "XSPI-1354"),
                             (("flm", self.folder / "nowhere.cfg"), "XSPI-0117"),
                             (("flm", board, "-o", self.folder / "nowhere" / "a.FLM"), "XSPI-0705")):
            with self.subTest(words=words):
                done = run("export", *words, cwd=self.folder)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(error, done.stderr)
        self.assertEqual(sorted(p.suffix for p in self.folder.iterdir()), [".cfg", ".cfg"])

    def test_words_that_are_not_understood(self):
        for words in ("", "flm -o", "flm ext -x", "flm ext ext"):
            with self.subTest(words):
                done = run("-c", "gdb_port disabled", "-f", self.board_file(self.folder), "-c", f"xspi export {words}", "-c", "shutdown",
                           program=OPENOCD)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("XSPI-0701", done.stderr)
