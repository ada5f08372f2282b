"""`xspi export` for boards of one's own: other microcontrollers, controllers, wirings and chips, each as a board's file and a
virtual board, called as the tools call it."""
import functools
import json
import pathlib
import subprocess
import tempfile

import loader_files
from harness import BUILD, ROOT, SystemCase, boardless, image
from loader_run import run_of

PROGRAM = BUILD / "openocd-xspi"
RAM = {"STM32H7": 0x24000000, "STM32F": 0x20000000}  # of which an external loader takes the second word
RAM_BYTES = 0x14000

QUADSPI = {"CLK": "PB2", "NCS": "PB6", "IO0": "PD11", "IO1": "PD12", "IO2": "PE2", "IO3": "PD13"}
OTHER_QUADSPI = {"CLK": "PF10", "NCS": "PB6", "IO0": "PF8", "IO1": "PF9", "IO2": "PF7", "IO3": "PF6"}
SPI1 = {"SCK": "PA5", "NCS": "PA4", "MOSI": "PA7", "MISO": "PA6"}
SPI2 = {"SCK": "PB13", "NCS": "PB12", "MOSI": "PB15", "MISO": "PB14"}

# Microcontroller, controller, pins, chip; the loader's form.
BOARDS = {
    "quad_h743": ("STM32H743II", "QUADSPI", OTHER_QUADSPI, "W25Q128JV", "stldr"),
    "quad_h750_256": ("STM32H750VB", "QUADSPI", QUADSPI, "W25Q256JV", "flm"),
    "quad_f767": ("STM32F767ZI", "QUADSPI", QUADSPI, "W25Q64JV", "flm"),
    "quad_f746_n25q": ("STM32F746NG", "QUADSPI", QUADSPI, "N25Q128A", "flm"),
    "quad_f746_mt25q": ("STM32F746NG", "QUADSPI", QUADSPI, "MT25QL128ABA", "stldr"),
    "quad_f469": ("STM32F469NI", "QUADSPI", OTHER_QUADSPI, "W25Q64JV", "stldr"),
    "spi_h743": ("STM32H743II", "SPI2", SPI2, "W25Q64JV", "flm"),
    "spi_f767": ("STM32F767ZI", "SPI1", SPI1, "W25Q64JV", "stldr"),
    "spi_f746": ("STM32F746NG", "SPI2", SPI2, "W25Q128JV", "flm"),
    "spi_f407": ("STM32F407VE", "SPI2", SPI2, "W25Q16JV", "probe-rs"),
}
MIB = {"W25Q16JV": 2, "W25Q64JV": 8, "W25Q128JV": 16, "W25Q256JV": 32, "N25Q128A": 16, "MT25QL128ABA": 16}
EEPROMS = {"M95020": 256, "25LC640": 8 << 10, "25LC512": 64 << 10, "M95M02": 256 << 10}

CFG = """source [find xspi.cfg]
xspi board {name} {{
    mcu          {mcu}
    probe        stlink 4MHz
    hse          25MHz
    flash ext {{
        chip         {chip}
        controller   {controller}
        {place}
        pins         {{{pins}}}
        supply       3.3
        clock        {clock}
    }}
}}
"""


def board_file(name, mcu, controller, pins, chip):
    spi = controller.startswith("SPI")
    return CFG.format(name=name, mcu=mcu, controller=controller, chip=chip, clock="20MHz" if spi else "50MHz",
                      place=f"address 0x{0x90000000 if mcu.startswith('STM32F4') else 0xB0000000:X}" if spi else "mapped 0x90000000",
                      pins="  ".join(f"{signal} {pin}" for signal, pin in pins.items()))


def twin(mcu, controller, pins, chip):
    pins = {"NSS" if signal == "NCS" and controller.startswith("SPI") else signal: pin for signal, pin in pins.items()}
    return {"sources": ["made up"], "mcu": mcu, "clocks": {"hse_hz": 25_000_000, "lse": False}, "core_supply": "LDO",
            "millivolts": {"VDD": 3300}, "leds": [], "buttons": [],
            "chips": [{"name": "ext", "part": chip, "controller": controller, "pins": pins,
                       "resistors": {"IO2": "up", "IO3": "up"} if controller.startswith("SPI") else {}}]}


@boardless("its boards are its own")
class ExportedForOtherBoards(SystemCase):
    def loader(self, folder, cfg, form, *words):
        path = pathlib.Path(folder) / f"a_loader.{form}"
        done = subprocess.run([PROGRAM, "export", form, cfg, *words, "-o", path], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        ram = next(at for mcu, at in RAM.items() if f"mcu          {mcu}" in cfg.read_text())
        data = path.read_bytes()
        if form == "probe-rs":
            if loader_files.yaml is None:
                self.skipTest("PyYAML is not installed")
            return ram, loader_files.read_probe_rs(data)[1][0]
        return ram, loader_files.read_flm(data) if form == "flm" else loader_files.read_stldr(data, ram)

    def programmed(self, board, cfg, form, old, contents, *words):
        """contents(): what the chip holds afterwards."""
        ram, loader = self.loader(board.folder, cfg, form, *words)
        self.assertEqual(loader.bytes, len(old))
        sector = loader.sectors[0][0]
        first = max(0, len(old) // 2 // sector * sector - sector)  # from the middle of a sector into the next one
        at = first + (sector // 2 if sector > loader.page else 0)
        data = image(9, min(sector // 2 + 777, len(old) - at))
        job = run_of(loader, ram, RAM_BYTES, board.folder)
        job.erase(loader.start + first, at - first + len(data))
        job.program(loader.start + at, data)
        job.verify(loader.start + at, data)
        result = board.halted(*job.commands, board_file=cfg)
        self.assertIsNone(job.fault(result.log), result.log)
        self.assertNoViolation(board)
        expected = bytearray(old)
        end = -(-(at + len(data)) // sector) * sector
        expected[first:end] = b"\xff" * (end - first)
        expected[at:at + len(data)] = data
        self.assertSameBytes(contents(), bytes(expected))

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def made(self, name, mcu, controller, pins, chip):
        """A board, its file, and what its chip holds."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(twin(mcu, controller, pins, chip)))
        old = image(3, MIB[chip] << 20)
        board = self.board(board=str(path), external=old)
        return board, self.file(board, f"{name}.cfg", board_file(name, mcu, controller, pins, chip).encode()), old

    def described(self, name):
        board, cfg, old = self.made(name, *BOARDS[name][:-1])
        self.programmed(board, cfg, BOARDS[name][-1], old, board.external)

    def test_all_of_a_chip_is_erased(self):
        for form in ("flm", "stldr"):
            with self.subTest(form):
                board, cfg, old = self.made("small", "STM32H743II", "QUADSPI", QUADSPI, "W25Q16JV")
                ram, loader = self.loader(board.folder, cfg, form)
                job = run_of(loader, ram, RAM_BYTES, board.folder)
                job.erase_chip(milliseconds=100_000)
                result = board.halted(*job.commands, board_file=cfg)
                self.assertIsNone(job.fault(result.log), result.log)
                self.assertNoViolation(board)
                self.assertSameBytes(board.external(), b"\xff" * len(old))

    def test_an_EEPROM(self):
        for (part, size), form in zip(EEPROMS.items(), ("flm", "stldr", "stldr", "flm"), strict=True):
            with self.subTest(part):
                old = image(3, size)
                board = self.board("--chip", part, board="f407ve-w25q64", external=old)
                cfg = self.file(board, "eeprom.cfg", board_file("eeprom", "STM32F407VE", "SPI1", SPI1, part).encode())
                self.programmed(board, cfg, form, old, board.external)

    def test_the_second_flash_of_a_board(self):
        old, second = image(3, 8 << 20), self.folder / "ext2.bin"
        second.write_bytes(old)
        board = self.board("--external", f"ext2={second}", board="weact-h750")
        self.programmed(board, ROOT / "boards/weact_h750.cfg", "stldr", old, second.read_bytes, "ext2")


for each in BOARDS:
    setattr(ExportedForOtherBoards, f"test_the_board_{each}", functools.partialmethod(ExportedForOtherBoards.described, each))
