"""The flash-test: a good chip passes and holds what it held, a bad one is named."""
import json
import re
import signal
import unittest

from harness import (BLANK, EXTERNAL_BASE, FIRMWARE, ROOT, Range, SystemCase, any_board, old_contents, only_on,
                     virtual_only, wait_until)
from board_under_test import (BOARD, CONTROLLER, ERROR_LED, EXTERNAL_SIZE, FACTS, HOLDS, JEDEC_ID, LED, LINES, MAPPED, MICRON, OCTAL,
                              OF_FAMILY, ON_SPI, OWN_MODE, PINS, REPORTS_FAILURES, SPEED_OPTION, ext, ext_end, with_chip_named)


def spi_sent(*data):
    """Bytes for the chip, by the registers of an SPI that the driver has set up (RM0090): NCS low, SPE, DR."""
    port = OF_FAMILY.GPIO_PORTS + 0x400 * (ord(PINS["NCS"][1]) - ord("A")) + 0x18
    bit = 1 << int(PINS["NCS"][2:])
    return (f"mww 0x{port:08X} 0x{bit << 16:08X}", "mww 0x40013000 0x344", *(f"mwb 0x4001300C 0x{byte:02X}" for byte in data),
            f"mww 0x{port:08X} 0x{bit:08X}")


AREA_SIZE = getattr(OF_FAMILY, "TEST_AREA", 0x10000)
AREA = EXTERNAL_SIZE - AREA_SIZE
# The fitted chip's typical times in microseconds, erases by size, as its data sheet has them, and its longest of 4 KiB.
TYPICAL_ERASES = {4096: 25_000, 65536: 256_000} if OCTAL else {4096: 250_000, 65536: 700_000} if MICRON else {4096: 45_000, 32768: 120_000, 65536: 150_000}
TYPICAL_ERASES = {size: time for size, time in TYPICAL_ERASES.items() if size <= AREA_SIZE}
TYPICAL_PAGE, SLOWEST_4K_MS = (152, 500) if OCTAL else (500, 800) if MICRON else (400, 400)
# The option bytes that decide over the port's clock, and that clock.
CLOCKS = ([(("--option", f"{SPEED_OPTION}=0"), 75_000_000), (("--option", f"{SPEED_OPTION}=1"), 200_000_000)]
          if SPEED_OPTION else [((), 42_000_000 if ON_SPI else getattr(OF_FAMILY, "FLASH_HZ", 100_000_000))])
BYTES_A_CLOCK = 2 if OCTAL else LINES / 8
# Of a word's read: a command of 8 half cycles and 20 dummy cycles; one of 8 cycles, the address, mode bits and dummies.
CYCLES_TO_A_WORD = 24 if OCTAL else 8 + 6 + 2 + 4
# WREN, then WRSR with BP1 and BP0, by the controller's registers, and where that protects from.
QUADSPI = getattr(OF_FAMILY, "QUADSPI", 0)
# XSPI2: CCR, IR, FCR (CTCF), DLR, DR; QUADSPI: CCR, FCR (CTCF), DLR, DR.
SET_BITS = {"XSPI2": ("mww 0x5200A100 1", "mww 0x5200A110 0x06", "mww 0x5200A024 2", "mww 0x5200A040 0",
                      "mww 0x5200A100 0x01000001", "mww 0x5200A110 0x01", "mwb 0x5200A050 0x0C"),
            "QUADSPI": (f"mww {QUADSPI + 0x14} 0x106", f"mww {QUADSPI + 0x0C} 2", f"mww {QUADSPI + 0x10} 0",
                        f"mww {QUADSPI + 0x14} 0x01000101", f"mwb {QUADSPI + 0x20} 0x0C"),
            "SPI1": (*spi_sent(0x06), *spi_sent(0x01, 0x0C))}[CONTROLLER]
PROTECTED_BY_BP = 0x01FC0000 if OCTAL else 0xFC0000 if MICRON else 0x780000
# A fourth bit of protection, and what it protects at the end: BP3 half of the chip, SEC (with BP0) 4 KiB.
FOURTH_BIT, PROTECTED_BY_FOURTH = (0x20, 0x01800000) if OCTAL else (0x40, 0x800000) if MICRON else (0x44, 0x7FF000)
# A broken run's bound, not a measure: a chip at its maximum is busy for half a minute of virtual time.
SLOW_SECONDS = 400
FULL_HZ = CLOCKS[0][1] if ON_SPI else getattr(OF_FAMILY, "FLASH_HZ", 100_000_000)
LINE = r"(SCK|MOSI|MISO)" if ON_SPI else "(IO|DQS)"  # to be checked
RAM = 0x24020000 if OF_FAMILY.AXI_SRAM >= 0x24000000 else OF_FAMILY.AXI_SRAM  # that the test uses and puts back


@virtual_only("it needs a declared fault")
class FlashTest(SystemCase):
    def run_test(self, *arguments, command="xspi flash-test", external=None, **keywords):
        external = old_contents() if external is None else external
        board = self.board(*arguments, external=external, **keywords)
        return board, board.halted(command)

    def passes(self, *arguments, **keywords):
        board, result = self.run_test(*arguments, command="xspi flash-test -json", **keywords)
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        return board, json.loads(next(line for line in result.log.split("\n") if line.startswith("{")))

    def fails(self, *faults, sentence, external=None):
        """A board with these faults: the error, and its contents but for sectors that the faults name."""
        arguments = [word for fault in faults for word in ("--fault", fault)]
        board, result = self.run_test(*arguments, external=external, strict=False)
        self.assertFailsWith(result, "XSPI-0804")
        self.assertRegex(result.log, sentence)
        self.assertNotIn("passed", result.log)
        board.stop()
        return board, result

    @any_board(Range(AREA, 0x10000), representative=True)
    def test_a_good_board_passes_and_holds_what_it_held(self):
        board, facts = self.passes()
        self.assertExternal(board, old_contents())
        self.assertEqual((facts["result"], facts["jedec_id"], facts["mode"]), ("passed", JEDEC_ID, OWN_MODE))
        self.assertEqual(facts["area"], {"address": f"{ext_end(AREA_SIZE)}", "size": AREA_SIZE, "restored": True})
        if self.has_report(board, "erases", "leds"):
            self.assertGreaterEqual(board.report()["erases"][str(AREA_SIZE)], 1)
            led = board.report()["leds"].get(ERROR_LED, {"toggles": 0, "on": False})
            self.assertFalse(led["on"])
            if ERROR_LED != LED:
                self.assertEqual(led["toggles"], 0)

    @any_board(Range(AREA, 0x10000))
    def test_a_blank_chip_passes_and_is_blank_again(self):
        board, _ = self.passes(external=BLANK)
        self.assertExternal(board, BLANK)

    @virtual_only("it needs option bytes of its own")
    def test_the_speed_table_is_what_the_chip_and_the_clock_allow(self):
        for arguments, clock in CLOCKS:
            with self.subTest(arguments):
                _, facts = self.passes(*arguments)
                speed = facts["speed"]
                self.assertEqual((speed["core_hz"], speed["clock_hz"]), (OF_FAMILY.CORE_HZ, clock))
                self.assertEqual([e["size"] for e in speed["erase"]], list(TYPICAL_ERASES))
                for figure, typical in zip((*speed["erase"], speed["page"]), (*TYPICAL_ERASES.values(), TYPICAL_PAGE)):
                    # Typical timing: what is added is the transfer, the status and half a slice of waiting.
                    self.assertGreaterEqual(figure["measured_us"], typical)
                    sent = 260 * 8 / clock * 1e6 if typical == TYPICAL_PAGE and ON_SPI else 0
                    self.assertLess(figure["measured_us"], typical * 1.1 + sent)
                    # SFDP's are the data sheet's, or longer: it codes times coarsely.
                    self.assertGreaterEqual(figure["typical_us"], typical)
                    self.assertTrue(figure["typical_us"] == typical or not OCTAL)
                # One bit a clock in 1S-1S-1S, more in its own mode: never more, and not much less on one line.
                self.assertLess(speed["read_single_bytes_per_s"], speed["single_hz"] / 8)
                self.assertGreater(speed["read_single_bytes_per_s"], speed["single_hz"] / 8 * 0.9)
                if ON_SPI:
                    self.assertNotIn("mapped", " ".join(speed))
                    continue
                for way in ("read_octal_bytes_per_s", "read_mapped_bytes_per_s"):
                    self.assertLess(speed[way], clock * BYTES_A_CLOCK)
                    self.assertGreater(speed[way], 4 * speed["read_single_bytes_per_s"])
                self.assertGreater(speed["read_mapped_word_ns"], CYCLES_TO_A_WORD * 1e9 / clock)
                self.assertLess(speed["read_mapped_word_ns"], 3000)

    @virtual_only("it needs a slow chip")
    def test_a_chip_that_takes_its_maximum_passes(self):
        board = self.board("--option", "CHIP_TIMING=maximum", external=old_contents())
        process = board.start_openocd("init", "reset halt", "xspi flash-test", "shutdown")
        log, _ = process.communicate(timeout=SLOW_SECONDS)
        self.assertEqual(process.returncode, 0, log)
        self.assertRegex(log, rf"erase 4 KiB: {SLOWEST_4K_MS}\.\d ms")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0x120000, 0x10000))
    def test_another_area_can_be_chosen(self):
        board, result = self.run_test(command=f"xspi flash-test -area {ext(0x120000)}")
        self.assertSucceeds(result)
        self.assertIn(f"{ext(0x120000)}-{ext(0x120000 + AREA_SIZE - 1)} are unchanged", result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(0, 0x10000), Range(AREA, 0x10000))
    def test_an_area_that_is_none_is_refused(self):
        for area, error in ((f"{ext(0x10)}", "XSPI-0807"), ("0x08000000", "XSPI-0807"), (f"{ext_end(0)}", "TEST-0007")):
            with self.subTest(area):
                board, result = self.run_test(command=f"xspi flash-test -area {area}", external=BLANK)
                self.assertFailsWith(result, error)
                self.assertNoViolation(board)
                self.assertReported(board, erases={})

    def test_lines_that_are_stuck_or_swapped_are_named_and_nothing_is_written(self):
        further = (() if ON_SPI else
                   ("stuck:IO3=0", "swap:IO2,IO3", *(("stuck:IO7=1", "dqs") if OCTAL else ("stuck:IO2=1",))))
        for fault in ("stuck:IO0=1", "stuck:IO1=0", "swap:IO0,IO1", *further):
            with self.subTest(fault):
                board, _ = self.fails(fault, sentence=r"TEST-000[3456]: .*Check .*" + LINE)
                self.assertEqual((board.report()["erases"], board.report()["pages_programmed"]), ({}, 0))
                self.assertExternal(board, old_contents())

    def test_no_line_is_to_be_checked_that_the_flash_does_not_have(self):
        for fault in ("stuck:IO0=1",) if ON_SPI else ("stuck:IO0=1", "stuck:IO3=0"):
            with self.subTest(fault):
                _, result = self.fails(fault, sentence="TEST-000[3456]")
                self.assertLessEqual(set(re.findall(r"\b(?:IO\d|DQS)\b", result.log)), set(PINS), result.log)

    def test_a_chip_that_is_not_there_or_has_no_supply_is_named(self):
        for fault in ("absent", "unpowered"):
            with self.subTest(fault):
                board, _ = self.fails(fault, sentence="TEST-000[24]: .*(no VDDXSPI supply|does not answer)")
                self.assertExternal(board, old_contents())

    def test_a_dead_sector_is_named_and_no_other_is_lost(self):
        dead = AREA + 0x3000
        board, result = self.fails(f"dead-sector:0x{dead:X}",
                                   sentence=f"TEST-001[01]: .*0x0*{dead >> 12:X}[0-9A-F]{{3}}")
        self.assertRegex(result.log, f"from 0x{EXTERNAL_BASE + dead >> 12:05X}[0-9A-F]{{3}} on")
        if REPORTS_FAILURES:  # the chip says itself which sector failed; of others the first byte that is wrong is named
            self.assertRegex(result.log, f"TEST-001[01]: .*0x0*{dead:X}")
            self.assertIn(f"from 0x{EXTERNAL_BASE + dead:08X} on", result.log)
        self.assertSameBytes(board.external()[:dead], old_contents()[:dead])
        self.assertSameBytes(board.external()[dead + 4096:], old_contents()[dead + 4096:])
        if FACTS["leds"]:
            self.assertTrue(board.report()["leds"][ERROR_LED]["on"])

    def test_a_link_that_is_lost_leaves_the_area_in_doubt(self):
        for fault, error in (("unplug:#20", "XSPI-0222"), ("supply-lost:#20", "XSPI-0226")):
            with self.subTest(fault):
                board, result = self.run_test("--fault", fault, strict=False)
                self.assertFailsWith(result, error)
                self.assertIn("TEST: ", result.log, "it had not begun")
                self.assertRegex(result.log, f"{error}: .*{ext_end(AREA_SIZE)}-{ext_end(1)} may have changed, unless")

    def test_a_protected_sector_is_named_and_nothing_is_lost(self):
        protected = AREA + 0x5000
        error = "TEST-0008" if REPORTS_FAILURES else "TEST-0011"  # a Winbond chip does not report that it refused
        board, _ = self.fails(f"protected-sector:0x{protected:X}",
                              sentence=f"{error}: .*0x0*{protected:X}.*write-protected")
        self.assertExternal(board, old_contents())

    @virtual_only("it sets protection bits, which the chip keeps")
    def test_block_protection_is_named_before_anything_is_tried_and_is_not_cleared(self):
        board = self.board(external=old_contents())
        for commands in (("xspi reset", *SET_BITS, "sleep 100"), ()):  # and it is still there the next time
            result = board.halted(*commands, "xspi flash-test")
            self.assertFailsWith(result, "XSPI-0804")
            self.assertRegex(result.log, f"TEST-0008: .*write-protected from 0x{PROTECTED_BY_BP:08X} to "
                                         f"0x{EXTERNAL_SIZE - 1:08X} .*status register is 0x0C")
        self.assertNoViolation(board)
        self.assertEqual(board.report()["erases"], {})
        self.assertExternal(board, old_contents())

    @virtual_only("it needs protection bits, which the chip keeps")
    def test_block_protection_elsewhere_does_no_harm_and_a_fourth_bit_counts(self):
        board = self.board("--option", "CHIP_STATUS=0x04", external=old_contents())  # the last part
        self.assertSucceeds(board.halted(f"xspi flash-test -area {ext(0)}"))
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        board = self.board("--option", f"CHIP_STATUS=0x{FOURTH_BIT:X}", external=old_contents())
        result = board.halted("xspi flash-test")
        self.assertFailsWith(result, "XSPI-0804")
        self.assertRegex(result.log, f"TEST-0008: .*write-protected from 0x{PROTECTED_BY_FOURTH:08X} to "
                                     f"0x{EXTERNAL_SIZE - 1:08X}")

    @virtual_only("it needs another chip")
    def test_another_chip_than_the_boards_is_not_touched(self):
        board = self.board("--option", f"CHIP={'MX66UW1G45G' if OCTAL else 'W25Q128JV'}")
        named = self.file(board, "named.cfg", with_chip_named((ROOT / f"boards/{BOARD}.cfg").read_text()).encode())
        self.assertFailsWith(board.halted("xspi flash-test", board_file=named), "XSPI-0403")
        self.assertNoViolation(board)
        self.assertEqual((board.report()["erases"], board.report()["pages_programmed"]), ({}, 0))

    def test_a_dead_sector_elsewhere_does_no_harm(self):
        board, _ = self.passes("--fault", "dead-sector:0x10000")
        self.assertExternal(board, old_contents())

    @virtual_only("it needs a slow chip, to be interrupted in time")
    def test_interrupted_it_puts_the_area_back(self):
        board = self.board("--option", "CHIP_TIMING=worn", external=old_contents())
        with open(board.folder / "log", "w+") as log:
            process = board.start_openocd("init", "reset halt", "xspi flash-test", "shutdown", output=log)
            self.assertTrue(wait_until(lambda: "flash-test: " in (board.folder / "log").read_text()), "it did not begin")
            process.send_signal(signal.SIGTERM)  # OpenOCD heeds SIGINT from a terminal only
            process.wait(SLOW_SECONDS)
        text = (board.folder / "log").read_text()
        self.assertIn("XSPI-0806", text)
        self.assertIn("are unchanged", text)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())
        self.assertGreater(sum(board.report()["erases"].values()), 0)

    @any_board(Range(AREA, 0x10000))
    def test_everything_works_afterwards_and_ram_that_counts_is_as_before(self):
        board = self.board(external=old_contents())
        words = min(0x4000, (RAM - 0x20000000) // 4) or 0x4000
        result = board.halted(f"mww 0x20000000 0x12345678 {words}", f"mww 0x{RAM:08X} 0x9ABCDEF0 0x4000", "xspi flash-test",
                              f"echo ram:[read_memory 0x20000000 32 1],[read_memory {0x20000000 + 4 * words - 4} 32 1]",
                              "echo ram:[read_memory 0x%08X 32 1],[read_memory 0x%08X 32 1]" % (RAM, RAM + 0xFFFC),
                              f"xspi read {ext_end(AREA_SIZE)} 16", "flash erase_check int")
        self.assertSucceeds(result)
        self.assertIn("ram:0x12345678,0x12345678", result.log)
        self.assertIn("ram:0x9abcdef0,0x9abcdef0", result.log)
        self.assertIn(" ".join(f"{b:02X}" for b in old_contents()[AREA:AREA + 16]), result.log)
        self.assertNoViolation(board)

    @any_board(Range(0x1000, 4), Range(AREA, 0x10000))
    def test_the_window_shows_the_chip_afterwards(self):
        _, result = self.run_test(command=f"xspi flash-test; echo word:[read_memory {ext(0x1000)} 32 1]")
        self.assertSucceeds(result)
        self.assertIn(f"word:0x{int.from_bytes(old_contents()[0x1000:0x1004], 'little'):x}", result.log)

    @any_board(Range(AREA, 0x10000))
    def test_the_image_runs_without_the_command(self):
        board = self.board(external=old_contents())
        result = board.halted(f"load_image {FIRMWARE / 'flash-test.elf'}", "resume 0x20000940", "wait_halt 30000",
                              "dump_image " + str(board.folder / "ram.bin") + " 0x20000000 2048")
        self.assertSucceeds(result)
        text = (board.folder / "ram.bin").read_bytes()
        self.assertEqual(text[:10], b"SEGGER RTT")
        for line in (b"TEST: erase 4 KiB: ", b"TEST: program 256 bytes: ", b"TEST: passed"):
            self.assertIn(line, text)
        self.assertEqual(b"TEST: read through the window" in text, MAPPED)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @any_board(Range(AREA, 0x10000))
    def test_a_board_without_firmware_of_its_own_is_tested_too(self):
        half = FULL_HZ // 2  # which the kernel clock divides into
        board = self.board(external=old_contents())
        facts = (ROOT / f"boards/{BOARD}.cfg").read_text()
        facts = re.sub(r"clock +\d+MHz", f"clock {half // 1_000_000}MHz", facts.replace(f"{BOARD} {{", "my_board {"))
        own = self.file(board, "my_board.cfg", facts.encode())
        result = board.openocd("init", "reset halt", "xspi flash-test -json", board_file=own)
        self.assertSucceeds(result)
        self.assertIn("flash-test on my_board", result.log)
        self.assertIn(f'"clock_hz":{half}', result.log)
        self.assertNoViolation(board)

    @unittest.skipIf(HOLDS, "nobody drives its HOLD# then")
    @any_board(Range(AREA, 0x10000))
    def test_a_chip_on_half_of_its_lines_is_tested_in_1S_1S_1S(self):
        board = self.board(external=old_contents())
        facts = (ROOT / f"boards/{BOARD}.cfg").read_text()
        half = re.sub(r"  IO4 .*}" if OCTAL else r"  IO2 .*}", "}", facts).replace("DQS PN0  ", "")
        self.assertSucceeds(board.halted("xspi reset"))  # fewer lines lead no chip out of an octal mode
        result = board.openocd("init", "reset halt", "xspi flash-test -json",
                               board_file=self.file(board, "half.cfg", half.encode()))
        self.assertSucceeds(result)
        self.assertIn('"mode":"1S-1S-1S"', result.log)
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @only_on("nucleo_h7s3l8")
    @virtual_only("it needs a non-volatile setting of an octal chip")
    def test_a_chip_that_powers_up_in_an_octal_mode_is_tested(self):
        for mode in ("8S", "8D"):
            with self.subTest(mode):
                board, facts = self.passes("--option", f"CHIP_POWER_UP_MODE={mode}")
                self.assertEqual(facts["mode"], "8D-8D-8D")
                self.assertExternal(board, old_contents())

    @any_board(Range(AREA, 0x10000))
    def test_what_is_no_flash_test_is_refused(self):
        another = next(FIRMWARE.parent.glob("*/blinky.elf"))  # whichever board's
        for name, error in (("nowhere.elf", "XSPI-0005"), (another, "XSPI-0802")):
            with self.subTest(str(name)):
                board, result = self.run_test(command=f"xspi flash-test {name}", external=BLANK)
                self.assertFailsWith(result, error)
                self.assertNoViolation(board)
