"""A board's file made of a project of STM32CubeMX: as the shell's program and as a command of OpenOCD."""
import json
import pathlib
import re
import subprocess
import tempfile

from harness import BUILD, OPENOCD, ROOT, SystemCase, boardless, image

PROGRAM = BUILD / "openocd-xspi"
BOARD_HEADER = BUILD / "openocd-driver/board-header"
DATA = ROOT / "tests/data/ioc"
WHAT_NO_PROJECT_SAYS = {
    "quad-h750.ioc": ["chip=W25Q64JV", "supply=3.3", "probe=stlink 4MHz"],
    "octal-h7s.ioc": ["chip=MX25UW25645G", "supply=1.8", "probe=stlink 24MHz", "usb=OTG_HS", "button=USER PC13 low"],
}


def run(*words, program=PROGRAM):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False)


@boardless("it makes a file")
class BoardFrom(SystemCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def facts(self, board_file):
        """As the firmware is built with them; the microcontroller without its package letter and temperature."""
        header = self.folder / "facts.hpp"
        done = run(board_file, header, program=BOARD_HEADER)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.sub(r"(STM32\w{6})\w+", r"\1", header.read_text())

    def made(self, project, name):
        path = self.folder / f"{name}.cfg"
        done = run("board-from", DATA / project, "-o", path, "--name", name, *WHAT_NO_PROJECT_SAYS[project])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{path} has been written\n")
        return path

    def test_a_projects_facts_are_those_that_were_written_by_hand(self):
        for project, name in (("quad-h750.ioc", "weact_h750"), ("octal-h7s.ioc", "nucleo_h7s3l8")):
            hand, made = (self.facts(path) for path in (self.with_one_flash(name), self.made(project, name)))
            self.assertEqual(made.splitlines(), hand.splitlines())

    def with_one_flash(self, name):
        """The board's file without a second flash, which the project knows nothing of."""
        path = self.folder / f"{name}-by-hand.cfg"
        path.write_text(re.sub(r"    flash ext2 \{.*?\n    \}\n", "", (ROOT / f"boards/{name}.cfg").read_text(), flags=re.S))
        return path

    def test_a_board_made_so_is_programmed(self):
        path = self.made("quad-h750.ioc", "attic")
        board = self.board(board="weact-h750")
        data = image(3, 30_000)
        result = board.halted(f"program {self.file(board, 'image.bin', data)} 0x90001000 verify", board_file=path)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertSameBytes(board.external()[0x1000:0x1000 + len(data)], data)

    def test_what_a_project_does_not_say_is_asked_for_and_refused_until_it_is_given(self):
        path = self.folder / "open.cfg"
        done = run("board-from", DATA / "quad-h750.ioc", "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("to be filled in: supply of ext\n", done.stdout)
        self.assertRegex(path.read_text(), r"\n +supply +\? +;# of the chip, in volts")
        refused = run("-f", path, "-c", "shutdown", program=OPENOCD)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("XSPI-0112", refused.stderr)

    def test_the_command_of_openocd_gives_the_same_before_init(self):
        words = [str(DATA / "quad-h750.ioc"), *WHAT_NO_PROJECT_SAYS["quad-h750.ioc"]]
        shell = run("board-from", *words)
        tcl = "xspi board-from " + " ".join(f"{{{word}}}" for word in words)
        command = run("-c", "source [find xspi.cfg]", "-c", f"puts [{tcl}]", "-c", "shutdown", program=OPENOCD)
        self.assertEqual(command.returncode, 0, command.stderr)
        self.assertIn(shell.stdout.strip(), command.stdout + command.stderr)

    def test_a_file_that_is_there_is_overwritten_only_with_a_word(self):
        path = self.folder / "mine.cfg"
        path.write_text("# mine\n")
        for words in ((), ("--force",)):
            done = run("board-from", DATA / "quad-h750.ioc", "-o", path, *words)
            self.assertEqual(done.returncode, 0 if words else 1, done.stderr)
            self.assertEqual("XSPI-1215" in done.stderr, not words)
            self.assertEqual(path.read_text() == "# mine\n", not words)

    def test_json_tells_name_text_and_what_is_open(self):
        answer = json.loads(run("board-from", "--json", DATA / "quad-h750.ioc").stdout)
        self.assertEqual((answer["board"], answer["open"]), ("quad_h750", ["supply of ext"]))
        self.assertIn("xspi board quad_h750 {", answer["text"])
        error = run("board-from", "-json", self.folder / "none.ioc")
        self.assertEqual((error.returncode, json.loads(error.stdout)["error"]["id"]), (1, "XSPI-1210"))

    def test_what_is_no_project_of_a_known_microcontroller_with_a_flash_is_refused(self):
        good = (DATA / "quad-h750.ioc").read_text()
        spoilt = {
            "XSPI-1211": "[core]\n\tbare = false\n",
            "XSPI-1212": good.replace("STM32H750VBTx", "STM32H799ZZTx"),
            "XSPI-1213": good.replace("QUADSPI_", "SDMMC1_"),
            "XSPI-1214": good + "PB2.Signal=GPIO_Output\n",
            "XSPI-1217": good.replace("PB6.Signal", "PB7.Signal"),
        }
        for error, text in spoilt.items():
            path = self.folder / "spoilt.ioc"
            path.write_text(text)
            done = run("board-from", path)
            self.assertEqual((done.returncode, done.stderr[:9], done.stdout), (1, error, ""))
        self.assertIn("XSPI-1216", run("board-from", DATA / "quad-h750.ioc", "voltage=3").stderr)
        self.assertIn("XSPI-1210", run("board-from", self.folder).stderr)
