"""How a run can end. Each kind of end has an exit status of its own, so that a pipeline can tell a broken driver from a
probe that is not plugged in; docs/hardware-in-the-loop.md lists statuses and ids."""

import re

PASSED = 0
TEST_FAILED = 1
WRONG_USAGE = 2
NO_PROBE = 3
BUSY = 4
NO_ANSWER = 5
NOT_RESTORED = 6
INTERNAL = 70  # sysexits.h: EX_SOFTWARE
BY_SIGNAL = 128  # plus the signal's number, as a shell says it


def driver_sentence(log):
    """The driver's first sentence about an error in these words of OpenOCD's, None without one. What it only warns of,
    such as a missing option byte, is not why something failed."""
    found = re.search(r"(?<!Warn : )XSPI-\d{4}: .*", log)
    return found.group().strip() if found else None


class Failure(Exception):
    """The run cannot begin or go on, and no case is to blame. `error` is the stable id."""

    def __init__(self, status, error, text):
        super().__init__(f"{error}: {text}")
        self.status = status
        self.error = error
        self.text = text


class Interrupted(KeyboardInterrupt):
    """A signal asks the run to end. unittest lets nothing but a KeyboardInterrupt through."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number
