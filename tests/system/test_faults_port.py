"""The way to the chip: the port's power, clocks and pins, and the lines on the board."""
import unittest

from faults import FaultCase, faults
from harness import any_board, only_where, virtual_only
from board_under_test import HOLDS, LINES, OCTAL, OF_FAMILY, ON_SPI, PINS, SIGNALS

GPIO_PORTS = OF_FAMILY.GPIO_PORTS
MODER, LCKR, AFRL, AFRH = 0x00, 0x1C, 0x20, 0x24
# Lines that are crossed, and two pairs of them. Of four, all but IO2 and IO3; where IO3 is HOLD#, none with it.
CROSSED = (((0, 1), (0, 3), (1, 2), (1, 6), (2, 3), (4, 7), (6, 7)) if OCTAL else
           ((0, 1), (0, 2), (1, 2)) if HOLDS else ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3)))
ROUND = (0, 2), (1, 7 if OCTAL else 3)
DATA = tuple(SIGNALS[f"IO{n}"] for n in (0, 1)) if ON_SPI else tuple(f"IO{n}" for n in range(LINES))
# An SPI clocks its lines in their one direction, and cannot ask a chip over others than these.
crossings = unittest.skipIf(ON_SPI, "an SPI cannot exchange its lines")
HELD = "Is IO3 high, which is HOLD#"


def gpio(signal):
    """The registers of the port that a signal of the flash hangs on, and its number there."""
    return GPIO_PORTS + 0x400 * (ord(PINS[signal][1]) - ord("A")), int(PINS[signal][2:])


def stuck_pin(signal, bit, level, register=None):
    """Bit `bit` of a pin's field in a register: of two bits each, or of the alternate functions of four."""
    port, number = gpio(signal)
    if register is None:
        return f"stuck-bit:0x{port + (AFRH if number > 7 else AFRL):08X}:{number % 8 * 4 + bit}={level}"
    return f"stuck-bit:0x{port + register:08X}:{number * 2 + bit}={level}"


@virtual_only("it needs a declared fault")
class PortFaults(FaultCase):
    def test_a_register_of_the_bring_up_that_does_not_hold_is_named(self):
        pins = [(stuck_pin(signal, bit, level, register), "XSPI-0424", f"{PINS[signal]} ({signal})")
                for signal, bit, level, register in ((DATA[0], 0, 1, MODER), (SIGNALS["CLK"], 0, 0, None),
                                                     ("IO4", 3, 0, None) if OCTAL else (DATA[1], 0 if ON_SPI else 3, 0, None))]
        for spec, error, words in (*OF_FAMILY.BRING_UP, *pins):
            with self.subTest(spec):
                self.assertIn(words, self.named(error, *faults(spec)))

    @any_board()
    def test_pins_that_the_application_has_locked(self):
        port, _ = gpio(DATA[0])
        pins = sum(1 << number for base, number in map(gpio, PINS) if base == port)
        lock = [f"mww 0x{OF_FAMILY.GPIO_ENABLE:08X} 0x{1 << (port - GPIO_PORTS) // 0x400:X}",
                *(f"mww 0x{port + LCKR:08X} 0x{v:08X}" for v in (0x10000 | pins, pins, 0x10000 | pins)),
                f"mdw 0x{port + LCKR:08X}"]
        log = self.named("XSPI-0424", commands=[*lock, "xspi map"])
        self.assertIn("locked", log)

    def test_a_clock_that_does_not_start(self):
        # HSIRDY: nothing of the port, and the agent's own clock.
        self.named("XSPI-0311", *faults(f"stuck-bit:0x{OF_FAMILY.RCC_CR:08X}:{OF_FAMILY.HSIRDY}=0"))

    def test_a_line_that_is_stuck_is_named(self):
        for line in (0, 1, 2, 4, 7) if OCTAL else range(len(DATA)):
            for level in (0, 1):
                with self.subTest(line=line, level=level):
                    log = self.named("XSPI-0411", *faults(f"stuck:IO{line}={level}"))
                    self.assertIn(f"{DATA[line]} ({PINS[DATA[line]]}) at {level}", log)

    @crossings
    def test_lines_that_are_crossed_are_named(self):
        for a, b in CROSSED:
            with self.subTest(a=a, b=b):
                self.assertRegex(self.named("XSPI-0412", *faults(f"swap:IO{a},IO{b}")), f"IO{a} .* and IO{b} ")

    @only_where(controller="QUADSPI")  # an octal chip is asked for its id over all lines
    def test_lines_that_only_a_read_uses_are_named_together(self):
        error, words = ("XSPI-0401", HELD) if HOLDS else ("XSPI-0404", "one of IO2 and IO3 is not where")
        self.assertIn(words, self.named(error, *faults("swap:IO2,IO3")))

    @unittest.skipUnless(HOLDS, "its IO3 is no HOLD#")
    def test_a_line_that_is_crossed_with_HOLD_is_named(self):
        for line in (0, 1):
            with self.subTest(line):
                self.assertIn(HELD, self.named("XSPI-0401", *faults(f"swap:IO{line},IO3")))

    @unittest.skipIf(HOLDS, "one of its lines then is HOLD#'s")
    @crossings
    def test_lines_that_are_moved_round_are_named(self):
        log = self.named("XSPI-0412", *faults(*(f"swap:IO{a},IO{b}" for a, b in ROUND)))
        found = [rf"IO{a} at IO{b} \({PINS[f'IO{b}']}\)" for a, b in ROUND]
        self.assertRegex(log, " and ".join(found))

    @unittest.skipUnless(OCTAL, "its chip sends no strobe")
    def test_a_strobe_that_is_open_is_named(self):
        self.assertIn("PN0", self.named("XSPI-0413", *faults("dqs")))

    @unittest.skipUnless(OCTAL, "it has no three lines beside IO0 and IO1")
    def test_three_lines_in_a_circle_are_no_pair_and_still_no_success(self):
        self.named("XSPI-0404", *faults("swap:IO4,IO5", "swap:IO5,IO6"))
