"""Loaders that fail, hang, lie or change what they were not asked to: each is named, and nothing counts as programmed."""
from harness import BLANK, only_on, virtual_only
from loader_case import SECTOR, LoaderCase, new
from memories import old_contents

AT = 0x20000


@only_on("weact_h750")
@virtual_only("its loaders are for the chip of the virtual board")
class Lies(LoaderCase):
    def failing(self, *macros, data=new(3000), at=AT, more="", **keywords):
        board, file = self.loaded(*macros, more=more, **keywords)
        return board, self.program(board, file, data, at)

    def assertNamed(self, result, error_id, *words):
        self.assertFailsWith(result, error_id)
        for each in words:
            self.assertIn(each, result.log)
        self.assertNotIn("programmed", result.log.replace("it was programmed", ""))

    def test_one_that_always_says_success_is_found_out(self):
        for macro in ("NEVER_WRITES", "NEVER_ERASES"):
            with self.subTest(macro):
                _, result = self.failing(macro)
                self.assertNamed(result, "XSPI-0511", "its word proves nothing")

    def test_one_that_erases_a_sector_too_many_is_named_with_what_it_changed(self):
        board, result = self.failing("ONE_SECTOR_TOO_MANY")
        self.assertNamed(result, "XSPI-1340", "0x90030000 to 0x9003FFFF", "it is erased now")
        self.assertSameBytes(board.external()[:AT], old_contents()[:AT]) if board.stop() == 0 else None

    def test_one_that_erases_the_memorys_beginning_is_named(self):
        _, result = self.failing("ERASES_THE_FIRST")
        self.assertNamed(result, "XSPI-1340", "0x90000000 to 0x9000FFFF")

    def test_one_that_hangs_in_init_is_halted_and_nothing_was_changed(self):
        board, result = self.failing("HANG_IN_INIT")
        self.assertNamed(result, "XSPI-1337", "does not come back from Init", "10000 ms")
        self.assertExternal(board, old_contents()) if board.stop() == 0 else None

    def test_one_that_hangs_in_write_is_halted(self):
        _, result = self.failing("HANG_IN_WRITE=0x20800")
        self.assertNamed(result, "XSPI-1337", "Write(0x90020800)", "written only in part")

    def test_one_that_says_that_it_failed_is_believed(self):
        _, result = self.failing("FAIL_IN_WRITE")
        self.assertNamed(result, "XSPI-1336", "Write(0x90020000) failed")
        _, result = self.failing("FAIL_IN_INIT")
        self.assertNamed(result, "XSPI-1336", "Init failed (it returned 0x0)", "does not reach its chip")

    def test_one_that_faults_is_named_with_the_fault(self):
        _, result = self.failing("FAULT_IN_INIT")
        self.assertNamed(result, "XSPI-1338", "in Init", "CFSR")

    def test_one_that_spoils_its_buffer_before_it_writes_is_named_and_found_out(self):
        _, result = self.failing("SPOILS_THE_BUFFER")
        self.assertNamed(result, "XSPI-0511", "XSPI-1341")

    def test_one_that_needs_more_stack_than_it_is_given_is_named(self):
        _, result = self.failing("EATS_STACK")
        self.assertNamed(result, "XSPI-133")

    def test_the_old_contents_come_back_after_a_job_that_a_loader_ended(self):
        """The journal is the same as everywhere: the next contact, by an honest loader, brings them back."""
        board, file = self.loaded("HANG_IN_WRITE=0x20800")
        self.assertFailsWith(self.program(board, file, new(3000), AT + 8), "XSPI-1337")
        result = board.halted("flash probe ext", board_file=self.board_file(board, self.stldr(board)))
        self.assertSucceeds(result)
        self.assertIn("XSPI-0551", result.log)
        self.assertEqual(board.stop(), 0)
        found, old = board.external(), old_contents()
        self.assertSameBytes(found[:AT + 8], old[:AT + 8])
        self.assertSameBytes(found[AT + 3008:], old[AT + 3008:])

    def test_size_and_sectors_that_disagree_are_compared_with_the_chip(self):
        """The chip has 8 MiB, its sectors hold one."""
        data = new(3000)
        board, file = self.loaded("SECTORS=16")
        result = self.program(board, file, data, 0x200000)
        self.assertSucceeds(result)
        self.assertIn("XSPI-1342", result.log)
        self.assertIn("other bytes are read behind the smaller one", result.log)
        self.assertExternal(board, self.with_new(data, 0x200000))
        board, file = self.loaded("SECTORS=16", more="size 1M")
        self.assertFailsWith(self.program(board, file, data, 0x200000), "XSPI-052")
        board, file = self.loaded("SECTORS=16", more="size 0x10001")
        self.assertFailsWith(self.program(board, file, data, 0), "XSPI-1342")

    def test_an_erased_chip_does_not_tell_its_size(self):
        board = self.board(external=BLANK)
        file = self.board_file(board, self.stldr(board, "SAID_SIZE=0x100000"))
        result = self.program(board, file, new(3000), 0)
        self.assertSucceeds(result)
        self.assertIn("what it holds does not tell which: 1 MiB is taken", result.log)

    def test_a_loader_that_is_none_or_another_familys_is_refused_before_anything_is_touched(self):
        board = self.board(external=old_contents())
        (board.folder / "none.stldr").write_bytes(b"nothing")
        for name, error_id in (("none.stldr", "XSPI-1302"), ("nowhere.stldr", "XSPI-1301")):
            self.assertFailsWith(self.program(board, self.board_file(board, board.folder / name), new(10), 0), error_id)
        loader = self.stldr(board)
        file = self.board_file(board, loader)
        file.write_text(file.read_text().replace("STM32H750VB", "STM32F746NG"))
        self.assertFailsWith(self.program(board, file, new(10), 0), "XSPI-13")
        file.write_text(file.read_text().replace("STM32F746NG", "STM32H750VB").replace("loader ", "mapped 0x70000000\nloader "))
        self.assertFailsWith(self.program(board, file, new(10), 0), "XSPI-1334")
        self.assertExternal(board, old_contents())

    def test_a_program_that_ran_is_said_to_be_ended(self):
        board, file = self.loaded()
        loop = self.file(board, "loop.bin", bytes.fromhex("fee7fee7"))
        result = board.halted(f"load_image {loop} 0x20000000 bin", "resume 0x20000000", "sleep 10", "flash probe ext", board_file=file)
        self.assertSucceeds(result)
        self.assertIn("XSPI-1345", result.log)

    def test_ram_that_a_debugger_has_filled_is_put_back(self):
        """As gdb's `load` does: RAM, a reset, flash, another reset."""
        board, file = self.loaded()
        data = new(0x2000, 9)
        ram, new_file = self.file(board, "ram.bin", data), self.file(board, "new.bin", new(3000))
        result = board.halted(f"load_image {ram} 0x24000000 bin", "reset halt", f"flash write_image erase {new_file} 0x90020000 bin",
                              f"verify_image {ram} 0x24000000 bin", board_file=file)
        self.assertSucceeds(result)

    def test_a_window_that_a_loader_has_mapped_is_unmapped_by_a_reset(self):
        board, file = self.loaded()
        word = f"{int.from_bytes(old_contents()[:4], 'little'):08x}"
        result = board.halted("xspi map", "mdw 0x90000000", "xspi unmap", "mdw 0x52005014", board_file=file)
        self.assertSucceeds(result)
        self.assertIn(f"0x90000000: {word}", result.log)
        self.assertRegex(result.log, "0x52005014: 00000000")

    def test_protection_clock_and_mode_are_the_loaders_own(self):
        board, file = self.loaded()
        self.assertFailsWith(board.halted("xspi reset", board_file=file), "XSPI-1346")
        self.assertFailsWith(board.halted("flash protect ext 0 0 on", board_file=file), "XSPI-0601")
        self.assertFailsWith(board.halted("xspi clock 10MHz", board_file=file), "XSPI-0407")
