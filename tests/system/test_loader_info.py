"""`xspi loader-info`: as the shell's program and as a command of OpenOCD, before `init`."""
import json
import pathlib
import subprocess
import tempfile

from harness import BUILD, OPENOCD, SystemCase, boardless

PROGRAM = BUILD / "openocd-xspi"
DEFINITION = """name: STM32H7 Series
flash_algorithms:
- name: w25q128
  description: W25Q128 on QUADSPI
  instructions: ASBwRwEgcEcBIHBHASBwRw==
  load_address: 0x24000020
  pc_program_page: 0x1
  pc_erase_sector: 0x5
  data_section_offset: 0x10
  flash_properties:
    address_range: {start: 0x90000000, end: 0x91000000}
    page_size: 0x100
    erased_byte_value: 0xff
    program_page_timeout: 1000
    erase_sector_timeout: 2000
    sectors: [{size: 0x10000, address: 0x0}]
"""


def run(*words, program=PROGRAM):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False)


@boardless("it asks no board")
class LoaderInfo(SystemCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "a loader.stldr"  # whatever its name says
        self.file.write_text(DEFINITION)

    def test_the_shell_and_openocd_before_init_answer_alike(self):
        for words in ((), ("-json",)):
            shell = run("loader-info", self.file, *words)
            self.assertEqual(shell.returncode, 0, shell.stderr)
            tcl = f"puts [xspi loader-info {{{self.file}}} {' '.join(words)}]"
            command = run("-c", "source [find xspi.cfg]", "-c", tcl, "-c", "shutdown", program=OPENOCD)
            self.assertEqual(command.returncode, 0, command.stderr)
            self.assertIn(shell.stdout.strip(), command.stdout + command.stderr)

    def test_json_is_one_line(self):
        lines = run("loader-info", "--json", self.file).stdout.splitlines()
        self.assertEqual(len(lines), 1)
        loader = json.loads(lines[0])["loaders"][0]
        self.assertEqual((loader["form"], loader["memory"]["size"], loader["refused"]), ("probe-rs", 16 << 20, False))

    def test_a_program_of_ours_is_no_loader(self):
        done = run("loader-info", PROGRAM)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^XSPI-1304: .*openocd-xspi cannot be read as a flash loader: it is a 64-bit ELF file")
        failed = run("-c", "source [find xspi.cfg]", "-c", "xspi loader-info nowhere.FLM", "-c", "shutdown",
                     program=OPENOCD)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("XSPI-1301", failed.stderr)
