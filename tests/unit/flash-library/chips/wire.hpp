// A transaction as it is on the wires, clock by clock, and as a chip in some mode takes it: the first opcode
// that it hears. Lines that a phase does not use are what ST's controllers leave them at: IO2 low, IO3 high,
// IO4 and up low; IO1 is an input in phases on one line.
#pragma once
#include "flash-library/chips/sequence.hpp"
#include "flash-library/command.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace wire {

enum class Level : std::uint8_t { Low, High, Open };

using Edge = std::array<Level, 8>; // IO0 first
struct Clock {
    Edge rising, falling;
};

struct Transaction {
    xspi::Command command;
    std::uint32_t address = 0;
    std::vector<std::uint8_t> written; // empty: a read, or no data
    std::size_t read = 0;              // bytes
};

inline Edge idle(unsigned lines) {
    Edge edge{};
    edge.fill(Level::Low);
    edge[3] = Level::High;
    if (lines == 1) edge[1] = Level::Open;
    return edge;
}

// Nobody drives the lines of the phase: dummy cycles, and data that the chip is to give.
inline Edge open(unsigned lines) {
    Edge edge = idle(lines);
    for (unsigned line = 0; line < lines; ++line) edge[line] = Level::Open;
    return edge;
}

class Writer {
  public:
    void bytes(std::span<const std::uint8_t> data, xspi::Phase phase) {
        std::vector<Edge> edges;
        for (const std::uint8_t byte : data)
            for (unsigned done = 0; done < 8; done += phase.lines) {
                Edge edge = idle(phase.lines);
                for (unsigned line = 0; line < phase.lines; ++line) {
                    const unsigned bit = 8 - done - phase.lines + line;
                    edge[line] = (byte >> bit & 1) != 0 ? Level::High : Level::Low;
                }
                edges.push_back(edge);
            }
        for (std::size_t i = 0; i < edges.size(); i += phase.dtr ? 2 : 1)
            clocks.push_back({edges[i], edges[phase.dtr && i + 1 < edges.size() ? i + 1 : i]});
    }
    void undriven(unsigned count, unsigned lines) {
        for (unsigned i = 0; i < count; ++i) clocks.push_back({open(lines), open(lines)});
    }

    std::vector<Clock> clocks;
};

inline std::vector<Clock> clocks_of(const Transaction& t) {
    const xspi::Command& c = t.command;
    Writer out;
    const std::array<std::uint8_t, 2> opcode{static_cast<std::uint8_t>(c.opcode >> 8),
                                             static_cast<std::uint8_t>(c.opcode)};
    out.bytes(std::span(opcode).subspan(2u - c.opcode_bytes), c.opcode_phase);
    std::array<std::uint8_t, 4> address{};
    for (unsigned i = 0; i < 4; ++i) address[i] = static_cast<std::uint8_t>(t.address >> (24 - 8 * i));
    if (c.address_bytes != 0) out.bytes(std::span(address).subspan(4u - c.address_bytes), c.address_phase);
    if (c.mode_bits <= 0xFF) {
        const auto mode = static_cast<std::uint8_t>(c.mode_bits);
        out.bytes({&mode, 1}, c.address_phase);
    }
    const unsigned lines = c.data_phase.lines != 0 ? c.data_phase.lines : c.opcode_phase.lines;
    out.undriven(c.dummy_cycles, lines);
    if (c.data_phase.lines == 0) return out.clocks;
    if (!t.written.empty()) out.bytes(t.written, c.data_phase);
    const auto halves = static_cast<unsigned>(t.read * 16 / c.data_phase.lines);
    out.undriven(halves / (c.data_phase.dtr ? 4 : 2), lines);
    return out.clocks;
}

// What a chip with `lines` lines hears as its opcode; nothing where the clocks end before. An open line keeps
// its level for as long as that lasts, `open_high` or not.
inline std::optional<std::uint8_t> heard(const std::vector<Clock>& clocks, unsigned lines, bool open_high) {
    const unsigned needed = 8 / lines;
    if (clocks.size() < needed) return std::nullopt;
    unsigned opcode = 0;
    for (unsigned i = 0; i < needed; ++i)
        for (unsigned line = lines; line-- > 0;) {
            const Level level = clocks[i].rising[line];
            opcode = opcode << 1 | ((level == Level::High || (level == Level::Open && open_high)) ? 1u : 0u);
        }
    return static_cast<std::uint8_t>(opcode);
}

inline Transaction transaction(const xspi::SequenceStep& step) {
    Transaction t{step.command, step.address, {}, 0};
    if (step.command.data_phase.lines != 0)
        t.written.assign(step.data.begin(), step.data.begin() + step.data_length);
    return t;
}

} // namespace wire
