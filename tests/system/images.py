"""Image files as a linker or objcopy would make them, and the memories that must come of them."""
import random
import struct


class Segment:
    def __init__(self, address, data):
        self.address = address
        self.data = data

    @property
    def end(self):
        return self.address + len(self.data)


def binary(segment):
    return segment.data


def intel_hex(*segments, record=16):
    """Extended linear addresses (type 04), data records of `record` bytes, end of file."""
    lines, upper = [], None
    for segment in segments:
        at = segment.address
        while at < segment.end:
            if at >> 16 != upper:
                upper = at >> 16
                lines.append(_record(0, 4, upper.to_bytes(2, "big")))
            count = min(record, segment.end - at, 0x10000 - (at & 0xFFFF))
            offset = at - segment.address
            lines.append(_record(at & 0xFFFF, 0, segment.data[offset:offset + count]))
            at += count
    lines.append(_record(0, 1, b""))
    return ("\n".join(lines) + "\n").encode()


def _record(address, kind, data):
    body = bytes([len(data)]) + address.to_bytes(2, "big") + bytes([kind]) + data
    return ":" + (body + bytes([-sum(body) & 0xFF])).hex().upper()


def motorola_s19(*segments, record=16):
    """S0 header, S3 data records with 32-bit addresses, S7 end."""
    lines = [_s_record(0, b"\0\0image")]
    for segment in segments:
        for at in range(0, len(segment.data), record):
            lines.append(_s_record(3, (segment.address + at).to_bytes(4, "big") + segment.data[at:at + record]))
    lines.append(_s_record(7, bytes(4)))
    return ("\n".join(lines) + "\n").encode()


def _s_record(kind, body):
    body = bytes([len(body) + 1]) + body
    return f"S{kind}" + (body + bytes([~sum(body) & 0xFF])).hex().upper()


def elf(*segments):
    """ELF32, ARM, little endian, with one PT_LOAD per segment; what lies in the file is what is loaded."""
    header_size, program_header_size = 52, 32
    offset = header_size + program_header_size * len(segments)
    headers, contents = b"", b""
    for segment in segments:
        headers += struct.pack("<8I", 1, offset + len(contents), segment.address, segment.address,
                               len(segment.data), len(segment.data), 5, 4)
        contents += segment.data
    entry = segments[0].address | 1 if segments else 0
    identity = b"\x7fELF" + bytes([1, 1, 1]) + bytes(9)
    header = identity + struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, entry, header_size, 0, 0x05000000, header_size,
                                    program_header_size, len(segments), 0, 0, 0)
    return header + headers + contents


def linked_elf(*segments):
    """As elf(), with a section for each segment as a linker makes them: gdb loads sections."""
    file = bytearray(elf(*segments))
    names = b"\0.shstrtab\0" + b"".join(b".part%d\0" % i for i in range(len(segments)))
    names_offset, at = len(file), struct.calcsize("<52s") + 32 * len(segments)
    headers = bytes(40)
    for i, segment in enumerate(segments):
        headers += struct.pack("<10I", names.index(b".part%d\0" % i), 1, 7, segment.address, at, len(segment.data),
                               0, 0, 1, 0)  # SHT_PROGBITS; writable, so that gdb does not take its bytes from here
        at += len(segment.data)
    headers += struct.pack("<10I", 1, 3, 0, 0, names_offset, len(names), 0, 0, 1, 0)  # SHT_STRTAB
    file += names
    struct.pack_into("<I", file, 32, len(file))
    struct.pack_into("<3H", file, 46, 40, len(segments) + 2, len(segments) + 1)
    return bytes(file + headers)


def merged(contents, base, *segments):
    """`contents`, which begins at `base`, with the segments that lie in it written over it."""
    result = bytearray(contents)
    for segment in segments:
        if base <= segment.address < base + len(contents):
            result[segment.address - base:segment.end - base] = segment.data
    return bytes(result)


def blocks_to_erase(old, new, size=4096):
    """How many blocks of `size` need an erase to get from `old` to `new`: those where a 0 becomes a 1."""
    count = 0
    for at in range(0, len(old), size):
        before, after = old[at:at + size], new[at:at + size]
        if before != after and int.from_bytes(after, "little") & ~int.from_bytes(before, "little"):
            count += 1
    return count


def odd_segments(seed, base, room, count, most=20_000):
    """Segments of odd sizes at odd addresses, apart from each other, one after another in `room` bytes."""
    draw = random.Random(seed)
    slot = room // count
    segments = []
    for i in range(count):
        size = draw.randrange(1, min(most, slot // 2)) | 1
        address = (base + i * slot + draw.randrange(slot - size)) | 1
        segments.append(Segment(address, draw.randbytes(size)))
    return segments
