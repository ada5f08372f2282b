"""Firmware prints on USART3, keeps its time by a timer, and the report has the text."""
import pathlib
import subprocess
import tempfile

from harness import INTERNAL_SIZE, SystemCase, virtual_only, only_on

SOURCE = pathlib.Path(__file__).resolve().parent / "serial-program"
FLAGS = ["-mcpu=cortex-m7", "-mthumb", "-O2", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror"]


@only_on("nucleo_h7s3l8")
@virtual_only("it needs the report, which has what the board prints")
class Serial(SystemCase):
    def build(self, *definitions):
        with tempfile.TemporaryDirectory() as folder:
            elf, binary = pathlib.Path(folder, "program.elf"), pathlib.Path(folder, "program.bin")
            subprocess.run(["arm-none-eabi-gcc", *FLAGS, *definitions, "-T", SOURCE / "program.ld",
                            SOURCE / "program.c", "-o", elf], check=True)
            subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", elf, binary], check=True)
            return binary.read_bytes().ljust(INTERNAL_SIZE, b"\xff")

    def test_what_usart3_prints_is_in_the_report(self):
        for definitions in ([], ["-DINTERRUPTS"]):
            with self.subTest(definitions):
                board = self.board("--run", "5ms", internal=self.build(*definitions))
                self.assertNoViolation(board)
                self.assertEqual(board.report()["serial"], "tick 1\r\ntick 2\r\ntick 3\r\n")

    def test_a_line_comes_out_a_millisecond_after_the_other(self):
        # Eight characters at 115200 baud last 0.7 ms.
        for run, lines in (("1600us", 0), ("1800us", 1), ("2600us", 1), ("2800us", 2)):
            board = self.board("--run", run, internal=self.build("-DINTERRUPTS"))
            board.stop()
            self.assertEqual(board.report()["serial"].count("\n"), lines)
