"""A CMSIS-Pack flash algorithm of our own runs on the board as a debugger runs a vendor's."""
import pathlib
import subprocess
import sys

import flm
from harness import BLANK_INTERNAL, INTERNAL_BASE, SystemCase, any_board, boardless, image, virtual_only, only_on

SOURCE = pathlib.Path(__file__).resolve().parent / "flm-algorithm"
RAM, RAM_BYTES = 0x20000000, 0x10000
FLAGS = ["-mcpu=cortex-m7", "-mthumb", "-Os", "-ffreestanding", "-nostdlib", "-ffixed-r9", "-Wall", "-Wextra",
         "-Werror"]


@only_on("nucleo_h7s3l8")
@any_board(internal=True)
class FlashAlgorithm(SystemCase):
    def build(self, board):
        path = board.folder / "algorithm.FLM"
        subprocess.run(["arm-none-eabi-gcc", *FLAGS, "-T", SOURCE / "algorithm.ld", SOURCE / "algorithm.c",
                        "-o", path], check=True)
        return path

    def job(self, board):
        return flm.Run(flm.Algorithm(self.build(board)), RAM, RAM_BYTES, board.folder)

    @boardless("it needs no board")
    def test_an_algorithm_is_described_by_its_file(self):
        algorithm = flm.Algorithm(self.build(self.board(internal=BLANK_INTERNAL)))
        self.assertEqual((algorithm.name, algorithm.start, algorithm.bytes, algorithm.page, algorithm.erased),
                         ("openocd-xspi internal flash", INTERNAL_BASE, 0x10000, 0x400, 0xFF))
        self.assertEqual(algorithm.sectors, [(0x2000, 0)])
        self.assertEqual(algorithm.sectors_of(INTERNAL_BASE + 0x3FFF, 2),
                         [INTERNAL_BASE + 0x2000, INTERNAL_BASE + 0x4000])
        self.assertEqual(algorithm.static_base % 8, 0)
        self.assertLess(0, algorithm.static_base)

    def test_an_algorithm_erases_programs_and_verifies(self):
        old, data = image(3, 0x10000), image(4, 0x2345)
        board = self.board(internal=old)
        run = self.job(board)
        at = INTERNAL_BASE + 0x4000
        run.erase(at, len(data))
        run.program(at, data)
        run.verify(at, data)
        result = board.halted(*run.commands)
        self.assertSucceeds(result)
        self.assertIsNone(run.fault(result.log))
        self.assertNoViolation(board)
        expected = bytearray(old)
        expected[0x4000:0x8000] = b"\xff" * 0x4000
        expected[0x4000:0x4000 + len(data)] = data
        self.assertInternal(board, bytes(expected))

    def test_an_algorithm_erases_the_whole_chip(self):
        board = self.board(internal=image(3, 0x10000))
        run = self.job(board)
        run.erase_chip(milliseconds=10_000)
        result = board.halted(*run.commands)
        self.assertIsNone(run.fault(result.log), result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, BLANK_INTERNAL)

    def test_what_differs_is_named_by_its_call(self):
        board = self.board(internal=BLANK_INTERNAL)
        run = self.job(board)
        run.verify(INTERNAL_BASE, b"\xff" * 0x400 + b"\xff\0")
        result = board.halted(*run.commands)
        self.assertEqual(run.fault(result.log), "Verify, call 3 of 4, returned 0x08000401, not 0x08000402")

    @virtual_only("it needs the virtual clock")
    def test_a_function_that_does_not_come_back_is_named(self):
        board = self.board(internal=BLANK_INTERNAL)
        run = self.job(board)
        run.erase_chip(milliseconds=1)  # it takes longer
        result = board.halted(*run.commands)
        self.assertNotEqual(result.status, 0)
        self.assertEqual(run.fault(result.log), "EraseChip, call 2 of 3, did not return")

    @boardless("it needs no board")
    def test_a_file_that_is_no_algorithm_is_refused(self):
        board = self.board(internal=BLANK_INTERNAL)
        with self.assertRaisesRegex(ValueError, "not a 32-bit little-endian ELF file"):
            flm.Algorithm(self.file(board, "text.FLM", b"no algorithm"))

    @boardless("it is about the virtual board")
    def test_the_command_line_programs_a_served_board(self):
        board = self.board(internal=image(3, 0x10000), shim=False)
        data = image(6, 0x900)
        done = subprocess.run([sys.executable, SOURCE.parent / "flm.py", "--port", str(board.port), "--address",
                               "0x08002000", self.build(board), self.file(board, "image.bin", data)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2304 bytes at 0x08002000 erased, programmed and verified", done.stdout)
        self.assertNoViolation(board)
        self.assertSameBytes(board.internal()[0x2000:0x2900], data)
