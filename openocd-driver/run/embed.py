#!/usr/bin/env python3
"""embed.py AGENTS.txt AGENT.bin... OUT.cpp: the agents' images, in the list's order, as arrays of the driver."""
import pathlib
import sys

listed, *images, out = map(pathlib.Path, sys.argv[1:])
agents = [line.split() for line in listed.read_text().splitlines() if not line.startswith("#")]
text = '#include "openocd-driver/run/agent-image.hpp"\n\nnamespace xspi {\n\nnamespace {\n'
for (_, controller, _), path in zip(agents, images, strict=True):
    data = path.read_bytes()
    lines = [", ".join(str(b) for b in data[i:i + 24]) + "," for i in range(0, len(data), 24)]
    text += f"alignas(8) constexpr std::uint8_t k{controller}[] = {{\n" + "\n".join(lines) + "\n};\n"
cases = "\n".join(f"    case ControllerKind::{kind}: return k{controller};" for _, controller, kind in agents if kind != "-")
every = next(controller for _, controller, kind in agents if kind == "-")
out.write_text(text + f"""}} // namespace

std::span<const std::uint8_t> agent_image() {{ return k{every}; }}

std::span<const std::uint8_t> agent_image(ControllerKind kind) {{
    switch (kind) {{
{cases}
    }}
    return k{every};
}}

}} // namespace xspi
""")
