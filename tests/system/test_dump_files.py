"""Where `xspi dump` writes to: links, devices, FIFOs, folders, files of others."""
import os
import pathlib
import stat
import threading

from harness import EXTERNAL_BASE, SystemCase, any_board, old_contents
from board_under_test import ext

COUNT = 300_000


@any_board()
class DumpFiles(SystemCase):
    def dump(self, name, *commands, board=None):
        board = board or self.board(external=old_contents())
        return board, board.halted(*commands, f"xspi dump {{{name}}} 0x{EXTERNAL_BASE:08X} {COUNT}")

    def refused(self, name, why):
        board, result = self.dump(name)
        self.assertFailsWith(result, "XSPI-0705")
        self.assertIn(why, result.log)
        self.assertNoViolation(board)

    def test_a_link_stays_one_and_files_beside_it_are_left_alone(self):
        board = self.board(external=old_contents())
        (board.folder / "other").mkdir()
        link, foreign = board.folder / "out.bin", board.folder / "out.bin.part"
        link.symlink_to("other/real.bin")
        foreign.write_bytes(b"foreign")
        self.assertSucceeds(self.dump(link, board=board)[1])
        self.assertTrue(link.is_symlink())
        self.assertEqual((board.folder / "other/real.bin").read_bytes(), old_contents()[:COUNT])
        self.assertEqual(foreign.read_bytes(), b"foreign")
        self.assertEqual(os.listdir(board.folder / "other"), ["real.bin"])

    def test_devices_stay_devices(self):
        self.assertSucceeds(self.dump("/dev/null")[1])
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.refused("/dev/full", "no room left")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))

    def test_a_folder_is_refused(self):
        self.refused("/tmp", "it is a folder")

    def test_standard_output_is_written_to(self):
        board = self.board(external=old_contents())
        log = board.folder / "stdout"
        with open(log, "wb") as output:
            process = board.start_openocd("init", "reset halt", f"xspi dump /dev/stdout 0x{EXTERNAL_BASE:08X} 64",
                                          "xspi info", "shutdown", output=output)
            self.assertEqual(process.wait(60), 0)
        found = log.read_bytes()
        self.assertIn(old_contents()[:64], found)
        self.assertIn(f"64 bytes at {ext(0)} written to /dev/stdout".encode(), found)
        self.assertIn(b"Open On-Chip Debugger", found)

    def test_a_fifo_is_written_to_its_reader(self):
        board = self.board(external=old_contents())
        fifo = board.folder / "fifo"
        os.mkfifo(fifo)
        found = []
        reader = threading.Thread(target=lambda: found.append(pathlib.Path(fifo).read_bytes()))
        reader.start()
        self.assertSucceeds(self.dump(fifo, board=board)[1])
        reader.join()
        self.assertEqual(found, [old_contents()[:COUNT]])
        self.assertTrue(fifo.is_fifo())

    def test_a_fifo_without_a_reader_is_not_waited_for_without_end(self):
        board = self.board(external=old_contents())
        fifo = board.folder / "fifo"
        os.mkfifo(fifo)
        result = self.dump(fifo, board=board)[1]
        self.assertFailsWith(result, "XSPI-0705")
        self.assertIn("nobody reads", result.log)

    def test_a_limit_of_size_leaves_the_older_file_and_openocd_alive(self):
        board = self.board(external=old_contents())
        out = self.file(board, "out.bin", b"old")
        board.launcher = ("prlimit", f"--fsize={COUNT - 1}")
        result = self.dump(out, board=board)[1]
        self.assertFailsWith(result, "XSPI-0705")
        self.assertEqual(result.status, 1, result.log)
        self.assertEqual(out.read_bytes(), b"old")
