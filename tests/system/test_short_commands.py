"""`openocd-xspi program` and its like: one word each, and the line of OpenOCD that they print."""
import json
import subprocess

from board_under_test import BOARD, EXTERNAL_BASE, EXTERNAL_END
from harness import STUCK_SECONDS, SystemCase, image, old_contents, virtual_only
from images import Segment, merged
from paths import BUILD


@virtual_only("it reaches the board by its port")
class ShortCommands(SystemCase):
    def runs(self, board, *words):
        """Exit status, standard output and standard error of build/openocd-xspi."""
        done = subprocess.run([BUILD / "openocd-xspi", *map(str, words), "--board", BOARD.replace("_", "-"), "--virtual",
                               str(board.port)], env=board.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, errors="replace", timeout=STUCK_SECONDS, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_an_image_is_programmed_and_verified_and_its_line_is_printed(self):
        segment = Segment(EXTERNAL_BASE + 0x2345, image(80, 9000))
        board = self.board(external=old_contents())
        path = self.file(board, "an image.bin", segment.data)
        status, _, log = self.runs(board, "program", path, f"0x{segment.address:08X}")
        self.assertEqual(status, 0, log)
        self.assertIn(f"-f board/{BOARD}.cfg", log.splitlines()[0])
        self.assertIn("** Verified OK **", log)
        self.assertEqual(self.runs(board, "verify", path, f"0x{segment.address:08X}")[0], 0)
        board.stop()
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, segment))

    def test_what_fails_ends_with_a_status_that_says_so(self):
        board = self.board(external=old_contents())
        path = self.file(board, "other.bin", image(81, 100))
        self.assertNotEqual(self.runs(board, "verify", path, f"0x{EXTERNAL_BASE:08X}")[0], 0)
        self.assertNotEqual(self.runs(board, "program", board.folder / "none.bin", f"0x{EXTERNAL_BASE:08X}")[0], 0)
        self.assertNotEqual(self.runs(board, "erase", f"0x{EXTERNAL_END:08X}", 4096)[0], 0)
        board.stop()
        self.assertExternal(board, old_contents())

    def test_bytes_are_dumped_and_erased(self):
        board = self.board(external=old_contents())
        path = board.folder / "dumped.bin"
        self.assertEqual(self.runs(board, "dump", path, f"0x{EXTERNAL_BASE + 0x100:08X}", 5000)[0], 0)
        self.assertEqual(path.read_bytes(), old_contents()[0x100:0x100 + 5000])
        status, _, log = self.runs(board, "erase", f"0x{EXTERNAL_BASE + 0x100:08X}", 50)
        self.assertEqual(status, 0, log)
        self.assertEqual(self.runs(board, "info")[0], 0)
        board.stop()
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, Segment(EXTERNAL_BASE + 0x100, b"\xff" * 50)))

    def test_a_board_is_asked_for_and_the_list_names_it(self):
        done = subprocess.run([BUILD / "openocd-xspi", "program", "x.elf"], stderr=subprocess.PIPE, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("XSPI-1240", done.stderr)
        listed = json.loads(subprocess.run([BUILD / "openocd-xspi", "list", "--json"], stdout=subprocess.PIPE, text=True,
                                           check=True).stdout)
        self.assertIn(BOARD, [board["board"] for board in listed["boards"]])
        self.assertIsInstance(listed["probes"], list)
