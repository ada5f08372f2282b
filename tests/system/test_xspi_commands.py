"""The `xspi` commands: what they print for people and, with -json, for programs; what they do and leave alone."""
import json
import re
import unittest

from harness import (BLANK, EXTERNAL_BASE, EXTERNAL_SIZE, FIRMWARE, INTERNAL_BASE, ROOT, Range, SystemCase, any_board,
                     image, merge_elf, old_contents, virtual_only)
from memories import MAPS_NOTHING
from images import Segment, elf, merged
from board_under_test import (AXI_SRAM, CHIP_SAID, CONTROLLER, ERASES, FLASH, INTERNAL_BANK_SIZE, INTERNAL_END, INTERNAL_SIZE, JEDEC_ID, LED,
                              LINES, MAPPED, OF_FAMILY, ON_SPI, OWN_MODE, PINS, ext, ext_end)

LAST = EXTERNAL_SIZE - 0x10000  # the last 64 KiB
LAST_LINE, ALTERNATE = f"IO{LINES - 1}", 5 if ON_SPI else 9
NO_FLASH = 0x70000000 if EXTERNAL_BASE == 0x90000000 else 0x90000000  # a window without a flash
# Where the controller's functional mode is (register, its name, lowest bit), and what its clock and its power hang on.
MODE_AT, MODE_IN, MODE_BIT = {"XSPI2": (0x5200A000, "CR", 28), "QUADSPI": (getattr(OF_FAMILY, "QUADSPI", 0) + 0x14, "CCR", 26)}.get(
    CONTROLLER, (0, "", 0))
CLOCK_ENABLE = {"XSPI2": "RCC_AHB5ENR.XSPI2EN", "QUADSPI": "RCC_AHB3ENR.QSPIEN", "SPI1": "RCC_APB2ENR.SPI1EN"}[CONTROLLER]
HANGS_ON = {"XSPI2": ("PWR", "CSR2", "EN_XSPIM2"), "QUADSPI": ("RCC", "AHB3ENR", "QSPIEN"), "SPI1": ("RCC", "APB2ENR", "SPI1EN")}[CONTROLLER]


def answers(log):
    """The JSON lines in OpenOCD's log."""
    return [json.loads(line) for line in log.split("\n") if line.startswith(('{"', '[{"'))]


@any_board(Range(0, 0x10000))
class XspiCommands(SystemCase):
    def run_commands(self, *commands, external=None, internal=None, reset="reset halt", arguments=()):
        board = self.board(*arguments, external=external if external is not None else old_contents(), internal=internal)
        result = board.openocd("init", reset, *[c.replace("@", str(board.folder)) for c in commands])
        self.assertSucceeds(result)
        return board, result.log

    def fails(self, command, error):
        board = self.board(external=old_contents())
        result = board.halted(command)
        self.assertFailsWith(result, error)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        return result.log

    @any_board()
    def test_info_says_the_same_to_people_and_programs(self):
        board, log = self.run_commands("xspi info -json", "xspi info", "xspi info int", "xspi -json info")
        first, last = answers(log)
        self.assertEqual(first, last)
        banks = {bank["name"]: bank for bank in first["banks"]}
        flash = banks["ext"]
        self.assertEqual((flash["base"], flash["size"], flash["chip"], flash["jedec_id"], flash["mode"]),
                         (f"{ext(0)}", EXTERNAL_SIZE, CHIP_SAID, JEDEC_ID, OWN_MODE))
        self.assertEqual([e["size"] for e in flash["erase"]], ERASES)
        self.assertEqual(banks["int"]["size"], INTERNAL_BANK_SIZE)
        self.assertIn(f"{OWN_MODE} at {flash['clock_hz'] // 1_000_000} MHz", log)
        self.assertEqual(log.count(f"ext at {ext(0)}: "), 1)
        self.assertEqual(log.count("int at 0x08000000: "), 2)

    @any_board(Range(0x12345, 37), internal=True)
    def test_read_shows_bytes_of_both_flashes(self):
        internal = image(3, INTERNAL_SIZE)
        board, log = self.run_commands(f"xspi read {ext(0x12345)} 37", f"xspi read -json {ext(0x12345)} 37",
                                       f"xspi read 0x{INTERNAL_END - 16:08X} 16 -json", internal=internal)
        expected = old_contents()[0x12345:0x12345 + 37]
        external, inside = answers(log)
        self.assertEqual((external["address"], bytes.fromhex(external["bytes"])), (f"{ext(0x12345)}", expected))
        self.assertEqual(bytes.fromhex(inside["bytes"]), internal[-16:])
        shown = re.findall(rf"^{ext(0x10000)[:6]}[0-9A-F]{{4}} ((?: [0-9A-F]{{2}}){{1,16}})", log, re.M)
        self.assertEqual(bytes.fromhex("".join(shown)), expected)

    @any_board(Range(0, 300_002), Range(LAST, 0x10000))
    def test_dump_writes_a_file_of_any_length(self):
        board, log = self.run_commands(f"xspi dump @/dump.bin {ext(1)} 300001", f"xspi dump -json @/one.bin {ext_end(1)} 1")
        self.assertSameBytes((board.folder / "dump.bin").read_bytes(), old_contents()[1:300002], EXTERNAL_BASE + 1)
        self.assertEqual((board.folder / "one.bin").read_bytes(), old_contents()[-1:])
        self.assertEqual(answers(log)[0]["count"], 1)

    @any_board()
    def test_a_dump_that_cannot_be_written_is_named_and_leaves_nothing(self):
        self.fails(f"xspi dump /nonexistent/folder/dump.bin {ext(0)} 16", "XSPI-0705")

    @any_board()
    def test_a_dump_that_fails_leaves_an_older_file_as_it_was(self):
        board = self.board(external=old_contents())
        path = self.file(board, "dump.bin", b"older")
        self.assertFailsWith(board.halted(f"xspi dump {path} {ext_end(1)} 2"), "XSPI-0704")
        self.assertEqual(path.read_bytes(), b"older")
        self.assertEqual([p.name for p in board.folder.glob("dump*")], ["dump.bin"])

    @any_board(Range(0xFF1, 0x21), Range(0x20000, 0x10000), Range(0x4321F, 1))
    def test_erase_of_ranges_is_exact_to_the_byte(self):
        ranges = [(EXTERNAL_BASE + 0xFF1, 0x21), (EXTERNAL_BASE + 0x20000, 0x10000), (EXTERNAL_BASE + 0x4321F, 1)]
        board, log = self.run_commands("xspi erase " + " ".join(f"0x{a:08X} {n}" for a, n in ranges))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, *[Segment(a, b"\xff" * n) for a, n in ranges]))
        self.assertReported(board, erases={"4096": 3, "65536": 1})

    @any_board(Range(0, 0x100000))
    def test_erase_of_what_is_blank_erases_nothing(self):
        board, log = self.run_commands(f"xspi erase {ext(0)} 0x100000", external=BLANK)
        self.assertNoViolation(board)
        self.assertExternal(board, BLANK)
        self.assertReported(board, erases={})

    @any_board(Range(0, 4096), internal=True)
    def test_erase_of_a_bank_by_name_erases_that_bank_alone(self):
        board, log = self.run_commands("xspi erase int", f"xspi erase -json {ext(0)} 4096",
                                       internal=image(3, INTERNAL_SIZE))
        self.assertNoViolation(board)
        bank = Segment(INTERNAL_BASE, b"\xff" * INTERNAL_BANK_SIZE)
        self.assertInternal(board, merged(image(3, INTERNAL_SIZE), INTERNAL_BASE, bank))
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, Segment(EXTERNAL_BASE, b"\xff" * 4096)))
        self.assertEqual(answers(log)[0]["erased"], [{"bank": "ext", "address": f"{ext(0)}", "count": 4096}])

    @any_board(Range(0x10101, 70_001), internal=True)
    def test_plan_is_what_programming_then_does(self):
        segments = [Segment(EXTERNAL_BASE + 0x10101, image(5, 70_001)), Segment(INTERNAL_BASE + 0x2001, image(6, 999)),
                    Segment(AXI_SRAM, image(7, 50))]
        board = self.board(external=old_contents(), internal=image(3, INTERNAL_SIZE))
        path = self.file(board, "image.elf", elf(*segments))
        result = board.halted(f"xspi plan -json {path}", f"xspi plan {path}")
        self.assertSucceeds(result)
        (plan,) = answers(result.log)
        self.assertIn(f"{ext(0x10000)}  erase", result.log)
        banks = {bank["bank"]: bank for bank in plan["banks"]}
        self.assertEqual(plan["ram"], [{"address": f"0x{AXI_SRAM:08X}", "bytes": 50}])
        self.assertSucceeds(board.halted(f"flash write_image erase {path}"))
        self.assertNoViolation(board)
        # Nothing was erased by the plan: the board counts over both sessions.
        external_erases = {"4096": 0, "65536": 0}
        for step in banks["ext"]["steps"]:
            size = step.get("erase_first", step.get("size") if step["step"] == "erase" else None)
            if size:
                external_erases[str(size)] += 1
        if self.has_report(board, "erases", "pages_programmed"):
            counted = board.report()["erases"]
            for size, count in external_erases.items():
                self.assertEqual(counted.get(size, 0), count, size)
            self.assertEqual(board.report()["pages_programmed"], banks["ext"]["pages"])

    @any_board(Range(0, 0x10000))
    def test_plan_of_what_is_there_says_nothing_to_do(self):
        board = self.board(external=old_contents())
        path = self.file(board, "image.elf", elf(Segment(EXTERNAL_BASE, old_contents()[:5001])))
        result = board.halted(f"xspi plan {path}")
        self.assertSucceeds(result)
        self.assertIn("nothing to do", result.log)

    @any_board(Range(0, 0x10000))
    def test_plan_takes_a_bin_with_its_address_and_refuses_it_without(self):
        board = self.board(external=BLANK)
        path = self.file(board, "image.bin", image(1, 300))
        self.assertSucceeds(board.halted(f"xspi plan {path} {ext(0x100)} bin", f"xspi plan {path} {ext(0x100)}"))
        self.assertFailsWith(board.halted(f"xspi plan {path}"), "XSPI-0523")
        self.assertEqual(board.external(), BLANK)

    @any_board()
    def test_plan_of_no_image_is_named(self):
        self.fails("xspi plan /nonexistent.elf", "XSPI-0005")

    @unittest.skipUnless(MAPPED, MAPS_NOTHING)
    def test_map_unmap_and_reset_change_what_the_window_shows(self):
        # Read by the probe alone: what the controller shows, not what the driver would bring about.
        fmode = f"expr {{[read_memory 0x{MODE_AT:08X} 32 1] >> {MODE_BIT} & 3}}"
        board, log = self.run_commands("xspi map", f"echo \"mapped [{fmode}]\"", "xspi unmap", f"echo \"unmapped [{fmode}]\"",
                                       "xspi map", f"echo word=[read_memory {ext(0)} 32 1]", "xspi reset",
                                       f"echo \"reset [{fmode}]\"", "xspi map", f"echo again=[read_memory {ext(0)} 32 1]")
        self.assertIn("mapped 3", log)
        self.assertNotIn("unmapped 3", log)
        self.assertNotIn("reset 3", log)
        word = int.from_bytes(old_contents()[:4], "little")
        self.assertIn(f"word=0x{word:x}", log)
        self.assertIn(f"again=0x{word:x}", log)
        self.assertNoViolation(board)

    @any_board()
    def test_regs_decodes_what_the_flash_hangs_on(self):
        board, log = self.run_commands("xspi regs", "xspi map", "xspi regs", "xspi regs -json")
        self.assertIn(f"{CONTROLLER}: no clock ({CLOCK_ENABLE} is 0)", log)
        for signal, pin in PINS.items():
            alternate = f"alternate function, AF{ALTERNATE}" if signal in ("SCK", "MOSI", "MISO", LAST_LINE) else ""
            self.assertRegex(log, rf"{signal} +{pin} +{alternate}.*, very high speed")
        self.assertNotIn("XSPI1_CR", log)
        (regs,) = answers(log)
        by_name = {p["name"]: p for p in regs["peripherals"]}
        if MAPPED:
            self.assertIn("FMODE=3(memory-mapped)", log)
            self.assertEqual(by_name[CONTROLLER]["registers"][MODE_IN]["fields"]["FMODE"],
                             {"value": 3, "meaning": "memory-mapped"})
        else:
            self.assertEqual(by_name[CONTROLLER]["registers"]["CR1"]["fields"]["MSTR"], 1)
        peripheral, register, field = HANGS_ON
        self.assertEqual(by_name[peripheral]["registers"][register]["fields"][field], 1)
        self.assertEqual({pin["signal"]: pin["pin"] for pin in regs["pins"] if pin["flash"] == FLASH["name"]}, PINS)
        self.assertNoViolation(board)

    @virtual_only("it counts the LED's changes")
    def test_regs_disturbs_neither_a_running_application_nor_the_chip(self):
        board = self.board(external=merge_elf("blinky.elf"), internal=merge_elf("bootloader.elf"))
        self.assertSucceeds(board.openocd("init", "reset run", "sleep 700", "xspi regs", f"xspi regs {CONTROLLER}",
                                          "sleep 1500"))
        self.assertNoViolation(board)
        self.assertGreaterEqual(board.report()["leds"][LED]["toggles"], 6)

    @any_board(Range(0, 0x10000), Range(LAST, 0x10000))
    def test_words_that_make_no_sense_are_named(self):
        for command, error in (("xspi", "XSPI-0701"), ("xspi -json", "XSPI-0701"),
                               (f"xspi read {ext(0)}", "XSPI-0701"), ("xspi read seven 8", "XSPI-0702"),
                               ("xspi read -1 8", "XSPI-0702"), ("xspi info nobank", "XSPI-0703"),
                               ("xspi erase nobank", "XSPI-0703"), (f"xspi erase {ext(0)}", "XSPI-0703"),
                               (f"xspi erase {ext(0)} 1 {ext(0x1000)}", "XSPI-0701"),
                               (f"xspi erase {ext(0)} 0", "XSPI-0702"), (f"xspi erase {ext_end(1)} 2", "XSPI-0704"),
                               (f"xspi erase 0x{NO_FLASH:X} 16", "XSPI-0704"),
                               (f"xspi read {ext(0)} 65537", "XSPI-0706"),
                               ("xspi regs NOTHING", "XSPI-0708"), ("xspi map now", "XSPI-0701")):
            with self.subTest(command):
                self.fails(command, error)

    @any_board()
    def test_an_error_is_json_too_if_asked_for(self):
        log = self.fails("xspi read 0x60000000 1 -json", "XSPI-0704")
        self.assertEqual(answers(log)[0]["error"]["id"], "XSPI-0704")

    @any_board()
    def test_before_init_a_command_says_what_comes_first(self):
        board = self.board()
        self.assertFailsWith(board.openocd("xspi info"), "XSPI-0109")
        self.assertSucceeds(board.openocd("xspi help"))

    @any_board()
    def test_help_names_every_command(self):
        _, log = self.run_commands("xspi help", "xspi help -json")
        for name in [entry["command"] for entry in answers(log)[0]]:
            self.assertRegex(log, rf"xspi {name}\b.*: ")

    @any_board()
    def test_the_manual_lists_every_command(self):
        manual = (ROOT / "docs" / "commands.md").read_text()
        _, log = self.run_commands("xspi help -json")
        for entry in answers(log)[0]:
            self.assertIn(f"`xspi {entry['command']}", manual)

    def test_an_answer_is_the_commands_result_in_tcl(self):
        _, log = self.run_commands(f"set facts [xspi read -json {ext(0)} 4]", "echo \"got: $facts\"")
        self.assertIn(f'"bytes":"{old_contents()[:4].hex()}"', log[log.index("got: "):])
