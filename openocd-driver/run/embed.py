#!/usr/bin/env python3
"""embed.py AGENT.bin OUT.cpp: the agent's image as an array of the driver."""
import sys

with open(sys.argv[1], "rb") as image:
    data = image.read()
lines = [", ".join(str(b) for b in data[i:i + 24]) + "," for i in range(0, len(data), 24)]
with open(sys.argv[2], "w") as out:
    out.write('#include "openocd-driver/run/agent-image.hpp"\n\nnamespace xspi {\n\n')
    out.write("namespace {\nalignas(8) constexpr std::uint8_t kImage[] = {\n" + "\n".join(lines) + "\n};\n}\n\n")
    out.write("std::span<const std::uint8_t> agent_image() { return kImage; }\n\n} // namespace xspi\n")
