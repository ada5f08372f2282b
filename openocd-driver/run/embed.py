#!/usr/bin/env python3
"""embed.py ANY.bin XSPI.bin QUADSPI.bin OUT.cpp: the agent's images as arrays of the driver."""
import pathlib
import sys

*images, out = map(pathlib.Path, sys.argv[1:])
text = '#include "openocd-driver/run/agent-image.hpp"\n\nnamespace xspi {\n\nnamespace {\n'
for name, path in zip(("kAny", "kXspi", "kQuadSpi"), images, strict=True):
    data = path.read_bytes()
    lines = [", ".join(str(b) for b in data[i:i + 24]) + "," for i in range(0, len(data), 24)]
    text += f"alignas(8) constexpr std::uint8_t {name}[] = {{\n" + "\n".join(lines) + "\n};\n"
text += """} // namespace

std::span<const std::uint8_t> agent_image() { return kAny; }

std::span<const std::uint8_t> agent_image(ControllerKind kind) {
    switch (kind) {
    case ControllerKind::Xspi: return kXspi;
    case ControllerKind::QuadSpi: return kQuadSpi;
    }
    return kAny;
}

} // namespace xspi
"""
out.write_text(text)
