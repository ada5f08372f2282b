"""The board that the cases run on: XSPI_BOARD names it, the build wrote down what its file says (build/boards/NAME.json).

Cases take addresses, names and contents from here, so that they say nothing of one board."""
import importlib
import json
import os

from paths import BUILD, ROOT

BOARD = os.environ.get("XSPI_BOARD", "nucleo_h7s3l8")
FACTS = json.loads((BUILD / "boards" / f"{BOARD}.json").read_text())

MCU = FACTS["mcu"]
FAMILY = FACTS["family"]
CORE = f"{FAMILY}.cpu0"  # as OpenOCD calls it
OF_FAMILY = importlib.import_module(f"family_{FAMILY}")
BOARD_FILE = f"board/{BOARD}.cfg"
VIRTUAL_NAME = BOARD.replace("_", "-")
FIRMWARE = BUILD / "firmware" / BOARD

# The first flash; cases speak of it as the external flash, bank `ext`. On a board without one none of them runs
# (needs.lacks) but those that are about that board; their modules are read all the same.
FLASH = (FACTS["flashes"] or [{"name": "ext", "chip": "", "controller": "QUADSPI", "base": 0, "size": 0, "lines": 0}])[0]
CHIP = FLASH["chip"]
CONTROLLER = FLASH["controller"]
EXTERNAL_BASE = FLASH["base"]
ELSEWHERE = 0x70000000 if EXTERNAL_BASE == 0x90000000 else 0x90000000  # other boards' flash; of this one's in no bank
OCTAL = FLASH["lines"] == 8
LINES = FLASH["lines"]
OWN_MODE = {8: "8D-8D-8D", 1: "1S-1S-1S"}.get(LINES, "1S-4S-4S")
ON_SPI = CONTROLLER.startswith("SPI")
MAPPED = not ON_SPI  # whether the controller maps the flash into the address space, so that code executes there
# The virtual twin's chip: the type that is fitted, where the board's file names the family, and the pins it hangs on.
TWIN = json.loads((ROOT / f"virtual-board/boards/{VIRTUAL_NAME}.json").read_text())
FITTED = next((chip for chip in TWIN.get("chips", []) if chip["name"] == FLASH["name"]), {"part": "", "pins": {}})
PINS = FITTED["pins"]
# What messages and the board's file call the lines that carry the clock, the chip's select, and the first two of data.
SIGNALS = ({"CLK": "SCK", "NCS": "NCS", "IO0": "MOSI", "IO1": "MISO"} if ON_SPI else
           {signal: signal for signal in ("CLK", "NCS", "IO0", "IO1")})
PINS = {"NCS" if signal == "NSS" else signal: pin for signal, pin in PINS.items()}
# Of every part that the virtual board models: the answer to RDID, what the driver calls it, and MiB.
JEDEC_ID, CHIP_SAID, MIB = {
    "": ("", "", 0), "W25Q16JV": ("EF4015", "W25Q16", 2),
    "MX25UW25645G": ("C28139", "MX25UW25645G", 32), "MX25UW12845G": ("C28138", "chip", 16),
    "MX66UW1G45G": ("C2813B", "MX66UW1G45G", 128), "W25Q64JV": ("EF4017", "W25Q64", 8),
    "W25Q64JV-IM": ("EF7017", "W25Q64JV-IM", 8), "W25Q64FV": ("EF4017", "W25Q64", 8), "W25Q128JV": ("EF4018", "W25Q128", 16),
    "W25Q256JV": ("EF4019", "W25Q256", 32), "W25Q512JV": ("EF4020", "W25Q512", 64), "N25Q128A": ("20BA18", "N25Q128", 16),
    "MT25QL128ABA": ("20BA18", "MT25QL128", 16), "SST26VF064B": ("BF2643", "SST26VF064B", 8),
}[FITTED["part"]]
MICRON = FITTED["part"].startswith(("N25Q", "MT25Q"))
# Modes that software may leave it in (of the Winbonds, the DTR type alone has QPI), and other states: N25Q sleeps not.
CHIP_MODES = ("1S", "8S", "8D") if OCTAL else ("1S", "4S") if MICRON or FITTED["part"].endswith("-IM") else ("1S",)
CHIP_STATES = ("idle",) if FITTED["part"].startswith("N25Q") else ("idle", "power-down")
HOLDS = MICRON  # IO3 is HOLD# for as long as one line is used; a Winbond with QE = 1 has none
REPORTS_FAILURES = OCTAL or MICRON  # an erase or a program that it refused; a Winbond says nothing
# What it erases: of these, the Winbonds alone know 32 KiB.
ERASES = [4096, 32768, 65536] if FITTED["part"].startswith("W25Q") else [4096, 65536]
EXTERNAL_SIZE = FLASH["size"] or MIB << 20  # a board's file need not name the chip
EXTERNAL_END = EXTERNAL_BASE + EXTERNAL_SIZE

INTERNAL_BASE = FACTS["internal"]["base"]
INTERNAL_SIZE = FACTS["internal"]["size"]
EXTERNAL_NUMBER = FACTS["internal"]["banks"]  # as OpenOCD numbers its banks
INTERNAL_END = INTERNAL_BASE + INTERNAL_SIZE
INTERNAL_BANK_SIZE = INTERNAL_SIZE // FACTS["internal"]["banks"]
INTERNAL_SECTOR = FACTS["internal"]["sector"]
UNEQUAL_SECTORS = FACTS["internal"]["driver"] == "stm32f2x"  # those of F4 and F7
# Where sectors of that size begin: before them an STM32F4 or F7 has four of an eighth and one of the half.
LARGE_SECTORS_AT = INTERNAL_BASE + (INTERNAL_SECTOR if FACTS["internal"]["driver"] == "stm32f2x" else 0)
OURS_INTERNALLY = FACTS["internal"]["driver"] == "xspi"  # else OpenOCD's own driver serves the internal flash

# The AXI SRAM (or what there is in its place), from where most applications have data, over where the agent keeps its ring,
# to its end.
AXI_SRAM, AGENT_RING, AXI_SRAM_END = OF_FAMILY.AXI_SRAM, OF_FAMILY.AGENT_RING, OF_FAMILY.AXI_SRAM_END

LED, *_, ERROR_LED = (FACTS["leds"] or ["none"]) * 2  # the latter: where the firmware tells of a failure

# Option of the family without which the flash port has to be run slower; empty: it needs none.
SPEED_OPTION = {"XSPI1": "XSPI1_HSLV", "XSPI2": "XSPI2_HSLV"}.get(CONTROLLER, "")
# The virtual board's option that write-protects the internal flash's first sector alone, or its last.
FIRST_SECTOR_PROTECTED = getattr(OF_FAMILY, "FIRST_SECTOR_PROTECTED", "")
LAST_SECTOR_PROTECTED = OF_FAMILY.last_sector_protected(FACTS["internal"])


def with_chip_named(text):
    """The text of this board's file, which may leave it to the chip to say what it is, with the chip's name."""
    named = text.replace("        controller ", f"        chip {FITTED['part']}\n        controller ", 1)
    return text if CHIP else named


# Where gdb takes the external flash to end: at the window's end, where nobody has named the chip.
GDB_END = EXTERNAL_END if CHIP else EXTERNAL_BASE + 0x10000000

# How gdb and OpenOCD begin a pc within the external flash's first 64 KiB.
PC_IN_EXTERNAL = f"0x{EXTERNAL_BASE >> 16:04x}"


def ext(offset):
    """An address of the external flash, as commands take it."""
    return f"0x{EXTERNAL_BASE + offset:08X}"


def ext_end(before):
    """The address that lies so many bytes before the external flash's end."""
    return ext(EXTERNAL_SIZE - before)
