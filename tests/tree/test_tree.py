"""The tree reads as the design's house: who may include whom, how long a file may be, what must be documented."""
import graphlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XSPI_BUILD", ROOT / "build"))
CODE = (".cpp", ".hpp", ".c", ".h", ".ld", ".S", ".py", ".tcl", ".cfg", ".build")

# Folder -> folders of ours that its files may include. Host code may include freestanding code, never the reverse;
# nothing but the virtual board knows that it exists.
MAY_INCLUDE = {
    "flash-library": {"flash-library"},
    "target-stubs": {"target-stubs", "flash-library"},
    "firmware": {"firmware", "flash-library"},
    "openocd-driver": {"openocd-driver", "target-stubs", "flash-library"},
    "virtual-board": {"virtual-board"},
}
CLANG_FORMAT = "14"  # Debian 12's; versions differ in what they make of the same .clang-format
# Error ids of the driver that no test provokes, with the reason.
NOT_PROVOKED = {
    "XSPI-0001": "a fault of the driver itself, of no known kind",
    "XSPI-0102": "needs an OpenOCD of another version",
    "XSPI-0103": "needs an OpenOCD without our patch",
    "XSPI-0108": "memory that runs out",
    "XSPI-0205": "OpenOCD refuses to start an algorithm on a halted core: not known how",
    "XSPI-0305": "a fault of the driver itself",
    "XSPI-0904": "a build of OpenOCD that fails",
}
VIRTUAL_BOARD_FOLDERS = ("core", "cpu", "debug", "probe", "ip", "soc", "chips", "faults", "boards", "program", "time-shim", "usb-host",
                         "libusb-stand-in")


def floor(file):
    """The folder in the room, or the file that lies in the room itself."""
    file = pathlib.PurePath(file)
    return "/".join(file.parts[:2]) if len(file.parts) > 2 else str(file.with_suffix(""))


def tracked():
    names = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                           stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    return [ROOT / n for n in names if n and (ROOT / n).is_file()]


def clang_format():
    """The one version of clang-format that decides; None where it is not to be had, as on Debian 13."""
    for name in (f"clang-format-{CLANG_FORMAT}", "clang-format"):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
            if re.search(rf"version {CLANG_FORMAT}\.", said):
                return program
    return None


def included(path):
    for line in path.read_text(errors="replace").split("\n"):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if match:
            yield match.group(1)


class Tree(unittest.TestCase):
    def test_no_file_of_code_is_longer_than_400_lines(self):
        long = {str(p.relative_to(ROOT)): n for p in tracked() if p.suffix in CODE
                for n in [len(p.read_text(errors="replace").split("\n"))] if n > 401}
        self.assertEqual(long, {})

    def test_code_is_formatted_as_clang_format_does_it(self):
        program = clang_format()
        if program is None:
            self.skipTest(f"clang-format {CLANG_FORMAT} is not installed, and other versions format differently")
        files = [str(p) for p in tracked() if p.suffix in (".cpp", ".hpp", ".c", ".h")]
        done = subprocess.run([program, "--dry-run", "-Werror", *files], cwd=ROOT, stderr=subprocess.PIPE, text=True,
                              check=False)
        unformatted = set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.M))
        self.assertEqual(sorted(str(pathlib.Path(f).relative_to(ROOT)) for f in unformatted), [])
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])

    def test_includes_go_only_in_the_permitted_directions(self):
        wrong = []
        for path in tracked():
            house = path.relative_to(ROOT).parts[0]
            if house not in MAY_INCLUDE or path.suffix not in (".cpp", ".hpp", ".c", ".h"):
                continue
            for name in included(path):
                top = name.split("/")[0]
                owner = "virtual-board" if top in VIRTUAL_BOARD_FOLDERS and house == "virtual-board" else top
                ours = owner in MAY_INCLUDE
                if ours and owner not in MAY_INCLUDE[house]:
                    wrong.append(f"{path.relative_to(ROOT)} includes {name}")
        self.assertEqual(wrong, [])

    def test_volatile_stands_in_one_place_of_the_flash_library(self):
        places = [str(p.relative_to(ROOT)) for p in tracked()
                  if p.suffix in (".cpp", ".hpp") and p.relative_to(ROOT).parts[0] in ("flash-library",)
                  and re.search(r"\bvolatile\b", re.sub(r"//.*", "", re.sub(r"asm volatile", "", p.read_text())))]
        self.assertEqual(places, ["flash-library/core/mmio.hpp"])

    def test_only_the_bridge_includes_openocds_headers(self):
        wrong = [str(p.relative_to(ROOT)) for p in tracked() if p.suffix in (".cpp", ".hpp", ".c", ".h")
                 and p.parent.name != "bridge" and re.search(r"#include <(flash|target|helper|server)/", p.read_text())]
        self.assertEqual(wrong, [])

    def test_the_folders_of_a_room_are_floors(self):
        """Who is included does not include its includer's folder, over however many others."""
        includes = {}
        for path in tracked():
            file = path.relative_to(ROOT)
            if file.parts[0] not in MAY_INCLUDE or file.suffix not in (".c", ".cpp", ".h", ".hpp"):
                continue
            for named in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M):
                if (ROOT / file.parts[0] / named).is_file():  # the virtual board's, named from its room on
                    named = f"{file.parts[0]}/{named}"
                if named.split("/")[0] == file.parts[0] and floor(named) != floor(file):
                    includes.setdefault(floor(file), set()).add(floor(named))
        self.assertGreater(len(includes), 20)
        try:
            tuple(graphlib.TopologicalSorter(includes).static_order())
        except graphlib.CycleError as error:
            self.fail(" includes ".join(reversed(error.args[1])))

    def test_every_error_id_is_listed_in_troubleshooting(self):
        listed = (ROOT / "docs/troubleshooting.md").read_text()
        used = set()
        for path in tracked():
            if path.relative_to(ROOT).parts[0] in ("openocd-driver", "setup", "firmware", "tcl", "demo", "check"):
                used |= set(re.findall(r"\b(?:XSPI|BOOT|TEST)-\d{4}\b", path.read_text(errors="replace")))
        self.assertEqual(sorted(i for i in used if i not in listed), [])

    def test_every_error_id_of_the_driver_is_provoked_by_a_test(self):
        tests = "".join(p.read_text(errors="replace") for p in tracked() if p.relative_to(ROOT).parts[0] == "tests"
                        and p.suffix in (".py", ".cpp", ".hpp") and p.name != "test_tree.py")
        # Shortened as regular expressions and tables of tests have them.
        provoked = set(re.findall(r"\bXSPI-\d{4}\b", tests))
        for group in re.findall(r"XSPI-(\d+)\(([\d|]+)\)", tests):
            provoked |= {f"XSPI-{group[0]}{end}" for end in group[1].split("|")}
        used = set()
        for path in tracked():
            if path.relative_to(ROOT).parts[0] == "openocd-driver":
                used |= set(re.findall(r"\bXSPI-\d{4}\b", path.read_text(errors="replace")))
        self.assertEqual(sorted(used - provoked - set(NOT_PROVOKED)), [])
        self.assertEqual(sorted(set(NOT_PROVOKED) & provoked), [], "provoked after all")

    def test_the_fault_table_names_tests_that_exist(self):
        text = (ROOT / "docs/troubleshooting.md").read_text()
        table = text.split("## Faults, and what provokes them")[1].split("\n## ")[0]
        rows = [row.split("|") for row in table.split("\n") if row.startswith("| ")][1:]
        self.assertGreater(len(rows), 15)
        named = {name for row in rows for name in re.findall(r"\btest_\w+", row[3])}
        for row in rows:
            self.assertRegex(row[3], r"test_\w+", row[1])
        self.assertEqual(sorted(n for n in named if not (ROOT / f"tests/system/{n}.py").is_file()), [])

    def test_every_number_that_firmware_reports_is_listed_in_troubleshooting(self):
        listed = (ROOT / "docs/troubleshooting.md").read_text()
        for prefix, name, report in (("BOOT", "Reason", "bootloader"), ("TEST", "TestError", "flash-test")):
            text = (ROOT / "firmware" / report / "report.hpp").read_text()
            body = re.search(rf"enum class {name} [^{{]*{{(.*?)}};", text, re.S).group(1)
            numbers = [int(n) for n in re.findall(r"= (\d+),", body) if n != "0"]
            self.assertGreater(len(numbers), 5)
            self.assertEqual([f"{prefix}-{n:04}" for n in numbers if f"{prefix}-{n:04}" not in listed], [])

    def test_every_board_has_the_firmware_that_it_can_have(self):
        boards = [p.stem for p in tracked() if p.parent == ROOT / "boards" and p.suffix == ".cfg"]
        self.assertGreater(len(boards), 1)
        programs = {board: re.search(r"^PROGRAMS(.*)$", (BUILD / f"board-{board}.hpp").read_text(), re.M)[1].split()
                    for board in boards}
        self.assertEqual(programs["nucleo_h7s3l8"], ["bootloader", "blinky", "flash-test"])
        self.assertEqual([board for board in boards if not programs[board]], [])
        self.assertEqual([f"{board}/{program}" for board in boards for program in programs[board]
                          if not (BUILD / "firmware" / board / f"{program}.elf").exists()], [])

    def test_every_rule_of_the_virtual_board_is_listed_with_its_test(self):
        listed = "".join(p.read_text() for p in (ROOT / "docs").glob("virtual-board-rules*.md"))
        tests = "".join(p.read_text() for p in (ROOT / "tests/unit/virtual-board").rglob("*.cpp"))
        used = set()
        for path in tracked():
            if path.relative_to(ROOT).parts[0] == "virtual-board" and path.suffix in (".cpp", ".hpp"):
                used |= set(re.findall(r"\bVB-(?!CLI|FILE|IMG|NET|RPT|INT)[A-Z0-9]+-\d{3}\b", path.read_text(errors="replace")))
        self.assertEqual(sorted(i for i in used if i not in listed), [], "not in docs/virtual-board-rules*.md")
        self.assertEqual(sorted(i for i in used if i not in tests), [], "no test provokes it")

    def test_every_end_of_a_run_on_hardware_is_listed_and_provoked(self):
        listed = set(re.findall(r"^\| (HIL-\d{4}) ", (ROOT / "docs/hardware-in-the-loop.md").read_text(), re.M))
        files = [p for p in tracked() if p.relative_to(ROOT).parts[:2] == ("tests", "hardware")]
        tests = {p for p in files if p.name.startswith("test_")}
        used, provoked = ({i for p in paths for i in re.findall(r"\bHIL-\d{4}\b", p.read_text())}
                          for paths in (set(files) - tests, tests))
        self.assertEqual(sorted(used ^ listed), [], "in the runner or in docs/hardware-in-the-loop.md, but not in both")
        self.assertEqual(sorted(used - provoked), [], "no test provokes it")

    def test_every_system_case_says_what_it_needs_of_a_real_board(self):
        sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("hardware", "system")]
        import needs  # pylint: disable=import-outside-toplevel
        import selection  # pylint: disable=import-outside-toplevel
        cases = selection.system_cases()
        self.assertGreater(len(cases), 300)
        self.assertEqual([c.id() for c in cases if needs.of(c).virtual_only == needs.UNDECLARED], [])

    def test_everything_the_virtual_board_refuses_is_listed(self):
        listed = (ROOT / "docs/virtual-board.md").read_text()
        used = set()
        for path in tracked():
            if path.relative_to(ROOT).parts[0] == "virtual-board" and path.suffix in (".cpp", ".hpp"):
                used |= set(re.findall(r"\bVB-(?:CLI|FILE|IMG|NET|RPT|INT)-\d{3}\b", path.read_text(errors="replace")))
        self.assertEqual(sorted(i for i in used if i not in listed), [])

    def test_every_mutant_still_fits_the_code(self):
        mutants = tomllib.loads((ROOT / "tests/mutants/mutants.toml").read_text())["mutant"]
        self.assertGreater(len(mutants), 10)
        for mutant in mutants:
            self.assertEqual((ROOT / mutant["file"]).read_text().count(mutant["find"]), 1, mutant["name"])


if __name__ == "__main__":
    unittest.main()
