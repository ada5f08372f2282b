"""Another probe than the board's file names, by variables ahead of it, and what is said when there is none."""
import re

from harness import BUILD, ROOT, SystemCase, any_board, boardless
from openocd_board import OpenOcdBoard
from board_under_test import BOARD


class WithoutProbe(OpenOcdBoard):
    def __init__(self, *commands):
        self.commands = commands

    def probe_commands(self):
        return self.commands


@boardless("it needs no board")
class ProbeChoice(SystemCase):
    def driver(self, *commands):
        """The adapter driver that OpenOCD ends up with, without opening any probe."""
        result = WithoutProbe(*commands).openocd("echo \"driver [adapter name]\"")
        self.assertSucceeds(result)
        return result.log.split("driver ")[1].split()[0]

    def test_the_boards_own_probe_is_the_usual_one(self):
        self.assertEqual(self.driver(), "st-link")

    def test_XSPI_PROBE_takes_its_place(self):
        self.assertEqual(self.driver("set XSPI_PROBE jlink"), "jlink")
        self.assertEqual(self.driver("set XSPI_PROBE cmsis-dap", "set XSPI_SERIAL 12"), "cmsis-dap")

    def test_XSPI_PROBE_may_be_an_interface_file(self):
        self.assertEqual(self.driver("set XSPI_PROBE interface/ftdi/olimex-arm-usb-ocd-h.cfg"), "ftdi")

    def test_the_serial_reaches_the_adapter(self):
        # OpenOCD says the serial of an FTDI adapter that it does not find.
        result = WithoutProbe("set XSPI_PROBE interface/ftdi/olimex-arm-usb-ocd-h.cfg",
                              "set XSPI_SERIAL NO-SUCH-ONE").openocd("init")
        self.assertIn("serial 'NO-SUCH-ONE'", result.log)

    def test_an_unknown_probe_is_refused_with_those_known(self):
        result = WithoutProbe("set XSPI_PROBE wiggler").openocd("init")
        self.assertFailsWith(result, "XSPI-0112")
        self.assertIn("stlink, jlink, cmsis-dap", result.log)

    def test_the_virtual_board_comes_before_any_probe(self):
        self.assertEqual(self.driver("set VIRTUAL_BOARD 1", "set XSPI_PROBE jlink", "set XSPI_SERIAL 5"), "st-link")

    @any_board()
    def test_a_probe_without_a_stated_clock_does_not_run_at_OpenOCDs_100_kHz(self):
        board = self.board()
        facts = (ROOT / f"boards/{BOARD}.cfg").read_text()
        self.assertRegex(facts, "probe +stlink")
        unsaid = self.file(board, "unsaid.cfg", re.sub(r"stlink( \d+MHz)?", "stlink", facts).encode())
        log = board.openocd("init", board_file=unsaid).log
        self.assertGreaterEqual(int(re.search(r"clock speed (\d+) kHz", log).group(1)), 1000)

    def test_a_probe_that_is_not_plugged_in(self):
        """No probe has these serials, whatever is plugged in here."""
        for probe, serial in (("stlink", "NO-SUCH-PROBE"), ("jlink", "999999999"), ("cmsis-dap", "NO-SUCH-PROBE")):
            with self.subTest(probe):
                result = WithoutProbe(f"set XSPI_PROBE {probe}", f"set XSPI_SERIAL {serial}").openocd("init")
                self.assertFailsWith(result, "XSPI-0216")
                self.assertEqual(re.findall(r"XSPI-\d{4}", result.log), ["XSPI-0216"])

    def test_what_is_listened_for_is_what_openocd_tells_everybody(self):
        """Its debug log is not handed over, and what is handed over has no level in front."""
        sources = list((BUILD / "openocd-driver/openocd-0.12.0/src").glob("**/*.c"))
        told = "\n".join(re.findall(r"LOG_(?:TARGET_)?(?:ERROR|WARNING|INFO)\((.*?)\);", "\n".join(
            source.read_text(errors="replace") for source in sources), re.DOTALL)).replace('\\"', '"')
        formatted = {"Target voltage: 0.0": "Target voltage: %f", "VTarget = 0.0": "VTarget = %u.%03u V"}
        names = re.findall(r'Saying\{\s*"([^"]+)"', (ROOT / "openocd-driver/target/link-trouble.cpp").read_text())
        self.assertGreater(len(names), 20)
        for words in names:
            if not words.startswith("LIBUSB_ERROR_"):  # libusb_error_name()
                self.assertIn(formatted.get(words, words), told)
