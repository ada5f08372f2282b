"""Image files made, and damaged ones read back, by programs that are not ours: srec_cat (srecord) and objcopy (binutils)."""
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

import needs
from images import Segment
from paths import BUILD
from board_under_test import EXTERNAL_BASE

OBJCOPY = "arm-none-eabi-objcopy"
LD = "arm-none-eabi-ld"


def run(*command):
    return subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


@needs.boardless("it needs no board")
class Oracle(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xspi-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.made = {}  # file -> the segments that it must be read as

    def read(self, files):
        done = subprocess.run([BUILD / "tests/read-image"], input="\n".join(map(str, files)) + "\n", text=True,
                              stdout=subprocess.PIPE, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def segments(self, draw, address_bits=32):
        """A few runs of bytes, apart from each other, ascending; some cross 64 KiB, some are one byte."""
        at, result = draw.choice((0, 0x8000000, EXTERNAL_BASE, EXTERNAL_BASE + 0x1FF00)) & ((1 << address_bits) - 1), []
        for _ in range(draw.randrange(1, 7)):
            at += draw.choice((1, 2, 7, 0x100, 0xFFF1, 0x12345))
            data = draw.randbytes(draw.choice((1, 2, 15, 16, 17, 300)))
            if at + len(data) >= 1 << address_bits:
                break
            result.append(Segment(at, data))
            at += len(data)
        return result or [Segment(1, b"x")]

    def as_binaries(self, name, segments):
        """Arguments by which srec_cat takes these segments."""
        words = []
        for i, segment in enumerate(segments):
            path = self.folder / f"{name}-{i}.part"
            path.write_bytes(segment.data)
            words += [path, "-binary", "-offset", f"0x{segment.address:X}"]
        return words

    def make(self, name, extension, *command, segments):
        path = self.folder / f"{name}.{extension}"
        done = run(*command, *([] if path in command else [path]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.made[path] = segments
        return path

    def test_what_srec_cat_writes_is_read_as_it_was_made_and_as_objcopy_reads_it(self):
        draw = random.Random(7)
        for number in range(250):
            name = f"image{number}"
            form = draw.choice(("-Intel", "-Intel=16", "-Motorola", "-Motorola=16", "-Motorola=24"))
            bits = {"-Intel=16": 20, "-Motorola=16": 16, "-Motorola=24": 24}.get(form, 32)
            segments = self.segments(draw, bits)
            option = {"-Intel=16": ["-Intel", "-address-length=3"], "-Motorola=16": ["-Motorola", "-address-length=2"],
                      "-Motorola=24": ["-Motorola", "-address-length=3"]}.get(form, [form])
            extension = "hex" if "Intel" in form else "s19"
            words = [*self.as_binaries(name, segments), *draw.choice(([], ["-execution-start-address", "0x401"])),
                     "-line-length", str(draw.choice((44, 60, 80, 250))), "-o"]
            path = self.make(name, extension, "srec_cat", *words, self.folder / f"{name}.{extension}", *option,
                             segments=segments)
            # The same file once more, as objcopy makes it of this one.
            source = "ihex" if extension == "hex" else "srec"
            for other, target in (("hex", "ihex"), ("s19", "srec")):
                again = self.folder / f"{name}-copy.{other}"
                self.make(f"{name}-copy", other, OBJCOPY, "-I", source, "-O", target, path, again, segments=segments)
        self.compare()
        self.assertGreater(len(self.made), 700)

    def compare(self):
        files = list(self.made)
        for path, found in zip(files, self.read(files), strict=True):
            expected = [[s.address, s.data.hex()] for s in joined(self.made[path])]
            self.assertEqual(found.get("segments"), expected, f"{path.name} {found.get('problem')}\n{path.read_bytes()[:400]}")

    def test_a_linked_program_is_the_same_as_elf_hex_and_srec(self):
        draw = random.Random(11)
        for number in range(40):
            name = f"program{number}"
            segments = [s for s in self.segments(draw) if s.address >= 1024] or [Segment(EXTERNAL_BASE + 0x400, b"program")]
            if number % 2:  # linked 1 KiB into a page: the first segment begins with the ELF header
                segments = [Segment((segments[0].address & ~0xFFF) + 0x400, draw.randbytes(600))]
            script = "".join(f".part{i} 0x{s.address:X} : {{ KEEP(*(.part{i})) }}\n" for i, s in enumerate(segments))
            (self.folder / f"{name}.ld").write_text(f"SECTIONS {{\n{script}}}\n")
            source = "".join(f'.section .part{i},"a",%progbits\n.byte {",".join(map(str, s.data))}\n'
                             for i, s in enumerate(segments))
            (self.folder / f"{name}.s").write_text(source)
            done = run("arm-none-eabi-as", self.folder / f"{name}.s", "-o", self.folder / f"{name}.o")
            self.assertEqual(done.returncode, 0, done.stderr)
            elf = self.folder / f"{name}.elf"
            self.make(name, "elf", LD, "-T", self.folder / f"{name}.ld", self.folder / f"{name}.o", "-o", elf,
                      segments=segments)
            for extension, form in (("hex", "ihex"), ("srec", "srec")):
                path = self.folder / f"{name}.{extension}"
                self.make(name, extension, OBJCOPY, "-O", form, elf, path, segments=segments)
        self.compare()

    def test_a_damaged_file_that_is_still_read_is_read_as_srec_cat_does(self):
        draw = random.Random(13)
        damaged = []
        for number in range(1500):
            segments = self.segments(draw) if number % 50 == 0 else segments
            if number % 50 == 0:
                words = self.as_binaries("good", segments)
                for extension, form in (("hex", "-Intel"), ("s19", "-Motorola")):
                    done = run("srec_cat", *words, "-o", self.folder / f"good.{extension}", form)
                    self.assertEqual(done.returncode, 0, done.stderr)
            extension = draw.choice(("hex", "s19"))
            path = self.folder / f"damaged{number}.{extension}"
            path.write_bytes(damage((self.folder / f"good.{extension}").read_bytes(), draw))
            damaged.append(path)
        accepted = [(path, found) for path, found in zip(damaged, self.read(damaged), strict=True) if "segments" in found]
        self.assertGreater(len(damaged) - len(accepted), 500)
        self.assertGreater(len(accepted), 50)
        for path, found in accepted:
            form = "-Intel" if path.suffix == ".hex" else "-Motorola"
            again = path.with_suffix(".again.s19")
            done = run("srec_cat", "-disable-sequence-warning", path, form, "-o", again, "-Motorola", "-disable=header")
            if b"contradictory" in done.stderr or not found["segments"]:
                continue
            self.assertEqual(done.returncode, 0, (path.read_bytes(), done.stderr))
            self.assertEqual(self.read([again])[0]["segments"], found["segments"], path.read_bytes())


def joined(segments):
    result = []
    for segment in sorted(segments, key=lambda s: s.address):
        if result and result[-1].end == segment.address:
            result[-1] = Segment(result[-1].address, result[-1].data + segment.data)
        else:
            result.append(segment)
    return result


def damage(data, draw):
    """A file that lost, gained, swapped or changed something: mostly whole lines, which no checksum tells."""
    lines = data.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    kind = draw.randrange(6)
    if kind == 0:
        return data[:draw.randrange(len(data))]
    if kind == 1:
        lines.insert(draw.randrange(len(lines)), lines.pop(at))
    elif kind == 2:
        lines.insert(at, lines[draw.randrange(len(lines))])
    elif kind == 3:
        del lines[at]
    elif kind == 4:
        lines[at] = lines[at][:draw.randrange(len(lines[at]))] + b"\n"
    else:
        place = draw.randrange(len(lines[at]))
        lines[at] = lines[at][:place] + draw.choice((b"0", b"F", b"S", b":")) + lines[at][place + 1:]
    return b"".join(lines)
