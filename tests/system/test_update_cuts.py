"""An update that is cut off: by the supply at any erase and program, by the cable at any transfer. What starts then
is all of the old application or all of the new one; else the bootloader waits for another update.

On one board every moment of a small update is tried, elsewhere a few; XSPI_EXHAUSTIVE=1 tries all of all."""
import os
import unittest

from board_under_test import BOARD, EXTERNAL_BASE, INTERNAL_SECTOR, INTERNAL_SIZE
from dfu import DFU_UTIL, STAND_IN
from harness import BLANK, image, merge_elf, only_on, virtual_only
from update_case import BOARDS, OWN, WRITABLE, UpdateCase, application

EXHAUSTIVE = os.environ.get("XSPI_EXHAUSTIVE") == "1"
WHOLE_ON = "weact_h743"  # of the boards, in a default run
SAMPLES = 4
LISTED = 12  # transfers in which the host finds the device and lists its memories


@only_on(*BOARDS)
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class UpdateCutOff(UpdateCase):
    def setUp(self):
        self.seen = {}  # whether contents start

    def started(self, contents):
        if contents not in self.seen:
            self.seen[contents] = self.starts(contents)
        return self.seen[contents]

    def moments(self, first, last, whole):
        return range(first, last + 1, 1 if whole or EXHAUSTIVE else max(1, (last - first) // SAMPLES))

    def cut_everywhere(self, old, new, address, whole=False, alternate=0, memory="external"):
        """The cuts after which something starts that is neither `old` nor what an undisturbed update leaves."""
        board, status = self.update(old=old, new=new, address=address, alternate=alternate)
        self.assertEqual(status, 0)
        after, internal = board.external(), board.internal()
        usb, operations = board.report()["usb"]["transfers"], board.report()["operations"][memory]
        self.assertGreater(usb, 20)
        self.assertGreater(operations, 2)
        self.assertTrue(self.started(after))
        number = "#int" if memory == "internal" else "#"
        own = merge_elf("bootloader.elf")
        mixtures = []
        for fault in (*(f"usb-unplug:#{n}" for n in self.moments(LISTED, usb, whole)),
                      *(f"supply-lost:{number}{n}.5" for n in self.moments(1, operations, whole))):
            cut, _ = self.update(fault, old=old, new=new, address=address, alternate=alternate)
            self.assertEqual(cut.internal()[:OWN], own[:OWN])
            same = (cut.external(), cut.internal()) in ((old, own), (after, internal))
            if self.started(cut.external()) and not same:
                mixtures.append(fault)
            cut.end()
        return mixtures

    def test_whatever_a_cut_leaves_is_the_old_application_or_the_new_one_or_none(self):
        old, new = application(3_500, 1), application(2_900, 7)
        old += BLANK[len(old):]
        self.assertEqual(self.cut_everywhere(old, new, EXTERNAL_BASE, whole=BOARD == WHOLE_ON), [])

    def test_so_it_is_where_the_vector_table_is_left_alone(self):
        old = application(13_000, 1) + BLANK[13_000:]
        self.assertEqual(self.cut_everywhere(old, image(3, 300), EXTERNAL_BASE + 0x2000), [])

    @unittest.skipIf(INTERNAL_SIZE == OWN, "all of the internal flash is the bootloader's")
    @unittest.skipUnless(INTERNAL_SECTOR < 0x20000 or EXHAUSTIVE, "an erase of 128 KiB takes a second")
    def test_so_it_is_where_the_other_memory_is_changed(self):
        old = application(5_000, 1) + BLANK[5_000:]
        self.assertEqual(self.cut_everywhere(old, image(4, 40), WRITABLE, alternate=1, memory="internal"), [])

    @unittest.skipUnless(EXHAUSTIVE, "XSPI_EXHAUSTIVE=1 tries every moment of a larger image")
    def test_so_it_is_with_a_larger_image(self):
        old, new = application(13_000, 1), application(17_000, 7)
        self.assertEqual(self.cut_everywhere(old + BLANK[len(old):], new, EXTERNAL_BASE), [])
