"""Boards with an STM32H743 and H750 before an outside judge: the distribution's OpenOCD, its target script and its stm32h7x
driver."""
from harness import SystemCase, image, boardless
from stock_openocd import stock_board

SCRIPT = ("adapter driver st-link", "st-link vid_pid 0x0483 0x374e", "transport select dapdirect_swd",
          "source [find target/stm32h7x.cfg]")
FLASH, SECTOR = 0x08000000, 0x20000


@boardless("it is about the STM32H74x's boards and another OpenOCD")
class StockOpenOcdOnTheH74x(SystemCase):
    def check(self, name, sectors):
        """A file that ends in the middle of the last of `sectors`."""
        size = sectors * SECTOR
        board = stock_board(self, SCRIPT, board=name, backend="st-link backend", internal=b"\0" * size)
        data = image(22, size - 1001)
        file = self.file(board, "image.bin", data)
        done = board.halted(f"flash write_image erase {file} {FLASH:#x}", f"verify_image {file} {FLASH:#x}")
        self.assertTrue(done.ok, done.log)
        board.stop()
        self.assertEqual(board.violations(), [])
        self.assertEqual(board.internal()[:len(data)], data)

    def test_its_own_driver_programs_and_verifies_the_h750(self):
        self.check("weact-h750", 1)

    def test_its_own_driver_programs_and_verifies_the_h743(self):
        self.check("weact-h743", 3)
