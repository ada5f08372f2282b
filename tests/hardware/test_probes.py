"""Which probe is taken, with probes that are fakes: libjaylink's functions, OpenOCD's log, the kernel's list."""
import contextlib
import ctypes
import pathlib
import socket
import stat
import tempfile
import unittest
from unittest import mock

import answer
import jaylink
import outcome
import probes
import usb

# What OpenOCD 0.12.0 writes (libusb_helper.c) for an ST-LINK with a good serial and for one whose descriptor is spoilt.
TWO_STLINKS = """\
Debug: 10 3 libusb_helper.c:108 string_descriptor_equal(): Device serial number '004000263137510B33333639' doesn't match requested serial 'list'
Debug: 11 3 libusb_helper.c:108 string_descriptor_equal(): Device serial number 'W?k' doesn't match requested serial 'list'
Debug: 12 3 libusb_helper.c:139 jtag_libusb_match_serial(): Device alternate serial number '57FF72067265575742132067' doesn't match requested serial 'list'
Info : 13 3 libusb_helper.c:206 jtag_libusb_open(): No device matches the serial string
Error: 14 3 stlink_usb.c:3380 stlink_usb_usb_open(): open failed
"""


class FakeJaylink:
    """libjaylink with these serials; None is a J-Link that does not say its own."""

    def __init__(self, *serials, init=0):
        self.serials, self.init, self.exited = serials, init, False

    def jaylink_init(self, context):
        context._obj.value = 1
        return self.init

    def jaylink_discovery_scan(self, context, interfaces):
        return 0 if interfaces == 1 else -1

    def jaylink_get_devices(self, context, devices, count):
        self.array = (ctypes.c_void_p * (len(self.serials) + 1))(*range(1, len(self.serials) + 1), None)
        devices._obj.contents = ctypes.cast(self.array, ctypes.POINTER(ctypes.c_void_p)).contents
        count._obj.value = len(self.serials)
        return 0

    def jaylink_device_get_serial_number(self, device, serial):
        value = self.serials[device - 1]
        if value is None:
            return -6  # JAYLINK_ERR_NOT_AVAILABLE
        serial._obj.value = value
        return 0

    def jaylink_free_devices(self, devices, unref):
        assert unref

    def jaylink_exit(self, context):
        self.exited = True

    def jaylink_strerror(self, status):
        return b"unspecified error"


class ProbeCase(unittest.TestCase):
    def refuses(self, status, error, call):
        with self.assertRaises(outcome.Failure) as caught:
            call()
        self.assertEqual((caught.exception.status, caught.exception.error), (status, error), str(caught.exception))
        return str(caught.exception)


class Choosing(ProbeCase):
    def select(self, found, serial, adapter="jlink"):
        return probes.select(adapter, serial, listings={adapter: lambda: found})

    def test_the_only_probe_is_taken_without_a_serial(self):
        probe = self.select(["123"], None)
        self.assertEqual(probe.commands, ("set XSPI_PROBE jlink", "set XSPI_SERIAL {123}"))

    def test_of_several_probes_none_is_taken_without_a_serial_and_all_are_named(self):
        text = self.refuses(outcome.WRONG_USAGE, "HIL-0013", lambda: self.select(["123", "456"], None))
        self.assertIn("123, 456", text)

    def test_of_several_probes_the_one_with_the_serial_is_taken(self):
        self.assertEqual(self.select(["123", "456"], "456").serial, "456")

    def test_a_serial_that_no_probe_has_is_no_probe_and_those_that_are_there_are_named(self):
        text = self.refuses(outcome.NO_PROBE, "HIL-0012", lambda: self.select(["123", "456"], "45"))
        self.assertIn("123, 456", text)

    def test_no_probe_at_all(self):
        for serial in (None, "1"):
            self.refuses(outcome.NO_PROBE, "HIL-0011", lambda s=serial: self.select([], s))

    def test_a_jlinks_serial_with_leading_zeros_is_the_same_number(self):
        self.assertEqual(self.select(["801021234"], "000801021234").serial, "801021234")
        self.refuses(outcome.NO_PROBE, "HIL-0012", lambda: self.select(["12"], "012", adapter="stlink"))

    def test_a_serial_in_small_letters_is_handed_on_as_the_probe_spells_it(self):
        self.assertEqual(self.select(["0040AB"], "0040ab", adapter="stlink").serial, "0040AB")

    def test_an_interface_file_takes_the_adapters_place(self):
        probe = probes.select("ftdi", None, "lab.cfg", listings={"ftdi": lambda: ["A"]})
        self.assertEqual(probe.commands[0], "set XSPI_PROBE lab.cfg")

    def test_a_virtual_boards_serial_is_a_port(self):
        for serial in ("", "seven", "0", "65536", "-1", "08080", "0x1f90", "8_080", "\u00b2", " 8080"):
            self.refuses(outcome.WRONG_USAGE, "HIL-0001", lambda s=serial: probes.virtual(s))


class Jaylink(ProbeCase):
    def test_it_lists_serials_and_leaves_out_those_that_cannot_be_read(self):
        fake = FakeJaylink(801021234, None, 4294967295)
        self.assertEqual(jaylink.serials(fake), ["801021234", "4294967295"])
        self.assertTrue(fake.exited)

    def test_no_jlink_is_an_empty_list(self):
        self.assertEqual(jaylink.serials(FakeJaylink()), [])

    def test_a_library_that_does_not_start_is_named(self):
        text = self.refuses(outcome.NO_PROBE, "HIL-0014", lambda: jaylink.serials(FakeJaylink(init=-1)))
        self.assertIn("unspecified error", text)

    def test_a_library_that_is_missing_is_named(self):
        self.refuses(outcome.NO_PROBE, "HIL-0014", lambda: jaylink.load("libjaylink-nowhere.so.0"))

    def test_usb_alone_is_asked_whoever_has_the_port_of_jlinks_in_the_network(self):
        try:
            without = jaylink.serials()
        except outcome.Failure:
            self.skipTest("libjaylink does not start here")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            with contextlib.suppress(OSError):  # taken already, which serves as well
                other.bind(("", 19020))
            self.assertEqual(jaylink.serials(), without)

    def test_the_real_library_takes_our_calls(self):
        try:
            found = jaylink.serials()
        except outcome.Failure as failure:
            self.assertEqual(failure.error, "HIL-0014")
        else:
            self.assertTrue(all(serial.isdigit() for serial in found), found)


class StLink(ProbeCase):
    def listed_by(self, script):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "openocd"
            program.write_text(script)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            with mock.patch.object(probes, "OPENOCD", program):
                return probes.stlink()

    def test_serials_are_read_from_openocds_log_and_spoilt_ones_corrected(self):
        found = self.listed_by(f"#!/bin/sh\ncat >&2 <<'END'\n{TWO_STLINKS}END\nexit 1\n")
        self.assertEqual(found, ["004000263137510B33333639", "57FF72067265575742132067"])

    def test_openocd_is_asked_for_a_serial_that_no_probe_has(self):
        found = self.listed_by("#!/bin/sh\nshift $(($# - 6))\n"
                               "echo \"Device serial number '$2' doesn't match requested serial\"\n")
        self.assertEqual(found, ["adapter serial list"])

    def test_a_probe_that_may_not_be_opened_is_told_apart_from_none(self):
        log = "Error: 9 3 libusb_helper.c:189 jtag_libusb_open(): libusb_open() failed with LIBUSB_ERROR_ACCESS\n"
        text = self.refuses(outcome.NO_PROBE, "HIL-0015", lambda: probes.stlink_serials(log))
        self.assertIn("LIBUSB_ERROR_ACCESS", text)

    def test_an_openocd_that_cannot_be_started_is_named(self):
        with mock.patch.object(probes, "OPENOCD", pathlib.Path("/nowhere/openocd")):
            self.refuses(outcome.NO_PROBE, "HIL-0014", probes.stlink)


class Usb(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def device(self, name, vendor, product, serial=None, text="", interface=None):
        path = self.root / name
        path.mkdir()
        (path / "idVendor").write_text(vendor + "\n")
        (path / "idProduct").write_text(product + "\n")
        (path / "product").write_text(text + "\n")
        if serial:
            (path / "serial").write_text(serial + "\n")
        if interface:
            (path / f"{name}:1.0").mkdir()
            (path / f"{name}:1.0" / "interface").write_text(interface + "\n")

    def test_cmsis_dap_is_found_by_the_products_or_an_interfaces_name(self):
        self.device("1-1", "0d28", "0204", "0240AA", "DAPLink CMSIS-DAP")
        self.device("1-2", "1fc9", "0143", "LPC", "MCU-LINK", interface="MCU-LINK CMSIS-DAP V3")
        self.device("1-3", "0483", "374e", "0040", "STLINK-V3")
        (self.root / "1-0:1.0").mkdir()  # an interface: no device
        self.assertEqual(usb.cmsis_dap(self.root), ["0240AA", "LPC"])

    def test_ftdi_chips_with_an_mpsse_are_found_and_serial_cables_are_not(self):
        self.device("1-1", "0403", "6010", "FT1")
        self.device("1-2", "0403", "6001", "UART")
        self.device("1-3", "15ba", "002b", "OLIMEX")
        self.device("1-4", "0403", "6014")
        self.assertEqual(usb.ftdi(self.root), ["FT1", "OLIMEX", ""])

    def test_a_machine_without_usb_has_no_probes(self):
        self.assertEqual(usb.cmsis_dap(self.root / "nowhere"), [])


class Answer(ProbeCase):
    """OpenOCD's words when a run begins, told apart."""

    class Access:
        probe, stuck_seconds = "probe", 1

        def __init__(self, log):
            self.log = log

        def halted(self, *_):
            return mock.Mock(ok=not self.log, log="\n".join(x for x in self.log.split("\n") if "Debug:" not in x))

        def openocd(self, *_, before):
            assert before == ["debug_level 3"]
            return mock.Mock(ok=not self.log, log=self.log)

    def test_each_kind_has_its_status(self):
        kinds = [("Error: open failed", outcome.NO_PROBE, "HIL-0016"),
                 ("Error: cannot connect to stlink server, errno: Connection refused", outcome.NO_PROBE, "HIL-0016"),
                 ("Error: No J-Link device found", outcome.NO_PROBE, "HIL-0016"),
                 ("Error: unable to find a matching CMSIS-DAP device", outcome.NO_PROBE, "HIL-0016"),
                 ("Error: libusb_claim_interface() failed with LIBUSB_ERROR_BUSY", outcome.BUSY, "HIL-0023"),
                 ("Debug: 9 3 stlink_usb.c:3387 x(): claim interface failed", outcome.BUSY, "HIL-0023"),
                 ("Warn : could not claim interface: Resource busy", outcome.BUSY, "HIL-0023"),
                 ("Error: XSPI-0211: this is an STM32H743", outcome.WRONG_USAGE, "HIL-0005"),
                 ("Error: XSPI-0403: another chip", outcome.WRONG_USAGE, "HIL-0005"),
                 ("Error: XSPI-0401: no chip answers", outcome.NO_ANSWER, "HIL-0035"),
                 ("Error: XSPI-0311: the port does not come up", outcome.NO_ANSWER, "HIL-0035"),
                 ("Error: init mode failed (unable to connect to the target)", outcome.NO_ANSWER, "HIL-0031"),
                 ("(stuck: ended after 30 s)", outcome.NO_ANSWER, "HIL-0031")]
        for log, status, error in kinds:
            with self.subTest(log):
                self.refuses(status, error, lambda l=log: answer.ask(self.Access(l)))

    def test_the_sentence_with_an_id_is_the_one_that_is_said(self):
        self.assertEqual(answer.last_error("Error: XSPI-0401: no chip\nError: command failed"), "XSPI-0401: no chip")
        self.assertEqual(answer.last_error("Info : x\nError: one\nError: two\n"), "two")


if __name__ == "__main__":
    unittest.main()
