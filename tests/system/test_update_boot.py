"""An application elsewhere than at the window's start: at a later block of the external flash, whose first one is worn, and in
the internal flash behind the bootloader. The board's file says so by `boot`; its bootloader is built for the case."""
import fcntl
import functools
import json
import pathlib
import struct
import subprocess
import tempfile
import unittest

from board_under_test import BOARD, EXTERNAL_BASE, INTERNAL_BASE, INTERNAL_SECTOR, VIRTUAL_NAME
from dfu import DFU_UTIL, STAND_IN
from harness import BLANK, BUILD, ROOT, image, merge_elf, only_on, virtual_only
from update_case import OWN, UpdateCase, application

WORN, BEHIND = EXTERNAL_BASE + 0x20000, INTERNAL_BASE + OWN
SAMPLES = 4


def run(*command):
    subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)


class BootCase(UpdateCase):
    boot, port = 0, ""

    def setUp(self):
        super().setUp()
        self.cfg, self.bootloader = self.built()

    @classmethod
    @functools.cache
    def built(cls):
        """The board's file with `boot`, and its bootloader; made once a build, and again when a source has changed."""
        folder = BUILD / "firmware-elsewhere" / f"boot_{cls.boot:08x}_{cls.port}"
        folder.mkdir(parents=True, exist_ok=True)
        cfg, header, build = folder / f"{BOARD}.cfg", folder / "board.hpp", folder / "build"
        text = pathlib.Path(ROOT, "boards", f"{BOARD}.cfg").read_text()
        with open(folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            text = text.replace("    usb  ", f"    boot         0x{cls.boot:08X}\n    usb  ")
            cfg.write_text(text.replace("OTG_FS", cls.port) if cls.port else text)
            run(BUILD / "openocd-driver/board-header", cfg, header)
            if not (build / "build.ninja").exists():
                run("meson", "setup", build, ROOT / "firmware", "--cross-file", ROOT / "target-stubs/cross/cortex-m7.ini",
                    f"-Dboard_header={header}", f"-Dlibraries={BUILD}/firmware-library/cortex-m7")
            run("ninja", "-C", build, "bootloader.elf")
        return cfg, merge_elf("bootloader.elf", build)

    def new(self, size=6_000, seed=1):
        """An application that does nothing, with more behind it."""
        table = struct.pack("<2I", 0x20010000, self.boot + 0x201).ljust(0x200, b"\0") + b"\xFE\xE7" * 8
        return table + image(seed, size - len(table))


@only_on("weact_h743")
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class WornFirstBlock(BootCase):
    boot = WORN

    def test_an_application_behind_the_worn_block_is_downloaded_and_started(self):
        old = image(4, 0x20000)
        board, status = self.update(old=old + BLANK[len(old):], new=self.new(), address=WORN, internal=self.bootloader)
        self.assertEqual(status, 0)
        self.assertEqual(board.external()[:0x20000], old)
        self.assertEqual(board.external()[0x20000:0x20000 + 6_000], self.new())
        self.assertTrue(self.starts(board.external(), self.bootloader))

    def test_one_at_the_windows_start_is_nothing_that_starts(self):
        self.assertFalse(self.starts(application() + BLANK[20_000:], self.bootloader))

    def test_a_cut_leaves_the_old_one_the_new_one_or_none(self):
        old = BLANK[:0x20000] + self.new(5_000, 2)
        old += BLANK[len(old):]
        board, status = self.update(old=old, new=self.new(), address=WORN, internal=self.bootloader)
        self.assertEqual(status, 0)
        after, count = board.external(), board.report()["operations"]["external"]
        for n in range(1, count + 1, max(1, count // SAMPLES)):
            with self.subTest(operation=n):
                cut, _ = self.update(f"supply-lost:#{n}.5", old=old, new=self.new(), address=WORN, internal=self.bootloader)
                self.assertEqual(self.starts(cut.external(), self.bootloader), cut.external() in (old, after))

    def test_the_probes_jobs_know_where_the_application_is(self):
        board = self.board(internal=self.bootloader, external=BLANK[:0x20000] + self.new(seed=2) + BLANK[0x20000 + 6_000:])
        first, later = self.file(board, application(6_000)), self.file(board, self.new(), "later.bin")
        plans = [board.halted(f"xspi plan {path} 0x{address:08X}", board_file=self.cfg)
                 for path, address in ((first, EXTERNAL_BASE), (later, WORN))]
        for plan, cleared in zip(plans, (False, True)):
            self.assertSucceeds(plan)
            self.assertEqual("reset vector is cleared first and set last" in plan.log, cleared, plan.log)


@only_on("nucleo_h7s3l8", "weact_h743")
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class InternalFlash(BootCase):
    boot = BEHIND

    def inside(self, data):
        return self.bootloader[:OWN] + data.ljust(len(self.bootloader) - OWN, b"\xFF")

    def test_an_application_in_the_internal_flash_is_downloaded_and_started(self):
        board = self.plugged(held=False, internal=self.bootloader, external=image(5, len(BLANK)))
        self.runs(board, "-a", 1, "-s", f"0x{BEHIND:08X}:leave", "-D", self.file(board, self.new()))
        board.wait(0.2)
        self.stopped(board)
        self.assertEqual(board.internal(), self.inside(self.new()))
        self.assertEqual(int(board.report()["core"]["pc"], 16) // 0x400, (BEHIND + 0x200) // 0x400)
        self.assertTrue(self.starts(image(5, len(BLANK)), board.internal()))

    @only_on("nucleo_h7s3l8")  # an erase of 128 KiB takes a second
    def test_a_cut_leaves_the_old_one_the_new_one_or_none(self):
        """Its vector table's sector is sent, or is left alone and comes back from RAM."""
        old = self.inside(self.new(600, 2))
        for address, data in ((BEHIND, self.new(3_000)), (BEHIND + INTERNAL_SECTOR, image(6, 100))):
            board, status = self.update(old=BLANK, new=data, address=address, alternate=1, internal=old)
            self.assertEqual(status, 0)
            after, count = board.internal(), board.report()["operations"]["internal"]
            self.assertTrue(self.starts(BLANK, after))
            for n in sorted({*range(1, count, max(1, count // SAMPLES)), count}):  # the last is the first unit
                with self.subTest(address=hex(address), operation=n):
                    cut, _ = self.update(f"supply-lost:#int{n}.5", old=BLANK, new=data, address=address, alternate=1,
                                         internal=old)
                    self.assertEqual(cut.internal()[:OWN], self.bootloader[:OWN])
                    self.assertEqual(self.starts(BLANK, cut.internal()), cut.internal() in (old, after))


@only_on("weact_h743")
@unittest.skipUnless(DFU_UTIL, "dfu-util is not installed")
@unittest.skipUnless(STAND_IN.exists(), "the stand-in libusb is not built")
@virtual_only("it plugs a USB host in")
class OtherPort(BootCase):
    """A socket on the microcontroller's other USB, whose full-speed transceiver is on PB14 and PB15."""
    boot, port = EXTERNAL_BASE, "OTG_HS"

    def test_an_application_is_downloaded_over_otg_hs_and_started(self):
        twin = json.loads((ROOT / f"virtual-board/boards/{VIRTUAL_NAME}.json").read_text())
        twin["usb"] = {"controller": "USB_OTG_HS"}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "twin.json")
            path.write_text(json.dumps(twin))
            board = self.plugged(held=False, internal=self.bootloader, board=str(path))
            self.runs(board, "-a", 0, "-s", f"0x{EXTERNAL_BASE:08X}:leave", "-D", self.file(board, self.new()))
            board.wait(0.2)
            self.stopped(board)
        self.assertEqual(board.external()[:6_000], self.new())
        self.assertIsNotNone(board.report()["entered_external_flash"])
