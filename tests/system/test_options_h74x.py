"""Option bytes of the STM32H74x: what could lock the part or start it elsewhere is refused."""
from faults import FaultCase, faults, options
from harness import EXTERNAL_BASE, merge_elf, old_contents, only_where, virtual_only
from images import merged


@only_where(family="stm32h74x")
@virtual_only("it writes option bytes if it is not refused")
class OptionBytesH74x(FaultCase):
    def test_where_the_part_starts_is_not_changed_from_here(self):
        for name in ("BOOT_ADD0", "BOOT_ADD1", "SWAP_BANK_OPT"):
            with self.subTest(name):
                self.named("XSPI-0448", commands=[f"xspi option {name} 1"], strict=True)

    def test_what_locks_the_part_is_not_changed_from_here(self):
        for name in ("RDP", "SECURITY"):
            with self.subTest(name):
                self.named("XSPI-0444", commands=[f"xspi option {name} 1"], strict=True)

    def test_pads_at_a_supply_that_no_file_names_are_not_made_fast(self):
        self.named("XSPI-0443", commands=["xspi option IO_HSLV 1"], strict=True)

    def test_what_is_no_option_or_no_value_is_refused(self):
        for words, error in (("BOR_LEV 4", "XSPI-0442"), ("NDBANK 1", "XSPI-0441")):
            with self.subTest(words):
                self.named(error, commands=[f"xspi option {words}"], strict=True)

    def test_option_bytes_that_a_wrong_key_has_locked(self):
        self.named("XSPI-0446", commands=["catch {mww 0x52002008 1}", "xspi option BOR_LEV 1"])

    def test_a_change_acts_at_once_and_is_told_as_one(self):
        board = self.board(external=old_contents())
        result = board.halted("xspi option BOR_LEV 1")
        self.assertSucceeds(result)
        self.assertIn("BOR_LEV = 0x1", result.log)
        self.assertNotIn("no change", result.log)
        self.assertIn("no change: this value already acts", board.halted("xspi option BOR_LEV 1").log)
        self.assertNoViolation(board)

    def test_the_others_of_the_word_stay(self):
        board = self.board(*options(BOR_LEV=2))
        self.assertSucceeds(board.halted("xspi option FZ_IWDG_STOP 0"))
        log = board.halted("xspi option").log
        for words in ("BOR_LEV = 0x2", "FZ_IWDG_STOP = 0x0", "IWDG1_SW = 0x1", "RDP = 0xAA"):
            self.assertIn(words, log)
        self.assertNoViolation(board)

    def test_a_word_that_arrives_damaged_never_closes_the_part(self):
        """RDP is in the word of the other options: it is looked at before it is started."""
        internal = merge_elf("bootloader.elf")
        for bit in range(8):
            with self.subTest(bit):
                board = self.board(*faults(f"flip-write:0x52002021:{bit}:1+"), internal=internal)
                self.assertFailsWith(board.halted("xspi option BOR_LEV 1"), "XSPI-0445")
                self.assertIn("RDP = 0xAA", board.halted("xspi option RDP").log)
                self.assertNoViolation(board)
                self.assertInternal(board, internal)

    def test_a_word_that_arrives_damaged_once_costs_no_byte_of_the_internal_flash(self):
        """RDP away from 0xAA and back to it erases everything."""
        internal = merge_elf("bootloader.elf")
        board = self.board(*faults("flip-write:0x52002021:0:1"), internal=internal)
        result = board.halted("catch {xspi option BOR_LEV 1}", "sleep 20000", "xspi option BOR_LEV")
        self.assertIn("BOR_LEV = 0x1", result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, internal)

    def test_a_watchdog_that_runs_from_reset_on_does_no_harm(self):
        board = self.board(*options(IWDG1_SW=0), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        self.assertSucceeds(board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify", "sleep 1500", "xspi map"))
        self.assertNoViolation(board)
        self.assertExternal(board, merged(old_contents(), EXTERNAL_BASE, self.IMAGE))

    def test_a_part_at_level_1_is_named_and_opened_only_by_who_says_what_it_costs(self):
        internal = merge_elf("bootloader.elf")
        board = self.board(*options(RDP="0x55"), internal=internal)
        self.assertRegex(board.halted("xspi option BOR_LEV 1").log, "XSPI-0449: RDP is 0x55(?s:.*)BOR_LEV = 0x1")
        self.assertFailsWith(board.halted("xspi option RDP 0xAA"), "XSPI-0451")
        self.assertFailsWith(board.halted("xspi dump /dev/null 0x08000000 16"), "XSPI-0607")
        result = board.halted("xspi option RDP 0xAA mass-erase", "reset halt", "xspi option")
        self.assertSucceeds(result)
        self.assertIn("XSPI-0452", result.log)
        self.assertIn("RDP = 0xAA", result.log)
        self.assertNoViolation(board)
        self.assertInternal(board, b"\xff" * len(internal))
