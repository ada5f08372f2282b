#include "flash-library/chips/best-mode.hpp"
#include "flash-library/chips/clock-limit.hpp"
#include "flash-library/chips/vocabulary.hpp"

#include <algorithm>

namespace xspi {
namespace {

constexpr unsigned kBurstBytes = 32;
constexpr unsigned kOctalLines = 8, kQuadLines = 4;

bool within(Mode mode, const Reach& reach) {
    if (mode == Mode::OctalDtr || mode == Mode::OctalStr)
        return octal(mode) && reach.lines >= kOctalLines && (mode != Mode::OctalDtr || reach.octal_dtr);
    return mode == Mode::Spi || (quad(mode) && reach.lines >= kQuadLines);
}

// Half clocks of bytes over a phase.
unsigned half_clocks(unsigned bytes, Phase phase) {
    if (phase.lines == 0) return 0;
    return bytes * 16u / phase.lines / (phase.dtr ? 2u : 1u);
}

// In 32 bits: a few hundred half clocks, and no ROM needs to divide 64 bits for it.
std::uint32_t burst_ns(const Command& read, std::uint32_t hz) {
    constexpr std::uint32_t kHalf = 500'000, kKilo = 1'000;
    const bool mode_byte = read.mode_bits <= 0xFF;
    const unsigned halves = half_clocks(read.opcode_bytes, read.opcode_phase) +
                            half_clocks(read.address_bytes + (mode_byte ? 1u : 0u), read.address_phase) +
                            2u * read.dummy_cycles + half_clocks(kBurstBytes, read.data_phase);
    return halves * kHalf / std::max(1u, static_cast<unsigned>(hz / kKilo));
}

} // namespace

std::uint32_t mode_clock_hz(const ChipDescription& chip, Mode mode, const Reach& reach) {
    ChipVocabulary words;
    if (!within(mode, reach) || !vocabulary(chip, mode, words)) return 0;
    const bool finding = mode == Mode::Spi && reach.lines > 1; // the chip's own mode is another
    const std::uint32_t board_hz = finding ? reach.spi_hz : reach.clock_hz;
    return std::min(board_hz, clock_limit_hz(chip, mode, reach.supply_mv, board_hz));
}

Mode best_mode(const ChipDescription& chip, const Reach& reach) {
    Mode best = Mode::Spi;
    std::uint32_t best_ns = ~std::uint32_t{0};
    for (const Mode mode :
         {Mode::OctalDtr, Mode::OctalStr, Mode::QuadIo, Mode::QuadOutput, Mode::Qpi, Mode::Spi}) {
        if (mode == Mode::Qpi && quad(best)) continue;
        const std::uint32_t hz = mode_clock_hz(chip, mode, reach);
        ChipVocabulary words;
        if (hz == 0 || !vocabulary(chip, mode, words)) continue;
        const std::uint32_t ns = burst_ns(words.read, hz);
        if (ns < best_ns) best = mode, best_ns = ns;
    }
    return best;
}

} // namespace xspi
