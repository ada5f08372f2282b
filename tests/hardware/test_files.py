"""Files that a run writes: whole or not at all, and nothing of somebody else's is replaced."""
import os
import pathlib
import resource
import stat
import tempfile
import threading
import unittest
from unittest import mock

import files
import lock
import outcome
from probes import Probe


def read_what_there_is(descriptor):
    try:
        return os.read(descriptor, 65536)
    except BlockingIOError:
        return b""


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_an_older_file_is_replaced_and_keeps_its_permissions(self):
        path = self.folder / "junit.xml"
        files.write(path, b"one")
        path.chmod(0o640)
        files.write(path, b"two")
        self.assertEqual((path.read_bytes(), stat.S_IMODE(path.stat().st_mode)), (b"two", 0o640))
        self.assertEqual(os.listdir(self.folder), ["junit.xml"])

    def test_what_a_link_leads_to_is_written(self):
        (self.folder / "other").mkdir()
        link = self.folder / "junit.xml"
        link.symlink_to("other/real.xml")
        for text in (b"not there yet", b"again"):
            files.write(link, text)
            self.assertEqual((self.folder / "other" / "real.xml").read_bytes(), text)
        self.assertTrue(link.is_symlink())

    def test_devices_stay_devices_and_a_full_one_is_an_error(self):
        files.write("/dev/null", b"gone")
        self.assertTrue(pathlib.Path("/dev/null").is_char_device())
        with self.assertRaisesRegex(OSError, "No space"):
            files.write("/dev/full", b"no room")

    def test_a_fifo_needs_a_reader_and_is_not_waited_for(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        with self.assertRaises(OSError):
            files.write(fifo, b"x")
        descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        found = bytearray()

        def drain():  # before the writer has come there is an end, too
            while len(found) < 300_000:
                found.extend(read_what_there_is(descriptor))
        thread = threading.Thread(target=drain)
        thread.start()
        files.write(fifo, b"x" * 300_000)
        thread.join()
        os.close(descriptor)
        self.assertEqual(found, b"x" * 300_000)
        self.assertTrue(fifo.is_fifo())

    def test_a_file_that_cannot_be_completed_leaves_the_older_one(self):
        path = self.folder / "junit.xml"
        path.write_bytes(b"old")
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            with self.assertRaises(OSError):
                files.write(path, b"x" * 2000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        self.assertEqual(path.read_bytes(), b"old")
        self.assertEqual(os.listdir(self.folder), ["junit.xml"])

    def test_a_link_in_place_of_the_lock_file_is_not_followed(self):
        victim = self.folder / "victim"
        victim.write_bytes(b"precious")
        probe = Probe("jlink", "5", ())
        with mock.patch.dict(os.environ, XSPI_LOCK_DIR=str(self.folder)):
            path = lock.path_for(probe)
            for make in (lambda: path.symlink_to(victim), lambda: os.mkfifo(path)):
                make()
                with self.assertRaisesRegex(outcome.Failure, "HIL-0022"), lock.held(probe):
                    pass
                path.unlink()
        self.assertEqual(victim.read_bytes(), b"precious")


if __name__ == "__main__":
    unittest.main()
