"""Which probe: by adapter and serial, never by chance."""
import dataclasses
import re
import socket
import subprocess

import jaylink
import outcome
import usb
from paths import OPENOCD

LIST_SECONDS = 20  # far more than OpenOCD needs to look at every USB device
NO_SERIAL = "list"  # as a serial number: no probe has it, so that OpenOCD says each one's and opens none


@dataclasses.dataclass(frozen=True)
class Probe:
    adapter: str
    serial: str
    commands: tuple  # OpenOCD's, ahead of the board's file

    def __str__(self):
        return f"{self.adapter} {self.serial or '(without serial)'}"


def stlink():
    """Serials of the ST-LINKs as OpenOCD reads them, with its correction of those that are spoilt in the descriptor."""
    try:
        done = subprocess.run([str(OPENOCD), "-d3", "-f", "interface/xspi-stlink.cfg",
                               "-c", f"adapter serial {NO_SERIAL}", "-c", "init", "-c", "shutdown"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=LIST_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0014", f"OpenOCD cannot list the ST-LINKs: {error}") from error
    return stlink_serials(done.stdout)


def stlink_serials(log):
    found = []
    for alternate, serial in re.findall(r"Device (alternate )?serial number '(.*)' doesn't match requested", log):
        if alternate and found:
            found.pop()  # what the descriptor said, which the alternate corrects
        found.append(serial)
    denied = re.search(r"libusb_open\(\) failed with (\S+)", log)
    if denied and not found:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0015", f"a probe is plugged in but cannot be opened "
                              f"({denied.group(1)}): install OpenOCD's udev rules, or run with more rights")
    return list(dict.fromkeys(found))


LISTINGS = {"stlink": stlink, "jlink": jaylink.serials, "cmsis-dap": usb.cmsis_dap, "ftdi": usb.ftdi}


def select(adapter, serial, interface=None, listings=None):
    """The one probe of this adapter and serial, or the only one there is without a serial."""
    found = (listings or LISTINGS)[adapter]()
    known = f"{adapter} probes found: {', '.join(s or '(without serial)' for s in found)}" if found else \
        f"no {adapter} probe is plugged in"
    if serial is None and len(found) > 1:
        raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0013", f"which one? {known}; choose with --serial")
    matching = found if serial is None else [s for s in found if same(adapter, s, serial)]
    if not found:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0011", f"{known}; is the cable in, and does the hub have power?")
    if not matching:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0012", f"no {adapter} probe has the serial {serial}; {known}")
    chosen = matching[0]
    commands = [f"set XSPI_PROBE {interface or adapter}"]
    if chosen:
        commands.append(f"set XSPI_SERIAL {{{chosen}}}")
    return Probe(adapter, chosen, tuple(commands))


def same(adapter, found, wanted):
    if adapter == "jlink" and re.fullmatch("[0-9]+", wanted):
        return int(found) == int(wanted)  # SEGGER prints them with leading zeros
    return found.lower() == wanted.lower()


def virtual(port):
    """A virtual board that somebody runs: its loopback port stands for the serial."""
    probe = Probe("virtual", str(port), (f"set VIRTUAL_BOARD {port}",))
    if not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65535:
        raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0001", f"--serial {port}: a virtual board's serial is its port")
    try:
        socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()
    except OSError as error:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0012", f"no virtual board listens on the port {port} "
                              f"({error.strerror or error}); start one with --stlink {port}") from error
    return probe
