"""The wirings that people have: each pin set for which a public collection of loaders has one becomes a board's file and a
virtual board, which is then programmed.

The sets are in the names of the files of github.com/cturvey/stm32extldr (802c749e097e), CLK-NCS-IO0-IO1-IO2-IO3, which
also say whose board some of them are; ART-Pi's stand in Zephyr's art_pi.dts, too, and Boring Tech's in
osos11-Git/STM32H743VIT6_Boring_TECH_QSPI. One that no microcontroller of the family can have is in IMPOSSIBLE: its file was
made for another family."""
import functools
import json
import pathlib
import subprocess
import tempfile

from harness import BUILD, VIRTUAL_BOARD, SystemCase, boardless, image

SIGNALS = ("CLK", "NCS", "IO0", "IO1", "IO2", "IO3")
# A part of the family with all of these pins, and its pin sets.
SETS = {
    "STM32H743II": """
        PB2-PB6-PD11-PD12-PE2-PD13    PB2-PB6-PF8-PF9-PE2-PF6       PB2-PB6-PF8-PF9-PF7-PF6       PB2-PB6-PD11-PD12-PE2-PA1
        PB2-PB6-PC9-PC10-PE2-PA1      PB2-PB6-PC9-PC10-PE2-PD13     PB2-PB6-PD11-PC10-PE2-PD13    PB2-PB6-PD11-PF9-PE2-PA1
        PB2-PB6-PD11-PF9-PE2-PF6      PB2-PB10-PD11-PD12-PE2-PD13   PB2-PB10-PD11-PD12-PE2-PA1    PB2-PB10-PC9-PC10-PE2-PD13
        PB2-PB10-PC9-PD12-PE2-PD13    PB2-PB10-PD11-PC10-PE2-PF6    PB2-PB10-PF8-PF9-PE2-PD13     PB2-PB10-PF8-PF9-PF7-PF6
        PB2-PC11-PE7-PE8-PE9-PE10     PB2-PC11-PH2-PH3-PG9-PG14     PB2-PG6-PD11-PD12-PE2-PD13    PB2-PG6-PD11-PF9-PF7-PF6
        PB2-PG6-PF8-PF9-PE2-PF6       PB2-PG6-PF8-PF9-PF7-PF6       PF10-PB6-PF8-PF9-PF7-PF6      PF10-PB6-PD11-PD12-PE2-PF6
        PF10-PB10-PF8-PF9-PF7-PF6     PF10-PB10-PF8-PF9-PE2-PD13    PF10-PG6-PD11-PD12-PE2-PD13   PF10-PG6-PD11-PD12-PF7-PF6
        PF10-PG6-PD11-PF9-PF7-PF6     PF10-PG6-PF8-PF9-PE2-PF6      PF10-PG6-PF8-PF9-PF7-PF6""",
    "STM32F767ZI": """
        PB2-PB6-PD11-PD12-PE2-PD13    PB2-PB6-PF8-PF9-PE2-PF6       PB2-PB6-PF8-PF9-PF7-PF6       PB2-PB6-PD11-PD12-PE2-PA1
        PB2-PB6-PC9-PC10-PE2-PA1      PB2-PB6-PC9-PC10-PE2-PD13     PB2-PB6-PD11-PF9-PE2-PF6      PB2-PB6-PF8-PF9-PE2-PD13
        PB2-PB10-PD11-PD12-PE2-PA1    PB2-PB10-PD11-PD12-PE2-PD13   PB2-PB10-PF8-PF9-PE2-PF6      PB2-PC11-PE7-PE8-PE9-PE10
        PF10-PB6-PD11-PD12-PE2-PF6""",
    "STM32F469NI": "PF10-PB6-PF8-PF9-PF7-PF6",
    "STM32F413ZH": "PB1-PC11-PE7-PE8-PC4-PC5",
}
IMPOSSIBLE = {"STM32H743II": ("PB2-PB6-PD11-PD12-PA7-PD13", "XSPI-0124: PA7 cannot be IO2 on STM32H743II; pins that can: PE2, PF7")}

CFG = """source [find xspi.cfg]
xspi board pin_set {{
    mcu          {mcu}
    probe        stlink 4MHz
    hse          25MHz
    flash ext {{
        chip         W25Q64JV
        controller   QUADSPI
        mapped       0x90000000
        pins         {{{pins}}}
        supply       3.3
        clock        50MHz
    }}
}}
"""


def twin(mcu, pins):
    chip = {"name": "ext", "part": "W25Q64JV", "controller": "QUADSPI", "pins": pins}
    return {"sources": ["made up"], "mcu": mcu, "clocks": {"hse_hz": 25_000_000, "lse": False}, "core_supply": "LDO",
            "millivolts": {"VDD": 3300}, "chips": [chip] if pins else [], "leds": [], "buttons": []}


@functools.cache
def modelled():
    """What the virtual board has models of, as it says where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "none.json"
        path.write_text(json.dumps(twin("none", {})))
        said = subprocess.run([VIRTUAL_BOARD, path, "--stlink", "0"], capture_output=True, text=True, check=False).stderr
    return said.split("there is no model of none; there is ")[1].strip().split(", ")


@boardless("its boards are its own")
class PinSets(SystemCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cfg, self.twin = (pathlib.Path(folder.name) / name for name in ("pin-set.cfg", "pin-set.json"))

    def describe(self, mcu, pins):
        pins = dict(zip(SIGNALS, pins.split("-"), strict=True))
        self.cfg.write_text(CFG.format(mcu=mcu, pins="  ".join(f"{signal} {pin}" for signal, pin in pins.items())))
        self.twin.write_text(json.dumps(twin(mcu, pins)))

    def problem(self):
        """What the driver has against the board's file."""
        done = subprocess.run([BUILD / "openocd-driver/board-json", self.cfg, self.cfg.with_suffix(".out")],
                              capture_output=True, text=True, check=False)
        return done.stderr.strip()

    def programmed(self, mcu, pins):
        if mcu not in modelled():
            self.skipTest(f"the virtual board has no model of {mcu}")
        self.describe(mcu, pins)
        problem = self.problem()
        if problem.startswith("XSPI-0121"):
            self.skipTest(f"the driver does not know {mcu}")
        self.assertEqual(problem, "")
        data = image(6, 5_003)
        board = self.board(board=str(self.twin))
        result = board.halted(f"program {self.file(board, 'image.bin', data)} 0x90001235 verify", board_file=self.cfg)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertSameBytes(board.external()[0x1235:0x1235 + len(data)], data)

    def test_every_set_is_one_that_the_pin_data_know(self):
        for mcu, sets in SETS.items():
            answer = json.loads(subprocess.run([BUILD / "openocd-xspi", "pins", "--json", mcu, "QUADSPI"], capture_output=True,
                                               text=True, check=True).stdout)
            known = {(entry["signal"].split("_")[-1], entry["pin"]) for entry in answer["pins"]}
            self.assertEqual([pins for pins in sets.split() if not set(zip(SIGNALS, pins.split("-"))) <= known], [], mcu)

    def test_a_set_that_no_part_of_the_family_can_have_is_refused_with_the_pins_that_would_do(self):
        for mcu, (pins, error) in IMPOSSIBLE.items():
            self.describe(mcu, pins)
            self.assertEqual(self.problem(), error)


def add_cases():
    for mcu, sets in SETS.items():
        for pins in sets.split():
            name = f"test_a_flash_on_{pins.replace('-', '_')}_of_{mcu}_is_programmed"
            setattr(PinSets, name, functools.partialmethod(PinSets.programmed, mcu, pins))


add_cases()
