"""`xspi pins`, and the shell's program that it is a subcommand of."""
import json
import pathlib
import shutil
import subprocess
import tempfile

from harness import BUILD, OPENOCD, SystemCase, boardless

PROGRAM = BUILD / "openocd-xspi"


def run(*words, program=PROGRAM):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False)


@boardless("it asks no board")
class Pins(SystemCase):
    def test_the_shell_and_openocd_before_init_answer_alike(self):
        for words in (("STM32F407VET6", "SPI1"), ("STM32H750VB", "PB2"), ("STM32H7S3L8", "IO3", "-json")):
            shell = run("pins", *words)
            self.assertEqual(shell.returncode, 0, shell.stderr)
            command = run("-c", "source [find xspi.cfg]", "-c", f"puts [xspi pins {' '.join(words)}]", "-c", "shutdown",
                          program=OPENOCD)
            self.assertEqual(command.returncode, 0, command.stderr)
            self.assertIn(shell.stdout.strip(), command.stdout + command.stderr)

    def test_json_is_one_line(self):
        lines = run("pins", "--json", "STM32F746NG", "QUADSPI_BK1_NCS").stdout.splitlines()
        self.assertEqual(len(lines), 1)
        self.assertIn({"signal": "QUADSPI_BK1_NCS", "pin": "PB6", "alternate_function": 10}, json.loads(lines[0])["pins"])

    def test_a_wrong_pin_fails_and_names_the_right_ones(self):
        done = run("pins", "STM32H750VB", "QUADSPI_CLK", "PB3")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, "XSPI-1205: PB3 cannot be QUADSPI_CLK on STM32H750VB; pins that can: PB2\n")
        failed = run("-c", "source [find xspi.cfg]", "-c", "xspi pins STM32H750VB QUADSPI_CLK PB3", "-c", "shutdown",
                     program=OPENOCD)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("XSPI-1205", failed.stderr)

    def test_other_words_are_openocds(self):
        done = run("--version")
        self.assertEqual(done.returncode, 0)
        self.assertIn("Open On-Chip Debugger", done.stderr)
        self.assertEqual(run("-c", "puts hello; shutdown").stdout, "hello\n")
        self.assertEqual(run("-c", "shutdown error").returncode, 1)

    def test_a_word_that_is_neither_a_subcommand_nor_an_option_is_refused_with_those_that_are(self):
        done = run("pin", "STM32H750VB")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "^XSPI-1220: `pin` .*pins, board-from")
        self.assertIn("board-from", run("--help").stdout)

    def test_a_program_without_openocd_beside_it_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = pathlib.Path(folder) / "openocd-xspi"
            shutil.copy(PROGRAM, alone)
            done = run("-c", "shutdown", program=alone)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, f"^XSPI-1221: {folder}/openocd cannot be started: ")
            self.assertEqual(run("pins", "STM32H750VB", "PB2", program=alone).returncode, 0)
