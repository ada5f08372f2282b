#!/usr/bin/env python3
"""Makes a family's tables of packages and of pins from a checkout of ST's open pin data
(github.com/STMicroelectronics/STM32_open_pin_data):

    setup/stm32-pins.py CHECKOUT stm32h74x devices > flash-library/devices/stm32h74x/devices.hpp
    setup/stm32-pins.py CHECKOUT stm32h74x pins    > flash-library/devices/stm32h74x/pin-functions.hpp

What it writes is kept in the tree: nothing of this runs in a build. CHECKOUT may be a bare repository."""
import pathlib
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAMESPACE = "{http://dummy.com}"  # as ST's files have it
PINS_ORDER = "CMROVZAILBNX"  # the letter for the number of pins
PACKAGE_ORDER = "TKIHJVUFY"  # of two packages with as many pins the first is meant when an MCU's name stops short


def family_of(name):
    """What the family's own file says of ST's files (open-pin-data.toml)."""
    return tomllib.loads((ROOT / "flash-library/devices" / name / "open-pin-data.toml").read_text())


def ram(family, mcu):
    """KiB of what differs between devices, by data sheets: ST's pin data give one figure for all RAM. 0: nothing does."""
    return next((kib for prefix, kib in family.get("ram_of", {}).items() if mcu.startswith(prefix)), family.get("ram", 0))


SPI_SIGNALS = {"SCK": "Clk", "NSS": "Ncs", "MOSI": "Io0", "MISO": "Io1"}
SIGNAL_ORDER = ["Clk", "Ncs", "Dqs"] + [f"Io{n}" for n in range(16)]


def git(checkout, *words):
    return subprocess.run(["git", "-C", checkout, *words], stdout=subprocess.PIPE, text=True, check=True).stdout


def show(checkout, path):
    return xml.fromstring(git(checkout, "show", f"HEAD:{path}"))


def plain_pin(name):
    """("C", 2) of "PC2", "PC2_C", "PC14-OSC32_IN (OSC32_IN)". The pads PXn_C are the same pins behind an analog switch
    that is closed after reset."""
    match = re.match(r"P([A-Z])(\d+)\b|P([A-Z])(\d+)_C$", name)
    return (match[1] or match[3], int(match[2] or match[4])) if match else None


def expanded(reference):
    """"STM32H743A(G-I)Ix" stands for two, "STM32F429B(E-G-I)Tx" for three."""
    match = re.match(r"(.*)\((\w(?:-\w)+)\)(.*)", reference)
    return [match[1] + letter + match[3] for letter in match[2].split("-")] if match else [reference]


def devices(checkout, family):
    entries = {}
    for path in git(checkout, "ls-tree", "--name-only", "HEAD", "mcu/").split("\n"):
        if not re.fullmatch(family["files"], path):
            continue
        mcu = show(checkout, path)
        names = expanded(mcu.get("RefName"))
        flash = [int(e.text) for e in mcu.iter(NAMESPACE + "Flash")]
        ports = [0] * 16
        for pin in mcu.iter(NAMESPACE + "Pin"):
            place = plain_pin(pin.get("Name"))
            if place and pin.get("Type") == "I/O":
                ports[ord(place[0]) - ord("A")] |= 1 << place[1]
        for name, size in zip(names, flash):
            key = (mcu.get("Package"), size, ram(family, name), tuple(ports), shape(family, name))
            entries.setdefault(key, []).append(name)
    return sorted(((sorted(names), key) for key, names in entries.items()), key=order)


def shape(family, name):
    for one, other in family.get("same", []):
        name = name.replace(one, other)
    return name


def order(entry):
    name = entry[0][0]
    return name[:9], PINS_ORDER.find(name[9]), PACKAGE_ORDER.find(name[11]), name


def function_of(signal):
    """(instance, port, signal, chip select) of ST's signal name, or None."""
    if match := re.fullmatch(r"(SPI\d)_(SCK|NSS|MOSI|MISO)", signal):
        return match[1], 0, SPI_SIGNALS[match[2]], 0
    if signal == "QUADSPI_CLK":
        return "QUADSPI", 0, "Clk", 0
    if match := re.fullmatch(r"QUADSPI_BK(\d)_(NCS|IO\d)", signal):
        bank = int(match[1])
        return "QUADSPI", bank, match[2].capitalize(), bank - 1 if match[2] == "NCS" else 0
    # Left out: inverted clocks, and the upper byte of sixteen lines.
    if match := re.fullmatch(r"XSPIM_P(\d)_(?:(CLK|IO[0-7])|(DQS)0|(NCS)(\d))", signal):
        name = match[2] or match[3] or match[4]
        return "XSPIM", int(match[1]), name.capitalize(), int(match[5] or 1) - 1
    return None


def functions(checkout, family):
    rows = set()
    for pin in show(checkout, family["gpio"]).iter(NAMESPACE + "GPIO_Pin"):
        place = plain_pin(pin.get("Name"))
        for signal in pin.iter(NAMESPACE + "PinSignal"):
            what = function_of(signal.get("Name"))
            if not place or not what:
                continue
            for value in signal.iter(NAMESPACE + "PossibleValue"):
                if match := re.match(r"GPIO_AF(\d+)_", value.text or ""):
                    rows.add((what[0], SIGNAL_ORDER.index(what[2]), what[1], place, int(match[1]), what[3]))
    return sorted(rows)


def head(checkout, family, folder, what, include):
    commit = git(checkout, "rev-parse", "HEAD")[:12]
    print(f"// {family['title']}: {what}\n// Made by setup/stm32-pins.py from ST's open pin data "
          f"(STM32_open_pin_data {commit});\n// not to be edited.\n#pragma once\n"
          f"#include \"flash-library/devices/{include}\"\n\n#include <array>\n\nnamespace xspi::{folder} {{\n\n"
          "// clang-format off")


def tail(folder):
    print(f"}}}};\n// clang-format on\n\n}} // namespace xspi::{folder}")


def write_devices(checkout, family, folder):
    rows = devices(checkout, family)
    head(checkout, family, folder, "packages and bonded pins. KiB of flash, KiB of the RAM\n"
         "// that differs between them (0: none does), pins of port A, B, C and so on.",
         "device.hpp")
    print(f"inline constexpr std::array<Device, {len(rows)}> kDevices{{{{")
    last = max(n for _, key in rows for n, mask in enumerate(key[3]) if mask) + 1
    for names, (package, flash, kib, ports, _) in rows:
        masks = ", ".join(f"0x{mask:04X}" for mask in ports[:last])
        print(f"    {{\"{' '.join(names)}\", \"{package}\", {flash}, {kib}, {{{masks}}}}},")
    tail(folder)


def write_pins(checkout, family, folder):
    rows = functions(checkout, family)
    head(checkout, family, folder, "which pin carries which signal of a serial flash.\n"
         "// Pin, instance, port (0: any), signal, alternate function, chip select.", "pin-table.hpp")
    print(f"inline constexpr std::array<PinFunction, {len(rows)}> kPinFunctions{{{{")
    for instance, signal, port, (letter, number), af, select in rows:
        print(f"    {{{{'{letter}', {number}}}, \"{instance}\", {port}, Signal::{SIGNAL_ORDER[signal]}, {af}, {select}}},")
    tail(folder)


def main():
    checkout, folder, what = sys.argv[1:4]
    {"devices": write_devices, "pins": write_pins}[what](checkout, family_of(folder), folder)


if __name__ == "__main__":
    if len(sys.argv) != 4 or not (ROOT / "flash-library/devices" / sys.argv[2] / "open-pin-data.toml").is_file() or sys.argv[3] not in ("devices", "pins"):
        sys.exit(__doc__)
    main()
