"""Option bytes of an STM32F767: nDBANK by `stm32-opts` and by another OpenOCD, every cut, and what closes a part."""
import json
import subprocess

from faults import faults, options
from harness import BUILD, STUCK_SECONDS, OpenOcdResult, SystemCase, boardless, image
from stock_openocd import stock_board

CHIP, F767 = "STM32F767ZI", "nucleo-f767zi"
FLASH, SIZE = 0x08000000, 2 << 20
BLANK = b"\xff" * SIZE
STOCK = ("source [find interface/stlink.cfg]", "transport select hla_swd", "source [find target/stm32f7x.cfg]",
         "reset_config srst_only")
DECLARED = f"xspi board f767 {{mcu {CHIP}}}"
ABOUT = "it is about the STM32F767's option bytes"


def in_dual(single):
    """The bytes of one bank as two banks show them: rows of 16 go to one and the other in turn."""
    rows = [single[at:at + 16] for at in range(0, len(single), 16)]
    return b"".join(rows[0::2] + rows[1::2])


class F767Case(SystemCase):
    def f767(self, *arguments, **keywords):
        return self.board(*arguments, board=F767, chip=False, **keywords)

    def opts(self, board, *words, chip=CHIP):
        """build/stm32-opts against this board: its exit status and all that it says."""
        command = [str(BUILD / "stm32-opts"), "--chip", chip, "--virtual", str(board.port), *words]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env=board.environment(), timeout=STUCK_SECONDS)
        return OpenOcdResult(done.returncode, done.stdout)

    def ours(self, board, *commands):
        """build/openocd with a board that is its microcontroller alone."""
        path = self.file(board, "f767.cfg", f"source [find xspi.cfg]\n{DECLARED}\n".encode())
        return board.openocd("init", "reset halt", *commands, board_file=path)

    def says(self, board, *words, text):
        result = self.opts(board, *words)
        self.assertEqual(result.status, 0, result.log)
        self.assertIn(text, result.log)
        return result.log

    def refuses(self, board, *words, error, **keywords):
        result = self.opts(board, *words, **keywords)
        self.assertEqual(result.status, 1, result.log)
        self.assertIn(error, result.log)
        return result.log


@boardless(ABOUT)
class BothTools(F767Case):
    """One virtual part, two programs: what one writes the other reads."""

    def both(self, *arguments, **keywords):
        return stock_board(self, STOCK, *arguments, board=F767, chip=False, strict=False, **keywords)

    def test_ndbank_that_is_written_here_is_read_by_another_openocd(self):
        board = self.both(internal=BLANK)
        self.says(board, "ndbank", text="nDBANK = 0x1 (single)")
        log = self.says(board, "ndbank", "false", text="nDBANK = 0x0 (dual)")
        self.assertIn("XSPI-0450", log)
        self.assertIn("0x08100000", log)
        self.assertIn("changed", log)
        stock = board.openocd("init", "reset halt", "stm32f2x options_read 0", "flash info 0 sectors")
        self.assertRegex(stock.log, "(?i)user_options 0x0?DFC")
        self.assertRegex(stock.log, r"# 23: 0x001e0000 \(0x20000 128kB\)")
        self.says(board, "NDBANK", "single", text="nDBANK = 0x1 (single)")
        self.assertRegex(board.openocd("init", "reset halt", "stm32f2x options_read 0").log, "(?i)user_options 0x0?FFC")

    def test_ndbank_that_another_openocd_wrote_is_read_here(self):
        board = self.both(internal=BLANK)
        board.openocd("init", "reset halt", "flash probe 0", "stm32f2x options_write 0 0xDFC 0x0080 0x0040")
        self.says(board, "ndbank", text="nDBANK = 0x0 (dual)")
        self.says(board, text="RDP = 0xAA")


@boardless(ABOUT)
class Ndbank(F767Case):
    def test_the_bytes_are_where_the_notice_says(self):
        before = image(3, SIZE)
        for effect in ("at_once", "reset"):
            with self.subTest(effect):
                board = self.f767(*options(NDBANK_TAKES_EFFECT=effect), internal=before)
                log = self.says(board, "ndbank", "dual", text="nDBANK = 0x0 (dual)")
                self.assertIn("what is at 0x08000010 now will be at 0x08100000", log)
                self.assertNotIn("XSPI-0454", log)
                self.assertNoViolation(board)
                self.assertSameBytes(board.internal(), in_dual(before), FLASH)

    def test_openocds_sectors_follow_at_once(self):
        board = self.f767(internal=BLANK)
        result = self.ours(board, "flash info int sectors", "stm32_opts ndbank false", "echo now", "flash info int sectors")
        self.assertSucceeds(result)
        before, after = result.log.split("now\n")
        self.assertIn("# 11: 0x001c0000 (0x40000 256kB)", before)
        self.assertIn("# 23: 0x001e0000 (0x20000 128kB)", after)
        self.assertNoViolation(board)

    def test_a_program_goes_into_the_new_sectors(self):
        board = self.f767(internal=image(4, SIZE))
        path = self.file(board, "image.bin", image(5, 20_000))
        result = self.ours(board, "stm32_opts ndbank false", f"program {path} 0x08100000 verify")
        self.assertSucceeds(result)
        self.assertNoViolation(board)
        self.assertSameBytes(board.internal()[SIZE // 2:][:20_000], image(5, 20_000), 0x08100000)

    def test_all_other_options_stay(self):
        board = self.f767(*options(BOR_LEV=1, nWRP=0xFF7, IWDG_STOP=0, nRST_STOP=0, BOOT_ADD0=0x2000), internal=BLANK)
        self.says(board, "nDBANK", "0", text="changed")
        log = self.says(board, text="nDBANK = 0x0 (dual)")
        for words in ("BOR_LEV = 0x1", "nWRP = 0xFF7", "IWDG_STOP = 0x0", "nRST_STOP = 0x0", "BOOT_ADD0 = 0x2000", "RDP = 0xAA",
                      "nDBOOT = 0x1"):
            self.assertIn(words, log)
        self.assertNoViolation(board)

    def test_a_dry_run_says_the_word_and_changes_nothing(self):
        board = self.f767(internal=BLANK)
        log = self.says(board, "ndbank", "false", "--dry-run", text="from 0xFFFFAAFC to 0xDFFFAAFC")
        self.assertIn("XSPI-0450", log)
        self.says(board, "ndbank", text="nDBANK = 0x1 (single)")
        self.assertNoViolation(board)
        self.assertEqual(board.report()["operations"]["internal"], 0)

    def test_a_value_that_is_there_is_not_written(self):
        board = self.f767(internal=BLANK)
        self.says(board, "ndbank", "true", text="no change")
        self.assertNoViolation(board)
        self.assertEqual(board.report()["operations"]["internal"], 0)

    def test_programs_read_one_line(self):
        board = self.f767(internal=BLANK)
        answer = json.loads(self.opts(board, "ndbank", "false", "--json").log)
        self.assertEqual((answer["options"][0]["value"], answer["options"][0]["word"], answer["changed"]), (0, "dual", True))
        error = json.loads(self.opts(board, "ndbank", "7", "--json").log)
        self.assertEqual(error["error"]["id"], "XSPI-0442")

    def test_a_part_without_it_says_which_have_it(self):
        for chip in ("STM32F746NG", "STM32F407VE", "STM32H743VI"):
            with self.subTest(chip):
                board = self.f767()
                self.assertIn("STM32F765/767", self.refuses(board, "ndbank", chip=chip, error="XSPI-0"))


@boardless(ABOUT)
class OtherOptions(F767Case):
    def test_each_is_written_by_name(self):
        board = self.f767(internal=BLANK)
        for name, value in (("bor_lev", 1), ("wwdg_sw", 1), ("nrst_stop", 0), ("nRST_STDBY", 0), ("nWRP", 0x7FE),
                            ("IWDG_STDBY", 0), ("IWDG_STOP", 0)):
            self.says(board, name, str(value), text=f" = 0x{value:X}   ")
        self.says(board, text="nWRP = 0x7FE")
        self.assertNoViolation(board)

    def test_where_the_part_starts_is_written_by_who_says_so(self):
        board = self.f767(internal=BLANK)
        self.assertIn("boot-elsewhere", self.refuses(board, "BOOT_ADD0", "0x2000", error="XSPI-0448"))
        self.says(board, "BOOT_ADD0", "0x2000", "boot-elsewhere", text="BOOT_ADD0 = 0x2000")
        self.says(board, "BOOT_ADD1", text="BOOT_ADD1 = 0x40")
        self.assertNoViolation(board)

    def test_nothing_closes_the_part(self):
        board = self.f767(internal=BLANK)
        for value in ("0xCC", "0x55", "0xAA"):
            self.refuses(board, "RDP", value, error="XSPI-0444")
            self.refuses(board, "RDP", value, "mass-erase", error="XSPI-0455")
        self.says(board, "RDP", text="RDP = 0xAA")
        self.assertNoViolation(board)

    def test_a_wrong_key_is_named(self):
        board = self.f767(internal=BLANK, strict=False)
        self.assertFailsWith(self.ours(board, "catch {mww 0x40023c08 1}", "xspi option ndbank 0"), "XSPI-0446")

    def test_who_names_no_part_is_asked_for_one(self):
        done = subprocess.run([str(BUILD / "stm32-opts"), "ndbank"], stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr[:9]), (1, "XSPI-0742"))

    def test_an_openocd_without_an_answer_is_named(self):
        done = subprocess.run([str(BUILD / "stm32-opts"), "--board", "board/none.cfg"], stderr=subprocess.PIPE, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stderr[:9]), (1, "XSPI-0741"))


@boardless(ABOUT)
class Damage(F767Case):
    def test_no_bit_that_is_damaged_on_its_way_closes_the_part(self):
        """Of all bytes of OPTCR, OPTCR1 and the start; once and always."""
        for when in ("1", "2", "1+"):
            for byte in range(8):
                for bit in (1, 2, 5, 6) if byte == 1 else (0, 1, 5):
                    fault = f"flip-write:0x{0x40023C14 + byte:08X}:{bit}:{when}"
                    with self.subTest(fault):
                        board = self.f767(*faults(fault), internal=BLANK)
                        result = self.opts(board, "ndbank", "false")
                        if result.status == 0:
                            self.says(board, "ndbank", text="nDBANK = 0x0 (dual)")
                        else:
                            self.assertIn("XSPI-0445", result.log)
                        log = self.opts(board).log
                        for words in ("RDP = 0xAA", "BOR_LEV = 0x3", "BOOT_ADD0 = 0x80"):
                            self.assertIn(words, log)

    def test_level_2_that_somebody_left_in_the_register_is_not_started(self):
        board = self.f767(internal=BLANK)
        result = self.ours(board, "mww 0x40023c08 0x08192a3b", "mww 0x40023c08 0x4c5d6e7f", "mww 0x40023c14 0xffffccfc",
                           "xspi option ndbank 0")
        self.assertFailsWith(result, "XSPI-0453")
        self.says(board, text="RDP = 0xAA")
        self.assertEqual(board.stop(), 0)
        self.assertEqual(board.report()["operations"]["internal"], 0)


@boardless(ABOUT)
class Cuts(F767Case):
    """A change is two operations of the internal flash; each may be cut at its beginning and amid it."""

    def test_whatever_a_reset_cuts_is_named_and_has_a_way_back(self):
        closed = 0
        for moment in ("#int1", "#int1.5", "#int2", "#int2.5"):
            with self.subTest(moment):
                board = self.f767(*faults(f"reset-at:{moment}"), internal=image(6, SIZE), strict=False)
                first = self.opts(board, "ndbank", "false")
                log = self.opts(board).log
                if "RDP = 0xAA" in log:
                    continue
                closed += 1
                self.assertNotEqual(first.status, 0, first.log)
                self.assertIn("XSPI-0457", first.log)
                self.assertIn("XSPI-0449", log)
                self.assertIn("xspi option RDP 0xAA mass-erase", log)
                self.assertIn("mass-erase", self.refuses(board, "RDP", "0xAA", error="XSPI-0451"))
                self.assertIn("XSPI-0452", self.says(board, "RDP", "0xAA", "mass-erase", text="RDP = 0xAA"))
                self.says(board, "ndbank", "false", text="nDBANK = 0x0 (dual)")
                self.assertNotIn("XSPI-0449", self.opts(board).log)
                board.stop()
                self.assertSameBytes(board.internal(), BLANK, FLASH)
        self.assertGreater(closed, 0)

    def test_a_supply_or_a_probe_that_goes_is_named_at_each_moment(self):
        for fault in ("supply-lost", "unplug"):
            for moment in ("#int1", "#int1.5", "#int2", "#int2.5"):
                with self.subTest(f"{fault} {moment}"):
                    board = self.f767(*faults(f"{fault}:{moment}"), internal=BLANK, strict=False)
                    result = self.opts(board, "ndbank", "false")
                    self.assertEqual(result.status, 1, result.log)
                    self.assertRegex(result.log, r"XSPI-0(2\d\d|456)")

    def test_a_part_that_comes_back_at_level_1_is_named_by_jobs_too(self):
        """As a supply that went amid the change leaves it."""
        board = self.f767(*options(RDP="0xFF"), internal=image(7, SIZE), strict=False)
        path = self.file(board, "image.bin", b"abcd" * 100)
        for command, error in ((f"program {path} 0x08000000 verify", "protected"), ("xspi read 0x08000000 16", "XSPI-0607")):
            result = self.ours(board, command)
            self.assertFailsWith(result, error)
            self.assertEqual(result.log.count("XSPI-0449:"), 1, result.log)
        self.says(board, "bor_lev", "2", text="BOR_LEV = 0x2")  # opens nothing
        self.says(board, "RDP", text="RDP = 0xFF")
        board.stop()
        self.assertSameBytes(board.internal(), image(7, SIZE), FLASH)
