"""Flash loaders of other tools, read strictly: from the formats' specifications, not from our C++ reader.

FLM: Open-CMSIS-Pack, "Flash Programming Algorithm", and what pyOCD asks of its sections. STLDR: UM2237, external loaders.
probe-rs: crate probe-rs-target 0.32, which refuses unknown keys. pyOCD: pyocd.flash.flash.Flash.
"""
import base64
import dataclasses
import re
import struct
import sys
import types

import flm

try:
    import yaml
except ImportError:
    yaml = None

PAGES = {1 << n for n in range(20)}


class Wrong(ValueError):
    """What a tool would stumble over."""


def require(condition, words):
    if not condition:
        raise Wrong(words)


@dataclasses.dataclass
class Loader:
    """`image`: all bytes of RAM that it takes, zeros included; functions are offsets in it. `load_address`: None where it
    may lie anywhere."""
    form: str
    name: str
    start: int
    bytes: int
    page: int
    sectors: list  # (size, offset of the first of that size)
    code: bytes
    functions: dict
    static_base: int = 0
    load_address: int = None
    erased: int = 0xFF
    program_milliseconds: int = 10_000
    erase_milliseconds: int = 20_000

    sectors_of = flm.Algorithm.sectors_of


class Elf:
    def __init__(self, data):
        require(data[:7] == b"\x7fELF\x01\x01\x01", "not a 32-bit little-endian ELF file")
        self.data = data
        kind, machine, version, self.entry, segments, sections, flags = struct.unpack_from("<HHIIIII", data, 16)
        header, segment_size, segment_count, section_size, section_count, names = struct.unpack_from("<6H", data, 40)
        require((kind, machine, version, header, segment_size, section_size) == (2, 40, 1, 52, 32, 40),
                "no executable for ARM")
        require(flags >> 24 == 5, "not of the ABI's version 5")
        require(sections + section_size * section_count <= len(data), "its section headers leave the file")
        self.sections = [dict(zip(("name", "type", "flags", "address", "offset", "size", "link", "info"),
                                  struct.unpack_from("<8I", data, sections + i * section_size)))
                         for i in range(section_count)]
        for section in self.sections:
            section["name"] = self.text(self.sections[names], section["name"])
            require(section["type"] in (0, 8) or section["offset"] + section["size"] <= len(data),
                    f"section {section['name']} leaves the file")
        self.segments = [struct.unpack_from("<8I", data, segments + i * segment_size) for i in range(segment_count)]
        self.symbols = {}
        for table in (s for s in self.sections if s["type"] == 2):
            for at in range(table["offset"] + 16, table["offset"] + table["size"], 16):
                name, value, size, info, _, section = struct.unpack_from("<IIIBBH", data, at)
                name = self.text(self.sections[table["link"]], name)
                require(name not in self.symbols, f"{name} is there twice")
                self.symbols[name] = (value, size, info, section)

    def text(self, section, at):
        begin = section["offset"] + at
        return self.data[begin:self.data.index(b"\0", begin)].decode("ascii")

    def function(self, name, begin, end):
        value, size, info, section = self.symbols[name]
        require(info == 0x12, f"{name} is no global function")
        require(value & 1 and begin <= value < end and size > 0, f"{name} is no Thumb code of its section")
        require(self.sections[section]["flags"] & 4, f"{name} lies in no code")
        return value

    def description(self, name, size):
        value, symbol_size, info, number = self.symbols[name]
        section = self.sections[number]
        require((info, symbol_size) == (0x11, size), f"{name} is no global object of {size} bytes")
        at = section["offset"] + value - section["address"]
        return self.data[at:at + size]

    def loads(self):
        return [s for s in self.segments if s[0] == 1]


def c_string(field):
    text, _, rest = field.partition(b"\0")
    require(text and not rest.strip(b"\0") and len(text) < len(field), "its name is no C string")
    return text.decode("ascii")


def read_flm(data):
    elf = Elf(data)
    find = lambda name, kind: [s for s in elf.sections if (s["name"], s["type"]) == (name, kind)]
    code, variables, zeros = find("PrgCode", 1), find("PrgData", 1), find("PrgData", 8)
    require([len(code), len(variables), len(zeros)] == [1, 1, 1], "PrgCode and PrgData are not there once each")
    code, variables, zeros = code[0], variables[0], zeros[0]
    require(code["address"] == 0 and code["size"] == variables["address"], "PrgData does not follow PrgCode, which is at 0")
    require(variables["address"] + variables["size"] == zeros["address"], "what is zero does not follow PrgData")
    end = zeros["address"] + zeros["size"]
    code_segment, description_segment = elf.loads()
    require(code_segment[2] == code_segment[3] == 0 and code_segment[5] == end, "the segment is not its sections")
    require(description_segment[2] >= end, "FlashDevice lies over the variables")
    require(elf.entry == 0, "an algorithm has no entry")
    require(find("DevDscr", 1), "there is no DevDscr")
    device = elf.description("FlashDevice", 4256)
    version, name, kind, start, size, page, reserved, erased, program, erase = struct.unpack_from("<H128sHIIIIB3xII", device)
    require((version, kind, reserved) == (0x101, 5, 0), "FlashDevice is of another version or type")
    sectors, at = [], 160
    while (entry := struct.unpack_from("<II", device, at)) != (0xFFFFFFFF, 0xFFFFFFFF):
        sectors.append(entry)
        at += 8
    check_geometry(start, size, page, sectors)
    image = bytearray(end)
    for section in (code, variables):
        image[section["address"]:section["address"] + section["size"]] = \
            data[section["offset"]:section["offset"] + section["size"]]
    functions = {n: elf.function(n, 0, code["size"]) for n in
                 ("Init", "UnInit", "EraseChip", "EraseSector", "ProgramPage", "BlankCheck", "Verify")}
    return Loader("flm", c_string(name), start, size, page, sectors, bytes(image), functions,
                  static_base=variables["address"], erased=erased, program_milliseconds=program,
                  erase_milliseconds=erase)


def check_geometry(start, size, page, sectors):
    require(page in PAGES and sectors and page <= min(s for s, _ in sectors), "the page is no power of two, or above a sector")
    require(sectors[0][1] == 0 and all(s and size % s == 0 for s, _ in sectors), "the sectors do not cover the memory")
    require(start % sectors[0][0] == 0 and start + size <= 1 << 32, "the memory does not begin with a sector")


def read_stldr(data, ram):
    """ram: the first byte of the microcontroller's RAM."""
    elf = Elf(data)
    code, description = elf.loads()
    _, offset, virtual, physical, in_file, in_memory, *_ = code
    require(virtual == physical == ram + 4, "it is not linked for the second word of RAM")
    require(description[2] >= virtual + in_memory, "StorageInfo lies over the loader")
    info = elf.description("StorageInfo", 200)
    name, kind, start, size, page, erased = struct.unpack_from("<100sH2xIIIB3x", info)
    require(kind == 3, "it is for no NOR flash")
    entries = [struct.unpack_from("<II", info, 120 + 8 * i) for i in range(10)]
    require((0, 0) in entries, "the list of sectors does not end")
    sectors, at = [], 0
    for count, sector in entries[:entries.index((0, 0))]:
        sectors.append((sector, at))
        at += count * sector
    require(at == size, "size and sectors disagree")
    check_geometry(start, size, page, sectors)
    image = data[offset:offset + in_file] + bytes(in_memory - in_file)
    functions = {n: elf.function(n, virtual, virtual + in_file) - virtual for n in
                 ("Init", "Write", "Read", "SectorErase", "MassErase", "Verify", "CheckSum")}
    require(elf.entry == functions["Init"] + virtual, "its entry is not Init")
    return Loader("stldr", c_string(name), start, size, page, sectors, image, functions, load_address=virtual,
                  erased=erased)


# Key: whether it has to be there. crate probe-rs-target 0.32: ChipFamily, Chip, Core, …Region, RawFlashAlgorithm.
FAMILY = {"name": True, "manufacturer": False, "chip_detection": False, "generated_from_pack": False,
          "pack_file_release": False, "variants": True, "flash_algorithms": False}
CHIP = {"name": True, "part": False, "svd": False, "documentation": False, "package_variants": False, "cores": False,
        "memory_map": True, "flash_algorithms": False, "rtt_scan_ranges": False, "jtag": False,
        "default_binary_format": False, "skip_reset_on_ram_boot": False}
CORE = {"name": True, "type": True, "core_access_options": True}
REGION = {"name": False, "range": True, "cores": True, "is_alias": False, "access": False}
ACCESS = {"read": False, "write": False, "execute": False, "boot": False}
RANGE = {"start": True, "end": True}
ALGORITHM = {"name": True, "description": True, "default": False, "instructions": True, "load_address": False,
             "data_load_address": False, "pc_init": False, "pc_uninit": False, "pc_program_page": True,
             "pc_erase_sector": True, "pc_erase_all": False, "pc_verify": False, "pc_blank_check": False, "pc_read": False,
             "vendor_functions": False, "data_section_offset": True, "rtt_location": False, "rtt_poll_interval": False,
             "flash_properties": True, "cores": False, "stack_size": False, "stack_overflow_check": False,
             "transfer_encoding": False, "big_endian": False}
PROPERTIES = {"address_range": True, "page_size": True, "erased_byte_value": True, "program_page_timeout": True,
              "erase_sector_timeout": True, "erase_chip_timeout": False, "sectors": False}


def keys(node, known, what):
    require(isinstance(node, dict), f"{what} is no map")
    require(not set(node) - set(known), f"{what} has keys that probe-rs refuses: {set(node) - set(known)}")
    require(not {k for k, needed in known.items() if needed} - set(node), f"{what} lacks a key")
    return node


def parsed(text):
    class Strict(yaml.SafeLoader):
        pass

    def tagged(loader, suffix, node):
        value = (loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode)
                 else loader.construct_scalar(node))
        return suffix, value

    Strict.add_multi_constructor("!", tagged)
    return yaml.load(text, Strict)


def read_probe_rs(data):
    """The chip, as the file has it, and its algorithms as loaders."""
    family = keys(parsed(data.decode("ascii")), FAMILY, "the family")
    (chip,) = family["variants"]
    keys(chip, CHIP, "the chip")
    (core,) = chip["cores"]
    keys(core, CORE, "the core")
    require(core["type"] == "armv7em", "another core")
    arm, options = core["core_access_options"]
    require(arm == "Arm" and set(options) == {"ap"} and options["ap"][0] == "v1", "no access port")
    rams = []
    for kind, region in chip["memory_map"]:
        keys(region, REGION, f"a region {kind}")
        keys(region["range"], RANGE, "its range")
        keys(region.get("access", {}), ACCESS, "its access")
        require(kind in ("Nvm", "Ram", "Generic") and region["cores"] == [core["name"]], "a region of no core")
        require(region["range"]["start"] < region["range"]["end"], "an empty region")
        if kind == "Ram" and region.get("access", {}).get("execute", True):
            rams.append(region["range"])
    memories = [(r["range"]["start"], r["range"]["end"]) for kind, r in chip["memory_map"] if kind == "Nvm"]
    require(chip["flash_algorithms"] == [a["name"] for a in family["flash_algorithms"]], "algorithms of no chip")
    return chip, [read_algorithm(a, rams, memories) for a in family["flash_algorithms"]]


def read_algorithm(node, rams, memories):
    keys(node, ALGORITHM, "an algorithm")
    properties = keys(node["flash_properties"], PROPERTIES, "its properties")
    for sector in properties["sectors"]:
        keys(sector, {"size": True, "address": True}, "a sector")
    begin, end = properties["address_range"]["start"], properties["address_range"]["end"]
    require((begin, end) in memories, "an algorithm for no memory of the chip")
    image = base64.b64decode(node["instructions"], validate=True)
    at, page = node["load_address"], properties["page_size"]
    (ram,) = [r for r in rams if r["start"] <= at < r["end"]]
    # The header in front of it, 512 bytes of stack and two buffers behind it.
    require(at >= ram["start"] + 8 and at + len(image) + 512 + 2 * page <= ram["end"], "it does not fit the RAM")
    functions = {{"uninit": "UnInit", "erase_all": "EraseChip", "read": "ReadFlash"}.get(
        name[3:], re.sub(r"(?:^|_)(.)", lambda m: m[1].upper(), name[3:])): value
                 for name, value in node.items() if name.startswith("pc_")}
    require(all(value & 1 and value < len(image) for value in functions.values()), "a function is no Thumb code")
    sectors = [(s["size"], s["address"]) for s in properties["sectors"]]
    check_geometry(begin, end - begin, page, sectors)
    return Loader("probe-rs", node["name"], begin, end - begin, page, sectors, image, functions,
                  static_base=node["data_section_offset"], load_address=at, erased=properties["erased_byte_value"],
                  program_milliseconds=properties["program_page_timeout"],
                  erase_milliseconds=properties["erase_sector_timeout"])


def read_pyocd(data):
    """Runs the script against a stand-in of pyOCD's memory map; what it adds as loaders."""
    added = []
    core = types.ModuleType("pyocd.core")
    memory_map = types.ModuleType("pyocd.core.memory_map")
    memory_map.FlashRegion = lambda **attributes: attributes
    modules = {"pyocd": types.ModuleType("pyocd"), "pyocd.core": core, "pyocd.core.memory_map": memory_map}
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        script = {}
        exec(compile(data, "script", "exec"), script)
        board = types.SimpleNamespace(target=types.SimpleNamespace(
            memory_map=types.SimpleNamespace(add_region=added.append, get_region_for_address=lambda address: None)))
        script["will_connect"](board)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return [read_region(region) for region in added]


def read_region(region):
    algo = region["algo"]
    words = algo["instructions"]
    require(all(isinstance(w, int) and 0 <= w < 1 << 32 for w in words), "instructions are no words")
    require(words[0] & 0xFFFF == 0xBE00, "a call comes back to no BKPT")
    load, header = algo["load_address"], 0x20
    image = struct.pack(f"<{len(words)}I", *words)[header:]
    end = load + 4 * len(words)
    require(algo["begin_stack"] % 8 == 0 and not load < algo["begin_stack"] <= end, "the stack lies in the code")
    first, *more = algo["page_buffers"]
    require(end <= first and all(first + region["page_size"] <= at for at in more), "the buffers overlap")
    require(algo["begin_data"] == first, "its data begin in no buffer")
    functions = {}
    for key, name in (("pc_init", "Init"), ("pc_unInit", "UnInit"), ("pc_program_page", "ProgramPage"),
                      ("pc_erase_sector", "EraseSector"), ("pc_eraseAll", "EraseChip")):
        require(algo[key] & 1 and load <= algo[key] < end, f"{key} is no Thumb code")
        functions[name] = algo[key] - load - header
    require(algo["analyzer_supported"] is False, "no analyzer has room")
    sectors = [(region["sector_size"], 0)]
    check_geometry(region["start"], region["length"], region["page_size"], sectors)
    return Loader("pyocd", region["name"], region["start"], region["length"], region["page_size"], sectors, image,
                  functions, static_base=algo["static_base"] - load - header, load_address=load + header,
                  erased=region["erased_byte_value"])
