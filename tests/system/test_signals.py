"""A signal that comes while OpenOCD carries out its command line: what follows is not carried out, and its exit status is
never that of success."""
import signal

from harness import EXTERNAL_BASE, SystemCase, image, old_contents, virtual_only
from board_under_test import CORE, ext

SIGNALS = ("INT", "TERM", "HUP")


@virtual_only("it kills OpenOCD amid a job")
class Signals(SystemCase):
    def run_with(self, *commands):
        """`SIGNAL` in a command: OpenOCD sends itself that one, there and then."""
        board = self.board(external=old_contents())
        path = self.file(board, "image.bin", image(9, 9_000))
        commands = [c.replace("@", str(path)) for c in commands]
        return board, board.openocd(*commands), board.folder / "image.bin.out"

    def send(self, name):
        return f"exec kill -s {name} [pid]"

    def assertUnsuccessful(self, result):
        self.assertNotEqual(result.status, 0, result.log)
        self.assertNotIn("stuck: ended", result.log)

    def test_between_two_commands(self):
        for name in SIGNALS:
            with self.subTest(name):
                board, result, out = self.run_with("init", self.send(name), f"xspi dump @.out {ext(0)} 64")
                self.assertUnsuccessful(result)
                self.assertFalse(out.exists())
                self.assertRegex(result.log, r"signal \d+: not carried out: xspi dump")
                self.assertEqual(result.status, -getattr(signal, "SIG" + name))

    def test_before_the_first_command(self):
        for name in SIGNALS:
            with self.subTest(name):
                board, result, out = self.run_with(self.send(name), "init", f"xspi dump @.out {ext(0)} 64")
                self.assertUnsuccessful(result)
                self.assertFalse(out.exists())

    def test_amid_a_reset(self):
        for name in SIGNALS:
            for event in ("reset-start", "reset-assert-pre", "reset-deassert-post", "reset-end", "halted"):
                with self.subTest(name, event=event):
                    hook = f"{CORE} configure -event {event} {{{self.send(name)}}}"
                    board, result, out = self.run_with("init", hook, "reset halt", f"xspi dump @.out {ext(0)} 64")
                    self.assertUnsuccessful(result)
                    self.assertFalse(out.exists())

    def test_within_one_line_of_commands(self):
        for name in SIGNALS:
            with self.subTest(name):
                board, result, out = self.run_with(f"init; reset halt; {self.send(name)}; xspi dump @.out {ext(0)} 64")
                self.assertUnsuccessful(result)
                self.assertFalse(out.exists())

    def test_with_program(self):
        for name in SIGNALS:
            for event in ("reset-init", "reset-end"):
                with self.subTest(name, event=event):
                    hook = f"{CORE} configure -event {event} {{{self.send(name)}}}"
                    board, result, _ = self.run_with("init", hook, f"program @ 0x{EXTERNAL_BASE:08X} verify reset exit")
                    self.assertUnsuccessful(result)
                    self.assertExternal(board, old_contents())

    def test_in_the_last_command(self):
        """All is done, and yet it was not what its user wanted to the end."""
        for name in SIGNALS:
            with self.subTest(name):
                _, result, _ = self.run_with("init", f"reset halt; {self.send(name)}")
                self.assertUnsuccessful(result)

    def test_without_a_signal_all_is_done(self):
        _, result, out = self.run_with("init", "reset halt", f"xspi dump @.out {ext(0)} 64")
        self.assertSucceeds(result)
        self.assertTrue(out.exists())
