"""A chip on four lines that is not reached as the board's file says: never a success, and the cause named."""
import json
import re

from board_under_test import BOARD, EXTERNAL_BASE, EXTERNAL_SIZE, HOLDS, MICRON, OF_FAMILY, VIRTUAL_NAME
from faults import FaultCase, faults
from harness import ROOT, image, old_contents, only_where, virtual_only

QUADSPI, GPIOA = getattr(OF_FAMILY, "QUADSPI", 0), OF_FAMILY.GPIO_PORTS
CR, DCR, CCR = QUADSPI, QUADSPI + 4, QUADSPI + 0x14
FSEL, DFM, EN, DUMMY_CYCLES, FSIZE = 7, 6, 0, 18, 16  # bits; the last two the lowest of a field
TWIN = ROOT / f"virtual-board/boards/{VIRTUAL_NAME}.json"


def pins():
    """As the board's vendor wires them: signal to pin."""
    return json.loads(TWIN.read_text())["chips"][0]["pins"]


def alternate_function(pin):
    """The address of a pin's alternate function and its lowest bit there."""
    number = int(pin[2:])
    return GPIOA + 0x400 * (ord(pin[1]) - ord("A")) + (0x24 if number > 7 else 0x20), 4 * (number % 8)


@only_where(controller="QUADSPI")
@virtual_only("it needs a declared fault")
class QuadFaults(FaultCase):
    def test_a_setting_of_the_controller_that_does_not_hold_is_named(self):
        fsize = EXTERNAL_SIZE.bit_length() - 1  # one more than the chip has: docs/hardware/quadspi.md
        lowest = (fsize & -fsize).bit_length() - 1
        for spec, register in ((f"{DCR}:{FSIZE + 4}=0", "QUADSPI_DCR"), (f"{DCR}:{FSIZE + lowest}=0", "QUADSPI_DCR"),
                               (f"{CR}:{DFM}=1", "QUADSPI_CR"), (f"{CR}:{FSEL}=1", "QUADSPI_CR"),
                               (f"{CR}:{EN}=0", "QUADSPI_CR")):
            with self.subTest(spec):
                self.assertIn(register, self.named("XSPI-0426", *faults(f"stuck-bit:{spec}")))

    def test_an_alternate_function_that_does_not_hold_is_named(self):
        for signal, pin in pins().items():
            address, bit = alternate_function(pin)
            with self.subTest(signal):
                log = self.named("XSPI-0424", *faults(f"stuck-bit:{address}:{bit}=0" if signal != "NCS" else
                                                      f"stuck-bit:{address}:{bit + 1}=0"))
                self.assertIn(f"{pin} ({signal})", log)

    def test_a_line_that_is_stuck_is_named(self):
        for line in range(4):
            for level in (0, 1):
                with self.subTest(line=line, level=level):
                    log = self.named("XSPI-0411", *faults(f"stuck:IO{line}={level}"))
                    self.assertIn(f"IO{line} ({pins()[f'IO{line}']}) at {level}", log)

    def test_lines_that_are_crossed_are_named(self):
        for a, b in ((0, 1), (0, 2), (1, 2 if HOLDS else 3)):
            with self.subTest(a=a, b=b):
                self.assertRegex(self.named("XSPI-0412", *faults(f"swap:IO{a},IO{b}")), f"IO{a} .* and IO{b} ")
        error, words = ("XSPI-0401", "Is IO3 high, which is HOLD#") if HOLDS else ("XSPI-0404", "one of IO2 and IO3")
        self.assertIn(words, self.named(error, *faults("swap:IO2,IO3")))

    def test_dummy_cycles_that_are_not_the_chips_are_named_before_anything_is_changed(self):
        for bit in (DUMMY_CYCLES, DUMMY_CYCLES + 1):  # one more, two more
            with self.subTest(bit=bit):
                self.assertIn("dummy cycles", self.named("XSPI-04", *faults(f"stuck-bit:{CCR}:{bit}=1")))

    def test_a_blank_chip_that_reads_wrong_over_four_lines_is_no_success(self):
        """Nothing tells before there is something to read: without its dummy cycles all of a blank chip is FFh."""
        def program(*ahead):
            bit = DUMMY_CYCLES + (3 if MICRON else 2)  # of 8, and of 4
            board = self.board(*faults(f"stuck-bit:{CCR}:{bit}=0"), strict=False)
            path = self.file(board, "image.bin", image(3, 5_000))
            return board.halted(*ahead, f"program {path} 0x{EXTERNAL_BASE:08X} verify")

        # At the highest clock, which no read with so few cycles reaches, the chip may send anything: found out at once.
        result = program()
        self.assertNotEqual(result.status, 0)
        self.assertRegex(result.log, "XSPI-0511|XSPI-0404.*dummy cycles")
        result = program("xspi clock 50MHz")
        self.assertFailsWith(result, "XSPI-0511")
        if not MICRON:  # of which the read on one line lacks these cycles as well
            self.assertRegex(result.log, "holds that byte, read in 1S-1S-1S.*dummy cycles")


@only_where(controller="QUADSPI")
@virtual_only("its wires are others")
class OtherWires(FaultCase):
    """The board with a wire less, or with two of four data lines."""
    OLD = old_contents()[:8 << 20]
    BLANK_QUAD = {"part": "W25Q64JV", "delivered": {"configuration": 0}}  # IO3 is HOLD# as long as QE is 0

    def twin(self, *cut, resistors=None):
        board = json.loads(TWIN.read_text())
        chip = board["chips"][0]
        chip.update(self.BLANK_QUAD)
        for signal in cut:
            del chip["pins"][signal]
        chip["resistors"] = resistors or {}
        return self.file(self.board(), "twin.json", json.dumps(board).encode())

    def two_lines(self, board):
        text = (ROOT / f"boards/{BOARD}.cfg").read_text()
        return self.file(board, "two.cfg", re.sub(r" +IO2 \w+ +IO3 \w+", "", text).encode())

    def programmed(self, twin, board_file=None):
        board = self.board(board=twin, external=self.OLD, strict=False)
        path = self.file(board, "image.bin", self.IMAGE.data)
        file = {"board_file": board_file(board)} if board_file else {}
        return board, board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify", **file)

    def test_a_hold_pin_that_floats_is_named(self):
        for cut, board_file in ((("IO3",), None), (("IO2", "IO3"), None), (("IO2", "IO3"), self.two_lines)):
            with self.subTest(cut=cut):
                board, result = self.programmed(self.twin(*cut), board_file)
                self.assertFailsWith(result, "XSPI-0401")
                self.assertIn("Is IO3 high, which is HOLD#", result.log)
                self.assertSameBytes(board.external()[:len(self.OLD)], self.OLD, EXTERNAL_BASE)

    def test_a_third_line_that_is_open_is_named(self):
        board, result = self.programmed(self.twin("IO2"))
        self.assertFailsWith(result, "XSPI-0404")
        self.assertIn("one of IO2 and IO3", result.log)
        self.assertReported(board, erases={}, pages_programmed=0)

    def test_two_lines_do_where_the_board_pulls_the_others_up(self):
        twin = self.twin("IO2", "IO3", resistors={"IO2": "up", "IO3": "up"})
        board, result = self.programmed(twin, self.two_lines)
        self.assertSucceeds(result)
        self.assertIn("** Verified OK **", result.log)
        self.assertNoViolation(board)
