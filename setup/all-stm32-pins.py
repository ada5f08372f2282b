#!/usr/bin/env python3
"""Makes the table of which pin carries which signal of a serial memory, of every STM32, from a checkout of ST's open pin data
(github.com/STMicroelectronics/STM32_open_pin_data):

    setup/all-stm32-pins.py CHECKOUT > openocd-driver/pins/stm32-pins.txt

What it writes is kept in the tree: nothing of this runs in a build. CHECKOUT may be a bare repository. The families' own
tables are made of the same files by setup/stm32-pins.py."""
import importlib.util
import pathlib
import re
import sys

_SPEC = importlib.util.spec_from_file_location("stm32_pins", pathlib.Path(__file__).with_name("stm32-pins.py"))
one_family = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(one_family)
NAMESPACE = one_family.NAMESPACE

# RDY of the newest SPI serves no memory.
CONTROLLER = re.compile(r"SPI\d|QUADSPI\d?|OCTOSPI[\dM]|XSPI[\dM]|HSPI\d")
SIGNAL = re.compile(rf"(?:{CONTROLLER.pattern})_(?!RDY$)\w+")

HEAD = """\
# Which pin carries which signal of a serial memory, of every STM32. Made by setup/all-stm32-pins.py from ST's open pin data
# (STM32_open_pin_data {commit}); not to be edited. Read by openocd-driver/pins/pin-data.cpp.
#
# functions NAME, then a line for each signal: its pins, each with
#     :9   its alternate function
#     :    none, as on the STM32F1, where a pin's signals are fixed ...
#     :r2  ... or moved by AFIO_MAPR: the remapping of that number
#     :?   one that ST's data do not give
# bonded NUMBER, then the pins of a package: port and mask
# controllers NUMBER, then the controllers of a microcontroller
# mcu REFERENCE FUNCTIONS BONDED CONTROLLERS [-PIN:SIGNAL which it lacks]... = PACKAGE"""


def natural(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def pin_name(name):
    place = one_family.plain_pin(name)
    return place and f"P{place[0]}{place[1]}"


def way_of(signal):
    """How a pin comes to carry a signal, as it stands in the file."""
    for value in signal.iter(NAMESPACE + "PossibleValue"):
        if match := re.match(r"GPIO_AF(\d+)_", value.text or ""):
            return match[1]
    for block in signal.iter(NAMESPACE + "RemapBlock"):
        number = re.search(r"REMAP(\d+)$", block.get("Name"))[1]
        return "" if block.get("DefaultRemap") == "true" else f"r{number}"
    return None


def functions_of(gpio):
    """{(pin, signal): way}"""
    found = {}
    for pin in gpio.iter(NAMESPACE + "GPIO_Pin"):
        for signal in pin.iter(NAMESPACE + "PinSignal"):
            way = way_of(signal)
            if SIGNAL.fullmatch(signal.get("Name")) and pin_name(pin.get("Name")) and way is not None:
                found[pin_name(pin.get("Name")), signal.get("Name")] = way
    return found


class Mcu:
    def __init__(self, root):
        self.reference, self.package = root.get("RefName"), root.get("Package")
        instances = {ip.get("Name"): ip.get("Version") for ip in root.iter(NAMESPACE + "IP")}
        self.gpio = instances["GPIO"]
        names = {ip.get("InstanceName") for ip in root.iter(NAMESPACE + "IP")}
        self.controllers = tuple(sorted(n for n in names if CONTROLLER.fullmatch(n)))
        self.signals, self.bonded = set(), {}
        for pin in root.iter(NAMESPACE + "Pin"):
            name = pin_name(pin.get("Name"))
            if not name or pin.get("Type") != "I/O":
                continue
            self.bonded[name[1]] = self.bonded.get(name[1], 0) | 1 << int(name[2:])
            self.signals |= {(name, s.get("Name")) for s in pin.iter(NAMESPACE + "Signal")
                             if SIGNAL.fullmatch(s.get("Name"))}

    def can(self, functions):
        """What follows of its package and its controllers."""
        return {(pin, signal) for pin, signal in functions if signal.split("_")[0] in self.controllers
                and self.bonded.get(pin[1], 0) >> int(pin[2:]) & 1}


def read_all(checkout):
    paths = one_family.git(checkout, "ls-tree", "--name-only", "HEAD", "mcu/", "mcu/IP/").split("\n")
    roots = [one_family.show(checkout, path) for path in paths
             if re.fullmatch(r"mcu/STM32.*\.xml|mcu/IP/GPIO-.*_Modes\.xml", path)]
    tables = {root.get("Version"): functions_of(root) for root in roots if root.get("Name") == "GPIO"}
    mcus = [Mcu(root) for root in roots if root.get("RefName")]
    return tables, sorted((m for m in mcus if m.controllers), key=lambda mcu: natural(mcu.reference))


def complete(tables, mcus):
    """What only the microcontrollers' own files say: signals that the STM32F1 cannot move, and one gap."""
    for mcu in mcus:
        for what in mcu.signals - set(tables[mcu.gpio]):
            tables[mcu.gpio][what] = "" if mcu.gpio.startswith("STM32F1") else "?"


def numbered(values):
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def masks(mcu):
    return " ".join(f"{port}{mask:04X}" for port, mask in sorted(mcu.bonded.items()))


def write_functions(name, functions):
    print(f"functions {name}")
    for signal in sorted({signal for _, signal in functions}, key=natural):
        pins = sorted((pin for pin, its in functions if its == signal), key=natural)
        print(signal, *(f"{pin}:{functions[pin, signal]}" for pin in pins))


def main(checkout):
    tables, mcus = read_all(checkout)
    complete(tables, mcus)
    print(HEAD.format(commit=one_family.git(checkout, "rev-parse", "HEAD")[:12]))
    short = {version: version.removesuffix("_gpio_v1_0") for version in tables}
    for version in sorted({mcu.gpio for mcu in mcus}, key=natural):
        write_functions(short[version], tables[version])
    bonded = numbered(masks(mcu) for mcu in mcus)
    controllers = numbered(" ".join(mcu.controllers) for mcu in mcus)
    for word, numbers in (("bonded", bonded), ("controllers", controllers)):
        for text, number in numbers.items():
            print(word, number, text)
    for mcu in mcus:
        lacking = sorted(mcu.can(tables[mcu.gpio]) - mcu.signals, key=lambda what: natural(what[0]))
        print("mcu", mcu.reference, short[mcu.gpio], bonded[masks(mcu)], controllers[" ".join(mcu.controllers)],
              *(f"-{pin}:{signal}" for pin, signal in lacking), "=", mcu.package)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
