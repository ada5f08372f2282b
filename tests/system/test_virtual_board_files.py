"""Files that the virtual board writes: no other file is harmed, and no two boards share one."""
import json
import os
import resource
import signal
import stat
import subprocess
import unittest

import harness
from board_under_test import VIRTUAL_NAME

BOARD = VIRTUAL_NAME


@harness.virtual_only("it is about the virtual board's own files")
class VirtualBoardFiles(harness.SystemCase):
    def setUp(self):
        self.keeper = self.board()  # for its folder
        self.folder = self.keeper.folder / "files"
        self.folder.mkdir()

    def run_board(self, *arguments, **keywords):
        command = [harness.VIRTUAL_BOARD, BOARD, "--run", "1ms", *arguments]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                              timeout=harness.STUCK_SECONDS, **keywords)

    def assertRefused(self, error, *arguments):
        done = self.run_board(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(error, done.stderr)

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_a_fifo_a_socket_or_a_folder_is_no_file_and_nobody_waits_for_it(self):
        os.mkfifo(self.folder / "fifo")
        (self.folder / "folder").mkdir()
        for name in ("fifo", "folder"):
            for option in ("--report", "--trace"):
                self.assertRefused("VB-FILE-001", option, self.folder / name)
            self.assertRefused("VB-IMG-00", "--internal", self.folder / name)
        clock = subprocess.run([str(harness.VIRTUAL_BOARD), BOARD, "--stlink", "0", "--clock",
                                str(self.folder / "fifo")], capture_output=True, text=True, check=False,
                               timeout=harness.STUCK_SECONDS)
        self.assertIn("VB-FILE-001", clock.stderr)
        self.assertTrue(stat.S_ISFIFO((self.folder / "fifo").stat().st_mode))
        self.assertEqual(self.names(), ["fifo", "folder"])

    def test_a_report_on_a_device_is_written_there_and_the_device_stays_one(self):
        self.assertEqual(self.run_board("--report", "/dev/null").returncode, 0)
        full = self.run_board("--report", "/dev/full")
        self.assertEqual(full.returncode, 1)
        self.assertIn("VB-RPT-001", full.stderr)
        for device in ("/dev/null", "/dev/full"):
            self.assertTrue(stat.S_ISCHR(os.stat(device).st_mode))

    def test_a_report_on_a_device_node_of_ones_own_leaves_the_node(self):
        node = self.folder / "node"
        try:
            os.mknod(node, stat.S_IFCHR | 0o600, os.makedev(1, 3))
            node.open("wb").close()
        except OSError as why:
            self.skipTest(f"no device nodes here: {why}")
        self.assertEqual(self.run_board("--report", node).returncode, 0)
        self.assertTrue(stat.S_ISCHR(node.stat().st_mode))

    def test_a_links_target_is_written_and_the_link_stays(self):
        for option, name in (("--report", "report"), ("--external", "chip.bin"), ("--trace", "trace")):
            link = self.folder / f"link-{name}"
            link.symlink_to(name)
            self.assertEqual(self.run_board(option, link).returncode, 0)
            self.assertTrue(link.is_symlink())
            self.assertGreater((self.folder / name).stat().st_size, 0)

    def test_files_of_others_beside_a_file_are_not_touched(self):
        for name in ("report.part", "report.new", "report.tmp", f"report.{os.getpid()}.new", "report~", ".report.swp"):
            (self.folder / name).write_text("theirs")
        before = self.names()
        self.assertEqual(self.run_board("--report", self.folder / "report").returncode, 0)
        self.assertEqual(self.names(), sorted([*before, "report"]))
        self.assertEqual({(self.folder / name).read_text() for name in before}, {"theirs"})

    def test_one_file_for_two_options_is_refused_by_whatever_name(self):
        file = self.folder / "one.bin"
        file.write_bytes(b"old")
        os.link(file, self.folder / "hard.bin")
        (self.folder / "link.bin").symlink_to("one.bin")
        (self.folder / "sub").mkdir()
        for name in ("one.bin", "hard.bin", "link.bin", "sub/../one.bin"):
            for option in ("--internal", "--report", "--trace"):
                self.assertRefused("VB-FILE-003", "--external", file, option, self.folder / name)
        self.assertRefused("VB-FILE-003", "--report", self.folder / "new", "--trace", self.folder / "sub/../new")
        self.assertEqual(file.read_bytes(), b"old")
        self.assertEqual(self.names(), ["hard.bin", "link.bin", "one.bin", "sub"])

    def test_a_second_board_on_a_file_of_the_first_is_refused_and_changes_nothing(self):
        trace = self.folder / "trace"
        first = self.board("--trace", trace)
        for option, file in (("--external", first.external_file), ("--internal", first.internal_file),
                             ("--report", first.report_file), ("--trace", trace), ("--report", trace)):
            self.assertRefused("VB-FILE-002", option, file)
            link = self.folder / "link.bin"
            link.symlink_to(file)
            self.assertRefused("VB-FILE-002", option, link)
            link.unlink()
        self.assertEqual(first.stop(), 0, first.stderr())
        self.assertEqual(self.run_board("--external", first.external_file, "--report", first.report_file).returncode, 0)

    def test_a_disk_that_is_full_is_an_error_and_leaves_the_old_file(self):
        file, report = self.folder / "chip.bin", self.folder / "report"
        report.write_text("old")

        def no_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        done = self.run_board("--external", file, "--report", report, preexec_fn=no_room)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("VB-IMG-004", done.stderr)
        self.assertIn("VB-RPT-001", done.stderr)
        self.assertEqual(report.read_text(), "old")
        self.assertEqual(self.names(), ["report"])

    def test_a_board_that_is_killed_leaves_each_file_whole_and_the_next_one_takes_them(self):
        old = bytes(range(256)) * (harness.EXTERNAL_SIZE // 256)
        board = self.board(external=old, strict=False)
        self.assertSucceeds(board.openocd("init"))
        board.process.send_signal(signal.SIGKILL)
        board.process.wait(harness.STUCK_SECONDS)
        self.assertSameBytes(board.external(), old)
        json.loads(board.report_file.read_text())
        self.assertEqual(self.run_board("--external", board.external_file).returncode, 0)

    def test_a_clock_is_no_other_file(self):
        notes = self.folder / "notes"
        notes.write_text("mine, and longer than a clock is")
        done = subprocess.run([str(harness.VIRTUAL_BOARD), BOARD, "--stlink", "0", "--clock", str(notes)],
                              capture_output=True, text=True, check=False, timeout=harness.STUCK_SECONDS)
        self.assertEqual(done.returncode, 2)
        self.assertIn("VB-CLI-010", done.stderr)
        self.assertEqual(notes.read_text(), "mine, and longer than a clock is")


if __name__ == "__main__":
    unittest.main()
