"""Does the board answer, and if not, what is in the way?"""
import os
import re

import outcome

SECONDS = float(os.environ.get("XSPI_HIL_ANSWER_SECONDS", 30))  # far more than a halt and a look at the chip take

# What OpenOCD 0.12.0 says when it has no probe, and when somebody else has it.
NO_PROBE = (r"Error: open failed|ST-LINK open failed|cannot connect to stlink server|No J-Link device found|"
            r"jaylink_discovery_scan\(\) failed|unable to find a matching CMSIS-DAP device|no device found|No device matches the serial")
# Of an ST-LINK or a J-Link that another program has, OpenOCD speaks only in its debug output.
BUSY = r"LIBUSB_ERROR_BUSY|[Rr]esource busy|claim interface failed"
WRONG_BOARD = r"(XSPI-0(?:211|403)\b.*)"
CHIP = r"XSPI-0[345]\d\d"  # of the agent, the chip and the job: the core answered before


def ask(access):
    """Halts the core and looks for the chip. Raises what is in the way, told apart."""
    usual, access.stuck_seconds = access.stuck_seconds, SECONDS
    try:
        result = access.halted("xspi info")
        if result.ok:
            return
        details = "" if "(stuck" in result.log else access.openocd("init", before=["debug_level 3"]).log
    finally:
        access.stuck_seconds = usual
    _explain(access.probe, result.log, details)


def _explain(probe, log, details):
    """Raises what these words of OpenOCD's mean."""
    if re.search(BUSY, log + details):
        raise outcome.Failure(outcome.BUSY, "HIL-0023",
                              f"another program has the probe {probe}: {last_error(log)}")
    if re.search(NO_PROBE, log):
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0016",
                              f"the probe {probe} cannot be opened: {last_error(log)}")
    wrong = re.search(WRONG_BOARD, log)
    if wrong:
        raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0005",
                              f"at the probe {probe} is another board than --board says: {wrong.group(1)}")
    if re.search(CHIP, log):
        raise outcome.Failure(outcome.NO_ANSWER, "HIL-0035",
                              f"the core of the board at the probe {probe} answers, but its flash does not, or "
                              f"the driver is broken: {last_error(log)}")
    raise outcome.Failure(outcome.NO_ANSWER, "HIL-0031",
                          f"the board at the probe {probe} does not answer: {last_error(log)}")


def ask_twice(access, power):
    """As ask(); where there is a power command, a board that does not answer is power-cycled once."""
    try:
        ask(access)
    except outcome.Failure as failure:
        if failure.status != outcome.NO_ANSWER or not power:
            raise
        power.cycle()
        ask(access)


def last_error(log):
    """OpenOCD's first sentence with an id, or else its last error."""
    named = outcome.driver_sentence(log)
    if named:
        return named
    lines = [line.split("Error:", 1)[1].strip() for line in log.split("\n") if "Error:" in line]
    lines = [line for line in lines if line]
    return lines[-1] if lines else log.strip().split("\n")[-1]
