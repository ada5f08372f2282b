"""A link that damages what it carries, and a cell of the chip that does: never a wrong byte, always a name."""
import struct

from faults import FaultCase, faults
from harness import BUILD, EXTERNAL_BASE, FIRMWARE, ROOT, image, old_contents, virtual_only
from images import Segment, merged
from board_under_test import FACTS, FAMILY, OF_FAMILY

AGENT = 0x20000000
RING, RING_END = OF_FAMILY.AGENT_RING, OF_FAMILY.AGENT_RING_END
OPTION, OPTION_PROGRAM = OF_FAMILY.OPTION, OF_FAMILY.OPTION_PROGRAM
# A bit beside the option's own that is written with it: its byte from the word on, and its number there.
DAMAGED_BYTE, DAMAGED_BIT = getattr(OF_FAMILY, "BESIDE_OPTION", (1, 0))
OPTION_STATUS, OTHER_STATUS = OF_FAMILY.OPTION_STATUS, OF_FAMILY.OTHER_STATUS
# Mailbox and Status, of agent-protocol.hpp.
ERROR, COMPLETED, CHECKSUM, REVISION_END, DOORBELL, ACKNOWLEDGE, STOP_REQUEST, DESCRIPTORS = 16, 12, 48, 72, 124, 132, 140, 152
LINK = r"XSPI-03(02|20|24|25|26|27|28|29).*over the probe"
SOON = 20.0  # seconds of virtual time; the agent may have to be waited for


def kind(controller):
    """As target-stubs/agents.txt calls it."""
    return {"X": "Xspi", "Q": "QuadSpi"}.get(controller[0], "SpiV2" if FAMILY.startswith("stm32h7") else "Spi")


def agent():
    """The agent that serves all of the board's controllers: the first of the list."""
    wanted = {kind(flash["controller"]) for flash in FACTS["flashes"]}
    for line in (ROOT / "target-stubs/agents.txt").read_text().splitlines():
        name, *facts = line.split()
        if name != "#" and facts[1] == OF_FAMILY.CPU and wanted <= set(facts[0].split(",")):
            return name
    raise AssertionError(f"no agent serves {wanted}")


def mailbox():
    header = (BUILD / "openocd-driver" / f"{agent()}.bin").read_bytes()[:24]
    return struct.unpack("<6I", header)[4]


@virtual_only("it needs a declared fault")
class DamagedData(FaultCase):
    IMAGE = Segment(EXTERNAL_BASE + 0x21001, image(1, 9_001))
    FIRST, LAST = 0x21000, 0x24000  # the sectors that it touches

    def expected(self):
        return merged(old_contents(), EXTERNAL_BASE, self.IMAGE)

    def program(self, *specs):
        board = self.board(*faults(*specs), external=old_contents())
        path = self.file(board, "image.bin", self.IMAGE.data)
        result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify")
        board.stop()
        return board, result

    def is_as_if_nothing_had_been(self, *specs):
        board, result = self.program(*specs)
        self.assertSucceeds(result)
        self.assertEqual(board.violations(), [])
        self.assertExternal(board, self.expected())

    def names_the_link(self, *specs, pattern=LINK):
        board, result = self.program(*specs)
        self.assertNotIn("** Verified OK **", result.log)
        self.assertNotEqual(result.status, 0, result.log)
        self.assertRegex(result.log, pattern)
        self.assertNotIn("please report", result.log)
        found, old = board.external(), old_contents()
        self.assertSameBytes(found[:self.FIRST], old[:self.FIRST], EXTERNAL_BASE)
        self.assertSameBytes(found[self.LAST:], old[self.LAST:], EXTERNAL_BASE + self.LAST)
        self.assertLessEqual(board.report()["virtual_seconds"], SOON, result.log)

    def places(self):
        """(direction, address of a byte, when it passes for the n-th time) of everything that is carried."""
        box = mailbox()
        for word in (0, COMPLETED, ERROR, CHECKSUM, REVISION_END):
            yield "read", box + word, 5
        yield "write", AGENT + 0x1234, 1
        yield "read", AGENT + 0x1234, 1
        yield "write", box + 76, 1  # ring_base
        yield "write", box + DOORBELL, 2
        yield "write", box + DOORBELL + 4, 3
        yield "write", box + STOP_REQUEST, 2
        yield "write", box + DESCRIPTORS + 48 + 9, 2  # of the first sequence
        yield "write", box + DESCRIPTORS + 5 * 48 + 40, 2
        yield "write", RING + 20, 1

    def test_one_damaged_byte_of_anything_changes_nothing(self):
        for way, address, count in self.places():
            with self.subTest(way=way, address=hex(address), count=count):
                self.is_as_if_nothing_had_been(f"flip-{way}:0x{address:08X}:2:{count}")

    def test_a_byte_that_is_damaged_for_ever_names_the_link(self):
        for way, address, count in self.places():
            if address == mailbox() + STOP_REQUEST:
                continue  # a job that ends well stops by a descriptor; this word is heard by none but a unit test's agent
            with self.subTest(way=way, address=hex(address)):
                self.names_the_link(f"flip-{way}:0x{address:08X}:2:{count}+")

    def test_what_the_chip_held_is_read_whole_wherever_it_lies_in_the_ring(self):
        """Old contents and digests, each damaged everywhere when it is read for the first or the second time."""
        for count in (1, 2):
            with self.subTest(count):
                self.is_as_if_nothing_had_been(*[f"flip-read:0x{at:08X}:2:{count}" for at in range(RING, RING + 0xC000, 97)])

    def test_what_is_programmed_arrives_whole_wherever_it_lies_in_the_ring(self):
        for seed in range(4):
            with self.subTest(seed):
                self.is_as_if_nothing_had_been(f"noise-write:{seed}:20000:0x{RING:08X}-0x{RING_END - 1:08X}")

    def test_an_acknowledgement_that_arrives_damaged(self):
        payload = f"flip-write:0x{RING + 20:08X}:0:1"
        self.is_as_if_nothing_had_been(payload, f"flip-write:0x{mailbox() + ACKNOWLEDGE:08X}:2:2")
        self.names_the_link(payload, f"flip-write:0x{mailbox() + ACKNOWLEDGE:08X}:2:2+")

    def test_noise_in_both_directions_never_passes_for_data(self):
        """Program, verify and dump: exact where they succeed, and they do at rates that a link may have."""
        for seed, rate in ((1, 1_000_000), (2, 100_000), (3, 30_000), (4, 2_000), (5, 200)):
            with self.subTest(seed=seed, rate=rate):
                board = self.board(*faults(f"noise-read:{seed}:{rate}", f"noise-write:{seed}:{rate}"),
                                   external=old_contents())
                path = self.file(board, "image.bin", self.IMAGE.data)
                dump = board.folder / "dump.bin"
                result = board.halted(f"program {path} 0x{self.IMAGE.address:08X} verify",
                                      f"xspi dump {dump} 0x{EXTERNAL_BASE + 0x20000:08X} 0x8000")
                board.stop()
                if rate >= 30_000:
                    self.assertSucceeds(result)
                if result.ok:
                    self.assertExternal(board, self.expected())
                    self.assertSameBytes(dump.read_bytes(), self.expected()[0x20000:0x28000], EXTERNAL_BASE + 0x20000)
                    continue
                self.assertRegex(result.log, r"XSPI-0")
                found, old = board.external(), old_contents()
                self.assertSameBytes(found[:self.FIRST], old[:self.FIRST], EXTERNAL_BASE)
                self.assertSameBytes(found[self.LAST:], old[self.LAST:], EXTERNAL_BASE + self.LAST)

    def dumped(self, *specs):
        board = self.board(*faults(*specs), external=old_contents())
        dump = board.folder / "dump.bin"
        result = board.halted(f"xspi dump {dump} 0x{EXTERNAL_BASE:08X} 0x30000")
        return board, dump, result

    def test_a_dump_is_whole_or_is_an_error(self):
        _, dump, result = self.dumped(f"flip-read:0x{RING + 777:08X}:5:3", f"flip-read:0x{RING + 0x10000 + 3:08X}:0")
        self.assertSucceeds(result)
        self.assertSameBytes(dump.read_bytes(), old_contents()[:0x30000], EXTERNAL_BASE)
        _, dump, result = self.dumped(f"flip-read:0x{RING + 0x10000 + 3:08X}:0:1+")
        self.assertFailsWith(result, "XSPI-0325")
        self.assertFalse(dump.exists())

    def test_ram_that_counts_is_as_it_was(self):
        ram = Segment(AGENT + 0x120, image(3, 9_000))
        at = ram.address + 4_321
        for spec, ok in ((f"flip-read:0x{at:08X}:1:1", True), (f"flip-read:0x{at:08X}:1:2", True),
                         (f"flip-write:0x{at:08X}:1:3", True), (f"flip-write:0x{at:08X}:1:3+", False)):
            with self.subTest(spec):
                board = self.board(*faults(spec), external=old_contents())
                path, app = self.file(board, "ram.bin", ram.data), self.file(board, "app.bin", self.IMAGE.data)
                back = board.folder / "back.bin"
                result = board.halted(f"load_image {path} 0x{ram.address:08X} bin",
                                      f"flash write_image erase {app} 0x{self.IMAGE.address:08X} bin",
                                      f"dump_image {back} 0x{ram.address:08X} {len(ram.data)}")
                if ok:
                    self.assertSucceeds(result)
                    self.assertSameBytes(back.read_bytes(), ram.data, ram.address)
                else:
                    self.assertFailsWith(result, "XSPI-0328")
                    self.assertIn("over the probe", result.log)

    def test_an_option_byte_is_written_once_its_word_arrived_whole(self):
        for way, address, bit, count in (
                ("write", OPTION_PROGRAM, 0, 1), ("write", OPTION_PROGRAM + 1, 0, 1), ("write", OPTION_PROGRAM, 4, 1),
                ("read", OPTION_STATUS, 4, 1), ("read", OPTION_STATUS + 1, 1, 3), ("read", OTHER_STATUS, 0, 1)):
            with self.subTest(way=way, address=hex(address), bit=bit):
                board = self.board(*faults(f"flip-{way}:0x{address:08X}:{bit}:{count}"))
                self.assertSucceeds(board.halted(f"xspi option {OPTION} 1"))
                plain = self.board()
                self.assertSucceeds(plain.halted(f"xspi option {OPTION} 1"))
                self.assertEqual(self.options(board), self.options(plain))

    def options(self, board):
        return [line for line in board.halted("xspi option").log.split("\n") if " = 0x" in line]

    def test_an_option_byte_that_always_arrives_damaged(self):
        board = self.board(*faults(f"flip-write:0x{OPTION_PROGRAM + DAMAGED_BYTE:08X}:{DAMAGED_BIT}:1+"))
        result = board.halted(f"xspi option {OPTION} 1")
        self.assertFailsWith(result, "XSPI-0445")
        self.assertIn("over the probe", result.log)

    def flash_test(self, *specs):
        program = (FIRMWARE / "flash-test.elf").read_bytes()
        header = program.index(struct.pack("<4sII", b"XSPT", 4, 0x20000941))
        result_address = struct.unpack_from("<12I", program, header)[6]
        board = self.board(*faults(*[s.replace("RESULT", f"0x{result_address + 8:08X}") for s in specs]),
                           external=old_contents())
        result = board.halted("xspi flash-test")
        board.stop()
        self.assertExternal(board, old_contents())
        return result

    def test_the_result_of_the_flash_test_is_believed_when_it_arrived_whole(self):
        self.assertSucceeds(self.flash_test("flip-read:0x20000905:1:1", "flip-write:0x20000A05:1:1"))
        result = self.flash_test("flip-read:RESULT:1:3+")
        self.assertFailsWith(result, "XSPI-0329")
        self.assertIn("over the probe", result.log)


@virtual_only("it needs a declared fault")
class WeakCell(FaultCase):
    """The chip stores a wrong bit and reports success."""
    IMAGE = Segment(EXTERNAL_BASE + 0x21001, image(1, 9_001))

    def is_named(self, offset, command):
        held = merged(old_contents(), EXTERNAL_BASE, self.IMAGE)[offset]
        for bit in range(8):
            wrong = 1 - (held >> bit & 1)
            if bit in (1, 6):
                with self.subTest(offset=hex(offset), bit=bit, wrong=wrong):
                    board = self.board(*faults(f"weak-bit:0x{offset:X}:{bit}={wrong}"), external=old_contents())
                    path = self.file(board, "image.bin", self.IMAGE.data)
                    result = board.halted(command.format(path=path, address=self.IMAGE.address))
                    self.assertFailsWith(result, "XSPI-0511")
                    self.assertRegex(result.log, f"0x{EXTERNAL_BASE + offset:08X}.*bits 0x{1 << bit:02X}")

    def test_a_wrong_byte_of_the_image_is_named_with_and_without_verify(self):
        self.is_named(0x22345, "program {path} 0x{address:08X} verify")
        self.is_named(0x21001, "program {path} 0x{address:08X}")
        self.is_named(0x22345, "flash write_image erase {path} 0x{address:08X} bin")

    def test_a_wrong_byte_of_what_is_written_back_around_it_is_named_too(self):
        for offset in (0x21000, 0x23FF0):
            self.is_named(offset, "program {path} 0x{address:08X}")
