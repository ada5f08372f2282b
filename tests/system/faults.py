"""What every line of the fault table has in common."""
from harness import EXTERNAL_BASE, EXTERNAL_SIZE, ROOT, SystemCase, image, old_contents
from images import Segment
from board_under_test import BOARD, CONTROLLER, OCTAL

# Without a chip, or its supply, XSPIM's compensation cell does not get ready; others have none, and nothing answers.
NO_CHIP = "XSPI-0405" if CONTROLLER.startswith("XSPI") else "XSPI-0401"
# A larger chip, a smaller one.
LARGER = "MX66UW1G45G" if OCTAL else "W25Q256JV" if EXTERNAL_SIZE == 16 << 20 else "W25Q128JV"
SMALLER = "MX25UW12845G" if OCTAL else ROOT / ("tests/data/sfdp/mx25l6436e.sfdp" if EXTERNAL_SIZE == 16 << 20 else
                                                      "tests/data/sfdp/mx25l3233f.sfdp")
SOON = 1.0  # seconds of virtual time: whatever can be known before programming is said by then


class FaultCase(SystemCase):
    """A fault, provoked on a board that holds something: it is named, soon, and nothing is changed."""
    IMAGE = Segment(EXTERNAL_BASE + 0x21001, image(1, 9_001))

    def named(self, error, *arguments, commands=None, strict=False, external=None, again="reset halt", facts=None,
              data=None):
        """OpenOCD fails with `error`; the chip stays as it was. Returns the log.
        commands: `@` stands for a file with `data`."""
        external = external or old_contents()
        board = self.board(*arguments, external=external, strict=strict)
        path = self.file(board, "image.bin", data or self.IMAGE.data)
        keywords = {}
        if facts:
            keywords["board_file"] = self.board_file(board, facts)
        program = f"flash write_image erase {path} 0x{self.IMAGE.address:08X} bin"
        result = board.openocd("init", *([again] if again else []), *[c.replace("@", str(path)) for c in commands or [program]],
                               **keywords)
        board.stop()
        self.assertFailsWith(result, error)
        self.assertSameBytes(board.external()[:len(external)], external, EXTERNAL_BASE)
        self.assertReported(board, erases={}, pages_programmed=0)
        if self.has_report(board, "virtual_seconds"):
            self.assertLessEqual(board.report()["virtual_seconds"], SOON, result.log)
        if strict:
            self.assertEqual(board.violations(), [])
        return result.log

    def board_file(self, board, changes):
        """The board's file with some facts changed, by their first word."""
        from harness import ROOT
        lines = (ROOT / f"boards/{BOARD}.cfg").read_text().split("\n")
        lines = [changes.get(line.split()[0], line) if line.split() else line for line in lines]
        return self.file(board, "board.cfg", "\n".join(lines).encode())

    def works(self, *arguments, commands, strict=True, external=None):
        """These commands succeed on such a board; returns it, ended, and the log."""
        board = self.board(*arguments, external=external or old_contents(), strict=strict)
        result = board.halted(*commands)
        self.assertSucceeds(result)
        if strict:
            self.assertNoViolation(board)
        board.stop()
        return board, result.log


def options(**values):
    return [word for name, value in values.items() for word in ("--option", f"{name}={value}")]


def faults(*specs):
    return [word for spec in specs for word in ("--fault", spec)]
