"""A link that damages what goes to a loader and back: sent again, read again, or named; never programmed."""
from harness import only_on, virtual_only
from loader_case import LoaderCase, new

AT, DATA = 0x21000, new(9000)
# The loader lies from 0x24000004 on, then caller, stack and buffers: about 40 KiB in all.
FIRST, LAST, STEP = 0x24000010, 0x2400B000, 389


@only_on("weact_h750")
@virtual_only("it needs a declared fault")
class DamagedLink(LoaderCase):
    def faults(self, way, counts):
        return [word for n, at in enumerate(range(FIRST, LAST, STEP)) for word in ("--fault", f"flip-{way}:0x{at:08X}:{n % 8}:{counts}")]

    def test_bits_that_fall_over_once_make_no_difference(self):
        for way in ("read", "write"):
            for count in (1, 3):
                with self.subTest(way=way, count=count):
                    board, file = self.loaded(arguments=self.faults(way, count))
                    self.assertSucceeds(self.program(board, file, DATA, AT))
                    self.assertNoViolation(board)
                    self.assertExternal(board, self.with_new(DATA, AT))

    def test_a_bit_that_always_falls_over_is_named_or_makes_no_difference(self):
        """Wherever it lies: in the loader, the caller, its slots, the stack, a buffer."""
        named = 0
        for at in range(FIRST, LAST, 16 * STEP):
            for way in ("read", "write"):
                with self.subTest(f"{way} 0x{at:08X}"):
                    board, file = self.loaded(arguments=("--fault", f"flip-{way}:0x{at:08X}:3:1+"))
                    result = self.program(board, file, DATA, AT)
                    board.stop()
                    if result.ok:
                        self.assertExternal(board, self.with_new(DATA, AT))
                    else:
                        self.assertRegex(result.log, "XSPI-(1339|0327|0328|133[678])")
                        named += 1
        self.assertGreater(named, 3)
