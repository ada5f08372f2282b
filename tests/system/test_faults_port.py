"""The way to the chip: the port's power, clocks and pins, and the lines on the board."""
from faults import FaultCase, faults
from harness import any_board, virtual_only, only_on

GPION, AHB4ENR = 0x58023400, 0x58024540


@only_on("nucleo_h7s3l8")
@virtual_only("it needs a declared fault")
class PortFaults(FaultCase):
    def test_a_register_of_the_bring_up_that_does_not_hold_is_named(self):
        for spec, error, words in (
                ("stuck-bit:0x5802480C:15=0", "XSPI-0421", "EN_XSPIM2"),       # PWR_CSR2
                ("stuck-bit:0x58024534:12=0", "XSPI-0422", "0x58024534"),      # AHB5ENR.XSPI2EN
                ("stuck-bit:0x58024534:14=0", "XSPI-0422", "0x58024534"),      # AHB5ENR.XSPIMEN
                ("stuck-bit:0x58024540:13=0", "XSPI-0422", "0x58024540"),      # AHB4ENR.GPIONEN
                ("stuck-bit:0x58024554:1=0", "XSPI-0422", "0x58024554"),       # APB4ENR.SBSEN
                ("stuck-bit:0x58024400:7=0", "XSPI-0423", "CSI"),              # RCC_CR.CSION
                ("stuck-bit:0x5802444C:6=1", "XSPI-0423", "kernel clock"),     # CCIPR1.XSPI2SEL
                ("stuck-bit:0x58000510:4=0", "XSPI-0423", "compensation"),     # CCCSR.XSPI2_COMP_EN
                ("stuck-bit:0x58023400:4=1", "XSPI-0424", "PN2 (IO0)"),        # MODER of PN2
                ("stuck-bit:0x58023420:24=0", "XSPI-0424", "PN6 (CLK)"),       # AFRL of PN6
                ("stuck-bit:0x58023424:3=0", "XSPI-0424", "PN8 (IO4)"),        # AFRH of PN8
                ("stuck-bit:0x5200B400:1=1", "XSPI-0425", "0x5200B400")):      # XSPIM_CR.MODE
            with self.subTest(spec):
                self.assertIn(words, self.named(error, *faults(spec)))

    @any_board()
    def test_pins_that_the_application_has_locked(self):
        pins = 0x0F7F
        lock = [f"mww 0x{AHB4ENR:08X} 0x2000", *(f"mww 0x{GPION + 0x1C:08X} 0x{v:08X}"
                                                  for v in (0x10000 | pins, pins, 0x10000 | pins)),
                f"mdw 0x{GPION + 0x1C:08X}"]
        log = self.named("XSPI-0424", commands=[*lock, "xspi map"])
        self.assertIn("locked", log)

    def test_a_clock_that_does_not_start(self):
        # HSIRDY: nothing of the port, and the agent's own clock.
        self.named("XSPI-0311", *faults("stuck-bit:0x58024400:5=0"))

    def test_a_line_that_is_stuck_is_named(self):
        for line, pin in ((0, "PN2"), (1, "PN3"), (2, "PN4"), (4, "PN8"), (7, "PN11")):
            for level in (0, 1):
                with self.subTest(line=line, level=level):
                    log = self.named("XSPI-0411", *faults(f"stuck:IO{line}={level}"))
                    self.assertIn(f"IO{line} ({pin}) at {level}", log)

    def test_lines_that_are_crossed_are_named(self):
        for a, b in ((0, 1), (0, 3), (1, 2), (1, 6), (2, 3), (4, 7), (6, 7)):
            with self.subTest(a=a, b=b):
                self.assertRegex(self.named("XSPI-0412", *faults(f"swap:IO{a},IO{b}")), f"IO{a} .* and IO{b} ")

    def test_lines_that_are_moved_round_are_named(self):
        log = self.named("XSPI-0412", *faults("swap:IO0,IO2", "swap:IO1,IO7"))
        self.assertRegex(log, r"IO0 at IO2 \(PN4\) and IO1 at IO7 \(PN11\)")

    def test_a_strobe_that_is_open_is_named(self):
        self.assertIn("PN0", self.named("XSPI-0413", *faults("dqs")))

    def test_three_lines_in_a_circle_are_no_pair_and_still_no_success(self):
        self.named("XSPI-0404", *faults("swap:IO4,IO5", "swap:IO5,IO6"))
