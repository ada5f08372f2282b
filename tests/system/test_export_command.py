"""`xspi export` as the shell's program and as a command of OpenOCD: what it writes, and what it refuses."""
import json
import pathlib
import tempfile

from board_under_test import BOARD, CHIP
from export_case import FORMS, SECTOR, ExportCase, loaders_of, run
from harness import EXTERNAL_BASE, EXTERNAL_SIZE, OPENOCD, ROOT, boardless


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
