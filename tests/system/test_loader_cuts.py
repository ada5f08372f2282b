"""A job by somebody else's loader that is cut off: after the next run every byte of the chip is right."""
import signal

from harness import STUCK_SECONDS, only_on, virtual_only
from loader_case import LoaderCase, new
from memories import old_contents

UID = "00310029510C333438363532"
AT = 0x1FF00  # two sectors, with bytes of others in front of it and behind it
DATA = new(0x400)


@only_on("weact_h750")
@virtual_only("it cuts a job off by a declared fault")
class LoaderCuts(LoaderCase):
    def board_with(self, external, *arguments, **keywords):
        board = self.board("--option", f"UID={UID}", *arguments, external=external, strict=False, **keywords)
        return board, self.board_file(board, self.stldr(board))

    def assertMadeGood(self, cut):
        """A new board with what the cut one holds, and the same host."""
        again, file = self.board_with(cut.external())
        again.state = cut.state
        result = self.program(again, file, DATA, AT)
        self.assertSucceeds(result)
        again.stop()
        self.assertExternal(again, self.with_new(DATA, AT))
        self.assertEqual(list(cut.state.glob("journal/*")), [])
        return result.log

    def test_the_supply_is_lost_in_an_erase_and_in_programs(self):
        lost = 0
        for fault in ("supply-lost:#1.5", "supply-lost:#2", "supply-lost:#3.5", "supply-lost:#40", "supply-lost:#300.5"):
            with self.subTest(fault):
                board, file = self.board_with(old_contents(), "--fault", fault)
                self.assertNotEqual(self.program(board, file, DATA, AT).status, 0)
                board.stop()
                lost += "XSPI-0551" in self.assertMadeGood(board)
        self.assertGreater(lost, 1, "no cut lost anything: the test has nothing to show")

    def test_the_probe_is_unplugged_and_the_target_reset_in_between(self):
        for fault in ("unplug:#2", "reset-at:#30"):
            with self.subTest(fault):
                board, file = self.board_with(old_contents(), "--fault", fault)
                self.assertNotEqual(self.program(board, file, DATA, AT).status, 0)
                board.stop()
                self.assertMadeGood(board)

    def test_ctrl_c_ends_a_job_and_says_how_far_it_came(self):
        board, file = self.board_with(old_contents(), "--fault", "pause:#40")
        path = self.file(board, "new.bin", DATA)
        openocd = board.start_openocd("init", "reset halt", f"flash write_image erase {path} 0x{0x90000000 + AT:x} bin",
                                      "shutdown", board_file=file)
        board.process.stdout.readline()  # it stands still
        openocd.send_signal(signal.SIGINT)
        board.process.stdin.write("go on\n")
        board.process.stdin.flush()
        log, _ = openocd.communicate(timeout=STUCK_SECONDS)
        self.assertNotEqual(openocd.returncode, 0, log)
        self.assertIn("XSPI-0304", log)
        self.assertIn("written only in part", log)
        board.stop()
        self.assertMadeGood(board)
