"""Images of a few bytes, and what a client finds when OpenOCD has ended."""
from harness import Range, SystemCase, any_board, image, old_contents, virtual_only
from board_under_test import ext


class SmallImages(SystemCase):
    @any_board(Range(0x3001, 0x7008))
    def test_images_shorter_than_a_files_signature_are_programmed(self):
        board = self.board(external=old_contents())
        expected = bytearray(old_contents())
        for size in (1, 2, 3, 8):
            address = 0x2001 + 0x1000 * size
            data = image(size, size)
            expected[address:address + size] = data
            path = self.file(board, f"{size}.bin", data)
            self.assertSucceeds(board.openocd(f"program {path} verify {ext(address)}"))
        self.assertNoViolation(board)
        self.assertExternal(board, bytes(expected))

    @any_board(Range(0x1000, 0x1000))
    def test_an_empty_file_is_refused(self):
        board = self.board(external=old_contents())
        path = self.file(board, "empty.bin", b"")
        result = board.openocd(f"program {path} verify {ext(0x1000)}")
        self.assertFailsWith(result, "is empty")
        self.assertNoViolation(board)
        self.assertExternal(board, old_contents())

    @virtual_only("it looks at the files of the virtual board")
    def test_the_boards_files_are_complete_when_OpenOCD_has_ended(self):
        for seed in range(5):
            board = self.board(external=old_contents(), shim=False)
            data = image(seed, 70001)
            path = self.file(board, "image.bin", data)
            self.assertSucceeds(board.openocd(f"program {path} verify {ext(0x3001)}"))
            self.assertEqual(board.external()[0x3001:0x3001 + len(data)], data)
            self.assertGreater(board.report()["pages_programmed"], 200)
            board.stop()
