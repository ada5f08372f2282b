#!/usr/bin/env python3
"""embed.py AGENTS.txt IMAGE.bin... OUT.cpp: the images of agents and caller as arrays of the driver."""
import pathlib
import sys

listed, *images, out = map(pathlib.Path, sys.argv[1:])
images = {path.stem: path for path in images}
agents = [line.split() for line in listed.read_text().splitlines() if not line.startswith("#")]


def joined(name):
    return "".join(part.capitalize() for part in name.split("-"))


def array(name):
    data = images[name].read_bytes()
    lines = [", ".join(str(b) for b in data[i:i + 24]) + "," for i in range(0, len(data), 24)]
    return f"alignas(8) constexpr std::uint8_t k{joined(name)}[] = {{\n" + "\n".join(lines) + "\n};\n"


arrays, entries = array("caller"), ""
for name, kinds, cpu in agents:
    arrays += array(name)
    mask = " | ".join(f"bit(ControllerKind::{kind})" for kind in kinds.split(","))
    entries += f"    {{Cpu::{joined(cpu)}, {mask}, k{joined(name)}}},\n"
out.write_text(f"""#include "openocd-driver/run/agent-image.hpp"

namespace xspi {{

namespace {{
{arrays}
constexpr std::uint32_t bit(ControllerKind kind) {{ return 1u << static_cast<std::uint32_t>(kind); }}

struct Agent {{
    Cpu cpu;
    std::uint32_t kinds;
    std::span<const std::uint8_t> image;
}};
constexpr Agent kAgents[] = {{
{entries}}};
}} // namespace

std::span<const std::uint8_t> agent_image(Cpu cpu, std::span<const ControllerKind> kinds) {{
    std::uint32_t wanted = 0;
    for (ControllerKind kind : kinds) wanted |= bit(kind);
    for (const Agent& agent : kAgents)
        if (agent.cpu == cpu && (wanted & ~agent.kinds) == 0) return agent.image;
    return {{}};
}}

std::span<const std::uint8_t> caller_image() {{ return kCaller; }}

}} // namespace xspi
""")
