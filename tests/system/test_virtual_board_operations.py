"""The virtual board cut at its operations, as a campaign does it: a job is run once and counted, then cut."""
import select
import subprocess

import harness
from faults import faults
from board_under_test import BOARD, OF_FAMILY, VIRTUAL_NAME, ext

UNIQUE_ID = OF_FAMILY.UNIQUE_ID
ADDRESS = harness.EXTERNAL_BASE + 0x3000


@harness.virtual_only("it needs declared faults")
class Operations(harness.SystemCase):
    OLD = bytes([0xA5]) * 0x8000

    def job(self, *arguments, strict=True):
        """A sector of 4 KiB rewritten on a board with these arguments."""
        board = self.board(*arguments, external=self.OLD, strict=strict)
        path = self.file(board, "image.bin", harness.image(3, 4096))
        return board, board.openocd("init", "reset halt", f"flash write_image erase {path} 0x{ADDRESS:08X} bin")

    def operations_until_the_chip_is_known(self):
        """Those of the way into its mode."""
        board = self.board()
        self.assertSucceeds(board.halted("xspi info ext"))
        board.stop()
        return board.report()["operations"]["external"]

    def test_a_job_is_counted_and_cut_before_each_kind_of_operation_and_in_it(self):
        board, result = self.job()
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        count = board.report()["operations"]["external"]
        # Write enable and erase, write enable and program for each page.
        self.assertEqual(count, self.operations_until_the_chip_is_known() + 2 + 2 * 16)
        self.assertEqual(board.report()["operations"]["internal"], 0)
        for at in ("1", f"{count}", f"{count}.5"):
            with self.subTest(at=at):
                board, result = self.job(*faults(f"supply-lost:#{at}"))
                self.assertNotEqual(result.status, 0)
                self.assertNoViolation(board)
                report = board.report()
                self.assertEqual(report["operations"]["external"], int(at.split(".")[0]))
                self.assertEqual(report["core"]["state"], "no supply")
                found = board.external()
                if at == "1":  # nothing has begun
                    self.assertSameBytes(found[:len(self.OLD)], self.OLD)
                else:  # nothing but the job's own sector is touched
                    self.assertSameBytes(found[:0x3000], self.OLD[:0x3000])
                    self.assertSameBytes(found[0x4000:0x8000], self.OLD[0x4000:])
                    self.assertNotEqual(found[0x3000:0x4000], harness.image(3, 4096))

    def test_a_paused_board_stands_still_until_it_gets_a_line(self):
        erase = self.operations_until_the_chip_is_known() + 1
        folder = self.board().folder
        (folder / "chip.bin").write_bytes(self.OLD)
        command = [harness.VIRTUAL_BOARD, VIRTUAL_NAME, "--stlink", "0", "--external", folder / "chip.bin",
                   *faults(f"pause:#{erase}")]
        with subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as board:
            port = board.stdout.readline().split("127.0.0.1:")[1].split()[0]
            client = harness.VirtualBoard.start_openocd(_At(port, folder), "init", "reset halt", f"xspi erase {ext(0)} 4096")
            if not select.select([board.stdout], [], [], harness.STUCK_SECONDS)[0]:
                board.kill()  # else the end of this block waits for it
            self.assertEqual(board.stdout.readline(), f"operation {erase} begins\n")
            client.kill()
            client.communicate()
            board.stdin.write("\n")
            board.stdin.flush()
            board.terminate()
            self.assertEqual(board.wait(harness.STUCK_SECONDS), 0)

    def test_two_boards_differ_by_their_unique_id_unless_it_is_said(self):
        def words(*arguments):
            log = self.board(*arguments).openocd("init", f"echo [read_memory 0x{UNIQUE_ID:08X} 32 3]").log
            return next(line for line in log.split("\n") if line.count("0x") == 3)
        self.assertNotEqual(words(), words())
        self.assertEqual(words("--option", "UID=000102030405060708090a0b"), "0x3020100 0x7060504 0xb0a0908")


class _At:
    """What start_openocd needs of a board that is reached at a port."""
    board_file = f"board/{BOARD}.cfg"
    launcher = ()
    new_session = False

    def __init__(self, port, folder):
        self.port, self.folder = port, folder

    def probe_commands(self):
        return [f"set VIRTUAL_BOARD {self.port}"]

    def environment(self):
        return None
